-- The steps that records of every kind have made, in one table: who took which record from which
-- state to which, when and why. `version` is the one that the step made.
CREATE TABLE move (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    resource text NOT NULL,                     -- a row of service/tables/resources.def
    resource_id uuid NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    at timestamptz NOT NULL,
    by text NOT NULL,
    action text NOT NULL,
    from_status text,                           -- NULL: the beginning
    to_status text NOT NULL,
    reason text,
    detail text,                                -- a code or id that says more
    -- A version is made once; serves the history of a record in order.
    PRIMARY KEY (area, resource, resource_id, version)
);

-- What assessments had in a table of their own. The owner reads over the areas for this once.
ALTER TABLE assessment_history NO FORCE ROW LEVEL SECURITY;
INSERT INTO move (area, resource, resource_id, version, at, by, action, from_status, to_status,
                  reason, detail)
SELECT area, 'assessment', assessment_id, version, at, by, action, from_status, to_status, reason,
       chosen_segment
FROM assessment_history;
DROP TABLE assessment_history;

ALTER TABLE move ENABLE ROW LEVEL SECURITY;
ALTER TABLE move FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON move
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT ON move TO asiakkuus_app;
