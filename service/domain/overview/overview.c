#include "domain/overview/overview.h"
#include "base/limits.h"
#include "db/db.h"
#include "domain/client/client.h"
#include "domain/consultation/consultation.h"
#include "domain/contact/contact.h"
#include "domain/overview/overview.sql.h"
#include "domain/referral/referral.h"
#include "ledger/ledger.h"

/* --- shapes --- */

static const char *const ground_kind_words[] = {"consent", "refusal", "statutory", NULL};

static const struct shape_field contact_fields[] = {
    FIELD(struct overview_contact, id, SHAPE_READ_ONLY),
    FIELD_ENUM_AS(struct overview_contact, register_code, "register", SHAPE_READ_ONLY,
                  register_words),
    FIELD_ENUM(struct overview_contact, channel, SHAPE_READ_ONLY, contact_channel_words),
    FIELD_ENUM(struct overview_contact, urgency, SHAPE_READ_ONLY, urgency_words),
    FIELD_STRINGS(struct overview_contact, need_classes, SHAPE_READ_ONLY, 0, NEEDS_MAX),
    FIELD(struct overview_contact, unit_id, SHAPE_READ_ONLY),
    FIELD(struct overview_contact, occurred_at, SHAPE_READ_ONLY),
    FIELD(struct overview_contact, ground, SHAPE_COLUMN_ONLY),
    FIELD_END};
static const struct shape contact_part_shape = {"OverviewContact", sizeof(struct overview_contact),
                                                contact_fields};

static const struct shape_field referral_fields[] = {
    FIELD(struct overview_referral, id, SHAPE_READ_ONLY),
    FIELD_ENUM(struct overview_referral, from_register, SHAPE_READ_ONLY, register_words),
    FIELD_ENUM(struct overview_referral, to_register, SHAPE_READ_ONLY, register_words),
    FIELD_ENUM(struct overview_referral, kind, SHAPE_READ_ONLY, referral_kind_codes),
    FIELD_ENUM(struct overview_referral, state, SHAPE_READ_ONLY, referral_state_words),
    FIELD_ENUM(struct overview_referral, urgency, SHAPE_READ_ONLY, urgency_words),
    FIELD(struct overview_referral, to_service_id, SHAPE_READ_ONLY),
    FIELD(struct overview_referral, to_unit_id, SHAPE_READ_ONLY),
    FIELD(struct overview_referral, waiting_since, SHAPE_READ_ONLY),
    FIELD(struct overview_referral, due_on, SHAPE_READ_ONLY),
    FIELD(struct overview_referral, overdue, SHAPE_READ_ONLY),
    FIELD(struct overview_referral, ground, SHAPE_COLUMN_ONLY),
    FIELD_END};
static const struct shape referral_part_shape = {"OverviewReferral",
                                                 sizeof(struct overview_referral), referral_fields};

static const struct shape_field consultation_fields[] = {
    FIELD(struct overview_consultation, id, SHAPE_READ_ONLY),
    FIELD_ENUM(struct overview_consultation, state, SHAPE_READ_ONLY, consultation_state_words),
    FIELD_ENUM(struct overview_consultation, urgency, SHAPE_READ_ONLY, consultation_urgency_words),
    FIELD(struct overview_consultation, to_service_id, SHAPE_READ_ONLY),
    FIELD(struct overview_consultation, asked_at, SHAPE_READ_ONLY),
    FIELD(struct overview_consultation, due_at, SHAPE_READ_ONLY),
    FIELD(struct overview_consultation, overdue, SHAPE_READ_ONLY),
    FIELD(struct overview_consultation, ground, SHAPE_COLUMN_ONLY),
    FIELD_END};
static const struct shape consultation_part_shape = {
    "OverviewConsultation", sizeof(struct overview_consultation), consultation_fields};

static const struct shape_field ground_fields[] = {
    FIELD(struct overview_ground, id, SHAPE_READ_ONLY),
    FIELD_ENUM(struct overview_ground, kind, SHAPE_READ_ONLY, ground_kind_words),
    FIELD_ENUM(struct overview_ground, from_register, SHAPE_READ_ONLY, register_words),
    FIELD_ENUM(struct overview_ground, to_register, SHAPE_READ_ONLY, register_words),
    FIELD(struct overview_ground, valid_to, SHAPE_READ_ONLY),
    FIELD_END};
static const struct shape ground_part_shape = {"OverviewGround", sizeof(struct overview_ground),
                                               ground_fields};

static const struct shape_field overview_fields[] = {
    FIELD(struct overview, client_id, SHAPE_READ_ONLY),
    FIELD_ENUM(struct overview, client_status, SHAPE_READ_ONLY, client_status_words),
    FIELD(struct overview, client_status_on, SHAPE_READ_ONLY | SHAPE_PERSONAL),
    FIELD_RECORD(struct overview, segment, SHAPE_READ_ONLY, standing_shape),
    FIELD_RECORD(struct overview, care_team, SHAPE_READ_ONLY, care_team_version_shape),
    FIELD_RECORD(struct overview, plan, SHAPE_READ_ONLY, plan_shape),
    FIELD_RECORD(struct overview, recall, SHAPE_READ_ONLY, recall_shape),
    FIELD_LIST(struct overview, contacts, SHAPE_READ_ONLY, contact_part_shape, 0,
               OVERVIEW_ITEMS_MAX),
    FIELD_LIST(struct overview, referrals, SHAPE_READ_ONLY, referral_part_shape, 0,
               OVERVIEW_ITEMS_MAX),
    FIELD_LIST(struct overview, consultations, SHAPE_READ_ONLY, consultation_part_shape, 0,
               OVERVIEW_ITEMS_MAX),
    FIELD_LIST(struct overview, grounds, SHAPE_READ_ONLY, ground_part_shape, 0, OVERVIEW_ITEMS_MAX),
    FIELD_END};
const struct shape overview_shape = {"Overview", sizeof(struct overview), overview_fields};

struct overview_key {
    struct uuid client_id;
};
static const struct shape_field key_fields[] = {FIELD(struct overview_key, client_id, 0),
                                                FIELD_END};
static const struct shape key_shape = {"overview_key", sizeof(struct overview_key), key_fields};

/* --- one round trip --- */

/* What was asked for, by the permissions of the caller. */
struct overview_parts {
    bool segment, care_team, plan, contacts, referrals, consultations, grounds;
    struct standing_ahead standing;
    struct list teams, plans, recalls;
};

/* A scope of a consent names what is used: the noun of each part, and not of the whole. A client
 * acting for themselves sees all of their own. */
static bool may_use(struct context *context, const char *noun) {
    context->noun = noun;
    return uuid_is_set(&context->actor.client_id) ||
           actor_may(&context->actor, arena_format(context->arena, "%s:read", noun));
}

static enum status ask_documents(struct context *context, struct uuid client_id,
                                 struct overview_parts *parts) {
    enum status status = OK;
    parts->segment = may_use(context, "assessment");
    if (parts->segment) {
        status = standing_get_ahead(context, client_id, &parts->standing);
    }
    parts->care_team = status == OK && may_use(context, "care_team");
    if (parts->care_team) {
        status = care_team_find_ahead(context, client_id, &parts->teams);
    }
    parts->plan = status == OK && may_use(context, "plan");
    if (parts->plan) {
        status = plan_find_ahead(context, client_id, &parts->plans);
    }
    if (status == OK && may_use(context, "recall")) {
        status = recall_find_ahead(context, client_id, &parts->recalls);
    }
    return status;
}

static enum status ask_matters(struct context *context, struct uuid client_id,
                               struct overview_parts *parts, struct overview *out) {
    const struct overview_key key = {client_id};
    enum status status = OK;
    parts->contacts = may_use(context, "contact");
    if (parts->contacts) {
        status = db_list_ahead(context, &overview_select_contacts, &key_shape, &key,
                               &contact_part_shape, &out->contacts);
    }
    parts->referrals = status == OK && may_use(context, "referral");
    if (parts->referrals) {
        status = db_list_ahead(context, &overview_select_referrals, &key_shape, &key,
                               &referral_part_shape, &out->referrals);
    }
    /* What professionals ask each other is never the client's own. */
    parts->consultations =
        status == OK && may_use(context, "consultation") && !uuid_is_set(&context->actor.client_id);
    if (parts->consultations) {
        status = db_list_ahead(context, &overview_select_consultations, &key_shape, &key,
                               &consultation_part_shape, &out->consultations);
    }
    parts->grounds = status == OK && may_use(context, "consent");
    if (parts->grounds) {
        status = db_list_ahead(context, &overview_select_grounds, &key_shape, &key,
                               &ground_part_shape, &out->grounds);
    }
    return status;
}

static enum status open_documents(struct context *context, struct overview_parts *parts,
                                  struct overview *out) {
    struct standing *standing = NULL;
    struct care_team *team = parts->teams.count > 0 ? parts->teams.items : NULL;
    struct plan *plan = parts->plans.count > 0 ? parts->plans.items : NULL;
    enum status status = parts->segment ? standing_of(context, &parts->standing, &standing) : OK;
    if (status == OK && team) {
        status = care_team_open(context, team);
    }
    if (status == OK && plan) {
        status = plan_open(context, plan);
    }
    out->segment = standing;
    out->care_team = team;
    out->plan = plan;
    if (status == OK && parts->recalls.count > 0) {
        recall_open(context, parts->recalls.items);
        out->recall = parts->recalls.items;
    }
    return status;
}

/* A list that was asked for is told also where it is empty. */
static void show_empty(struct overview *out, bool is_asked, struct list *list) {
    if (is_asked && !list->items) {
        *list = (struct list){out, 0}; /* never read */
    }
}

/* --- the access log --- */

static enum status audit(struct context *context, struct uuid client_id, enum resource resource,
                         struct uuid id, const char *ground) {
    enum ground told = ground ? ground_of_word(ground) : ledger_ground(context);
    return ledger_audit(context, AUDIT_READ, client_id, resource, id, told);
}

static enum status audit_documents(struct context *context, const struct overview *overview) {
    const struct uuid client_id = overview->client_id;
    enum status status = audit(context, client_id, RESOURCE_client, client_id, NULL);
    if (status == OK && overview->segment) {
        status = audit(context, client_id, RESOURCE_client_segment,
                       overview->segment->assessment_id, overview->segment->ground);
    }
    if (status == OK && overview->care_team) {
        status = audit(context, client_id, RESOURCE_care_team, client_id, NULL);
    }
    if (status == OK && overview->plan) {
        status =
            audit(context, client_id, RESOURCE_plan, overview->plan->id, overview->plan->ground);
    }
    if (status == OK && overview->recall) {
        status = audit(context, client_id, RESOURCE_recall, overview->recall->id,
                       overview->recall->ground);
    }
    return status;
}

static enum status audit_matters(struct context *context, const struct overview *overview) {
    const struct overview_contact *contacts = overview->contacts.items;
    const struct overview_referral *referrals = overview->referrals.items;
    const struct overview_consultation *consultations = overview->consultations.items;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < overview->contacts.count; i++) {
        status = audit(context, overview->client_id, RESOURCE_contact, contacts[i].id,
                       contacts[i].ground);
    }
    for (size_t i = 0; status == OK && i < overview->referrals.count; i++) {
        status = audit(context, overview->client_id, RESOURCE_referral, referrals[i].id,
                       referrals[i].ground);
    }
    for (size_t i = 0; status == OK && i < overview->consultations.count; i++) {
        status = audit(context, overview->client_id, RESOURCE_consultation, consultations[i].id,
                       consultations[i].ground);
    }
    if (status == OK && overview->grounds.count > 0) {
        const struct uuid several = {{0}};
        status = audit(context, overview->client_id, RESOURCE_consent, several, NULL);
    }
    return status;
}

enum status overview_get(struct context *context, struct uuid client_id, struct overview *out) {
    struct overview_parts parts = {.segment = false};
    struct client_core client = {0};
    *out = (struct overview){.client_id = client_id};
    enum status status = ask_documents(context, client_id, &parts);
    if (status == OK) {
        status = ask_matters(context, client_id, &parts, out);
    }
    if (status == OK) {
        status = client_core_get(context, client_id, &client);
    }
    out->client_status = client.status;
    out->client_status_on = client.status_on;
    if (status == OK) {
        status = open_documents(context, &parts, out);
    }
    if (status == OK) {
        status = audit_documents(context, out);
    }
    if (status == OK) {
        status = audit_matters(context, out);
    }
    show_empty(out, parts.contacts, &out->contacts);
    show_empty(out, parts.referrals, &out->referrals);
    show_empty(out, parts.consultations, &out->consultations);
    show_empty(out, parts.grounds, &out->grounds);
    return status;
}
