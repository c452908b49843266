#include "http/problem.h"
#include "json/json.h"
#include <string.h>

struct row {
    const char *code;
    int http_status;
    const char *titles[LANGUAGE_COUNT];
};

static const struct row rows[] = {
    {"ok", 200, {"", "", ""}},
#define PROBLEM(code, http_status, title_fi, title_sv, title_en)                                   \
    {#code, http_status, {title_fi, title_sv, title_en}},
#include "tables/problems.def"
#undef PROBLEM
};

static const struct row *row_of(enum status status) {
    size_t index = (size_t)status;
    return &rows[index < sizeof rows / sizeof *rows ? index : STATUS_internal];
}

int problem_http_status(enum status status) {
    return row_of(status)->http_status;
}

const char *problem_title(enum status status, enum language language) {
    return row_of(status)->titles[language];
}

static void add_member(struct text *out, const char *name, const char *value) {
    text_format(out, "\"%s\":", name);
    json_write_string(out, value);
}

/* `?name` stands for what is not in the body: a parameter or a header. */
static void add_place(struct text *out, const struct field_error *error) {
    if (!error->pointer) {
        return;
    }
    bool parameter = error->pointer[0] == '?';
    add_member(out, parameter ? "parameter" : "pointer", error->pointer + parameter);
    text_add_char(out, ',');
}

static void add_error(struct text *out, const struct context *context,
                      const struct field_error *error) {
    text_add_char(out, '{');
    add_place(out, error);
    add_member(out, "code", error_code_name(error->code));
    text_add_char(out, ',');
    add_member(out, "detail", error_text(context->arena, error, context->language));
    if (error->length > 0) {
        text_format(out, ",\"offset\":%lld,\"length\":%lld", (long long)error->offset,
                    (long long)error->length);
    } else if (error->offset >= 0) {
        text_format(out, ",\"offset\":%lld,\"line\":%lld,\"column\":%lld", (long long)error->offset,
                    (long long)error->line, (long long)error->column);
    }
    text_add_char(out, '}');
}

static void add_errors(struct text *out, const struct context *context) {
    text_add_string(out, ",\"errors\":[");
    for (size_t i = 0; i < context->error_count; i++) {
        if (i > 0) {
            text_add_char(out, ',');
        }
        add_error(out, context, &context->errors[i]);
    }
    text_add_char(out, ']');
}

/* Faults of the input are told where the input is at fault; a failure of the service has none. */
bool problem_tells_errors(const struct context *context, enum status status) {
    const struct row *row = row_of(status);
    return context->error_count > 0 &&
           (row->http_status == 400 || row->http_status == 422 || row->http_status == 409);
}

void problem_document(struct context *context, enum status status, const char *detail,
                      struct text *out) {
    const struct row *row = row_of(status);
    text_format(out, "{\"type\":\"urn:asiakkuus:problem:%s\",", row->code);
    add_member(out, "title", row->titles[context->language]);
    text_format(out, ",\"status\":%d,", row->http_status);
    if (detail) {
        add_member(out, "detail", detail);
        text_add_char(out, ',');
    }
    add_member(out, "instance", context->request_id);
    if (problem_tells_errors(context, status)) {
        add_errors(out, context);
    }
    text_add_char(out, '}');
}

void problem_write(struct context *context, enum status status, const char *detail,
                   struct reply *reply) {
    *reply = (struct reply){.status = problem_http_status(status),
                            .content_type = "application/problem+json"};
    text_init(&reply->body, context->arena);
    problem_document(context, status, detail, &reply->body);
}
