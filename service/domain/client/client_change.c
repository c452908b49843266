/* What is changed of a client: what is known of them, where they are, and what stood there before.
 */
#include "base/text.h"
#include "db/db.h"
#include "domain/client/client.sql.h"
#include "domain/client/client_parts.h"
#include "domain/client/client_store.h"
#include "domain/directory/directory.h"
#include "ledger/moves.h"
#include "json/json.h"

#include <string.h>

/* --- shapes --- */

struct change {
    const struct client_names *names;
    struct date birth_date;
    const char *home_unit, *language;
    struct opt_bool non_disclosure;
};
static const struct shape_field change_fields[] = {
    FIELD_RECORD(struct change, names, SHAPE_PERSONAL | SHAPE_NULLABLE, client_names_shape),
    FIELD(struct change, birth_date, SHAPE_PERSONAL | SHAPE_NULLABLE),
    FIELD_STRING(struct change, home_unit, SHAPE_NULLABLE, 1, 64),
    FIELD_FORMAT(struct change, language, SHAPE_NULLABLE, 2, 3, "language"),
    FIELD(struct change, non_disclosure, 0),
    FIELD_END};
const struct shape client_change_shape = {"ClientChange", sizeof(struct change), change_fields};

static const struct shape_field status_fields[] = {
    FIELD_ENUM(struct client_status_change, status, SHAPE_REQUIRED, client_status_words),
    FIELD(struct client_status_change, on, SHAPE_PERSONAL),
    FIELD_FORMAT(struct client_status_change, reason, SHAPE_PERSONAL, 1, 500, "text"), FIELD_END};
const struct shape client_status_change_shape = {
    "ClientStatusChange", sizeof(struct client_status_change), status_fields};

static const struct shape_field before_fields[] = {
    FIELD_RECORD(struct client_before, names, SHAPE_PERSONAL, client_names_shape),
    FIELD(struct client_before, birth_date, SHAPE_PERSONAL),
    FIELD(struct client_before, home_unit, 0),
    FIELD(struct client_before, language, 0),
    FIELD(struct client_before, non_disclosure, 0),
    FIELD_END};
static const struct shape before_shape = {"ClientBefore", sizeof(struct client_before),
                                          before_fields};

static const struct shape_field step_fields[] = {
    {.name = "version", .type = SHAPE_INT, .offset = offsetof(struct client_step, step.version)},
    {.name = "at", .type = SHAPE_INSTANT, .offset = offsetof(struct client_step, step.at)},
    {.name = "by",
     .type = SHAPE_EMBED,
     .offset = offsetof(struct client_step, step.by),
     .shape = &person_shape,
     .prefix = "by_"},
    {.name = "action", .type = SHAPE_STRING, .offset = offsetof(struct client_step, step.action)},
    {.name = "from", .type = SHAPE_STRING, .offset = offsetof(struct client_step, step.from)},
    {.name = "to", .type = SHAPE_STRING, .offset = offsetof(struct client_step, step.to)},
    {.name = "reason",
     .type = SHAPE_STRING,
     .flags = SHAPE_PERSONAL,
     .offset = offsetof(struct client_step, step.reason)},
    FIELD_STRINGS(struct client_step, changed, SHAPE_READ_ONLY | SHAPE_REQUIRED, 0, 16),
    FIELD_RECORD(struct client_step, before, SHAPE_READ_ONLY | SHAPE_PERSONAL, before_shape),
    FIELD_END};
const struct shape client_step_shape = {"ClientStep", sizeof(struct client_step), step_fields};

/* A row of client_former. */
struct former {
    int64_t version;
    struct date birth_date;
    struct bytes names_sealed;
    const char *home_unit, *language;
    bool non_disclosure;
};
static const struct shape_field former_fields[] = {FIELD(struct former, version, 0),
                                                   FIELD(struct former, birth_date, 0),
                                                   FIELD(struct former, names_sealed, 0),
                                                   FIELD(struct former, home_unit, 0),
                                                   FIELD(struct former, language, 0),
                                                   FIELD(struct former, non_disclosure, 0),
                                                   FIELD_END};
static const struct shape former_shape = {"client_former", sizeof(struct former), former_fields};

/* --- what is known of a client --- */

static bool same_text(const char *a, const char *b) {
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_names(const struct client_names *a, const struct client_names *b) {
    return a && b ? same_text(a->given, b->given) && same_text(a->family, b->family) : a == b;
}

/* Names without a name in them are none. */
static const struct client_names *names_of(const struct client_names *names) {
    return names && (names->given || names->family) ? names : NULL;
}

static void note(struct text *changed, const char *name) {
    text_format(changed, "%s%s", changed->length > 0 ? " " : "", name);
}

/* Takes over what the body names; gives the names of what is another value by that. */
static const char *apply(struct context *context, const struct json *json,
                         const struct change *change, struct client *client) {
    struct text changed;
    text_init(&changed, context->arena);
    const struct client_names *names = names_of(change->names);
    if (json_member(json, "names") && !same_names(names, client->names)) {
        note(&changed, "names");
        client->names = names;
        client->names_sealed = names_seal(context, &client->id, names);
    }
    if (json_member(json, "birth_date") &&
        date_compare(change->birth_date, client->birth_date) != 0) {
        note(&changed, "birth_date");
        client->birth_date = change->birth_date;
    }
    if (json_member(json, "home_unit") && !same_text(change->home_unit, client->home_unit)) {
        note(&changed, "home_unit");
        client->home_unit = change->home_unit;
    }
    if (json_member(json, "language") && !same_text(change->language, client->language)) {
        note(&changed, "language");
        client->language = change->language;
    }
    if (change->non_disclosure.present && change->non_disclosure.value != client->non_disclosure) {
        note(&changed, "non_disclosure");
        client->non_disclosure = change->non_disclosure.value;
    }
    return changed.length > 0 ? changed.bytes : NULL;
}

/* What the identity code says can always be written: after a merge into an older row another birth
 * date may stand there. */
static enum status check_birth(struct context *context, const struct change *change,
                               const struct client *client) {
    struct date told = {0};
    if (!date_is_set(change->birth_date) ||
        date_compare(change->birth_date, client->birth_date) == 0) {
        return OK;
    }
    enum status status = identifier_birth(context, client, &told);
    if (status == OK && date_is_set(told) && date_compare(change->birth_date, told) != 0) {
        context_error(context, "/birth_date", ERROR_from_source, client->system);
    } else if (status == OK && date_compare(change->birth_date, context->today) > 0) {
        context_error(context, "/birth_date", ERROR_in_the_future, NULL);
    }
    return status;
}

static enum status check(struct context *context, const struct change *change,
                         const struct client *client) {
    enum status status = check_birth(context, change, client);
    if (status == OK) {
        status = unit_check_code(context, "/home_unit", change->home_unit);
    }
    return status == OK ? context_settle(context, STATUS_rule_broken) : status;
}

/* A body that changes nothing makes no version. */
enum status client_change(struct context *context, struct uuid id, const struct versions *seen,
                          const struct json *json, struct client *out) {
    struct change change = {0};
    enum status status = json_read(context, json, &client_change_shape, &change);
    if (status == OK) {
        status = client_load(context, id, seen, out);
    }
    if (status == OK) {
        status = check(context, &change, out);
    }
    if (status != OK) {
        return status;
    }
    const struct client_row before = client_row_of(out);
    const char *changed = apply(context, json, &change, out);
    if (!changed) {
        return ledger_audit(context, AUDIT_READ, id, RESOURCE_client, id, ledger_ground(context));
    }
    const struct client_stored what = {
        move_find(&client_moves, client_status_words[out->status - 1], "change"), NULL, changed};
    status = client_store(context, &what, out);
    if (status == OK) {
        status = db_later(context, &client_former_insert, &client_row_shape, &before);
    }
    bool on_other_lists = !same_text(before.home_unit, out->home_unit) ||
                          before.non_disclosure != out->non_disclosure;
    return status == OK && on_other_lists ? standing_follow_client(context, id) : status;
}

/* --- where they are --- */

static const struct move *move_to(int from, int to) {
    const char *now = client_status_words[from - 1], *then = client_status_words[to - 1];
    for (size_t i = 0; from != to && i < client_moves.count; i++) {
        const struct move *move = &client_moves.rows[i];
        if (move->from && strcmp(move->from, now) == 0 && strcmp(move->to, then) == 0) {
            return move;
        }
    }
    return NULL;
}

static enum status check_status(struct context *context, const struct move *move,
                                const struct client_status_change *body) {
    if (move->reason && !body->reason) {
        context_error(context, "/reason", ERROR_must_be_given, NULL);
    }
    if (body->status == CLIENT_ACTIVE && date_is_set(body->on)) {
        context_error(context, "/on", ERROR_not_with_this_kind, NULL);
    } else if (date_is_set(body->on) && date_compare(body->on, context->today) > 0) {
        context_error(context, "/on", ERROR_in_the_future, NULL);
    }
    return context_settle(context, STATUS_rule_broken);
}

enum status client_set_status(struct context *context, struct uuid id, const struct versions *seen,
                              const struct client_status_change *body, struct client *out) {
    enum status status = client_load(context, id, seen, out);
    if (status != OK) {
        return status;
    }
    const struct move *move = move_to(out->status, body->status);
    if (!move) {
        context_error(context, "/status", ERROR_action_not_open,
                      client_status_words[out->status - 1]);
        return context_settle(context, STATUS_conflict);
    }
    status = check_status(context, move, body);
    if (status != OK) {
        return status;
    }
    out->status = body->status;
    out->status_on = body->status == CLIENT_ACTIVE ? (struct date){0}
                     : date_is_set(body->on)       ? body->on
                                                   : context->today;
    const struct client_stored what = {move, body->reason, NULL};
    status = client_store(context, &what, out);
    return status == OK ? standing_follow_client(context, id) : status;
}

/* --- what was --- */

static struct list words_of(struct context *context, const char *detail) {
    enum { WORDS_MOST = 16 };
    const char **words = arena_alloc(context->arena, WORDS_MOST * sizeof *words);
    size_t count = 0;
    while (detail && *detail && count < WORDS_MOST) {
        size_t length = strcspn(detail, " ");
        words[count++] = arena_copy(context->arena, detail, length);
        detail += length + (detail[length] == ' ');
    }
    return (struct list){words, count};
}

static bool has_word(const struct list *words, const char *word) {
    const char *const *all = words->items;
    for (size_t i = 0; i < words->count; i++) {
        if (strcmp(all[i], word) == 0) {
            return true;
        }
    }
    return false;
}

/* Of the row that stood there only what the step wrote over. */
static enum status show_before(struct context *context, struct uuid id, const struct former *former,
                               struct client_step *step) {
    struct client_before *before = arena_alloc(context->arena, sizeof *before);
    const struct list *changed = &step->changed;
    *before = (struct client_before){
        .birth_date = has_word(changed, "birth_date") ? former->birth_date : (struct date){0},
        .home_unit = has_word(changed, "home_unit") ? former->home_unit : NULL,
        .language = has_word(changed, "language") ? former->language : NULL,
        .non_disclosure = {has_word(changed, "non_disclosure"), former->non_disclosure}};
    step->before = before;
    if (!has_word(changed, "names")) {
        return OK;
    }
    return names_open(context, &id, former->names_sealed, &before->names);
}

static const struct former *former_of(const struct list *formers, int64_t version) {
    const struct former *all = formers->items;
    for (size_t i = 0; i < formers->count; i++) {
        if (all[i].version == version) {
            return &all[i];
        }
    }
    return NULL;
}

static enum status read_steps(struct context *context, struct uuid id, struct list *moves,
                              struct list *formers) {
    const struct client_core key = {.id = id};
    struct client_core client = {0};
    enum status status = move_history(context, &client_moves, id, moves);
    if (status == OK) {
        status = db_list_ahead(context, &client_former_select, &client_core_shape, &key,
                               &former_shape, formers);
    }
    return status == OK ? client_core_get(context, id, &client) : status;
}

/* A register's own identifier is known in that register alone, and so is that it was given: its
 * system is the first word of the step. */
static bool is_open(const struct context *context, const struct client_step *step) {
    const char *const *words = step->changed.items;
    bool of_identifier = strcmp(step->step.action, "add_identifier") == 0 ||
                         strcmp(step->step.action, "correct_identifier") == 0;
    return !of_identifier || step->changed.count == 0 || identifier_is_open(context, words[0]);
}

enum status client_history(struct context *context, struct uuid id, struct list *out) {
    struct list moves = {0}, formers = {0};
    enum status status = read_steps(context, id, &moves, &formers);
    const struct move_step *made = moves.items;
    struct client_step *steps = arena_alloc(context->arena, (moves.count + 1) * sizeof *steps);
    size_t count = 0;
    for (size_t i = 0; status == OK && i < moves.count; i++) {
        steps[count] =
            (struct client_step){.step = made[i], .changed = words_of(context, made[i].detail)};
        if (!is_open(context, &steps[count])) {
            continue;
        }
        const struct former *former = former_of(&formers, made[i].version - 1);
        if (former) {
            status = show_before(context, id, former, &steps[count]);
        }
        count++;
    }
    *out = (struct list){steps, count};
    return status == OK
               ? ledger_audit(context, AUDIT_READ, id, RESOURCE_client, id, ledger_ground(context))
               : status;
}
