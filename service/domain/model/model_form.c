#include "domain/model/model_form.h"
#include "json/json.h"

#include <string.h>

/* One form being written. */
struct form {
    const struct model *model;
    const struct seg_model *engine;
    enum language language;
    struct text *out;
};

/* --- members; every `first` tells that no comma stands before --- */

static void put_key(struct form *form, const char *key, bool first) {
    if (!first)
        text_add_char(form->out, ',');
    json_write_string(form->out, key);
    text_add_char(form->out, ':');
}

static void put_string(struct form *form, const char *key, const char *value, bool first) {
    put_key(form, key, first);
    json_write_string(form->out, value);
}

static void put_int(struct form *form, const char *key, int64_t value) {
    put_key(form, key, false);
    text_add_int(form->out, value);
}

static void put_bool(struct form *form, const char *key, bool value) {
    put_key(form, key, false);
    text_add_string(form->out, value ? "true" : "false");
}

static const char *words_of(const struct form *form, struct seg_place place, enum segj_part part) {
    return segj_text(form->model->compiled, place, part, (enum segj_language)form->language);
}

static void put_words(struct form *form, const char *key, struct seg_place place,
                      enum segj_part part) {
    const char *words = words_of(form, place, part);
    if (words)
        put_string(form, key, words, false);
}

static struct seg_place place_of(enum seg_kind kind, size_t index) {
    return (struct seg_place){kind, (int)index, -1};
}

static void put_date(struct form *form, const char *key, struct date date) {
    char text[DATE_TEXT_SIZE];
    put_key(form, key, false);
    if (!date_is_set(date)) {
        text_add_string(form->out, "null");
        return;
    }
    date_print(date, text);
    json_write_string(form->out, text);
}

static const struct json *document_of(const struct model *model) {
    return json_of_tree(segj_model_tree(model->compiled));
}

static void begin_code(struct form *form, size_t index, const char *code) {
    text_add_string(form->out, index > 0 ? ",{" : "{");
    put_string(form, "code", code, true);
}

static void put_named(struct form *form, size_t index, const char *code, struct seg_place place) {
    begin_code(form, index, code);
    put_words(form, "name", place, SEGJ_NAME);
    text_add_char(form->out, '}');
}

/* --- segments --- */

struct consequences {
    struct form *form;
    bool any;
};

static void put_consequence(void *data, const char *name, const struct json *value) {
    struct consequences *consequences = data;
    struct form *form = consequences->form;
    put_key(form, name, !consequences->any);
    consequences->any = true;
    text_add_string(form->out, "{\"value\":");
    json_write_value(form->out, json_member(value, "value"));
    text_add_string(form->out, ",\"text\":");
    json_write_value(form->out,
                     json_member(json_member(value, "text"), language_codes[form->language]));
    text_add_char(form->out, '}');
}

static void put_segment(struct form *form, size_t index) {
    const struct json *segment = json_at(json_member(document_of(form->model), "segments"), index);
    struct consequences consequences = {form, false};
    const char *process = seg_segment_process(form->engine, index);
    int months = seg_segment_review_months(form->engine, index);
    begin_code(form, index, seg_model_code(form->engine, SEG_SEGMENT, index));
    put_words(form, "name", place_of(SEG_SEGMENT, index), SEGJ_NAME);
    put_words(form, "description", place_of(SEG_SEGMENT, index), SEGJ_WORDS);
    if (*process)
        put_string(form, "process", process, false);
    if (months > 0)
        put_int(form, "review_months", months);
    put_key(form, "above", false);
    if (json_member(segment, "above"))
        json_write_value(form->out, json_member(segment, "above"));
    else
        text_add_string(form->out, "[]");
    put_key(form, "consequences", false);
    text_add_char(form->out, '{');
    json_each_member(json_member(segment, "consequences"), put_consequence, &consequences);
    text_add_string(form->out, "}}");
}

static void put_segments(struct form *form) {
    text_add_char(form->out, '[');
    for (size_t i = 0; i < seg_model_count(form->engine, SEG_SEGMENT); i++)
        put_segment(form, i);
    text_add_char(form->out, ']');
}

/* --- axes, questions --- */

static void put_axis(struct form *form, size_t axis) {
    bool ratio = seg_axis_method(form->engine, axis) == SEG_RATIO;
    begin_code(form, axis, seg_model_code(form->engine, SEG_AXIS, axis));
    put_words(form, "name", place_of(SEG_AXIS, axis), SEGJ_NAME);
    put_string(form, "method", ratio ? "ratio" : "points", false);
    if (ratio)
        put_int(form, "scale", seg_axis_scale(form->engine, axis));
    put_key(form, "states", false);
    text_add_char(form->out, '[');
    for (size_t i = 0; i < seg_axis_states(form->engine, axis); i++)
        put_named(form, i, seg_axis_state_code(form->engine, axis, i),
                  (struct seg_place){SEG_STATE, (int)i, (int)axis});
    text_add_string(form->out, "]}");
}

static void put_axes(struct form *form) {
    put_key(form, "axes", false);
    text_add_char(form->out, '[');
    for (size_t i = 0; i < seg_model_count(form->engine, SEG_AXIS); i++)
        put_axis(form, i);
    text_add_char(form->out, ']');
}

static void put_option(struct form *form, size_t item, size_t option, enum seg_item_kind kind) {
    text_add_string(form->out, option > 0 ? ",{\"value\":" : "{\"value\":");
    if (kind == SEG_CHOICE)
        json_write_string(form->out, seg_option_code(form->engine, item, option));
    else
        text_add_int(form->out, (int64_t)option);
    put_words(form, "text", (struct seg_place){SEG_OPTION, (int)option, (int)item}, SEGJ_NAME);
    if (kind == SEG_COUNT)
        put_int(form, "from", seg_option_from(form->engine, item, option));
    text_add_char(form->out, '}');
}

static void put_item(struct form *form, size_t index) {
    static const char *const kinds[] = {"level", "count", "choice"};
    struct seg_item_info info = seg_item(form->engine, index);
    begin_code(form, index, seg_model_code(form->engine, SEG_ITEM, index));
    if (info.axis != SEG_NONE)
        put_string(form, "axis", seg_model_code(form->engine, SEG_AXIS, info.axis), false);
    put_string(form, "kind", kinds[info.kind], false);
    put_words(form, "text", place_of(SEG_ITEM, index), SEGJ_NAME);
    put_words(form, "help", place_of(SEG_ITEM, index), SEGJ_WORDS);
    if (info.scored)
        put_int(form, "weight", info.weight);
    put_bool(form, "reversed", info.reversed);
    put_bool(form, "changeable", info.changeable);
    put_bool(form, "not_applicable", info.not_applicable);
    put_key(form, "options", false);
    text_add_char(form->out, '[');
    for (size_t i = 0; i < info.levels; i++)
        put_option(form, index, i, info.kind);
    text_add_string(form->out, "]}");
}

static void put_items(struct form *form) {
    put_key(form, "items", false);
    text_add_char(form->out, '[');
    for (size_t i = 0; i < seg_model_count(form->engine, SEG_ITEM); i++)
        put_item(form, i);
    text_add_char(form->out, ']');
}

/* --- duration, flags, views --- */

static void put_duration(struct form *form) {
    size_t count = seg_model_count(form->engine, SEG_DURATION);
    const struct json *names =
        json_member(json_member(document_of(form->model), "duration"), "names");
    if (count == 0)
        return;
    put_key(form, "duration", false);
    text_add_string(form->out, "{\"name\":");
    json_write_value(form->out, json_member(names, language_codes[form->language]));
    text_add_string(form->out, ",\"states\":[");
    for (size_t i = 0; i < count; i++)
        put_named(form, i, seg_model_code(form->engine, SEG_DURATION, i),
                  place_of(SEG_DURATION, i));
    text_add_string(form->out, "]}");
}

static void put_flags(struct form *form) {
    put_key(form, "flags", false);
    text_add_char(form->out, '[');
    for (size_t i = 0; i < seg_model_count(form->engine, SEG_FLAG); i++) {
        begin_code(form, i, seg_model_code(form->engine, SEG_FLAG, i));
        put_words(form, "name", place_of(SEG_FLAG, i), SEGJ_NAME);
        put_words(form, "description", place_of(SEG_FLAG, i), SEGJ_WORDS);
        text_add_char(form->out, '}');
    }
    text_add_char(form->out, ']');
}

static void put_views(struct form *form) {
    enum { DEFAULT_DISAGREEMENT = 2 };
    static const char *const policies[] = {
        [SEG_PROFESSIONAL_FIRST] = "professional_first",
        [SEG_CLIENT_FIRST] = "client_first",
        [SEG_WORST] = "worst",
        [SEG_MEAN] = "mean",
    };
    const struct json *views = json_member(document_of(form->model), "views");
    enum seg_policy policy = seg_model_policy(form->engine);
    put_key(form, "views", false);
    text_add_char(form->out, '{');
    put_string(form, "policy",
               policies[policy == SEG_POLICY_DEFAULT ? SEG_PROFESSIONAL_FIRST : policy], true);
    put_key(form, "disagreement", false);
    if (json_member(views, "disagreement"))
        json_write_value(form->out, json_member(views, "disagreement"));
    else
        text_add_int(form->out, DEFAULT_DISAGREEMENT);
    text_add_char(form->out, '}');
}

static void put_head(struct form *form) {
    const struct model *model = form->model;
    char id[UUID_TEXT_SIZE];
    uuid_print(&model->id, id);
    put_string(form, "id", id, true);
    put_string(form, "code", model->code, false);
    put_int(form, "version", model->version);
    put_string(form, "hash", model->hash, false);
    put_string(form, "status", model_status_words[model->status - 1], false);
    put_words(form, "name", place_of(SEG_MODEL, 0), SEGJ_NAME);
    put_words(form, "description", place_of(SEG_MODEL, 0), SEGJ_WORDS);
    const struct json *sources = json_member(document_of(model), "sources");
    if (sources) {
        put_key(form, "sources", false);
        json_write_value(form->out, sources);
    }
    put_date(form, "valid_from", model->valid_from);
    put_date(form, "valid_to", model->valid_to);
}

/* A version is published as it is made; no operation changes its status after that. */
static void put_history(struct form *form) {
    const struct model *model = form->model;
    char at[INSTANT_TEXT_SIZE];
    put_key(form, "available_actions", false);
    text_add_string(form->out, "[]");
    put_key(form, "history", false);
    instant_print(model->published_at, at);
    text_add_string(form->out, "[{\"version\":1,");
    put_string(form, "at", at, true);
    if (model->published_by && *model->published_by) {
        put_key(form, "by", false);
        text_add_char(form->out, '{');
        put_string(form, "sub", model->published_by, true);
        text_add_char(form->out, '}');
    }
    put_string(form, "action", "publish", false);
    put_string(form, "to", model_status_words[MODEL_PUBLISHED - 1], false);
    text_add_string(form->out, "}]");
}

static struct form form_of(const struct model *model, enum language language, struct text *out) {
    return (struct form){model, segj_model_engine(model->compiled), language, out};
}

void model_segments_write(const struct model *model, enum language language, struct text *out) {
    struct form form = form_of(model, language, out);
    put_segments(&form);
}

void model_form_write(const struct model *model, enum language language, bool document,
                      struct text *out) {
    struct form form = form_of(model, language, out);
    text_add_char(out, '{');
    put_head(&form);
    put_key(&form, "segments", false);
    put_segments(&form);
    put_axes(&form);
    put_items(&form);
    put_duration(&form);
    put_flags(&form);
    put_views(&form);
    put_history(&form);
    if (document) {
        size_t length = 0;
        const char *bytes = segj_model_canonical(model->compiled, &length);
        put_key(&form, "document", false);
        text_add(out, bytes, length);
    }
    text_add_char(out, '}');
}

/* --- single facts --- */

static const struct json *segment_of(const struct model *model, const char *segment) {
    int index =
        seg_model_find(segj_model_engine(model->compiled), SEG_SEGMENT, segment, strlen(segment));
    if (index < 0)
        return NULL;
    return json_at(json_member(document_of(model), "segments"), (size_t)index);
}

const char *model_segment_name(const struct model *model, const char *segment,
                               enum language language) {
    int index =
        seg_model_find(segj_model_engine(model->compiled), SEG_SEGMENT, segment, strlen(segment));
    return index < 0 ? NULL
                     : model_text(model, place_of(SEG_SEGMENT, (size_t)index), SEGJ_NAME, language);
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
