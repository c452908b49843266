-- Serve the worklists of contacts, referrals and plans in the order of the lists: what is overdue by its
-- day, the rest by urgency and how long it has waited. Each holds only what is open; a page is read off
-- from where it begins.
DROP INDEX referral_waiting_in, referral_waiting_out, referral_of_assignee, plan_to_review,
    plan_to_agree;
CREATE INDEX contact_in_turn ON contact (area, unit_id,
    (CASE urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END), occurred_at, id)
    WHERE status = 'open';
CREATE INDEX contact_in_turn_by ON contact (area, recorded_by,
    (CASE urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END), occurred_at, id)
    WHERE status = 'open';

-- What came in: all that is nobody's yet, and all that is somebody's.
CREATE INDEX referral_in_due ON referral (area, to_unit_id,
    (assignee IS NULL AND state <> 'cancelled'), due_on,
    (CASE urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END), waiting_since, id)
    WHERE kind NOT IN ('third_sector', 'digital')
      AND (state IN ('sent', 'redirected', 'received', 'accepted', 'in_progress')
           OR (state = 'cancelled' AND unseen = 'receiver'));
CREATE INDEX referral_in_turn ON referral (area, to_unit_id,
    (assignee IS NULL AND state <> 'cancelled'),
    (CASE urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END), waiting_since, id)
    WHERE kind NOT IN ('third_sector', 'digital')
      AND (state IN ('sent', 'redirected', 'received', 'accepted', 'in_progress')
           OR (state = 'cancelled' AND unseen = 'receiver'));
-- What went out.
CREATE INDEX referral_out_due ON referral (area, from_unit_id, due_on,
    (CASE urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END), waiting_since, id)
    WHERE (state NOT IN ('completed', 'declined', 'cancelled') OR unseen = 'sender')
      AND NOT (kind IN ('third_sector', 'digital') AND state = 'sent');
CREATE INDEX referral_out_turn ON referral (area, from_unit_id,
    (CASE urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END), waiting_since, id)
    WHERE (state NOT IN ('completed', 'declined', 'cancelled') OR unseen = 'sender')
      AND NOT (kind IN ('third_sector', 'digital') AND state = 'sent');
CREATE INDEX referral_to_follow_up ON referral (area, from_unit_id, follow_up_on,
    (CASE urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END), waiting_since, id)
    WHERE kind IN ('third_sector', 'digital') AND state = 'sent';
-- What is somebody's own.
CREATE INDEX referral_of_assignee ON referral (area, assignee)
    WHERE assignee IS NOT NULL
      AND (state NOT IN ('completed', 'declined', 'cancelled') OR unseen IS NOT NULL);

CREATE INDEX plan_to_review ON plan (area, updated_unit, review_on, id) WHERE review_on IS NOT NULL;
CREATE INDEX plan_to_agree ON plan (area, updated_unit, updated_at, id)
    WHERE kind = 'joint' AND NOT client_agrees;
