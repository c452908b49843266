#include "base/log.h"
#include "base/limits.h"

#include "base/clock.h"
#include "base/utf8.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* PIPE_BUF is 4,096: a line below it reaches a pipe whole, no matter who else writes there. */
enum { LONGEST_ESCAPE = 6, TAIL = 3 /* quote, brace, line feed */ };

struct log {
    int file_descriptor;
    enum log_level least;
    atomic_int_fast64_t lines[LOG_LEVEL_ERROR + 1];
};

struct line {
    char bytes[LOG_LINE_SIZE];
    size_t length;
};

static const char *const level_words[] = {"debug", "info", "warning", "error"};

struct log *log_new(int file_descriptor, enum log_level least) {
    struct log *log = calloc(1, sizeof *log);
    if (!log) {
        abort();
    }
    log->file_descriptor = file_descriptor;
    log->least = least;
    return log;
}

void log_free(struct log *log) {
    free(log);
}

const char *log_level_word(enum log_level level) {
    return level_words[level];
}

bool log_level_parse(const char *word, enum log_level *out) {
    for (int i = 0; i <= LOG_LEVEL_ERROR; i++) {
        if (strcmp(word, level_words[i]) == 0) {
            *out = (enum log_level)i;
            return true;
        }
    }
    return false;
}

int64_t log_lines(const struct log *log, enum log_level level) {
    return atomic_load_explicit(&log->lines[level], memory_order_relaxed);
}

static size_t room(const struct line *line) {
    return LOG_LINE_SIZE - TAIL - line->length;
}

static void put(struct line *line, const char *bytes, size_t length) {
    memcpy(line->bytes + line->length, bytes, length);
    line->length += length;
}

/* Controls, line separators and what is no UTF-8 can't forge or break a line of the log. */
static bool needs_escape(uint32_t code) {
    return code < 0x20 || code == '"' || code == '\\' || (code >= 0x7F && code < 0xA0) ||
           code == 0x2028 || code == 0x2029;
}

static void put_escaped(struct line *line, uint32_t code) {
    static const char hex[] = "0123456789abcdef";
    if (code == '"' || code == '\\') {
        put(line, (char[]){'\\', (char)code}, 2);
        return;
    }
    char escape[LONGEST_ESCAPE] = {
        '\\', 'u', hex[code >> 12 & 15], hex[code >> 8 & 15], hex[code >> 4 & 15], hex[code & 15]};
    put(line, escape, sizeof escape);
}

/* As much of the string as the line has room for, ending at a whole character. */
static void put_string(struct line *line, const char *string) {
    size_t length = strlen(string);
    put(line, "\"", 1);
    while (length > 0 && room(line) >= LONGEST_ESCAPE) {
        uint32_t code = 0xFFFD;
        size_t size = utf8_next(string, length, &code);
        if (size == 0) {
            put_escaped(line, 0xFFFD);
            size = 1;
        } else if (needs_escape(code)) {
            put_escaped(line, code);
        } else {
            put(line, string, size);
        }
        string += size;
        length -= size;
    }
    put(line, "\"", 1);
}

static void put_field(struct line *line, const struct log_field *field) {
    char head[80], number[24];
    int head_length = snprintf(head, sizeof head, ",\"%.64s\":", field->name);
    int number_length = snprintf(number, sizeof number, "%lld", (long long)field->number);
    if (room(line) < (size_t)head_length + sizeof number + LONGEST_ESCAPE) {
        return;
    }
    put(line, head, (size_t)head_length);
    if (field->string) {
        put_string(line, field->string);
    } else {
        put(line, number, (size_t)number_length);
    }
}

static void put_head(struct line *line, enum log_level level, const char *message) {
    static const struct clock system_clock;
    char time[INSTANT_TEXT_SIZE], head[96];
    instant_print(clock_now(&system_clock), time);
    int length = snprintf(head, sizeof head, "{\"time\":\"%s\",\"level\":\"%s\",\"message\":", time,
                          level_words[level]);
    put(line, head, (size_t)length);
    put_string(line, message);
}

void log_line(struct log *log, enum log_level level, const char *message,
              const struct log_field *fields) {
    if (!log || level < log->least) {
        return;
    }
    struct line line;
    line.length = 0;
    put_head(&line, level, message);
    for (const struct log_field *field = fields; field && field->name; field++) {
        put_field(&line, field);
    }
    put(&line, "}\n", 2);
    atomic_fetch_add_explicit(&log->lines[level], 1, memory_order_relaxed);
    ssize_t written;
    do {
        written = write(log->file_descriptor, line.bytes, line.length);
    } while (written < 0 && errno == EINTR);
}
