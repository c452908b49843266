-- A plan is made once, also while a table is young, and then every index that begins with the area
-- looks as good as the primary key: a plan made so read all of an area for each row. The conditions
-- keep these indexes for the statements that ask for their columns.
ALTER TABLE unit DROP CONSTRAINT unit_area_source_source_id_key;
CREATE UNIQUE INDEX unit_of_source ON unit (area, source, source_id) WHERE source IS NOT NULL;
ALTER TABLE service
    DROP CONSTRAINT service_area_code_key,
    DROP CONSTRAINT service_area_source_source_id_key;
CREATE UNIQUE INDEX service_of_code ON service (area, code) WHERE code IS NOT NULL;
CREATE UNIQUE INDEX service_of_source ON service (area, source, source_id) WHERE source IS NOT NULL;
-- What is looked for leads; the other index serves the foreign key and the rewriting of a record's
-- terms.
DROP INDEX unit_term_found;
ALTER TABLE unit_term DROP CONSTRAINT unit_term_pkey,
    ADD PRIMARY KEY (area, term, sort_key, unit_id);
CREATE INDEX unit_term_of_unit ON unit_term (area, unit_id) WHERE unit_id IS NOT NULL;
DROP INDEX service_term_found;
ALTER TABLE service_term DROP CONSTRAINT service_term_pkey,
    ADD PRIMARY KEY (area, term, sort_key, service_id);
CREATE INDEX service_term_of_service ON service_term (area, service_id)
    WHERE service_id IS NOT NULL;
