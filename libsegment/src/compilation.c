/* What every part of a compilation needs: its first fault, and room for its texts. */
#include "compile.h"

#include <string.h>

int seg_compile_fault(struct seg_compilation *c, enum seg_fault fault, enum seg_kind kind,
                      int index, int of, const char *text) {
    return seg_fault_at(c->error, fault, seg_place_of(kind, index, of), text);
}

uint32_t seg_compile_text(struct seg_compilation *c, const char *text) {
    uint32_t offset = (uint32_t)c->text_length;
    size_t length = strlen(text) + 1;
    memcpy(c->texts + offset, text, length);
    c->text_length += length;
    return offset;
}
