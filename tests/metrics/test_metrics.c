/* Metrics: what is counted is what is written, in the text format of Prometheus. */
#include "metrics/family.h"
#include "metrics/metrics.h"

#include <check.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct arena *arena;
static struct metrics *metrics;

static void make(void) {
    arena = arena_new();
    metrics = metrics_new();
}

static void destroy(void) {
    metrics_free(metrics);
    arena_free(arena);
}

static const char *written(void) {
    struct text out;
    text_init(&out, arena);
    metrics_write(metrics, &out);
    return out.bytes;
}

static void shows(const char *line) {
    ck_assert_msg(strstr(written(), line) != NULL, "%s is not in\n%s", line, written());
}

static void shows_not(const char *part) {
    ck_assert_msg(strstr(written(), part) == NULL, "%s is in\n%s", part, written());
}

START_TEST(metrics__new_have_help_and_type_and_plain_ones_a_zero) {
    shows("# HELP http_requests_total Requests by operation and status code.\n"
          "# TYPE http_requests_total counter\n");
    shows("\n# TYPE http_request_duration_seconds histogram\n");
    shows("\n# TYPE http_requests_in_flight gauge\nhttp_requests_in_flight 0\n");
    shows_not("http_requests_total{");
}
END_TEST

START_TEST(metrics_add__counts_by_both_labels) {
    metrics_add(metrics, METRIC_http_requests_total, "client_get", "200", 2);
    metrics_add(metrics, METRIC_http_requests_total, "client_get", "404", 1);
    metrics_add(metrics, METRIC_http_requests_total, "client_get", "200", 3);
    metrics_add(metrics, METRIC_http_requests_in_flight, NULL, NULL, 1);
    metrics_add(metrics, METRIC_http_requests_in_flight, NULL, NULL, -1);
    shows("\nhttp_requests_total{operation=\"client_get\",status=\"200\"} 5\n"
          "http_requests_total{operation=\"client_get\",status=\"404\"} 1\n");
    shows("\nhttp_requests_in_flight 0\n");
}
END_TEST

START_TEST(metrics_set__keeps_the_last_value) {
    metrics_set(metrics, METRIC_db_pool_connections, "idle", 3);
    metrics_set(metrics, METRIC_db_pool_connections, "idle", -7);
    shows("\ndb_pool_connections{state=\"idle\"} -7\n");
}
END_TEST

START_TEST(metrics_observe__fills_cumulative_buckets) {
    const int64_t times[] = {0, 250, 251, 1000, 9999, 5000000, 5000001};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        metrics_observe(metrics, METRIC_db_query_duration_seconds, "client_get", times[i]);
    }
    shows("\ndb_query_duration_seconds_bucket{query=\"client_get\",le=\"0.00025\"} 2\n"
          "db_query_duration_seconds_bucket{query=\"client_get\",le=\"0.0005\"} 3\n"
          "db_query_duration_seconds_bucket{query=\"client_get\",le=\"0.001\"} 4\n"
          "db_query_duration_seconds_bucket{query=\"client_get\",le=\"0.0025\"} 4\n"
          "db_query_duration_seconds_bucket{query=\"client_get\",le=\"0.005\"} 4\n"
          "db_query_duration_seconds_bucket{query=\"client_get\",le=\"0.01\"} 5\n");
    shows("le=\"1\"} 5\n");
    shows("le=\"5\"} 6\n"
          "db_query_duration_seconds_bucket{query=\"client_get\",le=\"+Inf\"} 7\n"
          "db_query_duration_seconds_sum{query=\"client_get\"} 10.011501\n"
          "db_query_duration_seconds_count{query=\"client_get\"} 7\n");
}
END_TEST

START_TEST(metrics__label_values_are_escaped) {
    metrics_add(metrics, METRIC_log_lines_total, "a\"b\\c\nd", NULL, 1);
    shows("\nlog_lines_total{level=\"a\\\"b\\\\c\\nd\"} 1\n");
}
END_TEST

START_TEST(metrics__series_stand_in_the_order_of_their_labels) {
    metrics_add(metrics, METRIC_log_lines_total, "warning", NULL, 1);
    metrics_add(metrics, METRIC_log_lines_total, "error", NULL, 1);
    metrics_add(metrics, METRIC_log_lines_total, "info", NULL, 1);
    shows("\nlog_lines_total{level=\"error\"} 1\nlog_lines_total{level=\"info\"} 1\n"
          "log_lines_total{level=\"warning\"} 1\n");
}
END_TEST

START_TEST(metrics__label_sets_are_bounded_and_none_is_lost) {
    shows_not("other");
    for (int i = 0; i < FAMILY_SERIES_MAX + 500; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "q%d", i);
        metrics_add(metrics, METRIC_auth_tokens_total, name, NULL, 1);
    }
    metrics_add(metrics, METRIC_auth_tokens_total, "q0", NULL, 1);
    shows("\nauth_tokens_total{result=\"q0\"} 2\n");
    shows("\nauth_tokens_total{result=\"other\"} 500\n");
}
END_TEST

START_TEST(metrics__nothing_happens_without_them) {
    metrics_add(NULL, METRIC_auth_tokens_total, "a", NULL, 1);
    metrics_set(NULL, METRIC_db_pool_connections, "a", 1);
    metrics_observe(NULL, METRIC_db_query_duration_seconds, "a", 1);
    metrics_free(NULL);
}
END_TEST

static long long number_behind(const char *name) {
    const char *at = strstr(written(), name);
    ck_assert_ptr_nonnull(at);
    return strtoll(at + strlen(name), NULL, 10);
}

START_TEST(metrics__process_gauges_come_from_the_kernel) {
    ck_assert_int_gt(number_behind("\nprocess_resident_memory_bytes "), 100000);
    ck_assert_int_gt(number_behind("\nprocess_start_time_seconds "), 1700000000);
    long long before = number_behind("\nprocess_open_fds ");
    int copy = dup(0);
    ck_assert_int_eq(number_behind("\nprocess_open_fds "), before + 1);
    close(copy);
}
END_TEST

enum { THREADS = 4, ROUNDS = 20000, NAMES = 100 };

static void *hammer(void *unused) {
    (void)unused;
    for (int i = 0; i < ROUNDS; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "op%d", i % NAMES);
        metrics_add(metrics, METRIC_http_requests_total, name, "200", 1);
        metrics_observe(metrics, METRIC_http_request_duration_seconds, "all", i);
    }
    return NULL;
}

START_TEST(metrics__threads_lose_no_count_and_double_no_series) {
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, hammer, NULL), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    const char *text = written();
    int series = 0;
    for (const char *at = text; (at = strstr(at, "\nhttp_requests_total{")); at++) {
        ck_assert_int_eq(strtoll(strchr(at, '}') + 2, NULL, 10), THREADS * ROUNDS / NAMES);
        series++;
    }
    ck_assert_int_eq(series, NAMES);
    ck_assert_int_eq(number_behind("\nhttp_request_duration_seconds_count{operation=\"all\"} "),
                     THREADS * ROUNDS);
}
END_TEST

/* Every metric with values in it; promtool's own parser and lint look at the text. */
START_TEST(metrics__text_is_good_for_promtool) {
    if (system("command -v promtool >/dev/null 2>&1") != 0) {
        puts("SKIPPED: promtool (Debian package prometheus) is not installed");
        return;
    }
    for (int i = 0; i < METRIC_process_start_time_seconds; i++) {
        bool is_histogram =
            i == METRIC_http_request_duration_seconds || i == METRIC_db_query_duration_seconds;
        if (is_histogram) {
            metrics_observe(metrics, (enum metric)i, "a", 700);
        } else {
            metrics_add(metrics, (enum metric)i, "a", "b \\ \" \n", 1);
        }
    }
    FILE *promtool = popen("promtool check metrics", "w");
    ck_assert_ptr_nonnull(promtool);
    fputs(written(), promtool);
    ck_assert_int_eq(pclose(promtool), 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("metrics");
    TCase *tests = tcase_create("metrics");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, make, destroy);
    tcase_add_test(tests, metrics__new_have_help_and_type_and_plain_ones_a_zero);
    tcase_add_test(tests, metrics_add__counts_by_both_labels);
    tcase_add_test(tests, metrics_set__keeps_the_last_value);
    tcase_add_test(tests, metrics_observe__fills_cumulative_buckets);
    tcase_add_test(tests, metrics__label_values_are_escaped);
    tcase_add_test(tests, metrics__series_stand_in_the_order_of_their_labels);
    tcase_add_test(tests, metrics__label_sets_are_bounded_and_none_is_lost);
    tcase_add_test(tests, metrics__nothing_happens_without_them);
    tcase_add_test(tests, metrics__process_gauges_come_from_the_kernel);
    tcase_add_test(tests, metrics__threads_lose_no_count_and_double_no_series);
    tcase_add_test(tests, metrics__text_is_good_for_promtool);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
