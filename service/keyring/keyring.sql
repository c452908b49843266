-- Which keys of the vault this database has been sealed with.
-- writes: vault_key

-- A database from before the keys were recorded has no such table.
-- name: keyring_exists
SELECT count(*) AS count FROM pg_class WHERE oid = to_regclass('asiakkuus.vault_key');

-- All of them; a database has a handful.
-- name: keyring_select
SELECT id, check_value FROM vault_key ORDER BY id, check_value LIMIT 64; -- VAULT_KEYS_RECORDED_MAX

-- One at a time decides which key is new; until the end of the transaction.
-- name: keyring_lock
SELECT pg_advisory_xact_lock(7210450392);

-- name: keyring_insert
INSERT INTO vault_key (id, check_value) VALUES (:id, :check_value) ON CONFLICT DO NOTHING;
