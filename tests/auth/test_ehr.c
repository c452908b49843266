/* Tokens of record systems, against a file of keys. */
#include "app.h"
#include "auth/auth.h"
#include "auth/ehr.h"
#include "metrics/metrics.h"
#include "minter.h"
#include "suites.h"
#include "json/json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* 2026-11-22T12:00:00Z */
#define NOW_S 1795348800
#define ENDPOINT "https://asiakkuus.test/cds-services/x"
#define RSA_HEADER "{\"alg\":\"RS384\",\"kid\":\"rsa\"}"
#define CLAIMS(iss, rest)                                                                          \
    "{\"iss\":\"" iss "\",\"aud\":\"" ENDPOINT                                                     \
    "\",\"iat\":1795348790,\"exp\":1795349090,\"jti\":\"j1\"" rest "}"
#define GOOD CLAIMS("https://one", "")

static char jwks_path[64];
static struct app app;
static struct auth *auth;
static struct arena *arena;

static const char *row_of(const char *name, const char *iss, const char *rest) {
    return arena_format(arena,
                        "{\"name\":\"%s\",\"iss\":\"%s\",\"jwks_file\":\"%s\",\"area\":\"90\","
                        "\"register\":\"health\"%s}",
                        name, iss, jwks_path, rest);
}

static const char *settings_of(const char *rows) {
    return arena_format(arena, "{\"issuers\":[%s]}", rows);
}

static void open_ehrs(void) {
    static const enum minter_key all[] = {MINTER_RSA, MINTER_P256, MINTER_P384};
    const char *words = NULL;
    app = (struct app){.arena = arena_new()};
    arena = app.arena;
    minter_open();
    snprintf(jwks_path, sizeof jwks_path, "/tmp/asiakkuus-ehr-%d", (int)getpid());
    FILE *file = fopen(jwks_path, "we");
    ck_assert_ptr_nonnull(file);
    fputs(minter_jwks(arena, all, 3), file);
    fclose(file);
    ck_assert(settings_read(arena, &app.settings, &words));
    app.settings.jwks_file = jwks_path;
    app.settings.jwt_issuer = "https://issuer";
    app.settings.jwt_audience = "asiakkuus";
    app.settings.public_url = "https://asiakkuus.test";
    app.settings.cds_issuers = settings_of(arena_format(
        arena, "%s,%s,%s", row_of("one", "https://one", ",\"unit\":\"PHC\",\"language\":\"sv\""),
        row_of("two_a", "https://two", ",\"tenant\":\"a\""),
        row_of("two_b", "https://two", ",\"tenant\":\"b\"")));
    app.metrics = metrics_new();
    auth = auth_new(&app, &words);
    ck_assert_msg(auth != NULL, "%s", words);
}

static void close_ehrs(void) {
    auth_free(auth);
    metrics_free(app.metrics);
    arena_free(arena);
    minter_close();
    unlink(jwks_path);
}

static enum status look(struct context *context, const char *token, struct ehr_call *call) {
    *context = (struct context){.app = &app, .arena = arena};
    context->now.us = (int64_t)NOW_S * 1000000;
    *call = (struct ehr_call){.ehr = NULL};
    return auth_ehr(context, auth, arena_format(arena, "Bearer %s", token), ENDPOINT, call);
}

START_TEST(ehr__good_token_reads_for_its_row) {
    struct context context;
    struct ehr_call call;
    ck_assert_int_eq(
        look(&context, minter_sign(arena, RSA_HEADER, GOOD, "RS384", MINTER_RSA), &call), OK);
    ck_assert_str_eq(call.ehr->name, "one");
    ck_assert_int_eq(call.ehr->language, LANGUAGE_SV + 1);
    ck_assert_int_eq(call.until.us, (int64_t)(1795349090 + TOKEN_SKEW_S) * 1000000);
    ck_assert_str_eq(context.actor.sub, "one");
    ck_assert_str_eq(context.actor.area, "90");
    ck_assert_str_eq(context.actor.unit, "PHC");
    ck_assert_int_eq(context.actor.register_code, REGISTER_HEALTH);
    ck_assert(actor_may(&context.actor, "assessment:read"));
    ck_assert(actor_may(&context.actor, "feedback:write"));
    ck_assert(!actor_may(&context.actor, "assessment:write"));
    ck_assert(!actor_may(&context.actor, "client:read"));
    ck_assert(!actor_may(&context.actor, "client:break_glass"));
}
END_TEST

START_TEST(ehr__issuer_and_jti_make_a_token_the_only_one) {
    struct context context;
    struct ehr_call call, other;
    static const char *const same[] = {GOOD, CLAIMS("https://one", ",\"sub\":\"x\"")};
    static const char *const others[] = {
        CLAIMS("https://two", ",\"tenant\":\"a\""),
        "{\"iss\":\"https://one\",\"aud\":\"" ENDPOINT
        "\",\"iat\":1795348790,\"exp\":1795349090,\"jti\":\"j2\"}"};
    ck_assert_int_eq(
        look(&context, minter_sign(arena, RSA_HEADER, GOOD, "RS384", MINTER_RSA), &call), OK);
    for (size_t i = 0; i < 2; i++) {
        char *token = minter_sign(arena, RSA_HEADER, same[i], "RS384", MINTER_RSA);
        ck_assert_int_eq(look(&context, token, &other), OK);
        ck_assert_mem_eq(call.token_hash, other.token_hash, DIGEST_SIZE);
        token = minter_sign(arena, RSA_HEADER, others[i], "RS384", MINTER_RSA);
        ck_assert_int_eq(look(&context, token, &other), OK);
        ck_assert_mem_ne(call.token_hash, other.token_hash, DIGEST_SIZE);
    }
}
END_TEST

START_TEST(ehr__tokens_of_the_wrong_kind_are_refused) {
    static const struct {
        const char *header, *claims, *alg;
        enum minter_key key;
        const char *cause;
    } rows[] = {
        {"{\"alg\":\"RS256\",\"kid\":\"rsa\"}", GOOD, "RS256", MINTER_RSA, "alg is not taken"},
        {"{\"alg\":\"ES256\",\"kid\":\"p256\"}", GOOD, "ES256", MINTER_P256, "alg is not taken"},
        {"{\"alg\":\"ES384\",\"kid\":\"rsa\"}", GOOD, "ES384", MINTER_P384, "alg is not the key's"},
        {"{\"alg\":\"RS384\",\"kid\":\"rsa\",\"jku\":\"https://evil\"}", GOOD, "RS384", MINTER_RSA,
         "jku is not the issuer's"},
        {"{\"alg\":\"RS384\",\"kid\":\"rsa\",\"jku\":7}", GOOD, "RS384", MINTER_RSA, "the header"},
        {RSA_HEADER, CLAIMS("https://three", ""), "RS384", MINTER_RSA, "nobody's"},
        {RSA_HEADER, CLAIMS("https://two", ""), "RS384", MINTER_RSA, "nobody's"},
        {RSA_HEADER, CLAIMS("https://two", ",\"tenant\":\"c\""), "RS384", MINTER_RSA, "nobody's"},
        {RSA_HEADER, CLAIMS("https://one", ",\"nbf\":1795349000"), "RS384", MINTER_RSA,
         "not valid yet"},
        {RSA_HEADER, CLAIMS("https://one", ",\"exp\":1795349090"), "RS384", MINTER_RSA,
         "bad claims"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct context context;
        struct ehr_call call;
        char *token = minter_sign(arena, rows[i].header, rows[i].claims, rows[i].alg, rows[i].key);
        ck_assert_int_eq(look(&context, token, &call), STATUS_unauthenticated);
        ck_assert_msg(strstr(context.failure_words, rows[i].cause) != NULL, "%s, not %s",
                      context.failure_words, rows[i].cause);
        ck_assert_ptr_null(call.ehr);
        ck_assert_ptr_null(context.actor.sub);
        ck_assert_uint_eq(context.error_count, 0);
    }
}
END_TEST

/* Seconds from now, and what becomes of such a token: an hour's life and the skew, to the second.
 */
START_TEST(ehr__times_are_bounded_to_the_second) {
    static const struct {
        int iat, exp;
        const char *cause;
    } rows[] = {{0, 300, NULL},
                {TOKEN_SKEW_S, 300, NULL},
                {TOKEN_SKEW_S + 1, 300, "issued in the future"},
                {-300, 1 - TOKEN_SKEW_S, NULL},
                {-300, -TOKEN_SKEW_S, "expired"},
                {0, EHR_TOKEN_TTL_MAX_S, NULL},
                {0, EHR_TOKEN_TTL_MAX_S + 1, "lives too long"},
                {10, 10, "lives too long"},
                {20, 10, "lives too long"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct context context;
        struct ehr_call call;
        char *claims = arena_format(arena,
                                    "{\"iss\":\"https://one\",\"aud\":[\"" ENDPOINT
                                    "\"],\"iat\":%d,\"exp\":%d,\"jti\":\"x\"}",
                                    NOW_S + rows[i].iat, NOW_S + rows[i].exp);
        enum status status =
            look(&context, minter_sign(arena, RSA_HEADER, claims, "RS384", MINTER_RSA), &call);
        ck_assert_msg(status == (rows[i].cause ? STATUS_unauthenticated : OK), "%d %d", rows[i].iat,
                      rows[i].exp);
        ck_assert(!rows[i].cause || strstr(context.failure_words, rows[i].cause));
    }
}
END_TEST

START_TEST(ehr__settings_that_leave_a_question_are_refused) {
    const struct {
        const char *rows, *cause;
    } faulty[] = {
        {"", "/issuers"},
        {"7", "/issuers/0"},
        {row_of("One", "https://one", ""), "/issuers/0/name"},
        {row_of("one", "https://one", ",\"jku\":\"https://k\""), "one of jku and jwks_file"},
        {row_of("one", "https://one", ",\"link\":\"http://elsewhere\""), "link must be https"},
        {row_of("one", "https://one", ",\"link_type\":\"x\""), "/issuers/0/link_type"},
        {arena_format(arena, "%s,%s", row_of("one", "https://one", ""),
                      row_of("one", "https://two", "")),
         "two issuers have this name"},
        {arena_format(arena, "%s,%s", row_of("one", "https://one", ",\"tenant\":\"a\""),
                      row_of("two", "https://one", "")),
         "need a tenant each"},
        {arena_format(arena, "%s,%s", row_of("one", "https://one", ",\"tenant\":\"a\""),
                      row_of("two", "https://one", ",\"tenant\":\"a\"")),
         "need a tenant each"},
    };
    for (size_t i = 0; i < sizeof faulty / sizeof *faulty; i++) {
        const char *words = NULL;
        app.settings.cds_issuers = settings_of(faulty[i].rows);
        ck_assert_ptr_null(ehrs_new(&app, &words));
        ck_assert_msg(strncmp(words, "CDS_ISSUERS: ", 13) == 0 && strstr(words, faulty[i].cause),
                      "%s, not %s", words, faulty[i].cause);
    }
}
END_TEST

Suite *ehr_suite(void) {
    Suite *suite = suite_create("ehr");
    TCase *tokens = tcase_create("tokens");
    tcase_add_checked_fixture(tokens, open_ehrs, close_ehrs);
    tcase_add_test(tokens, ehr__good_token_reads_for_its_row);
    tcase_add_test(tokens, ehr__issuer_and_jti_make_a_token_the_only_one);
    tcase_add_test(tokens, ehr__tokens_of_the_wrong_kind_are_refused);
    tcase_add_test(tokens, ehr__times_are_bounded_to_the_second);
    tcase_add_test(tokens, ehr__settings_that_leave_a_question_are_refused);
    suite_add_tcase(suite, tokens);
    return suite;
}
