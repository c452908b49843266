/* Bodies of application/x-www-form-urlencoded. */
#include "base/limits.h"
#include "http/http.h"
#include "http/percent.h"
#include <string.h>

static size_t place_of(const char *const *names, const char *name) {
    size_t i = 0;
    while (names[i] && strcmp(names[i], name) != 0) {
        i++;
    }
    return i;
}

/* One pair. A name that nobody asks for is let be (RFC 6749, 3.2). */
static const char *take(struct context *context, const struct query_pair *pair,
                        const char *const *names, const char **values) {
    const char *name = percent_decode_query(context->arena, pair->name, pair->name_length);
    const char *value = percent_decode_query(context->arena, pair->value, pair->value_length);
    if (!name || !value) {
        return "the form can't be decoded";
    }
    size_t i = place_of(names, name);
    if (!names[i]) {
        return NULL;
    }
    if (values[i]) {
        return "a parameter is given twice";
    }
    values[i] = value;
    return NULL;
}

static const char *read_pairs(struct context *context, const char *body, const char *const *names,
                              const char **values) {
    const char *fault = NULL, *end = body + strlen(body);
    struct query_pair pair;
    size_t count = 0;
    for (const char *at = body; !fault && query_pair_next(&at, end, &pair);) {
        fault = count++ == FORM_PARAMETERS_MAX ? "too many parameters"
                                               : take(context, &pair, names, values);
    }
    return fault;
}

enum status request_form(struct context *context, const struct request *request,
                         const char *const *names, const char **values) {
    if (!request_is(request, "application/x-www-form-urlencoded")) {
        return context_fail(context, STATUS_bad_request, "the body is no form");
    }
    const char *body =
        arena_copy(context->arena, request->body ? request->body : "", request->body_length);
    const char *fault = strlen(body) == request->body_length
                            ? read_pairs(context, body, names, values)
                            : "the form can't be decoded";
    for (size_t i = 0; names[i]; i++) {
        values[i] = values[i] && *values[i] ? values[i] : NULL;
    }
    return fault ? context_fail(context, STATUS_bad_request, "%s", fault) : OK;
}
