#include "suites.h"

#include "base/text.h"
#include "json/json.h"

static const struct shape_field part_fields[] = {
    FIELD_FORMAT(struct part, code, SHAPE_REQUIRED, 1, 8, "code"),
    FIELD_RANGE(struct part, weight, 0, -5, 5),
    FIELD_END,
};
const struct shape part_shape = {"part", sizeof(struct part), part_fields};

static const char *const state_words[] = {"draft", "open", "closed", NULL};

static const struct shape_field whole_fields[] = {
    FIELD(struct whole, id, SHAPE_READ_ONLY | SHAPE_REQUIRED),
    FIELD_STRING(struct whole, name, SHAPE_REQUIRED | SHAPE_PERSONAL, 2, 6),
    FIELD_FORMAT(struct whole, note, SHAPE_NULLABLE, 0, 0, "text"),
    FIELD_FORMAT(struct whole, code, 0, 1, 8, "code"),
    FIELD(struct whole, count, 0),
    FIELD_RANGE(struct whole, level, SHAPE_NULLABLE, 0, 4),
    FIELD(struct whole, done, 0),
    FIELD(struct whole, present, 0),
    FIELD(struct whole, day, 0),
    FIELD(struct whole, at, SHAPE_NULLABLE),
    FIELD(struct whole, extra, 0),
    FIELD(struct whole, raw, 0),
    FIELD(struct whole, spliced, SHAPE_READ_ONLY | SHAPE_SPLICED),
    FIELD(struct whole, sealed, 0),
    FIELD_ENUM(struct whole, state, 0, state_words),
    FIELD_RECORD(struct whole, part, 0, part_shape),
    FIELD_EMBED(struct whole, inner, 0, part_shape, "inner_"),
    FIELD_LIST(struct whole, parts, 0, part_shape, 1, 3),
    FIELD_STRINGS(struct whole, tags, SHAPE_REQUIRED, 0, 2),
    FIELD_UUIDS(struct whole, ids, 0, 0, 2),
    FIELD_INTS(struct whole, numbers, 0, 0, 3),
    FIELD(struct whole, secret, SHAPE_WRITE_ONLY),
    FIELD(struct whole, column, SHAPE_COLUMN_ONLY),
    FIELD_END,
};
const struct shape whole_shape = {"whole", sizeof(struct whole), whole_fields};

void context_make(struct context *context) {
    *context = (struct context){.arena = arena_new()};
}

void context_clear(struct context *context) {
    json_release(context);
    arena_free(context->arena);
}

const char *errors_of(const struct context *context) {
    struct text text;
    text_init(&text, context->arena);
    for (size_t i = 0; i < context->error_count; i++) {
        const struct field_error *error = &context->errors[i];
        text_format(&text, "%s%s@%s", i > 0 ? " " : "", error_code_name(error->code),
                    error->pointer ? error->pointer : "-");
        if (error->word) {
            text_format(&text, "=%s", error->word);
        }
    }
    return text.bytes;
}
