#include "bulk_words.h"
#include <stdarg.h>
#include <string.h>

_Static_assert(4 * SEG_MAX_CODE + 100 < PIECE_BYTES, "the longest piece fits");

char *words_put_number(char *to, uint64_t number) {
    char digits[20];
    int count = 0;
    do {
        digits[count++] = (char)('0' + number % 10);
    } while (number /= 10);
    while (count > 0) {
        *to++ = digits[--count];
    }
    return to;
}

char *words_put_word(char *to, const char *before, const char *word) {
    to = words_put_string(to, before);
    if (!word) {
        return words_put_string(to, "null");
    }
    *to++ = '"';
    to = words_put_string(to, word);
    *to++ = '"';
    return to;
}

/* ---- Rows that are not certain ------------------------------------------------------------ */

static char *put_codes(const struct words *words, char *to, enum seg_kind kind, uint32_t mask) {
    const char *quote = words->json ? "\"" : "";
    bool first = true;
    for (size_t i = 0; mask; i++, mask >>= 1) {
        if (!(mask & 1)) {
            continue;
        }
        if (!first) {
            *to++ = words->json ? ',' : ';';
        }
        first = false;
        to = words_put_string(to, quote);
        to = words_put_string(to, seg_model_code(words->model, kind, i));
        to = words_put_string(to, quote);
    }
    return to;
}

/* A comma and a mask of bits as hex digits. */
static char *put_mask(char *to, uint32_t mask) {
    int digits = 1;
    while (digits < 8 && mask >> (4 * digits)) {
        digits++;
    }
    *to++ = ',';
    while (digits-- > 0) {
        *to++ = "0123456789abcdef"[mask >> (4 * digits) & 15];
    }
    return to;
}

char *words_put_signals(const struct words *words, char *to, uint32_t mask) {
    if (words->compact && words->json) {
        return words_put_number(words_put_string(to, ",\"signals\":"), mask);
    }
    if (words->compact) {
        return put_mask(to, mask);
    }
    to = words_put_string(to, words->json ? ",\"signals\":[" : ",");
    return put_codes(words, to, SEG_SIGNAL, mask);
}

/* Segment and possible ones as numbers. */
static char *put_open_compact(const struct words *words, char *to, uint8_t segment,
                              uint16_t possible) {
    to = words_put_string(to, words->json ? ",\"segment\":" : ",");
    if (segment != SEG_NONE) {
        to = words_put_number(to, segment);
    } else if (words->json) {
        to = words_put_string(to, "null");
    }
    return words->json ? words_put_number(words_put_string(to, ",\"possible\":"), possible)
                       : put_mask(to, possible);
}

static char *put_open_words(const struct words *words, char *to, uint8_t segment,
                            uint16_t possible) {
    bool known = segment != SEG_NONE;
    const char *code = known ? seg_model_code(words->model, SEG_SEGMENT, segment) : "";
    const char *process = known ? seg_segment_process(words->model, segment) : "";
    if (words->json) {
        to = words_put_word(to, ",\"segment\":", known ? code : NULL);
        to = words_put_string(to, ",\"certain\":false,\"possible\":[");
        to = put_codes(words, to, SEG_SEGMENT, possible);
        return words_put_word(to, "],\"process\":", known ? process : NULL);
    }
    *to++ = ',';
    to = words_put_string(to, code);
    to = words_put_string(to, ",false,");
    to = put_codes(words, to, SEG_SEGMENT, possible);
    *to++ = ',';
    return words_put_string(to, process);
}

char *words_put_open(const struct words *words, char *to, uint8_t segment, uint16_t possible) {
    to = words->compact ? put_open_compact(words, to, segment, possible)
                        : put_open_words(words, to, segment, possible);
    return words_put_piece(to, &words->scores);
}

char *words_put_judged(const struct words *words, char *to) {
    if (!words->json) {
        return to;
    }
    return words_put_string(to, words->compact ? "null" : "null,\"high\":null");
}

/* ---- Words made once ---------------------------------------------------------------------- */

static void __attribute__((format(printf, 3, 4)))
set_piece(struct piece *piece, int *steps, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    piece->length = (uint32_t)vsnprintf(piece->text, sizeof piece->text, format, arguments);
    va_end(arguments);
    int needed = (int)(piece->length + PIECE_STEP - 1) / PIECE_STEP;
    if (steps && needed > *steps) {
        *steps = needed;
    }
}

static void make_score(struct words *words, struct score_text *score, uint32_t n) {
    char text[64];
    score->digits = (uint8_t)(words_put_number(score->text, n) - score->text);
    score->length = (uint8_t)(words_put_scores(words, text, n, n) - text);
    memcpy(score->text, text, score->length);
    if (!words->json) {
        score->text[score->length++] = ',';
    }
}

static void make_scores(struct words *words) {
    const char *close = words->axes == 0 ? "" : words->compact ? "]" : "}";
    for (uint32_t n = 0; n < SCORES_READY; n++) {
        make_score(words, &words->score[n], n);
    }
    for (size_t i = 0; i <= words->axes; i++) {
        bool last = i == words->axes;
        const char *code = last ? "" : seg_model_code(words->model, SEG_AXIS, i);
        struct piece *piece = i == 0 ? &words->scores : &words->next[i - 1];
        const char *after = i > 0 && words->json && !words->compact ? "}" : "";
        if (!words->json) {
            set_piece(piece, NULL, "%s", words->axes ? "," : "");
        } else if (last) {
            set_piece(piece, &words->next_steps, "%s%s,\"reasons\":[", after, close);
        } else if (words->compact) {
            set_piece(piece, &words->next_steps, "%s", i ? "," : ",\"scores\":[");
        } else {
            set_piece(piece, &words->next_steps, "%s,%s\"%s\":{\"low\":", after,
                      i ? "" : "\"scores\":{", code);
        }
    }
}

static void make_segments(struct words *words) {
    for (size_t i = 0; i < words->segments; i++) {
        struct piece *piece = &words->start[i];
        const char *code = seg_model_code(words->model, SEG_SEGMENT, i);
        const char *process = seg_segment_process(words->model, i);
        const char *scores = words->scores.text;
        if (words->compact) {
            set_piece(piece, &words->start_steps,
                      words->json ? ",\"segment\":%zu,\"possible\":%u%s" : ",%zu,%x%s", i, 1u << i,
                      scores);
        } else {
            set_piece(piece, &words->start_steps,
                      words->json ? ",\"segment\":\"%s\",\"certain\":true,\"possible\":[\"%s\"],"
                                    "\"process\":\"%s\"%s"
                                  : ",%s,true,%s,%s%s",
                      code, code, process, scores);
        }
    }
}

/* A reason without what parts it from the one before. */
static void name_reason(const struct words *words, unsigned code, char *name, size_t size) {
    bool rule = code & SEG_REASON_RULE;
    unsigned index = code & (SEG_REASON_RULE - 1u);
    const char *quote = words->json && (rule || !words->compact) ? "\"" : "";
    if (words->compact) {
        snprintf(name, size, "%s%s%u%s", quote, rule ? "r" : "", index, quote);
    } else {
        snprintf(name, size, "%s%s%s", quote,
                 seg_model_code(words->model, rule ? SEG_RULE : SEG_ITEM, index), quote);
    }
}

static void make_reason(struct words *words, unsigned code, const char *quiet_end) {
    char name[SEG_MAX_CODE + 16] = "";
    bool none = code == SEG_NONE;
    if (!none) {
        name_reason(words, code, name, sizeof name);
    }
    const char *comma = none && words->json ? "" : ",";
    set_piece(&words->first_reason[code], &words->reason_steps, "%s%s",
              words->json || words->axes ? "" : ",", name);
    set_piece(&words->reason[code], &words->reason_steps, "%s%s", comma, name);
    set_piece(&words->last_reason[code], &words->last_steps, "%s%s%s%s", comma, name,
              words->json ? "]" : "", quiet_end);
}

static void make_reasons(struct words *words) {
    char quiet_end[WORDS_SIGNALS + PIECE_BYTES];
    char *end = words_put_signals(words, quiet_end, 0);
    *words_put_string(end, words->end.text) = '\0';
    for (size_t i = 0; i < seg_model_count(words->model, SEG_ITEM); i++) {
        make_reason(words, (unsigned)i, quiet_end);
    }
    for (size_t i = 0; i < seg_model_count(words->model, SEG_RULE); i++) {
        make_reason(words, SEG_REASON_RULE | (unsigned)i, quiet_end);
    }
    make_reason(words, SEG_NONE, quiet_end);
}

void words_make(struct words *words, const struct bulk_options *options) {
    words->model = options->model;
    words->json = options->to == BULK_NDJSON;
    words->compact = options->output == BULK_COMPACT;
    words->axes = seg_model_count(words->model, SEG_AXIS);
    words->segments = seg_model_count(words->model, SEG_SEGMENT);
    if (words->compact) {
        set_piece(&words->end, NULL, words->json ? "}\n" : "\n");
    } else {
        set_piece(&words->end, NULL, words->json ? "],\"model\":\"%s\"}\n" : ",%s\n",
                  options->model_name);
    }
    make_scores(words);
    make_segments(words);
    make_reasons(words);
}
