-- What the worklists of assessments ask of a client, kept with where the client stands, so that neither
-- reads every assessment that a unit ever made: whose list it is on, since when, the proposal that waits
-- to be confirmed, and whether something may be missing that the segment asks for. The units are NULL
-- for clients who have died or moved away, who are on no list.
ALTER TABLE client_standing
    ADD COLUMN unit text,                       -- that made the assessment that counts
    ADD COLUMN settled_at timestamptz,          -- when that one was confirmed, or else made
    ADD COLUMN proposal_id uuid,                -- the latest that no confirmed one has replaced
    ADD COLUMN proposal_unit text,
    ADD COLUMN proposal_at timestamptz,
    ADD COLUMN lacks boolean NOT NULL DEFAULT false;

-- From what there is; the owner reads over the areas for this once.
ALTER TABLE assessment NO FORCE ROW LEVEL SECURITY;
ALTER TABLE client NO FORCE ROW LEVEL SECURITY;
ALTER TABLE model NO FORCE ROW LEVEL SECURITY;
ALTER TABLE care_team NO FORCE ROW LEVEL SECURITY;
ALTER TABLE care_team_member NO FORCE ROW LEVEL SECURITY;
ALTER TABLE plan NO FORCE ROW LEVEL SECURITY;
ALTER TABLE client_standing NO FORCE ROW LEVEL SECURITY;
UPDATE client_standing s
SET unit = CASE WHEN c.status = 'active' THEN a.assessed_unit END,
    settled_at = coalesce(a.confirmed_at, a.assessed_at)
FROM assessment a, client c
WHERE a.area = s.area AND a.id = s.assessment_id AND c.area = s.area AND c.id = s.client_id;
ALTER TABLE client_standing ALTER COLUMN settled_at SET NOT NULL;

UPDATE client_standing s
SET proposal_id = p.id, proposal_unit = p.assessed_unit, proposal_at = p.assessed_at
FROM (SELECT DISTINCT ON (s.area, s.client_id, s.scope) s.area, s.client_id, s.scope, p.id,
             p.assessed_unit, p.assessed_at
      FROM assessment p
      JOIN client c ON c.area = p.area AND c.id = p.client_id AND c.status = 'active'
      JOIN client_standing s
          ON s.area = p.area AND s.client_id = p.client_id AND s.scope IN (p.register, 'both')
      JOIN assessment a ON a.area = s.area AND a.id = s.assessment_id
      WHERE p.status = 'proposed' AND NOT p.own_view
        AND (s.status = 'proposed' OR (p.as_of, p.assessed_at) > (a.as_of, a.confirmed_at))
      ORDER BY s.area, s.client_id, s.scope, p.as_of DESC, p.assessed_at DESC, p.id DESC) p
WHERE p.area = s.area AND p.client_id = s.client_id AND p.scope = s.scope;

WITH asks AS (
    SELECT m.area, m.id AS model_id, g.segment ->> 'code' AS segment,
           coalesce(g.segment #>> '{consequences,contact_person,value}' = 'required', false) AS person,
           coalesce(g.segment #>> '{consequences,own_team,value}' = 'named', false) AS team
    FROM model m CROSS JOIN LATERAL jsonb_array_elements(m.document::jsonb -> 'segments') AS g(segment))
UPDATE client_standing s
SET lacks = true
FROM asks w, client c
WHERE w.area = s.area AND w.model_id = s.model_id AND w.segment = s.segment
  AND c.area = s.area AND c.id = s.client_id AND c.status = 'active'
  AND s.status = 'confirmed' AND s.scope <> 'both'
  AND ((w.person AND NOT EXISTS (
            SELECT FROM care_team_member m
            JOIN care_team t ON t.area = m.area AND t.client_id = m.client_id
            WHERE m.area = s.area AND m.client_id = s.client_id AND m.role = 'contact_person'
              AND m.is_named AND m.valid_to IS NULL
              AND m.valid_from <= (t.updated_at AT TIME ZONE 'Europe/Helsinki')::date))
       OR (w.person AND NOT EXISTS (
            SELECT FROM plan p WHERE p.area = s.area AND p.client_id = s.client_id
                                 AND (p.register = s.scope OR p.kind = 'joint')))
       OR (w.team AND NOT EXISTS (
            SELECT FROM care_team t WHERE t.area = s.area AND t.client_id = s.client_id
                                      AND (t.unit_id IS NOT NULL OR t.template IS NOT NULL))));
ALTER TABLE assessment FORCE ROW LEVEL SECURITY;
ALTER TABLE client FORCE ROW LEVEL SECURITY;
ALTER TABLE model FORCE ROW LEVEL SECURITY;
ALTER TABLE care_team FORCE ROW LEVEL SECURITY;
ALTER TABLE care_team_member FORCE ROW LEVEL SECURITY;
ALTER TABLE plan FORCE ROW LEVEL SECURITY;
ALTER TABLE client_standing FORCE ROW LEVEL SECURITY;

-- Serve the worklists, in their order; each holds only what can be on a list.
CREATE INDEX client_standing_to_review ON client_standing (area, unit, review_due, assessment_id)
    WHERE status = 'confirmed' AND scope <> 'both';
CREATE INDEX client_standing_lacking ON client_standing (area, unit, settled_at, assessment_id)
    WHERE lacks AND scope <> 'both';
CREATE INDEX client_standing_to_confirm
    ON client_standing (area, proposal_unit, proposal_at, proposal_id)
    WHERE proposal_id IS NOT NULL AND scope <> 'both';
-- What served them until now.
DROP INDEX assessment_of_segment, assessment_to_confirm, assessment_to_review;

GRANT UPDATE (unit, settled_at, proposal_id, proposal_unit, proposal_at, lacks)
    ON client_standing TO asiakkuus_app;
