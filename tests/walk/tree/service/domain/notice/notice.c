#include "domain/notice/notice.h"
#include "db/db.h"
#include "domain/directory/directory.h"
#include "domain/notice/notice.sql.h"
#include "ledger/moves.h"

enum { NOTICE_SHOWN = 1, TITLE_MOST = 200, REASON_MOST = 200 };
static const char *const status_words[] = {"shown", "withdrawn", "ended", NULL};

static const struct move move_rows[] = {
#define MOVE MOVE_ROW
#include "domain/notice/notice_moves.def"
#undef MOVE
};
const struct moves notice_moves = {RESOURCE_notice, status_words, move_rows,
                                   sizeof move_rows / sizeof *move_rows};

static const struct shape_field fields[] = {
    FIELD(struct notice, id, SHAPE_READ_ONLY),
    FIELD(struct notice, version, SHAPE_READ_ONLY),
    FIELD_ENUM(struct notice, status, SHAPE_READ_ONLY, status_words),
    FIELD(struct notice, unit_id, SHAPE_READ_ONLY),
    FIELD(struct notice, title, SHAPE_READ_ONLY),
    FIELD(struct notice, last_day, SHAPE_READ_ONLY),
    FIELD(struct notice, written_at, SHAPE_READ_ONLY),
    FIELD_STRINGS(struct notice, available_actions,
                  SHAPE_READ_ONLY | SHAPE_JSON_ONLY | SHAPE_REQUIRED, 0, 0),
    FIELD_END};
const struct shape notice_shape = {"Notice", sizeof(struct notice), fields};

static const struct shape_field new_fields[] = {
    FIELD(struct notice, unit_id, SHAPE_REQUIRED),
    FIELD_FORMAT(struct notice, title, SHAPE_REQUIRED, 1, TITLE_MOST, "text"),
    FIELD(struct notice, last_day, SHAPE_REQUIRED), FIELD_END};
const struct shape notice_new_shape = {"NoticeCreate", sizeof(struct notice), new_fields};

static const struct shape_field withdrawal_fields[] = {
    FIELD_FORMAT(struct notice_withdrawal, reason, SHAPE_REQUIRED, 1, REASON_MOST, "text"),
    FIELD_END};
const struct shape notice_withdrawal_shape = {"NoticeWithdraw", sizeof(struct notice_withdrawal),
                                              withdrawal_fields};

static const struct shape_field filter_fields[] = {
    FIELD(struct notice_filter, unit_id, 0),
    FIELD_ANY_OF(struct notice_filter, status, 0, status_words), FIELD_END};
const struct shape notice_filter_shape = {"notice_filter", sizeof(struct notice_filter),
                                          filter_fields};

static void show_actions(struct context *context, struct notice *notice) {
    notice->available_actions =
        moves_open(context, &notice_moves, status_words[notice->status - 1], MOVE_EITHER);
}

enum status notice_create(struct context *context, struct notice *notice) {
    notice->id = uuid_new(context->now.us / 1000);
    notice->version = 1;
    notice->status = NOTICE_SHOWN;
    notice->written_at = context->now;
    const struct move_made made = {.id = notice->id, .version = 1};
    if (date_compare(notice->last_day, context->today) < 0) {
        context_error(context, "/last_day", ERROR_out_of_range, NULL);
    }
    enum status status = unit_check(context, "/unit_id", notice->unit_id);
    if (status == OK) {
        status = context_settle(context, STATUS_rule_broken);
    }
    if (status == OK) {
        status = db_run(context, &notice_insert, &notice_shape, notice, NULL);
    }
    if (status == OK) {
        status =
            move_record(context, &notice_moves, move_find(&notice_moves, NULL, "create"), &made);
    }
    show_actions(context, notice);
    return status;
}

/* The step of this name out of the state that `notice` is in. */
static enum status step(struct context *context, const char *action, const char *reason,
                        struct notice *notice) {
    const struct move *move = move_find(&notice_moves, status_words[notice->status - 1], action);
    if (!move) {
        return context_fail(context, STATUS_conflict, "the notice is no longer shown");
    }
    notice->status = shape_word_index(status_words, move->to);
    enum status status = db_change(context, &notice_update_status, &notice_shape, notice);
    if (status != OK) {
        return status;
    }
    notice->version++;
    const struct move_made made = {.id = notice->id, .version = notice->version, .reason = reason};
    show_actions(context, notice);
    return move_record(context, &notice_moves, move, &made);
}

enum status notice_withdraw(struct context *context, struct uuid id, const struct versions *seen,
                            const char *reason, struct notice *out) {
    const struct notice key = {.id = id};
    enum status status = db_get(context, &notice_select, &notice_shape, &key, &notice_shape, out);
    if (status == OK && !versions_hold(seen, out->version)) {
        return context_fail(context, STATUS_stale, "another version by now");
    }
    return status == OK ? step(context, "withdraw", reason, out) : status;
}

enum status notice_list(struct context *context, const struct notice_filter *filter,
                        struct list *out) {
    const struct query *query =
        uuid_is_set(&filter->unit_id) ? &notice_select_of_unit : &notice_select_page;
    enum status status = db_list(context, query, &notice_filter_shape, filter, &notice_shape, out);
    for (size_t i = 0; status == OK && i < out->count; i++) {
        show_actions(context, (struct notice *)out->items + i);
    }
    return status;
}

enum status notice_end_over(struct context *context, size_t *ended) {
    struct list over = {0};
    enum status status = db_list(context, &notice_select_over, NULL, NULL, &notice_shape, &over);
    for (size_t i = 0; status == OK && i < over.count; i++) {
        status = step(context, "end", NULL, (struct notice *)over.items + i);
    }
    *ended = over.count;
    return status;
}
