#include "domain/screening/candidate.h"
#include "anonymity/anonymity.h"
#include "app.h"
#include "base/limits.h"
#include "base/text.h"
#include "call/call.h"
#include "db/db.h"
#include "domain/screening/candidate.sql.h"
#include "ledger/moves.h"
#include "metrics/metrics.h"
#include "json/json.h"

#include <string.h>

const char *const candidate_outcome_words[] = {"contacted", "no_need", "already_known", "unreached",
                                               NULL};
enum { TEXT_MOST = 2000, REASONS_MOST = SCREENING_RULES };

/* --- shapes --- */

#define KEPT_FIELDS                                                                                \
    FIELD(struct candidate_reason, rule, 0), FIELD(struct candidate_reason, certain, 0),           \
        FIELD(struct candidate_reason, low, 0), FIELD(struct candidate_reason, high, 0),           \
        FIELD(struct candidate_reason, limit, 0), FIELD(struct candidate_reason, level, 0),        \
        FIELD(struct candidate_reason, level_high, 0),                                             \
        FIELD_STRINGS(struct candidate_reason, missing, SHAPE_REQUIRED, 0, SCREENING_FACTS)
static const struct shape_field kept_fields[] = {KEPT_FIELDS, FIELD_END};
static const struct shape kept_shape = {"candidate_finding", sizeof(struct candidate_reason),
                                        kept_fields};
static const struct shape_field reason_fields[] = {
    KEPT_FIELDS, FIELD(struct candidate_reason, text, 0), FIELD_END};
static const struct shape reason_shape = {"CandidateReason", sizeof(struct candidate_reason),
                                          reason_fields};

struct kept {
    struct list items;
};
static const struct shape_field kept_list_fields[] = {
    FIELD_LIST(struct kept, items, SHAPE_REQUIRED, kept_shape, 0, REASONS_MOST), FIELD_END};
static const struct shape kept_list_shape = {"candidate_findings", sizeof(struct kept),
                                             kept_list_fields};

static const struct shape_field outcome_fields[] = {
    FIELD_ENUM(struct candidate_outcome, kind, SHAPE_READ_ONLY, candidate_outcome_words),
    FIELD(struct candidate_outcome, text, SHAPE_READ_ONLY | SHAPE_PERSONAL), FIELD_END};
static const struct shape outcome_shape = {"CandidateOutcome", sizeof(struct candidate_outcome),
                                           outcome_fields};
static const struct shape_field close_fields[] = {
    FIELD_ENUM(struct candidate_outcome, kind, SHAPE_REQUIRED, candidate_outcome_words),
    FIELD_FORMAT(struct candidate_outcome, text, SHAPE_PERSONAL, 1, TEXT_MOST, "text"),
    FIELD_STRINGS(struct candidate_outcome, acknowledged, SHAPE_JSON_ONLY, 0, 8), FIELD_END};
const struct shape candidate_close_shape = {"CandidateClose", sizeof(struct candidate_outcome),
                                            close_fields};

#define SUMMARY_FIELDS                                                                             \
    FIELD(struct candidate, id, SHAPE_READ_ONLY),                                                  \
        FIELD(struct candidate, version, SHAPE_READ_ONLY),                                         \
        FIELD_ENUM(struct candidate, state, SHAPE_READ_ONLY, candidate_state_words),               \
        FIELD(struct candidate, screening_id, SHAPE_READ_ONLY),                                    \
        FIELD_ENUM_AS(struct candidate, register_code, "register", SHAPE_READ_ONLY,                \
                      register_words),                                                             \
        FIELD(struct candidate, unit_id, SHAPE_READ_ONLY),                                         \
        FIELD(struct candidate, client_ref, SHAPE_READ_ONLY | SHAPE_PERSONAL),                     \
        FIELD(struct candidate, priority, SHAPE_READ_ONLY),                                        \
        FIELD(struct candidate, certain, SHAPE_READ_ONLY),                                         \
        FIELD_LIST(struct candidate, reasons, SHAPE_READ_ONLY | SHAPE_JSON_ONLY | SHAPE_REQUIRED,  \
                   reason_shape, 0, REASONS_MOST),                                                 \
        FIELD(struct candidate, found_at, SHAPE_READ_ONLY),                                        \
        FIELD_EMBED(struct candidate, outcome, SHAPE_READ_ONLY, outcome_shape, "outcome_"),        \
        FIELD(struct candidate, closed_at, SHAPE_READ_ONLY),                                       \
        FIELD_EMBED(struct candidate, closed_by, SHAPE_READ_ONLY, person_shape, "closed_by_"),     \
        FIELD_STRINGS(struct candidate, available_actions,                                         \
                      SHAPE_READ_ONLY | SHAPE_JSON_ONLY | SHAPE_REQUIRED, 0, 16),                  \
        FIELD_STRINGS(struct candidate, met, SHAPE_COLUMN_ONLY, 0, 0),                             \
        FIELD(struct candidate, findings, SHAPE_COLUMN_ONLY),                                      \
        FIELD(struct candidate, rank, SHAPE_COLUMN_ONLY)

static const struct shape_field summary_fields[] = {SUMMARY_FIELDS, FIELD_END};
const struct shape candidate_summary_shape = {"CandidateSummary", sizeof(struct candidate),
                                              summary_fields};
static const struct shape_field fields[] = {
    SUMMARY_FIELDS,
    FIELD_LIST(struct candidate, history, SHAPE_READ_ONLY | SHAPE_JSON_ONLY | SHAPE_REQUIRED,
               move_step_shape, 0, MOVES_SHOWN_MAX + 1),
    FIELD_END};
const struct shape candidate_shape = {"Candidate", sizeof(struct candidate), fields};

static const struct shape_field filter_fields[] = {
    FIELD(struct candidate_filter, unit_id, 0),
    FIELD_ANY_OF(struct candidate_filter, state, 0, candidate_state_words),
    FIELD(struct candidate_filter, certain, 0),
    FIELD_FORMAT(struct candidate_filter, rule, 0, 1, 64, "code"),
    FIELD(struct candidate_filter, screening_id, SHAPE_COLUMN_ONLY),
    FIELD_END};
const struct shape candidate_filter_shape = {"candidate_filter", sizeof(struct candidate_filter),
                                             filter_fields};

struct candidate_key {
    struct uuid id, screening_id, unit_id;
    const char *of_register;
    struct instant before;
    struct list ids; /* struct uuid */
};
static const struct shape_field key_fields[] = {FIELD(struct candidate_key, id, 0),
                                                FIELD(struct candidate_key, screening_id, 0),
                                                FIELD(struct candidate_key, unit_id, 0),
                                                FIELD(struct candidate_key, of_register, 0),
                                                FIELD(struct candidate_key, before, 0),
                                                FIELD_UUIDS(struct candidate_key, ids, 0, 0, 0),
                                                FIELD_END};
static const struct shape key_shape = {"candidate_key", sizeof(struct candidate_key), key_fields};

/* --- reasons --- */

static const char *word_in(const struct screening_names *names, enum language language) {
    const char *const words[LANGUAGE_COUNT] = {names->fi, names->sv, names->en};
    return words[language];
}

static int rule_of(const char *code) {
    int rule = 0;
    while (rule < SCREENING_RULES && strcmp(screening_rule_rows[rule].code, code) != 0) {
        rule++;
    }
    return rule;
}

static int fact_of(const char *code) {
    int fact = 0;
    while (fact < SCREENING_FACTS && strcmp(screening_fact_rows[fact].code, code) != 0) {
        fact++;
    }
    return fact;
}

/* What the rule's first condition looks at, in words. */
static const char *measure_word(int rule, enum language language) {
    static const struct screening_names points = {"pisteitä", "poäng", "points"};
    for (size_t i = 0; i < screening_condition_count; i++) {
        const struct screening_condition_row *condition = &screening_condition_rows[i];
        if ((int)condition->rule == rule) {
            return condition->fact == SCREENING_FACT_POINTS
                       ? word_in(&points, language)
                       : word_in(&screening_fact_rows[condition->fact].names, language);
        }
    }
    return "";
}

static const char *level_word(int rule, const char *code, enum language language) {
    for (size_t i = 0; i < screening_level_count; i++) {
        const struct screening_level_row *level = &screening_level_rows[i];
        if ((int)level->rule == rule && strcmp(level->code, code) == 0) {
            return word_in(&level->names, language);
        }
    }
    return code;
}

static void add_missing(struct text *text, const struct candidate_reason *reason,
                        enum language language) {
    static const struct screening_names unknown = {"ei tiedossa", "okänt", "not known"};
    const char *const *codes = reason->missing.items;
    for (size_t i = 0; i < reason->missing.count; i++) {
        int fact = fact_of(codes[i]);
        text_format(text, "%s%s", i == 0 ? "; " : ", ", i == 0 ? word_in(&unknown, language) : "");
        text_format(text, "%s%s", i == 0 ? ": " : "",
                    fact < SCREENING_FACTS ? word_in(&screening_fact_rows[fact].names, language)
                                           : codes[i]);
    }
}

/* "Many visits: face-to-face visits in 12 months 9 (limit 8)", and where it is not certain, why. */
static void write_text(struct context *context, struct candidate_reason *reason) {
    static const struct screening_names limit = {"raja", "gräns", "limit"};
    static const struct screening_names open = {"Ei varmaa", "Inte säkert", "Not certain"};
    enum language language = context->language;
    int rule = rule_of(reason->rule);
    struct text text;
    text_init(&text, context->arena);
    if (rule < SCREENING_RULES) {
        text_format(&text, "%s%s%s: %s %lld", reason->certain ? "" : word_in(&open, language),
                    reason->certain ? "" : ": ",
                    word_in(&screening_rule_rows[rule].names, language),
                    measure_word(rule, language), (long long)reason->low);
        if (reason->high > reason->low) {
            text_format(&text, "–%lld", (long long)reason->high);
        }
        text_format(&text, " (%s %lld)", word_in(&limit, language), (long long)reason->limit);
        if (reason->level) {
            text_format(&text, ", %s", level_word(rule, reason->level, language));
        }
        if (reason->level_high) {
            text_format(&text, "–%s", level_word(rule, reason->level_high, language));
        }
    }
    add_missing(&text, reason, language);
    reason->text = text.bytes;
}

static struct list missing_facts(struct context *context, unsigned missing) {
    const char **codes = arena_alloc(context->arena, SCREENING_FACTS * sizeof *codes);
    struct list list = {codes, 0};
    for (int fact = 0; fact < SCREENING_FACTS; fact++) {
        if (missing & (1u << fact)) {
            codes[list.count++] = screening_fact_rows[fact].code;
        }
    }
    return list;
}

static struct candidate_reason reason_of(struct context *context,
                                         const struct screening_finding *finding) {
    const struct screening_level_row *low = screening_level(finding->rule, finding->value.low);
    const struct screening_level_row *high = screening_level(finding->rule, finding->value.high);
    return (struct candidate_reason){.rule = screening_rule_rows[finding->rule].code,
                                     .certain = finding->verdict == SCREENING_YES,
                                     .low = finding->value.low,
                                     .high = finding->value.high,
                                     .limit = finding->limit,
                                     .level = low ? low->code : NULL,
                                     .level_high = high && high != low ? high->code : NULL,
                                     .missing = missing_facts(context, finding->missing)};
}

/* --- what a run finds --- */

bool candidate_find(struct context *context, const struct screening *screening,
                    struct screening_row *row, enum screening_verdict verdicts[SCREENING_RULES]) {
    struct screening_facts facts;
    struct screening_finding findings[SCREENING_RULES];
    struct candidate_reason reasons[SCREENING_RULES];
    struct kept kept = {{reasons, 0}};
    struct text met, text;
    unsigned rules = screening_rule_set(screening);
    size_t count = 0;
    screening_facts_of(&row->figures, screening->as_of, &facts);
    text_init(&met, context->arena);
    for (int rule = 0; rule < SCREENING_RULES; rule++) {
        struct screening_finding *finding = &findings[count];
        verdicts[rule] = SCREENING_NO;
        if (!(rules & (1u << rule))) {
            continue;
        }
        screening_apply((enum screening_rule)rule, &facts, finding);
        verdicts[rule] = finding->verdict;
        if (finding->verdict == SCREENING_YES) {
            text_format(&met, "%s%s", met.length > 0 ? " " : "", screening_rule_rows[rule].code);
        }
        count += finding->verdict != SCREENING_NO;
    }
    if (count == 0 || (met.length == 0 && !screening->include_uncertain)) {
        return false;
    }
    for (; kept.items.count < count; kept.items.count++) {
        reasons[kept.items.count] = reason_of(context, &findings[kept.items.count]);
    }
    text_init(&text, context->arena);
    json_write(&text, &kept_list_shape, &kept);
    row->candidate_id = uuid_new(context->now.us / 1000);
    row->rank = SCREENING_RANK_FROM - screening_priority(findings, count);
    row->met = met.bytes;
    row->findings = (struct raw_json){text.bytes, text.length};
    return true;
}

enum status candidate_publish(struct context *context, const struct screening *screening,
                              int64_t *count) {
    const struct candidate_key key = {.screening_id = screening->id,
                                      .unit_id = screening->unit_id,
                                      .of_register = register_words[screening->register_code - 1]};
    return db_run(context, &candidate_insert_found, &key_shape, &key, count);
}

/* --- reading --- */

static enum status open_reasons(struct context *context, struct candidate *candidate) {
    struct kept kept = {{NULL, 0}};
    if (!candidate->findings.bytes) { /* forgotten */
        candidate->reasons = (struct list){arena_alloc(context->arena, 1), 0};
        return OK;
    }
    enum status status = json_decode_kept(context, candidate->findings.bytes,
                                          candidate->findings.length, &kept_list_shape, &kept);
    struct candidate_reason *reasons = kept.items.items;
    for (size_t i = 0; status == OK && i < kept.items.count; i++) {
        write_text(context, &reasons[i]);
    }
    candidate->reasons = kept.items;
    return status;
}

/* Of one whose client is forgotten, nothing more is to be said. */
static void show_actions(struct context *context, struct candidate *candidate) {
    candidate->available_actions =
        moves_open(context, &candidate_moves, candidate_state_words[candidate->state - 1],
                   candidate->client_ref ? MOVE_EITHER : 0);
}

static enum status dress(struct context *context, struct candidate *candidate) {
    show_actions(context, candidate);
    return open_reasons(context, candidate);
}

/* All candidates of a screening are found by one step, the service's; it begins the history of
 * each. */
static struct list history_from_start(struct context *context, const struct candidate *candidate,
                                      const struct list *steps) {
    const struct move *find = move_find(&candidate_moves, NULL, "find");
    struct move_step *all = arena_alloc(context->arena, (steps->count + 1) * sizeof *all);
    all[0] = (struct move_step){.version = 1,
                                .at = candidate->found_at,
                                .by = {.sub = CALL_SUB},
                                .action = find->action,
                                .to = find->to};
    if (steps->count > 0) {
        memcpy(all + 1, steps->items, steps->count * sizeof *all);
    }
    return (struct list){all, steps->count + 1};
}

static enum status load(struct context *context, struct uuid id, bool is_shown,
                        struct candidate *out) {
    const struct candidate_key key = {.id = id};
    struct list steps = {0};
    enum status status = move_history(context, &candidate_moves, id, &steps);
    if (status == OK && is_shown) {
        status = db_get_audited(context, &candidate_select, &candidate_audit_select, &key_shape,
                                &key, &candidate_shape, out);
    } else if (status == OK) {
        status = db_get(context, &candidate_select, &key_shape, &key, &candidate_shape, out);
    }
    if (status == OK) {
        out->history = history_from_start(context, out, &steps);
        status = dress(context, out);
    }
    return status;
}

enum status candidate_get(struct context *context, struct uuid id, struct candidate *out) {
    return load(context, id, true, out);
}

enum status candidate_list(struct context *context, struct candidate_filter *filter,
                           struct list *out) {
    struct screening screening = {0};
    enum status status = screening_get(context, filter->screening_id, &screening);
    if (status == OK) {
        const struct query *query =
            uuid_is_set(&filter->unit_id) ? &candidate_select_of_unit : &candidate_select_page;
        status =
            db_list(context, query, &candidate_filter_shape, filter, &candidate_summary_shape, out);
    }
    struct candidate *rows = out->items;
    for (size_t i = 0; status == OK && i < out->count; i++) {
        status = dress(context, &rows[i]);
    }
    return status == OK && out->count > 0
               ? ledger_audit(context, AUDIT_READ, (struct uuid){{0}}, RESOURCE_screening,
                              filter->screening_id, GROUND_none)
               : status;
}

/* --- the outcome --- */

/* The history is never changed: what was written is to be forgotten, and stands with the candidate
 * alone. */
static enum status record(struct context *context, const struct move *move, struct candidate *out) {
    const struct move_made made = {.id = out->id,
                                   .version = out->version + 1,
                                   .detail = candidate_outcome_words[out->outcome.kind - 1]};
    enum status status = move_record(context, &candidate_moves, move, &made);
    out->version = made.version;
    out->state = CANDIDATE_CLOSED;
    out->closed_at = context->now;
    out->closed_by = (struct person){.sub = context->actor.sub};
    out->history = move_history_and(context, &out->history, move, &made);
    show_actions(context, out);
    metrics_add(context->app->metrics, METRIC_candidates_closed_total, made.detail, NULL, 1);
    return status;
}

enum status candidate_close(struct context *context, struct uuid id, const struct versions *seen,
                            const struct candidate_outcome *body, struct candidate *out) {
    enum status status = load(context, id, false, out);
    if (status == OK && !versions_hold(seen, out->version)) {
        return context_fail(context, STATUS_stale, "another version by now");
    }
    if (status != OK) {
        return status;
    }
    const struct move *move =
        move_find(&candidate_moves, candidate_state_words[out->state - 1], "outcome");
    if (!move || !out->client_ref) {
        return context_fail(context, STATUS_conflict, "the candidate is no longer known");
    }
    anonymity_check_field(context, "/text", body->text, &body->acknowledged);
    status = context_settle(context, STATUS_rule_broken);
    out->outcome = *body;
    if (status == OK) {
        status = db_change(context, &candidate_update_outcome, &candidate_shape, out);
    }
    return status == OK ? record(context, move, out) : status;
}

/* --- forgetting --- */

enum status candidate_forget(struct context *context, struct instant before, int64_t *forgotten) {
    struct candidate_key key = {.before = before};
    struct list over = {0};
    *forgotten = 0;
    enum status status = db_list(context, &candidate_select_to_forget, &key_shape, &key,
                                 &candidate_summary_shape, &over);
    const struct candidate *candidates = over.items;
    struct uuid *ids = arena_alloc(context->arena, (over.count + 1) * sizeof *ids);
    for (size_t i = 0; status == OK && i < over.count; i++) {
        ids[i] = candidates[i].id;
        const struct move *expire =
            move_find(&candidate_moves, candidate_state_words[candidates[i].state - 1], "expire");
        const struct move_made made = {.id = ids[i], .version = candidates[i].version + 1};
        status = expire ? move_record(context, &candidate_moves, expire, &made) : OK;
    }
    key.ids = (struct list){ids, over.count};
    if (status == OK && over.count > 0) {
        status = db_run(context, &candidate_update_forgotten, &key_shape, &key, forgotten);
    }
    return status;
}
