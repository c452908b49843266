#include "domain/webhook/webhook.h"
#include "http/http.h"

static void show(struct reply *reply, const struct webhook *webhook) {
    reply->etag = webhook->version;
    reply_record(reply, &webhook_shape, webhook);
}

enum status webhook_create_handler(struct context *context, const struct request *request,
                                   struct reply *reply) {
    struct webhook_body body = {0};
    struct webhook webhook = {0};
    enum status status = request_decode(context, request, &webhook_body_shape, &body);
    if (status == OK) {
        status = webhook_create(context, &body, &webhook);
    }
    if (status != OK) {
        return status;
    }
    reply_created(context, reply, "/v1/webhooks", webhook.id);
    show(reply, &webhook);
    return OK;
}

enum status webhook_list_handler(struct context *context, const struct request *request,
                                 struct reply *reply) {
    static const char *const keyset[] = {"id", NULL};
    struct page page = {0};
    struct list rows = {0};
    enum status status = request_page(context, request, &page);
    if (status == OK) {
        status = webhook_list(context, &rows);
    }
    if (status == OK) {
        reply_page(context, reply, &page, &webhook_shape, &rows, keyset);
    }
    return status;
}

enum status webhook_get_handler(struct context *context, const struct request *request,
                                struct reply *reply) {
    struct uuid id;
    struct webhook webhook = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = webhook_get(context, id, &webhook);
    }
    if (status == OK) {
        show(reply, &webhook);
    }
    return status;
}

enum status webhook_replace_handler(struct context *context, const struct request *request,
                                    struct reply *reply) {
    struct uuid id;
    struct webhook_body body = {0};
    struct webhook webhook = {0};
    enum status status = request_change(context, request, &webhook_body_shape, true, &id, &body);
    if (status == OK) {
        status = webhook_replace(context, id, &request->if_match, &body, &webhook);
    }
    if (status == OK) {
        show(reply, &webhook);
    }
    return status;
}

enum status webhook_delete_handler(struct context *context, const struct request *request,
                                   struct reply *reply) {
    struct uuid id;
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = webhook_delete(context, id, &request->if_match);
    }
    if (status == OK) {
        reply->status = 204;
    }
    return status;
}

enum status webhook_rotate_handler(struct context *context, const struct request *request,
                                   struct reply *reply) {
    struct uuid id;
    struct webhook_rotation rotation = {0};
    struct webhook webhook = {0};
    enum status status =
        request_change(context, request, &webhook_rotation_shape, false, &id, &rotation);
    if (status == OK) {
        status = webhook_rotate(context, id, &request->if_match, &rotation, &webhook);
    }
    if (status == OK) {
        show(reply, &webhook);
    }
    return status;
}

enum status webhook_test_handler(struct context *context, const struct request *request,
                                 struct reply *reply) {
    struct uuid id;
    struct webhook_ping ping = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = webhook_ping(context, id, &ping);
    }
    if (status == OK) {
        reply->status = 202;
        reply_record(reply, &webhook_ping_shape, &ping);
    }
    return status;
}

enum status webhook_resend_handler(struct context *context, const struct request *request,
                                   struct reply *reply) {
    struct uuid id;
    struct webhook_resend resend = {0};
    struct webhook webhook = {0};
    enum status status =
        request_change(context, request, &webhook_resend_shape, true, &id, &resend);
    if (status == OK) {
        status = webhook_resend(context, id, &resend, &webhook);
    }
    if (status == OK) {
        show(reply, &webhook);
    }
    return status;
}

enum status webhook_delivery_list_handler(struct context *context, const struct request *request,
                                          struct reply *reply) {
    static const char *const keyset[] = {"id", NULL};
    struct uuid id;
    struct page page = {0};
    struct list rows = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = request_page(context, request, &page);
    }
    if (status == OK) {
        status = webhook_delivery_list(context, id, &rows);
    }
    if (status == OK) {
        reply_page(context, reply, &page, &webhook_delivery_shape, &rows, keyset);
    }
    return status;
}
