#include "domain/consent/consent.h"
#include "http/http.h"

static void reply_consent(struct reply *reply, const struct consent *consent) {
    reply->etag = consent->version;
    reply_record(reply, &consent_shape, consent);
}

enum status legal_basis_list_handler(struct context *context, const struct request *request,
                                     struct reply *reply) {
    (void)request;
    const struct list list = legal_basis_list(context);
    reply_items(reply, &legal_basis_shape, &list);
    return OK;
}

enum status consent_create_handler(struct context *context, const struct request *request,
                                   struct reply *reply) {
    struct uuid client_id;
    struct consent_new body = {0};
    struct consent consent = {0};
    enum status status = request_uuid(context, request, 0, &client_id);
    if (status == OK) {
        status = request_decode(context, request, &consent_new_shape, &body);
    }
    if (status == OK) {
        status = consent_create(context, client_id, &body, &consent);
    }
    if (status != OK) {
        return status;
    }
    reply->status = 201;
    reply_consent(reply, &consent);
    return OK;
}

enum status consent_list_handler(struct context *context, const struct request *request,
                                 struct reply *reply) {
    struct uuid client_id;
    struct list list = {0};
    enum status status = request_uuid(context, request, 0, &client_id);
    if (status == OK) {
        status = consent_list(context, client_id, &list);
    }
    if (status == OK) {
        reply_items(reply, &consent_shape, &list);
    }
    return status;
}

enum status consent_withdraw_handler(struct context *context, const struct request *request,
                                     struct reply *reply) {
    struct uuid client_id, id;
    struct consent_withdrawal body = {0};
    struct consent consent = {0};
    enum status status = request_uuid(context, request, 0, &client_id);
    if (status == OK) {
        status = request_uuid(context, request, 1, &id);
    }
    if (status == OK) {
        status = request_decode(context, request, &consent_withdrawal_shape, &body);
    }
    if (status == OK) {
        status = consent_withdraw(context, client_id, id, &request->if_match, &body, &consent);
    }
    if (status == OK) {
        reply_consent(reply, &consent);
    }
    return status;
}
