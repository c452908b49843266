-- Needs 10_assessment.sql.
INSERT INTO unit_term (area, unit_id, term, sort_key)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 'all', 'u');
INSERT INTO unit (area, id, code, names, kind, terms, source, source_id, parent_id, created_at,
                  updated_at)
VALUES ('90', '00000000-0000-7000-8000-000000000092', 'v', '{}', 'k', '{all}', 'word', 'word',
        '00000000-0000-7000-8000-000000000090', now(), now());
INSERT INTO service (area, id, code, unit_id, names, sort_key, terms, kind, register, weight, source,
                     source_id, created_at, updated_at)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 's', '00000000-0000-7000-8000-000000000090',
        '{}', 's', '{all, word:x}', 'health', 'health', 1, 'word', 'word', now(), now());
INSERT INTO service_term (area, service_id, term, sort_key)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 'all', 's'),
       ('90', '00000000-0000-7000-8000-000000000090', 'word:x', 's');
INSERT INTO contact (area, id, register, channel, status, client_id, need_classes, urgency, unit_id,
                     occurred_at, recorded_at, recorded_by, updated_at)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 'health', 'phone', 'open',
        '00000000-0000-7000-8000-000000000090', '{}', 'urgent',
        '00000000-0000-7000-8000-000000000090', '2026-11-22T12:00:00Z', now(), 'x', now());
