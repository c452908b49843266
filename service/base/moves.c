#include "base/moves.h"

#include <string.h>

static const struct shape_field step_fields[] = {
    FIELD(struct move_step, version, SHAPE_READ_ONLY),
    FIELD(struct move_step, at, SHAPE_READ_ONLY),
    FIELD_EMBED(struct move_step, by, SHAPE_READ_ONLY, person_shape, "by_"),
    FIELD(struct move_step, action, SHAPE_READ_ONLY),
    FIELD(struct move_step, from, SHAPE_READ_ONLY),
    FIELD(struct move_step, to, SHAPE_READ_ONLY),
    FIELD(struct move_step, reason, SHAPE_READ_ONLY | SHAPE_PERSONAL),
    FIELD(struct move_step, detail, SHAPE_READ_ONLY),
    FIELD_END};
const struct shape move_step_shape = {"Move", sizeof(struct move_step), step_fields};

static bool same_state(const char *a, const char *b) {
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool is_of(const struct move *move, unsigned kind) {
    return move->kind == 0 || (move->kind & kind) != 0;
}

const struct move *move_find_of(const struct moves *moves, unsigned kind, const char *from,
                                const char *action) {
    for (size_t i = 0; i < moves->count; i++) {
        const struct move *move = &moves->rows[i];
        if (same_state(move->from, from) && strcmp(move->action, action) == 0 &&
            is_of(move, kind)) {
            return move;
        }
    }
    return NULL;
}

const struct move *move_find(const struct moves *moves, const char *from, const char *action) {
    return move_find_of(moves, 0, from, action);
}

bool move_is_known(const struct moves *moves, const char *action) {
    for (size_t i = 0; i < moves->count; i++) {
        if (strcmp(moves->rows[i].action, action) == 0) {
            return true;
        }
    }
    return false;
}

struct list moves_open_of(struct context *context, const struct moves *moves, unsigned kind,
                          const char *state, unsigned sides) {
    const char **words = arena_alloc(context->arena, (moves->count + 1) * sizeof *words);
    size_t count = 0;
    for (size_t i = 0; i < moves->count; i++) {
        const struct move *move = &moves->rows[i];
        if (same_state(move->from, state) && is_of(move, kind) && (move->side & sides) != 0 &&
            actor_may(&context->actor, move->permission)) {
            words[count++] = move->action;
        }
    }
    return (struct list){words, count};
}

struct list moves_open(struct context *context, const struct moves *moves, const char *state,
                       unsigned sides) {
    return moves_open_of(context, moves, 0, state, sides);
}
