/* Where the reader stands, and what it found there. */
#include "pointer.h"
#include "reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

size_t reader_enter(struct reader *reader, const char *member) {
    size_t place = reader->pointer_length;
    reader->pointer_length = segj_pointer_enter(reader->pointer, place, member);
    return place;
}

size_t reader_enter_index(struct reader *reader, size_t index) {
    char number[24];
    snprintf(number, sizeof number, "%zu", index);
    return reader_enter(reader, number);
}

void reader_leave(struct reader *reader, size_t place) {
    reader->pointer_length = place;
    reader->pointer[place] = 0;
}

/* `words` holds both sentences; the bar between them becomes the end of the first. */
__attribute__((format(printf, 3, 0))) static void keep(struct reader *reader, const char *code,
                                                       const char *words, va_list arguments) {
    struct segj_faults *faults = reader->faults;
    char both[448];
    faults->total++;
    if (faults->count == SEGJ_MAX_FAULTS) {
        return;
    }
    struct segj_fault *fault = &faults->list[faults->count++];
    memset(fault, 0, sizeof *fault);
    snprintf(fault->pointer, sizeof fault->pointer, "%s", reader->pointer);
    fault->code = code;
    vsnprintf(both, sizeof both, words, arguments);
    char *bar = strchr(both, '|');
    if (bar) {
        *bar = 0;
        snprintf(fault->fix, sizeof fault->fix, "%.*s", (int)sizeof fault->fix - 1, bar + 1);
    }
    snprintf(fault->text, sizeof fault->text, "%.*s", (int)sizeof fault->text - 1, both);
}

void reader_fault(struct reader *reader, const char *code, const char *words, ...) {
    va_list arguments;
    va_start(arguments, words);
    keep(reader, code, words, arguments);
    va_end(arguments);
    reader->broken = true;
}

void reader_fault_at(struct reader *reader, const char *member, const char *code, const char *words,
                     ...) {
    va_list arguments;
    size_t place = reader_enter(reader, member);
    va_start(arguments, words);
    keep(reader, code, words, arguments);
    va_end(arguments);
    reader_leave(reader, place);
    reader->broken = true;
}

void reader_text_fault(struct reader *reader, const char *code, const char *words, ...) {
    va_list arguments;
    va_start(arguments, words);
    keep(reader, code, words, arguments);
    va_end(arguments);
}
