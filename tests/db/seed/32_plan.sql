INSERT INTO plan (area, id, client_id, register, version, kind, client_agrees, updated_at, updated_by)
VALUES ('90', '00000000-0000-7000-8000-000000000090', '00000000-0000-7000-8000-000000000090', 'health',
        1, 'care', true, now(), 'x');
INSERT INTO plan_version (area, plan_id, version, at, by, kind, client_agrees, document)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 1, now(), 'x', 'care', true,
        '{"goals":[],"services":[]}');
INSERT INTO plan_measurement (area, id, plan_id, goal_id, value, at, recorded_at, recorded_by)
VALUES ('90', '00000000-0000-7000-8000-000000000090', '00000000-0000-7000-8000-000000000090',
        '00000000-0000-7000-8000-000000000090', 1, now(), now(), 'x');
