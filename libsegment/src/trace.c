/* Every condition with the value it read, and how far the cut-offs lie. */
#include "decide.h"

#include <string.h>

/* What was seen of every node over all cells and segments so far. */
struct seen {
    const struct seg_model *model;
    const struct seg_facts *facts;
    uint8_t truth[SEG_MAX_CONDITIONS];
    uint16_t segments[SEG_MAX_RULES]; /* on which the rule was tried */
};

static void see_condition(struct seen *seen, const struct seg_rule_rec *rule,
                          const struct seg_moment *moment) {
    uint16_t end = seen->model->nodes[rule->node].end;
    for (uint16_t n = rule->node; n < end; n++) {
        seen->truth[n] |= (uint8_t)seg_condition(seen->model, n, moment);
    }
}

/* Told is the truth over all cells at once, which decides whether a rule is known to hold. */
static void see_rule(void *data, int rule, const struct seg_moment *moment, uint16_t live) {
    struct seen *seen = data;
    (void)moment;
    seen->segments[rule] |= live;
    for (int s = 0; s < seen->model->segment_count; s++) {
        if (live >> s & 1) {
            struct seg_moment one = seg_moment_of(seen->model, seen->facts, 0);
            one.segments = (uint16_t)(1u << s);
            see_condition(seen, &seen->model->rules[rule], &one);
        }
    }
}

static void read_score(const struct seg_model *model, const struct seg_facts *facts,
                       struct seg_trace_entry *entry) {
    const struct seg_axis_facts *at = &facts->axes[entry->subject];
    const struct seg_axis_rec *axis = &model->axes[entry->subject];
    entry->low = at->open ? 0 : seg_score(axis, at->sum_low, at->max_low);
    entry->high = at->open ? axis->full : seg_score(axis, at->sum_high, at->max_high);
}

static void read_item(const struct seg_model *model, const struct seg_facts *facts,
                      struct seg_trace_entry *entry) {
    uint8_t level = facts->levels[entry->subject];
    entry->not_applicable = level == SEG_NOT_APPLICABLE;
    if (level < SEG_MAX_LEVELS) {
        entry->read = (uint16_t)(1u << level);
        entry->low = entry->high = level;
    } else if (level == SEG_UNKNOWN) {
        entry->read = (uint16_t)((1u << model->levels[entry->subject]) - 1u);
        entry->high = (uint32_t)model->levels[entry->subject] - 1;
    }
}

static void read_number(struct seg_trace_entry *entry, uint32_t low, uint32_t high) {
    entry->low = low;
    entry->high = high;
}

static void read_value(const struct seg_model *model, const struct seg_facts *facts,
                       uint16_t segments, struct seg_trace_entry *entry) {
    switch (entry->test) {
    case SEG_TEST_AXIS:
        entry->read = facts->axes[entry->subject].states;
        break;
    case SEG_TEST_SCORE:
        read_score(model, facts, entry);
        break;
    case SEG_TEST_LEVEL:
    case SEG_TEST_CHOICE:
        read_item(model, facts, entry);
        break;
    case SEG_TEST_FLAG:
        entry->read = (uint16_t)((facts->flags[entry->subject] & SEG_FALSE ? 1 : 0) |
                                 (facts->flags[entry->subject] & SEG_TRUE ? 2 : 0));
        break;
    case SEG_TEST_DURATION:
        entry->read = facts->durations;
        break;
    case SEG_TEST_AGE:
        read_number(entry, facts->age_low, facts->age_high);
        break;
    case SEG_TEST_SEGMENT:
        entry->read = segments;
        break;
    case SEG_TEST_UNANSWERED:
        entry->read = (uint16_t)(facts->unanswered >> entry->subject & 1);
        break;
    case SEG_TEST_MISSING:
        read_number(entry, facts->missing, facts->missing);
        break;
    case SEG_TEST_DISAGREEMENTS:
        read_number(entry, facts->disagreement_count, facts->disagreement_count);
        break;
    default:
        break;
    }
}

/* The entries written so far, and the room for them. */
struct page {
    struct seg_trace_entry *entries;
    size_t room, count;
};

static void write_condition(const struct seen *seen, const struct seg_facts *facts,
                            enum seg_kind owner, int index, uint16_t segments, struct page *page) {
    const struct seg_model *model = seen->model;
    const struct seg_rule_rec *rule =
        owner == SEG_RULE ? &model->rules[index] : &model->signals[index];
    bool tried = owner == SEG_SIGNAL || segments != 0;
    for (uint16_t n = rule->node; n < model->nodes[rule->node].end; n++, page->count++) {
        const struct seg_node *node = &model->nodes[n];
        if (page->count >= page->room) {
            continue;
        }
        struct seg_trace_entry *entry = &page->entries[page->count];
        memset(entry, 0, sizeof *entry);
        entry->owner = owner;
        entry->owner_index = (uint8_t)index;
        entry->depth = node->depth;
        entry->tried = (uint8_t)tried;
        entry->value = (enum seg_truth)seen->truth[n];
        entry->test = (enum seg_test)node->test;
        entry->subject = node->subject;
        entry->wanted = node->mask;
        entry->from = node->from;
        entry->below = node->below;
        read_value(model, facts, segments, entry);
    }
}

static void see_untried(struct seen *seen, const struct seg_facts *facts, uint16_t possible) {
    struct seg_moment moment = seg_moment_of(seen->model, facts, possible);
    for (int r = 0; r < seen->model->rule_count; r++) {
        if (seen->segments[r] == 0) {
            see_condition(seen, &seen->model->rules[r], &moment);
        }
    }
    for (int s = 0; s < seen->model->signal_count; s++) {
        see_condition(seen, &seen->model->signals[s], &moment);
    }
}

enum seg_status seg_trace(const struct seg_model *model, const struct seg_input *input,
                          struct seg_trace_entry *entries, size_t room, size_t *count) {
    struct seg_facts facts;
    struct seen seen = {model, &facts, {0}, {0}};
    struct page page = {entries, room, 0};
    if (seg_facts_gather(model, input, &facts) != SEG_OK) {
        return SEG_BAD_INPUT;
    }
    uint16_t possible = seg_decide_watched(model, &facts, see_rule, &seen);
    see_untried(&seen, &facts, possible);
    for (int r = 0; r < model->rule_count; r++) {
        write_condition(&seen, &facts, SEG_RULE, r, seen.segments[r], &page);
    }
    for (int s = 0; s < model->signal_count; s++) {
        write_condition(&seen, &facts, SEG_SIGNAL, s, possible, &page);
    }
    *count = page.count;
    return page.count <= room ? SEG_OK : SEG_NO_ROOM;
}

static int32_t clamp(int64_t value) {
    return value > INT32_MAX ? INT32_MAX : value < INT32_MIN ? INT32_MIN : (int32_t)value;
}

size_t seg_distances(const struct seg_model *model, const struct seg_result *result,
                     struct seg_distance distances[SEG_MAX_DISTANCES]) {
    size_t count = 0;
    for (int a = 0; a < model->axis_count; a++) {
        const struct seg_axis_rec *axis = &model->axes[a];
        const struct seg_axis_result *at = &result->axes[a];
        if (at->judged || !at->assessed) {
            continue;
        }
        for (int b = 1; b < axis->band_count; b++) {
            int64_t from = axis->bands[b].from;
            int64_t sum = axis->method == SEG_POINTS
                              ? from
                              : (from * at->max_low + axis->scale - 1) / axis->scale;
            struct seg_distance distance = {(uint8_t)a,
                                            (uint8_t)b,
                                            axis->bands[b].from,
                                            clamp((int64_t)at->low - from),
                                            clamp((int64_t)at->high - from),
                                            sum - at->sum_low};
            distances[count++] = distance;
        }
    }
    return count;
}
