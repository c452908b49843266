#include "verify.h"

#include "app.h"
#include "base/area.h"
#include "db/db.h"
#include "domain/assessment/assessment.h"

#include <stdio.h>

static enum status replay(struct app *app, const char *area, struct assessment_replays *out,
                          struct arena *arena) {
    struct context context = {.app = app,
                              .arena = arena,
                              .operation = "verify_assessments",
                              .now = clock_now(&app->clock)};
    context.actor = (struct actor){.sub = "operator", .area = area};
    context.today = instant_day_helsinki(context.now);
    context.db = db_session_new(app->pool, &context);
    db_session_read_only(context.db);
    enum status status = assessment_replay_all(&context, out);
    if (status != OK) {
        fprintf(stderr, "asiakkuusd: %s: %s\n", status_code(status),
                context.failure_words ? context.failure_words : "failed");
    }
    db_session_close(&context);
    return status;
}

int verify_assessments(struct app *app, const char *area) {
    if (!area_exists(area)) {
        fprintf(stderr, "asiakkuusd: there is no such area; they are numbers such as 90\n");
        return 2;
    }
    struct assessment_replays replays = {.checked = 0};
    struct arena *arena = arena_new();
    enum status status = replay(app, area, &replays, arena);
    arena_free(arena);
    if (status != OK) {
        return 1;
    }
    printf("%lld checked, %lld different\n", (long long)replays.checked,
           (long long)replays.different);
    return replays.different == 0 ? 0 : 1;
}
