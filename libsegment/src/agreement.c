/* How far the two views agree: percent, and Cohen's kappa, as exact fractions. */
#include "model.h"

void seg_agreement_add(const struct seg_model *model, const struct seg_input *input,
                       struct seg_agreement *agreement) {
    for (int i = 0; i < model->item_count; i++) {
        uint8_t professional = input->answers[SEG_PROFESSIONAL][i];
        uint8_t client = input->answers[SEG_CLIENT][i];
        if (model->items[i].kind != SEG_CHOICE && professional < model->levels[i] &&
            client < model->levels[i]) {
            agreement->pairs[professional][client]++;
            agreement->total++;
        }
    }
}

void seg_agreement_merge(struct seg_agreement *into, const struct seg_agreement *other) {
    for (int p = 0; p < SEG_MAX_LEVELS; p++) {
        for (int c = 0; c < SEG_MAX_LEVELS; c++) {
            into->pairs[p][c] += other->pairs[p][c];
        }
    }
    into->total += other->total;
}

/* Sums over all pairs of levels: as they were seen, and as chance alone would give them. */
struct sums {
    int64_t same, same_by_chance;   /* the second times the total */
    int64_t apart, apart_by_chance; /* weighted by the distance */
};

static struct sums sum_up(const struct seg_agreement *agreement) {
    int64_t rows[SEG_MAX_LEVELS] = {0}, columns[SEG_MAX_LEVELS] = {0};
    struct sums sums = {0, 0, 0, 0};
    for (int p = 0; p < SEG_MAX_LEVELS; p++) {
        for (int c = 0; c < SEG_MAX_LEVELS; c++) {
            rows[p] += (int64_t)agreement->pairs[p][c];
            columns[c] += (int64_t)agreement->pairs[p][c];
        }
    }
    for (int p = 0; p < SEG_MAX_LEVELS; p++) {
        sums.same += (int64_t)agreement->pairs[p][p];
        sums.same_by_chance += rows[p] * columns[p];
        for (int c = 0; c < SEG_MAX_LEVELS; c++) {
            int64_t distance = p > c ? p - c : c - p;
            sums.apart += distance * (int64_t)agreement->pairs[p][c];
            sums.apart_by_chance += distance * rows[p] * columns[c];
        }
    }
    return sums;
}

struct seg_agreement_figures seg_agreement_figures(const struct seg_agreement *agreement) {
    int64_t total = (int64_t)agreement->total;
    struct sums sums = sum_up(agreement);
    struct seg_agreement_figures figures = {
        {sums.same, total},
        {total * sums.same - sums.same_by_chance, total * total - sums.same_by_chance},
        {sums.apart_by_chance - total * sums.apart, sums.apart_by_chance}};
    return figures;
}
