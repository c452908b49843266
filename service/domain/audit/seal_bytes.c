#include "domain/audit/seal_bytes.h"
#include "digest/digest.h"
#include "json/json.h"

static const struct shape_field row_fields[] = {
    FIELD(struct sealed_row, transaction, 0),
    FIELD(struct sealed_row, id, 0),
    FIELD(struct sealed_row, at, 0),
    FIELD(struct sealed_row, recorded_at, 0),
    FIELD(struct sealed_row, kind, 0),
    FIELD(struct sealed_row, operation, 0),
    FIELD(struct sealed_row, sub, 0),
    FIELD(struct sealed_row, name, 0),
    FIELD(struct sealed_row, unit, 0),
    FIELD(struct sealed_row, role, 0),
    FIELD_AS(struct sealed_row, register_word, "register", 0),
    FIELD(struct sealed_row, client_id, 0),
    FIELD(struct sealed_row, resource, 0),
    FIELD(struct sealed_row, resource_id, 0),
    FIELD(struct sealed_row, ground, 0),
    FIELD(struct sealed_row, request_id, 0),
    FIELD(struct sealed_row, reason, 0),
    FIELD_END};
const struct shape sealed_row_shape = {"sealed_row", sizeof(struct sealed_row), row_fields};

static const struct shape_field seal_fields[] = {FIELD(struct audit_seal, number, 0),
                                                 FIELD(struct audit_seal, sealed_at, 0),
                                                 FIELD(struct audit_seal, from_transaction, 0),
                                                 FIELD(struct audit_seal, from_id, 0),
                                                 FIELD(struct audit_seal, to_transaction, 0),
                                                 FIELD(struct audit_seal, to_id, 0),
                                                 FIELD(struct audit_seal, row_count, 0),
                                                 FIELD(struct audit_seal, first_at, 0),
                                                 FIELD(struct audit_seal, rows_digest, 0),
                                                 FIELD(struct audit_seal, previous, 0),
                                                 FIELD(struct audit_seal, digest, 0),
                                                 FIELD(struct audit_seal, key_id, 0),
                                                 FIELD(struct audit_seal, proof, 0),
                                                 FIELD_END};
const struct shape audit_seal_shape = {"audit_seal", sizeof(struct audit_seal), seal_fields};

/* --- lines --- */

static void add_string(struct text *out, const char *string) {
    if (out->bytes[out->length - 1] != '[') {
        text_add_char(out, ',');
    }
    if (string) {
        json_write_string(out, string);
    } else {
        text_add_string(out, "null");
    }
}

static void add_uuid(struct text *out, struct uuid id) {
    char text[UUID_TEXT_SIZE];
    uuid_print(&id, text);
    add_string(out, uuid_is_set(&id) ? text : NULL);
}

static void add_instant(struct text *out, struct instant at) {
    char text[INSTANT_TEXT_SIZE];
    instant_print(at, text);
    add_string(out, at.us != 0 ? text : NULL);
}

static void add_row(struct text *out, const struct sealed_row *row) {
    text_add_char(out, '[');
    add_string(out, row->transaction);
    add_uuid(out, row->id);
    add_instant(out, row->at);
    add_instant(out, row->recorded_at);
    const char *const words[] = {row->kind, row->operation, row->sub,          row->name,
                                 row->unit, row->role,      row->register_word};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        add_string(out, words[i]);
    }
    add_uuid(out, row->client_id);
    add_string(out, row->resource);
    add_uuid(out, row->resource_id);
    add_string(out, row->ground);
    add_string(out, row->request_id);
    add_string(out, row->reason);
    text_add_string(out, "]\n");
}

/* --- digests --- */

static const char *hex(struct arena *arena, const uint8_t bytes[DIGEST_SIZE]) {
    static const char digits[] = "0123456789abcdef";
    char *out = arena_alloc(arena, SEAL_DIGEST_SIZE);
    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    return out;
}

static const char *digest_of(const struct text *text) {
    uint8_t digest[DIGEST_SIZE];
    digest_sha256(text->bytes, text->length, digest);
    return hex(text->arena, digest);
}

const char *seal_rows_digest(struct arena *arena, const struct list *rows) {
    struct text lines;
    text_init(&lines, arena);
    for (size_t i = 0; i < rows->count; i++) {
        add_row(&lines, &((const struct sealed_row *)rows->items)[i]);
    }
    return digest_of(&lines);
}

const char *seal_digest(struct context *context, const struct audit_seal *seal) {
    struct arena *arena = context->arena;
    struct text line;
    text_init(&line, arena);
    text_add_char(&line, '[');
    add_string(&line, context->actor.area);
    add_string(&line, arena_format(arena, "%lld", (long long)seal->number));
    add_instant(&line, seal->sealed_at);
    add_string(&line, seal->from_transaction);
    add_uuid(&line, seal->from_id);
    add_string(&line, seal->to_transaction);
    add_uuid(&line, seal->to_id);
    add_string(&line, arena_format(arena, "%lld", (long long)seal->row_count));
    add_instant(&line, seal->first_at);
    add_string(&line, seal->rows_digest);
    add_string(&line, seal->previous);
    text_add_string(&line, "]\n");
    return digest_of(&line);
}

/* Told from the hash of an identifier by the word before it. */
const char *seal_proof(struct context *context, const struct vault *vault, size_t index,
                       const char *digest) {
    struct arena *arena = context->arena;
    const char *value = arena_format(arena, "audit_seal|%s", digest);
    const struct bytes proof = vault_hash(vault, arena, index, context->actor.area, value);
    return hex(arena, proof.bytes);
}
