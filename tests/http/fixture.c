#include "fixture.h"

#include <string.h>

void fixture_begin(struct fixture *fixture, const struct route *route, const char *target) {
    *fixture = (struct fixture){.app.settings.cors_origins = ""};
    struct context *context = &fixture->context;
    struct exchange *exchange = &fixture->exchange;
    context->app = &fixture->app;
    context->arena = arena_new();
    context->operation = route ? route->operation : "none";
    context->request_id = "r-1";
    context->actor = (struct actor){.sub = "tester", .area = "90"};
    context->now = (struct instant){1795348800000000}; /* 2026-11-22T12:00:00Z */
    context->today = (struct date){2026, 11, 22};
    const char *query = strchr(target, '?');
    *exchange = (struct exchange){.app = &fixture->app,
                                  .context = context,
                                  .message = {.method = "GET", .target = target},
                                  .query = query ? query + 1 : "",
                                  .route = route,
                                  .reply = {.status = 200, .content_type = "application/json"}};
    text_init(&exchange->reply.body, context->arena);
    exchange->request.path = arena_copy(context->arena, target, strcspn(target, "?"));
    exchange->request.native = exchange;
}

void fixture_end(struct fixture *fixture) {
    arena_free(fixture->context.arena);
}
