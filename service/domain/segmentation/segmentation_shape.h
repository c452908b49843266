/* What the API description alone says of a segmentation's body, whatever the model: the forms of
 * codes, lengths, counts and ranges. Where it is broken the request is STATUS_invalid, also where
 * the model has no such question anyway. */
#ifndef DOMAIN_SEGMENTATION_SHAPE_H
#define DOMAIN_SEGMENTATION_SHAPE_H

#include "base/context.h"
#include "json/json.h"

/* The codes of questions, flags, axes and choices. */
enum { VIEW_ANSWERS_MAX = 64, BODY_FLAGS_MAX = 16, ANSWER_LENGTH_MAX = 64, ANSWER_MOST = 9999 };

/* Whether the body holds to it. `also`: members that are read elsewhere; ends with NULL. `told`:
 * adds every field error; without it a reader who knows the model tells them better. */
bool segmentation_shape_holds(struct context *context, const struct json *body,
                              const char *const *also, bool told);

#endif
