/*
 * segment.h - decide a client's segment from answers, and say why.
 *
 * This header is the whole manual of the library; MODEL.md is the manual of the model language.
 * It compiles alone as C11 and as C++, and needs nothing but the C library.
 *
 * The whole in five lines:
 *
 *     struct seg_input input;                        // what is known of one client
 *     struct seg_result result;                      // what follows from it
 *     seg_input_init(&input);                        // everything unknown
 *     input.answers[SEG_PROFESSIONAL][item] = 3;     // a level, by the item's index
 *     if (seg_evaluate(model, &input, &result) == SEG_OK && result.certain)
 *         puts(seg_model_code(model, SEG_SEGMENT, result.segment));
 *
 * Principles
 *   - A model is compiled once into one block that never changes; any number of threads may
 *     read it.
 *   - Scoring takes no memory, reads no file, clock, locale or environment, and computes with whole
 *     numbers only: the same model and the same input give the same result on every machine.
 *   - The caller owns all storage. Heap is used only by a builder and by seg_model_compile(),
 *     through the caller's own allocator where one is given.
 *   - Unknown is a value of its own: neither zero nor false. A result says what is still possible.
 *   - Everything is named by its index, in the order in which it was added; codes are for people.
 *   - A pointer is never NULL but where its comment allows it; what is freed may be NULL. An index
 *     or enumerator of what is not there is refused by a builder; the functions that look into a
 *     model answer with "", 0 or SEG_NONE.
 */
#ifndef SEGMENT_H
#define SEGMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__) || defined(__clang__)
#define SEG_API __attribute__((visibility("default")))
#define SEG_MUST_CHECK __attribute__((warn_unused_result))
#else
#define SEG_API
#define SEG_MUST_CHECK
#endif

#define SEG_VERSION_MAJOR 1
#define SEG_VERSION_MINOR 0
#define SEG_VERSION_PATCH 0

/* The version of the library that is running, "1.0.0"; the header's own stands above. */
SEG_API const char *seg_version(void);

/* ---- Limits ------------------------------------------------------------------------------- */

enum {
    SEG_MAX_SEGMENTS = 16,
    SEG_MAX_AXES = 4,
    SEG_MAX_STATES = 8,
    SEG_MAX_BANDS = 8,
    SEG_MAX_ITEMS = 64,
    SEG_MAX_LEVELS = 16,
    SEG_MAX_POINTS = 1000, /* of one option */
    SEG_MAX_WEIGHT = 1000, /* of one item */
    SEG_MAX_SCALE = 10000, /* of a ratio axis */
    SEG_MAX_COUNT = 9999,  /* answer to a count item */
    SEG_MAX_DURATIONS = 8,
    SEG_MAX_FLAGS = 16,
    SEG_MAX_RULES = 32,
    SEG_MAX_SIGNALS = 32,
    SEG_MAX_CELLS = 4096, /* combinations of the cell table */
    SEG_MAX_ROWS = 4096,  /* rows of the cell table */
    SEG_MAX_CONDITIONS = 512,
    SEG_MAX_DEPTH = 8, /* of nested conditions */
    SEG_MAX_CODE = 64, /* characters of a code */
    SEG_MAX_AGE = 150,
    SEG_MAX_REASONS = SEG_MAX_RULES + SEG_MAX_ITEMS
};

/* ---- Markers ------------------------------------------------------------------------------ */

#define SEG_NONE ((uint8_t)0xFF)           /* no such thing: no segment, no axis, no reason */
#define SEG_UNKNOWN ((uint8_t)0xFF)        /* an answer, state, duration or flag not known */
#define SEG_NOT_APPLICABLE ((uint8_t)0xFE) /* an answer: the item does not concern this client */
#define SEG_AGE_UNKNOWN ((uint16_t)0xFFFF)
#define SEG_REASON_RULE ((uint8_t)0x80)     /* a reason code with this bit names a rule */
#define SEG_BY_DURATION ((uint8_t)0x80)     /* a column of the cell table: the duration */
#define SEG_ANY ((uint8_t)0xFF)             /* a mask of states: any of them */
#define SEG_NO_LIMIT ((uint32_t)0xFFFFFFFF) /* `below` left out */

/* The three truth values, also as a set of what is possible: true 1, false 2, both 3. */
enum seg_truth { SEG_TRUE = 1, SEG_FALSE = 2, SEG_OPEN = 3 };

/* Where a thing of the model lives: for codes, places of errors and findings. */
enum seg_kind {
    SEG_MODEL = 0,
    SEG_SEGMENT,
    SEG_AXIS,
    SEG_STATE, /* of an axis */
    SEG_BAND,  /* of an axis */
    SEG_ITEM,
    SEG_OPTION, /* of an item */
    SEG_FLAG,
    SEG_DURATION,
    SEG_ROW, /* of the cell table, as added */
    SEG_CELL,
    SEG_RULE,
    SEG_SIGNAL,
    SEG_CONDITION,
    SEG_AGE
};

/* A place: rule 3; state 2 of axis 1 (`of` is the axis); option 4 of item 7 (`of` is the item). */
struct seg_place {
    enum seg_kind kind;
    int index;
    int of; /* the owner of a state, band or option; else -1 */
};

enum seg_status {
    SEG_OK = 0,
    SEG_NO_MEMORY,
    SEG_BAD_MODEL, /* the model breaks a rule of the language */
    SEG_BAD_INPUT, /* the input does not fit the model */
    SEG_NO_ROOM    /* the caller's storage is too small */
};

/* What exactly is wrong; a reader of files maps these to places in its own text. */
enum seg_fault {
    SEG_FAULT_NONE = 0,
    SEG_FAULT_MEMORY,
    SEG_FAULT_TOO_MANY,  /* more than a limit above */
    SEG_FAULT_CODE,      /* not [a-z][a-z0-9_]{0,63} */
    SEG_FAULT_DUPLICATE, /* the code is taken */
    SEG_FAULT_REFERENCE, /* names something that is not there */
    SEG_FAULT_RANGE,     /* a number out of its bounds */
    SEG_FAULT_ORDER,     /* bands or counts not rising, or the first not 0 */
    SEG_FAULT_CYCLE,     /* segments heavier than themselves */
    SEG_FAULT_EMPTY,     /* segments, options, states, bands or members missing */
    SEG_FAULT_GAP,       /* a combination without a row */
    SEG_FAULT_OVERLAP,   /* a combination with two rows */
    SEG_FAULT_KIND,      /* an item, axis or policy of the wrong kind for this use */
    SEG_FAULT_DEPTH,     /* conditions nested too deep */
    SEG_FAULT_SHARED,    /* a condition used twice, or within itself */
    SEG_FAULT_ANSWER,    /* an answer that the item does not have */
    SEG_FAULT_BOTH_WAYS  /* an axis both judged and answered */
};

struct seg_error {
    enum seg_fault fault;
    struct seg_place place;
    struct seg_place other; /* the second thing, for a reference, duplicate or overlap */
    char text[160];         /* one English sentence, for a developer */
};

/* True when the text is [a-z][a-z0-9_]{0,63}; `with_hyphen`: also -, as a model's own code may. */
SEG_API bool seg_code_is_good(const char *code, bool with_hyphen);

/* ---- Building a model --------------------------------------------------------------------- */

/*
 * A builder collects the parts in any order; references are indexes and may point forward. Each
 * seg_add_* returns the new index, or -1 after the first fault, which the builder keeps for
 * seg_model_compile(): a reader may therefore add everything and look once, at the end. What does
 * not exist is such a fault: a NULL for what is to be added, an index that nothing has at the end,
 * a method, kind, policy, effect, hit or group that is no enumerator. A builder that is NULL, for
 * lack of memory, gives -1 for everything and SEG_NO_MEMORY in the end.
 */
struct seg_builder;
struct seg_model;

struct seg_allocator {
    void *(*alloc)(size_t size, void *data); /* aligned as malloc aligns; NULL: no memory */
    void (*free)(void *memory, void *data);
    void *data;
};

/* With `allocator` NULL: malloc and free. NULL when there is no memory. */
SEG_API struct seg_builder *seg_builder_new(const struct seg_allocator *allocator);
SEG_API void seg_builder_free(struct seg_builder *builder);

/* The model's own name: helsinki, 3. */
SEG_API int seg_set_name(struct seg_builder *builder, const char *code, uint32_t version);

struct seg_segment_def {
    const char *code;
    const char *process;    /* or NULL */
    uint16_t review_months; /* 0: none */
};
SEG_API int seg_add_segment(struct seg_builder *builder, const struct seg_segment_def *def);
/* `heavier` lies directly above `lighter`; the library takes the transitive closure. */
SEG_API int seg_add_above(struct seg_builder *builder, int heavier, int lighter);

enum seg_method { SEG_RATIO = 0, SEG_POINTS = 1 };
struct seg_axis_def {
    const char *code;
    enum seg_method method;
    uint32_t scale; /* of a ratio, 1..SEG_MAX_SCALE; 0 means 1000; not read for points */
};
SEG_API int seg_add_axis(struct seg_builder *builder, const struct seg_axis_def *def);
SEG_API int seg_add_state(struct seg_builder *builder, int axis, const char *code);
/* A band that gives one state. Returns the band's index within the axis. */
SEG_API int seg_add_band(struct seg_builder *builder, int axis, uint32_t from, int state);
/* A band whose state the answer to a choice item decides; add its choices next. */
SEG_API int seg_add_band_by(struct seg_builder *builder, int axis, uint32_t from, int item);
SEG_API int seg_add_band_choice(struct seg_builder *builder, int axis, int band, int option,
                                int state);

enum seg_item_kind { SEG_LEVEL = 0, SEG_COUNT = 1, SEG_CHOICE = 2 };
enum seg_policy {
    SEG_POLICY_DEFAULT = 0, /* an item's: as the model says; a model's: professional first */
    SEG_PROFESSIONAL_FIRST,
    SEG_CLIENT_FIRST,
    SEG_WORST,
    SEG_MEAN
};
struct seg_item_def {
    const char *code;
    enum seg_item_kind kind;
    int axis;            /* -1: on no axis, never scored */
    uint32_t weight;     /* 0..SEG_MAX_WEIGHT, as given: there is no default here */
    bool reversed;       /* more is better */
    bool changeable;     /* a plan can change it */
    bool not_applicable; /* takes SEG_NOT_APPLICABLE; level items only */
    enum seg_policy policy;
};
SEG_API int seg_add_item(struct seg_builder *builder, const struct seg_item_def *def);

/* The next option of an item: level 0, 1, 2, ... or a choice. */
struct seg_option_def {
    const char *code; /* of a choice; NULL for levels */
    uint32_t points;  /* as in the file, before `reversed`; not read for a choice */
    uint32_t from;    /* of a count item: the least count of this level; else not read */
};
SEG_API int seg_add_option(struct seg_builder *builder, int item, const struct seg_option_def *def);

SEG_API int seg_add_flag(struct seg_builder *builder, const char *code);
SEG_API int seg_add_duration(struct seg_builder *builder, const char *code);
/* `disagreement`: the least difference in levels, 1..SEG_MAX_LEVELS. Unset: first, 2. */
SEG_API int seg_set_views(struct seg_builder *builder, enum seg_policy policy,
                          uint32_t disagreement);

enum seg_hit { SEG_UNIQUE = 0, SEG_FIRST = 1 };
SEG_API int seg_set_hit(struct seg_builder *builder, enum seg_hit hit);
/* The next column of the cell table: an axis' index, or SEG_BY_DURATION. */
SEG_API int seg_add_column(struct seg_builder *builder, int axis);
/* One row: a mask of states for each column (bit n: state n; SEG_ANY), and its segment. */
SEG_API int seg_add_row(struct seg_builder *builder, const uint8_t *masks, size_t count,
                        int segment);

/*
 * Conditions are nodes: a leaf by one of seg_when_*, a group by seg_when_group() and then its
 * members by seg_when_add(). Each returns the node, or -1. A node belongs to one group, or to one
 * rule or signal. So a reader of nested conditions is one recursive function:
 *
 *     node = seg_when_group(builder, SEG_ALL);
 *     for each member: seg_when_add(builder, node, read_condition(member));
 */
enum seg_group { SEG_ALL = 0, SEG_SOME = 1, SEG_NOT = 2 }; /* all, any, not (one member) */
SEG_API int seg_when_group(struct seg_builder *builder, enum seg_group group);
SEG_API int seg_when_add(struct seg_builder *builder, int group, int member);
SEG_API int seg_when_axis(struct seg_builder *builder, int axis, uint8_t states);
/* from <= score < below; SEG_NO_LIMIT for `below` left out. */
SEG_API int seg_when_score(struct seg_builder *builder, int axis, uint32_t from, uint32_t below);
SEG_API int seg_when_level(struct seg_builder *builder, int item, uint32_t from, uint32_t below);
SEG_API int seg_when_choice(struct seg_builder *builder, int item, uint16_t options);
SEG_API int seg_when_flag(struct seg_builder *builder, int flag, bool is);
SEG_API int seg_when_duration(struct seg_builder *builder, uint8_t durations);
SEG_API int seg_when_age(struct seg_builder *builder, uint32_t from, uint32_t below);
SEG_API int seg_when_segment(struct seg_builder *builder, uint16_t segments);
SEG_API int seg_when_unanswered(struct seg_builder *builder, int item);
SEG_API int seg_when_missing(struct seg_builder *builder, uint32_t from);
SEG_API int seg_when_disagreements(struct seg_builder *builder, uint32_t from);

enum seg_effect { SEG_AT_LEAST = 0, SEG_SET = 1 };
struct seg_rule_def {
    const char *code;
    int condition;
    enum seg_effect effect;
    int segment;
    bool final;
};
SEG_API int seg_add_rule(struct seg_builder *builder, const struct seg_rule_def *def);

struct seg_signal_def {
    const char *code;
    int condition;
    uint16_t review_months; /* 0: none */
};
SEG_API int seg_add_signal(struct seg_builder *builder, const struct seg_signal_def *def);

/*
 * Compiles what the builder holds into a model of its own; the builder stays as it was. On any
 * status but SEG_OK, `error` says what and where, and *model is untouched. The model is one block
 * from the builder's allocator.
 *
 * A gap of the cell table is refused with the combination in `error->text`; so is an overlap.
 */
SEG_MUST_CHECK SEG_API enum seg_status seg_model_compile(const struct seg_builder *builder,
                                                         struct seg_model **model,
                                                         struct seg_error *error);
SEG_API void seg_model_free(struct seg_model *model);

/* The 32 bytes that name the file the model came from; zeros until the reader sets them. */
SEG_API void seg_model_set_hash(struct seg_model *model, const uint8_t hash[32]);
SEG_API const uint8_t *seg_model_hash(const struct seg_model *model);

/* ---- Looking into a model ----------------------------------------------------------------- */

/* How many segments, axes, items, flags, durations, rows, cells, rules or signals there are. */
SEG_API size_t seg_model_count(const struct seg_model *model, enum seg_kind kind);
/* The code of a segment, axis, item, flag, duration, rule or signal; SEG_MODEL: its own. */
SEG_API const char *seg_model_code(const struct seg_model *model, enum seg_kind kind, size_t index);
/* The index of a code, or -1. `length` bytes of `code` are read. */
SEG_API int seg_model_find(const struct seg_model *model, enum seg_kind kind, const char *code,
                           size_t length);
SEG_API uint32_t seg_model_version(const struct seg_model *model);
SEG_API enum seg_policy seg_model_policy(const struct seg_model *model);
SEG_API size_t seg_model_size(const struct seg_model *model); /* bytes of the block */

/* True when `lighter` lies below `heavier` in the partial order; false also when they are the same.
 */
SEG_API bool seg_segment_below(const struct seg_model *model, size_t lighter, size_t heavier);
/* Every segment lighter than this one, as a mask. */
SEG_API uint16_t seg_segment_lighter(const struct seg_model *model, size_t segment);
SEG_API const char *seg_segment_process(const struct seg_model *model, size_t segment); /* or "" */
SEG_API uint16_t seg_segment_review_months(const struct seg_model *model, size_t segment);

SEG_API size_t seg_axis_states(const struct seg_model *model, size_t axis);
SEG_API const char *seg_axis_state_code(const struct seg_model *model, size_t axis, size_t state);
SEG_API int seg_axis_state_find(const struct seg_model *model, size_t axis, const char *code,
                                size_t length);
SEG_API enum seg_method seg_axis_method(const struct seg_model *model, size_t axis);
/* What a full score is: the scale of a ratio, the greatest sum of points. */
SEG_API uint32_t seg_axis_scale(const struct seg_model *model, size_t axis);
SEG_API uint32_t seg_axis_greatest_sum(const struct seg_model *model, size_t axis);

struct seg_band_info {
    uint32_t from;
    uint8_t item;   /* SEG_NONE: the band gives one state */
    uint8_t states; /* the states it can give, as a mask */
};
SEG_API size_t seg_axis_bands(const struct seg_model *model, size_t axis);
SEG_API struct seg_band_info seg_axis_band(const struct seg_model *model, size_t axis, size_t band);

struct seg_item_info {
    enum seg_item_kind kind;
    enum seg_policy policy; /* never SEG_POLICY_DEFAULT */
    uint8_t axis;           /* or SEG_NONE */
    uint8_t levels;         /* how many options */
    bool scored;
    bool reversed;
    bool changeable;
    bool not_applicable;
    uint16_t weight;
    uint32_t greatest; /* the most it can add to the sum of its axis */
};
SEG_API struct seg_item_info seg_item(const struct seg_model *model, size_t item);
/* The level of an answer as people give it: a count by its bands, a level as it is; -1: none. */
SEG_API int seg_item_level(const struct seg_model *model, size_t item, uint32_t answer);
SEG_API const char *seg_option_code(const struct seg_model *model, size_t item, size_t option);
SEG_API int seg_option_find(const struct seg_model *model, size_t item, const char *code,
                            size_t length);
/* What the level adds to the sum of its axis: weight x points, `reversed` already done. */
SEG_API uint32_t seg_option_points(const struct seg_model *model, size_t item, size_t option);
SEG_API uint32_t seg_option_from(const struct seg_model *model, size_t item, size_t option);

/* The columns of the cell table: an axis, or SEG_BY_DURATION. */
SEG_API size_t seg_cell_columns(const struct seg_model *model);
SEG_API uint8_t seg_cell_column(const struct seg_model *model, size_t column);
/* The segment of one combination: a state for each column. SEG_NONE when out of range. */
SEG_API uint8_t seg_cell_segment(const struct seg_model *model, const uint8_t *states);

SEG_API uint8_t seg_rule_segment(const struct seg_model *model, size_t rule);
SEG_API enum seg_effect seg_rule_effect(const struct seg_model *model, size_t rule);
SEG_API bool seg_rule_final(const struct seg_model *model, size_t rule);
SEG_API uint16_t seg_signal_review_months(const struct seg_model *model, size_t signal);

/* ---- One input ---------------------------------------------------------------------------- */

enum seg_view { SEG_PROFESSIONAL = 0, SEG_CLIENT = 1, SEG_VIEWS = 2 };

/*
 * What is known of one client. An answer is a level, an option's index, SEG_UNKNOWN or
 * SEG_NOT_APPLICABLE. A flag is 0, 1 or SEG_UNKNOWN. An axis that is judged has its state here,
 * and then no answer to any of its items.
 */
struct seg_input {
    uint8_t answers[SEG_VIEWS][SEG_MAX_ITEMS];
    uint8_t axis_state[SEG_MAX_AXES];
    uint8_t flags[SEG_MAX_FLAGS];
    uint8_t duration;
    uint16_t age; /* whole years, or SEG_AGE_UNKNOWN */
};

/* Everything unknown. */
SEG_API void seg_input_init(struct seg_input *input);
/* The first thing of the input that does not fit the model; SEG_OK when all fits. */
SEG_API enum seg_status seg_input_check(const struct seg_model *model,
                                        const struct seg_input *input, struct seg_error *error);

/* ---- One decision ------------------------------------------------------------------------- */

struct seg_reason {
    uint8_t code;          /* an item's index, or SEG_REASON_RULE | a rule's */
    uint8_t axis;          /* of the item; SEG_NONE for a rule */
    uint16_t contribution; /* of the item: its share of the axis' score, rounded down */
};

/*
 * An axis as an interval. The score is the quotient rounded down; the sums and greatest sums of
 * its two ends stand beside it. Where an unknown item may turn out not to apply, the greatest sums
 * of the two ends may differ.
 */
struct seg_axis_result {
    uint32_t low, high;
    uint32_t sum_low, max_low;
    uint32_t sum_high, max_high;
    uint8_t states;  /* the possible ones, as a mask */
    bool judged;     /* the state was given: the score is the whole interval, and says nothing */
    bool assessed;   /* false: neither judged nor any item that applies */
    uint8_t missing; /* scored items without an answer */
};

struct seg_result {
    uint8_t segment; /* or SEG_NONE */
    bool certain;    /* exactly one segment is possible */
    bool exact;      /* every possible segment is known to be reached by a completion */
    uint8_t reason_count;
    uint16_t possible;      /* mask of segments */
    uint16_t review_months; /* 0: none, as where there is no segment */
    uint32_t rules_true;    /* rules that hold, as a mask */
    uint32_t rules_unknown; /* rules that may hold */
    uint32_t signals;       /* signals known to hold */
    uint16_t cell_segments; /* what the cell table alone leaves possible, before the rules */
    uint16_t missing;       /* scored items of scored axes without an answer */
    uint64_t unanswered;    /* items without a (combined) answer on axes not judged */
    uint64_t disagreements; /* items on which the views disagree */
    struct seg_axis_result axes[SEG_MAX_AXES];
    uint8_t answers[SEG_MAX_ITEMS];             /* the two views combined */
    struct seg_reason reasons[SEG_MAX_REASONS]; /* the first reason_count are set */
};

/*
 * Decides one input: no memory, no lock, bounded time. SEG_BAD_INPUT when the input does not fit
 * the model (seg_input_check() says where); the result is then not to be read.
 */
SEG_API enum seg_status seg_evaluate(const struct seg_model *model, const struct seg_input *input,
                                     struct seg_result *result);

/* The same by the one general way, without the short cut for complete inputs: for tests. */
SEG_API enum seg_status seg_evaluate_general(const struct seg_model *model,
                                             const struct seg_input *input,
                                             struct seg_result *result);

/* ---- Explaining --------------------------------------------------------------------------- */

/*
 * The costly explanations work in memory that the caller lends: seg_scratch_size() bytes, aligned
 * as malloc aligns, for one call at a time. SEG_NO_ROOM when it is less.
 */
struct seg_scratch {
    void *memory;
    size_t size;
};
SEG_API size_t seg_scratch_size(const struct seg_model *model);

struct seg_question {
    enum seg_kind kind; /* SEG_ITEM, SEG_FLAG or SEG_DURATION; SEG_MODEL: there is none */
    uint8_t index;      /* of the item or flag */
    uint16_t settles;   /* 0..1000: the mean share of the uncertainty that the answer removes */
    uint32_t narrows;   /* the mean narrowing of the scores, summed over the axes, in thousandths */
};
/*
 * The question to ask next; one of kind SEG_MODEL when the result is certain, nothing is open, or
 * no answer to a single question would settle or narrow anything. Of a model so large that trying
 * every answer would take about a second, the first questions only are tried; the outcome is the
 * same on every machine all the same.
 */
SEG_API enum seg_status seg_next_question(const struct seg_model *model,
                                          const struct seg_input *input,
                                          struct seg_question *question);

struct seg_answer {
    enum seg_kind kind; /* SEG_ITEM, SEG_FLAG, SEG_DURATION */
    uint8_t index;
    uint8_t value;
};
enum { SEG_MAX_QUESTIONS = SEG_MAX_ITEMS + SEG_MAX_FLAGS + 1 };
struct seg_fewest {
    uint8_t at_least, at_most; /* the number lies here; SEG_NONE in at_most: no way was found */
    bool complete;             /* the two are proved to be the same, or that there is no way */
    uint8_t count;             /* of the answers below: a way of at_most answers */
    struct seg_answer answers[SEG_MAX_QUESTIONS];
};
/*
 * The fewest answers with which one segment could be left: an option each, never "not applicable".
 * The search is exact and ends in about a second at most; where it had to end before, or where a
 * rule reads how many answers are missing, `complete` is false and the bounds are all that is said.
 */
SEG_API enum seg_status seg_fewest_answers(const struct seg_model *model,
                                           const struct seg_input *input,
                                           struct seg_scratch scratch, struct seg_fewest *fewest);

struct seg_change {
    uint8_t item, from, to;
};
struct seg_way {
    uint8_t segment;
    bool found;    /* changes holds the smallest set */
    bool complete; /* false: the search ended at its bound: `found` may not be the smallest */
    uint8_t count;
    uint16_t steps; /* levels moved, all together */
    struct seg_change changes[SEG_MAX_ITEMS];
};
struct seg_what_if {
    uint8_t count;
    struct seg_way ways[SEG_MAX_SEGMENTS]; /* one for each lighter segment, in their order */
};
/*
 * For each segment lighter than the result's, the smallest set of changes of changeable, answered
 * items that makes it the certain segment: fewest items, then fewest steps, then the order of the
 * items and of the new levels. Nothing is said (count 0) where the result has no segment.
 */
SEG_API enum seg_status seg_what_if(const struct seg_model *model, const struct seg_input *input,
                                    struct seg_scratch scratch, struct seg_what_if *what_if);

/*
 * A condition as it was read. Entries come in preorder: each rule, then each signal; `depth` 0 is
 * the whole condition of the rule. What was read stands in low..high, or as a mask of what is
 * possible in `read` (states, options, durations, segments; for a flag 1 false, 2 true).
 */
enum seg_test {
    SEG_TEST_ALL = 0,
    SEG_TEST_SOME,
    SEG_TEST_NOT,
    SEG_TEST_AXIS,
    SEG_TEST_SCORE,
    SEG_TEST_LEVEL,
    SEG_TEST_CHOICE,
    SEG_TEST_FLAG,
    SEG_TEST_DURATION,
    SEG_TEST_AGE,
    SEG_TEST_SEGMENT,
    SEG_TEST_UNANSWERED,
    SEG_TEST_MISSING,
    SEG_TEST_DISAGREEMENTS
};
struct seg_trace_entry {
    enum seg_kind owner; /* SEG_RULE or SEG_SIGNAL */
    uint8_t owner_index;
    uint8_t depth;
    bool tried; /* false: a final rule before it surely holds */
    enum seg_truth value;
    enum seg_test test;
    uint8_t subject;      /* axis, item or flag; else SEG_NONE */
    uint16_t wanted;      /* mask of states, options, durations or segments; a flag: 1 or 0 */
    uint32_t from, below; /* of a score, level, age or number */
    uint32_t low, high;   /* the value read, as an interval; SEG_NO_LIMIT: open */
    uint16_t read;        /* the value read, as a mask */
    bool not_applicable;  /* the item was answered "not applicable" */
};
/* Writes at most `room` entries; *count is how many there are. SEG_NO_ROOM when cut short. */
SEG_API enum seg_status seg_trace(const struct seg_model *model, const struct seg_input *input,
                                  struct seg_trace_entry *entries, size_t room, size_t *count);
enum { SEG_MAX_TRACE = SEG_MAX_CONDITIONS };

/* How far the score lies from a cut-off: negative below it, 0 or more at or above it. */
struct seg_distance {
    uint8_t axis, band;
    uint32_t from;
    int32_t low, high;  /* of the two ends of the interval, in units of the score */
    int64_t sum_needed; /* points that the low end lacks to reach it; 0 or less: it is reached */
};
enum { SEG_MAX_DISTANCES = SEG_MAX_AXES * (SEG_MAX_BANDS - 1) };
/* The cut-offs of the axes that are scored, of `result`, in order; returns how many. */
SEG_API size_t seg_distances(const struct seg_model *model, const struct seg_result *result,
                             struct seg_distance distances[SEG_MAX_DISTANCES]);

/* ---- Agreement of the two views ----------------------------------------------------------- */

/*
 * Counts of pairs (professional's level, client's level) over level and count items that both have
 * answered with a level. Start with {0}; add as many inputs as you like, up to 2^29 pairs.
 */
struct seg_agreement {
    uint64_t pairs[SEG_MAX_LEVELS][SEG_MAX_LEVELS];
    uint64_t total;
};
/* numerator / denominator; a denominator of 0: undefined. */
struct seg_fraction {
    int64_t numerator, denominator;
};
struct seg_agreement_figures {
    struct seg_fraction same;           /* pairs of equal levels, of all pairs */
    struct seg_fraction kappa;          /* Cohen's, unweighted */
    struct seg_fraction kappa_weighted; /* with linear weights */
};
SEG_API void seg_agreement_add(const struct seg_model *model, const struct seg_input *input,
                               struct seg_agreement *agreement);
SEG_API void seg_agreement_merge(struct seg_agreement *into, const struct seg_agreement *other);
SEG_API struct seg_agreement_figures seg_agreement_figures(const struct seg_agreement *agreement);

/* ---- Many inputs at once ------------------------------------------------------------------ */

/*
 * Columns in, columns out: entry n of every column is client n. A column left NULL is unknown for
 * everybody (in), or not wanted (out). The values are those of seg_input and seg_result, and the
 * outcome of every row is that of seg_evaluate(), whichever kernel works.
 */
struct seg_batch_input {
    size_t rows;
    const uint8_t *answers[SEG_VIEWS][SEG_MAX_ITEMS];
    const uint8_t *axis_state[SEG_MAX_AXES];
    const uint8_t *flags[SEG_MAX_FLAGS];
    const uint8_t *duration;
    const uint16_t *age;
};
enum { SEG_BATCH_REASONS = 3 };
struct seg_batch_output {
    uint8_t *segment;
    uint8_t *certain;
    uint16_t *possible;
    uint32_t *low[SEG_MAX_AXES], *high[SEG_MAX_AXES];
    uint8_t *states[SEG_MAX_AXES];
    uint8_t *reason[SEG_BATCH_REASONS]; /* codes of struct seg_reason; SEG_NONE: no more */
    uint32_t *signals;
    uint8_t *refused; /* 1: the row does not fit the model; its other columns are SEG_NONE or 0 */
};
enum seg_kernel { SEG_KERNEL_AUTO = 0, SEG_KERNEL_SCALAR, SEG_KERNEL_AVX2 };

/* Decides all rows; returns how many were refused. Several threads may work on parts of a table. */
SEG_API size_t seg_batch(const struct seg_model *model, const struct seg_batch_input *input,
                         const struct seg_batch_output *output);
/* The same with a kernel of the caller's choice; one that the processor lacks falls to scalar. */
SEG_API size_t seg_batch_with(enum seg_kernel kernel, const struct seg_model *model,
                              const struct seg_batch_input *input,
                              const struct seg_batch_output *output);
/* The kernel that SEG_KERNEL_AUTO stands for on this processor and this model. */
SEG_API enum seg_kernel seg_batch_kernel(const struct seg_model *model);

/* ---- Proof -------------------------------------------------------------------------------- */

enum seg_finding_kind {
    SEG_SEGMENT_UNREACHED = 0, /* no input gives this segment */
    SEG_WORSE_IS_LIGHTER,      /* a worse answer or state, or a longer duration, gives a lighter
                                  segment: see the two inputs */
    SEG_RULE_DEAD,             /* no input makes it hold */
    SEG_RULE_IDLE,             /* it holds, but never changes the segment */
    SEG_RULE_ORDER,            /* exchanged, this rule and the other would give another outcome */
    SEG_BAND_UNREACHED,        /* no score lies in this band */
    SEG_CELL_UNREACHED,        /* no answers lead to this cell: axes must be judged */
    SEG_ROW_UNUSED,            /* first hit: earlier rows take all its combinations */
    SEG_SIGNAL_DEAD,           /* no input makes it hold */
    SEG_STATE_UNUSED,          /* no band gives this state: it can only be judged */
    SEG_JUDGED_ONLY,           /* no answers lead to this segment, rule or signal, but a judged
                                  state does */
    SEG_UNREAD,        /* nothing reads the axis, item, flag or duration: it is asked in vain */
    SEG_OPTIONS_ALIKE, /* two options add the same, and nothing tells them apart */
    SEG_POINTS_FALL    /* a level adds less than the one before; reversed: more */
};
enum seg_verdict {
    SEG_FOUND = 0, /* proved; where inputs are given, they show it */
    SEG_UNDECIDED  /* beyond the bounds of the proof: neither proved nor disproved */
};
struct seg_finding {
    enum seg_finding_kind kind;
    enum seg_verdict verdict;
    struct seg_place place;
    struct seg_place other; /* the second rule; the item of a worse answer; the state before */
    uint8_t from, to;       /* the answer before and after, by level; or the state */
    uint8_t segment_before, segment_after;
    uint8_t cell[SEG_MAX_AXES + 1]; /* the states, in the order of the columns */
    bool has_inputs;
    struct seg_input before, after; /* where has_inputs */
};
struct seg_check_summary {
    uint32_t found, undecided;
    bool inputs_exact; /* the number below is exact; else there are 2^64 or more */
    uint64_t inputs;   /* complete inputs that the proof covers, of one age */
    uint16_t reached;  /* segments that some complete input gives */
};
/*
 * Proves what the findings say over every complete input, and reports each breach through `report`
 * (return non-zero to stop). In a complete input every axis is either judged, or scored by an
 * answer to each of its items: an option or, where the item takes it, "not applicable", so that
 * something applies. Every other item, every flag, the duration and the age are known. An answer is
 * the one that both views together come to.
 *
 * Worse is an answer with more points to an item that scores, a later state of an axis that is
 * judged, and a later duration. A breach is reported where both inputs have a certain segment, each
 * step (item or axis, from, to) once. For each rule the first later one is reported with which an
 * exchange would change the possible segments of some input; where none is reported, the rule can
 * change places with any later one.
 *
 * The proof is exact, never a sample. It folds all inputs to what can make a difference: the flags,
 * durations, ages and groups of answers that conditions tell apart, the classes of sums between the
 * cut-offs, and the states that are judged. While these make at most SEG_CHECK_STATES combinations,
 * an axis has at most SEG_CHECK_SUMS pairs of a sum and a greatest sum, and the work takes some
 * seconds at most, every breach is found; beyond that, a finding comes as SEG_UNDECIDED. What a
 * rule makes of answers that are missing, or of views that disagree, is beyond it too: a segment
 * that only such a rule could give is undecided, and so is whether a worse answer can lead to a
 * lighter segment where a rule reads disagreements.
 */
#define SEG_CHECK_STATES 4000000u
#define SEG_CHECK_SUMS 32000000u
SEG_API enum seg_status seg_check(const struct seg_model *model, struct seg_scratch scratch,
                                  int (*report)(const struct seg_finding *finding, void *data),
                                  void *data, struct seg_check_summary *summary);
SEG_API size_t seg_check_scratch_size(const struct seg_model *model);

/* ---- Comparing ---------------------------------------------------------------------------- */

enum seg_difference_kind {
    SEG_SAME = 0,
    SEG_BY_AXIS,    /* the axis `code` came to other states: a cut-off, weight or points */
    SEG_BY_CELL,    /* same states, but the cell table gives another segment */
    SEG_BY_RULE,    /* same cell, but the rule `code` holds (or may hold) in one only, or acts
                       otherwise */
    SEG_BY_UNKNOWNS /* rules in another order, or what is unknown is read differently */
};
struct seg_difference {
    enum seg_difference_kind kind;
    int in_a, in_b; /* the axis' or rule's index in each model, or -1 */
    uint8_t states_a, states_b;
    uint8_t band_a, band_b; /* of the score's low end, or its high end where only that differs; or
                               SEG_NONE */
};
/*
 * Why two models come to different segments for one client: the first cause, looking at the axes,
 * then the cells, then the rules. Axes, segments and rules of the two are matched by their codes.
 */
SEG_API struct seg_difference seg_difference(const struct seg_model *a,
                                             const struct seg_result *result_a,
                                             const struct seg_model *b,
                                             const struct seg_result *result_b);
/*
 * Carries an input over to another model by codes: answers, states, flags and duration that the
 * other has too; the rest is unknown. Levels are carried as they are, where the other has them.
 */
SEG_API void seg_input_translate(const struct seg_model *from, const struct seg_input *input,
                                 const struct seg_model *to, struct seg_input *out);

#ifdef __cplusplus
}
#endif

#endif
