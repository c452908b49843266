-- :assessments confirmed assessments with a client for every two, and :referrals referrals, over the year before
-- today, in area 90. Foreign keys are not looked at; what is loaded keeps them. Indexes are made again at the
-- end, which is quicker than row by row.
\set ON_ERROR_STOP on
SET search_path = asiakkuus;
SET session_replication_role = replica;
SET synchronous_commit = off;
SET maintenance_work_mem = '1GB';
\set tables 'client assessment referral deadline'
\ir ../indexes_aside.sql
BEGIN;
INSERT INTO client (area, id, birth_date, language, created_at, created_by, updated_at)
SELECT '90', ('00000009-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       date '1935-01-01' + n * 37 % 30000, (ARRAY['fi', 'fi', 'sv', 'so', NULL])[1 + n % 5],
       now() - interval '2 years', 'bench', now()
FROM generate_series(1, :assessments / 2) n;
INSERT INTO assessment (area, id, client_id, register, status, model_id, model_code, model_version,
                        model_hash, as_of, input, result, result_hash, computed_segment, certain,
                        possible, chosen_segment, override_reason, assessed_at, assessed_by,
                        assessed_unit, confirmed_at, confirmed_by, review_due, recorded_at, updated_at)
SELECT '90', ('0000000a-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       ('00000009-0000-7000-8000-' || lpad(to_hex((n + 1) / 2), 12, '0'))::uuid, 'health', 'confirmed',
       m.id, m.code, m.version, m.hash, at::date,
       '{"answers":{"client":{"d1_learning":' || n % 4 || '},"professional":{"d1_learning":' || n % 5 || '}}}',
       '{}', m.hash, segments[1 + n % 4], n % 10 > 0, ARRAY[segments[1 + n % 4]],
       segments[1 + (n + (n % 11 = 0)::integer) % 4], CASE WHEN n % 11 = 0 THEN 'x' END,
       at - n % 9 * interval '1 day', 'bench', units[1 + n % 8], at, 'bench', at::date + 90, at, now()
FROM generate_series(1, :assessments) n,
     (SELECT id, code, version, hash FROM model WHERE area = '90' AND code = 'helsinki' LIMIT 1) m,
     (SELECT ARRAY['omatoimi', 'tuki', 'yhteistyo', 'huolenpito'] AS segments,
             (SELECT array_agg(code ORDER BY code) FROM unit WHERE area = '90') AS units) w,
     LATERAL (SELECT now() - (n::bigint * 7919 % 365) * interval '1 day' - n % 600 * interval '1 minute'
                     AS at) t;
INSERT INTO referral (area, id, version, client_id, kind, state, urgency, need, register, to_unit_id,
                      outcome_kind, closed_on, waiting_since, sent_at, created_at, created_by, updated_at)
SELECT '90', ('0000000b-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 4,
       ('00000009-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'guidance', 'completed',
       'non_urgent', 'x', 'health', units[1 + n % 8], 'solved', at::date + n % 40, now(), at, at, 'bench', now()
FROM generate_series(1, :referrals) n,
     (SELECT array_agg(id ORDER BY code) AS units FROM unit WHERE area = '90') u,
     LATERAL (SELECT now() - (n::bigint * 7919 % 365) * interval '1 day' AS at) t;
INSERT INTO move (area, resource, resource_id, version, at, by, action, to_status)
SELECT '90', 'referral', id, 2, sent_at + interval '3 days', 'bench', 'start', 'in_progress'
FROM referral WHERE area = '90' AND created_by = 'bench';
INSERT INTO deadline (area, resource, resource_id, rule, number, starts_on, met_on, due_on)
SELECT '90', 'referral', id, 'service_need_start', 1, created_at::date, created_at::date + 3,
       created_at::date + 9
FROM referral WHERE area = '90' AND created_by = 'bench';
COMMIT;
SELECT definition FROM put_aside ORDER BY name \gexec
ANALYZE;
