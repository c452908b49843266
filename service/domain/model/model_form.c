#include "domain/model/model_form.h"
#include "json/json.h"

#include <string.h>

/* What the service knows of a version, around the form that the model itself gives. */
struct form {
    const struct model *model;
    struct text *out;
};

static void put_key(struct form *form, const char *key) {
    text_add_char(form->out, ',');
    json_write_string(form->out, key);
    text_add_char(form->out, ':');
}

static void put_string(struct form *form, const char *key, const char *value) {
    put_key(form, key);
    json_write_string(form->out, value);
}

static void put_date(struct form *form, const char *key, struct date date) {
    char text[DATE_TEXT_SIZE];
    if (date_is_set(date)) {
        date_print(date, text);
        put_string(form, key, text);
        return;
    }
    put_key(form, key);
    text_add_string(form->out, "null");
}

static void put_head(struct form *form) {
    char id[UUID_TEXT_SIZE];
    uuid_print(&form->model->id, id);
    text_add_string(form->out, "\"id\":");
    json_write_string(form->out, id);
    put_string(form, "status", model_status_words[form->model->status - 1]);
    put_date(form, "valid_from", form->model->valid_from);
    put_date(form, "valid_to", form->model->valid_to);
    text_add_char(form->out, ',');
}

static void put_history(struct form *form) {
    const struct list *actions = &form->model->available_actions, *steps = &form->model->history;
    put_key(form, "available_actions");
    text_add_char(form->out, '[');
    for (size_t i = 0; i < actions->count; i++) {
        text_add_string(form->out, i > 0 ? "," : "");
        json_write_string(form->out, ((const char *const *)actions->items)[i]);
    }
    text_add_char(form->out, ']');
    put_key(form, "history");
    text_add_char(form->out, '[');
    for (size_t i = 0; i < steps->count; i++) {
        text_add_string(form->out, i > 0 ? "," : "");
        json_write(form->out, &move_step_shape, &((const struct move_step *)steps->items)[i]);
    }
    text_add_char(form->out, ']');
}

static void take(struct segj_buffer *buffer, struct text *out) {
    text_add(out, buffer->data, buffer->length);
    segj_buffer_clear(buffer);
}

void model_segments_write(const struct model *model, enum language language, struct text *out) {
    struct segj_buffer buffer = {0};
    segj_segments_write(model->compiled, (enum segj_language)language, &buffer);
    take(&buffer, out);
}

void model_form_write(const struct model *model, enum language language, bool document,
                      struct text *out) {
    struct form form = {model, out};
    struct segj_buffer buffer = {0};
    text_add_char(out, '{');
    put_head(&form);
    segj_form_members(model->compiled, (enum segj_language)language, &buffer);
    take(&buffer, out);
    put_history(&form);
    if (document) {
        size_t length = 0;
        const char *bytes = segj_model_canonical(model->compiled, &length);
        put_key(&form, "document");
        text_add(out, bytes, length);
    }
    text_add_char(out, '}');
}

/* --- single facts --- */

static const struct json *document_of(const struct model *model) {
    return json_of_tree(segj_model_tree(model->compiled));
}

static const struct json *segment_of(const struct model *model, const char *segment) {
    int index =
        seg_model_find(segj_model_engine(model->compiled), SEG_SEGMENT, segment, strlen(segment));
    if (index < 0) {
        return NULL;
    }
    return json_at(json_member(document_of(model), "segments"), (size_t)index);
}

const char *model_segment_name(const struct model *model, const char *segment,
                               enum language language) {
    int index =
        seg_model_find(segj_model_engine(model->compiled), SEG_SEGMENT, segment, strlen(segment));
    return index < 0
               ? NULL
               : model_text(model, (struct seg_place){SEG_SEGMENT, index, -1}, SEGJ_NAME, language);
}

const char *model_axis_name(const struct model *model, const char *axis, enum language language) {
    int index = seg_model_find(segj_model_engine(model->compiled), SEG_AXIS, axis, strlen(axis));
    return index < 0
               ? NULL
               : model_text(model, (struct seg_place){SEG_AXIS, index, -1}, SEGJ_NAME, language);
}

const char *model_state_name(const struct model *model, const char *axis, const char *state,
                             enum language language) {
    int index = seg_model_find(segj_model_engine(model->compiled), SEG_AXIS, axis, strlen(axis));
    const struct json *states = json_member(
        json_at(json_member(document_of(model), "axes"), index < 0 ? 0 : (size_t)index), "states");
    for (size_t i = 0; index >= 0 && i < json_count(states); i++) {
        const char *code = json_text(json_member(json_at(states, i), "code"));
        if (code && strcmp(code, state) == 0) {
            return model_text(model, (struct seg_place){SEG_STATE, (int)i, index}, SEGJ_NAME,
                              language);
        }
    }
    return NULL;
}

void model_questionnaire_write(const struct model *model, enum language language, const char *url,
                               struct text *out) {
    struct segj_buffer buffer = {0};
    segj_form_write_fhir(model->compiled, (enum segj_language)language, url, &buffer);
    take(&buffer, out);
}

size_t model_segment_count(const struct model *model) {
    return seg_model_count(segj_model_engine(model->compiled), SEG_SEGMENT);
}

const char *model_segment_code(const struct model *model, size_t index) {
    return seg_model_code(segj_model_engine(model->compiled), SEG_SEGMENT, index);
}

bool model_consequence_is(struct context *context, const struct model *model, const char *segment,
                          const char *consequence, const char *value) {
    const struct json *found = json_member(
        json_member(json_member(segment_of(model, segment), "consequences"), consequence), "value");
    const char *quoted = found ? json_canonical(context, found) : "";
    return strcmp(quoted, arena_format(context->arena, "\"%s\"", value)) == 0;
}
