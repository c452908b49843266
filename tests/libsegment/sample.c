#include "sample.h"

#include <check.h>
#include <stdio.h>

static void add_segments(struct seg_builder *b) {
    static const struct seg_segment_def defs[] = {{"omatoimi", "SPT", 24},
                                                  {"tuki", "SPT", 3},
                                                  {"yhteistyo", "PPT", 12},
                                                  {"huolenpito", "PPT", 6}};
    for (size_t i = 0; i < 4; i++) {
        seg_add_segment(b, &defs[i]);
    }
    seg_add_above(b, TUKI, OMATOIMI);
    seg_add_above(b, YHTEISTYO, OMATOIMI);
    seg_add_above(b, HUOLENPITO, TUKI);
    seg_add_above(b, HUOLENPITO, YHTEISTYO);
}

static void add_axes(struct seg_builder *b) {
    struct seg_axis_def coping = {"coping", SEG_RATIO, 1000};
    struct seg_axis_def need = {"need", SEG_RATIO, 1000};
    seg_add_axis(b, &coping);
    seg_add_axis(b, &need);
    seg_add_state(b, COPING, "easy");
    seg_add_state(b, COPING, "temporarily_difficult");
    seg_add_state(b, COPING, "difficult");
    seg_add_state(b, NEED, "few");
    seg_add_state(b, NEED, "many");
    seg_add_band(b, COPING, 0, EASY);
    int band = seg_add_band_by(b, COPING, 400, OUTLOOK);
    seg_add_band_choice(b, COPING, band, PASSING, TEMPORARILY_DIFFICULT);
    seg_add_band_choice(b, COPING, band, LASTING, DIFFICULT);
    seg_add_band(b, NEED, 0, FEW);
    seg_add_band(b, NEED, 400, MANY);
}

static void add_items(struct seg_builder *b) {
    for (int i = 0; i < ALL_ITEMS; i++) {
        char code[16];
        snprintf(code, sizeof code, "item%d", i);
        int outlook = i == OUTLOOK;
        struct seg_item_def def = {code,
                                   outlook ? SEG_CHOICE : SEG_LEVEL,
                                   i < FIRST_NEED ? COPING : NEED,
                                   i % 5 == 0 ? 2 : 1,
                                   i == COPING_ITEMS - 1,
                                   !outlook && i != ALL_ITEMS - 1,
                                   !outlook,
                                   SEG_POLICY_DEFAULT};
        int item = seg_add_item(b, &def);
        static const char *const outlooks[] = {"passing", "lasting", "not_known"};
        for (uint32_t o = 0; o < (outlook ? 3 : 5); o++) {
            struct seg_option_def option = {outlook ? outlooks[o] : NULL, o, 0};
            seg_add_option(b, item, &option);
        }
    }
}

static void add_cells(struct seg_builder *b) {
    static const struct {
        uint8_t masks[3];
        int segment;
    } rows[] = {{{1 << EASY, 1 << FEW, SEG_ANY}, OMATOIMI},
                {{1 << TEMPORARILY_DIFFICULT | 1 << DIFFICULT, 1 << FEW, SEG_ANY}, TUKI},
                {{1 << EASY, 1 << MANY, SEG_ANY}, YHTEISTYO},
                {{1 << TEMPORARILY_DIFFICULT | 1 << DIFFICULT, 1 << MANY, SEG_ANY}, HUOLENPITO}};
    seg_add_column(b, COPING);
    seg_add_column(b, NEED);
    seg_add_column(b, SEG_BY_DURATION);
    for (size_t r = 0; r < 4; r++) {
        seg_add_row(b, rows[r].masks, 3, rows[r].segment);
    }
}

static void add_rules(struct seg_builder *b) {
    int both = seg_when_group(b, SEG_ALL);
    seg_when_add(b, both, seg_when_flag(b, 0, 1));
    seg_when_add(b, both, seg_when_axis(b, COPING, 1 << TEMPORARILY_DIFFICULT | 1 << DIFFICULT));
    struct seg_rule_def difficult = {"special_support_difficult", both, SEG_AT_LEAST, HUOLENPITO,
                                     0};
    seg_add_rule(b, &difficult);
    struct seg_rule_def support = {"special_support", seg_when_flag(b, 0, 1), SEG_AT_LEAST,
                                   YHTEISTYO, 0};
    seg_add_rule(b, &support);
}

static void add_signals(struct seg_builder *b) {
    int mismatch = seg_when_group(b, SEG_ALL);
    seg_when_add(b, mismatch, seg_when_axis(b, NEED, 1 << MANY));
    int longer = seg_when_group(b, SEG_NOT);
    seg_when_add(b, longer, seg_when_duration(b, 1 << CONTINUOUS));
    seg_when_add(b, mismatch, longer);
    struct seg_signal_def defs[] = {{"duration_mismatch", mismatch, 3},
                                    {"outlook_unknown", seg_when_unanswered(b, OUTLOOK), 3},
                                    {"views_disagree", seg_when_disagreements(b, 1), 0},
                                    {"answers_missing", seg_when_missing(b, 1), 0}};
    for (size_t i = 0; i < 4; i++) {
        seg_add_signal(b, &defs[i]);
    }
}

struct seg_builder *sample_builder(void) {
    struct seg_builder *b = seg_builder_new(NULL);
    ck_assert_ptr_nonnull(b);
    seg_set_name(b, "sample", 1);
    add_segments(b);
    add_axes(b);
    add_items(b);
    seg_add_duration(b, "occasional");
    seg_add_duration(b, "temporary");
    seg_add_duration(b, "continuous");
    seg_add_flag(b, "special_support");
    add_cells(b);
    add_rules(b);
    add_signals(b);
    return b;
}

struct seg_model *sample_compile(struct seg_builder *builder) {
    struct seg_model *model = NULL;
    struct seg_error error;
    enum seg_status status = seg_model_compile(builder, &model, &error);
    seg_builder_free(builder);
    ck_assert_msg(status == SEG_OK, "%s (kind %d, index %d)", error.text, (int)error.place.kind,
                  error.place.index);
    return model;
}

struct seg_model *sample_model(void) {
    return sample_compile(sample_builder());
}

struct seg_input sample_input(uint8_t coping, uint8_t need) {
    struct seg_input input;
    seg_input_init(&input);
    for (int i = 0; i < ALL_ITEMS; i++) {
        input.answers[SEG_PROFESSIONAL][i] = i == OUTLOOK ? LASTING : i < OUTLOOK ? coping : need;
    }
    input.flags[0] = 0;
    input.duration = CONTINUOUS;
    input.age = 47;
    return input;
}
