-- Where each client stands, made again from the assessments with each change of them, so that neither a
-- look at it nor a list of clients reads assessments: `asiakkuusd standings rebuild` makes it from
-- nothing, `compare` proves it. A row for what each register knows, and one for both together where
-- both have assessed: who sees which of them is decided at each read.
CREATE TABLE client_standing (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    client_id uuid NOT NULL,
    scope text NOT NULL CHECK (scope IN ('health', 'social', 'both')),
    register text NOT NULL CHECK (register IN ('health', 'social')),  -- of the assessment that counts
    assessment_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('proposed', 'confirmed')),
    model_id uuid NOT NULL,
    segment text,                               -- NULL: open
    review_due date,
    since timestamptz NOT NULL,
    PRIMARY KEY (area, client_id, scope),
    FOREIGN KEY (area, client_id) REFERENCES client (area, id),
    CHECK (scope IN (register, 'both'))
) WITH (fillfactor = 80);
-- Serve the list of clients: by status and segment, by status, by the day of the next review. The
-- conditions keep them for the statements that ask for their columns (decision 14).
CREATE INDEX client_standing_of_segment ON client_standing (area, scope, status, segment, client_id)
    WHERE segment IS NOT NULL;
CREATE INDEX client_standing_of_status ON client_standing (area, scope, status, client_id)
    WHERE status IS NOT NULL;
CREATE INDEX client_standing_by_review ON client_standing (area, scope, review_due, client_id)
    WHERE review_due IS NOT NULL;
-- Serves the foreign key, and the list of a unit's clients.
CREATE INDEX client_of_unit ON client (area, home_unit, id) WHERE home_unit IS NOT NULL;

-- From what there is; the owner reads over the areas for this once.
ALTER TABLE assessment NO FORCE ROW LEVEL SECURITY;
INSERT INTO client_standing (area, client_id, scope, register, assessment_id, status, model_id, segment,
                             review_due, since)
WITH seen AS (
    SELECT a.area, a.client_id, s.scope, a.register, a.id, a.status, a.model_id, a.chosen_segment,
           coalesce(a.chosen_segment, a.computed_segment) AS segment, a.review_due, a.as_of,
           coalesce(a.confirmed_at, a.assessed_at) AS settled_at, a.own_view,
           min(a.register) OVER w <> max(a.register) OVER w AS mixed
    FROM assessment a CROSS JOIN LATERAL (VALUES (a.register), ('both')) AS s(scope)
    WINDOW w AS (PARTITION BY a.area, a.client_id, s.scope)),
latest AS (
    SELECT DISTINCT ON (area, client_id, scope) * FROM seen
    WHERE scope <> 'both' OR mixed
    ORDER BY area, client_id, scope, (status = 'confirmed') DESC,
             (status = 'proposed' AND own_view), as_of DESC, settled_at DESC, id DESC),
run AS (
    SELECT s.area, s.client_id, s.scope, s.as_of, s.settled_at, s.id,
           bool_or(s.chosen_segment <> l.chosen_segment)
               OVER (PARTITION BY s.area, s.client_id, s.scope
                     ORDER BY s.as_of DESC, s.settled_at DESC, s.id DESC) AS broken
    FROM seen s JOIN latest l ON l.area = s.area AND l.client_id = s.client_id AND l.scope = s.scope
    WHERE l.status = 'confirmed' AND s.status = 'confirmed'),
first AS (
    SELECT DISTINCT ON (area, client_id, scope) area, client_id, scope, as_of, settled_at FROM run
    WHERE NOT broken
    ORDER BY area, client_id, scope, as_of, settled_at, id)
SELECT l.area, l.client_id, l.scope, l.register, l.id, l.status, l.model_id, l.segment, l.review_due,
       CASE WHEN coalesce(f.as_of, l.as_of)
                 < (coalesce(f.settled_at, l.settled_at) AT TIME ZONE 'Europe/Helsinki')::date
            THEN coalesce(f.as_of, l.as_of)::timestamp AT TIME ZONE 'Europe/Helsinki'
            ELSE coalesce(f.settled_at, l.settled_at) END
FROM latest l LEFT JOIN first f ON f.area = l.area AND f.client_id = l.client_id AND f.scope = l.scope;
ALTER TABLE assessment FORCE ROW LEVEL SECURITY;

ALTER TABLE client_standing ENABLE ROW LEVEL SECURITY;
ALTER TABLE client_standing FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON client_standing
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, DELETE, UPDATE (register, assessment_id, status, model_id, segment, review_due,
    since) ON client_standing TO asiakkuus_app;
