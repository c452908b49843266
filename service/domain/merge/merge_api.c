#include "domain/merge/merge.h"
#include "http/http.h"
#include "json/json.h"

static enum status ids_of(struct context *context, const struct request *request,
                          struct uuid *client_id, struct uuid *id) {
    enum status status = request_uuid(context, request, 0, client_id);
    return status == OK ? request_uuid(context, request, 1, id) : status;
}

static void reply_merge(struct reply *reply, const struct merge *merge) {
    reply->etag = merge->version;
    reply_record(reply, &merge_full_shape, merge);
}

enum status client_merge_handler(struct context *context, const struct request *request,
                                 struct reply *reply) {
    struct uuid client_id;
    struct merge_new body = {0};
    struct merge merge = {.version = 0};
    enum status status = request_uuid(context, request, 0, &client_id);
    if (status == OK) {
        status = request_decode(context, request, &merge_new_shape, &body);
    }
    if (status == OK) {
        status = merge_make(context, client_id, &request->if_match, &body, &merge);
    }
    if (status == OK) {
        reply_merge(reply, &merge);
    }
    return status;
}

enum status client_merge_list_handler(struct context *context, const struct request *request,
                                      struct reply *reply) {
    struct uuid client_id;
    struct list merges = {0};
    enum status status = request_uuid(context, request, 0, &client_id);
    if (status == OK) {
        status = merge_list(context, client_id, &merges);
    }
    if (status != OK) {
        return status;
    }
    const struct merge *items = merges.items;
    text_add_string(&reply->body, "{\"items\":[");
    for (size_t i = 0; i < merges.count; i++) {
        text_add_string(&reply->body, i > 0 ? "," : "");
        json_write(&reply->body, &merge_shape, &items[i]);
    }
    text_add_string(&reply->body, "]}");
    return OK;
}

enum status client_merge_get_handler(struct context *context, const struct request *request,
                                     struct reply *reply) {
    struct uuid client_id, id;
    struct merge merge = {.version = 0};
    enum status status = ids_of(context, request, &client_id, &id);
    if (status == OK) {
        status = merge_get(context, client_id, id, &merge);
    }
    if (status == OK) {
        reply_merge(reply, &merge);
    }
    return status;
}

enum status client_merge_aside_handler(struct context *context, const struct request *request,
                                       struct reply *reply) {
    struct uuid client_id, id;
    struct merge_aside aside;
    enum status status = ids_of(context, request, &client_id, &id);
    if (status == OK) {
        status = merge_get_aside(context, client_id, id, &aside);
    }
    if (status == OK) {
        reply_record(reply, &merge_aside_shape, &aside);
    }
    return status;
}

enum status client_merge_undo_handler(struct context *context, const struct request *request,
                                      struct reply *reply) {
    struct uuid client_id, id;
    struct merge_undo body = {0};
    struct merge merge = {.version = 0};
    enum status status = ids_of(context, request, &client_id, &id);
    if (status == OK) {
        status = request_decode(context, request, &merge_undo_shape, &body);
    }
    if (status == OK) {
        status = merge_take_back(context, client_id, id, &request->if_match, &body, &merge);
    }
    if (status == OK) {
        reply_merge(reply, &merge);
    }
    return status;
}
