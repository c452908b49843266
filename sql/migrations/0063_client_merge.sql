-- Two rows of one person made one. The row that went stays, so that its id leads to its successor.
ALTER TABLE client
    ADD COLUMN merged_into uuid,
    ADD CONSTRAINT client_not_into_itself CHECK (merged_into <> id),
    ADD FOREIGN KEY (area, merged_into) REFERENCES client (area, id);
CREATE INDEX client_merged ON client (area, merged_into) WHERE merged_into IS NOT NULL;
GRANT UPDATE (merged_into) ON client TO asiakkuus_app;

CREATE TABLE client_merge (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    status text NOT NULL CHECK (status IN ('merged', 'undone')),
    survivor_id uuid NOT NULL,
    merged_id uuid NOT NULL,
    filled text[] NOT NULL,                     -- members that the survivor got from the other
    conflicts text[] NOT NULL,                  -- what both had, of which the survivor's stayed
    merged_at timestamptz NOT NULL,
    merged_by text NOT NULL CHECK (merged_by <> ''),
    merged_unit text,
    reason text NOT NULL,
    undo_until timestamptz NOT NULL,
    undone_at timestamptz,
    undone_by text,
    undo_reason text,
    PRIMARY KEY (area, id),
    FOREIGN KEY (area, survivor_id) REFERENCES client (area, id),
    FOREIGN KEY (area, merged_id) REFERENCES client (area, id),
    CHECK (survivor_id <> merged_id),
    CHECK ((status = 'undone') = (undone_at IS NOT NULL AND undone_by IS NOT NULL))
);
CREATE INDEX client_merge_of_survivor ON client_merge (area, survivor_id, merged_at, id);
CREATE INDEX client_merge_of_merged ON client_merge (area, merged_id);
ALTER TABLE client_merge ENABLE ROW LEVEL SECURITY;
ALTER TABLE client_merge FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON client_merge
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (version, status, undone_at, undone_by, undo_reason) ON client_merge
    TO asiakkuus_app;

-- Which records went along, so that exactly these can go back.
CREATE TABLE client_merge_item (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    merge_id uuid NOT NULL,
    resource text NOT NULL,
    resource_id uuid NOT NULL,
    PRIMARY KEY (area, merge_id, resource, resource_id),
    FOREIGN KEY (area, merge_id) REFERENCES client_merge (area, id)
);
ALTER TABLE client_merge_item ENABLE ROW LEVEL SECURITY;
ALTER TABLE client_merge_item FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON client_merge_item
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT ON client_merge_item TO asiakkuus_app;

-- Each room moves its own.
GRANT UPDATE (client_id) ON assessment, care_team, care_team_member, care_team_version,
    client_identifier, consent, consultation, contact, plan, referral TO asiakkuus_app;

-- What belongs together moves in several statements: looked at when all have moved.
ALTER TABLE care_team_member
    ALTER CONSTRAINT care_team_member_area_client_id_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE care_team_version
    ALTER CONSTRAINT care_team_version_area_client_id_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE referral
    ALTER CONSTRAINT referral_area_consultation_id_client_id_fkey DEFERRABLE INITIALLY DEFERRED;

-- A confirmed assessment still never changes, but that it can go to another row of the same person:
-- then nothing but confirmed ones is moved, and what is moved stays confirmed.
DROP POLICY confirmed_stays ON assessment;
CREATE POLICY confirmed_stays ON assessment AS RESTRICTIVE FOR UPDATE
    USING (status = 'proposed' OR current_setting('app.moved', true) = 'confirmed')
    WITH CHECK (status = 'confirmed' OR current_setting('app.moved', true) IS DISTINCT FROM 'confirmed');
