/* Combines the views and bounds the scores. */
#include "facts.h"

#include <string.h>

uint8_t seg_combine(const struct seg_model *model, int item, uint8_t professional, uint8_t client) {
    const struct seg_item_rec *rec = &model->items[item];
    if (client == SEG_UNKNOWN ||
        (professional != SEG_UNKNOWN && rec->policy == SEG_PROFESSIONAL_FIRST)) {
        return professional;
    }
    if (professional == SEG_UNKNOWN || rec->policy == SEG_CLIENT_FIRST) {
        return client;
    }
    if (professional == SEG_NOT_APPLICABLE || client == SEG_NOT_APPLICABLE) {
        return professional == SEG_NOT_APPLICABLE ? client : professional;
    }
    const struct seg_cellpoints *points = model->points[item];
    if (rec->policy == SEG_WORST) {
        return points[client].points > points[professional].points ? client : professional;
    }
    int under = (professional + client) / 2;
    int over = (professional + client + 1) / 2;
    return (uint8_t)(points[over].points > points[under].points ? over : under);
}

bool seg_views_disagree(const struct seg_model *model, int item, uint8_t professional,
                        uint8_t client) {
    if (professional >= SEG_MAX_LEVELS || client >= SEG_MAX_LEVELS) {
        return false;
    }
    int apart = professional > client ? professional - client : client - professional;
    return apart >= (model->items[item].kind == SEG_CHOICE ? 1 : model->disagreement);
}

static bool answer_fits(const struct seg_model *model, int item, uint8_t answer) {
    return answer < model->levels[item] || answer == SEG_UNKNOWN ||
           (answer == SEG_NOT_APPLICABLE && model->items[item].not_applicable);
}

static bool gather_axes(const struct seg_model *model, const struct seg_input *input,
                        struct seg_facts *facts) {
    for (int a = 0; a < model->axis_count; a++) {
        uint8_t state = input->axis_state[a];
        facts->axes[a].judged = state != SEG_UNKNOWN;
        facts->axes[a].states = 0;
        if (state != SEG_UNKNOWN) {
            if (state >= model->axes[a].state_count) {
                return false;
            }
            facts->axes[a].states = (uint8_t)(1u << state);
        }
    }
    return true;
}

static bool gather_answers(const struct seg_model *model, const struct seg_input *input,
                           struct seg_facts *facts) {
    const uint8_t *professional = input->answers[SEG_PROFESSIONAL];
    const uint8_t *client = input->answers[SEG_CLIENT];
    facts->unanswered = 0;
    facts->disagreements = 0;
    facts->disagreement_count = 0;
    for (int i = 0; i < model->item_count; i++) {
        uint8_t axis = model->items[i].axis;
        bool judged = axis != SEG_NONE && facts->axes[axis].judged;
        if (!answer_fits(model, i, professional[i]) || !answer_fits(model, i, client[i])) {
            return false;
        }
        facts->levels[i] = seg_combine(model, i, professional[i], client[i]);
        if (facts->levels[i] == SEG_UNKNOWN) {
            facts->unanswered |= (uint64_t)!judged << i;
            continue;
        }
        if (judged) {
            return false;
        }
        if (seg_views_disagree(model, i, professional[i], client[i])) {
            facts->disagreements |= (uint64_t)1 << i;
            facts->disagreement_count++;
        }
    }
    return true;
}

static bool gather_rest(const struct seg_model *model, const struct seg_input *input,
                        struct seg_facts *facts) {
    for (int f = 0; f < model->flag_count; f++) {
        uint8_t flag = input->flags[f];
        if (flag > 1 && flag != SEG_UNKNOWN) {
            return false;
        }
        facts->flags[f] = flag == SEG_UNKNOWN ? SEG_OPEN : flag == 1 ? SEG_TRUE : SEG_FALSE;
    }
    facts->durations = model->all_durations;
    if (input->duration != SEG_UNKNOWN) {
        if (input->duration >= model->duration_count) {
            return false;
        }
        facts->durations = (uint8_t)(1u << input->duration);
    }
    bool ageless = input->age == SEG_AGE_UNKNOWN;
    facts->age_low = ageless ? 0 : input->age;
    facts->age_high = ageless ? SEG_MAX_AGE : input->age;
    return facts->age_high <= SEG_MAX_AGE;
}

enum seg_status seg_facts_gather(const struct seg_model *model, const struct seg_input *input,
                                 struct seg_facts *facts) {
    if (!gather_axes(model, input, facts) || !gather_answers(model, input, facts) ||
        !gather_rest(model, input, facts)) {
        return SEG_BAD_INPUT;
    }
    facts->missing = 0;
    for (int a = 0; a < model->axis_count; a++) {
        seg_facts_bound(model, a, facts);
        facts->missing = (uint16_t)(facts->missing + facts->axes[a].missing);
    }
    return SEG_OK;
}

static void open_axis(const struct seg_axis_rec *axis, struct seg_axis_facts *facts) {
    uint32_t greatest = axis->greatest > 0 || axis->method == SEG_POINTS ? axis->greatest : 1;
    facts->open = true;
    facts->sum_low = 0;
    facts->max_low = greatest;
    facts->sum_high = greatest;
    facts->max_high = greatest;
}

/*
 * Leaves out those unknown items whose least answer lies above the score without them: an item that
 * may not apply can only lower the score by being there when its share lies below. Each round the
 * score falls or nothing changes, so it ends; the fixed point is the least score.
 */
static void lower_by_absence(const struct seg_model *model, int index,
                             const struct seg_facts *facts, uint32_t *sum, uint32_t *max) {
    const struct seg_axis_rec *axis = &model->axes[index];
    uint32_t base_sum = *sum, base_max = *max, best_sum, best_max;
    for (int k = 0; k < axis->item_count; k++) { /* start with all of them there */
        const struct seg_item_rec *item = &model->items[axis->scored[k]];
        if (facts->levels[axis->scored[k]] == SEG_UNKNOWN && item->not_applicable) {
            *sum += item->least;
            *max += item->greatest;
        }
    }
    do {
        best_sum = *sum;
        best_max = *max;
        *sum = base_sum;
        *max = base_max;
        for (int k = 0; k < axis->item_count; k++) {
            const struct seg_item_rec *item = &model->items[axis->scored[k]];
            if (facts->levels[axis->scored[k]] == SEG_UNKNOWN && item->not_applicable &&
                (uint64_t)item->least * best_max <= (uint64_t)best_sum * item->greatest) {
                *sum += item->least;
                *max += item->greatest;
            }
        }
    } while (*sum != best_sum || *max != best_max);
}

struct seg_axis_sums seg_facts_sums(const struct seg_model *model, int index,
                                    const struct seg_facts *facts) {
    const struct seg_axis_rec *axis = &model->axes[index];
    struct seg_axis_sums sums = {0, 0, 0, 0, 0, false};
    for (int k = 0; k < axis->item_count; k++) {
        const struct seg_item_rec *item = &model->items[axis->scored[k]];
        uint8_t level = facts->levels[axis->scored[k]];
        sums.applies |= level != SEG_NOT_APPLICABLE;
        if (level < SEG_MAX_LEVELS) {
            sums.sum += model->points[axis->scored[k]][level].points;
            sums.max += item->greatest;
        } else if (level == SEG_UNKNOWN) {
            sums.missing++;
            if (item->not_applicable) {
                sums.absent_max += item->greatest;
            } else {
                sums.sum += item->least;
                sums.max += item->greatest;
                sums.rise += item->greatest - item->least;
            }
        }
    }
    return sums;
}

void seg_facts_settle(const struct seg_model *model, int index, const struct seg_axis_sums *sums,
                      struct seg_facts *facts) {
    const struct seg_axis_rec *axis = &model->axes[index];
    struct seg_axis_facts *to = &facts->axes[index];
    to->assessed = to->judged | sums->applies;
    to->missing = to->judged ? 0 : sums->missing;
    to->open = false;
    if (to->judged || sums->max == 0) {
        open_axis(axis, to);
        to->states = to->judged ? to->states : axis->states;
        return;
    }
    to->sum_high = sums->sum + sums->rise + sums->absent_max;
    to->max_high = sums->max + sums->absent_max;
    to->sum_low = sums->sum;
    to->max_low = to->max_high;
    if (axis->floor_varies && axis->method == SEG_RATIO && sums->absent_max > 0) {
        to->max_low = sums->max;
        lower_by_absence(model, index, facts, &to->sum_low, &to->max_low);
    }
    to->states = seg_facts_states(model, index, facts);
}

void seg_facts_bound(const struct seg_model *model, int index, struct seg_facts *facts) {
    struct seg_axis_sums sums = seg_facts_sums(model, index, facts);
    seg_facts_settle(model, index, &sums, facts);
}

static uint8_t band_states(const struct seg_band_rec *band, const struct seg_facts *facts) {
    if (band->item == SEG_NONE) {
        return band->states;
    }
    uint8_t option = facts->levels[band->item];
    uint8_t state = option < SEG_MAX_LEVELS ? band->by_option[option] : SEG_NONE;
    return state != SEG_NONE ? (uint8_t)(1u << state) : band->states;
}

uint8_t seg_facts_states(const struct seg_model *model, int index, const struct seg_facts *facts) {
    const struct seg_axis_rec *axis = &model->axes[index];
    const struct seg_axis_facts *at = &facts->axes[index];
    uint8_t states = 0;
    for (int b = axis->band_count - 1; b >= 0; b--) {
        if (!seg_reaches(axis, at->sum_high, at->max_high, axis->bands[b].from)) {
            continue;
        }
        states |= band_states(&axis->bands[b], facts);
        if (seg_reaches(axis, at->sum_low, at->max_low, axis->bands[b].from)) {
            break;
        }
    }
    return states;
}
