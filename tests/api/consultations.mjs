#!/usr/bin/env node
// Direct consultation, as both sides and strangers see it.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { assert, call, expectProblem, expectStatus, finish, get, identityCode, newClient, post, test, token } from "./service.mjs";
import { sql } from "./support.mjs";

const nurse = { sub: "c-nurse", unit: "vuosaari", register: "health" };
const colleague = { sub: "c-nurse-2", unit: "vuosaari", register: "health" };
const expert = { sub: "c-expert", unit: "kalasatama", register: "health" };
const second = { sub: "c-expert-2", unit: "kalasatama", register: "health" };
const stranger = { sub: "c-stranger", unit: "kallio", register: "health" };
const social = { sub: "c-social", unit: "kalasatama", register: "social" };

const team = { group: "kalasatama" };
const plain = { to: team, question: "Mikä palvelu sopii unettomuuteen, kun lääkitystä ei haluta?", anonymous: true };
const ask = async (body = {}, as = nurse) => expectStatus(await post("/v1/consultations", { ...plain, ...body }, { as }), 201);
const move = (consultation, action, body = {}, as = expert, headers = {}) =>
    post(`/v1/consultations/${consultation.id}/${action}`, body, { as, headers: { "if-match": `"${consultation.version}"`, ...headers } });
const moved = async (...all) => expectStatus(await move(...all), 200);
const read = async (consultation, as) => expectStatus(await get(`/v1/consultations/${consultation.id}`, { as }), 200);
const advice = { kind: "advice", text: "Unettomuuden ryhmä sopii; jono on kaksi viikkoa." };

// A service of a unit of area 90, which promises an answer within so many hours.
function newService(unit, register, hours, referrals = false) {
    const id = randomUUID();
    const consultation = hours ? `'{"contacts": [], "answer_within_hours": ${hours}}'` : "NULL";
    sql(`INSERT INTO asiakkuus.service (area, id, code, unit_id, names, sort_key, kind, register, weight, consultation, takes_referrals, referral_kinds, created_at, updated_at)
         SELECT '90', '${id}', 'C-${id}', u.id, '{"fi": "Psykiatrian konsultaatio"}', 'psykiatrian konsultaatio', '${register}', '${register}', 3, ${consultation}, ${referrals}, '{health_referral,guidance}', now(), now()
         FROM asiakkuus.unit u WHERE u.area = '90' AND u.code = '${unit}'`);
    return id;
}

// --- asking ---

test("consultation_create__anonymous_goes_to_a_team_with_a_clock", async () => {
    const answer = await post("/v1/consultations", plain, { as: nurse });
    const made = expectStatus(answer, 201);
    assert.equal(answer.headers.get("location"), `/v1/consultations/${made.id}`);
    assert.equal(answer.headers.get("etag"), '"1"');
    assert.equal(made.state, "asked");
    assert.equal(made.client_id, undefined);
    assert.deepEqual(made.available_actions, ["withdraw"]);
    assert.equal(made.deadlines.length, 1);
    assert.equal(made.deadlines[0].state, "running");
    assert.equal(Date.parse(made.due_at) - Date.parse(made.asked_at), 120 * 3600 * 1000);
    assert.deepEqual((await read(made, expert)).available_actions, ["answer", "ask_more", "assign"]);
});

test("consultation_create__service_promises_and_urgency_shortens", async () => {
    const service_id = newService("kalasatama", "health", 48);
    const hours = async (urgency) => {
        const made = await ask({ to: { service_id }, ...(urgency ? { urgency } : {}) });
        return (Date.parse(made.due_at) - Date.parse(made.asked_at)) / 3600000;
    };
    assert.deepEqual([await hours(), await hours("non_urgent"), await hours("urgent"), await hours("emergency")], [48, 48, 24, 2]);
    const quick = newService("kalasatama", "health", 1);
    const made = await ask({ to: { service_id: quick }, urgency: "emergency" });
    assert.equal(Date.parse(made.due_at) - Date.parse(made.asked_at), 3600000);
});

test("consultation_create__tells_every_fault", async () => {
    expectProblem(await post("/v1/consultations", { to: {}, question: "Miksi?", anonymous: true }, { as: nurse }), 400, "invalid", { "/to": "required" });
    expectProblem(await post("/v1/consultations", { ...plain, to: { group: "kalasatama", sub: "x" } }, { as: nurse }), 400, "invalid", { "/to": "only_one" });
    expectProblem(await post("/v1/consultations", { question: "", urgency: "soon", colour: 1 }, { as: nurse }), 400, "invalid",
        { "/to": "required", "/question": "too_short", "/anonymous": "required", "/urgency": "not_in_list", "/colour": "unknown_member" });
    expectProblem(await post("/v1/consultations", { ...plain, to: { group: "nowhere" } }, { as: nurse }), 422, "rule_broken", { "/to/group": "unknown_unit" });
    expectProblem(await post("/v1/consultations", { ...plain, to: { service_id: randomUUID() } }, { as: nurse }), 422, "rule_broken", { "/to/service_id": "unknown_service" });
    expectProblem(await post("/v1/consultations", { ...plain, anonymous: false }, { as: nurse }), 422, "rule_broken", { "/client_id": "required" });
    expectProblem(await post("/v1/consultations", { ...plain, anonymous: false, client_id: randomUUID() }, { as: nurse }), 404, "not_found");
});

test("consultation_create__anonymous_takes_nothing_that_leads_to_a_client", async () => {
    const client = await newClient();
    const body = { ...plain, client_id: client.id, contact_id: randomUUID(), authorised_to_convert: true };
    expectProblem(await post("/v1/consultations", body, { as: nurse }), 422, "rule_broken",
        { "/client_id": "not_anonymous", "/contact_id": "not_anonymous", "/authorised_to_convert": "not_anonymous" });
});

test("consultation_create__of_a_client_stays_in_its_register", async () => {
    const client = await newClient();
    const body = { ...plain, to: { service_id: newService("aikuissosiaalityo", "social") } };
    expectProblem(await post("/v1/consultations", { ...body, anonymous: false, client_id: client.id }, { as: nurse }), 422, "rule_broken", { "/to/service_id": "other_register" });
    await ask(body);
});

// --- identifying text ---

test("consultation__identifying_text_is_refused_by_place_in_every_text", async () => {
    const text = "😀 Ääni: 010594Y9032 soittaa 040 123 4567";
    const answer = await post("/v1/consultations", { ...plain, question: text }, { as: nurse });
    const problem = expectProblem(answer, 422, "rule_broken", { "/question": "identifying_text" });
    const places = problem.errors.map(({ offset, length }) => Array.from(text).slice(offset, offset + length).join(""));
    assert.deepEqual(places, ["010594Y9032", "040 123 4567"]);
    assert.ok(!answer.text.includes("9032") && !answer.text.includes("4567"), answer.text);
    const made = await ask();
    const named = "Kysy Maija Virtaselta.";
    for (const [action, as] of [["answer", expert], ["ask_more", expert]])
        expectProblem(await move(made, action, { ...advice, text: named, ...(action === "ask_more" ? { kind: undefined } : {}) }, as), 422, "rule_broken", { "/text": "identifying_text" });
    expectProblem(await post(`/v1/consultations/${made.id}/messages`, { text: named }, { as: nurse }), 422, "rule_broken", { "/text": "identifying_text" });
    const answered = await moved(made, "answer", advice);
    expectProblem(await move(answered, "close", { outcome: { text: named } }, nurse), 422, "rule_broken", { "/outcome/text": "identifying_text" });
    expectProblem(await move(answered, "reopen", { reason: named }, nurse), 422, "rule_broken", { "/reason": "identifying_text" });
});

test("consultation__acknowledged_text_is_kept_and_logged_by_kind_only", async () => {
    const body = { ...plain, question: "Puhelinneuvonnan numero 09 310 10023 ei vastaa, mitä tehdä?", acknowledged: ["/question"] };
    const made = await ask(body);
    assert.equal(made.question, body.question);
    const other = { ...body, acknowledged: ["/text"] };
    expectProblem(await post("/v1/consultations", other, { as: nurse }), 422, "rule_broken", { "/question": "identifying_text" });
    if (process.env.VAR) {
        const log = readLog();
        const line = log.split("\n").find((each) => each.includes("identifying text acknowledged") && each.includes("consultation_create"));
        assert.ok(line && line.includes('"kind":"phone"') && !line.includes("10023"), line);
    }
});

test("consultation__what_makes_a_small_group_recognisable_is_pointed_out", async () => {
    const made = await ask({ question: "94-vuotias asiakas, hoidettu 1.2.2026, 3.2.2026 ja 9.2.2026: mitä seuraavaksi?" });
    assert.deepEqual(made.warnings.map(({ kind }) => kind).sort(), ["high_age", "several_dates"]);
    assert.equal((await read(made, nurse)).warnings, undefined);
});

test("consultation__with_a_client_says_what_it_needs_to", async () => {
    const client = await newClient();
    const made = await ask({ anonymous: false, client_id: client.id, question: "Maija Virtanen, puh. 040 123 4567: kuka ottaa?" });
    assert.equal(made.client_id, client.id);
});

// --- who may see it ---

test("consultation__is_there_for_its_two_sides_only", async () => {
    const made = await ask();
    for (const as of [nurse, colleague, expert, second]) await read(made, as);
    const shown = await get(`/v1/consultations/${made.id}`, { as: stranger });
    expectProblem(shown, 404, "not_found");
    assert.equal(shown.headers.get("etag"), null);
    expectProblem(await get(`/v1/consultations/${made.id}`, { as: { ...expert, area: "09" } }), 404, "not_found");
    expectProblem(await move(made, "answer", advice, stranger), 404, "not_found");
    expectProblem(await get(`/v1/consultations/${made.id}/messages`, { as: stranger }), 404, "not_found");
    expectProblem(await post(`/v1/consultations/${made.id}/messages`, { text: "Hei" }, { as: stranger }), 404, "not_found");
    expectProblem(await post(`/v1/consultations/${made.id}/read`, { up_to: 1 }, { as: stranger }), 404, "not_found");
    expectProblem(await get(`/v1/consultations/${randomUUID()}`, { as: nurse }), 404, "not_found");
});

test("consultation__of_a_client_is_seen_by_its_register", async () => {
    const client = await newClient();
    const made = await ask({ anonymous: false, client_id: client.id });
    await read(made, expert);
    expectProblem(await get(`/v1/consultations/${made.id}`, { as: social }), 404, "not_found");
    const listed = expectStatus(await get("/v1/consultations?limit=200", { as: social }), 200);
    assert.ok(!listed.items.some(({ id }) => id === made.id));
    const anonymous = await ask();
    await read(anonymous, social);
});

test("consultation__of_a_client_is_read_across_the_boundary_on_a_ground_only", async () => {
    const client = await newClient();
    const made = await ask({ anonymous: false, client_id: client.id });
    const reader = { ...social, sub: "c-social-reader" };
    expectProblem(await get(`/v1/consultations/${made.id}`, { as: reader }), 404, "not_found");
    const consent = { kind: "consent", from_register: "health", to_register: "social", purpose: "Yhteinen suunnitelma", given_by: "client", form: "spoken" };
    expectStatus(await post(`/v1/clients/${client.id}/consents`, consent, { as: nurse }), 201);
    const listed = expectStatus(await get("/v1/consultations?limit=200", { as: reader }), 200);
    for (const shown of [await read(made, reader), listed.items.find(({ id }) => id === made.id)]) assert.deepEqual(shown.available_actions, []);
    expectProblem(await move(made, "answer", advice, reader), 404, "not_found");
    assert.equal(sql(`SELECT string_agg(DISTINCT ground, ',') FROM asiakkuus.audit_event WHERE resource_id = '${made.id}' AND sub = 'c-social-reader' AND kind = 'read'`), "consent");
});

test("consultation__of_a_named_professional_is_theirs", async () => {
    const made = await ask({ to: { sub: "c-doctor" } });
    assert.deepEqual((await read(made, { sub: "c-doctor", unit: "kallio" })).available_actions, ["answer", "ask_more", "assign"]);
    expectProblem(await get(`/v1/consultations/${made.id}`, { as: stranger }), 404, "not_found");
});

test("consultation__clients_own_token_reads_no_thread", async () => {
    const client = await newClient();
    const made = await ask({ anonymous: false, client_id: client.id });
    const as = { role: "client", client: client.id, scope: "consultation:read" };
    for (const path of ["", "/messages"]) assert.ok([403, 404].includes((await get(`/v1/consultations/${made.id}${path}`, { as })).status), path);
});

// --- the machine ---

test("consultation_move__every_action_by_the_right_side_only", async () => {
    const made = await ask();
    for (const action of ["give_more", "close"]) expectProblem(await move(made, action, action === "give_more" ? { text: "Lisää" } : {}, nurse), 409, "conflict", { "": "action_not_open" });
    expectProblem(await move(made, "answer", advice, nurse), 409, "conflict", { "": "action_not_open" });
    expectProblem(await move(made, "withdraw", {}, expert), 409, "conflict", { "": "action_not_open" });
    expectProblem(await move(made, "reopen", { reason: "x" }, nurse), 409, "conflict", { "": "action_not_open" });
});

test("consultation_move__needs_the_version_that_was_seen", async () => {
    const made = await ask();
    expectProblem(await post(`/v1/consultations/${made.id}/answer`, advice, { as: expert }), 428, "precondition_missing");
    await moved(made, "assign", {}, expert);
    expectProblem(await move(made, "answer", advice, expert), 412, "stale");
});

test("consultation_story__rounds_answer_close_and_reopen_with_a_second_clock", async () => {
    let now = await ask({ question: "Sopiiko ryhmä, kun kieli on viro?" });
    now = await moved(now, "assign", {}, expert);
    assert.equal(now.assignee.sub, "c-expert");
    now = await moved(now, "ask_more", { text: "Onko tulkkia käytetty?" }, expert);
    assert.equal(now.state, "more_asked");
    assert.equal(now.deadlines[0].state, "stopped");
    assert.equal(now.overdue, false);
    const due = now.due_at;
    assert.deepEqual((await read(now, nurse)).available_actions, ["give_more", "withdraw"]);
    now = await moved(now, "give_more", { text: "On, puhelimella." }, nurse);
    assert.equal(now.deadlines[0].state, "running");
    assert.ok(Date.parse(now.due_at) >= Date.parse(due), "the stopped time is not counted");
    now = await moved(now, "answer", { kind: "joint_appointment", text: "Tavataan yhdessä ensi viikolla." }, expert);
    assert.equal(now.answer_kind, "joint_appointment");
    assert.equal(now.deadlines[0].state, "met");
    assert.equal(now.deadlines[0].in_time, true);
    const met = now.deadlines[0];
    now = await moved(now, "close", { outcome: { avoided_referral: true, text: "Lähetettä ei tarvittu." } }, colleague);
    assert.deepEqual(now.outcome, { avoided_referral: true, text: "Lähetettä ei tarvittu." });
    assert.deepEqual(now.available_actions, ["reopen"]);
    expectProblem(await move(now, "reopen", {}, nurse), 400, "invalid", { "/reason": "required" });
    now = await moved(now, "reopen", { reason: "Tilanne muuttui." }, nurse);
    assert.equal(now.state, "asked");
    assert.equal(now.outcome, undefined);
    assert.equal(now.history.find(({ action }) => action === "close").detail, "avoided_referral");
    assert.deepEqual(now.deadlines[0], met, "the first clock stays as it was");
    assert.equal(now.deadlines.length, 2);
    assert.equal(now.deadlines[1].state, "running");
    assert.equal(now.deadlines[1].round, 2);
    const shown = await read(now, expert);
    assert.deepEqual(shown.deadlines, now.deadlines);
    const steps = shown.history;
    assert.deepEqual(steps.map(({ action }) => action), ["create", "assign", "ask_more", "give_more", "answer", "close", "reopen"]);
    assert.deepEqual(steps.map(({ version }) => version), [1, 2, 3, 4, 5, 6, 7]);
    for (let i = 1; i < steps.length; i++) assert.equal(steps[i].from, steps[i - 1].to);
    assert.deepEqual(steps.filter(({ reason }) => reason !== undefined), [], "the history of an anonymous one keeps no words");
    const said = expectStatus(await get(`/v1/consultations/${now.id}/messages`, { as: nurse }), 200).items;
    assert.deepEqual(said.map(({ kind, side }) => `${kind} ${side}`), ["ask_more receiver", "give_more asker", "answer receiver", "message asker", "message asker"]);
    assert.equal(said.at(-1).text, "Tilanne muuttui.");
});

test("consultation_reopen__with_a_client_keeps_its_reason_in_the_history", async () => {
    const client = await newClient();
    const closed = await moved(await moved(await ask({ anonymous: false, client_id: client.id }), "answer", advice), "close", {}, nurse);
    const now = await moved(closed, "reopen", { reason: "Tilanne muuttui." }, nurse);
    assert.equal(now.history.at(-1).reason, "Tilanne muuttui.");
});

test("consultation_withdraw__is_final_and_stops_the_clock", async () => {
    const gone = await moved(await ask(), "withdraw", {}, nurse);
    assert.equal(gone.state, "withdrawn");
    assert.equal(gone.deadlines[0].state, "stopped");
    assert.deepEqual(gone.available_actions, []);
    expectProblem(await move(gone, "answer", advice, expert), 409, "conflict", { "": "action_not_open" });
});

test("consultation_withdraw__takes_no_body_at_all", async () => {
    const made = await ask();
    const answer = await call("POST", `/v1/consultations/${made.id}/withdraw`, { as: nurse, headers: { "if-match": '"1"' } });
    expectStatus(answer, 200);
});

test("consultation_assign__of_two_one_gets_it_and_the_other_learns_who", async () => {
    for (let round = 0; round < 10; round++) {
        const made = await ask();
        const answers = await Promise.all([move(made, "assign", {}, expert), move(made, "assign", {}, second)]);
        assert.deepEqual(answers.map(({ status }) => status).filter((status) => status === 200).length, 1, answers.map(({ text }) => text).join());
        assert.ok(answers.every(({ status }) => [200, 409, 412].includes(status)));
        const now = await read(made, expert);
        assert.equal(now.history.length, 2);
        const other = now.assignee.sub === "c-expert" ? second : expert;
        const problem = expectProblem(await move(now, "assign", {}, other), 409, "conflict", { "/assignee": "taken" });
        assert.ok(problem.errors[0].detail.includes(now.assignee.sub));
    }
});

test("consultation_release__a_colleague_frees_what_somebody_left", async () => {
    let now = await moved(await ask(), "assign", { assignee: "c-gone" }, expert);
    assert.equal(now.assignee.sub, "c-gone");
    now = await moved(now, "release", {}, second);
    assert.equal(now.assignee, undefined);
    expectProblem(await move(now, "release", {}, second), 409, "conflict", { "": "action_not_open" });
});

test("consultation__replayed_with_its_key_is_made_once", async () => {
    const headers = { "idempotency-key": `"${randomUUID()}"` };
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push(await post("/v1/consultations", plain, { as: nurse, headers }));
    assert.equal(new Set(answers.map(({ json }) => json.id)).size, 1);
    const made = answers[0].json;
    const key = { "idempotency-key": `"${randomUUID()}"` };
    const first = await move(made, "answer", advice, expert, key), again = await move(made, "answer", advice, expert, key);
    assert.equal(first.text, again.text);
    assert.equal((await read(made, nurse)).message_count, 1);
});

// --- lists and messages ---

test("consultation_list__of_each_side_newest_first_page_by_page", async () => {
    const as = { sub: "c-lister", unit: "vuosaari-x", register: "health" };
    const made = [];
    for (let i = 0; i < 5; i++) made.push((await ask({}, as)).id);
    const page = async (path) => expectStatus(await get(path, { as }), 200);
    const ids = [];
    for (let next = "/v1/consultations?direction=asked&limit=2"; next;) {
        const { items, next_cursor } = await page(next);
        ids.push(...items.map(({ id }) => id));
        next = next_cursor && `/v1/consultations?direction=asked&limit=2&cursor=${encodeURIComponent(next_cursor)}`;
    }
    assert.deepEqual(ids, made.toReversed());
    await moved({ id: made[0], version: 1 }, "answer", advice, expert);
    const answered = await page("/v1/consultations?direction=asked&state=answered");
    assert.deepEqual(answered.items.map(({ id, state, unread }) => [id, state, unread]), [[made[0], "answered", 1]]);
    assert.deepEqual((await page("/v1/consultations")).items, []);
    const received = expectStatus(await get("/v1/consultations?direction=received&state=asked&limit=200", { as: expert }), 200);
    assert.ok(made.slice(1).every((id) => received.items.some((item) => item.id === id)));
    expectProblem(await get("/v1/consultations?direction=sideways", { as }), 400, "invalid", { direction: "not_in_list" });
});

test("consultation_read__what_came_meanwhile_stays_unread", async () => {
    const made = await ask();
    const say = async (text, as) => expectStatus(await post(`/v1/consultations/${made.id}/messages`, { text }, { as }), 201);
    for (let i = 1; i <= 5; i++) assert.equal((await say(`Viesti ${i}`, expert)).number, i);
    await say("Oma viesti", nurse);
    const upTo = async (up_to) => expectStatus(await post(`/v1/consultations/${made.id}/read`, { up_to }, { as: nurse }), 200).up_to;
    assert.equal((await read(made, nurse)).unread, 5);
    await say("Tuli juuri", expert);
    assert.equal(await upTo(5), 5);
    assert.equal((await read(made, nurse)).unread, 1);
    assert.equal(await upTo(2), 5, "it only grows");
    assert.equal((await read(made, nurse)).unread, 1);
    assert.equal((await read(made, expert)).unread, 1, "one's own never count");
    expectProblem(await post(`/v1/consultations/${made.id}/read`, { up_to: 8 }, { as: nurse }), 422, "rule_broken", { "/up_to": "out_of_range" });
});

test("consultation_message_create__many_at_once_get_numbers_of_their_own", async () => {
    const made = await ask();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => post(`/v1/consultations/${made.id}/messages`, { text: `Viesti ${i}` }, { as: i % 2 ? nurse : expert })));
    const numbers = answers.map((answer) => expectStatus(answer, 201).number).sort((a, b) => a - b);
    assert.deepEqual(numbers, Array.from({ length: 20 }, (_, i) => i + 1));
    const pages = expectStatus(await get(`/v1/consultations/${made.id}/messages?limit=15`, { as: nurse }), 200);
    assert.equal(pages.items.length, 15);
    const rest = expectStatus(await get(`/v1/consultations/${made.id}/messages?limit=15&cursor=${encodeURIComponent(pages.next_cursor)}`, { as: nurse }), 200);
    assert.deepEqual(rest.items.map(({ number }) => number), [16, 17, 18, 19, 20]);
});

// --- worklists ---

const waiting = async (as) => expectStatus(await get("/v1/worklists/consultations?limit=200", { as }), 200).items;
const stands = async (as, id) => (await waiting(as)).find((item) => item.id === id);

test("worklists__an_open_consultation_stands_on_the_list_of_whoever_has_the_turn", async () => {
    const asker = { sub: "c-wl-nurse", unit: "vuosaari", register: "health" }, other = { sub: "c-wl-expert", unit: "kalasatama", register: "health" };
    let now = await ask({}, asker);
    const incoming = await stands(other, now.id);
    assert.equal(incoming.resource, "consultation");
    assert.equal(incoming.client, undefined);
    assert.deepEqual(incoming.available_actions, ["answer", "ask_more", "assign"]);
    assert.equal(await stands(asker, now.id), undefined);
    assert.equal(await stands(stranger, now.id), undefined);
    now = await moved(now, "ask_more", { text: "Kuinka kauan?" }, other);
    assert.deepEqual((await stands(asker, now.id)).available_actions, ["give_more", "withdraw"]);
    assert.ok(await stands(other, now.id));
    now = await moved(now, "answer", advice, other);
    assert.equal(await stands(other, now.id), undefined);
    assert.deepEqual((await stands(asker, now.id)).available_actions, ["close", "reopen"]);
    now = await moved(now, "close", {}, asker);
    assert.equal(await stands(asker, now.id), undefined);
    for (const as of [asker, other, nurse, expert]) {
        const { count } = expectStatus(await get("/v1/worklists", { as }), 200).items.find(({ code }) => code === "consultations");
        const items = await waiting(as);
        assert.ok(count === items.length || items.length === 200, as.sub);
    }
});

// --- becoming a referral ---

test("consultation_convert__only_where_the_asker_allowed_it", async () => {
    const client = await newClient();
    const made = await ask({ anonymous: false, client_id: client.id });
    assert.ok(!(await read(made, expert)).available_actions.includes("convert"));
    expectProblem(await move(made, "convert", { kind: "health_referral" }, expert), 409, "conflict", { "": "not_authorised_to_convert" });
    const anonymous = await ask();
    expectProblem(await move(anonymous, "convert", { kind: "health_referral" }, expert), 409, "conflict", { "": "not_authorised_to_convert" });
});

const referrable = async () => {
    const client = await newClient();
    return ask({ anonymous: false, client_id: client.id, authorised_to_convert: true, to: { service_id: newService("kalasatama", "health", 48, true) } });
};

test("consultation_convert__makes_one_referral_that_both_point_to", async () => {
    const made = await referrable();
    assert.ok((await read(made, expert)).available_actions.includes("convert"));
    assert.ok(!(await read(made, { ...expert, scope: "consultation:read consultation:write" })).available_actions.includes("convert"));
    expectProblem(await move(made, "convert", { kind: "health_referral" }, { ...expert, scope: "consultation:read consultation:write" }), 403, "forbidden");
    const now = await moved(made, "convert", { kind: "health_referral" }, expert);
    assert.equal(now.state, "converted");
    assert.equal(now.deadlines[0].state, "met");
    assert.deepEqual(now.available_actions, []);
    assert.equal(now.history.at(-1).detail, now.referral_id);
    const referral = expectStatus(await get(`/v1/referrals/${now.referral_id}`, { as: expert }), 200);
    assert.equal(referral.consultation_id, made.id);
    assert.equal(referral.client_id, made.client_id);
    assert.equal(referral.need, plain.question);
    assert.equal(referral.state, "sent");
    const again = expectProblem(await move(now, "convert", { kind: "health_referral" }, expert), 409, "conflict", { "": "already_converted" });
    assert.ok(again.errors[0].detail.includes(now.referral_id));
    for (const [action, body, as] of [["answer", advice, expert], ["reopen", { reason: "x" }, nurse], ["convert", { kind: "guidance" }, second]])
        expectProblem(await move(now, action, body, as, { "idempotency-key": `"${randomUUID()}"` }), 409, "conflict", { "": "already_converted" });
});

test("consultation_convert__a_hundred_at_once_make_one_referral", async () => {
    const made = await referrable();
    const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => move(made, "convert", { kind: "health_referral" }, i % 2 ? expert : second)));
    const good = answers.filter(({ status }) => status === 200);
    assert.equal(good.length, 1, answers.map(({ status }) => status).join());
    const id = good[0].json.referral_id;
    for (const answer of answers.filter(({ status }) => status === 409)) assert.ok(expectProblem(answer, 409, "conflict", { "": "already_converted" }).errors[0].detail.includes(id));
    assert.ok(answers.every(({ status }) => [200, 409, 503].includes(status)), answers.map(({ status }) => status).join());
    assert.equal(sql(`SELECT count(*) FROM asiakkuus.referral WHERE consultation_id = '${made.id}'`), "1");
    assert.equal(sql(`SELECT count(*) FROM asiakkuus.event WHERE resource_id = '${made.id}' AND type = 'consultation.converted'`), "1");
    assert.equal(sql(`SELECT count(*) FROM asiakkuus.event WHERE resource_id = '${id}' AND type = 'referral.sent'`), "1");
    const now = await read(made, nurse);
    const again = await move(now, "convert", { kind: "health_referral" }, expert);
    assert.ok(expectProblem(again, 409, "conflict").errors[0].detail.includes(id));
});

test("consultation_convert__what_the_referral_lacks_is_told_and_nothing_is_left", async () => {
    const client = await newClient();
    const made = await ask({ anonymous: false, client_id: client.id, authorised_to_convert: true });
    expectProblem(await move(made, "convert", { kind: "health_referral" }, expert), 422, "rule_broken", { "/to": "required" });
    expectProblem(await move(made, "convert", { kind: "health_referral", to: { service_id: randomUUID() } }, expert), 422, "rule_broken", { "/to/service_id": "unknown_service" });
    assert.equal((await read(made, expert)).state, "asked");
    assert.equal(sql(`SELECT count(*) FROM asiakkuus.referral WHERE client_id = '${client.id}'`), "0");
});

test("referral_create__names_no_anonymous_consultation", async () => {
    const client = await newClient();
    const made = await ask();
    const body = { client_id: client.id, kind: "health_referral", to: { service_id: newService("kalasatama", "health", 48, true) }, need: "x", urgency: "urgent", from_register: "health", consultation_id: made.id };
    expectProblem(await post("/v1/referrals", body, { as: expert }), 422, "rule_broken", { "/consultation_id": "by_conversion_only" });
    assert.equal(sql(`SELECT count(*) FROM asiakkuus.referral WHERE consultation_id = '${made.id}'`), "0");
});

// --- out of a first contact ---

const contacted = async (body = {}) => expectStatus(await post("/v1/contacts", { register: "health", channel: "phone", need: { classes: ["s6_crisis"], text: "Mihin voi ohjata?" }, urgency: "urgent", ...body }, { as: nurse }), 201);
const closed = (contact, consultation) => post(`/v1/contacts/${contact.id}/outcome`, { kind: "consultation", consultation }, { as: nurse, headers: { "if-match": `"${contact.version}"` } });

test("contact_outcome__asks_in_the_same_transaction_and_both_point_to_each_other", async () => {
    const client = await newClient();
    const contact = await contacted({ client_id: client.id });
    const done = expectStatus(await closed(contact, { to: team, anonymous: false }), 200);
    const made = await read({ id: done.outcome.consultation_id }, nurse);
    assert.equal(made.contact_id, contact.id);
    assert.equal(made.client_id, client.id, "nothing is typed twice");
    assert.equal(made.question, "Mihin voi ohjata?");
    assert.equal(made.urgency, "urgent");
});

test("contact_outcome__with_a_client_gives_no_anonymous_consultation", async () => {
    const client = await newClient();
    const contact = await contacted({ client_id: client.id });
    const before = sql("SELECT count(*) FROM asiakkuus.consultation");
    expectProblem(await closed(contact, { to: team, anonymous: true }), 422, "rule_broken", { "/consultation/anonymous": "not_anonymous" });
    const other = await newClient();
    expectProblem(await closed(contact, { to: team, anonymous: false, client_id: other.id }), 422, "rule_broken", { "/consultation/client_id": "other_client" });
    assert.equal(sql("SELECT count(*) FROM asiakkuus.consultation"), before);
});

test("contact_outcome__without_a_client_asks_anonymously_and_is_looked_through", async () => {
    const contact = await contacted();
    expectProblem(await closed(contact, { to: team, anonymous: true, question: "Soita 040 123 4567?" }), 422, "rule_broken", { "/consultation/question": "identifying_text" });
    const done = expectStatus(await closed(contact, { to: team, anonymous: true }), 200);
    const made = await read({ id: done.outcome.consultation_id }, nurse);
    assert.equal(made.anonymous, true);
    assert.equal(made.contact_id, contact.id);
});

// --- what is left behind ---

test("consultation__every_move_writes_its_step_event_and_audit_row", async () => {
    let now = await ask();
    now = await moved(now, "assign", {}, expert);
    now = await moved(now, "ask_more", { text: "Kuinka pitkään?" }, expert);
    now = await moved(now, "give_more", { text: "Kuukauden." }, nurse);
    now = await moved(now, "release", {}, expert);
    now = await moved(now, "answer", advice, expert);
    now = await moved(now, "close", {}, nurse);
    const events = sql(`SELECT string_agg(type || ' ' || version, ',' ORDER BY version) FROM asiakkuus.event WHERE resource_id = '${now.id}'`);
    assert.equal(events, "consultation.asked 1,consultation.assigned 2,consultation.more_asked 3,consultation.more_given 4,consultation.released 5,consultation.answered 6,consultation.closed 7");
    const audit = sql(`SELECT string_agg(kind || ' ' || operation, ',' ORDER BY at, id) FROM asiakkuus.audit_event WHERE resource_id = '${now.id}'`);
    assert.equal(audit, "create consultation_create,change consultation_assign,change consultation_ask_more,change consultation_give_more,change consultation_release,change consultation_answer,change consultation_close");
});

test("consultation_list__each_client_shown_is_in_the_access_log", async () => {
    const client = await newClient();
    const made = await ask({ anonymous: false, client_id: client.id });
    expectStatus(await get("/v1/consultations?limit=1", { as: expert }), 200);
    const rows = sql(`SELECT count(*) FROM asiakkuus.audit_event WHERE client_id = '${client.id}' AND resource_id = '${made.id}' AND operation = 'consultation_list' AND kind = 'read' AND ground = 'own_register'`);
    assert.equal(rows, "1");
});

test("consultation_list__tells_the_log_of_nobody_on_the_next_page", async () => {
    const as = { sub: `c-pager-${process.pid}`, unit: "vuosaari-y", register: "health" }, made = [];
    for (let i = 0; i < 3; i++) made.push(await ask({ anonymous: false, client_id: (await newClient()).id }, as));
    const page = expectStatus(await get("/v1/consultations?direction=asked&limit=2", { as }), 200);
    assert.deepEqual(page.items.map(({ id }) => id), [made[2].id, made[1].id]);
    const told = sql(`SELECT string_agg(resource_id::text, ' ' ORDER BY resource_id) FROM asiakkuus.audit_event WHERE sub = '${as.sub}' AND operation = 'consultation_list' AND kind = 'read'`);
    assert.equal(told, [made[1].id, made[2].id].sort().join(" "));
});

test("consultation_create__names_a_contact_of_its_own_client_alone", async () => {
    const client = await newClient(), other = await newClient();
    const contact = async (of, as, register) => expectStatus(await post("/v1/contacts", { register, channel: "phone", client_id: of.id, urgency: "urgent", need: { classes: ["s3_economy"] } }, { as }), 201).id;
    const make = (contact_id) => post("/v1/consultations", { ...plain, anonymous: false, client_id: client.id, contact_id }, { as: nurse });
    for (const id of [randomUUID(), await contact(other, nurse, "health"), await contact(client, social, "social")])
        expectProblem(await make(id), 422, "rule_broken", { "/contact_id": "other_client" });
    const own = await contact(client, nurse, "health");
    assert.equal(expectStatus(await make(own), 201).contact_id, own);
});

const readLog = () => readFileSync(`${process.env.VAR}/log/asiakkuusd.log`, "utf8");

// A whole story about a client who is known to the service, told without the client: then every table,
// log line and figure is read for the client, and for the text.
test("consultation__nothing_anonymous_leads_to_a_client", async () => {
    const as = { sub: "c-anon-nurse", unit: "vuosaari", register: "health" }, other = { sub: "c-anon-expert", unit: "kalasatama", register: "health" };
    const code = identityCode();
    const client = expectStatus(await post("/v1/clients", { identifier: { system: "hetu", value: code } }, { as }), 201);
    const word = `tunnussana${randomUUID().replaceAll("-", "").replace(/\d/g, "x")}`;
    expectProblem(await post("/v1/consultations", { ...plain, question: `${word} ${code}` }, { as }), 422, "rule_broken", { "/question": "identifying_text" });
    let now = await ask({ question: `Mitä suosittelette, ${word}?` }, as);
    now = await moved(now, "ask_more", { text: `Lisää, ${word}?` }, other);
    now = await moved(now, "give_more", { text: `Lisää: ${word}.` }, as);
    now = await moved(now, "answer", { kind: "advice", text: `Näin: ${word}.` }, other);
    expectStatus(await post(`/v1/consultations/${now.id}/messages`, { text: `Kiitos, ${word}.` }, { as }), 201);
    now = await moved(now, "close", { outcome: { avoided_referral: true, text: `Selvä, ${word}.` } }, as);
    expectStatus(await get(`/v1/consultations/${now.id}/messages`, { as }), 200);

    const tables = sql("SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relnamespace = 'asiakkuus'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition").split(" ");
    const own = ["consultation", "consultation_message", "consultation_clock", "consultation_read"];
    for (const table of tables) {
        // One look at each table: a connection that rests for long is closed.
        const rows = sql(`SELECT row FROM (SELECT to_jsonb(t)::text AS row FROM asiakkuus.${table} t) r WHERE row LIKE ANY (ARRAY['%${now.id}%', '%${word}%', '%${code}%'])`).split("\n").filter(Boolean);
        for (const row of rows) {
            assert.ok(!row.includes(now.id) || !row.includes(client.id), `${table}: ${row}`);
            assert.ok(!row.includes(word) || own.includes(table), `${table} holds the text`);
            assert.ok(!row.includes(code), `${table} holds the identity code`);
        }
    }
    const shared = sql(`SELECT count(*) FROM asiakkuus.audit_event a JOIN asiakkuus.audit_event b ON b.request_id = a.request_id AND b.client_id IS NOT NULL WHERE a.resource_id = '${now.id}'`);
    assert.equal(shared, "0", "no request about it is also about a client");
    assert.equal(sql(`SELECT count(*) FROM asiakkuus.audit_event WHERE resource_id = '${now.id}' AND client_id IS NOT NULL`), "0");
    const feed = sql(`SELECT string_agg(to_jsonb(e)::text, ' ') FROM asiakkuus.event e WHERE resource_id = '${now.id}'`);
    assert.ok(!feed.includes(word) && !feed.includes(client.id));
    const figures = (await call("GET", "/metrics")).text;
    for (const needle of [word, code, client.id, now.id]) assert.ok(!figures.includes(needle), "metrics");
    const log = readLog();
    assert.ok(log.includes("consultation_create"), "the log is there");
    for (const needle of [word, code]) assert.ok(!log.includes(needle), "log");
});

test("consultation_close__what_came_of_it_outlives_a_reopening", async () => {
    const outcome = { text: "Lähetettä ei tarvittu." }, client = await newClient();
    for (const more of [{}, { anonymous: false, client_id: client.id }]) {
        const closed = await moved(await moved(await ask(more), "answer", advice), "close", { outcome }, nurse);
        const open = await moved(closed, "reopen", { reason: "Tilanne muuttui." }, nurse);
        assert.equal(open.outcome, undefined);
        const step = open.history.find(({ action }) => action === "close");
        const said = expectStatus(await get(`/v1/consultations/${open.id}/messages`, { as: nurse }), 200).items.map(({ text }) => text);
        assert.deepEqual([step.reason, said.includes(outcome.text)], more.client_id ? [outcome.text, false] : [undefined, true], "of an anonymous one the thread has it");
    }
});

test("consultation__texts_of_anonymous_ones_are_forgotten_their_figures_stay", async () => {
    const closed = await moved(await moved(await ask(), "answer", advice), "close", { outcome: { avoided_referral: true, text: "Ei lähetettä." } }, nurse);
    const client = await newClient();
    const known = await moved(await moved(await ask({ anonymous: false, client_id: client.id }), "answer", advice), "close", {}, nurse);
    const open = await ask();
    execFileSync(process.env.ASIAKKUUSD, ["forget-texts", "90", "0"], { encoding: "utf8" });
    const after = await read(closed, nurse);
    assert.equal(after.question, undefined);
    assert.deepEqual(after.outcome, { avoided_referral: true });
    assert.equal(after.deadlines[0].state, "met");
    const said = expectStatus(await get(`/v1/consultations/${closed.id}/messages`, { as: nurse }), 200).items;
    assert.deepEqual(said.map(({ kind, text }) => [kind, text]), [["answer", undefined], ["message", undefined]]);
    assert.equal((await read(known, nurse)).question, plain.question);
    assert.equal((await read(open, nurse)).question, plain.question);
});

test("consultation__once_its_texts_are_forgotten_nothing_more_is_said_in_it", async () => {
    const closed = await moved(await moved(await ask(), "answer", advice), "close", {}, nurse);
    const withdrawn = await moved(await ask(), "withdraw", {}, nurse);
    assert.deepEqual((await read(closed, nurse)).available_actions, ["reopen"]);
    execFileSync(process.env.ASIAKKUUSD, ["forget-texts", "90", "0"], { encoding: "utf8" });
    assert.deepEqual((await read(closed, nurse)).available_actions, []);
    expectProblem(await move(closed, "reopen", { reason: "Jatkuu." }, nurse), 409, "conflict", { "": "action_not_open" });
    for (const { id } of [closed, withdrawn]) expectProblem(await post(`/v1/consultations/${id}/messages`, { text: "Kiitos." }, { as: nurse }), 409, "conflict");
    assert.equal(sql(`SELECT count(*) FROM asiakkuus.consultation_message WHERE consultation_id IN ('${closed.id}', '${withdrawn.id}') AND text IS NOT NULL`), "0");
});

assert.ok(token(nurse));
await finish();
