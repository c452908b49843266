#include "domain/screening/screening_rules.h"

/* --- the tables --- */

const struct screening_fact_row screening_fact_rows[SCREENING_FACTS] = {
#define FACT(code, least, most, fi, sv, en) {#code, least, most, {fi, sv, en}},
#include "tables/screening_facts.def"
#undef FACT
};

#define RULE(code, basis, fi, sv, en, source)
#define CONDITION(rule, what, at_least)
#define BAND(rule, fact, from, points)
#define LEVEL(rule, code, from, fi, sv, en)

enum { BASIS_PUBLISHED, BASIS_OWN };
const struct screening_rule_row screening_rule_rows[SCREENING_RULES] = {
#undef RULE
#define RULE(code, basis, fi, sv, en, source)                                                      \
    {#code, BASIS_##basis == BASIS_OWN, {fi, sv, en}, source},
#include "tables/screening_rules.def"
#undef RULE
#define RULE(code, basis, fi, sv, en, source)
};

const struct screening_condition_row screening_condition_rows[] = {
#undef CONDITION
#define CONDITION(rule, what, at_least) {SCREENING_RULE_##rule, SCREENING_FACT_##what, at_least},
#include "tables/screening_rules.def"
#undef CONDITION
#define CONDITION(rule, what, at_least)
};
const size_t screening_condition_count =
    sizeof screening_condition_rows / sizeof *screening_condition_rows;

const struct screening_band_row screening_band_rows[] = {
#undef BAND
#define BAND(rule, fact, from, points) {SCREENING_RULE_##rule, SCREENING_FACT_##fact, from, points},
#include "tables/screening_rules.def"
#undef BAND
#define BAND(rule, fact, from, points)
};
const size_t screening_band_count = sizeof screening_band_rows / sizeof *screening_band_rows;

const struct screening_level_row screening_level_rows[] = {
#undef LEVEL
#define LEVEL(rule, code, from, fi, sv, en) {SCREENING_RULE_##rule, #code, from, {fi, sv, en}},
#include "tables/screening_rules.def"
#undef LEVEL
#define LEVEL(rule, code, from, fi, sv, en)
};
const size_t screening_level_count = sizeof screening_level_rows / sizeof *screening_level_rows;

#undef RULE
#undef CONDITION
#undef BAND
#undef LEVEL

const struct screening_level_row *screening_level(enum screening_rule rule, int64_t points) {
    const struct screening_level_row *level = NULL;
    for (size_t i = 0; i < screening_level_count; i++) {
        const struct screening_level_row *row = &screening_level_rows[i];
        if (row->rule == rule && row->from <= points) {
            level = row;
        }
    }
    return level;
}

/* --- from figures to facts --- */

int64_t screening_months(struct date from, struct date to) {
    int64_t months = (to.year - from.year) * 12 + (to.month - from.month);
    if (months > 0 && date_compare(date_add_months(from, (int)months), to) > 0) {
        months--;
    }
    return months > 0 ? months : 0;
}

static struct screening_span span_of_int(enum screening_fact fact, struct opt_int figure) {
    const struct screening_fact_row *row = &screening_fact_rows[fact];
    return figure.present ? (struct screening_span){figure.value, figure.value}
                          : (struct screening_span){row->least, row->most};
}

static struct screening_span span_of_bool(struct opt_bool figure) {
    return figure.present ? (struct screening_span){figure.value, figure.value}
                          : (struct screening_span){0, 1};
}

/* Whether there are some of what was counted. */
static struct screening_span span_of_any(struct opt_int figure) {
    bool some = figure.present && figure.value > 0;
    return figure.present ? (struct screening_span){some, some} : (struct screening_span){0, 1};
}

static struct screening_span continuing_need(const struct screening_figures *figures) {
    struct screening_span illnesses = span_of_any(figures->long_term_illnesses);
    struct screening_span services = span_of_any(figures->services_in_use);
    if (figures->continuing_need.present) {
        return span_of_bool(figures->continuing_need);
    }
    return (struct screening_span){illnesses.low || services.low, illnesses.high || services.high};
}

void screening_facts_of(const struct screening_figures *figures, struct date as_of,
                        struct screening_facts *out) {
    struct opt_int months = {date_is_set(figures->last_contact_on), 0};
    if (months.present) {
        months.value = screening_months(figures->last_contact_on, as_of);
    }
#define COUNTED(fact, figure)                                                                      \
    out->of[SCREENING_FACT_##fact] = span_of_int(SCREENING_FACT_##fact, figure)
    COUNTED(face_to_face_visits, figures->face_to_face_visits);
    COUNTED(gp_visits, figures->gp_visits);
    COUNTED(emergency_visits, figures->emergency_visits);
    COUNTED(stay_days, figures->stay_days);
    COUNTED(charlson_index, figures->charlson_index);
    COUNTED(months_without_contact, months);
#undef COUNTED
    out->of[SCREENING_FACT_acute_admission] = span_of_bool(figures->acute_admission);
    out->of[SCREENING_FACT_continuing_need] = continuing_need(figures);
}

/* --- from facts to findings --- */

static int64_t points_of(enum screening_rule rule, int fact, int64_t value) {
    int64_t points = 0;
    for (size_t i = 0; i < screening_band_count; i++) {
        const struct screening_band_row *band = &screening_band_rows[i];
        if (band->rule == rule && (int)band->fact == fact && band->from <= value) {
            points = band->points;
        }
    }
    return points;
}

/* The least and the most points that a fact can give: at its ends, and where a band within begins.
 */
static struct screening_span points_span(enum screening_rule rule, int fact,
                                         struct screening_span value) {
    struct screening_span points = {points_of(rule, fact, value.low),
                                    points_of(rule, fact, value.low)};
    for (size_t i = 0; i < screening_band_count; i++) {
        const struct screening_band_row *band = &screening_band_rows[i];
        if (band->rule == rule && (int)band->fact == fact && band->from > value.low &&
            band->from <= value.high) {
            points.low = band->points < points.low ? band->points : points.low;
            points.high = band->points > points.high ? band->points : points.high;
        }
    }
    return points;
}

static struct screening_span measure(enum screening_rule rule, int what,
                                     const struct screening_facts *facts) {
    struct screening_span sum = {0, 0};
    if (what != SCREENING_FACT_POINTS) {
        return facts->of[what];
    }
    for (int fact = 0; fact < SCREENING_FACTS; fact++) {
        struct screening_span points = points_span(rule, fact, facts->of[fact]);
        sum.low += points.low;
        sum.high += points.high;
    }
    return sum;
}

bool screening_rule_uses(enum screening_rule rule, enum screening_fact fact) {
    for (size_t i = 0; i < screening_condition_count; i++) {
        if (screening_condition_rows[i].rule == rule &&
            screening_condition_rows[i].fact == (int)fact) {
            return true;
        }
    }
    for (size_t i = 0; i < screening_band_count; i++) {
        if (screening_band_rows[i].rule == rule && screening_band_rows[i].fact == fact) {
            return true;
        }
    }
    return false;
}

static unsigned missing_of(enum screening_rule rule, const struct screening_facts *facts) {
    unsigned missing = 0;
    for (int fact = 0; fact < SCREENING_FACTS; fact++) {
        if (facts->of[fact].low < facts->of[fact].high &&
            screening_rule_uses(rule, (enum screening_fact)fact)) {
            missing |= 1u << fact;
        }
    }
    return missing;
}

/* All conditions hold: as weak as the weakest of them. */
void screening_apply(enum screening_rule rule, const struct screening_facts *facts,
                     struct screening_finding *out) {
    bool first = true;
    *out = (struct screening_finding){
        .rule = rule, .verdict = SCREENING_YES, .missing = missing_of(rule, facts)};
    for (size_t i = 0; i < screening_condition_count; i++) {
        const struct screening_condition_row *condition = &screening_condition_rows[i];
        if (condition->rule != rule) {
            continue;
        }
        struct screening_span value = measure(rule, condition->fact, facts);
        enum screening_verdict verdict = value.low >= condition->at_least    ? SCREENING_YES
                                         : value.high >= condition->at_least ? SCREENING_OPEN
                                                                             : SCREENING_NO;
        out->verdict = verdict < out->verdict ? verdict : out->verdict;
        if (first) {
            out->value = value;
            out->limit = condition->at_least;
            first = false;
        }
    }
}

int64_t screening_priority(const struct screening_finding *findings, size_t count) {
    int64_t times = 0, met = 0;
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        const struct screening_finding *finding = &findings[i];
        int64_t of_limit = finding->value.low * 1000 / finding->limit;
        if (finding->verdict == SCREENING_NO) {
            continue;
        }
        any = true;
        met = finding->verdict == SCREENING_YES ? SCREENING_PRIORITY_MET : met;
        times += of_limit < SCREENING_TIMES_MOST ? of_limit : SCREENING_TIMES_MOST;
    }
    return any ? met + times + 1 : 0;
}
