-- The classes of need, and what other registers' words mean among them; the same for every area.
-- writes: nothing

-- All of them; there are tens.
-- name: need_class_select_all
SELECT code, name_fi AS names_fi, name_sv AS names_sv, name_en AS names_en
FROM need_class
ORDER BY position
LIMIT 200; -- NEED_CLASSES_MAX

-- What one register's words mean; there are tens.
-- name: need_class_select_mapping
SELECT term, kind, needs
FROM need_class_mapping
WHERE source = :source
LIMIT 2000; -- NEED_MAPPINGS_MAX
