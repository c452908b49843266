#include "forget.h"

#include "app.h"
#include "base/area.h"
#include "base/limits.h"
#include "base/text.h"
#include "call/call.h"
#include "domain/consultation/consultation.h"

#include <stdio.h>
#include <string.h>

enum { DAYS_DIGITS_MOST = 4, DAYS_MOST = 3650 };

/* Portions, each in a transaction of its own, so that none is long. */
static enum status forget(struct call *call, struct instant before, int64_t *all) {
    int64_t portion = 0;
    enum status status = consultation_forget(&call->context, before, &portion);
    *all = portion;
    while (status == OK && portion == CONSULTATIONS_FORGOTTEN) {
        status = call_next(call);
        if (status == OK) {
            status = consultation_forget(&call->context, before, &portion);
            *all += portion;
        }
    }
    return status;
}

int forget_texts(struct app *app, const char *area, const char *days) {
    size_t digits = strlen(days);
    int64_t number = digits > 0 && digits <= DAYS_DIGITS_MOST ? text_digits(days, (int)digits) : -1;
    if (!area_exists(area) || number < 0 || number > DAYS_MOST) {
        fprintf(stderr, "asiakkuusd: an area such as 90, and 0 to 3650 days\n");
        return 2;
    }
    struct call call;
    struct instant before = {clock_now(&app->clock).us - number * INT64_C(86400000000)};
    int64_t all = 0;
    call_open(app, area, "forget_texts", &call);
    enum status status = forget(&call, before, &all);
    status = call_close(&call, status);
    if (status != OK) {
        fprintf(stderr, "asiakkuusd: %s\n", status_code(status));
        return 1;
    }
    printf("%lld forgotten\n", (long long)all);
    return 0;
}
