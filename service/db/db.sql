-- What the readiness probe asks.
-- writes: ready_probe

-- A write, however small: reading alone notices neither a full disk nor a standby.
-- name: ready_probe_update
UPDATE ready_probe SET at = now() WHERE id = 1;

-- How many migrations have been applied.
-- name: migration_count
SELECT count(*) AS count FROM migration;
