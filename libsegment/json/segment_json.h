/*
 * segment_json.h - model files, answers and results of libsegment as JSON.
 *
 * Three doors:
 *   - a model file (MODEL.md) becomes a struct segj_model, or a list of every fault in it, each
 *     with its place (JSON pointer), a stable code, a sentence and how to fix it;
 *   - a request's answers become a struct segj_answers, or every fault of theirs;
 *   - a result becomes bytes, members in RFC 8785 order, ready to be sent, stored or hashed.
 *
 * No Jansson type but the opaque json_t is needed to use this header. A model never changes once
 * read: any number of threads may use it. Nothing here keeps a global.
 */
#ifndef SEGMENT_JSON_H
#define SEGMENT_JSON_H

#include "segment.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct json_t;

/* ---- A growable run of bytes -------------------------------------------------------------- */

/* Start with {0}. After a failed allocation `failed` is set, and further appends do nothing. */
struct segj_buffer {
    char *data;
    size_t length, capacity;
    bool failed;
};
void segj_buffer_clear(struct segj_buffer *buffer); /* gives the memory back */
void segj_buffer_append(struct segj_buffer *buffer, const char *bytes, size_t length);
/* Whether a byte stands for itself in a JSON string; how one that does not is written (RFC 8785),
 * and how long that is. The one place that knows: every writer of strings asks here. */
static inline bool segj_is_plain(char c) {
    return (unsigned char)c >= 0x20 && c != '"' && c != '\\';
}
size_t segj_escape(char c, char out[6]);
/* Appends a JSON string: quoted, escaped so. */
void segj_buffer_string(struct segj_buffer *buffer, const char *text, size_t length);

/* Appends the canonical bytes (RFC 8785) of a tree; whole numbers of any size keep their digits. */
void segj_canonical(const struct json_t *tree, struct segj_buffer *buffer);
/* Which of two names comes first there: below 0, 0 or above, by their UTF-16 code units. */
int segj_member_order(const char *left, const char *right);
/* SHA-256 as 64 lower-case hex digits and a NUL. */
void segj_hash_hex(const void *bytes, size_t length, char hex[65]);

/* ---- Pointers (RFC 6901) ------------------------------------------------------------------- */

/* How a pointer writes a character of a name: "~0", "~1", or NULL where it stands for itself. */
const char *segj_pointer_escape(char c);
/* The first token of a pointer, unescaped; returns where the next begins. NULL: there is none, it
 * is malformed, or longer than `room` with its NUL. */
const char *segj_pointer_next(const char *pointer, char *token, size_t room);

/* ---- Faults of a model file --------------------------------------------------------------- */

enum { SEGJ_MAX_FAULTS = 64, SEGJ_MAX_POINTER = 256, SEGJ_MAX_MODEL_BYTES = 1024 * 1024 };

struct segj_fault {
    char pointer[SEGJ_MAX_POINTER]; /* RFC 6901; "" for the whole document */
    const char *code;               /* stable: "missing_language", "gap", ... (MODEL.md) */
    int line, column;               /* 0 where the place is a pointer */
    size_t offset;                  /* bytes, where line is not 0 */
    char text[256];                 /* what is wrong, one English sentence */
    char fix[192];                  /* what to do about it */
};
struct segj_faults {
    size_t count; /* of the list */
    size_t total; /* found in all, also those beyond the list */
    struct segj_fault list[SEGJ_MAX_FAULTS];
};

/* ---- A model ------------------------------------------------------------------------------ */

struct segj_model;
enum segj_status { SEGJ_OK = 0, SEGJ_REFUSED, SEGJ_NO_MEMORY };
enum segj_language { SEGJ_NO_LANGUAGE = -1, SEGJ_FI = 0, SEGJ_SV = 1, SEGJ_EN = 2 };

/* Reads a model file. SEGJ_REFUSED: the faults say why, and *model is untouched. */
enum segj_status segj_model_read(const char *bytes, size_t length, struct segj_model **model,
                                 struct segj_faults *faults);
/* The same from a tree, which is borrowed for the call only. */
enum segj_status segj_model_read_tree(const struct json_t *tree, struct segj_model **model,
                                      struct segj_faults *faults);
void segj_model_free(struct segj_model *model); /* NULL: nothing */

const struct seg_model *segj_model_engine(const struct segj_model *model);
const char *segj_model_code(const struct segj_model *model);
uint32_t segj_model_version(const struct segj_model *model);
const char *segj_model_valid_from(const struct segj_model *model); /* YYYY-MM-DD */
const char *segj_model_valid_to(const struct segj_model *model);   /* or NULL: open */
const char *segj_model_hash(const struct segj_model *model);       /* 64 hex digits */
const char *segj_model_canonical(const struct segj_model *model, size_t *length);
/* The document; borrowed, not to be changed. */
const struct json_t *segj_model_tree(const struct segj_model *model);

/*
 * The texts of a thing: its name (of an item, option or signal: its text), or its longer words
 * (description of the model, a segment or flag; help of an item; text of a rule). NULL: none.
 * A state, band or option is named with its owner in `of`.
 */
enum segj_part { SEGJ_NAME = 0, SEGJ_WORDS = 1 };
const char *segj_text(const struct segj_model *model, struct seg_place place, enum segj_part part,
                      enum segj_language language);
/* What follows from a segment, in words: the text of one consequence after another, by their codes;
 * NULL past the last. */
const char *segj_consequence(const struct segj_model *model, size_t segment, size_t index,
                             enum segj_language language);
/* The place of a thing in the model file as a JSON pointer. */
void segj_pointer(const struct segj_model *model, struct seg_place place,
                  char pointer[SEGJ_MAX_POINTER]);
/* True for a day of the calendar as 2026-01-31. */
bool segj_is_day(const char *text);
/* 0 fi, 1 sv, 2 en; SEGJ_NO_LANGUAGE for anything else. */
enum segj_language segj_language_find(const char *code);

/* ---- Answers ------------------------------------------------------------------------------ */

enum { SEGJ_NOT_GIVEN = 0xFFFF };

/* The engine's input, and beside it the numbers as they were given (a count, not its level). */
struct segj_answers {
    struct seg_input input;
    uint16_t given[SEG_VIEWS][SEG_MAX_ITEMS]; /* level, count, option's index, 8, 9 or NOT_GIVEN */
};
void segj_answers_init(struct segj_answers *answers);

/* What can be wrong with answers; segj_input_code_word gives "unknown_member" and so on. */
enum segj_input_code {
    SEGJ_UNKNOWN_MEMBER = 0,
    SEGJ_UNKNOWN_ITEM,
    SEGJ_UNKNOWN_FLAG,
    SEGJ_WRONG_TYPE,       /* `expected` says of which it should be */
    SEGJ_OUT_OF_RANGE,     /* of low..high */
    SEGJ_NOT_IN_LIST,      /* of the codes of `place` */
    SEGJ_AXIS_GIVEN_TWICE, /* `subject` and `place`: an answered item */
    SEGJ_NOT_APPLICABLE_REFUSED,
    SEGJ_INPUT_CODES
};
const char *segj_input_code_word(enum segj_input_code code);

struct segj_input_fault {
    const char *pointer; /* "/answers/professional/d5_self_care" */
    enum segj_input_code code;
    struct seg_place place; /* the item, axis, flag or duration it is about; else SEG_MODEL */
    const char *subject;    /* its code, or the member's name */
    const char *expected;   /* of a wrong type: "string", "integer", "boolean" or "object" */
    long low, high;         /* of out_of_range */
    const char *detail;     /* one English sentence */
};
typedef void segj_report(void *data, const struct segj_input_fault *fault);

/*
 * Reads answers, duration, age, flags and the model's axes from `body`, and reports every fault.
 * Members of `body` that `also` names (a list that ends in NULL, or NULL) are the caller's own; any
 * other is unknown_member. Returns the number of faults; with 0 the answers are complete.
 */
size_t segj_answers_read(const struct segj_model *model, const struct json_t *body,
                         const char *const *also, struct segj_answers *answers, segj_report *report,
                         void *data);
/* Appends what was given as canonical JSON: { "age", "answers", axes, "duration", "flags" }. */
void segj_answers_write(const struct segj_model *model, const struct segj_answers *answers,
                        struct segj_buffer *buffer);

/* The same for an input that came from elsewhere: a level of a count is written as its least. */
void segj_input_write(const struct segj_model *model, const struct seg_input *input,
                      struct segj_buffer *buffer);

/* ---- Results ------------------------------------------------------------------------------ */

struct segj_result_options {
    enum segj_language language; /* SEGJ_NO_LANGUAGE: no texts */
    bool trace;   /* every condition with the value read; the distance to each cut-off */
    bool views;   /* both views by themselves, agreement and disagreements */
    bool next;    /* next_question, where the result is not certain */
    bool fewest;  /* the fewest answers that would settle; needs scratch */
    bool what_if; /* what would lead to each lighter segment; needs scratch */
    struct seg_scratch scratch; /* seg_scratch_size() bytes; NULL: both are left out */
};

/*
 * Appends one result. Members always there: certain, consequences, exact, missing, model, possible,
 * process, reasons, result_hash, scores, segment, signals; the rest by the options. `result_hash`
 * is the SHA-256 of those members' canonical bytes without texts and without itself: no option and
 * no language changes it. `hash` is "" where it is not known yet, and set; who writes a result
 * twice, without texts to store and with texts to answer, hashes it once.
 */
void segj_result_write(const struct segj_model *model, const struct seg_input *input,
                       const struct seg_result *result, const struct segj_result_options *options,
                       char hash[65], struct segj_buffer *buffer);
/*
 * Appends what follows from a segment, as a result that comes to it would say: { "consequences",
 * "process", "segment", "segment_name" }. `review_months`: of the segment and of the signals that
 * hold; 0: none.
 */
void segj_segment_write(const struct segj_model *model, size_t segment, uint16_t review_months,
                        enum segj_language language, struct segj_buffer *buffer);
/* The hash alone. */
void segj_result_hash(const struct segj_model *model, const struct seg_result *result,
                      char hex[65]);
/* Appends numerator x times / denominator as a decimal of at most four places, or null. */
void segj_fraction_write(struct seg_fraction fraction, int64_t times, struct segj_buffer *buffer);
/* Appends { "kappa", "kappa_weighted", "pairs", "percent" }; null where undefined. */
void segj_agreement_write(const struct seg_agreement *agreement, struct segj_buffer *buffer);

/* ---- The form ----------------------------------------------------------------------------- */

/*
 * Appends the model as a frontend draws it, an object: segments with what follows, axes, groups,
 * questions, duration, flags, views, and labels for what every form has. The same bytes whatever
 * the order of the members in the file; without a language every text is {fi, sv, en}.
 */
void segj_form_write(const struct segj_model *model, enum segj_language language,
                     struct segj_buffer *buffer);
/* Its members alone, for a caller that has members of its own to put around them. */
void segj_form_members(const struct segj_model *model, enum segj_language language,
                       struct segj_buffer *buffer);
/* Its list of segments alone, lightest first as the model has them. */
void segj_segments_write(const struct segj_model *model, enum segj_language language,
                         struct segj_buffer *buffer);
/* The questions as a FHIR R4 Questionnaire; `url` is its canonical URL without the version. */
void segj_form_write_fhir(const struct segj_model *model, enum segj_language language,
                          const char *url, struct segj_buffer *buffer);

/* ---- Proof and change --------------------------------------------------------------------- */

/*
 * What seg_check() found, as a fault of the file: its place, a code ("segment_unreached",
 * "worse_is_lighter", "rule_dead", "rule_idle", "rule_order", "band_unreached", "cell_unreached",
 * "row_unused", "signal_dead", "state_unused", "judged_only", "unread", "options_alike",
 * "points_fall";
 * "undecided_" before it where the proof went beyond its bounds), a sentence and how to fix it.
 * True: a fault to be fixed; false: something to know.
 */
bool segj_finding(const struct segj_model *model, const struct seg_finding *finding,
                  struct segj_fault *fault);

/*
 * What stands in the file without being wrong, and is seldom meant: "same_text" of two things that
 * people have to tell apart, "scale_unused", "consequence_missing", "no_order".
 */
typedef void segj_remark(void *data, const struct segj_fault *remark);
void segj_remarks(const struct segj_model *model, segj_remark *report, void *data);

/*
 * Changes a copy of `document` by an RFC 6902 patch of at most 1,000 operations, which may put in
 * 8 MiB and nest 64 deep. Returns the new tree, to be freed with
 * json_decref(), or NULL with `fault` saying which operation failed and why.
 */
struct json_t *segj_patch(const struct json_t *document, const struct json_t *patch,
                          struct segj_fault *fault);

#ifdef __cplusplus
}
#endif

#endif
