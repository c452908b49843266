/* Settings: environment variables, each also as NAME_FILE (a file holding the value, for secrets),
 * and a file of NAME=value lines named by SETTINGS. The environment goes before the file. The
 * rows, with their bounds, defaults and meaning, are tables/settings.def. */
#ifndef BASE_SETTINGS_H
#define BASE_SETTINGS_H

#include "base/arena.h"
#include <stdbool.h>
#include <stdint.h>

struct settings {
#define SETTING_STRING(member, env, default_value, help) const char *member;
#define SETTING_INT(member, env, default_value, least, most, help) int64_t member;
#define SETTING_BOOL(member, env, default_value, help) bool member;
#include "tables/settings.def"
#undef SETTING_STRING
#undef SETTING_INT
#undef SETTING_BOOL
};

/* False with a line in `*words` for each setting that is wrong, saying how; in `out` those have
 * their defaults. Values live on the arena. */
bool settings_read(struct arena *arena, struct settings *out, const char **words);
/* Prints the table with defaults and meanings, for --help. */
void settings_print(void);

#endif
