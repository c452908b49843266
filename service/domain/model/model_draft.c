#include "domain/model/model_draft.h"
#include "base/limits.h"
#include "db/db.h"
#include "domain/model/model.sql.h"
#include "domain/model/model_draft.sql.h"
#include "ledger/moves.h"

#include <string.h>

static const struct shape_field draft_fields[] = {
    FIELD(struct model_draft, id, SHAPE_READ_ONLY),
    FIELD(struct model_draft, version, SHAPE_READ_ONLY),
    FIELD(struct model_draft, code, SHAPE_READ_ONLY),
    FIELD(struct model_draft, hash, SHAPE_READ_ONLY),
    FIELD(struct model_draft, base, SHAPE_READ_ONLY),
    FIELD(struct model_draft, name, SHAPE_READ_ONLY | SHAPE_JSON_ONLY),
    FIELD(struct model_draft, created_at, SHAPE_READ_ONLY),
    FIELD(struct model_draft, written_at, SHAPE_READ_ONLY),
    FIELD_EMBED(struct model_draft, written_by, SHAPE_READ_ONLY, person_shape, "written_by_"),
    FIELD_STRINGS(struct model_draft, available_actions,
                  SHAPE_READ_ONLY | SHAPE_JSON_ONLY | SHAPE_REQUIRED, 0, 16),
    FIELD(struct model_draft, document, SHAPE_COLUMN_ONLY),
    FIELD(struct model_draft, name_fi, SHAPE_COLUMN_ONLY),
    FIELD(struct model_draft, name_sv, SHAPE_COLUMN_ONLY),
    FIELD(struct model_draft, name_en, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape model_draft_shape = {"ModelDraft", sizeof(struct model_draft), draft_fields};

static const struct shape_field create_fields[] = {FIELD(struct model_write, document, 0),
                                                   FIELD_STRING(struct model_write, base, 0, 1, 74),
                                                   FIELD(struct model_write, patch, 0), FIELD_END};
const struct shape model_create_shape = {"ModelCreate", sizeof(struct model_write), create_fields};

static const struct shape_field replace_fields[] = {FIELD(struct model_write, document, 0),
                                                    FIELD(struct model_write, patch, 0), FIELD_END};
const struct shape model_replace_shape = {"ModelReplace", sizeof(struct model_write),
                                          replace_fields};

enum status model_action_not_open(struct context *context, const char *state) {
    context_error(context, "", ERROR_action_not_open, state);
    return context_settle(context, STATUS_conflict);
}

/* --- documents --- */

/* The sentences of segment_json are English; its codes are the same everywhere (MODEL.md). */
static void tell_faults(struct context *context, const char *pointer,
                        const struct segj_faults *faults) {
    for (size_t i = 0; i < faults->count; i++) {
        const struct segj_fault *fault = &faults->list[i];
        context_error(context, arena_format(context->arena, "%s%s", pointer, fault->pointer),
                      ERROR_model_fault,
                      context->language == LANGUAGE_EN ? fault->text : fault->code);
    }
}

enum status model_read_tree(struct context *context, const struct json *document,
                            const char *pointer, struct segj_model **out) {
    struct segj_faults *faults = arena_alloc(context->arena, sizeof *faults);
    enum segj_status read = segj_model_read_tree(json_tree(document), out, faults);
    if (read == SEGJ_NO_MEMORY) {
        return context_fail(context, STATUS_internal, "no memory for a model");
    }
    if (read != SEGJ_OK) {
        tell_faults(context, pointer, faults);
    }
    return context_settle(context, STATUS_rule_broken);
}

static enum status patched(struct context *context, const struct segj_model *base,
                           const struct json *patch, struct segj_model **out) {
    const struct json *document = json_of_tree(segj_model_tree(base));
    enum status status = patch ? json_patch(context, document, patch, "/patch", &document) : OK;
    return status == OK ? model_read_tree(context, document, "/document", out) : status;
}

static void name_draft(const struct context *context, struct model_draft *draft) {
    const char *const names[LANGUAGE_COUNT] = {draft->name_fi, draft->name_sv, draft->name_en};
    draft->name = names[context->language];
}

static const char *name_in(struct context *context, const struct segj_model *model,
                           enum language language) {
    const struct model view = {.compiled = model};
    return arena_string(context->arena, model_text(&view, (struct seg_place){SEG_MODEL, 0, -1},
                                                   SEGJ_NAME, language));
}

/* What the columns say of a document that was read: copied, since it is freed before the commit. */
static void describe(struct context *context, const struct segj_model *model,
                     struct model_draft *draft) {
    struct arena *arena = context->arena;
    size_t length = 0;
    const char *bytes = segj_model_canonical(model, &length);
    draft->document = arena_copy(arena, bytes, length);
    draft->hash = arena_string(arena, segj_model_hash(model));
    draft->code = draft->code ? draft->code : arena_string(arena, segj_model_code(model));
    draft->name_fi = name_in(context, model, LANGUAGE_FI);
    draft->name_sv = name_in(context, model, LANGUAGE_SV);
    draft->name_en = name_in(context, model, LANGUAGE_EN);
    name_draft(context, draft);
}

/* The draft as a model that can be shown; the model becomes its own. */
static void show(const struct model_draft *draft, struct segj_model *model, struct model *out) {
    const char *valid_to = segj_model_valid_to(model);
    *out = (struct model){.id = draft->id,
                          .code = draft->code,
                          .version = (int64_t)segj_model_version(model),
                          .hash = draft->hash,
                          .status = MODEL_DRAFT,
                          .name = draft->name,
                          .revision = draft->version,
                          .compiled = model,
                          .own = model};
    if (!date_parse(segj_model_valid_from(model), &out->valid_from)) {
        out->valid_from = (struct date){0};
    }
    if (valid_to && !date_parse(valid_to, &out->valid_to)) {
        out->valid_to = (struct date){0};
    }
}

enum status model_draft_open(struct context *context, const struct model_draft *draft,
                             struct model *out) {
    struct segj_faults *faults = arena_alloc(context->arena, sizeof *faults);
    struct segj_model *model = NULL;
    if (segj_model_read(draft->document, strlen(draft->document), &model, faults) != SEGJ_OK) {
        return context_fail(context, STATUS_internal, "a draft can't be read any more");
    }
    show(draft, model, out);
    return OK;
}

/* --- what may be done --- */

/* Who wrote it last does not publish it. */
static void leave_out_own(const struct context *context, const struct model_draft *draft,
                          struct list *actions) {
    const char **words = actions->items;
    size_t kept = 0;
    bool own = strcmp(draft->written_by.sub, context->actor.sub) == 0;
    for (size_t i = 0; i < actions->count; i++) {
        if (!own || strcmp(words[i], "publish") != 0) {
            words[kept++] = words[i];
        }
    }
    actions->count = kept;
}

static enum status record(struct context *context, const struct model_draft *draft,
                          const char *action, const struct list *history, struct model *out) {
    const struct move *move =
        move_find(&model_moves, draft->version == 1 ? NULL : model_moves.states[0], action);
    const struct move_made made = {.id = draft->id, .version = draft->version};
    const struct list steps = move_history_and(context, history, move, &made);
    model_dress(context, out, &steps);
    leave_out_own(context, draft, &out->available_actions);
    return move_record(context, &model_moves, move, &made);
}

/* --- writing --- */

static enum status check_create(struct context *context, const struct model_write *body) {
    if (!body->document == !body->base) {
        context_error(context, "", ERROR_only_one, "document, base");
    }
    if (body->patch && !body->base) {
        context_error(context, "/base", ERROR_required, NULL);
    }
    if (body->base && !model_name_good(body->base)) {
        context_error(context, "/base", ERROR_bad_format, "code, code@version");
        return context_settle(context, STATUS_invalid);
    }
    return context_settle(context, STATUS_rule_broken);
}

static enum status read_create(struct context *context, const struct model_write *body,
                               struct model_draft *draft, struct segj_model **out) {
    struct model base = {0};
    if (body->document) {
        return model_read_tree(context, body->document, "/document", out);
    }
    const struct model_wanted wanted = {.name = body->base, .day = context->today};
    enum status status = model_find(context, &wanted, &base);
    if (status == STATUS_not_found) {
        context_error(context, "/base", ERROR_unknown_model, NULL);
        return context_settle(context, STATUS_rule_broken);
    }
    if (status == OK) {
        draft->base = arena_format(context->arena, "%s@%lld", base.code, (long long)base.version);
        status = patched(context, base.compiled, body->patch, out);
    }
    return status;
}

static enum status check_room(struct context *context) {
    struct db_count count = {0};
    enum status status = db_get(context, &model_draft_lock, NULL, NULL, &db_count_shape, &count);
    if (status == OK) {
        status = db_get(context, &model_draft_count, NULL, NULL, &db_count_shape, &count);
    }
    if (status == OK && count.count >= MODEL_DRAFTS_MAX) {
        context_error(context, "", ERROR_too_many_drafts,
                      arena_format(context->arena, "%d", MODEL_DRAFTS_MAX));
        return context_settle(context, STATUS_conflict);
    }
    return status;
}

enum status model_draft_create(struct context *context, const struct model_write *body,
                               struct model *out) {
    struct model_draft draft = {.id = uuid_new(context->now.us / 1000),
                                .version = 1,
                                .written_by = {.sub = context->actor.sub}};
    const struct list none = {0};
    struct segj_model *model = NULL;
    enum status status = check_create(context, body);
    if (status == OK) {
        status = read_create(context, body, &draft, &model);
    }
    if (status != OK) {
        return status;
    }
    describe(context, model, &draft);
    show(&draft, model, out);
    status = check_room(context);
    if (status == OK) {
        status = db_later(context, &model_draft_insert, &model_draft_shape, &draft);
    }
    return status == OK ? record(context, &draft, "create", &none, out) : status;
}

static enum status find_draft(struct context *context, struct uuid id, struct model_draft *out,
                              struct list *history, bool *found) {
    const struct model_draft key = {.id = id};
    enum status status = move_history(context, &model_moves, id, history);
    if (status == OK) {
        status = db_find(context, &model_draft_select, &model_draft_shape, &key, &model_draft_shape,
                         out, found);
    }
    if (status == OK && *found) {
        name_draft(context, out);
    }
    return status;
}

enum status model_draft_load(struct context *context, struct uuid id, const struct versions *seen,
                             const char *action, struct model_draft *out, struct list *history) {
    const struct model key = {.id = id};
    struct model published = {0};
    bool found = false;
    enum status status = find_draft(context, id, out, history, &found);
    if (status == OK && !found) {
        status = db_get(context, &model_select, &model_shape, &key, &model_shape, &published);
        return status == OK
                   ? model_action_not_open(context, model_status_words[published.status - 1])
                   : status;
    }
    if (status == OK && !versions_hold(seen, out->version)) {
        status = context_fail(context, STATUS_stale, "another version by now, to %s", action);
    }
    return status;
}

static enum status read_replace(struct context *context, const struct model_draft *draft,
                                const struct model_write *body, struct segj_model **out) {
    struct model before = {0};
    if (!body->document == !body->patch) {
        context_error(context, "", ERROR_only_one, "document, patch");
        return context_settle(context, STATUS_rule_broken);
    }
    if (body->document) {
        return model_read_tree(context, body->document, "/document", out);
    }
    enum status status = model_draft_open(context, draft, &before);
    if (status == OK) {
        status = patched(context, before.compiled, body->patch, out);
    }
    model_close(&before);
    return status;
}

enum status model_draft_replace(struct context *context, struct uuid id,
                                const struct versions *seen, const struct model_write *body,
                                struct model *out) {
    struct model_draft draft = {.version = 0};
    struct list history = {0};
    struct segj_model *model = NULL;
    enum status status = model_draft_load(context, id, seen, "replace", &draft, &history);
    if (status == OK) {
        status = read_replace(context, &draft, body, &model);
    }
    if (status != OK) {
        return status;
    }
    describe(context, model, &draft);
    show(&draft, model, out);
    if (strcmp(draft.code, segj_model_code(model)) != 0) {
        context_error(context, "/document/code", ERROR_code_stays, NULL);
        return context_settle(context, STATUS_rule_broken);
    }
    status = db_change(context, &model_draft_update, &model_draft_shape, &draft);
    out->revision = ++draft.version;
    draft.written_by = (struct person){.sub = context->actor.sub};
    return status == OK ? record(context, &draft, "replace", &history, out) : status;
}

enum status model_draft_remove(struct context *context, const struct model_draft *draft) {
    return db_change(context, &model_draft_delete, &model_draft_shape, draft);
}

enum status model_draft_discard(struct context *context, struct uuid id,
                                const struct versions *seen) {
    struct model_draft draft = {.version = 0};
    struct list history = {0};
    enum status status = model_draft_load(context, id, seen, "discard", &draft, &history);
    if (status == OK) {
        status = model_draft_remove(context, &draft);
    }
    const struct move_made made = {.id = id, .version = draft.version + 1};
    return status == OK
               ? move_record(context, &model_moves,
                             move_find(&model_moves, model_moves.states[0], "discard"), &made)
               : status;
}

/* --- reading --- */

enum status model_draft_list(struct context *context, struct list *out) {
    enum status status =
        db_list(context, &model_draft_select_page, NULL, NULL, &model_draft_shape, out);
    struct model_draft *drafts = out->items;
    for (size_t i = 0; status == OK && i < out->count; i++) {
        name_draft(context, &drafts[i]);
        drafts[i].available_actions =
            moves_open(context, &model_moves, model_moves.states[0], MOVE_EITHER);
        leave_out_own(context, &drafts[i], &drafts[i].available_actions);
    }
    return status;
}

enum status model_draft_count_all(struct context *context, struct opt_int *out) {
    struct db_count row = {0};
    enum status status = db_get(context, &model_draft_count, NULL, NULL, &db_count_shape, &row);
    *out = (struct opt_int){status == OK, row.count};
    return status;
}

static enum status load_draft(struct context *context, struct uuid id, struct model *out) {
    struct model_draft draft = {.version = 0};
    struct list history = {0};
    bool found = false;
    enum status status = find_draft(context, id, &draft, &history, &found);
    if (status == OK) {
        status = found ? model_draft_open(context, &draft, out) : STATUS_not_found;
    }
    if (status == OK) {
        model_dress(context, out, &history);
        leave_out_own(context, &draft, &out->available_actions);
    }
    return status;
}

/* A client is placed by what is published, and sees nothing else. */
enum status model_load(struct context *context, struct uuid id, struct model *out) {
    const struct model key = {.id = id};
    struct list history = {0};
    bool found = false;
    enum status status = move_history(context, &model_moves, id, &history);
    if (status == OK) {
        status = db_find(context, &model_select, &model_shape, &key, &model_shape, out, &found);
    }
    if (status == OK && !found) {
        return uuid_is_set(&context->actor.client_id) ? STATUS_not_found
                                                      : load_draft(context, id, out);
    }
    if (status == OK) {
        model_dress(context, out, &history);
        status = model_open(context, out);
    }
    return status;
}
