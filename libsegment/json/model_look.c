/* Looking into a model that has been read. */
#include <stdio.h>

#include "model.h"

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

void segj_pointer(const struct segj_model *model, struct seg_place place,
                  char pointer[SEGJ_MAX_POINTER]) {
    static const char *const forms[] = {[SEG_SEGMENT] = "/segments/%d",
                                        [SEG_AXIS] = "/axes/%d",
                                        [SEG_ITEM] = "/items/%d",
                                        [SEG_FLAG] = "/flags/%d",
                                        [SEG_DURATION] = "/duration/states/%d",
                                        [SEG_ROW] = "/cells/rows/%d",
                                        [SEG_RULE] = "/rules/%d",
                                        [SEG_SIGNAL] = "/signals/%d"};
    const char *condition = NULL;
    pointer[0] = 0;
    switch ((int)place.kind) {
    case SEG_SEGMENT:
    case SEG_AXIS:
    case SEG_ITEM:
    case SEG_FLAG:
    case SEG_DURATION:
    case SEG_ROW:
    case SEG_RULE:
    case SEG_SIGNAL:
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the forms stand above */
        snprintf(pointer, SEGJ_MAX_POINTER, forms[place.kind], place.index);
#pragma GCC diagnostic pop
        break;
    case SEG_STATE:
        snprintf(pointer, SEGJ_MAX_POINTER, "/axes/%d/states/%d", place.of, place.index);
        break;
    case SEG_BAND:
        snprintf(pointer, SEGJ_MAX_POINTER, "/axes/%d/bands/%d", place.of, place.index);
        break;
    case SEG_OPTION:
        snprintf(pointer, SEGJ_MAX_POINTER, "/items/%d/options/%d", place.of, place.index);
        break;
    case SEG_CELL:
        snprintf(pointer, SEGJ_MAX_POINTER, "/cells");
        break;
    case SEG_CONDITION:
        condition = place.index >= 0 && place.index < SEG_MAX_CONDITIONS
                        ? model->condition_places[place.index]
                        : NULL;
        snprintf(pointer, SEGJ_MAX_POINTER, "%s", condition ? condition : "/rules");
        break;
    default:
        break;
    }
}
