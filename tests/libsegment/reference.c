#include "reference.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

int ref_scored(const struct ref_model *model, int item) {
    return model->item[item].kind != SEG_CHOICE && model->item[item].axis >= 0;
}

uint32_t ref_points(const struct ref_model *model, int item, int level) {
    const struct ref_item *it = &model->item[item];
    uint32_t most = 0;
    for (int l = 0; l < it->levels; l++) {
        most = it->points[l] > most ? it->points[l] : most;
    }
    uint32_t points = it->reversed ? most - it->points[level] : it->points[level];
    return points * (uint32_t)it->weight;
}

uint32_t ref_greatest(const struct ref_model *model, int item) {
    uint32_t most = 0;
    for (int l = 0; l < model->item[item].levels; l++) {
        uint32_t points = ref_points(model, item, l);
        most = points > most ? points : most;
    }
    return most;
}

uint8_t ref_combine(const struct ref_model *model, int item, uint8_t professional, uint8_t client) {
    const struct ref_item *it = &model->item[item];
    int policy = it->policy != SEG_POLICY_DEFAULT ? it->policy : model->policy;
    if (professional == SEG_UNKNOWN || client == SEG_UNKNOWN) {
        return professional == SEG_UNKNOWN ? client : professional;
    }
    if (it->kind == SEG_CHOICE && policy != SEG_CLIENT_FIRST) {
        return professional;
    }
    if (!ref_scored(model, item) && policy == SEG_WORST) {
        return professional;
    }
    if (policy == SEG_PROFESSIONAL_FIRST) {
        return professional;
    }
    if (policy == SEG_CLIENT_FIRST) {
        return client;
    }
    if (professional == SEG_NOT_APPLICABLE) {
        return client;
    }
    if (client == SEG_NOT_APPLICABLE) {
        return professional;
    }
    if (policy == SEG_WORST) {
        return ref_points(model, item, client) > ref_points(model, item, professional)
                   ? client
                   : professional;
    }
    int sum = professional + client;
    if (sum % 2 == 0) {
        return (uint8_t)(sum / 2);
    }
    uint32_t lower = ref_points(model, item, sum / 2);
    uint32_t upper = ref_points(model, item, sum / 2 + 1);
    return (uint8_t)(upper > lower ? sum / 2 + 1 : sum / 2);
}

void ref_sums(const struct ref_model *model, const struct ref_person *person, int axis,
              uint64_t *sum, uint64_t *max) {
    *sum = 0;
    *max = 0;
    for (int i = 0; i < model->items; i++) {
        if (ref_scored(model, i) && model->item[i].axis == axis &&
            person->levels[i] < SEG_MAX_LEVELS) {
            *sum += ref_points(model, i, person->levels[i]);
            *max += ref_greatest(model, i);
        }
    }
}

static int is_open(const struct ref_model *model, const struct ref_person *person, int axis) {
    uint64_t sum, max;
    ref_sums(model, person, axis, &sum, &max);
    return person->judged[axis] != SEG_UNKNOWN || max == 0;
}

/* Whether the axis' score is at least `from`. */
static int reaches(const struct ref_model *model, const struct ref_person *person, int axis,
                   uint32_t from) {
    uint64_t sum, max;
    if (is_open(model, person, axis)) {
        return person->score[axis] >= from;
    }
    ref_sums(model, person, axis, &sum, &max);
    if (model->axis[axis].method == SEG_POINTS) {
        return sum >= from;
    }
    return sum * model->axis[axis].scale >= from * max;
}

uint8_t ref_states(const struct ref_model *model, const struct ref_person *person, int axis) {
    const struct ref_axis *at = &model->axis[axis];
    if (person->judged[axis] != SEG_UNKNOWN) {
        return (uint8_t)(1u << person->judged[axis]);
    }
    if (is_open(model, person, axis)) {
        return (uint8_t)((1u << at->states) - 1);
    }
    const struct ref_band *band = &at->band[0];
    for (int b = 1; b < at->bands; b++) {
        if (reaches(model, person, axis, at->band[b].from)) {
            band = &at->band[b];
        }
    }
    if (band->item < 0) {
        return (uint8_t)(1u << band->state);
    }
    uint8_t option = person->levels[band->item];
    if (option < SEG_MAX_LEVELS && band->by_option[option] >= 0) {
        return (uint8_t)(1u << band->by_option[option]);
    }
    uint8_t all = 0;
    for (int o = 0; o < SEG_MAX_LEVELS; o++) {
        all |= (uint8_t)(band->by_option[o] >= 0 ? 1u << band->by_option[o] : 0);
    }
    return all;
}

int ref_below(const struct ref_model *model, int lighter, int heavier) {
    for (int s = 0; s < model->segments; s++) {
        if ((model->above[heavier] >> s & 1) && (s == lighter || ref_below(model, lighter, s))) {
            return 1;
        }
    }
    return 0;
}

static int holds(const struct ref_model *model, const struct ref_person *person,
                 const struct ref_decision *so_far, int index) {
    const struct ref_node *node = &model->node[index];
    uint8_t level = node->subject >= 0 && node->subject < REF_ITEMS ? person->levels[node->subject]
                                                                    : SEG_UNKNOWN;
    int held = 0;
    switch (node->test) {
    case SEG_TEST_ALL:
    case SEG_TEST_SOME:
        for (int m = 0; m < node->count; m++) {
            held += holds(model, person, so_far, node->members[m]);
        }
        return node->test == SEG_TEST_ALL ? held == node->count : held > 0;
    case SEG_TEST_NOT:
        return !holds(model, person, so_far, node->members[0]);
    case SEG_TEST_AXIS:
        return (int)(node->mask >> so_far->states[node->subject] & 1);
    case SEG_TEST_SCORE:
        return reaches(model, person, node->subject, node->from) &&
               (node->below == SEG_NO_LIMIT || !reaches(model, person, node->subject, node->below));
    case SEG_TEST_LEVEL:
        return level < SEG_MAX_LEVELS && level >= node->from && level < node->below;
    case SEG_TEST_CHOICE:
        return level < SEG_MAX_LEVELS && (node->mask >> level & 1);
    case SEG_TEST_FLAG:
        return person->flags[node->subject] == node->mask;
    case SEG_TEST_DURATION:
        return (int)(node->mask >> person->duration & 1);
    case SEG_TEST_AGE:
        return person->age >= node->from && person->age < node->below;
    case SEG_TEST_SEGMENT:
        return (int)(node->mask >> so_far->segment & 1);
    case SEG_TEST_UNANSWERED:
        return (int)(person->unanswered >> node->subject & 1);
    case SEG_TEST_MISSING:
        return person->missing >= node->from;
    default:
        return person->disagreements >= node->from;
    }
}

static int cell_of(const struct ref_model *model, const struct ref_person *person,
                   const uint8_t *states) {
    int cell = 0;
    for (int c = 0; c < model->columns; c++) {
        int time = model->column[c] == SEG_BY_DURATION;
        cell = cell * (time ? model->durations : model->axis[model->column[c]].states);
        cell += time ? person->duration : states[model->column[c]];
    }
    return cell;
}

struct ref_decision ref_decide(const struct ref_model *model, const struct ref_person *person) {
    struct ref_decision d;
    memset(&d, 0, sizeof d);
    for (int a = 0; a < model->axes; a++) {
        uint8_t states = ref_states(model, person, a);
        d.states[a] = person->hidden[a];
        for (uint8_t s = 0; s < SEG_MAX_STATES; s++) {
            d.states[a] = states == 1u << s ? s : d.states[a];
        }
    }
    d.segment = d.cell_segment = model->cells[cell_of(model, person, d.states)];
    for (int r = 0; r < model->rules; r++) {
        const struct ref_rule *rule = &model->rule[r];
        if (!holds(model, person, &d, rule->node)) {
            continue;
        }
        d.rules |= 1u << r;
        int heavy = d.segment == rule->segment || ref_below(model, rule->segment, d.segment);
        if (rule->effect == SEG_SET || !heavy) {
            d.segment = rule->segment;
        }
        if (rule->final) {
            break;
        }
    }
    d.review_months = model->review_months[d.segment];
    for (int s = 0; s < model->signals; s++) {
        if (holds(model, person, &d, model->signal[s].node)) {
            uint16_t months = model->signal[s].review_months;
            d.signals |= 1u << s;
            if (months > 0 && (d.review_months == 0 || months < d.review_months)) {
                d.review_months = months;
            }
        }
    }
    return d;
}

/* An item's share as a fraction. */
static void share(const struct ref_model *model, const struct ref_person *person, int item,
                  uint64_t *over, uint64_t *under) {
    int axis = model->item[item].axis;
    uint64_t sum, max, all = 0;
    ref_sums(model, person, axis, &sum, &max);
    for (int i = 0; i < model->items; i++) {
        if (ref_scored(model, i) && model->item[i].axis == axis) {
            all += ref_greatest(model, i);
        }
    }
    int ratio = model->axis[axis].method == SEG_RATIO;
    *over = (ratio ? model->axis[axis].scale : 1000) *
            (uint64_t)ref_points(model, item, person->levels[item]);
    *under = ratio ? max : all;
}

int ref_reasons(const struct ref_model *model, const struct ref_person *person, uint32_t rules,
                struct seg_reason *reasons) {
    uint8_t taken[REF_ITEMS] = {0};
    int count = 0;
    for (uint8_t r = 0; r < model->rules; r++) {
        if (rules >> r & 1) {
            struct seg_reason reason = {(uint8_t)(SEG_REASON_RULE | r), SEG_NONE, 0};
            reasons[count++] = reason;
        }
    }
    for (;;) {
        int best = -1;
        uint64_t over = 0, under = 1;
        for (int i = 0; i < model->items; i++) {
            uint64_t its_over, its_under;
            if (taken[i] || !ref_scored(model, i) || person->levels[i] >= SEG_MAX_LEVELS ||
                ref_points(model, i, person->levels[i]) == 0) {
                continue;
            }
            share(model, person, i, &its_over, &its_under);
            if (its_over * under > over * its_under) {
                best = i;
                over = its_over;
                under = its_under;
            }
        }
        if (best < 0) {
            return count;
        }
        taken[best] = 1;
        struct seg_reason reason = {(uint8_t)best, (uint8_t)model->item[best].axis,
                                    (uint16_t)(over / under)};
        reasons[count++] = reason;
    }
}

static const char *code(char letter, int index) {
    static char texts[8][16];
    static int next;
    next = (next + 1) % 8;
    snprintf(texts[next], sizeof texts[next], "%c%d", letter, index);
    return texts[next];
}

static void add_items(struct seg_builder *b, const struct ref_model *model) {
    for (int i = 0; i < model->items; i++) {
        const struct ref_item *it = &model->item[i];
        struct seg_item_def def = {code('i', i),       (enum seg_item_kind)it->kind,
                                   it->axis,           (uint32_t)it->weight,
                                   it->reversed,       it->changeable,
                                   it->not_applicable, (enum seg_policy)it->policy};
        seg_add_item(b, &def);
        for (int o = 0; o < it->levels; o++) {
            struct seg_option_def option = {it->kind == SEG_CHOICE ? code('o', o) : NULL,
                                            it->points[o], it->from[o]};
            seg_add_option(b, i, &option);
        }
    }
}

static void add_axes(struct seg_builder *b, const struct ref_model *model) {
    for (int a = 0; a < model->axes; a++) {
        const struct ref_axis *axis = &model->axis[a];
        struct seg_axis_def def = {code('a', a), (enum seg_method)axis->method, axis->scale};
        seg_add_axis(b, &def);
        for (int s = 0; s < axis->states; s++) {
            seg_add_state(b, a, code('s', s));
        }
        for (int n = 0; n < axis->bands; n++) {
            const struct ref_band *band = &axis->band[n];
            if (band->item < 0) {
                seg_add_band(b, a, band->from, band->state);
                continue;
            }
            seg_add_band_by(b, a, band->from, band->item);
            for (int o = 0; o < SEG_MAX_LEVELS; o++) {
                if (band->by_option[o] >= 0) {
                    seg_add_band_choice(b, a, n, o, band->by_option[o]);
                }
            }
        }
    }
}

static void add_cells(struct seg_builder *b, const struct ref_model *model) {
    int counts[SEG_MAX_AXES + 1], cells = 1;
    for (int c = 0; c < model->columns; c++) {
        int time = model->column[c] == SEG_BY_DURATION;
        counts[c] = time ? model->durations : model->axis[model->column[c]].states;
        cells *= counts[c];
        seg_add_column(b, model->column[c]);
    }
    for (int cell = 0; cell < cells; cell++) {
        uint8_t masks[SEG_MAX_AXES + 1];
        int rest = cell;
        for (int c = model->columns - 1; c >= 0; c--) {
            masks[c] = (uint8_t)(1u << rest % counts[c]);
            rest /= counts[c];
        }
        seg_add_row(b, masks, (size_t)model->columns, model->cells[cell]);
    }
}

static int add_condition(struct seg_builder *b, const struct ref_model *model, int index) {
    const struct ref_node *node = &model->node[index];
    int group;
    switch (node->test) {
    case SEG_TEST_ALL:
    case SEG_TEST_SOME:
    case SEG_TEST_NOT:
        group = seg_when_group(b, (enum seg_group)node->test);
        for (int m = 0; m < node->count; m++) {
            seg_when_add(b, group, add_condition(b, model, node->members[m]));
        }
        return group;
    case SEG_TEST_AXIS:
        return seg_when_axis(b, node->subject, (uint8_t)node->mask);
    case SEG_TEST_SCORE:
        return seg_when_score(b, node->subject, node->from, node->below);
    case SEG_TEST_LEVEL:
        return seg_when_level(b, node->subject, node->from, node->below);
    case SEG_TEST_CHOICE:
        return seg_when_choice(b, node->subject, (uint16_t)node->mask);
    case SEG_TEST_FLAG:
        return seg_when_flag(b, node->subject, (int)node->mask);
    case SEG_TEST_DURATION:
        return seg_when_duration(b, (uint8_t)node->mask);
    case SEG_TEST_AGE:
        return seg_when_age(b, node->from, node->below);
    case SEG_TEST_SEGMENT:
        return seg_when_segment(b, (uint16_t)node->mask);
    case SEG_TEST_UNANSWERED:
        return seg_when_unanswered(b, node->subject);
    case SEG_TEST_MISSING:
        return seg_when_missing(b, node->from);
    default:
        return seg_when_disagreements(b, node->from);
    }
}

static void add_rules(struct seg_builder *b, const struct ref_model *model) {
    for (int r = 0; r < model->rules; r++) {
        const struct ref_rule *rule = &model->rule[r];
        struct seg_rule_def def = {code('r', r), add_condition(b, model, rule->node),
                                   (enum seg_effect)rule->effect, rule->segment, rule->final};
        seg_add_rule(b, &def);
    }
    for (int s = 0; s < model->signals; s++) {
        struct seg_signal_def def = {code('n', s), add_condition(b, model, model->signal[s].node),
                                     model->signal[s].review_months};
        seg_add_signal(b, &def);
    }
}

struct seg_model *ref_compile(const struct ref_model *model) {
    struct seg_builder *b = seg_builder_new(NULL);
    struct seg_model *compiled = NULL;
    struct seg_error error;
    seg_set_name(b, "random", 1);
    seg_set_views(b, (enum seg_policy)model->policy, (uint32_t)model->disagreement);
    for (int s = 0; s < model->segments; s++) {
        struct seg_segment_def def = {code('g', s), NULL, model->review_months[s]};
        seg_add_segment(b, &def);
    }
    for (int s = 0; s < model->segments; s++) {
        for (int below = 0; below < model->segments; below++) {
            if (model->above[s] >> below & 1) {
                seg_add_above(b, s, below);
            }
        }
    }
    for (int f = 0; f < model->flags; f++) {
        seg_add_flag(b, code('f', f));
    }
    for (int d = 0; d < model->durations; d++) {
        seg_add_duration(b, code('d', d));
    }
    add_axes(b, model);
    add_items(b, model);
    add_cells(b, model);
    add_rules(b, model);
    enum seg_status status = seg_model_compile(b, &compiled, &error);
    seg_builder_free(b);
    ck_assert_msg(status == SEG_OK, "%s (kind %d, index %d)", error.text, (int)error.place.kind,
                  error.place.index);
    return compiled;
}
