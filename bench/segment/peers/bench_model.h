/* The comparison's model by hand, for the programs that have it compiled in. */
#ifndef BENCH_MODEL_H
#define BENCH_MODEL_H

#include <stdint.h>
#include <string.h>

enum { ITEMS = 16, HALF = 8, REASONS = 3 };

static const int weights[ITEMS] = {5, 3, 4, 2, 5, 3, 2, 4, 5, 4, 3, 5, 2, 3, 4, 2};
static const char *const segment_codes[] = {"self_reliant", "supported", "partnership",
                                            "care_managed"};
static const char *const process_codes[] = {"SPT", "SPT", "PPT", "PPT"};
static const char *const duration_codes[] = {"occasional", "temporary", "continuous"};
static const char *const rule_codes[] = {"acute", "two_severe", "lasting"};

struct decision {
    int segment, score[2];
    int reason[REASONS]; /* an item; 16 + a rule; -1 */
};

static inline int greatest(int axis) {
    int sum = 0;
    for (int i = axis * HALF; i < (axis + 1) * HALF; i++) {
        sum += 4 * weights[i];
    }
    return sum;
}

static inline int state_of(int axis, int sum, int max) {
    static const int cuts[2][2] = {{300, 600}, {350, 650}};
    return (sum * 1000 >= cuts[axis][0] * max) + (sum * 1000 >= cuts[axis][1] * max);
}

static inline int cell_of(int coping, int need, int duration) {
    int cell = (coping + need + (duration == 2) + 1) >> 1;
    return cell > 3 ? 3 : cell;
}

/* What rules lift a segment to, and which hold, as bits. */
static inline int lift(int segment, const int *answers, int score, int duration, int *held) {
    *held = (answers[11] >= 4) | (answers[4] >= 4 && answers[8] >= 4) << 1 |
            (score >= 700 && duration == 2) << 2;
    if ((*held & 1) && segment < 2) {
        segment = 2;
    }
    return *held & 6 ? 3 : segment;
}

#endif
