#!/usr/bin/env node
// Indicators as a director, an integrator and a spreadsheet see them.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { call, end, equal, get, holds, judged, key, newClient, post, raw, script, start, stop, test, today, token } from "./support.mjs";

const { ASIAKKUUSD, SOURCE_DIR } = process.env;
const AREA = "04"; // no demo data: what stands here, these tests have made
const director = { token: token("--role", "director", "--area", AREA), headers: { "Accept-Language": "en" } };
const professional = { token: token("--role", "professional", "--area", AREA, "--register", "health") };
const sotkanet = readFileSync(`${SOURCE_DIR}/tests/data/sotkanet-primary-care.json`, "utf8");

const kpi = (what, area = AREA, environment = {}) =>
    execFileSync(ASIAKKUUSD, ["kpi", what, area], { encoding: "utf8", env: { ...process.env, ...environment } });
const values = async (code, query = "", options = director) => get(`/v1/kpi/indicators/${code}/values${query}`, options);
const deliver = (body, type, options = director) =>
    call("POST", "/v1/kpi/observations", { ...options, type, body: typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body) });
const items = async (code, query) => {
    const answer = await values(code, query);
    equal(answer.status, 200, `${code}${query}: ${answer.text.slice(0, 300)}`);
    return answer.json.items;
};
const errors = (answer) => answer.json.errors.map(({ pointer, parameter, code }) => `${pointer ?? `?${parameter}`} ${code}`).sort();

// --- the catalogue ---

await test("catalogue__has_at_least_thirty_indicators_over_all_goals_and_aims_in_three_languages", async () => {
    const { json } = await get("/v1/kpi/indicators", director);
    holds(json.items.length >= 30, `only ${json.items.length}`);
    equal(new Set(json.items.map((each) => each.code)).size, json.items.length, "codes");
    equal([...new Set(json.items.map((each) => each.goal))].sort(), [1, 2, 3, 4, 5]);
    equal([...new Set(json.items.map((each) => each.aim))].sort(), ["client_experience", "effectiveness", "productivity", "staff_experience"]);
    for (const { code, names, definitions } of json.items)
        for (const texts of [names, definitions])
            equal(Object.values(texts).filter((text) => text?.length > 2).length, 3, code);
});

await test("catalogue__is_filtered_by_goal_and_aim", async () => {
    const { json } = await get("/v1/kpi/indicators?goal=5&aim=productivity", director);
    holds(json.items.length > 0 && json.items.every(({ goal, aim }) => goal === 5 && aim === "productivity"), "filter");
    equal((await get("/v1/kpi/indicators?goal=6", director)).status, 400);
    equal((await get("/v1/kpi/indicators?gaol=1", director)).status, 400, "an unknown parameter");
});

await test("indicators__are_for_those_who_may_read_them", async () => {
    for (const path of ["/v1/kpi/indicators", "/v1/kpi/dashboard", "/v1/kpi/indicators/override_rate/values"])
        equal((await get(path, professional)).status, 403, path);
    equal((await get("/v1/kpi/indicators/nothing_such", director)).status, 404);
    equal((await values("nothing_such")).status, 404);
});

// --- what is delivered ---

await test("delivery__of_sotkanet_rows_twice_changes_nothing", async () => {
    const first = await deliver(sotkanet), second = await deliver(sotkanet);
    equal([first.status, second.status], [200, 200], first.text.slice(0, 300));
    const count = ({ json }) => [json.accepted, json.unchanged, json.revised, json.refused.length];
    equal(count(first), [237, 0, 0, 0]);
    equal(count(second), [0, 237, 0, 0]);
});

const priceIndex = [[2020, 103.0], [2021, 105.6], [2022, 110.4], [2023, 116.4], [2024, 119.6]]
    .map(([year, value]) => ({ indicator: "price_index", region: 658, year, value }));

await test("derived__figures_come_out_to_the_printed_digit", async () => {
    equal((await deliver(priceIndex)).status, 200);
    const at = async (code, region, year) =>
        (await items(code, `?region=${region}&from=2020-01-01&to=2025-12-31`)).find(({ label }) => label === String(year)).value;
    equal(await at("quality_balance", 658, 2020), 100);
    equal(await at("quality_balance", 658, 2022), 92.61);
    equal(await at("quality_balance", 960, 2024), 95.53);
    equal(await at("quality_balance", 961, 2022), 97.31);
    equal(await at("real_cost", 960, 2021), 541.26);
});

await test("delivered__stands_beside_the_whole_country", async () => {
    const query = "from=2024-01-01&to=2024-12-31";
    const [whole] = await items("thl_6411", `?region=658&${query}`), [own] = await items("thl_6411", `?${query}&compare=country`);
    equal([own.country, own.value !== whole.value], [Number(whole.value.toFixed(2)), true]);
});

await test("derived__is_told_only_where_all_parts_are_there", async () => {
    const series = await items("quality_balance", "?region=960&from=2020-01-01&to=2025-12-31");
    equal(series.filter(({ value }) => value !== null).map(({ label }) => label), ["2024"]);
});

await test("series__breaks_where_municipalities_gave_way_to_areas", async () => {
    const series = await items("thl_6411", "?region=658&from=2020-01-01&to=2025-12-31");
    equal(series.filter((each) => each.break).map(({ label }) => label), ["2023"]);
});

await test("delivered__shares_are_divided_once", async () => {
    const rows = [{ indicator: "child_welfare_in_time", period: "2016-Q4", numerator: 49685, denominator: 50704 },
        { indicator: "child_welfare_in_time", period: "2017-Q1", numerator: 19873, denominator: 21223 }];
    equal((await deliver({ items: rows })).json.accepted, 2);
    const series = await items("child_welfare_in_time", "?bucket=quarter&from=2016-10-01&to=2017-03-31");
    equal(series.map(({ value }) => value), [97.99, 93.64]);
    holds(series[0].interval.low < 97.99 && series[0].interval.high > 97.99, "Wilson's interval");
});

await test("delivered__shares_without_their_parts_tell_no_parts", async () => {
    const row = { indicator: "child_welfare_in_time", value: 92.5 };
    equal((await deliver([{ ...row, period: "2015-01" }, { ...row, period: "2015-02", denominator: 400 }])).json.accepted, 2);
    const series = await items("child_welfare_in_time", "?bucket=month&from=2015-01-01&to=2015-02-28");
    for (const item of series) equal([item.value, item.numerator, item.denominator, item.interval], [92.5, undefined, undefined, undefined], item.label);
});

// Three of ten, though nobody said three.
await test("delivered__percentage_of_a_few_is_hidden", async () => {
    const row = { indicator: "child_welfare_in_time", denominator: 10 };
    equal((await deliver([{ ...row, period: "2014-01", value: 30 }, { ...row, period: "2014-03", value: 70 }, { ...row, period: "2014-05", value: 50 }])).json.accepted, 3);
    const series = await items("child_welfare_in_time", "?bucket=month&from=2014-01-01&to=2014-05-31");
    equal(series.map(({ value, suppressed }) => [value, suppressed]), [[null, true], [null, undefined], [null, true], [null, undefined], [50, undefined]]);
});

await test("delivery__keeps_revisions_and_the_later_row_of_an_upload_holds", async () => {
    const row = (value) => ({ indicator: "outreach_encounters", period: "2025-03", value });
    const counts = async (...rows) => {
        const { json } = await deliver(rows);
        return [json.accepted, json.unchanged, json.revised];
    };
    equal(await counts(row(40)), [1, 0, 0]);
    equal(await counts(row(40), row(41), row(41)), [0, 2, 1]);
    equal(await counts(row(40)), [0, 0, 1]);
    equal(await counts({ ...row(12), period: "2025-04" }, { ...row(13), period: "2025-04" }), [1, 0, 1]);
    const series = await items("outreach_encounters", "?bucket=month&from=2025-03-01&to=2025-04-30");
    equal(series.map(({ value }) => value), [40, 13]);
});

await test("delivery__twenty_at_once_with_the_same_rows_store_them_once", async () => {
    const row = [{ indicator: "group_participants", period: "2025-11", value: 167 }];
    const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(row)));
    holds(answers.every(({ status }) => status === 200 || status === 409), `${answers.map(({ status }) => status)}`);
    const series = await items("group_participants", "?bucket=month&from=2025-11-01&to=2025-11-30");
    equal(series[0].value, 167);
});

await test("delivery__tells_refused_rows_by_their_line", async () => {
    const lines = ['{"indicator":"outreach_encounters","period":"2025-05","value":7}', '{"indicator":1}{"indicator":2}', "",
        '{"indicator":6411,"year":2024,"gender":"male","value":1}', '{"indicator":"nothing","year":2024,"value":1}',
        '{"indicator":6411,"year":2024}', '{"indicator":6411,"year":2024,"colour":1,"value":2}', '{"indicator":6411,"period":"2024-13","value":1}', "nonsense"];
    const { status, json } = await deliver(lines.join("\r\n"), "application/x-ndjson");
    equal(status, 200);
    equal(json.refused.map(({ line, code }) => `${line} ${code}`), ["2 syntax", "4 not_in_list", "5 unknown_indicator",
        "6 required", "7 unknown_member", "8 bad_format", "9 syntax"]);
    equal(json.accepted + json.unchanged + json.revised + json.refused.length, lines.length - 1);
});

await test("delivery__refuses_counts_below_none_parts_beyond_the_whole_and_units_that_are_not_there", async () => {
    const share = { indicator: "child_welfare_in_time", period: "2013-01" };
    const rows = [{ indicator: "outreach_encounters", period: "2013-01", value: 8, unit_id: "0197a3c0-9999-7000-8000-000000000001" },
        { indicator: "outreach_encounters", period: "2013-01", value: -1 }, { ...share, numerator: 21, denominator: 20 }, { ...share, value: 1, denominator: -20 },
        { ...share, numerator: 20, denominator: 20 }];
    const { json } = await deliver(rows);
    equal(json.refused.map(({ line, member, code }) => `${line} ${member} ${code}`), ["1 unit_id unknown_unit", "2 value out_of_range", "3 numerator out_of_range", "4 denominator out_of_range"]);
    equal([json.accepted, json.unchanged, json.revised], [1, 0, 0]);
});

await test("delivery__of_more_rows_than_one_may_have_stores_nothing", async () => {
    const good = '{"indicator":"outreach_encounters","period":"2012-01","value":9}', junk = Array.from({ length: 20000 }, () => "1");
    for (const [body, type] of [[[good, ...junk].join("\n"), "application/x-ndjson"], [`[${[good, ...junk].join(",")}]`, "application/json"],
        [["indicator,period,value", "outreach_encounters,2012-01,9", ...junk].join("\n"), "text/csv"]]) {
        const answer = await deliver(body, type);
        equal([answer.status, ...errors(answer)], [400, "/items too_many"], type);
    }
    equal((await items("outreach_encounters", "?bucket=month&from=2012-01-01&to=2012-01-31"))[0].value, null);
    equal((await deliver(junk.join("\n"), "application/x-ndjson")).json.refused.length, 20000, "as many as may be");
});

await test("delivery__loses_no_rows_behind_an_open_quote", async () => {
    const { json } = await deliver('indicator,period,value\ngroup_participants,2011-01,"9\ngroup_participants,2011-02,10\ngroup_participants,2011-03,11\n', "text/csv");
    equal([json.accepted, json.refused.map(({ line, code }) => `${line} ${code}`)], [2, ["2 open_quote"]]);
});

await test("delivery__takes_spreadsheets_as_they_are", async () => {
    const cases = [["\uFEFFindicator;region;year;value\r\n6411;960;2019;66,5\r\n6411;961;2019;61,25", ";"],
        ["\uFEFFindicator,region,year,value\n6411,960,2018,66.5\n6411,961,2018,61.25\n", ","]];
    for (const [body, separator] of cases) {
        const { json } = await deliver(body, "text/csv; charset=utf-8");
        equal([json.accepted, json.refused?.length], [2, 0], `${separator} ${JSON.stringify(json)}`);
    }
    const series = await items("thl_6411", "?region=961&from=2018-01-01&to=2019-12-31");
    equal(series.map(({ value }) => value), [61.25, 61.25]);
    for (const type of ["application/json", "application/x-ndjson"])
        equal((await deliver('\uFEFF{"indicator":6411,"region":960,"year":2019,"value":66.5}'.replace(/^(.)(.*)$/, type === "application/json" ? "$1[$2]" : "$1$2"), type)).json.unchanged, 1, type);
});

await test("delivery__names_an_unknown_column_and_refuses_the_whole", async () => {
    const unknown = await deliver("indicator;region;vuosi;value\r\n6411;960;2019;1\r\n", "text/csv");
    equal([unknown.status, ...errors(unknown)], [400, "/vuosi unknown_member"]);
    const missing = await deliver("region;year;value\r\n960;2019;1\r\n", "text/csv");
    equal([missing.status, ...errors(missing)], [400, "/indicator required"]);
});

await test("delivery__stores_no_bytes_that_are_no_text", async () => {
    const latin1 = Buffer.from("indicator;region;year;value\r\n6411;P\u00e4ij\u00e4t-H\u00e4me;2019;1\r\n", "latin1");
    const answer = await deliver(latin1, "text/csv");
    equal(answer.status, 400);
    const place = ({ json }) => [json.errors[0].code, json.errors[0].line, json.errors[0].column];
    equal(place(answer), ["bad_utf8", 2, 7]);
    const lines = Buffer.from('{"indicator":"outreach_encounters","period":"2025-06","value":7}\n{"indicator":"P\u00e4ij\u00e4t"}\n', "latin1");
    equal(place(await deliver(lines, "application/x-ndjson")), ["bad_utf8", 2, 16]);
    equal((await items("outreach_encounters", "?bucket=month&from=2025-06-01&to=2025-06-30"))[0].value, null, "nothing of it");
    equal((await deliver("x", "text/plain")).status, 415);
});

// What has no parts gives no total: neither a sum nor a mean of its months.
await test("delivered__figures_without_parts_give_no_total", async () => {
    const rows = [5, 7].map((value, month) => ({ indicator: "mental_health_access_days", period: `2025-0${month + 1}`, value }));
    equal((await deliver(rows)).json.accepted, 2);
    for (const [bucket, told] of [["month", [5, 7]], ["quarter", []], ["year", []]])
        equal((await items("mental_health_access_days", `?bucket=${bucket}&from=2025-01-01&to=2025-12-31`)).flatMap(({ value }) => value ?? []), told, bucket);
});

// A body that breaks off stores nothing, also not the rows that had arrived; sent again whole, and once more, it
// is stored once.
await test("delivery__that_was_cut_off_stores_nothing_and_is_sent_again", async () => {
    const rows = Array.from({ length: 600 }, (_, at) => JSON.stringify({ indicator: "outreach_encounters", period: `${1990 + at % 30}-${String(1 + Math.floor(at / 30) % 12).padStart(2, "0")}`, value: 10 + at })).slice(0, 360);
    const body = rows.join("\n"), cut = body.slice(0, body.indexOf(rows[250]));
    const head = ["POST /v1/kpi/observations HTTP/1.1", "Host: x", `Authorization: Bearer ${director.token}`, "Content-Type: application/x-ndjson", `Content-Length: ${body.length}`, "", ""].join("\r\n");
    await raw(head + cut);
    equal((await items("outreach_encounters", "?bucket=month&from=1990-01-01&to=1990-12-31")).map(({ value }) => value), Array(12).fill(null), "nothing of it");
    const count = async () => { const { json } = await deliver(body, "application/x-ndjson"); return [json.accepted, json.unchanged, json.revised, json.refused.length]; };
    equal(await count(), [360, 0, 0, 0]);
    equal(await count(), [0, 360, 0, 0]);
});

// --- what is computed ---

const unit = { token: token("--role", "coordinator", "--area", AREA, "--register", "health", "--unit", "u-kpi") };
async function assess(segment) {
    const client = await newClient(professional);
    const body = { register: "health", ...judged, flags: { special_support: false }, participants: [{ role: "client" }] };
    const made = await post(`/v1/clients/${client.id}/assessments`, body, { token: unit.token, headers: { "Idempotency-Key": key() } });
    equal(made.status, 201, made.text.slice(0, 300));
    const confirmed = await post(`/v1/assessments/${made.json.id}/confirm`,
        { client_present: true, ...(segment && { chosen_segment: segment, override_reason: "Sovittiin yhdessä" }) },
        { token: unit.token, headers: { "If-Match": made.headers.etag } });
    equal(confirmed.status, 200, confirmed.text.slice(0, 300));
}
const month = today().slice(0, 7);
const thisMonth = async (code, query = "") => (await items(code, query)).find(({ label }) => label === month);
let modelled = false;

await test("model__is_published_for_the_area", async () => {
    execFileSync(ASIAKKUUSD, ["publish", AREA, `${SOURCE_DIR}/libsegment/models/helsinki.json`], { encoding: "utf8" });
    modelled = true;
});

await test("count__of_one_to_four_is_hidden_in_every_form", async () => {
    holds(modelled, "no model");
    for (let i = 0; i < 2; i++) await assess();
    kpi("refresh");
    const item = await thisMonth("assessments_confirmed");
    equal([item.value, item.suppressed, item.numerator, item.denominator, item.interval, item.limits], [null, true, undefined, undefined, undefined, undefined]);
    for (const query of ["?format=csv", "?format=csv-fi"]) {
        const { text } = await values("assessments_confirmed", query);
        const line = text.split("\r\n").find((each) => each.includes(`${month}-01`));
        equal(line.replace(/"/g, "").split(/[,;]/).slice(8, 12), ["", "", "", "true"], line);
    }
    const accepted = await values("assessments_confirmed", "", { ...director, headers: { Accept: "text/csv" } });
    equal(accepted.headers["content-type"].split(";")[0], "text/csv");
    holds(!accepted.text.includes(`${month}-01,,,,,2,`), "Accept: text/csv");
    // Nor as what the next bucket is compared with, nor in a larger bucket or by another dimension.
    const [year, number] = month.split("-").map(Number), next = new Date(Date.UTC(year, number + 1, 0)).toISOString().slice(0, 10);
    const compared = await items("assessments_confirmed", `?from=${month}-01&to=${next}&compare=previous,target,baseline`);
    equal([compared.length, compared[1].previous], [2, undefined]);
    // By unit nothing at all is told: the cells have none.
    equal(await items("assessments_confirmed", "?by=unit"), []);
    for (const query of ["?by=segment", "?by=age_group", "?bucket=year", "?bucket=quarter", `?bucket=day&from=${month}-01&to=${next}`]) {
        const told = await items("assessments_confirmed", query);
        holds(told.length > 0 && told.every(({ value }) => value === null || value === 0), `${query}: ${told.length}`);
    }
    for (const code of ["override_rate", "joint_assessments", "unsettled_results", "confirmation_days_median"])
        equal((await thisMonth(code)).value, null, code);
    const { json } = await get("/v1/kpi/dashboard", director);
    const tile = json.goals.flatMap((goal) => goal.items).find(({ code }) => code === "assessments_confirmed");
    equal([tile.latest.value, tile.latest.suppressed, tile.series.at(-1).value], [null, true, null]);
});

await test("zero__is_told_and_is_not_hidden", async () => {
    const [first] = await items("assessments_confirmed");
    equal([first.value, first.suppressed], [0, undefined]);
});

await test("computed__is_told_from_five_on_and_divides_once", async () => {
    for (let i = 0; i < 8; i++) await assess();
    for (let i = 0; i < 5; i++) await assess("tuki");
    kpi("refresh");
    equal((await thisMonth("assessments_confirmed")).value, 15);
    const rate = await thisMonth("override_rate");
    equal([rate.value, rate.numerator, rate.denominator], [33.33, 5, 15]);
    const bySegment = await items("assessments_confirmed", `?by=segment&bucket=month`);
    const now = Object.fromEntries(bySegment.filter(({ label }) => label === month).map(({ segment, value }) => [segment, value]));
    equal(now, { huolenpito: 10, tuki: 5 });
    const year = (await items("override_rate", "?bucket=year")).at(-1);
    equal([year.numerator, year.denominator], [5, 15]);
});

await test("rollups__equal_their_definitions_and_a_rebuild_changes_nothing", async () => {
    kpi("compare");
    const text = kpi("rebuild");
    holds(text.trim().split("\n").every((line) => line.endsWith(": 0 months and 0 figures changed")), text);
    kpi("compare");
});

await test("refresh__of_many_instances_at_once_counts_once", async () => {
    for (let i = 0; i < 3; i++) await assess();
    await Promise.all(Array.from({ length: 6 }, () => new Promise((resolve) => setImmediate(() => resolve(kpi("refresh"))))));
    equal((await thisMonth("assessments_confirmed")).value, 18);
    kpi("compare");
});

// Two rows of one person had a first contact each.
await test("rollups__follow_clients_whose_rows_were_made_one", async () => {
    const coordinator = { token: token("--role", "coordinator", "--area", AREA, "--register", "health") };
    const [older, younger] = [await newClient(professional), await newClient(professional)];
    for (const { id } of [older, younger]) {
        const contact = { register: "health", channel: "phone", client_id: id, need: { classes: ["s3_economy"] }, urgency: "non_urgent" };
        equal((await post("/v1/contacts", contact, professional)).status, 201);
    }
    kpi("refresh");
    const figures = () => script(`SELECT numerator || ' of ' || denominator FROM kpi_figure WHERE area = '${AREA}' AND indicator = 'first_contact_share' AND axis = 'none' AND bucket = 'month' AND unit = '*' AND from_on = '${month}-01'`);
    equal(figures(), "2 of 2");
    const merged = await post(`/v1/clients/${older.id}/merge`, { other: { id: younger.id, version: younger.version }, reason: "Sama ihminen." }, { ...coordinator, headers: { "If-Match": `"${older.version}"` } });
    equal(merged.status, 200, merged.text.slice(0, 300));
    kpi("refresh");
    equal(figures(), "1 of 2");
    kpi("compare");
});

// --- the question ---

// Many units with many days; and each unit with a target of its own, or else the area's.
const WIDE = "13", wide = { ...director, token: token("--role", "director", "--area", WIDE) };
const unitId = (number) => `0197a3c0-1313-7000-8000-0000000000${String(number).padStart(2, "0")}`;
await test("values__are_never_cut", async () => {
    script(`INSERT INTO unit (area, id, code, names, kind, created_at, updated_at) SELECT '${WIDE}', ('${unitId(0)}'::text)::uuid, 'wide', '{}', 'k', now(), now() ON CONFLICT DO NOTHING;
        INSERT INTO kpi_figure (area, indicator, axis, bucket, unit, key, from_on, value, numerator, denominator, hidden)
        SELECT '${WIDE}', 'contacts', 'none', 'day', '${unitId(0).slice(0, -2)}' || to_char(n, 'FM00'), '*', date '2025-01-01' + d, 9, 9, 0, false FROM generate_series(0, 59) n, generate_series(0, 364) d;
        INSERT INTO kpi_figure (area, indicator, axis, bucket, unit, key, from_on, value, numerator, denominator, hidden)
        SELECT '${WIDE}', 'contacts', 'none', 'month', '${unitId(0).slice(0, -2)}' || to_char(n, 'FM00'), '*', date '2025-01-01', 9, 9, 0, false FROM generate_series(0, 1) n`);
    const answer = await values("contacts", "?bucket=day&by=unit&from=2025-01-01&to=2025-12-31", wide);
    equal([answer.status, errors(answer)], [400, ["?from too_many"]]);
    const some = await values("contacts", "?bucket=day&by=unit&from=2025-01-01&to=2025-09-30", wide);
    equal([some.status, some.json.items.length, some.json.items.every(({ value }) => value === 9)], [200, 60 * 273, true]);
});

await test("targets__of_a_unit_stand_beside_its_own_figures_also_by_unit", async () => {
    const set = (body) => call("PUT", "/v1/kpi/indicators/contacts/target", { ...wide, json: { valid_from: "2025-01-01", ...body } });
    equal((await set({ target: 20 })).status, 200);
    equal((await set({ target: 7, unit_id: unitId(0) })).status, 200);
    const { json } = await values("contacts", "?by=unit&from=2025-01-01&to=2025-01-31&compare=target", wide);
    equal(json.items.map(({ unit_id: id, target }) => [id, target]), [[unitId(0), 7], [unitId(1), 20]]);
});


await test("values__are_of_whole_buckets", async () => {
    for (const [query, fault] of [["?from=2026-01-02", "?from not_on_border"], ["?to=2026-01-30", "?to not_on_border"],
        ["?bucket=week&from=2026-12-01&to=2026-12-06", "?from not_on_border"], ["?bucket=year&from=2026-02-01", "?from not_on_border"],
        ["?from=2026-02-01&to=2026-01-31", "?from out_of_range"], ["?bucket=year&from=0001-01-01&to=0002-12-31", "?from out_of_range"], ["?bucket=year&from=9998-01-01&to=9999-12-31", "?to out_of_range"], ["?bucket=day&from=2020-01-01&to=2026-01-01", "?from out_of_range"],
        ["?segment=tuki&age_group=0-17", "?by only_one"], ["?by=segment&bucket=week", "?bucket not_in_list"], ["?compare=weather", "?compare not_in_list"],
        ["?by=service", "?service no_breakdown"], ["?format=xml", "?format not_in_list"]]) {
        const answer = await values("assessments_confirmed", query);
        equal([answer.status, errors(answer).includes(fault)], [400, true], `${query} ${answer.text.slice(0, 300)}`);
    }
});

await test("weeks__have_the_year_of_their_thursday", async () => {
    const labels = (await items("assessments_confirmed", "?bucket=week&from=2026-12-21&to=2027-01-10")).map(({ label, from }) => `${label} ${from}`);
    equal(labels, ["2026-W52 2026-12-21", "2026-W53 2026-12-28", "2027-W01 2027-01-04"]);
});

await test("targets__hold_from_their_day_and_for_their_unit", async () => {
    const set = (body) => call("PUT", "/v1/kpi/indicators/override_rate/target", { ...director, json: body });
    equal((await set({ valid_from: "2025-01-01", target: 20, baseline: 30 })).status, 200);
    equal((await set({ valid_from: `${month}-01`, target: 10.5 })).json.version, 1);
    equal((await set({ valid_from: `${month}-01`, target: 10 })).json.version, 2);
    const series = await items("override_rate", "?compare=target,baseline");
    equal([series.at(-2).target, series.at(-2).baseline, series.at(-1).target, series.at(-1).baseline], [20, 30, 10, undefined]);
    equal((await get("/v1/kpi/indicators/override_rate", director)).json.target, 10);
    equal((await set({ valid_from: "2025-01-01" })).status, 422, "neither baseline nor target");
    equal((await set({ valid_from: "2025-01-01", target: 1, unit_id: "0197a3c0-9999-7000-8000-000000000001" })).status, 422, "no such unit");
    equal((await call("PUT", "/v1/kpi/indicators/override_rate/target", { ...professional, json: { valid_from: "2025-01-01", target: 1 } })).status, 403);
});

await test("csv__has_the_same_columns_for_every_indicator", async () => {
    const header = async (code) => (await values(code, "?format=csv")).text.split("\r\n")[0];
    const first = await header("override_rate");
    equal(first.split(",").length, 25);
    for (const code of ["assessments_confirmed", "thl_6411", "quality_balance", "views_kappa"]) equal(await header(code), first, code);
    const finnish = await values("thl_6411", "?region=658&from=2024-01-01&to=2024-12-31&format=csv-fi");
    holds(finnish.text.startsWith("\uFEFFindicator;"), "byte order mark and semicolons");
    holds(/;\d+,\d+;/.test(finnish.text), finnish.text);
    equal(finnish.headers["content-disposition"], 'attachment; filename="thl_6411.csv"');
    holds(finnish.headers.vary.includes("Accept,"), "Vary");
});

await test("dashboard__answers_a_whole_page_with_every_indicator", async () => {
    const { status, json } = await get("/v1/kpi/dashboard", director);
    equal(status, 200);
    equal(json.goals.length, 5);
    const catalogue = (await get("/v1/kpi/indicators", director)).json.items;
    equal(json.goals.flatMap((goal) => goal.items).length, catalogue.length);
    for (const to of ["2026-01-15", "0001-01-31", "9999-12-31"]) equal((await get(`/v1/kpi/dashboard?to=${to}`, director)).status, 400, to);
    const earlier = await get("/v1/kpi/dashboard?to=2026-01-31", director);
    equal([earlier.json.from, earlier.json.to], ["2025-01-01", "2026-01-31"]);
});

await test("dashboard__tells_what_is_delivered_by_the_quarter_alone", async () => {
    const other = { ...director, token: token("--role", "director", "--area", "02") };
    const rows = ["2025-Q4", "2026-Q1", "2026-Q2"].map((period, at) => ({ indicator: "child_welfare_in_time", period, numerator: 90 + at, denominator: 100 }));
    equal((await deliver(rows, undefined, other)).json.accepted, 3);
    const { json } = await get("/v1/kpi/dashboard?to=2026-08-31", other);
    const tile = json.goals.flatMap((goal) => goal.items).find(({ code }) => code === "child_welfare_in_time");
    equal([tile.bucket, tile.latest.label, tile.latest.value, tile.latest.previous], ["quarter", "2026-Q2", 92, 91]);
    equal(tile.series.map(({ label, value }) => `${label} ${value}`), ["2024-Q4 null", "2025-Q1 null", "2025-Q2 null", "2025-Q3 null", "2025-Q4 90", "2026-Q1 91", "2026-Q2 92", "2026-Q3 null"]);
});

await test("dashboard__names_units_in_the_order_of_their_names", async () => {
    for (const [at, name] of ["Öja", "Zeta", "Åbo", "aalto", "Ähtäri"].entries()) {
        const made = await post("/v1/units", { code: `named-${at}`, kind: "k", names: { fi: name, sv: name, en: name } }, wide);
        equal(made.status, 201, made.text.slice(0, 300));
    }
    const { json } = await get("/v1/kpi/dashboard", wide);
    equal(json.units.map(({ name }) => name), ["aalto", "Zeta", "Åbo", "Ähtäri", "Öja"]);
});

await test("areas__see_nothing_of_each_other", async () => {
    const other = { ...director, token: token("--role", "director", "--area", "05") };
    const series = (await values("thl_6411", "?region=658", other)).json.items;
    equal([series.length > 0, series.every(({ value }) => value === null)], [true, true]);
    const confirmed = (await values("assessments_confirmed", "", other)).json.items;
    equal([confirmed.length > 0, confirmed.every(({ value }) => value === 0)], [true, true]);
});

await test("pages__are_served_under_a_policy_that_allows_nothing_inline", async () => {
    for (const path of ["/dashboard", "/dashboard/page.js", "/dashboard/page.css", "/dashboard/uPlot.iife.min.js", "/dashboard/uPlot.min.css", "/dashboard/uPlot.LICENSE.txt", "/feedback", "/feedback/page.js", "/feedback/page.css"]) {
        const answer = await get(path);
        equal(answer.status, 200, path);
        holds(/script-src 'self'; style-src 'self'; /.test(answer.headers["content-security-policy"]) && !answer.headers["content-security-policy"].includes("unsafe"), path);
    }
    equal((await get("/dashboard/..%2f..%2frun")).status, 404);
    equal((await get("/dashboard/nothing.js")).status, 404);
});

await test("today__is_the_day_in_helsinki", async () => {
    const service = await start({ CLOCK_AT: "2026-12-31T22:30:00Z" });
    const own = { ...director, port: service.port, token: token("--role", "director", "--area", AREA, "--ttl", "10000000") };
    const answer = await get("/v1/kpi/indicators/assessments_confirmed/values?bucket=year", own);
    await stop(service);
    equal(answer.status, 200, answer.text.slice(0, 300));
    equal(answer.json.items.at(-1).label, "2027");
});

end();
