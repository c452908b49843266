#include "domain/kpi/rollup.h"

#include "app.h"
#include "base/limits.h"
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
    struct date first; /* the first month, where nothing has been counted yet */
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

/* A month of which something was touched: its first day. */
struct month {
    int source; /* enum cells_source */
    struct date from_on;
};
static const struct shape_field month_fields[] = {
    FIELD_ENUM(struct month, source, 0, cells_source_words), FIELD(struct month, from_on, 0),
    FIELD_END};
static const struct shape month_shape = {"month", sizeof(struct month), month_fields};

/* --- sets and families of cells --- */

/* True for the first indicator that is made of its cells: each set is made once. */
static bool is_first_of_cells(const struct indicator *indicator) {
    for (const struct indicator *other = indicators; other < indicator; other++) {
        if (indicator_is_rolled_up(other) && strcmp(other->made_of, indicator->made_of) == 0) {
            return false;
        }
    }
    return indicator_is_rolled_up(indicator);
}

/* Of each family: its name, and whether a set of it has changed. */
struct families {
    const char **names;
    bool *changed;
    size_t count;
};

static struct families find_families(struct context *context) {
    struct families found = {arena_alloc(context->arena, indicator_count * sizeof *found.names),
                             arena_alloc(context->arena, indicator_count * sizeof *found.changed),
                             0};
    for (size_t i = 0; i < indicator_count; i++) {
        size_t at = 0;
        if (!indicator_is_rolled_up(&indicators[i])) {
            continue;
        }
        const char *name = cells_family(context, indicators[i].made_of);
        while (at < found.count && strcmp(found.names[at], name) != 0) {
            at++;
        }
        found.names[at] = name;
        found.changed[at] = false;
        found.count += at == found.count;
    }
    return found;
}

static bool is_of_family(struct context *context, const struct indicator *indicator,
                         const char *family) {
    return is_first_of_cells(indicator) &&
           strcmp(cells_family(context, indicator->made_of), family) == 0;
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

/* Months of one set of cells that are asked for at once. */
struct months {
    const char *cells;
    struct date from_on;
    int count;
};

static struct cells_span span_of(const struct months *months) {
    return (struct cells_span){.cells = months->cells,
                               .from_on = months->from_on,
                               .to_on = bucket_step(BUCKET_MONTH, months->from_on, months->count)};
}

/* The cells of some months by their definition, and as they are kept. */
static enum status ask_both(struct context *context, const struct months *months, struct list *made,
                            struct list *kept) {
    struct cells_span span = span_of(months);
    enum status status = cells_by_definition(context, &span, made);
    if (status == OK) {
        status =
            db_list(context, &kpi_cell_select_span, &cells_span_shape, &span, &cell_shape, kept);
    }
    if (status == OK && kept->count > 0) {
        qsort(kept->items, kept->count, sizeof(struct cell), cell_compare);
    }
    return status;
}

/* Takes the cells before that day off a list that is in order. */
static struct list take_before(struct list *cells, struct date day) {
    struct cell *rows = cells->items;
    size_t count = 0;
    while (count < cells->count && date_compare(rows[count].on_day, day) < 0) {
        count++;
    }
    struct list taken = {rows, count};
    *cells = (struct list){count < cells->count ? rows + count : NULL, cells->count - count};
    return taken;
}

/* What is done with a month whose cells are not what they should be. */
typedef enum status with_month(struct context *context, struct cells_span *month,
                               const struct list *made, const struct list *kept);

static enum status put_in_place(struct context *context, struct cells_span *month,
                                const struct list *made, const struct list *kept) {
    enum status status = OK;
    if (kept->count > 0) {
        status = db_run(context, &kpi_cell_delete, &cells_span_shape, month, NULL);
    }
    if (status == OK && made->count > 0) {
        status =
            db_add_rows(context, &kpi_cell_insert, &cells_span_shape, month, &cell_shape, made);
    }
    return status;
}

static enum status leave(struct context *context, struct cells_span *month, const struct list *made,
                         const struct list *kept) {
    (void)context, (void)month, (void)made, (void)kept;
    return OK;
}

/* How many of the months differ is added to `*different`. */
static enum status hold_months(struct context *context, const struct months *months,
                               with_month *act, int64_t *different) {
    struct list made = {0}, kept = {0};
    enum status status = ask_both(context, months, &made, &kept);
    for (int i = 0; status == OK && i < months->count; i++) {
        const struct months one = {months->cells, bucket_step(BUCKET_MONTH, months->from_on, i), 1};
        struct cells_span month = span_of(&one);
        const struct list ours = take_before(&made, month.to_on);
        const struct list theirs = take_before(&kept, month.to_on);
        if (!same_cells(&ours, &theirs)) {
            ++*different;
            status = act(context, &month, &ours, &theirs);
        }
    }
    return status;
}

/* A state is asked for on one day; what happened, in portions of a few months. */
static int portion(const char *cells) {
    return cells_are_state(cells) ? 1 : KPI_MONTHS_AT_ONCE;
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

static enum status first_month(struct context *context, struct date *out) {
    struct month first = {.from_on = context->today};
    bool found = false;
    enum status status = db_find(context, &kpi_first_day, NULL, NULL, &month_shape, &first, &found);
    *out = bucket_start(BUCKET_MONTH, date_is_set(first.from_on) ? first.from_on : context->today);
    return status;
}

/* What touches months: a statement for each kind of record. */
static const struct query *const touching[] = {
    &kpi_touched_assessments, &kpi_touched_contacts, &kpi_touched_referrals,
    &kpi_touched_others,      &kpi_touched_clients,  &kpi_touched_services,
    &kpi_touched_units,       &kpi_touched_states,   &kpi_touched_overdue};
enum { TOUCHING = sizeof touching / sizeof *touching };

static enum status find_touched(struct context *context, const struct position *position,
                                struct list out[TOUCHING]) {
    enum status status = OK;
    for (size_t i = 0; status == OK && i < TOUCHING; i++) {
        status = db_list(context, touching[i], &position_shape, position, &month_shape, &out[i]);
        if (status == OK && out[i].count >= KPI_MONTHS_MAX) {
            return context_fail(context, STATUS_internal, "more months touched than are read");
        }
    }
    return status;
}

static void add_month(struct date *months, size_t *count, struct date month) {
    for (size_t i = 0; i < *count; i++) {
        if (date_compare(months[i], month) == 0) {
            return;
        }
    }
    months[(*count)++] = month;
}

/* From which month on a set is made again whatever was touched. All of it the first time. Of what
 * has happened, when a day has ended: from the last count on (reviews fall due), and so far back as
 * a contact waits for another one, but always the running month and the one before; of feedback
 * also between, of which the feed tells nothing. Of a state the months that have begun since. */
static struct date due_from(const struct context *context, const struct position *position,
                            const char *cells) {
    enum cells_source source = cells_source(cells);
    struct date running = bucket_start(BUCKET_MONTH, context->today);
    struct date before = bucket_step(BUCKET_MONTH, running, -1);
    bool new_day = date_compare(position->counted_on, context->today) != 0;
    if (date_is_set(position->first)) {
        return position->first;
    }
    if (cells_are_state(cells)) {
        return bucket_step(BUCKET_MONTH, bucket_start(BUCKET_MONTH, position->counted_on), 1);
    }
    if (!new_day && source != CELLS_feedback) {
        return bucket_step(BUCKET_MONTH, running, 1);
    }
    int64_t waits = source == CELLS_contacts ? context->app->settings.first_contact_days : 0;
    struct date from = bucket_start(
        BUCKET_MONTH, date_from_days(date_to_days(position->counted_on) - (int32_t)waits));
    return date_compare(from, before) < 0 ? from : before;
}

/* The months of a set to be made again: those that are due, and those touched. */
static size_t months_of(const struct context *context, const struct position *position,
                        const struct list touched[TOUCHING], const char *cells,
                        struct date months[KPI_MONTHS_MAX]) {
    enum cells_source source = cells_source(cells);
    size_t count = 0;
    for (struct date month = due_from(context, position, cells);
         date_compare(month, context->today) <= 0 && count < KPI_MONTHS_MAX;
         month = bucket_step(BUCKET_MONTH, month, 1)) {
        months[count++] = month;
    }
    for (size_t i = 0; i < TOUCHING; i++) {
        const struct month *rows = touched[i].items;
        for (size_t k = 0; k < touched[i].count && count < KPI_MONTHS_MAX; k++) {
            if (rows[k].source == (int)source) {
                add_month(months, &count, rows[k].from_on);
            }
        }
    }
    return count;
}

static int compare_dates(const void *a, const void *b) {
    return date_compare(*(const struct date *)a, *(const struct date *)b);
}

/* Those that follow each other together. */
static enum status make_months(struct context *context, const char *cells, struct date *months,
                               size_t count, int64_t *changed) {
    enum status status = OK;
    qsort(months, count, sizeof *months, compare_dates);
    for (size_t i = 0; status == OK && i < count;) {
        struct months run = {cells, months[i], 0};
        while (i < count && run.count < portion(cells) &&
               date_compare(months[i], bucket_step(BUCKET_MONTH, run.from_on, run.count)) == 0) {
            run.count++;
            i++;
        }
        status = hold_months(context, &run, put_in_place, changed);
    }
    return status;
}

/* The cells of a family's sets, and where they have changed, its figures. */
static enum status refresh_family(struct context *context, const struct position *position,
                                  const struct list touched[TOUCHING], const char *family,
                                  struct rollup_refreshed *out) {
    struct date *months = arena_alloc(context->arena, KPI_MONTHS_MAX * sizeof *months);
    int64_t changed = 0;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < indicator_count; i++) {
        if (!is_of_family(context, &indicators[i], family)) {
            continue;
        }
        const char *cells = indicators[i].made_of;
        size_t count = months_of(context, position, touched, cells, months);
        status = make_months(context, cells, months, count, &changed);
        out->months += (int64_t)count;
    }
    return status == OK && changed > 0 ? figures_publish(context, family, &out->figures) : status;
}

enum status rollup_refresh(struct context *context, struct rollup_refreshed *out) {
    struct position position = {0};
    struct list touched[TOUCHING] = {{0}};
    *out = (struct rollup_refreshed){0};
    enum status status = begin(context, &position, &out->busy);
    if (status != OK || out->busy) {
        return status;
    }
    bool is_first = strcmp(position.transaction, "0") == 0;
    status = is_first ? first_month(context, &position.first) : OK;
    if (status == OK && !is_first) {
        status = find_touched(context, &position, touched);
    }
    const struct families families = find_families(context);
    for (size_t i = 0; status == OK && i < families.count; i++) {
        status = refresh_family(context, &position, touched, families.names[i], out);
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

/* What a command does with one family of cells; `out` counts what changed or differs. */
typedef enum status with_family(struct context *context, const char *family, struct date first,
                                int64_t *cells, int64_t *figures);

/* The cells of one family over all months. */
static enum status hold_family(struct context *context, const char *family, struct date first,
                               with_month *act, int64_t *cells) {
    enum status status = OK;
    for (size_t i = 0; status == OK && i < indicator_count; i++) {
        if (!is_of_family(context, &indicators[i], family)) {
            continue;
        }
        struct months run = {indicators[i].made_of, first, portion(indicators[i].made_of)};
        while (status == OK && date_compare(run.from_on, context->today) <= 0) {
            status = hold_months(context, &run, act, cells);
            run.from_on = bucket_step(BUCKET_MONTH, run.from_on, run.count);
        }
    }
    return status;
}

static enum status rebuild(struct context *context, const char *family, struct date first,
                           int64_t *cells, int64_t *figures) {
    enum status status = hold_family(context, family, first, put_in_place, cells);
    return status == OK ? figures_publish(context, family, figures) : status;
}

static enum status compare(struct context *context, const char *family, struct date first,
                           int64_t *cells, int64_t *figures) {
    enum status status = hold_family(context, family, first, leave, cells);
    return status == OK ? figures_compare(context, family, figures) : status;
}

/* A transaction for each family, so that little is held at a time. */
static int for_each_family(struct app *app, const char *area, const char *operation,
                           with_family *act, const char *told, FILE *progress, int64_t *wrong) {
    struct call call;
    enum status status = OK;
    size_t count = 1;
    for (size_t i = 0; status == OK && i < count; i++) {
        struct date first;
        int64_t cells = 0, figures = 0;
        call_open_work(app, area, operation, &call);
        const struct families families = find_families(&call.context);
        const char *family = families.names[i];
        count = families.count;
        status = first_month(&call.context, &first);
        if (status == OK) {
            status = act(&call.context, family, first, &cells, &figures);
        }
        fprintf(progress, "%s: %lld months and %lld figures %s\n", family, (long long)cells,
                (long long)figures, told);
        fflush(progress);
        status = call_close(&call, status);
        *wrong += cells + figures;
    }
    return status == OK ? 0 : 1;
}

int rollup_rebuild(struct app *app, const char *area, FILE *progress) {
    int64_t changed = 0;
    return for_each_family(app, area, "kpi_rebuild", rebuild, "changed", progress, &changed);
}

int rollup_compare(struct app *app, const char *area, FILE *progress) {
    int64_t wrong = 0;
    int failed = for_each_family(app, area, "kpi_compare", compare, "differ from the definition",
                                 progress, &wrong);
    return failed || wrong > 0;
}
