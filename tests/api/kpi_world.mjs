// A year of records of one area, written past the service, and what its figures should be, asked of the
// records in another way than the service's definitions do.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { equal, PSQL, script } from "./support.mjs";

const { ASIAKKUUSD, SOURCE_DIR } = process.env;
export const FROM = "2025-01-01", TO = "2025-12-31";
export { PSQL, script as sql };
// Many statements at once: { name: { first column: second column } }.
export function tables(statements) {
    const found = {};
    let rows;
    for (const line of script(Object.entries(statements).map(([name, text]) => `\\echo #${name}\n${text};`).join("\n")).split("\n")) {
        const [first, second] = line.split("|");
        if (line.startsWith("#")) rows = found[line.slice(1)] = {};
        else if (line) rows[first] = second;
    }
    return found;
}
export const id = (prefix, number) => `(lpad(to_hex(${prefix}), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
export function kpi(what, area) {
    const { status, stdout, stderr } = spawnSync(ASIAKKUUSD, ["kpi", what, area], { encoding: "utf8", maxBuffer: 1 << 26 });
    equal(status, 0, `kpi ${what} ${area}: ${stdout.slice(-600)} ${stderr.slice(-300)}`);
}
// In several areas side by side.
export async function kpiInAll(what, areas, settings = {}) {
    await Promise.all(areas.map(async (area) => {
        const child = spawn(ASIAKKUUSD, ["kpi", what, area], { env: { ...process.env, ...settings }, stdio: ["ignore", "ignore", "pipe"] });
        let said = "";
        child.stderr.on("data", (text) => { said += text; });
        equal(await new Promise((resolve) => child.on("exit", resolve)), 0, `kpi ${what} ${area}: ${said.slice(-300)}`);
    }));
}

// Which rows each kind of record has: [kind in the feed, prefix of its ids, how many].
export const RECORDS = { unit: [1, 4], client: [2, 1500], assessment: [3, 2600], contact: [4, 1200], service: [10, 24], referral: [5, 900],
    consultation: [6, 700], meeting: [11, 3], meeting_occurrence: [12, 156], plan: [7, 400], consent: [8, 260] };
const all = (kind, name = "n") => `generate_series(1, ${RECORDS[kind][1]}) ${name}`;
const idOf = (kind, number) => id(RECORDS[kind][0], number);
const SEGMENTS = "(ARRAY['omatoimi', 'tuki', 'yhteistyo', 'huolenpito'])";

// Units and services of unlike size; clients of three languages, of whom some are confirmed twice; contacts,
// and what followed them. `shift` makes each area's year another.
export function seed(area, shift = 0) {
    const day = (expression) => `(date '${FROM}' + ((${expression} + ${shift} * 17) % 365))`;
    execFileSync(ASIAKKUUSD, ["publish", area, `${SOURCE_DIR}/libsegment/models/helsinki.json`]);
    script(`BEGIN;
INSERT INTO unit (area, id, code, names, kind, created_at, updated_at)
SELECT '${area}', ${idOf("unit", "n")}, 'year-' || n, '{}', 'k', '2024-06-01', now() FROM ${all("unit")} ON CONFLICT DO NOTHING;
INSERT INTO service (area, id, code, unit_id, names, sort_key, kind, register, needs, source_needs, languages, weight, valid_from, valid_to, created_at, updated_at)
SELECT '${area}', ${idOf("service", "n")}, 'year-' || n, ${idOf("unit", "1 + n % 4")}, '{}', 'x', kind, CASE WHEN kind IN ('health', 'social') THEN kind END,
    CASE n % 4 WHEN 0 THEN '{}' WHEN 1 THEN ARRAY['h2_visits'] ELSE ARRAY['h2_visits', 's2_housing'] END,
    CASE n % 8 WHEN 0 THEN ARRAY['h2_visits', 's3_economy'] WHEN 1 THEN ARRAY['s3_economy', 's4_exclusion', 's2_housing'] ELSE '{}' END,
    CASE WHEN n % 3 = 0 THEN ARRAY['fi', 'sv'] ELSE ARRAY['fi'] END, 1, CASE WHEN n % 5 = 0 THEN date '2025-04-15' END, CASE WHEN n % 7 = 0 THEN date '2025-09-30' END, '2024-06-01', now()
FROM ${all("service")}, LATERAL (SELECT (ARRAY['health', 'social', 'digital', 'third_sector', 'group'])[1 + n % 5] AS kind) k;
INSERT INTO client (area, id, birth_date, language, status, status_on, created_at, created_by, updated_at)
SELECT '${area}', ${idOf("client", "n")}, date '1935-01-01' + (n * 37 % 30000), (ARRAY['fi', 'fi', 'sv', 'so', NULL])[1 + n % 5],
    CASE n % 9 WHEN 0 THEN 'deceased' WHEN 4 THEN 'moved_away' ELSE 'active' END, CASE WHEN n % 9 IN (0, 4) THEN ${day("n * 23")} END, '2024-06-01', 'x', now() FROM ${all("client")};
INSERT INTO assessment (area, id, client_id, register, status, model_id, model_code, model_version, model_hash, as_of, input,
    result, result_hash, computed_segment, certain, possible, chosen_segment, override_reason, assessed_at, assessed_by,
    assessed_unit, confirmed_at, confirmed_by, review_due, recorded_at, updated_at)
SELECT '${area}', ${idOf("assessment", "n")}, ${idOf("client", "1 + n % 1500")}, 'health', 'confirmed', m.id, 'helsinki', 1, m.hash, day,
    '{"answers":{"client":{' || CASE WHEN n % 6 > 0 THEN '"d1_learning":' || n % 4 ELSE '' END || '},"professional":{"d1_learning":' || n % 5 || '}}}', '{}', m.hash,
    computed, n % 10 > 0, ARRAY[computed], chosen, CASE WHEN n % 11 = 0 THEN 'x' END,
    day + time '10:00' - (n % 9) * interval '1 day', 'x', 'year-' || 1 + (n % 13) / 4, day + time '10:00', 'x', day + 90, day + time '10:00', now()
FROM ${all("assessment")}, (SELECT id, hash FROM model WHERE area = '${area}' AND code = 'helsinki') m,
    LATERAL (SELECT ${SEGMENTS}[1 + (n + n / 1500) % 4] AS computed, ${SEGMENTS}[1 + (n + n / 1500 + (n % 11 = 0)::integer) % 4] AS chosen, ${day("n * n * 7")} AS day) d;
INSERT INTO contact (area, id, register, channel, status, client_id, group_kind, group_participants, group_first_time, assessed_first_time, need_classes, urgency, unit_id,
    outcome_kind, outcome_service_id, outcome_at, occurred_at, recorded_at, recorded_by, updated_at)
SELECT '${area}', ${idOf("contact", "n")}, 'health', channel, CASE WHEN kind IS NULL THEN 'open' ELSE 'closed' END, CASE WHEN channel = 'phone' THEN ${idOf("client", "1 + n % 700")} END,
    CASE WHEN channel = 'group' THEN 'walk' END, CASE WHEN channel = 'group' THEN 6 + n % 9 END, CASE WHEN channel = 'group' AND n % 3 > 0 THEN n % 5 END, CASE WHEN channel = 'street' THEN n % 7 < 3 END,
    ARRAY['s' || n % 3], 'non_urgent', ${idOf("unit", "1 + n % 3")}, kind, CASE WHEN kind IN ('guided', 'referral') THEN ${idOf("service", "1 + n % 24")} END,
    CASE WHEN kind IS NOT NULL THEN now() END, ${day("n * 11")} + time '12:00', now(), 'x', now()
FROM ${all("contact")}, LATERAL (SELECT CASE WHEN n > 900 THEN (ARRAY['street', 'group'])[1 + n % 2] ELSE 'phone' END AS channel,
    (ARRAY['solved', 'guided', 'service_need_assessment', 'referral', NULL])[1 + n % 5] AS kind) k;
INSERT INTO referral (area, id, version, client_id, kind, state, urgency, need, register, to_service_id, to_unit_id, contact_id, outcome_kind, closed_on,
    waiting_since, sent_at, created_at, created_by, updated_at)
SELECT '${area}', ${idOf("referral", "n")}, 4, ${idOf("client", "1 + n % 700")}, 'guidance', state, 'non_urgent', 'x', 'health',
    CASE WHEN n % 2 = 0 THEN ${idOf("service", "1 + n % 8")} END, CASE WHEN n % 2 = 1 THEN ${idOf("unit", "1 + n % 3")} END, CASE WHEN n <= 600 THEN ${idOf("contact", "n")} END,
    CASE WHEN state = 'completed' THEN 'x' END, CASE WHEN state = 'completed' THEN made + 10 + n % 60 END, now(), made + time '13:00', made + time '12:30', 'x', now()
FROM ${all("referral")}, LATERAL (SELECT ${day("n * 11")} + n % 5 AS made, (ARRAY['completed', 'in_progress', 'sent', 'completed'])[1 + n % 4] AS state) d;
INSERT INTO move (area, resource, resource_id, version, at, by, action, to_status)
SELECT area, 'referral', id, version, created_at + pause, 'x', action, to_status FROM (
    SELECT r.area, r.id, r.created_at, r.state, row_number() OVER (ORDER BY r.id) AS n FROM referral r WHERE area = '${area}') r,
    LATERAL (VALUES (1, interval '0', 'send', 'sent', true), (2, interval '1 day', 'redirect', 'redirected', n % 7 = 0), (3, interval '1 day', 'redirect', 'redirected', n % 21 = 0),
        (4, (n % 20) * interval '1 day', 'start', 'in_progress', state <> 'sent'), (5, (10 + n % 60) * interval '1 day', 'complete', 'completed', state = 'completed'))
        AS m (version, pause, action, to_status, there) WHERE there;
INSERT INTO deadline (area, resource, resource_id, rule, number, starts_on, met_on, ended_on, due_on)
SELECT '${area}', 'referral', id, rule, 1, made, CASE WHEN state <> 'sent' THEN made + (n % 20)::integer END, CASE WHEN state = 'sent' AND n % 3 = 0 THEN made + 5 + (n % 9)::integer END, made + most
FROM (SELECT id, state, created_at::date AS made, row_number() OVER (ORDER BY id) AS n FROM referral WHERE area = '${area}') r,
    LATERAL (VALUES ('service_need_start', 9, n % 2 = 0), ('primary_care', 14, n % 3 = 0), ('helsinki_seven_days', 7, n % 4 > 0)) AS d (rule, most, there) WHERE there;
INSERT INTO consultation (area, id, version, state, anonymous, client_id, register, to_service_id, receiver_unit, question, urgency, authorised_to_convert, asked_at, asked_by, asked_unit,
    avoided_referral, ended_at, referral_id, round, answer_within_hours, starts_at, due_at, met_at, updated_at)
SELECT '${area}', ${idOf("consultation", "n")}, 3, state, state <> 'converted', CASE WHEN state = 'converted' THEN ${idOf("client", "1 + n % 700")} END, 'health', ${idOf("service", "1 + n % 8")}, 'year-' || 1 + n % 4, 'x', 'non_urgent', false,
    asked, 'x', 'year-1', CASE WHEN state = 'closed' AND n % 3 > 0 THEN n % 3 = 1 END, CASE WHEN state IN ('closed', 'converted') THEN asked + interval '5 days' END,
    CASE WHEN state = 'converted' THEN ${idOf("referral", "n")} END, 1, 48, asked, asked + interval '48 hours', CASE WHEN state <> 'asked' THEN asked + (n * 7 % 90) * interval '1 hour' END, now()
FROM ${all("consultation")}, LATERAL (SELECT ${day("n * 5")} + time '09:20' AS asked, (ARRAY['closed', 'converted', 'answered', 'asked', 'closed'])[1 + n % 5] AS state) d;
INSERT INTO consultation_clock (area, consultation_id, round, starts_at, due_at, met_at)
SELECT area, id, 1, starts_at, starts_at + interval '24 hours', starts_at + interval '20 hours' FROM consultation WHERE area = '${area}' AND state = 'closed' AND extract(day FROM asked_at) < 6;
INSERT INTO consultation_meeting (area, id, unit_id, name_fi, name_sv, name_en, minutes_per_case, required_services, calendar_changed_at, created_at, updated_at)
SELECT '${area}', ${idOf("meeting", "n")}, ${idOf("unit", "n")}, 'x', 'x', 'x', 8, ARRAY[${idOf("service", "n")}, ${idOf("service", "n + 3")}, ${idOf("service", "9")}], now(), now(), now() FROM ${all("meeting")};
INSERT INTO meeting_occurrence (area, meeting_id, on_date, id, version, state, held_on, starts_minute, duration_minutes, cancel_reason, updated_at)
SELECT '${area}', ${idOf("meeting", "1 + n % 3")}, held, ${idOf("meeting_occurrence", "n")}, 1, CASE WHEN n % 13 = 0 THEN 'cancelled' ELSE 'scheduled' END, held, 540, 45 + 15 * (n % 3), CASE WHEN n % 13 = 0 THEN 'x' END, now()
FROM ${all("meeting_occurrence")}, LATERAL (SELECT date '${FROM}' + n / 3 * 7 + n % 3 AS held) d;
INSERT INTO meeting_case (area, id, version, meeting_id, on_date, state, title, question, service_needs, brought_at)
SELECT area, (lpad(to_hex(13), 8, '0') || substr(o.id::text, 9, 16) || substr(o.id::text, 26, 11) || c)::uuid, 1, meeting_id, on_date, CASE WHEN c % 4 = 0 THEN 'open' ELSE 'discussed' END, 'x', 'x', '{}', now()
FROM meeting_occurrence o, generate_series(1, (extract(day FROM on_date)::integer * 7) % 9) c WHERE area = '${area}' AND id IS NOT NULL;
INSERT INTO meeting_attendance (area, meeting_id, on_date, service_id, person, present, recorded_by, recorded_at)
SELECT o.area, o.meeting_id, o.on_date, s, p, p <> 'away', 'x', now()
FROM meeting_occurrence o JOIN consultation_meeting m ON m.area = o.area AND m.id = o.meeting_id, unnest(required_services) WITH ORDINALITY AS s (s, place), LATERAL (VALUES (''), ('away'), ('second')) AS p (p)
WHERE o.area = '${area}' AND (extract(day FROM o.on_date)::integer + place) % 3 > 0;
INSERT INTO plan (area, id, client_id, register, version, kind, client_agrees, updated_at, updated_by)
SELECT '${area}', ${idOf("plan", "n")}, ${idOf("client", "n")}, 'health', 3, 'care', true, now(), 'x' FROM ${all("plan")};
INSERT INTO plan_version (area, plan_id, version, at, by, by_unit, kind, client_agrees, document)
SELECT '${area}', ${idOf("plan", "n")}, v, ${day("n * 3")} + v * 20 + time '15:00', 'x', 'year-' || 1 + n % 4, 'care', true,
    jsonb_build_object('services', '[]'::jsonb, 'goals', (SELECT jsonb_agg(jsonb_build_object('id', 'g' || g, 'text', 'x', 'state',
        CASE WHEN v = 1 THEN 'planned' WHEN (n + g) % 4 = 0 THEN 'in_progress' WHEN v = 2 AND (n + g) % 3 = 0 THEN 'partly_reached' WHEN (n * g) % 5 < 3 THEN 'reached' ELSE 'given_up' END)) FROM generate_series(1, 1 + n % 3) g))
FROM ${all("plan")}, generate_series(1, 3) v;
INSERT INTO consent (area, id, client_id, version, status, kind, from_register, to_register, purpose, overrides_refusal, given_by, valid_from, valid_to, recorded_at, recorded_by, recorded_unit, withdrawn_at)
SELECT '${area}', ${idOf("consent", "n")}, ${idOf("client", "n")}, 1, CASE WHEN n % 4 = 0 THEN 'withdrawn' ELSE 'recorded' END, CASE WHEN n % 9 = 0 THEN 'refusal' ELSE 'consent' END, 'health', 'social', 'p', false, 'client',
    given, CASE WHEN n % 5 = 0 THEN given + 100 END, given + time '11:00', 'x', 'year-' || 1 + n % 4, CASE WHEN n % 4 = 0 THEN given + 60 + time '10:00' END
FROM ${all("consent")}, LATERAL (SELECT date '2024-11-01' + n * 7 % 420 AS given) d;
INSERT INTO care_team (area, client_id, version, updated_at, updated_by) SELECT '${area}', ${idOf("client", "n")}, 2, now(), 'x' FROM generate_series(1, 1500, 2) n;
INSERT INTO care_team_version (area, client_id, version, at, by, document)
SELECT '${area}', ${idOf("client", "n")}, v, named + time '09:00', 'x', jsonb_build_object('members', CASE WHEN v = 2 AND n % 5 = 0 THEN '[]' ELSE jsonb_build_array(
    jsonb_build_object('role', CASE WHEN n % 3 = 0 THEN 'own_worker' ELSE 'contact_person' END, 'from', named + (n % 4) * 10) || CASE WHEN n % 7 = 0 THEN jsonb_build_object('to', named + 90) ELSE '{}' END) END)
FROM generate_series(1, 1500, 2) n, generate_series(1, 2) v, LATERAL (SELECT ${day("n * 13")} + v * 30 AS named) d;
${["assessment", "contact", "referral", "consultation", "meeting_occurrence", "plan", "consent", "service"].map((kind, place) => `
INSERT INTO event (area, id, at, type, resource, resource_id, version)
SELECT area, ${id(100 + place, "row_number() OVER ()")}, now(), '${kind}.changed', '${kind}', id, 2 FROM ${kind} WHERE area = '${area}' AND id::text LIKE '________-0000-7000-8000-%';`).join("")}
INSERT INTO event (area, id, at, type, resource, resource_id, version)
SELECT area, ${id(120, "row_number() OVER ()")}, now(), 'care_team.changed', 'care_team', client_id, 2 FROM care_team WHERE area = '${area}';
COMMIT;
ANALYZE;`);
}

// --- what the figures should be, by month ---

const LOCAL = "AT TIME ZONE 'Europe/Helsinki'";
const day = (column) => `(${column} ${LOCAL})::date`;
const share = (condition) => `round(100.0 * sum(CASE WHEN ${condition} THEN 1 ELSE 0 END) / count(*), 2)`;
const median = (value, at = 0.5) => `percentile_disc(${at}) WITHIN GROUP (ORDER BY ${value})`;
// Of a table with one row a record and its day as `on_day`.
const monthly = (value, from) => (area) => `SELECT to_char(on_day, 'YYYY-MM'), ${value} FROM (${from(area)}) x WHERE on_day BETWEEN '${FROM}' AND '${TO}' GROUP BY 1 ORDER BY 1`;
const of = (name, column, more = "", joined = "") => (area) => `SELECT t.*, ${column.endsWith("_on") ? `t.${column}` : day(`t.${column}`)} AS on_day FROM ${name} t ${joined} WHERE t.area = '${area}' AND t.${column} IS NOT NULL ${more}`;
// On the first day of each month.
const states = (value, from) => (area) => `SELECT to_char(first, 'YYYY-MM'), ${value} FROM (SELECT f::date AS first, (f::date::timestamp ${LOCAL}) AS moment FROM generate_series(timestamp '${FROM}', '${TO}', '1 month') f) m, LATERAL (${from(area)}) x GROUP BY 1 ORDER BY 1`;

// Dead or moved away by a day.
const gone = (client, day) => `EXISTS (SELECT FROM client c WHERE c.area = a.area AND c.id = ${client} AND c.status_on <= ${day})`;
const confirmed = of("assessment", "confirmed_at");
const before = (area, condition = "") => `(SELECT chosen_segment FROM assessment p WHERE p.area = '${area}' AND p.client_id = t.client_id AND p.confirmed_at < t.confirmed_at ${condition} ORDER BY confirmed_at DESC LIMIT 1)`;
const again = (area) => `SELECT * FROM (SELECT t.chosen_segment AS now, ${before(area)} AS was, ${day("confirmed_at")} AS on_day FROM assessment t WHERE t.area = '${area}') a WHERE was IS NOT NULL`;
const rank = (name) => `array_position(ARRAY['omatoimi', 'tuki', 'yhteistyo', 'huolenpito'], ${name})`;
const comparable = "(now, was) NOT IN (('tuki', 'yhteistyo'), ('yhteistyo', 'tuki'))";
const views = (area) => `SELECT ${day("confirmed_at")} AS on_day, (input::jsonb #>> '{answers,client,d1_learning}')::integer AS c, (input::jsonb #>> '{answers,professional,d1_learning}')::integer AS p
    FROM assessment WHERE area = '${area}' AND input::jsonb #>> '{answers,client,d1_learning}' IS NOT NULL`;
const reached = (area) => `SELECT ${day("t.confirmed_at")} AS on_day, ${day("t.assessed_at")} - ${day("max(c.occurred_at)")} AS days
    FROM assessment t JOIN contact c ON c.area = t.area AND c.client_id = t.client_id AND c.occurred_at <= t.assessed_at WHERE t.area = '${area}' GROUP BY t.id, t.confirmed_at, t.assessed_at`;
const relationship = (area) => `SELECT on_day, on_day - ${day("min(p.confirmed_at)")} AS days FROM (
    SELECT t.client_id, t.confirmed_at, ${day("t.confirmed_at")} AS on_day, (SELECT max(confirmed_at) FROM assessment o WHERE o.area = t.area AND o.client_id = t.client_id AND o.chosen_segment = 'omatoimi' AND o.confirmed_at < t.confirmed_at) AS since
    FROM assessment t WHERE t.area = '${area}' AND chosen_segment = 'omatoimi') t
    JOIN assessment p ON p.area = '${area}' AND p.client_id = t.client_id AND p.chosen_segment <> 'omatoimi' AND p.confirmed_at < t.confirmed_at AND (since IS NULL OR p.confirmed_at > since) GROUP BY t.client_id, t.confirmed_at, on_day`;
const ofClients = of("contact", "occurred_at", "AND t.client_id IS NOT NULL");
const sent = of("referral", "created_at");
const moved = (area) => `SELECT ${day("r.created_at")} AS on_day, (SELECT count(*) FROM move m WHERE m.area = r.area AND m.resource_id = r.id AND action = 'redirect') AS times FROM referral r WHERE area = '${area}'`;
const begun = (area) => `SELECT ${day("r.created_at")} AS on_day, ${day("min(m.at)")} - ${day("r.sent_at")} AS days, ${day("min(m.at)")} - ${day("c.occurred_at")} AS from_contact
    FROM referral r JOIN move m ON m.area = r.area AND m.resource_id = r.id AND m.to_status IN ('in_progress', 'completed') LEFT JOIN contact c ON c.area = r.area AND c.id = r.contact_id
    WHERE r.area = '${area}' GROUP BY r.id, r.created_at, r.sent_at, c.occurred_at`;
const limits = (rules) => (area) => `SELECT ${day("r.created_at")} AS on_day, d.* FROM deadline d JOIN referral r ON r.area = d.area AND r.id = d.resource_id
    WHERE d.area = '${area}' AND rule IN (${rules}) AND (met_on IS NOT NULL OR ended_on IS NULL OR ended_on > d.due_on)`;
const ended = (area) => `SELECT closed_on AS on_day, closed_on - ${day("coalesce(c.occurred_at, r.created_at)")} AS days FROM referral r LEFT JOIN contact c ON c.area = r.area AND c.id = r.contact_id WHERE r.area = '${area}' AND r.state = 'completed'`;
const asked = (area) => `SELECT ${day("asked_at")} AS on_day, k.state, avoided_referral, asked_at, CASE WHEN f.round IS NULL THEN k.met_at ELSE f.met_at END AS met, CASE WHEN f.round IS NULL THEN k.due_at ELSE f.due_at END AS due
    FROM consultation k LEFT JOIN consultation_clock f ON f.area = k.area AND f.consultation_id = k.id AND f.round = 1 WHERE k.area = '${area}'`;
const held = (area) => `SELECT held_on AS on_day, o.*, required_services, (SELECT count(*) FROM meeting_case c WHERE c.area = o.area AND c.meeting_id = o.meeting_id AND c.on_date = o.on_date AND c.state = 'discussed') AS cases
    FROM meeting_occurrence o JOIN consultation_meeting m ON m.area = o.area AND m.id = o.meeting_id WHERE o.area = '${area}' AND o.state = 'scheduled'
    AND ((o.meeting_id, o.on_date) IN (SELECT meeting_id, on_date FROM meeting_attendance WHERE area = '${area}' AND present) OR (o.meeting_id, o.on_date) IN (SELECT meeting_id, on_date FROM meeting_case WHERE area = '${area}' AND state = 'discussed'))`;
const present = (area) => `SELECT on_day, s, EXISTS (SELECT FROM meeting_attendance a WHERE a.area = h.area AND a.meeting_id = h.meeting_id AND a.on_date = h.on_date AND a.service_id = s AND present) AS was FROM (${held(area)}) h, unnest(required_services) s`;
const goals = (area) => `SELECT DISTINCT ON (plan_id, g ->> 'id') ${day("at")} AS on_day, g ->> 'state' AS state FROM plan_version v, jsonb_array_elements(document -> 'goals') g
    WHERE area = '${area}' AND g ->> 'state' IN ('reached', 'given_up') ORDER BY plan_id, g ->> 'id', version`;
const many = (area) => `SELECT a.client_id, (SELECT document -> 'members' FROM care_team_version v WHERE v.area = '${area}' AND v.client_id = a.client_id AND v.at < moment ORDER BY version DESC LIMIT 1) AS members
    FROM (SELECT area, client_id, (array_agg(chosen_segment ORDER BY confirmed_at DESC, id DESC))[1] AS segment FROM assessment WHERE area = '${area}' AND confirmed_at < moment GROUP BY area, client_id) a WHERE segment IN ('yhteistyo', 'huolenpito') AND NOT ${gone("a.client_id", "first")}`;

export const PLAIN = {
    assessments_confirmed: monthly("count(*)", confirmed),
    confirmation_days_median: monthly(median(`on_day - ${day("assessed_at")}`), confirmed),
    confirmation_days_p90: monthly(median(`on_day - ${day("assessed_at")}`, 0.9), confirmed),
    reviews_overdue: monthly(share("late"), (area) => `SELECT review_due AS on_day, NOT EXISTS (SELECT FROM assessment n WHERE n.area = a.area AND n.client_id = a.client_id AND n.confirmed_at > a.confirmed_at AND ${day("n.confirmed_at")} <= a.review_due) AS late FROM assessment a WHERE area = '${area}' AND NOT ${gone("a.client_id", "a.review_due")}`),
    contact_to_assessment_median: monthly(median("days"), reached),
    contact_to_assessment_p90: monthly(median("days", 0.9), reached),
    contact_to_assessment_in_time: monthly(share("days <= 7"), reached),
    relationship_days_median: monthly(median("days"), relationship),
    relationship_days_p90: monthly(median("days", 0.9), relationship),
    segment_lighter: monthly(share(`${rank("now")} < ${rank("was")} AND ${comparable}`), again),
    segment_heavier: monthly(share(`${rank("now")} > ${rank("was")} AND ${comparable}`), again),
    override_rate: monthly(share("chosen_segment <> computed_segment"), confirmed),
    unsettled_results: monthly(share("NOT certain"), confirmed),
    joint_assessments: monthly(share("input::jsonb #> '{answers,client}' <> '{}'"), confirmed),
    views_disagree: monthly(share("abs(c - p) >= 2"), views),
    views_kappa: (area) => `WITH x AS (${views(area)} AND ${day("confirmed_at")} BETWEEN '${FROM}' AND '${TO}'), m AS (SELECT to_char(on_day, 'YYYY-MM') AS m, count(*)::numeric AS n, count(*) FILTER (WHERE c = p) AS same FROM x GROUP BY 1),
        e AS (SELECT m, sum(a * b) AS chance FROM m, generate_series(0, 4) level, LATERAL (SELECT count(*) FILTER (WHERE c = level)::numeric AS a, count(*) FILTER (WHERE p = level) AS b FROM x WHERE to_char(on_day, 'YYYY-MM') = m) l GROUP BY 1)
        SELECT m, round((same / n - chance / n / n) / (1 - chance / n / n), 3) FROM m JOIN e USING (m) ORDER BY 1`,
    contacts: monthly("count(*)", of("contact", "occurred_at")),
    one_contact_resolution: monthly(share("outcome_kind IN ('solved', 'guided') AND NOT followed"), (area) => `SELECT c.*, ${day("c.occurred_at")} AS on_day, EXISTS (SELECT FROM contact n WHERE n.area = c.area AND n.client_id = c.client_id AND n.need_classes = c.need_classes
        AND n.occurred_at > c.occurred_at AND n.occurred_at - c.occurred_at < interval '14 days') AS followed FROM contact c WHERE c.area = '${area}' AND client_id IS NOT NULL`),
    first_contact_share: monthly(share("number = 1"), (area) => `SELECT ${day("occurred_at")} AS on_day, row_number() OVER (PARTITION BY client_id ORDER BY occurred_at, id) AS number FROM contact WHERE area = '${area}' AND client_id IS NOT NULL`),
    need_assessments_per_100: monthly(share("outcome_kind = 'service_need_assessment'"), of("contact", "occurred_at", "AND outcome_kind IS NOT NULL")),
    light_services_share: monthly(share("light"), (area) => `SELECT ${day("c.occurred_at")} AS on_day, s.kind IN ('digital', 'third_sector', 'group') AS light FROM contact c JOIN service s ON s.area = c.area AND s.id = c.outcome_service_id WHERE c.area = '${area}'`),
    street_contacts: monthly("count(*)", of("contact", "occurred_at", "AND channel = 'street'")),
    group_attendance: monthly("sum(group_participants)", of("contact", "occurred_at", "AND channel = 'group'")),
    first_time_share: monthly("round(100.0 * sum(first) / sum(met), 2)", (area) => `SELECT ${day("occurred_at")} AS on_day, CASE channel WHEN 'group' THEN group_first_time ELSE assessed_first_time::integer END AS first,
        CASE channel WHEN 'group' THEN group_participants ELSE 1 END AS met FROM contact WHERE area = '${area}' AND (group_first_time IS NOT NULL OR assessed_first_time IS NOT NULL)`),
    referrals: monthly("count(*)", sent),
    redirected_share: monthly(share("times > 0"), moved),
    redirections_per_100: monthly("round(100.0 * sum(times) / count(*), 2)", moved),
    first_event_median: monthly(median("days"), begun),
    first_event_p90: monthly(median("days", 0.9), begun),
    contact_to_event_median: monthly(median("from_contact"), (area) => `SELECT * FROM (${begun(area)}) b WHERE from_contact IS NOT NULL`),
    contact_to_event_p90: monthly(median("from_contact", 0.9), (area) => `SELECT * FROM (${begun(area)}) b WHERE from_contact IS NOT NULL`),
    statutory_deadlines_met: monthly(share("met_on <= due_on"), limits("'service_need_start', 'primary_care'")),
    own_deadlines_met: monthly(share("met_on <= due_on"), limits("'helsinki_seven_days'")),
    matter_days_median: monthly(median("days"), ended),
    matter_days_p90: monthly(median("days", 0.9), ended),
    consultations: monthly("count(*)", asked),
    consultation_hours_median: monthly(median("trunc(extract(epoch FROM met - asked_at) / 3600)"), (area) => `SELECT * FROM (${asked(area)}) k WHERE met IS NOT NULL`),
    consultation_hours_p90: monthly(median("trunc(extract(epoch FROM met - asked_at) / 3600)", 0.9), (area) => `SELECT * FROM (${asked(area)}) k WHERE met IS NOT NULL`),
    consultations_in_time: monthly(share("met <= due"), asked),
    referrals_avoided: monthly(share("avoided_referral"), (area) => `SELECT * FROM (${asked(area)}) k WHERE state IN ('closed', 'converted')`),
    meeting_attendance: monthly(share("was"), present),
    meeting_cases_per_hour: monthly("round(60.0 * sum(cases) / sum(duration_minutes), 2)", held),
    plan_goals_met: monthly(share("state = 'reached'"), goals),
    contact_person_share: states(share("EXISTS (SELECT FROM jsonb_array_elements(members) m WHERE m ->> 'role' = 'contact_person' AND m ->> 'from' <= first::text AND coalesce(m ->> 'to', '9999') >= first::text)"), many),
    consents_in_force: states("count(*)", (area) => `SELECT FROM consent WHERE area = '${area}' AND kind = 'consent' AND recorded_at < moment AND (withdrawn_at IS NULL OR withdrawn_at >= moment) AND (valid_to IS NULL OR valid_to >= first)`),
    swedish_services_share: states(share("'sv' = ANY (languages)"), (area) => `SELECT languages FROM service s, LATERAL (SELECT FROM generate_series(1, greatest(1, cardinality(CASE WHEN needs = '{}' THEN source_needs ELSE needs END)))) each
        WHERE area = '${area}' AND s.created_at < moment AND (valid_from IS NULL OR valid_from <= first) AND (valid_to IS NULL OR valid_to >= first)`),
};
