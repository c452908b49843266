/* Models in the database and in memory. */
#include "suites.h"
#include "support.h"

#include "domain/model/model_store.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

static struct app app;

static void begin(void) {
    app_begin(&app);
}

static void end(void) {
    app_end(&app);
}

static struct model published(const char *name, bool *created) {
    struct context context;
    struct model model = {0};
    call_begin(&app, &context);
    struct text text = model_file(&context, name);
    ck_assert_int_eq(model_publish(&context, text.bytes, text.length, &model, created), OK);
    ck_assert_int_eq(model_activate(&context, "helsinki"), OK);
    call_end(&context, true);
    model.code = NULL; /* lived on the call's arena */
    return model;
}

START_TEST(model_publish__twice_leaves_the_first) {
    bool created = false;
    struct model first = published("helsinki", &created);
    struct model second = published("helsinki", &created);
    ck_assert(!created);
    ck_assert(uuid_equal(&first.id, &second.id));
    ck_assert_ptr_eq(first.compiled, second.compiled);
}
END_TEST

/* The same name and version with other bytes would change what assessments were made by. */
START_TEST(model_publish__tells_it_once_and_that_it_is_the_active_one) {
    bool created = false;
    char id[UUID_TEXT_SIZE], statement[200];
    PGconn *pg = connect_to(as_superuser());
    struct model model = published("helsinki", &created);
    (void)published("helsinki", &created);
    uuid_print(&model.id, id);
    snprintf(statement, sizeof statement,
             "SELECT count(*) FROM event WHERE type = 'model.published' AND resource_id = '%s'",
             id);
    ck_assert_str_eq(sql(pg, statement), "1");
    snprintf(statement, sizeof statement,
             "SELECT count(*) > 0 FROM event WHERE type = 'model.activated' AND resource_id = '%s'",
             id);
    ck_assert_str_eq(sql(pg, statement), "t");
    PQfinish(pg);
}
END_TEST

START_TEST(model_publish__of_a_version_with_other_content_is_a_conflict) {
    struct context context;
    struct model model = {0};
    bool created = false;
    (void)published("helsinki", &created);
    call_begin(&app, &context);
    struct text text = model_file(&context, "helsinki");
    char *months = strstr(text.bytes, "\"review_months\":");
    ck_assert_ptr_nonnull(months);
    char *digit = strpbrk(months, "123456789");
    *digit = *digit == '1' ? '2' : '1';
    ck_assert_int_eq(model_publish(&context, text.bytes, text.length, &model, &created),
                     STATUS_conflict);
    ck_assert_ptr_nonnull(strstr(context.failure_words, "other content"));
    call_end(&context, false);
}
END_TEST

START_TEST(model_publish__refuses_what_is_no_model) {
    struct context context;
    struct model model = {0};
    bool created = false;
    call_begin(&app, &context);
    ck_assert_int_eq(model_publish(&context, "{}", 2, &model, &created), STATUS_rule_broken);
    call_end(&context, false);
}
END_TEST

START_TEST(model_find__of_another_area_is_not_found) {
    struct context context;
    struct model model = {0};
    bool created = false;
    struct model mine = published("helsinki", &created);
    call_begin(&app, &context);
    context.actor.area = "12";
    ck_assert_int_eq(model_find(&context, &(struct model_wanted){.day = context.today}, &model),
                     STATUS_not_found);
    ck_assert_int_eq(model_find_by_id(&context, mine.id, &model), STATUS_not_found);
    call_end(&context, false);
}
END_TEST

START_TEST(model_find__goes_on_while_the_database_is_away) {
    struct context context;
    struct model model = {0};
    bool created = false;
    published("helsinki", &created);
    call_begin(&app, &context);
    struct model_wanted own = {.day = context.today};
    struct model_wanted nowhere = {.name = "nowhere", .day = context.today};
    ck_assert_int_eq(model_find(&context, &own, &model), OK);
    call_end(&context, true);

    struct db_pool *good = app.pool;
    struct db_settings away = small_pool(1);
    away.conninfo = "host=/nonexistent connect_timeout=1";
    app.pool = db_pool_new(&away);
    usleep(600 * 1000); /* the shelf is no longer fresh */
    call_begin(&app, &context);
    ck_assert_int_eq(model_find(&context, &nowhere, &model), STATUS_not_found);
    ck_assert_int_eq(context.failure, OK);
    ck_assert_int_eq(model_find(&context, &own, &model), OK);
    call_end(&context, false);
    db_pool_free(app.pool);
    app.pool = good;
}
END_TEST

START_TEST(model_find__of_an_unread_shelf_is_unavailable_while_the_database_is_away) {
    struct context context;
    struct model model = {0};
    struct db_pool *good = app.pool;
    struct db_settings away = small_pool(1);
    away.conninfo = "host=/nonexistent connect_timeout=1";
    app.pool = db_pool_new(&away);
    call_begin(&app, &context);
    ck_assert_int_eq(model_find(&context, &(struct model_wanted){.day = context.today}, &model),
                     STATUS_unavailable);
    call_end(&context, false);
    db_pool_free(app.pool);
    app.pool = good;
}
END_TEST

/* One caller among many: finds the area's model, evaluates, and now and then makes the shelf old.
 */
static void *find_often(void *unused) {
    enum { TIMES = 100, FORGET_EVERY = 10 };
    int64_t failures = 0;
    for (int i = 0; i < TIMES; i++) {
        struct context context;
        struct model model = {0};
        call_begin(&app, &context);
        if (i % FORGET_EVERY == 0) {
            model_store_forget(&context);
        }
        if (model_find(&context, &(struct model_wanted){.day = context.today}, &model) != OK ||
            !model.compiled) {
            failures++;
        }
        db_session_close(&context);
        arena_free(context.arena);
    }
    (void)unused;
    return (void *)(intptr_t)failures;
}

START_TEST(model_find__by_many_threads_gives_one_compiled_model) {
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    bool created = false;
    published("helsinki", &created);
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, find_often, NULL), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        void *failures = NULL;
        pthread_join(threads[i], &failures);
        ck_assert_ptr_null(failures);
    }
}
END_TEST

Suite *model_suite(void) {
    Suite *suite = suite_create("models");
    TCase *tests = tcase_create("models");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, model_publish__twice_leaves_the_first);
    tcase_add_test(tests, model_publish__tells_it_once_and_that_it_is_the_active_one);
    tcase_add_test(tests, model_publish__of_a_version_with_other_content_is_a_conflict);
    tcase_add_test(tests, model_publish__refuses_what_is_no_model);
    tcase_add_test(tests, model_find__of_another_area_is_not_found);
    tcase_add_test(tests, model_find__goes_on_while_the_database_is_away);
    tcase_add_test(tests, model_find__of_an_unread_shelf_is_unavailable_while_the_database_is_away);
    tcase_add_test(tests, model_find__by_many_threads_gives_one_compiled_model);
    suite_add_tcase(suite, tests);
    return suite;
}
