#include "domain/notice/notice.h"
#include "http/http.h"

static enum status show(enum status status, struct reply *reply, const struct notice *notice) {
    if (status == OK) {
        reply->etag = notice->version;
        reply_record(reply, &notice_shape, notice);
    }
    return status;
}

enum status notice_create_handler(struct context *context, const struct request *request,
                                  struct reply *reply) {
    struct notice notice = {0};
    enum status status = request_decode(context, request, &notice_new_shape, &notice);
    if (status == OK) {
        status = notice_create(context, &notice);
    }
    if (status == OK) {
        reply_created(context, reply, "/v1/notices", notice.id);
    }
    return show(status, reply, &notice);
}

enum status notice_withdraw_handler(struct context *context, const struct request *request,
                                    struct reply *reply) {
    struct uuid id;
    struct notice_withdrawal body = {0};
    struct notice notice = {0};
    enum status status =
        request_change(context, request, &notice_withdrawal_shape, true, &id, &body);
    if (status == OK) {
        status = notice_withdraw(context, id, &request->if_match, body.reason, &notice);
    }
    return show(status, reply, &notice);
}

enum status notice_list_handler(struct context *context, const struct request *request,
                                struct reply *reply) {
    static const char *const keyset[] = {"written_at", "id", NULL};
    struct page page = {0};
    struct notice_filter filter;
    struct list rows = {0};
    enum status status = request_page(context, request, &page);
    if (status == OK) {
        status = request_filters(context, request, &notice_filter_shape, &filter);
    }
    if (status == OK) {
        status = notice_list(context, &filter, &rows);
    }
    if (status == OK) {
        reply_page(context, reply, &page, &notice_shape, &rows, keyset);
    }
    return status;
}
