-- Clients, what stood in their rows before, and the identifiers they are found by.
-- writes: client, client_former, client_identifier

-- By which kind of identifier a client `c` is known first. Index (area, client_id, created_at, id).
-- part: client_system
(SELECT i.system FROM client_identifier i
        WHERE i.area = :area AND i.client_id = c.id AND i.replaced_at IS NULL
        ORDER BY i.system = 'hetu' DESC, i.created_at, i.id
        LIMIT 1) AS system;

-- part: client_columns
c.id, c.version, c.birth_date, c.home_unit, c.language, c.non_disclosure, c.status, c.status_on,
       c.names_sealed, c.created_at, c.updated_at, c.merged_into;

-- The client that has this identifier, under any live key. Unique index (area, system, hash) of those
-- that have not been replaced.
-- name: client_select_by_identifier
SELECT
-- with: client_columns
       , i.system
FROM client_identifier i
JOIN client c ON c.area = i.area AND c.id = i.client_id
WHERE i.area = :area AND i.system = :system
  AND i.hash = ANY (:hashes::bytea[]) AND i.replaced_at IS NULL
LIMIT 1;

-- One at a time asks for an identifier and gives it away: the second waits here for the first, and
-- finds what it made. The unique index would refuse what gets past.
-- name: client_lock
SELECT count(pg_advisory_xact_lock(hashtextextended(
    concat_ws(E'\n', :area::text, :system::text, encode(:hash::bytea, 'hex')), 1))) AS count;

-- name: client_insert
INSERT INTO client (area, id, version, birth_date, home_unit, language, non_disclosure, names_sealed,
                    created_at, created_by, updated_at)
VALUES (:area, :id, 1, :birth_date, :home_unit, :language, :non_disclosure, :names_sealed, :now, :sub,
        :now);

-- One client, by primary key; none where it went into another.
-- name: client_select
SELECT
-- with: client_columns
       ,
-- with: client_system
FROM client c
WHERE c.area = :area AND c.id = :id AND c.merged_into IS NULL;

-- What other rooms need to know of a client, by primary key.
-- name: client_select_core
SELECT id, birth_date, status, status_on FROM client
WHERE area = :area AND id = :id AND merged_into IS NULL;

-- The same for the one who writes a record of the client: nobody merges the client until that is done, and
-- who waited for a merge finds none. One lock for all that follows: taken in steps, it would wait for a
-- merge that waits for it.
-- name: client_lock_core
SELECT id, birth_date, status, status_on FROM client
WHERE area = :area AND id = :id AND merged_into IS NULL
FOR NO KEY UPDATE;

-- Is there the contact, of this client and of a register open to the caller? By primary key.
-- name: client_select_contact
SELECT k.id FROM contact k
WHERE k.area = :area AND k.id = :contact_id AND k.client_id = :client_id
  AND k.register = ANY (:registers);

-- Which client it went into. By primary key.
-- name: client_select_successor
SELECT merged_into AS id
FROM (SELECT merged_into FROM client WHERE area = :area AND id = :id LIMIT 1) c
WHERE merged_into IS NOT NULL;

-- Two clients for a merge or its undoing, always in the same order: nobody else changes them or writes
-- a record of theirs until that is done.
-- name: client_lock_pair
SELECT
-- with: client_columns
       ,
-- with: client_system
FROM client c
WHERE c.area = :area AND c.id = ANY (:ids::uuid[])
ORDER BY c.id
FOR UPDATE OF c;

-- A client that goes into another, or comes back out of it.
-- name: client_update_merged
UPDATE client SET merged_into = :merged_into, version = version + 1, updated_at = :now
WHERE area = :area AND id = :id AND version = :version;

-- Whether another that went into the same client has a non-disclosure order, which still holds when this
-- one comes back out. Index (area, merged_into).
-- name: client_select_undisclosed
SELECT non_disclosure FROM client
WHERE area = :area AND merged_into = :merged_into AND id <> :id
ORDER BY non_disclosure DESC
LIMIT 1;

-- Identifiers that go along with a merge, and those that go back. Index (area, client_id, created_at,
-- id); primary key.
-- name: client_move_all
UPDATE client_identifier SET client_id = :to_id
WHERE area = :area AND client_id = :from_id
RETURNING id;

-- name: client_move_back
UPDATE client_identifier SET client_id = :to_id
WHERE area = :area AND client_id = :from_id AND id = ANY (:ids::uuid[])
RETURNING id;

-- Those that were given to a client after a merge.
-- name: client_select_since
SELECT id, created_at AS at FROM client_identifier
WHERE area = :area AND client_id = :from_id AND created_at > :since
ORDER BY created_at, id
LIMIT 100; -- MERGE_SINCE_MAX

-- A client as it stands after a change, of the version that the caller has seen: of two at once one
-- changes a row.
-- name: client_update
UPDATE client
SET version = version + 1, birth_date = :birth_date, names_sealed = :names_sealed,
    home_unit = :home_unit, language = :language, non_disclosure = :non_disclosure,
    status = :status, status_on = :status_on, updated_at = :now
WHERE area = :area AND id = :id AND version = :version;

-- What the change writes over.
-- name: client_former_insert
INSERT INTO client_former (area, client_id, version, birth_date, names_sealed, home_unit, language,
                           non_disclosure)
VALUES (:area, :id, :version, :birth_date, :names_sealed, :home_unit, :language, :non_disclosure);

-- What stood there before, by version; primary key (area, client_id, version).
-- name: client_former_select
SELECT version, birth_date, names_sealed, home_unit, language, non_disclosure
FROM client_former
WHERE area = :area AND client_id = :id
ORDER BY version DESC
LIMIT 200; -- MOVES_SHOWN_MAX

-- A client's identifiers, those replaced too, oldest first. Index (area, client_id, created_at, id).
-- name: client_identifier_select
SELECT id, system, created_at, replaced_at, replaced_by AS replaced_by_sub
FROM client_identifier
WHERE area = :area AND client_id = :id
ORDER BY created_at, id
LIMIT 64; -- IDENTIFIERS_MAX

-- The one by which a client is known first, as it is sealed: in the order of client_system. Index (area,
-- client_id, created_at, id).
-- name: client_identifier_select_first
SELECT id AS identifier_id, value_sealed
FROM client_identifier
WHERE area = :area AND client_id = :id AND replaced_at IS NULL
ORDER BY system = 'hetu' DESC, created_at, id
LIMIT 1;

-- Behind client_lock, and where nobody has it under any live key.
-- name: client_identifier_insert
INSERT INTO client_identifier (area, id, client_id, system, hash, key_id, value_sealed, created_at)
VALUES (:area, :identifier_id, :id, :system, :hash, :key_id, :value_sealed, :now);

-- Of one that was wrong the hash stays, and no way back to the code.
-- name: client_identifier_update_replaced
UPDATE client_identifier
SET replaced_at = :now, replaced_by = :sub, value_sealed = NULL
WHERE area = :area AND id = :identifier_id AND client_id = :id AND replaced_at IS NULL;

-- Of rows that went into another: their names, and those that they had before. By primary keys.
-- name: client_update_forgotten
UPDATE client SET names_sealed = NULL
WHERE area = :area AND id = ANY (:client_ids::uuid[]) AND merged_into IS NOT NULL
  AND names_sealed IS NOT NULL;

-- name: client_former_update_forgotten
UPDATE client_former f SET names_sealed = NULL
WHERE f.area = :area AND f.client_id = ANY (:client_ids::uuid[]) AND f.names_sealed IS NOT NULL
  AND EXISTS (SELECT FROM client c
              WHERE c.area = :area AND c.id = f.client_id AND c.merged_into IS NOT NULL);
