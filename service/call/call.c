#include "call/call.h"

#include "app.h"
#include "db/db.h"
#include "json/json.h"

static void open_session(struct call *call) {
    struct context *context = &call->context;
    context->now = clock_now(&context->app->clock);
    context->today = instant_day_helsinki(context->now);
    context->db = db_session_new(context->app->pool, context);
    if (call->patient) {
        db_session_patient(context->db);
    }
}

static void open_call(struct app *app, const char *area, const char *operation, bool patient,
                      struct call *call) {
    *call = (struct call){.arena = arena_new(), .patient = patient};
    call->context = (struct context){
        .app = app, .arena = call->arena, .operation = operation, .request_id = operation};
    call->context.actor = (struct actor){.sub = CALL_SUB, .area = area, .role = "service"};
    open_session(call);
}

void call_open(struct app *app, const char *area, const char *operation, struct call *call) {
    open_call(app, area, operation, false, call);
}

void call_open_work(struct app *app, const char *area, const char *operation, struct call *call) {
    open_call(app, area, operation, true, call);
}

/* Everything but who calls and what for begins again. */
static void begin_again(struct call *call) {
    struct context *context = &call->context;
    const struct context kept = {.app = context->app,
                                 .arena = context->arena,
                                 .actor = context->actor,
                                 .language = context->language,
                                 .operation = context->operation,
                                 .request_id = context->request_id};
    db_session_close(context);
    json_release(context);
    *context = kept;
    arena_reset(call->arena);
    open_session(call);
}

enum status call_next(struct call *call) {
    enum status status = db_commit(&call->context);
    if (status == OK) {
        begin_again(call);
    }
    return status;
}

static void log_failure(const struct context *context, enum status status) {
    const struct log_field fields[] = {{"operation", context->operation, 0},
                                       {"area", context->actor.area, 0},
                                       {"problem", status_code(status), 0},
                                       {"cause", context->failure_words, 0},
                                       {NULL, NULL, 0}};
    log_line(context->app->log, LOG_LEVEL_WARNING, "call failed", fields);
}

enum status call_close(struct call *call, enum status status) {
    struct context *context = &call->context;
    if (status == OK) {
        status = db_commit(context);
    }
    if (status != OK) {
        log_failure(context, status);
    }
    db_session_close(context);
    json_release(context);
    arena_free(call->arena);
    call->arena = NULL;
    return status;
}
