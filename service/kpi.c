#include "kpi.h"

#include "base/area.h"
#include "call/call.h"
#include "domain/kpi/rollup.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { TRIES = 100 };

static enum status refresh_once(struct app *app, const char *area,
                                struct rollup_refreshed *refreshed) {
    struct call call;
    call_open_work(app, area, "kpi_refresh", &call);
    return call_close(&call, rollup_refresh(&call.context, refreshed));
}

/* Where a worker is at it, waits for its end: what it began before may be counted only now. */
static int refresh(struct app *app, const char *area) {
    static const struct timespec pause = {0, 100000000};
    struct rollup_refreshed refreshed = {.busy = true};
    enum status status = OK;
    for (int i = 0; status == OK && refreshed.busy && i < TRIES; i++) {
        if (i > 0) {
            nanosleep(&pause, NULL);
        }
        status = refresh_once(app, area, &refreshed);
    }
    printf("%lld months counted, %lld figures changed\n", (long long)refreshed.months,
           (long long)refreshed.figures);
    return status == OK && !refreshed.busy ? 0 : 1;
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
