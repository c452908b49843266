#include "table.h"

#include <check.h>
#include <string.h>

static void set_input(struct table *table, int views) {
    table->in.rows = TABLE_ROWS;
    table->in.duration = table->duration;
    table->in.age = table->age;
    for (size_t i = 0; i < seg_model_count(table->model, SEG_ITEM); i++) {
        for (int view = 0; view < views; view++) {
            table->in.answers[view][i] = table->answers[view][i];
        }
    }
    for (int a = 0; a < SEG_MAX_AXES; a++) {
        table->in.axis_state[a] = table->axis_state[a];
    }
    for (int f = 0; f < SEG_MAX_FLAGS; f++) {
        table->in.flags[f] = table->flags[f];
    }
}

static void set_output(struct table *table) {
    struct seg_batch_output out = {.segment = table->segment,
                                   .certain = table->certain,
                                   .possible = table->possible,
                                   .signals = table->signals,
                                   .refused = table->refused};
    for (int a = 0; a < SEG_MAX_AXES; a++) {
        out.low[a] = table->low[a];
        out.high[a] = table->high[a];
        out.states[a] = table->states[a];
    }
    for (int r = 0; r < SEG_BATCH_REASONS; r++) {
        out.reason[r] = table->reason[r];
    }
    table->out = out;
}

void table_start(struct table *table, const struct seg_model *model, int views) {
    memset(table, 0, sizeof *table);
    table->model = model;
    set_input(table, views);
    set_output(table);
}

void table_put(struct table *table, int row, const struct seg_input *input) {
    table->rows[row] = *input;
    table->duration[row] = input->duration;
    table->age[row] = input->age;
    for (int view = 0; view < SEG_VIEWS; view++) {
        for (int i = 0; i < SEG_MAX_ITEMS; i++) {
            table->answers[view][i][row] = input->answers[view][i];
        }
    }
    for (int a = 0; a < SEG_MAX_AXES; a++) {
        table->axis_state[a][row] = input->axis_state[a];
    }
    for (int f = 0; f < SEG_MAX_FLAGS; f++) {
        table->flags[f][row] = input->flags[f];
    }
}

void table_spoil(struct table *table) {
    memset(table->segment, 0x77, sizeof table->segment);
    memset(table->certain, 0x77, sizeof table->certain);
    memset(table->refused, 0x77, sizeof table->refused);
    memset(table->reason, 0x77, sizeof table->reason);
    memset(table->states, 0x77, sizeof table->states);
    memset(table->possible, 0x77, sizeof table->possible);
    memset(table->low, 0x77, sizeof table->low);
    memset(table->high, 0x77, sizeof table->high);
    memset(table->signals, 0x77, sizeof table->signals);
}

/* A row, and for whom a difference is found. */
struct place {
    const char *who;
    int row;
    uint64_t seed;
};

static void same(const struct place *place, uint32_t a, uint32_t b, const char *what) {
    ck_assert_msg(a == b, "%s of row %d by %s: %u is not %u (model seed %llu)", what, place->row,
                  place->who, (unsigned)a, (unsigned)b, (unsigned long long)place->seed);
}

void table_same_row(const struct table *table, int row, const struct seg_result *result,
                    const char *who, uint64_t seed) {
    struct place at = {who, row, seed};
    same(&at, table->refused[row], result == NULL, "refused");
    same(&at, table->segment[row], result != NULL ? result->segment : SEG_NONE, "segment");
    if (result == NULL) {
        return;
    }
    same(&at, table->certain[row], result->certain, "certain");
    same(&at, table->possible[row], result->possible, "possible");
    same(&at, table->signals[row], result->signals, "signals");
    for (size_t a = 0; a < seg_model_count(table->model, SEG_AXIS); a++) {
        same(&at, table->low[a][row], result->axes[a].low, "low");
        same(&at, table->high[a][row], result->axes[a].high, "high");
        same(&at, table->states[a][row], result->axes[a].states, "states");
    }
    for (int r = 0; r < SEG_BATCH_REASONS; r++) {
        uint8_t code = r < result->reason_count ? result->reasons[r].code : SEG_NONE;
        same(&at, table->reason[r][row], code, "reason");
    }
}
