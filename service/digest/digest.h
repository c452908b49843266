/* SHA-256. */
#ifndef DIGEST_DIGEST_H
#define DIGEST_DIGEST_H

#include <stddef.h>
#include <stdint.h>

enum { DIGEST_SIZE = 32 };

void digest_sha256(const void *bytes, size_t length, uint8_t out[DIGEST_SIZE]);

#endif
