/* The commands of `segment`, and what they share. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "bulk.h"
#include "segment_json.h"

#include <getopt.h>
#include <stdio.h>

/* How a run ends. */
enum { EXIT_GOOD = 0, EXIT_SOME_REFUSED = 1, EXIT_USAGE = 2 };

/* argv[0] is the command's name; each returns one of the above. */
int form_command(int argc, char **argv);
int score_command(int argc, char **argv);
int check_command(int argc, char **argv);
int compare_command(int argc, char **argv);
int agree_command(int argc, char **argv);
int explain_command(int argc, char **argv);

/* The help of a command, or of all with ""; false when there is no such command. */
bool help_print(const char *command, FILE *out);

/* ---- Messages (message.c) ---- */

/* "segment: ..." on the standard error stream. Returns EXIT_USAGE. */
int complain(const char *words, ...) __attribute__((format(printf, 1, 2)));
/* The same, and where to read more. */
int complain_usage(const char *command, const char *words, ...)
    __attribute__((format(printf, 2, 3)));

/* The usual words for what getopt_long() has refused: `option` is what it gave, '?' or ':'. */
int complain_option(const char *command, int option, char **argv);
int complain_argument(const char *command, const char *argument);

/* ---- Files (model_file.c) ---- */

/* All bytes of a file, or of the standard input for "-"; freed by the caller. NULL: the reason is
 * printed. */
char *file_read(const char *path, size_t *length);
/* True when `path` (NULL, "-": none) may be emptied to write into; false, and said so: it is the
 * input. */
bool file_is_free(const char *path, const char *input);
/* The file of a model given by name ("helsinki", "helsinki@1") or by path. NULL: the reason is
 * printed. */
char *model_path(const char *name);
/* Reads a model by name or path; NULL: every fault has been printed. */
struct segj_model *model_open(const char *name);
/* The same, changed by an RFC 6902 patch in a file (NULL: as it is). `*missing`: true where the
 * model of that version could not be read, or no patch that fits it; false where what was read has
 * faults. */
struct segj_model *model_open_patched(const char *name, const char *patch, bool *missing);
/* Prints a fault: file, place, code, what is wrong, what to do. */
void fault_print(FILE *out, const char *file, const struct segj_fault *fault);

/* ---- JSON (print_json.c) ---- */

/* Prints compact JSON so that a person can read it: a member a line, two spaces a level. */
void json_print(FILE *out, const char *bytes, size_t length);

/* ---- Options ---- */

#define OPTION_HELP                                                                                \
    { "help", no_argument, NULL, 'h' }
#define OPTION_END                                                                                 \
    { NULL, 0, NULL, 0 }
/* SEGJ_FI, SEGJ_SV or SEGJ_EN; -2 when it is none of them, which is printed. */
int option_language(const char *text);
/* CSV or NDJSON by the word of an option, else by the extension of the file, else `otherwise`. -1;
 * or EXIT_USAGE when the word is neither, which is printed. */
int option_format(const char *command, const char *option, const char *word, const char *path,
                  enum bulk_format otherwise, enum bulk_format *out);

#endif
