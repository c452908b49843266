#include "bulk_terminal.h"

#include <stdbool.h>

/* How many bytes from here steer a terminal: C0, DEL, or one of C1 in UTF-8 or alone; 0: none. A
 * byte from 0x80 to 0x9f is C1 only where it does not go on a character. */
static int steering(const unsigned char *at, bool within) {
    if (at[0] < 0x20 || at[0] == 0x7f) {
        return 1;
    }
    if (at[0] == 0xc2 && at[1] >= 0x80 && at[1] <= 0x9f) {
        return 2;
    }
    return !within && at[0] >= 0x80 && at[0] <= 0x9f;
}

/* How many bytes go on the character that begins here. */
static int following(unsigned char first) {
    return first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc2 ? 1 : 0;
}

void terminal_put(FILE *out, const char *text) {
    const unsigned char *at = (const unsigned char *)text;
    for (int within = 0; *at; within = within > 0 ? within - 1 : within) {
        int length = steering(at, within > 0);
        if (length == 0) {
            within = (*at & 0xc0) == 0x80 ? within : following(*at) + 1;
            fputc(*at++, out);
            continue;
        }
        for (; length > 0; length--) {
            fprintf(out, "\\x%02x", *at++);
        }
        within = 0;
    }
}
