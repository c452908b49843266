/* Where a client stands, worked out from their assessments: the rule alone, without a database.
 *
 * By one register, and where both have assessed by both together, it is the latest confirmed
 * assessment, else the latest proposed, where one that the client made alone comes after those of
 * professionals. The latest is the one that is valid for the latest day; of one day the one that
 * was confirmed (or made) last. `since` is the start of the unbroken run, in that order, of
 * confirmed assessments with the same segment: the start of its day, where it was confirmed on a
 * later one. Beside it stands the proposal that waits to be confirmed: the latest of a professional
 * that is valid for a later day than what was confirmed last, or was made after it. */
#ifndef DOMAIN_STANDING_RULE_H
#define DOMAIN_STANDING_RULE_H

#include "base/context.h"
#include "base/shape.h"

/* What of an assessment decides. */
struct standing_step {
    struct uuid client_id, id, model_id;
    int register_code, status; /* enum register_code, enum assessment_status */
    const char *segment;       /* the chosen one, else the computed one; NULL: open */
    struct date as_of, review_due;
    struct instant settled_at; /* confirmed, else made */
    bool own_view;             /* made by the client alone */
    const char *unit;
};
extern const struct shape standing_step_shape;

/* By what: a register, or both together. */
enum standing_scope { STANDING_HEALTH = 1, STANDING_SOCIAL, STANDING_BOTH };
enum { STANDING_SCOPES = 3 };

/* Where a client stands by one of them. */
struct standing_kept {
    struct uuid client_id, assessment_id, model_id;
    int scope, register_code, status;
    const char *segment;
    struct date review_due;
    struct instant since, settled_at;
    const char *unit;
    struct uuid proposal_id; /* not set: nothing waits */
    const char *proposal_unit;
    struct instant proposal_at;
    bool wants_person, wants_team; /* what the segment asks for by its model; not set by the rule */
};
extern const struct shape standing_kept_shape;

/* Of the clients whose assessments these are, in any order; puts them into an order of its own.
 * Writes up to STANDING_SCOPES rows a client to `out`, which has room for STANDING_SCOPES for each
 * assessment; returns how many. */
size_t standings_of(struct standing_step *steps, size_t count, struct standing_kept *out);

#endif
