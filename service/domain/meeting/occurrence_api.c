#include "domain/meeting/attendance.h"
#include "http/http.h"

struct occurrence_items {
    struct list items;
};
static const struct shape_field items_fields[] = {
    FIELD_LIST(struct occurrence_items, items, SHAPE_READ_ONLY, occurrence_summary_shape, 0, 800),
    FIELD_END};
static const struct shape items_shape = {"MeetingOccurrenceList", sizeof(struct occurrence_items),
                                         items_fields};

/* The series and the date that a path names. */
static enum status read_place(struct context *context, const struct request *request,
                              struct case_place *out) {
    *out = (struct case_place){.date = request->parameters[1]};
    return request_uuid(context, request, 0, &out->meeting_id);
}

static void reply_occurrence(struct reply *reply, const struct occurrence *occurrence) {
    reply->etag = occurrence->version;
    reply_record(reply, &occurrence_shape, occurrence);
}

enum status occurrence_list_handler(struct context *context, const struct request *request,
                                    struct reply *reply) {
    struct uuid id;
    struct occurrence_filter filter;
    struct occurrence_items items = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = request_filters(context, request, &occurrence_filter_shape, &filter);
    }
    if (status == OK) {
        status = occurrence_list(context, id, &filter, &items.items);
    }
    if (status == OK) {
        reply_record(reply, &items_shape, &items);
    }
    return status;
}

enum status occurrence_get_handler(struct context *context, const struct request *request,
                                   struct reply *reply) {
    struct case_place place;
    struct occurrence occurrence;
    enum status status = read_place(context, request, &place);
    if (status == OK) {
        status = occurrence_get(context, place.meeting_id, place.date, &occurrence);
    }
    if (status == OK) {
        reply_occurrence(reply, &occurrence);
    }
    return status;
}

enum status occurrence_appoint_handler(struct context *context, const struct request *request,
                                       struct reply *reply) {
    struct case_place place;
    struct occurrence_roles body;
    struct occurrence occurrence;
    enum status status = read_place(context, request, &place);
    if (status == OK) {
        status = request_decode(context, request, &occurrence_roles_shape, &body);
    }
    if (status == OK) {
        status = occurrence_appoint(context, place.meeting_id, place.date, &request->if_match,
                                    &body, &occurrence);
    }
    if (status == OK) {
        reply_occurrence(reply, &occurrence);
    }
    return status;
}

static enum status change(struct context *context, const struct request *request,
                          const char *action, struct reply *reply) {
    struct case_place place;
    struct occurrence_reason body;
    struct occurrence occurrence;
    enum status status = read_place(context, request, &place);
    if (status == OK) {
        status = request_decode(context, request, &occurrence_reason_shape, &body);
    }
    if (status == OK) {
        status = occurrence_change(context, place.meeting_id, place.date, action,
                                   &request->if_match, body.reason, &occurrence);
    }
    if (status == OK) {
        reply_occurrence(reply, &occurrence);
    }
    return status;
}

enum status occurrence_cancel_handler(struct context *context, const struct request *request,
                                      struct reply *reply) {
    return change(context, request, "cancel", reply);
}

enum status occurrence_restore_handler(struct context *context, const struct request *request,
                                       struct reply *reply) {
    return change(context, request, "restore", reply);
}

enum status agenda_get_handler(struct context *context, const struct request *request,
                               struct reply *reply) {
    struct case_place place;
    struct agenda agenda;
    enum status status = read_place(context, request, &place);
    if (status == OK) {
        status = agenda_get(context, &place, &agenda);
    }
    if (status == OK) {
        reply_record(reply, &agenda_shape, &agenda);
    }
    return status;
}

/* --- who was there, who comes --- */

enum status attendance_get_handler(struct context *context, const struct request *request,
                                   struct reply *reply) {
    struct case_place place;
    struct attendances attendances = {0};
    enum status status = read_place(context, request, &place);
    if (status == OK) {
        status = attendance_get(context, &place, &attendances);
    }
    if (status == OK) {
        reply_record(reply, &attendances_shape, &attendances);
    }
    return status;
}

enum status attendance_record_handler(struct context *context, const struct request *request,
                                      struct reply *reply) {
    struct case_place place;
    struct attendance_body body;
    struct attendances attendances = {0};
    enum status status = read_place(context, request, &place);
    if (status == OK) {
        status = request_decode(context, request, &attendance_body_shape, &body);
    }
    if (status == OK) {
        status = attendance_record(context, &place, &body, &attendances);
    }
    if (status == OK) {
        reply_record(reply, &attendances_shape, &attendances);
    }
    return status;
}

enum status sign_up_list_handler(struct context *context, const struct request *request,
                                 struct reply *reply) {
    struct case_place place;
    struct sign_ups sign_ups = {0};
    enum status status = read_place(context, request, &place);
    if (status == OK) {
        status = sign_up_list(context, &place, &sign_ups);
    }
    if (status == OK) {
        reply_record(reply, &sign_ups_shape, &sign_ups);
    }
    return status;
}

static enum status sign_up(struct context *context, const struct request *request, bool coming,
                           struct reply *reply) {
    struct case_place place;
    struct sign_up_body body;
    struct sign_ups sign_ups = {0};
    enum status status = read_place(context, request, &place);
    if (status == OK) {
        status = request_decode(context, request, &sign_up_body_shape, &body);
    }
    if (status == OK) {
        status = sign_up_change(context, &place, coming, &body, &sign_ups);
    }
    if (status == OK) {
        reply_record(reply, &sign_ups_shape, &sign_ups);
    }
    return status;
}

enum status sign_up_create_handler(struct context *context, const struct request *request,
                                   struct reply *reply) {
    return sign_up(context, request, true, reply);
}

enum status sign_up_withdraw_handler(struct context *context, const struct request *request,
                                     struct reply *reply) {
    return sign_up(context, request, false, reply);
}
