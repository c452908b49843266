#include "domain/job/job_api.h"
#include "domain/screening/candidate.h"
#include "domain/screening/screening.h"
#include "http/http.h"

static void show(struct reply *reply, const struct screening *screening) {
    reply->etag = screening->version;
    reply_record(reply, &screening_shape, screening);
}

enum status screening_create_handler(struct context *context, const struct request *request,
                                     struct reply *reply) {
    struct screening_new body = {.name = NULL};
    struct screening screening = {.version = 0};
    enum status status = request_decode(context, request, &screening_new_shape, &body);
    if (status == OK) {
        status = screening_create(context, &body, &screening);
    }
    if (status == OK) {
        reply_created(context, reply, "/v1/screenings", screening.id);
        show(reply, &screening);
    }
    return status;
}

enum status screening_get_handler(struct context *context, const struct request *request,
                                  struct reply *reply) {
    struct uuid id;
    struct screening screening = {.version = 0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = screening_get(context, id, &screening);
    }
    if (status == OK) {
        show(reply, &screening);
    }
    return status;
}

enum status screening_list_handler(struct context *context, const struct request *request,
                                   struct reply *reply) {
    static const char *const keyset[] = {"created_at", "id", NULL};
    struct page page = {0};
    struct screening_filter filter;
    struct list rows = {0};
    enum status status = request_page(context, request, &page);
    if (status == OK) {
        status = request_filters(context, request, &screening_filter_shape, &filter);
    }
    if (status == OK) {
        status = screening_list(context, &filter, &rows);
    }
    if (status == OK) {
        reply_page(context, reply, &page, &screening_summary_shape, &rows, keyset);
    }
    return status;
}

enum status screening_row_deliver_handler(struct context *context, const struct request *request,
                                          struct reply *reply) {
    struct uuid id;
    struct screening_delivery delivery = {0};
    bool lines = request_is(request, "application/x-ndjson");
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK && !lines && !request_is(request, "application/json")) {
        return context_fail(context, STATUS_unsupported_media_type, "no NDJSON or JSON");
    }
    if (status == OK) {
        status = screening_deliver(context, id, lines ? SCREENING_NDJSON : SCREENING_JSON,
                                   request->body, request->body_length, &delivery);
    }
    if (status == OK) {
        reply_record(reply, &screening_delivery_shape, &delivery);
    }
    return status;
}

enum status screening_run_handler(struct context *context, const struct request *request,
                                  struct reply *reply) {
    struct uuid id;
    struct job job = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = screening_run(context, id, &job);
    }
    if (status == OK) {
        job_reply_accepted(context, reply, &job);
    }
    return status;
}

enum status screening_rule_list_handler(struct context *context, const struct request *request,
                                        struct reply *reply) {
    const struct screening_rules_shown shown = screening_rules_show(context);
    (void)request;
    reply_record(reply, &screening_rules_shape, &shown);
    reply->etag_of_body = true;
    return OK;
}

/* --- candidates --- */

static void show_candidate(struct reply *reply, const struct candidate *candidate) {
    reply->etag = candidate->version;
    reply_record(reply, &candidate_shape, candidate);
}

enum status candidate_list_handler(struct context *context, const struct request *request,
                                   struct reply *reply) {
    static const char *const keyset[] = {"rank", "id", NULL};
    struct page page = {0};
    struct uuid id;
    struct candidate_filter filter;
    struct list rows = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = request_page(context, request, &page);
    }
    if (status == OK) {
        status = request_filters(context, request, &candidate_filter_shape, &filter);
    }
    if (status == OK) {
        filter.screening_id = id;
        status = candidate_list(context, &filter, &rows);
    }
    if (status == OK) {
        reply_page(context, reply, &page, &candidate_summary_shape, &rows, keyset);
    }
    return status;
}

enum status candidate_get_handler(struct context *context, const struct request *request,
                                  struct reply *reply) {
    struct uuid id;
    struct candidate candidate = {.version = 0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = candidate_get(context, id, &candidate);
    }
    if (status == OK) {
        show_candidate(reply, &candidate);
    }
    return status;
}

enum status candidate_close_handler(struct context *context, const struct request *request,
                                    struct reply *reply) {
    struct uuid id;
    struct candidate_outcome body = {0};
    struct candidate candidate = {.version = 0};
    enum status status = request_change(context, request, &candidate_close_shape, true, &id, &body);
    if (status == OK) {
        status = candidate_close(context, id, &request->if_match, &body, &candidate);
    }
    if (status == OK) {
        show_candidate(reply, &candidate);
    }
    return status;
}
