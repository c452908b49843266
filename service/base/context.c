#include "base/context.h"

#include "base/text.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <string.h>

const char *const language_codes[LANGUAGE_COUNT] = {"fi", "sv", "en"};

struct error_row {
    const char *name;
    const char *texts[LANGUAGE_COUNT];
};

static const struct error_row error_rows[ERROR_COUNT] = {
#define ERROR(code, fi, sv, en) {#code, {fi, sv, en}},
#include "tables/errors.def"
#undef ERROR
};

struct word_row {
    enum error_code error;
    const char *word, *texts[LANGUAGE_COUNT];
};

static const struct word_row word_rows[] = {
#define WORD(error, word, fi, sv, en) {ERROR_##error, word, {fi, sv, en}},
#include "tables/words.def"
#undef WORD
};

struct context context_apart(const struct context *context) {
    return (struct context){.app = context->app,
                            .arena = context->arena,
                            .actor = context->actor,
                            .now = context->now,
                            .today = context->today,
                            .operation = context->operation,
                            .request_id = context->request_id};
}

void context_again(struct context *context) {
    context->failure = OK;
    context->failure_words = NULL;
    context->needs = NULL;
    context->error_count = 0;
}

enum status context_fail(struct context *context, enum status status, const char *format, ...) {
    if (context->failure != OK) {
        return status;
    }
    va_list arguments;
    va_start(arguments, format);
    context->failure = status;
    context->failure_words = arena_vformat(context->arena, format, arguments);
    va_end(arguments);
    return status;
}

static struct field_error *next_error(struct context *context) {
    if (context->error_count == CONTEXT_ERRORS_MAX) {
        return NULL;
    }
    return &context->errors[context->error_count++];
}

/* Two readers may go over one body: what the first one found, the second one need not tell. */
static bool is_told(const struct context *context, const char *pointer, enum error_code code) {
    for (size_t i = 0; i < context->error_count; i++) {
        const struct field_error *error = &context->errors[i];
        if (error->code == code && error->pointer && strcmp(error->pointer, pointer) == 0) {
            return true;
        }
    }
    return false;
}

/* What callers name may be long: cut at a character, and never within an escape (RFC 6901). */
static const char *bounded_pointer(struct context *context, const char *pointer) {
    if (!pointer) {
        return NULL;
    }
    size_t most = *pointer == '?' ? PARAMETER_LENGTH_MAX + 1 : POINTER_LENGTH_MAX;
    size_t length = utf8_prefix(pointer, most);
    length -= pointer[length] && length > 0 && pointer[length - 1] == '~';
    return arena_copy(context->arena, pointer, length);
}

void context_error(struct context *context, const char *place, enum error_code code,
                   const char *word) {
    const char *pointer = bounded_pointer(context, place);
    struct field_error *error = is_told(context, pointer, code) ? NULL : next_error(context);
    if (error) {
        *error = (struct field_error){.pointer = pointer,
                                      .code = code,
                                      .word = arena_string(context->arena, word),
                                      .offset = -1};
    }
}

void context_error_place(struct context *context, const char *pointer, enum error_code code,
                         const char *word, int64_t offset, int64_t length) {
    struct field_error *error = next_error(context);
    if (error) {
        *error = (struct field_error){.pointer = pointer,
                                      .code = code,
                                      .word = arena_string(context->arena, word),
                                      .offset = offset,
                                      .length = length};
    }
}

void context_error_at(struct context *context, enum error_code code, const char *word,
                      int64_t offset, int64_t line, int64_t column) {
    struct field_error *error = next_error(context);
    if (error) {
        *error = (struct field_error){.code = code,
                                      .word = arena_string(context->arena, word),
                                      .offset = offset,
                                      .line = line,
                                      .column = column};
    }
}

enum status context_needs(struct context *context, const char *permission) {
    if (actor_may(&context->actor, permission)) {
        return OK;
    }
    context->needs = permission;
    return context_fail(context, STATUS_forbidden, "needs %s", permission);
}

enum status context_settle(struct context *context, enum status status) {
    if (context->error_count == 0) {
        return OK;
    }
    return context_fail(context, status, "%zu field errors, the first: %s", context->error_count,
                        error_code_name(context->errors[0].code));
}

const char *error_code_name(enum error_code code) {
    return error_rows[code].name;
}

static const char *word_text(const struct field_error *error, enum language language) {
    if (!error->word) {
        return "?";
    }
    for (size_t i = 0; i < sizeof word_rows / sizeof *word_rows; i++) {
        const struct word_row *row = &word_rows[i];
        if (row->error == error->code && strcmp(row->word, error->word) == 0) {
            return row->texts[language];
        }
    }
    return error->word;
}

const char *error_text(struct arena *arena, const struct field_error *error,
                       enum language language) {
    const char *text = error_rows[error->code].texts[language];
    const char *gap = strstr(text, "%s");
    if (!gap) {
        return text;
    }
    struct text out;
    text_init(&out, arena);
    text_add(&out, text, (size_t)(gap - text));
    text_add_string(&out, word_text(error, language));
    text_add_string(&out, gap + 2);
    return out.bytes;
}
