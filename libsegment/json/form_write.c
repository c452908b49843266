/* The questions of a model, for a frontend to draw. */
#include <string.h>

#include "result.h"

static const char *const kinds[] = {"level", "count", "choice"};

/* "key": one text, or {fi, sv, en} without a language; nothing where there is none. */
static void put_words(struct segj_buffer *buffer, const char *key, const struct texts *texts,
                      enum segj_language language) {
    if (!texts->in[SEGJ_FI].quoted.at) {
        return;
    }
    put_key(buffer, key, strlen(key));
    if (language != SEGJ_NO_LANGUAGE) {
        segj_put_span(buffer, texts->in[language].quoted);
        return;
    }
    PUT(buffer, "{");
    for (int i = 0; i < LANGUAGES; i++) {
        put_key(buffer, "\"", 1);
        segj_buffer_append(buffer, segj_languages[i], 2);
        PUT(buffer, "\":");
        segj_put_span(buffer, texts->in[i].quoted);
    }
    PUT(buffer, "}");
}

static void begin_entry(struct segj_buffer *buffer, size_t index, const char *key,
                        struct span code) {
    if (index) {
        PUT(buffer, ",");
    }
    PUT(buffer, "{");
    segj_buffer_append(buffer, key, strlen(key));
    segj_put_span(buffer, code);
}

static void put_axes(const struct segj_model *model, enum segj_language language,
                     struct segj_buffer *buffer) {
    for (size_t i = 0; i < seg_model_count(model->engine, SEG_AXIS); i++) {
        begin_entry(buffer, i, "\"code\":", model->axes[i]);
        put_words(buffer, "\"text\":", &model->axis_names[i], language);
        PUT(buffer, ",\"states\":[");
        for (size_t n = 0; n < seg_axis_states(model->engine, i); n++) {
            begin_entry(buffer, n, "\"code\":", model->states[i][n]);
            put_words(buffer, "\"text\":", &model->state_names[i][n], language);
            PUT(buffer, "}");
        }
        PUT(buffer, "]}");
    }
}

static void put_options(const struct segj_model *model, size_t item, enum segj_language language,
                        struct segj_buffer *buffer) {
    struct seg_item_info info = seg_item(model->engine, item);
    PUT(buffer, ",\"options\":[");
    for (size_t n = 0; n < info.levels; n++) {
        begin_entry(buffer, n, "\"value\":", model->values[item][n]);
        put_words(buffer, "\"text\":", &model->option_texts[item][n], language);
        if (info.kind == SEG_COUNT) {
            PUT(buffer, ",\"from\":");
            segj_put_number(buffer, seg_option_from(model->engine, item, n));
        }
        PUT(buffer, "}");
    }
    PUT(buffer, "]");
}

static void put_item(const struct segj_model *model, size_t item, enum segj_language language,
                     struct segj_buffer *buffer) {
    struct seg_item_info info = seg_item(model->engine, item);
    begin_entry(buffer, item, "\"code\":", model->items[item]);
    PUT(buffer, ",\"axis\":");
    segj_put_span(buffer,
                  info.axis == SEG_NONE ? (struct span){"null", 4} : model->axes[info.axis]);
    PUT(buffer, ",\"kind\":\"");
    segj_buffer_append(buffer, kinds[info.kind], strlen(kinds[info.kind]));
    PUT(buffer, "\",\"not_applicable\":");
    put_bool(buffer, info.not_applicable);
    put_words(buffer, "\"text\":", &model->item_texts[item], language);
    put_words(buffer, "\"help\":", &model->item_help[item], language);
    put_options(model, item, language, buffer);
    PUT(buffer, "}");
}

static void put_duration(const struct segj_model *model, enum segj_language language,
                         struct segj_buffer *buffer) {
    size_t count = seg_model_count(model->engine, SEG_DURATION);
    if (!count) {
        return;
    }
    PUT(buffer, ",\"duration\":{");
    put_words(buffer, "\"text\":", &model->duration_name, language);
    PUT(buffer, ",\"options\":[");
    for (size_t i = 0; i < count; i++) {
        begin_entry(buffer, i, "\"value\":", model->durations[i]);
        put_words(buffer, "\"text\":", &model->duration_names[i], language);
        PUT(buffer, "}");
    }
    PUT(buffer, "]}");
}

static void put_flags(const struct segj_model *model, enum segj_language language,
                      struct segj_buffer *buffer) {
    for (size_t i = 0; i < seg_model_count(model->engine, SEG_FLAG); i++) {
        begin_entry(buffer, i, "\"code\":", model->flags[i]);
        put_words(buffer, "\"text\":", &model->flag_names[i], language);
        put_words(buffer, "\"help\":", &model->flag_words[i], language);
        PUT(buffer, "}");
    }
}

int form_reads_age(const struct segj_model *model) {
    struct seg_trace_entry entries[SEG_MAX_TRACE];
    struct seg_input input;
    size_t count = 0;
    seg_input_init(&input);
    if (seg_trace(model->engine, &input, entries, SEG_MAX_TRACE, &count) != SEG_OK) {
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        if (entries[i].test == SEG_TEST_AGE) {
            return 1;
        }
    }
    return 0;
}

void segj_form_write(const struct segj_model *model, enum segj_language language,
                     struct segj_buffer *buffer) {
    PUT(buffer, "{\"model\":");
    segj_buffer_string(buffer, model->code, strlen(model->code));
    PUT(buffer, ",\"version\":");
    segj_put_number(buffer, model->version);
    PUT(buffer, ",\"hash\":\"");
    segj_buffer_append(buffer, model->hash, 64);
    PUT(buffer, "\"");
    put_words(buffer, "\"text\":", &model->model_name, language);
    PUT(buffer, ",\"axes\":[");
    put_axes(model, language, buffer);
    PUT(buffer, "],\"items\":[");
    for (size_t i = 0; i < seg_model_count(model->engine, SEG_ITEM); i++) {
        put_item(model, i, language, buffer);
    }
    PUT(buffer, "]");
    put_duration(model, language, buffer);
    PUT(buffer, ",\"age\":");
    put_bool(buffer, form_reads_age(model));
    PUT(buffer, ",\"flags\":[");
    put_flags(model, language, buffer);
    PUT(buffer, "]}");
}
