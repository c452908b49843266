-- Versions of the rule model that an area has published.
-- writes: model

-- What is published in the area, without documents: the shelf that is kept in memory. An area has
-- tens of rows. Unique index (area, code, version).
-- name: model_select_shelf
SELECT id, code, version, hash, status, is_active, valid_from, valid_to, published_at,
       published_by, revision, withdrawn
FROM model
WHERE area = :area AND status IN ('published', 'retired')
ORDER BY code, version DESC
LIMIT 2000; -- SHELF_ROWS_MAX

-- The document of one version, by primary key.
-- name: model_select_document
SELECT document FROM model WHERE area = :area AND id = :id;

-- The newest first; index (area, published_at, id).
-- name: model_select_page
SELECT id, code, version, hash, status, is_active, valid_from, valid_to, published_at,
       published_by, revision, withdrawn
FROM model
WHERE area = :area AND status IN ('published', 'retired')
  AND (published_at, id) < (
      (SELECT coalesce(:after_1::timestamptz, 'infinity')),
      (SELECT coalesce(:after_2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')))
ORDER BY published_at DESC, id DESC
LIMIT :limit_plus_one;

-- How many there are; an area has tens.
-- name: model_count_all
SELECT count(*) AS count FROM model WHERE area = :area AND status IN ('published', 'retired');

-- One at a time changes what an area has published, until the end of the transaction.
-- name: model_lock_area
SELECT count(pg_advisory_xact_lock(hashtextextended(concat_ws(E'\n', :area::text, 'model'), 3)))
           AS count;

-- Is a code the area's own? Unique index (area, code, version).
-- name: model_select_active
SELECT is_active FROM model WHERE area = :area AND code = :code ORDER BY is_active DESC LIMIT 1;

-- Puts a version up as published, active where its code is; nothing where the area has this code
-- and version.
-- name: model_insert
INSERT INTO model (area, id, code, version, hash, document, status, is_active, valid_from, valid_to,
                   published_at, published_by, created_at, updated_at)
VALUES (:area, :id, :code, :version, :hash, :document, 'published', :is_active, :valid_from, :valid_to,
        :now, :sub, :now, :now)
ON CONFLICT (area, code, version) DO NOTHING;

-- Makes one code the area's own: every version of it is active, of others none.
-- name: model_update_active
UPDATE model SET is_active = (code = :code), updated_at = :now
WHERE area = :area AND is_active <> (code = :code);

-- One version is used for nothing new, on whatever day; unique index (area, code, version).
-- name: model_update_withdrawn
UPDATE model SET status = 'retired', withdrawn = true, revision = revision + 1, updated_at = :now
WHERE area = :area AND code = :code AND version = :version AND NOT withdrawn;

-- One version as it stands, by primary key.
-- name: model_select
SELECT id, code, version, hash, status, is_active, valid_from, valid_to, published_at,
       published_by, revision, withdrawn
FROM model WHERE area = :area AND id = :id;

-- The versions of one code, highest first, so that two who publish wait for each other; unique index
-- (area, code, version).
-- name: model_select_code
SELECT id, code, version, hash, status, is_active, valid_from, valid_to, published_at,
       published_by, revision, withdrawn
FROM model
WHERE area = :area AND code = :code
ORDER BY version DESC
LIMIT 2000 -- SHELF_ROWS_MAX
FOR UPDATE;

-- Has the area a model of its own? An area has tens of rows.
-- name: model_select_any_active
SELECT is_active FROM model WHERE area = :area AND NOT withdrawn ORDER BY is_active DESC LIMIT 1;

-- Puts a draft up as published, under its id.
-- name: model_insert_draft
INSERT INTO model (area, id, code, version, hash, document, status, is_active, valid_from, valid_to,
                   published_at, published_by, created_at, updated_at, revision)
VALUES (:area, :id, :code, :version, :hash, :document, 'published', :is_active, :valid_from, :valid_to,
        :now, :sub, :now, :now, :revision);

-- Its last day, by primary key; of what the caller has seen.
-- name: model_update_days
UPDATE model SET status = :status, valid_to = :valid_to, revision = revision + 1, updated_at = :now
WHERE area = :area AND id = :id AND revision = :revision AND NOT withdrawn;
