/*
 * The model language once more, slow and obvious: it knows nothing of the library's ways, only of
 * what the language's page says. A model here is plain lists; a decision is made for one complete
 * person, and everything about the unknown is found by trying every completion.
 */
#ifndef REFERENCE_H
#define REFERENCE_H

#include "segment.h"

enum { REF_ITEMS = 8, REF_NODES = 48, REF_RULES = 5, REF_SIGNALS = 3 };

struct ref_item {
    int kind, axis, levels, weight, reversed, changeable, not_applicable, policy;
    uint32_t points[SEG_MAX_LEVELS]; /* as in the file */
    uint32_t from[SEG_MAX_LEVELS];
};

struct ref_band {
    uint32_t from;
    int state, item; /* item -1: the state */
    int by_option[SEG_MAX_LEVELS];
};

struct ref_axis {
    int method, states, bands;
    uint32_t scale;
    struct ref_band band[SEG_MAX_BANDS];
};

struct ref_node {
    int test, subject;
    uint32_t mask, from, below;
    int members[4], count;
};

struct ref_rule {
    int node, effect, segment, final;
    uint16_t review_months;
};

struct ref_model {
    int segments, axes, items, flags, durations, rules, signals, nodes;
    uint16_t above[SEG_MAX_SEGMENTS];
    uint16_t review_months[SEG_MAX_SEGMENTS];
    struct ref_axis axis[SEG_MAX_AXES];
    struct ref_item item[REF_ITEMS];
    int policy, disagreement;
    int columns;
    uint8_t column[SEG_MAX_AXES + 1];
    uint8_t cells[SEG_MAX_CELLS]; /* the last column moves fastest */
    struct ref_node node[REF_NODES];
    struct ref_rule rule[REF_RULES], signal[REF_SIGNALS];
};

/* One person of whom everything is known: what a completion of an input says. */
struct ref_person {
    uint8_t levels[REF_ITEMS];
    uint8_t flags[SEG_MAX_FLAGS];
    uint8_t duration;
    uint16_t age;
    uint8_t judged[SEG_MAX_AXES]; /* a state, or SEG_UNKNOWN: scored */
    uint8_t hidden[SEG_MAX_AXES]; /* the true state where answers leave it open */
    uint32_t score[SEG_MAX_AXES]; /* the true score where nothing scores it */
    /* How the input was answered, which no completion changes. */
    uint64_t unanswered;
    uint32_t missing, disagreements;
};

struct ref_decision {
    int segment, cell_segment;
    uint8_t states[SEG_MAX_AXES];
    uint32_t rules, signals;
    uint16_t review_months;
};

/* The model as the library takes it. */
struct seg_model *ref_compile(const struct ref_model *model);

uint8_t ref_combine(const struct ref_model *model, int item, uint8_t professional, uint8_t client);
uint32_t ref_points(const struct ref_model *model, int item, int level);
uint32_t ref_greatest(const struct ref_model *model, int item);
int ref_scored(const struct ref_model *model, int item);
/* The sum and greatest sum of an axis; a greatest sum of 0: nothing applies. */
void ref_sums(const struct ref_model *model, const struct ref_person *person, int axis,
              uint64_t *sum, uint64_t *max);
/* The states that the answers leave: more than one where a choice does not say. */
uint8_t ref_states(const struct ref_model *model, const struct ref_person *person, int axis);

struct ref_decision ref_decide(const struct ref_model *model, const struct ref_person *person);
/* The reasons by exact shares; returns how many. */
int ref_reasons(const struct ref_model *model, const struct ref_person *person, uint32_t rules,
                struct seg_reason *reasons);

int ref_below(const struct ref_model *model, int lighter, int heavier);

#endif
