#include "json/value.h"

#include "segment_json.h"

#include <stdlib.h>

void json_write_value(struct text *out, const struct json *json) {
    struct segj_buffer buffer = {0};
    segj_canonical(value_open(json), &buffer);
    if (buffer.failed) {
        abort(); /* no memory, as in an arena */
    }
    text_add(out, buffer.data, buffer.length);
    segj_buffer_clear(&buffer);
}

const char *json_canonical(struct context *context, const struct json *json) {
    struct text out;
    text_init(&out, context->arena);
    json_write_value(&out, json);
    return out.bytes;
}
