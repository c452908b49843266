-- Care teams (omatiimi and the persons responsible): who does what for a client. One team a client,
-- shared by both registers as the client's row is: each has to know whom to turn to. Every version is
-- kept as the document that it was; the members of the latest stand as rows beside it, to be found by.
CREATE TABLE care_team (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    client_id uuid NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    unit_id uuid,                               -- whose own team it is
    template text CHECK (template ~ '^[a-z][a-z0-9_]{0,63}$'),
    updated_at timestamptz NOT NULL,
    updated_by text NOT NULL,
    updated_unit text,
    PRIMARY KEY (area, client_id),
    FOREIGN KEY (area, client_id) REFERENCES client (area, id),
    FOREIGN KEY (area, unit_id) REFERENCES unit (area, id)
) WITH (fillfactor = 90);
-- Serves the foreign key, and the teams of a unit.
CREATE INDEX care_team_of_unit ON care_team (area, unit_id) WHERE unit_id IS NOT NULL;
ALTER TABLE care_team ENABLE ROW LEVEL SECURITY;
ALTER TABLE care_team FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON care_team
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (version, unit_id, template, updated_at, updated_by, updated_unit)
    ON care_team TO asiakkuus_app;

-- Every version as it was written; never changed.
CREATE TABLE care_team_version (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    client_id uuid NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    at timestamptz NOT NULL,
    by text NOT NULL CHECK (by <> ''),
    by_unit text,
    unit_id uuid,                               -- as it was then; not tied to the directory
    template text,
    document jsonb NOT NULL,                    -- { "members": [...] }
    PRIMARY KEY (area, client_id, version),
    FOREIGN KEY (area, client_id) REFERENCES care_team (area, client_id)
);
ALTER TABLE care_team_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE care_team_version FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON care_team_version
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT ON care_team_version TO asiakkuus_app;

-- The members by role and by person. `valid_to` is the last day. Who has left the document is no
-- longer named.
CREATE TABLE care_team_member (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    client_id uuid NOT NULL,
    id uuid NOT NULL,
    role text NOT NULL CHECK (role ~ '^[a-z][a-z0-9_]{0,63}$'),
    single_holder boolean NOT NULL,
    sub text NOT NULL CHECK (sub <> ''),
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to >= valid_from),
    is_named boolean NOT NULL,
    PRIMARY KEY (area, client_id, id),
    FOREIGN KEY (area, client_id) REFERENCES care_team (area, client_id)
) WITH (fillfactor = 80);
-- One holder of such a role: the service refuses every overlap of days, and writes only under the lock
-- of the team's version; these two keep it where the service would not.
CREATE UNIQUE INDEX care_team_one_holder ON care_team_member (area, client_id, role)
    WHERE single_holder AND is_named AND valid_to IS NULL;
CREATE UNIQUE INDEX care_team_one_beginner ON care_team_member (area, client_id, role, valid_from)
    WHERE single_holder AND is_named;
-- Serves: the duties of one person, of every client.
CREATE INDEX care_team_member_of_person ON care_team_member (area, sub, client_id, id) WHERE is_named;
ALTER TABLE care_team_member ENABLE ROW LEVEL SECURITY;
ALTER TABLE care_team_member FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON care_team_member
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT, UPDATE (role, single_holder, sub, valid_from, valid_to, is_named)
    ON care_team_member TO asiakkuus_app;
