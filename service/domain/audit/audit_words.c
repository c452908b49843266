#include "base/kinds.h"
#include "base/text.h"
#include "domain/audit/audit.h"
#include "ledger/ledger.h"

#include <string.h>

const char *const audit_resource_words[] = {
#define RESOURCE(name, meaning, fi, sv, en) #name,
#include "tables/resources.def"
#undef RESOURCE
    NULL};
const char *const audit_ground_words[] = {
#define GROUND(name, meaning, fi, sv, en) #name,
#include "tables/grounds.def"
#undef GROUND
    NULL};

typedef const char *const texts[LANGUAGE_COUNT];
static texts resource_texts[] = {
#define RESOURCE(name, meaning, fi, sv, en) {fi, sv, en},
#include "tables/resources.def"
#undef RESOURCE
};
static texts ground_texts[] = {
#define GROUND(name, meaning, fi, sv, en) {fi, sv, en},
#include "tables/grounds.def"
#undef GROUND
};

enum word {
#define AUDIT_KIND(kind, fi, sv, en)
#define AUDIT_WORD(word, fi, sv, en) WORD_##word,
#include "tables/audit_words.def"
#undef AUDIT_WORD
#undef AUDIT_KIND
};
static texts word_texts[] = {
#define AUDIT_KIND(kind, fi, sv, en)
#define AUDIT_WORD(word, fi, sv, en) {fi, sv, en},
#include "tables/audit_words.def"
#undef AUDIT_WORD
#undef AUDIT_KIND
};
static texts kind_texts[] = {
#define AUDIT_KIND(kind, fi, sv, en) [kind] = {fi, sv, en},
#define AUDIT_WORD(word, fi, sv, en)
#include "tables/audit_words.def"
#undef AUDIT_WORD
#undef AUDIT_KIND
};

static const char *text_of(const char *const *words, texts *told, const char *word,
                           enum language language) {
    int index = shape_word_index(words, word);
    return index == 0 ? word : told[index - 1][language];
}

static const char *who(const struct context *context, const struct audit_use *use) {
    const enum language language = context->language;
    const struct audit_user *by = &use->by;
    if (ground_of_word(use->ground) == GROUND_self) {
        return word_texts[WORD_client][language];
    }
    const char *name = by->name ? by->name : word_texts[WORD_without_name][language];
    const char *unit = by->unit_name ? by->unit_name : by->unit;
    return unit ? arena_format(context->arena, "%s, %s", name, unit) : name;
}

const char *audit_text(struct context *context, const struct audit_use *use) {
    const enum language language = context->language;
    struct text text;
    text_init(&text, context->arena);
    text_format(&text, "%s: %s. %s: %s.", kind_texts[use->kind][language],
                text_of(audit_resource_words, resource_texts, use->resource, language),
                word_texts[WORD_who][language], who(context, use));
    if (use->ground) {
        text_format(&text, " %s: %s.", word_texts[WORD_ground][language],
                    text_of(audit_ground_words, ground_texts, use->ground, language));
    }
    return text.bytes;
}
