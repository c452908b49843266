#!/usr/bin/env node
// Plans: what client and professionals agreed to do, by register and jointly, and what was measured.
import { randomUUID } from "node:crypto";
import { assert, call, expectProblem, expectStatus, finish, get, newClient, post, test } from "./service.mjs";
import { sql } from "./support.mjs";

const social = { register: "social" };
const path = (client) => `/v1/clients/${client.id}/plan`;
const goal = (more = {}) => ({ text: "Kävelen ulkona joka päivä.", state: "planned", ...more });
const plan = (more = {}) => ({ kind: "support", goals: [goal()], services: [], review_on: "2099-02-28", client_agrees: true, ...more });
const put = (client, body, headers, as = {}) => call("PUT", path(client), { as, body, headers });
const first = { "if-none-match": "*" };
const version = (number) => ({ "if-match": `"${number}"` });
const make = async (client, more, as) => expectStatus(await put(client, plan(more), first, as), 201);
const read = async (client, as = {}) => expectStatus(await get(path(client), { as }), 200);
const partnership = { register: "health", coping: "easy", need: "many", duration: "continuous", flags: { special_support: false } };
const duties = async (client, as = {}) => expectStatus(await get(`/v1/clients/${client.id}/segment`, { as }), 200).open_duties.map(({ code }) => code);

test("plan__gives_back_what_was_put", async () => {
    const client = await newClient();
    const { items: [service] } = expectStatus(await get("/v1/services?limit=1"), 200);
    const sent = plan({
        goals: [goal({ item: "d4_mobility", due: "2027-01-31", measure: { code: "walking", unit: "min", target: 30 } }), goal({ text: "Maksan laskut.\nItse." })],
        services: [{ service_id: service.id, responsible: "worker-1", from: "2026-12-01", to: "2027-02-28" }],
    });
    const answer = await put(client, sent, first);
    const made = expectStatus(answer, 201);
    assert.equal(answer.headers.get("etag"), '"1"');
    const { id, client_id: of, version: number, register, updated_at: at, updated_by: by, ...rest } = made;
    assert.deepEqual({ ...rest, goals: rest.goals.map(({ id: own, ...more }) => more) }, sent);
    assert.deepEqual([of, number, register], [client.id, 1, "health"]);
    assert.deepEqual(await read(client), made);
});

test("plan_put__wants_to_know_what_the_caller_has_seen", async () => {
    const client = await newClient();
    expectProblem(await get(path(client)), 404, "not_found");
    expectProblem(await put(client, plan(), {}), 428, "precondition_missing");
    expectProblem(await put(client, plan(), version(1)), 412, "stale");
    await make(client);
    expectProblem(await put(client, plan(), first), 412, "stale");
    expectStatus(await put(client, plan(), version(1)), 200);
    expectProblem(await put(client, plan(), version(1)), 412, "stale");
    expectProblem(await put({ id: randomUUID() }, plan(), first), 404, "not_found");
});

test("plan_put__200_at_once_lose_no_update", async () => {
    const client = await newClient();
    const firsts = await Promise.all(Array.from({ length: 20 }, () => put(client, plan(), first)));
    assert.deepEqual(firsts.map(({ status }) => status).filter((status) => status !== 412), [201]);
    const same = await Promise.all(Array.from({ length: 200 }, (_, number) => put(client, plan({ goals: [goal({ text: `${number}` })] }), version(1))));
    assert.deepEqual([same.filter(({ status }) => status === 200).length, same.filter(({ status }) => status === 412).length], [1, 199]);
    const won = same.find(({ status }) => status === 200).json;
    assert.deepEqual((await read(client)).goals, won.goals);
    const { items } = expectStatus(await get(`${path(client)}/versions`), 200);
    assert.deepEqual(items.map((item) => item.version), [2, 1]);
});

test("plan_put__200_at_once_from_both_registers_on_a_joint_plan_lose_no_update", async () => {
    const client = await newClient();
    await make(client, { kind: "joint" });
    const all = await Promise.all(Array.from({ length: 200 }, (_, number) => put(client, plan({ kind: "joint", goals: [goal({ text: `${number}` })] }), version(1), number % 2 ? social : {})));
    assert.deepEqual(all.map(({ status }) => status).sort(), [200, ...Array(199).fill(412)]);
    const won = all.findIndex(({ status }) => status === 200);
    for (const as of [{}, social]) assert.deepEqual((await read(client, as)).goals.map(({ text }) => text), [`${won}`]);
});

test("plan_put__goals_keep_their_ids_and_versions_stay", async () => {
    const client = await newClient();
    const made = await make(client, { goals: [goal({ text: "a" }), goal({ text: "b" })] });
    const [a, b] = made.goals;
    const changed = expectStatus(await put(client, plan({ goals: [{ ...b, state: "reached" }, goal({ text: "c" })] }), version(1)), 200);
    assert.deepEqual([changed.goals[0].id, changed.goals.length], [b.id, 2]);
    expectProblem(await put(client, plan({ goals: [a] }), version(2)), 422, "rule_broken", { "/goals/0/id": "unknown_id" });
    const { items } = expectStatus(await get(`${path(client)}/versions`), 200);
    assert.deepEqual(items[1].goals, made.goals);
    assert.deepEqual(items[0].goals, changed.goals);
});

test("plan_put__tells_every_fault", async () => {
    const client = await newClient();
    expectProblem(await put(client, { kind: "big", goals: [{ text: "", state: "x", extra: 1 }], review_on: "x", other: 1 }, first), 400, "invalid", {
        "/kind": "not_in_list", "/goals/0/text": "too_short", "/goals/0/state": "not_in_list", "/goals/0/extra": "unknown_member", "/services": "required", "/review_on": "bad_format", "/client_agrees": "required", "/other": "unknown_member",
    });
    expectProblem(await put(client, plan({ kind: "service", goals: [goal({ id: randomUUID() })], services: [{ service_id: randomUUID(), from: "2026-02-02", to: "2026-02-01" }] }), first), 422, "rule_broken", {
        "/kind": "other_register", "/goals/0/id": "unknown_id", "/services/0/service_id": "unknown_service", "/services/0/to": "ends_before_start",
    });
});

// --- registers ---

test("plan__of_one_register_is_not_there_for_the_other", async () => {
    const client = await newClient();
    const health = await make(client, { kind: "care" });
    expectProblem(await get(path(client), { as: social }), 404, "not_found");
    expectProblem(await get(`${path(client)}/versions`, { as: social }), 404, "not_found");
    expectProblem(await put(client, plan({ kind: "service" }), version(1), social), 412, "stale");
    const own = await make(client, { kind: "service" }, social);
    assert.notEqual(own.id, health.id);
    assert.deepEqual([(await read(client)).kind, (await read(client, social)).kind], ["care", "service"]);
});

test("plan__a_joint_one_is_seen_and_changed_in_both", async () => {
    const client = await newClient();
    await make(client, { kind: "service" }, social);
    const joint = await make(client, { kind: "joint" });
    assert.equal((await read(client, social)).id, joint.id);
    expectProblem(await put(client, plan({ kind: "support" }), version(1), social), 422, "rule_broken", { "/kind": "other_register" });
    const changed = expectStatus(await put(client, plan({ kind: "joint", goals: [] }), version(1), social), 200);
    assert.deepEqual([changed.id, changed.version, changed.register], [joint.id, 2, "health"]);
    expectStatus(await put(client, plan({ kind: "care" }), version(2)), 200);
    assert.equal((await read(client, social)).kind, "service");
});

test("plan_versions__of_before_it_was_a_joint_one_are_its_register_s_own", async () => {
    const client = await newClient(), texts = async (as) => expectStatus(await get(`${path(client)}/versions`, { as }), 200).items.map(({ version, goals: [{ text }] }) => `${version} ${text}`);
    await make(client, { kind: "care", goals: [goal({ text: "hoito" })] });
    expectStatus(await put(client, plan({ kind: "joint", goals: [goal({ text: "yhteinen" })] }), version(1)), 200);
    expectStatus(await put(client, plan({ kind: "joint", goals: [goal({ text: "molempien" })] }), version(2), social), 200);
    assert.deepEqual(await texts({}), ["3 molempien", "2 yhteinen", "1 hoito"]);
    assert.deepEqual(await texts(social), ["3 molempien", "2 yhteinen"]);
    const consent = { kind: "consent", from_register: "health", to_register: "social", purpose: "Yhteinen työ", given_by: "client", form: "spoken" };
    expectStatus(await post(`/v1/clients/${client.id}/consents`, consent), 201);
    const sub = `versions-${randomUUID()}`;
    assert.deepEqual(await texts({ ...social, sub }), ["3 molempien", "2 yhteinen", "1 hoito"]);
    assert.equal(sql(`SELECT string_agg(ground, ' ' ORDER BY ground) FROM audit_event WHERE sub = '${sub}' AND resource = 'plan'`), "consent joint_plan");
});

test("plan__a_joint_one_tells_the_log_on_which_ground_the_other_register_writes_it", async () => {
    const client = await newClient(), sub = `joint-${randomUUID()}`, as = { ...social, sub };
    const { goals: [{ id }] } = await make(client, { kind: "joint", goals: [goal({ measure: { code: "walking" } })] });
    expectStatus(await post(`${path(client)}/measurements`, { goal_id: id, value: 1 }, { as }), 201);
    expectStatus(await put(client, plan({ kind: "joint" }), version(1), as), 200);
    expectStatus(await put(client, plan({ kind: "joint" }), version(2), { sub }), 200);
    assert.equal(sql(`SELECT string_agg(operation || ' ' || kind || ' ' || ground, ', ' ORDER BY at, id) FROM audit_event WHERE sub = '${sub}'`), "plan_measure change joint_plan, plan_put change joint_plan, plan_put change own_register");
});

test("plan__a_consent_opens_it_for_reading_until_it_is_withdrawn", async () => {
    const client = await newClient();
    const own = await make(client, { kind: "care" });
    const consent = { kind: "consent", from_register: "health", to_register: "social", purpose: "Yhteinen työ", given_by: "client", form: "spoken" };
    const given = expectStatus(await post(`/v1/clients/${client.id}/consents`, consent), 201);
    assert.equal((await read(client, social)).id, own.id);
    expectProblem(await put(client, plan(), version(1), social), 412, "stale");
    expectStatus(await post(`/v1/clients/${client.id}/consents/${given.id}/withdraw`, {}, { headers: version(1) }), 200);
    expectProblem(await get(path(client), { as: social }), 404, "not_found");
});

test("plan__a_client_reads_their_own_and_nobody_elses", async () => {
    const client = await newClient(), other = await newClient();
    await make(client), await make(other, { kind: "joint" });
    const as = { role: "client", client: client.id };
    assert.equal((await read(client, as)).client_id, client.id);
    expectStatus(await get(`${path(client)}/versions`, { as }), 200);
    for (const end of ["", "/versions", "/measurements"]) expectProblem(await get(path(other) + end, { as }), 404, "not_found");
});

// --- measurements ---

test("plan_measure__the_latest_is_the_one_taken_last_not_typed_last", async () => {
    const client = await newClient();
    const { goals: [{ id }] } = await make(client, { goals: [goal({ measure: { code: "weight", unit: "g" } })] });
    const measure = async (value, at, headers) => expectStatus(await post(`${path(client)}/measurements`, { goal_id: id, value, at }, { headers }), 201);
    await measure(1, "2026-11-20T08:00:00Z");
    await measure(2, "2026-11-19T08:00:00Z");
    await measure(3, "2026-11-20T08:00:00Z");
    const key = { "idempotency-key": `"${randomUUID()}"` };
    const once = await measure(3, "2026-11-18T08:00:00Z", key);
    assert.deepEqual(await measure(3, "2026-11-18T08:00:00Z", key), once);
    await measure(3, "2026-11-18T08:00:00Z");
    const values = [];
    for (let query = `?goal_id=${id}&limit=2`; query; ) {
        const page = expectStatus(await get(`${path(client)}/measurements${query}`), 200);
        values.push(...page.items.map(({ value }) => value));
        query = page.next_cursor && `?goal_id=${id}&limit=2&cursor=${encodeURIComponent(page.next_cursor)}`;
    }
    assert.deepEqual(values, [3, 1, 2, 3, 3]);
    assert.equal(expectStatus(await get(`${path(client)}/measurements?total=true`), 200).total, 5);
});

test("plan_measurement_list__of_before_it_was_a_joint_one_are_its_register_s_own", async () => {
    const client = await newClient(), values = async (as) => expectStatus(await get(`${path(client)}/measurements?total=true`, { as }), 200);
    const { goals: [{ id, ...kept }] } = await make(client, { kind: "care", goals: [goal({ measure: { code: "weight" } })] });
    const measure = async (value, as) => expectStatus(await post(`${path(client)}/measurements`, { goal_id: id, value }, { as }), 201);
    await measure(1);
    expectStatus(await put(client, plan({ kind: "joint", goals: [{ id, ...kept }] }), version(1)), 200);
    await measure(2), await measure(3, social);
    const told = async (as) => [(await values(as)).items.map(({ value }) => value), (await values(as)).total];
    assert.deepEqual(await told({}), [[3, 2, 1], 3]);
    assert.deepEqual(await told(social), [[3, 2], 2]);
    const consent = { kind: "consent", from_register: "health", to_register: "social", purpose: "Yhteinen työ", given_by: "client", form: "spoken" };
    expectStatus(await post(`/v1/clients/${client.id}/consents`, consent), 201);
    const sub = `measurements-${randomUUID()}`;
    assert.deepEqual((await values({ ...social, sub })).items.map(({ value }) => value), [3, 2, 1]);
    assert.equal(sql(`SELECT string_agg(ground, ' ' ORDER BY ground) FROM audit_event WHERE sub = '${sub}' AND resource = 'plan'`), "consent joint_plan");
    const few = `measurements-${randomUUID()}`, page = expectStatus(await get(`${path(client)}/measurements?limit=2`, { as: { ...social, sub: few } }), 200);
    assert.deepEqual(page.items.map(({ value }) => value), [3, 2]);
    assert.equal(sql(`SELECT string_agg(ground, ' ' ORDER BY ground) FROM audit_event WHERE sub = '${few}' AND resource = 'plan'`), "joint_plan", "what the page does not show has not been read");
    assert.deepEqual(await told({ role: "client", client: client.id }), [[3, 2, 1], 3]);
    // Its register's own again, it is nobody else's, whenever it was measured.
    expectStatus(await put(client, plan({ kind: "care", goals: [{ id, ...kept }] }), version(2)), 200);
    assert.deepEqual(await told({}), [[3, 2, 1], 3]);
});

test("plan_measure__refuses_what_is_to_come_and_goals_without_a_measure", async () => {
    const client = await newClient();
    const { goals: [measured, bare] } = await make(client, { goals: [goal({ measure: { code: "weight" } }), goal()] });
    const measure = (goal_id, at) => post(`${path(client)}/measurements`, { goal_id, value: 1, at });
    expectProblem(await measure(measured.id, new Date(Date.now() + 60000).toISOString()), 422, "rule_broken", { "/at": "in_the_future" });
    expectProblem(await measure(bare.id), 422, "rule_broken", { "/goal_id": "no_measure" });
    expectProblem(await measure(randomUUID()), 422, "rule_broken", { "/goal_id": "unknown_id" });
    expectProblem(await post(`${path(await newClient())}/measurements`, { goal_id: measured.id, value: 1 }), 404, "not_found");
});

// --- what follows ---

test("duties__a_plan_closes_its_own_and_opens_those_of_a_plan", async () => {
    const client = await newClient();
    expectStatus(await post(`/v1/clients/${client.id}/assessments`, partnership), 201);
    assert.ok((await duties(client)).includes("plan_missing"));
    await make(client, { kind: "joint", client_agrees: false, review_on: "2026-01-01" });
    const open = await duties(client);
    assert.ok(!open.includes("plan_missing") && open.includes("agreement_missing") && open.includes("plan_review_overdue"));
    expectStatus(await put(client, plan({ kind: "joint" }), version(1)), 200);
    assert.deepEqual((await duties(client)).sort(), ["confirmation_missing", "contact_person_missing", "own_team_missing"]);
});

test("plan_proposals__are_the_changes_that_lead_to_a_lighter_segment", async () => {
    const client = await newClient();
    assert.deepEqual(expectStatus(await get(`${path(client)}/proposals`), 200).items, []);
    const answers = { professional: Object.fromEntries(["s1_daily_life", "s2_housing", "s3_economy", "s4_exclusion", "s5_violence", "s6_crisis", "s8_health_and_substances", "s9_functional_capacity", "s10_close_people"].map((item) => [item, 3])) };
    const assessed = expectStatus(await post(`/v1/clients/${client.id}/assessments`, { register: "health", coping: "easy", answers, duration: "continuous", flags: { special_support: false } }), 201);
    const { assessment_id: of, items } = expectStatus(await get(`${path(client)}/proposals`), 200);
    assert.equal(of, assessed.id);
    assert.equal(assessed.segment, "yhteistyo");
    assert.ok(items.length > 0);
    for (const { segment, item, text, from, to } of items) assert.ok(segment === "omatoimi" && answers.professional[item] === from && to < from && text);
});

test("plan_proposals__tell_the_log_on_which_ground_the_assessment_is_read", async () => {
    const client = await newClient(), sub = `proposals-${randomUUID()}`, as = { ...social, sub };
    const told = () => sql(`SELECT string_agg(kind || ' ' || resource || ' ' || ground, ', ' ORDER BY at, id) FROM audit_event WHERE sub = '${sub}' AND client_id = '${client.id}'`);
    expectStatus(await get(`${path(client)}/proposals`, { as }), 200);
    assert.equal(told(), "read assessment own_register", "that there is none");
    expectStatus(await post(`/v1/clients/${client.id}/assessments`, partnership), 201);
    const consent = { kind: "consent", from_register: "health", to_register: "social", purpose: "Yhteinen työ", given_by: "client", form: "spoken" };
    expectStatus(await post(`/v1/clients/${client.id}/consents`, consent), 201);
    assert.ok(expectStatus(await get(`${path(client)}/proposals`, { as }), 200).assessment_id);
    assert.equal(told(), "read assessment own_register, read assessment consent");
});

await finish();
