/* Random cell tables, against looking for every combination's rows by hand. */
#include "chance.h"
#include "property.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 12, COLUMNS = 3, DURATION = 2 };

struct table {
    int first; /* the first row that matches counts */
    int states[COLUMNS], rows;
    uint8_t masks[MOST_ROWS][COLUMNS];
    int segments[MOST_ROWS];
};

static void make_table(struct chance *chance, struct table *table) {
    memset(table, 0, sizeof *table);
    table->first = chance_percent(chance, 50);
    table->rows = 1 + (int)chance_below(chance, MOST_ROWS);
    for (int c = 0; c < COLUMNS; c++) {
        table->states[c] = 1 + (int)chance_below(chance, c == DURATION ? 2 : 3);
    }
    for (int r = 0; r < table->rows; r++) {
        table->segments[r] = (int)chance_below(chance, 3);
        for (int c = 0; c < COLUMNS; c++) {
            uint32_t all = (1u << table->states[c]) - 1;
            int any = table->first && chance_percent(chance, 50);
            table->masks[r][c] = (uint8_t)(any ? all : 1 + chance_below(chance, all));
        }
    }
}

/* Leaves the rows of a unique table only where they meet no earlier one: sound ones are rare. */
static void keep_apart(struct table *table) {
    for (int r = 1; r < table->rows; r++) {
        for (int before = 0; before < r; before++) {
            int apart = 0;
            for (int c = 0; c < COLUMNS; c++) {
                apart |= (table->masks[r][c] & table->masks[before][c]) == 0;
            }
            if (!apart) {
                table->rows--;
                memmove(&table->masks[r], &table->masks[r + 1],
                        (size_t)(MOST_ROWS - 1 - r) * sizeof table->masks[0]);
                r--;
                break;
            }
        }
    }
}

static struct seg_builder *build(const struct table *table) {
    static const char *const codes[] = {"s0", "s1", "s2"};
    struct seg_builder *b = seg_builder_new(NULL);
    seg_set_name(b, "table", 1);
    seg_set_hit(b, table->first ? SEG_FIRST : SEG_UNIQUE);
    for (int s = 0; s < 3; s++) {
        struct seg_segment_def segment = {codes[s], NULL, 0};
        seg_add_segment(b, &segment);
    }
    for (int c = 0; c < COLUMNS; c++) {
        struct seg_axis_def axis = {c == 0 ? "a0" : "a1", SEG_POINTS, 0};
        int at = c == DURATION ? SEG_BY_DURATION : seg_add_axis(b, &axis);
        for (int s = 0; s < table->states[c]; s++) {
            if (c == DURATION) {
                seg_add_duration(b, codes[s]);
            } else {
                seg_add_state(b, at, codes[s]);
            }
        }
        if (c != DURATION) {
            seg_add_band(b, at, 0, 0);
        }
        seg_add_column(b, at);
    }
    for (int r = 0; r < table->rows; r++) {
        seg_add_row(b, table->masks[r], COLUMNS, table->segments[r]);
    }
    return b;
}

/* What the rows make of all combinations. */
struct looked {
    int gap, overlap; /* the first combination with the fault, or -1 */
    int counts;
    int hits[27];
    uint8_t used[MOST_ROWS];
};

static void look(const struct table *table, struct looked *looked) {
    int cells = table->states[0] * table->states[1] * table->states[2];
    memset(looked, 0, sizeof *looked);
    looked->gap = looked->overlap = -1;
    for (int cell = cells - 1; cell >= 0; cell--) {
        int states[] = {cell / table->states[2] / table->states[1],
                        cell / table->states[2] % table->states[1], cell % table->states[2]};
        int rows = 0;
        for (int r = table->rows - 1; r >= 0; r--) {
            int takes = 1;
            for (int c = 0; c < COLUMNS; c++) {
                takes &= table->masks[r][c] >> states[c] & 1;
            }
            looked->hits[cell] = takes ? r : looked->hits[cell];
            rows += takes;
        }
        looked->gap = rows == 0 ? cell : looked->gap;
        looked->overlap = rows > 1 && !table->first ? cell : looked->overlap;
        looked->used[looked->hits[cell]] |= (uint8_t)(rows > 0);
    }
    looked->counts = cells;
}

static int note_unused(const struct seg_finding *finding, void *data) {
    uint8_t *unused = data;
    if (finding->kind == SEG_ROW_UNUSED) {
        unused[finding->place.index] = 1;
    }
    return 0;
}

static void check_sound(const struct table *table, const struct looked *looked,
                        const struct seg_model *model) {
    uint8_t unused[MOST_ROWS] = {0};
    struct seg_check_summary summary;
    struct seg_scratch scratch = {NULL, seg_check_scratch_size(model)};
    scratch.memory = malloc(scratch.size);
    ck_assert_int_eq(seg_check(model, scratch, note_unused, unused, &summary), SEG_OK);
    free(scratch.memory);
    for (int r = 0; r < table->rows; r++) {
        ck_assert(unused[r] != looked->used[r]);
    }
    for (int cell = 0; cell < looked->counts; cell++) {
        uint8_t states[] = {(uint8_t)(cell / table->states[2] / table->states[1]),
                            (uint8_t)(cell / table->states[2] % table->states[1]),
                            (uint8_t)(cell % table->states[2])};
        ck_assert_int_eq(seg_cell_segment(model, states), table->segments[looked->hits[cell]]);
    }
}

static int check_table(const struct table *table) {
    struct looked looked;
    struct seg_error error;
    struct seg_model *model = NULL;
    struct seg_builder *b = build(table);
    enum seg_status status = seg_model_compile(b, &model, &error);
    look(table, &looked);
    int gap_first = looked.overlap < 0 || (looked.gap >= 0 && looked.gap < looked.overlap);
    if (looked.gap >= 0 && gap_first) {
        ck_assert_int_eq(error.fault, SEG_FAULT_GAP);
        ck_assert_int_eq(error.place.index, looked.gap);
    } else if (looked.overlap >= 0) {
        ck_assert_int_eq(error.fault, SEG_FAULT_OVERLAP);
    } else {
        ck_assert_msg(status == SEG_OK, "%s", error.text);
        check_sound(table, &looked, model);
        seg_model_free(model);
    }
    seg_builder_free(b);
    return status == SEG_OK;
}

START_TEST(cell_table__gaps_overlaps_and_unused_rows_are_those_found_by_hand) {
    int sound = 0;
    for (uint64_t seed = 1; seed <= property_rounds() / 20; seed++) {
        struct chance chance = {seed * 0x9E3779B97F4A7C15u + 3};
        struct table table;
        chance_below(&chance, 2);
        make_table(&chance, &table);
        if (!table.first && chance_percent(&chance, 80)) {
            keep_apart(&table);
        }
        sound += check_table(&table);
    }
    ck_assert_int_gt(sound, 0);
}
END_TEST

Suite *table_suite(void) {
    Suite *suite = suite_create("table");
    TCase *tests = tcase_create("table");
    tcase_set_timeout(tests, 0);
    tcase_add_test(tests, cell_table__gaps_overlaps_and_unused_rows_are_those_found_by_hand);
    suite_add_tcase(suite, tests);
    return suite;
}
