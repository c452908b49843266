/* Runs the suites of service/anonymity, or measures it:
 *   test_anonymity figures [tuning|held_out] [--show]
 *   test_anonymity find TEXT */
#include "suites.h"

#include "anonymity/anonymity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int print_figures(int count, char **words) {
    bool show = strcmp(words[count - 1], "--show") == 0;
    if (count > 2 && strcmp(words[2], "--show") != 0) {
        return corpus_figures(words[2], show) ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    bool tuning = corpus_figures("tuning", show), held_out = corpus_figures("held_out", show);
    return tuning && held_out ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int print_places(const char *text) {
    struct arena *arena = arena_new();
    struct anonymity_places places;
    if (anonymity_find(arena, text, strlen(text), 2026, &places)) {
        for (size_t i = 0; i < places.count; i++) {
            const struct anonymity_place *place = &places.items[i];
            printf("%s %s at %zu, %zu long\n", anonymity_certainty_words[place->certainty - 1],
                   anonymity_kind_words[place->kind], place->offset, place->length);
        }
    }
    arena_free(arena);
    return EXIT_SUCCESS;
}

int main(int count, char **words) {
    if (count > 1 && strcmp(words[1], "figures") == 0) {
        return print_figures(count, words);
    }
    if (count > 2 && strcmp(words[1], "find") == 0) {
        return print_places(words[2]);
    }
    SRunner *runner = srunner_create(anonymity_suite());
    srunner_add_suite(runner, field_suite());
    srunner_add_suite(runner, corpus_suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
