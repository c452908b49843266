#include "publish.h"

#include "app.h"
#include "base/area.h"
#include "call/call.h"
#include "domain/model/model_file.h"
#include "domain/model/model_life.h"

#include <stdio.h>
#include <string.h>

enum { EXIT_FAILED = 1, EXIT_USAGE = 2 };

static bool begin(struct app *app, const char *area, const char *operation, struct call *call) {
    if (!area_exists(area)) {
        fprintf(stderr, "asiakkuusd: there is no such area; they are numbers such as 90\n");
        return false;
    }
    call_open(app, area, operation, call);
    call->context.actor.sub = "operator";
    return true;
}

/* What the database or the model's rules have against it is a refusal; the rest is a failure. */
static int end(struct app *app, struct call *call, enum status status) {
    const char *words = arena_string(app->arena, call->context.failure_words);
    status = call_close(call, status);
    if (status == OK) {
        return 0;
    }
    bool refused =
        status == STATUS_conflict || status == STATUS_rule_broken || status == STATUS_not_found;
    fprintf(stderr, "asiakkuusd: %s: %s\n", refused ? "refused" : "failed",
            words ? words : status_code(status));
    return EXIT_FAILED;
}

int publish_model(struct app *app, const char *area, const char *path) {
    struct call call;
    struct model model = {.version = 0};
    bool created = false;
    if (!begin(app, area, "publish_model", &call)) {
        return EXIT_USAGE;
    }
    enum status status = model_publish_file(&call.context, path, &model, &created);
    const char *code = arena_string(app->arena, model.code);
    int failed = end(app, &call, status);
    if (!failed) {
        printf("%s@%lld %s\n", code, (long long)model.version,
               created ? "published" : "was there already, and is left as it is");
    }
    return failed;
}

int retire_model(struct app *app, const char *area, const char *name) {
    struct call call;
    struct model model = {.version = 0};
    if (!begin(app, area, "retire_model", &call)) {
        return EXIT_USAGE;
    }
    enum status status = model_life_withdraw(&call.context, name, &model);
    int failed = end(app, &call, status);
    if (!failed) {
        printf("%s %s\n", name, model.withdrawn ? "was retired before" : "retired");
    }
    return failed;
}

/* Only to what can be used today. */
static enum status switch_to(struct context *context, const char *code) {
    struct model model = {0};
    const struct model_wanted wanted = {.name = code, .day = context->today, .must_hold = true};
    enum status status = model_find(context, &wanted, &model);
    if (status == STATUS_not_found || strchr(code, '@')) {
        return context_fail(context, STATUS_not_found,
                            "%s is no model of the area that holds today; switch takes a code such "
                            "as helsinki",
                            code);
    }
    return status == OK ? model_activate(context, code) : status;
}

int switch_model(struct app *app, const char *area, const char *code) {
    struct call call;
    if (!begin(app, area, "switch_model", &call)) {
        return EXIT_USAGE;
    }
    int failed = end(app, &call, switch_to(&call.context, code));
    if (!failed) {
        printf("%s is the area's own\n", code);
    }
    return failed;
}
