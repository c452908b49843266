#include "digest/digest.h"
#include <openssl/sha.h>

void digest_sha256(const void *bytes, size_t length, uint8_t out[DIGEST_SIZE]) {
    SHA256(bytes, length, out);
}
