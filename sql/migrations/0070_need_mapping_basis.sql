-- Where a row of the mapping comes from: 'own_choice' is this service's own, made without a published
-- mapping to go by, and to be looked through by whoever takes it into use; 'published' names its source.
ALTER TABLE need_class_mapping
    ADD COLUMN basis text NOT NULL DEFAULT 'own_choice' CHECK (basis IN ('own_choice', 'published')),
    ADD COLUMN reference text,
    ADD CONSTRAINT need_class_mapping_reference CHECK ((basis = 'published') = (reference IS NOT NULL));
