-- Drops the indexes of :tables, names with a space between them, but for those of keys; `put_aside` keeps how
-- they are made again.
CREATE TEMP TABLE put_aside AS
SELECT i.indexname AS name, i.indexdef AS definition
FROM pg_indexes i JOIN pg_class c ON c.oid = (i.schemaname || '.' || i.indexname)::regclass
WHERE i.schemaname = 'asiakkuus' AND i.tablename = ANY (string_to_array(:'tables', ' '))
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid);
SELECT 'DROP INDEX ' || name FROM put_aside \gexec
