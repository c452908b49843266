#include "bulk_rejects.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void rejects_add(struct rejects *rejects, uint64_t line, const char *column, const char *reason,
                 const char *kind) {
    if (rejects->count == rejects->room) {
        size_t room = rejects->room ? rejects->room * 2 : 64;
        struct reject *items = realloc(rejects->items, room * sizeof *items);
        if (!items) {
            return;
        }
        rejects->items = items;
        rejects->room = room;
    }
    struct reject *reject = &rejects->items[rejects->count++];
    *reject = (struct reject){.line = line, .reason = reason, .kind = kind};
    snprintf(reject->column, sizeof reject->column, "%s", column);
}

static int by_line(const void *a, const void *b) {
    uint64_t one = ((const struct reject *)a)->line, two = ((const struct reject *)b)->line;
    return (one > two) - (one < two);
}

/* A place of NDJSON holds whatever a row has for names. */
static void print_column(const char *column, FILE *file) {
    if (!strpbrk(column, ",\"\r\n")) {
        fputs(column, file);
        return;
    }
    fputc('"', file);
    for (; *column; column++) {
        if (*column == '"') {
            fputc('"', file);
        }
        fputc(*column, file);
    }
    fputc('"', file);
}

void rejects_sort(struct rejects *rejects) {
    if (rejects->count > 1) {
        qsort(rejects->items, rejects->count, sizeof *rejects->items, by_line);
    }
}

void rejects_print(struct rejects *rejects, uint64_t first_line, FILE *file) {
    rejects_sort(rejects);
    for (size_t i = 0; file && i < rejects->count; i++) {
        const struct reject *reject = &rejects->items[i];
        fprintf(file, "%" PRIu64 ",", first_line + reject->line);
        print_column(reject->column, file);
        fprintf(file, ",%s\n", reject->reason);
    }
    rejects->count = 0;
}

void rejects_free(struct rejects *rejects) {
    free(rejects->items);
    *rejects = (struct rejects){0};
}
