#include "app.h"
#include "auth/auth.h"
#include "auth/base64url.h"
#include "auth/issuer.h"
#include "auth/issuer_key.h"
#include "auth/key_store.h"
#include "metrics/metrics.h"
#include "minter.h"
#include "outgoing/outgoing.h"
#include "suites.h"
#include "json/json.h"
#include <arpa/inet.h>
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* 2026-11-22T12:00:00Z */
#define NOW_S 1795348800
#define SECRET "a secret for development, 32+ characters"
#define HEADER "{\"alg\":\"ES256\",\"kid\":\"p256\"}"
#define CLAIMS(iss, aud, nbf, exp, area)                                                           \
    "{\"iss\":\"" iss "\",\"aud\":" aud ",\"nbf\":" nbf ",\"exp\":" exp ",\"sub\":\"u1\","         \
    "\"area\":\"" area "\",\"unit\":\"PHC\",\"register\":\"health\",\"jti\":\"x\","                \
    "\"scope\":\"client:read model:*  kpi:read\"}"
#define GOOD CLAIMS("https://issuer", "\"asiakkuus\"", "1795348700", "1795352400", "90")

static char folder[64], jwks_path[128];
static struct app app;
static struct auth *auth;
static struct arena *arena;

static void write_file(const char *path, const char *text) {
    char draft[160];
    snprintf(draft, sizeof draft, "%s.new", path);
    FILE *file = fopen(draft, "we");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
    ck_assert_int_eq(rename(draft, path), 0);
}

static void open_all(void) {
    static const enum minter_key all[] = {MINTER_RSA, MINTER_P256, MINTER_P384};
    const char *words = NULL;
    arena = app.arena = arena_new();
    minter_open();
    snprintf(folder, sizeof folder, "%s", "/tmp/asiakkuus-auth-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(jwks_path, sizeof jwks_path, "%s/jwks.json", folder);
    write_file(jwks_path, minter_jwks(arena, all, 3));
    ck_assert(settings_read(arena, &app.settings, &words));
    app.settings.jwks_file = jwks_path;
    app.settings.jwt_issuer = "https://issuer";
    app.settings.jwt_audience = "asiakkuus";
    app.metrics = metrics_new();
    auth = auth_new(&app, &words);
    ck_assert_msg(auth != NULL, "%s", words);
}

static void close_all(void) {
    auth_free(auth);
    metrics_free(app.metrics);
    minter_close();
    arena_free(arena);
    unlink(jwks_path);
    rmdir(folder);
}

static enum status look(struct context *context, const char *authorization, int64_t now_s) {
    memset(context, 0, sizeof *context);
    context->app = &app;
    context->arena = arena;
    context->now.us = now_s * 1000000;
    return auth_token(context, auth, authorization);
}

static enum status look_token(struct context *context, const char *token) {
    return look(context, arena_format(arena, "Bearer %s", token), NOW_S);
}

static void refused(const char *token, const char *cause) {
    struct context context;
    ck_assert_int_eq(look_token(&context, token), STATUS_unauthenticated);
    ck_assert_msg(strstr(context.failure_words, cause) != NULL, "%s, not %s", context.failure_words,
                  cause);
    ck_assert_uint_eq(context.error_count, 0);
    ck_assert_ptr_null(context.actor.sub);
    ck_assert_int_eq(look_token(&context, token), STATUS_unauthenticated);
}

START_TEST(token__good_one_names_its_bearer) {
    struct context context;
    ck_assert_int_eq(look_token(&context, minter_sign(arena, HEADER, GOOD, "ES256", MINTER_P256)),
                     OK);
    ck_assert_str_eq(context.actor.sub, "u1");
    ck_assert_str_eq(context.actor.area, "90");
    ck_assert_str_eq(context.actor.unit, "PHC");
    ck_assert_int_eq(context.actor.register_code, REGISTER_HEALTH);
    ck_assert(actor_may(&context.actor, "client:read"));
    ck_assert(actor_may(&context.actor, "model:publish"));
    ck_assert(actor_may(&context.actor, "kpi:read"));
    ck_assert(!actor_may(&context.actor, "client:write"));
}
END_TEST

START_TEST(token__every_algorithm_of_the_keys_is_taken) {
    static const struct {
        const char *alg, *kid;
        enum minter_key key;
    } rows[] = {{"RS256", "rsa", MINTER_RSA},
                {"RS384", "rsa", MINTER_RSA},
                {"ES256", "p256", MINTER_P256},
                {"ES384", "p384", MINTER_P384}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct context context;
        char *header = arena_format(arena, "{\"typ\":\"JWT\",\"alg\":\"%s\",\"kid\":\"%s\"}",
                                    rows[i].alg, rows[i].kid);
        char *token = minter_sign(arena, header, GOOD, rows[i].alg, rows[i].key);
        ck_assert_msg(look_token(&context, token) == OK, "%s: %s", rows[i].alg,
                      context.failure_words ? context.failure_words : "");
    }
}
END_TEST

/* RFC 9068: an access token may say that it is one, and is then checked as well as any other. */
START_TEST(token__access_token_is_taken_and_checked) {
    static const struct {
        const char *alg, *kid;
        enum minter_key key;
    } rows[] = {{"RS256", "rsa", MINTER_RSA},
                {"RS384", "rsa", MINTER_RSA},
                {"ES256", "p256", MINTER_P256},
                {"ES384", "p384", MINTER_P384}};
    char zeros[96] = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct context context;
        char *header = arena_format(arena, "{\"typ\":\"at+jwt\",\"alg\":\"%s\",\"kid\":\"%s\"}",
                                    rows[i].alg, rows[i].kid);
        char *token = minter_sign(arena, header, GOOD, rows[i].alg, rows[i].key);
        ck_assert_msg(look_token(&context, token) == OK, "%s: %s", rows[i].alg,
                      context.failure_words ? context.failure_words : "");
        char *payload = strchr(token, '.') + 1;
        payload[20] = payload[20] == 'A' ? 'B' : 'A';
        ck_assert_int_eq(look_token(&context, token), STATUS_unauthenticated);
        size_t length = rows[i].key == MINTER_P256 ? 64 : 96;
        refused(minter_raw(arena, header, GOOD, base64url_encode(arena, zeros, length)),
                "does not hold");
    }
    char *header = "{\"typ\":\"AT+JWT\",\"alg\":\"ES256\",\"kid\":\"p256\"}";
    refused(minter_sign(arena, header, GOOD, "ES256", MINTER_OTHER_P256), "does not hold");
    refused(minter_hmac(arena, "{\"typ\":\"at+jwt\",\"alg\":\"HS256\",\"kid\":\"rsa\"}", GOOD,
                        minter_public_pem(MINTER_RSA)),
            "alg is not the key's");
}
END_TEST

/* Each header is signed well by the key of its kid; the header alone is at fault. */
START_TEST(token__bad_headers_are_refused) {
    static const struct {
        const char *header, *cause;
    } rows[] = {
        {"{\"alg\":\"none\",\"kid\":\"p256\"}", "alg is not taken"},
        {"{\"alg\":\"None\",\"kid\":\"p256\"}", "alg is not taken"},
        {"{\"alg\":\"PS256\",\"kid\":\"rsa\"}", "alg is not taken"},
        {"{\"alg\":\"HS512\",\"kid\":\"p256\"}", "alg is not taken"},
        {"{\"alg\":\"ES256\",\"kid\":\"other\"}", "unknown kid"},
        {"{\"alg\":\"ES256\"}", "unknown kid"},
        {"{\"alg\":\"ES256\",\"kid\":\"\"}", "no JSON object"},
        {"{\"alg\":\"ES256\",\"kid\":7}", "no JSON object"},
        {"{\"alg\":[\"ES256\"],\"kid\":\"p256\"}", "no JSON object"},
        {"{\"alg\":\"ES256\",\"kid\":\"../../jwks.json\"}", "unknown kid"},
        {"{\"alg\":\"ES256\",\"kid\":\"p256' OR '1'='1\"}", "unknown kid"},
        {"{\"alg\":\"ES384\",\"kid\":\"p256\"}", "alg is not the key's"},
        {"{\"alg\":\"RS256\",\"kid\":\"p256\"}", "alg is not the key's"},
        {"{\"alg\":\"ES256\",\"kid\":\"rsa\"}", "alg is not the key's"},
        {"{\"alg\":\"ES256\",\"kid\":\"p256\",\"jku\":\"https://evil\"}", "not taken"},
        {"{\"alg\":\"ES256\",\"kid\":\"p256\",\"x5u\":\"https://evil\"}", "not taken"},
        {"{\"alg\":\"ES256\",\"kid\":\"p256\",\"x5c\":[\"MII\"]}", "not taken"},
        {"{\"alg\":\"ES256\",\"kid\":\"p256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AA\"}}",
         "not taken"},
        {"{\"alg\":\"ES256\",\"kid\":\"p256\",\"crit\":[\"exp\"]}", "not taken"},
        {"{\"alg\":\"ES256\",\"kid\":\"p256\",\"b64\":false}", "not taken"},
        {"{\"alg\":\"ES256\",\"kid\":\"p256\",\"zip\":\"DEF\"}", "not taken"},
        {"{\"alg\":\"ES256\",\"kid\":\"p256\",\"typ\":\"secevent+jwt\"}", "typ is another"},
        {"{\"alg\":\"none\",\"alg\":\"ES256\",\"kid\":\"p256\"}", "no JSON object"},
        {"{\"alg\":\"ES256\",\"kid\":\"other\",\"kid\":\"p256\"}", "no JSON object"},
        {"{\"alg\":\"ES256\",\"kid\":\"p256\"} ", ""},
        {"{\"alg\":\"ES256\",\"kid\":\"p256\"}x", "no JSON object"},
        {"[\"ES256\"]", "no JSON object"},
        {"", "no JSON object"},
        {"{", "no JSON object"},
        {"{\"alg\":\"ES256\",\"kid\":\"p256\",\"x\":\"\xff\"}", "no JSON object"},
        {"{\"ALG\":\"ES256\",\"kid\":\"p256\"}", "no JSON object"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (*rows[i].cause) {
            refused(minter_sign(arena, rows[i].header, GOOD, "ES256", MINTER_P256), rows[i].cause);
        }
    }
}
END_TEST

START_TEST(token__bad_claims_are_refused) {
    static const struct {
        const char *claims, *cause;
    } rows[] = {
        {CLAIMS("https://evil", "\"asiakkuus\"", "0", "1795352400", "90"), "iss is another"},
        {CLAIMS("https://issuer/", "\"asiakkuus\"", "0", "1795352400", "90"), "iss is another"},
        {CLAIMS("https://issuer", "\"another\"", "0", "1795352400", "90"), "aud is another"},
        {CLAIMS("https://issuer", "[\"a\",\"b\"]", "0", "1795352400", "90"), "aud is another"},
        {CLAIMS("https://issuer", "[]", "0", "1795352400", "90"), "aud is another"},
        {CLAIMS("https://issuer", "{\"a\":\"asiakkuus\"}", "0", "1795352400", "90"),
         "aud is another"},
        {CLAIMS("https://issuer", "[[\"asiakkuus\"]]", "0", "1795352400", "90"), "aud is another"},
        {CLAIMS("https://issuer", "\"asiakkuus\"", "0", "1795348770", "90"), "expired"},
        {CLAIMS("https://issuer", "\"asiakkuus\"", "0", "1", "90"), "expired"},
        {CLAIMS("https://issuer", "\"asiakkuus\"", "1795348831", "1795352400", "90"),
         "not valid yet"},
        {CLAIMS("https://issuer", "\"asiakkuus\"", "0", "\"1795352400\"", "90"), "/exp"},
        {CLAIMS("https://issuer", "\"asiakkuus\"", "0", "1e400", "90"), ""},
        {CLAIMS("https://issuer", "\"asiakkuus\"", "0", "99999999999999999999", "90"), ""},
        {CLAIMS("https://issuer", "\"asiakkuus\"", "0", "-5", "90"), "/exp"},
        {CLAIMS("https://issuer", "\"asiakkuus\"", "\"x\"", "1795352400", "90"), "/nbf"},
        {CLAIMS("https://issuer", "\"asiakkuus\"", "0", "1795352400", "9"), "/area"},
        {CLAIMS("https://issuer", "\"asiakkuus\"", "0", "1795352400", "900"), "/area"},
        {CLAIMS("https://issuer", "\"asiakkuus\"", "0", "1795352400", "9x"), "area is not"},
        {CLAIMS("https://issuer", "\"asiakkuus\"", "0", "1795352400", "';"), "area is not"},
        {CLAIMS("https://issuer", "\"asiakkuus\"", "0", "1795352400", "90\",\"area\":\"91"), ""},
        {"{\"iss\":\"https://issuer\",\"aud\":\"asiakkuus\",\"exp\":1795352400,\"area\":\"90\"}",
         "/sub"},
        {"{\"iss\":\"https://issuer\",\"aud\":\"asiakkuus\",\"sub\":\"u\",\"area\":\"90\"}",
         "/exp"},
        {"{\"iss\":\"https://issuer\",\"exp\":1795352400,\"sub\":\"u\",\"area\":\"90\"}",
         "aud is another"},
        {"{\"iss\":\"https://issuer\",\"aud\":\"asiakkuus\",\"exp\":1795352400,\"sub\":\"u\"}",
         "/area"},
        {"{\"iss\":\"https://issuer\",\"aud\":\"asiakkuus\",\"exp\":1795352400,\"sub\":\"u\","
         "\"area\":\"90\",\"register\":\"both\"}",
         "/register"},
        {"{\"iss\":\"https://issuer\",\"aud\":\"asiakkuus\",\"exp\":1795352400,\"sub\":\"u\","
         "\"area\":\"90\",\"client_id\":\"7\"}",
         "/client_id"},
        {"{\"iss\":\"https://issuer\",\"aud\":\"asiakkuus\",\"exp\":1795352400,\"sub\":\"u\","
         "\"area\":\"90\",\"scope\":[\"client:read\"]}",
         "/scope"},
        {"{\"iss\":\"https://issuer\",\"aud\":\"asiakkuus\",\"exp\":1795352400,\"sub\":\"u\","
         "\"area\":\"90\",\"scope\":\"client:read\"}",
         "nobody's token"},
        {"{\"iss\":\"https://issuer\",\"aud\":\"asiakkuus\",\"exp\":1795352400,\"sub\":\"u\","
         "\"area\":\"90\",\"register\":\"health\",\"role\":\"client\"}",
         "nobody's token"},
        {"[]", ""},
        {"\"x\"", ""},
        {"", "no claims"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        refused(minter_sign(arena, HEADER, rows[i].claims, "ES256", MINTER_P256), rows[i].cause);
    }
}
END_TEST

START_TEST(token__audience_may_be_a_list) {
    struct context context;
    static const char claims[] =
        CLAIMS("https://issuer", "[\"else\",\"asiakkuus\"]", "0", "1795352400", "90");
    ck_assert_int_eq(look_token(&context, minter_sign(arena, HEADER, claims, "ES256", MINTER_P256)),
                     OK);
}
END_TEST

START_TEST(token__signed_with_the_public_key_as_secret_is_refused) {
    refused(minter_hmac(arena, "{\"alg\":\"HS256\",\"kid\":\"rsa\"}", GOOD,
                        minter_public_pem(MINTER_RSA)),
            "alg is not the key's");
    refused(minter_hmac(arena, "{\"alg\":\"HS256\",\"kid\":\"p256\"}", GOOD,
                        minter_public_pem(MINTER_P256)),
            "alg is not the key's");
    refused(minter_hmac(arena, "{\"alg\":\"RS256\",\"kid\":\"rsa\"}", GOOD,
                        minter_public_pem(MINTER_RSA)),
            "signature");
    refused(minter_hmac(arena, "{\"alg\":\"HS256\"}", GOOD, ""), "unknown kid");
}
END_TEST

START_TEST(token__without_signature_is_refused) {
    refused(minter_raw(arena, "{\"alg\":\"none\"}", GOOD, ""), "no signature");
    refused(minter_raw(arena, HEADER, GOOD, ""), "no signature");
    refused(minter_raw(arena, HEADER, GOOD, "AA"), "wrong length");
    refused(minter_raw(arena, "{\"alg\":\"RS256\",\"kid\":\"rsa\"}", GOOD, "AAAA"), "signature");
    /* r = s = 0 (CVE-2022-21449) */
    char zeros[64] = {0};
    refused(minter_raw(arena, HEADER, GOOD, base64url_encode(arena, zeros, sizeof zeros)),
            "signature");
}
END_TEST

START_TEST(token__signed_by_another_key_is_refused) {
    refused(minter_sign(arena, HEADER, GOOD, "ES256", MINTER_OTHER_P256), "does not hold");
}
END_TEST

/* A text in which one character is another, wherever it stands, is another token. */
START_TEST(token__tampered_anywhere_is_refused) {
    struct context context;
    char *token = minter_sign(arena, HEADER, GOOD, "ES256", MINTER_P256);
    ck_assert_int_eq(look_token(&context, token), OK);
    size_t length = strlen(token);
    for (size_t i = 0; i < length; i += 7) {
        char *bad = arena_copy(arena, token, length);
        bad[i] = bad[i] == 'A' ? 'B' : 'A';
        ck_assert_msg(look_token(&context, bad) == STATUS_unauthenticated, "at %zu", i);
    }
}
END_TEST

START_TEST(token__malformed_text_is_refused) {
    char *token = minter_sign(arena, HEADER, GOOD, "ES256", MINTER_P256);
    static const char *const tails[] = {"!!", "=", "==", " ", ".", ".x", "\n", "AAAA", "%"};
    struct context context;
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        ck_assert_int_eq(look_token(&context, arena_format(arena, "%s%s", token, tails[i])),
                         STATUS_unauthenticated);
    }
    static const char *const texts[] = {"a", "a.b", "..", "a.b.c", ".a.", "a..c", "ey J.e.e"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ck_assert_int_eq(look_token(&context, texts[i]), STATUS_unauthenticated);
    }
    char *huge = arena_alloc(arena, 20001);
    memset(huge, 'A', 20000);
    ck_assert_int_eq(look_token(&context, huge), STATUS_unauthenticated);
}
END_TEST

START_TEST(token__no_bearer_is_refused) {
    char *token = minter_sign(arena, HEADER, GOOD, "ES256", MINTER_P256);
    const char *const values[] = {
        NULL, "", "Bearer", "Bearer ", "Basic dTpw", token, arena_format(arena, "Token %s", token)};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct context context;
        ck_assert_int_eq(look(&context, values[i], NOW_S), STATUS_unauthenticated);
    }
}
END_TEST

START_TEST(token__ends_when_it_says_also_when_it_is_known) {
    struct context context;
    char *token =
        arena_format(arena, "bearer %s", minter_sign(arena, HEADER, GOOD, "ES256", MINTER_P256));
    ck_assert_int_eq(look(&context, token, 1795352400 - 10), OK);
    ck_assert_int_eq(look(&context, token, 1795352400 + TOKEN_SKEW_S - 1), OK);
    ck_assert_int_eq(look(&context, token, 1795352400 + TOKEN_SKEW_S), STATUS_unauthenticated);
}
END_TEST

static char *p256_jwks(enum minter_key key) {
    return minter_jwks(arena, &key, 1);
}

static bool becomes(const char *token, enum status wanted) {
    struct context context;
    for (int i = 0; i < 100; i++) {
        if (look_token(&context, token) == wanted) {
            return true;
        }
        usleep(100000);
    }
    return false;
}

START_TEST(keys__change_with_the_file_and_end_known_tokens) {
    char *token = minter_sign(arena, HEADER, GOOD, "ES256", MINTER_P256);
    ck_assert(becomes(token, OK));
    write_file(jwks_path, p256_jwks(MINTER_OTHER_P256));
    auth_reload(auth);
    ck_assert(becomes(token, STATUS_unauthenticated));
    write_file(jwks_path, p256_jwks(MINTER_P256));
    ck_assert(becomes(token, OK));
}
END_TEST

/* Until a reading of the keys has failed; what is known by then is no accident of time. It is read
 * once or twice: the store may have seen the new file by itself before it was asked. */
static bool has_failed_to_read(void) {
    static const char line[] = "jwks_refresh_total{result=\"failed\"} ";
    for (int i = 0; i < 600; i++) {
        struct text text;
        text_init(&text, arena);
        metrics_write(app.metrics, &text);
        const char *at = strstr(text.bytes, line);
        if (at && atoi(at + sizeof line - 1) > 0) {
            return true;
        }
        usleep(100000);
    }
    return false;
}

START_TEST(keys__broken_file_leaves_the_old_ones) {
    char *token = minter_sign(arena, HEADER, GOOD, "ES256", MINTER_P256);
    write_file(jwks_path, "{\"keys\":[{\"kty\":\"EC\"");
    auth_reload(auth);
    ck_assert(has_failed_to_read());
    struct context context;
    ck_assert_int_eq(look_token(&context, token), OK);
}
END_TEST

START_TEST(keys__only_good_public_signing_keys_are_taken) {
    static const char *const rows[] = {
        "",
        "x",
        "[]",
        "{}",
        "{\"keys\":[]}",
        "{\"keys\":{}}",
        "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"k\":"
        "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}]}",
        "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"a\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}]}",
        "{\"keys\":[{\"kty\":\"OKP\",\"kid\":\"a\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_"
        "7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}"};
    const char *words = NULL;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert_ptr_null(key_set_parse(rows[i], &words));
    }
    char *key = jwk_of_pem(minter_public_pem(MINTER_P256), "a");
    char *encryption = arena_format(arena, "{\"keys\":[{\"use\":\"enc\",%s]}", key + 1);
    char *otherwise = arena_format(arena, "{\"keys\":[{\"alg\":\"RS256\",%s]}", key + 1);
    char *good = arena_format(arena, "{\"keys\":[{\"use\":\"sig\",%s,%s]}", key + 1, key);
    ck_assert_ptr_null(key_set_parse(encryption, &words));
    ck_assert_ptr_null(key_set_parse(otherwise, &words));
    struct key_set *set = key_set_parse(good, &words);
    ck_assert_ptr_nonnull(set);
    ck_assert_uint_eq(key_set_count(set), 1);
    key_set_release(set);
    free(key);
}
END_TEST

static size_t usable(const char *key, const char *members) {
    const char *words = NULL;
    char *jwks = arena_format(arena, "{\"keys\":[{%s%s]}", members, key + 1);
    struct key_set *set = key_set_parse(jwks, &words);
    size_t count = set ? key_set_count(set) : 0;
    key_set_release(set);
    return count;
}

START_TEST(keys__operations_of_a_key_must_hold_verify) {
    char *key = jwk_of_pem(minter_public_pem(MINTER_P256), "a");
    ck_assert_uint_eq(usable(key, "\"key_ops\":[\"verify\"],"), 1);
    ck_assert_uint_eq(usable(key, "\"key_ops\":[\"sign\",\"verify\"],"), 1);
    ck_assert_uint_eq(usable(key, "\"key_ops\":[\"encrypt\"],"), 0);
    ck_assert_uint_eq(usable(key, "\"key_ops\":[\"sign\"],"), 0);
    ck_assert_uint_eq(usable(key, "\"key_ops\":[],"), 0);
    ck_assert_uint_eq(usable(key, "\"key_ops\":\"encrypt\","), 0);
    ck_assert_uint_eq(usable(key, "\"use\":\"enc\",\"key_ops\":[\"verify\"],"), 0);
    free(key);
}
END_TEST

/* AQAB is 65537. */
START_TEST(keys__rsa_exponents_that_are_1_or_even_are_refused) {
    static const char *const bad[] = {"AQ", "AAAB", "Ag", "BA", "AQAA", "AA"};
    char *key = jwk_of_pem(minter_public_pem(MINTER_RSA), "a");
    char *exponent = strstr(key, "\"e\":\"AQAB\"");
    ck_assert_ptr_nonnull(exponent);
    ck_assert_uint_eq(usable(key, ""), 1);
    *exponent = '\0';
    const char *rest = exponent + strlen("'e':'AQAB'");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char *other = arena_format(arena, "%s\"e\":\"%s\"%s", key, bad[i], rest);
        ck_assert_msg(usable(other, "") == 0, "%s", bad[i]);
    }
    ck_assert_uint_eq(usable(arena_format(arena, "%s\"e\":\"Aw\"%s", key, rest), ""), 1);
    free(key);
}
END_TEST

/* One number in 256 begins with a zero byte: among so many keys there is one. */
START_TEST(issuer_key__numbers_have_their_whole_length) {
    for (int i = 0; i < 2000; i++) {
        char *pem = NULL, *jwks = NULL;
        ck_assert(issuer_key_new(&pem, &jwks));
        for (const char *const *name = (const char *const[]){"\"x\":\"", "\"y\":\"", NULL}; *name;
             name++) {
            const char *value = strstr(jwks, *name) + strlen(*name);
            ck_assert_uint_eq(strcspn(value, "\""), 43);
        }
        char *id = issuer_key_id(pem);
        ck_assert_ptr_nonnull(id);
        ck_assert_ptr_nonnull(strstr(jwks, id));
        ck_assert_uint_eq(strlen(pem), 241); /* the private number is padded as well */
        free(id);
        free(pem);
        free(jwks);
    }
}
END_TEST

START_TEST(outgoing__only_https_or_this_machine) {
    static const char *const good[] = {"https://issuer.example/jwks", "http://127.0.0.1:80/k",
                                       "http://localhost/k", "http://[::1]:8080/k"};
    static const char *const bad[] = {"http://issuer.example/k",
                                      "http://localhost.evil.example/k",
                                      "http://127.0.0.1@evil.example/",
                                      "http://127.0.0.1:80@evil/",
                                      "file:///etc/passwd",
                                      "ftp://127.0.0.1/",
                                      "https://",
                                      ""};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        ck_assert_msg(outgoing_allows_url(good[i]), "%s", good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(!outgoing_allows_url(bad[i]), "%s", bad[i]);
    }
}
END_TEST

static bool may_connect(const char *text, bool over_http) {
    union {
        struct sockaddr any;
        struct sockaddr_in in;
        struct sockaddr_in6 in6;
    } address = {.in = {.sin_family = AF_INET}};
    if (inet_pton(AF_INET, text, &address.in.sin_addr) != 1) {
        address.in6 = (struct sockaddr_in6){.sin6_family = AF_INET6};
        ck_assert_int_eq(inet_pton(AF_INET6, text, &address.in6.sin6_addr), 1);
    }
    return outgoing_allows_address(&address.any, over_http);
}

/* What a name is resolved to counts, not the name: "localhost" may be made to be elsewhere. */
START_TEST(outgoing__http_goes_to_this_machine_alone_whatever_the_name) {
    static const char *const here[] = {"127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"};
    static const char *const elsewhere[] = {"10.0.0.1", "128.0.0.1", "::ffff:10.0.0.1", "fd00::1"};
    for (size_t i = 0; i < sizeof here / sizeof *here; i++) {
        ck_assert_msg(may_connect(here[i], true), "%s", here[i]);
    }
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++) {
        ck_assert_msg(!may_connect(elsewhere[i], true), "%s", elsewhere[i]);
    }
}
END_TEST

START_TEST(outgoing__no_link_local_multicast_or_empty_address_is_asked) {
    static const char *const good[] = {"192.0.2.1",   "10.0.0.1", "169.253.1.1", "223.255.255.255",
                                       "2001:db8::1", "fd00::1",  "127.0.0.1"};
    static const char *const bad[] = {"169.254.169.254",       "0.0.0.0", "0.1.2.3", "224.0.0.1",
                                      "255.255.255.255",       "::",      "fe80::1", "ff02::1",
                                      "::ffff:169.254.169.254"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        ck_assert_msg(may_connect(good[i], false), "%s", good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(!may_connect(bad[i], false), "%s", bad[i]);
    }
}
END_TEST

START_TEST(base64url__one_text_for_one_value) {
    struct bytes bytes;
    ck_assert(base64url_decode(arena, "Zm9vYg", 6, &bytes));
    ck_assert_uint_eq(bytes.length, 4);
    ck_assert_mem_eq(bytes.bytes, "foob", 4);
    ck_assert_str_eq(base64url_encode(arena, "foob", 4), "Zm9vYg");
    ck_assert_str_eq(base64url_encode(arena, "\xfb\xff\xfe", 3), "-__-");
    ck_assert(!base64url_decode(arena, "Zm9vYh", 6, &bytes));
    ck_assert(!base64url_decode(arena, "Zm9vY", 5, &bytes));
    ck_assert(!base64url_decode(arena, "Zm9+", 4, &bytes));
    ck_assert(!base64url_decode(arena, "Zm8=", 4, &bytes));
}
END_TEST

static void fill_issuer(struct settings *settings, const char *path) {
    char pem[160], text[1024] = "";
    snprintf(pem, sizeof pem, "%s/issuer.pem", path);
    FILE *file = fopen(pem, "re");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_gt(fread(text, 1, sizeof text - 1, file), 0);
    fclose(file);
    settings->demo_issuer_key = arena_string(arena, text);
}

START_TEST(issuer__tokens_are_taken_by_the_service) {
    char path[128], pem[160];
    const char *words = NULL;
    snprintf(path, sizeof path, "%s/keys", folder);
    ck_assert_int_eq(issuer_keygen(path), 0);
    ck_assert_int_eq(issuer_keygen(path), 0);
    snprintf(pem, sizeof pem, "%s/issuer.pem", path);
    struct stat status;
    ck_assert_int_eq(stat(pem, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0600);
    struct app own = app;
    own.settings.jwks_file = arena_format(arena, "%s/jwks.json", path);
    fill_issuer(&own.settings, path);
    struct auth *verifier = auth_new(&own, &words);
    ck_assert_msg(verifier != NULL, "%s", words);

    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    char *options[] = {"--role", "coordinator", "--area=91", "--unit",
                       "PHC",    "--register",  "social"};
    struct clock clock = {.fixed = {(int64_t)NOW_S * 1000000}};
    ck_assert_int_eq(issuer_token(&own.settings, &clock, 7, options, out), 0);
    fclose(out);
    text[strcspn(text, "\n")] = '\0';

    struct context context = {.app = &own, .arena = arena, .now = {(int64_t)NOW_S * 1000000}};
    enum status result = auth_token(&context, verifier, arena_format(arena, "Bearer %s", text));
    ck_assert_msg(result == OK, "%s", context.failure_words);
    ck_assert_str_eq(context.actor.area, "91");
    ck_assert_int_eq(context.actor.register_code, REGISTER_SOCIAL);
    ck_assert(actor_may(&context.actor, "meeting:write"));
    ck_assert(!actor_may(&context.actor, "audit:read"));
    free(text);
    auth_free(verifier);
    unlink(pem);
    unlink(own.settings.jwks_file);
    rmdir(path);
}
END_TEST

START_TEST(issuer__wrong_options_are_refused) {
    struct clock clock = {.fixed = {(int64_t)NOW_S * 1000000}};
    char *rows[][2] = {{"--area", "9"},     {"--role", "king"}, {"--register", "both"},
                       {"--ttl", "soon"},   {"--client", "x"},  {"--nothing", "x"},
                       {"--role", "client"}};
    ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert_int_eq(issuer_token(&app.settings, &clock, 2, rows[i], stdout), 2);
    }
    ck_assert_int_eq(issuer_token(&app.settings, &clock, 1, rows[0], stdout), 2);
}
END_TEST

static void open_development(void) {
    const char *words = NULL;
    open_all();
    auth_free(auth);
    app.settings.jwt_dev_secret = SECRET;
    auth = auth_new(&app, &words);
    ck_assert_ptr_nonnull(auth);
}

START_TEST(development__secret_signs_hs256_and_nothing_else) {
    struct context context;
    ck_assert_int_eq(look_token(&context, minter_hmac(arena, "{\"alg\":\"HS256\"}", GOOD, SECRET)),
                     OK);
    refused(minter_hmac(arena, "{\"alg\":\"HS256\"}", GOOD, "another"), "does not hold");
    refused(minter_hmac(arena, "{\"alg\":\"HS256\",\"kid\":\"rsa\"}", GOOD,
                        minter_public_pem(MINTER_RSA)),
            "does not hold");
    ck_assert_int_eq(look_token(&context, minter_sign(arena, HEADER, GOOD, "ES256", MINTER_P256)),
                     OK);
}
END_TEST

START_TEST(development__secret_signs_access_tokens_too) {
    static const char header[] = "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}";
    struct context context;
    ck_assert_int_eq(look_token(&context, minter_hmac(arena, header, GOOD, SECRET)), OK);
    refused(minter_hmac(arena, header, GOOD, "another"), "does not hold");
    refused(minter_raw(arena, header, GOOD, ""), "");
}
END_TEST

static Suite *auth_suite(void) {
    Suite *suite = suite_create("auth");
    TCase *tokens = tcase_create("tokens");
    tcase_set_timeout(tokens, 120);
    tcase_add_checked_fixture(tokens, open_all, close_all);
    tcase_add_test(tokens, token__good_one_names_its_bearer);
    tcase_add_test(tokens, token__every_algorithm_of_the_keys_is_taken);
    tcase_add_test(tokens, token__access_token_is_taken_and_checked);
    tcase_add_test(tokens, token__bad_headers_are_refused);
    tcase_add_test(tokens, token__bad_claims_are_refused);
    tcase_add_test(tokens, token__audience_may_be_a_list);
    tcase_add_test(tokens, token__signed_with_the_public_key_as_secret_is_refused);
    tcase_add_test(tokens, token__without_signature_is_refused);
    tcase_add_test(tokens, token__signed_by_another_key_is_refused);
    tcase_add_test(tokens, token__tampered_anywhere_is_refused);
    tcase_add_test(tokens, token__malformed_text_is_refused);
    tcase_add_test(tokens, token__no_bearer_is_refused);
    tcase_add_test(tokens, token__ends_when_it_says_also_when_it_is_known);
    tcase_add_test(tokens, keys__change_with_the_file_and_end_known_tokens);
    tcase_add_test(tokens, keys__broken_file_leaves_the_old_ones);
    tcase_add_test(tokens, keys__only_good_public_signing_keys_are_taken);
    tcase_add_test(tokens, keys__operations_of_a_key_must_hold_verify);
    tcase_add_test(tokens, keys__rsa_exponents_that_are_1_or_even_are_refused);
    tcase_add_test(tokens, issuer_key__numbers_have_their_whole_length);
    tcase_add_test(tokens, outgoing__only_https_or_this_machine);
    tcase_add_test(tokens, outgoing__http_goes_to_this_machine_alone_whatever_the_name);
    tcase_add_test(tokens, outgoing__no_link_local_multicast_or_empty_address_is_asked);
    tcase_add_test(tokens, base64url__one_text_for_one_value);
    tcase_add_test(tokens, issuer__tokens_are_taken_by_the_service);
    tcase_add_test(tokens, issuer__wrong_options_are_refused);
    suite_add_tcase(suite, tokens);
    TCase *development = tcase_create("development");
    tcase_set_timeout(development, 120);
    tcase_add_checked_fixture(development, open_development, close_all);
    tcase_add_test(development, development__secret_signs_hs256_and_nothing_else);
    tcase_add_test(development, development__secret_signs_access_tokens_too);
    suite_add_tcase(suite, development);
    return suite;
}

int main(void) {
    SRunner *runner = srunner_create(auth_suite());
    srunner_add_suite(runner, key_store_suite());
    srunner_add_suite(runner, token_cache_suite());
    srunner_add_suite(runner, ehr_suite());
    srunner_add_suite(runner, smart_suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
