#include "bulk_common.h"
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi")))
#define INLINE static inline __attribute__((always_inline))

bool common_is_known(enum seg_kernel kernel) {
    return kernel != SEG_KERNEL_SCALAR && __builtin_cpu_supports("avx2") &&
           __builtin_cpu_supports("bmi");
}

AVX2 INLINE __m128i load_16(const void *at) {
    return _mm_loadu_si128((const __m128i *)at);
}

AVX2 INLINE __m256i load_32(const void *at) {
    return _mm256_loadu_si256((const __m256i *)at);
}

/* ---- Levels ------------------------------------------------------------------------------- */

/* Levels in both halves go to the slots they are for. */
AVX2 INLINE void put_window(const struct levels_window *window, __m256i both, uint8_t *record) {
    uint8_t *slots = record + window->slot;
    __m128i values = _mm_or_si128(_mm256_castsi256_si128(both), _mm256_extracti128_si256(both, 1));
    values = _mm_blendv_epi8(load_16(slots), values, load_16(window->cover));
    _mm_storeu_si128((__m128i *)(void *)slots, values);
}

AVX2 static void put_other_windows(const struct levels *levels, const char *at, uint8_t *record) {
    for (int i = 1; i < levels->window_count; i++) {
        const struct levels_window *window = &levels->windows[i];
        __m256i both = _mm256_setzero_si256();
        for (int t = window->first; t < window->end; t++) {
            const struct levels_turn *turn = &levels->turns[t];
            __m256i rest =
                _mm256_xor_si256(load_32(at + turn->from), load_32(levels->bytes + turn->from));
            both = _mm256_or_si256(both, _mm256_shuffle_epi8(rest, load_32(turn->to)));
        }
        put_window(window, both, record);
    }
}

/* The end of the run, or NULL. */
AVX2 INLINE const char *common_levels(const struct levels *levels, const char *at,
                                      uint8_t *record) {
    __m256i apart = _mm256_setzero_si256(), both = apart;
    size_t n = 0, length = levels->length;
    do {
        __m256i rest = _mm256_xor_si256(load_32(at + n), load_32(levels->bytes + n));
        apart = _mm256_or_si256(apart, _mm256_subs_epu8(rest, load_32(levels->most + n)));
        both = _mm256_or_si256(both, _mm256_shuffle_epi8(rest, load_32(levels->first_turns + n)));
        n += 32;
    } while (n < length);
    if (!_mm256_testz_si256(apart, apart)) {
        return NULL;
    }
    put_window(levels->windows, both, record);
    if (levels->window_count > 1) {
        put_other_windows(levels, at, record);
    }
    return at + length;
}

/* ---- Other values ------------------------------------------------------------------------- */

AVX2 INLINE size_t first_of(unsigned marks) {
    return _tzcnt_u32(marks); /* 32 where there is none */
}

AVX2 INLINE bool same_text(const struct form_part *part, const char *at) {
    __m256i same = _mm256_cmpeq_epi8(load_32(at), load_32(part->text));
    return ((unsigned)_mm256_movemask_epi8(same) | part->after) == 0xffffffff;
}

/* The length of a whole number of less than sixteen digits that does not begin with 0, or 32. */
AVX2 INLINE size_t number_length(const char *at) {
    __m128i digits = _mm_sub_epi8(load_16(at), _mm_set1_epi8('0'));
    __m128i beyond = _mm_subs_epu8(digits, _mm_set1_epi8(9));
    unsigned same = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(beyond, _mm_setzero_si128()));
    return (unsigned)(*at - '1') < 9 ? first_of(same ^ 0xffff) : 32;
}

/* The length of a string of less than fifteen plain bytes with its quotes, or more than 16. */
AVX2 INLINE size_t string_length(const char *at) {
    __m128i bytes = load_16(at + 1);
    __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    /* As signed numbers, bytes beyond ASCII are less than a blank. */
    __m128i other = _mm_or_si128(_mm_cmplt_epi8(bytes, _mm_set1_epi8(' ')),
                                 _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
    other = _mm_or_si128(other, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7f)));
    size_t length = first_of((unsigned)_mm_movemask_epi8(quotes));
    bool plain = first_of((unsigned)_mm_movemask_epi8(other)) >= length;
    return plain ? length + 2 : 32;
}

/* Ids are mostly as long as the one before. Where that is so, the processor need not wait for the
 * length to find what comes after: it goes on at the expected place while the comparison, a branch,
 * is made. The empty statement keeps the compiler from knowing that both are equal. */
AVX2 INLINE const char *common_id(const char *at, struct block *block, size_t row, size_t *usual) {
    size_t length = *at == '"' ? string_length(at) : number_length(at);
    size_t foretold = *usual;
    if (length > 16) {
        return NULL;
    }
    block->id[row] = at;
    block->id_length[row] = (uint32_t)length;
    if (length == foretold) {
        __asm__("" : "+r"(foretold));
        return at + foretold;
    }
    *usual = length;
    return at + length;
}

/* A word of less than sixteen bytes, after its opening quote. */
AVX2 INLINE const char *common_word(const struct column *column, const char *at, uint8_t *value) {
    __m128i quotes = _mm_cmpeq_epi8(load_16(at), _mm_set1_epi8('"'));
    size_t length = first_of((unsigned)_mm_movemask_epi8(quotes));
    if (length > 16) {
        return NULL;
    }
    *value = plan_short_word(column, at, (int)length);
    return *value == SEG_UNKNOWN ? NULL : at + length + 1;
}

AVX2 INLINE const char *common_flag(const char *at, uint8_t *value) {
    bool yes = memcmp(at, "true", 4) == 0;
    bool no = memcmp(at, "fals", 4) == 0 && at[4] == 'e';
    *value = yes;
    return yes || no ? at + 5 - yes : NULL;
}

/* A count of one digit or of two: by four bits of each, as the column has its levels. */
AVX2 INLINE const char *common_count(const struct column *column, const char *at, uint8_t *value) {
    unsigned first = (unsigned)(*at - '0'), second = (unsigned)(at[1] - '0');
    bool two = second < 10;
    if (first > 9 || (two && first == 0)) {
        return NULL;
    }
    *value = column->quick[first * 16 + (two ? second : 15)];
    return at + 1 + two;
}

/* ---- Rows --------------------------------------------------------------------------------- */

/* The row's end, after the line feed, or NULL where it is not a common one. */
AVX2 INLINE const char *common_row(const struct form_part *part, struct block *block, size_t row,
                                   uint8_t *record, const char *at, size_t *usual) {
    do {
        if (part->kind == FORM_LEVEL) {
            at = common_levels(part->run, at, record);
        } else {
            if (!same_text(part, at)) {
                return NULL;
            }
            at += part->length;
            if (part->kind == FORM_ID) {
                at = common_id(at, block, row, usual);
            } else if (part->kind == FORM_WORD) {
                at = common_word(part->column, at + 1, record + part->column->slot);
            } else if (part->kind == FORM_FLAG) {
                at = common_flag(at, record + part->column->slot);
            } else if (part->kind == FORM_COUNT) {
                at = common_count(part->column, at, record + part->column->slot);
            }
        }
        if (!at) {
            return NULL;
        }
        part = part->next;
    } while (part);
    if (*at == '\r') {
        at++;
    }
    return *at == '\n' ? at + 1 : NULL;
}

AVX2 void common_rows(const struct form *form, struct csv_reader *reader, struct block *block) {
    const char *at = reader->at, *end = reader->end;
    size_t first = block->rows, row = first, usual = 0, stride = block->stride;
    uint64_t line = reader->line - first;
    uint8_t *record = block_record(block, row);
    while (at < end && row < BLOCK_ROWS) {
        const char *after = common_row(form->parts, block, row, record, at, &usual);
        if (!after) {
            block_clear(block, row);
            break;
        }
        at = after;
        block->line[row] = line + row;
        record += stride;
        row++;
    }
    reader->at += at - reader->at;
    reader->line += row - first;
    block->rows = row;
}
#else
bool common_is_known(enum seg_kernel kernel) {
    (void)kernel;
    return false;
}

void common_rows(const struct form *form, struct csv_reader *reader, struct block *block) {
    (void)form;
    (void)reader;
    (void)block;
}
#endif
