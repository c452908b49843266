#include "json/json.h"

static const char *const type_words[] = {
    [SHAPE_STRING] = "string",   [SHAPE_INT] = "integer",     [SHAPE_OPT_INT] = "integer",
    [SHAPE_DECIMAL] = "number",  [SHAPE_BOOL] = "boolean",    [SHAPE_OPT_BOOL] = "boolean",
    [SHAPE_UUID] = "uuid",       [SHAPE_DATE] = "date",       [SHAPE_INSTANT] = "instant",
    [SHAPE_JSON] = "json",       [SHAPE_RAW] = "json",        [SHAPE_BYTES] = "bytes",
    [SHAPE_ENUM] = "enum",       [SHAPE_RECORD] = "record",   [SHAPE_EMBED] = "record",
    [SHAPE_RECORDS] = "records", [SHAPE_STRINGS] = "strings", [SHAPE_UUIDS] = "uuids",
    [SHAPE_INTS] = "integers",
};

struct flag_word {
    enum shape_flag flag;
    const char *word;
};

static const struct flag_word flag_words[] = {
    {SHAPE_REQUIRED, "required"},     {SHAPE_READ_ONLY, "read_only"},
    {SHAPE_WRITE_ONLY, "write_only"}, {SHAPE_PERSONAL, "personal"},
    {SHAPE_NULLABLE, "nullable"},     {SHAPE_COLUMN_ONLY, "column_only"},
    {SHAPE_JSON_ONLY, "json_only"},
};

static void add_member(struct text *out, const char *name, const char *string) {
    text_add_string(out, ",\"");
    text_add_string(out, name);
    text_add_string(out, "\":");
    json_write_string(out, string);
}

static void add_flags(struct text *out, unsigned flags) {
    for (size_t i = 0; i < sizeof flag_words / sizeof *flag_words; i++) {
        text_format(out, ",\"%s\":%s", flag_words[i].word,
                    flags & flag_words[i].flag ? "true" : "false");
    }
}

static void add_words(struct text *out, const char *const *words) {
    text_add_string(out, ",\"words\":[");
    for (size_t i = 0; words[i]; i++) {
        if (i > 0) {
            text_add_char(out, ',');
        }
        json_write_string(out, words[i]);
    }
    text_add_char(out, ']');
}

static void add_field(struct text *out, const struct shape_field *field) {
    text_add_string(out, "{\"name\":");
    json_write_string(out, field->name);
    add_member(out, "type", field->flags & SHAPE_SPLICED ? "spliced" : type_words[field->type]);
    add_flags(out, field->flags);
    if (field->least != 0 || field->most != 0) {
        text_format(out, ",\"least\":%lld,\"most\":%lld", (long long)field->least,
                    (long long)field->most);
    }
    if (field->words) {
        add_words(out, field->words);
    }
    if (field->shape) {
        add_member(out, "shape", field->shape->name);
    }
    if (field->format) {
        add_member(out, "format", field->format);
    }
    text_add_char(out, '}');
}

static void add_shape(struct text *out, const struct shape *shape) {
    text_add_string(out, "{\"shape\":");
    json_write_string(out, shape->name);
    text_add_string(out, ",\"fields\":[");
    for (const struct shape_field *field = shape->fields; field->name; field++) {
        if (field != shape->fields) {
            text_add_char(out, ',');
        }
        add_field(out, field);
    }
    text_add_string(out, "]}");
}

/* The shape, and behind it those of its fields; one that several have comes several times. */
static void add_shape_and_parts(struct text *out, const struct shape *shape) {
    add_shape(out, shape);
    for (const struct shape_field *field = shape->fields; field->name; field++) {
        if (field->shape) {
            text_add_string(out, ",\n");
            add_shape_and_parts(out, field->shape);
        }
    }
}

void json_write_shapes(struct text *out, const struct shape *const *shapes) {
    text_add_char(out, '[');
    for (size_t i = 0; shapes[i]; i++) {
        text_add_string(out, i > 0 ? ",\n" : "");
        add_shape_and_parts(out, shapes[i]);
    }
    text_add_string(out, "]\n");
}
