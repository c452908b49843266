#include "domain/segmentation/segmentation_faults.h"
#include "base/text.h"

/* Every code of an input's fault is a field error of that name. */
static const enum error_code errors[SEGJ_INPUT_CODES] = {
    [SEGJ_UNKNOWN_MEMBER] = ERROR_unknown_member,
    [SEGJ_UNKNOWN_ITEM] = ERROR_unknown_item,
    [SEGJ_UNKNOWN_FLAG] = ERROR_unknown_flag,
    [SEGJ_WRONG_TYPE] = ERROR_wrong_type,
    [SEGJ_OUT_OF_RANGE] = ERROR_out_of_range,
    [SEGJ_NOT_IN_LIST] = ERROR_not_in_list,
    [SEGJ_AXIS_GIVEN_TWICE] = ERROR_axis_given_twice,
    [SEGJ_NOT_APPLICABLE_REFUSED] = ERROR_not_applicable_refused,
};

/* --- what the text's %s stands for --- */

static const char *list_of(struct context *context, const struct seg_model *model, size_t count,
                           const char *(*code)(const struct seg_model *, size_t, size_t),
                           size_t owner) {
    struct text text;
    text_init(&text, context->arena);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            text_add_string(&text, ", ");
        }
        text_add_string(&text, code(model, owner, i));
    }
    return text.bytes;
}

static const char *duration_code(const struct seg_model *model, size_t owner, size_t index) {
    (void)owner;
    return seg_model_code(model, SEG_DURATION, index);
}

static const char *allowed(const struct segmentation_faults *faults, struct seg_place place) {
    const struct seg_model *model = segj_model_engine(faults->model);
    size_t index = (size_t)place.index;
    if (place.kind == SEG_AXIS) {
        return list_of(faults->context, model, seg_axis_states(model, index), seg_axis_state_code,
                       index);
    }
    if (place.kind == SEG_ITEM) {
        return list_of(faults->context, model, seg_item(model, index).levels, seg_option_code,
                       index);
    }
    return list_of(faults->context, model, seg_model_count(model, SEG_DURATION), duration_code, 0);
}

static const char *word_of(const struct segmentation_faults *faults,
                           const struct segj_input_fault *fault) {
    if (fault->code == SEGJ_OUT_OF_RANGE) {
        return arena_format(faults->context->arena, "%ld-%ld", fault->low, fault->high);
    }
    return fault->code == SEGJ_NOT_IN_LIST ? allowed(faults, fault->place) : fault->expected;
}

void segmentation_fault(void *data, const struct segj_input_fault *fault) {
    struct segmentation_faults *faults = data;
    faults->unknown |= fault->code == SEGJ_UNKNOWN_MEMBER;
    context_error(faults->context, fault->pointer, errors[fault->code], word_of(faults, fault));
}

/* --- a client's own view --- */

static void refuse_judged_axes(struct segmentation_faults *faults,
                               const struct segj_answers *answers) {
    const struct seg_model *model = segj_model_engine(faults->model);
    for (size_t axis = 0; axis < seg_model_count(model, SEG_AXIS); axis++) {
        if (answers->input.axis_state[axis] != SEG_UNKNOWN) {
            context_error(
                faults->context,
                arena_format(faults->context->arena, "/%s", seg_model_code(model, SEG_AXIS, axis)),
                ERROR_own_view_only, NULL);
        }
    }
}

void segmentation_fault_view(struct segmentation_faults *faults,
                             const struct segj_answers *answers) {
    static const char *const judged[] = {"flags", "chosen_segment", "override_reason"};
    refuse_judged_axes(faults, answers);
    if (json_member(json_member(faults->body, "answers"), "professional")) {
        context_error(faults->context, "/answers/professional", ERROR_own_view_only, NULL);
    }
    for (size_t i = 0; i < sizeof judged / sizeof *judged; i++) {
        if (json_member(faults->body, judged[i])) {
            context_error(faults->context, arena_format(faults->context->arena, "/%s", judged[i]),
                          ERROR_own_view_only, NULL);
        }
    }
}
