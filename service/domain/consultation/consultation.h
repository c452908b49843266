/* Direct consultation (konsultaatio): a professional asks a service, a team or another
 * professional, with a client or without one, and gets an answer by a time that both know.
 *
 * Who asked, and their unit, is one side; the one who is asked, or the unit of the service or team,
 * is the other: for everybody else it does not exist. One with a client belongs to the asker's
 * register, and the other side sees it as they may see the client's records. An anonymous one has
 * no client: nothing in it, in its events or in the access log leads to one, its texts are looked
 * through for what points to a person, and they are forgotten some time after it has ended.
 *
 * Its clock runs from the question to the answer and stands still while the asker is asked for
 * more. Reopening starts another clock; the first stays as it was.
 *
 * Writes the tables consultation, consultation_clock, consultation_message and consultation_read.
 * Filled records live on the context's arena. */
#ifndef DOMAIN_CONSULTATION_H
#define DOMAIN_CONSULTATION_H

#include "anonymity/anonymity.h"
#include "base/context.h"
#include "base/moves.h"
#include "base/person.h"
#include "base/shape.h"
#include "base/versions.h"
#include "domain/referral/referral.h"

enum consultation_state {
    CONSULTATION_ASKED = 1,
    CONSULTATION_MORE_ASKED,
    CONSULTATION_ANSWERED,
    CONSULTATION_CLOSED,
    CONSULTATION_WITHDRAWN,
    CONSULTATION_CONVERTED
};
extern const char *const consultation_state_words[];
extern const struct moves consultation_moves;

enum consultation_urgency { URGENCY_EMERGENCY = 1, URGENCY_URGENT, URGENCY_NON_URGENT };
extern const char *const consultation_urgency_words[];
extern const char *const consultation_answer_words[]; /* advice, joint_appointment, take_over */

/* Whom a question goes to: exactly one is set. */
struct consultation_receiver {
    struct uuid service_id;
    const char *group; /* the code of a unit: a team */
    const char *sub;
};

extern const struct shape consultation_receiver_shape;

struct consultation_deadline {
    const char *rule, *basis;
    int64_t round;
    struct instant starts_at, due_at, stopped_at, met_at;
    int state;
    struct opt_bool in_time; /* of one that is met */
};

struct consultation_outcome {
    struct opt_bool avoided_referral;
    const char *text;
};

struct consultation {
    struct uuid id, client_id, contact_id, referral_id;
    int64_t version;
    int state;
    bool anonymous;
    int register_code;
    struct consultation_receiver to;
    const char *question; /* NULL: forgotten */
    int urgency;
    bool authorised_to_convert;
    struct instant asked_at;
    struct person asked_by;
    struct person assignee;
    struct instant assigned_at;
    int answer_kind;
    struct instant answered_at;
    struct person answered_by;
    const struct consultation_outcome *outcome;
    struct instant ended_at, due_at;
    struct opt_bool overdue;
    struct list deadlines; /* struct consultation_deadline: the first clock first */
    int64_t message_count, unread;
    struct list available_actions, history;
    struct list warnings; /* struct anonymity_warning: of the texts just given */
    /* columns only */
    const char *receiver_unit;
    struct instant updated_at;
    struct opt_bool avoided_referral;
    const char *outcome_text;
    int64_t round, answer_within_hours;
    struct instant starts_at, stopped_at, met_at;
    const char *ground;         /* on which it is read; NULL: of an anonymous one */
    bool is_asker, is_receiver; /* on which sides the caller stands */
};
extern const struct shape consultation_shape;
extern const struct shape consultation_summary_shape; /* of the same struct, for lists */

struct consultation_new {
    const struct consultation_receiver *to;
    const char *question;
    struct opt_bool anonymous;
    struct uuid client_id, contact_id;
    int urgency; /* non_urgent unless given */
    struct opt_bool authorised_to_convert;
    struct list acknowledged; /* const char * */
};
extern const struct shape consultation_new_shape;

/* What the actions take; each reads its own part, by its own shape. */
struct consultation_act {
    int kind; /* of an answer */
    const char *text, *reason;
    const char *assignee; /* NULL: the caller */
    const struct consultation_outcome *outcome;
    int referral_kind;
    const char *need;
    const struct referral_to *to;
    const struct referral_ground *ground; /* of crossing into another register */
    struct list acknowledged;
};
extern const struct shape consultation_answer_shape, consultation_text_shape,
    consultation_convert_shape, consultation_close_shape, consultation_withdraw_shape,
    consultation_reopen_shape, consultation_assign_shape, consultation_release_shape;

struct consultation_filter {
    int direction; /* asked, received; received unless given */
    int state;
};
extern const struct shape consultation_filter_shape;

/* The state a clock is in, worked out from its instants. */
extern const struct shape consultation_deadline_shape;

struct consultation_message {
    int64_t number;
    const char *kind, *side;
    struct instant at;
    struct person by;
    const char *text;     /* NULL: forgotten */
    struct list warnings; /* struct anonymity_warning: of a text just given */
};
extern const struct shape consultation_message_shape;

struct consultation_message_new {
    const char *text;
    struct list acknowledged;
};
extern const struct shape consultation_message_new_shape;

struct consultation_reading {
    int64_t up_to;
};
extern const struct shape consultation_reading_shape;

/* Asks. STATUS_not_found for a client who is not there; STATUS_rule_broken for a receiver who is
 * not there, an anonymous one with a client or with identifying text, and a client's matter that
 * goes over the boundary of the registers. */
enum status consultation_create(struct context *context, const struct consultation_new *body,
                                struct consultation *out) must_check;

/* The same as the outcome of a first contact, in its transaction. `client_id` is the contact's, not
 * set where it has none: a contact with a client gives no anonymous consultation, since the two
 * would be tied by their time. */
enum status consultation_create_from_contact(struct context *context,
                                             const struct consultation_new *body,
                                             struct uuid contact_id, struct uuid client_id,
                                             struct consultation *out) must_check;

enum status consultation_get(struct context *context, struct uuid id,
                             struct consultation *out) must_check;

/* What the caller's side asked or received, newest first. */
enum status consultation_list(struct context *context, const struct consultation_filter *filter,
                              struct list *out) must_check;

/* One move of consultation_moves.def on one of the versions seen. STATUS_conflict where the state
 * does not allow it, where another has taken it, and for the second conversion. */
enum status consultation_move(struct context *context, struct uuid id, const struct versions *seen,
                              const char *action, const struct consultation_act *act,
                              struct consultation *out) must_check;

/* The messages, oldest first. */
enum status consultation_message_list(struct context *context, struct uuid id,
                                      struct list *out) must_check;
enum status consultation_message_create(struct context *context, struct uuid id,
                                        const struct consultation_message_new *body,
                                        struct consultation_message *out) must_check;
/* The caller has read up to that message, never more than there are; it only grows. */
enum status consultation_read(struct context *context, struct uuid id,
                              const struct consultation_reading *reading,
                              struct consultation_reading *out) must_check;

/* Forgets the texts of anonymous consultations of the area that ended before that instant; their
 * figures stay. How many were forgotten, a portion at most: again while there are some. */
enum status consultation_forget(struct context *context, struct instant before,
                                int64_t *forgotten) must_check;

#endif
