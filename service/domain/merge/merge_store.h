/* The rows of merges, and what moves. For this folder alone. */
#ifndef DOMAIN_MERGE_STORE_H
#define DOMAIN_MERGE_STORE_H

#include "domain/client/client_parts.h"
#include "domain/merge/merge.h"

/* Moves every part; keeps which records went along. */
enum status merge_move_all(struct context *context, struct merge *merge) must_check;
/* What was written of the row that stayed since then. */
enum status merge_find_since(struct context *context, struct merge *merge) must_check;
/* Moves back what went along, and `more` of what was written since (struct merge_since). */
enum status merge_move_back(struct context *context, const struct merge *merge,
                            const struct list *more) must_check;
/* `moved`, from what was kept. */
enum status merge_count_moved(struct context *context, struct merge *merge) must_check;

#endif
