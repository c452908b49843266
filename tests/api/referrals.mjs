#!/usr/bin/env node
// Referrals as a record system sees them: every move, both sides, the clocks, and many at once.
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { assert, call, expectProblem, expectStatus, finish, get, post, test } from "./service.mjs";
import { clientOf, code, contactTo, move, moved, outcome, read, send, service, unit, world } from "./referral_world.mjs";
import { sql, today as dayFromNow } from "./support.mjs";

const today = dayFromNow(0);
const plus = (day, days) => new Date(Date.parse(day) + days * 86400000).toISOString().slice(0, 10);
const w = world();
const reason = { reason: "Perustelu." };

async function sent(more = {}, as = w.nurse) {
    return send(as, contactTo(await clientOf(as), { unit_id: w.social.id }, more));
}

async function inState(state) {
    let referral = await sent();
    const path = { sent: [], received: ["receive"], accepted: ["receive", "accept"], in_progress: ["receive", "accept", "start"] };
    for (const action of path[state]) referral = await moved(w.socialWorker, referral, action);
    return referral;
}

// --- the whole way ---

test("referral__goes_from_draft_to_outcome", async () => {
    const client = await clientOf(w.nurse);
    const made = await post("/v1/referrals", contactTo(client, { unit_id: w.social.id }), { as: w.nurse });
    let referral = expectStatus(made, 201);
    assert.equal(made.headers.get("location"), `/v1/referrals/${referral.id}`);
    assert.equal(made.headers.get("etag"), '"1"');
    assert.deepEqual([referral.state, referral.version, referral.available_actions], ["draft", 1, ["edit", "send", "cancel"]]);
    assert.equal((await get(`/v1/referrals/${referral.id}`, { as: w.socialWorker })).status, 404, "a draft is the sender's");
    referral = await moved(w.nurse, referral, "send");
    assert.deepEqual([referral.state, referral.from_unit_id, referral.to_register], ["sent", w.centre.id, "social"]);
    assert.deepEqual(referral.ground, { kind: "law", basis: "Sosiaalihuoltolaki 1301/2014, 35 §" });
    assert.ok(!referral.available_actions.includes("receive"));
    for (const [action, state] of [["receive", "received"], ["accept", "accepted"], ["start", "in_progress"]]) {
        referral = await moved(w.socialWorker, referral, action);
        assert.equal(referral.state, state);
    }
    assert.equal(referral.assignee, w.socialWorker.sub, "anyone who starts has it");
    referral = await moved(w.socialWorker, referral, "complete", { outcome });
    assert.deepEqual([referral.state, referral.unseen], ["completed", "sender"]);
    const seen = await read(w.nurse, referral);
    assert.equal(seen.outcome.text, outcome.text, "the sender sees the outcome");
    assert.ok(seen.available_actions.includes("acknowledge"));
    referral = await moved(w.nurse, seen, "acknowledge");
    assert.equal(referral.unseen, undefined);
    assert.deepEqual(referral.history.map((step) => step.action), ["create", "send", "receive", "accept", "start", "complete", "acknowledge"]);
    assert.deepEqual(referral.history.map((step) => step.version), [1, 2, 3, 4, 5, 6, 7]);
    for (let i = 1; i < referral.history.length; i++) assert.equal(referral.history[i].from, referral.history[i - 1].to);
});

test("referral_create__sent_at_once_has_both_steps", async () => {
    const referral = await sent();
    assert.deepEqual([referral.state, referral.version], ["sent", 2]);
    assert.deepEqual(referral.history.map((step) => [step.action, step.version]), [["create", 1], ["send", 2]]);
});

test("referral_replace__saves_a_draft_as_a_whole", async () => {
    const client = await clientOf(w.nurse);
    const draft = expectStatus(await post("/v1/referrals", contactTo(client, { unit_id: w.social.id }, { need_classes: ["s3_economy"],
        attachments: [{ system: "apotti", reference: "doc-1", title: "Lausunto" }] }), { as: w.nurse }), 201);
    assert.deepEqual(draft.attachments, [{ system: "apotti", reference: "doc-1", title: "Lausunto" }]);
    const body = { kind: "service_need_assessment", to: { unit_id: w.social.id }, need: "Toinen tarve.", urgency: "urgent" };
    const path = `/v1/referrals/${draft.id}`, put = (version, as = w.nurse) =>
        call("PUT", path, { as, body, headers: version ? { "if-match": `"${version}"` } : {} });
    assert.equal((await put(undefined)).status, 428);
    const saved = expectStatus(await put(1), 200);
    assert.deepEqual([saved.version, saved.kind, saved.need, saved.urgency, saved.need_classes, saved.attachments, saved.client_id],
        [2, "service_need_assessment", "Toinen tarve.", "urgent", [], undefined, client.id]);
    expectProblem(await put(1), 412, "stale");
    const gone = await moved(w.nurse, saved, "send");
    expectProblem(await call("PUT", path, { as: w.nurse, body, headers: { "if-match": `"${gone.version}"` } }), 409, "conflict");
});

// --- what does not fit ---

test("referral_create__tells_every_fault", async () => {
    const client = await clientOf(w.nurse);
    expectProblem(await post("/v1/referrals", { client_id: "x", kind: "letter", urgency: "soon", extra: 1 }, { as: w.nurse }), 400, "invalid",
        { "/client_id": "bad_format", "/kind": "not_in_list", "/urgency": "not_in_list", "/extra": "unknown_member", "/to": "required", "/need": "required", "/from_register": "required" });
    expectProblem(await post("/v1/referrals", contactTo(client, { unit_id: randomUUID() }, { from_register: "social", need_classes: ["s3_economy", "nothing"],
        rule: "no_such_rule", starts_on: plus(today, 1) }), { as: w.nurse }), 422, "rule_broken",
    { "/from_register": "other_register", "/to/unit_id": "unknown_unit", "/need_classes/1": "unknown_need", "/rule": "unknown_rule", "/starts_on": "in_the_future" });
    expectProblem(await post("/v1/referrals", contactTo(client, {}), { as: w.nurse }), 422, "rule_broken", { "/to": "must_be_given" });
    expectProblem(await post("/v1/referrals", contactTo({ id: randomUUID() }, { unit_id: w.social.id }), { as: w.nurse }), 404, "not_found");
});

test("referral_create__goes_only_where_it_is_taken", async () => {
    const client = await clientOf(w.nurse);
    const closed = service(code("closed"), w.social, { kind: "social", takes_referrals: false });
    const health = service(code("health"), w.centre, { kind: "health", referral_kinds: ["health_referral"] });
    const over = service(code("over"), w.social, { kind: "social", valid_to: "2020-12-31" });
    const to = (target, more) => post("/v1/referrals", contactTo(client, { service_id: target.id }, more), { as: w.nurse });
    expectProblem(await to(closed), 422, "rule_broken", { "/to/service_id": "takes_no_referrals" });
    expectProblem(await to(over), 422, "rule_broken", { "/to/service_id": "takes_no_referrals" });
    expectProblem(await to(health), 422, "rule_broken", { "/to/service_id": "takes_no_referrals", "/to": "register_mismatch" });
    expectProblem(await to({ id: randomUUID() }), 422, "rule_broken", { "/to/service_id": "unknown_service" });
    const referral = expectStatus(await to(health, { kind: "health_referral" }), 201);
    assert.deepEqual(referral.to, { service_id: health.id, unit_id: w.centre.id });
});

test("referral_create__into_another_register_needs_its_ground", async () => {
    const client = await clientOf(w.socialWorker);
    const health = service(code("health"), w.centre, { kind: "health" });
    const body = { client_id: client.id, kind: "health_referral", to: { service_id: health.id }, need: "Kipu.", urgency: "urgent", from_register: "social" };
    expectProblem(await post("/v1/referrals", body, { as: w.socialWorker }), 422, "rule_broken", { "/ground": "ground_needed" });
    const referral = await send(w.socialWorker, { ...body, ground: { kind: "consent" } });
    assert.equal((await read(w.nurse, referral)).ground.kind, "consent");
    assert.equal(sql(`SELECT string_agg(DISTINCT ground, ' ') FROM audit_event WHERE resource_id = '${referral.id}' AND sub = '${w.nurse.sub}'`), "referral");
});

test("referral_get__of_the_other_register_or_area_does_not_exist", async () => {
    const client = await clientOf(w.nurse);
    const health = service(code("health"), w.centre, { kind: "health" });
    const referral = await send(w.nurse, contactTo(client, { service_id: health.id }, { kind: "health_referral" }));
    const hidden = await get(`/v1/referrals/${referral.id}`, { as: w.socialWorker });
    const unknown = await get(`/v1/referrals/${randomUUID()}`, { as: w.socialWorker });
    const bare = (answer) => ({ ...answer.json, instance: undefined });
    assert.deepEqual(bare(hidden), bare(unknown));
    assert.equal(hidden.headers.get("etag"), null);
    assert.equal((await get(`/v1/referrals/${referral.id}`, { as: { area: "09", register: "health" } })).status, 404);
    for (const action of ["receive", "return", "nonsense"]) assert.equal((await move(w.socialWorker, referral, action, reason)).status, 404, action);
    assert.equal((await post(`/v1/referrals/${referral.id}/messages`, { text: "x" }, { as: w.socialWorker })).status, 404);
    assert.equal((await get(`/v1/referrals/${referral.id}/messages`, { as: w.socialWorker })).status, 404);
});

test("referral_create__points_out_open_ones_to_the_same_receiver", async () => {
    const client = await clientOf(w.nurse);
    const first = await send(w.nurse, contactTo(client, { unit_id: w.social.id }));
    const second = await send(w.nurse, contactTo(client, { unit_id: w.social.id }));
    assert.deepEqual(second.duplicates, [first.id]);
    assert.deepEqual((await read(w.nurse, first)).duplicates, [second.id]);
    await moved(w.nurse, first, "cancel", reason);
    assert.deepEqual((await read(w.nurse, second)).duplicates, []);
});

// --- moves: states, sides, reasons ---

const BODIES = {
    return: reason, redirect: reason, decline: reason, cancel: reason, reopen: reason, urgency: { ...reason, urgency: "urgent" }, complete: { outcome },
    pause: { stop: { from: today, reason: "client_wish" } },
};

test("referral_move__in_a_state_that_does_not_allow_it_is_conflict", async () => {
    const referral = await sent();
    for (const action of ["accept", "start", "complete", "resend", "reopen", "send"]) {
        const as = ["resend", "send"].includes(action) ? w.nurse : w.socialWorker;
        expectProblem(await move(as, referral, action, BODIES[action]), 409, "conflict");
    }
    expectProblem(await move(w.nurse, referral, "complete", { outcome }), 409, "conflict");
    assert.equal((await move(w.nurse, referral, "approve")).status, 404);
});

test("referral_move__is_its_sides_alone", async () => {
    const referral = await sent();
    for (const action of ["receive", "return", "decline", "assign"]) expectProblem(await move(w.nurse, referral, action, BODIES[action]), 403, "forbidden");
    expectProblem(await move(w.socialWorker, referral, "cancel", reason), 403, "forbidden");
    const other = unit(code("other"), { register: "social" });
    const stranger = { sub: "stranger", unit: other.code, register: "social" };
    const shown = await read(stranger, referral);
    assert.deepEqual(shown.available_actions, [], "seen, for it is the register's, but another unit's");
    expectProblem(await move(stranger, referral, "receive"), 403, "forbidden");
    assert.equal((await move({ ...stranger, role: "coordinator" }, referral, "receive")).status, 200, "a coordinator acts for the unit");
});

test("referral_move__without_a_unit_speaks_for_the_register", async () => {
    const referral = await sent();
    const sender = { sub: "another-ehr", register: "health" };
    expectProblem(await move(sender, referral, "receive"), 403, "forbidden");
    const open = (await read(sender, referral)).available_actions;
    assert.ok(open.includes("cancel") && !open.includes("receive"), `the sender's side alone: ${open}`);
    const integrator = { sub: "ehr", register: "social" };
    assert.equal((await move(integrator, referral, "receive")).status, 200);
});

test("referral_move__asks_for_a_reason_where_there_must_be_one", async () => {
    const referral = await sent();
    for (const [as, action] of [[w.socialWorker, "return"], [w.socialWorker, "redirect"], [w.socialWorker, "decline"], [w.nurse, "cancel"], [w.nurse, "urgency"]])
        for (const body of [{}, { reason: " \n" }]) expectProblem(await move(as, referral, action, body), 422, "rule_broken", { "/reason": "must_be_given" });
    expectProblem(await move(w.socialWorker, referral, "receive", { assignee: "x", outcome }), 422, "rule_broken", { "/assignee": "not_of_action", "/outcome": "not_of_action" });
    const busy = await inState("in_progress");
    expectProblem(await move(w.socialWorker, busy, "complete"), 422, "rule_broken", { "/outcome": "must_be_given" });
    expectProblem(await move(w.socialWorker, busy, "complete", { outcome: { text: "x" } }), 400, "invalid", { "/outcome/kind": "required" });
});

test("referral_move__needs_the_version_that_was_seen", async () => {
    const referral = await sent();
    expectProblem(await post(`/v1/referrals/${referral.id}/receive`, {}, { as: w.socialWorker }), 428, "precondition_missing");
    expectProblem(await move(w.socialWorker, referral, "receive", {}, { "if-match": '"1"' }), 412, "stale");
    await moved(w.socialWorker, referral, "receive");
    expectProblem(await move(w.socialWorker, referral, "receive"), 412, "stale");
});

test("referral_return__waits_for_the_sender_and_comes_back", async () => {
    let referral = await moved(w.socialWorker, await sent(), "receive");
    referral = await moved(w.socialWorker, referral, "assign");
    referral = await moved(w.socialWorker, referral, "return", { reason: "Tarvitaan vuokrasopimus." });
    assert.deepEqual([referral.state, referral.assignee], ["returned", undefined]);
    const back = await read(w.nurse, referral);
    assert.equal(back.history.at(-1).reason, "Tarvitaan vuokrasopimus.");
    const body = { kind: "social_contact", to: { unit_id: w.social.id }, need: "Vuokra on maksamatta; sopimus liitteenä.", urgency: "non_urgent" };
    const more = expectStatus(await call("PUT", `/v1/referrals/${referral.id}`, { as: w.nurse, body, headers: { "if-match": `"${back.version}"` } }), 200);
    assert.equal(more.state, "returned");
    assert.equal((await moved(w.nurse, more, "resend")).state, "sent");
});

test("referral_cancel__stands_on_the_receivers_side_until_seen", async () => {
    const referral = await moved(w.nurse, await sent(), "cancel", reason);
    assert.deepEqual([referral.state, referral.unseen], ["cancelled", "receiver"]);
    expectProblem(await move(w.nurse, referral, "acknowledge"), 403, "forbidden");
    const seen = await moved(w.socialWorker, referral, "acknowledge");
    assert.equal(seen.unseen, undefined);
    expectProblem(await move(w.socialWorker, seen, "acknowledge"), 409, "conflict");
    const accepted = await inState("accepted");
    expectProblem(await move(w.nurse, accepted, "cancel", reason), 409, "conflict");
});

test("referral_urgency__is_changed_with_its_reason", async () => {
    const referral = await moved(w.nurse, await inState("accepted"), "urgency", { urgency: "emergency", reason: "Häätö huomenna." });
    assert.deepEqual([referral.urgency, referral.state, referral.history.at(-1).detail, referral.history.at(-1).reason], ["emergency", "accepted", "emergency", "Häätö huomenna."]);
});

// --- claims ---

test("referral_assign__two_at_once_one_gets_it_and_the_other_hears_who", async () => {
    for (let i = 0; i < 10; i++) {
        const referral = await sent();
        const answers = await Promise.all([move(w.socialWorker, referral, "assign"), move(w.colleague, referral, "assign")]);
        const codes = answers.map((answer) => answer.status).sort();
        assert.deepEqual(codes, [200, 409], answers.map((answer) => answer.text).join("\n"));
        const winner = answers.find((answer) => answer.status === 200).json;
        const loser = answers.find((answer) => answer.status === 409).json;
        assert.equal(loser.errors[0].code, "taken");
        assert.ok(loser.errors[0].detail.includes(winner.assignee));
        assert.equal(winner.history.filter((step) => step.action === "assign").length, 1);
        const who = [w.socialWorker, w.colleague].find((as) => as.sub === winner.assignee);
        assert.equal((await move(who, referral, "assign")).status, 200, "claiming what one has is no error");
        assert.equal((await read(who, referral)).version, 3);
    }
});

test("referral_assign__against_a_start_of_the_same_version_leaves_one_and_tells_the_other", async () => {
    for (let i = 0; i < 10; i++) {
        const referral = await inState("accepted");
        const answers = await Promise.all([move(w.socialWorker, referral, "start"), move(w.colleague, referral, "assign")]);
        const codes = answers.map(({ status }) => status);
        assert.equal(codes.filter((status) => status === 200).length, 1, String(codes));
        assert.ok(codes.every((status) => [200, 409, 412].includes(status)), String(codes));
        const now = await read(w.socialWorker, referral);
        assert.deepEqual(now.history.map(({ version }) => version), [1, 2, 3, 4, 5]);
        for (let step = 1; step < now.history.length; step++) assert.equal(now.history[step].from, now.history[step - 1].to);
    }
});

test("referral_assign__to_another_is_the_coordinators", async () => {
    let referral = await sent();
    expectProblem(await move(w.socialWorker, referral, "assign", { assignee: w.colleague.sub }), 403, "forbidden");
    referral = await moved(w.coordinator, referral, "assign", { assignee: w.colleague.sub });
    assert.equal(referral.assignee, w.colleague.sub);
    expectProblem(await move(w.socialWorker, referral, "release"), 409, "conflict", { "/assignee": "taken" });
    referral = await moved(w.coordinator, referral, "assign", { assignee: w.socialWorker.sub });
    referral = await moved(w.coordinator, referral, "release");
    assert.equal(referral.assignee, undefined);
    assert.deepEqual(referral.history.slice(-3).map((step) => [step.action, step.detail]), [["assign", w.colleague.sub], ["assign", w.socialWorker.sub], ["release", undefined]]);
});

test("referral_assign__of_200_claimers_of_50_each_is_claimed_once", async () => {
    const client = await clientOf(w.nurse);
    const referrals = await Promise.all(Array.from({ length: 50 }, () => send(w.nurse, contactTo(client, { unit_id: w.social.id }))));
    const claimers = [0, 1, 2, 3].map((n) => ({ sub: `claimer-${n}`, unit: w.social.code, register: "social" }));
    const answers = await Promise.all(referrals.flatMap((referral) => claimers.map((as) => move(as, referral, "assign"))));
    assert.deepEqual([...new Set(answers.map((answer) => answer.status))].sort(), [200, 409]);
    assert.equal(answers.filter((answer) => answer.status === 200).length, 50);
    const ids = referrals.map((referral) => `'${referral.id}'`).join(",");
    assert.equal(sql(`SELECT count(*) FROM move WHERE action = 'assign' AND resource_id IN (${ids})`), "50");
    assert.equal(sql(`SELECT count(*) FROM referral WHERE assignee IS NOT NULL AND version = 3 AND id IN (${ids})`), "50");
});

test("referral_move__of_100_at_once_one_wins_each_step", async () => {
    let referral = await sent();
    for (const action of ["receive", "accept", "start"]) {
        const answers = await Promise.all(Array.from({ length: 100 }, () => move(w.socialWorker, referral, action)));
        const codes = answers.map((answer) => answer.status);
        assert.equal(codes.filter((status) => status === 200).length, 1, String(codes));
        assert.ok(codes.every((status) => [200, 409, 412].includes(status)), String(codes));
        referral = await read(w.socialWorker, referral);
    }
    assert.equal(referral.version, 5);
    const rows = sql(`SELECT string_agg(version || ' ' || action, ', ' ORDER BY version) FROM move WHERE resource_id = '${referral.id}'`);
    assert.equal(rows, "1 create, 2 send, 3 receive, 4 accept, 5 start");
    assert.equal(sql(`SELECT string_agg(version || ' ' || type, ', ' ORDER BY version) FROM event WHERE resource_id = '${referral.id}'`),
        "1 referral.created, 2 referral.sent, 3 referral.received, 4 referral.accepted, 5 referral.started");
    assert.equal(sql(`SELECT count(*) FROM audit_event WHERE resource_id = '${referral.id}' AND kind IN ('create', 'change')`), "5");
});

test("referral_create__with_one_key_makes_one_for_many", async () => {
    const body = { ...contactTo(await clientOf(w.nurse), { unit_id: w.social.id }), send: true };
    const headers = { "idempotency-key": `"${randomUUID()}"` };
    const answers = await Promise.all(Array.from({ length: 20 }, () => post("/v1/referrals", body, { as: w.nurse, headers })));
    const made = new Set(answers.filter((answer) => answer.status === 201).map((answer) => answer.json.id));
    assert.equal(made.size, 1);
    assert.ok(answers.every((answer) => [201, 409].includes(answer.status)));
    assert.equal(expectStatus(await post("/v1/referrals", body, { as: w.nurse, headers }), 201).id, [...made][0]);
    const another = expectStatus(await post("/v1/referrals", body, { as: w.doctor, headers }), 201);
    assert.notEqual(another.id, [...made][0]);
});

// --- clocks ---

const clock = (referral, rule) => referral.deadlines.find((each) => each.rule === rule);

test("referral__several_clocks_run_side_by_side", async () => {
    const health = service(code("hospital"), w.centre, { kind: "health" });
    let referral = await send(w.nurse, contactTo(await clientOf(w.nurse), { service_id: health.id },
        { kind: "health_referral", rule: "special_care_assessment", rules: ["special_care_examination", "helsinki_seven_days"] }));
    assert.deepEqual(referral.deadlines.map((each) => each.rule).sort(), ["helsinki_seven_days", "special_care_assessment", "special_care_examination"]);
    assert.deepEqual([referral.due_on, clock(referral, "special_care_assessment").due_on], [plus(today, 7), plus(today, 21)]);
    for (const action of ["receive", "accept", "start"]) referral = await moved(w.doctor, referral, action);
    assert.deepEqual([clock(referral, "special_care_assessment").state, clock(referral, "special_care_assessment").in_time], ["met", true]);
    assert.equal(clock(referral, "special_care_examination").state, "running", "meeting one changes no other");
    assert.equal(referral.due_on, clock(referral, "special_care_examination").due_on);
});

test("referral_redirect__keeps_the_clock_and_leaves_the_assignee", async () => {
    const a = service(code("a"), w.social, { kind: "social" }), other = unit(code("unit"), { register: "social" }), b = service(code("b"), other, { kind: "social" });
    const target = (name, of, days) => sql(`INSERT INTO deadline_rule (area, id, code, valid_from, basis, counting, amount, age_min, age_max, starts, stops,
        last_day, reopens, name_fi, name_sv, name_en, source, created_at, created_by, service_id) VALUES ('90', '${randomUUID()}', '${name}', '2020-01-01', 'own',
        'calendar_days', ${days}, 0, 150, 'referral_arrived', '{}', 'stays', 'stop', 'x', 'x', 'x', 'x', now(), 'x', '${of.id}')`);
    const [ofA, ofB] = [`target_a_${process.pid}`, `target_b_${process.pid}`];
    target(ofA, a, 3);
    target(ofB, b, 5);
    let referral = await send(w.nurse, contactTo(await clientOf(w.nurse), { service_id: a.id }, { rule: "social_decision", starts_on: plus(today, -30) }));
    assert.deepEqual(referral.deadlines.map((each) => each.rule).sort(), ["social_decision", ofA].sort());
    const before = clock(referral, "social_decision");
    referral = await moved(w.socialWorker, referral, "assign");
    expectProblem(await move(w.socialWorker, referral, "redirect", { ...reason, to: { service_id: a.id } }), 422, "rule_broken", { "/to": "same_receiver" });
    expectProblem(await move(w.socialWorker, referral, "redirect", reason), 422, "rule_broken", { "/to": "must_be_given" });
    referral = await moved(w.socialWorker, referral, "redirect", { ...reason, to: { service_id: b.id } });
    assert.deepEqual([referral.state, referral.assignee, referral.to], ["redirected", undefined, { service_id: b.id, unit_id: other.id }]);
    assert.deepEqual(clock(referral, "social_decision"), before, "starts_on, due_on and stops go along");
    assert.equal(clock(referral, ofA).ended_on, today);
    assert.deepEqual([clock(referral, ofB).starts_on, clock(referral, ofB).due_on, referral.due_on], [today, plus(today, 5), plus(today, 5)]);
    const receiver = { sub: "b", unit: other.code, register: "social" };
    assert.equal((await move(w.socialWorker, referral, "receive")).status, 403);
    assert.equal((await moved(receiver, referral, "receive")).state, "received");
});

// A target of a service's own.
const ownTarget = (name, of, days) => sql(`INSERT INTO deadline_rule (area, id, code, valid_from, basis, counting, amount, age_min, age_max, starts, stops,
    last_day, reopens, name_fi, name_sv, name_en, source, created_at, created_by, service_id) VALUES ('90', '${randomUUID()}', '${name}', '2020-01-01', 'own',
    'calendar_days', ${days}, 0, 150, 'referral_arrived', '{}', 'stays', 'stop', 'x', 'x', 'x', 'x', now(), 'x', '${of.id}')`);

test("referral_resend__to_another_service_begins_its_targets_and_what_rules_were_added", async () => {
    const a = service(code("a"), w.social, { kind: "social" }), b = service(code("b"), w.social, { kind: "social" });
    const [ofA, ofB] = [`resent_a_${process.pid}`, `resent_b_${process.pid}`];
    ownTarget(ofA, a, 3);
    ownTarget(ofB, b, 5);
    let referral = await send(w.nurse, contactTo(await clientOf(w.nurse), { service_id: a.id }, { rule: "social_decision", starts_on: plus(today, -30) }));
    const [before, sent_at] = [clock(referral, "social_decision"), referral.sent_at];
    referral = await moved(w.socialWorker, referral, "return", reason);
    const body = { kind: "social_contact", to: { service_id: b.id }, need: "Vuokra.", urgency: "non_urgent", rules: ["social_decision", "service_need_start"], starts_on: plus(today, -30) };
    referral = expectStatus(await call("PUT", `/v1/referrals/${referral.id}`, { as: w.nurse, body, headers: { "if-match": `"${referral.version}"` } }), 200);
    referral = await moved(w.nurse, referral, "resend");
    assert.deepEqual(referral.deadlines.map((each) => each.rule).sort(), ["social_decision", "service_need_start", ofA, ofB].sort());
    assert.deepEqual([clock(referral, "social_decision"), referral.sent_at], [before, sent_at], "the law's clock goes along");
    assert.deepEqual([clock(referral, ofA).ended_on, clock(referral, ofB).starts_on, clock(referral, ofB).due_on], [today, today, plus(today, 5)]);
    assert.equal(clock(referral, "service_need_start").starts_on, plus(today, -30));
});

test("referral_reopen__lets_the_target_of_the_service_that_has_it_go_on", async () => {
    const a = service(code("a"), w.social, { kind: "social" }), b = service(code("b"), w.social, { kind: "social" });
    const [ofA, ofB] = [`reopened_a_${process.pid}`, `reopened_b_${process.pid}`];
    ownTarget(ofA, a, 3);
    ownTarget(ofB, b, 5);
    let referral = await send(w.nurse, contactTo(await clientOf(w.nurse), { service_id: a.id }));
    referral = await moved(w.socialWorker, referral, "redirect", { ...reason, to: { service_id: b.id } });
    referral = await moved(w.socialWorker, referral, "decline", reason);
    assert.equal(clock(referral, ofB).ended_on, today);
    referral = await moved(w.nurse, referral, "reopen", reason);
    assert.deepEqual([clock(referral, ofB).state, clock(referral, ofB).ended_on, referral.due_on], ["running", undefined, plus(today, 5)]);
    assert.equal(clock(referral, ofA).ended_on, today, "that of the service it left stays ended");
});

test("referral_reopen__takes_back_the_outcome_and_the_history_keeps_it", async () => {
    let referral = await sent();
    for (const action of ["receive", "accept", "start"]) referral = await moved(w.socialWorker, referral, action);
    referral = await moved(w.socialWorker, referral, "complete", { outcome });
    referral = await moved(w.nurse, referral, "reopen", reason);
    assert.equal(referral.outcome, undefined, "what is in progress has none");
    assert.equal((await read(w.socialWorker, referral)).outcome, undefined);
    referral = await moved(w.socialWorker, referral, "complete", { outcome: { kind: "other" } });
    assert.deepEqual([referral.outcome.kind, referral.outcome.text], ["other", undefined]);
    const steps = (await read(w.nurse, referral)).history.filter(({ action }) => /complete|reopen/.test(action));
    assert.deepEqual(steps.map(({ action, detail, reason: words }) => [action, detail, words]), [["complete", outcome.kind, outcome.text], ["reopen", undefined, reason.reason], ["complete", "other", undefined]]);
});

test("referral_reopen__into_progress_meets_at_once_what_beginning_meets", async () => {
    let referral = await send(w.nurse, contactTo(await clientOf(w.nurse), { unit_id: w.social.id }, { rule: "service_need_start", rules: ["service_need_ready"] }));
    for (const action of ["receive", "accept", "start"]) referral = await moved(w.socialWorker, referral, action);
    referral = await moved(w.socialWorker, referral, "complete", { outcome });
    referral = await moved(w.nurse, referral, "reopen", reason);
    const of = (rule) => referral.deadlines.filter((each) => each.rule === rule).map(({ state }) => state).sort();
    assert.deepEqual([referral.state, of("service_need_start"), of("service_need_ready")], ["in_progress", ["met", "met"], ["met", "running"]]);
    assert.equal(referral.due_on, referral.deadlines.find(({ state }) => state === "running").due_on, "no list waits for what has begun");
});

test("referral_pause__without_an_end_is_overdue_and_run_out_on_no_later_day", async () => {
    const runOut = (id) => sql(`SELECT count(*) FROM deadline WHERE resource_id = '${id}' AND met_on IS NULL AND ended_on IS NULL AND due_on < date '${today}' + 365`);
    for (const from of [0, 2, 7]) {
        const made = await send(w.nurse, contactTo(await clientOf(w.nurse), { unit_id: w.social.id }, { rule: "helsinki_seven_days" }));
        const paused = await moved(w.socialWorker, made, "pause", { stop: { from: plus(today, from), reason: "client_wish" } });
        assert.deepEqual([paused.due_on, paused.overdue, runOut(made.id)], [undefined, false, "0"], `from ${from}`);
        const goesOn = await moved(w.socialWorker, paused, "resume");
        assert.deepEqual([goesOn.due_on, clock(goesOn, "helsinki_seven_days").state, runOut(made.id)], [plus(today, 7), "running", "1"]);
    }
    const late = await send(w.nurse, contactTo(await clientOf(w.nurse), { unit_id: w.social.id }, { rule: "helsinki_seven_days" }));
    assert.equal((await moved(w.socialWorker, late, "pause", { stop: { from: plus(today, 8), reason: "client_wish" } })).due_on, plus(today, 7), "what begins after the last day changes nothing");
});

test("referral_pause__takes_no_reason_that_only_reopening_gives", async () => {
    const referral = await sent({ rule: "social_decision" });
    expectProblem(await move(w.socialWorker, referral, "pause", { stop: { from: today, reason: "closed" } }), 422, "rule_broken", { "/stop/reason": "not_in_list" });
});

test("referral_pause__stops_the_clocks_that_take_the_reason", async () => {
    let referral = await inState("received");
    for (const action of ["pause", "resume"]) expectProblem(await move(w.socialWorker, referral, action, BODIES[action]), 409, "conflict");
    const made = await send(w.nurse, contactTo(await clientOf(w.nurse), { unit_id: w.social.id }, { rule: "social_decision", rules: ["service_need_start"], starts_on: plus(today, -20) }));
    const [decision, start] = ["social_decision", "service_need_start"].map((rule) => clock(made, rule));
    assert.deepEqual([start.state, made.overdue], ["overdue", true]);
    referral = await moved(w.socialWorker, made, "pause", { stop: { from: plus(today, -10), reason: "client_wish" } });
    assert.equal(clock(referral, "social_decision").state, "stopped");
    assert.deepEqual([clock(referral, "service_need_start").state, clock(referral, "service_need_start").stops[0].counted], ["overdue", false]);
    assert.ok(!referral.available_actions.includes("pause") && referral.available_actions.includes("resume"));
    referral = await moved(w.socialWorker, referral, "resume");
    assert.deepEqual([clock(referral, "social_decision").state, clock(referral, "social_decision").due_on], ["running", plus(decision.due_on, 10)]);
    assert.deepEqual(clock(referral, "social_decision").stops, [{ from: plus(today, -10), to: plus(today, -1), reason: "client_wish", counted: true }]);
    assert.ok(referral.available_actions.includes("pause") && !referral.available_actions.includes("resume"), "a pause over since yesterday is none");
});

test("referral__on_its_last_day_is_not_overdue", async () => {
    const due = async (starts_on) => send(w.nurse, contactTo(await clientOf(w.nurse), { unit_id: w.social.id }, { rule: "helsinki_seven_days", starts_on }));
    for (const [start, days, overdue] of [[-7, 0, false], [-8, -1, true]]) {
        const made = await due(plus(today, start)), shown = await read(w.socialWorker, made);
        const [listed] = expectStatus(await get(`/v1/referrals?client_id=${made.client_id}`, { as: w.socialWorker }), 200).items;
        assert.deepEqual([made.due_on, made.overdue, shown.overdue, listed.overdue, clock(shown, "helsinki_seven_days").days_left], [plus(today, days), overdue, overdue, overdue, days]);
    }
});

test("referral__stopped_is_not_overdue_and_sorts_by_no_day", async () => {
    const made = await send(w.nurse, contactTo(await clientOf(w.nurse), { unit_id: w.social.id }, { rule: "helsinki_seven_days", starts_on: plus(today, -8) }));
    assert.deepEqual([made.overdue, made.due_on], [true, plus(today, -1)]);
    const paused = await moved(w.socialWorker, made, "pause", { stop: { from: plus(today, -5), reason: "client_wish" } });
    assert.deepEqual([paused.overdue, paused.due_on, clock(paused, "helsinki_seven_days").state], [false, undefined, "stopped"]);
});

test("referral_reopen__keeps_what_was_met_and_counts_no_closed_time", async () => {
    let referral = await send(w.nurse, contactTo(await clientOf(w.nurse), { unit_id: w.social.id }, { rule: "helsinki_seven_days", rules: ["social_decision"] }));
    referral = await moved(w.socialWorker, referral, "receive");
    referral = await moved(w.socialWorker, referral, "decline", reason);
    assert.deepEqual([referral.state, referral.unseen, clock(referral, "helsinki_seven_days").ended_on], ["declined", "sender", today]);
    // As if it had been sent twenty days ago and declined on the fifth of them.
    sql(`UPDATE deadline SET starts_on = '${plus(today, -20)}', ended_on = '${plus(today, -15)}' WHERE resource_id = '${referral.id}';
         UPDATE referral SET closed_on = '${plus(today, -15)}' WHERE id = '${referral.id}'`);
    referral = await moved(w.nurse, await read(w.nurse, referral), "reopen", reason);
    assert.equal(referral.state, "received");
    const own = clock(referral, "helsinki_seven_days");
    assert.deepEqual([own.state, own.ended_on, own.stops[0].reason, own.due_on], ["running", undefined, "closed", plus(today, 1)]);
    const law = referral.deadlines.filter((each) => each.rule === "social_decision");
    assert.deepEqual(law.map((each) => [each.starts_on, each.ended_on]), [[plus(today, -20), plus(today, -15)], [today, undefined]], "a new clock");
    for (const action of ["accept", "start"]) referral = await moved(w.socialWorker, referral, action);
    assert.equal(clock(referral, "helsinki_seven_days").in_time, true);
    referral = await moved(w.socialWorker, referral, "complete", { outcome });
    referral = await moved(w.socialWorker, referral, "reopen", reason);
    assert.deepEqual([referral.state, clock(referral, "helsinki_seven_days").state, clock(referral, "helsinki_seven_days").in_time], ["in_progress", "met", true]);
});

test("referral__age_unknown_takes_the_strictest_version", async () => {
    const client = await clientOf(w.nurse);
    sql(`UPDATE client SET birth_date = NULL WHERE id = '${client.id}'`);
    const health = service(code("centre"), w.centre, { kind: "health" });
    const referral = await send(w.nurse, contactTo(client, { service_id: health.id }, { kind: "health_referral", rule: "primary_care" }));
    assert.deepEqual([clock(referral, "primary_care").counting, clock(referral, "primary_care").amount], ["calendar_days", 14]);
});

// --- handed over ---

test("referral__to_the_third_sector_hands_the_means_and_asks_how_it_went", async () => {
    const group = service(code("group"), w.centre, { kind: "third_sector", takes_referrals: false, channels: [{ kind: "phone", value: "+358401234567", hours: "9-15" }], url: "https://esimerkki.fi" });
    let referral = await send(w.nurse, contactTo(await clientOf(w.nurse), { service_id: group.id }, { kind: "third_sector" }));
    assert.deepEqual([referral.state, referral.follow_up_on, referral.url, referral.to_register], ["sent", plus(today, 14), "https://esimerkki.fi", undefined]);
    assert.deepEqual(referral.means, [{ kind: "phone", value: "+358401234567", hours: "9-15" }]);
    assert.deepEqual(referral.available_actions, ["complete", "cancel", "urgency"]);
    expectProblem(await move(w.nurse, referral, "receive"), 403, "forbidden");
    referral = await moved(w.nurse, referral, "complete", { outcome: { kind: "reached_service" } });
    assert.deepEqual([referral.state, referral.unseen], ["completed", undefined]);
});

test("referral_reopen__of_one_handed_over_asks_again_and_can_be_completed", async () => {
    const group = service(code("group"), w.centre, { kind: "third_sector", takes_referrals: false });
    let referral = await send(w.nurse, contactTo(await clientOf(w.nurse), { service_id: group.id }, { kind: "third_sector", follow_up_on: plus(today, -3) }));
    referral = await moved(w.nurse, referral, "complete", { outcome: { kind: "reached_service" } });
    assert.deepEqual(referral.available_actions, ["reopen"]);
    referral = await moved(w.nurse, referral, "reopen", reason);
    assert.deepEqual([referral.state, referral.follow_up_on, referral.available_actions], ["sent", plus(today, 14), ["complete", "cancel", "urgency"]]);
    const waits = expectStatus(await get("/v1/worklists/follow_ups?limit=200", { as: w.nurse }), 200).items.find(({ id }) => id === referral.id);
    assert.deepEqual([waits?.due_on, waits?.available_actions], [plus(today, 14), ["complete", "cancel", "urgency"]]);
    referral = await moved(w.nurse, referral, "complete", { outcome: { kind: "not_reached" } });
    assert.deepEqual([referral.state, referral.outcome.kind], ["completed", "not_reached"]);
    assert.deepEqual(referral.history.map(({ action, to }) => `${action} ${to}`), ["create draft", "send sent", "complete completed", "reopen sent", "complete completed"]);
});

// --- what a body may name ---

test("referral_create__names_a_contact_of_its_own_client_alone", async () => {
    const client = await clientOf(w.nurse), other = await clientOf(w.nurse);
    const contact = async (of, as, register) => expectStatus(await post("/v1/contacts", { register, channel: "phone", client_id: of.id, urgency: "urgent", need: { classes: ["s3_economy"] } }, { as }), 201).id;
    const make = (contact_id) => post("/v1/referrals", contactTo(client, { unit_id: w.social.id }, { contact_id }), { as: w.nurse });
    for (const id of [randomUUID(), await contact(other, w.nurse, "health"), await contact(client, w.socialWorker, "social")])
        expectProblem(await make(id), 422, "rule_broken", { "/contact_id": "other_client" });
    const own = await contact(client, w.nurse, "health");
    assert.equal(expectStatus(await make(own), 201).contact_id, own);
});

test("referral_create__a_consent_that_is_named_is_the_clients_and_in_force", async () => {
    const client = await clientOf(w.socialWorker), other = await clientOf(w.socialWorker);
    const health = service(code("health"), w.centre, { kind: "health" });
    const consent = async (of, from_register, to_register, as = w.socialWorker) =>
        expectStatus(await post(`/v1/clients/${of.id}/consents`, { kind: "consent", from_register, to_register, purpose: "Yhteinen työ", given_by: "client" }, { as }), 201);
    const body = (consent_id) => ({ client_id: client.id, kind: "health_referral", to: { service_id: health.id }, need: "Kipu.", urgency: "urgent", from_register: "social", ground: { kind: "consent", consent_id } });
    const given = await consent(client, "social", "health");
    const make = (id) => post("/v1/referrals", body(id), { as: w.socialWorker });
    for (const id of [randomUUID(), (await consent(other, "social", "health")).id, (await consent(client, "health", "social", w.nurse)).id])
        expectProblem(await make(id), 422, "rule_broken", { "/ground/consent_id": "ground_needed" });
    const draft = expectStatus(await make(given.id), 201), went = await send(w.socialWorker, body(given.id));
    assert.equal(draft.ground.consent_id, given.id);
    const refusal = expectStatus(await post(`/v1/clients/${client.id}/consents`, { kind: "refusal", from_register: "social", to_register: "health", purpose: "Kielto", given_by: "client" }, { as: w.socialWorker }), 201);
    expectProblem(await make(given.id), 422, "rule_broken", { "/ground/consent_id": "ground_needed" });
    for (const { id } of [refusal, given]) expectStatus(await post(`/v1/clients/${client.id}/consents/${id}/withdraw`, {}, { as: w.socialWorker, headers: { "if-match": "*" } }), 200);
    expectProblem(await move(w.socialWorker, draft, "send"), 422, "rule_broken", { "/ground/consent_id": "ground_needed" });
    const next = service(code("next"), w.centre, { kind: "health" });
    assert.equal((await moved(w.nurse, went, "redirect", { ...reason, to: { service_id: next.id } })).state, "redirected", "it stays in the register that it came into");
});

test("referral_send__of_a_draft_to_a_service_that_takes_none_any_more_is_refused", async () => {
    const to = service(code("ends"), w.social, { kind: "social" });
    const draft = expectStatus(await post("/v1/referrals", contactTo(await clientOf(w.nurse), { service_id: to.id }), { as: w.nurse }), 201);
    sql(`UPDATE service SET valid_to = '${plus(today, -1)}' WHERE id = '${to.id}'`);
    expectProblem(await move(w.nurse, draft, "send"), 422, "rule_broken", { "/to/service_id": "takes_no_referrals" });
    assert.equal((await read(w.nurse, draft)).state, "draft");
    sql(`UPDATE service SET valid_to = NULL WHERE id = '${to.id}'`);
    assert.equal((await moved(w.nurse, draft, "send")).state, "sent");
});

// --- messages, lists, log ---

test("referral_message__is_between_sender_and_receiver", async () => {
    const referral = await sent(), path = `/v1/referrals/${referral.id}/messages`;
    const first = expectStatus(await post(path, { text: "Onko vuokra maksettu?" }, { as: w.socialWorker }), 201);
    const second = expectStatus(await post(path, { text: "Ei ole." }, { as: w.nurse }), 201);
    assert.deepEqual([first.side, first.by.sub, second.side], ["receiver", w.socialWorker.sub, "sender"]);
    const page = expectStatus(await get(`${path}?limit=1`, { as: w.nurse }), 200);
    const rest = expectStatus(await get(`${path}?limit=1&cursor=${page.next_cursor}`, { as: w.nurse }), 200);
    assert.deepEqual([page.items[0].text, rest.items[0].text, rest.next_cursor], ["Onko vuokra maksettu?", "Ei ole.", null]);
    expectProblem(await post(path, { text: "x" }, { as: { sub: "s", unit: unit(code("far"), { register: "social" }).code, register: "social" } }), 403, "forbidden");
    const client = { role: "client", client: referral.client_id, scope: "referral:read referral:write" };
    assert.equal((await get(path, { as: client })).status, 403, "never the client's");
    assert.equal(sql(`SELECT count(*) FROM event WHERE resource_id = '${referral.id}' AND type = 'referral.message'`), "2");
    assert.equal((await read(w.nurse, referral)).version, 2, "a message is no move");
    expectProblem(await post(path, { text: "" }, { as: w.nurse }), 400, "invalid", { "/text": "too_short" });
});

test("referral_list__finds_by_each_filter_and_pages_to_the_end", async () => {
    const here = world(), client = await clientOf(here.nurse);
    const made = [];
    for (let i = 0; i < 5; i++) made.push(await send(here.nurse, contactTo(client, { unit_id: here.social.id })));
    made[4] = await moved(here.socialWorker, made[4], "assign");
    const ids = async (query, as = here.nurse) => {
        const found = [];
        for (let cursor = ""; cursor !== null;) {
            const page = expectStatus(await get(`/v1/referrals?limit=2&${query}${cursor}`, { as }), 200);
            found.push(...page.items.map((item) => item.id));
            cursor = page.next_cursor && `&cursor=${page.next_cursor}`;
        }
        return found;
    };
    const all = made.map((referral) => referral.id).reverse();
    assert.deepEqual(await ids(`client_id=${client.id}`), all);
    assert.deepEqual(await ids("direction=outgoing"), all);
    assert.deepEqual(await ids("direction=incoming", here.socialWorker), all);
    assert.deepEqual(await ids("direction=incoming"), []);
    assert.deepEqual(await ids(`unit_id=${here.social.id}`), all);
    assert.deepEqual(await ids(`client_id=${client.id}&assignee=${here.socialWorker.sub}`), [made[4].id]);
    assert.deepEqual(await ids(`client_id=${client.id}&state=received`), []);
    assert.deepEqual(await ids(`client_id=${client.id}&overdue=false`), all);
    assert.equal((await get("/v1/referrals?status=sent")).status, 400);
    assert.equal((await get("/v1/referrals?state=lost")).status, 400);
    const shown = sql(`SELECT count(*) FROM audit_event WHERE operation = 'referral_list' AND client_id = '${client.id}' AND kind = 'read'`);
    assert.ok(Number(shown) > 0, "each client shown stands in the access log");
});

test("referral_get__is_in_the_access_log_with_its_ground", async () => {
    const referral = await sent();
    await read(w.nurse, referral);
    await read(w.socialWorker, referral);
    const rows = sql(`SELECT string_agg(kind || ' ' || ground, ', ' ORDER BY at) FROM audit_event WHERE resource_id = '${referral.id}' AND operation = 'referral_get'`);
    assert.equal(rows, "read own_register, read referral");
});

test("referral_create__reads_and_writes_need_their_permission", async () => {
    const reader = { ...w.nurse, scope: "referral:read client:read" };
    const referral = await sent();
    assert.equal((await get(`/v1/referrals/${referral.id}`, { as: reader })).status, 200);
    assert.deepEqual((await read(reader, referral)).available_actions, []);
    assert.equal((await post("/v1/referrals", contactTo({ id: referral.client_id }, { unit_id: w.social.id }), { as: reader })).status, 403);
    assert.equal((await move(reader, referral, "cancel", reason)).status, 403);
});

test("verify_deadlines__finds_and_puts_right_what_lists_are_sorted_by", async () => {
    const verify = (...words) => spawnSync(process.env.ASIAKKUUSD, ["verify-deadlines", "90", ...words], { encoding: "utf8" });
    const referral = await send(w.nurse, contactTo(await clientOf(w.nurse), { unit_id: w.social.id }, { rule: "helsinki_seven_days" }));
    const first = verify("--repair");
    assert.equal(first.status, 0, first.stderr);
    assert.match(verify().stdout, /^[0-9]+ checked, 0 different/);
    sql(`UPDATE referral SET due_on = '2000-01-01' WHERE id = '${referral.id}'`);
    const found = verify();
    assert.equal(found.status, 1);
    assert.match(found.stdout, /, 1 different/);
    assert.match(verify("--repair").stdout, /, 1 put right/);
    assert.equal(sql(`SELECT due_on FROM referral WHERE id = '${referral.id}'`), plus(today, 7));
});

await finish();
