#include "domain/demo/demo_upkeep.h"
#include "domain/demo/demo_persons.h"
#include "domain/merge/merge.h"

enum { EVERY = 40, MOVED = 3, DIED = 7, NUMBERED = 11, TWICE = 15 };

static enum status leave(struct context *context, const struct client *client, int to) {
    const struct versions seen = {.items = &client->version, .count = 1};
    const struct client_status_change body = {.status = to, .on = context->today};
    struct client changed = {0};
    return client_set_status(context, client->id, &seen, &body, &changed);
}

static enum status give_number(struct context *context, const struct client *client, int number) {
    const struct versions seen = {.items = &client->version, .count = 1};
    const struct client_identifier body = {"health_register",
                                           arena_format(context->arena, "DEMO-%05d", number)};
    struct client changed = {0};
    return client_add_identifier(context, client->id, &seen, &body, &changed);
}

/* Made known by a temporary code a moment later, and then found to be the same person. */
static enum status make_twice(struct context *context, const struct client *client, int number) {
    const struct client_identifier temporary = {"temporary",
                                                demo_identity_code(context->arena, number)};
    const struct client_new person = {.identifier = &temporary, .names = client->names};
    const struct versions seen = {.items = &client->version, .count = 1};
    struct client second = {0};
    struct merge merge = {.version = 0};
    bool created = false;
    enum status status = client_create(context, &person, &second, &created);
    const struct merge_new body = {
        .other = {second.id, second.version},
        .reason = "Sama ihminen: kirjattiin tilapäisellä tunnuksella ennen henkilötunnusta."};
    return status == OK ? merge_make(context, client->id, &seen, &body, &merge) : status;
}

enum status demo_upkeep(struct context *context, const struct client *client, int number) {
    switch (number % EVERY) {
    case MOVED:
        return leave(context, client, CLIENT_MOVED_AWAY);
    case DIED:
        return leave(context, client, CLIENT_DECEASED);
    case NUMBERED:
        return give_number(context, client, number);
    case TWICE:
        return make_twice(context, client, number);
    default:
        return OK;
    }
}
