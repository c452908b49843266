#include "verify.h"

#include "app.h"
#include "base/area.h"
#include "base/limits.h"
#include "base/page.h"
#include "call/call.h"
#include "db/db.h"
#include "domain/assessment/assessment.h"
#include "domain/assessment/standing_keep.h"
#include "domain/audit/seal.h"
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

static void print_report(const struct seal_report *report) {
    const struct seal_finding *faults = report->faults.items;
    for (size_t i = 0; i < report->faults.count; i++) {
        printf("seal %lld: %s\n", (long long)faults[i].number,
               seal_fault_words[faults[i].fault - 1]);
    }
}

/* One page of seals; `*wanted` moves on, and `*goes_on` tells whether there are more. */
static enum status verify_seals(struct app *app, const char *area, struct seal_wanted *wanted,
                                struct seal_report *total, bool *goes_on) {
    struct call call;
    struct page page = {.limit = PAGE_LIMIT_MAX};
    struct seal_report report = {.whole = true};
    call_open_work(app, area, "verify_audit", &call);
    call.context.page = &page;
    enum status status = seal_verify(&call.context, wanted, &report);
    if (status == OK) {
        print_report(&report);
        total->whole = total->whole && report.whole;
        total->seals += report.seals;
        total->rows += report.rows;
        total->forgotten += report.forgotten;
    }
    *goes_on = status == OK && report.next.present;
    *wanted = (struct seal_wanted){report.next.value, NULL};
    return finish(&call, status);
}

int verify_audit(struct app *app, const char *area, const char *expect) {
    if (!area_exists(area)) {
        fprintf(stderr, "asiakkuusd: there is no such area; they are numbers such as 90\n");
        return 2;
    }
    struct seal_wanted wanted = {0, expect};
    struct seal_report total = {.whole = true};
    bool goes_on = true;
    enum status status = OK;
    while (status == OK && goes_on) {
        status = verify_seals(app, area, &wanted, &total, &goes_on);
    }
    if (status != OK) {
        return 1;
    }
    printf("%lld seals, %lld rows, %lld forgotten: %s\n", (long long)total.seals,
           (long long)total.rows, (long long)total.forgotten, total.whole ? "whole" : "NOT WHOLE");
    return total.whole ? 0 : 1;
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
