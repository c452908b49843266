/* Writes the book: finds what decisions depend on, then decides every combination of it. */
#include "book.h"
#include "decide.h"
#include "reasons.h"

#include <string.h>

/* The combinations are numbers made of digits; this is one of them. */
struct digit {
    uint16_t base, stride;
};

struct draft {
    const struct seg_model *model;
    struct seg_book *book;
    uint32_t pages;
    struct digit duration, ages, scores[SEG_MAX_AXES], flags[SEG_MAX_FLAGS], items[SEG_MAX_ITEMS];
    uint8_t answer[SEG_MAX_ITEMS][SEG_MAX_LEVELS]; /* of items[n]: one of each class */
};

static bool too_many(const struct draft *draft) {
    return draft->pages > SEG_BOOK_PAGES;
}

static struct digit add_digit(struct draft *draft, unsigned base) {
    struct digit digit = {(uint16_t)base, (uint16_t)draft->pages};
    draft->pages = too_many(draft) ? draft->pages : draft->pages * base;
    return digit;
}

static unsigned digit_of(struct digit digit, uint32_t page) {
    return page / digit.stride % digit.base;
}

/* ---- What decisions depend on ------------------------------------------------------------- */

/* Keeps the cut-offs rising, each once; nothing is above SEG_NO_LIMIT, everything reaches 0. */
static void add_cut(struct draft *draft, struct seg_cuts *cuts, uint32_t from) {
    int at = cuts->count;
    while (at > 0 && cuts->from[at - 1] > from) {
        at--;
    }
    if (from == 0 || from == SEG_NO_LIMIT || (at > 0 && cuts->from[at - 1] == from)) {
        return;
    }
    if (cuts->count == SEG_BOOK_CUTS) {
        draft->pages = SEG_BOOK_PAGES + 1;
        return;
    }
    memmove(cuts->from + at + 1, cuts->from + at, (size_t)(cuts->count - at) * sizeof *cuts->from);
    cuts->from[at] = from;
    cuts->count++;
}

static void find_cuts(struct draft *draft) {
    const struct seg_model *model = draft->model;
    for (int n = 0; n < model->node_count; n++) {
        const struct seg_node *node = &model->nodes[n];
        if (node->test == SEG_TEST_SCORE || node->test == SEG_TEST_AGE) {
            struct seg_cuts *cuts = node->test == SEG_TEST_AGE
                                        ? &draft->book->ages
                                        : &draft->book->scores[node->subject];
            add_cut(draft, cuts, node->from);
            add_cut(draft, cuts, node->below);
        }
    }
    for (int a = 0; a < model->axis_count; a++) {
        for (int b = 0; b < model->axes[a].band_count; b++) {
            add_cut(draft, &draft->book->scores[a], model->axes[a].bands[b].from);
        }
    }
}

static struct digit add_cuts(struct draft *draft, struct seg_cuts *cuts) {
    struct digit digit = add_digit(draft, cuts->count + 1u);
    cuts->stride = digit.stride;
    return digit;
}

static bool among(uint16_t mask, uint8_t answer) {
    return answer < SEG_MAX_LEVELS && (mask >> answer & 1);
}

static uint8_t state_by(const struct seg_band_rec *band, uint8_t answer) {
    return answer < SEG_MAX_LEVELS ? band->by_option[answer] : SEG_NONE;
}

/* Whether a condition or a band can tell two answers to the item from each other. */
static bool told_apart(const struct seg_model *model, int item, uint8_t one, uint8_t other) {
    for (int n = 0; n < model->node_count; n++) {
        const struct seg_node *node = &model->nodes[n];
        bool reads = node->test == SEG_TEST_LEVEL || node->test == SEG_TEST_CHOICE;
        if (reads && node->subject == item && among(node->mask, one) != among(node->mask, other)) {
            return true;
        }
    }
    for (int a = 0; a < model->axis_count; a++) {
        for (int b = 0; b < model->axes[a].band_count; b++) {
            const struct seg_band_rec *band = &model->axes[a].bands[b];
            if (band->item == item && state_by(band, one) != state_by(band, other)) {
                return true;
            }
        }
    }
    return false;
}

/* The class of an answer among those of draft->answer[n]; a new one where none is like it. */
static uint16_t class_of(struct draft *draft, int item, uint8_t answer, unsigned *classes) {
    uint8_t *known = draft->answer[draft->book->item_count];
    unsigned of = 0;
    while (of < *classes && told_apart(draft->model, item, known[of], answer)) {
        of++;
    }
    if (of == *classes) {
        known[(*classes)++] = answer;
    }
    return (uint16_t)of;
}

/* Deals the answers of an item into the classes that decisions can tell apart. */
static void add_item(struct draft *draft, int item) {
    const struct seg_model *model = draft->model;
    struct seg_book *book = draft->book;
    uint16_t *place = book->item_place[book->item_count];
    unsigned classes = 0;
    for (int v = 0; v < model->levels[item]; v++) {
        place[v] = class_of(draft, item, (uint8_t)v, &classes);
    }
    if (model->items[item].not_applicable) {
        place[SEG_BOOK_ABSENT] = class_of(draft, item, SEG_NOT_APPLICABLE, &classes);
    }
    if (classes <= 1) {
        return;
    }
    struct digit digit = add_digit(draft, classes);
    for (int v = 0; v < SEG_MAX_LEVELS; v++) {
        place[v] = (uint16_t)(place[v] * digit.stride);
    }
    draft->items[book->item_count] = digit;
    book->items[book->item_count++] = (uint8_t)item;
}

static void add_flag(struct draft *draft, int flag) {
    struct seg_book *book = draft->book;
    struct digit digit = add_digit(draft, 2);
    draft->flags[book->flag_count] = digit;
    book->flag_stride[book->flag_count] = digit.stride;
    book->flags[book->flag_count++] = (uint8_t)flag;
}

static void find_digits(struct draft *draft) {
    const struct seg_model *model = draft->model;
    find_cuts(draft);
    draft->ages = add_cuts(draft, &draft->book->ages);
    for (int a = 0; a < model->axis_count; a++) {
        draft->scores[a] = add_cuts(draft, &draft->book->scores[a]);
    }
    draft->duration = add_digit(draft, model->duration_count > 0 ? model->duration_count : 1u);
    draft->book->duration_stride = model->duration_count > 0 ? draft->duration.stride : 0;
    for (int f = 0; f < model->flag_count; f++) {
        if (model->flags_read >> f & 1) {
            add_flag(draft, f);
        }
    }
    for (int i = 0; i < model->item_count; i++) {
        add_item(draft, i);
    }
}

/* ---- The pages ---------------------------------------------------------------------------- */

/* The least number of a zone between cut-offs. */
static uint32_t zone_floor(const struct seg_cuts *cuts, unsigned zone) {
    return zone > 0 ? cuts->from[zone - 1] : 0;
}

/* Facts as a complete input of this page has them, as far as a decision can tell. */
static void imagine(const struct draft *draft, uint32_t page, struct seg_facts *facts) {
    const struct seg_model *model = draft->model;
    const struct seg_book *book = draft->book;
    memset(facts, 0, sizeof *facts);
    for (int n = 0; n < book->item_count; n++) {
        facts->levels[book->items[n]] = draft->answer[n][digit_of(draft->items[n], page)];
    }
    for (int n = 0; n < book->flag_count; n++) {
        facts->flags[book->flags[n]] = digit_of(draft->flags[n], page) ? SEG_TRUE : SEG_FALSE;
    }
    facts->durations = model->duration_count > 0 ? (uint8_t)(1u << digit_of(draft->duration, page))
                                                 : model->all_durations;
    uint32_t age = zone_floor(&book->ages, digit_of(draft->ages, page));
    facts->age_low = facts->age_high = (uint16_t)age;
    for (int a = 0; a < model->axis_count; a++) {
        struct seg_axis_facts *axis = &facts->axes[a];
        axis->sum_low = axis->sum_high =
            zone_floor(&book->scores[a], digit_of(draft->scores[a], page));
        axis->max_low = axis->max_high = model->axes[a].scale;
        axis->states = seg_facts_states(model, a, facts);
    }
}

/* What single states reach, where a choice leaves an axis open. */
static uint16_t reached(const struct seg_model *model, struct seg_facts *facts, int axis) {
    if (axis == SEG_MAX_AXES || axis >= model->axis_count) {
        uint16_t possible = seg_decide_possible(model, facts);
        return (possible & (possible - 1)) == 0 ? possible : 0;
    }
    uint8_t states = facts->axes[axis].states;
    uint16_t all = 0;
    for (unsigned rest = states; rest != 0; rest &= rest - 1) {
        facts->axes[axis].states = (uint8_t)(rest & (0u - rest));
        all |= reached(model, facts, axis + 1);
    }
    facts->axes[axis].states = states;
    return all;
}

void seg_page_write(const struct seg_model *model, const struct seg_facts *facts,
                    struct seg_page *page) {
    struct seg_decision decision;
    seg_decide(model, facts, &decision);
    page->rules_true = decision.rules_true;
    page->rules_unknown = decision.rules_unknown;
    page->signals = decision.signals;
    page->possible = decision.possible;
    page->cell_segments = decision.cell_segments;
    page->review_months = seg_review_months(model, decision.segment, decision.signals);
    page->segment = decision.segment;
    page->exact = (decision.possible & (decision.possible - 1)) == 0;
    for (int a = 0; a < model->axis_count; a++) {
        page->states[a] = facts->axes[a].states;
    }
    struct seg_reason rules[SEG_MAX_RULES];
    memset(rules, 0, sizeof rules);
    page->rule_count = seg_reasons_rules(page->rules_true, rules);
    memcpy(page->rules, rules, sizeof page->rules);
}

/* Beyond as many, the general way does not try all of them either. */
static unsigned combined_states(const struct seg_model *model) {
    unsigned all = 1;
    for (int a = 0; a < model->axis_count; a++) {
        all *= model->axes[a].state_count;
    }
    return all;
}

void seg_book_write(struct seg_model *model) {
    struct draft draft;
    memset(&draft, 0, sizeof draft);
    draft.model = model;
    draft.book = &model->speed.book;
    draft.pages = 1;
    find_digits(&draft);
    if (too_many(&draft) || combined_states(model) > SEG_BOOK_PAGES) {
        return;
    }
    for (uint32_t page = 0; page < draft.pages; page++) {
        struct seg_facts facts;
        imagine(&draft, page, &facts);
        seg_page_write(model, &facts, &model->speed.book.page[page]);
        model->speed.book.page[page].exact |=
            reached(model, &facts, 0) == model->speed.book.page[page].possible;
    }
    model->speed.book.pages = (uint16_t)draft.pages;
}
