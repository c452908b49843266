#include "http/files.h"
#include "base/limits.h"
#include "http/compress.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct file {
    atomic_int users; /* the table is one of them */
    char *path;
    struct timespec changed;
    off_t size;
    struct arena *arena; /* of both texts */
    struct text plain, packed;
};

struct files {
    pthread_mutex_t lock;
    struct file *kept[SERVED_FILES_MAX];
    size_t count;
};

struct files *files_new(void) {
    struct files *files = calloc(1, sizeof *files);
    if (!files) {
        abort();
    }
    pthread_mutex_init(&files->lock, NULL);
    return files;
}

void files_free(struct files *files) {
    if (!files) {
        return;
    }
    for (size_t i = 0; i < files->count; i++) {
        file_give_back(files->kept[i]);
    }
    pthread_mutex_destroy(&files->lock);
    free(files);
}

void file_give_back(struct file *file) {
    if (atomic_fetch_sub(&file->users, 1) == 1) {
        arena_free(file->arena);
        free(file);
    }
}

static bool is_servable(const struct stat *status) {
    return S_ISREG(status->st_mode) && status->st_size <= SERVED_FILE_SIZE_MAX;
}

static struct file *file_new(const char *path, const struct stat *status) {
    struct file *file = calloc(1, sizeof *file);
    if (!file) {
        abort();
    }
    atomic_store(&file->users, 1);
    file->arena = arena_new();
    file->path = arena_string(file->arena, path);
    file->changed = status->st_mtim;
    file->size = status->st_size;
    text_init(&file->plain, file->arena);
    return file;
}

static struct file *read_file(const char *path) {
    FILE *stream = fopen(path, "re");
    struct stat status;
    struct file *file = NULL;
    if (stream && fstat(fileno(stream), &status) == 0 && is_servable(&status)) {
        size_t size = (size_t)status.st_size;
        file = file_new(path, &status);
        file->plain.length = fread(text_reserve(&file->plain, size), 1, size, stream);
        file->packed = file->plain;
        if (size < COMPRESS_LEAST || !compress_gzip(&file->packed)) {
            file->packed.length = 0;
        }
    }
    if (stream) {
        fclose(stream);
    }
    return file;
}

static bool is_same(const struct file *file, const struct stat *status) {
    return file->size == status->st_size && file->changed.tv_sec == status->st_mtim.tv_sec &&
           file->changed.tv_nsec == status->st_mtim.tv_nsec;
}

/* Where `path` is kept, or could be; `count` where there is no place. */
static size_t place_of(const struct files *files, const char *path) {
    size_t at = 0;
    while (at < files->count && strcmp(files->kept[at]->path, path) != 0) {
        at++;
    }
    return at;
}

static void keep(struct files *files, size_t place, struct file *file) {
    if (place == SERVED_FILES_MAX) {
        return;
    }
    if (place < files->count) {
        file_give_back(files->kept[place]);
    } else {
        files->count++;
    }
    files->kept[place] = file;
    atomic_fetch_add(&file->users, 1);
}

struct file *files_take(struct files *files, const char *path) {
    struct stat status;
    struct file *file;
    if (stat(path, &status) != 0 || !is_servable(&status)) {
        return NULL;
    }
    pthread_mutex_lock(&files->lock);
    size_t place = place_of(files, path);
    if (place < files->count && is_same(files->kept[place], &status)) {
        file = files->kept[place];
        atomic_fetch_add(&file->users, 1);
    } else if ((file = read_file(path)) != NULL) {
        keep(files, place, file);
    }
    pthread_mutex_unlock(&files->lock);
    return file;
}

bool file_has_packed(const struct file *file) {
    return file->packed.length > 0;
}

size_t file_length(const struct file *file, bool packed) {
    return packed ? file->packed.length : file->plain.length;
}

size_t file_read(const struct file *file, bool packed, uint64_t offset, char *out, size_t most) {
    const struct text *text = packed ? &file->packed : &file->plain;
    size_t left = offset < text->length ? text->length - (size_t)offset : 0;
    size_t count = left < most ? left : most;
    memcpy(out, text->bytes + text->length - left, count);
    return count;
}
