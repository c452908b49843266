#!/usr/bin/env node
// Segments, models and evaluations, as a caller sees them.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { assert, call, expectProblem, expectStatus, finish, get, post, test } from "./service.mjs";
import { helsinkiAnswers } from "./answers.mjs";

const durations = ["occasional", "temporary", "continuous"];
const evaluate = (body, options) => post("/v1/segmentations", body, options);

// The table of all combinations in MODEL.md: coping, need, duration, segment (bold: published),
// process, months to the review, signals.
const manual = readFileSync(`${process.env.SOURCE_DIR}/libsegment/MODEL.md`, "utf8");
const row = /^\| (easy|temporarily_difficult|difficult) \| (few|many) \| (\w+) \| (\**)(\w+)\**\s*\| (SPT|PPT) \| (\d+) \|([\w ]*)\|$/gm;
const cells = [...manual.matchAll(row)].map(([, coping, need, duration, bold, segment, process, months, signals]) =>
    ({ coping, need, duration, published: bold !== "", segment, process, months: Number(months), signals: signals.split(" ").filter(Boolean) }));

test("model_md__has_all_eighteen_combinations", async () => {
    assert.equal(new Set(cells.map((cell) => `${cell.coping} ${cell.need} ${cell.duration}`)).size, 18);
    assert.equal(cells.filter((cell) => cell.published).length, 4);
});

for (const { coping, need, duration, published, segment, process: core, months, signals } of cells) {
    const expectCell = (result) => {
        assert.equal(result.segment, segment);
        assert.equal(result.certain, true);
        assert.deepEqual(result.possible, [segment]);
        assert.equal(result.process, core);
        assert.equal(result.consequences.review_months, months);
        assert.deepEqual(result.signals.map((signal) => signal.code).sort(), [...signals].sort());
    };
    test(`segmentation_evaluate__${coping}_${need}_${duration}_is_${segment}`, async () => {
        expectCell(expectStatus(await evaluate({ coping, need, duration, flags: { special_support: false } }), 200));
    });
    test(`segmentation_evaluate__answers_of_${coping}_${need}_${duration}_give_${segment}`, async () => {
        const answers = { professional: helsinkiAnswers(coping, need) };
        const result = expectStatus(await evaluate({ answers, duration, flags: { special_support: false } }), 200);
        expectCell(result);
        assert.deepEqual(result.scores.coping.states, [coping]);
        assert.deepEqual(result.scores.need.states, [need]);
        assert.equal(signals.length === 0, published, "an unpublished combination says what does not fit");
    });
}

test("segmentation_evaluate__unknown_is_not_zero", async () => {
    const result = expectStatus(await evaluate({}), 200);
    assert.equal(result.segment, null);
    assert.equal(result.certain, false);
    assert.deepEqual([...result.possible].sort(), ["huolenpito", "omatoimi", "tuki", "yhteistyo"]);
    assert.ok(result.next_question);
});

test("segmentation_evaluate__special_support_lifts_with_its_reason", async () => {
    const body = { coping: "difficult", need: "few", duration: "continuous", flags: { special_support: true } };
    const result = expectStatus(await evaluate(body), 200);
    assert.equal(result.segment, "huolenpito");
    assert.equal(result.reasons[0].rule, result.reasons[0].code);
});

test("segmentation_evaluate__axes_and_answers_may_be_mixed", async () => {
    const answers = { professional: { ...helsinkiAnswers("easy", "many") } };
    for (const code of Object.keys(answers.professional))
        if (/^(d\d|resources|coping)/.test(code)) delete answers.professional[code];
    const result = expectStatus(await evaluate({ coping: "easy", answers, duration: "continuous" }), 200);
    assert.equal(result.segment, "yhteistyo");
});

test("segmentation_evaluate__two_views_are_told_apart", async () => {
    const professional = helsinkiAnswers("easy", "many");
    const client = { ...professional, d5_self_care: 3 };
    const result = expectStatus(await evaluate({ answers: { professional, client }, duration: "continuous" }), 200);
    assert.equal(result.views.disagreements.length, 1);
    assert.equal(result.views.disagreements[0].item, "d5_self_care");
    assert.equal(result.views.disagreements[0].client, 3);
    assert.ok(result.signals.some((signal) => signal.code === "views_disagree"));
});

test("segmentation_evaluate__what_if_gives_lighter_segments", async () => {
    const body = { answers: { professional: helsinkiAnswers("easy", "many") }, duration: "continuous", flags: { special_support: false } };
    const result = expectStatus(await evaluate(body), 200);
    const way = result.what_if.find((one) => one.segment === "omatoimi");
    assert.ok(way.changes.length > 0);
    for (const change of way.changes) body.answers.professional[change.item] = change.to;
    const after = expectStatus(await evaluate(body), 200);
    assert.equal(after.segment, "omatoimi", JSON.stringify(way));
    assert.equal(expectStatus(await call("POST", "/v1/segmentations?what_if=false", { body }), 200).what_if, undefined);
});

test("segmentation_evaluate__trace_shows_every_condition", async () => {
    const body = { coping: "easy", need: "few", duration: "occasional" };
    const result = expectStatus(await call("POST", "/v1/segmentations?trace=true", { body }), 200);
    assert.ok(result.trace.length > 0);
    const plain = expectStatus(await evaluate(body), 200);
    assert.equal(plain.trace, undefined);
    assert.equal(plain.result_hash, result.result_hash);
});

test("segmentation_evaluate__texts_follow_the_language_and_the_hash_does_not", async () => {
    const body = { answers: { professional: helsinkiAnswers("difficult", "many") }, duration: "continuous" };
    const texts = new Set(), hashes = new Set();
    for (const language of ["fi", "sv", "en"]) {
        const answer = await evaluate(body, { headers: { "accept-language": language } });
        const result = expectStatus(answer, 200);
        assert.equal(answer.headers.get("content-language"), language);
        texts.add(result.reasons[0].text);
        hashes.add(result.result_hash);
    }
    assert.equal(texts.size, 3);
    assert.equal(hashes.size, 1);
});

test("segmentation_evaluate__names_a_version_or_the_day", async () => {
    const axes = { coping: "easy", need: "few", duration: "occasional" };
    for (const more of [{ model: "helsinki" }, { model: "helsinki@1" }, { as_of: "2026-06-30" }]) {
        const result = expectStatus(await evaluate({ ...axes, ...more }), 200);
        assert.equal(result.model.code, "helsinki");
        assert.equal(result.model.version, 1);
        assert.match(result.model.hash, /^[0-9a-f]{64}$/);
    }
    expectProblem(await evaluate({ ...axes, model: "helsinki@99" }), 422, "rule_broken", { "/model": "unknown_model" });
    expectProblem(await evaluate({ ...axes, model: "nowhere" }), 422, "rule_broken", { "/model": "unknown_model" });
    expectProblem(await evaluate({ ...axes, as_of: "1999-01-01" }), 422, "rule_broken", { "/model": "unknown_model" });
    expectProblem(await evaluate({ ...axes, model: "Helsinki" }), 400, "invalid", { "/model": "bad_format" });
});

test("segmentation_evaluate__another_model_brings_its_own_axes", async () => {
    const body = { model: "paijathame", support: "great", benefit: "improve" };
    const result = expectStatus(await evaluate(body, { as: { area: "09" } }), 200);
    assert.equal(result.segment, "monialainen");
    expectProblem(await evaluate(body, { as: { area: "90" } }), 422, "rule_broken", { "/model": "unknown_model" });
});

test("segmentation_evaluate__tells_every_fault_at_once", async () => {
    const body = {
        coping: "medium", typo: "x", flags: { nothing: true }, age: 200,
        answers: { professional: { d5_self_care: 7, nothing: 1 }, clinet: {} },
    };
    expectProblem(await evaluate(body), 400, "invalid", {
        "/coping": "not_in_list", "/typo": "unknown_member", "/flags/nothing": "unknown_flag", "/age": "out_of_range",
        "/answers/professional/d5_self_care": "out_of_range", "/answers/professional/nothing": "unknown_item",
        "/answers/clinet": "unknown_member",
    });
});

test("segmentation_evaluate__what_only_the_model_can_tell_is_422", async () => {
    const one = (item, value) => evaluate({ answers: { professional: { [item]: value } } });
    expectProblem(await one("d5_self_care", 7), 422, "rule_broken", { "/answers/professional/d5_self_care": "out_of_range" });
    expectProblem(await one("nothing", 1), 422, "rule_broken", { "/answers/professional/nothing": "unknown_item" });
    expectProblem(await one("coping_outlook", "maybe"), 422, "rule_broken", { "/answers/professional/coping_outlook": "not_in_list" });
    expectProblem(await one("d5_self_care", "two"), 422, "rule_broken", { "/answers/professional/d5_self_care": "wrong_type" });
    expectProblem(await one("d5_self_care", 2.5), 400, "invalid", { "/answers/professional/d5_self_care": "wrong_type" });
    expectProblem(await one("d5_self_care", true), 400, "invalid", { "/answers/professional/d5_self_care": "wrong_type" });
    expectProblem(await one("h2_visits", 10000), 400, "invalid", { "/answers/professional/h2_visits": "out_of_range" });
    const twice = await evaluate({ coping: "easy", answers: { professional: { d5_self_care: 1 } } });
    assert.equal(expectProblem(twice, 422, "rule_broken").errors[0].code, "axis_given_twice");
});

test("segmentation_evaluate__fault_texts_follow_the_language", async () => {
    const details = new Set();
    for (const language of ["fi", "sv", "en"]) {
        const answer = await evaluate({ coping: "x" }, { headers: { "accept-language": language } });
        details.add(expectProblem(answer, 422, "rule_broken").errors[0].detail);
    }
    assert.equal(details.size, 3);
});

test("segment_list__has_the_four_with_what_follows", async () => {
    const names = new Set();
    for (const language of ["fi", "sv", "en"]) {
        const list = expectStatus(await get("/v1/segments", { headers: { "accept-language": language } }), 200);
        assert.deepEqual(list.items.map((one) => one.code), ["omatoimi", "tuki", "yhteistyo", "huolenpito"]);
        assert.equal(list.items[3].consequences.contact_person.value, "required");
        assert.deepEqual(list.items[3].above, ["tuki", "yhteistyo"]);
        names.add(list.items[0].name);
    }
    assert.deepEqual([...names], ["Omatoimiasiakkuus", "Egenvårdsklientskap", "Self-reliant client"]);
});

test("model_list__pages_are_stable", async () => {
    const whole = expectStatus(await get("/v1/models"), 200).items;
    const seen = [];
    let cursor = null;
    do {
        const page = expectStatus(await get(`/v1/models?limit=1${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`), 200);
        assert.equal(page.items.length, 1);
        seen.push(page.items[0]);
        cursor = page.next_cursor;
    } while (cursor);
    assert.deepEqual(seen, whole);
    assert.ok(whole.some((model) => model.code === "helsinki" && model.version === 1));
});

test("model_get__draws_the_form_by_name_and_by_id", async () => {
    const form = expectStatus(await get("/v1/models/helsinki@1"), 200);
    assert.equal(form.items.length, 25);
    assert.equal(form.items[0].code, "d1_learning");
    assert.equal(form.items[0].options.length, 5);
    assert.ok(form.items.every((item) => item.text && item.options.every((option) => option.text)));
    assert.deepEqual(form.flags.map((flag) => flag.code), ["special_support"]);
    assert.deepEqual(form.duration.states.map((state) => state.code), durations);
    assert.equal(form.document, undefined);
    assert.deepEqual(form.available_actions, []);
    assert.deepEqual(form.history.map(({ by, to }) => [by.sub.length > 0, to]), [[true, "published"]]);
    assert.match(form.history[0].at, /^[0-9]{4}-.*Z$/);
    const same = await get(`/v1/models/${form.id}?document=true`);
    const { document, ...rest } = expectStatus(same, 200);
    assert.deepEqual(rest, form);
    assert.equal(document.code, "helsinki");
    const cached = await get("/v1/models/helsinki@1", { headers: { "if-none-match": same.headers.get("etag") } });
    assert.equal(cached.status, 304);
});

test("model_get__by_code_is_the_version_that_holds_today", async () => {
    const named = await get("/v1/models/helsinki@1"), fixed = await get("/v1/models/helsinki");
    assert.equal(expectStatus(fixed, 200).version, 1);
    assert.equal(fixed.text, named.text);
    assert.equal(fixed.headers.get("etag"), named.headers.get("etag"));
    assert.equal((await get("/v1/models/helsinki", { headers: { "if-none-match": fixed.headers.get("etag") } })).status, 304);
});

// One form of a model: the command's, in its bytes, between what only the service knows.
test("model_get__is_the_form_of_the_command", async () => {
    const command = `${process.env.BUILD}/libsegment/segment`;
    for (const [area, code] of [["90", "helsinki"], ["09", "paijathame"]])
        for (const language of ["fi", "sv", "en"]) {
            const answer = await get(`/v1/models/${code}`, { as: { area }, headers: { "accept-language": language } });
            expectStatus(answer, 200);
            const form = execFileSync(command, ["form", "--model", `${process.env.SOURCE_DIR}/libsegment/models/${code}.json`, "--lang", language], { encoding: "utf8" });
            const members = JSON.stringify(JSON.parse(form)).slice(1, -1);
            const [before, behind] = answer.text.split(members);
            assert.match(before, /^\{"id":"[0-9a-f-]{36}","status":"published","valid_from":"[0-9-]{10}","valid_to":null,$/);
            assert.match(behind, /^,"available_actions":\[\],"history":\[.*\]\}$/);
        }
});

test("model_get__has_what_a_form_needs_beside_questions", async () => {
    const form = expectStatus(await get("/v1/models/helsinki", { headers: { "accept-language": "sv" } }), 200);
    const item = (code) => form.items.find((one) => one.code === code);
    assert.deepEqual(item("d1_learning").other_answers, [{ value: 8, text: "Inte känt" }, { value: 9, text: "Ej tillämpligt" }]);
    assert.deepEqual(item("resources").other_answers.map(({ value }) => value), [8]);
    assert.equal(item("coping_outlook").other_answers, undefined);
    const visits = item("h2_visits");
    assert.deepEqual([visits.unit, visits.least, visits.most], ["besök", 0, 9999]);
    assert.deepEqual(visits.options.map(({ from, to }) => [from, to]), [[0, 2], [3, 5], [6, 7], [8, 9], [10, 9999]]);
    assert.ok(form.items.filter(({ kind }) => kind === "count").every(({ help, unit }) => help && unit));
    assert.ok(form.items.every(({ client_text, text }) => client_text && client_text !== text));
    assert.deepEqual(form.groups.map(({ code }) => code), ["statutory", "history"]);
    assert.ok(form.items.every(({ axis, group }) => (axis === "need") === Boolean(group)));
    assert.deepEqual(Object.keys(form.labels), ["age", "client", "judge", "no", "not_applicable", "other_questions", "professional", "unknown", "yes"]);
    assert.equal(form.labels.yes, "Ja");
    assert.equal(form.age, false);
});

test("segmentation_evaluate__changes_have_words_for_both_answers", async () => {
    const answers = { professional: helsinkiAnswers("difficult", "few") };
    const body = { answers, duration: "continuous", flags: { special_support: false } };
    const result = expectStatus(await evaluate(body, { headers: { "accept-language": "en" } }), 200);
    const changes = result.what_if.flatMap((way) => way.changes ?? []);
    assert.ok(changes.length > 0, JSON.stringify(result.what_if));
    for (const change of changes) assert.ok(change.from_text && change.to_text && change.from_text !== change.to_text, JSON.stringify(change));
    assert.ok(changes.some(({ from_text }) => from_text === "Severe difficulty"));
});

// What settles nothing says why it is asked; what does neither is not asked.
test("segmentation_evaluate__a_question_that_settles_nothing_says_why", async () => {
    const body = { answers: { professional: {} }, need: "few", duration: "continuous", flags: { special_support: false } };
    const { next_question } = expectStatus(await evaluate(body), 200);
    assert.equal(next_question.settles, 0);
    assert.ok(next_question.narrows > 0, JSON.stringify(next_question));
    const settles = expectStatus(await evaluate({ coping: "easy", need: "few", duration: "continuous" }), 200).next_question;
    assert.ok(settles.settles > 0 && settles.narrows === undefined, JSON.stringify(settles));
});

test("model_get__is_404_for_what_the_area_has_not", async () => {
    for (const name of ["helsinki@2", "paijathame", "paijathame@1", "Helsinki", "helsinki@0", "0197a3c0-1111-7000-8000-000000000001"])
        expectProblem(await get(`/v1/models/${name}`), 404, "not_found");
    const other = expectStatus(await get("/v1/models/helsinki@1", { as: { area: "09" } }), 200);
    expectProblem(await get(`/v1/models/${other.id}`), 404, "not_found");
});

await finish();
