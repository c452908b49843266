-- One that takes rows, and one that was run.
INSERT INTO screening (area, id, version, state, register, rules, as_of, include_uncertain, row_count,
                       created_at, created_by, changed_at, job_id, completed_at, result)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 1, 'collecting', 'health', '{lace}', '2026-11-01',
        true, 1, '2026-11-22T12:00:00Z', 'tester', '2026-11-22T12:00:00Z',
        '00000000-0000-7000-8000-000000000090', NULL, NULL),
       ('90', '00000000-0000-7000-8000-000000000094', 1, 'done', 'health', '{lace}', '2026-11-01',
        true, 1, '2026-11-22T12:00:00Z', 'tester', '2026-11-22T12:00:00Z', NULL, '2026-11-22T12:00:00Z',
        '{}');
INSERT INTO screening_row (area, screening_id, client_ref, candidate_id, rank, met, findings)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 'word', '00000000-0000-7000-8000-000000000095', 1,
        '{lace}', '{"items": []}'),
       ('90', '00000000-0000-7000-8000-000000000090', 'x', NULL, NULL, NULL, NULL);
INSERT INTO candidate (area, id, version, state, screening_id, register, unit_id, client_ref, rank, met,
                       findings, found_at)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 1, 'open', '00000000-0000-7000-8000-000000000090',
        'health', '00000000-0000-7000-8000-000000000090', 'x', 1, '{lace}', '{"items": []}', '2026-11-22');
