/* A candidate of a screening: somebody, known by a pseudonym, whom a professional should look at,
 * with the reasons; and what became of it.
 *
 * Writes the table candidate. */
#ifndef DOMAIN_CANDIDATE_H
#define DOMAIN_CANDIDATE_H

#include "domain/screening/screening.h"

enum candidate_state { CANDIDATE_OPEN = 1, CANDIDATE_CLOSED, CANDIDATE_EXPIRED };
extern const char *const candidate_state_words[];
extern const struct moves candidate_moves;

/* A finding as it is kept with a candidate; its text is written when it is shown. */
struct candidate_reason {
    const char *rule;
    bool certain;
    int64_t low, high, limit;
    const char *level, *level_high; /* of a rule with points; two where it is open which */
    struct list missing;            /* const char *: codes of facts */
    const char *text;
};

struct candidate_outcome {
    int kind;
    const char *text;
    struct list acknowledged; /* const char *: pointers */
};
extern const char *const candidate_outcome_words[];

struct candidate {
    struct uuid id;
    int64_t version;
    int state;
    struct uuid screening_id;
    int register_code;
    struct uuid unit_id;
    const char *client_ref;
    int64_t rank, priority;
    bool certain;
    struct list met;     /* const char * */
    struct list reasons; /* struct candidate_reason */
    struct instant found_at;
    struct candidate_outcome outcome;
    struct instant closed_at;
    struct person closed_by;
    struct list available_actions, history;
    struct raw_json findings;
};
extern const struct shape candidate_shape, candidate_summary_shape, candidate_close_shape;

struct candidate_filter {
    struct uuid screening_id, unit_id;
    int state;
    struct opt_bool certain;
    const char *rule;
};
extern const struct shape candidate_filter_shape;

/* The page asked for (context->page) of a screening's candidates, the first to be looked at first.
 * That they were read stands in the access log. */
enum status candidate_list(struct context *context, struct candidate_filter *filter,
                           struct list *out) must_check;
enum status candidate_get(struct context *context, struct uuid id,
                          struct candidate *out) must_check;
/* Tells what became of it. */
enum status candidate_close(struct context *context, struct uuid id, const struct versions *seen,
                            const struct candidate_outcome *body, struct candidate *out) must_check;

/* --- for a run --- */

/* What a row is found as; false where it is no candidate. Allocates on the context's arena. */
bool candidate_find(struct context *context, const struct screening *screening,
                    struct screening_row *row, enum screening_verdict verdicts[SCREENING_RULES]);
/* Makes candidates of all that the run has found. */
enum status candidate_publish(struct context *context, const struct screening *screening,
                              int64_t *count) must_check;

/* --- forgetting --- */

/* One portion of those found before; `forgotten` is how many. */
enum status candidate_forget(struct context *context, struct instant before,
                             int64_t *forgotten) must_check;

#endif
