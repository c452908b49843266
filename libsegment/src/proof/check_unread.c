/* What is asked, though nothing reads the answer; options that nothing tells apart, or that add
 * less than the one before. */
#include "classes.h"
#include "proof.h"

static void add_finding(struct seg_proof *proof, enum seg_kind kind, int index) {
    struct seg_finding finding = seg_proof_finding(SEG_UNREAD, kind, index, -1);
    seg_proof_report(proof, &finding);
}

/* True when some condition makes this test of the axis (or of the duration). */
static bool is_tested(const struct seg_model *model, int test, int subject) {
    for (int n = 0; n < model->node_count; n++) {
        if (model->nodes[n].test == test && (subject < 0 || model->nodes[n].subject == subject)) {
            return true;
        }
    }
    return false;
}

static bool is_column(const struct seg_model *model, int column) {
    for (int c = 0; c < model->column_count; c++) {
        if (model->columns[c] == column) {
            return true;
        }
    }
    return false;
}

static bool counts(const struct seg_item_rec *item) {
    return item->scored && item->greatest > 0;
}

static void report_option(struct seg_proof *proof, enum seg_finding_kind kind, int item,
                          int option) {
    struct seg_finding finding = seg_proof_finding(kind, SEG_OPTION, option, item);
    finding.other = finding.place;
    finding.other.index = option - 1;
    seg_proof_report(proof, &finding);
}

/* The first level that adds less than the one before, or more where more is better. */
static void report_falling(struct seg_proof *proof, int i) {
    const struct seg_model *model = proof->model;
    for (int o = 1; o < model->levels[i]; o++) {
        uint32_t before = model->points[i][o - 1].points, here = model->points[i][o].points;
        if (model->items[i].reversed ? here > before : here < before) {
            report_option(proof, SEG_POINTS_FALL, i, o);
            return;
        }
    }
}

/* Two neighbouring options that add the same and that no condition tells apart. */
static void report_alike(struct seg_proof *proof, int i) {
    const struct seg_model *model = proof->model;
    const uint8_t *groups = proof->space.groups[i];
    for (int o = 1; o < model->levels[i]; o++) {
        bool read_apart = proof->space.group_counts[i] > 0 && groups[o] != groups[o - 1];
        if (!read_apart && model->points[i][o].points == model->points[i][o - 1].points) {
            report_option(proof, SEG_OPTIONS_ALIKE, i, o);
            return;
        }
    }
}

void seg_proof_report_unread(struct seg_proof *proof) {
    const struct seg_model *model = proof->model;
    uint64_t read = seg_items_read(model);
    for (int a = 0; a < model->axis_count; a++) {
        if (!is_column(model, a) && !is_tested(model, SEG_TEST_AXIS, a) &&
            !is_tested(model, SEG_TEST_SCORE, a)) {
            add_finding(proof, SEG_AXIS, a);
        }
    }
    for (int i = 0; i < model->item_count; i++) {
        if (!counts(&model->items[i]) && !(read >> i & 1)) {
            add_finding(proof, SEG_ITEM, i);
        } else if (counts(&model->items[i])) {
            report_alike(proof, i);
            report_falling(proof, i);
        }
    }
    for (int f = 0; f < model->flag_count; f++) {
        if (!(model->flags_read >> f & 1)) {
            add_finding(proof, SEG_FLAG, f);
        }
    }
    if (model->duration_count > 0 && !is_column(model, SEG_BY_DURATION) &&
        !is_tested(model, SEG_TEST_DURATION, -1)) {
        add_finding(proof, SEG_DURATION, 0);
    }
}
