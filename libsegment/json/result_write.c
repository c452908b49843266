/* A result as canonical JSON: the members in their order, straight into the buffer. */
#include "result.h"

#include <string.h>

static void put_consequences(const struct writing *writing) {
    const struct seg_result *result = writing->result;
    struct segj_buffer *buffer = writing->buffer;
    if (result->segment == SEG_NONE) {
        PUT(buffer, "null");
        return;
    }
    const struct consequences *out = &writing->model->consequences[result->segment];
    enum segj_language language = writing->options.language;
    PUT(buffer, "{");
    segj_put_span(buffer, out->before_review);
    if (result->review_months) {
        PUT(buffer, "\"review_months\":");
        segj_put_number(buffer, result->review_months);
        PUT(buffer, ",");
    }
    segj_put_span(buffer, out->between);
    if (!writing->core && language != SEGJ_NO_LANGUAGE) {
        PUT(buffer, "\"texts\":");
        segj_put_span(buffer, out->texts[language]);
        PUT(buffer, ",");
    }
    segj_put_span(buffer, out->after_texts);
    if (buffer->data && buffer->data[buffer->length - 1] == ',') {
        buffer->length--; /* every part ends in a comma */
    }
    PUT(buffer, "}");
}

static void put_missing(const struct writing *writing) {
    const struct segj_model *model = writing->model;
    uint64_t missing = writing->result->unanswered & model->scored;
    bool first = true;
    PUT(writing->buffer, "[");
    for (; missing; missing &= missing - 1) {
        if (!first) {
            PUT(writing->buffer, ",");
        }
        segj_put_span(writing->buffer, model->items[__builtin_ctzll(missing)]);
        first = false;
    }
    PUT(writing->buffer, "]");
}

static void put_reason(const struct writing *writing, const struct seg_reason *reason) {
    const struct segj_model *model = writing->model;
    struct segj_buffer *buffer = writing->buffer;
    size_t index = reason->code & ~(unsigned)SEG_REASON_RULE;
    PUT(buffer, "{");
    if (reason->code & SEG_REASON_RULE) {
        PUT(buffer, "\"code\":");
        segj_put_span(buffer, model->rules[index]);
        PUT(buffer, ",\"rule\":");
        segj_put_span(buffer, model->rules[index]);
        put_text(writing, "\"text\":", &model->rule_texts[index]);
    } else {
        uint8_t answer = writing->result->answers[index];
        PUT(buffer, "\"axis\":");
        segj_put_span(buffer, model->axes[reason->axis]);
        PUT(buffer, ",\"code\":");
        segj_put_span(buffer, model->items[index]);
        PUT(buffer, ",\"contribution\":");
        segj_put_number(buffer, reason->contribution);
        PUT(buffer, ",\"item\":");
        segj_put_span(buffer, model->items[index]);
        if (answer < SEG_MAX_LEVELS) {
            put_text(writing, "\"text\":", &model->reason_texts[index][answer]);
        }
    }
    PUT(buffer, "}");
}

static void put_reasons(const struct writing *writing) {
    PUT(writing->buffer, "[");
    for (size_t i = 0; i < writing->result->reason_count; i++) {
        if (i) {
            PUT(writing->buffer, ",");
        }
        put_reason(writing, &writing->result->reasons[i]);
    }
    PUT(writing->buffer, "]");
}

static void put_signals(const struct writing *writing) {
    const struct segj_model *model = writing->model;
    bool first = true;
    PUT(writing->buffer, "[");
    for (uint32_t left = writing->result->signals; left; left &= left - 1) {
        size_t index = (size_t)__builtin_ctz(left);
        if (!first) {
            PUT(writing->buffer, ",");
        }
        PUT(writing->buffer, "{\"code\":");
        segj_put_span(writing->buffer, model->signals[index]);
        put_text(writing, "\"text\":", &model->signal_texts[index]);
        PUT(writing->buffer, "}");
        first = false;
    }
    PUT(writing->buffer, "]");
}

static void put_segment(const struct writing *writing, const struct span *codes) {
    if (writing->result->segment == SEG_NONE) {
        PUT(writing->buffer, "null");
    } else {
        segj_put_span(writing->buffer, codes[writing->result->segment]);
    }
}

/* certain .. missing: what stands before next_question. */
static void put_first_half(const struct writing *writing) {
    struct segj_buffer *buffer = writing->buffer;
    PUT(buffer, "{\"certain\":");
    put_bool(buffer, writing->result->certain);
    PUT(buffer, ",\"consequences\":");
    put_consequences(writing);
    if (!writing->core && writing->options.trace) {
        put_cut_offs(writing);
    }
    PUT(buffer, ",\"exact\":");
    put_bool(buffer, writing->result->exact);
    if (!writing->core && writing->options.fewest && writing->options.scratch.memory &&
        !writing->result->certain) {
        put_fewest(writing);
    }
    PUT(buffer, ",\"missing\":");
    put_missing(writing);
    PUT(buffer, ",\"model\":");
    segj_put_span(buffer, writing->model->name);
    if (!writing->core && writing->options.next && !writing->result->certain) {
        put_next_question(writing);
    }
}

static void put_middle(const struct writing *writing) {
    struct segj_buffer *buffer = writing->buffer;
    PUT(buffer, ",\"possible\":");
    put_mask(buffer, writing->result->possible, writing->model->segments, SEG_MAX_SEGMENTS);
    PUT(buffer, ",\"process\":");
    put_segment(writing, writing->model->processes);
    PUT(buffer, ",\"reasons\":");
    put_reasons(writing);
}

static void put_second_half(const struct writing *writing) {
    struct segj_buffer *buffer = writing->buffer;
    PUT(buffer, ",\"scores\":");
    put_scores(writing, writing->result);
    PUT(buffer, ",\"segment\":");
    put_segment(writing, writing->model->segments);
    if (writing->result->segment != SEG_NONE) {
        put_text(writing,
                 "\"segment_name\":", &writing->model->segment_names[writing->result->segment]);
    }
    PUT(buffer, ",\"signals\":");
    put_signals(writing);
}

void segj_segment_write(const struct segj_model *model, size_t segment, uint16_t review_months,
                        enum segj_language language, struct segj_buffer *buffer) {
    struct seg_result result = {.segment = (uint8_t)segment, .review_months = review_months};
    struct writing writing = {.model = model, .result = &result, .buffer = buffer};
    writing.options.language = language;
    PUT(buffer, "{\"consequences\":");
    put_consequences(&writing);
    PUT(buffer, ",\"process\":");
    put_segment(&writing, model->processes);
    PUT(buffer, ",\"segment\":");
    put_segment(&writing, model->segments);
    put_text(&writing, "\"segment_name\":", &model->segment_names[segment]);
    PUT(buffer, "}");
}

/* The members always there, which are hashed. Returns where the hash itself belongs. */
static size_t put_core(const struct writing *writing) {
    put_first_half(writing);
    put_middle(writing);
    size_t middle = writing->buffer->length;
    put_second_half(writing);
    PUT(writing->buffer, "}");
    return middle;
}

static void hash_from(const struct segj_buffer *buffer, size_t start, char hash[65]) {
    hash[0] = 0;
    if (!buffer->failed) {
        segj_hash_hex(buffer->data + start, buffer->length - start, hash);
    }
}

static void put_options(const struct writing *writing) {
    if (writing->options.trace) {
        PUT(writing->buffer, ",\"trace\":");
        put_trace(writing);
    }
    if (writing->options.views) {
        PUT(writing->buffer, ",\"views\":");
        put_views(writing);
    }
    if (writing->options.what_if && writing->options.scratch.memory) {
        PUT(writing->buffer, ",\"what_if\":");
        put_what_if(writing);
    }
}

static void put_hash(struct segj_buffer *buffer, const char *hash) {
    PUT(buffer, ",\"result_hash\":\"");
    segj_buffer_append(buffer, hash, strlen(hash));
    PUT(buffer, "\"");
}

/* Without texts and options what is written is what is hashed, and the hash is put in between. */
static void write_core(const struct writing *writing, char hash[65]) {
    struct segj_buffer *buffer = writing->buffer;
    size_t start = buffer->length, middle = put_core(writing), end = buffer->length;
    if (!hash[0]) {
        hash_from(buffer, start, hash);
    }
    put_hash(buffer, hash);
    if (!buffer->failed) {
        char member[sizeof ",\"result_hash\":\"\"" + 64];
        size_t length = buffer->length - end;
        memcpy(member, buffer->data + end, length);
        memmove(buffer->data + middle + length, buffer->data + middle, end - middle);
        memcpy(buffer->data + middle, member, length);
    }
}

static bool is_core(const struct segj_result_options *options) {
    return options->language == SEGJ_NO_LANGUAGE && !options->trace && !options->views &&
           !options->next && !options->fewest && !options->what_if;
}

void segj_result_write(const struct segj_model *model, const struct seg_input *input,
                       const struct seg_result *result, const struct segj_result_options *options,
                       char hash[65], struct segj_buffer *buffer) {
    struct writing writing = {model, input, result, *options, buffer, false};
    if (is_core(options)) {
        write_core(&writing, hash);
        return;
    }
    if (!hash[0]) {
        segj_result_hash(model, result, hash);
    }
    put_first_half(&writing);
    put_middle(&writing);
    put_hash(buffer, hash);
    put_second_half(&writing);
    put_options(&writing);
    PUT(buffer, "}");
}

void segj_result_hash(const struct segj_model *model, const struct seg_result *result,
                      char hash[65]) {
    struct segj_buffer buffer = {0};
    struct writing writing = {.model = model, .result = result, .buffer = &buffer, .core = true};
    writing.options.language = SEGJ_NO_LANGUAGE;
    put_core(&writing);
    hash_from(&buffer, 0, hash);
    segj_buffer_clear(&buffer);
}
