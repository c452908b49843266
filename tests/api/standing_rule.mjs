#!/usr/bin/env node
// The rule of where a client stands (standing_rule.h), held against a statement that says the same in another
// way, over clients whose assessments are drawn by chance: ties, both registers, the client's own view, days
// around midnight and the changes of the clock.
import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import { end, equal, holds, identifier, judged, key, post, sql, test, token } from "./support.mjs";

const CLIENTS = 1500, SEED = process.env.SEED ? Number(process.env.SEED) : 0.4711;
const standings = (what) => {
    try { return execFileSync(process.env.ASIAKKUUSD, ["standings", what, "90"], { encoding: "utf8" }); } catch ({ stdout }) { return stdout; }
};

// Up to eight assessments of each client, on three days and at few moments, so that many are alike.
sql(`SELECT setseed(${SEED});
    INSERT INTO asiakkuus.client (area, id, birth_date, created_at, created_by, updated_at)
    SELECT '90', ('00000000-0000-7000-c000-' || lpad(to_hex(n), 12, '0'))::uuid, '1970-01-01', now(), 'by-chance', now() FROM generate_series(1, ${CLIENTS}) AS g(n);
    INSERT INTO asiakkuus.assessment (area, id, client_id, version, register, status, model_id, model_code, model_version, model_hash, as_of, input, result, result_hash,
        computed_segment, certain, possible, chosen_segment, override_reason, assessed_at, recorded_at, assessed_by, assessed_unit, confirmed_at, confirmed_by, review_due, updated_at, own_view)
    SELECT '90', gen_random_uuid(), d.client, 1, d.register, d.status, m.id, m.code, m.version, m.hash, d.as_of, '{}', '{}', repeat('0', 64),
        d.computed, d.computed IS NOT NULL, ARRAY['omatoimi', 'tuki'], d.chosen, 'sovittu', d.made, d.made, 'by-chance', d.unit, CASE WHEN d.status = 'confirmed' THEN d.made + d.after END,
        CASE WHEN d.status = 'confirmed' THEN 'by-chance' END, CASE WHEN d.status = 'confirmed' THEN d.as_of + 365 END, now(), d.own
    FROM (SELECT c.id AS client, (ARRAY['health', 'health', 'social'])[1 + floor(random() * 3)] AS register,
            CASE WHEN random() < 0.6 THEN 'confirmed' ELSE 'proposed' END AS status, (ARRAY['omatoimi', 'tuki', NULL])[1 + floor(random() * 3)] AS computed,
            (ARRAY['omatoimi', 'tuki'])[1 + floor(random() * 2)] AS chosen, date '2026-03-28' + floor(random() * 3)::int AS as_of,
            timestamptz '2026-03-28 20:00Z' + floor(random() * 40) * interval '30 minutes' AS made, floor(random() * 3) * interval '1 day' AS after,
            (ARRAY['kallio', NULL])[1 + floor(random() * 2)] AS unit, random() < 0.3 AS own
        FROM asiakkuus.client c CROSS JOIN generate_series(1, 8) AS n WHERE c.created_by = 'by-chance' AND random() < 0.6) d
    CROSS JOIN (SELECT id, code, version, hash FROM asiakkuus.model WHERE area = '90' AND code = 'helsinki' LIMIT 1) m`);

// Windows over all assessments at once, where the rule goes through them one by one.
const BY_WINDOWS = `
    WITH here AS (SELECT id FROM asiakkuus.client WHERE area = '90' AND status = 'active'), -- of others there is no unit
    seen AS (
        SELECT a.*, s.scope, coalesce(a.chosen_segment, a.computed_segment) AS segment, coalesce(a.confirmed_at, a.assessed_at) AS settled_at,
            min(a.register) OVER w <> max(a.register) OVER w AS mixed
        FROM asiakkuus.assessment a CROSS JOIN LATERAL (VALUES (a.register), ('both')) AS s(scope)
        WHERE a.area = '90' WINDOW w AS (PARTITION BY a.client_id, s.scope)),
    ordered AS (
        SELECT s.*, row_number() OVER latest AS place, first_value(segment) OVER latest AS stands,
            CASE WHEN as_of < (settled_at AT TIME ZONE 'Europe/Helsinki')::date THEN as_of::timestamp AT TIME ZONE 'Europe/Helsinki' ELSE settled_at END AS from_then,
            status = 'proposed' AND NOT own_view AND (first_value(status) OVER latest = 'proposed' OR (as_of, settled_at) > (first_value(as_of) OVER latest, first_value(settled_at) OVER latest)) AS waits
        FROM seen s WHERE scope <> 'both' OR mixed
        WINDOW latest AS (PARTITION BY client_id, scope ORDER BY (status = 'confirmed') DESC, (status = 'proposed' AND own_view), as_of DESC, settled_at DESC, id DESC)),
    run AS (SELECT o.*, bool_or(status <> 'confirmed' OR segment <> stands) OVER (PARTITION BY client_id, scope ORDER BY place) AS broken FROM ordered o),
    begun AS (
        SELECT r.*, first_value(CASE WHEN NOT broken THEN from_then END) OVER (PARTITION BY client_id, scope ORDER BY broken, place DESC) AS first_from,
            first_value(CASE WHEN waits THEN id END) OVER waiting AS proposal_id, first_value(CASE WHEN waits THEN assessed_unit END) OVER waiting AS proposal_unit,
            first_value(CASE WHEN waits THEN settled_at END) OVER waiting AS proposal_at
        FROM run r WINDOW waiting AS (PARTITION BY client_id, scope ORDER BY waits DESC, place)),
    derived AS (SELECT client_id, scope, register, id AS assessment_id, status, model_id, segment, review_due, coalesce(first_from, from_then) AS since, assessed_unit AS unit, settled_at,
        proposal_id, proposal_unit, proposal_at
        FROM begun WHERE place = 1 AND client_id IN (TABLE here)),
    kept AS (SELECT client_id, scope, register, assessment_id, status, model_id, segment, review_due, since, unit, settled_at, proposal_id, proposal_unit, proposal_at
        FROM asiakkuus.client_standing WHERE area = '90' AND client_id IN (TABLE here))
    SELECT count(*) FROM ((TABLE derived EXCEPT TABLE kept) UNION ALL (TABLE kept EXCEPT TABLE derived)) AS d`;
const differences = () => sql(BY_WINDOWS);

await test("standing_rule__gives_what_windows_over_all_assessments_give", () => {
    holds(Number(differences()) >= CLIENTS, "nothing was drawn");
    holds(/of [1-9]\d* another/.test(standings("rebuild")), "nothing was kept");
    equal(differences(), "0");
    holds(Number(sql(`SELECT count(*) FROM asiakkuus.client_standing WHERE scope = 'both' AND proposal_id IS NOT NULL AND since < settled_at`)) > 10, "no long runs");
});

await test("standing_rule__holds_with_each_change_of_an_assessment", async () => {
    const as = { token: token("--scope", "client:* assessment:*") }, social = { token: token("--scope", "client:* assessment:*", "--register", "social") };
    const ids = sql("SELECT id FROM asiakkuus.client WHERE created_by = 'by-chance' ORDER BY id LIMIT 12").split("\n");
    const { json: fresh } = await post("/v1/clients", identifier(), as);
    for (const [n, id] of [...ids, fresh.id].entries()) {
        const [register, by] = n % 2 ? ["social", social] : ["health", as];
        const made = await post(`/v1/clients/${id}/assessments`, { ...judged, register, coping: "difficult", need: "few", duration: "temporary" }, by);
        equal([made.status, differences()], [201, "0"], made.text);
        if (n % 3 === 0) continue;
        const done = await post(`/v1/assessments/${made.json.id}/confirm`, { client_present: true, chosen_segment: "tuki", override_reason: "Sovittu yhdessä." }, { ...by, headers: { "If-Match": '"1"', "Idempotency-Key": key() } });
        equal([done.status, differences()], [200, "0"], done.text);
    }
});

await test("standings_compare__finds_the_same", () => holds(standings("compare").includes("of 0 another"), "another was kept"));
await test("standings_compare__of_a_living_area_finds_nothing_that_is_not_there", async () => {
    const as = { token: token("--scope", "client:* assessment:*") }, ids = sql("SELECT id FROM asiakkuus.client WHERE created_by = 'by-chance' ORDER BY id LIMIT 400").split("\n");
    let made = 0, compared = false;
    const writing = Promise.all([0, 1, 2, 3].map(async () => {
        while (!compared) equal((await post(`/v1/clients/${ids[made++ % ids.length]}/assessments`, { ...judged, register: "health", coping: "easy", need: "few", duration: "temporary" }, as)).status, 201);
    }));
    for (let i = 0; i < 8; i++) {
        const { stdout } = await promisify(execFile)(process.env.ASIAKKUUSD, ["standings", "compare", "90"]).catch((fault) => fault);
        holds(stdout.includes("of 0 another"), stdout);
    }
    compared = true;
    await writing;
    holds(made > 20, `${made} made`);
});
end();
