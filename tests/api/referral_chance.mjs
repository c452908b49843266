#!/usr/bin/env node
// Referrals led through their lives by chance (the same chance each time): after each move, made or
// refused, the service is where a model of the domain's description is; and what is written tells the same.
import { chance } from "../contract/chance.mjs";
import { assert, call, expectStatus, finish, test } from "./service.mjs";
import { clientOf, code, contactTo, move, read, send, service, unit, world } from "./referral_world.mjs";
import { ACTIONS, after, bodyOf, heard, LIFE, reason } from "./referral_model.mjs";
import { sql } from "./support.mjs";

const w = world(), other = unit(code("other"), { register: "social" });
const group = service(code("group"), w.centre, { kind: "third_sector", takes_referrals: false });
const there = { sub: "there", unit: other.code, register: "social" };
const people = [w.nurse, w.doctor, w.lead, w.socialWorker, w.colleague, w.coordinator, there, { sub: "ehr-s", register: "social" }, { sub: "ehr-h", register: "health" }];

const draftOf = (it) => ({ kind: it.handed ? "third_sector" : "social_contact", to: it.handed ? { service_id: group.id } : { unit_id: w.social.id }, need: "Muokattu tarve.", urgency: "urgent", rules: ["social_decision"] });

async function begin(handed) {
    const to = handed ? { service_id: group.id } : { unit_id: w.social.id };
    const referral = await send(w.nurse, contactTo(await clientOf(w.nurse), to, { kind: handed ? "third_sector" : "social_contact", rule: "social_decision" }));
    return { id: referral.id, it: { state: "sent", version: 2, from: w.centre.code, to: w.social.code, maker: w.nurse.sub, clocks: true, handed } };
}

// Mostly something that the state allows, by anybody: else most lives would end where they began.
function choose(dice, it) {
    const open = ACTIONS.filter((action) => people.some((as) => heard(it, as, action) === 200));
    return { action: dice.random() < 0.75 && open.length > 0 ? dice.any(open) : dice.any(ACTIONS), as: dice.any(people), stale: dice.random() < 0.11, silent: dice.random() < 0.11 };
}

const elsewhere = (it) => (it.to === other.code ? w.social : other);
async function step(id, it, { action, as, stale, silent }) {
    const version = stale ? it.version - 1 : it.version;
    const body = silent && LIFE[action][3] ? { ...bodyOf(action, { other: elsewhere(it) }), reason: undefined } : bodyOf(action, { other: elsewhere(it), draft: draftOf(it) });
    const headers = { "if-match": `"${version}"` };
    const answer = action === "edit" ? await call("PUT", `/v1/referrals/${id}`, { as, headers, body }) : await move(as, { id, version }, action, body, headers);
    let expected = heard(it, as, action, version);
    if (expected === 200 && silent && LIFE[action][3]) expected = 422;
    return { answer, expected };
}

// What was written of a life: its steps, the access log's changes and the feed, one of each a version.
function written(id) {
    const [steps, changes, events] = sql(`SELECT (SELECT string_agg(concat_ws(' ', version, coalesce(from_status, '-'), to_status), ',' ORDER BY version) FROM move WHERE resource_id = '${id}'),
        (SELECT count(*) FROM audit_event WHERE resource_id = '${id}' AND kind IN ('create', 'change')), (SELECT string_agg(version::text, ',' ORDER BY version) FROM event WHERE resource_id = '${id}')`).split("|");
    return { steps: steps.split(",").map((step) => step.split(" ")), changes: Number(changes), events };
}

async function live(seed, handed, length) {
    const dice = chance(seed), begun = await begin(handed), { id } = begun;
    let { it } = begun;
    const told = [];
    for (let i = 0; i < length; i++) {
        const chosen = choose(dice, it), { answer, expected } = await step(id, it, chosen);
        told.push(`${it.state}: ${chosen.action} by ${chosen.as.sub}${chosen.stale ? " (stale)" : ""}${chosen.silent ? " (silent)" : ""} ${answer.status}`);
        const about = `seed ${seed}:\n${told.slice(-6).join("\n")}\n${answer.text.slice(0, 300)}`;
        assert.equal(answer.status, expected, about);
        if (expected !== 200) continue;
        it = after(it, chosen.as, chosen.action, { other: elsewhere(it), edited: w.social });
        const { state, version, assignee, unseen } = answer.json;
        assert.deepEqual([state, version, assignee, unseen], [it.state, it.version, it.assignee, it.unseen], about);
    }
    const shown = await read(w.nurse, { id }), rows = written(id);
    assert.deepEqual([shown.state, shown.version], [it.state, it.version]);
    assert.deepEqual(rows.steps.map(([version]) => Number(version)), Array.from({ length: it.version }, (_, i) => i + 1), "a step a version");
    for (let i = 1; i < rows.steps.length; i++) assert.equal(rows.steps[i][1], rows.steps[i - 1][2], "each begins where the last ended");
    assert.deepEqual([rows.changes, rows.events], [it.version, rows.steps.map(([version]) => version).join(",")]);
    assert.deepEqual(shown.history.map(({ version }) => version), rows.steps.map(([version]) => Number(version)));
    return it.state;
}

test("referral__lives_by_chance_as_the_model_says", async () => {
    const ends = await Promise.all(Array.from({ length: 30 }, (_, i) => live(1000 + i, false, 40)));
    assert.ok(new Set(ends).size >= 4, `they end in many states: ${ends}`);
});

test("referral__handed_over_lives_by_chance_as_the_model_says", async () => {
    await Promise.all(Array.from({ length: 8 }, (_, i) => live(2000 + i, true, 30)));
});

// Two who do something at once: of two moves of one version one is made, and the other is told.
test("referral_move__of_any_two_at_once_one_wins", async () => {
    const dice = chance(77), pairs = [["receive", "return"], ["receive", "cancel"], ["decline", "redirect"], ["urgency", "receive"], ["pause", "receive"], ["cancel", "decline"], ["redirect", "redirect"], ["urgency", "urgency"], ["cancel", "cancel"], ["return", "return"]];
    const whose = (action) => (action === "cancel" ? w.nurse : dice.any([w.socialWorker, w.colleague]));
    await Promise.all(pairs.map(async (pair) => {
        const { id } = await begin(false);
        const answers = await Promise.all(pair.map((action) => move(whose(action), { id, version: 2 }, action, bodyOf(action, { other }))));
        const codes = answers.map(({ status }) => status).sort();
        assert.equal(codes[0], 200, `${pair}: ${codes}`);
        assert.ok([403, 404, 409, 412].includes(codes[1]), `${pair}: ${codes}`);
        const rows = written(id);
        assert.deepEqual([rows.steps.length, rows.changes, rows.events], [3, 3, "1,2,3"], String(pair));
        assert.equal(rows.steps[2][2], answers.find(({ status }) => status === 200).json.state);
    }));
});

test("referral_replace__of_two_at_once_one_wins_and_nothing_is_mixed", async () => {
    for (let i = 0; i < 5; i++) {
        const client = await clientOf(w.nurse);
        const draft = expectStatus(await call("POST", "/v1/referrals", { as: w.nurse, body: contactTo(client, { unit_id: w.social.id }) }), 201);
        const body = (n) => ({ kind: "social_contact", to: { unit_id: w.social.id }, need: `Tarve ${n}.`, urgency: n === 1 ? "urgent" : "emergency", need_classes: n === 1 ? ["s3_economy"] : ["s2_housing"] });
        const answers = await Promise.all([1, 2].map((n) => call("PUT", `/v1/referrals/${draft.id}`, { as: n === 1 ? w.nurse : w.doctor, body: body(n), headers: { "if-match": '"1"' } })));
        assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412]);
        const now = await read(w.nurse, draft), winner = body(1 + answers.findIndex(({ status }) => status === 200));
        assert.deepEqual([now.version, now.need, now.urgency, now.need_classes], [2, winner.need, winner.urgency, winner.need_classes]);
    }
});

test("referral_move__said_twice_with_one_key_is_made_once", async () => {
    for (const [as, action] of [[w.socialWorker, "receive"], [w.socialWorker, "decline"], [w.nurse, "cancel"], [w.socialWorker, "pause"], [w.nurse, "urgency"]]) {
        const { id } = await begin(false), headers = { "idempotency-key": `"${id}"` };
        const [first, again] = [await move(as, { id, version: 2 }, action, bodyOf(action), headers), await move(as, { id, version: 2 }, action, bodyOf(action), headers)];
        assert.deepEqual([first.status, again.status, again.text], [200, 200, first.text], action);
        assert.equal(written(id).steps.length, 3, action);
        assert.equal((await move(as, { id, version: 2 }, action, { ...bodyOf(action), ...reason, x: 1 }, headers)).status >= 400, true, "another body under the key");
    }
});

await finish();
