/* A notice (tiedote): what a unit tells its people, until a day. */
#ifndef DOMAIN_NOTICE_H
#define DOMAIN_NOTICE_H

#include "base/context.h"
#include "base/moves.h"
#include "base/versions.h"

extern const struct moves notice_moves;

struct notice {
    struct uuid id;
    int64_t version;
    int status;
    struct uuid unit_id;
    const char *title;
    struct date last_day;
    struct instant written_at;
    struct list available_actions;
};
extern const struct shape notice_shape, notice_new_shape;

struct notice_withdrawal {
    const char *reason;
};
extern const struct shape notice_withdrawal_shape;

struct notice_filter {
    struct uuid unit_id;
    int status;
};
extern const struct shape notice_filter_shape;

enum status notice_create(struct context *context, struct notice *notice) must_check;
enum status notice_withdraw(struct context *context, struct uuid id, const struct versions *seen,
                            const char *reason, struct notice *out) must_check;
/* The page asked for (context->page), newest first. */
enum status notice_list(struct context *context, const struct notice_filter *filter,
                        struct list *out) must_check;
/* Ends a portion of those that are over their last day; `ended` is 0 when there is none. */
enum status notice_end_over(struct context *context, size_t *ended) must_check;

#endif
