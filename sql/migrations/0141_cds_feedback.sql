-- What users of record systems did with the cards they were shown. Nothing in a row points to a person, client
-- or user: the id of a card stands nowhere else, and of the time the day alone is kept.
CREATE TABLE cds_feedback (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    card_id uuid NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('accepted', 'overridden')),
    on_day date NOT NULL,
    issuer text NOT NULL CHECK (length(issuer) BETWEEN 1 AND 32),
    register text NOT NULL CHECK (register IN ('health', 'social')),
    reason text CHECK (length(reason) BETWEEN 1 AND 32),
    PRIMARY KEY (area, card_id, outcome)
);
ALTER TABLE cds_feedback ENABLE ROW LEVEL SECURITY;
ALTER TABLE cds_feedback FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON cds_feedback
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT ON cds_feedback TO asiakkuus_app;
