#include "bulk_csv.h"
#include "bulk_id.h"
#include "bulk_refused.h"
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#define QUICK 1
#endif

/* ---- The common row, a few instructions a cell -------------------------------------------- */

#ifdef QUICK
static inline bool ends_cell(char c) {
    return c == ',' || c == '\n' || c == '\r';
}

/* The bits of the sixteen bytes at `at` that are no more than a comma: among them are all that end
 * a cell or open a quoted one. */
static inline unsigned cell_marks(const char *at) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i marks = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(',')), bytes);
    return (unsigned)_mm_movemask_epi8(marks);
}

/* The end of a plain cell of any length, or NULL where it holds a quote. */
static inline char *cell_end(char *at) {
    for (;;) {
        unsigned marks;
        while ((marks = cell_marks(at)) == 0) {
            at += 16;
        }
        at += __builtin_ctz(marks);
        if (ends_cell(*at)) {
            return at;
        }
        if (*at == '"') {
            return NULL;
        }
        at++;
    }
}

/* A level cell that is not one of its levels: empty, 8 (not known) or 9 (not applicable). Returns
 * the cell's end, or NULL. */
static char *odd_level(const struct column *column, char *at, uint8_t *value) {
    if (ends_cell(*at)) {
        *value = SEG_UNKNOWN;
        return at;
    }
    if (!ends_cell(at[1])) {
        return NULL;
    }
    if (*at == '8' && column->levels <= 8) {
        *value = SEG_UNKNOWN;
    } else if (*at == '9' && column->not_applicable) {
        *value = SEG_NOT_APPLICABLE;
    } else {
        return NULL;
    }
    return at + 1;
}

/* What to add to digits so that 9 and 8 become their markers, where a slot takes them. */
static inline __m128i markers(const struct plan *plan, int slot, __m128i digits) {
    __m128i nine = _mm_loadu_si128((const __m128i *)(const void *)(plan->from_nine + slot));
    __m128i eight = _mm_loadu_si128((const __m128i *)(const void *)(plan->from_eight + slot));
    nine = _mm_and_si128(nine, _mm_cmpeq_epi8(digits, _mm_set1_epi8(9)));
    eight = _mm_and_si128(eight, _mm_cmpeq_epi8(digits, _mm_set1_epi8(8)));
    return _mm_or_si128(nine, eight);
}

/* Sixteen cells `d,` at a time: even bytes are digits, odd bytes commas. The first cell that is
 * otherwise is looked at alone, and the rest goes on after it. */
static char *quick_levels(const struct plan *plan, const struct step *step, char *at,
                          uint8_t *record) {
    const __m128i even = _mm_set1_epi16(0x00ff);
    int slot = step->slot, left = step->count;
    while (left > 0) {
        int lanes = left < 16 ? left : 16;
        __m128i one = _mm_loadu_si128((const __m128i *)(const void *)at);
        __m128i two = _mm_loadu_si128((const __m128i *)(const void *)(at + 16));
        __m128i most = _mm_loadu_si128((const __m128i *)(const void *)(plan->most + slot));
        __m128i digits =
            _mm_sub_epi8(_mm_packus_epi16(_mm_and_si128(one, even), _mm_and_si128(two, even)),
                         _mm_set1_epi8('0'));
        __m128i ends = _mm_packus_epi16(_mm_srli_epi16(one, 8), _mm_srli_epi16(two, 8));
        unsigned good =
            (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(digits, most), digits));
        unsigned commas = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(ends, _mm_set1_epi8(',')));
        if (left <= 16) {
            commas |= 1u << (left - 1);
        }
        if (step->absent) {
            __m128i marks = markers(plan, slot, digits); /* their top bits are set */
            digits = _mm_add_epi8(digits, marks);
            good |= (unsigned)_mm_movemask_epi8(marks);
        }
        _mm_storeu_si128((__m128i *)(void *)(record + slot), digits);
        unsigned bad = ~(good & commas) & ((1u << lanes) - 1);
        if (!bad) {
            at += 2 * lanes - (left <= 16);
            slot += lanes;
            left -= lanes;
            continue;
        }
        int first = __builtin_ctz(bad);
        if (good >> first & 1) {
            return NULL;
        }
        at = odd_level(&plan->columns[step->first + step->count - left + first], at + 2 * first,
                       &record[slot + first]);
        slot += first + 1;
        left -= first + 1;
        if (!at || (left > 0 && *at++ != ',')) {
            return NULL;
        }
    }
    return at;
}

static char *quick_word(const struct column *column, char *at, uint8_t *value) {
    unsigned marks = cell_marks(at);
    if (!marks || !column->word_factor) {
        return NULL;
    }
    int length = __builtin_ctz(marks);
    *value = plan_short_word(column, at, length);
    return *value != SEG_UNKNOWN || length == 0 ? at + length : NULL;
}

/* One digit or two, without a branch: which it is can't be foretold. What ends a cell is beyond 9
 * in its lower four bits. Whether it does end is left to the caller. */
static inline char *quick_count(const struct column *column, char *at, uint8_t *value) {
    unsigned first = (unsigned char)(at[0] - '0'), second = (unsigned char)(at[1] - '0');
    if (first <= 9) {
        *value = column->quick[first << 4 | (second & 15)];
        return at + 1 + (second <= 9);
    }
    *value = SEG_UNKNOWN;
    return ends_cell(*at) ? at : NULL;
}

static char *quick_counts(const struct plan *plan, const struct step *step, char *at,
                          uint8_t *record) {
    const struct column *column = &plan->columns[step->first];
    uint8_t *values = record + step->slot;
    at = quick_count(column, at, values);
    for (int n = 1; n < step->count && at; n++) {
        if (*at++ != ',') {
            return NULL;
        }
        at = quick_count(++column, at, ++values);
    }
    return at && ends_cell(*at) ? at : NULL;
}

static char *quick_age(char *at, uint16_t *age) {
    char *start = at;
    const char *reason;
    while (*at >= '0' && *at <= '9' && at - start < 4) {
        at++;
    }
    int value = plan_age(start, (size_t)(at - start), &reason);
    *age = (uint16_t)value;
    return value < 0 || !ends_cell(*at) ? NULL : at;
}

static char *quick_step(const struct plan *plan, const struct step *step, struct block *block,
                        char *at) {
    size_t row = block->rows;
    uint8_t *record = block_record(block, row);
    const struct column *column = &plan->columns[step->first];
    char *end;
    switch (step->kind) {
    case STEP_ID:
        end = cell_end(at);
        block->id[row] = at;
        block->id_length[row] = end ? (uint32_t)(end - at) : 0;
        if (plan->id_is_text && !id_is_text(at, block->id_length[row])) {
            return NULL;
        }
        return end;
    case STEP_IGNORED:
        return cell_end(at);
    case STEP_AGE:
        return quick_age(at, &block->age[row]);
    case STEP_LEVELS:
        return quick_levels(plan, step, at, record);
    case STEP_COUNTS:
        return quick_counts(plan, step, at, record);
    case STEP_WORD:
        return quick_word(column, at, &record[step->slot]);
    }
    return NULL;
}

/* The row's end (after its line feed), or NULL where it is not of the common form. */
static char *quick_row(const struct plan *plan, struct block *block, char *at) {
    for (int i = 0; i < plan->step_count; i++) {
        if (i > 0 && *at++ != ',') {
            return NULL;
        }
        at = quick_step(plan, &plan->steps[i], block, at);
        if (!at) {
            return NULL;
        }
    }
    if (*at == '\r') {
        at++;
    }
    return *at == '\n' ? at + 1 : NULL;
}
#endif

/* ---- Every row, the exact way ------------------------------------------------------------- */

static const char not_closed[] = "a quote is not closed";

struct cell {
    char *text; /* without quotes */
    size_t length;
    const char *fault; /* or NULL */
};

static bool ends_quoted(const char *at, const char *end) {
    return at >= end || *at == ',' || *at == '\n' || (*at == '\r' && at[1] == '\n');
}

const char *csv_closing(const char *quote, const char *limit) {
    const char *at = quote;
    while (at + 1 < limit && (at = memchr(at + 1, '"', (size_t)(limit - at - 1)))) {
        if (at + 1 == limit || at[1] != '"') {
            return at;
        }
        at++;
    }
    return NULL;
}

/* A quoted cell from its opening quote, with its quotes as it stands, or without. Doubled quotes
 * stay doubled: no value has any. Returns its end. */
static char *quoted_cell(char *at, char *limit, bool keep_raw, struct cell *cell) {
    const char *close = csv_closing(at, limit);
    if (!close) {
        cell->fault = not_closed;
        return at;
    }
    cell->text = keep_raw ? at : at + 1;
    cell->length = (size_t)(close - cell->text) + keep_raw;
    return at + (close + 1 - at);
}

static char *plain_cell(char *at, char *end, struct cell *cell) {
    cell->text = at;
    while (at < end && *at != ',' && *at != '\n') {
        if (*at == '"') {
            cell->fault = "a quote within a cell without quotes";
        }
        at++;
    }
    cell->length = (size_t)(at - cell->text);
    if (at < end && *at == '\n' && cell->length > 0 && at[-1] == '\r') {
        cell->length--;
    }
    return at;
}

/* Reads a cell; *more tells whether another follows in the row. A quote must be closed before
 * `limit`. Returns where to go on. The id is kept as it stands, quotes and all, for the answer. */
static char *next_cell(char *at, char *limit, char *end, bool keep_raw, struct cell *cell,
                       bool *more) {
    *cell = (struct cell){.text = at};
    if (*at != '"') {
        at = plain_cell(at, end, cell);
    } else {
        at = quoted_cell(at, limit, keep_raw, cell);
        if (!cell->fault && !ends_quoted(at, end)) {
            cell->fault = "text after a closing quote";
        }
    }
    while (cell->fault && at < end && *at != ',' && *at != '\n') {
        at++;
    }
    if (at < end && *at == '\r' && at + 1 < end && at[1] == '\n') {
        at++;
    }
    *more = at < end && *at == ',';
    return at < end ? at + 1 : end;
}

/* Puts a cell where it belongs; the reason why it can't, or NULL. */
static const char *take_cell(const struct plan *plan, const struct column *column,
                             const struct cell *cell, struct block *block) {
    size_t row = block->rows;
    const char *reason = NULL;
    int value;
    switch (column->role) {
    case COLUMN_ID:
        block->id[row] = cell->text;
        block->id_length[row] = (uint32_t)cell->length;
        return plan->id_is_text && !id_is_text(cell->text, cell->length) ? "not UTF-8" : NULL;
    case COLUMN_IGNORED:
        return NULL;
    case COLUMN_AGE:
        value = plan_age(cell->text, cell->length, &reason);
        block->age[row] = (uint16_t)value;
        return reason;
    default:
        value = plan_cell(plan, column, cell->text, cell->length, &reason);
        block_record(block, row)[column->slot] = (uint8_t)value;
        return reason;
    }
}

/* What is wrong with a row: the first of it counts. */
struct row_fault {
    const char *reason, *column, *kind;
    bool open; /* a quote is not closed */
};

/* Returns the row's end. */
static char *exact_cells(struct csv_reader *reader, struct block *block, struct row_fault *fault) {
    const struct plan *plan = reader->plan;
    char *at = reader->at, *end = reader->end;
    char *limit = end - at > CSV_ROW_MAX ? at + CSV_ROW_MAX : end;
    bool more = true;
    int cells = 0;
    for (; more && !fault->open; cells++) {
        const struct column *column = cells < plan->column_count ? &plan->columns[cells] : NULL;
        struct cell cell;
        at = next_cell(at, limit, end, column && column->role == COLUMN_ID, &cell, &more);
        const char *reason = cell.fault, *kind = NULL;
        fault->open = reason == not_closed;
        if (column && !reason) {
            reason = take_cell(plan, column, &cell, block);
            kind = reason ? refused_kind(cell.text, cell.length) : NULL;
        }
        if (reason && !fault->reason) {
            *fault = (struct row_fault){reason, column ? column->name : "", kind, fault->open};
        }
    }
    if (!fault->reason && cells < plan->column_count) {
        fault->reason = "fewer cells than the header";
    }
    if (!fault->reason && cells > plan->column_count) {
        fault->reason = "more cells than the header";
        fault->kind = "a comma within a cell, as of 3,5, makes two of it: quote the cell";
    }
    return at;
}

static char *exact_row(struct csv_reader *reader, struct block *block, bool *good) {
    struct row_fault fault = {.column = ""};
    char *start = reader->at;
    block->id[block->rows] = "";
    block->id_length[block->rows] = 0;
    char *at = exact_cells(reader, block, &fault);
    *good = !fault.reason;
    if (fault.reason) {
        rejects_add(reader->rejects, reader->line, fault.column, fault.reason, fault.kind);
        reader->refused++;
    }
    /* An open quote would swallow the rows after it: the row ends with its line instead. */
    if (fault.open) {
        at = (char *)memchr(start, '\n', (size_t)(reader->end - start)) + 1;
    }
    for (const char *byte = start; (byte = memchr(byte, '\n', (size_t)(at - byte))); byte++) {
        reader->line++;
    }
    return at;
}

static bool blank_line(struct csv_reader *reader) {
    size_t length = reader->at[0] == '\n'                            ? 1
                    : reader->at[0] == '\r' && reader->at[1] == '\n' ? 2
                                                                     : 0;
    reader->at += length;
    reader->line += length > 0;
    return length > 0;
}

static void next_row(struct csv_reader *reader, struct block *block) {
    if (blank_line(reader)) {
        return;
    }
#ifdef QUICK
    char *after = reader->exact_only ? NULL : quick_row(reader->plan, block, reader->at);
    if (after) {
        block->line[block->rows++] = reader->line++;
        reader->at = after;
        return;
    }
#endif
    uint64_t line = reader->line;
    bool good;
    reader->at = exact_row(reader, block, &good);
    block->line[block->rows] = line;
    block->rows += good;
}

bool csv_fill(struct csv_reader *reader, struct block *block) {
    block->rows = 0;
    while (reader->at < reader->end && block->rows < BLOCK_ROWS) {
        next_row(reader, block);
    }
    return block->rows > 0;
}

/* Doubled quotes become one, in place. */
static void join_quotes(struct cell *cell) {
    char *to = cell->text, *end = cell->text + cell->length;
    for (const char *at = cell->text; at < end; at++) {
        *to++ = *at;
        at += *at == '"';
    }
    cell->length = (size_t)(to - cell->text);
}

int csv_header(char *line, size_t length, const char **names, int most) {
    char *at = line, *end = line + length;
    int count = 0;
    bool more = true;
    while (more) {
        struct cell cell;
        if (count == most) {
            return -1;
        }
        at = next_cell(at, end, end, false, &cell, &more);
        if (cell.fault) {
            return -1;
        }
        join_quotes(&cell);
        names[count++] = cell.text;
        cell.text[cell.length] = '\0';
    }
    return count;
}
