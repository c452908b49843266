#include "completions.h"

#include <string.h>

enum { ITEM, FLAG, DURATION, AGE, HIDDEN, SCORE };

static int combined(const struct ref_model *model, const struct seg_input *input, int item) {
    return ref_combine(model, item, input->answers[SEG_PROFESSIONAL][item],
                       input->answers[SEG_CLIENT][item]);
}

static int disagree(const struct ref_model *model, const struct seg_input *input, int item) {
    int professional = input->answers[SEG_PROFESSIONAL][item];
    int client = input->answers[SEG_CLIENT][item];
    int apart = professional > client ? professional - client : client - professional;
    int least = model->item[item].kind == SEG_CHOICE ? 1 : model->disagreement;
    return professional < SEG_MAX_LEVELS && client < SEG_MAX_LEVELS && apart >= least;
}

struct ref_person person_of(const struct ref_model *model, const struct seg_input *input) {
    struct ref_person person;
    memset(&person, 0, sizeof person);
    for (int i = 0; i < model->items; i++) {
        int axis = model->item[i].axis;
        int judged = axis >= 0 && input->axis_state[axis] != SEG_UNKNOWN;
        person.levels[i] = (uint8_t)combined(model, input, i);
        if (person.levels[i] == SEG_UNKNOWN && !judged) {
            person.unanswered |= (uint64_t)1 << i;
            person.missing += (uint32_t)ref_scored(model, i);
        }
        person.disagreements += (uint32_t)disagree(model, input, i);
    }
    memcpy(person.judged, input->axis_state, sizeof person.judged);
    memcpy(person.flags, input->flags, sizeof person.flags);
    person.duration = input->duration;
    person.age = input->age;
    return person;
}

static void add(struct completions *all, int kind, int index, int base) {
    all->digits[all->count].kind = kind;
    all->digits[all->count].index = index;
    all->digits[all->count].base = base;
    all->digits[all->count].value = 0;
    all->count++;
    all->total *= base;
}

static void add_age(struct completions *all, uint32_t age) {
    for (int i = 0; i < all->age_count; i++) {
        if (all->ages[i] == age) {
            return;
        }
    }
    if (age <= SEG_MAX_AGE) {
        all->ages[all->age_count++] = (uint16_t)age;
    }
}

static uint32_t full_score(const struct ref_model *model, int axis) {
    uint32_t all = 0;
    for (int i = 0; i < model->items; i++) {
        if (ref_scored(model, i) && model->item[i].axis == axis) {
            all += ref_greatest(model, i);
        }
    }
    return model->axis[axis].method == SEG_RATIO ? model->axis[axis].scale : all;
}

static void add_score(struct completions *all, int axis, uint32_t score) {
    int count = all->score_counts[axis];
    for (int i = 0; i < count; i++) {
        if (all->scores[axis][i] == score) {
            return;
        }
    }
    if (score <= full_score(all->model, axis)) {
        all->scores[axis][all->score_counts[axis]++] = score;
    }
}

static void find_turns(struct completions *all) {
    const struct ref_model *model = all->model;
    add_age(all, 0);
    for (int a = 0; a < model->axes; a++) {
        add_score(all, a, 0);
    }
    for (int n = 0; n < model->nodes; n++) {
        const struct ref_node *node = &model->node[n];
        if (node->test == SEG_TEST_AGE) {
            add_age(all, node->from);
            add_age(all, node->below);
        } else if (node->test == SEG_TEST_SCORE) {
            add_score(all, node->subject, node->from);
            add_score(all, node->subject, node->below);
        }
    }
}

/* Whether no scored item of the axis surely applies: its score may then lie anywhere. */
static int may_be_unscored(const struct completions *all, int axis) {
    for (int i = 0; i < all->model->items; i++) {
        int unsure = all->known.levels[i] == SEG_NOT_APPLICABLE ||
                     (all->known.levels[i] == SEG_UNKNOWN && all->model->item[i].not_applicable);
        if (ref_scored(all->model, i) && all->model->item[i].axis == axis && !unsure &&
            ref_greatest(all->model, i) > 0) {
            return 0;
        }
    }
    return 1;
}

static int has_choice(const struct ref_axis *axis) {
    for (int b = 0; b < axis->bands; b++) {
        if (axis->band[b].item >= 0) {
            return 1;
        }
    }
    return 0;
}

static void add_axis(struct completions *all, int a) {
    int judged = all->known.judged[a] != SEG_UNKNOWN;
    int unscored = may_be_unscored(all, a);
    if (!judged && (unscored || has_choice(&all->model->axis[a]))) {
        add(all, HIDDEN, a, all->model->axis[a].states);
    }
    if (judged || unscored) {
        add(all, SCORE, a, all->score_counts[a]);
    }
}

void completions_start(struct completions *all, const struct ref_model *model,
                       const struct seg_input *input) {
    memset(all, 0, sizeof *all);
    all->model = model;
    all->known = person_of(model, input);
    all->total = 1;
    find_turns(all);
    for (int i = 0; i < model->items; i++) {
        if (all->known.levels[i] == SEG_UNKNOWN) {
            add(all, ITEM, i, model->item[i].levels + model->item[i].not_applicable);
        }
    }
    for (int f = 0; f < model->flags; f++) {
        if (all->known.flags[f] == SEG_UNKNOWN) {
            add(all, FLAG, f, 2);
        }
    }
    if (model->durations > 0 && all->known.duration == SEG_UNKNOWN) {
        add(all, DURATION, 0, model->durations);
    }
    if (all->known.age == SEG_AGE_UNKNOWN) {
        add(all, AGE, 0, all->age_count);
    }
    for (int a = 0; a < model->axes; a++) {
        add_axis(all, a);
    }
}

static void put(const struct completions *all, int digit, struct ref_person *person) {
    int index = all->digits[digit].index, value = all->digits[digit].value;
    switch (all->digits[digit].kind) {
    case ITEM:
        person->levels[index] =
            value < all->model->item[index].levels ? (uint8_t)value : SEG_NOT_APPLICABLE;
        break;
    case FLAG:
        person->flags[index] = (uint8_t)value;
        break;
    case DURATION:
        person->duration = (uint8_t)value;
        break;
    case AGE:
        person->age = all->ages[value];
        break;
    case HIDDEN:
        person->hidden[index] = (uint8_t)value;
        break;
    default:
        person->score[index] = all->scores[index][value];
        break;
    }
}

int completions_get(const struct completions *all, struct ref_person *person) {
    *person = all->known;
    for (int d = 0; d < all->count; d++) {
        put(all, d, person);
    }
    for (int a = 0; a < all->model->axes; a++) {
        uint8_t states = ref_states(all->model, person, a);
        int open = (states & (states - 1)) != 0;
        if (open && !(states >> person->hidden[a] & 1)) {
            return 0;
        }
    }
    return 1;
}

int completions_next(struct completions *all) {
    for (int d = 0; d < all->count; d++) {
        if (++all->digits[d].value < all->digits[d].base) {
            return 1;
        }
        all->digits[d].value = 0;
    }
    return 0;
}
