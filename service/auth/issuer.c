#include "auth/issuer.h"
#include "auth/issuer_key.h"
#include "base/limits.h"
#include "base/uuid.h"
#include <errno.h>
#include <fcntl.h>
#include <jwt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TTL_DEFAULT_S = 3600 };

struct wish {
    const char *role, *area, *unit, *register_name, *scope, *ttl, *sub, *name, *client;
};

static const struct {
    const char *name, *scope;
} roles[] = {
#define ROLE(name, scope) {#name, scope},
#include "tables/roles.def"
#undef ROLE
};

static bool write_new(const char *folder, const char *name, mode_t mode, const char *text) {
    char path[4096];
    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) >= sizeof path) {
        return false;
    }
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file < 0) {
        return false;
    }
    size_t length = strlen(text);
    bool good = write(file, text, length) == (ssize_t)length && fsync(file) == 0;
    return close(file) == 0 && good;
}

static int complain(const char *what, const char *about) {
    fprintf(stderr, "%s: %s\n", what, about);
    return 1;
}

int issuer_keygen(const char *folder) {
    char path[4096];
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        return complain(folder, "the folder can't be made");
    }
    snprintf(path, sizeof path, "%s/jwks.json", folder);
    if (access(path, F_OK) == 0) {
        return 0;
    }
    char *pem = NULL, *jwks = NULL;
    if (!issuer_key_new(&pem, &jwks)) {
        return complain(folder, "no key could be made");
    }
    bool good =
        write_new(folder, "issuer.pem", 0600, pem) && write_new(folder, "jwks.json", 0644, jwks);
    free(pem);
    free(jwks);
    return good ? 0 : complain(folder, "issuer.pem and jwks.json can't be written");
}

static const char *scope_of_role(const char *role) {
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        if (strcmp(roles[i].name, role) == 0) {
            return roles[i].scope;
        }
    }
    return NULL;
}

static const char **place_of(struct wish *wish, const char *option) {
    const struct {
        const char *option;
        const char **place;
    } known[] = {{"--role", &wish->role},    {"--area", &wish->area},
                 {"--unit", &wish->unit},    {"--register", &wish->register_name},
                 {"--scope", &wish->scope},  {"--ttl", &wish->ttl},
                 {"--sub", &wish->sub},      {"--name", &wish->name},
                 {"--client", &wish->client}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(known[i].option, option) == 0) {
            return known[i].place;
        }
    }
    return NULL;
}

/* Options as `--name value` or `--name=value`. */
static bool read_wish(int count, char *const *words, struct wish *wish) {
    for (int i = 0; i < count; i++) {
        char option[32] = {0};
        size_t length = strcspn(words[i], "=");
        if (length >= sizeof option) {
            return false;
        }
        memcpy(option, words[i], length);
        const char **place = place_of(wish, option);
        if (!place || (words[i][length] == '\0' && i + 1 == count)) {
            return false;
        }
        *place = words[i][length] ? words[i] + length + 1 : words[++i];
    }
    return true;
}

static bool ttl_of(const struct wish *wish, long *ttl) {
    char *end = NULL;
    *ttl = wish->ttl ? strtol(wish->ttl, &end, 10) : TTL_DEFAULT_S;
    return !wish->ttl || (end != wish->ttl && *end == '\0' && labs(*ttl) <= TOKEN_TTL_MAX_S);
}

static const char *fault_of(const struct wish *wish) {
    struct uuid uuid;
    long ttl;
    if (strlen(wish->area) != 2 || strspn(wish->area, "0123456789") != 2) {
        return "--area is two digits";
    }
    const char *name = wish->register_name;
    if (name && strcmp(name, "health") != 0 && strcmp(name, "social") != 0) {
        return "--register is health or social";
    }
    if (strcmp(wish->role, "client") == 0 && !wish->client) {
        return "--role client needs --client: a client's token names the client";
    }
    if (!wish->scope && !scope_of_role(wish->role)) {
        return "--role is one of professional, coordinator, director, model_owner, integrator, "
               "auditor, client";
    }
    if (wish->client && !uuid_parse(wish->client, &uuid)) {
        return "--client is the id of a client";
    }
    return ttl_of(wish, &ttl) ? NULL : "--ttl is a number of seconds";
}

static int add_text(jwt_t *jwt, const char *name, const char *value) {
    return value && *value ? jwt_add_grant(jwt, name, value) : 0;
}

static int add_claims(jwt_t *jwt, const struct settings *settings, const struct wish *wish,
                      long now) {
    long ttl = 0;
    (void)ttl_of(wish, &ttl);
    return add_text(jwt, "iss", settings->jwt_issuer) +
           add_text(jwt, "aud", settings->jwt_audience) + jwt_add_grant_int(jwt, "iat", now) +
           jwt_add_grant_int(jwt, "exp", now + ttl) + add_text(jwt, "sub", wish->sub) +
           add_text(jwt, "area", wish->area) + add_text(jwt, "unit", wish->unit) +
           add_text(jwt, "register", wish->register_name) + add_text(jwt, "name", wish->name) +
           add_text(jwt, "role", wish->role) + add_text(jwt, "client_id", wish->client) +
           jwt_add_grant(jwt, "scope", wish->scope ? wish->scope : scope_of_role(wish->role));
}

static char *sign(const struct settings *settings, const struct wish *wish, long now) {
    const char *pem = settings->demo_issuer_key;
    char *kid = issuer_key_id(pem), *text = NULL;
    jwt_t *jwt = NULL;
    if (kid && jwt_new(&jwt) == 0 && add_claims(jwt, settings, wish, now) == 0 &&
        jwt_add_header(jwt, "kid", kid) == 0 &&
        jwt_set_alg(jwt, JWT_ALG_ES256, (const unsigned char *)pem, (int)strlen(pem)) == 0) {
        text = jwt_encode_str(jwt);
    }
    jwt_free(jwt);
    free(kid);
    return text;
}

static void fill_defaults(struct wish *wish) {
    if (!wish->role) {
        wish->role = wish->client ? "client" : "professional";
    }
    if (!wish->area) {
        wish->area = "90";
    }
    if (!wish->register_name && !wish->client) {
        wish->register_name = "health";
    }
    if (!wish->sub) {
        wish->sub = wish->role;
    }
}

int issuer_token(const struct settings *settings, const struct clock *clock, int count,
                 char *const *words, FILE *out) {
    struct wish wish = {0};
    if (!read_wish(count, words, &wish)) {
        fputs("token: options are --role --area --unit --register --scope --ttl --sub --name "
              "--client, each with a value\n",
              stderr);
        return 2;
    }
    fill_defaults(&wish);
    const char *fault = fault_of(&wish);
    if (fault) {
        fprintf(stderr, "token: %s\n", fault);
        return 2;
    }
    char *text = sign(settings, &wish, (long)(clock_now(clock).us / 1000000));
    if (!text) {
        return complain("token", "DEMO_ISSUER_KEY holds no private EC key, or it can't sign");
    }
    fprintf(out, "%s\n", text);
    free(text);
    return 0;
}
