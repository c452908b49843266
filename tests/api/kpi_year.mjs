#!/usr/bin/env node
// A year of records in one area: every computed figure is what plain SQL says, after edits, late records
// and broken-off refreshes; and an attacker who is told all that may be asked learns no hidden figure.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { end, equal, get, holds, test, token } from "./support.mjs";

const { ASIAKKUUSD, SOURCE_DIR } = process.env;
const AREA = "07";
const director = { token: token("--role", "director", "--area", AREA) };
const PSQL = [`${SOURCE_DIR}/tools/postgres.sh`, ["psql", "-d", "asiakkuus", "-X", "-At", "-q", "-v", "ON_ERROR_STOP=1"]];
const sql = (text) => execFileSync(...PSQL, { encoding: "utf8", input: `SET search_path = asiakkuus;\n${text}` }).trim();
function kpi(what) {
    const { status, stdout, stderr } = spawnSync(ASIAKKUUSD, ["kpi", what, AREA], { encoding: "utf8" });
    equal(status, 0, `kpi ${what}: ${stdout.slice(-600)} ${stderr.slice(-300)}`);
}
const FROM = "2025-01-01", TO = "2025-12-31";
const values = async (code, query) => {
    const answer = await get(`/v1/kpi/indicators/${code}/values?from=${FROM}&to=${TO}&${query}`, director);
    equal(answer.status, 200, `${code} ${query} ${answer.text.slice(0, 200)}`);
    return answer.json.items;
};
const id = (prefix, number) => `(lpad(to_hex(${prefix}), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;

// 4 units of unlike size, 1,500 clients, of whom some are confirmed twice; contacts beside.
function seed() {
    execFileSync(ASIAKKUUSD, ["publish", AREA, `${SOURCE_DIR}/libsegment/models/helsinki.json`]);
    sql(`BEGIN;
INSERT INTO unit (area, id, code, names, kind, created_at, updated_at)
SELECT '${AREA}', ${id(1, "u")}, 'year-' || u, '{}', 'k', now(), now() FROM generate_series(1, 4) u ON CONFLICT DO NOTHING;
INSERT INTO client (area, id, birth_date, created_at, created_by, updated_at)
SELECT '${AREA}', ${id(2, "n")}, date '1935-01-01' + (n * 37 % 30000), now(), 'x', now() FROM generate_series(1, 1500) n;
INSERT INTO assessment (area, id, client_id, register, status, model_id, model_code, model_version, model_hash, as_of, input,
    result, result_hash, computed_segment, certain, possible, chosen_segment, override_reason, assessed_at, assessed_by,
    assessed_unit, confirmed_at, confirmed_by, review_due, recorded_at, updated_at)
SELECT '${AREA}', ${id(3, "n")}, ${id(2, "1 + n % 1500")}, 'health', 'confirmed', m.id, 'helsinki', 1, m.hash, day,
    '{"answers":{"client":{"d1_learning":' || n % 4 || '},"professional":{"d1_learning":' || n % 5 || '}}}', '{}', m.hash,
    s[1 + n % 4], true, ARRAY[s[1 + n % 4]], s[1 + (n + (n % 11 = 0)::integer) % 4], CASE WHEN n % 11 = 0 THEN 'x' END,
    day + time '10:00' - (n % 9) * interval '1 day', 'x', 'year-' || 1 + (n % 13) / 4, day + time '10:00', 'x', day + 90, day + time '10:00', now()
FROM generate_series(1, 2600) n, (SELECT id, hash FROM model WHERE area = '${AREA}' AND code = 'helsinki') m,
    (SELECT ARRAY['omatoimi', 'tuki', 'yhteistyo', 'huolenpito'] AS s) w,
    LATERAL (SELECT date '${FROM}' + (n * n * 7 % 365) AS day) d;
INSERT INTO event (area, id, at, type, resource, resource_id, version)
SELECT area, id, now(), 'assessment.confirmed', 'assessment', id, 2 FROM assessment WHERE area = '${AREA}';
INSERT INTO contact (area, id, register, channel, status, client_id, need_classes, urgency, unit_id, outcome_kind, outcome_at,
    occurred_at, recorded_at, recorded_by, updated_at)
SELECT '${AREA}', ${id(4, "n")}, 'health', 'phone', 'closed', ${id(2, "1 + n % 700")}, ARRAY['s' || n % 3], 'non_urgent', ${id(1, "1 + n % 3")},
    (ARRAY['solved', 'guided', 'service_need_assessment', 'referral'])[1 + n % 4], now(), date '${FROM}' + (n * 11 % 365) + time '12:00', now(), 'x', now()
FROM generate_series(1, 900) n;
INSERT INTO event (area, id, at, type, resource, resource_id, version)
SELECT area, id, now(), 'contact.closed', 'contact', id, 2 FROM contact WHERE area = '${AREA}';
COMMIT;`);
}

// What the figures should be, asked of the records in another way than the service's definitions do.
const LOCAL = "AT TIME ZONE 'Europe/Helsinki'";
const month = (column) => `to_char(${column} ${LOCAL}, 'YYYY-MM')`;
const inYear = (column) => `area = '${AREA}' AND (${column} ${LOCAL})::date BETWEEN '${FROM}' AND '${TO}'`;
const table = (text) => Object.fromEntries(sql(text).split("\n").filter(Boolean).map((line) => line.split("|")));
const PLAIN = {
    assessments_confirmed: `SELECT ${month("confirmed_at")}, count(*) FROM assessment WHERE ${inYear("confirmed_at")} GROUP BY 1`,
    override_rate: `SELECT ${month("confirmed_at")}, round(100.0 * sum((chosen_segment <> computed_segment)::integer) / count(*), 2) FROM assessment WHERE ${inYear("confirmed_at")} GROUP BY 1`,
    confirmation_days_median: `SELECT ${month("confirmed_at")}, percentile_disc(0.5) WITHIN GROUP (ORDER BY (confirmed_at ${LOCAL})::date - (assessed_at ${LOCAL})::date) FROM assessment WHERE ${inYear("confirmed_at")} GROUP BY 1`,
    confirmation_days_p90: `SELECT ${month("confirmed_at")}, percentile_disc(0.9) WITHIN GROUP (ORDER BY (confirmed_at ${LOCAL})::date - (assessed_at ${LOCAL})::date) FROM assessment WHERE ${inYear("confirmed_at")} GROUP BY 1`,
    reviews_overdue: `SELECT to_char(review_due, 'YYYY-MM'), round(100.0 * sum((NOT EXISTS (SELECT FROM assessment n WHERE n.area = a.area AND n.client_id = a.client_id AND n.confirmed_at > a.confirmed_at AND (n.confirmed_at ${LOCAL})::date <= a.review_due))::integer) / count(*), 2) FROM assessment a WHERE area = '${AREA}' AND review_due BETWEEN '${FROM}' AND '${TO}' GROUP BY 1`,
    views_disagree: `SELECT ${month("confirmed_at")}, round(100.0 * sum((abs((input::jsonb #>> '{answers,client,d1_learning}')::integer - (input::jsonb #>> '{answers,professional,d1_learning}')::integer) > 1)::integer) / count(*), 2) FROM assessment WHERE ${inYear("confirmed_at")} GROUP BY 1`,
    contacts: `SELECT ${month("occurred_at")}, count(*) FROM contact WHERE ${inYear("occurred_at")} GROUP BY 1`,
    need_assessments_per_100: `SELECT ${month("occurred_at")}, round(100.0 * sum((outcome_kind = 'service_need_assessment')::integer) / count(*), 2) FROM contact WHERE ${inYear("occurred_at")} GROUP BY 1`,
    one_contact_resolution: `SELECT ${month("occurred_at")}, round(100.0 * sum((outcome_kind IN ('solved', 'guided') AND NOT EXISTS (SELECT FROM contact n WHERE n.area = c.area AND n.client_id = c.client_id AND n.need_classes = c.need_classes AND n.occurred_at > c.occurred_at AND n.occurred_at - c.occurred_at < interval '14 days'))::integer) / count(*), 2) FROM contact c WHERE ${inYear("occurred_at")} GROUP BY 1`,
};
const COUNTS = new Set(["assessments_confirmed", "contacts"]);
async function compare(about) {
    for (const [code, text] of Object.entries(PLAIN)) {
        const plain = table(text);
        const told = (await values(code, "bucket=month")).filter(({ suppressed }) => !suppressed);
        holds(told.length >= 6, `${about} ${code}: too much is hidden (${told.length})`);
        equal(told.map(({ label, value }) => [label, value]), told.map(({ label }) => [label, plain[label] === undefined ? (COUNTS.has(code) ? 0 : null) : Number(plain[label])]), `${about} ${code}`);
    }
}

await test("year__is_seeded_and_counted", async () => {
    seed();
    kpi("refresh");
    await compare("seeded");
    kpi("compare");
});

await test("kappa__is_that_of_the_square_of_both_views", async () => {
    const counts = table(`SELECT (n / 5) || ',' || (n % 5), (SELECT count(*) FROM assessment WHERE ${inYear("confirmed_at")} AND (input::jsonb #>> '{answers,professional,d1_learning}')::integer = n / 5 AND (input::jsonb #>> '{answers,client,d1_learning}')::integer = n % 5) FROM generate_series(0, 24) n`);
    const at = (row, column) => Number(counts[`${row},${column}`]);
    const levels = [0, 1, 2, 3, 4], all = levels.flatMap((r) => levels.map((c) => at(r, c))).reduce((a, b) => a + b);
    const sum = (pick) => levels.reduce((total, each) => total + pick(each), 0);
    const same = sum((each) => at(each, each)) / all;
    const chance = sum((each) => sum((c) => at(each, c)) * sum((r) => at(r, each))) / all ** 2;
    equal((await values("views_kappa", "bucket=year"))[0].value, Math.round(1000 * (same - chance) / (1 - chance)) / 1000);
});

await test("rollups__follow_edits_late_records_and_refreshes_that_were_killed", async () => {
    for (let round = 0; round < 4; round++) {
        sql(`BEGIN;
UPDATE assessment SET chosen_segment = 'tuki', override_reason = 'x' WHERE area = '${AREA}' AND id IN (SELECT ${id(3, `1 + (n * 61 + ${round}) % 2600`)} FROM generate_series(1, 40) n);
UPDATE contact SET outcome_kind = 'solved' WHERE area = '${AREA}' AND id IN (SELECT ${id(4, `1 + (n * 31 + ${round}) % 900`)} FROM generate_series(1, 20) n);
INSERT INTO event (area, id, at, type, resource, resource_id, version)
SELECT '${AREA}', ${id(`5 + ${round}`, "n")}, now(), 'assessment.confirmed', 'assessment', ${id(3, `1 + (n * 61 + ${round}) % 2600`)}, 3 FROM generate_series(1, 40) n;
INSERT INTO event (area, id, at, type, resource, resource_id, version)
SELECT '${AREA}', ${id(`50 + ${round}`, "n")}, now(), 'contact.closed', 'contact', ${id(4, `1 + (n * 31 + ${round}) % 900`)}, 3 FROM generate_series(1, 20) n;
COMMIT;`);
        const running = [0, 1].map(() => spawn(ASIAKKUUSD, ["kpi", "refresh", AREA], { stdio: "ignore" }));
        setTimeout(() => running[round % 2].kill("SIGKILL"), 15 * (round + 1));
        await Promise.all(running.map((child) => new Promise((resolve) => child.on("exit", resolve))));
        kpi("refresh");
        kpi("compare");
        await compare(`round ${round}`);
    }
});

// The records of a late transaction are not passed over: it began before the refresh and ends after it.
await test("refresh__meets_what_commits_later_than_it_was_written", async () => {
    const before = (await values("assessments_confirmed", "bucket=year"))[0].value;
    const late = spawn(...PSQL, { stdio: ["pipe", "ignore", "inherit"] });
    late.stdin.write(`SET search_path = asiakkuus; BEGIN;
INSERT INTO assessment SELECT (jsonb_populate_record(a, jsonb_build_object('id', ${id(9, "1")}, 'confirmed_at', timestamptz '${FROM} 12:00Z'))).* FROM assessment a WHERE a.area = '${AREA}' AND a.id = ${id(3, "5")};
INSERT INTO event (area, id, at, type, resource, resource_id, version) VALUES ('${AREA}', ${id(9, "1")}, now() - interval '1 hour', 'assessment.confirmed', 'assessment', ${id(9, "1")}, 2);
SELECT pg_sleep(1.5);
COMMIT;\n`);
    late.stdin.end();
    await new Promise((resolve) => setTimeout(resolve, 500));
    kpi("refresh");
    equal((await values("assessments_confirmed", "bucket=year"))[0].value, before, "not there yet");
    await new Promise((resolve) => late.on("exit", resolve));
    kpi("refresh");
    equal((await values("assessments_confirmed", "bucket=year"))[0].value, before + 1, "there now");
    kpi("compare");
});

// --- the attacker ---

const PRIME = 67108859; // products stay below 2^53
const inverse = (value) => {
    let result = 1, power = PRIME - 2, base = value;
    for (; power > 0; power = Math.floor(power / 2), base = (base * base) % PRIME) if (power % 2) result = (result * base) % PRIME;
    return result;
};
// Every equation over the unknowns; how many unknowns it gives away.
function solve(rows, columns) {
    let rank = 0;
    for (let column = 0; column < columns && rank < rows.length; column++) {
        const at = rows.findIndex((row, index) => index >= rank && row[column] !== 0);
        if (at < 0) continue;
        [rows[rank], rows[at]] = [rows[at], rows[rank]];
        const scale = inverse(rows[rank][column]), pivot = rows[rank].map((value) => (value * scale) % PRIME);
        rows[rank] = pivot;
        rows.forEach((row, index) => {
            if (index === rank || row[column] === 0) return;
            const factor = PRIME - row[column];
            for (let i = 0; i < columns; i++) if (pivot[i]) row[i] = (row[i] + factor * pivot[i]) % PRIME;
        });
        rank++;
    }
    return rows.slice(0, rank).filter((row) => row.filter(Boolean).length === 1).length;
}

await test("attacker__told_everything_that_may_be_asked_learns_no_hidden_figure", async () => {
    const cells = new Map(); // "bucket|label|unit|axis|key" -> hidden
    const name = (bucket, { from }, unit = "*", axis = "", key = "*") => `${bucket}|${from}|${unit}|${axis}|${key}`;
    const put = (key, { suppressed }) => {
        const known = cells.get(key);
        holds(known === undefined || known === Boolean(suppressed), `${key} is shown in one answer and hidden in another`);
        cells.set(key, Boolean(suppressed));
    };
    const units = new Set(), keys = new Set();
    for (const bucket of ["month", "quarter", "year"]) {
        for (const item of await values("assessments_confirmed", `bucket=${bucket}`)) put(name(bucket, item), item);
        for (const item of await values("assessments_confirmed", `bucket=${bucket}&by=unit`)) {
            units.add(item.unit_id);
            put(name(bucket, item, item.unit_id), item);
        }
        for (const item of await values("assessments_confirmed", `bucket=${bucket}&by=segment`)) {
            keys.add(item.segment);
            put(name(bucket, item, "*", "segment", item.segment), item);
        }
        for (const unit of units) for (const item of await values("assessments_confirmed", `bucket=${bucket}&by=segment&unit_id=${unit}`)) put(name(bucket, item, unit, "segment", item.segment), item);
        for (const key of keys) for (const item of await values("assessments_confirmed", `bucket=${bucket}&by=unit&segment=${key}`)) put(name(bucket, item, item.unit_id, "segment", key), item);
    }
    const hidden = [...cells].filter(([, secret]) => secret).map(([key]) => key);
    const column = new Map(hidden.map((key, index) => [key, index]));
    holds(hidden.length > 10, `only ${hidden.length} are hidden: the test says nothing`);
    const rows = [];
    const relation = (whole, parts) => {
        const row = new Array(hidden.length).fill(0);
        if (column.has(whole)) row[column.get(whole)] = 1;
        for (const part of parts) if (column.has(part)) row[column.get(part)] = PRIME - 1;
        if (row.some(Boolean)) rows.push(row);
    };
    const inside = { quarter: ["month", 3], year: ["quarter", 12] };
    for (const key of cells.keys()) {
        const [bucket, from, unit, axis, value] = key.split("|");
        if (inside[bucket]) {
            const [part, months] = inside[bucket], first = Number(from.slice(5, 7));
            const starts = Array.from({ length: months / (part === "month" ? 1 : 3) }, (_, i) => `${from.slice(0, 5)}${String(first + i * (part === "month" ? 1 : 3)).padStart(2, "0")}-01`);
            relation(key, starts.map((start) => `${part}|${start}|${unit}|${axis}|${value}`));
        }
        if (unit === "*") relation(key, [...units].map((each) => `${bucket}|${from}|${each}|${axis}|${value}`));
        if (axis === "") relation(key, [...keys].map((each) => `${bucket}|${from}|${unit}|segment|${each}`));
    }
    equal(solve(rows, hidden.length), 0, `of ${hidden.length} hidden figures`);
});

end();
