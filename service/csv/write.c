#include "base/shape_text.h"
#include "csv/csv.h"

#include <string.h>

/* What a spreadsheet would work out; blanks and quotes before it do not help. */
static bool is_formula(const char *cell) {
    const char *at = cell + strspn(cell, " \t\r\n\"'");
    return *cell == '\t' || *cell == '\r' || (*at != '\0' && strchr("=+-@", *at) != NULL);
}

static void add_cell(struct text *out, const char *cell, char separator) {
    const char special[] = {separator, '"', '\r', '\n', '\0'};
    if (!strpbrk(cell, special)) {
        text_add_string(out, cell);
        return;
    }
    text_add_char(out, '"');
    for (; *cell; cell++) {
        if (*cell == '"') {
            text_add_char(out, '"');
        }
        text_add_char(out, *cell);
    }
    text_add_char(out, '"');
}

static const char *with_comma(struct arena *arena, const char *number) {
    char *copy = arena_string(arena, number), *point = strchr(copy, '.');
    if (point) {
        *point = ',';
    }
    return copy;
}

static const char *text_of(struct arena *arena, const struct shape_field *field, const void *member,
                           enum csv_style style) {
    const char *text = NULL;
    if (!shape_text(arena, field, member, &text) || !text) {
        return "";
    }
    if (field->type == SHAPE_BOOL || field->type == SHAPE_OPT_BOOL) {
        return *text == 't' ? "true" : "false";
    }
    if (field->type == SHAPE_STRING && is_formula(text)) {
        return arena_format(arena, "'%s", text);
    }
    return field->type == SHAPE_DECIMAL && style == CSV_FINNISH ? with_comma(arena, text) : text;
}

static bool is_column(const struct shape_field *field) {
    if (field->flags & (SHAPE_WRITE_ONLY | SHAPE_COLUMN_ONLY)) {
        return false;
    }
    switch (field->type) {
    case SHAPE_STRING:
    case SHAPE_INT:
    case SHAPE_OPT_INT:
    case SHAPE_DECIMAL:
    case SHAPE_BOOL:
    case SHAPE_OPT_BOOL:
    case SHAPE_UUID:
    case SHAPE_DATE:
    case SHAPE_INSTANT:
    case SHAPE_ENUM:
    case SHAPE_EMBED:
        return true;
    default:
        return false;
    }
}

struct line {
    struct text *out;
    enum csv_style style;
    char separator;
    bool begun;
};

/* `record` NULL: the names. */
static void add_fields(struct line *line, const struct shape *shape, const char *prefix,
                       const char *record) {
    struct arena *arena = line->out->arena;
    for (const struct shape_field *field = shape->fields; field->name; field++) {
        const char *member = record ? record + field->offset : NULL;
        if (!is_column(field)) {
            continue;
        }
        if (field->type == SHAPE_EMBED) {
            add_fields(line, field->shape, arena_format(arena, "%s%s", prefix, field->prefix),
                       member);
            continue;
        }
        if (line->begun) {
            text_add_char(line->out, line->separator);
        }
        line->begun = true;
        add_cell(line->out,
                 record ? text_of(arena, field, member, line->style)
                        : arena_format(arena, "%s%s", prefix, field->name),
                 line->separator);
    }
}

static void add_line(struct text *out, const struct shape *shape, const char *record,
                     enum csv_style style) {
    struct line line = {out, style, style == CSV_FINNISH ? ';' : ',', false};
    add_fields(&line, shape, "", record);
    text_add_string(out, "\r\n");
}

void csv_write(struct text *out, const struct shape *shape, const struct list *rows,
               enum csv_style style) {
    const char *items = rows->items;
    if (style == CSV_FINNISH) {
        text_add_string(out, "\xEF\xBB\xBF");
    }
    add_line(out, shape, NULL, style);
    for (size_t i = 0; i < rows->count; i++) {
        add_line(out, shape, items + i * shape->size, style);
    }
}
