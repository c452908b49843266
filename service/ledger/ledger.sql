-- The access log and the event feed; both are only ever added to.
-- writes: audit_event, event

-- One use or change of a client's data, or of what is kept about the service itself.
-- name: audit_event_insert
INSERT INTO audit_event (area, at, id, kind, operation, sub, name, unit, role, register, client_id,
                         resource, resource_id, ground, request_id, reason)
VALUES (:area, :now, :id, :kind, :operation, :sub, :actor_name, :unit, :actor_role, :register,
        :client_id, :resource, :resource_id, :ground, :request_id, :glass_reason);

-- Many reads of one answer. No row is ever there before; a distributed PostgreSQL takes an INSERT of a
-- SELECT with ON CONFLICT alone (decision 47).
-- name: audit_event_insert_reads
INSERT INTO audit_event (area, at, id, kind, operation, sub, name, unit, role, register, client_id,
                         resource, resource_id, ground, request_id, reason)
SELECT t.area, :now, t.id, 'read', :operation, :sub, :actor_name, :unit, :actor_role, :register,
       t.client_id, t.resource, t.resource_id, t.ground, :request_id, :glass_reason
FROM unnest(:each_area::text[], :each_id::uuid[], :each_client_id::uuid[], :each_resource::text[],
            :each_resource_id::uuid[], :each_ground::text[])
         AS t(area, id, client_id, resource, resource_id, ground)
ON CONFLICT DO NOTHING;

-- One event; its transaction is the database's own.
-- name: event_insert
INSERT INTO event (area, id, at, type, resource, resource_id, version)
VALUES (:area, :id, :now, :type, :resource, :resource_id, :version);

-- Up to where the feed may be read: every transaction below it is over. Asked for before the rows, in
-- a statement of its own (decision 46).
-- name: event_feed_bound
SELECT pg_snapshot_xmin(pg_current_snapshot()) AS bound;

-- The audit row of a read: a statement of its own, of exactly the row `r` that the read gives, sent in
-- one trip with it and with the commit (db_get_audited). Behind this part follow client, resource, its
-- id and the ground, and where `r` comes from; the area is the row's own. The same row twice is one: a
-- read whose connection broke is made again, so that such a statement ends with ON CONFLICT DO NOTHING.
-- part: audit_read
INSERT INTO audit_event (area, at, id, kind, operation, sub, name, unit, role, register, request_id,
                         reason, client_id, resource, resource_id, ground)
SELECT r.area, :now, :fresh_id, 'read', :operation, :sub, :actor_name, :unit, :actor_role, :register,
       :request_id, :glass_reason;
