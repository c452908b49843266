#!/usr/bin/env node
// Every body of referrals, consultations, contacts, meetings and deadlines with each of its members left
// out, of another type, too short, too long, too many or off its list: told by its place, all at once, in
// three languages; what is just within the bounds is taken; and nothing is left of what was refused.
import { randomUUID } from "node:crypto";
import { assert, call, expectStatus, finish, get, newClient, test } from "./service.mjs";
import { code, contactTo, send, service, unit, world } from "./referral_world.mjs";
import { ASKED_FOR, description, sql, today } from "./support.mjs";

const w = world(), client = await newClient(w.nurse), desk = service(code("desk"), w.centre, { kind: "health" });
const nobody = randomUUID();
const meeting = expectStatus(await call("POST", "/v1/consultation-meetings", { as: w.lead, body: { unit_id: w.centre.id, names: { fi: "x", sv: "x", en: "x" }, rule: "FREQ=DAILY", starts_at: `${today(1)}T09:00`, on_holiday: "next_working_day", link: "https://x.example" } }), 201);
const day = expectStatus(await get(`/v1/consultation-meetings/${meeting.id}/occurrences?from=${today(1)}&to=${today(9)}`, { as: w.lead }), 200).items.find(({ state }) => state === "scheduled").date;
const referral = await send(w.nurse, contactTo(client, { unit_id: w.social.id }));
const question = { to: { group: w.centre.code }, question: "Mikä ryhmä sopii?", anonymous: true };
const asked = expectStatus(await call("POST", "/v1/consultations", { as: w.nurse, body: question }), 201);
const contact = { register: "health", channel: "phone", occurred_at: `${today(-1)}T09:00:00Z`, client_id: client.id, concern_by: undefined, need: { classes: ["s3_economy"], text: "Vuokra." }, urgency: "urgent", language: "fi", unit_id: w.centre.id,
    initial_assessment: { profession: "nurse", minutes: 10, waited_minutes: 5, first_time: true, interpreter: false }, outcome: { kind: "guided", service_id: desk.id, text: "Neuvottu." } };
const open = expectStatus(await call("POST", "/v1/contacts", { as: w.nurse, body: { ...contact, outcome: undefined, initial_assessment: undefined } }), 201);
const place = `/v1/consultation-meetings/${meeting.id}/occurrences/${day}`;
const brought = expectStatus(await call("POST", `${place}/cases`, { as: w.lead, body: { title: "Asia", question: "Mitä nyt?" } }), 201);

// operationId: [who, path, a good body]
const BODIES = {
    referral_create: [w.nurse, "/v1/referrals", { client_id: client.id, kind: "social_contact", to: { unit_id: w.social.id }, need: "Vuokra.", need_classes: ["s3_economy"], urgency: "urgent", from_register: "health", to_register: "social", rule: "social_decision", rules: ["service_need_start"],
        starts_on: today(), ground: { kind: "law", basis: "Laki", consent_id: nobody }, attachments: [{ system: "apotti", reference: "doc-1", title: "Lausunto" }], follow_up_on: today(7), contact_id: nobody, consultation_id: nobody, send: true }],
    referral_move: [w.socialWorker, `/v1/referrals/${referral.id}/redirect`, { reason: "Perustelu.", to: { unit_id: w.social.id }, to_register: "social", ground: { kind: "law", basis: "Laki" }, assignee: "x", outcome: { kind: "other", text: "Teksti." }, urgency: "urgent", stop: { from: today(), to: today(3), reason: "client_wish" } }],
    referral_message_create: [w.nurse, `/v1/referrals/${referral.id}/messages`, { text: "Hei." }],
    consultation_create: [w.nurse, "/v1/consultations", { ...question, urgency: "urgent", authorised_to_convert: false, acknowledged: ["/question"] }],
    consultation_answer: [w.lead, `/v1/consultations/${asked.id}/answer`, { kind: "advice", text: "Näin.", acknowledged: ["/text"] }],
    consultation_ask_more: [w.lead, `/v1/consultations/${asked.id}/ask-more`, { text: "Kauanko?" }],
    consultation_convert: [w.lead, `/v1/consultations/${asked.id}/convert`, { kind: "guidance", to: { service_id: desk.id }, need: "Tarve.", ground: { kind: "consent" } }],
    consultation_close: [w.nurse, `/v1/consultations/${asked.id}/close`, { outcome: { avoided_referral: true, text: "Hyvin." } }],
    consultation_reopen: [w.nurse, `/v1/consultations/${asked.id}/reopen`, { reason: "Muuttui." }],
    consultation_message_create: [w.nurse, `/v1/consultations/${asked.id}/messages`, { text: "Hei.", acknowledged: [] }],
    consultation_read: [w.nurse, `/v1/consultations/${asked.id}/read`, { up_to: 1 }],
    contact_create: [w.nurse, "/v1/contacts", contact],
    contact_outcome: [w.nurse, `/v1/contacts/${open.id}/outcome`, contact.outcome],
    meeting_case_create: [w.lead, `${place}/cases`, { title: "Asia", question: "Mitä nyt?", service_needs: ["s2_housing"], acknowledged: ["/title"] }],
    meeting_case_outcome: [w.lead, `${place}/cases/${brought.id}/outcome`, { advice: "Näin.", next_step: "Soitto.", responsible_service_id: desk.id, follow_up_on: today(60) }],
    meeting_topic_create: [w.lead, `${place}/topics`, { kind: "phenomenon", title: "Ilmiö", text: "Mitä?" }],
    deadline_reckon: [w.nurse, "/v1/deadlines", { rule: "social_decision", from: today(), age: 30, as_of: today(), met_on: today(), stops: [{ from: today(), to: today(2), reason: "client_wish" }] }],
};

const resolved = (schema) => (schema?.$ref ? resolved(schema.$ref.slice(2).split("/").reduce((at, name) => at[name], description)) : schema);
const operations = Object.fromEntries(Object.entries(description.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => [operation.operationId, { ...operation, path, method: method.toUpperCase() }])));
const schemaOf = (id) => resolved(operations[id].requestBody.content["application/json"].schema);
const has = (schema, type) => [schema.type].flat().includes(type);

// What can be wrong with a value of that schema: [what, the value, the code that tells it].
function wrongs(schema) {
    const found = [["another type", has(schema, "string") ? 7 : "x", "wrong_type"], ["a list of it", has(schema, "array") ? {} : [[]], "wrong_type"]];
    if (schema.enum) found.push(["off its list", "nothing_such", "not_in_list"], ["in capitals", schema.enum[0].toUpperCase(), "not_in_list"]);
    else if (has(schema, "string") && schema.format) found.push(["no such format", "2026-02-30x", "bad_format"]);
    if (schema.maxLength && !schema.format) found.push(["too long", "x".repeat(schema.maxLength + 1), "too_long"], ["empty", "", "too_short"]);
    if (schema.maxItems !== undefined) found.push(["too many", Array(schema.maxItems + 1).fill(has(resolved(schema.items), "string") ? "x" : {}), "too_long"]);
    if (has(schema, "integer") && schema.minimum !== undefined) found.push(["too small", schema.minimum - 1, "out_of_range"], ["too great", schema.maximum + 1, "out_of_range"], ["a fraction", schema.minimum + 0.5, "wrong_type"]);
    return found;
}

// Each place of a body with its schema: [the members on the way, schema, is it required].
function places(schema, value, way = []) {
    const { properties = {}, required = [] } = schema;
    return Object.entries(value).filter(([name, each]) => each !== undefined && properties[name]).flatMap(([name, each]) => {
        const own = resolved(properties[name]), here = [...way, name];
        const inside = Array.isArray(each) ? (each[0] instanceof Object ? places(resolved(own.items), each[0], [...here, 0]) : []) : each instanceof Object ? places(own, each, here) : [];
        return [[here, own, required.includes(name)], ...inside];
    });
}
function changed(body, way, value) {
    const copy = structuredClone(body), at = way.slice(0, -1).reduce((each, name) => each[name], copy);
    if (value === undefined) delete at[way.at(-1)];
    else at[way.at(-1)] = value;
    return copy;
}

const left = () => sql(`SELECT ${["referral", "referral_message", "consultation", "consultation_message", "contact", "meeting_case", "meeting_topic", "move"].map((table) => `(SELECT count(*) FROM ${table})`).join(" || ' ' || ")} || ' ' || (SELECT count(*) FROM event WHERE ${ASKED_FOR})`);

for (const [id, [as, given, good]] of Object.entries(BODIES)) {
    // An action's name in a path is the description's.
    const last = operations[id].path.split("/").at(-1), path = last.startsWith("{") ? given : given.replace(/[^/]+$/, last);
    const say = (body, language = "en") => call(operations[id].method, path, { as, body, headers: { "if-match": "*", "accept-language": language } });
    const told = (answer) => Object.fromEntries((answer.json.errors ?? []).map(({ pointer, code }) => [pointer, code]));

    test(`${id}__tells_each_member_that_is_wrong_by_its_place`, async () => {
        const before = left(), schema = schemaOf(id), all = places(schema, good), unheard = [];
        assert.ok(all.length > 0);
        for (const [way, own, required] of all) {
            const pointer = `/${way.join("/")}`, cases = [...wrongs(own), ...(required ? [["left out", undefined, "required"]] : [])];
            const answers = await Promise.all(cases.map(([, value]) => say(changed(good, way, value))));
            answers.forEach((answer, i) => {
                const codes = answer.status === 400 ? told(answer) : {}, code = codes[pointer] ?? Object.entries(codes).find(([at]) => at.startsWith(`${pointer}/`))?.[1];
                if (answer.status !== 400 || !code || (cases[i][2] === "required" && code !== "required")) unheard.push(`${pointer} ${cases[i][0]}: ${answer.status} ${JSON.stringify(codes)}`);
            });
        }
        for (const name of ["colour", "__proto__", "id"])
            if (!resolved(schema).properties[name]) assert.equal(told(await say(JSON.parse(JSON.stringify(good).replace(/^\{/, `{"${name}":1,`))))[`/${name}`], "unknown_member", name);
        assert.deepEqual(unheard, []);
        assert.equal(left(), before, "what was refused left something");
    });

    test(`${id}__tells_all_that_is_wrong_at_once_in_three_languages`, async () => {
        const tops = places(schemaOf(id), good).filter(([way]) => way.length === 1), bad = tops.reduce((body, [way, own]) => changed(body, way, wrongs(own)[0][1]), good);
        const answers = await Promise.all(["fi", "sv", "en"].map((language) => say(bad, language)));
        const texts = answers.map((answer) => {
            expectStatus(answer, 400);
            assert.deepEqual(Object.keys(told(answer)).sort(), tops.map(([way]) => `/${way[0]}`).sort());
            return answer.json.errors.map(({ detail, title, message }) => detail ?? title ?? message).join();
        });
        assert.equal(new Set(texts).size, 3, texts.join("\n"));
    });
}

test("bodies__just_within_their_bounds_are_taken", async () => {
    const text = "Tarve on suuri. ".repeat(250), long = (length) => text.slice(0, length - 1) + ".";
    const made = async (as, path, body, status = 201) => expectStatus(await call("POST", path, { as, body, headers: { "if-match": "*" } }), status);
    const full = await made(w.nurse, "/v1/referrals", { ...BODIES.referral_create[2], need: long(4000), contact_id: undefined, consultation_id: undefined, ground: { kind: "law", basis: "L".repeat(300) }, rules: ["service_need_start"], attachments: Array(20).fill({ system: "s".repeat(64), reference: "r".repeat(200), title: "t".repeat(200) }), send: false });
    assert.deepEqual([full.need.length, full.attachments.length, full.ground.basis.length], [4000, 20, 300]);
    assert.equal((await made(w.nurse, `/v1/referrals/${full.id}/cancel`, { reason: long(2000) }, 200)).history.at(-1).reason.length, 2000);
    assert.equal((await made(w.nurse, `/v1/referrals/${referral.id}/messages`, { text: long(4000) })).text.length, 4000);
    assert.equal((await made(w.nurse, "/v1/consultations", { ...question, question: long(4000) })).question.length, 4000);
    const emoji = "😀".repeat(200);
    assert.equal((await made(w.lead, `${place}/cases`, { title: emoji, question: long(4000) })).title, emoji, "characters are counted, not bytes");
    assert.equal((await call("POST", `${place}/cases`, { as: w.lead, body: { title: `${emoji}x`, question: "x" } })).status, 400);
    assert.equal((await made(w.nurse, "/v1/contacts", { ...contact, need: { classes: [], text: long(4000) }, initial_assessment: { profession: "nurse", minutes: 1440, waited_minutes: 525600 }, outcome: undefined })).initial_assessment.minutes, 1440);
});

await finish();
