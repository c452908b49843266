#!/usr/bin/env node
// Care teams against a small model of their rules, over the days on which members hold, and what follows of
// them for a client's duties.
import { randomUUID } from "node:crypto";
import { assert, call, expectProblem, expectStatus, finish, get, newClient, post, test } from "./service.mjs";
import { at, clockChanges, drawing, firstMinute, lastMinute } from "./clock.mjs";
import { command, sql, today } from "./support.mjs";

const coordinator = { role: "coordinator" }, social = { role: "coordinator", register: "social" };
const path = (client, end = "/care-team") => `/v1/clients/${client.id}${end}`;
const first = { "if-none-match": "*" }, version = (number) => ({ "if-match": `"${number}"` });
const put = (client, body, number, as = coordinator) => call("PUT", path(client), { as, body, headers: number ? version(number) : first });
const person = (sub) => ({ sub, name: `Nimi ${sub}` });
const member = (role, more = {}) => ({ role, person: person("worker"), from: "2026-01-01", ...more });
const bare = ({ register, ...rest }) => rest;
const partnership = { register: "health", coping: "easy", need: "many", duration: "continuous", flags: { special_support: false } };
async function assessed(body = partnership, as = {}) {
    const client = await newClient();
    expectStatus(await post(path(client, "/assessments"), body, { as }), 201);
    return client;
}
const duties = async (client, as = {}, ask = get) => expectStatus(await ask(path(client, "/segment"), { as }), 200).open_duties.map(({ code }) => code);
const held = async (sub, as = coordinator, ask = get) => expectStatus(await ask(`/v1/care-teams?sub=${sub}&limit=200`, { as }), 200).items;

// --- the model: which faults a document has, by the contract ---

const { items: roles } = expectStatus(await get("/v1/care-team-roles"), 200);
const roleOf = (code) => roles.find((role) => role.code === code);
const overlaps = (a, b) => (!a.to || b.from <= a.to) && (!b.to || a.from <= b.to);
function faultsOf(members, known) {
    const faults = {};
    members.forEach((each, i) => {
        const role = roleOf(each.role), before = members.slice(0, i);
        if (!role) faults[`/members/${i}/role`] = "unknown_role";
        if (each.to && each.to < each.from) faults[`/members/${i}/to`] = "ends_before_start";
        if (each.id && !known.has(each.id)) faults[`/members/${i}/id`] = "unknown_id";
        if (each.id && before.some(({ id }) => id === each.id)) faults[`/members/${i}/id`] = "duplicate_key";
        if (role?.single_holder && before.some((other) => other.role === each.role && overlaps(other, each))) faults[`/members/${i}/from`] = "held_by_another";
    });
    return faults;
}

test("care_team_put__of_random_documents_follows_the_written_rules", async () => {
    const draw = drawing(41), days = Array.from({ length: 9 }, (_, i) => today(4 * (i - 4))), subs = ["a", "b", "c", "d"].map((name) => `${name}-${randomUUID()}`);
    const codes = ["contact_person", "case_manager", "own_worker", "nurse", "doctor", "work_ability_coordinator", "chef"];
    let taken = 0, refused = 0;
    for (let round = 0; round < 6; round++) {
        const client = await newClient();
        let team = { version: 0, members: [] };
        const history = [];
        for (let step = 0; step < 12; step++) {
            const kept = draw.some(team.members, 3).map(bare).map((each) => (draw(3) ? each : { ...each, from: draw.of(days), to: draw(2) ? draw.of(days) : undefined }));
            const fresh = Array.from({ length: draw(4) }, () => ({ role: draw(25) ? draw.of(codes.slice(0, 6)) : "chef", person: person(draw.of(subs)), from: draw.of(days), ...(draw(2) && { to: draw.of(days) }), ...(draw(40) === 0 && { id: randomUUID() }) }));
            const members = [...kept, ...fresh], as = draw.of([coordinator, social]), faults = faultsOf(members, new Set(team.members.map(({ id }) => id)));
            const answer = await put(client, { members }, team.version, as);
            if (Object.keys(faults).length) {
                const { errors } = expectProblem(answer, 422, "rule_broken");
                assert.deepEqual(Object.fromEntries(errors.map(({ pointer, code }) => [pointer, code])), faults, JSON.stringify(members));
                refused++;
                continue;
            }
            const made = expectStatus(answer, team.version ? 200 : 201), registers = new Map(team.members.map(({ id, register }) => [id, register]));
            assert.equal(made.version, team.version + 1);
            assert.deepEqual(made.members.map(({ id, register, ...rest }) => rest), members.map(({ id, ...rest }) => JSON.parse(JSON.stringify(rest))));
            // A role of one register is that register's; another's member stays whose it was.
            for (const [i, { id, role, register }] of made.members.entries()) {
                const own = as === social ? "social" : "health";
                assert.equal(register, roleOf(role).register ?? (members[i].id ? registers.get(id) : own), role);
            }
            team = made, taken++;
            history.unshift(made.members);
        }
        const items = history.length ? expectStatus(await get(path(client, "/care-team/history"), { as: coordinator }), 200).items : [];
        assert.deepEqual(items.map((each) => each.members), history);
        for (const sub of subs) {
            const mine = (await held(sub)).filter(({ client_id: id }) => id === client.id).map(({ id }) => id).sort();
            assert.deepEqual(mine, team.members.filter(({ person: { sub: own }, to }) => own === sub && (!to || to >= today())).map(({ id }) => id).sort());
        }
    }
    assert.ok(taken > 20 && refused > 8, `${taken} taken, ${refused} refused`);
});

for (const role of ["contact_person", "responsible_nurse", "own_worker", "case_manager"])
    test(`care_team_put__of_three_who_hold_${role}_the_third_is_held_against_the_first`, async () => {
        const client = await newClient();
        const holder = (from, to) => member(role, { from, ...(to && { to }) });
        const members = [holder("2026-01-01", "2026-06-30"), holder("2026-07-01", "2026-08-31"), holder("2026-06-30", "2026-06-30"), member("nurse"), holder("2026-08-01")];
        const { errors } = expectProblem(await put(client, { members }), 422, "rule_broken");
        assert.deepEqual(errors.map(({ pointer, code }) => `${pointer} ${code}`), ["/members/2/from held_by_another", "/members/4/from held_by_another"]);
        expectStatus(await put(client, { members: [members[1], members[3], members[0], holder("2026-09-01")] }), 201);
    });

test("care_team_put__a_member_of_one_day_holds_that_day", async () => {
    const client = await assessed(), sub = `day-${randomUUID()}`;
    const { members: [made] } = expectStatus(await put(client, { members: [member("contact_person", { person: person(sub), from: today(), to: today() })] }), 201);
    assert.deepEqual((await held(sub)).map(({ role, to }) => [role, to]), [["contact_person", today()]]);
    assert.ok(!(await duties(client)).includes("contact_person_missing"));
    // Another end of the same member is the one that counts.
    expectStatus(await put(client, { members: [{ ...bare(made), from: today(-5), to: today(-1) }] }, 1), 200);
    assert.deepEqual([await held(sub), (await duties(client)).includes("contact_person_missing")], [[], true]);
    expectStatus(await put(client, { members: [{ ...bare(made), to: undefined }] }, 2), 200);
    assert.deepEqual([(await held(sub)).map(({ to }) => to), (await duties(client)).includes("contact_person_missing")], [[undefined], false]);
    // Another person by the same id has it, and the first has it not.
    const other = `other-${randomUUID()}`;
    expectStatus(await put(client, { members: [{ ...bare(made), person: person(other), to: undefined }] }, 3), 200);
    assert.deepEqual([(await held(sub)).length, (await held(other)).length], [0, 1]);
});

for (const { day, next, hours } of clockChanges)
    test(`care_team__a_hand_over_on_the_day_of_a_clock_change_in_month_${Number(day.slice(5, 7))}_leaves_no_gap`, async () => {
        const client = await newClient(), [one, two] = [`one-${randomUUID()}`, `two-${randomUUID()}`];
        expectStatus(await put(client, { unit_id: sql("SELECT id FROM unit WHERE area = '90' ORDER BY code LIMIT 1"), members: [member("contact_person", { person: person(one), to: day }), member("contact_person", { person: person(two), from: next, to: next })] }), 201);
        expectStatus(await post(path(client, "/assessments"), partnership), 201);
        const told = (instant) => at(instant, async ({ get: ask }) => [
            (await duties(client, {}, ask)).includes("contact_person_missing"),
            (await held(one, coordinator, ask)).length, (await held(two, coordinator, ask)).length,
            expectStatus(await ask(path(client, "/journey"), { as: { role: "client", client: client.id } }), 200).items.filter(({ kind }) => kind === "contact_person").map(({ text }) => text),
        ]);
        assert.deepEqual(await told(lastMinute(day, hours)), [false, 1, 1, [`Yhteyshenkilösi on Nimi ${one}.`]]);
        assert.deepEqual(await told(firstMinute(next, hours)), [false, 0, 1, [`Yhteyshenkilösi on Nimi ${two}.`]]);
        assert.deepEqual(await told(lastMinute(next, hours)), [false, 0, 1, [`Yhteyshenkilösi on Nimi ${two}.`]]);
        const after = new Date(Date.parse(next) + 86400000).toISOString().slice(0, 10);
        assert.deepEqual(await told(firstMinute(after, hours)), [true, 0, 0, []]);
    });

test("care_team_put__faults_of_every_member_are_told_at_once_and_nothing_is_written", async () => {
    const client = await newClient(), unit = randomUUID();
    const members = Array.from({ length: 6 }, (_, i) => member("nurse", { unit_id: i % 2 ? unit : undefined }));
    const { errors } = expectProblem(await put(client, { members }), 422, "rule_broken");
    assert.deepEqual(errors.map(({ pointer }) => pointer), ["/members/1/unit_id", "/members/3/unit_id", "/members/5/unit_id"]);
    expectProblem(await get(path(client), { as: coordinator }), 404, "not_found");
    assert.equal(sql(`SELECT count(*) FROM care_team_member WHERE client_id = '${client.id}'`), "0");
    const many = Array.from({ length: 51 }, () => member("nurse"));
    expectProblem(await put(client, { members: many }), 400, "invalid", { "/members": "too_many" });
    assert.equal(expectStatus(await put(client, { members: many.slice(1) }), 201).members.length, 50);
    expectProblem(await put(client, {}, 1), 400, "invalid", { "/members": "required" });
    for (const [wrong, code] of [[{}, "wrong_type"], [null, "wrong_type"], ["x", "wrong_type"]]) expectProblem(await put(client, { members: wrong }, 1), 400, "invalid", { "/members": code });
    const long = (length) => [member("nurse", { person: { sub: "n", name: "ä".repeat(length), profession: "x".repeat(Math.floor(length / 2)) } })];
    expectProblem(await put(client, { members: long(202) }, 1), 400, "invalid", { "/members/0/person/name": "too_long", "/members/0/person/profession": "too_long" });
    assert.equal(expectStatus(await put(client, { members: long(200) }, 1), 200).members[0].person.name.length, 200);
    for (const from of ["2026-02-29", "2026-13-01", "29.2.2024", 20260101, null]) expectStatus(await put(client, { members: [member("nurse", { from })] }, 2), 400);
});

test("care_team_put__is_for_who_may_write_teams_and_for_no_client", async () => {
    const client = await newClient();
    for (const as of [{}, { role: "director" }, { role: "auditor" }, { role: "client", client: client.id }, { scope: "care_team:read plan:write" }])
        expectProblem(await put(client, { members: [] }, 0, as), 403, "forbidden");
    for (const as of [{ role: "director" }, { role: "client", client: client.id }]) expectProblem(await get(path(client), { as }), 403, "forbidden");
    expectProblem(await put(client, { members: [] }, 0, { role: "coordinator", area: "09" }), 404, "not_found");
    expectStatus(await put(client, { members: [] }), 201);
    expectProblem(await get(path(client), { as: { role: "coordinator", area: "09" } }), 404, "not_found");
});

test("care_team_put__each_version_leaves_its_row_and_its_event_and_a_refused_one_none", async () => {
    const client = await newClient(), sub = `writer-${randomUUID()}`, as = { ...coordinator, sub };
    await put(client, { members: [] }, 0, as), await put(client, { members: [] }, 1, as);
    await put(client, { members: [] }, 1, as), await put(client, { members: [member("chef")] }, 2, as);
    assert.equal(sql(`SELECT string_agg(kind || ' ' || operation || ' ' || ground, ', ' ORDER BY at, id) FROM audit_event WHERE sub = '${sub}' AND kind <> 'refused'`), "create care_team_put own_register, change care_team_put own_register");
    assert.equal(sql(`SELECT string_agg(type || ' ' || version, ', ' ORDER BY version) FROM event WHERE resource_id = '${client.id}' AND type LIKE 'care_team%'`), "care_team.created 1, care_team.changed 2");
    const { items } = expectStatus(await get(path(client, "/care-team/history"), { as: coordinator }), 200);
    assert.deepEqual(items.map(({ version: number, updated_by: by }) => [number, by.sub]), [[2, sub], [1, sub]]);
});

// --- duties ---

const segments = { omatoimi: ["easy", "few", "occasional"], tuki: ["temporarily_difficult", "few", "temporary"], yhteistyo: ["easy", "many", "continuous"], huolenpito: ["difficult", "many", "continuous"] };
for (const [segment, [coping, need, duration]] of Object.entries(segments))
    test(`duties__of_${segment}_are_those_that_the_table_of_segments_says`, async () => {
        const client = await assessed({ ...partnership, coping, need, duration });
        const asked = ["yhteistyo", "huolenpito"].includes(segment) ? ["contact_person_missing", "own_team_missing", "plan_missing"] : [];
        assert.deepEqual(await duties(client), ["confirmation_missing", ...asked]);
        const { segment: computed } = expectStatus(await get(path(client, "/segment")), 200);
        assert.equal(computed, segment);
    });

test("duties__an_own_team_is_named_by_its_unit_or_by_its_template_and_by_members_alone_it_is_not", async () => {
    const client = await assessed(), unit = sql("SELECT id FROM unit WHERE area = '90' AND valid_to IS NULL ORDER BY code LIMIT 1");
    const missing = async () => (await duties(client)).includes("own_team_missing");
    expectStatus(await put(client, { members: [member("nurse"), member("doctor")] }), 201);
    assert.equal(await missing(), true);
    expectStatus(await put(client, { unit_id: unit, members: [] }, 1), 200);
    assert.equal(await missing(), false);
    expectStatus(await put(client, { members: [] }, 2), 200);
    assert.equal(await missing(), true);
    expectStatus(await put(client, { template: "omatiimi", members: [] }, 3), 200);
    assert.equal(await missing(), false);
});

test("duties__of_another_s_recall_and_plan_are_the_other_register_s", async () => {
    const client = await newClient(), nurse = {}, worker = { register: "social" };
    for (const [as, register] of [[nurse, "health"], [worker, "social"]]) expectStatus(await post(path(client, "/assessments"), { ...partnership, register }, { as }), 201);
    expectStatus(await call("PUT", path(client, "/recall"), { as: nurse, body: { risk_class: "oral_high", next_on: today() }, headers: first }), 201);
    const plan = { kind: "support", goals: [], services: [], review_on: today(-1), client_agrees: true };
    expectStatus(await call("PUT", path(client, "/plan"), { as: nurse, body: plan, headers: first }), 201);
    const of = async (as) => (await duties(client, as)).filter((code) => /recall|plan/.test(code));
    assert.deepEqual([await of(nurse), await of(worker)], [["plan_review_overdue", "recall_due"], ["plan_missing"]]);
    expectStatus(await call("PUT", path(client, "/plan"), { as: worker, body: { ...plan, review_on: today(9) }, headers: first }), 201);
    assert.deepEqual([await of(nurse), await of(worker)], [["plan_review_overdue", "recall_due"], []]);
});

test("duties__the_day_of_a_review_itself_is_in_time_and_the_next_is_not", async () => {
    const client = await newClient(), { next, hours } = clockChanges[0], day = clockChanges[0].day;
    const body = { kind: "joint", goals: [], services: [], review_on: day, client_agrees: false };
    expectStatus(await post(path(client, "/assessments"), partnership), 201);
    expectStatus(await call("PUT", path(client, "/plan"), { body, headers: first }), 201);
    expectStatus(await call("PUT", path(client, "/recall"), { body: { risk_class: "oral_high", next_on: next }, headers: first }), 201);
    const told = (instant) => at(instant, async ({ get: ask }) => (await duties(client, {}, ask)).filter((code) => /plan_review|recall/.test(code)));
    assert.deepEqual(await told(lastMinute(day, hours)), []);
    assert.deepEqual(await told(firstMinute(next, hours)), ["plan_review_overdue", "recall_due"]);
    const { open_duties: open } = await at(firstMinute(next, hours), async ({ get: ask }) => (await ask(path(client, "/segment"))).json);
    assert.deepEqual(open.filter(({ code }) => /plan_review|recall/.test(code)).map(({ since }) => since), [day, next]);
});

test("duties__the_agreement_is_asked_of_a_joint_plan_alone", async () => {
    const client = await assessed(), body = (kind, client_agrees) => ({ kind, goals: [], services: [], review_on: "2099-01-01", client_agrees });
    const missing = async () => (await duties(client)).includes("agreement_missing");
    let number = 0;
    for (const [kind, agrees, wanted] of [["care", false, false], ["support", false, false], ["joint", false, true], ["joint", true, false], ["self_care", false, false]]) {
        expectStatus(await call("PUT", path(client, "/plan"), { body: body(kind, agrees), headers: number ? version(number) : first }), number ? 200 : 201);
        number++;
        assert.equal(await missing(), wanted, `${kind} ${agrees}`);
    }
});

test("duties__of_an_earlier_plan_overdue_are_told_beside_a_later_one_of_the_other_register", async () => {
    const client = await assessed(), body = (review_on) => ({ kind: "support", goals: [], services: [], review_on, client_agrees: true });
    expectStatus(await call("PUT", path(client, "/plan"), { body: body(today(30)), headers: first }), 201);
    expectStatus(await call("PUT", path(client, "/plan"), { as: { register: "social" }, body: { ...body(today(-3)), kind: "joint" }, headers: first }), 201);
    assert.ok((await duties(client)).includes("plan_review_overdue"));
});

// What is kept of where clients stand follows a plan that is the other register's no longer, and a team.
test("standings__kept_follow_every_change_of_team_and_plan", async () => {
    const client = await newClient(), kept = () => sql(`SELECT string_agg(scope || ' ' || lacks, ', ' ORDER BY scope) FROM client_standing WHERE client_id = '${client.id}' AND scope <> 'both'`);
    for (const register of ["health", "social"]) {
        const as = { register }, made = expectStatus(await post(path(client, "/assessments"), { ...partnership, register }, { as }), 201);
        expectStatus(await post(`/v1/assessments/${made.id}/confirm`, { client_present: true }, { as, headers: version(1) }), 200);
    }
    const plan = (kind, number) => call("PUT", path(client, "/plan"), { body: { kind, goals: [], services: [], review_on: "2099-01-01", client_agrees: true }, headers: number ? version(number) : first });
    const team = (members, number) => put(client, { template: "omatiimi", members }, number);
    const steps = [[() => plan("joint"), "health true, social true"], [() => team([member("contact_person")]), "health false, social false"], [() => plan("care", 1), "health false, social true"], [() => plan("joint", 2), "health false, social false"],
        [() => team([member("contact_person", { to: "2099-01-01" })], 1), "health true, social true"], [() => team([member("contact_person")], 2), "health false, social false"], [() => put(client, { members: [member("contact_person")] }, 3), "health true, social true"]];
    assert.equal(kept(), "health true, social true");
    for (const [i, [step, wanted]] of steps.entries()) {
        assert.ok((await step()).status < 300);
        assert.equal(kept(), wanted, `after step ${i + 1}`);
    }
    const { code, said } = command(["standings", "compare", "90"]);
    assert.equal(code, 0, said);
});

await finish();
