#include "auth/base64url.h"
#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static int digit_of(char c) {
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    if (c == '-') {
        return 62;
    }
    return c == '_' ? 63 : -1;
}

bool base64url_decode(struct arena *arena, const char *text, size_t length, struct bytes *out) {
    if (length % 4 == 1) {
        return false;
    }
    uint8_t *bytes = arena_alloc(arena, length / 4 * 3 + 3);
    size_t count = 0;
    unsigned bits = 0, held = 0;
    for (size_t i = 0; i < length; i++) {
        int digit = digit_of(text[i]);
        if (digit < 0) {
            return false;
        }
        held = (held << 6 | (unsigned)digit) & 0xfffu;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes[count++] = (uint8_t)(held >> bits);
        }
    }
    if ((held & ((1u << bits) - 1)) != 0) {
        return false;
    }
    *out = (struct bytes){.bytes = bytes, .length = count};
    return true;
}

char *base64url_encode(struct arena *arena, const void *bytes, size_t length) {
    const uint8_t *in = bytes;
    char *text = arena_alloc(arena, length / 3 * 4 + 5);
    size_t count = 0;
    unsigned bits = 0, held = 0;
    for (size_t i = 0; i < length; i++) {
        held = (held << 8 | in[i]) & 0x3fffu;
        for (bits += 8; bits >= 6; bits -= 6) {
            text[count++] = alphabet[held >> (bits - 6) & 63];
        }
    }
    if (bits > 0) {
        text[count++] = alphabet[held << (6 - bits) & 63];
    }
    text[count] = '\0';
    return text;
}
