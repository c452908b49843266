#include "app.h"
#include "facade/cds/cds.h"
#include "http/http.h"
#include "metrics/metrics.h"

enum status cds_service_list_handler(struct context *context, const struct request *request,
                                     struct reply *reply) {
    struct cds_services services = {0};
    (void)request;
    cds_service_list(context, &services);
    reply_record(reply, &cds_services_shape, &services);
    return OK;
}

/* CDS Hooks has a form of its own for this one answer; all others are problem documents. */
static void reply_missing(struct context *context, struct reply *reply) {
    struct cds_outcome outcome = {0};
    cds_patient_missing(context, &outcome);
    reply->status = 412;
    reply->content_type = "application/fhir+json";
    reply_record(reply, &cds_outcome_shape, &outcome);
    metrics_add(context->app->metrics, METRIC_cds_calls_total, "no_patient", NULL, 1);
}

enum status cds_segment_card_handler(struct context *context, const struct request *request,
                                     struct reply *reply) {
    const struct json *body = NULL;
    struct cds_hook hook = {0};
    struct cds_cards cards = {0};
    enum status status = request_json(context, request, &body);
    if (status == OK) {
        status = cds_hook_read(context, body, &hook);
    }
    if (status == OK && !hook.patient) {
        reply_missing(context, reply);
        return OK;
    }
    if (status == OK) {
        status = cds_segment_card(context, request->ehr_call.ehr, &hook, &cards);
    }
    if (status == OK) {
        reply_record(reply, &cds_cards_shape, &cards);
    }
    return status;
}

enum status cds_feedback_give_handler(struct context *context, const struct request *request,
                                      struct reply *reply) {
    struct cds_feedback_list body = {0};
    (void)reply;
    enum status status = request_decode(context, request, &cds_feedback_list_shape, &body);
    return status == OK ? cds_feedback_give(context, request->ehr_call.ehr, &body) : status;
}
