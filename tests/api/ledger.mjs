#!/usr/bin/env node
// The access log, from the routes: what every operation on a client's record leaves in it, whether it
// was done, given again or refused; and what leaves nothing.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { all, client, operations, other, owned, stranger } from "./operations.mjs";
import { badTokens, call, end, equal, holds, identifier, judged, key, post, sql, test, token } from "./support.mjs";

const elsewhere = other, powerless = token("--scope", "webhook:write");
const others = token("--client", stranger.id), social = token("--register", "social");

async function assess(owner = client) {
    const answer = await post(`/v1/clients/${owner.id}/assessments`, { ...judged, register: "health" }, { token: all });
    equal(answer.status, 201, answer.text);
    return answer.json;
}
const assessment = await assess();

// The rows that one request left, as "kind operation ground resource id client".
function rows(request) {
    const text = `SELECT concat_ws(' ', kind, operation, coalesce(ground, '-'), resource, resource_id, client_id) FROM asiakkuus.audit_event WHERE request_id = '${request}' ORDER BY id`;
    return sql(text).split("\n").filter(Boolean);
}

async function leaves(method, path, options, status, ...expected) {
    const request = randomUUID();
    const answer = await call(method, path, { ...options, headers: { ...options.headers, "X-Request-Id": request } });
    holds([status].flat().includes(answer.status), `${method} ${path}: ${answer.status} ${answer.text}`);
    equal(rows(request), expected, `${method} ${path}`);
    return answer;
}

// --- what is refused, for every operation that names a record ---

// What belongs to the area or to the caller, and to no client.
const open = ["/docs/{file}", "/dashboard", "/feedback", "/v1/jobs", "/v1/models", "/v1/segments", "/v1/units", "/v1/services", "/v1/kpi", "/v1/consultation-meetings", "/v1/worklists", "/v1/screenings", "/v1/candidates", "/v1/webhooks", "/fhir/Questionnaire"];
const kinds = Object.fromEntries([...readFileSync(`${process.env.SOURCE_DIR}/service/tables/records.def`, "utf8").matchAll(/^RECORD\("([^"]+)", (\w+), /gm)].map(([, path, resource]) => [path, resource]));
const startOf = (path, starts) => starts.find((start) => path === start || path.startsWith(`${start}/`));
const named = operations.filter(({ path }) => path.includes("{") && !startOf(path, open));

await test("refused__every_path_of_a_record_is_known", () => {
    equal(named.filter(({ path }) => !startOf(path, Object.keys(kinds))).map(({ path }) => path), [], "a row of service/tables/records.def, or one of `open` in this file:");
    // What a body names is not found by a path: fhir.mjs asks for it.
    equal(Object.keys(kinds).filter((path) => path !== "/fhir/QuestionnaireResponse" && !owned[path]), [], "a record that is there, in tests/api/access/ROOM.mjs:");
});

for (const { id, method, path, body, precondition } of named) {
    const start = startOf(path, Object.keys(kinds));
    if (!start || !owned[start]) continue;
    const record = owned[start].split("/").pop(), unknown = randomUUID();
    const send = (bearer, statuses, expected, place = record, json = body) =>
        leaves(method, path.replace("{id}", place).replace(/\{\w+\}/g, unknown), { token: bearer, json, headers: precondition ? { "If-Match": '"1"' } : {} }, statuses, ...expected);
    const row = `refused ${id} - ${kinds[start]} ${record} ${client.id}`;

    await test(`refused__${id}_without_the_permission_leaves_a_row`, () => send(powerless, [403], [row]));
    await test(`refused__${id}_of_another_client_leaves_a_row`, () =>
        send(others, [403, 404], [row], record, id === "assessment_create" ? { register: "health", answers: { client: {} } } : body));
    await test(`refused__${id}_of_another_area_leaves_none`, () => send(elsewhere, [404], []));
    await test(`refused__${id}_of_a_record_that_is_not_leaves_none`, () => send(all, [404], [], randomUUID()));
    await test(`refused__${id}_with_a_bad_token_leaves_none`, async () => {
        for (const bearer of Object.values(badTokens(all))) await send(bearer, [401], []);
    });
}

await test("refused__a_record_of_the_other_register_leaves_a_row", () =>
    leaves("GET", `/v1/assessments/${assessment.id}`, { token: social }, 404, `refused assessment_get - assessment ${assessment.id} ${client.id}`));

await test("refused__a_change_of_another_version_or_state_leaves_a_row", async () => {
    const made = await assess(), path = `/v1/assessments/${made.id}/confirm`;
    const row = `refused assessment_confirm - assessment ${made.id} ${client.id}`;
    const confirm = (status, headers, json, ...expected) => leaves("POST", path, { token: all, json, headers }, status, ...expected);
    const present = { client_present: true };
    await confirm(412, { "If-Match": '"7"' }, present, row);
    await confirm(428, {}, present, row);
    await confirm(422, { "If-Match": '"1"' }, { client_present: false }, row);
    await confirm(400, { "If-Match": '"1"' }, { client_present: "yes" });
    await confirm(200, { "If-Match": '"1"' }, present, `change assessment_confirm own_register assessment ${made.id} ${client.id}`);
    await confirm(409, { "If-Match": '"2"' }, present, row);
});

// --- what is done ---

await test("done__what_each_operation_leaves_is_written_down", () => {
    const known = JSON.parse(readFileSync(new URL("left.json", import.meta.url)));
    equal(Object.keys(known).sort(), operations.map(({ id }) => id).sort(), "the operations in left.json and in the description");
});

await test("done__every_look_and_change_leaves_its_row", async () => {
    const at = `/v1/clients/${client.id}`, read = { token: all };
    const standing = (await call("GET", `${at}/segment`, read)).json.assessment_id;
    await leaves("GET", at, read, 200, `read client_get own_register client ${client.id} ${client.id}`);
    await leaves("GET", `${at}/segment`, read, 200, `read client_segment_get own_register client_segment ${standing} ${client.id}`);
    const listed = await rowsAfter("GET", `${at}/assessments`, read);
    equal([listed.length, listed[0].startsWith("read assessment_list own_register assessment")], [1, true], listed[0]);
    await leaves("GET", `/v1/assessments/${assessment.id}`, read, 200, `read assessment_get own_register assessment ${assessment.id} ${client.id}`);
    await leaves("GET", at, { token: token("--client", client.id) }, 200, `read client_get self client ${client.id} ${client.id}`);
});

async function rowsAfter(method, path, options) {
    const request = randomUUID();
    equal((await call(method, path, { ...options, headers: { "X-Request-Id": request } })).status, 200);
    return rows(request);
}

// --- what is given again ---

await test("replayed__an_answer_leaves_a_row_for_each_time_it_is_given", async () => {
    const body = identifier(), headers = { "Idempotency-Key": key() }, options = { token: all, json: body, headers };
    const request = randomUUID();
    const made = await call("POST", "/v1/clients", { ...options, headers: { ...headers, "X-Request-Id": request } });
    equal([made.status, rows(request)], [201, [`create client_create own_register client ${made.json.id} ${made.json.id}`]]);
    for (let i = 0; i < 2; i++) await leaves("POST", "/v1/clients", options, 201, `read client_create own_register client ${made.json.id} ${made.json.id}`);

    const assessing = { token: all, json: { ...judged, register: "health" }, headers: { "Idempotency-Key": key() } };
    const first = await call("POST", `/v1/clients/${client.id}/assessments`, assessing);
    await leaves("POST", `/v1/clients/${client.id}/assessments`, assessing, 201, `read assessment_create own_register assessment ${first.json.id} ${client.id}`);
    await leaves("POST", `/v1/clients/${client.id}/assessments`, { ...assessing, json: { ...judged, need: "few", register: "health" } }, 422, `refused assessment_create - client ${client.id} ${client.id}`);

    const confirming = { token: all, json: { client_present: true }, headers: { "If-Match": '"1"', "Idempotency-Key": key() } };
    const path = `/v1/assessments/${first.json.id}/confirm`;
    equal((await call("POST", path, confirming)).status, 200);
    await leaves("POST", path, confirming, 200, `read assessment_confirm own_register assessment ${first.json.id} ${client.id}`);
});

await test("done__a_search_leaves_a_row_also_where_nobody_is_found", async () => {
    const found = randomUUID(), body = identifier();
    const made = await post("/v1/clients", body, { token: all });
    await call("POST", "/v1/clients/search", { token: all, json: body, headers: { "X-Request-Id": found } });
    equal(rows(found), [`search client_search own_register client ${made.json.id} ${made.json.id}`]);
    const missed = randomUUID();
    await call("POST", "/v1/clients/search", { token: all, json: identifier(), headers: { "X-Request-Id": missed } });
    equal(rows(missed), ["search client_search own_register client"]);
    const again = randomUUID();
    await call("POST", "/v1/clients", { token: all, json: body, headers: { "X-Request-Id": again } });
    equal(rows(again), [`read client_create own_register client ${made.json.id} ${made.json.id}`]);
    holds(made.json.id, "no client");
});

end();
