#include "forget.h"

#include "app.h"
#include "base/area.h"
#include "base/text.h"
#include "db/db.h"
#include "domain/consultation/consultation.h"

#include <stdio.h>
#include <string.h>

enum { DAYS_DIGITS_MOST = 4, DAYS_MOST = 3650 };

/* A portion in a transaction of its own, so that none is long. */
static enum status forget(struct app *app, const char *area, struct instant before,
                          struct arena *arena, int64_t *forgotten) {
    struct context context = {
        .app = app, .arena = arena, .operation = "forget_texts", .now = clock_now(&app->clock)};
    context.actor = (struct actor){.sub = "operator", .area = area};
    context.today = instant_day_helsinki(context.now);
    context.db = db_session_new(app->pool, &context);
    enum status status = consultation_forget(&context, before, forgotten);
    if (status == OK) {
        status = db_commit(&context);
    }
    if (status != OK) {
        fprintf(stderr, "asiakkuusd: %s: %s\n", status_code(status),
                context.failure_words ? context.failure_words : "failed");
    }
    db_session_close(&context);
    return status;
}

int forget_texts(struct app *app, const char *area, const char *days) {
    size_t digits = strlen(days);
    int64_t number = digits > 0 && digits <= DAYS_DIGITS_MOST ? text_digits(days, (int)digits) : -1;
    if (!area_exists(area) || number < 0 || number > DAYS_MOST) {
        fprintf(stderr, "asiakkuusd: an area such as 90, and 0 to 3650 days\n");
        return 2;
    }
    struct instant before = {clock_now(&app->clock).us - number * INT64_C(86400000000)};
    int64_t all = 0, portion = 0;
    enum status status = OK;
    do {
        struct arena *arena = arena_new();
        status = forget(app, area, before, arena, &portion);
        arena_free(arena);
        all += portion;
    } while (status == OK && portion > 0);
    if (status != OK) {
        return 1;
    }
    printf("%lld forgotten\n", (long long)all);
    return 0;
}
