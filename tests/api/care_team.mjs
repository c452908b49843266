#!/usr/bin/env node
// Care teams: who does what for a client, by role and day.
import { randomUUID } from "node:crypto";
import { assert, call, expectProblem, expectStatus, finish, get, newClient, post, test } from "./service.mjs";
import { sql, today } from "./support.mjs";

const coordinator = { role: "coordinator" };
const person = (sub = "worker-1", name = "Aino Esimerkki") => ({ sub, name });
const member = (role, more = {}) => ({ role, person: person(), from: "2026-01-01", ...more });
const path = (client) => `/v1/clients/${client.id}/care-team`;
const put = (client, body, headers, as = coordinator) => call("PUT", path(client), { as, body, headers });
const first = { "if-none-match": "*" };
const version = (number) => ({ "if-match": `"${number}"` });
const make = async (client, members, more = {}) => expectStatus(await put(client, { members, ...more }, first), 201);
const read = async (client, as = coordinator) => expectStatus(await get(path(client), { as }), 200);
const partnership = { register: "health", coping: "easy", need: "many", duration: "continuous", flags: { special_support: false } };

async function assessed() {
    const client = await newClient();
    expectStatus(await post(`/v1/clients/${client.id}/assessments`, partnership), 201);
    return client;
}
const duties = async (client, as = {}) => expectStatus(await get(`/v1/clients/${client.id}/segment`, { as }), 200).open_duties.map(({ code }) => code);

test("care_team__gives_back_what_was_put", async () => {
    const client = await newClient();
    const sent = { template: "omatiimi", members: [member("contact_person", { to: "2027-05-31", person: { ...person(), profession: "Sosiaaliohjaaja" } }), member("responsible_nurse")] };
    const answer = await put(client, sent, first);
    const team = expectStatus(answer, 201);
    assert.equal(answer.headers.get("etag"), '"1"');
    assert.deepEqual([team.version, team.template, team.client_id], [1, "omatiimi", client.id]);
    assert.deepEqual(team.members.map(({ id, register, ...rest }) => rest), sent.members);
    assert.deepEqual(team.members.map(({ register }) => register), ["health", "health"]);
    assert.deepEqual(await read(client), team);
});

test("care_team__one_that_is_not_is_404", async () => {
    const client = await newClient();
    for (const end of ["", "/history"]) expectProblem(await get(path(client) + end, { as: coordinator }), 404, "not_found");
    expectProblem(await put({ id: randomUUID() }, { members: [] }, first), 404, "not_found");
});

test("care_team__is_one_for_both_registers_and_tells_each_members", async () => {
    const client = await newClient();
    await make(client, [member("responsible_nurse")]);
    const social = { ...coordinator, register: "social" };
    const { members: [nurse] } = await read(client, social);
    const team = expectStatus(await put(client, { members: [{ ...nurse, register: undefined }, member("own_worker"), member("contact_person")] }, version(1), social), 200);
    assert.deepEqual(team.members.map(({ register }) => register), ["health", "social", "social"]);
});

// --- which version ---

test("care_team_put__wants_to_know_what_the_caller_has_seen", async () => {
    const client = await newClient();
    expectProblem(await put(client, { members: [] }, {}), 428, "precondition_missing");
    expectProblem(await put(client, { members: [] }, version(1)), 412, "stale");
    expectProblem(await put(client, { members: [] }, { "if-none-match": '"1"' }), 400, "invalid");
    expectProblem(await put(client, { members: [] }, { ...first, ...version(1) }), 400, "invalid");
    await make(client, []);
    expectProblem(await put(client, { members: [] }, {}), 428, "precondition_missing");
    expectProblem(await put(client, { members: [] }, first), 412, "stale");
    expectStatus(await put(client, { members: [] }, version(1)), 200);
    expectProblem(await put(client, { members: [] }, version(1)), 412, "stale");
});

test("care_team_put__of_two_who_add_one_the_second_is_told", async () => {
    const client = await newClient();
    const { members } = await make(client, [member("nurse")]);
    const kept = members.map(({ register, ...rest }) => rest);
    const added = expectStatus(await put(client, { members: [...kept, member("doctor")] }, version(1)), 200);
    expectProblem(await put(client, { members: [...kept, member("pharmacist")] }, version(1)), 412, "stale");
    assert.equal(added.members[0].id, members[0].id);
    const { items } = expectStatus(await get(`${path(client)}/history`, { as: coordinator }), 200);
    assert.deepEqual(items.map((item) => [item.version, item.members.length]), [[2, 2], [1, 1]]);
});

test("care_team_put__200_at_once_lose_no_update", async () => {
    const client = await newClient();
    const firsts = await Promise.all(Array.from({ length: 20 }, () => put(client, { members: [] }, first)));
    assert.deepEqual(firsts.map(({ status }) => status).sort(), [...Array(1).fill(201), ...Array(19).fill(412)].sort());
    let told = 0;
    async function add(number) {
        for (;;) {
            const team = await read(client);
            const members = team.members.map(({ register, ...rest }) => rest);
            const answer = await put(client, { members: [...members.slice(-20), member("nurse", { person: person(`n-${number}`, "N") })] }, version(team.version));
            if (answer.status === 200) return;
            assert.equal(answer.status, 412, answer.text);
            told++;
        }
    }
    const same = await Promise.all(Array.from({ length: 200 }, (_, number) => put(client, { members: [member("nurse", { person: person(`n-${number}`, "N") })] }, version(1))));
    const made = same.filter(({ status }) => status === 200), lost = same.filter(({ status }) => status === 412);
    assert.deepEqual([made.length, lost.length], [1, 199]);
    await Promise.all(Array.from({ length: 10 }, (_, number) => add(number)));
    const team = await read(client);
    assert.deepEqual([team.version, team.members.length], [12, 11]);
    assert.equal(new Set(team.members.map(({ person: { sub } }) => sub)).size, 11 - (team.members.filter(({ person: { sub } }) => sub === made[0].json.members[0].person.sub).length - 1));
});

// --- members ---

test("care_team_put__a_successor_begins_the_day_after", async () => {
    const client = await newClient();
    const former = member("contact_person", { to: "2026-05-31" });
    const next = (from) => ({ members: [former, member("contact_person", { from, person: person("worker-2") })] });
    expectProblem(await put(client, next("2026-05-31"), first), 422, "rule_broken", { "/members/1/from": "held_by_another" });
    // In whichever order they are written.
    expectProblem(await put(client, { members: next("2026-05-31").members.reverse() }, first), 422, "rule_broken", { "/members/1/from": "held_by_another" });
    const { members } = expectStatus(await put(client, next("2026-06-01"), first), 201);
    // The two change places: neither holds the role twice on the way.
    const [a, b] = members.map(({ register, ...rest }) => rest);
    expectStatus(await put(client, { members: [{ ...b, from: "2025-01-01", to: "2025-12-31" }, { ...a, to: undefined }] }, version(1)), 200);
});

test("care_team_put__tells_every_fault", async () => {
    const client = await newClient();
    expectProblem(await put(client, { members: [{ role: "Bad Role", person: { sub: "" }, to: "x", extra: 1 }], other: 1 }, first), 400, "invalid", {
        "/members/0/role": "bad_format", "/members/0/person/sub": "too_short", "/members/0/person/name": "required", "/members/0/from": "required", "/members/0/to": "bad_format", "/members/0/extra": "unknown_member", "/other": "unknown_member",
    });
    const id = randomUUID();
    expectProblem(await put(client, { template: "none", unit_id: randomUUID(), members: [member("chef"), member("nurse", { id, to: "2025-01-01" }), member("case_manager"), member("case_manager", { unit_id: randomUUID() })] }, first), 422, "rule_broken", {
        "/template": "unknown_template", "/unit_id": "unknown_unit", "/members/0/role": "unknown_role", "/members/1/id": "unknown_id", "/members/1/to": "ends_before_start", "/members/3/from": "held_by_another", "/members/3/unit_id": "unknown_unit",
    });
});

test("care_team_put__an_id_given_twice_or_of_one_who_was_left_out_is_refused", async () => {
    const client = await newClient();
    const { members: [{ id }] } = await make(client, [member("nurse")]);
    expectProblem(await put(client, { members: [member("nurse", { id }), member("doctor", { id })] }, version(1)), 422, "rule_broken", { "/members/1/id": "duplicate_key" });
    expectStatus(await put(client, { members: [] }, version(1)), 200);
    expectProblem(await put(client, { members: [member("nurse", { id })] }, version(2)), 422, "rule_broken", { "/members/0/id": "unknown_id" });
});

test("care_team__a_template_s_missing_members_are_told_and_never_refused", async () => {
    const client = await newClient();
    const nurse = () => member("nurse", { person: person(randomUUID(), "N") });
    const team = await make(client, [nurse(), nurse(), member("specialist_doctor", { to: today(-1) }), member("doctor_in_training", { from: today(1) })], { template: "omatiimi" });
    assert.deepEqual(team.missing.map(({ role }) => role), ["specialist_doctor", "doctor_in_training", "nurse"]);
    assert.match(team.missing[2].why, /3.*2/);
});

// --- duties ---

test("duties__a_contact_person_of_today_closes_theirs", async () => {
    const client = await assessed();
    assert.ok((await duties(client)).includes("contact_person_missing"));
    const { version: one } = await make(client, [member("contact_person", { to: today(-1) })]);
    assert.ok((await duties(client)).includes("contact_person_missing"), "who has left is none");
    await put(client, { members: [member("contact_person", { from: today(1) })] }, version(one));
    assert.ok((await duties(client)).includes("contact_person_missing"), "who is to come is none yet");
    const answer = await put(client, { template: "monipalvelupolku", members: [member("contact_person", { from: today(), to: today() })] }, version(2));
    const team = expectStatus(answer, 200);
    assert.deepEqual(team.duties.map(({ code }) => code), ["confirmation_missing", "plan_missing"]);
    assert.deepEqual(await duties(client), team.duties.map(({ code }) => code));
    assert.deepEqual((await read(client)).duties, team.duties);
});

test("care_team__tells_duties_only_to_who_may_read_assessments", async () => {
    const client = await assessed();
    await make(client, []);
    assert.deepEqual((await read(client, { scope: "care_team:read" })).duties, []);
    assert.deepEqual((await read(client, { ...coordinator, register: "social" })).duties, []);
});

test("care_duty_list__finds_what_someone_who_leaves_has_to_hand_on", async () => {
    const sub = `leaver-${randomUUID()}`, clients = [];
    for (let i = 0; i < 5; i++) clients.push(await newClient());
    for (const client of clients) await make(client, [member("contact_person", { person: person(sub) }), member("nurse", { person: person(sub), to: today(-1) })]);
    await make(await newClient(), [member("case_manager", { person: person(sub), from: today(30) })]);
    await put(clients[4], { members: [] }, version(1));
    const seen = [];
    for (let query = `?sub=${sub}&limit=2&total=true`; query; ) {
        const page = expectStatus(await get(`/v1/care-teams${query}`, { as: coordinator }), 200);
        assert.equal(page.total, 5);
        seen.push(...page.items);
        query = page.next_cursor && `?sub=${sub}&limit=2&total=true&cursor=${encodeURIComponent(page.next_cursor)}`;
    }
    assert.deepEqual(seen.map(({ role }) => role).sort(), ["case_manager", ...Array(4).fill("contact_person")].sort());
    assert.equal(new Set(seen.map(({ client_id: id }) => id)).size, 5);
    const own = expectStatus(await get("/v1/care-teams", { as: { ...coordinator, sub } }), 200);
    assert.equal(own.items.length, 5);
});

test("care_duty_list__of_another_is_for_who_hands_it_on", async () => {
    const sub = `colleague-${randomUUID()}`, reader = { sub, scope: "care_team:read" };
    expectStatus(await get(`/v1/care-teams?sub=${sub}`, { as: reader }), 200);
    expectStatus(await get("/v1/care-teams", { as: reader }), 200);
    expectProblem(await get("/v1/care-teams?sub=another", { as: reader }), 403, "forbidden");
    expectProblem(await get("/v1/care-teams?sub=another&total=true", { as: reader }), 403, "forbidden");
    expectStatus(await get("/v1/care-teams?sub=another", { as: coordinator }), 200);
});

test("care_team_get__is_whole_for_who_knows_the_version_as_duties_change", async () => {
    const client = await newClient();
    await make(client, []);
    assert.equal((await call("GET", `/v1/clients/${client.id}/care-team`, { as: coordinator, headers: { "if-none-match": '"1"' } })).status, 200);
});

test("care_team_get__tells_the_other_register_s_duties_as_far_as_its_assessments_are_open", async () => {
    const client = await assessed(), sub = `across-${randomUUID()}`, as = { role: "coordinator", register: "social", sub };
    const ground = { from_register: "health", to_register: "social", purpose: "Yhteinen työ", given_by: "client", form: "spoken" };
    const give = async (more) => expectStatus(await post(`/v1/clients/${client.id}/consents`, { ...ground, ...more }), 201);
    await make(client, []);
    assert.deepEqual((await read(client, as)).duties, []);
    await give({ kind: "consent", scope: { resources: ["care_team"] } });
    assert.deepEqual((await read(client, as)).duties, [], "a consent to look at the team alone");
    await give({ kind: "consent" });
    assert.ok((await read(client, as)).duties.length > 0);
    const told = sql(`SELECT string_agg(resource || ' ' || ground, ', ' ORDER BY resource) FROM audit_event WHERE sub = '${sub}'`);
    assert.equal(told, [...Array(3).fill("care_team own_register"), "client_segment consent"].join(", "));
    await give({ kind: "refusal", scope: { resources: ["assessment"] } });
    assert.deepEqual((await read(client, as)).duties, [], "a refusal of the assessments alone");
});

test("care_role_list__tells_roles_and_templates_in_three_languages", async () => {
    const { items, templates } = expectStatus(await get("/v1/care-team-roles"), 200);
    const single = items.filter(({ single_holder: one }) => one).map(({ code }) => code);
    assert.deepEqual(single, ["contact_person", "responsible_nurse", "own_worker", "case_manager"]);
    for (const { names } of [...items, ...templates]) assert.ok(names.fi && names.sv && names.en);
    assert.deepEqual(templates.find(({ code }) => code === "omatiimi").minimums, [{ role: "specialist_doctor", least: 1 }, { role: "doctor_in_training", least: 1 }, { role: "nurse", least: 3 }]);
});

test("care_team__who_looked_stands_in_no_log_line_by_name", async () => {
    const client = await newClient();
    await make(client, [member("nurse", { person: person("n", "Nimi Salainen") })]);
    const bare = await get(`/v1/care-teams?sub=n`, { as: { ...coordinator, scope: "care_team:*" } });
    assert.ok(!expectStatus(bare, 200).items.some((item) => item.name));
});

await finish();
