/* A result as a page of text, in the reader's language. */
#include "explain.h"
#include "explain_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Head and scores ---- */

static void print_possible(const struct page *page) {
    uint16_t possible = page->result->possible;
    printf("  %s:", word(page, POSSIBLE));
    for (unsigned left = possible; left; left &= left - 1) {
        printf("%s %s", left == possible ? "" : ",",
               name_of(page, SEG_SEGMENT, (size_t)__builtin_ctz(left)));
    }
    putchar('\n');
}

static void print_head(const struct page *page) {
    const struct seg_result *result = page->result;
    if (result->segment == SEG_NONE) {
        printf("%s", word(page, OPEN));
    } else {
        printf("%s (%s), %s", name_of(page, SEG_SEGMENT, result->segment),
               seg_model_code(page->engine, SEG_SEGMENT, result->segment),
               word(page, result->certain ? CERTAIN : UNCERTAIN));
    }
    printf("  [%s@%u]\n", segj_model_code(page->model), (unsigned)segj_model_version(page->model));
    if (!result->certain) {
        print_possible(page);
    }
    if (result->segment != SEG_NONE && *seg_segment_process(page->engine, result->segment)) {
        printf("  %s\n", seg_segment_process(page->engine, result->segment));
    }
    if (result->review_months) {
        printf("  %s %u %s\n", word(page, REVIEW), (unsigned)result->review_months,
               word(page, MONTHS));
    }
}

static void print_cut_offs(const struct page *page, size_t axis) {
    struct seg_distance distances[SEG_MAX_DISTANCES];
    size_t count = seg_distances(page->engine, page->result, distances);
    for (size_t i = 0; i < count; i++) {
        if (distances[i].axis != axis) {
            continue;
        }
        printf("    %s %u: %+d", word(page, CUT_OFF), (unsigned)distances[i].from,
               (int)distances[i].low);
        if (distances[i].high != distances[i].low) {
            printf(" .. %+d", (int)distances[i].high);
        }
        putchar('\n');
    }
}

static void print_score(const struct page *page, size_t axis) {
    const struct seg_axis_result *score = &page->result->axes[axis];
    unsigned scale = seg_axis_scale(page->engine, axis);
    printf("  %s: ", name_of(page, SEG_AXIS, axis));
    if (score->judged) {
        printf("%s, ", word(page, JUDGED));
    } else if (score->low == score->high) {
        printf("%u / %u, ", (unsigned)score->low, scale);
    } else {
        printf("%u-%u / %u, ", (unsigned)score->low, (unsigned)score->high, scale);
    }
    for (unsigned left = score->states; left; left &= left - 1) {
        printf("%s%s", left == score->states ? "" : " / ",
               name_in(page, SEG_STATE, (size_t)__builtin_ctz(left), (int)axis));
    }
    putchar('\n');
    print_cut_offs(page, axis);
}

/* The axes by their codes, as every other form of a result has them. */
static void print_scores(const struct page *page) {
    size_t count = seg_model_count(page->engine, SEG_AXIS);
    const char *last = "";
    if (count) {
        heading(page, SCORES);
    }
    for (size_t n = 0; n < count; n++) {
        size_t next = count;
        for (size_t i = 0; i < count; i++) {
            const char *code = seg_model_code(page->engine, SEG_AXIS, i);
            if (strcmp(code, last) > 0 &&
                (next == count || strcmp(code, seg_model_code(page->engine, SEG_AXIS, next)) < 0)) {
                next = i;
            }
        }
        print_score(page, next);
        last = seg_model_code(page->engine, SEG_AXIS, next);
    }
}

/* ---- Lists ---- */

static void print_reason(const struct page *page, const struct seg_reason *reason) {
    size_t index = reason->code & ~(unsigned)SEG_REASON_RULE;
    if (reason->code & SEG_REASON_RULE) {
        struct seg_place rule = {SEG_RULE, (int)index, -1};
        const char *text = segj_text(page->model, rule, SEGJ_WORDS, page->language);
        printf("      !  %s\n", text ? text : "");
        return;
    }
    uint8_t answer = page->result->answers[index];
    printf("  %5u  ", (unsigned)reason->contribution);
    if (answer < SEG_MAX_LEVELS) {
        printf("%s: %s", name_of(page, SEG_ITEM, index), option_name(page, index, answer));
    }
    putchar('\n');
}

static void print_reasons(const struct page *page) {
    if (page->result->reason_count) {
        heading(page, REASONS);
    }
    for (size_t i = 0; i < page->result->reason_count; i++) {
        print_reason(page, &page->result->reasons[i]);
    }
}

static void print_consequences(const struct page *page) {
    size_t segment = page->result->segment;
    const char *text = NULL;
    for (size_t i = 0;
         segment != SEG_NONE && (text = segj_consequence(page->model, segment, i, page->language));
         i++) {
        if (i == 0) {
            heading(page, CONSEQUENCES);
        }
        printf("  %s\n", text);
    }
}

static void print_signals(const struct page *page) {
    if (page->result->signals) {
        heading(page, SIGNALS);
    }
    for (uint32_t left = page->result->signals; left; left &= left - 1) {
        printf("  %s\n", name_of(page, SEG_SIGNAL, (size_t)__builtin_ctz(left)));
    }
}

/* An answer as it was given: a level, the least of a count's band, an option's code. */
static void print_view(const struct page *page, enum seg_view view, size_t item) {
    uint8_t answer = page->input->answers[view][item];
    enum seg_item_kind kind = seg_item(page->engine, item).kind;
    printf("%s ", word(page, view == SEG_PROFESSIONAL ? PROFESSIONAL : CLIENT));
    if (answer == SEG_NOT_APPLICABLE) {
        printf("9");
    } else if (kind == SEG_CHOICE) {
        printf("%s", seg_option_code(page->engine, item, answer));
    } else {
        printf("%u", kind == SEG_COUNT ? (unsigned)seg_option_from(page->engine, item, answer)
                                       : (unsigned)answer);
    }
}

static void print_disagreements(const struct page *page) {
    if (page->result->disagreements) {
        heading(page, VIEWS_DIFFER);
    }
    for (uint64_t left = page->result->disagreements; left; left &= left - 1) {
        size_t item = (size_t)__builtin_ctzll(left);
        printf("  %s: ", name_of(page, SEG_ITEM, item));
        print_view(page, SEG_PROFESSIONAL, item);
        printf(", ");
        print_view(page, SEG_CLIENT, item);
        putchar('\n');
    }
}

static void print_missing(const struct page *page) {
    enum { MOST = 8 };
    size_t missing[SEG_MAX_ITEMS], count = 0;
    for (uint64_t left = page->result->unanswered; left; left &= left - 1) {
        size_t item = (size_t)__builtin_ctzll(left);
        if (seg_item(page->engine, item).scored) {
            missing[count++] = item;
        }
    }
    if (count) {
        printf("\n%s: %zu\n", word(page, MISSING), count);
    }
    for (size_t i = 0; i < count && i < MOST; i++) {
        printf("  %s (%s)\n", name_of(page, SEG_ITEM, missing[i]),
               seg_model_code(page->engine, SEG_ITEM, missing[i]));
    }
    if (count > MOST) {
        printf("  ...\n");
    }
}

/* ---- What next, what if ---- */

static void print_next(const struct page *page) {
    struct seg_question next;
    if (page->result->certain || seg_next_question(page->engine, page->input, &next) != SEG_OK ||
        next.kind == SEG_MODEL) {
        return;
    }
    struct seg_place place = {next.kind, next.kind == SEG_DURATION ? -1 : next.index, -1};
    const char *text = segj_text(page->model, place, SEGJ_NAME, page->language);
    heading(page, NEXT);
    printf("  %s (%s %u / 1000)\n", text ? text : "", word(page, SETTLES), (unsigned)next.settles);
}

static void print_answer(const struct page *page, const struct seg_answer *answer) {
    if (answer->kind == SEG_ITEM) {
        printf("  %s: %s\n", name_of(page, SEG_ITEM, answer->index),
               option_name(page, answer->index, answer->value));
    } else if (answer->kind == SEG_FLAG) {
        printf("  %s: %s\n", name_of(page, SEG_FLAG, answer->index),
               word(page, answer->value ? YES : NO));
    } else {
        printf("  %s\n", name_of(page, SEG_DURATION, answer->value));
    }
}

static void print_fewest(const struct page *page, struct seg_scratch scratch) {
    struct seg_fewest fewest;
    if (page->result->certain ||
        seg_fewest_answers(page->engine, page->input, scratch, &fewest) != SEG_OK) {
        return;
    }
    printf("\n%s: ", word(page, FEWEST));
    if (fewest.complete && fewest.at_most == SEG_NONE) {
        printf("%s\n", word(page, NOTHING_SETTLES));
    } else if (fewest.complete) {
        printf("%u\n", (unsigned)fewest.at_least);
    } else {
        printf("%s %u\n", word(page, AT_LEAST), (unsigned)fewest.at_least);
    }
    for (size_t i = 0; i < fewest.count; i++) {
        print_answer(page, &fewest.answers[i]);
    }
}

/* What the search has not proved is not said to be proved. */
static void print_way(const struct page *page, const struct seg_way *way) {
    printf("  %s", name_of(page, SEG_SEGMENT, way->segment));
    if (!way->found) {
        printf(": %s\n", word(page, way->complete ? NO_WAY : NOT_SEARCHED));
        return;
    }
    if (!way->complete) {
        printf(" (%s)", word(page, PERHAPS_LESS));
    }
    putchar('\n');
    for (size_t i = 0; i < way->count; i++) {
        const struct seg_change *change = &way->changes[i];
        printf("    %s: %s -> %s\n", name_of(page, SEG_ITEM, change->item),
               option_name(page, change->item, change->from),
               option_name(page, change->item, change->to));
    }
}

static void print_what_if(const struct page *page, struct seg_scratch scratch) {
    struct seg_what_if *what_if = malloc(sizeof *what_if);
    if (what_if && seg_what_if(page->engine, page->input, scratch, what_if) == SEG_OK) {
        if (what_if->count) {
            heading(page, WHAT_IF);
        }
        for (size_t i = 0; i < what_if->count; i++) {
            print_way(page, &what_if->ways[i]);
        }
    }
    free(what_if);
}

/* Which bytes decided: a copy of the page can be traced to its model years later. */
static void print_model(const struct page *page) {
    heading(page, MODEL);
    printf("  %s@%u, sha256 %s\n", segj_model_code(page->model),
           (unsigned)segj_model_version(page->model), segj_model_hash(page->model));
}

void explain_print(const struct segj_model *model, enum segj_language language,
                   const struct seg_input *input, const struct seg_result *result,
                   struct seg_scratch scratch) {
    struct page page = {model, segj_model_engine(model), language, input, result};
    print_head(&page);
    print_scores(&page);
    print_reasons(&page);
    print_rules(&page);
    print_disagreements(&page);
    print_signals(&page);
    print_consequences(&page);
    print_missing(&page);
    print_next(&page);
    print_fewest(&page, scratch);
    print_what_if(&page, scratch);
    print_model(&page);
}
