/*
 * Reading one model file: the place in the document, the faults found so far, and the codes that
 * later parts refer to. Every part is read to its end, whatever was wrong before it, so that one
 * reading reports all.
 */
#ifndef SEGMENT_JSON_READER_H
#define SEGMENT_JSON_READER_H

#include "document.h"

/* Of a group, where the axis of its first item stands. */
enum { NO_ITEM_YET = -2 };

struct codes {
    const char *code[SEG_MAX_ITEMS];
    size_t count;
};

struct reader {
    struct segj_faults *faults;
    char pointer[SEGJ_MAX_POINTER];
    size_t pointer_length;
    bool broken; /* a fault that leaves nothing to compile; a missing text does not */
    const json_t *tree;
    struct segj_model *model;
    struct seg_builder *builder;
    struct codes segments, axes, groups, items, flags, durations, rules, signals;
    int group_axis[MAX_GROUPS]; /* of the group's first item; -1: on none */
    struct codes states[SEG_MAX_AXES], options[SEG_MAX_ITEMS];
    enum seg_item_kind kinds[SEG_MAX_ITEMS];
    int item_axis[SEG_MAX_ITEMS];
    enum seg_method methods[SEG_MAX_AXES];
    uint32_t scales[SEG_MAX_AXES], greatest[SEG_MAX_AXES];
    int conditions, depth;
};

/* ---- Places and faults (fault.c) ---- */

/* Goes to a member or entry below; returns what reader_leave() takes. */
size_t reader_enter(struct reader *reader, const char *member);
size_t reader_enter_index(struct reader *reader, size_t index);
void reader_leave(struct reader *reader, size_t place);
/*
 * Adds a fault at the present place. `words` is "what is wrong|what to do", with printf
 * conversions; conversions of both halves take their arguments in turn.
 */
void reader_fault(struct reader *reader, const char *code, const char *words, ...)
    __attribute__((format(printf, 3, 4)));
/* The same at a member of the present place. */
void reader_fault_at(struct reader *reader, const char *member, const char *code, const char *words,
                     ...) __attribute__((format(printf, 4, 5)));
/* The same for a text: the model's working is not touched by it. */
void reader_text_fault(struct reader *reader, const char *code, const char *words, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- Members (shape.c) ---- */

enum type { STRING = 1, INTEGER = 2, BOOLEAN = 4, OBJECT = 8, LIST = 16, NOTHING = 32 };
struct member {
    const char *name;
    unsigned types; /* enum type */
    bool required;
};
#define MEMBER_END                                                                                 \
    { NULL, 0, 0 }

/* Checks that `value` is an object with these members and no other. False: it is no object. */
bool reader_object(struct reader *reader, const json_t *value, const struct member *members);
/* A list member, or NULL where it is missing or no list. */
const json_t *reader_list(const json_t *object, const char *member);
/* An integer within its bounds, else a fault; `missing` where the member is not there. */
int64_t reader_integer(struct reader *reader, const json_t *object, const char *member, int64_t low,
                       int64_t high, int64_t missing);
bool reader_boolean(const json_t *object, const char *member, bool missing);
const char *reader_string(const json_t *object, const char *member); /* or NULL */
/* The member `code` of an object, well-formed and new in `codes`; it is added in any case. */
const char *reader_code(struct reader *reader, const json_t *object, struct codes *codes);
/* Reports when a list has too few or too many entries. */
void reader_size(struct reader *reader, const json_t *list, size_t least, size_t most,
                 const char *what);
/* A list of things that have only a code and names; `members` NULL: exactly those two. */
void read_named(struct reader *reader, const json_t *list, const struct member *members,
                size_t most, struct codes *codes, const char *member);
/* Reports when an axis or item takes a code that requests and tables use themselves. */
void reader_reserved(struct reader *reader, const char *code);
/* The index of a code, or -1. */
int codes_find(const struct codes *codes, const char *code);
/* The same of a JSON string; a fault names what there is. `what` is the noun: "segment". */
int reader_reference(struct reader *reader, const json_t *value, const struct codes *codes,
                     const char *what);
/* A mask of the codes in a list (or one string); faults for empty, unknown and doubled ones. */
uint32_t reader_mask(struct reader *reader, const json_t *value, const struct codes *codes,
                     const char *what);
/* One of the words; the index, or -1 with a fault; `missing` where there is no such member. */
int reader_word(struct reader *reader, const json_t *object, const char *member,
                const char *const *words, int missing);
/* A member of texts {fi, sv, en}: all three there, not empty, no control characters. */
void reader_texts(struct reader *reader, const json_t *object, const char *member);
/* A text without control characters. */
void reader_plain(struct reader *reader, const json_t *value);

/* ---- The parts, in the order in which they are read ---- */

void read_head(struct reader *reader);
void read_segments(struct reader *reader);
void read_axes(struct reader *reader);
void read_groups(struct reader *reader);
void read_items(struct reader *reader);
void read_bands(struct reader *reader);
void read_duration(struct reader *reader);
void read_flags(struct reader *reader);
void read_views(struct reader *reader);
void read_cells(struct reader *reader);
void read_rules(struct reader *reader);
void read_signals(struct reader *reader);
/* One condition: its node, or -1. */
int read_condition(struct reader *reader, const json_t *value);

extern const char *const reader_policies[];

#endif
