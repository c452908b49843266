-- How the tables that are split by month stand; of the catalogue, and so of no area.
-- writes: nothing

-- To the end of the last month that is made, and what lies in no month: rows that came before their
-- month was made, or of a time that nobody expected.
-- name: partition_watch_select
SELECT p.relname AS split,
       coalesce(max(m.months), 0)::bigint AS months_ahead,
       sum(CASE WHEN m.months IS NULL THEN pg_relation_size(c.oid) ELSE 0 END)::bigint AS stray_bytes
FROM pg_class p
JOIN pg_inherits i ON i.inhparent = p.oid
JOIN pg_class c ON c.oid = i.inhrelid
CROSS JOIN LATERAL (
    SELECT substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)')::timestamptz
        AT TIME ZONE 'UTC' AS to_at) b
CROSS JOIN LATERAL (
    SELECT extract(year FROM b.to_at) * 12 + extract(month FROM b.to_at)
         - extract(year FROM now() AT TIME ZONE 'UTC') * 12
         - extract(month FROM now() AT TIME ZONE 'UTC') - 1 AS months) m
WHERE p.relnamespace = 'asiakkuus'::regnamespace AND p.relkind = 'p'
GROUP BY p.relname;
