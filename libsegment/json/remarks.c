/* What stands in a model file without being wrong, and is seldom meant. */
#include "document.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const languages[] = {"fi", "sv", "en"};

struct remarks {
    segj_remark *report;
    void *data;
};

__attribute__((format(printf, 4, 5))) static void remark(const struct remarks *remarks,
                                                         const char *pointer, const char *code,
                                                         const char *words, ...) {
    struct segj_fault fault;
    char both[448];
    va_list arguments;
    memset(&fault, 0, sizeof fault);
    va_start(arguments, words);
    vsnprintf(both, sizeof both, words, arguments);
    va_end(arguments);
    char *bar = strchr(both, '|');
    snprintf(fault.pointer, sizeof fault.pointer, "%s", pointer);
    fault.code = code;
    snprintf(fault.fix, sizeof fault.fix, "%.*s", (int)sizeof fault.fix - 1, bar ? bar + 1 : "");
    snprintf(fault.text, sizeof fault.text, "%.*s",
             bar && bar - both < (long)sizeof fault.text ? (int)(bar - both)
                                                         : (int)sizeof fault.text - 1,
             both);
    remarks->report(remarks->data, &fault);
}

/* ---- Texts that two things share ---- */

static bool same_in(const json_t *one, const json_t *other, const char *language) {
    const char *a = json_string_value(json_object_get(one, language));
    const char *b = json_string_value(json_object_get(other, language));
    return a && b && strcmp(a, b) == 0;
}

/* Reports the first later entry whose member reads like that of an earlier one. */
static void look_at_texts(const struct remarks *remarks, const json_t *list, const char *place,
                          const char *member) {
    for (size_t later = 1; later < json_array_size(list); later++) {
        const json_t *text = json_object_get(json_array_get(list, later), member);
        for (size_t n = 0; n < later * 3; n++) {
            const json_t *other = json_object_get(json_array_get(list, n / 3), member);
            if (same_in(text, other, languages[n % 3])) {
                char pointer[SEGJ_MAX_POINTER];
                snprintf(pointer, sizeof pointer, "%s/%zu/%s/%s", place, later, member,
                         languages[n % 3]);
                remark(remarks, pointer, "same_text",
                       "The text is the same as that of entry %zu: people cannot tell the two "
                       "apart.|Write what makes the difference.",
                       n / 3);
                break;
            }
        }
    }
}

static void look_at_entries(const struct remarks *remarks, const json_t *tree, const char *list,
                            const char *inner, const char *member) {
    const json_t *entries = json_object_get(tree, list);
    for (size_t i = 0; i < json_array_size(entries); i++) {
        char place[SEGJ_MAX_POINTER];
        snprintf(place, sizeof place, "/%s/%zu/%s", list, i, inner);
        look_at_texts(remarks, json_object_get(json_array_get(entries, i), inner), place, member);
    }
}

static void look_at_all_texts(const struct remarks *remarks, const json_t *tree) {
    static const char *const named[][2] = {
        {"segments", "names"}, {"axes", "names"},  {"items", "text"},  {"items", "client_text"},
        {"groups", "names"},   {"flags", "names"}, {"rules", "names"}, {"signals", "text"}};
    for (size_t n = 0; n < sizeof named / sizeof *named; n++) {
        char place[32];
        snprintf(place, sizeof place, "/%s", named[n][0]);
        look_at_texts(remarks, json_object_get(tree, named[n][0]), place, named[n][1]);
    }
    look_at_entries(remarks, tree, "axes", "states", "names");
    look_at_entries(remarks, tree, "items", "options", "text");
    look_at_texts(remarks, json_object_get(json_object_get(tree, "duration"), "states"),
                  "/duration/states", "names");
}

/* ---- Scales ---- */

static bool is_used(const json_t *tree, const char *scale) {
    const json_t *items = json_object_get(tree, "items");
    for (size_t i = 0; i < json_array_size(items); i++) {
        const char *named = json_string_value(json_object_get(json_array_get(items, i), "scale"));
        if (named && strcmp(named, scale) == 0) {
            return true;
        }
    }
    return false;
}

static void look_at_scales(const struct remarks *remarks, const json_t *tree) {
    const char *name;
    json_t *options, *scales = segj_walkable(json_object_get(tree, "scales"));
    json_object_foreach(scales, name, options) {
        char place[SEGJ_MAX_POINTER];
        snprintf(place, sizeof place, "/scales/%.64s", name);
        look_at_texts(remarks, options, place, "text");
        if (!is_used(tree, name)) {
            remark(
                remarks, place, "scale_unused",
                "No item takes its options from the scale \"%.64s\".|Remove it, or name it in an "
                "item.",
                name);
        }
    }
}

/* ---- Segments ---- */

static const json_t *consequences_of(const json_t *segments, size_t index) {
    return json_object_get(json_array_get(segments, index), "consequences");
}

/* True when a segment before this one says the same: it has been looked at there. */
static bool said_before(const json_t *segments, size_t index, const char *code) {
    for (size_t i = 0; i < index; i++) {
        if (json_object_get(consequences_of(segments, i), code)) {
            return true;
        }
    }
    return false;
}

static void look_at_consequences(const struct remarks *remarks, const json_t *segments,
                                 size_t index) {
    const char *code;
    json_t *value, *own = segj_walkable(consequences_of(segments, index));
    json_object_foreach(own, code, value) {
        for (size_t i = 0; i < json_array_size(segments); i++) {
            if (said_before(segments, index, code) ||
                json_object_get(consequences_of(segments, i), code)) {
                continue;
            }
            char place[SEGJ_MAX_POINTER];
            snprintf(place, sizeof place, "/segments/%zu/consequences", i);
            remark(
                remarks, place, "consequence_missing",
                "Another segment says \"%.64s\", and this one does not.|Add it, where it is meant "
                "for all.",
                code);
        }
    }
}

static void look_at_order(const struct remarks *remarks, const struct seg_model *model) {
    size_t count = seg_model_count(model, SEG_SEGMENT);
    uint16_t lighter = 0;
    for (size_t s = 0; s < count; s++) {
        lighter |= seg_segment_lighter(model, s);
    }
    if (count > 1 && lighter == 0) {
        remark(
            remarks, "/segments", "no_order",
            "No segment is heavier than another: at_least acts like set, no answer can lead to a "
            "lighter one, and there are no goals.|Name the lighter ones in \"above\", where there "
            "is an order.");
    }
}

void segj_remarks(const struct segj_model *model, segj_remark *report, void *data) {
    struct remarks remarks = {report, data};
    const json_t *segments = json_object_get(model->tree, "segments");
    look_at_all_texts(&remarks, model->tree);
    look_at_scales(&remarks, model->tree);
    for (size_t i = 0; i < json_array_size(segments); i++) {
        look_at_consequences(&remarks, segments, i);
    }
    look_at_order(&remarks, model->engine);
}
