-- What clients and staff say afterwards: 1-5 to a few statements. Nothing in a row points to a person:
-- no sub, no client, no time but the day. A link's id is its answer's id, so it is used once.
CREATE TABLE feedback (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    id uuid NOT NULL,
    on_day date NOT NULL,
    who text NOT NULL CHECK (who IN ('client', 'staff')),
    about text NOT NULL CHECK (about IN ('contact', 'assessment', 'referral', 'consultation', 'general')),
    unit_id uuid,
    channel text,
    language text,
    answers jsonb NOT NULL,
    text text,
    PRIMARY KEY (area, id),
    FOREIGN KEY (area, unit_id) REFERENCES unit (area, id)
);
-- Serves the answers of a month.
CREATE INDEX feedback_by_day ON feedback (area, on_day);
-- Serves the foreign key.
CREATE INDEX feedback_of_unit ON feedback (area, unit_id);
ALTER TABLE feedback ENABLE ROW LEVEL SECURITY;
ALTER TABLE feedback FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON feedback
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT ON feedback TO asiakkuus_app;
