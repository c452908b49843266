#include "domain/segmentation/segmentation_shape.h"
#include "base/shape_format.h"
#include "base/utf8.h"
#include "segment_json.h"

#include <stdlib.h>
#include <string.h>

/* A walk over the body; `pointer` names the object whose members are looked at. */
struct shape_walk {
    struct context *context;
    const char *const *also;
    bool told, broken;
    const char *pointer;
};

static const char *member_pointer(struct context *context, const char *object, const char *name) {
    struct text text;
    text_init(&text, context->arena);
    text_add_string(&text, object);
    json_add_pointer(&text, name);
    return text.bytes;
}

static void fault(struct shape_walk *walk, const char *name, enum error_code code,
                  const char *word) {
    walk->broken = true;
    if (walk->told) {
        context_error(walk->context, member_pointer(walk->context, walk->pointer, name), code,
                      word);
    }
}

/* --- values --- */

/* A whole number of 0 to `most`: text in canonical form has no other way to write it. */
static bool is_number(const char *text, long most) {
    size_t length = strspn(text, "0123456789");
    return length > 0 && length <= 4 && text[length] == '\0' && strtol(text, NULL, 10) <= most;
}

static bool is_whole(const char *text) {
    size_t sign = text[0] == '-';
    return text[sign] != '\0' && text[sign + strspn(text + sign, "0123456789")] == '\0';
}

/* An answer may be a string, or a number of 0-9999, whatever its question is. */
static bool has_shape(struct context *context, const struct json *answer) {
    const char *string = json_text(answer);
    if (string) {
        return utf8_count(string) <= ANSWER_LENGTH_MAX;
    }
    const char *text = json_canonical(context, answer);
    return strcmp(text, "null") == 0 || is_number(text, ANSWER_MOST);
}

static void check_code(struct shape_walk *walk, const char *name, const struct json *value) {
    const char *text = json_text(value);
    if (text && !seg_code_is_good(text, 0)) {
        fault(walk, name, ERROR_bad_format, shape_format_find("code")->expected);
    } else if (!text && strcmp(json_canonical(walk->context, value), "null") != 0) {
        fault(walk, name, ERROR_wrong_type, "string");
    }
}

static void check_name(struct shape_walk *walk, const char *name) {
    if (!seg_code_is_good(name, 0)) {
        fault(walk, name, ERROR_bad_format, shape_format_find("code")->expected);
    }
}

static void check_answer(void *data, const char *name, const struct json *value) {
    struct shape_walk *walk = data;
    check_name(walk, name);
    if (has_shape(walk->context, value)) {
        return;
    }
    bool whole = !json_text(value) && is_whole(json_canonical(walk->context, value));
    fault(walk, name,
          json_text(value) ? ERROR_too_long
          : whole          ? ERROR_out_of_range
                           : ERROR_wrong_type,
          json_text(value) ? "64"
          : whole          ? "0-9999"
                           : "integer");
}

static void check_flag(void *data, const char *name, const struct json *value) {
    struct shape_walk *walk = data;
    const char *text = json_canonical(walk->context, value);
    check_name(walk, name);
    if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0 && strcmp(text, "null") != 0) {
        fault(walk, name, ERROR_wrong_type, "boolean");
    }
}

static void count_member(void *data, const char *name, const struct json *value) {
    (void)name;
    (void)value;
    ++*(size_t *)data;
}

/* An object of so many members, each looked at by `visit`; or null. */
static void check_object(struct shape_walk *walk, const char *name, const struct json *value,
                         json_visit *visit, size_t most) {
    size_t count = 0;
    json_each_member(value, count_member, &count);
    const char *text = count > 0 ? "{" : json_canonical(walk->context, value);
    if (text[0] != '{' && strcmp(text, "null") != 0) {
        fault(walk, name, ERROR_wrong_type, "object");
    }
    if (count > most) {
        fault(walk, name, ERROR_too_many, arena_format(walk->context->arena, "%zu", most));
    }
    const char *outer = walk->pointer;
    walk->pointer = walk->told ? member_pointer(walk->context, outer, name) : "";
    json_each_member(value, visit, walk);
    walk->pointer = outer;
}

static void check_view(void *data, const char *name, const struct json *value) {
    struct shape_walk *walk = data;
    if (strcmp(name, "professional") == 0 || strcmp(name, "client") == 0) {
        check_object(walk, name, value, check_answer, VIEW_ANSWERS_MAX);
    } else {
        fault(walk, name, ERROR_unknown_member, NULL);
    }
}

static void check_age(struct shape_walk *walk, const struct json *value) {
    const char *text = json_canonical(walk->context, value);
    if (!is_whole(text) && strcmp(text, "null") != 0) {
        fault(walk, "age", ERROR_wrong_type, "integer");
    } else if (is_whole(text) && !is_number(text, SEG_MAX_AGE)) {
        fault(walk, "age", ERROR_out_of_range,
              arena_format(walk->context->arena, "0-%d", SEG_MAX_AGE));
    }
}

static bool is_read_elsewhere(const struct shape_walk *walk, const char *name) {
    for (const char *const *also = walk->also; *also; also++) {
        if (strcmp(*also, name) == 0) {
            return true;
        }
    }
    return false;
}

/* What is no member of its own is an axis by judgement. */
static void check_member(void *data, const char *name, const struct json *value) {
    struct shape_walk *walk = data;
    if (is_read_elsewhere(walk, name)) {
        return;
    }
    if (strcmp(name, "answers") == 0) {
        check_object(walk, name, value, check_view, SEG_VIEWS);
    } else if (strcmp(name, "flags") == 0) {
        check_object(walk, name, value, check_flag, BODY_FLAGS_MAX);
    } else if (strcmp(name, "age") == 0) {
        check_age(walk, value);
    } else {
        check_name(walk, name);
        check_code(walk, name, value);
    }
}

bool segmentation_shape_holds(struct context *context, const struct json *body,
                              const char *const *also, bool told) {
    struct shape_walk walk = {.context = context, .also = also, .told = told, .pointer = ""};
    json_each_member(body, check_member, &walk);
    return !walk.broken;
}
