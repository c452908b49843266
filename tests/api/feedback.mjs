#!/usr/bin/env node
// What clients and staff say afterwards: anonymous, once by a link, told as figures only.
import { execFileSync } from "node:child_process";
import { call, end, equal, get, holds, post, start, stop, test, token } from "./support.mjs";

const { ASIAKKUUSD } = process.env;
const AREA = "06";
const giver = { token: token("--role", "professional", "--area", AREA), headers: { "Accept-Language": "en" } };
const director = { token: token("--role", "director", "--area", AREA) };
const give = (body, options = giver) => post("/v1/feedback", body, options);
const byLink = (body) => post("/v1/feedback/by-link", body);
const good = { who: "client", about: "contact", answers: { solved: 4, knows_next: 2 } };
const codes = (answer) => answer.json.errors.map(({ pointer, code }) => `${pointer} ${code}`).sort();
const link = async (body = { about: "contact", channel: "phone" }) => (await post("/v1/feedback/links", body, giver)).json;
const token_of = ({ url }) => url.split("#")[1];
const month = new Date().toISOString().slice(0, 7);
async function told(code) {
    execFileSync(ASIAKKUUSD, ["kpi", "refresh", AREA]);
    const { json } = await get(`/v1/kpi/indicators/${code}/values`, director);
    return json.items.find(({ label }) => label === month);
}

await test("statements__are_four_of_clients_and_three_of_staff_in_three_languages", async () => {
    const texts = new Set();
    for (const language of ["fi", "sv", "en"]) {
        const { json } = await get("/v1/feedback/statements", { headers: { "Accept-Language": language } });
        equal(json.items.filter(({ who }) => who === "client").length, 4);
        equal(json.items.filter(({ who }) => who === "staff").length, 3);
        json.items.forEach(({ text }) => texts.add(text));
    }
    equal(texts.size, 21);
});

await test("feedback__of_fewer_than_five_is_hidden", async () => {
    for (let i = 0; i < 4; i++) equal((await give(good)).status, 201);
    const item = await told("client_solved");
    equal([item.value, item.suppressed, item.denominator], [null, true, undefined]);
});

await test("feedback__becomes_the_share_of_those_who_agree", async () => {
    for (const level of [5, 5, 1, 2, 3, 1]) equal((await give({ ...good, answers: { solved: level, knows_next: level } })).status, 201);
    const solved = await told("client_solved");
    equal([solved.value, solved.suppressed], [null, true], "six of ten agree, and four do not: the four are hidden too");
    for (const level of [1, 5, 5]) equal((await give({ ...good, answers: { solved: level } })).status, 201);
    const more = await told("client_solved");
    equal([more.numerator, more.denominator, more.value], [8, 13, 61.54]);
});

await test("feedback__is_told_by_the_language_it_was_given_in", async () => {
    for (let number = 0; number < 12; number++)
        equal((await give({ ...good, language: "sv", answers: { solved: number < 6 ? 5 : 1 } })).status, 201);
    equal((await told("client_solved")).denominator, 25);
    const { json } = await get("/v1/kpi/indicators/client_solved/values?by=language", director);
    const now = json.items.filter(({ label }) => label === month);
    equal(now.map(({ language, numerator, denominator }) => ({ language, numerator, denominator })), [{ language: "sv", numerator: 6, denominator: 12 }]);
});

await test("feedback__tells_all_faults_at_once", async () => {
    const answer = await give({ ...good, channel: "pigeon", answers: { solved: 6, weather: 3, right_professional: 1 } });
    equal([answer.status, ...codes(answer)], [400, "/answers/right_professional unknown_member", "/answers/solved out_of_range",
        "/answers/weather unknown_member", "/channel not_in_list"]);
    equal((await give({ ...good, answers: {} })).status, 400);
    equal((await give({ ...good, client_id: "x" })).status, 400);
    equal((await give({ ...good, unit_id: "0197a3c0-9999-7000-8000-000000000001" })).status, 422);
    equal((await give(good, director)).status, 403);
});

await test("feedback__text_that_points_to_a_person_is_refused_with_its_place", async () => {
    const text = "😀 Soita 010594Y9032";
    const answer = await give({ ...good, text });
    equal([answer.status, answer.json.errors[0].code, answer.json.errors[0].pointer], [422, "identifying_text", "/text"]);
    equal([answer.json.errors[0].offset, answer.json.errors[0].length], [8, 11]);
    holds(!answer.text.includes("010594Y9032"), "the text is not given back");
    equal((await give({ ...good, text: "Sain avun heti." })).status, 201);
});

await test("link__is_good_for_one_answer_without_a_token", async () => {
    const made = await link();
    const body = { link: token_of(made), answers: { solved: 5 }, text: "Kiitos" };
    const answers = await Promise.all(Array.from({ length: 8 }, () => byLink(body)));
    equal(answers.map(({ status }) => status).sort(), [201, 409, 409, 409, 409, 409, 409, 409]);
});

await test("link__that_was_changed_or_is_over_is_none", async () => {
    const words = token_of(await link()).split(".");
    const changed = (index, word) => words.map((each, at) => (at === index ? word : each)).join(".");
    for (const bad of [changed(0, "05"), changed(2, "referral"), changed(4, "visit"), changed(5, "2099-01-01"), changed(6, "0".repeat(64)), changed(6, `${words[6]}x`), changed(6, words[6].slice(0, -1)), changed(6, ""), "x", "......", words.slice(0, 6).join(".")])
        equal((await byLink({ link: bad, answers: { solved: 5 } })).status, 404, bad);
    const later = await start({ CLOCK_AT: new Date(Date.now() + 32 * 86400000).toISOString().replace(/\.\d+/, "") });
    const answer = await call("POST", "/v1/feedback/by-link", { port: later.port, json: { link: words.join("."), answers: { solved: 5 } } });
    await stop(later);
    equal(answer.status, 404, "after 30 days");
});

await test("link__faults_leave_it_unused", async () => {
    const made = await link();
    equal((await byLink({ link: token_of(made), answers: { solved: 7 } })).status, 400);
    equal((await byLink({ link: token_of(made), answers: { solved: 5 }, text: "p. 040 1234567" })).status, 422);
    equal((await byLink({ link: token_of(made), answers: { solved: 5 } })).status, 201);
});

end();
