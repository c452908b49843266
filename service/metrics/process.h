/* What the kernel knows of this process, from /proc; 0 where it doesn't say. */
#ifndef METRICS_PROCESS_H
#define METRICS_PROCESS_H

#include <stdint.h>

int64_t process_start_time(void); /* seconds since 1970 */
int64_t process_resident_bytes(void);
int64_t process_open_files(void);

#endif
