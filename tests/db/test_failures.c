/* What each failure of the server becomes: which status, who is told, and whether the connection is
 * of any more use. */
#include "suites.h"
#include "support.h"

#include "base/page.h"

#include <string.h>

struct answer {
    const char *text;
    int64_t pid;
};
static const struct shape_field answer_fields[] = {FIELD(struct answer, text, 0),
                                                   FIELD(struct answer, pid, 0), FIELD_END};
static const struct shape answer_shape = {"answer", sizeof(struct answer), answer_fields};

static const char *const operation[] = {"operation"};
/* Fails with the SQLSTATE that the operation is called. */
static const struct query fail_as = {"fail_as", "SELECT fail_as($1) AS text", 1, operation};
static const struct query pid_select = {"pid_select", "SELECT pg_backend_pid() AS pid", 0, NULL};
static const char *const position[] = {"after_1"};
static const struct query behind = {"behind", "SELECT $1::text::timestamptz::text AS text", 1,
                                    position};

static int unwritable;
static struct db_pool *pool;
static struct context context;

static void note_unwritable(void *observer) {
    int *count = observer;
    ++*count;
}

static void begin(void) {
    PGconn *pg = connect_to(as_owner());
    sql(pg, "CREATE OR REPLACE FUNCTION fail_as(state text) RETURNS text LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION USING ERRCODE = state, MESSAGE = 'Maija'; END $$");
    PQfinish(pg);
    struct db_settings settings = small_pool(1);
    settings.observe_unwritable = note_unwritable;
    settings.observer = &unwritable;
    unwritable = 0;
    pool = db_pool_new(&settings);
    request_begin(&context, pool);
}

static void end(void) {
    request_end(&context);
    db_pool_free(pool);
    PGconn *pg = connect_to(as_owner());
    sql(pg, "DROP FUNCTION fail_as");
    PQfinish(pg);
}

static int64_t pid_of_next(void) {
    struct answer answer;
    request_end(&context);
    request_begin(&context, pool);
    ck_assert_int_eq(db_get(&context, &pid_select, NULL, NULL, &answer_shape, &answer), OK);
    return answer.pid;
}

static const struct {
    const char *sqlstate;
    enum status status;
    bool kept;       /* the connection serves the next request */
    bool unwritable; /* there was no room for a write */
} failures[] = {
    {"23505", STATUS_conflict, true, false},     {"23P01", STATUS_conflict, true, false},
    {"40001", STATUS_unavailable, true, false},  {"40P01", STATUS_unavailable, true, false},
    {"55P03", STATUS_unavailable, true, false},  {"57014", STATUS_unavailable, true, false},
    {"53100", STATUS_unavailable, true, true},   {"53200", STATUS_unavailable, true, false},
    {"53300", STATUS_unavailable, true, false},  {"58030", STATUS_unavailable, true, true},
    {"58000", STATUS_unavailable, true, false},  {"25006", STATUS_unavailable, false, false},
    {"25P03", STATUS_unavailable, false, false}, {"26000", STATUS_unavailable, false, false},
    {"08006", STATUS_unavailable, false, false}, {"57P01", STATUS_unavailable, false, false},
    {"57P03", STATUS_unavailable, false, false}, {"0A000", STATUS_internal, true, false},
    {"22012", STATUS_internal, true, false},     {"23503", STATUS_internal, true, false},
    {"23514", STATUS_internal, true, false},     {"42501", STATUS_internal, true, false},
    {"42P01", STATUS_internal, true, false},     {"XX000", STATUS_internal, true, false},
};

START_TEST(failure__is_told_by_its_kind_and_takes_the_connection_only_where_it_is_lost) {
    struct answer answer;
    int64_t before = pid_of_next();
    context.operation = failures[_i].sqlstate;
    enum status status = db_get(&context, &fail_as, NULL, NULL, &answer_shape, &answer);
    ck_assert_int_eq(status, failures[_i].status);
    ck_assert_ptr_nonnull(strstr(context.failure_words, failures[_i].sqlstate));
    ck_assert_msg(strstr(context.failure_words, "Maija") == NULL, "%s", context.failure_words);
    ck_assert_int_eq(unwritable, failures[_i].unwritable);
    ck_assert_int_eq(pid_of_next() == before, failures[_i].kept);
}
END_TEST

/* The commit is refused as well: nothing of a transaction that failed is kept. */
START_TEST(failure__is_what_every_later_statement_and_the_commit_are_answered) {
    struct answer answer;
    context.operation = "40001";
    ck_assert_int_eq(db_get(&context, &fail_as, NULL, NULL, &answer_shape, &answer),
                     STATUS_unavailable);
    ck_assert_int_eq(db_get(&context, &pid_select, NULL, NULL, &answer_shape, &answer),
                     STATUS_unavailable);
    ck_assert_int_eq(db_later(&context, &pid_select, NULL, NULL), STATUS_unavailable);
    ck_assert_int_eq(db_commit(&context), STATUS_unavailable);
    ck_assert_ptr_nonnull(strstr(context.failure_words, "fail_as: SQLSTATE 40001"));
}
END_TEST

static enum status placed(const char *after, struct page *page) {
    struct answer answer;
    request_end(&context);
    request_begin(&context, pool);
    *page = (struct page){.limit = 10, .after = {after}};
    context.page = page;
    return db_get(&context, &behind, NULL, NULL, &answer_shape, &answer);
}

START_TEST(position__that_the_statement_cannot_read_is_the_callers_fault) {
    static const char *const bad[] = {"yesterday noon", "2026-13-01", "", "x'; DROP TABLE client"};
    struct page page;
    ck_assert_int_eq(placed("2026-11-22T12:00:00Z", &page), OK);
    ck_assert_int_eq(placed(NULL, &page), OK);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_int_eq(placed(bad[i], &page), STATUS_invalid);
        ck_assert_str_eq(context.errors[0].pointer, "?cursor");
        ck_assert_int_eq(context.errors[0].code, ERROR_bad_cursor);
    }
}
END_TEST

START_TEST(position__is_not_to_blame_where_the_list_begins_at_its_start) {
    struct answer answer;
    struct page page = {.limit = 10};
    context.page = &page;
    context.operation = "22007";
    ck_assert_int_eq(db_get(&context, &fail_as, NULL, NULL, &answer_shape, &answer),
                     STATUS_internal);
    ck_assert_uint_eq(context.error_count, 0);
}
END_TEST

START_TEST(position__is_not_to_blame_for_what_is_no_matter_of_values) {
    struct answer answer;
    struct page page = {.limit = 10, .after = {"2026-11-22"}};
    context.page = &page;
    context.operation = "57014";
    ck_assert_int_eq(db_get(&context, &fail_as, NULL, NULL, &answer_shape, &answer),
                     STATUS_unavailable);
    ck_assert_uint_eq(context.error_count, 0);
}
END_TEST

/* --- rows that are not what the shape says --- */

struct strict {
    int64_t number;
    struct opt_int maybe;
    bool truth;
    struct uuid id;
    struct date day;
    struct instant at;
    struct decimal share;
    struct bytes bytes;
    int word;
    struct list numbers, ids;
};
static const char *const words[] = {"red", "green", NULL};
static const struct shape_field strict_fields[] = {FIELD(struct strict, number, 0),
                                                   FIELD(struct strict, maybe, 0),
                                                   FIELD(struct strict, truth, 0),
                                                   FIELD(struct strict, id, 0),
                                                   FIELD(struct strict, day, 0),
                                                   FIELD(struct strict, at, 0),
                                                   FIELD(struct strict, share, 0),
                                                   FIELD(struct strict, bytes, 0),
                                                   FIELD_ENUM(struct strict, word, 0, words),
                                                   FIELD_INTS(struct strict, numbers, 0, 0, 9),
                                                   FIELD_UUIDS(struct strict, ids, 0, 0, 9),
                                                   FIELD_END};
static const struct shape strict_shape = {"strict", sizeof(struct strict), strict_fields};

static const char *const unreadable[] = {
    "SELECT '1.5' AS number",
    "SELECT '' AS number",
    "SELECT '9223372036854775808' AS number",
    "SELECT '-' AS maybe",
    "SELECT 'yes' AS truth",
    "SELECT 'true' AS truth",
    "SELECT 'x' AS id",
    "SELECT '2026-02-29' AS day",
    "SELECT 'infinity'::timestamptz AS at",
    "SELECT '1e3' AS share",
    "SELECT '0a' AS bytes",
    "SELECT '\\x0g' AS bytes",
    "SELECT 'blue' AS word",
    "SELECT '{1,x}' AS numbers",
    "SELECT '1,2' AS numbers",
    "SELECT '{1,2' AS numbers",
    "SELECT '{x}' AS ids",
};

START_TEST(row__that_is_not_what_its_shape_says_is_internal_and_the_record_stays) {
    const struct query query = {"unreadable", unreadable[_i], 0, NULL};
    struct strict strict = {.number = 77};
    ck_assert_int_eq(db_get(&context, &query, NULL, NULL, &strict_shape, &strict), STATUS_internal);
    ck_assert_ptr_nonnull(strstr(context.failure_words, "unreadable: can't read column "));
    ck_assert_int_eq(strict.number, 77);
}
END_TEST

START_TEST(row__is_read_as_it_stands) {
    static const struct query query = {
        "readable",
        "SELECT '-9223372036854775808'::bigint AS number, false AS truth, '12.50'::numeric AS "
        "share,"
        " ''::bytea AS bytes, 'green' AS word, '{}'::bigint[] AS numbers,"
        " array['01000000-0000-0000-0000-000000000000']::uuid[] AS ids",
        0, NULL};
    struct strict strict;
    ck_assert_int_eq(db_get(&context, &query, NULL, NULL, &strict_shape, &strict), OK);
    ck_assert_int_eq(strict.number, INT64_MIN);
    ck_assert(!strict.maybe.present);
    ck_assert_int_eq(strict.share.millionths, 12500000);
    ck_assert_ptr_nonnull(strict.bytes.bytes);
    ck_assert_uint_eq(strict.bytes.length, 0);
    ck_assert_int_eq(strict.word, 2);
    ck_assert_ptr_nonnull(strict.numbers.items);
    ck_assert_uint_eq(strict.numbers.count, 0);
    ck_assert_uint_eq(strict.ids.count, 1);
    ck_assert_int_eq(((const struct uuid *)strict.ids.items)->bytes[0], 1);
}
END_TEST

Suite *failures_suite(void) {
    Suite *suite = suite_create("failures");
    TCase *tests = tcase_create("failures");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests,
                        failure__is_told_by_its_kind_and_takes_the_connection_only_where_it_is_lost,
                        0, sizeof failures / sizeof *failures);
    tcase_add_test(tests, failure__is_what_every_later_statement_and_the_commit_are_answered);
    tcase_add_test(tests, position__that_the_statement_cannot_read_is_the_callers_fault);
    tcase_add_test(tests, position__is_not_to_blame_where_the_list_begins_at_its_start);
    tcase_add_test(tests, position__is_not_to_blame_for_what_is_no_matter_of_values);
    tcase_add_loop_test(tests,
                        row__that_is_not_what_its_shape_says_is_internal_and_the_record_stays, 0,
                        sizeof unreadable / sizeof *unreadable);
    tcase_add_test(tests, row__is_read_as_it_stands);
    suite_add_tcase(suite, tests);
    return suite;
}
