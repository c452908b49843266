/* The words of an answer, put into pieces once for all rows. A row that is certain and has no
 * signal is its id, a piece by the segment, one by each score and one by each reason. */
#ifndef CLI_BULK_WORDS_H
#define CLI_BULK_WORDS_H

#include "bulk.h"
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* A piece is copied in whole steps of 32 bytes. The longest holds two codes of a segment, its
 * process and the code of an axis. */
enum { PIECE_STEP = 32, PIECE_BYTES = 12 * PIECE_STEP, SCORES_READY = 1024 };

struct piece {
    uint32_t length;
    char text[PIECE_BYTES];
};

/* What a certain score of an axis is in a row, to be copied in sixteen bytes. In CSV with the comma
 * after it. */
struct score_text {
    uint8_t length, digits; /* of the text, and of the number that it begins with */
    char text[22];
};

struct words {
    const struct seg_model *model;
    bool json, compact;
    size_t axes, segments;
    struct piece start[SEG_MAX_SEGMENTS]; /* from the segment to before the first score */
    struct piece scores;                  /* before the first score */
    struct piece next[SEG_MAX_AXES];      /* after the score of an axis */
    struct piece first_reason[256], reason[256];
    struct piece last_reason[256]; /* and all after it, where there is no signal */
    struct piece end;              /* after the signals */
    struct score_text score[SCORES_READY];
    /* Steps that hold every piece of a kind; 0 for `next` where it is part of `score`. */
    int start_steps, next_steps, reason_steps, last_steps;
};

void words_make(struct words *words, const struct bulk_options *options);

/* The words of signals, from their place on: no more than WORDS_SIGNALS bytes. */
enum { WORDS_SIGNALS = SEG_MAX_SIGNALS * (SEG_MAX_CODE + 3) + 32 };
char *words_put_signals(const struct words *words, char *to, uint32_t mask);

/* From the segment to before the first score, where more than one segment is possible: no more than
 * WORDS_OPEN bytes. */
enum { WORDS_OPEN = (SEG_MAX_SEGMENTS + 4) * (SEG_MAX_CODE + 3) + PIECE_BYTES };
char *words_put_open(const struct words *words, char *to, uint8_t segment, uint16_t possible);

/* The score of an axis that was judged. */
char *words_put_judged(const struct words *words, char *to);

char *words_put_number(char *to, uint64_t number);
/* `before`, and after it a JSON string, or null. */
char *words_put_word(char *to, const char *before, const char *word);

static inline char *words_put_string(char *to, const char *text) {
    size_t length = strlen(text);
    memcpy(to, text, length);
    return to + length;
}

/* Copies a whole step where less would do. */
static inline char *words_put_piece(char *to, const struct piece *piece) {
    memcpy(to, piece->text, PIECE_STEP);
    if (piece->length > PIECE_STEP) {
        memcpy(to + PIECE_STEP, piece->text + PIECE_STEP, piece->length - PIECE_STEP);
    }
    return to + piece->length;
}

static inline char *words_put_score(const struct words *words, char *to, uint32_t score) {
    if (score >= SCORES_READY) {
        return words_put_number(to, score);
    }
    memcpy(to, words->score[score].text, 8);
    return to + words->score[score].digits;
}

/* The score of an axis from `low` to `high`. */
static inline char *words_put_scores(const struct words *words, char *to, uint32_t low,
                                     uint32_t high) {
    bool full = words->json && !words->compact;
    bool one = low == high && !full;
    if (words->json && words->compact && !one) {
        *to++ = '[';
    }
    to = words_put_score(words, to, low);
    if (one) {
        return to;
    }
    to = words_put_string(to, full ? ",\"high\":" : words->json ? "," : "-");
    to = words_put_score(words, to, high);
    if (words->json && words->compact) {
        *to++ = ']';
    }
    return to;
}

#endif
