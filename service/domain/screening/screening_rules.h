/* The rules of screening (riskien löytäminen): what a client's figures say, and what they leave
 * open. Pure: facts in, findings out; no clock, no database.
 *
 * An unknown fact may be anything that it can be. A rule whose conditions hold whatever it is has
 * been met (YES), one that fails whatever it is has not (NO), and all else is OPEN: never a no. */
#ifndef DOMAIN_SCREENING_RULES_H
#define DOMAIN_SCREENING_RULES_H

#include "base/date.h"
#include "base/shape.h"

enum screening_fact {
#define FACT(code, least, most, fi, sv, en) SCREENING_FACT_##code,
#include "tables/screening_facts.def"
#undef FACT
    SCREENING_FACTS
};
/* In the place of a fact: the sum of the rule's points. */
enum { SCREENING_FACT_POINTS = SCREENING_FACTS };

enum screening_rule {
#define RULE(code, basis, fi, sv, en, source) SCREENING_RULE_##code,
#define CONDITION(rule, what, at_least)
#define BAND(rule, fact, from, points)
#define LEVEL(rule, code, from, fi, sv, en)
#include "tables/screening_rules.def"
#undef RULE
#undef CONDITION
#undef BAND
#undef LEVEL
    SCREENING_RULES
};

/* What a value can be; known where the two are one. */
struct screening_span {
    int64_t low, high;
};

/* A client's figures as they are delivered; what is not present is not known. */
struct screening_figures {
    struct opt_int face_to_face_visits, gp_visits, emergency_visits, stay_days, charlson_index,
        long_term_illnesses, services_in_use;
    struct opt_bool acute_admission, continuing_need;
    struct date last_contact_on;
};

struct screening_facts {
    struct screening_span of[SCREENING_FACTS];
};

/* The facts of the figures on a day. A continuing need is what the figures say it is, else there is
 * one where there are long-term illnesses or services in use. */
void screening_facts_of(const struct screening_figures *figures, struct date as_of,
                        struct screening_facts *out);

/* Whole months from one day to a later one, as calendars count them: from 31 January to 28 February
 * is one. 0 where `to` is no later. */
int64_t screening_months(struct date from, struct date to);

enum screening_verdict { SCREENING_NO, SCREENING_OPEN, SCREENING_YES };

struct screening_finding {
    enum screening_rule rule;
    enum screening_verdict verdict;
    struct screening_span value; /* of what the rule's first condition looks at */
    int64_t limit;               /* that condition's */
    unsigned missing;            /* facts of the rule that are not known: 1 << fact */
};

void screening_apply(enum screening_rule rule, const struct screening_facts *facts,
                     struct screening_finding *out);

/* Whether the rule looks at a fact. */
bool screening_rule_uses(enum screening_rule rule, enum screening_fact fact);

/* How soon a candidate is to be looked at, the higher the sooner. Who has met a rule comes before
 * all who may have; within these by how many times the limits they have at the least, in
 * thousandths, summed over the findings. 0 where no finding is YES or OPEN. */
int64_t screening_priority(const struct screening_finding *findings, size_t count);
enum {
    SCREENING_PRIORITY_MET = 100000, /* added where a rule is met */
    SCREENING_TIMES_MOST = 5000      /* thousandths of a limit, at the most, of one finding */
};

/* --- the tables, to be shown --- */

struct screening_names {
    const char *fi, *sv, *en;
};
struct screening_fact_row {
    const char *code;
    int64_t least, most;
    struct screening_names names;
};
struct screening_rule_row {
    const char *code;
    bool own; /* the limit is our own choice */
    struct screening_names names;
    const char *source;
};
struct screening_condition_row {
    enum screening_rule rule;
    int fact; /* enum screening_fact, or SCREENING_FACT_POINTS */
    int64_t at_least;
};
struct screening_band_row {
    enum screening_rule rule;
    enum screening_fact fact;
    int64_t from, points;
};
struct screening_level_row {
    enum screening_rule rule;
    const char *code;
    int64_t from;
    struct screening_names names;
};
extern const struct screening_fact_row screening_fact_rows[SCREENING_FACTS];
extern const struct screening_rule_row screening_rule_rows[SCREENING_RULES];
extern const struct screening_condition_row screening_condition_rows[];
extern const struct screening_band_row screening_band_rows[];
extern const struct screening_level_row screening_level_rows[];
extern const size_t screening_condition_count, screening_band_count, screening_level_count;

/* The level of so many points; NULL where the rule has none. */
const struct screening_level_row *screening_level(enum screening_rule rule, int64_t points);

#endif
