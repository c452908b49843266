/* A model file put up for the area, by an operator or with the demo data. */
#ifndef DOMAIN_MODEL_FILE_H
#define DOMAIN_MODEL_FILE_H

#include "domain/model/model.h"

/* Publishes the model file at `path`. Where the area has no model of its own yet, this one becomes
 * it. STATUS_not_found where the file can't be read; else as model_publish. */
enum status model_publish_file(struct context *context, const char *path, struct model *out,
                               bool *created) must_check;

#endif
