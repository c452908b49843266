/* What one model file says otherwise than another. */
#ifndef CLI_COMPARE_CHANGES_H
#define CLI_COMPARE_CHANGES_H

#include <jansson.h>
#include <stdio.h>

/* A line a difference: its place, with codes for the indexes of lists, and both values. */
void changes_print(FILE *out, const json_t *a, const json_t *b);

#endif
