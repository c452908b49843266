#include "domain/kpi/rollup.h"

#include "call/call.h"
#include "db/db.h"
#include "domain/kpi/cells.h"
#include "domain/kpi/figures.h"
#include "domain/kpi/kpi.sql.h"
#include "ledger/ledger.h"
#include "work/job.h"

#include <stdlib.h>
#include <string.h>

/* Up to where the feed has been counted. */
struct position {
    const char *transaction;
    struct uuid event_id;
    const char *end_transaction;
    struct uuid end_event_id;
    struct date counted_on;
    const char *bound; /* of the feed */
};
static const struct shape_field position_fields[] = {FIELD(struct position, transaction, 0),
                                                     FIELD(struct position, event_id, 0),
                                                     FIELD(struct position, end_transaction, 0),
                                                     FIELD(struct position, end_event_id, 0),
                                                     FIELD(struct position, counted_on, 0),
                                                     FIELD(struct position, bound, 0),
                                                     FIELD_END};
static const struct shape position_shape = {"position", sizeof(struct position), position_fields};

/* The first day of a month. */
struct month {
    struct date from_on;
};
static const struct shape_field month_fields[] = {FIELD(struct month, from_on, 0), FIELD_END};
static const struct shape month_shape = {"month", sizeof(struct month), month_fields};

/* --- the sets of cells --- */

static bool is_rolled_up(const struct indicator *indicator) {
    return indicator->source == SOURCE_computed && indicator_find(indicator->code) == indicator;
}

/* True for the first indicator that is made of its cells: each set is made once. */
static bool is_first_of_cells(const struct indicator *indicator) {
    for (const struct indicator *other = indicators; other < indicator; other++) {
        if (is_rolled_up(other) && strcmp(other->made_of, indicator->made_of) == 0) {
            return false;
        }
    }
    return is_rolled_up(indicator);
}

static bool same_cells(const struct list *a, const struct list *b) {
    const struct cell *one = a->items, *other = b->items;
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++) {
        same = cell_compare(&one[i], &other[i]) == 0 && one[i].numerator == other[i].numerator &&
               one[i].denominator == other[i].denominator;
    }
    return same;
}

static struct cells_span month_of(const char *cells, struct date day) {
    struct date start = bucket_start(BUCKET_MONTH, day);
    return (struct cells_span){
        .cells = cells, .from_on = start, .to_on = bucket_step(BUCKET_MONTH, start, 1)};
}

/* The cells of a month by their definition, and as they are kept. */
static enum status ask_both(struct context *context, struct cells_span *span, struct list *made,
                            struct list *kept) {
    enum status status = cells_by_definition(context, span, made);
    if (status == OK) {
        status =
            db_list(context, &kpi_cell_select_span, &cells_span_shape, span, &cell_shape, kept);
    }
    if (status == OK && kept->count > 0) {
        qsort(kept->items, kept->count, sizeof(struct cell), cell_compare);
    }
    return status;
}

static enum status make_month(struct context *context, const char *cells, struct date day,
                              bool *changed) {
    struct cells_span span = month_of(cells, day);
    struct list made = {0}, kept = {0};
    enum status status = ask_both(context, &span, &made, &kept);
    if (status != OK || same_cells(&made, &kept)) {
        return status;
    }
    *changed = true;
    if (kept.count > 0) {
        status = db_run(context, &kpi_cell_delete, &cells_span_shape, &span, NULL);
    }
    if (status == OK && made.count > 0) {
        status = db_run_rows(context, &kpi_cell_insert, &cells_span_shape, &span, &cell_shape,
                             &made, NULL);
    }
    return status;
}

static enum status publish_of(struct context *context, const char *cells, int64_t *changed) {
    enum status status = OK;
    for (size_t i = 0; status == OK && i < indicator_count; i++) {
        if (is_rolled_up(&indicators[i]) && strcmp(indicators[i].made_of, cells) == 0) {
            status = figures_publish(context, &indicators[i], changed);
        }
    }
    return status;
}

/* --- refreshing --- */

static enum status find_end(struct context *context, struct position *position) {
    struct position last = {.end_transaction = position->transaction,
                            .end_event_id = position->event_id};
    bool found = false;
    enum status status = ledger_feed_bound(context, &position->bound);
    if (status == OK) {
        status = db_find(context, &kpi_feed_end, &position_shape, position, &position_shape, &last,
                         &found);
    }
    position->end_transaction = last.end_transaction;
    position->end_event_id = last.end_event_id;
    return status;
}

static enum status begin(struct context *context, struct position *position, bool *busy) {
    bool found = false;
    enum status status = db_run(context, &kpi_position_begin, NULL, NULL, NULL);
    if (status == OK) {
        status =
            db_find(context, &kpi_position_lock, NULL, NULL, &position_shape, position, &found);
    }
    *busy = !found;
    if (status == OK && found) {
        status = find_end(context, position);
    }
    return status;
}

/* Nothing was told since the last time, and no day has ended: only feedback, which tells the feed
 * nothing, may have come. */
static bool is_quiet(const struct context *context, const struct position *position) {
    return strcmp(position->transaction, position->end_transaction) == 0 &&
           uuid_equal(&position->event_id, &position->end_event_id) &&
           date_compare(position->counted_on, context->today) == 0;
}

static bool in_months(const struct list *months, struct date day) {
    const struct month *rows = months->items;
    for (size_t i = 0; i < months->count; i++) {
        if (date_compare(rows[i].from_on, day) == 0) {
            return true;
        }
    }
    return false;
}

/* The months that events touched, with the running one and the one before. */
static enum status find_months(struct context *context, const struct position *position,
                               struct list *out) {
    struct list touched = {0};
    enum status status =
        db_list(context, &kpi_touched_months, &position_shape, position, &month_shape, &touched);
    struct month *months = arena_alloc(context->arena, (touched.count + 2) * sizeof *months);
    if (status == OK && touched.count > 0) {
        memcpy(months, touched.items, touched.count * sizeof *months);
    }
    *out = (struct list){months, touched.count};
    struct date this_month = bucket_start(BUCKET_MONTH, context->today);
    for (int back = 0; back < 2; back++) {
        struct date start = bucket_step(BUCKET_MONTH, this_month, -back);
        if (!in_months(out, start)) {
            months[out->count++].from_on = start;
        }
    }
    return status;
}

enum status rollup_refresh(struct context *context, struct rollup_refreshed *out) {
    struct position position = {0};
    struct list months = {0};
    bool quiet = false;
    *out = (struct rollup_refreshed){0};
    enum status status = begin(context, &position, &out->busy);
    if (status != OK || out->busy) {
        return status;
    }
    quiet = is_quiet(context, &position);
    status = find_months(context, &position, &months);
    out->months = (int64_t)months.count;
    for (size_t i = 0; status == OK && i < indicator_count; i++) {
        bool changed = false;
        if (!is_first_of_cells(&indicators[i]) ||
            (quiet && !cells_are_feedback(indicators[i].made_of))) {
            continue;
        }
        for (size_t k = 0; status == OK && k < months.count; k++) {
            status = make_month(context, indicators[i].made_of,
                                ((const struct month *)months.items)[k].from_on, &changed);
        }
        if (status == OK && changed) {
            status = publish_of(context, indicators[i].made_of, &out->figures);
        }
    }
    return status == OK ? db_run(context, &kpi_position_update, &position_shape, &position, NULL)
                        : status;
}

enum status kpi_refresh_run(struct call *call, struct job *job) {
    struct rollup_refreshed refreshed;
    (void)job;
    return rollup_refresh(&call->context, &refreshed);
}

/* --- commands --- */

static enum status first_month(struct context *context, struct date *out) {
    struct month first = {.from_on = context->today};
    bool found = false;
    enum status status = db_find(context, &kpi_first_day, NULL, NULL, &month_shape, &first, &found);
    *out = bucket_start(BUCKET_MONTH, date_is_set(first.from_on) ? first.from_on : context->today);
    return status;
}

/* One set of cells and the figures of it, over all months. */
static enum status rebuild_cells(struct context *context, const char *cells, struct date first,
                                 int64_t *changed) {
    bool any = false;
    enum status status = OK;
    for (struct date month = first; status == OK && date_compare(month, context->today) <= 0;
         month = bucket_step(BUCKET_MONTH, month, 1)) {
        status = make_month(context, cells, month, &any);
    }
    return status == OK ? publish_of(context, cells, changed) : status;
}

int rollup_rebuild(struct app *app, const char *area, FILE *progress) {
    enum status status = OK;
    for (size_t i = 0; status == OK && i < indicator_count; i++) {
        struct call call;
        struct date first;
        int64_t changed = 0;
        if (!is_first_of_cells(&indicators[i])) {
            continue;
        }
        call_open(app, area, "kpi_rebuild", &call);
        status = first_month(&call.context, &first);
        if (status == OK) {
            status = rebuild_cells(&call.context, indicators[i].made_of, first, &changed);
        }
        status = call_close(&call, status);
        fprintf(progress, "%s: %lld figures changed\n", indicators[i].made_of, (long long)changed);
    }
    return status == OK ? 0 : 1;
}

static enum status compare_cells(struct context *context, const char *cells, struct date first,
                                 int64_t *months, int64_t *different) {
    enum status status = OK;
    for (struct date month = first; status == OK && date_compare(month, context->today) <= 0;
         month = bucket_step(BUCKET_MONTH, month, 1)) {
        struct cells_span span = month_of(cells, month);
        struct list made = {0}, kept = {0};
        status = ask_both(context, &span, &made, &kept);
        *different += status == OK && !same_cells(&made, &kept);
        ++*months;
    }
    return status;
}

static enum status compare_figures(struct context *context, const char *cells, int64_t *different) {
    enum status status = OK;
    for (size_t i = 0; status == OK && i < indicator_count; i++) {
        struct list made = {0}, kept = {0};
        if (!is_rolled_up(&indicators[i]) || strcmp(indicators[i].made_of, cells) != 0) {
            continue;
        }
        status = figures_make(context, &indicators[i], &made);
        if (status == OK) {
            status = figures_kept(context, &indicators[i], &kept);
        }
        *different += status == OK ? figures_different(context, &made, &kept) : 0;
    }
    return status;
}

int rollup_compare(struct app *app, const char *area, FILE *progress) {
    enum status status = OK;
    int64_t wrong = 0;
    for (size_t i = 0; status == OK && i < indicator_count; i++) {
        struct call call;
        struct date first;
        int64_t months = 0, cells = 0, figures = 0;
        if (!is_first_of_cells(&indicators[i])) {
            continue;
        }
        call_open(app, area, "kpi_compare", &call);
        status = first_month(&call.context, &first);
        if (status == OK) {
            status = compare_cells(&call.context, indicators[i].made_of, first, &months, &cells);
        }
        if (status == OK) {
            status = compare_figures(&call.context, indicators[i].made_of, &figures);
        }
        status = call_close(&call, status);
        fprintf(progress,
                "%s: of %lld months %lld differ from the definition; %lld figures differ\n",
                indicators[i].made_of, (long long)months, (long long)cells, (long long)figures);
        wrong += cells + figures;
    }
    return status == OK && wrong == 0 ? 0 : 1;
}
