#include "http/successor.h"
#include "app.h"
#include "base/area.h"
#include "db/db.h"
#include "http/outcome.h"
#include "http/refusal.sql.h"

#include <string.h>

/* What names a client by its own id: the path of the API, and the resources of the FHIR face. */
static const char gap[] = "{id}";
static const char *const starts[] = {"/v1/clients/{id}", "/fhir/Patient/{id}", "/fhir/Flag/{id}",
                                     "/fhir/CareTeam/{id}"};

/* The one of them that the route begins with; NULL where there is none. */
static const char *start_of(const struct route *route) {
    for (size_t i = 0; route && i < sizeof starts / sizeof *starts; i++) {
        size_t length = strlen(starts[i]);
        if (strncmp(route->path, starts[i], length) == 0 &&
            (route->path[length] == '\0' || route->path[length] == '/')) {
            return starts[i];
        }
    }
    return NULL;
}

struct successor {
    struct uuid id, client_id;
};
static const struct shape_field fields[] = {FIELD(struct successor, id, 0),
                                            FIELD(struct successor, client_id, 0), FIELD_END};
static const struct shape shape = {"successor", sizeof(struct successor), fields};

static bool names_client(const struct exchange *exchange, struct uuid *id) {
    const struct context *context = exchange->context;
    if (!start_of(exchange->route)) {
        return false;
    }
    const struct uuid *own = &context->actor.client_id;
    return context->actor.sub && area_exists(context->actor.area) &&
           uuid_parse(exchange->request.parameters[0], id) &&
           (!uuid_is_set(own) || uuid_equal(own, id));
}

static enum status look(const struct exchange *exchange, struct uuid id, struct successor *out,
                        bool *found) {
    const struct context *context = exchange->context;
    const struct successor key = {.id = id};
    struct context own = context_apart(context);
    own.db = db_session_new(exchange->app->pool, &own);
    enum status status = db_find(&own, &refusal_successor, &shape, &key, &shape, out, found);
    db_rollback(&own);
    db_session_close(&own);
    return status;
}

/* The target as it came, with the other id. */
static const char *place_of(const struct exchange *exchange, const char *id) {
    const int before = (int)(strlen(start_of(exchange->route)) - strlen(gap));
    const char *target = exchange->message.target, *rest = target + before;
    return arena_format(exchange->context->arena, "%.*s%s%s", before, target, id,
                        rest + strcspn(rest, "/?"));
}

/* Of a client that the body named: where its record is, for who speaks FHIR as a Patient. */
static const char *named_in_body(const struct exchange *exchange) {
    const struct context *context = exchange->context;
    const char *start = outcome_speaks(exchange->message.target) ? "/fhir/Patient" : "/v1/clients";
    for (size_t i = 0; i < context->error_count; i++) {
        if (context->errors[i].code == ERROR_client_merged) {
            return arena_format(context->arena, "%s/%s", start, context->errors[i].word);
        }
    }
    return NULL;
}

enum status successor_tell(struct exchange *exchange, enum status status) {
    struct context *context = exchange->context;
    struct successor successor = {.id = {{0}}};
    struct uuid id;
    bool found = false;
    if (status == STATUS_conflict) {
        exchange->successor = named_in_body(exchange);
    }
    if (status != STATUS_not_found || !names_client(exchange, &id)) {
        return status;
    }
    enum status looked = look(exchange, id, &successor, &found);
    if (looked != OK || !found) {
        return looked == OK ? status : looked;
    }
    char text[UUID_TEXT_SIZE];
    uuid_print(&successor.client_id, text);
    exchange->successor = place_of(exchange, text);
    if (strcmp(exchange->route->method, "GET") != 0) {
        context->error_count = 0;
        context_error(context, "?id", ERROR_client_merged, text);
        return STATUS_conflict;
    }
    exchange->reply = (struct reply){
        .status = 301, .content_type = "application/json", .location = exchange->successor};
    text_init(&exchange->reply.body, context->arena);
    return OK;
}
