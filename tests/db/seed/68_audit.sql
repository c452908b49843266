INSERT INTO audit_event (area, at, id, kind, operation, sub, client_id, resource, ground)
VALUES ('90', now(), '00000000-0000-7000-8000-000000000092', 'read', 'test', 'word',
        '00000000-0000-7000-8000-000000000090', 'client', 'break_glass');
INSERT INTO audit_seal (area, number, sealed_at, from_transaction, from_id, to_transaction, to_id,
                        row_count, first_at, rows_digest, previous, digest, key_id, proof)
VALUES ('90', 1, now(), '0', '00000000-0000-0000-0000-000000000000', '1',
        '00000000-0000-7000-8000-000000000090', 1, now(), repeat('0', 64), '', repeat('0', 64), 'k',
        repeat('0', 64));
