/* The feed of events (tapahtumasyöte) as others follow it: every change once, in the order in which
 * the changes were over, and never one that comes in between later. An event tells that something
 * changed and which version it made; what it is now is asked for by its id.
 *
 * Writes nothing; ledger/ledger.h does. Filled records live on the context's arena. */
#ifndef DOMAIN_EVENT_H
#define DOMAIN_EVENT_H

#include "base/context.h"
#include "base/page.h"

struct event {
    const char *position; /* its place in the feed; the next call names it */
    struct uuid id;
    struct instant at;
    const char *type, *resource;
    struct uuid resource_id;
    int64_t version;
};

struct event_page {
    struct list items; /* struct event */
    bool more;         /* there are others behind them now */
};
extern const struct shape event_shape, event_page_shape;

/* Reads a position into the page: what event_list gave for an event, of any time. False for
 * anything else. */
bool event_position_read(struct context *context, const char *position, struct page *page);
/* The same, STATUS_invalid at "?after" for anything else. */
enum status event_after(struct context *context, const char *position,
                        struct page *page) must_check;

/* The area's events behind the page's position, the earliest first; without one, from the oldest
 * that is kept. */
enum status event_list(struct context *context, struct event_page *out) must_check;

#endif
