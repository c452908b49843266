/* Texts of other registers as plain text. */
#include "base/text.h"
#include "base/utf8.h"
#include "domain/directory/directory_details.h"

#include <string.h>

/* What marks stand for; `&amp;` last, so that it opens no other. */
static const struct {
    const char *mark, *text;
} entities[] = {{"&nbsp;", " "}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}};

/* The length of a mark such as `<p class="x">` at the beginning of the text; 0 where there is none.
 */
static size_t tag_length(const char *text) {
    enum { TAG_MOST = 200 };
    bool opens =
        text[0] == '<' && (text[1] == '/' || text[1] == '!' || (text[1] >= 'a' && text[1] <= 'z') ||
                           (text[1] >= 'A' && text[1] <= 'Z'));
    const char *end = opens ? memchr(text, '>', strnlen(text, TAG_MOST)) : NULL;
    return end ? (size_t)(end - text) + 1 : 0;
}

static size_t add_entity(struct text *out, const char *text) {
    for (size_t i = 0; *text == '&' && i < sizeof entities / sizeof *entities; i++) {
        size_t length = strlen(entities[i].mark);
        if (strncmp(text, entities[i].mark, length) == 0) {
            text_add_string(out, entities[i].text);
            return length;
        }
    }
    return 0;
}

/* A blank, where the last character is none; a line break where one may stand. */
static void add_gap(struct text *out, bool line) {
    bool open = out->length > 0 && out->bytes[out->length - 1] != '\n';
    if (line && open) {
        while (out->bytes[out->length - 1] == ' ') {
            out->bytes[--out->length] = '\0';
        }
        text_add_char(out, '\n');
    } else if (open && out->bytes[out->length - 1] != ' ') {
        text_add_char(out, ' ');
    }
}

/* The character at `text`, or the blank that stands for it. */
static size_t add_character(struct text *out, const char *text, bool lines) {
    char one[8] = "";
    uint32_t code = 0;
    size_t size = utf8_next(text, strlen(text), &code);
    if (size == 0) {
        return 1;
    }
    memcpy(one, text, size);
    if (code == '\n') {
        add_gap(out, lines);
    } else if (code == ' ' || code == '\t' || utf8_has_control(one, lines)) {
        add_gap(out, false);
    } else {
        text_add(out, text, size);
    }
    return size;
}

/* At most so many characters, without blanks at the end. */
static void finish(struct text *out, size_t most) {
    uint32_t code = 0;
    size_t at = 0, size = 0;
    for (size_t i = 0; i < most && (size = utf8_next(out->bytes + at, out->length - at, &code)) > 0;
         i++) {
        at += size;
    }
    while (at > 0 && (out->bytes[at - 1] == ' ' || out->bytes[at - 1] == '\n')) {
        at--;
    }
    out->length = at;
    out->bytes[at] = '\0';
}

const char *plain_text(struct context *context, const char *text, size_t most, bool lines) {
    struct text out;
    if (!text) {
        return NULL;
    }
    text_init(&out, context->arena);
    while (*text) {
        size_t length = tag_length(text);
        if (length > 0) {
            add_gap(&out, false);
        } else {
            length = add_entity(&out, text);
        }
        text += length > 0 ? length : add_character(&out, text, lines);
    }
    finish(&out, most);
    return out.length > 0 ? out.bytes : NULL;
}
