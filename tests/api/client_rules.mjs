#!/usr/bin/env node
// Clients: random changes against the history that tells them, days that are to come, identifiers at their
// bound, and merges of rows that have and lack each member, made and taken back up to the last second.
import { randomUUID } from "node:crypto";
import { assert, call, expectProblem, expectStatus, finish, get, identityCode, newClient, post, test } from "./service.mjs";
import { at, clockChanges, drawing, firstMinute, lastMinute } from "./clock.mjs";
import { sql, today } from "./support.mjs";

const coordinator = { role: "coordinator" }, social = { register: "social" };
const path = (client, end = "") => `/v1/clients/${client.id}${end}`;
const seen = (version) => ({ "if-match": `"${version}"` });
const change = (client, body, version = client.version, as = {}, send = call) => send("PATCH", path(client), { as, body, headers: seen(version) });
const read = async (client, as = {}) => expectStatus(await get(path(client), { as }), 200);
const history = async (client, as = {}) => expectStatus(await get(path(client, "/history"), { as }), 200).items;
const foreign = async (more = {}, send = post) => expectStatus(await send("/v1/clients", { identifier: { system: "foreign", value: `F-${randomUUID()}` }, ...more }), 201);
const merge = (client, other, as = coordinator, versions = [client.version, other.version]) => post(path(client, "/merge"), { other: { id: other.id, version: versions[1] }, reason: "Sama ihminen." }, { as, headers: seen(versions[0]) });
const undo = (made, as = coordinator, send = post) => send(path({ id: made.survivor_id }, `/merges/${made.id}/undo`), { reason: "Kaksi eri ihmistä." }, { as, headers: seen(made.version) });
const { items: units } = expectStatus(await get("/v1/units?limit=3"), 200);

// --- changes and their history ---

const MEMBERS = { names: [{ given: "Aino" }, { given: "Aino", family: "Uusi" }, { family: "Vanha" }, null], language: ["fi", "sv", "so", null], home_unit: [...units.map(({ code }) => code), null], birth_date: ["1950-01-01", "1950-01-02", null], non_disclosure: [true, false] };
const valueOf = (client, name) => (name === "non_disclosure" ? client[name] ?? false : client[name] ?? null);

test("client_history__of_random_changes_tells_each_as_it_was", async () => {
    const draw = drawing(1917);
    for (let round = 0; round < 6; round++) {
        let client = await foreign();
        const wanted = [];
        for (let step = 0; step < 14; step++) {
            const body = Object.fromEntries(draw.some(Object.keys(MEMBERS), 2).map((name) => [name, draw.of(MEMBERS[name])]));
            const changed = Object.keys(MEMBERS).filter((name) => name in body && JSON.stringify(valueOf(client, name)) !== JSON.stringify(body[name])).sort();
            const before = Object.fromEntries(changed.map((name) => [name, valueOf(client, name)]).filter(([, value]) => value !== null));
            const made = expectStatus(await change(client, body), 200);
            assert.equal(made.version, client.version + (changed.length > 0));
            for (const name of Object.keys(MEMBERS)) assert.deepEqual(valueOf(made, name), name in body ? body[name] : valueOf(client, name), name);
            if (changed.length) wanted.push({ version: made.version, changed, before });
            client = made;
        }
        assert.deepEqual(await read(client), client);
        const told = (await history(client)).slice(1).map(({ version, changed, before }) => ({ version, changed: [...changed].sort(), before: before ?? {} }));
        assert.deepEqual(told, wanted);
    }
});

test("client_change__of_two_members_by_two_at_once_one_is_told", async () => {
    const client = await newClient({}, { language: "fi", home_unit: units[0].code });
    const answers = await Promise.all([change(client, { language: "sv" }), change(client, { home_unit: units[1].code }), change(client, { names: { given: "Kolmas" } })]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412, 412]);
    const now = await read(client), won = answers.find(({ status }) => status === 200).json;
    assert.deepEqual([now, now.version, (await history(client)).length], [won, 2, 2]);
});

test("client_change__bounds_are_those_of_the_description", async () => {
    const client = await foreign(), faults = async (body, wanted) => expectProblem(await change(client, body), 400, "invalid", wanted);
    await faults({ names: { given: "x".repeat(201), family: "" } }, { "/names/given": "too_long", "/names/family": "too_short" });
    await faults({ names: "Aino", birth_date: "2001-02-29", language: "f", home_unit: "x".repeat(65), non_disclosure: "yes" }, { "/names": "wrong_type", "/birth_date": "bad_format", "/language": "too_short", "/home_unit": "too_long", "/non_disclosure": "wrong_type" });
    await faults({ status: "deceased", identifier: {}, version: 1 }, { "/status": "unknown_member", "/identifier": "unknown_member", "/version": "unknown_member" });
    assert.equal((await read(client)).version, 1);
    for (const as of [{ role: "director" }, { role: "auditor" }, { role: "client", client: client.id }, { scope: "client:read" }]) expectProblem(await change(client, { language: "sv" }, 1, as), 403, "forbidden");
    expectProblem(await change(client, { language: "sv" }, 1, { area: "09" }), 404, "not_found");
});

test("client_change__a_birth_date_may_be_the_helsinki_day_and_no_later", async () => {
    for (const { day, next, hours } of clockChanges) {
        const client = await foreign(), dead = await foreign();
        const born = (birth_date, version) => async ({ call: send, post: give }) => {
            expectProblem(await change(client, { birth_date: birth_date === day ? next : new Date(Date.parse(next) + 86400000).toISOString().slice(0, 10) }, version, {}, send), 422, "rule_broken", { "/birth_date": "in_the_future" });
            expectStatus(await change(client, { birth_date }, version, {}, send), 200);
            expectProblem(await give("/v1/clients", { identifier: { system: "foreign", value: `F-${randomUUID()}` }, birth_date: birth_date === day ? next : "2999-01-01" }), 422, "rule_broken", { "/birth_date": "in_the_future" });
        };
        await at(lastMinute(day, hours), born(day, 1));
        await at(firstMinute(next, hours), born(next, 2));
        await at(lastMinute(day, hours), async ({ post: send }) => {
            const set = (body) => send(path(dead, "/status"), body, { headers: seen(1) });
            expectProblem(await set({ status: "deceased", on: next }), 422, "rule_broken", { "/on": "in_the_future" });
            assert.equal(expectStatus(await set({ status: "deceased", on: day }), 200).status_on, day);
        });
    }
    const gone = await foreign();
    assert.equal(expectStatus(await post(path(gone, "/status"), { status: "moved_away" }, { headers: seen(1) }), 200).status_on, today(), "today, where none is given");
});

test("client_set_status__of_two_at_once_one_is_made_and_its_event_is_one", async () => {
    const client = await newClient(), set = (status) => post(path(client, "/status"), { status }, { headers: seen(1) });
    const answers = await Promise.all([set("deceased"), set("moved_away"), set("deceased"), set("moved_away")]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412, 412, 412]);
    assert.equal(sql(`SELECT count(*) FROM event WHERE resource_id = '${client.id}' AND type = 'client.status_changed'`), "1");
    assert.equal((await history(client)).length, 2);
});

// --- identifiers ---

const add = (client, system, value, version = client.version, as = {}) => post(path(client, "/identifiers"), { system, value }, { as, headers: seen(version) });

test("identifier_add__takes_sixty_four_and_no_more", async () => {
    const client = await newClient(), copy = (count) => sql(`INSERT INTO client_identifier (area, id, client_id, system, hash, key_id, created_at, replaced_at, replaced_by)
        SELECT area, gen_random_uuid(), client_id, system, sha256(id::text::bytea || n::text::bytea), key_id, created_at, created_at, 'x' FROM client_identifier, generate_series(1, ${count}) n WHERE client_id = '${client.id}'`);
    copy(62);
    const full = expectStatus(await add(client, "foreign", `F-${randomUUID()}`), 200);
    assert.equal(expectStatus(await get(path(client, "/identifiers")), 200).items.length, 64);
    expectProblem(await add(full, "foreign", `F-${randomUUID()}`), 409, "conflict");
});

test("identifier_add__a_temporary_code_tells_the_birth_date_where_no_identity_code_does", async () => {
    const client = await foreign({ birth_date: "1950-03-01" }), code = identityCode();
    const known = expectStatus(await add(client, "temporary", code), 200);
    const alone = expectStatus(await post("/v1/clients", { identifier: { system: "hetu", value: identityCode() } }), 201);
    assert.notEqual(known.birth_date, "1950-03-01");
    const [day, month, year] = [code.slice(0, 2), code.slice(2, 4), code.slice(4, 6)];
    assert.equal(known.birth_date, `19${year}-${month}-${day}`);
    const both = expectStatus(await add(alone, "temporary", code.replace("-", "Y")), 200);
    assert.equal(both.birth_date, alone.birth_date);
});

test("identifier_add__the_same_code_to_two_clients_at_once_is_one_s", async () => {
    const code = identityCode(), clients = [];
    for (let i = 0; i < 8; i++) clients.push(await foreign());
    const answers = await Promise.all(clients.map((client) => add(client, "hetu", code)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(7).fill(409)]);
    const found = expectStatus(await post("/v1/clients/search", { identifier: { system: "hetu", value: code } }), 200).items;
    const won = clients[answers.findIndex(({ status }) => status === 200)];
    assert.deepEqual(found.map(({ id }) => id), [won.id]);
    for (const client of clients) assert.equal((await read(client)).version, client === won ? 2 : 1);
});

test("identifier_add__bounds_and_words_are_those_of_the_description", async () => {
    const client = await foreign(), faults = async (body, status, wanted) => expectProblem(await post(path(client, "/identifiers"), body, { headers: seen(1) }), status, status === 400 ? "invalid" : "rule_broken", wanted);
    await faults({}, 400, { "/system": "required", "/value": "required" });
    await faults({ system: "foreign", value: "x".repeat(65), more: 1 }, 400, { "/value": "too_long", "/more": "unknown_member" });
    await faults({ system: "foreign", value: "ÄÖ" }, 422, { "/value": "bad_format" });
    await faults({ system: "temporary", value: "010190-999K" }, 422, { "/value": "bad_identifier" });
    await faults({ system: "social_register", value: "S1" }, 422, { "/identifier/system": "other_register" });
    expectProblem(await post(path(client, "/identifiers"), { system: "foreign", value: "X" }), 428, "precondition_missing");
    for (const as of [{ role: "client", client: client.id }, { scope: "client:read" }]) expectProblem(await add(client, "foreign", "X", 1, as), 403, "forbidden");
});

// --- merges ---

const FILLED = { names: { given: "Aino", family: "Esimerkki" }, birth_date: "1961-02-03", home_unit: units[0].code, language: "sv", non_disclosure: true };
const OTHER = { names: { given: "Toinen" }, birth_date: "1971-02-03", home_unit: units[1].code, language: "so", non_disclosure: false };
const membersOf = (client) => Object.fromEntries(Object.keys(FILLED).map((name) => [name, valueOf(client, name)]));

test("merge__of_rows_that_have_and_lack_each_member_fills_what_is_lacked_and_undoing_takes_it_back", async () => {
    for (let round = 0; round < 32; round++) {
        const has = (k) => (round >> k) & 1, draw = drawing(round), names = Object.keys(FILLED);
        const older = await foreign(Object.fromEntries(names.filter((_, k) => has(k)).map((name) => [name, OTHER[name]])));
        const younger = await foreign(Object.fromEntries(names.filter(() => draw(4) > 0).map((name) => [name, FILLED[name]])));
        const [before, given] = [membersOf(older), membersOf(younger)];
        const lacks = (name) => (name === "non_disclosure" ? !before[name] && given[name] : before[name] === null && given[name] !== null);
        const made = expectStatus(await merge(older, younger), 200);
        assert.deepEqual([...made.filled].sort(), names.filter(lacks).sort());
        assert.deepEqual(membersOf(await read(older)), Object.fromEntries(names.map((name) => [name, lacks(name) ? given[name] : before[name]])));
        assert.equal(made.conflicts.some(({ code }) => code === "birth_date"), before.birth_date !== null && given.birth_date !== null);
        expectStatus(await undo(made), 200);
        assert.deepEqual([membersOf(await read(older)), membersOf(await read(younger))], [before, given]);
    }
});

test("merge__of_a_row_changed_by_another_meanwhile_is_told_whichever_of_the_two_it_was", async () => {
    const [one, two] = [await foreign(), await foreign()];
    expectStatus(await change(two, { language: "sv" }), 200);
    expectProblem(await merge(one, two), 412, "stale");
    expectProblem(await merge(two, one), 412, "stale");
    expectProblem(await merge(one, two, coordinator, [2, 2]), 412, "stale");
    expectProblem(await merge(one, two, coordinator, [1, 3]), 412, "stale");
    assert.equal(sql(`SELECT count(*) FROM client_merge WHERE survivor_id IN ('${one.id}', '${two.id}')`), "0");
    expectStatus(await merge(one, two, coordinator, [1, 2]), 200);
});

test("merge__can_be_undone_to_the_last_second_and_not_after_it", async () => {
    const [one, two] = [await foreign(), await foreign()], made = expectStatus(await merge(one, two), 200);
    const until = made.undo_until, later = new Date(Date.parse(until) + 1000).toISOString();
    const actions = (instant) => at(instant, async ({ get: ask }) => expectStatus(await ask(path(one, `/merges/${made.id}`), { as: coordinator }), 200).available_actions);
    assert.deepEqual([await actions(until), await actions(later)], [["undo"], []]);
    await at(later, async ({ post: send }) => expectProblem(await undo(made, coordinator, send), 409, "conflict", { merge_id: "undo_too_late" }));
    await at(until, async ({ post: send }) => expectStatus(await undo(made, coordinator, send), 200));
    expectProblem(await undo({ ...made, version: 2 }), 409, "conflict");
    assert.deepEqual(membersOf(await read(two)), membersOf(two));
});

test("merge__of_two_joint_plans_leaves_one_and_the_other_aside_whichever_registers_keep_them", async () => {
    const plan = (text) => ({ kind: "joint", goals: [{ text, state: "planned" }], services: [], review_on: "2099-01-01", client_agrees: true });
    for (const as of [{}, social]) {
        const [one, two] = [await foreign(), await foreign()];
        expectStatus(await call("PUT", path(one, "/plan"), { body: plan("vanha"), headers: { "if-none-match": "*" } }), 201);
        expectStatus(await call("PUT", path(two, "/plan"), { as, body: plan("uusi"), headers: { "if-none-match": "*" } }), 201);
        const made = expectStatus(await merge(one, two), 200);
        assert.ok(made.conflicts.some(({ code }) => code === "plan"));
        for (const reader of [{}, social]) assert.deepEqual(expectStatus(await get(path(one, "/plan"), { as: reader }), 200).goals.map(({ text }) => text), ["vanha"]);
        assert.equal(expectStatus(await get(path(one, `/merges/${made.id}/aside`), { as: coordinator }), 200).plan.goals[0].text, "uusi");
        expectStatus(await undo(made), 200);
        assert.equal(expectStatus(await get(path(two, "/plan"), { as }), 200).goals[0].text, "uusi");
    }
});

test("merge__each_register_s_plan_of_either_row_is_the_client_s_own", async () => {
    const plan = (text) => ({ kind: "support", goals: [{ text, state: "planned" }], services: [], review_on: "2099-01-01", client_agrees: true });
    const [one, two] = [await foreign(), await foreign()];
    expectStatus(await call("PUT", path(one, "/plan"), { body: plan("terveys"), headers: { "if-none-match": "*" } }), 201);
    expectStatus(await call("PUT", path(two, "/plan"), { as: social, body: plan("sosiaali"), headers: { "if-none-match": "*" } }), 201);
    expectStatus(await merge(one, two), 200);
    const text = async (as) => expectStatus(await get(path(one, "/plan"), { as }), 200).goals[0].text;
    assert.deepEqual([await text({}), await text(social)], ["terveys", "sosiaali"]);
});

test("merge__what_the_loser_did_is_in_the_survivor_s_lists_duties_and_indicators_of_a_person", async () => {
    const [one, two] = [await foreign(), await foreign()], sub = `holder-${randomUUID()}`;
    const body = { template: "omatiimi", members: [{ role: "contact_person", person: { sub, name: "Aino" }, from: "2026-01-01" }] };
    expectStatus(await call("PUT", path(two, "/care-team"), { as: coordinator, body, headers: { "if-none-match": "*" } }), 201);
    expectStatus(await post(path(two, "/assessments"), { register: "health", coping: "difficult", need: "many", duration: "continuous", flags: { special_support: false } }), 201);
    expectStatus(await merge(one, two), 200);
    const held = expectStatus(await get(`/v1/care-teams?sub=${sub}`, { as: coordinator }), 200).items;
    assert.deepEqual(held.map(({ client_id: id, role }) => [id, role]), [[one.id, "contact_person"]]);
    const standing = expectStatus(await get(path(one, "/segment")), 200);
    assert.deepEqual([standing.client_id, standing.segment, standing.open_duties.map(({ code }) => code)], [one.id, "huolenpito", ["confirmation_missing", "plan_missing"]]);
    const listed = expectStatus(await get("/v1/clients?segment=huolenpito&limit=200"), 200).items.filter(({ id }) => id === one.id || id === two.id);
    assert.deepEqual(listed.map(({ id }) => id), [one.id]);
});

await finish();
