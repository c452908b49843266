/* segment: forms, scores, checks and comparisons of models from the command line. */
#include "command.h"

#include <string.h>

struct command {
    const char *name;
    int (*run)(int argc, char **argv);
};

static const struct command commands[] = {{"form", form_command},   {"score", score_command},
                                          {"check", check_command}, {"compare", compare_command},
                                          {"agree", agree_command}, {"explain", explain_command}};

static int help_command(const char *topic) {
    if (help_print(topic, stdout)) {
        return EXIT_GOOD;
    }
    return complain("There is no command \"%s\". See: segment --help", topic);
}

static int run_command(int argc, char **argv) {
    opterr = 0; /* what getopt would print, complain_option() says */
    const char *name = argc > 1 ? argv[1] : "";
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(name, commands[i].name) == 0) {
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        return help_command(argc > 2 ? argv[2] : "");
    }
    if (strcmp(name, "--version") == 0) {
        printf("segment %s\n", seg_version());
        return EXIT_GOOD;
    }
    if (*name) {
        return complain("There is no command \"%s\". See: segment --help", name);
    }
    help_print("", stderr);
    return EXIT_USAGE;
}

/* An answer that nobody could write down is no answer: a full disk must not look like success. */
int main(int argc, char **argv) {
    int status = run_command(argc, argv);
    if ((fflush(stdout) || ferror(stdout)) && status != EXIT_USAGE) {
        return complain("The answer can not be written.");
    }
    return status;
}
