-- Needs 10_assessment.sql. Confirmed assessments of one client, so that there is one before, one that
-- leads back to self-care, and one of many services; both views answered one question.
INSERT INTO assessment (area, id, client_id, register, status, model_id, model_code, model_version,
                        model_hash, as_of, input, result, result_hash, computed_segment, certain,
                        possible, chosen_segment, assessed_at, assessed_by, assessed_unit,
                        confirmed_at, confirmed_by, review_due, recorded_at, updated_at)
SELECT '90', id::uuid, '00000000-0000-7000-8000-000000000090', 'health', 'confirmed',
       '00000000-0000-7000-8000-000000000090', 'm', 1, repeat('0', 64), '2026-02-01',
       '{"answers":{"client":{"d1":1},"professional":{"d1":3}}}', '{}', repeat('0', 64), segment,
       true, ARRAY[segment], segment, at::timestamptz, 'x', 'u', at::timestamptz, 'x', '2026-05-05', now(), now()
FROM (VALUES ('00000000-0000-7000-8000-000000000061', '2026-02-01T10:00:00Z', 'tuki'),
             ('00000000-0000-7000-8000-000000000062', '2026-03-01T10:00:00Z', 'tuki'),
             ('00000000-0000-7000-8000-000000000067', '2026-04-01T10:00:00Z', 'omatoimi'),
             ('00000000-0000-7000-8000-000000000068', '2026-05-01T10:00:00Z', 'yhteistyo'))
     AS t (id, at, segment);
INSERT INTO event (area, id, at, type, resource, resource_id, version)
SELECT '90', id::uuid, now(), resource || '.changed', resource, id::uuid, 2
FROM (VALUES ('00000000-0000-7000-8000-000000000061', 'assessment'),
             ('00000000-0000-7000-8000-000000000063', 'contact'),
             ('00000000-0000-7000-8000-000000000065', 'referral'),
             ('00000000-0000-7000-8000-000000000066', 'consultation')) AS t (id, resource);
INSERT INTO event (area, id, at, type, resource, resource_id, version)
VALUES ('90', '00000000-0000-7000-8000-000000000071', now(), 'service.changed', 'service',
        '00000000-0000-7000-8000-000000000090', 2),
       ('90', '00000000-0000-7000-8000-000000000072', now(), 'unit.created', 'unit',
        '00000000-0000-7000-8000-000000000090', 1);
INSERT INTO kpi_cell (area, cells, on_day, unit, segment, service, age_group, topic, slot, numerator,
                      denominator)
VALUES ('90', 'confirmed', '2026-01-05', 'u', 'tuki', '', '30-64', '', -1, 1, 0);
INSERT INTO kpi_figure (area, indicator, axis, bucket, unit, key, from_on, value, numerator,
                        denominator, hidden)
VALUES ('90', 'override_rate', 'none', 'month', 'word', 'k', '2026-01-01', 50, 1, 2, false),
       ('90', 'override_rate', 'none', 'month', 'u', 'k', '2026-01-01', 50, 1, 2, false),
       ('90', 'override_rate', 'none', 'month', 'word', '*', '2026-01-01', 50, 1, 2, false),
       ('90', 'override_rate', 'none', 'month', 'u', '*', '2026-01-01', 50, 1, 2, false);
INSERT INTO kpi_position (area, transaction, event_id, counted_on, counted_at)
VALUES ('90', '1', '00000000-0000-7000-8000-000000000090', '2020-01-01', '2020-01-01');
INSERT INTO kpi_delivery (area, id, delivered_at, delivered_by, accepted, unchanged, revised, refused)
VALUES ('90', '00000000-0000-7000-8000-000000000090', now(), 'x', 1, 0, 0, 0);
INSERT INTO kpi_observation (area, indicator, place, bucket, from_on, revision, value, delivery_id,
                             recorded_at)
VALUES ('90', 'override_rate', '658', 'month', '2026-01-01', 1, 50,
        '00000000-0000-7000-8000-000000000090', now());
INSERT INTO kpi_target (area, id, indicator, unit, valid_from, version, target, set_at, set_by)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 'override_rate', 'word', '2026-11-22', 1, 10,
        now(), 'x');
INSERT INTO feedback (area, id, on_day, who, about, answers)
VALUES ('90', '00000000-0000-7000-8000-000000000090', '2026-06-01', 'client', 'general',
        '{"solved":5}');
-- One contact of each kind that is counted.
INSERT INTO contact (area, id, register, channel, status, client_id, group_kind, group_participants,
                     group_first_time, need_classes, urgency, outcome_kind, outcome_service_id,
                     outcome_at, occurred_at, recorded_at, recorded_by, updated_at)
VALUES ('90', '00000000-0000-7000-8000-000000000063', 'health', 'phone', 'closed',
        '00000000-0000-7000-8000-000000000090', NULL, NULL, NULL, '{h2_visits}', 'non_urgent', 'solved',
        '00000000-0000-7000-8000-000000000090', now(), '2026-01-20T10:00:00Z', now(), 'x', now()),
       ('90', '00000000-0000-7000-8000-000000000064', 'health', 'group', 'open', NULL, 'walk', 9, 3,
        '{h2_visits}', 'non_urgent', NULL, NULL, NULL, '2026-02-20T10:00:00Z', now(), 'x', now()),
       ('90', '00000000-0000-7000-8000-000000000069', 'health', 'street', 'open', NULL, NULL, NULL, NULL,
        '{h2_visits}', 'non_urgent', NULL, NULL, NULL, '2026-02-21T10:00:00Z', now(), 'x', now());
-- A referral that was sent, redirected and begun, with its clock. Needs 42_referral.sql.
INSERT INTO referral (area, id, version, client_id, kind, state, urgency, need, register, to_unit_id,
                      contact_id, waiting_since, sent_at, created_at, created_by, updated_at)
VALUES ('90', '00000000-0000-7000-8000-000000000065', 4, '00000000-0000-7000-8000-000000000090',
        'guidance', 'in_progress', 'non_urgent', 'x', 'health',
        '00000000-0000-7000-8000-000000000090', '00000000-0000-7000-8000-000000000063', now(),
        '2026-02-10T10:00:00Z', '2026-02-10T10:00:00Z', 'x', now());
INSERT INTO referral (area, id, version, client_id, kind, state, urgency, need, register, to_unit_id,
                      outcome_kind, closed_on, waiting_since, sent_at, created_at, created_by,
                      updated_at)
VALUES ('90', '00000000-0000-7000-8000-000000000066', 4, '00000000-0000-7000-8000-000000000090',
        'guidance', 'completed', 'non_urgent', 'x', 'health',
        '00000000-0000-7000-8000-000000000090', 'x', '2026-04-10', now(), '2026-02-10T10:00:00Z',
        '2026-02-10T10:00:00Z', 'x', now());
INSERT INTO move (area, resource, resource_id, version, at, by, action, to_status)
VALUES ('90', 'referral', '00000000-0000-7000-8000-000000000065', 3, '2026-02-11T10:00:00Z', 'x',
        'redirect', 'redirected'),
       ('90', 'referral', '00000000-0000-7000-8000-000000000065', 4, '2026-02-12T10:00:00Z', 'x',
        'start', 'in_progress');
INSERT INTO deadline (area, resource, resource_id, rule, number, starts_on, met_on, due_on)
VALUES ('90', 'referral', '00000000-0000-7000-8000-000000000065', 'word', 1, '2026-02-10',
        '2026-02-12', '2026-02-24');
-- A question that was answered and closed, and a goal that was reached. Needs 32_plan.sql.
INSERT INTO consultation (area, id, version, state, anonymous, register, to_sub, receiver_unit,
                          question, urgency, authorised_to_convert, asked_at, asked_by, ended_at,
                          round, answer_within_hours, starts_at, due_at, met_at, updated_at)
VALUES ('90', '00000000-0000-7000-8000-000000000066', 1, 'closed', true, 'health', 'tester', 'u', 'x',
        'urgent', false, '2026-03-22T12:00:00Z', 'tester', '2026-03-23T12:00:00Z', 1, 1,
        '2026-03-22T12:00:00Z', '2026-03-23T12:00:00Z', '2026-03-22T18:00:00Z', now());
INSERT INTO plan_version (area, plan_id, version, at, by, kind, client_agrees, document)
VALUES ('90', '00000000-0000-7000-8000-000000000090', 2, '2026-05-01T10:00:00Z', 'x', 'care', true,
        '{"goals":[{"id":"g","state":"reached"}],"services":[]}');
