/* The rules of time limits (määräaikasäännöt): dated data with its source, statutory ones and an
 * area's own targets.
 *
 * A rule has a code and versions. Which version holds is decided by the day on which the clock
 * starts, and by the client's age on that day: of the versions that fit the age, the one with the
 * latest first day that has come. So a newer version ends an older one, and an area's row of the
 * same first day goes before the one that ships with the service (tables/deadlines.def). */
#ifndef DOMAIN_DEADLINE_RULE_H
#define DOMAIN_DEADLINE_RULE_H

#include "base/context.h"
#include "base/shape.h"
#include "domain/deadline/calendar.h"

enum deadline_basis { DEADLINE_STATUTORY = 1, DEADLINE_OWN };
enum deadline_counting { COUNT_CALENDAR_DAYS = 1, COUNT_WORKING_DAYS, COUNT_MONTHS };
/* What becomes of a last day that is no working day, or an eve. */
enum deadline_last_day { LAST_DAY_STAYS = 1, LAST_DAY_MOVES };
/* What reopening a closed matter does to a clock that had been met: the time between is a stop, or
 * a new clock begins. */
enum deadline_reopens { REOPENS_STOP = 1, REOPENS_NEW_CLOCK };
/* What meets the limit: that the matter is begun, or that it is completed. */
enum deadline_met_by { MET_BY_START = 1, MET_BY_COMPLETE };
extern const char *const deadline_met_by_words[];
extern const char *const deadline_basis_words[], *const deadline_counting_words[],
                                                     *const deadline_last_day_words[],
                                                         *const deadline_reopens_words[];
/* Codes of tables/deadline_words.def. */
extern const char *const deadline_start_words[], *const deadline_stop_words[];
/* The one that reopening gives, and no caller. */
#define DEADLINE_STOP_CLOSED "closed"

struct deadline_ages {
    struct opt_int min, max;
};
extern const struct shape deadline_ages_shape;

enum { DEADLINE_AGE_MAX = 150 };

struct deadline_rule {
    const char *code;
    const struct names3 *names, *applies; /* applies: to whom, NULL: everybody */
    int basis;
    const char *source;
    bool check_with_law; /* to be checked with the law before use */
    struct date valid_from, valid_to;
    int counting;
    int64_t amount;
    const struct deadline_ages *ages; /* NULL: any age */
    int starts;
    struct list stops; /* const char *, reasons that stop the clock */
    int last_day, reopens, met_by;
    struct uuid service_id; /* an own target of that service: begins with every referral to it */
    /* columns only */
    struct uuid id; /* of an area's own row */
    int64_t age_min, age_max;
    const char *name_fi, *name_sv, *name_en;
};
extern const struct shape deadline_rule_shape;     /* of an answer */
extern const struct shape deadline_rule_new_shape; /* of a request: an area's own version */

/* A word of a list that a form draws. */
struct deadline_word {
    const char *code;
    const struct names3 *names;
};
extern const struct shape deadline_word_shape;

struct deadline_rule_list {
    struct list items;                /* struct deadline_rule */
    struct list starts, stop_reasons; /* struct deadline_word */
};
extern const struct shape deadline_rule_list_shape;

/* The rules that ship with the service, as a list of struct deadline_rule on the arena. */
struct list deadline_rules_shipped(struct arena *arena);

/* The version of `code` that holds for a clock that starts on the day. Where the age is not known
 * and the versions ask for it, *age_needed is set and NULL given; NULL as well where none holds. */
const struct deadline_rule *deadline_rule_choose(const struct list *rules, const char *code,
                                                 struct date starts_on, struct opt_int age,
                                                 bool *age_needed);
/* Is there any version of that code? */
bool deadline_rule_known(const struct list *rules, const char *code);

/* Does this reason stop a clock of that rule? */
bool deadline_rule_stops(const struct deadline_rule *rule, const char *reason);

/* The shipped rules and the area's own. */
enum status deadline_rules(struct context *context, struct list *out) must_check;
/* The same, the area's own asked for ahead of the next statement; deadline_rules_join when that has
 * answered. */
enum status deadline_rules_ahead(struct context *context, struct list *own) must_check;
struct list deadline_rules_join(struct context *context, const struct list *own);

/* Adds a version to the area's own rules. STATUS_conflict where there is one of the same code,
 * first day and least age. */
enum status deadline_rule_add(struct context *context, struct deadline_rule *rule) must_check;

/* What a clock can start with, and be stopped by: lists of struct deadline_word. */
struct list deadline_starts(struct arena *arena);
struct list deadline_stop_reasons(struct arena *arena);

#endif
