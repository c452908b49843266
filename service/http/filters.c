/* A list's filters, from the query by a shape. */
#include "base/shape_format.h"
#include "base/utf8.h"
#include "http/http.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* One parameter on its way into the record. */
struct filter {
    struct context *context;
    const struct shape_field *field;
    const char *value;
    void *member;
};

static void refuse(const struct filter *filter, enum error_code code, const char *word) {
    struct context *context = filter->context;
    context_error(context, arena_format(context->arena, "?%s", filter->field->name), code, word);
}

static void read_string(const struct filter *filter) {
    const struct shape_field *field = filter->field;
    struct arena *arena = filter->context->arena;
    const struct shape_format *format = shape_format_find(field->format);
    int64_t length = (int64_t)utf8_count(filter->value);
    if (utf8_has_control(filter->value, false)) {
        refuse(filter, ERROR_control_character, NULL);
    } else if (length < field->least) {
        refuse(filter, ERROR_too_short, arena_format(arena, "%lld", (long long)field->least));
    } else if (field->most > 0 && length > field->most) {
        refuse(filter, ERROR_too_long, arena_format(arena, "%lld", (long long)field->most));
    } else if (format && !format->holds(filter->value)) {
        refuse(filter, ERROR_bad_format, format->expected);
    } else {
        *(const char **)filter->member = filter->value;
    }
}

static bool read_number(const struct filter *filter, int64_t *out) {
    const struct shape_field *field = filter->field;
    const char *digits = filter->value + (*filter->value == '-');
    char *end = NULL;
    errno = 0;
    *out = strtoll(filter->value, &end, 10);
    bool bounded = field->least != 0 || field->most != 0;
    int64_t least = bounded ? field->least : INT64_MIN, most = bounded ? field->most : INT64_MAX;
    if (!*digits || strspn(digits, "0123456789") != strlen(digits)) {
        refuse(filter, ERROR_wrong_type, "integer");
    } else if (errno || *out < least || *out > most) {
        refuse(
            filter, ERROR_out_of_range,
            arena_format(filter->context->arena, "%lld..%lld", (long long)least, (long long)most));
    } else {
        return true;
    }
    return false;
}

static bool read_truth(const struct filter *filter, bool *out) {
    *out = strcmp(filter->value, "true") == 0;
    if (*out || strcmp(filter->value, "false") == 0) {
        return true;
    }
    refuse(filter, ERROR_not_in_list, "true, false");
    return false;
}

static void read_uuid(const struct filter *filter) {
    struct uuid uuid;
    if (!uuid_parse(filter->value, &uuid) || !uuid_is_set(&uuid)) {
        refuse(filter, ERROR_bad_format, "UUID");
    } else {
        *(struct uuid *)filter->member = uuid;
    }
}

static void read_enum(const struct filter *filter) {
    struct text text;
    int word = shape_word_index(filter->field->words, filter->value);
    *(int *)filter->member = word;
    if (word != 0) {
        return;
    }
    text_init(&text, filter->context->arena);
    for (size_t i = 0; filter->field->words[i]; i++) {
        text_add_string(&text, i > 0 ? ", " : "");
        text_add_string(&text, filter->field->words[i]);
    }
    refuse(filter, ERROR_not_in_list, text.bytes);
}

static void read_filter(const struct filter *filter) {
    int64_t number = 0;
    bool truth = false;
    switch (filter->field->type) {
    case SHAPE_STRING:
        read_string(filter);
        break;
    case SHAPE_INT:
        if (read_number(filter, &number)) {
            *(int64_t *)filter->member = number;
        }
        break;
    case SHAPE_OPT_INT:
        if (read_number(filter, &number)) {
            *(struct opt_int *)filter->member = (struct opt_int){true, number};
        }
        break;
    case SHAPE_BOOL:
        if (read_truth(filter, &truth)) {
            *(bool *)filter->member = truth;
        }
        break;
    case SHAPE_OPT_BOOL:
        if (read_truth(filter, &truth)) {
            *(struct opt_bool *)filter->member = (struct opt_bool){true, truth};
        }
        break;
    case SHAPE_UUID:
        read_uuid(filter);
        break;
    case SHAPE_DATE:
        if (!date_parse(filter->value, filter->member)) {
            refuse(filter, ERROR_bad_format, "YYYY-MM-DD");
        }
        break;
    case SHAPE_INSTANT:
        if (strchr(filter->value, ' ') || !instant_parse(filter->value, filter->member)) {
            refuse(filter, ERROR_bad_format, "YYYY-MM-DDThh:mm:ssZ (RFC 3339)");
        }
        break;
    case SHAPE_ENUM:
        read_enum(filter);
        break;
    default:
        abort(); /* a shape that is no filter */
    }
}

enum status request_filters(struct context *context, const struct request *request,
                            const struct shape *shape, void *record) {
    memset(record, 0, shape->size);
    for (const struct shape_field *field = shape->fields; field->name; field++) {
        const char *value =
            field->flags & SHAPE_COLUMN_ONLY ? NULL : request_query(context, request, field->name);
        if (value) {
            read_filter(&(struct filter){context, field, value, (char *)record + field->offset});
        } else if (field->flags & SHAPE_REQUIRED) {
            refuse(&(struct filter){.context = context, .field = field}, ERROR_required, NULL);
        }
    }
    return context_settle(context, STATUS_invalid);
}
