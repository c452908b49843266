/* asiakkuusd: one program, a sub-command for each thing that is done with an installation. */
#include "app.h"
#include "auth/issuer.h"
#include "base/limits.h"
#include "db/db.h"
#include "db/distribute.h"
#include "db/migrate.h"
#include "db/partition.h"
#include "domain/demo/demo.h"
#include "forget.h"
#include "health.h"
#include "keyring/keyring.h"
#include "kpi.h"
#include "load.h"
#include "publish.h"
#include "serve.h"
#include "shapes.h"
#include "vault/vault.h"
#include "verify.h"
#include "json/json.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_USAGE = 2 };

struct command {
    const char *name, *arguments, *help;
    unsigned parts; /* of struct app */
    int (*run)(struct app *app, int count, char **words);
};

static int run_serve(struct app *app, int count, char **words) {
    (void)words;
    return count == 0 ? serve(app) : EXIT_USAGE;
}

static bool complain_of_keys(const char *words) {
    fprintf(stderr, "asiakkuusd: VAULT_KEYS_FILE: %s\n", words);
    return false;
}

/* As the owner of the schema, before anything is changed. A database that can't be asked is the
 * migration's to tell of, and one that has no keys yet is a new one. */
static bool keys_let_migrate(const struct app *app) {
    const char *words = "", *file = app->settings.vault_keys;
    struct vault *vault = *file ? vault_open(file, &words) : NULL;
    if (*file && !vault) {
        return complain_of_keys(words);
    }
    struct db_pool *pool = db_pool_new(
        &(struct db_settings){.conninfo = app->settings.migrate_database_url,
                              .connections = 1,
                              .wait_ms = (int)app->settings.database_wait_ms,
                              .statement_timeout_ms = (int)app->settings.statement_timeout_ms,
                              .lock_timeout_ms = (int)app->settings.lock_timeout_ms});
    bool differs = pool && keyring_check(pool, vault, &words) == KEYRING_DIFFERS;
    db_pool_free(pool);
    vault_close(vault);
    return !differs || complain_of_keys(words);
}

static int run_migrate(struct app *app, int count, char **words) {
    (void)words;
    if (count != 0) {
        return EXIT_USAGE;
    }
    const char *folder = arena_format(app->arena, "%s/sql", app->settings.data_dir);
    return keys_let_migrate(app) ? migrate_run(app->settings.migrate_database_url, folder) : 1;
}

/* What is dropped is gone, so that a slip of the pen is refused. */
static bool keeps_enough(const char *name, int64_t months, int64_t least) {
    if (months == 0 || months >= least) {
        return true;
    }
    fprintf(stderr, "asiakkuusd: %s: 0 (all) or at the least %lld\n", name, (long long)least);
    return false;
}

static int run_partitions(struct app *app, int count, char **words) {
    (void)words;
    const struct partitions_kept kept = {app->settings.audit_months, app->settings.event_months};
    if (count != 0) {
        return EXIT_USAGE;
    }
    return keeps_enough("AUDIT_MONTHS", kept.audit_months, AUDIT_MONTHS_LEAST) &&
                   keeps_enough("EVENT_MONTHS", kept.event_months, EVENT_MONTHS_LEAST)
               ? partitions_run(app->settings.migrate_database_url, &kept)
               : 1;
}

static int run_distribute(struct app *app, int count, char **words) {
    bool run = count == 1 && strcmp(words[0], "--run") == 0;
    return count == 0 || run ? distribute_run(app->settings.migrate_database_url, run) : EXIT_USAGE;
}

static int run_demo(struct app *app, int count, char **words) {
    (void)words;
    const char *cause = "";
    if (count != 0) {
        return EXIT_USAGE;
    }
    enum keyring keyring = keyring_open(app->pool, app->vault, &cause);
    if (keyring == KEYRING_DIFFERS) {
        (void)complain_of_keys(cause);
    } else if (keyring == KEYRING_UNKNOWN) {
        fprintf(stderr, "asiakkuusd: the database can't be used: %s\n", cause);
    }
    return keyring == KEYRING_FITS ? demo_load(app) : 1;
}

static int run_demo_year(struct app *app, int count, char **words) {
    int failed = run_demo(app, count, words);
    return failed ? failed : demo_load_year(app);
}

static int run_token(struct app *app, int count, char **words) {
    return issuer_token(&app->settings, &app->clock, count, words, stdout);
}

/* Keys that are there stay: anyone who loses them loses what they sealed. */
static int run_keygen(struct app *app, int count, char **words) {
    if (count != 1) {
        return EXIT_USAGE;
    }
    int failed = issuer_keygen(words[0]);
    const char *path = arena_format(app->arena, "%s/vault.keys", words[0]);
    if (failed || access(path, F_OK) == 0) {
        return failed;
    }
    if (!vault_keys_create(path)) {
        perror(path);
        return 1;
    }
    return 0;
}

static int run_shapes(struct app *app, int count, char **words) {
    (void)words;
    if (count != 0) {
        return EXIT_USAGE;
    }
    struct text text;
    text_init(&text, app->arena);
    json_write_shapes(&text, all_shapes);
    puts(text.bytes);
    return 0;
}

static int run_health(struct app *app, int count, char **words) {
    (void)words;
    return count == 0 ? health(app->settings.bind, app->settings.port) : EXIT_USAGE;
}

static int run_verify(struct app *app, int count, char **words) {
    return count == 1 ? verify_assessments(app, words[0]) : EXIT_USAGE;
}

static int run_verify_deadlines(struct app *app, int count, char **words) {
    bool repair = count == 2 && strcmp(words[1], "--repair") == 0;
    return count == 1 || repair ? verify_deadlines(app, words[0], repair) : EXIT_USAGE;
}

static int run_verify_audit(struct app *app, int count, char **words) {
    return count == 1 || count == 2 ? verify_audit(app, words[0], count == 2 ? words[1] : NULL)
                                    : EXIT_USAGE;
}

static int run_forget(struct app *app, int count, char **words) {
    return count == 2 ? forget_texts(app, words[0], words[1]) : EXIT_USAGE;
}

static int run_publish(struct app *app, int count, char **words) {
    return count == 2 ? publish_model(app, words[0], words[1]) : EXIT_USAGE;
}

static int run_retire(struct app *app, int count, char **words) {
    return count == 2 ? retire_model(app, words[0], words[1]) : EXIT_USAGE;
}

static int run_switch(struct app *app, int count, char **words) {
    return count == 2 ? switch_model(app, words[0], words[1]) : EXIT_USAGE;
}

static int run_load(struct app *app, int count, char **words) {
    return count == 1 ? load_file(app, words[0]) : EXIT_USAGE;
}

static int run_kpi(struct app *app, int count, char **words) {
    return count == 2 ? kpi_command(app, words[0], words[1]) : EXIT_USAGE;
}

static int run_standings(struct app *app, int count, char **words) {
    return count == 2 ? standings_command(app, words[0], words[1]) : EXIT_USAGE;
}

static const struct command commands[] = {
    {"serve", "", "listens on BIND:PORT until SIGTERM; SIGHUP reads keys again",
     APP_DATA | APP_AUTH, run_serve},
    {"migrate", "", "brings the database of MIGRATE_DATABASE_URL up to this version", 0,
     run_migrate},
    {"partitions", "", "makes the months to come of the access log and the feed; to be run daily",
     0, run_partitions},
    {"distribute", "[--run]",
     "says (or does) what spreads the tables over the nodes of a distributed PostgreSQL (Citus)", 0,
     run_distribute},
    {"demo", "", "loads three areas with units, models and artificial clients", APP_DATA, run_demo},
    {"demo-year", "", "the same, with a busy year in the largest area for the page of figures",
     APP_DATA, run_demo_year},
    {"keygen", "FOLDER", "makes issuer.pem, jwks.json and vault.keys where they are missing", 0,
     run_keygen},
    {"token", "[--role R] [--area 90] ...", "prints a token signed by DEMO_ISSUER_KEY", 0,
     run_token},
    {"publish", "AREA FILE", "publishes a model file for an area; the first becomes its own",
     APP_DATA, run_publish},
    {"retire", "AREA CODE@VERSION", "keeps a version of a model for what it gave, and for no more",
     APP_DATA, run_retire},
    {"switch", "AREA CODE", "makes a model the one that is used where a request names none",
     APP_DATA, run_switch},
    {"load", "FILE", "loads a county's units, services and models; again, what has changed",
     APP_DATA, run_load},
    {"verify-assessments", "AREA", "evaluates every stored assessment again: same bytes?", APP_DATA,
     run_verify},
    {"verify-deadlines", "AREA [--repair]", "reckons the due days that lists are sorted by again",
     APP_DATA, run_verify_deadlines},
    {"verify-audit", "AREA [NUMBER.DIGEST]",
     "works out the seals of the access log again: is it whole, up to a head kept elsewhere?",
     APP_DATA, run_verify_audit},
    {"standings", "rebuild|compare AREA",
     "makes where clients stand again from the assessments; compares it with them", APP_DATA,
     run_standings},
    {"kpi", "refresh|rebuild|compare AREA",
     "counts what is new; everything again; compares it with the definitions", APP_DATA, run_kpi},
    {"forget-texts", "AREA DAYS",
     "forgets the texts of anonymous consultations that ended so long ago", APP_DATA, run_forget},
    {"health", "", "asks the service on BIND:PORT whether it lives; exit code 0 or 1", 0,
     run_health},
    {"shapes", "", "prints the fields of every request and answer as JSON", 0, run_shapes},
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

/* Each line begins a step; %s is the folder of what was installed. The tests do them as they stand.
 */
static const char first_start[] =
    "    mkdir -p /etc/asiakkuus && cd /etc/asiakkuus && umask 077\n"
    "    asiakkuusd keygen .\n"
    "    runuser -u postgres -- createdb asiakkuus\n"
    "    runuser -u postgres -- psql -q -d asiakkuus < %s/sql/roles.sql\n"
    "    for role in app owner; do\n"
    "        password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \\n')\n"
    "        echo \"*:*:*:asiakkuus_$role:$password\" > $role.pgpass\n"
    "        echo \"ALTER ROLE asiakkuus_$role PASSWORD '$password'\" |\n"
    "            runuser -u postgres -- psql -q -d asiakkuus\n"
    "    done\n"
    "    cp %s/settings.example settings\n"
    "    export SETTINGS=/etc/asiakkuus/settings\n"
    "    asiakkuusd migrate && asiakkuusd demo\n"
    "    asiakkuusd serve &\n"
    "    export DEMO_ISSUER_KEY_FILE=/etc/asiakkuus/issuer.pem\n"
    "    curl -sS --retry 9 --retry-connrefused -H \"Authorization: Bearer $(asiakkuusd token)\" "
    "http://127.0.0.1:8080/v1/segments\n";

static void print_help(void) {
    struct arena *arena = arena_new();
    const char *data = app_data_dir(arena);
    puts("asiakkuusd: segments of clients in health and social care, as a service\n\n"
         "A first start on Debian, from nothing to an answer, as root beside a PostgreSQL from 15 "
         "on:");
    printf(first_start, data, data);
    puts("As a service: adduser --system --group asiakkuus, give it app.pgpass, vault.keys, "
         "jwks.json\n"
         "and settings (chown asiakkuus), and systemctl enable --now asiakkuusd.\n\n"
         "Commands (serve where none is given):");
    arena_free(arena);
    for (int i = 0; i < COMMAND_COUNT; i++) {
        printf("    %s %s\n        %s\n", commands[i].name, commands[i].arguments,
               commands[i].help);
    }
    puts("    --version, --help\n");
    settings_print();
}

static const struct command *find(const char *name) {
    for (int i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

/* A command writes by the rules of its own schema: on another one it would break off in the middle.
 * What is served waits for the database, or goes on until it is replaced (decision 60). */
static bool fits_database(const struct command *command, struct app *app) {
    const char *cause = "";
    if (!(command->parts & APP_DATA) || command->run == run_serve ||
        db_ready(app->pool, &cause) != DB_OTHER_VERSION) {
        return true;
    }
    fprintf(stderr, "asiakkuusd: the database goes with another version of this program: %s\n",
            cause);
    return false;
}

static int run(const struct command *command, int count, char **words) {
    struct app app;
    int code = 1;
    if (app_open(&app, command->parts) && fits_database(command, &app)) {
        code = command->run(&app, count, words);
    }
    app_close(&app);
    if (code == EXIT_USAGE) {
        fprintf(stderr, "usage: asiakkuusd %s %s\n", command->name, command->arguments);
    }
    return code;
}

int main(int argc, char **argv) {
    const char *name = argc > 1 ? argv[1] : "serve";
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        print_help();
        return 0;
    }
    if (strcmp(name, "--version") == 0) {
        puts("asiakkuusd " ASIAKKUUS_VERSION);
        return 0;
    }
    const struct command *command = find(name);
    if (!command) {
        fprintf(stderr, "asiakkuusd: no such command: %s; see asiakkuusd --help\n", name);
        return EXIT_USAGE;
    }
    if (command->run == run_serve) {
        serve_block_signals();
    }
    return run(command, argc > 2 ? argc - 2 : 0, argv + (argc > 2 ? 2 : argc));
}
