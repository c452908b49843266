#include "domain/audit/audit.h"
#include "base/limits.h"
#include "base/page.h"
#include "db/db.h"
#include "domain/audit/audit.sql.h"
#include "domain/client/client.h"
#include "ledger/ledger.h"

/* --- shapes --- */

static const struct shape_field user_fields[] = {
    FIELD(struct audit_user, sub, SHAPE_READ_ONLY),
    FIELD(struct audit_user, name, SHAPE_READ_ONLY | SHAPE_PERSONAL),
    FIELD(struct audit_user, role, SHAPE_READ_ONLY),
    FIELD(struct audit_user, unit, SHAPE_READ_ONLY),
    FIELD(struct audit_user, unit_name, SHAPE_READ_ONLY),
    FIELD_ENUM_AS(struct audit_user, register_code, "register", SHAPE_READ_ONLY, register_words),
    FIELD_END};
static const struct shape user_shape = {"AuditUser", sizeof(struct audit_user), user_fields};

static const struct shape_field use_fields[] = {
    FIELD(struct audit_use, id, SHAPE_READ_ONLY),
    FIELD(struct audit_use, at, SHAPE_READ_ONLY),
    FIELD_ENUM(struct audit_use, kind, SHAPE_READ_ONLY, audit_kind_words),
    FIELD(struct audit_use, operation, SHAPE_READ_ONLY),
    FIELD(struct audit_use, client_id, SHAPE_READ_ONLY),
    FIELD(struct audit_use, resource, SHAPE_READ_ONLY),
    FIELD(struct audit_use, resource_id, SHAPE_READ_ONLY),
    FIELD(struct audit_use, ground, SHAPE_READ_ONLY),
    FIELD_EMBED(struct audit_use, by, SHAPE_READ_ONLY, user_shape, "by_"),
    FIELD(struct audit_use, reason, SHAPE_READ_ONLY | SHAPE_PERSONAL),
    FIELD(struct audit_use, request_id, SHAPE_READ_ONLY),
    FIELD(struct audit_use, text, SHAPE_READ_ONLY | SHAPE_JSON_ONLY | SHAPE_PERSONAL),
    FIELD_END};
const struct shape audit_use_shape = {"AuditUse", sizeof(struct audit_use), use_fields};

#define FILTER_FIELDS                                                                              \
    FIELD_FORMAT(struct audit_filter, sub, 0, 1, 255, "text"),                                     \
        FIELD_ENUM(struct audit_filter, kind, 0, audit_kind_words),                                \
        FIELD_ENUM(struct audit_filter, resource, 0, audit_resource_words),                        \
        FIELD_ENUM(struct audit_filter, ground, 0, audit_ground_words),                            \
        FIELD_ENUM_AS(struct audit_filter, register_code, "register", 0, register_words),          \
        FIELD(struct audit_filter, from, 0), FIELD(struct audit_filter, to, 0)

static const struct shape_field report_filter_fields[] = {FILTER_FIELDS, FIELD_END};
const struct shape report_filter_shape = {"report_filter", sizeof(struct audit_filter),
                                          report_filter_fields};
static const struct shape_field filter_fields[] = {
    FILTER_FIELDS, FIELD(struct audit_filter, client_id, 0),
    FIELD_FORMAT(struct audit_filter, operation, 0, 1, 64, "code"), FIELD_END};
const struct shape audit_filter_shape = {"audit_filter", sizeof(struct audit_filter),
                                         filter_fields};

struct audit_search {
    struct audit_filter wanted;
    const char *language;
};
static const struct shape_field search_fields[] = {
    FIELD_EMBED(struct audit_search, wanted, 0, audit_filter_shape, "wanted_"),
    FIELD(struct audit_search, language, 0), FIELD_END};
static const struct shape search_shape = {"audit_search", sizeof(struct audit_search),
                                          search_fields};

/* --- which days --- */

static bool is_own(const struct context *context) {
    return uuid_is_set(&context->actor.client_id);
}

static bool is_noted(const struct audit_filter *filter) {
    return filter->kind == AUDIT_REFUSED || filter->ground == GROUND_break_glass;
}

/* Of one client or person, and of what is rare, an index leaves little to read. */
static bool is_narrow(const struct audit_filter *filter) {
    return uuid_is_set(&filter->client_id) || filter->sub || is_noted(filter);
}

static struct date first_day(const struct audit_filter *filter) {
    return is_narrow(filter) ? date_add_months(filter->to, -AUDIT_OWN_MONTHS)
                             : date_from_days(date_to_days(filter->to) - AUDIT_DAYS_MAX + 1);
}

static void refuse_from(struct context *context, struct date first, struct date last) {
    char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
    date_print(first, from);
    date_print(last, to);
    context_error(context, "?from", ERROR_out_of_range,
                  arena_format(context->arena, "%s..%s", from, to));
}

/* The days where none are asked for; older ones than the law gives a client are asked for from
 * those who keep the register. */
static enum status settle_days(struct context *context, struct audit_filter *filter) {
    filter->to = date_is_set(filter->to) ? filter->to : context->today;
    const struct date first = first_day(filter);
    const struct date oldest = date_add_months(context->today, -AUDIT_OWN_MONTHS);
    bool is_given = date_is_set(filter->from);
    filter->from = is_given ? filter->from : first;
    if (date_compare(filter->to, filter->from) < 0) {
        context_error(context, "?to", ERROR_ends_before_start, NULL);
    } else if (is_own(context) && date_compare(filter->from, oldest) < 0) {
        if (is_given) {
            refuse_from(context, oldest, context->today);
        }
        filter->from = oldest;
    } else if (!is_narrow(filter) && date_compare(filter->from, first) < 0) {
        refuse_from(context, first, filter->to);
    }
    return context_settle(context, STATUS_invalid);
}

/* --- reading --- */

/* What a client is not told: whose account it was, and what somebody has to look at first. */
static void leave_out(struct audit_use *use) {
    use->by.sub = NULL;
    use->reason = NULL;
    use->request_id = NULL;
}

/* By the index that leaves the fewest rows. */
static enum status select_page(struct context *context, const struct audit_filter *filter,
                               struct list *out) {
    const struct audit_search search = {*filter, language_codes[context->language]};
    if (uuid_is_set(&filter->client_id)) {
        return db_list(context, &audit_select_of_client, &search_shape, &search, &audit_use_shape,
                       out);
    }
    if (filter->sub) {
        return db_list(context, &audit_select_of_sub, &search_shape, &search, &audit_use_shape,
                       out);
    }
    if (is_noted(filter)) {
        return db_list(context, &audit_select_noted, &search_shape, &search, &audit_use_shape, out);
    }
    return db_list(context, &audit_select_page, &search_shape, &search, &audit_use_shape, out);
}

static enum status read_page(struct context *context, const struct audit_filter *filter,
                             struct list *out) {
    enum status status = select_page(context, filter, out);
    struct audit_use *uses = out->items;
    for (size_t i = 0; status == OK && i < out->count; i++) {
        uses[i].text = audit_text(context, &uses[i]);
        if (is_own(context)) {
            leave_out(&uses[i]);
        }
    }
    return status;
}

static enum status tell_read(struct context *context, struct uuid client_id) {
    const struct uuid none = {{0}};
    return ledger_audit(context, AUDIT_READ, client_id, RESOURCE_access_log, none,
                        is_own(context) ? GROUND_self : GROUND_oversight);
}

enum status audit_report(struct context *context, struct uuid client_id,
                         const struct audit_filter *filter, struct list *out) {
    struct audit_filter wanted = *filter;
    struct client_core client = {0};
    wanted.client_id = client_id;
    enum status status = client_core_get(context, client_id, &client);
    if (status == OK && is_own(context) && wanted.sub) {
        context_error(context, "?sub", ERROR_unknown_parameter, "from, to, kind, resource, ground");
    }
    if (status == OK) {
        status = settle_days(context, &wanted);
    }
    if (status == OK) {
        status = read_page(context, &wanted, out);
    }
    return status == OK ? tell_read(context, client_id) : status;
}

static bool is_told_before(const struct audit_use *uses, size_t index) {
    for (size_t i = 0; i < index; i++) {
        if (uuid_equal(&uses[i].client_id, &uses[index].client_id)) {
            return true;
        }
    }
    return false;
}

/* Each client who is told of has a row; where none is, the search itself has one. */
static enum status tell_shown(struct context *context, const struct list *rows) {
    const struct uuid none = {{0}};
    const struct audit_use *uses = rows->items;
    size_t shown = page_shown(context->page, rows->count), told = 0;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < shown; i++) {
        if (uuid_is_set(&uses[i].client_id) && !is_told_before(uses, i)) {
            status = tell_read(context, uses[i].client_id);
            told++;
        }
    }
    return status == OK && told == 0 ? ledger_audit(context, AUDIT_SEARCH, none,
                                                    RESOURCE_access_log, none, GROUND_oversight)
                                     : status;
}

enum status audit_list(struct context *context, const struct audit_filter *filter,
                       struct list *out) {
    struct audit_filter wanted = *filter;
    enum status status = settle_days(context, &wanted);
    if (status == OK) {
        status = read_page(context, &wanted, out);
    }
    return status == OK ? tell_shown(context, out) : status;
}
