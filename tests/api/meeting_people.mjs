#!/usr/bin/env node
// Who comes to a meeting, who was there, who leads it, and what of it is told afterwards: said twice, taken
// back, by two at once, and on the wrong day.
import { randomUUID } from "node:crypto";
import { at, base, faults, good, leave, matching, read, send } from "./days_world.mjs";
import { end, equal, holds, sql, test } from "./support.mjs";

const unit = (code) => sql(`SELECT id FROM asiakkuus.unit WHERE area = '90' AND code = '${code}'`);
const centre = unit("kallio");
const services = [1, 2, 3].map((number) => sql(`INSERT INTO asiakkuus.service (area, id, code, unit_id, names, sort_key, kind, weight, created_at, updated_at)
    VALUES ('90', '${randomUUID()}', 'people-${process.pid}-${number}', '${centre}', '{"fi": "Palvelu ${number}"}', 'palvelu ${number}', 'third_sector', 1, now(), now()) RETURNING id`).split("\n")[0]);
const [kela, clinic, guest] = services;

await at("2027-02-10T10:00:00Z");
const series = { unit_id: centre, names: { fi: "Kokous", sv: "Möte", en: "Meeting" }, rule: "FREQ=WEEKLY;BYDAY=WE", starts_at: "2027-02-10T09:00", on_holiday: "skip", link: "https://kokous.example/x", required_services: [kela, clinic] };
const meeting = (await good(201, "chair", "POST", base, series)).json, path = `${base}/${meeting.id}`, placeOf = (date) => `${path}/occurrences/${date}`;

// --- who was there ---

const today = placeOf("2027-02-10");
const note = (body, who = "pro", place = today) => send(who, "POST", `${place}/attendance`, body);
const there = ({ items }) => items.map(({ service_id, required, present, persons }) => [services.indexOf(service_id), required, present, persons]);

await test("attendance__names_who_is_missing_before_anybody_came", async () => {
    const nobody = await read(`${today}/attendance`);
    equal([there(nobody), nobody.missing], [[[0, true, false, []], [1, true, false, []]], [kela, clinic]]);
});

await test("attendance__is_noted_once_whoever_says_it_and_taken_back", async () => {
    for (const who of ["pro", "pro", "invited"]) equal((await note({ service_id: kela, person: "Neuvoja" }, who)).status, 200);
    equal((await note({ service_id: kela, person: "Asiantuntija" })).status, 200);
    equal((await note({ service_id: guest })).status, 200);
    const now = await read(`${today}/attendance`);
    equal([there(now), now.missing], [[[0, true, true, ["Asiantuntija", "Neuvoja"]], [1, true, false, []], [2, false, true, []]], [clinic]]);
    equal((await note({ service_id: kela, person: "Neuvoja", present: false })).status, 200);
    equal(there(await read(`${today}/attendance`))[0], [0, true, true, ["Asiantuntija"]], "who was not there after all is not named");
    for (const body of [{ service_id: kela, person: "Asiantuntija", present: false }, { service_id: guest, present: false }]) equal((await note(body)).status, 200);
    const after = await read(`${today}/attendance`);
    equal([there(after), after.missing], [[[0, true, false, []], [1, true, false, []]], [kela, clinic]]);
});

await test("attendance__of_two_at_once_is_one_row", async () => {
    const answers = await Promise.all(["pro", "invited", "chair", "pro"].map((who) => note({ service_id: clinic, person: "Sama" }, who)));
    equal(answers.map(({ status }) => status), [200, 200, 200, 200]);
    equal(sql(`SELECT count(*) FROM asiakkuus.meeting_attendance WHERE meeting_id = '${meeting.id}' AND service_id = '${clinic}'`), "1");
});

await test("attendance__is_refused_where_it_can_not_be", async () => {
    equal(faults(await note({ service_id: randomUUID() })), ["/service_id unknown_service"]);
    equal((await note({ service_id: kela }, "reader")).status, 403);
    equal((await note({ service_id: kela }, "elsewhere")).status, 404);
    equal((await note({ service_id: kela }, "pro", placeOf("2027-02-17"))).status, 409, "a meeting that has not been held");
    equal((await note({ service_id: kela }, "pro", placeOf("2027-02-11"))).status, 404, "a day without a meeting");
    equal((await note({ service_id: kela, person: "x".repeat(201) })).status, 400);
});

// --- who comes ---

const comes = (who, date, body = {}) => send(who, "POST", `${placeOf(date)}/sign-ups`, body);
const stays = (who, date) => send(who, "POST", `${placeOf(date)}/sign-ups/withdraw`, {});

await test("sign_up__is_each_ones_own_said_once_and_taken_back", async () => {
    const date = "2027-02-24", list = async () => (await read(`${placeOf(date)}/sign-ups`)).items.map(({ sub }) => sub);
    for (const who of ["pro", "invited", "pro"]) equal((await comes(who, date)).status, 200, who);
    equal([(await list()).sort(), (await read(placeOf(date))).sign_ups], [["invited", "pro"], 2]);
    equal((await stays("pro", date)).status, 200);
    equal([await list(), (await read(placeOf(date))).sign_ups], [["invited"], 1]);
    equal((await comes("pro", date, { service_id: kela })).status, 200);
    equal((await read(`${placeOf(date)}/sign-ups`)).items.find(({ sub }) => sub === "pro").service_id, kela);
    equal(faults(await comes("pro", date, { service_id: randomUUID() })), ["/service_id unknown_service"]);
    equal([(await comes("reader", date)).status, (await comes("elsewhere", date)).status, (await comes("pro", "2027-02-25")).status], [403, 404, 404]);
    await good(200, "chair", "POST", `${placeOf(date)}/cancel`, { reason: "Loma" }, matching(1));
    equal((await comes("stranger", date)).status, 409, "nobody comes to what is not held");
});

// --- who leads ---

await test("roles__are_set_as_a_whole", async () => {
    const place = placeOf("2027-03-03"), roles = (body, version) => good(200, "chair", "PUT", `${place}/roles`, body, matching(version)).then(({ json }) => [json.chair?.sub, json.chair?.name, json.secretary?.sub]);
    equal(await roles({ chair: { sub: "pro", name: "Puhe" }, secretary: { sub: "invited" } }, 1), ["pro", "Puhe", "invited"]);
    equal(await roles({ chair: { sub: "stranger" } }, 2), ["stranger", undefined, undefined], "who is left out leads no more");
    equal(await roles({}, 3), [undefined, undefined, undefined]);
    equal(faults(await send("chair", "PUT", `${place}/roles`, { chair: { name: "x" } }, matching(4))), ["/chair/sub required"]);
    const one = (await good(201, "invited", "POST", `${place}/cases`, { title: "Asia", question: "Mitä nyt?" })).json;
    equal((await read(`${place}/cases/${one.id}`, "stranger")).available_actions, []);
    await roles({ secretary: { sub: "stranger" } }, 4);
    equal((await read(`${place}/cases/${one.id}`, "stranger")).available_actions, ["outcome", "defer", "withdraw"], "the secretary's hand");
    await good(200, "stranger", "POST", `${place}/cases/${one.id}/defer`, { to: "2027-03-10" }, matching(1));
    equal((await read(`${placeOf("2027-03-10")}/cases/${one.id}`, "stranger")).available_actions, [], "of that meeting alone");
});

await test("cancel__is_told_in_calendars_and_forgotten_when_it_is_held_after_all", async () => {
    const place = placeOf("2027-03-17"), calendar = async () => (await good(200, "pro", "GET", `${path}/calendar.ics`)), before = await calendar();
    const cancelled = (await good(200, "chair", "POST", `${place}/cancel`, { reason: "Sairaus" }, matching(1))).json;
    equal([cancelled.state, cancelled.cancel_reason, cancelled.link], ["cancelled", "Sairaus", undefined]);
    const gone = await calendar();
    const sequence = ({ text }) => Math.max(...[...text.matchAll(/^SEQUENCE:(\d+)/gm)].map(([, number]) => Number(number)));
    equal(sequence(gone), sequence(before) + 1, "a change of its times, for those who have it already:");
    holds(gone.text !== before.text && gone.headers.etag !== before.headers.etag, "who fetched the calendar is told");
    equal((await send("pro", "GET", `${path}/calendar.ics`, undefined, { "If-None-Match": before.headers.etag })).status, 200);
    const held = (await good(200, "chair", "POST", `${place}/restore`, { reason: "Sijainen löytyi" }, matching(2))).json;
    equal([held.state, held.cancel_reason, held.link], ["scheduled", undefined, series.link]);
    equal(held.history.map(({ action, reason }) => [action, reason]), [["open", undefined], ["cancel", "Sairaus"], ["restore", "Sijainen löytyi"]]);
    equal((await read(place)).cancel_reason, undefined);
    holds((await calendar()).text !== gone.text, "and again that it is held");
});

// --- what is told afterwards ---

await test("outcome__told_again_was_discussed_when_it_was_told_first", async () => {
    const one = (await good(201, "pro", "POST", `${today}/cases`, { title: "Asia", question: "Mitä nyt?" })).json;
    const first = (await good(200, "chair", "POST", `${today}/cases/${one.id}/outcome`, { advice: "Näin.", next_step: "Soitto.", responsible_service_id: kela, follow_up_on: "2027-03-10" }, matching(1))).json;
    await at("2027-02-12T10:00:00Z");
    const again = (await good(200, "chair", "POST", `${today}/cases/${one.id}/outcome`, { advice: "Toisin." }, matching(2))).json;
    equal([again.discussed_at, again.advice, again.next_step, again.responsible_service_id, again.follow_up_on], [first.discussed_at, "Toisin.", undefined, undefined, undefined], "as a whole");
    equal(again.history.map(({ action, from, to }) => [action, from, to]), [["bring", undefined, "open"], ["outcome", "open", "discussed"], ["outcome", "discussed", "discussed"]]);
    equal((await send("chair", "POST", `${today}/cases/${one.id}/follow-up`, {}, matching(3))).status, 409, "nothing is to be asked about any more");
    equal(faults(await send("chair", "POST", `${today}/cases/${one.id}/outcome`, { advice: "x", responsible_service_id: randomUUID(), follow_up_on: "2027-02-10" }, matching(3))).sort(), ["/follow_up_on not_after_meeting", "/responsible_service_id unknown_service"]);
});

await leave();
end();
