#include "domain/kpi/cells.h"

#include "app.h"
#include "db/db.h"
#include "domain/kpi/cells.sql.h"

#include <stdlib.h>
#include <string.h>

static const struct shape_field span_fields[] = {FIELD(struct cells_span, cells, 0),
                                                 FIELD(struct cells_span, from_on, 0),
                                                 FIELD(struct cells_span, to_on, 0),
                                                 FIELD(struct cells_span, who, 0),
                                                 FIELD(struct cells_span, statement, 0),
                                                 FIELD(struct cells_span, contact_days, 0),
                                                 FIELD_END};
const struct shape cells_span_shape = {"cells_span", sizeof(struct cells_span), span_fields};

static const struct shape_field cell_fields[] = {FIELD(struct cell, on_day, 0),
                                                 FIELD(struct cell, unit, 0),
                                                 FIELD(struct cell, segment, 0),
                                                 FIELD(struct cell, service, 0),
                                                 FIELD(struct cell, age_group, 0),
                                                 FIELD(struct cell, slot, 0),
                                                 FIELD(struct cell, numerator, 0),
                                                 FIELD(struct cell, denominator, 0),
                                                 FIELD_END};
const struct shape cell_shape = {"cell", sizeof(struct cell), cell_fields};

typedef enum status ask(struct context *context, const struct cells_span *span, struct list *out);

static enum status confirmed(struct context *context, const struct cells_span *span,
                             struct list *out) {
    return db_list(context, &kpi_cells_confirmed, &cells_span_shape, span, &cell_shape, out);
}

static enum status confirmation_days(struct context *context, const struct cells_span *span,
                                     struct list *out) {
    return db_list(context, &kpi_cells_confirmation_days, &cells_span_shape, span, &cell_shape,
                   out);
}

static enum status reviews(struct context *context, const struct cells_span *span,
                           struct list *out) {
    return db_list(context, &kpi_cells_reviews, &cells_span_shape, span, &cell_shape, out);
}

static enum status many_services(struct context *context, const struct cells_span *span,
                                 struct list *out) {
    return db_list(context, &kpi_cells_many_services, &cells_span_shape, span, &cell_shape, out);
}

static enum status lighter(struct context *context, const struct cells_span *span,
                           struct list *out) {
    return db_list(context, &kpi_cells_lighter, &cells_span_shape, span, &cell_shape, out);
}

static enum status heavier(struct context *context, const struct cells_span *span,
                           struct list *out) {
    return db_list(context, &kpi_cells_heavier, &cells_span_shape, span, &cell_shape, out);
}

static enum status overrides(struct context *context, const struct cells_span *span,
                             struct list *out) {
    return db_list(context, &kpi_cells_overrides, &cells_span_shape, span, &cell_shape, out);
}

static enum status unsettled(struct context *context, const struct cells_span *span,
                             struct list *out) {
    return db_list(context, &kpi_cells_unsettled, &cells_span_shape, span, &cell_shape, out);
}

static enum status joint(struct context *context, const struct cells_span *span, struct list *out) {
    return db_list(context, &kpi_cells_joint, &cells_span_shape, span, &cell_shape, out);
}

static enum status views(struct context *context, const struct cells_span *span, struct list *out) {
    return db_list(context, &kpi_cells_views, &cells_span_shape, span, &cell_shape, out);
}

static enum status disagreements(struct context *context, const struct cells_span *span,
                                 struct list *out) {
    return db_list(context, &kpi_cells_disagreements, &cells_span_shape, span, &cell_shape, out);
}

static enum status contacts(struct context *context, const struct cells_span *span,
                            struct list *out) {
    return db_list(context, &kpi_cells_contacts, &cells_span_shape, span, &cell_shape, out);
}

static enum status one_contact(struct context *context, const struct cells_span *span,
                               struct list *out) {
    return db_list(context, &kpi_cells_one_contact, &cells_span_shape, span, &cell_shape, out);
}

static enum status need_assessments(struct context *context, const struct cells_span *span,
                                    struct list *out) {
    return db_list(context, &kpi_cells_need_assessments, &cells_span_shape, span, &cell_shape, out);
}

static enum status light_services(struct context *context, const struct cells_span *span,
                                  struct list *out) {
    return db_list(context, &kpi_cells_light_services, &cells_span_shape, span, &cell_shape, out);
}

static enum status outreach(struct context *context, const struct cells_span *span,
                            struct list *out) {
    return db_list(context, &kpi_cells_outreach, &cells_span_shape, span, &cell_shape, out);
}

static enum status first_time(struct context *context, const struct cells_span *span,
                              struct list *out) {
    return db_list(context, &kpi_cells_first_time, &cells_span_shape, span, &cell_shape, out);
}

static enum status contact_to_assessment(struct context *context, const struct cells_span *span,
                                         struct list *out) {
    return db_list(context, &kpi_cells_contact_to_assessment, &cells_span_shape, span, &cell_shape,
                   out);
}

static enum status referrals(struct context *context, const struct cells_span *span,
                             struct list *out) {
    return db_list(context, &kpi_cells_referrals, &cells_span_shape, span, &cell_shape, out);
}

static enum status redirects(struct context *context, const struct cells_span *span,
                             struct list *out) {
    return db_list(context, &kpi_cells_redirects, &cells_span_shape, span, &cell_shape, out);
}

static enum status first_event(struct context *context, const struct cells_span *span,
                               struct list *out) {
    return db_list(context, &kpi_cells_first_event, &cells_span_shape, span, &cell_shape, out);
}

static enum status deadlines(struct context *context, const struct cells_span *span,
                             struct list *out) {
    return db_list(context, &kpi_cells_deadlines, &cells_span_shape, span, &cell_shape, out);
}

static enum status feedback(struct context *context, const struct cells_span *span,
                            struct list *out) {
    return db_list(context, &kpi_cells_feedback, &cells_span_shape, span, &cell_shape, out);
}

static const struct {
    const char *cells;
    ask *ask;
} definitions[] = {{"confirmed", confirmed},
                   {"confirmation_days", confirmation_days},
                   {"reviews", reviews},
                   {"many_services", many_services},
                   {"lighter", lighter},
                   {"heavier", heavier},
                   {"overrides", overrides},
                   {"unsettled", unsettled},
                   {"joint", joint},
                   {"views", views},
                   {"disagreements", disagreements},
                   {"contacts", contacts},
                   {"one_contact", one_contact},
                   {"need_assessments", need_assessments},
                   {"light_services", light_services},
                   {"outreach", outreach},
                   {"first_time", first_time},
                   {"contact_to_assessment", contact_to_assessment},
                   {"referrals", referrals},
                   {"redirects", redirects},
                   {"first_event", first_event},
                   {"deadlines", deadlines}};

bool cells_are_feedback(const char *cells) {
    return strncmp(cells, "client_", 7) == 0 || strncmp(cells, "staff_", 6) == 0;
}

/* client_solved: the statement `solved` of clients. */
static bool is_feedback(struct context *context, struct cells_span *span) {
    const char *gap = strchr(span->cells, '_');
    size_t length = gap ? (size_t)(gap - span->cells) : 0;
    if (!cells_are_feedback(span->cells)) {
        return false;
    }
    span->who = arena_copy(context->arena, span->cells, length);
    span->statement = gap + 1;
    return true;
}

int cell_compare(const void *a, const void *b) {
    const struct cell *one = a, *other = b;
    int order = date_compare(one->on_day, other->on_day);
    order = order ? order : strcmp(one->unit, other->unit);
    order = order ? order : strcmp(one->segment, other->segment);
    order = order ? order : strcmp(one->service, other->service);
    order = order ? order : strcmp(one->age_group, other->age_group);
    return order ? order : (one->slot > other->slot) - (one->slot < other->slot);
}

static enum status ask_definition(struct context *context, struct cells_span *span,
                                  struct list *out) {
    span->contact_days = context->app->settings.first_contact_days;
    for (size_t i = 0; i < sizeof definitions / sizeof *definitions; i++) {
        if (strcmp(definitions[i].cells, span->cells) == 0) {
            return definitions[i].ask(context, span, out);
        }
    }
    if (is_feedback(context, span)) {
        return feedback(context, span, out);
    }
    return context_fail(context, STATUS_internal, "no definition of the cells %s", span->cells);
}

enum status cells_by_definition(struct context *context, struct cells_span *span,
                                struct list *out) {
    enum status status = ask_definition(context, span, out);
    if (status == OK && out->count > 0) {
        qsort(out->items, out->count, sizeof(struct cell), cell_compare);
    }
    return status;
}
