/* A model while it is built: conditions, and the rules and signals that they belong to. */
#include "builder.h"

static int add_node(struct seg_builder *builder, enum seg_test test, int subject, uint32_t mask,
                    uint32_t from, uint32_t below) {
    if (seg_builder_failed(builder)) {
        return -1;
    }
    int index = builder->node_count;
    if (index >= SEG_MAX_CONDITIONS) {
        return seg_builder_refuse(builder, SEG_FAULT_TOO_MANY, SEG_CONDITION, index, -1,
                                  "a model has at most 512 conditions");
    }
    struct seg_built_node node = {test, subject, mask, from, below, -1, -1, -1, -1};
    builder->nodes[index] = node;
    return builder->node_count++;
}

int seg_when_group(struct seg_builder *builder, enum seg_group group) {
    static const enum seg_test tests[] = {SEG_TEST_ALL, SEG_TEST_SOME, SEG_TEST_NOT};
    if (seg_builder_failed(builder) ||
        seg_builder_take(builder, builder, (unsigned)group <= SEG_NOT, SEG_CONDITION,
                         builder->node_count) < 0) {
        return -1;
    }
    return add_node(builder, tests[group], -1, 0, 0, 0);
}

int seg_when_add(struct seg_builder *builder, int group, int member) {
    if (seg_builder_failed(builder)) {
        return -1;
    }
    if (group < 0 || group >= builder->node_count || member < 0 || member >= builder->node_count ||
        builder->nodes[group].test > SEG_TEST_NOT) {
        return seg_builder_refuse(builder, SEG_FAULT_REFERENCE, SEG_CONDITION, group, -1,
                                  "no such group or condition");
    }
    struct seg_built_node *into = &builder->nodes[group];
    struct seg_built_node *node = &builder->nodes[member];
    if (node->owner != -1) {
        return seg_builder_refuse(builder, SEG_FAULT_SHARED, SEG_CONDITION, member, group,
                                  "a condition belongs to one group or rule");
    }
    node->owner = group;
    if (into->last >= 0) {
        builder->nodes[into->last].next = member;
    } else {
        into->first = member;
    }
    into->last = member;
    return member;
}

int seg_when_axis(struct seg_builder *builder, int axis, uint8_t states) {
    return add_node(builder, SEG_TEST_AXIS, axis, states, 0, 0);
}

int seg_when_score(struct seg_builder *builder, int axis, uint32_t from, uint32_t below) {
    return add_node(builder, SEG_TEST_SCORE, axis, 0, from, below);
}

int seg_when_level(struct seg_builder *builder, int item, uint32_t from, uint32_t below) {
    return add_node(builder, SEG_TEST_LEVEL, item, 0, from, below);
}

int seg_when_choice(struct seg_builder *builder, int item, uint16_t options) {
    return add_node(builder, SEG_TEST_CHOICE, item, options, 0, 0);
}

int seg_when_flag(struct seg_builder *builder, int flag, bool is) {
    return add_node(builder, SEG_TEST_FLAG, flag, is != 0, 0, 0);
}

int seg_when_duration(struct seg_builder *builder, uint8_t durations) {
    return add_node(builder, SEG_TEST_DURATION, -1, durations, 0, 0);
}

int seg_when_age(struct seg_builder *builder, uint32_t from, uint32_t below) {
    return add_node(builder, SEG_TEST_AGE, -1, 0, from, below);
}

int seg_when_segment(struct seg_builder *builder, uint16_t segments) {
    return add_node(builder, SEG_TEST_SEGMENT, -1, segments, 0, 0);
}

int seg_when_unanswered(struct seg_builder *builder, int item) {
    return add_node(builder, SEG_TEST_UNANSWERED, item, 0, 0, 0);
}

int seg_when_missing(struct seg_builder *builder, uint32_t from) {
    return add_node(builder, SEG_TEST_MISSING, -1, 0, from, SEG_NO_LIMIT);
}

int seg_when_disagreements(struct seg_builder *builder, uint32_t from) {
    return add_node(builder, SEG_TEST_DISAGREEMENTS, -1, 0, from, SEG_NO_LIMIT);
}

/* Rules and signals keep the same record. */
static int add_rule(struct seg_builder *builder, struct seg_built_rule *list, int index,
                    const char *code, int condition, enum seg_kind kind) {
    if (seg_builder_take_code(builder, list, sizeof *list, index, code, kind, -1) < 0) {
        return -1;
    }
    if (condition < 0 || condition >= builder->node_count) {
        return seg_builder_refuse(builder, SEG_FAULT_REFERENCE, kind, index, -1,
                                  "no such condition");
    }
    if (builder->nodes[condition].owner != -1) {
        return seg_builder_refuse(builder, SEG_FAULT_SHARED, kind, index, -1,
                                  "a condition belongs to one group or rule");
    }
    builder->nodes[condition].owner = -2;
    list[index].condition = condition;
    return index;
}

int seg_add_rule(struct seg_builder *builder, const struct seg_rule_def *def) {
    if (seg_builder_failed(builder)) {
        return -1;
    }
    int index = builder->rule_count;
    if (seg_builder_take(builder, def, def != NULL && (unsigned)def->effect <= SEG_SET, SEG_RULE,
                         index) < 0) {
        return -1;
    }
    if (index >= SEG_MAX_RULES) {
        return seg_builder_refuse(builder, SEG_FAULT_TOO_MANY, SEG_RULE, index, -1,
                                  "a model has at most 32 rules");
    }
    if (add_rule(builder, builder->rules, index, def->code, def->condition, SEG_RULE) < 0) {
        return -1;
    }
    builder->rules[index].effect = def->effect;
    builder->rules[index].segment = def->segment;
    builder->rules[index].final = def->final != 0;
    return builder->rule_count++;
}

int seg_add_signal(struct seg_builder *builder, const struct seg_signal_def *def) {
    if (seg_builder_failed(builder)) {
        return -1;
    }
    int index = builder->signal_count;
    if (seg_builder_take(builder, def, true, SEG_SIGNAL, index) < 0) {
        return -1;
    }
    if (index >= SEG_MAX_SIGNALS) {
        return seg_builder_refuse(builder, SEG_FAULT_TOO_MANY, SEG_SIGNAL, index, -1,
                                  "a model has at most 32 signals");
    }
    if (add_rule(builder, builder->signals, index, def->code, def->condition, SEG_SIGNAL) < 0) {
        return -1;
    }
    builder->signals[index].review_months = def->review_months;
    return builder->signal_count++;
}
