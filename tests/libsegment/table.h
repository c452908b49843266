/* A table of inputs in columns, and what a batch makes of it. */
#ifndef TABLE_H
#define TABLE_H

#include "segment.h"

enum { TABLE_ROWS = 97 }; /* no whole number of vectors */

struct table {
    const struct seg_model *model;
    struct seg_input rows[TABLE_ROWS];
    uint8_t answers[SEG_VIEWS][SEG_MAX_ITEMS][TABLE_ROWS];
    uint8_t axis_state[SEG_MAX_AXES][TABLE_ROWS], flags[SEG_MAX_FLAGS][TABLE_ROWS];
    uint8_t duration[TABLE_ROWS];
    uint16_t age[TABLE_ROWS];
    uint8_t segment[TABLE_ROWS], certain[TABLE_ROWS], refused[TABLE_ROWS];
    uint8_t reason[SEG_BATCH_REASONS][TABLE_ROWS], states[SEG_MAX_AXES][TABLE_ROWS];
    uint16_t possible[TABLE_ROWS];
    uint32_t low[SEG_MAX_AXES][TABLE_ROWS], high[SEG_MAX_AXES][TABLE_ROWS], signals[TABLE_ROWS];
    struct seg_batch_input in;
    struct seg_batch_output out;
};

/* An empty table; `views` is how many of them have columns. */
void table_start(struct table *table, const struct seg_model *model, int views);
void table_put(struct table *table, int row, const struct seg_input *input);
/* Fills what came out with bytes that no decision gives. */
void table_spoil(struct table *table);
/* Whether a row has what a single decision gave; `result` NULL: it was refused. `who` and `seed`
 * are for the message. */
void table_same_row(const struct table *table, int row, const struct seg_result *result,
                    const char *who, uint64_t seed);

#endif
