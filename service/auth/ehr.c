#include "auth/ehr.h"
#include "app.h"
#include "auth/key_store.h"
#include "auth/rows.h"
#include "auth/token.h"
#include "auth/verify.h"
#include "outgoing/outgoing.h"
#include "json/json.h"
#include <stdlib.h>
#include <string.h>

const char *const ehr_link_type_words[] = {"absolute", "smart", NULL};
static const char *const language_words[] = {"fi", "sv", "en", NULL};

static const struct shape_field ehr_fields[] = {
    FIELD_FORMAT(struct ehr, name, SHAPE_REQUIRED, 1, 32, "code"),
    FIELD_STRING(struct ehr, iss, SHAPE_REQUIRED, 1, 512),
    FIELD_STRING(struct ehr, tenant, 0, 1, 200),
    FIELD_STRING(struct ehr, jku, 0, 1, 1024),
    FIELD_STRING(struct ehr, jwks_file, 0, 1, 1024),
    FIELD_FORMAT(struct ehr, area, SHAPE_REQUIRED, 2, 2, "area"),
    FIELD_ENUM_AS(struct ehr, register_code, "register", SHAPE_REQUIRED, register_words),
    FIELD_STRING(struct ehr, unit, 0, 1, 64),
    FIELD_STRING(struct ehr, role, 0, 1, 64),
    FIELD_ENUM(struct ehr, language, 0, language_words),
    FIELD_STRING(struct ehr, link, 0, 1, 1024),
    FIELD_ENUM(struct ehr, link_type, 0, ehr_link_type_words),
    FIELD_END};
static const struct shape ehr_shape = {"ehr", sizeof(struct ehr), ehr_fields};

struct ehr_file {
    struct list issuers; /* struct ehr */
};
static const struct shape_field file_fields[] = {
    FIELD_LIST(struct ehr_file, issuers, SHAPE_REQUIRED, ehr_shape, 1, EHRS_MAX), FIELD_END};
static const struct shape file_shape = {"ehr_file", sizeof(struct ehr_file), file_fields};

struct ehrs {
    struct context context; /* holds the settings as they were read */
    const struct ehr *rows;
    size_t count;
    struct key_store *keys[EHRS_MAX]; /* of each row */
};

/* --- settings --- */

/* Which row a token is of must never be a question. */
static const char *fault_among(const struct ehrs *ehrs, size_t index) {
    const struct ehr *row = &ehrs->rows[index];
    for (size_t i = 0; i < index; i++) {
        const struct ehr *other = &ehrs->rows[i];
        if (strcmp(other->name, row->name) == 0) {
            return "two issuers have this name";
        }
        bool tenants = row->tenant && other->tenant;
        if (strcmp(other->iss, row->iss) == 0 &&
            (!tenants || strcmp(other->tenant, row->tenant) == 0)) {
            return "issuers of the same iss need a tenant each";
        }
    }
    return NULL;
}

static const char *fault_of_row(const struct ehrs *ehrs, size_t index) {
    const struct ehr *row = &ehrs->rows[index];
    if (!row->jku == !row->jwks_file) {
        return "one of jku and jwks_file says where its keys are";
    }
    if (row->link && !outgoing_allows_url(row->link)) {
        return "link must be https, or http on this machine";
    }
    return fault_among(ehrs, index);
}

static const char *open_row(struct app *app, struct ehrs *ehrs, size_t index) {
    const struct ehr *row = &ehrs->rows[index];
    const char *words = fault_of_row(ehrs, index);
    if (words) {
        return words;
    }
    ehrs->keys[index] = key_store_open(app, row->jwks_file, row->jku, &words);
    return ehrs->keys[index] ? NULL : words ? words : "no thread to read its keys";
}

static const char *open_rows(struct app *app, struct ehrs *ehrs) {
    const char *text = app->settings.cds_issuers;
    struct ehr_file file = {.issuers = {NULL, 0}};
    const char *fault = rows_fault_of_url(app->settings.public_url);
    if (!fault) {
        fault = rows_read(&ehrs->context, text, &file_shape, &file);
    }
    if (fault) {
        return fault;
    }
    ehrs->rows = file.issuers.items;
    ehrs->count = file.issuers.count;
    for (size_t i = 0; i < ehrs->count; i++) {
        const char *words = open_row(app, ehrs, i);
        if (words) {
            return arena_format(app->arena, "%s: %s", ehrs->rows[i].name, words);
        }
    }
    return NULL;
}

struct ehrs *ehrs_new(struct app *app, const char **words) {
    struct ehrs *ehrs = calloc(1, sizeof *ehrs);
    if (!ehrs) {
        abort();
    }
    ehrs->context.app = app;
    ehrs->context.arena = app->arena;
    const char *fault = *app->settings.cds_issuers ? open_rows(app, ehrs) : NULL;
    if (!fault) {
        return ehrs;
    }
    *words = arena_format(app->arena, "CDS_ISSUERS: %s", fault);
    ehrs_free(ehrs);
    return NULL;
}

void ehrs_free(struct ehrs *ehrs) {
    if (!ehrs) {
        return;
    }
    for (size_t i = 0; i < ehrs->count; i++) {
        key_store_free(ehrs->keys[i]);
    }
    json_release(&ehrs->context);
    free(ehrs);
}

void ehrs_reload(struct ehrs *ehrs) {
    for (size_t i = 0; i < ehrs->count; i++) {
        key_store_reload(ehrs->keys[i]);
    }
}

/* --- tokens --- */

static bool tenant_fits(const struct ehr *row, const char *tenant) {
    return !row->tenant || (tenant && strcmp(row->tenant, tenant) == 0);
}

static const struct ehr *row_of(const struct ehrs *ehrs, const struct token_ehr *claims) {
    for (size_t i = 0; i < ehrs->count; i++) {
        const struct ehr *row = &ehrs->rows[i];
        if (strcmp(row->iss, claims->iss) == 0 && tenant_fits(row, claims->tenant)) {
            return row;
        }
    }
    return NULL;
}

static const char *fault_of_token(const struct token *token, const struct ehr *row) {
    if (!row) {
        return "iss or tenant is nobody's";
    }
    if (strcmp(token->alg, "RS384") != 0 && strcmp(token->alg, "ES384") != 0) {
        return "alg is not taken of a record system";
    }
    bool own = !token->jku || (row->jku && strcmp(token->jku, row->jku) == 0);
    return own ? NULL : "jku is not the issuer's";
}

/* What is remembered of a token: a hash of the two that make it the only one. */
static void hash_of(struct context *context, const struct token_ehr *claims,
                    uint8_t out[DIGEST_SIZE]) {
    const char *text =
        arena_format(context->arena, "%zu %s %s", strlen(claims->iss), claims->iss, claims->jti);
    digest_sha256(text, strlen(text), out);
}

static void fill_actor(const struct ehr *row, struct actor *actor) {
    static const char *const permissions[] = {"assessment:read", "feedback:write"};
    *actor = (struct actor){.sub = row->name,
                            .area = row->area,
                            .unit = row->unit,
                            .role = row->role,
                            .register_code = (enum register_code)row->register_code,
                            .permissions = permissions,
                            .permission_count = sizeof permissions / sizeof *permissions};
}

enum status ehr_token(struct context *context, struct ehrs *ehrs, const char *authorization,
                      const char *endpoint, struct ehr_call *out) {
    const char *text = token_of_header(authorization);
    if (!text || !*text) {
        return context_fail(context, STATUS_unauthenticated, "token: none");
    }
    struct token token;
    struct token_ehr claims;
    uint64_t generation = 0;
    enum status status = token_read_naming(context, text, &token);
    if (status == OK) {
        status = token_ehr_claims(context, &token, endpoint, &claims);
    }
    if (status != OK) {
        return status;
    }
    const struct ehr *row = row_of(ehrs, &claims);
    const char *fault = fault_of_token(&token, row);
    if (fault) {
        return context_fail(context, STATUS_unauthenticated, "token: %s", fault);
    }
    status = verify_by_store(context, ehrs->keys[row - ehrs->rows], &token, &generation);
    if (status == OK) {
        status = token_ehr_check(context, &claims, &out->until);
    }
    if (status == OK) {
        out->ehr = row;
        hash_of(context, &claims, out->token_hash);
        fill_actor(row, &context->actor);
    }
    return status;
}
