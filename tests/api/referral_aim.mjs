#!/usr/bin/env node
// Where a referral may go: every kind to every sort of receiver from both registers, with and without a
// ground and a register of its own, by a plain reading of the rules; when it is made, sent and redirected.
import { assert, call, expectProblem, expectStatus, finish, get, post, test } from "./service.mjs";
import { clientOf, code, move, moved, service, unit, world } from "./referral_world.mjs";
import { reason } from "./referral_model.mjs";
import { description, sql, today } from "./support.mjs";

const w = world(), common = unit(code("common")), ward = unit(code("ward"), { register: "health" }), clients = { health: await clientOf(w.nurse), social: await clientOf(w.socialWorker) };
const senders = { health: w.nurse, social: w.socialWorker };
const receivers = {
    "a unit of health": { to: { unit_id: ward.id }, register: "health", unit: ward },
    "a unit of social services": { to: { unit_id: w.social.id }, register: "social", unit: w.social },
    "a unit of no register": { to: { unit_id: common.id }, unit: common },
    "a service of health": { to: { service_id: service(code("h"), w.centre, { kind: "health" }).id }, register: "health", unit: w.centre },
    "a service of social services": { to: { service_id: service(code("s"), w.social, { kind: "social" }).id }, register: "social", unit: w.social },
    "a group of others": { to: { service_id: service(code("g"), common, { kind: "group" }).id }, unit: common },
    "the third sector": { to: { service_id: service(code("t"), common, { kind: "third_sector", takes_referrals: false }).id }, unit: common, closed: true },
};
const OF_KIND = { health_referral: "health", social_contact: "social", service_need_assessment: "social" };
const HANDED = ["third_sector", "digital"];

// What is wrong with it, and which register it goes into.
function judged({ kind, receiver, from, ground, said }) {
    const faults = new Set(), handed = HANDED.includes(kind), own = receiver.register, byKind = OF_KIND[kind], wanted = own ?? byKind;
    if (receiver.closed && !handed) faults.add("/to/service_id takes_no_referrals");
    if (handed) return { faults, register: undefined };
    if (wanted && said && said !== wanted) faults.add("/to_register register_mismatch");
    if (own && byKind && own !== byKind) faults.add("/to register_mismatch");
    const register = said ?? wanted ?? from;
    // Into the other register only on a ground; into social services the law gives one for a contact.
    if (register !== from && !ground && byKind !== "social") faults.add("/ground ground_needed");
    return { faults, register, law: register !== from && !ground };
}
const told = (answer) => (answer.json.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`).sort();

for (const kind of description.components.schemas.ReferralKind.enum)
    test(`referral_create__of_kind_${kind}_goes_where_the_rules_let_it`, async () => {
        const tries = Object.entries(receivers).flatMap(([name, receiver]) => ["health", "social"].flatMap((from) => [undefined, { kind: "consent" }, { kind: "law", basis: "Laki" }].flatMap((ground) =>
            [undefined, "health", "social"].map((said) => ({ name, kind, receiver, from, ground, said })))));
        const answers = await Promise.all(tries.map(({ receiver, from, ground, said }) => post("/v1/referrals",
            { client_id: clients[from].id, kind, to: receiver.to, need: "Tarve.", urgency: "urgent", from_register: from, to_register: said, ground }, { as: senders[from] })));
        let taken = 0;
        answers.forEach((answer, i) => {
            const { faults, register, law } = judged(tries[i]), about = JSON.stringify({ ...tries[i], receiver: undefined });
            assert.equal(answer.status, faults.size ? 422 : 201, `${about}: ${answer.text}`);
            if (faults.size) return assert.deepEqual(told(answer), [...faults].sort(), about);
            taken++;
            assert.equal(answer.json.to_register, register, about);
            assert.deepEqual(answer.json.ground, law ? { kind: "law", basis: "Sosiaalihuoltolaki 1301/2014, 35 §" } : tries[i].ground, about);
            assert.equal(answer.json.to.unit_id, tries[i].receiver.unit.id, "the service's unit has it");
        });
        assert.ok(taken > 5, `only ${taken} were taken`);
    });

test("referral_redirect__goes_where_the_rules_let_it_and_keeps_its_ground", async () => {
    for (const [name, receiver] of Object.entries(receivers))
        for (const said of [undefined, "health", "social"]) {
            const made = expectStatus(await post("/v1/referrals", { client_id: clients.health.id, kind: "guidance", to: { unit_id: common.id }, need: "Tarve.", urgency: "urgent", from_register: "health", to_register: "social", ground: { kind: "consent" }, send: true }, { as: w.nurse }), 201);
            const as = { ...w.coordinator, unit: common.code }, body = { ...reason, to: receiver.to, to_register: said }, wanted = receiver.register, about = `${name} ${said}`;
            const answer = await move(as, made, "redirect", body), same = receiver.to.unit_id === common.id;
            const faults = [receiver.closed && "/to/service_id takes_no_referrals", same && "/to same_receiver", wanted && said && said !== wanted && "/to_register register_mismatch"].filter(Boolean).sort();
            assert.equal(answer.status, faults.length ? 422 : 200, `${about}: ${answer.text}`);
            if (faults.length) assert.deepEqual(told(answer), faults, about);
            else assert.deepEqual([answer.json.to_register, answer.json.ground, answer.json.to.unit_id, answer.json.history.at(-1).detail], [said ?? wanted ?? "health", { kind: "consent" }, receiver.unit.id, receiver.to.service_id ?? receiver.to.unit_id], about);
        }
});

test("referral__into_another_register_is_read_there_and_left_behind_when_it_goes_back", async () => {
    const body = { client_id: clients.health.id, kind: "guidance", to: { unit_id: w.social.id }, need: "Tarve.", urgency: "urgent", from_register: "health", ground: { kind: "law", basis: "Laki" }, send: true };
    const made = expectStatus(await post("/v1/referrals", body, { as: w.nurse }), 201), path = `/v1/referrals/${made.id}`;
    assert.equal((await get(path, { as: w.socialWorker })).status, 200);
    const back = await moved(w.socialWorker, made, "redirect", { ...reason, to: { unit_id: w.centre.id } });
    assert.equal(back.to_register, "health");
    assert.equal((await get(path, { as: w.socialWorker })).status, 404, "the register that it left reads it no more");
    assert.equal((await get(path, { as: w.doctor })).status, 200);
});

test("referral__both_sides_read_the_same_of_it_and_the_client_nothing", async () => {
    const body = { client_id: clients.health.id, kind: "social_contact", to: { unit_id: w.social.id }, need: "Vuokra on maksamatta.", urgency: "urgent", from_register: "health", rule: "social_decision", attachments: [{ system: "apotti", reference: "doc-1", title: "Lausunto" }], send: true };
    let made = expectStatus(await post("/v1/referrals", body, { as: w.nurse }), 201);
    for (const [as, action, more] of [[w.socialWorker, "receive"], [w.socialWorker, "return", { reason: "Mikä vuokra?" }], [w.nurse, "resend"], [w.socialWorker, "decline", { reason: "Ei kuulu meille." }]]) {
        made = await moved(as, made, action, more);
        const [sender, receiver] = (await Promise.all([w.nurse, w.socialWorker].map((as) => get(`/v1/referrals/${made.id}`, { as })))).map(({ json }) => ({ ...json, available_actions: undefined, duplicates: undefined }));
        assert.deepEqual(sender, receiver, action);
        assert.equal(sender.history.at(-1).reason, more?.reason);
    }
    const client = { role: "client", client: clients.health.id, scope: "client:read" };
    for (const path of ["", "/messages"]) assert.equal((await get(`/v1/referrals/${made.id}${path}`, { as: client })).status, 403);
    const events = sql(`SELECT string_agg(e::text, ' ') FROM event e WHERE resource_id = '${made.id}'`);
    for (const text of ["Vuokra", "kuulu", "Lausunto", clients.health.id]) assert.ok(!events.includes(text), text);
});

// Each receiver that is not there today, or takes none.
test("referral_send__looks_at_the_receiver_on_the_day_it_goes", async () => {
    const cases = [["takes_referrals = false", "takes_no_referrals"], [`valid_to = '${today(-1)}'`, "takes_no_referrals"], [`valid_from = '${today(1)}'`, "takes_no_referrals"], ["referral_kinds = '{health_referral}'", "takes_no_referrals"],
        [`valid_to = '${today()}'`], [`valid_from = '${today()}'`], ["referral_kinds = '{social_contact}'"], ["referral_kinds = '{}'"]];
    for (const [change, fault] of cases) {
        const of = service(code("day"), w.social, { kind: "social" });
        const draft = expectStatus(await post("/v1/referrals", { client_id: clients.health.id, kind: "social_contact", to: { service_id: of.id }, need: "Tarve.", urgency: "urgent", from_register: "health" }, { as: w.nurse }), 201);
        sql(`UPDATE service SET ${change} WHERE id = '${of.id}'`);
        const answer = await move(w.nurse, draft, "send");
        if (fault) expectProblem(answer, 422, "rule_broken", { "/to/service_id": fault });
        else assert.equal(answer.status, 200, `${change}: ${answer.text}`);
    }
    const closing = unit(code("closing"), { register: "social" });
    const draft = async () => expectStatus(await post("/v1/referrals", { client_id: clients.health.id, kind: "social_contact", to: { unit_id: closing.id }, need: "Tarve.", urgency: "urgent", from_register: "health" }, { as: w.nurse }), 201);
    const [first, second] = [await draft(), await draft()];
    sql(`UPDATE unit SET valid_to = '${today()}' WHERE id = '${closing.id}'`);
    assert.equal((await move(w.nurse, first, "send")).status, 200, "its last day");
    sql(`UPDATE unit SET valid_to = '${today(-1)}' WHERE id = '${closing.id}'`);
    expectProblem(await move(w.nurse, second, "send"), 422, "rule_broken", { "/to/unit_id": "unknown_unit" });
    const put = await call("PUT", `/v1/referrals/${second.id}`, { as: w.nurse, headers: { "if-match": '"1"' }, body: { kind: "social_contact", to: { unit_id: w.social.id }, need: "Tarve.", urgency: "urgent" } });
    assert.equal((await move(w.nurse, expectStatus(put, 200), "send")).status, 200, "it goes elsewhere");
});

await finish();
