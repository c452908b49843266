#include "json/value.h"

#include "base/utf8.h"
#include "segment_json.h"

#include <stdio.h>
#include <string.h>

struct json_root {
    struct json_root *next;
    json_t *value;
};

void json_start(void) {
    json_object_seed(0);
}

/* The place of a byte as an editor shows it, columns in characters. */
static enum status refuse(struct context *context, const char *bytes, size_t offset,
                          enum error_code code, const char *word) {
    int64_t line = 1, column = 1;
    for (size_t i = 0; i < offset; i++) {
        if (bytes[i] == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)bytes[i] & 0xC0) != 0x80) {
            column++;
        }
    }
    context_error_at(context, code, word, (int64_t)offset, line, column);
    return context_fail(context, STATUS_malformed, "body: %s at byte %zu", error_code_name(code),
                        offset);
}

/* Behind the closing quote of the string that begins at `at`; `length` where it has none. */
static size_t skip_string(const char *bytes, size_t length, size_t at) {
    for (at++; at < length && bytes[at] != '"'; at++) {
        at += bytes[at] == '\\';
    }
    return at < length ? at + 1 : length;
}

/* The offset of the bracket that opens a level too many; `length` where there is none. Looked for
 * before parsing, so that depth costs neither memory nor stack. */
static size_t find_too_deep(const char *bytes, size_t length) {
    int depth = 0;
    size_t at = 0;
    while (at < length) {
        char c = bytes[at];
        if (c == '"') {
            at = skip_string(bytes, length, at);
            continue;
        }
        if ((c == '{' || c == '[') && ++depth > JSON_DEPTH_MAX) {
            return at;
        }
        depth -= c == '}' || c == ']';
        at++;
    }
    return length;
}

/* Jansson's own words quote the input; these don't. */
static const char *syntax_words(enum json_error_code code) {
    switch (code) {
    case json_error_premature_end_of_input:
        return "unexpected end";
    case json_error_end_of_input_expected:
        return "something follows the value";
    case json_error_null_character:
        return "NUL character";
    case json_error_numeric_overflow:
        return "number too large";
    default:
        return "not JSON";
    }
}

static enum status refuse_parsed(struct context *context, const char *bytes, size_t length,
                                 const json_error_t *error) {
    enum json_error_code code = json_error_code(error);
    size_t offset = error->position > 0 ? (size_t)error->position : 0;
    if (offset > length) {
        offset = length;
    }
    if (code == json_error_duplicate_key) {
        return refuse(context, bytes, offset, ERROR_duplicate_key, NULL);
    }
    if (code == json_error_invalid_utf8) {
        return refuse(context, bytes, offset, ERROR_bad_utf8, NULL);
    }
    if (code == json_error_null_byte_in_key) {
        return refuse(context, bytes, offset, ERROR_control_character, NULL);
    }
    return refuse(context, bytes, offset, ERROR_syntax, syntax_words(code));
}

static void keep(struct context *context, json_t *value) {
    struct json_root *root = arena_alloc(context->arena, sizeof *root);
    *root = (struct json_root){.next = context->json, .value = value};
    context->json = root;
}

/* Jansson takes a NUL between tokens for a blank. */
static enum status check_bytes(struct context *context, const char *bytes, size_t length) {
    const char *nul = length > 0 ? memchr(bytes, '\0', length) : NULL;
    size_t wrong = utf8_check(bytes, length);
    if (nul && (size_t)(nul - bytes) <= wrong) {
        return refuse(context, bytes, (size_t)(nul - bytes), ERROR_syntax, "NUL character");
    }
    return wrong == length ? OK : refuse(context, bytes, wrong, ERROR_bad_utf8, NULL);
}

enum status json_patch(struct context *context, const struct json *document,
                       const struct json *patch, const char *pointer, const struct json **out) {
    struct segj_fault fault;
    json_t *changed = segj_patch(value_open(document), value_open(patch), &fault);
    if (!changed) {
        context_error(context, arena_format(context->arena, "%s%s", pointer, fault.pointer),
                      ERROR_patch_failed, NULL);
        return context_settle(context, STATUS_rule_broken);
    }
    keep(context, changed);
    *out = value_wrap(changed);
    return OK;
}

enum status json_parse(struct context *context, const char *bytes, size_t length,
                       const struct json **out) {
    enum status status = check_bytes(context, bytes, length);
    if (status != OK) {
        return status;
    }
    size_t deep = find_too_deep(bytes, length);
    if (deep < length) {
        char levels[16];
        (void)snprintf(levels, sizeof levels, "%d", JSON_DEPTH_MAX);
        return refuse(context, bytes, deep, ERROR_too_deep, levels);
    }
    json_error_t error;
    json_t *value =
        json_loadb(bytes ? bytes : "", length, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (!value) {
        return refuse_parsed(context, bytes, length, &error);
    }
    keep(context, value);
    if (memmem(bytes, length, "\\u0000", 6)) {
        status = value_refuse_nul(context, value);
    }
    if (status == OK) {
        *out = value_wrap(value);
    }
    return status;
}

void json_release(struct context *context) {
    for (struct json_root *root = context->json; root; root = root->next) {
        json_decref(root->value);
    }
    context->json = NULL;
}

enum status json_decode(struct context *context, const char *bytes, size_t length,
                        const struct shape *shape, void *record) {
    const struct json *json;
    enum status status = json_parse(context, bytes, length, &json);
    return status == OK ? json_read(context, json, shape, record) : status;
}

enum status json_decode_kept(struct context *context, const char *bytes, size_t length,
                             const struct shape *shape, void *record) {
    struct context apart = context_apart(context);
    apart.json = context->json;
    enum status status = json_decode(&apart, bytes, length, shape, record);
    context->json = apart.json; /* the record points into it */
    return status == OK ? OK : context_fail(context, STATUS_internal, "kept JSON can't be read");
}

const struct json *json_member(const struct json *object, const char *name) {
    return value_wrap(json_object_get(value_open(object), name));
}

const char *json_text(const struct json *json) {
    return json_string_value(value_open(json));
}
