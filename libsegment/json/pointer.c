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

size_t segj_pointer_enter(char pointer[SEGJ_MAX_POINTER], size_t length, const char *member) {
    const char *next = "/";
    size_t size = 1;
    while (length + size < SEGJ_MAX_POINTER) {
        memcpy(pointer + length, next, size);
        length += size;
        if (!*member) {
            break;
        }
        int escaped = *member == '~' || *member == '/';
        next = *member == '~' ? "~0" : escaped ? "~1" : member;
        size = escaped ? 2 : character(member);
        member += escaped ? 1 : size;
    }
    pointer[length] = 0;
    return length;
}
