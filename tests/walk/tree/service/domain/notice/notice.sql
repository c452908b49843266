-- Notices of units.
-- writes: notice

-- name: notice_insert
INSERT INTO notice (area, id, version, status, unit_id, title, last_day, written_at)
VALUES (:area, :id, 1, 'shown', :unit_id, :title, :last_day, :now);

-- part: notice_columns
n.id, n.version, n.status, n.unit_id, n.title, n.last_day, n.written_at;

-- One notice, by primary key.
-- name: notice_select
SELECT
-- with: notice_columns
FROM notice n WHERE n.area = :area AND n.id = :id;

-- The step out of `shown`, of the version that was seen.
-- name: notice_update_status
UPDATE notice SET version = version + 1, status = :status
WHERE area = :area AND id = :id AND version = :version AND status = 'shown';

-- Of a state, and behind the last row shown.
-- part: notice_wanted
n.area = :area AND n.status = ANY (:status) AND (n.written_at, n.id) < (
    (SELECT coalesce(:after_1::timestamptz, 'infinity')),
    (SELECT coalesce(:after_2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')))
ORDER BY n.written_at DESC, n.id DESC
LIMIT :limit_plus_one;

-- All, newest first; index (area, written_at, id).
-- name: notice_select_page
SELECT
-- with: notice_columns
FROM notice n WHERE
-- with: notice_wanted
;

-- A unit's, newest first; index (area, unit_id, written_at, id).
-- name: notice_select_of_unit
SELECT
-- with: notice_columns
FROM notice n WHERE n.unit_id = :unit_id AND
-- with: notice_wanted
;

-- Those over their last day, a portion; index (area, last_day) of those shown.
-- name: notice_select_over
SELECT
-- with: notice_columns
FROM notice n WHERE n.area = :area AND n.status = 'shown' AND n.last_day < :today
ORDER BY n.last_day
LIMIT 200;
