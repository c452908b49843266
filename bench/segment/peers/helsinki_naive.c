/* The shipped model `helsinki` as one writes it first: getline, strtok_r, strtol, a sort, fprintf;
 * rules and signals one by one. Weights, limits and cells come from the model file, at build time.
 */
#include "helsinki_tables.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct share {
    int over; /* points x the other axis' greatest sum: comparable across the two axes */
    int item;
};

struct decision {
    int coping, need, duration, special; /* coping: -1 where the outlook leaves it open */
    int score[2], possible[2], count, segment;
    const char *reasons[REASONS];
};

static int by_share(const void *a, const void *b) {
    const struct share *one = a, *two = b;
    if (one->over != two->over) {
        return one->over < two->over ? 1 : -1;
    }
    return one->item - two->item;
}

static int read_answer(const struct item *item, const char *word) {
    int answer = 0, count;
    if (item->kind == CHOICE) {
        while (strcmp(outlook_codes[answer], word) != 0) {
            answer++;
        }
        return answer;
    }
    count = (int)strtol(word, NULL, 10);
    if (item->kind == LEVEL) {
        return count;
    }
    while (answer + 1 < item->levels && count >= item->from[answer + 1]) {
        answer++;
    }
    return answer;
}

static int add_up(const int *answers, int sum[2], int most[2], struct share *shares) {
    int count = 0, points[ITEMS];
    for (int i = 0; i < ITEMS; i++) {
        const struct item *item = &items[i];
        points[i] = 0;
        if (item->kind == CHOICE || answers[i] == NOT_APPLICABLE) {
            continue;
        }
        points[i] = item->weight * (item->reversed ? TOP - answers[i] : answers[i]);
        sum[item->axis] += points[i];
        most[item->axis] += TOP * item->weight;
    }
    for (int i = 0; i < ITEMS; i++) {
        if (points[i] > 0) {
            shares[count++] = (struct share){points[i] * most[1 - items[i].axis], i};
        }
    }
    qsort(shares, (size_t)count, sizeof *shares, by_share);
    return count;
}

static int lifted(int segment, int to) {
    int heavier = segment == HUOLENPITO || segment == to || (segment != OMATOIMI && to == TUKI);
    return heavier ? segment : to;
}

static void add_possible(struct decision *out, int coping) {
    int segment = cells[coping][out->need];
    if (out->special) {
        segment = lifted(segment, coping == DIFFICULT ? HUOLENPITO : YHTEISTYO);
    }
    if (out->count == 0 || out->possible[0] != segment) {
        out->possible[out->count++] = segment;
    }
}

static void find_segment(struct decision *out) {
    if (out->coping >= 0) {
        add_possible(out, out->coping);
    }
    for (int state = TEMPORARILY_DIFFICULT; out->coping < 0 && state <= DIFFICULT; state++) {
        add_possible(out, state);
    }
    out->segment = out->possible[0];
    if (out->count == 1) {
        return;
    }
    /* No rule is known to hold: the cell counts, where both states have it and it is possible. */
    int known = cells[TEMPORARILY_DIFFICULT][out->need];
    out->segment = known != out->possible[0] && known != out->possible[1] ? -1 : known;
}

static void decide(const int *answers, struct decision *out) {
    int sum[2] = {0, 0}, most[2] = {0, 0}, held = 0;
    struct share shares[ITEMS];
    int count = add_up(answers, sum, most, shares);
    for (int a = 0; a < 2; a++) {
        out->score[a] = sum[a] * SCALE / most[a];
    }
    out->coping = out->score[0] < cut[0]        ? EASY
                  : answers[OUTLOOK] == PASSING ? TEMPORARILY_DIFFICULT
                  : answers[OUTLOOK] == LASTING ? DIFFICULT
                                                : -1;
    out->need = out->score[1] >= cut[1] ? MANY : FEW;
    out->count = 0;
    find_segment(out);
    if (out->special && out->coping >= 0) {
        out->reasons[held++] =
            out->coping == DIFFICULT ? "special_support_difficult" : "special_support";
    }
    for (int s = 0; s < count && held < REASONS; s++) {
        out->reasons[held++] = items[shares[s].item].code;
    }
    while (held < REASONS) {
        out->reasons[held++] = "";
    }
}

static int fits(int segment, int duration) {
    static const int usual[] = {[OMATOIMI] = OCCASIONAL,
                                [TUKI] = TEMPORARY,
                                [YHTEISTYO] = CONTINUOUS,
                                [HUOLENPITO] = CONTINUOUS};
    return usual[segment] == duration;
}

static void print_signals(FILE *out, const struct decision *d) {
    const char *names[8], *between = "";
    int count = 0;
    if (!fits(d->possible[0], d->duration) && !fits(d->possible[d->count - 1], d->duration)) {
        names[count++] = "duration_mismatch";
    }
    if (d->coping == DIFFICULT && d->need == FEW) {
        names[count++] = "lasting_difficulty_low_need";
    }
    if (d->coping == TEMPORARILY_DIFFICULT && d->need == MANY) {
        names[count++] = "temporary_difficulty_high_need";
    }
    if (d->duration == OCCASIONAL && d->need == MANY) {
        names[count++] = "occasional_high_need";
    }
    if (d->duration == CONTINUOUS && d->need == FEW) {
        names[count++] = "continuous_low_need";
    }
    if (d->coping < 0) {
        names[count++] = "outlook_unknown";
    }
    if (d->special) {
        names[count++] = "special_support";
    }
    for (int n = 0; n < count; n++, between = ";") {
        fprintf(out, "%s%s", between, names[n]);
    }
}

static void print(FILE *out, const char *id, const struct decision *d) {
    fprintf(out, "%s,%s,%s,%s", id, d->segment < 0 ? "" : segment_codes[d->segment],
            d->count == 1 ? "true" : "false", segment_codes[d->possible[0]]);
    if (d->count == 2) {
        fprintf(out, ";%s", segment_codes[d->possible[1]]);
    }
    fprintf(out, ",%s,%d,%d,%s,%s,%s,", d->segment < 0 ? "" : process_codes[d->segment],
            d->score[0], d->score[1], d->reasons[0], d->reasons[1], d->reasons[2]);
    print_signals(out, d);
    fprintf(out, ",%s\n", model_name);
}

int main(int count, char **words) {
    FILE *in = count == 3 ? fopen(words[1], "r") : NULL, *out = in ? fopen(words[2], "w") : NULL;
    char *line = NULL, *rest;
    size_t room = 0;
    if (!out || getline(&line, &room, in) < 0) {
        return 2;
    }
    fputs(header_out, out);
    while (getline(&line, &room, in) > 0) {
        int answers[ITEMS];
        struct decision decision;
        char *id = strtok_r(line, ",", &rest), *word = strtok_r(NULL, ",", &rest);
        decision.duration = 0;
        while (strcmp(duration_codes[decision.duration], word) != 0) {
            decision.duration++;
        }
        decision.special = strcmp(strtok_r(NULL, ",", &rest), "true") == 0;
        for (int i = 0; i < ITEMS; i++) {
            answers[i] = read_answer(&items[i], strtok_r(NULL, ",\n", &rest));
        }
        decide(answers, &decision);
        print(out, id, &decision);
    }
    free(line);
    fclose(in);
    return fclose(out) != 0;
}
