#include "http/cors.h"
#include "app.h"
#include "base/arena.h"
#include <string.h>

/* Headers of answers that a page of another origin may read, beside those that it always may. */
const char cors_exposed[] =
    "Allow, Content-Disposition, Content-Language, Deprecation, ETag, Idempotency-Replayed, Link, "
    "Location, RateLimit, RateLimit-Policy, Retry-After, Sunset, WWW-Authenticate, X-Request-Id";

/* Headers that it may send. */
const char cors_headers[] =
    "Accept-Language, Authorization, Break-Glass, Content-Type, Idempotency-Key, If-Match, "
    "If-None-Match, Prefer, traceparent, tracestate, X-Request-Id";

/* Whether a path takes the method is told by the answer to the call itself, which the page can
 * read; refused here, it would only see that something went wrong. */
const char cors_methods[] = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

/* What an origin lacks to be as browsers send it (RFC 6454, 6.1): scheme://host or
 * scheme://host:port. */
static const char *fault_of(const char *origin) {
    size_t scheme = strspn(origin, "abcdefghijklmnopqrstuvwxyz0123456789+.-");
    if (strcmp(origin, "*") == 0) {
        return "is every origin; name the pages that may call";
    }
    if (scheme == 0 || strncmp(origin + scheme, "://", 3) != 0) {
        return "has no scheme in small letters, as in https://page.example";
    }
    const char *host = origin + scheme + 3;
    size_t length = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/?#");
    if (length == 0 || strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789.-_[]:") < length) {
        return "has no host in small letters";
    }
    const char *port = host + length;
    if (*port == ':' && strspn(port + 1, "0123456789") > 0) {
        port += 1 + strspn(port + 1, "0123456789");
    }
    if (*port) {
        return "ends with more than a host and a port: browsers send no slash and no path";
    }
    bool usual = (strcmp(host + length, ":443") == 0 && strncmp(origin, "https:", 6) == 0) ||
                 (strcmp(host + length, ":80") == 0 && strncmp(origin, "http:", 5) == 0);
    return usual ? "names the port that browsers leave out" : NULL;
}

bool cors_check(struct arena *arena, const char *origins, const char **words) {
    for (const char *at = origins + strspn(origins, ", "); *at; at += strspn(at, ", ")) {
        size_t length = strcspn(at, ", ");
        const char *origin = arena_copy(arena, at, length), *fault = fault_of(origin);
        if (fault) {
            *words = arena_format(arena, "%s %s", origin, fault);
            return false;
        }
        at += length;
    }
    return true;
}

const char *cors_origin(const struct exchange *exchange) {
    const char *origin = exchange->headers.origin;
    size_t length = origin ? strlen(origin) : 0;
    for (const char *at = exchange->app->settings.cors_origins; length > 0 && *at;) {
        at += strspn(at, ", ");
        size_t listed = strcspn(at, ", ");
        if (listed == length && memcmp(at, origin, length) == 0) {
            return origin;
        }
        at += listed;
    }
    return NULL;
}
