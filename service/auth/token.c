#include "auth/token.h"
#include "auth/base64url.h"
#include "auth/signature.h"
#include "json/json.h"
#include <jwt.h>
#include <openssl/err.h>
#include <string.h>
#include <strings.h>

struct header {
    const char *alg, *kid, *typ, *jku;
};
static const struct shape_field header_fields[] = {
    FIELD_STRING(struct header, alg, SHAPE_REQUIRED, 1, 16),
    FIELD_STRING(struct header, kid, 0, 1, 256), FIELD_STRING(struct header, typ, 0, 1, 64),
    FIELD_STRING(struct header, jku, 0, 1, 1024), FIELD_END};
static const struct shape header_shape = {"token_header", sizeof(struct header), header_fields};

/* A header that brings its own key, or that asks for rules unknown here. */
static const char *const refused_members[] = {"crit", "jwk", "x5c", "x5u", "b64", "zip", NULL};

static enum status refuse(struct context *context, const char *words) {
    return context_fail(context, STATUS_unauthenticated, "token: %s", words);
}

/* Field errors of a token are nobody's business but the log's: they are collected apart. */
static void start_apart(const struct context *context, struct context *apart) {
    memset(apart, 0, sizeof *apart);
    apart->app = context->app;
    apart->arena = context->arena;
    apart->now = context->now;
}

/* Jansson's strings end with its tree; the record's go on living on the arena. */
static void keep_strings(struct arena *arena, const struct shape *shape, void *record) {
    for (const struct shape_field *field = shape->fields; field->name; field++) {
        if (field->type != SHAPE_STRING) {
            continue;
        }
        const char **string = (const char **)(void *)((char *)record + field->offset);
        *string = arena_string(arena, *string);
    }
}

/* Reads the members that the shape knows from a JSON object; tokens may carry more. `*object` lives
 * until json_release of `apart`. */
static enum status read_object(struct context *apart, const char *bytes, size_t length,
                               const struct shape *shape, void *record,
                               const struct json **object) {
    enum status status = json_parse(apart, bytes, length, object);
    if (status == OK) {
        status = json_read_part(apart, *object, shape, record);
    }
    if (status == OK) {
        keep_strings(apart->arena, shape, record);
    }
    return status;
}

static bool asks_too_much(const struct json *header) {
    for (const char *const *name = refused_members; *name; name++) {
        if (json_member(header, *name)) {
            return true;
        }
    }
    return false;
}

static bool typ_is_known(const char *typ) {
    return !typ || strcasecmp(typ, "JWT") == 0 || strcasecmp(typ, "at+jwt") == 0;
}

static enum status read_header(struct context *context, struct bytes bytes, struct token *out) {
    struct context apart;
    const struct json *object = NULL;
    struct header header;
    start_apart(context, &apart);
    enum status status = read_object(&apart, (const char *)bytes.bytes, bytes.length, &header_shape,
                                     &header, &object);
    bool greedy = status == OK && asks_too_much(object);
    json_release(&apart);
    if (status != OK) {
        return refuse(context, "the header is no JSON object with alg");
    }
    if (greedy) {
        return refuse(context, "the header has a member that is not taken");
    }
    if (!typ_is_known(header.typ)) {
        return refuse(context, "typ is another");
    }
    if (key_algorithm_bit(header.alg) == 0) {
        return refuse(context, "alg is not taken");
    }
    out->alg = header.alg;
    out->kid = header.kid;
    out->jku = header.jku;
    out->is_access_token = header.typ && strcasecmp(header.typ, "at+jwt") == 0;
    return OK;
}

const char *token_of_header(const char *authorization) {
    if (!authorization || strncasecmp(authorization, "Bearer ", 7) != 0) {
        return NULL;
    }
    return authorization + 7 + strspn(authorization + 7, " ");
}

enum status token_read_naming(struct context *context, const char *text, struct token *out) {
    struct token token = {.text = text};
    size_t length = strlen(text);
    const char *first = strchr(text, '.'), *second = first ? strchr(first + 1, '.') : NULL;
    if (length > TOKEN_LENGTH_MAX || !second || strchr(second + 1, '.')) {
        return refuse(context, "not three parts of at most 8,192 characters");
    }
    struct bytes header, payload, signature;
    if (!base64url_decode(context->arena, text, (size_t)(first - text), &header) ||
        !base64url_decode(context->arena, first + 1, (size_t)(second - first - 1), &payload) ||
        !base64url_decode(context->arena, second + 1, strlen(second + 1), &signature)) {
        return refuse(context, "not base64url");
    }
    token.payload = (const char *)payload.bytes;
    token.payload_length = payload.length;
    token.signature = signature;
    token.signed_length = (size_t)(second - text);
    if (signature.length == 0) {
        return refuse(context, "no signature");
    }
    if (payload.length == 0) { /* libjwt 1.10 writes behind the memory it takes for nothing */
        return refuse(context, "no claims");
    }
    enum status status = read_header(context, header, &token);
    if (status == OK) {
        *out = token;
    }
    return status;
}

enum status token_read(struct context *context, const char *text, struct token *out) {
    enum status status = token_read_naming(context, text, out);
    return status == OK && out->jku ? refuse(context, "the header has a member that is not taken")
                                    : status;
}

/* ECDSA signatures have one length only (RFC 7518, 3.4). */
static bool signature_fits(const struct token *token, unsigned algorithm) {
    if (algorithm == KEY_ES256) {
        return token->signature.length == 64;
    }
    return algorithm != KEY_ES384 || token->signature.length == 96;
}

/* libjwt knows no other typ than JWT, and says no to an access token before it looks at it. */
static bool libjwt_takes(const struct token *token, const struct key *key) {
    jwt_t *jwt = NULL;
    int failed =
        jwt_decode(&jwt, token->text, (const unsigned char *)key->material, (int)key->length);
    bool good = !failed && jwt && jwt_get_alg(jwt) == jwt_str_alg(token->alg);
    jwt_free(jwt);
    ERR_clear_error(); /* libjwt leaves OpenSSL's behind */
    return good;
}

enum status token_verify(struct context *context, const struct token *token,
                         const struct key *key) {
    unsigned algorithm = key_algorithm_bit(token->alg);
    if ((key->algorithms & algorithm) == 0) {
        return refuse(context, "alg is not the key's");
    }
    if (!signature_fits(token, algorithm)) {
        return refuse(context, "the signature has a wrong length");
    }
    bool good = token->is_access_token ? signature_holds(key, algorithm, token->text,
                                                         token->signed_length, token->signature)
                                       : libjwt_takes(token, key);
    return good ? OK : refuse(context, "the signature does not hold");
}

struct claims {
    const char *iss;
    struct opt_int exp, nbf;
    const char *sub, *area, *unit, *name, *role, *scope;
    int register_code;
    struct uuid client_id;
};
static const struct shape_field claims_fields[] = {
    FIELD_STRING(struct claims, iss, SHAPE_REQUIRED, 1, 512),
    FIELD_RANGE(struct claims, exp, SHAPE_REQUIRED, 1, 253402300799),
    FIELD_RANGE(struct claims, nbf, 0, 0, 253402300799),
    FIELD_STRING(struct claims, sub, SHAPE_REQUIRED, 1, 200),
    FIELD_STRING(struct claims, area, SHAPE_REQUIRED, 2, 2),
    FIELD_STRING(struct claims, unit, 0, 1, 64),
    FIELD_STRING(struct claims, name, 0, 1, 200),
    FIELD_STRING(struct claims, role, 0, 1, 64),
    FIELD_STRING(struct claims, scope, 0, 0, 4096),
    {.name = "register",
     .type = SHAPE_ENUM,
     .offset = offsetof(struct claims, register_code),
     .words = register_words},
    FIELD(struct claims, client_id, 0),
    FIELD_END};
static const struct shape claims_shape = {"token_claims", sizeof(struct claims), claims_fields};

/* `aud` is a string or a list of them (RFC 7519, 4.1.3). */
struct audiences {
    struct list aud;
};
static const struct shape_field audiences_fields[] = {
    FIELD_STRINGS(struct audiences, aud, SHAPE_REQUIRED, 1, 16), FIELD_END};
static const struct shape audiences_shape = {"token_audiences", sizeof(struct audiences),
                                             audiences_fields};

/* What a record system says of one call (CDS Hooks 2.0, "Trusting CDS Clients"). */
static const struct shape_field ehr_fields[] = {
    FIELD_STRING(struct token_ehr, iss, SHAPE_REQUIRED, 1, 512),
    FIELD_STRING(struct token_ehr, tenant, 0, 1, 200),
    FIELD_STRING(struct token_ehr, jti, SHAPE_REQUIRED, 1, 256),
    FIELD_RANGE(struct token_ehr, exp, SHAPE_REQUIRED, 1, 253402300799),
    FIELD_RANGE(struct token_ehr, iat, SHAPE_REQUIRED, 1, 253402300799),
    FIELD_RANGE(struct token_ehr, nbf, 0, 0, 253402300799),
    FIELD_END};
static const struct shape ehr_shape = {"token_ehr", sizeof(struct token_ehr), ehr_fields};

static bool audience_is(struct context *apart, const struct json *payload, const char *audience) {
    const char *lone = json_text(json_member(payload, "aud"));
    if (lone) {
        return strcmp(lone, audience) == 0;
    }
    struct audiences audiences;
    if (json_read_part(apart, payload, &audiences_shape, &audiences) != OK) {
        return false;
    }
    const char *const *items = audiences.aud.items;
    for (size_t i = 0; i < audiences.aud.count; i++) {
        if (strcmp(items[i], audience) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_area(const char *area) {
    return area[0] >= '0' && area[0] <= '9' && area[1] >= '0' && area[1] <= '9' && area[2] == '\0';
}

static void read_scope(struct arena *arena, const char *scope, struct actor *actor) {
    const char **permissions = arena_alloc(arena, TOKEN_PERMISSIONS_MAX * sizeof *permissions);
    size_t count = 0;
    while (scope && *scope && count < TOKEN_PERMISSIONS_MAX) {
        size_t length = strcspn(scope, " ");
        if (length > 0) {
            permissions[count++] = arena_copy(arena, scope, length);
        }
        scope += length + (scope[length] == ' ');
    }
    actor->permissions = permissions;
    actor->permission_count = count;
}

/* A token speaks for a client, whom it names, or for a professional or a system of a register. One
 * that names neither would otherwise read the whole area: a client's token from an issuer that left
 * out `client_id`. */
static bool says_for_whom(const struct claims *claims) {
    if (uuid_is_set(&claims->client_id)) {
        return true;
    }
    bool of_client = claims->role && strcmp(claims->role, "client") == 0;
    return claims->register_code && !of_client;
}

static const char *fault_of(const struct context *context, const struct claims *claims,
                            const struct token_rules *rules, bool for_us) {
    const int64_t skew_us = rules->skew_s * 1000000;
    if (strcmp(claims->iss, rules->issuer) != 0) {
        return "iss is another";
    }
    if (!for_us) {
        return "aud is another";
    }
    if (context->now.us >= claims->exp.value * 1000000 + skew_us) {
        return "expired";
    }
    if (claims->nbf.present && context->now.us + skew_us < claims->nbf.value * 1000000) {
        return "not valid yet";
    }
    if (!says_for_whom(claims)) {
        return "neither client_id nor a register: nobody's token";
    }
    return is_area(claims->area) ? NULL : "area is not two digits";
}

enum status token_claims_read(struct context *context, const struct token *token,
                              const char *audience, const struct shape *shape, void *claims,
                              bool *for_us) {
    struct context apart;
    const struct json *object = NULL;
    start_apart(context, &apart);
    enum status status =
        read_object(&apart, token->payload, token->payload_length, shape, claims, &object);
    *for_us = status == OK && audience_is(&apart, object, audience);
    json_release(&apart);
    if (status == OK) {
        return OK;
    }
    const char *where = apart.error_count > 0 ? apart.errors[0].pointer : NULL;
    return context_fail(context, STATUS_unauthenticated, "token: bad claims (%s)",
                        where ? where : "not JSON");
}

enum status token_claims(struct context *context, const struct token *token,
                         const struct token_rules *rules, struct actor *actor,
                         struct instant *until) {
    struct claims claims;
    bool for_us = false;
    enum status status =
        token_claims_read(context, token, rules->audience, &claims_shape, &claims, &for_us);
    if (status != OK) {
        return status;
    }
    const char *fault = fault_of(context, &claims, rules, for_us);
    if (fault) {
        return refuse(context, fault);
    }
    *actor = (struct actor){.sub = claims.sub,
                            .area = claims.area,
                            .unit = claims.unit,
                            .name = claims.name,
                            .role = claims.role,
                            .register_code = (enum register_code)claims.register_code,
                            .client_id = claims.client_id};
    read_scope(context->arena, claims.scope, actor);
    until->us = (claims.exp.value + rules->skew_s) * 1000000;
    return OK;
}

enum status token_ehr_claims(struct context *context, const struct token *token,
                             const char *audience, struct token_ehr *out) {
    return token_claims_read(context, token, audience, &ehr_shape, out, &out->for_us);
}

enum status token_ehr_check(struct context *context, const struct token_ehr *claims,
                            struct instant *until) {
    const int64_t now_s = context->now.us / 1000000;
    const int64_t exp = claims->exp.value, iat = claims->iat.value;
    if (!claims->for_us) {
        return refuse(context, "aud is another");
    }
    if (now_s >= exp + TOKEN_SKEW_S) {
        return refuse(context, "expired");
    }
    if (iat > now_s + TOKEN_SKEW_S) {
        return refuse(context, "issued in the future");
    }
    if (exp <= iat || exp - iat > EHR_TOKEN_TTL_MAX_S) {
        return refuse(context, "lives too long");
    }
    if (claims->nbf.present && claims->nbf.value > now_s + TOKEN_SKEW_S) {
        return refuse(context, "not valid yet");
    }
    until->us = (exp + TOKEN_SKEW_S) * 1000000;
    return OK;
}
