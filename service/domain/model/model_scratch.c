/* Memory that the engine's costly explanations work in, lent and given back: as many pieces as
 * requests ever ran at once. */
#include "domain/model/model_scratch.h"

#include <pthread.h>
#include <stdlib.h>

struct piece {
    struct piece *next;
    size_t size; /* of what follows the head */
};

struct model_scratch {
    pthread_mutex_t lock;
    struct piece *idle;
};

/* What follows the head is aligned as malloc aligns. */
enum { HEAD_SIZE = (sizeof(struct piece) + 15) / 16 * 16 };

struct model_scratch *model_scratch_new(void) {
    struct model_scratch *scratch = calloc(1, sizeof *scratch);
    if (!scratch || pthread_mutex_init(&scratch->lock, NULL) != 0) {
        abort();
    }
    return scratch;
}

void model_scratch_free(struct model_scratch *scratch) {
    while (scratch->idle) {
        struct piece *piece = scratch->idle;
        scratch->idle = piece->next;
        free(piece);
    }
    pthread_mutex_destroy(&scratch->lock);
    free(scratch);
}

static struct piece *take_idle(struct model_scratch *scratch) {
    pthread_mutex_lock(&scratch->lock);
    struct piece *piece = scratch->idle;
    if (piece) {
        scratch->idle = piece->next;
    }
    pthread_mutex_unlock(&scratch->lock);
    return piece;
}

struct seg_scratch model_scratch_take(struct model_scratch *scratch, size_t size) {
    struct piece *piece = take_idle(scratch);
    if (piece && piece->size < size) {
        free(piece);
        piece = NULL;
    }
    if (!piece) {
        piece = malloc(HEAD_SIZE + size);
        if (!piece) {
            abort();
        }
        piece->size = size;
    }
    return (struct seg_scratch){(char *)piece + HEAD_SIZE, size};
}

void model_scratch_give(struct model_scratch *scratch, struct seg_scratch lent) {
    void *head = (char *)lent.memory - HEAD_SIZE;
    struct piece *piece = head;
    pthread_mutex_lock(&scratch->lock);
    piece->next = scratch->idle;
    scratch->idle = piece;
    pthread_mutex_unlock(&scratch->lock);
}
