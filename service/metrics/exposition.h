/* A family as Prometheus text, format 0.0.4: help, type, its series in the order of their labels.
 */
#ifndef METRICS_EXPOSITION_H
#define METRICS_EXPOSITION_H

#include "base/text.h"
#include "metrics/family.h"

void exposition_write(struct text *out, struct family *family);

#endif
