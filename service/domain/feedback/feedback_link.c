#include "domain/feedback/feedback_link.h"

#include "app.h"
#include "base/area.h"
#include "base/shape.h"
#include "base/text.h"
#include "vault/vault.h"

#include <string.h>

enum { PARTS = 7 };

/* The keyed hash of the words under a key of the vault; nothing that is hashed there for another
 * purpose begins like this. */
static const char *sign(struct context *context, size_t key, const char *area, const char *words) {
    static const char hex[] = "0123456789abcdef";
    struct bytes hash = vault_hash(context->app->vault, context->arena, key, area,
                                   arena_format(context->arena, "feedback-link|%s", words));
    char *text = arena_alloc(context->arena, 2 * hash.length + 1);
    for (size_t i = 0; i < hash.length; i++) {
        text[2 * i] = hex[hash.bytes[i] >> 4];
        text[2 * i + 1] = hex[hash.bytes[i] & 15];
    }
    return text;
}

const char *link_write(struct context *context, const struct link_content *link) {
    char id[UUID_TEXT_SIZE], unit[UUID_TEXT_SIZE], until[DATE_TEXT_SIZE];
    uuid_print(&link->id, id);
    uuid_print(&link->unit_id, unit);
    date_print(link->until, until);
    const char *words = arena_format(
        context->arena, "%s.%s.%s.%s.%s.%s", link->area, id, feedback_about_words[link->about - 1],
        uuid_is_set(&link->unit_id) ? unit : "-", link->channel ? link->channel : "-", until);
    return arena_format(context->arena, "%s.%s", words, sign(context, 0, link->area, words));
}

/* In a time that does not tell how much was right. */
static bool same_text(const char *a, const char *b) {
    size_t length = strlen(a);
    unsigned char difference = 0;
    if (strlen(b) != length) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        difference = (unsigned char)(difference | (a[i] ^ b[i]));
    }
    return difference == 0;
}

static bool is_signed(struct context *context, const char *area, const char *words,
                      const char *signature) {
    bool good = false;
    for (size_t key = 0; key < vault_key_count(context->app->vault); key++) {
        good = same_text(sign(context, key, area, words), signature) || good;
    }
    return good;
}

static bool split(struct arena *arena, const char *text, const char *parts[PARTS]) {
    for (int i = 0; i < PARTS; i++) {
        size_t length = strcspn(text, ".");
        parts[i] = arena_copy(arena, text, length);
        text += length;
        if ((*text == '.') != (i < PARTS - 1)) {
            return false;
        }
        text += *text == '.';
    }
    return true;
}

bool link_read(struct context *context, const char *text, struct link_content *out) {
    const char *parts[PARTS], *end = strrchr(text, '.');
    if (!split(context->arena, text, parts) || !area_exists(parts[0])) {
        return false;
    }
    const char *words = arena_copy(context->arena, text, (size_t)(end - text));
    *out = (struct link_content){.area = parts[0],
                                 .about = shape_word_index(feedback_about_words, parts[2]),
                                 .channel = strcmp(parts[4], "-") == 0 ? NULL : parts[4]};
    return is_signed(context, parts[0], words, parts[6]) && uuid_parse(parts[1], &out->id) &&
           (strcmp(parts[3], "-") == 0 || uuid_parse(parts[3], &out->unit_id)) && out->about != 0 &&
           date_parse(parts[5], &out->until) && date_compare(context->today, out->until) <= 0;
}
