#include "anonymity/anonymity.h"
#include "app.h"
#include <string.h>

static const struct shape_field warning_fields[] = {
    FIELD(struct anonymity_warning, pointer, SHAPE_READ_ONLY),
    FIELD(struct anonymity_warning, kind, SHAPE_READ_ONLY),
    FIELD(struct anonymity_warning, detail, SHAPE_READ_ONLY),
    FIELD(struct anonymity_warning, offset, SHAPE_READ_ONLY),
    FIELD(struct anonymity_warning, length, SHAPE_READ_ONLY),
    FIELD_END};
const struct shape anonymity_warning_shape = {"TextWarning", sizeof(struct anonymity_warning),
                                              warning_fields};

static const char *const kind_texts[][LANGUAGE_COUNT] = {
#define IDENTIFYING(kind, fi, sv, en) {fi, sv, en},
#define REMARKABLE(kind, fi, sv, en) {fi, sv, en},
#include "tables/identifying.def"
#undef IDENTIFYING
#undef REMARKABLE
};

void anonymity_warn_field(struct context *context, const char *pointer, const char *text,
                          struct list *warnings) {
    struct anonymity_places places;
    if (!text ||
        !anonymity_find(context->arena, text, strlen(text), context->today.year, &places)) {
        return;
    }
    struct anonymity_warning *all =
        arena_alloc(context->arena, (warnings->count + places.count + 1) * sizeof *all);
    if (warnings->count > 0) {
        memcpy(all, warnings->items, warnings->count * sizeof *all);
    }
    for (size_t i = 0; i < places.count; i++) {
        const struct anonymity_place *place = &places.items[i];
        if (place->certainty != ANONYMITY_WARNING) {
            continue;
        }
        all[warnings->count++] =
            (struct anonymity_warning){.pointer = pointer,
                                       .kind = anonymity_kind_words[place->kind],
                                       .detail = kind_texts[place->kind][context->language],
                                       .offset = (int64_t)place->offset,
                                       .length = (int64_t)place->length};
    }
    warnings->items = warnings->count > 0 ? all : NULL;
}

static bool is_acknowledged(const char *pointer, const struct list *acknowledged) {
    const char *const *pointers = acknowledged ? acknowledged->items : NULL;
    for (size_t i = 0; pointers && i < acknowledged->count; i++) {
        if (strcmp(pointers[i], pointer) == 0) {
            return true;
        }
    }
    return false;
}

/* That a text was kept is on record; what it says is not. */
static void log_kept(struct context *context, const char *pointer,
                     const struct anonymity_place *place) {
    struct log_field fields[] = {{"operation", context->operation, 0},
                                 {"request_id", context->request_id, 0},
                                 {"pointer", pointer, 0},
                                 {"kind", anonymity_kind_words[place->kind], 0},
                                 {"certainty", anonymity_certainty_words[place->certainty - 1], 0},
                                 {NULL, NULL, 0}};
    log_line(context->app->log, LOG_LEVEL_INFO, "identifying text acknowledged", fields);
}

void anonymity_check_field(struct context *context, const char *pointer, const char *text,
                           const struct list *acknowledged) {
    struct anonymity_places places;
    if (!text) {
        return;
    }
    if (!anonymity_find(context->arena, text, strlen(text), context->today.year, &places)) {
        context_error(context, pointer, ERROR_too_long, "131072");
        return;
    }
    bool kept = is_acknowledged(pointer, acknowledged);
    for (size_t i = 0; i < places.count; i++) {
        const struct anonymity_place *place = &places.items[i];
        if (place->certainty == ANONYMITY_WARNING) {
            continue;
        }
        if (kept) {
            log_kept(context, pointer, place);
        } else {
            context_error_place(context, pointer, ERROR_identifying_text,
                                anonymity_kind_words[place->kind], (int64_t)place->offset,
                                (int64_t)place->length);
        }
    }
}
