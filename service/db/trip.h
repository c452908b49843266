/* One round trip of a transaction: its steps sent in one go, their answers read in order. Seen by
 * db/ alone.
 *
 * The trap of a pipeline: a step's answer may say "done" although a later step failed and all were
 * undone. So a trip is good only where every step was, and a commit only where the server names it
 * COMMIT (a failed transaction answers it with ROLLBACK). */
#ifndef DB_TRIP_H
#define DB_TRIP_H

#include "base/context.h"
#include "db/bind.h"
#include "db/connection.h"
#include "db/db.h"

enum step_kind { STEP_BEGIN, STEP_AREA, STEP_PREPARE, STEP_LATER, STEP_ASKED, STEP_COMMIT };

struct step {
    enum step_kind kind;
    const char *name, *text;
    struct statement *statement; /* NULL: a command without parameters */
    struct prepared *place;
};

struct trip {
    const struct statement *kept; /* whose answer stays where a later step fails, or NULL */
    struct db_connection *connection;
    const struct db_settings *settings;
    bool read_only;
    struct step *steps;
    int count, room;
    int64_t sent_us;
    bool farewell;    /* the server ended the connection, and said so */
    bool turned_away; /* before the first step: nothing of the trip was done */
};

/* A trip with room for so many statements. */
struct trip trip_new(struct context *context, struct db_connection *connection,
                     const struct db_settings *settings, int statements);
/* Each adds its step, and a preparation in front of it where this connection has not seen the name.
 * The name lives as long as the process. */
void trip_add_command(struct trip *trip, enum step_kind kind, const char *name, const char *text);
void trip_add_statement(struct trip *trip, enum step_kind kind, struct statement *statement);

/* Sends and reads; the answers of STEP_ASKED are left in their statements. The first step that
 * failed says the status; then no answer is left. */
enum status trip_make(struct context *context, struct trip *trip) must_check;

#endif
