/* Models and other files: found by name, read whole, faults printed. */
#include "bulk_terminal.h"
#include "command.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MOST = 64 * 1024 * 1024 };

/* ---- Files ---- */

static char *read_stream(FILE *file, size_t *length) {
    size_t room = 64 * 1024;
    char *bytes = malloc(room);
    *length = 0;
    while (bytes) {
        *length += fread(bytes + *length, 1, room - *length, file);
        if (*length < room) {
            break;
        }
        char *more = room < FILE_MOST ? realloc(bytes, room *= 2) : NULL;
        if (!more) {
            free(bytes);
            return NULL;
        }
        bytes = more;
    }
    return bytes;
}

bool file_is_free(const char *path, const char *input) {
    struct stat a, b;
    bool known = path && strcmp(path, "-") != 0 && stat(path, &a) == 0 && S_ISREG(a.st_mode) &&
                 (strcmp(input, "-") != 0 ? stat(input, &b) : fstat(STDIN_FILENO, &b)) == 0;
    if (known && a.st_dev == b.st_dev && a.st_ino == b.st_ino) {
        complain("%s is input already.", path);
        return false;
    }
    return true;
}

char *file_read(const char *path, size_t *length) {
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "rb");
    if (!file) {
        complain("%s: %s", path, strerror(errno));
        return NULL;
    }
    errno = 0;
    char *bytes = read_stream(file, length);
    int bad = ferror(file);
    if (!standard) {
        fclose(file);
    }
    if (!bytes || bad) {
        complain("%s: %s", path, bytes ? strerror(errno) : "too large");
        free(bytes);
        return NULL;
    }
    return bytes;
}

/* ---- Models by name ---- */

/* folder/code.json, when it can be read; freed by the caller. */
static char *try_folder(const char *folder, size_t length, const char *code, size_t code_length) {
    char *path = NULL;
    if (asprintf(&path, "%.*s/%.*s.json", (int)length, folder, (int)code_length, code) < 0) {
        return NULL;
    }
    if (access(path, R_OK) == 0) {
        return path;
    }
    free(path);
    return NULL;
}

/* The folders of a colon-separated list, in turn. */
static char *try_list(const char *list, const char *code, size_t code_length) {
    while (list && *list) {
        size_t length = strcspn(list, ":");
        char *path = length ? try_folder(list, length, code, code_length) : NULL;
        if (path) {
            return path;
        }
        list += length + (list[length] == ':');
    }
    return NULL;
}

/* Beside the program: its own folder when it has been built, the shared data when installed. */
static char *try_beside(const char *code, size_t code_length) {
    static const char *const folders[] = {"models", "../share/asiakkuus/models"};
    char program[PATH_MAX], folder[PATH_MAX + 64];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0) {
        return NULL;
    }
    program[length] = 0;
    *strrchr(program, '/') = 0;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        snprintf(folder, sizeof folder, "%s/%s", program, folders[i]);
        char *path = try_folder(folder, strlen(folder), code, code_length);
        if (path) {
            return path;
        }
    }
    return NULL;
}

static bool is_path(const char *name) {
    size_t length = strlen(name);
    return strchr(name, '/') || (length > 5 && strcmp(name + length - 5, ".json") == 0);
}

/* In the folders that the user names, beside the program, or in the installed data. */
static char *find_file(const char *name, size_t length) {
    char *path = try_list(getenv("SEGMENT_MODELS"), name, length);
    path = path ? path : try_beside(name, length);
    return path ? path : try_list(SEGMENT_MODEL_DIR, name, length);
}

/* A version has a file of its own, helsinki@2.json, or it is the one in use, helsinki.json: which
 * of them that is, the file says itself. */
char *model_path(const char *name) {
    size_t code_length = strcspn(name, "@");
    if (is_path(name)) {
        return strdup(name);
    }
    char *path = find_file(name, strlen(name));
    path = path || !name[code_length] ? path : find_file(name, code_length);
    if (!path) {
        complain("There is no model \"%s\". Give the path of a model file, or name its folder in "
                 "SEGMENT_MODELS.",
                 name);
    }
    return path;
}

/* ---- Reading ---- */

void fault_print(FILE *out, const char *file, const struct segj_fault *fault) {
    terminal_put(out, file);
    if (fault->line) {
        fprintf(out, ":%d:%d", fault->line, fault->column);
    } else {
        fputs(": ", out);
        terminal_put(out, fault->pointer[0] ? fault->pointer : "/");
    }
    fprintf(out, ": %s: ", fault->code);
    terminal_put(out, fault->text);
    fputc('\n', out);
    if (fault->fix[0]) {
        fputs("    ", out);
        terminal_put(out, fault->fix);
        fputc('\n', out);
    }
}

static void faults_print(const char *file, const struct segj_faults *faults) {
    for (size_t i = 0; i < faults->count; i++) {
        fault_print(stderr, file, &faults->list[i]);
    }
    if (faults->total > faults->count) {
        fprintf(stderr, "%s: and %zu more faults\n", file, faults->total - faults->count);
    }
}

/* True when the name says no version, or this one; else false, and said so. */
static bool is_version(const char *name, uint32_t at_hand) {
    const char *version = is_path(name) ? NULL : strchr(name, '@');
    char *rest = NULL;
    if (version && (strtoul(version + 1, &rest, 10) != at_hand || *rest)) {
        complain("The model \"%.*s\" at hand is version %u, not %s.", (int)(version - name), name,
                 (unsigned)at_hand, version + 1);
        return false;
    }
    return true;
}

static struct segj_model *read_bytes(const char *path, const char *bytes, size_t length) {
    struct segj_faults *faults = malloc(sizeof *faults);
    struct segj_model *model = NULL;
    if (!faults || segj_model_read(bytes, length, &model, faults) == SEGJ_NO_MEMORY) {
        complain("%s: no memory", path);
    } else {
        faults_print(path, faults);
    }
    free(faults);
    return model;
}

static struct segj_model *open_plain(const char *name, bool *missing) {
    size_t length;
    char *path = model_path(name);
    char *bytes = path ? file_read(path, &length) : NULL;
    struct segj_model *model = bytes ? read_bytes(path, bytes, length) : NULL;
    free(bytes);
    free(path);
    *missing = !bytes || (model && !is_version(name, segj_model_version(model)));
    if (model && *missing) {
        segj_model_free(model);
        model = NULL;
    }
    return model;
}

struct segj_model *model_open(const char *name) {
    bool missing;
    return open_plain(name, &missing);
}

/* ---- Patches ---- */

static json_t *read_json(const char *path, bool *missing) {
    size_t length;
    json_error_t error;
    char *bytes = file_read(path, &length);
    *missing = !bytes;
    json_t *tree = bytes ? json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &error) : NULL;
    if (bytes && !tree) {
        complain("%s:%d:%d: %s", path, error.line, error.column, error.text);
    }
    free(bytes);
    return tree;
}

static struct segj_model *read_tree(const char *path, const json_t *tree) {
    struct segj_faults *faults = malloc(sizeof *faults);
    struct segj_model *model = NULL;
    if (!faults || segj_model_read_tree(tree, &model, faults) == SEGJ_NO_MEMORY) {
        complain("%s: no memory", path);
    } else {
        faults_print(path, faults);
    }
    free(faults);
    return model;
}

static struct segj_model *patch_model(const char *path, const json_t *tree, const json_t *patch,
                                      const char *patch_path, bool *missing) {
    struct segj_fault fault;
    json_t *changed = segj_patch(tree, patch, &fault);
    *missing = !changed;
    if (!changed) {
        fault_print(stderr, patch_path, &fault);
        return NULL;
    }
    struct segj_model *model = read_tree(path, changed);
    json_decref(changed);
    return model;
}

static uint32_t version_of(const json_t *tree) {
    return (uint32_t)json_integer_value(json_object_get(tree, "version"));
}

struct segj_model *model_open_patched(const char *name, const char *patch_path, bool *missing) {
    if (!patch_path) {
        return open_plain(name, missing);
    }
    struct segj_model *model = NULL;
    char *path = model_path(name);
    *missing = !path;
    json_t *tree = path ? read_json(path, missing) : NULL;
    json_t *patch = NULL;
    if (tree) {
        bool unread;
        patch = is_version(name, version_of(tree)) ? read_json(patch_path, &unread) : NULL;
        *missing = !patch;
    }
    if (patch) {
        model = patch_model(path, tree, patch, patch_path, missing);
    }
    json_decref(patch);
    json_decref(tree);
    free(path);
    return model;
}
