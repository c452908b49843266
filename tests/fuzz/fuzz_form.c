/* Requests for a token from strangers: forms are read or refused, and scopes never grow by being
 * read, whatever stands in them. */
#include "fuzz.h"

#include "auth/smart_scope.h"
#include "base/utf8.h"
#include "http/exchange.h"

static const char *const names[] = {"grant_type", "client_assertion", "scope", NULL};

static void try_scope(struct arena *arena, const char *list) {
    struct smart_scopes scopes = {{0}}, again = {{0}}, both, allowed = {{0}};
    const char *strange = NULL;
    smart_scopes_add(arena, list, &scopes, &strange);
    must_hold(!strange || strstr(list, strange) != NULL);
    smart_scopes_add(arena, smart_scopes_print(arena, &scopes), &again, &strange);
    must_hold(strange == NULL && memcmp(&scopes, &again, sizeof scopes) == 0);
    smart_scopes_add(arena, "system/Flag.s system/Task.rs", &allowed, NULL);
    bool some = smart_scopes_meet(&scopes, &allowed, &both);
    must_hold(some == (*smart_scopes_print(arena, &both) != '\0'));
    must_hold(some == (*smart_scopes_permissions(arena, &both) != '\0'));
    must_hold(!smart_scopes_meet(&both, &allowed, &again) == !some);
    must_hold(!some || memcmp(&both, &again, sizeof both) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct context *context = fuzz_context();
    struct exchange exchange = {.context = context};
    const char *values[3] = {NULL};
    exchange.headers.content_type = "application/x-www-form-urlencoded";
    exchange.request.native = &exchange;
    exchange.request.body = (const char *)bytes;
    exchange.request.body_length = length;
    enum status status = request_form(context, &exchange.request, names, values);
    must_hold(status == OK || status == STATUS_bad_request);
    for (size_t i = 0; status == OK && i < 3; i++) {
        must_hold(!values[i] ||
                  (*values[i] && utf8_check(values[i], strlen(values[i])) == strlen(values[i])));
    }
    if (status == OK && values[2]) {
        try_scope(context->arena, values[2]);
    }
    fuzz_context_free(context);
    return 0;
}
