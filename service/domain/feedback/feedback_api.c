#include "domain/feedback/feedback.h"
#include "http/http.h"

static enum status thank(struct reply *reply, enum status status) {
    if (status == OK) {
        reply->status = 201;
        text_add_string(&reply->body, "{\"accepted\":true}");
    }
    return status;
}

enum status feedback_give_handler(struct context *context, const struct request *request,
                                  struct reply *reply) {
    struct feedback body = {0};
    enum status status = request_decode(context, request, &feedback_shape, &body);
    return thank(reply, status == OK ? feedback_give(context, &body) : status);
}

enum status feedback_give_by_link_handler(struct context *context, const struct request *request,
                                          struct reply *reply) {
    struct feedback body = {0};
    enum status status = request_decode(context, request, &feedback_by_link_shape, &body);
    return thank(reply, status == OK ? feedback_give_by_link(context, &body) : status);
}

enum status feedback_link_make_handler(struct context *context, const struct request *request,
                                       struct reply *reply) {
    struct feedback_link_new body = {0};
    struct feedback_link link = {0};
    enum status status = request_decode(context, request, &feedback_link_new_shape, &body);
    if (status == OK) {
        status = feedback_link_make(context, &body, &link);
    }
    if (status == OK) {
        reply->status = 201;
        reply_record(reply, &feedback_link_shape, &link);
    }
    return status;
}

enum status feedback_statement_list_handler(struct context *context, const struct request *request,
                                            struct reply *reply) {
    struct feedback_statements statements = {0};
    (void)request;
    feedback_statement_list(context, &statements);
    reply_record(reply, &feedback_statement_list_shape, &statements);
    reply->etag_of_body = true;
    return OK;
}
