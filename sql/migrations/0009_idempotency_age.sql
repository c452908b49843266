-- An index that begins with the area looks as good as the primary key while a table is young, and a
-- plan made then read every key of the area. This condition keeps it from any statement that does
-- not ask for an age.
DROP INDEX idempotency_key_age;
CREATE INDEX idempotency_key_age ON idempotency_key (area, created_at) WHERE created_at IS NOT NULL;
