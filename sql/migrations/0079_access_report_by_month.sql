-- The indexes of the access log's readers, on the log as it is split by month.
ALTER INDEX IF EXISTS audit_event_of_sub RENAME TO audit_event_past_of_sub;
ALTER INDEX IF EXISTS audit_event_noted RENAME TO audit_event_past_noted;
CREATE INDEX audit_event_of_sub ON audit_event (area, sub, at, id);
CREATE INDEX audit_event_noted ON audit_event (area, at, id)
    WHERE kind = 'refused' OR ground = 'break_glass';
