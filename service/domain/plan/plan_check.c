/* The rules of a plan's document. */
#include "domain/plan/plan.h"

static const char *place(struct context *context, const char *list, size_t index,
                         const char *member) {
    return arena_format(context->arena, "/%s/%zu/%s", list, index, member);
}

static bool has_goal(const struct plan *plan, const struct uuid *id) {
    const struct plan_goal *goals = plan ? plan->goals.items : NULL;
    for (size_t i = 0; plan && i < plan->goals.count; i++) {
        if (uuid_equal(&goals[i].id, id)) {
            return true;
        }
    }
    return false;
}

/* A goal keeps its id; one without gets a new one; the plan must have had any other. */
static void settle_goal(struct context *context, const struct plan *before, struct plan_goal *goals,
                        size_t index) {
    struct plan_goal *goal = &goals[index];
    if (!uuid_is_set(&goal->id)) {
        goal->id = uuid_new(context->now.us / 1000);
    } else if (!has_goal(before, &goal->id)) {
        context_error(context, place(context, "goals", index, "id"), ERROR_unknown_id, NULL);
    }
    for (size_t i = 0; i < index; i++) {
        if (uuid_equal(&goals[i].id, &goal->id)) {
            context_error(context, place(context, "goals", index, "id"), ERROR_duplicate_key, NULL);
        }
    }
}

/* A care plan is health care's, a service plan social care's; and only the register that keeps a
 * joint plan makes it its own again. */
static void check_kind(struct context *context, const struct plan *before,
                       const struct plan *plan) {
    bool fits = plan->kind == PLAN_CARE      ? plan->register_code == REGISTER_HEALTH
                : plan->kind == PLAN_SERVICE ? plan->register_code == REGISTER_SOCIAL
                                             : true;
    bool is_kept_here = plan->register_code == (int)context->actor.register_code;
    if (!fits ||
        (before && before->kind == PLAN_JOINT && plan->kind != PLAN_JOINT && !is_kept_here)) {
        context_error(context, "/kind", ERROR_other_register, NULL);
    }
}

void plan_check(struct context *context, const struct plan *before, struct plan *plan) {
    struct plan_goal *goals = plan->goals.items;
    const struct plan_service *services = plan->services.items;
    check_kind(context, before, plan);
    for (size_t i = 0; i < plan->goals.count; i++) {
        settle_goal(context, before, goals, i);
    }
    for (size_t i = 0; i < plan->services.count; i++) {
        if (date_is_set(services[i].from) && date_is_set(services[i].to) &&
            date_compare(services[i].to, services[i].from) < 0) {
            context_error(context, place(context, "services", i, "to"), ERROR_ends_before_start,
                          NULL);
        }
    }
}
