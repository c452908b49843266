-- Webhooks as callers see and change them; webhook_send.sql has what is sent.
-- writes: webhook, webhook_delivery

-- One at a time counts the webhooks of an area and adds one, until the end of the transaction.
-- name: webhook_lock
SELECT count(pg_advisory_xact_lock(hashtextextended(concat_ws(E'\n', :area::text, 'webhook'), 2)))
           AS count;

-- name: webhook_count
SELECT count(*) AS count FROM webhook WHERE area = :area;

-- name: webhook_insert
INSERT INTO webhook (area, id, version, url, types, description, enabled, secret_sealed,
                     after_transaction, after_id, sequence, attempts, next_at, created_at, created_by,
                     created_unit, updated_at)
VALUES (:area, :id, 1, :url, :types, :description, :enabled, :secret_sealed,
        :after_transaction::xid8, '00000000-0000-0000-0000-000000000000', 0, 0, clock_timestamp(), :now, :sub, :unit, :now);

-- How far it is, as callers are told.
-- part: webhook_standing
       w.after_transaction::text || '.' || w.after_id::text AS position, w.sequence,
       w.attempts AS failed_attempts,
       CASE WHEN w.enabled AND w.attempts > 0 THEN w.next_at END AS next_attempt_at, w.delivered_at,
       CASE WHEN w.old_secret_until > clock_timestamp() THEN w.old_secret_until END AS old_secret_until,
       w.created_at, w.created_by AS created_by_sub, w.created_unit AS created_by_unit, w.updated_at;

-- One, by primary key.
-- name: webhook_select
SELECT w.id, w.version, w.url, w.types, w.description, w.enabled, w.disabled_reason,
-- with: webhook_standing
FROM webhook w
WHERE w.area = :area AND w.id = :id;

-- The area's, the oldest first; WEBHOOKS_MAX of them. Primary key.
-- name: webhook_page
SELECT w.id, w.version, w.url, w.types, w.description, w.enabled, w.disabled_reason,
-- with: webhook_standing
FROM webhook w
WHERE w.area = :area
  AND w.id > (SELECT coalesce(:after_1::uuid, '00000000-0000-0000-0000-000000000000'))
ORDER BY w.id
LIMIT :limit_plus_one;

-- Whatever failed before is tried again at once.
-- name: webhook_update
UPDATE webhook
SET version = version + 1, url = :url, types = :types, description = :description, enabled = :enabled,
    disabled_reason = NULL, attempts = 0, next_at = clock_timestamp(), updated_at = :now
WHERE area = :area AND id = :id AND version = :version;

-- name: webhook_update_secret
UPDATE webhook
SET version = version + 1, updated_at = :now, secret_sealed = :secret_sealed,
    old_secret_sealed = CASE WHEN :keep_old_hours::bigint > 0 THEN secret_sealed END,
    old_secret_until = CASE WHEN :keep_old_hours::bigint > 0
                            THEN clock_timestamp() + :keep_old_hours::bigint * interval '1 hour' END
WHERE area = :area AND id = :id AND version = :version;

-- name: webhook_update_ping
UPDATE webhook SET ping_id = coalesce(ping_id, :ping_id)
WHERE area = :area AND id = :id
RETURNING ping_id;

-- name: webhook_update_position
UPDATE webhook
SET version = version + 1, updated_at = :now, after_transaction = :after_transaction::xid8,
    after_id = :after_id::uuid, attempts = 0, next_at = clock_timestamp()
WHERE area = :area AND id = :id AND version = :version;

-- Who notes a delivery meanwhile comes before it, or finds no webhook.
-- name: webhook_lock_one
SELECT version AS count FROM webhook WHERE area = :area AND id = :id FOR UPDATE;

-- name: webhook_delivery_delete_all
DELETE FROM webhook_delivery WHERE area = :area AND webhook_id = :id;

-- name: webhook_delete_one
DELETE FROM webhook WHERE area = :area AND id = :id AND version = :version;

-- The attempts at one, the latest first; primary key (area, webhook_id, id).
-- name: webhook_delivery_page
SELECT d.id, d.at, d.event_id, d.type, d.sequence, d.attempt, d.status, d.reason, d.duration_ms
FROM webhook_delivery d
WHERE d.area = :area AND d.webhook_id = :webhook_id
  AND d.id < (SELECT coalesce(:after_1::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
ORDER BY d.id DESC
LIMIT :limit_plus_one;

-- --- sending ---

-- Webhooks that something may be sent to now, another's too, and since when an event has waited for each.
-- At the most WEBHOOKS_MAX; the first event behind each position is read off the index event_feed.
-- name: webhook_select_waiting
SELECT w.id, w.ping_id, w.enabled, w.next_at <= clock_timestamp() AS is_due,
       (SELECT e.at FROM event e
        WHERE e.area = :area AND e.transaction < :bound::xid8
          AND (e.transaction, e.id) > (w.after_transaction, w.after_id)
        ORDER BY e.transaction, e.id
        LIMIT 1) AS waits_since
FROM webhook w
WHERE w.area = :area AND (w.enabled OR w.ping_id IS NOT NULL)
ORDER BY w.next_at, w.id
LIMIT 20; -- WEBHOOKS_MAX

-- Takes one for a while, where no other has it. Who comes second waits for the row, and gets none.
-- name: webhook_update_claimed
UPDATE webhook
SET worker = :worker,
    lease_until = clock_timestamp() + interval '30 seconds' -- WEBHOOK_LEASE_S
WHERE area = :area AND id = :id AND coalesce(lease_until, '-infinity') < clock_timestamp()
  AND (ping_id IS NOT NULL OR (enabled AND next_at <= clock_timestamp()))
RETURNING id, version, url, types, (enabled AND next_at <= clock_timestamp()) AS is_due, ping_id,
          secret_sealed,
          CASE WHEN old_secret_until > clock_timestamp() THEN old_secret_sealed END AS old_secret_sealed,
          after_transaction::text AS after_transaction, after_id::text AS after_id, sequence, attempts;

-- name: webhook_delivery_insert
INSERT INTO webhook_delivery (area, webhook_id, id, at, event_id, type, sequence, attempt, status, reason,
                              duration_ms)
VALUES (:area, :webhook_id, :id, :at, :event_id, :type, :sequence, :attempt, :status, :reason,
        :duration_ms);

-- An event was taken. The position goes on only where it is still the one that was sent from: a caller
-- who sets it meanwhile is right. The lease is renewed for the next request.
-- name: webhook_update_taken
UPDATE webhook
SET sequence = :sequence, attempts = 0, next_at = clock_timestamp(), delivered_at = clock_timestamp(),
    after_transaction = CASE WHEN (after_transaction, after_id) = (:from_transaction::xid8, :from_id::uuid)
                             THEN :to_transaction::xid8 ELSE after_transaction END,
    after_id = CASE WHEN (after_transaction, after_id) = (:from_transaction::xid8, :from_id::uuid)
                    THEN :to_id::uuid ELSE after_id END,
    lease_until = clock_timestamp() + interval '30 seconds' -- WEBHOOK_LEASE_S
WHERE area = :area AND id = :id AND worker = :worker
RETURNING version;

-- Events that the webhook does not ask for are passed over.
-- name: webhook_update_passed
UPDATE webhook
SET after_transaction = :to_transaction::xid8, after_id = :to_id::uuid
WHERE area = :area AND id = :id AND worker = :worker
  AND (after_transaction, after_id) = (:from_transaction::xid8, :from_id::uuid);

-- An event was not taken: again after a while. Where a caller has changed the webhook meanwhile it is
-- tried as that one says.
-- name: webhook_update_failed
UPDATE webhook
SET attempts = :attempts, next_at = clock_timestamp() + :wait_s * interval '1 second'
WHERE area = :area AND id = :id AND worker = :worker AND version = :version;

-- name: webhook_update_disabled
UPDATE webhook
SET version = version + 1, enabled = false, disabled_reason = :disabled_reason, attempts = :attempts,
    updated_at = :now
WHERE area = :area AND id = :id AND worker = :worker AND version = :version;

-- name: webhook_update_pinged
UPDATE webhook
SET ping_id = NULL,
    lease_until = clock_timestamp() + interval '30 seconds' -- WEBHOOK_LEASE_S
WHERE area = :area AND id = :id AND worker = :worker AND ping_id = :ping_id;

-- name: webhook_update_released
UPDATE webhook SET worker = NULL, lease_until = NULL
WHERE area = :area AND id = :id AND worker = :worker;

-- --- forgetting ---

-- name: webhook_select_ids
SELECT id FROM webhook WHERE area = :area ORDER BY id LIMIT 20; -- WEBHOOKS_MAX

-- Old ones, and those beyond the latest; a portion at a time. Primary key.
-- name: webhook_delivery_forget
DELETE FROM webhook_delivery
WHERE area = :area AND webhook_id = :id AND id IN (
    SELECT d.id FROM webhook_delivery d
    WHERE d.area = :area AND d.webhook_id = :id
      AND (d.at < clock_timestamp() - interval '14 days' -- WEBHOOK_LOG_DAYS
           OR d.id <= (SELECT l.id FROM webhook_delivery l
                       WHERE l.area = :area AND l.webhook_id = :id
                       ORDER BY l.id DESC
                       OFFSET 1000 LIMIT 1)) -- WEBHOOK_LOG_ROWS
    ORDER BY d.id
    LIMIT 2000); -- WEBHOOK_FORGET_ROWS
