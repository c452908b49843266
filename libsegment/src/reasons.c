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

static bool all_apply(const struct seg_model *model, const struct seg_facts *facts) {
    for (int i = 0; i < model->item_count; i++) {
        if (facts->levels[i] == SEG_NOT_APPLICABLE && model->items[i].scored) {
            return false;
        }
    }
    return true;
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

/* ---- Where something does not apply ------------------------------------------------------- */

/* What shares are parts of: of points, all of the axis, whatever applies. */
static const struct seg_whole *whole_of(const struct seg_model *model, int axis,
                                        const struct seg_whole *applying) {
    return model->axes[axis].method == SEG_RATIO ? &applying[axis] : &model->axes[axis].whole;
}

static void set_share(const struct seg_model *model, uint8_t item, uint8_t level,
                      const struct seg_whole *applying, struct seg_reason *to) {
    uint8_t axis = model->items[item].axis;
    uint64_t weight = model->weights[model->points[item][level].rank];
    struct seg_reason reason = {item, axis,
                                (uint16_t)seg_part_of(whole_of(model, axis, applying), weight)};
    *to = reason;
}

/*
 * Shares over their common denominator: numbers that are compared as they are, with the item in the
 * last bits, so that of equal shares the first item's is greater. After the least stands nothing,
 * before the greatest an endless one.
 */
struct queue {
    uint64_t shares[SEG_MAX_ITEMS + 2];
    int count;
};
enum { ITEM_BITS = 6 };
_Static_assert(SEG_MAX_ITEMS == 1 << ITEM_BITS, "an item fits");

static void bound_queue(struct queue *queue) {
    queue->shares[0] = UINT64_MAX;
    queue->shares[queue->count + 1] = 0;
}

/* The order that every item applying would give is right within each axis: what does not apply
 * changes the size of all its shares alike. It is dealt out, a share to every queue, and kept by
 * its own. */
static void deal_out(const struct seg_model *model, const uint64_t *bits, size_t words,
                     const uint64_t factors[SEG_MAX_AXES], struct queue queues[SEG_MAX_AXES]) {
    int counts[SEG_MAX_AXES] = {0};
    for (size_t word = 0; word < words; word++) {
        for (uint64_t set = bits[word]; set != 0; set &= set - 1) {
            size_t rank = 64 * word + (size_t)__builtin_ctzll(set);
            struct seg_reason ranked = model->ranked[rank];
            uint64_t share = model->weights[rank] * factors[ranked.axis] << ITEM_BITS |
                             (SEG_MAX_ITEMS - 1u - ranked.code);
            for (int a = 0; a < SEG_MAX_AXES; a++) {
                queues[a].shares[counts[a] + 1] = share;
                counts[a] += a == ranked.axis;
            }
        }
    }
    for (int a = 0; a < SEG_MAX_AXES; a++) {
        queues[a].count = counts[a];
        bound_queue(&queues[a]);
    }
}

typedef void put_share(void *to, int n, uint64_t share);

static void put_in_queue(void *to, int n, uint64_t share) {
    struct queue *queue = to;
    queue->shares[n + 1] = share;
}

/* Where reasons go, and what they are made of. */
struct sink {
    const struct seg_model *model;
    const uint8_t *levels;
    const struct seg_whole *applying;
    struct seg_reason *to;
};

static void put_reason(void *to, int n, uint64_t share) {
    const struct sink *sink = to;
    unsigned item = SEG_MAX_ITEMS - 1u - (share & (SEG_MAX_ITEMS - 1u));
    set_share(sink->model, (uint8_t)item, sink->levels[item], sink->applying, &sink->to[n]);
}

/* Merges the first `most` of two queues, and says how many. Without a branch, for which one is next
 * can't be foretold; and from both ends at once, for one step waits for the step before. The one in
 * the middle is put twice. */
static inline int merge(const struct queue *one, const struct queue *other, int most,
                        put_share *put, void *to) {
    const uint64_t *a = one->shares + 1, *b = other->shares + 1;
    const uint64_t *c = one->shares + one->count, *d = other->shares + other->count;
    int all = one->count + other->count;
    for (int n = 0; n < most && 2 * n < all; n++) {
        bool first = *a > *b, last = *c < *d;
        put(to, n, first ? *a : *b);
        put(to, all - 1 - n, last ? *c : *d);
        a += first;
        b += !first;
        c -= last;
        d -= !last;
    }
    return all <= most ? all : most;
}

static void add_merged(const struct seg_model *model, const uint64_t *bits, size_t words,
                       const uint8_t *levels, const struct seg_whole *applying, int most,
                       struct seg_result *result) {
    struct queue queues[SEG_MAX_AXES], merged[2];
    const struct queue *rest = &queues[1];
    uint64_t factors[SEG_MAX_AXES];
    struct sink sink = {model, levels, applying, result->reasons + result->reason_count};
    for (int a = 0; a < model->axis_count; a++) {
        factors[a] = 1;
        for (int other = 0; other < model->axis_count; other++) {
            uint32_t greatest = whole_of(model, other, applying)->greatest;
            factors[a] *= other != a && greatest > 0 ? greatest : 1;
        }
    }
    deal_out(model, bits, words, factors, queues);
    for (int a = 2; a < model->axis_count; a++) {
        struct queue *both = &merged[a & 1];
        both->count = merge(rest, &queues[a], SEG_MAX_ITEMS, put_in_queue, both);
        bound_queue(both);
        rest = both;
    }
    int count = merge(&queues[0], rest, most, put_reason, &sink);
    result->reason_count = (uint8_t)(result->reason_count + count);
}

/* The same where a common denominator would have more than 64 bits: the order that every item
 * applying would give is sorted again, two fractions at a time. */
static bool comes_before(const struct seg_model *model, const uint8_t *levels,
                         const struct seg_whole *applying, struct seg_reason one,
                         struct seg_reason other) {
    uint64_t left = model->weights[model->points[one.code][levels[one.code]].rank] *
                    whole_of(model, other.axis, applying)->greatest;
    uint64_t right = model->weights[model->points[other.code][levels[other.code]].rank] *
                     whole_of(model, one.axis, applying)->greatest;
    return left > right || (left == right && one.code < other.code);
}

static void add_sorted(const struct seg_model *model, const uint64_t *bits, size_t words,
                       const uint8_t *levels, const struct seg_whole *applying,
                       struct seg_result *result) {
    int first = result->reason_count;
    struct seg_reason *reasons = result->reasons;
    add_ranked(model, bits, words, result);
    for (int n = first; n < result->reason_count; n++) {
        struct seg_reason reason = reasons[n];
        int at = n;
        for (; at > first && comes_before(model, levels, applying, reason, reasons[at - 1]); at--) {
            reasons[at] = reasons[at - 1];
        }
        set_share(model, reason.code, levels[reason.code], applying, &reasons[at]);
    }
}

static void add_applying(const struct seg_model *model, const uint64_t *bits, size_t words,
                         const uint8_t *levels, const struct seg_whole *applying, int most,
                         struct seg_result *result) {
    if (model->small_shares) {
        add_merged(model, bits, words, levels, applying, most, result);
    } else {
        add_sorted(model, bits, words, levels, applying, result);
    }
}

static void sum_applying(const struct seg_model *model, const struct seg_facts *facts,
                         struct seg_whole applying[SEG_MAX_AXES]) {
    uint32_t sums[SEG_MAX_AXES] = {0};
    for (int i = 0; i < model->item_count; i++) {
        if (model->items[i].scored && facts->levels[i] != SEG_NOT_APPLICABLE) {
            sums[model->items[i].axis] += model->items[i].greatest;
        }
    }
    for (int a = 0; a < model->axis_count; a++) {
        applying[a] = sums[a] > 0 ? seg_whole_of(sums[a]) : (struct seg_whole){0, 0};
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
    struct seg_whole applying[SEG_MAX_AXES];
    sum_applying(model, facts, applying);
    add_applying(model, bits, words, facts->levels, applying, most, result);
}

void seg_reasons_add(const struct seg_model *model, const uint64_t ranks[2],
                     const struct seg_whole *applying, int most, struct seg_result *result) {
    if (applying != NULL) {
        add_applying(model, ranks, 2, result->answers, applying, most, result);
    } else {
        add_ranked(model, ranks, 2, result);
    }
}
