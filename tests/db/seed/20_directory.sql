-- Needs 10_assessment.sql.
INSERT INTO unit_term (area, unit_id, term, sort_key)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 'all', 'u');
INSERT INTO service (area, id, code, unit_id, names, sort_key, kind, register, weight, created_at,
                     updated_at)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 's', '00000000-0000-7000-8000-000000000090',
        '{}', 's', 'health', 'health', 1, now(), now());
INSERT INTO service_term (area, service_id, term, sort_key)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 'all', 's');
