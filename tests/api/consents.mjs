#!/usr/bin/env node
// What crosses the boundary of the registers, on which ground, and what the access log says of it: a
// matrix of every state of a client's grounds, made here and asserted over HTTP.
import { end, equal, get, holds, judged, newClient, post, sql, test, today, token } from "./support.mjs";

const nurse = { token: token("--sub", "nurse") }, social = { token: token("--register", "social", "--sub", "worker") };
const breaker = { token: token("--register", "social", "--sub", "breaker", "--scope", "client:* assessment:* consent:*") };
const glass = (options, reason = '"Asiakas ei ole tavoitettavissa, tieto on valttamaton"') => ({ ...options, headers: { ...options.headers, "Break-Glass": reason } });

const given = (json) => ({ from_register: "health", to_register: "social", purpose: "Yhteinen suunnitelma", given_by: "client", kind: "consent", ...json });
const law = (code) => given({ kind: "statutory", given_by: "law", legal_basis: code });

async function assessed() {
    const client = await newClient(nurse);
    const answer = await post(`/v1/clients/${client.id}/assessments`, { ...judged, register: "health" }, nurse);
    equal(answer.status, 201, answer.text);
    return { client: client.id, assessment: answer.json.id };
}

async function record(client, json) {
    const answer = await post(`/v1/clients/${client}/consents`, json, nurse);
    equal(answer.status, 201, answer.text);
    return answer.json;
}

const withdraw = (client, consent, options = nurse, version = 1) =>
    post(`/v1/clients/${client}/consents/${consent.id}/withdraw`, {}, { ...options, headers: { "If-Match": `"${version}"` } });

// Each state: what is recorded, in each order, and on which ground the other register then reads.
const refusal = given({ kind: "refusal" });
const states = {
    nothing: [[], null],
    consent: [[given()], "consent"],
    refusal: [[refusal], null],
    consent_and_refusal: [[given(), refusal], null],
    statutory: [[law("joint_service")], "statutory"],
    statutory_and_refusal: [[law("joint_service"), refusal], null],
    statutory_before_refusal: [[law("life_or_health"), refusal], "statutory"],
    consent_statutory_before_refusal: [[given(), law("life_or_health"), refusal], "statutory"],
    consent_and_statutory: [[given(), law("joint_service")], "consent"],
    consent_that_ended: [[given({ valid_from: today(-30), valid_to: today(-2) })], null],
    consent_that_comes: [[given({ valid_from: today(2) })], null],
    consent_of_today_alone: [[given({ valid_from: today(-2), valid_to: today(2) })], "consent"],
    refusal_that_ended: [[given(), given({ kind: "refusal", valid_from: today(-30), valid_to: today(-2) })], "consent"],
    refusal_that_comes: [[given(), given({ kind: "refusal", valid_from: today(2) })], "consent"],
    consent_of_this_kind: [[given({ scope: { resources: ["assessment"] } })], "consent"],
    consent_of_another_kind: [[given({ scope: { resources: ["plan", "referral"] } })], null],
    refusal_of_another_kind: [[given(), given({ kind: "refusal", scope: { resources: ["plan"] } })], "consent"],
    consent_the_other_way: [[given({ from_register: "social", to_register: "health" })], null],
};

function* orders(list) {
    if (list.length < 2) return yield list;
    for (const [i, first] of list.entries())
        for (const rest of orders(list.toSpliced ? list.toSpliced(i, 1) : list.filter((_, k) => k !== i))) yield [first, ...rest];
}

for (const [name, [recorded, ground]] of Object.entries(states))
    for (const [number, order] of [...orders(recorded)].entries())
        await test(`grounds__${name}_in_order_${number + 1}`, async () => {
            const { client, assessment } = await assessed();
            const path = `/v1/assessments/${assessment}`, list = `/v1/clients/${client}/assessments`, segment = `/v1/clients/${client}/segment`;
            for (const json of order) await record(client, json);
            for (const target of [path, segment]) equal((await get(target, social)).status, ground ? 200 : 404, target);
            equal((await get(list, social)).json.items.length, ground ? 1 : 0);
            // The register of the record sees it in any case; a change is never across the boundary.
            equal((await get(path, nurse)).status, 200);
            const confirmed = await post(`${path}/confirm`, { client_present: true }, { ...social, headers: { "If-Match": '"1"' } });
            equal(confirmed.status, 404, confirmed.text);
            const told = sql(`SELECT string_agg(DISTINCT ground, ' ') FROM audit_event WHERE sub = 'worker' AND kind = 'read' AND resource_id = '${assessment}'`);
            equal(told, ground ?? "");
            // The glass opens what no ground does, and says so.
            equal((await get(path, glass(breaker))).status, 200);
            const broken = sql(`SELECT string_agg(DISTINCT ground, ' ') FROM audit_event WHERE sub = 'breaker' AND resource_id = '${assessment}'`);
            equal(broken, ground ?? "break_glass");
        });

await test("grounds__withdrawn_opens_nothing_from_that_moment", async () => {
    const { client, assessment } = await assessed();
    const consent = await record(client, given());
    equal(consent.state, "in_force");
    equal((await get(`/v1/assessments/${assessment}`, social)).status, 200);
    const answer = await withdraw(client, consent);
    equal([answer.status, answer.json.state, answer.json.available_actions], [200, "withdrawn", []], answer.text);
    equal((await get(`/v1/assessments/${assessment}`, social)).status, 404);
    equal(answer.json.history.map(({ action }) => action), ["record", "withdraw"]);
});

await test("grounds__a_page_begun_under_consent_is_not_gone_on_with_after_it", async () => {
    const { client } = await assessed();
    for (let i = 0; i < 2; i++) await post(`/v1/clients/${client}/assessments`, { ...judged, register: "health" }, nurse);
    const consent = await record(client, given());
    const first = await get(`/v1/clients/${client}/assessments?limit=1`, social);
    equal(first.json.items.length, 1);
    equal((await withdraw(client, consent)).status, 200);
    const second = await get(`/v1/clients/${client}/assessments?limit=1&cursor=${first.json.next_cursor}`, social);
    equal(second.json.items, []);
});

// Every kind of record of a client keeps the same boundary: how one is made, and where it is read.
const kinds = {
    contact: async (client) => {
        const made = await post("/v1/contacts", { register: "health", channel: "phone", client_id: client, need: { classes: ["s3_economy"] }, urgency: "non_urgent" }, nurse);
        equal(made.status, 201, made.text);
        return { id: made.json.id, path: `/v1/contacts/${made.json.id}`, list: `/v1/contacts?client_id=${client}` };
    },
};
for (const [kind, make] of Object.entries(kinds))
    await test(`grounds__a_${kind}_crosses_by_consent_alone_and_the_log_says_so`, async () => {
        const { client } = await assessed();
        const { id, path, list } = await make(client);
        equal((await get(path, social)).status, 404);
        equal((await get(list, social)).json.items, []);
        const consent = await record(client, given());
        equal((await get(path, social)).status, 200);
        equal((await get(list, social)).json.items.length, 1);
        equal(sql(`SELECT string_agg(DISTINCT ground, ' ') FROM audit_event WHERE sub = 'worker' AND kind = 'read' AND resource = '${kind}' AND client_id = '${client}'`), "consent");
        equal((await withdraw(client, consent)).status, 200);
        equal((await get(path, social)).status, 404);
        holds(sql(`SELECT count(*) FROM audit_event WHERE kind = 'refused' AND resource_id = '${id}'`) !== "0", "a refused try leaves no row");
    });

await test("grounds__another_area_and_a_client_gain_nothing", async () => {
    const { client, assessment } = await assessed();
    await record(client, given());
    equal((await get(`/v1/assessments/${assessment}`, { token: token("--area", "09", "--register", "social") })).status, 404);
    const stranger = await newClient(nurse);
    equal((await get(`/v1/assessments/${assessment}`, { token: token("--role", "client", "--client", stranger.id) })).status, 404);
});

await test("consent__is_seen_in_both_registers_and_by_the_client", async () => {
    const { client } = await assessed();
    const consent = await record(client, given());
    const own = { token: token("--role", "client", "--client", client) };
    for (const options of [nurse, social, own]) {
        const list = await get(`/v1/clients/${client}/consents`, options);
        equal(list.json.items.map(({ id }) => id), [consent.id], list.text);
    }
    const answer = await withdraw(client, consent, own);
    equal(answer.status, 200, answer.text);
});

await test("consent_withdraw__of_a_statutory_ground_is_not_the_client_s", async () => {
    const { client, assessment } = await assessed();
    const ground = await record(client, law("life_or_health")), refused = await record(client, refusal);
    const own = { token: token("--role", "client", "--client", client) };
    const actions = (await get(`/v1/clients/${client}/consents`, own)).json.items.map(({ kind, available_actions }) => [kind, available_actions]);
    equal(actions, [["refusal", ["withdraw"]], ["statutory", []]]);
    equal((await withdraw(client, ground, own)).status, 403);
    equal((await get(`/v1/assessments/${assessment}`, social)).status, 200);
    equal((await withdraw(client, refused, own)).status, 200);
    equal((await withdraw(client, ground)).status, 200);
});

await test("consent_withdraw__twice_stale_or_without_a_version_is_refused", async () => {
    const { client } = await assessed();
    const consent = await record(client, given());
    equal((await withdraw(client, consent, nurse, 7)).status, 412);
    equal((await post(`/v1/clients/${client}/consents/${consent.id}/withdraw`, {}, nurse)).status, 428);
    equal((await withdraw(client, consent)).status, 200);
    equal((await withdraw(client, consent, nurse, 2)).status, 409);
    const other = await assessed();
    equal((await withdraw(other.client, consent, nurse, 2)).status, 404);
});

await test("consent_withdraw__of_fifty_at_once_is_done_once", async () => {
    const { client } = await assessed();
    const consent = await record(client, given());
    const answers = await Promise.all(Array.from({ length: 50 }, () => withdraw(client, consent)));
    equal(answers.filter(({ status }) => status === 200).length, 1);
    holds(answers.every(({ status }) => [200, 409, 412].includes(status)), answers.map(({ status }) => status).join());
    equal(sql(`SELECT count(*) FROM move WHERE resource_id = '${consent.id}'`), "2");
});

const faults = {
    same_register: [given({ to_register: "health" }), "/to_register same_register"],
    basis_of_a_consent: [given({ legal_basis: "joint_service" }), "/legal_basis not_with_this_kind"],
    statutory_without_basis: [given({ kind: "statutory", given_by: "law" }), "/legal_basis required"],
    unknown_basis: [law("nothing"), "/legal_basis unknown_legal_basis"],
    law_by_the_client: [{ ...law("joint_service"), given_by: "client" }, "/given_by not_with_this_kind"],
    end_before_start: [given({ valid_from: today(2), valid_to: today(1) }), "/valid_to ends_before_start"],
};
for (const [name, [body, fault]] of Object.entries(faults))
    await test(`consent_create__with_${name}_is_told_where`, async () => {
        const { client } = await assessed();
        const answer = await post(`/v1/clients/${client}/consents`, body, nurse);
        equal([answer.status, answer.json.errors.map(({ pointer, code }) => `${pointer} ${code}`)], [422, [fault]], answer.text);
    });

await test("break_glass__without_its_permission_or_a_reason_is_refused", async () => {
    const { assessment } = await assessed();
    equal((await get(`/v1/assessments/${assessment}`, glass(social))).status, 403);
    for (const reason of ['""', '"lyhyt"', `"${"x".repeat(501)}"`])
        equal((await get(`/v1/assessments/${assessment}`, glass(breaker, reason))).status, 400, reason.slice(0, 20));
});

await test("break_glass__leaves_its_reason_in_the_log_and_an_event_without_it", async () => {
    const { assessment } = await assessed();
    equal((await get(`/v1/assessments/${assessment}`, glass(breaker, '"Kiireellinen lastensuojelun arvio"'))).status, 200);
    equal(sql(`SELECT reason FROM audit_event WHERE sub = 'breaker' AND resource_id = '${assessment}'`), "Kiireellinen lastensuojelun arvio");
    const row = sql("SELECT resource_id FROM audit_event WHERE resource = 'break_glass' ORDER BY at DESC LIMIT 1");
    equal(sql(`SELECT type || ' ' || version FROM event WHERE resource_id = '${row}'`), "break_glass.used 1");
});

await test("break_glass__opens_no_other_area_and_no_change", async () => {
    const { assessment } = await assessed();
    const far = { token: token("--area", "09", "--register", "social", "--scope", "client:* assessment:*") };
    equal((await get(`/v1/assessments/${assessment}`, glass(far))).status, 404);
    const confirm = await post(`/v1/assessments/${assessment}/confirm`, { client_present: true }, glass({ ...breaker, headers: { "If-Match": '"1"' } }));
    equal(confirm.status, 404, confirm.text);
});

// --- contacts ---

const contact = (client) => ({ register: "health", channel: "phone", client_id: client, need: { classes: ["s6_crisis"] }, urgency: "urgent" });
async function contacted() {
    const client = await newClient(nurse);
    const made = await post("/v1/contacts", contact(client.id), nurse);
    equal(made.status, 201, made.text);
    return { client: client.id, id: made.json.id };
}
const toldOf = (client, sub, since) => sql(`SELECT string_agg(operation || ' ' || ground, ', ' ORDER BY at) FROM audit_event WHERE kind = 'read' AND sub = '${sub}' AND client_id = '${client}' AND at > '${since}'`);
const wide = { token: token("--register", "social", "--sub", "wide-breaker", "--scope", "client:* contact:* referral:read") };

async function unitOf(code) {
    const unit = await post("/v1/units", { code, names: { fi: "Yksikkö" }, kind: "centre" }, { token: token("--role", "director") });
    equal(unit.status, 201, unit.text);
    return unit.json.id;
}

await test("grounds__contacts_seen_across_the_boundary_tell_the_log_on_which", async () => {
    const since = new Date().toISOString();
    for (const [json, ground] of [[given(), "consent"], [law("joint_service"), "statutory"]]) {
        const { client, id } = await contacted();
        equal((await get(`/v1/contacts/${id}`, social)).status, 404);
        await record(client, json);
        equal((await get(`/v1/contacts/${id}`, social)).status, 200);
        equal((await get(`/v1/contacts?client_id=${client}`, social)).json.items.length, 1);
        equal(toldOf(client, "worker", since), `contact_get ${ground}, contact_list ${ground}`);
    }
});

await test("break_glass__opens_nothing_where_the_operation_does_not_name_it", async () => {
    const { client } = await contacted();
    const referral = { client_id: client, kind: "guidance", to: { unit_id: await unitOf("glass") }, need: "Tukea.", urgency: "urgent", from_register: "health" };
    const made = await post("/v1/referrals", referral, nurse);
    equal(made.status, 201, made.text);
    equal((await get(`/v1/referrals?client_id=${client}`, glass(wide))).json.items, []);
    equal((await get(`/v1/referrals/${made.json.id}`, glass(wide))).status, 404);
    equal(sql(`SELECT count(*) FROM audit_event WHERE sub = 'wide-breaker' AND ground = 'break_glass'`), "0");
});

await test("referral_get__is_whole_for_who_knows_the_version_as_its_clocks_go_on", async () => {
    const referral = { client_id: (await contacted()).client, kind: "guidance", to: { unit_id: await unitOf("clocks") }, need: "Tukea.", urgency: "urgent", from_register: "health" };
    const path = `/v1/referrals/${(await post("/v1/referrals", referral, nurse)).json.id}`;
    const { headers } = await get(path, nurse);
    equal((await get(path, { ...nurse, headers: { "If-None-Match": headers.etag } })).status, 200);
});

await test("break_glass__opens_one_client_s_contacts_and_not_everybody_s", async () => {
    const { client, id } = await contacted(), since = new Date().toISOString();
    for (const list of ["/v1/contacts", `/v1/contacts?total=true&channel=phone`]) {
        const answer = await get(list, glass(wide));
        equal([answer.status, answer.json.errors?.map(({ parameter, code }) => `${parameter} ${code}`)], [400, ["client_id required"]], answer.text);
    }
    equal((await get(`/v1/contacts?client_id=${client}`, glass(wide))).json.items.map((each) => each.id), [id]);
    equal(toldOf(client, "wide-breaker", since), "contact_list break_glass");
});

await test("lists__whom_they_do_not_show_the_log_does_not_tell_of", async () => {
    const shown = [], since = new Date().toISOString();
    const sub = `page-reader-${process.pid}`, reader = { token: token("--sub", sub, "--unit", sub) };
    for (let i = 0; i < 3; i++) shown.push(await contacted());
    const unit = await unitOf(sub);
    for (const { client } of shown) {
        const referral = { client_id: client, kind: "health_referral", to: { unit_id: unit }, need: "Tukea.", urgency: "urgent", from_register: "health" };
        const made = await post("/v1/referrals", referral, reader);
        equal(made.status, 201, made.text);
    }
    for (const list of ["/v1/contacts?limit=1", "/v1/referrals?limit=1"]) {
        const answer = await get(list, reader);
        equal(answer.json.items.map(({ client_id }) => client_id), [shown[2].client], list);
    }
    equal(shown.map(({ client }) => toldOf(client, sub, since)), ["", "", "contact_list own_register, referral_list own_register"]);
    const waiting = (await get("/v1/worklists/asked?limit=1", reader)).json.items.map(({ client }) => client.id);
    const told = sql(`SELECT string_agg(DISTINCT client_id::text, ' ') FROM audit_event WHERE operation = 'worklist_get' AND sub = '${sub}'`);
    equal([waiting.length, told], [1, waiting[0]]);
});

await test("consent_create__of_a_kind_of_record_that_is_none_is_told", async () => {
    const client = await newClient(nurse);
    for (const kind of ["consent", "refusal"]) {
        const answer = await post(`/v1/clients/${client.id}/consents`, given({ kind, scope: { resources: ["plan", "assesment", "Plan"] } }), nurse);
        equal(answer.status, 422, answer.text);
        equal(answer.json.errors.map(({ pointer, code }) => `${pointer} ${code}`), ["/scope/resources/1 not_in_list", "/scope/resources/2 not_in_list"]);
    }
    const all = ["assessment", "contact", "referral", "care_team", "plan", "consultation", "recall"];
    equal((await record(client.id, given({ scope: { resources: all } }))).scope.resources, all);
});
end();
