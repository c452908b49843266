#include "verify.h"

#include "app.h"
#include "base/area.h"
#include "call/call.h"
#include "db/db.h"
#include "domain/assessment/assessment.h"
#include "domain/assessment/standing_keep.h"
#include "domain/referral/referral.h"

#include <stdio.h>
#include <string.h>

static enum status finish(struct call *call, enum status status) {
    if (status != OK) {
        fprintf(stderr, "asiakkuusd: %s: %s\n", status_code(status),
                call->context.failure_words ? call->context.failure_words : "failed");
    }
    return call_close(call, status);
}

static enum status replay(struct app *app, const char *area, struct assessment_replays *out) {
    struct call call;
    call_open_work(app, area, "verify_assessments", &call);
    db_session_read_only(call.context.db);
    return finish(&call, assessment_replay_all(&call.context, out));
}

int verify_assessments(struct app *app, const char *area) {
    if (!area_exists(area)) {
        fprintf(stderr, "asiakkuusd: there is no such area; they are numbers such as 90\n");
        return 2;
    }
    struct assessment_replays replays = {.checked = 0};
    if (replay(app, area, &replays) != OK) {
        return 1;
    }
    printf("%lld checked, %lld different\n", (long long)replays.checked,
           (long long)replays.different);
    return replays.different == 0 ? 0 : 1;
}

int verify_deadlines(struct app *app, const char *area, bool repair) {
    if (!area_exists(area)) {
        fprintf(stderr, "asiakkuusd: there is no such area; they are numbers such as 90\n");
        return 2;
    }
    struct referral_dues dues = {.checked = 0};
    struct uuid after = {{0}};
    enum status status;
    do { /* a portion a transaction */
        struct call call;
        call_open_work(app, area, "verify_deadlines", &call);
        status = finish(&call, referral_dues_verify(&call.context, repair, &after, &dues));
    } while (status == OK && uuid_is_set(&after));
    if (status != OK) {
        return 1;
    }
    printf("%lld checked, %lld %s\n", (long long)dues.checked, (long long)dues.different,
           repair ? "put right" : "different");
    return dues.different == 0 || repair ? 0 : 1;
}

int standings_command(struct app *app, const char *what, const char *area) {
    if (!area_exists(area)) {
        fprintf(stderr, "asiakkuusd: there is no such area; they are numbers such as 90\n");
        return 2;
    }
    if (strcmp(what, "rebuild") == 0) {
        return standings_rebuild(app, area, stdout);
    }
    return strcmp(what, "compare") == 0 ? standings_compare(app, area, stdout) : 2;
}
