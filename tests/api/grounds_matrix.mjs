#!/usr/bin/env node
// The boundary of the registers, cell by cell: register x register x consent x refusal x ground of the law,
// each in force, over, coming, withdrawn, of other records and the other way, x broken glass x role.
// What should be is said once below, without the service. It is asserted at the database, by the
// service's role with row-level security alone keeping the areas apart, and over HTTP, with what the access
// log then tells of each cell.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { call, end, equal, holds, script, test, today, token } from "./support.mjs";

const AREA = "90", NOUN = "plan", registers = ["health", "social"], other = { health: "social", social: "health" };
const sql = (text) => script(text).split("\n").filter(Boolean);

// --- what is recorded, and what should follow ---

const times = {
    none: null, in_force: {}, of_today_alone: { from: today(), to: today() }, ended: { to: today(-1) }, coming: { from: today(1) },
    withdrawn: { withdrawn: true }, of_other_records: { resources: "{contact}" }, the_other_way: { reversed: true },
};
const laws = { none: null, plain: {}, before_refusal: { overrides: true }, plain_ended: { to: today(-1) }, before_refusal_withdrawn: { overrides: true, withdrawn: true }, before_refusal_coming: { overrides: true, from: today(1) } };
const counts = (time) => time !== null && time !== undefined && !time.withdrawn && !time.reversed && !time.resources && (time.from ?? today()) <= today() && (time.to ?? today()) >= today();

const cells = [];
for (const register of registers)
    for (const consent of Object.keys(times))
        for (const refusal of Object.keys(times))
            for (const law of Object.keys(laws)) cells.push({ client: randomUUID(), plan: randomUUID(), register, consent, refusal, law });

// The ground on which a professional of `caller` reads the cell's record; null: it is not there for them.
function groundOf(cell, caller, { glass = false, reads = true } = {}) {
    if (caller === cell.register) return "own_register";
    const refused = counts(times[cell.refusal]), law = laws[cell.law];
    if (!reads) return null;
    if (counts(times[cell.consent]) && !refused) return "consent";
    if (counts(law) && (law.overrides || !refused)) return "statutory";
    return glass ? "break_glass" : null;
}

function consentRow({ client, register }, kind, time) {
    if (!time) return [];
    const [from, to] = time.reversed ? [other[register], register] : [register, other[register]];
    const text = (value) => (value === undefined || value === null ? "NULL" : `'${value}'`);
    return [`('${AREA}', '${randomUUID()}', '${client}', 1, ${time.withdrawn ? "'withdrawn'" : "'recorded'"}, '${kind}', '${from}', '${to}', 'x', ${text(time.resources)},
        ${kind === "statutory" ? "'joint_service'" : "NULL"}, ${Boolean(time.overrides)}, 'client', '${time.from ?? today(-9)}', ${text(time.to)}, now(), 'x', ${time.withdrawn ? "now()" : "NULL"})`];
}
function rows() {
    const each = (make) => cells.flatMap(make).join(",\n");
    return `BEGIN;
    INSERT INTO client (area, id, created_at, created_by, updated_at) VALUES ${each(({ client }) => [`('${AREA}', '${client}', now(), 'x', now())`])};
    INSERT INTO plan (area, id, client_id, register, version, kind, review_on, client_agrees, updated_at, updated_by)
        VALUES ${each(({ client, plan, register }) => [`('${AREA}', '${plan}', '${client}', '${register}', 1, 'support', '2099-01-01', true, now(), 'x')`])};
    INSERT INTO plan_version (area, plan_id, version, at, by, kind, review_on, client_agrees, document)
        VALUES ${each(({ plan }) => [`('${AREA}', '${plan}', 1, now(), 'x', 'support', '2099-01-01', true, '{"goals":[],"services":[]}')`])};
    INSERT INTO consent (area, id, client_id, version, status, kind, from_register, to_register, purpose, resources, legal_basis,
        overrides_refusal, given_by, valid_from, valid_to, recorded_at, recorded_by, withdrawn_at)
        VALUES ${each((cell) => [...consentRow(cell, "consent", times[cell.consent]), ...consentRow(cell, "refusal", times[cell.refusal]), ...consentRow(cell, "statutory", laws[cell.law])])};
    COMMIT; ANALYZE consent, plan;`;
}
sql(rows());
const nameOf = ({ register, consent, refusal, law }) => `${register}, consent ${consent}, refusal ${refusal}, law ${law}`;

await test("grounds_matrix__holds_every_cell_once", () => {
    equal([cells.length, new Set(cells.map(nameOf)).size], [2 * 8 * 8 * 6, 2 * 8 * 8 * 6]);
    const open = cells.filter((cell) => groundOf(cell, other[cell.register])).length;
    holds(open > 100 && open < cells.length / 2, `${open} cells are open`);
});

// --- at the database ---

const access = readFileSync(`${process.env.SOURCE_DIR}/service/ledger/access.sql`, "utf8");
const parts = Object.fromEntries([...access.matchAll(/^-- part: (\w+)\n(.*?);$/gms)].map(([, name, text]) => [name, text]));
const partOf = (name) => parts[name].replace(/^-- with: (\w+)$/gm, (_, inner) => partOf(inner));

// The ledger's own parts, without their check of the area.
function seen(area, { caller, glass = false, reads = true, own = null }) {
    const open = own ? "{health,social}" : `{${caller}}`;
    const values = { registers: `'${open}'::text[]`, register: own ? "NULL::text" : `'${caller}'`, reads_across: `${reads && !own}`, glass_broken: `${glass}`, today: `'${today()}'::date`, noun: `'${NOUN}'`, own_client_id: own ? `'${own}'::uuid` : "NULL::uuid" };
    const statement = `SELECT r.client_id || ' ' || ${partOf("ground")} FROM plan r WHERE (${partOf("visible")}) AND r.client_id = ANY ('{${cells.map(({ client }) => client).join(",")}}')`
        .replace(/\b\w\.area = :area/g, "true").replace(/(?<!:):(\w+)/g, (_, name) => values[name]);
    return Object.fromEntries(sql(`BEGIN; SET LOCAL ROLE asiakkuus_app; SET LOCAL app.area = '${area}'; ${statement}; ROLLBACK;`).map((line) => line.split(" ")));
}
const differences = (found, expected) => cells.filter((cell) => (found[cell.client] ?? null) !== expected(cell)).map((cell) => `${nameOf(cell)}: ${found[cell.client] ?? "nothing"} instead of ${expected(cell) ?? "nothing"}`).slice(0, 3);

for (const caller of registers)
    for (const glass of [false, true])
        for (const reads of [false, true]) {
            const how = `${reads ? "reading" : "changing"}_from_${caller}_${glass ? "with" : "without"}_broken_glass`;
            // A glass is broken for reading alone: dispatch takes it on no change.
            await test(`grounds_matrix__at_the_database_${how}`, () => equal(differences(seen(AREA, { caller, glass, reads }), (cell) => groundOf(cell, caller, { glass, reads })), []));
            await test(`grounds_matrix__at_the_database_${how}_in_another_area`, () => equal(seen("09", { caller, glass, reads }), {}));
        }
await test("grounds_matrix__at_the_database_a_client_sees_their_own_alone", () => {
    for (const { client } of cells.filter((_, index) => index % 24 === 0)) equal(seen(AREA, { own: client }), { [client]: "self" });
});

// --- over HTTP ---

const readers = ["professional", "coordinator"], without = ["director", "model_owner", "integrator", "auditor"];
const GLASS = { "Break-Glass": '"Matriisin jokainen ruutu luetaan"' };
const told = {}; // sub and client: what the log should tell

// At most so many requests on their way.
async function each(list, ask) {
    const waiting = [...list];
    const work = async () => {
        for (let cell = waiting.pop(); cell; cell = waiting.pop()) await ask(cell);
    };
    await Promise.all(Array.from({ length: 16 }, work));
}
async function answers(sub, bearer, headers, expected) {
    const wrong = [];
    await each(cells, async (cell) => {
        const { status, ground } = expected(cell);
        const answer = await call("GET", `/v1/clients/${cell.client}/plan`, { token: bearer, headers });
        if (answer.status !== status) wrong.push(`${nameOf(cell)}: ${answer.status} instead of ${status}`);
        told[`${sub} ${cell.client}`] = ground ? `read ${ground}` : "refused -";
    });
    equal(wrong.slice(0, 3), []);
}

for (const role of readers)
    for (const caller of registers)
        for (const glass of [false, true])
            await test(`grounds_matrix__a_${role}_of_${caller}_${glass ? "with" : "without"}_broken_glass`, async () => {
                const sub = `matrix-${role}-${caller}-${glass}`, may = !glass || role === "coordinator";
                await answers(sub, token("--sub", sub, "--role", role, "--register", caller), glass ? GLASS : {}, (cell) => {
                    const ground = may ? groundOf(cell, caller, { glass }) : null;
                    return { status: may ? (ground ? 200 : 404) : 403, ground };
                });
            });
for (const role of without)
    await test(`grounds_matrix__a_${role}_reads_no_plan_on_any_ground`, async () => {
        const sub = `matrix-${role}`;
        await answers(sub, token("--sub", sub, "--role", role, "--register", "health"), {}, () => ({ status: 403, ground: null }));
    });
await test("grounds_matrix__a_client_reads_their_own_plan_and_nobody_else_s", async () => {
    const [{ client: own }] = cells, sub = "matrix-client";
    await answers(sub, token("--sub", sub, "--client", own), {}, ({ client }) => (client === own ? { status: 200, ground: "self" } : { status: 404, ground: null }));
});
await test("grounds_matrix__another_area_reads_nothing_even_with_broken_glass", async () => {
    const far = token("--sub", "matrix-far", "--area", "09", "--role", "coordinator", "--register", "social");
    await each(cells, async ({ client }) => equal((await call("GET", `/v1/clients/${client}/plan`, { token: far, headers: GLASS })).status, 404));
});

await test("grounds_matrix__the_access_log_tells_of_each_cell_on_which_ground", () => {
    const found = Object.fromEntries(sql("SELECT sub || ' ' || client_id || '|' || kind || ' ' || coalesce(ground, '-') FROM audit_event WHERE sub LIKE 'matrix-%' AND client_id IS NOT NULL").map((line) => line.split("|")));
    const wrong = Object.entries(told).filter(([key, expected]) => found[key] !== expected).map(([key, expected]) => `${key}: ${found[key]} instead of ${expected}`);
    equal([wrong.slice(0, 3), Object.keys(found).length], [[], Object.keys(told).length]);
});

end();
