/* What handlers fill a reply with. */
#include "base/shape_text.h"
#include "csv/csv.h"
#include "http/cursor.h"
#include "http/http.h"
#include "json/json.h"
#include <stdlib.h>

void reply_created(struct context *context, struct reply *reply, const char *place,
                   struct uuid id) {
    char text[UUID_TEXT_SIZE];
    uuid_print(&id, text);
    reply->status = 201;
    reply->location = arena_format(context->arena, "%s/%s", place, text);
}

void reply_record(struct reply *reply, const struct shape *shape, const void *record) {
    reply->personal = reply->personal || shape_holds(shape, SHAPE_PERSONAL);
    json_write(&reply->body, shape, record);
}

void reply_stream(struct reply *reply, const char *content_type,
                  enum status (*next)(struct context *context, void *of, struct text *out,
                                      bool *more),
                  void *of) {
    reply->content_type = content_type;
    reply->stream = (struct stream){next, of};
}

void reply_csv(const struct request *request, struct reply *reply, const char *name,
               const struct shape *shape, const struct list *rows) {
    enum csv_style style = request->form == ANSWER_CSV_FINNISH ? CSV_FINNISH : CSV_PLAIN;
    csv_write(&reply->body, shape, rows, style);
    reply->content_type = "text/csv; charset=utf-8; header=present";
    reply->attachment = arena_format(reply->body.arena, "%s.csv", name);
}

/* NULL where the position can't be told: a list whose keyset is no field is a fault of its own. */
static const char *cursor_after(struct context *context, const struct page *page,
                                const struct shape *shape, const void *record,
                                const char *const *keyset) {
    const char *values[PAGE_KEYS_MAX];
    size_t count = 0;
    for (; keyset[count]; count++) {
        struct shape_column column;
        if (count == PAGE_KEYS_MAX || !shape_column_find(shape, keyset[count], &column) ||
            !shape_text(context->arena, column.field, (const char *)record + column.offset,
                        &values[count])) {
            abort();
        }
    }
    return cursor_print(context->arena, page->binding, values, count);
}

const char *page_next(struct context *context, const struct page *page, const struct shape *shape,
                      const struct list *rows, const char *const *keyset) {
    size_t limit = (size_t)page->limit;
    const char *items = rows->items;
    if (rows->count > limit) {
        return cursor_after(context, page, shape, items + (limit - 1) * shape->size, keyset);
    }
    return NULL;
}

/* The records as a JSON array. */
static void add_records(struct text *text, const struct shape *shape, const char *items,
                        size_t count) {
    text_add_char(text, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            text_add_char(text, ',');
        }
        json_write(text, shape, items + i * shape->size);
    }
    text_add_char(text, ']');
}

void reply_items(struct reply *reply, const struct shape *shape, const struct list *rows) {
    text_add_string(&reply->body, "{\"items\":");
    add_records(&reply->body, shape, rows->items, rows->count);
    text_add_char(&reply->body, '}');
}

void reply_page(struct context *context, struct reply *reply, const struct page *page,
                const struct shape *shape, const struct list *rows, const char *const *keyset) {
    size_t limit = (size_t)page->limit, shown = rows->count < limit ? rows->count : limit;
    const char *items = rows->items;
    text_add_string(&reply->body, "{\"items\":");
    add_records(&reply->body, shape, items, shown);
    text_add_string(&reply->body, ",\"next_cursor\":");
    reply->link_next = page_next(context, page, shape, rows, keyset);
    if (reply->link_next) {
        json_write_string(&reply->body, reply->link_next);
    } else {
        text_add_string(&reply->body, "null");
    }
    if (page->total.present) {
        text_format(&reply->body, ",\"total\":%lld", (long long)page->total.value);
    }
    text_add_char(&reply->body, '}');
}
