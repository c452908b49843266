-- Merges of two rows of one person, and what went along.
-- writes: client_merge, client_merge_item

-- name: merge_insert
INSERT INTO client_merge (area, id, version, status, survivor_id, merged_id, filled, conflicts,
                          merged_at, merged_by, merged_unit, reason, undo_until)
VALUES (:area, :id, 1, 'merged', :survivor_id, :merged_id, :filled, :conflict_codes, :now, :sub, :unit,
        :reason, :undo_until);

-- name: merge_item_insert_rows
INSERT INTO client_merge_item (area, merge_id, resource, resource_id)
SELECT t.area, :merge_id, t.resource, t.id
FROM unnest(:each_area::text[], :each_resource::text[], :each_id::uuid[]) AS t(area, resource, id)
ON CONFLICT DO NOTHING;

-- What both rows have, of which one can hold. Keys and indexes by client of each table.
-- name: merge_select_conflicts
SELECT EXISTS (
           SELECT FROM care_team a JOIN care_team b ON b.area = :area AND b.client_id = :merged_id
           WHERE a.area = :area AND a.client_id = :survivor_id) AS care_team,
       EXISTS (
           SELECT FROM care_team_member a
           JOIN care_team_member b ON b.area = :area AND b.client_id = :merged_id AND b.role = a.role
           WHERE a.area = :area AND a.client_id = :survivor_id AND a.role = 'contact_person'
             AND a.is_named AND coalesce(a.valid_to, 'infinity') >= :today
             AND b.is_named AND coalesce(b.valid_to, 'infinity') >= :today) AS contact_person,
       EXISTS (
           SELECT FROM plan a JOIN plan b ON b.area = :area AND b.client_id = :merged_id
           WHERE a.area = :area AND a.client_id = :survivor_id
             AND (b.register = a.register OR (a.kind = 'joint' AND b.kind = 'joint'))) AS plan,
       EXISTS (
           SELECT FROM assessment a
           WHERE a.area = :area AND a.client_id = :survivor_id AND a.status = 'confirmed')
       AND EXISTS (
           SELECT FROM assessment b
           WHERE b.area = :area AND b.client_id = :merged_id AND b.status = 'confirmed')
           AS assessment;

-- part: merge_columns
SELECT m.id, m.version, m.status, m.survivor_id, m.merged_id, m.filled, m.conflicts AS conflict_codes,
       m.merged_at, m.merged_by AS merged_by_sub, m.merged_unit AS merged_by_unit, m.reason,
       m.undo_until, m.undone_at, m.undone_by AS undone_by_sub, m.undo_reason
FROM client_merge m;

-- One that a client has come out of; by primary key.
-- name: merge_select
-- with: merge_columns
WHERE m.area = :area AND m.id = :id AND m.survivor_id = :survivor_id;

-- All of them, the latest first. Index (area, survivor_id, merged_at, id).
-- name: merge_select_list
-- with: merge_columns
WHERE m.area = :area AND m.survivor_id = :survivor_id
ORDER BY m.merged_at DESC, m.id DESC
LIMIT 50; -- MERGES_SHOWN_MAX

-- How many of each kind went along. Primary key (area, merge_id, resource, resource_id).
-- name: merge_item_count
SELECT resource, count(*) AS count FROM client_merge_item
WHERE area = :area AND merge_id = :id
GROUP BY resource
ORDER BY resource
LIMIT 64; -- CLIENT_PARTS_MAX

-- Which of one kind.
-- name: merge_item_select
SELECT resource_id AS id FROM client_merge_item
WHERE area = :area AND merge_id = :id AND resource = :resource
ORDER BY resource_id;

-- Undoes one of the version that the caller has seen.
-- name: merge_update_undone
UPDATE client_merge
SET status = 'undone', version = version + 1, undone_at = :now, undone_by = :sub,
    undo_reason = :undo_reason
WHERE area = :area AND id = :id AND version = :version AND status = 'merged'
  AND names_forgotten_at IS NULL;

-- Some whose time to undo is over, the longest first; index (area, undo_until, id) of those whose names
-- are still there.
-- name: merge_select_over
SELECT id, merged_id FROM client_merge
WHERE area = :area AND status = 'merged' AND names_forgotten_at IS NULL AND undo_until < :now
ORDER BY undo_until, id
LIMIT 200; -- MERGES_FORGOTTEN

-- Notes that the names are forgotten.
-- name: merge_update_forgotten
UPDATE client_merge SET names_forgotten_at = :now
WHERE area = :area AND id = ANY (:merge_ids::uuid[]) AND status = 'merged';
