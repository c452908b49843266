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

int shape_word_index(const char *const *words, const char *word) {
    for (int i = 0; words[i]; i++) {
        if (strcmp(words[i], word) == 0) {
            return i + 1;
        }
    }
    return 0;
}
