#include "call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[32];
struct run run;

void call(const char *line) {
    char words[2048];
    const char *at = strstr(line, "segment ");
    snprintf(words, sizeof words, "cd %s && %.*s%s%s", folder, (int)(at - line), line,
             SEGMENT_COMMAND, at + 7);
    FILE *pipe = popen(words, "r");
    size_t length = fread(run.text, 1, sizeof run.text - 1, pipe);
    run.text[length] = 0;
    int status = pclose(pipe);
    run.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void put_file(const char *name, const char *text) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

const char *read_back(const char *name) {
    static char text[8192];
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    return text;
}

void with_rules(const char *name, const char *rules) {
    char line[2048];
    snprintf(line, sizeof line,
             "sed 's/^  \"rules\": \\[/&%s,/' " SOURCE_DIR
             "/libsegment/models/helsinki.json >%s; : segment ",
             rules, name);
    call(line);
}

void has(const char *words) {
    ck_assert_msg(strstr(run.text, words) != NULL, "no \"%s\" in:\n%.3000s", words, run.text);
}

void has_not(const char *words) {
    ck_assert_msg(strstr(run.text, words) == NULL, "\"%s\" in:\n%.3000s", words, run.text);
}

void make_folder(void) {
    strcpy(folder, "/tmp/segment-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

void drop_folder(void) {
    char words[128];
    snprintf(words, sizeof words, "rm -r %s", folder);
    ck_assert_int_eq(system(words), 0);
}

int main(void) {
    Suite *suite = suite_create("segment");
    suite_add_tcase(suite, person_cases());
    suite_add_tcase(suite, file_cases());
    suite_add_tcase(suite, compare_cases());
    suite_add_tcase(suite, usage_cases());
    suite_add_tcase(suite, cause_cases());
    suite_add_tcase(suite, stream_cases());
    suite_add_tcase(suite, check_cases());
    suite_add_tcase(suite, explain_cases());
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
