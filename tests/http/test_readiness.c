/* Can the service serve? What is looked at, what is remembered, and which failure is told. */
#include "../db/support.h"
#include "fixture.h"
#include "suites.h"

#include "auth/auth.h"
#include "base/limits.h"
#include "http/readiness.h"
#include "vault/vault.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static PGconn *super;
static struct app app;
static struct readiness readiness;
static char folder[] = "/tmp/asiakkuus-ready-XXXXXX", keys_file[60], other_file[60];

static struct vault *new_vault(char *path, const char *name) {
    const char *words = NULL;
    (void)snprintf(path, sizeof keys_file, "%s/%s", folder, name);
    ck_assert(vault_keys_create(path));
    struct vault *vault = vault_open(path, &words);
    ck_assert_msg(vault != NULL, "%s", words);
    return vault;
}

static struct db_pool *pool_of(int migrations_more) {
    struct db_settings settings = small_pool(2);
    settings.migrations_expected =
        atoi(sql(super, "SELECT count(*) FROM migration")) + migrations_more;
    return db_pool_new(&settings);
}

static void set_up(void) {
    const char *words = NULL;
    super = connect_to(as_superuser());
    sql(super, "TRUNCATE vault_key, audit_event");
    app = (struct app){.arena = arena_new()};
    app.settings = (struct settings){.jwt_issuer = "i",
                                     .jwt_audience = "a",
                                     .jwks_file = "",
                                     .jwks_url = "",
                                     .jwt_dev_secret = "0123456789abcdef0123456789abcdef",
                                     .public_url = "",
                                     .cds_issuers = "",
                                     .smart_clients = "",
                                     .smart_keys = ""};
    app.auth = auth_new(&app, &words);
    ck_assert_msg(app.auth != NULL, "%s", words);
    app.pool = pool_of(0);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    app.vault = new_vault(keys_file, "keys");
}

static void tear_down(void) {
    db_pool_free(app.pool);
    vault_close(app.vault);
    auth_free(app.auth);
    arena_free(app.arena);
    unlink(keys_file), unlink(other_file), rmdir(folder);
    PQfinish(super);
}

static const char *looked(void) {
    struct text text;
    bool good = readiness_look(&app, &readiness);
    ck_assert_int_eq(good, readiness.words == NULL);
    text_init(&text, app.arena);
    readiness_write(&readiness, &text);
    return text.bytes;
}

static const char all_good[] = "{\"database\":\"ok\",\"migrations\":\"ok\",\"write\":\"ok\","
                               "\"keys\":\"ok\",\"issuer_keys\":\"ok\"}";

START_TEST(ready__when_all_is_well_and_the_probe_leaves_no_row) {
    ck_assert_str_eq(looked(), all_good);
    ck_assert(app.keys_fit);
    ck_assert_str_eq(sql(super, "SELECT count(*) FROM audit_event"), "0");
}
END_TEST

START_TEST(ready__good_answer_is_remembered_for_a_moment) {
    int64_t began_us = clock_monotonic_us();
    ck_assert_str_eq(looked(), all_good);
    ck_assert_int_ge(app.ready_until_us, began_us + READY_REMEMBERED_MS * INT64_C(1000));
    sql(super, "REVOKE INSERT ON audit_event FROM asiakkuus_app");
    app.ready_until_us = clock_monotonic_us() + 60 * INT64_C(1000000);
    ck_assert_str_eq(looked(), all_good);
    app.ready_until_us = clock_monotonic_us();
    ck_assert_ptr_nonnull(strstr(looked(), "\"write\":\"failed\""));
    sql(super, "GRANT INSERT ON audit_event TO asiakkuus_app");
    ck_assert_str_eq(looked(), all_good); /* a bad one is not */
}
END_TEST

START_TEST(ready__not_while_the_access_log_cannot_be_written) {
    sql(super, "REVOKE INSERT ON audit_event FROM asiakkuus_app");
    ck_assert_str_eq(looked(), "{\"database\":\"ok\",\"migrations\":\"ok\",\"write\":\"failed\","
                               "\"keys\":\"ok\",\"issuer_keys\":\"ok\"}");
    ck_assert_ptr_nonnull(strstr(readiness.words, "the access log can't be written: "));
    ck_assert_ptr_nonnull(strstr(readiness.words, "42501"));
    sql(super, "GRANT INSERT ON audit_event TO asiakkuus_app");
}
END_TEST

START_TEST(ready__not_for_a_while_after_a_callers_write_found_no_room) {
    const int64_t remembered_us = WRITE_FAILED_REMEMBERED_MS * INT64_C(1000);
    app.unwritable_at_us = clock_monotonic_us();
    ck_assert_ptr_nonnull(strstr(looked(), "\"write\":\"failed\""));
    ck_assert_ptr_nonnull(strstr(readiness.words, "had no room"));
    app.unwritable_at_us = clock_monotonic_us() - remembered_us + 5000000;
    ck_assert_ptr_nonnull(strstr(looked(), "\"write\":\"failed\""));
    app.unwritable_at_us = clock_monotonic_us() - remembered_us - 1;
    ck_assert_str_eq(looked(), all_good);
}
END_TEST

START_TEST(ready__not_on_another_version_of_the_schema_and_what_is_behind_is_not_known) {
    db_pool_free(app.pool);
    app.pool = pool_of(1);
    ck_assert_str_eq(looked(),
                     "{\"database\":\"ok\",\"migrations\":\"failed\","
                     "\"write\":\"unknown\",\"keys\":\"unknown\",\"issuer_keys\":\"ok\"}");
    db_pool_free(app.pool);
    app.pool = pool_of(-1);
    ck_assert_ptr_nonnull(strstr(looked(), "\"migrations\":\"failed\""));
}
END_TEST

START_TEST(ready__not_while_the_database_is_away) {
    struct db_settings settings = small_pool(1);
    db_pool_free(app.pool);
    settings.conninfo = "host=/nowhere dbname=none";
    app.pool = db_pool_new(&settings);
    ck_assert_str_eq(looked(),
                     "{\"database\":\"failed\",\"migrations\":\"unknown\","
                     "\"write\":\"unknown\",\"keys\":\"unknown\",\"issuer_keys\":\"ok\"}");
}
END_TEST

START_TEST(ready__not_with_keys_that_are_not_the_databases) {
    ck_assert_str_eq(looked(), all_good);
    struct vault *own = app.vault;
    app.vault = new_vault(other_file, "other");
    app.ready_until_us = 0;
    ck_assert_ptr_nonnull(strstr(looked(), "\"keys\":\"failed\",\"issuer_keys\":\"ok\""));
    ck_assert(!app.keys_fit);
    vault_close(app.vault);
    app.vault = own;
    ck_assert_str_eq(looked(), all_good);
    ck_assert(app.keys_fit);
}
END_TEST

Suite *readiness_suite(void) {
    Suite *suite = suite_create("readiness");
    TCase *tests = tcase_create("readiness");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, ready__when_all_is_well_and_the_probe_leaves_no_row);
    tcase_add_test(tests, ready__good_answer_is_remembered_for_a_moment);
    tcase_add_test(tests, ready__not_while_the_access_log_cannot_be_written);
    tcase_add_test(tests, ready__not_for_a_while_after_a_callers_write_found_no_room);
    tcase_add_test(tests,
                   ready__not_on_another_version_of_the_schema_and_what_is_behind_is_not_known);
    tcase_add_test(tests, ready__not_while_the_database_is_away);
    tcase_add_test(tests, ready__not_with_keys_that_are_not_the_databases);
    suite_add_tcase(suite, tests);
    return suite;
}
