/* Consultations as rows; for the files of this room only. */
#ifndef DOMAIN_CONSULTATION_STORE_H
#define DOMAIN_CONSULTATION_STORE_H

#include "domain/consultation/consultation.h"

/* Whose people may answer, and by when a service promises to. */
struct consultation_desk {
    int register_code; /* of a service that has one */
    const char *unit;
    struct opt_int answer_within_hours;
};

/* Fills the desk of a service or team; `*found` false where there is none today. */
enum status consultation_load_desk(struct context *context, const struct consultation_receiver *to,
                                   struct consultation_desk *out, bool *found) must_check;

/* With clocks, history and what the caller may do. `shown`: the use goes to the access log. */
enum status consultation_load(struct context *context, struct uuid id, bool shown,
                              struct consultation *out) must_check;
/* Keeps everybody else from changing it until the transaction ends; nothing where it is not there.
 */
enum status consultation_lock(struct context *context, struct uuid id) must_check;
enum status consultation_load_page(struct context *context,
                                   const struct consultation_filter *filter,
                                   struct list *out) must_check;

/* The new one with its first step. */
enum status consultation_store_new(struct context *context,
                                   struct consultation *consultation) must_check;
/* What is said with a move: each becomes a message. */
enum { CONSULTATION_SAID_MAX = 2 };
struct consultation_said {
    const char *kind, *text;
};
/* The row as it is now, as the next version, with the step and what is said with it. `*stored`
 * false where another was first.
 */
enum status consultation_store_move(struct context *context, struct consultation *consultation,
                                    const struct move *move, const char *reason,
                                    const struct consultation_said *said, size_t said_count,
                                    bool *stored) must_check;
/* Leaves the clock that ran behind, before another starts. */
enum status consultation_store_clock(struct context *context,
                                     const struct consultation *consultation) must_check;
/* The next message of the caller's side. */
enum status consultation_store_message(struct context *context,
                                       const struct consultation *consultation, const char *kind,
                                       const char *text,
                                       struct consultation_message *out) must_check;

/* What is worked out from the row: clocks, overdue, outcome, actions. */
void consultation_dress(struct context *context, const struct list *clocks,
                        struct consultation *consultation);

/* The sides on which the caller stands, bits of enum move_side; none where they see one of the
 * other register on a ground, which is for reading. */
unsigned consultation_sides(const struct context *context, const struct consultation *consultation);

/* Its texts are forgotten: nothing more is to be said in it. */
bool consultation_is_forgotten(const struct consultation *consultation);

/* On which ground the caller sees one of a client; an anonymous one needs none. */
enum ground consultation_ground(const struct context *context,
                                const struct consultation *consultation);

#endif
