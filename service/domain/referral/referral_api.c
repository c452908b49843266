#include "domain/referral/referral.h"
#include "http/http.h"

static void reply_referral(struct reply *reply, const struct referral *referral) {
    reply->etag = referral->version;
    reply_record(reply, &referral_shape, referral);
}

enum status referral_create_handler(struct context *context, const struct request *request,
                                    struct reply *reply) {
    struct referral_new body = {.kind = 0};
    struct referral referral = {.version = 0};
    enum status status = request_decode(context, request, &referral_new_shape, &body);
    if (status == OK) {
        status = referral_create(context, &body, &referral);
    }
    if (status != OK) {
        return status;
    }
    reply_created(context, reply, "/v1/referrals", referral.id);
    reply_referral(reply, &referral);
    return OK;
}

enum status referral_list_handler(struct context *context, const struct request *request,
                                  struct reply *reply) {
    static const char *const keyset[] = {"created_at", "id", NULL};
    struct referral_filter filter = {.state = 0};
    struct page page = {0};
    struct list rows = {0};
    enum status status = request_filters(context, request, &referral_filter_shape, &filter);
    if (status == OK) {
        status = request_page(context, request, &page);
    }
    if (status == OK) {
        status = referral_list(context, &filter, &rows);
    }
    if (status == OK) {
        reply_page(context, reply, &page, &referral_summary_shape, &rows, keyset);
    }
    return status;
}

enum status referral_get_handler(struct context *context, const struct request *request,
                                 struct reply *reply) {
    struct uuid id;
    struct referral referral = {.version = 0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = referral_get(context, id, &referral);
    }
    if (status == OK) {
        reply_referral(reply, &referral);
    }
    return status;
}

enum status referral_replace_handler(struct context *context, const struct request *request,
                                     struct reply *reply) {
    struct uuid id;
    struct referral_new body = {.kind = 0};
    struct referral referral = {.version = 0};
    enum status status =
        request_change(context, request, &referral_replace_shape, true, &id, &body);
    if (status == OK) {
        status = referral_replace(context, id, &request->if_match, &body, &referral);
    }
    if (status == OK) {
        reply_referral(reply, &referral);
    }
    return status;
}

enum status referral_move_handler(struct context *context, const struct request *request,
                                  struct reply *reply) {
    struct uuid id;
    struct referral_act act = {.reason = NULL};
    struct referral referral = {.version = 0};
    enum status status = request_change(context, request, &referral_act_shape, false, &id, &act);
    if (status == OK) {
        status =
            referral_move(context, id, request->parameters[1], &request->if_match, &act, &referral);
    }
    if (status == OK) {
        reply_referral(reply, &referral);
    }
    return status;
}

enum status referral_message_create_handler(struct context *context, const struct request *request,
                                            struct reply *reply) {
    struct uuid id;
    struct referral_message message = {.side = 0};
    enum status status =
        request_change(context, request, &referral_message_new_shape, true, &id, &message);
    if (status == OK) {
        status = referral_message_add(context, id, &message);
    }
    if (status == OK) {
        reply->status = 201;
        reply_record(reply, &referral_message_shape, &message);
    }
    return status;
}

enum status referral_message_list_handler(struct context *context, const struct request *request,
                                          struct reply *reply) {
    static const char *const keyset[] = {"at", "id", NULL};
    struct uuid id;
    struct page page = {0};
    struct list rows = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = request_page(context, request, &page);
    }
    if (status == OK) {
        status = referral_message_list(context, id, &rows);
    }
    if (status == OK) {
        reply_page(context, reply, &page, &referral_message_shape, &rows, keyset);
    }
    return status;
}
