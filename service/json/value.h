/* The seam between `struct json`, which other rooms carry unread, and Jansson's json_t. */
#ifndef JSON_VALUE_H
#define JSON_VALUE_H

#include "json/json.h"

#include <jansson.h>

static inline const struct json *value_wrap(const json_t *value) {
    return (const struct json *)(const void *)value;
}

/* Jansson's iterators take their object without const, though they leave it as it is. */
static inline json_t *value_open(const struct json *json) {
    return (json_t *)(uintptr_t)json;
}

/* No string behind this point ends before its end: a string with a NUL in it is a field error. */
enum status value_refuse_nul(struct context *context, const json_t *value) must_check;

#endif
