/*
 * The fewest answers with which one segment could be left.
 *
 * Questions that a condition reads, flags and the duration are tried unanswered and with every
 * answer. Any other item only narrows the score of its axis (narrowing.h) into a range of classes.
 */
#include "classes.h"
#include "grid.h"
#include "narrowing.h"
#include "questions.h"
#include "scratch.h"

#include <string.h>

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
    struct seg_narrowing plain[SEG_MAX_AXES];
    struct seg_grid grids[SEG_MAX_AXES]; /* for their thresholds */
    struct range chosen[SEG_MAX_AXES];
    struct seg_facts best_facts;
    struct range best_ranges[SEG_MAX_AXES];
    struct seg_answer best_given[SEG_MAX_QUESTIONS];
    int best, best_given_count;
    uint64_t effort;
    bool complete;
};

size_t seg_fewest_head(void) {
    return sizeof(struct search);
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
        } else if (model->items[item].scored) {
            seg_narrowing_add(model, &search->plain[model->items[item].axis], item);
        }
    }
}

static void plan_axes(struct search *search) {
    const struct seg_model *model = search->model;
    for (int a = 0; a < model->axis_count; a++) {
        seg_grid_plan(model, a, 1, &search->grids[a]);
        if (search->grids[a].threshold_count < 0 ||
            (model->axes[a].floor_varies && search->facts.axes[a].missing > 0)) {
            search->complete = false;
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
static bool measure(const struct search *search, int a, struct range *range) {
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
        return false;
    }
    range->rise = (uint32_t)(from > low ? from - low : 0);
    range->fall = (uint32_t)(high >= end ? high - end + 1 : 0);
    return true;
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
    bool last = range->last == grid->threshold_count;
    uint32_t top = last && range->last > 0 ? grid->thresholds[range->last - 1] : 0;
    at->open = false;
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
        search->complete = false;
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
            range.answers =
                seg_narrowing_answers(search->model, &search->plain[a], range.rise, range.fall);
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
        search->complete = false;
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

static void show_axis(const struct search *search, int a, struct seg_fewest *fewest) {
    const struct range *range = &search->best_ranges[a];
    if (range->first >= 0) {
        fewest->count +=
            (uint8_t)seg_narrowing_show(search->model, &search->plain[a], range->rise, range->fall,
                                        range->answers, fewest->answers + fewest->count);
    }
}

/* Whether the answers found really leave one segment, by the plain way of deciding. */
static bool verify(const struct seg_model *model, const struct seg_input *input,
                   const struct seg_fewest *fewest) {
    struct seg_input answered = *input;
    struct seg_facts facts;
    for (int i = 0; i < fewest->count; i++) {
        seg_questions_answer(&answered, fewest->answers[i]);
    }
    if (seg_facts_gather(model, &answered, &facts) != SEG_OK) {
        return false;
    }
    uint16_t possible = seg_decide_possible(model, &facts);
    return (possible & (possible - 1)) == 0;
}

/* Answering changes how many answers are missing: where a rule reads that, nothing is proved. */
static bool rule_reads_missing(const struct seg_model *model) {
    for (int r = 0; r < model->rule_count; r++) {
        uint16_t node = model->rules[r].node;
        for (uint16_t n = node; n < model->nodes[node].end; n++) {
            if (model->nodes[n].test == SEG_TEST_MISSING) {
                return true;
            }
        }
    }
    return false;
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
            fewest->complete = false;
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
        fewest->complete = true;
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
        int32_t *rest = seg_narrowing_fill(model, &search->plain[a], room, end);
        search->complete &= rest != NULL;
        room = rest ? rest : room;
    }
    try_read(search, 0);
    show(search, input, fewest);
    return SEG_OK;
}
