#include "domain/deadline/deadline_rule.h"
#include "base/limits.h"
#include "base/text.h"
#include "db/db.h"
#include "domain/deadline/deadline.sql.h"
#include "ledger/ledger.h"

#include <string.h>

const char *const deadline_basis_words[] = {"statutory", "own", NULL};
const char *const deadline_counting_words[] = {"calendar_days", "working_days", "months", NULL};
const char *const deadline_last_day_words[] = {"stays", "next_working_day", NULL};
const char *const deadline_met_by_words[] = {"start", "complete", NULL};
const char *const deadline_reopens_words[] = {"stop", "new_clock", NULL};

#define START(code, fi, sv, en) #code,
#define STOP(code, fi, sv, en)
const char *const deadline_start_words[] = {
#include "tables/deadline_words.def"
    NULL};
#undef START
#undef STOP
#define START(code, fi, sv, en)
#define STOP(code, fi, sv, en) #code,
const char *const deadline_stop_words[] = {
#include "tables/deadline_words.def"
    NULL};
#undef START
#undef STOP

/* --- shapes --- */

static const struct shape_field ages_fields[] = {
    FIELD_RANGE(struct deadline_ages, min, 0, 0, DEADLINE_AGE_MAX),
    FIELD_RANGE(struct deadline_ages, max, 0, 0, DEADLINE_AGE_MAX), FIELD_END};
const struct shape deadline_ages_shape = {"Ages", sizeof(struct deadline_ages), ages_fields};

static const struct shape_field word_fields[] = {
    FIELD(struct deadline_word, code, SHAPE_READ_ONLY),
    FIELD_RECORD(struct deadline_word, names, SHAPE_READ_ONLY, names3_shape), FIELD_END};
const struct shape deadline_word_shape = {"DeadlineWord", sizeof(struct deadline_word),
                                          word_fields};

/* What an answer and a request have in common; what is required is so of a request. */
#define RULE_FIELDS                                                                                \
    FIELD_FORMAT(struct deadline_rule, code, SHAPE_REQUIRED, 1, 64, "code"),                       \
        FIELD_RECORD(struct deadline_rule, names, SHAPE_REQUIRED | SHAPE_JSON_ONLY, names3_shape), \
        FIELD_ENUM(struct deadline_rule, basis, SHAPE_REQUIRED, deadline_basis_words),             \
        FIELD_STRING(struct deadline_rule, source, SHAPE_REQUIRED, 1, 300),                        \
        FIELD(struct deadline_rule, valid_from, SHAPE_REQUIRED),                                   \
        FIELD(struct deadline_rule, valid_to, 0),                                                  \
        FIELD_ENUM(struct deadline_rule, counting, SHAPE_REQUIRED, deadline_counting_words),       \
        FIELD_RANGE(struct deadline_rule, amount, SHAPE_REQUIRED, 1, 400),                         \
        FIELD_RECORD(struct deadline_rule, ages, SHAPE_JSON_ONLY, deadline_ages_shape),            \
        FIELD_ENUM(struct deadline_rule, starts, SHAPE_REQUIRED, deadline_start_words),            \
        FIELD_STRINGS(struct deadline_rule, stops, 0, 0, 16),                                      \
        FIELD_ENUM(struct deadline_rule, last_day, 0, deadline_last_day_words),                    \
        FIELD_ENUM(struct deadline_rule, reopens, 0, deadline_reopens_words),                      \
        FIELD_ENUM(struct deadline_rule, met_by, 0, deadline_met_by_words),                        \
        FIELD(struct deadline_rule, service_id, 0)

static const struct shape_field rule_fields[] = {
    RULE_FIELDS,
    FIELD_RECORD(struct deadline_rule, applies, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, names3_shape),
    FIELD(struct deadline_rule, check_with_law, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),
    FIELD(struct deadline_rule, id, SHAPE_COLUMN_ONLY),
    FIELD(struct deadline_rule, age_min, SHAPE_COLUMN_ONLY),
    FIELD(struct deadline_rule, age_max, SHAPE_COLUMN_ONLY),
    FIELD(struct deadline_rule, name_fi, SHAPE_COLUMN_ONLY),
    FIELD(struct deadline_rule, name_sv, SHAPE_COLUMN_ONLY),
    FIELD(struct deadline_rule, name_en, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape deadline_rule_shape = {"DeadlineRule", sizeof(struct deadline_rule),
                                          rule_fields};

static const struct shape_field new_fields[] = {RULE_FIELDS, FIELD_END};
const struct shape deadline_rule_new_shape = {"DeadlineRuleCreate", sizeof(struct deadline_rule),
                                              new_fields};

static const struct shape_field list_fields[] = {
    FIELD_LIST(struct deadline_rule_list, items, SHAPE_READ_ONLY, deadline_rule_shape, 0,
               DEADLINE_RULES_MAX),
    FIELD_LIST(struct deadline_rule_list, starts, SHAPE_READ_ONLY, deadline_word_shape, 0, 32),
    FIELD_LIST(struct deadline_rule_list, stop_reasons, SHAPE_READ_ONLY, deadline_word_shape, 0,
               32),
    FIELD_END};
const struct shape deadline_rule_list_shape = {"DeadlineRuleList",
                                               sizeof(struct deadline_rule_list), list_fields};

/* --- the rules that ship --- */

struct shipped_rule {
    const char *code;
    int basis;
    struct names3 names, applies;
};
struct shipped_version {
    const char *code, *valid_from, *valid_to;
    int counting, amount, age_min, age_max;
    const char *starts, *stops; /* stops: words with spaces between */
    int last_day, reopens, met_by;
    const char *source;
};

enum { BASIS_statutory = DEADLINE_STATUTORY, BASIS_own = DEADLINE_OWN };
enum {
    COUNTING_calendar_days = COUNT_CALENDAR_DAYS,
    COUNTING_working_days = COUNT_WORKING_DAYS,
    COUNTING_months = COUNT_MONTHS
};
enum { LAST_stays = LAST_DAY_STAYS, LAST_next_working_day = LAST_DAY_MOVES };
enum { REOPENS_stop = REOPENS_STOP, REOPENS_new_clock = REOPENS_NEW_CLOCK };
enum { MET_BY_start = MET_BY_START, MET_BY_complete = MET_BY_COMPLETE };

static const struct shipped_rule shipped_rules[] = {
#define DEADLINE(code, basis, fi, sv, en, for_fi, for_sv, for_en)                                  \
    {#code, BASIS_##basis, {fi, sv, en}, {for_fi, for_sv, for_en}},
#define VERSION(code, from, to, counting, amount, least, greatest, starts, stops, last, reopens,   \
                met_by, source)
#include "tables/deadlines.def"
#undef DEADLINE
#undef VERSION
};

static const struct shipped_version shipped_versions[] = {
#define DEADLINE(code, basis, fi, sv, en, for_fi, for_sv, for_en)
#define VERSION(code, from, to, counting, amount, least, greatest, starts, stops, last, reopens,   \
                met_by, source)                                                                    \
    {#code,   from,  to,          COUNTING_##counting, amount,          least, greatest,           \
     #starts, stops, LAST_##last, REOPENS_##reopens,   MET_BY_##met_by, source},
#include "tables/deadlines.def"
#undef DEADLINE
#undef VERSION
};
enum {
    SHIPPED_RULES = sizeof shipped_rules / sizeof *shipped_rules,
    SHIPPED_VERSIONS = sizeof shipped_versions / sizeof *shipped_versions
};

static const struct shipped_rule *rule_of(const char *code) {
    for (size_t i = 0; i < SHIPPED_RULES; i++) {
        if (strcmp(shipped_rules[i].code, code) == 0) {
            return &shipped_rules[i];
        }
    }
    return NULL;
}

static const struct deadline_ages *ages_new(struct arena *arena, int64_t min, int64_t max) {
    if (min <= 0 && max >= DEADLINE_AGE_MAX) {
        return NULL;
    }
    struct deadline_ages *ages = arena_alloc(arena, sizeof *ages);
    *ages = (struct deadline_ages){.min = {min > 0, min}, .max = {max < DEADLINE_AGE_MAX, max}};
    return ages;
}

static struct list words_split(struct arena *arena, const char *words) {
    const char **out = arena_alloc(arena, (strlen(words) / 2 + 1) * sizeof *out);
    size_t count = 0;
    while (*words) {
        size_t length = strcspn(words, " ");
        out[count++] = arena_copy(arena, words, length);
        words += length + (words[length] == ' ');
    }
    return (struct list){out, count};
}

static void ship(struct arena *arena, const struct shipped_version *version,
                 struct deadline_rule *out) {
    const struct shipped_rule *rule = rule_of(version->code);
    *out = (struct deadline_rule){.code = version->code,
                                  .names = &rule->names,
                                  .applies = *rule->applies.en ? &rule->applies : NULL,
                                  .basis = rule->basis,
                                  .source = version->source,
                                  .check_with_law = rule->basis == DEADLINE_STATUTORY,
                                  .counting = version->counting,
                                  .amount = version->amount,
                                  .age_min = version->age_min,
                                  .age_max = version->age_max,
                                  .ages = ages_new(arena, version->age_min, version->age_max),
                                  .starts = shape_word_index(deadline_start_words, version->starts),
                                  .stops = words_split(arena, version->stops),
                                  .last_day = version->last_day,
                                  .reopens = version->reopens,
                                  .met_by = version->met_by};
    (void)date_parse(version->valid_from, &out->valid_from);
    (void)date_parse(version->valid_to, &out->valid_to);
}

struct list deadline_rules_shipped(struct arena *arena) {
    struct deadline_rule *rules = arena_alloc(arena, SHIPPED_VERSIONS * sizeof *rules);
    for (size_t i = 0; i < SHIPPED_VERSIONS; i++) {
        ship(arena, &shipped_versions[i], &rules[i]);
    }
    return (struct list){rules, SHIPPED_VERSIONS};
}

/* --- which version holds --- */

static bool fits_age(const struct deadline_rule *rule, int64_t age) {
    return age >= rule->age_min && age <= rule->age_max;
}

const struct deadline_rule *deadline_rule_choose(const struct list *rules, const char *code,
                                                 struct date starts_on, struct opt_int age,
                                                 bool *age_needed) {
    const struct deadline_rule *rule = rules->items, *best = NULL;
    *age_needed = false;
    for (size_t i = 0; i < rules->count; i++, rule++) {
        if (strcmp(rule->code, code) != 0 || date_compare(rule->valid_from, starts_on) > 0 ||
            (age.present && !fits_age(rule, age.value))) {
            continue;
        }
        /* Of the same first day the later in the list: an area's own rows come after those shipped.
         */
        if (!best || date_compare(rule->valid_from, best->valid_from) >= 0) {
            best = rule;
        }
    }
    *age_needed = best && best->ages && !age.present;
    if (best && date_is_set(best->valid_to) && date_compare(best->valid_to, starts_on) < 0) {
        return NULL;
    }
    return *age_needed ? NULL : best;
}

bool deadline_rule_known(const struct list *rules, const char *code) {
    const struct deadline_rule *rule = rules->items;
    for (size_t i = 0; i < rules->count; i++) {
        if (strcmp(rule[i].code, code) == 0) {
            return true;
        }
    }
    return false;
}

bool deadline_rule_stops(const struct deadline_rule *rule, const char *reason) {
    const char *const *stops = rule->stops.items;
    for (size_t i = 0; i < rule->stops.count; i++) {
        if (strcmp(stops[i], reason) == 0) {
            return true;
        }
    }
    return rule->reopens == REOPENS_STOP && strcmp(reason, DEADLINE_STOP_CLOSED) == 0;
}

/* --- words --- */

static const struct names3 start_names[] = {
#define START(code, fi, sv, en) {fi, sv, en},
#define STOP(code, fi, sv, en)
#include "tables/deadline_words.def"
#undef START
#undef STOP
};
static const struct names3 stop_names[] = {
#define START(code, fi, sv, en)
#define STOP(code, fi, sv, en) {fi, sv, en},
#include "tables/deadline_words.def"
#undef START
#undef STOP
};

static struct list words_of(struct arena *arena, const char *const *codes,
                            const struct names3 *names, size_t count) {
    struct deadline_word *words = arena_alloc(arena, count * sizeof *words);
    for (size_t i = 0; i < count; i++) {
        words[i] = (struct deadline_word){codes[i], &names[i]};
    }
    return (struct list){words, count};
}

struct list deadline_starts(struct arena *arena) {
    return words_of(arena, deadline_start_words, start_names,
                    sizeof start_names / sizeof *start_names);
}

struct list deadline_stop_reasons(struct arena *arena) {
    return words_of(arena, deadline_stop_words, stop_names, sizeof stop_names / sizeof *stop_names);
}

/* --- an area's own --- */

/* What a row of the area leaves to be made of its columns. */
static void complete(struct context *context, struct deadline_rule *rule) {
    struct names3 *names = arena_alloc(context->arena, sizeof *names);
    *names = (struct names3){rule->name_fi, rule->name_sv, rule->name_en};
    rule->names = names;
    rule->ages = ages_new(context->arena, rule->age_min, rule->age_max);
}

enum status deadline_rules_ahead(struct context *context, struct list *own) {
    return db_list_ahead(context, &deadline_rule_select, &deadline_rule_shape,
                         &(struct deadline_rule){0}, &deadline_rule_shape, own);
}

struct list deadline_rules_join(struct context *context, const struct list *own) {
    struct list shipped = deadline_rules_shipped(context->arena);
    struct deadline_rule *all =
        arena_alloc(context->arena, (shipped.count + own->count) * sizeof *all);
    memcpy(all, shipped.items, shipped.count * sizeof *all);
    if (own->count > 0) {
        memcpy(all + shipped.count, own->items, own->count * sizeof *all);
    }
    for (size_t i = 0; i < own->count; i++) {
        complete(context, &all[shipped.count + i]);
    }
    return (struct list){all, shipped.count + own->count};
}

enum status deadline_rules(struct context *context, struct list *out) {
    struct list own = {0};
    enum status status = db_list(context, &deadline_rule_select, &deadline_rule_shape,
                                 &(struct deadline_rule){0}, &deadline_rule_shape, &own);
    if (status == OK) {
        *out = deadline_rules_join(context, &own);
    }
    return status;
}

/* --- adding one --- */

static void check_stops(struct context *context, const struct list *stops) {
    const char *const *words = stops->items;
    for (size_t i = 0; i < stops->count; i++) {
        if (shape_word_index(deadline_stop_words, words[i]) == 0) {
            context_error(context, arena_format(context->arena, "/stops/%zu", i), ERROR_not_in_list,
                          text_words(context->arena, deadline_stop_words));
        }
    }
}

static void check_bounds(struct context *context, const struct deadline_rule *rule) {
    if (date_is_set(rule->valid_to) && date_compare(rule->valid_to, rule->valid_from) < 0) {
        context_error(context, "/valid_to", ERROR_ends_before_start, NULL);
    }
    if (rule->age_min > rule->age_max) {
        context_error(context, "/ages/max", ERROR_ends_before_start, NULL);
    }
}

static enum status check_service(struct context *context, const struct deadline_rule *rule) {
    struct deadline_rule service = {.code = NULL};
    bool found = true;
    enum status status = OK;
    if (uuid_is_set(&rule->service_id)) {
        status = db_find(context, &deadline_rule_select_service, &deadline_rule_shape, rule,
                         &deadline_rule_shape, &service, &found);
    }
    if (status == OK && !found) {
        context_error(context, "/service_id", ERROR_unknown_service, NULL);
    }
    return status;
}

enum status deadline_rule_add(struct context *context, struct deadline_rule *rule) {
    const struct deadline_ages *ages = rule->ages;
    rule->id = uuid_new(context->now.us / 1000);
    rule->age_min = ages && ages->min.present ? ages->min.value : 0;
    rule->age_max = ages && ages->max.present ? ages->max.value : DEADLINE_AGE_MAX;
    rule->ages = ages_new(context->arena, rule->age_min, rule->age_max);
    rule->name_fi = rule->names->fi;
    rule->name_sv = rule->names->sv;
    rule->name_en = rule->names->en;
    rule->last_day = rule->last_day ? rule->last_day : LAST_DAY_STAYS;
    rule->reopens = rule->reopens ? rule->reopens : REOPENS_STOP;
    rule->met_by = rule->met_by ? rule->met_by : MET_BY_START;
    rule->check_with_law = rule->basis == DEADLINE_STATUTORY;
    if (!rule->stops.items) {
        rule->stops = words_split(context->arena, "");
    }
    check_stops(context, &rule->stops);
    check_bounds(context, rule);
    enum status status = check_service(context, rule);
    if (status == OK) {
        status = context_settle(context, STATUS_rule_broken);
    }
    if (status == OK) {
        status = db_later(context, &deadline_rule_insert, &deadline_rule_shape, rule);
    }
    if (status == OK) {
        status = ledger_audit(context, AUDIT_CREATE, (struct uuid){{0}}, RESOURCE_deadline_rule,
                              rule->id, GROUND_none);
    }
    return status == OK ? ledger_event(context, EVENT_deadline_rule_created, rule->id, 1) : status;
}
