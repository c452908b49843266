/*
 * The smallest changes that lead to a lighter segment.
 *
 * Items that a condition reads are tried in every combination. All other items matter only by their
 * axis' sum: for these a table per axis holds, for every sum of the items from the k-th on, the
 * least cost of reaching it; and of the sums only their class matters. So the outcome is looked at
 * once for every combination of read items and classes, and the search is exact.
 */
#include "classes.h"
#include "grid.h"
#include "scratch.h"

#include <string.h>

#define NO_WAY ((uint32_t)0xFFFFFFFF)
#define ONE_ITEM ((uint32_t)1 << 16) /* a cost: items in the upper half, steps in the lower */
#define UNCHANGED ((uint8_t)0xFF)

#define MAX_LOOKS ((uint64_t)100000000)

/* The unread changeable items of one axis. */
struct plain {
    uint8_t items[SEG_MAX_ITEMS];
    int count;
    uint32_t unit;   /* all their points are multiples of it */
    uint32_t width;  /* how many sums, in units, from the least on */
    uint32_t *costs; /* [count + 1][width] */
};

struct search {
    const struct seg_model *model;
    struct seg_facts facts;      /* being changed */
    uint8_t from[SEG_MAX_ITEMS]; /* the levels as they were */
    uint8_t to[SEG_MAX_ITEMS];   /* the changed read items, else UNCHANGED */
    uint8_t read[SEG_MAX_ITEMS]; /* changeable items that a condition reads */
    int read_count;
    struct plain plain[SEG_MAX_AXES];
    struct seg_axis_sums sums[SEG_MAX_AXES];
    struct seg_classes classes[SEG_MAX_AXES];
    uint32_t cheapest[SEG_MAX_AXES][SEG_MAX_CLASSES];
    uint32_t fixed[SEG_MAX_AXES]; /* the sum without what the plain items may add */
    uint32_t best[SEG_MAX_SEGMENTS];
    uint8_t ways[SEG_MAX_SEGMENTS][SEG_MAX_ITEMS];
    uint16_t targets;
    uint64_t effort, looks;
    bool complete;
};

static uint32_t above_least(const struct seg_model *model, int item, int level) {
    return model->points[item][level].points - model->items[item].least;
}

static void measure(const struct seg_model *model, struct plain *plain) {
    uint32_t span = 0;
    plain->unit = 0;
    for (int k = 0; k < plain->count; k++) {
        int item = plain->items[k];
        span += model->items[item].greatest - model->items[item].least;
        for (int level = 0; level < model->levels[item]; level++) {
            plain->unit = seg_common_divisor(above_least(model, item, level), plain->unit);
        }
    }
    plain->unit = plain->unit != 0 ? plain->unit : 1;
    plain->width = span / plain->unit + 1;
}

/* Whether changing the item can matter, when nothing reads its level. */
static bool can_add(const struct seg_model *model, int item) {
    const struct seg_item_rec *rec = &model->items[item];
    return rec->scored && rec->changeable && rec->least != rec->greatest;
}

size_t seg_what_if_head(void) {
    return sizeof(struct search);
}

size_t seg_scratch_size(const struct seg_model *model) {
    size_t heads[] = {seg_what_if_head(), seg_fewest_head()};
    size_t size = (heads[0] > heads[1] ? heads[0] : heads[1]) + 1024;
    for (int a = 0; a < model->axis_count; a++) {
        struct plain plain = {{0}, 0, 0, 0, NULL};
        for (int k = 0; k < model->axes[a].item_count; k++) {
            plain.items[plain.count++] = model->axes[a].scored[k];
        }
        measure(model, &plain);
        size += (size_t)plain.width * ((size_t)plain.count + 1) * ((size_t)plain.count + 2) *
                sizeof(uint32_t);
        if (size > SEG_MAX_SCRATCH) {
            return SEG_MAX_SCRATCH;
        }
    }
    return size;
}

static void find_items(struct search *search) {
    const struct seg_model *model = search->model;
    uint64_t read = seg_items_read(model);
    for (int i = 0; i < model->item_count; i++) {
        search->to[i] = UNCHANGED;
        if (search->from[i] >= SEG_MAX_LEVELS || !model->items[i].changeable) {
            continue;
        }
        if (read >> i & 1) {
            search->read[search->read_count++] = (uint8_t)i;
        } else if (can_add(model, i)) {
            struct plain *plain = &search->plain[model->items[i].axis];
            plain->items[plain->count++] = (uint8_t)i;
        }
    }
}

static uint32_t step_cost(const struct search *search, int item, int level) {
    int from = search->from[item];
    if (from == level) {
        return 0;
    }
    int steps = search->model->items[item].kind == SEG_CHOICE ? 1
                : level > from                                ? level - from
                                                              : from - level;
    return ONE_ITEM + (uint32_t)steps;
}

/* Least costs of reaching every sum with the items from the k-th on, out of those from the next. */
static void fill_row(const struct search *search, const struct plain *plain, int k) {
    const struct seg_model *model = search->model;
    uint32_t *row = plain->costs + (size_t)k * plain->width;
    const uint32_t *rest = row + plain->width;
    int item = plain->items[k];
    for (uint32_t sum = 0; sum < plain->width; sum++) {
        row[sum] = NO_WAY;
    }
    for (int level = 0; level < model->levels[item]; level++) {
        uint32_t more = above_least(model, item, level) / plain->unit;
        uint32_t cost = step_cost(search, item, level);
        for (uint32_t sum = more; sum < plain->width; sum++) {
            if (rest[sum - more] != NO_WAY && rest[sum - more] + cost < row[sum]) {
                row[sum] = rest[sum - more] + cost;
            }
        }
    }
}

/* Returns where the next table may begin; an axis without room keeps its plain items as they are.
 */
static uint32_t *fill_table(struct search *search, int a, uint32_t *room, const uint32_t *end) {
    struct plain *plain = &search->plain[a];
    measure(search->model, plain);
    if ((uint64_t)plain->width * ((uint64_t)plain->count + 1) + SEG_MAX_AXES >
        (uint64_t)(end - room)) {
        search->complete = false;
        plain->count = 0;
        measure(search->model, plain);
    }
    plain->costs = room;
    uint32_t *last = room + (size_t)plain->count * plain->width;
    for (uint32_t sum = 0; sum < plain->width; sum++) {
        last[sum] = sum == 0 ? 0 : NO_WAY;
    }
    for (int k = plain->count - 1; k >= 0; k--) {
        fill_row(search, plain, k);
    }
    return last + plain->width;
}

static void find_classes(struct search *search) {
    for (int a = 0; a < search->model->axis_count; a++) {
        search->sums[a] = seg_facts_sums(search->model, a, &search->facts);
        seg_classes_find(search->model, a, search->sums[a], &search->facts, &search->classes[a]);
        if (search->classes[a].count == 0) {
            search->complete = false;
            search->classes[a].count = 1;
            search->classes[a].starts[0] = search->sums[a].sum;
            search->classes[a].end = search->sums[a].sum + 1;
        }
    }
}

/* The sums of the plain items, in units, that land in the class: first..last; empty: first > last.
 */
static void class_range(const struct search *search, int a, int class, int64_t *first,
                        int64_t *last) {
    const struct seg_classes *classes = &search->classes[a];
    const struct plain *plain = &search->plain[a];
    int64_t start = (int64_t)classes->starts[class] - search->fixed[a];
    int64_t end =
        (int64_t)(class + 1 < classes->count ? classes->starts[class + 1] : classes->end) -
        search->fixed[a];
    int64_t unit = plain->unit;
    *first = start <= 0 ? 0 : (start + unit - 1) / unit;
    *last = end <= 0 ? -1 : (end - 1) / unit;
    if (*last >= (int64_t)plain->width) {
        *last = (int64_t)plain->width - 1;
    }
}

static void find_cheapest(struct search *search, int a) {
    for (int class = 0; class < search->classes[a].count; class ++) {
        int64_t first, last;
        uint32_t least = NO_WAY;
        class_range(search, a, class, &first, &last);
        for (int64_t sum = first; sum <= last; sum++) {
            uint32_t cost = search->plain[a].costs[sum];
            least = cost < least ? cost : least;
        }
        search->cheapest[a][class] = least;
    }
    search->looks += search->plain[a].width;
}

/* The least sum of each axis under the read items as they now are, and what each class costs. */
static void weigh_classes(struct search *search) {
    const struct seg_model *model = search->model;
    for (int a = 0; a < model->axis_count; a++) {
        uint32_t sum = search->sums[a].sum;
        const struct plain *plain = &search->plain[a];
        for (int k = 0; k < plain->count; k++) {
            sum -= above_least(model, plain->items[k], search->from[plain->items[k]]);
        }
        for (int r = 0; r < search->read_count; r++) {
            int item = search->read[r];
            if (model->items[item].scored && model->items[item].axis == a) {
                sum -= model->points[item][search->from[item]].points;
                sum += model->points[item][search->facts.levels[item]].points;
            }
        }
        search->fixed[a] = sum;
        find_cheapest(search, a);
    }
}

/* The first in order of the cheapest sets of changes that make the plain items add up to `sum`. */
static void retrace(const struct search *search, const struct plain *plain, uint32_t sum,
                    uint8_t *to) {
    const struct seg_model *model = search->model;
    for (int k = 0; k < plain->count; k++) {
        const uint32_t *row = plain->costs + (size_t)k * plain->width;
        const uint32_t *rest = row + plain->width;
        int item = plain->items[k], chosen = search->from[item];
        for (int level = 0; level < model->levels[item]; level++) {
            uint32_t more = above_least(model, item, level) / plain->unit;
            if (level != search->from[item] && more <= sum && rest[sum - more] != NO_WAY &&
                rest[sum - more] + step_cost(search, item, level) == row[sum]) {
                chosen = level;
                break;
            }
        }
        to[item] = chosen == search->from[item] ? UNCHANGED : (uint8_t)chosen;
        sum -= above_least(model, item, chosen) / plain->unit;
    }
}

static void copy_axis(const struct plain *plain, const uint8_t *from, uint8_t *to) {
    for (int k = 0; k < plain->count; k++) {
        to[plain->items[k]] = from[plain->items[k]];
    }
}

/* Of all cheapest sets for the class, the first in order. */
static void first_way(const struct search *search, int a, int class, uint8_t *way) {
    const struct plain *plain = &search->plain[a];
    uint8_t tried[SEG_MAX_ITEMS], least[SEG_MAX_ITEMS];
    int64_t first, last;
    bool found = false;
    class_range(search, a, class, &first, &last);
    memcpy(tried, way, sizeof tried);
    for (int64_t sum = first; sum <= last; sum++) {
        if (plain->costs[sum] != search->cheapest[a][class]) {
            continue;
        }
        retrace(search, plain, (uint32_t)sum, tried);
        if (!found || memcmp(tried, least, sizeof tried) < 0) {
            memcpy(least, tried, sizeof least);
            found = true;
        }
    }
    copy_axis(plain, least, way);
}

static void keep_way(struct search *search, int segment, const int *classes, uint32_t cost) {
    uint8_t way[SEG_MAX_ITEMS];
    memcpy(way, search->to, sizeof way);
    for (int a = 0; a < search->model->axis_count; a++) {
        first_way(search, a, classes[a], way);
    }
    if (cost < search->best[segment] || memcmp(way, search->ways[segment], sizeof way) < 0) {
        search->best[segment] = cost;
        memcpy(search->ways[segment], way, sizeof way);
    }
}

static uint32_t worst_best(const struct search *search) {
    uint32_t worst = 0;
    for (int s = 0; s < search->model->segment_count; s++) {
        if ((search->targets >> s & 1) && search->best[s] > worst) {
            worst = search->best[s];
        }
    }
    return worst;
}

static void try_classes(struct search *search, const int *classes, uint32_t cost) {
    const struct seg_model *model = search->model;
    for (int a = 0; a < model->axis_count; a++) {
        struct seg_axis_sums sums = search->sums[a];
        sums.sum = search->classes[a].starts[classes[a]];
        seg_facts_settle(model, a, &sums, &search->facts);
    }
    search->effort += seg_decide_effort(model, &search->facts);
    uint16_t possible = seg_decide_possible(model, &search->facts);
    if ((possible & (possible - 1)) != 0 || (possible & search->targets) == 0) {
        return;
    }
    int segment = __builtin_ctz(possible);
    if (cost <= search->best[segment]) {
        keep_way(search, segment, classes, cost);
    }
}

/* Every combination of classes that costs no more than what is known. */
static void try_all_classes(struct search *search, int axis, int *classes, uint32_t cost) {
    if (axis == search->model->axis_count) {
        if (search->effort < SEG_MAX_DECISION_EFFORT) {
            try_classes(search, classes, cost);
        } else {
            search->complete = false;
        }
        return;
    }
    for (int class = 0; class < search->classes[axis].count; class ++) {
        uint32_t more = search->cheapest[axis][class];
        if (more != NO_WAY && cost + more <= worst_best(search)) {
            classes[axis] = class;
            try_all_classes(search, axis + 1, classes, cost + more);
        }
    }
}

/* Every combination of the read items, those that cost too much already left out. */
static void try_all_read(struct search *search, int index, uint32_t cost) {
    if (cost > worst_best(search)) {
        return;
    }
    if (search->looks > MAX_LOOKS || search->effort >= SEG_MAX_DECISION_EFFORT) {
        search->complete = false;
        return;
    }
    if (index == search->read_count) {
        int classes[SEG_MAX_AXES] = {0};
        weigh_classes(search);
        try_all_classes(search, 0, classes, cost);
        return;
    }
    int item = search->read[index];
    try_all_read(search, index + 1, cost); /* unchanged first: it is the cheapest */
    for (int level = 0; level < search->model->levels[item]; level++) {
        if (level == search->from[item]) {
            continue;
        }
        search->facts.levels[item] = search->to[item] = (uint8_t)level;
        try_all_read(search, index + 1, cost + step_cost(search, item, level));
    }
    search->facts.levels[item] = search->from[item];
    search->to[item] = UNCHANGED;
}

static void show_way(const struct search *search, int segment, struct seg_way *way) {
    memset(way, 0, sizeof *way);
    way->segment = (uint8_t)segment;
    way->complete = (uint8_t)search->complete;
    if (search->best[segment] == NO_WAY) {
        return;
    }
    way->found = true;
    way->steps = (uint16_t)(search->best[segment] & (ONE_ITEM - 1));
    for (int i = 0; i < search->model->item_count; i++) {
        if (search->ways[segment][i] != UNCHANGED) {
            struct seg_change change = {(uint8_t)i, search->from[i], search->ways[segment][i]};
            way->changes[way->count++] = change;
        }
    }
}

static void start(struct search *search, const struct seg_model *model,
                  const struct seg_facts *facts, struct seg_scratch scratch) {
    uint32_t *room = (uint32_t *)(void *)(search + 1);
    const uint32_t *end = (const uint32_t *)scratch.memory + scratch.size / sizeof *room;
    memset(search, 0, sizeof *search);
    search->model = model;
    search->facts = *facts;
    search->complete = true;
    memcpy(search->from, facts->levels, sizeof search->from);
    memset(search->to, UNCHANGED, sizeof search->to);
    memset(search->best, 0xFF, sizeof search->best);
    find_items(search);
    for (int a = 0; a < model->axis_count; a++) {
        room = fill_table(search, a, room, end);
    }
    find_classes(search);
}

enum seg_status seg_what_if(const struct seg_model *model, const struct seg_input *input,
                            struct seg_scratch scratch, struct seg_what_if *what_if) {
    struct seg_facts facts;
    struct seg_decision decision;
    struct search *search = scratch.memory;
    if (seg_facts_gather(model, input, &facts) != SEG_OK) {
        return SEG_BAD_INPUT;
    }
    if (scratch.memory == NULL || scratch.size < sizeof *search + 1024) {
        return SEG_NO_ROOM;
    }
    what_if->count = 0;
    seg_decide(model, &facts, &decision);
    if (decision.segment == SEG_NONE || model->segments[decision.segment].lighter == 0) {
        return SEG_OK;
    }
    start(search, model, &facts, scratch);
    search->targets = model->segments[decision.segment].lighter;
    try_all_read(search, 0, 0);
    for (int s = 0; s < model->segment_count; s++) {
        if (search->targets >> s & 1) {
            show_way(search, s, &what_if->ways[what_if->count++]);
        }
    }
    return SEG_OK;
}
