/* RFC 6902: a change of a document, written as a list of operations. */
#include "document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A few copies of a document into itself would be larger than any memory, and deeper than any
 * stack: what the operations put in is counted. */
enum {
    TOKEN = 256,
    MAX_OPERATIONS = 1000,
    MAX_DEPTH = 64,
    VALUE_BYTES = 32, /* about what a value takes beside its text */
    MAX_PUT_IN = 8 * SEGJ_MAX_MODEL_BYTES
};

/* A document that is being changed, and how many bytes the changes may still put in. */
struct patched {
    json_t *document;
    size_t room;
};

/* The container that a pointer's last token lies in, and that token. */
struct target {
    json_t *holder;
    char token[TOKEN];
};

/* An index of a list; `-` is the end where `end` allows it. -1: none. */
static long list_index(const json_t *list, const char *token, bool end) {
    size_t size = json_array_size(list);
    char *rest;
    if (end && strcmp(token, "-") == 0) {
        return (long)size;
    }
    if (!*token || strspn(token, "0123456789") != strlen(token) || (token[0] == '0' && token[1])) {
        return -1;
    }
    unsigned long index = strtoul(token, &rest, 10);
    return index < size + (end ? 1 : 0) ? (long)index : -1;
}

static json_t *child(json_t *holder, const char *token) {
    if (json_is_object(holder)) {
        return json_object_get(holder, token);
    }
    long index = json_is_array(holder) ? list_index(holder, token, false) : -1;
    return index < 0 ? NULL : json_array_get(holder, (size_t)index);
}

static json_t *find(json_t *document, const char *pointer) {
    char token[TOKEN];
    while (document && pointer && *pointer) {
        pointer = segj_pointer_next(pointer, token, TOKEN);
        document = pointer ? child(document, token) : NULL;
    }
    return pointer ? document : NULL;
}

static bool find_target(json_t *document, const char *pointer, struct target *target) {
    target->holder = document;
    for (;;) {
        pointer = segj_pointer_next(pointer, target->token, TOKEN);
        if (!pointer || !target->holder) {
            return false;
        }
        if (!*pointer) {
            return json_is_object(target->holder) || json_is_array(target->holder);
        }
        target->holder = child(target->holder, target->token);
    }
}

/* ---- Bounds ---- */

static size_t count_tokens(const char *pointer) {
    size_t count = 0;
    for (; *pointer; pointer++) {
        count += *pointer == '/';
    }
    return count;
}

static bool take_room(struct patched *patched, size_t bytes) {
    bool fits = bytes <= patched->room;
    patched->room -= fits ? bytes : patched->room;
    return fits;
}

/* Takes the room for a value at this depth; false where there is none. */
static bool fits(struct patched *patched, const json_t *value, size_t depth) {
    const char *name;
    json_t *each;
    size_t index;
    if (depth > MAX_DEPTH || !take_room(patched, VALUE_BYTES + json_string_length(value))) {
        return false;
    }
    json_array_foreach(segj_walkable(value), index, each) {
        if (!fits(patched, each, depth + 1)) {
            return false;
        }
    }
    json_object_foreach(segj_walkable(value), name, each) {
        if (!take_room(patched, strlen(name)) || !fits(patched, each, depth + 1)) {
            return false;
        }
    }
    return true;
}

/* ---- The operations; each takes its own reference to `value` ---- */

static bool put_whole(json_t **document, json_t *value) {
    json_decref(*document);
    *document = json_incref(value);
    return true;
}

static bool add(json_t **document, const char *pointer, json_t *value) {
    struct target target;
    if (!*pointer) {
        return put_whole(document, value);
    }
    if (!find_target(*document, pointer, &target)) {
        return false;
    }
    if (json_is_object(target.holder)) {
        return !json_object_set(target.holder, target.token, value);
    }
    long index = list_index(target.holder, target.token, true);
    return index >= 0 && !json_array_insert(target.holder, (size_t)index, value);
}

static bool take_out(json_t *document, const char *pointer) {
    struct target target;
    if (!*pointer || !find_target(document, pointer, &target)) {
        return false;
    }
    if (json_is_object(target.holder)) {
        return !json_object_del(target.holder, target.token);
    }
    long index = list_index(target.holder, target.token, false);
    return index >= 0 && !json_array_remove(target.holder, (size_t)index);
}

static bool replace(json_t **document, const char *pointer, json_t *value) {
    struct target target;
    if (!*pointer) {
        return put_whole(document, value);
    }
    if (!find(*document, pointer) || !find_target(*document, pointer, &target)) {
        return false;
    }
    if (json_is_object(target.holder)) {
        return !json_object_set(target.holder, target.token, value);
    }
    long index = list_index(target.holder, target.token, false);
    return index >= 0 && !json_array_set(target.holder, (size_t)index, value);
}

static bool move_or_copy(struct patched *patched, const char *from, const char *path, bool move) {
    json_t **document = &patched->document;
    json_t *value = json_incref(find(*document, from));
    bool fit = value && fits(patched, value, count_tokens(path));
    json_t *copy = fit ? json_deep_copy(value) : NULL;
    size_t length = strlen(from);
    bool inside = move && strncmp(path, from, length) == 0 && path[length] == '/';
    bool done =
        copy && !inside && (!move || take_out(*document, from)) && add(document, path, copy);
    json_decref(copy);
    json_decref(value);
    return done;
}

static bool apply(struct patched *patched, const json_t *operation) {
    json_t **document = &patched->document;
    const char *op = json_string_value(json_object_get(operation, "op"));
    const char *path = json_string_value(json_object_get(operation, "path"));
    const char *from = json_string_value(json_object_get(operation, "from"));
    json_t *given = json_object_get(operation, "value");
    if (!op || !path) {
        return false;
    }
    if (strcmp(op, "remove") == 0) {
        return take_out(*document, path);
    }
    if (strcmp(op, "move") == 0 || strcmp(op, "copy") == 0) {
        return from && move_or_copy(patched, from, path, strcmp(op, "move") == 0);
    }
    if (strcmp(op, "test") == 0) {
        json_t *held = find(*document, path);
        return given && held && json_equal(held, given);
    }
    bool fit = given && fits(patched, given, count_tokens(path));
    json_t *value = fit ? json_deep_copy(given) : NULL;
    bool done = value && (strcmp(op, "add") == 0       ? add(document, path, value)
                          : strcmp(op, "replace") == 0 ? replace(document, path, value)
                                                       : 0);
    json_decref(value);
    return done;
}

static void refuse(struct segj_fault *fault, size_t index, const json_t *operation) {
    const char *op = json_string_value(json_object_get(operation, "op"));
    const char *path = json_string_value(json_object_get(operation, "path"));
    memset(fault, 0, sizeof *fault);
    fault->code = "patch_failed";
    snprintf(fault->pointer, sizeof fault->pointer, "/%zu", index);
    snprintf(fault->text, sizeof fault->text,
             "The operation \"%.20s\" at \"%.180s\" can not be done.", op ? op : "",
             path ? path : "");
    snprintf(fault->fix, sizeof fault->fix,
             "Name a place that is there, by add, remove, replace, move, copy or test (RFC 6902).");
}

struct json_t *segj_patch(const struct json_t *document, const struct json_t *patch,
                          struct segj_fault *fault) {
    struct patched patched = {json_deep_copy(document), MAX_PUT_IN};
    if (!patched.document) {
        memset(fault, 0, sizeof *fault);
        fault->code = "no_memory";
        snprintf(fault->text, sizeof fault->text, "There is no memory for the changed document.");
        return NULL;
    }
    if (!json_is_array(patch) || json_array_size(patch) > MAX_OPERATIONS) {
        refuse(fault, 0, NULL);
        json_decref(patched.document);
        return NULL;
    }
    for (size_t i = 0; i < json_array_size(patch); i++) {
        if (!apply(&patched, json_array_get(patch, i))) {
            refuse(fault, i, json_array_get(patch, i));
            json_decref(patched.document);
            return NULL;
        }
    }
    return patched.document;
}
