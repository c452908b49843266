#!/usr/bin/env node
// Clients and their joint assessments, as a record system sees them.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { assert, call, expectProblem, expectStatus, finish, get, identityCode, newClient, post, test } from "./service.mjs";
import { helsinkiAnswers } from "./answers.mjs";
import { today } from "./support.mjs";

const hetu = (value) => ({ identifier: { system: "hetu", value } });
const assess = (client, body, options) => post(`/v1/clients/${client.id}/assessments`, body, options);
const confirm = (assessment, body, options = {}) =>
    post(`/v1/assessments/${assessment.id}/confirm`, body, { ...options, headers: { "if-match": `"${assessment.version}"`, ...options.headers } });
const partnership = () => ({
    register: "health", participants: [{ role: "client" }, { role: "nurse" }],
    answers: { professional: helsinkiAnswers("easy", "many") }, duration: "continuous", flags: { special_support: false },
});
const key = () => ({ "idempotency-key": `"${randomUUID()}"` });

// --- clients ---

const monthsFrom = (day, months) => {
    const [year, month, date] = day.split("-").map(Number), last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
    return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
};

test("client_create__makes_one_and_gives_it_again", async () => {
    const value = identityCode();
    const body = { ...hetu(value), names: { given: "Aino", family: "Esimerkki" }, home_unit: "kalasatama", language: "sv" };
    const first = await post("/v1/clients", body);
    const client = expectStatus(first, 201);
    assert.equal(first.headers.get("location"), `/v1/clients/${client.id}`);
    assert.equal(first.headers.get("etag"), '"1"');
    assert.ok(!first.text.includes(value), "an identifier is never given back");
    assert.deepEqual(client.names, body.names);
    const second = expectStatus(await post("/v1/clients", hetu(value)), 200);
    assert.deepEqual(second, client);
    assert.deepEqual(expectStatus(await get(`/v1/clients/${client.id}`), 200), client);
});

test("client_create__at_once_from_many_makes_one", async () => {
    const body = hetu(identityCode());
    const answers = await Promise.all(Array.from({ length: 12 }, () => post("/v1/clients", body)));
    assert.equal(answers.filter((answer) => answer.status === 201).length, 1);
    assert.equal(answers.filter((answer) => answer.status === 200).length, 11);
    assert.equal(new Set(answers.map((answer) => answer.json.id)).size, 1);
});

test("client_create__separator_is_part_of_the_identity", async () => {
    const codes = ["010594Y9032", "010594-9032"];
    const ids = [];
    for (const code of codes) ids.push((await post("/v1/clients", hetu(code))).json.id);
    assert.equal(new Set(ids).size, 2);
});

test("client_create__refuses_codes_that_can_not_be", async () => {
    for (const value of ["010190-999K", "010190Y999K", "010199Y999X", "310294-9035", "010594Y903", "01059 4Y9032", "äöå594Y9032"])
        expectProblem(await post("/v1/clients", hetu(value)), 422, "rule_broken", { "/identifier/value": "bad_identifier" });
});

test("client_create__tells_every_fault", async () => {
    const body = { identifier: { system: "passport", value: "" }, names: { given: "A\u0007", other: "x" }, id: "x", language: "finnish" };
    expectProblem(await post("/v1/clients", body), 400, "invalid", {
        "/identifier/value": "too_short", "/names/given": "control_character", "/names/other": "unknown_member", "/id": "unknown_member",
    });
    const system = { identifier: { system: "passport", value: "X1" } };
    expectProblem(await post("/v1/clients", system), 400, "invalid", { "/identifier/system": "not_in_list" });
    const unit = { ...hetu(identityCode()), home_unit: "nowhere" };
    expectProblem(await post("/v1/clients", unit), 422, "rule_broken", { "/home_unit": "unknown_unit" });
});

test("client_search__finds_by_identifier_in_the_body", async () => {
    const value = identityCode();
    assert.deepEqual(expectStatus(await post("/v1/clients/search", hetu(value)), 200), { items: [] });
    const client = expectStatus(await post("/v1/clients", hetu(value)), 201);
    const found = expectStatus(await post("/v1/clients/search", hetu(value.toLowerCase())), 200);
    assert.equal(found.items.length, 1);
    assert.equal(found.items[0].id, client.id);
});

test("client_search__hides_where_an_undisclosed_client_is_served", async () => {
    const value = identityCode();
    const body = { ...hetu(value), names: { given: "Aino" }, home_unit: "kallio", non_disclosure: true };
    const client = expectStatus(await post("/v1/clients", body), 201);
    const found = expectStatus(await post("/v1/clients/search", hetu(value)), 200).items[0];
    assert.equal(found.id, client.id);
    assert.equal(found.home_unit, undefined);
    assert.equal(found.names, undefined);
});

test("client_create__that_exists_hides_an_undisclosed_client_too", async () => {
    const value = identityCode();
    const body = { ...hetu(value), names: { given: "Aino" }, home_unit: "kallio", non_disclosure: true };
    const client = expectStatus(await post("/v1/clients", body), 201);
    const again = expectStatus(await post("/v1/clients", hetu(value)), 200);
    assert.deepEqual([again.id, again.names, again.home_unit], [client.id, undefined, undefined]);
    assert.deepEqual(expectStatus(await get(`/v1/clients/${client.id}`), 200).names, { given: "Aino" });
});

test("client_create__refuses_names_that_turn_the_direction_of_writing", async () => {
    for (const given of ["Aino\u202Enenierag", "\u2066Aino", "Aino\u200F", "Aino\u2028Maria"])
        expectProblem(await post("/v1/clients", { ...hetu(identityCode()), names: { given } }), 400, "invalid", { "/names/given": "control_character" });
    expectStatus(await post("/v1/clients", { ...hetu(identityCode()), names: { given: "מרים", family: "می‌خواهم" } }), 201);
});

// --- joint assessments ---

test("assessment_create__posted_three_times_is_stored_once", async () => {
    const client = await newClient();
    const headers = key();
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push(await assess(client, partnership(), { headers }));
    for (const answer of answers) expectStatus(answer, 201);
    assert.equal(new Set(answers.map((answer) => answer.text)).size, 1);
    assert.deepEqual(answers.map((answer) => answer.headers.get("idempotency-replayed")), [null, "true", "true"]);
    assert.equal(expectStatus(await get(`/v1/clients/${client.id}/assessments`), 200).items.length, 1);
    expectProblem(await assess(client, { ...partnership(), duration: "temporary" }, { headers }), 422, "key_reused");
});

test("assessment_create__keeps_both_views", async () => {
    const client = await newClient();
    const body = partnership();
    body.answers.client = { ...body.answers.professional, d5_self_care: 3, s1_daily_life: 1 };
    const made = await assess(client, body);
    const assessment = expectStatus(made, 201);
    assert.equal(made.headers.get("etag"), '"1"');
    assert.equal(made.headers.get("location"), `/v1/assessments/${assessment.id}`);
    assert.equal(assessment.status, "proposed");
    assert.equal(assessment.segment, "yhteistyo");
    assert.equal(assessment.chosen_segment, "yhteistyo");
    assert.deepEqual(assessment.input.answers, body.answers);
    assert.equal(typeof assessment.input.age, "number");
    assert.equal(assessment.views.disagreements.length, 2);
    assert.deepEqual(assessment.participants, body.participants);
    assert.deepEqual(assessment.available_actions, ["confirm"]);
    const read = await get(`/v1/assessments/${assessment.id}`);
    assert.deepEqual(expectStatus(read, 200), assessment);
    const cached = await get(`/v1/assessments/${assessment.id}`, { headers: { "if-none-match": read.headers.get("etag") } });
    assert.equal(cached.status, 304);
});

test("assessment_create__age_comes_from_the_birth_date_on_the_day", async () => {
    const client = expectStatus(await post("/v1/clients", hetu("020503F9037")), 201);
    const assessment = expectStatus(await assess(client, { ...partnership(), age: 7, as_of: "2026-05-01" }), 201);
    assert.equal(assessment.input.age, 22);
    const later = expectStatus(await assess(client, { ...partnership(), as_of: "2026-05-02" }), 201);
    assert.equal(later.input.age, 23);
});

test("assessment_create__override_needs_its_reason_and_keeps_both", async () => {
    const client = await newClient();
    const body = { ...partnership(), chosen_segment: "huolenpito" };
    expectProblem(await assess(client, body), 422, "rule_broken", { "/override_reason": "reason_required" });
    const assessment = expectStatus(await assess(client, { ...body, override_reason: "Tilanne on heikkenemässä." }), 201);
    assert.equal(assessment.segment, "yhteistyo");
    assert.equal(assessment.segment, "yhteistyo");
    assert.equal(assessment.chosen_segment, "huolenpito");
    assert.equal(assessment.override_reason, "Tilanne on heikkenemässä.");
    expectProblem(await assess(client, { ...body, chosen_segment: "frailty", override_reason: "x" }), 422, "rule_broken", { "/chosen_segment": "unknown_segment" });
});

test("assessment_choice__that_the_answers_exclude_needs_its_reason", async () => {
    const client = await newClient(), open = { register: "health", need: "few", flags: { special_support: false } };
    const reason = { "/override_reason": "reason_required" };
    expectProblem(await assess(client, { ...open, chosen_segment: "huolenpito" }), 422, "rule_broken", reason);
    const proposed = expectStatus(await assess(client, open), 201);
    assert.deepEqual([proposed.segment, proposed.possible, proposed.chosen], [null, ["omatoimi", "tuki"], null]);
    const body = { chosen_segment: "huolenpito", client_present: true };
    expectProblem(await confirm(proposed, body), 422, "rule_broken", reason);
    expectProblem(await confirm(proposed, { ...body, override_reason: " \n" }), 422, "rule_broken", reason);
    const given = expectStatus(await confirm(proposed, { ...body, override_reason: "Tilanne on muuttunut." }), 200);
    assert.equal(given.history.at(-1).reason, "Tilanne on muuttunut.");
    const other = expectStatus(await assess(client, { ...open, chosen_segment: "tuki" }), 201);
    expectStatus(await confirm(other, { client_present: true }), 200);
});

test("assessment__what_follows_is_of_the_chosen_segment_and_stands_apart", async () => {
    const client = await newClient();
    const body = { ...partnership(), chosen_segment: "huolenpito", override_reason: "Tilanne on heikkenemässä." };
    const proposed = expectStatus(await assess(client, body), 201);
    const computed = [proposed.segment, proposed.segment_name, proposed.process, proposed.consequences.review_months];
    assert.deepEqual(computed, ["yhteistyo", "Yhteistyöasiakkuus", "PPT", 12]);
    const { segment, segment_name, process, consequences } = proposed.chosen;
    assert.deepEqual([segment, segment_name, process, consequences.review_months], ["huolenpito", "Huolenpitoasiakkuus", "PPT", 6]);
    assert.equal(consequences.booking, "contact_person_books");
    assert.equal(typeof consequences.texts.booking, "string");
    const lighter = { chosen_segment: "tuki", override_reason: "Asiakkaan toive.", client_present: true };
    const confirmed = expectStatus(await confirm(proposed, lighter), 200);
    assert.deepEqual([confirmed.chosen.segment, confirmed.chosen.process, confirmed.chosen.consequences.review_months], ["tuki", "SPT", 3]);
    assert.equal(confirmed.review_due, monthsFrom(confirmed.as_of, 3));
    assert.deepEqual(expectStatus(await get(`/v1/assessments/${proposed.id}`), 200), confirmed);
    const swedish = expectStatus(await get(`/v1/assessments/${proposed.id}`, { headers: { "accept-language": "sv" } }), 200);
    assert.equal(swedish.chosen.segment_name, "Stödklientskap");
    const certain = expectStatus(await assess(client, partnership()), 201);
    assert.deepEqual(certain.chosen.consequences, certain.consequences);
});

test("assessment_confirm__another_choice_needs_a_reason_of_its_own", async () => {
    const body = { ...partnership(), chosen_segment: "huolenpito", override_reason: "Tilanne on heikkenemässä." };
    const proposed = expectStatus(await assess(await newClient(), body), 201);
    expectProblem(await confirm(proposed, { chosen_segment: "tuki", client_present: true }), 422, "rule_broken", { "/override_reason": "reason_required" });
    const confirmed = expectStatus(await confirm(proposed, { chosen_segment: "yhteistyo", client_present: true }), 200);
    assert.equal(confirmed.override_reason, undefined, "what was computed needs none");
});

test("assessment_confirm__counts_a_choice_that_was_not_computed_and_no_other", async () => {
    const counted = async () => [...(await call("GET", "/metrics")).text.matchAll(/^segmentation_overrides_total\{.*\} (\d+)$/gm)].reduce((sum, [, value]) => sum + Number(value), 0);
    const before = await counted();
    expectStatus(await confirm(expectStatus(await assess(await newClient(), partnership()), 201), { client_present: true }), 200);
    assert.equal(await counted(), before);
    const other = { chosen_segment: "tuki", override_reason: "Asiakkaan toive.", client_present: true };
    expectStatus(await confirm(expectStatus(await assess(await newClient(), partnership()), 201), other), 200);
    assert.equal(await counted(), before + 1);
});

test("client_segment_get__a_late_entry_replaces_nothing_newer", async () => {
    const client = await newClient(), path = `/v1/clients/${client.id}/segment`;
    const done = async (chosen, more = {}) => {
        const proposed = expectStatus(await assess(client, { ...partnership(), ...more }), 201);
        const body = { chosen_segment: chosen, override_reason: "Sovittu.", client_present: true };
        return expectStatus(await confirm(proposed, body), 200);
    };
    const today = await done("yhteistyo");
    const before = expectStatus(await get(path), 200);
    const late = await done("tuki", { as_of: "2026-02-03" });
    assert.deepEqual(expectStatus(await get(path), 200), before);
    assert.equal(before.assessment_id, today.id);
    assert.deepEqual([late.as_of, late.review_due], ["2026-02-03", "2026-05-03"]);
    const between = await done("yhteistyo", { as_of: "2026-03-04" });
    const longer = expectStatus(await get(path), 200);
    assert.deepEqual([longer.assessment_id, longer.since], [today.id, "2026-03-03T22:00:00Z"]);
    const again = await done("huolenpito", { as_of: today.as_of });
    assert.deepEqual([(await get(path)).json.assessment_id, (await get(path)).json.since], [again.id, again.confirmed_at]);
    assert.ok(between.confirmed_at > today.confirmed_at);
});

test("client_segment_get__of_proposals_the_latest_day_stands", async () => {
    const client = await newClient(), path = `/v1/clients/${client.id}/segment`;
    const today = expectStatus(await assess(client, partnership()), 201);
    expectStatus(await assess(client, { ...partnership(), as_of: "2026-02-03" }), 201);
    assert.equal(expectStatus(await get(path), 200).assessment_id, today.id);
});

test("assessment_create__brought_in_from_elsewhere_says_when_it_was_made", async () => {
    const client = await newClient(), as = { role: "integrator" };
    const body = { ...partnership(), assessed_at: "2026-03-04T22:30:00Z" };
    const refused = expectProblem(await assess(client, body), 403, "forbidden");
    assert.match(refused.detail, /assessment:import/);
    const own = { register: "health", answers: { client: {} }, assessed_at: body.assessed_at };
    expectProblem(await assess(client, own, { as: { role: "client", client: client.id } }), 403, "forbidden");
    const made = expectStatus(await assess(client, body, { as }), 201);
    assert.deepEqual([made.assessed_at, made.as_of], [body.assessed_at, "2026-03-05"]);
    assert.ok(made.recorded_at > "2026-11", made.recorded_at);
    assert.equal(made.history[0].at, made.recorded_at);
    const now = expectStatus(await assess(client, partnership(), { as }), 201);
    assert.equal(now.assessed_at, now.recorded_at);
    const list = expectStatus(await get(`/v1/clients/${client.id}/assessments`), 200).items;
    assert.deepEqual(list.map(({ id, recorded_at }) => [id, recorded_at]), [[now.id, now.recorded_at], [made.id, made.recorded_at]]);
    for (const ahead of [new Date(Date.now() + 60000).toISOString(), "2999-01-01T00:00:00Z"])
        expectProblem(await assess(client, { ...body, assessed_at: ahead }, { as }), 422, "rule_broken", { "/assessed_at": "in_the_future" });
    expectProblem(await assess(client, { ...body, as_of: "2026-03-06" }, { as }), 422, "rule_broken", { "/as_of": "in_the_future" });
    expectProblem(await assess(client, { ...body, assessed_at: "yesterday" }, { as }), 400, "invalid", { "/assessed_at": "bad_format" });
});

test("assessment_create__of_a_client_alone_names_nobody_else", async () => {
    const client = await newClient(), as = { role: "client", client: client.id };
    const own = (...roles) => assess(client, { register: "health", answers: { client: {} }, participants: roles.map((role) => ({ role })) }, { as });
    expectProblem(await own("doctor"), 422, "rule_broken", { "/participants/0/role": "not_in_list" });
    expectProblem(await own("client", "nurse"), 422, "rule_broken", { "/participants/1/role": "not_in_list" });
    assert.deepEqual(expectStatus(await own("client"), 201).participants, [{ role: "client" }]);
});

test("assessment_create__tells_every_fault", async () => {
    const client = await newClient();
    const body = { ...partnership(), register: "dental", participants: [{ role: "Nurse" }, { name: "x" }], typo: 1, coping: "easy" };
    expectProblem(await assess(client, body), 400, "invalid", {
        "/register": "not_in_list", "/participants/0/role": "bad_format", "/participants/1/role": "required",
        "/participants/1/name": "unknown_member", "/typo": "unknown_member",
    });
    const { register, ...without } = partnership();
    assert.equal(register, "health");
    expectProblem(await assess(client, without), 400, "invalid", { "/register": "required" });
    expectProblem(await assess(client, { ...partnership(), register: "social" }), 422, "rule_broken", { "/register": "other_register" });
    for (const ahead of [today(1), "2999-01-01"])
        expectProblem(await assess(client, { ...partnership(), as_of: ahead }), 422, "rule_broken", { "/as_of": "in_the_future" });
    // Born on 2 May 2026.
    const child = expectStatus(await post("/v1/clients", hetu("020526A9013")), 201);
    expectProblem(await assess(child, { ...partnership(), as_of: "2026-05-01" }), 422, "rule_broken", { "/as_of": "before_birth" });
    expectStatus(await assess(child, { ...partnership(), as_of: "2026-05-02" }), 201);
});

test("assessment_confirm__fixes_the_segment", async () => {
    const client = await newClient();
    const proposed = expectStatus(await assess(client, partnership()), 201);
    const before = expectStatus(await get(`/v1/clients/${client.id}/segment`), 200);
    assert.equal(before.status, "proposed");
    assert.equal(before.segment, "yhteistyo");
    assert.ok(before.open_duties.some((duty) => duty.code === "confirmation_missing"));
    const answer = await confirm(proposed, { chosen_segment: "yhteistyo", client_present: true });
    const confirmed = expectStatus(answer, 200);
    assert.equal(answer.headers.get("etag"), '"2"');
    assert.equal(confirmed.status, "confirmed");
    assert.equal(confirmed.client_present, true);
    assert.deepEqual(confirmed.available_actions, []);
    assert.deepEqual(confirmed.history.map((move) => [move.from, move.to]), [[undefined, "proposed"], ["proposed", "confirmed"]]);
    assert.ok(confirmed.review_due > confirmed.confirmed_at.slice(0, 10));
    assert.deepEqual(expectStatus(await get(`/v1/assessments/${proposed.id}`), 200), confirmed);
    const after = expectStatus(await get(`/v1/clients/${client.id}/segment`), 200);
    assert.equal(after.status, "confirmed");
    assert.equal(after.segment_name, "Yhteistyöasiakkuus");
    assert.equal(after.next_review, confirmed.review_due);
    assert.deepEqual(after.open_duties.map((duty) => duty.code).sort(), ["contact_person_missing", "own_team_missing", "plan_missing"]);
});

test("assessment_confirm__checks_the_version_inside_the_transaction", async () => {
    const client = await newClient();
    const proposed = expectStatus(await assess(client, partnership()), 201);
    const body = { chosen_segment: "yhteistyo", client_present: true };
    expectProblem(await post(`/v1/assessments/${proposed.id}/confirm`, body), 428, "precondition_missing");
    expectProblem(await confirm({ ...proposed, version: 7 }, body), 412, "stale");
    const answers = await Promise.all(Array.from({ length: 8 }, () => confirm(proposed, body)));
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, ...Array(7).fill(412)]);
    expectProblem(await confirm({ ...proposed, version: 2 }, body), 409, "conflict");
});

test("assessment_confirm__takes_the_version_read_in_any_language_and_lists", async () => {
    const client = await newClient();
    for (const match of ['"1"', '"1-fi"', '"1-sv"', '"1-en"', "*", '"8", "1-en"', 'W/"1", "1"']) {
        const assessment = expectStatus(await assess(client, partnership()), 201);
        const refuse = async (bad, status, code) => expectProblem(await confirm(assessment, { client_present: true }, { headers: { "if-match": bad } }), status, code);
        for (const other of ['"2"', '"2-sv", "3"', 'W/"1"', '"1-de"', '"x"']) await refuse(other, 412, "stale");
        for (const bad of ["1", '"1" "2"', '"1", 2', '*, "1"']) await refuse(bad, 400, "invalid");
        expectStatus(await confirm(assessment, { client_present: true }, { headers: { "if-match": match } }), 200);
    }
});

test("assessment_confirm__needs_the_client_and_a_reason", async () => {
    const client = await newClient();
    const proposed = expectStatus(await assess(client, partnership()), 201);
    expectProblem(await confirm(proposed, { chosen_segment: "tuki", client_present: false }), 422, "rule_broken", {
        "/client_present": "client_not_present", "/override_reason": "reason_required",
    });
    expectProblem(await confirm(proposed, { chosen_segment: "yhteistyo" }), 400, "invalid", { "/client_present": "required" });
    const overridden = expectStatus(await confirm(proposed, { chosen_segment: "tuki", override_reason: "Asiakkaan toive.", client_present: true }), 200);
    assert.equal(overridden.segment, "yhteistyo");
    assert.equal(overridden.chosen_segment, "tuki");
    assert.equal(overridden.history.at(-1).reason, "Asiakkaan toive.");
    assert.equal(expectStatus(await get(`/v1/clients/${client.id}/segment`), 200).segment, "tuki");
});

test("assessment_confirm__an_open_segment_must_be_chosen", async () => {
    const client = await newClient();
    const open = expectStatus(await assess(client, { register: "health", coping: "easy" }), 201);
    assert.equal(open.chosen_segment, null);
    expectProblem(await confirm(open, { client_present: true }), 422, "rule_broken", { "/chosen_segment": "segment_open" });
    expectStatus(await confirm(open, { client_present: true, chosen_segment: "yhteistyo" }), 200);
});

test("client_segment_get__since_is_the_start_of_the_run", async () => {
    const client = await newClient();
    const since = [];
    for (const chosen of ["yhteistyo", "yhteistyo", "tuki", "yhteistyo"]) {
        const proposed = expectStatus(await assess(client, partnership()), 201);
        expectStatus(await confirm(proposed, { chosen_segment: chosen, override_reason: "Sovittu.", client_present: true }), 200);
        since.push(expectStatus(await get(`/v1/clients/${client.id}/segment`), 200).since);
    }
    assert.equal(since[0], since[1]);
    assert.ok(since[1] < since[2] && since[2] < since[3]);
    expectStatus(await assess(client, { register: "health", coping: "difficult" }), 201);
    const standing = expectStatus(await get(`/v1/clients/${client.id}/segment`), 200);
    assert.equal(standing.segment, "yhteistyo", "a proposal does not go before what was confirmed");
});

test("client_segment_get__a_clients_own_proposal_replaces_no_professionals", async () => {
    const client = await newClient(), path = `/v1/clients/${client.id}/segment`;
    const as = { role: "client", client: client.id };
    const open = { register: "health", answers: { client: {} } };
    const own = expectStatus(await assess(client, open, { as }), 201);
    const alone = expectStatus(await get(path), 200);
    assert.deepEqual([alone.assessment_id, alone.segment, alone.status], [own.id, null, "proposed"]);
    const joint = expectStatus(await assess(client, partnership()), 201);
    expectStatus(await assess(client, open, { as }), 201);
    for (const caller of [{}, as]) {
        const proposed = expectStatus(await get(path, { as: caller }), 200);
        assert.deepEqual([proposed.assessment_id, proposed.segment, proposed.status], [joint.id, "yhteistyo", "proposed"]);
    }
    expectStatus(await confirm(joint, { client_present: true }), 200);
    const full = { ...open, answers: { client: helsinkiAnswers("easy", "few") }, duration: "occasional" };
    expectStatus(await assess(client, full, { as }), 201);
    for (const caller of [{}, as]) {
        const standing = expectStatus(await get(path, { as: caller }), 200);
        assert.deepEqual([standing.assessment_id, standing.segment, standing.status], [joint.id, "yhteistyo", "confirmed"]);
    }
    expectStatus(await confirm(own, { chosen_segment: "tuki", override_reason: "Sovittu.", client_present: true }), 200);
    assert.equal(expectStatus(await get(path), 200).segment, "tuki");
});

test("client_segment_get__is_304_until_something_changes", async () => {
    const client = await newClient(), path = `/v1/clients/${client.id}/segment`;
    const assessment = expectStatus(await assess(client, partnership()), 201);
    const tags = new Set();
    const known = async (language) => {
        const headers = { "accept-language": language };
        const first = await get(path, { headers });
        expectStatus(first, 200);
        const tag = first.headers.get("etag");
        assert.match(tag ?? "", /^"[0-9a-f]{32}"$/);
        const again = await get(path, { headers: { ...headers, "if-none-match": `"x", ${tag}` } });
        assert.deepEqual([again.status, again.text, again.headers.get("etag")], [304, "", tag]);
        tags.add(tag);
    };
    for (const language of ["fi", "sv", "en"]) await known(language);
    expectStatus(await confirm(assessment, { client_present: true }), 200);
    await known("fi");
    assert.equal(tags.size, 4);
});

test("client_segment_get__is_404_without_an_assessment", async () => {
    const client = await newClient();
    expectProblem(await get(`/v1/clients/${client.id}/segment`), 404, "not_found");
});

test("assessment_list__pages_are_stable_while_rows_are_added", async () => {
    const client = await newClient();
    for (let i = 0; i < 7; i++) expectStatus(await assess(client, partnership()), 201);
    const whole = expectStatus(await get(`/v1/clients/${client.id}/assessments`), 200).items;
    const first = await get(`/v1/clients/${client.id}/assessments?limit=3`);
    assert.match(first.headers.get("link"), /rel="next"/);
    const seen = [...first.json.items];
    let cursor = first.json.next_cursor;
    while (cursor) {
        expectStatus(await assess(client, partnership()), 201);
        const page = expectStatus(await get(`/v1/clients/${client.id}/assessments?limit=3&cursor=${encodeURIComponent(cursor)}`), 200);
        seen.push(...page.items);
        cursor = page.next_cursor;
    }
    assert.deepEqual(seen, whole);
    const other = await newClient();
    expectProblem(await get(`/v1/clients/${other.id}/assessments?limit=0`), 400, "invalid");
    assert.deepEqual(expectStatus(await get(`/v1/clients/${other.id}/assessments`), 200).items, []);
});

// --- walls ---

test("every_operation__of_another_area_is_404", async () => {
    const client = await newClient();
    const assessment = expectStatus(await assess(client, partnership()), 201);
    for (const area of ["09", "01", "05"]) {
        const as = { area };
        for (const path of [`/v1/clients/${client.id}`, `/v1/clients/${client.id}/assessments`, `/v1/clients/${client.id}/segment`, `/v1/assessments/${assessment.id}`])
            expectProblem(await get(path, { as }), 404, "not_found");
        expectProblem(await confirm(assessment, { chosen_segment: "yhteistyo", client_present: true }, { as }), 404, "not_found");
        if (area !== "05") expectProblem(await assess(client, partnership(), { as }), 404, "not_found");
    }
});

test("client_create__the_same_code_in_two_areas_is_two_clients", async () => {
    const body = hetu(identityCode());
    const ids = [];
    for (const area of ["90", "09"]) ids.push(expectStatus(await post("/v1/clients", body, { as: { area } }), 201).id);
    assert.equal(new Set(ids).size, 2);
});

test("every_operation__of_the_other_register_is_404", async () => {
    const as = { register: "social" };
    const client = await newClient();
    const assessment = expectStatus(await assess(client, partnership()), 201);
    expectStatus(await get(`/v1/clients/${client.id}`, { as }), 200);
    expectProblem(await get(`/v1/assessments/${assessment.id}`, { as }), 404, "not_found");
    expectProblem(await get(`/v1/clients/${client.id}/segment`, { as }), 404, "not_found");
    expectProblem(await confirm(assessment, { chosen_segment: "yhteistyo", client_present: true }, { as }), 404, "not_found");
    assert.deepEqual(expectStatus(await get(`/v1/clients/${client.id}/assessments`, { as }), 200).items, []);
    expectStatus(await assess(client, { ...partnership(), register: "social" }, { as }), 201);
    assert.equal(expectStatus(await get(`/v1/clients/${client.id}/assessments`), 200).items.length, 1);
});

test("client_token__sees_and_answers_only_their_own", async () => {
    const [mine, other] = [await newClient(), await newClient()];
    const as = { role: "client", client: mine.id };
    const theirs = expectStatus(await assess(other, partnership()), 201);
    const joint = expectStatus(await assess(mine, partnership()), 201);
    expectStatus(await get(`/v1/clients/${mine.id}`, { as }), 200);
    expectStatus(await get(`/v1/assessments/${joint.id}`, { as }), 200);
    assert.deepEqual(expectStatus(await get(`/v1/assessments/${joint.id}`, { as }), 200).available_actions, []);
    for (const path of [`/v1/clients/${other.id}`, `/v1/clients/${other.id}/assessments`, `/v1/clients/${other.id}/segment`, `/v1/assessments/${theirs.id}`])
        expectProblem(await get(path, { as }), 404, "not_found");
    const own = { register: "health", answers: { client: helsinkiAnswers("easy", "few") }, duration: "occasional" };
    expectStatus(await assess(mine, own, { as }), 201);
    expectProblem(await assess(other, own, { as }), 404, "not_found");
    const more = { ...own, coping: "easy", flags: { special_support: true }, chosen_segment: "tuki", answers: { professional: {} } };
    expectProblem(await assess(mine, more, { as }), 422, "rule_broken", {
        "/coping": "own_view_only", "/flags": "own_view_only", "/chosen_segment": "own_view_only", "/answers/professional": "own_view_only",
    });
    expectProblem(await confirm(joint, { chosen_segment: "yhteistyo", client_present: true }, { as }), 403, "forbidden");
});

test("assessment_get__texts_follow_the_language", async () => {
    const client = await newClient();
    const assessment = expectStatus(await assess(client, partnership()), 201);
    const texts = new Set(), hashes = new Set();
    for (const language of ["fi", "sv", "en"]) {
        const read = expectStatus(await get(`/v1/assessments/${assessment.id}`, { headers: { "accept-language": language } }), 200);
        texts.add(read.reasons[0].text);
        hashes.add(read.result_hash);
    }
    assert.equal(texts.size, 3);
    assert.deepEqual([...hashes], [assessment.result_hash]);
});

test("etag__differs_where_the_texts_do", async () => {
    const client = await newClient();
    const assessment = expectStatus(await assess(client, partnership()), 201);
    const ofModel = Number(/\d+/.exec((await get("/v1/models/helsinki@1")).headers.get("etag"))[0]);
    for (const [path, version] of [[`/v1/assessments/${assessment.id}`, 1], ["/v1/models/helsinki@1", ofModel]]) {
        const tags = [];
        for (const language of ["fi", "sv", "en"]) {
            const read = await get(path, { headers: { "accept-language": language } });
            tags.push(read.headers.get("etag"));
        }
        assert.deepEqual(tags, [`"${version}"`, `"${version}-sv"`, `"${version}-en"`]);
        for (const [index, language] of ["fi", "sv", "en"].entries())
            for (const tag of tags) {
                const again = await get(path, { headers: { "accept-language": language, "if-none-match": `"0", W/${tag}` } });
                assert.equal(again.status, tag === tags[index] ? 304 : 200, `${language} ${tag}`);
            }
    }
});

test("assessment_replay__gives_the_same_bytes", async () => {
    for (const area of ["90", "09", "01"]) {
        const said = execFileSync(process.env.ASIAKKUUSD, ["verify-assessments", area], { encoding: "utf8" });
        assert.match(said, /^[1-9][0-9]* checked, 0 different/);
    }
});

await finish();
