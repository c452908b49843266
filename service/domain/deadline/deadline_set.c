#include "domain/deadline/deadline_set.h"
#include "base/limits.h"
#include "db/db.h"
#include "domain/deadline/deadline.sql.h"

#include <string.h>

/* --- shapes: rows and parameters --- */

static const struct shape_field kept_fields[] = {
    FIELD(struct deadline_kept, rule, 0),      FIELD(struct deadline_kept, number, 0),
    FIELD(struct deadline_kept, starts_on, 0), FIELD(struct deadline_kept, age, 0),
    FIELD(struct deadline_kept, met_on, 0),    FIELD(struct deadline_kept, ended_on, 0),
    FIELD(struct deadline_kept, due_on, 0),    FIELD_END};
static const struct shape kept_shape = {"deadline_kept", sizeof(struct deadline_kept), kept_fields};

static const struct shape_field pause_fields[] = {
    FIELD(struct deadline_pause, id, 0), FIELD(struct deadline_pause, from, 0),
    FIELD(struct deadline_pause, to, 0),
    FIELD_ENUM(struct deadline_pause, reason, 0, deadline_stop_words), FIELD_END};
static const struct shape pause_shape = {"deadline_pause", sizeof(struct deadline_pause),
                                         pause_fields};

/* Whose clocks they are, with one of them to be kept. */
struct deadline_row {
    const char *resource;
    struct uuid resource_id;
    struct deadline_kept clock;
    struct deadline_pause pause;
};
static const struct shape_field owner_fields[] = {
    FIELD(struct deadline_row, resource, 0), FIELD(struct deadline_row, resource_id, 0), FIELD_END};
static const struct shape owner_shape = {"deadline_owner", sizeof(struct deadline_row),
                                         owner_fields};
static const struct shape_field clock_row_fields[] = {
    FIELD(struct deadline_row, resource, 0), FIELD(struct deadline_row, resource_id, 0),
    FIELD_EMBED(struct deadline_row, clock, 0, kept_shape, ""), FIELD_END};
static const struct shape clock_row_shape = {"deadline_clock_row", sizeof(struct deadline_row),
                                             clock_row_fields};
static const struct shape_field pause_row_fields[] = {
    FIELD(struct deadline_row, resource, 0), FIELD(struct deadline_row, resource_id, 0),
    FIELD_EMBED(struct deadline_row, pause, 0, pause_shape, ""), FIELD_END};
static const struct shape pause_row_shape = {"deadline_pause_row", sizeof(struct deadline_row),
                                             pause_row_fields};

static struct deadline_row row_of(const struct deadline_set *set) {
    return (struct deadline_row){.resource = resource_word(set->resource),
                                 .resource_id = set->resource_id};
}

/* --- loading --- */

enum status deadline_set_new(struct context *context, enum resource resource, struct uuid id,
                             struct deadline_set *out) {
    *out = (struct deadline_set){.resource = resource, .resource_id = id};
    return deadline_rules_ahead(context, &out->own_rules);
}

enum status deadline_set_ahead(struct context *context, enum resource resource, struct uuid id,
                               struct deadline_set *out) {
    enum status status = deadline_set_new(context, resource, id, out);
    const struct deadline_row row = row_of(out);
    if (status == OK) {
        status =
            db_list_ahead(context, &deadline_select, &owner_shape, &row, &kept_shape, &out->clocks);
    }
    return status == OK ? db_list_ahead(context, &deadline_stop_select, &owner_shape, &row,
                                        &pause_shape, &out->pauses)
                        : status;
}

/* Room for what is added is made once: a change adds few. */
static void make_room(struct arena *arena, struct list *list, size_t size, size_t most) {
    void *items = arena_alloc(arena, most * size);
    if (list->count > 0) {
        memcpy(items, list->items, list->count * size);
    }
    list->items = items;
}

void deadline_set_open(struct context *context, struct deadline_set *set) {
    set->rules = deadline_rules_join(context, &set->own_rules);
    make_room(context->arena, &set->clocks, sizeof(struct deadline_kept), DEADLINE_CLOCKS_MAX);
    make_room(context->arena, &set->pauses, sizeof(struct deadline_pause), DEADLINE_STOPS_MAX);
}

enum status deadline_set_load(struct context *context, enum resource resource, struct uuid id,
                              const struct list *rules, struct deadline_set *out) {
    *out = (struct deadline_set){.resource = resource, .resource_id = id, .rules = *rules};
    const struct deadline_row row = row_of(out);
    enum status status =
        db_list_ahead(context, &deadline_select, &owner_shape, &row, &kept_shape, &out->clocks);
    return status == OK ? db_list(context, &deadline_stop_select, &owner_shape, &row, &pause_shape,
                                  &out->pauses)
                        : status;
}

/* --- reckoning --- */

/* Where the age is not known, the version that asks the most of the service. */
static const struct deadline_rule *strictest(const struct deadline_set *set, const char *code,
                                             struct date starts_on) {
    const struct deadline_rule *best = NULL;
    int32_t least = 0;
    for (int64_t age = 0; age <= DEADLINE_AGE_MAX; age++) {
        bool needed = false;
        const struct deadline_rule *rule = deadline_rule_choose(
            &set->rules, code, starts_on, (struct opt_int){true, age}, &needed);
        if (!rule) {
            continue;
        }
        int32_t days =
            rule->counting == COUNT_MONTHS ? (int32_t)rule->amount * 30 : (int32_t)rule->amount;
        if (!best || days < least) {
            best = rule;
            least = days;
        }
    }
    return best;
}

static const struct deadline_rule *rule_for(const struct deadline_set *set, const char *code,
                                            struct date starts_on, struct opt_int age) {
    bool needed = false;
    const struct deadline_rule *rule =
        deadline_rule_choose(&set->rules, code, starts_on, age, &needed);
    return needed ? strictest(set, code, starts_on) : rule;
}

/* Those of a clock. One that was taken back before its first day was over is none; what came after
 * the clock was met or ended is not its own. */
static struct list stops_of(struct context *context, const struct deadline_set *set,
                            const struct deadline_kept *kept) {
    const struct deadline_pause *pause = set->pauses.items;
    const struct date until = date_is_set(kept->met_on) ? kept->met_on : kept->ended_on;
    struct deadline_stop *stops =
        arena_alloc(context->arena, (set->pauses.count + 1) * sizeof *stops);
    size_t count = 0;
    for (size_t i = 0; i < set->pauses.count; i++) {
        bool outlives = date_is_set(until) &&
                        (!date_is_set(pause[i].to) || date_compare(pause[i].to, until) > 0);
        struct date to = outlives ? until : pause[i].to;
        if (!date_is_set(to) || date_compare(pause[i].from, to) <= 0) {
            stops[count++] = (struct deadline_stop){pause[i].from, to, pause[i].reason, false};
        }
    }
    return (struct list){stops, count};
}

/* A clock that has ended stands as it stood on that day. */
static const struct deadline_rule *read_clock(struct context *context,
                                              const struct deadline_set *set,
                                              const struct deadline_kept *kept,
                                              struct deadline_reading *out, struct list *stops) {
    const struct deadline_rule *rule = rule_for(set, kept->rule, kept->starts_on, kept->age);
    *stops = stops_of(context, set, kept);
    if (rule) {
        const struct deadline_clock clock = {.rule = rule,
                                             .starts_on = kept->starts_on,
                                             .met_on = kept->met_on,
                                             .as_of = date_is_set(kept->ended_on) ? kept->ended_on
                                                                                  : context->today,
                                             .stops = stops->items,
                                             .stop_count = stops->count};
        deadline_clock_read(context->arena, &clock, out);
    }
    return rule;
}

struct list deadline_set_read(struct context *context, struct deadline_set *set) {
    const struct deadline_kept *kept = set->clocks.items;
    struct deadline_answer *answers =
        arena_alloc(context->arena, (set->clocks.count + 1) * sizeof *answers);
    size_t count = 0;
    for (size_t i = 0; i < set->clocks.count; i++) {
        struct deadline_reading reading;
        struct list stops;
        const struct deadline_rule *rule = read_clock(context, set, &kept[i], &reading, &stops);
        if (!rule) {
            continue; /* an area can't take a rule away; only a later program could */
        }
        answers[count++] = (struct deadline_answer){.rule = rule->code,
                                                    .names = rule->names,
                                                    .basis = rule->basis,
                                                    .source = rule->source,
                                                    .check_with_law = rule->check_with_law,
                                                    .valid_from = rule->valid_from,
                                                    .amount = rule->amount,
                                                    .counting = rule->counting,
                                                    .starts_on = kept[i].starts_on,
                                                    .due_on = reading.due_on,
                                                    .met_on = kept[i].met_on,
                                                    .ended_on = kept[i].ended_on,
                                                    .state = reading.state,
                                                    .days_left = reading.days_left,
                                                    .in_time = reading.in_time,
                                                    .stops = stops};
    }
    return (struct list){answers, count};
}

static bool runs(const struct deadline_kept *kept) {
    return !date_is_set(kept->met_on) && !date_is_set(kept->ended_on);
}

/* A clock that stands still with no end in sight before it is due is due on no day, also where that
 * stop is still to begin: what is kept of it holds on later days too. */
static bool is_due_on_no_day(const struct list *stops, struct date due_on) {
    const struct deadline_stop *stop = stops->items;
    for (size_t i = 0; i < stops->count; i++) {
        if (stop[i].counted && !date_is_set(stop[i].to) &&
            date_compare(stop[i].from, due_on) <= 0) {
            return true;
        }
    }
    return false;
}

struct date deadline_set_due(struct context *context, struct deadline_set *set) {
    const struct deadline_kept *kept = set->clocks.items;
    struct date due = {0};
    for (size_t i = 0; i < set->clocks.count; i++) {
        struct deadline_reading reading;
        struct list stops;
        if (!runs(&kept[i]) || !read_clock(context, set, &kept[i], &reading, &stops) ||
            is_due_on_no_day(&stops, reading.due_on)) {
            continue;
        }
        if (!date_is_set(due) || date_compare(reading.due_on, due) < 0) {
            due = reading.due_on;
        }
    }
    return due;
}

/* How many days the limit has where nothing stops it. */
static int32_t whole_length(struct context *context, const struct deadline_rule *rule,
                            const struct deadline_kept *kept) {
    const struct deadline_clock clock = {
        .rule = rule, .starts_on = kept->starts_on, .as_of = context->today};
    struct deadline_reading reading;
    deadline_clock_read(context->arena, &clock, &reading);
    return date_to_days(reading.due_on) - date_to_days(kept->starts_on);
}

struct list deadline_set_notices(struct context *context, const struct deadline_set *set) {
    const struct deadline_kept *kept = set->clocks.items;
    struct deadline_notice *notices =
        arena_alloc(context->arena, (set->clocks.count + 1) * sizeof *notices);
    size_t count = 0;
    for (size_t i = 0; i < set->clocks.count; i++) {
        struct deadline_reading reading;
        struct list stops;
        const struct deadline_rule *rule =
            runs(&kept[i]) ? read_clock(context, set, &kept[i], &reading, &stops) : NULL;
        if (!rule || reading.state == DEADLINE_STOPPED) {
            continue;
        }
        bool overdue = reading.state == DEADLINE_OVERDUE;
        if (overdue || 4 * reading.days_left.value <= whole_length(context, rule, &kept[i])) {
            notices[count++] =
                (struct deadline_notice){kept[i].rule, kept[i].number, reading.due_on, overdue};
        }
    }
    return (struct list){notices, count};
}

/* --- changing --- */

static int64_t next_number(const struct deadline_set *set, const char *rule) {
    const struct deadline_kept *kept = set->clocks.items;
    int64_t number = 1;
    for (size_t i = 0; i < set->clocks.count; i++) {
        number += strcmp(kept[i].rule, rule) == 0;
    }
    return number;
}

static void add_clock(struct deadline_set *set, const char *rule, struct date starts_on,
                      struct opt_int age) {
    struct deadline_kept *kept = set->clocks.items;
    if (set->clocks.count < DEADLINE_CLOCKS_MAX) {
        int64_t number = next_number(set, rule);
        kept[set->clocks.count++] = (struct deadline_kept){
            .rule = rule, .number = number, .starts_on = starts_on, .age = age, .changed = true};
    }
}

bool deadline_set_has(const struct deadline_set *set, const char *rule) {
    return next_number(set, rule) > 1;
}

void deadline_set_begin(struct context *context, struct deadline_set *set, const char *pointer,
                        const char *rule, struct date starts_on, struct opt_int age) {
    const struct deadline_rule *version = rule_for(set, rule, starts_on, age);
    if (version) {
        add_clock(set, version->code, starts_on, age);
    } else {
        bool known = deadline_rule_known(&set->rules, rule);
        context_error(context, pointer, known ? ERROR_no_rule_then : ERROR_unknown_rule, NULL);
    }
}

static const struct deadline_kept *running_of(const struct deadline_set *set, const char *rule) {
    const struct deadline_kept *kept = set->clocks.items;
    for (size_t i = 0; i < set->clocks.count; i++) {
        if (runs(&kept[i]) && strcmp(kept[i].rule, rule) == 0) {
            return &kept[i];
        }
    }
    return NULL;
}

static void end_targets_of_others(struct context *context, struct deadline_set *set,
                                  struct uuid service_id) {
    struct deadline_kept *kept = set->clocks.items;
    for (size_t i = 0; i < set->clocks.count; i++) {
        const struct deadline_rule *rule =
            rule_for(set, kept[i].rule, kept[i].starts_on, kept[i].age);
        if (rule && runs(&kept[i]) && uuid_is_set(&rule->service_id) &&
            !uuid_equal(&rule->service_id, &service_id)) {
            kept[i].ended_on = context->today;
            kept[i].changed = true;
        }
    }
}

void deadline_set_serve(struct context *context, struct deadline_set *set, struct uuid service_id,
                        struct opt_int age) {
    const struct deadline_rule *rule = set->rules.items;
    end_targets_of_others(context, set, service_id);
    for (size_t i = 0; uuid_is_set(&service_id) && i < set->rules.count; i++, rule++) {
        if (uuid_equal(&rule->service_id, &service_id) && !running_of(set, rule->code) &&
            rule_for(set, rule->code, context->today, age) == rule) {
            add_clock(set, rule->code, context->today, age);
        }
    }
}

void deadline_set_meet(struct context *context, struct deadline_set *set,
                       enum deadline_met_by met_by) {
    struct deadline_kept *kept = set->clocks.items;
    for (size_t i = 0; i < set->clocks.count; i++) {
        const struct deadline_rule *rule =
            rule_for(set, kept[i].rule, kept[i].starts_on, kept[i].age);
        if (rule && runs(&kept[i]) && rule->met_by <= (int)met_by) {
            kept[i].met_on = context->today;
            kept[i].changed = true;
        }
    }
}

void deadline_set_end(struct context *context, struct deadline_set *set) {
    struct deadline_kept *kept = set->clocks.items;
    for (size_t i = 0; i < set->clocks.count; i++) {
        if (runs(&kept[i])) {
            kept[i].ended_on = context->today;
            kept[i].changed = true;
        }
    }
}

void deadline_set_pause(struct context *context, struct deadline_set *set, int reason,
                        struct date from, struct date to) {
    struct deadline_pause *pauses = set->pauses.items;
    if (set->pauses.count < DEADLINE_STOPS_MAX) {
        pauses[set->pauses.count++] =
            (struct deadline_pause){.id = uuid_new(context->now.us / 1000),
                                    .from = date_is_set(from) ? from : context->today,
                                    .to = to,
                                    .reason = reason,
                                    .changed = true};
    }
}

static bool ends_later(const struct context *context, const struct deadline_pause *pause) {
    return !date_is_set(pause->to) || date_compare(pause->to, context->today) >= 0;
}

bool deadline_set_runs(const struct deadline_set *set) {
    const struct deadline_kept *kept = set->clocks.items;
    for (size_t i = 0; i < set->clocks.count; i++) {
        if (runs(&kept[i])) {
            return true;
        }
    }
    return false;
}

bool deadline_set_may_resume(const struct context *context, const struct deadline_set *set) {
    const struct deadline_pause *pauses = set->pauses.items;
    bool found = false;
    for (size_t i = 0; i < set->pauses.count; i++) {
        found = found || ends_later(context, &pauses[i]);
    }
    return found;
}

bool deadline_set_resume(struct context *context, struct deadline_set *set) {
    struct deadline_pause *pauses = set->pauses.items;
    bool found = false;
    for (size_t i = 0; i < set->pauses.count; i++) {
        if (ends_later(context, &pauses[i])) {
            pauses[i].to = date_from_days(date_to_days(context->today) - 1);
            pauses[i].changed = true;
            found = true;
        }
    }
    return found;
}

/* No later clock of the same rule has begun: what ended before it stays ended. */
static bool is_latest(const struct deadline_set *set, size_t index) {
    const struct deadline_kept *kept = set->clocks.items;
    for (size_t i = index + 1; i < set->clocks.count; i++) {
        if (strcmp(kept[i].rule, kept[index].rule) == 0) {
            return false;
        }
    }
    return true;
}

void deadline_set_reopen(struct context *context, struct deadline_set *set, struct date closed_on,
                         struct uuid service_id, struct opt_int age) {
    struct deadline_kept *kept = set->clocks.items;
    size_t before = set->clocks.count;
    struct date after = date_from_days(date_to_days(closed_on) + 1);
    struct date until = date_from_days(date_to_days(context->today) - 1);
    if (date_compare(after, until) <= 0) {
        deadline_set_pause(context, set,
                           shape_word_index(deadline_stop_words, DEADLINE_STOP_CLOSED), after,
                           until);
    }
    for (size_t i = 0; i < before; i++) {
        const struct deadline_rule *rule =
            rule_for(set, kept[i].rule, kept[i].starts_on, kept[i].age);
        bool others =
            rule && uuid_is_set(&rule->service_id) && !uuid_equal(&rule->service_id, &service_id);
        if (!rule || others) {
            continue;
        }
        if (rule->reopens == REOPENS_NEW_CLOCK && !running_of(set, kept[i].rule)) {
            add_clock(set, kept[i].rule, context->today, age);
        } else if (rule->reopens == REOPENS_STOP && !date_is_set(kept[i].met_on) &&
                   is_latest(set, i) && date_compare(kept[i].ended_on, closed_on) == 0) {
            kept[i].ended_on = (struct date){0};
            kept[i].changed = true;
        }
    }
}

/* --- keeping --- */

/* Kept of a clock that is due on no day, so that nothing counts it as run out while it stands. */
static const struct date last_day_of_all = {CALENDAR_LAST_YEAR, 12, 31};

static enum status keep_pauses(struct context *context, const struct deadline_set *set) {
    const struct deadline_pause *pauses = set->pauses.items;
    enum status status = OK;
    for (size_t i = 0; status == OK && i < set->pauses.count; i++) {
        struct deadline_row row = row_of(set);
        row.pause = pauses[i];
        if (pauses[i].changed) {
            status = db_later(context, &deadline_stop_keep, &pause_row_shape, &row);
        }
    }
    return status;
}

enum status deadline_set_keep(struct context *context, struct deadline_set *set) {
    const struct deadline_kept *kept = set->clocks.items;
    enum status status = keep_pauses(context, set);
    for (size_t i = 0; status == OK && i < set->clocks.count; i++) {
        struct deadline_reading reading;
        struct list stops;
        struct deadline_row row = row_of(set);
        row.clock = kept[i];
        if (!read_clock(context, set, &kept[i], &reading, &stops)) {
            continue;
        }
        row.clock.due_on = reading.due_on;
        if (runs(&kept[i]) && is_due_on_no_day(&stops, reading.due_on)) {
            row.clock.due_on = last_day_of_all;
        }
        if (kept[i].changed || date_compare(row.clock.due_on, kept[i].due_on) != 0) {
            status = db_later(context, &deadline_keep, &clock_row_shape, &row);
        }
    }
    return status;
}

/* --- counting --- */

struct counts_key {
    const char *rule;
    struct date from, to;
};
static const struct shape_field counts_key_fields[] = {FIELD(struct counts_key, rule, 0),
                                                       FIELD(struct counts_key, from, 0),
                                                       FIELD(struct counts_key, to, 0), FIELD_END};
static const struct shape counts_key_shape = {"deadline_counts_key", sizeof(struct counts_key),
                                              counts_key_fields};
static const struct shape_field counts_fields[] = {
    FIELD(struct deadline_counts, in_time, 0), FIELD(struct deadline_counts, late, 0), FIELD_END};
static const struct shape counts_shape = {"deadline_counts", sizeof(struct deadline_counts),
                                          counts_fields};

enum status deadline_counts(struct context *context, const char *rule, struct date from,
                            struct date to, struct deadline_counts *out) {
    const struct counts_key key = {rule, from, to};
    return db_get(context, &deadline_count, &counts_key_shape, &key, &counts_shape, out);
}
