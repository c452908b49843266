#include "domain/event/event.h"
#include "base/limits.h"
#include "db/db.h"
#include "domain/event/event.sql.h"
#include "ledger/ledger.h"

#include <string.h>

static const struct shape_field event_fields[] = {FIELD(struct event, position, SHAPE_READ_ONLY),
                                                  FIELD(struct event, id, SHAPE_READ_ONLY),
                                                  FIELD(struct event, at, SHAPE_READ_ONLY),
                                                  FIELD(struct event, type, SHAPE_READ_ONLY),
                                                  FIELD(struct event, resource, SHAPE_READ_ONLY),
                                                  FIELD(struct event, resource_id, SHAPE_READ_ONLY),
                                                  FIELD(struct event, version, SHAPE_READ_ONLY),
                                                  FIELD_END};
const struct shape event_shape = {"Event", sizeof(struct event), event_fields};

static const struct shape_field page_fields[] = {
    FIELD_LIST(struct event_page, items, SHAPE_READ_ONLY, event_shape, 0, PAGE_LIMIT_MAX),
    FIELD(struct event_page, more, SHAPE_READ_ONLY), FIELD_END};
const struct shape event_page_shape = {"EventPage", sizeof(struct event_page), page_fields};

struct event_search {
    const char *bound;
};
static const struct shape_field search_fields[] = {FIELD(struct event_search, bound, 0), FIELD_END};
static const struct shape search_shape = {"event_search", sizeof(struct event_search),
                                          search_fields};

/* So many digits are less than 2^64 in any case. */
enum { TRANSACTION_DIGITS = 19 };

bool event_position_read(struct context *context, const char *position, struct page *page) {
    size_t digits = strspn(position, "0123456789");
    struct uuid id;
    if (digits == 0 || digits > TRANSACTION_DIGITS || *position == '0' || position[digits] != '.' ||
        !uuid_parse(position + digits + 1, &id)) {
        return false;
    }
    page->after[0] = arena_format(context->arena, "%.*s", (int)digits, position);
    page->after[1] = position + digits + 1;
    return true;
}

enum status event_after(struct context *context, const char *position, struct page *page) {
    if (event_position_read(context, position, page)) {
        return OK;
    }
    context_error(context, "?after", ERROR_bad_cursor, NULL);
    return context_settle(context, STATUS_invalid);
}

enum status event_list(struct context *context, struct event_page *out) {
    struct event_search search = {.bound = NULL};
    struct list rows = {0};
    enum status status = ledger_feed_bound(context, &search.bound);
    if (status == OK) {
        status = db_list(context, &event_page, &search_shape, &search, &event_shape, &rows);
    }
    size_t shown = page_shown(context->page, rows.count);
    *out = (struct event_page){{rows.items, shown}, rows.count > shown};
    return status;
}
