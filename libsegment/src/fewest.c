/*
 * The fewest answers with which one segment could be left.
 *
 * Questions that a condition reads, flags and the duration are tried unanswered and with every
 * answer. Any other item only narrows the score of its axis: a range of classes is wanted, and the
 * fewest answers that narrow the score so far are found by taking the widest items first where one
 * end of the interval has to move, and by a table over sums where both have.
 */
#include "classes.h"
#include "grid.h"
#include "questions.h"
#include "scratch.h"

#include <string.h>

#define IMPOSSIBLE ((int32_t)-1)

/* The unread unknown items of one axis. */
struct plain {
    uint8_t items[SEG_MAX_ITEMS]; /* widest first */
    int count;
    uint32_t unit, width;
    int32_t *falls; /* [count + 1][count + 1][width]: the most that the high end can fall */
};

/* What an axis costs and takes to come into one range of classes. */
struct range {
    int first, last;     /* classes; first -1: as it is */
    uint32_t rise, fall; /* how far the low and the high end have to move */
    int answers;
};

struct search {
    const struct seg_model *model;
    struct seg_facts facts; /* with the read questions as they are tried */
    struct seg_answer read[SEG_MAX_QUESTIONS];
    struct seg_answer given[SEG_MAX_QUESTIONS];
    int read_count, given_count;
    struct plain plain[SEG_MAX_AXES];
    struct seg_grid grids[SEG_MAX_AXES]; /* for their thresholds */
    struct range chosen[SEG_MAX_AXES];
    struct seg_facts best_facts;
    struct range best_ranges[SEG_MAX_AXES];
    struct seg_answer best_given[SEG_MAX_QUESTIONS];
    int best, best_given_count;
    uint64_t effort;
    int complete;
};

size_t seg_fewest_head(void) {
    return sizeof(struct search);
}

static uint32_t width_of(const struct seg_model *model, int item) {
    return model->items[item].greatest - model->items[item].least;
}

static uint32_t common_divisor(uint32_t a, uint32_t b) {
    while (b != 0) {
        uint32_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static void add_plain(const struct seg_model *model, struct plain *plain, int item) {
    int at = plain->count++;
    for (; at > 0 && width_of(model, plain->items[at - 1]) < width_of(model, item); at--) {
        plain->items[at] = plain->items[at - 1];
    }
    plain->items[at] = (uint8_t)item;
    for (int level = 0; level < model->levels[item]; level++) {
        uint32_t rise = model->points[item][level].points - model->items[item].least;
        plain->unit = common_divisor(rise, plain->unit);
    }
}

static void sort_questions(struct search *search) {
    const struct seg_model *model = search->model;
    struct seg_answer questions[SEG_MAX_QUESTIONS];
    int count = seg_questions_open(model, &search->facts, questions);
    uint64_t read = seg_items_read(model);
    for (int q = 0; q < count; q++) {
        int item = questions[q].kind == SEG_ITEM ? questions[q].index : -1;
        if (item < 0 || (read >> item & 1)) {
            search->read[search->read_count++] = questions[q];
        } else if (model->items[item].scored && width_of(model, item) > 0) {
            add_plain(model, &search->plain[model->items[item].axis], item);
        }
    }
}

static void plan_axes(struct search *search) {
    const struct seg_model *model = search->model;
    for (int a = 0; a < model->axis_count; a++) {
        struct plain *plain = &search->plain[a];
        uint32_t span = 0;
        seg_grid_plan(model, a, 1, &search->grids[a]);
        if (search->grids[a].threshold_count < 0 ||
            (model->axes[a].floor_varies && search->facts.axes[a].missing > 0)) {
            search->complete = 0;
        }
        plain->unit = plain->unit != 0 ? plain->unit : 1;
        for (int k = 0; k < plain->count; k++) {
            span += width_of(model, plain->items[k]);
        }
        plain->width = span / plain->unit + 1;
    }
}

static int32_t *cell(const struct plain *plain, int item, int answers) {
    return plain->falls +
           ((size_t)item * ((size_t)plain->count + 1) + (size_t)answers) * plain->width;
}

/* With the items from the k-th on and so many answers: for every rise, the greatest fall. */
static void fill_cell(const struct seg_model *model, const struct plain *plain, int k,
                      int answers) {
    int32_t *row = cell(plain, k, answers);
    const int32_t *without = cell(plain, k + 1, answers);
    int item = plain->items[k];
    memcpy(row, without, plain->width * sizeof *row);
    if (answers == 0) {
        return;
    }
    const int32_t *with = cell(plain, k + 1, answers - 1);
    for (int level = 0; level < model->levels[item]; level++) {
        uint32_t points = model->points[item][level].points;
        uint32_t rise = (points - model->items[item].least) / plain->unit;
        int32_t fall = (int32_t)((model->items[item].greatest - points) / plain->unit);
        for (uint32_t sum = rise; sum < plain->width; sum++) {
            if (with[sum - rise] != IMPOSSIBLE && with[sum - rise] + fall > row[sum]) {
                row[sum] = with[sum - rise] + fall;
            }
        }
    }
}

/* Returns where the next table may begin; an axis without room is searched from one end only. */
static int32_t *fill_table(struct search *search, struct plain *plain, int32_t *room,
                           const int32_t *end) {
    uint64_t rows = ((uint64_t)plain->count + 1) * ((uint64_t)plain->count + 1);
    if (rows * plain->width > (uint64_t)(end - room)) {
        search->complete = 0;
        return room;
    }
    plain->falls = room;
    for (int answers = 0; answers <= plain->count; answers++) {
        int32_t *row = cell(plain, plain->count, answers);
        for (uint32_t sum = 0; sum < plain->width; sum++) {
            row[sum] = answers == 0 && sum == 0 ? 0 : IMPOSSIBLE;
        }
    }
    for (int k = plain->count - 1; k >= 0; k--) {
        for (int answers = 0; answers <= plain->count; answers++) {
            fill_cell(search->model, plain, k, answers);
        }
    }
    return room + rows * plain->width;
}

/* The fewest answers that move one end so far; more than there are items: impossible. */
static int one_sided(const struct seg_model *model, const struct plain *plain, uint32_t distance) {
    int answers = 0;
    uint64_t moved = 0;
    while (moved < distance && answers < plain->count) {
        moved += width_of(model, plain->items[answers++]);
    }
    return moved < distance ? plain->count + 1 : answers;
}

static uint32_t units(uint32_t distance, const struct plain *plain) {
    return distance / plain->unit + (distance % plain->unit != 0);
}

/* The rise at which the table shows the wanted fall with so many answers; width: nowhere. */
static uint32_t find_rise(const struct plain *plain, const struct range *range, int answers) {
    const int32_t *row = cell(plain, 0, answers);
    uint32_t rise = units(range->rise, plain);
    uint32_t fall = units(range->fall, plain);
    for (; rise < plain->width; rise++) {
        if (row[rise] != IMPOSSIBLE && (uint32_t)row[rise] >= fall) {
            break;
        }
    }
    return rise < plain->width ? rise : plain->width;
}

static void count_answers(struct search *search, int a, struct range *range) {
    const struct plain *plain = &search->plain[a];
    if (range->rise == 0 || range->fall == 0) {
        range->answers = one_sided(search->model, plain, range->rise + range->fall);
        return;
    }
    range->answers = plain->count + 1;
    for (int answers = 1; plain->falls != NULL && answers <= plain->count; answers++) {
        if (find_rise(plain, range, answers) < plain->width) {
            range->answers = answers;
            return;
        }
    }
}

/* The least sum whose score reaches the threshold, out of this greatest sum. */
static uint64_t sum_at(const struct seg_axis_rec *axis, uint32_t threshold, uint32_t max) {
    if (axis->method == SEG_POINTS) {
        return threshold;
    }
    return ((uint64_t)threshold * max + axis->scale - 1) / axis->scale;
}

/* How far the ends of the axis' interval have to move to lie within classes first..last. */
static int measure(const struct search *search, int a, struct range *range) {
    const struct seg_axis_rec *axis = &search->model->axes[a];
    const struct seg_grid *grid = &search->grids[a];
    const struct seg_axis_facts *at = &search->facts.axes[a];
    struct seg_axis_sums sums = seg_facts_sums(search->model, a, &search->facts);
    uint32_t max = sums.max + sums.absent_max;
    uint64_t low = at->open ? sums.sum : at->sum_low;
    uint64_t high = (uint64_t)sums.sum + sums.rise + sums.absent_max;
    uint64_t from = range->first > 0 ? sum_at(axis, grid->thresholds[range->first - 1], max) : 0;
    uint64_t end = range->last < grid->threshold_count
                       ? sum_at(axis, grid->thresholds[range->last], max)
                       : UINT32_MAX;
    if (from > high || end <= low) {
        return 0;
    }
    range->rise = (uint32_t)(from > low ? from - low : 0);
    range->fall = (uint32_t)(high >= end ? high - end + 1 : 0);
    return 1;
}

/* Sets the axis' interval to a range of classes. */
static void set_range(struct search *search, int a, const struct range *range) {
    const struct seg_axis_rec *axis = &search->model->axes[a];
    const struct seg_grid *grid = &search->grids[a];
    struct seg_axis_facts *at = &search->facts.axes[a];
    if (range->first < 0) {
        seg_facts_bound(search->model, a, &search->facts);
        return;
    }
    int last = range->last == grid->threshold_count;
    uint32_t top = last && range->last > 0 ? grid->thresholds[range->last - 1] : 0;
    at->open = 0;
    at->sum_low = range->first > 0 ? grid->thresholds[range->first - 1] : 0;
    at->sum_high = !last ? grid->thresholds[range->last] - 1 : top > axis->full ? top : axis->full;
    at->max_low = at->max_high = axis->method == SEG_RATIO ? axis->scale : axis->greatest;
    at->states = seg_facts_states(search->model, a, &search->facts);
}

static void try_ranges(struct search *search) {
    for (int a = 0; a < search->model->axis_count; a++) {
        set_range(search, a, &search->chosen[a]);
    }
    search->effort += seg_decide_effort(search->model, &search->facts);
    uint16_t possible = seg_decide_possible(search->model, &search->facts);
    int answers = search->given_count;
    for (int a = 0; a < search->model->axis_count; a++) {
        answers += search->chosen[a].answers;
    }
    if ((possible & (possible - 1)) == 0) {
        search->best = answers;
        search->best_facts = search->facts;
        memcpy(search->best_ranges, search->chosen, sizeof search->chosen);
        memcpy(search->best_given, search->given, sizeof search->given);
        search->best_given_count = search->given_count;
    }
}

static void try_axis(struct search *search, int a, int answers);

static void try_range(struct search *search, int a, int answers, struct range range) {
    if (answers + range.answers < search->best) {
        search->chosen[a] = range;
        try_axis(search, a + 1, answers + range.answers);
    }
}

/* Every range of classes of the axis, and the axis as it is; those that cost too much left out. */
static void try_axis(struct search *search, int a, int answers) {
    static const struct range as_it_is = {-1, -1, 0, 0, 0};
    if (search->effort >= SEG_MAX_DECISION_EFFORT) {
        search->complete = 0;
        return;
    }
    if (a == search->model->axis_count) {
        try_ranges(search);
        return;
    }
    try_range(search, a, answers, as_it_is);
    int classes = search->plain[a].count > 0 ? search->grids[a].class_count : 0;
    for (int first = 0; first < classes; first++) {
        for (int last = first; last < classes; last++) {
            struct range range = {first, last, 0, 0, 0};
            search->effort += 1;
            seg_facts_bound(search->model, a, &search->facts);
            if (!measure(search, a, &range)) {
                continue;
            }
            count_answers(search, a, &range);
            if (search->facts.axes[a].open && range.answers == 0) {
                range.answers = 1;
            }
            if (range.answers > 0 && range.answers <= search->plain[a].count) {
                try_range(search, a, answers, range);
            }
        }
    }
}

static void give(struct search *search, struct seg_answer answer) {
    struct seg_facts *facts = &search->facts;
    if (answer.kind == SEG_ITEM) {
        facts->levels[answer.index] = answer.value;
        facts->unanswered &= ~((uint64_t)1 << answer.index);
    } else if (answer.kind == SEG_FLAG) {
        facts->flags[answer.index] = answer.value ? SEG_TRUE : SEG_FALSE;
    } else {
        facts->durations = (uint8_t)(1u << answer.value);
    }
    search->given[search->given_count++] = answer;
}

static void try_read(struct search *search, int index) {
    search->effort += 2;
    if (search->given_count >= search->best) {
        return;
    }
    if (search->effort >= SEG_MAX_DECISION_EFFORT) {
        search->complete = 0;
        return;
    }
    if (index == search->read_count) {
        for (int a = 0; a < search->model->axis_count; a++) {
            seg_facts_bound(search->model, a, &search->facts);
        }
        try_axis(search, 0, search->given_count);
        return;
    }
    struct seg_answer question = search->read[index];
    struct seg_facts before = search->facts;
    try_read(search, index + 1);
    for (uint8_t value = 0; value < question.value; value++) {
        struct seg_answer answer = {question.kind, question.index, value};
        search->facts = before;
        give(search, answer);
        try_read(search, index + 1);
        search->given_count--;
    }
    search->facts = before;
}

static void add_answer(struct seg_fewest *fewest, int item, int level) {
    struct seg_answer answer = {SEG_ITEM, (uint8_t)item, (uint8_t)level};
    fewest->answers[fewest->count++] = answer;
}

/* The level with the most or the fewest points. */
static int extreme_level(const struct seg_model *model, int item, int most) {
    int best = 0;
    for (int level = 1; level < model->levels[item]; level++) {
        uint32_t points = model->points[item][level].points;
        uint32_t before = model->points[item][best].points;
        best = (most ? points > before : points < before) ? level : best;
    }
    return best;
}

/* Finds the way back through the table. */
static void add_two_sided(const struct seg_model *model, const struct plain *plain,
                          const struct range *range, struct seg_fewest *fewest) {
    int answers = range->answers;
    uint32_t rise = find_rise(plain, range, answers);
    for (int k = 0; k < plain->count; k++) {
        int item = plain->items[k];
        int32_t fall = cell(plain, k, answers)[rise];
        if (cell(plain, k + 1, answers)[rise] == fall) {
            continue;
        }
        for (int level = 0; level < model->levels[item]; level++) {
            uint32_t points = model->points[item][level].points;
            uint32_t more = (points - model->items[item].least) / plain->unit;
            int32_t less = (int32_t)((model->items[item].greatest - points) / plain->unit);
            if (more <= rise && cell(plain, k + 1, answers - 1)[rise - more] != IMPOSSIBLE &&
                cell(plain, k + 1, answers - 1)[rise - more] + less == fall) {
                add_answer(fewest, item, level);
                rise -= more;
                answers--;
                break;
            }
        }
    }
}

static void show_axis(const struct search *search, int a, struct seg_fewest *fewest) {
    const struct plain *plain = &search->plain[a];
    const struct range *range = &search->best_ranges[a];
    if (range->first < 0) {
        return;
    }
    if (range->rise > 0 && range->fall > 0) {
        add_two_sided(search->model, plain, range, fewest);
        return;
    }
    for (int k = 0; k < range->answers; k++) {
        add_answer(fewest, plain->items[k],
                   extreme_level(search->model, plain->items[k], range->rise > 0));
    }
}

/* Whether the answers found really leave one segment, by the plain way of deciding. */
static int verify(const struct seg_model *model, const struct seg_input *input,
                  const struct seg_fewest *fewest) {
    struct seg_input answered = *input;
    struct seg_facts facts;
    for (int i = 0; i < fewest->count; i++) {
        seg_questions_answer(&answered, fewest->answers[i]);
    }
    if (seg_facts_gather(model, &answered, &facts) != SEG_OK) {
        return 0;
    }
    uint16_t possible = seg_decide_possible(model, &facts);
    return (possible & (possible - 1)) == 0;
}

/* Answering changes how many answers are missing: where a rule reads that, nothing is proved. */
static int rule_reads_missing(const struct seg_model *model) {
    for (int r = 0; r < model->rule_count; r++) {
        uint16_t node = model->rules[r].node;
        for (uint16_t n = node; n < model->nodes[node].end; n++) {
            if (model->nodes[n].test == SEG_TEST_MISSING) {
                return 1;
            }
        }
    }
    return 0;
}

static void show(const struct search *search, const struct seg_input *input,
                 struct seg_fewest *fewest) {
    fewest->complete = (uint8_t)search->complete;
    fewest->at_least = 1;
    if (search->best <= SEG_MAX_QUESTIONS) {
        fewest->count = (uint8_t)search->best_given_count;
        memcpy(fewest->answers, search->best_given, sizeof search->best_given);
        for (int a = 0; a < search->model->axis_count; a++) {
            show_axis(search, a, fewest);
        }
        if (verify(search->model, input, fewest)) {
            fewest->at_most = fewest->count;
        } else {
            fewest->complete = 0;
            fewest->count = 0;
        }
    }
    if (fewest->complete) {
        fewest->at_least = fewest->at_most;
    }
}

enum seg_status seg_fewest_answers(const struct seg_model *model, const struct seg_input *input,
                                   struct seg_scratch scratch, struct seg_fewest *fewest) {
    struct search *search = scratch.memory;
    struct seg_facts facts;
    if (seg_facts_gather(model, input, &facts) != SEG_OK) {
        return SEG_BAD_INPUT;
    }
    if (search == NULL || scratch.size < sizeof *search) {
        return SEG_NO_ROOM;
    }
    memset(fewest, 0, sizeof *fewest);
    uint16_t possible = seg_decide_possible(model, &facts);
    if ((possible & (possible - 1)) == 0) {
        fewest->complete = 1;
        return SEG_OK;
    }
    fewest->at_most = SEG_NONE;
    memset(search, 0, sizeof *search);
    search->model = model;
    search->facts = facts;
    search->best = SEG_MAX_QUESTIONS + 1;
    search->complete = !rule_reads_missing(model);
    int32_t *room = (int32_t *)(void *)(search + 1);
    const int32_t *end = (const int32_t *)scratch.memory + scratch.size / sizeof *room;
    sort_questions(search);
    plan_axes(search);
    for (int a = 0; a < model->axis_count; a++) {
        room = fill_table(search, &search->plain[a], room, end);
    }
    try_read(search, 0);
    show(search, input, fewest);
    return SEG_OK;
}
