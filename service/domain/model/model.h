/* A model (segmentointimalli): one version of the rules by which an area places its clients.
 *
 * A published version never changes, so it is compiled once and kept in memory for the life of the
 * process: an evaluation needs no database. What an area has published, its shelf, is read again
 * every few seconds; a version published elsewhere is seen after that time. A version of the same
 * bytes (hash) is kept once, however many areas use it.
 *
 * Of a code, the highest published version whose days of validity hold the day is the one to use.
 * One code of an area is active: it is used where a request names none.
 *
 * A version is written as a draft (model_draft.h), published and in the end retired (model_life.h).
 * Of what is published nothing but its last day is ever changed.
 *
 * Writes the tables model and model_draft. Filled records live on the context's arena; `compiled`
 * for ever. */
#ifndef DOMAIN_MODEL_H
#define DOMAIN_MODEL_H

#include "base/context.h"
#include "base/moves.h"
#include "base/shape.h"
#include "base/text.h"
#include "segment_json.h"

enum model_status { MODEL_DRAFT = 1, MODEL_PUBLISHED, MODEL_RETIRED };
extern const char *const model_status_words[];
extern const struct moves model_moves;

struct model {
    struct uuid id;
    const char *code;
    int64_t version;
    const char *hash; /* 64 hex digits */
    int status;
    const char *name; /* in the caller's language */
    struct date valid_from, valid_to;
    struct instant published_at;
    const char *published_by;          /* the sub of the one who did */
    bool is_active;                    /* its code is the area's own */
    int64_t revision;                  /* of the record: what becomes of a version is counted */
    bool withdrawn;                    /* holds on no day, whatever its days say */
    const struct segj_model *compiled; /* NULL until model_open */
    struct segj_model *own;            /* of a draft, for model_close to free; else NULL */
    struct list available_actions, history;
};
extern const struct shape model_shape;

/* By which name and on which day a version is looked for. */
struct model_wanted {
    const char *name; /* "helsinki", "helsinki@3"; NULL: the area's own */
    struct date day;
    bool must_hold; /* a version named by number must be published, and hold on the day */
};

/* True for `code` and `code@version`. */
bool model_name_good(const char *name);

/* The one of `models` that is wanted, or NULL. Pure. */
const struct model *model_choose(const struct model *models, size_t count,
                                 const struct model_wanted *wanted);

/* Is it the one of these days? Of a retired one the days before its end still are. */
bool model_holds_on(const struct model *model, struct date day);

/* What tells apart what an answer says of a model: of which version, and what has become of it. */
int64_t model_etag(const struct model *model);

/* Says what the caller may do with it, beside what was done. */
void model_dress(struct context *context, struct model *model, const struct list *history);
/* Frees what is the draft's own. */
void model_close(struct model *model);

/* Compiles a published version, from memory or from the database. */
enum status model_open(struct context *context, struct model *model) must_check;

/* The version wanted, compiled. STATUS_not_found where the area has none. */
enum status model_find(struct context *context, const struct model_wanted *wanted,
                       struct model *out) must_check;
/* The version with this id, compiled. */
enum status model_find_by_id(struct context *context, struct uuid id, struct model *out) must_check;

/* What the area has published now, on the context's arena: for who decides many by one look. */
enum status model_shelf(struct context *context, struct list *out) must_check;
/* model_find among these, compiled. */
enum status model_find_among(struct context *context, const struct list *shelf,
                             const struct model_wanted *wanted, struct model *out) must_check;

/* The page asked for (context->page) of the area's versions, newest first, each with its name. */
enum status model_list(struct context *context, struct list *out) must_check;
enum status model_count(struct context *context, struct opt_int *out) must_check;

/* Every version that the area has published, those since retired too. */
enum status model_list_all(struct context *context, struct list *out) must_check;

/* Publishes the bytes of a model file; `*created` is false where the area has this version already
 * (its bytes are then left as they are). STATUS_rule_broken where the file is no good model. */
enum status model_publish(struct context *context, const char *bytes, size_t length,
                          struct model *out, bool *created) must_check;

/* Makes one code the area's active one. */
enum status model_activate(struct context *context, const char *code) must_check;

/* One at a time changes what an area has published, until the end of the transaction: two would
 * each find that no code is active, and make theirs so. Before any row of the table is locked. */
enum status model_lock(struct context *context) must_check;

/* The texts of a model in one language; "" where there is none. */
const char *model_text(const struct model *model, struct seg_place place, enum segj_part part,
                       enum language language);

/* The name of a segment in one language; NULL where the model has no such segment. */
const char *model_segment_name(const struct model *model, const char *segment,
                               enum language language);
/* The same of an axis, and of a state of it. */
const char *model_axis_name(const struct model *model, const char *axis, enum language language);
const char *model_state_name(const struct model *model, const char *axis, const char *state,
                             enum language language);
/* The codes of a model's segments, in its own order. */
size_t model_segment_count(const struct model *model);
const char *model_segment_code(const struct model *model, size_t index);
/* Does this follow from the segment: { "contact_person": { "value": "required" } }? */
bool model_consequence_is(struct context *context, const struct model *model, const char *segment,
                          const char *consequence, const char *value);

/* { "code", "version", "hash" }: which model gave a result. */
struct model_ref {
    const char *code;
    int64_t version;
    const char *hash;
};
extern const struct shape model_ref_shape;

/* --- what is kept in memory (struct app: models) --- */

struct model_store;
struct model_store *model_store_new(void);
void model_store_free(struct model_store *store);
/* Memory to lend to the engine (model_scratch.h). */
struct model_scratch *model_store_scratch(struct model_store *store);

#endif
