/* What to ask next, what would settle, what would change it, and every condition as it was read. */
#include "result.h"

#include <string.h>

/* ---- The next question, and the fewest ---- */

/* "item":"x", "flag":"x" or "duration":true. */
static void put_subject(const struct segj_model *model, enum seg_kind kind, size_t index,
                        struct segj_buffer *buffer) {
    if (kind == SEG_ITEM) {
        KEY(buffer, "\"item\":");
        segj_put_span(buffer, model->items[index]);
    } else if (kind == SEG_FLAG) {
        KEY(buffer, "\"flag\":");
        segj_put_span(buffer, model->flags[index]);
    } else {
        KEY(buffer, "\"duration\":true");
    }
}

void put_next_question(const struct writing *writing) {
    const struct segj_model *model = writing->model;
    struct segj_buffer *buffer = writing->buffer;
    struct seg_question question;
    if (seg_next_question(model->engine, writing->input, &question) != SEG_OK ||
        question.kind == SEG_MODEL) {
        return;
    }
    const struct texts *text = question.kind == SEG_ITEM   ? &model->item_texts[question.index]
                               : question.kind == SEG_FLAG ? &model->flag_names[question.index]
                                                           : &model->duration_name;
    PUT(buffer, ",\"next_question\":{");
    put_subject(model, question.kind, question.index, buffer);
    if (question.settles == 0) { /* why it is asked all the same */
        PUT(buffer, ",\"narrows\":");
        segj_put_number(buffer, question.narrows);
    }
    PUT(buffer, ",\"settles\":");
    segj_put_number(buffer, question.settles);
    put_text(writing, "\"text\":", text);
    PUT(buffer, "}");
}

static void put_value(const struct segj_model *model, const struct seg_answer *answer,
                      struct segj_buffer *buffer) {
    PUT(buffer, ",\"value\":");
    if (answer->kind == SEG_ITEM) {
        put_answer(model, answer->index, answer->value, buffer);
    } else if (answer->kind == SEG_FLAG) {
        put_bool(buffer, answer->value);
    } else {
        segj_put_span(buffer, model->durations[answer->value]);
    }
}

void put_fewest(const struct writing *writing) {
    const struct segj_model *model = writing->model;
    struct segj_buffer *buffer = writing->buffer;
    struct seg_fewest fewest;
    if (seg_fewest_answers(model->engine, writing->input, writing->options.scratch, &fewest) !=
        SEG_OK) {
        return;
    }
    PUT(buffer, ",\"fewest\":{\"answers\":[");
    for (size_t i = 0; i < fewest.count; i++) {
        if (i) {
            PUT(buffer, ",");
        }
        PUT(buffer, "{");
        put_subject(model, fewest.answers[i].kind, fewest.answers[i].index, buffer);
        put_value(model, &fewest.answers[i], buffer);
        PUT(buffer, "}");
    }
    PUT(buffer, "],\"at_least\":");
    segj_put_number(buffer, fewest.at_least);
    PUT(buffer, ",\"at_most\":");
    if (fewest.at_most == SEG_NONE) {
        PUT(buffer, "null");
    } else {
        segj_put_number(buffer, fewest.at_most);
    }
    PUT(buffer, ",\"complete\":");
    put_bool(buffer, fewest.complete);
    PUT(buffer, "}");
}

/* ---- What would change it ---- */

/* Of a level that is not applicable there are no words in the model. */
static void put_option_text(const struct writing *writing, const char *key, size_t item,
                            uint8_t level) {
    if (level < SEG_MAX_LEVELS) {
        put_text(writing, key, &writing->model->option_texts[item][level]);
    }
}

static void put_change(const struct writing *writing, const struct seg_change *change) {
    const struct segj_model *model = writing->model;
    PUT(writing->buffer, "{\"from\":");
    put_answer(model, change->item, change->from, writing->buffer);
    put_option_text(writing, "\"from_text\":", change->item, change->from);
    PUT(writing->buffer, ",\"item\":");
    segj_put_span(writing->buffer, model->items[change->item]);
    put_text(writing, "\"text\":", &model->item_texts[change->item]);
    PUT(writing->buffer, ",\"to\":");
    put_answer(model, change->item, change->to, writing->buffer);
    put_option_text(writing, "\"to_text\":", change->item, change->to);
    PUT(writing->buffer, "}");
}

static void put_way(const struct writing *writing, const struct seg_way *way) {
    struct segj_buffer *buffer = writing->buffer;
    PUT(buffer, "{\"changes\":");
    if (way->found) {
        PUT(buffer, "[");
        for (size_t i = 0; i < way->count; i++) {
            if (i) {
                PUT(buffer, ",");
            }
            put_change(writing, &way->changes[i]);
        }
        PUT(buffer, "]");
    } else {
        PUT(buffer, "null");
    }
    PUT(buffer, ",\"complete\":");
    put_bool(buffer, way->complete);
    PUT(buffer, ",\"segment\":");
    segj_put_span(buffer, writing->model->segments[way->segment]);
    put_text(writing, "\"segment_name\":", &writing->model->segment_names[way->segment]);
    PUT(buffer, "}");
}

void put_what_if(const struct writing *writing) {
    struct seg_what_if what_if;
    PUT(writing->buffer, "[");
    if (seg_what_if(writing->model->engine, writing->input, writing->options.scratch, &what_if) ==
        SEG_OK) {
        for (size_t i = 0; i < what_if.count; i++) {
            if (i) {
                PUT(writing->buffer, ",");
            }
            put_way(writing, &what_if.ways[i]);
        }
    }
    PUT(writing->buffer, "]");
}

/* ---- The trace ---- */

static const char *const tests[] = {"all",     "any",        "not",     "axis",         "score",
                                    "item",    "item",       "flag",    "duration",     "age",
                                    "segment", "unanswered", "missing", "disagreements"};

static void put_number_or_null(struct segj_buffer *buffer, uint32_t number) {
    if (number == SEG_NO_LIMIT) {
        PUT(buffer, "null");
    } else {
        segj_put_number(buffer, number);
    }
}

/* The codes that the masks of a condition stand for; a flag's are false and true. */
static const struct span *mask_codes(const struct segj_model *model,
                                     const struct seg_trace_entry *entry, size_t *count) {
    switch ((int)entry->test) {
    case SEG_TEST_AXIS:
        *count = SEG_MAX_STATES;
        return model->states[entry->subject];
    case SEG_TEST_CHOICE:
        *count = SEG_MAX_LEVELS;
        return model->values[entry->subject];
    case SEG_TEST_DURATION:
        *count = SEG_MAX_DURATIONS;
        return model->durations;
    case SEG_TEST_SEGMENT:
        *count = SEG_MAX_SEGMENTS;
        return model->segments;
    default:
        *count = 0;
        return NULL;
    }
}

static void put_masks(const struct writing *writing, const struct seg_trace_entry *entry,
                      const char *key, size_t length, uint16_t mask) {
    size_t count;
    const struct span *codes = mask_codes(writing->model, entry, &count);
    if (codes) {
        put_key(writing->buffer, key, length);
        put_mask(writing->buffer, mask, codes, count);
    }
}

static bool is_number(enum seg_test test) {
    return test == SEG_TEST_SCORE || test == SEG_TEST_LEVEL || test == SEG_TEST_AGE ||
           test == SEG_TEST_MISSING || test == SEG_TEST_DISAGREEMENTS;
}

static const struct span *subject_code(const struct segj_model *model,
                                       const struct seg_trace_entry *entry) {
    switch ((int)entry->test) {
    case SEG_TEST_AXIS:
    case SEG_TEST_SCORE:
        return &model->axes[entry->subject];
    case SEG_TEST_LEVEL:
    case SEG_TEST_CHOICE:
    case SEG_TEST_UNANSWERED:
        return &model->items[entry->subject];
    case SEG_TEST_FLAG:
        return &model->flags[entry->subject];
    default:
        return NULL;
    }
}

static void put_range(struct segj_buffer *buffer, const struct seg_trace_entry *entry) {
    if (is_number(entry->test) && entry->below && entry->below != SEG_NO_LIMIT) {
        KEY(buffer, "\"below\":");
        segj_put_number(buffer, entry->below);
    }
}

static size_t put_condition(const struct writing *writing, const struct seg_trace_entry *entries,
                            size_t count);

/* The members of a group: the entries after it that lie one deeper. */
static size_t put_conditions(const struct writing *writing, const struct seg_trace_entry *entries,
                             size_t count, int depth) {
    size_t at = 0;
    PUT(writing->buffer, "[");
    while (at < count && entries[at].depth >= depth && entries[at].depth > 0) {
        if (at) {
            PUT(writing->buffer, ",");
        }
        at += put_condition(writing, entries + at, count - at);
    }
    PUT(writing->buffer, "]");
    return at;
}

static void put_low_high(struct segj_buffer *buffer, const struct seg_trace_entry *entry,
                         bool high) {
    if (!is_number(entry->test) || entry->not_applicable) {
        return;
    }
    put_key(buffer, high ? "\"high\":" : "\"low\":", high ? 7 : 6);
    put_number_or_null(buffer, high ? entry->high : entry->low);
}

/* A flag is wanted to be one value, and is read as one, or as null. */
static void put_flag_read(struct segj_buffer *buffer, const struct seg_trace_entry *entry) {
    if (entry->test == SEG_TEST_FLAG) {
        KEY(buffer, "\"read\":");
        segj_buffer_append(buffer,
                           entry->read == 3   ? "null"
                           : entry->read == 2 ? "true"
                                              : "false",
                           entry->read == 1 ? 5 : 4);
    }
}

/* from, high, low, not_applicable, read: what the condition compares, and what it found. */
static void put_found(const struct writing *writing, const struct seg_trace_entry *entry) {
    struct segj_buffer *buffer = writing->buffer;
    if (is_number(entry->test)) {
        KEY(buffer, "\"from\":");
        segj_put_number(buffer, entry->from);
    }
    put_low_high(buffer, entry, true);
    put_low_high(buffer, entry, false);
    if (entry->not_applicable) {
        KEY(buffer, "\"not_applicable\":true");
    }
    put_masks(writing, entry, "\"read\":", 7, entry->read);
    put_flag_read(buffer, entry);
}

static void put_wanted(const struct writing *writing, const struct seg_trace_entry *entry) {
    put_masks(writing, entry, "\"wanted\":", 9, entry->wanted);
    if (entry->test == SEG_TEST_FLAG) {
        KEY(writing->buffer, "\"wanted\":");
        put_bool(writing->buffer, entry->wanted);
    }
}

static size_t put_condition(const struct writing *writing, const struct seg_trace_entry *entries,
                            size_t count) {
    const struct seg_trace_entry *entry = entries;
    struct segj_buffer *buffer = writing->buffer;
    const struct span *subject = subject_code(writing->model, entry);
    size_t used = 1;
    PUT(buffer, "{");
    put_range(buffer, entry);
    if (entry->test <= SEG_TEST_NOT) {
        KEY(buffer, "\"conditions\":");
        used += put_conditions(writing, entries + 1, count - 1, entry->depth + 1);
    }
    put_found(writing, entry);
    if (subject) {
        KEY(buffer, "\"subject\":");
        segj_put_span(buffer, *subject);
    }
    KEY(buffer, "\"test\":");
    segj_buffer_string(buffer, tests[entry->test], strlen(tests[entry->test]));
    KEY(buffer, "\"value\":");
    put_truth(buffer, entry->value);
    put_wanted(writing, entry);
    PUT(buffer, "}");
    return used;
}

static size_t put_owner(const struct writing *writing, const struct seg_trace_entry *entries,
                        size_t count) {
    struct segj_buffer *buffer = writing->buffer;
    PUT(buffer, "{\"conditions\":[");
    size_t used = put_condition(writing, entries, count);
    PUT(buffer, "]");
    if (entries->owner == SEG_RULE) {
        KEY(buffer, "\"rule\":");
        segj_put_span(buffer, writing->model->rules[entries->owner_index]);
    } else {
        KEY(buffer, "\"signal\":");
        segj_put_span(buffer, writing->model->signals[entries->owner_index]);
    }
    KEY(buffer, "\"tried\":");
    put_bool(buffer, entries->tried);
    KEY(buffer, "\"value\":");
    put_truth(buffer, entries->value);
    PUT(buffer, "}");
    return used;
}

void put_trace(const struct writing *writing) {
    struct seg_trace_entry entries[SEG_MAX_TRACE];
    size_t count = 0, at = 0;
    PUT(writing->buffer, "[");
    if (seg_trace(writing->model->engine, writing->input, entries, SEG_MAX_TRACE, &count) ==
        SEG_OK) {
        while (at < count) {
            if (at) {
                PUT(writing->buffer, ",");
            }
            at += put_owner(writing, entries + at, count - at);
        }
    }
    PUT(writing->buffer, "]");
}

/* How far the score of each scored axis lies from each of its cut-offs. */
void put_cut_offs(const struct writing *writing) {
    struct seg_distance distances[SEG_MAX_DISTANCES];
    struct segj_buffer *buffer = writing->buffer;
    size_t count = seg_distances(writing->model->engine, writing->result, distances);
    PUT(buffer, ",\"cut_offs\":[");
    for (size_t i = 0; i < count; i++) {
        segj_buffer_append(buffer, ",", i ? 1 : 0);
        PUT(buffer, "{\"axis\":");
        segj_put_span(buffer, writing->model->axes[distances[i].axis]);
        PUT(buffer, ",\"from\":");
        segj_put_number(buffer, distances[i].from);
        PUT(buffer, ",\"high\":");
        segj_put_number(buffer, distances[i].high);
        PUT(buffer, ",\"low\":");
        segj_put_number(buffer, distances[i].low);
        PUT(buffer, ",\"sum_needed\":");
        segj_put_number(buffer, distances[i].sum_needed);
        PUT(buffer, "}");
    }
    PUT(buffer, "]");
}
