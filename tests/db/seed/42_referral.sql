-- Needs 20_directory.sql.
INSERT INTO referral (area, id, version, client_id, kind, state, urgency, need, register, to_register,
                      from_unit_id, to_service_id, to_unit_id, assignee, unseen, due_on, waiting_since,
                      created_at, created_by, updated_at)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 1, '00000000-0000-7000-8000-000000000090',
        'guidance', 'sent', 'urgent', 'x', 'health', 'health', '00000000-0000-7000-8000-000000000090',
        '00000000-0000-7000-8000-000000000090', '00000000-0000-7000-8000-000000000090', 'word', 'sender',
        '2020-01-01', now(), now(), 'tester', now());
INSERT INTO referral_message (area, id, referral_id, at, by, side, text)
VALUES ('90', '00000000-0000-7000-8000-000000000090', '00000000-0000-7000-8000-000000000090', now(), 'x',
        'sender', 'x');
-- As the worklists ask for it.
UPDATE assessment SET assessed_unit = 'u';
