/* The shipped model `helsinki` as a careful C programmer writes it, without vectors: big reads, a
 * hand-made parser for this one header that checks every byte, tables instead of branches on what
 * clients answer, one buffer for the output. One thread. */
#include "helsinki_tables.h"
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    CHUNK = 1 << 18,
    OUT_ROOM = 1 << 18,
    ROW_OUT = 1024,
    ID_MOST = 64,
    SLACK = 80,
    SUMS = MOST_WEIGHT * TOP + 1,
    COUNT_END = 16, /* no model's level starts behind it; checked */
    WRONG = 1 << 24 /* so many wrong ones as there are items do not overflow */
};

/* What one answer adds: points and weight to the sums, and a key that orders reasons. */
struct part {
    uint32_t sum; /* points; the weight from bit 16; WRONG */
    uint32_t key; /* points, 31 - the item's place: none without points */
};

/* A word and the comma behind it, to be compared as two numbers. */
struct word {
    uint64_t head, tail, head_mask, tail_mask;
    int length, step;
};

struct score {
    char text[6];
    uint8_t length, band;
};

struct piece {
    char text[192];
    int length;
};

static struct part parts[ITEMS][16];
static struct word durations[128], flags[128], outlooks[128]; /* by the first byte */
static struct score scores[2][MOST_WEIGHT + 1][SUMS];
static struct reason {
    char text[40];
    int length;
} reasons[32];
static struct piece before[128], behind[128], rules[128];

static void refuse(void) {
    fputs("a row that this program does not read\n", stderr);
    exit(1);
}

static char *put_int(char *to, unsigned number) {
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

/* ---- Tables, made once ---------------------------------------------------------------------- */
static void prepare_words(struct word *words, const char *const *codes, int count, int step) {
    for (int i = 0; i < 128; i++) {
        words[i] = (struct word){.head = ~(uint64_t)0, .head_mask = 0};
    }
    for (int i = 0; i < count; i++) {
        char text[16] = "", mask[16] = "";
        struct word *word = &words[(unsigned char)codes[i][0]];
        word->length = (int)strlen(codes[i]) + 1;
        if (word->length > 16 || word->head_mask) {
            refuse();
        }
        memcpy(text, codes[i], (size_t)word->length - 1);
        text[word->length - 1] = ',';
        memset(mask, 255, (size_t)word->length);
        memcpy(&word->head, text, 8);
        memcpy(&word->tail, text + 8, 8);
        memcpy(&word->head_mask, mask, 8);
        memcpy(&word->tail_mask, mask + 8, 8);
        word->step = i * step;
    }
}

static int level_of(const struct item *item, int answer) {
    int level = 0;
    if (item->kind == LEVEL) {
        return item->reversed ? TOP - answer : answer;
    }
    while (level + 1 < item->levels && answer >= item->from[level + 1]) {
        level++;
    }
    return level;
}

static struct part part_of(int place, int answer) {
    const struct item *item = &items[place];
    if (item->kind == LEVEL && item->open && answer == NOT_APPLICABLE) {
        return (struct part){0, 0};
    }
    if (item->kind == LEVEL && answer > TOP) {
        return (struct part){WRONG, 0};
    }
    unsigned points = (unsigned)(item->weight * level_of(item, answer));
    uint32_t sum = points | (uint32_t)item->weight << 16;
    return (struct part){sum, points ? points << 5 | (31u - (unsigned)place) : 0};
}

static void prepare_items(void) {
    for (int i = 0; i < ITEMS; i++) {
        struct reason *reason = &reasons[31 - i];
        reason->length = snprintf(reason->text, sizeof reason->text, "%s,", items[i].code);
        for (int answer = 0; answer < 16 && items[i].kind != CHOICE; answer++) {
            parts[i][answer] = part_of(i, answer);
        }
        if (items[i].kind == COUNT && items[i].from[items[i].levels - 1] >= COUNT_END) {
            refuse();
        }
    }
    reasons[0] = (struct reason){",", 1};
}

static void prepare_scores(void) {
    for (int axis = 0; axis < 2; axis++) {
        for (int weight = 1; weight <= MOST_WEIGHT; weight++) {
            for (int sum = 0; sum <= weight * TOP; sum++) {
                struct score *score = &scores[axis][weight][sum];
                int value = sum * SCALE / (weight * TOP);
                char *end = put_int(score->text, (unsigned)value);
                *end++ = ',';
                score->length = (uint8_t)(end - score->text);
                score->band = (uint8_t)((value >= cut[axis]) * steps[axis]);
            }
        }
    }
}

static void prepare_piece(struct piece *piece, const char *text) {
    if (strlen(text) >= sizeof piece->text) {
        refuse();
    }
    strcpy(piece->text, text);
    piece->length = (int)strlen(text);
}

static void prepare(void) {
    static const char *const truths[] = {"false", "true"};
    prepare_words(outlooks, outlook_codes, 3, steps[2]);
    prepare_words(durations, duration_codes, 3, steps[3]);
    prepare_words(flags, truths, 2, steps[4]);
    prepare_items();
    prepare_scores();
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++) {
        prepare_piece(&before[i], outcomes[i].before);
        prepare_piece(&rules[i], outcomes[i].reasons);
        prepare_piece(&behind[i], outcomes[i].behind);
    }
}

/* ---- A row ---------------------------------------------------------------------------------- */
struct sums {
    uint32_t sum, best[3];
};

static inline uint32_t least(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

static inline uint32_t most(uint32_t a, uint32_t b) {
    return a < b ? b : a;
}

static inline void add(struct sums *to, struct part part) {
    uint32_t second = least(to->best[0], part.key), third = least(to->best[1], second);
    to->sum += part.sum;
    to->best[0] = most(to->best[0], part.key);
    to->best[1] = most(to->best[1], second);
    to->best[2] = most(to->best[2], third);
}

static inline const char *read_word(const char *at, const struct word *words, int *place) {
    const struct word *word = &words[*at & 127];
    uint64_t head, tail;
    memcpy(&head, at, 8);
    memcpy(&tail, at + 8, 8);
    if (((head ^ word->head) & word->head_mask) | ((tail ^ word->tail) & word->tail_mask) |
        !word->head_mask) {
        refuse();
    }
    *place += word->step;
    return at + word->length;
}

static inline const char *read_levels(const char *at, int from, int behind_last, struct sums *to) {
    unsigned wrong = 0;
    for (int i = from; i < behind_last; i++, at += 2) {
        unsigned digit = (unsigned char)at[0];
        wrong |= (digit ^ '0') >> 4 | ((unsigned char)at[1] ^ ',');
        add(to, parts[i][digit & 15]);
    }
    if (wrong || to->sum >= WRONG) {
        refuse();
    }
    return at;
}

/* A count of three or four digits. */
static const char *read_great(const char *at, unsigned *count) {
    *count = 0;
    for (int digits = 0; *at >= '0' && *at <= '9'; at++, digits++) {
        *count = *count * 10 + (unsigned)(*at - '0');
        if (digits == 4) {
            refuse();
        }
    }
    return at;
}

/* One digit or two is a matter of chance, so no branch is made of it. */
static inline const char *read_count(const char *at, int item, char stop, struct sums *to) {
    unsigned first = (unsigned char)at[0] - '0', second = (unsigned char)at[1] - '0';
    unsigned two = second <= 9, count = first + (first * 9 + second) * two;
    const char *end = at + 1 + two;
    if (first > 9) {
        refuse();
    }
    if (*end != stop && *(end = read_great(at, &count)) != stop) {
        refuse();
    }
    add(to, parts[item][count < COUNT_END ? count : COUNT_END - 1]);
    return end + 1;
}

/* Sixteen at a time: a longer copy of a fixed length becomes `rep movs`, which starts slowly. */
static inline void copy_32(char *to, const char *from) {
    memcpy(to, from, 16);
    memcpy(to + 16, from + 16, 16);
}

static inline char *put_piece(char *to, const struct piece *piece) {
    copy_32(to, piece->text);
    copy_32(to + 32, piece->text + 32);
    if (piece->length > 64) {
        memcpy(to + 64, piece->text + 64, (size_t)piece->length - 64);
    }
    return to + piece->length;
}

static inline char *put_id(char *to, const char *id, ptrdiff_t length) {
    copy_32(to, id);
    if (length > 32) {
        copy_32(to + 32, id + 32);
    }
    return to + length;
}

/* The shares of two axes in one order: points x the other axis' weight can be compared. */
static inline char *put_reasons(char *to, const struct sums *sums, int held) {
    uint32_t keys[2][4] = {{0}};
    int at[2] = {0, 0};
    for (int axis = 0; axis < 2; axis++) {
        for (int n = 0; n < 3; n++) {
            uint32_t key = sums[axis].best[n];
            keys[axis][n] = (key >> 5) * (sums[1 - axis].sum >> 16) << 5 | (key & 31);
        }
    }
    for (; held < REASONS; held++) {
        uint32_t one = keys[0][at[0]], two = keys[1][at[1]];
        const struct reason *reason = &reasons[most(one, two) & 31];
        at[0] += one > two;
        at[1] += one <= two;
        copy_32(to, reason->text);
        to += reason->length;
    }
    return to;
}

static inline char *put_score(char *to, const struct score *score) {
    memcpy(to, score, sizeof *score);
    return to + score->length;
}

static char *row(const char *at, char *to, const char **end) {
    struct sums sums[2] = {{0, {0}}, {0, {0}}};
    const char *id = at;
    int place = 0;
    while (*at != ',' && *at != '\n' && *at != '"') {
        at++;
    }
    if (*at != ',' || at == id || at - id > ID_MOST) {
        refuse();
    }
    to = put_id(to, id, at - id);
    at = read_word(at + 1, durations, &place);
    at = read_word(at, flags, &place);
    at = read_levels(at, 0, OUTLOOK, &sums[0]);
    at = read_word(at, outlooks, &place);
    at = read_levels(at, OUTLOOK + 1, ITEMS - 4, &sums[1]);
    for (int i = ITEMS - 4; i < ITEMS; i++) {
        at = read_count(at, i, i == ITEMS - 1 ? '\n' : ',', &sums[1]);
    }
    *end = at;
    const struct score *score[2];
    for (int axis = 0; axis < 2; axis++) {
        score[axis] = &scores[axis][sums[axis].sum >> 16][sums[axis].sum & 0xffff];
        place += score[axis]->band;
    }
    to = put_piece(to, &before[place]);
    to = put_score(put_score(to, score[0]), score[1]);
    if (outcomes[place].held) {
        to = put_piece(to, &rules[place]);
    }
    return put_piece(put_reasons(to, sums, outcomes[place].held), &behind[place]);
}

/* ---- The file ------------------------------------------------------------------------------- */
struct output {
    int file;
    char *bytes, *at;
};

static void flush(struct output *out) {
    for (const char *from = out->bytes; from < out->at;) {
        ssize_t n = write(out->file, from, (size_t)(out->at - from));
        if (n <= 0) {
            exit(1);
        }
        from += n;
    }
    out->at = out->bytes;
}

static const char *rows(const char *at, const char *last, struct output *out) {
    while (at < last) {
        if (out->at - out->bytes > OUT_ROOM - ROW_OUT) {
            flush(out);
        }
        out->at = row(at, out->at, &at);
    }
    return at;
}

static size_t header(const char *bytes, size_t length) {
    if (length < sizeof header_in - 1 || memcmp(bytes, header_in, sizeof header_in - 1) != 0) {
        refuse();
    }
    return sizeof header_in - 1;
}

int main(int count, char **words) {
    static char buffer[CHUNK * 2 + SLACK], text[OUT_ROOM];
    struct output out = {-1, text, text};
    int in = count == 3 ? open(words[1], O_RDONLY) : -1, first = 1;
    size_t held = 0;
    ssize_t got;
    out.file = in >= 0 ? open(words[2], O_WRONLY | O_CREAT | O_TRUNC, 0644) : -1;
    if (out.file < 0) {
        return 2;
    }
    prepare();
    out.at += sizeof header_out - 1;
    memcpy(text, header_out, sizeof header_out - 1);
    while ((got = read(in, buffer + held, CHUNK)) > 0) {
        const char *at = buffer, *end = buffer + held + (size_t)got, *last = end;
        at += first ? header(at, (size_t)(end - at)) : 0;
        first = 0;
        while (last > at && last[-1] != '\n') {
            last--;
        }
        at = rows(at, last, &out);
        held = (size_t)(end - at);
        if (held > CHUNK) {
            refuse();
        }
        memmove(buffer, at, held);
    }
    flush(&out);
    return held > 0 || got < 0 || close(out.file) != 0;
}
