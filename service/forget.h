/* Forgetting the texts of anonymous consultations some time after they ended. */
#ifndef FORGET_H
#define FORGET_H

struct app;

/* Forgets those of an area that ended more than so many days ago ("0".."3650"), and prints how
 * many; 0 where all went well. */
int forget_texts(struct app *app, const char *area, const char *days);

#endif
