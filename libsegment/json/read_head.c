/* A model's head, segments, duration, flags and views. */
#include "reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const reader_policies[] = {"professional_first", "client_first", "worst", "mean", NULL};

static const struct member head_members[] = {{"format", INTEGER, true},
                                             {"code", STRING, true},
                                             {"version", INTEGER, true},
                                             {"valid_from", STRING, true},
                                             {"names", OBJECT, true},
                                             {"segments", LIST, true},
                                             {"axes", LIST, true},
                                             {"items", LIST, true},
                                             {"views", OBJECT, true},
                                             {"cells", OBJECT, true},
                                             {"rules", LIST, true},
                                             {"signals", LIST, true},
                                             {"flags", LIST, true},
                                             {"duration", OBJECT, false},
                                             {"scales", OBJECT, false},
                                             {"groups", LIST, false},
                                             {"description", OBJECT, false},
                                             {"sources", LIST, false},
                                             {"valid_to", STRING | NOTHING, false},
                                             MEMBER_END};

static int days_of(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

/* The number that so many digits make. */
static int digits_at(const char *text, int count) {
    int number = 0;
    for (int i = 0; i < count; i++) {
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

bool segj_is_day(const char *text) {
    static const char form[] = "dddd-dd-dd";
    if (strlen(text) != sizeof form - 1) {
        return false;
    }
    for (size_t i = 0; form[i]; i++) {
        bool digit = text[i] >= '0' && text[i] <= '9';
        if (form[i] == 'd' ? !digit : text[i] != '-') {
            return false;
        }
    }
    int year = digits_at(text, 4), month = digits_at(text + 5, 2), day = digits_at(text + 8, 2);
    return month >= 1 && month <= 12 && day >= 1 && day <= days_of(year, month);
}

static const char *read_date(struct reader *reader, const char *member) {
    const char *text = reader_string(reader->tree, member);
    if (text && !segj_is_day(text)) {
        reader_fault_at(reader, member, "bad_date",
                        "\"%.30s\" is no calendar day.|Write it as 2026-01-31.", text);
    }
    return text;
}

static void read_validity(struct reader *reader) {
    struct segj_model *model = reader->model;
    model->valid_from = read_date(reader, "valid_from");
    model->valid_to = read_date(reader, "valid_to");
    if (model->valid_from && model->valid_to && strcmp(model->valid_to, model->valid_from) < 0) {
        reader_fault_at(reader, "valid_to", "bad_order",
                        "The model ends before it begins.|Set valid_to to valid_from or later, or "
                        "leave it out.");
    }
}

static void read_sources(struct reader *reader) {
    const json_t *list = reader_list(reader->tree, "sources");
    size_t place = reader_enter(reader, "sources");
    for (size_t i = 0; i < json_array_size(list); i++) {
        size_t entry = reader_enter_index(reader, i);
        reader_plain(reader, json_array_get(list, i));
        reader_leave(reader, entry);
    }
    reader_leave(reader, place);
}

void read_head(struct reader *reader) {
    struct segj_model *model = reader->model;
    if (!reader_object(reader, reader->tree, head_members)) {
        return;
    }
    model->version = (uint32_t)reader_integer(reader, reader->tree, "version", 1, 1000000, 1);
    model->code = reader_string(reader->tree, "code");
    if (model->code && !seg_code_is_good(model->code, true)) {
        reader_fault_at(
            reader, "code", "bad_code",
            "\"%.64s\" is not a model's code.|Write a small letter a-z first, then a-z, "
            "0-9, _ and -; at most 64.",
            model->code);
    }
    read_validity(reader);
    reader_texts(reader, reader->tree, "names");
    reader_texts(reader, reader->tree, "description");
    read_sources(reader);
    seg_set_name(reader->builder, model->code ? model->code : "model", model->version);
}

/* ---- Segments ---- */

static const struct member segment_members[] = {{"code", STRING, true},
                                                {"names", OBJECT, true},
                                                {"description", OBJECT, true},
                                                {"above", LIST, true},
                                                {"consequences", OBJECT, true},
                                                {"process", STRING | NOTHING, false},
                                                {"review_months", INTEGER | NOTHING, false},
                                                MEMBER_END};
static const struct member consequence_members[] = {
    {"value", STRING, true}, {"text", OBJECT, true}, MEMBER_END};

static void read_consequence(struct reader *reader, const char *code, const json_t *value) {
    if (!seg_code_is_good(code, false) || strcmp(code, "texts") == 0 ||
        strcmp(code, "review_months") == 0) {
        reader_fault(reader, "bad_code",
                     "\"%.64s\" can not name a consequence.|Write a code other than review_months "
                     "and texts: a-z first, then a-z, 0-9 and _.",
                     code);
    }
    if (!reader_object(reader, value, consequence_members)) {
        return;
    }
    const char *word = reader_string(value, "value");
    if (word && !seg_code_is_good(word, false)) {
        reader_fault_at(reader, "value", "bad_code",
                        "\"%.64s\" is not a code.|Write a-z first, then a-z, 0-9 and _.", word);
    }
    reader_texts(reader, value, "text");
}

static void read_consequences(struct reader *reader, const json_t *segment) {
    json_t *held, *object = json_object_get(segment, "consequences");
    const char *code;
    size_t place = reader_enter(reader, "consequences");
    json_object_foreach(object, code, held) {
        size_t entry = reader_enter(reader, code);
        read_consequence(reader, code, held);
        reader_leave(reader, entry);
    }
    reader_leave(reader, place);
}

static bool process_is_good(const char *process) {
    size_t length =
        strspn(process, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
    return length && !process[length] && length <= SEG_MAX_CODE;
}

static void read_segment(struct reader *reader, const json_t *segment) {
    struct seg_segment_def def = {0};
    if (!reader_object(reader, segment, segment_members)) {
        reader->segments.code[reader->segments.count++] = "";
        return;
    }
    def.code = reader_code(reader, segment, &reader->segments);
    def.process = reader_string(segment, "process");
    def.review_months = (uint16_t)reader_integer(reader, segment, "review_months", 1, 600, 0);
    if (def.process && !process_is_good(def.process)) {
        reader_fault_at(reader, "process", "bad_code",
                        "\"%.64s\" is no process code.|Write letters, digits and _, as in SPT.",
                        def.process);
    }
    reader_texts(reader, segment, "names");
    reader_texts(reader, segment, "description");
    read_consequences(reader, segment);
    seg_add_segment(reader->builder, &def);
}

static void read_above(struct reader *reader, const json_t *segment, int heavier) {
    const json_t *list = reader_list(segment, "above");
    size_t place = reader_enter(reader, "above");
    uint32_t named = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        size_t entry = reader_enter_index(reader, i);
        int lighter =
            reader_reference(reader, json_array_get(list, i), &reader->segments, "segment");
        if (lighter >= 0 && (named >> lighter & 1)) {
            reader_fault(reader, "duplicate_code", "\"%.64s\" is named twice.|Name it once.",
                         reader->segments.code[lighter]);
        } else if (lighter >= 0) {
            named |= 1u << lighter;
            seg_add_above(reader->builder, heavier, lighter);
        }
        reader_leave(reader, entry);
    }
    reader_leave(reader, place);
}

void read_segments(struct reader *reader) {
    const json_t *list = reader_list(reader->tree, "segments");
    size_t place = reader_enter(reader, "segments");
    reader_size(reader, list, 1, SEG_MAX_SEGMENTS, "segments");
    for (size_t i = 0; i < json_array_size(list) && i < SEG_MAX_SEGMENTS; i++) {
        size_t entry = reader_enter_index(reader, i);
        read_segment(reader, json_array_get(list, i));
        reader_leave(reader, entry);
    }
    for (size_t i = 0; i < reader->segments.count; i++) {
        size_t entry = reader_enter_index(reader, i);
        read_above(reader, json_array_get(list, i), (int)i);
        reader_leave(reader, entry);
    }
    reader_leave(reader, place);
}

/* ---- Duration, flags, views ---- */

static const struct member named_members[] = {
    {"code", STRING, true}, {"names", OBJECT, true}, MEMBER_END};
static const struct member flag_members[] = {
    {"code", STRING, true}, {"names", OBJECT, true}, {"description", OBJECT, false}, MEMBER_END};
static const struct member duration_members[] = {
    {"names", OBJECT, true}, {"states", LIST, true}, MEMBER_END};
static const struct member view_members[] = {
    {"policy", STRING, true}, {"disagreement", INTEGER, false}, MEMBER_END};

void read_duration(struct reader *reader) {
    const json_t *duration = json_object_get(reader->tree, "duration");
    size_t place = reader_enter(reader, "duration");
    if (duration && reader_object(reader, duration, duration_members)) {
        reader_texts(reader, duration, "names");
        read_named(reader, reader_list(duration, "states"), named_members, SEG_MAX_DURATIONS,
                   &reader->durations, "states");
        for (size_t i = 0; i < reader->durations.count; i++) {
            seg_add_duration(reader->builder, reader->durations.code[i]);
        }
    }
    reader_leave(reader, place);
}

void read_named(struct reader *reader, const json_t *list, const struct member *members,
                size_t most, struct codes *codes, const char *member) {
    size_t place = reader_enter(reader, member);
    reader_size(reader, list, members == flag_members ? 0 : 1, most, member);
    for (size_t i = 0; i < json_array_size(list) && i < most; i++) {
        const json_t *entry = json_array_get(list, i);
        size_t at = reader_enter_index(reader, i);
        if (reader_object(reader, entry, members ? members : named_members)) {
            reader_code(reader, entry, codes);
            reader_texts(reader, entry, "names");
            reader_texts(reader, entry, "description");
        } else {
            codes->code[codes->count++] = "";
        }
        reader_leave(reader, at);
    }
    reader_leave(reader, place);
}

void read_groups(struct reader *reader) {
    const json_t *list = reader_list(reader->tree, "groups");
    if (list) {
        read_named(reader, list, NULL, MAX_GROUPS, &reader->groups, "groups");
    }
    for (size_t i = 0; i < MAX_GROUPS; i++) {
        reader->group_axis[i] = NO_ITEM_YET;
    }
}

void read_flags(struct reader *reader) {
    read_named(reader, reader_list(reader->tree, "flags"), flag_members, SEG_MAX_FLAGS,
               &reader->flags, "flags");
    for (size_t i = 0; i < reader->flags.count; i++) {
        seg_add_flag(reader->builder, reader->flags.code[i]);
    }
}

void read_views(struct reader *reader) {
    const json_t *views = json_object_get(reader->tree, "views");
    size_t place = reader_enter(reader, "views");
    if (views && reader_object(reader, views, view_members)) {
        int policy = reader_word(reader, views, "policy", reader_policies, 0);
        int64_t least = reader_integer(reader, views, "disagreement", 1, SEG_MAX_LEVELS, 2);
        seg_set_views(reader->builder, (enum seg_policy)(SEG_PROFESSIONAL_FIRST + policy),
                      (uint32_t)least);
    }
    reader_leave(reader, place);
}
