/* The headers of an answer, and which pages of other origins may read it. */
#include "fixture.h"
#include "suites.h"

#include "http/answer.h"
#include "http/cors.h"

#include <string.h>

static const struct route list_route = {
    "thing_list", "GET", "/v1/things", "thing:read", 0, 0, "", "application/json", NULL};
static const struct route page_route = {
    "page_get", "GET", "/docs", "public", 0, 0, "", "text/html application/json", NULL};

static struct fixture fixture;
static struct exchange *exchange;
static struct answer answer;

static void ask(const struct route *route, const char *target) {
    if (fixture.context.arena) {
        fixture_end(&fixture);
    }
    fixture_begin(&fixture, route, target);
    exchange = &fixture.exchange;
}

static void set_up(void) {
    ask(&list_route, "/v1/things");
}

static void tear_down(void) {
    fixture_end(&fixture);
}

/* The value of a header of the answer, or NULL. One that stood twice would fail. */
static const char *header(const char *name) {
    const char *value = NULL;
    for (size_t i = 0; i < answer.count; i++) {
        if (strcmp(answer.names[i], name) == 0) {
            ck_assert_msg(value == NULL, "%s stands twice", name);
            value = answer.values[i];
        }
    }
    return value;
}

static const char *answered(const char *name) {
    answer_make(exchange, &answer);
    return header(name);
}

static void with_body(size_t length) {
    for (size_t i = 0; i < length; i++) {
        text_add_char(&exchange->reply.body, 'a');
    }
}

START_TEST(answer__is_not_kept_nor_guessed_at_unless_said_otherwise) {
    ck_assert_str_eq(answered("Cache-Control"), "no-store");
    ck_assert_str_eq(header("X-Content-Type-Options"), "nosniff");
    ck_assert_str_eq(header("X-Request-Id"), "r-1");
    exchange->reply.cache_control = "max-age=60";
    ck_assert_str_eq(answered("Cache-Control"), "max-age=60");
}
END_TEST

START_TEST(answer__without_a_body_has_no_type_and_no_language) {
    ck_assert_ptr_null(answered("Content-Type"));
    ck_assert_ptr_null(header("Content-Language"));
    with_body(1);
    ck_assert_str_eq(answered("Content-Type"), "application/json");
    ck_assert_str_eq(header("Content-Language"), "fi");
}
END_TEST

START_TEST(answer__names_its_language_where_it_has_texts_of_one) {
    fixture.context.language = LANGUAGE_SV;
    with_body(1);
    ck_assert_str_eq(answered("Content-Language"), "sv");
    exchange->unspoken = true;
    ck_assert_ptr_null(answered("Content-Language"));
    ask(&page_route, "/docs");
    with_body(1);
    ck_assert_ptr_null(answered("Content-Language"));
    exchange->reply.status = 404;
    ck_assert_str_eq(answered("Content-Language"), "fi");
    ask(NULL, "/nowhere");
    with_body(1);
    exchange->reply.status = 404;
    ck_assert_str_eq(answered("Content-Language"), "fi");
}
END_TEST

START_TEST(answer__is_packed_from_its_least_size_on_and_its_tag_says_so) {
    exchange->headers.accept_encoding = "gzip";
    exchange->etag = "\"7\"";
    with_body(COMPRESS_LEAST - 1);
    ck_assert_ptr_null(answered("Content-Encoding"));
    ck_assert_str_eq(header("ETag"), "\"7\"");
    with_body(1);
    ck_assert_str_eq(answered("Content-Encoding"), "gzip");
    ck_assert_str_eq(header("ETag"), "\"7-gzip\"");
    ck_assert_uint_lt(exchange->reply.body.length, COMPRESS_LEAST);
}
END_TEST

START_TEST(answer__is_not_packed_for_who_does_not_take_it) {
    with_body(2 * COMPRESS_LEAST);
    ck_assert_ptr_null(answered("Content-Encoding"));
    exchange->headers.accept_encoding = "gzip;q=0";
    ck_assert_ptr_null(answered("Content-Encoding"));
    ck_assert_uint_eq(exchange->reply.body.length, 2 * COMPRESS_LEAST);
}
END_TEST

START_TEST(answer__says_on_what_it_depends) {
    ck_assert_str_eq(answered("Vary"), "Accept-Language, Accept-Encoding");
    fixture.app.settings.cors_origins = "https://a.example";
    ck_assert_str_eq(answered("Vary"), "Accept-Language, Accept-Encoding, Origin");
    ask(&page_route, "/docs");
    ck_assert_str_eq(answered("Vary"), "Accept-Language, Accept-Encoding");
    struct route forms = list_route;
    forms.produces = "application/json text/csv";
    ask(&forms, "/v1/things");
    ck_assert_str_eq(answered("Vary"), "Accept, Accept-Language, Accept-Encoding");
}
END_TEST

START_TEST(answer__401_asks_for_a_token_and_says_whether_one_was_bad) {
    ck_assert_ptr_null(answered("WWW-Authenticate"));
    exchange->reply.status = 401;
    ck_assert_str_eq(answered("WWW-Authenticate"), "Bearer");
    exchange->headers.authorization = "Bearer x";
    ck_assert_str_eq(answered("WWW-Authenticate"), "Bearer error=\"invalid_token\"");
}
END_TEST

START_TEST(answer__says_when_to_come_again) {
    exchange->rate = (struct rate){.burst = 5, .window_s = 3, .left = 0, .full_s = 9, .wait_s = 7};
    ck_assert_ptr_null(answered("Retry-After"));
    exchange->reply.status = 429;
    ck_assert_str_eq(answered("Retry-After"), "7");
    exchange->reply.status = 503;
    ck_assert_str_eq(answered("Retry-After"), "2");
    ck_assert_ptr_null(header("RateLimit"));
    exchange->bounded = true;
    ck_assert_str_eq(answered("RateLimit"), "\"caller\";r=0;t=9");
    ck_assert_str_eq(header("RateLimit-Policy"), "\"caller\";q=5;w=3");
}
END_TEST

START_TEST(answer__closes_a_connection_that_is_not_trusted_or_is_about_to_end) {
    ck_assert_ptr_null(answered("Connection"));
    exchange->close = true;
    ck_assert_str_eq(answered("Connection"), "close");
    exchange->close = false;
    exchange->stopping = true;
    ck_assert_str_eq(answered("Connection"), "close");
}
END_TEST

static const char *link_of(const char *target) {
    ask(&list_route, target);
    exchange->reply.link_next = "NEW";
    return answered("Link");
}

START_TEST(answer__link_to_the_next_page_keeps_all_but_the_cursor) {
    ck_assert_ptr_null(answered("Link"));
    ck_assert_str_eq(link_of("/v1/things"), "</v1/things?cursor=NEW>; rel=\"next\"");
    ck_assert_str_eq(link_of("/v1/things?cursor=OLD"), "</v1/things?cursor=NEW>; rel=\"next\"");
    ck_assert_str_eq(link_of("/v1/things?limit=2&cursor=OLD&q=a%20b&&"),
                     "</v1/things?limit=2&q=a%20b&cursor=NEW>; rel=\"next\"");
    ck_assert_str_eq(link_of("/v1/things?my_cursor=1"),
                     "</v1/things?my_cursor=1&cursor=NEW>; rel=\"next\"");
}
END_TEST

START_TEST(answer__link_has_one_cursor_however_the_old_one_was_written) {
    ck_assert_str_eq(link_of("/v1/things?%63ursor=OLD&limit=2"),
                     "</v1/things?limit=2&cursor=NEW>; rel=\"next\"");
    ck_assert_str_eq(link_of("/v1/things?cur%73o%72=OLD"), "</v1/things?cursor=NEW>; rel=\"next\"");
}
END_TEST

START_TEST(answer__link_that_could_be_read_otherwise_is_left_out) {
    ck_assert_ptr_null(link_of("/v1/things?q=a>b"));
    ck_assert_ptr_null(link_of("/v1/things?q=\"a\""));
}
END_TEST

START_TEST(answer__file_to_be_saved_has_a_name) {
    with_body(1);
    exchange->reply.attachment = "things.csv";
    ck_assert_str_eq(answered("Content-Disposition"), "attachment; filename=\"things.csv\"");
}
END_TEST

/* --- other origins --- */

static const char *const good_origins[] = {
    "",
    "https://a.example",
    "https://a.example:8443, http://localhost:3000",
    "http://127.0.0.1:80443,,https://b-c.example",
    "http://[::1]:3000",
    "https://a.example:80",
    "capacitor://localhost",
};

START_TEST(cors_check__takes_origins_as_browsers_send_them) {
    const char *words = NULL;
    ck_assert_msg(cors_check(fixture.context.arena, good_origins[_i], &words), "%s", words);
}
END_TEST

static const struct {
    const char *origins, *words;
} bad_origins[] = {
    {"*", "* is every origin"},
    {"a.example", "a.example has no scheme"},
    {"HTTPS://a.example", "HTTPS://a.example has no scheme in small letters"},
    {"https:/a.example", "https:/a.example has no scheme"},
    {"https://", "https:// has no host"},
    {"https://A.example", "https://A.example has no host in small letters"},
    {"https://a.examplE", "https://a.examplE has no host in small letters"},
    {"https://[::1", "https://[::1 has no host"},
    {"https://a.example/", "https://a.example/ ends with more"},
    {"https://a.example/x", "https://a.example/x ends with more"},
    {"https://a.example?x", "https://a.example?x ends with more"},
    {"https://a.example:", "https://a.example: ends with more"},
    {"https://a.example:80x", "https://a.example:80x ends with more"},
    {"https://a.example:443", "https://a.example:443 names the port"},
    {"http://a.example:80", "http://a.example:80 names the port"},
    {"https://good.example, https://b.example/", "https://b.example/ ends with more"},
};

START_TEST(cors_check__names_the_first_that_no_browser_would_send) {
    const char *words = "";
    ck_assert_msg(!cors_check(fixture.context.arena, bad_origins[_i].origins, &words), "%s",
                  bad_origins[_i].origins);
    ck_assert_msg(strncmp(words, bad_origins[_i].words, strlen(bad_origins[_i].words)) == 0, "%s",
                  words);
}
END_TEST

static bool may_read(const char *origins, const char *origin) {
    fixture.app.settings.cors_origins = origins;
    exchange->headers.origin = origin;
    return cors_origin(exchange) != NULL;
}

START_TEST(cors__origin_is_compared_whole) {
    static const char two[] = "https://a.example, https://b.example:8443";
    ck_assert(may_read(two, "https://a.example"));
    ck_assert(may_read(two, "https://b.example:8443"));
    ck_assert(!may_read(two, "https://b.example"));
    ck_assert(!may_read(two, "https://a.example.evil.example"));
    ck_assert(!may_read(two, "https://a.exampl"));
    ck_assert(!may_read(two, "https://a.example, https://b.example:8443"));
    ck_assert(!may_read(two, "https://A.example"));
    ck_assert(!may_read(two, "null"));
    ck_assert(!may_read(two, ""));
    ck_assert(!may_read(two, NULL));
    ck_assert(!may_read("", "https://a.example"));
}
END_TEST

START_TEST(cors__only_a_listed_page_reads_and_only_a_preflight_tells_what_it_may_send) {
    ck_assert(may_read("https://a.example", "https://a.example"));
    ck_assert_str_eq(answered("Access-Control-Allow-Origin"), "https://a.example");
    ck_assert_ptr_nonnull(strstr(header("Access-Control-Expose-Headers"), "Retry-After"));
    ck_assert_ptr_null(header("Access-Control-Allow-Methods"));
    ck_assert_ptr_null(header("Access-Control-Allow-Credentials"));
    exchange->preflight = true;
    ck_assert_ptr_nonnull(strstr(answered("Access-Control-Allow-Methods"), "PATCH"));
    ck_assert_ptr_nonnull(strstr(header("Access-Control-Allow-Headers"), "Idempotency-Key"));
    exchange->headers.origin = "https://other.example";
    ck_assert_ptr_null(answered("Access-Control-Allow-Origin"));
    ck_assert_ptr_null(header("Access-Control-Allow-Methods"));
}
END_TEST

Suite *answer_suite(void) {
    Suite *suite = suite_create("answer");
    TCase *tests = tcase_create("answer");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, answer__is_not_kept_nor_guessed_at_unless_said_otherwise);
    tcase_add_test(tests, answer__without_a_body_has_no_type_and_no_language);
    tcase_add_test(tests, answer__names_its_language_where_it_has_texts_of_one);
    tcase_add_test(tests, answer__is_packed_from_its_least_size_on_and_its_tag_says_so);
    tcase_add_test(tests, answer__is_not_packed_for_who_does_not_take_it);
    tcase_add_test(tests, answer__says_on_what_it_depends);
    tcase_add_test(tests, answer__401_asks_for_a_token_and_says_whether_one_was_bad);
    tcase_add_test(tests, answer__says_when_to_come_again);
    tcase_add_test(tests, answer__closes_a_connection_that_is_not_trusted_or_is_about_to_end);
    tcase_add_test(tests, answer__link_to_the_next_page_keeps_all_but_the_cursor);
    tcase_add_test(tests, answer__link_has_one_cursor_however_the_old_one_was_written);
    tcase_add_test(tests, answer__link_that_could_be_read_otherwise_is_left_out);
    tcase_add_test(tests, answer__file_to_be_saved_has_a_name);
    tcase_add_loop_test(tests, cors_check__takes_origins_as_browsers_send_them, 0,
                        sizeof good_origins / sizeof *good_origins);
    tcase_add_loop_test(tests, cors_check__names_the_first_that_no_browser_would_send, 0,
                        sizeof bad_origins / sizeof *bad_origins);
    tcase_add_test(tests, cors__origin_is_compared_whole);
    tcase_add_test(tests,
                   cors__only_a_listed_page_reads_and_only_a_preflight_tells_what_it_may_send);
    suite_add_tcase(suite, tests);
    return suite;
}
