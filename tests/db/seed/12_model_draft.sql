INSERT INTO model_draft (area, id, version, code, document, hash, name_fi, name_sv, name_en, created_at,
                         written_at, written_by)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 1, 'm', '{}', repeat('0', 64), 'x', 'x', 'x', now(),
        now(), 'x');
