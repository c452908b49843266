#include "base/shape.h"

#include <string.h>

const struct shape_field *shape_find(const struct shape *shape, const char *name) {
    for (const struct shape_field *field = shape->fields; field->name; field++) {
        if (strcmp(field->name, name) == 0) {
            return field;
        }
    }
    return NULL;
}

static bool find_embedded(const struct shape_field *field, const char *name,
                          struct shape_column *out) {
    size_t length = strlen(field->prefix);
    if (strncmp(name, field->prefix, length) != 0 ||
        !shape_column_find(field->shape, name + length, out)) {
        return false;
    }
    out->offset += field->offset;
    return true;
}

bool shape_column_find(const struct shape *shape, const char *name, struct shape_column *out) {
    for (const struct shape_field *field = shape->fields; field->name; field++) {
        if (field->flags & SHAPE_JSON_ONLY) {
            continue;
        }
        if (field->type == SHAPE_EMBED) {
            if (find_embedded(field, name, out)) {
                return true;
            }
        } else if (strcmp(field->name, name) == 0) {
            *out = (struct shape_column){field, field->offset};
            return true;
        }
    }
    return false;
}

bool shape_holds(const struct shape *shape, unsigned flag) {
    for (const struct shape_field *field = shape->fields; field->name; field++) {
        if ((field->flags & flag) || (field->shape && shape_holds(field->shape, flag))) {
            return true;
        }
    }
    return false;
}

static bool holds_something(const struct shape *shape, const void *record) {
    for (const struct shape_field *field = shape->fields; field->name; field++) {
        bool always = field->type == SHAPE_INT || field->type == SHAPE_BOOL;
        if (!always && shape_is_present(field, (const char *)record + field->offset)) {
            return true;
        }
    }
    return false;
}

bool shape_is_present(const struct shape_field *field, const void *member) {
    switch (field->type) {
    case SHAPE_INT:
    case SHAPE_BOOL:
        return true;
    case SHAPE_OPT_INT:
        return ((const struct opt_int *)member)->present;
    case SHAPE_DECIMAL:
        return ((const struct decimal *)member)->present;
    case SHAPE_OPT_BOOL:
        return ((const struct opt_bool *)member)->present;
    case SHAPE_UUID:
        return uuid_is_set(member);
    case SHAPE_DATE:
        return date_is_set(*(const struct date *)member);
    case SHAPE_INSTANT:
        return ((const struct instant *)member)->us != 0;
    case SHAPE_ENUM:
        return *(const int *)member != 0;
    case SHAPE_RAW:
        return ((const struct raw_json *)member)->bytes != NULL;
    case SHAPE_BYTES:
        return ((const struct bytes *)member)->bytes != NULL;
    case SHAPE_EMBED:
        return holds_something(field->shape, member);
    case SHAPE_RECORDS:
    case SHAPE_STRINGS:
    case SHAPE_UUIDS:
    case SHAPE_INTS: /* a list that must be there is empty rather than absent */
        return ((const struct list *)member)->items || (field->flags & SHAPE_REQUIRED);
    case SHAPE_STRING:
    case SHAPE_JSON:
    case SHAPE_RECORD:
        return *(const void *const *)member != NULL;
    }
    return false;
}

int shape_word_index(const char *const *words, const char *word) {
    for (int i = 0; words[i]; i++) {
        if (strcmp(words[i], word) == 0) {
            return i + 1;
        }
    }
    return 0;
}
