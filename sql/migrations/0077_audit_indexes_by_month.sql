-- The indexes that the access log is asked by, on the table as it is split by month; where the rows of
-- before became one part, that part has them already.
ALTER INDEX IF EXISTS audit_event_of_sub RENAME TO audit_event_past_of_sub;
ALTER INDEX IF EXISTS audit_event_noted RENAME TO audit_event_past_noted;
-- Serves: what one person did, whoever it was for.
CREATE INDEX audit_event_of_sub ON audit_event (area, sub, at, id);
-- Serves: what somebody has to look into; few rows of many.
CREATE INDEX audit_event_noted ON audit_event (area, at, id)
    WHERE kind = 'refused' OR ground = 'break_glass';
