/* Where every item applies, the order of all possible reasons was settled when the model was
 * compiled, and sorting is setting bits. Otherwise the shares are compared exactly. */
#include "reasons.h"

static void add_rules(const struct seg_model *model, struct seg_result *result) {
    (void)model;
    result->reason_count = 0;
    for (uint32_t rules = result->rules_true; rules != 0; rules &= rules - 1) {
        struct seg_reason reason = {(uint8_t)(SEG_REASON_RULE | (unsigned)__builtin_ctz(rules)),
                                    SEG_NONE, 0};
        result->reasons[result->reason_count++] = reason;
    }
}

static int all_apply(const struct seg_model *model, const struct seg_facts *facts) {
    for (int i = 0; i < model->item_count; i++) {
        if (facts->levels[i] == SEG_NOT_APPLICABLE && model->items[i].scored) {
            return 0;
        }
    }
    return 1;
}

static void add_ranked(const struct seg_model *model, const struct seg_facts *facts,
                       struct seg_result *result) {
    uint64_t bits[SEG_RANK_WORDS] = {0};
    for (int i = 0; i < model->item_count; i++) {
        uint8_t level = facts->levels[i];
        if (level >= SEG_MAX_LEVELS || model->points[i][level].rank == model->no_rank) {
            continue;
        }
        uint16_t rank = model->points[i][level].rank;
        bits[rank >> 6] |= (uint64_t)1 << (rank & 63);
    }
    for (size_t word = 0; word * 64 < model->rank_count; word++) {
        for (uint64_t set = bits[word]; set != 0; set &= set - 1) {
            size_t rank = word * 64 + (size_t)__builtin_ctzll(set);
            result->reasons[result->reason_count++] = model->ranked[rank];
        }
    }
}

/* A share as a fraction, while reasons are sorted one by one. */
struct share {
    uint64_t over;
    uint32_t under;
};

static struct share share_of(const struct seg_model *model, const uint32_t *applies, int item,
                             uint8_t level) {
    uint8_t a = model->items[item].axis;
    const struct seg_axis_rec *axis = &model->axes[a];
    int ratio = axis->method == SEG_RATIO;
    struct share share = {(uint64_t)(ratio ? axis->scale : 1000) *
                              model->points[item][level].points,
                          ratio ? applies[a] : axis->greatest};
    return share;
}

static void insert_reason(struct seg_result *result, uint8_t first, struct share *shares,
                          struct seg_reason reason, struct share share) {
    uint8_t at = result->reason_count++;
    for (; at > first; at--) {
        const struct share *before = &shares[at - 1 - first];
        if (before->over * share.under >= share.over * before->under) {
            break;
        }
        shares[at - first] = *before;
        result->reasons[at] = result->reasons[at - 1];
    }
    shares[at - first] = share;
    result->reasons[at] = reason;
}

static void add_sorted(const struct seg_model *model, const struct seg_facts *facts,
                       struct seg_result *result) {
    struct share shares[SEG_MAX_ITEMS];
    uint32_t applies[SEG_MAX_AXES] = {0};
    uint8_t first = result->reason_count;
    for (int i = 0; i < model->item_count; i++) {
        if (model->items[i].scored && facts->levels[i] != SEG_NOT_APPLICABLE) {
            applies[model->items[i].axis] += model->items[i].greatest;
        }
    }
    for (int i = 0; i < model->item_count; i++) {
        uint8_t level = facts->levels[i];
        if (!model->items[i].scored || level >= SEG_MAX_LEVELS ||
            model->points[i][level].points == 0) {
            continue;
        }
        struct share share = share_of(model, applies, i, level);
        struct seg_reason reason = {(uint8_t)i, model->items[i].axis,
                                    (uint16_t)(share.over / share.under)};
        insert_reason(result, first, shares, reason, share);
    }
}

void seg_reasons(const struct seg_model *model, const struct seg_facts *facts,
                 struct seg_result *result) {
    add_rules(model, result);
    if (all_apply(model, facts)) {
        add_ranked(model, facts, result);
    } else {
        add_sorted(model, facts, result);
    }
}
