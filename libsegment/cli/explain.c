/* segment explain: one client, for a person to read. */
#include "explain.h"

#include "command.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const struct option options[] = {{"model", required_argument, NULL, 'm'},
                                        {"lang", required_argument, NULL, 'l'},
                                        {"as", required_argument, NULL, 'a'},
                                        OPTION_HELP,
                                        OPTION_END};

struct explaining {
    const char *name, *as;
    int language;
    const struct segj_model *model;
};

static int read_options(int argc, char **argv, struct explaining *out) {
    int option;
    while ((option = getopt_long(argc, argv, ":m:l:a:h", options, NULL)) != -1) {
        switch (option) {
        case 'm':
            out->name = optarg;
            break;
        case 'l':
            out->language = option_language(optarg);
            break;
        case 'a':
            out->as = optarg;
            break;
        case 'h':
            help_print("explain", stdout);
            return EXIT_GOOD;
        default:
            return complain_option("explain", option, argv);
        }
    }
    if (strcmp(out->as, "text") != 0 && strcmp(out->as, "json") != 0) {
        return complain_usage("explain", "--as is text or json, not \"%s\".", out->as);
    }
    if (optind == argc) {
        return complain_usage("explain", "Give answers: d5_self_care=3, or a JSON file, or -.");
    }
    return out->language == -2 ? EXIT_USAGE : -1;
}

/* ---- Answers as words: item=3, client.item=1, coping=easy, duration=temporary, flag=true ---- */

static json_t *value_of(const char *text) {
    char *rest;
    if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0) {
        return json_boolean(text[0] == 't');
    }
    long long number = strtoll(text, &rest, 10);
    return *text && !*rest ? json_integer(number) : json_string(text);
}

static json_t *member(json_t *object, const char *name) {
    json_t *held = json_object_get(object, name);
    if (!held) {
        held = json_object();
        json_object_set_new(object, name, held);
    }
    return held;
}

static int put_word(const struct explaining *explaining, json_t *body, const char *word) {
    const struct seg_model *engine = segj_model_engine(explaining->model);
    const char *equals = strchr(word, '=');
    if (!equals) {
        return complain_usage("explain", "\"%s\" is no answer: write it as d5_self_care=3.", word);
    }
    bool client = strncmp(word, "client.", 7) == 0, flag = strncmp(word, "flag.", 5) == 0;
    const char *name = client ? word + 7 : flag ? word + 5 : word;
    char *code = strndup(name, (size_t)(equals - name));
    json_t *holder = body;
    if (!code) {
        return complain("no memory");
    }
    if (flag) {
        holder = member(body, "flags");
    } else if (client || seg_model_find(engine, SEG_ITEM, code, strlen(code)) >= 0) {
        holder = member(member(body, "answers"), client ? "client" : "professional");
    } else if (seg_model_find(engine, SEG_FLAG, code, strlen(code)) >= 0) {
        holder = member(body, "flags");
    }
    int twice = json_object_get(holder, code) != NULL;
    int bad = twice || json_object_set_new(holder, code, value_of(equals + 1)) != 0;
    free(code);
    return !bad    ? -1
           : twice ? complain_usage("explain", "\"%s\" is given twice.", word)
                   : complain_usage("explain", "\"%s\" is not UTF-8.", word);
}

static json_t *body_of_words(const struct explaining *explaining, char **words, int count) {
    json_t *body = json_object();
    for (int i = 0; i < count; i++) {
        if (put_word(explaining, body, words[i]) >= 0) {
            json_decref(body);
            return NULL;
        }
    }
    return body;
}

static json_t *body_of_file(const char *path) {
    size_t length;
    json_error_t error;
    char *bytes = file_read(path, &length);
    json_t *body = bytes ? json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &error) : NULL;
    if (bytes && !body) {
        complain("%s:%d:%d: %s", path, error.line, error.column, error.text);
    }
    free(bytes);
    return body;
}

/* ---- The result ---- */

static void print_fault(void *data, const struct segj_input_fault *fault) {
    (void)data;
    complain("%s: %s: %s", fault->pointer, segj_input_code_word(fault->code), fault->detail);
}

/* Everything that can be said of the result, as JSON. */
static void print_json(const struct explaining *explaining, const struct seg_input *input,
                       const struct seg_result *result, struct seg_scratch scratch) {
    struct segj_result_options everything = {
        (enum segj_language)explaining->language, true, true, true, true, true, scratch};
    struct segj_buffer buffer = {0};
    char hash[65] = "";
    segj_result_write(explaining->model, input, result, &everything, hash, &buffer);
    json_print(stdout, buffer.data, buffer.length);
    segj_buffer_clear(&buffer);
}

static int explain(const struct explaining *explaining, const json_t *body) {
    static const char *const also[] = {"id", "model", "as_of", NULL};
    const struct seg_model *engine = segj_model_engine(explaining->model);
    struct segj_answers answers;
    struct seg_result result;
    if (segj_answers_read(explaining->model, body, also, &answers, print_fault, NULL)) {
        return EXIT_SOME_REFUSED;
    }
    if (seg_evaluate(engine, &answers.input, &result) != SEG_OK) {
        complain("The answers do not fit the model.");
        return EXIT_SOME_REFUSED;
    }
    struct seg_scratch scratch = {malloc(seg_scratch_size(engine)), seg_scratch_size(engine)};
    if (!scratch.memory) {
        return complain("no memory");
    }
    if (strcmp(explaining->as, "json") == 0) {
        print_json(explaining, &answers.input, &result, scratch);
    } else {
        explain_print(explaining->model, (enum segj_language)explaining->language, &answers.input,
                      &result, scratch);
    }
    free(scratch.memory);
    return fflush(stdout) ? complain("The answer can not be written.") : EXIT_GOOD;
}

int explain_command(int argc, char **argv) {
    struct explaining explaining = {"helsinki", "text", SEGJ_FI, NULL};
    int end = read_options(argc, argv, &explaining);
    struct segj_model *model = end < 0 ? model_open(explaining.name) : NULL;
    if (!model) {
        return end < 0 ? EXIT_USAGE : end;
    }
    explaining.model = model;
    bool file = optind + 1 == argc && !strchr(argv[optind], '=');
    json_t *body = file ? body_of_file(argv[optind])
                        : body_of_words(&explaining, argv + optind, argc - optind);
    end = body ? explain(&explaining, body) : EXIT_USAGE;
    json_decref(body);
    segj_model_free(model);
    return end;
}
