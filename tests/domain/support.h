/* A service without HTTP: the app's parts over a database of the tests' own, and requests in it. */
#ifndef TESTS_DOMAIN_SUPPORT_H
#define TESTS_DOMAIN_SUPPORT_H

#include "../db/support.h"
#include "app.h"
#include "domain/assessment/assessment.h"
#include "domain/client/client.h"
#include "domain/model/model.h"
#include "domain/segmentation/segmentation.h"

/* Opens pool, vault, models, metrics; the database is there. */
void app_begin(struct app *app);
void app_end(struct app *app);

/* Opens the vault again from these lines of keys. */
void app_keys(struct app *app, const char *lines);

/* A request of area 90, register health, that may do everything; on its own arena. */
void call_begin(struct app *app, struct context *context);
/* Commits (`good`) or rolls back, and gives everything back. */
void call_end(struct context *context, bool good);

/* The bytes of a model file that is shipped, on the context's arena. */
struct text model_file(struct context *context, const char *name);
/* The same, compiled; to be freed by the caller. */
struct segj_model *model_compiled(const char *name);

/* A new client with the artificial person `number`; committed. */
struct uuid make_client(struct app *app, int number);
/* An assessment of a client from a body in JSON; committed. */
struct uuid make_assessment(struct app *app, struct uuid client, const char *body);

#define PARTNERSHIP                                                                                \
    "{\"register\":\"health\",\"coping\":\"easy\",\"need\":\"many\",\"duration\":\"continuous\","  \
    "\"flags\":{\"special_support\":false}}"

#endif
