/* segment form: the questions of a model. */
#include "command.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const struct option options[] = {{"model", required_argument, NULL, 'm'},
                                        {"lang", required_argument, NULL, 'l'},
                                        {"as", required_argument, NULL, 'a'},
                                        {"url", required_argument, NULL, 'u'},
                                        OPTION_HELP,
                                        OPTION_END};

/* The model's code after it is the Questionnaire's canonical URL, where none is given; its version
 * is the model's. */
static const char url_base[] = "https://asiakkuus.example/Questionnaire/";

struct form_options {
    const char *model, *as, *url;
    int language;
};

/* -1 to go on, else the exit code. */
static int read_options(int argc, char **argv, struct form_options *out) {
    int option;
    while ((option = getopt_long(argc, argv, ":m:l:h", options, NULL)) != -1) {
        switch (option) {
        case 'm':
            out->model = optarg;
            break;
        case 'l':
            out->language = option_language(optarg);
            break;
        case 'a':
            out->as = optarg;
            break;
        case 'u':
            out->url = optarg;
            break;
        case 'h':
            help_print("form", stdout);
            return EXIT_GOOD;
        default:
            return complain_option("form", option, argv);
        }
    }
    if (optind < argc) {
        return complain_argument("form", argv[optind]);
    }
    if (strcmp(out->as, "json") != 0 && strcmp(out->as, "fhir") != 0) {
        return complain_usage("form", "--as is json or fhir, not \"%s\".", out->as);
    }
    return out->language == -2 ? EXIT_USAGE : -1;
}

int form_command(int argc, char **argv) {
    struct form_options given = {"helsinki", "json", NULL, SEGJ_FI};
    char url[sizeof url_base + SEG_MAX_CODE];
    struct segj_buffer buffer = {0};
    int end = read_options(argc, argv, &given);
    struct segj_model *model = end < 0 ? model_open(given.model) : NULL;
    if (!model) {
        return end < 0 ? EXIT_USAGE : end;
    }
    if (strcmp(given.as, "fhir") == 0) {
        snprintf(url, sizeof url, "%s%s", url_base, segj_model_code(model));
        segj_form_write_fhir(model, (enum segj_language)given.language, given.url ? given.url : url,
                             &buffer);
    } else {
        segj_form_write(model, (enum segj_language)given.language, &buffer);
    }
    json_print(stdout, buffer.data, buffer.length);
    end = fflush(stdout) ? complain("The form can not be written.") : EXIT_GOOD;
    segj_buffer_clear(&buffer);
    segj_model_free(model);
    return end;
}
