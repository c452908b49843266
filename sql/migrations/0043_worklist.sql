-- Serve the worklists of assessments: those to be looked at again, and those to be confirmed.
CREATE INDEX assessment_to_review ON assessment (area, assessed_unit, review_due)
    WHERE status = 'confirmed';
CREATE INDEX assessment_to_confirm ON assessment (area, assessed_unit) WHERE status = 'proposed';

-- A plan is made once, also while a table is young, and then every index that begins with the area
-- looks as good as the primary key. The conditions keep these for the statements that ask for their
-- columns.
DROP INDEX referral_of_client, referral_to_unit, referral_from_unit, referral_to_service,
    referral_listed;
CREATE INDEX referral_of_client ON referral (area, client_id, created_at, id)
    WHERE client_id IS NOT NULL;
CREATE INDEX referral_to_unit ON referral (area, to_unit_id, created_at, id)
    WHERE to_unit_id IS NOT NULL;
CREATE INDEX referral_from_unit ON referral (area, from_unit_id, created_at, id)
    WHERE from_unit_id IS NOT NULL;
CREATE INDEX referral_to_service ON referral (area, to_service_id, created_at, id)
    WHERE to_service_id IS NOT NULL;
CREATE INDEX referral_listed ON referral (area, created_at, id) WHERE created_at IS NOT NULL;
