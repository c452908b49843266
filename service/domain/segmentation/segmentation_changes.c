/* What would lead to a lighter segment, change by change. */
#include "app.h"
#include "domain/model/model_scratch.h"
#include "domain/segmentation/segmentation.h"

static const struct shape_field change_fields[] = {
    FIELD(struct segmentation_change, segment, SHAPE_READ_ONLY),
    FIELD(struct segmentation_change, segment_name, SHAPE_READ_ONLY),
    FIELD(struct segmentation_change, item, SHAPE_READ_ONLY),
    FIELD(struct segmentation_change, text, SHAPE_READ_ONLY),
    FIELD(struct segmentation_change, from, SHAPE_READ_ONLY),
    FIELD(struct segmentation_change, to, SHAPE_READ_ONLY),
    FIELD_END};
const struct shape segmentation_change_shape = {"PlanProposal", sizeof(struct segmentation_change),
                                                change_fields};

static struct segmentation_change change_of(const struct context *context,
                                            const struct model *model, uint8_t segment,
                                            const struct seg_change *change) {
    const struct seg_model *engine = segj_model_engine(model->compiled);
    const char *code = seg_model_code(engine, SEG_SEGMENT, segment);
    return (struct segmentation_change){
        .segment = code,
        .segment_name = model_segment_name(model, code, context->language),
        .item = seg_model_code(engine, SEG_ITEM, change->item),
        .text = model_text(model, (struct seg_place){SEG_ITEM, change->item, -1}, SEGJ_NAME,
                           context->language),
        .from = change->from,
        .to = change->to};
}

static struct list list_ways(struct context *context, const struct model *model,
                             const struct seg_what_if *what_if) {
    struct segmentation_change *items =
        arena_alloc(context->arena, SEG_MAX_SEGMENTS * SEG_MAX_ITEMS * sizeof *items);
    size_t count = 0;
    for (size_t i = 0; i < what_if->count; i++) {
        const struct seg_way *way = &what_if->ways[i];
        for (size_t j = 0; way->found && j < way->count; j++) {
            items[count++] = change_of(context, model, way->segment, &way->changes[j]);
        }
    }
    return (struct list){items, count};
}

struct list segmentation_changes(struct context *context, const struct segmentation *segmentation) {
    const struct seg_model *engine = segj_model_engine(segmentation->model.compiled);
    struct model_scratch *scratch = model_store_scratch(context->app->models);
    struct seg_scratch lent = model_scratch_take(scratch, seg_scratch_size(engine));
    struct seg_what_if what_if = {.count = 0};
    if (seg_what_if(engine, &segmentation->answers.input, lent, &what_if) != SEG_OK) {
        what_if.count = 0;
    }
    model_scratch_give(scratch, lent);
    return list_ways(context, &segmentation->model, &what_if);
}
