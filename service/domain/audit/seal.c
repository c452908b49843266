#include "domain/audit/seal.h"
#include "app.h"
#include "base/limits.h"
#include "db/db.h"
#include "domain/audit/seal.sql.h"
#include "domain/audit/seal_bytes.h"
#include "domain/audit/seal_check.h"
#include "ledger/ledger.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *const seal_fault_words[] = {"seal_missing", "seal_changed", "key_unknown",
                                        "rows_missing", "rows_added",   "rows_changed",
                                        "head_missing", "head_differs", NULL};

static const struct shape_field wanted_fields[] = {
    FIELD_RANGE(struct seal_wanted, after, 0, 0, INT64_C(9007199254740991)),
    FIELD_STRING(struct seal_wanted, expect, 0, 66, 84), FIELD_END};
const struct shape seal_wanted_shape = {"seal_wanted", sizeof(struct seal_wanted), wanted_fields};

static const struct shape_field finding_fields[] = {
    FIELD(struct seal_finding, number, SHAPE_READ_ONLY),
    FIELD_ENUM(struct seal_finding, fault, SHAPE_READ_ONLY, seal_fault_words),
    FIELD(struct seal_finding, sealed_at, SHAPE_READ_ONLY), FIELD_END};
static const struct shape finding_shape = {"AuditSealFinding", sizeof(struct seal_finding),
                                           finding_fields};

static const struct shape_field head_fields[] = {
    FIELD(struct seal_head, number, SHAPE_READ_ONLY),
    FIELD(struct seal_head, digest, SHAPE_READ_ONLY),
    FIELD(struct seal_head, sealed_at, SHAPE_READ_ONLY), FIELD_END};
static const struct shape head_shape = {"AuditSealHead", sizeof(struct seal_head), head_fields};

/* A fault a seal, the head, and a gap behind each seal. */
enum { FAULTS_MAX = 2 * PAGE_LIMIT_MAX + 2 };

static const struct shape_field report_fields[] = {
    FIELD(struct seal_report, whole, SHAPE_READ_ONLY),
    FIELD(struct seal_report, seals, SHAPE_READ_ONLY),
    FIELD(struct seal_report, rows, SHAPE_READ_ONLY),
    FIELD(struct seal_report, forgotten, SHAPE_READ_ONLY),
    FIELD_LIST(struct seal_report, faults, SHAPE_READ_ONLY, finding_shape, 0, FAULTS_MAX),
    FIELD_RECORD(struct seal_report, head, SHAPE_READ_ONLY, head_shape),
    FIELD(struct seal_report, next, SHAPE_READ_ONLY),
    FIELD_END};
const struct shape seal_report_shape = {"AuditVerification", sizeof(struct seal_report),
                                        report_fields};

struct seal_search {
    int64_t from_number;
};
static const struct shape_field search_fields[] = {FIELD(struct seal_search, from_number, 0),
                                                   FIELD_END};
static const struct shape search_shape = {"seal_search", sizeof(struct seal_search), search_fields};

static void add_fault(struct seal_report *report, int64_t number, enum seal_fault fault,
                      struct instant sealed_at) {
    ((struct seal_finding *)report->faults.items)[report->faults.count++] =
        (struct seal_finding){number, (int)fault, sealed_at};
    report->whole = false;
}

/* --- a head that was kept elsewhere --- */

enum { HEAD_DIGITS_MAX = 19 };

static bool read_head(const char *expect, int64_t *number, const char **digest) {
    size_t digits = strspn(expect, "0123456789");
    errno = 0;
    *number = strtoll(expect, NULL, 10);
    *digest = expect + digits + 1;
    return digits > 0 && digits <= HEAD_DIGITS_MAX && errno == 0 && expect[digits] == '.' &&
           strspn(*digest, "0123456789abcdef") == SEAL_DIGEST_SIZE - 1 &&
           strlen(*digest) == SEAL_DIGEST_SIZE - 1;
}

static enum status look_at_head(struct context *context, const char *expect,
                                struct seal_report *report) {
    struct audit_seal seal = {0};
    int64_t number;
    const char *digest;
    bool is_there = false;
    if (!read_head(expect, &number, &digest)) {
        context_error(context, "?expect", ERROR_bad_format, "<number>.<64 hexadecimal digits>");
        return context_settle(context, STATUS_invalid);
    }
    enum status status = seal_find(context, number, &seal, &is_there);
    if (status == OK && !is_there) {
        add_fault(report, number, SEAL_HEAD_MISSING, seal.sealed_at);
    } else if (status == OK && strcmp(digest, seal.digest) != 0) {
        add_fault(report, number, SEAL_HEAD_DIFFERS, seal.sealed_at);
    }
    return status;
}

static enum status find_head(struct context *context, const struct seal_head **out) {
    struct seal_head *head = arena_alloc(context->arena, sizeof *head);
    struct audit_seal last = {0};
    bool is_there = false;
    enum status status =
        db_find(context, &audit_seal_last, NULL, NULL, &audit_seal_shape, &last, &is_there);
    *head = (struct seal_head){last.number, last.digest, last.sealed_at};
    *out = head;
    return status;
}

/* --- the seals --- */

/* Its rows have gone with their month, as the setting says. */
static bool is_forgotten(const struct context *context, const struct audit_seal *seal) {
    int64_t months = context->app->settings.audit_months;
    struct date oldest = date_add_months(context->today, (int)-months);
    oldest.day = 1;
    return months > 0 && date_compare(instant_day_helsinki(seal->first_at), oldest) < 0;
}

/* The rows of each seal have an arena of their own: a page of seals may have very many. */
static enum status check_apart(struct context *context, const struct audit_seal *before,
                               const struct audit_seal *seal, enum seal_fault *fault,
                               int64_t *rows) {
    struct arena *own = context->arena;
    struct arena *arena = arena_new();
    context->arena = arena;
    enum status status = seal_check(context, before, seal, fault, rows);
    context->arena = own;
    context->failure_words = arena_string(own, context->failure_words);
    arena_free(arena);
    return status;
}

static enum status look_at(struct context *context, const struct audit_seal *before,
                           const struct audit_seal *seal, struct seal_report *report) {
    enum seal_fault fault;
    int64_t rows = 0, expected = before ? before->number + 1 : 1;
    if (seal->number != expected) {
        add_fault(report, expected, SEAL_MISSING, (struct instant){0});
    }
    enum status status = check_apart(context, before, seal, &fault, &rows);
    report->seals++;
    report->rows += rows;
    if (status == OK && fault == SEAL_ROWS_MISSING && is_forgotten(context, seal)) {
        report->forgotten++;
    } else if (status == OK && fault != SEAL_WHOLE && seal->number == expected) {
        add_fault(report, seal->number, fault, seal->sealed_at);
    }
    return status;
}

/* Read from the one before them, so that the first has something to follow. */
static enum status look_at_page(struct context *context, const struct seal_wanted *wanted,
                                struct seal_report *report) {
    const struct seal_search search = {wanted->after};
    struct list seals = {0};
    enum status status =
        db_list(context, &audit_seal_select, &search_shape, &search, &audit_seal_shape, &seals);
    const struct audit_seal *seal = seals.items;
    bool has_before = seals.count > 0 && seal[0].number == wanted->after && wanted->after > 0;
    if (status == OK && wanted->after > 0 && !has_before) {
        add_fault(report, wanted->after, SEAL_MISSING, (struct instant){0});
    }
    for (size_t i = has_before; status == OK && i < seals.count; i++) {
        status = look_at(context, i > 0 ? &seal[i - 1] : NULL, &seal[i], report);
    }
    if (seals.count > 0 && seal[seals.count - 1].number < report->head->number) {
        report->next = (struct opt_int){true, seal[seals.count - 1].number};
    }
    return status;
}

enum status seal_verify(struct context *context, const struct seal_wanted *wanted,
                        struct seal_report *out) {
    static const struct uuid none = {{0}};
    struct seal_finding *faults = arena_alloc(context->arena, FAULTS_MAX * sizeof *faults);
    *out = (struct seal_report){.whole = true, .faults = {faults, 0}};
    enum status status = wanted->expect ? look_at_head(context, wanted->expect, out) : OK;
    if (status == OK) {
        status = find_head(context, &out->head);
    }
    if (status == OK) {
        status = look_at_page(context, wanted, out);
    }
    return status == OK ? ledger_audit(context, AUDIT_SEARCH, none, RESOURCE_access_log, none,
                                       GROUND_oversight)
                        : status;
}
