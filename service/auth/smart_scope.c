#include "auth/smart_scope.h"
#include "base/text.h"
#include <string.h>

static const struct {
    const char *resource, *permission;
} rows[SMART_RESOURCE_COUNT] = {
#define SMART_SCOPE(resource, permission) {#resource, permission},
#include "tables/smart_scopes.def"
#undef SMART_SCOPE
};

const char *const smart_scopes_supported[] = {
#define SMART_SCOPE(resource, permission) "system/" #resource ".rs",
#include "tables/smart_scopes.def"
#undef SMART_SCOPE
    NULL};

static const char all_letters[] = "cruds";

/* The letters of a scope stand in the order of `cruds`, each once; 0 for what are none. `*more`:
 * there are some that nothing is opened for. */
static unsigned letters_of(const char *text, bool *more) {
    unsigned found = 0;
    const char *place = all_letters;
    *more = false;
    for (; *text; text++) {
        place = strchr(place, *text);
        if (!place) {
            return 0;
        }
        found |= *text == 'r' ? SMART_READ : *text == 's' ? SMART_SEARCH : 0;
        *more = *more || (*text != 'r' && *text != 's');
        place++;
    }
    return found;
}

/* False where the table has not all of it. */
static bool add_one(char *scope, struct smart_scopes *scopes) {
    static const char start[] = "system/";
    char *dot = strchr(scope, '.');
    bool more = false, known = false;
    if (!dot || strncmp(scope, start, sizeof start - 1) != 0) {
        return false;
    }
    *dot = '\0';
    const char *resource = scope + sizeof start - 1;
    unsigned letters = letters_of(dot + 1, &more);
    for (size_t i = 0; i < SMART_RESOURCE_COUNT; i++) {
        if (strcmp(resource, "*") == 0 || strcmp(resource, rows[i].resource) == 0) {
            scopes->letters[i] |= (unsigned char)letters;
            known = true;
        }
    }
    return known && letters && !more;
}

void smart_scopes_add(struct arena *arena, const char *list, struct smart_scopes *scopes,
                      const char **strange) {
    const char *first = NULL;
    for (const char *at = list + strspn(list, " "); *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        if (!add_one(arena_copy(arena, at, length), scopes) && !first) {
            first = arena_copy(arena, at, length);
        }
        at += length;
    }
    if (strange) {
        *strange = first;
    }
}

bool smart_scopes_meet(const struct smart_scopes *a, const struct smart_scopes *b,
                       struct smart_scopes *out) {
    bool some = false;
    for (size_t i = 0; i < SMART_RESOURCE_COUNT; i++) {
        out->letters[i] = a->letters[i] & b->letters[i];
        some = some || out->letters[i];
    }
    return some;
}

const char *smart_scopes_print(struct arena *arena, const struct smart_scopes *scopes) {
    struct text text;
    text_init(&text, arena);
    for (size_t i = 0; i < SMART_RESOURCE_COUNT; i++) {
        unsigned letters = scopes->letters[i];
        if (letters) {
            text_format(&text, "%ssystem/%s.%s%s", text.length > 0 ? " " : "", rows[i].resource,
                        letters & SMART_READ ? "r" : "", letters & SMART_SEARCH ? "s" : "");
        }
    }
    return text.length > 0 ? text.bytes : "";
}

static bool opened_before(const struct smart_scopes *scopes, size_t index) {
    for (size_t i = 0; i < index; i++) {
        if (scopes->letters[i] && strcmp(rows[i].permission, rows[index].permission) == 0) {
            return true;
        }
    }
    return false;
}

const char *smart_scopes_permissions(struct arena *arena, const struct smart_scopes *scopes) {
    struct text text;
    text_init(&text, arena);
    for (size_t i = 0; i < SMART_RESOURCE_COUNT; i++) {
        if (scopes->letters[i] && !opened_before(scopes, i)) {
            text_format(&text, "%s%s", text.length > 0 ? " " : "", rows[i].permission);
        }
    }
    return text.length > 0 ? text.bytes : "";
}
