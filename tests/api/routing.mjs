#!/usr/bin/env node
// Where a need should go: the ranking, its reasons, and that it never ends with nothing.
import { assert, expectProblem, expectStatus, finish, get, post, test } from "./service.mjs";
import { clientOf, code, contactTo, send, unit } from "./referral_world.mjs";
import { sql } from "./support.mjs";

const area = "20", as = { area, sub: "router" }, keeper = { area, role: "director" };
const route = (body, more = {}) => post("/v1/referrals/route", body, { as, ...more });
const ranked = async (body) => expectStatus(await route(body), 200).items.map((item) => item.service.code);
const centre = unit(code("centre"), { area });
const names = (name) => ({ fi: name, sv: name, en: name });

async function service(wishes, of = centre, who = keeper) {
    const body = { code: code("service"), unit_id: of.id, kind: "social", register: "social", takes_referrals: true, weight: 2, languages: ["fi"], ...wishes };
    if (!["health", "social"].includes(body.kind)) delete body.register;
    return expectStatus(await post("/v1/services", { names: names(body.code), ...body }, { as: who }), 201);
}

test("referral_route__takes_the_lightest_sufficient_and_the_whole_need_first", async () => {
    const needs = ["d1_learning", "d2_tasks"];
    const heavy = await service({ needs, weight: 5 }), light = await service({ needs, weight: 1 }), half = await service({ needs: ["d1_learning"], weight: 1 });
    assert.deepEqual(await ranked({ need_classes: needs }), [light.code, heavy.code, half.code]);
    const [first] = expectStatus(await route({ need_classes: needs }, { headers: { "accept-language": "en" } }), 200).items;
    assert.deepEqual(first.reasons.slice(0, 3), [{ code: "need_matched", text: "Answers the need", points: 100 },
        { code: "whole_need", text: "One service answers the whole need: straight to the right professional", points: 30 },
        { code: "lightest", text: "The lightest sufficient service", points: 40 }]);
    assert.equal(first.score, first.reasons.reduce((sum, reason) => sum + reason.points, 0));
});

test("referral_route__puts_self_service_before_a_queue_where_the_segment_says_so", async () => {
    const digital = await service({ kind: "digital", needs: ["d3_communication"], takes_referrals: false, self_referral: true, weight: 1 });
    const nurse = await service({ kind: "health", register: "health", needs: ["d3_communication"], weight: 1 });
    const of = (more) => ranked({ need_classes: ["d3_communication"], ...more });
    assert.deepEqual(await of({ segment: "omatoimi" }), [digital.code, nurse.code]);
    assert.deepEqual(await of({ segment: "huolenpito" }), [nurse.code, digital.code]);
    assert.deepEqual(await of({ segment: "omatoimi", urgency: "urgent" }), [nurse.code, digital.code]);
});

test("referral_route__rules_out_by_age_and_place_and_ranks_by_language", async () => {
    const young = await service({ needs: ["d4_mobility"], age: { max: 22 }, languages: ["fi", "sv"] });
    const all = await service({ needs: ["d4_mobility"] });
    const elsewhere = await service({ needs: ["d4_mobility"], municipalities: ["837"], weight: 1 });
    const of = (more) => ranked({ need_classes: ["d4_mobility"], municipality: "091", ...more });
    assert.deepEqual(await of({ age: 22, language: "sv" }), [young.code, all.code]);
    assert.deepEqual(await of({ age: 23, language: "sv" }), [all.code]);
    assert.deepEqual(await of({ age: 23, municipality: "837" }), [elsewhere.code, all.code]);
});

test("referral_route__prefers_the_shorter_known_wait", async () => {
    const [a, b] = [await service({ needs: ["d5_self_care"] }), await service({ needs: ["d5_self_care"] })].sort((x, y) => (x.code < y.code ? -1 : 1));
    assert.deepEqual(await ranked({ need_classes: ["d5_self_care"] }), [a.code, b.code]);
    const nurse = { area, sub: "nurse", register: "health" };
    const referral = await send(nurse, contactTo(await clientOf(nurse), { service_id: a.id }));
    sql(`UPDATE referral SET waiting_since = now() - interval '9 days' WHERE id = '${referral.id}'`);
    const { items } = expectStatus(await route({ need_classes: ["d5_self_care"] }), 200);
    assert.deepEqual(items.map((item) => [item.service.code, item.waits_days]), [[b.code, undefined], [a.code, 9]]);
});

test("referral_route__knows_the_clients_age_and_segment", async () => {
    const known = { area: "01" }, owner = { area: "01", role: "director" }, here = unit(code("centre"), known);
    const child = await service({ needs: ["d6_domestic_life"], age: { max: 17 }, weight: 1 }, here, owner);
    const grown = await service({ needs: ["d6_domestic_life"], segments: ["yhteistyo"], weight: 1 }, here, owner);
    const client = await clientOf(known);
    sql(`UPDATE client SET birth_date = '1980-05-05' WHERE id = '${client.id}'`);
    expectStatus(await post(`/v1/clients/${client.id}/assessments`, { register: "health", coping: "easy", need: "many", duration: "continuous", flags: { special_support: false } }, { as: known }), 201);
    const { items } = expectStatus(await route({ client_id: client.id, need_classes: ["d6_domestic_life"] }, { as: known }), 200);
    const found = items.find((item) => item.service.code === grown.code);
    assert.ok(found.reasons.some((reason) => reason.code === "segment"));
    assert.ok(!items.some((item) => item.service.code === child.code), "a grown-up is not sent to what is for children");
    assert.equal((await route({ client_id: client.id, need_classes: ["d6_domestic_life"] }, { as: { area: "90" } })).status, 404);
});

test("referral_route__never_ends_with_nothing", async () => {
    const own = { ...as, unit: centre.code };
    const answer = expectStatus(await route({ need_classes: ["d9_community_life"] }, { as: own }), 200);
    assert.deepEqual([answer.items, answer.front_desk.unit.id, answer.front_desk.code], [[], centre.id, "front_desk"]);
    assert.ok(answer.front_desk.text);
    assert.equal(expectStatus(await route({ need_classes: ["d9_community_life"] }), 200).front_desk.unit, undefined);
});

test("referral_route__of_services_that_take_nobody_now_gives_the_front_desk_as_well", async () => {
    const own = { ...as, unit: centre.code }, asked = async () => expectStatus(await route({ need_classes: ["s2_housing"] }, { as: own }), 200);
    const full = await service({ needs: ["s2_housing"], takes_referrals: false });
    let answer = await asked();
    assert.deepEqual([answer.items.map((item) => item.service.code), answer.front_desk?.unit.id], [[full.code], centre.id]);
    await service({ kind: "third_sector", needs: ["s2_housing"], takes_referrals: false });
    answer = await asked();
    assert.deepEqual([answer.items.length, answer.front_desk], [2, undefined], "there is somewhere to go");
});

test("referral_route__tells_every_fault", async () => {
    expectProblem(await route({ need_classes: [], age: 200, extra: 1 }), 400, "invalid", { "/need_classes": "too_short", "/age": "out_of_range", "/extra": "unknown_member" });
    expectProblem(await route({ need_classes: ["s3_economy", "nothing"] }), 422, "rule_broken", { "/need_classes/1": "unknown_need" });
});

test("referral_route__that_is_refused_has_read_no_segment", async () => {
    const known = { area: "01" }, client = await clientOf(known), read = () => Number(sql(`SELECT count(*) FROM asiakkuus.audit_event WHERE client_id = '${client.id}' AND resource = 'client_segment'`));
    expectStatus(await post(`/v1/clients/${client.id}/assessments`, { register: "health", coping: "easy", need: "many", duration: "continuous", flags: { special_support: false } }, { as: known }), 201);
    const before = read();
    expectProblem(await route({ client_id: client.id, need_classes: ["nothing"] }, { as: known }), 422, "rule_broken", { "/need_classes/0": "unknown_need" });
    assert.equal(read(), before);
    expectStatus(await route({ client_id: client.id, need_classes: ["s3_economy"] }, { as: known }), 200);
    assert.equal(read(), before + 1);
});

test("routing_rule_create__lets_the_area_change_its_weights_from_a_day_on", async () => {
    const light = await service({ needs: ["d7_relationships"], weight: 1 }), swedish = await service({ needs: ["d7_relationships"], weight: 4, languages: ["sv"] });
    const body = { need_classes: ["d7_relationships"], language: "sv" };
    assert.deepEqual(await ranked(body), [light.code, swedish.code]);
    const rule = { code: "language", points: 90, valid_from: "2026-01-01" };
    expectStatus(await post("/v1/routing-rules", { ...rule, points: 1, valid_from: "2999-01-01" }, { as: keeper }), 201);
    assert.deepEqual(await ranked(body), [light.code, swedish.code], "not yet");
    expectStatus(await post("/v1/routing-rules", rule, { as: keeper }), 201);
    assert.deepEqual(await ranked(body), [swedish.code, light.code]);
    assert.equal(expectStatus(await get("/v1/routing-rules", { as }), 200).items.find((each) => each.code === "language").points, 90);
    assert.equal(expectStatus(await get("/v1/routing-rules"), 200).items.find((each) => each.code === "language").points, 15, "another area's stay");
    assert.ok(expectStatus(await route({ ...body, trace: true }), 200).rules.length > 5);
    expectProblem(await post("/v1/routing-rules", rule, { as: keeper }), 409, "conflict");
    expectProblem(await post("/v1/routing-rules", { ...rule, code: "luck" }, { as: keeper }), 422, "rule_broken", { "/code": "unknown_rule" });
    assert.equal((await post("/v1/routing-rules", rule, { as })).status, 403);
});

await finish();
