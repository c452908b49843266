/* Do the vault's keys fit the database? Identifiers are found by a keyed hash: with another key in
 * place of a lost one the same person would become a second client, silently. So the database keeps
 * a check value of every key that it was sealed with (table vault_key), and nothing is served,
 * loaded or migrated by keys of which one is missing or has other bytes.
 *
 * Writes the table vault_key. */
#ifndef KEYRING_KEYRING_H
#define KEYRING_KEYRING_H

struct db_pool;
struct vault;

enum keyring {
    KEYRING_FITS,
    KEYRING_DIFFERS, /* a key is missing or has other bytes */
    KEYRING_UNKNOWN  /* the database can't be asked, or has no such table yet */
};

/* Looks only; without a vault (NULL) the keys fit where none has been used. `*words` says why they
 * do not (names of keys, never a byte of one), and lives as long as the thread. */
enum keyring keyring_check(struct db_pool *pool, const struct vault *vault, const char **words);

/* The same, and records the current key: before anything is sealed by it. */
enum keyring keyring_open(struct db_pool *pool, const struct vault *vault, const char **words);

#endif
