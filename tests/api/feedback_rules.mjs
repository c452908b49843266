#!/usr/bin/env node
// Feedback: what an answer may hold, whose it is, the last day of a link to the minute, and the figures that
// come of random answers.
import { execFileSync } from "node:child_process";
import { assert, expectProblem, expectStatus, finish, get, newClient, post, test } from "./service.mjs";
import { at, drawing, firstMinute, lastMinute } from "./clock.mjs";
import { sql, today } from "./support.mjs";

const AREA = "10", giver = { role: "professional", area: AREA }, director = { role: "director", area: AREA };
const give = (body, as = giver) => post("/v1/feedback", body, { as });
const good = { who: "client", about: "contact", answers: { solved: 4 } };
const link = async (body = { about: "contact" }, as = giver) => expectStatus(await post("/v1/feedback/links", body, { as }), 201);
const words = ({ url }) => url.split("#")[1];
const byLink = (made, more = {}, send = post) => send("/v1/feedback/by-link", { link: words(made), answers: { solved: 5 }, ...more });
const unit = expectStatus(await post("/v1/units", { code: "fb", names: { fi: "Yksikkö" }, kind: "k" }, { as: director }), 201).id;
const last = (area = AREA) => sql(`SELECT who || ' ' || about || ' ' || coalesce(unit_id::text, '-') || ' ' || coalesce(channel, '-') || ' ' || coalesce(language, '-') || ' ' || answers FROM feedback WHERE area = '${area}' ORDER BY xmin::text::bigint DESC LIMIT 1`);
const count = () => Number(sql(`SELECT count(*) FROM feedback WHERE area = '${AREA}'`));
const STATEMENTS = { client: ["not_told_again", "solved", "in_time", "knows_next"], staff: ["right_professional", "help_at_hand", "no_double_work"] };

test("feedback_give__keeps_what_was_said_and_nothing_of_who_said_it", async () => {
    const client = await newClient({ area: AREA });
    expectStatus(await give({ ...good, unit_id: unit, channel: "visit", language: "sv", text: "Sain avun heti.", answers: { solved: 1, in_time: 5 } }, { role: "client", client: client.id, area: AREA }), 201);
    assert.equal(last(), `client contact ${unit} visit sv {"solved": 1, "in_time": 5}`);
    const row = sql(`SELECT to_jsonb(f) FROM feedback f WHERE area = '${AREA}'`);
    assert.ok(!row.includes(client.id));
    assert.equal(sql(`SELECT count(*) FROM audit_event WHERE area = '${AREA}' AND operation LIKE 'feedback%' AND client_id IS NOT NULL`), "0");
});

test("feedback_give__an_answer_s_id_tells_the_day_and_no_more_of_the_time", async () => {
    expectStatus(await give(good), 201), expectStatus(await byLink(await link()), 201);
    const ids = sql(`SELECT id FROM feedback WHERE area = '${AREA}' AND on_day = '${today()}'`).split("\n");
    assert.ok(ids.length >= 3 && new Set(ids).size === ids.length);
    for (const id of ids) assert.equal(new Date(parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toISOString(), `${today()}T00:00:00.000Z`);
});

test("feedback_give__each_statement_is_asked_of_its_own_and_answered_from_one_to_five", async () => {
    const [before, everybody] = [count(), Object.entries(STATEMENTS)];
    for (const [who, codes] of everybody)
        for (const code of codes) {
            for (const level of [1, 2, 3, 4, 5]) expectStatus(await give({ ...good, who, answers: { [code]: level } }), 201);
            for (const level of [0, 6, -1, 2.5, "4", null, true, [3], { level: 3 }, 55]) expectProblem(await give({ ...good, who, answers: { [code]: level } }), 400, "invalid", { [`/answers/${code}`]: "out_of_range" });
            const other = who === "client" ? "staff" : "client";
            expectProblem(await give({ ...good, who: other, answers: { [code]: 3 } }), 400, "invalid", { [`/answers/${code}`]: "unknown_member" });
        }
    assert.equal(count(), before + 7 * 5);
});

test("feedback_give__bounds_and_words_are_those_of_the_description", async () => {
    const before = count(), faults = async (body, wanted) => expectProblem(await give(body), 400, "invalid", wanted);
    await faults({}, { "/who": "required", "/about": "required", "/answers": "required" });
    await faults({ who: "neighbour", about: "weather", answers: [], unit_id: "x", language: "s", text: "", acknowledged: "x", name: "Aino" }, { "/who": "not_in_list", "/about": "not_in_list", "/unit_id": "bad_format", "/language": "too_short", "/text": "too_short", "/acknowledged": "wrong_type", "/name": "unknown_member" });
    await faults({ ...good, text: "x".repeat(2001) }, { "/text": "too_long" });
    await faults({ ...good, channel: "concern_notification" }, { "/channel": "not_in_list" });
    for (const about of ["contact", "assessment", "referral", "consultation", "general"]) expectStatus(await give({ ...good, about }), 201);
    for (const channel of ["phone", "callback", "digital", "visit", "front_desk", "street", "group"]) expectStatus(await give({ ...good, channel }), 201);
    expectStatus(await give({ ...good, text: "ä".repeat(2000) }), 201);
    assert.equal(count(), before + 13);
});

test("feedback_give__of_a_unit_of_another_area_or_of_none_is_told", async () => {
    const other = expectStatus(await post("/v1/units", { code: "fb2", names: { fi: "Muu" }, kind: "k" }, { as: { role: "director", area: "11" } }), 201).id;
    for (const body of [good, { about: "contact" }].map((each) => ({ ...each, unit_id: other })))
        expectProblem(await post(body.who ? "/v1/feedback" : "/v1/feedback/links", body, { as: giver }), 422, "rule_broken", { "/unit_id": "unknown_unit" });
    for (const role of ["director", "auditor", "model_owner"]) {
        expectProblem(await give(good, { role, area: AREA }), 403, "forbidden");
        expectProblem(await post("/v1/feedback/links", { about: "contact" }, { as: { role, area: AREA } }), 403, "forbidden");
    }
    expectProblem(await post("/v1/feedback/links", { about: "contact" }, { as: { role: "client", client: other, area: AREA } }), 403, "forbidden");
});

test("feedback_give__a_false_alarm_is_kept_when_it_is_acknowledged_and_only_there", async () => {
    const text = "Kävin Esimerkkikatu 12 A 3 -toimipisteessä.", first = await give({ ...good, text });
    const { errors } = expectProblem(first, 422, "rule_broken", { "/text": "identifying_text" });
    assert.ok(errors.every(({ offset, length }) => offset >= 0 && length > 0 && offset + length <= [...text].length));
    expectProblem(await give({ ...good, text, acknowledged: ["/answers"] }), 422, "rule_broken", { "/text": "identifying_text" });
    expectStatus(await give({ ...good, text, acknowledged: ["/text"] }), 201);
});

// --- links ---

test("link__keeps_what_it_was_made_for_and_only_clients_answer_by_it", async () => {
    for (const body of [{ about: "assessment", unit_id: unit, channel: "front_desk" }, { about: "general" }, { about: "referral", channel: "group" }, { about: "consultation", unit_id: unit }]) {
        expectStatus(await byLink(await link(body), { language: "so", answers: { knows_next: 2 } }), 201);
        assert.equal(last(), `client ${body.about} ${body.unit_id ?? "-"} ${body.channel ?? "-"} so {"knows_next": 2}`);
    }
    for (const code of STATEMENTS.staff) expectProblem(await byLink(await link(), { answers: { [code]: 3 } }), 400, "invalid", { [`/answers/${code}`]: "unknown_member" });
    for (const more of [{ who: "client" }, { about: "general" }, { unit_id: unit }, { channel: "visit" }]) expectProblem(await byLink(await link(), more), 400, "invalid", { [`/${Object.keys(more)[0]}`]: "unknown_member" });
    expectProblem(await post("/v1/feedback/links", { about: "weather", channel: "pigeon" }, { as: giver }), 400, "invalid", { "/about": "not_in_list" });
    expectProblem(await post("/v1/feedback/links", { about: "contact", channel: "pigeon" }, { as: giver }), 400, "invalid", { "/channel": "not_in_list" });
});

test("link__of_one_area_gives_to_that_area_whoever_sends_it", async () => {
    const made = await link({ about: "general" }, { role: "professional", area: "11" }), before = count();
    expectStatus(await byLink(made), 201);
    assert.deepEqual([count(), sql("SELECT count(*) FROM feedback WHERE area = '11'")], [before, "1"]);
    const parts = words(made).split("."), moved = { url: `#${[AREA, ...parts.slice(1)].join(".")}` };
    expectProblem(await byLink(moved), 404, "not_found");
    // Another link of the same area can lend nothing to it.
    const other = words(await link({ about: "contact" }, { role: "professional", area: "11" })).split(".");
    for (let part = 1; part < parts.length; part++)
        if (parts[part] !== other[part]) expectProblem(await byLink({ url: `#${parts.map((word, i) => (i === part ? other[part] : word)).join(".")}` }), 404, "not_found");
});

test("link__holds_to_the_last_minute_of_its_thirtieth_day_in_helsinki_and_no_longer", async () => {
    const [one, two] = [await link(), await link()], day = today(30), noon = new Date(`${day}T12:00:00Z`);
    const hours = Number(noon.toLocaleTimeString("en-GB", { timeZone: "Europe/Helsinki", hour: "2-digit" })) - 12, next = today(31);
    assert.equal(Date.parse(one.expires_at), Date.parse(firstMinute(next, hours)));
    await at(firstMinute(next, hours), async ({ post: send }) => expectProblem(await byLink(one, {}, send), 404, "not_found"));
    await at(lastMinute(day, hours), async ({ post: send }) => {
        expectStatus(await byLink(one, {}, send), 201);
        expectProblem(await byLink(one, {}, send), 409, "conflict");
    });
    expectStatus(await byLink(two), 201);
    expectProblem(await byLink(two), 409, "conflict");
});

test("link__of_many_made_at_once_each_is_another_and_good_once", async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => link()));
    assert.equal(new Set(made.map(words)).size, 20);
    const answers = await Promise.all(made.flatMap((each) => [byLink(each), byLink(each)]));
    assert.deepEqual([201, 409].map((wanted) => answers.filter(({ status }) => status === wanted).length), [20, 20]);
});

// --- figures ---

test("feedback__of_random_answers_gives_the_share_of_fours_and_fives_by_language_or_hides_it", async () => {
    const area = "12", as = { role: "professional", area }, draw = drawing(55), said = [];
    await Promise.all(Array.from({ length: 160 }, async () => {
        const who = draw.of(["client", "client", "staff"]), answers = Object.fromEntries(STATEMENTS[who].filter(() => draw(3)).map((code) => [code, 1 + draw(5)]));
        if (!Object.keys(answers).length) return;
        const body = { who, about: "general", language: draw.of(["fi", "fi", "fi", "sv", "so"]), answers };
        expectStatus(await give(body, as), 201);
        said.push(body);
    }));
    execFileSync(process.env.ASIAKKUUSD, ["kpi", "refresh", area]);
    let told = 0;
    for (const [who, codes] of Object.entries(STATEMENTS))
        for (const code of codes)
            for (const by of ["", "&by=language"]) {
                const { items } = expectStatus(await get(`/v1/kpi/indicators/${who}_${code}/values?bucket=month${by}`, { as: { role: "director", area } }), 200);
                for (const { label, language, value, numerator, denominator, suppressed } of items.filter((item) => item.label === today().slice(0, 7))) {
                    const levels = said.filter((each) => each.who === who && (!language || (each.language === "so" ? "other" : each.language) === language)).flatMap(({ answers }) => answers[code] ?? []);
                    const agree = levels.filter((level) => level >= 4).length, small = (number) => number > 0 && number < 5;
                    if (suppressed) continue;
                    assert.ok(!small(agree) && !small(levels.length - agree) && !small(levels.length), `${code} ${label} ${language} is small`);
                    if (value !== null) assert.deepEqual([numerator, denominator], [agree, levels.length], `${code} ${language}`), told++;
                    if (value !== null) assert.ok(Math.abs(value - (100 * agree) / levels.length) < 0.00501);
                }
            }
    assert.ok(told > 6, `${told} told`);
});

await finish();
