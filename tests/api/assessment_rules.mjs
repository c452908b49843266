#!/usr/bin/env node
// Assessments against the published table of segments and its rules, whatever is known and not known; choices,
// reviews, ages; where a client stands after random histories; the list's filters against the records.
import { randomUUID } from "node:crypto";
import { assert, call, expectProblem, expectStatus, finish, get, newClient, post, test } from "./service.mjs";
import { at, clockChanges, drawing, firstMinute, lastMinute } from "./clock.mjs";
import { sql, today } from "./support.mjs";

const social = { register: "social" };
const path = (client, end = "/assessments") => `/v1/clients/${client.id}${end}`;
const seen = (version) => ({ "if-match": `"${version}"` });
const assess = async (client, body, as = {}) => expectStatus(await post(path(client), { register: "health", ...body }, { as }), 201);
const confirm = ({ id, version }, body = {}, as = {}) => post(`/v1/assessments/${id}/confirm`, { client_present: true, ...body }, { as, headers: seen(version) });
const confirmed = async (...words) => expectStatus(await confirm(...words), 200);
const client = await newClient();

// --- the table of segments, as it is published: coping and need, and what special support asks for ---

const COPING = ["easy", "temporarily_difficult", "difficult"], NEED = ["few", "many"], DURATION = ["occasional", "temporary", "continuous"];
const MONTHS = { omatoimi: 24, tuki: 3, yhteistyo: 12, huolenpito: 6 }, PROCESS = { omatoimi: "SPT", tuki: "SPT", yhteistyo: "PPT", huolenpito: "PPT" };
const LIGHTER = { omatoimi: ["omatoimi"], tuki: ["omatoimi", "tuki"], yhteistyo: ["omatoimi", "yhteistyo"], huolenpito: Object.keys(MONTHS) };
const atLeast = (segment, least) => (LIGHTER[segment].includes(least) ? segment : least);
const cell = (coping, need) => (need === "many" ? (coping === "easy" ? "yhteistyo" : "huolenpito") : coping === "easy" ? "omatoimi" : "tuki");
const supported = (coping, need, special) => (special ? atLeast(cell(coping, need), coping === "difficult" ? "huolenpito" : "yhteistyo") : cell(coping, need));
const judged = (coping, need, duration, special) => ({ ...(coping && { coping }), ...(need && { need }), ...(duration && { duration }), ...(special !== undefined && { flags: { special_support: special } }) });

for (const special of [false, true])
    test(`assessment_create__each_of_the_eighteen_combinations_has_its_segment_${special ? "with" : "without"}_special_support`, async () => {
        for (const coping of COPING)
            for (const need of NEED)
                for (const duration of DURATION) {
                    const made = await assess(client, judged(coping, need, duration, special)), segment = supported(coping, need, special), about = `${coping} ${need} ${duration}`;
                    assert.deepEqual([made.segment, made.certain, made.possible, made.process], [segment, true, [segment], PROCESS[segment]], about);
                    assert.equal(made.chosen.segment, segment, about);
                    const early = need === "many" && coping === "temporarily_difficult";
                    assert.equal(made.signals.some(({ code }) => code === "temporary_difficulty_high_need"), early, about);
                    const done = await confirmed(made);
                    assert.equal(done.review_due, monthsAfter(done.as_of, early ? 3 : MONTHS[segment]), about);
                }
    });

function monthsAfter(day, months) {
    const [year, month, date] = day.split("-").map(Number), last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
    return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

test("assessment_create__of_what_is_not_known_names_every_segment_that_is_still_possible", async () => {
    const unknown = (value, all) => (value === undefined ? all : [value]);
    for (const coping of [undefined, ...COPING])
        for (const need of [undefined, ...NEED])
            for (const special of [undefined, false, true]) {
                const wanted = new Set(unknown(coping, COPING).flatMap((c) => unknown(need, NEED).flatMap((n) => unknown(special, [false, true]).map((s) => supported(c, n, s)))));
                const made = await assess(client, judged(coping, need, "continuous", special)), about = `${coping} ${need} ${special}: ${made.possible}`;
                assert.deepEqual([...made.possible].sort(), [...wanted].sort(), about);
                // A flag that is not known leaves the cell its segment, which is not certain then.
                const cells = new Set(unknown(coping, COPING).flatMap((c) => unknown(need, NEED).map((n) => (special === undefined ? cell(c, n) : supported(c, n, special)))));
                assert.deepEqual([made.certain, made.segment], [wanted.size === 1, cells.size === 1 ? [...cells][0] : null], about);
                const answer = await confirm(made);
                if (wanted.size > 1) expectProblem(answer, 422, "rule_broken", { "/chosen_segment": "segment_open" });
                else expectStatus(answer, 200);
            }
});

test("assessment_create__a_duration_that_is_not_known_changes_no_segment", async () => {
    for (const coping of COPING)
        for (const need of NEED) {
            const made = await assess(client, judged(coping, need, undefined, false));
            assert.deepEqual([made.segment, made.certain], [cell(coping, need), true]);
        }
});

// --- choices ---

test("assessment_confirm__a_choice_needs_a_reason_where_it_is_another_and_keeps_it_there_alone", async () => {
    const axes = { omatoimi: ["easy", "few"], tuki: ["difficult", "few"], yhteistyo: ["easy", "many"], huolenpito: ["difficult", "many"] };
    for (const [computed, [coping, need]] of Object.entries(axes))
        for (const chosen of Object.keys(axes)) {
            const made = await assess(client, judged(coping, need, "continuous", false)), isOther = chosen !== computed;
            for (const reason of [undefined, "   ", "\n\t "]) {
                const answer = isOther ? await confirm(made, { chosen_segment: chosen, override_reason: reason }) : undefined;
                if (answer) expectProblem(answer, 422, "rule_broken", { "/override_reason": "reason_required" });
            }
            const done = await confirmed(made, { chosen_segment: chosen, ...(isOther && { override_reason: "Sovittiin yhdessä." }) });
            assert.deepEqual([done.segment, done.chosen_segment, done.override_reason], [computed, chosen, isOther ? "Sovittiin yhdessä." : undefined]);
            assert.equal(done.history.at(-1).reason, isOther ? "Sovittiin yhdessä." : undefined);
            assert.equal(done.review_due, monthsAfter(done.as_of, MONTHS[chosen]), `${computed} ${chosen}`);
        }
});

test("assessment_confirm__a_reason_given_with_the_proposal_is_not_one_for_another_choice", async () => {
    const propose = () => assess(client, { ...judged("easy", "many", "continuous", false), chosen_segment: "huolenpito", override_reason: "Tilanne heikkenee." });
    assert.equal((await confirmed(await propose())).override_reason, "Tilanne heikkenee.");
    assert.equal((await confirmed(await propose(), { chosen_segment: "huolenpito" })).override_reason, "Tilanne heikkenee.");
    assert.equal((await confirmed(await propose(), { override_reason: "Toinen syy." })).override_reason, "Toinen syy.");
    expectProblem(await confirm(await propose(), { chosen_segment: "tuki" }), 422, "rule_broken", { "/override_reason": "reason_required" });
    assert.equal((await confirmed(await propose(), { chosen_segment: "yhteistyo" })).override_reason, undefined);
});

test("assessment_confirm__bounds_are_those_of_the_description", async () => {
    const made = await assess(client, judged("easy", "few", "occasional", false));
    const faults = async (body, wanted) => expectProblem(await post(`/v1/assessments/${made.id}/confirm`, body, { headers: seen(1) }), 400, "invalid", wanted);
    await faults({}, { "/client_present": "required" });
    await faults({ client_present: "yes", chosen_segment: "Bad Code", override_reason: "", status: "confirmed" }, { "/client_present": "wrong_type", "/chosen_segment": "bad_format", "/override_reason": "too_short", "/status": "unknown_member" });
    expectProblem(await confirm(made, { client_present: false }), 422, "rule_broken", { "/client_present": "client_not_present" });
    expectProblem(await confirm(made, { chosen_segment: "frailty", override_reason: "x" }), 422, "rule_broken", { "/chosen_segment": "unknown_segment" });
    assert.equal(expectStatus(await get(`/v1/assessments/${made.id}`), 200).status, "proposed");
});

// --- days and ages ---

test("assessment_confirm__a_review_falls_on_the_last_day_of_a_month_that_is_shorter", async () => {
    for (const [chosen, as_of, due] of [["huolenpito", "2026-08-31", "2027-02-28"], ["tuki", "2026-08-31", "2026-11-30"], ["yhteistyo", "2026-08-31", "2027-08-31"], ["omatoimi", "2026-02-28", "2028-02-28"]]) {
        const made = await assess(client, { ...judged("easy", "few", "occasional", false), as_of });
        assert.equal((await confirmed(made, { chosen_segment: chosen, override_reason: "Sovittiin." })).review_due, due, `${chosen} ${as_of}`);
    }
});

test("assessment_create__an_age_is_another_on_the_birthday_and_of_the_29th_of_february_on_the_1st_of_march", async () => {
    const ages = [["2000-02-29", "2026-02-28", 25], ["2000-02-29", "2026-03-01", 26], ["1999-12-31", "2026-05-01", 26], ["2008-05-01", "2026-04-30", 17], ["2008-05-01", "2026-05-01", 18], ["2026-05-01", "2026-05-01", 0]];
    for (const [birth_date, as_of, age] of ages) {
        const person = expectStatus(await post("/v1/clients", { identifier: { system: "foreign", value: `A-${randomUUID()}` }, birth_date }), 201);
        assert.equal((await assess(person, { ...judged("easy", "few", "occasional", false), as_of, age: 99 })).input.age, age, `${birth_date} on ${as_of}`);
        const before = new Date(Date.parse(birth_date) - 86400000).toISOString().slice(0, 10);
        if (birth_date > "2026-01-02") expectProblem(await post(path(person), { register: "health", ...judged("easy", "few", "occasional", false), as_of: before }), 422, "rule_broken", { "/as_of": "before_birth" });
    }
});

test("assessment_create__is_of_the_helsinki_day_and_of_none_to_come", async () => {
    for (const { day, next, hours } of clockChanges) {
        await at(lastMinute(day, hours), async ({ post: send }) => {
            const make = (more) => send(path(client), { register: "health", ...judged("easy", "few", "occasional", false), ...more }, { as: { role: "integrator" } });
            assert.equal(expectStatus(await make({}), 201).as_of, day);
            expectProblem(await make({ as_of: next }), 422, "rule_broken", { "/as_of": "in_the_future" });
            expectProblem(await make({ assessed_at: firstMinute(next, hours) }), 422, "rule_broken", { "/assessed_at": "in_the_future" });
            assert.equal(expectStatus(await make({ assessed_at: lastMinute(day, hours) }), 201).as_of, day);
        });
        await at(firstMinute(next, hours), async ({ post: send }) => assert.equal(expectStatus(await send(path(client), { register: "health", ...judged("easy", "few", "occasional", false) }), 201).as_of, next));
    }
});

// --- where a client stands ---

test("client_segment_get__after_random_histories_is_the_latest_confirmed_else_the_latest_proposed", async () => {
    const draw = drawing(1301), days = ["2026-03-01", "2026-04-01", "2026-05-01", "2026-06-01"];
    for (let round = 0; round < 8; round++) {
        const person = await newClient(), made = [];
        for (let step = 0; step < 9; step++) {
            const waiting = made.filter(({ status }) => status === "proposed");
            if (waiting.length && draw(2)) {
                const each = draw.of(waiting);
                Object.assign(each, await confirmed(each), { place: step });
            } else made.push({ ...(await assess(person, { ...judged(draw.of(COPING), draw.of(NEED), draw.of(DURATION), false), as_of: draw.of(days) })), place: step });
            const settled = made.filter(({ status }) => status === "confirmed"), from = settled.length ? settled : made;
            const [wanted] = [...from].sort((a, b) => b.as_of.localeCompare(a.as_of) || b.place - a.place);
            const told = expectStatus(await get(path(person, "/segment")), 200);
            assert.deepEqual([told.assessment_id, told.status, told.segment, told.next_review], [wanted.id, wanted.status, wanted.chosen_segment, wanted.review_due], `round ${round}, step ${step}`);
            assert.equal(told.open_duties.some(({ code }) => code === "confirmation_missing"), !settled.length);
        }
        const listed = expectStatus(await get(path(person)), 200).items;
        assert.deepEqual(listed.map(({ id }) => id).sort(), made.map(({ id }) => id).sort());
    }
});

test("assessment_list__by_status_segment_and_review_alone_and_together_gives_what_the_records_say", async () => {
    const draw = drawing(88), person = await newClient(), made = [];
    for (let i = 0; i < 24; i++) {
        const each = await assess(person, { ...judged(draw.of(COPING), draw.of(NEED), draw.of(DURATION), false), as_of: draw.of(["2026-02-01", "2026-05-15", "2026-08-31"]) });
        made.push(draw(3) ? await confirmed(each) : each);
    }
    const dues = [...new Set(made.flatMap(({ review_due: due }) => due ?? []))].sort();
    const filters = { status: [["proposed", "confirmed"], (each, word) => each.status === word], segment: [Object.keys(MONTHS), (each, word) => each.chosen_segment === word], review_due_until: [[dues[0], dues[1], dues.at(-1), "2026-01-01"], (each, day) => each.review_due !== undefined && each.review_due <= day] };
    const choices = (name) => [undefined, ...filters[name][0]];
    for (const status of choices("status"))
        for (const segment of choices("segment"))
            for (const review_due_until of choices("review_due_until")) {
                const wanted = Object.entries({ status, segment, review_due_until }).filter(([, value]) => value), found = [];
                for (let cursor = ""; cursor !== null; ) {
                    const page = expectStatus(await get(path(person, `/assessments?${new URLSearchParams([...wanted, ["limit", "7"], ["total", "true"], ...(cursor ? [["cursor", cursor]] : [])])}`)), 200);
                    found.push(...page.items.map(({ id }) => id));
                    cursor = page.next_cursor;
                    if (cursor === null) assert.equal(page.total, found.length);
                }
                assert.deepEqual([...found].sort(), made.filter((each) => wanted.every(([name, value]) => filters[name][1](each, value))).map(({ id }) => id).sort(), JSON.stringify(wanted));
            }
});

test("assessment__is_written_and_confirmed_by_who_may", async () => {
    const person = await newClient(), body = { register: "health", ...judged("easy", "few", "occasional", false) }, own = { role: "client", client: person.id };
    for (const as of [{ role: "director" }, { role: "auditor" }, { scope: "assessment:read" }]) expectProblem(await post(path(person), body, { as }), 403, "forbidden");
    expectProblem(await post(path(person), body, { as: { area: "09" } }), 404, "not_found");
    expectProblem(await post(path(person), { register: "health", answers: { client: {} } }, { as: { role: "client", client: client.id } }), 404, "not_found");
    const made = await assess(person, judged("easy", "few", "occasional", false));
    expectProblem(await confirm(made, {}, own), 403, "forbidden");
    for (const as of [{ area: "09" }, social]) expectProblem(await confirm(made, {}, as), 404, "not_found");
    for (const as of [{ role: "director" }, { scope: "assessment:read" }]) expectProblem(await confirm(made, {}, as), 403, "forbidden");
    expectStatus(await get(`/v1/assessments/${made.id}`, { as: own }), 200);
    await confirmed(made);
    assert.equal(sql(`SELECT string_agg(type || ' ' || version, ', ' ORDER BY version) FROM event WHERE resource_id = '${made.id}'`), "assessment.created 1, assessment.confirmed 2");
    assert.equal(sql(`SELECT string_agg(action || ' ' || to_status, ', ' ORDER BY version) FROM move WHERE resource_id = '${made.id}'`), "create proposed, confirm confirmed");
});

test("assessment_confirm__of_two_assessments_of_one_client_at_once_both_are_kept_and_the_later_day_stands", async () => {
    const person = await newClient(), made = [];
    for (let i = 0; i < 8; i++) made.push(await assess(person, { ...judged(COPING[i % 3], NEED[i % 2], "continuous", false), as_of: `2026-0${i + 1}-01` }));
    const answers = await Promise.all(made.map((each) => confirm(each)));
    assert.deepEqual(answers.map(({ status }) => status), Array(8).fill(200));
    const told = expectStatus(await get(path(person, "/segment")), 200);
    assert.deepEqual([told.assessment_id, told.status], [made[7].id, "confirmed"]);
    assert.ok(told.next_review >= today(-400));
    assert.equal((await call("GET", path(person, "/segment"), { headers: { "if-none-match": '"x"' } })).status, 200);
});

await finish();
