#!/usr/bin/env node
// One look at a client is what its parts are when each is asked by itself: of random clients, for callers of
// both registers, on grounds of every scope, with and without each permission, and through broken glass.
import { assert, call, expectProblem, expectStatus, finish, get, newClient, post, test } from "./service.mjs";
import { at, clockChanges, drawing, firstMinute, lastMinute } from "./clock.mjs";
import { sql, today } from "./support.mjs";

const nurse = { sub: "look-nurse" }, worker = { sub: "look-worker", register: "social" };
const first = { "if-none-match": "*" }, version = (number) => ({ "if-match": `"${number}"` });
const path = (client, end = "/overview") => `/v1/clients/${client.id}${end}`;
const draw = drawing(31);
const COPING = ["easy", "temporarily_difficult", "difficult"], NEED = ["few", "many"];

async function assess(client, as) {
    const body = { register: as.register ?? "health", coping: draw.of(COPING), need: draw.of(NEED), duration: "continuous", flags: { special_support: false } };
    const made = expectStatus(await post(path(client, "/assessments"), body, { as }), 201);
    if (draw(2)) expectStatus(await post(`/v1/assessments/${made.id}/confirm`, { client_present: true }, { as, headers: version(1) }), 200);
}
const makers = {
    assessment: assess,
    plan: (client, as) => call("PUT", path(client, "/plan"), { as, headers: first, body: { kind: draw.of(["support", "joint", "self_care"]), goals: [{ text: `Tavoite ${draw(99)}.`, state: "planned" }], services: [], review_on: today(draw(60) - 20), client_agrees: draw(2) === 1 } }),
    recall: (client, as) => call("PUT", path(client, "/recall"), { as, headers: first, body: { risk_class: "oral_high", next_on: today(draw(30)) } }),
    contact: (client, as) => post("/v1/contacts", { register: as.register ?? "health", channel: "phone", client_id: client.id, need: { classes: ["s3_economy"] }, urgency: "non_urgent" }, { as }),
    team: (client) => call("PUT", path(client, "/care-team"), { as: { role: "coordinator" }, headers: first, body: { ...(draw(2) && { template: "omatiimi" }), members: [{ role: "contact_person", person: { sub: "p", name: "Aino" }, from: "2026-01-01" }] } }),
};
const NOUNS = ["assessment", "plan", "recall", "contact"];
function randomGround() {
    const [from, to] = draw(2) ? ["health", "social"] : ["social", "health"];
    return { kind: draw(4) ? "consent" : "refusal", from_register: from, to_register: to, purpose: "Yhteinen työ", given_by: "client", ...(draw(2) && { scope: { resources: draw.some(NOUNS, 2).concat(draw.of(NOUNS)) } }), ...(draw(4) === 0 && { valid_from: today(draw(9)) }), ...(draw(4) === 0 && { valid_from: today(-9), valid_to: today(-1) }) };
}
const world = [];
for (let i = 0; i < 25; i++) {
    const client = await newClient();
    for (const as of [nurse, worker]) for (const [kind, make] of Object.entries(makers)) if (draw(3) && !(kind === "recall" && as === worker)) await make(client, as);
    for (let k = draw(4); k > 0; k--) expectStatus(await post(path(client, "/consents"), randomGround(), { as: nurse }), 201);
    world.push(client);
}

// Each part as its own operation tells it; absent where that is none.
async function parts(client, options) {
    const one = async (end) => {
        const answer = await get(path(client, end), options);
        return answer.status === 200 ? answer.json : assert.equal(answer.status, 404, answer.text);
    };
    const [segment, plan, recall, team, { items: contacts }, { items: grounds }] = [await one("/segment"), await one("/plan"), await one("/recall"), await one("/care-team"), expectStatus(await get(`/v1/contacts?client_id=${client.id}&open=true&limit=200`, options), 200), expectStatus(await get(path(client, "/consents"), options), 200)];
    const { history, ...card } = recall ?? {}, { duties, missing, ...members } = team ?? {};
    return { segment, plan, recall: recall && card, care_team: team && members, contacts: contacts.map(({ id }) => id), grounds: grounds.filter(({ state }) => state === "in_force").map(({ id, kind }) => `${kind} ${id}`) };
}
const shown = ({ segment, plan, recall, care_team, contacts, grounds }) => ({ segment, plan, recall, care_team, contacts: contacts.map(({ id }) => id), grounds: grounds.map(({ id, kind }) => `${kind} ${id}`) });
const look = async (client, options) => shown(expectStatus(await get(path(client), options), 200));

for (const [name, as] of Object.entries({ nurse, worker }))
    for (const language of ["fi", "sv", "en"])
        test(`overview__of_random_clients_is_for_a_${name}_in_${language}_what_each_part_is_by_itself`, async () => {
            let across = 0;
            for (const client of language === "fi" ? world : world.slice(0, 6)) {
                const options = { as, headers: { "accept-language": language } };
                const found = await look(client, options);
                assert.deepEqual(JSON.parse(JSON.stringify(found)), JSON.parse(JSON.stringify(await parts(client, options))));
                across += found.plan !== undefined && found.plan.register !== (as.register ?? "health");
            }
            assert.ok(language !== "fi" || across > 2, `${across} across the boundary`);
        });

test("overview__tells_the_log_the_same_grounds_as_each_part_by_itself", async () => {
    const words = (sub, client) => sql(`SELECT DISTINCT resource || ' ' || ground FROM audit_event WHERE sub = '${sub}' AND client_id = '${client.id}' AND kind = 'read' AND resource IN ('client_segment', 'plan', 'recall', 'contact') ORDER BY 1`);
    let consents = 0;
    for (const [i, client] of world.entries()) {
        const [whole, single] = [`whole-${process.pid}-${i}`, `single-${process.pid}-${i}`];
        await look(client, { as: { ...worker, sub: whole } });
        // Where a client stands is told with the care team as well, on the ground of the assessments.
        for (const end of ["/segment", "/plan", "/recall"]) await get(path(client, end), { as: { ...worker, sub: single } });
        await get(`/v1/contacts?client_id=${client.id}&open=true&limit=200`, { as: { ...worker, sub: single } });
        assert.equal(words(whole, client), words(single, client), client.id);
        consents += /consent/.test(words(whole, client));
    }
    assert.ok(consents > 2, `${consents}`);
});

const READS = { assessment: "segment", plan: "plan", recall: "recall", care_team: "care_team", contact: "contacts", consent: "grounds", referral: "referrals", consultation: "consultations" };
test("overview__without_a_permission_its_part_is_not_there_and_the_others_are_as_before", async () => {
    const [client] = world, all = Object.keys(READS).map((noun) => `${noun}:read`);
    const whole = expectStatus(await get(path(client), { as: { scope: ["client:read", ...all].join(" ") } }), 200);
    for (const [noun, part] of Object.entries(READS)) {
        const some = expectStatus(await get(path(client), { as: { scope: ["client:read", ...all.filter((word) => word !== `${noun}:read`)].join(" ") } }), 200);
        const { [part]: gone, ...rest } = whole;
        assert.deepEqual(some, rest, noun);
        const alone = expectStatus(await get(path(client), { as: { scope: `client:read ${noun}:read` } }), 200);
        assert.deepEqual(Object.keys(alone).filter((name) => !["client_id", "client_status", "client_status_on"].includes(name)), gone === undefined ? [] : [part]);
    }
    expectProblem(await get(path(client), { as: { scope: all.join(" ") } }), 403, "forbidden");
});

test("overview__grounds_are_those_in_force_on_the_helsinki_day", async () => {
    const { day, next, hours } = clockChanges[1], client = await newClient();
    const give = async (more) => expectStatus(await post(path(client, "/consents"), { kind: "consent", from_register: "health", to_register: "social", purpose: "Työ", given_by: "client", ...more }), 201).id;
    const [ends, begins] = [await give({ valid_to: day }), await give({ valid_from: next })];
    const told = (instant) => at(instant, async ({ get: ask }) => expectStatus(await ask(path(client), { as: nurse }), 200).grounds.map(({ id }) => id));
    assert.deepEqual(await told(lastMinute(day, hours)), [ends]);
    assert.deepEqual(await told(firstMinute(next, hours)), [begins]);
});

test("journey__of_each_client_tells_their_open_matters_and_nothing_that_professionals_wrote", async () => {
    for (const client of world.slice(0, 12)) {
        const as = { role: "client", client: client.id };
        const { items } = expectStatus(await get(path(client, "/journey"), { as }), 200);
        const [segment, plan] = await Promise.all(["/segment", "/plan"].map(async (end) => (await get(path(client, end), { as })).json));
        const contacts = sql(`SELECT id FROM contact WHERE client_id = '${client.id}' AND status = 'open' ORDER BY id`).split("\n").filter(Boolean);
        const of = (kind) => items.filter((each) => each.kind === kind).map(({ id }) => id);
        assert.deepEqual([of("plan"), of("assessment"), of("contact").sort()], [plan.id ? [plan.id] : [], segment.assessment_id ? [segment.assessment_id] : [], contacts]);
        const agreed = items.find(({ kind }) => kind === "plan")?.text;
        if (plan.id) assert.equal(agreed, plan.client_agrees ? "Sinulla on suunnitelma, jonka olet hyväksynyt." : "Sinulle on tehty suunnitelma.");
        for (const { text, next } of items) assert.ok(text && next !== undefined && !/Tavoite|s3_economy|look-/.test(`${text}${next}`));
        expectProblem(await get(path(world.at(-1), "/journey"), { as }), 404, "not_found");
    }
});

await finish();
