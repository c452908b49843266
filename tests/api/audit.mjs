#!/usr/bin/env node
// The access log as it is read: a client's own report, and what those see who supervise the use of data.
import { randomUUID } from "node:crypto";
import { description, today } from "./support.mjs";
import { assert, call, expectProblem, expectStatus, finish, get, newClient, post, test } from "./service.mjs";

const nurse = { sub: "audit-nurse", name: "Leena Esimerkki" }, auditor = { role: "auditor", sub: "auditor" };
const breaker = { sub: "audit-breaker", register: "social", scope: "client:* assessment:* plan:read contact:* consent:read" };
const glass = { "break-glass": '"Asiakas tajuton, tieto tarvitaan heti"' };
const own = (client) => ({ role: "client", client: client.id, name: "Asiakas Itse" });
const judged = { register: "health", coping: "easy", need: "many", duration: "continuous", flags: { special_support: false } };
const path = (client, query = "") => `/v1/clients/${client.id}/access-report${query}`;
const report = async (client, query = "", as = auditor) => expectStatus(await get(path(client, query), { as }), 200).items;
const told = ({ kind, operation, ground }) => `${kind} ${operation} ${ground ?? "-"}`;

async function used() {
    const client = await newClient(nurse);
    const assessment = expectStatus(await post(`/v1/clients/${client.id}/assessments`, judged, { as: nurse }), 201);
    expectStatus(await get(`/v1/assessments/${assessment.id}`, { as: nurse }), 200);
    expectProblem(await get(`/v1/assessments/${assessment.id}`, { as: breaker }), 404, "not_found");
    expectStatus(await get(`/v1/assessments/${assessment.id}`, { as: breaker, headers: glass }), 200);
    return { ...client, assessment };
}

test("access_report__tells_each_use_the_latest_first", async () => {
    const client = await used();
    const items = await report(client);
    assert.deepEqual(items.map(told), ["read assessment_get break_glass", "refused assessment_get -", "read assessment_get own_register", "create assessment_create own_register", "create client_create own_register"]);
    assert.deepEqual(items[0].by, { sub: breaker.sub, register: "social", role: items[0].by.role });
    assert.equal(items[0].reason, "Asiakas tajuton, tieto tarvitaan heti");
    assert.equal(items[0].resource_id, client.assessment.id);
    assert.ok(items.every((item) => item.request_id && item.client_id === client.id));
});

test("access_report__of_the_first_days_that_can_be_written_is_empty", async () => {
    const client = await newClient(nurse);
    for (const to of ["0001-01-01", "0001-02-01", "0001-12-31", "0002-06-30"]) assert.deepEqual(await report(client, `?to=${to}`), []);
    expectStatus(await get("/v1/audit-events?to=0001-01-15", { as: auditor }), 200);
    assert.equal((await report(client, "?to=9999-12-31&from=2026-01-01")).length, 5);
});

test("access_report__is_itself_a_use_that_it_tells", async () => {
    const client = await newClient(nurse);
    await report(client);
    await report(client, "", own(client));
    assert.deepEqual((await report(client)).map(told), ["read access_report_get self", "read access_report_get oversight", "create client_create own_register"]);
});

test("access_report__of_a_client_leaves_out_accounts_and_what_has_to_be_looked_at_first", async () => {
    const client = await used();
    const items = await report(client, "", own(client));
    assert.equal(items.length, 5);
    for (const { by, reason, request_id: request } of items) assert.deepEqual([by.sub, reason, request], [undefined, undefined, undefined]);
    assert.ok(!JSON.stringify(items).includes("tajuton") && !JSON.stringify(items).includes(breaker.sub));
    assert.match(items[0].text, /poikkeustilanne/);
    expectProblem(await get(path(client, "?sub=audit-nurse"), { as: own(client) }), 400, "invalid", { sub: "unknown_parameter" });
});

test("access_report__is_for_its_client_and_for_who_supervises_alone", async () => {
    const client = await newClient(nurse), other = await newClient(nurse);
    expectProblem(await get(path(client), { as: own(other) }), 404, "not_found");
    expectProblem(await get(path({ id: randomUUID() }), { as: auditor }), 404, "not_found");
    expectProblem(await get(path(client), { as: { ...auditor, area: "09" } }), 404, "not_found");
    for (const role of ["professional", "coordinator", "director", "integrator"]) expectProblem(await get(path(client), { as: { role } }), 403, "forbidden");
    expectProblem(await get("/v1/audit-events", { as: own(client) }), 403, "forbidden");
    assert.ok(!(await report(client)).some(({ by }) => by.sub === auditor.sub && by.area));
});

// --- filters and days ---

test("access_report__filters_leave_what_they_name", async () => {
    const client = await used();
    const counts = { "?kind=read": 2, "?kind=refused": 1, "?ground=break_glass": 1, "?resource=assessment": 4, "?resource=plan": 0, "?register=social": 2, "?sub=audit-nurse": 3, "?kind=read&sub=audit-nurse": 1 };
    for (const [query, count] of Object.entries(counts)) assert.equal((await report(client, query)).filter(({ resource }) => resource !== "access_log").length, count, query);
    for (const [query, code] of Object.entries({ "?kind=looked": "not_in_list", "?from=1.1.2026": "bad_format", "?ground=none": "not_in_list", "?who=x": "unknown_parameter" }))
        assert.equal(expectStatus(await get(path(client, query), { as: auditor }), 400).errors[0].code, code, query);
});

test("access_report__takes_whole_days_of_helsinki", async () => {
    const client = await newClient(nurse);
    const seen = async (query) => (await report(client, query)).filter(({ operation }) => operation === "client_create").length;
    assert.deepEqual([await seen(`?from=${today()}`), await seen(`?to=${today()}`), await seen(`?to=${today(-1)}`), await seen(`?from=${today()}&to=${today()}`)], [1, 1, 0, 1]);
    assert.equal(await seen(`?from=${today(1)}&to=${today(2)}`), 0);
    expectProblem(await get(path(client, `?from=${today()}&to=${today(-1)}`), { as: auditor }), 400, "invalid", { to: "ends_before_start" });
});

test("access_report__of_a_client_reaches_two_years_back_and_a_supervisor_s_further", async () => {
    const client = await newClient(nurse), as = own(client);
    const old = expectProblem(await get(path(client, `?from=${today(-740)}`), { as }), 400, "invalid", { from: "out_of_range" });
    assert.match(old.errors[0].detail, new RegExp(`\\.\\.${today()}`));
    expectStatus(await get(path(client, `?from=${today(-700)}`), { as }), 200);
    expectStatus(await get(path(client, `?to=${today(-100)}`), { as }), 200);
    expectStatus(await get(path(client, "?from=2020-01-01"), { as: auditor }), 200);
});

// --- pages ---

test("access_report__rows_of_one_moment_come_once_each_over_pages", async () => {
    const client = await newClient(nurse);
    for (let i = 0; i < 3; i++) expectStatus(await post("/v1/contacts", { register: "health", channel: "phone", client_id: client.id, urgency: "urgent", need: { classes: ["s6_crisis"] } }, { as: nurse }), 201);
    expectStatus(await get(`/v1/clients/${client.id}/overview`, { as: nurse }), 200);
    const seen = [];
    for (let query = "?limit=2"; query;) {
        const page = expectStatus(await get(path(client, query), { as: auditor }), 200);
        seen.push(...page.items);
        query = page.next_cursor && `?limit=2&cursor=${encodeURIComponent(page.next_cursor)}`;
    }
    assert.deepEqual([seen.length, new Set(seen.map((item) => item.id)).size], [8, 8]);
    assert.equal(new Set(seen.filter(({ operation }) => operation === "overview_get").map(({ at }) => at)).size, 1, "rows of one moment");
});

test("access_report__a_cursor_is_good_for_who_was_given_it_and_what_was_asked", async () => {
    const client = await used(), other = await used();
    const { next_cursor: cursor } = expectStatus(await get(path(client, "?limit=1"), { as: auditor }), 200);
    const at = (to, query, as) => get(path(to, `?limit=1&cursor=${encodeURIComponent(cursor)}${query}`), { as });
    expectStatus(await at(client, "", auditor), 200);
    for (const answer of [await at(other, "", auditor), await at(client, "&kind=read", auditor), await at(client, "", { ...auditor, sub: "another" }), await at(client, "", own(client))])
        expectProblem(answer, 400, "invalid", { cursor: "bad_cursor" });
});

// --- the whole log ---

test("audit_event_list__finds_by_user_by_client_and_what_has_to_be_looked_into", async () => {
    const client = await used(), sub = `reader-${randomUUID()}`;
    expectStatus(await get(`/v1/clients/${client.id}`, { as: { sub } }), 200);
    const list = async (query) => expectStatus(await get(`/v1/audit-events?${query}`, { as: auditor }), 200).items;
    assert.deepEqual((await list(`sub=${sub}`)).map(told), ["read client_get own_register"]);
    assert.equal((await list(`client_id=${client.id}&operation=assessment_get`)).length, 3);
    assert.ok((await list("ground=break_glass&limit=200")).some(({ resource_id: id }) => id === client.assessment.id));
    assert.ok((await list("kind=refused&limit=200")).some(({ resource_id: id }) => id === client.assessment.id));
    assert.ok((await list("limit=200")).length > 5);
});

test("audit_event_list__of_everybody_takes_a_month_at_a_time", async () => {
    expectProblem(await get(`/v1/audit-events?from=${today(-31)}`, { as: auditor }), 400, "invalid", { from: "out_of_range" });
    expectStatus(await get(`/v1/audit-events?from=${today(-30)}`, { as: auditor }), 200);
    expectStatus(await get(`/v1/audit-events?kind=refused&from=${today(-400)}`, { as: auditor }), 200);
});

test("audit_event_list__tells_the_log_of_each_client_it_shows_and_of_itself_where_none", async () => {
    const client = await used(), sub = `watcher-${randomUUID()}`, watcher = { ...auditor, sub };
    expectStatus(await get(`/v1/audit-events?client_id=${client.id}&limit=2`, { as: watcher }), 200);
    expectStatus(await get(`/v1/audit-events?sub=nobody-${randomUUID()}`, { as: watcher }), 200);
    const items = expectStatus(await get(`/v1/audit-events?sub=${sub}`, { as: auditor }), 200).items;
    assert.deepEqual(items.map(({ kind, resource, client_id: of, ground }) => [kind, resource, of, ground]), [["search", "access_log", undefined, "oversight"], ["read", "access_log", client.id, "oversight"]]);
});

// --- what every way of looking leaves ---

test("access_report__each_way_of_showing_a_client_leaves_its_row", async () => {
    const client = await used(), sub = `looker-${randomUUID()}`, as = { sub, role: "coordinator" };
    const at = `/v1/assessments/${client.assessment.id}`;
    const { headers } = await get(at, { as });
    assert.equal((await call("GET", at, { as, headers: { "if-none-match": headers.get("etag") } })).status, 304);
    assert.equal((await call("HEAD", at, { as })).status, 200);
    expectStatus(await get("/v1/contacts?limit=1", { as }), 200);
    const seen = (await report(client, `?sub=${sub}`)).map(told);
    assert.deepEqual(seen, Array(3).fill("read assessment_get own_register"));
});

test("access_report__a_search_without_a_hit_stands_in_the_log", async () => {
    const sub = `searcher-${randomUUID()}`;
    expectStatus(await post("/v1/clients/search", { identifier: { system: "hetu", value: "010594Y9032" } }, { as: { sub, area: "09" } }), 200);
    const { items } = expectStatus(await get(`/v1/audit-events?sub=${sub}`, { as: { ...auditor, area: "09" } }), 200);
    assert.equal(items[0].kind, "search");
    assert.ok(!JSON.stringify(items).includes("010594"));
});

test("audit__every_word_of_the_log_is_in_the_description", async () => {
    const { AuditResource: resources, AuditGround: grounds } = description.components.schemas;
    assert.ok(resources["x-extensible-enum"].includes("access_log") && grounds["x-extensible-enum"].includes("oversight"));
    for (const word of resources["x-extensible-enum"]) expectStatus(await get(`/v1/audit-events?resource=${word}`, { as: auditor }), 200);
    const listed = expectStatus(await get("/v1/audit-events?resource=none", { as: { ...auditor } }), 400).errors[0].detail;
    assert.deepEqual(listed.match(/[a-z_]+/g).filter((word) => resources["x-extensible-enum"].includes(word)).length, resources["x-extensible-enum"].length);
    const known = expectStatus(await get("/v1/audit-events?ground=none", { as: { ...auditor } }), 400).errors[0].detail.split(": ")[1].replace(".", "").split(", ");
    assert.deepEqual(known.sort(), [...grounds["x-extensible-enum"]].sort());
});

await finish();
