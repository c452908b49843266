/* A model proved by hand: every complete input is tried, each with every completion of what it
 * leaves open, and each pair of rules exchanged. */
#ifndef TRIAL_H
#define TRIAL_H

#include "reference.h"

enum { TRIAL_INPUTS = 3000, TRIAL_WORK = 60000 };

struct trial_met {
    uint16_t segments;
    uint32_t held, moved, signals;
};

struct trial {
    struct trial_met met, answered;    /* by all inputs; by those that judge no axis without need */
    uint8_t cells[SEG_MAX_CELLS];      /* that some completion comes to */
    uint8_t open_cells[SEG_MAX_CELLS]; /* that the states of the axes, each by itself, leave */
    unsigned scored;                   /* the axes that answers score */
    uint8_t bands[SEG_MAX_AXES];
    uint8_t worse[REF_ITEMS][SEG_MAX_LEVELS][SEG_MAX_LEVELS];
    uint8_t worse_states[SEG_MAX_AXES + 1][SEG_MAX_STATES][SEG_MAX_STATES];
    int order[REF_RULES]; /* the first later rule with which an exchange matters, or -1 */
    int inexact;          /* some input of which the library knows less than its completions say */
    double inputs;        /* of one age */
};

/* 0 when the model is too large to be tried, or reads how it was answered. */
int trial_run(const struct ref_model *model, const struct seg_model *compiled, struct trial *trial);

#endif
