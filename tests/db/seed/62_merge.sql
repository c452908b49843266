INSERT INTO client (area, id, merged_into, names_sealed, created_at, created_by, updated_at)
VALUES ('90', '00000000-0000-7000-8000-000000000093', '00000000-0000-7000-8000-000000000090', '\x00',
        now(), 'x', now());
INSERT INTO client_former (area, client_id, version, names_sealed, non_disclosure)
VALUES ('90', '00000000-0000-7000-8000-000000000093', 1, '\x00', false);
INSERT INTO client_merge (area, id, version, status, survivor_id, merged_id, filled, conflicts,
                          merged_at, merged_by, reason, undo_until)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 1, 'merged',
        '00000000-0000-7000-8000-000000000090', '00000000-0000-7000-8000-000000000093', '{}', '{}',
        now(), 'x', 'x', '2026-11-01T12:00:00Z');
INSERT INTO client_merge_item (area, merge_id, resource, resource_id)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 'word', '00000000-0000-7000-8000-000000000090');
INSERT INTO assessment (area, id, client_id, register, status, model_id, model_code, model_version,
                        model_hash, as_of, input, result, result_hash, certain, possible,
                        chosen_segment, assessed_at, recorded_at, assessed_by, confirmed_at,
                        confirmed_by, updated_at)
VALUES ('90', '00000000-0000-7000-8000-000000000094', '00000000-0000-7000-8000-000000000093',
        'health', 'confirmed', '00000000-0000-7000-8000-000000000090', 'm', 1, repeat('0', 64),
        '2026-11-20', '{}', '{}', repeat('0', 64), true, '{a}', 'a', now(), now(), 'x', now(), 'x',
        now());
INSERT INTO consultation (area, id, version, state, anonymous, client_id, register, to_sub, question,
                          urgency, authorised_to_convert, asked_at, asked_by, round,
                          answer_within_hours, starts_at, due_at, updated_at)
VALUES ('90', '00000000-0000-7000-8000-000000000095', 1, 'asked', false,
        '00000000-0000-7000-8000-000000000090', 'health', 'nobody', 'x', 'urgent', false,
        '2026-11-22T12:00:00Z', 'nobody', 1, 1, '2026-11-22T12:00:00Z', '2026-11-22T13:00:00Z', now());
