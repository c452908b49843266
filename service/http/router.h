/* Finds the row of tables/routes.def for a method and a path.
 *
 * Where several paths fit, the one with the earliest literal segment wins (/v1/clients/search
 * before /v1/clients/{id}), whatever its methods: OpenAPI's rule. */
#ifndef HTTP_ROUTER_H
#define HTTP_ROUTER_H

#include "http/http.h"

enum { ROUTER_SEGMENTS_MAX = 8, ROUTER_METHODS_MAX = 6 };

struct router;
/* One path with its methods. */
struct path;

struct router *router_new(const struct route *rows);
void router_free(struct router *router);

struct match {
    const struct path *path; /* NULL: none */
    const char *parameters[ROUTER_SEGMENTS_MAX];
    size_t parameter_count;
    bool malformed; /* a segment can't be decoded */
};

/* Takes the raw path apart, decodes each segment, and looks it up. */
void router_match(const struct router *router, struct arena *arena, const char *path, size_t length,
                  struct match *out);
/* The route of the path for `method` (exact case), GET's for HEAD; or NULL. */
const struct route *path_route(const struct path *path, const char *method);
/* The methods as a header's value: "GET, HEAD, OPTIONS". */
const char *path_allow(const struct path *path, struct arena *arena);

/* Is it what systems call for data, with texts in the caller's language? Not the pages and what the
 * service tells about itself. */
bool route_is_api(const struct route *route);

#endif
