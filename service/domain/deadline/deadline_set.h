/* The clocks of one record, as they are kept: several limits may run on one matter, each by a rule
 * of its own; they share the times at which the matter stood still.
 *
 * Load a set ahead of the statement that reads the record, change it, and keep it: the rows go with
 * the record's own transaction. How a clock stands is always reckoned, never read.
 *
 * Writes the tables deadline and deadline_stop. */
#ifndef DOMAIN_DEADLINE_SET_H
#define DOMAIN_DEADLINE_SET_H

#include "base/kinds.h"
#include "domain/deadline/deadline.h"

struct deadline_kept {
    const char *rule;
    int64_t number;
    struct date starts_on, met_on, ended_on, due_on;
    struct opt_int age;
    bool changed;
};

struct deadline_pause {
    struct uuid id;
    struct date from, to;
    int reason;
    bool changed;
};

struct deadline_set {
    enum resource resource;
    struct uuid resource_id;
    struct list clocks, pauses; /* struct deadline_kept, struct deadline_pause */
    struct list own_rules;
    struct list rules; /* all, once deadline_set_open has been called */
};

/* The set of a record that is being made, which has no clock yet: only its rules are asked for,
 * together with the next statement. */
enum status deadline_set_new(struct context *context, enum resource resource, struct uuid id,
                             struct deadline_set *out) must_check;
/* Asks for the set of a record, together with the next statement. */
enum status deadline_set_ahead(struct context *context, enum resource resource, struct uuid id,
                               struct deadline_set *out) must_check;
/* After either, when that statement has answered. */
void deadline_set_open(struct context *context, struct deadline_set *set);

/* A set that is only read, with rules that were loaded before (deadline_rules). */
enum status deadline_set_load(struct context *context, enum resource resource, struct uuid id,
                              const struct list *rules, struct deadline_set *out) must_check;

/* Has a clock of that rule begun, whatever became of it? */
bool deadline_set_has(const struct deadline_set *set, const char *rule);
/* Begins a clock, numbered after those of the same rule. A field error at `pointer` where no
 * version of the rule holds; where the age is not known, the strictest version does. */
void deadline_set_begin(struct context *context, struct deadline_set *set, const char *pointer,
                        const char *rule, struct date starts_on, struct opt_int age);
/* Begins the own targets of a service; ends those of every other one. */
void deadline_set_serve(struct context *context, struct deadline_set *set, struct uuid service_id,
                        struct opt_int age);
/* Meets the clocks that run and are met by this; completing meets also what starting would have. */
void deadline_set_meet(struct context *context, struct deadline_set *set,
                       enum deadline_met_by met_by);
/* Ends the clocks that run: the matter is closed. */
void deadline_set_end(struct context *context, struct deadline_set *set);
/* Opens a matter again that was closed on a day: each rule says whether the time between is a stop
 * or a new clock begins. What was met stays met; of own targets, those of the service go on that
 * has the matter. */
void deadline_set_reopen(struct context *context, struct deadline_set *set, struct date closed_on,
                         struct uuid service_id, struct opt_int age);
/* Stands still from today, or between two days; goes on today. */
void deadline_set_pause(struct context *context, struct deadline_set *set, int reason,
                        struct date from, struct date to);
/* Is there a clock that is neither met nor ended? One that stands still is. */
bool deadline_set_runs(const struct deadline_set *set);
/* Is there a stop that lasts, or is still to begin? */
bool deadline_set_may_resume(const struct context *context, const struct deadline_set *set);
bool deadline_set_resume(struct context *context, struct deadline_set *set);

/* How each clock stands today, as struct deadline_answer. */
struct list deadline_set_read(struct context *context, struct deadline_set *set);
/* The earliest due day of those that run; not set where none does. */
struct date deadline_set_due(struct context *context, struct deadline_set *set);

/* A clock that runs and has a quarter of its days left at the most, or is past its last day. One
 * that stands still is none; the days of stops are not counted as its own. */
struct deadline_notice {
    const char *rule;
    int64_t number;
    struct date due_on;
    bool overdue;
};
struct list deadline_set_notices(struct context *context, const struct deadline_set *set);

/* Keeps what has changed, with the transaction. */
enum status deadline_set_keep(struct context *context, struct deadline_set *set) must_check;

/* How many clocks of a rule that began between two days were met in time, and how many not. */
struct deadline_counts {
    int64_t in_time, late;
};
enum status deadline_counts(struct context *context, const char *rule, struct date from,
                            struct date to, struct deadline_counts *out) must_check;

#endif
