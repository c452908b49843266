/* Questions and changes of random models: the library against trying everything. */
#include "property.h"
#include "suites.h"

#include <stdlib.h>
#include <string.h>

/* The open questions of an input, found again; flags that nothing reads are no questions. */
static int open_questions(const struct pair *pair, const struct seg_input *input,
                          struct seg_answer *questions) {
    const struct ref_model *model = &pair->model;
    int count = 0;
    for (int i = 0; i < model->items; i++) {
        int axis = model->item[i].axis;
        int judged = axis >= 0 && input->axis_state[axis] != SEG_UNKNOWN;
        if (!judged && input->answers[0][i] == SEG_UNKNOWN) {
            struct seg_answer item = {SEG_ITEM, (uint8_t)i, (uint8_t)model->item[i].levels};
            questions[count++] = item;
        }
    }
    for (int f = 0; f < model->flags; f++) {
        int read = 0;
        for (int n = 0; n < model->nodes; n++) {
            read |= model->node[n].test == SEG_TEST_FLAG && model->node[n].subject == f;
        }
        if (read && input->flags[f] == SEG_UNKNOWN) {
            struct seg_answer flag = {SEG_FLAG, (uint8_t)f, 2};
            questions[count++] = flag;
        }
    }
    if (model->durations > 1 && input->duration == SEG_UNKNOWN) {
        struct seg_answer duration = {SEG_DURATION, 0, (uint8_t)model->durations};
        questions[count++] = duration;
    }
    return count;
}

static void answer(struct seg_input *input, struct seg_answer question, int value) {
    if (question.kind == SEG_ITEM) {
        input->answers[SEG_PROFESSIONAL][question.index] = (uint8_t)value;
    } else if (question.kind == SEG_FLAG) {
        input->flags[question.index] = (uint8_t)value;
    } else {
        input->duration = (uint8_t)value;
    }
}

static int64_t width_of(const struct pair *pair, const struct seg_result *result) {
    int64_t width = 0;
    for (int a = 0; a < pair->model.axes; a++) {
        uint32_t full = seg_axis_scale(pair->compiled, (size_t)a);
        if (!result->axes[a].judged && full > 0) {
            width += (int64_t)(result->axes[a].high - result->axes[a].low) * 1000 / full;
        }
    }
    return width;
}

static void one_next_question(struct pair *pair, const struct seg_input *input) {
    struct seg_answer questions[REF_ITEMS + SEG_MAX_FLAGS + 1];
    struct seg_question asked;
    struct seg_result now = evaluate(pair, input);
    int count = now.certain ? 0 : open_questions(pair, input, questions);
    int best = -1;
    int64_t best_settled = 0, best_narrowed = 0, best_answers = 1;
    for (int q = 0; q < count; q++) {
        int64_t settled = 0, narrowed = 0, answers = questions[q].value;
        for (int value = 0; value < answers; value++) {
            struct seg_input then_input = *input;
            answer(&then_input, questions[q], value);
            struct seg_result then = evaluate(pair, &then_input);
            settled += __builtin_popcount(now.possible) - __builtin_popcount(then.possible);
            narrowed += width_of(pair, &now) - width_of(pair, &then);
        }
        int64_t more = settled * best_answers - best_settled * answers;
        int64_t wider = narrowed * best_answers - best_narrowed * answers;
        if (best < 0 || more > 0 || (more == 0 && wider > 0)) {
            best = q;
            best_settled = settled;
            best_narrowed = narrowed;
            best_answers = answers;
        }
    }
    if (best_settled <= 0 && best_narrowed <= 0) {
        best = -1; /* what neither settles nor narrows is not asked */
    }
    SAME(pair, seg_next_question(pair->compiled, input, &asked), SEG_OK, "status");
    SAME(pair, asked.kind, best < 0 ? SEG_MODEL : questions[best].kind, "kind of the question");
    if (best >= 0) {
        SAME(pair, asked.index, questions[best].index, "question");
    }
}

static struct seg_scratch scratch_of(const struct pair *pair) {
    struct seg_scratch scratch = {NULL, seg_scratch_size(pair->compiled)};
    scratch.memory = malloc(scratch.size);
    ck_assert_ptr_nonnull(scratch.memory);
    return scratch;
}

/* The fewest answers that leave one segment, by trying all; `limit` or more: none. */
static int fewest_by_hand(const struct pair *pair, const struct seg_input *input,
                          const struct seg_answer *questions, int count, int limit) {
    struct seg_result result = evaluate(pair, input);
    if (result.certain) {
        return 0;
    }
    int best = limit;
    for (int q = 0; q < count && best > 1; q++) {
        for (int value = 0; value < questions[q].value; value++) {
            struct seg_input then_input = *input;
            answer(&then_input, questions[q], value);
            int more =
                1 + fewest_by_hand(pair, &then_input, questions + q + 1, count - q - 1, best - 1);
            best = more < best ? more : best;
        }
    }
    return best;
}

static uint64_t fewest_complete, fewest_all;

static void one_fewest(struct pair *pair, const struct seg_input *input) {
    struct seg_answer questions[REF_ITEMS + SEG_MAX_FLAGS + 1];
    struct seg_fewest fewest;
    int count = open_questions(pair, input, questions);
    double tries = 1;
    for (int q = 0; q < count; q++) {
        tries *= 1 + questions[q].value;
    }
    if (tries > 3000) {
        return;
    }
    struct seg_scratch scratch = scratch_of(pair);
    SAME(pair, seg_fewest_answers(pair->compiled, input, scratch, &fewest), SEG_OK, "status");
    free(scratch.memory);
    int expected = fewest_by_hand(pair, input, questions, count, count + 1);
    fewest_all++;
    fewest_complete += fewest.complete;
    if (fewest.complete) {
        SAME(pair, fewest.at_least, fewest.at_most, "bounds");
        SAME(pair, fewest.at_most, expected > count ? SEG_NONE : expected, "fewest answers");
    } else {
        ck_assert_int_le(fewest.at_least, expected > count ? SEG_NONE : expected);
        ck_assert_int_ge(fewest.at_most, expected > count ? 0 : expected);
    }
    struct seg_input then_input = *input;
    for (int n = 0; n < fewest.count; n++) {
        answer(&then_input, fewest.answers[n], fewest.answers[n].value);
    }
    struct seg_result then = evaluate(pair, &then_input);
    SAME(pair, then.certain, fewest.at_most != SEG_NONE, "the answers settle");
}

static void questions(struct pair *pair) {
    for (int n = 0; n < INPUTS_A_MODEL; n++) {
        struct seg_input input;
        chance_input(&pair->chance, &pair->model, &input);
        chance_forget(&pair->chance, &pair->model, 45, &input);
        one_next_question(pair, &input);
        one_fewest(pair, &input);
    }
}

START_TEST(next_question_and_fewest__are_those_of_trying_everything) {
    fewest_complete = fewest_all = 0;
    for_models(questions, 32);
    ck_assert_uint_gt(fewest_complete * 10, fewest_all * 6);
}
END_TEST

/* A set of changes: the new level of each item, or 0xFF. */
struct changes {
    uint8_t to[REF_ITEMS];
    int items, steps;
};

static int smaller(const struct changes *a, const struct changes *b) {
    if (a->items != b->items) {
        return a->items < b->items;
    }
    return a->steps != b->steps ? a->steps < b->steps : memcmp(a->to, b->to, sizeof a->to) < 0;
}

/* Every set of changes to the items from `item` on; keeps the smallest for each segment. */
static void try_changes(const struct pair *pair, struct seg_input *input, int item,
                        struct changes *changes, struct changes *best) {
    if (item == pair->model.items) {
        struct seg_result result = evaluate(pair, input);
        if (result.certain && smaller(changes, &best[result.segment])) {
            best[result.segment] = *changes;
        }
        return;
    }
    try_changes(pair, input, item + 1, changes, best);
    uint8_t from = input->answers[SEG_PROFESSIONAL][item];
    if (!pair->model.item[item].changeable || from >= SEG_MAX_LEVELS) {
        return;
    }
    for (uint8_t to = 0; to < pair->model.item[item].levels; to++) {
        if (to == from) {
            continue;
        }
        struct changes more = *changes;
        int steps = to > from ? to - from : from - to;
        more.to[item] = to;
        more.items++;
        more.steps += pair->model.item[item].kind == SEG_CHOICE ? 1 : steps;
        input->answers[SEG_PROFESSIONAL][item] = to;
        try_changes(pair, input, item + 1, &more, best);
    }
    input->answers[SEG_PROFESSIONAL][item] = from;
}

static void same_way(const struct pair *pair, const struct seg_way *way,
                     const struct changes *best) {
    SAME(pair, way->complete, 1, "complete");
    SAME(pair, way->found, best->items < 100, "found");
    if (!way->found) {
        return;
    }
    SAME(pair, way->count, best->items, "items changed");
    SAME(pair, way->steps, best->steps, "steps");
    for (int c = 0; c < way->count; c++) {
        SAME(pair, way->changes[c].to, best->to[way->changes[c].item], "change");
    }
}

static void one_what_if(struct pair *pair, const struct seg_input *input) {
    struct changes best[SEG_MAX_SEGMENTS], none;
    struct seg_what_if what_if;
    struct seg_result result = evaluate(pair, input);
    double tries = 1;
    for (int i = 0; i < pair->model.items; i++) {
        int changes = pair->model.item[i].changeable && input->answers[0][i] < SEG_MAX_LEVELS;
        tries *= changes ? pair->model.item[i].levels : 1;
    }
    if (tries > 3000) {
        return;
    }
    memset(&none, 0xFF, sizeof none);
    none.items = none.steps = 1000;
    for (int s = 0; s < SEG_MAX_SEGMENTS; s++) {
        best[s] = none;
    }
    memset(&none, 0xFF, sizeof none);
    none.items = none.steps = 0;
    struct seg_input tried = *input;
    try_changes(pair, &tried, 0, &none, best);
    struct seg_scratch scratch = scratch_of(pair);
    SAME(pair, seg_what_if(pair->compiled, input, scratch, &what_if), SEG_OK, "status");
    free(scratch.memory);
    int at = 0;
    for (int s = 0; s < pair->model.segments; s++) {
        if (result.segment != SEG_NONE && ref_below(&pair->model, s, result.segment)) {
            SAME(pair, what_if.ways[at].segment, s, "segment of a way");
            same_way(pair, &what_if.ways[at++], &best[s]);
        }
    }
    SAME(pair, what_if.count, at, "number of ways");
}

static void what_ifs(struct pair *pair) {
    for (int n = 0; n < INPUTS_A_MODEL; n++) {
        struct seg_input input;
        chance_input(&pair->chance, &pair->model, &input);
        chance_forget(&pair->chance, &pair->model, n % 2 ? 0 : 20, &input);
        one_what_if(pair, &input);
    }
}

START_TEST(what_if__is_the_smallest_of_all_sets_of_changes) {
    for_models(what_ifs, 32);
}
END_TEST

Suite *search_suite(void) {
    Suite *suite = suite_create("search");
    TCase *tests = tcase_create("against trying everything");
    tcase_set_timeout(tests, 0);
    tcase_add_test(tests, next_question_and_fewest__are_those_of_trying_everything);
    tcase_add_test(tests, what_if__is_the_smallest_of_all_sets_of_changes);
    suite_add_tcase(suite, tests);
    return suite;
}
