#!/usr/bin/env node
// Two rows of one person made one: what goes along, who is told, and that it can be undone to the last field.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { assert, call, expectProblem, expectStatus, finish, get, identityCode, newClient, post, test, token } from "./service.mjs";
import { call as exchange, description, pause, PSQL, sql, start, stop } from "./support.mjs";

const coordinator = { role: "coordinator", unit: "kalasatama" }, social = { role: "coordinator", register: "social" };
const path = (client, end = "") => `/v1/clients/${client.id}${end}`;
const seen = (version) => ({ "if-match": `"${version}"` });
const read = async (client, as = coordinator) => expectStatus(await get(path(client), { as }), 200);
const search = async (value, system = "hetu") => expectStatus(await post("/v1/clients/search", { identifier: { system, value } }), 200).items.map(({ id }) => id);
const merge = (client, other, more = {}, as = coordinator) => post(path(client, "/merge"), { other: { id: other.id, version: other.version }, reason: "Sama ihminen.", ...more }, { as, headers: seen(client.version) });
const merged = async (client, other) => expectStatus(await merge(client, other), 200);
const undo = (made, body = {}, as = coordinator) => post(`/v1/clients/${made.survivor_id}/merges/${made.id}/undo`, { reason: "Kaksi eri ihmistä.", ...body }, { as, headers: seen(made.version) });
const one = async (made) => expectStatus(await get(`/v1/clients/${made.survivor_id}/merges/${made.id}`, { as: coordinator }), 200);

// --- what hangs from a client ---

const member = (role, sub) => ({ role, person: { sub, name: "Aino Esimerkki" }, from: "2026-01-01" });
const plan = (text, kind = "support") => ({ kind, goals: [{ text, state: "planned" }], services: [], review_on: "2027-02-28", client_agrees: true });
const judged = { register: "health", coping: "easy", need: "many", duration: "continuous", flags: { special_support: false } };

async function assess(client, more = {}) {
    const made = expectStatus(await post(path(client, "/assessments"), { ...judged, ...more }, { as: coordinator }), 201);
    return expectStatus(await post(`/v1/assessments/${made.id}/confirm`, { client_present: true }, { as: coordinator, headers: seen(1) }), 200);
}
const contact = async (client) => expectStatus(await post("/v1/contacts", { register: "health", channel: "phone", need: { classes: ["s6_crisis"] }, urgency: "urgent", client_id: client.id }, { as: coordinator }), 201);
const team = async (client, sub) => expectStatus(await call("PUT", path(client, "/care-team"), { as: coordinator, body: { members: [member("contact_person", sub), member("nurse", `${sub}-nurse`)] }, headers: { "if-none-match": "*" } }), 201);
const planned = async (client, text, as = coordinator) => expectStatus(await call("PUT", path(client, "/plan"), { as, body: plan(text), headers: { "if-none-match": "*" } }), 201);

async function furnish(client) {
    await assess(client);
    expectStatus(await post(path(client, "/assessments"), judged, { as: coordinator }), 201);
    await contact(client);
    await team(client, `worker-${client.id.slice(-4)}`);
    await planned(client, "Kävelen joka päivä.");
    expectStatus(await call("PUT", path(client, "/recall"), { as: coordinator, body: { risk_class: "oral_low" }, headers: { "if-none-match": "*" } }), 201);
    expectStatus(await post(path(client, "/consents"), { kind: "consent", from_register: "social", to_register: "health", purpose: "testi", given_by: "client" }, { as: coordinator }), 201);
    expectStatus(await post(path(client, "/identifiers"), { system: "health_register", value: `P-${randomUUID().slice(0, 8)}` }, { as: coordinator, headers: seen(1) }), 200);
    const asked = { to: { group: "kallio" }, question: "Kumpi palvelu?", anonymous: false, client_id: client.id, authorised_to_convert: true };
    const consultation = expectStatus(await post("/v1/consultations", asked, { as: coordinator }), 201);
    const unit = sql("SELECT id FROM unit WHERE area = '90' AND register = 'social' ORDER BY code LIMIT 1");
    const converted = await post(`/v1/consultations/${consultation.id}/convert`, { kind: "social_contact", to: { unit_id: unit } }, { as: { role: "coordinator", unit: "kallio" }, headers: seen(1) });
    expectStatus(converted, 200);
    return read(client);
}

// The tables that hold records of clients, as the catalogue has them, without what is only ever added to.
const logs = ["audit_event", "idempotency_key", "client_former"];
const tables = sql("SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = 'asiakkuus'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attname = 'client_id' AND NOT a.attisdropped ORDER BY 1").split("\n").filter((name) => !logs.includes(name));
const rowsOf = (client) => Object.fromEntries(tables.map((name) => [name, Number(sql(`SELECT count(*) FROM ${name} WHERE client_id = '${client.id}'`))]));
// Every field of every row of both, but the versions and times of the clients' own rows.
const state = (...clients) => {
    const ids = clients.map(({ id }) => `'${id}'`).join(", ");
    const own = sql(`SELECT to_jsonb(c) - 'version' - 'updated_at' - 'names_sealed' || jsonb_build_object('named', names_sealed IS NOT NULL) FROM client c WHERE id IN (${ids}) ORDER BY id`);
    return [own, ...tables.map((name) => `${name}\n${sql(`SELECT to_jsonb(t) FROM ${name} t WHERE client_id IN (${ids}) ORDER BY to_jsonb(t)::text`)}`)];
};

const listed = [...readFileSync(`${process.env.SOURCE_DIR}/service/tables/client_parts.def`, "utf8").matchAll(/^CLIENT_PART\(\w+, "([^"]+)"/gm)].flatMap(([, names]) => names.split(" "));

test("merge__knows_every_table_that_holds_records_of_clients", async () => {
    assert.deepEqual(tables.filter((name) => !listed.includes(name)), [], "a row of service/tables/client_parts.def:");
    assert.deepEqual(listed.filter((name) => !tables.includes(name)), []);
});

test("merge__takes_every_record_along_and_leaves_none_behind", async () => {
    const older = await newClient(), younger = await furnish(await newClient());
    const had = rowsOf(younger);
    assert.ok(Object.values(had).every((count) => count > 0), JSON.stringify(had));
    const made = await merged(older, younger);
    assert.deepEqual([made.survivor_id, made.merged_id, made.conflicts.map(({ code }) => code)], [older.id, younger.id, ["birth_date"]]);
    assert.ok(Object.values(rowsOf(younger)).every((count) => count === 0), JSON.stringify(rowsOf(younger)));
    assert.deepEqual(rowsOf(older), { ...had, client_identifier: had.client_identifier + 1 });
    assert.deepEqual(Object.fromEntries(made.moved.map(({ resource, count }) => [resource, count])), { client: 2, assessment: 2, contact: 1, consultation: 1, referral: 1, consent: 1, care_team: 1, plan: 1, recall: 1 });
    const overview = expectStatus(await get(path(older, "/overview"), { as: coordinator }), 200);
    assert.deepEqual([overview.contacts.length, overview.care_team.members.length, overview.plan.goals.length, overview.segment.status], [1, 2, 1, "confirmed"]);
});

test("merge__the_older_row_stays_whichever_the_path_names", async () => {
    const older = await newClient(), younger = await newClient();
    const made = await merged(younger, older);
    assert.deepEqual([made.survivor_id, made.merged_id], [older.id, younger.id]);
    const { items } = expectStatus(await get(path(older, "/merges"), { as: coordinator }), 200);
    assert.deepEqual(items.map(({ id, available_actions }) => [id, available_actions]), [[made.id, ["undo"]]]);
});

test("merge__both_identifiers_lead_to_the_one_that_stays_and_make_no_new_client", async () => {
    const codes = [identityCode(), identityCode()];
    const clients = [];
    for (const value of codes) clients.push(expectStatus(await post("/v1/clients", { identifier: { system: "hetu", value } }), 201));
    await merged(...clients);
    for (const value of codes) {
        assert.deepEqual(await search(value), [clients[0].id]);
        assert.equal(expectStatus(await post("/v1/clients", { identifier: { system: "hetu", value } }), 200).id, clients[0].id);
    }
    const events = sql(`SELECT string_agg(resource_id::text, ' ' ORDER BY resource_id) FROM event WHERE type = 'client.merged' AND resource_id IN ('${clients[0].id}', '${clients[1].id}')`);
    assert.deepEqual(events.split(" ").sort(), clients.map(({ id }) => id).sort());
});

// --- the id that went ---

const CLIENT = "/v1/clients/{id}";
const resolved = (value) => (value?.$ref ? value.$ref.slice(2).split("/").reduce((at, name) => at[name], description) : value);
const operations = Object.entries(description.paths).filter(([place]) => place === CLIENT || place.startsWith(`${CLIENT}/`)).flatMap(([place, methods]) =>
    Object.entries(methods).filter(([, operation]) => operation.operationId).map(([method, operation]) => {
        const examples = operation.requestBody?.content?.["application/json"]?.examples ?? {};
        return { place, method: method.toUpperCase(), id: operation.operationId, precondition: operation["x-precondition"], body: resolved(Object.values(examples)[0])?.value };
    }));
const everything = { register: "health", scope: [...new Set(Object.values(description.paths).flatMap(Object.values).map((operation) => operation["x-permission"]))].filter((word) => word && word !== "public").join(" ") };

test("merge__the_id_that_went_leads_on_from_every_path", async () => {
    const older = await newClient(), younger = await newClient();
    await team(older, "a"), await team(younger, "b"), await planned(older, "x"), await planned(younger, "y");
    await merged(await read(older), await read(younger));
    assert.ok(operations.length > 20);
    for (const { place, method, id, precondition, body } of operations) {
        const at = (client) => place.replace("{id}", client.id).replace(/\{\w+\}/g, "0197a3c0-aaaa-7000-8000-0000000000ff");
        const answer = await exchange(method, at(younger) + (id === "assessment_list" ? "?limit=2" : ""), { token: token(everything), json: id === "assessment_create" ? judged : body, headers: precondition ? { "If-Match": '"1"' } : {} });
        assert.equal(answer.status, method === "GET" ? 301 : 409, `${id}: ${answer.status} ${answer.text}`);
        assert.equal(answer.headers.location, at(older) + (id === "assessment_list" ? "?limit=2" : ""), id);
        if (method !== "GET") assert.equal(answer.json.errors[0].code, "client_merged", answer.text);
    }
});

// Every operation that takes a client in its body.
const propertiesOf = (schema, depth = 0) => {
    const { properties = {}, items, allOf = [], oneOf = [] } = resolved(schema) ?? {};
    return depth > 6 ? [] : [...Object.entries(properties).flatMap(([name, part]) => [name, ...propertiesOf(part, depth + 1)]), ...[items, ...allOf, ...oneOf].filter(Boolean).flatMap((part) => propertiesOf(part, depth + 1))];
};
const naming = Object.entries(description.paths).flatMap(([place, methods]) => Object.entries(methods).filter(([, { requestBody }]) => propertiesOf(requestBody?.content?.["application/json"]?.schema).includes("client_id"))
    .map(([method, operation]) => ({ place, method: method.toUpperCase(), id: operation.operationId })));
const bodies = {
    contact_create: (client_id) => ({ register: "health", channel: "phone", need: { classes: ["s6_crisis"] }, urgency: "urgent", client_id }),
    consultation_create: (client_id) => ({ to: { group: "kallio" }, question: "Kumpi palvelu?", anonymous: false, client_id }),
    referral_create: (client_id) => ({ client_id, kind: "guidance", to: { unit_id: sql("SELECT id FROM unit WHERE area = '90' AND code = 'kallio'") }, need: "Tukea arkeen.", urgency: "urgent", from_register: "health" }),
    referral_route: (client_id) => ({ client_id, need_classes: ["s3_economy"] }),
};

test("merge__a_body_that_names_the_id_that_went_is_told_the_successor_in_every_operation", async () => {
    const older = await newClient(), younger = await newClient(), stranger = await newClient();
    await merged(older, younger);
    assert.deepEqual(naming.map(({ id }) => id).sort(), Object.keys(bodies).sort(), "a body of each:");
    for (const { place, method, id } of naming) {
        const say = (client, as = coordinator) => exchange(method, place, { token: token(as), json: bodies[id](client), headers: { "Idempotency-Key": `"${randomUUID()}"` } });
        const answer = await say(younger.id);
        assert.equal(answer.status, 409, `${id}: ${answer.text}`);
        assert.deepEqual(answer.json.errors.map(({ pointer, code }) => [pointer, code]), [["/client_id", "client_merged"]], id);
        assert.ok(answer.json.errors[0].detail.includes(older.id), answer.text);
        assert.equal(answer.headers.location, path(older), id);
        assert.ok((await say(older.id)).status < 300, `${id}: the successor itself`);
        for (const as of [{ ...coordinator, area: "09" }, { ...everything, client: stranger.id }]) {
            const hidden = await say(younger.id, as);
            assert.ok(hidden.status >= 400 && hidden.status !== 409 && !hidden.text.includes(older.id) && !hidden.headers.location, `${id}: ${hidden.status} ${hidden.text}`);
        }
        assert.ok([404, 422].includes((await say(randomUUID())).status), `${id}: nobody's id`);
    }
});

test("merge__leads_nobody_on_who_may_not_know", async () => {
    const older = await newClient(), younger = await newClient(), stranger = await newClient();
    await merged(older, younger);
    for (const as of [{ client: stranger.id }, { area: "09" }]) expectProblem(await get(path(younger), { as }), 404, "not_found");
    expectProblem(await get(path(younger), { as: { scope: "event:read" } }), 403, "forbidden");
    assert.equal((await exchange("GET", path(younger), { token: token({ client: younger.id }) })).status, 301);
});

test("merge__of_three_leads_on_step_by_step", async () => {
    const [a, b, c] = [await newClient(), await newClient(), await newClient()];
    await merged(b, c);
    await merged(a, await read(b));
    const answer = await exchange("GET", path(c), { token: token(coordinator) });
    assert.equal(answer.headers.location, path(b));
    expectProblem(await merge(await read(a), { id: c.id, version: 2 }), 409, "conflict", { "/other/id": "client_merged" });
});

test("merge__the_access_report_tells_also_of_uses_before_it", async () => {
    const older = await newClient(), younger = await newClient();
    await read(younger);
    await merged(older, younger);
    const report = expectStatus(await get(path(older, "/access-report?limit=200"), { as: { role: "auditor" } }), 200);
    assert.ok(report.items.some(({ operation, resource_id }) => operation === "client_get" && resource_id === younger.id), JSON.stringify(report.items.slice(0, 3)));
});

test("merge__lists_filtered_by_the_old_id_show_what_went_along", async () => {
    const older = await newClient(), younger = await newClient();
    const { id } = await contact(younger);
    await merged(older, younger);
    for (const client of [older, younger]) {
        const { items } = expectStatus(await get(`/v1/contacts?client_id=${client.id}`, { as: coordinator }), 200);
        assert.deepEqual(items.map((item) => item.id), [id]);
        expectStatus(await get(`/v1/referrals?client_id=${client.id}`, { as: coordinator }), 200);
    }
});

// --- what both have ---

test("merge__of_two_teams_and_plans_the_older_row_s_hold_and_the_others_lie_aside", async () => {
    const older = await newClient(), younger = await newClient();
    await team(older, "first"), await team(younger, "second");
    await planned(older, "Pysyy"), await planned(younger, "Sivussa"), await planned(younger, "Sosiaalihuollon", social);
    await assess(older), await assess(younger);
    const made = await merged(await read(older), await read(younger));
    assert.deepEqual(made.conflicts.map(({ code }) => code).sort(), ["assessment", "birth_date", "care_team", "contact_person", "plan"]);
    const held = expectStatus(await get(path(older, "/care-team"), { as: coordinator }), 200);
    assert.deepEqual([held.version, held.members[0].person.sub], [1, "first"]);
    assert.equal(expectStatus(await get(path(older, "/plan"), { as: coordinator }), 200).goals[0].text, "Pysyy");
    assert.equal(expectStatus(await get(path(older, "/plan"), { as: social }), 200).goals[0].text, "Sosiaalihuollon");
    const aside = expectStatus(await get(`/v1/clients/${older.id}/merges/${made.id}/aside`, { as: coordinator }), 200);
    assert.deepEqual([aside.care_team.members[0].person.sub, aside.plan.goals[0].text], ["second", "Sivussa"]);
    assert.equal(expectStatus(await get(`/v1/clients/${older.id}/merges/${made.id}/aside`, { as: social }), 200).plan, undefined);
    const duties = expectStatus(await get("/v1/care-teams?sub=second", { as: coordinator }), 200);
    assert.deepEqual(duties.items.filter(({ client_id }) => client_id === younger.id), []);
    assert.equal(expectStatus(await get(path(older, "/assessments"), { as: coordinator }), 200).items.length, 2);
});

test("merge__gives_the_one_that_stays_what_it_lacks_and_keeps_a_non_disclosure_order", async () => {
    const older = await newClient({}, { language: "fi" });
    const younger = await newClient({}, { names: { given: "Testi" }, language: "sv", home_unit: "kallio", non_disclosure: true });
    const made = await merged(older, younger);
    assert.deepEqual(made.filled, ["names", "home_unit", "non_disclosure"]);
    const now = await read(older);
    assert.deepEqual([now.names, now.language, now.home_unit, now.non_disclosure, now.version], [{ given: "Testi" }, "fi", "kallio", true, 2]);
});

// --- undoing ---

test("merge_undo__gives_both_back_field_for_field_and_table_for_table", async () => {
    const older = await newClient(), younger = await newClient({}, { names: { given: "Testi" }, language: "sv", home_unit: "kallio", non_disclosure: true });
    await contact(older);
    await furnish(younger);
    const before = state(older, younger);
    const made = await merged(older, await read(younger));
    assert.notDeepEqual(state(older, younger), before);
    const undone = expectStatus(await undo(made), 200);
    assert.deepEqual([undone.status, undone.version, undone.available_actions, undone.undo_reason], ["undone", 2, [], "Kaksi eri ihmistä."]);
    state(older, younger).forEach((each, i) => assert.equal(each, before[i]));
    for (const client of [older, younger]) {
        const steps = expectStatus(await get(path(client, "/history"), { as: coordinator }), 200).items;
        assert.deepEqual(steps.slice(-2).map(({ action, reason }) => [action, reason]), [["merge", "Sama ihminen."], ["undo_merge", "Kaksi eri ihmistä."]]);
    }
    expectProblem(await undo(undone), 409, "conflict");
    expectProblem(await undo(made), 412, "stale");
});

test("merge_undo__of_two_teams_and_plans_gives_each_its_own_back", async () => {
    const older = await newClient(), younger = await newClient();
    await team(older, "first"), await team(younger, "second"), await planned(older, "a"), await planned(younger, "b");
    const before = state(older, younger);
    const made = await merged(await read(older), await read(younger));
    expectStatus(await undo(made), 200);
    state(older, younger).forEach((each, i) => assert.equal(each, before[i]));
});

test("merge_undo__asks_about_what_was_written_since_and_guesses_nothing", async () => {
    const older = await newClient(), younger = await newClient();
    const went = await contact(younger);
    const made = await merged(older, younger);
    const [stays, moves] = [await contact(older), await contact(older)];
    const told = await one(made);
    assert.deepEqual(told.written_since.map(({ resource, id }) => [resource, id]), [["contact", stays.id], ["contact", moves.id]]);
    expectProblem(await undo(made), 409, "conflict", { "/stay": "undecided" });
    expectProblem(await undo(made, { stay: [stays.id] }), 409, "conflict", { "/stay": "undecided" });
    expectProblem(await undo(made, { stay: [stays.id, moves.id], move: [moves.id] }), 409, "conflict", { "/move": "only_one" });
    expectProblem(await undo(made, { stay: [stays.id], move: [moves.id, went.id] }), 409, "conflict", { "/move/1": "not_written_since" });
    expectStatus(await undo(made, { stay: [stays.id], move: [moves.id] }), 200);
    const owners = sql(`SELECT string_agg(id || ' ' || client_id, ',' ORDER BY recorded_at) FROM contact WHERE id IN ('${went.id}', '${stays.id}', '${moves.id}')`);
    assert.equal(owners, `${went.id} ${younger.id},${stays.id} ${older.id},${moves.id} ${younger.id}`);
});

test("merge_undo__leaves_what_was_given_another_value_since", async () => {
    const older = await newClient(), younger = await newClient({}, { language: "sv", home_unit: "kallio" });
    const made = await merged(older, younger);
    expectStatus(await call("PATCH", path(older), { as: coordinator, body: { language: "en" }, headers: seen(2) }), 200);
    expectStatus(await undo(made), 200);
    const now = await read(older);
    assert.deepEqual([now.language, now.home_unit], ["en", undefined]);
});

test("merge_undo__is_open_for_the_days_of_the_setting", async () => {
    const older = await newClient(), younger = await newClient();
    const service = await start({ MERGE_UNDO_DAYS: "0" });
    const options = { port: service.port, token: token(coordinator), headers: { "If-Match": '"1"' } };
    const made = (await exchange("POST", path(older, "/merge"), { ...options, json: { other: { id: younger.id, version: 1 }, reason: "x" } })).json;
    const late = await undo(made);
    expectProblem(late, 409, "conflict", { merge_id: "undo_too_late" });
    assert.deepEqual((await one(made)).available_actions, []);
    await stop(service);
});

test("merge_undo__of_the_first_of_two_waits_for_the_second_to_be_undone", async () => {
    const [a, b, c] = [await newClient(), await newClient(), await newClient()];
    const first = await merged(b, c), second = await merged(a, await read(b));
    expectProblem(await undo(first), 409, "conflict", { id: "client_merged" });
    expectStatus(await undo(second), 200);
    expectStatus(await undo(first), 200);
    for (const client of [a, b, c]) await read(client);
});

test("merge_undo__keeps_a_non_disclosure_order_of_another_that_is_still_merged", async () => {
    const older = await newClient(), [first, second] = [await newClient({}, { non_disclosure: true }), await newClient({}, { non_disclosure: true })];
    const made = await merged(older, first);
    const later = await merged(await read(older), second);
    assert.deepEqual([made.filled, later.filled], [["non_disclosure"], []]);
    expectStatus(await undo(made), 200);
    assert.equal((await read(older)).non_disclosure, true, "the second's");
    expectStatus(await undo(later), 200);
    assert.deepEqual([(await read(first)).non_disclosure, (await read(second)).non_disclosure], [true, true]);
});

// --- who may, and which version ---

test("merge__wants_both_versions_a_reason_and_its_permission", async () => {
    const older = await newClient(), younger = await newClient();
    expectProblem(await post(path(older, "/merge"), { other: { id: younger.id, version: 1 }, reason: "x" }, { as: coordinator }), 428, "precondition_missing");
    expectProblem(await merge({ ...older, version: 7 }, younger), 412, "stale");
    expectProblem(await merge(older, { ...younger, version: 7 }), 412, "stale");
    expectProblem(await merge(older, younger, { reason: undefined }), 400, "invalid", { "/reason": "required" });
    expectProblem(await merge(older, older), 422, "rule_broken", { "/other/id": "same_client" });
    expectProblem(await merge(older, { id: randomUUID(), version: 1 }), 422, "rule_broken", { "/other/id": "unknown_client" });
    expectProblem(await merge({ id: randomUUID(), version: 1 }, older), 404, "not_found");
    expectProblem(await merge(older, younger, {}, {}), 403, "forbidden");
    assert.deepEqual([(await read(older)).version, (await read(younger)).version], [1, 1]);
});

test("merge__tells_nothing_personal_in_events", async () => {
    const older = await newClient(), younger = await newClient({}, { names: { given: "Salainen" } });
    const made = await merged(older, younger);
    expectStatus(await undo(made), 200);
    const events = sql(`SELECT string_agg(to_jsonb(e)::text, ' ') FROM event e WHERE resource_id IN ('${older.id}', '${younger.id}')`);
    for (const word of ["Salainen", "Sama ihminen", "Kaksi eri"]) assert.ok(!events.includes(word), word);
});

// --- at the same time ---

test("merge__of_200_merges_and_changes_at_once_none_is_lost_and_each_loser_is_told", async () => {
    const older = await newClient({}, { language: "fi" }), younger = await newClient();
    const languages = Array.from({ length: 140 }, (_, i) => `${"abcdefghijklmnopqrst"[i % 20]}${"abcdefg"[Math.floor(i / 20)]}`);
    const version = { [older.id]: 1, [younger.id]: 1 };
    const changes = languages.map((language, i) => () => call("PATCH", path(i % 3 ? older : younger), { as: coordinator, body: { language }, headers: seen(version[(i % 3 ? older : younger).id]) }));
    const merges = Array.from({ length: 60 }, (_, i) => () => (i % 2 ? merge(older, younger) : merge(younger, older)));
    const all = [...changes, ...merges].map((send, i) => ({ send, at: (i * 7919) % 200 })).sort((a, b) => a.at - b.at);
    const answers = await Promise.all(all.map(({ send }) => send()));
    const good = answers.filter(({ status }) => status === 200), lost = answers.filter(({ status }) => status !== 200);
    assert.deepEqual([...new Set(lost.map(({ status }) => status))].filter((status) => ![409, 412].includes(status)), [], JSON.stringify(lost.find(({ status }) => ![409, 412].includes(status))?.text));
    // Of each row one change or the merge of the first version wins: never two.
    for (const client of [older, younger]) {
        const steps = sql(`SELECT string_agg(version::text, ' ' ORDER BY version) FROM move WHERE resource = 'client' AND resource_id = '${client.id}'`);
        const last = Number(sql(`SELECT version FROM client WHERE id = '${client.id}'`));
        assert.equal(steps, Array.from({ length: last }, (_, i) => i + 1).join(" "));
        assert.ok(last <= 2, `${last}`);
    }
    const wins = Number(sql(`SELECT count(*) FROM move WHERE resource = 'client' AND version > 1 AND resource_id IN ('${older.id}', '${younger.id}') AND action <> 'merge'`)) + Number(sql(`SELECT count(*) FROM client_merge WHERE survivor_id = '${older.id}'`));
    assert.equal(good.length, wins);
});

test("merge__while_records_are_written_leaves_none_behind_on_the_row_that_went", async () => {
    for (let round = 0; round < 4; round++) {
        const older = await newClient(), younger = await newClient();
        const writes = Array.from({ length: 40 }, (_, i) => (i % 2 ? post(path(younger, "/assessments"), judged, { as: coordinator }) : post("/v1/contacts", { register: "health", channel: "phone", need: { classes: ["s6_crisis"] }, urgency: "urgent", client_id: younger.id }, { as: coordinator })));
        const answers = await Promise.all([...writes.slice(0, 12), merge(older, younger), ...writes.slice(12)]);
        const [made] = answers.splice(12, 1);
        expectStatus(made, 200);
        const stored = answers.filter(({ status }) => status === 201).length;
        assert.ok(answers.every(({ status }) => [201, 409, 422].includes(status)), JSON.stringify(answers.map(({ status }) => status)));
        assert.deepEqual(Object.entries(rowsOf(younger)).filter(([, count]) => count > 0), []);
        assert.equal(rowsOf(older).assessment + rowsOf(older).contact, stored);
    }
});

// The merge commits between the reading of the assessment and the lock of its client.
test("merge__an_assessment_that_goes_along_while_it_is_confirmed_is_told_to_be_read_again", async () => {
    const older = await newClient(), younger = await newClient();
    const made = expectStatus(await post(path(younger, "/assessments"), judged, { as: coordinator }), 201);
    const merging = spawn(PSQL[0], PSQL[1], { stdio: ["pipe", "pipe", "inherit"] });
    merging.stdin.write(`SET search_path = asiakkuus; BEGIN; SELECT 'held' FROM client WHERE id IN ('${older.id}', '${younger.id}') ORDER BY id FOR UPDATE;\n`);
    await new Promise((resolve) => merging.stdout.once("data", resolve));
    const waits = post(`/v1/assessments/${made.id}/confirm`, { client_present: true }, { as: coordinator, headers: seen(1) });
    await pause(300);
    merging.stdin.end(`UPDATE assessment SET client_id = '${older.id}' WHERE id = '${made.id}'; COMMIT;\n`);
    expectProblem(await waits, 412, "stale");
    assert.equal(sql(`SELECT status || ' ' || version FROM assessment WHERE id = '${made.id}'`), "proposed 1");
    expectStatus(await post(`/v1/assessments/${made.id}/confirm`, { client_present: true }, { as: coordinator, headers: seen(1) }), 200);
    assert.equal(expectStatus(await get(path(older, "/segment"), { as: coordinator }), 200).status, "confirmed");
});

test("merge__the_same_key_twice_gives_the_first_answer", async () => {
    const older = await newClient(), younger = await newClient();
    const headers = { ...seen(1), "idempotency-key": `"${randomUUID()}"` };
    const body = { other: { id: younger.id, version: 1 }, reason: "x" };
    const first = expectStatus(await post(path(older, "/merge"), body, { as: coordinator, headers }), 200);
    assert.deepEqual(expectStatus(await post(path(older, "/merge"), body, { as: coordinator, headers }), 200), first);
});

// --- what is kept of the row that went ---

const sealed = (client) => sql(`SELECT (names_sealed IS NOT NULL)::int + (SELECT count(*) FROM client_former f WHERE f.area = '90' AND f.client_id = c.id AND f.names_sealed IS NOT NULL) FROM client c WHERE id = '${client.id}'`);
async function forgets(isDone) {
    for (let i = 0; i < 60 && !isDone(); i++) {
        const since = sql("UPDATE job_schedule SET next_at = now(), lease_until = NULL WHERE area = '90' AND kind = 'merge_forget'; SELECT clock_timestamp()").split("\n").pop();
        for (let k = 0; k < 200 && sql(`SELECT count(*) FROM job_schedule WHERE area = '90' AND kind = 'merge_forget' AND last_at > '${since}' AND last_problem IS NULL`) !== "1"; k++) await pause(50);
    }
    assert.ok(isDone(), "merge_forget does not run");
}

test("merge_forget__takes_the_names_of_the_row_that_went_when_the_time_to_undo_is_over", async () => {
    const named = async () => {
        const client = await newClient({}, { names: { given: "Aino", family: "Esimerkki" } });
        return expectStatus(await call("PATCH", path(client), { as: coordinator, body: { names: { given: "Aino", family: "Uusinimi" } }, headers: seen(client.version ?? 1) }), 200);
    };
    const older = await newClient(), younger = await named(), [kept, apart] = [await newClient(), await named()];
    const made = await merged(older, younger);
    const undone = await merged(kept, apart);
    expectStatus(await undo(undone), 200);
    assert.deepEqual([sealed(younger), sealed(apart)], ["2", "2"], "the name it has and the one it had");
    let runs = 0;
    await forgets(() => runs++ > 0);
    assert.equal(sealed(younger), "2", "as long as it may come back");
    const later = await start({ CLOCK_AT: new Date(new Date(made.undo_until).getTime() + 60000).toISOString().replace(/\.\d+/, "") });
    try {
        await forgets(() => sealed(younger) === "0");
    } finally {
        await stop(later);
    }
    assert.equal(sealed(apart), "2", "what came back keeps its names");
    assert.equal((await read(older)).names.family, "Uusinimi", "and so does the row that stayed");
    expectProblem(await undo(made), 412, "stale");
    assert.equal(sealed(younger), "0");
});

await finish();
