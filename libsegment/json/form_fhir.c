/* The questions of a model as a FHIR R4 Questionnaire: a group for each axis, then the rest. */
#include "form.h"

#include <string.h>

struct form {
    const struct segj_model *model;
    enum segj_language language;
    const char *url;
    struct segj_buffer *buffer;
};

static void put_string(struct form *form, const char *text) {
    segj_buffer_string(form->buffer, text, strlen(text));
}

static void put_literal(struct form *form, const char *text) {
    segj_buffer_append(form->buffer, text, strlen(text));
}

/* linkIds are the codes; a flag's begins with "flag.", for items may have the same codes. */
static void begin_item(struct form *form, const char *before, struct span code, const char *type,
                       const struct texts *text) {
    PUT(form->buffer, "{\"linkId\":\"");
    put_literal(form, before);
    segj_buffer_append(form->buffer, code.at + 1, code.length - 1);
    PUT(form->buffer, ",\"text\":");
    segj_put_span(form->buffer, text->in[form->language].quoted);
    PUT(form->buffer, ",\"type\":\"");
    segj_buffer_append(form->buffer, type, strlen(type));
    PUT(form->buffer, "\",\"required\":false");
}

/* The words that help to answer, as forms show them: an item of kind display within the item. */
static void put_help(struct form *form, const char *before, struct span code,
                     const struct texts *help) {
    if (!help->in[form->language].quoted.at) {
        return;
    }
    PUT(form->buffer, ",\"item\":[{\"linkId\":\"");
    put_literal(form, before);
    segj_buffer_append(form->buffer, code.at + 1, code.length - 2);
    PUT(form->buffer, ".help\",\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/"
                      "questionnaire-itemControl\",\"valueCodeableConcept\":{\"coding\":[{"
                      "\"system\":\"http://hl7.org/fhir/questionnaire-item-control\","
                      "\"code\":\"help\"}]}}],\"text\":");
    segj_put_span(form->buffer, help->in[form->language].quoted);
    PUT(form->buffer, ",\"type\":\"display\"}]");
}

/* { "valueCoding": { system: url/item, code, display } } */
static void put_coding(struct form *form, const char *item, struct span value, struct span text) {
    PUT(form->buffer, "{\"valueCoding\":{\"system\":");
    put_string(form, form->url);
    if (form->buffer->length) {
        form->buffer->length--; /* the closing quote */
    }
    PUT(form->buffer, "/");
    segj_buffer_append(form->buffer, item, strlen(item));
    PUT(form->buffer, "\",\"code\":");
    bool quoted = value.at[0] == '"';
    segj_buffer_append(form->buffer, "\"", quoted ? 0 : 1);
    segj_put_span(form->buffer, value);
    segj_buffer_append(form->buffer, "\"", quoted ? 0 : 1);
    PUT(form->buffer, ",\"display\":");
    segj_put_span(form->buffer, text);
    PUT(form->buffer, "}}");
}

static void put_options(struct form *form, size_t item) {
    const struct segj_model *model = form->model;
    const char *code = seg_model_code(model->engine, SEG_ITEM, item);
    struct seg_item_info info = seg_item(model->engine, item);
    PUT(form->buffer, ",\"answerOption\":[");
    for (size_t n = 0; n < info.levels; n++) {
        segj_buffer_append(form->buffer, ",", n ? 1 : 0);
        put_coding(form, code, model->values[item][n],
                   model->option_texts[item][n].in[form->language].quoted);
    }
    if (info.not_applicable) {
        struct segj_buffer quoted = {0};
        const char *text = form_label(FORM_NOT_APPLICABLE, form->language);
        segj_buffer_string(&quoted, text, strlen(text));
        PUT(form->buffer, ",");
        put_coding(form, code, (struct span){"9", 1},
                   (struct span){quoted.data, (uint32_t)quoted.length});
        segj_buffer_clear(&quoted);
    }
    PUT(form->buffer, "]");
}

/* A whole number from 0 to this. */
static void put_limits(struct form *form, const char *greatest) {
    PUT(form->buffer,
        ",\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/minValue\","
        "\"valueInteger\":0},{\"url\":\"http://hl7.org/fhir/StructureDefinition/maxValue\","
        "\"valueInteger\":");
    put_literal(form, greatest);
    PUT(form->buffer, "}]");
}

static void put_item(struct form *form, size_t item) {
    const struct segj_model *model = form->model;
    bool count = seg_item(model->engine, item).kind == SEG_COUNT;
    begin_item(form, "", model->items[item], count ? "integer" : "choice",
               &model->item_texts[item]);
    if (count) {
        put_limits(form, "9999");
    } else {
        put_options(form, item);
    }
    put_help(form, "", model->items[item], &model->item_help[item]);
    PUT(form->buffer, "}");
}

/* The items of one axis; SEG_NONE: those of no axis. Returns how many there are. */
static size_t put_items(struct form *form, uint8_t axis) {
    size_t count = 0;
    for (size_t i = 0; i < seg_model_count(form->model->engine, SEG_ITEM); i++) {
        if (seg_item(form->model->engine, i).axis == axis) {
            segj_buffer_append(form->buffer, ",", count++ ? 1 : 0);
            put_item(form, i);
        }
    }
    return count;
}

static void put_group(struct form *form, size_t axis, bool after) {
    const struct segj_model *model = form->model;
    struct segj_buffer *buffer = form->buffer;
    size_t start = buffer->length;
    segj_buffer_append(buffer, ",", after ? 1 : 0);
    begin_item(form, "", model->axes[axis], "group", &model->axis_names[axis]);
    PUT(buffer, ",\"item\":[");
    if (put_items(form, (uint8_t)axis)) {
        PUT(buffer, "]}");
    } else {
        buffer->length = start; /* an axis that is only judged has no group */
    }
}

static void put_duration(struct form *form) {
    const struct segj_model *model = form->model;
    size_t count = seg_model_count(model->engine, SEG_DURATION);
    if (!count) {
        return;
    }
    PUT(form->buffer, ",");
    begin_item(form, "", (struct span){"\"duration\"", 10}, "choice", &model->duration_name);
    PUT(form->buffer, ",\"answerOption\":[");
    for (size_t i = 0; i < count; i++) {
        segj_buffer_append(form->buffer, ",", i ? 1 : 0);
        put_coding(form, "duration", model->durations[i],
                   model->duration_names[i].in[form->language].quoted);
    }
    PUT(form->buffer, "]}");
}

static void put_flags(struct form *form) {
    const struct segj_model *model = form->model;
    for (size_t i = 0; i < seg_model_count(model->engine, SEG_FLAG); i++) {
        PUT(form->buffer, ",");
        begin_item(form, "flag.", model->flags[i], "boolean", &model->flag_names[i]);
        put_help(form, "flag.", model->flags[i], &model->flag_words[i]);
        PUT(form->buffer, "}");
    }
}

static void put_age(struct form *form) {
    if (form_reads_age(form->model)) {
        PUT(form->buffer, ",{\"linkId\":\"age\",\"text\":");
        put_string(form, form_label(FORM_AGE, form->language));
        PUT(form->buffer, ",\"type\":\"integer\",\"required\":false");
        put_limits(form, "150");
        PUT(form->buffer, "}");
    }
}

/* Duration, age, flags and items without an axis, in a group whose linkId no code can be. */
static void put_others(struct form *form, bool after) {
    struct segj_buffer *buffer = form->buffer;
    size_t start = buffer->length;
    segj_buffer_append(buffer, ",", after ? 1 : 0);
    PUT(buffer, "{\"linkId\":\"other-questions\",\"text\":");
    put_string(form, form_label(FORM_OTHER, form->language));
    PUT(buffer, ",\"type\":\"group\",\"required\":false,\"item\":[");
    size_t inner = buffer->length;
    put_items(form, SEG_NONE);
    put_duration(form);
    put_age(form);
    put_flags(form);
    if (buffer->length == inner) {
        buffer->length = start;
        return;
    }
    if (buffer->data && buffer->data[inner] == ',') {
        memmove(buffer->data + inner, buffer->data + inner + 1, buffer->length - inner - 1);
        buffer->length--;
    }
    PUT(buffer, "]}");
}

/* The code as FHIR wants a name to be: a capital first, and no hyphens. */
static void put_name(struct form *form) {
    for (const char *at = form->model->code; *at; at++) {
        char letter = at == form->model->code ? (char)(*at - 'a' + 'A') : *at == '-' ? '_' : *at;
        segj_buffer_append(form->buffer, &letter, 1);
    }
}

static void put_head(struct form *form) {
    const struct segj_model *model = form->model;
    struct segj_buffer *buffer = form->buffer;
    PUT(buffer, "{\"resourceType\":\"Questionnaire\",\"language\":");
    put_string(form, segj_languages[form->language]);
    PUT(buffer, ",\"url\":");
    put_string(form, form->url);
    PUT(buffer, ",\"version\":\"");
    segj_put_number(buffer, model->version);
    PUT(buffer, "\",\"name\":\"");
    put_name(form);
    PUT(buffer, "\",\"title\":");
    segj_put_span(buffer, model->model_name.in[form->language].quoted);
    PUT(buffer,
        ",\"status\":\"active\",\"subjectType\":[\"Patient\"],\"effectivePeriod\":{\"start\":");
    put_string(form, model->valid_from);
    if (model->valid_to) {
        PUT(buffer, ",\"end\":");
        put_string(form, model->valid_to);
    }
    PUT(buffer, "}");
}

void segj_form_write_fhir(const struct segj_model *model, enum segj_language language,
                          const char *url, struct segj_buffer *buffer) {
    struct form form = {model, language == SEGJ_NO_LANGUAGE ? SEGJ_FI : language, url, buffer};
    size_t axes = seg_model_count(model->engine, SEG_AXIS);
    put_head(&form);
    size_t before = buffer->length;
    PUT(buffer, ",\"item\":[");
    size_t start = buffer->length;
    for (size_t i = 0; i < axes; i++) {
        put_group(&form, i, buffer->length > start);
    }
    put_others(&form, buffer->length > start);
    if (buffer->length == start) {
        buffer->length = before; /* FHIR knows no empty list */
        PUT(buffer, "}");
        return;
    }
    PUT(buffer, "]}");
}
