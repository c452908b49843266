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

/* So many of what a ratio tells of. */
static int64_t scale_of(const struct indicator *indicator) {
    return indicator->unit == UNIT_per_hour  ? 60 /* of minutes */
           : indicator->unit == UNIT_per_100 ? 100
                                             : 1;
}

/* The value by the indicator's measure. */
static struct decimal value_of(const struct indicator *indicator, const struct figure *figure) {
    switch ((enum indicator_measure)indicator->measure) {
    case MEASURE_count:
    case MEASURE_value:
        return decimal_of(figure->numerator);
    case MEASURE_share:
        return decimal_share(figure->numerator, figure->denominator, 100);
    case MEASURE_ratio:
        return decimal_share(figure->numerator, figure->denominator, scale_of(indicator));
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
    if (cells_source(indicator->made_of) == CELLS_services) {
        return DISCLOSURE_OPEN;
    }
    return indicator->measure == MEASURE_count   ? DISCLOSURE_COUNT
           : indicator->measure == MEASURE_share ? DISCLOSURE_SHARE
           : indicator->measure == MEASURE_ratio ? DISCLOSURE_RATIO
                                                 : DISCLOSURE_MEAN;
}

/* --- the cubes of a family --- */

enum { MEMBERS_MAX = 16, WORDS_FIRST = 64 };

/* The words of a dimension; a word's place is its number. */
struct words {
    const char **items;
    size_t count, room;
};

/* One indicator of the family, with the cube of its figures. */
struct member {
    const struct indicator *indicator;
    struct cube *cube;
};

/* `all` has every figure of its members, and decides what is hidden in all of them. */
struct family {
    struct context *context;
    struct member members[MEMBERS_MAX];
    size_t count;
    struct cube *all;
    struct words units, keys[AXIS_COUNT];
};

/* Cells come by their words in order, so that the one before is most often the one wanted. */
static int32_t number_of(struct arena *arena, struct words *words, const char *word) {
    for (size_t i = words->count; i > 0; i--) {
        if (strcmp(words->items[i - 1], word) == 0) {
            return (int32_t)(i - 1);
        }
    }
    if (words->count == words->room) {
        size_t room = words->room ? 2 * words->room : WORDS_FIRST;
        const char **items = arena_alloc(arena, room * sizeof *items);
        if (words->count > 0) {
            memcpy(items, words->items, words->count * sizeof *items);
        }
        words->items = items;
        words->room = room;
    }
    words->items[words->count++] = arena_string(arena, word);
    return (int32_t)(words->count - 1);
}

struct key_of_cells {
    const char *cells;
    int axis;
};
static const struct shape_field key_fields[] = {
    FIELD(struct key_of_cells, cells, 0), FIELD_ENUM(struct key_of_cells, axis, 0, axis_words),
    FIELD_END};
static const struct shape key_shape = {"key_of_cells", sizeof(struct key_of_cells), key_fields};

static void add_cells(struct family *family, struct member *member, enum cube_axis axis,
                      const struct list *cells) {
    struct arena *arena = family->context->arena;
    const struct cell *rows = cells->items;
    for (size_t i = 0; i < cells->count; i++) {
        struct cube_cell cell = {.day = date_to_days(rows[i].on_day),
                                 .unit = number_of(arena, &family->units, rows[i].unit),
                                 .slot = (int32_t)rows[i].slot,
                                 .numerator = rows[i].numerator,
                                 .denominator = rows[i].denominator};
        if (axis != AXIS_NONE) {
            cell.key = number_of(arena, &family->keys[axis], rows[i].key);
        }
        cube_add(member->cube, axis, &cell);
        cell.numerator =
            kind_of(member->indicator) == DISCLOSURE_COUNT ? cell.numerator : cell.denominator;
        cell.denominator = 0;
        cell.slot = CUBE_NONE;
        cube_add(family->all, axis, &cell);
    }
}

static enum status ask_cells(struct family *family, struct member *member, enum cube_axis axis) {
    struct context *context = family->context;
    const struct key_of_cells key = {member->indicator->made_of, (int)axis + 1};
    struct list cells = {0};
    enum status status =
        db_list(context, axis == AXIS_NONE ? &kpi_cell_select_days : &kpi_cell_select_keys,
                &key_shape, &key, &cell_shape, &cells);
    if (status == OK && cells.count >= KPI_CELLS_MAX) {
        return context_fail(context, STATUS_internal, "more cells of %s than are read", key.cells);
    }
    if (status == OK) {
        add_cells(family, member, axis, &cells);
    }
    return status;
}

/* The same cells of an earlier member are not asked for again. */
static const struct member *twin_of(const struct family *family, const struct member *member) {
    for (const struct member *other = family->members; other < member; other++) {
        if (strcmp(other->indicator->made_of, member->indicator->made_of) == 0 &&
            other->indicator->axes == member->indicator->axes) {
            return other;
        }
    }
    return NULL;
}

static enum status fill(struct family *family, struct member *member) {
    const struct member *twin = twin_of(family, member);
    enum status status = OK;
    if (twin) {
        member->cube = twin->cube;
        return OK;
    }
    member->cube = cube_new(family->context->arena, member->indicator->axes);
    for (enum cube_axis axis = AXIS_NONE; status == OK && axis < AXIS_COUNT; axis++) {
        if (axis == AXIS_NONE || member->cube->axes & 1u << axis) {
            status = ask_cells(family, member, axis);
        }
    }
    return status;
}

static struct figure *in_all(const struct family *family, const struct figure *figure) {
    return cube_find(family->all, (enum cube_axis)figure->axis, (enum bucket)figure->bucket,
                     figure->start, figure->unit, figure->key);
}

/* A few records are a few in every member: those figures, and what protects them, are hidden in
 * all.
 */
static void hide_few(struct family *family) {
    for (size_t i = 0; i < family->count; i++) {
        const struct member *member = &family->members[i];
        enum disclosure_kind kind = kind_of(member->indicator);
        kind = kind == DISCLOSURE_SHARE || kind == DISCLOSURE_RATIO ? DISCLOSURE_MEAN : kind;
        for (size_t k = 0; k < member->cube->count; k++) {
            const struct figure *figure = &member->cube->figures[k];
            if (disclosure_is_small(kind, figure->numerator, figure->denominator,
                                    DISCLOSURE_LIMIT)) {
                in_all(family, figure)->hidden = true;
            }
        }
    }
    disclosure_protect(family->all, DISCLOSURE_COUNT);
}

static const struct member *member_of(const struct family *family, const char *cells) {
    for (size_t i = 0; cells && i < family->count; i++) {
        if (strcmp(family->members[i].indicator->made_of, cells) == 0) {
            return &family->members[i];
        }
    }
    return NULL;
}

/* Two shares leave a rest that nobody tells, and that follows from them. */
static void mark_rest(const struct family *family, struct member *member) {
    const struct member *apart = member_of(family, cells_apart(member->indicator->made_of));
    for (size_t i = 0; apart && i < member->cube->count; i++) {
        struct figure *figure = &member->cube->figures[i];
        const struct figure *other =
            cube_find(apart->cube, (enum cube_axis)figure->axis, (enum bucket)figure->bucket,
                      figure->start, figure->unit, figure->key);
        int64_t rest = figure->denominator - figure->numerator - (other ? other->numerator : 0);
        figure->hidden =
            figure->hidden || disclosure_is_small(DISCLOSURE_COUNT, rest, 0, DISCLOSURE_LIMIT);
    }
}

/* A small numerator is told by its own member alone: it is hidden there, with what protects it. */
static void hide_small(struct family *family, struct member *member) {
    struct cube *cube = member->cube;
    disclosure_mark(cube, kind_of(member->indicator), DISCLOSURE_LIMIT);
    mark_rest(family, member);
    for (size_t i = 0; i < cube->count; i++) {
        cube->figures[i].settled = in_all(family, &cube->figures[i])->hidden;
        cube->figures[i].hidden = cube->figures[i].hidden || cube->figures[i].settled;
    }
    disclosure_protect(cube, kind_of(member->indicator));
}

static void hide(struct family *family) {
    hide_few(family);
    for (size_t i = 0; i < family->count; i++) {
        if (!twin_of(family, &family->members[i])) {
            hide_small(family, &family->members[i]);
        }
    }
}

static enum status make_family(struct context *context, const char *code, struct family *family) {
    unsigned axes = 0;
    enum status status = OK;
    *family = (struct family){.context = context};
    for (size_t i = 0; i < indicator_count && family->count < MEMBERS_MAX; i++) {
        if (indicator_is_rolled_up(&indicators[i]) &&
            strcmp(cells_family(context, indicators[i].made_of), code) == 0) {
            family->members[family->count++].indicator = &indicators[i];
            axes |= indicators[i].axes;
        }
    }
    family->all = cube_new(context->arena, axes);
    for (size_t i = 0; status == OK && i < family->count; i++) {
        status = fill(family, &family->members[i]);
    }
    if (status == OK) {
        hide(family);
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

static struct list rows_of(const struct family *family, const struct member *member) {
    const struct cube *cube = member->cube;
    struct figure_row *rows = arena_alloc(family->context->arena, (cube->count + 1) * sizeof *rows);
    for (size_t i = 0; i < cube->count; i++) {
        const struct figure *figure = &cube->figures[i];
        rows[i] = (struct figure_row){.indicator = member->indicator->code,
                                      .axis = figure->axis + 1,
                                      .bucket = figure->bucket,
                                      .unit = word_of(&family->units, figure->unit),
                                      .key = word_of(&family->keys[figure->axis], figure->key),
                                      .from_on = date_from_days(figure->start),
                                      .value = value_of(member->indicator, figure),
                                      .numerator = figure->numerator,
                                      .denominator = figure->denominator,
                                      .hidden = figure->hidden};
    }
    struct list list = {rows, cube->count};
    sort_rows(&list);
    return list;
}

static enum status kept_of(struct context *context, const struct indicator *indicator,
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

/* --- publishing --- */

static enum status publish(struct context *context, const struct indicator *indicator,
                           const struct list *changed, const struct list *gone) {
    const struct figure_row key = {.indicator = indicator->code};
    enum status status = OK;
    if (changed->count > 0) {
        status = db_run_rows(context, &kpi_figure_put, &figure_row_shape, &key, &figure_row_shape,
                             changed, NULL);
    }
    if (status == OK && gone->count > 0) {
        status = db_run_rows(context, &kpi_figure_delete, &figure_row_shape, &key,
                             &figure_row_shape, gone, NULL);
    }
    return status;
}

static enum status hold_against(struct context *context, const char *code, bool publishing,
                                int64_t *differences) {
    struct family family;
    enum status status = make_family(context, code, &family);
    for (size_t i = 0; status == OK && i < family.count; i++) {
        const struct indicator *indicator = family.members[i].indicator;
        struct list kept = {0}, changed = {0}, gone = {0};
        status = kept_of(context, indicator, &kept);
        if (status == OK) {
            const struct list made = rows_of(&family, &family.members[i]);
            sort_out(context, &made, &kept, &changed, &gone);
            *differences += (int64_t)(changed.count + gone.count);
        }
        if (status == OK && publishing) {
            status = publish(context, indicator, &changed, &gone);
        }
    }
    return status;
}

enum status figures_publish(struct context *context, const char *family, int64_t *changed) {
    return hold_against(context, family, true, changed);
}

enum status figures_compare(struct context *context, const char *family, int64_t *different) {
    return hold_against(context, family, false, different);
}
