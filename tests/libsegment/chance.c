#include "chance.h"

#include <string.h>

uint32_t chance_below(struct chance *chance, uint32_t end) {
    chance->state = chance->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(chance->state >> 33) % end;
}

int chance_percent(struct chance *chance, int percent) {
    return chance_below(chance, 100) < (uint32_t)percent;
}

static int between(struct chance *chance, int from, int to) {
    return from + (int)chance_below(chance, (uint32_t)(to - from + 1));
}

static uint32_t some_mask(struct chance *chance, int bits) {
    return 1 + chance_below(chance, (1u << bits) - 1);
}

static void make_item(struct chance *chance, struct ref_model *model, int i) {
    struct ref_item *item = &model->item[i];
    int draw = between(chance, 0, 9);
    item->kind = draw < 7 ? SEG_LEVEL : draw < 8 ? SEG_COUNT : SEG_CHOICE;
    item->axis =
        model->axes > 0 && chance_percent(chance, 85) ? between(chance, 0, model->axes - 1) : -1;
    item->levels = chance_percent(chance, 5) ? between(chance, 5, 16) : between(chance, 2, 4);
    item->weight = chance_percent(chance, 5) ? 0 : between(chance, 1, 4);
    item->reversed = chance_percent(chance, 20);
    item->changeable = chance_percent(chance, 80);
    item->not_applicable = item->kind == SEG_LEVEL && chance_percent(chance, 30);
    item->policy = between(chance, 0, 4);
    int plain = chance_percent(chance, 60);
    for (int o = 0; o < item->levels; o++) {
        item->points[o] = plain ? (uint32_t)o : chance_below(chance, 7);
        item->from[o] = o == 0 ? 0 : item->from[o - 1] + 1 + chance_below(chance, 3);
    }
}

static int axis_sum(const struct ref_model *model, int axis) {
    uint32_t sum = 0;
    for (int i = 0; i < model->items; i++) {
        if (ref_scored(model, i) && model->item[i].axis == axis) {
            sum += ref_greatest(model, i);
        }
    }
    return (int)sum;
}

static int some_choice(struct chance *chance, const struct ref_model *model) {
    for (int tries = 0; tries < 4 && model->items > 0; tries++) {
        int item = between(chance, 0, model->items - 1);
        if (model->item[item].kind == SEG_CHOICE) {
            return item;
        }
    }
    return -1;
}

static void make_bands(struct chance *chance, struct ref_model *model, int a) {
    struct ref_axis *axis = &model->axis[a];
    int top = axis->method == SEG_RATIO ? (int)axis->scale : axis_sum(model, a) + 1;
    uint32_t from = 0;
    axis->bands = between(chance, 1, 4);
    for (int b = 0; b < axis->bands; b++) {
        struct ref_band *band = &axis->band[b];
        band->from = from;
        band->state = between(chance, 0, axis->states - 1);
        band->item = chance_percent(chance, 25) ? some_choice(chance, model) : -1;
        int named = 0;
        for (int o = 0; o < SEG_MAX_LEVELS; o++) {
            int names =
                band->item >= 0 && o < model->item[band->item].levels && chance_percent(chance, 80);
            band->by_option[o] = names ? between(chance, 0, axis->states - 1) : -1;
            named += names;
        }
        band->item = named > 0 ? band->item : -1;
        from += 1 + chance_below(chance, (uint32_t)top / 2 + 1);
    }
}

static void make_axes(struct chance *chance, struct ref_model *model) {
    static const uint32_t scales[] = {10, 100, 1000, 7};
    for (int a = 0; a < model->axes; a++) {
        model->axis[a].method = chance_percent(chance, 70) ? SEG_RATIO : SEG_POINTS;
        model->axis[a].scale = scales[chance_below(chance, 4)];
        model->axis[a].states = between(chance, 1, 4);
        make_bands(chance, model, a);
    }
}

static void make_segments(struct chance *chance, struct ref_model *model) {
    for (int s = 0; s < model->segments; s++) {
        model->review_months[s] = (uint16_t)between(chance, 0, 12);
        for (int below = 0; below < s; below++) {
            if (chance_percent(chance, 40)) {
                model->above[s] |= (uint16_t)(1u << below);
            }
        }
    }
}

static void make_cells(struct chance *chance, struct ref_model *model) {
    int cells = 1;
    for (int a = 0; a < model->axes; a++) {
        if (chance_percent(chance, 90)) {
            model->column[model->columns++] = (uint8_t)a;
            cells *= model->axis[a].states;
        }
    }
    if (model->durations > 0 && chance_percent(chance, 60)) {
        model->column[model->columns++] = SEG_BY_DURATION;
        cells *= model->durations;
    }
    for (int c = 0; c < cells; c++) {
        model->cells[c] = (uint8_t)between(chance, 0, model->segments - 1);
    }
}

static void limits(struct chance *chance, struct ref_node *node, uint32_t top) {
    node->from = chance_percent(chance, 30) ? 0 : chance_below(chance, top + 1);
    node->below =
        chance_percent(chance, 50) ? SEG_NO_LIMIT : node->from + 1 + chance_below(chance, top + 1);
}

static int make_leaf(struct chance *chance, const struct ref_model *model, struct ref_node *node) {
    node->test = between(chance, SEG_TEST_AXIS, SEG_TEST_DISAGREEMENTS);
    node->below = SEG_NO_LIMIT;
    int item = model->items > 0 ? between(chance, 0, model->items - 1) : -1;
    switch (node->test) {
    case SEG_TEST_AXIS:
    case SEG_TEST_SCORE:
        if (model->axes == 0) {
            return 0;
        }
        node->subject = between(chance, 0, model->axes - 1);
        node->mask = some_mask(chance, model->axis[node->subject].states);
        limits(chance, node,
               model->axis[node->subject].method == SEG_RATIO
                   ? model->axis[node->subject].scale
                   : (uint32_t)axis_sum(model, node->subject) + 1);
        return 1;
    case SEG_TEST_LEVEL:
    case SEG_TEST_CHOICE:
        if (item < 0) {
            return 0;
        }
        node->subject = item;
        node->test = model->item[item].kind == SEG_CHOICE ? SEG_TEST_CHOICE : SEG_TEST_LEVEL;
        node->mask = some_mask(chance, model->item[item].levels);
        limits(chance, node, (uint32_t)model->item[item].levels - 1);
        return 1;
    case SEG_TEST_FLAG:
        node->subject = model->flags > 0 ? between(chance, 0, model->flags - 1) : 0;
        node->mask = chance_below(chance, 2);
        return model->flags > 0;
    case SEG_TEST_DURATION:
        node->mask = model->durations > 0 ? some_mask(chance, model->durations) : 0;
        return model->durations > 0;
    case SEG_TEST_AGE:
        limits(chance, node, 90);
        return 1;
    case SEG_TEST_SEGMENT:
        node->mask = some_mask(chance, model->segments);
        return 1;
    case SEG_TEST_UNANSWERED:
        node->subject = item;
        return item >= 0 && chance_percent(chance, 50);
    default:
        node->from = chance_below(chance, 4);
        return chance_percent(chance, 40);
    }
}

static int make_node(struct chance *chance, struct ref_model *model, int depth) {
    int index = model->nodes++;
    struct ref_node *node = &model->node[index];
    node->subject = -1;
    if (depth >= 3 || chance_percent(chance, 55)) {
        while (!make_leaf(chance, model, node)) {
        }
        return index;
    }
    node->test = between(chance, SEG_TEST_ALL, SEG_TEST_NOT);
    node->count = node->test == SEG_TEST_NOT ? 1 : between(chance, 1, 2);
    for (int m = 0; m < node->count; m++) {
        int member = make_node(chance, model, depth + 1);
        model->node[index].members[m] = member;
    }
    return index;
}

static void make_rules(struct chance *chance, struct ref_model *model) {
    for (int r = 0; r < model->rules && model->nodes < REF_NODES - 16; r++) {
        struct ref_rule *rule = &model->rule[r];
        rule->node = make_node(chance, model, 0);
        rule->effect = chance_percent(chance, 70) ? SEG_AT_LEAST : SEG_SET;
        rule->segment = between(chance, 0, model->segments - 1);
        rule->final = chance_percent(chance, 25);
    }
    for (int s = 0; s < model->signals && model->nodes < REF_NODES - 8; s++) {
        model->signal[s].node = make_node(chance, model, 1);
        model->signal[s].review_months = (uint16_t)between(chance, 0, 6);
    }
}

void chance_model(struct chance *chance, struct ref_model *model) {
    memset(model, 0, sizeof *model);
    model->segments = between(chance, 1, 5);
    model->axes = between(chance, 0, 3);
    model->items = between(chance, model->axes > 0 ? 1 : 0, REF_ITEMS);
    model->flags = between(chance, 0, 2);
    model->durations = between(chance, 0, 3);
    model->rules = between(chance, 0, 2);
    model->signals = between(chance, 0, 1);
    model->policy = between(chance, 1, 4);
    model->disagreement = between(chance, 1, 3);
    for (int i = 0; i < model->items; i++) {
        make_item(chance, model, i);
    }
    make_segments(chance, model);
    make_axes(chance, model);
    make_cells(chance, model);
    make_rules(chance, model);
}

void chance_input(struct chance *chance, const struct ref_model *model, struct seg_input *input) {
    seg_input_init(input);
    for (int i = 0; i < model->items; i++) {
        int skip = model->item[i].not_applicable && chance_percent(chance, 15);
        input->answers[SEG_PROFESSIONAL][i] =
            skip ? SEG_NOT_APPLICABLE
                 : (uint8_t)chance_below(chance, (uint32_t)model->item[i].levels);
    }
    for (int f = 0; f < model->flags; f++) {
        input->flags[f] = (uint8_t)chance_below(chance, 2);
    }
    if (model->durations > 0) {
        input->duration = (uint8_t)chance_below(chance, (uint32_t)model->durations);
    }
    input->age = (uint16_t)chance_below(chance, 110);
}

void chance_forget(struct chance *chance, const struct ref_model *model, int percent,
                   struct seg_input *input) {
    for (int i = 0; i < model->items; i++) {
        if (chance_percent(chance, percent)) {
            input->answers[SEG_PROFESSIONAL][i] = SEG_UNKNOWN;
        }
    }
    for (int f = 0; f < model->flags; f++) {
        if (chance_percent(chance, percent)) {
            input->flags[f] = SEG_UNKNOWN;
        }
    }
    if (chance_percent(chance, percent)) {
        input->duration = SEG_UNKNOWN;
    }
    if (chance_percent(chance, percent)) {
        input->age = SEG_AGE_UNKNOWN;
    }
}
