/* Compact JSON, as the library writes it, in lines that a person can read. */
#include "command.h"

#include <string.h>

static void begin_line(FILE *out, int depth) {
    fprintf(out, "\n%*s", depth * 2, "");
}

/* Past the closing quote of the string that begins at `at`. */
static size_t string_end(const char *bytes, size_t length, size_t at) {
    for (at++; at < length && bytes[at] != '"'; at++) {
        at += bytes[at] == '\\';
    }
    return at < length ? at + 1 : length;
}

void json_print(FILE *out, const char *bytes, size_t length) {
    int depth = 0;
    size_t at = 0;
    while (at < length) {
        char c = bytes[at];
        size_t end = c == '"' ? string_end(bytes, length, at) : at + 1;
        bool is_empty =
            end < length && ((c == '{' && bytes[end] == '}') || (c == '[' && bytes[end] == ']'));
        if (is_empty) {
            end++;
        } else if (c == '}' || c == ']') {
            begin_line(out, --depth);
        }
        fwrite(bytes + at, 1, end - at, out);
        if (!is_empty && (c == '{' || c == '[')) {
            begin_line(out, ++depth);
        } else if (c == ',') {
            begin_line(out, depth);
        } else if (c == ':') {
            fputc(' ', out);
        }
        at = end;
    }
    fputc('\n', out);
}
