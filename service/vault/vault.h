/* Personal identifiers at rest: a keyed hash to find them by, a sealed copy to read them back.
 *
 * Keys come from one file, a line each: `<key id> <64 hex digits>`; the first is the current one,
 * the others are still tried when reading (rotation). hash = HMAC-SHA-256 under a key derived for
 * hashing, seal = AES-256-GCM under one derived for sealing (HKDF), with the place the value stands
 * in ("area|table|id|column") as associated data. The space of identity codes is small: who has the
 * key can find every one; guard it accordingly. */
#ifndef VAULT_VAULT_H
#define VAULT_VAULT_H

#include "base/arena.h"
#include "base/limits.h"
#include "base/shape.h"
#include "base/status.h"

enum { VAULT_HASH_SIZE = 32 };

struct vault;

/* NULL with `*words` set where the file is missing, readable by others, or malformed. */
struct vault *vault_open(const char *keys_file, const char **words);
/* The same file read again, where a key was added: a vault that takes the place of `old`, and
 * closes it with itself, as requests may still use it. NULL with `*words` set where the file can't
 * be used, or lacks a key of `old`: what it sealed could not be read any more. */
struct vault *vault_renew(struct vault *old, const char *keys_file, const char **words) must_check;
void vault_close(struct vault *vault);
/* Takes back a vault_renew: the old one stays open. */
void vault_drop(struct vault *renewed);
size_t vault_key_count(const struct vault *vault);
const char *vault_key_id(const struct vault *vault, size_t index); /* 0: current */
/* What tells this key from any other: derived from its secret (HKDF), and no way back. */
struct bytes vault_key_check(const struct vault *vault, struct arena *arena, size_t index);

/* The hash under key `index`, on the arena. `area` separates the tenants' hashes. */
struct bytes vault_hash(const struct vault *vault, struct arena *arena, size_t index,
                        const char *area, const char *value);
struct bytes vault_seal(const struct vault *vault, struct arena *arena, const char *place,
                        const char *value);
/* STATUS_internal where no key opens it. */
enum status vault_open_value(const struct vault *vault, struct arena *arena, const char *place,
                             struct bytes sealed, const char **value) must_check;
/* Writes a new keys file with one fresh key, mode 0400; false where the file exists or can't be
 * made. */
bool vault_keys_create(const char *keys_file);

#endif
