-- Consultations whose answer is late: told once for each time that was promised.
ALTER TABLE consultation ADD COLUMN overdue_told_at timestamptz;  -- the due_at that was told of
-- Serves: what is late, or will be; the worklists of open questions.
CREATE INDEX consultation_due ON consultation (area, due_at, id)
    WHERE state = 'asked' AND met_at IS NULL AND stopped_at IS NULL;
GRANT UPDATE (overdue_told_at) ON consultation TO asiakkuus_app;
