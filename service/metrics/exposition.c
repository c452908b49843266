#include "metrics/exposition.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char *const kind_words[] = {"counter", "gauge", "histogram"};

static void add_escaped(struct text *out, const char *string, bool quoted) {
    for (; *string; string++) {
        if (*string == '\n') {
            text_add_string(out, "\\n");
        } else if (*string == '\\' || (*string == '"' && quoted)) {
            text_add_char(out, '\\');
            text_add_char(out, *string);
        } else {
            text_add_char(out, *string);
        }
    }
}

static void add_label(struct text *out, const char *name, const char *value, bool first) {
    text_add_char(out, first ? '{' : ',');
    text_add_string(out, name);
    text_add_string(out, "=\"");
    add_escaped(out, value, true);
    text_add_char(out, '"');
}

/* `name_suffix{label="value",le="..."} `; `le` may be NULL. */
static void add_sample(struct text *out, const struct family *family, const struct series *series,
                       const char *suffix, const char *le) {
    text_add_string(out, family->name);
    text_add_string(out, suffix);
    for (int i = 0; i < family->label_count; i++) {
        add_label(out, family->label_names[i], series->labels[i], i == 0);
    }
    if (le) {
        add_label(out, "le", le, family->label_count == 0);
    }
    text_add_string(out, family->label_count > 0 || le ? "} " : " ");
}

/* Whole microseconds as seconds: 0.0025. */
static const char *seconds(struct arena *arena, int64_t microseconds) {
    char *text = arena_format(arena, "%lld.%06lld", (long long)(microseconds / 1000000),
                              (long long)(microseconds % 1000000));
    size_t length = strlen(text);
    while (text[length - 1] == '0') {
        length--;
    }
    text[text[length - 1] == '.' ? length - 1 : length] = '\0';
    return text;
}

static void end_with(struct text *out, int64_t number) {
    text_add_int(out, number);
    text_add_char(out, '\n');
}

/* Buckets are cumulative in the text. They are read once, so that `count` agrees with them. */
static void write_histogram(struct text *out, const struct family *family,
                            const struct series *series) {
    int64_t count = 0;
    for (int i = 0; i <= BUCKET_COUNT; i++) {
        count += atomic_load_explicit(&series->buckets->counts[i], memory_order_relaxed);
        const char *end = i < BUCKET_COUNT ? seconds(out->arena, bucket_ends_us[i]) : "+Inf";
        add_sample(out, family, series, "_bucket", end);
        end_with(out, count);
    }
    add_sample(out, family, series, "_sum", NULL);
    text_add_string(out, seconds(out->arena, atomic_load(&series->value)));
    text_add_char(out, '\n');
    add_sample(out, family, series, "_count", NULL);
    end_with(out, count);
}

static void write_series(struct text *out, const struct family *family,
                         const struct series *series) {
    if (family->kind == FAMILY_histogram) {
        write_histogram(out, family, series);
        return;
    }
    add_sample(out, family, series, "", NULL);
    end_with(out, atomic_load_explicit(&series->value, memory_order_relaxed));
}

static int compare_series(const void *left, const void *right) {
    const struct series *a = *(const struct series *const *)left;
    const struct series *b = *(const struct series *const *)right;
    int order = strcmp(a->labels[0], b->labels[0]);
    return order != 0 ? order : strcmp(a->labels[1], b->labels[1]);
}

/* What was counted under "other" shows only once there was no room for a label set. */
static bool shows_rest(const struct family *family) {
    return family->label_count == 0 || atomic_load(&family->count) >= FAMILY_SERIES_MAX;
}

void exposition_write(struct text *out, struct family *family) {
    text_format(out, "# HELP %s ", family->name);
    add_escaped(out, family->help, false);
    text_format(out, "\n# TYPE %s %s\n", family->name, kind_words[family->kind]);
    struct series **found = arena_alloc(out->arena, FAMILY_SLOTS * sizeof *found);
    size_t count = 0;
    for (size_t i = 0; i < FAMILY_SLOTS; i++) {
        struct series *series = atomic_load(&family->slots[i]);
        if (series) {
            found[count++] = series;
        }
    }
    qsort(found, count, sizeof *found, compare_series);
    for (size_t i = 0; i < count; i++) {
        write_series(out, family, found[i]);
    }
    if (shows_rest(family)) {
        write_series(out, family, family->rest);
    }
}
