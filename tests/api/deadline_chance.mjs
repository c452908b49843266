#!/usr/bin/env node
// Time limits by chance, over every version of every rule that the service tells: which one holds, by day
// and age, and its last day, counted a day at a time from what the service says of rules and holidays.
import { chance } from "../contract/chance.mjs";
import { assert, expectStatus, finish, get, post, test } from "./service.mjs";

const { items: rules, starts, stop_reasons } = expectStatus(await get("/v1/deadline-rules"), 200);
const holidays = new Set(expectStatus(await get("/v1/calendar?from=2020-01-01&to=2034-12-31"), 200).items.map(({ date }) => date));

const DAY = 86400e3, number = (date) => Date.parse(date) / DAY, text = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const isOff = (day) => [0, 6].includes(new Date(day * DAY).getUTCDay()) || holidays.has(text(day));
// By the Act on calculating time limits: no holidays, but an end on them moves.
const isEve = (day) => /-12-24$/.test(text(day)) || (/-06-(19|2[0-5])$/.test(text(day)) && new Date(day * DAY).getUTCDay() === 5);

function ageOn(birth, day) {
    const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
    return day.slice(5) >= birth.slice(5) ? years : years - 1;
}

// The version that holds on that day at that age: the latest that has come.
const holding = (code, from, age) => rules.filter((rule) => rule.code === code && rule.valid_from <= from && (rule.valid_to ?? "9999") >= from
    && (rule.ages?.min ?? 0) <= age && (rule.ages?.max ?? 999) >= age).sort((a, b) => (a.valid_from < b.valid_from ? 1 : -1))[0];

function monthsOn(from, months) {
    const [year, month, day] = from.split("-").map(Number), last = new Date(Date.UTC(year, month - 1 + months + 1, 0));
    return number(new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(day, last.getUTCDate()))).toISOString().slice(0, 10));
}

// What a rule takes: its own reasons, and where a matter opened again goes on, the time that it was closed.
const takes = (rule, reason) => rule.stops.includes(reason) || (reason === "closed" && rule.reopens === "stop");

function lastDay(rule, from, stops, asOf) {
    let day = number(from), left = rule.counting === "months" ? monthsOn(from, rule.amount) - day : rule.amount;
    const still = (at) => stops.some(({ from, to, reason }) => takes(rule, reason) && text(at) >= from && text(at) <= (to ?? asOf));
    while (left > 0) {
        day++;
        if (!still(day) && !(rule.counting === "working_days" && isOff(day))) left--;
    }
    while (rule.last_day !== "stays" && (isOff(day) || isEve(day))) day++;
    return [day, still(number(asOf))];
}

const dice = chance(2026), codes = [...new Set(rules.map(({ code }) => code))];
const turns = [...new Set(rules.map(({ valid_from }) => valid_from))].filter((day) => day >= "2020-01-10");
const anyDay = () => (dice.random() < 0.5 ? text(number(dice.any(turns)) + Math.floor(dice.random() * 5) - 2) : text(number("2020-02-01") + Math.floor(dice.random() * 4500)));
function anyCase() {
    const from = anyDay(), birth_date = text(number(from) - Math.floor(dice.random() * 33000)), stops = [];
    for (let i = Math.floor(dice.random() * 4); i > 0; i--) {
        const begins = number(from) - 5 + Math.floor(dice.random() * 40);
        stops.push({ from: text(begins), ...(dice.random() < 0.6 && { to: text(begins + Math.floor(dice.random() * 20)) }), reason: dice.any(stop_reasons).code });
    }
    const as_of = text(number(from) + Math.floor(dice.random() * 150)), met_on = dice.random() < 0.3 ? text(number(from) + Math.floor(dice.random() * 150)) : undefined;
    return { rule: dice.any(codes), from, birth_date, stops, as_of, met_on };
}

test("deadline_reckon__by_chance_is_what_is_counted_a_day_at_a_time", async () => {
    const cases = Array.from({ length: 700 }, anyCase), states = {}, used = new Set();
    const answers = await Promise.all(cases.map((body) => post("/v1/deadlines", body)));
    answers.forEach((answer, i) => {
        const { rule: code, from, birth_date, stops, as_of, met_on } = cases[i], about = `${JSON.stringify(cases[i])}: ${answer.text}`;
        const rule = holding(code, from, ageOn(birth_date, from));
        if (!rule) return assert.deepEqual([answer.status, answer.json.errors[0].code], [422, "no_rule_then"], about);
        const [due, still] = lastDay(rule, from, stops, as_of), met = met_on && met_on <= as_of;
        const state = met ? "met" : number(as_of) > due ? "overdue" : still ? "stopped" : "running";
        const { valid_from, amount, counting, basis, source, due_on, days_left, in_time } = expectStatus(answer, 200);
        assert.deepEqual([valid_from, amount, counting, basis, source], [rule.valid_from, rule.amount, rule.counting, rule.basis, rule.source], about);
        assert.deepEqual([due_on, answer.json.state, days_left, in_time], [text(due), state, met ? undefined : due - number(as_of), met ? number(met_on) <= due : undefined], about);
        assert.deepEqual(answer.json.stops.map(({ counted }) => counted), stops.map(({ reason }) => takes(rule, reason)), about);
        states[state] = (states[state] ?? 0) + 1;
        used.add(`${rule.code} ${rule.valid_from} ${rule.ages?.min}`);
    });
    for (const state of ["met", "overdue", "stopped", "running"]) assert.ok(states[state] > 20, `${state}: ${states[state]}`);
    assert.ok(used.size >= 15, `only ${used.size} versions of rules were met`);
});

test("deadline_reckon__by_age_is_by_birth_date_on_the_day_it_starts", async () => {
    for (let i = 0; i < 60; i++) {
        const { stops, ...body } = anyCase(), age = ageOn(body.birth_date, body.from);
        const [byDate, byAge] = await Promise.all([post("/v1/deadlines", body), post("/v1/deadlines", { ...body, birth_date: undefined, age })]);
        assert.equal(byDate.status, byAge.status);
        if (byDate.status === 200) assert.deepEqual(byDate.json, byAge.json);
    }
});

test("deadline_rule_list__leaves_no_gap_and_no_overlap_between_versions_of_a_rule", () => {
    for (const code of codes)
        for (const age of [0, 17, 18, 22, 23, 74, 75, 100]) {
            const versions = rules.filter((rule) => rule.code === code && (rule.ages?.min ?? 0) <= age && (rule.ages?.max ?? 999) >= age).sort((a, b) => (a.valid_from < b.valid_from ? -1 : 1));
            versions.slice(1).forEach((next, i) => {
                const before = versions[i];
                if (before.valid_to) assert.equal(text(number(before.valid_to) + 1), next.valid_from, `${code} at ${age}`);
                assert.notEqual(before.valid_from, next.valid_from, `${code} at ${age} has two versions of one day`);
            });
        }
});

test("deadline_rule_list__names_everything_in_three_languages", () => {
    for (const [what, list] of [["rule", rules], ["start", starts], ["stop", stop_reasons]])
        for (const { code, names, applies } of list)
            for (const each of [names, applies].filter(Boolean)) {
                assert.deepEqual(Object.keys(each).sort(), ["en", "fi", "sv"], `${what} ${code}`);
                assert.ok(Object.values(each).every((name) => name.trim().length > 2) && each.fi !== each.sv, `${what} ${code}`);
            }
    assert.deepEqual([...new Set(rules.flatMap((rule) => rule.stops))].filter((word) => !stop_reasons.some(({ code }) => code === word)), []);
    assert.deepEqual(rules.map((rule) => rule.starts).filter((word) => !starts.some(({ code }) => code === word)), []);
});

await finish();
