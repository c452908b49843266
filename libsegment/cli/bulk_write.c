#include "bulk_write.h"
#include "bulk_id.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* A piece of text that may be copied in whole steps of 32 bytes. */
enum { PIECE_BYTES = 160, SIGNAL_ROOM = 256, SCORES_READY = 1024, CODE_ROOM = 64 };
struct piece {
    uint32_t length;
    char text[PIECE_BYTES];
};

/* The words for a mask of signals; masks repeat, so the last ones are kept. */
struct signal_words {
    uint32_t mask, length;
    bool ready;
    char text[SEG_MAX_SIGNALS * (CODE_ROOM + 3)];
};

/* What an id needs on its way from the input's form to the output's. */
enum id_way { ID_AS_IT_STANDS, ID_TO_JSON, ID_TO_CELL };

struct score_text {
    char text[7];
    uint8_t length;
};

struct writer {
    const struct bulk_options *options;
    const struct seg_model *model;
    bool json, compact;
    enum id_way id;
    size_t axes, segments;
    struct piece certain[SEG_MAX_SEGMENTS]; /* segment to process, where that is certain */
    struct piece axis[SEG_MAX_AXES];        /* before the score of an axis */
    struct piece behind_scores;
    struct piece reason[256];
    struct piece end;
    struct piece quiet_end; /* without signals, from their place on */
    struct score_text scores[SCORES_READY];
    struct signal_words signals[SIGNAL_ROOM];
    size_t row_room; /* a row is never longer, its id left out */
};

static inline char *put(char *to, const char *text, size_t length) {
    memcpy(to, text, 32);
    if (length > 32)
        memcpy(to + 32, text + 32, length - 32);
    return to + length;
}

static inline char *put_piece(char *to, const struct piece *piece) {
    return put(to, piece->text, piece->length);
}

/* Of pieces that differ from row to row by more or less than 32 bytes: no branch to foretell. */
static inline char *put_long_piece(char *to, const struct piece *piece) {
    memcpy(to, piece->text, 64);
    if (piece->length > 64)
        memcpy(to + 64, piece->text + 64, sizeof piece->text - 64);
    return to + piece->length;
}

static inline char *put_string(char *to, const char *text) {
    size_t length = strlen(text);
    memcpy(to, text, length);
    return to + length;
}

static char *put_number(char *to, uint64_t number) {
    char digits[20];
    int count = 0;
    do
        digits[count++] = (char)('0' + number % 10);
    while (number /= 10);
    while (count > 0)
        *to++ = digits[--count];
    return to;
}

static inline char *put_score(const struct writer *writer, char *to, uint32_t score) {
    if (score >= SCORES_READY)
        return put_number(to, score);
    memcpy(to, &writer->scores[score], 8);
    return to + writer->scores[score].length;
}

static void __attribute__((format(printf, 2, 3)))
set_piece(struct piece *piece, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    piece->length = (uint32_t)vsnprintf(piece->text, sizeof piece->text, format, arguments);
    va_end(arguments);
}

/* ---- Words made once ---------------------------------------------------------------------- */

static void ready_segments(struct writer *writer) {
    for (size_t i = 0; i < writer->segments; i++) {
        const char *code = seg_model_code(writer->model, SEG_SEGMENT, i);
        const char *process = seg_segment_process(writer->model, i);
        if (writer->compact)
            set_piece(&writer->certain[i],
                      writer->json ? ",\"segment\":%zu,\"possible\":%u" : ",%zu,%x", i, 1u << i);
        else if (writer->json)
            set_piece(
                &writer->certain[i],
                ",\"segment\":\"%s\",\"certain\":true,\"possible\":[\"%s\"],\"process\":\"%s\"",
                code, code, process);
        else
            set_piece(&writer->certain[i], ",%s,true,%s,%s", code, code, process);
    }
}

static void ready_reasons(struct writer *writer) {
    for (unsigned code = 0; code < 256; code++) {
        bool rule = code & SEG_REASON_RULE;
        unsigned index = code & 0x7f;
        struct piece *piece = &writer->reason[code];
        enum seg_kind kind = rule ? SEG_RULE : SEG_ITEM;
        if (code == SEG_NONE || index >= seg_model_count(writer->model, kind))
            set_piece(piece, "%s", writer->json ? "" : ",");
        else if (writer->compact && writer->json)
            set_piece(piece, rule ? "\"r%u\"," : "%u,", index);
        else if (writer->compact)
            set_piece(piece, ",%s%u", rule ? "r" : "", index);
        else if (writer->json)
            set_piece(piece, "\"%s\",", seg_model_code(writer->model, kind, index));
        else
            set_piece(piece, ",%s", seg_model_code(writer->model, kind, index));
    }
}

static void ready_scores(struct writer *writer) {
    for (unsigned n = 0; n < SCORES_READY; n++)
        writer->scores[n].length =
            (uint8_t)(put_number(writer->scores[n].text, n) - writer->scores[n].text);
    const char *close = writer->axes == 0 ? "" : writer->compact ? "]" : "}";
    set_piece(&writer->behind_scores, "%s,\"reasons\":[", close);
    for (size_t i = 0; i < writer->axes; i++) {
        const char *code = seg_model_code(writer->model, SEG_AXIS, i);
        if (writer->json && writer->compact)
            set_piece(&writer->axis[i], "%s", i ? "," : ",\"scores\":[");
        else if (writer->json)
            set_piece(&writer->axis[i], "%s\"%s\":{\"low\":", i ? "," : ",\"scores\":{", code);
        else
            set_piece(&writer->axis[i], ",");
    }
}

/* ---- A row -------------------------------------------------------------------------------- */

static char *put_codes(const struct writer *writer, char *to, enum seg_kind kind, uint32_t mask) {
    const char *quote = writer->json ? "\"" : "";
    bool first = true;
    for (size_t i = 0; mask; i++, mask >>= 1) {
        if (!(mask & 1))
            continue;
        if (!first)
            *to++ = writer->json ? ',' : ';';
        first = false;
        to = put_string(to, quote);
        to = put_string(to, seg_model_code(writer->model, kind, i));
        to = put_string(to, quote);
    }
    return to;
}

/* A comma and a mask of bits as hex digits. */
static char *put_mask(char *to, uint32_t mask) {
    int digits = 1;
    while (digits < 8 && mask >> (4 * digits))
        digits++;
    *to++ = ',';
    while (digits-- > 0)
        *to++ = "0123456789abcdef"[mask >> (4 * digits) & 15];
    return to;
}

/* A JSON string, or null, behind `before`. */
static char *put_word(char *to, const char *before, const char *word) {
    to = put_string(to, before);
    if (!word)
        return put_string(to, "null");
    *to++ = '"';
    to = put_string(to, word);
    *to++ = '"';
    return to;
}

/* Segment and possible ones as numbers. */
static char *put_open_compact(const struct writer *writer, char *to, uint8_t segment,
                              uint16_t possible) {
    to = put_string(to, writer->json ? ",\"segment\":" : ",");
    if (segment != SEG_NONE)
        to = put_number(to, segment);
    else if (writer->json)
        to = put_string(to, "null");
    return writer->json ? put_number(put_string(to, ",\"possible\":"), possible)
                        : put_mask(to, possible);
}

/* Segment to process where more than one segment is possible. */
static char *put_open(const struct writer *writer, char *to, uint8_t segment, uint16_t possible) {
    bool known = segment != SEG_NONE;
    const char *code = known ? seg_model_code(writer->model, SEG_SEGMENT, segment) : "";
    const char *process = known ? seg_segment_process(writer->model, segment) : "";
    if (writer->compact)
        return put_open_compact(writer, to, segment, possible);
    if (writer->json) {
        to = put_word(to, ",\"segment\":", known ? code : NULL);
        to = put_string(to, ",\"certain\":false,\"possible\":[");
        to = put_codes(writer, to, SEG_SEGMENT, possible);
        return put_word(to, "],\"process\":", known ? process : NULL);
    }
    *to++ = ',';
    to = put_string(to, code);
    to = put_string(to, ",false,");
    to = put_codes(writer, to, SEG_SEGMENT, possible);
    *to++ = ',';
    return put_string(to, process);
}

/* Of a compact row of JSON: a score, or its bounds where it isn't certain. */
static char *put_bounds(const struct writer *writer, char *to, uint32_t low, uint32_t high) {
    if (low == high)
        return put_score(writer, to, low);
    *to++ = '[';
    to = put_score(writer, to, low);
    *to++ = ',';
    to = put_score(writer, to, high);
    *to++ = ']';
    return to;
}

static inline char *put_axis(const struct writer *writer, char *to, size_t axis, uint32_t low,
                             uint32_t high, bool judged) {
    if (writer->json) {
        to = put_piece(to, &writer->axis[axis]);
        if (writer->compact)
            return judged ? put_string(to, "null") : put_bounds(writer, to, low, high);
        if (judged)
            return put_string(to, "null,\"high\":null}");
        to = put_score(writer, to, low);
        to = put_string(to, ",\"high\":");
        to = put_score(writer, to, high);
        *to++ = '}';
        return to;
    }
    *to++ = ',';
    if (judged)
        return to;
    to = put_score(writer, to, low);
    if (low != high) {
        *to++ = '-';
        to = put_score(writer, to, high);
    }
    return to;
}

static inline char *put_signals(struct writer *writer, char *to, uint32_t mask) {
    struct signal_words *words = &writer->signals[(mask * 2654435761u) >> 24];
    if (!words->ready || words->mask != mask) {
        char *end = words->text;
        if (writer->compact && writer->json)
            end = put_number(put_string(end, ",\"signals\":"), mask);
        else if (writer->compact)
            end = put_mask(end, mask);
        else {
            end = put_string(end, writer->json ? ",\"signals\":[" : ",");
            end = put_codes(writer, end, SEG_SIGNAL, mask);
        }
        words->length = (uint32_t)(end - words->text);
        words->mask = mask;
        words->ready = true;
    }
    return put(to, words->text, words->length);
}

static void ready_quiet_end(struct writer *writer) {
    char text[PIECE_BYTES * 2], *end = put_signals(writer, text, 0);
    end = put_piece(end, &writer->end);
    *end = '\0';
    set_piece(&writer->quiet_end, "%s", text);
}

/* Whether an id of up to sixteen bytes is plain text that both forms write alike. */
static inline bool id_is_plain(const char *id, size_t length) {
#if defined(__SSE2__)
    if (length == 0 || length > 16)
        return false;
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

/* There is room behind every id. */
static inline char *put_id_bytes(char *to, const char *id, size_t length) {
    memcpy(to, id, 16);
    if (length > 16)
        memcpy(to + 16, id + 16, length - 16);
    return to + length;
}

/* A cell as a string of JSON. */
static inline char *put_id_string(char *to, const char *id, size_t length) {
    if (!id_is_plain(id, length))
        return id_put_json(to, id, length);
    *to++ = '"';
    to = put_id_bytes(to, id, length);
    *to++ = '"';
    return to;
}

/* A string or number of JSON as a cell. */
static inline char *put_id_cell(char *to, const char *id, size_t length) {
    if (length == 0)
        return to;
    if (*id != '"')
        return put_id_bytes(to, id, length);
    if (length > 2 && id_is_plain(id + 1, length - 2))
        return put_id_bytes(to, id + 1, length - 2);
    return id_put_cell(to, id, length);
}

static inline char *put_id(const struct writer *writer, char *to, const char *id, size_t length) {
    if (writer->json)
        to = put_string(to, "{\"id\":");
    if (writer->id == ID_TO_JSON)
        return put_id_string(to, id, length);
    if (writer->id == ID_TO_CELL)
        return put_id_cell(to, id, length);
    if (length == 0)
        return writer->json ? put_string(to, "null") : to;
    return put_id_bytes(to, id, length);
}

static char *put_row(struct writer *writer, char *to, const struct block *block, size_t row,
                     const uint8_t *const *judged) {
    uint8_t segment = block->segment[row];
    to = put_id(writer, to, block->id[row], block->id_length[row]);
    to = block->certain[row] ? put_long_piece(to, &writer->certain[segment])
                             : put_open(writer, to, segment, block->possible[row]);
    for (size_t axis = 0; axis < writer->axes; axis++)
        to = put_axis(writer, to, axis, block->low[axis][row], block->high[axis][row],
                      judged[axis] && judged[axis][row] != SEG_UNKNOWN);
    if (writer->json)
        to = put_piece(to, &writer->behind_scores);
    for (size_t i = 0; i < SEG_BATCH_REASONS; i++)
        to = put_piece(to, &writer->reason[block->reason[i][row]]);
    if (writer->json) {
        to -= to[-1] == ',';
        *to++ = ']';
    }
    if (block->signals[row] == 0)
        return put_piece(to, &writer->quiet_end);
    to = put_signals(writer, to, block->signals[row]);
    return put_piece(to, &writer->end);
}

/* ---- The whole ---------------------------------------------------------------------------- */

struct writer *writer_new(const struct bulk_options *options) {
    struct writer *writer = calloc(1, sizeof *writer);
    if (!writer)
        return NULL;
    writer->options = options;
    writer->model = options->model;
    writer->json = options->to == BULK_NDJSON;
    writer->compact = options->output == BULK_COMPACT;
    writer->id = options->format == options->to ? ID_AS_IT_STANDS
                 : writer->json                 ? ID_TO_JSON
                                                : ID_TO_CELL;
    writer->axes = seg_model_count(writer->model, SEG_AXIS);
    writer->segments = seg_model_count(writer->model, SEG_SEGMENT);
    ready_segments(writer);
    ready_reasons(writer);
    ready_scores(writer);
    if (writer->json && writer->compact)
        set_piece(&writer->end, "}\n");
    else if (writer->json)
        set_piece(&writer->end, "],\"model\":\"%s\"}\n", options->model_name);
    else if (writer->compact)
        set_piece(&writer->end, "\n");
    else
        set_piece(&writer->end, ",%s\n", options->model_name);
    ready_quiet_end(writer);
    writer->row_room = (SEG_MAX_SEGMENTS + 4 * SEG_MAX_AXES + SEG_BATCH_REASONS + 4) * PIECE_BYTES +
                       sizeof writer->signals[0].text;
    return writer;
}

void writer_free(struct writer *writer) {
    free(writer);
}

static bool make_room(struct out_text *out, size_t more) {
    if (out->room - out->length >= more)
        return true;
    size_t room = out->room ? out->room : 65536;
    while (room - out->length < more)
        room *= 2;
    char *bytes = realloc(out->bytes, room);
    if (!bytes)
        return false;
    out->bytes = bytes;
    out->room = room;
    return true;
}

bool writer_rows(struct writer *writer, const struct block *block, struct out_text *out) {
    const uint8_t *judged[SEG_MAX_AXES] = {0};
    for (int i = 0; i < block->plan->column_count; i++)
        for (size_t axis = 0; axis < writer->axes; axis++)
            if (block->plan->columns[i].target == &block->plan->input.axis_state[axis])
                judged[axis] = block->columns + (size_t)block->plan->columns[i].slot * BLOCK_ROWS;
    for (size_t row = 0; row < block->rows; row++) {
        if (block->refused[row])
            continue;
        if (!make_room(out, writer->row_room + id_room(block->id_length[row])))
            return false;
        char *start = out->bytes + out->length;
        out->length += (size_t)(put_row(writer, start, block, row, judged) - start);
    }
    return true;
}

bool writer_head(const struct writer *writer, struct out_text *out) {
    if (writer->json || writer->options->output == BULK_COUNTS)
        return true;
    if (!make_room(out, writer->row_room))
        return false;
    bool compact = writer->compact;
    char *to = out->bytes + out->length;
    to = put_string(to, compact ? "id,segment,possible" : "id,segment,certain,possible,process");
    for (size_t axis = 0; axis < writer->axes; axis++) {
        *to++ = ',';
        to = put_string(to, seg_model_code(writer->model, SEG_AXIS, axis));
    }
    to = put_string(to, ",reason1,reason2,reason3,signals");
    to = put_string(to, compact ? "\n" : ",model\n");
    out->length = (size_t)(to - out->bytes);
    return true;
}

bool writer_counts(const struct writer *writer, const struct bulk_summary *summary,
                   struct out_text *out) {
    if (!make_room(out, writer->row_room))
        return false;
    char *to = out->bytes + out->length;
    to = put_word(to, "{\"model\":", writer->options->model_name);
    to = put_number(put_string(to, ",\"rows\":"), summary->rows);
    to = put_number(put_string(to, ",\"refused\":"), summary->refused);
    to = put_string(to, ",\"segments\":");
    for (size_t i = 0; i < writer->segments; i++) {
        to = put_word(to, i ? "," : "{", seg_model_code(writer->model, SEG_SEGMENT, i));
        *to++ = ':';
        to = put_number(to, summary->segments[i]);
    }
    to = put_number(put_string(to, "},\"open\":"), summary->open);
    to = put_string(to, "}\n");
    out->length = (size_t)(to - out->bytes);
    return true;
}
