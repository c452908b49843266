#include "domain/meeting/attendance.h"
#include "domain/meeting/meeting_calendar.h"
#include "http/http.h"

/* --- series --- */

static void reply_meeting(struct reply *reply, const struct meeting *meeting) {
    reply->etag = meeting->version;
    reply_record(reply, &meeting_shape, meeting);
}

enum status meeting_create_handler(struct context *context, const struct request *request,
                                   struct reply *reply) {
    struct meeting_body body;
    struct meeting meeting;
    enum status status = request_decode(context, request, &meeting_body_shape, &body);
    if (status == OK) {
        status = meeting_create(context, &body, &meeting);
    }
    if (status != OK) {
        return status;
    }
    reply_created(context, reply, "/v1/consultation-meetings", meeting.id);
    reply_meeting(reply, &meeting);
    return OK;
}

enum status meeting_list_handler(struct context *context, const struct request *request,
                                 struct reply *reply) {
    static const char *const keyset[] = {"id", NULL};
    struct page page = {0};
    struct meeting_filter filter;
    struct list rows = {0};
    enum status status = request_filters(context, request, &meeting_filter_shape, &filter);
    if (status == OK) {
        status = request_page(context, request, &page);
    }
    if (status == OK) {
        status = meeting_list(context, &filter, &rows);
    }
    if (status == OK) {
        reply_page(context, reply, &page, &meeting_shape, &rows, keyset);
    }
    return status;
}

enum status meeting_get_handler(struct context *context, const struct request *request,
                                struct reply *reply) {
    struct uuid id;
    struct meeting meeting;
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = meeting_get(context, id, &meeting);
    }
    if (status == OK) {
        reply_meeting(reply, &meeting);
    }
    return status;
}

enum status meeting_replace_handler(struct context *context, const struct request *request,
                                    struct reply *reply) {
    struct uuid id;
    struct meeting_body body;
    struct meeting meeting;
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = request_decode(context, request, &meeting_body_shape, &body);
    }
    if (status == OK) {
        status = meeting_replace(context, id, &request->if_match, &body, &meeting);
    }
    if (status == OK) {
        reply_meeting(reply, &meeting);
    }
    return status;
}

enum status meeting_calendar_get_handler(struct context *context, const struct request *request,
                                         struct reply *reply) {
    struct uuid id;
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = meeting_calendar_write(context, id, &reply->body);
    }
    if (status == OK) {
        reply->content_type = "text/calendar; charset=utf-8";
        reply->etag_of_body = true;
    }
    return status;
}

static void reply_plan(struct reply *reply, const struct meeting_plan *plan) {
    reply->etag = plan->version;
    reply_record(reply, &meeting_plan_shape, plan);
}

enum status meeting_plan_get_handler(struct context *context, const struct request *request,
                                     struct reply *reply) {
    struct uuid id;
    struct meeting_plan plan;
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = meeting_plan_get(context, id, &plan);
    }
    if (status == OK) {
        reply_plan(reply, &plan);
    }
    return status;
}

enum status meeting_plan_replace_handler(struct context *context, const struct request *request,
                                         struct reply *reply) {
    struct uuid id;
    struct meeting_plan plan;
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = request_decode(context, request, &meeting_plan_body_shape, &plan);
    }
    if (status == OK) {
        status = meeting_plan_replace(context, id, &request->if_match, &plan);
    }
    if (status == OK) {
        reply_plan(reply, &plan);
    }
    return status;
}

enum status meeting_statistics_get_handler(struct context *context, const struct request *request,
                                           struct reply *reply) {
    struct uuid id;
    struct occurrence_filter filter;
    struct meeting_statistics statistics = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = request_filters(context, request, &occurrence_filter_shape, &filter);
    }
    if (status == OK) {
        status = meeting_statistics_get(context, id, &filter, &statistics);
    }
    if (status == OK) {
        reply_record(reply, &meeting_statistics_shape, &statistics);
    }
    return status;
}
