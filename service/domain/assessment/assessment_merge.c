/* A client's assessments when two rows of one person are made one (domain/client/client_parts.h).
 * The database keeps confirmed ones as they are, and lets them be moved only where that is said
 * first. */
#include "db/db.h"
#include "domain/assessment/assessment.sql.h"
#include "domain/client/client_parts.h"

#include <string.h>

struct moved_word {
    const char *moved;
};
static const struct shape_field word_fields[] = {FIELD(struct moved_word, moved, 0), FIELD_END};
static const struct shape word_shape = {"moved_word", sizeof(struct moved_word), word_fields};

static enum status say(struct context *context, const char *word) {
    const struct moved_word said = {word};
    return db_run(context, &assessment_moved_set, &word_shape, &said, NULL);
}

static void join(struct context *context, const struct list *more, struct list *moved) {
    size_t size = sizeof(struct client_moved), count = moved->count + more->count;
    char *items = arena_alloc(context->arena, (count + 1) * size);
    if (moved->count > 0) {
        memcpy(items, moved->items, moved->count * size);
    }
    if (more->count > 0) {
        memcpy(items + moved->count * size, more->items, more->count * size);
    }
    *moved = (struct list){items, count};
}

enum status assessment_move_client(struct context *context, const struct client_moving *moving,
                                   struct list *moved) {
    struct list confirmed = {0};
    enum status status =
        client_move_rows(context, &assessment_move_all, &assessment_move_back, moving, moved);
    if (status == OK) {
        status = say(context, "confirmed");
    }
    if (status == OK) {
        status = client_move_rows(context, &assessment_move_all_confirmed,
                                  &assessment_move_back_confirmed, moving, &confirmed);
    }
    if (status == OK) {
        status = say(context, "");
    }
    join(context, &confirmed, moved);
    return status;
}

enum status assessment_written_since(struct context *context, const struct client_moving *moving,
                                     struct list *out) {
    return client_list_since(context, &assessment_select_since, moving, out);
}
