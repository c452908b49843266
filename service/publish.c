#include "publish.h"

#include "app.h"
#include "base/area.h"
#include "call/call.h"
#include "domain/model/model_file.h"

#include <stdio.h>

static enum status publish(struct call *call, const char *path, struct model *model,
                           bool *created) {
    call->context.actor.sub = "operator";
    return model_publish_file(&call->context, path, model, created);
}

int publish_model(struct app *app, const char *area, const char *path) {
    struct call call;
    struct model model = {.version = 0};
    bool created = false;
    if (!area_exists(area)) {
        fprintf(stderr, "asiakkuusd: there is no such area; they are numbers such as 90\n");
        return 2;
    }
    call_open(app, area, "publish_model", &call);
    enum status status = publish(&call, path, &model, &created);
    const char *code = arena_string(app->arena, model.code);
    const char *words = arena_string(app->arena, call.context.failure_words);
    status = call_close(&call, status);
    if (status != OK) {
        fprintf(stderr, "asiakkuusd: %s: %s\n", status_code(status), words ? words : "failed");
        return 1;
    }
    printf("%s@%lld %s\n", code, (long long)model.version,
           created ? "published" : "was there already, and is left as it is");
    return 0;
}
