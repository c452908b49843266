#include "domain/kpi/cells.h"

#include "app.h"
#include "db/db.h"
#include "domain/deadline/deadline_rule.h"
#include "domain/kpi/cells.sql.h"

#include <stdlib.h>
#include <string.h>

const char *const cells_source_words[] = {"assessments", "contacts", "referrals", "consultations",
                                          "meetings",    "plans",    "feedback",  "care",
                                          "consents",    "services", NULL};

static const struct shape_field span_fields[] = {
    FIELD(struct cells_span, cells, 0),           FIELD(struct cells_span, from_on, 0),
    FIELD(struct cells_span, to_on, 0),           FIELD(struct cells_span, who, 0),
    FIELD(struct cells_span, statement, 0),       FIELD(struct cells_span, contact_days, 0),
    FIELD(struct cells_span, assessment_days, 0), FIELD_STRINGS(struct cells_span, rules, 0, 0, 0),
    FIELD(struct cells_span, statutory, 0),       FIELD_END};
const struct shape cells_span_shape = {"cells_span", sizeof(struct cells_span), span_fields};

static const struct shape_field cell_fields[] = {FIELD(struct cell, on_day, 0),
                                                 FIELD(struct cell, unit, 0),
                                                 FIELD(struct cell, segment, 0),
                                                 FIELD(struct cell, service, 0),
                                                 FIELD(struct cell, age_group, 0),
                                                 FIELD(struct cell, topic, 0),
                                                 FIELD(struct cell, key, 0),
                                                 FIELD(struct cell, slot, 0),
                                                 FIELD(struct cell, numerator, 0),
                                                 FIELD(struct cell, denominator, 0),
                                                 FIELD_END};
const struct shape cell_shape = {"cell", sizeof(struct cell), cell_fields};

/* --- the definitions --- */

static const struct definition {
    const char *cells;
    const struct query *query;
    enum cells_source source;
    const char *family;
} definitions[] = {
#define CELLS(code, query, source, family) {#code, &kpi_cells_##query, CELLS_##source, #family},
#include "domain/kpi/cells.def"
#undef CELLS
};

static const struct definition *find_definition(const char *cells) {
    for (size_t i = 0; i < sizeof definitions / sizeof *definitions; i++) {
        if (strcmp(definitions[i].cells, cells) == 0) {
            return &definitions[i];
        }
    }
    return NULL;
}

enum cells_source cells_source(const char *cells) {
    const struct definition *definition = find_definition(cells);
    return definition ? definition->source : CELLS_feedback;
}

bool cells_are_state(const char *cells) {
    return cells_source(cells) > CELLS_feedback;
}

static const struct {
    const char *one, *other;
} apart[] = {
#define CELLS(code, query, source, family)
#define APART(one, other) {#one, #other},
#include "domain/kpi/cells.def"
#undef APART
#undef CELLS
};

const char *cells_apart(const char *cells) {
    for (size_t i = 0; i < sizeof apart / sizeof *apart; i++) {
        if (strcmp(apart[i].one, cells) == 0) {
            return apart[i].other;
        }
    }
    return NULL;
}

/* client_solved: the statement `solved` of clients. */
static const char *who_of(struct context *context, const char *cells) {
    return arena_copy(context->arena, cells, strcspn(cells, "_"));
}

const char *cells_family(struct context *context, const char *cells) {
    const struct definition *definition = find_definition(cells);
    return definition ? definition->family : who_of(context, cells);
}

int cell_compare(const void *a, const void *b) {
    const struct cell *one = a, *other = b;
    int order = date_compare(one->on_day, other->on_day);
    order = order ? order : strcmp(one->unit, other->unit);
    order = order ? order : strcmp(one->segment, other->segment);
    order = order ? order : strcmp(one->service, other->service);
    order = order ? order : strcmp(one->age_group, other->age_group);
    order = order ? order : strcmp(one->topic, other->topic);
    return order ? order : (one->slot > other->slot) - (one->slot < other->slot);
}

/* --- asking --- */

/* A code means the same in each of its versions. */
static enum status find_statutory(struct context *context, struct list *out) {
    struct list all = {0};
    enum status status = deadline_rules(context, &all);
    const struct deadline_rule *rules = all.items;
    const char **codes = arena_alloc(context->arena, (all.count + 1) * sizeof *codes);
    size_t count = 0;
    for (size_t i = 0; status == OK && i < all.count; i++) {
        if (rules[i].basis == DEADLINE_STATUTORY) {
            codes[count++] = rules[i].code;
        }
    }
    *out = (struct list){codes, count};
    return status;
}

static enum status settle_span(struct context *context, struct cells_span *span) {
    span->contact_days = context->app->settings.first_contact_days;
    span->assessment_days = context->app->settings.assessment_within_days;
    if (cells_source(span->cells) == CELLS_feedback) {
        span->who = who_of(context, span->cells);
        span->statement = span->cells + strlen(span->who) + 1;
    }
    span->statutory = strcmp(span->cells, "statutory_deadlines") == 0;
    return span->statutory || strcmp(span->cells, "own_deadlines") == 0
               ? find_statutory(context, &span->rules)
               : OK;
}

enum status cells_by_definition(struct context *context, struct cells_span *span,
                                struct list *out) {
    const struct definition *definition = find_definition(span->cells);
    const struct query *query = definition ? definition->query : &kpi_cells_feedback;
    enum status status = settle_span(context, span);
    if (status == OK) {
        status = db_list(context, query, &cells_span_shape, span, &cell_shape, out);
    }
    if (status == OK && out->count > 0) {
        qsort(out->items, out->count, sizeof(struct cell), cell_compare);
    }
    return status;
}
