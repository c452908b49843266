#include "space.h"

#include <string.h>

/* True when no condition and no band tells the two options of the item apart. */
static bool alike(const struct seg_model *model, int item, int one, int other) {
    for (int n = 0; n < model->node_count; n++) {
        const struct seg_node *node = &model->nodes[n];
        bool reads = node->test == SEG_TEST_LEVEL || node->test == SEG_TEST_CHOICE;
        if (!reads || node->subject != item) {
            continue;
        }
        bool in_one = one != GRID_NA && (node->mask >> one & 1);
        bool in_other = other != GRID_NA && (node->mask >> other & 1);
        if (in_one != in_other) {
            return false;
        }
    }
    for (int a = 0; a < model->axis_count; a++) {
        for (int b = 0; b < model->axes[a].band_count; b++) {
            const struct seg_band_rec *band = &model->axes[a].bands[b];
            if (band->item == item && band->by_option[one] != band->by_option[other]) {
                return false;
            }
        }
    }
    return true;
}

static void find_groups(struct seg_space *space, int item) {
    const struct seg_model *model = space->model;
    int count = 0;
    for (int option = 0; option < GRID_OPTIONS; option++) {
        int group = count;
        if (!seg_grid_has(model, item, option)) {
            continue;
        }
        for (int before = 0; before < option; before++) {
            if (seg_grid_has(model, item, before) && alike(model, item, before, option)) {
                group = space->groups[item][before];
                break;
            }
        }
        space->groups[item][option] = (uint8_t)group;
        count += group == count;
    }
    space->group_counts[item] = (uint8_t)count;
}

static void add_age(struct seg_space *space, uint32_t age) {
    int at = space->age_count;
    while (at > 0 && space->ages[at - 1] >= age) {
        at--;
    }
    if (age > SEG_MAX_AGE || (at < space->age_count && space->ages[at] == age)) {
        return;
    }
    memmove(&space->ages[at + 1], &space->ages[at],
            (size_t)(space->age_count - at) * sizeof *space->ages);
    space->ages[at] = (uint16_t)age;
    space->age_count++;
}

/* What the conditions read: items, and the ages at which one of them turns. */
static void find_read(struct seg_space *space) {
    const struct seg_model *model = space->model;
    uint64_t read = 0;
    add_age(space, 0);
    for (int n = 0; n < model->node_count; n++) {
        const struct seg_node *node = &model->nodes[n];
        if (node->test == SEG_TEST_LEVEL || node->test == SEG_TEST_CHOICE) {
            read |= (uint64_t)1 << node->subject;
        } else if (node->test == SEG_TEST_AGE) {
            add_age(space, node->from);
            add_age(space, node->below);
        }
    }
    for (int a = 0; a < model->axis_count; a++) {
        for (int b = 0; b < model->axes[a].band_count; b++) {
            uint8_t item = model->axes[a].bands[b].item;
            read |= item != SEG_NONE ? (uint64_t)1 << item : 0;
        }
    }
    for (int i = 0; i < model->item_count; i++) {
        if (read >> i & 1) {
            find_groups(space, i);
        }
    }
}

static void add_dim(struct seg_space *space, int kind, int index, int axis, int count) {
    struct seg_dim dim = {(uint8_t)kind, (uint8_t)index, axis < 0 ? SEG_NONE : (uint8_t)axis,
                          (uint16_t)count, space->points};
    uint64_t points = (uint64_t)space->points * (uint64_t)count;
    space->points = points <= SEG_CHECK_STATES ? (uint32_t)points : 0;
    space->dims[space->dim_count++] = dim;
}

static void plan_axis(struct seg_space *space, int a) {
    const struct seg_model *model = space->model;
    const struct seg_axis_rec *axis = &model->axes[a];
    struct seg_grid *grid = &space->grids[a];
    uint64_t combinations = 1;
    if (space->judged >> a & 1) {
        seg_grid_judge(model, a, grid);
    } else {
        seg_grid_plan(model, a, SEG_CHECK_SUMS, grid);
    }
    for (int k = 0; !grid->judged && k < axis->item_count; k++) {
        int groups = space->group_counts[axis->scored[k]];
        if (groups > 0) {
            add_dim(space, SPACE_ITEM, axis->scored[k], a, groups);
            combinations *= (uint64_t)groups;
            combinations = combinations > UINT32_MAX ? UINT32_MAX : combinations;
        }
    }
    add_dim(space, SPACE_CLASS, a, a, grid->class_count);
    space->combinations[a] = (uint32_t)combinations;
    space->words = grid->words > space->words ? grid->words : space->words;
    if (grid->bits == 0 || grid->class_count == 0 || combinations > SPACE_MAX_COMBINATIONS) {
        space->points = 0;
    }
}

/* The items of a judged axis have no answer. */
static bool without_answer(const struct seg_space *space, int item) {
    uint8_t axis = space->model->items[item].axis;
    return axis != SEG_NONE && (space->judged >> axis & 1);
}

static bool is_free(const struct seg_space *space, int item) {
    return space->group_counts[item] > 0 && !space->model->items[item].scored &&
           !without_answer(space, item);
}

uint8_t seg_space_scorable(const struct seg_model *model) {
    uint8_t axes = 0;
    for (int a = 0; a < model->axis_count; a++) {
        axes |= (uint8_t)((model->axes[a].greatest > 0) << a);
    }
    return axes;
}

void seg_space_plan(const struct seg_model *model, uint8_t judged, struct seg_space *space) {
    memset(space, 0, sizeof *space);
    space->model = model;
    space->judged = (uint8_t)(judged | ~seg_space_scorable(model));
    space->points = 1;
    find_read(space);
    for (int f = 0; f < model->flag_count; f++) {
        if (model->flags_read >> f & 1) {
            add_dim(space, SPACE_FLAG, f, -1, 2);
        }
    }
    if (model->duration_count > 0) {
        add_dim(space, SPACE_DURATION, 0, -1, model->duration_count);
    }
    if (model->any_age) {
        add_dim(space, SPACE_AGE, 0, -1, space->age_count);
    }
    for (int i = 0; i < model->item_count; i++) {
        if (is_free(space, i)) {
            add_dim(space, SPACE_ITEM, i, -1, space->group_counts[i]);
        }
    }
    for (int a = 0; a < model->axis_count; a++) {
        plan_axis(space, a);
    }
}

uint32_t seg_space_combination(const struct seg_space *space, int axis, uint32_t point) {
    uint32_t combination = 0, stride = 1;
    for (int d = 0; d < space->dim_count; d++) {
        const struct seg_dim *dim = &space->dims[d];
        if (dim->kind == SPACE_ITEM && dim->axis == axis) {
            combination += stride * seg_space_digit(dim, point);
            stride *= dim->count;
        }
    }
    return combination;
}

int seg_space_group(const struct seg_space *space, int item, uint32_t point) {
    for (int d = 0; d < space->dim_count; d++) {
        if (space->dims[d].kind == SPACE_ITEM && space->dims[d].index == item) {
            return (int)seg_space_digit(&space->dims[d], point);
        }
    }
    return -1;
}

uint32_t seg_space_class_stride(const struct seg_space *space, int axis) {
    for (int d = 0; d < space->dim_count; d++) {
        if (space->dims[d].kind == SPACE_CLASS && space->dims[d].index == axis) {
            return space->dims[d].stride;
        }
    }
    return 0;
}

bool seg_space_exists(const struct seg_space *space, uint32_t point) {
    for (int d = 0; d < space->dim_count; d++) {
        const struct seg_dim *dim = &space->dims[d];
        if (dim->kind != SPACE_CLASS || space->grids[dim->index].judged) {
            continue;
        }
        uint32_t combination = seg_space_combination(space, dim->index, point);
        uint64_t classes = space->reached[dim->index][combination];
        if (!(classes >> seg_space_digit(dim, point) & 1)) {
            return false;
        }
    }
    return true;
}

/* The first option of the item's group. */
static uint8_t first_of(const struct seg_space *space, int item, uint32_t group) {
    for (int option = 0; option < GRID_OPTIONS; option++) {
        if (seg_grid_has(space->model, item, option) && space->groups[item][option] == group) {
            return option == GRID_NA ? SEG_NOT_APPLICABLE : (uint8_t)option;
        }
    }
    return 0;
}

static void set_class(const struct seg_space *space, int a, uint32_t class,
                      struct seg_facts *facts) {
    struct seg_axis_facts *at = &facts->axes[a];
    const struct seg_grid *grid = &space->grids[a];
    if (grid->judged) {
        struct seg_axis_sums none = {0, 0, 0, 0, 0, false};
        at->judged = true;
        at->states = (uint8_t)(1u << class);
        seg_facts_settle(space->model, a, &none, facts);
        return;
    }
    at->assessed = true;
    seg_grid_pair(space->model, grid, grid->samples[class], &at->sum_low, &at->max_low);
    at->sum_high = at->sum_low;
    at->max_high = at->max_low;
}

static void set_dim(const struct seg_space *space, const struct seg_dim *dim, uint32_t value,
                    struct seg_facts *facts) {
    switch (dim->kind) {
    case SPACE_FLAG:
        facts->flags[dim->index] = value ? SEG_TRUE : SEG_FALSE;
        break;
    case SPACE_DURATION:
        facts->durations = (uint8_t)(1u << value);
        break;
    case SPACE_AGE:
        facts->age_low = facts->age_high = space->ages[value];
        break;
    case SPACE_ITEM:
        facts->levels[dim->index] = first_of(space, dim->index, value);
        break;
    default:
        set_class(space, dim->index, value, facts);
        break;
    }
}

void seg_space_facts(const struct seg_space *space, uint32_t point, struct seg_facts *facts) {
    memset(facts, 0, sizeof *facts);
    memset(facts->flags, SEG_FALSE, sizeof facts->flags);
    for (int i = 0; i < space->model->item_count; i++) {
        facts->levels[i] = without_answer(space, i) ? SEG_UNKNOWN : 0;
    }
    for (int d = 0; d < space->dim_count; d++) {
        set_dim(space, &space->dims[d], seg_space_digit(&space->dims[d], point), facts);
    }
    for (int a = 0; a < space->model->axis_count; a++) {
        if (!space->grids[a].judged) {
            facts->axes[a].states = seg_facts_states(space->model, a, facts);
        }
    }
}

void seg_space_sums(const struct seg_space *space, int axis, uint32_t point, int without, int count,
                    uint64_t *bits, uint64_t *work) {
    const struct seg_axis_rec *rec = &space->model->axes[axis];
    const struct seg_grid *grid = &space->grids[axis];
    size_t size = grid->words * sizeof *bits;
    memset(bits, 0, size);
    bits[0] = 1;
    for (int k = 0; k < count; k++) {
        int item = rec->scored[k], group = seg_space_group(space, item, point);
        if (item == without) {
            continue;
        }
        memcpy(work, bits, size);
        memset(bits, 0, size);
        for (int option = 0; option < GRID_OPTIONS; option++) {
            if (seg_grid_has(space->model, item, option) &&
                (group < 0 || space->groups[item][option] == group)) {
                seg_bits_shift_in(bits, work, grid->words,
                                  seg_grid_offset(space->model, grid, item, option));
            }
        }
    }
}

void seg_space_answers(const struct seg_space *space, int axis, uint32_t point, int without,
                       size_t bit, uint64_t *bits, uint64_t *work, uint8_t *answers) {
    const struct seg_axis_rec *rec = &space->model->axes[axis];
    for (int k = rec->item_count - 1; k >= 0; k--) {
        int item = rec->scored[k], group = seg_space_group(space, item, point);
        if (item == without) {
            continue;
        }
        seg_space_sums(space, axis, point, without, k, bits, work);
        for (int option = 0; option < GRID_OPTIONS; option++) {
            if (!seg_grid_has(space->model, item, option) ||
                (group >= 0 && space->groups[item][option] != group)) {
                continue;
            }
            size_t offset = seg_grid_offset(space->model, &space->grids[axis], item, option);
            if (offset <= bit && (bits[(bit - offset) / 64] >> (bit - offset) % 64 & 1)) {
                answers[item] = option == GRID_NA ? SEG_NOT_APPLICABLE : (uint8_t)option;
                bit -= offset;
                break;
            }
        }
    }
}
