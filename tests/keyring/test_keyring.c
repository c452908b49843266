/* Do the vault's keys fit the database? Of two services with different new keys one is refused. */
#include "../db/support.h"

#include "keyring/keyring.h"
#include "vault/vault.h"

#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET_A "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define SECRET_B "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static PGconn *super;
static struct db_pool *pool;
static char folder[] = "/tmp/asiakkuus-ring-XXXXXX", path[60];
static const char *words;

static void set_up(void) {
    struct db_settings settings = small_pool(4);
    settings.lock_timeout_ms = 20000;
    settings.statement_timeout_ms = 20000;
    pool = db_pool_new(&settings);
    super = connect_to(as_superuser());
    sql(super, "TRUNCATE vault_key");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/keys", folder);
    words = NULL;
}

static void tear_down(void) {
    unlink(path);
    rmdir(folder);
    PQfinish(super);
    db_pool_free(pool);
}

/* A vault of these keys, the current one first. */
static struct vault *vault_of(const char *lines) {
    const char *why = NULL;
    unlink(path);
    FILE *file = fopen(path, "we");
    ck_assert_ptr_nonnull(file);
    fputs(lines, file);
    fclose(file);
    ck_assert_int_eq(chmod(path, 0400), 0);
    struct vault *vault = vault_open(path, &why);
    ck_assert_msg(vault != NULL, "%s", why);
    return vault;
}

static enum keyring opened(const char *lines) {
    struct vault *vault = vault_of(lines);
    enum keyring keyring = keyring_open(pool, vault, &words);
    vault_close(vault);
    return keyring;
}

static enum keyring checked(const char *lines) {
    struct vault *vault = lines ? vault_of(lines) : NULL;
    enum keyring keyring = keyring_check(pool, vault, &words);
    vault_close(vault);
    return keyring;
}

static const char *recorded(void) {
    return sql(super, "SELECT string_agg(id, ' ' ORDER BY id) FROM vault_key");
}

START_TEST(keyring__first_start_records_its_current_key_once) {
    ck_assert_int_eq(opened("a " SECRET_A "\n"), KEYRING_FITS);
    ck_assert_int_eq(opened("a " SECRET_A "\n"), KEYRING_FITS);
    ck_assert_str_eq(recorded(), "a");
    ck_assert_str_eq(sql(super, "SELECT length(check_value) FROM vault_key"), "32");
    ck_assert_str_eq(sql(super, "SELECT position(decode('" SECRET_A "', 'hex') IN check_value)"
                                " FROM vault_key"),
                     "0");
}
END_TEST

START_TEST(keyring__looking_records_nothing) {
    ck_assert_int_eq(checked("a " SECRET_A "\n"), KEYRING_FITS);
    ck_assert_str_eq(sql(super, "SELECT count(*) FROM vault_key"), "0");
}
END_TEST

START_TEST(keyring__key_of_the_same_name_with_other_bytes_is_refused) {
    ck_assert_int_eq(opened("a " SECRET_A "\n"), KEYRING_FITS);
    ck_assert_int_eq(checked("a " SECRET_B "\n"), KEYRING_DIFFERS);
    ck_assert_str_eq(words, "the key a has other bytes than the key of that name that sealed data"
                            " here");
    ck_assert_int_eq(opened("a " SECRET_B "\n"), KEYRING_DIFFERS);
    ck_assert_str_eq(recorded(), "a");
}
END_TEST

START_TEST(keyring__key_that_sealed_data_must_be_in_the_file) {
    ck_assert_int_eq(opened("a " SECRET_A "\n"), KEYRING_FITS);
    ck_assert_int_eq(opened("b " SECRET_A "\n"), KEYRING_DIFFERS);
    ck_assert_str_eq(words, "the key a sealed data of this database, and is not in the file");
    ck_assert_ptr_null(strstr(words, SECRET_A));
    ck_assert_str_eq(recorded(), "a");
}
END_TEST

START_TEST(keyring__new_key_before_the_old_one_is_recorded_and_both_are_needed_from_then_on) {
    ck_assert_int_eq(opened("a " SECRET_A "\n"), KEYRING_FITS);
    ck_assert_int_eq(opened("b " SECRET_B "\na " SECRET_A "\n"), KEYRING_FITS);
    ck_assert_str_eq(recorded(), "a b");
    ck_assert_int_eq(checked("a " SECRET_A "\nb " SECRET_B "\n"), KEYRING_FITS);
    ck_assert_int_eq(checked("b " SECRET_B "\n"), KEYRING_DIFFERS);
    ck_assert_int_eq(checked("a " SECRET_A "\n"), KEYRING_DIFFERS);
}
END_TEST

START_TEST(keyring__second_key_of_the_file_is_not_recorded_before_it_seals) {
    ck_assert_int_eq(opened("a " SECRET_A "\nb " SECRET_B "\n"), KEYRING_FITS);
    ck_assert_str_eq(recorded(), "a");
}
END_TEST

/* From a database of before the check values: the name alone is known. */
START_TEST(keyring__key_known_by_name_alone_is_taken_by_its_name) {
    sql(super, "INSERT INTO vault_key (id, check_value) VALUES ('a', '')");
    ck_assert_int_eq(checked("a " SECRET_A "\n"), KEYRING_FITS);
    ck_assert_int_eq(checked("b " SECRET_A "\n"), KEYRING_DIFFERS);
    ck_assert_int_eq(opened("a " SECRET_A "\n"), KEYRING_FITS);
    ck_assert_int_eq(checked("a " SECRET_B "\n"), KEYRING_DIFFERS);
}
END_TEST

START_TEST(keyring__without_keys_only_where_none_was_used) {
    ck_assert_int_eq(checked(NULL), KEYRING_FITS);
    ck_assert_int_eq(opened("a " SECRET_A "\n"), KEYRING_FITS);
    ck_assert_int_eq(checked(NULL), KEYRING_DIFFERS);
    ck_assert_ptr_nonnull(strstr(words, "no keys are given"));
}
END_TEST

START_TEST(keyring__is_unknown_while_the_database_cannot_say) {
    sql(super, "ALTER TABLE vault_key RENAME TO vault_key_away");
    ck_assert_int_eq(checked("a " SECRET_A "\n"), KEYRING_UNKNOWN);
    ck_assert_str_eq(words, "keys have not been recorded here yet");
    sql(super, "ALTER TABLE vault_key_away RENAME TO vault_key");
    struct db_settings settings = small_pool(1);
    settings.conninfo = "host=/nowhere dbname=none";
    db_pool_free(pool);
    pool = db_pool_new(&settings);
    ck_assert_int_eq(opened("a " SECRET_A "\n"), KEYRING_UNKNOWN);
    ck_assert_uint_gt(strlen(words), 0);
}
END_TEST

static enum keyring other_answer;

static void *open_other(void *vault) {
    const char *why = NULL;
    other_answer = keyring_open(pool, vault, &why);
    return NULL;
}

static void await_one_at_the_lock(void) {
    while (strcmp(sql(super, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
                             " AND NOT granted AND database ="
                             " (SELECT oid FROM pg_database WHERE datname = current_database())"),
                  "1") != 0) {
        usleep(1000);
    }
}

/* Both have looked and found no key; the one who comes second to the lock looks again. */
START_TEST(keyring__of_two_first_starts_with_different_keys_one_is_refused) {
    struct vault *vault = vault_of("b " SECRET_B "\n");
    PGconn *first = connect_to(as_app());
    pthread_t thread;
    sql(first, "BEGIN; SELECT pg_advisory_xact_lock(7210450392)");
    ck_assert_int_eq(pthread_create(&thread, NULL, open_other, vault), 0);
    await_one_at_the_lock();
    sql(first, "INSERT INTO vault_key (id, check_value) VALUES ('a',"
               " convert_to(repeat('x', 32), 'UTF8')); COMMIT");
    pthread_join(thread, NULL);
    ck_assert_int_eq(other_answer, KEYRING_DIFFERS);
    ck_assert_str_eq(recorded(), "a");
    PQfinish(first);
    vault_close(vault);
}
END_TEST

START_TEST(keyring__of_two_first_starts_with_the_same_key_both_go_on) {
    enum { MANY = 4 };
    struct vault *vault = vault_of("a " SECRET_A "\n");
    pthread_t threads[MANY];
    for (int i = 0; i < MANY; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, open_other, vault), 0);
    }
    for (int i = 0; i < MANY; i++) {
        pthread_join(threads[i], NULL);
        ck_assert_int_eq(other_answer, KEYRING_FITS);
    }
    ck_assert_str_eq(recorded(), "a");
    vault_close(vault);
}
END_TEST

static Suite *keyring_suite(void) {
    Suite *suite = suite_create("keyring");
    TCase *tests = tcase_create("keyring");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, keyring__first_start_records_its_current_key_once);
    tcase_add_test(tests, keyring__looking_records_nothing);
    tcase_add_test(tests, keyring__key_of_the_same_name_with_other_bytes_is_refused);
    tcase_add_test(tests, keyring__key_that_sealed_data_must_be_in_the_file);
    tcase_add_test(
        tests, keyring__new_key_before_the_old_one_is_recorded_and_both_are_needed_from_then_on);
    tcase_add_test(tests, keyring__second_key_of_the_file_is_not_recorded_before_it_seals);
    tcase_add_test(tests, keyring__key_known_by_name_alone_is_taken_by_its_name);
    tcase_add_test(tests, keyring__without_keys_only_where_none_was_used);
    tcase_add_test(tests, keyring__is_unknown_while_the_database_cannot_say);
    tcase_add_test(tests, keyring__of_two_first_starts_with_different_keys_one_is_refused);
    tcase_add_test(tests, keyring__of_two_first_starts_with_the_same_key_both_go_on);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void) {
    return database_run(srunner_create(keyring_suite()));
}
