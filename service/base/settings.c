#include "base/settings.h"
#include "base/limits.h"

#include "base/text.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { KIND_STRING, KIND_INT, KIND_BOOL };

struct row {
    const char *env;
    enum kind kind;
    size_t offset;
    const char *default_string;
    int64_t default_number, least, most;
    const char *help;
};

static const struct row rows[] = {
#define SETTING_STRING(member, env, default_value, help)                                           \
    {env, KIND_STRING, offsetof(struct settings, member), default_value, 0, 0, 0, help},
#define SETTING_INT(member, env, default_value, least, most, help)                                 \
    {env, KIND_INT, offsetof(struct settings, member), NULL, default_value, least, most, help},
#define SETTING_BOOL(member, env, default_value, help)                                             \
    {env, KIND_BOOL, offsetof(struct settings, member), NULL, default_value, 0, 1, help},
#include "tables/settings.def"
#undef SETTING_STRING
#undef SETTING_INT
#undef SETTING_BOOL
};

enum { ROW_COUNT = sizeof rows / sizeof *rows };

/* What was given, by row: the file's value, then the environment's over it; and a line for each
 * fault, so that all of them are told at once. */
struct reading {
    struct arena *arena;
    const char *values[ROW_COUNT];
    const char *words;
};

static void fail(struct reading *reading, const char *name, const char *words) {
    reading->words = reading->words
                         ? arena_format(reading->arena, "%s\n%s: %s", reading->words, name, words)
                         : arena_format(reading->arena, "%s: %s", name, words);
}

/* The whole file as a string; NULL where it can't be read, is too long or holds a NUL. */
static const char *read_file(struct arena *arena, const char *path, const char **words) {
    FILE *file = fopen(path, "re");
    if (!file) {
        *words = arena_format(arena, "can't open %s: %s", path, strerrordesc_np(errno));
        return NULL;
    }
    char *bytes = arena_alloc(arena, SETTINGS_FILE_SIZE_MAX + 1);
    size_t length = fread(bytes, 1, SETTINGS_FILE_SIZE_MAX + 1, file);
    bool failed = ferror(file) != 0;
    fclose(file);
    if (failed || length > SETTINGS_FILE_SIZE_MAX || memchr(bytes, '\0', length)) {
        *words = arena_format(arena, "%s is unreadable, longer than 64 KiB or not text", path);
        return NULL;
    }
    bytes[length] = '\0';
    return bytes;
}

/* A secret's file usually ends with a line feed that is no part of it. */
static const char *without_line_end(struct arena *arena, const char *value) {
    size_t length = strlen(value);
    while (length > 0 && (value[length - 1] == '\n' || value[length - 1] == '\r')) {
        length--;
    }
    return arena_copy(arena, value, length);
}

static void put_from_file(struct reading *reading, int row, const char *path) {
    const char *words;
    const char *value = read_file(reading->arena, path, &words);
    if (value) {
        reading->values[row] = without_line_end(reading->arena, value);
    } else {
        fail(reading, arena_format(reading->arena, "%s_FILE", rows[row].env), words);
    }
}

/* The row that NAME or NAME_FILE belongs to, or -1. */
static int find_row(const char *name, size_t length, bool *is_file) {
    for (int i = 0; i < ROW_COUNT; i++) {
        size_t env_length = strlen(rows[i].env);
        if (length < env_length || memcmp(name, rows[i].env, env_length) != 0) {
            continue;
        }
        *is_file = length == env_length + 5 && memcmp(name + env_length, "_FILE", 5) == 0;
        if (*is_file || length == env_length) {
            return i;
        }
    }
    return -1;
}

/* One line of the settings file: empty, a comment, or NAME=value. */
static void read_line(struct reading *reading, const char *line, size_t length) {
    while (length > 0 && strchr(" \t\r", line[length - 1])) {
        length--;
    }
    if (length == 0 || *line == '#') {
        return;
    }
    const char *equals = memchr(line, '=', length);
    bool is_file = false;
    int row = equals ? find_row(line, (size_t)(equals - line), &is_file) : -1;
    if (row < 0) {
        size_t shown = equals ? (size_t)(equals - line) : 0;
        fail(reading, "SETTINGS",
             arena_format(reading->arena, "no such setting: %.*s", (int)shown, line));
        return;
    }
    size_t value_length = length - (size_t)(equals + 1 - line);
    const char *value = arena_copy(reading->arena, equals + 1, value_length);
    if (is_file && *value) {
        put_from_file(reading, row, value);
    } else if (!is_file) {
        reading->values[row] = value;
    }
}

static void read_settings_file(struct reading *reading) {
    const char *path = getenv("SETTINGS"), *words;
    if (!path || !*path) {
        return;
    }
    const char *line = read_file(reading->arena, path, &words);
    if (!line) {
        fail(reading, "SETTINGS", words);
        return;
    }
    while (*line) {
        size_t length = strcspn(line, "\n");
        read_line(reading, line, length);
        line += length + (line[length] == '\n');
    }
}

/* An empty variable counts as none: that is what compose files make of an unset one. */
static void read_environment(struct reading *reading) {
    for (int i = 0; i < ROW_COUNT; i++) {
        const char *value = getenv(rows[i].env);
        const char *path = getenv(arena_format(reading->arena, "%s_FILE", rows[i].env));
        bool has_value = value && *value, has_path = path && *path;
        if (has_value && has_path) {
            fail(reading, rows[i].env, "given both itself and as _FILE");
        } else if (has_path) {
            put_from_file(reading, i, path);
        }
        if (has_value) {
            reading->values[i] = arena_string(reading->arena, value);
        }
    }
}

static bool parse_int(const char *text, const struct row *row, int64_t *out) {
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (errno || end == text || *end || number < row->least || number > row->most) {
        return false;
    }
    *out = number;
    return true;
}

static bool parse_bool(const char *text, bool *out) {
    *out = strcmp(text, "true") == 0 || strcmp(text, "1") == 0;
    return *out || strcmp(text, "false") == 0 || strcmp(text, "0") == 0;
}

static void settle_int(struct reading *reading, const struct row *row, const char *value,
                       int64_t *out) {
    *out = row->default_number;
    if (value && !parse_int(value, row, out)) {
        fail(reading, row->env,
             arena_format(reading->arena, "must be a number from %lld to %lld",
                          (long long)row->least, (long long)row->most));
    }
}

static void settle_bool(struct reading *reading, const struct row *row, const char *value,
                        bool *out) {
    *out = row->default_number != 0;
    if (value && !parse_bool(value, out)) {
        fail(reading, row->env, "must be true or false");
    }
}

static void settle(struct reading *reading, int index, struct settings *out) {
    const struct row *row = &rows[index];
    const char *given = reading->values[index];
    const char *value = given && *given ? given : NULL;
    void *member = (char *)out + row->offset;
    switch (row->kind) {
    case KIND_STRING:
        *(const char **)member = value ? value : row->default_string;
        break;
    case KIND_INT:
        settle_int(reading, row, value, member);
        break;
    case KIND_BOOL:
        settle_bool(reading, row, value, member);
        break;
    }
}

bool settings_read(struct arena *arena, struct settings *out, const char **words) {
    struct reading reading = {.arena = arena};
    read_settings_file(&reading);
    read_environment(&reading);
    for (int i = 0; i < ROW_COUNT; i++) {
        settle(&reading, i, out);
    }
    *words = reading.words;
    return reading.words == NULL;
}

static void print_row(const struct row *row) {
    printf("  %-22s %s", row->env, row->help);
    if (row->kind == KIND_INT) {
        printf(" Default %lld (%lld to %lld).", (long long)row->default_number,
               (long long)row->least, (long long)row->most);
    } else if (row->kind == KIND_BOOL) {
        printf(" Default %s.", row->default_number ? "true" : "false");
    } else if (*row->default_string) {
        printf(" Default %s.", row->default_string);
    }
    putchar('\n');
}

void settings_print(void) {
    puts("Settings, from the environment; each also as NAME_FILE, naming a file with the value.\n"
         "SETTINGS names a file of NAME=value lines; the environment goes before it.\n");
    for (int i = 0; i < ROW_COUNT; i++) {
        print_row(&rows[i]);
    }
}
