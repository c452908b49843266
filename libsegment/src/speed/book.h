/*
 * The book: every decision that complete inputs can come to, made once, when a model is compiled.
 *
 * Of a complete input, rules and cells see no more than this: between which cut-offs each score
 * lies, the answers to the few items that a condition or a band reads, the flags, the duration and
 * the age, these too only between cut-offs. Where the combinations of those are few, each has its
 * page here, found by adding up places; a decision is then looked up, without a branch.
 */
#ifndef SEGMENT_BOOK_H
#define SEGMENT_BOOK_H

#include "segment.h"

enum {
    SEG_BOOK_PAGES = 1024,
    SEG_PAGE_RULES = 2,
    SEG_BOOK_CUTS = 16, /* different cut-offs of a score, or of the age */
    /* Where the answer "not applicable" has its place among the levels: 0xFE, cut to four bits. */
    SEG_BOOK_ABSENT = SEG_NOT_APPLICABLE & (SEG_MAX_LEVELS - 1)
};

/* A decision: what a result says of it. */
struct seg_page {
    uint32_t rules_true, rules_unknown, signals;
    uint16_t possible, cell_segments, review_months;
    uint8_t segment;
    bool exact;
    uint8_t states[SEG_MAX_AXES];
    uint8_t rule_count;
    struct seg_reason rules[SEG_PAGE_RULES]; /* the first reasons, as far as they are rules */
};

/* Numbers that rise, and what each one reached adds to the place of the page. */
struct seg_cuts {
    uint32_t from[SEG_BOOK_CUTS];
    uint16_t stride;
    uint8_t count;
};

struct seg_book {
    uint16_t pages; /* 0: they would be too many */
    uint8_t item_count, flag_count;
    uint8_t items[SEG_MAX_ITEMS], flags[SEG_MAX_FLAGS]; /* that are read */
    uint16_t duration_stride;
    uint16_t flag_stride[SEG_MAX_FLAGS];                /* of flags[n] */
    uint16_t item_place[SEG_MAX_ITEMS][SEG_MAX_LEVELS]; /* of items[n], by its level */
    struct seg_cuts scores[SEG_MAX_AXES], ages;
    struct seg_page page[SEG_BOOK_PAGES];
};

struct seg_model;
struct seg_facts;

/* What the facts decide. `exact` says only whether one segment is possible. */
void seg_page_write(const struct seg_model *model, const struct seg_facts *facts,
                    struct seg_page *page);
/* Fills model->speed.book from the rest of the model. */
void seg_book_write(struct seg_model *model);

#endif
