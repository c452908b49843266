#include "http/router.h"
#include "http/percent.h"
#include <stdlib.h>
#include <string.h>

struct segment {
    const char *literal; /* NULL: a parameter */
    size_t length;
};

struct path {
    const char *text;
    struct segment segments[ROUTER_SEGMENTS_MAX];
    size_t segment_count;
    const struct route *routes[ROUTER_METHODS_MAX];
    size_t route_count;
};

/* Paths sorted by their number of segments, then the more literal first. */
struct router {
    struct path *paths;
    size_t count;
    size_t first[ROUTER_SEGMENTS_MAX + 2]; /* of each number of segments */
};

static void split_template(struct path *path) {
    const char *at = path->text;
    while (*at == '/' && path->segment_count < ROUTER_SEGMENTS_MAX) {
        at++;
        size_t length = strcspn(at, "/");
        struct segment *segment = &path->segments[path->segment_count++];
        segment->literal = *at == '{' ? NULL : at;
        segment->length = length;
        at += length;
    }
    if (*at) {
        abort(); /* a path of tables/routes.def is too long */
    }
}

static struct path *find_or_add(struct router *router, const char *text) {
    for (size_t i = 0; i < router->count; i++) {
        if (strcmp(router->paths[i].text, text) == 0) {
            return &router->paths[i];
        }
    }
    struct path *path = &router->paths[router->count++];
    path->text = text;
    split_template(path);
    return path;
}

static int compare_paths(const void *left, const void *right) {
    const struct path *a = left, *b = right;
    if (a->segment_count != b->segment_count) {
        return a->segment_count < b->segment_count ? -1 : 1;
    }
    for (size_t i = 0; i < a->segment_count; i++) {
        bool a_literal = a->segments[i].literal != NULL, b_literal = b->segments[i].literal != NULL;
        if (a_literal != b_literal) {
            return a_literal ? -1 : 1;
        }
    }
    return strcmp(a->text, b->text);
}

static size_t count_routes(const struct route *rows) {
    size_t count = 0;
    while (rows[count].operation) {
        count++;
    }
    return count;
}

static void index_paths(struct router *router) {
    qsort(router->paths, router->count, sizeof *router->paths, compare_paths);
    size_t at = 0;
    for (size_t segments = 0; segments <= ROUTER_SEGMENTS_MAX + 1; segments++) {
        while (at < router->count && router->paths[at].segment_count < segments) {
            at++;
        }
        router->first[segments] = at;
    }
}

struct router *router_new(const struct route *rows) {
    size_t count = count_routes(rows);
    struct router *router = calloc(1, sizeof *router);
    if (!router || !(router->paths = calloc(count + 1, sizeof *router->paths))) {
        abort();
    }
    for (size_t i = 0; i < count; i++) {
        struct path *path = find_or_add(router, rows[i].path);
        if (path->route_count == ROUTER_METHODS_MAX) {
            abort();
        }
        path->routes[path->route_count++] = &rows[i];
    }
    index_paths(router);
    return router;
}

void router_free(struct router *router) {
    if (!router) {
        return;
    }
    free(router->paths);
    free(router);
}

static bool fits(const struct path *path, const char *const *segments, const size_t *lengths) {
    for (size_t i = 0; i < path->segment_count; i++) {
        const struct segment *segment = &path->segments[i];
        if (segment->literal && (segment->length != lengths[i] ||
                                 memcmp(segment->literal, segments[i], lengths[i]) != 0)) {
            return false;
        }
    }
    return true;
}

/* Literals are compared as they were sent: an escaped literal is another path. Only `/` has an
 * empty segment. */
static size_t split(const char *path, size_t length, const char **segments, size_t *lengths) {
    size_t count = 0, at = 0;
    while (at < length && path[at] == '/') {
        if (count == ROUTER_SEGMENTS_MAX) {
            return 0;
        }
        const char *start = path + at + 1, *end = memchr(start, '/', length - at - 1);
        segments[count] = start;
        lengths[count] = end ? (size_t)(end - start) : length - at - 1;
        if (lengths[count] == 0 && length > 1) {
            return 0;
        }
        at += 1 + lengths[count++];
    }
    return at == length ? count : 0;
}

static void read_parameters(struct arena *arena, const char *const *segments, const size_t *lengths,
                            struct match *match) {
    for (size_t i = 0; i < match->path->segment_count; i++) {
        if (match->path->segments[i].literal) {
            continue;
        }
        const char *value = percent_decode(arena, segments[i], lengths[i]);
        match->malformed = match->malformed || !value;
        match->parameters[match->parameter_count++] = value;
    }
}

void router_match(const struct router *router, struct arena *arena, const char *path, size_t length,
                  struct match *out) {
    const char *segments[ROUTER_SEGMENTS_MAX];
    size_t lengths[ROUTER_SEGMENTS_MAX];
    memset(out, 0, sizeof *out);
    size_t count = split(path, length, segments, lengths);
    if (count == 0) {
        return;
    }
    for (size_t i = router->first[count]; i < router->first[count + 1]; i++) {
        if (!fits(&router->paths[i], segments, lengths)) {
            continue;
        }
        out->path = &router->paths[i];
        read_parameters(arena, segments, lengths, out);
        return;
    }
}

const struct route *path_route(const struct path *path, const char *method) {
    const char *wanted = strcmp(method, "HEAD") == 0 ? "GET" : method;
    for (size_t i = 0; i < path->route_count; i++) {
        if (strcmp(path->routes[i]->method, wanted) == 0) {
            return path->routes[i];
        }
    }
    return NULL;
}

const char *path_allow(const struct path *path, struct arena *arena) {
    struct text text;
    text_init(&text, arena);
    for (size_t i = 0; i < path->route_count; i++) {
        const char *method = path->routes[i]->method;
        text_format(&text, "%s, ", method);
        if (strcmp(method, "GET") == 0) {
            text_add_string(&text, "HEAD, ");
        }
    }
    text_add_string(&text, "OPTIONS");
    return text.bytes;
}

bool route_is_api(const struct route *route) {
    static const char *const starts[] = {"/v1/", "/cds-services", "/fhir/"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        if (strncmp(route->path, starts[i], strlen(starts[i])) == 0) {
            return true;
        }
    }
    return false;
}
