/* The decision as one writes it first: getline, strtok_r, strtol, a sort, fprintf. */
#include "bench_model.h"
#include <stdio.h>
#include <stdlib.h>

struct share {
    long over; /* points x the other axis' greatest sum: comparable across the two axes */
    int item;
};

static int by_share(const void *a, const void *b) {
    const struct share *one = a, *two = b;
    if (one->over != two->over) {
        return one->over < two->over ? 1 : -1;
    }
    return one->item - two->item;
}

static void decide(const int *answers, int duration, struct decision *out) {
    int sums[2] = {0, 0}, held, count = 0, shares = 0;
    struct share share[ITEMS];
    for (int i = 0; i < ITEMS; i++) {
        int points = weights[i] * answers[i];
        sums[i / HALF] += points;
        if (points > 0) {
            share[shares++] = (struct share){(long)points * greatest(1 - i / HALF), i};
        }
    }
    qsort(share, (size_t)shares, sizeof *share, by_share);
    for (int a = 0; a < 2; a++) {
        out->score[a] = sums[a] * 1000 / greatest(a);
    }
    int cell =
        cell_of(state_of(0, sums[0], greatest(0)), state_of(1, sums[1], greatest(1)), duration);
    out->segment = lift(cell, answers, out->score[0], duration, &held);
    for (int r = 0; r < 3; r++) {
        if (held >> r & 1) {
            out->reason[count++] = ITEMS + r;
        }
    }
    for (int s = 0; s < shares && count < REASONS; s++) {
        out->reason[count++] = share[s].item;
    }
    while (count < REASONS) {
        out->reason[count++] = -1;
    }
}

static void print(FILE *out, const char *id, const struct decision *decision) {
    const char *segment = segment_codes[decision->segment];
    fprintf(out, "%s,%s,true,%s,%s,%d,%d", id, segment, segment, process_codes[decision->segment],
            decision->score[0], decision->score[1]);
    for (int n = 0; n < REASONS; n++) {
        if (decision->reason[n] < 0) {
            fprintf(out, ",");
        } else if (decision->reason[n] >= ITEMS) {
            fprintf(out, ",%s", rule_codes[decision->reason[n] - ITEMS]);
        } else {
            fprintf(out, ",q%d", decision->reason[n] + 1);
        }
    }
    fprintf(out, ",,bench@1\n");
}

int main(int count, char **words) {
    FILE *in = count == 3 ? fopen(words[1], "r") : NULL, *out = in ? fopen(words[2], "w") : NULL;
    char *line = NULL, *rest;
    size_t room = 0;
    if (!out || getline(&line, &room, in) < 0) {
        return 2;
    }
    fprintf(
        out,
        "id,segment,certain,possible,process,coping,need,reason1,reason2,reason3,signals,model\n");
    while (getline(&line, &room, in) > 0) {
        int answers[ITEMS], duration = 0;
        struct decision decision;
        char *id = strtok_r(line, ",", &rest), *word = strtok_r(NULL, ",", &rest);
        while (strcmp(duration_codes[duration], word) != 0) {
            duration++;
        }
        for (int i = 0; i < ITEMS; i++) {
            answers[i] = (int)strtol(strtok_r(NULL, ",\n", &rest), NULL, 10);
        }
        decide(answers, duration, &decision);
        print(out, id, &decision);
    }
    free(line);
    fclose(in);
    return fclose(out) != 0;
}
