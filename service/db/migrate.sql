-- What the runner of migrations asks, as the owner of the schema.
-- writes: migration

-- One runner at a time; others wait. The number is nothing but unusual.
-- name: migration_lock
SELECT pg_advisory_lock(7210450391);

-- name: migration_digest
SELECT encode(sha256(convert_to(:text, 'UTF8')), 'hex') AS digest;

-- The digest under which a file ran; no row where it has not.
-- name: migration_applied
SELECT sha256 FROM migration WHERE name = :name;

-- name: migration_insert
INSERT INTO migration (name, sha256, applied_at) VALUES (:name, :sha256, clock_timestamp());
