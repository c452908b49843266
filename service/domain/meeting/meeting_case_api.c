#include "domain/meeting/meeting_case.h"
#include "http/http.h"

struct item_list {
    struct list items;
};
static const struct shape_field cases_fields[] = {
    FIELD_LIST(struct item_list, items, SHAPE_READ_ONLY, case_summary_shape, 0, MEETING_CASES_MAX),
    FIELD_END};
static const struct shape cases_shape = {"MeetingCaseList", sizeof(struct item_list), cases_fields};
static const struct shape_field topics_fields[] = {
    FIELD_LIST(struct item_list, items, SHAPE_READ_ONLY, topic_shape, 0, MEETING_CASES_MAX),
    FIELD_END};
static const struct shape topics_shape = {"MeetingTopicList", sizeof(struct item_list),
                                          topics_fields};

/* The series and the date that a path names, and the case or topic where it names one. */
static enum status read_place(struct context *context, const struct request *request,
                              struct case_place *out) {
    *out = (struct case_place){.date = request->parameters[1]};
    enum status status = request_uuid(context, request, 0, &out->meeting_id);
    if (status == OK && request->parameter_count > 2) {
        status = request_uuid(context, request, 2, &out->id);
    }
    return status;
}

static const char *path_of(struct context *context, struct uuid meeting, struct date date,
                           const char *kind, struct uuid id) {
    char meeting_text[UUID_TEXT_SIZE], id_text[UUID_TEXT_SIZE];
    uuid_print(&meeting, meeting_text);
    uuid_print(&id, id_text);
    return arena_format(context->arena, "/v1/consultation-meetings/%s/occurrences/%s/%s/%s",
                        meeting_text, day_text(context, date), kind, id_text);
}

static void reply_case(struct reply *reply, const struct meeting_case *consultation) {
    reply->etag = consultation->version;
    reply->personal = true; /* kept sealed beside an Idempotency-Key */
    reply_record(reply, &case_shape, consultation);
}

static void reply_topic(struct reply *reply, const struct meeting_topic *topic) {
    reply->etag = topic->version;
    reply->personal = true;
    reply_record(reply, &topic_shape, topic);
}

enum status meeting_case_create_handler(struct context *context, const struct request *request,
                                        struct reply *reply) {
    struct case_place place;
    struct case_body body;
    struct meeting_case made;
    enum status status = read_place(context, request, &place);
    if (status == OK) {
        status = request_decode(context, request, &case_body_shape, &body);
    }
    if (status == OK) {
        status = case_create(context, &place, &body, &made);
    }
    if (status == OK) {
        reply->status = 201;
        reply->location = path_of(context, made.meeting_id, made.date, "cases", made.id);
        reply_case(reply, &made);
    }
    return status;
}

enum status meeting_case_list_handler(struct context *context, const struct request *request,
                                      struct reply *reply) {
    struct case_place place;
    struct item_list rows = {0};
    enum status status = read_place(context, request, &place);
    if (status == OK) {
        status = case_list(context, &place, &rows.items);
    }
    if (status == OK) {
        reply_record(reply, &cases_shape, &rows);
    }
    return status;
}

enum status meeting_case_get_handler(struct context *context, const struct request *request,
                                     struct reply *reply) {
    struct case_place place;
    struct meeting_case found;
    enum status status = read_place(context, request, &place);
    if (status == OK) {
        status = case_get(context, &place, &found);
    }
    if (status == OK) {
        reply_case(reply, &found);
    }
    return status;
}

enum status meeting_case_outcome_handler(struct context *context, const struct request *request,
                                         struct reply *reply) {
    struct case_place place;
    struct case_outcome body;
    struct meeting_case changed;
    enum status status = read_place(context, request, &place);
    if (status == OK) {
        status = request_decode(context, request, &case_outcome_shape, &body);
    }
    if (status == OK) {
        status = case_conclude(context, &place, &request->if_match, &body, &changed);
    }
    if (status == OK) {
        reply_case(reply, &changed);
    }
    return status;
}

enum status meeting_case_withdraw_handler(struct context *context, const struct request *request,
                                          struct reply *reply) {
    struct case_place place;
    struct meeting_case changed;
    enum status status = read_place(context, request, &place);
    if (status == OK) {
        status = case_withdraw(context, &place, &request->if_match, &changed);
    }
    if (status == OK) {
        reply_case(reply, &changed);
    }
    return status;
}

enum status meeting_case_defer_handler(struct context *context, const struct request *request,
                                       struct reply *reply) {
    struct case_place place;
    struct case_deferral body;
    struct meeting_case changed;
    enum status status = read_place(context, request, &place);
    if (status == OK) {
        status = request_decode(context, request, &case_deferral_shape, &body);
    }
    if (status == OK) {
        status = case_defer(context, &place, &request->if_match, &body, &changed);
    }
    if (status == OK) {
        reply_case(reply, &changed);
    }
    return status;
}

enum status meeting_case_follow_up_handler(struct context *context, const struct request *request,
                                           struct reply *reply) {
    struct case_place place;
    struct case_follow_up body;
    struct meeting_case changed;
    enum status status = read_place(context, request, &place);
    if (status == OK) {
        status = request_decode(context, request, &case_follow_up_shape, &body);
    }
    if (status == OK) {
        status = case_follow_up(context, &place, &request->if_match, &body, &changed);
    }
    if (status == OK) {
        reply_case(reply, &changed);
    }
    return status;
}

enum status meeting_topic_create_handler(struct context *context, const struct request *request,
                                         struct reply *reply) {
    struct case_place place;
    struct topic_body body;
    struct meeting_topic made;
    enum status status = read_place(context, request, &place);
    if (status == OK) {
        status = request_decode(context, request, &topic_body_shape, &body);
    }
    if (status == OK) {
        status = topic_create(context, &place, &body, &made);
    }
    if (status == OK) {
        reply->status = 201;
        reply->location = path_of(context, made.meeting_id, made.date, "topics", made.id);
        reply_topic(reply, &made);
    }
    return status;
}

enum status meeting_topic_list_handler(struct context *context, const struct request *request,
                                       struct reply *reply) {
    struct case_place place;
    struct item_list rows = {0};
    enum status status = read_place(context, request, &place);
    if (status == OK) {
        status = topic_list(context, &place, &rows.items);
    }
    if (status == OK) {
        reply_record(reply, &topics_shape, &rows);
    }
    return status;
}

enum status meeting_topic_withdraw_handler(struct context *context, const struct request *request,
                                           struct reply *reply) {
    struct case_place place;
    struct meeting_topic changed;
    enum status status = read_place(context, request, &place);
    if (status == OK) {
        status = topic_withdraw(context, &place, &request->if_match, &changed);
    }
    if (status == OK) {
        reply_topic(reply, &changed);
    }
    return status;
}

enum status meeting_topic_defer_handler(struct context *context, const struct request *request,
                                        struct reply *reply) {
    struct case_place place;
    struct case_deferral body;
    struct meeting_topic changed;
    enum status status = read_place(context, request, &place);
    if (status == OK) {
        status = request_decode(context, request, &case_deferral_shape, &body);
    }
    if (status == OK) {
        status = topic_defer(context, &place, &request->if_match, &body, &changed);
    }
    if (status == OK) {
        reply_topic(reply, &changed);
    }
    return status;
}
