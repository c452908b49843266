#include "domain/kpi/indicator.h"

#include "base/text.h"
#include "domain/kpi/cells.h"
#include "domain/kpi/target.h"

#include <string.h>

const char *const indicator_aim_words[] = {"client_experience", "effectiveness", "productivity",
                                           "staff_experience", NULL};
const char *const indicator_source_words[] = {"computed", "delivered", "derived", NULL};
static const char *const measure_words[] = {"count",  "share",        "ratio", "value",
                                            "median", "ninth_decile", "kappa", NULL};
const char *const indicator_unit_words[] = {
    "count",   "percent",  "days",       "hours", "index", "eur", "per_hour",
    "per_100", "per_1000", "per_100000", "score", "kappa", NULL};
const char *const indicator_direction_words[] = {"up", "down", "none", NULL};
const char *const axis_words[] = {"none",     "segment",    "service", "age_group",
                                  "language", "need_class", "rule",    NULL};

enum {
    BY_SEGMENT = 1 << AXIS_SEGMENT,
    BY_SERVICE = 1 << AXIS_SERVICE,
    BY_AGE = 1 << AXIS_AGE_GROUP,
    BY_LANGUAGE = 1 << AXIS_LANGUAGE,
    BY_NEED = 1 << AXIS_NEED_CLASS,
    BY_RULE = 1 << AXIS_RULE
};

const struct indicator indicators[] = {
#define INDICATOR(code, version, goal, aim, source, measure, unit, direction, axes, made_of,       \
                  formula, fi, sv, en, about_fi, about_sv, about_en)                               \
    {#code,                                                                                        \
     version,                                                                                      \
     goal,                                                                                         \
     AIM_##aim,                                                                                    \
     SOURCE_##source,                                                                              \
     MEASURE_##measure,                                                                            \
     UNIT_##unit,                                                                                  \
     DIRECTION_##direction,                                                                        \
     axes,                                                                                         \
     made_of,                                                                                      \
     formula,                                                                                      \
     {fi, sv, en},                                                                                 \
     {about_fi, about_sv, about_en}},
#include "domain/kpi/indicators.def"
#undef INDICATOR
};
const size_t indicator_count = sizeof indicators / sizeof *indicators;

const struct indicator *indicator_find(const char *code) {
    for (size_t i = indicator_count; i > 0; i--) {
        if (strcmp(indicators[i - 1].code, code) == 0) {
            return &indicators[i - 1];
        }
    }
    return NULL;
}

static bool is_sotkanet(const struct indicator *indicator) {
    return indicator->source == SOURCE_delivered && *indicator->made_of >= '0' &&
           *indicator->made_of <= '9';
}

const struct indicator *indicator_of_sotkanet(const char *number) {
    for (size_t i = indicator_count; i > 0; i--) {
        if (is_sotkanet(&indicators[i - 1]) && strcmp(indicators[i - 1].made_of, number) == 0) {
            return &indicators[i - 1];
        }
    }
    return NULL;
}

const char *texts_in(const struct texts *texts, enum language language) {
    return language == LANGUAGE_FI ? texts->fi : language == LANGUAGE_SV ? texts->sv : texts->en;
}

bool indicator_is_rolled_up(const struct indicator *indicator) {
    return indicator->source == SOURCE_computed && indicator_find(indicator->code) == indicator;
}

bool indicator_is_state(const struct indicator *indicator) {
    return indicator->source == SOURCE_computed && cells_are_state(indicator->made_of);
}

bool indicator_has_bucket(const struct indicator *indicator, enum bucket bucket) {
    if (indicator_is_state(indicator)) {
        return bucket == BUCKET_MONTH;
    }
    return indicator->source == SOURCE_computed || bucket >= BUCKET_MONTH;
}

/* --- as it is answered --- */

static const struct shape_field texts_fields[] = {
    FIELD(struct texts, fi, SHAPE_READ_ONLY), FIELD(struct texts, sv, SHAPE_READ_ONLY),
    FIELD(struct texts, en, SHAPE_READ_ONLY), FIELD_END};
const struct shape kpi_texts_shape = {"KpiTexts", sizeof(struct texts), texts_fields};

static const struct shape_field shown_fields[] = {
    FIELD(struct indicator_shown, code, SHAPE_READ_ONLY),
    FIELD(struct indicator_shown, version, SHAPE_READ_ONLY),
    FIELD(struct indicator_shown, name, SHAPE_READ_ONLY),
    FIELD(struct indicator_shown, definition, SHAPE_READ_ONLY),
    FIELD(struct indicator_shown, formula, SHAPE_READ_ONLY),
    FIELD(struct indicator_shown, goal, SHAPE_READ_ONLY),
    FIELD_ENUM(struct indicator_shown, aim, SHAPE_READ_ONLY, indicator_aim_words),
    FIELD_ENUM(struct indicator_shown, source, SHAPE_READ_ONLY, indicator_source_words),
    FIELD_ENUM(struct indicator_shown, measure, SHAPE_READ_ONLY, measure_words),
    FIELD_ENUM(struct indicator_shown, unit, SHAPE_READ_ONLY, indicator_unit_words),
    FIELD_ENUM(struct indicator_shown, direction, SHAPE_READ_ONLY, indicator_direction_words),
    FIELD_STRINGS(struct indicator_shown, breakdowns, SHAPE_READ_ONLY, 0, 7),
    FIELD_STRINGS(struct indicator_shown, buckets, SHAPE_READ_ONLY, 0, 5),
    FIELD(struct indicator_shown, sotkanet, SHAPE_READ_ONLY),
    FIELD(struct indicator_shown, baseline, SHAPE_READ_ONLY),
    FIELD(struct indicator_shown, target, SHAPE_READ_ONLY),
    FIELD_EMBED(struct indicator_shown, names, SHAPE_READ_ONLY, kpi_texts_shape, "names_"),
    FIELD_EMBED(struct indicator_shown, definitions, SHAPE_READ_ONLY, kpi_texts_shape,
                "definitions_"),
    FIELD_END};
const struct shape indicator_shown_shape = {"Indicator", sizeof(struct indicator_shown),
                                            shown_fields};

static const struct shape_field filter_fields[] = {
    FIELD_RANGE(struct indicator_filter, goal, 0, 1, 5),
    FIELD_ENUM(struct indicator_filter, aim, 0, indicator_aim_words), FIELD_END};
const struct shape indicator_filter_shape = {"indicator_filter", sizeof(struct indicator_filter),
                                             filter_fields};

static struct list breakdowns_of(struct context *context, const struct indicator *indicator) {
    const char **words = arena_alloc(context->arena, AXIS_COUNT * sizeof *words);
    size_t count = 0;
    if (indicator->source == SOURCE_computed) {
        words[count++] = "unit";
    }
    for (int axis = AXIS_SEGMENT; axis < AXIS_COUNT; axis++) {
        if (indicator->axes & 1u << axis) {
            words[count++] = axis_words[axis];
        }
    }
    return (struct list){words, count};
}

static struct list buckets_of(struct context *context, const struct indicator *indicator) {
    const char **words = arena_alloc(context->arena, BUCKET_YEAR * sizeof *words);
    size_t count = 0;
    for (enum bucket bucket = BUCKET_DAY; bucket <= BUCKET_YEAR; bucket++) {
        if (indicator_has_bucket(indicator, bucket)) {
            words[count++] = bucket_words[bucket - 1];
        }
    }
    return (struct list){words, count};
}

static struct opt_int number_of(const struct indicator *indicator) {
    struct opt_int number = {is_sotkanet(indicator), 0};
    if (number.present) {
        number.value = text_digits(indicator->made_of, (int)strlen(indicator->made_of));
    }
    return number;
}

static void show(struct context *context, const struct indicator *indicator,
                 const struct list *targets, struct indicator_shown *out) {
    *out =
        (struct indicator_shown){.code = indicator->code,
                                 .version = indicator->version,
                                 .name = texts_in(&indicator->names, context->language),
                                 .definition = texts_in(&indicator->definitions, context->language),
                                 .formula = indicator->formula,
                                 .goal = indicator->goal,
                                 .aim = indicator->aim,
                                 .source = indicator->source,
                                 .measure = indicator->measure,
                                 .unit = indicator->unit,
                                 .direction = indicator->direction,
                                 .names = indicator->names,
                                 .definitions = indicator->definitions,
                                 .breakdowns = breakdowns_of(context, indicator),
                                 .buckets = buckets_of(context, indicator),
                                 .sotkanet = number_of(indicator)};
    const struct target *target = target_on(targets, indicator->code, TARGET_AREA, context->today);
    if (target) {
        out->baseline = target->baseline;
        out->target = target->target;
    }
}

static bool fits(const struct indicator *indicator, const struct indicator_filter *filter) {
    return indicator_find(indicator->code) == indicator &&
           (!filter->goal.present || filter->goal.value == indicator->goal) &&
           (filter->aim == 0 || filter->aim == indicator->aim);
}

enum status indicator_list(struct context *context, const struct indicator_filter *filter,
                           struct list *out) {
    struct list targets = {0};
    struct indicator_shown *rows = arena_alloc(context->arena, indicator_count * sizeof *rows);
    size_t count = 0;
    enum status status = target_list(context, &targets);
    for (size_t i = 0; status == OK && i < indicator_count; i++) {
        if (fits(&indicators[i], filter)) {
            show(context, &indicators[i], &targets, &rows[count++]);
        }
    }
    *out = (struct list){rows, count};
    return status;
}

enum status indicator_get(struct context *context, const char *code, struct indicator_shown *out) {
    struct list targets = {0};
    const struct indicator *indicator = indicator_find(code);
    if (!indicator) {
        return STATUS_not_found;
    }
    enum status status = target_list(context, &targets);
    if (status == OK) {
        show(context, indicator, &targets, out);
    }
    return status;
}
