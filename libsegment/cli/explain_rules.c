/* The rules on the explaining page: each condition as a sentence, with the value that was read. */
#include "explain_page.h"

#include <stdio.h>

static const char *truth(const struct page *page, enum seg_truth value) {
    return word(page, value == SEG_TRUE ? YES : value == SEG_FALSE ? NO : UNKNOWN);
}

/* ---- What a condition is about ---- */

/* What a condition without a thing of the model is about. */
static enum word subject_word(enum seg_test test) {
    switch ((int)test) {
    case SEG_TEST_ALL:
        return ALL;
    case SEG_TEST_SOME:
        return ANY;
    case SEG_TEST_NOT:
        return NOT;
    case SEG_TEST_AGE:
        return AGE;
    case SEG_TEST_SEGMENT:
        return SEGMENT;
    case SEG_TEST_MISSING:
        return ANSWERS_MISSING;
    default:
        return DISAGREEMENTS;
    }
}

static void print_subject(const struct page *page, const struct seg_trace_entry *entry) {
    static const struct seg_place duration = {SEG_DURATION, -1, -1};
    switch ((int)entry->test) {
    case SEG_TEST_AXIS:
    case SEG_TEST_SCORE:
        printf("%s", name_of(page, SEG_AXIS, entry->subject));
        break;
    case SEG_TEST_UNANSWERED:
        printf("%s: ", word(page, MISSING));
        printf("%s", name_of(page, SEG_ITEM, entry->subject));
        break;
    case SEG_TEST_LEVEL:
    case SEG_TEST_CHOICE:
        printf("%s", name_of(page, SEG_ITEM, entry->subject));
        break;
    case SEG_TEST_FLAG:
        printf("%s", name_of(page, SEG_FLAG, entry->subject));
        break;
    case SEG_TEST_DURATION:
        printf("%s", segj_text(page->model, duration, SEGJ_NAME, page->language));
        break;
    default:
        printf("%s", word(page, subject_word(entry->test)));
    }
}

/* ---- What is wanted, and what was read ---- */

static bool is_number(enum seg_test test) {
    return test == SEG_TEST_SCORE || test == SEG_TEST_LEVEL || test == SEG_TEST_AGE ||
           test == SEG_TEST_MISSING || test == SEG_TEST_DISAGREEMENTS;
}

/* What the bits of a mask stand for; SEG_MODEL: the condition has no masks of names. */
static enum seg_kind kind_of_mask(enum seg_test test) {
    return test == SEG_TEST_AXIS       ? SEG_STATE
           : test == SEG_TEST_CHOICE   ? SEG_OPTION
           : test == SEG_TEST_DURATION ? SEG_DURATION
           : test == SEG_TEST_SEGMENT  ? SEG_SEGMENT
                                       : SEG_MODEL;
}

/* The names of the bits that are set; none as a dash. */
static void print_mask(const struct page *page, const struct seg_trace_entry *entry,
                       uint16_t mask) {
    enum seg_kind kind = kind_of_mask(entry->test);
    int of = kind == SEG_STATE || kind == SEG_OPTION ? entry->subject : -1;
    if (!mask) {
        printf("-");
    }
    for (unsigned left = mask; left; left &= left - 1) {
        printf("%s%s", left == mask ? "" : " / ",
               name_in(page, kind, (size_t)__builtin_ctz(left), of));
    }
}

static void print_wanted(const struct page *page, const struct seg_trace_entry *entry) {
    bool has_below = entry->below != 0 && entry->below != SEG_NO_LIMIT;
    if (kind_of_mask(entry->test) != SEG_MODEL) {
        printf(" = ");
        print_mask(page, entry, entry->wanted);
    } else if (entry->test == SEG_TEST_FLAG) {
        printf(" = %s", word(page, entry->wanted ? YES : NO));
    } else if (is_number(entry->test)) {
        if (entry->from > 0 || !has_below) {
            printf(" >= %u", (unsigned)entry->from);
        }
        if (has_below) {
            printf(" < %u", (unsigned)entry->below);
        }
    }
}

static void print_interval(const struct page *page, const struct seg_trace_entry *entry) {
    if (entry->not_applicable) {
        printf("%s", word(page, NOT_APPLICABLE));
    } else if (entry->high == SEG_NO_LIMIT) {
        printf("-");
    } else if (entry->low == entry->high) {
        printf("%u", (unsigned)entry->low);
    } else {
        printf("%u-%u", (unsigned)entry->low, (unsigned)entry->high);
    }
}

static void print_read(const struct page *page, const struct seg_trace_entry *entry) {
    bool has_mask = kind_of_mask(entry->test) != SEG_MODEL;
    if (!has_mask && entry->test != SEG_TEST_FLAG && !is_number(entry->test)) {
        return;
    }
    printf(" (%s: ", word(page, READ));
    if (has_mask) {
        print_mask(page, entry, entry->read);
    } else if (entry->test == SEG_TEST_FLAG) {
        printf("%s", entry->read == 3 ? "-" : word(page, entry->read == 2 ? YES : NO));
    } else {
        print_interval(page, entry);
    }
    printf(")");
}

static void print_condition(const struct page *page, const struct seg_trace_entry *entry) {
    printf("  %*s", (entry->depth + 1) * 2, "");
    print_subject(page, entry);
    print_wanted(page, entry);
    print_read(page, entry);
    printf(": %s\n", truth(page, entry->value));
}

/* ---- The rules ---- */

/* Entries come in preorder; a rule begins with its whole condition, at depth 0. */
void print_rules(const struct page *page) {
    struct seg_trace_entry entries[SEG_MAX_TRACE];
    size_t count = 0;
    if (seg_trace(page->engine, page->input, entries, SEG_MAX_TRACE, &count) != SEG_OK) {
        return;
    }
    for (size_t i = 0; i < count && entries[i].owner == SEG_RULE; i++) {
        const struct seg_trace_entry *entry = &entries[i];
        if (i == 0) {
            heading(page, RULES);
        }
        if (entry->depth == 0) {
            printf("  %s (%s): %s\n", name_of(page, SEG_RULE, entry->owner_index),
                   seg_model_code(page->engine, SEG_RULE, entry->owner_index),
                   entry->tried ? truth(page, entry->value) : word(page, NOT_TRIED));
        }
        if (entry->tried) {
            print_condition(page, entry);
        }
    }
}
