/* The vault: the keys file, hashes, seals, rotation. */
#include "vault/cipher.h"
#include "vault/signing.h"
#include "vault/vault.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_A "a 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"
#define KEY_B "b-2026.11 FFEEDDCCBBAA99887766554433221100ffeeddccbbaa99887766554433221100\n"

static struct arena *arena;
static char folder[] = "/tmp/asiakkuus-vault-XXXXXX";
static char path[sizeof folder + 16];

static void open_folder(void) {
    arena = arena_new();
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/keys", folder);
}

static void remove_folder(void) {
    unlink(path);
    rmdir(folder);
    arena_free(arena);
}

static void write_keys(const char *text, mode_t mode) {
    unlink(path);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
    ck_assert_int_eq(chmod(path, mode), 0);
}

static struct vault *vault_of(const char *text) {
    const char *words;
    write_keys(text, 0400);
    struct vault *vault = vault_open(path, &words);
    ck_assert_msg(vault != NULL, "%s", words);
    return vault;
}

static const char *opened(struct vault *vault, const char *place, struct bytes sealed) {
    const char *value = NULL;
    return vault_open_value(vault, arena, place, sealed, &value) == OK ? value : NULL;
}

START_TEST(vault_open__first_key_is_the_current_one) {
    struct vault *vault = vault_of(KEY_B "\n" KEY_A);
    ck_assert_uint_eq(vault_key_count(vault), 2);
    ck_assert_str_eq(vault_key_id(vault, 0), "b-2026.11");
    ck_assert_str_eq(vault_key_id(vault, 1), "a");
    vault_close(vault);
}
END_TEST

static const char *const bad_files[] = {
    "",
    "\n",
    "a\n",
    "a 00\n",
    "a 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1\n",
    "a 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0\n",
    "a 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1g\n",
    " 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
    "a|b 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
    "abcdefghijklmnopqrstuvwxyz0123456 "
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
    KEY_A KEY_A,
    KEY_A "# a comment\n",
};

START_TEST(vault_open__malformed_file_is_refused_and_not_quoted) {
    const char *words = NULL;
    write_keys(bad_files[_i], 0400);
    ck_assert_ptr_null(vault_open(path, &words));
    ck_assert_ptr_nonnull(words);
    ck_assert_ptr_null(strstr(words, "0001"));
}
END_TEST

START_TEST(vault_open__more_keys_than_bounded_are_refused) {
    char text[16 * 80] = "";
    size_t length = 0;
    for (int i = 0; i < VAULT_KEYS_MAX + 1; i++) {
        length += (size_t)snprintf(text + length, sizeof text - length, "k%d%s", i, &KEY_A[1]);
    }
    const char *words = NULL;
    write_keys(text, 0400);
    ck_assert_ptr_null(vault_open(path, &words));
    ck_assert_ptr_nonnull(strstr(words, "more than"));
}
END_TEST

START_TEST(vault_open__as_many_keys_as_bounded_are_taken_and_each_opens_what_it_sealed) {
    char text[16 * 80] = "";
    struct bytes sealed[VAULT_KEYS_MAX];
    size_t length = 0;
    for (int i = 0; i < VAULT_KEYS_MAX; i++) {
        char one[100];
        (void)snprintf(one, sizeof one, "k%d %02x%s", i, (unsigned)i, &KEY_A[4]);
        struct vault *vault = vault_of(one);
        sealed[i] = vault_seal(vault, arena, "p", one);
        vault_close(vault);
        length += (size_t)snprintf(text + length, sizeof text - length, "%s", one);
    }
    struct vault *vault = vault_of(text);
    ck_assert_uint_eq(vault_key_count(vault), VAULT_KEYS_MAX);
    for (int i = 0; i < VAULT_KEYS_MAX; i++) {
        ck_assert_ptr_nonnull(opened(vault, "p", sealed[i]));
    }
    vault_close(vault);
}
END_TEST

START_TEST(vault_open__name_of_a_key_is_bounded) {
    for (size_t size = VAULT_KEY_ID_LENGTH_MAX; size <= VAULT_KEY_ID_LENGTH_MAX + 1; size++) {
        char text[200] = "";
        const char *words = NULL;
        memset(text, 'k', size);
        (void)snprintf(text + size, sizeof text - size, "%s", &KEY_A[1]);
        write_keys(text, 0400);
        struct vault *vault = vault_open(path, &words);
        ck_assert_int_eq(vault != NULL, size <= VAULT_KEY_ID_LENGTH_MAX);
        ck_assert(!vault || strlen(vault_key_id(vault, 0)) == size);
        vault_close(vault);
    }
}
END_TEST

START_TEST(vault_open__file_is_bounded) {
    static char text[VAULT_FILE_SIZE_MAX + 2];
    const char *words = NULL;
    memset(text, '\n', VAULT_FILE_SIZE_MAX);
    memcpy(text, KEY_A, sizeof KEY_A - 1);
    write_keys(text, 0400);
    struct vault *vault = vault_open(path, &words);
    ck_assert_msg(vault != NULL, "%s", words);
    vault_close(vault);
    text[VAULT_FILE_SIZE_MAX] = '\n';
    write_keys(text, 0400);
    ck_assert_ptr_null(vault_open(path, &words));
    ck_assert_str_eq(words, "the keys file is too long");
}
END_TEST

START_TEST(vault_key_check__is_the_keys_own_and_tells_nothing_that_it_is_used_for) {
    struct vault *vault = vault_of(KEY_A KEY_B), *again = vault_of("z" KEY_A);
    struct bytes a = vault_key_check(vault, arena, 0), b = vault_key_check(vault, arena, 1);
    ck_assert_uint_eq(a.length, 32);
    ck_assert_mem_ne(a.bytes, b.bytes, 32);
    ck_assert_mem_ne(a.bytes, vault_hash(vault, arena, 0, "", "").bytes, 32);
    ck_assert_mem_eq(vault_key_check(again, arena, 0).bytes, a.bytes, 32);
    vault_close(again);
    vault_close(vault);
}
END_TEST

START_TEST(vault_drop__leaves_the_old_one_open) {
    const char *words = NULL;
    struct vault *vault = vault_of(KEY_A);
    struct bytes sealed = vault_seal(vault, arena, "p", "secret");
    write_keys(KEY_B KEY_A, 0400);
    struct vault *renewed = vault_renew(vault, path, &words);
    ck_assert_ptr_nonnull(renewed);
    vault_drop(renewed);
    ck_assert_str_eq(opened(vault, "p", sealed), "secret");
    vault_close(vault);
}
END_TEST

static const mode_t bad_modes[] = {0444, 0404, 0402, 0401, 0410, 0420, 0550, 0644, 0666};

START_TEST(vault_open__file_that_others_may_use_is_refused) {
    const char *words = NULL;
    write_keys(KEY_A, bad_modes[_i]);
    ck_assert_ptr_null(vault_open(path, &words));
    ck_assert_ptr_nonnull(strstr(words, "chmod"));
}
END_TEST

START_TEST(vault_open__group_may_read) {
    const char *words = NULL;
    write_keys(KEY_A, 0440);
    struct vault *vault = vault_open(path, &words);
    ck_assert_ptr_nonnull(vault);
    vault_close(vault);
}
END_TEST

START_TEST(vault_open__missing_file_or_folder_is_refused) {
    const char *words = NULL;
    ck_assert_ptr_null(vault_open(path, &words));
    ck_assert_ptr_nonnull(words);
    ck_assert_ptr_null(vault_open(folder, &words));
}
END_TEST

START_TEST(vault_keys_create__makes_one_fresh_key_and_never_overwrites) {
    const char *words;
    ck_assert(vault_keys_create(path));
    struct stat state;
    ck_assert_int_eq(stat(path, &state), 0);
    ck_assert_uint_eq(state.st_mode & 07777, 0400);
    struct vault *vault = vault_open(path, &words);
    ck_assert_msg(vault != NULL, "%s", words);
    ck_assert_uint_eq(vault_key_count(vault), 1);
    vault_close(vault);
    ck_assert(!vault_keys_create(path));
    ck_assert(!vault_keys_create("/nowhere/keys"));
}
END_TEST

START_TEST(vault_hash__is_the_same_for_ever) {
    /* Computed once by other means: HMAC(HKDF(key, "", "asiakkuus identifier hash"), "91\\0...").
     */
    static const uint8_t expected[VAULT_HASH_SIZE] = {
        0xf4, 0xd0, 0xb7, 0xbb, 0xa0, 0x2b, 0xcd, 0x1a, 0x63, 0x8f, 0x63,
        0x75, 0x16, 0x28, 0xa9, 0xec, 0x23, 0xfc, 0x02, 0xb0, 0xb2, 0x87,
        0xa4, 0x0d, 0xbb, 0x2f, 0x41, 0x49, 0x8d, 0x47, 0xec, 0x83};
    struct vault *vault = vault_of(KEY_A);
    struct bytes hash = vault_hash(vault, arena, 0, "91", "010594Y9032");
    ck_assert_uint_eq(hash.length, VAULT_HASH_SIZE);
    ck_assert_mem_eq(hash.bytes, expected, VAULT_HASH_SIZE);
    vault_close(vault);
}
END_TEST

START_TEST(vault_renew__takes_added_keys_and_refuses_to_lose_one) {
    const char *words = NULL;
    write_keys(KEY_A, 0400);
    struct vault *vault = vault_open(path, &words);
    ck_assert_ptr_nonnull(vault);
    write_keys(KEY_B, 0400);
    ck_assert_ptr_null(vault_renew(vault, path, &words));
    ck_assert_ptr_nonnull(strstr(words, "missing"));
    write_keys("", 0400);
    ck_assert_ptr_null(vault_renew(vault, path, &words));
    write_keys(KEY_B KEY_A, 0400);
    vault = vault_renew(vault, path, &words);
    ck_assert_ptr_nonnull(vault);
    ck_assert_uint_eq(vault_key_count(vault), 2);
    vault_close(vault);
}
END_TEST

START_TEST(vault_hash__differs_by_area_value_and_key) {
    struct vault *vault = vault_of(KEY_A KEY_B);
    struct bytes hashes[] = {
        vault_hash(vault, arena, 0, "91", "010594Y9032"),
        vault_hash(vault, arena, 0, "91", "010594Y9021"),
        vault_hash(vault, arena, 0, "90", "010594Y9032"),
        vault_hash(vault, arena, 1, "91", "010594Y9032"),
        vault_hash(vault, arena, 0, "9", "1010594Y9032"),
    };
    for (size_t i = 0; i < sizeof hashes / sizeof *hashes; i++) {
        for (size_t j = 0; j < i; j++) {
            ck_assert_mem_ne(hashes[i].bytes, hashes[j].bytes, VAULT_HASH_SIZE);
        }
    }
    struct bytes again = vault_hash(vault, arena, 0, "91", "010594Y9032");
    ck_assert_mem_eq(again.bytes, hashes[0].bytes, VAULT_HASH_SIZE);
    vault_close(vault);
}
END_TEST

static const char *const values[] = {"", "x", "010594Y9032",
                                     "\xC3\x84iti Meik\xC3\xA4l\xC3\xA4inen"};

START_TEST(vault_seal__opens_again_at_its_place) {
    struct vault *vault = vault_of(KEY_A);
    struct bytes sealed = vault_seal(vault, arena, "91|client|1|identifier", values[_i]);
    ck_assert_str_eq(opened(vault, "91|client|1|identifier", sealed), values[_i]);
    ck_assert_ptr_null(opened(vault, "91|client|2|identifier", sealed));
    ck_assert_ptr_null(opened(vault, "", sealed));
    vault_close(vault);
}
END_TEST

START_TEST(vault_seal__twice_is_never_the_same_and_never_plain) {
    struct vault *vault = vault_of(KEY_A);
    struct bytes first = vault_seal(vault, arena, "p", "010594Y9032");
    struct bytes second = vault_seal(vault, arena, "p", "010594Y9032");
    ck_assert_uint_eq(first.length, 11 + CIPHER_OVERHEAD);
    ck_assert_mem_ne(first.bytes, second.bytes, first.length);
    ck_assert_ptr_null(memmem(first.bytes, first.length, "594Y", 4));
    vault_close(vault);
}
END_TEST

START_TEST(vault_open_value__any_changed_bit_is_refused) {
    struct vault *vault = vault_of(KEY_A);
    struct bytes sealed = vault_seal(vault, arena, "p", "secret");
    uint8_t changed[64];
    for (size_t bit = 0; bit < sealed.length * 8; bit++) {
        memcpy(changed, sealed.bytes, sealed.length);
        changed[bit / 8] ^= (uint8_t)(1 << bit % 8);
        ck_assert_ptr_null(opened(vault, "p", (struct bytes){changed, sealed.length}));
    }
    for (size_t length = 0; length < sealed.length; length++) {
        ck_assert_ptr_null(opened(vault, "p", (struct bytes){sealed.bytes, length}));
    }
    vault_close(vault);
}
END_TEST

START_TEST(rotation__old_seals_open_while_the_old_key_is_there) {
    struct vault *before = vault_of(KEY_A);
    struct bytes sealed = vault_seal(before, arena, "p", "secret");
    struct bytes hash = vault_hash(before, arena, 0, "91", "secret");
    vault_close(before);

    struct vault *between = vault_of(KEY_B KEY_A);
    ck_assert_str_eq(opened(between, "p", sealed), "secret");
    ck_assert_mem_eq(vault_hash(between, arena, 1, "91", "secret").bytes, hash.bytes,
                     VAULT_HASH_SIZE);
    struct bytes renewed = vault_seal(between, arena, "p", "secret");
    vault_close(between);

    struct vault *after = vault_of(KEY_B);
    ck_assert_ptr_null(opened(after, "p", sealed));
    ck_assert_str_eq(opened(after, "p", renewed), "secret");
    vault_close(after);
}
END_TEST

/* RFC 4231, test case 2 with its key filled up by zeros to the block, which HMAC does as well. */
START_TEST(cipher_hash__is_hmac_sha_256) {
    static const uint8_t key[CIPHER_KEY_SIZE] = {'J', 'e', 'f', 'e'};
    static const uint8_t expected[] = {0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e,
                                       0x6a, 0x04, 0x24, 0x26, 0x08, 0x95, 0x75, 0xc7,
                                       0x5a, 0x00, 0x3f, 0x08, 0x9d, 0x27, 0x39, 0x83,
                                       0x9d, 0xec, 0x58, 0xb9, 0x64, 0xec, 0x38, 0x43};
    uint8_t hash[CIPHER_KEY_SIZE];
    cipher_hash(key, "what do ya want for nothing?", 28, hash);
    ck_assert_mem_eq(hash, expected, sizeof expected);
}
END_TEST

START_TEST(signing_secret_new__is_another_each_time) {
    const char *one = signing_secret_new(arena), *other = signing_secret_new(arena);
    ck_assert_uint_eq(strlen(one), 50);
    ck_assert_int_eq(strncmp(one, "whsec_", 6), 0);
    ck_assert_str_ne(one, other);
}
END_TEST

/* What `openssl dgst -sha256 -mac HMAC` gives for the message under this key, 32 times the letter
 * a. */
START_TEST(signing_sign__is_hmac_sha_256_of_id_timestamp_and_body) {
    const char *signature = NULL;
    ck_assert_int_eq(signing_sign(arena, "whsec_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=", "id",
                                  1700000000, "{}", &signature),
                     OK);
    ck_assert_str_eq(signature, "v1,7QXheehSiQRnKVXHfeSMC4sH4vfaFaSzW/BI9a0mlBY=");
}
END_TEST

START_TEST(signing_sign__what_is_no_secret_signs_nothing) {
    static const char *const bad[] = {
        "", "whsec_", "whsec_YWFhYWFhYWE=", "WHSEC_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=",
        "whsec_!WFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE="};
    const char *signature = NULL;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_int_eq(signing_sign(arena, bad[i], "id", 1, "{}", &signature), STATUS_internal);
    }
    ck_assert_ptr_null(signature);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("vault");
    TCase *tests = tcase_create("vault");
    tcase_add_checked_fixture(tests, open_folder, remove_folder);
    tcase_add_test(tests, vault_open__first_key_is_the_current_one);
    tcase_add_loop_test(tests, vault_open__malformed_file_is_refused_and_not_quoted, 0,
                        sizeof bad_files / sizeof *bad_files);
    tcase_add_test(tests, vault_open__more_keys_than_bounded_are_refused);
    tcase_add_test(tests,
                   vault_open__as_many_keys_as_bounded_are_taken_and_each_opens_what_it_sealed);
    tcase_add_test(tests, vault_open__name_of_a_key_is_bounded);
    tcase_add_test(tests, vault_open__file_is_bounded);
    tcase_add_test(tests, vault_key_check__is_the_keys_own_and_tells_nothing_that_it_is_used_for);
    tcase_add_test(tests, vault_drop__leaves_the_old_one_open);
    tcase_add_loop_test(tests, vault_open__file_that_others_may_use_is_refused, 0,
                        sizeof bad_modes / sizeof *bad_modes);
    tcase_add_test(tests, vault_open__group_may_read);
    tcase_add_test(tests, vault_open__missing_file_or_folder_is_refused);
    tcase_add_test(tests, vault_keys_create__makes_one_fresh_key_and_never_overwrites);
    tcase_add_test(tests, vault_hash__is_the_same_for_ever);
    tcase_add_test(tests, vault_renew__takes_added_keys_and_refuses_to_lose_one);
    tcase_add_test(tests, vault_hash__differs_by_area_value_and_key);
    tcase_add_loop_test(tests, vault_seal__opens_again_at_its_place, 0,
                        sizeof values / sizeof *values);
    tcase_add_test(tests, vault_seal__twice_is_never_the_same_and_never_plain);
    tcase_add_test(tests, vault_open_value__any_changed_bit_is_refused);
    tcase_add_test(tests, rotation__old_seals_open_while_the_old_key_is_there);
    tcase_add_test(tests, cipher_hash__is_hmac_sha_256);
    tcase_add_test(tests, signing_secret_new__is_another_each_time);
    tcase_add_test(tests, signing_sign__is_hmac_sha_256_of_id_timestamp_and_body);
    tcase_add_test(tests, signing_sign__what_is_no_secret_signs_nothing);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
