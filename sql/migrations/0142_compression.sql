-- Texts of some thousand characters are packed by lz4, which takes a part of the time that pglz takes. A
-- server built without lz4 keeps pglz. What is stored already stays as it is: each value tells by itself
-- how it is packed.
DO $$
BEGIN
    ALTER TABLE assessment
        ALTER COLUMN input SET COMPRESSION lz4,
        ALTER COLUMN result SET COMPRESSION lz4;
    ALTER TABLE idempotency_key ALTER COLUMN body SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    RAISE NOTICE 'this server has no lz4: pglz packs what is stored';
END
$$;
