#include "domain/care_team/care_team.h"
#include "base/limits.h"
#include "base/page.h"
#include "db/db.h"
#include "domain/assessment/standing.h"
#include "domain/assessment/standing_keep.h"
#include "domain/care_team/care_team.sql.h"
#include "domain/client/client.h"
#include "ledger/ledger.h"
#include "json/json.h"

#include <string.h>

/* --- shapes --- */

static const struct shape_field care_person_fields[] = {
    FIELD_FORMAT(struct care_person, sub, SHAPE_REQUIRED, 1, 255, "text"),
    FIELD_FORMAT(struct care_person, name, SHAPE_REQUIRED | SHAPE_PERSONAL, 1, 200, "text"),
    FIELD_FORMAT(struct care_person, profession, 0, 1, 100, "text"), FIELD_END};
static const struct shape care_person_shape = {"CarePerson", sizeof(struct care_person),
                                               care_person_fields};

#define MEMBER_FIELDS                                                                              \
    FIELD(struct care_member, id, 0),                                                              \
        FIELD_FORMAT(struct care_member, role, SHAPE_REQUIRED, 1, 64, "code"),                     \
        FIELD_EMBED(struct care_member, person, SHAPE_REQUIRED, care_person_shape, "person_"),     \
        FIELD(struct care_member, unit_id, 0), FIELD(struct care_member, from, SHAPE_REQUIRED),    \
        FIELD(struct care_member, to, 0)

static const struct shape_field member_write_fields[] = {MEMBER_FIELDS, FIELD_END};
static const struct shape member_write_shape = {"CareMemberWrite", sizeof(struct care_member),
                                                member_write_fields};
static const struct shape_field member_fields[] = {
    MEMBER_FIELDS, FIELD_ENUM_AS(struct care_member, register_code, "register", 0, register_words),
    FIELD_END};
static const struct shape member_shape = {"CareMember", sizeof(struct care_member), member_fields};

static const struct shape_field missing_fields[] = {
    FIELD(struct care_missing, role, SHAPE_READ_ONLY),
    FIELD(struct care_missing, why, SHAPE_READ_ONLY), FIELD_END};
static const struct shape missing_shape = {"CareMissing", sizeof(struct care_missing),
                                           missing_fields};

#define VERSION_FIELDS                                                                             \
    FIELD(struct care_team, client_id, SHAPE_READ_ONLY),                                           \
        FIELD(struct care_team, version, SHAPE_READ_ONLY),                                         \
        FIELD(struct care_team, unit_id, SHAPE_READ_ONLY),                                         \
        FIELD_AS(struct care_team, template_code, "template", SHAPE_READ_ONLY),                    \
        FIELD_LIST(struct care_team, members, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, member_shape, 0,  \
                   CARE_MEMBERS_MAX),                                                              \
        FIELD(struct care_team, updated_at, SHAPE_READ_ONLY),                                      \
        FIELD_EMBED(struct care_team, updated_by, SHAPE_READ_ONLY, person_shape, "updated_by_"),   \
        FIELD(struct care_team, document, SHAPE_COLUMN_ONLY)

static const struct shape_field version_fields[] = {VERSION_FIELDS, FIELD_END};
const struct shape care_team_version_shape = {"CareTeamVersion", sizeof(struct care_team),
                                              version_fields};

static const struct shape_field team_fields[] = {
    VERSION_FIELDS,
    FIELD_LIST(struct care_team, duties, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, duty_shape, 0, 32),
    FIELD_LIST(struct care_team, missing, SHAPE_READ_ONLY | SHAPE_JSON_ONLY, missing_shape, 0, 50),
    FIELD_END};
const struct shape care_team_shape = {"CareTeam", sizeof(struct care_team), team_fields};

static const struct shape_field write_fields[] = {
    FIELD(struct care_team, unit_id, 0),
    {.name = "template",
     .type = SHAPE_STRING,
     .offset = offsetof(struct care_team, template_code),
     .least = 1,
     .most = 64,
     .format = "code"},
    FIELD_LIST(struct care_team, members, SHAPE_REQUIRED, member_write_shape, 0, CARE_MEMBERS_MAX),
    FIELD_END};
const struct shape care_team_write_shape = {"CareTeamWrite", sizeof(struct care_team),
                                            write_fields};

/* The document of a version. */
static const struct shape_field document_fields[] = {
    FIELD_LIST(struct care_team, members, SHAPE_REQUIRED, member_shape, 0, CARE_MEMBERS_MAX),
    FIELD_END};
static const struct shape document_shape = {"care_team_document", sizeof(struct care_team),
                                            document_fields};

/* A member as a row to be found by. */
struct member_row {
    struct uuid client_id, id;
    const char *role, *sub;
    bool single_holder;
    struct date valid_from, valid_to;
};
static const struct shape_field row_fields[] = {
    FIELD(struct member_row, client_id, 0),     FIELD(struct member_row, id, 0),
    FIELD(struct member_row, role, 0),          FIELD(struct member_row, sub, 0),
    FIELD(struct member_row, single_holder, 0), FIELD(struct member_row, valid_from, 0),
    FIELD(struct member_row, valid_to, 0),      FIELD_END};
static const struct shape row_shape = {"care_member_row", sizeof(struct member_row), row_fields};

static const struct shape_field care_duty_fields[] = {
    FIELD(struct care_duty, client_id, SHAPE_READ_ONLY),
    FIELD(struct care_duty, id, SHAPE_READ_ONLY),
    FIELD(struct care_duty, role, SHAPE_READ_ONLY),
    FIELD(struct care_duty, sub, SHAPE_READ_ONLY),
    FIELD(struct care_duty, from, SHAPE_READ_ONLY),
    FIELD(struct care_duty, to, SHAPE_READ_ONLY),
    FIELD(struct care_duty, version, SHAPE_READ_ONLY),
    FIELD_END};
const struct shape care_duty_shape = {"CareDuty", sizeof(struct care_duty), care_duty_fields};

static const struct shape_field filter_fields[] = {
    FIELD_FORMAT(struct care_duty_filter, sub, 0, 1, 255, "text"), FIELD_END};
const struct shape care_duty_filter_shape = {"care_duty_filter", sizeof(struct care_duty_filter),
                                             filter_fields};
struct care_duty_search {
    struct care_duty_filter wanted;
};
static const struct shape_field search_fields[] = {
    FIELD_EMBED(struct care_duty_search, wanted, 0, care_duty_filter_shape, "wanted_"), FIELD_END};
static const struct shape search_shape = {"care_duty_search", sizeof(struct care_duty_search),
                                          search_fields};

/* --- reading --- */

/* The document as it was stored, to be read again. */
enum status care_team_open(struct context *context, struct care_team *team) {
    struct care_team read = {.version = 0};
    enum status status = json_decode_kept(context, team->document.bytes, team->document.length,
                                          &document_shape, &read);
    team->members = read.members;
    return status;
}

/* What the other register's assessment asks for is told on a ground, of which the log tells. */
static enum status audit_across(struct context *context, const struct standing *standing) {
    const enum ground ground = ground_of_word(standing->ground);
    return ground == ledger_ground(context)
               ? OK
               : ledger_audit(context, AUDIT_READ, standing->client_id, RESOURCE_client_segment,
                              standing->assessment_id, ground);
}

/* Of a client's duties those that naming somebody would close. */
static enum status add_duties(struct context *context, const struct standing_ahead *ahead,
                              struct care_team *team) {
    struct standing *standing = NULL;
    enum status status = standing_of(context, ahead, &standing);
    if (status == OK && standing && actor_may(&context->actor, "assessment:read")) {
        team->duties = standing->open_duties;
        status = audit_across(context, standing);
    }
    if (status == OK && !team->duties.items) {
        team->duties = (struct list){team, 0}; /* never read */
    }
    return status;
}

static enum status complete(struct context *context, const struct standing_ahead *ahead,
                            struct care_team *team) {
    team->missing = care_team_missing(context, team);
    return add_duties(context, ahead, team);
}

enum status care_team_get(struct context *context, struct uuid client_id, struct care_team *out) {
    const struct care_team key = {.client_id = client_id};
    struct standing_ahead ahead;
    enum status status = standing_get_ahead(context, client_id, &ahead);
    if (status == OK) {
        status = db_get_audited(context, &care_team_select, &care_team_audit_read,
                                &care_team_version_shape, &key, &care_team_version_shape, out);
    }
    if (status == OK) {
        status = care_team_open(context, out);
    }
    return status == OK ? complete(context, &ahead, out) : status;
}

enum status care_team_find_ahead(struct context *context, struct uuid client_id, struct list *out) {
    const struct care_team key = {.client_id = client_id};
    return db_list_ahead(context, &care_team_select, &care_team_version_shape, &key,
                         &care_team_version_shape, out);
}

enum status care_team_history(struct context *context, struct uuid client_id, struct list *out) {
    const struct care_team key = {.client_id = client_id};
    enum status status = db_list(context, &care_team_select_versions, &care_team_version_shape,
                                 &key, &care_team_version_shape, out);
    struct care_team *teams = out->items;
    if (status == OK && out->count == 0) {
        return STATUS_not_found;
    }
    for (size_t i = 0; status == OK && i < out->count; i++) {
        status = care_team_open(context, &teams[i]);
    }
    return status == OK ? ledger_audit(context, AUDIT_READ, client_id, RESOURCE_care_team,
                                       client_id, ledger_ground(context))
                        : status;
}

/* --- writing --- */

static enum status check_units(struct context *context, const struct care_team *team) {
    const struct care_member *members = team->members.items;
    enum status status = unit_check(context, "/unit_id", team->unit_id);
    for (size_t i = 0; status == OK && i < team->members.count; i++) {
        status = unit_check(context, arena_format(context->arena, "/members/%zu/unit_id", i),
                            members[i].unit_id);
    }
    return status;
}

static enum status check(struct context *context, const struct care_team *before,
                         struct care_team *team) {
    care_team_check(context, before, team);
    enum status status = check_units(context, team);
    return status == OK ? context_settle(context, STATUS_rule_broken) : status;
}

/* What stands there, where the caller has seen it; `*found` false for the first one. */
static enum status load_seen(struct context *context, struct uuid client_id,
                             const struct versions *seen, struct care_team *before, bool *found) {
    const struct care_team key = {.client_id = client_id};
    struct client_core client = {0};
    enum status status = client_core_get(context, client_id, &client);
    if (status == OK) {
        status = db_find(context, &care_team_select, &care_team_version_shape, &key,
                         &care_team_version_shape, before, found);
    }
    if (status != OK) {
        return status;
    }
    if (seen->none ? *found : !*found || !versions_hold(seen, before->version)) {
        return context_fail(context, STATUS_stale, "another version by now");
    }
    return *found ? care_team_open(context, before) : OK;
}

static void write_document(struct context *context, struct care_team *team) {
    struct text text;
    text_init(&text, context->arena);
    json_write(&text, &document_shape, team);
    team->document = (struct raw_json){text.bytes, text.length};
}

static struct list rows_of(struct context *context, const struct care_team *team) {
    const struct care_member *members = team->members.items;
    struct member_row *rows = arena_alloc(context->arena, (team->members.count + 1) * sizeof *rows);
    for (size_t i = 0; i < team->members.count; i++) {
        struct care_role role = {0};
        (void)care_role_find(members[i].role, &role);
        rows[i] = (struct member_row){.client_id = team->client_id,
                                      .id = members[i].id,
                                      .role = members[i].role,
                                      .sub = members[i].person.sub,
                                      .single_holder = role.single_holder,
                                      .valid_from = members[i].from,
                                      .valid_to = members[i].to};
    }
    return (struct list){rows, team->members.count};
}

/* The version decides inside the transaction: it is taken first, and the rest stands behind its
 * lock. */
static enum status take_version(struct context *context, bool is_first, struct care_team *team) {
    enum status status = db_change(context, is_first ? &care_team_insert : &care_team_update,
                                   &care_team_version_shape, team);
    team->version++;
    return status;
}

static enum status store(struct context *context, bool is_first, struct care_team *team) {
    const struct list rows = rows_of(context, team);
    write_document(context, team);
    enum status status = take_version(context, is_first, team);
    if (status == OK) {
        status = db_run(context, &care_team_version_insert, &care_team_version_shape, team, NULL);
    }
    if (status == OK) {
        status = db_run(context, &care_team_member_clear, &care_team_version_shape, team, NULL);
    }
    if (status == OK && rows.count > 0) {
        status =
            db_run_rows(context, &care_team_member_put_rows, NULL, NULL, &row_shape, &rows, NULL);
    }
    return status == OK ? standing_settle(context, team->client_id) : status;
}

static enum status record(struct context *context, const struct care_team *team) {
    bool is_first = team->version == 1;
    enum status status =
        ledger_audit(context, is_first ? AUDIT_CREATE : AUDIT_CHANGE, team->client_id,
                     RESOURCE_care_team, team->client_id, ledger_ground(context));
    return status == OK
               ? ledger_event(context, is_first ? EVENT_care_team_created : EVENT_care_team_changed,
                              team->client_id, team->version)
               : status;
}

enum status care_team_put(struct context *context, struct uuid client_id,
                          const struct versions *seen, const struct care_team *body,
                          struct care_team *out) {
    struct care_team before = {.version = 0};
    struct standing_ahead ahead;
    bool found = false;
    *out = *body;
    enum status status = load_seen(context, client_id, seen, &before, &found);
    if (status == OK) {
        out->client_id = client_id;
        out->version = before.version;
        out->updated_at = context->now;
        out->updated_by = (struct person){.sub = context->actor.sub, .unit = context->actor.unit};
        status = check(context, found ? &before : NULL, out);
    }
    if (status == OK) {
        status = store(context, !found, out);
    }
    if (status == OK) {
        status = record(context, out);
    }
    if (status == OK) {
        status = standing_get_now(context, client_id, &ahead);
    }
    return status == OK ? complete(context, &ahead, out) : status;
}

/* --- what one person does --- */

static struct care_duty_search search_for(const struct context *context,
                                          const struct care_duty_filter *filter) {
    return (struct care_duty_search){{filter->sub ? filter->sub : context->actor.sub}};
}

static enum status audit_shown(struct context *context, const struct list *rows) {
    const struct care_duty *duties = rows->items;
    size_t shown = page_shown(context->page, rows->count), count = 0;
    struct audit_read *uses = arena_alloc(context->arena, (shown + 1) * sizeof *uses);
    for (size_t i = 0; i < shown; i++) {
        const struct audit_read use = {duties[i].client_id, duties[i].client_id, RESOURCE_care_team,
                                       ledger_ground(context)};
        audit_read_add(uses, &count, use, AUDIT_ONCE_A_CLIENT);
    }
    return ledger_audit_reads(context, uses, count);
}

enum status care_duty_list(struct context *context, const struct care_duty_filter *filter,
                           struct list *out) {
    const struct care_duty_search search = search_for(context, filter);
    bool is_own = strcmp(search.wanted.sub, context->actor.sub) == 0;
    enum status status = is_own ? OK : context_needs(context, "care_team:write");
    if (status != OK) {
        return status;
    }
    status =
        db_list(context, &care_duty_select_page, &search_shape, &search, &care_duty_shape, out);
    return status == OK ? audit_shown(context, out) : status;
}

enum status care_duty_count(struct context *context, const struct care_duty_filter *filter,
                            struct opt_int *out) {
    const struct care_duty_search search = search_for(context, filter);
    struct db_count row = {0};
    enum status status =
        db_get(context, &care_duty_count_all, &search_shape, &search, &db_count_shape, &row);
    *out = (struct opt_int){status == OK, row.count};
    return status;
}
