/* The page that explains one client, while it is printed. */
#ifndef CLI_EXPLAIN_PAGE_H
#define CLI_EXPLAIN_PAGE_H

#include "explain.h"

enum word {
    OPEN,
    POSSIBLE,
    CERTAIN,
    UNCERTAIN,
    REVIEW,
    MONTHS,
    SCORES,
    JUDGED,
    CUT_OFF,
    REASONS,
    CONSEQUENCES,
    SIGNALS,
    RULES,
    NOT_TRIED,
    VIEWS_DIFFER,
    PROFESSIONAL,
    CLIENT,
    NEXT,
    SETTLES,
    FEWEST,
    AT_LEAST,
    NOTHING_SETTLES,
    WHAT_IF,
    NO_WAY,
    NOT_SEARCHED,
    PERHAPS_LESS,
    MISSING,
    MODEL,
    YES,
    NO,
    UNKNOWN,
    ALL,
    ANY,
    NOT,
    READ,
    AGE,
    SEGMENT,
    ANSWERS_MISSING,
    DISAGREEMENTS,
    NOT_APPLICABLE
};

struct page {
    const struct segj_model *model;
    const struct seg_model *engine; /* of the model */
    enum segj_language language;
    const struct seg_input *input;
    const struct seg_result *result;
};

const char *word(const struct page *page, enum word index);
void heading(const struct page *page, enum word index);
/* The name of a thing in the reader's language; else its code. */
const char *name_of(const struct page *page, enum seg_kind kind, size_t index);
/* Of a state of the axis, or an option of the item, `of`. */
const char *name_in(const struct page *page, enum seg_kind kind, size_t index, int of);
/* What was answered to an item, also "not applicable". */
const char *option_name(const struct page *page, size_t item, uint8_t answer);

/* Each rule, and each of its conditions with the value that was read. */
void print_rules(const struct page *page);

#endif
