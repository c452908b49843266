#include "domain/consultation/consultation.h"
#include "http/http.h"

#include <string.h>

static void reply_consultation(struct reply *reply, const struct consultation *consultation) {
    reply->etag = consultation->version;
    reply_record(reply, &consultation_shape, consultation);
}

enum status consultation_create_handler(struct context *context, const struct request *request,
                                        struct reply *reply) {
    struct consultation_new body = {0};
    struct consultation consultation = {0};
    enum status status = request_decode(context, request, &consultation_new_shape, &body);
    if (status == OK) {
        status = consultation_create(context, &body, &consultation);
    }
    if (status != OK) {
        return status;
    }
    reply_created(context, reply, "/v1/consultations", consultation.id);
    reply_consultation(reply, &consultation);
    return OK;
}

enum status consultation_list_handler(struct context *context, const struct request *request,
                                      struct reply *reply) {
    static const char *const keyset[] = {"asked_at", "id", NULL};
    struct page page = {0};
    struct consultation_filter filter;
    struct list rows = {0};
    enum status status = request_filters(context, request, &consultation_filter_shape, &filter);
    if (status == OK) {
        status = request_page(context, request, &page);
    }
    if (status == OK) {
        status = consultation_list(context, &filter, &rows);
    }
    if (status == OK) {
        reply_page(context, reply, &page, &consultation_summary_shape, &rows, keyset);
    }
    return status;
}

enum status consultation_get_handler(struct context *context, const struct request *request,
                                     struct reply *reply) {
    struct uuid id;
    struct consultation consultation = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = consultation_get(context, id, &consultation);
    }
    if (status == OK) {
        reply_consultation(reply, &consultation);
    }
    return status;
}

/* Every move: its own part of the body, by its own shape; a body may be left out where nothing in
 * it is needed. */
static enum status make_move(struct context *context, const struct request *request,
                             struct reply *reply, const char *action, const struct shape *shape,
                             bool body_needed) {
    struct uuid id;
    struct consultation_act act = {0};
    struct consultation consultation = {0};
    enum status status = request_change(context, request, shape, body_needed, &id, &act);
    if (status == OK) {
        status = consultation_move(context, id, &request->if_match, action, &act, &consultation);
    }
    if (status == OK) {
        reply_consultation(reply, &consultation);
    }
    return status;
}

#define MOVE_HANDLER(action, shape, body_needed)                                                   \
    enum status consultation_##action##_handler(                                                   \
        struct context *context, const struct request *request, struct reply *reply) {             \
        return make_move(context, request, reply, #action, &consultation_##shape##_shape,          \
                         body_needed);                                                             \
    }

MOVE_HANDLER(answer, answer, true)
MOVE_HANDLER(ask_more, text, true)
MOVE_HANDLER(give_more, text, true)
MOVE_HANDLER(convert, convert, true)
MOVE_HANDLER(close, close, false)
MOVE_HANDLER(withdraw, withdraw, false)
MOVE_HANDLER(reopen, reopen, true)
MOVE_HANDLER(assign, assign, false)
MOVE_HANDLER(release, release, false)

enum status consultation_message_list_handler(struct context *context,
                                              const struct request *request, struct reply *reply) {
    static const char *const keyset[] = {"number", NULL};
    struct uuid id;
    struct page page = {0};
    struct list rows = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = request_page(context, request, &page);
    }
    if (status == OK) {
        status = consultation_message_list(context, id, &rows);
    }
    if (status == OK) {
        reply_page(context, reply, &page, &consultation_message_shape, &rows, keyset);
    }
    return status;
}

enum status consultation_message_create_handler(struct context *context,
                                                const struct request *request,
                                                struct reply *reply) {
    struct uuid id;
    struct consultation_message_new body = {0};
    struct consultation_message message = {0};
    enum status status =
        request_change(context, request, &consultation_message_new_shape, true, &id, &body);
    if (status == OK) {
        status = consultation_message_create(context, id, &body, &message);
    }
    if (status == OK) {
        reply->status = 201;
        reply_record(reply, &consultation_message_shape, &message);
    }
    return status;
}

enum status consultation_read_handler(struct context *context, const struct request *request,
                                      struct reply *reply) {
    struct uuid id;
    struct consultation_reading body = {0}, reading = {0};
    enum status status =
        request_change(context, request, &consultation_reading_shape, true, &id, &body);
    if (status == OK) {
        status = consultation_read(context, id, &body, &reading);
    }
    if (status == OK) {
        reply_record(reply, &consultation_reading_shape, &reading);
    }
    return status;
}
