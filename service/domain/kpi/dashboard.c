#include "domain/kpi/dashboard.h"

#include "db/db.h"
#include "domain/kpi/kpi.sql.h"
#include "domain/kpi/target.h"

#include <string.h>

enum { MONTHS = 13, QUARTERS = 8, YEARS = 6, GOALS = 5, CHECK_SPAN = 3 };
/* How many a tile has of its buckets. */
static const int spans[] = {
    [BUCKET_MONTH] = MONTHS, [BUCKET_QUARTER] = QUARTERS, [BUCKET_YEAR] = YEARS};

static const char *const trend_words[] = {"better", "worse", "steady", "unknown", NULL};
static const struct shape_field tile_fields[] = {
    FIELD(struct tile, code, SHAPE_READ_ONLY),
    FIELD(struct tile, name, SHAPE_READ_ONLY),
    FIELD(struct tile, definition, SHAPE_READ_ONLY),
    FIELD_ENUM(struct tile, aim, SHAPE_READ_ONLY, indicator_aim_words),
    FIELD_ENUM(struct tile, source, SHAPE_READ_ONLY, indicator_source_words),
    FIELD_ENUM(struct tile, unit, SHAPE_READ_ONLY, indicator_unit_words),
    FIELD_ENUM(struct tile, direction, SHAPE_READ_ONLY, indicator_direction_words),
    FIELD_ENUM(struct tile, bucket, SHAPE_READ_ONLY, bucket_words),
    FIELD_ENUM(struct tile, trend, SHAPE_READ_ONLY, trend_words),
    FIELD_EMBED(struct tile, latest, SHAPE_READ_ONLY, value_item_shape, "latest_"),
    FIELD_LIST(struct tile, series, SHAPE_READ_ONLY | SHAPE_REQUIRED, value_item_shape, 0, 24),
    FIELD_END};
static const struct shape tile_shape = {"KpiTile", sizeof(struct tile), tile_fields};

static const struct shape_field goal_fields[] = {
    FIELD(struct dashboard_goal, goal, SHAPE_READ_ONLY),
    FIELD(struct dashboard_goal, name, SHAPE_READ_ONLY),
    FIELD_LIST(struct dashboard_goal, items, SHAPE_READ_ONLY | SHAPE_REQUIRED, tile_shape, 0, 100),
    FIELD_END};
static const struct shape goal_shape = {"KpiGoal", sizeof(struct dashboard_goal), goal_fields};

static const struct shape_field unit_fields[] = {
    FIELD(struct dashboard_unit, unit_id, SHAPE_READ_ONLY),
    FIELD(struct dashboard_unit, name, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),
    FIELD(struct dashboard_unit, fi, SHAPE_COLUMN_ONLY),
    FIELD(struct dashboard_unit, sv, SHAPE_COLUMN_ONLY),
    FIELD(struct dashboard_unit, en, SHAPE_COLUMN_ONLY),
    FIELD_END};
static const struct shape unit_shape = {"KpiUnit", sizeof(struct dashboard_unit), unit_fields};

static const struct shape_field check_fields[] = {
    FIELD(struct dashboard_check, code, SHAPE_READ_ONLY),
    FIELD(struct dashboard_check, text, SHAPE_READ_ONLY),
    FIELD(struct dashboard_check, better, SHAPE_READ_ONLY),
    FIELD(struct dashboard_check, worse, SHAPE_READ_ONLY), FIELD_END};
static const struct shape check_shape = {"KpiCheck", sizeof(struct dashboard_check), check_fields};

static const struct shape_field dashboard_fields[] = {
    FIELD(struct dashboard, from, SHAPE_READ_ONLY),
    FIELD(struct dashboard, to, SHAPE_READ_ONLY),
    FIELD(struct dashboard, unit_id, SHAPE_READ_ONLY),
    FIELD_LIST(struct dashboard, goals, SHAPE_READ_ONLY | SHAPE_REQUIRED, goal_shape, 0, 5),
    FIELD_LIST(struct dashboard, units, SHAPE_READ_ONLY | SHAPE_REQUIRED, unit_shape, 0, 1000),
    FIELD_LIST(struct dashboard, checks, SHAPE_READ_ONLY | SHAPE_REQUIRED, check_shape, 0, 50),
    FIELD_END};
const struct shape dashboard_shape = {"KpiDashboard", sizeof(struct dashboard), dashboard_fields};

static const struct shape_field filter_fields[] = {
    FIELD(struct dashboard_filter, unit_id, 0), FIELD(struct dashboard_filter, to, 0), FIELD_END};
const struct shape dashboard_filter_shape = {"dashboard_filter", sizeof(struct dashboard_filter),
                                             filter_fields};

static const struct texts goals[GOALS] = {
#define GOAL(number, fi, sv, en) [(number)-1] = {fi, sv, en},
#include "domain/kpi/goals.def"
#undef GOAL
};

static const struct check {
    const char *code, *better, *worse;
    struct texts texts;
} checks[] = {
#define CHECK(code, better, worse, fi, sv, en) {#code, #better, #worse, {fi, sv, en}},
#include "domain/kpi/checks.def"
#undef CHECK
};

/* --- everything asked for at once --- */

struct material {
    struct list figures;      /* struct dashboard_point, of computed indicators */
    struct list observations; /* of all others */
    struct list targets;
    bool of_unit;
    const char *unit, *place; /* place: NULL for an area that Sotkanet does not know */
    struct date to;           /* in the last buckets told */
};

struct dashboard_point {
    const char *indicator;
    struct point point;
};
static const struct shape_field dashboard_point_fields[] = {
    FIELD(struct dashboard_point, indicator, 0),
    FIELD_EMBED(struct dashboard_point, point, 0, point_shape, ""), FIELD_END};
static const struct shape dashboard_point_shape = {
    "dashboard_point", sizeof(struct dashboard_point), dashboard_point_fields};

struct dashboard_key {
    const char *unit;
    struct date from_on, to_on;
};
static const struct shape_field key_fields[] = {FIELD(struct dashboard_key, unit, 0),
                                                FIELD(struct dashboard_key, from_on, 0),
                                                FIELD(struct dashboard_key, to_on, 0), FIELD_END};
static const struct shape key_shape = {"dashboard_key", sizeof(struct dashboard_key), key_fields};

static bool is_current(const struct indicator *indicator) {
    return indicator_find(indicator->code) == indicator;
}

static enum status gather(struct context *context, const struct dashboard *dashboard,
                          struct material *out) {
    char text[UUID_TEXT_SIZE];
    uuid_print(&dashboard->unit_id, text);
    out->of_unit = uuid_is_set(&dashboard->unit_id);
    out->unit = out->of_unit ? arena_string(context->arena, text) : TARGET_AREA;
    out->place =
        out->of_unit ? place_of_unit(context->arena, text) : region_of_area(context->actor.area);
    out->to = dashboard->to;
    const struct dashboard_key key = {out->unit, dashboard->from, dashboard->to};
    enum status status = db_list(context, &kpi_figure_select_dashboard, &key_shape, &key,
                                 &dashboard_point_shape, &out->figures);
    if (status == OK) {
        status = observation_list(context, NULL, &out->observations);
    }
    return status == OK ? target_list(context, &out->targets) : status;
}

/* --- a tile --- */

static const char *place_of(const struct indicator *indicator, const struct material *material) {
    return material->of_unit ? material->place : indicator_place(indicator, material->place);
}

/* Delivered by the year, or else by the month, or else by the quarter. */
static enum bucket bucket_of(const struct indicator *indicator, const struct material *material) {
    const struct observation *rows = material->observations.items;
    const char *place = place_of(indicator, material);
    bool there[BUCKET_YEAR + 1] = {false};
    if (indicator->source == SOURCE_computed) {
        return BUCKET_MONTH;
    }
    for (size_t i = 0; i < material->observations.count; i++) {
        if (strcmp(rows[i].indicator, indicator->code) == 0 && strcmp(rows[i].place, place) == 0) {
            there[rows[i].bucket] = true;
        }
    }
    return there[BUCKET_YEAR]      ? BUCKET_YEAR
           : there[BUCKET_MONTH]   ? BUCKET_MONTH
           : there[BUCKET_QUARTER] ? BUCKET_QUARTER
                                   : BUCKET_YEAR;
}

static struct date first_of(const struct material *material, enum bucket bucket) {
    return bucket_step(bucket, bucket_start(bucket, material->to), 1 - spans[bucket]);
}

static struct list points_of(struct context *context, const struct indicator *indicator,
                             const struct material *material, enum bucket bucket) {
    const struct dashboard_point *rows = material->figures.items;
    struct point *points = arena_alloc(context->arena, (MONTHS + 1) * sizeof *points);
    size_t count = 0;
    if (indicator->source != SOURCE_computed) {
        return value_points(context, indicator, &material->observations,
                            place_of(indicator, material), bucket, first_of(material, bucket),
                            (size_t)spans[bucket]);
    }
    for (size_t i = 0; i < material->figures.count && count < MONTHS; i++) {
        if (strcmp(rows[i].indicator, indicator->code) == 0) {
            points[count++] = rows[i].point;
        }
    }
    return (struct list){points, count};
}

/* The last bucket with a value that may be told; else the last hidden one; else the last. */
static size_t last_told(const struct value_item *items, size_t count, bool zero_counts) {
    size_t hidden = count - 1;
    for (size_t i = count; i > 0; i--) {
        if (items[i - 1].value.present && (zero_counts || items[i - 1].value.millionths != 0)) {
            return i - 1;
        }
        if (items[i - 1].suppressed.present && !items[hidden].suppressed.present) {
            hidden = i - 1;
        }
    }
    return hidden;
}

static int trend_of(const struct indicator *indicator, const struct value_item *latest) {
    if (!latest->limits.low.present || indicator->direction == DIRECTION_none) {
        return TREND_unknown;
    }
    if (latest->signals.count == 0 || !latest->previous.present) {
        return TREND_steady;
    }
    int change = decimal_compare(latest->value, latest->previous);
    if (change == 0) {
        return TREND_steady;
    }
    return (change > 0) == (indicator->direction == DIRECTION_up) ? TREND_better : TREND_worse;
}

static void make_tile(struct context *context, const struct indicator *indicator,
                      const struct material *material, struct tile *out) {
    enum bucket bucket = bucket_of(indicator, material);
    size_t count = (size_t)spans[bucket];
    struct value_item *items = arena_alloc(context->arena, count * sizeof *items);
    struct list points = points_of(context, indicator, material, bucket);
    value_series(context, indicator, bucket, first_of(material, bucket), count, points.items,
                 points.count, items);
    size_t last = last_told(items, count, indicator->measure != MEASURE_count);
    const struct target *target =
        target_on(&material->targets, indicator->code, material->unit, items[last].to);
    *out = (struct tile){.code = indicator->code,
                         .name = texts_in(&indicator->names, context->language),
                         .definition = texts_in(&indicator->definitions, context->language),
                         .aim = indicator->aim,
                         .source = indicator->source,
                         .unit = indicator->unit,
                         .direction = indicator->direction,
                         .bucket = (int)bucket,
                         .latest = items[last],
                         .series = {items, count}};
    out->latest.previous = last > 0 ? items[last - 1].value : (struct decimal){false, 0};
    if (target) {
        out->latest.baseline = target->baseline;
        out->latest.target = target->target;
    }
    out->trend = trend_of(indicator, &out->latest);
}

/* --- what should not go together --- */

static struct decimal mean_of(const struct tile *tile, size_t from, size_t to) {
    const struct value_item *items = tile->series.items;
    struct decimal sum = decimal_of(0);
    int64_t count = 0;
    for (size_t i = from; i < to; i++) {
        if (items[i].value.present) {
            sum = decimal_add(sum, items[i].value);
            count++;
        }
    }
    return decimal_divide(sum, decimal_of(count));
}

/* 1: better in the last three buckets than in the three before, -1: worse, 0: the same or unknown.
 */
static int direction_of(const struct tile *tile) {
    size_t count = tile->series.count;
    struct decimal now = mean_of(tile, count - CHECK_SPAN, count);
    struct decimal before = mean_of(tile, count - 2 * (size_t)CHECK_SPAN, count - CHECK_SPAN);
    if (!now.present || !before.present || tile->direction == DIRECTION_none) {
        return 0;
    }
    return tile->direction == DIRECTION_up ? decimal_compare(now, before)
                                           : decimal_compare(before, now);
}

static int direction_of_code(const struct dashboard *dashboard, const char *code) {
    const struct dashboard_goal *rows = dashboard->goals.items;
    for (size_t i = 0; i < dashboard->goals.count; i++) {
        const struct tile *tiles = rows[i].items.items;
        for (size_t k = 0; k < rows[i].items.count; k++) {
            if (strcmp(tiles[k].code, code) == 0) {
                return direction_of(&tiles[k]);
            }
        }
    }
    return 0;
}

static void make_checks(struct context *context, struct dashboard *out) {
    size_t most = sizeof checks / sizeof *checks, count = 0;
    struct dashboard_check *rows = arena_alloc(context->arena, most * sizeof *rows);
    for (size_t i = 0; i < most; i++) {
        if (direction_of_code(out, checks[i].better) > 0 &&
            direction_of_code(out, checks[i].worse) < 0) {
            rows[count++] = (struct dashboard_check){checks[i].code,
                                                     texts_in(&checks[i].texts, context->language),
                                                     checks[i].better, checks[i].worse};
        }
    }
    out->checks = (struct list){rows, count};
}

/* --- the page --- */

static void make_goals(struct context *context, const struct material *material,
                       struct dashboard *out) {
    struct dashboard_goal *rows = arena_alloc(context->arena, GOALS * sizeof *rows);
    for (int goal = 1; goal <= GOALS; goal++) {
        struct tile *tiles = arena_alloc(context->arena, indicator_count * sizeof *tiles);
        size_t count = 0;
        for (size_t i = 0; i < indicator_count; i++) {
            if (indicators[i].goal == goal && is_current(&indicators[i])) {
                make_tile(context, &indicators[i], material, &tiles[count++]);
            }
        }
        rows[goal - 1] = (struct dashboard_goal){
            goal, texts_in(&goals[goal - 1], context->language), {tiles, count}};
    }
    out->goals = (struct list){rows, GOALS};
}

static enum status name_units(struct context *context, struct list *out) {
    enum status status = db_list(context, &kpi_unit_list, NULL, NULL, &unit_shape, out);
    struct dashboard_unit *rows = out->items;
    for (size_t i = 0; status == OK && i < out->count; i++) {
        const struct texts names = {rows[i].fi, rows[i].sv, rows[i].en};
        const char *name = texts_in(&names, context->language);
        rows[i].name = name ? name : rows[i].fi;
    }
    return status;
}

static enum status read_span(struct context *context, const struct dashboard_filter *filter,
                             struct dashboard *out) {
    struct date month =
        bucket_start(BUCKET_MONTH, date_is_set(filter->to) ? filter->to : context->today);
    *out = (struct dashboard){
        .from = bucket_step(BUCKET_MONTH, month, 1 - MONTHS),
        .to = date_from_days(date_to_days(bucket_step(BUCKET_MONTH, month, 1)) - 1),
        .unit_id = filter->unit_id};
    if (date_is_set(filter->to) && date_compare(filter->to, out->to) != 0) {
        context_error(context, "?to", ERROR_not_on_border, "month");
    }
    if (month.year <= VALUE_FIRST_YEAR + YEARS || month.year > VALUE_LAST_YEAR) {
        context_error(context, "?to", ERROR_out_of_range, VALUE_YEARS);
    }
    return context_settle(context, STATUS_invalid);
}

enum status dashboard_get(struct context *context, const struct dashboard_filter *filter,
                          struct dashboard *out) {
    struct material material = {0};
    enum status status = read_span(context, filter, out);
    if (status == OK) {
        status = gather(context, out, &material);
    }
    if (status == OK) {
        status = name_units(context, &out->units);
    }
    if (status == OK) {
        make_goals(context, &material, out);
        make_checks(context, out);
    }
    return status;
}
