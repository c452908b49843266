-- Serve what somebody made and is still open in the order of the worklists: what is overdue by its day,
-- the rest by urgency and how long it has waited. Clients who are to be asked where they went stand apart,
-- with a day of their own.
DROP INDEX referral_waiting_by;
CREATE INDEX referral_own_due ON referral (area, created_by,
    (kind IN ('third_sector', 'digital') AND state = 'sent'),
    (CASE WHEN kind IN ('third_sector', 'digital') AND state = 'sent'
          THEN follow_up_on ELSE due_on END),
    (CASE urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END), waiting_since, id)
    WHERE state NOT IN ('completed', 'declined', 'cancelled') OR unseen = 'sender';
CREATE INDEX referral_own_turn ON referral (area, created_by,
    (kind IN ('third_sector', 'digital') AND state = 'sent'),
    (CASE urgency WHEN 'emergency' THEN 1 WHEN 'urgent' THEN 2 ELSE 3 END), waiting_since, id)
    WHERE state NOT IN ('completed', 'declined', 'cancelled') OR unseen = 'sender';
