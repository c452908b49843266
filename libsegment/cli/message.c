/* What the commands say on the standard error stream, and the options that all of them take. */
#include "bulk_terminal.h"
#include "command.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Names of files, columns and members come from others: nothing of them may steer the terminal. */
__attribute__((format(printf, 1, 0))) static void say(const char *words, va_list arguments) {
    char *line = NULL;
    if (vasprintf(&line, words, arguments) < 0) {
        line = NULL;
    }
    fputs("segment: ", stderr);
    terminal_put(stderr, line ? line : "no memory");
    fputc('\n', stderr);
    free(line);
}

int complain(const char *words, ...) {
    va_list arguments;
    va_start(arguments, words);
    say(words, arguments);
    va_end(arguments);
    return EXIT_USAGE;
}

int complain_usage(const char *command, const char *words, ...) {
    va_list arguments;
    va_start(arguments, words);
    say(words, arguments);
    va_end(arguments);
    fprintf(stderr, "See: segment %s --help\n", command);
    return EXIT_USAGE;
}

int complain_argument(const char *command, const char *argument) {
    return complain_usage(command, "unexpected argument %s", argument);
}

/* The option as it was written; of short ones in a row, the one that it is about. */
int complain_option(const char *command, int option, char **argv) {
    const char *word = argv[optind - 1], *next = argv[optind];
    char letter[] = {'-', (char)optopt, 0};
    bool in_row = next && next[0] == '-' && next[1] != '-' && optopt && strchr(next, optopt);
    bool is_long = strncmp(word, "--", 2) == 0 && !in_row;
    int length = (int)strcspn(word, is_long ? "=" : "");
    if (option == ':') {
        return complain_usage(command, "option %s needs a value", is_long ? word : letter);
    }
    if (is_long && optopt) {
        return complain_usage(command, "option %.*s takes no value", length, word);
    }
    return is_long ? complain_usage(command, "unknown option %.*s", length, word)
                   : complain_usage(command, "unknown option %s", letter);
}

int option_language(const char *text) {
    enum segj_language language = segj_language_find(text);
    if (language == SEGJ_NO_LANGUAGE) {
        complain("There is no language \"%s\": use fi, sv or en.", text);
        return -2;
    }
    return (int)language;
}

static int format_of(const char *word) {
    if (strcasecmp(word, "csv") == 0) {
        return BULK_CSV;
    }
    return strcasecmp(word, "ndjson") == 0 || strcasecmp(word, "jsonl") == 0 ? BULK_NDJSON : -1;
}

int option_format(const char *command, const char *option, const char *word, const char *path,
                  enum bulk_format otherwise, enum bulk_format *out) {
    const char *dot = strrchr(path, '.');
    int found = word ? format_of(word) : dot ? format_of(dot + 1) : -1;
    if (word && found < 0) {
        return complain_usage(command, "%s is csv or ndjson, not \"%s\".", option, word);
    }
    *out = found < 0 ? otherwise : (enum bulk_format)found;
    return -1;
}
