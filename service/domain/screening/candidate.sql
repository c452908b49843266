-- Candidates of screenings: who is to be looked at, and what became of it.
-- writes: candidate

-- All that a run has found, at once: no part of a run's candidates is ever seen.
-- name: candidate_insert_found
INSERT INTO candidate (area, id, version, state, screening_id, register, unit_id, client_ref, rank, met,
                       findings, found_at)
SELECT r.area, r.candidate_id, 1, 'open', r.screening_id, :of_register, coalesce(r.unit_id, :unit_id),
       r.client_ref, r.rank, r.met, r.findings, :now
FROM screening_row r
WHERE r.area = :area AND r.screening_id = :screening_id AND r.candidate_id IS NOT NULL
ON CONFLICT DO NOTHING;

-- part: candidate_columns
c.id, c.version, c.state, c.screening_id, c.register, c.unit_id, c.client_ref, c.rank,
200000 - c.rank AS priority, -- SCREENING_RANK_FROM
cardinality(c.met) > 0 AS certain, c.met, c.findings, c.found_at, c.outcome AS outcome_kind,
c.outcome_text, c.closed_at, c.closed_by AS closed_by_sub;

-- One of the caller's register, by primary key.
-- name: candidate_select
SELECT
-- with: candidate_columns
FROM candidate c
WHERE c.area = :area AND c.id = :id AND c.register = ANY (:registers);

-- The audit row of that read.
-- name: candidate_audit_select
-- with: audit_read
       , NULL, 'candidate', r.id, NULL
FROM candidate r
WHERE r.area = :area AND r.id = :id AND r.register = ANY (:registers)
ON CONFLICT DO NOTHING;

-- What of an index's candidates is asked for, behind the last one shown.
-- part: candidate_wanted
AND c.area = :area AND c.register = ANY (:registers)
AND c.state = ANY (:state)
AND (cardinality(c.met) > 0) = coalesce(:certain::boolean, cardinality(c.met) > 0)
AND coalesce(:rule::text, '') = ANY (array_append(c.met, ''))
AND (c.rank, c.id) > (
    (SELECT coalesce(:after_1::bigint, -1)),
    (SELECT coalesce(:after_2::uuid, '00000000-0000-0000-0000-000000000000')))
ORDER BY c.rank, c.id
LIMIT :limit_plus_one;

-- A screening's, in their order. Index candidate_in_order.
-- name: candidate_select_page
SELECT
-- with: candidate_columns
FROM candidate c
WHERE c.screening_id = :screening_id
-- with: candidate_wanted

-- Those of a unit. Index candidate_of_unit.
-- name: candidate_select_of_unit
SELECT
-- with: candidate_columns
FROM candidate c
WHERE c.screening_id = :screening_id AND c.unit_id = :unit_id
-- with: candidate_wanted

-- The outcome, of the version that was seen, once and again; not of one whose client is forgotten.
-- name: candidate_update_outcome
UPDATE candidate
SET version = version + 1, state = 'closed', outcome = :outcome_kind, outcome_text = :outcome_text,
    closed_at = :now, closed_by = :sub
WHERE area = :area AND id = :id AND version = :version AND state IN ('open', 'closed')
  AND client_ref IS NOT NULL;

-- Those that have had their time. Index candidate_to_forget.
-- name: candidate_select_to_forget
SELECT
-- with: candidate_columns
FROM candidate c
WHERE c.area = :area AND c.client_ref IS NOT NULL AND c.found_at < :before
ORDER BY c.found_at, c.id
LIMIT 500; -- CANDIDATES_FORGOTTEN

-- Who it was, what the figures said and what was written is gone; that there was one, by which rules, and
-- how it ended stays. One that nobody has looked at is to be looked at no more.
-- name: candidate_update_forgotten
UPDATE candidate
SET client_ref = NULL, findings = NULL, outcome_text = NULL,
    state = CASE WHEN state = 'open' THEN 'expired' ELSE state END,
    version = version + CASE WHEN state = 'open' THEN 1 ELSE 0 END
WHERE area = :area AND id = ANY (:ids) AND client_ref IS NOT NULL;
