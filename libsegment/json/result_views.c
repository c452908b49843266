/* The two views by themselves, where they agree, and where to talk. */
#include "result.h"

enum { DECIMALS = 10000 };

void segj_fraction_write(struct seg_fraction fraction, int64_t times, struct segj_buffer *buffer) {
    if (!fraction.denominator) {
        PUT(buffer, "null");
        return;
    }
    __extension__ typedef __int128 wide;
    wide scaled = (wide)fraction.numerator * times * DECIMALS;
    wide denominator = fraction.denominator;
    bool negative = (scaled < 0) != (denominator < 0) && scaled != 0;
    scaled = scaled < 0 ? -scaled : scaled;
    denominator = denominator < 0 ? -denominator : denominator;
    int64_t rounded = (int64_t)((scaled + denominator / 2) / denominator);
    char places[4];
    int length = 0;
    for (int64_t rest = rounded % DECIMALS, unit = DECIMALS / 10; rest; unit /= 10) {
        places[length++] = (char)('0' + rest / unit);
        rest %= unit;
    }
    if (negative && rounded) {
        PUT(buffer, "-");
    }
    segj_put_number(buffer, rounded / DECIMALS);
    if (length) {
        PUT(buffer, ".");
        segj_buffer_append(buffer, places, (size_t)length);
    }
}

void segj_agreement_write(const struct seg_agreement *agreement, struct segj_buffer *buffer) {
    struct seg_agreement_figures figures = seg_agreement_figures(agreement);
    PUT(buffer, "{\"kappa\":");
    segj_fraction_write(figures.kappa, 1, buffer);
    PUT(buffer, ",\"kappa_weighted\":");
    segj_fraction_write(figures.kappa_weighted, 1, buffer);
    PUT(buffer, ",\"pairs\":");
    segj_put_number(buffer, (int64_t)agreement->total);
    PUT(buffer, ",\"percent\":");
    segj_fraction_write(figures.same, 100, buffer);
    PUT(buffer, "}");
}

static void put_disagreement(const struct writing *writing, size_t item) {
    struct segj_buffer *buffer = writing->buffer;
    PUT(buffer, "{\"client\":");
    put_answer(writing->model, item, writing->input->answers[SEG_CLIENT][item], buffer);
    PUT(buffer, ",\"item\":");
    segj_put_span(buffer, writing->model->items[item]);
    PUT(buffer, ",\"professional\":");
    put_answer(writing->model, item, writing->input->answers[SEG_PROFESSIONAL][item], buffer);
    put_text(writing, "\"text\":", &writing->model->item_texts[item]);
    PUT(buffer, "}");
}

static void put_disagreements(const struct writing *writing) {
    bool first = true;
    PUT(writing->buffer, "[");
    for (uint64_t left = writing->result->disagreements; left; left &= left - 1) {
        if (!first) {
            PUT(writing->buffer, ",");
        }
        put_disagreement(writing, (size_t)__builtin_ctzll(left));
        first = false;
    }
    PUT(writing->buffer, "]");
}

/* What one view alone would give. */
static void put_view(const struct writing *writing, enum seg_view view) {
    struct seg_input alone = *writing->input;
    struct seg_result result;
    struct writing inner = *writing;
    int answered = 0;
    for (size_t i = 0; i < SEG_MAX_ITEMS; i++) {
        alone.answers[1 - view][i] = SEG_UNKNOWN;
        answered += alone.answers[view][i] != SEG_UNKNOWN;
    }
    if (!answered || seg_evaluate(writing->model->engine, &alone, &result) != SEG_OK) {
        PUT(writing->buffer, "null");
        return;
    }
    inner.result = &result;
    PUT(writing->buffer, "{\"answered\":");
    segj_put_number(writing->buffer, answered);
    PUT(writing->buffer, ",\"possible\":");
    put_mask(writing->buffer, result.possible, writing->model->segments, SEG_MAX_SEGMENTS);
    PUT(writing->buffer, ",\"scores\":");
    put_scores(&inner, &result);
    PUT(writing->buffer, ",\"segment\":");
    if (result.segment == SEG_NONE) {
        PUT(writing->buffer, "null");
    } else {
        segj_put_span(writing->buffer, writing->model->segments[result.segment]);
    }
    PUT(writing->buffer, "}");
}

void put_views(const struct writing *writing) {
    struct seg_agreement agreement = {0};
    struct segj_buffer *buffer = writing->buffer;
    seg_agreement_add(writing->model->engine, writing->input, &agreement);
    PUT(buffer, "{\"agreement\":");
    segj_agreement_write(&agreement, buffer);
    PUT(buffer, ",\"client\":");
    put_view(writing, SEG_CLIENT);
    PUT(buffer, ",\"disagreements\":");
    put_disagreements(writing);
    PUT(buffer, ",\"professional\":");
    put_view(writing, SEG_PROFESSIONAL);
    PUT(buffer, "}");
}
