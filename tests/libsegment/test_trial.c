/* What check says of random models, against every complete input tried by hand. */
#include "chance.h"
#include "findings.h"
#include "property.h"
#include "suites.h"
#include "trial.h"

#include <string.h>

static uint8_t states_of(const struct ref_band *band) {
    uint8_t states = band->item < 0 ? (uint8_t)(1u << band->state) : 0;
    for (int o = 0; band->item >= 0 && o < SEG_MAX_LEVELS; o++) {
        states |= (uint8_t)(band->by_option[o] >= 0 ? 1u << band->by_option[o] : 0);
    }
    return states;
}

static void compare_axes(const struct ref_model *model, const struct findings *found,
                         const struct trial *trial) {
    for (int a = 0; a < model->axes; a++) {
        const struct ref_axis *axis = &model->axis[a];
        uint8_t given = 0;
        for (int b = 0; b < axis->bands; b++) {
            given |= states_of(&axis->band[b]);
        }
        if (trial->scored >> a & 1) {
            ck_assert_uint_eq(found->bands[a], ((1u << axis->bands) - 1) & ~trial->bands[a]);
            ck_assert_uint_eq(found->unused[a], ((1u << axis->states) - 1) & ~given);
        }
    }
}

/* What is met at all, by answers, and what was found of it. */
static void compare_met(uint32_t met, uint32_t by_answers, int index, int unmet, int judged) {
    ck_assert_int_eq(unmet, !(met >> index & 1));
    ck_assert_int_eq(judged, (met & ~by_answers) >> index & 1);
}

static void compare_lists(const struct ref_model *model, const struct findings *found,
                          const struct trial *trial) {
    const struct trial_met *met = &trial->met, *answered = &trial->answered;
    for (int s = 0; s < model->segments; s++) {
        compare_met(met->segments, answered->segments, s, found->segments[s],
                    found->judged_segments[s]);
    }
    for (int s = 0; s < model->signals; s++) {
        compare_met(met->signals, answered->signals, s, found->signals[s],
                    found->judged_signals[s]);
    }
    for (int r = 0; r < model->rules; r++) {
        compare_met(met->moved, answered->moved, r, found->dead[r] || found->idle[r],
                    found->judged_rules[r]);
        ck_assert_int_eq(found->dead[r], !(met->held >> r & 1));
        ck_assert_msg(found->order[r] == trial->order[r], "rule %d: found %d, tried %d", r,
                      found->order[r], trial->order[r]);
    }
}

static void compare_worse(const struct findings *found, const struct trial *trial) {
    for (int i = 0; i < REF_ITEMS; i++) {
        ck_assert_int_eq(memcmp(found->worse[i], trial->worse[i], sizeof trial->worse[i]), 0);
    }
    ck_assert_int_eq(memcmp(found->worse_states, trial->worse_states, sizeof trial->worse_states),
                     0);
}

/* Gives the thing another value: an option's neighbour, another level, flag, duration or state. */
static void change_vain(const struct ref_model *model, struct seg_place place,
                        struct seg_input *input, struct chance *chance) {
    uint8_t *answers = input->answers[SEG_PROFESSIONAL];
    if (place.kind == SEG_OPTION) {
        int is = answers[place.of] == place.index, was = answers[place.of] == place.index - 1;
        answers[place.of] = (uint8_t)(answers[place.of] + was - is);
    } else if (place.kind == SEG_ITEM) {
        answers[place.index] =
            (uint8_t)chance_below(chance, (uint32_t)model->item[place.index].levels);
    } else if (place.kind == SEG_FLAG) {
        input->flags[place.index] ^= 1;
    } else if (place.kind == SEG_DURATION) {
        input->duration = (uint8_t)chance_below(chance, (uint32_t)model->durations);
    }
}

/* What is asked in vain changes nothing that is decided. */
static void check_vain(const struct ref_model *model, const struct findings *found) {
    struct chance chance = {7};
    for (int v = 0; v < found->vain_count; v++) {
        for (int n = 0; n < 30; n++) {
            struct seg_input input;
            struct seg_result before, after;
            chance_input(&chance, model, &input);
            ck_assert_int_eq(seg_evaluate(found->compiled, &input, &before), SEG_OK);
            change_vain(model, found->vain[v], &input, &chance);
            ck_assert_int_eq(seg_evaluate(found->compiled, &input, &after), SEG_OK);
            ck_assert_uint_eq(before.possible, after.possible);
            ck_assert_uint_eq(before.rules_true, after.rules_true);
            ck_assert_uint_eq(before.signals, after.signals);
        }
    }
}

/* An input of two views with gaps; 0 where no answer of an axis applies: nothing is promised then.
 */
static int views_input(const struct ref_model *model, const struct seg_model *compiled,
                       struct chance *chance, struct seg_input *input, struct seg_result *result) {
    struct seg_input other;
    chance_input(chance, model, input);
    chance_input(chance, model, &other);
    chance_forget(chance, model, 30, &other);
    memcpy(input->answers[SEG_CLIENT], other.answers[SEG_PROFESSIONAL], SEG_MAX_ITEMS);
    chance_forget(chance, model, 10, input);
    ck_assert_int_eq(seg_evaluate(compiled, input, result), SEG_OK);
    for (int a = 0; a < model->axes; a++) {
        if (!result->axes[a].assessed) {
            return 0;
        }
    }
    return 1;
}

/* 1 when the item's answer in this view is made worse, and both views together are no better. */
static int worsen(const struct ref_model *model, int item, int view, int level,
                  struct seg_input *input) {
    uint8_t *answers[] = {input->answers[SEG_PROFESSIONAL], input->answers[SEG_CLIENT]};
    uint8_t before = ref_combine(model, item, answers[0][item], answers[1][item]);
    uint8_t own = answers[view][item];
    if (!ref_scored(model, item) || own >= SEG_MAX_LEVELS || before >= SEG_MAX_LEVELS ||
        ref_points(model, item, level) <= ref_points(model, item, own)) {
        return 0;
    }
    answers[view][item] = (uint8_t)level;
    uint8_t after = ref_combine(model, item, answers[0][item], answers[1][item]);
    return ref_points(model, item, after) > ref_points(model, item, before);
}

/* Where a proof tells of no worse answer, none leads to a lighter segment: in either view, and
 * whatever else is unknown. */
static void check_promise(const struct ref_model *model, const struct findings *found) {
    struct chance chance = {11};
    for (int n = 0; n < 60 && model->items > 0; n++) {
        struct seg_input input;
        struct seg_result before, after;
        int item = (int)chance_below(&chance, (uint32_t)model->items);
        int level = (int)chance_below(&chance, (uint32_t)model->item[item].levels);
        int view = (int)chance_below(&chance, 2);
        if (!views_input(model, found->compiled, &chance, &input, &before) || !before.certain ||
            !worsen(model, item, view, level, &input)) {
            continue;
        }
        ck_assert_int_eq(seg_evaluate(found->compiled, &input, &after), SEG_OK);
        ck_assert(!after.certain || !ref_below(model, after.segment, before.segment));
    }
}

static void compare(const struct ref_model *model, const struct seg_model *compiled,
                    const struct trial *trial) {
    static struct findings found;
    struct seg_check_summary summary;
    prove(compiled, &found, &summary);
    ck_assert_int_eq(found.undecided, 0);
    ck_assert_uint_eq(summary.reached, trial->met.segments);
    ck_assert_double_eq((double)summary.inputs, trial->inputs);
    compare_lists(model, &found, trial);
    compare_axes(model, &found, trial);
    compare_worse(&found, trial);
    check_vain(model, &found);
    if (found.counts[SEG_WORSE_IS_LIGHTER] == 0) {
        check_promise(model, &found);
    }
    for (size_t c = 0; c < seg_model_count(compiled, SEG_CELL); c++) {
        ck_assert_msg(found.cells[c] != trial->open_cells[c], "cell %zu", c);
        ck_assert_msg(!found.cells[c] || !trial->cells[c], "cell %zu is reached", c);
    }
}

/* Every promise of a proof, over models with final and setting rules, judged axes, choices that
 * leave a state open, counts, answers that do not apply, flags, age and duration. */
START_TEST(check__finds_what_trying_every_input_finds_and_nothing_else) {
    uint64_t count = property_rounds() / 100, compared = 0, inexact = 0;
    for (uint64_t seed = 1; compared < count; seed++) {
        static struct ref_model model;
        static struct trial trial;
        struct chance chance = {seed * 0x9E3779B97F4A7C15u + 7};
        chance_below(&chance, 2);
        chance_model(&chance, &model);
        struct seg_model *compiled = ref_compile(&model);
        if (trial_run(&model, compiled, &trial)) {
            inexact += (uint64_t)trial.inexact;
            compared += !trial.inexact;
            if (!trial.inexact) {
                compare(&model, compiled, &trial);
            }
        }
        seg_model_free(compiled);
    }
    ck_assert_msg(inexact <= compared / 20, "%llu models leave more open than they must",
                  (unsigned long long)inexact);
}
END_TEST

Suite *trial_suite(void) {
    Suite *suite = suite_create("trial");
    TCase *tests = tcase_create("trial");
    tcase_set_timeout(tests, 0);
    tcase_add_test(tests, check__finds_what_trying_every_input_finds_and_nothing_else);
    suite_add_tcase(suite, tests);
    return suite;
}
