-- Drafts of models, until they are published or discarded.
-- writes: model_draft

-- One at a time counts the drafts of an area and adds one, until the end of the transaction.
-- name: model_draft_lock
SELECT count(pg_advisory_xact_lock(hashtextextended(concat_ws(E'\n', :area::text, 'draft'), 3)))
           AS count;

-- name: model_draft_insert
INSERT INTO model_draft (area, id, version, code, document, hash, base, name_fi, name_sv, name_en,
                         created_at, written_at, written_by)
VALUES (:area, :id, 1, :code, :document, :hash, :base, :name_fi, :name_sv, :name_en, :now, :now, :sub);

-- One of them, by primary key.
-- name: model_draft_select
SELECT id, version, code, document, hash, base, name_fi, name_sv, name_en, created_at, written_at,
       written_by AS written_by_sub
FROM model_draft WHERE area = :area AND id = :id;

-- The newest first; index (area, created_at, id).
-- name: model_draft_select_page
SELECT id, version, code, hash, base, name_fi, name_sv, name_en, created_at, written_at,
       written_by AS written_by_sub
FROM model_draft
WHERE area = :area
  AND (created_at, id) < (
      (SELECT coalesce(:after_1::timestamptz, 'infinity')),
      (SELECT coalesce(:after_2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')))
ORDER BY created_at DESC, id DESC
LIMIT :limit_plus_one;

-- How many there are; an area has some.
-- name: model_draft_count
SELECT count(*) AS count FROM model_draft WHERE area = :area;

-- name: model_draft_update
UPDATE model_draft
SET version = version + 1, document = :document, hash = :hash, name_fi = :name_fi, name_sv = :name_sv,
    name_en = :name_en, written_at = :now, written_by = :sub
WHERE area = :area AND id = :id AND version = :version;

-- It is gone: published, or discarded.
-- name: model_draft_delete
DELETE FROM model_draft WHERE area = :area AND id = :id AND version = :version;
