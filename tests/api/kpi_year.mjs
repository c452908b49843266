#!/usr/bin/env node
// A year of records in three areas: every computed figure is what plain SQL says, after edits, late records
// and broken-off refreshes of two instances.
// Long: it loads a year.
import { spawn } from "node:child_process";
import { end, equal, get, holds, test, token } from "./support.mjs";
import { FROM, id, kpi, kpiInAll, PLAIN, PSQL, RECORDS, seed, sql, tables, TO } from "./kpi_world.mjs";

const { ASIAKKUUSD } = process.env;
const AREAS = ["07", "08", "12"];
const directors = Object.fromEntries(AREAS.map((area) => [area, { token: token("--role", "director", "--area", area), headers: { Connection: "close" } }]));
const values = async (area, code, query) => {
    const answer = await get(`/v1/kpi/indicators/${code}/values?from=${FROM}&to=${TO}&${query}`, directors[area]);
    equal(answer.status, 200, `${code} ${query} ${answer.text.slice(0, 200)}`);
    return answer.json.items;
};

// The months of every indicator by one call, { code: items }.
const dashboard = async (area) => {
    const answer = await get(`/v1/kpi/dashboard?to=${TO}`, directors[area]);
    equal(answer.status, 200, answer.text.slice(0, 200));
    return Object.fromEntries(answer.json.goals.flatMap(({ items }) => items).map(({ code, series }) => [code, series.filter(({ from }) => from >= FROM)]));
};

// All figures as they are kept, hidden ones too, against plain SQL; and what is told (by the dashboard, or
// for each indicator by itself), against what is kept.
async function compare(area, about, byItself = false) {
    const told = await dashboard(area);
    const plains = tables(Object.fromEntries(Object.entries(PLAIN).map(([code, text]) => [code, text(area)])));
    const figures = tables(Object.fromEntries(Object.keys(PLAIN).map((code) => [code, `SELECT to_char(from_on, 'YYYY-MM'), value FROM kpi_figure WHERE area = '${area}' AND indicator = '${code}' AND axis = 'none' AND bucket = 'month' AND unit = '*' AND from_on BETWEEN '${FROM}' AND '${TO}'`])));
    for (const code of Object.keys(PLAIN)) {
        const plain = plains[code], kept = figures[code];
        const numbers = (rows) => Object.fromEntries(Object.entries(rows).filter(([, value]) => value !== "").map(([label, value]) => [label, Number(value)]));
        const rounded = (rows) => Object.fromEntries(Object.entries(numbers(rows)).map(([label, value]) => [label, Number(value.toFixed(code === "views_kappa" ? 3 : 2))]));
        equal(rounded(kept), rounded(plain), `${area} ${about} ${code}`);
        if (byItself) equal((await values(area, code, "bucket=month")).map(({ value }) => value), told[code].map(({ value }) => value), `${area} ${about} ${code} by itself`);
        for (const { label, value, suppressed } of told[code])
            if (!suppressed && value) equal(value, rounded(kept)[label], `${area} ${about} ${code} ${label}`);
    }
}

// What is counted here is compared with its definition after the edits below. Nobody waits for it: it ends
// though its statements take longer than a request's may.
await test("year__is_seeded_and_counted", async () => {
    for (const [place, area] of AREAS.entries()) seed(area, place);
    await kpiInAll("refresh", AREAS.slice(1, 2), { CLOCK_AT: "2025-08-15T09:00:00Z" }); // and not again for months
    await kpiInAll("refresh", AREAS, { STATEMENT_TIMEOUT_MS: "10" });
});

await test("year__gives_every_computed_indicator_the_value_of_plain_sql", async () => {
    const catalogue = (await get("/v1/kpi/indicators", directors[AREAS[0]])).json.items;
    const computed = catalogue.filter(({ source, code }) => source === "computed" && !/^(client|staff)_/.test(code)).map(({ code }) => code);
    equal(Object.keys(PLAIN).sort(), computed.sort(), "the plain definitions of all");
    for (const area of AREAS) await compare(area, "seeded", area === AREAS[0]);
});

await test("year__tells_most_of_what_it_has", async () => {
    const told = [];
    const series = await dashboard(AREAS[0]);
    for (const code of Object.keys(PLAIN)) told.push(series[code].filter(({ suppressed }) => !suppressed).length);
    holds(told.filter((count) => count >= 6).length > told.length / 2, `too much is hidden: ${told}`);
});

// A year is its parts divided once, neither the sum of rates nor their mean.
await test("totals__are_divided_once", async () => {
    const year = (await values(AREAS[0], "override_rate", "bucket=year"))[0];
    const [part, whole] = sql(`SELECT sum((chosen_segment <> computed_segment)::integer), count(*) FROM assessment WHERE area = '${AREAS[0]}' AND confirmed_at >= '2025-01-01 00:00 Europe/Helsinki' AND confirmed_at < '2026-01-01 00:00 Europe/Helsinki'`).split("|").map(Number);
    equal([year.numerator, year.denominator, year.value], [part, whole, Number((100 * part / whole).toFixed(2))]);
});

// Weeks have the year of their Thursday, also over the turn of a year.
await test("weeks__add_up_across_the_turn_of_the_year", async () => {
    const answer = await get("/v1/kpi/indicators/contacts/values?bucket=week&from=2024-12-30&to=2025-01-12", directors[AREAS[0]]);
    equal(answer.json.items.map(({ label, from }) => `${label} ${from}`), ["2025-W01 2024-12-30", "2025-W02 2025-01-06"]);
});

// --- edits, late records, and refreshes that are killed ---

const some = (kind, round, count) => `(SELECT ${id(RECORDS[kind][0], `1 + (n * 61 + ${round} * 7) % ${RECORDS[kind][1]}`)} FROM generate_series(1, ${count}) n)`;
const edit = (area, round) => sql(`BEGIN;
UPDATE assessment SET chosen_segment = 'tuki', override_reason = 'x' WHERE area = '${area}' AND id IN ${some("assessment", round, 40)};
UPDATE contact SET status = 'closed', outcome_kind = 'solved', outcome_at = now() WHERE area = '${area}' AND id IN ${some("contact", round, 20)};
UPDATE referral SET state = 'completed', outcome_kind = 'x', closed_on = created_at::date + 40 WHERE area = '${area}' AND state = 'sent' AND id IN ${some("referral", round, 60)};
INSERT INTO move (area, resource, resource_id, version, at, by, action, to_status) SELECT area, 'referral', id, 9 + ${round}, closed_on + time '09:00', 'x', 'complete', 'completed' FROM referral WHERE area = '${area}' AND id IN ${some("referral", round, 60)} AND state = 'completed';
UPDATE deadline SET met_on = starts_on + 3, ended_on = NULL WHERE area = '${area}' AND resource_id IN ${some("referral", round, 30)};
UPDATE consultation SET state = 'closed', met_at = asked_at + interval '5 hours', ended_at = now(), avoided_referral = true WHERE area = '${area}' AND state = 'asked' AND id IN ${some("consultation", round, 80)};
UPDATE meeting_case SET state = 'discussed' WHERE area = '${area}' AND (meeting_id, on_date) IN (SELECT meeting_id, on_date FROM meeting_occurrence WHERE area = '${area}' AND id IN ${some("meeting_occurrence", round, 9)});
DELETE FROM meeting_attendance WHERE area = '${area}' AND (meeting_id, on_date) IN (SELECT meeting_id, on_date FROM meeting_occurrence WHERE area = '${area}' AND id IN ${some("meeting_occurrence", round + 1, 9)});
INSERT INTO plan_version (area, plan_id, version, at, by, by_unit, kind, client_agrees, document)
SELECT area, id, 4 + ${round}, '2025-11-0${1 + round} 10:00Z', 'x', 'year-1', 'care', true, '{"services":[],"goals":[{"id":"g1","text":"x","state":"reached"},{"id":"new${round}","text":"x","state":"given_up"}]}' FROM plan WHERE area = '${area}' AND id IN ${some("plan", round, 15)};
UPDATE consent SET status = 'withdrawn', withdrawn_at = greatest(recorded_at, '2025-06-1${round} 10:00Z') WHERE area = '${area}' AND status = 'recorded' AND id IN ${some("consent", round, 12)};
UPDATE service SET languages = '{fi,sv}', kind = 'digital', register = NULL, unit_id = ${id(RECORDS.unit[0], 4)} WHERE area = '${area}' AND id IN ${some("service", round, 2)};
UPDATE care_team_version SET document = '{"members":[{"role":"contact_person","from":"2025-02-0${1 + round}"}]}' WHERE area = '${area}' AND client_id IN ${some("client", round, 30)};
${[["assessment", 40], ["contact", 20], ["referral", 60], ["consultation", 80], ["meeting_occurrence", 9], ["plan", 15], ["consent", 12], ["service", 2]].map(([kind, count], place) => `
INSERT INTO event (area, id, at, type, resource, resource_id, version)
SELECT '${area}', ${id(1000 + 100 * round + place, "row_number() OVER ()")}, now(), '${kind}.changed', '${kind}', x, 3 FROM (SELECT unnest(ARRAY${some(kind, round, count)}) AS x ${kind === "meeting_occurrence" ? `UNION SELECT unnest(ARRAY${some(kind, round + 1, count)})` : ""}) e;`).join("")}
INSERT INTO event (area, id, at, type, resource, resource_id, version) SELECT '${area}', ${id(1050 + 100 * round, "row_number() OVER ()")}, now(), 'care_team.changed', 'care_team', x, 3 FROM unnest(ARRAY${some("client", round, 30)}) x;
UPDATE client SET birth_date = birth_date - 12000, language = 'sv', status = 'active', status_on = NULL WHERE area = '${area}' AND id IN ${some("client", round, 25)};
${["assessment", "contact", "referral"].map((kind) => `UPDATE ${kind} SET client_id = ${id(RECORDS.client[0], 400 + round)} WHERE area = '${area}' AND client_id = ${id(RECORDS.client[0], 500 + round)};`).join("\n")}
INSERT INTO event (area, id, at, type, resource, resource_id, version) SELECT '${area}', ${id(1060 + 100 * round, "row_number() OVER ()")}, now(), 'client.changed', 'client', x, 3
FROM (SELECT unnest(ARRAY${some("client", round, 25)}) AS x UNION SELECT unnest(ARRAY[${id(RECORDS.client[0], 400 + round)}, ${id(RECORDS.client[0], 500 + round)}])) e;
COMMIT;`);

await test("rollups__follow_edits_and_refreshes_of_two_instances_that_were_killed", async () => {
    await Promise.all(AREAS.map(async (area, round) => {
        edit(area, round);
        const running = [0, 1].map(() => spawn(ASIAKKUUSD, ["kpi", "refresh", area], { stdio: "ignore" }));
        setTimeout(() => running[round % 2].kill("SIGKILL"), 20 + 120 * round);
        await Promise.all(running.map((child) => new Promise((resolve) => child.on("exit", resolve))));
    }));
    await kpiInAll("refresh", AREAS);
    await kpiInAll("compare", AREAS);
    for (const [round, area] of AREAS.entries()) await compare(area, `round ${round}`);
});

// The records of a late transaction are not passed over: it began before the refresh and ends after it.
await test("refresh__meets_what_commits_later_than_it_was_written", async () => {
    const [area] = AREAS;
    const before = (await values(area, "assessments_confirmed", "bucket=year"))[0].value;
    const late = spawn(...PSQL, { stdio: ["pipe", "pipe", "inherit"] });
    const written = new Promise((resolve) => ["data", "end"].forEach((event) => late.stdout.once(event, resolve)));
    late.stdin.write(`SET search_path = asiakkuus; BEGIN;
INSERT INTO assessment SELECT (jsonb_populate_record(a, jsonb_build_object('id', ${id(9, "1")}, 'confirmed_at', timestamptz '${FROM} 12:00Z'))).* FROM assessment a WHERE a.area = '${area}' AND a.id = ${id(3, "5")};
INSERT INTO event (area, id, at, type, resource, resource_id, version) VALUES ('${area}', ${id(9, "1")}, now() - interval '1 hour', 'assessment.confirmed', 'assessment', ${id(9, "1")}, 2);
\\echo written\n`);
    await written;
    kpi("refresh", area);
    equal((await values(area, "assessments_confirmed", "bucket=year"))[0].value, before, "not there yet");
    late.stdin.end("COMMIT;\n");
    await new Promise((resolve) => late.on("exit", resolve));
    kpi("refresh", area);
    equal((await values(area, "assessments_confirmed", "bucket=year"))[0].value, before + 1, "there now");
    kpi("compare", area);
});

// People worked in it before the directory knew of it.
await test("rollups__follow_a_unit_that_comes_after_its_records", async () => {
    const area = AREAS[2], unit = id(RECORDS.unit[0], 99);
    const ofUnit = () => Number(sql(`SELECT count(DISTINCT (cells, on_day)) FROM kpi_cell WHERE area = '${area}' AND unit = ${unit}::text`));
    sql(`UPDATE assessment SET assessed_unit = 'late' WHERE area = '${area}' AND id IN ${some("assessment", 1, 300)};
UPDATE consultation SET receiver_unit = 'late' WHERE area = '${area}' AND id IN ${some("consultation", 1, 100)};
UPDATE plan_version SET by_unit = 'late' WHERE area = '${area}' AND plan_id IN ${some("plan", 1, 100)};
UPDATE consent SET recorded_unit = 'late' WHERE area = '${area}' AND id IN ${some("consent", 1, 100)};`);
    kpi("rebuild", area);
    equal(ofUnit(), 0, "of no unit yet");
    sql(`INSERT INTO unit (area, id, code, names, kind, created_at, updated_at) VALUES ('${area}', ${unit}, 'late', '{}', 'k', now(), now());
INSERT INTO event (area, id, at, type, resource, resource_id, version) VALUES ('${area}', ${id(1099, "1")}, now(), 'unit.created', 'unit', ${unit}, 1);`);
    kpi("refresh", area);
    kpi("compare", area);
    holds(ofUnit() > 300, `cells of the unit: ${ofUnit()}`);
});

// Of what was lost, and of what is there.
await test("rebuild__from_the_records_changes_nothing", async () => {
    const areas = AREAS.slice(1);
    const figures = (area) => sql(`SELECT md5(string_agg(f::text, ';' ORDER BY indicator, axis, bucket, unit, key, from_on)) FROM kpi_figure f WHERE area = '${area}'`);
    const before = areas.map(figures);
    sql(`DELETE FROM kpi_figure WHERE area = '${AREAS[1]}'; DELETE FROM kpi_cell WHERE area = '${AREAS[1]}'`);
    await kpiInAll("rebuild", areas);
    equal(areas.map(figures), before, "the same bytes");
});

end();
