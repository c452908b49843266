-- The feed of events as it is read; ledger/ledger.sql writes it.
-- writes: nothing

-- Behind a position, below the feed's bound (ledger_feed_bound): nothing can appear before these rows
-- any more. The number of a transaction is read as C reads numbers: without zeros before it. Index
-- event_feed.
-- name: event_page
SELECT e.transaction::text || '.' || e.id::text AS position, e.id, e.at, e.type, e.resource,
       e.resource_id, e.version
FROM event e
WHERE e.area = :area AND e.transaction < :bound::xid8
  AND (e.transaction, e.id) > (
      (SELECT coalesce(:after_1::xid8, '0'::xid8)),
      (SELECT coalesce(:after_2::uuid, '00000000-0000-0000-0000-000000000000')))
ORDER BY e.transaction, e.id
LIMIT :limit_plus_one;
