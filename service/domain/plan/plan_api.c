#include "domain/plan/plan.h"
#include "http/http.h"
#include "json/json.h"

static void show(struct reply *reply, const struct plan *plan) {
    reply->etag = plan->version;
    reply_record(reply, &plan_shape, plan);
}

enum status plan_get_handler(struct context *context, const struct request *request,
                             struct reply *reply) {
    struct uuid client_id;
    struct plan plan = {.version = 0};
    enum status status = request_uuid(context, request, 0, &client_id);
    if (status == OK) {
        status = plan_get(context, client_id, &plan);
    }
    if (status == OK) {
        show(reply, &plan);
    }
    return status;
}

enum status plan_put_handler(struct context *context, const struct request *request,
                             struct reply *reply) {
    struct uuid client_id;
    struct plan body = {.version = 0}, plan = {.version = 0};
    enum status status = request_uuid(context, request, 0, &client_id);
    if (status == OK) {
        status = request_decode(context, request, &plan_write_shape, &body);
    }
    if (status == OK) {
        status = plan_put(context, client_id, &request->if_match, &body, &plan);
    }
    if (status == OK) {
        reply->status = plan.version == 1 ? 201 : 200;
        show(reply, &plan);
    }
    return status;
}

enum status plan_version_list_handler(struct context *context, const struct request *request,
                                      struct reply *reply) {
    struct uuid client_id;
    struct list versions = {0};
    enum status status = request_uuid(context, request, 0, &client_id);
    if (status == OK) {
        status = plan_versions(context, client_id, &versions);
    }
    if (status != OK) {
        return status;
    }
    const struct plan *plans = versions.items;
    text_add_string(&reply->body, "{\"items\":[");
    for (size_t i = 0; i < versions.count; i++) {
        text_add_string(&reply->body, i > 0 ? "," : "");
        json_write(&reply->body, &plan_shape, &plans[i]);
    }
    text_add_string(&reply->body, "]}");
    return OK;
}

enum status plan_measure_handler(struct context *context, const struct request *request,
                                 struct reply *reply) {
    struct uuid client_id;
    struct plan_measurement measurement = {.value = 0};
    enum status status = request_uuid(context, request, 0, &client_id);
    if (status == OK) {
        status = request_decode(context, request, &plan_measurement_new_shape, &measurement);
    }
    if (status == OK) {
        status = plan_measure(context, client_id, &measurement);
    }
    if (status == OK) {
        reply->status = 201;
        reply_record(reply, &plan_measurement_shape, &measurement);
    }
    return status;
}

enum status plan_measurement_list_handler(struct context *context, const struct request *request,
                                          struct reply *reply) {
    static const char *const keyset[] = {"at", "recorded_at", "id", NULL};
    struct uuid client_id;
    struct page page = {0};
    struct plan_measurement_filter filter;
    struct list rows = {0};
    enum status status = request_uuid(context, request, 0, &client_id);
    if (status == OK) {
        status = request_page(context, request, &page);
    }
    if (status == OK) {
        status = request_filters(context, request, &plan_measurement_filter_shape, &filter);
    }
    if (status == OK) {
        status = plan_measurement_list(context, client_id, &filter, &rows);
    }
    if (status == OK && page.total_wanted) {
        status = plan_measurement_count(context, client_id, &filter, &page.total);
    }
    if (status == OK) {
        reply_page(context, reply, &page, &plan_measurement_shape, &rows, keyset);
    }
    return status;
}

enum status plan_proposal_list_handler(struct context *context, const struct request *request,
                                       struct reply *reply) {
    struct uuid client_id;
    struct plan_proposals proposals;
    enum status status = request_uuid(context, request, 0, &client_id);
    if (status == OK) {
        status = plan_proposals(context, client_id, &proposals);
    }
    if (status == OK) {
        reply_record(reply, &plan_proposals_shape, &proposals);
    }
    return status;
}
