#include "db/bind.h"

#include "base/text.h"
#include "base/uuid.h"

#include <string.h>

enum { FORMAT_TEXT = 0, FORMAT_BINARY = 1 };

/* One parameter; `value` NULL: SQL's NULL. */
struct parameter {
    const char *value;
    int length, format;
};

static const char *int_text(struct arena *arena, int64_t number) {
    return arena_format(arena, "%lld", (long long)number);
}

static const char *uuid_text(struct arena *arena, const struct uuid *uuid) {
    if (!uuid_is_set(uuid)) {
        return NULL;
    }
    char *text = arena_alloc(arena, UUID_TEXT_SIZE);
    uuid_print(uuid, text);
    return text;
}

static const char *date_text(struct arena *arena, struct date date) {
    if (!date_is_set(date)) {
        return NULL;
    }
    char *text = arena_alloc(arena, DATE_TEXT_SIZE);
    date_print(date, text);
    return text;
}

static const char *instant_text(struct arena *arena, struct instant instant) {
    if (instant.us == 0) {
        return NULL;
    }
    char *text = arena_alloc(arena, INSTANT_TEXT_SIZE);
    instant_print(instant, text);
    return text;
}

static void add_quoted(struct text *text, const char *string) {
    text_add_char(text, '"');
    for (; *string; string++) {
        if (*string == '"' || *string == '\\') {
            text_add_char(text, '\\');
        }
        text_add_char(text, *string);
    }
    text_add_char(text, '"');
}

/* PostgreSQL's own form of an array: {"a","b"}. */
static const char *array_text(struct arena *arena, const struct list *list) {
    if (!list->items) {
        return NULL;
    }
    const char *const *items = list->items;
    struct text text;
    text_init(&text, arena);
    text_add_char(&text, '{');
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0) {
            text_add_char(&text, ',');
        }
        add_quoted(&text, items[i]);
    }
    text_add_char(&text, '}');
    return text.bytes;
}

static struct parameter bytes_parameter(const struct bytes *bytes) {
    return (struct parameter){(const char *)bytes->bytes, (int)bytes->length, FORMAT_BINARY};
}

static struct parameter text_parameter(const char *text) {
    return (struct parameter){text, 0, FORMAT_TEXT};
}

static const char *raw_text(struct arena *arena, const struct raw_json *raw) {
    return raw->bytes ? arena_copy(arena, raw->bytes, raw->length) : NULL;
}

static const char *opt_int_text(struct arena *arena, const struct opt_int *number) {
    return number->present ? int_text(arena, number->value) : NULL;
}

static const char *bool_text(bool value) {
    return value ? "t" : "f";
}

static const char *opt_bool_text(const struct opt_bool *value) {
    return value->present ? bool_text(value->value) : NULL;
}

static const char *word_text(const struct shape_field *field, int word) {
    return word > 0 ? field->words[word - 1] : NULL;
}

/* False for what no column holds: records and unread JSON. */
static bool field_parameter(struct arena *arena, const struct shape_field *field, const void *at,
                            struct parameter *out) {
    switch (field->type) {
    case SHAPE_STRING:
        *out = text_parameter(*(const char *const *)at);
        return true;
    case SHAPE_INT:
        *out = text_parameter(int_text(arena, *(const int64_t *)at));
        return true;
    case SHAPE_OPT_INT:
        *out = text_parameter(opt_int_text(arena, at));
        return true;
    case SHAPE_BOOL:
        *out = text_parameter(bool_text(*(const bool *)at));
        return true;
    case SHAPE_OPT_BOOL:
        *out = text_parameter(opt_bool_text(at));
        return true;
    case SHAPE_UUID:
        *out = text_parameter(uuid_text(arena, at));
        return true;
    case SHAPE_DATE:
        *out = text_parameter(date_text(arena, *(const struct date *)at));
        return true;
    case SHAPE_INSTANT:
        *out = text_parameter(instant_text(arena, *(const struct instant *)at));
        return true;
    case SHAPE_RAW:
        *out = text_parameter(raw_text(arena, at));
        return true;
    case SHAPE_BYTES:
        *out = bytes_parameter(at);
        return true;
    case SHAPE_ENUM:
        *out = text_parameter(word_text(field, *(const int *)at));
        return true;
    case SHAPE_STRINGS:
        *out = text_parameter(array_text(arena, at));
        return true;
    default:
        return false;
    }
}

static const char *register_text(enum register_code code) {
    return code == REGISTER_NONE ? NULL : register_words[code - 1];
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
        {"register", register_text(actor->register_code)},
        {"ground", uuid_is_set(&actor->client_id) ? "self" : "own_register"},
    };
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (strcmp(own[i].name, name) == 0) {
            *out = text_parameter(own[i].value);
            return true;
        }
    }
    if (strcmp(name, "now") == 0) {
        *out = text_parameter(instant_text(context->arena, context->now));
        return true;
    }
    if (strcmp(name, "own_client_id") == 0) {
        *out = text_parameter(uuid_text(context->arena, &actor->client_id));
        return true;
    }
    if (strcmp(name, "fresh_id") == 0) {
        const struct uuid id = uuid_new(context->now.us / 1000);
        *out = text_parameter(uuid_text(context->arena, &id));
        return true;
    }
    if (strcmp(name, "today") == 0) {
        *out = text_parameter(date_text(context->arena, context->today));
        return true;
    }
    return false;
}

/* The area is always the caller's own, whatever a record says. */
static bool find_parameter(struct context *context, const struct shape *shape,
                           const void *arguments, const char *name, struct parameter *out) {
    if (shape && strcmp(name, "area") != 0) {
        const struct shape_field *field = shape_find(shape, name);
        if (field && !(field->flags & SHAPE_JSON_ONLY)) {
            const void *at = (const char *)arguments + field->offset;
            return field_parameter(context->arena, field, at, out);
        }
    }
    return context_parameter(context, name, out);
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
                           struct statement **out) {
    struct statement *statement = statement_new(context->arena, query);
    for (int i = 0; i < query->parameter_count; i++) {
        struct parameter parameter;
        if (!find_parameter(context, arguments_shape, arguments, query->parameters[i],
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
