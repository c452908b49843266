-- A webhook that anything may be asked of: it has a ping to send and is another's by now.
INSERT INTO webhook (area, id, version, url, enabled, secret_sealed, after_transaction, after_id, sequence,
                     attempts, next_at, ping_id, worker, lease_until, created_at, created_by, updated_at)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 1, 'https://ehr.example/', true, '\x00', '1',
        '00000000-0000-7000-8000-000000000090', 0, 0, '2026-11-22', '00000000-0000-7000-8000-000000000090',
        '00000000-0000-7000-8000-000000000090', '2026-11-22', now(), 'x', now());
INSERT INTO webhook_delivery (area, webhook_id, id, at, event_id, type, attempt, status, duration_ms)
VALUES ('90', '00000000-0000-7000-8000-000000000090', '00000000-0000-7000-8000-000000000090', '2020-01-01',
        '00000000-0000-7000-8000-000000000090', 'word', 1, 200, 1);
