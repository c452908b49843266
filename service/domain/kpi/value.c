#include "domain/kpi/value.h"

#include "base/limits.h"
#include "db/db.h"
#include "domain/kpi/figures.h"
#include "domain/kpi/kpi.sql.h"
#include "domain/kpi/target.h"

#include <string.h>

enum { COMPARE_BASELINE = 1, COMPARE_TARGET = 2, COMPARE_PREVIOUS = 4, COMPARE_COUNTRY = 8 };

/* What is asked for, checked. */
struct question {
    const struct indicator *indicator;
    const struct value_filter *filter;
    enum bucket bucket;
    struct date from; /* of the first bucket told; points begin a bucket before */
    size_t count;
    unsigned compare;
    enum cube_axis axis;
    const char *unit, *key; /* "*" for all */
    const char *place;      /* of delivered and derived ones */
};

/* --- the question --- */

static size_t buckets_between(enum bucket bucket, struct date from, struct date to) {
    size_t count = 0;
    while (date_compare(from, to) <= 0 && count <= KPI_BUCKETS_MAX) {
        from = bucket_step(bucket, from, 1);
        count++;
    }
    return count;
}

static void read_span(struct context *context, struct question *question) {
    static const int usual[] = {[BUCKET_DAY] = 31,
                                [BUCKET_WEEK] = 26,
                                [BUCKET_MONTH] = 13,
                                [BUCKET_QUARTER] = 8,
                                [BUCKET_YEAR] = 6};
    const struct value_filter *filter = question->filter;
    enum bucket bucket = question->bucket;
    struct date last = bucket_start(bucket, date_is_set(filter->to) ? filter->to : context->today);
    struct date to = date_from_days(date_to_days(bucket_step(bucket, last, 1)) - 1);
    question->from =
        date_is_set(filter->from) ? filter->from : bucket_step(bucket, last, 1 - usual[bucket]);
    if (date_compare(bucket_start(bucket, question->from), question->from) != 0) {
        context_error(context, "?from", ERROR_not_on_border, bucket_words[bucket - 1]);
    }
    if (date_is_set(filter->to) && date_compare(to, filter->to) != 0) {
        context_error(context, "?to", ERROR_not_on_border, bucket_words[bucket - 1]);
    }
    if (question->from.year < VALUE_FIRST_YEAR) {
        context_error(context, "?from", ERROR_out_of_range, VALUE_YEARS);
    }
    if (to.year > VALUE_LAST_YEAR) {
        context_error(context, "?to", ERROR_out_of_range, VALUE_YEARS);
    }
    question->count = buckets_between(bucket, question->from, to);
    if (question->count == 0 || question->count > KPI_BUCKETS_MAX) {
        context_error(context, "?from", ERROR_out_of_range,
                      arena_format(context->arena, "1..%d", KPI_BUCKETS_MAX));
    }
}

static void read_compare(struct context *context, struct question *question) {
    static const char *const words[] = {"baseline", "target", "previous", "country", NULL};
    const char *at = question->filter->compare ? question->filter->compare : "";
    while (*at) {
        size_t length = strcspn(at, ",");
        int word = shape_word_index(words, arena_copy(context->arena, at, length));
        if (word == 0) {
            context_error(context, "?compare", ERROR_not_in_list,
                          "baseline, target, previous, country");
            return;
        }
        question->compare |= 1u << (word - 1);
        at += length + (at[length] == ',');
    }
}

/* One dimension beside the unit: what is crossed further is never told. */
static void read_axis(struct context *context, struct question *question) {
    const struct value_filter *filter = question->filter;
    const char *const keys[AXIS_COUNT] = {NULL,
                                          filter->segment,
                                          filter->service_id,
                                          filter->age_group,
                                          filter->language,
                                          filter->need_class,
                                          filter->rule};
    unsigned wanted = 0;
    for (int axis = AXIS_SEGMENT; axis < AXIS_COUNT; axis++) {
        bool broken_down = filter->by == axis + VALUE_BY_AXIS - AXIS_SEGMENT;
        if (keys[axis] || broken_down) {
            wanted++;
            question->axis = (enum cube_axis)axis;
            question->key = keys[axis] && !broken_down ? keys[axis] : "*";
            if (!(question->indicator->axes & 1u << axis)) {
                context_error(context, arena_format(context->arena, "?%s", axis_words[axis]),
                              ERROR_no_breakdown, NULL);
            }
        }
    }
    bool of_units = filter->by == VALUE_BY_UNIT || uuid_is_set(&filter->unit_id);
    if (of_units && question->indicator->source == SOURCE_derived) {
        context_error(context, "?unit_id", ERROR_no_breakdown, NULL);
    }
    if (filter->by == VALUE_BY_UNIT && question->indicator->source != SOURCE_computed) {
        context_error(context, "?by", ERROR_no_breakdown, NULL);
    }
    if (wanted > 1) {
        context_error(context, "?by", ERROR_only_one,
                      "segment, service_id, age_group, language, need_class, rule");
    }
    if (!indicator_has_bucket(question->indicator, question->bucket)) {
        context_error(context, "?bucket", ERROR_not_in_list,
                      indicator_is_state(question->indicator) ? "month" : "month, quarter, year");
    } else if (question->axis != AXIS_NONE && question->bucket < BUCKET_MONTH) {
        context_error(context, "?bucket", ERROR_not_in_list, "month, quarter, year");
    }
}

static const char *unit_text(struct context *context, struct uuid unit_id) {
    char text[UUID_TEXT_SIZE];
    uuid_print(&unit_id, text);
    return uuid_is_set(&unit_id) ? arena_string(context->arena, text) : TARGET_AREA;
}

static void read_place(struct context *context, struct question *question) {
    const struct value_filter *filter = question->filter;
    const char *own = region_of_area(context->actor.area);
    question->unit = unit_text(context, filter->unit_id);
    if (uuid_is_set(&filter->unit_id)) {
        question->place = place_of_unit(context->arena, question->unit);
        return;
    }
    question->place = filter->region ? filter->region : indicator_place(question->indicator, own);
    if (filter->region && question->indicator->source == SOURCE_computed) {
        context_error(context, "?region", ERROR_no_breakdown, NULL);
    }
}

static enum status read_question(struct context *context, const char *code,
                                 const struct value_filter *filter, struct question *out) {
    const struct indicator *indicator = indicator_find(code);
    if (!indicator) {
        return STATUS_not_found;
    }
    *out = (struct question){.indicator = indicator, .filter = filter, .key = "*"};
    bool computed = indicator->source == SOURCE_computed;
    out->bucket =
        filter->bucket ? (enum bucket)filter->bucket : (computed ? BUCKET_MONTH : BUCKET_YEAR);
    read_span(context, out);
    read_compare(context, out);
    read_axis(context, out);
    read_place(context, out);
    return context_settle(context, STATUS_invalid);
}

/* --- the points --- */

struct series_key {
    const char *indicator, *unit, *key;
    int axis, bucket;
    struct date from_on, to_on;
};
static const struct shape_field series_fields[] = {
    FIELD(struct series_key, indicator, 0),
    FIELD(struct series_key, unit, 0),
    FIELD(struct series_key, key, 0),
    FIELD_ENUM(struct series_key, axis, 0, axis_words),
    FIELD_ENUM(struct series_key, bucket, 0, bucket_words),
    FIELD(struct series_key, from_on, 0),
    FIELD(struct series_key, to_on, 0),
    FIELD_END};
static const struct shape series_shape = {"series_key", sizeof(struct series_key), series_fields};

static enum status ask_figures(struct context *context, const struct question *question,
                               struct date from, struct date to, struct list *out) {
    const struct series_key key = {.indicator = question->indicator->code,
                                   .unit = question->unit,
                                   .key = question->key,
                                   .axis = (int)question->axis + 1,
                                   .bucket = (int)question->bucket,
                                   .from_on = from,
                                   .to_on = to};
    if (question->filter->by == VALUE_BY_UNIT) {
        return db_list(context, &kpi_figure_select_units, &series_shape, &key, &point_shape, out);
    }
    if (question->filter->by != 0) {
        return db_list(context, &kpi_figure_select_keys, &series_shape, &key, &point_shape, out);
    }
    return db_list(context, &kpi_figure_select_series, &series_shape, &key, &point_shape, out);
}

static enum status ask_points(struct context *context, const struct question *question,
                              struct date from, size_t count, struct list *country,
                              struct list *out) {
    const struct indicator *indicator = question->indicator;
    struct list observations = {0}, codes = value_needs(context, indicator);
    if (indicator->source == SOURCE_computed) {
        struct date to = bucket_step(question->bucket, from, (int)count - 1);
        return ask_figures(context, question, from, to, out);
    }
    enum status status = observation_list(context, &codes, &observations);
    if (status == OK) {
        *out = value_points(context, indicator, &observations, question->place, question->bucket,
                            from, count);
        *country = value_points(context, indicator, &observations, PLACE_COUNTRY, question->bucket,
                                from, count);
    }
    return status;
}

/* --- the answer --- */

static void name_series(const struct question *question, const struct point *first,
                        struct value_item *items, size_t count) {
    const char *unit = first ? first->unit : question->unit;
    const char *key = first ? first->key : question->key;
    for (size_t i = 0; i < count; i++) {
        if (!uuid_parse(unit, &items[i].unit_id)) {
            items[i].unit_id = question->filter->unit_id;
        }
        if (*key != '*') {
            items[i].segment = question->axis == AXIS_SEGMENT ? key : NULL;
            items[i].service_id = question->axis == AXIS_SERVICE ? key : NULL;
            items[i].age_group = question->axis == AXIS_AGE_GROUP ? key : NULL;
            items[i].language = question->axis == AXIS_LANGUAGE ? key : NULL;
            items[i].need_class = question->axis == AXIS_NEED_CLASS ? key : NULL;
            items[i].rule = question->axis == AXIS_RULE ? key : NULL;
        }
    }
}

/* The bucket before each: the first item's is asked for beside what is told. */
static void compare(const struct question *question, const char *unit, const struct list *targets,
                    const struct list *country, struct value_item *items) {
    const struct point *points = country->items;
    for (size_t i = 1; i <= question->count; i++) {
        const struct target *target =
            target_on(targets, question->indicator->code, unit, items[i].to);
        if (target && question->compare & COMPARE_BASELINE) {
            items[i].baseline = target->baseline;
        }
        if (target && question->compare & COMPARE_TARGET) {
            items[i].target = target->target;
        }
        if (question->compare & COMPARE_PREVIOUS) {
            items[i].previous = items[i - 1].value;
        }
        for (size_t k = 0; question->compare & COMPARE_COUNTRY && k < country->count; k++) {
            if (date_compare(points[k].from_on, items[i].from) == 0) {
                items[i].country = decimal_round(points[k].value, 2);
            }
        }
    }
}

/* Points of one unit and key, which stand one behind another. */
static size_t run_length(const struct list *points, size_t at) {
    const struct point *rows = points->items;
    size_t end = at;
    while (end < points->count && strcmp(rows[end].unit, rows[at].unit) == 0 &&
           strcmp(rows[end].key, rows[at].key) == 0) {
        end++;
    }
    return end - at;
}

static size_t count_runs(const struct list *points) {
    size_t runs = 0;
    for (size_t at = 0; at < points->count; at += run_length(points, at)) {
        runs++;
    }
    return runs;
}

/* Series that were cut would tell a count of none where there are some. */
static enum status check_size(struct context *context, const struct question *question,
                              const struct list *points) {
    if (points->count >= KPI_SERIES_MAX || count_runs(points) * question->count > KPI_SERIES_MAX) {
        context_error(context, "?from", ERROR_too_many,
                      arena_format(context->arena, "%d", KPI_SERIES_MAX));
    }
    return context_settle(context, STATUS_invalid);
}

/* The bucket before the first is worked out, and not told. */
static struct list answer(struct context *context, const struct question *question,
                          const struct list *points, const struct list *targets,
                          const struct list *country) {
    const struct point *rows = points->items;
    struct date before = bucket_step(question->bucket, question->from, -1);
    size_t runs = count_runs(points);
    runs = runs == 0 && question->filter->by == 0 ? 1 : runs;
    struct value_item *told =
        arena_alloc(context->arena, (runs * question->count + 1) * sizeof *told);
    struct value_item *items = arena_alloc(context->arena, (question->count + 1) * sizeof *items);
    for (size_t run = 0, at = 0; run < runs; run++) {
        size_t length = run_length(points, at);
        const struct point *first = length > 0 ? rows + at : NULL;
        memset(items, 0, (question->count + 1) * sizeof *items);
        value_series(context, question->indicator, question->bucket, before, 1, first, length,
                     items);
        value_series(context, question->indicator, question->bucket, question->from,
                     question->count, first, length, items + 1);
        name_series(question, first, items, question->count + 1);
        bool of_unit = first && question->filter->by == VALUE_BY_UNIT;
        compare(question, of_unit ? first->unit : question->unit, targets, country, items);
        memcpy(told + run * question->count, items + 1, question->count * sizeof *items);
        at += length;
    }
    return (struct list){told, runs * question->count};
}

enum status value_list(struct context *context, const char *code, const struct value_filter *filter,
                       struct values *out) {
    struct question question;
    struct list points = {0}, targets = {0}, country = {0};
    enum status status = read_question(context, code, filter, &question);
    if (status != OK) {
        return status;
    }
    status = ask_points(context, &question, bucket_step(question.bucket, question.from, -1),
                        question.count + 1, &country, &points);
    if (status == OK) {
        status = check_size(context, &question, &points);
    }
    if (status == OK && question.compare & (COMPARE_BASELINE | COMPARE_TARGET)) {
        status = target_list(context, &targets);
    }
    if (status != OK) {
        return status;
    }
    *out = (struct values){.indicator = code,
                           .name = texts_in(&question.indicator->names, context->language),
                           .unit = question.indicator->unit,
                           .bucket = (int)question.bucket,
                           .items = answer(context, &question, &points, &targets, &country)};
    return OK;
}
