#include "domain/overview/overview.h"
#include "http/http.h"

enum status overview_get_handler(struct context *context, const struct request *request,
                                 struct reply *reply) {
    struct uuid client_id;
    struct overview overview;
    enum status status = request_uuid(context, request, 0, &client_id);
    if (status == OK) {
        status = overview_get(context, client_id, &overview);
    }
    if (status == OK) {
        reply_record(reply, &overview_shape, &overview);
    }
    return status;
}

enum status journey_get_handler(struct context *context, const struct request *request,
                                struct reply *reply) {
    struct uuid client_id;
    struct journey journey;
    enum status status = request_uuid(context, request, 0, &client_id);
    if (status == OK) {
        status = journey_get(context, client_id, &journey);
    }
    if (status == OK) {
        reply_record(reply, &journey_shape, &journey);
    }
    return status;
}
