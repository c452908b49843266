#include "domain/kpi/figures.h"

#include "base/limits.h"
#include "db/db.h"
#include "domain/kpi/cells.h"
#include "domain/kpi/kpi.sql.h"
#include "statistics/disclosure.h"

#include <stdlib.h>
#include <string.h>

static const struct shape_field row_fields[] = {
    FIELD(struct figure_row, indicator, 0),
    FIELD_ENUM(struct figure_row, axis, 0, axis_words),
    FIELD_ENUM(struct figure_row, bucket, 0, bucket_words),
    FIELD(struct figure_row, unit, 0),
    FIELD(struct figure_row, key, 0),
    FIELD(struct figure_row, from_on, 0),
    FIELD(struct figure_row, value, 0),
    FIELD(struct figure_row, numerator, 0),
    FIELD(struct figure_row, denominator, 0),
    FIELD(struct figure_row, hidden, 0),
    FIELD_END};
const struct shape figure_row_shape = {"figure_row", sizeof(struct figure_row), row_fields};

/* --- values --- */

static int64_t total(const struct figure *figure) {
    int64_t sum = 0;
    for (int32_t i = 0; i < figure->spread_count; i++) {
        sum += figure->spread[i];
    }
    return sum;
}

/* The least slot that so many tenths of all lie in or below. */
static struct decimal quantile(const struct figure *figure, int64_t tenths) {
    int64_t all = total(figure), below = 0;
    for (int32_t i = 0; i < figure->spread_count; i++) {
        below += figure->spread[i];
        if (below > 0 && below * 10 >= all * tenths) {
            return decimal_of(i);
        }
    }
    return (struct decimal){false, 0};
}

enum { LEVELS = 5 };

/* Cohen's kappa, unweighted: (observed - expected) / (1 - expected), all times the square of all.
 */
static struct decimal kappa(const struct figure *figure) {
    int64_t all = total(figure), same = 0, expected = 0, rows[LEVELS] = {0}, columns[LEVELS] = {0};
    for (int32_t i = 0; i < figure->spread_count && i < LEVELS * LEVELS; i++) {
        rows[i / LEVELS] += figure->spread[i];
        columns[i % LEVELS] += figure->spread[i];
        same += i / LEVELS == i % LEVELS ? figure->spread[i] : 0;
    }
    for (int i = 0; i < LEVELS; i++) {
        expected += rows[i] * columns[i];
    }
    return decimal_share(same * all - expected, all * all - expected, 1);
}

struct decimal figure_value(const struct indicator *indicator, const struct figure *figure) {
    switch ((enum indicator_measure)indicator->measure) {
    case MEASURE_count:
    case MEASURE_value:
        return decimal_of(figure->numerator);
    case MEASURE_share:
        return decimal_share(figure->numerator, figure->denominator, 100);
    case MEASURE_median:
        return quantile(figure, 5);
    case MEASURE_ninth:
        return quantile(figure, 9);
    case MEASURE_kappa:
        break;
    }
    return kappa(figure);
}

static enum disclosure_kind kind_of(const struct indicator *indicator) {
    return indicator->measure == MEASURE_count   ? DISCLOSURE_COUNT
           : indicator->measure == MEASURE_share ? DISCLOSURE_SHARE
                                                 : DISCLOSURE_MEAN;
}

/* --- the cube of an indicator --- */

/* The words of a dimension, sorted: a word's place is its number. */
struct words {
    const char **items;
    size_t count;
};

static int compare_words(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static struct words words_of(struct arena *arena, const struct list *cells, size_t offset) {
    const char *rows = cells->items;
    struct words words = {arena_alloc(arena, (cells->count + 1) * sizeof *words.items), 0};
    const char **items = words.items;
    for (size_t i = 0; i < cells->count; i++) {
        memcpy(&items[i], rows + i * sizeof(struct cell) + offset, sizeof *items);
    }
    qsort(items, cells->count, sizeof *items, compare_words);
    for (size_t i = 0; i < cells->count; i++) {
        if (words.count == 0 || strcmp(items[words.count - 1], items[i]) != 0) {
            items[words.count++] = items[i];
        }
    }
    return words;
}

static int32_t number_of(const struct words *words, const char *word) {
    const char **found =
        bsearch(&word, words->items, words->count, sizeof *words->items, compare_words);
    return (int32_t)(found - words->items);
}

static size_t key_offset(enum cube_axis axis) {
    return axis == AXIS_SEGMENT   ? offsetof(struct cell, segment)
           : axis == AXIS_SERVICE ? offsetof(struct cell, service)
                                  : offsetof(struct cell, age_group);
}

struct cube_words {
    struct words units, keys[AXIS_COUNT];
};

static void add_cells(struct cube *cube, enum cube_axis axis, const struct list *cells,
                      struct cube_words *words) {
    const struct cell *rows = cells->items;
    if (axis != AXIS_NONE) {
        words->keys[axis] = words_of(cube->arena, cells, key_offset(axis));
    }
    for (size_t i = 0; i < cells->count; i++) {
        struct cube_cell cell = {.day = date_to_days(rows[i].on_day),
                                 .unit = number_of(&words->units, rows[i].unit),
                                 .slot = (int32_t)rows[i].slot,
                                 .numerator = rows[i].numerator,
                                 .denominator = rows[i].denominator};
        if (axis != AXIS_NONE) {
            const char *key;
            memcpy(&key, (const char *)&rows[i] + key_offset(axis), sizeof key);
            cell.key = number_of(&words->keys[axis], key);
        }
        cube_add(cube, axis, &cell);
    }
}

static enum status fill(struct context *context, const struct indicator *indicator,
                        struct cube *cube, struct cube_words *words) {
    const struct cells_span key = {.cells = indicator->made_of};
    struct list cells = {0};
    enum status status =
        db_list(context, &kpi_cell_select_days, &cells_span_shape, &key, &cell_shape, &cells);
    if (status == OK) {
        words->units = words_of(context->arena, &cells, offsetof(struct cell, unit));
        add_cells(cube, AXIS_NONE, &cells, words);
    }
    if (status == OK && cube->axes & 1u << AXIS_SEGMENT) {
        status = db_list(context, &kpi_cell_select_segments, &cells_span_shape, &key, &cell_shape,
                         &cells);
        add_cells(cube, AXIS_SEGMENT, &cells, words);
    }
    if (status == OK && cube->axes & 1u << AXIS_SERVICE) {
        status = db_list(context, &kpi_cell_select_services, &cells_span_shape, &key, &cell_shape,
                         &cells);
        add_cells(cube, AXIS_SERVICE, &cells, words);
    }
    if (status == OK && cube->axes & 1u << AXIS_AGE_GROUP) {
        status =
            db_list(context, &kpi_cell_select_ages, &cells_span_shape, &key, &cell_shape, &cells);
        add_cells(cube, AXIS_AGE_GROUP, &cells, words);
    }
    return status;
}

/* --- rows --- */

static int compare_rows(const void *a, const void *b) {
    const struct figure_row *one = a, *other = b;
    int order = one->axis - other->axis;
    order = order ? order : one->bucket - other->bucket;
    order = order ? order : strcmp(one->unit, other->unit);
    order = order ? order : strcmp(one->key, other->key);
    return order ? order : date_compare(one->from_on, other->from_on);
}

static const char *word_of(const struct words *words, int32_t number) {
    return number == CUBE_NONE ? "*" : words->items[number];
}

static void sort_rows(struct list *rows) {
    if (rows->count > 0) {
        qsort(rows->items, rows->count, sizeof(struct figure_row), compare_rows);
    }
}

enum status figures_make(struct context *context, const struct indicator *indicator,
                         struct list *out) {
    struct cube *cube = cube_new(context->arena, indicator->axes);
    struct cube_words words = {{NULL, 0}, {{NULL, 0}}};
    enum status status = fill(context, indicator, cube, &words);
    if (status != OK) {
        return status;
    }
    disclosure_hide(cube, kind_of(indicator), DISCLOSURE_LIMIT);
    struct figure_row *rows = arena_alloc(context->arena, (cube->count + 1) * sizeof *rows);
    for (size_t i = 0; i < cube->count; i++) {
        const struct figure *figure = &cube->figures[i];
        rows[i] = (struct figure_row){.indicator = indicator->code,
                                      .axis = figure->axis + 1,
                                      .bucket = figure->bucket,
                                      .unit = word_of(&words.units, figure->unit),
                                      .key = word_of(&words.keys[figure->axis], figure->key),
                                      .from_on = date_from_days(figure->start),
                                      .value = figure_value(indicator, figure),
                                      .numerator = figure->numerator,
                                      .denominator = figure->denominator,
                                      .hidden = figure->hidden};
    }
    *out = (struct list){rows, cube->count};
    sort_rows(out);
    return OK;
}

enum status figures_kept(struct context *context, const struct indicator *indicator,
                         struct list *out) {
    const struct figure_row key = {.indicator = indicator->code};
    enum status status =
        db_list(context, &kpi_figure_select_all, &figure_row_shape, &key, &figure_row_shape, out);
    if (status == OK) {
        sort_rows(out);
    }
    return status;
}

static bool same_row(const struct figure_row *a, const struct figure_row *b) {
    return a->value.present == b->value.present && a->value.millionths == b->value.millionths &&
           a->numerator == b->numerator && a->denominator == b->denominator &&
           a->hidden == b->hidden;
}

/* Two sorted lists side by side: what is new or changed, and what is no more. */
static void sort_out(struct context *context, const struct list *made, const struct list *kept,
                     struct list *changed, struct list *gone) {
    const struct figure_row *ours = made->items, *theirs = kept->items;
    struct figure_row *put = arena_alloc(context->arena, (made->count + 1) * sizeof *put);
    struct figure_row *off = arena_alloc(context->arena, (kept->count + 1) * sizeof *off);
    size_t i = 0, k = 0, puts = 0, offs = 0;
    while (i < made->count || k < kept->count) {
        int order = i == made->count   ? 1
                    : k == kept->count ? -1
                                       : compare_rows(&ours[i], &theirs[k]);
        if (order < 0 || (order == 0 && !same_row(&ours[i], &theirs[k]))) {
            put[puts++] = ours[i];
        } else if (order > 0) {
            off[offs++] = theirs[k];
        }
        i += order <= 0;
        k += order >= 0;
    }
    *changed = (struct list){put, puts};
    *gone = (struct list){off, offs};
}

int64_t figures_different(struct context *context, const struct list *made,
                          const struct list *kept) {
    struct list changed, gone;
    sort_out(context, made, kept, &changed, &gone);
    return (int64_t)(changed.count + gone.count);
}

enum status figures_publish(struct context *context, const struct indicator *indicator,
                            int64_t *changed) {
    struct list made = {0}, kept = {0}, put = {0}, gone = {0};
    const struct figure_row key = {.indicator = indicator->code};
    enum status status = figures_make(context, indicator, &made);
    if (status == OK) {
        status = figures_kept(context, indicator, &kept);
    }
    if (status == OK) {
        sort_out(context, &made, &kept, &put, &gone);
    }
    if (status == OK && put.count > 0) {
        status = db_run_rows(context, &kpi_figure_put, &figure_row_shape, &key, &figure_row_shape,
                             &put, NULL);
    }
    if (status == OK && gone.count > 0) {
        status = db_run_rows(context, &kpi_figure_delete, &figure_row_shape, &key,
                             &figure_row_shape, &gone, NULL);
    }
    *changed += (int64_t)(put.count + gone.count);
    return status;
}
