-- One that is asked for, whose worker is gone; one that comes again.
INSERT INTO job (area, id, version, kind, state, done, attempts, due_at, worker, lease_until,
                 created_at, created_by, updated_at)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 1, 'k', 'running', 0, 1, '2000-01-01',
        '00000000-0000-7000-8000-000000000090', '2000-01-01', now(), 'tester', now());
INSERT INTO job (area, id, version, kind, state, done, attempts, due_at, created_at, created_by,
                 updated_at)
VALUES ('90', '00000000-0000-7000-8000-000000000092', 1, 'k', 'done', 0, 1, '2000-01-01',
        '2000-01-01', 'tester', '2000-01-01');
INSERT INTO job_schedule (area, kind, next_at, worker)
VALUES ('90', 'k', '2000-01-01', '00000000-0000-7000-8000-000000000090');
