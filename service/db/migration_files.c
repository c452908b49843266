#include "db/migration_files.h"

#include "base/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { PIECE = 4096 };

static const char *read_stream(struct arena *arena, FILE *file) {
    struct text text;
    text_init(&text, arena);
    size_t length;
    do {
        length = fread(text_reserve(&text, PIECE), 1, PIECE, file);
        text.length += length;
    } while (length > 0);
    text.bytes[text.length] = '\0';
    return ferror(file) || strlen(text.bytes) != text.length ? NULL : text.bytes;
}

const char *sql_file_read(struct arena *arena, const char *folder, const char *name) {
    const char *path = arena_format(arena, "%s/%s", folder, name);
    FILE *file = fopen(path, "re");
    if (!file) {
        perror(path);
        return NULL;
    }
    const char *text = read_stream(arena, file);
    fclose(file);
    if (!text) {
        fprintf(stderr, "%s: can't be read, or holds a NUL byte\n", path);
    }
    return text;
}

/* NNNN_subject.sql */
static bool good_name(const char *name) {
    size_t length = strlen(name);
    return strspn(name, "0123456789") == 4 && name[4] == '_' && length > 9 &&
           strspn(name + 5, "abcdefghijklmnopqrstuvwxyz0123456789_") == length - 9 &&
           strcmp(name + length - 4, ".sql") == 0;
}

static bool add_name(struct manifest *manifest, const char *name) {
    if (!good_name(name) || manifest->count == MIGRATIONS_MOST) {
        return false;
    }
    if (manifest->count > 0 && strcmp(manifest->names[manifest->count - 1], name) >= 0) {
        return false;
    }
    manifest->names[manifest->count++] = name;
    return true;
}

const struct manifest *manifest_read(struct arena *arena, const char *sql_folder) {
    const char *text = sql_file_read(arena, sql_folder, "manifest");
    if (!text) {
        return NULL;
    }
    struct manifest *manifest = arena_alloc(arena, sizeof *manifest);
    while (*text) {
        size_t length = strcspn(text, "\n");
        const char *line = arena_copy(arena, text, length);
        if (length > 0 && line[0] != '#' && !add_name(manifest, line)) {
            fprintf(stderr, "%s/manifest: \"%s\" is no migration or out of order\n", sql_folder,
                    line);
            return NULL;
        }
        text += length + (text[length] == '\n');
    }
    return manifest;
}
