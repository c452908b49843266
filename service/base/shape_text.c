#include "base/shape_text.h"

#include "base/text.h"
#include "base/uuid.h"

#include <string.h>

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

static const char *decimal_text(struct arena *arena, struct decimal decimal) {
    char text[DECIMAL_TEXT_SIZE];
    decimal_print(decimal, text);
    return decimal.present ? arena_string(arena, text) : NULL;
}

/* One item of an array, in PostgreSQL's own form. */
static void add_item(struct text *text, const char *item) {
    text_add_char(text, text->length == 0 ? '{' : ',');
    if (!item) {
        text_add_string(text, "NULL");
        return;
    }
    text_add_char(text, '"');
    while (*item) {
        size_t plain = strcspn(item, "\"\\");
        text_add(text, item, plain);
        item += plain;
        if (*item) {
            text_add_char(text, '\\');
            text_add_char(text, *item++);
        }
    }
    text_add_char(text, '"');
}

static const char *end_array(struct text *text) {
    text_add_string(text, text->length == 0 ? "{}" : "}");
    return text->bytes;
}

static const char *item_text(struct arena *arena, enum shape_type type, const void *items,
                             size_t index) {
    if (type == SHAPE_UUIDS) {
        return uuid_text(arena, (const struct uuid *)items + index);
    }
    if (type == SHAPE_INTS) {
        return int_text(arena, ((const int64_t *)items)[index]);
    }
    return ((const char *const *)items)[index];
}

static const char *list_text(struct arena *arena, enum shape_type type, const struct list *list) {
    if (!list->items) {
        return NULL;
    }
    struct text text;
    text_init(&text, arena);
    for (size_t i = 0; i < list->count; i++) {
        add_item(&text, item_text(arena, type, list->items, i));
    }
    return end_array(&text);
}

/* The word as an array of one, or all words. */
static const char *any_of_text(struct arena *arena, const struct shape_field *field, int word) {
    struct text text;
    text_init(&text, arena);
    for (int i = 0; field->words[i]; i++) {
        if (word == 0 || word == i + 1) {
            add_item(&text, field->words[i]);
        }
    }
    return end_array(&text);
}

static const char *word_text(struct arena *arena, const struct shape_field *field, int word) {
    if (field->flags & SHAPE_ANY_OF) {
        return any_of_text(arena, field, word);
    }
    return word > 0 ? field->words[word - 1] : NULL;
}

static const char *bool_text(bool value) {
    return value ? "t" : "f";
}

bool shape_text(struct arena *arena, const struct shape_field *field, const void *member,
                const char **out) {
    const struct opt_int *number = member;
    const struct opt_bool *truth = member;
    const struct raw_json *raw = member;
    switch (field->type) {
    case SHAPE_STRING:
        *out = *(const char *const *)member;
        return true;
    case SHAPE_INT:
        *out = int_text(arena, *(const int64_t *)member);
        return true;
    case SHAPE_OPT_INT:
        *out = number->present ? int_text(arena, number->value) : NULL;
        return true;
    case SHAPE_DECIMAL:
        *out = decimal_text(arena, *(const struct decimal *)member);
        return true;
    case SHAPE_BOOL:
        *out = bool_text(*(const bool *)member);
        return true;
    case SHAPE_OPT_BOOL:
        *out = truth->present ? bool_text(truth->value) : NULL;
        return true;
    case SHAPE_UUID:
        *out = uuid_text(arena, member);
        return true;
    case SHAPE_DATE:
        *out = date_text(arena, *(const struct date *)member);
        return true;
    case SHAPE_INSTANT:
        *out = instant_text(arena, *(const struct instant *)member);
        return true;
    case SHAPE_RAW:
        *out = raw->bytes ? arena_copy(arena, raw->bytes, raw->length) : NULL;
        return true;
    case SHAPE_ENUM:
        *out = word_text(arena, field, *(const int *)member);
        return true;
    case SHAPE_STRINGS:
    case SHAPE_UUIDS:
    case SHAPE_INTS:
        *out = list_text(arena, field->type, member);
        return true;
    case SHAPE_JSON:
    case SHAPE_BYTES:
    case SHAPE_RECORD:
    case SHAPE_EMBED:
    case SHAPE_RECORDS:
        break;
    }
    return false;
}

bool shape_text_column(struct arena *arena, const struct shape_column *column, const void *records,
                       size_t count, size_t size, const char **out) {
    struct text text;
    text_init(&text, arena);
    for (size_t i = 0; i < count; i++) {
        const char *item = NULL;
        const char *member = (const char *)records + i * size + column->offset;
        if (!shape_text(arena, column->field, member, &item)) {
            return false;
        }
        add_item(&text, item);
    }
    *out = end_array(&text);
    return true;
}
