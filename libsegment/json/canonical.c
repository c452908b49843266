/* The canonical form of JSON (RFC 8785), and its hash. */
#define OPENSSL_SUPPRESS_DEPRECATED /* SHA256_*: the one-shot fetches its algorithm every time */
#include "document.h"

#include <math.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* RFC 8785 sorts keys by UTF-16 units: code points above U+FFFF come before U+E000..U+FFFF. */
static int unit_rank(unsigned char lead) {
    if (lead >= 0xF0) {
        return 0xEE; /* surrogates, just below U+E000 */
    }
    return lead >= 0xEE ? lead + 1 : lead;
}

int segj_member_order(const char *left, const char *right) {
    const unsigned char *a = (const unsigned char *)left, *b = (const unsigned char *)right;
    while (*a && *a == *b) {
        a++;
        b++;
    }
    int rank = unit_rank(*a) - unit_rank(*b);
    return rank ? rank : (int)*a - (int)*b;
}

static int compare_keys(const void *left, const void *right) {
    return segj_member_order(*(const char *const *)left, *(const char *const *)right);
}

/* ---- Real numbers, as ECMAScript writes them ---- */

/* The fewest digits that read back as the same number. "d.ddde[+-]XX" is taken apart without its
 * point, which is the locale's: digits, and the exponent of the first. */
static int shortest(double real, char digits[20], int *exponent) {
    char written[40];
    int count = 0;
    for (int precision = 0; precision <= 16; precision++) {
        (void)snprintf(written, sizeof written, "%.*e", precision, real);
        if (strtod(written, NULL) == real) {
            break;
        }
    }
    const char *mark = strchr(written, 'e');
    for (const char *at = written; at < mark; at++) {
        if (*at >= '0' && *at <= '9') {
            digits[count++] = *at;
        }
    }
    *exponent = (int)strtol(mark + 1, NULL, 10);
    return count;
}

static void put_zeros(struct segj_buffer *buffer, int count) {
    for (int i = 0; i < count; i++) {
        PUT(buffer, "0");
    }
}

/* The point stands behind `point` of the digits. */
static void put_plain(struct segj_buffer *buffer, const char *digits, int count, int point) {
    if (point <= 0) {
        PUT(buffer, "0.");
        put_zeros(buffer, -point);
        segj_buffer_append(buffer, digits, (size_t)count);
    } else if (point >= count) {
        segj_buffer_append(buffer, digits, (size_t)count);
        put_zeros(buffer, point - count);
    } else {
        segj_buffer_append(buffer, digits, (size_t)point);
        PUT(buffer, ".");
        segj_buffer_append(buffer, digits + point, (size_t)(count - point));
    }
}

static void put_scientific(struct segj_buffer *buffer, const char *digits, int count,
                           int exponent) {
    segj_buffer_append(buffer, digits, 1);
    if (count > 1) {
        PUT(buffer, ".");
        segj_buffer_append(buffer, digits + 1, (size_t)count - 1);
    }
    segj_buffer_append(buffer, exponent < 0 ? "e" : "e+", exponent < 0 ? 1 : 2);
    segj_put_number(buffer, exponent);
}

static void put_real(struct segj_buffer *buffer, double real) {
    char digits[20];
    int exponent;
    if (real == 0) {
        PUT(buffer, "0");
        return;
    }
    if (real < 0) {
        PUT(buffer, "-");
    }
    int count = shortest(fabs(real), digits, &exponent);
    if (exponent >= -6 && exponent < 21) {
        put_plain(buffer, digits, count, exponent + 1);
    } else {
        put_scientific(buffer, digits, count, exponent);
    }
}

/* ---- Trees ---- */

static void put_tree(const json_t *tree, struct segj_buffer *buffer);

static void put_list(const json_t *list, struct segj_buffer *buffer) {
    PUT(buffer, "[");
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (i) {
            PUT(buffer, ",");
        }
        put_tree(json_array_get(list, i), buffer);
    }
    PUT(buffer, "]");
}

static void put_members(const json_t *object, const char **keys, size_t count,
                        struct segj_buffer *buffer) {
    PUT(buffer, "{");
    for (size_t i = 0; i < count; i++) {
        if (i) {
            PUT(buffer, ",");
        }
        segj_buffer_string(buffer, keys[i], strlen(keys[i]));
        PUT(buffer, ":");
        put_tree(json_object_get(object, keys[i]), buffer);
    }
    PUT(buffer, "}");
}

static void put_object(const json_t *object, struct segj_buffer *buffer) {
    size_t count = 0, size = json_object_size(object);
    const char **keys = malloc((size ? size : 1) * sizeof *keys);
    if (!keys) {
        buffer->failed = true;
        return;
    }
    json_t *walked = segj_walkable(object);
    for (void *at = json_object_iter(walked); at; at = json_object_iter_next(walked, at)) {
        keys[count++] = json_object_iter_key(at);
    }
    qsort(keys, count, sizeof *keys, compare_keys);
    put_members(object, keys, count, buffer);
    free(keys);
}

static void put_tree(const json_t *tree, struct segj_buffer *buffer) {
    switch (json_typeof(tree)) {
    case JSON_OBJECT:
        put_object(tree, buffer);
        return;
    case JSON_ARRAY:
        put_list(tree, buffer);
        return;
    case JSON_STRING:
        segj_buffer_string(buffer, json_string_value(tree), json_string_length(tree));
        return;
    case JSON_INTEGER:
        segj_put_number(buffer, json_integer_value(tree));
        return;
    case JSON_REAL:
        put_real(buffer, json_real_value(tree));
        return;
    case JSON_TRUE:
        PUT(buffer, "true");
        return;
    case JSON_FALSE:
        PUT(buffer, "false");
        return;
    case JSON_NULL:
        PUT(buffer, "null");
        return;
    }
}

void segj_canonical(const struct json_t *tree, struct segj_buffer *buffer) {
    put_tree(tree, buffer);
}

void segj_hash_hex(const void *bytes, size_t length, char hex[65]) {
    static const char digits[] = "0123456789abcdef";
    unsigned char hash[SHA256_DIGEST_LENGTH];
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, bytes, length);
    SHA256_Final(hash, &context);
    for (size_t i = 0; i < sizeof hash; i++) {
        hex[2 * i] = digits[hash[i] >> 4];
        hex[2 * i + 1] = digits[hash[i] & 15];
    }
    hex[64] = 0;
}
