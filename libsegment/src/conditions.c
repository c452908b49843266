/* Truth is a set of what is possible: bit 1 true, bit 2 false. Kleene's logic is then plain bit
 * arithmetic: a conjunction may be true where all may be, and false where one may be. */
#include "conditions.h"

struct seg_moment seg_moment_of(const struct seg_model *model, const struct seg_facts *facts,
                                uint16_t segments) {
    struct seg_moment moment = {facts, {0}, facts->durations, segments};
    for (int a = 0; a < model->axis_count; a++) {
        moment.states[a] = facts->axes[a].states;
    }
    return moment;
}

static enum seg_truth known(bool holds) {
    return holds ? SEG_TRUE : SEG_FALSE;
}

static enum seg_truth of_masks(unsigned possible, unsigned wanted) {
    bool may_be = (possible & wanted) != 0;
    bool may_not = (possible & ~wanted) != 0;
    return (enum seg_truth)(may_be * SEG_TRUE | may_not * SEG_FALSE);
}

/* Of an interval that lies at or above a limit: surely, surely not, or perhaps. */
static enum seg_truth between(bool low_from, bool high_from, bool low_below, bool high_below) {
    if (low_from && high_below) {
        return SEG_TRUE;
    }
    return !high_from || !low_below ? SEG_FALSE : SEG_OPEN;
}

static enum seg_truth score_truth(const struct seg_model *model, const struct seg_node *node,
                                  const struct seg_facts *facts) {
    const struct seg_axis_rec *axis = &model->axes[node->subject];
    const struct seg_axis_facts *at = &facts->axes[node->subject];
    bool endless = node->below == SEG_NO_LIMIT;
    return between(seg_reaches(axis, at->sum_low, at->max_low, node->from),
                   seg_reaches(axis, at->sum_high, at->max_high, node->from),
                   endless || !seg_reaches(axis, at->sum_low, at->max_low, node->below),
                   endless || !seg_reaches(axis, at->sum_high, at->max_high, node->below));
}

static enum seg_truth item_truth(const struct seg_model *model, const struct seg_node *node,
                                 const struct seg_facts *facts) {
    uint8_t level = facts->levels[node->subject];
    if (level != SEG_UNKNOWN) {
        return known(level < SEG_MAX_LEVELS && (node->mask >> level & 1));
    }
    enum seg_truth truth = of_masks((1u << model->levels[node->subject]) - 1u, node->mask);
    return model->items[node->subject].not_applicable ? (enum seg_truth)(truth | SEG_FALSE) : truth;
}

static enum seg_truth flag_truth(const struct seg_node *node, const struct seg_facts *facts) {
    unsigned flag = facts->flags[node->subject];
    return (enum seg_truth)(node->mask ? flag : (flag >> 1 | (flag & 1) << 1));
}

static enum seg_truth leaf_truth(const struct seg_model *model, const struct seg_node *node,
                                 const struct seg_moment *moment) {
    const struct seg_facts *facts = moment->facts;
    switch (node->test) {
    case SEG_TEST_AXIS:
        return of_masks(moment->states[node->subject], node->mask);
    case SEG_TEST_SCORE:
        return score_truth(model, node, facts);
    case SEG_TEST_LEVEL:
    case SEG_TEST_CHOICE:
        return item_truth(model, node, facts);
    case SEG_TEST_FLAG:
        return flag_truth(node, facts);
    case SEG_TEST_DURATION:
        return of_masks(moment->durations, node->mask);
    case SEG_TEST_AGE:
        return between(facts->age_low >= node->from, facts->age_high >= node->from,
                       facts->age_low < node->below, facts->age_high < node->below);
    case SEG_TEST_SEGMENT:
        return of_masks(moment->segments, node->mask);
    case SEG_TEST_UNANSWERED:
        return known((int)(facts->unanswered >> node->subject & 1));
    case SEG_TEST_MISSING:
        return known(facts->missing >= node->from);
    default:
        return known(facts->disagreement_count >= node->from);
    }
}

enum seg_truth seg_condition(const struct seg_model *model, uint16_t index,
                             const struct seg_moment *moment) {
    const struct seg_node *node = &model->nodes[index];
    if (node->test > SEG_TEST_NOT) {
        return leaf_truth(model, node, moment);
    }
    /* All and any mirror each other: `settles` is the member's value that decides the group. */
    unsigned settles = node->test == SEG_TEST_ALL ? SEG_FALSE : SEG_TRUE;
    unsigned may_settle = 0, may_not = SEG_OPEN & ~settles;
    for (uint16_t member = (uint16_t)(index + 1); member < node->end;
         member = model->nodes[member].end) {
        unsigned truth = seg_condition(model, member, moment);
        if (node->test == SEG_TEST_NOT) {
            return (enum seg_truth)(truth >> 1 | (truth & 1) << 1);
        }
        may_settle |= truth & settles;
        may_not &= truth;
        if (truth == settles) {
            return (enum seg_truth)settles;
        }
    }
    return (enum seg_truth)(may_settle | may_not);
}
