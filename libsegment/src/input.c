/* Inputs: an empty one, what is wrong with one, and one carried over to another model. */
#include "builder.h"
#include "facts.h"

#include <string.h>

void seg_input_init(struct seg_input *input) {
    memset(input, 0xFF, sizeof *input);
}

static int bad(struct seg_error *error, enum seg_fault fault, enum seg_kind kind, int index,
               const char *text) {
    return seg_fault_at(error, fault, seg_place_of(kind, index, -1), text);
}

static int check_answer(const struct seg_model *model, const struct seg_input *input, int item,
                        struct seg_error *error) {
    uint8_t axis = model->items[item].axis;
    for (int view = 0; view < SEG_VIEWS; view++) {
        uint8_t answer = input->answers[view][item];
        if (answer == SEG_UNKNOWN) {
            continue;
        }
        if (answer == SEG_NOT_APPLICABLE && !model->items[item].not_applicable) {
            return bad(error, SEG_FAULT_ANSWER, SEG_ITEM, item,
                       "the item cannot be answered 'not applicable'");
        }
        if (answer != SEG_NOT_APPLICABLE && answer >= model->levels[item]) {
            return bad(error, SEG_FAULT_ANSWER, SEG_ITEM, item, "the item has no such answer");
        }
        if (axis != SEG_NONE && input->axis_state[axis] != SEG_UNKNOWN) {
            bad(error, SEG_FAULT_BOTH_WAYS, SEG_AXIS, axis,
                "the axis is judged, and one of its items is answered: give one of the two");
            error->other = seg_place_of(SEG_ITEM, item, -1);
            return -1;
        }
    }
    return 0;
}

static int check_rest(const struct seg_model *model, const struct seg_input *input,
                      struct seg_error *error) {
    for (int f = 0; f < model->flag_count; f++) {
        if (input->flags[f] > 1 && input->flags[f] != SEG_UNKNOWN) {
            return bad(error, SEG_FAULT_RANGE, SEG_FLAG, f, "a flag is true, false or unknown");
        }
    }
    if (input->duration != SEG_UNKNOWN && input->duration >= model->duration_count) {
        return bad(error, SEG_FAULT_RANGE, SEG_DURATION, input->duration, "no such duration");
    }
    if (input->age != SEG_AGE_UNKNOWN && input->age > SEG_MAX_AGE) {
        return bad(error, SEG_FAULT_RANGE, SEG_AGE, input->age, "an age is at most 150 years");
    }
    return 0;
}

enum seg_status seg_input_check(const struct seg_model *model, const struct seg_input *input,
                                struct seg_error *error) {
    struct seg_error ignored;
    struct seg_error *into = error != NULL ? error : &ignored;
    memset(into, 0, sizeof *into);
    for (int a = 0; a < model->axis_count; a++) {
        uint8_t state = input->axis_state[a];
        if (state != SEG_UNKNOWN && state >= model->axes[a].state_count) {
            bad(into, SEG_FAULT_RANGE, SEG_AXIS, a, "the axis has no such state");
            return SEG_BAD_INPUT;
        }
    }
    for (int i = 0; i < model->item_count; i++) {
        if (check_answer(model, input, i, into) < 0) {
            return SEG_BAD_INPUT;
        }
    }
    return check_rest(model, input, into) < 0 ? SEG_BAD_INPUT : SEG_OK;
}

/* The index of a thing of one model in another, by its code; -1 where it has none. */
static int carried(const struct seg_model *from, const struct seg_model *to, enum seg_kind kind,
                   size_t index) {
    const char *code = seg_model_code(from, kind, index);
    return seg_model_find(to, kind, code, strlen(code));
}

static uint8_t carried_answer(const struct seg_model *from, size_t item, uint8_t answer,
                              const struct seg_model *to, size_t target) {
    if (answer == SEG_NOT_APPLICABLE) {
        return to->items[target].not_applicable ? answer : SEG_UNKNOWN;
    }
    if (answer >= from->levels[item] || from->items[item].kind != to->items[target].kind) {
        return SEG_UNKNOWN;
    }
    if (from->items[item].kind != SEG_CHOICE) {
        return answer < to->levels[target] ? answer : SEG_UNKNOWN;
    }
    const char *code = seg_option_code(from, item, answer);
    int option = seg_option_find(to, target, code, strlen(code));
    return option < 0 ? SEG_UNKNOWN : (uint8_t)option;
}

static void carry_axes(const struct seg_model *from, const struct seg_input *input,
                       const struct seg_model *to, struct seg_input *out) {
    for (size_t a = 0; a < from->axis_count; a++) {
        int axis = carried(from, to, SEG_AXIS, a);
        if (axis < 0 || input->axis_state[a] >= from->axes[a].state_count) {
            continue;
        }
        const char *code = seg_axis_state_code(from, a, input->axis_state[a]);
        int state = seg_axis_state_find(to, (size_t)axis, code, strlen(code));
        out->axis_state[axis] = state < 0 ? SEG_UNKNOWN : (uint8_t)state;
    }
}

void seg_input_translate(const struct seg_model *from, const struct seg_input *input,
                         const struct seg_model *to, struct seg_input *out) {
    seg_input_init(out);
    out->age = input->age;
    carry_axes(from, input, to, out);
    for (size_t i = 0; i < from->item_count; i++) {
        int item = carried(from, to, SEG_ITEM, i);
        for (int view = 0; item >= 0 && view < SEG_VIEWS; view++) {
            out->answers[view][item] =
                carried_answer(from, i, input->answers[view][i], to, (size_t)item);
        }
    }
    for (size_t f = 0; f < from->flag_count; f++) {
        int flag = carried(from, to, SEG_FLAG, f);
        if (flag >= 0) {
            out->flags[flag] = input->flags[f];
        }
    }
    if (input->duration < from->duration_count) {
        int duration = carried(from, to, SEG_DURATION, input->duration);
        out->duration = duration < 0 ? SEG_UNKNOWN : (uint8_t)duration;
    }
}
