INSERT INTO deadline_rule (area, id, code, valid_from, basis, counting, amount, age_min, age_max, starts,
                           stops, last_day, reopens, name_fi, name_sv, name_en, source, created_at,
                           created_by)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 'r', '2026-01-01', 'own', 'months', 1, 0, 150,
        'x', '{}', 'stays', 'stop', 'x', 'x', 'x', 'x', now(), 'x');
