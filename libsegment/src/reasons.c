/* Where every item applies, the order of all possible reasons was settled when the model was
 * compiled, and sorting is setting bits. Otherwise that order holds within each axis, and the axes
 * are merged by exact comparison. */
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

/* A share as a fraction. */
struct share {
    uint64_t over;
    uint32_t under;
};

static struct share share_of(const struct seg_model *model, uint32_t applies, int item,
                             uint8_t level) {
    uint8_t a = model->items[item].axis;
    const struct seg_axis_rec *axis = &model->axes[a];
    int ratio = axis->method == SEG_RATIO;
    struct share share = {(uint64_t)(ratio ? axis->scale : 1000) *
                              model->points[item][level].points,
                          ratio ? applies : axis->greatest};
    return share;
}

/* The reasons of one axis, in order: what does not apply changes the size of all its shares alike.
 * Behind the last one stands SEG_NONE, with a share of nothing. */
struct queue {
    uint8_t items[SEG_MAX_ITEMS + 1], count, next;
    uint32_t applies;   /* the greatest sum of the items that apply */
    struct share share; /* of the next one */
};

/* The order that every item applying would give is right within each axis: it is dealt out. */
static void deal_out(const struct seg_result *result, uint8_t first,
                     struct queue queues[SEG_MAX_AXES]) {
    for (int n = first; n < result->reason_count; n++) {
        struct queue *queue = &queues[result->reasons[n].axis];
        queue->items[queue->count++] = result->reasons[n].code;
    }
    for (int a = 0; a < SEG_MAX_AXES; a++) {
        queues[a].items[queues[a].count] = SEG_NONE;
    }
}

static void weigh_front(const struct seg_model *model, const struct seg_facts *facts,
                        struct queue *queue) {
    uint8_t item = queue->items[queue->next];
    if (item == SEG_NONE) {
        queue->share = (struct share){0, 1};
    } else {
        queue->share = share_of(model, queue->applies, item, facts->levels[item]);
    }
}

/* The queue with the greatest share in front, of equals that of the first item. Chosen without a
 * branch: which axis comes next can't be foretold. */
static int greatest_queue(const struct queue queues[SEG_MAX_AXES], int count) {
    int best = 0;
    for (int a = 1; a < count; a++) {
        const struct queue *one = &queues[a], *other = &queues[best];
        uint64_t mine = one->share.over * other->share.under;
        uint64_t its = other->share.over * one->share.under;
        int earlier = one->items[one->next] < other->items[other->next];
        best = (mine > its) | ((mine == its) & earlier) ? a : best;
    }
    return best;
}

static void sum_applying(const struct seg_model *model, const struct seg_facts *facts,
                         struct queue queues[SEG_MAX_AXES]) {
    for (int a = 0; a < SEG_MAX_AXES; a++) {
        queues[a].count = queues[a].next = 0;
        queues[a].applies = 0;
    }
    for (int i = 0; i < model->item_count; i++) {
        if (model->items[i].scored && facts->levels[i] != SEG_NOT_APPLICABLE) {
            queues[model->items[i].axis].applies += model->items[i].greatest;
        }
    }
}

static void add_merged(const struct seg_model *model, const struct seg_facts *facts, int most,
                       struct seg_result *result) {
    struct queue queues[SEG_MAX_AXES];
    uint8_t first = result->reason_count;
    sum_applying(model, facts, queues);
    add_ranked(model, facts, result);
    deal_out(result, first, queues);
    for (int a = 0; a < model->axis_count; a++) {
        weigh_front(model, facts, &queues[a]);
    }
    if (result->reason_count > most) {
        result->reason_count = (uint8_t)(most > first ? most : first);
    }
    for (int n = first; n < result->reason_count; n++) {
        struct queue *queue = &queues[greatest_queue(queues, model->axis_count)];
        uint8_t item = queue->items[queue->next++];
        struct seg_reason reason = {item, model->items[item].axis,
                                    (uint16_t)(queue->share.over / queue->share.under)};
        result->reasons[n] = reason;
        weigh_front(model, facts, queue);
    }
}

void seg_reasons(const struct seg_model *model, const struct seg_facts *facts, int most,
                 struct seg_result *result) {
    add_rules(model, result);
    if (all_apply(model, facts)) {
        add_ranked(model, facts, result);
    } else {
        add_merged(model, facts, most, result);
    }
}
