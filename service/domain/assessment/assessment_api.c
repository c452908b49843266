#include "domain/assessment/assessment.h"
#include "domain/assessment/assessment_compare.h"
#include "domain/assessment/client_list.h"
#include "domain/assessment/standing.h"
#include "domain/job/job_api.h"
#include "http/http.h"

static void reply_assessment(struct reply *reply, const struct assessment *assessment) {
    reply->etag = assessment->version;
    reply_record(reply, &assessment_shape, assessment);
}

enum status assessment_create_handler(struct context *context, const struct request *request,
                                      struct reply *reply) {
    struct uuid client_id;
    const struct json *body = NULL;
    struct assessment assessment = {0};
    enum status status = request_uuid(context, request, 0, &client_id);
    if (status == OK) {
        status = request_json(context, request, &body);
    }
    if (status == OK) {
        status = assessment_create(context, client_id, body, &assessment);
    }
    if (status != OK) {
        return status;
    }
    reply_created(context, reply, "/v1/assessments", assessment.id);
    reply_assessment(reply, &assessment);
    return OK;
}

enum status assessment_list_handler(struct context *context, const struct request *request,
                                    struct reply *reply) {
    static const char *const keyset[] = {"assessed_at", "id", NULL};
    struct uuid client_id;
    struct page page = {0};
    struct assessment_filter filter;
    struct list rows = {0};
    enum status status = request_uuid(context, request, 0, &client_id);
    if (status == OK) {
        status = request_filters(context, request, &assessment_filter_shape, &filter);
    }
    if (status == OK) {
        status = request_page(context, request, &page);
    }
    if (status == OK) {
        status = assessment_list(context, client_id, &filter, &rows);
    }
    if (status == OK && page.total_wanted) {
        status = assessment_count(context, client_id, &filter, &page.total);
    }
    if (status == OK) {
        reply_page(context, reply, &page, &assessment_summary_shape, &rows, keyset);
    }
    return status;
}

enum status assessment_get_handler(struct context *context, const struct request *request,
                                   struct reply *reply) {
    struct uuid id;
    struct assessment assessment = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = assessment_get(context, id, &assessment);
    }
    if (status == OK) {
        reply_assessment(reply, &assessment);
    }
    return status;
}

enum status assessment_confirm_handler(struct context *context, const struct request *request,
                                       struct reply *reply) {
    struct uuid id;
    struct assessment_confirmation body = {0};
    struct assessment assessment = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = request_decode(context, request, &assessment_confirmation_shape, &body);
    }
    if (status == OK) {
        status = assessment_confirm(context, id, &request->if_match, &body, &assessment);
    }
    if (status == OK) {
        reply_assessment(reply, &assessment);
    }
    return status;
}

enum status client_segment_get_handler(struct context *context, const struct request *request,
                                       struct reply *reply) {
    struct uuid client_id;
    struct standing standing = {0};
    enum status status = request_uuid(context, request, 0, &client_id);
    if (status == OK) {
        status = standing_get(context, client_id, &standing);
    }
    if (status != OK) {
        return status;
    }
    reply_record(reply, &standing_shape, &standing);
    reply->etag_of_body = true;
    return OK;
}

enum status client_list_handler(struct context *context, const struct request *request,
                                struct reply *reply) {
    static const char *const newest[] = {"id", NULL}, *const by_review[] = {"review_due", "id",
                                                                            NULL};
    struct page page = {0};
    struct client_filter filter;
    struct list rows = {0};
    enum status status = request_page(context, request, &page);
    if (status == OK) {
        status = request_filters(context, request, &client_filter_shape, &filter);
    }
    if (status == OK) {
        status = client_list(context, &filter, &rows);
    }
    if (status == OK) {
        reply->personal = true;
        reply_page(context, reply, &page, &client_listed_shape, &rows,
                   client_filter_is_by_review(&filter) ? by_review : newest);
    }
    return status;
}

enum status model_compare_handler(struct context *context, const struct request *request,
                                  struct reply *reply) {
    struct comparison_wanted body = {0};
    struct job job = {0};
    enum status status = request_decode(context, request, &comparison_wanted_shape, &body);
    if (status == OK) {
        status = assessment_compare(context, &body, &job);
    }
    if (status == OK) {
        job_reply_accepted(context, reply, &job);
    }
    return status;
}
