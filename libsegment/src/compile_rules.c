/* Compiles conditions into preorder nodes, and the rules and signals that own them. */
#include "compile.h"

static int count_of(const struct seg_builder *from, enum seg_test test) {
    switch (test) {
    case SEG_TEST_AXIS:
    case SEG_TEST_SCORE:
        return from->axis_count;
    case SEG_TEST_LEVEL:
    case SEG_TEST_CHOICE:
    case SEG_TEST_UNANSWERED:
        return from->item_count;
    case SEG_TEST_FLAG:
        return from->flag_count;
    default:
        return 0;
    }
}

/* How many bits the mask of a test may have; 0: no mask. */
static int mask_bits(const struct seg_builder *from, const struct seg_built_node *node) {
    switch (node->test) {
    case SEG_TEST_AXIS:
        return from->axes[node->subject].state_count;
    case SEG_TEST_CHOICE:
        return from->items[node->subject].option_count;
    case SEG_TEST_DURATION:
        return from->duration_count;
    case SEG_TEST_SEGMENT:
        return from->segment_count;
    default:
        return 0;
    }
}

static int check_leaf(struct seg_compilation *c, int index) {
    const struct seg_built_node *node = &c->from->nodes[index];
    bool has_subject = node->test == SEG_TEST_AXIS || node->test == SEG_TEST_SCORE ||
                       node->test == SEG_TEST_LEVEL || node->test == SEG_TEST_CHOICE ||
                       node->test == SEG_TEST_UNANSWERED || node->test == SEG_TEST_FLAG;
    if (has_subject && (node->subject < 0 || node->subject >= count_of(c->from, node->test))) {
        return seg_compile_fault(c, SEG_FAULT_REFERENCE, SEG_CONDITION, index, -1,
                                 "the condition reads something that is not there");
    }
    if (node->test == SEG_TEST_LEVEL || node->test == SEG_TEST_CHOICE) {
        bool choice = c->from->items[node->subject].def.kind == SEG_CHOICE;
        if (choice != (node->test == SEG_TEST_CHOICE)) {
            return seg_compile_fault(c, SEG_FAULT_KIND, SEG_CONDITION, index, -1,
                                     "levels are read by from and below, choices by in");
        }
    }
    int bits = mask_bits(c->from, node);
    bool masked = node->test == SEG_TEST_AXIS || node->test == SEG_TEST_CHOICE ||
                  node->test == SEG_TEST_DURATION || node->test == SEG_TEST_SEGMENT;
    if (masked && (node->mask == 0 || node->mask >> bits != 0)) {
        return seg_compile_fault(c, SEG_FAULT_REFERENCE, SEG_CONDITION, index, -1,
                                 "the condition names a member that is not there, or none");
    }
    if (!masked && node->from >= node->below && node->test != SEG_TEST_FLAG &&
        node->test != SEG_TEST_UNANSWERED) {
        return seg_compile_fault(c, SEG_FAULT_RANGE, SEG_CONDITION, index, -1,
                                 "nothing lies at or above `from` and under `below`");
    }
    return 0;
}

static uint32_t sum_for(const struct seg_axis_rec *axis, uint32_t score) {
    if (score == SEG_NO_LIMIT || axis->method == SEG_POINTS) {
        return score;
    }
    uint64_t product = (uint64_t)score * axis->greatest;
    uint64_t sum = (product + axis->scale - 1) / axis->scale;
    return sum < UINT32_MAX ? (uint32_t)sum : UINT32_MAX - 1;
}

static uint16_t levels_between(uint32_t from, uint32_t below) {
    uint16_t mask = 0;
    for (uint32_t level = 0; level < SEG_MAX_LEVELS; level++) {
        mask |= (uint16_t)((level >= from && level < below) << level);
    }
    return mask;
}

static void set_leaf(struct seg_compilation *c, const struct seg_built_node *from,
                     struct seg_node *node) {
    struct seg_model *model = c->model;
    node->subject = from->subject < 0 ? SEG_NONE : (uint8_t)from->subject;
    node->mask = (uint16_t)from->mask;
    node->from = from->from;
    node->below = from->below;
    if (from->test == SEG_TEST_SCORE) {
        node->sum_from = sum_for(&model->axes[node->subject], from->from);
        node->sum_below = sum_for(&model->axes[node->subject], from->below);
    } else if (from->test == SEG_TEST_LEVEL) {
        node->mask = levels_between(from->from, from->below);
    } else if (from->test == SEG_TEST_FLAG) {
        model->flags_read |= (uint16_t)(1u << node->subject);
    } else if (from->test == SEG_TEST_AGE) {
        model->any_age = true;
    }
}

/* Copies a condition and all below it to the end of the nodes, in preorder. */
static int copy_node(struct seg_compilation *c, int index, int depth) {
    const struct seg_built_node *from = &c->from->nodes[index];
    struct seg_node *node = &c->nodes[c->model->node_count++];
    node->test = (uint8_t)from->test;
    node->depth = (uint8_t)depth;
    node->subject = SEG_NONE;
    if (depth >= SEG_MAX_DEPTH) {
        return seg_compile_fault(c, SEG_FAULT_DEPTH, SEG_CONDITION, index, -1,
                                 "conditions nest at most 8 deep");
    }
    if (from->test > SEG_TEST_NOT) {
        if (check_leaf(c, index) < 0) {
            return -1;
        }
        set_leaf(c, from, node);
    } else if (from->first < 0 || (from->test == SEG_TEST_NOT && from->first != from->last)) {
        return seg_compile_fault(c, SEG_FAULT_EMPTY, SEG_CONDITION, index, -1,
                                 "a group has members; `not` has exactly one");
    }
    for (int member = from->first; member >= 0; member = c->from->nodes[member].next) {
        if (copy_node(c, member, depth + 1) < 0) {
            return -1;
        }
    }
    node->end = c->model->node_count;
    return 0;
}

static int compile_rule(struct seg_compilation *c, const struct seg_built_rule *from,
                        struct seg_rule_rec *to) {
    to->node = c->model->node_count;
    to->code = seg_compile_text(c, from->code);
    to->review_months = from->review_months;
    if (copy_node(c, from->condition, 0) < 0) {
        return -1;
    }
    for (uint16_t n = to->node; n < c->model->node_count; n++) {
        to->reads_segment |= c->nodes[n].test == SEG_TEST_SEGMENT;
    }
    return 0;
}

int seg_compile_rules(struct seg_compilation *c) {
    const struct seg_builder *from = c->from;
    for (int r = 0; r < from->rule_count; r++) {
        struct seg_rule_rec *to = &c->model->rules[r];
        if (from->rules[r].segment < 0 || from->rules[r].segment >= from->segment_count) {
            return seg_compile_fault(c, SEG_FAULT_REFERENCE, SEG_RULE, r, -1,
                                     "the rule's segment is not there");
        }
        to->effect = (uint8_t)from->rules[r].effect;
        to->segment = (uint8_t)from->rules[r].segment;
        to->final = from->rules[r].final != 0;
        if (compile_rule(c, &from->rules[r], to) < 0) {
            return -1;
        }
    }
    c->model->rule_count = (uint8_t)from->rule_count;
    for (int s = 0; s < from->signal_count; s++) {
        if (compile_rule(c, &from->signals[s], &c->model->signals[s]) < 0) {
            return -1;
        }
    }
    c->model->signal_count = (uint8_t)from->signal_count;
    return 0;
}
