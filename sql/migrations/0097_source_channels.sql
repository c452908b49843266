-- What another register tells of a service's channels, each with its id there: [{"source_id": ...,
-- "kind": ..., "value": ..., "hours": ...}]. `channels` holds what is shown, which is this as long as
-- the area has said nothing of its own.
ALTER TABLE service ADD COLUMN source_channels jsonb NOT NULL DEFAULT '[]'
    CHECK (jsonb_typeof(source_channels) = 'array');
GRANT UPDATE (source_channels) ON service TO asiakkuus_app;
-- A place that the source ended: published there again, it is valid again.
ALTER TABLE unit ADD COLUMN ended_by_source boolean NOT NULL DEFAULT false;
GRANT UPDATE (ended_by_source) ON unit TO asiakkuus_app;
