/* asiakkuusd load: what a county brings along when it begins: its units, services and models.
 *
 *     { "area": "90",
 *       "units": [{ "parent": "centre", "unit": { "code": "north", "names": ..., "kind": ... } }],
 *       "services": [{ "unit": "north", "service": { "code": "nurse", "names": ..., ... } }],
 *       "models": ["north.json"], "active_model": "north" }
 *
 * `unit` and `service` are as POST /v1/units and /v1/services take them; `parent` and `unit` beside
 * them are codes, models are files beside this one. */
#ifndef LOAD_H
#define LOAD_H

struct app;

/* Loads the file, all of it or nothing: what is missing is made, what differs is changed, what is
 * alike stays, and nothing is removed. 0, or 1 with every fault on stderr. */
int load_file(struct app *app, const char *path);

#endif
