#include "domain/kpi/dashboard.h"
#include "domain/kpi/target.h"
#include "domain/kpi/value.h"
#include "http/http.h"

static const char *code_of(const struct request *request) {
    return request->parameter_count > 0 ? request->parameters[0] : "";
}

enum status kpi_indicator_list_handler(struct context *context, const struct request *request,
                                       struct reply *reply) {
    struct indicator_filter filter;
    struct list rows = {0};
    enum status status = request_filters(context, request, &indicator_filter_shape, &filter);
    if (status == OK) {
        status = indicator_list(context, &filter, &rows);
    }
    if (status == OK) {
        reply_items(reply, &indicator_shown_shape, &rows);
        reply->etag_of_body = true;
    }
    return status;
}

enum status kpi_indicator_get_handler(struct context *context, const struct request *request,
                                      struct reply *reply) {
    struct indicator_shown indicator = {0};
    enum status status = indicator_get(context, code_of(request), &indicator);
    if (status == OK) {
        reply_record(reply, &indicator_shown_shape, &indicator);
        reply->etag_of_body = true;
    }
    return status;
}

enum status kpi_value_list_handler(struct context *context, const struct request *request,
                                   struct reply *reply) {
    struct value_filter filter;
    struct values values = {0};
    enum status status = request_filters(context, request, &value_filter_shape, &filter);
    if (status == OK) {
        status = value_list(context, code_of(request), &filter, &values);
    }
    if (status != OK) {
        return status;
    }
    if (request->form == ANSWER_JSON) {
        reply_record(reply, &values_shape, &values);
    } else {
        reply_csv(request, reply, values.indicator, &value_line_shape, &values.items);
    }
    return OK;
}

enum status kpi_target_set_handler(struct context *context, const struct request *request,
                                   struct reply *reply) {
    struct target_new body = {0};
    struct target target = {0};
    enum status status = request_decode(context, request, &target_new_shape, &body);
    if (status == OK) {
        status = target_set(context, code_of(request), &body, &target);
    }
    if (status == OK) {
        reply_record(reply, &target_shape, &target);
    }
    return status;
}

enum status kpi_observation_deliver_handler(struct context *context, const struct request *request,
                                            struct reply *reply) {
    static const struct {
        const char *media_type;
        enum upload_form form;
    } forms[] = {{"application/json", UPLOAD_JSON},
                 {"application/x-ndjson", UPLOAD_NDJSON},
                 {"text/csv", UPLOAD_CSV}};
    struct delivery delivery = {0};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (request_is(request, forms[i].media_type)) {
            enum status status = observation_deliver(context, forms[i].form, request->body,
                                                     request->body_length, &delivery);
            if (status == OK) {
                reply_record(reply, &delivery_shape, &delivery);
            }
            return status;
        }
    }
    return context_fail(context, STATUS_unsupported_media_type, "no JSON, NDJSON or CSV");
}

enum status kpi_dashboard_get_handler(struct context *context, const struct request *request,
                                      struct reply *reply) {
    struct dashboard_filter filter;
    struct dashboard dashboard = {0};
    enum status status = request_filters(context, request, &dashboard_filter_shape, &filter);
    if (status == OK) {
        status = dashboard_get(context, &filter, &dashboard);
    }
    if (status == OK) {
        reply_record(reply, &dashboard_shape, &dashboard);
    }
    return status;
}
