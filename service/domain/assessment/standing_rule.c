#include "domain/assessment/standing_rule.h"
#include "domain/assessment/assessment.h"

#include <stdlib.h>
#include <string.h>

static const struct shape_field step_fields[] = {
    FIELD(struct standing_step, client_id, 0),
    FIELD(struct standing_step, id, 0),
    FIELD(struct standing_step, model_id, 0),
    FIELD_ENUM_AS(struct standing_step, register_code, "register", 0, register_words),
    FIELD_ENUM(struct standing_step, status, 0, assessment_status_words),
    FIELD(struct standing_step, segment, 0),
    FIELD(struct standing_step, as_of, 0),
    FIELD(struct standing_step, review_due, 0),
    FIELD(struct standing_step, settled_at, 0),
    FIELD(struct standing_step, own_view, 0),
    FIELD(struct standing_step, unit, 0),
    FIELD_END};
const struct shape standing_step_shape = {"standing_step", sizeof(struct standing_step),
                                          step_fields};

/* The registers' own words stand first, in their order. */
static const char *const scope_words[] = {"health", "social", "both", NULL};
_Static_assert((int)STANDING_HEALTH == (int)REGISTER_HEALTH &&
                   (int)STANDING_SOCIAL == (int)REGISTER_SOCIAL,
               "a register is a scope");

static const struct shape_field kept_fields[] = {
    FIELD(struct standing_kept, client_id, 0),
    FIELD(struct standing_kept, assessment_id, 0),
    FIELD(struct standing_kept, model_id, 0),
    FIELD_ENUM(struct standing_kept, scope, 0, scope_words),
    FIELD_ENUM_AS(struct standing_kept, register_code, "register", 0, register_words),
    FIELD_ENUM(struct standing_kept, status, 0, assessment_status_words),
    FIELD(struct standing_kept, segment, 0),
    FIELD(struct standing_kept, review_due, 0),
    FIELD(struct standing_kept, since, 0),
    FIELD(struct standing_kept, settled_at, 0),
    FIELD(struct standing_kept, unit, 0),
    FIELD(struct standing_kept, proposal_id, 0),
    FIELD(struct standing_kept, proposal_unit, 0),
    FIELD(struct standing_kept, proposal_at, 0),
    FIELD(struct standing_kept, wants_person, 0),
    FIELD(struct standing_kept, wants_team, 0),
    FIELD_END};
const struct shape standing_kept_shape = {"standing_kept", sizeof(struct standing_kept),
                                          kept_fields};

/* --- the order --- */

/* Confirmed ones first, last what a client proposed alone. */
static int rank(const struct standing_step *step) {
    return step->status == ASSESSMENT_CONFIRMED ? 0 : step->own_view ? 2 : 1;
}

static int64_t later(const struct standing_step *a, const struct standing_step *b) {
    int days = date_compare(a->as_of, b->as_of);
    return days != 0
               ? days
               : (a->settled_at.us > b->settled_at.us) - (a->settled_at.us < b->settled_at.us);
}

static int by_client_then_first(const void *left, const void *right) {
    const struct standing_step *a = left, *b = right;
    int order = memcmp(&a->client_id, &b->client_id, sizeof a->client_id);
    if (order == 0) {
        order = rank(a) - rank(b);
    }
    if (order == 0) {
        order = (int)later(b, a);
    }
    return order != 0 ? order : memcmp(&b->id, &a->id, sizeof a->id);
}

static bool is_in(const struct standing_step *step, enum standing_scope scope) {
    return scope == STANDING_BOTH || (int)scope == step->register_code;
}

/* --- one client by one scope --- */

/* What was confirmed on a later day than the one it is valid for held from the start of that day.
 */
static struct instant from_then(const struct standing_step *step) {
    struct date settled = instant_day_helsinki(step->settled_at);
    return date_compare(step->as_of, settled) < 0 ? instant_at_helsinki(step->as_of, 0)
                                                  : step->settled_at;
}

static bool stands_as(const struct standing_step *step, const struct standing_step *top) {
    return step->status == ASSESSMENT_CONFIRMED && step->segment && top->segment &&
           strcmp(step->segment, top->segment) == 0;
}

static bool waits(const struct standing_step *step, const struct standing_step *top) {
    return step->status == ASSESSMENT_PROPOSED && !step->own_view &&
           (top->status == ASSESSMENT_PROPOSED || later(step, top) > 0);
}

static void stand(struct standing_kept *out, const struct standing_step *top,
                  enum standing_scope scope) {
    *out = (struct standing_kept){.client_id = top->client_id,
                                  .assessment_id = top->id,
                                  .model_id = top->model_id,
                                  .scope = (int)scope,
                                  .register_code = top->register_code,
                                  .status = top->status,
                                  .segment = top->segment,
                                  .review_due = top->review_due,
                                  .since = from_then(top),
                                  .settled_at = top->settled_at,
                                  .unit = top->unit};
}

/* From a client's assessments in their order; false where none is in the scope. */
static bool standing_by(const struct standing_step *steps, size_t count, enum standing_scope scope,
                        struct standing_kept *out) {
    const struct standing_step *top = NULL;
    bool unbroken = true;
    for (const struct standing_step *step = steps; step < steps + count; step++) {
        if (!is_in(step, scope)) {
            continue;
        }
        if (!top) {
            top = step;
            stand(out, top, scope);
        }
        unbroken = unbroken && stands_as(step, top);
        if (unbroken) {
            out->since = from_then(step);
        }
        if (!uuid_is_set(&out->proposal_id) && waits(step, top)) {
            out->proposal_id = step->id;
            out->proposal_unit = step->unit;
            out->proposal_at = step->settled_at;
        }
    }
    return top != NULL;
}

static size_t of_client(const struct standing_step *steps, size_t count,
                        struct standing_kept *out) {
    size_t rows = 0;
    for (int scope = STANDING_HEALTH; scope <= STANDING_SOCIAL; scope++) {
        rows += standing_by(steps, count, (enum standing_scope)scope, &out[rows]);
    }
    /* Both together says more than one only where both have assessed. */
    return rows > 1 ? rows + standing_by(steps, count, STANDING_BOTH, &out[rows]) : rows;
}

size_t standings_of(struct standing_step *steps, size_t count, struct standing_kept *out) {
    size_t rows = 0;
    if (count > 1) {
        qsort(steps, count, sizeof *steps, by_client_then_first);
    }
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1;
             to < count && uuid_equal(&steps[to].client_id, &steps[from].client_id);) {
            to++;
        }
        rows += of_client(&steps[from], to - from, &out[rows]);
    }
    return rows;
}
