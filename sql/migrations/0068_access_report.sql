-- What the access log is asked beside a client's own report, each by an index in the order of its
-- pages.

-- Serves: what one person did, whoever it was for.
CREATE INDEX audit_event_of_sub ON audit_event (area, sub, at, id);
-- Serves: what somebody has to look into; few rows of many.
CREATE INDEX audit_event_noted ON audit_event (area, at, id)
    WHERE kind = 'refused' OR ground = 'break_glass';
