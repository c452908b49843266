-- What was told of by itself: that a clock nears its end or is past it, that somebody's answer is waited
-- for. The key says it once, however many look at the same time; `slot` is the moment that was promised,
-- or since when it has waited, never the moment of looking. No foreign key: records of several kinds.
CREATE TABLE reminder (
    area text NOT NULL CHECK (area ~ '^[0-9]{2}$'),
    resource text NOT NULL,                     -- a row of service/tables/resources.def
    resource_id uuid NOT NULL,
    type text NOT NULL,                         -- a row of service/tables/events.def
    slot text NOT NULL,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (area, resource, resource_id, type, slot)
);
ALTER TABLE reminder ENABLE ROW LEVEL SECURITY;
ALTER TABLE reminder FORCE ROW LEVEL SECURITY;
CREATE POLICY own_area ON reminder
    USING (area = current_setting('app.area', true))
    WITH CHECK (area = current_setting('app.area', true));
GRANT SELECT, INSERT ON reminder TO asiakkuus_app;

-- What consultations told of themselves until now. The owner writes over the areas for this once.
ALTER TABLE consultation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE reminder NO FORCE ROW LEVEL SECURITY;
INSERT INTO reminder (area, resource, resource_id, type, slot, told_at)
SELECT area, 'consultation', id, 'consultation.overdue',
       to_char(overdue_told_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), now()
FROM consultation
WHERE overdue_told_at IS NOT NULL;
ALTER TABLE consultation FORCE ROW LEVEL SECURITY;
ALTER TABLE reminder FORCE ROW LEVEL SECURITY;
ALTER TABLE consultation DROP COLUMN overdue_told_at;

-- Serve what is to be told of: clocks that run, and what waits for an answer.
CREATE INDEX deadline_to_remind ON deadline (area, resource, resource_id, due_on, starts_on)
    WHERE met_on IS NULL AND ended_on IS NULL;
CREATE INDEX referral_unanswered ON referral (area, waiting_since, id)
    WHERE state IN ('sent', 'redirected', 'received', 'returned');
CREATE INDEX consultation_unanswered ON consultation (area, asked_at, id)
    WHERE state IN ('asked', 'more_asked', 'answered');
