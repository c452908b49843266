/* The decision as a careful C programmer writes it, without vectors: big reads, a hand-made parser
 * for this one header, tables for scores and reasons, one buffer for the output. One thread. */
#include "bench_model.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { CHUNK = 1 << 20, OUT_ROOM = 4 << 20, CODES = ITEMS * 5 + 1 };

static int maximum[2];
static unsigned char rank_of[ITEMS][5]; /* 0 is the weightiest; 255 none */
static char reason_text[256][24];
static unsigned char reason_length[256];
static char score_text[2][512][8];
static unsigned char score_length[2][512], score_state[2][512];
static short score_value[2][512];

struct pair {
    int over, item, level;
};

static int by_share(const void *a, const void *b) {
    const struct pair *one = a, *two = b;
    return one->over != two->over ? two->over - one->over : one->item - two->item;
}

static char *put(char *to, const char *text, size_t length) {
    memcpy(to, text, length);
    return to + length;
}

static char *put_text(char *to, const char *text) {
    return put(to, text, strlen(text));
}

static char *put_int(char *to, int number) {
    char digits[8];
    int count = 0;
    do {
        digits[count++] = (char)('0' + number % 10);
    } while (number /= 10);
    while (count) {
        *to++ = digits[--count];
    }
    return to;
}

static void prepare(void) {
    struct pair pairs[ITEMS * 4];
    int count = 0;
    memset(rank_of, 255, sizeof rank_of);
    for (int axis = 0; axis < 2; axis++) {
        maximum[axis] = greatest(axis);
        for (int sum = 0; sum <= maximum[axis]; sum++) {
            score_value[axis][sum] = (short)(sum * 1000 / maximum[axis]);
            char *end = put_int(score_text[axis][sum], score_value[axis][sum]);
            *end++ = ',';
            score_length[axis][sum] = (unsigned char)(end - score_text[axis][sum]);
            score_state[axis][sum] = (unsigned char)state_of(axis, sum, maximum[axis]);
        }
    }
    for (int i = 0; i < ITEMS; i++) {
        for (int level = 1; level < 5; level++) {
            pairs[count++] = (struct pair){weights[i] * level * maximum[1 - i / HALF], i, level};
        }
    }
    qsort(pairs, (size_t)count, sizeof *pairs, by_share);
    for (int n = 0; n < count; n++) {
        rank_of[pairs[n].item][pairs[n].level] = (unsigned char)n;
        char *end = put_int(put_text(reason_text[n], "q"), pairs[n].item + 1);
        *end++ = ',';
        reason_length[n] = (unsigned char)(end - reason_text[n]);
    }
    for (int r = 0; r < 3; r++) {
        reason_length[200 + r] =
            (unsigned char)(put_text(put_text(reason_text[200 + r], rule_codes[r]), ",") -
                            reason_text[200 + r]);
    }
    reason_length[255] = (unsigned char)(put_text(reason_text[255], ",") - reason_text[255]);
}

static inline void keep_best(unsigned char *best, unsigned char rank) {
    if (rank >= best[2]) {
        return;
    }
    if (rank < best[0]) {
        best[2] = best[1];
        best[1] = best[0];
        best[0] = rank;
    } else if (rank < best[1]) {
        best[2] = best[1];
        best[1] = rank;
    } else {
        best[2] = rank;
    }
}

static void refuse(void) {
    fputs("a row that this program does not read\n", stderr);
    exit(1);
}

static char *row(const char *at, char *to, const char **behind) {
    const char *id = at;
    unsigned char best[3] = {255, 255, 255}, codes[6];
    int answers[ITEMS], sums[2] = {0, 0}, held, count = 0;
    while (*at != ',') {
        at++;
    }
    to = put(to, id, (size_t)(at - id));
    int duration = at[1] == 'o' ? 0 : at[1] == 't' ? 1 : 2;
    size_t length = duration == 1 ? 9 : 10;
    if (memcmp(at + 1, duration_codes[duration], length) != 0 || at[1 + length] != ',') {
        refuse();
    }
    at += 2 + length;
    for (int i = 0; i < ITEMS; i++, at += 2) {
        answers[i] = *at - '0';
        if ((unsigned)answers[i] > 4 || at[1] != (i == ITEMS - 1 ? '\n' : ',')) {
            refuse();
        }
        sums[i >= HALF] += weights[i] * answers[i];
        keep_best(best, rank_of[i][answers[i]]);
    }
    *behind = at;
    int cell = cell_of(score_state[0][sums[0]], score_state[1][sums[1]], duration);
    int segment = lift(cell, answers, score_value[0][sums[0]], duration, &held);
    for (int r = 0; r < 3; r++) {
        if (held >> r & 1) {
            codes[count++] = (unsigned char)(200 + r);
        }
    }
    memcpy(codes + count, best, 3);
    *to++ = ',';
    to = put_text(to, segment_codes[segment]);
    to = put(to, ",true,", 6);
    to = put_text(to, segment_codes[segment]);
    *to++ = ',';
    to = put(to, process_codes[segment], 3);
    *to++ = ',';
    for (int a = 0; a < 2; a++) {
        to = put(to, score_text[a][sums[a]], 8) - 8 + score_length[a][sums[a]];
    }
    for (int n = 0; n < REASONS; n++) {
        to = put(to, reason_text[codes[n]], 16) - 16 + reason_length[codes[n]];
    }
    return put(to, ",bench@1\n", 9);
}

static int write_all(int file, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t n = write(file, bytes, length);
        if (n <= 0) {
            return -1;
        }
        bytes += n;
        length -= (size_t)n;
    }
    return 0;
}

int main(int count, char **words) {
    int in = count == 3 ? open(words[1], O_RDONLY) : -1;
    int out = in >= 0 ? open(words[2], O_WRONLY | O_CREAT | O_TRUNC, 0644) : -1;
    char *buffer = malloc(CHUNK * 2), *text = malloc(OUT_ROOM), *to = text;
    size_t held = 0;
    ssize_t got;
    int header = 1;
    if (out < 0 || !buffer || !text) {
        return 2;
    }
    prepare();
    to = put_text(
        to,
        "id,segment,certain,possible,process,coping,need,reason1,reason2,reason3,signals,model\n");
    while ((got = read(in, buffer + held, CHUNK)) > 0) {
        const char *at = buffer, *end = buffer + held + (size_t)got, *last = end;
        while (last > at && last[-1] != '\n') {
            last--;
        }
        if (header) {
            at = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1;
        }
        header = 0;
        while (at < last) {
            to = row(at, to, &at);
        }
        held = (size_t)(end - last);
        memmove(buffer, last, held);
        if (write_all(out, text, (size_t)(to - text)) < 0) {
            return 1;
        }
        to = text;
    }
    free(buffer);
    free(text);
    return close(out) != 0;
}
