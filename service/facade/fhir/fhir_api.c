#include "domain/client/client.h"
#include "facade/fhir/fhir.h"
#include "facade/fhir/fhir_answers.h"
#include "facade/fhir/fhir_assessment.h"
#include "http/outcome.h"
#include "json/json.h"

#include <string.h>

const struct fhir_type fhir_types[FHIR_TYPE_COUNT] = {
#define FHIR_TYPE(Name, name, meaning)                                                             \
    {#Name, meaning, fhir_##name##_parameters, fhir_##name##_get, fhir_##name##_find},
#include "facade/fhir/fhir_types.def"
#undef FHIR_TYPE
};

static void set_type(const struct request *request, struct reply *reply) {
    reply->content_type = request->form == ANSWER_JSON ? "application/json" : fhir_json;
}

/* A reading takes nothing but the form of its answer. */
static enum status check_parameters(struct context *context, const struct request *request) {
    struct list given;
    enum status status = request_parameters(context, request, &given);
    const struct parameter *items = given.items;
    for (size_t i = 0; status == OK && i < given.count; i++) {
        if (strcmp(items[i].name, "_format") != 0 && !request_is_lenient(request)) {
            context_error(context, arena_format(context->arena, "?%s", items[i].name),
                          ERROR_unknown_parameter, "_format");
        }
    }
    return status == OK ? context_settle(context, STATUS_invalid) : status;
}

static enum status read_one(struct context *context, const struct request *request,
                            struct reply *reply, const struct fhir_type *type) {
    struct fhir_answer found = {.next = NULL};
    enum status status = check_parameters(context, request);
    if (status == OK) {
        status = type->read(context, request->parameters[0], &found);
    }
    if (status != OK) {
        return status;
    }
    const struct fhir_entry *entry = found.entries.items;
    text_add(&reply->body, entry->resource.bytes, entry->resource.length);
    reply->personal = found.personal;
    reply->etag = found.version;
    reply->etag_of_body = found.version == 0;
    set_type(request, reply);
    return OK;
}

static enum status search(struct context *context, const struct request *request,
                          struct reply *reply, const struct fhir_type *type) {
    enum status status = fhir_search(context, request, type, &reply->body, &reply->personal);
    if (status == OK) {
        set_type(request, reply);
    }
    return status;
}

/* The operations of each type, in the order of the table. */
#define FHIR_TYPE(Name, name, meaning)                                                             \
    enum status fhir_##name##_read_handler(struct context *context, const struct request *request, \
                                           struct reply *reply) {                                  \
        return read_one(context, request, reply, &fhir_types[FHIR_##Name]);                        \
    }                                                                                              \
    enum status fhir_##name##_search_form_handler(                                                 \
        struct context *context, const struct request *request, struct reply *reply) {             \
        return search(context, request, reply, &fhir_types[FHIR_##Name]);                          \
    }
#include "facade/fhir/fhir_types.def"
#undef FHIR_TYPE

/* Those that may be searched by a URL as well: all but what is found by an identifier alone. */
#define FHIR_BY_URL(Name, name)                                                                    \
    enum status fhir_##name##_search_handler(struct context *context,                              \
                                             const struct request *request, struct reply *reply) { \
        return search(context, request, reply, &fhir_types[FHIR_##Name]);                          \
    }
FHIR_BY_URL(Observation, observation)
FHIR_BY_URL(Flag, flag)
FHIR_BY_URL(Questionnaire, questionnaire)
FHIR_BY_URL(QuestionnaireResponse, questionnaire_response)
FHIR_BY_URL(CareTeam, care_team)
FHIR_BY_URL(ServiceRequest, service_request)
FHIR_BY_URL(Task, task)
FHIR_BY_URL(Communication, communication)
FHIR_BY_URL(Consent, consent)

/* A body of FHIR is JSON under its own name, or under the plain one. */
static enum status read_body(struct context *context, const struct request *request,
                             const struct json **out) {
    if (!request_is(request, fhir_json) && !request_is(request, "application/json")) {
        return context_fail(context, STATUS_unsupported_media_type, "the body is not %s",
                            fhir_json);
    }
    return json_parse(context, request->body, request->body_length, out);
}

static void reply_made(struct context *context, const struct request *request, struct reply *reply,
                       const struct fhir_answer *made) {
    const struct fhir_entry *entry = made->entries.items;
    text_add(&reply->body, entry->resource.bytes, entry->resource.length);
    reply->status = 201;
    reply->location = arena_format(context->arena, "%s/fhir/%s/%s",
                                   request_origin(context, request), entry->type, entry->id);
    reply->personal = true;
    set_type(request, reply);
}

/* By the operation that stores assessments; of a client who went into another it is told where they
 * are now. */
static enum status create(struct context *context, const struct fhir_answers *answers,
                          struct assessment *out) {
    struct client_core client = {.status = 0};
    enum status status = assessment_create(context, answers->client_id, answers->body, out);
    if (status == STATUS_not_found) {
        context_again(context);
        status = client_core_named(context, "/subject/reference", answers->client_id, &client);
        status = status == OK ? STATUS_not_found : status;
    }
    if (status != OK) {
        fhir_answers_place(context, answers);
    }
    return status;
}

enum status fhir_questionnaire_response_create_handler(struct context *context,
                                                       const struct request *request,
                                                       struct reply *reply) {
    const struct json *body = NULL;
    struct fhir_answers answers = {.body = NULL};
    struct assessment assessment = {0};
    struct fhir_answer made = {.next = NULL};
    enum status status = read_body(context, request, &body);
    if (status == OK) {
        status = fhir_answers_read(context, body, &answers);
    }
    if (status == OK) {
        status = create(context, &answers, &assessment);
    }
    if (status == OK) {
        status = fhir_assessment_response(context, &assessment, answers.clients, &made);
    }
    if (status == OK) {
        reply_made(context, request, reply, &made);
        reply->etag = assessment.version;
    }
    return status;
}

enum status fhir_capability_get_handler(struct context *context, const struct request *request,
                                        struct reply *reply) {
    enum status status = check_parameters(context, request);
    if (status == OK) {
        fhir_capability_write(context, request_origin(context, request), &reply->body);
        reply->etag_of_body = true;
        set_type(request, reply);
    }
    return status;
}
