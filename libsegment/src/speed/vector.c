/* Fits a model's tables into bytes, or says that they do not fit. */
#include "vector.h"
#include "model.h"

enum { SUM_MOST = 32767, SHARE_MOST = 32767, RANKS_MOST = 254 };

static bool item_fits(const struct seg_item_rec *item) {
    return !item->scored || (item->greatest <= 255 && item->least == 0);
}

static bool model_fits(const struct seg_model *model) {
    for (int i = 0; i < model->item_count; i++) {
        if (!item_fits(&model->items[i])) {
            return false;
        }
    }
    for (int a = 0; a < model->axis_count; a++) {
        const struct seg_axis_rec *axis = &model->axes[a];
        if (axis->item_count == 0 || axis->greatest == 0 || axis->greatest > SUM_MOST) {
            return false;
        }
    }
    for (int r = 0; r < model->rule_count; r++) {
        if (model->rules[r].reads_segment) {
            return false;
        }
    }
    return model->rank_count <= RANKS_MOST && model->segment_count <= SEG_VECTOR_SEGMENTS &&
           model->cell_count <= SEG_VECTOR_CELLS;
}

static void prepare_item(struct seg_model *model, int i) {
    struct seg_vector *vector = &model->speed.vector;
    for (int level = 0; level < model->levels[i]; level++) {
        const struct seg_cellpoints *points = &model->points[i][level];
        vector->points[i][level] = (uint8_t)points->points;
        if (points->rank < model->rank_count) {
            uint8_t merit = (uint8_t)(255 - points->rank);
            vector->merit[i][level] = merit;
            vector->code_of_merit[merit] = (uint8_t)i;
        }
    }
}

/* sum x scale x reciprocal >> shift is the quotient rounded down, as long as sum x scale is below
 * 2^31: the reciprocal is rounded up, by less than greatest / 2^shift of one. */
static void prepare_quotient(struct seg_vector *vector, int a, uint32_t greatest) {
    uint8_t shift = 31;
    while (((uint64_t)1 << (shift - 31)) < greatest) {
        shift++;
    }
    vector->shift[a] = shift;
    vector->reciprocal[a] = (uint32_t)(((uint64_t)1 << shift) / greatest + 1);
}

static void prepare_axis(struct seg_model *model, int a) {
    const struct seg_axis_rec *axis = &model->axes[a];
    struct seg_vector *vector = &model->speed.vector;
    vector->axis_optional[a] = 1;
    for (int k = 0; k < axis->item_count; k++) {
        const struct seg_item_rec *item = &model->items[axis->scored[k]];
        vector->axis_optional[a] &= item->not_applicable || item->greatest == 0;
    }
    if (axis->method == SEG_RATIO) {
        prepare_quotient(vector, a, axis->greatest);
    }
}

static uint32_t common_divisor(uint32_t a, uint32_t b) {
    while (b != 0) {
        uint32_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* The unit of the shares of an axis, as for the reasons: a ratio's scale; points are on 1000. */
static uint32_t share_unit(const struct seg_axis_rec *axis) {
    return axis->method == SEG_RATIO ? axis->scale : 1000;
}

static void prepare_shares(struct seg_model *model) {
    struct seg_vector *vector = &model->speed.vector;
    uint32_t divisor = 0;
    for (int a = 0; a < model->axis_count; a++) {
        divisor = common_divisor(share_unit(&model->axes[a]), divisor);
    }
    vector->shares_fit = true;
    for (int a = 0; a < model->axis_count; a++) {
        const struct seg_axis_rec *axis = &model->axes[a];
        uint32_t scale = share_unit(axis) / divisor;
        vector->share_scale[a] = (uint16_t)scale;
        for (int k = 0; k < axis->item_count; k++) {
            vector->shares_fit &= scale * model->items[axis->scored[k]].greatest <= SHARE_MOST;
        }
    }
}

static uint32_t column_stride(const struct seg_model *model, uint8_t column) {
    return column == SEG_BY_DURATION ? model->duration_stride : model->axes[column].stride;
}

static uint32_t column_states(const struct seg_model *model, uint8_t column) {
    return column == SEG_BY_DURATION ? model->duration_count : model->axes[column].state_count;
}

/* Whether a condition of a rule reads a column of the cell table. */
static bool column_is_read(const struct seg_model *model, uint8_t column) {
    uint8_t test = column == SEG_BY_DURATION ? SEG_TEST_DURATION : SEG_TEST_AXIS;
    for (int r = 0; r < model->rule_count; r++) {
        uint16_t first = model->rules[r].node;
        for (uint16_t n = first; n < model->nodes[first].end; n++) {
            const struct seg_node *node = &model->nodes[n];
            if (node->test == test && (test == SEG_TEST_DURATION || node->subject == column)) {
                return true;
            }
        }
    }
    return false;
}

/* Whether the states of a column ever lead to different segments. */
static bool column_decides(const struct seg_model *model, uint8_t column) {
    uint32_t stride = column_stride(model, column), states = column_states(model, column);
    for (uint32_t cell = 0; cell < model->cell_count; cell++) {
        if (model->cells[cell] != model->cells[cell - cell / stride % states * stride]) {
            return true;
        }
    }
    return false;
}

static void add_column(struct seg_model *model, uint8_t column) {
    struct seg_vector *vector = &model->speed.vector;
    uint8_t c = vector->column_count++;
    vector->columns[c] = column;
    for (uint32_t state = 0; state < SEG_MAX_STATES; state++) {
        uint8_t *half = state < 4 ? vector->place_low[c] : vector->place_high[c];
        half[1u << (state & 3)] = (uint8_t)(state * column_stride(model, column));
    }
}

static void prepare_columns(struct seg_model *model) {
    for (int read = 1; read >= 0; read--) {
        for (int c = 0; c < model->column_count; c++) {
            uint8_t column = model->columns[c];
            if (column_is_read(model, column) == read && (read || column_decides(model, column))) {
                add_column(model, column);
            }
        }
        model->speed.vector.read_count =
            read ? model->speed.vector.column_count : model->speed.vector.read_count;
    }
}

static void prepare_cells(struct seg_model *model) {
    prepare_columns(model);
    for (uint32_t cell = 0; cell < model->cell_count; cell++) {
        model->speed.vector.cell_bits[cell] = (uint8_t)(1u << model->cells[cell]);
    }
}

void seg_vector_prepare(struct seg_model *model) {
    struct seg_vector *vector = &model->speed.vector;
    *vector = (struct seg_vector){.usable = (uint8_t)model_fits(model)};
    for (int merit = 0; merit < 256; merit++) {
        vector->code_of_merit[merit] = SEG_NONE;
    }
    for (int i = 0; vector->usable && i < model->item_count; i++) {
        prepare_item(model, i);
    }
    for (int a = 0; vector->usable && a < model->axis_count; a++) {
        prepare_axis(model, a);
    }
    if (vector->usable) {
        prepare_shares(model);
        prepare_cells(model);
    }
}
