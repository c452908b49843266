-- What is there of what a client's segment asks for.
-- writes: nothing

-- Anyone who is a member today counts, and a plan that the caller may see: one of a register open to them,
-- or a joint one. Of client `w`. Primary keys of care_team and care_team_member, unique keys of plan
-- and recall.
-- part: duty_facts
SELECT EXISTS (
           SELECT FROM care_team_member m
           WHERE m.area = :area AND m.client_id = w.client_id AND m.role = 'contact_person'
             AND m.is_named AND m.valid_from <= :today
             AND coalesce(m.valid_to, 'infinity') >= :today) AS contact_person,
       EXISTS (
           SELECT FROM care_team t
           WHERE t.area = :area AND t.client_id = w.client_id
             AND (t.unit_id IS NOT NULL OR t.template IS NOT NULL)) AS own_team,
       EXISTS (
           SELECT FROM client c
           WHERE c.area = :area AND c.id = w.client_id AND c.status <> 'active') AS closed,
       planned.plan, planned.agreement_missing, planned.plan_review_on,
       (SELECT min(c.next_on) FROM recall c
        WHERE c.area = :area AND c.client_id = w.client_id
          AND c.register = ANY (:registers)) AS recall_on;

-- part: duty_plans
CROSS JOIN LATERAL (
    SELECT count(p.id) > 0 AS plan,
           coalesce(bool_or(p.kind = 'joint' AND NOT p.client_agrees), false) AS agreement_missing,
           min(p.review_on) AS plan_review_on
    FROM plan p
    WHERE p.area = :area AND p.client_id = w.client_id
      AND (p.register = ANY (:registers) OR p.kind = 'joint')) AS planned;

-- name: duty_select_facts
-- with: duty_facts
FROM (SELECT :client_id::uuid AS client_id) AS w
-- with: duty_plans
;

-- Of the client that has this identifier. Unique index (area, system, hash) of those that have not been
-- replaced.
-- name: duty_select_facts_known
-- with: duty_facts
FROM (SELECT i.client_id FROM client_identifier i
      WHERE i.area = :area AND i.system = :system AND i.hash = ANY (:hashes::bytea[])
        AND i.replaced_at IS NULL
      LIMIT 1) AS w
-- with: duty_plans
;
