#!/usr/bin/env node
// The access log's filters against its rows: each alone, in pairs and all together, for a supervisor over the
// area and over one client; whole Helsinki days; pages that neither lose nor repeat a row.
import { randomUUID } from "node:crypto";
import { assert, call, expectProblem, expectStatus, finish, get, newClient, post, test } from "./service.mjs";
import { at, clockChanges, drawing, firstMinute, lastMinute } from "./clock.mjs";
import { sql, today } from "./support.mjs";

const auditor = { role: "auditor", sub: "rules-auditor" };
const draw = drawing(1987), run = randomUUID().slice(0, 8);
const SUBS = ["a", "b", "c"].map((name) => `rules-${name}-${run}`);
const glass = { "break-glass": '"Kiireellinen avun tarve"' };

// --- rows: what three users of both registers did to five clients ---

const clients = [];
for (let i = 0; i < 5; i++) clients.push(await newClient({ sub: SUBS[0] }));
const wide = "client:* assessment:* plan:* consent:* recall:*";
const acts = [
    (client, as) => get(`/v1/clients/${client.id}`, { as }), (client, as) => get(`/v1/clients/${client.id}/plan`, { as }), (client, as) => get(`/v1/clients/${client.id}/consents`, { as }),
    (client, as) => call("PUT", `/v1/clients/${client.id}/plan`, { as, headers: { "if-none-match": "*" }, body: { kind: "support", goals: [], services: [], review_on: "2099-01-01", client_agrees: true } }),
    (client, as) => post(`/v1/clients/${client.id}/assessments`, { register: as.register, coping: "easy", need: "few", duration: "occasional", flags: { special_support: false } }, { as }),
    (client, as) => get(`/v1/clients/${client.id}/segment`, { as, headers: glass }), (client, as) => get(`/v1/clients/${client.id}/recall`, { as }),
    (client, as) => post(`/v1/clients/${client.id}/consents`, { kind: "consent", from_register: "health", to_register: "social", purpose: "Työ", given_by: "client" }, { as }),
    (client, as) => get(`/v1/clients/${client.id}/history`, { as }),
];
for (let i = 0; i < 90; i++) {
    const { status, text } = await draw.of(acts)(draw.of(clients), { sub: draw.of(SUBS), register: draw.of(["health", "social"]), scope: wide });
    assert.ok(status < 500, text);
}
const rows = sql(`SELECT json_agg(json_build_object('id', id, 'client_id', client_id, 'sub', sub, 'operation', operation, 'kind', kind, 'resource', resource, 'ground', ground, 'register', register, 'at', at) ORDER BY at DESC, id DESC)
    FROM audit_event WHERE area = '90' AND sub IN (${SUBS.map((sub) => `'${sub}'`).join(", ")})`);
const log = JSON.parse(rows);
const values = (name) => [...new Set(log.map((row) => row[name]).filter(Boolean))].sort();

async function list(path, query, limit = 50) {
    const ids = [];
    for (let cursor = ""; cursor !== null; ) {
        const page = expectStatus(await get(`${path}?${new URLSearchParams({ ...query, limit, ...(cursor && { cursor }) })}`, { as: auditor }), 200);
        ids.push(...page.items.filter(({ by }) => SUBS.includes(by.sub)).map(({ request_id: request, kind, resource, client_id: client, ground, operation, by, at: when }) => ({ request, kind, resource, client, ground, operation, sub: by.sub, register: by.register, when })));
        cursor = page.next_cursor;
    }
    return ids;
}
const plain = ({ kind, resource, client, ground, operation, sub, register, when }) => [Date.parse(when), kind, resource, client, ground, operation, sub, register].join(" ");
const wanted = (query) => log.filter((row) => Object.entries(query).every(([name, value]) => row[name] === value)).map((row) => plain({ ...row, client: row.client_id ?? undefined, ground: row.ground ?? undefined, when: row.at }));
const agrees = async (query, path = "/v1/audit-events", base = {}, limit = 50) => assert.deepEqual((await list(path, { ...query }, limit)).map(plain), wanted({ ...query, ...base }), `${path} ${JSON.stringify(query)}`);

const NAMES = ["client_id", "sub", "operation", "kind", "resource", "ground", "register"];
test("audit_event_list__the_rows_of_these_tests_are_of_every_kind", async () => {
    assert.ok(log.length > 80, `${log.length}`);
    for (const name of NAMES) assert.ok(values(name).length > 1, `${name}: ${values(name)}`);
    for (const ground of ["own_register", "consent", "break_glass"]) assert.ok(values("ground").includes(ground), `${values("ground")}`);
});

for (const name of NAMES)
    test(`audit_event_list__by_${name}_alone_gives_its_rows`, async () => {
        for (const value of values(name)) await agrees({ [name]: value });
    });

test("audit_event_list__by_each_pair_gives_what_both_leave", async () => {
    for (const [i, one] of NAMES.entries()) for (const other of NAMES.slice(i + 1)) await agrees({ [one]: draw.of(values(one)), [other]: draw.of(values(other)) });
});

test("audit_event_list__by_many_gives_what_all_leave", async () => {
    let found = 0;
    for (let i = 0; i < 25; i++) {
        const row = draw.of(log), query = Object.fromEntries(draw.some(NAMES, 4).filter((name) => row[name]).map((name) => [name, row[name]]));
        await agrees(query);
        found += wanted(query).length;
    }
    assert.ok(found > 25);
});

test("audit_event_list__of_small_pages_gives_every_row_once", async () => {
    for (const limit of [1, 3, 7]) await agrees({ sub: SUBS[0] }, "/v1/audit-events", {}, limit);
});

test("access_report__by_each_filter_gives_the_rows_of_its_client", async () => {
    for (const client of clients.slice(0, 3)) {
        const path = `/v1/clients/${client.id}/access-report`, base = { client_id: client.id };
        await agrees({}, path, base);
        for (const name of NAMES.filter((each) => !["client_id", "operation"].includes(each))) for (const value of values(name)) await agrees({ [name]: value }, path, base);
        await agrees({ kind: "read", register: "social" }, path, base, 2);
    }
});

// --- days ---

test("access_report__of_a_day_takes_its_first_and_its_last_minute_in_helsinki_and_no_other", async () => {
    const reader = { role: "auditor" };
    for (const { day, next, hours } of clockChanges) {
        const client = await newClient(), sub = `day-${day}-${run}`, as = { sub };
        const look = (instant) => at(instant, async ({ get: ask }) => expectStatus(await ask(`/v1/clients/${client.id}`, { as }), 200));
        const moments = [firstMinute(day, hours === 3 ? 2 : 3), lastMinute(day, hours), firstMinute(next, hours)];
        for (const moment of moments) await look(moment);
        const told = async (from, to) => expectStatus(await get(`/v1/clients/${client.id}/access-report?sub=${sub}&from=${from}&to=${to}`, { as: reader }), 200).items.map(({ at: when }) => Date.parse(when));
        const [first, last, after] = moments.map((moment) => Date.parse(moment));
        assert.deepEqual(await told(day, day), [last, first]);
        assert.deepEqual(await told(next, next), [after]);
        assert.deepEqual(await told(day, next), [after, last, first]);
        assert.deepEqual(await told("2020-01-01", new Date(Date.parse(day) - 86400000).toISOString().slice(0, 10)), []);
    }
});

test("audit_event_list__of_everybody_takes_thirty_one_days_and_of_one_any_number", async () => {
    expectStatus(await get(`/v1/audit-events?from=${today(-30)}&to=${today()}&limit=1`, { as: auditor }), 200);
    expectProblem(await get(`/v1/audit-events?from=${today(-31)}&to=${today()}&limit=1`, { as: auditor }), 400, "invalid");
    for (const one of [`sub=${SUBS[0]}`, `client_id=${clients[0].id}`, "kind=refused", "ground=break_glass"]) expectStatus(await get(`/v1/audit-events?from=2020-01-01&to=${today()}&limit=1&${one}`, { as: auditor }), 200);
    for (const one of ["kind=read", "operation=plan_get", "register=social"]) expectProblem(await get(`/v1/audit-events?from=2020-01-01&to=${today()}&limit=1&${one}`, { as: auditor }), 400, "invalid");
});

await finish();
