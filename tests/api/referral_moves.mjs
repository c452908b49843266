#!/usr/bin/env node
// Every action on a referral in every state by everybody: what is offered is exactly what is accepted,
// both are what the domain's description says, and a caller who may not make a move is told why.
import { assert, call, expectStatus, finish, get, post, test } from "./service.mjs";
import { clientOf, code, contactTo, move, moved, outcome, read, send, service, unit, world } from "./referral_world.mjs";
import { ACTIONS, after, bodyOf, heard, reason, sees } from "./referral_model.mjs";
import { description, sql, today } from "./support.mjs";

const w = world(), far = unit(code("far"), { register: "social" }), ward = unit(code("ward"), { register: "health" }), other = unit(code("other"), { register: "social" });
const group = service(code("group"), w.centre, { kind: "third_sector", takes_referrals: false });
const callers = {
    sender: w.nurse, "who sent it and works elsewhere now": { ...w.nurse, unit: ward.code }, "sender's colleague": w.doctor, "sender's coordinator": { ...w.lead, unit: ward.code }, "another of the sender's register": { sub: "ward", unit: ward.code, register: "health" },
    "a system of the sender's register": { sub: "ehr-h", register: "health" }, receiver: w.socialWorker, "receiver's colleague": w.colleague,
    "receiver's coordinator": { ...w.coordinator, unit: far.code }, "another of the receiver's register": { sub: "far", unit: far.code, register: "social" },
    "a system of the receiver's register": { sub: "ehr-s", register: "social" },
};
const draft = { kind: "social_contact", to: { unit_id: w.social.id }, need: "Vuokra on maksamatta.", urgency: "non_urgent", rules: ["social_decision"] };

const made = async (more = {}, sent = true) => {
    const body = contactTo(await clientOf(w.nurse), { unit_id: w.social.id }, { rule: "social_decision", ...more });
    return sent ? send(w.nurse, body) : expectStatus(await post("/v1/referrals", body, { as: w.nurse }), 201);
};
const walk = async (steps, more) => {
    let referral = await made(more);
    for (const [as, action, body] of steps) referral = await moved(as, referral, action, body ?? bodyOf(action, { other: w.social }));
    return referral;
};
const by = (...actions) => actions.map((action) => [w.socialWorker, action]);

// Everything that can be true of a record beside its state: whose it is, whether its clock stands, who has still to see it.
const situations = {
    draft: { make: () => made({}, false) },
    "draft without a clock": { make: () => made({ rule: undefined }, false), clocks: false },
    sent: { make: () => made() },
    "sent without a clock": { make: () => made({ rule: undefined }), clocks: false },
    "sent and standing still": { make: () => walk(by("pause")), paused: true },
    redirected: { make: async () => walk([[w.socialWorker, "redirect", { ...reason, to: { unit_id: other.id } }], [w.coordinator, "redirect", { ...reason, to: { unit_id: w.social.id } }]]) },
    received: { make: () => walk(by("receive")) },
    "received and taken": { make: () => walk(by("receive", "assign")), assignee: w.socialWorker.sub },
    accepted: { make: () => walk(by("receive", "accept")) },
    "accepted and given to who is elsewhere": { make: () => walk([...by("receive", "accept"), [w.coordinator, "assign", { assignee: "far" }]]), assignee: "far" },
    in_progress: { make: () => walk(by("receive", "accept", "start")), assignee: w.socialWorker.sub },
    "in_progress and left": { make: () => walk(by("receive", "accept", "start", "release")) },
    returned: { make: () => walk(by("return")) },
    completed: { make: () => walk(by("receive", "accept", "start", "complete")), assignee: w.socialWorker.sub, unseen: "sender" },
    "completed and seen": { make: () => walk([...by("receive", "accept", "start", "complete"), [w.nurse, "acknowledge"]]), assignee: w.socialWorker.sub },
    declined: { make: () => walk(by("assign", "decline")), unseen: "sender" },
    cancelled: { make: () => walk([[w.nurse, "cancel", reason]]), unseen: "receiver" },
    "cancelled before it was sent": { make: async () => moved(w.nurse, await made({}, false), "cancel", reason) },
    "handed over": { make: () => made({ kind: "third_sector", to: { service_id: group.id } }), handed: true },
    "handed over and told": { make: async () => moved(w.nurse, await made({ kind: "third_sector", to: { service_id: group.id } }), "complete", { outcome }), handed: true },
    "handed over and cancelled": { make: async () => moved(w.nurse, await made({ kind: "third_sector", to: { service_id: group.id } }), "cancel", reason), handed: true },
};

const columns = sql("SELECT string_agg(column_name, ',') FROM information_schema.columns WHERE table_schema = 'asiakkuus' AND table_name = 'referral'");
const rows = (table, id) => sql(`SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]') FROM asiakkuus.${table} t WHERE t.resource_id = '${id}'`).replaceAll("'", "''");
// A function that puts the record back as it is now, whatever was done since.
function keep({ id, version }) {
    const record = sql(`SELECT to_jsonb(r) FROM asiakkuus.referral r WHERE id = '${id}'`).replaceAll("'", "''");
    const beside = ["deadline", "deadline_stop"].map((table) => [table, rows(table, id)]);
    return () => sql(`BEGIN; DELETE FROM asiakkuus.move WHERE resource_id = '${id}' AND version > ${version};
        UPDATE asiakkuus.referral SET (${columns}) = (SELECT ${columns} FROM jsonb_populate_record(NULL::asiakkuus.referral, '${record}')) WHERE id = '${id}';
        ${beside.map(([table, kept]) => `DELETE FROM asiakkuus.${table} WHERE resource_id = '${id}'; INSERT INTO asiakkuus.${table} SELECT * FROM jsonb_populate_recordset(NULL::asiakkuus.${table}, '${kept}')`).join("; ")}; COMMIT`);
}

const attempt = (as, referral, action) => (action === "edit"
    ? call("PUT", `/v1/referrals/${referral.id}`, { as, headers: { "if-match": `"${referral.version}"` }, body: referral.kind === "third_sector" ? { ...draft, kind: "third_sector", to: { service_id: group.id } } : draft })
    : move(as, referral, action, bodyOf(action, { other })));

async function lookAt(name, { make, ...known }) {
    const referral = await make(), putBack = keep(referral);
    const it = { state: referral.state, version: referral.version, from: w.centre.code, to: w.social.code, maker: w.nurse.sub, clocks: true, ...known };
    assert.deepEqual([referral.assignee, referral.unseen], [it.assignee, it.unseen], `${name}: the situation is what it says`);
    for (const [who, as] of Object.entries(callers)) {
        const about = `${name}, by ${who}`;
        const expected = Object.fromEntries(ACTIONS.map((action) => [action, heard(it, as, action)]));
        const shown = await get(`/v1/referrals/${referral.id}`, { as });
        assert.equal(shown.status, sees(it, as) ? 200 : 404, about);
        const open = ACTIONS.filter((action) => expected[action] === 200);
        if (sees(it, as)) assert.deepEqual([...shown.json.available_actions].sort(), [...open].sort(), `${about}: offered`);
        const refused = ACTIONS.filter((action) => expected[action] !== 200);
        const answers = await Promise.all(refused.map((action) => attempt(as, referral, action)));
        assert.deepEqual(answers.map(({ status }, i) => `${refused[i]} ${status}`), refused.map((action) => `${action} ${expected[action]}`), `${about}: refused`);
        for (const action of open) {
            const now = expectStatus(await attempt(as, referral, action), 200), next = after(it, as, action, { other });
            assert.deepEqual([now.state, now.version, now.assignee, now.unseen], [next.state, next.version, next.assignee, next.unseen], `${about}: ${action}`);
            putBack();
        }
    }
}

for (const [name, situation] of Object.entries(situations))
    test(`referral_actions__of_one_${name.replaceAll(" ", "_")}_are_exactly_what_is_accepted`, () => lookAt(name, situation));

test("referral_actions__are_looked_at_in_every_state", () => {
    const states = new Set(Object.keys(situations).map((name) => name.split(" ")[0]));
    assert.deepEqual(description.components.schemas.ReferralState.enum.filter((state) => !states.has(state)), []);
});

test("referral_actions__of_who_may_only_read_are_none", async () => {
    const referral = await walk(by("receive"));
    for (const as of [w.nurse, w.socialWorker]) {
        const reader = { ...as, scope: "referral:read" };
        assert.deepEqual((await read(reader, referral)).available_actions, []);
        for (const action of ACTIONS) assert.equal((await attempt(reader, referral, action)).status, 403, action);
    }
    assert.equal((await read(w.nurse, referral)).version, referral.version);
});

test("referral_actions__a_refused_move_leaves_no_step_no_event_and_no_change", async () => {
    const referral = await walk(by("receive"));
    const left = () => sql(`SELECT (SELECT count(*) FROM move WHERE resource_id = '${referral.id}'), (SELECT count(*) FROM event WHERE resource_id = '${referral.id}'),
        (SELECT count(*) FROM audit_event WHERE resource_id = '${referral.id}' AND kind = 'change'), (SELECT md5(r::text) FROM referral r WHERE id = '${referral.id}')`);
    const before = left();
    for (const [as, action, status, body] of [[w.nurse, "accept", 403], [w.socialWorker, "start", 409], [w.socialWorker, "decline", 422, {}], [w.socialWorker, "redirect", 422, reason],
        [w.socialWorker, "redirect", 422, { ...reason, to: { unit_id: group.id } }], [w.socialWorker, "assign", 403, { assignee: "somebody" }], [w.socialWorker, "release", 409], [w.nurse, "urgency", 400, { ...reason, urgency: "soon" }],
        [w.socialWorker, "pause", 422, {}], [w.socialWorker, "resume", 409], [w.socialWorker, "approve", 404]])
        assert.equal((await move(as, referral, action, body ?? bodyOf(action))).status, status, action);
    assert.equal((await move(w.socialWorker, { ...referral, version: 2 }, "accept")).status, 412);
    assert.equal(left(), before);
});

test("referral_pause__planned_ahead_can_be_taken_back", async () => {
    let referral = await moved(w.socialWorker, await made(), "pause", { stop: { from: today(5), to: today(9), reason: "client_wish" } });
    assert.ok(referral.available_actions.includes("resume") && referral.available_actions.includes("pause"), "it runs, and the stop ahead is known");
    referral = await moved(w.socialWorker, referral, "resume");
    assert.ok(!referral.available_actions.includes("resume"));
    assert.deepEqual(referral.deadlines[0].stops, [], "it never was");
    for (const action of ["pause", "resume"]) referral = await moved(w.socialWorker, referral, action, bodyOf(action));
    assert.deepEqual(referral.deadlines[0].stops, [], "nor was one that ended on the day it began");
});

await finish();
