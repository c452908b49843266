/* What the proof of a model found, as faults of its file. */
#include "document.h"

#include <stdio.h>
#include <string.h>

struct words {
    const char *code, *undecided;
    bool fault; /* to be fixed; else to know */
    const char *fix;
};

static const struct words findings[] = {
    [SEG_SEGMENT_UNREACHED] = {"segment_unreached", "undecided_segment_unreached", true,
                               "Give it a row or rule that some answers reach, or remove it."},
    [SEG_WORSE_IS_LIGHTER] = {"worse_is_lighter", "undecided_worse_is_lighter", true,
                              "Fix the points, \"reversed\", the order of the states, or the row "
                              "or rule by which the two inputs differ."},
    [SEG_RULE_DEAD] = {"rule_dead", "undecided_rule_dead", true,
                       "Fix the condition, move the rule before a final one that takes its "
                       "inputs, or remove it."},
    [SEG_RULE_IDLE] = {"rule_idle", "undecided_rule_idle", true,
                       "Remove the rule, or let it name another segment."},
    [SEG_RULE_ORDER] = {"rule_order", "undecided_rule_order", false,
                        "See that the two stand in the order that is meant."},
    [SEG_BAND_UNREACHED] = {"band_unreached", "undecided_band_unreached", true,
                            "Move the cut-off to where scores lie, or remove the band."},
    [SEG_CELL_UNREACHED] = {"cell_unreached", "undecided_cell_unreached", false,
                            "Nothing, where the combination is meant for judged states only."},
    [SEG_ROW_UNUSED] = {"row_unused", "undecided_row_unused", true,
                        "Move the row up, narrow the rows before it, or remove it."},
    [SEG_SIGNAL_DEAD] = {"signal_dead", "undecided_signal_dead", true,
                         "Fix the condition, or remove the signal."},
    [SEG_STATE_UNUSED] = {"state_unused", "undecided_state_unused", false,
                          "Nothing, where the state is meant to be given by judgement only."},
    [SEG_JUDGED_ONLY] = {"judged_only", "undecided_judged_only", false,
                         "Nothing, where it is meant for judged states only; else fix the "
                         "cut-offs, the rows or the condition."},
    [SEG_UNREAD] = {"unread", "undecided_unread", false,
                    "Nothing, where it is asked for other reasons; else give it a weight, a column "
                    "or a condition, or remove it."},
    [SEG_OPTIONS_ALIKE] = {"options_alike", "undecided_options_alike", false,
                           "Nothing, where they differ for people only; else fix the points."},
    [SEG_POINTS_FALL] = {"points_fall", "undecided_points_fall", false,
                         "Nothing, where it is meant; else fix the points or \"reversed\"."}};

static const char *code_of(const struct segj_model *model, struct seg_place place) {
    const char *code =
        place.kind == SEG_STATE && place.of >= 0
            ? seg_axis_state_code(model->engine, (size_t)place.of, (size_t)place.index)
            : seg_model_code(model->engine, place.kind, (size_t)place.index);
    return code ? code : "";
}

static const char *segment_code(const struct segj_model *model, uint8_t segment) {
    return segment == SEG_NONE ? "none" : seg_model_code(model->engine, SEG_SEGMENT, segment);
}

/* "level 3", or an option's code. */
static void answer_words(const struct segj_model *model, size_t item, uint8_t answer, char *text,
                         size_t size) {
    if (answer >= SEG_MAX_LEVELS) {
        snprintf(text, size, "%s", answer == SEG_NOT_APPLICABLE ? "not applicable" : "no answer");
        return;
    }
    const struct span *value = &model->values[item][answer];
    snprintf(text, size, "level %.*s", (int)value->length, value->at);
}

static void worse_words(const struct segj_model *model, const struct seg_finding *finding,
                        char *text, size_t size) {
    char from[80] = "", to[80] = "";
    const char *before = segment_code(model, finding->segment_before);
    const char *after = segment_code(model, finding->segment_after);
    size_t index = (size_t)finding->place.index;
    if (finding->place.kind == SEG_ITEM) {
        answer_words(model, index, finding->from, from, sizeof from);
        answer_words(model, index, finding->to, to, sizeof to);
        snprintf(text, size,
                 "A worse answer to \"%.60s\" (from %s to %s) leads from %s to the lighter %s.",
                 code_of(model, finding->place), from, to, before, after);
    } else if (finding->place.kind == SEG_STATE || finding->place.kind == SEG_DURATION) {
        snprintf(text, size, "%s (from %.48s to %.48s) leads from %.40s to the lighter %.40s.",
                 finding->place.kind == SEG_STATE ? "A worse judged state" : "A longer duration",
                 code_of(model, finding->other), code_of(model, finding->place), before, after);
    } else {
        snprintf(text, size, "A worse answer can lead to a lighter segment.");
    }
}

static void cell_words(const struct segj_model *model, const struct seg_finding *finding,
                       char *text, size_t size) {
    size_t length = (size_t)snprintf(text, size, "No answers lead to the combination");
    for (size_t i = 0; i < seg_cell_columns(model->engine) && length < size; i++) {
        uint8_t column = seg_cell_column(model->engine, i), state = finding->cell[i];
        const char *code = column == SEG_BY_DURATION
                               ? seg_model_code(model->engine, SEG_DURATION, state)
                               : seg_axis_state_code(model->engine, column, state);
        int written =
            snprintf(text + length, size - length, "%s %s", i ? "," : "", code ? code : "?");
        length += written < 0 ? 0 : (size_t)written;
    }
    if (length + 1 < size) {
        text[length] = '.';
        text[length + 1] = 0;
    }
}

/* Findings about one thing: the words before its code, and after; and what a proof leaves open, of
 * the thing and of the whole model. */
static const struct {
    const char *before, *after, *whether, *whether_any;
} sentences[] = {
    [SEG_SEGMENT_UNREACHED] = {"No input leads to the segment", "", "an input leads to the segment",
                               "every segment is reached"},
    [SEG_WORSE_IS_LIGHTER] = {"", "", "", "a worse answer can lead to a lighter segment"},
    [SEG_RULE_DEAD] = {"No input makes the rule", " hold", "an input makes hold the rule",
                       "every rule can hold"},
    [SEG_RULE_IDLE] = {"The rule", " holds at times, but never changes the segment",
                       "the segment is ever changed by the rule", "every rule changes something"},
    [SEG_RULE_ORDER] = {"", "", "", "rules exchanged would give another outcome"},
    [SEG_BAND_UNREACHED] = {"", "", "", "scores lie in every band"},
    [SEG_CELL_UNREACHED] = {"", "", "", "answers lead to every combination of the cell table"},
    [SEG_ROW_UNUSED] = {"", "", "", "every row is used"},
    [SEG_SIGNAL_DEAD] = {"No input makes the signal", " hold", "an input makes hold the signal",
                         "every signal can hold"},
    [SEG_STATE_UNUSED] = {"No band gives the state", "", "", "every state is given"},
    [SEG_JUDGED_ONLY] = {"", "", "", "answers lead to everything"},
    [SEG_UNREAD] = {"", "", "", "everything is read"},
    [SEG_OPTIONS_ALIKE] = {"", "", "", "all options differ"},
    [SEG_POINTS_FALL] = {"", "", "", "points rise"}};

static const char *kind_word(enum seg_kind kind) {
    static const char *const words[] = {
        [SEG_SEGMENT] = "segment", [SEG_AXIS] = "axis", [SEG_ITEM] = "item",
        [SEG_FLAG] = "flag",       [SEG_RULE] = "rule", [SEG_SIGNAL] = "signal"};
    size_t index = (size_t)kind;
    return index < sizeof words / sizeof *words && words[index] ? words[index] : "thing";
}

static void unread_words(const struct segj_model *model, struct seg_place place, char *text,
                         size_t size) {
    if (place.kind == SEG_DURATION) {
        snprintf(text, size, "Nothing reads the duration: no column and no condition.");
    } else if (place.kind == SEG_ITEM) {
        snprintf(text, size, "The answer to \"%.64s\" adds nothing, and no condition reads it.",
                 code_of(model, place));
    } else {
        snprintf(text, size, "Nothing reads the %s \"%.64s\".", kind_word(place.kind),
                 code_of(model, place));
    }
}

static void option_words(const struct segj_model *model, const struct seg_finding *finding,
                         char *text, size_t size) {
    char one[80] = "", other[80] = "";
    size_t item = (size_t)finding->place.of;
    answer_words(model, item, (uint8_t)finding->other.index, one, sizeof one);
    answer_words(model, item, (uint8_t)finding->place.index, other, sizeof other);
    snprintf(text, size,
             finding->kind == SEG_POINTS_FALL
                 ? "Of \"%.64s\", after %s comes %s, which is less bad by its points."
                 : "Of \"%.64s\", %s and %s add the same, and nothing tells them apart.",
             seg_model_code(model->engine, SEG_ITEM, item), one, other);
}

static void undecided_words(const struct segj_model *model, const struct seg_finding *finding,
                            char *text, size_t size) {
    size_t kind = (size_t)finding->kind;
    if (finding->kind == SEG_WORSE_IS_LIGHTER && finding->place.kind == SEG_RULE) {
        snprintf(text, size,
                 "Undecided: whether a worse answer can lead to a lighter segment, as the rule "
                 "\"%.64s\" reads whether the views disagree.",
                 code_of(model, finding->place));
    } else if (finding->place.kind == SEG_MODEL) {
        snprintf(text, size, "Undecided: whether %s.", sentences[kind].whether_any);
    } else {
        snprintf(text, size, "Undecided: whether %s \"%.64s\".", sentences[kind].whether,
                 code_of(model, finding->place));
    }
}

static void band_words(const struct segj_model *model, struct seg_place place, char *text,
                       size_t size) {
    size_t axis = (size_t)place.of;
    snprintf(text, size, "No score of the axis \"%.64s\" lies in the band from %u.",
             seg_model_code(model->engine, SEG_AXIS, axis),
             seg_axis_band(model->engine, axis, (size_t)place.index).from);
}

static void finding_words(const struct segj_model *model, const struct seg_finding *finding,
                          char *text, size_t size) {
    size_t kind = (size_t)finding->kind;
    const char *code = code_of(model, finding->place);
    if (finding->kind == SEG_WORSE_IS_LIGHTER) {
        worse_words(model, finding, text, size);
    } else if (finding->kind == SEG_CELL_UNREACHED) {
        cell_words(model, finding, text, size);
    } else if (finding->kind == SEG_BAND_UNREACHED) {
        band_words(model, finding->place, text, size);
    } else if (finding->kind == SEG_ROW_UNUSED) {
        snprintf(text, size, "The row %d never matches first.", finding->place.index);
    } else if (finding->kind == SEG_RULE_ORDER) {
        snprintf(text, size,
                 "Exchanged, the rules \"%.64s\" and \"%.64s\" would give another outcome.", code,
                 code_of(model, finding->other));
    } else if (finding->kind == SEG_UNREAD) {
        unread_words(model, finding->place, text, size);
    } else if (finding->kind == SEG_OPTIONS_ALIKE || finding->kind == SEG_POINTS_FALL) {
        option_words(model, finding, text, size);
    } else if (finding->kind == SEG_JUDGED_ONLY) {
        snprintf(text, size,
                 "No answers, only states given by judgement, lead to the %s \"%.64s\".",
                 kind_word(finding->place.kind), code);
    } else {
        snprintf(text, size, "%s \"%.64s\"%s.", sentences[kind].before, code,
                 sentences[kind].after);
    }
}

static const char *undecided_fix(const struct seg_finding *finding) {
    if (finding->kind == SEG_WORSE_IS_LIGHTER && finding->place.kind == SEG_RULE) {
        return "Let a signal read it, or see to it that the rule never gives a lighter segment.";
    }
    if (finding->place.kind == SEG_MODEL) {
        return "Simplify the model (fewer flags, cut-offs or items that conditions read), or prove "
               "this by other means.";
    }
    return "See to it by other means: answers that are missing, views that disagree, or states "
           "that "
           "are judged beyond the bounds of the proof may yet do it.";
}

bool segj_finding(const struct segj_model *model, const struct seg_finding *finding,
                  struct segj_fault *fault) {
    const struct words *words = &findings[finding->kind];
    bool undecided = finding->verdict == SEG_UNDECIDED;
    memset(fault, 0, sizeof *fault);
    fault->code = undecided ? words->undecided : words->code;
    segj_pointer(model, finding->place, fault->pointer);
    if (undecided) {
        undecided_words(model, finding, fault->text, sizeof fault->text);
    } else {
        finding_words(model, finding, fault->text, sizeof fault->text);
    }
    snprintf(fault->fix, sizeof fault->fix, "%s", undecided ? undecided_fix(finding) : words->fix);
    return words->fault && !undecided;
}
