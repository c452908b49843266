/* The pieces of a result; each appends one member's value. */
#ifndef SEGMENT_JSON_RESULT_H
#define SEGMENT_JSON_RESULT_H

#include "document.h"

struct writing {
    const struct segj_model *model;
    const struct seg_input *input;
    const struct seg_result *result;
    struct segj_result_options options;
    struct segj_buffer *buffer;
    bool core; /* the members of the hash only: no texts, no options */
};

/* ,"key": with the comma left out before the first member of an object. */
void put_key(struct segj_buffer *buffer, const char *key, size_t length);
#define KEY(buffer, literal) put_key((buffer), literal, sizeof(literal) - 1)
/* "key":<quoted text>, when the language is asked for and the text is there. */
void put_text(const struct writing *writing, const char *key, const struct texts *texts);
void put_bool(struct segj_buffer *buffer, bool value);
void put_truth(struct segj_buffer *buffer, enum seg_truth value);
/* A list of the codes whose bits are set. */
void put_mask(struct segj_buffer *buffer, uint32_t mask, const struct span *codes, size_t count);
/* An answer as people give it: a level, a count's least, an option's code, 9, or null. */
void put_answer(const struct segj_model *model, size_t item, uint8_t answer,
                struct segj_buffer *buffer);
void put_scores(const struct writing *writing, const struct seg_result *result);

void put_cut_offs(const struct writing *writing);
void put_trace(const struct writing *writing);
void put_views(const struct writing *writing);
void put_next_question(const struct writing *writing);
void put_fewest(const struct writing *writing);
void put_what_if(const struct writing *writing);

#endif
