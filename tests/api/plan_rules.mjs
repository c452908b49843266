#!/usr/bin/env node
// Plans: versions that stay as they were, which plan is shown to whom, what a document may hold, and what was
// measured; with grounds that begin and end between two readings.
import { randomUUID } from "node:crypto";
import { assert, call, expectProblem, expectStatus, finish, get, newClient, post, test } from "./service.mjs";
import { at, clockChanges, drawing, firstMinute, lastMinute } from "./clock.mjs";
import { sql, today } from "./support.mjs";

const social = { register: "social" }, keeper = { role: "director" };
const path = (client, end = "/plan") => `/v1/clients/${client.id}${end}`;
const first = { "if-none-match": "*" }, version = (number) => ({ "if-match": `"${number}"` });
const goal = (more = {}) => ({ text: "Kävelen ulkona joka päivä.", state: "planned", ...more });
const plan = (more = {}) => ({ kind: "support", goals: [goal()], services: [], review_on: "2099-02-28", client_agrees: true, ...more });
const put = (client, body, number, as = {}, send = call) => send("PUT", path(client), { as, body, headers: number ? version(number) : first });
const make = async (client, more, as) => expectStatus(await put(client, plan(more), 0, as), 201);
const read = async (client, as = {}) => expectStatus(await get(path(client), { as }), 200);
const list = async (client, end, as = {}) => expectStatus(await get(path(client, `/plan/${end}`), { as }), 200).items;
const consent = (more = {}) => ({ kind: "consent", from_register: "health", to_register: "social", purpose: "Yhteinen työ", given_by: "client", form: "spoken", ...more });
const give = async (client, more) => expectStatus(await post(path(client, "/consents"), consent(more)), 201);
const { items: [{ unit_id: unit }] } = expectStatus(await get("/v1/services?limit=1"), 200);
let number = 0;
const service = async (more = {}) => expectStatus(await post("/v1/services", { code: `plan-s${++number}-${process.pid}`, unit_id: unit, names: { fi: "Palvelu" }, kind: "social", weight: 1, ...more }, { as: keeper }), 201);

// --- versions ---

test("plan_versions__of_random_changes_each_stay_as_they_were_put", async () => {
    const draw = drawing(7), [a, b] = [await service(), await service()];
    const states = ["planned", "in_progress", "partly_reached", "reached", "given_up"];
    for (let round = 0; round < 5; round++) {
        const client = await newClient(), written = [];
        for (let step = 0; step < 10; step++) {
            const before = written[0]?.goals ?? [];
            const goals = [...draw.some(before, 2).map((each) => ({ ...each, state: draw.of(states), ...(draw(2) && { text: `Tavoite ${draw(1000)}.` }) })), ...Array.from({ length: draw(3) }, () => goal({ text: `Uusi ${draw(1000)}.`, ...(draw(2) && { due: today(draw(400)) }), ...(draw(2) && { measure: { code: "steps", target: draw(9000) } }) }))];
            const services = draw.some([a, b], 2).map(({ id }) => ({ service_id: id, ...(draw(2) && { responsible: `w-${draw(9)}` }), ...(draw(2) && { from: today(-draw(9)), to: today(draw(9)) }) }));
            const body = { kind: draw.of(["support", "care", "self_care", "joint"]), goals, services, review_on: today(draw(500)), client_agrees: draw(2) === 1 };
            const made = expectStatus(await put(client, body, written.length), step ? 200 : 201);
            const { id, client_id: of, version: at_, register, updated_at: when, updated_by: by, ...rest } = made;
            assert.deepEqual({ ...rest, goals: rest.goals.map((each, i) => (goals[i].id ? each : (({ id: own, ...more }) => more)(each))) }, body);
            written.unshift(made);
        }
        assert.deepEqual(await list(client, "versions"), written);
        assert.equal(new Set(written.map(({ id }) => id)).size, 1);
        assert.deepEqual(written.map((each) => each.version), [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
        assert.equal(sql(`SELECT string_agg(type || ' ' || version, ' ' ORDER BY version) FROM event WHERE resource_id = '${written[0].id}'`), ["plan.created 1", ...Array.from({ length: 9 }, (_, i) => `plan.changed ${i + 2}`)].join(" "));
    }
});

test("plan_put__a_goal_that_was_left_out_does_not_come_back_by_its_id", async () => {
    const client = await newClient();
    const { goals: [one, two] } = await make(client, { goals: [goal({ text: "a" }), goal({ text: "b" })] });
    expectStatus(await put(client, plan({ goals: [two] }), 1), 200);
    expectProblem(await put(client, plan({ goals: [two, one] }), 2), 422, "rule_broken", { "/goals/1/id": "unknown_id" });
    expectProblem(await put(client, plan({ goals: [two, two] }), 2), 422, "rule_broken", { "/goals/1/id": "duplicate_key" });
    const other = await newClient();
    expectProblem(await put(other, plan({ goals: [two] })), 422, "rule_broken", { "/goals/0/id": "unknown_id" });
    assert.equal((await read(client)).version, 2);
});

test("plan_put__of_two_goals_changed_by_two_at_once_the_second_is_told_and_nothing_is_mixed", async () => {
    const client = await newClient(), { goals } = await make(client, { goals: [goal({ text: "a" }), goal({ text: "b" })] });
    const change = (i) => put(client, plan({ goals: goals.map((each, k) => (k === i ? { ...each, state: "reached" } : each)) }), 1);
    const answers = await Promise.all([change(0), change(1)]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412]);
    const won = answers.findIndex(({ status }) => status === 200);
    assert.deepEqual((await read(client)).goals.map(({ state }) => state), won === 0 ? ["reached", "planned"] : ["planned", "reached"]);
    assert.equal((await list(client, "versions")).length, 2);
});

test("plan_put__the_same_key_twice_gives_the_first_answer_again_without_a_version", async () => {
    const client = await newClient(), key = { "idempotency-key": `"${randomUUID()}"` };
    const { goals: [{ id }] } = await make(client, { goals: [goal({ measure: { code: "m" } })] });
    const measure = (value) => post(path(client, "/plan/measurements"), { goal_id: id, value }, { headers: key });
    const [once, again] = [await measure(1), await measure(1)];
    assert.deepEqual([once.status, again.status, again.text], [201, 201, once.text]);
    expectStatus(await measure(2), 422);
    assert.equal((await list(client, "measurements")).length, 1);
});

// --- which one is shown ---

test("plan_get__the_joint_one_goes_before_the_own_and_the_own_before_one_on_a_ground", async () => {
    const client = await newClient();
    const own = await make(client, { kind: "care" });
    await give(client);
    assert.equal((await read(client, social)).id, own.id, "on the ground");
    // A register that reads the other's on a ground makes its own by a first version of its own.
    const joint = await newClient();
    const theirs = await make(joint, { kind: "service" }, social);
    await make(joint, { kind: "care" });
    await give(joint), await give(joint, { from_register: "social", to_register: "health" });
    assert.deepEqual([(await read(joint)).kind, (await read(joint, social)).kind], ["care", "service"]);
    expectStatus(await put(joint, plan({ kind: "joint" }), 1, social), 200);
    for (const as of [{}, social]) assert.equal((await read(joint, as)).id, theirs.id);
    const overview = expectStatus(await get(path(joint, "/overview")), 200);
    assert.equal(overview.plan.id, theirs.id);
    // Of the register that keeps it, it becomes its own again, and the other sees its own.
    expectProblem(await put(joint, plan({ kind: "care" }), 2), 422, "rule_broken", { "/kind": "other_register" });
    expectStatus(await put(joint, plan({ kind: "service" }), 2, social), 200);
    assert.deepEqual([(await read(joint)).kind, (await read(joint, social)).kind], ["care", "service"]);
});

test("plan_put__a_second_joint_one_is_none", async () => {
    const client = await newClient();
    await make(client, { kind: "care" }), await make(client, { kind: "joint" }, social);
    // Health care's own is behind the joint one now: what it changes is the joint one.
    const shown = await read(client);
    assert.equal(shown.kind, "joint");
    expectProblem(await put(client, plan({ kind: "joint" }), 0), 412, "stale");
    assert.equal(sql(`SELECT string_agg(kind || ' ' || version, ', ' ORDER BY kind) FROM plan WHERE client_id = '${client.id}'`), "care 1, joint 1");
});

test("plan_put__each_kind_is_its_register_s", async () => {
    for (const [as, wrong] of [[{}, "service"], [social, "care"]])
        for (const kind of ["self_care", "support", "care", "service", "joint"]) {
            const client = await newClient(), answer = await put(client, plan({ kind }), 0, as);
            if (kind === wrong) expectProblem(answer, 422, "rule_broken", { "/kind": "other_register" });
            else assert.equal(expectStatus(answer, 201).register, as.register ?? "health");
        }
});

test("plan__a_ground_that_ends_between_two_readings_ends_there", async () => {
    for (const { day, next, hours } of clockChanges) {
        const client = await newClient();
        await make(client, { kind: "care", goals: [goal({ measure: { code: "m" } })] });
        await give(client, { valid_from: today(), valid_to: day });
        const told = (instant) => at(instant, async ({ get: ask }) => (await Promise.all(["", "/versions", "/measurements"].map((end) => ask(path(client) + end, { as: social })))).map(({ status }) => status));
        assert.deepEqual(await told(lastMinute(day, hours)), [200, 200, 200], day);
        assert.deepEqual(await told(firstMinute(next, hours)), [404, 404, 404], next);
        await give(client, { valid_from: next, valid_to: next });
        assert.deepEqual(await told(firstMinute(next, hours)), [200, 200, 200], `${next} again`);
    }
});

test("plan__of_a_page_begun_on_a_ground_the_next_is_not_told_after_it", async () => {
    const client = await newClient(), { goals: [{ id }] } = await make(client, { kind: "care", goals: [goal({ measure: { code: "m" } })] });
    for (let i = 0; i < 3; i++) expectStatus(await post(path(client, "/plan/measurements"), { goal_id: id, value: i }), 201);
    const ground = await give(client), page = (cursor) => get(path(client, `/plan/measurements?limit=2${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`), { as: social });
    const { items, next_cursor: cursor } = expectStatus(await page(), 200);
    assert.equal(items.length, 2);
    expectStatus(await post(path(client, `/consents/${ground.id}/withdraw`), {}, { headers: version(1) }), 200);
    expectProblem(await page(cursor), 404, "not_found");
    assert.ok(expectStatus(await get(path(client, `/plan/measurements?limit=2`)), 200).next_cursor);
});

test("plan__is_written_with_its_permission_and_of_its_area", async () => {
    const client = await newClient();
    for (const as of [{ role: "director" }, { role: "client", client: client.id }, { scope: "plan:read" }]) expectProblem(await put(client, plan(), 0, as), 403, "forbidden");
    expectProblem(await put(client, plan(), 0, { area: "09" }), 404, "not_found");
    const { goals: [{ id }] } = await make(client, { goals: [goal({ measure: { code: "m" } })] });
    const measure = (as) => post(path(client, "/plan/measurements"), { goal_id: id, value: 1 }, { as });
    for (const as of [{ role: "director" }, { role: "client", client: client.id }, { scope: "plan:read" }]) expectProblem(await measure(as), 403, "forbidden");
    for (const as of [{ area: "09" }, social]) expectProblem(await measure(as), 404, "not_found");
    for (const end of ["", "/versions", "/measurements", "/proposals"]) expectProblem(await get(path(client) + end, { as: { scope: "plan:write" } }), 403, "forbidden");
});

// --- what a document may hold ---

test("plan_put__services_are_of_the_directory_today_or_stood_in_the_plan", async () => {
    const client = await newClient(), good = await service(), ended = await service({ valid_to: today(-1) }), coming = await service({ valid_from: today(1) }), last = await service({ valid_from: today(), valid_to: today() });
    const body = (...ids) => plan({ services: ids.map((service_id) => ({ service_id })) });
    const unknown = expectProblem(await put(client, body(good.id, ended.id, coming.id, randomUUID(), last.id)), 422, "rule_broken").errors;
    assert.deepEqual(unknown.map(({ pointer, code }) => `${pointer} ${code}`), ["/services/1/service_id unknown_service", "/services/2/service_id unknown_service", "/services/3/service_id unknown_service"]);
    expectStatus(await put(client, body(good.id, last.id)), 201);
    const { version: now, code, names, kind, weight } = good;
    expectStatus(await call("PUT", `/v1/services/${good.id}`, { as: keeper, body: { code, unit_id: unit, names, kind, weight, valid_to: today(-1) }, headers: version(now) }), 200);
    expectStatus(await put(client, body(good.id), 1), 200);
    // Beside one that stood there, another that has ended is none.
    for (const ids of [[good.id, ended.id], [last.id, good.id, coming.id]]) expectProblem(await put(client, body(...ids), 2), 422, "rule_broken", { [`/services/${ids.length - 1}/service_id`]: "unknown_service" });
    const [stays] = (await read(client)).services;
    assert.equal(stays.service_id, good.id);
    expectProblem(await put(await newClient(), body(good.id)), 422, "rule_broken", { "/services/0/service_id": "unknown_service" });
});

test("plan_put__a_service_of_one_day_is_no_mistake_and_one_that_ends_before_it_begins_is", async () => {
    const client = await newClient(), { id } = await service(), of = (from, to) => plan({ services: [{ service_id: id, from, to }] });
    expectStatus(await put(client, of(today(), today())), 201);
    expectStatus(await put(client, of(undefined, today(-9)), 1), 200);
    expectProblem(await put(client, of(today(), today(-1)), 2), 422, "rule_broken", { "/services/0/to": "ends_before_start" });
});

test("plan_put__bounds_are_those_of_the_description", async () => {
    const client = await newClient();
    const faults = async (body, wanted) => expectProblem(await put(client, body), 400, "invalid", wanted);
    await faults({}, { "/kind": "required", "/goals": "required", "/services": "required", "/review_on": "required", "/client_agrees": "required" });
    await faults(plan({ goals: [goal({ text: "" }), goal({ text: "x".repeat(1001) }), goal({ state: "done" }), { state: "planned" }, goal({ item: "Bad Item" }), goal({ measure: { code: "m", target: 1000000001, unit: "x".repeat(33) } }), goal({ measure: {} })] }), {
        "/goals/0/text": "too_short", "/goals/1/text": "too_long", "/goals/2/state": "not_in_list", "/goals/3/text": "required", "/goals/4/item": "bad_format", "/goals/5/measure/target": "out_of_range", "/goals/5/measure/unit": "too_long", "/goals/6/measure/code": "required",
    });
    await faults(plan({ kind: "care_plan", review_on: "2026-02-30", client_agrees: "yes", author: "x" }), { "/kind": "not_in_list", "/review_on": "bad_format", "/client_agrees": "wrong_type", "/author": "unknown_member" });
    await faults(plan({ services: [{}, { service_id: "x" }, { service_id: randomUUID(), responsible: "x".repeat(256) }] }), { "/services/0/service_id": "required", "/services/1/service_id": "bad_format", "/services/2/responsible": "too_long" });
    const many = (count) => plan({ goals: Array.from({ length: count }, (_, i) => goal({ text: `${i}` })) });
    await faults(many(51), { "/goals": "too_many" });
    const most = await make(client, { ...many(50), goals: [...many(49).goals, goal({ text: "ä".repeat(1000), measure: { code: "m", target: -1000000000, unit: "x".repeat(32) } })] });
    assert.equal(most.goals[49].text.length, 1000);
});

// --- measurements ---

test("plan_measurement_list__of_one_goal_or_all_gives_what_was_measured_the_latest_first", async () => {
    const draw = drawing(99), client = await newClient();
    const { goals } = await make(client, { goals: Array.from({ length: 3 }, (_, i) => goal({ text: `${i}`, measure: { code: `m${i}` } })) });
    const taken = [];
    for (let i = 0; i < 30; i++) {
        const goal_id = draw.of(goals).id, value = draw(2000) - 1000, when = new Date(Date.now() - 3600000 * draw(40) - 1000).toISOString();
        taken.push(expectStatus(await post(path(client, "/plan/measurements"), { goal_id, value, at: when }), 201));
    }
    const order = (a, b) => b.at.localeCompare(a.at) || b.recorded_at.localeCompare(a.recorded_at) || b.id.localeCompare(a.id);
    for (const goal_id of [undefined, ...goals.map(({ id }) => id), randomUUID()]) {
        const items = [], wanted = taken.filter((each) => !goal_id || each.goal_id === goal_id).sort(order).map(({ id }) => id);
        for (let cursor = ""; cursor !== null; ) {
            const page = expectStatus(await get(path(client, `/plan/measurements?limit=4&total=true${goal_id ? `&goal_id=${goal_id}` : ""}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)), 200);
            assert.equal(page.total, wanted.length);
            items.push(...page.items);
            cursor = page.next_cursor;
        }
        assert.deepEqual(items.map(({ id }) => id), wanted);
    }
    assert.deepEqual(await list(await (async () => (await make(client, {}, social), client))(), "measurements", social), []);
});

test("plan_measure__takes_the_present_and_nothing_to_come_by_the_service_s_clock", async () => {
    const client = await newClient(), { goals: [{ id }] } = await make(client, { goals: [goal({ measure: { code: "m" } })] });
    const { day, hours } = clockChanges[0], now = lastMinute(day, hours), later = new Date(Date.parse(now) + 1000).toISOString();
    await at(now, async ({ post: send }) => {
        const measure = (body) => send(path(client, "/plan/measurements"), { goal_id: id, value: 1, ...body });
        expectProblem(await measure({ at: later }), 422, "rule_broken", { "/at": "in_the_future" });
        assert.equal(Date.parse(expectStatus(await measure({ at: now }), 201).at), Date.parse(now));
        assert.equal(Date.parse(expectStatus(await measure({}), 201).at), Date.parse(now));
        expectProblem(await measure({ value: 1000000001 }), 400, "invalid", { "/value": "out_of_range" });
        expectProblem(await measure({ value: 1.5 }), 400, "invalid", { "/value": "wrong_type" });
    });
});

test("plan_measure__at_once_from_many_loses_none", async () => {
    const client = await newClient(), { goals: [{ id }] } = await make(client, { kind: "joint", goals: [goal({ measure: { code: "m" } })] });
    const answers = await Promise.all(Array.from({ length: 40 }, (_, value) => post(path(client, "/plan/measurements"), { goal_id: id, value }, { as: value % 2 ? social : {} })));
    assert.ok(answers.every(({ status }) => status === 201));
    assert.deepEqual((await list(client, "measurements?limit=200")).map(({ value }) => value).sort((a, b) => a - b), Array.from({ length: 40 }, (_, i) => i));
    assert.equal(sql(`SELECT count(*) FROM event WHERE type = 'plan.measured' AND resource_id = (SELECT id FROM plan WHERE client_id = '${client.id}')`), "40");
});

await finish();
