/* Why two models come to different segments for one client. */
#include "facts.h"

#include <string.h>

/* The two sides of a comparison. */
struct sides {
    const struct seg_model *a, *b;
    const struct seg_result *in_a, *in_b;
};

static int counterpart(const struct seg_model *from, const struct seg_model *to, enum seg_kind kind,
                       int index) {
    const char *code = seg_model_code(from, kind, (size_t)index);
    return seg_model_find(to, kind, code, strlen(code));
}

/* True when the two masks name the same segments by code. */
static bool same_segments(const struct sides *sides, uint16_t in_a, uint16_t in_b) {
    uint16_t carried = 0;
    for (int s = 0; s < sides->a->segment_count; s++) {
        if (!(in_a >> s & 1)) {
            continue;
        }
        int other = counterpart(sides->a, sides->b, SEG_SEGMENT, s);
        if (other < 0) {
            return false;
        }
        carried |= (uint16_t)(1u << other);
    }
    return carried == in_b;
}

static bool same_states(const struct sides *sides, int axis_a, int axis_b) {
    uint8_t in_a = sides->in_a->axes[axis_a].states, carried = 0;
    for (size_t s = 0; s < SEG_MAX_STATES; s++) {
        if (!(in_a >> s & 1)) {
            continue;
        }
        const char *code = seg_axis_state_code(sides->a, (size_t)axis_a, s);
        int other = seg_axis_state_find(sides->b, (size_t)axis_b, code, strlen(code));
        if (other < 0) {
            return false;
        }
        carried |= (uint8_t)(1u << other);
    }
    return carried == sides->in_b->axes[axis_b].states;
}

/* The band in which one end of a score lies. */
static uint8_t band_of(const struct seg_model *model, int index, const struct seg_result *result,
                       int high_end) {
    if (index < 0 || result->axes[index].judged || !result->axes[index].assessed) {
        return SEG_NONE;
    }
    const struct seg_axis_rec *axis = &model->axes[index];
    const struct seg_axis_result *at = &result->axes[index];
    uint32_t sum = high_end ? at->sum_high : at->sum_low,
             max = high_end ? at->max_high : at->max_low;
    int b = axis->band_count - 1;
    while (b > 0 && !seg_reaches(axis, sum, max, axis->bands[b].from)) {
        b--;
    }
    return (uint8_t)b;
}

/* An open score may begin in the same band in both, and end in another. */
static struct seg_difference by_axis(const struct sides *sides, int in_a, int in_b) {
    struct seg_difference difference = {SEG_BY_AXIS, in_a, in_b, 0, 0, SEG_NONE, SEG_NONE};
    difference.states_a = in_a < 0 ? 0 : sides->in_a->axes[in_a].states;
    difference.states_b = in_b < 0 ? 0 : sides->in_b->axes[in_b].states;
    for (int high_end = 0; high_end < 2 && difference.band_a == difference.band_b; high_end++) {
        difference.band_a = band_of(sides->a, in_a, sides->in_a, high_end);
        difference.band_b = band_of(sides->b, in_b, sides->in_b, high_end);
    }
    return difference;
}

static bool find_axis(const struct sides *sides, struct seg_difference *found) {
    for (int a = 0; a < sides->a->axis_count; a++) {
        int other = counterpart(sides->a, sides->b, SEG_AXIS, a);
        if (other < 0 || !same_states(sides, a, other)) {
            *found = by_axis(sides, a, other);
            return true;
        }
    }
    for (int b = 0; b < sides->b->axis_count; b++) {
        if (counterpart(sides->b, sides->a, SEG_AXIS, b) < 0) {
            *found = by_axis(sides, -1, b);
            return true;
        }
    }
    return false;
}

/* What became of a rule: 2 it holds, 1 it may hold, 0 neither. */
static int truth_of(const struct seg_result *result, int rule) {
    return (int)(result->rules_true >> rule & 1) * 2 + (int)(result->rules_unknown >> rule & 1);
}

static bool same_rule(const struct sides *sides, int in_a, int in_b) {
    const struct seg_rule_rec *a = &sides->a->rules[in_a], *b = &sides->b->rules[in_b];
    int truth = truth_of(sides->in_a, in_a);
    if (truth != truth_of(sides->in_b, in_b)) {
        return false;
    }
    return truth == 0 || (a->effect == b->effect && a->final == b->final &&
                          counterpart(sides->a, sides->b, SEG_SEGMENT, a->segment) == b->segment);
}

static bool find_rule(const struct sides *sides, struct seg_difference *found) {
    found->kind = SEG_BY_RULE;
    for (int r = 0; r < sides->a->rule_count; r++) {
        int other = counterpart(sides->a, sides->b, SEG_RULE, r);
        if (other < 0 ? truth_of(sides->in_a, r) != 0 : !same_rule(sides, r, other)) {
            found->in_a = r;
            found->in_b = other;
            return true;
        }
    }
    for (int r = 0; r < sides->b->rule_count; r++) {
        if (truth_of(sides->in_b, r) != 0 && counterpart(sides->b, sides->a, SEG_RULE, r) < 0) {
            found->in_b = r;
            return true;
        }
    }
    return false;
}

static bool same_outcome(const struct sides *sides) {
    uint8_t a = sides->in_a->segment, b = sides->in_b->segment;
    bool same = a == SEG_NONE || b == SEG_NONE
                    ? a == b
                    : counterpart(sides->a, sides->b, SEG_SEGMENT, a) == b;
    return same && same_segments(sides, sides->in_a->possible, sides->in_b->possible);
}

struct seg_difference seg_difference(const struct seg_model *a, const struct seg_result *result_a,
                                     const struct seg_model *b, const struct seg_result *result_b) {
    struct sides sides = {a, b, result_a, result_b};
    struct seg_difference found = {SEG_SAME, -1, -1, 0, 0, SEG_NONE, SEG_NONE};
    if (same_outcome(&sides) || find_axis(&sides, &found)) {
        return found;
    }
    if (!same_segments(&sides, result_a->cell_segments, result_b->cell_segments)) {
        found.kind = SEG_BY_CELL;
        return found;
    }
    if (!find_rule(&sides, &found)) {
        found.kind = SEG_BY_UNKNOWNS;
    }
    return found;
}
