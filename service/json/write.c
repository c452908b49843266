#include "segment_json.h"
#include "json/value.h"

#include <string.h>

/* --- strings, escaped as segment_json does, so that every writer agrees --- */

void json_write_string(struct text *out, const char *string) {
    const char *run = string, *at = string;
    char escape[6];
    text_add_char(out, '"');
    for (; *at; at++) {
        if (!segj_is_plain(*at)) {
            text_add(out, run, (size_t)(at - run));
            text_add(out, escape, segj_escape(*at, escape));
            run = at + 1;
        }
    }
    text_add(out, run, (size_t)(at - run));
    text_add_char(out, '"');
}

void json_add_pointer(struct text *out, const char *name) {
    text_add_char(out, '/');
    for (; *name; name++) {
        const char *escape = segj_pointer_escape(*name);
        text_add(out, escape ? escape : name, escape ? 2 : 1);
    }
}

/* --- one writer a type --- */

typedef void writer(struct text *out, const struct shape_field *field, const void *member);

static void write_string(struct text *out, const struct shape_field *field, const void *member) {
    (void)field;
    json_write_string(out, *(const char *const *)member);
}

static void write_int(struct text *out, const struct shape_field *field, const void *member) {
    (void)field;
    text_add_int(out, *(const int64_t *)member);
}

static void write_opt_int(struct text *out, const struct shape_field *field, const void *member) {
    (void)field;
    text_add_int(out, ((const struct opt_int *)member)->value);
}

static void write_decimal(struct text *out, const struct shape_field *field, const void *member) {
    char text[DECIMAL_TEXT_SIZE];
    (void)field;
    decimal_print(*(const struct decimal *)member, text);
    text_add_string(out, text);
}

static void add_bool(struct text *out, bool value) {
    text_add(out, value ? "true" : "false", value ? 4 : 5);
}

static void write_bool(struct text *out, const struct shape_field *field, const void *member) {
    (void)field;
    add_bool(out, *(const bool *)member);
}

static void write_opt_bool(struct text *out, const struct shape_field *field, const void *member) {
    (void)field;
    add_bool(out, ((const struct opt_bool *)member)->value);
}

/* What has no character to escape: quoted as it is. */
static void add_quoted(struct text *out, const char *string, size_t length) {
    char *at = text_reserve(out, length + 2);
    at[0] = '"';
    memcpy(at + 1, string, length);
    memcpy(at + 1 + length, "\"", 2);
    out->length += length + 2;
}

static void write_uuid(struct text *out, const struct shape_field *field, const void *member) {
    (void)field;
    char string[UUID_TEXT_SIZE];
    uuid_print(member, string);
    add_quoted(out, string, UUID_TEXT_SIZE - 1);
}

static void write_date(struct text *out, const struct shape_field *field, const void *member) {
    (void)field;
    char string[DATE_TEXT_SIZE];
    date_print(*(const struct date *)member, string);
    add_quoted(out, string, DATE_TEXT_SIZE - 1);
}

static void write_instant(struct text *out, const struct shape_field *field, const void *member) {
    (void)field;
    char string[INSTANT_TEXT_SIZE];
    instant_print(*(const struct instant *)member, string);
    add_quoted(out, string, strlen(string));
}

static void write_json(struct text *out, const struct shape_field *field, const void *member) {
    (void)field;
    json_write_value(out, *(const struct json *const *)member);
}

static void write_raw(struct text *out, const struct shape_field *field, const void *member) {
    (void)field;
    const struct raw_json *raw = member;
    text_add(out, raw->bytes, raw->length);
}

static void write_nothing(struct text *out, const struct shape_field *field, const void *member) {
    (void)field, (void)member;
    text_add(out, "null", 4);
}

static void write_enum(struct text *out, const struct shape_field *field, const void *member) {
    const char *word = field->words[*(const int *)member - 1];
    add_quoted(out, word, strlen(word));
}

static void write_record(struct text *out, const struct shape_field *field, const void *member) {
    json_write(out, field->shape, *(const void *const *)member);
}

static void write_embedded(struct text *out, const struct shape_field *field, const void *member) {
    json_write(out, field->shape, member);
}

/* A list of what one writer writes, `size` bytes apart. */
static void write_each(struct text *out, const struct shape_field *field, const struct list *list,
                       size_t size, writer *write) {
    const char *item = list->items;
    text_add_char(out, '[');
    for (size_t i = 0; i < list->count; i++, item += size) {
        if (i > 0) {
            text_add_char(out, ',');
        }
        write(out, field, item);
    }
    text_add_char(out, ']');
}

static void write_records(struct text *out, const struct shape_field *field, const void *member) {
    write_each(out, field, member, field->shape->size, write_embedded);
}

static void write_strings(struct text *out, const struct shape_field *field, const void *member) {
    write_each(out, field, member, sizeof(const char *), write_string);
}

static void write_uuids(struct text *out, const struct shape_field *field, const void *member) {
    write_each(out, field, member, sizeof(struct uuid), write_uuid);
}

static void write_ints(struct text *out, const struct shape_field *field, const void *member) {
    write_each(out, field, member, sizeof(int64_t), write_int);
}

static writer *const writers[] = {
    [SHAPE_STRING] = write_string,   [SHAPE_INT] = write_int,
    [SHAPE_OPT_INT] = write_opt_int, [SHAPE_BOOL] = write_bool,
    [SHAPE_DECIMAL] = write_decimal, [SHAPE_OPT_BOOL] = write_opt_bool,
    [SHAPE_UUID] = write_uuid,       [SHAPE_DATE] = write_date,
    [SHAPE_INSTANT] = write_instant, [SHAPE_JSON] = write_json,
    [SHAPE_RAW] = write_raw,         [SHAPE_BYTES] = write_nothing,
    [SHAPE_ENUM] = write_enum,       [SHAPE_RECORD] = write_record,
    [SHAPE_EMBED] = write_embedded,  [SHAPE_RECORDS] = write_records,
    [SHAPE_STRINGS] = write_strings, [SHAPE_UUIDS] = write_uuids,
    [SHAPE_INTS] = write_ints,
};

/* --- a record --- */

static bool is_answered(const struct shape_field *field) {
    return !(field->flags & (SHAPE_WRITE_ONLY | SHAPE_COLUMN_ONLY)) && field->type != SHAPE_BYTES;
}

/* `,"name":`, the comma only behind another member. */
static void add_name(struct text *out, const char *name, bool first) {
    size_t length = strlen(name);
    char *at = text_reserve(out, length + 4);
    char *end = at;
    if (!first) {
        *end++ = ',';
    }
    *end++ = '"';
    memcpy(end, name, length);
    memcpy(end + length, "\":", 3);
    out->length += (size_t)(end - at) + length + 2;
}

/* The members of a raw object, without its braces. */
static bool add_members(struct text *out, const struct raw_json *object, bool first) {
    if (object->length <= 2) {
        return first;
    }
    if (!first) {
        text_add_char(out, ',');
    }
    text_add(out, object->bytes + 1, object->length - 2);
    return false;
}

void json_write(struct text *out, const struct shape *shape, const void *record) {
    bool first = true;
    text_add_char(out, '{');
    for (const struct shape_field *field = shape->fields; field->name; field++) {
        const void *member = (const char *)record + field->offset;
        bool present = is_answered(field) && shape_is_present(field, member);
        if (!present && !(is_answered(field) && (field->flags & SHAPE_NULLABLE))) {
            continue;
        }
        if (field->flags & SHAPE_SPLICED) {
            first = add_members(out, member, first);
            continue;
        }
        add_name(out, field->name, first);
        first = false;
        (present ? writers[field->type] : write_nothing)(out, field, member);
    }
    text_add_char(out, '}');
}
