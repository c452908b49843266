/* What a consultation meeting speaks of: cases, each told without a name, and topics, phenomena to
 * be solved together or matters of co-operation. Nothing of a case leads to a client: none is asked
 * for, none is taken, and the texts are looked through for what points to a person. */
#ifndef DOMAIN_MEETING_CASE_H
#define DOMAIN_MEETING_CASE_H

#include "domain/meeting/occurrence.h"
#include "ledger/moves.h"

enum case_state { CASE_OPEN = 1, CASE_DISCUSSED, CASE_WITHDRAWN };
enum topic_state { TOPIC_OPEN = 1, TOPIC_WITHDRAWN };
extern const char *const case_state_words[], *const topic_state_words[], *const topic_kind_words[];
extern const struct moves case_moves, topic_moves;

struct meeting_case {
    struct uuid id, meeting_id;
    struct date date;
    int64_t version;
    int state;
    const char *title, *question; /* NULL: forgotten */
    struct list service_needs;    /* const char *: codes */
    struct person brought_by;
    struct instant brought_at;
    const char *advice, *next_step;
    bool has_next_step;
    struct uuid responsible_service_id;
    struct date follow_up_on;
    struct instant discussed_at, followed_up_at;
    const char *follow_up_text;
    bool forgotten;
    bool led; /* its meeting, by the caller */
    struct list available_actions, history;
};
extern const struct shape case_shape, case_summary_shape;

struct case_body {
    const char *title, *question;
    struct list service_needs, acknowledged;
};
struct case_outcome {
    const char *advice, *next_step;
    struct uuid responsible_service_id;
    struct date follow_up_on;
    struct list acknowledged;
};
struct case_follow_up {
    const char *text;
    struct list acknowledged;
};
/* To which meeting; the next one where none is named. */
struct case_deferral {
    struct date to;
};
extern const struct shape case_body_shape, case_outcome_shape, case_follow_up_shape,
    case_deferral_shape;

struct meeting_topic {
    struct uuid id, meeting_id;
    struct date date;
    int64_t version;
    int state, kind;
    const char *title, *text;
    struct person brought_by;
    struct instant brought_at;
    bool forgotten;
    bool led; /* its meeting, by the caller */
    struct list available_actions;
};
extern const struct shape topic_shape;

struct topic_body {
    int kind;
    const char *title, *text;
    struct list acknowledged;
};
extern const struct shape topic_body_shape;

/* Where a case or a topic is found: series, date and id. */
struct case_place {
    struct uuid meeting_id, id;
    const char *date;
};

/* The meeting of that place, as it stands; or with a row, for the one who adds to it. */
enum status place_find(struct context *context, const struct case_place *place,
                       struct occurrence *out) must_check;
enum status place_open(struct context *context, const struct case_place *place,
                       struct occurrence *out) must_check;
/* Is the matter in the caller's hand: do they lead its meeting, have they brought it, or do they
 * arrange meetings? */
bool place_is_in_hand(const struct context *context, bool led, const struct person *brought_by);
/* May the caller change a matter of this version there? STATUS_forbidden where it is not in hand.
 */
enum status place_check_change(struct context *context, const struct case_place *place,
                               const struct versions *seen, int64_t version, bool in_hand,
                               struct occurrence *out) must_check;
/* Room for one more, where there are so many, withdrawn ones too: a list shows no more. */
enum status place_check_room(struct context *context, int64_t rows) must_check;

/* A change of a matter: in the version that the caller has seen, by a move out of its state. */
struct place_change {
    const struct case_place *place;
    const struct versions *seen;
    const char *action;
    struct date held_on; /* of its meeting, once looked up */
};
/* The move that the change makes, `state` being the one it stands in; of what is forgotten, none.
 */
enum status place_take_move(struct context *context, const struct place_change *change,
                            const struct moves *moves, const char *state, bool forgotten,
                            const struct move **out) must_check;
/* Writes the move down. `detail`: the day the matter goes to, or NULL; `now`: where it is then. */
enum status place_record(struct context *context, const struct place_change *change,
                         const struct moves *moves, const struct move *move,
                         const struct move_made *made, struct case_place *now) must_check;

enum status case_create(struct context *context, const struct case_place *place,
                        const struct case_body *body, struct meeting_case *out) must_check;
enum status case_list(struct context *context, const struct case_place *place,
                      struct list *out) must_check;
enum status case_get(struct context *context, const struct case_place *place,
                     struct meeting_case *out) must_check;
/* By its chair, its secretary, who brought it, or who arranges meetings; so are the next three. */
enum status case_conclude(struct context *context, const struct case_place *place,
                          const struct versions *seen, const struct case_outcome *outcome,
                          struct meeting_case *out) must_check;
enum status case_withdraw(struct context *context, const struct case_place *place,
                          const struct versions *seen, struct meeting_case *out) must_check;
enum status case_defer(struct context *context, const struct case_place *place,
                       const struct versions *seen, const struct case_deferral *to,
                       struct meeting_case *out) must_check;
enum status case_follow_up(struct context *context, const struct case_place *place,
                           const struct versions *seen, const struct case_follow_up *follow_up,
                           struct meeting_case *out) must_check;

enum status topic_create(struct context *context, const struct case_place *place,
                         const struct topic_body *body, struct meeting_topic *out) must_check;
enum status topic_list(struct context *context, const struct case_place *place,
                       struct list *out) must_check;
enum status topic_withdraw(struct context *context, const struct case_place *place,
                           const struct versions *seen, struct meeting_topic *out) must_check;
enum status topic_defer(struct context *context, const struct case_place *place,
                        const struct versions *seen, const struct case_deferral *to,
                        struct meeting_topic *out) must_check;

/* The next meeting that is held after the place's date, or the one that was named, with its row. */
enum status deferred_to(struct context *context, const struct case_place *place,
                        const struct case_deferral *to, struct occurrence *out) must_check;

/* --- the agenda --- */

struct agenda_item {
    struct meeting_case *consultation; /* or the topic */
    struct meeting_topic *topic;
    struct instant starts_at;
    struct opt_int minutes;
};
struct agenda {
    struct uuid meeting_id;
    struct date date;
    int state;
    struct instant starts_at, ends_at;
    struct person chair, secretary;
    int64_t cases, minutes_per_case;
    struct list items, overflow; /* struct agenda_item */
    struct date next_date;       /* where the overflow can go */
    struct list follow_ups;      /* struct meeting_case: of earlier meetings, due by now */
};
extern const struct shape agenda_shape;

enum status agenda_get(struct context *context, const struct case_place *place,
                       struct agenda *out) must_check;

/* For the agenda: cases and topics of a meeting, asked ahead; cases of earlier ones that are to be
 * looked at by its day. */
enum status case_list_ahead(struct context *context, const struct occurrence *occurrence,
                            struct list *out) must_check;
enum status topic_list_ahead(struct context *context, const struct occurrence *occurrence,
                             struct list *out) must_check;
enum status case_list_to_follow_up(struct context *context, const struct occurrence *occurrence,
                                   struct list *out) must_check;

/* Forgets the texts of cases and topics brought before that instant; their figures stay. */
enum status meeting_texts_forget(struct context *context, struct instant before,
                                 int64_t *forgotten) must_check;
enum status topic_texts_forget(struct context *context, struct instant before,
                               int64_t *forgotten) must_check;

#endif
