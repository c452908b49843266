#include "classes.h"

uint64_t seg_items_read(const struct seg_model *model) {
    uint64_t read = 0;
    for (int n = 0; n < model->node_count; n++) {
        const struct seg_node *node = &model->nodes[n];
        if (node->test == SEG_TEST_LEVEL || node->test == SEG_TEST_CHOICE ||
            node->test == SEG_TEST_UNANSWERED) {
            read |= (uint64_t)1 << node->subject;
        }
    }
    for (int a = 0; a < model->axis_count; a++) {
        for (int b = 0; b < model->axes[a].band_count; b++) {
            if (model->axes[a].bands[b].item != SEG_NONE) {
                read |= (uint64_t)1 << model->axes[a].bands[b].item;
            }
        }
    }
    return read;
}

/* What a turning point is looked for on. */
struct probe {
    const struct seg_model *model;
    int axis;
    struct seg_axis_sums sums;
    struct seg_facts *facts;
};

static bool reached(struct probe *probe, uint32_t sum, uint32_t from, bool high) {
    const struct seg_axis_rec *axis = &probe->model->axes[probe->axis];
    probe->sums.sum = sum;
    seg_facts_settle(probe->model, probe->axis, &probe->sums, probe->facts);
    const struct seg_axis_facts *at = &probe->facts->axes[probe->axis];
    return high ? seg_reaches(axis, at->sum_high, at->max_high, from)
                : seg_reaches(axis, at->sum_low, at->max_low, from);
}

/* Keeps the starts sorted and single. */
static void insert_start(struct seg_classes *classes, uint32_t start) {
    int at = classes->count;
    while (at > 0 && classes->starts[at - 1] > start) {
        at--;
    }
    if (classes->count == 0 || (at > 0 && classes->starts[at - 1] == start)) {
        return;
    }
    if (classes->count == SEG_MAX_CLASSES) {
        classes->count = 0;
        return;
    }
    for (int i = classes->count; i > at; i--) {
        classes->starts[i] = classes->starts[i - 1];
    }
    classes->starts[at] = start;
    classes->count++;
}

/* The least sum at which this end of the interval reaches `from`, by halving. */
static void insert_turn(struct probe *probe, uint32_t from, bool high,
                        struct seg_classes *classes) {
    uint32_t low = 0, end = classes->end;
    while (low < end) {
        uint32_t middle = low + (end - low) / 2;
        if (reached(probe, middle, from, high)) {
            end = middle;
        } else {
            low = middle + 1;
        }
    }
    if (low < classes->end) {
        insert_start(classes, low);
    }
}

static void insert_limit(struct probe *probe, uint32_t from, struct seg_classes *classes) {
    if (from != SEG_NO_LIMIT) {
        insert_turn(probe, from, false, classes);
        insert_turn(probe, from, true, classes);
    }
}

void seg_classes_find(const struct seg_model *model, int axis, struct seg_axis_sums sums,
                      struct seg_facts *facts, struct seg_classes *classes) {
    struct probe probe = {model, axis, sums, facts};
    const struct seg_axis_rec *rec = &model->axes[axis];
    classes->count = 1;
    classes->starts[0] = 0;
    classes->end = rec->greatest + 1;
    if (facts->axes[axis].judged || sums.max == 0) {
        return;
    }
    for (int b = 1; b < rec->band_count; b++) {
        insert_limit(&probe, rec->bands[b].from, classes);
    }
    for (int n = 0; n < model->node_count; n++) {
        const struct seg_node *node = &model->nodes[n];
        if (node->test == SEG_TEST_SCORE && node->subject == axis) {
            insert_limit(&probe, node->from, classes);
            insert_limit(&probe, node->below, classes);
        }
    }
}
