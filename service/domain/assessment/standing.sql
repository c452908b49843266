-- Where clients stand, kept beside their assessments.
-- writes: client_standing

-- What of clients' assessments decides where they stand (standing_rule.h). Index (area, client_id,
-- assessed_at, id).
-- name: standing_select_steps
SELECT client_id, id, model_id, register, status, coalesce(chosen_segment, computed_segment) AS segment,
       as_of, review_due, coalesce(confirmed_at, assessed_at) AS settled_at, own_view,
       assessed_unit AS unit
FROM assessment
WHERE area = :area AND client_id = ANY (:client_ids::uuid[]);

-- Whether something is not there that the segment of a standing `s` asks for, or may not be one day,
-- when nobody changes anything: a contact person who leaves on a day that is known, or comes on one,
-- counts as none. By keys; a subselect each, which no plan turns into a pass over all teams.
-- part: standing_lacks
(s.wants_person AND (
     (SELECT true FROM care_team t
      JOIN care_team_member m
          ON m.area = :area AND m.client_id = t.client_id AND m.role = 'contact_person' AND m.is_named
         AND m.valid_to IS NULL
         AND m.valid_from <= (t.updated_at AT TIME ZONE 'Europe/Helsinki')::date
      WHERE t.area = :area AND t.client_id = s.client_id
      LIMIT 1) IS NULL
     OR (SELECT true FROM plan p
         WHERE p.area = :area AND p.client_id = s.client_id
           AND (p.register = s.scope OR p.kind = 'joint')
         LIMIT 1) IS NULL))
OR (s.wants_team AND (
     SELECT true FROM care_team t
     WHERE t.area = :area AND t.client_id = s.client_id
       AND (t.unit_id IS NOT NULL OR t.template IS NOT NULL)) IS NULL);

-- Where clients stand, as the rule has it, with what stands elsewhere. Those who have died or moved
-- away are on no unit's list.
-- part: standing_derived
SELECT s.area, s.client_id, s.scope, s.register, s.assessment_id, s.status, s.model_id, s.segment,
       s.review_due, s.since, CASE WHEN c.is_active THEN s.unit END AS unit, s.settled_at,
       CASE WHEN c.is_active THEN s.proposal_id END AS proposal_id,
       CASE WHEN c.is_active THEN s.proposal_unit END AS proposal_unit,
       CASE WHEN c.is_active THEN s.proposal_at END AS proposal_at,
       c.is_active AND (
-- with: standing_lacks
       ) AS lacks,
       c.home_unit
FROM unnest(:each_area::text[], :each_client_id::uuid[], :each_assessment_id::uuid[],
            :each_model_id::uuid[], :each_scope::text[], :each_register::text[],
            :each_status::text[], :each_segment::text[], :each_review_due::date[],
            :each_since::timestamptz[], :each_settled_at::timestamptz[], :each_unit::text[],
            :each_proposal_id::uuid[], :each_proposal_unit::text[],
            :each_proposal_at::timestamptz[], :each_wants_person::boolean[],
            :each_wants_team::boolean[])
         AS s (area, client_id, assessment_id, model_id, scope, register, status, segment, review_due,
               since, settled_at, unit, proposal_id, proposal_unit, proposal_at, wants_person,
               wants_team)
     CROSS JOIN LATERAL (
         SELECT k.status = 'active' AS is_active,
                CASE WHEN NOT k.non_disclosure THEN k.home_unit END AS home_unit
         FROM client k WHERE k.area = :area AND k.id = s.client_id LIMIT 1) c;

-- Two who change a client's assessments at once: the second waits here, and then sees what the first
-- has made. By primary key.
-- name: standing_lock
SELECT id FROM client WHERE area = :area AND id = ANY (:client_ids::uuid[])
ORDER BY id
LIMIT 1000 -- STANDINGS_PORTION
FOR NO KEY UPDATE;

-- Keeps where clients stand. What is the same already is not written.
-- name: standing_put
INSERT INTO client_standing (area, client_id, scope, register, assessment_id, status, model_id,
                             segment, review_due, since, unit, settled_at, proposal_id,
                             proposal_unit, proposal_at, lacks, home_unit)
SELECT d.area, d.client_id, d.scope, d.register, d.assessment_id, d.status, d.model_id, d.segment,
       d.review_due, d.since, d.unit, d.settled_at, d.proposal_id, d.proposal_unit, d.proposal_at,
       d.lacks, d.home_unit
FROM (
-- with: standing_derived
) d
ON CONFLICT (area, client_id, scope) DO UPDATE
SET register = excluded.register, assessment_id = excluded.assessment_id, status = excluded.status,
    model_id = excluded.model_id, segment = excluded.segment, review_due = excluded.review_due,
    since = excluded.since, unit = excluded.unit, settled_at = excluded.settled_at,
    proposal_id = excluded.proposal_id, proposal_unit = excluded.proposal_unit,
    proposal_at = excluded.proposal_at, lacks = excluded.lacks, home_unit = excluded.home_unit
WHERE (client_standing.assessment_id, client_standing.status, client_standing.segment,
       client_standing.review_due, client_standing.since, client_standing.model_id,
       client_standing.unit, client_standing.settled_at, client_standing.proposal_id,
       client_standing.proposal_unit, client_standing.proposal_at, client_standing.lacks,
       client_standing.home_unit)
      IS DISTINCT FROM (excluded.assessment_id, excluded.status, excluded.segment,
                        excluded.review_due, excluded.since, excluded.model_id, excluded.unit,
                        excluded.settled_at, excluded.proposal_id, excluded.proposal_unit,
                        excluded.proposal_at, excluded.lacks, excluded.home_unit);

-- Forgets where clients stood by assessments that are no longer theirs. By keys.
-- name: standing_delete_gone
DELETE FROM client_standing s
WHERE s.area = :area AND s.client_id = ANY (:client_ids::uuid[]) AND EXISTS (
    SELECT FROM (VALUES ('health'), ('social')) AS v(register)
    WHERE s.scope IN (v.register, 'both') AND NOT EXISTS (
        SELECT FROM assessment a
        WHERE a.area = :area AND a.client_id = s.client_id AND a.register = v.register));

-- Of how many of these clients something else is kept than their assessments give.
-- name: standing_count_different
WITH derived AS (
-- with: standing_derived
),
kept AS (
    SELECT area, client_id, scope, register, assessment_id, status, model_id, segment, review_due,
           since, unit, settled_at, proposal_id, proposal_unit, proposal_at, lacks, home_unit
    FROM client_standing WHERE area = :area AND client_id = ANY (:client_ids::uuid[]))
SELECT count(DISTINCT client_id) AS count FROM (
    (TABLE derived EXCEPT TABLE kept) UNION ALL (TABLE kept EXCEPT TABLE derived)) AS different;

-- A portion of the area's clients, in the order of their ids. By primary key.
-- name: standing_select_clients
SELECT id FROM client
WHERE area = :area
  AND id > (SELECT coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
ORDER BY id
LIMIT :limit_plus_one;

-- Where a client stands, as far as the caller may see: of both registers together only who sees both.
-- By primary key.
-- part: standing_seen
FROM client_standing r
-- with: seen
WHERE r.area = :area AND seen.ground IS NOT NULL
  AND (r.scope <> 'both' OR EXISTS (
      SELECT FROM (SELECT CASE r.register WHEN 'health' THEN 'social' ELSE 'health' END AS register,
                          r.client_id) AS r
      WHERE
-- with: visible
  ));

-- part: standing_widest
ORDER BY r.scope = 'both' DESC
LIMIT 1;

-- The client who has an identifier and is here: of those who died or moved away there is nothing to be
-- done. Unique index (area, system, hash) of identifiers that have not been replaced.
-- part: standing_known
AND r.client_id = (
      SELECT i.client_id FROM client_identifier i
      JOIN client c ON c.area = i.area AND c.id = i.client_id AND c.status = 'active'
      WHERE i.area = :area AND i.system = :system AND i.hash = ANY (:hashes::bytea[])
        AND i.replaced_at IS NULL
      LIMIT 1);

-- name: standing_select
SELECT r.client_id, r.assessment_id, r.status, r.model_id, r.segment, r.review_due AS next_review,
       r.since, seen.ground
-- with: standing_seen
  AND r.client_id = :client_id
-- with: standing_widest

-- Where it is shown.
-- name: standing_audit_read
-- with: audit_read
, r.client_id, 'client_segment', r.assessment_id, seen.ground
-- with: standing_seen
  AND r.client_id = :client_id
-- with: standing_widest
ON CONFLICT DO NOTHING;

-- Both again, of the client who has this identifier.
-- name: standing_select_known
SELECT r.client_id, r.assessment_id, r.status, r.model_id, r.segment, r.review_due AS next_review,
       r.since, seen.ground
-- with: standing_seen
-- with: standing_known
-- with: standing_widest

-- name: standing_audit_read_known
-- with: audit_read
, r.client_id, 'client_segment', r.assessment_id, seen.ground
-- with: standing_seen
-- with: standing_known
-- with: standing_widest
ON CONFLICT DO NOTHING;

-- --- lists of clients ---

-- A client `c` of a list, with where they stand by the caller's own register, `s`. A non-disclosure
-- order hides names and unit.
-- part: client_listed
SELECT c.id, c.version, c.birth_date, c.language, c.non_disclosure, c.status, c.status_on,
       CASE WHEN NOT c.non_disclosure THEN c.home_unit END AS home_unit,
       CASE WHEN :with_names::boolean AND NOT c.non_disclosure THEN c.names_sealed END
           AS names_sealed,
       s.segment AS standing_segment, s.status AS standing_status, s.since AS standing_since,
       s.assessment_id AS standing_assessment_id, s.review_due AS standing_next_review,
       s.review_due;

-- Where client `c` stands. Its LIMIT keeps this a look-up by primary key for each client.
-- part: standing_of_listed
(SELECT * FROM client_standing o
 WHERE o.area = :area AND o.client_id = c.id AND o.scope = :register
   AND :with_standing::boolean
 LIMIT 1);

-- The client of a standing `s`, by primary key.
-- part: client_of_standing
(SELECT * FROM client k WHERE k.area = :area AND k.id = s.client_id LIMIT 1);

-- All, the newest first. By primary key.
-- name: client_page_all
-- with: client_listed
FROM (SELECT * FROM client k
      WHERE k.area = :area AND k.merged_into IS NULL
        AND k.id < (SELECT coalesce(:after_1::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      ORDER BY k.id DESC
      LIMIT :limit_plus_one) c
     LEFT JOIN LATERAL
-- with: standing_of_listed
     s ON true
ORDER BY c.id DESC;

-- A unit's, the newest first; without those of whom nothing may tell where they are served. Index
-- client_of_unit.
-- name: client_page_of_unit
-- with: client_listed
FROM (SELECT * FROM client k
      WHERE k.area = :area AND k.home_unit = :wanted_home_unit AND NOT k.non_disclosure
        AND k.merged_into IS NULL
        AND k.id < (SELECT coalesce(:after_1::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      ORDER BY k.id DESC
      LIMIT :limit_plus_one) c
     LEFT JOIN LATERAL
-- with: standing_of_listed
     s ON true
ORDER BY c.id DESC;

-- Those of one or more statuses, the newest first, by an index that has the status before the client:
-- once for each status.
-- part: standing_page_begins
FROM (SELECT o.* FROM unnest(:wanted_status::text[]) AS w(status)
      CROSS JOIN LATERAL (
          SELECT * FROM client_standing o
          WHERE o.area = :area AND o.scope = :register AND o.status = w.status;

-- part: standing_page_ends
            AND o.client_id < (
                SELECT coalesce(:after_1::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
          ORDER BY o.client_id DESC
          LIMIT :limit_plus_one) o
      ORDER BY o.client_id DESC
      LIMIT :limit_plus_one) s
     CROSS JOIN LATERAL
-- with: client_of_standing
     c
ORDER BY c.id DESC;

-- Index client_standing_of_segment.
-- name: client_page_of_segment
-- with: client_listed
-- with: standing_page_begins
            AND o.segment = :wanted_segment
-- with: standing_page_ends

-- Index client_standing_of_status.
-- name: client_page_of_status
-- with: client_listed
-- with: standing_page_begins
-- with: standing_page_ends

-- Index client_standing_of_unit_segment.
-- name: client_page_of_unit_segment
-- with: client_listed
-- with: standing_page_begins
            AND o.home_unit = :wanted_home_unit AND o.segment = :wanted_segment
-- with: standing_page_ends

-- Index client_standing_of_unit_status.
-- name: client_page_of_unit_status
-- with: client_listed
-- with: standing_page_begins
            AND o.home_unit = :wanted_home_unit
-- with: standing_page_ends

-- Those to be looked at again in a span of days, the longest due first, without those who died or
-- moved away, from the standings `s` of an index.
-- part: review_page_begins
FROM client_standing s
     CROSS JOIN LATERAL
-- with: client_of_standing
     c
WHERE s.area = :area AND s.scope = :register AND s.review_due IS NOT NULL;

-- part: review_page_ends
  AND s.review_due >= (SELECT coalesce(:wanted_review_due_from::date, '-infinity'))
  AND s.review_due <= (SELECT coalesce(:wanted_review_due_until::date, 'infinity'))
  AND (s.review_due, s.client_id) > (
      (SELECT coalesce(:after_1::date, '-infinity')),
      (SELECT coalesce(:after_2::uuid, '00000000-0000-0000-0000-000000000000')))
  AND coalesce(s.segment, '') = coalesce(:wanted_segment, s.segment, '')
  AND s.status = ANY (:wanted_status)
  AND c.status = 'active'
ORDER BY s.review_due, s.client_id
LIMIT :limit_plus_one;

-- Index client_standing_by_review.
-- name: client_page_by_review
-- with: client_listed
-- with: review_page_begins
-- with: review_page_ends

-- Index client_standing_of_unit_by_review.
-- name: client_page_of_unit_by_review
-- with: client_listed
-- with: review_page_begins
  AND s.home_unit = :wanted_home_unit
-- with: review_page_ends
