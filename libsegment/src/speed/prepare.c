/* Makes the tables of speed when a model is compiled. */
#include "model.h"

#include <string.h>

static void set_quick(struct seg_model *model, int item, int level) {
    const struct seg_cellpoints *points = &model->points[item][level];
    struct seg_quick *quick = &model->speed.quick[item][level];
    uint8_t axis = model->items[item].axis;
    if (model->items[item].scored) {
        quick->sums[axis / 2] = (uint64_t)points->points << 32 * (axis % 2);
    }
    if (points->rank < SEG_QUICK_RANKS && points->rank != model->no_rank) {
        quick->ranks[points->rank / 64] = (uint64_t)1 << points->rank % 64;
    }
}

static void set_bytes(struct seg_model *model) {
    memset(model->speed.most, 0xFF, sizeof model->speed.most);
    for (int i = 0; i < model->item_count; i++) {
        const struct seg_item_rec *item = &model->items[i];
        model->speed.most[i] = (uint8_t)(item->levels - 1);
        model->speed.there[i] = 0xFF;
        model->speed.absent[i] = item->not_applicable ? 0xFF : 0;
        if (item->not_applicable && item->scored) {
            seg_pair *greatest = &model->speed.absent_greatest[model->speed.absent_count];
            (*greatest)[item->axis / 2] = (uint64_t)item->greatest << 32 * (item->axis % 2);
            model->speed.absent_items[model->speed.absent_count++] = (uint8_t)i;
        }
    }
}

/* The short cut serves models in which answers alone can settle every axis, in which no level
 * stands where "not applicable" has its place, and whose reasons leave room after the last. */
static void set_fast(struct seg_model *model) {
    model->speed.fast =
        model->rank_count <= SEG_QUICK_RANKS &&
        model->rule_count + model->item_count + 2 * SEG_REASONS_AT_ONCE <= SEG_MAX_REASONS;
    for (int a = 0; a < model->axis_count; a++) {
        model->speed.fast &= model->axes[a].greatest > 0;
    }
    for (int i = 0; i < model->item_count; i++) {
        model->speed.fast &= !model->items[i].not_applicable || model->levels[i] <= SEG_BOOK_ABSENT;
    }
}

void seg_speed_prepare(struct seg_model *model) {
    for (int i = 0; i < model->item_count; i++) {
        for (int level = 0; level < SEG_MAX_LEVELS; level++) {
            set_quick(model, i, level);
        }
    }
    set_bytes(model);
    set_fast(model);
    if (model->speed.fast) {
        seg_book_write(model);
    }
    seg_vector_prepare(model);
}
