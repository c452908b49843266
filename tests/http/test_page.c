/* Pages of a list: how many rows, the cursor of the next, and to what it is bound. */
#include "fixture.h"
#include "suites.h"

#include "base/limits.h"
#include "http/http.h"

#include <string.h>

struct row {
    struct instant at;
    const char *name;
    int64_t number;
};
static const struct shape_field row_fields[] = {
    FIELD(struct row, at, 0), FIELD(struct row, name, 0), FIELD(struct row, number, 0), FIELD_END};
static const struct shape row_shape = {"row", sizeof(struct row), row_fields};
static const char *const keyset[] = {"at", "name", "number", NULL};

static struct fixture fixture;
static struct page page;

static void set_up(void) {
    fixture_begin(&fixture, NULL, "/v1/things");
}

static void tear_down(void) {
    fixture_end(&fixture);
}

static enum status asked(const char *query) {
    fixture.exchange.query = query;
    fixture.context.error_count = 0;
    fixture.context.failure = OK;
    fixture.context.page = NULL;
    memset(&page, 0x55, sizeof page);
    return request_page(&fixture.context, &fixture.exchange.request, &page);
}

START_TEST(request_page__limit_is_fifty_unless_told) {
    ck_assert_int_eq(asked(""), OK);
    ck_assert_int_eq(page.limit, 50);
    ck_assert(!page.total_wanted);
    ck_assert_ptr_null(page.after[0]);
    ck_assert_ptr_eq(fixture.context.page, &page);
    ck_assert_int_eq(asked("limit=1"), OK);
    ck_assert_int_eq(page.limit, 1);
    ck_assert_int_eq(asked("limit=200&total=true"), OK);
    ck_assert_int_eq(page.limit, 200);
    ck_assert(page.total_wanted);
}
END_TEST

static const struct {
    const char *query, *pointer, *code;
} refused[] = {
    {"limit=0", "?limit", "out_of_range"},
    {"limit=201", "?limit", "out_of_range"},
    {"limit=18446744073709551617", "?limit", "out_of_range"},
    {"limit=", "?limit", "wrong_type"},
    {"limit=-1", "?limit", "wrong_type"},
    {"limit=1x", "?limit", "wrong_type"},
    {"limit=%201", "?limit", "wrong_type"},
    {"cursor=", "?cursor", "bad_cursor"},
    {"cursor=AAAA", "?cursor", "bad_cursor"},
    {"total=1", "?total", "not_in_list"},
};

START_TEST(request_page__refuses_at_the_parameter_and_leaves_no_page) {
    ck_assert_int_eq(asked(refused[_i].query), STATUS_invalid);
    ck_assert_str_eq(fixture.context.errors[0].pointer, refused[_i].pointer);
    ck_assert_str_eq(error_code_name(fixture.context.errors[0].code), refused[_i].code);
    ck_assert_ptr_null(fixture.context.page);
}
END_TEST

/* A cursor of the list as it is asked for now. */
static const char *cursor_of(const char *query) {
    static const struct row rows[2] = {{{1}, "a", 7}, {{2}, "b", 8}};
    const struct list list = {(void *)(uintptr_t)rows, 2};
    ck_assert_int_eq(asked(query), OK);
    page.limit = 1;
    fixture.exchange.reply.link_next = NULL;
    reply_page(&fixture.context, &fixture.exchange.reply, &page, &row_shape, &list, keyset);
    ck_assert_ptr_nonnull(fixture.exchange.reply.link_next);
    return fixture.exchange.reply.link_next;
}

static bool fits(const char *query, const char *cursor) {
    const char *whole =
        arena_format(fixture.context.arena, "%s%scursor=%s", query, *query ? "&" : "", cursor);
    return asked(whole) == OK;
}

START_TEST(cursor__goes_on_with_the_same_list_however_it_is_asked_for) {
    const char *cursor = cursor_of("state=open&q=a%20b");
    ck_assert(fits("state=open&q=a%20b", cursor));
    ck_assert(fits("q=a+b&state=open", cursor));
    ck_assert(fits("q=%61+b&state=open&limit=7&total=true", cursor));
    ck_assert_str_eq(page.after[0], "1970-01-01T00:00:00.000001Z");
    ck_assert_str_eq(page.after[1], "a");
    ck_assert_str_eq(page.after[2], "7");
    ck_assert_ptr_null(page.after[3]);
}
END_TEST

START_TEST(cursor__fits_no_other_filter_caller_area_operation_or_path) {
    const char *cursor = cursor_of("state=open");
    struct context *context = &fixture.context;
    ck_assert(!fits("state=closed", cursor));
    ck_assert(!fits("", cursor));
    ck_assert(!fits("state=open&state=open", cursor));
    context->actor.sub = "other";
    ck_assert(!fits("state=open", cursor));
    context->actor = (struct actor){.sub = "tester", .area = "91"};
    ck_assert(!fits("state=open", cursor));
    context->actor.area = "90";
    context->operation = "part_list";
    ck_assert(!fits("state=open", cursor));
    context->operation = "none";
    fixture.exchange.request.path = "/v1/parts";
    ck_assert(!fits("state=open", cursor));
    fixture.exchange.request.path = "/v1/things";
    ck_assert(fits("state=open", cursor));
}
END_TEST

static const char *written(const struct row *rows, size_t count, int64_t limit) {
    struct reply *reply = &fixture.exchange.reply;
    const struct list list = {(void *)(uintptr_t)rows, count};
    text_init(&reply->body, fixture.context.arena);
    reply->link_next = NULL;
    ck_assert_int_eq(asked(""), OK);
    page.limit = limit;
    reply_page(&fixture.context, reply, &page, &row_shape, &list, keyset);
    return reply->body.bytes;
}

START_TEST(reply_page__last_page_has_no_cursor) {
    static const struct row rows[2] = {{{0}, "a", 1}, {{0}, "b", 2}};
    ck_assert_str_eq(written(NULL, 0, 2), "{\"items\":[],\"next_cursor\":null}");
    ck_assert_str_eq(written(rows, 2, 2), "{\"items\":[{\"name\":\"a\",\"number\":1},"
                                          "{\"name\":\"b\",\"number\":2}],\"next_cursor\":null}");
    ck_assert_ptr_null(fixture.exchange.reply.link_next);
}
END_TEST

START_TEST(reply_page__one_row_more_is_not_shown_and_the_cursor_is_of_the_last_shown) {
    static const struct row rows[3] = {{{0}, "a", 1}, {{0}, NULL, 2}, {{0}, "c", 3}};
    const char *body = written(rows, 3, 2), *cursor = fixture.exchange.reply.link_next;
    ck_assert_ptr_null(strstr(body, "\"c\""));
    ck_assert_ptr_nonnull(strstr(body, cursor));
    ck_assert(fits("", cursor));
    ck_assert_ptr_null(page.after[0]);
    ck_assert_ptr_null(page.after[1]);
    ck_assert_str_eq(page.after[2], "2");
}
END_TEST

START_TEST(reply_page__total_is_told_where_it_is_known) {
    const struct list none = {NULL, 0};
    struct reply *reply = &fixture.exchange.reply;
    ck_assert_int_eq(asked("total=true"), OK);
    page.total = (struct opt_int){true, 0};
    reply_page(&fixture.context, reply, &page, &row_shape, &none, keyset);
    ck_assert_str_eq(reply->body.bytes, "{\"items\":[],\"next_cursor\":null,\"total\":0}");
}
END_TEST

/* A position that would be longer than a cursor may be ends the list rather than breaking it. */
START_TEST(reply_page__position_too_long_for_a_cursor_is_told_by_none) {
    char name[CURSOR_LENGTH_MAX + 1] = "";
    memset(name, 'a', CURSOR_LENGTH_MAX);
    const struct row rows[2] = {{{0}, name, 1}, {{0}, "b", 2}};
    const char *body = written(rows, 2, 1);
    ck_assert_ptr_nonnull(strstr(body, "\"next_cursor\":null"));
}
END_TEST

struct secret {
    const char *name;
};
static const struct shape_field secret_fields[] = {FIELD(struct secret, name, SHAPE_PERSONAL),
                                                   FIELD_END};
static const struct shape secret_shape = {"secret", sizeof(struct secret), secret_fields};
struct holder {
    struct secret inner;
    struct list list;
};
static const struct shape_field embed_fields[] = {
    FIELD_EMBED(struct holder, inner, 0, secret_shape, "inner_"), FIELD_END};
static const struct shape embed_shape = {"embed", sizeof(struct holder), embed_fields};
static const struct shape_field list_fields[] = {
    FIELD_LIST(struct holder, list, 0, secret_shape, 0, 5), FIELD_END};
static const struct shape list_shape = {"list", sizeof(struct holder), list_fields};

START_TEST(reply_record__is_personal_where_any_part_of_it_is) {
    struct reply *reply = &fixture.exchange.reply;
    const struct holder holder = {.inner = {NULL}};
    const struct row row = {.name = "a"};
    reply_record(reply, &row_shape, &row);
    ck_assert(!reply->personal);
    reply_record(reply, &embed_shape, &holder);
    ck_assert(reply->personal);
    reply_record(reply, &row_shape, &row);
    ck_assert_msg(reply->personal, "what came later makes it open again");
    reply->personal = false;
    reply_record(reply, &list_shape, &holder);
    ck_assert(reply->personal);
}
END_TEST

START_TEST(reply_created__says_where) {
    struct reply *reply = &fixture.exchange.reply;
    struct uuid id;
    ck_assert(uuid_parse("0190abcd-ef01-7234-89ab-0123456789ab", &id));
    reply_created(&fixture.context, reply, "/v1/things", id);
    ck_assert_int_eq(reply->status, 201);
    ck_assert_str_eq(reply->location, "/v1/things/0190abcd-ef01-7234-89ab-0123456789ab");
}
END_TEST

START_TEST(reply_csv__in_the_form_that_was_asked_for) {
    const struct row row = {.name = "a;b", .number = 1};
    const struct list rows = {(void *)(uintptr_t)&row, 1};
    struct reply *reply = &fixture.exchange.reply;
    struct request *request = &fixture.exchange.request;
    request->form = ANSWER_CSV;
    reply_csv(request, reply, "things", &row_shape, &rows);
    ck_assert_str_eq(reply->body.bytes, "at,name,number\r\n,a;b,1\r\n");
    ck_assert_str_eq(reply->attachment, "things.csv");
    text_init(&reply->body, fixture.context.arena);
    request->form = ANSWER_CSV_FINNISH;
    reply_csv(request, reply, "things", &row_shape, &rows);
    ck_assert_str_eq(reply->body.bytes, "\xEF\xBB\xBF"
                                        "at;name;number\r\n;\"a;b\";1\r\n");
}
END_TEST

Suite *page_suite(void) {
    Suite *suite = suite_create("page");
    TCase *tests = tcase_create("page");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, request_page__limit_is_fifty_unless_told);
    tcase_add_loop_test(tests, request_page__refuses_at_the_parameter_and_leaves_no_page, 0,
                        sizeof refused / sizeof *refused);
    tcase_add_test(tests, cursor__goes_on_with_the_same_list_however_it_is_asked_for);
    tcase_add_test(tests, cursor__fits_no_other_filter_caller_area_operation_or_path);
    tcase_add_test(tests, reply_page__last_page_has_no_cursor);
    tcase_add_test(tests,
                   reply_page__one_row_more_is_not_shown_and_the_cursor_is_of_the_last_shown);
    tcase_add_test(tests, reply_page__total_is_told_where_it_is_known);
    tcase_add_test(tests, reply_page__position_too_long_for_a_cursor_is_told_by_none);
    tcase_add_test(tests, reply_record__is_personal_where_any_part_of_it_is);
    tcase_add_test(tests, reply_created__says_where);
    tcase_add_test(tests, reply_csv__in_the_form_that_was_asked_for);
    suite_add_tcase(suite, tests);
    return suite;
}
