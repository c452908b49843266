INSERT INTO notice (area, id, version, status, unit_id, title, last_day, written_at)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 1, 'shown',
        '00000000-0000-7000-8000-000000000090', 'x', '2026-11-01', now());
