#!/usr/bin/env node
// Small random tables of delivered counts, by unit and month with all their sums, against two attackers: one
// solves the equations, the other tries every table of whole numbers that fits what is shown.
import { assert, finish, test, token } from "./service.mjs";
import { drawing } from "./clock.mjs";
import { call as exchange } from "./support.mjs";

const AREA = "02", CODE = "group_participants", LIMIT = 5;
const as = { token: token({ role: "director", area: AREA }) };
const units = [];
for (const code of ["x", "y", "z"]) units.push(JSON.parse((await exchange("POST", "/v1/units", { ...as, json: { code: `table-${code}`, names: { fi: "Yksikkö" }, kind: "k" } })).text).id);

// --- tables: cells [place][time], the last of each being the sum; time: three months, and their quarter ---

const PLACES = 4, TIMES = 4, FIRST = 1900, TABLES = 60;
const quarterOf = (year) => year % 4;
const periods = (year) => [...[1, 2, 3].map((month) => `${year}-${String(3 * quarterOf(year) + month).padStart(2, "0")}`), `${year}-Q${quarterOf(year) + 1}`];
const draw = drawing(20261201);
function randomTable() {
    const most = draw.of([3, 6, 9, 14]), cells = Array.from({ length: PLACES - 1 }, () => Array.from({ length: TIMES - 1 }, () => (draw(4) ? draw(most + 1) : 0)));
    return summed(cells);
}
function summed(cells) {
    const rows = cells.map((row) => [...row, row.reduce((a, b) => a + b)]);
    return [...rows, rows[0].map((_, time) => rows.reduce((sum, row) => sum + row[time], 0))];
}
const tables = Array.from({ length: TABLES }, randomTable);
const rows = tables.flatMap((table, i) => periods(FIRST + i).flatMap((period, time) => table.map((row, place) => ({ indicator: CODE, period, value: row[time], ...(place < PLACES - 1 && { unit_id: units[place] }) }))));
for (let at = 0; at < rows.length; at += 500) {
    const { status, text } = await exchange("POST", "/v1/kpi/observations", { ...as, json: rows.slice(at, at + 500) });
    assert.equal(status, 200, text);
    assert.equal(JSON.parse(text).refused.length, 0, text.slice(0, 300));
}

// What is shown of every place and time; undefined is hidden.
const shown = tables.map(() => Array.from({ length: PLACES }, () => Array(TIMES).fill(null)));
async function ask(query, place, take) {
    const { status, text } = await exchange("GET", `/v1/kpi/indicators/${CODE}/values?${query}${place < PLACES - 1 ? `&unit_id=${units[place]}` : ""}`, as);
    assert.equal(status, 200, text);
    for (const item of JSON.parse(text).items) {
        assert.ok(!item.suppressed || [item.value, item.limits, item.interval, item.numerator].every((each) => each === null || each === undefined), JSON.stringify(item));
        take(item.from, item.suppressed ? undefined : item.value);
    }
}
for (let place = 0; place < PLACES; place++)
    for (let year = FIRST; year < FIRST + TABLES; year += 20) {
        const span = `from=${year}-01-01&to=${year + 19}-12-31`;
        await ask(`${span}&bucket=month`, place, (from, value) => {
            const at = Number(from.slice(0, 4)), month = Number(from.slice(5, 7)) - 1;
            if (Math.floor(month / 3) === quarterOf(at)) shown[at - FIRST][place][month % 3] = value;
        });
        await ask(`${span}&bucket=quarter`, place, (from, value) => {
            const at = Number(from.slice(0, 4)), quarter = (Number(from.slice(5, 7)) - 1) / 3;
            if (quarter === quarterOf(at)) shown[at - FIRST][place][TIMES - 1] = value;
        });
    }
const cells = (look) => tables.flatMap((table, i) => table.flatMap((row, place) => row.map((value, time) => look(value, shown[i][place][time], i, place, time))));

test("tables__tell_what_was_delivered_or_nothing", async () => {
    cells((value, told, ...at) => assert.ok(told === undefined || told === value, `${at}: ${told}, not ${value}`));
});

test("tables__hide_every_count_from_one_to_four_and_never_for_nothing", async () => {
    cells((value, told, ...at) => assert.ok(value < 1 || value >= LIMIT || told === undefined, `${at}: ${value} is shown`));
    for (const [i, table] of tables.entries())
        if (!table.flat().some((value) => value >= 1 && value < LIMIT)) assert.ok(shown[i].flat().every((value) => value !== undefined), `table ${i} has no small count`);
    const hidden = cells((value, told) => told === undefined).filter(Boolean).length;
    assert.ok(hidden > 100 && hidden < cells(() => 1).length * 0.9, `${hidden} hidden`);
});

// --- the first attacker: an unknown that the equations give ---

const name = (place, time) => place * TIMES + time;
const sums = [...Array.from({ length: PLACES }, (_, place) => Array.from({ length: TIMES }, (_, time) => name(place, time))), ...Array.from({ length: TIMES }, (_, time) => Array.from({ length: PLACES }, (_, place) => name(place, time)))];
function solved(told) {
    const unknown = told.flat().flatMap((value, at) => (value === undefined ? [at] : []));
    const equations = sums.map((members) => {
        const line = Array(unknown.length + 1).fill(0);
        members.forEach((at, k) => {
            const sign = k === members.length - 1 ? -1 : 1, column = unknown.indexOf(at);
            if (column >= 0) line[column] += sign;
            else line[unknown.length] -= sign * told.flat()[at];
        });
        return line;
    });
    let rank = 0;
    for (let column = 0; column < unknown.length; column++) {
        const pivot = equations.findIndex((line, at) => at >= rank && Math.abs(line[column]) > 1e-9);
        if (pivot < 0) continue;
        [equations[rank], equations[pivot]] = [equations[pivot], equations[rank]];
        const scale = equations[rank][column];
        equations[rank] = equations[rank].map((value) => value / scale);
        equations.forEach((line, at) => at !== rank && Math.abs(line[column]) > 1e-9 && (equations[at] = line.map((value, k) => value - line[column] * equations[rank][k])));
        rank++;
    }
    return equations.slice(0, rank).filter((line) => line.slice(0, -1).filter((value) => Math.abs(value) > 1e-9).length === 1).length;
}

test("tables__give_one_who_solves_their_equations_no_hidden_count", async () => {
    shown.forEach((told, i) => assert.equal(solved(told), 0, `table ${i} ${JSON.stringify(told)} of ${JSON.stringify(tables[i])}`));
    // Where only the small ones were hidden he would learn many.
    const primary = tables.map((table) => table.map((row) => row.map((value) => (value >= 1 && value < LIMIT ? undefined : value))));
    assert.ok(primary.reduce((sum, told) => sum + solved(told), 0) > 40);
});

// --- the second attacker: all tables of whole numbers that fit ---

// The values that each figure takes in them, as far as there are two.
function fitting(told, most = 300000) {
    const seen = told.map((row) => row.map(() => new Set())), open = [];
    for (let place = 0; place < PLACES - 1; place++) for (let time = 0; time < TIMES - 1; time++) open.push([place, time]);
    const base = Array.from({ length: PLACES - 1 }, () => Array(TIMES - 1).fill(0));
    // Of what no sum bounds a few values are enough.
    const bound = (place, time) => {
        const most = Math.min(...[told[place][TIMES - 1], told[PLACES - 1][time], told[PLACES - 1][TIMES - 1]].map((value) => value ?? Infinity));
        return Number.isFinite(most) ? most : 20;
    };
    let tried = 0;
    const fits = (table, last) => told.every((row, place) => row.every((value, time) => value === undefined || value === table[place][time] || (!last && (place === PLACES - 1 || time === TIMES - 1) && table[place][time] < value)));
    function go(at) {
        if (++tried > most) return;
        if (at === open.length) {
            const table = summed(base);
            if (fits(table, true)) table.forEach((row, place) => row.forEach((value, time) => seen[place][time].add(value)));
            return;
        }
        const [place, time] = open[at], value = told[place][time];
        const left = time === TIMES - 2 && told[place][TIMES - 1] !== undefined ? told[place][TIMES - 1] - base[place].slice(0, time).reduce((a, b) => a + b, 0) : undefined;
        for (let each = value ?? left ?? 0; each <= (value ?? left ?? bound(place, time)); each++) {
            if (each < 0 || (value !== undefined && left !== undefined && left !== value)) continue;
            base[place][time] = each;
            if (place < PLACES - 2 || told[PLACES - 1][time] === undefined || base.reduce((sum, row) => sum + row[time], 0) === told[PLACES - 1][time]) go(at + 1);
            base[place][time] = 0;
        }
    }
    go(0);
    return { seen, whole: tried <= most };
}

test("tables__leave_one_who_tries_every_table_two_values_at_least_of_each_hidden_count", async () => {
    let tried = 0;
    const found = [];
    shown.forEach((told, i) => {
        const { seen, whole } = fitting(told);
        const single = told.flatMap((row, place) => row.flatMap((value, time) => (value === undefined && seen[place][time].size < 2 ? [[place, time]] : [])));
        tried += whole;
        if (whole && single.length) found.push(`table ${i} ${JSON.stringify(tables[i])} shown ${JSON.stringify(told)} gives ${JSON.stringify(single)}`);
    });
    assert.ok(tried > 20, `${tried}`);
    assert.equal(found.join("\n"), "");
});

await finish();
