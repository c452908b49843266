/* Compiles the cell table into one segment for every combination of states. */
#include "compile.h"

#include <string.h>

static int column_states(const struct seg_builder *from, int column) {
    uint8_t axis = from->columns[column];
    if (axis == SEG_BY_DURATION) {
        return from->duration_count;
    }
    return axis < from->axis_count ? from->axes[axis].state_count : 0;
}

size_t seg_compile_cell_count(struct seg_compilation *c) {
    size_t cells = 1;
    for (int i = 0; i < c->from->column_count; i++) {
        int states = column_states(c->from, i);
        if (states == 0) {
            seg_compile_fault(c, SEG_FAULT_REFERENCE, SEG_CELL, i, -1,
                              "a column of the cell table is not there, or has no states");
            return 0;
        }
        cells *= (size_t)states;
    }
    if (cells > SEG_MAX_CELLS) {
        seg_compile_fault(c, SEG_FAULT_TOO_MANY, SEG_CELL, 0, -1,
                          "the cell table has at most 4096 combinations");
        return 0;
    }
    return cells;
}

static int check_row(struct seg_compilation *c, int index) {
    const struct seg_built_row *row = &c->from->rows[index];
    if (row->count != c->from->column_count) {
        return seg_compile_fault(c, SEG_FAULT_EMPTY, SEG_ROW, index, -1,
                                 "a row has one member a column");
    }
    if (row->segment < 0 || row->segment >= c->from->segment_count) {
        return seg_compile_fault(c, SEG_FAULT_REFERENCE, SEG_ROW, index, -1,
                                 "the row's segment is not there");
    }
    for (int i = 0; i < row->count; i++) {
        unsigned all = (1u << column_states(c->from, i)) - 1u;
        if (row->masks[i] != SEG_ANY && ((row->masks[i] & ~all) != 0 || row->masks[i] == 0)) {
            return seg_compile_fault(c, SEG_FAULT_REFERENCE, SEG_ROW, index, -1,
                                     "the row names a state that is not there, or none");
        }
    }
    return 0;
}

static bool row_takes(const struct seg_built_row *row, const uint8_t *states) {
    for (int i = 0; i < row->count; i++) {
        if (!(row->masks[i] >> states[i] & 1)) {
            return false;
        }
    }
    return true;
}

/* "no row for coping=easy need=many" - the codes of one combination, as far as they fit. */
static void describe(const struct seg_builder *from, const uint8_t *states, struct seg_error *error,
                     const char *head) {
    char *at = error->text;
    char *end = error->text + sizeof error->text - 1;
    const char *parts[4] = {head, "", "", ""};
    for (int i = -1; i < from->column_count; i++) {
        if (i >= 0) {
            uint8_t axis = from->columns[i];
            bool time = axis == SEG_BY_DURATION;
            parts[0] = " ";
            parts[1] = time ? "duration" : from->axes[axis].code;
            parts[2] = "=";
            parts[3] = time ? from->durations[states[i]] : from->axes[axis].states[states[i]];
        }
        for (int p = 0; p < 4; p++) {
            for (const char *s = parts[p]; *s != '\0' && at < end; s++) {
                *at++ = *s;
            }
        }
    }
    *at = '\0';
}

static int fill_cell(struct seg_compilation *c, size_t cell, const uint8_t *states) {
    const struct seg_builder *from = c->from;
    int taken = -1;
    for (int r = 0; r < from->row_count; r++) {
        if (!row_takes(&from->rows[r], states)) {
            continue;
        }
        if (taken >= 0) {
            seg_compile_fault(c, SEG_FAULT_OVERLAP, SEG_ROW, r, -1, "");
            c->error->other = seg_place_of(SEG_ROW, taken, -1);
            describe(from, states, c->error, "two rows for");
            return -1;
        }
        taken = r;
        if (from->hit == SEG_FIRST) {
            break;
        }
    }
    if (taken < 0) {
        seg_compile_fault(c, SEG_FAULT_GAP, SEG_CELL, (int)cell, -1, "");
        describe(from, states, c->error, "no row for");
        return -1;
    }
    c->cells[cell] = (uint8_t)from->rows[taken].segment;
    c->cell_rows[cell] = (uint16_t)taken;
    return 0;
}

/* The last column moves fastest. */
static void set_strides(struct seg_compilation *c) {
    struct seg_model *model = c->model;
    uint32_t stride = 1;
    for (int i = c->from->column_count - 1; i >= 0; i--) {
        uint8_t axis = c->from->columns[i];
        model->columns[i] = axis;
        if (axis == SEG_BY_DURATION) {
            model->duration_stride = stride;
        } else {
            model->axes[axis].stride = stride;
        }
        stride *= (uint32_t)column_states(c->from, i);
    }
    model->column_count = (uint8_t)c->from->column_count;
    model->row_count = (uint16_t)c->from->row_count;
}

int seg_compile_cells(struct seg_compilation *c) {
    uint8_t states[SEG_MAX_AXES + 1] = {0};
    for (int r = 0; r < c->from->row_count; r++) {
        if (check_row(c, r) < 0) {
            return -1;
        }
    }
    set_strides(c);
    for (size_t cell = 0; cell < c->model->cell_count; cell++) {
        if (fill_cell(c, cell, states) < 0) {
            return -1;
        }
        for (int i = c->from->column_count - 1; i >= 0; i--) {
            if (++states[i] < column_states(c->from, i)) {
                break;
            }
            states[i] = 0;
        }
    }
    return 0;
}
