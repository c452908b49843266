#include "property.h"

#include <stdlib.h>

static uint64_t setting(const char *name, uint64_t otherwise) {
    const char *text = getenv(name);
    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

static void open_pair(struct pair *pair, uint64_t seed) {
    pair->seed = seed;
    pair->chance.state = seed * 0x9E3779B97F4A7C15u + 1;
    chance_below(&pair->chance, 2);
    chance_model(&pair->chance, &pair->model);
    pair->compiled = ref_compile(&pair->model);
}

static void close_pair(struct pair *pair) {
    seg_model_free(pair->compiled);
}

uint64_t property_rounds(void) {
    return setting("SEG_PROPERTY_ROUNDS", 80000);
}

void for_models(void (*property)(struct pair *pair), uint64_t share) {
    uint64_t rounds = property_rounds() / INPUTS_A_MODEL / share;
    uint64_t seed = setting("SEG_PROPERTY_SEED", 1) << 32;
    for (uint64_t round = 0; round < rounds + 1; round++) {
        struct pair pair;
        open_pair(&pair, seed + round);
        property(&pair);
        close_pair(&pair);
    }
}

struct seg_result evaluate(const struct pair *pair, const struct seg_input *input) {
    struct seg_result result;
    SAME(pair, seg_evaluate(pair->compiled, input, &result), SEG_OK, "status");
    return result;
}

void judge_some(struct pair *pair, struct seg_input *input) {
    for (int a = 0; a < pair->model.axes; a++) {
        if (!chance_percent(&pair->chance, 15)) {
            continue;
        }
        input->axis_state[a] =
            (uint8_t)chance_below(&pair->chance, (uint32_t)pair->model.axis[a].states);
        for (int i = 0; i < pair->model.items; i++) {
            if (pair->model.item[i].axis == a) {
                input->answers[SEG_PROFESSIONAL][i] = SEG_UNKNOWN;
                input->answers[SEG_CLIENT][i] = SEG_UNKNOWN;
            }
        }
    }
}
