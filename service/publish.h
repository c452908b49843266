/* asiakkuusd publish, retire and switch: the models of an area, as an operator changes them. Each
 * returns the exit code: 0, 1 with the cause on stderr, or 2 where a word of the call is wrong. */
#ifndef PUBLISH_H
#define PUBLISH_H

struct app;

/* Publishes the model file at `path` for the area, and makes its code the area's own where the area
 * has none. The same file again changes nothing; another content of the same version is refused. */
int publish_model(struct app *app, const char *area, const char *path);

/* Retires a version, "helsinki@3". */
int retire_model(struct app *app, const char *area, const char *name);

/* Makes a code, "helsinki", the one that is used where a request names none. */
int switch_model(struct app *app, const char *area, const char *code);

#endif
