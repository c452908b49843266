/* Questionnaire: the questions of a version of the model, in the caller's language. */
#include "facade/fhir/fhir_questionnaire.h"
#include "domain/model/model_form.h"

#include <string.h>

static const char status_system[] = "http://hl7.org/fhir/publication-status";

const struct fhir_parameter fhir_questionnaire_parameters[] = {
    {"url", FHIR_URI, false, false, "The canonical URL, without the version."},
    {"version", FHIR_TOKEN, false, false, "The version of the model."},
    {"status", FHIR_TOKEN, false, false, "active or retired."},
    {.name = NULL}};

const char *fhir_questionnaire_canonical(struct context *context, const char *code) {
    return arena_format(context->arena, "%s:%s", fhir_questionnaire_url, code);
}

enum status fhir_questionnaire_read(struct context *context, const struct model *model,
                                    const struct json **out) {
    struct text text;
    text_init(&text, context->arena);
    model_questionnaire_write(model, context->language,
                              fhir_questionnaire_canonical(context, model->code), &text);
    return json_parse(context, text.bytes, text.length, out);
}

/* What the model itself does not know: which record it is, and what has become of it. */
struct writing {
    struct context *context;
    const struct model *model;
    struct text *out;
};

static const char *state_of(const struct model *model) {
    return model->status == MODEL_RETIRED ? "retired" : "active";
}

static void put_key(struct text *out, const char *name) {
    text_add_char(out, ',');
    json_write_string(out, name);
    text_add_char(out, ':');
}

static void put_member(void *data, const char *name, const struct json *value) {
    struct writing *writing = data;
    if (strcmp(name, "resourceType") == 0) {
        return; /* it stands first */
    }
    put_key(writing->out, name);
    if (strcmp(name, "status") == 0) {
        json_write_string(writing->out, state_of(writing->model));
    } else {
        json_write_value(writing->out, value);
    }
}

static struct fhir_head head_of(struct context *context, const struct model *model) {
    return fhir_head(context, "Questionnaire", fhir_id(context, model->id), model_etag(model),
                     model->published_at, 0);
}

static enum status add(struct context *context, const struct model *model,
                       struct fhir_answer *out) {
    const struct json *questions = NULL;
    struct text text;
    const struct fhir_head head = head_of(context, model);
    struct writing writing = {context, model, &text};
    enum status status = fhir_questionnaire_read(context, model, &questions);
    if (status != OK) {
        return status;
    }
    text_init(&text, context->arena);
    text_add_string(&text, "{\"resourceType\":\"Questionnaire\"");
    put_key(&text, "id");
    json_write_string(&text, head.id);
    put_key(&text, "meta");
    json_write(&text, &fhir_meta_shape, head.meta);
    json_each_member(questions, put_member, &writing);
    text_add_char(&text, '}');
    fhir_add_text(context, out, &head, &text);
    return OK;
}

enum status fhir_questionnaire_get(struct context *context, const char *id,
                                   struct fhir_answer *out) {
    struct model model = {.compiled = NULL};
    struct uuid uuid;
    if (!uuid_parse(id, &uuid)) {
        return STATUS_not_found;
    }
    enum status status = model_find_by_id(context, uuid, &model);
    out->version = status == OK ? model_etag(&model) : 0;
    return status == OK ? add(context, &model, out) : status;
}

static bool is_asked_for(struct context *context, const struct fhir_search *search,
                         const struct model *model) {
    const char *url = fhir_value(search, "url");
    const char *version = arena_format(context->arena, "%lld", (long long)model->version);
    return (!url || strcmp(url, fhir_questionnaire_canonical(context, model->code)) == 0) &&
           fhir_asks_for(search, "version", "", version) &&
           fhir_asks_for(search, "status", status_system, state_of(model));
}

enum status fhir_questionnaire_find(struct context *context, const struct fhir_search *search,
                                    struct fhir_answer *out) {
    static const char *const keyset[] = {"published_at", "id", NULL};
    struct list rows = {NULL, 0};
    enum status status = model_list(context, &rows);
    struct model *models = rows.items;
    for (size_t i = 0; status == OK && i < page_shown(&search->page, rows.count); i++) {
        bool asked = is_asked_for(context, search, &models[i]);
        status = asked ? model_open(context, &models[i]) : OK;
        status = status == OK && asked ? add(context, &models[i], out) : status;
    }
    if (status == OK) {
        out->next = page_next(context, &search->page, &model_shape, &rows, keyset);
    }
    return status;
}
