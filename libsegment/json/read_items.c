/* A model's items, their scales and options. */
#include "reader.h"

#include <string.h>

enum { ICF_LEVELS = 8 }; /* beyond them 8 and 9 are levels */

static const char *const kinds[] = {"level", "count", "choice", NULL};

static const struct member item_members[] = {{"code", STRING, true},
                                             {"text", OBJECT, true},
                                             {"axis", STRING, false},
                                             {"kind", STRING, false},
                                             {"help", OBJECT, false},
                                             {"group", STRING, false},
                                             {"client_text", OBJECT, false},
                                             {"client_help", OBJECT, false},
                                             {"unit", OBJECT, false},
                                             {"weight", INTEGER, false},
                                             {"reversed", BOOLEAN, false},
                                             {"changeable", BOOLEAN, false},
                                             {"not_applicable", BOOLEAN, false},
                                             {"policy", STRING, false},
                                             {"scale", STRING, false},
                                             {"options", LIST, false},
                                             {"bands", LIST, false},
                                             MEMBER_END};
static const struct member level_members[] = {
    {"value", INTEGER, true}, {"text", OBJECT, true}, {"points", INTEGER, false}, MEMBER_END};
static const struct member choice_members[] = {
    {"value", STRING, true}, {"text", OBJECT, true}, MEMBER_END};

/* ---- Options ---- */

struct option_list {
    struct seg_option_def at[SEG_MAX_LEVELS];
    size_t count;
};

static void read_level(struct reader *reader, const json_t *option, size_t index,
                       struct seg_option_def *def) {
    if (!reader_object(reader, option, level_members)) {
        return;
    }
    const json_t *value = json_object_get(option, "value");
    if (json_is_integer(value) && json_integer_value(value) != (json_int_t)index) {
        reader_fault_at(
            reader, "value", "bad_order",
            "The value is %lld, and %zu is due.|Number the levels 0, 1, 2, ... in their "
            "order.",
            (long long)json_integer_value(value), index);
    }
    def->points =
        (uint32_t)reader_integer(reader, option, "points", 0, SEG_MAX_POINTS, (int64_t)index);
    reader_texts(reader, option, "text");
}

static void read_choice(struct reader *reader, const json_t *option, const struct option_list *list,
                        struct seg_option_def *def) {
    def->code = "";
    if (!reader_object(reader, option, choice_members)) {
        return;
    }
    const char *code = reader_string(option, "value");
    if (code && !seg_code_is_good(code, false)) {
        reader_fault_at(reader, "value", "bad_code",
                        "\"%.64s\" is not a code.|Write a-z first, then a-z, 0-9 and _.", code);
    }
    for (size_t i = 0; code && i < list->count; i++) {
        if (strcmp(list->at[i].code, code) == 0) {
            reader_fault_at(reader, "value", "duplicate_code",
                            "The option \"%.64s\" is there already.|Give each its own value.",
                            code);
        }
    }
    def->code = code ? code : "";
    reader_texts(reader, option, "text");
}

static void read_options(struct reader *reader, const json_t *list, bool choice,
                         struct option_list *options) {
    reader_size(reader, list, 2, SEG_MAX_LEVELS, "options");
    for (size_t i = 0; i < json_array_size(list) && i < SEG_MAX_LEVELS; i++) {
        size_t entry = reader_enter_index(reader, i);
        struct seg_option_def *def = &options->at[options->count];
        if (choice) {
            read_choice(reader, json_array_get(list, i), options, def);
        } else {
            read_level(reader, json_array_get(list, i), i, def);
        }
        options->count++;
        reader_leave(reader, entry);
    }
}

/* The list that an item uses: its own, or a scale's; NULL after a fault. */
static const json_t *options_of(struct reader *reader, const json_t *item, bool *shared) {
    const char *scale = reader_string(item, "scale");
    const json_t *own = reader_list(item, "options");
    *shared = scale != NULL;
    if (!scale && !json_object_get(item, "options")) {
        reader_fault(reader, "missing_member",
                     "The item has neither \"scale\" nor \"options\".|Give one of the two.");
        return NULL;
    }
    if (scale && json_object_get(item, "options")) {
        reader_fault_at(reader, "scale", "wrong_kind",
                        "The item has \"options\" of its own beside \"scale\".|Take one of the two "
                        "out.");
        return NULL;
    }
    if (!scale) {
        return own;
    }
    const json_t *list = reader_list(json_object_get(reader->tree, "scales"), scale);
    if (!list) {
        reader_fault_at(reader, "scale", "unknown_reference",
                        "There is no scale \"%.64s\".|Add it to \"scales\", or name one of them.",
                        scale);
    }
    return list;
}

/* Faults of a shared list are reported once, at the scale. */
static void read_scale(struct reader *reader, const char *code, const json_t *list) {
    struct option_list options = {0};
    size_t place = reader_enter(reader, code);
    if (!seg_code_is_good(code, false)) {
        reader_fault(reader, "bad_code",
                     "\"%.64s\" is not a code.|Write a-z first, then a-z, 0-9 "
                     "and _.",
                     code);
    }
    if (json_is_array(list)) {
        bool choice = json_is_string(json_object_get(json_array_get(list, 0), "value"));
        read_options(reader, list, choice, &options);
    } else {
        reader_fault(reader, "wrong_type", "A scale is a list of options.|Write [ ... ].");
    }
    reader_leave(reader, place);
}

static void read_scales(struct reader *reader) {
    json_t *held, *scales = json_object_get(reader->tree, "scales");
    const char *code;
    size_t place = reader_enter(reader, "scales");
    json_object_foreach(scales, code, held) {
        read_scale(reader, code, held);
    }
    reader_leave(reader, place);
}

/* The options of an item whose list is a scale, already checked there. */
static void take_scale(struct reader *reader, const json_t *list, bool choice,
                       struct option_list *options) {
    for (size_t i = 0; i < json_array_size(list) && i < SEG_MAX_LEVELS; i++) {
        const json_t *option = json_array_get(list, i);
        const json_t *points = json_object_get(option, "points");
        const char *code = reader_string(option, "value");
        if ((code != NULL) != choice) {
            reader_fault_at(reader, "scale", "wrong_kind",
                            "The scale's values do not suit the kind of the item.|Use codes for a "
                            "choice and numbers for levels and counts.");
            return;
        }
        options->at[i].code = choice ? code : NULL;
        options->at[i].points = points ? (uint32_t)json_integer_value(points) : (uint32_t)i;
        options->count++;
    }
}

/* ---- The bands of a count ---- */

static void read_counts(struct reader *reader, const json_t *item, struct option_list *options) {
    const json_t *bands = reader_list(item, "bands");
    size_t place = reader_enter(reader, "bands");
    int64_t least = -1;
    if (json_array_size(bands) != options->count) {
        reader_fault(reader, "too_few",
                     "There are %zu counts for %zu options.|Give the least count "
                     "of each option.",
                     json_array_size(bands), options->count);
    }
    for (size_t i = 0; i < json_array_size(bands) && i < options->count; i++) {
        const json_t *value = json_array_get(bands, i);
        int64_t from = json_is_integer(value) ? json_integer_value(value) : -1;
        if (from > SEG_MAX_COUNT || (i ? from <= least : from != 0)) {
            size_t entry = reader_enter_index(reader, i);
            reader_fault(reader, "bad_order",
                         "The count is not in order.|Begin at 0 and rise, up to "
                         "%d.",
                         SEG_MAX_COUNT);
            reader_leave(reader, entry);
        }
        least = from;
        options->at[i].from = (uint32_t)from;
    }
    reader_leave(reader, place);
}

/* ---- Items ---- */

static void refuse(struct reader *reader, const json_t *item, const char *member, const char *why) {
    if (json_object_get(item, member)) {
        reader_fault_at(reader, member, "wrong_kind", "%s|Remove the member \"%s\".", why, member);
    }
}

static void check_kind(struct reader *reader, const json_t *item, const struct seg_item_def *def,
                       size_t levels) {
    if (def->kind == SEG_CHOICE) {
        refuse(reader, item, "weight", "A choice is never scored.");
        refuse(reader, item, "reversed", "A choice has no better and worse.");
    }
    if (def->kind != SEG_COUNT) {
        refuse(reader, item, "bands", "Only a count has bands.");
        refuse(reader, item, "unit", "Only a count has a unit.");
    } else if (!json_object_get(item, "bands")) {
        reader_fault_at(reader, "bands", "missing_member",
                        "A count needs bands.|Give the least count of each option.");
    }
    if (def->not_applicable && (def->kind != SEG_LEVEL || levels > ICF_LEVELS)) {
        reader_fault_at(reader, "not_applicable", "wrong_kind",
                        "The answer 9 has a meaning of its own for this item.|Keep not_applicable "
                        "for levels of at most %d options.",
                        ICF_LEVELS);
    }
}

static int read_axis_of(struct reader *reader, const json_t *item) {
    const json_t *axis = json_object_get(item, "axis");
    size_t place = reader_enter(reader, "axis");
    int index = axis ? reader_reference(reader, axis, &reader->axes, "axis") : -1;
    reader_leave(reader, place);
    return index;
}

static struct seg_item_def item_def(struct reader *reader, const json_t *item) {
    struct seg_item_def def = {0};
    def.code = reader_code(reader, item, &reader->items);
    reader_reserved(reader, def.code);
    if (codes_find(&reader->axes, def.code) >= 0) {
        reader_fault_at(reader, "code", "duplicate_code",
                        "An axis has the code \"%s\".|Give the item another.", def.code);
    }
    def.kind = (enum seg_item_kind)reader_word(reader, item, "kind", kinds, SEG_LEVEL);
    def.axis = read_axis_of(reader, item);
    def.weight = (uint32_t)reader_integer(reader, item, "weight", 0, SEG_MAX_WEIGHT, 1);
    def.reversed = reader_boolean(item, "reversed", false);
    def.changeable = reader_boolean(item, "changeable", def.kind == SEG_LEVEL);
    def.not_applicable = reader_boolean(item, "not_applicable", false);
    int policy = reader_word(reader, item, "policy", reader_policies, -1);
    def.policy =
        (enum seg_policy)(policy < 0 ? SEG_POLICY_DEFAULT : SEG_PROFESSIONAL_FIRST + policy);
    return def;
}

static uint32_t greatest_points(const struct option_list *options) {
    uint32_t greatest = 0;
    for (size_t i = 0; i < options->count; i++) {
        greatest = options->at[i].points > greatest ? options->at[i].points : greatest;
    }
    return greatest;
}

static void add_item(struct reader *reader, const struct seg_item_def *def,
                     const struct option_list *options) {
    int index = seg_add_item(reader->builder, def);
    size_t at = reader->items.count - 1;
    reader->kinds[at] = def->kind;
    for (size_t i = 0; i < options->count; i++) {
        if (def->kind == SEG_CHOICE) {
            reader->options[at].code[reader->options[at].count++] = options->at[i].code;
        }
        if (index >= 0) {
            seg_add_option(reader->builder, index, &options->at[i]);
        }
    }
    if (def->axis >= 0 && def->kind != SEG_CHOICE) {
        reader->greatest[def->axis] += def->weight * greatest_points(options);
    }
}

/* A form draws a group within one axis, or among the questions of none. */
static void read_group_of(struct reader *reader, const json_t *item, int axis) {
    const json_t *code = json_object_get(item, "group");
    if (!json_is_string(code)) {
        return;
    }
    size_t place = reader_enter(reader, "group");
    int group = reader_reference(reader, code, &reader->groups, "group");
    if (group >= 0 && reader->group_axis[group] == NO_ITEM_YET) {
        reader->group_axis[group] = axis;
    } else if (group >= 0 && reader->group_axis[group] != axis) {
        reader_fault(
            reader, "wrong_kind",
            "The group \"%.64s\" holds items of another axis.|Keep a group to the items of one "
            "axis, or of none.",
            reader->groups.code[group]);
    }
    reader_leave(reader, place);
}

static void read_item(struct reader *reader, const json_t *item) {
    struct option_list options = {0};
    bool shared;
    if (!reader_object(reader, item, item_members)) {
        reader->items.code[reader->items.count++] = "";
        return;
    }
    struct seg_item_def def = item_def(reader, item);
    const json_t *list = options_of(reader, item, &shared);
    if (shared) {
        take_scale(reader, list, def.kind == SEG_CHOICE, &options);
    } else if (list) {
        size_t place = reader_enter(reader, "options");
        read_options(reader, list, def.kind == SEG_CHOICE, &options);
        reader_leave(reader, place);
    }
    reader_texts(reader, item, "text");
    reader_texts(reader, item, "help");
    reader_texts(reader, item, "client_text");
    reader_texts(reader, item, "client_help");
    reader_texts(reader, item, "unit");
    read_group_of(reader, item, def.axis);
    check_kind(reader, item, &def, options.count);
    if (def.kind == SEG_COUNT && json_object_get(item, "bands")) {
        read_counts(reader, item, &options);
    }
    add_item(reader, &def, &options);
}

void read_items(struct reader *reader) {
    const json_t *list = reader_list(reader->tree, "items");
    read_scales(reader);
    size_t place = reader_enter(reader, "items");
    reader_size(reader, list, 0, SEG_MAX_ITEMS, "items");
    for (size_t i = 0; i < json_array_size(list) && i < SEG_MAX_ITEMS; i++) {
        size_t entry = reader_enter_index(reader, i);
        read_item(reader, json_array_get(list, i));
        reader_leave(reader, entry);
    }
    reader_leave(reader, place);
}
