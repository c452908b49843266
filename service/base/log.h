/* One JSON object a line on stdout: time, level, message, and the fields given. No personal data.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR };

struct log; /* where lines go and from which level on; made once, in struct app */

struct log *log_new(int file_descriptor, enum log_level least);
void log_free(struct log *log);
/* "info" for LOG_LEVEL_INFO, and back; false where the word is none. */
const char *log_level_word(enum log_level level);
bool log_level_parse(const char *word, enum log_level *out);
/* Lines written so far at that level, for the metrics. */
int64_t log_lines(const struct log *log, enum log_level level);

/* A field of a line: a string, or a number where `string` is NULL. Ends with name NULL. */
struct log_field {
    const char *name;
    const char *string;
    int64_t number;
};
/* Nothing where `log` is NULL; `fields` may be NULL. One write(2) a line, cut at LOG_LINE_SIZE;
 * control characters are escaped. */
void log_line(struct log *log, enum log_level level, const char *message,
              const struct log_field *fields);

#endif
