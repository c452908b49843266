-- What keeps the tables that are split by month, as the owner of the schema. Their parts are made by
-- text: a definition takes no parameters.
-- writes: nothing

-- The months that are not there yet, from the end of what there is to :months ahead, each as the
-- statements that make it. A month is attached rather than made as a part of its table: that waits
-- for no reader and writer of the other months. Rows that came before their month lie in the default
-- part, and go over first.
-- name: partition_missing
WITH split AS (
    SELECT p.relname AS name,
           max(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)')::timestamptz)
               AT TIME ZONE 'UTC' AS made_to
    FROM pg_class p
    LEFT JOIN pg_inherits i ON i.inhparent = p.oid
    LEFT JOIN pg_class c ON c.oid = i.inhrelid
    WHERE p.relnamespace = 'asiakkuus'::regnamespace AND p.relkind = 'p'
    GROUP BY p.relname),
months AS (
    SELECT s.name AS split, format('%s_%s', s.name, to_char(m.month, 'YYYY_MM')) AS part,
           m.month AT TIME ZONE 'UTC' AS from_at,
           (m.month + interval '1 month') AT TIME ZONE 'UTC' AS to_at
    FROM split s
    CROSS JOIN LATERAL generate_series(
        coalesce(s.made_to, date_trunc('month', now() AT TIME ZONE 'UTC') - interval '1 month'),
        date_trunc('month', now() AT TIME ZONE 'UTC') + :months::int * interval '1 month',
        interval '1 month') AS m (month))
SELECT part,
    format('ALTER TABLE %1$I NO FORCE ROW LEVEL SECURITY;'
           'CREATE TABLE %2$I (LIKE %3$I INCLUDING DEFAULTS INCLUDING CONSTRAINTS);'
           'INSERT INTO %2$I SELECT * FROM %1$I WHERE at >= %4$L AND at < %5$L;'
           'DELETE FROM %1$I WHERE at >= %4$L AND at < %5$L;'
           'ALTER TABLE %3$I ATTACH PARTITION %2$I FOR VALUES FROM (%4$L) TO (%5$L);'
           'ALTER TABLE %2$I ENABLE ROW LEVEL SECURITY;'
           'ALTER TABLE %2$I FORCE ROW LEVEL SECURITY;'
           'CREATE POLICY own_area ON %2$I USING (area = current_setting(''app.area'', true))'
           ' WITH CHECK (area = current_setting(''app.area'', true));'
           'ALTER TABLE %1$I FORCE ROW LEVEL SECURITY',
           split || '_default', part, split, from_at, to_at) AS statements
FROM months
ORDER BY from_at, split;

-- The parts of :split that ended :months ago or longer, each as the statement that drops it; none
-- where :months is 0. The default part has no end.
-- name: partition_ended
SELECT c.relname AS part, format('DROP TABLE %I', c.relname) AS statements
FROM pg_inherits i
JOIN pg_class c ON c.oid = i.inhrelid
CROSS JOIN LATERAL (
    SELECT substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)')::timestamptz
        AT TIME ZONE 'UTC' AS to_at) b
WHERE i.inhparent = format('asiakkuus.%I', :split::text)::regclass AND :months::int > 0
  AND b.to_at <= date_trunc('month', now() AT TIME ZONE 'UTC') - :months::int * interval '1 month'
ORDER BY b.to_at;
