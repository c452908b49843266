INSERT INTO reminder (area, resource, resource_id, type, slot, told_at)
VALUES ('90', 'referral', '00000000-0000-7000-8000-000000000090', 'word', 'word', now());
