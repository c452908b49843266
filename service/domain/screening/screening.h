/* A screening (seulonta, RET): figures of clients under pseudonyms are held against rules, and
 * those who have met one, or may have, become candidates for a professional to look at. It gives no
 * segment and decides nothing about a person: records can't place how somebody copes.
 *
 * Rows are collected until the screening is run, by a job; its candidates are there all at once, or
 * not at all. It belongs to the register of who made it; for the other it does not exist. Rows are
 * forgotten soon after the run.
 *
 * Writes the tables screening and screening_row. Filled records live on the context's arena. */
#ifndef DOMAIN_SCREENING_H
#define DOMAIN_SCREENING_H

#include "base/context.h"
#include "base/moves.h"
#include "base/person.h"
#include "base/versions.h"
#include "domain/screening/screening_rules.h"
#include "work/job.h"

enum screening_state { SCREENING_COLLECTING = 1, SCREENING_DONE, SCREENING_EXPIRED };
extern const char *const screening_state_words[];
extern const struct moves screening_moves;

/* How far the latest run is. */
struct screening_job {
    struct uuid id;
    int state; /* enum job_state; 0: the job is no longer kept */
    struct opt_int done, total;
};

struct screening {
    struct uuid id;
    int64_t version;
    int state;
    int register_code;
    const char *name;
    struct uuid unit_id;
    struct date as_of;
    struct list rules; /* const char * */
    bool include_uncertain;
    int64_t row_count;
    struct instant created_at;
    struct person created_by;
    struct screening_job job;
    struct instant completed_at;
    struct raw_json result;
    struct instant rows_forgotten_at;
    struct list available_actions, history;
};
extern const struct shape screening_shape, screening_summary_shape;

struct screening_new {
    struct list rules; /* const char *: codes */
    const char *name;
    struct uuid unit_id;
    struct date as_of;
    struct opt_bool include_uncertain;
};
extern const struct shape screening_new_shape;

struct screening_filter {
    int state;
};
extern const struct shape screening_filter_shape;

enum status screening_create(struct context *context, const struct screening_new *body,
                             struct screening *out) must_check;
enum status screening_get(struct context *context, struct uuid id,
                          struct screening *out) must_check;
/* The page asked for (context->page), newest first. */
enum status screening_list(struct context *context, const struct screening_filter *filter,
                           struct list *out) must_check;
/* Puts a run into the queue. STATUS_conflict where it is done or being run, or has no rows. */
enum status screening_run(struct context *context, struct uuid id, struct job *out) must_check;

/* The screening for one who changes it, as it is when its turn has come: others wait until the
 * transaction is over. */
enum status screening_lock(struct context *context, struct uuid id,
                           struct screening *out) must_check;
/* The same for its run, whatever register it is of; nothing is locked. */
enum status screening_find(struct context *context, struct uuid id,
                           struct screening *out) must_check;
bool screening_is_running(const struct screening *screening);
/* Which of the rules it was made with; bits 1 << enum screening_rule. */
unsigned screening_rule_set(const struct screening *screening);

/* The end of a run: the candidates are there from the commit on. */
enum status screening_complete(struct context *context, struct screening *screening) must_check;
/* Forgets rows of screenings unchanged since before, a portion; `more`: there may be others. What
 * was never run expires with its first rows. */
enum status screening_forget(struct context *context, struct instant before, bool *more) must_check;

/* --- rows --- */

struct screening_row {
    const char *client_ref;
    struct uuid unit_id;
    struct screening_figures figures;
    /* what a run has found of it */
    struct uuid candidate_id;
    int64_t rank;
    const char *met; /* codes of rules, apart by blanks */
    struct raw_json findings;
};

struct screening_refusal {
    int64_t line;
    const char *code, *member, *detail;
};
struct screening_delivery {
    int64_t accepted, unchanged, revised;
    struct list refused; /* struct screening_refusal */
    int64_t row_count;
    bool complete;
};
extern const struct shape screening_row_shape, screening_delivery_shape;

/* A portion of a screening's rows behind a client, by client. */
enum status screening_rows_after(struct context *context, struct uuid id, const char *after_ref,
                                 struct list *out) must_check;
/* Before a run: what an earlier one had found. */
enum status screening_rows_unfind(struct context *context, struct uuid id) must_check;
/* What the run has found of some rows (struct screening_row). */
enum status screening_rows_found(struct context *context, struct uuid id,
                                 const struct list *rows) must_check;

/* A row a line, or an object with a list `items`. */
enum screening_form { SCREENING_NDJSON, SCREENING_JSON };

/* Takes what is good, and says of each row that is not why. Every row counts once: accepted +
 * unchanged + revised + refused are all. Of rows with one client the later holds. */
enum status screening_deliver(struct context *context, struct uuid id, enum screening_form form,
                              const char *bytes, size_t length,
                              struct screening_delivery *out) must_check;

/* --- the rules, to be shown --- */

struct screening_rules_shown {
    struct list items, facts;
};
extern const struct shape screening_rules_shape;
struct screening_rules_shown screening_rules_show(struct context *context);

#endif
