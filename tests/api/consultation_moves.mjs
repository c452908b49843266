#!/usr/bin/env node
// Every action on a consultation in every state by everybody: what is offered is exactly what is
// accepted, by a model of the domain's description; the same by chance; and any two at once.
import { randomUUID } from "node:crypto";
import { chance } from "../contract/chance.mjs";
import { assert, expectProblem, expectStatus, finish, get, newClient, post, test } from "./service.mjs";
import { code, service, unit } from "./referral_world.mjs";
import { description, sql } from "./support.mjs";

const ward = unit(code("ward"), { register: "health" }), desk = unit(code("desk"), { register: "health" });
const clinic = service(code("clinic"), desk, { kind: "health" });
const person = (sub, of, more = {}) => ({ sub: code(sub), register: "health", ...(of && { unit: of.code }), ...more });
const asker = person("asker", ward), mate = person("mate", ward), expert = person("expert", desk), second = person("second", desk);
const callers = { asker, "asker's colleague": mate, expert, "expert's colleague": second, "who may write no referrals": person("nolink", desk, { scope: "consultation:read consultation:write" }),
    stranger: person("stranger", unit(code("far"), { register: "health" })), "a system without a unit": person("ehr") };

// action: [from, to (undefined: it stays), side]
const LIFE = {
    answer: [["asked", "more_asked"], "answered", "expert"],
    ask_more: [["asked"], "more_asked", "expert"],
    give_more: [["more_asked"], "asked", "asker"],
    convert: [["asked", "more_asked", "answered"], "converted", "expert"],
    close: [["answered"], "closed", "asker"],
    withdraw: [["asked", "more_asked"], "withdrawn", "asker"],
    reopen: [["answered", "closed"], "asked", "asker"],
    assign: [["asked", "more_asked"], undefined, "expert"],
    release: [["asked", "more_asked"], undefined, "expert"],
};
const ACTIONS = Object.keys(LIFE);
const BODY = { answer: { kind: "advice", text: "Ryhmä sopii." }, ask_more: { text: "Kuinka kauan?" }, give_more: { text: "Kuukauden." }, convert: { kind: "health_referral" }, reopen: { reason: "Tilanne muuttui." }, close: { outcome: { avoided_referral: true } } };

const sidesOf = (as) => (as.unit === ward.code ? "asker" : as.unit === desk.code ? "expert" : undefined);
const writes = (as) => !as.scope;
// What a caller hears of an action: 200, or why not.
function heard(it, as, action, seen = it.version) {
    const [from, , side] = LIFE[action], mine = sidesOf(as);
    if (!mine) return 404;
    if (action === "assign" && from.includes(it.state) && mine === "expert" && it.assignee === as.sub) return 200;
    if (it.state === "converted") return 409;
    if (seen !== it.version) return 412;
    if (!from.includes(it.state) || mine !== side) return 409;
    if (action === "convert") return it.anonymous || !it.allowed ? 409 : writes(as) ? 200 : 403;
    if (action === "release") return it.assignee ? 200 : 409;
    if (action === "assign") return it.assignee ? 409 : 200;
    return 200;
}
function after(it, as, action) {
    if (action === "assign" && it.assignee === as.sub) return it;
    const next = { ...it, version: it.version + 1, state: LIFE[action][1] ?? it.state };
    if (action === "assign") next.assignee = as.sub;
    if (action === "release") next.assignee = undefined;
    if (["answer", "ask_more", "give_more"].includes(action) || (action === "reopen" && it.anonymous)) next.messages++;
    if (action === "reopen") next.clocks++;
    if (action === "ask_more") next.clock = "stopped";
    if (action === "give_more" || action === "reopen") next.clock = "running";
    if (action === "answer" || action === "convert") next.clock = "met";
    if (action === "withdraw") next.clock = "stopped";
    return next;
}

const KINDS = { anonymous: { anonymous: true }, "of a client": { allowed: true }, "of a client, not to be converted": {} };
async function begin({ anonymous = false, allowed = false } = {}) {
    const about = anonymous ? {} : { client_id: (await newClient(asker)).id, authorised_to_convert: allowed };
    const made = expectStatus(await post("/v1/consultations", { to: { service_id: clinic.id }, question: "Mikä ryhmä sopii unettomuuteen?", anonymous, ...about }, { as: asker }), 201);
    return { id: made.id, it: { state: "asked", version: 1, anonymous, allowed, messages: 0, clocks: 1, clock: "running" } };
}
const attempt = (as, id, version, action) => post(`/v1/consultations/${id}/${action}`, BODY[action] ?? {}, { as, headers: { "if-match": `"${version}"` } });
const make = async (as, one, action) => {
    expectStatus(await attempt(as, one.id, one.it.version, action), 200);
    one.it = after(one.it, as, action);
};
const steps = (id) => sql(`SELECT string_agg(concat_ws(' ', version, coalesce(from_status, '-'), to_status), ',' ORDER BY version) FROM move WHERE resource_id = '${id}'`).split(",").map((step) => step.split(" "));

const WAYS = { asked: [], "asked and taken": [[expert, "assign"]], more_asked: [[expert, "ask_more"]], answered: [[expert, "answer"]], closed: [[expert, "answer"], [asker, "close"]],
    withdrawn: [[asker, "withdraw"]], "asked again": [[expert, "answer"], [asker, "close"], [asker, "reopen"]], converted: [[expert, "convert"]] };

for (const [way, walk] of Object.entries(WAYS))
    for (const [kind, wishes] of Object.entries(KINDS)) {
        if (way === "converted" && !wishes.allowed) continue;
        test(`consultation_actions__of_one_${way}_${kind}_are_exactly_what_is_accepted`.replaceAll(/,? /g, "_"), async () => {
            const start = async () => {
                const one = await begin(wishes);
                for (const [as, action] of walk) await make(as, one, action);
                return one;
            };
            let one = await start();
            for (const [who, as] of Object.entries(callers)) {
                const expected = Object.fromEntries(ACTIONS.map((action) => [action, heard(one.it, as, action)])), open = ACTIONS.filter((action) => expected[action] === 200);
                const shown = await get(`/v1/consultations/${one.id}`, { as }), about = `${way} ${kind}, ${who}`;
                assert.equal(shown.status, sidesOf(as) ? 200 : 404, about);
                if (shown.status === 200) assert.deepEqual([...shown.json.available_actions].sort(), [...open].sort(), `${about}: offered`);
                for (const action of ACTIONS.filter((action) => expected[action] !== 200)) assert.equal((await attempt(as, one.id, one.it.version, action)).status, expected[action], `${about}: ${action}`);
                for (const action of open) {
                    const now = expectStatus(await attempt(as, one.id, one.it.version, action), 200), next = after(one.it, as, action);
                    assert.deepEqual([now.state, now.version, now.assignee?.sub, now.message_count, now.deadlines.length, now.deadlines.at(-1).state], [next.state, next.version, next.assignee, next.messages, next.clocks, next.clock], `${about}: ${action}`);
                    if (next !== one.it) one = await start();
                }
            }
        });
    }

test("consultation_actions__are_looked_at_in_every_state", () => {
    const ways = new Set(Object.keys(WAYS).map((way) => way.split(" ")[0]));
    assert.deepEqual(description.components.schemas.ConsultationState.enum.filter((state) => !ways.has(state)), []);
});

test("consultation__lives_by_chance_as_the_model_says", async () => {
    const people = [asker, mate, expert, second, callers.stranger];
    await Promise.all(Array.from({ length: 24 }, async (_, seed) => {
        const dice = chance(seed + 1), kinds = Object.values(KINDS), told = [], one = await begin(kinds[seed % kinds.length]);
        for (let i = 0; i < 30; i++) {
            const open = ACTIONS.filter((action) => action !== "convert" && people.some((as) => heard(one.it, as, action) === 200));
            const action = dice.random() < 0.7 && open.length ? dice.any(open) : dice.any(ACTIONS), as = dice.any(people), seen = dice.random() < 0.1 ? one.it.version - 1 : one.it.version;
            const expected = heard(one.it, as, action, seen), answer = await attempt(as, one.id, seen, action);
            told.push(`${one.it.state}: ${action} by ${as.sub} of ${seen}: ${answer.status}`);
            assert.equal(answer.status, expected, `seed ${seed}: ${told.slice(-5).join("\n")}`);
            if (expected === 200) one.it = after(one.it, as, action);
        }
        const now = expectStatus(await get(`/v1/consultations/${one.id}`, { as: mate }), 200), rows = steps(one.id);
        assert.deepEqual([now.state, now.version, now.message_count, now.deadlines.length, now.deadlines.at(-1).state], [one.it.state, one.it.version, one.it.messages, one.it.clocks, one.it.clock], told.join("\n"));
        assert.deepEqual(rows.map(([version]) => Number(version)), Array.from({ length: one.it.version }, (_, i) => i + 1));
        for (let i = 1; i < rows.length; i++) assert.equal(rows[i][1], rows[i - 1][2]);
        assert.deepEqual(now.deadlines.map(({ round }) => round), Array.from({ length: one.it.clocks }, (_, i) => i + 1));
        assert.ok(now.deadlines.slice(0, -1).every(({ state }) => state === "met"), "what was answered stays answered");
        assert.equal(sql(`SELECT count(*) FROM audit_event WHERE resource_id = '${one.id}' AND kind IN ('create', 'change')`), String(one.it.version));
    }));
});

test("consultation_move__of_any_two_at_once_one_wins", async () => {
    const pairs = [["answer", "withdraw"], ["answer", "answer"], ["ask_more", "answer"], ["convert", "answer"], ["convert", "withdraw"], ["assign", "answer"], ["withdraw", "withdraw"], ["assign", "release"]];
    await Promise.all(pairs.map(async ([left, right]) => {
        const one = await begin({ allowed: true }), who = (action, expertly) => (LIFE[action][2] === "asker" ? asker : expertly);
        const answers = await Promise.all([attempt(who(left, expert), one.id, 1, left), attempt(who(right, second), one.id, 1, right)]);
        const codes = answers.map(({ status }) => status).sort();
        assert.equal(codes[0], 200, `${left}, ${right}: ${codes}`);
        assert.ok([409, 412].includes(codes[1]), `${left}, ${right}: ${codes}`);
        const winner = answers.find(({ status }) => status === 200).json, rows = steps(one.id);
        assert.deepEqual([rows.length, rows[1][2]], [2, winner.state]);
        assert.equal(sql(`SELECT count(*) FROM consultation_message WHERE consultation_id = '${one.id}'`), String(winner.message_count), "the loser said nothing");
        assert.equal(sql(`SELECT count(*) FROM referral WHERE consultation_id = '${one.id}'`), winner.state === "converted" ? "1" : "0");
    }));
});

test("consultation_assign__again_by_who_has_it_is_no_step", async () => {
    const one = await begin({ anonymous: true });
    await make(expert, one, "assign");
    for (const version of [1, 2]) assert.equal(expectStatus(await attempt(expert, one.id, version, "assign"), 200).version, 2);
    assert.equal(expectStatus(await post(`/v1/consultations/${one.id}/assign`, { assignee: expert.sub }, { as: second, headers: { "if-match": "*" } }), 200).version, 2, "named by a colleague too");
    assert.equal(steps(one.id).length, 2);
    expectProblem(await attempt(second, one.id, 2, "assign"), 409, "conflict", { "/assignee": "taken" });
});

test("consultation_message__changes_no_version_and_is_said_in_every_state_but_to_strangers", async () => {
    for (const walk of Object.values(WAYS)) {
        const one = await begin({ allowed: true });
        for (const [as, action] of walk) await make(as, one, action);
        const say = (as, text = "Vielä yksi asia.") => post(`/v1/consultations/${one.id}/messages`, { text }, { as });
        const [first, other] = [expectStatus(await say(mate), 201), expectStatus(await say(second), 201)];
        assert.deepEqual([first.side, other.side, other.number - first.number], ["asker", "receiver", 1]);
        assert.equal((await say(callers.stranger)).status, 404);
        const now = expectStatus(await get(`/v1/consultations/${one.id}`, { as: asker }), 200);
        assert.deepEqual([now.version, now.state, now.message_count], [one.it.version, one.it.state, one.it.messages + 2]);
    }
    for (const path of ["messages", "read", "answer"])
        assert.equal((await post(`/v1/consultations/${randomUUID()}/${path}`, path === "read" ? { up_to: 1 } : BODY.answer, { as: asker, headers: { "if-match": '"1"' } })).status, path === "messages" ? 400 : 404, path);
});

await finish();
