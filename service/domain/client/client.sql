-- Clients and the identifiers they are found by.
-- writes: client, client_identifier

-- The client that has this identifier, under any live key. Unique index (area, system, hash).
-- name: client_select_by_identifier
SELECT c.id, c.version, c.birth_date, c.home_unit, c.language, c.non_disclosure,
       c.names_sealed, c.created_at, c.updated_at, i.system
FROM client_identifier i
JOIN client c ON c.area = i.area AND c.id = i.client_id
WHERE i.area = :area AND i.system = :system
  AND i.hash = ANY (:hashes::bytea[])
LIMIT 1;

-- A new client with its identifier, or no row where the identifier is there under any live key.
-- Two at the same time: the second waits on the unique index, inserts nothing, and finds the first.
-- name: client_insert
WITH made AS (
    INSERT INTO client_identifier (area, client_id, system, hash, key_id, value_sealed, created_at)
    SELECT :area, :id::uuid, :system::text, :hash::bytea, :key_id::text, :value_sealed::bytea,
           :now::timestamptz
    WHERE NOT EXISTS (
        SELECT 1 FROM client_identifier
        WHERE area = :area AND system = :system
          AND hash = ANY (:hashes::bytea[]))
    ON CONFLICT (area, system, hash) DO NOTHING
    RETURNING client_id)
INSERT INTO client (area, id, version, birth_date, home_unit, language, non_disclosure, names_sealed,
                    created_at, created_by, updated_at)
SELECT :area, made.client_id, 1, :birth_date::date, :home_unit::text, :language::text,
       :non_disclosure::boolean, :names_sealed::bytea, :now::timestamptz, :sub::text, :now::timestamptz
FROM made;

-- One client, by primary key.
-- name: client_select
SELECT c.id, c.version, c.birth_date, c.home_unit, c.language, c.non_disclosure,
       c.names_sealed, c.created_at, c.updated_at, i.system
FROM client c
LEFT JOIN client_identifier i ON i.area = c.area AND i.client_id = c.id AND i.system = 'hetu'
WHERE c.area = :area AND c.id = :id;

-- What an assessment needs to know of a client, by primary key.
-- name: client_select_core
SELECT id, birth_date FROM client WHERE area = :area AND id = :id;
