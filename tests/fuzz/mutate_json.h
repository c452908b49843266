/* Changes a JSON text by its tree: most random bytes only make it no JSON, and never reach what
 * reads the tree. */
#ifndef FUZZ_MUTATE_JSON_H
#define FUZZ_MUTATE_JSON_H

#include "fuzz.h"

#include <jansson.h>

size_t LLVMFuzzerMutate(uint8_t *bytes, size_t length, size_t room);
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t length, size_t room, unsigned seed);

static inline unsigned mutate_dice(unsigned *state, unsigned sides) {
    *state = *state * 1664525u + 1013904223u;
    return (*state >> 8) % sides;
}

/* A member of an object or list at random, with its key or place; NULL where there is none. */
static json_t *mutate_member(json_t *of, unsigned *state, const char **key, size_t *at) {
    *key = NULL;
    if (json_is_array(of) && json_array_size(of) > 0) {
        *at = mutate_dice(state, (unsigned)json_array_size(of));
        return json_array_get(of, *at);
    }
    if (!json_is_object(of) || json_object_size(of) == 0) {
        return NULL;
    }
    unsigned steps = mutate_dice(state, (unsigned)json_object_size(of));
    void *step = json_object_iter(of);
    while (steps-- > 0) {
        step = json_object_iter_next(of, step);
    }
    *key = json_object_iter_key(step);
    return json_object_iter_value(step);
}

/* Some node of the tree, by a walk from its root. */
static json_t *mutate_walk(json_t *root, unsigned *state) {
    const char *key;
    size_t at;
    json_t *node = root, *next;
    while ((next = mutate_member(node, state, &key, &at)) && mutate_dice(state, 4) > 0) {
        node = next;
    }
    return node;
}

static json_t *mutate_value(json_t *root, json_t *old, unsigned *state) {
    static const json_int_t numbers[] = {0,    1,    2,     3,          8,          9,          15,
                                         16,   17,   63,    64,         100,        150,        700,
                                         1000, 1001, 10000, 2147483647, 4294967295, 4294967296, -1};
    if (json_is_integer(old) && mutate_dice(state, 2)) {
        return json_integer(json_integer_value(old) + (json_int_t)mutate_dice(state, 5) - 2);
    }
    switch (mutate_dice(state, 6)) {
    case 0:
        return json_integer(numbers[mutate_dice(state, sizeof numbers / sizeof numbers[0])]);
    case 1:
        return json_boolean((int)mutate_dice(state, 2));
    case 2:
        return json_array();
    default:
        return json_deep_copy(mutate_walk(root, state));
    }
}

/* Removes, replaces or doubles one member; or gives it to another name. */
static void mutate_tree(json_t *root, unsigned *state) {
    const char *key;
    size_t at = 0;
    json_t *parent = mutate_walk(root, state);
    json_t *old = mutate_member(parent, state, &key, &at);
    if (!old) {
        return;
    }
    unsigned what = mutate_dice(state, 6);
    json_t *value = what == 0 ? NULL : mutate_value(root, old, state);
    if (key && what == 0) {
        json_object_del(parent, key);
    } else if (key) {
        json_object_set_new(parent, key, value);
    } else if (what == 0) {
        json_array_remove(parent, at);
    } else if (what < 3) {
        json_array_insert_new(parent, at, json_deep_copy(old)), json_decref(value);
    } else {
        json_array_set_new(parent, at, value);
    }
}

/* Strings are how the parts of a model name each other: one takes the words of another. */
static void mutate_word(json_t *root, unsigned *state) {
    json_t *words[2] = {NULL, NULL};
    for (unsigned tries = 0; tries < 64 && !words[1]; tries++) {
        json_t *node = mutate_walk(root, state);
        if (json_is_string(node)) {
            words[words[0] ? 1 : 0] = node;
        }
    }
    if (words[1]) {
        json_string_set(words[0], json_string_value(words[1]));
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t length, size_t room, unsigned seed) {
    unsigned state = seed;
    json_t *root = mutate_dice(&state, 8) ? json_loadb((char *)bytes, length, 0, NULL) : NULL;
    if (!root) {
        return LLVMFuzzerMutate(bytes, length, room);
    }
    for (unsigned changes = 1 + mutate_dice(&state, 3); changes > 0; changes--) {
        if (mutate_dice(&state, 3) == 0) {
            mutate_word(root, &state);
        } else {
            mutate_tree(root, &state);
        }
    }
    size_t size = json_dumpb(root, (char *)bytes, room, JSON_COMPACT | JSON_ENCODE_ANY);
    json_decref(root);
    return size <= room ? size : LLVMFuzzerMutate(bytes, length, room);
}

#endif
