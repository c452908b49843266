/* What a builder has collected, before anything is compiled. */
#ifndef SEGMENT_BUILDER_H
#define SEGMENT_BUILDER_H

#include "segment.h"

#define SEG_CODE_ROOM (SEG_MAX_CODE + 1)

struct seg_built_segment {
    char code[SEG_CODE_ROOM], process[SEG_CODE_ROOM];
    uint16_t review_months;
    uint16_t above; /* mask of the segments directly lighter */
};

struct seg_built_band {
    uint32_t from;
    int state; /* -1: by an item */
    int item;
    int by_option[SEG_MAX_LEVELS]; /* -1: not named */
};

struct seg_built_axis {
    char code[SEG_CODE_ROOM];
    enum seg_method method;
    uint32_t scale;
    int state_count, band_count;
    char states[SEG_MAX_STATES][SEG_CODE_ROOM];
    struct seg_built_band bands[SEG_MAX_BANDS];
};

struct seg_built_item {
    char code[SEG_CODE_ROOM];
    struct seg_item_def def;
    int option_count;
    char options[SEG_MAX_LEVELS][SEG_CODE_ROOM];
    uint32_t points[SEG_MAX_LEVELS];
    uint32_t from[SEG_MAX_LEVELS];
};

struct seg_built_row {
    uint8_t masks[SEG_MAX_AXES + 1];
    uint8_t count;
    int segment;
};

struct seg_built_node {
    enum seg_test test;
    int subject;
    uint32_t mask, from, below;
    int owner;             /* the group it belongs to, -1: none yet, -2: a rule or signal */
    int first, last, next; /* members of a group, in order */
};

struct seg_built_rule {
    char code[SEG_CODE_ROOM];
    int condition, segment;
    bool final;
    enum seg_effect effect;
    uint16_t review_months;
};

struct seg_builder {
    struct seg_allocator allocator;
    struct seg_error error;
    char code[SEG_CODE_ROOM];
    uint32_t version;
    enum seg_policy policy;
    uint32_t disagreement;
    enum seg_hit hit;
    int segment_count, axis_count, item_count, flag_count, duration_count;
    int column_count, row_count, node_count, rule_count, signal_count;
    struct seg_built_segment segments[SEG_MAX_SEGMENTS];
    struct seg_built_axis axes[SEG_MAX_AXES];
    struct seg_built_item items[SEG_MAX_ITEMS];
    char flags[SEG_MAX_FLAGS][SEG_CODE_ROOM];
    char durations[SEG_MAX_DURATIONS][SEG_CODE_ROOM];
    uint8_t columns[SEG_MAX_AXES + 1];
    struct seg_built_row rows[SEG_MAX_ROWS];
    struct seg_built_node nodes[SEG_MAX_CONDITIONS];
    struct seg_built_rule rules[SEG_MAX_RULES];
    struct seg_built_rule signals[SEG_MAX_SIGNALS];
};

struct seg_place seg_place_of(enum seg_kind kind, int index, int of);
/* Fills `error` unless it holds a fault already: the first cause wins. Returns -1. */
int seg_fault_at(struct seg_error *error, enum seg_fault fault, struct seg_place place,
                 const char *text);

/* True after the first fault: whatever else is added is passed over. */
bool seg_builder_failed(const struct seg_builder *builder);
/* Keeps the fault, if it is the first. Returns -1. */
int seg_builder_refuse(struct seg_builder *builder, enum seg_fault fault, enum seg_kind kind,
                       int index, int of, const char *text);
/* -1, refused, where `given` is NULL, or `known` is false: an enumerator that does not exist. */
int seg_builder_take(struct seg_builder *builder, const void *given, bool known, enum seg_kind kind,
                     int index);
/* Takes a code at `index` of a list of records that each begin with their code; -1: refused. */
int seg_builder_take_code(struct seg_builder *builder, void *list, size_t stride, int index,
                          const char *code, enum seg_kind kind, int of);

#endif
