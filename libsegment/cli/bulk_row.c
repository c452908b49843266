/* Rows of a form that is known. */
#include "bulk_form.h"
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#define QUICK 1
#endif
#if defined(__x86_64__)
#include <immintrin.h>
#endif
#define INLINE static inline __attribute__((always_inline))

static bool same_long_bytes(const struct form *form, const struct form_part *part, const char *at) {
    return memcmp(at, form->bytes + part->start, part->length) == 0;
}

INLINE bool same_bytes(const struct form *form, const struct form_part *part, const char *at) {
#ifdef QUICK
    if (part->length <= 16) {
        __m128i row = _mm_loadu_si128((const __m128i *)(const void *)at);
        __m128i known = _mm_loadu_si128((const __m128i *)(const void *)part->text);
        unsigned others = ~(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(row, known));
        return (others & ((1u << part->length) - 1)) == 0;
    }
#endif
    return same_long_bytes(form, part, at);
}

INLINE bool is_null(const char *at) {
    return memcmp(at, "null", 4) == 0;
}

static const char *form_flag(const char *at, uint8_t *value) {
    bool yes = memcmp(at, "true", 4) == 0;
    *value = yes;
    if (yes)
        return at + 4;
    return memcmp(at, "false", 5) == 0 ? at + 5 : NULL;
}

INLINE const char *form_word(const struct column *column, const char *at, uint8_t *value) {
    if (*at++ != '"')
        return NULL;
#ifdef QUICK
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    int marks = _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
    if (marks && column->word_factor) {
        int length = __builtin_ctz((unsigned)marks);
        *value = plan_short_word(column, at, length);
        return *value != SEG_UNKNOWN ? at + length + 1 : NULL;
    }
#endif
    for (int i = 0; i < column->word_count; i++) {
        const struct plan_word *word = &column->words[i];
        if (memcmp(at, word->text, word->length) == 0 && at[word->length] == '"') {
            *value = word->value;
            return at + word->length + 1;
        }
    }
    return NULL;
}

/* Behind the digits of a number that JSON allows, or NULL. */
static const char *skip_digits(const char *at) {
    const char *start = at;
    while (*at >= '0' && *at <= '9')
        at++;
    return at == start || (*start == '0' && at > start + 1) ? NULL : at;
}

static const char *form_number(const struct plan *plan, const struct column *column, const char *at,
                               uint8_t *value) {
    const char *end = skip_digits(at), *reason;
    int cell = end ? plan_cell(plan, column, at, (size_t)(end - at), &reason) : -1;
    *value = (uint8_t)cell;
    return cell < 0 ? NULL : end;
}

INLINE const char *id_number(const char *at) {
#ifdef QUICK
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i digits = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
    __m128i good = _mm_cmpeq_epi8(_mm_min_epu8(digits, _mm_set1_epi8(9)), digits);
    int others = ~_mm_movemask_epi8(good) & 0xffff;
    if (others > 1 && !(others & 1) && *at != '0')
        return at + __builtin_ctz((unsigned)others);
#endif
    const char *end = skip_digits(at);
    return end && end - at <= 18 ? end : NULL;
}

/* Plain ASCII without escapes: everything else is for the exact way to check. */
static const char *id_string(const char *at) {
#ifdef QUICK
    for (;; at += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
        /* As signed numbers, bytes beyond ASCII are less than a blank. */
        __m128i other = _mm_or_si128(_mm_cmplt_epi8(bytes, _mm_set1_epi8(' ')),
                                     _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
        other = _mm_or_si128(other, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
        other = _mm_or_si128(other, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7f)));
        int marks = _mm_movemask_epi8(other);
        if (marks) {
            at += __builtin_ctz((unsigned)marks);
            return *at == '"' ? at + 1 : NULL;
        }
    }
#else
    while (*at != '"')
        if (*at == '\\' || (unsigned char)*at < 0x20 || (unsigned char)*at++ > 0x7e)
            return NULL;
    return at + 1;
#endif
}

/* Ids are mostly as long as the one before. Where that is so, the processor need not wait for the
 * length to find what is behind: it goes on at the foretold place, and the comparison is a branch.
 * The empty statement keeps compilers from making a choice of it. */
INLINE const char *foretold(const char *at, size_t length, size_t *usual) {
    if (length != *usual) {
        *usual = length;
        __asm__ volatile("" ::: "memory");
    }
    return at + *usual;
}

INLINE const char *form_id(const char *at, struct block *block, size_t row, size_t *usual) {
    const char *end = *at == '"' ? id_string(at + 1) : id_number(at);
    if (!end || end - at > FORM_ID_MAX)
        return NULL;
    block->id[row] = at;
    block->id_length[row] = (uint32_t)(end - at);
    return foretold(at, (size_t)(end - at), usual);
}

static const char *form_age(const char *at, uint16_t *age) {
    const char *end = skip_digits(at), *reason;
    int value = end ? plan_age(at, (size_t)(end - at), &reason) : -1;
    *age = (uint16_t)value;
    return value < 0 ? NULL : end;
}

INLINE const char *form_value(const struct plan *plan, const struct form_part *part, const char *at,
                              struct block *block, size_t row, uint8_t *record, size_t *usual) {
    const struct column *column = part->column;
    if (is_null(at)) {
        if (column->slot >= 0)
            record[column->slot] = SEG_UNKNOWN;
        return at + 4;
    }
    switch (part->kind) {
    case FORM_ID:
        return form_id(at, block, row, usual);
    case FORM_AGE:
        return form_age(at, &block->age[row]);
    case FORM_FLAG:
        return form_flag(at, &record[column->slot]);
    case FORM_WORD:
        return form_word(column, at, &record[column->slot]);
    default:
        return form_number(plan, column, at, &record[column->slot]);
    }
}

INLINE void begin_row(struct block *block, size_t row, uint8_t *record) {
#ifdef QUICK
    size_t stride = block->stride;
    for (size_t n = 0; n < stride; n += 16)
        _mm_store_si128((__m128i *)(void *)(record + n), _mm_set1_epi8((char)SEG_UNKNOWN));
#else
    memset(record, SEG_UNKNOWN, block->stride);
#endif
    block->age[row] = SEG_AGE_UNKNOWN;
    block->id_length[row] = 0;
}

/* ---- Levels ------------------------------------------------------------------------------- */

/* Reads all levels of a run. False where a byte is otherwise, and nothing is read. */
typedef bool levels_read(const struct levels *levels, const char *at, uint8_t *record);

INLINE bool read_plain(const struct levels *levels, const char *at, uint8_t *record) {
    if (levels_apart(levels, 0, at) <= levels->length)
        return false;
    for (int n = 0; n < levels->count; n++)
        record[levels->slot[n]] = (uint8_t)(at[levels->at[n]] - '0');
    return true;
}

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2")))

AVX2 INLINE __m256i load_32(const void *at) {
    return _mm256_loadu_si256((const __m256i *)at);
}

/* Levels in both halves go to the slots they are for. */
AVX2 INLINE void put_window(const struct levels_window *window, __m256i both, uint8_t *record) {
    __m128i *slots = (__m128i *)(void *)(record + window->slot);
    __m128i cover = _mm_loadu_si128((const __m128i *)(const void *)window->cover);
    __m128i values = _mm_or_si128(_mm256_castsi256_si128(both), _mm256_extracti128_si256(both, 1));
    _mm_storeu_si128(slots, _mm_blendv_epi8(_mm_loadu_si128(slots), values, cover));
}

AVX2 static void read_other_windows(const struct levels *levels, const char *at, uint8_t *record) {
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

AVX2 INLINE bool read_avx2(const struct levels *levels, const char *at, uint8_t *record) {
    __m256i apart = _mm256_setzero_si256(), both = apart;
    for (size_t n = 0, length = levels->length; n < length; n += 32) {
        __m256i rest = _mm256_xor_si256(load_32(at + n), load_32(levels->bytes + n));
        apart = _mm256_or_si256(apart, _mm256_subs_epu8(rest, load_32(levels->most + n)));
        both = _mm256_or_si256(both, _mm256_shuffle_epi8(rest, load_32(levels->first_turns + n)));
    }
    if (!_mm256_testz_si256(apart, apart))
        return false;
    put_window(levels->windows, both, record);
    if (levels->window_count > 1)
        read_other_windows(levels, at, record);
    return true;
}
#endif

/* ---- A row -------------------------------------------------------------------------------- */

/* The row's end, behind the line feed, or NULL where it is not of the form. */
INLINE const char *form_row(const struct form *form, const struct plan *plan, levels_read *levels,
                            struct block *block, size_t row, const char *at, size_t *usual) {
    uint8_t *record = block_record(block, row);
    const struct form_part *part = form->parts, *end = part + form->part_count;
    begin_row(block, row, record);
    while (part < end) {
        if (part->run && part->nth == 0 && levels(part->run, at, record)) {
            at += part->run->length;
            part += part->run->count + part->run->ends_row;
            continue;
        }
        if (part->run) {
            const char *behind = at;
            int done = levels_some(part->run, part->nth, &behind, record);
            at = behind;
            part += done;
            if (done > 0)
                continue;
        }
        if (same_bytes(form, part, at)) {
            at = part->kind == FORM_END
                     ? at + part->length
                     : form_value(plan, part, at + part->length, block, row, record, usual);
            if (!at)
                return NULL;
        } else if (!part->optional) {
            return NULL;
        }
        part++;
    }
    if (*at == '\r')
        at++;
    return *at == '\n' ? at + 1 : NULL;
}

INLINE void read_rows(const struct form *form, levels_read *levels, struct csv_reader *reader,
                      struct block *block) {
    const struct plan *plan = reader->plan;
    const char *at = reader->at, *end = reader->end;
    size_t first = block->rows, row = first, usual = 0;
    while (at < end && row < BLOCK_ROWS) {
        const char *behind = form_row(form, plan, levels, block, row, at, &usual);
        if (!behind)
            break;
        at = behind;
        block->line[row] = reader->line + (row - first);
        row++;
    }
    reader->at += at - reader->at;
    reader->line += row - first;
    block->rows = row;
}

static void read_rows_plain(const struct form *form, struct csv_reader *reader,
                            struct block *block) {
    read_rows(form, read_plain, reader, block);
}

#if defined(__x86_64__)
AVX2 static void read_rows_avx2(const struct form *form, struct csv_reader *reader,
                                struct block *block) {
    read_rows(form, read_avx2, reader, block);
}
#endif

void form_rows(const struct form *form, enum seg_kernel kernel, struct csv_reader *reader,
               struct block *block) {
#if defined(__x86_64__)
    if (kernel != SEG_KERNEL_SCALAR && __builtin_cpu_supports("avx2")) {
        read_rows_avx2(form, reader, block);
        return;
    }
#endif
    (void)kernel;
    read_rows_plain(form, reader, block);
}
