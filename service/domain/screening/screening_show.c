/* The rules of screenings as they are shown: a frontend needs no list of its own. */
#include "domain/directory/directory.h"
#include "domain/screening/screening.h"

static const char *const basis_words[] = {"published", "own", NULL};

struct shown_condition {
    const char *fact; /* or points */
    int64_t at_least;
};
struct shown_band {
    const char *fact;
    int64_t from, points;
};
struct shown_level {
    const char *code;
    struct localized names;
    int64_t from;
};
struct shown_rule {
    const char *code;
    struct localized names;
    int basis;
    const char *source;
    struct list conditions, bands, levels;
};
struct shown_fact {
    const char *code;
    struct localized names;
    int64_t least, most;
};

static const struct shape_field condition_fields[] = {
    FIELD(struct shown_condition, fact, 0), FIELD(struct shown_condition, at_least, 0), FIELD_END};
static const struct shape condition_shape = {"ScreeningCondition", sizeof(struct shown_condition),
                                             condition_fields};
static const struct shape_field band_fields[] = {FIELD(struct shown_band, fact, 0),
                                                 FIELD(struct shown_band, from, 0),
                                                 FIELD(struct shown_band, points, 0), FIELD_END};
static const struct shape band_shape = {"ScreeningBand", sizeof(struct shown_band), band_fields};
static const struct shape_field level_fields[] = {
    FIELD(struct shown_level, code, 0),
    FIELD_EMBED(struct shown_level, names, 0, localized_shape, "name_"),
    FIELD(struct shown_level, from, 0), FIELD_END};
static const struct shape level_shape = {"ScreeningLevel", sizeof(struct shown_level),
                                         level_fields};
static const struct shape_field rule_fields[] = {
    FIELD(struct shown_rule, code, 0),
    FIELD_EMBED(struct shown_rule, names, 0, localized_shape, "name_"),
    FIELD_ENUM(struct shown_rule, basis, 0, basis_words),
    FIELD(struct shown_rule, source, 0),
    FIELD_LIST(struct shown_rule, conditions, SHAPE_REQUIRED, condition_shape, 0, 0),
    FIELD_LIST(struct shown_rule, bands, SHAPE_REQUIRED, band_shape, 0, 0),
    FIELD_LIST(struct shown_rule, levels, SHAPE_REQUIRED, level_shape, 0, 0),
    FIELD_END};
static const struct shape rule_shape = {"ScreeningRule", sizeof(struct shown_rule), rule_fields};
static const struct shape_field fact_fields[] = {
    FIELD(struct shown_fact, code, 0),
    FIELD_EMBED(struct shown_fact, names, 0, localized_shape, "name_"),
    FIELD(struct shown_fact, least, 0), FIELD(struct shown_fact, most, 0), FIELD_END};
static const struct shape fact_shape = {"ScreeningFact", sizeof(struct shown_fact), fact_fields};
static const struct shape_field shown_fields[] = {
    FIELD_LIST(struct screening_rules_shown, items, SHAPE_REQUIRED, rule_shape, 0, 0),
    FIELD_LIST(struct screening_rules_shown, facts, SHAPE_REQUIRED, fact_shape, 0, 0), FIELD_END};
const struct shape screening_rules_shape = {"ScreeningRules", sizeof(struct screening_rules_shown),
                                            shown_fields};

static struct localized in_languages(const struct screening_names *names) {
    return (struct localized){names->fi, names->sv, names->en};
}

static struct list conditions_of(struct arena *arena, enum screening_rule rule) {
    struct shown_condition *shown = arena_alloc(arena, screening_condition_count * sizeof *shown);
    struct list list = {shown, 0};
    for (size_t i = 0; i < screening_condition_count; i++) {
        const struct screening_condition_row *row = &screening_condition_rows[i];
        if (row->rule == rule) {
            bool points = row->fact == SCREENING_FACT_POINTS;
            shown[list.count++] = (struct shown_condition){
                points ? "points" : screening_fact_rows[row->fact].code, row->at_least};
        }
    }
    return list;
}

static struct list bands_of(struct arena *arena, enum screening_rule rule) {
    struct shown_band *shown = arena_alloc(arena, screening_band_count * sizeof *shown);
    struct list list = {shown, 0};
    for (size_t i = 0; i < screening_band_count; i++) {
        const struct screening_band_row *row = &screening_band_rows[i];
        if (row->rule == rule) {
            shown[list.count++] =
                (struct shown_band){screening_fact_rows[row->fact].code, row->from, row->points};
        }
    }
    return list;
}

static struct list levels_of(struct arena *arena, enum screening_rule rule) {
    struct shown_level *shown = arena_alloc(arena, screening_level_count * sizeof *shown);
    struct list list = {shown, 0};
    for (size_t i = 0; i < screening_level_count; i++) {
        const struct screening_level_row *row = &screening_level_rows[i];
        if (row->rule == rule) {
            shown[list.count++] =
                (struct shown_level){row->code, in_languages(&row->names), row->from};
        }
    }
    return list;
}

struct screening_rules_shown screening_rules_show(struct context *context) {
    struct arena *arena = context->arena;
    struct shown_rule *rules = arena_alloc(arena, SCREENING_RULES * sizeof *rules);
    struct shown_fact *facts = arena_alloc(arena, SCREENING_FACTS * sizeof *facts);
    for (int i = 0; i < SCREENING_RULES; i++) {
        const struct screening_rule_row *row = &screening_rule_rows[i];
        enum screening_rule rule = (enum screening_rule)i;
        rules[i] = (struct shown_rule){row->code,
                                       in_languages(&row->names),
                                       row->own ? 2 : 1,
                                       row->source,
                                       conditions_of(arena, rule),
                                       bands_of(arena, rule),
                                       levels_of(arena, rule)};
    }
    for (int i = 0; i < SCREENING_FACTS; i++) {
        const struct screening_fact_row *row = &screening_fact_rows[i];
        facts[i] = (struct shown_fact){row->code, in_languages(&row->names), row->least, row->most};
    }
    return (struct screening_rules_shown){{rules, SCREENING_RULES}, {facts, SCREENING_FACTS}};
}
