/* Conditions, rules and signals. */
#include "reader.h"

#include <string.h>

/* ---- Conditions: the first member says which form it is ---- */

struct form {
    const char *name;
    struct member members[4];
    int (*read)(struct reader *reader, const json_t *value);
};

static int keep_node(struct reader *reader, int node) {
    struct segj_model *model = reader->model;
    if (node >= 0 && node < SEG_MAX_CONDITIONS) {
        char *place = segj_model_alloc(model, reader->pointer_length + 1);
        if (place) {
            memcpy(place, reader->pointer, reader->pointer_length + 1);
        }
        model->condition_places[node] = place;
    }
    return node;
}

static int read_reference(struct reader *reader, const json_t *value, const char *member,
                          const struct codes *codes, const char *what) {
    size_t place = reader_enter(reader, member);
    int index = reader_reference(reader, json_object_get(value, member), codes, what);
    reader_leave(reader, place);
    return index;
}

static uint32_t read_mask(struct reader *reader, const json_t *value, const char *member,
                          const struct codes *codes, const char *what) {
    size_t place = reader_enter(reader, member);
    uint32_t mask = reader_mask(reader, json_object_get(value, member), codes, what);
    reader_leave(reader, place);
    return mask;
}

/* from..below; at least one of them, and not empty. */
static void read_range(struct reader *reader, const json_t *value, int64_t most, uint32_t *from,
                       uint32_t *below) {
    bool has_from = json_object_get(value, "from") != NULL;
    bool has_below = json_object_get(value, "below") != NULL;
    *from = (uint32_t)reader_integer(reader, value, "from", 0, most, 0);
    *below = (uint32_t)reader_integer(reader, value, "below", 0, most + 1, SEG_NO_LIMIT);
    if (!has_from && !has_below) {
        reader_fault(reader, "missing_member",
                     "The condition has no bound.|Give \"from\", \"below\" or both.");
    } else if (*below <= *from) {
        reader_fault_at(
            reader, "below", "bad_order",
            "Nothing lies from %u and below %u.|Let \"below\" be greater than \"from\".", *from,
            *below);
    }
}

static int read_axis_when(struct reader *reader, const json_t *value) {
    int axis = read_reference(reader, value, "axis", &reader->axes, "axis");
    if (axis < 0) {
        return -1;
    }
    uint32_t mask = read_mask(reader, value, "in", &reader->states[axis], "state");
    return seg_when_axis(reader->builder, axis, (uint8_t)mask);
}

static int read_score_when(struct reader *reader, const json_t *value) {
    uint32_t from, below;
    int axis = read_reference(reader, value, "score", &reader->axes, "axis");
    if (axis < 0) {
        return -1;
    }
    bool ratio = reader->methods[axis] == SEG_RATIO;
    read_range(reader, value, ratio ? reader->scales[axis] : reader->greatest[axis], &from, &below);
    return seg_when_score(reader->builder, axis, from, below);
}

static int read_choice_when(struct reader *reader, const json_t *value, int item) {
    if (json_object_get(value, "from") || json_object_get(value, "below")) {
        reader_fault(reader, "wrong_kind", "A choice has no levels.|Write \"in\": [options].");
    }
    uint32_t mask = read_mask(reader, value, "in", &reader->options[item], "option");
    return seg_when_choice(reader->builder, item, (uint16_t)mask);
}

/* The greatest level of an item; the bound of the language where its options are at fault. */
static int64_t greatest_level(const struct reader *reader, int item) {
    const json_t *held = json_array_get(json_object_get(reader->tree, "items"), (size_t)item);
    const json_t *options = json_object_get(held, "options");
    const char *scale = json_string_value(json_object_get(held, "scale"));
    if (!options && scale) {
        options = json_object_get(json_object_get(reader->tree, "scales"), scale);
    }
    size_t count = json_array_size(options);
    return count > 0 && count <= SEG_MAX_LEVELS ? (int64_t)count - 1 : SEG_MAX_LEVELS - 1;
}

static int read_item_when(struct reader *reader, const json_t *value) {
    uint32_t from, below;
    int item = read_reference(reader, value, "item", &reader->items, "item");
    if (item < 0) {
        return -1;
    }
    if (reader->kinds[item] == SEG_CHOICE) {
        return read_choice_when(reader, value, item);
    }
    if (json_object_get(value, "in")) {
        reader_fault_at(reader, "in", "wrong_kind",
                        "Only a choice has options to be in.|Write \"from\" and \"below\".");
    }
    read_range(reader, value, greatest_level(reader, item), &from, &below);
    return seg_when_level(reader->builder, item, from, below);
}

static int read_flag_when(struct reader *reader, const json_t *value) {
    int flag = read_reference(reader, value, "flag", &reader->flags, "flag");
    return flag < 0 ? -1 : seg_when_flag(reader->builder, flag, reader_boolean(value, "is", true));
}

static int read_duration_when(struct reader *reader, const json_t *value) {
    uint32_t mask = read_mask(reader, value, "duration", &reader->durations, "duration");
    return seg_when_duration(reader->builder, (uint8_t)mask);
}

static const struct member age_members[] = {
    {"from", INTEGER, false}, {"below", INTEGER, false}, MEMBER_END};

static int read_age_when(struct reader *reader, const json_t *value) {
    const json_t *age = json_object_get(value, "age");
    uint32_t from = 0, below = SEG_NO_LIMIT;
    size_t place = reader_enter(reader, "age");
    if (reader_object(reader, age, age_members)) {
        read_range(reader, age, SEG_MAX_AGE, &from, &below);
    }
    reader_leave(reader, place);
    return seg_when_age(reader->builder, from, below);
}

static int read_segment_when(struct reader *reader, const json_t *value) {
    uint32_t mask = read_mask(reader, value, "segment", &reader->segments, "segment");
    return seg_when_segment(reader->builder, (uint16_t)mask);
}

static int read_unanswered_when(struct reader *reader, const json_t *value) {
    int item = read_reference(reader, value, "unanswered", &reader->items, "item");
    return item < 0 ? -1 : seg_when_unanswered(reader->builder, item);
}

static const struct member number_members[] = {{"from", INTEGER, true}, MEMBER_END};

static uint32_t read_number(struct reader *reader, const json_t *value, const char *member) {
    const json_t *number = json_object_get(value, member);
    int64_t from = 1;
    size_t place = reader_enter(reader, member);
    if (reader_object(reader, number, number_members)) {
        from = reader_integer(reader, number, "from", 1, SEG_MAX_ITEMS, 1);
    }
    reader_leave(reader, place);
    return (uint32_t)from;
}

static int read_missing_when(struct reader *reader, const json_t *value) {
    return seg_when_missing(reader->builder, read_number(reader, value, "missing"));
}

static int read_disagreements_when(struct reader *reader, const json_t *value) {
    return seg_when_disagreements(reader->builder, read_number(reader, value, "disagreements"));
}

static int read_members(struct reader *reader, const json_t *value, const char *member,
                        enum seg_group group) {
    const json_t *list = reader_list(value, member);
    int node = seg_when_group(reader->builder, group);
    size_t place = reader_enter(reader, member);
    reader_size(reader, list, 1, SEG_MAX_CONDITIONS, "conditions");
    for (size_t i = 0; i < json_array_size(list); i++) {
        size_t entry = reader_enter_index(reader, i);
        int held = read_condition(reader, json_array_get(list, i));
        if (node >= 0 && held >= 0) {
            seg_when_add(reader->builder, node, held);
        }
        reader_leave(reader, entry);
    }
    reader_leave(reader, place);
    return node;
}

static int read_all_when(struct reader *reader, const json_t *value) {
    return read_members(reader, value, "all", SEG_ALL);
}

static int read_any_when(struct reader *reader, const json_t *value) {
    return read_members(reader, value, "any", SEG_SOME);
}

static int read_not_when(struct reader *reader, const json_t *value) {
    int node = seg_when_group(reader->builder, SEG_NOT);
    size_t place = reader_enter(reader, "not");
    int held = read_condition(reader, json_object_get(value, "not"));
    if (node >= 0 && held >= 0) {
        seg_when_add(reader->builder, node, held);
    }
    reader_leave(reader, place);
    return node;
}

static const struct form forms[] = {
    {"all", {{"all", LIST, 1}, MEMBER_END}, read_all_when},
    {"any", {{"any", LIST, 1}, MEMBER_END}, read_any_when},
    {"not", {{"not", OBJECT, 1}, MEMBER_END}, read_not_when},
    {"axis", {{"axis", STRING, 1}, {"in", STRING | LIST, 1}, MEMBER_END}, read_axis_when},
    {"score",
     {{"score", STRING, true}, {"from", INTEGER, false}, {"below", INTEGER, false}, MEMBER_END},
     read_score_when},
    {"flag", {{"flag", STRING, 1}, {"is", BOOLEAN, 0}, MEMBER_END}, read_flag_when},
    {"duration", {{"duration", STRING | LIST, 1}, MEMBER_END}, read_duration_when},
    {"age", {{"age", OBJECT, 1}, MEMBER_END}, read_age_when},
    {"segment", {{"segment", STRING | LIST, 1}, MEMBER_END}, read_segment_when},
    {"unanswered", {{"unanswered", STRING, 1}, MEMBER_END}, read_unanswered_when},
    {"missing", {{"missing", OBJECT, 1}, MEMBER_END}, read_missing_when},
    {"disagreements", {{"disagreements", OBJECT, 1}, MEMBER_END}, read_disagreements_when}};

static const struct member item_when_members[] = {{"item", STRING, true},
                                                  {"from", INTEGER, false},
                                                  {"below", INTEGER, false},
                                                  {"in", STRING | LIST, false},
                                                  MEMBER_END};

static int read_form(struct reader *reader, const json_t *value) {
    if (json_object_get(value, "item")) {
        return reader_object(reader, value, item_when_members) ? read_item_when(reader, value) : -1;
    }
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (json_object_get(value, forms[i].name)) {
            return reader_object(reader, value, forms[i].members) ? forms[i].read(reader, value)
                                                                  : -1;
        }
    }
    reader_fault(reader, "unknown_member",
                 "This is no condition.|Use one of: all, any, not, axis, score, item, flag, "
                 "duration, age, segment, unanswered, missing, disagreements.");
    return -1;
}

int read_condition(struct reader *reader, const json_t *value) {
    if (reader->conditions >= SEG_MAX_CONDITIONS) {
        reader_fault(reader, "too_many", "The model has more than %d conditions.|Leave some out.",
                     SEG_MAX_CONDITIONS);
        return -1;
    }
    if (reader->depth >= SEG_MAX_DEPTH) {
        reader_fault(reader, "too_deep", "Conditions are nested deeper than %d.|Flatten them.",
                     SEG_MAX_DEPTH);
        return -1;
    }
    reader->conditions++;
    reader->depth++;
    int node = read_form(reader, value);
    reader->depth--;
    return keep_node(reader, node);
}

static int read_when(struct reader *reader, const json_t *value) {
    size_t place = reader_enter(reader, "when");
    const json_t *when = json_object_get(value, "when");
    int node = when ? read_condition(reader, when) : -1;
    reader_leave(reader, place);
    return node;
}

/* ---- Rules and signals ---- */

static const struct member rule_members[] = {{"code", STRING, true},      {"when", OBJECT, true},
                                             {"names", OBJECT, true},     {"text", OBJECT, true},
                                             {"at_least", STRING, false}, {"set", STRING, false},
                                             {"final", BOOLEAN, false},   MEMBER_END};
static const struct member signal_members[] = {{"code", STRING, true},
                                               {"when", OBJECT, true},
                                               {"text", OBJECT, true},
                                               {"review_months", INTEGER, false},
                                               MEMBER_END};

static void read_rule(struct reader *reader, const json_t *value) {
    struct seg_rule_def def = {0};
    if (!reader_object(reader, value, rule_members)) {
        reader->rules.code[reader->rules.count++] = "";
        return;
    }
    bool at_least = json_object_get(value, "at_least") != NULL;
    bool set = json_object_get(value, "set") != NULL;
    if (!at_least && !set) {
        reader_fault(reader, "missing_member",
                     "The rule has neither \"at_least\" nor \"set\".|Give one of the two.");
    } else if (at_least && set) {
        reader_fault_at(reader, "set", "wrong_kind",
                        "The rule has \"set\" beside \"at_least\".|Take one of the two out.");
    }
    def.code = reader_code(reader, value, &reader->rules);
    def.effect = at_least ? SEG_AT_LEAST : SEG_SET;
    def.segment =
        read_reference(reader, value, at_least ? "at_least" : "set", &reader->segments, "segment");
    def.final = reader_boolean(value, "final", false);
    def.condition = read_when(reader, value);
    reader_texts(reader, value, "names");
    reader_texts(reader, value, "text");
    seg_add_rule(reader->builder, &def);
}

static void read_signal(struct reader *reader, const json_t *value) {
    struct seg_signal_def def = {0};
    if (!reader_object(reader, value, signal_members)) {
        reader->signals.code[reader->signals.count++] = "";
        return;
    }
    def.code = reader_code(reader, value, &reader->signals);
    def.review_months = (uint16_t)reader_integer(reader, value, "review_months", 1, 600, 0);
    def.condition = read_when(reader, value);
    reader_texts(reader, value, "text");
    seg_add_signal(reader->builder, &def);
}

static void read_each(struct reader *reader, const char *member, size_t most,
                      void (*read)(struct reader *reader, const json_t *value)) {
    const json_t *list = reader_list(reader->tree, member);
    size_t place = reader_enter(reader, member);
    reader_size(reader, list, 0, most, member);
    for (size_t i = 0; i < json_array_size(list) && i < most; i++) {
        size_t entry = reader_enter_index(reader, i);
        read(reader, json_array_get(list, i));
        reader_leave(reader, entry);
    }
    reader_leave(reader, place);
}

void read_rules(struct reader *reader) {
    read_each(reader, "rules", SEG_MAX_RULES, read_rule);
}

void read_signals(struct reader *reader) {
    read_each(reader, "signals", SEG_MAX_SIGNALS, read_signal);
}
