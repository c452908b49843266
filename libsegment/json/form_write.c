/*
 * A model as a frontend draws it: segments with what follows, axes, questions with their options,
 * duration, flags, views, and the words that every form needs. One form for the command, the
 * service and the Questionnaire.
 */
#include "form.h"

#include <stdlib.h>
#include <string.h>

/* One form being written; without a language every text is {fi, sv, en}. */
struct form {
    const struct segj_model *model;
    enum segj_language language;
    struct segj_buffer *buffer;
};

static const struct {
    const char *name;
    const char *words[LANGUAGES];
} labels[] = {
    [FORM_AGE] = {"age", {"Ikä vuosina", "Ålder i år", "Age in years"}},
    [FORM_CLIENT] = {"client",
                     {"Asiakkaan oma näkemys", "Klientens egen syn", "The client's own view"}},
    [FORM_JUDGE] = {"judge",
                    {"Arvioi suoraan, ilman kysymyksiä", "Bedöm direkt, utan frågor",
                     "Judge directly, without questions"}},
    [FORM_NO] = {"no", {"Ei", "Nej", "No"}},
    [FORM_NOT_APPLICABLE] = {"not_applicable", {"Ei sovellu", "Ej tillämpligt", "Not applicable"}},
    [FORM_OTHER] = {"other_questions", {"Muut kysymykset", "Övriga frågor", "Other questions"}},
    [FORM_PROFESSIONAL] = {"professional",
                           {"Ammattilaisen näkemys", "Den yrkesutbildades syn",
                            "The professional's view"}},
    [FORM_UNKNOWN] = {"unknown", {"Ei tiedossa", "Inte känt", "Not known"}},
    [FORM_YES] = {"yes", {"Kyllä", "Ja", "Yes"}}};
enum { LABELS = sizeof labels / sizeof *labels };

const char *form_label(enum form_label label, enum segj_language language) {
    return labels[label].words[language == SEGJ_NO_LANGUAGE ? SEGJ_FI : language];
}

/* ---- Members ---- */

static void put_string(struct form *form, const char *text) {
    segj_buffer_string(form->buffer, text, strlen(text));
}

/* "key": with the comma before it. */
static void put_member(struct form *form, const char *key) {
    put_key(form->buffer, "", 0);
    put_string(form, key);
    PUT(form->buffer, ":");
}

static void put_number(struct form *form, const char *key, int64_t number) {
    put_member(form, key);
    segj_put_number(form->buffer, number);
}

static void put_flag(struct form *form, const char *key, bool value) {
    put_member(form, key);
    put_bool(form->buffer, value);
}

/* "key": one text, or {fi, sv, en}; nothing where there is none. */
static void put_words(struct form *form, const char *key, const struct texts *texts) {
    if (!texts->in[SEGJ_FI].quoted.at) {
        return;
    }
    put_member(form, key);
    if (form->language != SEGJ_NO_LANGUAGE) {
        segj_put_span(form->buffer, texts->in[form->language].quoted);
        return;
    }
    PUT(form->buffer, "{");
    for (int i = 0; i < LANGUAGES; i++) {
        put_member(form, segj_languages[i]);
        segj_put_span(form->buffer, texts->in[i].quoted);
    }
    PUT(form->buffer, "}");
}

static void put_label(struct form *form, const char *key, enum form_label label) {
    put_member(form, key);
    if (form->language != SEGJ_NO_LANGUAGE) {
        put_string(form, labels[label].words[form->language]);
        return;
    }
    PUT(form->buffer, "{");
    for (int i = 0; i < LANGUAGES; i++) {
        put_member(form, segj_languages[i]);
        put_string(form, labels[label].words[i]);
    }
    PUT(form->buffer, "}");
}

/* {"code":<code> or {"value":<code>; the entry is ended by who has begun it. */
static void begin(struct form *form, size_t index, const char *key, struct span code) {
    segj_buffer_append(form->buffer, ",", index ? 1 : 0);
    PUT(form->buffer, "{");
    put_member(form, key);
    segj_put_span(form->buffer, code);
}

static void put_named(struct form *form, size_t index, struct span code,
                      const struct texts *names) {
    begin(form, index, "code", code);
    put_words(form, "name", names);
    PUT(form->buffer, "}");
}

static const json_t *entry_of(const struct form *form, const char *list, size_t index) {
    return json_array_get(json_object_get(form->model->tree, list), index);
}

static void put_canonical(struct form *form, const char *key, const json_t *value) {
    if (value) {
        put_member(form, key);
        segj_canonical(value, form->buffer);
    }
}

/* ---- Segments ---- */

/* A text of the document in the language, or in all three. */
static const json_t *in_language(const struct form *form, const json_t *texts) {
    return form->language == SEGJ_NO_LANGUAGE
               ? texts
               : json_object_get(texts, segj_languages[form->language]);
}

static void put_consequence(struct form *form, const char *code, const json_t *consequence) {
    put_member(form, code);
    PUT(form->buffer, "{");
    put_canonical(form, "value", json_object_get(consequence, "value"));
    put_canonical(form, "text", in_language(form, json_object_get(consequence, "text")));
    PUT(form->buffer, "}");
}

/* By code: the document may have them in any order, and the stored one has them in that. */
static void put_consequences(struct form *form, size_t segment) {
    const json_t *all = json_object_get(entry_of(form, "segments", segment), "consequences");
    const char *last = "";
    put_member(form, "consequences");
    PUT(form->buffer, "{");
    for (size_t n = 0; n < json_object_size(all); n++) {
        const char *next = NULL, *code;
        json_t *held, *walked = segj_walkable(all);
        json_object_foreach(walked, code, held) {
            if (strcmp(code, last) > 0 && (!next || strcmp(code, next) < 0)) {
                next = code;
            }
        }
        put_consequence(form, next, json_object_get(all, next));
        last = next;
    }
    PUT(form->buffer, "}");
}

static void put_segment(struct form *form, size_t index) {
    const struct segj_model *model = form->model;
    int months = seg_segment_review_months(model->engine, index);
    begin(form, index, "code", model->segments[index]);
    put_words(form, "name", &model->segment_names[index]);
    put_words(form, "description", &model->segment_words[index]);
    if (*seg_segment_process(model->engine, index)) {
        put_member(form, "process");
        segj_put_span(form->buffer, model->processes[index]);
    }
    if (months) {
        put_number(form, "review_months", months);
    }
    put_canonical(form, "above", json_object_get(entry_of(form, "segments", index), "above"));
    put_consequences(form, index);
    PUT(form->buffer, "}");
}

static void put_segments(struct form *form) {
    PUT(form->buffer, "[");
    for (size_t i = 0; i < seg_model_count(form->model->engine, SEG_SEGMENT); i++) {
        put_segment(form, i);
    }
    PUT(form->buffer, "]");
}

/* ---- Axes, groups, questions ---- */

static void put_axis(struct form *form, size_t axis) {
    const struct segj_model *model = form->model;
    bool ratio = seg_axis_method(model->engine, axis) == SEG_RATIO;
    begin(form, axis, "code", model->axes[axis]);
    put_words(form, "name", &model->axis_names[axis]);
    put_member(form, "method");
    put_string(form, ratio ? "ratio" : "points");
    if (ratio) {
        put_number(form, "scale", seg_axis_scale(model->engine, axis));
    }
    put_member(form, "states");
    PUT(form->buffer, "[");
    for (size_t n = 0; n < seg_axis_states(model->engine, axis); n++) {
        put_named(form, n, model->states[axis][n], &model->state_names[axis][n]);
    }
    PUT(form->buffer, "]}");
}

static void put_option(struct form *form, size_t item, size_t n, const struct seg_item_info *info) {
    const struct segj_model *model = form->model;
    begin(form, n, "value", model->values[item][n]);
    put_words(form, "text", &model->option_texts[item][n]);
    if (info->kind == SEG_COUNT) {
        bool last = n + 1 == info->levels;
        put_number(form, "from", seg_option_from(model->engine, item, n));
        put_number(form, "to",
                   last ? SEG_MAX_COUNT : (int64_t)seg_option_from(model->engine, item, n + 1) - 1);
    }
    PUT(form->buffer, "}");
}

/* The ICF qualifiers, where the item takes them. */
static void put_other_answers(struct form *form, const struct seg_item_info *info) {
    if (info->kind != SEG_LEVEL || info->levels > FORM_ICF_LEVELS) {
        return;
    }
    put_member(form, "other_answers");
    PUT(form->buffer, "[");
    begin(form, 0, "value", (struct span){"8", 1});
    put_label(form, "text", FORM_UNKNOWN);
    PUT(form->buffer, "}");
    if (info->not_applicable) {
        begin(form, 1, "value", (struct span){"9", 1});
        put_label(form, "text", FORM_NOT_APPLICABLE);
        PUT(form->buffer, "}");
    }
    PUT(form->buffer, "]");
}

static void put_item(struct form *form, size_t item) {
    static const char *const kinds[] = {"level", "count", "choice"};
    const struct segj_model *model = form->model;
    struct seg_item_info info = seg_item(model->engine, item);
    begin(form, item, "code", model->items[item]);
    if (info.axis != SEG_NONE) {
        put_member(form, "axis");
        segj_put_span(form->buffer, model->axes[info.axis]);
    }
    put_canonical(form, "group", json_object_get(entry_of(form, "items", item), "group"));
    put_member(form, "kind");
    put_string(form, kinds[info.kind]);
    put_words(form, "text", &model->item_texts[item]);
    put_words(form, "help", &model->item_help[item]);
    put_words(form, "client_text", &model->item_client_texts[item]);
    put_words(form, "client_help", &model->item_client_help[item]);
    put_words(form, "unit", &model->item_units[item]);
    if (info.kind == SEG_COUNT) {
        put_number(form, "least", 0);
        put_number(form, "most", SEG_MAX_COUNT);
    }
    if (info.scored) {
        put_number(form, "weight", info.weight);
    }
    put_flag(form, "reversed", info.reversed);
    put_flag(form, "changeable", info.changeable);
    put_flag(form, "not_applicable", info.not_applicable);
    put_member(form, "options");
    PUT(form->buffer, "[");
    for (size_t n = 0; n < info.levels; n++) {
        put_option(form, item, n, &info);
    }
    PUT(form->buffer, "]");
    put_other_answers(form, &info);
    PUT(form->buffer, "}");
}

static void put_questions(struct form *form) {
    const struct segj_model *model = form->model;
    put_member(form, "axes");
    PUT(form->buffer, "[");
    for (size_t i = 0; i < seg_model_count(model->engine, SEG_AXIS); i++) {
        put_axis(form, i);
    }
    PUT(form->buffer, "]");
    put_member(form, "groups");
    PUT(form->buffer, "[");
    for (size_t i = 0; i < model->group_count; i++) {
        put_named(form, i, model->groups[i], &model->group_names[i]);
    }
    PUT(form->buffer, "]");
    put_member(form, "items");
    PUT(form->buffer, "[");
    for (size_t i = 0; i < seg_model_count(model->engine, SEG_ITEM); i++) {
        put_item(form, i);
    }
    PUT(form->buffer, "]");
}

/* ---- Duration, age, flags, views, labels ---- */

static void put_duration(struct form *form) {
    const struct segj_model *model = form->model;
    size_t count = seg_model_count(model->engine, SEG_DURATION);
    if (!count) {
        return;
    }
    put_member(form, "duration");
    PUT(form->buffer, "{");
    put_words(form, "name", &model->duration_name);
    put_member(form, "states");
    PUT(form->buffer, "[");
    for (size_t i = 0; i < count; i++) {
        put_named(form, i, model->durations[i], &model->duration_names[i]);
    }
    PUT(form->buffer, "]}");
}

static void put_flags(struct form *form) {
    const struct segj_model *model = form->model;
    put_member(form, "flags");
    PUT(form->buffer, "[");
    for (size_t i = 0; i < seg_model_count(model->engine, SEG_FLAG); i++) {
        begin(form, i, "code", model->flags[i]);
        put_words(form, "name", &model->flag_names[i]);
        put_words(form, "description", &model->flag_words[i]);
        PUT(form->buffer, "}");
    }
    PUT(form->buffer, "]");
}

static void put_views_of(struct form *form) {
    enum { DEFAULT_DISAGREEMENT = 2 };
    static const char *const policies[] = {[SEG_PROFESSIONAL_FIRST] = "professional_first",
                                           [SEG_CLIENT_FIRST] = "client_first",
                                           [SEG_WORST] = "worst",
                                           [SEG_MEAN] = "mean"};
    const json_t *views = json_object_get(form->model->tree, "views");
    const json_t *least = json_object_get(views, "disagreement");
    put_member(form, "views");
    PUT(form->buffer, "{");
    put_member(form, "policy");
    put_string(form, policies[seg_model_policy(form->model->engine)]);
    put_number(form, "disagreement", least ? json_integer_value(least) : DEFAULT_DISAGREEMENT);
    PUT(form->buffer, "}");
}

static void put_labels(struct form *form) {
    put_member(form, "labels");
    PUT(form->buffer, "{");
    for (int i = 0; i < LABELS; i++) {
        put_label(form, labels[i].name, (enum form_label)i);
    }
    PUT(form->buffer, "}");
}

bool form_reads_age(const struct segj_model *model) {
    struct seg_trace_entry entries[SEG_MAX_TRACE];
    struct seg_input input;
    size_t count = 0;
    seg_input_init(&input);
    if (seg_trace(model->engine, &input, entries, SEG_MAX_TRACE, &count) != SEG_OK) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (entries[i].test == SEG_TEST_AGE) {
            return true;
        }
    }
    return false;
}

/* ---- The whole ---- */

void segj_segments_write(const struct segj_model *model, enum segj_language language,
                         struct segj_buffer *buffer) {
    struct form form = {model, language, buffer};
    put_segments(&form);
}

void segj_form_members(const struct segj_model *model, enum segj_language language,
                       struct segj_buffer *buffer) {
    struct form form = {model, language, buffer};
    put_member(&form, "code");
    put_string(&form, model->code);
    put_number(&form, "version", model->version);
    put_member(&form, "hash");
    put_string(&form, model->hash);
    put_words(&form, "name", &model->model_name);
    put_words(&form, "description", &model->model_words);
    put_canonical(&form, "sources", json_object_get(model->tree, "sources"));
    put_member(&form, "segments");
    put_segments(&form);
    put_questions(&form);
    put_duration(&form);
    put_flag(&form, "age", form_reads_age(model));
    put_flags(&form);
    put_views_of(&form);
    put_labels(&form);
}

void segj_form_write(const struct segj_model *model, enum segj_language language,
                     struct segj_buffer *buffer) {
    PUT(buffer, "{");
    segj_form_members(model, language, buffer);
    PUT(buffer, "}");
}
