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
-- part: assessment_seen
FROM assessment r
-- with: seen
WHERE r.area = :area AND r.id = :id AND seen.ground IS NOT NULL;

-- name: assessment_select
SELECT r.id, r.client_id, r.register, r.status, r.version, r.model_id, r.model_code,
       r.model_version, r.model_hash, r.as_of, r.input, r.result AS stored_result, r.result_hash,
       r.computed_segment AS segment, r.certain, r.possible, r.chosen_segment, r.override_reason,
       r.participants, r.own_view, r.assessed_at, r.recorded_at, r.assessed_by AS assessed_by_sub,
       r.assessed_unit AS assessed_by_unit, r.confirmed_at, r.confirmed_by AS confirmed_by_sub,
       r.review_due, seen.ground
-- with: assessment_seen

-- Where it is shown.
-- name: assessment_audit_read
-- with: audit_read
, r.client_id, 'assessment', r.id, seen.ground
-- with: assessment_seen
ON CONFLICT DO NOTHING;

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

-- part: assessment_page
FROM assessment r
WHERE (r.assessed_at, r.id) < (
      (SELECT coalesce(:after_1::timestamptz, 'infinity')),
      (SELECT coalesce(:after_2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))) AND
-- with: assessment_wanted
ORDER BY r.assessed_at DESC, r.id DESC
LIMIT :limit_plus_one;

-- The newest first.
-- name: assessment_select_page
SELECT r.id, r.client_id, r.register, r.status, r.version, r.model_code, r.model_version,
       r.model_hash, r.as_of, r.computed_segment AS segment, r.chosen_segment, r.override_reason,
       r.assessed_at, r.recorded_at, r.assessed_by AS assessed_by_sub,
       r.assessed_unit AS assessed_by_unit, r.confirmed_at, r.review_due,
-- with: ground
       AS ground
-- with: assessment_page

-- The same with what was answered and what came of it.
-- name: assessment_select_page_whole
SELECT r.id, r.client_id, r.register, r.status, r.version, r.model_id, r.model_code,
       r.model_version, r.model_hash, r.as_of, r.input, r.result AS stored_result, r.own_view,
       r.computed_segment AS segment, r.chosen_segment, r.assessed_at, r.recorded_at,
       r.assessed_by AS assessed_by_sub, r.assessed_unit AS assessed_by_unit, r.confirmed_at,
       r.review_due,
-- with: ground
       AS ground
-- with: assessment_page

-- How many there are.
-- name: assessment_count_all
SELECT count(*) AS count FROM assessment r WHERE
-- with: assessment_wanted
;

-- Confirms a proposed assessment of the version that the caller has seen, of the client whose row is
-- locked: a merge may have taken it to another meanwhile.
-- name: assessment_update_confirmed
UPDATE assessment
SET status = 'confirmed', version = version + 1, chosen_segment = :chosen_segment,
    override_reason = :override_reason, confirmed_at = :now, confirmed_by = :sub,
    review_due = :review_due, updated_at = :now
WHERE area = :area AND id = :id AND version = :version AND status = 'proposed'
  AND client_id = :client_id;

-- Every assessment of the area, a page at a time, to prove that stored results still come out.
-- name: assessment_select_all
SELECT id, model_id, input, result AS stored_result, result_hash
FROM assessment
WHERE area = :area
  AND id > (SELECT coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
ORDER BY id
LIMIT :limit_plus_one;

-- A confirmed assessment can be moved, and nothing else be done to it, after this was said.
-- name: assessment_moved_set
SELECT set_config('app.moved', :moved, true) AS moved;

-- Those of a client that go along with a merge, and those that go back. Index (area, client_id,
-- assessed_at, id); primary key.
-- name: assessment_move_all
UPDATE assessment SET client_id = :to_id
WHERE area = :area AND client_id = :from_id AND status = 'proposed'
RETURNING id;

-- name: assessment_move_back
UPDATE assessment SET client_id = :to_id
WHERE area = :area AND client_id = :from_id AND status = 'proposed' AND id = ANY (:ids::uuid[])
RETURNING id;

-- name: assessment_move_all_confirmed
UPDATE assessment SET client_id = :to_id
WHERE area = :area AND client_id = :from_id AND status = 'confirmed'
RETURNING id;

-- name: assessment_move_back_confirmed
UPDATE assessment SET client_id = :to_id
WHERE area = :area AND client_id = :from_id AND status = 'confirmed' AND id = ANY (:ids::uuid[])
RETURNING id;

-- Those written since a merge, the oldest first.
-- name: assessment_select_since
SELECT id, recorded_at AS at FROM assessment
WHERE area = :area AND client_id = :from_id AND recorded_at > :since
ORDER BY recorded_at, id
LIMIT 100; -- MERGE_SINCE_MAX
