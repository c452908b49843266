#!/usr/bin/env node
// Time limits and the calendar, as a record system sees them.
import { existsSync } from "node:fs";
import { assert, call, expectProblem, expectStatus, finish, get, post, test, token } from "./service.mjs";
import { call as exchange, start, stop } from "./support.mjs";

const reckon = (body, options) => post("/v1/deadlines", body, options);
const director = { as: { role: "director" } };
const names = { fi: "Tavoite", sv: "Mål", en: "Target" };

// The npm package date-holidays, a calendar of another origin; the registry may not be reachable.
async function otherCalendar() {
    if (!existsSync(new URL("../../tools/node_modules/.package-lock.json", import.meta.url))) {
        console.log("SKIPPED: no packages of npm: the calendar is not held against date-holidays");
        return undefined;
    }
    const { default: Holidays } = await import("../../tools/node_modules/date-holidays/src/index.js");
    return new Holidays("FI");
}

test("calendar_get__gives_what_another_calendar_gives_for_2020_to_2035", async () => {
    const other = await otherCalendar();
    if (!other) return;
    for (let year = 2020; year <= 2035; year++) {
        const ours = expectStatus(await get(`/v1/calendar?from=${year}-01-01&to=${year}-12-31`), 200);
        const theirs = other.getHolidays(year).filter((day) => day.type === "public").map((day) => day.date.slice(0, 10));
        assert.deepEqual(ours.items.map((day) => day.date), [...new Set(theirs)].sort(), String(year));
    }
});

test("calendar_get__names_the_days_and_holds_no_eves", async () => {
    const { items } = expectStatus(await get("/v1/calendar?from=2026-01-01&to=2026-12-31"), 200);
    assert.equal(items.length, 13);
    const days = items.map((day) => day.date);
    for (const day of ["2026-04-03", "2026-04-06", "2026-06-20", "2026-10-31", "2026-12-06"]) assert.ok(days.includes(day), day);
    for (const day of ["2026-06-19", "2026-12-24"]) assert.ok(!days.includes(day), day);
    assert.deepEqual(items.find((day) => day.date === "2026-06-20").names, { fi: "Juhannuspäivä", sv: "Midsommardagen", en: "Midsummer Day" });
    assert.equal(expectStatus(await get("/v1/calendar?from=2000-01-01&to=2100-12-31"), 200).items.length, 1313);
});

test("calendar_get__is_the_same_for_every_time_zone_of_the_process", async () => {
    const span = "/v1/calendar?from=2024-01-01&to=2027-12-31", answer = await get(span);
    const days = expectStatus(answer, 200).items.map((day) => day.date);
    // Easter is on the day of the clock change in 2024 and 2027.
    for (const day of ["2024-03-29", "2024-03-31", "2024-04-01", "2025-04-20", "2027-03-26", "2027-03-28", "2027-03-29"]) assert.ok(days.includes(day), day);
    const again = await get(span, { headers: { "if-none-match": answer.headers.get("etag") } });
    assert.equal(again.status, 304);
    for (const TZ of ["Pacific/Auckland", "Europe/Helsinki", "America/Los_Angeles"]) {
        const there = await start({ TZ });
        try {
            assert.deepEqual((await exchange("GET", span, { port: there.port, token: token({}) })).json, answer.json, TZ);
        } finally {
            await stop(there);
        }
    }
});

test("deadline_reckon__the_last_day_is_in_time_until_midnight_in_helsinki", async () => {
    const at = async (CLOCK_AT) => {
        const then = await start({ CLOCK_AT });
        try {
            const answer = await exchange("POST", "/v1/deadlines", { port: then.port, token: token({}), json: { rule: "mental_health_fourteen_days", from: "2026-06-01" } });
            assert.equal(answer.status, 200, answer.text);
            return [answer.json.due_on, answer.json.state, answer.json.days_left];
        } finally {
            await stop(then);
        }
    };
    assert.deepEqual(await at("2026-06-14T21:01:00Z"), ["2026-06-15", "running", 0], "a minute past midnight of the last day");
    assert.deepEqual(await at("2026-06-15T20:59:00Z"), ["2026-06-15", "running", 0], "a minute before its end");
    assert.deepEqual(await at("2026-06-15T21:01:00Z"), ["2026-06-15", "overdue", -1], "a minute past it");
});

test("calendar_get__refuses_days_that_can_not_be", async () => {
    expectProblem(await get("/v1/calendar?from=2026-02-30"), 400, "invalid", { from: "bad_format" });
    expectProblem(await get("/v1/calendar?from=1999-12-31&to=2101-01-01"), 400, "invalid", { from: "out_of_range", to: "out_of_range" });
    expectProblem(await get("/v1/calendar?from=2026-02-02&to=2026-02-01"), 400, "invalid", { to: "ends_before_start" });
});

test("deadline_rule_list__gives_every_version_with_its_source", async () => {
    const list = expectStatus(await get("/v1/deadline-rules"), 200);
    const codes = new Set(list.items.map((rule) => rule.code));
    for (const code of ["primary_care", "oral_health", "therapy_guarantee", "special_care_assessment", "special_care_treatment",
        "child_welfare_start", "child_welfare_ready", "service_need_start", "service_need_ready", "social_decision",
        "income_support_decision", "helsinki_seven_days", "mental_health_fourteen_days"]) assert.ok(codes.has(code), code);
    for (const rule of list.items) {
        assert.ok(rule.source && rule.names.fi && rule.names.sv && rule.names.en, rule.code);
        assert.equal(rule.check_with_law, rule.basis === "statutory");
        for (const reason of rule.stops) assert.ok(list.stop_reasons.some((each) => each.code === reason), reason);
        assert.ok(list.starts.some((each) => each.code === rule.starts));
    }
    const now = list.items.filter((rule) => rule.code === "primary_care" && rule.valid_from === "2025-01-01");
    assert.deepEqual(now.map((rule) => [rule.counting, rule.amount, rule.ages]), [["calendar_days", 14, { max: 22 }], ["months", 3, { min: 23 }]]);
});

test("deadline_reckon__age_is_that_of_the_day_the_clock_starts", async () => {
    const body = { rule: "primary_care", from: "2026-05-10", as_of: "2026-05-10" };
    const young = expectStatus(await reckon({ ...body, birth_date: "2003-05-11" }), 200);
    assert.deepEqual([young.due_on, young.days_left, young.counting], ["2026-05-24", 14, "calendar_days"]);
    const older = expectStatus(await reckon({ ...body, birth_date: "2003-05-10" }), 200);
    assert.deepEqual([older.due_on, older.counting, older.amount], ["2026-08-10", "months", 3]);
    assert.equal(expectStatus(await reckon({ ...body, from: "2027-02-28", birth_date: "2004-02-29" }), 200).counting, "calendar_days");
    assert.equal(expectStatus(await reckon({ ...body, from: "2027-03-01", birth_date: "2004-02-29" }), 200).counting, "months");
    expectProblem(await reckon(body), 422, "rule_broken", { "/birth_date": "age_needed" });
});

test("deadline_reckon__stands_still_while_a_stop_lasts", async () => {
    const body = { rule: "mental_health_fourteen_days", from: "2026-06-01", stops: [{ from: "2026-06-10", reason: "client_wish" }] };
    const still = expectStatus(await reckon({ ...body, as_of: "2026-06-20" }), 200);
    assert.deepEqual([still.state, still.due_on], ["stopped", "2026-06-26"]);
    assert.deepEqual(still.stops, [{ from: "2026-06-10", reason: "client_wish", counted: true }]);
    body.stops[0].to = "2026-06-24";
    const goes = expectStatus(await reckon({ ...body, as_of: "2026-06-25" }), 200);
    assert.deepEqual([goes.state, goes.due_on, goes.days_left], ["running", "2026-06-30", 5]);
    const late = expectStatus(await reckon({ ...body, as_of: "2026-07-20", met_on: "2026-07-01" }), 200);
    assert.deepEqual([late.state, late.in_time, late.days_left], ["met", false, undefined]);
});

test("deadline_reckon__tells_every_fault", async () => {
    expectProblem(await reckon({}), 400, "invalid", { "/rule": "required", "/from": "required" });
    expectProblem(await reckon({ rule: "x", from: "2026-06-31" }), 400, "invalid", { "/from": "bad_format" });
    expectProblem(await reckon({ rule: "x", from: "1999-12-31", met_on: "1999-12-30", age: 3, birth_date: "1990-01-01",
        stops: [{ from: "2026-02-02", to: "2026-02-01", reason: "medical" }] }), 422, "rule_broken",
    { "/from": "out_of_range", "/met_on": "ends_before_start", "/age": "only_one", "/stops/0/to": "ends_before_start" });
    expectProblem(await reckon({ rule: "no_such", from: "2026-06-01" }), 422, "rule_broken", { "/rule": "unknown_rule" });
    expectProblem(await reckon({ rule: "therapy_guarantee", from: "2025-05-01", age: 23 }), 422, "rule_broken", { "/rule": "no_rule_then" });
    expectProblem(await reckon({ rule: "x", from: "2026-06-01", stops: [{ from: "2026-06-01", reason: "holiday" }] }), 400, "invalid", { "/stops/0/reason": "not_in_list" });
});

test("deadline_rule_create__adds_to_the_areas_own_and_to_no_other", async () => {
    const code = `own_${process.pid}`;
    const rule = { code, names, basis: "own", source: "Palvelulupaus", valid_from: "2026-01-01", counting: "working_days",
        amount: 3, starts: "referral_arrived", stops: ["client_wish", "no_show"], last_day: "next_working_day", ages: { min: 18 } };
    const made = expectStatus(await post("/v1/deadline-rules", rule, director), 201);
    assert.deepEqual({ ...made, check_with_law: undefined, reopens: undefined, met_by: undefined }, { ...rule, check_with_law: undefined, reopens: undefined, met_by: undefined });
    const listed = expectStatus(await get("/v1/deadline-rules"), 200).items.filter((each) => each.code === code);
    assert.deepEqual(listed, [made]);
    const answer = expectStatus(await reckon({ rule: code, from: "2026-04-30", age: 40, as_of: "2026-04-30" }), 200);
    assert.deepEqual([answer.due_on, answer.basis], ["2026-05-06", "own"]); // Fri 1 May and the weekend are left out
    expectProblem(await post("/v1/deadline-rules", rule, director), 409, "conflict");
    expectProblem(await reckon({ rule: code, from: "2026-04-30", age: 40 }, { as: { area: "09" } }), 422, "rule_broken", { "/rule": "unknown_rule" });
});

test("deadline_rule_create__follows_a_change_of_law", async () => {
    const area = { as: { area: "01" } }, owner = { as: { area: "01", role: "director" } };
    const rule = { code: "social_decision", names, basis: "statutory", source: "Laki", valid_from: "2031-01-01", counting: "months", amount: 2, starts: "matter_started" };
    expectStatus(await post("/v1/deadline-rules", rule, owner), 201);
    assert.equal(expectStatus(await reckon({ rule: "social_decision", from: "2030-12-31" }, area), 200).due_on, "2031-03-31");
    assert.equal(expectStatus(await reckon({ rule: "social_decision", from: "2031-01-01" }, area), 200).due_on, "2031-03-01");
});

test("deadline_rule_create__needs_the_permission_and_good_bounds", async () => {
    const rule = { code: "bounds", names, basis: "own", source: "x", valid_from: "2026-02-01", valid_to: "2026-01-01", counting: "months",
        amount: 1, starts: "need_found", stops: ["rain"], ages: { min: 30, max: 20 } };
    expectProblem(await post("/v1/deadline-rules", rule, director), 422, "rule_broken",
        { "/valid_to": "ends_before_start", "/stops/0": "not_in_list", "/ages/max": "ends_before_start" });
    assert.equal((await post("/v1/deadline-rules", rule)).status, 403);
    assert.equal((await call("POST", "/v1/deadline-rules", { ...director, body: { ...rule, amount: 401 } })).status, 400);
});

await finish();
