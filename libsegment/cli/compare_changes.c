#include "compare_changes.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { PATH = 512, SHOWN = 60, MOST_LINES = 40 };

struct changes {
    FILE *out;
    int lines;
    char path[PATH];
};

/* A value in a few words: compact JSON, cut short at a whole character. */
static void print_value(FILE *out, const json_t *value) {
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    size_t length = text ? strlen(text) : 0;
    size_t shown = length > SHOWN ? SHOWN : length;
    while (shown < length && ((unsigned char)text[shown] & 0xC0) == 0x80) {
        shown--;
    }
    fprintf(out, "%.*s%s", (int)shown, text ? text : "", shown < length ? "..." : "");
    free(text);
}

static void print_change(struct changes *changes, const json_t *from, const json_t *to,
                         const char *words) {
    changes->lines++;
    if (changes->lines > MOST_LINES) {
        return;
    }
    fprintf(changes->out, "  %s: ", changes->path);
    if (words) {
        fprintf(changes->out, "%s\n", words);
        return;
    }
    print_value(changes->out, from);
    fputs(" -> ", changes->out);
    print_value(changes->out, to);
    fputc('\n', changes->out);
}

/* The code, or the value of an option, by which an entry of a list is known; or NULL. */
static json_t *key_of(const json_t *entry) {
    json_t *code = json_object_get(entry, "code");
    return code ? code : json_object_get(entry, "value");
}

static bool is_keyed(const json_t *list) {
    bool keyed = json_array_size(list) > 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        keyed = keyed && key_of(json_array_get(list, i)) != NULL;
    }
    return keyed;
}

static json_t *find(const json_t *list, json_t *key, size_t *place) {
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *entry = json_array_get(list, i);
        if (json_equal(key_of(entry), key)) {
            *place = i;
            return entry;
        }
    }
    return NULL;
}

/* Appends a step to the path; returns how long it was. */
__attribute__((format(printf, 2, 3))) static size_t step(struct changes *changes,
                                                         const char *format, ...) {
    size_t length = strlen(changes->path);
    va_list list;
    va_start(list, format);
    vsnprintf(changes->path + length, PATH - length, format, list);
    va_end(list);
    return length;
}

static size_t step_to(struct changes *changes, const json_t *key) {
    return json_is_string(key) ? step(changes, "/%s", json_string_value(key))
                               : step(changes, "/%lld", (long long)json_integer_value(key));
}

static void compare(struct changes *changes, json_t *a, json_t *b);

static void compare_objects(struct changes *changes, json_t *a, json_t *b) {
    const char *name;
    json_t *value;
    json_object_foreach(a, name, value) {
        json_t *other = json_object_get(b, name);
        size_t length = step(changes, "/%s", name);
        if (other) {
            compare(changes, value, other);
        } else {
            print_change(changes, NULL, NULL, "removed");
        }
        changes->path[length] = 0;
    }
    json_object_foreach(b, name, value) {
        if (!json_object_get(a, name)) {
            size_t length = step(changes, "/%s", name);
            print_change(changes, NULL, NULL, "added");
            changes->path[length] = 0;
        }
    }
}

/* Lists whose entries are known by their codes. */
static void compare_keyed(struct changes *changes, json_t *a, json_t *b) {
    size_t last = 0, moved = 0;
    for (size_t i = 0; i < json_array_size(a); i++) {
        json_t *entry = json_array_get(a, i);
        size_t length = step_to(changes, key_of(entry)), place = last;
        json_t *other = find(b, key_of(entry), &place);
        if (other) {
            compare(changes, entry, other);
        } else {
            print_change(changes, NULL, NULL, "removed");
        }
        changes->path[length] = 0;
        moved |= place < last;
        last = place;
    }
    for (size_t i = 0; i < json_array_size(b); i++) {
        size_t place, length = step_to(changes, key_of(json_array_get(b, i)));
        if (!find(a, key_of(json_array_get(b, i)), &place)) {
            print_change(changes, NULL, NULL, "added");
        }
        changes->path[length] = 0;
    }
    if (moved) {
        print_change(changes, NULL, NULL, "in another order");
    }
}

static void compare_entries(struct changes *changes, json_t *a, json_t *b) {
    for (size_t i = 0; i < json_array_size(a); i++) {
        size_t length = step(changes, "/%zu", i);
        compare(changes, json_array_get(a, i), json_array_get(b, i));
        changes->path[length] = 0;
    }
}

static void compare(struct changes *changes, json_t *a, json_t *b) {
    if (json_equal(a, b)) {
        return;
    }
    if (json_is_object(a) && json_is_object(b)) {
        compare_objects(changes, a, b);
    } else if (is_keyed(a) && is_keyed(b)) {
        compare_keyed(changes, a, b);
    } else if (json_is_array(a) && json_array_size(a) == json_array_size(b)) {
        compare_entries(changes, a, b);
    } else {
        print_change(changes, a, b, NULL);
    }
}

void changes_print(FILE *out, const json_t *a, const json_t *b) {
    struct changes changes = {.out = out};
    json_t *mine = json_deep_copy(a), *other = json_deep_copy(b); /* walking marks an object */
    if (mine && other) {
        compare(&changes, mine, other);
    }
    if (changes.lines > MOST_LINES) {
        fprintf(out, "  and %d more\n", changes.lines - MOST_LINES);
    }
    json_decref(mine);
    json_decref(other);
}
