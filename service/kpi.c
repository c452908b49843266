#include "kpi.h"

#include "app.h"
#include "base/area.h"
#include "db/db.h"
#include "domain/kpi/rollup.h"

#include <stdio.h>
#include <string.h>

static int refresh(struct app *app, const char *area) {
    struct context context = {.app = app,
                              .arena = arena_new(),
                              .operation = "kpi_refresh",
                              .now = clock_now(&app->clock)};
    struct rollup_refreshed refreshed;
    context.actor = (struct actor){.sub = "operator", .area = area};
    context.today = instant_day_helsinki(context.now);
    context.db = db_session_new(app->pool, &context);
    enum status status = rollup_refresh(&context, &refreshed);
    if (status == OK) {
        status = db_commit(&context);
    }
    if (status == OK) {
        printf("%lld months counted, %lld figures changed%s\n", (long long)refreshed.months,
               (long long)refreshed.figures, refreshed.busy ? "; another instance is at it" : "");
    } else {
        fprintf(stderr, "asiakkuusd: %s: %s\n", status_code(status),
                context.failure_words ? context.failure_words : "failed");
    }
    db_session_close(&context);
    arena_free(context.arena);
    return status == OK ? 0 : 1;
}

int kpi_command(struct app *app, const char *what, const char *area) {
    if (!area_exists(area)) {
        fprintf(stderr, "asiakkuusd: there is no such area; they are numbers such as 90\n");
        return 2;
    }
    if (strcmp(what, "refresh") == 0) {
        return refresh(app, area);
    }
    if (strcmp(what, "rebuild") == 0) {
        return rollup_rebuild(app, area, stdout);
    }
    return strcmp(what, "compare") == 0 ? rollup_compare(app, area, stdout) : 2;
}
