/* The question whose answer settles most: every open question is tried with every answer. */
#include "questions.h"
#include "scratch.h"

/* What a question would bring, summed over its answers. */
struct yield {
    struct seg_question question;
    int64_t settled, narrowed;
    int answers;
    uint64_t effort;
};

static int64_t width(const struct seg_model *model, const struct seg_facts *facts) {
    int64_t all = 0;
    for (int a = 0; a < model->axis_count; a++) {
        const struct seg_axis_rec *axis = &model->axes[a];
        const struct seg_axis_facts *at = &facts->axes[a];
        if (at->judged || axis->full == 0) {
            continue;
        }
        uint32_t low = at->open ? 0 : seg_score(axis, at->sum_low, at->max_low);
        uint32_t high = at->open ? axis->full : seg_score(axis, at->sum_high, at->max_high);
        all += (int64_t)((uint64_t)(high - low) * 1000 / axis->full);
    }
    return all;
}

int seg_questions_open(const struct seg_model *model, const struct seg_facts *facts,
                       struct seg_answer questions[SEG_MAX_QUESTIONS]) {
    int count = 0;
    for (int i = 0; i < model->item_count; i++) {
        if (facts->unanswered >> i & 1) {
            struct seg_answer item = {SEG_ITEM, (uint8_t)i, model->levels[i]};
            questions[count++] = item;
        }
    }
    for (int f = 0; f < model->flag_count; f++) {
        if (facts->flags[f] == SEG_OPEN && (model->flags_read >> f & 1)) {
            struct seg_answer flag = {SEG_FLAG, (uint8_t)f, 2};
            questions[count++] = flag;
        }
    }
    if (model->duration_count > 0 && (facts->durations & (facts->durations - 1)) != 0) {
        struct seg_answer duration = {SEG_DURATION, 0, model->duration_count};
        questions[count++] = duration;
    }
    return count;
}

void seg_questions_answer(struct seg_input *input, struct seg_answer answer) {
    if (answer.kind == SEG_ITEM) {
        input->answers[SEG_PROFESSIONAL][answer.index] = answer.value;
    } else if (answer.kind == SEG_FLAG) {
        input->flags[answer.index] = answer.value;
    } else {
        input->duration = answer.value;
    }
}

static int count_segments(uint16_t mask) {
    return __builtin_popcount(mask);
}

static struct yield try_question(const struct seg_model *model, const struct seg_input *input,
                                 struct seg_answer question, int possible, int64_t width_now) {
    struct yield yield = {{question.kind, question.index, 0, 0}, 0, 0, question.value, 0};
    struct seg_input tried = *input;
    struct seg_facts facts;
    for (uint8_t value = 0; value < yield.answers; value++) {
        struct seg_answer answer = {question.kind, question.index, value};
        seg_questions_answer(&tried, answer);
        if (seg_facts_gather(model, &tried, &facts) != SEG_OK) {
            continue;
        }
        yield.effort += seg_decide_effort(model, &facts);
        yield.settled += possible - count_segments(seg_decide_possible(model, &facts));
        yield.narrowed += width_now - width(model, &facts);
    }
    return yield;
}

static bool better(const struct yield *a, const struct yield *b) {
    int64_t left = a->settled * b->answers, right = b->settled * a->answers;
    if (left != right) {
        return left > right;
    }
    return a->narrowed * b->answers > b->narrowed * a->answers;
}

enum seg_status seg_next_question(const struct seg_model *model, const struct seg_input *input,
                                  struct seg_question *question) {
    static const struct seg_question none = {SEG_MODEL, SEG_NONE, 0, 0};
    struct seg_answer questions[SEG_MAX_QUESTIONS];
    struct seg_facts facts;
    struct yield best = {none, 0, 0, 0, 0};
    uint64_t effort = 0;
    if (seg_facts_gather(model, input, &facts) != SEG_OK) {
        return SEG_BAD_INPUT;
    }
    *question = none;
    int possible = count_segments(seg_decide_possible(model, &facts));
    int64_t width_now = width(model, &facts);
    int count = possible > 1 ? seg_questions_open(model, &facts, questions) : 0;
    for (int q = 0; q < count && effort < SEG_MAX_DECISION_EFFORT; q++) {
        struct yield yield = try_question(model, input, questions[q], possible, width_now);
        effort += yield.effort;
        if (best.answers == 0 || better(&yield, &best)) {
            best = yield;
        }
    }
    if (best.answers == 0) {
        return SEG_OK;
    }
    int64_t settles = best.settled * 1000 / ((int64_t)best.answers * (possible - 1));
    int64_t narrows = best.narrowed / best.answers;
    best.question.settles = (uint16_t)(settles > 0 ? settles : 0);
    best.question.narrows = (uint32_t)(narrows > 0 ? narrows : 0);
    if (best.settled > 0 || best.narrowed > 0) {
        *question = best.question;
    }
    return SEG_OK;
}
