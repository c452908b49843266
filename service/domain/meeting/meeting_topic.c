#include "anonymity/anonymity.h"
#include "db/db.h"
#include "domain/meeting/meeting_case.h"
#include "domain/meeting/meeting_topic.sql.h"
#include "ledger/moves.h"

struct topic_key {
    struct uuid id, meeting_id;
    struct date date, to;
    int64_t version;
    struct instant before;
};
static const struct shape_field key_fields[] = {FIELD(struct topic_key, id, 0),
                                                FIELD(struct topic_key, meeting_id, 0),
                                                FIELD(struct topic_key, date, 0),
                                                FIELD(struct topic_key, to, 0),
                                                FIELD(struct topic_key, version, 0),
                                                FIELD(struct topic_key, before, 0),
                                                FIELD_END};
static const struct shape key_shape = {"topic_key", sizeof(struct topic_key), key_fields};

static enum status key_of(const struct case_place *place, struct topic_key *out) {
    *out = (struct topic_key){.id = place->id, .meeting_id = place->meeting_id};
    return date_parse(place->date, &out->date) ? OK : STATUS_not_found;
}

static enum status load(struct context *context, const struct case_place *place,
                        struct meeting_topic *out) {
    struct topic_key key;
    enum status status = key_of(place, &key);
    if (status == OK) {
        status = db_get(context, &topic_select, &key_shape, &key, &topic_shape, out);
    }
    if (status == OK) {
        bool open = !out->forgotten && place_is_in_hand(context, out->led, &out->brought_by);
        out->available_actions = moves_open(
            context, &topic_moves, topic_state_words[out->state - 1], open ? MOVE_EITHER : 0);
    }
    return status;
}

enum status topic_list(struct context *context, const struct case_place *place, struct list *out) {
    struct occurrence occurrence;
    struct topic_key key;
    enum status status = key_of(place, &key);
    if (status == OK) {
        status = place_find(context, place, &occurrence);
    }
    return status == OK ? db_list(context, &topic_select_all, &key_shape, &key, &topic_shape, out)
                        : status;
}

enum status topic_create(struct context *context, const struct case_place *place,
                         const struct topic_body *body, struct meeting_topic *out) {
    struct occurrence occurrence;
    anonymity_check_field(context, "/title", body->title, &body->acknowledged);
    anonymity_check_field(context, "/text", body->text, &body->acknowledged);
    enum status status = context_settle(context, STATUS_rule_broken);
    if (status == OK) {
        status = place_open(context, place, &occurrence);
    }
    if (status == OK) {
        status = place_check_room(context, occurrence.topic_rows);
    }
    if (status != OK) {
        return status;
    }
    *out = (struct meeting_topic){.id = uuid_new(context->now.us / 1000),
                                  .meeting_id = place->meeting_id,
                                  .date = occurrence.date,
                                  .kind = body->kind,
                                  .title = body->title,
                                  .text = body->text};
    status = db_run(context, &topic_insert, &topic_shape, out, NULL);
    if (status == OK) {
        status = move_record(context, &topic_moves, move_find(&topic_moves, NULL, "bring"),
                             &(struct move_made){.id = out->id, .version = 1});
    }
    const struct case_place made = {place->meeting_id, out->id, place->date};
    return status == OK ? load(context, &made, out) : status;
}

static enum status prepare(struct context *context, const struct place_change *change,
                           struct meeting_topic *out, const struct move **move) {
    struct occurrence occurrence;
    enum status status = load(context, change->place, out);
    if (status == OK) {
        bool in_hand = place_is_in_hand(context, out->led, &out->brought_by);
        status = place_check_change(context, change->place, change->seen, out->version, in_hand,
                                    &occurrence);
    }
    return status == OK ? place_take_move(context, change, &topic_moves,
                                          topic_state_words[out->state - 1], out->forgotten, move)
                        : status;
}

static enum status finish(struct context *context, const struct place_change *change,
                          const struct move *move, const char *detail, struct meeting_topic *out) {
    const struct move_made made = {.id = out->id, .version = out->version + 1, .detail = detail};
    struct case_place now;
    enum status status = place_record(context, change, &topic_moves, move, &made, &now);
    return status == OK ? load(context, &now, out) : status;
}

enum status topic_withdraw(struct context *context, const struct case_place *place,
                           const struct versions *seen, struct meeting_topic *out) {
    const struct place_change change = {place, seen, "withdraw", {0}};
    const struct move *move = NULL;
    enum status status = prepare(context, &change, out, &move);
    if (status == OK) {
        status = db_change(context, &topic_update_withdrawn, &topic_shape, out);
    }
    return status == OK ? finish(context, &change, move, NULL, out) : status;
}

enum status topic_defer(struct context *context, const struct case_place *place,
                        const struct versions *seen, const struct case_deferral *to,
                        struct meeting_topic *out) {
    const struct place_change change = {place, seen, "defer", {0}};
    const struct move *move = NULL;
    struct occurrence next = {0};
    enum status status = prepare(context, &change, out, &move);
    if (status == OK) {
        status = deferred_to(context, place, to, &next);
    }
    if (status == OK) {
        status = place_check_room(context, next.topic_rows);
    }
    const struct topic_key key = {.id = place->id, .to = next.date, .version = out->version};
    if (status == OK) {
        status = db_change(context, &topic_update_date, &key_shape, &key);
    }
    return status == OK ? finish(context, &change, move, day_text(context, key.to), out) : status;
}

enum status topic_list_ahead(struct context *context, const struct occurrence *occurrence,
                             struct list *out) {
    const struct topic_key key = {.meeting_id = occurrence->meeting_id, .date = occurrence->date};
    return db_list_ahead(context, &topic_select_all, &key_shape, &key, &topic_shape, out);
}

enum status topic_texts_forget(struct context *context, struct instant before, int64_t *forgotten) {
    const struct topic_key key = {.before = before};
    return db_run(context, &topic_forget, &key_shape, &key, forgotten);
}
