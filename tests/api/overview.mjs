#!/usr/bin/env node
// One look at a client, and the client's own view: each part as far as the caller may see it.
import { readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { assert, call, expectProblem, expectStatus, finish, get, newClient, post, test } from "./service.mjs";
import { sql } from "./support.mjs";

const nurse = { sub: "nurse-1" }, worker = { sub: "worker-1", register: "social" }, coordinator = { sub: "coordinator-1", role: "coordinator" };
const first = { "if-none-match": "*" };
const version = (number) => ({ "if-match": `"${number}"` });
const of = (client, end) => `/v1/clients/${client.id}/${end}`;
const look = async (client, as = nurse) => expectStatus(await get(of(client, "overview"), { as }), 200);
const journey = async (client, as, language = "fi") => expectStatus(await get(of(client, "journey"), { as, headers: { "accept-language": language } }), 200);
const partnership = (register = "health") => ({ register, coping: "easy", need: "many", duration: "continuous", flags: { special_support: false } });
const plan = (more = {}) => ({ kind: "care", goals: [{ text: "Kävelen joka päivä.", state: "planned" }], services: [], review_on: "2099-03-05", client_agrees: true, ...more });
const team = (sub = "worker-1") => ({ template: "monipalvelupolku", members: [{ role: "contact_person", person: { sub, name: "Aino Esimerkki" }, from: "2026-01-01" }] });
const contact = (client, more = {}) => ({ register: "health", channel: "front_desk", client_id: client.id, need: { classes: ["s3_economy"], text: "Salainen sana" }, urgency: "non_urgent", ...more });
const consent = { kind: "consent", from_register: "health", to_register: "social", purpose: "Yhteinen työ", given_by: "client", form: "spoken" };

async function full() {
    const client = await newClient();
    expectStatus(await post(of(client, "assessments"), partnership(), { as: nurse }), 201);
    expectStatus(await call("PUT", of(client, "care-team"), { as: coordinator, body: team(), headers: first }), 201);
    expectStatus(await call("PUT", of(client, "plan"), { as: nurse, body: plan(), headers: first }), 201);
    expectStatus(await post("/v1/contacts", contact(client), { as: nurse }), 201);
    return client;
}

test("overview__shows_each_part_in_one_answer", async () => {
    const client = await full();
    const seen = await look(client);
    assert.deepEqual(Object.keys(seen).sort(), ["care_team", "client_id", "client_status", "consultations", "contacts", "grounds", "plan", "referrals", "segment"]);
    assert.equal(seen.segment.segment, "yhteistyo");
    assert.deepEqual(seen.segment.open_duties.map(({ code }) => code), ["confirmation_missing"]);
    assert.equal(seen.care_team.members[0].role, "contact_person");
    assert.equal(seen.plan.goals[0].text, "Kävelen joka päivä.");
    assert.deepEqual(seen.contacts.map(({ channel }) => channel), ["front_desk"]);
    assert.deepEqual([seen.referrals, seen.consultations, seen.grounds], [[], [], []]);
});

test("overview__shows_the_open_consultations_in_which_the_caller_has_a_part", async () => {
    const client = await newClient(), asker = { sub: "overview-asker", unit: "vuosaari" }, expert = { sub: "overview-expert", unit: "kalasatama" };
    const ask = async (more = {}) => expectStatus(await post("/v1/consultations", { to: { group: "kalasatama" }, question: "Salainen sana?", anonymous: false, client_id: client.id, ...more }, { as: asker }), 201);
    const step = async (as, { id, version: number }, action, body) => expectStatus(await post(`/v1/consultations/${id}/${action}`, body, { as, headers: version(number) }), 200);
    const waits = await ask(), urgent = await ask({ urgency: "emergency" }), more = await ask({ urgency: "urgent" }), over = await ask();
    await step(expert, more, "ask_more", { text: "Kuinka kauan?" });
    await step(asker, over, "withdraw", {});
    sql(`UPDATE consultation SET asked_at = now() - interval '9 hours', starts_at = now() - interval '9 hours', due_at = now() - interval '1 hour' WHERE id = '${urgent.id}'`);
    for (const as of [asker, expert]) {
        const { consultations } = await look(client, as);
        assert.deepEqual(consultations.map(({ id, state, overdue, due_at }) => [id, state, overdue, due_at !== undefined]),
            [[urgent.id, "asked", true, true], [more.id, "more_asked", false, false], [waits.id, "asked", false, true]]);
        assert.ok(!JSON.stringify(consultations).includes("Salainen"));
    }
    assert.deepEqual((await look(client, { sub: "stranger", unit: "kallio" })).consultations, []);
    assert.ok(!JSON.stringify(await journey(client, { role: "client", client: client.id })).includes(urgent.id), "professionals' questions are not the client's own");
    const told = sql(`SELECT count(*) FROM audit_event WHERE client_id = '${client.id}' AND operation = 'overview_get' AND sub = '${expert.sub}' AND resource = 'consultation' AND ground = 'own_register'`);
    assert.equal(told, "3");
});

test("overview__tells_the_access_log_of_each_part_shown", async () => {
    const client = await full();
    const logged = async (as) => {
        const request = randomUUID();
        expectStatus(await get(of(client, "overview"), { as, headers: { "x-request-id": request } }), 200);
        return sql(`SELECT string_agg(resource, ' ' ORDER BY resource) FROM audit_event WHERE request_id = '${request}' AND client_id = '${client.id}' AND kind = 'read'`);
    };
    assert.equal(await logged(nurse), "care_team client client_segment contact plan");
    assert.equal(await logged({ scope: "client:read plan:read" }), "client plan");
});

test("overview__of_nobody_is_404", async () => {
    for (const end of ["overview", "journey"]) expectProblem(await get(of({ id: randomUUID() }, end)), 404, "not_found");
});

test("overview__a_part_without_its_permission_is_not_hinted_at", async () => {
    const client = await full();
    assert.deepEqual(await look(client, { scope: "client:read" }), { client_id: client.id, client_status: "active" });
    assert.deepEqual(Object.keys(await look(client, { scope: "client:read plan:read" })).sort(), ["client_id", "client_status", "plan"]);
});

test("overview__another_register_s_records_are_not_there_without_a_ground", async () => {
    const client = await full(), bare = await newClient();
    expectStatus(await call("PUT", of(bare, "care-team"), { as: coordinator, body: team(), headers: first }), 201);
    const social = await look(client, worker), nothing = await look(bare, worker);
    assert.deepEqual(Object.keys(social), Object.keys(nothing));
    assert.deepEqual([social.segment, social.plan, social.contacts], [undefined, undefined, []]);
});

test("overview__a_scope_of_a_consent_opens_its_part_alone", async () => {
    const client = await full();
    expectStatus(await post(of(client, "consents"), { ...consent, scope: { resources: ["plan"] } }, { as: nurse }), 201);
    const seen = await look(client, worker);
    assert.deepEqual([seen.plan?.kind, seen.segment, seen.contacts, seen.grounds.length], ["care", undefined, [], 1]);
});

// --- the client's own view ---

test("journey__tells_the_client_where_their_matters_are_and_what_comes_next", async () => {
    const client = await full();
    const as = { role: "client", client: client.id };
    const { items } = await journey(client, as);
    assert.deepEqual(items.map(({ kind }) => kind), ["contact_person", "contact", "assessment", "plan"]);
    assert.equal(items[0].text, "Yhteyshenkilösi on Aino Esimerkki.");
    assert.equal(items[3].next, "Suunnitelma tarkistetaan kanssasi. Viimeistään 5.3.2099.");
    assert.match((await journey(client, as, "sv")).items[3].next, /Senast den 5\.3\.2099\./);
    assert.match((await journey(client, as, "en")).items[3].next, /By 5 March 2099\./);
    assert.ok(!JSON.stringify(items).includes("Salainen"));
    expectProblem(await get(of(client, "overview"), { as }), 403, "forbidden");
    expectProblem(await get(of(await newClient(), "journey"), { as }), 404, "not_found");
});

test("journey__of_a_service_to_which_the_client_goes_by_themselves_promises_no_answer", async () => {
    const client = await newClient(), id = randomUUID(), as = { role: "client", client: client.id };
    sql(`INSERT INTO service (area, id, code, unit_id, names, sort_key, kind, weight, created_at, updated_at)
        SELECT '90', '${id}', 'J-${id}', u.id, '{"fi": "Vertaisryhmä"}', 'vertaisryhmä', 'third_sector', 1, now(), now() FROM unit u WHERE u.area = '90' AND u.code = 'vuosaari'`);
    expectStatus(await post("/v1/referrals", { client_id: client.id, kind: "third_sector", to: { service_id: id }, need: "Tukea.", urgency: "non_urgent", from_register: "health", send: true }, { as: nurse }), 201);
    const [matter] = (await journey(client, as, "en")).items.filter(({ kind }) => kind === "referral");
    assert.deepEqual([matter.text, matter.next, matter.you_can], ["You got the contact details of a service.", "You will be asked how it went.", "Contact the service yourself."]);
});

test("journey__who_has_left_or_is_still_to_come_is_not_named", async () => {
    const client = await newClient(), as = { role: "client", client: client.id };
    const day = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);
    const holder = (name, from, to) => ({ role: "contact_person", person: { sub: name, name }, from, to });
    const named = async () => (await journey(client, as)).items.filter(({ kind }) => kind === "contact_person").map(({ text }) => text);
    expectStatus(await call("PUT", of(client, "care-team"), { as: coordinator, body: { members: [holder("Lähtenyt", "2026-01-01", day(-2)), holder("Tuleva", day(2))] }, headers: first }), 201);
    assert.deepEqual(await named(), []);
    expectStatus(await call("PUT", of(client, "care-team"), { as: coordinator, body: { members: [holder("Lähtenyt", "2026-01-01", day(-2)), holder("Nykyinen", day(-1), day(1))] }, headers: version(1) }), 200);
    assert.deepEqual(await named(), ["Yhteyshenkilösi on Nykyinen."]);
});

test("journey__its_finnish_sentences_are_short_and_without_office_words", async () => {
    const table = readFileSync(new URL("../../service/tables/journey.def", import.meta.url), "utf8").replace(/\/\*.*?\*\//s, "");
    const office = /lähete\b|lähettee|konsultaatio|segmentti|rekisteri|prosessi|toimenpi|mukaisesti|osalta|koskien|toimesta|kyseinen|tulee tehdä/i;
    const words = [...table.matchAll(/"([^"]*)"/g)].map(([, text]) => text), finnish = words.filter((_, index) => index % 3 === 0 && words[index]);
    assert.ok(finnish.length > 24);
    for (const sentence of finnish) {
        assert.ok(sentence.split(" ").length <= 9 && sentence.length <= 60, sentence);
        assert.ok(!office.test(sentence), sentence);
        assert.match(sentence, /^[A-ZÄÖ].*\.$/);
    }
});

await finish();
