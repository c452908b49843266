#!/usr/bin/env node
// An attacker asks 1,000 random series of questions, in every form, keeps all that he was told, and solves
// the linear system of it: no hidden figure follows, neither from one indicator nor from several, neither
// of what is computed nor of what was delivered by unit.
import { call, end, equal, get, holds, test, token } from "./support.mjs";
import { FROM, kpi, seed, sql, TO } from "./kpi_world.mjs";

const AREA = "02", SERIES = 1000, PRIME = 67108859; // products stay below 2^53
const director = { token: token("--role", "director", "--area", AREA) };
seed(AREA);
kpi("refresh", AREA);
const units = sql(`SELECT id FROM unit WHERE area = '${AREA}' ORDER BY code`).split("\n");

// A small group on some days, so that units and months of delivered figures are small as well.
const delivered = [];
for (let month = 1; month <= 12; month++) {
    const period = `2025-${String(month).padStart(2, "0")}`, counts = units.map((_, unit) => (month * 7 + unit * 11) % 9 === 0 ? 3 : 20 + month * unit);
    units.forEach((unit_id, unit) => delivered.push({ indicator: "group_participants", unit_id, period, value: counts[unit] }));
    delivered.push({ indicator: "group_participants", period, value: counts.reduce((a, b) => a + b) });
}
for (const unit_id of [...units, undefined]) {
    const months = delivered.filter((row) => row.unit_id === unit_id);
    delivered.push({ indicator: "group_participants", unit_id, year: 2025, value: months.reduce((sum, { value }) => sum + value, 0) });
}
const took = await call("POST", "/v1/kpi/observations", { ...director, json: delivered });
equal(took.json.accepted, delivered.length, took.text.slice(0, 300));

// --- what is known of the indicators: who counts the same records ---

const SAME = { assessments_confirmed: "confirmed", confirmation_days_median: "confirmed", confirmation_days_p90: "confirmed", override_rate: "confirmed", unsettled_results: "confirmed", joint_assessments: "confirmed",
    segment_lighter: "again", segment_heavier: "again", views_kappa: "views", views_disagree: "views", contact_to_assessment_median: "since", contact_to_assessment_p90: "since", contact_to_assessment_in_time: "since",
    referrals: "referrals", redirected_share: "referrals", redirections_per_100: "referrals", consultations: "asked", consultation_hours_median: "answered", consultation_hours_p90: "answered",
    one_contact_resolution: "by clients", first_contact_share: "by clients", contact_to_event_median: "event", contact_to_event_p90: "event", first_event_median: "begun", first_event_p90: "begun", matter_days_median: "matters", matter_days_p90: "matters" };
const catalogue = (await get("/v1/kpi/indicators", director)).json.items.filter(({ source, code }) => (source === "computed" && code !== "swedish_services_share") || code === "group_participants");
const isDelivered = (code) => code === "group_participants";
const name = (code, part, { bucket, from, unit = "*", axis = "", key = "*" }) => [part === "denominator" ? SAME[code] ?? code : SAME[code] && part === "value" ? SAME[code] : `${code}'s own`, bucket, from, unit, axis, key].join("|");

const partsOf = ({ measure }) => (measure === "count" ? ["value"] : ["median", "ninth_decile", "kappa"].includes(measure) ? ["denominator"] : ["numerator", "denominator"]);

// --- asking ---

let chance = 12345;
const random = (below) => (chance = (chance * 1103515245 + 12345) % 2147483648, Math.floor(chance / 65536) % below);
const any = (list) => list[random(list.length)];
const known = new Map(); // a figure's number, or null where it is hidden: of everything ever told
const answers = new Map(); // the same by indicator: it is shown in every answer or in none
const seen = new Map(); // path -> answer
const keys = new Map(); // indicator and axis -> keys
const PARAMETERS = { service: "service_id" };

function csv(text) {
    const [head, ...lines] = text.trim().split("\r\n").map((line) => line.split(","));
    const of = (line) => Object.fromEntries(line.map((cell, place) => [head[place], cell]));
    const number = (cell) => (cell === "" ? undefined : Number(cell));
    return lines.map(of).map((row) => ({ ...row, value: number(row.value) ?? null, numerator: number(row.numerator), denominator: number(row.denominator), suppressed: row.suppressed === "true" || undefined,
        interval: row.interval_low === "" ? undefined : {}, limits: row.limits_low === "" ? undefined : {}, previous: number(row.previous),
        unit_id: row.unit_id || undefined, segment: row.segment || undefined, service_id: row.service_id || undefined, age_group: row.age_group || undefined, language: row.language || undefined, rule: row.rule || undefined }));
}

// What one item tells: it is the same in every answer.
function take(code, bucket, axis, item, told) {
    const key = axis ? item[PARAMETERS[axis] ?? axis] : "*", place = { bucket, from: item.from, unit: item.unit_id ?? "*", axis, key: key ?? "" };
    if (item.suppressed) equal([item.value, item.numerator, item.denominator, item.interval, item.limits, item.previous === undefined || "told"], [null, undefined, undefined, undefined, undefined, item.previous === undefined || "told"], `${code} ${JSON.stringify(place)}`);
    if (axis && key !== undefined) keys.set(`${code}|${axis}`, (keys.get(`${code}|${axis}`) ?? new Set()).add(key));
    for (const part of partsOf(catalogue.find((each) => each.code === code))) {
        const figure = name(code, part, place), number = item.suppressed ? null : item[part] ?? 0;
        if (isDelivered(code)) exists.add(figure);
        if (isDelivered(code) && !item.suppressed && item.value === null) continue; // nobody has delivered it
        const own = `${code}: ${figure}`;
        if (answers.has(own)) equal(answers.get(own), number, `${own} in two answers`);
        answers.set(own, number);
        if (number !== null && (known.get(figure) ?? null) !== null) equal(known.get(figure), number, `${own} of two indicators`);
        known.set(figure, known.get(figure) ?? number); // one indicator may tell what another hides
        told.add(figure);
    }
}

async function ask(path, code, bucket, axis, told, form) {
    const answer = seen.get(path) ?? (await get(path, director));
    if (!seen.has(path)) seen.set(path, answer);
    equal(answer.status, 200, `${path} ${answer.text.slice(0, 200)}`);
    for (const item of form === "csv" ? csv(answer.text) : answer.json.items) take(code, bucket, axis, item, told);
}

async function askSomething(told, { code, breakdowns, buckets } = any(catalogue)) {
    const axes = breakdowns.filter((axis) => axis !== "unit"), axis = random(3) > 0 && axes.length > 0 ? any(axes) : "";
    const bucket = any(buckets.filter((each) => each !== "day" && !(axis && each === "week")));
    const [from, to] = bucket === "week" ? ["2024-12-30", "2025-12-28"] : [FROM, TO];
    const query = new URLSearchParams({ from, to, bucket, ...(random(2) && { compare: "previous,target" }) });
    const own = [...(keys.get(`${code}|${axis}`) ?? [])].filter(Boolean);
    const how = random(isDelivered(code) ? 2 : 4); // of the area, of a unit, by unit, by key
    if (how === 1) query.set("unit_id", any(units));
    if (how === 2) query.set("by", "unit");
    if (axis && how === 2 && own.length === 0) return;
    if (axis && (how === 3 || own.length === 0)) query.set("by", axis);
    else if (axis) query.set(PARAMETERS[axis] ?? axis, any(own));
    const form = any(["json", "csv"]);
    if (form === "csv") query.set("format", "csv");
    await ask(`/v1/kpi/indicators/${code}/values?${query}`, code, bucket, axis, told, form);
}

async function askDashboard(told) {
    const unit = any(["", ...units]);
    const { json } = await get(`/v1/kpi/dashboard?to=2025-12-31${unit && `&unit_id=${unit}`}`, director);
    for (const tile of json.goals.flatMap(({ items }) => items).filter(({ code }) => catalogue.some((each) => each.code === code)))
        for (const item of tile.series) take(tile.code, tile.bucket, "", { ...item, unit_id: unit || undefined }, told);
}

// --- solving ---

const inverse = (value) => {
    let result = 1;
    for (let power = PRIME - 2, base = value; power > 0; power = Math.floor(power / 2), base = (base * base) % PRIME) if (power % 2) result = (result * base) % PRIME;
    return result;
};
// The unknown figures that stand alone when the equations (Map: figure -> coefficient) are solved.
function solve(equations) {
    const pivots = new Map(), rowsOf = new Map();
    const subtract = (row, pivot, factor, note) => {
        for (const [figure, value] of pivot) {
            const left = ((row.get(figure) ?? 0) + (PRIME - factor) * value) % PRIME;
            if (left === 0) row.delete(figure);
            else row.set(figure, left), note && (rowsOf.get(figure) ?? rowsOf.set(figure, new Set()).get(figure)).add(row);
        }
    };
    for (const equation of equations) {
        const row = new Map(equation);
        for (const figure of [...row.keys()]) if (pivots.has(figure) && row.has(figure)) subtract(row, pivots.get(figure), row.get(figure));
        if (row.size === 0) continue;
        const lead = row.keys().next().value, scale = inverse(row.get(lead));
        for (const [figure, value] of row) row.set(figure, (value * scale) % PRIME);
        for (const other of rowsOf.get(lead) ?? []) if (other.has(lead)) subtract(other, row, other.get(lead), true);
        pivots.set(lead, row);
        for (const figure of row.keys()) (rowsOf.get(figure) ?? rowsOf.set(figure, new Set()).get(figure)).add(row);
    }
    return [...pivots.values()].filter((row) => row.size === 1).map((row) => row.keys().next().value);
}

// Which figures are there at all: what else there might be is none, and the attacker may know that.
const exists = new Set(), shown = new Set(), small = new Set(), axesOf = new Map(); // population -> axes with their keys
for (const line of sql(`SELECT indicator, axis, bucket, unit, key, from_on, hidden, denominator BETWEEN 1 AND 4 FROM kpi_figure WHERE area = '${AREA}' AND bucket <> 'day'`).split("\n")) {
    const [code, word, bucket, unit, key, from, hidden, few] = line.split("|"), axis = word === "none" ? "" : word;
    const indicator = catalogue.find((each) => each.code === code);
    for (const part of indicator ? partsOf(indicator) : []) {
        const figure = name(code, part, { bucket, from, unit, axis, key }), [population] = figure.split("|");
        exists.add(figure);
        if (hidden === "f") shown.add(figure); // by one indicator at least
        if (few === "t") small.add(figure);
        const axes = axesOf.get(population) ?? axesOf.set(population, new Map()).get(population);
        if (axis) axes.set(axis, (axes.get(axis) ?? new Set()).add(key));
    }
}

// The sums that hold between figures, as far as the attacker was told some of them.
function sums(figure) {
    const [population, bucket, from, unit, axis, key] = figure.split("|"), of = (change) => [population, ...[["bucket", bucket], ["from", from], ["unit", unit], ["axis", axis], ["key", key]].map(([each, value]) => change[each] ?? value)].join("|");
    const [year, month] = [from.slice(0, 4), Number(from.slice(5, 7))], first = (number) => `${year}-${String(number).padStart(2, "0")}-01`;
    const found = [];
    if (bucket === "quarter") found.push([0, 1, 2].map((step) => of({ bucket: "month", from: first(month + step) })));
    if (bucket === "year") found.push([1, 4, 7, 10].map((each) => of({ bucket: "quarter", from: first(each) })), Array.from({ length: 12 }, (_, step) => of({ bucket: "month", from: first(step + 1) })));
    if (unit === "*") found.push(units.concat(population.startsWith("group_participants") ? [] : [""]).map((each) => of({ unit: each })));
    if (axis === "" && bucket !== "week") for (const [other, words] of axesOf.get(population) ?? []) found.push([...words].map((each) => of({ axis: other, key: each })));
    return found.map((parts) => [figure, ...parts]);
}
// Who became neither lighter nor heavier is told by nobody, and follows where both shares are told.
const UNMOVED = "segment_unmoved's own", MOVES = ["again", "segment_lighter's own", "segment_heavier's own"];
const fewUnmoved = new Set();
for (const line of sql(`SELECT bucket, l.from_on, unit, axis, key, l.denominator - l.numerator - h.numerator BETWEEN 1 AND 4 FROM kpi_figure l JOIN kpi_figure h USING (area, axis, bucket, unit, key, from_on) WHERE area = '${AREA}' AND l.indicator = 'segment_lighter' AND h.indicator = 'segment_heavier' AND bucket <> 'day'`).split("\n")) {
    const [bucket, from, unit, axis, key, few] = line.split("|"), figure = [UNMOVED, bucket, from, unit, axis === "none" ? "" : axis, key].join("|");
    if (few === "t") fewUnmoved.add(figure);
}
function unmoved(figure) {
    const [population, ...place] = figure.split("|");
    return MOVES.includes(population) ? [MOVES[0], UNMOVED, ...MOVES.slice(1)].map((each) => [each, ...place].join("|")) : undefined;
}
// Of how many a share is may follow, where they are many: the share itself stays hidden. Not so where an
// indicator tells the count itself.
const COUNTED = new Set(catalogue.filter(({ measure }) => measure === "count").map(({ code }) => SAME[code]));
function isSecret(figure) {
    const [population] = figure.split("|");
    if (population === UNMOVED) return fewUnmoved.has(figure);
    return !shown.has(figure) && (population.endsWith("'s own") || COUNTED.has(population) || small.has(figure));
}
function learned(told) {
    const equations = [];
    for (const figure of told)
        for (const members of [...sums(figure), ...(unmoved(figure) ? [unmoved(figure)] : [])]) {
            const row = new Map();
            members.forEach((member, place) => { if ((exists.has(member) || member.startsWith(UNMOVED)) && (!told.has(member) || known.get(member) === null)) row.set(member, place === 0 ? 1 : PRIME - 1); });
            if (row.size > 0) equations.push(row);
        }
    return solve(equations).filter((figure) => (known.get(figure) ?? null) === null && isSecret(figure));
}

await test("attacker__asks_a_thousand_series_and_is_told_the_same_in_each", async () => {
    const everything = new Set();
    for (const indicator of catalogue) for (let round = 0; round < 4; round++) await askSomething(everything, indicator); // the keys there are
    const series = [];
    for (let number = 0; number < SERIES; number++) {
        const told = new Set();
        if (number % 10 === 0) await askDashboard(told);
        const topic = any(catalogue);
        for (let question = 0; question < 8; question++) await askSomething(told, question < 5 ? topic : undefined);
        series.push(told);
    }
    const hidden = [...known.values()].filter((value) => value === null).length;
    holds(hidden > 300 && known.size > 5 * 1000, `only ${hidden} of ${known.size} are hidden: the test says nothing`);
    console.log(`${known.size} of ${exists.size} figures told, ${hidden} of them hidden; ${seen.size} different answers`);
    for (const [number, told] of series.entries()) equal(learned(told), [], `series ${number}`);
    equal(learned(new Set(known.keys())), [], "all series together");
});

await test("attacker__would_learn_them_if_only_small_ones_were_hidden", async () => {
    const hidden = [...known].filter(([figure, number]) => number === null && /^confirmed\|/.test(figure));
    const figures = new Map(sql(`SELECT 'confirmed|' || bucket || '|' || from_on || '|' || unit || '|' || CASE axis WHEN 'none' THEN '' ELSE axis END || '|' || key || '=' || numerator FROM kpi_figure WHERE area = '${AREA}' AND indicator = 'assessments_confirmed'`).split("\n").map((line) => line.split("=")));
    const before = new Map(known);
    for (const [figure] of hidden) if (Number(figures.get(figure)) >= 5) known.set(figure, Number(figures.get(figure)));
    holds(learned(new Set(known.keys())).length > 0, "the solver finds nothing where there is something to find");
    before.forEach((number, figure) => known.set(figure, number));
});

await test("delivered__figures_of_units_are_not_given_away_by_the_areas_own", async () => {
    const of = async (query) => (await get(`/v1/kpi/indicators/group_participants/values?from=${FROM}&to=${TO}&bucket=month${query}`, director)).json.items;
    const told = await Promise.all(["", ...units.map((unit) => `&unit_id=${unit}`)].map(of));
    let smallest = 0;
    for (let month = 0; month < 12; month++) {
        const secret = told.slice(1).filter((series) => series[month].suppressed).length;
        if (secret > 0 && !told[0][month].suppressed) holds(secret >= 2, `month ${month + 1}: one unit is hidden beside the total`);
        smallest += secret > 0;
    }
    holds(smallest > 0, "none is small");
    equal(told.flat().some(({ value }) => value !== null && value > 0 && value < 5), false, "a small one is told");
    holds(told.slice(1).flat().filter(({ suppressed }) => !suppressed).length > 24, "most is shown");
});

end();
