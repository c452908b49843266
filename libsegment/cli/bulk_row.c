/* Rows of a form that is known. */
#include "bulk_form.h"
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#define QUICK 1
#endif
static bool same_long_bytes(const struct form *form, const struct form_part *part, const char *at) {
    return memcmp(at, form->bytes + part->start, part->length) == 0;
}

static inline bool same_bytes(const struct form *form, const struct form_part *part,
                              const char *at) {
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

static inline bool is_null(const char *at) {
    return memcmp(at, "null", 4) == 0;
}

static const char *form_flag(const char *at, uint8_t *value) {
    bool yes = memcmp(at, "true", 4) == 0;
    *value = yes;
    if (yes) {
        return at + 4;
    }
    return memcmp(at, "false", 5) == 0 ? at + 5 : NULL;
}

static inline const char *form_word(const struct column *column, const char *at, uint8_t *value) {
    if (*at++ != '"') {
        return NULL;
    }
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

/* Past the digits of a number that JSON allows, or NULL. */
static const char *skip_digits(const char *at) {
    const char *start = at;
    while (*at >= '0' && *at <= '9') {
        at++;
    }
    return at == start || (*start == '0' && at > start + 1) ? NULL : at;
}

static const char *form_number(const struct plan *plan, const struct column *column, const char *at,
                               uint8_t *value) {
    const char *end = skip_digits(at), *reason;
    int cell = end ? plan_cell(plan, column, at, (size_t)(end - at), &reason) : -1;
    *value = (uint8_t)cell;
    return cell < 0 ? NULL : end;
}

static inline const char *id_number(const char *at) {
#ifdef QUICK
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i digits = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
    __m128i good = _mm_cmpeq_epi8(_mm_min_epu8(digits, _mm_set1_epi8(9)), digits);
    int others = ~_mm_movemask_epi8(good) & 0xffff;
    if (others > 1 && !(others & 1) && *at != '0') {
        return at + __builtin_ctz((unsigned)others);
    }
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
    while (*at != '"') {
        if (*at == '\\' || (unsigned char)*at < 0x20 || (unsigned char)*at++ > 0x7e) {
            return NULL;
        }
    }
    return at + 1;
#endif
}

static inline const char *form_id(const char *at, struct block *block, size_t row) {
    const char *end = *at == '"' ? id_string(at + 1) : id_number(at);
    if (!end || end - at > FORM_ID_MAX) {
        return NULL;
    }
    block->id[row] = at;
    block->id_length[row] = (uint32_t)(end - at);
    return end;
}

static const char *form_age(const char *at, struct block *block, size_t row) {
    const char *end = skip_digits(at), *reason;
    int value = end ? plan_age(at, (size_t)(end - at), &reason) : -1;
    block->age[row] = (uint16_t)value;
    block->aged = true;
    return value < 0 ? NULL : end;
}

static inline const char *form_value(const struct plan *plan, const struct form_part *part,
                                     const char *at, struct block *block, size_t row,
                                     uint8_t *record) {
    const struct column *column = part->column;
    if (is_null(at)) {
        if (column->slot >= 0) {
            record[column->slot] = SEG_UNKNOWN;
        }
        return at + 4;
    }
    switch (part->kind) {
    case FORM_ID:
        return form_id(at, block, row);
    case FORM_AGE:
        return form_age(at, block, row);
    case FORM_FLAG:
        return form_flag(at, &record[column->slot]);
    case FORM_WORD:
        return form_word(column, at, &record[column->slot]);
    default:
        return form_number(plan, column, at, &record[column->slot]);
    }
}

/* ---- Rows --------------------------------------------------------------------------------- */

/* The row's end, after the line feed, or NULL where it is not of the form. */
static const char *form_row(const struct form *form, const struct plan *plan, struct block *block,
                            size_t row, const char *at) {
    uint8_t *record = block_record(block, row);
    const struct form_part *part = form->parts, *end = part + form->part_count;
    while (part < end) {
        int done = part->run ? levels_some(part->run, part->nth, &at, record) : 0;
        if (done > 0) {
            part += done;
            continue;
        }
        if (same_bytes(form, part, at)) {
            at += part->length;
            if (part->kind != FORM_END) {
                at = form_value(plan, part, at, block, row, record);
            }
            if (!at) {
                return NULL;
            }
        } else if (!part->optional) {
            return NULL;
        }
        part++;
    }
    if (*at == '\r') {
        at++;
    }
    return *at == '\n' ? at + 1 : NULL;
}

bool form_row_read(const struct form *form, struct csv_reader *reader, struct block *block) {
    size_t row = block->rows;
    const char *after = form_row(form, reader->plan, block, row, reader->at);
    if (!after) {
        block_clear(block, row);
        return false;
    }
    block->line[row] = reader->line++;
    block->rows++;
    reader->at += after - reader->at;
    return true;
}
