/* The scalar kernel: seg_evaluate() row by row. What a vector kernel leaves over goes through it
 * too. */
#include "batch.h"

static uint8_t at(const uint8_t *column, size_t row) {
    return column != NULL ? column[row] : SEG_UNKNOWN;
}

static void read_row(const struct seg_model *model, const struct seg_batch_input *input, size_t row,
                     struct seg_input *one) {
    for (int view = 0; view < SEG_VIEWS; view++) {
        for (int i = 0; i < model->item_count; i++) {
            one->answers[view][i] = at(input->answers[view][i], row);
        }
    }
    for (int a = 0; a < model->axis_count; a++) {
        one->axis_state[a] = at(input->axis_state[a], row);
    }
    for (int f = 0; f < model->flag_count; f++) {
        one->flags[f] = at(input->flags[f], row);
    }
    one->duration = at(input->duration, row);
    one->age = input->age != NULL ? input->age[row] : SEG_AGE_UNKNOWN;
}

static void put(uint8_t *column, size_t row, uint8_t value) {
    if (column != NULL) {
        column[row] = value;
    }
}

static void write_axes(const struct seg_model *model, const struct seg_batch_output *output,
                       size_t row, const struct seg_result *result) {
    for (int a = 0; a < model->axis_count; a++) {
        if (output->low[a] != NULL) {
            output->low[a][row] = result->axes[a].low;
        }
        if (output->high[a] != NULL) {
            output->high[a][row] = result->axes[a].high;
        }
        put(output->states[a], row, result->axes[a].states);
    }
}

static void write_row(const struct seg_model *model, const struct seg_batch_output *output,
                      size_t row, const struct seg_result *result, bool refused) {
    put(output->refused, row, (uint8_t)refused);
    put(output->segment, row, result->segment);
    put(output->certain, row, result->certain);
    if (output->possible != NULL) {
        output->possible[row] = result->possible;
    }
    if (output->signals != NULL) {
        output->signals[row] = result->signals;
    }
    for (int r = 0; r < SEG_BATCH_REASONS; r++) {
        put(output->reason[r], row, r < result->reason_count ? result->reasons[r].code : SEG_NONE);
    }
    write_axes(model, output, row, result);
}

size_t seg_batch_scalar(const struct seg_model *model, const struct seg_batch_input *input,
                        const struct seg_batch_output *output, size_t first, size_t count) {
    static const struct seg_result none = {.segment = SEG_NONE};
    struct seg_input one;
    struct seg_result result;
    size_t refused = 0;
    seg_input_init(&one);
    for (size_t row = first; row < first + count; row++) {
        read_row(model, input, row, &one);
        bool good = seg_evaluate_quick(model, &one, &result) == SEG_OK;
        write_row(model, output, row, good ? &result : &none, !good);
        refused += !good;
    }
    return refused;
}
