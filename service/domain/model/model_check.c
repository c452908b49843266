#include "domain/model/model_check.h"
#include "app.h"
#include "base/limits.h"
#include "domain/model/model_scratch.h"
#include "domain/model/model_store.h"

#include <inttypes.h>
#include <string.h>

static const struct shape_field finding_fields[] = {
    FIELD(struct model_finding, pointer, SHAPE_READ_ONLY),
    FIELD(struct model_finding, code, SHAPE_READ_ONLY),
    FIELD(struct model_finding, fault, SHAPE_READ_ONLY),
    FIELD(struct model_finding, text, SHAPE_READ_ONLY),
    FIELD(struct model_finding, fix, SHAPE_READ_ONLY),
    FIELD(struct model_finding, before, SHAPE_READ_ONLY),
    FIELD(struct model_finding, after, SHAPE_READ_ONLY),
    FIELD_END};
static const struct shape finding_shape = {"ModelFinding", sizeof(struct model_finding),
                                           finding_fields};

static const struct shape_field check_fields[] = {
    FIELD(struct model_check, hash, SHAPE_READ_ONLY),
    FIELD(struct model_check, faults, SHAPE_READ_ONLY),
    FIELD(struct model_check, undecided, SHAPE_READ_ONLY),
    FIELD(struct model_check, inputs, SHAPE_READ_ONLY | SHAPE_NULLABLE),
    FIELD_LIST(struct model_check, items, SHAPE_READ_ONLY, finding_shape, 0, MODEL_FINDINGS_MAX),
    FIELD(struct model_check, left_out, SHAPE_READ_ONLY),
    FIELD_END};
const struct shape model_check_shape = {"ModelCheck", sizeof(struct model_check), check_fields};

struct checking {
    struct context *context;
    const struct segj_model *model;
    struct model_check *check;
};

/* Many steps of one kind say the same: the first stand for all. */
static bool has_room(const struct model_check *check, const char *code) {
    const struct model_finding *items = check->items.items;
    size_t alike = 0;
    for (size_t i = 0; i < check->items.count; i++) {
        alike += strcmp(items[i].code, code) == 0;
    }
    return check->items.count < MODEL_FINDINGS_MAX && alike < MODEL_FINDINGS_ALIKE;
}

static struct model_finding *add(struct checking *checking, const struct segj_fault *fault,
                                 bool is_fault) {
    struct model_check *check = checking->check;
    struct arena *arena = checking->context->arena;
    check->faults += is_fault;
    if (!has_room(check, fault->code)) {
        check->left_out++;
        return NULL;
    }
    struct model_finding *finding =
        (struct model_finding *)check->items.items + check->items.count++;
    *finding = (struct model_finding){.pointer = arena_string(arena, fault->pointer),
                                      .code = fault->code,
                                      .text = arena_string(arena, fault->text),
                                      .fix = arena_string(arena, fault->fix),
                                      .fault = is_fault};
    return finding;
}

static struct raw_json written(const struct checking *checking, const struct seg_input *input) {
    struct segj_buffer buffer = {0};
    segj_input_write(checking->model, input, &buffer);
    const char *bytes = arena_copy(checking->context->arena, buffer.data, buffer.length);
    const struct raw_json raw = {bytes, buffer.length};
    segj_buffer_clear(&buffer);
    return raw;
}

static int take_finding(const struct seg_finding *finding, void *data) {
    struct checking *checking = data;
    struct segj_fault fault;
    bool is_fault = segj_finding(checking->model, finding, &fault);
    struct model_finding *told = add(checking, &fault, is_fault);
    if (told && finding->has_inputs) {
        told->before = written(checking, &finding->before);
    }
    if (told && finding->has_inputs && finding->kind == SEG_WORSE_IS_LIGHTER) {
        told->after = written(checking, &finding->after);
    }
    return 0;
}

static void take_remark(void *data, const struct segj_fault *remark) {
    (void)add(data, remark, false);
}

static enum status prove(struct context *context, const struct segj_model *model,
                         struct checking *checking) {
    const struct seg_model *engine = segj_model_engine(model);
    struct model_scratch *scratch = model_store_scratch(context->app->models);
    struct seg_scratch lent = model_scratch_take(scratch, seg_check_scratch_size(engine));
    struct seg_check_summary summary = {0};
    enum seg_status proven = seg_check(engine, lent, take_finding, checking, &summary);
    model_scratch_give(scratch, lent);
    if (proven != SEG_OK) {
        return context_fail(context, STATUS_internal, "the proof has failed");
    }
    checking->check->undecided = summary.undecided;
    checking->check->inputs =
        summary.inputs_exact ? arena_format(context->arena, "%" PRIu64, summary.inputs) : NULL;
    segj_remarks(model, take_remark, checking);
    return OK;
}

enum status model_prove(struct context *context, const struct segj_model *model,
                        struct model_check *out) {
    struct checking checking = {context, model, out};
    *out = (struct model_check){.hash = segj_model_hash(model)};
    out->items.items =
        arena_alloc(context->arena, MODEL_FINDINGS_MAX * sizeof(struct model_finding));
    if (!model_store_prove(context->app->models)) {
        return context_fail(context, STATUS_unavailable, "another proof is running");
    }
    enum status status = prove(context, model, &checking);
    model_store_proved(context->app->models);
    return status;
}
