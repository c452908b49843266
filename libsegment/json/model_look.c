/* Looking into a model that has been read. */
#include "document.h"

#include <stdio.h>

const struct seg_model *segj_model_engine(const struct segj_model *model) {
    return model->engine;
}

const char *segj_model_code(const struct segj_model *model) {
    return model->code;
}

uint32_t segj_model_version(const struct segj_model *model) {
    return model->version;
}

const char *segj_model_valid_from(const struct segj_model *model) {
    return model->valid_from;
}

const char *segj_model_valid_to(const struct segj_model *model) {
    return model->valid_to;
}

const char *segj_model_hash(const struct segj_model *model) {
    return model->hash;
}

const char *segj_model_canonical(const struct segj_model *model, size_t *length) {
    *length = model->canonical.length;
    return model->canonical.data;
}

const struct json_t *segj_model_tree(const struct segj_model *model) {
    return model->tree;
}

static const struct texts *name_of(const struct segj_model *model, struct seg_place place) {
    size_t index = (size_t)place.index, of = (size_t)place.of;
    switch (place.kind) {
    case SEG_MODEL:
        return &model->model_name;
    case SEG_SEGMENT:
        return index < SEG_MAX_SEGMENTS ? &model->segment_names[index] : NULL;
    case SEG_AXIS:
        return index < SEG_MAX_AXES ? &model->axis_names[index] : NULL;
    case SEG_STATE:
        return of < SEG_MAX_AXES && index < SEG_MAX_STATES ? &model->state_names[of][index] : NULL;
    case SEG_ITEM:
        return index < SEG_MAX_ITEMS ? &model->item_texts[index] : NULL;
    case SEG_OPTION:
        return of < SEG_MAX_ITEMS && index < SEG_MAX_LEVELS ? &model->option_texts[of][index]
                                                            : NULL;
    case SEG_FLAG:
        return index < SEG_MAX_FLAGS ? &model->flag_names[index] : NULL;
    case SEG_DURATION: /* below 0: the duration as a whole */
        return place.index < 0             ? &model->duration_name
               : index < SEG_MAX_DURATIONS ? &model->duration_names[index]
                                           : NULL;
    case SEG_RULE:
        return index < SEG_MAX_RULES ? &model->rule_names[index] : NULL;
    case SEG_SIGNAL:
        return index < SEG_MAX_SIGNALS ? &model->signal_texts[index] : NULL;
    case SEG_BAND:
    case SEG_ROW:
    case SEG_CELL:
    case SEG_CONDITION:
    case SEG_AGE:
    default:
        return NULL;
    }
}

static const struct texts *words_of(const struct segj_model *model, struct seg_place place) {
    size_t index = (size_t)place.index;
    switch ((int)place.kind) {
    case SEG_MODEL:
        return &model->model_words;
    case SEG_SEGMENT:
        return index < SEG_MAX_SEGMENTS ? &model->segment_words[index] : NULL;
    case SEG_ITEM:
        return index < SEG_MAX_ITEMS ? &model->item_help[index] : NULL;
    case SEG_FLAG:
        return index < SEG_MAX_FLAGS ? &model->flag_words[index] : NULL;
    case SEG_RULE:
        return index < SEG_MAX_RULES ? &model->rule_texts[index] : NULL;
    default:
        return NULL;
    }
}

const char *segj_text(const struct segj_model *model, struct seg_place place, enum segj_part part,
                      enum segj_language language) {
    const struct texts *texts = part == SEGJ_NAME ? name_of(model, place) : words_of(model, place);
    return texts && language >= SEGJ_FI && language <= SEGJ_EN ? texts->in[language].plain : NULL;
}

const char *segj_consequence(const struct segj_model *model, size_t segment, size_t index,
                             enum segj_language language) {
    if (segment >= seg_model_count(model->engine, SEG_SEGMENT) || language < SEGJ_FI ||
        language > SEGJ_EN || index >= model->consequences[segment].count) {
        return NULL;
    }
    const json_t *held = json_array_get(json_object_get(model->tree, "segments"), segment);
    held = json_object_get(json_object_get(held, "consequences"),
                           model->consequences[segment].codes[index]);
    return json_string_value(
        json_object_get(json_object_get(held, "text"), segj_languages[language]));
}

/* Lists of the document, and the lists within their entries. */
static const struct {
    const char *list, *inner;
} lists[] = {[SEG_SEGMENT] = {"segments", NULL}, [SEG_AXIS] = {"axes", NULL},
             [SEG_STATE] = {"axes", "states"},   [SEG_BAND] = {"axes", "bands"},
             [SEG_ITEM] = {"items", NULL},       [SEG_OPTION] = {"items", "options"},
             [SEG_FLAG] = {"flags", NULL},       [SEG_DURATION] = {"duration/states", NULL},
             [SEG_ROW] = {"cells/rows", NULL},   [SEG_RULE] = {"rules", NULL},
             [SEG_SIGNAL] = {"signals", NULL}};

/* The scale that an item takes its options from, or NULL. */
static const char *scale_of(const struct segj_model *model, int item) {
    const json_t *items = json_object_get(model->tree, "items");
    const json_t *held = item < 0 ? NULL : json_array_get(items, (size_t)item);
    return json_string_value(json_object_get(held, "scale"));
}

static void condition_pointer(const struct segj_model *model, int node,
                              char pointer[SEGJ_MAX_POINTER]) {
    const char *place =
        node >= 0 && node < SEG_MAX_CONDITIONS ? model->condition_places[node] : NULL;
    snprintf(pointer, SEGJ_MAX_POINTER, "%s", place ? place : "/rules");
}

void segj_pointer(const struct segj_model *model, struct seg_place place,
                  char pointer[SEGJ_MAX_POINTER]) {
    size_t kind = (size_t)place.kind;
    const char *scale = place.kind == SEG_OPTION ? scale_of(model, place.of) : NULL;
    pointer[0] = 0;
    if (place.kind == SEG_CONDITION) {
        condition_pointer(model, place.index, pointer);
    } else if (place.kind == SEG_CELL) {
        snprintf(pointer, SEGJ_MAX_POINTER, "/cells");
    } else if (scale) {
        snprintf(pointer, SEGJ_MAX_POINTER, "/scales/%s/%d", scale, place.index);
    } else if (kind >= sizeof lists / sizeof *lists || !lists[kind].list) {
        return; /* the whole document */
    } else if (lists[kind].inner) {
        snprintf(pointer, SEGJ_MAX_POINTER, "/%s/%d/%s/%d", lists[kind].list, place.of,
                 lists[kind].inner, place.index);
    } else {
        snprintf(pointer, SEGJ_MAX_POINTER, "/%s/%d", lists[kind].list, place.index);
    }
}
