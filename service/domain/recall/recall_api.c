#include "domain/recall/recall.h"
#include "http/http.h"

static void show(struct reply *reply, const struct recall *recall) {
    reply->etag = recall->version;
    reply_record(reply, &recall_shape, recall);
}

enum status recall_get_handler(struct context *context, const struct request *request,
                               struct reply *reply) {
    struct uuid client_id;
    struct recall recall = {.version = 0};
    enum status status = request_uuid(context, request, 0, &client_id);
    if (status == OK) {
        status = recall_get(context, client_id, &recall);
    }
    if (status == OK) {
        show(reply, &recall);
    }
    return status;
}

enum status recall_put_handler(struct context *context, const struct request *request,
                               struct reply *reply) {
    struct uuid client_id;
    struct recall body = {.version = 0}, recall = {.version = 0};
    enum status status = request_uuid(context, request, 0, &client_id);
    if (status == OK) {
        status = request_decode(context, request, &recall_write_shape, &body);
    }
    if (status == OK) {
        status = recall_put(context, client_id, &request->if_match, &body, &recall);
    }
    if (status == OK) {
        reply->status = recall.version == 1 ? 201 : 200;
        show(reply, &recall);
    }
    return status;
}

enum status recall_class_list_handler(struct context *context, const struct request *request,
                                      struct reply *reply) {
    const struct recall_classes classes = recall_classes(context);
    (void)request;
    reply_record(reply, &recall_classes_shape, &classes);
    reply->etag_of_body = true;
    return OK;
}
