#!/usr/bin/env node
// Recall: a client's risk class, the day of the next check-up, the reason of each change, and the duty that
// it becomes.
import { assert, call, expectProblem, expectStatus, finish, get, newClient, post, test } from "./service.mjs";
import { today } from "./support.mjs";

const nurse = { sub: "recall-nurse" }, worker = { sub: "recall-worker", register: "social" };
const first = { "if-none-match": "*" }, version = (number) => ({ "if-match": `"${number}"` });
function months(count) {
    const [year, month, day] = today().split("-").map(Number);
    const last = new Date(Date.UTC(year, month - 1 + count + 1, 0)).getUTCDate();
    return new Date(Date.UTC(year, month - 1 + count, Math.min(day, last))).toISOString().slice(0, 10);
}
const path = (client) => `/v1/clients/${client.id}/recall`;
const put = (client, body, headers = first, as = nurse) => call("PUT", path(client), { as, body, headers });
const read = async (client, as = nurse) => expectStatus(await get(path(client), { as }), 200);

async function assessed() {
    const client = await newClient(nurse);
    expectStatus(await post(`/v1/clients/${client.id}/assessments`, { register: "health", coping: "easy", need: "few", duration: "occasional", flags: { special_support: false } }, { as: nurse }), 201);
    return client;
}
const duties = async (client, as = nurse) => expectStatus(await get(`/v1/clients/${client.id}/segment`, { as }), 200).open_duties;

test("recall_class_list__tells_classes_with_their_months_in_three_languages", async () => {
    const { items } = expectStatus(await get("/v1/recall-classes", { as: nurse }), 200);
    assert.deepEqual(items.filter(({ register }) => register === "health").map(({ code, interval_months }) => [code, interval_months]), [["oral_low", 24], ["oral_raised", 12], ["oral_high", 6], ["oral_very_high", 3]]);
    for (const { names } of items) assert.ok(names.fi && names.sv && names.en);
});

test("recall_put__reckons_the_day_from_the_class_or_takes_the_one_given", async () => {
    for (const [risk_class, count] of [["oral_low", 24], ["oral_raised", 12], ["oral_high", 6], ["oral_very_high", 3]]) {
        const made = expectStatus(await put(await newClient(nurse), { risk_class }), 201);
        assert.deepEqual([made.next_on, made.interval_months, made.due, made.version], [months(count), count, false, 1], risk_class);
    }
    assert.equal(expectStatus(await put(await newClient(nurse), { risk_class: "oral_low", next_on: today(40) }), 201).next_on, today(40));
    const none = expectStatus(await put(await newClient(nurse), { risk_class: "no_recall" }), 201);
    assert.deepEqual([none.next_on, none.due], [undefined, false]);
});

test("recall_put__a_change_takes_a_reason_and_every_version_stays", async () => {
    const client = await newClient(nurse);
    expectStatus(await put(client, { risk_class: "oral_low", next_on: today(10) }), 201);
    expectProblem(await put(client, { risk_class: "oral_high" }, version(1)), 422, "rule_broken", { "/reason": "required" });
    expectStatus(await put(client, { risk_class: "oral_high", reason: "Kaksi uutta vauriota" }, version(1)), 200);
    const { history, version: now, risk_class } = await read(client);
    assert.deepEqual([now, risk_class], [2, "oral_high"]);
    assert.deepEqual(history.map((step) => [step.version, step.risk_class, step.reason, step.by.sub]), [[2, "oral_high", "Kaksi uutta vauriota", nurse.sub], [1, "oral_low", undefined, nurse.sub]]);
    assert.equal(history[1].next_on, today(10));
});

test("recall_put__tells_every_fault", async () => {
    const client = await newClient(nurse);
    expectProblem(await put(client, { risk_class: "none_such", next_on: today(-1) }), 422, "rule_broken", { "/risk_class": "not_in_list", "/next_on": "in_the_past" });
    expectProblem(await put(client, { risk_class: "oral_low", next_on: "2099-01-01" }), 422, "rule_broken", { "/next_on": "out_of_range" });
    expectProblem(await put(client, { risk_class: "no_recall", next_on: today(1) }), 422, "rule_broken", { "/next_on": "not_with_this_kind" });
    expectProblem(await put(client, { risk_class: "oral_low" }, first, worker), 422, "rule_broken", { "/risk_class": "other_register" });
    expectProblem(await put(client, { risk_class: "Bad Class", reason: "", who: 1 }), 400, "invalid", { "/risk_class": "bad_format", "/reason": "too_short", "/who": "unknown_member" });
    expectProblem(await get(path(client), { as: nurse }), 404, "not_found");
});

test("recall_put__two_at_a_time_lose_no_change", async () => {
    const client = await newClient(nurse);
    expectProblem(await put(client, { risk_class: "oral_low" }, {}), 428, "precondition_missing");
    const firsts = await Promise.all(Array.from({ length: 10 }, () => put(client, { risk_class: "oral_low" })));
    assert.deepEqual(firsts.map(({ status }) => status).sort(), [201, ...Array(9).fill(412)]);
    const later = await Promise.all(Array.from({ length: 10 }, (_, i) => put(client, { risk_class: "oral_high", reason: `muutos ${i}` }, version(1))));
    assert.deepEqual(later.map(({ status }) => status).sort(), [200, ...Array(9).fill(412)]);
    assert.equal((await read(client)).history.length, 2);
});

test("recall_due__is_a_duty_from_its_day_on_and_not_before", async () => {
    const client = await assessed(), codes = async () => (await duties(client)).map(({ code }) => code);
    expectStatus(await put(client, { risk_class: "oral_low", next_on: today(1) }), 201);
    assert.ok(!(await codes()).includes("recall_due"));
    expectStatus(await put(client, { risk_class: "oral_low", next_on: today(), reason: "Aikaistettiin" }, version(1)), 200);
    const due = (await duties(client)).find(({ code }) => code === "recall_due");
    assert.deepEqual([due.since, due.text], [today(), "Asiakas on kutsuttava tarkastukseen."]);
    assert.equal((await read(client)).due, true);
    assert.ok(!(await duties(client, nurse)).some(({ code, since }) => code === "recall_due" && since !== today()));
    expectStatus(await put(client, { risk_class: "oral_low", reason: "Tarkastus tehty" }, version(2)), 200);
    assert.ok(!(await codes()).includes("recall_due"));
});

test("recall__is_part_of_the_overview_and_of_the_client_s_own_view", async () => {
    const client = await assessed();
    assert.equal(expectStatus(await get(`/v1/clients/${client.id}/overview`, { as: nurse }), 200).recall, undefined);
    expectStatus(await put(client, { risk_class: "oral_raised", next_on: "2035-03-05" }), 201);
    const { recall } = expectStatus(await get(`/v1/clients/${client.id}/overview`, { as: nurse, headers: { "accept-language": "sv" } }), 200);
    assert.deepEqual([recall.risk_class, recall.risk_class_name, recall.next_on, recall.history], ["oral_raised", "Munhälsa: förhöjd risk", "2035-03-05", undefined]);
    const as = { role: "client", client: client.id };
    const own = async () => expectStatus(await get(`/v1/clients/${client.id}/journey`, { as }), 200).items.find(({ kind }) => kind === "recall");
    assert.equal((await own()).next, "Sinut kutsutaan tarkastukseen. Viimeistään 5.3.2035.");
    expectStatus(await put(client, { risk_class: "oral_raised", next_on: today(), reason: "Aika" }, version(1)), 200);
    assert.deepEqual([(await own()).text, (await own()).by], ["On tarkastuksesi aika.", undefined]);
    assert.equal((await read(client, as)).risk_class, "oral_raised");
});

test("recall__of_the_other_register_is_not_there_without_a_ground", async () => {
    const client = await newClient(nurse);
    expectStatus(await put(client, { risk_class: "oral_high" }), 201);
    expectProblem(await get(path(client), { as: worker }), 404, "not_found");
    assert.equal(expectStatus(await get(`/v1/clients/${client.id}/overview`, { as: worker }), 200).recall, undefined);
    expectStatus(await post(`/v1/clients/${client.id}/consents`, { kind: "consent", from_register: "health", to_register: "social", purpose: "Yhteinen työ", given_by: "client", scope: { resources: ["recall"] } }, { as: nurse }), 201);
    assert.equal((await read(client, worker)).risk_class, "oral_high");
    expectProblem(await put(client, { risk_class: "no_recall", reason: "x" }, version(1), worker), 412, "stale");
    const used = expectStatus(await get(`/v1/clients/${client.id}/access-report?resource=recall`, { as: { role: "auditor" } }), 200).items;
    assert.deepEqual(used.filter(({ kind }) => kind !== "refused").map(({ kind, ground }) => `${kind} ${ground}`), ["read consent", "create own_register"]);
});

await finish();
