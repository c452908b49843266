#include "domain/model/model_file.h"

#include <stdio.h>

static enum status read_file(struct context *context, const char *path, struct text *out) {
    FILE *file = fopen(path, "rbe");
    size_t length = 0;
    if (!file) {
        return context_fail(context, STATUS_not_found, "%s can't be read", path);
    }
    text_init(out, context->arena);
    do {
        char bytes[8192];
        length = fread(bytes, 1, sizeof bytes, file);
        text_add(out, bytes, length);
    } while (length > 0 && out->length <= SEGJ_MAX_MODEL_BYTES);
    fclose(file);
    return OK;
}

/* An area that has chosen its model already keeps its choice. */
static enum status activate_first(struct context *context, const struct model *model) {
    struct model active = {0};
    enum status status =
        model_find(context, &(struct model_wanted){.day = context->today}, &active);
    return status == STATUS_not_found ? model_activate(context, model->code) : status;
}

enum status model_publish_file(struct context *context, const char *path, struct model *out,
                               bool *created) {
    struct text bytes;
    enum status status = read_file(context, path, &bytes);
    if (status == OK) {
        status = model_publish(context, bytes.bytes, bytes.length, out, created);
    }
    return status == OK ? activate_first(context, out) : status;
}
