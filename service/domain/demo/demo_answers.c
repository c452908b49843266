#include "domain/demo/demo_answers.h"
#include "json/json.h"

#include <string.h>

enum { PROFILES = 4 };

static int bounded(int value, int below) {
    if (value < 0) {
        return 0;
    }
    return value < below ? value : below - 1;
}

/* Profile 1 is grave on the first axis, 2 on the second, 3 on both. */
static bool is_grave(const struct seg_item_info *info, int profile) {
    return info->axis != SEG_NONE && info->axis < 2 && (profile & (1 << info->axis)) != 0;
}

/* An answer of the profile, also where more is better. */
static int level_of(const struct seg_item_info *info, int profile, struct demo_dice *dice) {
    int middle = is_grave(info, profile) ? (info->levels - 1) * 3 / 4 : 1;
    int level = bounded(middle + demo_throw(dice, 3) - 1, info->levels);
    if (info->kind == SEG_CHOICE) {
        return profile == PROFILES - 1 && info->levels > 1 ? 1 : 0;
    }
    return info->reversed ? info->levels - 1 - level : level;
}

static void put_answer(const struct seg_model *model, size_t item, int level, struct text *out) {
    struct seg_item_info info = seg_item(model, item);
    if (info.kind == SEG_CHOICE) {
        json_write_string(out, seg_option_code(model, item, (size_t)level));
    } else if (info.kind == SEG_COUNT) {
        text_add_int(out, (int64_t)seg_option_from(model, item, (size_t)level));
    } else {
        text_add_int(out, level);
    }
}

/* One view: most questions are answered. `shift` is how this view differs from the other. */
static void put_view(const struct seg_model *model, const int *levels, int shift, bool whole,
                     struct demo_dice *dice, struct text *out) {
    bool first = true;
    text_add_char(out, '{');
    for (size_t i = 0; i < seg_model_count(model, SEG_ITEM); i++) {
        enum { LEFT_OUT_EVERY = 6 };
        struct seg_item_info info = seg_item(model, i);
        bool moved = info.kind == SEG_LEVEL && demo_throw(dice, 3) == 0;
        if (!whole && demo_throw(dice, LEFT_OUT_EVERY) == 0) {
            continue;
        }
        if (!first) {
            text_add_char(out, ',');
        }
        first = false;
        json_write_string(out, seg_model_code(model, SEG_ITEM, i));
        text_add_char(out, ':');
        put_answer(model, i, bounded(levels[i] + (moved ? shift : 0), info.levels), out);
    }
    text_add_char(out, '}');
}

static void put_answers(const struct seg_model *model, int profile, struct demo_dice *dice,
                        struct text *out) {
    int levels[SEG_MAX_ITEMS] = {0};
    for (size_t i = 0; i < seg_model_count(model, SEG_ITEM); i++) {
        struct seg_item_info info = seg_item(model, i);
        levels[i] = level_of(&info, profile, dice);
    }
    bool whole = demo_throw(dice, 4) != 0;
    text_add_string(out, "\"answers\":{\"professional\":");
    put_view(model, levels, 0, whole, dice, out);
    if (demo_throw(dice, 2) == 0) {
        text_add_string(out, ",\"client\":");
        put_view(model, levels, demo_throw(dice, 2) == 0 ? -1 : 2, whole, dice, out);
    }
    text_add_char(out, '}');
}

static void put_duration(const struct seg_model *model, int profile, struct text *out) {
    size_t count = seg_model_count(model, SEG_DURATION);
    if (count == 0) {
        return;
    }
    size_t duration = (size_t)profile < count ? (size_t)profile : count - 1;
    text_add_string(out, ",\"duration\":");
    json_write_string(out, seg_model_code(model, SEG_DURATION, duration));
}

static void put_flags(const struct seg_model *model, struct demo_dice *dice, struct text *out) {
    enum { TRUE_EVERY = 15 };
    text_add_string(out, ",\"flags\":{");
    for (size_t i = 0; i < seg_model_count(model, SEG_FLAG); i++) {
        if (i > 0) {
            text_add_char(out, ',');
        }
        json_write_string(out, seg_model_code(model, SEG_FLAG, i));
        text_add_string(out, demo_throw(dice, TRUE_EVERY) == 0 ? ":true" : ":false");
    }
    text_add_char(out, '}');
}

void demo_answers(const struct model *model, int profile, const char *register_word,
                  struct demo_dice *dice, struct text *out) {
    const struct seg_model *engine = segj_model_engine(model->compiled);
    bool health = strcmp(register_word, "health") == 0;
    text_add_string(out, "{\"register\":");
    json_write_string(out, register_word);
    text_add_string(out, ",\"participants\":[{\"role\":\"client\"},{\"role\":");
    json_write_string(out, health ? "nurse" : "social_worker");
    text_add_string(out, "}],");
    put_answers(engine, profile, dice, out);
    put_duration(engine, profile, out);
    put_flags(engine, dice, out);
    text_add_char(out, '}');
}
