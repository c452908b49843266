#include "vault/keys.h"
#include "base/text.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECRET_DIGITS = CIPHER_KEY_SIZE * 2 };

/* What is read while the file is being read; wiped when done. */
struct keys_file {
    char bytes[VAULT_FILE_SIZE_MAX + 1];
    uint8_t secret[CIPHER_KEY_SIZE];
};

static bool read_secret(const char *digits, uint8_t secret[CIPHER_KEY_SIZE]) {
    for (size_t i = 0; i < CIPHER_KEY_SIZE; i++) {
        int high = text_hex_digit(digits[2 * i]), low = text_hex_digit(digits[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        secret[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

/* One line; false where it is malformed. */
static bool read_key(struct keys_file *file, const char *line, size_t length,
                     struct vault_key *out) {
    static const char id_characters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    size_t id_length = strspn(line, id_characters);
    if (id_length == 0 || id_length > VAULT_KEY_ID_LENGTH_MAX ||
        length != id_length + 1 + SECRET_DIGITS || line[id_length] != ' ' ||
        !read_secret(line + id_length + 1, file->secret)) {
        return false;
    }
    memcpy(out->id, line, id_length);
    out->id[id_length] = '\0';
    cipher_derive(file->secret, "asiakkuus identifier hash", out->hashing);
    cipher_derive(file->secret, "asiakkuus identifier seal", out->sealing);
    cipher_derive(file->secret, "asiakkuus key check", out->check);
    return true;
}

static bool is_known(const struct vault_key *keys, size_t count, const char *id) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(keys[i].id, id) == 0) {
            return true;
        }
    }
    return false;
}

static const char *read_keys(struct keys_file *file, struct vault_key keys[VAULT_KEYS_MAX],
                             size_t *count) {
    const char *line = file->bytes;
    while (*line) {
        size_t length = strcspn(line, "\n");
        if (length > 0) {
            if (*count == VAULT_KEYS_MAX) {
                return "the keys file has more than 8 keys";
            }
            struct vault_key *key = &keys[*count];
            if (!read_key(file, line, length, key) || is_known(keys, *count, key->id)) {
                return "the keys file has a line that is not `<key id> <64 hex digits>`, "
                       "or a key id twice";
            }
            (*count)++;
        }
        line += length + (line[length] == '\n');
    }
    return *count > 0 ? NULL : "the keys file is empty";
}

/* Secrets that others could have read are no secrets: the file must be the owner's alone. */
static const char *check_mode(int descriptor) {
    struct stat state;
    if (fstat(descriptor, &state) != 0 || !S_ISREG(state.st_mode)) {
        return "the keys file is no regular file";
    }
    if (state.st_mode & (S_IRWXO | S_IWGRP | S_IXGRP)) {
        return "the keys file may be read by others, or changed by its group: chmod 0400";
    }
    return state.st_size > VAULT_FILE_SIZE_MAX ? "the keys file is too long" : NULL;
}

static const char *load(int descriptor, struct keys_file *file) {
    const char *words = check_mode(descriptor);
    if (words) {
        return words;
    }
    size_t length = 0;
    ssize_t got;
    while ((got = read(descriptor, file->bytes + length, VAULT_FILE_SIZE_MAX - length)) > 0) {
        length += (size_t)got;
    }
    file->bytes[length] = '\0';
    if (got < 0 || strlen(file->bytes) != length) {
        return "the keys file can't be read, or is no text";
    }
    return NULL;
}

const char *keys_read(const char *path, struct vault_key keys[VAULT_KEYS_MAX], size_t *count) {
    struct keys_file file;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return "the keys file is missing, or this user may not read it";
    }
    *count = 0;
    const char *words = load(descriptor, &file);
    close(descriptor);
    if (!words) {
        words = read_keys(&file, keys, count);
    }
    OPENSSL_cleanse(&file, sizeof file);
    return words;
}

static void print_hex(char *out, const uint8_t *bytes, size_t count) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
}

/* The key id is random too: a new key for rotation never meets the id of an old one. */
static bool write_key(int descriptor) {
    enum { ID_SIZE = 4, SECRET_AT = 1 + 2 * ID_SIZE + 1, LINE_END = SECRET_AT + SECRET_DIGITS };
    uint8_t random[ID_SIZE + CIPHER_KEY_SIZE];
    char line[LINE_END + 1];
    if (RAND_bytes(random, sizeof random) != 1) {
        return false;
    }
    line[0] = 'k';
    print_hex(line + 1, random, ID_SIZE);
    line[SECRET_AT - 1] = ' ';
    print_hex(line + SECRET_AT, random + ID_SIZE, CIPHER_KEY_SIZE);
    line[LINE_END] = '\n';
    bool good =
        write(descriptor, line, sizeof line) == (ssize_t)sizeof line && fsync(descriptor) == 0;
    OPENSSL_cleanse(line, sizeof line);
    OPENSSL_cleanse(random, sizeof random);
    return good;
}

bool vault_keys_create(const char *keys_file) {
    int descriptor = open(keys_file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400);
    if (descriptor < 0) {
        return false;
    }
    bool good = write_key(descriptor);
    if (close(descriptor) != 0 || !good) {
        unlink(keys_file);
        return false;
    }
    return true;
}
