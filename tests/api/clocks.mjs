#!/usr/bin/env node
// Clocks as days go by: a service whose own clock is set from instant to instant. The last minute of a day
// and the first of the next, both changes of the clock, Easter, the turn of the year, stops and reopenings.
import { at, good, leave, matching, read, send } from "./days_world.mjs";
import { code, service, unit } from "./referral_world.mjs";
import { end, equal, holds, identifier, sql, test } from "./support.mjs";

const social = sql("SELECT id FROM asiakkuus.unit WHERE area = '90' AND code = 'aikuissosiaalityo'");
const desk = sql("SELECT id FROM asiakkuus.unit WHERE area = '90' AND code = 'kalasatama'"), other = unit(code("other"), { register: "social" }).id;
const reason = { reason: "Perustelu." };

async function referred(more = {}) {
    const client = (await send("nurse", "POST", "/v1/clients", identifier())).json;
    const body = { client_id: client.id, kind: "social_contact", to: { unit_id: social }, need: "Vuokra on maksamatta.", urgency: "non_urgent", from_register: "health", send: true, ...more };
    return (await good(201, "nurse", "POST", "/v1/referrals", body)).json;
}
const act = async (who, { id }, action, body = {}) => (await good(200, who, "POST", `/v1/referrals/${id}/${action}`, body, { "If-Match": "*" })).json;
const see = ({ id }, who = "worker") => read(`/v1/referrals/${id}`, who);
// The clock of a rule: state, due day, days left; and what the referral says of itself.
const clock = (referral, rule, number = 0) => {
    const one = referral.deadlines.filter((each) => each.rule === rule)[number];
    return [one.state, one.due_on, one.days_left];
};
const listed = async ({ id }, list, who = "worker") => {
    for (let path = `/v1/worklists/${list}?limit=200`, cursor = ""; cursor !== null;) {
        const page = await read(`${path}${cursor}`, who), found = page.items.find((item) => item.id === id);
        if (found) return found;
        cursor = page.next_cursor && `&cursor=${encodeURIComponent(page.next_cursor)}`;
    }
    return undefined;
};

const made = {};

await at("2027-03-22T21:59:59Z"); // 23:59:59 on Monday
await test("clock__begins_on_the_day_it_is_in_helsinki", async () => {
    made.monday = await referred({ rule: "helsinki_seven_days", rules: ["child_welfare_start", "service_need_ready"] });
    equal(clock(made.monday, "helsinki_seven_days"), ["running", "2027-03-29", 7]);
    // Good Friday and Easter Monday are no working days, nor the week-ends; the clock change is none of its business.
    equal(clock(made.monday, "child_welfare_start"), ["running", "2027-04-02", 11]);
    equal(clock(made.monday, "service_need_ready"), ["running", "2027-06-22", 92]);
    equal([made.monday.due_on, made.monday.overdue], ["2027-03-29", false]);
    made.away = await referred({ rule: "helsinki_seven_days" });
    made.silent = await referred({ rule: "helsinki_seven_days" });
    made.closed = await referred({ rule: "helsinki_seven_days", rules: ["social_decision"] });
});

await at("2027-03-22T22:00:00Z"); // Tuesday, for a second
await test("clock__that_begins_a_second_later_begins_on_the_next_day", async () => {
    const tuesday = await referred({ rule: "helsinki_seven_days" });
    equal([tuesday.deadlines[0].starts_on, tuesday.due_on], ["2027-03-23", "2027-03-30"]);
    equal(clock(await see(made.monday), "helsinki_seven_days"), ["running", "2027-03-29", 6]);
});

await at("2027-03-24T09:00:00Z");
await test("clock__of_a_client_who_is_away_stands_still_for_the_days_told_ahead", async () => {
    const paused = await act("worker", made.away, "pause", { stop: { from: "2027-03-24", to: "2027-03-26", reason: "client_wish" } });
    equal([clock(paused, "helsinki_seven_days"), paused.due_on], [["stopped", "2027-04-01", 8], "2027-04-01"]);
    holds(!paused.available_actions.includes("pause") && paused.available_actions.includes("resume"), "it stands");
    const open = await act("worker", made.silent, "pause", { stop: { from: "2027-03-24", reason: "no_show" } });
    equal([clock(open, "helsinki_seven_days")[0], open.due_on, open.overdue], ["stopped", undefined, false]);
});

await at("2027-03-25T09:00:00Z");
await test("clock__of_what_is_declined_ends_and_is_overdue_no_more", async () => {
    const gone = await act("worker", made.closed, "decline", reason);
    equal([gone.due_on, gone.overdue, gone.deadlines.map(({ ended_on }) => ended_on)], [undefined, false, ["2027-03-25", "2027-03-25"]]);
});

await at("2027-03-26T21:59:59Z"); // the last second of the absence, still winter time
await test("clock__stands_still_to_the_last_second_of_a_stop", async () => {
    equal(clock(await see(made.away), "helsinki_seven_days"), ["stopped", "2027-04-01", 6]);
});

await at("2027-03-26T22:00:00Z");
await test("clock__goes_on_by_itself_when_a_stop_is_over", async () => {
    const now = await see(made.away);
    equal(clock(now, "helsinki_seven_days"), ["running", "2027-04-01", 5]);
    holds(now.available_actions.includes("pause") && !now.available_actions.includes("resume"), "it runs");
});

await at("2027-03-29T20:59:59Z"); // 23:59:59, in summer time
await test("clock__is_in_time_to_the_last_second_of_its_last_day", async () => {
    const now = await see(made.monday);
    equal([clock(now, "helsinki_seven_days"), now.overdue], [["running", "2027-03-29", 0], false]);
    equal([(await listed(made.monday, "referrals")).overdue, await listed(made.monday, "overdue")], [false, undefined]);
    holds((await send("worker", "GET", `/v1/referrals?overdue=true&client_id=${made.monday.client_id}`)).json.items.length === 0, "not overdue in the list");
});

await at("2027-03-29T21:00:00Z"); // midnight
await test("clock__is_overdue_from_the_first_second_after_it", async () => {
    const now = await see(made.monday);
    equal([clock(now, "helsinki_seven_days"), now.overdue], [["overdue", "2027-03-29", -1], true]);
    equal(clock(now, "child_welfare_start"), ["running", "2027-04-02", 3]);
    equal([(await listed(made.monday, "referrals")).overdue, (await listed(made.monday, "overdue", "nurse")).due_on], [true, "2027-03-29"]);
    equal((await send("worker", "GET", `/v1/referrals?overdue=true&client_id=${made.monday.client_id}`)).json.items.map(({ id }) => id), [made.monday.id]);
    equal(await listed(made.silent, "overdue"), undefined, "what stands still is on no list of what is late");
    equal([(await see(made.silent)).overdue, clock(await see(made.silent), "helsinki_seven_days")], [false, ["stopped", "2027-04-05", 6]]);
});

await at("2027-04-05T09:00:00Z");
await test("clock__goes_on_where_it_stood_when_somebody_says_so", async () => {
    const now = await act("worker", made.silent, "resume");
    equal([clock(now, "helsinki_seven_days"), now.due_on], [["running", "2027-04-10", 5], "2027-04-10"]);
    equal(now.deadlines[0].stops, [{ from: "2027-03-24", to: "2027-04-04", reason: "no_show", counted: true }]);
});

await test("clock__that_is_met_late_stays_late_and_meets_no_other", async () => {
    for (const action of ["receive", "accept", "start"]) await act("worker", made.monday, action);
    const now = await see(made.monday), of = (rule) => now.deadlines.find((each) => each.rule === rule);
    equal([of("helsinki_seven_days").state, of("helsinki_seven_days").met_on, of("helsinki_seven_days").in_time], ["met", "2027-04-05", false]);
    equal([of("child_welfare_start").state, of("child_welfare_start").in_time], ["met", false]);
    equal([of("service_need_ready").state, now.due_on], ["running", "2027-06-22"]);
});

await test("clock__of_what_is_opened_again_does_not_count_the_days_it_was_closed", async () => {
    const now = await act("nurse", made.closed, "reopen", reason), again = now.deadlines.filter(({ rule }) => rule === "social_decision");
    equal([now.state, clock(now, "helsinki_seven_days")], ["received", ["running", "2027-04-08", 3]], "ten days closed, less the two ends");
    equal(now.deadlines.find(({ rule }) => rule === "helsinki_seven_days").stops.map(({ from, to, reason }) => [from, to, reason]), [["2027-03-26", "2027-04-04", "closed"]]);
    equal(again.map(({ starts_on, ended_on }) => [starts_on, ended_on]), [["2027-03-22", "2027-03-25"], ["2027-04-05", undefined]]);
});

await at("2027-04-06T09:00:00Z");
await test("referral__waits_since_the_turn_last_changed_hands", async () => {
    const taken = await act("worker", made.closed, "assign");
    equal([taken.waiting_since, made.closed.waiting_since], ["2027-04-05T09:00:00Z", "2027-03-22T21:59:59Z"], "a claim is no turn");
    equal((await act("nurse", made.closed, "urgency", { ...reason, urgency: "urgent" })).waiting_since, "2027-04-05T09:00:00Z");
    equal((await act("worker", made.closed, "redirect", { ...reason, to: { unit_id: other } })).waiting_since, "2027-04-06T09:00:00Z", "it waits for others from now on");
    for (const action of ["pause", "resume"]) await act("worker", made.away, action, action === "pause" ? { stop: { from: "2027-04-06", reason: "medical" } } : {});
    equal((await see(made.away)).waiting_since, "2027-03-22T21:59:59Z");
    equal((await act("worker", made.away, "receive")).waiting_since, "2027-04-06T09:00:00Z");
});

// A target of a service's own: so many days from its arrival there.
const targetOf = (of, days) => {
    const rule = code("target").replaceAll("-", "_");
    sql(`INSERT INTO asiakkuus.deadline_rule (area, id, code, valid_from, basis, counting, amount, age_min, age_max, starts, stops, last_day, reopens, name_fi, name_sv, name_en, source, created_at, created_by, service_id)
        VALUES ('90', gen_random_uuid(), '${rule}', '2020-01-01', 'own', 'calendar_days', ${days}, 0, 150, 'referral_arrived', '{}', 'stays', 'stop', 'x', 'x', 'x', 'x', now(), 'x', '${of.id}')`);
    return rule;
};
const [here, away] = ["here", "away"].map((word) => service(code(word), { id: social }, { kind: "social" })), ofHere = targetOf(here, 10);
for (const apart of [0, 1]) {
    await at("2027-05-10T09:00:00Z");
    const sent = await referred({ to: { service_id: here.id } });
    for (const [day, action, body] of [[1, "redirect", { to: { service_id: away.id } }], [2, "redirect", { to: { service_id: here.id } }], [3, "decline"], [4, "reopen"]]) {
        if (apart) await at(`2027-05-${10 + day}T09:00:00Z`);
        await act("worker", sent, action, { ...reason, ...body });
    }
    await test(`clock__of_a_service_that_had_it_twice_${apart ? "on_other_days" : "within_a_day"}_goes_on_once_when_it_is_opened_again`, async () => {
        const now = await see(sent);
        equal(now.deadlines.filter(({ rule }) => rule === ofHere).map(({ starts_on, ended_on, state }) => [starts_on, ended_on, state]),
            apart ? [["2027-05-10", "2027-05-11", "running"], ["2027-05-12", undefined, "running"]] : [["2027-05-10", "2027-05-10", "running"], ["2027-05-10", undefined, "running"]]);
        equal(now.due_on, apart ? "2027-05-22" : "2027-05-20");
    });
}

await at("2027-12-31T21:59:59Z");
await test("clock__at_the_turn_of_the_year_begins_in_the_old_one_until_midnight", async () => {
    const old = await referred({ rule: "social_decision", rules: ["child_welfare_start"] });
    equal([old.deadlines[0].starts_on, clock(old, "social_decision")[1], clock(old, "child_welfare_start")[1]], ["2027-12-31", "2028-03-31", "2028-01-12"]);
    made.back = old;
});

await at("2027-12-31T22:00:00Z");
await test("clock__of_the_new_year_is_a_day_on", async () => {
    const now = await referred({ rule: "social_decision", rules: ["child_welfare_start"] });
    equal([now.deadlines[0].starts_on, clock(now, "social_decision")[1], clock(now, "child_welfare_start")[1]], ["2028-01-01", "2028-04-01", "2028-01-12"]);
    equal(clock(await see(made.back), "social_decision"), ["running", "2028-03-31", 90]);
});

// --- consultations: hours, not days ---

await at("2027-10-29T12:00:00Z");
const ask = async (urgency) => (await good(201, "nurse", "POST", "/v1/consultations", { to: { group: "kalasatama" }, question: "Mikä ryhmä sopii?", anonymous: true, ...(urgency && { urgency }) })).json;
const turn = async (who, { id }, action, body = {}) => (await good(200, who, "POST", `/v1/consultations/${id}/${action}`, body, { "If-Match": "*" })).json;
const advice = { kind: "advice", text: "Ryhmä sopii." };
const target = ({ deadlines, overdue }) => [deadlines.at(-1).state, deadlines.at(-1).due_at, overdue];
const [plain, urgent, more, late, left, waited] = [await ask(), await ask("urgent"), await ask(), await ask("emergency"), await ask("urgent"), await ask("urgent")];
const about = (await send("nurse", "POST", "/v1/clients", identifier())).json;
const turned = (await good(201, "nurse", "POST", "/v1/consultations", { to: { group: "kalasatama" }, question: "Tarvitaanko lähete?", anonymous: false, client_id: about.id, authorised_to_convert: true, urgency: "urgent" })).json;

await test("consultation_clock__runs_for_whole_hours_over_the_change_of_the_clock", () => {
    equal([plain, urgent, late].map(target), [["running", "2027-11-03T12:00:00Z", false], ["running", "2027-10-30T12:00:00Z", false], ["running", "2027-10-29T14:00:00Z", false]]);
});

await at("2027-10-29T14:00:00Z");
await test("consultation_clock__is_in_time_at_its_last_instant", async () => {
    equal(target(await read(`/v1/consultations/${late.id}`, "expert")), ["running", "2027-10-29T14:00:00Z", false]);
    equal((await turn("expert", more, "ask_more", { text: "Kuinka kauan?" })).deadlines[0].state, "stopped");
    equal((await turn("nurse", left, "withdraw")).deadlines[0].state, "stopped");
    await turn("expert", waited, "ask_more", { text: "Kuinka kauan?" });
    equal((await turn("expert", turned, "answer", advice)).deadlines[0].met_at, "2027-10-29T14:00:00Z");
    equal((await turn("expert", late, "answer", advice)).deadlines[0].in_time, true);
});

await at("2027-10-30T12:00:01Z");
await test("consultation_clock__is_overdue_a_second_later_and_what_stands_still_or_is_withdrawn_is_not", async () => {
    const see = (one) => read(`/v1/consultations/${one.id}`, "expert");
    equal(target(await see(urgent)), ["overdue", "2027-10-30T12:00:00Z", true]);
    equal([target(await see(more))[0], target(await see(left))[0]], ["stopped", "stopped"]);
    equal((await turn("nurse", waited, "withdraw")).deadlines[0].stopped_at, "2027-10-29T14:00:00Z", "it stood still since it was asked for more");
    const converted = await turn("expert", turned, "convert", { kind: "guidance", to: { unit_id: desk } });
    equal([converted.deadlines[0].met_at, converted.deadlines[0].in_time, converted.ended_at], ["2027-10-29T14:00:00Z", true, "2027-10-30T12:00:01Z"], "the answer met it, and no later deed");
    const answered = await turn("expert", urgent, "answer", advice);
    equal([answered.deadlines[0].state, answered.deadlines[0].in_time, answered.overdue], ["met", false, false]);
});

await at("2027-11-08T14:00:00Z");
await test("consultation_clock__leaves_out_the_time_that_the_asker_was_waited_for", async () => {
    equal((await read(`/v1/consultations/${more.id}`, "nurse")).overdue, false);
    const given = await turn("nurse", more, "give_more", { text: "Kuukauden." });
    equal(target(given), ["running", "2027-11-13T12:00:00Z", false], "ten days later, to the hour");
    const again = await turn("nurse", late, "reopen", { reason: "Tilanne muuttui." });
    equal(again.deadlines.map(({ state, due_at, in_time }) => [state, due_at, in_time]), [["met", "2027-10-29T14:00:00Z", true], ["running", "2027-11-08T16:00:00Z", undefined]]);
});

await leave();
end();
