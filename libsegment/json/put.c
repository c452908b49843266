/* The small pieces that results and forms are written of. */
#include "result.h"

#include <string.h>

void put_key(struct segj_buffer *buffer, const char *key, size_t length) {
    if (buffer->length && buffer->data[buffer->length - 1] != '{') {
        PUT(buffer, ",");
    }
    segj_buffer_append(buffer, key, length);
}

void put_bool(struct segj_buffer *buffer, bool value) {
    segj_buffer_append(buffer, value ? "true" : "false", value ? 4 : 5);
}

void put_truth(struct segj_buffer *buffer, enum seg_truth value) {
    if (value == SEG_OPEN) {
        PUT(buffer, "null");
    } else {
        put_bool(buffer, value == SEG_TRUE);
    }
}

void put_text(const struct writing *writing, const char *key, const struct texts *texts) {
    enum segj_language language = writing->options.language;
    if (writing->core || language == SEGJ_NO_LANGUAGE || !texts->in[language].quoted.at) {
        return;
    }
    put_key(writing->buffer, key, strlen(key));
    segj_put_span(writing->buffer, texts->in[language].quoted);
}

void put_mask(struct segj_buffer *buffer, uint32_t mask, const struct span *codes, size_t count) {
    bool first = true;
    PUT(buffer, "[");
    for (size_t i = 0; i < count; i++) {
        if (!(mask >> i & 1)) {
            continue;
        }
        if (!first) {
            PUT(buffer, ",");
        }
        segj_put_span(buffer, codes[i]);
        first = false;
    }
    PUT(buffer, "]");
}

void put_answer(const struct segj_model *model, size_t item, uint8_t answer,
                struct segj_buffer *buffer) {
    if (answer == SEG_UNKNOWN) {
        PUT(buffer, "null");
    } else if (answer == SEG_NOT_APPLICABLE) {
        PUT(buffer, "9");
    } else if (seg_item(model->engine, item).kind == SEG_COUNT) {
        segj_put_number(buffer, seg_option_from(model->engine, item, answer));
    } else {
        segj_put_span(buffer, model->values[item][answer]);
    }
}

static void put_score(const struct writing *writing, const struct seg_axis_result *axis,
                      size_t index) {
    const struct segj_model *model = writing->model;
    struct segj_buffer *buffer = writing->buffer;
    PUT(buffer, "{\"assessed\":");
    put_bool(buffer, axis->assessed);
    PUT(buffer, ",\"high\":");
    if (axis->judged) {
        PUT(buffer, "null,\"judged\":true,\"low\":null");
    } else {
        segj_put_number(buffer, axis->high);
        PUT(buffer, ",\"judged\":false,\"low\":");
        segj_put_number(buffer, axis->low);
    }
    PUT(buffer, ",\"scale\":");
    segj_put_number(buffer, seg_axis_scale(model->engine, index));
    PUT(buffer, ",\"states\":");
    put_mask(buffer, axis->states, model->states[index], SEG_MAX_STATES);
    PUT(buffer, "}");
}

void put_scores(const struct writing *writing, const struct seg_result *result) {
    const struct segj_model *model = writing->model;
    size_t count = seg_model_count(model->engine, SEG_AXIS);
    PUT(writing->buffer, "{");
    for (size_t i = 0; i < count; i++) {
        size_t axis = model->axis_order[i];
        if (i) {
            PUT(writing->buffer, ",");
        }
        segj_put_span(writing->buffer, model->axes[axis]);
        PUT(writing->buffer, ":");
        put_score(writing, &result->axes[axis], axis);
    }
    PUT(writing->buffer, "}");
}
