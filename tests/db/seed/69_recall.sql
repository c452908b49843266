INSERT INTO recall (area, id, client_id, register, version, risk_class, next_on, updated_at, updated_by)
VALUES ('90', '00000000-0000-7000-8000-000000000090', '00000000-0000-7000-8000-000000000090', 'health',
        1, 'oral_low', '2026-11-22', now(), 'x');
INSERT INTO recall_version (area, recall_id, version, at, by, risk_class)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 1, now(), 'x', 'oral_low');
