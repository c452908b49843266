/* JSON in and out by shapes. The only room of the service that sees Jansson.
 *
 * Bodies are read strictly: duplicate keys, unknown members, bytes behind the value, bad UTF-8,
 * nesting deeper than JSON_DEPTH_MAX are refused, and every field error is collected with its JSON
 * pointer before the call fails. */
#ifndef JSON_JSON_H
#define JSON_JSON_H

#include "base/context.h"
#include "base/limits.h"
#include "base/shape.h"
#include "base/text.h"

/* Once, before the first thread: seeds the hashing of member names. */
void json_start(void);

/* Parses a body, an object or an array. STATUS_malformed with offset/line/column where it is no
 * JSON. The value, and every string read from it, lives until json_release, which dispatch calls at
 * the very end. */
enum status json_parse(struct context *context, const char *bytes, size_t length,
                       const struct json **out) must_check;
void json_release(struct context *context);

/* Fills `record` (zeroed by the call) from an object; STATUS_invalid with all field errors. Those
 * that the context had before do not count. */
enum status json_read(struct context *context, const struct json *json, const struct shape *shape,
                      void *record) must_check;

/* The same, but members that are no field of the shape are left to another reader. */
enum status json_read_part(struct context *context, const struct json *json,
                           const struct shape *shape, void *record) must_check;

/* The two in one: what a handler calls on its body. */
enum status json_decode(struct context *context, const char *bytes, size_t length,
                        const struct shape *shape, void *record) must_check;

/* The same of what the service has kept itself. Field errors of a body that were told before stay
 * what they are: none of them is of this text, and a fault in it is STATUS_internal. */
enum status json_decode_kept(struct context *context, const char *bytes, size_t length,
                             const struct shape *shape, void *record) must_check;

/* Writes a record as an object, fields in the table's order. */
void json_write(struct text *out, const struct shape *shape, const void *record);
/* A JSON string with its quotes; invalid UTF-8 never gets here (the input was checked). */
void json_write_string(struct text *out, const char *string);
/* `/name`, as a JSON pointer (RFC 6901) escapes it. */
void json_add_pointer(struct text *out, const char *name);

/* The value's members, for the few rooms that walk a value by themselves. NULL: no such member, or
 * no object. */
const struct json *json_member(const struct json *object, const char *name);
/* The characters of a string; NULL where the value is NULL or none. */
const char *json_text(const struct json *json);
/* The value as text in canonical form (RFC 8785), on the arena. Whole numbers keep all their
 * digits, also beyond 2^53. */
const char *json_canonical(struct context *context, const struct json *json);
/* The same behind what `out` holds. */
void json_write_value(struct text *out, const struct json *json);

/* The document changed by a list of operations (RFC 6902), each told at its place under `pointer`
 * where it can't be done: STATUS_rule_broken. Lives until json_release. */
enum status json_patch(struct context *context, const struct json *document,
                       const struct json *patch, const char *pointer,
                       const struct json **out) must_check;

/* The value as segment_json takes it. */
struct json_t;
static inline const struct json_t *json_tree(const struct json *json) {
    return (const struct json_t *)(const void *)json;
}

/* And the other way round, for a tree that segment_json lends. */
static inline const struct json *json_of_tree(const struct json_t *tree) {
    return (const struct json *)(const void *)tree;
}

/* Walking a value: the items of a list, the members of an object in their order. Anything else has
 * none. */
size_t json_count(const struct json *list);
bool json_list_given(const struct json *value);
const struct json *json_at(const struct json *list, size_t index);
typedef void json_visit(void *data, const char *name, const struct json *value);
void json_each_member(const struct json *object, json_visit *visit, void *data);

/* The shapes as a list, for the check against the API description: [{ "shape", "fields": [{ "name",
 * "type", "required", "read_only", ... }] }], each followed by the shapes of its fields. `shapes`
 * ends with NULL. */
void json_write_shapes(struct text *out, const struct shape *const *shapes);

#endif
