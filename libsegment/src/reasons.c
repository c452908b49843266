/* Where every item applies, the order of all possible reasons was settled when the model was
 * compiled, and sorting is setting bits. Otherwise that order holds within each axis, and the axes
 * are merged by exact comparison. */
#include "reasons.h"

#include <string.h>

uint8_t seg_reasons_rules(uint32_t rules, struct seg_reason *to) {
    uint8_t count = 0;
    for (; rules != 0; rules &= rules - 1) {
        struct seg_reason reason = {(uint8_t)(SEG_REASON_RULE | (unsigned)__builtin_ctz(rules)),
                                    SEG_NONE, 0};
        to[count++] = reason;
    }
    return count;
}

static int all_apply(const struct seg_model *model, const struct seg_facts *facts) {
    for (int i = 0; i < model->item_count; i++) {
        if (facts->levels[i] == SEG_NOT_APPLICABLE && model->items[i].scored) {
            return 0;
        }
    }
    return 1;
}

static struct seg_reason *put_ranked(const struct seg_reason *ranked, uint64_t bits,
                                     struct seg_reason *to) {
    for (; bits != 0; bits &= bits - 1) {
        *to++ = ranked[__builtin_ctzll(bits)];
    }
    return to;
}

static void add_ranked(const struct seg_model *model, const uint64_t *bits, size_t words,
                       struct seg_result *result) {
    struct seg_reason *to = result->reasons + result->reason_count;
    for (size_t word = 0; word < words; word++) {
        to = put_ranked(model->ranked + 64 * word, bits[word], to);
    }
    result->reason_count = (uint8_t)(to - result->reasons);
}

static void mark_ranks(const struct seg_model *model, const struct seg_facts *facts,
                       uint64_t bits[SEG_RANK_WORDS]) {
    memset(bits, 0, SEG_RANK_WORDS * sizeof *bits);
    for (int i = 0; i < model->item_count; i++) {
        uint8_t level = facts->levels[i];
        if (level < SEG_MAX_LEVELS && model->points[i][level].rank != model->no_rank) {
            uint16_t rank = model->points[i][level].rank;
            bits[rank >> 6] |= (uint64_t)1 << (rank & 63);
        }
    }
}

/* A reason while the axes are merged: its share as a fraction. */
struct entry {
    uint64_t over;
    uint32_t under;
    uint8_t item, axis;
};

/* Reasons in order, between an endless share and a share of nothing. */
struct queue {
    struct entry entries[SEG_MAX_ITEMS + 2];
    int count;
};

static void bound_queue(struct queue *queue) {
    struct entry endless = {1, 0, 0, SEG_NONE}, nothing = {0, 1, SEG_NONE, SEG_NONE};
    queue->entries[0] = endless;
    queue->entries[queue->count + 1] = nothing;
}

/* The order that every item applying would give is right within each axis: what does not apply
 * changes the size of all its shares alike. It is dealt out. */
static void deal_out(const struct seg_model *model, const uint64_t *bits, size_t words,
                     const uint32_t unders[SEG_MAX_AXES], struct queue queues[SEG_MAX_AXES]) {
    struct entry *to[SEG_MAX_AXES];
    for (int a = 0; a < SEG_MAX_AXES; a++) {
        to[a] = queues[a].entries + 1;
    }
    for (size_t word = 0; word < words; word++) {
        for (uint64_t set = bits[word]; set != 0; set &= set - 1) {
            size_t rank = 64 * word + (size_t)__builtin_ctzll(set);
            struct seg_reason ranked = model->ranked[rank];
            struct entry entry = {model->weights[rank], unders[ranked.axis], ranked.code,
                                  ranked.axis};
            *to[ranked.axis]++ = entry;
        }
    }
    for (int a = 0; a < SEG_MAX_AXES; a++) {
        queues[a].count = (int)(to[a] - queues[a].entries) - 1;
        bound_queue(&queues[a]);
    }
}

/* The greater share comes first, of equals the first item's. */
static int comes_before(const struct entry *one, const struct entry *other) {
    uint64_t left = one->over * other->under, right = other->over * one->under;
    return (left > right) | ((left == right) & (one->item < other->item));
}

/* Merges the first `most` of two queues. Without a branch, for which one is next can't be foretold;
 * and from both ends, for one step waits for the step before. */
static void merge_two(const struct queue *one, const struct queue *other, int most,
                      struct queue *both) {
    const struct entry *a = one->entries + 1, *b = other->entries + 1;
    const struct entry *c = one->entries + one->count, *d = other->entries + other->count;
    int all = one->count + other->count;
    int half = all <= most ? all / 2 : most;
    both->count = all <= most ? all : most;
    for (int n = 1; n <= half; n++) {
        int first = comes_before(a, b);
        both->entries[n] = *(first ? a : b);
        a += first;
        b += !first;
    }
    for (int n = both->count; n > half; n--) {
        int last = comes_before(d, c);
        both->entries[n] = *(last ? c : d);
        c -= last;
        d -= !last;
    }
    bound_queue(both);
}

/* Adds the items' reasons in the order of their shares of what applies. */
static void add_merged(const struct seg_model *model, const uint64_t *bits, size_t words,
                       const uint32_t applies[SEG_MAX_AXES], int most, struct seg_result *result) {
    struct queue queues[SEG_MAX_AXES], merged[2];
    const struct queue *all = &queues[0];
    uint32_t unders[SEG_MAX_AXES];
    uint64_t inverses[SEG_MAX_AXES];
    struct seg_reason *to = result->reasons + result->reason_count;
    int room = most > result->reason_count ? most - result->reason_count : 0;
    for (int a = 0; a < model->axis_count; a++) {
        const struct seg_axis_rec *axis = &model->axes[a];
        unders[a] = axis->method == SEG_RATIO ? applies[a] : axis->greatest;
        inverses[a] = unders[a] > 0 ? seg_inverse(unders[a]) : 0;
    }
    deal_out(model, bits, words, unders, queues);
    for (int a = 1; a < model->axis_count; a++) {
        merge_two(all, &queues[a], room, &merged[a & 1]);
        all = &merged[a & 1];
    }
    int count = all->count < room ? all->count : room;
    for (int n = 0; n < count; n++) {
        const struct entry *entry = &all->entries[n + 1];
        uint64_t share = seg_quotient(entry->over, entry->under, inverses[entry->axis]);
        struct seg_reason reason = {entry->item, entry->axis, (uint16_t)share};
        to[n] = reason;
    }
    result->reason_count = (uint8_t)(result->reason_count + count);
}

static void sum_applying(const struct seg_model *model, const struct seg_facts *facts,
                         uint32_t applies[SEG_MAX_AXES]) {
    memset(applies, 0, SEG_MAX_AXES * sizeof *applies);
    for (int i = 0; i < model->item_count; i++) {
        if (model->items[i].scored && facts->levels[i] != SEG_NOT_APPLICABLE) {
            applies[model->items[i].axis] += model->items[i].greatest;
        }
    }
}

void seg_reasons(const struct seg_model *model, const struct seg_facts *facts, int most,
                 struct seg_result *result) {
    uint64_t bits[SEG_RANK_WORDS];
    result->reason_count = seg_reasons_rules(result->rules_true, result->reasons);
    mark_ranks(model, facts, bits);
    size_t words = (model->rank_count + 63u) / 64;
    if (all_apply(model, facts)) {
        add_ranked(model, bits, words, result);
        return;
    }
    uint32_t applies[SEG_MAX_AXES];
    sum_applying(model, facts, applies);
    add_merged(model, bits, words, applies, most, result);
}

void seg_reasons_add(const struct seg_model *model, seg_pair ranks, const uint32_t *applies,
                     int most, struct seg_result *result) {
    uint64_t bits[2] = {ranks[0], ranks[1]};
    if (applies != NULL) {
        add_merged(model, bits, 2, applies, most, result);
    } else {
        add_ranked(model, bits, 2, result);
    }
}
