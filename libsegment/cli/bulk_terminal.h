/* Words of others, as a file's names and values are, on a terminal: what would steer it (escape
 * sequences, carriage returns) is shown as it is written in C, and never sent. */
#ifndef CLI_BULK_TERMINAL_H
#define CLI_BULK_TERMINAL_H

#include <stdio.h>

/* Line feeds are steering too: a message is one line. */
void terminal_put(FILE *out, const char *text);

#endif
