/* A segmentation: answers of one client put through a model. Nothing is stored here.
 *
 * The body holds `model` and `as_of` (which version decides), and what is known of the client:
 * `answers` by the two views, axes by judgement, `duration`, `age`, `flags`. What the body shows by
 * itself to be wrong is STATUS_invalid; what only the model can tell is STATUS_rule_broken; every
 * fault is told at once. */
#ifndef DOMAIN_SEGMENTATION_H
#define DOMAIN_SEGMENTATION_H

#include "base/context.h"
#include "base/shape.h"
#include "base/text.h"
#include "domain/model/model.h"
#include "segment_json.h"
#include "json/json.h"

struct segmentation {
    struct model model;
    struct date as_of;
    struct segj_answers answers;
    struct seg_result result;
    char hash[65]; /* of the result; "" until it is asked for (segmentation_hash) or written */
};

/* How a body is to be read. */
struct segmentation_reading {
    const char *const *also;  /* members that are the caller's own; ends with NULL, may be NULL */
    bool must_hold;           /* the model's version must hold on the day, which is not to come */
    struct date made;         /* the day it was made, and the last that it can be of; today */
    const struct list *shelf; /* the models to choose from (model_shelf); NULL: as they are now */
    bool view_of_client; /* the caller is the client: only the client's own answers are taken */
};

/* Finds the model and reads the answers; nothing is evaluated yet. */
enum status segmentation_read(struct context *context, const struct json *body,
                              const struct segmentation_reading *reading,
                              struct segmentation *out) must_check;

/* Decides; counted in segmentations_total. */
enum status segmentation_decide(struct context *context,
                                struct segmentation *segmentation) must_check;

/* What to say beside the result itself. */
struct segmentation_words {
    bool trace, what_if;
    bool plain; /* canonical: no texts, no views, no next question: what is stored and compared */
};
void segmentation_write(struct context *context, struct segmentation *segmentation,
                        const struct segmentation_words *words, struct text *out);
/* The hash of the result, made once. */
const char *segmentation_hash(struct segmentation *segmentation);

/* The input as canonical JSON: what segmentation_again reads. */
void segmentation_write_input(const struct segmentation *segmentation, struct text *out);

/* What follows from a segment of the model beside these signals: { "consequences", "process",
 * "segment", "segment_name" }. */
void segmentation_write_segment(struct context *context, const struct segmentation *segmentation,
                                int segment, int review_months, struct text *out);

/* Decides a stored input again, by its own model version. STATUS_internal where it no longer fits.
 */
enum status segmentation_again(struct context *context, const struct model *model,
                               const char *input, size_t length,
                               struct segmentation *out) must_check;

/* The code of the segment, or NULL where it is open. */
const char *segmentation_segment(const struct segmentation *segmentation);
/* The index of a segment's code in the model, or -1. */
int segmentation_find(const struct segmentation *segmentation, const char *code);

/* One change that, with the others of its segment, would make a lighter segment certain: only of
 * what can be changed. Levels from 0 to 4. */
struct segmentation_change {
    const char *segment, *segment_name;
    const char *item, *text;
    int64_t from, to;
};
extern const struct shape segmentation_change_shape;
struct list segmentation_changes(struct context *context, const struct segmentation *segmentation);

#endif
