-- When an assessment was recorded here, beside when it was made: the two differ for what is brought in
-- from elsewhere. The owner writes over the areas for this once.
ALTER TABLE assessment ADD COLUMN recorded_at timestamptz;
ALTER TABLE assessment NO FORCE ROW LEVEL SECURITY;
UPDATE assessment SET recorded_at = assessed_at;
ALTER TABLE assessment FORCE ROW LEVEL SECURITY;
ALTER TABLE assessment ALTER COLUMN recorded_at SET NOT NULL;
ALTER TABLE assessment ADD CHECK (assessed_at <= recorded_at);

-- A choice that is not the computed segment, or that the answers exclude, needs its reason. What was
-- agreed on before this was asked stays as it is.
ALTER TABLE assessment DROP CONSTRAINT assessment_check1;
ALTER TABLE assessment ADD CONSTRAINT assessment_choice CHECK (
    chosen_segment IS NULL OR override_reason IS NOT NULL
    OR (chosen_segment = ANY (possible)
        AND (computed_segment IS NULL OR chosen_segment = computed_segment))) NOT VALID;
