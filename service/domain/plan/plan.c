#include "domain/plan/plan.h"
#include "base/page.h"
#include "db/db.h"
#include "domain/assessment/assessment_store.h"
#include "domain/assessment/standing.h"
#include "domain/client/client.h"
#include "domain/directory/directory.h"
#include "domain/plan/plan.sql.h"
#include "domain/plan/plan_store.h"
#include "domain/segmentation/segmentation.h"
#include "ledger/ledger.h"

/* --- reading --- */

enum status plan_get(struct context *context, struct uuid client_id, struct plan *out) {
    const struct plan_key key = {client_id};
    enum status status = db_get_audited(context, &plan_select, &plan_audit_read, &plan_key_shape,
                                        &key, &plan_shape, out);
    return status == OK ? plan_open(context, out) : status;
}

/* The plan whose parts are shown: with its row in the access log. */
static enum status load_shown(struct context *context, struct uuid client_id, struct plan *out) {
    bool found = false;
    enum status status = plan_load(context, client_id, out, &found);
    if (status == OK && !found) {
        return STATUS_not_found;
    }
    return status == OK ? ledger_audit(context, AUDIT_READ, client_id, RESOURCE_plan, out->id,
                                       ground_of_word(out->ground))
                        : status;
}

/* What is of before it was a joint one is read on another ground than the plan. */
static enum status audit_other(struct context *context, const struct plan *shown,
                               const char *ground, bool *told) {
    if (*told || ground_of_word(ground) == ground_of_word(shown->ground)) {
        return OK;
    }
    *told = true;
    return ledger_audit(context, AUDIT_READ, shown->client_id, RESOURCE_plan, shown->id,
                        ground_of_word(ground));
}

/* What the plan says of registers is never the caller's. */
struct version_key {
    struct uuid plan_id;
};
static const struct shape_field version_key_fields[] = {FIELD(struct version_key, plan_id, 0),
                                                        FIELD_END};
static const struct shape version_key_shape = {"plan_version_key", sizeof(struct version_key),
                                               version_key_fields};

enum status plan_versions(struct context *context, struct uuid client_id, struct list *out) {
    struct plan plan = {.version = 0};
    enum status status = load_shown(context, client_id, &plan);
    if (status == OK) {
        const struct version_key key = {plan.id};
        status =
            db_list(context, &plan_select_versions, &version_key_shape, &key, &plan_shape, out);
    }
    struct plan *plans = out->items;
    bool told = false;
    for (size_t i = 0; status == OK && i < out->count; i++) {
        status = plan_open(context, &plans[i]);
        if (status == OK) {
            status = audit_other(context, &plan, plans[i].ground, &told);
        }
    }
    return status;
}

/* --- writing --- */

static bool has_service(const struct plan *plan, const struct uuid *id) {
    const struct plan_service *services = plan ? plan->services.items : NULL;
    for (size_t i = 0; plan && i < plan->services.count; i++) {
        if (uuid_equal(&services[i].service_id, id)) {
            return true;
        }
    }
    return false;
}

/* A service that stands in the plan may have ended since. */
static enum status check_services(struct context *context, const struct plan *before,
                                  const struct plan *plan) {
    const struct plan_service *services = plan->services.items;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < plan->services.count; i++) {
        struct service service = {.version = 0};
        if (!has_service(before, &services[i].service_id)) {
            status = service_find_valid(context,
                                        arena_format(context->arena, "/services/%zu/service_id", i),
                                        services[i].service_id, &service);
        }
    }
    return status;
}

/* What stands there, where the caller has seen it; `*found` false for the first one. */
static enum status load_seen(struct context *context, struct uuid client_id,
                             const struct versions *seen, struct plan *before, bool *found) {
    struct client_core client = {0};
    enum status status = client_core_get(context, client_id, &client);
    if (status == OK) {
        status = plan_load(context, client_id, before, found);
    }
    if (status == OK && (seen->none ? *found : !*found || !versions_hold(seen, before->version))) {
        return context_fail(context, STATUS_stale, "another version by now");
    }
    return status;
}

static void fill(struct context *context, struct uuid client_id, const struct plan *before,
                 struct plan *plan) {
    plan->id = before ? before->id : uuid_new(context->now.us / 1000);
    plan->register_code = before ? before->register_code : (int)context->actor.register_code;
    plan->version = before ? before->version : 0;
    plan->ground = before ? before->ground : ground_word(ledger_ground(context));
    plan->client_id = client_id;
    plan->updated_at = context->now;
    plan->updated_by = (struct person){.sub = context->actor.sub, .unit = context->actor.unit};
}

enum status plan_put(struct context *context, struct uuid client_id, const struct versions *seen,
                     const struct plan *body, struct plan *out) {
    struct plan before = {.version = 0};
    bool found = false;
    enum status status = load_seen(context, client_id, seen, &before, &found);
    if (status != OK) {
        return status;
    }
    *out = *body;
    fill(context, client_id, found ? &before : NULL, out);
    plan_check(context, found ? &before : NULL, out);
    status = check_services(context, found ? &before : NULL, out);
    if (status == OK) {
        status = context_settle(context, STATUS_rule_broken);
    }
    return status == OK ? plan_store(context, !found, out) : status;
}

/* --- measurements --- */

static const struct plan_goal *find_goal(const struct plan *plan, const struct uuid *id) {
    const struct plan_goal *goals = plan->goals.items;
    for (size_t i = 0; i < plan->goals.count; i++) {
        if (uuid_equal(&goals[i].id, id)) {
            return &goals[i];
        }
    }
    return NULL;
}

static enum status check_measurement(struct context *context, const struct plan *plan,
                                     const struct plan_measurement *measurement) {
    const struct plan_goal *goal = find_goal(plan, &measurement->goal_id);
    if (!goal) {
        context_error(context, "/goal_id", ERROR_unknown_id, NULL);
    } else if (!goal->measure) {
        context_error(context, "/goal_id", ERROR_no_measure, NULL);
    }
    if (measurement->at.us > context->now.us) {
        context_error(context, "/at", ERROR_in_the_future, NULL);
    }
    return context_settle(context, STATUS_rule_broken);
}

enum status plan_measure(struct context *context, struct uuid client_id,
                         struct plan_measurement *measurement) {
    struct plan plan = {.version = 0};
    bool found = false;
    enum status status = plan_load(context, client_id, &plan, &found);
    if (status == OK && !found) {
        return STATUS_not_found;
    }
    if (status == OK) {
        status = check_measurement(context, &plan, measurement);
    }
    if (status != OK) {
        return status;
    }
    measurement->id = uuid_new(context->now.us / 1000);
    measurement->plan_id = plan.id;
    measurement->at = measurement->at.us != 0 ? measurement->at : context->now;
    measurement->recorded_at = context->now;
    measurement->recorded_by =
        (struct person){.sub = context->actor.sub, .unit = context->actor.unit};
    status = db_later(context, &plan_measurement_insert, &plan_measurement_shape, measurement);
    if (status == OK) {
        status = ledger_audit(context, AUDIT_CHANGE, client_id, RESOURCE_plan, plan.id,
                              ground_of_word(plan.ground));
    }
    return status == OK ? ledger_event(context, EVENT_plan_measured, plan.id, plan.version)
                        : status;
}

struct measurement_search {
    struct uuid plan_id;
    struct plan_measurement_filter wanted;
};
static const struct shape_field search_fields[] = {
    FIELD(struct measurement_search, plan_id, 0),
    FIELD_EMBED(struct measurement_search, wanted, 0, plan_measurement_filter_shape, "wanted_"),
    FIELD_END};
static const struct shape search_shape = {"measurement_search", sizeof(struct measurement_search),
                                          search_fields};

enum status plan_measurement_list(struct context *context, struct uuid client_id,
                                  const struct plan_measurement_filter *filter, struct list *out) {
    struct plan plan = {.version = 0};
    enum status status = load_shown(context, client_id, &plan);
    const struct measurement_search search = {plan.id, *filter};
    if (status == OK) {
        status = db_list(context, &plan_measurement_select_page, &search_shape, &search,
                         &plan_measurement_shape, out);
    }
    const struct plan_measurement *rows = out->items;
    size_t shown = page_shown(context->page, out->count);
    bool told = false;
    for (size_t i = 0; status == OK && i < shown; i++) {
        status = audit_other(context, &plan, rows[i].ground, &told);
    }
    return status;
}

enum status plan_measurement_count(struct context *context, struct uuid client_id,
                                   const struct plan_measurement_filter *filter,
                                   struct opt_int *out) {
    struct plan plan = {.version = 0};
    struct db_count row = {0};
    bool found = false;
    enum status status = plan_load(context, client_id, &plan, &found);
    const struct measurement_search search = {plan.id, *filter};
    if (status == OK) {
        status = db_get(context, &plan_measurement_count_all, &search_shape, &search,
                        &db_count_shape, &row);
    }
    *out = (struct opt_int){status == OK, row.count};
    return status;
}

/* --- proposals --- */

/* What would change the segment of an assessment, by the model version that it was made with. */
static enum status propose(struct context *context, struct uuid assessment_id,
                           struct plan_proposals *out) {
    struct assessment assessment = {.version = 0};
    struct model model = {.version = 0};
    struct segmentation segmentation = {.as_of = {0}};
    enum status status = assessment_load(context, assessment_id, &assessment);
    if (status == OK) {
        status = model_find_by_id(context, assessment.model_id, &model);
    }
    if (status == OK) {
        status = segmentation_again(context, &model, assessment.input.bytes,
                                    assessment.input.length, &segmentation);
    }
    if (status != OK) {
        return status;
    }
    out->assessment_id = assessment_id;
    out->items = segmentation_changes(context, &segmentation);
    return ledger_audit(context, AUDIT_READ, assessment.client_id, RESOURCE_assessment,
                        assessment_id, ground_of_word(assessment.ground));
}

/* That a client has no assessment is told of them, too. */
static enum status propose_nothing(struct context *context, struct uuid client_id) {
    const struct uuid none = {{0}};
    return ledger_audit(context, AUDIT_READ, client_id, RESOURCE_assessment, none,
                        ledger_ground(context));
}

enum status plan_proposals(struct context *context, struct uuid client_id,
                           struct plan_proposals *out) {
    struct client_core client = {0};
    struct standing_ahead ahead = {{NULL, 0}, {NULL, 0}};
    struct standing *standing = NULL;
    enum status status = client_core_get(context, client_id, &client);
    if (status == OK) {
        status = standing_get_now(context, client_id, &ahead);
    }
    if (status == OK) {
        status = standing_of(context, &ahead, &standing);
    }
    *out = (struct plan_proposals){.items = {out, 0}}; /* never read */
    if (status != OK) {
        return status;
    }
    return standing ? propose(context, standing->assessment_id, out)
                    : propose_nothing(context, client_id);
}
