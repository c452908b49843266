#include "pointer.h"

#include <string.h>

/* The bytes of the character that begins here; the text is well-formed UTF-8. */
static size_t character(const char *text) {
    size_t size = 1;
    while (((unsigned char)text[size] & 0xC0) == 0x80) {
        size++;
    }
    return size;
}

const char *segj_pointer_escape(char c) {
    return c == '~' ? "~0" : c == '/' ? "~1" : NULL;
}

const char *segj_pointer_next(const char *pointer, char *token, size_t room) {
    size_t length = 0;
    if (*pointer != '/') {
        return NULL;
    }
    for (pointer++; *pointer && *pointer != '/'; pointer++) {
        char c = *pointer;
        if (c == '~') {
            pointer++;
            if (*pointer != '0' && *pointer != '1') {
                return NULL;
            }
            c = *pointer == '0' ? '~' : '/';
        }
        if (length + 1 == room) {
            return NULL;
        }
        token[length++] = c;
    }
    token[length] = 0;
    return pointer;
}

size_t segj_pointer_enter(char pointer[SEGJ_MAX_POINTER], size_t length, const char *member) {
    const char *next = "/";
    size_t size = 1;
    while (length + size < SEGJ_MAX_POINTER) {
        memcpy(pointer + length, next, size);
        length += size;
        if (!*member) {
            break;
        }
        const char *escape = segj_pointer_escape(*member);
        next = escape ? escape : member;
        size = escape ? 2 : character(member);
        member += escape ? 1 : size;
    }
    pointer[length] = 0;
    return length;
}
