#include "publish.h"

#include "app.h"
#include "base/area.h"
#include "db/db.h"
#include "domain/model/model_file.h"

#include <stdio.h>

static enum status publish(struct context *context, const char *path) {
    struct model model = {.version = 0};
    bool created = false;
    enum status status = model_publish_file(context, path, &model, &created);
    if (status == OK) {
        status = db_commit(context);
    }
    if (status == OK) {
        printf("%s@%lld %s\n", model.code, (long long)model.version,
               created ? "published" : "was there already, and is left as it is");
    }
    return status;
}

int publish_model(struct app *app, const char *area, const char *path) {
    if (!area_exists(area)) {
        fprintf(stderr, "asiakkuusd: there is no such area; they are numbers such as 90\n");
        return 2;
    }
    struct context context = {.app = app,
                              .arena = arena_new(),
                              .operation = "publish_model",
                              .now = clock_now(&app->clock)};
    context.actor = (struct actor){.sub = "operator", .area = area};
    context.today = instant_day_helsinki(context.now);
    context.db = db_session_new(app->pool, &context);
    enum status status = publish(&context, path);
    if (status != OK) {
        fprintf(stderr, "asiakkuusd: %s: %s\n", status_code(status),
                context.failure_words ? context.failure_words : "failed");
    }
    db_session_close(&context);
    arena_free(context.arena);
    return status == OK ? 0 : 1;
}
