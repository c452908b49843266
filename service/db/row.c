#include "db/row.h"

#include "base/text.h"
#include "db/db.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct shape_field count_fields[] = {FIELD(struct db_count, count, SHAPE_COLUMN_ONLY),
                                                  FIELD_END};
const struct shape db_count_shape = {"db_count", sizeof(struct db_count), count_fields};

static bool fill_map(struct column_map *map, const PGresult *result, const struct shape *shape) {
    int count = PQnfields(result);
    free(map->columns);
    *map = (struct column_map){.columns = calloc((size_t)count + 1, sizeof *map->columns)};
    if (!map->columns) {
        abort();
    }
    for (int i = 0; i < count; i++) {
        if (!shape_column_find(shape, PQfname(result, i), &map->columns[i])) {
            return false;
        }
    }
    map->shape = shape;
    return true;
}

/* Finds the field of every column, once a statement and shape. */
static enum status map_columns(struct context *context, struct column_map *map, const char *name,
                               const PGresult *result, const struct shape *shape) {
    if (map->shape == shape || fill_map(map, result, shape)) {
        return OK;
    }
    return context_fail(context, STATUS_internal, "%s: a column is no field of %s", name,
                        shape->name);
}

static bool read_int(const char *text, int64_t *out) {
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    *out = number;
    return errno == 0 && end != text && *end == '\0';
}

/* \x0a1b */
static bool read_bytes(struct arena *arena, const char *text, struct bytes *out) {
    if (text[0] != '\\' || text[1] != 'x') {
        return false;
    }
    size_t length = strlen(text + 2) / 2;
    uint8_t *bytes = arena_alloc(arena, length + 1);
    for (size_t i = 0; i < length; i++) {
        int high = text_hex_digit(text[2 + 2 * i]);
        int low = text_hex_digit(text[3 + 2 * i]);
        if (high < 0 || low < 0) {
            return false;
        }
        bytes[i] = (uint8_t)(high * 16 + low);
    }
    *out = (struct bytes){bytes, length};
    return true;
}

/* One item of {a,"b \"c\""}; `*at` moves to the comma or brace behind it. */
static const char *read_item(struct arena *arena, const char **at) {
    struct text item;
    text_init(&item, arena);
    bool quoted = **at == '"';
    const char *c = *at + quoted;
    while (*c && (quoted ? *c != '"' : *c != ',' && *c != '}')) {
        c += *c == '\\' && c[1];
        text_add_char(&item, *c++);
    }
    *at = c + (quoted && *c == '"');
    return item.bytes;
}

static size_t most_items(const char *text) {
    size_t commas = 0;
    for (; *text; text++) {
        commas += *text == ',';
    }
    return commas + 1;
}

static bool read_array(struct arena *arena, const char *text, struct list *out) {
    if (*text != '{') {
        return false;
    }
    const char **items = arena_alloc(arena, most_items(text) * sizeof *items);
    size_t count = 0;
    const char *at = text + 1;
    while (*at && *at != '}') {
        items[count++] = read_item(arena, &at);
        at += *at == ',';
    }
    *out = (struct list){items, count};
    return *at == '}';
}

/* The items of an array, each read by what one such value is read by. */
static bool read_items(struct arena *arena, const char *text, const struct shape_field *field,
                       size_t size, struct list *out) {
    struct list strings;
    if (!read_array(arena, text, &strings)) {
        return false;
    }
    const char *const *items = strings.items;
    char *values = arena_alloc(arena, strings.count * size + 1);
    for (size_t i = 0; i < strings.count; i++) {
        bool good = field->type == SHAPE_UUIDS
                        ? uuid_parse(items[i], (struct uuid *)(void *)(values + i * size))
                        : read_int(items[i], (int64_t *)(void *)(values + i * size));
        if (!good) {
            return false;
        }
    }
    *out = (struct list){values, strings.count};
    return true;
}

static bool read_bool(const char *text, bool *out) {
    *out = text[0] == 't';
    return (text[0] == 't' || text[0] == 'f') && text[1] == '\0';
}

static bool read_opt_int(const char *text, struct opt_int *out) {
    out->present = true;
    return read_int(text, &out->value);
}

static bool read_opt_bool(const char *text, struct opt_bool *out) {
    out->present = true;
    return read_bool(text, &out->value);
}

static bool read_word(const struct shape_field *field, const char *text, int *out) {
    *out = shape_word_index(field->words, text);
    return *out != 0;
}

static bool read_field(struct arena *arena, const struct shape_field *field, const char *text,
                       size_t length, void *at) {
    switch (field->type) {
    case SHAPE_STRING:
        *(const char **)at = arena_copy(arena, text, length);
        return true;
    case SHAPE_RAW:
        *(struct raw_json *)at = (struct raw_json){arena_copy(arena, text, length), length};
        return true;
    case SHAPE_INT:
        return read_int(text, at);
    case SHAPE_OPT_INT:
        return read_opt_int(text, at);
    case SHAPE_DECIMAL:
        return decimal_parse(text, at);
    case SHAPE_BOOL:
        return read_bool(text, at);
    case SHAPE_OPT_BOOL:
        return read_opt_bool(text, at);
    case SHAPE_UUID:
        return uuid_parse(text, at);
    case SHAPE_DATE:
        return date_parse(text, at);
    case SHAPE_INSTANT:
        return instant_parse(text, at);
    case SHAPE_BYTES:
        return read_bytes(arena, text, at);
    case SHAPE_ENUM:
        return read_word(field, text, at);
    case SHAPE_STRINGS:
        return read_array(arena, text, at);
    case SHAPE_UUIDS:
        return read_items(arena, text, field, sizeof(struct uuid), at);
    case SHAPE_INTS:
        return read_items(arena, text, field, sizeof(int64_t), at);
    default:
        return false;
    }
}

/* Fills the zeroed `record`; its pointers are the arena's. */
static enum status read_row(struct context *context, const struct column_map *map, const char *name,
                            const PGresult *result, int row, void *record) {
    for (int i = 0; i < PQnfields(result); i++) {
        if (PQgetisnull(result, row, i)) {
            continue;
        }
        const struct shape_field *field = map->columns[i].field;
        void *at = (char *)record + map->columns[i].offset;
        const char *text = PQgetvalue(result, row, i);
        if (!read_field(context->arena, field, text, (size_t)PQgetlength(result, row, i), at)) {
            return context_fail(context, STATUS_internal, "%s: can't read column %s", name,
                                field->name);
        }
    }
    return OK;
}

enum status row_one(struct context *context, struct column_map *map, const char *name,
                    const PGresult *result, const struct shape *shape, void *record) {
    enum status status = map_columns(context, map, name, result, shape);
    if (status != OK) {
        return status;
    }
    void *fresh = arena_alloc(context->arena, shape->size);
    status = read_row(context, map, name, result, 0, fresh);
    if (status == OK) {
        memcpy(record, fresh, shape->size);
    }
    return status;
}

enum status row_all(struct context *context, struct column_map *map, const char *name,
                    const PGresult *result, const struct shape *shape, struct list *out) {
    enum status status = map_columns(context, map, name, result, shape);
    size_t count = (size_t)PQntuples(result);
    char *items = arena_alloc(context->arena, count * shape->size);
    for (size_t i = 0; i < count && status == OK; i++) {
        status = read_row(context, map, name, result, (int)i, items + i * shape->size);
    }
    if (status == OK) {
        *out = (struct list){items, count};
    }
    return status;
}
