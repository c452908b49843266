#include "domain/consent/consent.h"
#include "base/limits.h"
#include "base/text.h"
#include "db/db.h"
#include "domain/client/client.h"
#include "domain/consent/consent.sql.h"
#include "ledger/moves.h"

#include <string.h>

static const char *const kind_words[] = {"consent", "refusal", "statutory", NULL};
static const char *const status_words[] = {"recorded", "withdrawn", NULL};
static const char *const giver_words[] = {"client", "guardian", "law", NULL};
static const char *const form_words[] = {"spoken", "written", NULL};
/* The nouns under which records are read across the boundary. */
static const char *const resource_words[] = {"assessment", "contact",      "referral", "care_team",
                                             "plan",       "consultation", "recall",   NULL};
static const char *const state_words[] = {"coming", "in_force", "ended", "withdrawn", NULL};

static const struct move move_rows[] = {
#define MOVE MOVE_ROW
#include "domain/consent/consent_moves.def"
#undef MOVE
};
const struct moves consent_moves = {RESOURCE_consent, status_words, move_rows,
                                    sizeof move_rows / sizeof *move_rows};

static const struct shape_field scope_fields[] = {
    FIELD_STRINGS(struct consent_scope, resources, 0, 1, 16), FIELD_END};
static const struct shape scope_shape = {"ConsentScope", sizeof(struct consent_scope),
                                         scope_fields};

static const struct shape_field consent_fields[] = {
    FIELD(struct consent, id, SHAPE_READ_ONLY),
    FIELD(struct consent, client_id, SHAPE_READ_ONLY),
    FIELD(struct consent, version, SHAPE_READ_ONLY),
    FIELD_ENUM(struct consent, kind, SHAPE_READ_ONLY, kind_words),
    FIELD_ENUM(struct consent, state, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, state_words),
    FIELD_ENUM(struct consent, from_register, SHAPE_READ_ONLY, register_words),
    FIELD_ENUM(struct consent, to_register, SHAPE_READ_ONLY, register_words),
    FIELD(struct consent, purpose, SHAPE_READ_ONLY | SHAPE_PERSONAL),
    FIELD_EMBED(struct consent, scope, SHAPE_READ_ONLY, scope_shape, ""),
    FIELD(struct consent, legal_basis, SHAPE_READ_ONLY),
    FIELD_ENUM(struct consent, given_by, SHAPE_READ_ONLY, giver_words),
    FIELD_ENUM(struct consent, form, SHAPE_READ_ONLY, form_words),
    FIELD(struct consent, valid_from, SHAPE_READ_ONLY),
    FIELD(struct consent, valid_to, SHAPE_READ_ONLY),
    FIELD(struct consent, recorded_at, SHAPE_READ_ONLY),
    FIELD_EMBED(struct consent, recorded_by, SHAPE_READ_ONLY, person_shape, "recorded_by_"),
    FIELD(struct consent, withdrawn_at, SHAPE_READ_ONLY),
    FIELD_STRINGS(struct consent, available_actions,
                  SHAPE_READ_ONLY | SHAPE_JSON_ONLY | SHAPE_REQUIRED, 0, 4),
    FIELD_LIST(struct consent, history, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, move_step_shape, 0,
               MOVES_SHOWN_MAX),
    FIELD_ENUM(struct consent, status, SHAPE_COLUMN_ONLY, status_words),
    FIELD(struct consent, overrides_refusal, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape consent_shape = {"Consent", sizeof(struct consent), consent_fields};

static const struct shape_field new_fields[] = {
    FIELD_ENUM(struct consent_new, kind, SHAPE_REQUIRED, kind_words),
    FIELD_ENUM(struct consent_new, from_register, SHAPE_REQUIRED, register_words),
    FIELD_ENUM(struct consent_new, to_register, SHAPE_REQUIRED, register_words),
    FIELD_FORMAT(struct consent_new, purpose, SHAPE_REQUIRED | SHAPE_PERSONAL, 1, 500, "text"),
    FIELD_RECORD(struct consent_new, scope, 0, scope_shape),
    FIELD_FORMAT(struct consent_new, legal_basis, 0, 1, 64, "code"),
    FIELD_ENUM(struct consent_new, given_by, SHAPE_REQUIRED, giver_words),
    FIELD_ENUM(struct consent_new, form, 0, form_words),
    FIELD(struct consent_new, valid_from, 0),
    FIELD(struct consent_new, valid_to, 0),
    FIELD_END};
const struct shape consent_new_shape = {"ConsentCreate", sizeof(struct consent_new), new_fields};

static const struct shape_field withdrawal_fields[] = {
    FIELD_FORMAT(struct consent_withdrawal, reason, SHAPE_PERSONAL, 1, 500, "text"), FIELD_END};
const struct shape consent_withdrawal_shape = {"ConsentWithdraw", sizeof(struct consent_withdrawal),
                                               withdrawal_fields};

/* --- the law's grounds --- */

struct basis_row {
    const char *code;
    bool overrides_refusal;
    const char *names[LANGUAGE_COUNT], *source;
};
static const struct basis_row bases[] = {
#define LEGAL_BASIS(code, overrides, fi, sv, en, source) {#code, overrides, {fi, sv, en}, source},
#include "tables/legal_bases.def"
#undef LEGAL_BASIS
};
enum { BASIS_COUNT = sizeof bases / sizeof *bases };

static const struct shape_field basis_fields[] = {
    FIELD(struct legal_basis, code, SHAPE_READ_ONLY),
    FIELD(struct legal_basis, name, SHAPE_READ_ONLY),
    FIELD(struct legal_basis, source, SHAPE_READ_ONLY),
    FIELD(struct legal_basis, overrides_refusal, SHAPE_READ_ONLY), FIELD_END};
const struct shape legal_basis_shape = {"LegalBasis", sizeof(struct legal_basis), basis_fields};

struct list legal_basis_list(struct context *context) {
    struct legal_basis *items = arena_alloc(context->arena, sizeof *items * BASIS_COUNT);
    for (size_t i = 0; i < BASIS_COUNT; i++) {
        items[i] = (struct legal_basis){bases[i].code, bases[i].names[context->language],
                                        bases[i].source, bases[i].overrides_refusal};
    }
    return (struct list){items, BASIS_COUNT};
}

static const struct basis_row *find_basis(const char *code) {
    for (size_t i = 0; code && i < BASIS_COUNT; i++) {
        if (strcmp(bases[i].code, code) == 0) {
            return &bases[i];
        }
    }
    return NULL;
}

static const char *known_bases(struct context *context) {
    struct text text;
    text_init(&text, context->arena);
    for (size_t i = 0; i < BASIS_COUNT; i++) {
        text_format(&text, "%s%s", i > 0 ? ", " : "", bases[i].code);
    }
    return text.bytes;
}

/* --- recording --- */

static void check_basis(struct context *context, const struct consent_new *body) {
    if (body->kind == CONSENT_STATUTORY) {
        if (!body->legal_basis) {
            context_error(context, "/legal_basis", ERROR_required, NULL);
        } else if (!find_basis(body->legal_basis)) {
            context_error(context, "/legal_basis", ERROR_unknown_legal_basis, known_bases(context));
        }
    } else if (body->legal_basis) {
        context_error(context, "/legal_basis", ERROR_not_with_this_kind, NULL);
    }
    if ((body->kind == CONSENT_STATUTORY) != (body->given_by == CONSENT_BY_LAW)) {
        context_error(context, "/given_by", ERROR_not_with_this_kind, NULL);
    }
}

/* A word that names nothing would open nothing, and a refusal of it would close nothing, without
 * anybody's being told. */
static void check_scope(struct context *context, const struct consent_scope *scope) {
    const char *const *words = scope ? scope->resources.items : NULL;
    for (size_t i = 0; scope && i < scope->resources.count; i++) {
        if (shape_word_index(resource_words, words[i]) == 0) {
            context_error(context, arena_format(context->arena, "/scope/resources/%zu", i),
                          ERROR_not_in_list, text_words(context->arena, resource_words));
        }
    }
}

/* What holds is data of today: a ground of the past opens nothing, one of the future not yet. */
static enum status check(struct context *context, const struct consent_new *body,
                         struct date valid_from) {
    if (body->from_register == body->to_register) {
        context_error(context, "/to_register", ERROR_same_register, NULL);
    }
    if (date_is_set(body->valid_to) && date_compare(body->valid_to, valid_from) < 0) {
        context_error(context, "/valid_to", ERROR_ends_before_start, NULL);
    }
    check_basis(context, body);
    check_scope(context, body->scope);
    return context_settle(context, STATUS_rule_broken);
}

static int state_of(const struct context *context, const struct consent *consent) {
    if (consent->status == CONSENT_WITHDRAWN) {
        return CONSENT_STATE_WITHDRAWN;
    }
    if (date_compare(consent->valid_from, context->today) > 0) {
        return CONSENT_STATE_COMING;
    }
    bool over =
        date_is_set(consent->valid_to) && date_compare(consent->valid_to, context->today) < 0;
    return over ? CONSENT_STATE_ENDED : CONSENT_STATE_IN_FORCE;
}

/* What the law allows is not the client's to take back. */
static bool is_laws_alone(const struct context *context, const struct consent *consent) {
    return consent->kind == CONSENT_STATUTORY && uuid_is_set(&context->actor.client_id);
}

static void dress(struct context *context, struct consent *consent) {
    consent->state = state_of(context, consent);
    consent->available_actions =
        moves_open(context, &consent_moves, status_words[consent->status - 1], MOVE_EITHER);
    if (is_laws_alone(context, consent)) {
        consent->available_actions.count = 0;
    }
}

static enum status record(struct context *context, const struct move *move, const char *reason,
                          struct consent *consent) {
    const struct move_made made = {.id = consent->id,
                                   .client_id = consent->client_id,
                                   .version = consent->version,
                                   .reason = reason,
                                   .ground = ledger_ground(context)};
    consent->history = move_history_and(context, &consent->history, move, &made);
    dress(context, consent);
    return move_record(context, &consent_moves, move, &made);
}

static void fill(struct context *context, struct uuid client_id, const struct consent_new *body,
                 struct consent *out) {
    const struct basis_row *basis = find_basis(body->legal_basis);
    *out = (struct consent){
        .id = uuid_new(context->now.us / 1000),
        .client_id = client_id,
        .version = 1,
        .kind = body->kind,
        .status = CONSENT_RECORDED,
        .from_register = body->from_register,
        .to_register = body->to_register,
        .purpose = body->purpose,
        .scope = body->scope ? *body->scope : (struct consent_scope){{NULL, 0}},
        .legal_basis = body->legal_basis,
        .overrides_refusal = basis && basis->overrides_refusal,
        .given_by = body->given_by,
        .form = body->form,
        .valid_from = date_is_set(body->valid_from) ? body->valid_from : context->today,
        .valid_to = body->valid_to,
        .recorded_at = context->now,
        .recorded_by = {.sub = context->actor.sub, .unit = context->actor.unit}};
}

enum status consent_create(struct context *context, struct uuid client_id,
                           const struct consent_new *body, struct consent *out) {
    struct client_core client = {0};
    fill(context, client_id, body, out);
    enum status status = check(context, body, out->valid_from);
    if (status == OK) {
        status = client_core_get(context, client_id, &client);
    }
    if (status == OK) {
        status = db_later(context, &consent_insert, &consent_shape, out);
    }
    return status == OK ? record(context, move_find(&consent_moves, NULL, "record"), NULL, out)
                        : status;
}

/* --- reading and withdrawing --- */

enum status consent_get(struct context *context, struct uuid id, struct consent *out) {
    const struct consent key = {.id = id};
    enum status status =
        db_get(context, &consent_select_one, &consent_shape, &key, &consent_shape, out);
    if (status != OK) {
        return status;
    }
    dress(context, out);
    return ledger_audit(context, AUDIT_READ, out->client_id, RESOURCE_consent, id,
                        ledger_ground(context));
}

enum status consent_list(struct context *context, struct uuid client_id, struct list *out) {
    const struct consent key = {.client_id = client_id};
    struct client_core client = {0};
    enum status status = client_core_get(context, client_id, &client);
    if (status == OK) {
        status = db_list(context, &consent_select_list, &consent_shape, &key, &consent_shape, out);
    }
    struct consent *consents = out->items;
    for (size_t i = 0; status == OK && i < out->count; i++) {
        dress(context, &consents[i]);
    }
    const struct uuid none = {{0}};
    return status == OK ? ledger_audit(context, AUDIT_READ, client_id, RESOURCE_consent, none,
                                       ledger_ground(context))
                        : status;
}

static enum status load(struct context *context, struct uuid client_id, struct uuid id,
                        struct consent *out) {
    const struct consent key = {.id = id, .client_id = client_id};
    struct client_core client = {0};
    struct list history;
    enum status status = client_core_get(context, client_id, &client);
    if (status == OK) {
        status = move_history(context, &consent_moves, id, &history);
    }
    if (status == OK) {
        status = db_get(context, &consent_select, &consent_shape, &key, &consent_shape, out);
    }
    if (status == OK) {
        out->history = history;
    }
    return status;
}

enum status consent_withdraw(struct context *context, struct uuid client_id, struct uuid id,
                             const struct versions *seen, const struct consent_withdrawal *body,
                             struct consent *out) {
    enum status status = load(context, client_id, id, out);
    if (status != OK) {
        return status;
    }
    if (is_laws_alone(context, out)) {
        return context_fail(context, STATUS_forbidden, "a statutory ground is no client's");
    }
    if (!versions_hold(seen, out->version)) {
        return context_fail(context, STATUS_stale, "another version by now");
    }
    const struct move *move = move_find(&consent_moves, status_words[out->status - 1], "withdraw");
    if (!move) {
        return context_fail(context, STATUS_conflict, "withdrawn already");
    }
    status = db_change(context, &consent_update_withdrawn, &consent_shape, out);
    if (status != OK) {
        return status;
    }
    out->version++;
    out->status = CONSENT_WITHDRAWN;
    out->withdrawn_at = context->now;
    return record(context, move, body->reason, out);
}
