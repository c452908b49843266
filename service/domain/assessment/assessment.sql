-- Joint assessments.
-- writes: assessment

-- A new assessment.
-- name: assessment_insert
INSERT INTO assessment (area, id, client_id, register, status, version, model_id, model_code,
                        model_version, model_hash, as_of, input, result, result_hash,
                        computed_segment, certain, possible, chosen_segment, override_reason,
                        participants, own_view, assessed_at, recorded_at, assessed_by,
                        assessed_unit, updated_at)
VALUES (:area, :id, :client_id, :register, 'proposed', 1, :model_id, :model_code,
        :model_version, :model_hash, :as_of, :input, :stored_result, :result_hash,
        :segment, :certain, :possible, :chosen_segment, :override_reason,
        :participants, :own_view, :assessed_at, :now, :sub, :unit, :now);

-- One assessment that the caller may see, by primary key.
-- part: assessment_found
SELECT r.id, r.client_id, r.register, r.status, r.version, r.model_id, r.model_code,
       r.model_version, r.model_hash, r.as_of, r.input, r.result AS stored_result, r.result_hash,
       r.computed_segment AS segment, r.certain, r.possible, r.chosen_segment, r.override_reason,
       r.participants, r.assessed_at, r.recorded_at, r.assessed_by AS assessed_by_sub,
       r.assessed_unit AS assessed_by_unit, r.confirmed_at, r.confirmed_by AS confirmed_by_sub,
       r.review_due,
-- with: ground
       AS ground
FROM assessment r
WHERE r.area = :area AND r.id = :id AND (
-- with: visible
);

-- To work on.
-- name: assessment_select
-- with: assessment_found

-- To be shown.
-- name: assessment_select_read
WITH found AS (
-- with: assessment_found
), read AS (SELECT client_id, 'assessment' AS resource, id AS resource_id, ground FROM found),
-- with: audit_read_on_ground
SELECT * FROM found;

-- A client's assessments that a filter leaves. The bounds of a filter that is not given lie beyond
-- every value. Index (area, client_id, assessed_at, id).
-- part: assessment_wanted
r.area = :area AND r.client_id = :client_id
  AND r.status = ANY (:wanted_status)
  AND coalesce(r.chosen_segment, '') = coalesce(:wanted_segment, r.chosen_segment, '')
  AND coalesce(r.review_due, 'infinity') <= coalesce(:wanted_review_due_until::date, 'infinity')
  AND (
-- with: visible
);

-- The newest first.
-- name: assessment_select_page
SELECT r.id, r.client_id, r.register, r.status, r.version, r.model_code, r.model_version,
       r.model_hash, r.as_of, r.computed_segment AS segment, r.chosen_segment, r.override_reason,
       r.assessed_at, r.recorded_at, r.assessed_by AS assessed_by_sub,
       r.assessed_unit AS assessed_by_unit, r.confirmed_at, r.review_due,
-- with: ground
       AS ground
FROM assessment r
WHERE (r.assessed_at, r.id) < (
      (SELECT coalesce(:after_1::timestamptz, 'infinity')),
      (SELECT coalesce(:after_2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))) AND
-- with: assessment_wanted
ORDER BY r.assessed_at DESC, r.id DESC
LIMIT :limit_plus_one;

-- How many there are.
-- name: assessment_count_all
SELECT count(*) AS count FROM assessment r WHERE
-- with: assessment_wanted
;

-- Confirms a proposed assessment of the version that the caller has seen.
-- name: assessment_update_confirmed
UPDATE assessment
SET status = 'confirmed', version = version + 1, chosen_segment = :chosen_segment,
    override_reason = :override_reason, confirmed_at = :now, confirmed_by = :sub,
    review_due = :review_due, updated_at = :now
WHERE area = :area AND id = :id AND version = :version AND status = 'proposed';

-- Where a client stands: the latest confirmed assessment, else the latest proposed, where one that
-- the client made alone comes after those of professionals. The latest is the one that is valid for
-- the latest day; of one day the one that was confirmed (or made) last. `since` is the start of the
-- unbroken run, in that order, of confirmed assessments with the same chosen segment: the start of its
-- day, where it was confirmed on a later one.
-- Index (area, client_id, assessed_at, id).
-- part: assessment_standing
WITH seen AS (
    SELECT id, client_id, status, model_id, computed_segment, chosen_segment, review_due, as_of,
           coalesce(confirmed_at, assessed_at) AS settled_at, own_view,
-- with: ground
           AS ground
    FROM assessment r
    WHERE r.area = :area AND r.client_id = :client_id AND (
-- with: visible
    )),
latest AS (
    SELECT * FROM seen
    ORDER BY (status = 'confirmed') DESC, (status = 'proposed' AND own_view), as_of DESC,
             settled_at DESC, id DESC
    LIMIT 1),
other AS (
    SELECT o.as_of, o.settled_at, o.id FROM seen o CROSS JOIN latest l
    WHERE o.status = 'confirmed' AND o.chosen_segment <> l.chosen_segment
    ORDER BY o.as_of DESC, o.settled_at DESC, o.id DESC
    LIMIT 1),
first AS (
    SELECT s.as_of, s.settled_at FROM seen s CROSS JOIN latest l
    WHERE s.id = l.id OR (
        l.status = 'confirmed' AND s.status = 'confirmed' AND s.chosen_segment = l.chosen_segment
        AND NOT EXISTS (SELECT 1 FROM other o
                        WHERE (o.as_of, o.settled_at, o.id) > (s.as_of, s.settled_at, s.id)))
    ORDER BY s.as_of, s.settled_at, s.id
    LIMIT 1),
found AS (
    SELECT l.id AS assessment_id, l.client_id, l.status, l.model_id,
           coalesce(l.chosen_segment, l.computed_segment) AS segment, l.review_due AS next_review,
           l.ground,
           CASE WHEN f.as_of < (f.settled_at AT TIME ZONE 'Europe/Helsinki')::date
                THEN f.as_of::timestamp AT TIME ZONE 'Europe/Helsinki'
                ELSE f.settled_at END AS since
    FROM latest l CROSS JOIN first f);

-- To be shown.
-- name: assessment_select_standing
-- with: assessment_standing
,
read AS (SELECT client_id, 'client_segment' AS resource, id AS resource_id, ground FROM latest),
-- with: audit_read_on_ground
SELECT * FROM found;

-- As part of another answer.
-- name: assessment_find_standing
-- with: assessment_standing
SELECT * FROM found;

-- Every assessment of the area, a page at a time, to prove that stored results still come out.
-- name: assessment_select_all
SELECT id, model_id, input, result AS stored_result, result_hash
FROM assessment
WHERE area = :area
  AND id > (SELECT coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
ORDER BY id
LIMIT :limit_plus_one;
