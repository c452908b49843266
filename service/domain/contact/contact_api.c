#include "domain/contact/contact.h"
#include "http/http.h"

static void show(struct reply *reply, const struct contact *contact) {
    reply->etag = contact->version;
    reply_record(reply, &contact_shape, contact);
}

enum status contact_create_handler(struct context *context, const struct request *request,
                                   struct reply *reply) {
    struct contact_new body = {0};
    struct contact contact = {0};
    enum status status = request_decode(context, request, &contact_new_shape, &body);
    if (status == OK) {
        status = contact_create(context, &body, &contact);
    }
    if (status != OK) {
        return status;
    }
    reply_created(context, reply, "/v1/contacts", contact.id);
    show(reply, &contact);
    return OK;
}

enum status contact_get_handler(struct context *context, const struct request *request,
                                struct reply *reply) {
    struct uuid id;
    struct contact contact = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = contact_get(context, id, &contact);
    }
    if (status == OK) {
        show(reply, &contact);
    }
    return status;
}

enum status contact_outcome_handler(struct context *context, const struct request *request,
                                    struct reply *reply) {
    struct uuid id;
    struct contact_outcome body = {0};
    struct contact contact = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = request_decode(context, request, &contact_close_shape, &body);
    }
    if (status == OK) {
        status = contact_close(context, id, &request->if_match, &body, &contact);
    }
    if (status == OK) {
        show(reply, &contact);
    }
    return status;
}

enum status contact_list_handler(struct context *context, const struct request *request,
                                 struct reply *reply) {
    static const char *const keyset[] = {"occurred_at", "id", NULL};
    struct page page = {0};
    struct contact_filter filter;
    struct list rows = {0};
    enum status status = request_page(context, request, &page);
    if (status == OK) {
        status = request_filters(context, request, &contact_filter_shape, &filter);
    }
    if (status == OK) {
        status = contact_list(context, &filter, &rows);
    }
    if (status == OK && page.total_wanted) {
        status = contact_count(context, &filter, &page.total);
    }
    if (status == OK) {
        reply_page(context, reply, &page, &contact_summary_shape, &rows, keyset);
    }
    return status;
}
