#include "population_strip.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static bool only_other(const struct seg_model *model, const struct seg_model *other,
                       enum seg_kind kind, const char *code) {
    size_t length = strlen(code);
    return seg_model_find(model, kind, code, length) < 0 &&
           seg_model_find(other, kind, code, length) >= 0;
}

static bool has_own(const struct seg_model *model, const struct seg_model *other,
                    enum seg_kind kind) {
    for (size_t i = 0; i < seg_model_count(other, kind); i++) {
        if (only_other(model, other, kind, seg_model_code(other, kind, i))) {
            return true;
        }
    }
    return false;
}

static bool has_own_duration(const struct seg_model *model, const struct seg_model *other) {
    return seg_model_count(model, SEG_DURATION) == 0 && seg_model_count(other, SEG_DURATION) > 0;
}

bool strip_is_needed(const struct seg_model *model, const struct seg_model *other) {
    return has_own(model, other, SEG_ITEM) || has_own(model, other, SEG_AXIS) ||
           has_own(model, other, SEG_FLAG) || has_own_duration(model, other);
}

/* Takes the codes of a kind that only the other model has out of an object. */
static void strip_object(json_t *object, const struct seg_model *model,
                         const struct seg_model *other, enum seg_kind kind) {
    for (size_t i = 0; i < seg_model_count(other, kind); i++) {
        const char *code = seg_model_code(other, kind, i);
        if (only_other(model, other, kind, code)) {
            json_object_del(object, code);
        }
    }
}

static void strip_row(json_t *row, const struct seg_model *model, const struct seg_model *other) {
    json_t *answers = json_object_get(row, "answers");
    strip_object(json_object_get(answers, "professional"), model, other, SEG_ITEM);
    strip_object(json_object_get(answers, "client"), model, other, SEG_ITEM);
    strip_object(json_object_get(row, "flags"), model, other, SEG_FLAG);
    strip_object(row, model, other, SEG_AXIS);
    if (has_own_duration(model, other)) {
        json_object_del(row, "duration");
    }
}

static void strip_line(const struct seg_model *model, const struct seg_model *other, char *line,
                       size_t length) {
    json_t *row = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(row)) {
        json_decref(row);
        return;
    }
    strip_row(row, model, other);
    char *text = json_dumps(row, JSON_COMPACT);
    size_t left = text ? strlen(text) : length + 1;
    if (left <= length) {
        memcpy(line, text, left);
        memset(line + left, ' ', length - left);
    }
    free(text);
    json_decref(row);
}

void strip_lines(const struct seg_model *model, const struct seg_model *other, char *bytes,
                 size_t length) {
    for (size_t at = 0; at < length;) {
        char *feed = memchr(bytes + at, '\n', length - at);
        size_t line = feed ? (size_t)(feed - bytes) - at : length - at;
        strip_line(model, other, bytes + at, line);
        at += line + 1;
    }
}
