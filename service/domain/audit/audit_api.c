#include "domain/audit/audit.h"
#include "domain/audit/seal.h"
#include "http/http.h"

static const char *const keyset[] = {"at", "id", NULL};

enum status access_report_get_handler(struct context *context, const struct request *request,
                                      struct reply *reply) {
    struct uuid client_id;
    struct page page = {0};
    struct audit_filter filter;
    struct list rows = {0};
    enum status status = request_uuid(context, request, 0, &client_id);
    if (status == OK) {
        status = request_page(context, request, &page);
    }
    if (status == OK) {
        status = request_filters(context, request, &report_filter_shape, &filter);
    }
    if (status == OK) {
        status = audit_report(context, client_id, &filter, &rows);
    }
    if (status == OK) {
        reply_page(context, reply, &page, &audit_use_shape, &rows, keyset);
    }
    return status;
}

enum status audit_event_list_handler(struct context *context, const struct request *request,
                                     struct reply *reply) {
    struct page page = {0};
    struct audit_filter filter;
    struct list rows = {0};
    enum status status = request_page(context, request, &page);
    if (status == OK) {
        status = request_filters(context, request, &audit_filter_shape, &filter);
    }
    if (status == OK) {
        status = audit_list(context, &filter, &rows);
    }
    if (status == OK) {
        reply_page(context, reply, &page, &audit_use_shape, &rows, keyset);
    }
    return status;
}

enum status audit_verify_handler(struct context *context, const struct request *request,
                                 struct reply *reply) {
    struct page page = {0};
    struct seal_wanted wanted = {0};
    struct seal_report report;
    enum status status = request_page(context, request, &page);
    if (status == OK) {
        status = request_filters(context, request, &seal_wanted_shape, &wanted);
    }
    if (status == OK) {
        status = seal_verify(context, &wanted, &report);
    }
    if (status == OK) {
        reply_record(reply, &seal_report_shape, &report);
    }
    return status;
}
