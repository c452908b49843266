INSERT INTO consent (area, id, client_id, version, status, kind, from_register, to_register, purpose,
                     overrides_refusal, given_by, valid_from, recorded_at, recorded_by)
VALUES ('90', '00000000-0000-7000-8000-000000000090', '00000000-0000-7000-8000-000000000090', 1,
        'recorded', 'consent', 'health', 'social', 'p', false, 'client', '2020-01-01', now(), 'x');
