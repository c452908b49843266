/* What the operations of segmentations share. */
#ifndef DOMAIN_SEGMENTATION_API_H
#define DOMAIN_SEGMENTATION_API_H

#include "domain/segmentation/segmentation.h"
#include "http/http.h"

/* `?trace=` and `?what_if=`: what to say beside the result. */
enum status segmentation_words_read(struct context *context, const struct request *request,
                                    struct segmentation_words *out) must_check;

#endif
