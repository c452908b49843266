/* A draft (mallin luonnos): a version of a model before it is published. It is a model that can be
 * read, looked at and proven like one, but nobody is placed by it. Who may write models may
 * change it or discard it; model_life.h publishes it.
 *
 * Its document says a version and a first day as every model file does: both are given when it is
 * published. Its id stays. */
#ifndef DOMAIN_MODEL_DRAFT_H
#define DOMAIN_MODEL_DRAFT_H

#include "base/versions.h"
#include "domain/model/model.h"
#include "json/json.h"

struct model_draft {
    struct uuid id;
    int64_t version; /* of the draft */
    const char *code, *hash, *base, *name;
    struct instant created_at, written_at;
    struct person written_by;
    struct list available_actions;
    /* columns only */
    const char *document, *name_fi, *name_sv, *name_en;
};
extern const struct shape model_draft_shape;

/* What is written: a whole document, or what is changed (RFC 6902) in the version named by `base`,
 * of a draft that is there in itself. */
struct model_write {
    const struct json *document, *patch;
    const char *base;
};
extern const struct shape model_create_shape, model_replace_shape;

/* Makes a draft. STATUS_rule_broken, with every fault, where what comes out is no good model. `out`
 * is to be closed (model_close), also where the call fails. */
enum status model_draft_create(struct context *context, const struct model_write *body,
                               struct model *out) must_check;

/* Writes a draft again, of one of the versions that the caller has seen. STATUS_conflict where it
 * is published; STATUS_stale. */
enum status model_draft_replace(struct context *context, struct uuid id,
                                const struct versions *seen, const struct model_write *body,
                                struct model *out) must_check;

enum status model_draft_discard(struct context *context, struct uuid id,
                                const struct versions *seen) must_check;

/* The page asked for (context->page) of the area's drafts, newest first, without documents. */
enum status model_draft_list(struct context *context, struct list *out) must_check;
enum status model_draft_count_all(struct context *context, struct opt_int *out) must_check;

/* A published version or a draft, as it stands in the database, with its steps; compiled. */
enum status model_load(struct context *context, struct uuid id, struct model *out) must_check;

/* --- for model_life.h --- */

/* The draft with its steps. STATUS_conflict where it is published, for what only drafts take. */
enum status model_draft_load(struct context *context, struct uuid id, const struct versions *seen,
                             const char *action, struct model_draft *out,
                             struct list *history) must_check;
/* Compiles a draft as a model of its own, which is `out->own`. */
enum status model_draft_open(struct context *context, const struct model_draft *draft,
                             struct model *out) must_check;
/* It is gone. */
enum status model_draft_remove(struct context *context, const struct model_draft *draft) must_check;
/* Reads a model from a tree, telling every fault at its place under `pointer`. */
enum status model_read_tree(struct context *context, const struct json *document,
                            const char *pointer, struct segj_model **out) must_check;
/* STATUS_conflict: a version in this state does not take the action. */
enum status model_action_not_open(struct context *context, const char *state) must_check;

#endif
