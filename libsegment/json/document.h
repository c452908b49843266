/*
 * The inside of a model as read from its file: the engine's model, the document, and every code
 * and text as JSON bytes made once, so that writing a result is copying.
 */
#ifndef SEGMENT_JSON_DOCUMENT_H
#define SEGMENT_JSON_DOCUMENT_H

#include "segment_json.h"

#include <jansson.h>

enum { LANGUAGES = 3, MAX_GROUPS = 16 };

/* JSON bytes: a quoted string, a number or a whole object. */
struct span {
    const char *at;
    uint32_t length;
};

/* Memory that lives as long as its model. */
struct chunk {
    struct chunk *next;
    size_t used, size;
    char bytes[];
};

/* A text of the model: as it is, and quoted. */
struct text {
    const char *plain;
    struct span quoted;
};
struct texts {
    struct text in[LANGUAGES];
};

/* What follows from a segment; the members of an object in the order of RFC 8785, cut where
 * `review_months` and `texts` belong. Each part ends in a comma, or is empty. */
struct consequences {
    const char *const *codes; /* in that order */
    size_t count;
    struct span before_review, between, after_texts;
    struct span texts[LANGUAGES];
};

struct segj_model {
    struct seg_model *engine;
    json_t *tree;
    struct segj_buffer canonical;
    char hash[65];
    struct chunk *memory;
    const char *code, *valid_from, *valid_to;
    uint32_t version;

    struct span name; /* { "code", "hash", "version" } */
    struct span segments[SEG_MAX_SEGMENTS], processes[SEG_MAX_SEGMENTS];
    struct span axes[SEG_MAX_AXES], states[SEG_MAX_AXES][SEG_MAX_STATES];
    struct span items[SEG_MAX_ITEMS], values[SEG_MAX_ITEMS][SEG_MAX_LEVELS];
    struct span flags[SEG_MAX_FLAGS], durations[SEG_MAX_DURATIONS];
    struct span rules[SEG_MAX_RULES], signals[SEG_MAX_SIGNALS];
    struct span groups[MAX_GROUPS]; /* of questions, as a form draws them */
    size_t group_count;
    uint8_t axis_order[SEG_MAX_AXES]; /* by code */
    uint64_t scored;                  /* items, as a mask */

    struct texts model_name, model_words;
    struct texts segment_names[SEG_MAX_SEGMENTS], segment_words[SEG_MAX_SEGMENTS];
    struct texts axis_names[SEG_MAX_AXES], state_names[SEG_MAX_AXES][SEG_MAX_STATES];
    struct texts item_texts[SEG_MAX_ITEMS], item_help[SEG_MAX_ITEMS];
    struct texts item_client_texts[SEG_MAX_ITEMS], item_client_help[SEG_MAX_ITEMS];
    struct texts item_units[SEG_MAX_ITEMS];
    struct texts group_names[MAX_GROUPS];
    struct texts option_texts[SEG_MAX_ITEMS][SEG_MAX_LEVELS];
    struct texts reason_texts[SEG_MAX_ITEMS][SEG_MAX_LEVELS]; /* "item: option" */
    struct texts flag_names[SEG_MAX_FLAGS], flag_words[SEG_MAX_FLAGS];
    struct texts duration_name, duration_names[SEG_MAX_DURATIONS];
    struct texts rule_names[SEG_MAX_RULES], rule_texts[SEG_MAX_RULES];
    struct texts signal_texts[SEG_MAX_SIGNALS];
    struct consequences consequences[SEG_MAX_SEGMENTS];

    char *condition_places[SEG_MAX_CONDITIONS]; /* JSON pointers, by node */
};

extern const char *const segj_languages[LANGUAGES]; /* "fi", "sv", "en" */

/* Memory of the model; NULL when there is none. */
void *segj_model_alloc(struct segj_model *model, size_t size);
/* Fills every span and text of a model whose engine and tree are there. 0, or -1: no memory. */
int segj_model_render(struct segj_model *model);

/* Jansson's iterators take a tree that may be changed, though they change nothing. */
static inline json_t *segj_walkable(const json_t *tree) {
    return (json_t *)(uintptr_t)tree;
}

/* Appends a literal. */
#define PUT(buffer, literal) segj_buffer_append((buffer), literal, sizeof(literal) - 1)
void segj_put_span(struct segj_buffer *buffer, struct span span);
void segj_put_number(struct segj_buffer *buffer, int64_t number);

#endif
