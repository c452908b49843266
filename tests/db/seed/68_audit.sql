INSERT INTO audit_event (area, at, id, kind, operation, sub, client_id, resource, ground)
VALUES ('90', now(), '00000000-0000-7000-8000-000000000092', 'read', 'test', 'word',
        '00000000-0000-7000-8000-000000000090', 'client', 'break_glass');
