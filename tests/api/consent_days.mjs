#!/usr/bin/env node
// Grounds by the day: random sets of consents, refusals and statutory grounds against the contract's rule, read
// on days before, within and after each; what a ground may hold; who records and withdraws.
import { randomUUID } from "node:crypto";
import { assert, call, expectProblem, expectStatus, finish, get, newClient, post, test } from "./service.mjs";
import { at, clockChanges, drawing, firstMinute, lastMinute } from "./clock.mjs";
import { sql, today } from "./support.mjs";

const nurse = {}, worker = { register: "social" };
const first = { "if-none-match": "*" }, version = (number) => ({ "if-match": `"${number}"` });
const path = (client, end = "/consents") => `/v1/clients/${client.id}${end}`;
const ground = (more = {}) => ({ kind: "consent", from_register: "health", to_register: "social", purpose: "Yhteinen työ", given_by: "client", ...more });
const give = async (client, more, as = nurse) => expectStatus(await post(path(client), ground(more), { as }), 201);
const withdraw = (client, { id }, as = nurse, number = 1, body = {}) => post(path(client, `/consents/${id}/withdraw`), body, { as, headers: version(number) });
const judged = { register: "health", coping: "easy", need: "few", duration: "occasional", flags: { special_support: false } };
async function furnished() {
    const client = await newClient();
    expectStatus(await post(path(client, "/assessments"), judged), 201);
    expectStatus(await call("PUT", path(client, "/plan"), { body: { kind: "care", goals: [], services: [], review_on: "2099-01-01", client_agrees: true }, headers: first }), 201);
    expectStatus(await call("PUT", path(client, "/recall"), { body: { risk_class: "oral_low" }, headers: first }), 201);
    return client;
}

// --- the rule, as the contract says it ---

const { items: bases } = expectStatus(await get("/v1/legal-bases"), 200);
const overrides = ({ legal_basis: code }) => bases.find((basis) => basis.code === code)?.overrides_refusal ?? false;
const holdsOn = (each, day) => !each.withdrawn && each.from_register === "health" && each.to_register === "social" && each.valid_from <= day && (!each.valid_to || day <= each.valid_to);
const names = (each, noun) => !each.scope?.resources || each.scope.resources.includes(noun);
function groundOf(grounds, day, noun) {
    const holding = grounds.filter((each) => holdsOn(each, day) && names(each, noun));
    const refused = holding.some(({ kind }) => kind === "refusal");
    const open = holding.filter((each) => each.kind !== "refusal" && (!refused || overrides(each)));
    return open.some(({ kind }) => kind === "consent") ? "consent" : open.length ? "statutory" : null;
}
const stateOf = (each, day) => (each.withdrawn ? "withdrawn" : each.valid_from > day ? "coming" : each.valid_to && each.valid_to < day ? "ended" : "in_force");

const DAYS = [-20, -10, -1, 0, 1, 10, 20].map((days) => today(days)), NOUNS = ["assessment", "plan", "recall"];
const draw = drawing(703);
function randomGround() {
    const kind = draw.of(["consent", "consent", "refusal", "statutory"]), way = draw(8) ? {} : { from_register: "social", to_register: "health" };
    const from = draw.of(DAYS), to = draw(2) ? draw.of(DAYS.filter((day) => day >= from)) : undefined;
    return { ...ground(), ...way, kind, valid_from: from, ...(to && { valid_to: to }), ...(draw(3) === 0 && { scope: { resources: [draw.of(NOUNS), ...draw.some(["contact", "referral"], 1)] } }),
        ...(kind === "statutory" && { given_by: "law", legal_basis: draw.of(bases).code }) };
}
const world = [];
for (let i = 0; i < 40; i++) {
    const client = await furnished(), grounds = [];
    for (let k = draw(5); k > 0; k--) {
        const body = randomGround(), made = await give(client, body);
        grounds.push({ ...made, withdrawn: draw(6) === 0 && expectStatus(await withdraw(client, made), 200).state === "withdrawn" });
    }
    world.push({ client, grounds });
}
const READINGS = { assessment: "/segment", plan: "/plan", recall: "/recall" };

for (const days of [-21, -20, -10, -9, -1, 0, 1, 2, 10, 11, 20, 21])
    test(`grounds__of_forty_clients_open_${days}_days_from_today_what_the_rule_says`, async () => {
        const day = today(days), sub = `reader-${days}-${randomUUID()}`, wanted = [], found = [];
        await at(`${day}T09:00:00Z`, async ({ get: ask }) => {
            for (const { client, grounds } of world) {
                for (const noun of NOUNS) {
                    const { status } = await ask(path(client, READINGS[noun]), { as: { ...worker, sub } });
                    found.push(`${client.id} ${noun} ${status}`);
                    wanted.push(`${client.id} ${noun} ${groundOf(grounds, day, noun) ? 200 : 404}`);
                }
                const { items } = expectStatus(await ask(path(client), { as: nurse }), 200);
                assert.deepEqual(items.map(({ id, state }) => `${id} ${state}`).sort(), grounds.map((each) => `${each.id} ${stateOf(each, day)}`).sort());
                for (const { state, available_actions: actions } of items) assert.deepEqual(actions, state === "withdrawn" ? [] : ["withdraw"]);
            }
        });
        assert.deepEqual(found, wanted);
        const words = { assessment: "client_segment", plan: "plan", recall: "recall" };
        const told = sql(`SELECT DISTINCT client_id || ' ' || resource || ' ' || ground FROM audit_event WHERE sub = '${sub}' AND kind = 'read'`).split("\n").filter(Boolean).sort();
        assert.deepEqual(told, world.flatMap(({ client, grounds }) => NOUNS.filter((noun) => groundOf(grounds, day, noun)).map((noun) => `${client.id} ${words[noun]} ${groundOf(grounds, day, noun)}`)).sort());
    });

test("grounds__the_world_of_these_days_has_every_kind_of_answer", async () => {
    const all = DAYS.flatMap((day) => world.flatMap(({ grounds }) => NOUNS.map((noun) => groundOf(grounds, day, noun))));
    for (const each of ["consent", "statutory", null]) assert.ok(all.filter((one) => one === each).length > 20, `${each}`);
    assert.ok(world.some(({ grounds }) => new Set(NOUNS.map((noun) => groundOf(grounds, today(), noun))).size > 1));
});

for (const { day, next, hours } of clockChanges)
    test(`grounds__on_the_day_of_a_clock_change_in_month_${Number(day.slice(5, 7))}_a_refusal_begins_and_a_consent_ends_at_midnight`, async () => {
        const [ends, begins, refused] = [await furnished(), await furnished(), await furnished()];
        await give(ends, { valid_to: day });
        await give(begins, { valid_from: next });
        await give(refused), await give(refused, { kind: "refusal", valid_from: next, valid_to: next });
        const told = (instant) => at(instant, async ({ get: ask }) => (await Promise.all([ends, begins, refused].map((client) => ask(path(client, "/plan"), { as: worker })))).map(({ status }) => status));
        const after = new Date(Date.parse(next) + 86400000).toISOString().slice(0, 10);
        assert.deepEqual(await told(lastMinute(day, hours)), [200, 404, 200]);
        assert.deepEqual(await told(firstMinute(next, hours)), [404, 200, 404]);
        assert.deepEqual(await told(lastMinute(next, hours)), [404, 200, 404]);
        assert.deepEqual(await told(firstMinute(after, hours)), [404, 200, 200]);
    });

test("grounds__that_begin_without_a_day_begin_on_the_helsinki_day", async () => {
    const client = await furnished(), { day, next, hours } = clockChanges[0];
    await at(lastMinute(day, hours), async ({ post: send, get: ask }) => {
        const made = expectStatus(await send(path(client), ground(), { as: nurse }), 201);
        assert.deepEqual([made.valid_from, made.state], [day, "in_force"]);
        expectStatus(await ask(path(client, "/plan"), { as: worker }), 200);
    });
    await at(firstMinute(next, hours), async ({ post: send }) => assert.equal(expectStatus(await send(path(client), ground(), { as: nurse }), 201).valid_from, next));
});

test("grounds__withdrawn_while_others_read_are_seen_by_nobody_who_asks_after", async () => {
    const client = await furnished(), made = await give(client);
    const readers = Array.from({ length: 30 }, () => get(path(client, "/plan"), { as: worker }));
    const [answer, ...readings] = await Promise.all([withdraw(client, made), ...readers]);
    assert.equal(answer.status, 200);
    assert.ok(readings.every(({ status }) => [200, 404].includes(status)));
    const after = await Promise.all(Array.from({ length: 10 }, () => get(path(client, "/plan"), { as: worker })));
    assert.deepEqual([...new Set(after.map(({ status }) => status))], [404]);
});

test("grounds__of_two_consents_the_other_holds_when_one_is_withdrawn_or_of_another_scope", async () => {
    const client = await furnished(), [one, two] = [await give(client), await give(client, { scope: { resources: ["plan"] } })];
    const status = async (end) => (await get(path(client, end), { as: worker })).status;
    expectStatus(await withdraw(client, one), 200);
    assert.deepEqual([await status("/plan"), await status("/recall")], [200, 404]);
    expectStatus(await withdraw(client, two), 200);
    assert.deepEqual([await status("/plan"), await status("/recall")], [404, 404]);
});

// --- what a ground may hold ---

test("consent_create__gives_back_what_was_written", async () => {
    const client = await newClient();
    const sent = ground({ form: "written", scope: { resources: ["plan", "recall"] }, valid_from: today(-1), valid_to: today(30), given_by: "guardian" });
    const made = expectStatus(await post(path(client), sent, { as: { sub: "recorder", unit: "kallio" } }), 201);
    for (const [name, value] of Object.entries(sent)) assert.deepEqual(made[name], value, name);
    assert.deepEqual([made.version, made.state, made.client_id, made.recorded_by.sub, made.recorded_by.unit], [1, "in_force", client.id, "recorder", "kallio"]);
    const { items: [listed] } = expectStatus(await get(path(client)), 200);
    for (const name of Object.keys(sent)) assert.deepEqual(listed[name], made[name], name);
    assert.equal(sql(`SELECT type || ' ' || version FROM event WHERE resource_id = '${made.id}'`), "consent.recorded 1");
    const law = await give(client, { kind: "statutory", given_by: "law", legal_basis: bases[0].code, form: undefined });
    assert.deepEqual([law.legal_basis, law.form, law.scope?.resources], [bases[0].code, undefined, undefined]);
});

test("consent_create__bounds_and_words_are_those_of_the_description", async () => {
    const client = await newClient(), faults = async (body, wanted) => expectProblem(await post(path(client), body), 400, "invalid", wanted);
    await faults({}, { "/kind": "required", "/from_register": "required", "/to_register": "required", "/purpose": "required", "/given_by": "required" });
    await faults(ground({ kind: "wish", from_register: "both", to_register: 7, purpose: "", given_by: "neighbour", form: "shouted", scope: [], valid_from: "2026-02-30", valid_to: "x", who: 1 }), {
        "/kind": "not_in_list", "/from_register": "not_in_list", "/to_register": "wrong_type", "/purpose": "too_short", "/given_by": "not_in_list", "/form": "not_in_list", "/scope": "wrong_type", "/valid_from": "bad_format", "/valid_to": "bad_format", "/who": "unknown_member",
    });
    await faults(ground({ purpose: "x".repeat(501), legal_basis: "Bad Basis", scope: { resources: [], tasks: [] } }), { "/purpose": "too_long", "/legal_basis": "bad_format", "/scope/tasks": "unknown_member" });
    await faults(ground({ scope: { resources: Array(17).fill("plan") } }), { "/scope/resources": "too_many" });
    await faults(ground({ purpose: "A\u0007" }), { "/purpose": "control_character" });
    assert.equal((await give(client, { purpose: "ä".repeat(500) })).purpose.length, 500);
    assert.equal(expectStatus(await get(path(client)), 200).items.length, 1);
});

test("consent_create__a_client_gives_what_the_law_does_not_and_the_law_what_a_client_does_not", async () => {
    const client = await newClient();
    for (const kind of ["consent", "refusal"]) {
        for (const given_by of ["client", "guardian"]) await give(client, { kind, given_by });
        expectProblem(await post(path(client), ground({ kind, given_by: "law" })), 422, "rule_broken", { "/given_by": "not_with_this_kind" });
    }
    for (const given_by of ["client", "guardian"])
        expectProblem(await post(path(client), ground({ kind: "statutory", given_by, legal_basis: bases[0].code })), 422, "rule_broken", { "/given_by": "not_with_this_kind" });
    for (const { code } of bases) await give(client, { kind: "statutory", given_by: "law", legal_basis: code });
    expectProblem(await post(path(client), ground({ kind: "statutory", to_register: "health", given_by: "client", valid_from: today(1), valid_to: today() })), 422, "rule_broken", { "/to_register": "same_register", "/valid_to": "ends_before_start", "/legal_basis": "required", "/given_by": "not_with_this_kind" });
});

test("consent_create__of_one_day_and_of_the_past_alone_is_no_mistake", async () => {
    const client = await furnished();
    assert.equal((await give(client, { valid_from: today(-9), valid_to: today(-9) })).state, "ended");
    assert.equal((await give(client, { valid_from: today(9), valid_to: today(9) })).state, "coming");
    expectProblem(await get(path(client, "/plan"), { as: worker }), 404, "not_found");
    assert.equal((await give(client, { valid_from: today(), valid_to: today() })).state, "in_force");
    expectStatus(await get(path(client, "/plan"), { as: worker }), 200);
});

test("consent__is_recorded_by_who_may_and_withdrawn_by_the_client_of_their_own_too", async () => {
    const client = await newClient(), other = await newClient(), own = { role: "client", client: client.id };
    for (const as of [{ role: "director" }, { role: "auditor" }, { scope: "consent:read" }, own]) expectProblem(await post(path(client), ground(), { as }), 403, "forbidden");
    expectProblem(await post(path(client), ground(), { as: { area: "09" } }), 404, "not_found");
    const made = await give(client), second = await give(client);
    assert.equal(expectStatus(await withdraw(client, second, own), 200).state, "withdrawn");
    for (const as of [{ role: "director" }, { scope: "consent:read" }]) expectProblem(await withdraw(client, made, as), 403, "forbidden");
    for (const as of [{ area: "09" }, { role: "client", client: other.id }]) expectProblem(await withdraw(client, made, as), 404, "not_found");
    expectProblem(await withdraw(other, made), 404, "not_found");
    expectProblem(await withdraw(client, made, nurse, 1, { reason: "x".repeat(501) }), 400, "invalid", { "/reason": "too_long" });
    const done = expectStatus(await withdraw(client, made, worker, 1, { reason: "Asiakas perui." }), 200);
    assert.deepEqual([done.state, done.version, done.history.map(({ action, reason }) => [action, reason])], ["withdrawn", 2, [["record", undefined], ["withdraw", "Asiakas perui."]]]);
    assert.equal(sql(`SELECT string_agg(type || ' ' || version, ', ' ORDER BY version) FROM event WHERE resource_id = '${made.id}'`), "consent.recorded 1, consent.withdrawn 2");
});

await finish();
