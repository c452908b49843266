/* A model's axes: states first, and their bands when the items are known. */
#include "reader.h"

#include <string.h>

static const char *const methods[] = {"ratio", "points", NULL};

static const struct member axis_members[] = {{"code", STRING, true},
                                             {"names", OBJECT, true},
                                             {"method", STRING, true},
                                             {"states", LIST, true},
                                             {"bands", LIST, true},
                                             {"scale", INTEGER, false},
                                             MEMBER_END};

/* Members of a request or of a row beside which an axis or item stands by its own code. */
static const char *const reserved[] = {"model",
                                       "as_of",
                                       "answers",
                                       "duration",
                                       "age",
                                       "flags",
                                       "id",
                                       "segment",
                                       "register",
                                       "participants",
                                       "chosen_segment",
                                       "override_reason",
                                       "certain",
                                       "possible",
                                       "process",
                                       "reason1",
                                       "reason2",
                                       "reason3",
                                       "signals",
                                       NULL};

void reader_reserved(struct reader *reader, const char *code) {
    for (int i = 0; reserved[i]; i++) {
        if (strcmp(reserved[i], code) == 0) {
            reader_fault_at(reader, "code", "reserved_code",
                            "The code \"%s\" has a meaning of its own in requests and "
                            "tables.|Choose another code.",
                            code);
        }
    }
}

static void read_states(struct reader *reader, const json_t *axis, int index) {
    struct codes *states = &reader->states[index];
    read_named(reader, reader_list(axis, "states"), NULL, SEG_MAX_STATES, states, "states");
    for (size_t i = 0; i < states->count; i++) {
        seg_add_state(reader->builder, index, states->code[i]);
    }
}

static void read_axis(struct reader *reader, const json_t *axis, int index) {
    struct seg_axis_def def = {0};
    if (!reader_object(reader, axis, axis_members)) {
        reader->axes.code[reader->axes.count++] = "";
        return;
    }
    def.code = reader_code(reader, axis, &reader->axes);
    reader_reserved(reader, def.code);
    def.method = (enum seg_method)reader_word(reader, axis, "method", methods, SEG_RATIO);
    def.scale = (uint32_t)reader_integer(reader, axis, "scale", 1, SEG_MAX_SCALE, 1000);
    if (def.method == SEG_POINTS && json_object_get(axis, "scale")) {
        reader_fault_at(reader, "scale", "wrong_kind",
                        "An axis of points has no scale.|Remove the member \"scale\".");
    }
    reader_texts(reader, axis, "names");
    seg_add_axis(reader->builder, &def);
    reader->methods[index] = def.method;
    reader->scales[index] = def.scale;
    read_states(reader, axis, index);
}

void read_axes(struct reader *reader) {
    const json_t *list = reader_list(reader->tree, "axes");
    size_t place = reader_enter(reader, "axes");
    reader_size(reader, list, 0, SEG_MAX_AXES, "axes");
    for (size_t i = 0; i < json_array_size(list) && i < SEG_MAX_AXES; i++) {
        size_t entry = reader_enter_index(reader, i);
        read_axis(reader, json_array_get(list, i), (int)i);
        reader_leave(reader, entry);
    }
    reader_leave(reader, place);
}

/* ---- Bands ---- */

static const struct member plain_band[] = {
    {"from", INTEGER, true}, {"state", STRING, true}, MEMBER_END};
static const struct member band_by[] = {
    {"from", INTEGER, true}, {"by", STRING, true}, {"states", OBJECT, true}, MEMBER_END};

/* The choice item that decides, or -1. */
static int read_by(struct reader *reader, const json_t *band) {
    size_t place = reader_enter(reader, "by");
    int item = reader_reference(reader, json_object_get(band, "by"), &reader->items, "item");
    if (item >= 0 && reader->kinds[item] != SEG_CHOICE) {
        reader_fault(reader, "wrong_kind",
                     "The item \"%s\" is no choice.|Let a choice item decide, or give a state.",
                     reader->items.code[item]);
        item = -1;
    }
    reader_leave(reader, place);
    return item;
}

static void read_choices(struct reader *reader, const json_t *band, int axis, int index, int item) {
    json_t *held, *states = json_object_get(band, "states");
    const char *option;
    size_t place = reader_enter(reader, "states");
    if (json_is_object(states) && !json_object_size(states)) {
        reader_fault(reader, "too_few", "No option gives a state.|Name a state for one at least.");
    }
    json_object_foreach(states, option, held) {
        size_t entry = reader_enter(reader, option);
        int state = reader_reference(reader, held, &reader->states[axis], "state");
        int chosen = item < 0 ? -1 : codes_find(&reader->options[item], option);
        if (item >= 0 && chosen < 0) {
            reader_fault(reader, "unknown_reference",
                         "The item \"%s\" has no option \"%.64s\".|Name one of its options.",
                         reader->items.code[item], option);
        } else if (index >= 0 && state >= 0 && chosen >= 0) {
            seg_add_band_choice(reader->builder, axis, index, chosen, state);
        }
        reader_leave(reader, entry);
    }
    reader_leave(reader, place);
}

/* Where a band begins: no higher than a full score. */
static int64_t read_from(struct reader *reader, const json_t *band, int axis, int64_t missing) {
    bool ratio = reader->methods[axis] == SEG_RATIO;
    uint32_t most = ratio ? reader->scales[axis] : reader->greatest[axis];
    int64_t from = reader_integer(reader, band, "from", 0, INT32_MAX, missing);
    if (from <= most) {
        return from;
    }
    if (ratio) {
        reader_fault_at(reader, "from", "out_of_range",
                        "The band begins at %lld, and the scale ends at %u.|Write a whole number "
                        "from 0 to %u.",
                        (long long)from, most, most);
    } else {
        reader_fault_at(reader, "from", "out_of_range",
                        "The band begins at %lld, and the items of the axis add up to %u at "
                        "most.|Let it begin lower, or give the items more points or weight.",
                        (long long)from, most);
    }
    return missing;
}

static void read_band(struct reader *reader, const json_t *band, int axis, int64_t *least) {
    bool by = json_object_get(band, "by") != NULL;
    if (!reader_object(reader, band, by ? band_by : plain_band)) {
        return;
    }
    int64_t from = read_from(reader, band, axis, *least + 1);
    if (*least < 0 && from != 0) {
        reader_fault_at(reader, "from", "bad_order",
                        "The first band begins at %lld.|Let it begin at 0, so that every score has "
                        "a band.",
                        (long long)from);
    } else if (*least >= 0 && from <= *least) {
        reader_fault_at(reader, "from", "bad_order",
                        "The band begins at %lld, and the one before it at %lld.|Let each band "
                        "begin higher than the one before.",
                        (long long)from, (long long)*least);
    }
    *least = from > *least ? from : *least;
    if (by) {
        int item = read_by(reader, band);
        int index = item < 0 ? -1 : seg_add_band_by(reader->builder, axis, (uint32_t)from, item);
        read_choices(reader, band, axis, index, item);
        return;
    }
    size_t place = reader_enter(reader, "state");
    int state =
        reader_reference(reader, json_object_get(band, "state"), &reader->states[axis], "state");
    seg_add_band(reader->builder, axis, (uint32_t)from, state);
    reader_leave(reader, place);
}

static void read_axis_bands(struct reader *reader, const json_t *axis, int index) {
    const json_t *list = reader_list(axis, "bands");
    int64_t least = -1;
    size_t place = reader_enter(reader, "bands");
    reader_size(reader, list, 1, SEG_MAX_BANDS, "bands");
    for (size_t i = 0; i < json_array_size(list) && i < SEG_MAX_BANDS; i++) {
        size_t entry = reader_enter_index(reader, i);
        read_band(reader, json_array_get(list, i), index, &least);
        reader_leave(reader, entry);
    }
    reader_leave(reader, place);
}

void read_bands(struct reader *reader) {
    const json_t *list = reader_list(reader->tree, "axes");
    size_t place = reader_enter(reader, "axes");
    for (size_t i = 0; i < reader->axes.count; i++) {
        size_t entry = reader_enter_index(reader, i);
        read_axis_bands(reader, json_array_get(list, i), (int)i);
        reader_leave(reader, entry);
    }
    reader_leave(reader, place);
}
