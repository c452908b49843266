#!/usr/bin/env node
// Contacts: every filter of their list and every two together against a plain filter over all rows, days
// at the changes to summer time and of the year, paging while they come and are closed, and who closes one.
import { chance } from "../contract/chance.mjs";
import { assert, expectProblem, expectStatus, finish, get, newClient, post, test } from "./service.mjs";
import { code, unit } from "./referral_world.mjs";
import { pages, holdFilters } from "./filters.mjs";
import { description, sql } from "./support.mjs";

const area = "18", ward = unit(code("ward"), { area }), office = unit(code("office"), { area, register: "social" });
const nurse = { sub: "nurse", register: "health", unit: ward.code, area }, doctor = { ...nurse, sub: "doctor" }, worker = { sub: "worker", register: "social", unit: office.code, area };
const clients = await Promise.all([0, 1, 2].map(() => newClient(nurse)));
const make = async (more = {}, as = nurse) => expectStatus(await post("/v1/contacts", { register: as.register, channel: "phone", urgency: "urgent", need: { classes: ["s3_economy"] }, ...more }, { as }), 201);
const helsinki = (instant) => new Date(instant).toLocaleDateString("sv", { timeZone: "Europe/Helsinki" });

// The last and first minutes of days: New Year, both changes of the clock, and a leap day.
const MOMENTS = ["2025-12-31T21:59:59Z", "2025-12-31T22:00:00Z", "2026-03-28T21:59:59Z", "2026-03-28T22:00:00Z", "2026-03-29T20:59:59Z", "2026-03-29T21:00:00Z",
    "2026-10-24T20:59:59Z", "2026-10-24T21:00:00Z", "2026-10-25T21:59:59Z", "2026-10-25T22:00:00Z", "2024-02-28T22:00:00Z", "2024-02-29T22:00:00Z"];
const dice = chance(5), rows = [];
for (let i = 0; i < 60; i++) {
    const as = dice.any([nurse, nurse, worker]), client = dice.any([...clients, undefined]);
    const body = { occurred_at: dice.any(MOMENTS), channel: dice.any(["phone", "visit", "digital", "street"]), client_id: client?.id, unit_id: dice.any([ward.id, office.id]) };
    rows.push(await make({ ...body, outcome: dice.random() < 0.5 ? { kind: dice.any(["solved", "guided", "unreached"]) } : undefined }, as));
}
rows.sort((a, b) => Date.parse(b.occurred_at) - Date.parse(a.occurred_at) || (a.id < b.id ? 1 : -1));

// The client let the social register's contacts be read by health: of one of the three.
expectStatus(await post(`/v1/clients/${clients[0].id}/consents`, { kind: "consent", from_register: "social", to_register: "health", purpose: "Yhteinen työ", given_by: "client" }, { as: worker }), 201);
const visible = (row, { register }) => row.register === register || (register === "health" && row.client_id === clients[0].id);
const fits = (row, { client_id, unit_id, open, channel, from, to }, as) => visible(row, as) && (!client_id || row.client_id === client_id) && (!unit_id || row.unit_id === unit_id)
    && (open === undefined || open === (row.status === "open")) && (!channel || row.channel === channel) && (!from || helsinki(row.occurred_at) >= from) && (!to || helsinki(row.occurred_at) <= to);
const days = [...new Set(MOMENTS.map(helsinki))];
const values = { client_id: clients.slice(0, 2).map(({ id }) => id), unit_id: [ward.id, office.id], open: [true, false], channel: description.components.schemas.ContactChannel.enum, from: days, to: days };

for (const [name, as] of Object.entries({ "the register it is of": nurse, "the other register": worker }))
    test(`contact_list__of_${name.replaceAll(" ", "_")}_finds_by_every_filter_and_every_two`, async () => {
        assert.deepEqual((await pages("/v1/contacts", as, {}, 7)).map(({ id }) => id), rows.filter((row) => visible(row, as)).map(({ id }) => id));
        await holdFilters("/v1/contacts", as, values, rows, (row, wanted) => fits(row, wanted, as));
    });

test("contact_list__counts_what_its_pages_hold_whatever_is_asked", async () => {
    const dice = chance(9), names = Object.keys(values);
    for (let i = 0; i < 40; i++) {
        const as = dice.any([nurse, worker]), wanted = Object.fromEntries(names.filter(() => dice.random() < 0.4).map((name) => [name, dice.any(values[name])]));
        const query = Object.entries(wanted).map(([name, value]) => `&${name}=${value}`).join("");
        const { items, total } = expectStatus(await get(`/v1/contacts?limit=200&total=true${query}`, { as }), 200);
        assert.deepEqual([items.map(({ id }) => id), total], [rows.filter((row) => fits(row, wanted, as)).map(({ id }) => id), items.length], `${query} by ${as.sub}`);
    }
});

test("contact_list__tells_of_each_row_what_the_record_tells", async () => {
    for (const item of await pages("/v1/contacts", nurse)) {
        const record = expectStatus(await get(`/v1/contacts/${item.id}`, { as: nurse }), 200);
        for (const [name, value] of Object.entries(item)) assert.deepEqual(value, record[name], name);
    }
});

test("contact_list__shows_what_stays_once_while_contacts_come_and_are_closed", async () => {
    const client = await newClient(nurse), begun = [];
    for (let i = 0; i < 15; i++) begun.push(await make({ client_id: client.id, unit_id: ward.id, occurred_at: `2026-05-${String(1 + (i % 5)).padStart(2, "0")}T09:00:00Z` }));
    const closed = new Set(), dice = chance(2);
    const seen = await pages("/v1/contacts", doctor, { unit_id: ward.id, open: true, from: "2026-05-01", to: "2026-05-05" }, 4, async (items) => {
        for (const gone of [items.at(-1), dice.any(begun)].filter(({ id }) => !closed.has(id))) {
            closed.add(gone.id);
            expectStatus(await post(`/v1/contacts/${gone.id}/outcome`, { kind: "guided" }, { as: nurse, headers: { "if-match": "*" } }), 200);
        }
        await make({ client_id: client.id, unit_id: ward.id, occurred_at: "2026-05-05T20:00:00Z" });
    });
    const ids = seen.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, "none twice");
    assert.deepEqual(begun.filter(({ id }) => !closed.has(id) && !ids.includes(id)), [], "none that stayed is missed");
});

// --- who closes one ---

test("contact_outcome__is_offered_exactly_to_whom_it_is_accepted_of", async () => {
    const reader = { ...nurse, scope: "contact:read" }, far = { sub: "far", register: "health", unit: office.code, area }, elsewhere = { register: "health", area: "19" };
    for (const about of [{ client_id: clients[1].id }, {}])
        for (const [as, status] of [[nurse, 200], [doctor, 200], [far, 200], [reader, 403], [worker, 404], [elsewhere, 404]]) {
            const contact = await make(about), shown = await get(`/v1/contacts/${contact.id}`, { as });
            assert.equal(shown.status, status === 403 ? 200 : status, as.sub);
            if (shown.status === 200) assert.deepEqual(shown.json.available_actions, status === 200 ? ["outcome"] : [], as.sub);
            const close = (version = 1) => post(`/v1/contacts/${contact.id}/outcome`, { kind: "guided", text: "Neuvottu." }, { as, headers: { "if-match": `"${version}"` } });
            assert.equal((await close()).status, status, as.sub);
            if (status !== 200) continue;
            const now = expectStatus(await get(`/v1/contacts/${contact.id}`, { as }), 200);
            assert.deepEqual([now.status, now.version, now.available_actions, now.history.map(({ action }) => action)], ["closed", 2, [], ["create", "outcome"]]);
            expectProblem(await close(2), 409, "conflict");
            expectProblem(await close(1), 412, "stale");
        }
});

test("contact_outcome__of_each_kind_by_two_at_once_is_told_once", async () => {
    for (const kind of description.components.schemas.ContactOutcomeKind.enum) {
        const contact = await make({ client_id: clients[2].id });
        const answers = await Promise.all([nurse, doctor].map((as) => post(`/v1/contacts/${contact.id}/outcome`, { kind, text: `Kertoi ${as.sub}.` }, { as, headers: { "if-match": '"1"' } })));
        assert.deepEqual(answers.map(({ status }) => status).filter((status) => status === 200).length, 1, kind);
        assert.ok(answers.every(({ status }) => [200, 409, 412].includes(status)), answers.map(({ status }) => status).join());
        const winner = answers.find(({ status }) => status === 200).json, now = expectStatus(await get(`/v1/contacts/${contact.id}`, { as: nurse }), 200);
        assert.deepEqual([now.outcome.kind, now.outcome.text, now.version], [kind, winner.outcome.text, 2]);
        assert.equal(sql(`SELECT count(*) || ' ' || (SELECT count(*) FROM event WHERE resource_id = '${contact.id}') FROM move WHERE resource_id = '${contact.id}'`), "2 2");
    }
});

test("contact_outcome__that_makes_a_referral_is_made_once_by_two_at_once", async () => {
    const contact = await make({ client_id: clients[2].id }), body = { kind: "referral", referral: { kind: "social_contact", to: { unit_id: office.id }, need: "Vuokra.", send: true } };
    const answers = await Promise.all([nurse, doctor].map((as) => post(`/v1/contacts/${contact.id}/outcome`, body, { as, headers: { "if-match": '"1"' } })));
    assert.deepEqual(answers.map(({ status }) => status).filter((status) => status === 200).length, 1);
    const { referral_id } = answers.find(({ status }) => status === 200).json.outcome;
    assert.equal(sql(`SELECT string_agg(id::text, ',') FROM referral WHERE contact_id = '${contact.id}'`), referral_id, "the loser's referral went with it");
    const referral = expectStatus(await get(`/v1/referrals/${referral_id}`, { as: worker }), 200);
    assert.deepEqual([referral.contact_id, referral.state, referral.urgency, referral.need_classes, referral.from_register], [contact.id, "sent", "urgent", ["s3_economy"], "health"]);
});

test("contact_outcome__takes_from_the_contact_what_its_referral_leaves_out_and_no_more", async () => {
    const contact = await make({ client_id: clients[2].id, need: { classes: ["s2_housing"], text: "Häätö uhkaa." }, urgency: "emergency" });
    const close = (referral) => post(`/v1/contacts/${contact.id}/outcome`, { kind: "referral", referral }, { as: nurse, headers: { "if-match": '"1"' } });
    const to = { kind: "social_contact", to: { unit_id: office.id } };
    expectProblem(await close({ ...to, client_id: clients[0].id }), 422, "rule_broken", { "/referral/client_id": "other_client" });
    expectProblem(await close({ ...to, contact_id: clients[0].id }), 422, "rule_broken", { "/referral/contact_id": "other_client" });
    expectProblem(await close({ ...to, consultation_id: clients[0].id }), 422, "rule_broken", { "/referral/consultation_id": "by_conversion_only" });
    expectProblem(await close({ ...to, from_register: "social" }), 422, "rule_broken", { "/referral/from_register": "other_register" });
    expectProblem(await close({ ...to, urgency: "soon", colour: 1 }), 400, "invalid", { "/referral/urgency": "not_in_list", "/referral/colour": "unknown_member" });
    const made = expectStatus(await close({ ...to, urgency: "urgent" }), 200);
    const referral = expectStatus(await get(`/v1/referrals/${made.outcome.referral_id}`, { as: nurse }), 200);
    assert.deepEqual([referral.need, referral.need_classes, referral.urgency, referral.client_id, referral.state], ["Häätö uhkaa.", ["s2_housing"], "urgent", clients[2].id, "draft"]);
});

test("contact_outcome__keeps_what_its_referral_or_consultation_says_itself", async () => {
    const contact = () => make({ client_id: clients[2].id, need: { classes: ["s2_housing", "s3_economy"], text: "Häätö uhkaa." }, urgency: "emergency" });
    const close = async (body) => expectStatus(await post(`/v1/contacts/${(await contact()).id}/outcome`, body, { as: nurse, headers: { "if-match": '"1"' } }), 200).outcome;
    const to = { kind: "social_contact", to: { unit_id: office.id } };
    for (const [referral, classes, need] of [[to, ["s2_housing", "s3_economy"], "Häätö uhkaa."], [{ ...to, need_classes: ["s6_crisis"], need: "Kriisi." }, ["s6_crisis"], "Kriisi."], [{ ...to, need_classes: [] }, [], "Häätö uhkaa."]]) {
        const { referral_id } = await close({ kind: "referral", referral }), made = expectStatus(await get(`/v1/referrals/${referral_id}`, { as: nurse }), 200);
        assert.deepEqual([made.need_classes, made.need], [classes, need]);
    }
    for (const [consultation, urgency, question] of [[{}, "emergency", "Häätö uhkaa."], [{ urgency: "urgent", question: "Kuka auttaa?" }, "urgent", "Kuka auttaa?"]]) {
        const { consultation_id } = await close({ kind: "consultation", consultation: { to: { group: ward.code }, anonymous: false, ...consultation } });
        const made = expectStatus(await get(`/v1/consultations/${consultation_id}`, { as: nurse }), 200);
        assert.deepEqual([made.urgency, made.question, made.client_id], [urgency, question, clients[2].id]);
    }
});

await finish();
