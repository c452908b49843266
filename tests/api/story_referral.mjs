#!/usr/bin/env node
// Päijät-Häme's monipalvelupolku: one contact, a joint assessment, referrals into both registers, one
// returned, one redirected, both loops closed; and the worklists of four people after each step.
import { assert, call, expectStatus, finish, get, newClient, post, test } from "./service.mjs";
import { code, moved, outcome, read, send, service, unit } from "./referral_world.mjs";

const area = "09";
const centre = unit(code("sote-keskus"), { area }), social = unit(code("aikuissosiaalityo"), { area, register: "social" }),
    mental = unit(code("mielenterveys"), { area, register: "health" });
const person = (sub, of, register, role = "professional") => ({ sub: code(sub), unit: of.code, register, role, area });
const nurse = person("nurse", centre, "health"), manager = person("case-manager", centre, "health", "coordinator"),
    worker = person("social-worker", social, "social"), therapist = person("therapist", mental, "health");
const everybody = { nurse, manager, worker, therapist };

// What stands on the lists of each, by list: only what is not empty.
async function lists() {
    const seen = {};
    for (const [name, as] of Object.entries(everybody)) {
        const { items } = expectStatus(await get("/v1/worklists", { as }), 200);
        seen[name] = Object.fromEntries(items.filter((item) => item.count > 0).map((item) => [item.code, item.count]));
    }
    return seen;
}

test("story__a_client_of_many_services_is_lost_between_none", async () => {
    const debts = service(code("talousneuvonta"), social, { area, kind: "social", needs: ["s3_economy"] });
    const therapy = service(code("psykologi"), mental, { area, kind: "health", needs: ["s8_health_and_substances"] });
    const client = await newClient(nurse);

    // One contact is to be enough: the need is told once.
    const contact = expectStatus(await post("/v1/contacts", { register: "health", channel: "phone", client_id: client.id, unit_id: centre.id, urgency: "urgent",
        need: { classes: ["s3_economy", "s8_health_and_substances"], text: "Velat ja uupumus." } }, { as: nurse }), 201);
    assert.deepEqual(await lists(), { nurse: { contacts: 1 }, manager: { contacts: 1 }, worker: {}, therapist: {} });

    // Assessed together, and confirmed with the client present.
    const body = { register: "health", coping: "difficult", need: "many", duration: "continuous", flags: { special_support: true }, participants: [{ role: "client" }, { role: "nurse" }] };
    const assessment = expectStatus(await post(`/v1/clients/${client.id}/assessments`, body, { as: nurse }), 201);
    assert.equal(assessment.segment, "huolenpito");
    assert.deepEqual(await lists(), { nurse: { contacts: 1, duties: 1 }, manager: { contacts: 1, duties: 1 }, worker: {}, therapist: {} });
    expectStatus(await post(`/v1/assessments/${assessment.id}/confirm`, { client_present: true }, { as: nurse, headers: { "if-match": '"1"' } }), 200);

    // The segment asks for a contact person, an own team and a plan: a duty until all three are there.
    const wanting = { contacts: 1, duties: 1 }, first = { "if-none-match": "*" };
    assert.deepEqual(await lists(), { nurse: wanting, manager: wanting, worker: {}, therapist: {} });
    const member = { role: "contact_person", person: { sub: nurse.sub, name: "Aino Esimerkki" }, from: "2026-01-01" };
    expectStatus(await call("PUT", `/v1/clients/${client.id}/care-team`, { as: manager, body: { unit_id: centre.id, members: [member] }, headers: first }), 201);
    const goal = { text: "Velat järjestykseen.", state: "planned" };
    expectStatus(await call("PUT", `/v1/clients/${client.id}/plan`, { as: nurse, body: { kind: "care", goals: [goal], services: [], review_on: "2099-01-01", client_agrees: true }, headers: first }), 201);
    assert.deepEqual(await lists(), { nurse: { contacts: 1 }, manager: { contacts: 1 }, worker: {}, therapist: {} });

    // Two referrals, one into each register; the contact is closed by them.
    const to = (target, more) => ({ client_id: client.id, to: { service_id: target.id }, need: "Velat ja uupumus.", urgency: "urgent", from_register: "health", contact_id: contact.id, ...more });
    let economy = await send(nurse, to(debts, { kind: "social_contact", rule: "service_need_start" }));
    let care = await send(nurse, to(therapy, { kind: "health_referral", rule: "mental_health_fourteen_days" }));
    assert.equal(economy.ground.kind, "law");
    expectStatus(await post(`/v1/contacts/${contact.id}/outcome`, { kind: "guided", service_id: debts.id }, { as: nurse, headers: { "if-match": '"1"' } }), 200);
    assert.deepEqual(await lists(), { nurse: { asked: 2 }, manager: { asked: 2 }, worker: { referrals: 1, unassigned: 1 }, therapist: { referrals: 1, unassigned: 1 } });
    assert.equal((await get(`/v1/referrals/${care.id}`, { as: worker })).status, 404, "the other register's matter does not exist for them");

    // Social care asks for more; the nurse answers and sends it again, and the clock has not moved.
    const due = economy.deadlines[0].due_on;
    economy = await moved(worker, economy, "return", { reason: "Mitkä velat ovat ulosotossa?" });
    assert.deepEqual(await lists(), { nurse: { asked: 2 }, manager: { asked: 2 }, worker: {}, therapist: { referrals: 1, unassigned: 1 } });
    expectStatus(await post(`/v1/referrals/${economy.id}/messages`, { text: "Vuokravelka, kaksi kuukautta." }, { as: nurse }), 201);
    economy = await moved(nurse, await read(nurse, economy), "resend");
    assert.equal(economy.deadlines[0].due_on, due);
    economy = await moved(worker, economy, "receive");
    economy = await moved(worker, economy, "assign");
    assert.deepEqual(await lists(), { nurse: { asked: 2 }, manager: { asked: 2 }, worker: { referrals: 1 }, therapist: { referrals: 1, unassigned: 1 } });

    // The therapist sends it on to the nurse's own centre: a new receiver, the same clock.
    const starts = care.deadlines[0];
    care = await moved(therapist, care, "redirect", { reason: "Hoito onnistuu omatiimissä.", to: { unit_id: centre.id } });
    assert.deepEqual(care.deadlines[0], starts);
    assert.deepEqual(await lists(), { nurse: { asked: 2, referrals: 1, unassigned: 1 }, manager: { asked: 2, referrals: 1, unassigned: 1 }, worker: { referrals: 1 }, therapist: {} });

    // The case manager gives it to the nurse; both matters are carried through.
    care = await moved(manager, care, "assign", { assignee: nurse.sub });
    for (const action of ["receive", "accept", "start"]) care = await moved(nurse, care, action);
    for (const action of ["accept", "start"]) economy = await moved(worker, economy, action);
    assert.deepEqual([care.deadlines[0].in_time, economy.deadlines[0].in_time], [true, true]);
    care = await moved(nurse, care, "complete", { outcome: { kind: "treated", text: "Lyhytterapia alkoi." } });
    economy = await moved(worker, economy, "complete", { outcome });

    // The sender sees how both ended, and only then are they gone.
    assert.deepEqual(await lists(), { nurse: { asked: 2 }, manager: { asked: 2 }, worker: {}, therapist: {} });
    assert.equal((await read(nurse, economy)).outcome.text, outcome.text);
    for (const referral of [care, economy]) await moved(nurse, await read(nurse, referral), "acknowledge");
    assert.deepEqual(await lists(), { nurse: {}, manager: {}, worker: {}, therapist: {} });
});

await finish();
