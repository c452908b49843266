#include "domain/routing/routing.h"
#include "http/http.h"

enum status referral_route_handler(struct context *context, const struct request *request,
                                   struct reply *reply) {
    struct routing_wanted wanted = {.urgency = 0};
    struct routing_answer answer = {.front_desk = NULL};
    enum status status = request_decode(context, request, &routing_wanted_shape, &wanted);
    if (status == OK) {
        status = routing_route(context, &wanted, &answer);
    }
    if (status == OK) {
        reply_record(reply, &routing_answer_shape, &answer);
    }
    return status;
}

enum status routing_rule_list_handler(struct context *context, const struct request *request,
                                      struct reply *reply) {
    struct routing_rule_list list = {.items = {0}};
    enum status status = routing_rules(context, &list.items);
    (void)request;
    if (status == OK) {
        reply_record(reply, &routing_rule_list_shape, &list);
    }
    return status;
}

enum status routing_rule_create_handler(struct context *context, const struct request *request,
                                        struct reply *reply) {
    struct routing_rule rule = {.points = 0};
    enum status status = request_decode(context, request, &routing_rule_new_shape, &rule);
    if (status == OK) {
        status = routing_rule_add(context, &rule);
    }
    if (status == OK) {
        reply->status = 201;
        reply_record(reply, &routing_rule_shape, &rule);
    }
    return status;
}
