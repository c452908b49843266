#include "domain/segmentation/segmentation_faults.h"
#include "base/text.h"

#include <string.h>

struct fault_row {
    const char *code;
    enum error_code error;
};
static const struct fault_row fault_rows[] = {
    {"unknown_member", ERROR_unknown_member},
    {"unknown_item", ERROR_unknown_item},
    {"unknown_flag", ERROR_unknown_flag},
    {"unknown_axis", ERROR_unknown_axis},
    {"wrong_type", ERROR_wrong_type},
    {"out_of_range", ERROR_out_of_range},
    {"not_in_list", ERROR_not_in_list},
    {"axis_given_twice", ERROR_axis_given_twice},
    {"not_applicable_refused", ERROR_not_applicable_refused},
};

static enum error_code error_of(const char *code) {
    for (size_t i = 0; i < sizeof fault_rows / sizeof *fault_rows; i++)
        if (strcmp(fault_rows[i].code, code) == 0)
            return fault_rows[i].error;
    return ERROR_bad_format;
}

/* The value that an answer's pointer names: "/answers/<view>/<item>". NULL where it is no answer.
 */
static const struct json *answer_at(const struct segmentation_faults *faults,
                                    const struct segj_input_fault *fault) {
    static const char *const views[] = {"professional", "client"};
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        char prefix[32] = "/answers/";
        size_t length = strlen(prefix);
        memcpy(prefix + length, views[i], strlen(views[i]) + 1);
        length += strlen(views[i]);
        if (strncmp(fault->pointer, prefix, length) == 0 && fault->pointer[length] == '/')
            return json_member(json_member(json_member(faults->body, "answers"), views[i]),
                               fault->pointer + length + 1);
    }
    return NULL;
}

/* --- what the text's %s stands for --- */

static const char *list_of(struct context *context, const struct seg_model *model, size_t count,
                           const char *(*code)(const struct seg_model *, size_t, size_t),
                           size_t owner) {
    struct text text;
    text_init(&text, context->arena);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            text_add_string(&text, ", ");
        text_add_string(&text, code(model, owner, i));
    }
    return text.bytes;
}

static const char *duration_code(const struct seg_model *model, size_t owner, size_t index) {
    (void)owner;
    return seg_model_code(model, SEG_DURATION, index);
}

static const char *allowed(const struct segmentation_faults *faults, const char *subject) {
    const struct seg_model *model = segj_model_engine(faults->model);
    size_t length = strlen(subject);
    int axis = seg_model_find(model, SEG_AXIS, subject, length);
    if (axis >= 0)
        return list_of(faults->context, model, seg_axis_states(model, (size_t)axis),
                       seg_axis_state_code, (size_t)axis);
    int item = seg_model_find(model, SEG_ITEM, subject, length);
    if (item >= 0 && seg_item(model, (size_t)item).kind == SEG_CHOICE)
        return list_of(faults->context, model, seg_item(model, (size_t)item).levels,
                       seg_option_code, (size_t)item);
    return list_of(faults->context, model, seg_model_count(model, SEG_DURATION), duration_code, 0);
}

static const char *type_of(const struct segmentation_faults *faults,
                           const struct segj_input_fault *fault) {
    const struct seg_model *model = segj_model_engine(faults->model);
    const char *subject = fault->subject ? fault->subject : "";
    int item = seg_model_find(model, SEG_ITEM, subject, strlen(subject));
    if (answer_at(faults, fault) && item >= 0)
        return seg_item(model, (size_t)item).kind == SEG_CHOICE ? "string" : "integer";
    if (strncmp(fault->pointer, "/flags/", strlen("/flags/")) == 0)
        return "boolean";
    if (strncmp(fault->pointer, "/answers", strlen("/answers")) == 0 ||
        strcmp(fault->pointer, "/flags") == 0)
        return "object";
    return strcmp(fault->pointer, "/age") == 0 ? "integer" : "string";
}

static const char *word_of(const struct segmentation_faults *faults, enum error_code error,
                           const struct segj_input_fault *fault) {
    if (error == ERROR_out_of_range)
        return arena_format(faults->context->arena, "%ld-%ld", fault->low, fault->high);
    if (error == ERROR_not_in_list)
        return allowed(faults, fault->subject ? fault->subject : "");
    return error == ERROR_wrong_type ? type_of(faults, fault) : NULL;
}

void segmentation_fault(void *data, const struct segj_input_fault *fault) {
    struct segmentation_faults *faults = data;
    enum error_code error = error_of(fault->code);
    faults->unknown |= error == ERROR_unknown_member;
    context_error(faults->context, fault->pointer, error, word_of(faults, error, fault));
}

/* --- a client's own view --- */

static void refuse_judged_axes(struct segmentation_faults *faults,
                               const struct segj_answers *answers) {
    const struct seg_model *model = segj_model_engine(faults->model);
    for (size_t axis = 0; axis < seg_model_count(model, SEG_AXIS); axis++)
        if (answers->input.axis_state[axis] != SEG_UNKNOWN)
            context_error(
                faults->context,
                arena_format(faults->context->arena, "/%s", seg_model_code(model, SEG_AXIS, axis)),
                ERROR_own_view_only, NULL);
}

void segmentation_fault_view(struct segmentation_faults *faults,
                             const struct segj_answers *answers) {
    static const char *const judged[] = {"flags", "chosen_segment", "override_reason"};
    refuse_judged_axes(faults, answers);
    if (json_member(json_member(faults->body, "answers"), "professional"))
        context_error(faults->context, "/answers/professional", ERROR_own_view_only, NULL);
    for (size_t i = 0; i < sizeof judged / sizeof *judged; i++)
        if (json_member(faults->body, judged[i]))
            context_error(faults->context, arena_format(faults->context->arena, "/%s", judged[i]),
                          ERROR_own_view_only, NULL);
}
