/* The issuer's keys by URL: kept fresh, kept where the issuer fails, and who waits for them. */
#include "../outgoing/server.h"
#include "minter.h"
#include "suites.h"

#include "auth/key_store.h"
#include "base/text.h"
#include "metrics/metrics.h"
#include "outgoing/outgoing.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct arena *arena;
static struct server *issuer;
static struct key_store *store;
static struct metrics *metrics;
static struct log *logger;
static int ends[2];
static char url[100];

static const char failure[] = "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n";

static const char *answer_of(const char *body) {
    return arena_format(arena, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s", strlen(body),
                        body);
}

/* A key set of the first `count` keys. */
static const char *set_of(size_t count) {
    static const enum minter_key keys[] = {MINTER_P256, MINTER_RSA, MINTER_P384};
    return answer_of(minter_jwks(arena, keys, count));
}

static void answers(const char *answer) {
    server_answer(issuer, answer, strlen(answer));
}

static void set_up(void) {
    arena = arena_new();
    minter_open();
    outgoing_start();
    key_library_open();
    metrics = metrics_new();
    ck_assert_int_eq(pipe(ends), 0);
    logger = log_new(ends[1], LOG_LEVEL_INFO);
    issuer = server_start(failure, sizeof failure - 1);
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d/jwks.json", server_port(issuer));
    store = NULL;
}

static void tear_down(void) {
    server_hold(issuer, false);
    key_store_free(store);
    server_stop(issuer);
    log_free(logger);
    metrics_free(metrics);
    key_library_close();
    outgoing_stop();
    minter_close();
    arena_free(arena);
    close(ends[0]), close(ends[1]);
}

static atomic_int waiting;

static void open_store(int64_t refresh_s, int64_t rest_s) {
    const char *words = NULL;
    store = key_store_new(&(struct key_store_settings){.file = "",
                                                       .url = url,
                                                       .refresh_s = refresh_s,
                                                       .rest_s = rest_s,
                                                       .waiters = KEY_STORE_WAITERS_MAX,
                                                       .waiting = &waiting,
                                                       .log = logger,
                                                       .metrics = metrics},
                          &words);
    ck_assert_msg(store != NULL, "%s", words);
}

static size_t key_count(uint64_t *generation) {
    struct key_set *set = key_store_hold(store, generation);
    size_t count = key_set_count(set);
    key_set_release(set);
    return count;
}

/* Read again, whenever the last reading was; over when this returns. */
static void read_again(void) {
    int before = server_requests(issuer);
    key_store_reload(store);
    server_await(issuer, before + 1);
    key_store_ask(store);
}

static bool counted(const char *line) {
    struct text text;
    text_init(&text, arena);
    metrics_write(metrics, &text);
    return strstr(text.bytes, line) != NULL;
}

START_TEST(key_store__issuer_away_at_the_start_is_asked_again_soon) {
    uint64_t generation;
    open_store(3600, 1);
    ck_assert(key_store_has_source(store));
    ck_assert_uint_eq(key_count(&generation), 0);
    answers(set_of(2));
    server_await(issuer, 2); /* after a second, and not after an hour */
    for (int i = 0; i < 2000 && key_count(&generation) == 0; i++) {
        usleep(5000);
    }
    ck_assert_uint_eq(key_count(&generation), 2);
}
END_TEST

START_TEST(key_store__new_set_takes_the_place_of_the_old_one_under_those_who_hold_it) {
    uint64_t before, after;
    answers(set_of(1));
    open_store(3600, 3600);
    struct key_set *held = key_store_hold(store, &before);
    answers(set_of(3));
    read_again();
    ck_assert_uint_eq(key_count(&after), 3);
    ck_assert_uint_ne(before, after);
    ck_assert_uint_eq(key_set_count(held), 1);
    key_set_release(held);
}
END_TEST

static const char *bad_answer(int number) {
    char *large = arena_alloc(arena, FETCH_SIZE_MAX + 2);
    memset(large, ' ', FETCH_SIZE_MAX + 1);
    switch (number) {
    case 0:
        return failure;
    case 1:
        return answer_of("{\"keys\":[]}");
    case 2:
        return answer_of("<html>");
    default:
        return answer_of(large);
    }
}

START_TEST(key_store__reading_that_fails_leaves_the_old_keys_and_is_told) {
    uint64_t before, after;
    char line[2000] = "";
    answers(set_of(2));
    open_store(3600, 3600);
    ck_assert_uint_eq(key_count(&before), 2);
    answers(bad_answer(_i));
    read_again();
    ck_assert_uint_eq(key_count(&after), 2);
    ck_assert_uint_eq(before, after);
    ck_assert(counted("jwks_refresh_total{result=\"ok\"} 1\n"));
    ck_assert(counted("jwks_refresh_total{result=\"failed\"} 1\n"));
    ck_assert_int_gt(read(ends[0], line, sizeof line - 1), 0);
    ck_assert_ptr_nonnull(strstr(line, "\"level\":\"warning\""));
    ck_assert_ptr_nonnull(strstr(line, "The key set could not be read"));
}
END_TEST

START_TEST(key_store__unknown_key_does_not_make_it_ask_twice_in_a_moment) {
    answers(set_of(1));
    open_store(3600, 3600);
    for (int i = 0; i < 50; i++) {
        key_store_ask(store);
    }
    ck_assert_int_eq(server_requests(issuer), 1);
}
END_TEST

START_TEST(key_store__unknown_key_is_asked_for_once_it_has_rested) {
    uint64_t generation;
    answers(set_of(1));
    open_store(3600, 1);
    answers(set_of(2));
    usleep(1010000);
    key_store_ask(store);
    ck_assert_uint_eq(key_count(&generation), 2);
}
END_TEST

static atomic_int done;

static void *wait_for_keys(void *data) {
    (void)data;
    key_store_ask(store);
    atomic_fetch_add(&done, 1);
    return NULL;
}

static void hold_a_reading(void) {
    int before = server_requests(issuer);
    server_hold(issuer, true);
    key_store_reload(store);
    server_await(issuer, before + 1);
}

static int failed_readings(void) {
    static const char line[] = "jwks_refresh_total{result=\"failed\"} ";
    struct text text;
    text_init(&text, arena);
    metrics_write(metrics, &text);
    const char *at = strstr(text.bytes, line);
    return at ? atoi(at + sizeof line - 1) : 0;
}

/* Asks by more threads than may wait; true where those too many came back while the reading was
 * still on. */
static bool too_many_come_back(void) {
    enum { TOO_MANY = 3, ALL = KEY_STORE_WAITERS_MAX + TOO_MANY };
    pthread_t threads[ALL];
    int before = failed_readings();
    atomic_store(&done, 0);
    hold_a_reading();
    for (int i = 0; i < ALL; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, wait_for_keys, NULL), 0);
    }
    while (atomic_load(&done) < TOO_MANY) {
        usleep(1000);
    }
    bool good = atomic_load(&done) == TOO_MANY && failed_readings() == before;
    server_hold(issuer, false);
    for (int i = 0; i < ALL; i++) {
        pthread_join(threads[i], NULL);
    }
    return good;
}

/* A reading ends by itself after FETCH_SECONDS_MAX: on a machine as busy as that once more. */
START_TEST(key_store__a_few_wait_for_a_slow_issuer_and_no_more) {
    uint64_t generation;
    bool seen = false;
    answers(set_of(1));
    open_store(3600, 3600);
    answers(set_of(2));
    for (int i = 0; i < 5 && !seen; i++) {
        seen = too_many_come_back();
    }
    ck_assert(seen);
    ck_assert_uint_eq(key_count(&generation), 2);
}
END_TEST

/* One waits for its issuer; who asks for the keys of another one comes back while that goes on. */
static bool another_comes_back(struct key_store *other) {
    pthread_t thread;
    int before = failed_readings();
    hold_a_reading();
    key_store_reload(other);
    ck_assert_int_eq(pthread_create(&thread, NULL, wait_for_keys, NULL), 0);
    usleep(100000);
    key_store_ask(other);
    bool good = failed_readings() == before;
    server_hold(issuer, false);
    pthread_join(thread, NULL);
    return good;
}

START_TEST(key_store__who_waits_for_one_issuer_counts_for_all) {
    const char *words = NULL;
    bool seen = false;
    answers(set_of(1));
    open_store(3600, 3600);
    struct key_store *other = key_store_new(&(struct key_store_settings){.file = "",
                                                                         .url = url,
                                                                         .refresh_s = 3600,
                                                                         .metrics = metrics,
                                                                         .waiters = 1,
                                                                         .waiting = &waiting},
                                            &words);
    ck_assert_ptr_nonnull(other);
    for (int i = 0; i < 5 && !seen; i++) {
        seen = another_comes_back(other);
    }
    ck_assert(seen);
    key_store_free(other);
}
END_TEST

START_TEST(key_store__of_few_threads_few_wait) {
    static const int waiters[][2] = {{1, 0}, {2, 1}, {4, 1}, {7, 1}, {8, 2}, {16, 4}, {64, 4}};
    for (size_t i = 0; i < sizeof waiters / sizeof *waiters; i++) {
        ck_assert_int_eq(key_store_waiters(waiters[i][0]), waiters[i][1]);
    }
}
END_TEST

START_TEST(key_store__of_a_silent_issuer_is_closed_in_time_and_nobody_waits_for_ever) {
    pthread_t thread;
    answers(set_of(1));
    open_store(3600, 3600);
    hold_a_reading();
    ck_assert_int_eq(pthread_create(&thread, NULL, wait_for_keys, NULL), 0);
    pthread_join(thread, NULL); /* FETCH_SECONDS_MAX */
    key_store_free(store);
    store = NULL;
}
END_TEST

START_TEST(key_store__url_that_is_elsewhere_in_the_clear_is_refused) {
    const char *words = NULL;
    ck_assert_ptr_null(key_store_new(
        &(struct key_store_settings){.file = "", .url = "http://issuer.example/"}, &words));
    ck_assert_str_eq(words, "must be https, or http on this machine");
}
END_TEST

START_TEST(key_store__without_a_source_is_empty_for_good) {
    const char *words = NULL;
    uint64_t generation;
    store = key_store_new(&(struct key_store_settings){.file = "", .url = "", .waiting = &waiting},
                          &words);
    ck_assert_ptr_nonnull(store);
    ck_assert(!key_store_has_source(store));
    key_store_ask(store);
    ck_assert_uint_eq(key_count(&generation), 0);
}
END_TEST

/* --- files --- */

/* A file of a good set, blanks behind it up to `size` bytes. */
static bool opens_file(size_t size) {
    char path[] = "/tmp/asiakkuus-keys-XXXXXX";
    const char *words = NULL;
    static const enum minter_key keys[] = {MINTER_P256};
    int descriptor = mkstemp(path);
    const char *jwks = minter_jwks(arena, keys, 1);
    char *bytes = arena_alloc(arena, size + 1);
    memset(bytes, ' ', size);
    memcpy(bytes, jwks, strlen(jwks));
    ck_assert_int_eq(write(descriptor, bytes, size), (ssize_t)size);
    close(descriptor);
    store = key_store_new(
        &(struct key_store_settings){.file = path, .url = "", .waiting = &waiting}, &words);
    unlink(path);
    bool good = store != NULL;
    ck_assert(good || words != NULL);
    key_store_free(store);
    store = NULL;
    return good;
}

START_TEST(key_store__file_is_bounded) {
    ck_assert(opens_file(FETCH_SIZE_MAX));
    ck_assert(!opens_file(FETCH_SIZE_MAX + 1));
}
END_TEST

START_TEST(key_store__file_that_is_missing_is_no_start) {
    const char *words = NULL;
    ck_assert_ptr_null(key_store_new(
        &(struct key_store_settings){.file = "/nowhere/jwks.json", .url = url}, &words));
    ck_assert_str_eq(words, "the file can't be opened");
    ck_assert_int_eq(server_requests(issuer), 0);
}
END_TEST

Suite *key_store_suite(void) {
    Suite *suite = suite_create("key_store");
    TCase *tests = tcase_create("key_store");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, key_store__issuer_away_at_the_start_is_asked_again_soon);
    tcase_add_test(tests,
                   key_store__new_set_takes_the_place_of_the_old_one_under_those_who_hold_it);
    tcase_add_loop_test(tests, key_store__reading_that_fails_leaves_the_old_keys_and_is_told, 0, 4);
    tcase_add_test(tests, key_store__unknown_key_does_not_make_it_ask_twice_in_a_moment);
    tcase_add_test(tests, key_store__unknown_key_is_asked_for_once_it_has_rested);
    tcase_add_test(tests, key_store__a_few_wait_for_a_slow_issuer_and_no_more);
    tcase_add_test(tests, key_store__who_waits_for_one_issuer_counts_for_all);
    tcase_add_test(tests, key_store__of_few_threads_few_wait);
    tcase_add_test(tests,
                   key_store__of_a_silent_issuer_is_closed_in_time_and_nobody_waits_for_ever);
    tcase_add_test(tests, key_store__url_that_is_elsewhere_in_the_clear_is_refused);
    tcase_add_test(tests, key_store__without_a_source_is_empty_for_good);
    tcase_add_test(tests, key_store__file_is_bounded);
    tcase_add_test(tests, key_store__file_that_is_missing_is_no_start);
    suite_add_tcase(suite, tests);
    return suite;
}
