/* What handlers fill a reply with. */
#include "http/cursor.h"
#include "http/http.h"
#include "json/json.h"
#include <string.h>

void reply_record(struct reply *reply, const struct shape *shape, const void *record) {
    json_write(&reply->body, shape, record);
}

static const void *field_of(const struct shape *shape, const void *record, const char *name) {
    const struct shape_field *field = shape_find(shape, name);
    return (const char *)record + field->offset;
}

static const char *cursor_after(struct context *context, const struct shape *shape,
                                const void *record, const char *at_field, const char *id_field) {
    struct instant at;
    struct uuid id;
    memcpy(&at, field_of(shape, record, at_field), sizeof at);
    memcpy(&id, field_of(shape, record, id_field), sizeof id);
    return cursor_print(context->arena, context->operation, at, &id);
}

void reply_page(struct context *context, struct reply *reply, const struct page *page,
                const struct shape *shape, const struct list *rows, const char *at_field,
                const char *id_field) {
    size_t limit = (size_t)page->limit, shown = rows->count < limit ? rows->count : limit;
    const char *items = rows->items;
    text_add_string(&reply->body, "{\"items\":[");
    for (size_t i = 0; i < shown; i++) {
        if (i > 0)
            text_add_char(&reply->body, ',');
        json_write(&reply->body, shape, items + i * shape->size);
    }
    text_add_string(&reply->body, "],\"next_cursor\":");
    if (rows->count > limit) {
        reply->link_next =
            cursor_after(context, shape, items + (limit - 1) * shape->size, at_field, id_field);
        json_write_string(&reply->body, reply->link_next);
    } else {
        text_add_string(&reply->body, "null");
    }
    if (page->total.present)
        text_format(&reply->body, ",\"total\":%lld", (long long)page->total.value);
    text_add_char(&reply->body, '}');
}
