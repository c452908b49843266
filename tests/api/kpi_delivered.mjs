#!/usr/bin/env node
// Delivered figures: what is taken of an upload and what is refused, line by line; derived ones by the formulas
// of the catalogue; intervals and limits as literature prints them; buckets, breaks, targets.
import { readFileSync } from "node:fs";
import { assert, expectProblem, expectStatus, finish, test, token } from "./service.mjs";
import { drawing } from "./clock.mjs";
import { call as exchange, sql, today } from "./support.mjs";

const AREA = "03", OWN = "969"; // Länsi-Uusimaa
const director = { role: "director", area: AREA };
const types = { json: "application/json", ndjson: "application/x-ndjson", csv: "text/csv" };
const headed = ({ status, text, headers }) => ({ status, text, headers: new Headers(headers), json: /json$/.test(headers["content-type"] ?? "") ? JSON.parse(text) : undefined });
const deliver = async (body, form = "json", as = director) => headed(await exchange("POST", "/v1/kpi/observations", { token: token(as), type: types[form], body: typeof body === "string" ? body : JSON.stringify(body) }));
const get = async (path, as = director) => headed(await exchange("GET", path, { token: token(as) }));
const take = async (...words) => expectStatus(await deliver(...words), 200);
const items = async (code, query) => expectStatus(await get(`/v1/kpi/indicators/${code}/values?${query}`), 200).items;
const target = (code, body, as = director) => exchange("PUT", `/v1/kpi/indicators/${code}/target`, { token: token(as), json: body }).then(headed);
const [unit, other] = await Promise.all(["a", "b"].map(async (code) => JSON.parse((await exchange("POST", "/v1/units", { token: token(director), json: { code: `kpi-${code}`, names: { fi: "Yksikkö" }, kind: "k" } })).text).id));
const near = (found, wanted, about) => assert.ok(Math.abs(found - wanted) < 0.00501, `${about}: ${found}, not ${wanted}`);

// --- derived ones, by their formulas over the published rows ---

const published = JSON.parse(readFileSync(`${process.env.SOURCE_DIR}/tests/data/sotkanet-primary-care.json`, "utf8"));
const deflators = { 2020: 103.0, 2021: 105.6, 2022: 110.4, 2023: 116.4, 2024: 119.6 };
const prices = Object.entries(deflators).map(([year, value]) => ({ indicator: "price_index", region: 658, year: Number(year), value }));
const row = (indicator, region, year) => published.find((each) => each.indicator === indicator && each.region === region && each.year === year)?.value;
const index = (at, region, year) => (at(region, year) === undefined ? undefined : (100 * at(region, year)) / at(658, 2020));
const of = (indicator, turn = (value) => value) => (region, year) => (row(indicator, region, year) === undefined ? undefined : turn(row(indicator, region, year)));
const [continuity, access, adequacy, health] = [of(5502), of(5186), of(4909, (value) => 100 - value), of(4333, (value) => 100 - value)];
const formulas = {
    continuity_index: (region, year) => index(continuity, region, year), fast_access_index: (region, year) => index(access, region, year),
    adequacy_index: (region, year) => index(adequacy, region, year), health_index: (region, year) => index(health, region, year),
    quality_balance: (region, year) => {
        const all = [continuity, access, adequacy, health].map((at) => index(at, region, year));
        return all.includes(undefined) ? undefined : all.reduce((a, b) => a * b) ** 0.25;
    },
    real_cost: (region, year) => (row(3766, region, year) === undefined || !deflators[year] ? undefined : (row(3766, region, year) * deflators[2024]) / deflators[year]),
};

test("derived__of_every_region_and_year_are_what_their_formulas_give", async () => {
    await take(published), await take(prices);
    let there = 0, absent = 0;
    for (const [code, formula] of Object.entries(formulas))
        for (const region of [658, 960, 961, 966, 969, 977])
            for (const { label, value } of await items(code, `region=${region}&from=2020-01-01&to=2025-12-31`)) {
                const wanted = formula(region, Number(label));
                if (wanted === undefined) assert.equal(value, null, `${code} ${region} ${label}`), absent++;
                else near(value, wanted, `${code} ${region} ${label}`), there++;
            }
    assert.ok(there > 100 && absent > 20, `${there} and ${absent}`);
});

test("derived__the_area_s_own_region_is_told_where_none_is_named_and_the_prices_are_the_country_s", async () => {
    const query = "from=2020-01-01&to=2025-12-31";
    for (const code of ["fast_access_index", "real_cost"]) assert.deepEqual(await items(code, query), await items(code, `${query}&region=${OWN}`), code);
    assert.deepEqual(await items("price_index", query), await items("price_index", `${query}&region=658`));
    const without = expectStatus(await get(`/v1/kpi/indicators/fast_access_index/values?${query}`, { role: "director", area: "18" }), 200).items;
    assert.ok(without.every(({ value }) => value === null));
    expectProblem(await get(`/v1/kpi/indicators/fast_access_index/values?unit_id=${unit}`), 400, "invalid");
});

test("derived__follow_a_revision_of_what_they_are_made_of", async () => {
    const before = row(5186, 969, 2024), at = async () => (await items("fast_access_index", "from=2024-01-01&to=2024-12-31"))[0].value;
    const first = await at();
    assert.deepEqual((await take([{ indicator: 5186, region: 969, year: 2024, value: before / 2 }])).revised, 1);
    near(await at(), first / 2, "half");
    assert.deepEqual((await take([{ indicator: 5186, region: 969, year: 2024, value: before }])).revised, 1);
    assert.equal(await at(), first);
    const revisions = sql(`SELECT string_agg(revision::text, ' ' ORDER BY revision) FROM kpi_observation WHERE area = '${AREA}' AND indicator = 'thl_5186' AND place = '969' AND from_on = '2024-01-01'`);
    assert.equal(revisions, "1 2 3", "each stays");
});

// --- uploads ---

// Rows good and bad in random order; which are taken, and which refused by which code, is known beforehand.
const makers = [
    (n) => [{ indicator: "outreach_encounters", period: `19${50 + (n % 40)}-${String(1 + (n % 12)).padStart(2, "0")}`, value: 10 + n }],
    (n) => [{ indicator: "group_participants", year: 1950 + (n % 40), value: 20 + n }],
    (n) => [{ indicator: "mental_health_access_days", period: `19${50 + (n % 40)}-Q${1 + (n % 4)}`, value: n + 0.5 }],
    () => [{ indicator: "no_such", year: 1990, value: 1 }, "unknown_indicator"], () => [{ indicator: "override_rate", year: 1990, value: 1 }, "unknown_indicator"],
    () => [{ indicator: "outreach_encounters", year: 1899, value: 9 }, "out_of_range"], () => [{ indicator: "outreach_encounters", year: 2200, value: 9 }, "out_of_range"],
    () => [{ indicator: "outreach_encounters", value: 9 }, "bad_format"], () => [{ indicator: "outreach_encounters", year: 1990, period: "1990-01", value: 9 }, "bad_format"],
    ...["1990-00", "1990-13", "1990-Q0", "1990-Q5", "1990Q1", "90-01", "1990/01"].map((period) => () => [{ indicator: "outreach_encounters", period, value: 9 }, "bad_format"]),
    ...["Päijät", "-1", -1, "_x"].map((region) => () => [{ indicator: "outreach_encounters", year: 1990, region, value: 9 }, "bad_format"]), () => [{ indicator: "outreach_encounters", year: 1990, gender: "female", value: 9 }, "not_in_list"],
    () => [{ indicator: "outreach_encounters", year: 1990 }, "required"], () => [{ indicator: "outreach_encounters", year: 1990, value: -1 }, "out_of_range"],
    () => [{ indicator: "child_welfare_in_time", year: 1990, numerator: 11, denominator: 10 }, "out_of_range"],
];
const CSV_COLUMNS = ["indicator", "region", "year", "period", "gender", "value", "numerator", "denominator"];
const writers = {
    json: (rows) => [JSON.stringify({ items: rows }), (i) => i + 1],
    ndjson: (rows) => [rows.map((each) => JSON.stringify(each)).join("\n\n"), (i) => 2 * i + 1],
    csv: (rows) => [[CSV_COLUMNS.join(";"), ...rows.map((each) => CSV_COLUMNS.map((name) => (each[name] === undefined ? "" : String(each[name]).replace(".", ","))).join(";"))].join("\r\n"), (i) => i + 2],
};
const keyOf = ({ indicator, year, period, region }) => [indicator, period ?? year, region ?? OWN].join();
for (const [seed, form] of Object.keys(writers).entries())
    test(`delivery__as_${form}_of_random_rows_takes_the_good_and_tells_the_line_of_each_bad_one`, async () => {
        const draw = drawing(500 + seed), known = new Map(), as = { role: "director", area: ["18", "20", "21"][seed] };
        for (let upload = 0; upload < 6; upload++) {
            const drawn = Array.from({ length: 40 }, () => (draw(3) ? makers[draw(3)](draw(60)) : draw.of(makers.slice(3))(0)));
            const rows = drawn.map(([each]) => ({ ...each, ...(each.region === undefined && { region: OWN }) })), [body, lineOf] = writers[form](rows);
            const wanted = { accepted: 0, unchanged: 0, revised: 0, refused: [] };
            drawn.forEach(([, code], i) => {
                const key = keyOf(rows[i]), figure = rows[i].value;
                // A cell of a table is read before the row is looked at.
                if (code) wanted.refused.push(`${lineOf(i)} ${form === "csv" && code === "out_of_range" && rows[i].year !== 1990 ? "bad_format" : code}`);
                else wanted[!known.has(key) ? "accepted" : known.get(key) === figure ? "unchanged" : "revised"]++, known.set(key, figure);
            });
            const { id, refused, ...counts } = await take(body, form, as);
            assert.deepEqual({ ...counts, refused: refused.map(({ line, code }) => `${line} ${code}`) }, wanted);
            assert.equal(sql(`SELECT type FROM event WHERE resource_id = '${id}'`), "kpi.delivered");
            assert.ok(refused.every(({ detail }) => detail));
        }
        for (const [key, figure] of known) {
            const [code, time] = key.split(","), quarter = time.match(/Q(\d)/)?.[1], month = quarter ? 3 * quarter - 2 : Number(time.slice(5)) || 1;
            const found = sql(`SELECT value FROM kpi_observation WHERE area = '${as.area}' AND indicator = '${code}' AND from_on = '${time.slice(0, 4)}-${String(month).padStart(2, "0")}-01' AND bucket = '${quarter ? "quarter" : time.length === 4 ? "year" : "month"}' ORDER BY revision DESC LIMIT 1`);
            assert.equal(Number(found), figure, key);
        }
    });

test("delivery__a_part_of_a_whole_may_come_under_sotkanet_s_name", async () => {
    const share = { indicator: "child_welfare_in_time", period: "1991-01", denominator: 40 };
    await take([{ ...share, absValue: 30 }, { ...share, period: "1991-02", absValue: 30, numerator: 20 }, { indicator: "outreach_encounters", period: "1991-01", absValue: 17 }, { indicator: "outreach_encounters", period: "1991-02", numerator: 18 }]);
    assert.deepEqual((await items("child_welfare_in_time", "bucket=month&from=1991-01-01&to=1991-02-28")).map(({ value, numerator, denominator }) => [value, numerator, denominator]), [[75, 30, 40], [50, 20, 40]]);
    assert.deepEqual((await items("outreach_encounters", "bucket=month&from=1991-01-01&to=1991-02-28")).map(({ value }) => value), [17, 18]);
});

test("delivery__is_for_who_may_write_figures_and_nothing_is_kept_of_who_may_not", async () => {
    const rows = [{ indicator: "outreach_encounters", period: "1992-01", value: 12 }];
    for (const role of ["professional", "coordinator", "model_owner", "auditor"]) expectProblem(await deliver(rows, "json", { role, area: AREA }), 403, "forbidden");
    assert.equal((await items("outreach_encounters", "bucket=month&from=1992-01-01&to=1992-01-31"))[0].value, null);
    assert.equal((await take(rows, "json", { role: "integrator", area: AREA })).accepted, 1);
    expectProblem(await get("/v1/kpi/indicators/outreach_encounters/values", { role: "integrator", area: AREA }), 403, "forbidden");
    expectProblem(await deliver([]), 400, "invalid", { "/items": "required" });
    expectProblem(await deliver({ rows }), 400, "invalid");
});

test("delivery__of_two_at_once_for_the_same_month_one_figure_holds_and_each_is_counted", async () => {
    const send = (value) => deliver([{ indicator: "outreach_encounters", period: "1993-01", value }]);
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => send(100 + i)));
    const counts = { accepted: 0, revised: 0, conflict: 0 };
    for (const { status, json } of answers) status === 409 ? counts.conflict++ : (counts.accepted += expectStatus({ status, json }, 200).accepted, counts.revised += json.revised);
    assert.deepEqual([counts.accepted, counts.accepted + counts.revised + counts.conflict], [1, 12]);
    const revisions = sql(`SELECT string_agg(revision::text, ' ' ORDER BY revision) FROM kpi_observation WHERE area = '${AREA}' AND indicator = 'outreach_encounters' AND from_on = '1993-01-01'`);
    assert.equal(revisions, Array.from({ length: 12 - counts.conflict }, (_, i) => i + 1).join(" "));
});

// --- intervals and limits, as they are printed ---

// R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998),
// 857-872, table I, method 3.
const newcombe = [[81, 263, 25.53, 36.62], [15, 148, 6.24, 16.05], [0, 20, 0, 16.11]];
test("delivered__shares_have_wilson_s_interval_as_newcombe_prints_it", async () => {
    await take(newcombe.map(([numerator, denominator], i) => ({ indicator: "child_welfare_in_time", period: `1980-0${i + 1}`, numerator, denominator })));
    const found = await items("child_welfare_in_time", "bucket=month&from=1980-01-01&to=1980-03-31");
    assert.deepEqual(found.map(({ interval }) => [interval.low, interval.high]), newcombe.map(([, , low, high]) => [low, high]));
});

// NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2, individuals control charts: the flow rates of ten
// batches, mean 50.81, limits 45.8159 and 55.8041 by 3 / 1.128; 2.66 is that, rounded.
test("delivered__series_have_the_limits_of_the_handbook_s_chart_of_single_values", async () => {
    const flow = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1];
    await take(flow.map((value, i) => ({ indicator: "mental_health_access_days", period: `1981-${String(i + 1).padStart(2, "0")}`, value })));
    const found = await items("mental_health_access_days", "bucket=month&from=1981-01-01&to=1981-10-31");
    for (const { limits, signal } of found) {
        assert.ok(Math.abs(limits.low - 45.8159) < 0.002 && Math.abs(limits.high - 55.8041) < 0.002, JSON.stringify(limits));
        assert.equal(signal, undefined);
    }
});

test("delivered__limits_never_lie_below_none_or_beyond_all", async () => {
    const shares = [96, 60, 98, 55, 99, 62, 97, 58, 96, 61], days = [1, 30, 2, 28, 1, 33, 2, 27, 1, 31];
    await take([...shares.map((numerator, i) => ({ indicator: "child_welfare_in_time", period: `1982-${String(i + 1).padStart(2, "0")}`, numerator, denominator: 104 })), ...days.map((value, i) => ({ indicator: "mental_health_access_days", period: `1982-${String(i + 1).padStart(2, "0")}`, value }))]);
    const query = "bucket=month&from=1982-01-01&to=1982-10-31";
    assert.ok((await items("child_welfare_in_time", query)).every(({ limits }) => limits.high === 100 && limits.low >= 0));
    assert.ok((await items("mental_health_access_days", query)).every(({ limits }) => limits.low === 0 && limits.high > 60));
});

test("delivered__a_value_on_a_limit_is_noise_and_one_beyond_it_is_news", async () => {
    const values = [10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10, 40];
    await take(values.map((value, i) => ({ indicator: "mental_health_access_days", period: `1983-${String(i + 1).padStart(2, "0")}`, value })));
    const found = await items("mental_health_access_days", "bucket=month&from=1983-01-01&to=1983-12-31");
    const mean = values.reduce((a, b) => a + b) / 12, ranges = values.slice(1).map((value, i) => Math.abs(value - values[i])), reach = (2.66 * ranges.reduce((a, b) => a + b)) / 11;
    for (const { value, limits, signals = [] } of found) {
        near(limits.high, mean + reach, "high");
        assert.equal(signals.includes("outside"), value > mean + reach || value < mean - reach, `${value}`);
    }
    assert.equal(found.at(-1).signals[0], "outside");
});

// --- buckets, breaks, comparisons, targets ---

test("delivered__the_break_is_in_the_bucket_that_holds_the_first_of_january_2023", async () => {
    const breaks = async (query) => (await items("mental_health_access_days", query)).filter((each) => each.break).map(({ label }) => label);
    assert.deepEqual(await breaks("bucket=month&from=2022-11-01&to=2023-12-31"), ["2023-01"]);
    assert.deepEqual(await breaks("bucket=quarter&from=2022-01-01&to=2023-12-31"), ["2023-Q1"]);
    assert.deepEqual(await breaks("bucket=year&from=2021-01-01&to=2024-12-31"), ["2023"]);
    assert.ok((await items("assessments_confirmed", "bucket=year&from=2022-01-01&to=2024-12-31")).every((each) => each.break === undefined), "what is computed here has none");
});

test("values__without_a_span_are_of_so_many_buckets_up_to_now", async () => {
    for (const [bucket, count] of [["month", 13], ["quarter", 8], ["year", 6]]) assert.equal((await items("mental_health_access_days", `bucket=${bucket}`)).length, count, bucket);
    for (const [bucket, count] of [["day", 31], ["week", 26], ["month", 13]]) {
        const found = await items("assessments_confirmed", `bucket=${bucket}`);
        assert.equal(found.length, count, bucket);
        assert.ok(found.at(-1).from <= today() && today() <= found.at(-1).to);
        found.slice(1).forEach((each, i) => assert.equal(new Date(Date.parse(found[i].to) + 86400000).toISOString().slice(0, 10), each.from, bucket));
    }
    assert.equal((await items("thl_6411", "")).length, 6);
});

test("values__the_first_told_has_the_one_before_it_as_its_previous", async () => {
    await take([5, 7, 9].map((value, i) => ({ indicator: "mental_health_access_days", period: `1984-0${i + 1}`, value })));
    const found = await items("mental_health_access_days", "bucket=month&from=1984-02-01&to=1984-04-30&compare=previous");
    assert.deepEqual(found.map(({ value, previous }) => [value, previous]), [[7, 5], [9, 7], [null, 9]]);
});

test("values__beside_the_country_have_two_places", async () => {
    await take([{ indicator: 6411, region: 658, year: 1985, value: 33.33333 }, { indicator: 6411, region: Number(OWN), year: 1985, value: 40 }]);
    const [own] = await items("thl_6411", "from=1985-01-01&to=1985-12-31&compare=country");
    assert.deepEqual([own.value, own.country], [40, 33.33]);
});

test("values__of_a_unit_are_its_own_and_never_the_area_s", async () => {
    const at = (more) => ({ indicator: "mental_health_access_days", period: "1986-01", ...more });
    await take([at({ value: 10 }), at({ unit_id: unit, value: 4 })]);
    const value = async (query) => (await items("mental_health_access_days", `bucket=month&from=1986-01-01&to=1986-01-31${query}`))[0].value;
    assert.deepEqual([await value(""), await value(`&unit_id=${unit}`), await value(`&unit_id=${other}`)], [10, 4, null]);
    expectProblem(await get("/v1/kpi/indicators/mental_health_access_days/values?by=unit"), 400, "invalid");
});

test("targets__of_the_area_hold_for_a_unit_without_its_own_from_the_last_day_of_the_bucket_on", async () => {
    const code = "mental_health_access_days", set = async (body) => expectStatus(await target(code, body), 200);
    await set({ valid_from: "1987-02-28", target: 14, baseline: 20 });
    await set({ valid_from: "1987-04-01", target: 7 });
    await set({ valid_from: "1987-03-31", target: 3, unit_id: unit });
    const of_ = async (unit_id) => (await items(code, `bucket=month&from=1987-01-01&to=1987-05-31&compare=target,baseline${unit_id ? `&unit_id=${unit_id}` : ""}`)).map((each) => [each.target, each.baseline]);
    const area = [[undefined, undefined], [14, 20], [14, 20], [7, undefined], [7, undefined]];
    assert.deepEqual(await of_(), area);
    assert.deepEqual(await of_(other), area);
    assert.deepEqual(await of_(unit), [area[0], area[1], [3, undefined], [3, undefined], [3, undefined]]);
});

test("targets__at_once_from_many_make_a_version_each", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => target("price_index", { valid_from: "1988-01-01", target: i })));
    const made = answers.filter(({ status }) => status === 200).map(({ json }) => json.version).sort((a, b) => a - b);
    assert.ok(answers.every(({ status }) => [200, 409].includes(status)), answers.map(({ status }) => status).join());
    assert.deepEqual(made, made.map((_, i) => i + 1));
    for (const [body, wanted] of [[{}, { "/valid_from": "required" }], [{ valid_from: "1988-02-30", target: "x", goal: 1 }, { "/valid_from": "bad_format", "/target": "wrong_type", "/goal": "unknown_member" }]]) expectProblem(await target("price_index", body), 400, "invalid", wanted);
    expectProblem(await target("no_such", { valid_from: "1988-01-01", target: 1 }), 404, "not_found");
    for (const role of ["professional", "model_owner", "integrator"]) {
        const { status } = await target("price_index", { valid_from: "1988-01-01", target: 1 }, { role, area: AREA });
        assert.equal(status, role === "integrator" ? 200 : 403, role);
    }
});

await finish();
