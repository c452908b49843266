-- Loads the clients number :from to :to of area 90 with what is kept of them, set by set, as the
-- superuser, on the shape of the demo's own rows: two assessments, contacts and referrals each, care
-- teams, plans, consents, clocks, steps, the access log and the feed. Of :open_step referrals and
-- contacts one is open, scattered over all units; each of the :workers has some twenty clients.
-- Foreign keys are not looked at; what is loaded keeps them. Indexes are made again at the end, which
-- is quicker than row by row.
\set ON_ERROR_STOP on
SET search_path = asiakkuus;
SET session_replication_role = replica;
SET synchronous_commit = off;
SET work_mem = '128MB';

SET maintenance_work_mem = '1GB';
\timing on

\set tables 'client client_identifier client_standing assessment contact referral deadline care_team care_team_member plan plan_version consent'
\ir ../indexes_aside.sql

CREATE FUNCTION pg_temp.uid(kind integer, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT ('0190000' || kind || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$;
CREATE TEMP TABLE place AS
SELECT row_number() OVER (ORDER BY id) - 1 AS i, id, code FROM unit
WHERE area = '90' AND valid_to IS NULL;
CREATE TEMP TABLE offer AS
SELECT row_number() OVER (ORDER BY id) - 1 AS i, id, unit_id, register
FROM service WHERE area = '90' AND takes_referrals AND register IS NOT NULL;
CREATE TEMP TABLE form AS
SELECT row_number() OVER (ORDER BY id) - 1 AS i, count(*) OVER () AS all_forms, a.*
FROM (SELECT a.*, coalesce(w.person, false) AS wants
      FROM assessment a
      LEFT JOIN (SELECT m.id, g.segment ->> 'code' AS segment,
                        g.segment #>> '{consequences,contact_person,value}' = 'required'
                            OR g.segment #>> '{consequences,own_team,value}' = 'named' AS person
                 FROM model m
                 CROSS JOIN LATERAL jsonb_array_elements(m.document::jsonb -> 'segments') AS g(segment)
                 WHERE m.area = '90') w ON w.id = a.model_id AND w.segment = a.chosen_segment
      WHERE a.area = '90' AND a.model_code = 'helsinki' AND a.assessed_by <> 'population'
        AND a.chosen_segment = a.computed_segment ORDER BY a.id LIMIT 64) a;
CREATE TEMP TABLE one AS
SELECT n, pg_temp.uid(1, n) AS client_id, p.id AS unit_id, p.code AS unit,
       (ARRAY['phone', 'visit', 'digital', 'callback'])[1 + n % 4] AS channel,
       (ARRAY['s3_economy', 's6_crisis', 'd5_self_care', 's2_housing'])[1 + n % 4] AS need
FROM (SELECT n, n % (SELECT count(*) FROM place) AS i
      FROM generate_series(:from::bigint, :to::bigint) n) n
JOIN place p ON p.i = n.i;
ANALYZE place, offer, form, one;

INSERT INTO client (area, id, birth_date, names_sealed, home_unit, language, non_disclosure, created_at,
                    created_by, updated_at)
SELECT '90', client_id, date '1930-01-01' + (n * 7919 % 32000)::integer,
       CASE WHEN n % 100 <> 1 THEN decode(repeat(md5(n::text), 3), 'hex') END, unit,
       CASE WHEN n % 16 = 0 THEN 'sv' ELSE 'fi' END, n % 500 = 0, now() - interval '3 years',
       'population', now() - interval '3 years'
FROM one;
INSERT INTO client_identifier (area, id, client_id, system, hash, key_id, value_sealed, created_at)
SELECT '90', client_id, client_id, 'hetu', sha256(n::text::bytea), 'population',
       decode(repeat(md5(n::text), 2), 'hex'), now() - interval '3 years'
FROM one;

CREATE TEMP TABLE made AS
SELECT o.*, k, pg_temp.uid(2, o.n * 2 + k) AS id, (o.n * 31 + k * 7) % f.all_forms AS form,
       current_date - 40 - (o.n % 400)::integer - (1 - k) * 400 AS as_of,
       k = 0 OR o.n % 12 <> 0 AS confirmed
FROM one o CROSS JOIN generate_series(0, 1) k CROSS JOIN (SELECT all_forms FROM form LIMIT 1) f;
INSERT INTO assessment (area, id, client_id, version, register, status, model_id, model_code, model_version,
                        model_hash, as_of, input, result, result_hash, computed_segment, certain,
                        possible, chosen_segment, participants, assessed_at, assessed_by,
                        assessed_unit, confirmed_at, confirmed_by, review_due, updated_at, recorded_at)
SELECT '90', m.id, m.client_id, CASE WHEN m.confirmed THEN 2 ELSE 1 END, 'health',
       CASE WHEN m.confirmed THEN 'confirmed' ELSE 'proposed' END, f.model_id, f.model_code,
       f.model_version, f.model_hash, m.as_of, f.input, f.result, f.result_hash, f.computed_segment,
       f.certain, f.possible, f.chosen_segment, f.participants, m.as_of + time '09:00', 'population',
       m.unit, CASE WHEN m.confirmed THEN m.as_of + time '09:30' END,
       CASE WHEN m.confirmed THEN 'population' END, CASE WHEN m.confirmed THEN m.as_of + 365 END,
       m.as_of + time '09:30', m.as_of + time '09:00'
FROM made m JOIN form f ON f.i = m.form;
-- Client number 2 has 500.
INSERT INTO assessment (area, id, client_id, version, register, status, model_id, model_code, model_version,
                        model_hash, as_of, input, result, result_hash, computed_segment, certain,
                        possible, chosen_segment, participants, assessed_at, assessed_by,
                        assessed_unit, confirmed_at, confirmed_by, review_due, updated_at, recorded_at)
SELECT a.area, pg_temp.uid(0, i), a.client_id, a.version, a.register, a.status, a.model_id, a.model_code,
       a.model_version, a.model_hash, a.as_of - i, a.input, a.result, a.result_hash,
       a.computed_segment, a.certain, a.possible, a.chosen_segment, a.participants,
       a.assessed_at - i * interval '1 day', a.assessed_by, a.assessed_unit,
       a.confirmed_at - i * interval '1 day', a.confirmed_by, a.review_due - i, a.updated_at, a.recorded_at
FROM assessment a CROSS JOIN generate_series(1, 498) i
WHERE a.area = '90' AND a.id = pg_temp.uid(2, 4) AND EXISTS (SELECT FROM one WHERE n = 2);
-- Where they stand by that; `asiakkuusd standings compare` proves it of the small area.
INSERT INTO client_standing (area, client_id, scope, register, assessment_id, status, model_id, segment,
                             review_due, since, unit, settled_at, proposal_id, proposal_unit,
                             proposal_at, lacks, home_unit)
SELECT '90', m.client_id, 'health', 'health', m.id, 'confirmed', f.model_id, f.chosen_segment,
       m.as_of + 365,
       CASE WHEN m.k = 1 AND f.chosen_segment = e.chosen_segment
            THEN m.as_of - 400 - CASE WHEN m.n = 2 THEN 498 ELSE 0 END ELSE m.as_of END + time '09:30',
       m.unit, m.as_of + time '09:30', CASE WHEN m.k = 0 THEN pg_temp.uid(2, m.n * 2 + 1) END,
       CASE WHEN m.k = 0 THEN m.unit END, CASE WHEN m.k = 0 THEN m.as_of + 400 + time '09:00' END,
       f.wants AND m.n % 3 <> 0, (SELECT c.home_unit FROM client c WHERE c.area = '90' AND c.id = m.client_id AND NOT c.non_disclosure)
FROM made m
JOIN form f ON f.i = m.form
JOIN form e ON e.i = (m.n * 31) % f.all_forms
WHERE m.k = CASE WHEN m.n % 12 = 0 THEN 0 ELSE 1 END;
INSERT INTO move (area, resource, resource_id, version, at, by, action, to_status)
SELECT '90', 'assessment', id, 1, as_of + time '09:00', 'population', 'create', 'proposed' FROM made;

CREATE TEMP TABLE matter AS
SELECT o.n, o.k, o.client_id, o.unit_id, o.unit, o.channel, o.need, s.id AS service_id, s.unit_id AS service_unit, s.register AS service_register,
       (o.n * 2 + k) * 2654435761 / 65536 % :open_step = 0 AS is_open, current_date - ((o.n * 13 + k * 350) % 700)::integer AS day,
       pg_temp.uid(3, o.n * 2 + k) AS contact_id, pg_temp.uid(4, o.n * 2 + k) AS referral_id
FROM (SELECT o.*, k, (o.n * 7 + k * 3) % (SELECT count(*) FROM offer) AS i
      FROM one o CROSS JOIN generate_series(0, 1) k) o
JOIN offer s ON s.i = o.i;
INSERT INTO contact (area, id, version, register, channel, status, client_id, need_classes, urgency,
                     language, unit_id, outcome_kind, outcome_service_id, outcome_at, occurred_at,
                     recorded_at, recorded_by, recorded_unit, updated_at)
SELECT '90', contact_id, 2, 'health', channel, CASE WHEN is_open THEN 'open' ELSE 'closed' END, client_id,
       ARRAY[need], 'non_urgent', 'fi', unit_id, CASE WHEN NOT is_open THEN 'guided' END,
       CASE WHEN NOT is_open THEN service_id END, CASE WHEN NOT is_open THEN day + time '10:00' END,
       day + time '10:00', day + time '10:00', 'population', unit, day + time '10:00'
FROM matter;
INSERT INTO referral (area, id, version, client_id, kind, state, urgency, need, need_classes, register,
                      to_register, from_unit_id, to_service_id, to_unit_id, outcome_kind, outcome_at,
                      due_on, waiting_since, sent_at, closed_on, created_at, created_by, updated_at)
SELECT '90', referral_id, 3, client_id, 'guidance',
       CASE WHEN is_open THEN (ARRAY['sent', 'received', 'in_progress'])[1 + n % 3] ELSE 'completed' END,
       CASE WHEN n % 10 = 0 THEN 'urgent' ELSE 'non_urgent' END, 'Palvelun tarve ' || n, ARRAY[need],
       'health', service_register, unit_id, service_id, service_unit,
       CASE WHEN NOT is_open THEN 'treated' END, CASE WHEN NOT is_open THEN day + time '14:00' END,
       CASE WHEN is_open THEN current_date - 30 + (n % 120)::integer END, day + time '11:00',
       day + time '11:00', CASE WHEN NOT is_open THEN day + 5 END, day + time '11:00', 'population',
       day + time '14:00'
FROM matter;
INSERT INTO deadline (area, resource, resource_id, rule, number, starts_on, met_on, ended_on, due_on)
SELECT '90', 'referral', referral_id, 'primary_care', 1, day, CASE WHEN NOT is_open THEN day + 5 END,
       CASE WHEN NOT is_open THEN day + 5 END,
       CASE WHEN is_open THEN current_date - 30 + (n % 120)::integer ELSE day + 14 END
FROM matter;
INSERT INTO move (area, resource, resource_id, version, at, by, action, to_status)
SELECT '90', 'referral', referral_id, 1, day + time '11:00', 'population', 'create', 'draft' FROM matter;

-- Those who need somebody: a third of the clients.
INSERT INTO care_team (area, client_id, version, unit_id, updated_at, updated_by)
SELECT '90', client_id, 1, unit_id, now(), 'population' FROM one WHERE n % 3 = 0;
INSERT INTO care_team_member (area, client_id, id, role, single_holder, sub, valid_from, is_named)
SELECT '90', client_id, pg_temp.uid(5, n), 'contact_person', true, 'worker-' || n % :workers,
       current_date - 100, true
FROM one WHERE n % 3 = 0;
INSERT INTO care_team_version (area, client_id, version, at, by, unit_id, document)
SELECT '90', client_id, 1, now(), 'population', unit_id,
       jsonb_build_object('members', jsonb_build_array(jsonb_build_object(
           'id', pg_temp.uid(5, n), 'role', 'contact_person', 'person', jsonb_build_object(
               'sub', 'worker-' || n % :workers, 'name', 'Maija Mallikas'), 'from', current_date - 100)))
FROM one WHERE n % 3 = 0;
INSERT INTO plan (area, id, client_id, register, version, kind, review_on, client_agrees, updated_at,
                  updated_by)
SELECT '90', pg_temp.uid(6, n), client_id, 'health', 1, 'support', current_date + 100, true, now(),
       'population'
FROM one WHERE n % 3 = 0;
INSERT INTO plan_version (area, plan_id, version, at, by, kind, review_on, client_agrees, document)
SELECT '90', pg_temp.uid(6, n), 1, now(), 'population', 'support', current_date + 100, true,
       '{"goals": [], "services": []}'
FROM one WHERE n % 3 = 0;
INSERT INTO consent (area, id, client_id, version, status, kind, from_register, to_register, purpose,
                     overrides_refusal, given_by, form, valid_from, recorded_at, recorded_by)
SELECT '90', pg_temp.uid(7, n), client_id, 1, 'recorded', 'consent', 'social', 'health', 'care', false,
       'client', 'spoken', current_date - 100, now(), 'population'
FROM one WHERE n % 10 = 1;

INSERT INTO audit_event (area, at, id, kind, operation, sub, role, register, client_id, resource,
                         resource_id, ground, request_id)
SELECT '90', now() - (n % 20000) * interval '1 second', pg_temp.uid(8, n * 2 + k), 'read', 'client_get',
       'worker-' || n % :workers, 'professional', 'health', client_id, 'client', client_id,
       'own_register', md5(n::text)
FROM one CROSS JOIN generate_series(0, 1) k;
INSERT INTO event (area, id, at, type, resource, resource_id, version)
SELECT '90', pg_temp.uid(9, n), now() - (n % 20000) * interval '1 second', 'client.created', 'client',
       client_id, 1
FROM one;

SELECT definition FROM put_aside ORDER BY name \gexec
