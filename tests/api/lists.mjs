#!/usr/bin/env node
// Lists: filters, pages, cursors, and what a query may hold, for every operation that has one.
import { createHash } from "node:crypto";
import { description, end, equal, get, holds, judged, key, newClient, post, test, token } from "./support.mjs";

const as = { token: token() };
const client = await newClient(as), other = await newClient(as);
const path = `/v1/clients/${client.id}/assessments`;
const made = [];
for (let i = 0; i < 5; i++) {
    const answer = await post(path, { ...judged, register: "health", flags: { special_support: false } }, as);
    equal(answer.status, 201, answer.text);
    made.push(answer.json);
}
const confirmed = await post(`/v1/assessments/${made[1].id}/confirm`, { client_present: true },
    { ...as, headers: { "If-Match": '"1"', "Idempotency-Key": key() } });
equal(confirmed.status, 200, confirmed.text);

const ids = (answer) => answer.json.items.map(({ id }) => id);
const faults = (answer) => (answer.json.errors ?? []).map(({ parameter, code }) => `${parameter} ${code}`);

function refused(answer, ...expected) {
    equal(answer.status, 400, answer.text);
    equal(faults(answer), expected);
}

// --- what a query may hold ---

const resolve = (value) => (value.$ref ? description.components.parameters[value.$ref.split("/").pop()] : value);
// The FHIR face has rules of its own (fhir.mjs).
const paths = Object.entries(description.paths).filter(([place]) => !place.startsWith("/fhir/"));
for (const [template, item] of paths)
    for (const method of ["get"].filter((each) => item[each]?.["x-permission"] !== "public" && item[each])) {
        const known = (item[method].parameters ?? []).map(resolve).filter((each) => each.in === "query").map((each) => each.name);
        await test(`${item[method].operationId}__an_unknown_parameter_is_told_with_the_known_ones`, async () => {
            const bearer = token("--scope", item[method]["x-permission"]);
            const answer = await get(`${template.replace(/\{[^}]*\}/g, client.id)}?nonsense=1`, { token: bearer, headers: { "Accept-Language": "en" } });
            refused(answer, "nonsense unknown_parameter");
            for (const name of known) holds(answer.json.errors[0].detail.includes(name), `${name}: ${answer.text}`);
        });
    }

await test("query__a_parameter_given_twice_is_refused", async () => refused(await get(`${path}?limit=2&limit=2`, as), "limit duplicate_key"));
await test("query__every_fault_is_told_at_once", async () =>
    refused(await get(`${path}?limt=1&statsu=x&limit=1&limit=2`, as), "limt unknown_parameter", "statsu unknown_parameter", "limit duplicate_key"));
await test("query__a_name_in_percent_escapes_is_the_name", async () => equal((await get(`${path}?%6cimit=2`, as)).json.items.length, 2));
await test("query__of_too_many_parameters_is_refused", async () =>
    equal((await get(`${path}?${Array.from({ length: 40 }, (_, i) => `a${i}=1`).join("&")}`, as)).status, 400));
for (const limit of ["9223372036854775807", "9223372036854775808", "-1", "0", "201", "2147483648"])
    await test(`limit__of_${limit}_is_refused`, async () => {
        const answer = await get(`${path}?limit=${limit}`, as);
        equal(answer.status, 400, answer.text);
    });
await test("limit__of_200_is_taken", async () => equal((await get(`${path}?limit=200`, as)).json.items.length, 5));

// --- filters ---

for (const [place, item] of paths.filter(([place, item]) => item.get && !place.includes("{")))
    for (const { name, schema } of (item.get.parameters ?? []).map(resolve).filter((each) => each.in === "query" && each.schema?.type === "integer" && each.schema.maximum !== undefined))
        await test(`${item.get.operationId}__${name}_is_taken_at_its_bounds_and_refused_behind_them`, async () => {
            const { minimum, maximum } = schema, bearer = token("--scope", item.get["x-permission"]);
            const ask = (value) => get(`${place}?${name}=${value}`, { token: bearer });
            for (const good of [minimum, maximum]) equal((await ask(good)).status, 200, `${name}=${good}`);
            for (const bad of [minimum - 1, maximum + 1]) {
                const answer = await ask(bad);
                refused(answer, `${name} out_of_range`);
                if (name !== "limit") holds(answer.text.includes(`${minimum}..${maximum}`), answer.text);
            }
        });

await test("filter__by_status", async () => {
    equal(ids(await get(`${path}?status=confirmed`, as)), [made[1].id]);
    equal((await get(`${path}?status=proposed`, as)).json.items.length, 4);
    equal((await get(path, as)).json.items.length, 5);
});
await test("filter__two_at_once_and_a_total_of_what_they_leave", async () => {
    const answer = await get(`${path}?status=proposed&segment=huolenpito&total=true`, as);
    equal(answer.json.total, 4);
    equal((await get(`${path}?status=proposed&segment=tuki&total=true`, as)).json.total, 0);
});
await test("filter__a_day_holds_itself", async () => {
    const due = confirmed.json.review_due;
    equal(ids(await get(`${path}?review_due_until=${due}`, as)), [made[1].id]);
    const before = new Date(Date.parse(due) - 86400000).toISOString().slice(0, 10);
    equal(ids(await get(`${path}?review_due_until=${before}`, as)), []);
});
await test("filter__faults_are_told_at_their_parameter", async () =>
    refused(await get(`${path}?status=open&review_due_until=2026-02-30`, as), "status not_in_list", "review_due_until bad_format"));

// --- cursors ---

async function walk(query) {
    const seen = [];
    let cursor = "";
    do {
        const answer = await get(`${path}?limit=2${query}${cursor}`, as);
        equal(answer.status, 200, answer.text);
        seen.push(...ids(answer));
        cursor = answer.json.next_cursor ? `&cursor=${answer.json.next_cursor}` : null;
    } while (cursor);
    return seen;
}

// The mark of a cursor is no secret: anyone who makes one up is told so by every list, whatever it says.
const forge = (operation, place, values) => {
    const position = Buffer.concat(values.map((value) => Buffer.concat([Buffer.from(value), Buffer.from([0x1f])])));
    const { sub } = JSON.parse(Buffer.from(as.token.split(".")[1], "base64url"));
    const tag = createHash("sha256").update(Buffer.concat([position, Buffer.from(`\0${operation} ${place} 90 ${sub}`)])).digest().subarray(0, 8);
    return Buffer.concat([tag, position]).toString("base64url");
};
for (const [operation, place] of [["assessment_list", path], ["contact_list", "/v1/contacts"], ["referral_list", "/v1/referrals"], ["model_list", "/v1/models"]])
    for (const values of [["x", "y"], ["2026-02-30", client.id], ["2026-11-28T00:00:00Z", "x"], ["999999-01-01", client.id], [Buffer.from([0xff, 0xfe]), client.id]])
        await test(`${operation}__a_position_made_up_is_no_cursor`, async () =>
            refused(await get(`${place}?cursor=${forge(operation, place, values)}`, as), "cursor bad_cursor"));
await test("cursor__made_up_with_a_position_that_could_be_is_a_position", async () =>
    equal(ids(await get(`${path}?cursor=${forge("assessment_list", path, ["infinity", client.id])}`, as)).length, 5));

await test("pages__show_every_row_once_in_order", async () => equal(await walk(""), made.map(({ id }) => id).reverse()));
await test("pages__of_a_filtered_list_show_what_the_filter_leaves", async () =>
    equal(await walk("&status=proposed"), [4, 3, 2, 0].map((i) => made[i].id)));

await test("pages__a_full_last_page_is_the_last", async () => {
    const answer = await get(`${path}?limit=4&status=proposed`, as);
    equal([answer.json.items.length, answer.json.next_cursor, answer.headers.link], [4, null, undefined]);
    const before = await get(`${path}?limit=3&status=proposed`, as);
    holds(before.json.next_cursor && before.headers.link.includes(before.json.next_cursor), before.headers.link);
});

const { next_cursor: cursor } = (await get(`${path}?limit=2&status=proposed`, as)).json;
const cases = {
    another_filter: `${path}?limit=2&status=confirmed&cursor=${cursor}`,
    no_filter: `${path}?limit=2&cursor=${cursor}`,
    another_client: `/v1/clients/${other.id}/assessments?limit=2&status=proposed&cursor=${cursor}`,
    another_list: `/v1/models?limit=2&cursor=${cursor}`,
};
for (const [name, target] of Object.entries(cases))
    await test(`cursor__of_${name}_is_refused`, async () => refused(await get(target, as), "cursor bad_cursor"));
await test("cursor__of_another_caller_is_refused", async () =>
    refused(await get(`${path}?limit=2&status=proposed&cursor=${cursor}`, { token: token("--sub", "someone-else") }), "cursor bad_cursor"));
await test("cursor__fits_another_limit_and_another_order_of_parameters", async () => {
    const answer = await get(`${path}?cursor=${cursor}&status=proposed&limit=1`, as);
    equal(answer.status, 200, answer.text);
    equal(ids(answer), [made[2].id]);
});
await test("cursor__after_the_permission_is_gone_is_refused", async () =>
    equal((await get(`${path}?limit=2&status=proposed&cursor=${cursor}`, { token: token("--scope", "client:read") })).status, 403));
end();
