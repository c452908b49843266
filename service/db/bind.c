#include "db/bind.h"

#include "base/kinds.h"
#include "base/page.h"
#include "base/shape_text.h"
#include "base/uuid.h"

#include <string.h>

enum { FORMAT_TEXT = 0, FORMAT_BINARY = 1 };

/* One parameter; `value` NULL: SQL's NULL. */
struct parameter {
    const char *value;
    int length, format;
};

static struct parameter bytes_parameter(const struct bytes *bytes) {
    return (struct parameter){(const char *)bytes->bytes, (int)bytes->length, FORMAT_BINARY};
}

static struct parameter text_parameter(const char *text) {
    return (struct parameter){text, 0, FORMAT_TEXT};
}

/* False for what no column holds: records and unread JSON. */
static bool field_parameter(struct arena *arena, const struct shape_field *field, const void *at,
                            struct parameter *out) {
    if (field->type == SHAPE_BYTES) {
        *out = bytes_parameter(at);
        return true;
    }
    *out = text_parameter(NULL);
    return shape_text(arena, field, at, &out->value);
}

static const char *register_text(enum register_code code) {
    return code == REGISTER_NONE ? NULL : register_words[code - 1];
}

/* The registers open to the caller: {"health"}. */
static const char *registers_text(struct context *context) {
    static const struct shape_field words = {.type = SHAPE_STRINGS};
    const char *open[2];
    struct list list = {open, 0};
    const char *text = NULL;
    for (enum register_code code = REGISTER_HEALTH; code <= REGISTER_SOCIAL; code++) {
        if (actor_sees_register(&context->actor, code)) {
            open[list.count++] = register_words[code - 1];
        }
    }
    (void)shape_text(context->arena, &words, &list, &text);
    return text;
}

/* What is made into text only where a statement names it. */
static bool made_parameter(struct context *context, const char *name, struct parameter *out) {
    static const struct shape_field instant = {.type = SHAPE_INSTANT}, uuid = {.type = SHAPE_UUID},
                                    date = {.type = SHAPE_DATE};
    struct arena *arena = context->arena;
    *out = text_parameter(NULL);
    if (strcmp(name, "now") == 0) {
        return shape_text(arena, &instant, &context->now, &out->value);
    }
    if (strcmp(name, "today") == 0) {
        return shape_text(arena, &date, &context->today, &out->value);
    }
    if (strcmp(name, "own_client_id") == 0) {
        return shape_text(arena, &uuid, &context->actor.client_id, &out->value);
    }
    if (strcmp(name, "fresh_id") == 0) {
        const struct uuid id = uuid_new(context->now.us / 1000);
        return shape_text(arena, &uuid, &id, &out->value);
    }
    if (strcmp(name, "registers") == 0) {
        out->value = registers_text(context);
        return true;
    }
    return false;
}

/* Of the page that is asked for: :limit_plus_one, :after_1 and on. */
static bool page_parameter(struct context *context, const char *name, struct parameter *out) {
    static const struct shape_field number = {.type = SHAPE_INT};
    const struct page *page = context->page;
    if (!page) {
        return false;
    }
    if (strcmp(name, "limit_plus_one") == 0) {
        const int64_t rows = page->limit + 1;
        return shape_text(context->arena, &number, &rows, &out->value);
    }
    int key = strncmp(name, "after_", 6) == 0 && name[6] && !name[7] ? name[6] - '1' : -1;
    if (key < 0 || key >= PAGE_KEYS_MAX) {
        return false;
    }
    *out = text_parameter(page->after[key]);
    return true;
}

struct own_parameter {
    const char *name, *value;
};

/* What every statement may name without being given it. */
static bool context_parameter(struct context *context, const char *name, struct parameter *out) {
    const struct actor *actor = &context->actor;
    const struct own_parameter own[] = {
        {"area", actor->area},
        {"sub", actor->sub},
        {"actor_name", actor->name},
        {"actor_role", actor->role},
        {"unit", actor->unit},
        {"request_id", context->request_id},
        {"operation", context->operation},
        {"noun", context->noun},
        {"glass_reason", context->glass},
        {"glass_broken", context->glass ? "t" : "f"},
        {"reads_across", context->reads && !uuid_is_set(&actor->client_id) ? "t" : "f"},
        {"register", register_text(actor->register_code)},
        {"ground", ground_word(uuid_is_set(&actor->client_id) ? GROUND_self : GROUND_own_register)},
    };
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (strcmp(own[i].name, name) == 0) {
            *out = text_parameter(own[i].value);
            return true;
        }
    }
    return made_parameter(context, name, out) || page_parameter(context, name, out);
}

static const char each_prefix[] = "each_";

/* The source of an INSERT has the area of each row in a column of its own: decision 47. */
static const char *each_area(struct context *context, size_t count) {
    static const struct shape_field words = {.type = SHAPE_STRINGS};
    const char **areas = arena_alloc(context->arena, (count + 1) * sizeof *areas);
    const struct list list = {areas, count};
    const char *text = NULL;
    for (size_t i = 0; i < count; i++) {
        areas[i] = context->actor.area;
    }
    (void)shape_text(context->arena, &words, &list, &text);
    return text;
}

/* :each_id over many rows is the array of their ids. */
static bool each_parameter(struct context *context, const struct bind_rows *rows, const char *name,
                           struct parameter *out) {
    struct shape_column column;
    size_t prefix = sizeof each_prefix - 1;
    if (rows && strcmp(name, "each_area") == 0) {
        *out = text_parameter(each_area(context, rows->list->count));
        return true;
    }
    if (!rows || strncmp(name, each_prefix, prefix) != 0 ||
        !shape_column_find(rows->shape, name + prefix, &column)) {
        return false;
    }
    *out = text_parameter(NULL);
    return shape_text_column(context->arena, &column, rows->list->items, rows->list->count,
                             rows->shape->size, &out->value);
}

/* The area is always the caller's own, whatever a record says. */
static bool find_parameter(struct context *context, const struct shape *shape,
                           const void *arguments, const struct bind_rows *rows, const char *name,
                           struct parameter *out) {
    struct shape_column column;
    if (shape && strcmp(name, "area") != 0 && shape_column_find(shape, name, &column)) {
        const void *at = (const char *)arguments + column.offset;
        return field_parameter(context->arena, column.field, at, out);
    }
    return each_parameter(context, rows, name, out) || context_parameter(context, name, out);
}

static struct statement *statement_new(struct arena *arena, const struct query *query) {
    size_t count = (size_t)query->parameter_count;
    struct statement *statement = arena_alloc(arena, sizeof *statement);
    statement->query = query;
    statement->values = arena_alloc(arena, count * sizeof *statement->values);
    statement->lengths = arena_alloc(arena, count * sizeof *statement->lengths);
    statement->formats = arena_alloc(arena, count * sizeof *statement->formats);
    return statement;
}

enum status bind_arguments(struct context *context, const struct query *query,
                           const struct shape *arguments_shape, const void *arguments,
                           const struct bind_rows *rows, struct statement **out) {
    struct statement *statement = statement_new(context->arena, query);
    for (int i = 0; i < query->parameter_count; i++) {
        struct parameter parameter;
        if (!find_parameter(context, arguments_shape, arguments, rows, query->parameters[i],
                            &parameter)) {
            return context_fail(context, STATUS_internal, "%s: no value for :%s", query->name,
                                query->parameters[i]);
        }
        statement->values[i] = parameter.value;
        statement->lengths[i] = parameter.length;
        statement->formats[i] = parameter.format;
    }
    *out = statement;
    return OK;
}
