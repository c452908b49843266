/*
 * Completions that show that a possible segment is really reached. Everything open is a digit: the
 * answer to an item that a condition reads, the band that an axis is to land in, a flag, the
 * duration, the age. Numbers made of these digits are tried, all of them where they are few.
 */
#include "evaluate.h"

#include <string.h>

enum { TRIES = 1024, MAX_AGES = 2 * SEG_MAX_CONDITIONS + 2 };

enum digit_kind { DIGIT_ITEM, DIGIT_AXIS, DIGIT_STATE, DIGIT_FLAG, DIGIT_DURATION, DIGIT_AGE };

struct digit {
    uint8_t kind, index;
    uint16_t base;
};

struct search {
    const struct seg_model *model;
    const struct seg_facts *facts;
    struct digit digits[SEG_MAX_ITEMS + 2 * SEG_MAX_AXES + SEG_MAX_FLAGS + 2];
    int count;
    uint64_t numbers; /* how many there are, at most UINT32_MAX */
    uint64_t read;    /* unknown items that have a digit of their own */
    uint16_t ages[MAX_AGES];
    uint16_t age_count;
};

static void add_digit(struct search *search, enum digit_kind kind, int index, unsigned base) {
    struct digit digit = {(uint8_t)kind, (uint8_t)index, (uint16_t)base};
    search->digits[search->count++] = digit;
    search->numbers *= base;
    if (search->numbers > UINT32_MAX) {
        search->numbers = UINT32_MAX;
    }
}

static void add_age(struct search *search, uint32_t age) {
    if (age <= SEG_MAX_AGE) {
        search->ages[search->age_count++] = (uint16_t)age;
    }
}

/* Unknown items that a condition reads or a band asks, and the ages at which a condition turns. */
static void find_read(struct search *search) {
    const struct seg_model *model = search->model;
    uint64_t read = 0;
    add_age(search, 0);
    for (int n = 0; n < model->node_count; n++) {
        const struct seg_node *node = &model->nodes[n];
        if (node->test == SEG_TEST_LEVEL || node->test == SEG_TEST_CHOICE) {
            read |= (uint64_t)1 << node->subject;
        } else if (node->test == SEG_TEST_AGE) {
            add_age(search, node->from);
            add_age(search, node->below);
        }
    }
    for (int a = 0; a < model->axis_count; a++) {
        for (int b = 0; b < model->axes[a].band_count; b++) {
            if (model->axes[a].bands[b].item != SEG_NONE) {
                read |= (uint64_t)1 << model->axes[a].bands[b].item;
            }
        }
    }
    for (int i = 0; i < model->item_count; i++) {
        uint64_t unknown = search->facts->levels[i] == SEG_UNKNOWN;
        search->read |= (read >> i & unknown) << i;
    }
}

static void add_axis_digits(struct search *search, int a) {
    const struct seg_axis_facts *at = &search->facts->axes[a];
    if (at->judged) {
        return;
    }
    if (at->missing > 0) {
        add_digit(search, DIGIT_AXIS, a, search->model->axes[a].band_count);
    }
    add_digit(search, DIGIT_STATE, a, search->model->axes[a].state_count);
}

static void find_digits(struct search *search) {
    const struct seg_model *model = search->model;
    for (int a = 0; a < model->axis_count; a++) {
        add_axis_digits(search, a);
    }
    for (int i = 0; i < model->item_count; i++) {
        if (search->read >> i & 1) {
            add_digit(search, DIGIT_ITEM, i, model->levels[i]);
        }
    }
    for (int f = 0; f < model->flag_count; f++) {
        if (search->facts->flags[f] == SEG_OPEN && (model->flags_read >> f & 1)) {
            add_digit(search, DIGIT_FLAG, f, 2);
        }
    }
    if ((search->facts->durations & (search->facts->durations - 1)) != 0) {
        add_digit(search, DIGIT_DURATION, 0, model->duration_count);
    }
    if (model->any_age && search->facts->age_low != search->facts->age_high) {
        add_digit(search, DIGIT_AGE, 0, search->age_count);
    }
}

/* The level with the most points that keeps the sum below `end`; else the one with the fewest. */
static uint8_t fitting_level(const struct seg_model *model, int item, uint32_t sum, uint32_t end) {
    uint8_t least = 0, best = SEG_NONE;
    for (uint8_t level = 0; level < model->levels[item]; level++) {
        uint32_t points = model->points[item][level].points;
        least = points < model->points[item][least].points ? level : least;
        uint32_t more = points - model->items[item].least;
        if (sum + more < end && (best == SEG_NONE || points > model->points[item][best].points)) {
            best = level;
        }
    }
    return best == SEG_NONE ? least : best;
}

/* Answers the unknown items of an axis so that the score lands in the band, where that works. */
static void aim(const struct search *search, int a, int band, struct seg_facts *facts) {
    const struct seg_model *model = search->model;
    const struct seg_axis_rec *axis = &model->axes[a];
    uint32_t sum = 0, max = 0;
    for (int k = 0; k < axis->item_count; k++) {
        uint8_t item = axis->scored[k], level = facts->levels[item];
        sum += level < SEG_MAX_LEVELS ? model->points[item][level].points
               : level == SEG_UNKNOWN ? model->items[item].least
                                      : 0;
        max += level == SEG_NOT_APPLICABLE ? 0 : model->items[item].greatest;
    }
    bool last = band == axis->band_count - 1;
    uint32_t next = last ? 0 : axis->bands[band + 1].from;
    uint64_t end = last ? UINT32_MAX
                   : axis->method == SEG_POINTS
                       ? next
                       : ((uint64_t)next * max + axis->scale - 1) / axis->scale;
    for (int k = 0; k < axis->item_count; k++) {
        uint8_t item = axis->scored[k];
        if (facts->levels[item] == SEG_UNKNOWN) {
            uint8_t level = fitting_level(model, item, sum, (uint32_t)end);
            facts->levels[item] = level;
            sum += model->points[item][level].points - model->items[item].least;
        }
    }
}

/* One digit's part of the completion; what needs all answers comes afterwards. */
static void put_digit(const struct search *search, const struct digit *digit, unsigned value,
                      struct seg_facts *facts, uint8_t *bands, uint8_t *states) {
    switch (digit->kind) {
    case DIGIT_ITEM:
        facts->levels[digit->index] = (uint8_t)value;
        break;
    case DIGIT_AXIS:
        bands[digit->index] = (uint8_t)value;
        break;
    case DIGIT_STATE:
        states[digit->index] = (uint8_t)value;
        break;
    case DIGIT_FLAG:
        facts->flags[digit->index] = value ? SEG_TRUE : SEG_FALSE;
        break;
    case DIGIT_DURATION:
        facts->durations = (uint8_t)(1u << value);
        break;
    default:
        facts->age_low = facts->age_high = search->ages[value];
        break;
    }
}

/* The segment that the completion gives; 0 when it leaves more than one. */
static uint16_t complete(const struct search *search, uint64_t number) {
    const struct seg_model *model = search->model;
    struct seg_facts facts = *search->facts;
    uint8_t bands[SEG_MAX_AXES] = {0}, states[SEG_MAX_AXES] = {0};
    for (int d = 0; d < search->count; d++) {
        put_digit(search, &search->digits[d], (unsigned)(number % search->digits[d].base), &facts,
                  bands, states);
        number /= search->digits[d].base;
    }
    for (int a = 0; a < model->axis_count; a++) {
        if (facts.axes[a].judged) {
            continue;
        }
        aim(search, a, bands[a], &facts);
        seg_facts_bound(model, a, &facts);
        uint8_t wanted = (uint8_t)(1u << states[a]);
        if ((facts.axes[a].states & (facts.axes[a].states - 1)) != 0) {
            /* An open choice, or nothing that applies: any of the states may be the true one. */
            facts.axes[a].states &= wanted;
        }
        if (facts.axes[a].states == 0) {
            return 0;
        }
    }
    uint16_t possible = seg_decide_possible(model, &facts);
    return (possible & (possible - 1)) == 0 ? possible : 0;
}

bool seg_witnesses(const struct seg_model *model, const struct seg_facts *facts,
                   uint16_t possible) {
    struct search search;
    uint16_t reached = 0;
    search.model = model;
    search.facts = facts;
    search.count = 0;
    search.numbers = 1;
    search.age_count = 0;
    search.read = 0;
    find_read(&search);
    find_digits(&search);
    uint64_t tries = search.numbers < TRIES ? search.numbers : TRIES;
    for (uint64_t k = 0; k < tries && (possible & ~reached) != 0; k++) {
        /* Steps of a large prime visit numbers far apart, and all of them where they are few. */
        reached |= complete(&search, k * 2147483647u % search.numbers);
    }
    return reached == possible;
}
