-- The names of a client row that went into another are forgotten when that can't be undone any more.
ALTER TABLE client_merge ADD COLUMN names_forgotten_at timestamptz,
    ADD CONSTRAINT client_merge_forgotten_stays CHECK (names_forgotten_at IS NULL OR status = 'merged');
-- Serves: the merges whose time to undo is over.
CREATE INDEX client_merge_named ON client_merge (area, undo_until, id)
    WHERE status = 'merged' AND names_forgotten_at IS NULL;
GRANT UPDATE (names_forgotten_at) ON client_merge TO asiakkuus_app;
GRANT UPDATE (names_sealed) ON client_former TO asiakkuus_app;
