/* What the columns of a table mean: made once from a CSV header (or the slots of a JSON row), read
 * by every row. Each column that is one byte to the engine has a slot in a row's record; slots
 * follow the columns of the file, so that neighbours in the file are neighbours in memory. */
#ifndef CLI_BULK_PLAN_H
#define CLI_BULK_PLAN_H

#include "bulk.h"
#include <stdbool.h>
#include <stddef.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum {
    PLAN_COLUMNS_MAX = 512,
    PLAN_NAME_MAX = 80,
    PLAN_SLOTS_MAX = SEG_VIEWS * SEG_MAX_ITEMS + SEG_MAX_AXES + SEG_MAX_FLAGS + 1,
    PLAN_WORDS_MAX = 16,
    PLAN_WORD_BITS = 6,
    PLAN_WORD_PLACES = 1 << PLAN_WORD_BITS,
    PLAN_QUICK_COUNTS = 256
};

enum column_role {
    COLUMN_ID,
    COLUMN_IGNORED,
    COLUMN_AGE,
    COLUMN_LEVEL, /* from here on: one byte, a slot */
    COLUMN_COUNT,
    COLUMN_WORD
};

/* What a column of one byte fills of an input. */
enum column_target { TARGET_ANSWER, TARGET_AXIS, TARGET_FLAG, TARGET_DURATION };

/* A word a cell may hold, and the byte it stands for. */
struct plan_word {
    const char *text;
    uint8_t length, value;
    char padded[16]; /* zeros after it; of words no longer than this */
};

struct column {
    enum column_role role;
    char name[PLAN_NAME_MAX];
    uint8_t item;              /* of a level or count */
    uint8_t levels;            /* how many */
    bool not_applicable;       /* takes 9 */
    int slot;                  /* or -1 */
    enum column_target target; /* what it fills: */
    uint8_t view, index;       /* an answer of this view to this item, or this axis or flag */
    struct plan_word words[PLAN_WORDS_MAX];
    int word_count;
    /* Which word of less than sixteen bytes a cell can only be: by the highest bits of a product
     * with a factor that tells all of them apart. 0: there is none. */
    uint64_t word_factor;
    uint8_t word_at[PLAN_WORD_PLACES];
    /* Of a count: the level of two digits, or of one digit and what ends the cell, by four bits of
     * each. */
    uint8_t quick[PLAN_QUICK_COUNTS];
};

/* Neighbouring level columns are one step, read sixteen cells at a time; so are count columns. */
enum step_kind { STEP_ID, STEP_IGNORED, STEP_AGE, STEP_LEVELS, STEP_COUNTS, STEP_WORD };
struct step {
    enum step_kind kind;
    int first, count; /* columns */
    int slot;
    bool absent; /* of levels: some of them take 9, not applicable */
};

struct plan {
    const struct seg_model *model;
    struct column columns[PLAN_COLUMNS_MAX];
    int column_count;
    struct step steps[PLAN_COLUMNS_MAX];
    int step_count;
    int slots;
    uint8_t most[PLAN_SLOTS_MAX + 32]; /* the highest digit that is a level of the slot */
    /* What makes the digit 9 "not applicable" and 8 "unknown" in slots that take them; else 0. */
    uint8_t from_nine[PLAN_SLOTS_MAX + 32], from_eight[PLAN_SLOTS_MAX + 32];
    bool has_id, has_age;
    bool id_is_text; /* the answer can only carry an id that is UTF-8 */
};

/* The place of a word by its sixteen bytes, zeros after a shorter one. */
static inline unsigned plan_word_place(const struct column *column, uint64_t first, uint64_t last) {
    return (unsigned)((first ^ last << 1) * column->word_factor >> (64 - PLAN_WORD_BITS));
}

#if defined(__SSE2__)
/* The value of a word of less than sixteen bytes, or SEG_UNKNOWN; sixteen bytes are read. It is
 * compared with one word only, without a branch: which one a row has can't be foretold. Longer
 * words are never equal: the padding of this one ends before. */
static inline uint8_t plan_short_word(const struct column *column, const char *at, int length) {
    static const char keep[32] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
    __m128i kept = _mm_loadu_si128((const __m128i *)(const void *)(keep + 16 - length));
    __m128i cell = _mm_and_si128(_mm_loadu_si128((const __m128i *)(const void *)at), kept);
    uint64_t first = (uint64_t)_mm_cvtsi128_si64(cell);
    uint64_t last = (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(cell, cell));
    unsigned place = plan_word_place(column, first, last);
    const struct plan_word *word = &column->words[column->word_at[place]];
    __m128i known = _mm_loadu_si128((const __m128i *)(const void *)word->padded);
    bool same = _mm_movemask_epi8(_mm_cmpeq_epi8(known, cell)) == 0xffff;
    same &= word->length == length; /* a zero byte of the cell is no padding */
    return same ? word->value : SEG_UNKNOWN;
}
#endif

/* The column of a batch that this one fills; and its byte of one input. */
const uint8_t **plan_batch_column(struct seg_batch_input *input, const struct column *column);
uint8_t *plan_input_value(struct seg_input *input, const struct column *column);

/* False with `error` saying which name is wrong and what is known. `names` are NUL-terminated. */
bool plan_make(struct plan *plan, const struct seg_model *model, const char *const *names,
               int count, const char *ignore, char *error, size_t error_size);

/* Whether every cell of every row means the same byte in both. */
bool plan_reads_alike(const struct plan *a, const struct plan *b);

/* The byte for a cell's text, or -1 with *reason. An empty cell is unknown. */
int plan_cell(const struct plan *plan, const struct column *column, const char *text, size_t length,
              const char **reason);
/* The age of a cell's text, or -1 with *reason. */
int plan_age(const char *text, size_t length, const char **reason);

#endif
