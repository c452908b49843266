#include "support.h"

#include "db/db.h"
#include "domain/demo/demo_persons.h"
#include "metrics/metrics.h"
#include "vault/vault.h"
#include "json/json.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_LINE "a 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"

void app_keys(struct app *app, const char *lines) {
    char path[] = "/tmp/asiakkuus-keys-XXXXXX";
    const char *words = "";
    int descriptor = mkstemp(path);
    ck_assert_int_ge(descriptor, 0);
    ck_assert_int_eq(fchmod(descriptor, 0400), 0);
    ck_assert_int_eq(write(descriptor, lines, strlen(lines)), (ssize_t)strlen(lines));
    close(descriptor);
    vault_close(app->vault);
    app->vault = vault_open(path, &words);
    unlink(path);
    ck_assert_msg(app->vault != NULL, "%s", words);
}

void app_begin(struct app *app) {
    struct db_settings settings = small_pool(4);
    *app = (struct app){.migrations_expected = -1};
    app->settings.data_dir = SOURCE_DIR;
    app->clock.fixed = (struct instant){1795348800000000}; /* 2026-11-22T12:00:00Z */
    app->metrics = metrics_new();
    app->models = model_store_new();
    app->pool = db_pool_new(&settings);
    app_keys(app, KEY_LINE);
}

void app_end(struct app *app) {
    model_store_free(app->models);
    db_pool_free(app->pool);
    vault_close(app->vault);
    metrics_free(app->metrics);
}

void call_begin(struct app *app, struct context *context) {
    static const char *const permissions[] = {"client:*", "assessment:*", "model:*"};
    request_begin(context, app->pool);
    context->app = app;
    context->language = LANGUAGE_FI;
    context->actor.register_code = REGISTER_HEALTH;
    context->actor.permissions = permissions;
    context->actor.permission_count = sizeof permissions / sizeof *permissions;
}

void call_end(struct context *context, bool good) {
    if (good) {
        ck_assert_int_eq(db_commit(context), OK);
    } else {
        db_rollback(context);
    }
    json_release(context);
    request_end(context);
}

struct text model_file(struct context *context, const char *name) {
    struct text text;
    char bytes[4096];
    size_t length = 0;
    const char *path =
        arena_format(context->arena, "%s/libsegment/models/%s.json", SOURCE_DIR, name);
    FILE *file = fopen(path, "rbe");
    ck_assert_ptr_nonnull(file);
    text_init(&text, context->arena);
    while ((length = fread(bytes, 1, sizeof bytes, file)) > 0) {
        text_add(&text, bytes, length);
    }
    fclose(file);
    return text;
}

struct segj_model *model_compiled(const char *name) {
    struct context context = {.arena = arena_new()};
    struct text text = model_file(&context, name);
    struct segj_faults *faults = calloc(1, sizeof *faults);
    struct segj_model *model = NULL;
    ck_assert_ptr_nonnull(faults);
    ck_assert_int_eq(segj_model_read(text.bytes, text.length, &model, faults), SEGJ_OK);
    free(faults);
    arena_free(context.arena);
    return model;
}

struct uuid make_client(struct app *app, int number) {
    struct context context;
    struct client client = {0};
    bool created = false;
    call_begin(app, &context);
    const char *units[] = {NULL};
    struct client_new person = demo_person(context.arena, number, units, 1);
    ck_assert_int_eq(client_create(&context, &person, &client, &created), OK);
    call_end(&context, true);
    return client.id;
}

struct uuid make_assessment(struct app *app, struct uuid client, const char *body) {
    struct context context;
    struct assessment assessment = {0};
    const struct json *json = NULL;
    call_begin(app, &context);
    ck_assert_int_eq(json_parse(&context, body, strlen(body), &json), OK);
    ck_assert_int_eq(assessment_create(&context, client, json, &assessment), OK);
    call_end(&context, true);
    return assessment.id;
}
