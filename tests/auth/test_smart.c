/* SMART Backend Services: scopes, assertions and the tokens that are given, against a file of keys.
 */
#include "app.h"
#include "auth/auth.h"
#include "auth/issuer_key.h"
#include "auth/smart.h"
#include "auth/smart_keys.h"
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
#define URL "https://asiakkuus.test/oauth/token"
#define RSA_HEADER "{\"alg\":\"RS384\",\"kid\":\"rsa\"}"
#define CLAIMS(iss, sub, rest)                                                                     \
    "{\"iss\":\"" iss "\",\"sub\":\"" sub "\",\"aud\":\"" URL                                      \
    "\",\"exp\":1795349090,\"jti\":\"j1\"" rest "}"
#define GOOD CLAIMS("one", "one", "")

static char jwks_path[64];
static struct app app;
static struct auth *auth;
static struct arena *arena;
static char *pems[2];

static const char *row_of(const char *id, const char *scope, const char *rest) {
    return arena_format(arena,
                        "{\"client_id\":\"%s\",\"jwks_file\":\"%s\",\"area\":\"90\","
                        "\"register\":\"health\",\"scope\":\"%s\"%s}",
                        id, jwks_path, scope, rest);
}

static const char *settings_of(const char *rows) {
    return arena_format(arena, "{\"clients\":[%s]}", rows);
}

static void open_smart(void) {
    static const enum minter_key all[] = {MINTER_RSA, MINTER_P256, MINTER_P384};
    const char *words = NULL;
    app = (struct app){.arena = arena_new()};
    arena = app.arena;
    minter_open();
    snprintf(jwks_path, sizeof jwks_path, "/tmp/asiakkuus-smart-%d", (int)getpid());
    FILE *file = fopen(jwks_path, "we");
    ck_assert_ptr_nonnull(file);
    fputs(minter_jwks(arena, all, 3), file);
    fclose(file);
    for (size_t i = 0; i < 2; i++) {
        char *jwks = NULL;
        ck_assert(issuer_key_new(&pems[i], &jwks));
        free(jwks);
    }
    ck_assert(settings_read(arena, &app.settings, &words));
    app.settings.jwks_file = jwks_path;
    app.settings.jwt_issuer = "https://issuer";
    app.settings.jwt_audience = "asiakkuus";
    app.settings.public_url = "https://asiakkuus.test";
    app.settings.smart_keys = arena_format(arena, "%s%s", pems[0], pems[1]);
    app.settings.smart_clients =
        settings_of(arena_format(arena, "%s,%s",
                                 row_of("one", "system/Observation.rs system/Flag.s",
                                        ",\"unit\":\"PHC\",\"role\":\"integrator\""),
                                 row_of("two", "system/*.rs", "")));
    app.metrics = metrics_new();
    auth = auth_new(&app, &words);
    ck_assert_msg(auth != NULL, "%s", words);
}

static void close_smart(void) {
    auth_free(auth);
    metrics_free(app.metrics);
    arena_free(arena);
    minter_close();
    unlink(jwks_path);
    free(pems[0]);
    free(pems[1]);
}

static void begin(struct context *context, int64_t seconds) {
    *context = (struct context){.app = &app, .arena = arena};
    context->now.us = (NOW_S + seconds) * 1000000;
}

static enum status look(struct context *context, const char *assertion,
                        struct smart_caller *caller) {
    begin(context, 0);
    *caller = (struct smart_caller){.client = NULL};
    return smart_authenticate(context, auth_smart(auth), assertion, NULL, caller);
}

static char *good_assertion(void) {
    return minter_sign(arena, RSA_HEADER, GOOD, "RS384", MINTER_RSA);
}

/* --- scopes --- */

static const char *read_as(const char *list, const char **strange) {
    struct smart_scopes scopes = {{0}};
    smart_scopes_add(arena, list, &scopes, strange);
    return smart_scopes_print(arena, &scopes);
}

START_TEST(scope__is_read_as_far_as_the_table_has_it) {
    static const struct {
        const char *list, *printed, *strange;
    } rows[] = {
        {"", "", NULL},
        {"   ", "", NULL},
        {"system/Observation.rs", "system/Observation.rs", NULL},
        {" system/Task.r  system/Flag.s ", "system/Flag.s system/Task.r", NULL},
        {"system/Flag.r system/Flag.s", "system/Flag.rs", NULL},
        {"system/Flag.cruds", "system/Flag.rs", "system/Flag.cruds"},
        {"system/Flag.sr", "", "system/Flag.sr"},
        {"system/Flag.rr", "", "system/Flag.rr"},
        {"system/Flag.", "", "system/Flag."},
        {"system/Flag", "", "system/Flag"},
        {"system/flag.rs", "", "system/flag.rs"},
        {"system/Fla.rs", "", "system/Fla.rs"},
        {"system/.rs", "", "system/.rs"},
        {"system/Flag.rs?code=x.y", "", "system/Flag.rs?code=x.y"},
        {"patient/Flag.rs user/*.rs openid", "", "patient/Flag.rs"},
        {"x system/Flag.rs y", "system/Flag.rs", "x"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *strange = "untouched";
        ck_assert_str_eq(read_as(rows[i].list, &strange), rows[i].printed);
        ck_assert_pstr_eq(strange, rows[i].strange);
    }
}
END_TEST

START_TEST(scope__of_all_resources_is_written_out) {
    struct text text;
    text_init(&text, arena);
    for (size_t i = 0; smart_scopes_supported[i]; i++) {
        text_format(&text, "%s%s", i ? " " : "", smart_scopes_supported[i]);
    }
    ck_assert_str_eq(read_as("system/*.rs", NULL), text.bytes);
    ck_assert_str_eq(read_as("system/*.c", NULL), "");
}
END_TEST

START_TEST(scope__is_what_is_asked_and_allowed) {
    struct smart_scopes allowed = {{0}}, asked = {{0}}, given;
    smart_scopes_add(arena, "system/Observation.rs system/Flag.s", &allowed, NULL);
    smart_scopes_add(arena, "system/*.r system/Patient.rs", &asked, NULL);
    ck_assert(smart_scopes_meet(&asked, &allowed, &given));
    ck_assert_str_eq(smart_scopes_print(arena, &given), "system/Observation.r");
    asked = (struct smart_scopes){{0}};
    smart_scopes_add(arena, "system/Flag.r", &asked, NULL);
    ck_assert(!smart_scopes_meet(&asked, &allowed, &given));
}
END_TEST

static bool is_permission(const char *name) {
    static const char *const known[] = {
#define PERMISSION(noun, verb, words) #noun ":" #verb,
#include "tables/permissions.def"
#undef PERMISSION
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(known[i], name) == 0) {
            return true;
        }
    }
    return false;
}

START_TEST(scope__opens_permissions_that_there_are_for_reading_each_once) {
    static const char *const rows[] = {
#define SMART_SCOPE(resource, permission) permission,
#include "tables/smart_scopes.def"
#undef SMART_SCOPE
    };
    struct smart_scopes scopes = {{0}};
    for (size_t i = 0; i < SMART_RESOURCE_COUNT; i++) {
        ck_assert_msg(is_permission(rows[i]) && strstr(rows[i], ":read"), "%s", rows[i]);
    }
    smart_scopes_add(arena, "system/Observation.r system/Flag.rs system/Patient.s", &scopes, NULL);
    ck_assert_str_eq(smart_scopes_permissions(arena, &scopes), "assessment:read client:read");
}
END_TEST

/* --- assertions --- */

START_TEST(assertion__good_one_names_its_client) {
    struct context context;
    struct smart_caller caller;
    ck_assert_int_eq(look(&context, good_assertion(), &caller), OK);
    ck_assert_ptr_nonnull(caller.client);
    ck_assert_int_eq(caller.until.us, (int64_t)(1795349090 + TOKEN_SKEW_S) * 1000000);
    ck_assert_str_eq(context.actor.sub, "smart:one");
    ck_assert_str_eq(context.actor.area, "90");
    ck_assert_str_eq(context.actor.unit, "PHC");
    ck_assert_str_eq(context.actor.role, "integrator");
    ck_assert_int_eq(context.actor.register_code, REGISTER_HEALTH);
    ck_assert_uint_eq(context.actor.permission_count, 0);
}
END_TEST

START_TEST(assertion__client_and_jti_make_it_the_only_one) {
    struct context context;
    struct smart_caller caller, other;
    const char *two = CLAIMS("two", "two", "");
    const char *later =
        "{\"iss\":\"one\",\"sub\":\"one\",\"aud\":[\"" URL "\"],\"exp\":1795349000,\"jti\":\"j1\"}";
    ck_assert_int_eq(look(&context, good_assertion(), &caller), OK);
    ck_assert_int_eq(
        look(&context, minter_sign(arena, RSA_HEADER, later, "RS384", MINTER_RSA), &other), OK);
    ck_assert_mem_eq(caller.assertion_hash, other.assertion_hash, DIGEST_SIZE);
    ck_assert_int_eq(
        look(&context, minter_sign(arena, RSA_HEADER, two, "RS384", MINTER_RSA), &other), OK);
    ck_assert_mem_ne(caller.assertion_hash, other.assertion_hash, DIGEST_SIZE);
}
END_TEST

START_TEST(assertion__of_the_wrong_kind_is_refused) {
    static const struct {
        const char *header, *claims, *alg;
        enum minter_key key;
        const char *cause;
    } rows[] = {
        {"{\"alg\":\"RS256\",\"kid\":\"rsa\"}", GOOD, "RS256", MINTER_RSA, "alg is not taken"},
        {"{\"alg\":\"ES256\",\"kid\":\"p256\"}", GOOD, "ES256", MINTER_P256, "alg is not taken"},
        {"{\"alg\":\"ES384\",\"kid\":\"rsa\"}", GOOD, "ES384", MINTER_P384, "alg is not the key's"},
        {"{\"alg\":\"RS384\",\"kid\":\"other\"}", GOOD, "RS384", MINTER_RSA, "unknown kid"},
        {"{\"alg\":\"RS384\"}", GOOD, "RS384", MINTER_RSA, "unknown kid"},
        {"{\"alg\":\"RS384\",\"kid\":\"rsa\",\"jku\":\"https://evil\"}", GOOD, "RS384", MINTER_RSA,
         "jku is not the client's"},
        {"{\"alg\":\"RS384\",\"kid\":\"rsa\",\"typ\":\"at+jwt\"}", GOOD, "RS384", MINTER_RSA,
         "typ is another"},
        {"{\"alg\":\"RS384\",\"kid\":\"rsa\",\"jwk\":{}}", GOOD, "RS384", MINTER_RSA,
         "a member that is not taken"},
        {RSA_HEADER, CLAIMS("three", "three", ""), "RS384", MINTER_RSA, "nobody's"},
        {RSA_HEADER, CLAIMS("one", "two", ""), "RS384", MINTER_RSA, "differ"},
        {RSA_HEADER, CLAIMS("one", "one", ",\"nbf\":1795349000"), "RS384", MINTER_RSA,
         "not valid yet"},
        {RSA_HEADER, CLAIMS("one", "one", ",\"exp\":1795349090"), "RS384", MINTER_RSA,
         "bad claims"},
        {RSA_HEADER,
         "{\"iss\":\"one\",\"sub\":\"one\",\"aud\":\"https://asiakkuus.test\",\"exp\":1795349090,"
         "\"jti\":\"x\"}",
         "RS384", MINTER_RSA, "aud is another"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct context context;
        struct smart_caller caller;
        char *token = minter_sign(arena, rows[i].header, rows[i].claims, rows[i].alg, rows[i].key);
        ck_assert_int_eq(look(&context, token, &caller), STATUS_unauthenticated);
        ck_assert_msg(strstr(context.failure_words, rows[i].cause) != NULL, "%s, not %s",
                      context.failure_words, rows[i].cause);
        ck_assert_ptr_null(caller.client);
        ck_assert_ptr_null(context.actor.sub);
    }
}
END_TEST

/* Seconds from now, and what becomes of it: five minutes from iat, else from now; and the skew. */
START_TEST(assertion__times_are_bounded_to_the_second) {
    enum { NONE = -100000 };
    static const struct {
        int iat, exp;
        const char *cause;
    } rows[] = {{NONE, SMART_ASSERTION_TTL_MAX_S, NULL},
                {NONE, SMART_ASSERTION_TTL_MAX_S + 1, "lives too long"},
                {0, SMART_ASSERTION_TTL_MAX_S, NULL},
                {0, SMART_ASSERTION_TTL_MAX_S + 1, "lives too long"},
                {-1, SMART_ASSERTION_TTL_MAX_S, "lives too long"},
                {TOKEN_SKEW_S, SMART_ASSERTION_TTL_MAX_S + TOKEN_SKEW_S, NULL},
                {TOKEN_SKEW_S + 1, SMART_ASSERTION_TTL_MAX_S, "issued in the future"},
                {NONE, 1 - TOKEN_SKEW_S, NULL},
                {NONE, -TOKEN_SKEW_S, "expired"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct context context;
        struct smart_caller caller;
        char *iat = rows[i].iat == NONE ? arena_string(arena, "")
                                        : arena_format(arena, "\"iat\":%d,", NOW_S + rows[i].iat);
        char *claims = arena_format(arena,
                                    "{\"iss\":\"one\",\"sub\":\"one\",\"aud\":\"" URL
                                    "\",%s\"exp\":%d,\"jti\":\"x\"}",
                                    iat, NOW_S + rows[i].exp);
        enum status status =
            look(&context, minter_sign(arena, RSA_HEADER, claims, "RS384", MINTER_RSA), &caller);
        ck_assert_msg(status == (rows[i].cause ? STATUS_unauthenticated : OK), "%d %d", rows[i].iat,
                      rows[i].exp);
        ck_assert(!rows[i].cause || strstr(context.failure_words, rows[i].cause));
    }
}
END_TEST

/* --- tokens --- */

static enum status give(struct context *context, const char *scope, struct smart_token *token) {
    struct smart_caller caller;
    ck_assert_int_eq(look(context, good_assertion(), &caller), OK);
    return smart_give(context, auth_smart(auth), &caller, scope, token);
}

static enum status take(struct context *context, const char *token, int64_t seconds) {
    begin(context, seconds);
    return auth_token(context, auth, arena_format(arena, "Bearer %s", token));
}

START_TEST(token__given_is_taken_until_it_ends_to_the_second) {
    struct context context;
    struct smart_token token;
    ck_assert_int_eq(give(&context, "system/*.rs", &token), OK);
    ck_assert_str_eq(token.scope, "system/Flag.s system/Observation.rs");
    ck_assert_int_eq(token.expires_in, SMART_TOKEN_TTL_S);
    ck_assert_int_eq(take(&context, token.access_token, SMART_TOKEN_TTL_S), STATUS_unauthenticated);
    ck_assert_int_eq(take(&context, token.access_token, SMART_TOKEN_TTL_S - 1), OK);
    ck_assert_str_eq(context.actor.sub, "smart:one");
    ck_assert_str_eq(context.actor.unit, "PHC");
    ck_assert_uint_eq(context.actor.permission_count, 1);
    ck_assert(actor_may(&context.actor, "assessment:read"));
    /* Known by then: the memory of verified tokens ends with the token as well. */
    ck_assert_int_eq(take(&context, token.access_token, SMART_TOKEN_TTL_S), STATUS_unauthenticated);
}
END_TEST

START_TEST(token__without_a_scope_that_is_allowed_is_not_given) {
    struct context context;
    struct smart_token token;
    ck_assert_int_eq(give(&context, "system/Flag.r system/Patient.rs", &token), STATUS_forbidden);
    ck_assert_int_eq(give(&context, "", &token), STATUS_forbidden);
}
END_TEST

START_TEST(keys__first_signs_and_all_are_known) {
    static const struct smart_claim claims[] = {{"iss", "x", 0}, {NULL, NULL, 0}};
    const char *words = NULL;
    char *first = issuer_key_id(pems[0]), *second = issuer_key_id(pems[1]);
    struct smart_keys *keys = smart_keys_read(app.settings.smart_keys, &words);
    ck_assert_msg(keys != NULL, "%s", words);
    ck_assert_ptr_nonnull(smart_keys_find(keys, first));
    ck_assert_ptr_nonnull(smart_keys_find(keys, second));
    ck_assert_ptr_null(smart_keys_find(keys, "x"));
    const char *text = smart_keys_sign(keys, arena, claims);
    struct context context;
    struct token token;
    begin(&context, 0);
    ck_assert_int_eq(token_read(&context, text, &token), OK);
    ck_assert_str_eq(token.kid, first);
    ck_assert_int_eq(token_verify(&context, &token, smart_keys_find(keys, first)), OK);
    ck_assert_int_eq(token_verify(&context, &token, smart_keys_find(keys, second)),
                     STATUS_unauthenticated);
    smart_keys_free(keys);
    free(first);
    free(second);
}
END_TEST

START_TEST(keys__that_leave_a_question_are_refused) {
    char *broken = arena_string(arena, pems[1]);
    strchr(broken, '\n')[3] = '!';
    const struct {
        const char *pem, *cause;
    } rows[] = {{"", "no private key"},
                {"x", "no private key"},
                {minter_public_pem(MINTER_P256), "no private key"},
                {arena_format(arena, "%s%s", pems[0], pems[0]), "the same key twice"},
                {arena_format(arena, "%s%s", pems[0], broken), "can't be read"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *words = "";
        ck_assert_ptr_null(smart_keys_read(rows[i].pem, &words));
        ck_assert_msg(strstr(words, rows[i].cause) != NULL, "%s, not %s", words, rows[i].cause);
    }
    const char *words = NULL, *many = "";
    for (int i = 0; i <= SMART_KEYS_MAX; i++) {
        char *pem = NULL, *jwks = NULL;
        ck_assert(issuer_key_new(&pem, &jwks));
        many = arena_format(arena, "%s%s", many, pem);
        free(pem);
        free(jwks);
    }
    ck_assert_ptr_null(smart_keys_read(many, &words));
    ck_assert_str_eq(words, "holds more keys than are taken");
}
END_TEST

/* --- settings --- */

START_TEST(smart__settings_that_leave_a_question_are_refused_with_every_fault) {
    const char *words = NULL;
    app.settings.public_url = "https://x/";
    app.settings.smart_keys = "x";
    app.settings.smart_clients = settings_of(
        arena_format(arena, "%s,%s,%s", row_of("one", "system/X.rs", ",\"role\":\"client\""),
                     row_of("one", " ", ",\"jku\":\"https://k\""), row_of("a b", "x", "")));
    static const char *const faults[] = {
        "SMART_CLIENTS: needs a PUBLIC_URL that does not end with a slash; ",
        "one: role client is that of a person",
        "one: scope: system/X.rs is not given to anybody",
        "one: two clients have this client_id",
        "one: one of jku and jwks_file says where its keys are",
        "one: scope: names none",
        "a b: client_id is of visible ASCII characters",
        "\nSMART_KEYS: holds no private key (PEM)",
    };
    ck_assert_ptr_null(smart_new(&app, &words));
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        ck_assert_msg(strstr(words, faults[i]) != NULL, "%s lacks %s", words, faults[i]);
    }
    app.settings.smart_clients =
        settings_of(arena_format(arena, "%s,7", row_of("one", "", ",\"x\":1")));
    ck_assert_ptr_null(smart_new(&app, &words));
    ck_assert(strstr(words, "/clients/0/scope: ") && strstr(words, "/clients/0/x: ") &&
              strstr(words, "/clients/1: "));
}
END_TEST

Suite *smart_suite(void) {
    Suite *suite = suite_create("smart");
    TCase *cases = tcase_create("smart");
    tcase_set_timeout(cases, 60);
    tcase_add_checked_fixture(cases, open_smart, close_smart);
    tcase_add_test(cases, scope__is_read_as_far_as_the_table_has_it);
    tcase_add_test(cases, scope__of_all_resources_is_written_out);
    tcase_add_test(cases, scope__is_what_is_asked_and_allowed);
    tcase_add_test(cases, scope__opens_permissions_that_there_are_for_reading_each_once);
    tcase_add_test(cases, assertion__good_one_names_its_client);
    tcase_add_test(cases, assertion__client_and_jti_make_it_the_only_one);
    tcase_add_test(cases, assertion__of_the_wrong_kind_is_refused);
    tcase_add_test(cases, assertion__times_are_bounded_to_the_second);
    tcase_add_test(cases, token__given_is_taken_until_it_ends_to_the_second);
    tcase_add_test(cases, token__without_a_scope_that_is_allowed_is_not_given);
    tcase_add_test(cases, keys__first_signs_and_all_are_known);
    tcase_add_test(cases, keys__that_leave_a_question_are_refused);
    tcase_add_test(cases, smart__settings_that_leave_a_question_are_refused_with_every_fault);
    suite_add_tcase(suite, cases);
    return suite;
}
