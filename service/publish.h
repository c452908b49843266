/* asiakkuusd publish: puts a model file up for an area. */
#ifndef PUBLISH_H
#define PUBLISH_H

struct app;

/* Publishes the model file at `path` for the area, and makes its code the area's own where the area
 * has none. 0, 1 with the cause on stderr, or 2 where the area is none. */
int publish_model(struct app *app, const char *area, const char *path);

#endif
