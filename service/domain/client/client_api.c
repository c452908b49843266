#include "domain/client/client.h"
#include "http/http.h"
#include "json/json.h"

static void reply_client(struct reply *reply, const struct client *client) {
    reply->etag = client->version;
    reply->personal = true;
    reply_record(reply, &client_shape, client);
}

enum status client_create_handler(struct context *context, const struct request *request,
                                  struct reply *reply) {
    struct client_new body = {0};
    struct client client = {0};
    bool created = false;
    enum status status = request_decode(context, request, &client_new_shape, &body);
    if (status == OK)
        status = client_create(context, &body, &client, &created);
    if (status != OK)
        return status;
    char id[UUID_TEXT_SIZE];
    uuid_print(&client.id, id);
    if (created) {
        reply->status = 201;
        reply->location = arena_format(context->arena, "/v1/clients/%s", id);
    }
    reply_client(reply, &client);
    return OK;
}

enum status client_get_handler(struct context *context, const struct request *request,
                               struct reply *reply) {
    struct uuid id;
    struct client client = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK)
        status = client_get(context, id, &client);
    if (status == OK)
        reply_client(reply, &client);
    return status;
}

enum status client_search_handler(struct context *context, const struct request *request,
                                  struct reply *reply) {
    struct client_wanted body = {0};
    struct list found = {0};
    enum status status = request_decode(context, request, &client_search_shape, &body);
    if (status == OK)
        status = client_search(context, &body, &found);
    if (status != OK)
        return status;
    text_add_string(&reply->body, "{\"items\":[");
    if (found.count == 1)
        json_write(&reply->body, &client_shape, found.items);
    text_add_string(&reply->body, "]}");
    return OK;
}
