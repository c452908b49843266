-- What the service's role could still do that the service never does. It is the one login of every
-- caller, so PostgreSQL can't tell whether a row names the right `sub`: that is the service's word.
-- But it can keep when a row was really written, and what may never be undone.

-- When the database wrote the row, whatever `at` says. NULL: from before this column. Only the
-- default fills it: the role may not.
ALTER TABLE audit_event ADD COLUMN recorded_at timestamptz;
ALTER TABLE audit_event ALTER COLUMN recorded_at SET DEFAULT now();
ALTER TABLE audit_event ADD CONSTRAINT audit_event_names_who_and_what
    CHECK (sub <> '' AND operation <> '' AND resource <> '');
REVOKE INSERT ON audit_event FROM asiakkuus_app;
GRANT INSERT (area, at, id, kind, operation, sub, name, unit, role, register, client_id, resource,
    resource_id, ground, request_id) ON audit_event TO asiakkuus_app;

ALTER TABLE move ADD COLUMN recorded_at timestamptz;
ALTER TABLE move ALTER COLUMN recorded_at SET DEFAULT now();
ALTER TABLE move ADD CONSTRAINT move_names_who_and_what CHECK (by <> '' AND action <> '');
REVOKE INSERT ON move FROM asiakkuus_app;
GRANT INSERT (area, resource, resource_id, version, at, by, action, from_status, to_status, reason,
    detail) ON move TO asiakkuus_app;

-- The order of the feed is the database's own.
REVOKE INSERT ON event FROM asiakkuus_app;
GRANT INSERT (area, id, at, type, resource, resource_id, version) ON event TO asiakkuus_app;

-- A confirmed assessment never changes, and so its status is never set back.
CREATE POLICY confirmed_stays ON assessment AS RESTRICTIVE FOR UPDATE USING (status = 'proposed')
    WITH CHECK (true);

-- Of a version of a model nothing changes but whether its code is the area's own. Who retires or
-- drafts one grants what that takes.
REVOKE UPDATE ON model FROM asiakkuus_app;
REVOKE UPDATE (status, valid_from, valid_to, published_at, published_by) ON model FROM asiakkuus_app;
GRANT UPDATE (is_active, updated_at) ON model TO asiakkuus_app;
