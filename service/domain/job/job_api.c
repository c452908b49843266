/* Jobs as their owner sees them. */
#include "domain/job/job_api.h"

static void reply_job(struct reply *reply, const struct job *job) {
    reply->etag = job->version;
    reply_record(reply, &job_shape, job);
}

void job_reply_accepted(struct context *context, struct reply *reply, const struct job *job) {
    char id[UUID_TEXT_SIZE];
    uuid_print(&job->id, id);
    reply->status = 202;
    reply->location = arena_format(context->arena, "/v1/jobs/%s", id);
    reply_job(reply, job);
}

enum status job_get_handler(struct context *context, const struct request *request,
                            struct reply *reply) {
    struct uuid id;
    struct job job = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = job_get(context, id, &job);
    }
    if (status == OK) {
        reply_job(reply, &job);
    }
    return status;
}

enum status job_cancel_handler(struct context *context, const struct request *request,
                               struct reply *reply) {
    struct uuid id;
    struct job job = {0};
    enum status status = request_uuid(context, request, 0, &id);
    if (status == OK) {
        status = job_cancel(context, id, &job);
    }
    if (status == OK) {
        reply_job(reply, &job);
    }
    return status;
}
