#include "db/db.h"
#include "domain/directory/directory_details.h"
#include "domain/directory/need_class.sql.h"

#include <string.h>

enum status need_class_list(struct context *context, struct list *out) {
    return db_list(context, &need_class_select_all, NULL, NULL, &need_class_shape, out);
}

static bool is_among(const struct list *classes, const char *code) {
    const struct need_class *items = classes->items;
    for (size_t i = 0; i < classes->count; i++) {
        if (strcmp(items[i].code, code) == 0) {
            return true;
        }
    }
    return false;
}

enum status need_class_list_ahead(struct context *context, struct list *out) {
    return db_list_ahead(context, &need_class_select_all, NULL, NULL, &need_class_shape, out);
}

void need_class_check_among(struct context *context, const char *pointer, const struct list *codes,
                            const struct list *classes) {
    const char *const *items = codes->items;
    for (size_t i = 0; i < codes->count; i++) {
        if (!is_among(classes, items[i])) {
            context_error(context, arena_format(context->arena, "%s/%zu", pointer, i),
                          ERROR_unknown_need, NULL);
        }
    }
}

enum status need_class_check(struct context *context, const char *pointer,
                             const struct list *codes) {
    struct list classes = {0};
    enum status status = codes->count > 0 ? need_class_list(context, &classes) : OK;
    if (status == OK) {
        need_class_check_among(context, pointer, codes, &classes);
    }
    return status;
}
