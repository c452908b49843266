/*
 * A compiled model: one block that never changes, laid out for scoring.
 *
 * The tables that every decision reads come first and have fixed places; cells, conditions, ranked
 * reasons and texts follow after the struct, found through the pointers below (into the same
 * block). Everything here was proved to be in range by seg_model_compile(), so scoring checks
 * the input only.
 */
#ifndef SEGMENT_MODEL_H
#define SEGMENT_MODEL_H

#include "speed/speed.h"

/* Ranks as bits of words. */
#define SEG_RANK_WORDS (SEG_MAX_ITEMS * SEG_MAX_LEVELS / 64)

/*
 * What the sum of an axis is a part of, with its inverse: 2^64 / greatest, rounded down. A quotient
 * is then a product that may come out one too low, for what a division costs is several of them.
 */
struct seg_whole {
    uint64_t inverse;
    uint32_t greatest;
};

#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 seg_wide;

/* number / greatest, rounded down. */
static inline uint64_t seg_part_of(const struct seg_whole *whole, uint64_t number) {
    uint64_t quotient = (uint64_t)((seg_wide)number * whole->inverse >> 64);
    return quotient + ((quotient + 1) * whole->greatest <= number);
}
#else
static inline uint64_t seg_part_of(const struct seg_whole *whole, uint64_t number) {
    return number / whole->greatest;
}
#endif

/* Of a greatest sum above 0. */
static inline struct seg_whole seg_whole_of(uint32_t greatest) {
    struct seg_whole whole = {UINT64_MAX / greatest, greatest};
    return whole;
}

/* What one answer adds: its points, and its place among all reasons when every item applies. */
struct seg_cellpoints {
    uint32_t points;
    uint16_t rank; /* 0 is the weightiest; the model's `no_rank`: no reason */
    uint16_t share;
};

struct seg_band_rec {
    uint32_t from;                     /* in units of the score */
    uint32_t sum_from;                 /* the least sum that reaches it when every item applies */
    uint8_t item;                      /* SEG_NONE: gives one state */
    uint8_t states;                    /* mask of what it can give */
    uint8_t by_option[SEG_MAX_LEVELS]; /* state for an option, SEG_NONE: not named */
};

struct seg_axis_rec {
    uint8_t method, state_count, band_count;
    uint8_t item_count;            /* scored ones */
    bool floor_varies;             /* an item that may not apply has no option without points */
    uint8_t states;                /* mask of all */
    uint32_t scale;                /* of a ratio; 1 for points */
    uint32_t full;                 /* the greatest score: the scale, or the greatest sum */
    uint32_t greatest;             /* sum of the greatest contributions */
    uint32_t stride;               /* in the cell table; 0: not a column */
    struct seg_whole whole;        /* the same; of 0, no inverse */
    uint64_t items;                /* every item on the axis, as a mask */
    uint8_t scored[SEG_MAX_ITEMS]; /* the scored items, in order */
    struct seg_band_rec bands[SEG_MAX_BANDS];
    uint32_t code, state_codes[SEG_MAX_STATES];
};

struct seg_item_rec {
    uint8_t kind, axis, levels, policy;
    bool scored, reversed, changeable, not_applicable;
    uint16_t weight;
    uint32_t least, greatest; /* of its contributions */
    uint32_t code, option_codes[SEG_MAX_LEVELS];
    uint16_t from[SEG_MAX_LEVELS];
};

struct seg_segment_rec {
    uint16_t lighter, at_least; /* masks: lighter ones; this one and heavier ones */
    uint16_t review_months;
    uint32_t code, process;
};

/* Conditions stand in preorder; `end` is the node after this one and all below it. */
struct seg_node {
    uint8_t test, subject, depth;
    uint16_t end;
    uint16_t mask; /* states, options or levels, durations, segments */
    uint32_t from, below;
    uint32_t sum_from, sum_below; /* of a score, as sums when every item applies */
};

struct seg_rule_rec {
    uint8_t effect, segment;
    bool final;
    bool reads_segment;     /* its condition reads the segment so far */
    uint16_t node;          /* the whole condition */
    uint16_t review_months; /* of a signal */
    uint32_t code;
};

struct seg_model {
    size_t size;
    struct seg_allocator allocator;
    uint8_t item_count, axis_count, segment_count, flag_count;
    uint8_t duration_count, rule_count, signal_count, column_count;
    uint8_t policy, disagreement;
    bool any_age;
    bool small_shares; /* shares over a common denominator leave room for an item's number */
    uint16_t rank_count, node_count;
    uint16_t no_rank; /* what has no points has this rank, after all others */
    uint16_t row_count;
    uint32_t cell_count;
    uint32_t duration_stride;
    uint32_t version, code;
    uint16_t flags_read; /* flags that a condition reads, as a mask */
    uint8_t all_durations;
    uint8_t columns[SEG_MAX_AXES + 1];
    uint8_t levels[SEG_MAX_ITEMS]; /* of each item; 0 beyond the last */
    struct seg_cellpoints points[SEG_MAX_ITEMS][SEG_MAX_LEVELS];
    struct seg_axis_rec axes[SEG_MAX_AXES];
    struct seg_rule_rec rules[SEG_MAX_RULES];
    struct seg_rule_rec signals[SEG_MAX_SIGNALS];
    struct seg_segment_rec segments[SEG_MAX_SEGMENTS];
    struct seg_item_rec items[SEG_MAX_ITEMS];
    uint32_t flag_codes[SEG_MAX_FLAGS];
    uint32_t duration_codes[SEG_MAX_DURATIONS];
    uint8_t hash[32];
    struct seg_speed speed;    /* made of all the rest; only speed/ looks into it */
    const uint8_t *cells;      /* a segment for every combination */
    const uint16_t *cell_rows; /* the row that gives it */
    const struct seg_node *nodes;
    const struct seg_reason *ranked; /* the reason of every rank */
    const uint64_t *weights;         /* its points x scale (a thousand, of points) */
    const char *texts;
};

static inline const char *seg_text(const struct seg_model *model, uint32_t offset) {
    return model->texts + offset;
}

/* What `segment` becomes by at_least: itself when heavy enough. */
static inline uint16_t seg_lift(const struct seg_model *model, uint16_t segments, uint8_t target) {
    uint16_t kept = (uint16_t)(segments & model->segments[target].at_least);
    return (uint16_t)(kept == segments ? kept : kept | (1u << target));
}

#endif
