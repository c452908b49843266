/*
 * The short cut: where one view answers every item and everything else that the model reads is
 * known, an axis is one sum, the decision is a page of the book, and the order of the reasons is
 * the order of set bits. What it does hardly depends on the answers, so that a processor can
 * foretell it.
 */
#include "decide.h"
#include "reasons.h"

#include <string.h>

/* Everything of one complete input. */
struct complete {
    const struct seg_input *input;
    const uint8_t *levels;
    bool absent; /* some scored item does not apply */
    uint32_t sums[SEG_MAX_AXES];
    struct seg_whole whole[SEG_MAX_AXES]; /* what the sums are parts of */
    seg_pair ranks;
};

static seg_bytes load(const uint8_t *from) {
    seg_bytes bytes;
    memcpy(&bytes, from, sizeof bytes);
    return bytes;
}

static bool any_bit(seg_bytes bytes) {
    seg_pair pair;
    memcpy(&pair, &bytes, sizeof pair);
    return (pair[0] | pair[1]) != 0;
}

/* True when every item has an answer that it takes, and the client's view none. Items beyond the
 * last are read along, sixteen at a time, and don't matter. */
static bool answers_known(const struct seg_model *model, const struct seg_input *input,
                          bool *absent) {
    seg_bytes bad = {0}, lacking = {0};
    for (int i = 0; i < model->item_count; i += 16) {
        seg_bytes levels = load(input->answers[SEG_PROFESSIONAL] + i);
        seg_bytes lacks = (seg_bytes)(levels == SEG_NOT_APPLICABLE) & load(model->speed.absent + i);
        bad |= (seg_bytes)(levels > load(model->speed.most + i)) & ~lacks;
        bad |= ~load(input->answers[SEG_CLIENT] + i) & load(model->speed.there + i);
        lacking |= lacks;
    }
    *absent = any_bit(lacking);
    return !any_bit(bad);
}

static bool rest_known(const struct seg_model *model, const struct seg_input *input) {
    static const uint8_t unjudged[SEG_MAX_AXES] = {SEG_UNKNOWN, SEG_UNKNOWN, SEG_UNKNOWN,
                                                   SEG_UNKNOWN};
    unsigned unknown = memcmp(input->axis_state, unjudged, sizeof unjudged) != 0;
    for (int f = 0; f < model->flag_count; f++) {
        unsigned unread = input->flags[f] == SEG_UNKNOWN && !(model->flags_read >> f & 1);
        unknown |= (input->flags[f] > 1) & !unread;
    }
    unknown |= model->duration_count > 0 ? input->duration >= model->duration_count
                                         : input->duration != SEG_UNKNOWN;
    bool aged = input->age <= SEG_MAX_AGE || (!model->any_age && input->age == SEG_AGE_UNKNOWN);
    return !unknown && aged;
}

/* Sums every axis and marks the ranks of the reasons. */
static void sum_up(const struct seg_model *model, struct complete *complete) {
    struct seg_quick all = {{0, 0}, {0, 0}};
    for (int i = 0; i < model->item_count; i++) {
        const struct seg_quick *quick =
            &model->speed.quick[i][complete->levels[i] & (SEG_MAX_LEVELS - 1)];
        all.sums += quick->sums;
        all.ranks |= quick->ranks;
    }
    for (int a = 0; a < SEG_MAX_AXES; a++) {
        complete->sums[a] = (uint32_t)(all.sums[a / 2] >> 32 * (a % 2));
        complete->whole[a] = model->axes[a].whole;
    }
    complete->ranks = all.ranks;
}

/* Takes what does not apply out of the greatest sums. False when nothing of an axis is left. */
static bool leave_out(const struct seg_model *model, struct complete *complete) {
    seg_pair lost = {0, 0};
    bool left = true;
    for (int n = 0; n < model->speed.absent_count; n++) {
        uint64_t lacks = complete->levels[model->speed.absent_items[n]] == SEG_NOT_APPLICABLE;
        lost += model->speed.absent_greatest[n] & (seg_pair){0 - lacks, 0 - lacks};
    }
    for (int a = 0; a < model->axis_count; a++) {
        uint32_t greatest = model->axes[a].greatest - (uint32_t)(lost[a / 2] >> 32 * (a % 2));
        left &= greatest > 0;
        if (greatest > 0 && greatest < model->axes[a].greatest) {
            complete->whole[a] = seg_whole_of(greatest);
        }
    }
    return left;
}

/* ---- The page ----------------------------------------------------------------------------- */

static unsigned zone_of(const struct seg_cuts *cuts, uint64_t number, uint64_t unit) {
    unsigned zone = 0;
    for (int n = 0; n < cuts->count; n++) {
        zone += number >= cuts->from[n] * unit;
    }
    return zone * cuts->stride;
}

static const struct seg_page *look_up(const struct seg_model *model,
                                      const struct complete *complete) {
    const struct seg_book *book = &model->speed.book;
    const struct seg_input *input = complete->input;
    unsigned page = input->duration * book->duration_stride + zone_of(&book->ages, input->age, 1);
    for (int a = 0; a < model->axis_count; a++) {
        const struct seg_axis_rec *axis = &model->axes[a];
        page += zone_of(&book->scores[a], (uint64_t)complete->sums[a] * axis->scale,
                        axis->method == SEG_POINTS ? 1 : complete->whole[a].greatest);
    }
    for (int n = 0; n < book->flag_count; n++) {
        page += input->flags[book->flags[n]] * book->flag_stride[n];
    }
    for (int n = 0; n < book->item_count; n++) {
        page += book->item_place[n][complete->levels[book->items[n]] & (SEG_MAX_LEVELS - 1)];
    }
    return &book->page[page];
}

static void gather_facts(const struct seg_model *model, const struct complete *complete,
                         struct seg_facts *facts) {
    const struct seg_input *input = complete->input;
    memcpy(facts->levels, complete->levels, SEG_MAX_ITEMS);
    for (int f = 0; f < model->flag_count; f++) {
        facts->flags[f] = input->flags[f] == 1 ? SEG_TRUE : SEG_FALSE;
    }
    facts->durations = model->duration_count > 0 ? (uint8_t)(1u << input->duration) : 0;
    facts->age_low = facts->age_high = input->age;
    facts->missing = facts->disagreement_count = 0;
    facts->unanswered = facts->disagreements = 0;
    for (int a = 0; a < model->axis_count; a++) {
        struct seg_axis_facts *axis = &facts->axes[a];
        axis->sum_low = axis->sum_high = complete->sums[a];
        axis->max_low = axis->max_high = complete->whole[a].greatest;
        axis->states = seg_facts_states(model, a, facts);
    }
}

/* Where the book would have too many pages. False when more than one segment is possible. */
static bool decide_page(const struct seg_model *model, const struct complete *complete,
                        struct seg_page *page) {
    struct seg_facts facts;
    gather_facts(model, complete, &facts);
    seg_page_write(model, &facts, page);
    return page->exact;
}

/* ---- The result --------------------------------------------------------------------------- */

static void show_page(const struct seg_page *page, struct seg_result *result) {
    result->segment = page->segment;
    result->certain = (page->possible & (page->possible - 1)) == 0;
    result->exact = page->exact;
    result->possible = page->possible;
    result->cell_segments = page->cell_segments;
    result->rules_true = page->rules_true;
    result->rules_unknown = page->rules_unknown;
    result->signals = page->signals;
    result->review_months = page->review_months;
    result->missing = 0;
    result->unanswered = 0;
    result->disagreements = 0;
}

/* The first ones stand ready, and are read along where there is none. */
static uint8_t put_rules(const struct seg_page *page, struct seg_reason *to) {
    memcpy(to, page->rules, sizeof page->rules);
    if (page->rule_count > SEG_PAGE_RULES) {
        seg_reasons_rules(page->rules_true, to);
    }
    return page->rule_count;
}

static void show_axis(const struct seg_axis_rec *axis, uint32_t sum, const struct seg_whole *whole,
                      uint8_t states, struct seg_axis_result *to) {
    uint64_t score = seg_part_of(whole, (uint64_t)sum * axis->scale);
    to->low = to->high = axis->method == SEG_POINTS ? sum : (uint32_t)score;
    to->sum_low = to->sum_high = sum;
    to->max_low = to->max_high = whole->greatest;
    to->states = states;
    to->judged = false;
    to->assessed = true;
    to->missing = 0;
}

bool seg_evaluate_complete(const struct seg_model *model, const struct seg_input *input, int most,
                           struct seg_result *result) {
    struct complete complete;
    complete.input = input;
    complete.levels = input->answers[SEG_PROFESSIONAL];
    if (!answers_known(model, input, &complete.absent) || !rest_known(model, input)) {
        return false;
    }
    sum_up(model, &complete);
    if (complete.absent && !leave_out(model, &complete)) {
        return false;
    }
    struct seg_page written;
    const struct seg_page *page = &written;
    if (model->speed.book.pages > 0) {
        page = look_up(model, &complete);
    } else if (!decide_page(model, &complete, &written)) {
        return false;
    }
    show_page(page, result);
    for (int a = 0; a < model->axis_count; a++) {
        show_axis(&model->axes[a], complete.sums[a], &complete.whole[a], page->states[a],
                  &result->axes[a]);
    }
    memcpy(result->answers, complete.levels, SEG_MAX_ITEMS);
    result->reason_count = put_rules(page, result->reasons);
    uint64_t ranks[2] = {complete.ranks[0], complete.ranks[1]};
    seg_reasons_add(model, ranks, complete.absent ? complete.whole : NULL, most, result);
    return true;
}
