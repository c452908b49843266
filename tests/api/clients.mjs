#!/usr/bin/env node
// Client upkeep: what is known of a client, where they are, and by what they are found.
import { randomUUID } from "node:crypto";
import { spawn } from "node:child_process";
import { assert, call, expectProblem, expectStatus, finish, get, identityCode, newClient, post, test, token } from "./service.mjs";
import { call as exchange, pause, PSQL, sql, start, stop } from "./support.mjs";

const coordinator = { role: "coordinator" }, social = { register: "social" };
const path = (client, end = "") => `/v1/clients/${client.id}${end}`;
const seen = (version) => ({ "if-match": `"${version}"` });
const change = (client, body, version = client.version, as = {}) => call("PATCH", path(client), { as, body, headers: seen(version) });
const setStatus = (client, body, version = client.version) => post(path(client, "/status"), body, { headers: seen(version) });
const read = async (client, as = {}) => expectStatus(await get(path(client), { as }), 200);
const history = async (client) => expectStatus(await get(path(client, "/history")), 200).items;
const search = async (system, value, as = {}) => expectStatus(await post("/v1/clients/search", { identifier: { system, value } }, { as }), 200).items.map(({ id }) => id);
const partnership = { register: "health", coping: "easy", need: "many", duration: "continuous", flags: { special_support: false } };

// --- what is known ---

test("client_change__changes_what_is_named_and_nothing_else", async () => {
    const made = await newClient({}, { names: { given: "Testi", family: "Asiakas" }, language: "fi", home_unit: "kallio" });
    const changed = expectStatus(await change(made, { language: "sv" }), 200);
    assert.deepEqual({ ...changed, updated_at: "" }, { ...made, version: 2, language: "sv", updated_at: "" });
    assert.deepEqual(await read(made), changed);
});

test("client_change__null_takes_a_value_away", async () => {
    const made = await newClient({}, { names: { given: "Testi" }, language: "fi", home_unit: "kallio" });
    const changed = expectStatus(await change(made, { names: null, home_unit: null, language: null }), 200);
    assert.deepEqual([changed.names, changed.home_unit, changed.language], [undefined, undefined, undefined]);
    expectProblem(await change(changed, { non_disclosure: null }), 400, "invalid", { "/non_disclosure": "wrong_type" });
});

test("client_change__of_nothing_makes_no_version", async () => {
    const made = await newClient({}, { language: "fi" });
    for (const body of [{}, { language: "fi" }, { home_unit: null }]) assert.equal(expectStatus(await change(made, body), 200).version, 1);
    assert.equal((await history(made)).length, 1);
});

test("client_change__wants_to_know_what_the_caller_has_seen", async () => {
    const made = await newClient();
    expectProblem(await call("PATCH", path(made), { body: { language: "sv" } }), 428, "precondition_missing");
    expectStatus(await change(made, { language: "sv" }), 200);
    expectProblem(await change(made, { language: "en" }), 412, "stale");
    expectProblem(await change({ id: randomUUID(), version: 1 }, { language: "en" }), 404, "not_found");
});

test("client_change__tells_every_fault_at_once", async () => {
    const made = await newClient();
    expectProblem(await change(made, { id: randomUUID(), language: "SV", home_unit: "" }), 400, "invalid", { "/id": "unknown_member", "/language": "bad_format", "/home_unit": "too_short" });
    expectProblem(await change(made, { home_unit: "nowhere", birth_date: "2001-01-01" }), 422, "rule_broken", { "/home_unit": "unknown_unit", "/birth_date": "from_source" });
});

test("client_change__a_non_disclosure_order_hides_at_once", async () => {
    const code = identityCode();
    const made = expectStatus(await post("/v1/clients", { identifier: { system: "hetu", value: code }, names: { given: "Salattu" }, home_unit: "kallio" }), 201);
    expectStatus(await change(made, { non_disclosure: true }), 200);
    const [found] = expectStatus(await post("/v1/clients/search", { identifier: { system: "hetu", value: code } }), 200).items;
    assert.deepEqual([found.non_disclosure, found.names, found.home_unit], [true, undefined, undefined]);
});

test("client_history__tells_each_step_with_what_stood_there_before", async () => {
    const made = await newClient({}, { names: { given: "Aino", family: "Vanha" }, language: "fi" });
    expectStatus(await change(made, { names: { given: "Aino", family: "Uusi" } }, 1), 200);
    expectStatus(await change(made, { language: "sv", non_disclosure: true }, 2), 200);
    const steps = await history(made);
    assert.deepEqual(steps.map(({ version, action, changed, before }) => ({ version, action, changed, before })), [
        { version: 1, action: "create", changed: [], before: undefined },
        { version: 2, action: "change", changed: ["names"], before: { names: { given: "Aino", family: "Vanha" } } },
        { version: 3, action: "change", changed: ["language", "non_disclosure"], before: { language: "fi", non_disclosure: false } },
    ]);
    steps.slice(1).forEach((step, i) => assert.equal(step.from, steps[i].to));
});

// --- where they are ---

const duties = async (client) => expectStatus(await get(path(client, "/segment")), 200).open_duties.map(({ code }) => code);
const onList = async (code, client) => {
    for (let cursor = ""; cursor !== null; ) {
        const page = expectStatus(await get(`/v1/worklists/${code}?limit=200${cursor && `&cursor=${cursor}`}`), 200);
        const item = page.items.find((each) => each.client?.id === client.id);
        if (item) return item;
        cursor = page.next_cursor;
    }
};

test("client_set_status__death_closes_duties_and_reversal_with_a_reason_brings_them_back", async () => {
    const made = await newClient();
    expectStatus(await post(path(made, "/assessments"), partnership), 201);
    const before = await duties(made);
    assert.ok(before.includes("contact_person_missing"), before);
    const dead = expectStatus(await setStatus(made, { status: "deceased", on: "2026-11-01" }), 200);
    assert.deepEqual([dead.status, dead.status_on, dead.version], ["deceased", "2026-11-01", 2]);
    assert.ok(!dead.available_actions.includes("report_move") && dead.available_actions.includes("reinstate"));
    assert.deepEqual(await duties(made), []);
    expectProblem(await setStatus(dead, { status: "active" }), 422, "rule_broken", { "/reason": "must_be_given" });
    const back = expectStatus(await setStatus(dead, { status: "active", reason: "Ilmoitus koski toista." }), 200);
    assert.deepEqual([back.status, back.status_on], ["active", undefined]);
    assert.deepEqual(await duties(made), before);
    const steps = await history(made);
    assert.deepEqual(steps.map(({ action, to, reason }) => [action, to, reason]), [["create", "active", undefined], ["report_death", "deceased", undefined], ["reinstate", "active", "Ilmoitus koski toista."]]);
});

test("client_set_status__what_is_open_stays_on_the_lists_and_is_marked", async () => {
    const made = await newClient();
    const contact = { register: "health", channel: "phone", need: { classes: ["s6_crisis"] }, urgency: "urgent", client_id: made.id };
    expectStatus(await post("/v1/contacts", contact), 201);
    assert.equal((await onList("contacts", made)).client.status, "active");
    expectStatus(await setStatus(made, { status: "moved_away" }), 200);
    assert.equal((await onList("contacts", made)).client.status, "moved_away");
    const overview = expectStatus(await get(path(made, "/overview")), 200);
    assert.deepEqual([overview.client_status, overview.contacts.length], ["moved_away", 1]);
});

test("client_set_status__a_proposed_assessment_waits_on_no_list_any_more", async () => {
    const made = await newClient(), unit = { unit: "kallio" };
    expectStatus(await post(path(made, "/assessments"), partnership, { as: unit }), 201);
    assert.ok(await onList("duties", made));
    expectStatus(await setStatus(made, { status: "deceased" }), 200);
    assert.equal(await onList("duties", made), undefined);
});

test("client_set_status__goes_only_where_the_state_allows", async () => {
    const made = await newClient();
    expectProblem(await setStatus(made, { status: "active", reason: "x" }), 409, "conflict", { "/status": "action_not_open" });
    expectProblem(await setStatus(made, { status: "deceased", on: "2999-01-01" }), 422, "rule_broken", { "/on": "in_the_future" });
    const dead = expectStatus(await setStatus(made, { status: "deceased" }), 200);
    expectProblem(await setStatus(dead, { status: "moved_away" }), 409, "conflict", { "/status": "action_not_open" });
    expectProblem(await setStatus(made, { status: "active", reason: "x" }), 412, "stale");
    expectProblem(await setStatus(dead, { status: "active", reason: "x", on: "2026-11-01" }), 422, "rule_broken", { "/on": "not_with_this_kind" });
});

// --- by what they are found ---

const identifiers = async (client, as = {}) => expectStatus(await get(path(client, "/identifiers"), { as }), 200).items;
const add = (client, system, value, version = client.version, as = {}) => post(path(client, "/identifiers"), { system, value }, { as, headers: seen(version) });
const correct = (client, id, body, version = client.version, as = coordinator) => post(path(client, `/identifiers/${id}/correct`), body, { as, headers: seen(version) });

test("identifier_systems__are_told_with_names_in_the_reader_s_language", async () => {
    const names = {};
    for (const language of ["fi", "sv", "en"]) {
        const { items } = expectStatus(await get("/v1/identifier-systems", { headers: { "accept-language": language } }), 200);
        names[language] = items.map(({ name }) => name);
        assert.deepEqual(items.find(({ code }) => code === "hetu").oid, "1.2.246.21");
    }
    names.fi.forEach((name, i) => assert.equal(new Set([name, names.sv[i], names.en[i]]).size, 3, name));
});

test("client_create__by_a_register_s_own_number_or_a_temporary_code_is_found_by_it", async () => {
    const number = `P-${randomUUID().slice(0, 8)}`, code = identityCode();
    const own = expectStatus(await post("/v1/clients", { identifier: { system: "health_register", value: number }, birth_date: "1980-02-29" }), 201);
    assert.deepEqual([own.identifier.system, own.birth_date], ["health_register", "1980-02-29"]);
    assert.deepEqual(await search("health_register", number.toUpperCase()), [own.id]);
    assert.deepEqual(await search("foreign", number), []);
    const temporary = expectStatus(await post("/v1/clients", { identifier: { system: "temporary", value: code } }), 201);
    assert.notEqual(temporary.birth_date, undefined);
    assert.deepEqual([await search("temporary", code), await search("hetu", code)], [[temporary.id], []]);
});

test("client_create__checks_a_value_as_its_system_says", async () => {
    const create = (system, value, more = {}) => post("/v1/clients", { identifier: { system, value }, ...more });
    expectProblem(await create("temporary", "010594Y9033"), 422, "rule_broken", { "/identifier/value": "bad_identifier" });
    expectProblem(await create("foreign", "a b"), 422, "rule_broken", { "/identifier/value": "bad_format" });
    expectProblem(await create("passport", "1"), 400, "invalid", { "/identifier/system": "not_in_list" });
    expectProblem(await create("hetu", identityCode(), { birth_date: "1980-01-01" }), 422, "rule_broken", { "/birth_date": "from_source" });
    expectProblem(await create("foreign", `F-${randomUUID()}`, { birth_date: "2999-01-01" }), 422, "rule_broken", { "/birth_date": "in_the_future" });
});

test("identifier__of_the_other_register_is_not_hinted_at", async () => {
    const number = `S-${randomUUID().slice(0, 8)}`;
    const made = await newClient();
    expectStatus(await add(made, "social_register", number, 1, social), 200);
    assert.deepEqual((await identifiers(made, social)).map(({ system }) => system), ["hetu", "social_register"]);
    assert.deepEqual((await identifiers(made)).map(({ system }) => system), ["hetu"]);
    expectProblem(await post("/v1/clients/search", { identifier: { system: "social_register", value: number } }), 422, "rule_broken", { "/identifier/system": "other_register" });
});

test("client_history__of_the_other_register_s_own_number_tells_nothing", async () => {
    const number = `S-${randomUUID().slice(0, 8)}`, as = { role: "coordinator", register: "social" };
    const made = await newClient();
    expectStatus(await add(made, "social_register", number, 1, social), 200);
    const { id } = (await identifiers(made, social)).find(({ system }) => system === "social_register");
    expectStatus(await correct(made, id, { value: `${number}-2`, reason: "Sosiaalihuollon numero väärin." }, 2, as), 200);
    expectStatus(await add(made, "foreign", `F-${randomUUID()}`, 3), 200);
    const steps = await history(made);
    assert.deepEqual(steps.map(({ version, action, changed }) => [version, action, ...changed]), [[1, "create"], [4, "add_identifier", "foreign"]]);
    const { items } = expectStatus(await get(path(made, "/history"), { as: social }), 200);
    assert.deepEqual(items.map(({ changed: [system] }) => system), [undefined, "social_register", "social_register", "foreign"]);
});

test("identifier__a_temporary_code_leaves_the_birth_date_of_the_identity_code", async () => {
    const made = await newClient();
    const more = expectStatus(await add(made, "temporary", identityCode()), 200);
    const [, { id }] = await identifiers(made);
    const put = expectStatus(await correct(made, id, { value: identityCode(), reason: "x" }, 2), 200);
    assert.deepEqual([more.birth_date, put.birth_date, (await read(made)).birth_date], [made.birth_date, made.birth_date, made.birth_date]);
    const alone = expectStatus(await post("/v1/clients", { identifier: { system: "temporary", value: identityCode() } }), 201);
    const known = expectStatus(await add(alone, "hetu", identityCode(), 1), 200);
    assert.notEqual(known.birth_date, alone.birth_date);
});

test("identifier_correct__counts_also_those_that_were_replaced", async () => {
    const made = await newClient();
    const [{ id }] = await identifiers(made);
    sql(`INSERT INTO client_identifier (area, id, client_id, system, hash, key_id, created_at, replaced_at, replaced_by)
         SELECT area, gen_random_uuid(), client_id, system, sha256(id::text::bytea || n::text::bytea), key_id, created_at, created_at, 'x' FROM client_identifier, generate_series(1, 63) n WHERE client_id = '${made.id}'`);
    expectProblem(await correct(made, id, { value: identityCode(), reason: "x" }), 409, "conflict");
    expectProblem(await add(made, "foreign", `F-${randomUUID()}`), 409, "conflict");
    assert.deepEqual([(await identifiers(made)).length, (await read(made)).version], [64, 1]);
});

test("client_history__of_many_steps_shows_the_latest_the_oldest_first", async () => {
    const made = await newClient({}, { language: "fi" });
    sql(`INSERT INTO move (area, resource, resource_id, version, at, by, action, from_status, to_status)
         SELECT area, resource, resource_id, n, at, by, 'change', to_status, to_status FROM move, generate_series(2, 230) n WHERE resource = 'client' AND resource_id = '${made.id}';
         UPDATE client SET version = 230 WHERE id = '${made.id}'`);
    expectStatus(await change(made, { language: "sv" }, 230), 200);
    const steps = await history(made);
    assert.deepEqual([steps.length, steps[0].version, steps.at(-1).version, steps.at(-1).changed, steps.at(-1).before], [200, 32, 231, ["language"], { language: "fi" }]);
});

// What a change leads to needs the models of the area, which are read again now and then.
test("client_status__changes_nothing_where_what_follows_can_not_be_read", async () => {
    const made = await newClient(), judged = { register: "health", coping: "easy", need: "few", duration: "occasional", flags: { special_support: false } };
    // What the confirmed segment asks for stands in its model.
    const assessed = expectStatus(await post(path(made, "/assessments"), judged), 201);
    expectStatus(await post(`/v1/assessments/${assessed.id}/confirm`, { client_present: true }, { headers: { "If-Match": '"1"' } }), 200);
    const service = await start({ WORKERS: "0", LOCK_TIMEOUT_MS: "200" });
    const options = { port: service.port, token: token({}) };
    const set = () => exchange("POST", path(made, "/status"), { ...options, json: { status: "moved_away" }, headers: { "If-Match": '"1"' } });
    assert.equal((await exchange("GET", "/v1/models", options)).status, 200);
    assert.equal((await exchange("POST", "/v1/segmentations", { ...options, json: { coping: "easy", need: "few", duration: "occasional" } })).status, 200);
    await pause(5500);
    const lock = spawn(PSQL[0], PSQL[1], { stdio: ["pipe", "pipe", "inherit"] });
    lock.stdin.write("BEGIN; LOCK TABLE asiakkuus.model IN ACCESS EXCLUSIVE MODE; SELECT 'held';\n");
    await new Promise((resolve) => lock.stdout.once("data", resolve));
    const answer = await set();
    lock.stdin.end("ROLLBACK;\n");
    await new Promise((resolve) => lock.once("exit", resolve));
    assert.equal(answer.status, 503, answer.text);
    const left = sql(`SELECT c.status || ' ' || c.version || ' ' || (SELECT count(*) FROM move WHERE resource_id = c.id) FROM client c WHERE id = '${made.id}'`);
    assert.equal(left, "active 1 1");
    assert.equal((await set()).status, 200);
    assert.deepEqual([(await read(made)).status, (await history(made)).length], ["moved_away", 2]);
    await stop(service);
});

test("client_create__two_valid_codes_are_two_clients_however_alike_the_rest_is", async () => {
    const same = { names: { given: "Sama", family: "Nimi" }, language: "fi" };
    const digits = "010594", codes = ["010594Y9032", "010594Y9021", "010594X9032", "010594-9032"];
    const ids = [];
    for (const value of codes) {
        const { id } = (await post("/v1/clients", { identifier: { system: "hetu", value }, ...same })).json;
        ids.push(id);
        assert.deepEqual(await search("hetu", value), [id], digits);
    }
    assert.equal(new Set(ids).size, codes.length);
});

test("identifier__one_more_leads_to_the_same_client", async () => {
    const code = identityCode(), number = `P-${randomUUID().slice(0, 8)}`;
    const made = expectStatus(await post("/v1/clients", { identifier: { system: "health_register", value: number } }), 201);
    const found = expectStatus(await add(made, "hetu", code), 200);
    assert.deepEqual([found.version, found.identifier.system, typeof found.birth_date], [2, "hetu", "string"]);
    assert.deepEqual([await search("hetu", code), await search("health_register", number)], [[made.id], [made.id]]);
    expectProblem(await add(found, "hetu", code), 409, "conflict", { "/value": "identifier_known" });
    expectProblem(await add(made, "foreign", "X1", 1), 412, "stale");
});

test("identifier__of_another_client_is_conflict_that_names_whom_to_merge_with", async () => {
    const code = identityCode(), holder = expectStatus(await post("/v1/clients", { identifier: { system: "hetu", value: code } }), 201);
    const made = await newClient();
    const problem = expectProblem(await add(made, "hetu", code), 409, "conflict", { "/value": "identifier_in_use" });
    assert.ok(problem.errors[0].detail.includes(holder.id));
    assert.equal((await read(made)).version, 1);
    const [{ id }] = await identifiers(made);
    expectProblem(await correct(made, id, { value: code, reason: "x" }), 409, "conflict", { "/value": "identifier_in_use" });
    assert.deepEqual([await search("hetu", code), (await read(made)).version], [[holder.id], 1]);
});

test("identifier_correct__lets_the_wrong_code_go_and_keeps_no_way_back_to_it", async () => {
    const wrong = identityCode(), right = identityCode();
    const made = expectStatus(await post("/v1/clients", { identifier: { system: "hetu", value: wrong } }), 201);
    const [{ id }] = await identifiers(made);
    const put = expectStatus(await correct(made, id, { value: right, reason: "Näppäilyvirhe." }), 200);
    assert.notEqual(put.birth_date, made.birth_date);
    assert.deepEqual([await search("hetu", wrong), await search("hetu", right)], [[], [made.id]]);
    const rows = await identifiers(made);
    assert.deepEqual(rows.map(({ replaced_at }) => !replaced_at), [false, true]);
    const other = expectStatus(await post("/v1/clients", { identifier: { system: "hetu", value: wrong } }), 201);
    assert.notEqual(other.id, made.id);
    assert.deepEqual((await history(made)).at(-1).reason, "Näppäilyvirhe.");
    for (const text of [JSON.stringify(rows), JSON.stringify(await history(made))]) assert.ok(!text.includes(wrong) && !text.includes(right));
    expectProblem(await correct(put, id, { value: identityCode(), reason: "x" }), 409, "conflict");
});

test("client_history__tells_the_birth_date_that_an_identifier_wrote_over", async () => {
    const made = expectStatus(await post("/v1/clients", { identifier: { system: "foreign", value: `F-${randomUUID()}` }, birth_date: "1950-03-01", language: "fi" }), 201);
    const known = expectStatus(await add(made, "hetu", identityCode()), 200);
    const { id } = (await identifiers(made)).find(({ system }) => system === "hetu");
    const right = expectStatus(await correct(made, id, { value: identityCode(), reason: "Näppäilyvirhe." }, 2), 200);
    expectStatus(await add(made, "health_register", `P-${randomUUID().slice(0, 8)}`, 3), 200);
    const steps = (await history(made)).slice(1).map(({ action, changed, before }) => [action, changed, before]);
    assert.equal(new Set([made, known, right].map((each) => each.birth_date)).size, 3);
    assert.deepEqual(steps, [["add_identifier", ["hetu", "birth_date"], { birth_date: "1950-03-01" }], ["correct_identifier", ["hetu", "birth_date"], { birth_date: known.birth_date }], ["add_identifier", ["health_register"], undefined]]);
});

test("client_change__the_birth_date_of_an_identity_code_can_be_written_where_another_stands", async () => {
    const code = identityCode(), put = (client, birth_date) => change(client, { birth_date });
    const made = expectStatus(await post("/v1/clients", { identifier: { system: "foreign", value: `F-${randomUUID()}` }, birth_date: "1950-03-01" }), 201);
    const younger = expectStatus(await post("/v1/clients", { identifier: { system: "hetu", value: code } }), 201);
    expectStatus(await post(path(made, "/merge"), { other: { id: younger.id, version: 1 }, reason: "Sama ihminen." }, { as: coordinator, headers: seen(1) }), 200);
    const merged = await read(made);
    assert.deepEqual([merged.birth_date, merged.identifier.system], ["1950-03-01", "hetu"]);
    expectProblem(await put(merged, "1950-03-02"), 422, "rule_broken", { "/birth_date": "from_source" });
    const right = expectStatus(await put(merged, younger.birth_date), 200);
    assert.equal(right.birth_date, younger.birth_date);
    expectProblem(await put(right, "1950-03-01"), 422, "rule_broken", { "/birth_date": "from_source" });
    const none = expectStatus(await change(right, { birth_date: null }), 200);
    assert.equal(expectStatus(await put(none, younger.birth_date), 200).birth_date, younger.birth_date);
});

test("identifier_correct__takes_a_permission_of_its_own_and_a_reason", async () => {
    const made = await newClient();
    const [{ id }] = await identifiers(made);
    expectProblem(await correct(made, id, { value: identityCode(), reason: "x" }, 1, {}), 403, "forbidden");
    expectProblem(await correct(made, id, { value: identityCode() }), 400, "invalid", { "/reason": "required" });
    expectProblem(await correct(made, randomUUID(), { value: identityCode(), reason: "x" }), 404, "not_found");
    expectProblem(await correct(made, id, { value: "010190-999K", reason: "x" }), 422, "rule_broken", { "/value": "bad_identifier" });
});

test("identifier_correct__of_two_at_once_one_is_made", async () => {
    const made = await newClient();
    const [{ id }] = await identifiers(made);
    const answers = await Promise.all(Array.from({ length: 20 }, () => correct(made, id, { value: identityCode(), reason: "x" })));
    const statuses = answers.map(({ status }) => status).sort();
    assert.deepEqual([statuses[0], [...new Set(statuses.slice(1))].every((status) => [409, 412].includes(status))], [200, true], `${statuses}`);
    assert.equal((await identifiers(made)).length, 2);
});

await finish();
