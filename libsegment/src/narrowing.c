#include "narrowing.h"

#include "grid.h"

#include <string.h>

#define IMPOSSIBLE ((int32_t)-1)

static uint32_t width_of(const struct seg_model *model, int item) {
    return model->items[item].greatest - model->items[item].least;
}

void seg_narrowing_add(const struct seg_model *model, struct seg_narrowing *narrowing, int item) {
    if (width_of(model, item) == 0) {
        return;
    }
    int at = narrowing->count++;
    for (; at > 0 && width_of(model, narrowing->items[at - 1]) < width_of(model, item); at--) {
        narrowing->items[at] = narrowing->items[at - 1];
    }
    narrowing->items[at] = (uint8_t)item;
    for (int level = 0; level < model->levels[item]; level++) {
        uint32_t rise = model->points[item][level].points - model->items[item].least;
        narrowing->unit = seg_common_divisor(rise, narrowing->unit);
    }
}

/* ---- The table ---- */

static int32_t *cell(const struct seg_narrowing *narrowing, int item, int answers) {
    return narrowing->falls +
           ((size_t)item * ((size_t)narrowing->count + 1) + (size_t)answers) * narrowing->width;
}

/* With the items from the k-th on and so many answers: for every rise, the greatest fall. */
static void fill_cell(const struct seg_model *model, const struct seg_narrowing *narrowing, int k,
                      int answers) {
    int32_t *row = cell(narrowing, k, answers);
    int item = narrowing->items[k];
    memcpy(row, cell(narrowing, k + 1, answers), narrowing->width * sizeof *row);
    if (answers == 0) {
        return;
    }
    const int32_t *with = cell(narrowing, k + 1, answers - 1);
    for (int level = 0; level < model->levels[item]; level++) {
        uint32_t points = model->points[item][level].points;
        uint32_t rise = (points - model->items[item].least) / narrowing->unit;
        int32_t fall = (int32_t)((model->items[item].greatest - points) / narrowing->unit);
        for (uint32_t sum = rise; sum < narrowing->width; sum++) {
            if (with[sum - rise] != IMPOSSIBLE && with[sum - rise] + fall > row[sum]) {
                row[sum] = with[sum - rise] + fall;
            }
        }
    }
}

/* Without items: no answers move nothing. */
static void fill_last(const struct seg_narrowing *narrowing) {
    for (int answers = 0; answers <= narrowing->count; answers++) {
        int32_t *row = cell(narrowing, narrowing->count, answers);
        for (uint32_t sum = 0; sum < narrowing->width; sum++) {
            row[sum] = answers == 0 && sum == 0 ? 0 : IMPOSSIBLE;
        }
    }
}

int32_t *seg_narrowing_fill(const struct seg_model *model, struct seg_narrowing *narrowing,
                            int32_t *room, const int32_t *end) {
    uint64_t rows = ((uint64_t)narrowing->count + 1) * ((uint64_t)narrowing->count + 1);
    uint32_t span = 0;
    for (int k = 0; k < narrowing->count; k++) {
        span += width_of(model, narrowing->items[k]);
    }
    narrowing->unit = narrowing->unit != 0 ? narrowing->unit : 1;
    narrowing->width = span / narrowing->unit + 1;
    if (rows * narrowing->width > (uint64_t)(end - room)) {
        return NULL;
    }
    narrowing->falls = room;
    fill_last(narrowing);
    for (int k = narrowing->count - 1; k >= 0; k--) {
        for (int answers = 0; answers <= narrowing->count; answers++) {
            fill_cell(model, narrowing, k, answers);
        }
    }
    return room + rows * narrowing->width;
}

/* ---- How many ---- */

static int one_sided(const struct seg_model *model, const struct seg_narrowing *narrowing,
                     uint32_t distance) {
    int answers = 0;
    uint64_t moved = 0;
    while (moved < distance && answers < narrowing->count) {
        moved += width_of(model, narrowing->items[answers++]);
    }
    return moved < distance ? narrowing->count + 1 : answers;
}

static uint32_t units(uint32_t distance, const struct seg_narrowing *narrowing) {
    return distance / narrowing->unit + (distance % narrowing->unit != 0);
}

/* The rise at which the table shows the wanted fall with so many answers; width: nowhere. */
static uint32_t find_rise(const struct seg_narrowing *narrowing, uint32_t rise, uint32_t fall,
                          int answers) {
    const int32_t *row = cell(narrowing, 0, answers);
    uint32_t least = units(fall, narrowing);
    for (rise = units(rise, narrowing); rise < narrowing->width; rise++) {
        if (row[rise] != IMPOSSIBLE && (uint32_t)row[rise] >= least) {
            return rise;
        }
    }
    return narrowing->width;
}

int seg_narrowing_answers(const struct seg_model *model, const struct seg_narrowing *narrowing,
                          uint32_t rise, uint32_t fall) {
    if (rise == 0 || fall == 0) {
        return one_sided(model, narrowing, rise + fall);
    }
    for (int answers = 1; narrowing->falls != NULL && answers <= narrowing->count; answers++) {
        if (find_rise(narrowing, rise, fall, answers) < narrowing->width) {
            return answers;
        }
    }
    return narrowing->count + 1;
}

/* ---- Which ---- */

static struct seg_answer answer_of(int item, int level) {
    struct seg_answer answer = {SEG_ITEM, (uint8_t)item, (uint8_t)level};
    return answer;
}

/* The level with the most or the fewest points. */
static int extreme_level(const struct seg_model *model, int item, bool most) {
    int best = 0;
    for (int level = 1; level < model->levels[item]; level++) {
        uint32_t points = model->points[item][level].points;
        uint32_t before = model->points[item][best].points;
        best = (most ? points > before : points < before) ? level : best;
    }
    return best;
}

/* The level of the k-th item by which the table came to this fall; *rise becomes the rest's. */
static int level_of(const struct seg_model *model, const struct seg_narrowing *narrowing, int k,
                    int answers, uint32_t *rise) {
    int item = narrowing->items[k], level = 0;
    int32_t fall = cell(narrowing, k, answers)[*rise];
    const int32_t *rest = cell(narrowing, k + 1, answers - 1);
    for (; level < model->levels[item]; level++) {
        uint32_t points = model->points[item][level].points;
        uint32_t more = (points - model->items[item].least) / narrowing->unit;
        int32_t less = (int32_t)((model->items[item].greatest - points) / narrowing->unit);
        if (more <= *rise && rest[*rise - more] != IMPOSSIBLE &&
            rest[*rise - more] + less == fall) {
            *rise -= more;
            break;
        }
    }
    return level;
}

/* Finds the way back through the table. */
static int show_two_sided(const struct seg_model *model, const struct seg_narrowing *narrowing,
                          uint32_t rise, int answers, struct seg_answer *out) {
    int count = 0;
    for (int k = 0; k < narrowing->count && answers > 0; k++) {
        if (cell(narrowing, k + 1, answers)[rise] != cell(narrowing, k, answers)[rise]) {
            int level = level_of(model, narrowing, k, answers--, &rise);
            out[count++] = answer_of(narrowing->items[k], level);
        }
    }
    return count;
}

int seg_narrowing_show(const struct seg_model *model, const struct seg_narrowing *narrowing,
                       uint32_t rise, uint32_t fall, int answers, struct seg_answer *out) {
    if (rise > 0 && fall > 0) {
        uint32_t found = find_rise(narrowing, rise, fall, answers);
        return show_two_sided(model, narrowing, found, answers, out);
    }
    for (int k = 0; k < answers; k++) {
        int item = narrowing->items[k];
        out[k] = answer_of(item, extreme_level(model, item, rise > 0));
    }
    return answers;
}
