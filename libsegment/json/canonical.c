/* The canonical form of JSON (RFC 8785), for trees without real numbers, and its hash. */
#define OPENSSL_SUPPRESS_DEPRECATED /* SHA256_*: the one-shot fetches its algorithm every time */
#include "document.h"

#include <openssl/sha.h>
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

static int put_tree(const json_t *tree, struct segj_buffer *buffer);

static int put_list(const json_t *list, struct segj_buffer *buffer) {
    PUT(buffer, "[");
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (i) {
            PUT(buffer, ",");
        }
        if (put_tree(json_array_get(list, i), buffer)) {
            return -1;
        }
    }
    PUT(buffer, "]");
    return 0;
}

static int put_members(const json_t *object, const char **keys, size_t count,
                       struct segj_buffer *buffer) {
    PUT(buffer, "{");
    for (size_t i = 0; i < count; i++) {
        if (i) {
            PUT(buffer, ",");
        }
        segj_buffer_string(buffer, keys[i], strlen(keys[i]));
        PUT(buffer, ":");
        if (put_tree(json_object_get(object, keys[i]), buffer)) {
            return -1;
        }
    }
    PUT(buffer, "}");
    return 0;
}

static int put_object(const json_t *object, struct segj_buffer *buffer) {
    size_t count = 0, size = json_object_size(object);
    const char **keys = malloc((size ? size : 1) * sizeof *keys);
    if (!keys) {
        buffer->failed = true;
        return -1;
    }
    json_t *walked = segj_walkable(object);
    for (void *at = json_object_iter(walked); at; at = json_object_iter_next(walked, at)) {
        keys[count++] = json_object_iter_key(at);
    }
    qsort(keys, count, sizeof *keys, compare_keys);
    int bad = put_members(object, keys, count, buffer);
    free(keys);
    return bad;
}

static int put_tree(const json_t *tree, struct segj_buffer *buffer) {
    switch (json_typeof(tree)) {
    case JSON_OBJECT:
        return put_object(tree, buffer);
    case JSON_ARRAY:
        return put_list(tree, buffer);
    case JSON_STRING:
        segj_buffer_string(buffer, json_string_value(tree), json_string_length(tree));
        return 0;
    case JSON_INTEGER:
        segj_put_number(buffer, json_integer_value(tree));
        return 0;
    case JSON_TRUE:
        PUT(buffer, "true");
        return 0;
    case JSON_FALSE:
        PUT(buffer, "false");
        return 0;
    case JSON_NULL:
        PUT(buffer, "null");
        return 0;
    case JSON_REAL:
    default:
        return -1;
    }
}

int segj_canonical(const struct json_t *tree, struct segj_buffer *buffer) {
    return put_tree(tree, buffer);
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
