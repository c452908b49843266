/* The `segment` command as people call it: a folder of files, a shell line, and what it printed. */
#ifndef TEST_SEGMENT_CLI_CALL_H
#define TEST_SEGMENT_CLI_CALL_H

#include <check.h>

enum { OUTPUT = 256 * 1024 };

struct run {
    int status;
    char text[OUTPUT];
};
extern struct run run; /* of the last call */

/* Runs a shell line in the folder; the first "segment " of `line` becomes the command. Standard
 * error is not kept unless the line says. */
void call(const char *line);
void put_file(const char *name, const char *text);
const char *read_back(const char *name);
/* The last call printed these words. */
void has(const char *words);
void has_not(const char *words);
void make_folder(void);
void drop_folder(void);

/* Writes helsinki with more rules before its own: RULE()s with commas between. */
void with_rules(const char *name, const char *rules);
#define TEXTS "{\"fi\":\"x\",\"sv\":\"x\",\"en\":\"x\"}"
#define RULE(code, effect, segment, when)                                                          \
    "{\"code\":\"" code "\",\"" effect "\":\"" segment "\",\"names\":" TEXTS ",\"text\":" TEXTS    \
    ",\"when\":" when "}"

TCase *person_cases(void);  /* help, forms and one client */
TCase *file_cases(void);    /* files of clients, and models */
TCase *compare_cases(void); /* two models */
TCase *usage_cases(void);   /* what is asked for wrongly */
TCase *cause_cases(void);   /* why two models differ */
TCase *stream_cases(void);  /* closed, full, gone, large */
TCase *check_cases(void);   /* models checked, and views compared */
TCase *explain_cases(void); /* one client, in every form */

#endif
