-- The home unit of a client, kept with where the client stands, so that a unit's clients of a segment, of a
-- status or to be reviewed are found by key, however few of the unit's (or of the area's) they are. NULL
-- where there is none, and where a non-disclosure order hides it.
ALTER TABLE client_standing ADD COLUMN home_unit text;

-- From what there is; the owner reads over the areas for this once.
ALTER TABLE client NO FORCE ROW LEVEL SECURITY;
ALTER TABLE client_standing NO FORCE ROW LEVEL SECURITY;
UPDATE client_standing s
SET home_unit = c.home_unit
FROM client c
WHERE c.area = s.area AND c.id = s.client_id AND c.home_unit IS NOT NULL AND NOT c.non_disclosure;
ALTER TABLE client FORCE ROW LEVEL SECURITY;
ALTER TABLE client_standing FORCE ROW LEVEL SECURITY;

CREATE INDEX client_standing_of_unit_segment
    ON client_standing (area, scope, home_unit, status, segment, client_id)
    WHERE home_unit IS NOT NULL AND segment IS NOT NULL;
CREATE INDEX client_standing_of_unit_status
    ON client_standing (area, scope, home_unit, status, client_id)
    WHERE home_unit IS NOT NULL AND status IS NOT NULL;
CREATE INDEX client_standing_of_unit_by_review
    ON client_standing (area, scope, home_unit, review_due, client_id)
    WHERE home_unit IS NOT NULL AND review_due IS NOT NULL;

GRANT UPDATE (home_unit) ON client_standing TO asiakkuus_app;
