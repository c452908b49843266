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
    enum segj_language language;
    const json_t *result;
};

const char *word(const struct page *page, enum word index);
void heading(const struct page *page, enum word index);
const char *text_at(const json_t *object, const char *member);
/* The name of a thing by its code, in the reader's language. */
const char *name_of(const struct page *page, enum seg_kind kind, const char *code);
/* The name of a state of an axis, or of an option of an item. */
const char *state_name(const struct page *page, const char *axis, const char *code);
const char *option_name(const struct page *page, const char *item, const json_t *value);

/* Each rule, and each of its conditions with the value that was read. */
void print_rules(const struct page *page);

#endif
