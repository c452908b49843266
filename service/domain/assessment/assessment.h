/* A joint assessment (yhteinen arvio): what the professional and the client answered together, what
 * the model made of it, and which segment the two agreed on.
 *
 * It is `proposed` until it is confirmed with the client present; after that it never changes. The
 * computed segment and the chosen one stand beside each other; where the choice is another, or one
 * that the answers exclude, there is a reason. What is to be done follows from the choice.
 *
 * Two times stand in it: `assessed_at`, when it was made, and `recorded_at`, when it came here.
 * They are the same but for what is brought in from elsewhere. `as_of` is the day that it is valid
 * for: of a client's confirmed assessments the one of the latest day counts, of one day the one
 * that was confirmed last (standing.h). Stored are the input's canonical bytes, the exact model
 * version, and the result's canonical bytes without texts: evaluating the input again gives the
 * same bytes, for ever.
 *
 * An assessment belongs to one register. A caller of the other one does not learn that it exists;
 * a client acting for themselves sees their own of both.
 *
 * Writes the table assessment; its steps stand in the ledger's moves. Filled records live on the
 * context's arena.
 */
#ifndef DOMAIN_ASSESSMENT_H
#define DOMAIN_ASSESSMENT_H

#include "base/context.h"
#include "base/moves.h"
#include "base/person.h"
#include "base/shape.h"
#include "base/versions.h"
#include "domain/model/model.h"
#include "json/json.h"

enum assessment_status { ASSESSMENT_PROPOSED = 1, ASSESSMENT_CONFIRMED };
extern const char *const assessment_status_words[];

/* From proposed to confirmed. */
extern const struct moves assessment_moves;

struct assessment {
    struct uuid id, client_id;
    int64_t version;
    int status;
    int register_code;
    struct raw_json participants;
    struct model_ref model;
    struct date as_of;
    struct raw_json input;
    struct raw_json result; /* with texts in the caller's language; answered on top */
    const char *segment;    /* as computed; NULL: open */
    const char *chosen_segment;
    const char *override_reason;
    bool client_present;
    struct raw_json chosen; /* what follows from the chosen segment; null: nothing is chosen */
    struct instant assessed_at, recorded_at, confirmed_at;
    struct person assessed_by, confirmed_by;
    struct date review_due;
    struct list available_actions; /* const char * */
    struct list history;           /* struct move_step */
    /* columns only */
    struct uuid model_id;
    struct raw_json stored_result;
    const char *result_hash;
    bool certain;
    struct list possible; /* const char *: every segment still possible */
    const char *ground;   /* on which the caller sees it: a word of tables/grounds.def */
    bool own_view;        /* made by the client alone */
};
extern const struct shape assessment_shape;
extern const struct shape assessment_summary_shape; /* of the same struct, for lists */

/* What a caller adds to a segmentation's body. */
struct assessment_participant {
    const char *role;
};
struct assessment_new {
    int register_code;
    struct list participants; /* struct assessment_participant */
    const char *chosen_segment;
    const char *override_reason;
    struct instant assessed_at; /* of what is brought in; needs assessment:import */
};
extern const struct shape assessment_new_shape;

struct assessment_confirmation {
    const char *chosen_segment; /* NULL: the one that stands in the assessment */
    const char *override_reason;
    struct opt_bool client_present;
};
extern const struct shape assessment_confirmation_shape;

/* Evaluates and stores; one round trip reads, one writes. STATUS_not_found for a client who is not
 * there; STATUS_rule_broken for what the model or the caller's register does not allow. */
enum status assessment_create(struct context *context, struct uuid client_id,
                              const struct json *body, struct assessment *out) must_check;

enum status assessment_get(struct context *context, struct uuid id,
                           struct assessment *out) must_check;

/* What a list of assessments is narrowed by. */
struct assessment_filter {
    int status;                   /* 0: each */
    const char *segment;          /* the chosen one; NULL: each */
    struct date review_due_until; /* the last day; not set: each */
};
extern const struct shape assessment_filter_shape;

/* The page asked for (context->page) of a client's assessments, newest first. */
enum status assessment_list(struct context *context, struct uuid client_id,
                            const struct assessment_filter *filter, struct list *out) must_check;

/* The same with their inputs and stored results, and without texts: for the face of another
 * format. */
enum status assessment_list_whole(struct context *context, struct uuid client_id,
                                  const struct assessment_filter *filter,
                                  struct list *out) must_check;

/* How many of them there are. */
enum status assessment_count(struct context *context, struct uuid client_id,
                             const struct assessment_filter *filter,
                             struct opt_int *out) must_check;

/* Confirms one of the versions that the caller has seen. STATUS_stale where it is another by now,
 * STATUS_conflict where it is confirmed already. */
enum status assessment_confirm(struct context *context, struct uuid id, const struct versions *seen,
                               const struct assessment_confirmation *body,
                               struct assessment *out) must_check;

/* Evaluates the stored input again by the stored model version: the same bytes? */
enum status assessment_replay(struct context *context, struct uuid id, bool *same) must_check;

struct assessment_replays {
    int64_t checked, different;
};
/* The same for every assessment of the context's area. */
enum status assessment_replay_all(struct context *context,
                                  struct assessment_replays *out) must_check;

#endif
