/* QuestionnaireResponse: what was answered in a joint assessment, one for each view. The
 * professional's has the assessment's id, the client's own that id and `-client`. What an axis was
 * judged to be is no answer to a question, and stands in the Observation alone. */
#include "base/limits.h"
#include "facade/fhir/fhir_assessment.h"
#include "facade/fhir/fhir_questionnaire.h"

#include <string.h>

static const char status_system[] = "http://hl7.org/fhir/questionnaire-answers-status";
static const char client_suffix[] = "-client";

const struct fhir_parameter fhir_questionnaire_response_parameters[] = {
    {"patient", FHIR_REFERENCE, true, false, "Whom it is about."},
    {"subject", FHIR_REFERENCE, true, false, "The same as patient."},
    {"status", FHIR_TOKEN, false, false, "completed; there are no others."},
    {"questionnaire", FHIR_REFERENCE, false, false,
     "The canonical URL of the questions, with or without |version."},
    {.name = NULL}};

/* --- shapes --- */

struct answer {
    const struct fhir_coding *coding;
    struct opt_int integer;
    struct opt_bool boolean;
};
static const struct shape_field answer_fields[] = {
    FIELD_RECORD_AS(struct answer, coding, "valueCoding", fhir_coding_shape),
    FIELD_AS(struct answer, integer, "valueInteger", SHAPE_READ_ONLY),
    FIELD_AS(struct answer, boolean, "valueBoolean", SHAPE_READ_ONLY), FIELD_END};
static const struct shape answer_shape = {"fhir_item_answer", sizeof(struct answer), answer_fields};

struct question {
    const char *link_id, *text;
    struct list answer;
};
static const struct shape_field question_fields[] = {
    FIELD_AS(struct question, link_id, "linkId", SHAPE_READ_ONLY),
    FIELD(struct question, text, SHAPE_READ_ONLY),
    FIELD_LIST_AS(struct question, answer, "answer", answer_shape), FIELD_END};
static const struct shape question_shape = {"fhir_question", sizeof(struct question),
                                            question_fields};

struct group {
    const char *link_id, *text;
    struct list item; /* struct question */
};
static const struct shape_field group_fields[] = {
    FIELD_AS(struct group, link_id, "linkId", SHAPE_READ_ONLY),
    FIELD(struct group, text, SHAPE_READ_ONLY),
    FIELD_LIST_AS(struct group, item, "item", question_shape), FIELD_END};
static const struct shape group_shape = {"fhir_group", sizeof(struct group), group_fields};

struct response {
    struct fhir_head head;
    const char *questionnaire, *status;
    const struct fhir_reference *subject;
    struct instant authored;
    const struct fhir_reference *author, *source;
    struct list item; /* struct group */
};
static const struct shape_field response_fields[] = {
    FHIR_HEAD(struct response),
    FIELD(struct response, questionnaire, SHAPE_READ_ONLY),
    FIELD(struct response, status, SHAPE_READ_ONLY),
    FIELD_RECORD(struct response, subject, SHAPE_READ_ONLY, fhir_reference_shape),
    FIELD(struct response, authored, SHAPE_READ_ONLY),
    FIELD_RECORD(struct response, author, SHAPE_READ_ONLY, fhir_reference_shape),
    FIELD_RECORD(struct response, source, SHAPE_READ_ONLY, fhir_reference_shape),
    FIELD_LIST_AS(struct response, item, "item", group_shape),
    FIELD_END};
static const struct shape response_shape = {"fhir_response", sizeof(struct response),
                                            response_fields};

/* --- answers --- */

enum view { VIEW_PROFESSIONAL, VIEW_CLIENT };
static const char *const view_words[] = {"professional", "client"};

struct reading {
    struct context *context;
    const struct json *input;
    enum view view;
    bool whole; /* duration, age and flags belong to this view */
};

/* What was said to a question: in the answers of the view, or beside them. */
static const struct json *said(const struct reading *reading, const char *link_id) {
    static const char flag[] = "flag.";
    const struct json *answers =
        json_member(json_member(reading->input, "answers"), view_words[reading->view]);
    const struct json *own = json_member(answers, link_id);
    if (own || !reading->whole) {
        return own;
    }
    if (strncmp(link_id, flag, sizeof flag - 1) == 0) {
        return json_member(json_member(reading->input, "flags"), link_id + sizeof flag - 1);
    }
    return strcmp(link_id, "duration") == 0 || strcmp(link_id, "age") == 0
               ? json_member(reading->input, link_id)
               : NULL;
}

/* The value without quotes. */
static const char *plain(struct context *context, const struct json *value) {
    const char *text = json_text(value);
    return text ? text : json_canonical(context, value);
}

/* The option that was chosen; NULL where it is none of the questions' own. */
static const struct fhir_coding *option_of(struct context *context, const struct json *question,
                                           const char *value) {
    const struct json *options = json_member(question, "answerOption");
    for (size_t i = 0; i < json_count(options); i++) {
        const struct json *coding = json_member(json_at(options, i), "valueCoding");
        const char *code = json_text(json_member(coding, "code"));
        if (code && strcmp(code, value) == 0) {
            struct fhir_coding *out = arena_alloc(context->arena, sizeof *out);
            *out = (struct fhir_coding){json_text(json_member(coding, "system")), NULL, code,
                                        json_text(json_member(coding, "display"))};
            return out;
        }
    }
    return NULL;
}

static bool answer_of(const struct reading *reading, const struct json *question,
                      struct answer *out) {
    const char *type = json_text(json_member(question, "type"));
    const struct json *value = said(reading, json_text(json_member(question, "linkId")));
    if (!value || !type) {
        return false;
    }
    const char *text = plain(reading->context, value);
    if (strcmp(type, "choice") == 0) {
        out->coding = option_of(reading->context, question, text);
        return out->coding != NULL;
    }
    if (strcmp(type, "boolean") == 0) {
        out->boolean = (struct opt_bool){true, strcmp(text, "true") == 0};
        return out->boolean.value || strcmp(text, "false") == 0;
    }
    size_t digits = strspn(text, "0123456789");
    bool number = digits > 0 && digits <= 9 && text[digits] == '\0';
    out->integer = (struct opt_int){number, number ? text_digits(text, (int)digits) : 0};
    return number;
}

static struct list questions_of(const struct reading *reading, const struct json *items) {
    struct context *context = reading->context;
    struct question *questions =
        arena_alloc(context->arena, (json_count(items) + 1) * sizeof *questions);
    size_t count = 0;
    for (size_t i = 0; i < json_count(items); i++) {
        const struct json *item = json_at(items, i);
        struct answer answer = {.coding = NULL};
        if (answer_of(reading, item, &answer)) {
            questions[count++] =
                (struct question){json_text(json_member(item, "linkId")),
                                  json_text(json_member(item, "text")), FHIR_ONE(context, answer)};
        }
    }
    return count > 0 ? (struct list){questions, count} : (struct list){NULL, 0};
}

/* The groups in which something was answered. */
static struct list groups_of(const struct reading *reading, const struct json *questionnaire) {
    const struct json *items = json_member(questionnaire, "item");
    struct group *groups =
        arena_alloc(reading->context->arena, (json_count(items) + 1) * sizeof *groups);
    size_t count = 0;
    for (size_t i = 0; i < json_count(items); i++) {
        const struct json *item = json_at(items, i);
        const struct group group = {json_text(json_member(item, "linkId")),
                                    json_text(json_member(item, "text")),
                                    questions_of(reading, json_member(item, "item"))};
        if (group.item.items) {
            groups[count++] = group;
        }
    }
    return count > 0 ? (struct list){groups, count} : (struct list){NULL, 0};
}

/* --- the whole --- */

static const char *id_of(struct context *context, const struct assessment *from, enum view view) {
    const char *id = fhir_id(context, from->id);
    return view == VIEW_CLIENT ? arena_format(context->arena, "%s%s", id, client_suffix) : id;
}

static const char *canonical_of(struct context *context, const struct assessment *from) {
    return arena_format(context->arena, "%s|%lld",
                        fhir_questionnaire_canonical(context, from->model.code),
                        (long long)from->model.version);
}

static bool is_of(struct context *context, const char *questionnaire,
                  const struct assessment *from) {
    const char *whole = canonical_of(context, from);
    size_t without = strcspn(whole, "|");
    return strcmp(questionnaire, whole) == 0 ||
           (strlen(questionnaire) == without && strncmp(questionnaire, whole, without) == 0);
}

/* What was answered, and by whom: the client's own view is there where the client said something.
 */
struct answers {
    const struct json *input;
    bool views[2];
};
static enum status read_answers(struct context *context, const struct assessment *from,
                                struct answers *out) {
    enum status status = json_parse(context, from->input.bytes, from->input.length, &out->input);
    if (status != OK) {
        return context_fail(context, STATUS_internal, "an input that can't be read");
    }
    out->views[VIEW_PROFESSIONAL] = !from->own_view;
    out->views[VIEW_CLIENT] =
        from->own_view || json_member(json_member(out->input, "answers"), view_words[VIEW_CLIENT]);
    return OK;
}

static struct response response_of(struct context *context, const struct assessment *from,
                                   enum view view) {
    const struct fhir_reference *staff = fhir_staff(context, from->assessed_by.sub, NULL);
    const struct fhir_reference *patient = fhir_reference(context, "Patient", from->client_id);
    const struct fhir_reference *professional = from->own_view ? NULL : staff; /* nobody answered */
    return (struct response){.head = fhir_assessment_head(context, "QuestionnaireResponse", from,
                                                          id_of(context, from, view)),
                             .questionnaire = canonical_of(context, from),
                             .status = "completed",
                             .subject = patient,
                             .authored = from->assessed_at,
                             .author = from->own_view ? patient : staff,
                             .source = view == VIEW_CLIENT ? patient : professional};
}

static enum status add_view(struct context *context, const struct assessment *from,
                            const struct answers *answers, enum view view,
                            struct fhir_answer *out) {
    struct model model = {.compiled = NULL};
    const struct json *questionnaire = NULL;
    const enum view first = from->own_view ? VIEW_CLIENT : VIEW_PROFESSIONAL;
    const struct reading reading = {context, answers->input, view, view == first};
    enum status status = model_find_by_id(context, from->model_id, &model);
    if (status == OK) {
        status = fhir_questionnaire_read(context, &model, &questionnaire);
    }
    if (status != OK) {
        return context_fail(context, STATUS_internal, "the questions of an assessment");
    }
    struct response response = response_of(context, from, view);
    response.item = groups_of(&reading, questionnaire);
    fhir_add(context, out, &response_shape, &response);
    return OK;
}

/* The client's view stands beside the professional's, and is what matches where there is no other.
 */
static enum status add(struct context *context, const struct fhir_search *search,
                       const struct assessment *from, struct fhir_answer *out) {
    const char *questionnaire = fhir_value(search, "questionnaire");
    struct answers answers = {.input = NULL};
    if (questionnaire && !is_of(context, questionnaire, from)) {
        return OK;
    }
    enum status status = read_answers(context, from, &answers);
    for (int view = VIEW_PROFESSIONAL; status == OK && view <= VIEW_CLIENT; view++) {
        if (answers.views[view]) {
            status = add_view(context, from, &answers, (enum view)view, out);
        }
    }
    if (status == OK && answers.views[VIEW_PROFESSIONAL] && answers.views[VIEW_CLIENT]) {
        fhir_include_last(out);
    }
    return status;
}

struct list fhir_assessment_answers(struct context *context, const struct assessment *from) {
    struct answers answers = {.input = NULL};
    struct fhir_reference *references = arena_alloc(context->arena, 2 * sizeof *references);
    size_t count = 0;
    enum status status = read_answers(context, from, &answers);
    for (int view = VIEW_PROFESSIONAL; status == OK && view <= VIEW_CLIENT; view++) {
        if (answers.views[view]) {
            references[count++] = (struct fhir_reference){
                .reference = arena_format(context->arena, "QuestionnaireResponse/%s",
                                          id_of(context, from, (enum view)view)),
                .type = "QuestionnaireResponse"};
        }
    }
    return count > 0 ? (struct list){references, count} : (struct list){NULL, 0};
}

/* A view in which nothing was said is a response without answers. */
enum status fhir_questionnaire_response_get(struct context *context, const char *id,
                                            struct fhir_answer *out) {
    enum { PLAIN = UUID_TEXT_SIZE - 1 };
    struct assessment assessment = {0};
    struct uuid uuid;
    size_t length = strlen(id);
    enum view view =
        length > PLAIN && strcmp(id + PLAIN, client_suffix) == 0 ? VIEW_CLIENT : VIEW_PROFESSIONAL;
    const char *plain_id = view == VIEW_CLIENT ? arena_copy(context->arena, id, PLAIN) : id;
    if (!uuid_parse(plain_id, &uuid)) {
        return STATUS_not_found;
    }
    enum status status = assessment_get(context, uuid, &assessment);
    return status == OK ? fhir_assessment_response(context, &assessment, view == VIEW_CLIENT, out)
                        : status;
}

enum status fhir_assessment_response(struct context *context, const struct assessment *from,
                                     bool clients, struct fhir_answer *out) {
    struct answers answers = {.input = NULL};
    enum status status = read_answers(context, from, &answers);
    return status == OK
               ? add_view(context, from, &answers, clients ? VIEW_CLIENT : VIEW_PROFESSIONAL, out)
               : status;
}

/* --- searching --- */

enum status fhir_questionnaire_response_find(struct context *context,
                                             const struct fhir_search *search,
                                             struct fhir_answer *out) {
    const struct assessment_filter all = {.status = 0};
    return fhir_asks_for(search, "status", status_system, "completed")
               ? fhir_assessment_find(context, search, &all, add, out)
               : OK;
}
