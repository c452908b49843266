/* UUIDs; new ones are version 7 (RFC 9562): they sort by the time they were made. All zero: absent.
 */
#ifndef BASE_UUID_H
#define BASE_UUID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UUID_TEXT_SIZE = 37 };

struct uuid {
    uint8_t bytes[16];
};

/* A new version 7 UUID for the instant `unix_ms`, from the kernel's random numbers. */
struct uuid uuid_new(int64_t unix_ms);
/* A new one that sorts behind `last`, of the same moment too. */
struct uuid uuid_new_after(int64_t unix_ms, const struct uuid *last);
/* `count` new ones, with one call of the kernel for each 16 of them. */
void uuid_new_many(int64_t unix_ms, size_t count, struct uuid *out);
/* Reads the 36-character form, either case; false where it is anything else. */
bool uuid_parse(const char *text, struct uuid *out);
void uuid_print(const struct uuid *uuid, char out[UUID_TEXT_SIZE]);
bool uuid_is_set(const struct uuid *uuid);
bool uuid_equal(const struct uuid *a, const struct uuid *b);

#endif
