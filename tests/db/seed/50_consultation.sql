-- An anonymous one that has ended, and one whose answer is late.
INSERT INTO consultation (area, id, version, state, anonymous, register, to_sub, receiver_unit,
                          question, urgency,
                          authorised_to_convert, asked_at, asked_by, ended_at, round,
                          answer_within_hours, starts_at, due_at, updated_at)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 1, 'closed', true, 'health', 'tester', NULL, 'x',
        'urgent', false, '2026-11-22T12:00:00Z', 'tester', '2026-11-22T12:00:00Z', 1, 1,
        '2026-11-22T12:00:00Z', '2026-11-22T13:00:00Z', now()),
       ('90', '00000000-0000-7000-8000-000000000092', 1, 'asked', true, 'health', 'tester', 'u', 'x',
        'urgent', false, '2000-01-01', 'tester', NULL, 1, 1, '2000-01-01', '2000-01-02', now());
-- One about a client, which waits for its answer.
INSERT INTO consultation (area, id, version, state, anonymous, client_id, register, to_sub, question,
                          urgency, authorised_to_convert, asked_at, asked_by, round,
                          answer_within_hours, starts_at, due_at, updated_at)
VALUES ('90', '00000000-0000-7000-8000-000000000093', 1, 'asked', false,
        '00000000-0000-7000-8000-000000000090', 'health', 'tester', 'x', 'urgent', false, '2000-01-01',
        'tester', 1, 1, '2000-01-01', '2000-01-02', now());
INSERT INTO consultation_clock (area, consultation_id, round, starts_at, due_at)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 1, '2000-01-01', '2000-01-02');
INSERT INTO consultation_message (area, consultation_id, number, kind, at, by, side, text)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 1, 'message', now(), 'x', 'asker', 'x');
INSERT INTO consultation_read (area, consultation_id, sub, up_to)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 'x', 1);
