-- Serve lists of referrals: those of one state that is no end, which are few among all that a unit ever
-- had, and those of one person.
CREATE INDEX referral_open_in ON referral (area, to_unit_id, created_at, id)
    WHERE state NOT IN ('completed', 'declined', 'cancelled');
CREATE INDEX referral_open_out ON referral (area, from_unit_id, created_at, id)
    WHERE state NOT IN ('completed', 'declined', 'cancelled');
CREATE INDEX referral_open_listed ON referral (area, created_at, id)
    WHERE state NOT IN ('completed', 'declined', 'cancelled');
CREATE INDEX referral_had_by ON referral (area, assignee, created_at, id) WHERE assignee IS NOT NULL;
