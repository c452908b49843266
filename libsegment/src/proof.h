/* The proof: the state of one run over the space of complete inputs. */
#ifndef SEGMENT_PROOF_H
#define SEGMENT_PROOF_H

#include "space.h"

struct seg_proof {
    const struct seg_model *model;
    struct seg_space space;
    struct seg_facts facts;
    int (*report)(const struct seg_finding *finding, void *data);
    void *data;
    struct seg_check_summary *summary;
    int stopped;
    uint8_t *outcomes;     /* the certain segment of every point, else SEG_NONE */
    uint64_t *bits, *work; /* two sets of sums */
    /* What was met. */
    uint16_t segments;
    uint32_t rules_held, rules_moved, signals_held;
    uint32_t swapped; /* rules whose order with the next one matters */
    uint8_t cells[SEG_MAX_CELLS / 8];
    uint8_t told[SEG_MAX_ITEMS][SEG_MAX_LEVELS][SEG_MAX_LEVELS]; /* worse answers already told */
};

void seg_proof_tell(struct seg_proof *proof, struct seg_finding *finding);
struct seg_finding seg_proof_finding(enum seg_finding_kind kind, enum seg_kind place, int index,
                                     int of);

/* Looks at every point: what is reached, and which rules move it. */
void seg_proof_walk(struct seg_proof *proof);
/* Compares every point with those that one worse answer leads to. */
void seg_proof_worse(struct seg_proof *proof);

#endif
