#include "bulk_refused.h"
#include "bulk_terminal.h"
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

static size_t digits(const char *text, size_t length) {
    size_t n = 0;
    while (n < length && text[n] >= '0' && text[n] <= '9') {
        n++;
    }
    return n;
}

static const char *kind_of_number(const char *text, size_t length) {
    size_t sign = length > 0 && (*text == '-' || *text == '+');
    size_t whole = digits(text + sign, length - sign) + sign;
    if (whole == sign) {
        return NULL;
    }
    if (whole == length) {
        return sign ? "a number with a sign" : "a whole number";
    }
    bool mark = text[whole] == ',' || text[whole] == '.';
    size_t part = digits(text + whole + 1, length - whole - 1);
    if (mark && part > 0 && whole + 1 + part == length) {
        return text[whole] == ',' ? "a number with a decimal comma"
                                  : "a number with a decimal point";
    }
    return NULL;
}

const char *refused_kind(const char *text, size_t length) {
    const char *number = kind_of_number(text, length);
    if (number) {
        return number;
    }
    if (length > 0 &&
        (isspace((unsigned char)text[0]) || isspace((unsigned char)text[length - 1]))) {
        return "blanks around it";
    }
    return memchr(text, ' ', length) ? "several words" : "a word";
}

static const struct column *column_of(const struct plan *plan, const char *name) {
    for (int i = 0; i < plan->column_count; i++) {
        if (strcmp(plan->columns[i].name, name) == 0) {
            return &plan->columns[i];
        }
    }
    return NULL;
}

static void print_allowed(FILE *out, const struct column *column) {
    if (!column || column->role == COLUMN_ID || column->role == COLUMN_IGNORED) {
        return;
    }
    fputs("; allowed: ", out);
    if (column->role == COLUMN_AGE) {
        fprintf(out, "0 to %d", SEG_MAX_AGE);
    } else if (column->role == COLUMN_COUNT) {
        fprintf(out, "0 to %d", SEG_MAX_COUNT);
    } else if (column->role == COLUMN_LEVEL) {
        fprintf(out, "0 to %d%s%s", column->levels - 1,
                column->levels <= 8 ? ", 8 (not known)" : "",
                column->not_applicable ? ", 9 (not applicable)" : "");
    }
    for (int i = 0; i < column->word_count; i++) {
        fprintf(out, "%s%s", i ? ", " : "", column->words[i].text);
    }
}

void refused_write(FILE *out, const struct plan *plan, const struct reject *reject, uint64_t line) {
    fprintf(out, "segment: line %" PRIu64, line);
    if (reject->column[0]) {
        fputs(", column ", out);
        terminal_put(out, reject->column);
    }
    fprintf(out, ": %s", reject->reason);
    if (reject->kind) {
        fprintf(out, " (%s)", reject->kind);
    }
    print_allowed(out, column_of(plan, reject->column));
    fputc('\n', out);
}
