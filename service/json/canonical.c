#include "segment_json.h"
#include "json/value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- numbers, as ECMAScript writes them --- */

/* The fewest digits that read back as the same number: "d.ddde[+-]XX". */
static void shortest(double real, char out[32]) {
    for (int precision = 0; precision <= 16; precision++) {
        (void)snprintf(out, 32, "%.*e", precision, real);
        if (strtod(out, NULL) == real) {
            return;
        }
    }
}

static void add_zeros(struct text *out, int count) {
    for (int i = 0; i < count; i++) {
        text_add_char(out, '0');
    }
}

/* `digits` without a point, the point standing behind `point` of them. */
static void add_plain(struct text *out, const char *digits, int count, int point) {
    if (point <= 0) {
        text_add_string(out, "0.");
        add_zeros(out, -point);
        text_add(out, digits, (size_t)count);
    } else if (point >= count) {
        text_add(out, digits, (size_t)count);
        add_zeros(out, point - count);
    } else {
        text_add(out, digits, (size_t)point);
        text_add_char(out, '.');
        text_add(out, digits + point, (size_t)(count - point));
    }
}

static void add_scientific(struct text *out, const char *digits, int count, int exponent) {
    text_add_char(out, digits[0]);
    if (count > 1) {
        text_add_char(out, '.');
        text_add(out, digits + 1, (size_t)count - 1);
    }
    text_format(out, "e%+d", exponent);
}

static void add_real(struct text *out, double real) {
    if (real == 0) {
        text_add_char(out, '0');
        return;
    }
    if (real < 0) {
        text_add_char(out, '-');
    }
    char written[32], digits[32];
    shortest(fabs(real), written);
    char *mark = strchr(written, 'e');
    int exponent = (int)strtol(mark + 1, NULL, 10), count = 0;
    for (const char *at = written; at < mark; at++) {
        if (*at != '.') {
            digits[count++] = *at;
        }
    }
    if (exponent >= -6 && exponent < 21) {
        add_plain(out, digits, count, exponent + 1);
    } else {
        add_scientific(out, digits, count, exponent);
    }
}

/* --- members in the order of their names' UTF-16 code units --- */

struct member {
    const char *name;
    const json_t *value;
};

static int compare_members(const void *left, const void *right) {
    const struct member *a = left, *b = right;
    return segj_member_order(a->name, b->name);
}

static void add_value(struct text *out, const json_t *value);

static void add_object(struct text *out, const json_t *object) {
    json_t *iterated = value_open(value_wrap(object));
    size_t count = json_object_size(object), i = 0;
    struct member *members = arena_alloc(out->arena, count * sizeof *members);
    const char *name;
    json_t *value;
    json_object_foreach(iterated, name, value) {
        members[i++] = (struct member){name, value};
    }
    qsort(members, count, sizeof *members, compare_members);
    text_add_char(out, '{');
    for (i = 0; i < count; i++) {
        if (i > 0) {
            text_add_char(out, ',');
        }
        json_write_string(out, members[i].name);
        text_add_char(out, ':');
        add_value(out, members[i].value);
    }
    text_add_char(out, '}');
}

static void add_array(struct text *out, const json_t *array) {
    text_add_char(out, '[');
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (i > 0) {
            text_add_char(out, ',');
        }
        add_value(out, json_array_get(array, i));
    }
    text_add_char(out, ']');
}

static void add_value(struct text *out, const json_t *value) {
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        add_object(out, value);
        return;
    case JSON_ARRAY:
        add_array(out, value);
        return;
    case JSON_STRING:
        json_write_string(out, json_string_value(value));
        return;
    case JSON_INTEGER:
        text_add_int(out, json_integer_value(value));
        return;
    case JSON_REAL:
        add_real(out, json_real_value(value));
        return;
    case JSON_TRUE:
        text_add_string(out, "true");
        return;
    case JSON_FALSE:
        text_add_string(out, "false");
        return;
    case JSON_NULL:
        text_add_string(out, "null");
        return;
    }
}

void json_write_value(struct text *out, const struct json *json) {
    add_value(out, value_open(json));
}

const char *json_canonical(struct context *context, const struct json *json) {
    struct text out;
    text_init(&out, context->arena);
    add_value(&out, value_open(json));
    return out.bytes;
}
