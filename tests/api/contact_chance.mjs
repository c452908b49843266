#!/usr/bin/env node
// Contacts by chance: what may go together in one, and whether a matter was solved at the first of them,
// against a plain reading of the rules; and what each outcome makes of it.
import { chance } from "../contract/chance.mjs";
import { assert, expectStatus, finish, get, identityCode, newClient, post, test } from "./service.mjs";
import { code, service, unit } from "./referral_world.mjs";
import { description, sql } from "./support.mjs";

const ward = unit(code("ward")), desk = service(code("desk"), ward, { kind: "health" }), over = service(code("over"), ward, { kind: "health", valid_to: "2020-12-31" });
const nurse = { sub: "k-nurse", register: "health", unit: ward.code }, worker = { sub: "k-worker", register: "social" };
const client = await newClient(nurse);
const told = (answer) => (answer.json.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`).sort();

// Members that go together, or do not.
const parts = {
    client_id: [undefined, client.id], group: [undefined, { kind: "mothers", participants: 8, first_time: 3 }, { kind: "mothers", participants: 2, first_time: 3 }],
    text: [undefined, "Vuokra on maksamatta.", `Asiakas ${identityCode()} soitti.`], service_id: [undefined, desk.id, over.id, client.id], outcome: [undefined, "solved", "referral"], classes: [[], ["s3_economy"], ["s3_economy", "nothing"]], register: ["health", "social"],
};
function faultsOf({ channel, client_id, group, text, service_id, outcome, classes, register }) {
    const faults = [], grouped = channel === "group";
    if (register !== "health") faults.push("/register other_register");
    if (grouped && !group) faults.push("/group required");
    if (!grouped && group) faults.push("/group groups_only");
    if (grouped && client_id) faults.push("/client_id groups_have_no_client");
    if (group && group.first_time > group.participants) faults.push("/group/first_time out_of_range");
    if (!client_id && /\d{6}/.test(text ?? "")) faults.push("/need/text identifying_text");
    if (outcome && service_id && service_id !== desk.id) faults.push("/outcome/service_id unknown_service");
    if (classes.includes("nothing")) faults.push("/need/classes/1 unknown_need");
    return faults.sort();
}
const bodyOf = ({ channel, client_id, group, text, service_id, outcome, classes, register }) => ({ register, channel, client_id, group, urgency: "urgent", need: { classes, text }, outcome: outcome && { kind: outcome, service_id } });

test("contact_create__takes_what_goes_together_and_tells_all_that_does_not", async () => {
    const dice = chance(23), channels = description.components.schemas.ContactChannel.enum;
    let taken = 0;
    const wishes = Array.from({ length: 220 }, (_, i) => ({ channel: i % 4 ? dice.any(channels) : "group", ...Object.fromEntries(Object.entries(parts).map(([name, values]) => [name, name === "register" ? (dice.random() < 0.9 ? "health" : "social") : dice.any(values)])) }));
    const before = Number(sql("SELECT count(*) FROM contact")), answers = await Promise.all(wishes.map((wish) => post("/v1/contacts", bodyOf(wish), { as: nurse })));
    answers.forEach((answer, i) => {
        const faults = faultsOf(wishes[i]), about = JSON.stringify({ ...wishes[i], text: undefined });
        assert.equal(answer.status, faults.length ? 422 : 201, `${about}: ${answer.text.replace(/\d{6}/g, "")}`);
        if (faults.length) return assert.deepEqual(told(answer), faults, about);
        taken++;
        const { client_id, group, outcome } = wishes[i];
        assert.deepEqual([answer.json.client_id, answer.json.group, answer.json.status, answer.json.outcome?.kind, answer.json.version], [client_id, group, outcome ? "closed" : "open", outcome, outcome ? 2 : 1], about);
    });
    assert.ok(taken > 20, `only ${taken} were taken`);
    assert.equal(Number(sql("SELECT count(*) FROM contact")) - before, taken, "nothing is left of what was refused");
});

// --- solved at the first contact ---

const DAY = 86400e3, start = Date.now() - 60 * DAY;
test("solved_at_first_contact__is_what_the_contacts_that_followed_say", async () => {
    const dice = chance(31), people = await Promise.all([0, 1, 2].map(() => newClient(nurse))), made = [];
    for (let i = 0; i < 90; i++) {
        const as = dice.random() < 0.8 ? nurse : worker, kind = dice.any(["solved", "solved", "guided", "unreached", "assessment", undefined]);
        // Whole hours, and now and then the very edge of the fourteen days after another.
        const of = dice.any(people), earlier = made.filter(({ client_id }) => client_id === of.id);
        const at = earlier.length && dice.random() < 0.3 ? Date.parse(dice.any(earlier).occurred_at) + 14 * DAY - dice.any([0, 1000]) : start + Math.floor(dice.random() * 59 * 24) * 3600e3;
        if (at > Date.now() - 1000) continue;
        const classes = [["s2_housing"], ["s3_economy"], ["s2_housing", "s6_crisis"], []];
        made.push(expectStatus(await post("/v1/contacts", { register: as.register, channel: "phone", urgency: "urgent", client_id: of.id, occurred_at: new Date(at).toISOString().replace(".000", ""), need: { classes: dice.any(classes) }, outcome: kind && { kind } }, { as }), 201));
    }
    const results = { true: 0, false: 0, undefined: 0 };
    for (const one of made) {
        const at = Date.parse(one.occurred_at), shares = ({ need }) => need.classes.some((word) => one.need.classes.includes(word));
        const again = made.some((other) => other.id !== one.id && other.client_id === one.client_id && other.register === one.register && shares(other) && Date.parse(other.occurred_at) >= at && Date.parse(other.occurred_at) < at + 14 * DAY);
        const expected = one.status === "open" ? undefined : !["solved", "guided"].includes(one.outcome.kind) || again ? false : at + 14 * DAY <= Date.now() ? true : undefined;
        const now = expectStatus(await get(`/v1/contacts/${one.id}`, { as: one.register === "health" ? nurse : worker }), 200);
        assert.equal(now.solved_at_first_contact, expected, `${one.occurred_at} ${one.outcome?.kind} ${one.need.classes}`);
        results[expected]++;
    }
    for (const [result, count] of Object.entries(results)) assert.ok(count >= 5, `${result} came ${count} times`);
});

// --- what an outcome makes ---

test("contact_outcome__makes_only_what_its_kind_makes", async () => {
    const referral = { kind: "guidance", to: { unit_id: ward.id }, need: "Tarve." }, consultation = { to: { group: ward.code }, question: "Miten?", anonymous: false };
    for (const kind of description.components.schemas.ContactOutcomeKind.enum)
        for (const more of [{}, { referral }, { consultation }, { referral, consultation }]) {
            const contact = expectStatus(await post("/v1/contacts", { register: "health", channel: "phone", urgency: "urgent", client_id: client.id, need: { classes: [] } }, { as: nurse }), 201);
            const answer = await post(`/v1/contacts/${contact.id}/outcome`, { kind, ...more }, { as: nurse, headers: { "if-match": '"1"' } });
            const faults = [more.referral && kind !== "referral" && "/referral other_outcome", more.consultation && kind !== "consultation" && "/consultation other_outcome"].filter(Boolean).sort();
            assert.equal(answer.status, faults.length ? 422 : 200, `${kind} ${Object.keys(more)}: ${answer.text}`);
            const links = sql(`SELECT (SELECT count(*) FROM referral WHERE contact_id = '${contact.id}') || ' ' || (SELECT count(*) FROM consultation WHERE contact_id = '${contact.id}')`);
            if (faults.length) assert.deepEqual([told(answer), links], [faults, "0 0"], kind);
            else assert.deepEqual([Boolean(answer.json.outcome.referral_id), Boolean(answer.json.outcome.consultation_id), links], [Boolean(more.referral), Boolean(more.consultation), `${more.referral ? 1 : 0} ${more.consultation ? 1 : 0}`], kind);
        }
});

test("contact_outcome__needs_the_permission_of_what_it_makes", async () => {
    const referral = { kind: "guidance", to: { unit_id: ward.id }, need: "Tarve." }, consultation = { to: { group: ward.code }, question: "Miten?", anonymous: false };
    const plain = { ...nurse, scope: "contact:read contact:write client:read" };
    for (const [kind, more] of [["referral", { referral }], ["consultation", { consultation }]]) {
        const contact = expectStatus(await post("/v1/contacts", { register: "health", channel: "phone", urgency: "urgent", client_id: client.id, need: { classes: [] } }, { as: plain }), 201);
        const close = (as, body) => post(`/v1/contacts/${contact.id}/outcome`, body, { as, headers: { "if-match": '"1"' } });
        assert.equal((await close(plain, { kind, ...more })).status, 403, kind);
        assert.equal((await get(`/v1/contacts/${contact.id}`, { as: plain })).json.status, "open");
        assert.equal((await close(plain, { kind })).status, 200, "the outcome alone is the contact's");
    }
});

await finish();
