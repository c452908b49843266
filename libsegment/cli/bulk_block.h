/* A block of rows between reading and writing: records row by row, turned into columns, decided. */
#ifndef CLI_BULK_BLOCK_H
#define CLI_BULK_BLOCK_H

#include "bulk_plan.h"

enum { BLOCK_ROWS = 512, BLOCK_STRIDE_MAX = (PLAN_SLOTS_MAX + 31) / 16 * 16 };

struct block {
    const struct plan *plan;
    size_t rows;
    size_t stride;    /* bytes of a record, a multiple of 16 */
    uint8_t *records; /* rows x stride, and room after them */
    uint8_t *columns; /* stride x BLOCK_ROWS: the records turned */
    /* Slots that hold anything but unknown; the columns of the others are not decided on. */
    bool touched[BLOCK_STRIDE_MAX];
    bool aged; /* some row may have an age */
    uint16_t age[BLOCK_ROWS];
    const char *id[BLOCK_ROWS]; /* into the chunk, as the answer shall show it */
    uint32_t id_length[BLOCK_ROWS];
    uint64_t line[BLOCK_ROWS];
    uint8_t segment[BLOCK_ROWS], certain[BLOCK_ROWS], refused[BLOCK_ROWS];
    uint16_t possible[BLOCK_ROWS];
    uint32_t low[SEG_MAX_AXES][BLOCK_ROWS], high[SEG_MAX_AXES][BLOCK_ROWS];
    uint8_t reason[SEG_BATCH_REASONS][BLOCK_ROWS];
    uint32_t signals[BLOCK_ROWS];
};

/* NULL when there is no memory. */
struct block *block_new(const struct plan *plan);
void block_free(struct block *block);
/* Decides the rows that are in it. */
void block_decide(struct block *block, enum seg_kernel kernel);

static inline uint8_t *block_record(struct block *block, size_t row) {
    return block->records + row * block->stride;
}

/* The row's record, age and id, as of a row that tells nothing. */
void block_clear(struct block *block, size_t row);
/* Empties the block; no row to come tells anything yet. */
void block_begin(struct block *block);

#endif
