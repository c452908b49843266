#include "auth/rows.h"
#include "json/json.h"
#include <string.h>

void rows_add_fault(struct text *faults, const char *of, const char *words) {
    if (faults->length > 0) {
        text_add_string(faults, "; ");
    }
    text_format(faults, "%s%s%s", of ? of : "", of ? ": " : "", words);
}

const char *rows_read(struct context *context, const char *text, const struct shape *shape,
                      void *record) {
    if (json_decode(context, text, strlen(text), shape, record) == OK) {
        return NULL;
    }
    struct text faults;
    text_init(&faults, context->arena);
    for (size_t i = 0; i < context->error_count; i++) {
        const struct field_error *error = &context->errors[i];
        rows_add_fault(&faults, error->pointer ? error->pointer : "not JSON",
                       error_text(context->arena, error, LANGUAGE_EN));
    }
    return faults.length > 0 ? faults.bytes : "is no JSON object";
}

const char *rows_fault_of_url(const char *public_url) {
    if (!*public_url) {
        return "needs PUBLIC_URL, the address that tokens are made for";
    }
    /* A path of the service begins with one. */
    if (public_url[strlen(public_url) - 1] == '/') {
        return "needs a PUBLIC_URL that does not end with a slash";
    }
    return NULL;
}
