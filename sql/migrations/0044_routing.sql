-- An area's own points for the rules by which services are ranked. Never changed: a later first day
-- takes the place of what was before, so that a ranking can be explained afterwards.
CREATE TABLE routing_rule (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    code text NOT NULL CHECK (code ~ '^[a-z][a-z0-9_]{0,63}$'),
    valid_from date NOT NULL,
    points bigint NOT NULL CHECK (points BETWEEN 0 AND 1000),
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    PRIMARY KEY (area, code, valid_from)
);
ALTER TABLE routing_rule ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing_rule FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON routing_rule
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT ON routing_rule TO asiakkuus_app;
-- Serves: since when the first of a service's queue has waited.
CREATE INDEX referral_waiting_service ON referral (area, to_service_id, waiting_since)
    WHERE state IN ('sent', 'redirected', 'received') AND to_service_id IS NOT NULL;
