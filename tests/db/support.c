#include "support.h"

#include "db/migrate.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CONNINFO_SIZE = 2000, ANSWER_SIZE = 4000 };

static char database_name[64];
static char superuser_url[CONNINFO_SIZE], owner_url[CONNINFO_SIZE], app_url[CONNINFO_SIZE];
static const char *server_url;

const char *as_superuser(void) {
    return superuser_url;
}

const char *as_owner(void) {
    return owner_url;
}

const char *as_app(void) {
    return app_url;
}

/* Also outside a test, where check's own macros can't be used. */
static void __attribute__((format(printf, 1, 2), noreturn)) give_up(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    abort();
}

PGconn *connect_to(const char *conninfo) {
    const char *const names[] = {"dbname", "options", NULL};
    const char *const values[] = {conninfo, "-c search_path=asiakkuus -c client_min_messages=error",
                                  NULL};
    PGconn *pg = PQconnectdbParams(names, values, 1);
    if (PQstatus(pg) != CONNECTION_OK) {
        give_up("%s", PQerrorMessage(pg));
    }
    return pg;
}

const char *sql(PGconn *pg, const char *text) {
    static char answer[ANSWER_SIZE];
    PGresult *result = PQexec(pg, text);
    if (*PQresultErrorMessage(result)) {
        give_up("%s\n%s", text, PQresultErrorMessage(result));
    }
    snprintf(answer, sizeof answer, "%s", PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
    return answer;
}

const char *sql_failure(PGconn *pg, const char *text) {
    static char answer[6];
    PGresult *result = PQexec(pg, text);
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    snprintf(answer, sizeof answer, "%s", sqlstate ? sqlstate : "");
    PQclear(result);
    return answer;
}

/* The server's connection string with another database and user. */
static void write_url(char out[CONNINFO_SIZE], const char *user) {
    PQconninfoOption *options = PQconninfoParse(server_url, NULL);
    const char *host = "", *port = "";
    for (PQconninfoOption *option = options; option && option->keyword; option++) {
        if (strcmp(option->keyword, "host") == 0 && option->val) {
            host = option->val;
        } else if (strcmp(option->keyword, "port") == 0 && option->val) {
            port = option->val;
        }
    }
    snprintf(out, CONNINFO_SIZE, "host='%s' port='%s' dbname='%s' user='%s'", host, port,
             database_name, user);
    PQconninfoFree(options);
}

static char *file_text(const char *path) {
    FILE *file = fopen(path, "re");
    if (!file) {
        give_up("%s is missing", path);
    }
    char *text = calloc(1, 100000);
    if (!text || fread(text, 1, 99999, file) == 0) {
        give_up("%s can't be read", path);
    }
    fclose(file);
    return text;
}

/* Roles are the cluster's: of the programs that begin at once, one at a time. The lock is of the
 * server's own database, which all of them connect to. */
static void make_roles(void) {
    PGconn *all = connect_to(server_url), *pg = connect_to(superuser_url);
    char *roles = file_text(SOURCE_DIR "/sql/roles.sql");
    sql(all, "SELECT pg_advisory_lock(1)");
    sql(pg, roles);
    free(roles);
    PQfinish(pg);
    PQfinish(all);
}

bool database_create(void) {
    server_url = getenv("TEST_DATABASE_URL");
    if (!server_url || !*server_url) {
        puts("SKIPPED: no TEST_DATABASE_URL: the tests of the database need a superuser's one");
        return false;
    }
    snprintf(database_name, sizeof database_name, "asiakkuus_test_%d", (int)getpid());
    PGconn *pg = connect_to(server_url);
    char text[200];
    snprintf(text, sizeof text, "CREATE DATABASE %s", database_name);
    sql(pg, text);
    PQfinish(pg);
    write_url(superuser_url, "postgres");
    write_url(owner_url, "asiakkuus_owner");
    write_url(app_url, "asiakkuus_app");
    make_roles();
    return migrate_run(owner_url, SOURCE_DIR "/sql") == 0;
}

void database_drop(void) {
    PGconn *pg = connect_to(server_url);
    char text[200];
    snprintf(text, sizeof text, "DROP DATABASE %s WITH (FORCE)", database_name);
    sql(pg, text);
    PQfinish(pg);
}

int database_run(SRunner *runner) {
    int failed = 0;
    if (!getenv("TEST_DATABASE_URL")) {
        database_create(); /* says that it is skipped */
    } else if (!database_create()) {
        failed = 1;
    } else {
        srunner_run_all(runner, CK_ENV);
        failed = srunner_ntests_failed(runner);
        database_drop();
    }
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

struct db_settings small_pool(int connections) {
    return (struct db_settings){.conninfo = app_url,
                                .connections = connections,
                                .wait_ms = 200,
                                .statement_timeout_ms = 3000,
                                .lock_timeout_ms = 1000};
}

void request_begin(struct context *context, struct db_pool *pool) {
    *context = (struct context){.arena = arena_new(), .operation = "test", .request_id = "r1"};
    context->actor = (struct actor){.sub = "tester", .area = "90", .name = "Teuvo Testaaja"};
    context->now = (struct instant){1795348800000000}; /* 2026-11-22T12:00:00Z */
    context->today = (struct date){2026, 11, 22};
    context->db = db_session_new(pool, context);
}

void request_end(struct context *context) {
    db_session_close(context);
    arena_free(context->arena);
}
