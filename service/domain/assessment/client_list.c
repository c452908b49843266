#include "domain/assessment/client_list.h"
#include "base/page.h"
#include "db/db.h"
#include "domain/assessment/assessment.h"
#include "domain/assessment/standing.sql.h"
#include "ledger/ledger.h"

/* --- shapes --- */

static const struct shape_field standing_fields[] = {
    FIELD(struct client_standing, segment, SHAPE_READ_ONLY),
    FIELD_ENUM(struct client_standing, status, SHAPE_READ_ONLY, assessment_status_words),
    FIELD(struct client_standing, since, SHAPE_READ_ONLY),
    FIELD(struct client_standing, assessment_id, SHAPE_READ_ONLY),
    FIELD(struct client_standing, next_review, SHAPE_READ_ONLY),
    FIELD_END};
static const struct shape listed_standing_shape = {"ClientStanding", sizeof(struct client_standing),
                                                   standing_fields};

static const struct shape_field listed_fields[] = {
    FIELD(struct client_listed, id, SHAPE_READ_ONLY),
    FIELD(struct client_listed, version, SHAPE_READ_ONLY),
    FIELD_RECORD(struct client_listed, names, SHAPE_READ_ONLY | SHAPE_JSON_ONLY | SHAPE_PERSONAL,
                 client_names_shape),
    FIELD(struct client_listed, birth_date, SHAPE_READ_ONLY | SHAPE_PERSONAL),
    FIELD(struct client_listed, home_unit, SHAPE_READ_ONLY),
    FIELD(struct client_listed, language, SHAPE_READ_ONLY),
    FIELD(struct client_listed, non_disclosure, SHAPE_READ_ONLY),
    FIELD_ENUM(struct client_listed, status, SHAPE_READ_ONLY, client_status_words),
    FIELD(struct client_listed, status_on, SHAPE_READ_ONLY | SHAPE_PERSONAL),
    FIELD_EMBED(struct client_listed, standing, SHAPE_READ_ONLY, listed_standing_shape,
                "standing_"),
    FIELD(struct client_listed, names_sealed, SHAPE_COLUMN_ONLY | SHAPE_PERSONAL),
    FIELD(struct client_listed, review_due, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape client_listed_shape = {"ClientListed", sizeof(struct client_listed),
                                          listed_fields};

static const struct shape_field filter_fields[] = {
    FIELD_FORMAT(struct client_filter, segment, 0, 1, 64, "code"),
    FIELD_ANY_OF(struct client_filter, status, 0, assessment_status_words),
    FIELD(struct client_filter, review_due_from, 0),
    FIELD(struct client_filter, review_due_until, 0),
    FIELD_STRING(struct client_filter, home_unit, 0, 1, 64),
    FIELD_END};
const struct shape client_filter_shape = {"client_filter", sizeof(struct client_filter),
                                          filter_fields};

struct client_search_key {
    struct client_filter wanted;
    bool with_names, with_standing;
};
static const struct shape_field key_fields[] = {
    FIELD_EMBED(struct client_search_key, wanted, 0, client_filter_shape, "wanted_"),
    FIELD(struct client_search_key, with_names, 0),
    FIELD(struct client_search_key, with_standing, 0), FIELD_END};
static const struct shape key_shape = {"client_search_key", sizeof(struct client_search_key),
                                       key_fields};

/* --- the list --- */

bool client_filter_is_by_review(const struct client_filter *filter) {
    return date_is_set(filter->review_due_from) || date_is_set(filter->review_due_until);
}

/* By the index that holds all that is asked for, but for the segment of those to be reviewed. */
static const struct query *page_query(const struct client_filter *filter) {
    bool of_unit = filter->home_unit != NULL;
    if (client_filter_is_by_review(filter)) {
        return of_unit ? &client_page_of_unit_by_review : &client_page_by_review;
    }
    if (filter->segment) {
        return of_unit ? &client_page_of_unit_segment : &client_page_of_segment;
    }
    if (filter->status != 0) {
        return of_unit ? &client_page_of_unit_status : &client_page_of_status;
    }
    return of_unit ? &client_page_of_unit : &client_page_all;
}

static enum status audit_shown(struct context *context, const struct list *page) {
    const struct client_listed *clients = page->items;
    size_t shown = page_shown(context->page, page->count), count = 0;
    struct audit_read *uses = arena_alloc(context->arena, (2 * shown + 1) * sizeof *uses);
    const enum ground ground = ledger_ground(context);
    for (size_t i = 0; i < shown; i++) {
        const struct uuid *assessment = &clients[i].standing.assessment_id;
        uses[count++] = (struct audit_read){clients[i].id, clients[i].id, RESOURCE_client, ground};
        if (uuid_is_set(assessment)) {
            uses[count++] =
                (struct audit_read){clients[i].id, *assessment, RESOURCE_client_segment, ground};
        }
    }
    return ledger_audit_reads(context, uses, count);
}

enum status client_list(struct context *context, const struct client_filter *filter,
                        struct list *out) {
    struct client_search_key key = {.wanted = *filter};
    bool by_standing = filter->segment || filter->status || client_filter_is_by_review(filter);
    key.with_names = actor_may(&context->actor, "client:names");
    key.with_standing = actor_may(&context->actor, "assessment:read");
    enum status status = by_standing ? context_needs(context, "assessment:read") : OK;
    if (status == OK) {
        status = db_list(context, page_query(filter), &key_shape, &key, &client_listed_shape, out);
    }
    struct client_listed *clients = out->items;
    for (size_t i = 0; status == OK && i < out->count; i++) {
        status = names_open(context, &clients[i].id, clients[i].names_sealed, &clients[i].names);
    }
    return status == OK ? audit_shown(context, out) : status;
}
