#include "domain/segmentation/segmentation_api.h"

enum status segmentation_words_read(struct context *context, const struct request *request,
                                    struct segmentation_words *out) {
    enum status status = request_query_bool(context, request, "trace", &out->trace);
    if (status != OK) {
        return status;
    }
    status = request_query_bool(context, request, "what_if", &out->what_if);
    if (status == OK && !request_query(context, request, "what_if")) {
        out->what_if = true;
    }
    return status;
}

enum status segmentation_evaluate_handler(struct context *context, const struct request *request,
                                          struct reply *reply) {
    static const struct segmentation_reading reading = {0};
    struct segmentation *segmentation = arena_alloc(context->arena, sizeof *segmentation);
    struct segmentation_words words = {0};
    const struct json *body = NULL;
    enum status status = segmentation_words_read(context, request, &words);
    if (status == OK) {
        status = request_json(context, request, &body);
    }
    if (status == OK) {
        status = segmentation_read(context, body, &reading, segmentation);
    }
    if (status == OK) {
        status = segmentation_decide(context, segmentation);
    }
    if (status == OK) {
        segmentation_write(context, segmentation, &words, &reply->body);
    }
    return status;
}
