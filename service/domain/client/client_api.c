#include "domain/client/client.h"
#include "http/http.h"
#include "json/json.h"

static void reply_client(struct reply *reply, const struct client *client) {
    reply->etag = client->version;
    reply_record(reply, &client_shape, client);
}

enum status client_create_handler(struct context *context, const struct request *request,
                                  struct reply *reply) {
    struct client_new body = {0};
    struct client client = {0};
    bool created = false;
    enum status status = request_decode(context, request, &client_new_shape, &body);
    if (status == OK) {
        status = client_create(context, &body, &client, &created);
    }
    if (status != OK) {
        return status;
    }
    if (created) {
        reply_created(context, reply, "/v1/clients", client.id);
    }
    reply_client(reply, &client);
    return OK;
}

enum status client_get_handler(struct context *context, const struct request *request,
                               struct reply *reply) {
    struct uuid id;
    struct client client = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = client_get(context, id, &client);
    }
    if (status == OK) {
        reply_client(reply, &client);
    }
    return status;
}

enum status client_search_handler(struct context *context, const struct request *request,
                                  struct reply *reply) {
    struct client_wanted body = {0};
    struct list found = {0};
    enum status status = request_decode(context, request, &client_search_shape, &body);
    if (status == OK) {
        status = client_search(context, &body, &found, NULL);
    }
    if (status != OK) {
        return status;
    }
    reply_items(reply, &client_shape, &found);
    return OK;
}

enum status client_change_handler(struct context *context, const struct request *request,
                                  struct reply *reply) {
    struct uuid id;
    const struct json *body = NULL;
    struct client client = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = request_json(context, request, &body);
    }
    if (status == OK) {
        status = client_change(context, id, &request->if_match, body, &client);
    }
    if (status == OK) {
        reply_client(reply, &client);
    }
    return status;
}

enum status client_set_status_handler(struct context *context, const struct request *request,
                                      struct reply *reply) {
    struct uuid id;
    struct client_status_change body = {0};
    struct client client = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = request_decode(context, request, &client_status_change_shape, &body);
    }
    if (status == OK) {
        status = client_set_status(context, id, &request->if_match, &body, &client);
    }
    if (status == OK) {
        reply_client(reply, &client);
    }
    return status;
}

enum status client_history_handler(struct context *context, const struct request *request,
                                   struct reply *reply) {
    struct uuid id;
    struct list steps = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = client_history(context, id, &steps);
    }
    if (status == OK) {
        reply_items(reply, &client_step_shape, &steps);
    }
    return status;
}

enum status identifier_system_list_handler(struct context *context, const struct request *request,
                                           struct reply *reply) {
    const struct list systems = identifier_system_list(context);
    (void)request;
    reply_items(reply, &identifier_system_shape, &systems);
    reply->etag_of_body = true;
    return OK;
}

enum status client_identifier_list_handler(struct context *context, const struct request *request,
                                           struct reply *reply) {
    struct uuid id;
    struct list rows = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = client_identifiers(context, id, &rows);
    }
    if (status == OK) {
        reply_items(reply, &client_identifier_row_shape, &rows);
    }
    return status;
}

enum status client_identifier_add_handler(struct context *context, const struct request *request,
                                          struct reply *reply) {
    struct uuid id;
    struct client_identifier body = {0};
    struct client client = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = request_decode(context, request, &client_identifier_shape, &body);
    }
    if (status == OK) {
        status = client_add_identifier(context, id, &request->if_match, &body, &client);
    }
    if (status == OK) {
        reply_client(reply, &client);
    }
    return status;
}

enum status client_identifier_correct_handler(struct context *context,
                                              const struct request *request, struct reply *reply) {
    struct uuid id, identifier_id;
    struct client_correction body = {0};
    struct client client = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = request_uuid(context, request, 1, &identifier_id);
    }
    if (status == OK) {
        status = request_decode(context, request, &client_correction_shape, &body);
    }
    if (status == OK) {
        status = client_correct_identifier(context, id, identifier_id, &request->if_match, &body,
                                           &client);
    }
    if (status == OK) {
        reply_client(reply, &client);
    }
    return status;
}
