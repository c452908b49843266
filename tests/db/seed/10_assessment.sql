-- One row a table, in area 90; every id is the same.
INSERT INTO unit (area, id, code, names, kind, created_at, updated_at)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 'u', '{}', 'k', now(), now());
INSERT INTO model (area, id, code, version, document, hash, status, is_active, valid_from,
                   created_at, updated_at, published_at)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 'm', 1, '{}', repeat('0', 64), 'published',
        false, '2020-01-01', now(), now(), now());
INSERT INTO client (area, id, home_unit, created_at, created_by, updated_at)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 'u', now(), 'x', now());
INSERT INTO client_identifier (area, id, client_id, system, hash, key_id, value_sealed, created_at)
VALUES ('90', '00000000-0000-7000-8000-000000000090', '00000000-0000-7000-8000-000000000090', 'hetu', convert_to(repeat('h', 32), 'UTF8'),
        'word', 'x', now());
INSERT INTO client_former (area, client_id, version, non_disclosure)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 1, false);
INSERT INTO assessment (area, id, client_id, register, status, model_id, model_code, model_version,
                        model_hash, as_of, input, result, result_hash, certain, possible,
                        assessed_at, recorded_at, assessed_by, updated_at)
VALUES ('90', '00000000-0000-7000-8000-000000000090', '00000000-0000-7000-8000-000000000090',
        'health', 'proposed', '00000000-0000-7000-8000-000000000090', 'm', 1, repeat('0', 64),
        '2026-11-22', '{}', '{}', repeat('0', 64), true, '{a}', now(), now(), 'x', now());
INSERT INTO client_standing (area, client_id, scope, register, assessment_id, status, model_id, segment,
                             review_due, since, unit, settled_at, proposal_id, proposal_unit,
                             proposal_at, lacks, home_unit)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 'health', 'health',
        '00000000-0000-7000-8000-000000000090', 'proposed', '00000000-0000-7000-8000-000000000090', 'a',
        '2026-11-22', now(), 'u', now(), '00000000-0000-7000-8000-000000000090', 'u', now(), true, 'u'),
       ('90', '00000000-0000-7000-8000-000000000090', 'social', 'social', -- of no assessment
        '00000000-0000-7000-8000-000000000091', 'proposed', '00000000-0000-7000-8000-000000000090', 'a',
        '2026-11-22', now(), 'u', now(), NULL, NULL, NULL, false, 'u');
INSERT INTO move (area, resource, resource_id, version, at, by, action, to_status)
VALUES ('90', 'word', '00000000-0000-7000-8000-000000000090', 1, now(), 'x', 'create', 'proposed');
INSERT INTO audit_event (area, at, id, kind, operation, sub, resource)
VALUES ('90', now(), '00000000-0000-7000-8000-000000000090', 'read', 'test', 'x', 'client');
INSERT INTO event (area, id, at, type, resource, resource_id, version)
VALUES ('90', '00000000-0000-7000-8000-000000000090', now(), 'client.created', 'client',
        '00000000-0000-7000-8000-000000000090', 1);
INSERT INTO idempotency_key (area, sub, operation, key, body_hash, created_at)
VALUES ('90', 'tester', 'test', 'k', convert_to(repeat('h', 32), 'UTF8'), '2000-01-01');
