#include "http/cors.h"
#include "app.h"
#include <string.h>

const char *cors_origin(const struct exchange *exchange) {
    const char *origin = exchange->headers.origin;
    size_t length = origin ? strlen(origin) : 0;
    for (const char *at = exchange->app->settings.cors_origins; length > 0 && *at;) {
        at += strspn(at, ", ");
        size_t listed = strcspn(at, ", ");
        if (listed == length && memcmp(at, origin, length) == 0)
            return origin;
        at += listed;
    }
    return NULL;
}
