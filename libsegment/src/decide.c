/*
 * The rules walk over a set of segments "so far". A rule that holds moves all of the set, one that
 * may hold moves and keeps them, and a final rule takes them out of the walk. Where a rule depends
 * on which cell the client is in, the walk is made cell by cell, so that no segment counts as
 * possible that no cell leads to.
 *
 * Whether a rule is *known* to hold is Kleene's logic over all cells at once, as it is for a signal
 * and in the trace: `any` of two states that exclude each other stays unknown while the state is.
 */
#include "decide.h"

#include <string.h>

struct walk {
    const struct seg_model *model;
    const struct seg_facts *facts;
    uint8_t base[SEG_MAX_RULES]; /* truth over all cells at once; 0: it reads the segment */
    bool by_cell;                /* some rule is open over all cells at once */
    uint32_t surely, perhaps; /* rules known to hold in every way so far; that hold in some way */
    seg_watch *watch;         /* or NULL */
    void *data;
};

static void weigh_rules(struct walk *walk) {
    const struct seg_model *model = walk->model;
    struct seg_moment moment = seg_moment_of(model, walk->facts, 0);
    walk->by_cell = false;
    for (int r = 0; r < model->rule_count; r++) {
        const struct seg_rule_rec *rule = &model->rules[r];
        walk->base[r] =
            rule->reads_segment ? 0 : (uint8_t)seg_condition(model, rule->node, &moment);
        walk->by_cell |= walk->base[r] == 0 || walk->base[r] == SEG_OPEN;
        if (walk->base[r] == SEG_OPEN) {
            walk->surely &= ~((uint32_t)1 << r);
        }
    }
}

static uint16_t effect(const struct seg_model *model, const struct seg_rule_rec *rule,
                       uint16_t segments) {
    if (segments == 0) {
        return 0;
    }
    return rule->effect == SEG_SET ? (uint16_t)(1u << rule->segment)
                                   : seg_lift(model, segments, rule->segment);
}

/* Splits the segments so far by what the rule's condition is for each: true, false or open. */
static void split(const struct walk *walk, int r, struct seg_moment *moment, uint16_t live,
                  uint16_t by_truth[4]) {
    const struct seg_rule_rec *rule = &walk->model->rules[r];
    by_truth[SEG_TRUE] = by_truth[SEG_FALSE] = by_truth[SEG_OPEN] = 0;
    if (walk->base[r] == SEG_TRUE || walk->base[r] == SEG_FALSE) {
        by_truth[walk->base[r]] = live;
        return;
    }
    if (!rule->reads_segment) {
        by_truth[seg_condition(walk->model, rule->node, moment)] = live;
        return;
    }
    for (int s = 0; s < walk->model->segment_count; s++) {
        if (live >> s & 1) {
            moment->segments = (uint16_t)(1u << s);
            by_truth[seg_condition(walk->model, rule->node, moment)] |= (uint16_t)(1u << s);
        }
    }
}

/* Whether a rule that reads the segment so far is known to hold for each of these, over all cells
 * at once; of the others weigh_rules() has said it. */
static bool is_known(const struct walk *walk, int r, uint16_t live) {
    const struct seg_rule_rec *rule = &walk->model->rules[r];
    struct seg_moment whole = seg_moment_of(walk->model, walk->facts, 0);
    for (int s = 0; rule->reads_segment && s < walk->model->segment_count; s++) {
        whole.segments = (uint16_t)(1u << s);
        if ((live >> s & 1) && seg_condition(walk->model, rule->node, &whole) != SEG_TRUE) {
            return false;
        }
    }
    return true;
}

/* Takes the segments of a cell through all rules; returns where they can end. */
static uint16_t walk_rules(struct walk *walk, struct seg_moment *moment, uint16_t live) {
    uint16_t done = 0;
    for (int r = 0; r < walk->model->rule_count; r++) {
        const struct seg_rule_rec *rule = &walk->model->rules[r];
        uint16_t by_truth[4];
        if (walk->watch != NULL && live != 0) {
            walk->watch(walk->data, r, moment, live);
        }
        split(walk, r, moment, live, by_truth);
        uint16_t moved =
            effect(walk->model, rule, (uint16_t)(by_truth[SEG_TRUE] | by_truth[SEG_OPEN]));
        uint16_t kept = (uint16_t)(by_truth[SEG_FALSE] | by_truth[SEG_OPEN]);
        if (kept != 0 || done != 0 || !is_known(walk, r, live)) {
            walk->surely &= ~((uint32_t)1 << r);
        }
        if (moved != 0) {
            walk->perhaps |= (uint32_t)1 << r;
        }
        done |= rule->final ? moved : 0;
        live = rule->final ? kept : (uint16_t)(kept | moved);
    }
    return (uint16_t)(done | live);
}

/* Moves on to the next state of a mask, round to the first; true when it went round. */
static bool next_bit(uint8_t *bit, uint8_t mask) {
    unsigned above = mask & ~(((unsigned)*bit << 1) - 1u);
    unsigned from = above != 0 ? above : mask;
    *bit = (uint8_t)(from & (0u - from));
    return above == 0;
}

static unsigned bit_index(uint8_t bit) {
    return (unsigned)__builtin_ctz(bit);
}

/* The masks of the columns of the cell table, and the cell that their lowest states make. */
struct cells {
    int count;
    uint8_t masks[SEG_MAX_AXES + 1], bits[SEG_MAX_AXES + 1];
};

static void start_cells(const struct seg_model *model, const struct seg_facts *facts,
                        struct cells *cells) {
    cells->count = model->column_count;
    for (int c = 0; c < cells->count; c++) {
        uint8_t column = model->columns[c];
        uint8_t mask = column == SEG_BY_DURATION ? facts->durations : facts->axes[column].states;
        cells->masks[c] = mask;
        cells->bits[c] = (uint8_t)(mask & (0u - mask));
    }
}

static bool next_cell(struct cells *cells) {
    for (int c = cells->count - 1; c >= 0; c--) {
        if (!next_bit(&cells->bits[c], cells->masks[c])) {
            return true;
        }
    }
    return false;
}

static uint8_t cell_segment(const struct seg_model *model, const struct cells *cells) {
    uint32_t index = 0;
    for (int c = 0; c < cells->count; c++) {
        uint8_t column = model->columns[c];
        uint32_t stride =
            column == SEG_BY_DURATION ? model->duration_stride : model->axes[column].stride;
        index += stride * bit_index(cells->bits[c]);
    }
    return model->cells[index];
}

static void narrow(const struct seg_model *model, const struct cells *cells,
                   struct seg_moment *moment) {
    for (int c = 0; c < cells->count; c++) {
        if (model->columns[c] == SEG_BY_DURATION) {
            moment->durations = cells->bits[c];
        } else {
            moment->states[model->columns[c]] = cells->bits[c];
        }
    }
}

static uint16_t walk_cells(struct walk *walk, uint16_t *cell_segments) {
    struct seg_moment moment = seg_moment_of(walk->model, walk->facts, 0);
    struct cells cells;
    uint16_t possible = 0, seen = 0;
    start_cells(walk->model, walk->facts, &cells);
    do {
        uint16_t here = (uint16_t)(1u << cell_segment(walk->model, &cells));
        seen |= here;
        if (walk->by_cell) {
            narrow(walk->model, &cells, &moment);
            possible |= walk_rules(walk, &moment, here);
        }
    } while (next_cell(&cells));
    *cell_segments = seen;
    return walk->by_cell ? possible : walk_rules(walk, &moment, seen);
}

/*
 * What the known facts give when only rules of unknown truth keep a single cell outcome open: the
 * rules that are known to hold, and no other, move the cell's segment. Where that leads to none
 * that is possible, as when of two rules one surely holds and it is open which, there is none.
 */
static uint8_t settled_segment(const struct seg_model *model, const struct seg_decision *decision) {
    uint16_t segment = decision->cell_segments;
    if ((segment & (segment - 1)) != 0) {
        return SEG_NONE;
    }
    for (uint32_t rules = decision->rules_true; rules != 0; rules &= rules - 1) {
        segment = effect(model, &model->rules[__builtin_ctz(rules)], segment);
    }
    return (segment & decision->possible) != 0 ? (uint8_t)__builtin_ctz(segment) : SEG_NONE;
}

static uint32_t known_signals(const struct seg_model *model, const struct seg_facts *facts,
                              uint16_t possible) {
    struct seg_moment moment = seg_moment_of(model, facts, possible);
    uint32_t signals = 0;
    for (int s = 0; s < model->signal_count; s++) {
        if (seg_condition(model, model->signals[s].node, &moment) == SEG_TRUE) {
            signals |= (uint32_t)1 << s;
        }
    }
    return signals;
}

static uint32_t all_rules(const struct seg_model *model) {
    return (uint32_t)(((uint64_t)1 << model->rule_count) - 1);
}

void seg_decide(const struct seg_model *model, const struct seg_facts *facts,
                struct seg_decision *decision) {
    struct walk walk = {model, facts, {0}, false, all_rules(model), 0, NULL, NULL};
    weigh_rules(&walk);
    decision->possible = walk_cells(&walk, &decision->cell_segments);
    decision->rules_true = walk.surely;
    decision->rules_unknown = walk.perhaps & ~walk.surely;
    bool certain = (decision->possible & (decision->possible - 1)) == 0;
    decision->segment =
        certain ? (uint8_t)__builtin_ctz(decision->possible) : settled_segment(model, decision);
    decision->signals = known_signals(model, facts, decision->possible);
}

uint16_t seg_decide_possible(const struct seg_model *model, const struct seg_facts *facts) {
    struct walk walk = {model, facts, {0}, false, all_rules(model), 0, NULL, NULL};
    uint16_t cell_segments;
    weigh_rules(&walk);
    return walk_cells(&walk, &cell_segments);
}

uint64_t seg_decide_effort(const struct seg_model *model, const struct seg_facts *facts) {
    uint64_t cells = 1;
    for (int c = 0; c < model->column_count; c++) {
        uint8_t column = model->columns[c];
        cells *= (uint64_t)__builtin_popcount(
            column == SEG_BY_DURATION ? facts->durations : facts->axes[column].states);
    }
    return cells * (1u + model->rule_count);
}

uint16_t seg_decide_watched(const struct seg_model *model, const struct seg_facts *facts,
                            seg_watch *watch, void *data) {
    struct walk walk = {model, facts, {0}, false, all_rules(model), 0, watch, data};
    uint16_t cell_segments;
    weigh_rules(&walk);
    walk.by_cell = true;
    return walk_cells(&walk, &cell_segments);
}

uint16_t seg_review_months(const struct seg_model *model, uint8_t segment, uint32_t signals) {
    if (segment == SEG_NONE) {
        return 0; /* nothing follows from an open result, a review included */
    }
    uint16_t months = model->segments[segment].review_months;
    for (; signals != 0; signals &= signals - 1) {
        uint16_t other = model->signals[__builtin_ctz(signals)].review_months;
        if (other != 0 && (months == 0 || other < months)) {
            months = other;
        }
    }
    return months;
}
