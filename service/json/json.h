/* JSON in and out by shapes. The only room of the service that sees Jansson.
 *
 * Bodies are read strictly: duplicate keys, unknown members, bytes behind the value, bad UTF-8,
 * nesting deeper than JSON_DEPTH_MAX are refused, and every field error is collected with its JSON
 * pointer before the call fails. */
#ifndef JSON_JSON_H
#define JSON_JSON_H

#include "base/context.h"
#include "base/shape.h"
#include "base/text.h"

enum { JSON_DEPTH_MAX = 32 };

/* Parses a body. STATUS_malformed with offset/line/column where it is no JSON. The value lives as
 * long as the context's arena: json_release frees Jansson's part, called by dispatch at the end. */
enum status json_parse(struct context *context, const char *bytes, size_t length,
                       const struct json **out) must_check;
void json_release(struct context *context);

/* Fills `record` (zeroed by the call) from an object; STATUS_invalid with all field errors. */
enum status json_read(struct context *context, const struct json *json, const struct shape *shape,
                      void *record) must_check;

/* The two in one: what a handler calls on its body. */
enum status json_decode(struct context *context, const char *bytes, size_t length,
                        const struct shape *shape, void *record) must_check;

/* Writes a record as an object, fields in the table's order. */
void json_write(struct text *out, const struct shape *shape, const void *record);
/* A JSON string with its quotes; invalid UTF-8 never gets here (the input was checked). */
void json_write_string(struct text *out, const char *string);

/* The value's members, for the few rooms that walk a value by themselves. */
const struct json *json_member(const struct json *object, const char *name);
/* The value as text in canonical form (RFC 8785), on the arena. */
const char *json_canonical(struct context *context, const struct json *json);

#endif
