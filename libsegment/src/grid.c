#include "grid.h"

#include <string.h>

uint32_t seg_common_divisor(uint32_t a, uint32_t b) {
    while (b != 0) {
        uint32_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static void add_threshold(struct seg_grid *grid, uint32_t from) {
    int at = grid->threshold_count;
    if (from == SEG_NO_LIMIT || from == 0 || at < 0) {
        return;
    }
    while (at > 0 && grid->thresholds[at - 1] > from) {
        at--;
    }
    if (at > 0 && grid->thresholds[at - 1] == from) {
        return;
    }
    if (grid->threshold_count == GRID_CLASSES - 1) {
        grid->threshold_count = -1;
        return;
    }
    memmove(&grid->thresholds[at + 1], &grid->thresholds[at],
            (size_t)(grid->threshold_count - at) * sizeof *grid->thresholds);
    grid->thresholds[at] = from;
    grid->threshold_count++;
}

static void find_thresholds(const struct seg_model *model, struct seg_grid *grid) {
    const struct seg_axis_rec *axis = &model->axes[grid->axis];
    for (int b = 1; b < axis->band_count; b++) {
        add_threshold(grid, axis->bands[b].from);
    }
    for (int n = 0; n < model->node_count; n++) {
        if (model->nodes[n].test == SEG_TEST_SCORE && model->nodes[n].subject == grid->axis) {
            add_threshold(grid, model->nodes[n].from);
            add_threshold(grid, model->nodes[n].below);
        }
    }
}

static void find_units(const struct seg_model *model, struct seg_grid *grid) {
    const struct seg_axis_rec *axis = &model->axes[grid->axis];
    bool may_lack = false;
    for (int k = 0; k < axis->item_count; k++) {
        int item = axis->scored[k];
        may_lack |= model->items[item].not_applicable;
        grid->max_unit = seg_common_divisor(model->items[item].greatest, grid->max_unit);
        for (int level = 0; level < model->levels[item]; level++) {
            grid->sum_unit = seg_common_divisor(model->points[item][level].points, grid->sum_unit);
        }
    }
    grid->sum_width = axis->greatest / grid->sum_unit + 1;
    grid->max_width = may_lack ? axis->greatest / grid->max_unit + 1 : 1;
}

void seg_grid_judge(const struct seg_model *model, int axis, struct seg_grid *grid) {
    memset(grid, 0, sizeof *grid);
    grid->axis = axis;
    grid->judged = true;
    grid->class_count = model->axes[axis].state_count;
    grid->bits = grid->words = 1;
}

void seg_grid_plan(const struct seg_model *model, int axis, size_t limit, struct seg_grid *grid) {
    memset(grid, 0, sizeof *grid);
    grid->axis = axis;
    if (model->axes[axis].greatest == 0) {
        seg_grid_judge(model, axis, grid);
        return;
    }
    find_units(model, grid);
    find_thresholds(model, grid);
    grid->class_count = grid->threshold_count + 1;
    uint64_t bits = (uint64_t)grid->sum_width * grid->max_width;
    grid->bits = bits <= limit ? (size_t)bits : 0;
    grid->words = grid->bits / 64 + 1;
}

size_t seg_grid_offset(const struct seg_model *model, const struct seg_grid *grid, int item,
                       int option) {
    if (option == GRID_NA) {
        return 0;
    }
    size_t sum = model->points[item][option].points / grid->sum_unit;
    size_t max = grid->max_width == 1 ? 0 : model->items[item].greatest / grid->max_unit;
    return sum * grid->max_width + max;
}

void seg_grid_pair(const struct seg_model *model, const struct seg_grid *grid, size_t bit,
                   uint32_t *sum, uint32_t *max) {
    *sum = (uint32_t)(bit / grid->max_width) * grid->sum_unit;
    *max = grid->max_width == 1 ? model->axes[grid->axis].greatest
                                : (uint32_t)(bit % grid->max_width) * grid->max_unit;
}

void seg_grid_classify(const struct seg_model *model, struct seg_grid *grid) {
    const struct seg_axis_rec *axis = &model->axes[grid->axis];
    for (size_t bit = 0; !grid->judged && bit < grid->bits; bit++) {
        uint32_t sum, max;
        int class = 0;
        seg_grid_pair(model, grid, bit, &sum, &max);
        while (class < grid->threshold_count &&
               seg_reaches(axis, sum, max, grid->thresholds[class])) {
            class ++;
        }
        grid->classes[bit] = max == 0 ? SEG_NONE : (uint8_t) class;
        grid->samples[class] = max == 0 ? grid->samples[class] : (uint32_t)bit;
    }
}

void seg_bits_shift_in(uint64_t *into, const uint64_t *from, size_t words, size_t shift) {
    size_t whole = shift / 64, part = shift % 64;
    if (whole >= words) {
        return;
    }
    for (size_t w = words; w-- > whole;) {
        uint64_t low = from[w - whole] << part;
        uint64_t carried = part > 0 && w > whole ? from[w - whole - 1] >> (64 - part) : 0;
        into[w] |= low | carried;
    }
}
