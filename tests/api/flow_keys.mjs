#!/usr/bin/env node
// Every operation of referrals, consultations, contacts and meetings that takes an Idempotency-Key: said
// twice it is done once and answered alike; said at once by many, once; and a key is its caller's, of one body.
import { randomUUID } from "node:crypto";
import { assert, call, expectStatus, finish, newClient, test } from "./service.mjs";
import { clientOf, code, contactTo, send, service, unit, world } from "./referral_world.mjs";
import { ASKED_FOR, description, sql, today } from "./support.mjs";

const w = world(), client = await clientOf(w.nurse), desk = unit(code("desk"), { register: "health" }), clinic = service(code("clinic"), desk, { kind: "health" });
const expert = { sub: "key-expert", unit: desk.code, register: "health" }, chair = { ...w.lead, sub: "key-chair" };
const meeting = expectStatus(await call("POST", "/v1/consultation-meetings", { as: chair, body: { unit_id: w.centre.id, names: { fi: "x", sv: "x", en: "x" }, rule: "FREQ=DAILY", starts_at: `${today(1)}T09:00`, on_holiday: "skip" } }), 201);
const days = (await Promise.all([call("GET", `/v1/consultation-meetings/${meeting.id}/occurrences?from=${today(1)}&to=${today(60)}`, { as: chair })]))[0].json.items.filter(({ state }) => state === "scheduled").map(({ date }) => date);

const made = async (as, path, body, version) => expectStatus(await call("POST", path, { as, body, headers: version ? { "if-match": `"${version}"` } : {} }), version ? 200 : 201);
const referred = async (...steps) => {
    const { id } = await send(w.nurse, contactTo(client, { unit_id: w.social.id }, { rule: "social_decision" }));
    for (const [action, body] of steps) await made(w.socialWorker, `/v1/referrals/${id}/${action}`, body ?? {}, "*").catch(async () => call("POST", `/v1/referrals/${id}/${action}`, { as: w.socialWorker, body, headers: { "if-match": "*" } }));
    return `/v1/referrals/${id}`;
};
const question = { to: { service_id: clinic.id }, question: "Mikä ryhmä sopii?", anonymous: true };
const asked = async (...steps) => {
    const { id } = await made(w.nurse, "/v1/consultations", question);
    for (const [as, action, body] of steps) expectStatus(await call("POST", `/v1/consultations/${id}/${action}`, { as, body, headers: { "if-match": "*" } }), 200);
    return `/v1/consultations/${id}`;
};
const advice = { kind: "advice", text: "Näin." }, contact = { register: "health", channel: "phone", urgency: "urgent", client_id: client.id, need: { classes: [] } };
let day = 0;
const place = () => `/v1/consultation-meetings/${meeting.id}/occurrences/${days[day++ % days.length]}`;
const brought = async (kind = "cases") => {
    const at = place(), { id } = await made(chair, `${at}/${kind}`, kind === "cases" ? { title: "Asia", question: "Mitä nyt?" } : { kind: "phenomenon", title: "Ilmiö" });
    return `${at}/${kind}/${id}`;
};

// operationId: what is said each time: [who, path, body]; all of them want or may have If-Match.
const CALLS = {
    referral_create: async () => [w.nurse, "/v1/referrals", contactTo(client, { unit_id: w.social.id })],
    referral_move: async () => [w.socialWorker, `${await referred()}/receive`, {}],
    referral_message_create: async () => [w.nurse, `${await referred()}/messages`, { text: "Hei." }],
    consultation_create: async () => [w.nurse, "/v1/consultations", question],
    consultation_answer: async () => [expert, `${await asked()}/answer`, advice],
    consultation_ask_more: async () => [expert, `${await asked()}/ask_more`, { text: "Kauanko?" }],
    consultation_give_more: async () => [w.nurse, `${await asked([expert, "ask_more", { text: "Kauanko?" }])}/give_more`, { text: "Viikon." }],
    consultation_close: async () => [w.nurse, `${await asked([expert, "answer", advice])}/close`, {}],
    consultation_withdraw: async () => [w.nurse, `${await asked()}/withdraw`, {}],
    consultation_reopen: async () => [w.nurse, `${await asked([expert, "answer", advice])}/reopen`, { reason: "Muuttui." }],
    consultation_assign: async () => [expert, `${await asked()}/assign`, {}],
    consultation_release: async () => [expert, `${await asked([expert, "assign", {}])}/release`, {}],
    consultation_convert: async () => {
        const { id } = await made(w.nurse, "/v1/consultations", { ...question, anonymous: false, client_id: (await newClient(w.nurse)).id, authorised_to_convert: true });
        return [expert, `/v1/consultations/${id}/convert`, { kind: "guidance" }];
    },
    consultation_message_create: async () => [w.nurse, `${await asked()}/messages`, { text: "Hei." }],
    contact_create: async () => [w.nurse, "/v1/contacts", contact],
    contact_outcome: async () => [w.nurse, `/v1/contacts/${(await made(w.nurse, "/v1/contacts", contact)).id}/outcome`, { kind: "guided" }],
    meeting_create: async () => [chair, "/v1/consultation-meetings", { unit_id: w.centre.id, names: { fi: "y", sv: "y", en: "y" }, rule: "FREQ=DAILY", starts_at: `${today(1)}T09:00`, on_holiday: "skip" }],
    meeting_case_create: async () => [chair, `${place()}/cases`, { title: "Asia", question: "Mitä nyt?" }],
    meeting_case_outcome: async () => [chair, `${await brought()}/outcome`, { advice: "Näin." }],
    meeting_case_withdraw: async () => [chair, `${await brought()}/withdraw`, undefined],
    meeting_topic_create: async () => [chair, `${place()}/topics`, { kind: "phenomenon", title: "Ilmiö" }],
    meeting_topic_withdraw: async () => [chair, `${await brought("topics")}/withdraw`, undefined],
};

const operations = Object.values(description.paths).flatMap(Object.values).filter((operation) => operation["x-idempotent"]);
const steps = () => sql(`SELECT (SELECT count(*) FROM move) || ' ' || (SELECT count(*) FROM event WHERE ${ASKED_FOR}) || ' ' || (SELECT count(*) FROM audit_event WHERE kind IN ('create', 'change'))`).split(" ").map(Number);
const grown = (before) => steps().map((count, i) => count - before[i]);

for (const [id, begin] of Object.entries(CALLS)) {
    if (!operations.some(({ operationId }) => operationId === id)) continue;
    const say = ([as, path, body], key) => call("POST", path, { as, body, headers: { "if-match": "*", "idempotency-key": `"${key}"` } });

    test(`${id}__said_twice_with_one_key_is_done_once_and_answered_alike`, async () => {
        const what = await begin(), key = randomUUID(), before = steps(), first = await say(what, key), once = grown(before), again = await say(what, key);
        assert.ok([200, 201].includes(first.status), first.text);
        assert.deepEqual([again.status, again.text, again.headers.get("etag"), again.headers.get("location")], [first.status, first.text, first.headers.get("etag"), first.headers.get("location")]);
        assert.deepEqual(grown(before).slice(0, 2), once.slice(0, 2), "a step or an event came twice");
        const [as, path, body] = what, other = await say([as, path, { ...body, colour: "red" }], key);
        assert.ok(other.status >= 400, `another body under the key: ${other.status}`);
    });

    test(`${id}__said_by_many_at_once_with_one_key_is_done_once`, async () => {
        const what = await begin(), key = randomUUID(), before = steps();
        const answers = await Promise.all(Array.from({ length: 6 }, () => say(what, key))), good = answers.filter(({ status }) => status < 300);
        assert.ok(good.length > 0 && answers.every(({ status }) => status < 300 || status === 409), answers.map(({ status }) => status).join());
        assert.equal(new Set(good.map(({ text }) => text)).size, 1, "they are answered alike");
        const once = grown(before), next = await begin(), between = steps();
        await say(next, randomUUID());
        assert.deepEqual(once.slice(0, 2), grown(between).slice(0, 2), "as much is written as of one");
    });
}

test("keys__of_every_operation_that_takes_one_are_looked_at", () => {
    const rooms = operations.map(({ operationId }) => operationId).filter((id) => /^(referral|consultation|contact|meeting_case|meeting_topic)_/.test(id));
    const elsewhere = ["referral_replace", "meeting_case_defer", "meeting_case_follow_up", "meeting_topic_defer", "referral_route", "consultation_read"];
    assert.deepEqual(rooms.filter((id) => !CALLS[id] && !elsewhere.includes(id)), []);
});

await finish();
