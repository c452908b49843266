/* Measures the check on the labelled sentences of tests/anonymity/corpus. */
#include "suites.h"

#include "anonymity/anonymity.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The least recall of each kind, in thousandths. */
static const int goals[] = {[ANONYMITY_identity_code] = 990, [ANONYMITY_phone] = 990,
                            [ANONYMITY_email] = 990,         [ANONYMITY_address] = 950,
                            [ANONYMITY_birth_date] = 950,    [ANONYMITY_iban] = 990,
                            [ANONYMITY_plate] = 950,         [ANONYMITY_record_number] = 950,
                            [ANONYMITY_person_name] = 900};
enum { FALSE_ALARMS_MOST = 20, KINDS = sizeof goals / sizeof *goals, YEAR = 2026 };

/* Works outside a test too. */
static void must(bool holds, const char *what) {
    if (!holds) {
        fprintf(stderr, "corpus: %s\n", what);
        abort();
    }
}

struct figures {
    int hidden[KINDS], found[KINDS], clean, alarms;
};

/* Does a place that is refused touch the hidden one? Which kind it is called does not matter. */
static bool is_found(const struct anonymity_places *places, size_t offset, size_t length) {
    for (size_t i = 0; i < places->count; i++) {
        const struct anonymity_place *place = &places->items[i];
        if (place->certainty != ANONYMITY_WARNING && place->offset < offset + length &&
            offset < place->offset + place->length) {
            return true;
        }
    }
    return false;
}

static bool refuses(const struct anonymity_places *places) {
    return is_found(places, 0, SIZE_MAX / 2);
}

static void judge(struct arena *arena, json_t *row, bool show, struct figures *figures) {
    const char *text = json_string_value(json_object_get(row, "text"));
    const char *kind = json_string_value(json_object_get(row, "kind"));
    struct anonymity_places places;
    bool right = false;
    must(anonymity_find(arena, text, strlen(text), YEAR, &places), text);
    if (kind) {
        int index = shape_word_index(anonymity_kind_words, kind) - 1;
        must(index >= 0, kind);
        right = is_found(&places, (size_t)json_integer_value(json_object_get(row, "offset")),
                         (size_t)json_integer_value(json_object_get(row, "length")));
        figures->hidden[index]++;
        figures->found[index] += right;
    } else {
        right = !refuses(&places);
        figures->clean++;
        figures->alarms += !right;
    }
    if (show && !right) {
        printf("%s: %s\n", kind ? kind : "false alarm", text);
    }
}

static void read_half(const char *half, bool show, struct figures *figures) {
    char path[512], line[4096];
    struct arena *arena = arena_new();
    (void)snprintf(path, sizeof path, "%s/tests/anonymity/corpus/%s.ndjson", SOURCE_DIR, half);
    FILE *file = fopen(path, "r");
    must(file != NULL, path);
    while (fgets(line, sizeof line, file)) {
        json_t *row = json_loads(line, 0, NULL);
        must(row != NULL, line);
        judge(arena, row, show, figures);
        json_decref(row);
        arena_reset(arena);
    }
    fclose(file);
    arena_free(arena);
}

bool corpus_figures(const char *half, bool show) {
    struct figures figures = {.clean = 0};
    bool holds = true;
    read_half(half, show, &figures);
    for (int kind = 0; kind < (int)KINDS; kind++) {
        bool enough = figures.found[kind] * 1000 >= goals[kind] * figures.hidden[kind];
        printf("%-9s %-14s recall %3d of %3d = %.3f, goal %.3f%s\n", half,
               anonymity_kind_words[kind], figures.found[kind], figures.hidden[kind],
               figures.hidden[kind] ? (double)figures.found[kind] / figures.hidden[kind] : 1.0,
               goals[kind] / 1000.0, enough ? "" : "  MISSED");
        holds = holds && enough && figures.hidden[kind] > 0;
    }
    bool quiet = figures.alarms * 1000 <= FALSE_ALARMS_MOST * figures.clean;
    printf("%-9s false alarms %d of %d = %.2f %%, goal 2 %%%s\n", half, figures.alarms,
           figures.clean, 100.0 * figures.alarms / figures.clean, quiet ? "" : "  MISSED");
    return holds && quiet;
}

START_TEST(corpus__tuned_half_reaches_its_goals) {
    ck_assert(corpus_figures("tuning", false));
}
END_TEST

START_TEST(corpus__held_out_half_reaches_its_goals) {
    ck_assert(corpus_figures("held_out", false));
}
END_TEST

Suite *corpus_suite(void) {
    Suite *suite = suite_create("corpus");
    TCase *cases = tcase_create("corpus");
    tcase_add_test(cases, corpus__tuned_half_reaches_its_goals);
    tcase_add_test(cases, corpus__held_out_half_reaches_its_goals);
    suite_add_tcase(suite, cases);
    return suite;
}
