/* The proof: the state of one run over the spaces of complete inputs, one for each set of axes that
 * may be judged. */
#ifndef SEGMENT_PROOF_H
#define SEGMENT_PROOF_H

#include "space.h"

/* A proof that takes more than this ends undecided: some seconds. */
#define SEG_MAX_EFFORT ((uint64_t)4000000000)
/* So does the order of the rules alone. */
#define SEG_MAX_ORDER_EFFORT (SEG_MAX_EFFORT / 4)

/*
 * What the rules can do with one known input: the segment of its cell, and for each rule the
 * segments so far on which it holds.
 */
struct seg_course {
    uint16_t start;
    uint16_t holds[SEG_MAX_RULES];
};
enum { SEG_COURSES = 256 };

/* What some input reaches. */
struct seg_met {
    uint16_t segments;
    uint32_t rules_held, rules_moved, signals;
};

struct seg_proof {
    const struct seg_model *model;
    struct seg_space space;
    struct seg_facts facts;
    int (*report)(const struct seg_finding *finding, void *data);
    void *data;
    struct seg_check_summary *summary;
    bool stopped;
    uint64_t effort;              /* spent so far, in about nanoseconds */
    uint8_t *outcomes;            /* the certain segment of every point, else SEG_NONE */
    uint64_t *bits, *work;        /* two sets of sums */
    struct seg_met met, answered; /* by any input; by those that judge no axis without need */
    bool beyond;                  /* inputs that judge some axes lie beyond the bounds */
    uint8_t cells[SEG_MAX_CELLS / 8];
    uint8_t reported[SEG_MAX_ITEMS][SEG_MAX_LEVELS]
                    [SEG_MAX_LEVELS]; /* worse answers already reported */
    /* Worse states of axes already reported; after them, of the duration. */
    uint8_t reported_states[SEG_MAX_AXES + 1][SEG_MAX_STATES][SEG_MAX_STATES];
    /* Pairs of classes already found good, under one combination: of unread items, of one item. */
    uint8_t good[GRID_CLASSES * GRID_CLASSES];
    uint8_t good_by_group[GRID_OPTIONS * GRID_CLASSES * GRID_CLASSES];
    /* The order of the rules. */
    uint8_t order[SEG_MAX_RULES]; /* the first later rule with which an exchange matters */
    uint64_t order_effort;
    bool order_open;
    struct seg_course courses[SEG_COURSES]; /* some of those already tried */
    struct seg_model exchanged;             /* a copy whose rules are changed about */
};

void seg_proof_report(struct seg_proof *proof, struct seg_finding *finding);
struct seg_finding seg_proof_finding(enum seg_finding_kind kind, enum seg_kind place, int index,
                                     int of);

/* What seg_space_sums() of an axis costs. */
uint64_t seg_proof_sums_effort(const struct seg_proof *proof, int axis);

/* Looks at every point: what is reached, which rules move it, and whether their order matters. */
void seg_proof_walk(struct seg_proof *proof);

/* A known input's course; and where it ends with two rules exchanged (the same one: as it is). */
void seg_course_chart(const struct seg_model *model, const struct seg_facts *facts, uint16_t start,
                      struct seg_course *course);
uint16_t seg_course_end(const struct seg_model *model, const struct seg_course *course, int one,
                        int other, struct seg_met *met);
/* What a rule makes of segments so far on which it holds. */
uint16_t seg_rule_moved(const struct seg_model *model, int rule, uint16_t so_far);

/* Exchanges every two rules: for one course, and for facts that leave something open. */
void seg_proof_order(struct seg_proof *proof, const struct seg_course *course);
void seg_proof_order_open(struct seg_proof *proof, uint16_t possible);
void seg_proof_report_order(struct seg_proof *proof);

/* What is asked in vain. */
void seg_proof_report_unread(struct seg_proof *proof);

/* Compares every point with those that one worse answer leads to; false when it takes too much. */
bool seg_proof_worse(struct seg_proof *proof);
/* The same for a worse judged state, and a longer duration. */
bool seg_proof_worse_states(struct seg_proof *proof);
/*
 * An input at the point; the items of `axis`, but for `without` (or -1), add up to `rest`. Borrows
 * the sets of sums.
 */
void seg_proof_describe(struct seg_proof *proof, int axis, int without, uint32_t point, size_t rest,
                        struct seg_input *input);

#endif
