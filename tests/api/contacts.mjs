#!/usr/bin/env node
// First contacts and outreach: with a client or without, and what came out of them.
import { randomUUID } from "node:crypto";
import { assert, call, expectProblem, expectStatus, finish, get, newClient, post, test } from "./service.mjs";
import { identityCode } from "./service.mjs";
import { sql } from "./support.mjs";

const social = { register: "social" };
const body = (more = {}) => ({ register: "health", channel: "phone", need: { classes: ["s3_economy"] }, urgency: "non_urgent", ...more });
const make = async (more, as = {}) => expectStatus(await post("/v1/contacts", body(more), { as }), 201);
const close = (contact, outcome, options = {}) =>
    post(`/v1/contacts/${contact.id}/outcome`, outcome, { ...options, headers: { "if-match": `"${contact.version}"`, ...options.headers } });
const read = async (contact, as = {}) => expectStatus(await get(`/v1/contacts/${contact.id}`, { as }), 200);
const list = async (query, as = {}) => expectStatus(await get(`/v1/contacts?${query}`, { as }), 200).items.map((contact) => contact.id);
const daysAgo = (days) => new Date(Date.now() - days * 86400000).toISOString();

// --- writing down ---

test("contact_create__gives_back_what_was_written", async () => {
    const client = await newClient();
    const sent = body({
        channel: "front_desk", client_id: client.id, occurred_at: "2026-11-20T08:30:00Z", language: "sv", urgency: "urgent",
        need: { classes: ["s3_economy", "s2_housing"], text: "Vuokra on maksamatta.\nSoittaa Matti Meikäläinen, 040 123 4567." },
        initial_assessment: { profession: "social_counsellor", minutes: 12, waited_minutes: 0, first_time: false, interpreter: true },
    });
    const answer = await post("/v1/contacts", sent);
    const contact = expectStatus(answer, 201);
    assert.equal(answer.headers.get("location"), `/v1/contacts/${contact.id}`);
    assert.equal(answer.headers.get("etag"), '"1"');
    const { id, version, status, recorded_at: recorded, recorded_by: by, available_actions: actions, history, unit_id: unit, ...rest } = contact;
    assert.deepEqual(rest, sent);
    assert.deepEqual([version, status, actions, history.length, unit], [1, "open", ["outcome"], 1, undefined]);
    assert.ok(recorded > sent.occurred_at && by.sub);
    assert.deepEqual(await read({ id }), contact);
});

test("contact_create__without_a_time_was_now_and_in_the_callers_unit", async () => {
    const as = { unit: "kallio" };
    const contact = await make({}, as);
    assert.equal(contact.occurred_at, contact.recorded_at);
    const units = expectStatus(await get("/v1/units?q=kallion", { as }), 200).items;
    assert.equal(contact.unit_id, units.find((unit) => unit.code === "kallio").id);
});

test("contact_create__takes_every_channel", async () => {
    const { paths } = expectStatus(await get("/openapi.json"), 200);
    assert.ok(paths["/v1/contacts"]);
    for (const channel of ["phone", "callback", "digital", "visit", "front_desk", "street", "concern_notification", "authority"])
        assert.equal((await make({ channel })).channel, channel);
});

test("contact_create__tells_every_fault", async () => {
    const bad = { register: "both", channel: "fax", need: { classes: "x", text: "" }, urgency: "soon", language: "finnish", client_id: "1", extra: 1, initial_assessment: { minutes: -1, profession: "chef" }, outcome: { kind: "maybe" } };
    expectProblem(await post("/v1/contacts", bad), 400, "invalid", {
        "/register": "not_in_list", "/channel": "not_in_list", "/need/classes": "wrong_type", "/need/text": "too_short", "/urgency": "not_in_list", "/language": "too_long",
        "/client_id": "bad_format", "/extra": "unknown_member", "/initial_assessment/minutes": "out_of_range", "/initial_assessment/profession": "not_in_list", "/outcome/kind": "not_in_list",
    });
    const rules = body({ register: "social", client_id: randomUUID(), unit_id: randomUUID(), occurred_at: daysAgo(-1), need: { classes: ["s3_economy", "s99_none"] }, group: { kind: "peer", participants: 3 }, outcome: { kind: "solved", service_id: randomUUID() } });
    expectProblem(await post("/v1/contacts", rules), 422, "rule_broken", {
        "/register": "other_register", "/client_id": "unknown_client", "/unit_id": "unknown_unit", "/occurred_at": "in_the_future", "/need/classes/1": "unknown_need", "/group": "groups_only", "/outcome/service_id": "unknown_service",
    });
});

test("contact_create__of_a_year_before_all_counting_is_refused", async () => {
    for (const occurred_at of ["0026-11-03T09:00:00Z", "1999-12-31T21:59:59Z"])
        expectProblem(await post("/v1/contacts", body({ occurred_at })), 422, "rule_broken", { "/occurred_at": "out_of_range" });
});

test("contact_create__twice_with_one_key_makes_one", async () => {
    const client = await newClient();
    const headers = { "idempotency-key": `"${randomUUID()}"` };
    const sent = body({ client_id: client.id });
    const answers = await Promise.all(Array.from({ length: 8 }, () => post("/v1/contacts", sent, { headers })));
    const made = answers.filter((answer) => answer.status === 201);
    assert.ok(answers.every((answer) => [201, 409].includes(answer.status)));
    assert.equal(new Set(made.map((answer) => answer.json.id)).size, 1);
    assert.equal((await list(`client_id=${client.id}`)).length, 1);
});

// --- without a client ---

test("contact_create__of_a_group_counts_and_names_nobody", async () => {
    const group = { kind: "peer_group", participants: 14, first_time: 5 };
    const contact = await make({ channel: "group", group, outcome: { kind: "guided" } });
    assert.deepEqual([contact.group, contact.client_id, contact.status], [group, undefined, "closed"]);
    const client = await newClient();
    expectProblem(await post("/v1/contacts", body({ channel: "group" })), 422, "rule_broken", { "/group": "required" });
    expectProblem(await post("/v1/contacts", body({ channel: "group", group, client_id: client.id })), 422, "rule_broken", { "/client_id": "groups_have_no_client" });
    expectProblem(await post("/v1/contacts", body({ channel: "group", group: { ...group, first_time: 15 } })), 422, "rule_broken", { "/group/first_time": "out_of_range" });
});

test("contact_create__without_a_client_takes_no_text_that_points_to_a_person", async () => {
    const text = `Henkilö ${identityCode()} nukkui asemalla.`;
    const refused = await post("/v1/contacts", body({ channel: "street", need: { classes: ["s2_housing"], text } }));
    const problem = expectProblem(refused, 422, "rule_broken", { "/need/text": "identifying_text" });
    assert.ok(!refused.text.includes(text.slice(8, 19)), "the text itself is not in the answer");
    assert.equal(problem.errors[0].offset, 8);
    assert.equal(problem.errors[0].length, 11);
    const kept = await make({ channel: "street", need: { classes: ["s2_housing"], text: "Tarvitsee yöpaikan." } });
    assert.equal(kept.need.text, "Tarvitsee yöpaikan.");
    expectProblem(await close(kept, { kind: "guided", text: `Soitettiin numeroon 040 123 4567.` }), 422, "rule_broken", { "/text": "identifying_text" });
    expectStatus(await close(kept, { kind: "guided", text: "Ohjattiin päiväkeskukseen." }), 200);
});

test("contact_create__of_a_concern_tells_who_is_concerned", async () => {
    const client = await newClient();
    const contact = await make({ channel: "concern_notification", client_id: client.id, concern_by: "neighbour", need: { classes: ["s5_violence"], text: "Naapuri on huolissaan." } });
    assert.deepEqual([contact.concern_by, contact.client_id], ["neighbour", client.id]);
});

// --- outcomes ---

test("contact_outcome__closes_once", async () => {
    const contact = await make({ client_id: (await newClient()).id });
    expectProblem(await post(`/v1/contacts/${contact.id}/outcome`, { kind: "solved" }), 428, "precondition_missing");
    expectProblem(await close({ ...contact, version: 7 }, { kind: "solved" }), 412, "stale");
    const answer = await close(contact, { kind: "guided", text: "Ohjattiin." });
    const closed = expectStatus(answer, 200);
    assert.equal(answer.headers.get("etag"), '"2"');
    assert.deepEqual([closed.version, closed.status, closed.outcome.kind, closed.outcome.text, closed.available_actions], [2, "closed", "guided", "Ohjattiin.", []]);
    assert.deepEqual(closed.history.map(({ version, action, from, to, detail }) => [version, action, from, to, detail]),
        [[1, "create", undefined, "open", undefined], [2, "outcome", "open", "closed", "guided"]]);
    expectProblem(await close(closed, { kind: "solved" }), 409, "conflict");
    assert.deepEqual(await read(contact), closed);
});

test("contact_outcome__is_counted_by_channel_and_outcome", async () => {
    const text = async () => (await call("GET", "/metrics")).text;
    const counted = async (channel, outcome) => Number((await text()).match(new RegExp(`^contacts_closed_total\\{channel="${channel}",outcome="${outcome}"\\} (\\d+)$`, "m"))?.[1] ?? 0);
    const before = [await counted("visit", "guided"), await counted("visit", "unreached")];
    const open = await make({ channel: "visit", client_id: (await newClient()).id });
    assert.equal(await counted("visit", "guided"), before[0], "an open one is not");
    expectStatus(await close(open, { kind: "guided" }), 200);
    await make({ channel: "visit", client_id: (await newClient()).id, outcome: { kind: "unreached" } });
    assert.deepEqual([await counted("visit", "guided"), await counted("visit", "unreached")], before.map((count) => count + 1));
});

test("contact_outcome__by_many_at_once_takes_one", async () => {
    const contact = await make({ client_id: (await newClient()).id });
    const answers = await Promise.all(Array.from({ length: 20 }, () => close(contact, { kind: "solved" })));
    const states = answers.map((answer) => answer.status);
    assert.equal(states.filter((status) => status === 200).length, 1, states.join(" "));
    assert.ok(states.every((status) => [200, 409, 412].includes(status)), states.join(" "));
    assert.equal((await read(contact)).history.length, 2);
});

test("contact_outcome__given_with_the_contact_is_two_steps_of_one_transaction", async () => {
    const client = await newClient();
    const service = expectStatus(await get("/v1/services?need=s3_economy&limit=1"), 200).items[0];
    const contact = await make({ client_id: client.id, outcome: { kind: "guided", service_id: service.id } });
    assert.deepEqual([contact.version, contact.status, contact.outcome.service_id, contact.history.length], [2, "closed", service.id, 2]);
    const refused = body({ client_id: client.id, need: { classes: ["s6_crisis"] }, outcome: { kind: "guided", service_id: randomUUID() } });
    expectProblem(await post("/v1/contacts", refused), 422, "rule_broken");
    assert.equal((await list(`client_id=${client.id}`)).length, 1, "nothing of a refused one stays");
});

test("contact_outcome__refuses_what_another_outcome_would_make", async () => {
    const contact = await make({ client_id: (await newClient()).id });
    expectProblem(await close(contact, { kind: "solved", referral: {}, consultation: {} }), 422, "rule_broken", { "/referral": "other_outcome", "/consultation": "other_outcome" });
    expectProblem(await close(contact, { kind: "consultation", consultation: {} }), 400, "invalid", { "/consultation/to": "required", "/consultation/anonymous": "required" });
    assert.equal((await read(contact)).status, "open");
});

test("contact_outcome__makes_the_referral_that_it_holds_and_both_point_to_each_other", async () => {
    const as = { unit: "kallio" };
    const client = await newClient();
    const contact = await make({ client_id: client.id, urgency: "urgent", need: { classes: ["s3_economy"], text: "Vuokra on maksamatta." } }, as);
    const units = expectStatus(await get("/v1/units?limit=200"), 200).items;
    const to = { unit_id: units.find((unit) => unit.code === "vuosaari").id };
    const referral = { kind: "guidance", to, send: true };
    const closed = expectStatus(await close(contact, { kind: "referral", referral }, { as }), 200);
    const made = expectStatus(await get(`/v1/referrals/${closed.outcome.referral_id}`, { as }), 200);
    assert.deepEqual([made.contact_id, made.client_id, made.need, made.urgency, made.from_register, made.state], [contact.id, client.id, "Vuokra on maksamatta.", "urgent", "health", "sent"]);
    assert.deepEqual(made.need_classes, ["s3_economy"]);
    const at_once = await make({ client_id: client.id, need: { classes: [], text: "Toinen asia." }, outcome: { kind: "referral", referral } }, as);
    assert.ok(at_once.outcome.referral_id && at_once.outcome.referral_id !== closed.outcome.referral_id);
});

test("contact_outcome__makes_nothing_of_a_referral_that_does_not_fit", async () => {
    const as = { unit: "kallio" };
    const client = await newClient(), other = await newClient();
    const contact = await make({ client_id: client.id, need: { classes: [] } }, as);
    const tell = (referral, options) => close(contact, { kind: "referral", referral }, { as, ...options });
    const to = { unit_id: randomUUID() };
    expectProblem(await tell({ kind: "guidance", colour: 1 }), 400, "invalid", { "/referral/to": "required", "/referral/need": "required", "/referral/colour": "unknown_member" });
    expectProblem(await tell({ kind: "guidance", to, need: "x", client_id: other.id }), 422, "rule_broken", { "/referral/client_id": "other_client" });
    const problem = expectProblem(await tell({ kind: "guidance", to, need: "x" }), 422, "rule_broken");
    assert.ok(problem.errors.every((error) => error.pointer.startsWith("/referral/to")), JSON.stringify(problem.errors));
    expectProblem(await tell({ kind: "guidance", to, need: "x" }, { as: { ...as, scope: "contact:write" } }), 403, "forbidden");
    const street = await make({ channel: "street" }, as);
    expectProblem(await close(street, { kind: "referral", referral: { kind: "guidance", to, need: "x" } }, { as }), 422, "rule_broken", { "/referral": "needs_client" });
    assert.equal((await read(contact, as)).status, "open");
    const units = expectStatus(await get("/v1/units?limit=200"), 200).items;
    const refused = body({ client_id: other.id, outcome: { kind: "referral", referral: { kind: "guidance", to: { unit_id: units[0].id }, colour: 1 } } });
    expectProblem(await post("/v1/contacts", refused, { as }), 400, "invalid", { "/outcome/referral/colour": "unknown_member" });
    assert.deepEqual(await list(`client_id=${other.id}`, as), [], "nothing of a refused one stays");
});

// --- solved at first contact ---

test("solved_at_first_contact__is_known_only_when_the_days_are_over", async () => {
    const client = await newClient();
    const at = async (days, classes, more = {}) => make({ client_id: client.id, occurred_at: daysAgo(days), need: { classes }, outcome: { kind: "solved" }, ...more });
    const old = await at(100, ["s3_economy"]);
    assert.equal(old.solved_at_first_contact, true);
    const recent = await at(3, ["s2_housing"]);
    assert.equal(recent.solved_at_first_contact, undefined, "the days still run");
    const again = await at(2, ["s2_housing", "s3_economy"]);
    assert.equal((await read(recent)).solved_at_first_contact, false, "the same need came again");
    assert.equal((await read(again)).solved_at_first_contact, undefined);
    await at(85, ["s3_economy"]);
    assert.equal((await read(old)).solved_at_first_contact, true, "15 days after is another matter");
    await at(87, ["s3_economy"]);
    assert.equal((await read(old)).solved_at_first_contact, false, "13 days after is the same");
    const other = await at(60, ["s6_crisis"]);
    await at(59, ["s5_violence"]);
    await make({ client_id: (await newClient()).id, occurred_at: daysAgo(59), need: { classes: ["s6_crisis"] } });
    assert.equal((await read(other)).solved_at_first_contact, true, "another need and another client do not count");
    assert.equal((await at(50, ["d4_mobility"], { outcome: { kind: "service_need_assessment" } })).solved_at_first_contact, false, "it went on elsewhere");
});

test("solved_at_first_contact__is_derived_and_not_claimed", async () => {
    expectProblem(await post("/v1/contacts", body({ solved_at_first_contact: true })), 400, "invalid", { "/solved_at_first_contact": "unknown_member" });
    const street = await make({ channel: "street", occurred_at: daysAgo(40), outcome: { kind: "solved" } });
    assert.equal(street.solved_at_first_contact, undefined);
});

// --- who sees what ---

test("contacts__of_the_other_register_are_as_if_not_there", async () => {
    const client = await newClient();
    const contact = await make({ client_id: client.id });
    const anonymous = await make({ channel: "street" });
    for (const [path, as] of [[`/v1/contacts/${contact.id}`, social], [`/v1/contacts/${anonymous.id}`, social], [`/v1/contacts/${contact.id}`, { area: "09" }], [`/v1/contacts/${randomUUID()}`, {}]]) {
        expectProblem(await get(path, { as }), 404, "not_found");
        expectProblem(await post(`${path}/outcome`, { kind: "solved" }, { as, headers: { "if-match": '"9"' } }), 404, "not_found");
    }
    assert.deepEqual(await list(`client_id=${client.id}`, social), []);
    assert.deepEqual(await list(`client_id=${client.id}`, { area: "09" }), []);
    assert.ok(!(await list("channel=street&limit=200", social)).includes(anonymous.id));
    expectProblem(await post("/v1/contacts", body({ register: "social" })), 422, "rule_broken", { "/register": "other_register" });
});

test("contacts__of_the_other_register_do_not_show_in_what_is_derived", async () => {
    const client = await newClient();
    const contact = await make({ client_id: client.id, occurred_at: daysAgo(40), outcome: { kind: "solved" } });
    await make({ register: "social", client_id: client.id, occurred_at: daysAgo(39) }, social);
    assert.equal((await read(contact)).solved_at_first_contact, true);
});

// What the access log says of who read this client's contacts: "sub ground".
const readers = (client) => sql(`SELECT DISTINCT sub || ' ' || ground FROM audit_event WHERE client_id = '${client.id}' AND kind = 'read' AND resource = 'contact' ORDER BY 1`);

test("contacts__of_the_other_register_are_read_on_a_ground_that_the_log_tells", async () => {
    const nurse = { sub: "contact-nurse" }, worker = { register: "social", sub: "contact-worker" };
    const client = await newClient(nurse);
    const contact = await make({ client_id: client.id }, nurse);
    const given = { from_register: "health", to_register: "social", purpose: "Yhteinen suunnitelma", given_by: "client", kind: "consent" };
    const consent = expectStatus(await post(`/v1/clients/${client.id}/consents`, given, { as: nurse }), 201);
    const shown = await read(contact, worker);
    assert.deepEqual([shown.id, shown.available_actions], [contact.id, []]);
    assert.deepEqual(await list(`client_id=${client.id}`, worker), [contact.id]);
    expectProblem(await close(contact, { kind: "solved" }, { as: worker }), 404, "not_found");
    await read(contact, nurse);
    assert.equal(readers(client), "contact-nurse own_register\ncontact-worker consent");
    expectStatus(await post(`/v1/clients/${client.id}/consents/${consent.id}/withdraw`, {}, { as: nurse, headers: { "if-match": '"1"' } }), 200);
    expectProblem(await get(`/v1/contacts/${contact.id}`, { as: worker }), 404, "not_found");
    assert.deepEqual(await list(`client_id=${client.id}`, worker), []);
});

test("contact_list__tells_the_log_of_each_client_shown", async () => {
    const as = { sub: "contact-lister" };
    const shown = await newClient(as), hidden = await newClient(as);
    await make({ client_id: shown.id, occurred_at: "2025-05-01T10:00:00Z" }, as);
    await make({ client_id: hidden.id, occurred_at: "2025-05-01T09:00:00Z" }, as);
    assert.equal((await list("from=2025-05-01&to=2025-05-01&limit=1", as)).length, 1);
    assert.equal(readers(shown), "contact-lister own_register");
    assert.equal(readers(hidden), "", "of the page behind nothing was shown");
});

test("contacts__leave_nothing_personal_in_events", async () => {
    const client = await newClient();
    const contact = await make({ client_id: client.id, need: { classes: ["s6_crisis"], text: "Matti Meikäläinen soitti." }, outcome: { kind: "guided", text: "Sovittiin Matin kanssa." } });
    const events = sql(`SELECT string_agg(e::text, ' ') FROM event e WHERE resource_id = '${contact.id}'`);
    assert.match(events, /contact\.created.*contact\.closed/);
    assert.ok(!/Matti|Matin/.test(events) && !events.includes(client.id));
});

test("contacts__need_their_permission", async () => {
    expectProblem(await post("/v1/contacts", body(), { as: { scope: "contact:read" } }), 403, "forbidden");
    expectProblem(await get("/v1/contacts", { as: { scope: "contact:write" } }), 403, "forbidden");
    const contact = await make({});
    const seen = await read(contact, { scope: "contact:read" });
    assert.deepEqual(seen.available_actions, [], "who may only read is offered nothing");
    const client = await newClient();
    expectProblem(await get("/v1/contacts", { as: { role: "client", client: client.id, scope: "contact:read" } }), 403, "forbidden");
});

// --- lists ---

test("contact_list__every_filter_narrows", async () => {
    const client = await newClient(), other = await newClient();
    const units = expectStatus(await get("/v1/units?limit=200"), 200).items;
    const [unit] = units.filter((each) => each.code === "vuosaari");
    const a = await make({ client_id: client.id, unit_id: unit.id, occurred_at: "2026-03-01T10:00:00Z" });
    const b = await make({ client_id: client.id, channel: "visit", occurred_at: "2026-03-02T21:59:59Z", outcome: { kind: "solved" } });
    const c = await make({ client_id: client.id, unit_id: unit.id, channel: "digital", occurred_at: "2026-03-02T22:00:00Z", outcome: { kind: "solved" } });
    await make({ client_id: other.id });
    const cases = {
        "": [c, b, a], "open=true": [a], "open=false": [c, b], "channel=visit": [b], [`unit_id=${unit.id}`]: [c, a], "from=2026-03-02": [c, b], "to=2026-03-02": [b, a],
        "from=2026-03-02&to=2026-03-02": [b], "from=2026-03-03": [c], [`unit_id=${unit.id}&open=true`]: [a], "to=2026-02-28": [],
    };
    for (const [query, wanted] of Object.entries(cases)) {
        assert.deepEqual(await list(`client_id=${client.id}&${query}`), wanted.map((contact) => contact.id), query);
        const counted = expectStatus(await get(`/v1/contacts?client_id=${client.id}&${query}&total=true&limit=1`), 200);
        assert.equal(counted.total, wanted.length, `total of ${query}`);
    }
    const all = `unit_id=${unit.id}&from=2026-03-01&to=2026-03-03`;
    assert.deepEqual(await list(all), [c.id, a.id]);
    assert.deepEqual(await list(`${all}&open=true`), [a.id]);
    assert.deepEqual(await list("from=2026-03-01&to=2026-03-03&limit=200"), [c.id, b.id, a.id]);
    for (const query of [all, "from=2026-03-01&to=2026-03-03"])
        assert.equal(expectStatus(await get(`/v1/contacts?${query}&total=true&limit=1`), 200).total, query === all ? 2 : 3);
    expectProblem(await get("/v1/contacts?open=maybe&channel=fax&from=yesterday&unit_id=1"), 400, "invalid", { open: "not_in_list", channel: "not_in_list", from: "bad_format", unit_id: "bad_format" });
    expectProblem(await get("/v1/contacts?state=open"), 400, "invalid");
});

test("contact_list__of_one_moment_shows_each_once_over_pages", async () => {
    const client = await newClient();
    const made = [];
    for (let i = 0; i < 7; i++) made.push((await make({ client_id: client.id, occurred_at: "2026-04-01T10:00:00Z" })).id);
    const seen = [];
    for (let cursor = ""; cursor !== null; ) {
        const page = expectStatus(await get(`/v1/contacts?client_id=${client.id}&limit=2${cursor && `&cursor=${cursor}`}`), 200);
        seen.push(...page.items.map((contact) => contact.id));
        cursor = page.next_cursor;
    }
    assert.deepEqual(seen, made.sort().reverse());
    const { next_cursor: cursor } = expectStatus(await get(`/v1/contacts?client_id=${client.id}&limit=2`), 200);
    expectProblem(await call("GET", `/v1/contacts?limit=2&cursor=${cursor}`), 400, "invalid", { cursor: "bad_cursor" });
});

test("contact_get__is_whole_for_who_knows_the_version_as_more_contacts_come", async () => {
    const client = await newClient();
    const made = expectStatus(await post("/v1/contacts", { register: "health", channel: "phone", client_id: client.id, urgency: "urgent", need: { classes: ["s6_crisis"] } }), 201);
    const answer = await call("GET", `/v1/contacts/${made.id}`, { headers: { "if-none-match": '"1"' } });
    assert.equal(answer.status, 200);
});

await finish();
