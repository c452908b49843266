/* One JSON object a line on stdout: time, level, message, and the fields given. No personal data. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdint.h>

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR };

struct log; /* where lines go and from which level on; made once, in struct app */

struct log *log_new(int file_descriptor, enum log_level least);
void log_free(struct log *log);
/* A field of a line: a string, or a number where `string` is NULL. Ends with name NULL. */
struct log_field {
    const char *name;
    const char *string;
    int64_t number;
};
/* One write(2) a line, cut at 4,000 bytes; control characters are escaped. */
void log_line(struct log *log, enum log_level level, const char *message,
              const struct log_field *fields);

#endif
