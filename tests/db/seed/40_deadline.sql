INSERT INTO deadline_rule (area, id, code, valid_from, basis, counting, amount, age_min, age_max, starts,
                           stops, last_day, reopens, name_fi, name_sv, name_en, source, created_at,
                           created_by)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 'r', '2026-01-01', 'own', 'months', 1, 0, 150,
        'x', '{}', 'stays', 'stop', 'x', 'x', 'x', 'x', now(), 'x');
INSERT INTO deadline (area, resource, resource_id, rule, number, starts_on, met_on, due_on)
VALUES ('90', 'word', '00000000-0000-7000-8000-000000000090', 'word', 1, '2026-11-22', '2026-11-22',
        '2026-11-22');
INSERT INTO deadline_stop (area, resource, resource_id, id, from_on, reason)
VALUES ('90', 'word', '00000000-0000-7000-8000-000000000090', '00000000-0000-7000-8000-000000000090',
        '2026-11-22', 'x');
