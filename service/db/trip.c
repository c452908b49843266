#include "db/trip.h"

#include "base/clock.h"
#include "db/failure.h"

#include <stdlib.h>
#include <string.h>

enum { COMMANDS_MOST = 5 * 2 }; /* begin, bounds, area, commit, and their preparation */

struct trip trip_new(struct context *context, struct db_connection *connection,
                     const struct db_settings *settings, int statements) {
    struct trip trip = {.connection = connection, .settings = settings};
    trip.room = COMMANDS_MOST + 2 * statements;
    trip.steps = arena_alloc(context->arena, (size_t)trip.room * sizeof *trip.steps);
    return trip;
}

static void add(struct trip *trip, struct step step) {
    if (trip->count == trip->room) {
        abort(); /* a fault of the caller's own count */
    }
    trip->steps[trip->count++] = step;
}

/* The place is taken when the preparation is planned, so that a statement that stands twice in a
 * trip is prepared once; it is freed again where the preparation fails. */
static void add_prepared(struct trip *trip, struct step step) {
    step.place = connection_place(trip->connection, step.name);
    if (!step.place) {
        abort(); /* more statements than the program has */
    }
    if (!step.place->name) {
        step.place->name = step.name;
        struct step preparation = step;
        preparation.kind = STEP_PREPARE;
        add(trip, preparation);
    }
    add(trip, step);
}

void trip_add_command(struct trip *trip, enum step_kind kind, const char *name, const char *text) {
    add_prepared(trip, (struct step){.kind = kind, .name = name, .text = text});
}

void trip_add_statement(struct trip *trip, enum step_kind kind, struct statement *statement) {
    const struct query *query = statement->query;
    add_prepared(
        trip, (struct step){
                  .kind = kind, .name = query->name, .text = query->text, .statement = statement});
}

static bool send_step(PGconn *pg, const struct step *step) {
    const struct statement *statement = step->statement;
    if (step->kind == STEP_PREPARE) {
        return PQsendPrepare(pg, step->name, step->text, 0, NULL);
    }
    if (!statement) {
        return PQsendQueryPrepared(pg, step->name, 0, NULL, NULL, NULL, 0);
    }
    return PQsendQueryPrepared(pg, step->name, statement->query->parameter_count, statement->values,
                               statement->lengths, statement->formats, 0);
}

static bool send_all(struct trip *trip) {
    trip->sent_us = clock_monotonic_us();
    for (int i = 0; i < trip->count; i++) {
        if (!send_step(trip->connection->pg, &trip->steps[i])) {
            trip->connection->broken = true;
            return false;
        }
    }
    return connection_sync(trip->connection);
}

static enum status lost(struct context *context, const struct step *step) {
    return context_fail(context, STATUS_unavailable, "%s: connection lost%s", step->name,
                        step->kind == STEP_COMMIT ? " before the commit was answered" : "");
}

static bool is_good(const PGresult *result) {
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static enum status failed_step(struct context *context, struct trip *trip, const struct step *step,
                               const PGresult *result) {
    if (step->kind == STEP_PREPARE) {
        connection_forget(step->place);
    }
    if (PQresultStatus(result) == PGRES_PIPELINE_ABORTED) {
        return context_fail(context, STATUS_internal, "%s: skipped", step->name);
    }
    trip->farewell = failure_is_farewell(result);
    const struct db_settings *settings = trip->settings;
    if (settings->observe_unwritable &&
        failure_is_unwritable(PQresultErrorField(result, PG_DIAG_SQLSTATE))) {
        settings->observe_unwritable(settings->observer);
    }
    return failure_of_result(context, trip->connection, trip->read_only, step->name, result);
}

static enum status check_later(struct context *context, const struct step *step, PGresult *result) {
    if (step->statement->any_rows || strcmp(PQcmdTuples(result), "1") == 0) {
        return OK;
    }
    return context_fail(context, STATUS_conflict, "%s: touched %s rows instead of one", step->name,
                        PQcmdTuples(result));
}

static enum status check_commit(struct context *context, PGresult *result) {
    if (strcmp(PQcmdStatus(result), "COMMIT") == 0) {
        return OK;
    }
    return context_fail(context, STATUS_internal, "commit answered by %s", PQcmdStatus(result));
}

static void observe(const struct trip *trip, const struct step *step) {
    const struct db_settings *settings = trip->settings;
    if (settings->observe_query) {
        settings->observe_query(settings->observer, step->name,
                                clock_monotonic_us() - trip->sent_us);
    }
}

/* Looks at one answer; keeps those of STEP_ASKED, clears the others. */
static enum status take_answer(struct context *context, struct trip *trip, const struct step *step,
                               PGresult *result) {
    if (!is_good(result)) {
        enum status status = failed_step(context, trip, step, result);
        PQclear(result);
        return status;
    }
    if (step->kind == STEP_LATER || step->kind == STEP_ASKED) {
        observe(trip, step);
    }
    if (step->kind == STEP_ASKED) {
        step->statement->answer = result;
        return OK;
    }
    enum status status = OK;
    if (step->kind == STEP_LATER) {
        status = check_later(context, step, result);
    } else if (step->kind == STEP_COMMIT) {
        status = check_commit(context, result);
    }
    PQclear(result);
    return status;
}

/* Every step's results end with a NULL. */
static void read_end(struct db_connection *connection) {
    PGresult *more;
    while ((more = connection_result(connection)) != NULL) {
        PQclear(more);
    }
}

static enum status read_step(struct context *context, struct trip *trip, const struct step *step) {
    PGresult *result = connection_result(trip->connection);
    if (!result) {
        trip->connection->broken = true;
        return lost(context, step);
    }
    enum status status = take_answer(context, trip, step, result);
    read_end(trip->connection);
    return status;
}

static enum status read_all(struct context *context, struct trip *trip) {
    enum status first = OK;
    for (int i = 0; i < trip->count && !trip->connection->broken; i++) {
        enum status status = read_step(context, trip, &trip->steps[i]);
        trip->turned_away = i == 0 && status != OK && trip->farewell;
        first = first == OK ? status : first;
    }
    /* A trip that was good up to its last step is good, whatever befell the connection then. */
    if (!trip->connection->broken) {
        connection_drain(trip->connection);
    }
    return first;
}

static void drop_answers(struct trip *trip) {
    for (int i = 0; i < trip->count; i++) {
        struct statement *statement = trip->steps[i].statement;
        if (statement && statement != trip->kept) {
            PQclear(statement->answer);
            statement->answer = NULL;
        }
    }
}

enum status trip_make(struct context *context, struct trip *trip) {
    enum status status =
        send_all(trip) ? read_all(context, trip) : lost(context, &trip->steps[trip->count - 1]);
    if (status != OK) {
        drop_answers(trip);
    }
    return status;
}
