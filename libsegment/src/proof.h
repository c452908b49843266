/* The proof: the state of one run over the space of complete inputs. */
#ifndef SEGMENT_PROOF_H
#define SEGMENT_PROOF_H

#include "space.h"

/* A proof that takes more than this ends undecided: some seconds. */
#define SEG_MAX_EFFORT ((uint64_t)4000000000)

struct seg_proof {
    const struct seg_model *model;
    struct seg_space space;
    struct seg_facts facts;
    int (*report)(const struct seg_finding *finding, void *data);
    void *data;
    struct seg_check_summary *summary;
    int stopped;
    uint64_t effort;       /* spent so far, in about nanoseconds */
    uint8_t *outcomes;     /* the certain segment of every point, else SEG_NONE */
    uint64_t *bits, *work; /* two sets of sums */
    /* What was met. */
    uint16_t segments;
    uint32_t rules_held, rules_moved, signals_held;
    uint32_t swapped; /* rules whose order with the next one matters */
    uint8_t cells[SEG_MAX_CELLS / 8];
    uint8_t told[SEG_MAX_ITEMS][SEG_MAX_LEVELS][SEG_MAX_LEVELS]; /* worse answers already told */
    /* Pairs of classes already found good, under one combination: of unread items, of one item. */
    uint8_t good[GRID_CLASSES * GRID_CLASSES];
    uint8_t good_by_group[GRID_OPTIONS * GRID_CLASSES * GRID_CLASSES];
};

void seg_proof_tell(struct seg_proof *proof, struct seg_finding *finding);
struct seg_finding seg_proof_finding(enum seg_finding_kind kind, enum seg_kind place, int index,
                                     int of);

/* What seg_space_sums() of an axis costs. */
uint64_t seg_proof_sums_effort(const struct seg_proof *proof, int axis);

/* Looks at every point: what is reached, and which rules move it. */
void seg_proof_walk(struct seg_proof *proof);
/* Compares every point with those that one worse answer leads to; 0 when it takes too much. */
int seg_proof_worse(struct seg_proof *proof);

#endif
