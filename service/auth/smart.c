#include "auth/smart.h"
#include "app.h"
#include "auth/key_store.h"
#include "auth/rows.h"
#include "auth/smart_keys.h"
#include "auth/verify.h"
#include "base/area.h"
#include "base/uuid.h"
#include "json/json.h"
#include <stdlib.h>
#include <string.h>

struct smart_client {
    const char *client_id, *area, *unit, *role, *scope;
    const char *jku, *jwks_file; /* one of them: where the keys are */
    int register_code;
};
static const struct shape_field client_fields[] = {
    FIELD_STRING(struct smart_client, client_id, SHAPE_REQUIRED, 1, 128),
    FIELD_STRING(struct smart_client, jku, 0, 1, 1024),
    FIELD_STRING(struct smart_client, jwks_file, 0, 1, 1024),
    FIELD_FORMAT(struct smart_client, area, SHAPE_REQUIRED, 2, 2, "area"),
    FIELD_ENUM_AS(struct smart_client, register_code, "register", SHAPE_REQUIRED, register_words),
    FIELD_STRING(struct smart_client, unit, 0, 1, 64),
    FIELD_STRING(struct smart_client, role, 0, 1, 64),
    FIELD_STRING(struct smart_client, scope, SHAPE_REQUIRED, 1, 2000),
    FIELD_END};
static const struct shape client_shape = {"smart_client", sizeof(struct smart_client),
                                          client_fields};

struct smart_file {
    struct list clients; /* struct smart_client */
};
static const struct shape_field file_fields[] = {
    FIELD_LIST(struct smart_file, clients, SHAPE_REQUIRED, client_shape, 1, SMART_CLIENTS_MAX),
    FIELD_END};
static const struct shape file_shape = {"smart_file", sizeof(struct smart_file), file_fields};

struct smart {
    struct context context; /* holds the settings as they were read */
    const struct smart_client *rows;
    size_t count;
    struct smart_scopes allowed[SMART_CLIENTS_MAX]; /* of each row */
    struct key_store *keys[SMART_CLIENTS_MAX];      /* of each row */
    struct smart_keys *own;
    const char *issuer, *audience, *token_url;
};

/* --- settings --- */

static bool is_name(const char *text) {
    for (; *text; text++) {
        if (*text < '!' || *text > '~') {
            return false;
        }
    }
    return true;
}

static bool is_named_before(const struct smart *smart, size_t index) {
    for (size_t i = 0; i < index; i++) {
        if (strcmp(smart->rows[i].client_id, smart->rows[index].client_id) == 0) {
            return true;
        }
    }
    return false;
}

static void check_row(const struct smart *smart, size_t index, struct text *faults) {
    const struct smart_client *row = &smart->rows[index];
    if (!is_name(row->client_id)) {
        rows_add_fault(faults, row->client_id, "client_id is of visible ASCII characters");
    }
    if (is_named_before(smart, index)) {
        rows_add_fault(faults, row->client_id, "two clients have this client_id");
    }
    if (!area_exists(row->area)) {
        rows_add_fault(faults, row->client_id, "there is no such area");
    }
    if (row->role && strcmp(row->role, "client") == 0) {
        rows_add_fault(faults, row->client_id, "role client is that of a person");
    }
    if (!row->jku == !row->jwks_file) {
        rows_add_fault(faults, row->client_id, "one of jku and jwks_file says where its keys are");
    }
}

/* What is allowed must be there to be given: anything else the operator would miss. */
static void read_scope(struct smart *smart, size_t index, struct text *faults) {
    const struct smart_client *row = &smart->rows[index];
    struct arena *arena = smart->context.arena;
    const char *strange = NULL;
    smart_scopes_add(arena, row->scope, &smart->allowed[index], &strange);
    if (strange) {
        rows_add_fault(faults, row->client_id,
                       arena_format(arena, "scope: %s is not given to anybody", strange));
    } else if (!*smart_scopes_print(arena, &smart->allowed[index])) {
        rows_add_fault(faults, row->client_id, "scope: names none");
    }
}

static void open_keys(struct app *app, struct smart *smart, size_t index, struct text *faults) {
    const struct smart_client *row = &smart->rows[index];
    const char *words = NULL;
    if (!row->jku == !row->jwks_file) {
        return;
    }
    smart->keys[index] = key_store_open(app, row->jwks_file, row->jku, &words);
    if (!smart->keys[index]) {
        rows_add_fault(faults,
                       arena_format(smart->context.arena, "%s: %s", row->client_id,
                                    row->jku ? "jku" : "jwks_file"),
                       words ? words : "no thread to read it");
    }
}

static void open_rows(struct app *app, struct smart *smart, struct text *faults) {
    const char *fault = rows_fault_of_url(app->settings.public_url);
    struct smart_file file = {.clients = {NULL, 0}};
    if (fault) {
        rows_add_fault(faults, NULL, fault);
    }
    fault = rows_read(&smart->context, app->settings.smart_clients, &file_shape, &file);
    if (fault) {
        rows_add_fault(faults, NULL, fault);
        return;
    }
    smart->rows = file.clients.items;
    smart->count = file.clients.count;
    for (size_t i = 0; i < smart->count; i++) {
        check_row(smart, i, faults);
        read_scope(smart, i, faults);
        open_keys(app, smart, i, faults);
    }
}

/* The lines of both settings; NULL where none has a fault. */
static const char *open_all(struct app *app, struct smart *smart) {
    const char *words = "must be set where SMART_CLIENTS is";
    struct text faults;
    text_init(&faults, app->arena);
    open_rows(app, smart, &faults);
    const char *pem = app->settings.smart_keys;
    smart->own = *pem ? smart_keys_read(pem, &words) : NULL;
    if (faults.length == 0 && smart->own) {
        return NULL;
    }
    const char *clients =
        faults.length > 0 ? arena_format(app->arena, "SMART_CLIENTS: %s\n", faults.bytes) : "";
    return smart->own ? clients : arena_format(app->arena, "%sSMART_KEYS: %s\n", clients, words);
}

struct smart *smart_new(struct app *app, const char **words) {
    struct smart *smart = calloc(1, sizeof *smart);
    if (!smart) {
        abort();
    }
    const char *url = app->settings.public_url;
    smart->context.app = app;
    smart->context.arena = app->arena;
    smart->issuer = arena_format(app->arena, "%s/oauth", url);
    smart->audience = url;
    smart->token_url = arena_format(app->arena, "%s/oauth/token", url);
    *words = *app->settings.smart_clients ? open_all(app, smart) : NULL;
    if (!*words) {
        return smart;
    }
    smart_free(smart);
    return NULL;
}

void smart_free(struct smart *smart) {
    if (!smart) {
        return;
    }
    for (size_t i = 0; i < smart->count; i++) {
        key_store_free(smart->keys[i]);
    }
    smart_keys_free(smart->own);
    json_release(&smart->context);
    free(smart);
}

void smart_reload(struct smart *smart) {
    for (size_t i = 0; i < smart->count; i++) {
        key_store_reload(smart->keys[i]);
    }
}

bool smart_has_clients(const struct smart *smart) {
    return smart->count > 0;
}

const char *smart_token_url(const struct smart *smart) {
    return smart->token_url;
}

/* --- assertions --- */

struct assertion {
    const char *iss, *sub, *jti;
    struct opt_int exp, iat, nbf;
};
static const struct shape_field assertion_fields[] = {
    FIELD_STRING(struct assertion, iss, SHAPE_REQUIRED, 1, 512),
    FIELD_STRING(struct assertion, sub, SHAPE_REQUIRED, 1, 512),
    FIELD_STRING(struct assertion, jti, SHAPE_REQUIRED, 1, 256),
    FIELD_RANGE(struct assertion, exp, SHAPE_REQUIRED, 1, 253402300799),
    FIELD_RANGE(struct assertion, iat, 0, 0, 253402300799),
    FIELD_RANGE(struct assertion, nbf, 0, 0, 253402300799),
    FIELD_END};
static const struct shape assertion_shape = {"smart_assertion", sizeof(struct assertion),
                                             assertion_fields};

static const struct smart_client *row_of(const struct smart *smart, const char *client_id) {
    for (size_t i = 0; i < smart->count; i++) {
        if (strcmp(smart->rows[i].client_id, client_id) == 0) {
            return &smart->rows[i];
        }
    }
    return NULL;
}

static const char *fault_of_header(const struct token *token, const struct smart_client *row) {
    if (token->is_access_token) {
        return "typ is another";
    }
    if (strcmp(token->alg, "RS384") != 0 && strcmp(token->alg, "ES384") != 0) {
        return "alg is not taken of a client";
    }
    bool own = !token->jku || (row->jku && strcmp(token->jku, row->jku) == 0);
    return own ? NULL : "jku is not the client's";
}

/* One that says when it was made may come from a clock that goes before ours. */
static bool lives_too_long(const struct assertion *claims, int64_t now_s) {
    int64_t from = claims->iat.present ? claims->iat.value : now_s;
    return claims->exp.value - from > SMART_ASSERTION_TTL_MAX_S;
}

static const char *fault_of_times(const struct assertion *claims, int64_t now_s) {
    if (now_s >= claims->exp.value + TOKEN_SKEW_S) {
        return "expired";
    }
    if (claims->iat.present && claims->iat.value > now_s + TOKEN_SKEW_S) {
        return "issued in the future";
    }
    if (claims->nbf.present && claims->nbf.value > now_s + TOKEN_SKEW_S) {
        return "not valid yet";
    }
    return lives_too_long(claims, now_s) ? "lives too long" : NULL;
}

static enum status refuse(struct context *context, const char *words) {
    return context_fail(context, STATUS_unauthenticated, "assertion: %s", words);
}

/* What is remembered of an assertion; told apart from tokens of record systems. */
static void hash_of(struct context *context, const struct assertion *claims,
                    uint8_t out[DIGEST_SIZE]) {
    const char *text = arena_format(context->arena, "smart %zu %s %s", strlen(claims->iss),
                                    claims->iss, claims->jti);
    digest_sha256(text, strlen(text), out);
}

/* Who is called so by the area's own issuer is somebody else. */
static const char *sub_of(struct context *context, const struct smart_client *row) {
    return arena_format(context->arena, "smart:%s", row->client_id);
}

static void fill_actor(struct context *context, const struct smart_client *row) {
    context->actor = (struct actor){.sub = sub_of(context, row),
                                    .area = row->area,
                                    .unit = row->unit,
                                    .role = row->role,
                                    .register_code = (enum register_code)row->register_code};
}

enum status smart_authenticate(struct context *context, struct smart *smart, const char *assertion,
                               const char *client_id, struct smart_caller *out) {
    struct token token;
    struct assertion claims;
    bool for_us = false;
    uint64_t generation = 0;
    enum status status = token_read_naming(context, assertion, &token);
    if (status == OK) {
        status = token_claims_read(context, &token, smart->token_url, &assertion_shape, &claims,
                                   &for_us);
    }
    if (status != OK) {
        return status;
    }
    const struct smart_client *row = row_of(smart, claims.iss);
    bool one = strcmp(claims.iss, claims.sub) == 0;
    if (!row || !one || (client_id && strcmp(client_id, claims.iss) != 0)) {
        return refuse(context, !row ? "iss is nobody's" : "iss, sub and client_id differ");
    }
    const char *fault = fault_of_header(&token, row);
    if (fault) {
        return refuse(context, fault);
    }
    status = verify_by_store(context, smart->keys[row - smart->rows], &token, &generation);
    if (status != OK) {
        return status;
    }
    fault = for_us ? fault_of_times(&claims, context->now.us / 1000000) : "aud is another";
    if (fault) {
        return refuse(context, fault);
    }
    out->client = row;
    out->until.us = (claims.exp.value + TOKEN_SKEW_S) * 1000000;
    hash_of(context, &claims, out->assertion_hash);
    fill_actor(context, row);
    return OK;
}

/* --- tokens --- */

static const char *token_for(struct context *context, const struct smart *smart,
                             const struct smart_client *row, const char *permissions) {
    const int64_t now_s = context->now.us / 1000000;
    char id[UUID_TEXT_SIZE];
    struct uuid uuid = uuid_new(context->now.us / 1000);
    uuid_print(&uuid, id);
    struct smart_claim claims[12] = {{"iss", smart->issuer, 0},
                                     {"aud", smart->audience, 0},
                                     {"sub", sub_of(context, row), 0},
                                     {"area", row->area, 0},
                                     {"register", register_words[row->register_code - 1], 0},
                                     {"scope", permissions, 0},
                                     {"jti", id, 0},
                                     {"iat", NULL, now_s},
                                     {"exp", NULL, now_s + SMART_TOKEN_TTL_S}};
    size_t count = 9;
    if (row->unit) {
        claims[count++] = (struct smart_claim){"unit", row->unit, 0};
    }
    if (row->role) {
        claims[count++] = (struct smart_claim){"role", row->role, 0};
    }
    return smart_keys_sign(smart->own, context->arena, claims);
}

enum status smart_give(struct context *context, const struct smart *smart,
                       const struct smart_caller *caller, const char *scope,
                       struct smart_token *out) {
    struct smart_scopes asked = {{0}}, given;
    const struct smart_client *row = caller->client;
    smart_scopes_add(context->arena, scope, &asked, NULL);
    if (!smart_scopes_meet(&asked, &smart->allowed[row - smart->rows], &given)) {
        return context_fail(context, STATUS_forbidden, "no scope of these");
    }
    const char *permissions = smart_scopes_permissions(context->arena, &given);
    *out = (struct smart_token){.access_token = token_for(context, smart, row, permissions),
                                .token_type = "bearer",
                                .expires_in = SMART_TOKEN_TTL_S,
                                .scope = smart_scopes_print(context->arena, &given)};
    return out->access_token ? OK
                             : context_fail(context, STATUS_internal, "a token can't be signed");
}

const struct key *smart_key_of(const struct smart *smart, const struct token *token,
                               struct token_rules *rules) {
    const struct key *key =
        smart->own && token->kid ? smart_keys_find(smart->own, token->kid) : NULL;
    if (key) {
        *rules = (struct token_rules){smart->issuer, smart->audience, 0};
    }
    return key;
}
