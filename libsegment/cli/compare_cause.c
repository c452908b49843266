#include "compare_cause.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MOST_NAMED = 3 };

struct sides {
    const struct cause_side *a, *b;
    const struct seg_model *in_a, *in_b;
    char *words;
    size_t length;
};

__attribute__((format(printf, 2, 3))) static void say(struct sides *sides, const char *format,
                                                      ...) {
    va_list list;
    va_start(list, format);
    int length = vsnprintf(sides->words + sides->length, CAUSE_WORDS - sides->length, format, list);
    va_end(list);
    sides->length += length > 0 ? (size_t)length : 0;
    sides->length = sides->length < CAUSE_WORDS ? sides->length : CAUSE_WORDS - 1;
}

static int counterpart(const struct seg_model *from, const struct seg_model *to, enum seg_kind kind,
                       size_t index) {
    const char *code = seg_model_code(from, kind, index);
    return seg_model_find(to, kind, code, strlen(code));
}

/* ---- Items: whose share of the score is another ---- */

/* True when the item adds something else to the axis in B. */
static bool adds_otherwise(const struct sides *sides, size_t in_a, int in_b) {
    struct seg_item_info a = seg_item(sides->in_a, in_a), b = seg_item(sides->in_b, (size_t)in_b);
    uint8_t one = sides->a->result.answers[in_a], other = sides->b->result.answers[in_b];
    if (one != other || a.scored != b.scored || a.greatest != b.greatest) {
        return one != SEG_NOT_APPLICABLE || other != SEG_NOT_APPLICABLE;
    }
    return one < SEG_MAX_LEVELS && seg_option_points(sides->in_a, in_a, one) !=
                                       seg_option_points(sides->in_b, (size_t)in_b, other);
}

static void say_item(struct sides *sides, int count, const char *code, const char *how) {
    if (count < MOST_NAMED) {
        say(sides, "%s%s%s", count ? ", " : " ", code, how);
    }
}

/* In which way the item of both models is another, as far as it shows. */
static void say_changed(struct sides *sides, int count, size_t in_a, int in_b) {
    struct seg_item_info a = seg_item(sides->in_a, in_a), b = seg_item(sides->in_b, (size_t)in_b);
    char how[64] = " (points)";
    if (sides->a->result.answers[in_a] != sides->b->result.answers[in_b]) {
        snprintf(how, sizeof how, " (level)");
    } else if (a.weight != b.weight) {
        snprintf(how, sizeof how, " (weight %u -> %u)", a.weight, b.weight);
    } else if (a.reversed != b.reversed) {
        snprintf(how, sizeof how, " (reversed)");
    }
    say_item(sides, count, seg_model_code(sides->in_a, SEG_ITEM, in_a), how);
}

static bool on_axis(const struct seg_model *model, int item, int axis) {
    return item >= 0 && seg_item(model, (size_t)item).axis == axis &&
           seg_item(model, (size_t)item).scored;
}

/* Names the items of the axis that add something else; returns how many there are. */
static int say_items(struct sides *sides, int axis_a, int axis_b) {
    int count = 0;
    for (size_t i = 0; i < seg_model_count(sides->in_a, SEG_ITEM); i++) {
        int other = counterpart(sides->in_a, sides->in_b, SEG_ITEM, i);
        if (!on_axis(sides->in_a, (int)i, axis_a)) {
            continue;
        }
        if (!on_axis(sides->in_b, other, axis_b)) {
            say_item(sides, count++, seg_model_code(sides->in_a, SEG_ITEM, i), " (removed)");
        } else if (adds_otherwise(sides, i, other)) {
            say_changed(sides, count++, i, other);
        }
    }
    for (size_t i = 0; i < seg_model_count(sides->in_b, SEG_ITEM); i++) {
        int other = counterpart(sides->in_b, sides->in_a, SEG_ITEM, i);
        if (on_axis(sides->in_b, (int)i, axis_b) && !on_axis(sides->in_a, other, axis_a)) {
            bool answered = sides->b->result.answers[i] != SEG_UNKNOWN;
            say_item(sides, count++, seg_model_code(sides->in_b, SEG_ITEM, i),
                     answered ? " (added)" : " (added, without an answer)");
        }
    }
    if (count > MOST_NAMED) {
        say(sides, " and %d more", count - MOST_NAMED);
    }
    return count;
}

/* ---- Cut-offs ---- */

static bool reaches(const struct seg_model *model, int axis, uint64_t sum, uint64_t max,
                    uint32_t from) {
    return seg_axis_method(model, (size_t)axis) == SEG_POINTS
               ? sum >= from
               : sum * seg_axis_scale(model, (size_t)axis) >= from * max;
}

/* Which of B's bands the scores of A would touch, as the first and last band. */
static void bands_of(const struct seg_model *model, int axis, const struct seg_axis_result *score,
                     size_t band[2]) {
    band[0] = band[1] = 0;
    for (size_t n = 1; n < seg_axis_bands(model, (size_t)axis); n++) {
        uint32_t from = seg_axis_band(model, (size_t)axis, n).from;
        band[0] = reaches(model, axis, score->sum_low, score->max_low, from) ? n : band[0];
        band[1] = reaches(model, axis, score->sum_high, score->max_high, from) ? n : band[1];
    }
}

/* A cut-off of one model that the other has not; how many there are. */
static int own_cut_offs(const struct seg_model *model, int axis, const struct seg_model *other,
                        int other_axis, uint32_t *from) {
    int count = 0;
    for (size_t n = 0; n < seg_axis_bands(model, (size_t)axis); n++) {
        bool shared = false;
        for (size_t k = 0; k < seg_axis_bands(other, (size_t)other_axis); k++) {
            shared |= seg_axis_band(model, (size_t)axis, n).from ==
                      seg_axis_band(other, (size_t)other_axis, k).from;
        }
        if (!shared) {
            *from = seg_axis_band(model, (size_t)axis, n).from;
            count++;
        }
    }
    return count;
}

/* Tells another cut-off, where A's own score comes to another band by it. */
static bool say_cut_off(struct sides *sides, int axis_a, int axis_b, const char *before) {
    const struct seg_axis_result *score = &sides->a->result.axes[axis_a];
    uint32_t from = 0, to = 0;
    size_t in_a[2], in_b[2];
    int gone = own_cut_offs(sides->in_a, axis_a, sides->in_b, axis_b, &from);
    int come = own_cut_offs(sides->in_b, axis_b, sides->in_a, axis_a, &to);
    bands_of(sides->in_a, axis_a, score, in_a);
    bands_of(sides->in_b, axis_b, score, in_b);
    if ((!gone && !come) || (in_a[0] == in_b[0] && in_a[1] == in_b[1])) {
        return false;
    }
    if (gone > 1 || come > 1) {
        say(sides, "%s cut-offs", before);
    } else if (gone && come) {
        say(sides, "%s cut-off %u -> %u", before, from, to);
    } else {
        say(sides, "%s cut-off %u %s", before, gone ? from : to, gone ? "removed" : "added");
    }
    return true;
}

static bool same_score(const struct sides *sides, int axis_a, int axis_b) {
    const struct seg_axis_result *a = &sides->a->result.axes[axis_a];
    const struct seg_axis_result *b = &sides->b->result.axes[axis_b];
    return a->sum_low == b->sum_low && a->sum_high == b->sum_high && a->max_low == b->max_low &&
           a->max_high == b->max_high;
}

static void say_axis(struct sides *sides, const struct seg_difference *why) {
    const struct seg_model *model = why->in_a >= 0 ? sides->in_a : sides->in_b;
    size_t axis = (size_t)(why->in_a >= 0 ? why->in_a : why->in_b);
    say(sides, "axis %s:", seg_model_code(model, SEG_AXIS, axis));
    if (why->in_a < 0 || why->in_b < 0) {
        say(sides, " %s", why->in_a < 0 ? "added" : "removed");
        return;
    }
    int items =
        same_score(sides, why->in_a, why->in_b) ? 0 : say_items(sides, why->in_a, why->in_b);
    bool cut_off = say_cut_off(sides, why->in_a, why->in_b, items ? ";" : "");
    if (!items && !cut_off) {
        say(sides, " the states of its bands");
    }
}

/* ---- Cells ---- */

static const char *segment_word(const struct seg_model *model, uint8_t segment) {
    const char *code = segment == SEG_NONE ? NULL : seg_model_code(model, SEG_SEGMENT, segment);
    return code ? code : "none";
}

static size_t states_of(const struct seg_model *model, uint8_t column) {
    return column == SEG_BY_DURATION ? seg_model_count(model, SEG_DURATION)
                                     : seg_axis_states(model, column);
}

static const char *state_code(const struct seg_model *model, uint8_t column, uint8_t state) {
    return column == SEG_BY_DURATION ? seg_model_code(model, SEG_DURATION, state)
                                     : seg_axis_state_code(model, column, state);
}

static bool same_columns(const struct sides *sides) {
    size_t count = seg_cell_columns(sides->in_a);
    bool same = count == seg_cell_columns(sides->in_b);
    for (size_t c = 0; same && c < count; c++) {
        uint8_t a = seg_cell_column(sides->in_a, c), b = seg_cell_column(sides->in_b, c);
        same = (a == SEG_BY_DURATION) == (b == SEG_BY_DURATION) &&
               states_of(sides->in_a, a) == states_of(sides->in_b, b);
        same = same &&
               (a == SEG_BY_DURATION || counterpart(sides->in_a, sides->in_b, SEG_AXIS, a) == b);
    }
    return same;
}

static bool same_cell(const struct sides *sides, const uint8_t *states) {
    return strcmp(segment_word(sides->in_a, seg_cell_segment(sides->in_a, states)),
                  segment_word(sides->in_b, seg_cell_segment(sides->in_b, states))) == 0;
}

/* The states of a column that the result leaves possible, as a mask. */
static unsigned possible_states(const struct sides *sides, uint8_t column) {
    if (column != SEG_BY_DURATION) {
        return sides->a->result.axes[column].states;
    }
    uint8_t duration = sides->a->input.duration;
    return duration == SEG_UNKNOWN ? 0xFF : 1u << duration;
}

/* Finds a combination that the result leaves possible and that gives another segment in B. */
static bool find_cell(const struct sides *sides, size_t column, uint8_t *states) {
    if (column == seg_cell_columns(sides->in_a)) {
        return !same_cell(sides, states);
    }
    uint8_t by = seg_cell_column(sides->in_a, column);
    for (uint8_t s = 0; s < states_of(sides->in_a, by); s++) {
        states[column] = s;
        if ((possible_states(sides, by) >> s & 1) && find_cell(sides, column + 1, states)) {
            return true;
        }
    }
    return false;
}

/* True when the change is another one in some other state of the column: it has to be named. */
static bool matters(const struct sides *sides, const uint8_t *states, size_t column) {
    uint8_t other[SEG_MAX_AXES + 1];
    memcpy(other, states, sizeof other);
    for (uint8_t s = 0; s < states_of(sides->in_a, seg_cell_column(sides->in_a, column)); s++) {
        other[column] = s;
        if (seg_cell_segment(sides->in_a, other) != seg_cell_segment(sides->in_a, states) ||
            seg_cell_segment(sides->in_b, other) != seg_cell_segment(sides->in_b, states)) {
            return true;
        }
    }
    return false;
}

static void say_cell(struct sides *sides) {
    uint8_t states[SEG_MAX_AXES + 1] = {0};
    if (!same_columns(sides) || !find_cell(sides, 0, states)) {
        say(sides, "the columns of the cell table");
        return;
    }
    say(sides, "cell");
    for (size_t c = 0; c < seg_cell_columns(sides->in_a); c++) {
        uint8_t by = seg_cell_column(sides->in_a, c);
        if (matters(sides, states, c)) {
            say(sides, " %s", state_code(sides->in_a, by, states[c]));
        }
    }
    say(sides, ": %s -> %s", segment_word(sides->in_a, seg_cell_segment(sides->in_a, states)),
        segment_word(sides->in_b, seg_cell_segment(sides->in_b, states)));
}

/* ---- Rules ---- */

/* The final rule that holds before this one, and so keeps it from being tried; or -1. */
static int ending_rule(const struct seg_model *model, const struct seg_result *result, int rule) {
    for (int r = 0; r < rule; r++) {
        if ((result->rules_true >> r & 1) && seg_rule_final(model, (size_t)r)) {
            return r;
        }
    }
    return -1;
}

static void say_truth(struct sides *sides, const struct seg_model *model,
                      const struct seg_result *result, int rule) {
    int ending = ending_rule(model, result, rule);
    if (result->rules_true >> rule & 1) {
        say(sides, "holds");
    } else if (result->rules_unknown >> rule & 1) {
        say(sides, "may hold");
    } else if (ending >= 0) {
        say(sides, "not tried after %s", seg_model_code(model, SEG_RULE, (size_t)ending));
    } else {
        say(sides, "does not hold");
    }
}

static unsigned truth_of(const struct seg_result *result, int rule) {
    return (unsigned)(result->rules_true >> rule & 1) * 2 + (result->rules_unknown >> rule & 1);
}

/* A rule of both models that holds alike, and does something else. */
static void say_effect(struct sides *sides, size_t in_a, size_t in_b) {
    const char *from = segment_word(sides->in_a, seg_rule_segment(sides->in_a, in_a));
    const char *to = segment_word(sides->in_b, seg_rule_segment(sides->in_b, in_b));
    if (strcmp(from, to) != 0) {
        say(sides, "%s -> %s", from, to);
    } else if (seg_rule_effect(sides->in_a, in_a) != seg_rule_effect(sides->in_b, in_b)) {
        bool sets = seg_rule_effect(sides->in_a, in_a) == SEG_SET;
        say(sides, "%s", sets ? "set -> at_least" : "at_least -> set");
    } else {
        bool final = seg_rule_final(sides->in_a, in_a);
        say(sides, "%s", final ? "final -> not final" : "not final -> final");
    }
}

static void say_rule(struct sides *sides, const struct seg_difference *why) {
    const struct seg_model *model = why->in_a >= 0 ? sides->in_a : sides->in_b;
    size_t rule = (size_t)(why->in_a >= 0 ? why->in_a : why->in_b);
    say(sides, "rule %s: ", seg_model_code(model, SEG_RULE, rule));
    if (why->in_a < 0 || why->in_b < 0) {
        say(sides, "%s", why->in_a < 0 ? "added" : "removed");
    } else if (truth_of(&sides->a->result, why->in_a) != truth_of(&sides->b->result, why->in_b)) {
        say_truth(sides, sides->in_a, &sides->a->result, why->in_a);
        say(sides, " -> ");
        say_truth(sides, sides->in_b, &sides->b->result, why->in_b);
    } else {
        say_effect(sides, (size_t)why->in_a, (size_t)why->in_b);
    }
}

void cause_words(const struct cause_side *a, const struct cause_side *b, char words[CAUSE_WORDS]) {
    struct sides sides = {a, b, segj_model_engine(a->model), segj_model_engine(b->model), words, 0};
    struct seg_difference why = seg_difference(sides.in_a, &a->result, sides.in_b, &b->result);
    words[0] = 0;
    switch (why.kind) {
    case SEG_BY_AXIS:
        say_axis(&sides, &why);
        return;
    case SEG_BY_CELL:
        say_cell(&sides);
        return;
    case SEG_BY_RULE:
        say_rule(&sides, &why);
        return;
    case SEG_BY_UNKNOWNS:
    case SEG_SAME:
    default:
        say(&sides, "the order of the rules, or what is unknown");
        return;
    }
}
