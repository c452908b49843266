/* The shelf of each area and the compiled models, in memory. Seen by the model domain alone. */
#ifndef DOMAIN_MODEL_STORE_H
#define DOMAIN_MODEL_STORE_H

#include "domain/model/model.h"

enum { MODEL_CODE_SIZE = 65, MODEL_HASH_SIZE = 65, MODEL_SUB_SIZE = 801 };

/* The models of the caller's area, copied to the arena; read from the database where what is kept
 * is older than a few seconds, or than a moment when `fresh` is asked for. A database that is away
 * leaves the older shelf in use. */
enum status model_store_shelf(struct context *context, bool fresh, struct list *out) must_check;

/* The compiled model of these bytes, or NULL where it is not kept. */
const struct segj_model *model_store_compiled(struct model_store *store, const char *hash);

/* Takes a compiled model for the life of the process, and gives the one that is kept: another
 * thread may have been first, and `model` is then freed. NULL where the store is full. */
const struct segj_model *model_store_keep(struct model_store *store, struct segj_model *model);

/* A proof may take some seconds of a thread: one at a time in a process. False: there is one. */
bool model_store_prove(struct model_store *store);
void model_store_proved(struct model_store *store);

/* The next look at the area's shelf reads it again. Where something was changed, after the commit:
 * who looks before it reads what was there before. */
void model_store_forget(struct context *context);

#endif
