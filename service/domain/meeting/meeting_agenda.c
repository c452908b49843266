#include "domain/meeting/agenda.h"
#include "domain/meeting/meeting_case.h"
#include "ledger/ledger.h"

static enum status load(struct context *context, const struct occurrence *occurrence,
                        struct list *cases, struct list *topics, struct list *follow_ups) {
    enum status status = case_list_ahead(context, occurrence, cases);
    if (status == OK) {
        status = topic_list_ahead(context, occurrence, topics);
    }
    return status == OK ? case_list_to_follow_up(context, occurrence, follow_ups) : status;
}

/* What was withdrawn takes no time. */
static size_t list_items(const struct list *cases, const struct list *topics,
                         struct agenda_item *out, int64_t *case_count) {
    struct meeting_case *brought = cases->items;
    struct meeting_topic *raised = topics->items;
    size_t count = 0;
    for (size_t i = 0; i < cases->count; i++) {
        if (brought[i].state != CASE_WITHDRAWN) {
            out[count++].consultation = &brought[i];
        }
    }
    *case_count = (int64_t)count;
    for (size_t i = 0; i < topics->count; i++) {
        if (raised[i].state != TOPIC_WITHDRAWN) {
            out[count++].topic = &raised[i];
        }
    }
    return count;
}

/* A meeting that is not held has no time for anything: all of it can go to the next one. */
static void divide(const struct occurrence *occurrence, struct agenda_item *items, size_t count,
                   struct agenda *out) {
    bool held = occurrence->state == OCCURRENCE_SCHEDULED;
    struct agenda_division division =
        agenda_divide(held ? occurrence->duration_minutes : 0, out->minutes_per_case, count);
    for (size_t i = 0; i < division.fit; i++) {
        int64_t minutes = agenda_starts(&division, i);
        items[i].starts_at.us = out->starts_at.us + minutes * 60 * INT64_C(1000000);
        items[i].minutes = (struct opt_int){true, agenda_minutes(&division, i)};
    }
    out->items = (struct list){items, division.fit};
    out->overflow = (struct list){items + division.fit, count - division.fit};
}

enum status agenda_get(struct context *context, const struct case_place *place,
                       struct agenda *out) {
    struct meeting_series series;
    struct occurrence occurrence;
    struct list cases = {0}, topics = {0}, follow_ups = {0};
    enum status status = meeting_load(context, place->meeting_id, &series);
    if (status == OK) {
        status = occurrence_find(context, &series, place->date, &occurrence);
    }
    if (status == OK) {
        status = load(context, &occurrence, &cases, &topics, &follow_ups);
    }
    if (status != OK) {
        return status;
    }
    *out = (struct agenda){.meeting_id = occurrence.meeting_id,
                           .date = occurrence.date,
                           .state = occurrence.state,
                           .starts_at = occurrence.starts_at,
                           .ends_at = occurrence.ends_at,
                           .chair = occurrence.chair,
                           .secretary = occurrence.secretary,
                           .minutes_per_case = series.meeting.minutes_per_case,
                           .follow_ups = follow_ups};
    struct agenda_item *items =
        arena_alloc(context->arena, (cases.count + topics.count + 1) * sizeof *items);
    size_t count = list_items(&cases, &topics, items, &out->cases);
    divide(&occurrence, items, count, out);
    if (out->overflow.count > 0) {
        status = occurrence_next(context, &series, occurrence.date, &out->next_date);
    }
    bool shows = count + follow_ups.count > 0;
    return status == OK && shows
               ? ledger_audit(context, AUDIT_READ, (struct uuid){{0}}, RESOURCE_meeting_occurrence,
                              occurrence.id, GROUND_none)
               : status;
}
