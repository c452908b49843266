/* A referral (lähete, ohjaus, yhteydenotto): a client's matter on its way from one service to
 * another, one record from the first word to the end. Its states and moves stand in
 * referral_moves.def; its clocks (domain/deadline) run from the day it is sent, no matter who has
 * it.
 *
 * It belongs to the sender's register. Once it is sent, the receiver's register sees it too: that
 * is what it was sent for; sending it into another register needs a ground, the client's consent or
 * the law. A caller acts on a side: as the sender, from the unit that made it; as the receiver, in
 * the unit it went to. With `referral:manage` a caller acts for any unit of their register; a token
 * that names no unit speaks for its whole register.
 *
 * The sender always sees how it ended. Where the client is handed the means to go somewhere by
 * themselves (third sector, digital), there is no queue: the sender asks how it went, on a day.
 *
 * Writes the tables referral and referral_message. Filled records live on the context's arena. */
#ifndef DOMAIN_REFERRAL_H
#define DOMAIN_REFERRAL_H

#include "base/context.h"
#include "base/moves.h"
#include "base/shape.h"
#include "base/versions.h"
#include "domain/deadline/deadline_set.h"

enum referral_kind {
    REFERRAL_GUIDANCE = 1,
    REFERRAL_HEALTH,
    REFERRAL_SOCIAL_CONTACT,
    REFERRAL_SERVICE_NEED,
    REFERRAL_THIRD_SECTOR,
    REFERRAL_DIGITAL
};
enum referral_state {
    REFERRAL_DRAFT = 1,
    REFERRAL_SENT,
    REFERRAL_RECEIVED,
    REFERRAL_ACCEPTED,
    REFERRAL_IN_PROGRESS,
    REFERRAL_RETURNED,
    REFERRAL_REDIRECTED,
    REFERRAL_COMPLETED,
    REFERRAL_DECLINED,
    REFERRAL_CANCELLED
};
extern const char *const referral_kind_codes[],
    *const referral_state_words[], *const referral_urgency_words[], *const referral_outcome_words[];
extern const struct moves referral_moves;
/* Whose moves: of one that waits in a queue, and of one with which the client goes by themselves.
 */
enum { REFERRAL_QUEUED = 1, REFERRAL_HANDED = 2 };
/* Which of them a referral of this kind has. */
unsigned referral_moves_of(int kind);

/* Whom it goes to: a service, or a unit. An answer has both where the service is of a unit. */
struct referral_to {
    struct uuid service_id, unit_id;
};
extern const struct shape referral_to_shape;

/* Why it may cross into another register. */
struct referral_ground {
    int kind; /* consent, law */
    const char *basis;
    struct uuid consent_id;
};
extern const struct shape referral_ground_shape;

/* Something that lies in another system, by reference only. */
struct referral_attachment {
    const char *system, *reference, *title;
};

/* How it ended: the summary is meant for the sender to read. */
struct referral_outcome {
    int kind;
    const char *text;
    struct instant at;
};
extern const struct shape referral_outcome_shape;

/* As a caller gives it. */
struct referral_new {
    struct uuid client_id;
    int kind;
    const struct referral_to *to;
    const char *need;
    struct list need_classes; /* const char * */
    int urgency;
    int from_register, to_register;
    const char *rule;
    struct list rules; /* const char *: more clocks than one */
    struct date starts_on;
    const struct referral_ground *ground;
    struct list attachments; /* struct referral_attachment */
    struct date follow_up_on;
    struct uuid contact_id, consultation_id;
    struct opt_bool send;
};
extern const struct shape referral_new_shape;
extern const struct shape
    referral_replace_shape; /* of a draft: the same without whom it is about */

struct referral {
    struct uuid id, client_id;
    int64_t version;
    int kind, state, urgency;
    const char *need;
    struct list need_classes;
    int from_register, to_register;
    struct uuid from_unit_id;
    struct referral_to to;
    struct referral_ground ground;
    struct uuid contact_id, consultation_id;
    struct list rules;
    struct date starts_on;
    struct raw_json attachments; /* { "attachments": [...] } */
    struct date follow_up_on;
    struct raw_json means; /* the service's channels: what the client is handed */
    const char *url;
    const char *assignee;
    struct referral_outcome outcome;
    int unseen; /* the side that has still to see how it ended */
    struct date due_on;
    bool overdue;
    struct instant waiting_since, sent_at, created_at;
    struct person created_by;
    struct list deadlines;         /* struct deadline_answer */
    struct list duplicates;        /* struct uuid */
    struct list available_actions; /* const char * */
    struct list history;           /* struct move_step */
    /* columns only */
    struct date closed_on, client_birth_date;
    struct instant updated_at;
    int client_status; /* of enum client_status */
    struct uuid caller_unit_id;
    struct raw_json channels;
};
extern const struct shape referral_shape;
extern const struct shape referral_summary_shape; /* of the same struct, for lists */

/* Makes a draft, or sends it at once where the body says so. STATUS_not_found for a client who is
 * not there; STATUS_rule_broken with all that does not fit. */
enum status referral_create(struct context *context, const struct referral_new *body,
                            struct referral *out) must_check;

/* The same as part of something else that happens to the client (a contact's outcome, a
 * consultation that becomes a referral), in the same transaction. Either id may be all zero. Two
 * referrals of one consultation: the second is STATUS_conflict. */
enum status referral_create_from(struct context *context, const struct referral_new *body,
                                 struct uuid contact_id, struct uuid consultation_id,
                                 struct referral *out) must_check;

enum status referral_get(struct context *context, struct uuid id, struct referral *out) must_check;

/* Puts another draft in the place of the one that is there; also of one that was returned. */
enum status referral_replace(struct context *context, struct uuid id, const struct versions *seen,
                             const struct referral_new *body, struct referral *out) must_check;

/* What a move is given; which of it, the action says. */
struct referral_act {
    const char *reason;
    const struct referral_to *to;
    int to_register;
    const struct referral_ground *ground;
    const char *assignee;
    const struct referral_outcome *outcome;
    int urgency;
    const struct deadline_stop *stop;
};
extern const struct shape referral_act_shape;

/* Makes a move. STATUS_not_found for an action there is none of; STATUS_conflict in a state that
 * does not allow it, or where somebody else has it; STATUS_forbidden for who stands on the other
 * side; STATUS_stale where it is another version by now. */
enum status referral_move(struct context *context, struct uuid id, const char *action,
                          const struct versions *seen, const struct referral_act *act,
                          struct referral *out) must_check;

struct referral_filter {
    struct uuid client_id, unit_id, service_id;
    int state, direction;
    const char *assignee;
    struct opt_bool overdue;
};
extern const struct shape referral_filter_shape;
/* The page asked for, newest first. */
enum status referral_list(struct context *context, const struct referral_filter *filter,
                          struct list *out) must_check;

/* --- messages between sender and receiver --- */

struct referral_message {
    struct uuid id;
    struct instant at;
    struct person by;
    int side;
    const char *text;
};
extern const struct shape referral_message_shape, referral_message_new_shape;
enum status referral_message_add(struct context *context, struct uuid id,
                                 struct referral_message *message) must_check;
enum status referral_message_list(struct context *context, struct uuid id,
                                  struct list *out) must_check;

/* --- the due days that lists are sorted by --- */

struct referral_dues {
    int64_t checked, different;
};
/* Reckons the due days of a portion of the area's open referrals again, those behind `*after`, and
 * compares; puts them right where asked to. `*after` moves on, and is all zero behind the last. */
enum status referral_dues_verify(struct context *context, bool repair, struct uuid *after,
                                 struct referral_dues *out) must_check;

#endif
