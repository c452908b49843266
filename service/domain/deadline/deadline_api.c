#include "domain/deadline/calendar.h"
#include "domain/deadline/deadline.h"
#include "domain/deadline/deadline_rule.h"
#include "http/http.h"

enum status deadline_rule_list_handler(struct context *context, const struct request *request,
                                       struct reply *reply) {
    struct deadline_rule_list list = {.starts = deadline_starts(context->arena),
                                      .stop_reasons = deadline_stop_reasons(context->arena)};
    enum status status = deadline_rules(context, &list.items);
    (void)request;
    if (status != OK) {
        return status;
    }
    reply_record(reply, &deadline_rule_list_shape, &list);
    reply->etag_of_body = true;
    return OK;
}

enum status deadline_rule_create_handler(struct context *context, const struct request *request,
                                         struct reply *reply) {
    struct deadline_rule rule = {0};
    enum status status = request_decode(context, request, &deadline_rule_new_shape, &rule);
    if (status == OK) {
        status = deadline_rule_add(context, &rule);
    }
    if (status == OK) {
        reply->status = 201;
        reply_record(reply, &deadline_rule_shape, &rule);
    }
    return status;
}

enum status deadline_reckon_handler(struct context *context, const struct request *request,
                                    struct reply *reply) {
    struct deadline_wanted wanted = {0};
    struct deadline_answer answer = {0};
    enum status status = request_decode(context, request, &deadline_wanted_shape, &wanted);
    if (status == OK) {
        status = deadline_reckon(context, &wanted, &answer);
    }
    if (status == OK) {
        reply_record(reply, &deadline_answer_shape, &answer);
    }
    return status;
}

enum status calendar_get_handler(struct context *context, const struct request *request,
                                 struct reply *reply) {
    struct calendar_span span = {.from = {0}};
    struct calendar calendar = {{0}};
    enum status status = request_filters(context, request, &calendar_span_shape, &span);
    if (status == OK) {
        status = calendar_span_settle(context, &span);
    }
    if (status != OK) {
        return status;
    }
    calendar.items = calendar_holidays(context->arena, span.from, span.to);
    reply_record(reply, &calendar_shape, &calendar);
    reply->etag_of_body = true;
    return OK;
}
