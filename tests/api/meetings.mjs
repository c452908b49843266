#!/usr/bin/env node
// A year of the consultation meetings of one centre: twelve services and Kela, both clock changes,
// holidays, a cancelled meeting, 0 to 9 cases, overflow, gaps in attendance, follow-ups, figures; and
// what a series, a case and a calendar file may not be.
import { randomUUID } from "node:crypto";
import { readers } from "../ical/readers.mjs";
import { at, base, faults, good, leave, logs, matching, read, send } from "./days_world.mjs";
import { end, equal, hetu, holds, sql, test } from "./support.mjs";

// --- the directory: a centre with ten services, two of another unit, and Kela ---

const unit = (code) => sql(`SELECT id FROM asiakkuus.unit WHERE area = '90' AND code = '${code}'`);
const centre = unit("kallio"), social = unit("aikuissosiaalityo");
const services = Array.from({ length: 13 }, () => randomUUID());
const kela = services[12];
services.forEach((id, index) => sql(`
    INSERT INTO asiakkuus.service (area, id, code, unit_id, names, sort_key, kind, weight, created_at, updated_at)
    VALUES ('90', '${id}', 'ppt-${id}', '${index < 10 ? centre : social}',
            '{"fi": "${index === 12 ? "Kela" : `Palvelu ${index + 1}`}"}', 'palvelu-${String(index).padStart(2, "0")}', 'third_sector', 1, now(), now())`));

await at("2026-11-22T10:00:00Z");
const series = {
    unit_id: centre,
    names: { fi: "Kallion PPT-kokous", sv: "PPT-möte i Berghäll", en: "PPT meeting of Kallio" },
    rule: "FREQ=WEEKLY;BYDAY=FR",
    starts_at: "2026-12-04T09:00",
    on_holiday: "next_working_day",
    link: "https://kokous.example/ppt",
    required_services: services,
};
const made = await good(201, "chair", "POST", base, series);
const meeting = made.json, path = `${base}/${meeting.id}`;
const dates = (from, to) => read(`${path}/occurrences?from=${from}&to=${to}`).then(({ items }) => items);
const year = await dates("2026-12-01", "2027-11-30");

// --- the series ---

await test("meeting_create__shows_the_next_dates_and_its_place", () => {
    equal(meeting.next_dates, ["2026-12-04", "2026-12-11", "2026-12-18", "2026-12-28", "2027-01-04"]);
    equal(made.headers.location, path);
    equal([meeting.version, meeting.duration_minutes, meeting.minutes_per_case], [1, 60, 8]);
});

await test("meeting_create__without_the_permission_is_forbidden", async () => {
    equal((await send("pro", "POST", base, series)).status, 403);
});

const refusals = [
    ["an_interval_of_0", { rule: "FREQ=WEEKLY;INTERVAL=0;BYDAY=FR" }, "/rule bad_rule"],
    ["a_part_that_is_not_taken", { rule: "FREQ=MONTHLY;BYDAY=1TH;BYSETPOS=2" }, "/rule bad_rule"],
    ["a_month", { rule: "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2" }, "/rule bad_rule"],
    ["a_rule_that_no_day_fulfils", { rule: "FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=2SU" }, "/rule rule_without_dates"],
    ["a_start_that_is_not_in_the_rule", { rule: "FREQ=WEEKLY;BYDAY=WE;COUNT=3", starts_at: "2026-12-03T09:00" }, "/starts_at start_not_in_rule"],
    ["a_time_that_is_none", { starts_at: "2026-12-04T24:00" }, "/starts_at bad_format"],
    ["two_ends", { rule: "FREQ=WEEKLY;BYDAY=FR;UNTIL=20270330", until: "2027-03-30" }, "/until only_one"],
    ["an_end_before_the_start", { until: "2026-12-03" }, "/until ends_before_start"],
    ["a_link_that_is_no_https", { link: "javascript:alert(1)" }, "/link bad_format"],
    ["a_unit_that_is_not", { unit_id: randomUUID() }, "/unit_id unknown_unit"],
    ["a_service_that_is_not", { required_services: [randomUUID()] }, "/required_services unknown_service"],
    ["a_service_twice", { required_services: [kela, kela] }, "/required_services/1 given_twice"],
    ["a_day_that_is_none", { except: ["2026-02-30"] }, "/except/0 bad_format"],
];
for (const [name, change, fault] of refusals)
    await test(`meeting_create__${name}_is_refused`, async () => {
        const answer = await send("chair", "POST", base, { ...series, ...change });
        equal([answer.status, faults(answer)[0]], [422, fault], answer.text);
    });

await test("meeting_create__the_nearest_days_are_told", async () => {
    const answer = await send("chair", "POST", base, { ...series, rule: "FREQ=WEEKLY;BYDAY=WE", starts_at: "2026-12-03T09:00" });
    holds(answer.json.errors[0].detail.includes("2026-12-02, 2026-12-09"), answer.text);
});

for (const text of ["PPT\r\nBEGIN:VALARM\r\n", "PPT\nBEGIN:VALARM"])
    await test("meeting_create__a_line_break_in_a_name_or_link_is_refused", async () => {
        equal((await send("chair", "POST", base, { ...series, names: { ...series.names, fi: text } })).status, 400);
        equal((await send("chair", "POST", base, { ...series, link: `https://x.example/${text}` })).status, 400);
    });

await test("meeting_get__of_elsewhere_is_404", async () => {
    equal((await send("elsewhere", "GET", path)).status, 404);
    equal((await send("pro", "GET", `${base}/${randomUUID()}`)).status, 404);
});

await test("meeting_list__of_a_centre", async () => {
    const list = await read(`${base}?unit_id=${centre}`);
    equal(list.items.map(({ id }) => id), [meeting.id]);
    equal((await read(`${base}?unit_id=${social}`)).items, []);
    equal(list.items[0].next_dates, meeting.next_dates);
});

await test("link__is_shown_to_professionals_of_the_invited_services_only", async () => {
    for (const [who, link] of [["chair", series.link], ["pro", series.link], ["invited", series.link], ["stranger", undefined]]) {
        equal((await read(path, who)).link, link, who);
        equal((await read(`${path}/occurrences/2026-12-04`, who)).link, link, who);
        equal((await read(`${path}/occurrences`, who)).items[0].link, link, who);
        holds((await good(200, who, "GET", `${path}/calendar.ics`)).text.includes(series.link) === (link !== undefined), who);
    }
});

// --- its meetings ---

await test("occurrences__are_at_nine_on_the_wall_over_both_clock_changes", () => {
    const start = (date) => year.find((each) => each.date === date).starts_at;
    equal(start("2027-03-19"), "2027-03-19T07:00:00Z");
    equal(start("2027-04-02"), "2027-04-02T06:00:00Z");
    equal(start("2027-10-29"), "2027-10-29T06:00:00Z");
    equal(start("2027-11-05"), "2027-11-05T07:00:00Z");
    equal(year.length, 52);
});

await test("occurrences__on_a_holiday_move_to_the_next_working_day_and_keep_their_name", () => {
    const moved = year.filter(({ date, held_on }) => date !== held_on).map(({ date, held_on }) => `${date} ${held_on}`);
    equal(moved, ["2026-12-25 2026-12-28", "2027-01-01 2027-01-04", "2027-03-26 2027-03-30"]);
    equal(year.find(({ date }) => date === "2027-03-26").starts_at, "2027-03-30T06:00:00Z");
    equal(year.find(({ date }) => date === "2027-06-25").state, "scheduled", "Midsummer Eve is no public holiday:");
});

await test("occurrences__exist_without_rows", async () => {
    equal(sql(`SELECT count(*) FROM asiakkuus.meeting_occurrence WHERE meeting_id = '${meeting.id}'`), "0");
    const first = await good(200, "pro", "GET", `${path}/occurrences/2026-12-04`);
    equal([first.json.version, first.json.cases, first.json.kept], [1, 0, false]);
    equal((await send("pro", "GET", `${path}/occurrences/2026-12-05`)).status, 404);
    equal((await send("pro", "GET", `${path}/occurrences/soon`)).status, 404);
});

await test("occurrences__of_more_than_two_years_are_refused", async () => {
    const answer = await send("pro", "GET", `${path}/occurrences?from=2027-01-01&to=2029-01-02`);
    equal([answer.status, faults(answer)], [400, ["to out_of_range"]], answer.text);
    equal((await send("pro", "GET", `${path}/occurrences?from=2027-01-01&to=2029-01-01`)).status, 200);
    for (const odd of ["occurrences?from=9999-12-31", "occurrences?from=0001-01-01", "statistics?to=0001-01-01", "statistics?from=9999-12-31&to=9999-12-31"])
        equal(faults(await send("pro", "GET", `${path}/${odd}`)), ["from out_of_range"], odd);
});

await test("occurrence_list__skips_where_the_series_says_so", async () => {
    const other = (await good(201, "chair", "POST", base, { ...series, on_holiday: "skip" })).json;
    const { items } = await read(`${base}/${other.id}/occurrences?from=2026-12-18&to=2027-01-08`);
    equal(items.map(({ state }) => state), ["scheduled", "holiday", "holiday", "scheduled"]);
    equal(items[1].starts_at, undefined);
    const refused = await send("pro", "POST", `${base}/${other.id}/occurrences/2026-12-25/cases`, { title: "x", question: "x" });
    equal(refused.status, 409, refused.text);
});

// --- cases: what they may not hold ---

const first = `${path}/occurrences/2026-12-04`;
await test("case_create__takes_no_reference_to_a_client", async () => {
    for (const member of ["client_id", "client", "identifier", "contact_id"]) {
        const answer = await send("pro", "POST", `${first}/cases`, { title: "x", question: "x", [member]: randomUUID() });
        equal([answer.status, faults(answer)], [400, [`/${member} unknown_member`]], answer.text);
    }
});

await test("case_create__text_that_points_to_a_person_is_refused_with_its_place", async () => {
    const code = hetu();
    const answer = await send("pro", "POST", `${first}/cases`, { title: "Asia", question: `Asiakas ${code} ei saa aikaa` });
    equal([answer.status, faults(answer)], [422, ["/question identifying_text"]], answer.text);
    equal([answer.json.errors[0].offset, answer.json.errors[0].length], [8, code.length]);
    holds(!answer.text.includes(code), "the text came back");
    const phone = await send("pro", "POST", `${first}/topics`, { kind: "phenomenon", title: "Soita 040 123 4567" });
    equal([phone.status, faults(phone)], [422, ["/title identifying_text"]], phone.text);
});

await test("case_create__a_false_alarm_is_kept_when_acknowledged", async () => {
    const text = { title: "Kysy numerosta 040 123 4567", question: "Mihin?", acknowledged: ["/title"] };
    const answer = await good(201, "pro", "POST", `${first}/cases`, text);
    const withdrawn = await good(200, "pro", "POST", `${first}/cases/${answer.json.id}/withdraw`, undefined, matching(1));
    equal([withdrawn.json.state, withdrawn.json.available_actions], ["withdrawn", []]);
});

await test("case_create__a_need_that_is_no_code_is_refused", async () => {
    const answer = await send("pro", "POST", `${first}/cases`, { title: "x", question: "x", service_needs: ["s2_housing", "Asunto!"] });
    equal([answer.status, faults(answer)], [422, ["/service_needs/1 bad_format"]]);
});

// --- who leads, and what is cancelled ---

await test("occurrence_appoint__by_the_version_that_was_seen", async () => {
    const to = `${path}/occurrences/2026-12-11/roles`, roles = { chair: { sub: "chair", name: "Puheen Johtaja" }, secretary: { sub: "invited" } };
    equal((await send("chair", "PUT", to, roles)).status, 428);
    equal((await send("chair", "PUT", to, roles, matching(3))).status, 412);
    equal((await send("pro", "PUT", to, roles, matching(1))).status, 403);
    const named = await good(200, "chair", "PUT", to, roles, matching(1));
    equal([named.json.version, named.json.chair, named.json.secretary.sub], [2, roles.chair, "invited"]);
    equal(named.json.history.map(({ action }) => action), ["open", "appoint"]);
    equal((await send("chair", "PUT", to, roles, matching(1))).status, 412);
});

const eve = `${path}/occurrences/2027-06-25`;
await test("occurrence_cancel__needs_a_reason_and_offers_its_cases_the_next_meeting", async () => {
    const brought = await good(201, "pro", "POST", `${eve}/cases`, { title: "Juhannus", question: "Kuka päivystää?" });
    equal((await send("chair", "POST", `${eve}/cancel`, {}, matching(1))).status, 400);
    const cancelled = await good(200, "chair", "POST", `${eve}/cancel`, { reason: "Juhannusaatto" }, matching(1));
    equal([cancelled.json.state, cancelled.json.cancel_reason, cancelled.json.available_actions], ["cancelled", "Juhannusaatto", ["restore"]]);
    equal(cancelled.json.link, undefined);
    equal((await send("chair", "POST", `${eve}/cancel`, { reason: "x" }, matching(2))).status, 409);
    equal((await send("pro", "POST", `${eve}/cases`, { title: "x", question: "x" })).status, 409);
    const agenda = await read(`${eve}/agenda`);
    equal([agenda.items.length, agenda.overflow.length, agenda.next_date], [0, 1, "2027-07-02"]);
    const restored = await good(200, "chair", "POST", `${eve}/restore`, { reason: "Sittenkin" }, matching(2));
    equal(restored.json.history.map(({ action }) => action), ["open", "cancel", "restore"]);
    await good(200, "chair", "POST", `${eve}/cancel`, { reason: "Juhannusaatto" }, matching(3));
    const moved = await good(200, "pro", "POST", `${eve}/cases/${brought.json.id}/defer`, {}, matching(1));
    equal(moved.json.date, "2027-07-02");
    equal((await send("pro", "GET", `${eve}/cases/${brought.json.id}`)).status, 404);
    await good(200, "pro", "POST", `${path}/occurrences/2027-07-02/cases/${brought.json.id}/withdraw`, undefined, matching(2));
});

await test("topics__share_the_time_behind_the_cases", async () => {
    const place = `${path}/occurrences/2027-01-01`;
    const topic = (await good(201, "pro", "POST", `${place}/topics`, { kind: "cooperation", title: "Kelan etäpalvelu" })).json;
    await good(201, "pro", "POST", `${place}/cases`, { title: "Asunto", question: "Mistä?" });
    const agenda = await read(`${place}/agenda`);
    equal(agenda.items.map(({ case: each, topic, starts_at, minutes }) => [each?.title ?? topic.title, starts_at, minutes]),
        [["Asunto", "2027-01-04T07:00:00Z", 30], ["Kelan etäpalvelu", "2027-01-04T07:30:00Z", 30]]);
    equal((await read(`${place}/topics`)).items.map(({ id }) => id), [topic.id]);
    const later = await good(200, "pro", "POST", `${place}/topics/${topic.id}/defer`, { to: "2027-01-15" }, matching(1));
    equal([later.json.date, later.json.version], ["2027-01-15", 2]);
    const back = `${path}/occurrences/2027-01-15/topics/${topic.id}`;
    equal(faults(await send("pro", "POST", `${back}/defer`, { to: "2027-01-16" }, matching(2))), ["/to no_such_meeting"]);
    await good(200, "pro", "POST", `${back}/withdraw`, undefined, matching(2));
    equal((await read(`${place}/agenda`)).items.map(({ minutes }) => minutes), [60]);
    const { items: [only] } = await read(`${place}/cases`);
    const one = await good(200, "stranger", "GET", `${place}/cases/${only.id}`);
    equal([one.json.question, one.headers.etag], ["Mistä?", '"1-en"']);
    equal((await send("stranger", "POST", `${place}/cases/${only.id}/withdraw`, undefined, matching(1))).status, 403);
    await good(200, "chair", "POST", `${place}/cases/${only.id}/withdraw`, undefined, matching(1));
});

await test("sign_up__twice_is_once", async () => {
    await good(200, "invited", "POST", `${first}/sign-ups`, { service_id: kela });
    const twice = await good(200, "invited", "POST", `${first}/sign-ups`, { service_id: kela });
    equal(twice.json.items.map(({ sub, service_id }) => [sub, service_id]), [["invited", kela]]);
    equal((await read(first)).sign_ups, 1);
    equal((await read(`${first}/sign-ups`)).items.length, 1);
    equal((await good(200, "invited", "POST", `${first}/sign-ups/withdraw`, {})).json.items, []);
});

await test("attendance__is_not_noted_before_the_day", async () => {
    equal((await send("chair", "POST", `${first}/attendance`, { service_id: kela })).status, 409);
    equal((await read(`${first}/attendance`)).missing.length, 13);
});

await test("year_plan__is_replaced_as_a_whole_and_shown_with_the_meetings", async () => {
    const themes = Array.from({ length: 12 }, (_, i) => ({ month: `2027-${String(i + 1).padStart(2, "0")}`, theme: `Teema ${i + 1}` }));
    equal((await read(`${path}/year-plan`)).items, []);
    equal((await send("chair", "PUT", `${path}/year-plan`, { items: [themes[0], themes[0]] }, matching(1))).status, 422);
    equal((await send("chair", "PUT", `${path}/year-plan`, { items: [{ month: "2027-13", theme: "x" }] }, matching(1))).status, 422);
    await good(200, "chair", "PUT", `${path}/year-plan`, { items: [{ month: "2026-12", theme: "Alku" }] }, matching(1));
    const plan = await good(200, "chair", "PUT", `${path}/year-plan`, { items: themes }, matching(2));
    equal([plan.json.version, plan.json.items], [3, themes]);
    equal((await send("chair", "PUT", `${path}/year-plan`, { items: [] }, matching(2))).status, 412);
    equal((await read(`${path}/occurrences/2027-05-07`)).theme, "Teema 5");
});

// --- the calendar file ---

const calendar = await good(200, "pro", "GET", `${path}/calendar.ics`);
await test("calendar__is_the_same_bytes_for_the_same_version_and_304", async () => {
    equal(calendar.headers["content-type"], "text/calendar; charset=utf-8");
    const again = await good(200, "pro", "GET", `${path}/calendar.ics`);
    equal(again.text, calendar.text);
    equal((await send("pro", "GET", `${path}/calendar.ics`, undefined, { "If-None-Match": calendar.headers.etag })).status, 304);
    holds(!/Juhannus|Asunto|Kuka/.test(calendar.text), "the text of a case is in the calendar");
});

for (const reader of readers)
    await test(`calendar__gives_${reader.name}_the_same_meetings_over_three_years`, async () => {
        const ours = [];
        for (const [from, to] of [["2026-12-01", "2027-11-30"], ["2027-12-01", "2028-11-30"], ["2028-12-01", "2029-11-30"]])
            ours.push(...(await dates(from, to)).filter(({ state }) => state === "scheduled").map(({ starts_at }) => starts_at));
        const theirs = reader.read(calendar.text, new Date("2026-12-01T00:00:00+02:00"), new Date("2029-12-01T00:00:00+02:00"));
        equal(theirs, ours.sort());
        holds(ours.length > 150, `${ours.length} meetings`);
    });
if (readers.length === 0) console.log("SKIPPED: no packages of npm: no other reader of calendars");

// --- a changed rule ---

await test("meeting_replace__keeps_what_was_spoken_of_and_what_is_past", async () => {
    const tuesdays = { ...series, rule: "FREQ=WEEKLY;BYDAY=TU", starts_at: "2026-12-01T09:00", on_holiday: "skip" };
    const other = (await good(201, "chair", "POST", base, tuesdays)).json, at = `${base}/${other.id}`;
    await good(201, "pro", "POST", `${at}/occurrences/2026-12-15/cases`, { title: "Velat", question: "Kenelle?" });
    const wednesdays = { ...tuesdays, rule: "FREQ=WEEKLY;BYDAY=WE", starts_at: "2026-12-09T10:00", link: "https://kokous.example/uusi" };
    equal((await send("chair", "PUT", at, { ...wednesdays, starts_at: "2026-11-18T10:00" }, matching(1))).status, 422);
    equal((await send("chair", "PUT", at, wednesdays, matching(2))).status, 412);
    const changed = await good(200, "chair", "PUT", at, wednesdays, matching(1));
    equal(changed.json.kept, [{ date: "2026-12-15", held_on: "2026-12-15" }]);
    const { items } = await read(`${at}/occurrences?from=2026-12-01&to=2026-12-23`);
    equal(items.map(({ date, starts_at, kept, link }) => [date, starts_at.slice(11, 16), kept, link.slice(-4)]), [
        ["2026-12-01", "07:00", false, "uusi"], ["2026-12-08", "07:00", false, "uusi"], ["2026-12-09", "08:00", false, "uusi"],
        ["2026-12-15", "07:00", true, "/ppt"], ["2026-12-16", "08:00", false, "uusi"], ["2026-12-23", "08:00", false, "uusi"]]);
    equal((await read(`${at}/occurrences/2026-12-15`)).cases, 1);
    const ics = (await good(200, "pro", "GET", `${at}/calendar.ics`)).text;
    for (const reader of readers) {
        const theirs = reader.read(ics, new Date("2026-12-01T00:00:00Z"), new Date("2026-12-24T00:00:00Z"));
        equal(theirs, items.map(({ starts_at }) => starts_at), reader.name);
    }
    const ended = await good(200, "chair", "PUT", at, { ...wednesdays, until: "2026-12-16", except: ["2026-12-09"] }, matching(2));
    equal(ended.json.next_dates, ["2026-12-01", "2026-12-08", "2026-12-16"]);
    equal((await send("chair", "PUT", at, { ...wednesdays, until: "2026-11-20" }, matching(3))).status, 422);
});

// --- the year ---

const meetings = (await dates("2026-12-01", "2027-11-30")).filter(({ state }) => state === "scheduled");
const tally = { cases: 0, discussed: 0, next: 0, due: 0, done: 0, attended: new Map(services.map((id) => [id, 0])) };

// How many cases each meeting gets: 0 to 9, one after another.
for (const [index, { date }] of meetings.entries())
    for (let i = 0; i < index % 10; i++) {
        const text = { title: `Asia ${index}.${i}`, question: "Miten palvelut sovitetaan yhteen?", service_needs: ["s2_housing", "s3_economy"] };
        await good(201, "pro", "POST", `${path}/occurrences/${date}/cases`, text);
        tally.cases++;
    }

await test("year__what_does_not_fit_the_hour_goes_to_the_next_meeting", async () => {
    let overflowed = 0;
    for (const [index, { date }] of meetings.entries()) {
        const place = `${path}/occurrences/${date}`, agenda = await read(`${place}/agenda`);
        const minutes = agenda.items.map(({ minutes }) => minutes);
        if (agenda.cases > 0) equal(minutes.reduce((sum, each) => sum + each), 60, date);
        holds(minutes.every((each) => each >= 8) && minutes.length <= 7, `${date}: ${minutes}`);
        equal(agenda.items.length + agenda.overflow.length, agenda.cases);
        for (const { case: over } of agenda.overflow) {
            equal(agenda.next_date, meetings[index + 1]?.date);
            const moved = await good(200, "pro", "POST", `${place}/cases/${over.id}/defer`, {}, matching(over.version));
            equal(moved.json.date, agenda.next_date);
            overflowed++;
        }
        const after = await read(`${place}/agenda`);
        equal([after.overflow.length, after.items.length], [0, Math.min(7, agenda.cases)], date);
    }
    holds(overflowed >= 10, `${overflowed} cases overflowed`);
});

// The services that were at a meeting: some are always missing, Kela at every fourth.
const present = (index) => services.filter((id, each) => (id === kela ? index % 4 !== 0 : (index + each) % 6 !== 0));

async function hold(index) {
    const { date, held_on } = meetings[index], place = `${path}/occurrences/${date}`;
    for (const id of present(index)) {
        await good(200, "invited", "POST", `${place}/attendance`, { service_id: id, person: "Ammatti Henkilö" });
        tally.attended.set(id, tally.attended.get(id) + 1);
    }
    const agenda = await read(`${place}/agenda`);
    for (const [i, { case: each }] of agenda.items.entries()) {
        const outcome = { advice: "Yhteinen aika sovitaan." };
        if (i % 4 !== 3) Object.assign(outcome, { next_step: "Palvelu ottaa yhteyttä.", responsible_service_id: services[i] });
        if (i % 2 === 0) outcome.follow_up_on = new Date(Date.parse(held_on) + 28 * 86400e3).toISOString().slice(0, 10);
        if (index === 9 && i === 0) {
            const early = await send("chair", "POST", `${place}/cases/${each.id}/outcome`, { ...outcome, follow_up_on: held_on }, matching(each.version));
            equal([early.status, faults(early)], [422, ["/follow_up_on not_after_meeting"]]);
        }
        const said = await good(200, "chair", "POST", `${place}/cases/${each.id}/outcome`, outcome, matching(each.version));
        equal(said.json.state, "discussed");
        tally.discussed++;
        tally.next += outcome.next_step ? 1 : 0;
        tally.due += outcome.follow_up_on && outcome.follow_up_on <= "2027-12-01" ? 1 : 0;
    }
    for (const shown of agenda.follow_ups) {
        holds(shown.follow_up_on <= held_on && shown.date < date, `${date} shows ${shown.follow_up_on}`);
        if (/[26]$/.test(shown.title)) continue; // some never are
        const done = await good(200, "chair", "POST", `${path}/occurrences/${shown.date}/cases/${shown.id}/follow-up`, { text: "Asia etenee." }, matching(shown.version));
        holds(done.json.followed_up_at && done.json.follow_up_text, done.text);
        tally.done++;
    }
}

let held = 0;
await test("year__is_held_with_gaps_in_attendance_and_follow_ups", async () => {
    for (const now of ["2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30", "2027-07-31", "2027-08-31", "2027-09-30", "2027-10-31", "2027-11-30"]) {
        await at(`${now}T12:00:00Z`);
        while (held < meetings.length && meetings[held].held_on <= now) await hold(held++);
    }
    equal(held, 51);
    const missing = await read(`${path}/occurrences/${meetings[8].date}/attendance`);
    equal(missing.missing.length, 13 - present(8).length);
    holds(missing.missing.includes(kela), "Kela was not there");
});

await at("2027-12-01T10:00:00Z");
await test("statistics__are_those_of_the_year", async () => {
    const figures = await read(`${path}/statistics?from=2026-12-01&to=2027-11-30`);
    const { meetings: count, cancelled, minutes, cases, discussed, with_next_step, follow_ups_due, follow_ups_done, suppressed } = figures;
    equal({ count, cancelled, minutes, cases, discussed, with_next_step, follow_ups_due, follow_ups_done, suppressed },
        { count: 51, cancelled: 1, minutes: 51 * 60, cases: tally.cases, discussed: tally.discussed, with_next_step: tally.next, follow_ups_due: tally.due, follow_ups_done: tally.done, suppressed: false });
    equal(tally.cases, tally.discussed, "every case was discussed:");
    const round = (value, places) => Number((Math.round(value * 10 ** places + 1e-9) / 10 ** places).toFixed(places));
    equal(figures.cases_an_hour, round(tally.discussed / 51, 2));
    equal(figures.next_step_share, round((100 * tally.next) / tally.discussed, 1));
    equal(figures.follow_up_share, round((100 * tally.done) / tally.due, 1));
    equal(figures.attendance.map(({ service_id, attended }) => [service_id, attended]), services.map((id) => [id, tally.attended.get(id)]));
    equal(figures.attendance[12].names, { fi: "Kela" });
});

await test("statistics__hide_a_count_that_could_point_to_a_person", async () => {
    const small = await read(`${path}/statistics?from=2026-12-01&to=2026-12-18`);
    equal([small.cases, small.discussed, small.cases_an_hour, small.suppressed], [null, null, null, true]);
    equal([small.meetings, small.minutes], [3, 180]);
});

await test("occurrence__of_the_past_is_not_cancelled", async () => {
    const past = await read(`${path}/occurrences/2027-11-26`);
    const answer = await send("chair", "POST", `${path}/occurrences/2027-11-26/cancel`, { reason: "x" }, matching(past.version));
    equal(answer.status, 409, answer.text);
});

// --- nothing leads to a client ---

await test("meetings__no_column_event_audit_row_or_log_line_ties_a_case_to_a_client", async () => {
    equal(sql("SELECT count(*) FROM information_schema.columns WHERE table_schema = 'asiakkuus' AND (table_name LIKE 'meeting%' OR table_name = 'consultation_meeting') AND column_name ~ 'client|hetu|identifier'"), "0");
    equal(sql("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text ~ 'meeting' AND confrelid::regclass::text ~ 'client'"), "0");
    equal(sql("SELECT count(*) FROM asiakkuus.audit_event WHERE resource LIKE 'meeting%' AND client_id IS NOT NULL"), "0");
    holds(Number(sql("SELECT count(*) FROM asiakkuus.audit_event WHERE resource = 'meeting_case' AND operation = 'meeting_case_create'")) > 200, "no audit rows");
    equal(sql("SELECT DISTINCT string_agg(column_name, ' ') FROM information_schema.columns WHERE table_schema = 'asiakkuus' AND table_name = 'event' AND column_name ~ 'text|title|detail'"), "");
    await leave();
    const log = logs.join("");
    holds(log.includes("meeting_case_create"), "no log lines");
    for (const text of ["Asia 9.1", "palvelut sovitetaan", "Yhteinen aika", "040 123 4567"]) holds(!log.includes(text), `"${text}" is in the log`);
});

end();
