-- What spreads the tables over the nodes of a distributed PostgreSQL (Citus), as the owner of the
-- schema: asked of the catalogue, so that no table can be forgotten.
-- writes: nothing

-- Is the extension there, by what it brings?
-- name: distribute_ready
SELECT count(DISTINCT proname) = 2
FROM pg_proc
WHERE proname IN ('create_distributed_table', 'create_reference_table') AND pg_function_is_visible(oid);

-- Tables that nothing says what to do with: without an area as first column, and neither a code list
-- (the same for every area, copied to each node) nor the coordinator's own.
-- name: distribute_unknown
SELECT string_agg(c.relname, ' ' ORDER BY c.relname)
FROM pg_class c
WHERE c.relnamespace = 'asiakkuus'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND c.relname <> ALL ('{need_class, need_class_mapping, migration, ready_probe, vault_key}')
  AND NOT EXISTS (SELECT FROM pg_attribute a
                  WHERE a.attrelid = c.oid AND a.attnum = 1 AND a.attname = 'area');

-- What is not distributed yet: code lists first, then the tables of tenants, each behind those that its
-- foreign keys name. The months go along with their table. All lie together by the area, so that
-- what belongs to one area is on one node.
-- name: distribute_steps
WITH RECURSIVE tables AS (
    SELECT c.oid, c.relname,
           c.relname IN ('need_class', 'need_class_mapping') AS is_list
    FROM pg_class c
    WHERE c.relnamespace = 'asiakkuus'::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT c.relispartition AND c.relname NOT IN ('migration', 'ready_probe', 'vault_key')),
parents AS (
    SELECT DISTINCT k.conrelid AS child, k.confrelid AS parent FROM pg_constraint k
    WHERE k.contype = 'f' AND k.conrelid <> k.confrelid),
ranked AS (
    SELECT t.oid, 0 AS rank FROM tables t
    UNION
    SELECT p.child, r.rank + 1 FROM ranked r JOIN parents p ON p.parent = r.oid WHERE r.rank < 50),
placed AS (SELECT oid, max(rank) AS rank FROM ranked GROUP BY oid)
SELECT t.relname AS part,
       CASE WHEN t.is_list THEN format('SELECT create_reference_table(''asiakkuus.%I'')', t.relname)
            ELSE format('SELECT create_distributed_table(''asiakkuus.%I'', ''area'', colocate_with => %L)',
                        t.relname, CASE WHEN t.relname = 'unit' THEN 'none' ELSE 'asiakkuus.unit' END)
       END AS statements
FROM tables t JOIN placed p ON p.oid = t.oid
WHERE t.oid::regclass::text <> ALL (:done::text[])
ORDER BY t.is_list DESC, t.relname <> 'unit', p.rank, t.relname;

-- What is distributed already. A statement of its own: without the extension there is no such table.
-- name: distribute_done
SELECT coalesce(array_agg(logicalrel::text)::text, '{}') FROM pg_dist_partition;
