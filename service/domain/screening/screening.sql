-- Screenings, the figures delivered to them, and what a run finds in these.
-- writes: screening, screening_row

-- name: screening_insert
INSERT INTO screening (area, id, version, state, register, name, unit_id, as_of, rules,
                       include_uncertain, created_at, created_by, changed_at)
VALUES (:area, :id, 1, 'collecting', :register, :name, :unit_id, :as_of, :rules::text[],
        :include_uncertain, :now, :sub, :now);

-- A screening as it is shown, with how far its latest run is.
-- part: screening_columns
s.id, s.version, s.state, s.register, s.name, s.unit_id, s.as_of, s.rules, s.include_uncertain,
s.row_count, s.created_at, s.created_by AS created_by_sub, s.completed_at, s.result,
s.rows_forgotten_at, s.job_id, j.state AS job_state, j.done AS job_done,
j.total AS job_total;

-- part: screening_job
LEFT JOIN job j ON j.area = :area AND j.id = s.job_id;

-- One of the caller's register, by primary key.
-- name: screening_select
SELECT
-- with: screening_columns
FROM screening s
-- with: screening_job
WHERE s.area = :area AND s.id = :id AND s.register = ANY (:registers);

-- For one who is about to change it: others wait. What it is like is asked for after that, since of a row
-- that was waited for the job beside it is still that of before.
-- name: screening_select_locked
SELECT id FROM screening
WHERE area = :area AND id = :id AND register = ANY (:registers)
FOR UPDATE;

-- The same for its run, which has no register of its own.
-- name: screening_select_for_run
SELECT
-- with: screening_columns
FROM screening s
-- with: screening_job
WHERE s.area = :area AND s.id = :id;

-- The caller's register's, newest first. Index screening_newest.
-- name: screening_select_page
SELECT
-- with: screening_columns
FROM screening s
-- with: screening_job
WHERE s.area = :area AND s.register = ANY (:registers) AND s.state = ANY (:state)
  AND (s.created_at, s.id) < (
      (SELECT coalesce(:after_1::timestamptz, 'infinity')),
      (SELECT coalesce(:after_2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')))
ORDER BY s.created_at DESC, s.id DESC
LIMIT :limit_plus_one;

-- A run begins: of a screening that the caller has locked.
-- name: screening_update_started
UPDATE screening SET version = version + 1, job_id = :job_id, changed_at = :now
WHERE area = :area AND id = :id AND version = :version AND state = 'collecting';

-- name: screening_update_rows
UPDATE screening SET row_count = :row_count, changed_at = :now
WHERE area = :area AND id = :id AND state = 'collecting';

-- The end of this run, and of no other.
-- name: screening_update_done
UPDATE screening SET version = version + 1, state = 'done', completed_at = :now, result = :result,
                     changed_at = :now
WHERE area = :area AND id = :id AND version = :version AND state = 'collecting' AND job_id = :job_id;

-- --- rows ---

-- What is known of these clients, by primary key, a client at a time: one plan serves an empty table and
-- a large one.
-- name: screening_row_select_known
SELECT o.client_ref, o.unit_id, o.face_to_face_visits, o.gp_visits, o.emergency_visits, o.stay_days,
       o.acute_admission, o.charlson_index, o.continuing_need, o.long_term_illnesses, o.services_in_use,
       o.last_contact_on
FROM unnest(:client_refs::text[]) AS k (client_ref)
CROSS JOIN LATERAL (
    SELECT * FROM screening_row r
    WHERE r.area = :area AND r.screening_id = :id AND r.client_ref = k.client_ref
    LIMIT 1) o
LIMIT 10000; -- SCREENING_UPLOAD_ROWS

-- New ones, and those that differ.
-- name: screening_row_put
INSERT INTO screening_row (area, screening_id, client_ref, unit_id, face_to_face_visits, gp_visits,
                           emergency_visits, stay_days, acute_admission, charlson_index,
                           continuing_need, long_term_illnesses, services_in_use, last_contact_on)
SELECT t.area, :id::uuid, client_ref, unit_id, face_to_face_visits, gp_visits, emergency_visits,
       stay_days, acute_admission, charlson_index, continuing_need, long_term_illnesses,
       services_in_use, last_contact_on
FROM unnest(:each_area::text[], :each_client_ref::text[], :each_unit_id::uuid[],
            :each_face_to_face_visits::bigint[], :each_gp_visits::bigint[],
            :each_emergency_visits::bigint[], :each_stay_days::bigint[],
            :each_acute_admission::boolean[], :each_charlson_index::bigint[],
            :each_continuing_need::boolean[], :each_long_term_illnesses::bigint[],
            :each_services_in_use::bigint[], :each_last_contact_on::date[])
     AS t (area, client_ref, unit_id, face_to_face_visits, gp_visits, emergency_visits, stay_days,
           acute_admission, charlson_index, continuing_need, long_term_illnesses, services_in_use,
           last_contact_on)
ON CONFLICT (area, screening_id, client_ref) DO UPDATE
SET unit_id = excluded.unit_id, face_to_face_visits = excluded.face_to_face_visits,
    gp_visits = excluded.gp_visits, emergency_visits = excluded.emergency_visits,
    stay_days = excluded.stay_days, acute_admission = excluded.acute_admission,
    charlson_index = excluded.charlson_index, continuing_need = excluded.continuing_need,
    long_term_illnesses = excluded.long_term_illnesses, services_in_use = excluded.services_in_use,
    last_contact_on = excluded.last_contact_on;

-- Which of these units there are, by primary key.
-- name: screening_unit_select
SELECT id AS unit_id FROM unit
WHERE area = :area AND id = ANY (:unit_ids)
LIMIT 10000; -- SCREENING_UPLOAD_ROWS

-- --- a run ---

-- A portion of the rows, by primary key.
-- name: screening_row_select_portion
SELECT client_ref, unit_id, face_to_face_visits, gp_visits, emergency_visits, stay_days,
       acute_admission, charlson_index, continuing_need, long_term_illnesses, services_in_use,
       last_contact_on
FROM screening_row
WHERE area = :area AND screening_id = :id AND client_ref > coalesce(:after_ref, '')
ORDER BY client_ref
LIMIT 2000; -- SCREENING_PORTION

-- What an earlier run that did not come to its end had found. Index screening_row_found.
-- name: screening_row_update_unfound
UPDATE screening_row SET candidate_id = NULL, rank = NULL, met = NULL, findings = NULL
WHERE area = :area AND screening_id = :id AND candidate_id IS NOT NULL;

-- name: screening_row_update_found
UPDATE screening_row r
SET candidate_id = t.candidate_id, rank = t.rank, met = coalesce(string_to_array(nullif(t.met, ''), ' '), '{}'),
    findings = t.findings
FROM unnest(:each_client_ref::text[], :each_candidate_id::uuid[], :each_rank::bigint[],
            :each_met::text[], :each_findings::jsonb[])
     AS t (client_ref, candidate_id, rank, met, findings)
WHERE r.area = :area AND r.screening_id = :id AND r.client_ref = t.client_ref;

-- --- forgetting ---

-- Screenings whose rows have had their time: done, or left alone for so long, and not being run. Held, so
-- that nobody runs them or delivers to them meanwhile; one that somebody else holds is not left alone. Index
-- screening_to_forget.
-- name: screening_select_to_forget
SELECT s.id
FROM screening s
-- with: screening_job
WHERE s.area = :area AND s.rows_forgotten_at IS NULL AND s.changed_at < :before
  AND coalesce(j.state NOT IN ('queued', 'running'), true)
ORDER BY s.changed_at, s.id
LIMIT 20 -- SCREENINGS_FORGOTTEN
FOR UPDATE OF s SKIP LOCKED;

-- A portion, by primary key.
-- name: screening_row_delete
DELETE FROM screening_row
WHERE area = :area AND screening_id = :id AND client_ref <= ALL (ARRAY(
    SELECT client_ref FROM screening_row
    WHERE area = :area AND screening_id = :id
    ORDER BY client_ref
    OFFSET 1999 LIMIT 1)); -- SCREENING_PORTION

-- When the last of them are gone.
-- name: screening_update_forgotten
UPDATE screening SET rows_forgotten_at = :now
WHERE area = :area AND id = :id AND state <> 'collecting' AND rows_forgotten_at IS NULL;

-- One that was never run can be run no more, from the first row on that goes.
-- name: screening_update_expired
UPDATE screening SET version = version + 1, state = 'expired'
WHERE area = :area AND id = :id AND version = :version AND state = 'collecting';
