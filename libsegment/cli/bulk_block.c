#include "bulk_block.h"
#include <stdlib.h>
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

struct block *block_new(const struct plan *plan) {
    struct block *block = calloc(1, sizeof *block);
    if (!block) {
        return NULL;
    }
    block->plan = plan;
    block->stride = ((size_t)plan->slots + 15) / 16 * 16;
    if (block->stride == 0) {
        block->stride = 16;
    }
    block->records = aligned_alloc(64, BLOCK_ROWS * BLOCK_STRIDE_MAX + 64);
    block->columns = aligned_alloc(64, BLOCK_ROWS * BLOCK_STRIDE_MAX);
    if (!block->records || !block->columns) {
        block_free(block);
        return NULL;
    }
    memset(block->records, SEG_UNKNOWN, BLOCK_ROWS * BLOCK_STRIDE_MAX);
    memset(block->touched, true, sizeof block->touched);
    block->aged = true;
    return block;
}

void block_free(struct block *block) {
    if (!block) {
        return;
    }
    free(block->records);
    free(block->columns);
    free(block);
}

void block_clear(struct block *block, size_t row) {
    memset(block_record(block, row), SEG_UNKNOWN, block->stride);
    block->age[row] = SEG_AGE_UNKNOWN;
    block->id_length[row] = 0;
}

void block_begin(struct block *block) {
    block->rows = 0;
    memset(block->records, SEG_UNKNOWN, BLOCK_ROWS * block->stride);
    memset(block->age, 0xff, sizeof block->age);
    memset(block->id_length, 0, sizeof block->id_length);
    memset(block->touched, 0, sizeof block->touched);
    block->aged = false;
}

#if defined(__SSE2__)
/* Sixteen rows of sixteen bytes become sixteen columns of sixteen bytes, by four rounds of
 * interleaving neighbours eight rows apart. */
static void turn_tile(const uint8_t *from, size_t from_stride, uint8_t *to, size_t to_stride) {
    __m128i a[16], b[16];
    for (size_t i = 0; i < 16; i++) {
        a[i] = _mm_load_si128((const __m128i *)(const void *)(from + i * from_stride));
    }
    for (int round = 0; round < 4; round++) {
        for (size_t i = 0; i < 8; i++) {
            b[2 * i] = _mm_unpacklo_epi8(a[i], a[i + 8]);
            b[2 * i + 1] = _mm_unpackhi_epi8(a[i], a[i + 8]);
        }
        memcpy(a, b, sizeof a);
    }
    for (size_t i = 0; i < 16; i++) {
        _mm_store_si128((__m128i *)(void *)(to + i * to_stride), a[i]);
    }
}
#else
static void turn_tile(const uint8_t *from, size_t from_stride, uint8_t *to, size_t to_stride) {
    for (size_t row = 0; row < 16; row++) {
        for (size_t column = 0; column < 16; column++) {
            to[column * to_stride + row] = from[row * from_stride + column];
        }
    }
}
#endif

static void turn_records(struct block *block) {
    for (size_t slot = 0; slot < block->stride; slot += 16) {
        if (!memchr(block->touched + slot, true, 16)) {
            continue;
        }
        for (size_t row = 0; row < block->rows; row += 16) {
            turn_tile(block_record(block, row) + slot, block->stride,
                      block->columns + slot * BLOCK_ROWS + row, BLOCK_ROWS);
        }
    }
}

void block_decide(struct block *block, enum seg_kernel kernel) {
    const struct plan *plan = block->plan;
    struct seg_batch_input input = {.rows = block->rows};
    turn_records(block);
    for (int i = 0; i < plan->column_count; i++) {
        const struct column *column = &plan->columns[i];
        if (column->slot < 0 || !block->touched[column->slot]) {
            continue;
        }
        *plan_batch_column(&input, column) = block->columns + (size_t)column->slot * BLOCK_ROWS;
    }
    if (plan->has_age && block->aged) {
        input.age = block->age;
    }
    struct seg_batch_output output = {.segment = block->segment,
                                      .certain = block->certain,
                                      .possible = block->possible,
                                      .signals = block->signals,
                                      .refused = block->refused};
    for (size_t axis = 0; axis < SEG_MAX_AXES; axis++) {
        output.low[axis] = block->low[axis];
        output.high[axis] = block->high[axis];
    }
    for (size_t i = 0; i < SEG_BATCH_REASONS; i++) {
        output.reason[i] = block->reason[i];
    }
    seg_batch_with(kernel, plan->model, &input, &output);
}
