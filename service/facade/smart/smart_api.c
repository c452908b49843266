#include "facade/smart/smart_api.h"
#include "app.h"
#include "auth/auth.h"
#include "auth/smart.h"
#include "http/http.h"
#include <string.h>

/* --- what there is --- */

struct smart_configuration {
    const char *token_endpoint;
    struct list grant_types_supported, token_endpoint_auth_methods_supported,
        token_endpoint_auth_signing_alg_values_supported, scopes_supported, capabilities;
};
static const struct shape_field configuration_fields[] = {
    FIELD(struct smart_configuration, token_endpoint, SHAPE_READ_ONLY),
    FIELD_STRINGS(struct smart_configuration, grant_types_supported, SHAPE_READ_ONLY, 1, 1),
    FIELD_STRINGS(struct smart_configuration, token_endpoint_auth_methods_supported,
                  SHAPE_READ_ONLY, 1, 1),
    FIELD_STRINGS(struct smart_configuration, token_endpoint_auth_signing_alg_values_supported,
                  SHAPE_READ_ONLY, 1, 2),
    FIELD_STRINGS(struct smart_configuration, scopes_supported, SHAPE_READ_ONLY, 1, 64),
    FIELD_STRINGS(struct smart_configuration, capabilities, SHAPE_READ_ONLY, 1, 8),
    FIELD_END};
const struct shape smart_configuration_shape = {
    "SmartConfiguration", sizeof(struct smart_configuration), configuration_fields};

/* A list of words to a NULL. */
static struct list list_of(const char *const *words) {
    size_t count = 0;
    while (words[count]) {
        count++;
    }
    return (struct list){(void *)(uintptr_t)words, count};
}

static enum status check_there(struct context *context) {
    return smart_has_clients(auth_smart(context->app->auth))
               ? OK
               : context_fail(context, STATUS_not_found, "SMART_CLIENTS names nobody");
}

enum status smart_configuration_get_handler(struct context *context, const struct request *request,
                                            struct reply *reply) {
    static const char *const grants[] = {"client_credentials", NULL};
    static const char *const methods[] = {"private_key_jwt", NULL};
    static const char *const algorithms[] = {"RS384", "ES384", NULL};
    static const char *const capabilities[] = {"client-confidential-asymmetric", "permission-v2",
                                               NULL};
    (void)request;
    enum status status = check_there(context);
    if (status == OK) {
        const struct smart_configuration configuration = {
            smart_token_url(auth_smart(context->app->auth)),
            list_of(grants),
            list_of(methods),
            list_of(algorithms),
            list_of(smart_scopes_supported),
            list_of(capabilities)};
        reply_record(reply, &smart_configuration_shape, &configuration);
    }
    return status;
}

/* --- tokens --- */

static const struct shape_field token_fields[] = {
    FIELD(struct smart_token, access_token, SHAPE_READ_ONLY),
    FIELD(struct smart_token, token_type, SHAPE_READ_ONLY),
    FIELD(struct smart_token, expires_in, SHAPE_READ_ONLY),
    FIELD(struct smart_token, scope, SHAPE_READ_ONLY), FIELD_END};
const struct shape smart_token_shape = {"SmartToken", sizeof(struct smart_token), token_fields};

/* The parameters of a request for a token, as they stand in `names`. */
enum token_parameter {
    GRANT_TYPE,
    ASSERTION_TYPE,
    ASSERTION,
    CLIENT_ID,
    CLIENT_SECRET,
    SCOPE,
    COUNT
};
static const char *const names[COUNT + 1] = {
    "grant_type", "client_assertion_type", "client_assertion",
    "client_id",  "client_secret",         "scope",
    NULL};

#define ASSERTION_TYPE_JWT "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

static enum status check_form(struct context *context, const struct request *request,
                              const char *const *form) {
    const char *grant = form[GRANT_TYPE], *type = form[ASSERTION_TYPE];
    if (!grant) {
        return request_oauth_fail(context, request, STATUS_bad_request, "invalid_request",
                                  "grant_type is missing.");
    }
    if (strcmp(grant, "client_credentials") != 0) {
        return request_oauth_fail(context, request, STATUS_bad_request, "unsupported_grant_type",
                                  "grant_type must be client_credentials.");
    }
    if (form[CLIENT_SECRET] || request_has_authorization(request)) {
        return request_oauth_fail(context, request, STATUS_bad_request, "invalid_request",
                                  "A client shows who it is in one way, by client_assertion.");
    }
    if (!type || strcmp(type, ASSERTION_TYPE_JWT) != 0 || !form[ASSERTION]) {
        return request_oauth_fail(
            context, request, STATUS_unauthenticated, "invalid_client",
            "client_assertion is missing, or client_assertion_type is not " ASSERTION_TYPE_JWT ".");
    }
    return OK;
}

static enum status give(struct context *context, const struct request *request,
                        const struct smart_caller *caller, const char *scope,
                        struct smart_token *out) {
    const struct smart *smart = auth_smart(context->app->auth);
    enum status status = smart_give(context, smart, caller, scope ? scope : "", out);
    return status == STATUS_forbidden
               ? request_oauth_fail(context, request, STATUS_bad_request, "invalid_scope",
                                    "None of the scopes asked for can be given to this client.")
               : status;
}

enum status smart_token_create_handler(struct context *context, const struct request *request,
                                       struct reply *reply) {
    const char *form[COUNT] = {NULL};
    struct smart_caller caller = {.client = NULL};
    struct smart_token token;
    enum status status = check_there(context);
    if (status == OK) {
        status = request_form(context, request, names, form);
    }
    if (status == OK) {
        status = check_form(context, request, form);
    }
    if (status == OK) {
        status = smart_authenticate(context, auth_smart(context->app->auth), form[ASSERTION],
                                    form[CLIENT_ID], &caller);
    }
    if (status == OK) {
        status = request_caller_found(context, request, caller.assertion_hash, caller.until);
    }
    if (status == OK) {
        status = give(context, request, &caller, form[SCOPE], &token);
    }
    if (status == OK) {
        reply_record(reply, &smart_token_shape, &token);
    }
    return status;
}
