/* Help, forms, and one client explained. */
#include "call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(usage__nothing_or_unknown_is_exit_2) {
    call("segment 2>&1");
    ck_assert_int_eq(run.status, 2);
    call("segment dance 2>&1");
    ck_assert_int_eq(run.status, 2);
    has("no command \"dance\"");
    call("segment score --wings x.csv 2>/dev/null");
    ck_assert_int_eq(run.status, 2);
    call("segment score no-such-file.csv 2>&1");
    ck_assert_int_eq(run.status, 2);
    has("no-such-file.csv: No such file");
    call("segment form --model nowhere 2>&1");
    ck_assert_int_eq(run.status, 2);
    has("SEGMENT_MODELS");
}
END_TEST

START_TEST(usage__faults_are_told_in_the_usual_words) {
    static const char *const commands[] = {"form", "score", "check", "compare", "explain", "agree"};
    char line[128];
    for (size_t i = 0; i < 6; i++) {
        snprintf(line, sizeof line, "segment %s -x 2>&1", commands[i]);
        call(line);
        ck_assert_int_eq(run.status, 2);
        has("segment: unknown option -x\nSee: segment ");
        snprintf(line, sizeof line, "segment %s --wings=2 2>&1", commands[i]);
        call(line);
        has("segment: unknown option --wings\n");
        snprintf(line, sizeof line, "segment %s --help=2 2>&1", commands[i]);
        call(line);
        has("segment: option --help takes no value\n");
        snprintf(line, sizeof line, "segment %s %s 2>&1", commands[i],
                 i == 2 || i == 3 ? "--patch" : "--model");
        call(line);
        snprintf(line, sizeof line, "segment: option %s needs a value\n",
                 i == 2 || i == 3 ? "--patch" : "--model");
        has(line);
    }
    static const char *const more[] = {"form b",          "score a b",          "check a b",
                                       "compare a c d b", "compare a -p x c b", "agree a b"};
    for (size_t i = 0; i < 6; i++) {
        snprintf(line, sizeof line, "segment %s 2>&1", more[i]);
        call(line);
        ck_assert_int_eq(run.status, 2);
        has("segment: unexpected argument b\n");
    }
    call("segment form --lang=fi -qx 2>&1");
    has("segment: unknown option -q\n");
    call("segment score -m 2>&1");
    has("segment: option -m needs a value\n");
}
END_TEST

START_TEST(help__of_each_command_teaches_by_example) {
    static const char *const commands[] = {"form", "score", "check", "compare", "explain", "agree"};
    char line[128];
    for (size_t i = 0; i < 6; i++) {
        snprintf(line, sizeof line, "segment %s --help", commands[i]);
        call(line);
        ck_assert_int_eq(run.status, 0);
        snprintf(line, sizeof line, "  segment %s", commands[i]);
        has(line);
    }
    call("segment --version");
    has("segment 1.");
}
END_TEST

/* A file of the sources, with the backslashes of a manual page left out. */
static char *read_page(const char *name) {
    static char text[32 * 1024];
    char path[512];
    size_t length = 0;
    snprintf(path, sizeof path, "%s/libsegment/cli/%s", SOURCE_DIR, name);
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    for (int c; (c = fgetc(file)) != EOF && length + 1 < sizeof text;) {
        if (c != '\\') {
            text[length++] = (char)c;
        }
    }
    text[length] = 0;
    fclose(file);
    return text;
}

static void check_options_in(const char *page, const char *command) {
    char line[64], option[64];
    const char *text = read_page(page);
    snprintf(line, sizeof line, "segment %s --help", command);
    call(line);
    const char *at = strstr(run.text, "\nOptions\n");
    ck_assert_ptr_nonnull(at);
    while ((at = strstr(at, "--"))) {
        size_t length = strspn(at + 2, "abcdefghijklmnopqrstuvwxyz") + 2;
        snprintf(option, sizeof option, "%.*s", (int)length, at);
        ck_assert_msg(strstr(text, option) != NULL, "%s of %s is not in %s", option, command, page);
        at += length;
    }
}

START_TEST(help__manual_page_and_completion_name_the_same_options) {
    static const char *const commands[] = {"form", "score", "check", "compare", "explain", "agree"};
    for (size_t i = 0; i < 6; i++) {
        check_options_in("segment.1", commands[i]);
        check_options_in("completion/segment.bash", commands[i]);
        check_options_in("completion/_segment", commands[i]);
    }
}
END_TEST

START_TEST(form__in_three_languages_and_as_questionnaire) {
    call("segment form --lang sv");
    ck_assert_int_eq(run.status, 0);
    has("\"text\": \"Personlig vård\"");
    call("segment form --model lace --lang en --as fhir --url https://example.org/q");
    ck_assert_int_eq(run.status, 0);
    has("\"resourceType\": \"Questionnaire\"");
    has("\"url\": \"https://example.org/q\"");
    call("segment form --lang no 2>&1");
    ck_assert_int_eq(run.status, 2);
}
END_TEST

/* Who keeps Questionnaires by their canonical URL keeps them all. */
START_TEST(form__each_model_has_a_questionnaire_of_its_own) {
    static const char *const codes[] = {"helsinki", "lace", "paijathame", "bridges-to-health"};
    for (size_t i = 0; i < 4; i++) {
        char words[128];
        snprintf(words, sizeof words, "segment form --as fhir --model %s", codes[i]);
        call(words);
        snprintf(words, sizeof words, "\"url\": \"https://asiakkuus.example/Questionnaire/%s\"",
                 codes[i]);
        has(words);
    }
}
END_TEST

START_TEST(explain__words_and_files_give_the_same) {
    static char first[OUTPUT];
    call("segment explain --lang en coping=easy need=many duration=continuous "
         "special_support=false");
    ck_assert_int_eq(run.status, 0);
    has("Partnership client (yhteistyo), certain");
    strcpy(first, run.text);
    put_file("one.json", "{\"coping\":\"easy\",\"need\":\"many\",\"duration\":\"continuous\","
                         "\"flags\":{\"special_support\":false}}");
    call("segment explain --lang en one.json");
    ck_assert_str_eq(run.text, first);
    call("cat one.json | segment explain --lang en -");
    ck_assert_str_eq(run.text, first);
    call("segment explain --lang en coping=easy need=many duration=continuous "
         "flag.special_support=false");
    ck_assert_str_eq(run.text, first);
}
END_TEST

/* lace with a choice that a plan can change, and a rule that reads it. */
static const char change[] =
    "s/^  .items.: .$/&{\"code\":\"home\",\"kind\":\"choice\",\"changeable\":true,"
    "\"text\":{\"fi\":\"Koti\",\"sv\":\"Hem\",\"en\":\"Home\"},\"options\":["
    "{\"value\":\"safe\",\"text\":{\"fi\":\"Turvaa\",\"sv\":\"Trygghet\",\"en\":\"Safe\"}},"
    "{\"value\":\"bare\",\"text\":{\"fi\":\"Autio\",\"sv\":\"Tomt\",\"en\":\"Bare\"}}]},/\n"
    "s/^  .rules.: .]/  "
    "\"rules\":[{\"code\":\"bare_home\",\"at_least\":\"high\",\"when\":{\"all\":["
    "{\"item\":\"home\",\"in\":[\"bare\"]},{\"score\":\"lace\",\"below\":19}]},"
    "\"names\":{\"fi\":\"Autio koti\",\"sv\":\"Tomt hem\",\"en\":\"Bare home\"},"
    "\"text\":{\"fi\":\"Autio koti\",\"sv\":\"Tomt hem\",\"en\":\"Bare home\"}}]/\n";

START_TEST(explain__speaks_the_readers_language_throughout) {
    put_file("change.sed", change);
    call("sed -f change.sed " SOURCE_DIR "/libsegment/models/lace.json >own.json && "
         "segment explain -m own.json -l en length_of_stay=1 acute_admission=0 comorbidity=0 "
         "emergency_visits=0 home=bare");
    ck_assert_int_eq(run.status, 0);
    has("    all: yes\n      Home = Bare (read: Bare): yes\n      LACE score < 19 (read: 1): "
        "yes\n");
    has("  Low risk\n    Home: Bare -> Safe\n");
    call("segment explain -l fi coping=easy need=many");
    has("kaikki: ei tiedossa\n      Erityistä tukea tarvitseva henkilö = kyllä (luettu: -)");
    has("\n  helsinki@1, sha256 ");
}
END_TEST

START_TEST(explain__tells_the_fewest_answers_and_where_the_views_differ) {
    call("segment explain -l en d5_self_care=3 client.d5_self_care=1 need=many "
         "duration=continuous special_support=false");
    ck_assert_int_eq(run.status, 0);
    has("\nAnswers that would settle it: 2\n");
    has("The views differ\n  Self-care: professional 3, client 1\n");
}
END_TEST

START_TEST(output__that_can_not_be_written_is_exit_2) {
    static const char *const lines[] = {"segment form",
                                        "segment explain coping=easy",
                                        "segment score one.csv -q",
                                        "segment score one.csv -q --counts",
                                        "segment check lace",
                                        "segment compare helsinki helsinki one.csv",
                                        "segment agree one.csv",
                                        "segment --help",
                                        "segment score --help",
                                        "segment --version"};
    char line[128];
    put_file("one.csv", "id,coping,need\n1,easy,few\n");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        snprintf(line, sizeof line, "%s 2>&1 >/dev/full", lines[i]);
        call(line);
        ck_assert_msg(run.status == 2, "%s: %d", lines[i], run.status);
        has("segment: ");
    }
}
END_TEST

START_TEST(explain__refused_answers_are_told_with_their_place) {
    call("segment explain coping=fine d5_self_care=7 2>&1");
    ck_assert_int_eq(run.status, 1);
    has("/coping: not_in_list");
    has("/answers/professional/d5_self_care: out_of_range");
}
END_TEST

/* A rule that reads all there is, before those of helsinki. */
static const char every_kind[] =
    "{\"code\":\"every_kind\",\"names\":{\"fi\":\"Kaikki ehdot\",\"sv\":\"Alla villkor\","
    "\"en\":\"Every kind\"},\"text\":{\"fi\":\"Ehdot\",\"sv\":\"Villkor\",\"en\":\"Condition"
    "s\"},\"at_least\":\"tuki\",\"when\":{\"any\":[{\"not\":{\"flag\":\"special_support\","
    "\"is\":false}},{\"all\":[{\"axis\":\"coping\",\"in\":[\"easy\",\"difficult\"]},{\"sco"
    "re\":\"coping\",\"from\":400,\"below\":700}]},{\"item\":\"d5_self_care\",\"from\":3"
    ",\"below\":4},{\"item\":\"d1_learning\",\"from\":4},{\"item\":\"coping_outlook\",\""
    "in\":[\"lasting\",\"not_known\"]},{\"duration\":[\"occasional\",\"temporary\"]},{"
    "\"age\":{\"below\":18}},{\"segment\":[\"tuki\"]},{\"unanswered\":\"coping_outlook"
    "\"},{\"missing\":{\"from\":60}},{\"disagreements\":{\"from\":30}}]}},";

static void make_model_of_every_kind(void) {
    put_file("rule.json", every_kind);
    call("sed \"/^  \\\"rules\\\": \\[/r rule.json\" " SOURCE_DIR
         "/libsegment/models/helsinki.json > every.json; : segment ");
}

START_TEST(explain__reads_out_every_kind_of_condition) {
    make_model_of_every_kind();
    call("segment explain -m every.json --lang en d5_self_care=2 d1_learning=9 d2_tasks=1 "
         "coping_outlook=passing duration=continuous flag.special_support=false 2>&1");
    ck_assert_int_eq(run.status, 0);
    has("  Every kind (every_kind): unknown\n    any: unknown\n      the opposite: no\n"
        "        Person in need of special support = no (read: no): yes\n      all: unknown\n");
    has("Coping in daily life = Easy / Difficult (read: Easy / Temporarily difficult): unknown\n");
    has("Coping in daily life >= 400 < 700 (read: 132-779): unknown\n");
    has("      Self-care >= 3 < 4 (read: 2): no\n");
    has("      Learning and applying knowledge >= 4 (read: not applicable): no\n");
    has("passing? = Lasting / Not known (read: Passing, the cause is known): no\n");
    has("      Duration of need = Occasional / Temporary (read: Continuous): no\n");
    has("      Age < 18 (read: 0-150): unknown\n      The segment so far = Supported client "
        "(read: ");
    has("      Unanswered: Is the difficulty in daily life passing?: no\n");
    has("      Answers missing >= 60 (read: 21): no\n      Differing views >= 30 (read: 0): no\n");
}
END_TEST

START_TEST(explain__reads_out_what_nobody_has_said) {
    make_model_of_every_kind();
    call("segment explain -m every.json --lang en need=few age=17 2>&1");
    ck_assert_int_eq(run.status, 0);
    has("        Person in need of special support = no (read: -): unknown\n");
    has("Coping in daily life >= 400 < 700 (read: 0-1000): unknown\n");
    has("      Self-care >= 3 < 4 (read: 0-4): unknown\n");
    has("      Age < 18 (read: 17): yes\n");
    has("The segment so far = Supported client (read: Self-reliant client / Supported client)");
    has("      Unanswered: Is the difficulty in daily life passing?: yes\n");
}
END_TEST

TCase *person_cases(void) {
    TCase *cases = tcase_create("person");
    tcase_set_timeout(cases, 0);
    tcase_add_unchecked_fixture(cases, make_folder, drop_folder);
    tcase_add_test(cases, usage__nothing_or_unknown_is_exit_2);
    tcase_add_test(cases, usage__faults_are_told_in_the_usual_words);
    tcase_add_test(cases, help__of_each_command_teaches_by_example);
    tcase_add_test(cases, help__manual_page_and_completion_name_the_same_options);
    tcase_add_test(cases, form__in_three_languages_and_as_questionnaire);
    tcase_add_test(cases, form__each_model_has_a_questionnaire_of_its_own);
    tcase_add_test(cases, explain__words_and_files_give_the_same);
    tcase_add_test(cases, explain__speaks_the_readers_language_throughout);
    tcase_add_test(cases, explain__tells_the_fewest_answers_and_where_the_views_differ);
    tcase_add_test(cases, output__that_can_not_be_written_is_exit_2);
    tcase_add_test(cases, explain__refused_answers_are_told_with_their_place);
    tcase_add_test(cases, explain__reads_out_every_kind_of_condition);
    tcase_add_test(cases, explain__reads_out_what_nobody_has_said);
    return cases;
}
