/* A contact (yhteydenotto): someone turns to the services, or is met by them; one contact is to be
 * enough. Its need, how urgent it is, and what came out of it. With a client, or without one: those
 * met on the street and in groups are counted without names.
 *
 * A contact is open until its outcome is told, at once or later. It belongs to one register; a
 * caller of the other one does not learn that it exists.
 *
 * Writes the table contact; its steps stand in the ledger's moves. Filled records live on the
 * context's arena. */
#ifndef DOMAIN_CONTACT_H
#define DOMAIN_CONTACT_H

#include "base/context.h"
#include "base/moves.h"
#include "base/person.h"
#include "base/shape.h"
#include "base/versions.h"

enum contact_channel { CONTACT_CONCERN_NOTIFICATION = 7, CONTACT_GROUP = 9 };
extern const char *const contact_channel_words[];
enum contact_status { CONTACT_OPEN = 1, CONTACT_CLOSED };
extern const char *const contact_status_words[];
enum contact_outcome_kind {
    OUTCOME_SOLVED = 1,
    OUTCOME_GUIDED,
    OUTCOME_REFERRAL,
    OUTCOME_CONSULTATION,
    OUTCOME_ASSESSMENT,
    OUTCOME_NEED_ASSESSMENT
};
extern const char *const contact_outcome_words[];
extern const char *const urgency_words[];
extern const struct moves contact_moves;

struct contact_need {
    struct list classes; /* const char * */
    const char *text;
};

/* People met together, counted and not named. */
struct contact_group {
    const char *kind;
    struct opt_int participants, first_time;
};

/* What every first assessment of a contact (alkuarviointi) tells, to be counted. */
struct initial_assessment {
    int profession; /* who made it */
    struct opt_int minutes, waited_minutes;
    struct opt_bool first_time, interpreter;
};

struct contact_outcome {
    int kind;
    struct uuid service_id;
    const char *text;
    struct uuid referral_id, consultation_id;
    struct instant at;
    /* Of a request: what is to be made out of it, and the texts that are kept although they may
     * identify someone. */
    const struct json *referral, *consultation;
    struct list acknowledged; /* const char *: pointers */
};

struct contact {
    struct uuid id;
    int64_t version;
    int register_code, channel, status;
    struct uuid client_id;
    struct contact_group group;
    int concern_by;
    struct contact_need need;
    int urgency;
    const char *language;
    struct uuid unit_id;
    struct initial_assessment initial_assessment;
    struct contact_outcome outcome;
    struct instant occurred_at, recorded_at;
    struct person recorded_by;
    struct opt_bool solved_at_first_contact; /* not set: not known yet, or not to be asked */
    struct list available_actions, history;
    const char *ground; /* on which the caller sees it: a word of tables/grounds.def */
};
extern const struct shape contact_shape, contact_summary_shape;

/* A contact to be written down. */
struct contact_new {
    int register_code, channel;
    struct instant occurred_at;
    struct uuid client_id;
    const struct contact_group *group;
    int concern_by;
    const struct contact_need *need;
    int urgency;
    const char *language;
    struct uuid unit_id;
    const struct initial_assessment *initial_assessment;
    const struct contact_outcome *outcome;
    struct list acknowledged; /* const char *: pointers, also of the outcome's text */
};
extern const struct shape contact_new_shape;

extern const struct shape contact_close_shape;

struct contact_filter {
    struct uuid client_id, unit_id;
    struct opt_bool open;
    int channel;
    struct date from, to; /* Helsinki days, both included */
};
extern const struct shape contact_filter_shape;

enum status contact_create(struct context *context, const struct contact_new *body,
                           struct contact *out) must_check;
enum status contact_get(struct context *context, struct uuid id, struct contact *out) must_check;
/* Tells the outcome, once. */
enum status contact_close(struct context *context, struct uuid id, const struct versions *seen,
                          const struct contact_outcome *body, struct contact *out) must_check;
/* The page asked for (context->page), newest first; each client shown stands in the access log. */
enum status contact_list(struct context *context, const struct contact_filter *filter,
                         struct list *out) must_check;
enum status contact_count(struct context *context, const struct contact_filter *filter,
                          struct opt_int *out) must_check;

#endif
