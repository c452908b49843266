-- Joint assessments and their history.
-- writes: assessment, assessment_history

-- A new assessment.
-- name: assessment_insert
INSERT INTO assessment (area, id, client_id, register, status, version, model_id, model_code,
                        model_version, model_hash, as_of, input, result, result_hash,
                        computed_segment, certain, possible, chosen_segment, override_reason,
                        participants, own_view, assessed_at, assessed_by, assessed_unit,
                        updated_at)
VALUES (:area, :id, :client_id, :register, 'proposed', 1, :model_id, :model_code,
        :model_version, :model_hash, :as_of, :input, :stored_result, :result_hash,
        :segment, :certain, :possible, :chosen_segment, :override_reason,
        :participants, :own_view, :now, :sub, :unit, :now);

-- What happened to an assessment, once more.
-- name: assessment_history_insert
INSERT INTO assessment_history (area, id, assessment_id, at, by, action, from_status, to_status,
                                chosen_segment, reason, version)
VALUES (:area, :id, :assessment_id, :now, :sub, :action, :from_status, :to_status,
        :chosen_segment, :reason, :version);

-- One assessment, by primary key; of the registers that the caller may see, and of a client who
-- calls only their own.
-- part: assessment_found
SELECT a.id, a.client_id, a.register, a.status, a.version, a.model_id, a.model_code,
       a.model_version, a.model_hash, a.as_of, a.input, a.result AS stored_result, a.result_hash,
       a.computed_segment AS segment, a.certain, a.possible, a.chosen_segment, a.override_reason,
       a.participants, a.assessed_at, a.assessed_by AS assessed_by_sub, a.assessed_unit,
       a.confirmed_at, a.confirmed_by AS confirmed_by_sub, a.review_due
FROM assessment a
WHERE a.area = :area AND a.id = :id AND a.register IN (:register_1, :register_2)
  AND a.client_id = coalesce(:own_client_id, a.client_id);

-- To work on.
-- name: assessment_select
-- with: assessment_found

-- To be shown.
-- name: assessment_select_read
WITH found AS (
-- with: assessment_found
), read AS (SELECT client_id, 'assessment' AS resource, id AS resource_id FROM found),
-- with: audit_read
SELECT * FROM found;

-- The history of one assessment, oldest first. Index (area, assessment_id, version).
-- name: assessment_history_select
SELECT at, by AS by_sub, from_status AS "from", to_status AS "to", reason
FROM assessment_history
WHERE area = :area AND assessment_id = :id
ORDER BY version
LIMIT 100; -- ASSESSMENT_MOVES_MAX

-- A client's assessments, newest first. Index (area, client_id, assessed_at, id).
-- name: assessment_select_page
SELECT id, client_id, register, status, version, model_code, model_version, model_hash, as_of,
       computed_segment AS segment, chosen_segment, override_reason, assessed_at,
       assessed_by AS assessed_by_sub, assessed_unit, confirmed_at, review_due
FROM assessment
WHERE area = :area AND client_id = :client_id AND register IN (:register_1, :register_2)
  AND (assessed_at, id) < (
      (SELECT coalesce(:after_at::timestamptz, 'infinity')),
      (SELECT coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')))
ORDER BY assessed_at DESC, id DESC
LIMIT :limit_plus_one;

-- How many assessments a client has. Index (area, client_id, assessed_at, id).
-- name: assessment_count_all
SELECT count(*) AS count FROM assessment
WHERE area = :area AND client_id = :client_id AND register IN (:register_1, :register_2);

-- Confirms a proposed assessment of the version that the caller has seen.
-- name: assessment_update_confirmed
UPDATE assessment
SET status = 'confirmed', version = version + 1, chosen_segment = :chosen_segment,
    override_reason = :override_reason, confirmed_at = :now, confirmed_by = :sub,
    review_due = :review_due, updated_at = :now
WHERE area = :area AND id = :id AND version = :version AND status = 'proposed';

-- Where a client stands: the latest confirmed assessment, else the latest proposed, where one that
-- the client made alone comes after those of professionals; `since` is the start of the unbroken run
-- of confirmed assessments with the same chosen segment.
-- Index (area, client_id, assessed_at, id).
-- name: assessment_select_standing
WITH seen AS (
    SELECT id, client_id, status, model_id, computed_segment, chosen_segment, review_due,
           confirmed_at, assessed_at, own_view
    FROM assessment
    WHERE area = :area AND client_id = :client_id AND register IN (:register_1, :register_2)),
latest AS (
    SELECT * FROM seen
    ORDER BY (status = 'confirmed') DESC, (status = 'proposed' AND own_view),
             coalesce(confirmed_at, assessed_at) DESC, id DESC
    LIMIT 1),
found AS (
    SELECT l.id AS assessment_id, l.client_id, l.status, l.model_id,
           coalesce(l.chosen_segment, l.computed_segment) AS segment, l.review_due AS next_review,
           coalesce((SELECT min(s.confirmed_at) FROM seen s
                     WHERE s.status = 'confirmed' AND s.chosen_segment = l.chosen_segment
                       AND s.confirmed_at > coalesce(
                           (SELECT max(o.confirmed_at) FROM seen o
                            WHERE o.status = 'confirmed' AND o.chosen_segment <> l.chosen_segment),
                           '-infinity')), l.assessed_at) AS since
    FROM latest l),
read AS (SELECT client_id, 'client_segment' AS resource, id AS resource_id FROM latest),
-- with: audit_read
SELECT * FROM found;

-- Every assessment of the area, a page at a time, to prove that stored results still come out.
-- name: assessment_select_all
SELECT id, model_id, input, result AS stored_result, result_hash
FROM assessment
WHERE area = :area
  AND id > (SELECT coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
ORDER BY id
LIMIT :limit_plus_one;
