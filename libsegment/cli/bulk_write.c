#include "bulk_write.h"
#include "bulk_id.h"
#include "bulk_words.h"
#include "segment_json.h"
#include <stdlib.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

/* The words for a mask of signals; masks repeat, so the last ones are kept. */
enum { SIGNAL_ROOM = 256 };
struct signal_words {
    uint32_t mask, length;
    bool ready;
    char text[WORDS_SIGNALS];
};

/* What an id needs on its way from the input's form to the output's. */
enum id_way { ID_AS_IT_STANDS, ID_TO_JSON, ID_TO_CELL };

struct writer {
    const struct bulk_options *options;
    enum id_way id;
    struct words words;
    struct signal_words signals[SIGNAL_ROOM];
};

/* A row is never longer, its id left out. */
enum {
    ROW_ROOM = WORDS_OPEN + WORDS_SIGNALS + (2 * SEG_MAX_AXES + SEG_BATCH_REASONS + 2) * PIECE_BYTES
};

/* ---- Ids ---------------------------------------------------------------------------------- */

/* Whether an id of up to sixteen bytes is plain text that both forms write alike. */
INLINE bool id_is_plain(const char *id, size_t length) {
#if defined(__SSE2__)
    if (length == 0 || length > 16) {
        return false;
    }
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)id);
    /* As signed numbers, bytes beyond ASCII are less than a blank. */
    __m128i other = _mm_or_si128(_mm_cmplt_epi8(bytes, _mm_set1_epi8(' ')),
                                 _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
    other = _mm_or_si128(other, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
    other = _mm_or_si128(other, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(',')));
    return ((unsigned)_mm_movemask_epi8(other) & ((1u << length) - 1)) == 0;
#else
    (void)id;
    (void)length;
    return false;
#endif
}

/* There is room after every id. */
INLINE char *put_id_bytes(char *to, const char *id, size_t length) {
    memcpy(to, id, 16);
    if (length > 16) {
        memcpy(to + 16, id + 16, length - 16);
    }
    return to + length;
}

/* A cell as a string of JSON. */
INLINE char *put_id_string(char *to, const char *id, size_t length) {
    if (!id_is_plain(id, length)) {
        return id_put_json(to, id, length);
    }
    *to++ = '"';
    to = put_id_bytes(to, id, length);
    *to++ = '"';
    return to;
}

/* A string or number of JSON as a cell. */
INLINE char *put_id_cell(char *to, const char *id, size_t length) {
    if (length == 0) {
        return to;
    }
    if (*id != '"') {
        return put_id_bytes(to, id, length);
    }
    if (length > 2 && id_is_plain(id + 1, length - 2)) {
        return put_id_bytes(to, id + 1, length - 2);
    }
    return id_put_cell(to, id, length);
}

/* ---- A row -------------------------------------------------------------------------------- */

/* Thirty-two bytes, anywhere: one instruction where the function may use AVX2. */
typedef char step_bytes __attribute__((vector_size(PIECE_STEP), aligned(1), may_alias));

/* In so many steps as hold every piece of the kind: no branch to foretell. */
INLINE char *put_piece(char *to, const struct piece *piece, int steps) {
    for (int n = 0; n < steps * PIECE_STEP; n += PIECE_STEP) {
        *(step_bytes *)(to + n) = *(const step_bytes *)(piece->text + n);
    }
    return to + piece->length;
}

static char *put_signals(struct writer *writer, char *to, uint32_t mask) {
    struct signal_words *kept = &writer->signals[(mask * 2654435761u) >> 24];
    if (!kept->ready || kept->mask != mask) {
        kept->length = (uint32_t)(words_put_signals(&writer->words, kept->text, mask) - kept->text);
        kept->mask = mask;
        kept->ready = true;
    }
    memcpy(to, kept->text, kept->length);
    return words_put_piece(to + kept->length, &writer->words.end);
}

/* A block's rows. */
struct rows {
    const struct block *block;
    const uint8_t *judged[SEG_MAX_AXES]; /* the column by which an axis may have been judged */
    bool may_be_judged;
    uint8_t ready[BLOCK_ROWS]; /* made of ready pieces alone */
};

static bool is_judged(const struct rows *rows, size_t axis, size_t row) {
    return rows->judged[axis] && rows->judged[axis][row] != SEG_UNKNOWN;
}

static void find_ready(const struct words *words, struct rows *rows) {
    const struct block *block = rows->block;
    for (size_t row = 0; row < block->rows; row++) {
        rows->ready[row] = block->certain[row] & !rows->may_be_judged & !block->refused[row] &
                           (block->signals[row] == 0);
    }
    for (size_t axis = 0; axis < words->axes; axis++) {
        for (size_t row = 0; row < block->rows; row++) {
            rows->ready[row] &= (block->low[axis][row] == block->high[axis][row]) &
                                (block->low[axis][row] < SCORES_READY);
        }
    }
}

/* How a ready row is put: what would else be read again after every byte that is written.
 * `narrow`: one step is enough but for the start and the end of a row. */
struct way {
    const struct words *words;
    const struct block *block;
    enum id_way id;
    bool json, narrow;
    size_t axes;
    int start_steps, next_steps, reason_steps, last_steps;
};

INLINE char *put_id(struct way way, char *to, const char *id, size_t length) {
    if (way.json) {
        memcpy(to, "{\"id\":  ", 8);
        to += 6;
    }
    if (way.id == ID_TO_JSON) {
        return put_id_string(to, id, length);
    }
    if (way.id == ID_TO_CELL) {
        return put_id_cell(to, id, length);
    }
    if (length > 0) {
        return put_id_bytes(to, id, length);
    }
    return way.json ? words_put_string(to, "null") : to;
}

INLINE char *put_ready(struct way way, char *to, size_t row) {
    const struct words *words = way.words;
    const struct block *block = way.block;
    to = put_piece(to, &words->start[block->segment[row]], way.start_steps);
    for (size_t axis = 0; axis < way.axes; axis++) {
        const struct score_text *score = &words->score[block->low[axis][row]];
        memcpy(to, score->text, 16);
        to += score->length;
        if (way.next_steps > 0) {
            to = put_piece(to, &words->next[axis], way.narrow ? 1 : way.next_steps);
        }
    }
    int steps = way.narrow ? 1 : way.reason_steps;
    to = put_piece(to, &words->first_reason[block->reason[0][row]], steps);
    for (size_t i = 1; i < SEG_BATCH_REASONS - 1; i++) {
        to = put_piece(to, &words->reason[block->reason[i][row]], steps);
    }
    return put_piece(to, &words->last_reason[block->reason[SEG_BATCH_REASONS - 1][row]],
                     way.last_steps);
}

static char *put_other(struct writer *writer, char *to, const struct rows *rows, size_t row) {
    const struct words *words = &writer->words;
    const struct block *block = rows->block;
    if (block->certain[row]) {
        to = put_piece(to, &words->start[block->segment[row]], words->start_steps);
    } else {
        to = words_put_open(words, to, block->segment[row], block->possible[row]);
    }
    for (size_t axis = 0; axis < words->axes; axis++) {
        to = is_judged(rows, axis, row)
                 ? words_put_judged(words, to)
                 : words_put_scores(words, to, block->low[axis][row], block->high[axis][row]);
        to = words_put_piece(to, &words->next[axis]);
    }
    bool quiet = block->signals[row] == 0;
    for (size_t i = 0; i + quiet < SEG_BATCH_REASONS; i++) {
        to = put_piece(to, &(i ? words->reason : words->first_reason)[block->reason[i][row]],
                       words->reason_steps);
    }
    if (quiet) {
        return put_piece(to, &words->last_reason[block->reason[SEG_BATCH_REASONS - 1][row]],
                         words->last_steps);
    }
    if (words->json) {
        *to++ = ']';
    }
    return put_signals(writer, to, block->signals[row]);
}

/* ---- Blocks ------------------------------------------------------------------------------- */

static bool make_room(struct out_text *out, size_t more) {
    if (out->room - out->length >= more) {
        return true;
    }
    size_t room = out->room ? out->room : 65536;
    while (room - out->length < more) {
        room *= 2;
    }
    char *bytes = realloc(out->bytes, room);
    if (!bytes) {
        return false;
    }
    out->bytes = bytes;
    out->room = room;
    return true;
}

INLINE bool put_rows(struct writer *writer, bool narrow, const struct rows *rows,
                     struct out_text *out) {
    const struct words *words = &writer->words;
    const struct block *block = rows->block;
    const struct way way = {words,
                            block,
                            writer->id,
                            words->json,
                            narrow,
                            words->axes,
                            words->start_steps,
                            words->next_steps,
                            words->reason_steps,
                            words->last_steps};
    char *to = out->bytes + out->length, *limit = out->bytes + out->room;
    for (size_t row = 0, count = block->rows; row < count; row++) {
        size_t id_length = block->id_length[row], most = ROW_ROOM + id_room(id_length);
        bool ready = rows->ready[row];
        if (!ready && block->refused[row]) {
            continue;
        }
        if ((size_t)(limit - to) < most) {
            out->length = (size_t)(to - out->bytes);
            if (!make_room(out, most)) {
                return false;
            }
            to = out->bytes + out->length;
            limit = out->bytes + out->room;
        }
        to = put_id(way, to, block->id[row], id_length);
        to = ready ? put_ready(way, to, row) : put_other(writer, to, rows, row);
    }
    out->length = (size_t)(to - out->bytes);
    return true;
}

static bool is_narrow(const struct words *words) {
    return words->next_steps <= 1 && words->reason_steps <= 1;
}

static bool put_rows_plain(struct writer *writer, const struct rows *rows, struct out_text *out) {
    return is_narrow(&writer->words) ? put_rows(writer, true, rows, out)
                                     : put_rows(writer, false, rows, out);
}

#if defined(__x86_64__)
/* The same with wider copies. */
__attribute__((target("avx2"))) static bool
put_rows_avx2(struct writer *writer, const struct rows *rows, struct out_text *out) {
    return is_narrow(&writer->words) ? put_rows(writer, true, rows, out)
                                     : put_rows(writer, false, rows, out);
}
#endif

static struct rows rows_of(const struct writer *writer, const struct block *block) {
    struct rows rows = {.block = block};
    const struct plan *plan = block->plan;
    for (int i = 0; i < plan->column_count; i++) {
        const struct column *column = &plan->columns[i];
        for (size_t axis = 0; axis < writer->words.axes; axis++) {
            if (column->slot >= 0 && column->target == TARGET_AXIS && column->index == axis &&
                block->touched[column->slot]) {
                rows.judged[axis] = block->columns + (size_t)column->slot * BLOCK_ROWS;
                rows.may_be_judged = true;
            }
        }
    }
    find_ready(&writer->words, &rows);
    return rows;
}

bool writer_rows(struct writer *writer, const struct block *block, struct out_text *out) {
    struct rows rows = rows_of(writer, block);
    if (!make_room(out, ROW_ROOM)) {
        return false;
    }
#if defined(__x86_64__)
    if (writer->options->kernel != SEG_KERNEL_SCALAR && __builtin_cpu_supports("avx2")) {
        return put_rows_avx2(writer, &rows, out);
    }
#endif
    return put_rows_plain(writer, &rows, out);
}

/* ---- The whole ---------------------------------------------------------------------------- */

struct writer *writer_new(const struct bulk_options *options) {
    struct writer *writer = calloc(1, sizeof *writer);
    if (!writer) {
        return NULL;
    }
    writer->options = options;
    words_make(&writer->words, options);
    writer->id = options->format == options->to ? ID_AS_IT_STANDS
                 : writer->words.json           ? ID_TO_JSON
                                                : ID_TO_CELL;
    return writer;
}

void writer_free(struct writer *writer) {
    free(writer);
}

bool writer_head(const struct writer *writer, struct out_text *out) {
    if (writer->words.json || writer->options->output == BULK_COUNTS) {
        return true;
    }
    if (!make_room(out, ROW_ROOM)) {
        return false;
    }
    bool compact = writer->words.compact;
    char *to = out->bytes + out->length;
    to = words_put_string(to,
                          compact ? "id,segment,possible" : "id,segment,certain,possible,process");
    for (size_t axis = 0; axis < writer->words.axes; axis++) {
        *to++ = ',';
        to = words_put_string(to, seg_model_code(writer->words.model, SEG_AXIS, axis));
    }
    to = words_put_string(to, ",reason1,reason2,reason3,signals");
    to = words_put_string(to, compact ? "\n" : ",model\n");
    out->length = (size_t)(to - out->bytes);
    return true;
}

bool writer_counts(const struct writer *writer, const struct bulk_summary *summary,
                   struct out_text *out) {
    if (!make_room(out, ROW_ROOM)) {
        return false;
    }
    char *to = out->bytes + out->length;
    to = words_put_word(to, "{\"model\":", writer->options->model_name);
    to = words_put_word(to, ",\"hash\":", segj_model_hash(writer->options->document));
    to = words_put_number(words_put_string(to, ",\"rows\":"), summary->rows);
    to = words_put_number(words_put_string(to, ",\"refused\":"), summary->refused);
    to = words_put_string(to, ",\"segments\":");
    for (size_t i = 0; i < writer->words.segments; i++) {
        to = words_put_word(to, i ? "," : "{", seg_model_code(writer->words.model, SEG_SEGMENT, i));
        *to++ = ':';
        to = words_put_number(to, summary->segments[i]);
    }
    to = words_put_number(words_put_string(to, "},\"open\":"), summary->open);
    to = words_put_string(to, "}\n");
    out->length = (size_t)(to - out->bytes);
    return true;
}
