/* How long a verified token is not verified again, and that its bearer is remembered whole. */
#include "suites.h"

#include "auth/token_cache.h"
#include "base/arena.h"

#include <string.h>

static const uint8_t hash[TOKEN_HASH_SIZE] = {1, 2, 3};
static const struct instant now = {INT64_C(1795348800000000)};

static struct token_cache *cache;
static struct arena *arena;
static struct actor found;

static void open_cache(void) {
    cache = token_cache_new();
    arena = arena_new();
}

static void close_cache(void) {
    token_cache_free(cache);
    arena_free(arena);
}

static struct instant after_us(int64_t us) {
    return (struct instant){now.us + us};
}

static bool knows(const uint8_t *of, int64_t later_us, uint64_t generation) {
    return token_cache_find(cache, of, after_us(later_us), generation, arena, &found);
}

START_TEST(token_cache__bearer_is_remembered_whole) {
    static const char *const permissions[] = {"client:read", "model:*"};
    char sub[] = "u1";
    const struct actor actor = {.sub = sub,
                                .area = "90",
                                .name = "M\xC3\xA4kinen",
                                .register_code = REGISTER_SOCIAL,
                                .client_id = {{7}},
                                .permissions = permissions,
                                .permission_count = 2};
    token_cache_put(cache, hash, now, after_us(1000000), 5, &actor);
    memset(sub, 'x', 2); /* it has strings of its own */
    ck_assert(knows(hash, 0, 5));
    token_cache_put(cache, hash, now, after_us(1000000), 5, &(struct actor){.sub = "other"});
    ck_assert_str_eq(found.sub, "u1"); /* and so has who asked */
    ck_assert_str_eq(found.area, "90");
    ck_assert_str_eq(found.name, "M\xC3\xA4kinen");
    ck_assert_ptr_null(found.unit);
    ck_assert_ptr_null(found.role);
    ck_assert_int_eq(found.register_code, REGISTER_SOCIAL);
    ck_assert_int_eq(found.client_id.bytes[0], 7);
    ck_assert_uint_eq(found.permission_count, 2);
    ck_assert_str_eq(found.permissions[1], "model:*");
}
END_TEST

START_TEST(token_cache__forgets_at_the_end_of_the_token) {
    token_cache_put(cache, hash, now, after_us(1000000), 5, &(struct actor){.sub = "u"});
    ck_assert(knows(hash, 999999, 5));
    ck_assert(!knows(hash, 1000000, 5));
}
END_TEST

START_TEST(token_cache__verifies_again_after_a_minute_however_long_the_token_lasts) {
    const int64_t longest_us = TOKEN_CACHE_SECONDS * INT64_C(1000000);
    token_cache_put(cache, hash, now, after_us(100 * longest_us), 5, &(struct actor){.sub = "u"});
    ck_assert(knows(hash, longest_us - 1, 5));
    ck_assert(!knows(hash, longest_us, 5));
}
END_TEST

/* A clock that was put back tells nothing of how old it is. */
START_TEST(token_cache__knows_nothing_before_it_was_told) {
    token_cache_put(cache, hash, now, after_us(1000000), 5, &(struct actor){.sub = "u"});
    ck_assert(knows(hash, 0, 5));
    ck_assert(!knows(hash, -1, 5));
}
END_TEST

START_TEST(token_cache__new_keys_end_what_was_verified_by_the_old_ones) {
    token_cache_put(cache, hash, now, after_us(1000000), 5, &(struct actor){.sub = "u"});
    ck_assert(!knows(hash, 0, 6));
    ck_assert(!knows(hash, 0, 4));
    ck_assert(knows(hash, 0, 5));
}
END_TEST

/* The place is found by the first bytes; the token is known by all of them. */
START_TEST(token_cache__tokens_of_one_place_are_never_taken_for_one_another) {
    uint8_t near[TOKEN_HASH_SIZE];
    memcpy(near, hash, sizeof near);
    near[TOKEN_HASH_SIZE - 1] ^= 1;
    token_cache_put(cache, hash, now, after_us(1000000), 5, &(struct actor){.sub = "u"});
    ck_assert(!knows(near, 0, 5));
    token_cache_put(cache, near, now, after_us(1000000), 5, &(struct actor){.sub = "v"});
    ck_assert(knows(near, 0, 5));
    ck_assert_str_eq(found.sub, "v");
    ck_assert(!knows(hash, 0, 5)); /* verified again */
}
END_TEST

Suite *token_cache_suite(void) {
    Suite *suite = suite_create("token_cache");
    TCase *tests = tcase_create("token_cache");
    tcase_add_checked_fixture(tests, open_cache, close_cache);
    tcase_add_test(tests, token_cache__bearer_is_remembered_whole);
    tcase_add_test(tests, token_cache__forgets_at_the_end_of_the_token);
    tcase_add_test(tests, token_cache__verifies_again_after_a_minute_however_long_the_token_lasts);
    tcase_add_test(tests, token_cache__knows_nothing_before_it_was_told);
    tcase_add_test(tests, token_cache__new_keys_end_what_was_verified_by_the_old_ones);
    tcase_add_test(tests, token_cache__tokens_of_one_place_are_never_taken_for_one_another);
    suite_add_tcase(suite, tests);
    return suite;
}
