#include "json/value.h"

#include "base/shape_format.h"
#include "base/utf8.h"

#include <math.h>
#include <string.h>

/* Where a value stands: a chain on the stack, made a pointer only when there is a fault. */
struct place {
    const struct place *up;
    const char *name; /* NULL: an item of a list */
    size_t index;
};

static void add_place(struct text *out, const struct place *place) {
    if (!place) {
        return;
    }
    add_place(out, place->up);
    if (place->name) {
        json_add_pointer(out, place->name);
        return;
    }
    text_add_char(out, '/');
    text_add_int(out, (int64_t)place->index);
}

static void fault(struct context *context, const struct place *place, enum error_code code,
                  const char *word) {
    if (context->error_count == CONTEXT_ERRORS_MAX) {
        return;
    }
    struct text pointer;
    text_init(&pointer, context->arena);
    add_place(&pointer, place);
    context_error(context, pointer.bytes, code, word);
}

static void fault_number(struct context *context, const struct place *place, enum error_code code,
                         int64_t number) {
    fault(context, place, code, arena_format(context->arena, "%lld", (long long)number));
}

static bool is_bounded(const struct shape_field *field) {
    return field->least != 0 || field->most != 0;
}

static void read_record(struct context *context, const struct place *place, const json_t *value,
                        const struct shape *shape, bool whole, void *record);

/* --- one reader a type; `member` points to the struct's member --- */

typedef void reader(struct context *context, const struct place *place, const json_t *value,
                    const struct shape_field *field, void *member);

/* A string without control characters; NULL, with the fault added, for anything else. */
static const char *plain_string(struct context *context, const struct place *place,
                                const json_t *value, bool lines) {
    const char *string = json_string_value(value);
    if (!string) {
        fault(context, place, ERROR_wrong_type, "string");
        return NULL;
    }
    if (utf8_has_control(string, lines)) {
        fault(context, place, ERROR_control_character, NULL);
        return NULL;
    }
    return string;
}

static bool has_length(struct context *context, const struct place *place, const char *string,
                       int64_t least, int64_t most) {
    int64_t length = (int64_t)utf8_count(string);
    if (length < least) {
        fault_number(context, place, ERROR_too_short, least);
        return false;
    }
    if (most > 0 && length > most) {
        fault_number(context, place, ERROR_too_long, most);
        return false;
    }
    return true;
}

static const char *checked_string(struct context *context, const struct place *place,
                                  const json_t *value, const struct shape_field *field,
                                  int64_t least, int64_t most) {
    const struct shape_format *format = shape_format_find(field->format);
    const char *string = plain_string(context, place, value, format && format->lines);
    if (!string || !has_length(context, place, string, least, most)) {
        return NULL;
    }
    if (format && !format->holds(string)) {
        fault(context, place, ERROR_bad_format, format->expected);
        return NULL;
    }
    return string;
}

static void read_string(struct context *context, const struct place *place, const json_t *value,
                        const struct shape_field *field, void *member) {
    *(const char **)member =
        checked_string(context, place, value, field, field->least, field->most);
}

/* 3.0 is a whole number to JSON, though Jansson makes a real of it. */
static bool whole_number(const json_t *value, int64_t *out) {
    if (json_is_integer(value)) {
        *out = json_integer_value(value);
        return true;
    }
    double real = json_real_value(value);
    if (!json_is_real(value) || fabs(real) > 9007199254740992.0 || (double)(int64_t)real != real) {
        return false;
    }
    *out = (int64_t)real;
    return true;
}

static bool number_in_range(struct context *context, const struct place *place, const json_t *value,
                            const struct shape_field *field, int64_t *out) {
    if (!whole_number(value, out)) {
        fault(context, place, ERROR_wrong_type, "integer");
        return false;
    }
    if (is_bounded(field) && (*out < field->least || *out > field->most)) {
        fault(context, place, ERROR_out_of_range,
              arena_format(context->arena, "%lld..%lld", (long long)field->least,
                           (long long)field->most));
        return false;
    }
    return true;
}

static void read_int(struct context *context, const struct place *place, const json_t *value,
                     const struct shape_field *field, void *member) {
    int64_t number;
    if (number_in_range(context, place, value, field, &number)) {
        *(int64_t *)member = number;
    }
}

static void read_opt_int(struct context *context, const struct place *place, const json_t *value,
                         const struct shape_field *field, void *member) {
    int64_t number;
    if (number_in_range(context, place, value, field, &number)) {
        *(struct opt_int *)member = (struct opt_int){true, number};
    }
}

static bool is_boolean(struct context *context, const struct place *place, const json_t *value) {
    if (!json_is_boolean(value)) {
        fault(context, place, ERROR_wrong_type, "boolean");
        return false;
    }
    return true;
}

static void read_bool(struct context *context, const struct place *place, const json_t *value,
                      const struct shape_field *field, void *member) {
    (void)field;
    if (is_boolean(context, place, value)) {
        *(bool *)member = json_is_true(value);
    }
}

static void read_opt_bool(struct context *context, const struct place *place, const json_t *value,
                          const struct shape_field *field, void *member) {
    (void)field;
    if (is_boolean(context, place, value)) {
        *(struct opt_bool *)member = (struct opt_bool){true, json_is_true(value)};
    }
}

static void read_uuid(struct context *context, const struct place *place, const json_t *value,
                      const struct shape_field *field, void *member) {
    (void)field;
    const char *string = plain_string(context, place, value, false);
    struct uuid uuid;
    if (!string) {
        return;
    }
    if (!uuid_parse(string, &uuid) || !uuid_is_set(&uuid)) {
        fault(context, place, ERROR_bad_format, "UUID");
        return;
    }
    *(struct uuid *)member = uuid;
}

static void read_date(struct context *context, const struct place *place, const json_t *value,
                      const struct shape_field *field, void *member) {
    (void)field;
    const char *string = plain_string(context, place, value, false);
    if (string && !date_parse(string, member)) {
        fault(context, place, ERROR_bad_format, "YYYY-MM-DD");
    }
}

static void read_instant(struct context *context, const struct place *place, const json_t *value,
                         const struct shape_field *field, void *member) {
    (void)field;
    const char *string = plain_string(context, place, value, false);
    if (string && (string[0] == '\0' || strchr(string, ' ') || !instant_parse(string, member))) {
        fault(context, place, ERROR_bad_format, "YYYY-MM-DDThh:mm:ssZ (RFC 3339)");
    }
}

static void read_json(struct context *context, const struct place *place, const json_t *value,
                      const struct shape_field *field, void *member) {
    (void)field;
    if (json_is_null(value)) {
        fault(context, place, ERROR_wrong_type, "JSON");
        return;
    }
    *(const struct json **)member = value_wrap(value);
}

static void read_raw(struct context *context, const struct place *place, const json_t *value,
                     const struct shape_field *field, void *member) {
    (void)field;
    if (json_is_null(value)) {
        fault(context, place, ERROR_wrong_type, "JSON");
        return;
    }
    struct text text;
    text_init(&text, context->arena);
    json_write_value(&text, value_wrap(value));
    *(struct raw_json *)member = (struct raw_json){text.bytes, text.length};
}

/* Binary data has no form in JSON; read_record refuses the field before it gets here. */
static void read_nothing(struct context *context, const struct place *place, const json_t *value,
                         const struct shape_field *field, void *member) {
    (void)value, (void)field, (void)member;
    fault(context, place, ERROR_unknown_member, NULL);
}

static void read_enum(struct context *context, const struct place *place, const json_t *value,
                      const struct shape_field *field, void *member) {
    const char *string = json_string_value(value);
    if (!string) {
        fault(context, place, ERROR_wrong_type, "string");
        return;
    }
    int index = shape_word_index(field->words, string);
    if (index == 0) {
        fault(context, place, ERROR_not_in_list, text_words(context->arena, field->words));
        return;
    }
    *(int *)member = index;
}

static void read_one_record(struct context *context, const struct place *place, const json_t *value,
                            const struct shape_field *field, void *member) {
    if (!json_is_object(value)) {
        fault(context, place, ERROR_wrong_type, "object");
        return;
    }
    void *record = arena_alloc(context->arena, field->shape->size);
    read_record(context, place, value, field->shape, true, record);
    *(void **)member = record;
}

static void read_embedded(struct context *context, const struct place *place, const json_t *value,
                          const struct shape_field *field, void *member) {
    read_record(context, place, value, field->shape, true, member);
}

static bool has_count(struct context *context, const struct place *place, const json_t *value,
                      const struct shape_field *field) {
    if (!json_is_array(value)) {
        fault(context, place, ERROR_wrong_type, "array");
        return false;
    }
    int64_t count = (int64_t)json_array_size(value);
    if (count < field->least) {
        fault_number(context, place, ERROR_too_short, field->least);
        return false;
    }
    if (field->most > 0 && count > field->most) {
        fault_number(context, place, ERROR_too_many, field->most);
        return false;
    }
    return true;
}

static void read_records(struct context *context, const struct place *place, const json_t *value,
                         const struct shape_field *field, void *member) {
    if (!has_count(context, place, value, field)) {
        return;
    }
    size_t count = json_array_size(value), size = field->shape->size;
    char *items = arena_alloc(context->arena, count * size);
    for (size_t i = 0; i < count; i++) {
        struct place item = {place, NULL, i};
        read_record(context, &item, json_array_get(value, i), field->shape, true, items + i * size);
    }
    *(struct list *)member = (struct list){items, count};
}

static void read_strings(struct context *context, const struct place *place, const json_t *value,
                         const struct shape_field *field, void *member) {
    if (!has_count(context, place, value, field)) {
        return;
    }
    size_t count = json_array_size(value);
    const char **items = arena_alloc(context->arena, count * sizeof *items);
    for (size_t i = 0; i < count; i++) {
        struct place item = {place, NULL, i};
        items[i] = checked_string(context, &item, json_array_get(value, i), field, 1,
                                  SHAPE_STRINGS_LENGTH_MAX);
    }
    *(struct list *)member = (struct list){items, count};
}

/* A list of what one reader reads, `size` bytes apart. */
static void read_each(struct context *context, const struct place *place, const json_t *value,
                      const struct shape_field *field, size_t size, reader *read, void *member) {
    if (!has_count(context, place, value, field)) {
        return;
    }
    const struct shape_field unbounded = {.name = field->name};
    size_t count = json_array_size(value);
    char *items = arena_alloc(context->arena, count * size);
    for (size_t i = 0; i < count; i++) {
        struct place item = {place, NULL, i};
        read(context, &item, json_array_get(value, i), &unbounded, items + i * size);
    }
    *(struct list *)member = (struct list){items, count};
}

static void read_uuids(struct context *context, const struct place *place, const json_t *value,
                       const struct shape_field *field, void *member) {
    read_each(context, place, value, field, sizeof(struct uuid), read_uuid, member);
}

static void read_ints(struct context *context, const struct place *place, const json_t *value,
                      const struct shape_field *field, void *member) {
    read_each(context, place, value, field, sizeof(int64_t), read_int, member);
}

/* A number with what it has behind the point; a bound of the field is in whole numbers. */
static void read_decimal(struct context *context, const struct place *place, const json_t *value,
                         const struct shape_field *field, void *member) {
    struct decimal decimal;
    char text[64];
    if (!json_is_number(value)) {
        fault(context, place, ERROR_wrong_type, "number");
        return;
    }
    if (json_is_integer(value)) {
        snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    } else {
        snprintf(text, sizeof text, "%.6f", json_real_value(value));
    }
    if (!decimal_parse(text, &decimal) ||
        (is_bounded(field) && (decimal_compare(decimal, decimal_of(field->least)) < 0 ||
                               decimal_compare(decimal, decimal_of(field->most)) > 0))) {
        const int64_t widest = INT64_MAX / DECIMAL_ONE;
        fault(context, place, ERROR_out_of_range,
              arena_format(context->arena, "%lld..%lld",
                           (long long)(is_bounded(field) ? field->least : -widest),
                           (long long)(is_bounded(field) ? field->most : widest)));
        return;
    }
    *(struct decimal *)member = decimal;
}

static reader *const readers[] = {
    [SHAPE_DECIMAL] = read_decimal, [SHAPE_STRING] = read_string,
    [SHAPE_INT] = read_int,         [SHAPE_OPT_INT] = read_opt_int,
    [SHAPE_BOOL] = read_bool,       [SHAPE_OPT_BOOL] = read_opt_bool,
    [SHAPE_UUID] = read_uuid,       [SHAPE_DATE] = read_date,
    [SHAPE_INSTANT] = read_instant, [SHAPE_JSON] = read_json,
    [SHAPE_RAW] = read_raw,         [SHAPE_BYTES] = read_nothing,
    [SHAPE_ENUM] = read_enum,       [SHAPE_RECORD] = read_one_record,
    [SHAPE_EMBED] = read_embedded,  [SHAPE_RECORDS] = read_records,
    [SHAPE_STRINGS] = read_strings, [SHAPE_UUIDS] = read_uuids,
    [SHAPE_INTS] = read_ints,
};

/* --- a record --- */

static bool is_in_json(const struct shape_field *field) {
    return !(field->flags & SHAPE_COLUMN_ONLY) && field->type != SHAPE_BYTES;
}

static bool must_be_given(const struct shape_field *field) {
    return (field->flags & SHAPE_REQUIRED) && !(field->flags & SHAPE_READ_ONLY);
}

static void read_field(struct context *context, const struct place *up, const json_t *value,
                       const struct shape_field *field, void *record) {
    struct place place = {up, field->name, 0};
    if (!value) {
        if (must_be_given(field)) {
            fault(context, &place, ERROR_required, NULL);
        }
        return;
    }
    if (field->flags & SHAPE_READ_ONLY) {
        fault(context, &place, ERROR_read_only, NULL);
        return;
    }
    if (json_is_null(value) && (field->flags & SHAPE_NULLABLE)) {
        return;
    }
    readers[field->type](context, &place, value, field, (char *)record + field->offset);
}

static void add_unknown_members(struct context *context, const struct place *up,
                                const json_t *object, const struct shape *shape) {
    json_t *iterated = value_open(value_wrap(object));
    const char *name;
    json_t *value;
    json_object_foreach(iterated, name, value) {
        const struct shape_field *field = shape_find(shape, name);
        if (!field || !is_in_json(field)) {
            struct place place = {up, name, 0};
            fault(context, &place, ERROR_unknown_member, NULL);
        }
    }
}

/* `whole`: every member must be a field. `up` is the record's own place. */
static void read_record(struct context *context, const struct place *up, const json_t *value,
                        const struct shape *shape, bool whole, void *record) {
    if (!json_is_object(value)) {
        fault(context, up, ERROR_wrong_type, "object");
        return;
    }
    size_t known = 0;
    for (const struct shape_field *field = shape->fields; field->name; field++) {
        if (is_in_json(field)) {
            const json_t *member = json_object_get(value, field->name);
            known += member != NULL;
            read_field(context, up, member, field, record);
        }
    }
    if (whole && known < json_object_size(value)) {
        add_unknown_members(context, up, value, shape);
    }
}

/* --- NUL --- */

static void find_nul(struct context *context, const struct place *place, const json_t *value) {
    if (json_is_string(value) && strlen(json_string_value(value)) < json_string_length(value)) {
        fault(context, place, ERROR_control_character, NULL);
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        struct place item = {place, NULL, i};
        find_nul(context, &item, json_array_get(value, i));
    }
    const char *name;
    json_t *member;
    json_object_foreach(value_open(value_wrap(value)), name, member) {
        struct place below = {place, name, 0};
        find_nul(context, &below, member);
    }
}

/* What is read here may be a stored document: faults that a body had before are not its own. */
static enum status settle_since(struct context *context, size_t before) {
    bool is_more = context->error_count > before || before == CONTEXT_ERRORS_MAX;
    return is_more ? context_settle(context, STATUS_invalid) : OK;
}

enum status value_refuse_nul(struct context *context, const json_t *value) {
    size_t before = context->error_count;
    find_nul(context, NULL, value);
    return settle_since(context, before);
}

static enum status read_root(struct context *context, const struct json *json,
                             const struct shape *shape, bool whole, void *record) {
    size_t before = context->error_count;
    memset(record, 0, shape->size);
    read_record(context, NULL, value_open(json), shape, whole, record);
    return settle_since(context, before);
}

enum status json_read(struct context *context, const struct json *json, const struct shape *shape,
                      void *record) {
    return read_root(context, json, shape, true, record);
}

enum status json_read_part(struct context *context, const struct json *json,
                           const struct shape *shape, void *record) {
    return read_root(context, json, shape, false, record);
}
