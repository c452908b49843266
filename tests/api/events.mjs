#!/usr/bin/env node
// The feed of events, as an EHR follows it: every change once, in order, none that comes in between later.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { assert, expectStatus, finish, get, newClient, test } from "./service.mjs";
import { clientOf, contactTo, moved, send, world } from "./referral_world.mjs";
import { description, PSQL, pause, sql } from "./support.mjs";

const ehr = { sub: "ehr-feed", role: "integrator" }, path = "/v1/events", w = world();
const page = async (after, limit = 200, as = ehr) => expectStatus(await get(`${path}?limit=${limit}${after ? `&after=${after}` : ""}`, { as }), 200);
async function follow(after, limit = 200) {
    const items = [];
    for (;;) {
        const { items: next, more } = await page(after, limit);
        items.push(...next);
        after = next.at(-1)?.position ?? after;
        if (!more) return { items, after };
        assert.equal(next.length, limit, "a page with others behind it is full");
    }
}

// Until so many are told of a record: the feed waits for what else is being written, jobs too.
async function followUntil(after, id, count = 1) {
    const items = [];
    for (let i = 0; i < 400 && items.filter(({ resource_id }) => resource_id === id).length < count; i++) {
        if (i > 0) await pause(50);
        const next = await follow(after);
        items.push(...next.items);
        ({ after } = next);
    }
    return { items, after };
}

test("event_list__tells_each_change_once_in_order", async () => {
    const { after } = await follow();
    const client = await clientOf(w.nurse), referral = await send(w.nurse, contactTo(client, { unit_id: w.social.id }, { rule: "social_decision" }));
    await moved(w.socialWorker, referral, "receive");
    const { items } = await followUntil(after, referral.id, 3), of = (id) => items.filter(({ resource_id }) => resource_id === id);
    assert.deepEqual(of(referral.id).map(({ type, resource, version }) => [type, resource, version]), [["referral.created", "referral", 1], ["referral.sent", "referral", 2], ["referral.received", "referral", 3]]);
    assert.deepEqual(of(client.id).map(({ type, version }) => [type, version]), [["client.created", 1]]);
    for (const event of items) assert.deepEqual(Object.keys(event).sort(), ["at", "id", "position", "resource", "resource_id", "type", "version"], "thin");
});

test("event_list__of_one_change_keeps_the_order_in_which_it_made_them", async () => {
    const { after } = await follow(), client = await clientOf(w.nurse), sent = [];
    for (let i = 0; i < 12; i++) sent.push((await send(w.nurse, contactTo(client, { unit_id: w.social.id }, { rule: "social_decision" }))).id);
    const { items } = await followUntil(after, sent.at(-1), 2);
    for (const id of sent) assert.deepEqual(items.filter(({ resource_id }) => resource_id === id).map(({ version }) => version), [1, 2]);
});

test("event_list__of_small_pages_is_the_whole_feed_each_once", async () => {
    const [whole, small] = [await follow(), await follow(undefined, 7)], rows = sql("SELECT string_agg(id::text, ' ' ORDER BY transaction, id) FROM event WHERE area = '90'").split(" ");
    assert.ok(whole.items.length > 100);
    const told = small.items.map(({ id }) => id);
    assert.deepEqual(told.slice(0, whole.items.length), whole.items.map(({ id }) => id));
    assert.deepEqual(told, rows.slice(0, told.length));
    assert.equal(new Set(told).size, told.length);
});

test("event_list__at_the_end_is_empty_and_goes_on_from_there", async () => {
    const { after } = await follow();
    const end = await page(after);
    if (end.items.length === 0) assert.deepEqual(end, { items: [], more: false });
    const client = await newClient(w.nurse), { items } = await followUntil(after, client.id);
    assert.deepEqual(items.filter(({ resource_id }) => resource_id === client.id).map(({ type }) => type), ["client.created"]);
});

// Who begins first may end last: what comes after is held back until then, and then told in one order.
test("event_list__of_a_change_that_is_over_late_nothing_is_passed_over", async () => {
    const { after } = await follow(), late = randomUUID(), early = randomUUID(), insert = (id) => `INSERT INTO event (area, id, at, type, resource, resource_id, version) VALUES ('90', '${id}', now(), 'client.created', 'client', '${id}', 1);`;
    const open = spawn(...PSQL, { stdio: ["pipe", "pipe", "inherit"] }), written = new Promise((resolve) => open.stdout.once("data", resolve));
    open.stdin.write(`SET search_path = asiakkuus; BEGIN; ${insert(late)}\n\\echo written\n`);
    await written;
    sql(insert(early));
    const held = await follow(after);
    assert.deepEqual(held.items.filter(({ id }) => [late, early].includes(id)), [], "nothing behind what is not over");
    const over = new Promise((resolve) => open.on("exit", resolve));
    open.stdin.end("COMMIT;\n");
    await over;
    const told = (await followUntil(held.after, early)).items.map(({ id }) => id).filter((id) => [late, early].includes(id));
    assert.deepEqual(told, [late, early], "in the order of their beginning, each once");
});

test("event_list__while_many_write_is_followed_without_a_gap", async () => {
    let { after } = await follow();
    const seen = [], made = [];
    let writing = true;
    const writers = Promise.all(Array.from({ length: 6 }, async () => { for (let i = 0; i < 8; i++) made.push((await newClient(w.nurse)).id); })).then(() => { writing = false; });
    const take = async () => { const next = await follow(after, 5); after = next.after; seen.push(...next.items); };
    while (writing) { await take(); await pause(5); }
    await writers;
    for (let i = 0; i < 100 && !made.every((id) => seen.some(({ resource_id }) => resource_id === id)); i++) { await take(); await pause(50); }
    assert.deepEqual(made.filter((id) => seen.filter(({ resource_id }) => resource_id === id).length !== 1), [], "each once");
    assert.equal(new Set(seen.map(({ id }) => id)).size, seen.length);
});

test("event_list__a_position_holds_for_any_caller", async () => {
    const [first] = (await page(undefined, 1)).items, others = await page(first.position, 3, { sub: "another-ehr", role: "integrator" });
    assert.deepEqual(others, await page(first.position, 3));
    assert.equal(others.items.length, 3);
});

const refused = async (query) => {
    const { status, json } = await get(`${path}?${query}`, { as: ehr });
    assert.deepEqual([status, json.type], [400, "urn:asiakkuus:problem:invalid"]);
    return json.errors.map(({ parameter, code }) => [parameter, code]);
};
const uuid = "0197a3c0-0000-7000-8000-00000000dead";
for (const after of ["x", "1", `1.${uuid}x`, `0.${uuid}`, `01.${uuid}`, `0x1.${uuid}`, `-1.${uuid}`, `1 .${uuid}`, `12345678901234567890.${uuid}`, `1.${uuid.slice(1)}`, `1..${uuid}`, ".", `1.${uuid}.1`, `1.${"9".repeat(900)}`])
    test(`event_list__made_up_position_${after.slice(0, 44)}_is_400`, async () => {
        assert.deepEqual(await refused(`after=${encodeURIComponent(after)}`), [["after", "bad_cursor"]]);
    });
test("event_list__behind_the_last_position_there_can_be_is_empty", async () => {
    assert.deepEqual(await page(`9999999999999999999.${uuid}`), { items: [], more: false });
    assert.ok((await page(`1.${uuid.toUpperCase()}`, 1)).more);
});

test("event_list__of_another_area_is_another_feed", async () => {
    const theirs = (await page(undefined, 200, { ...ehr, area: "09" })).items.map(({ id }) => id);
    assert.ok(theirs.length > 0);
    assert.deepEqual(sql(`SELECT DISTINCT area FROM event WHERE id IN (${theirs.map((id) => `'${id}'`)})`), "09");
});

test("event_list__takes_no_other_parameter_and_tells_what_it_promises", async () => {
    for (const [query, code] of [["limit=0", "out_of_range"], ["limit=201", "out_of_range"], ["cursor=x", "unknown_parameter"], ["total=true", "unknown_parameter"]])
        assert.deepEqual(await refused(query), [[query.split("=")[0], code]]);
    for (const as of [{ ...ehr, role: "professional" }, { ...ehr, role: "director" }]) assert.equal((await get(path, { as })).status, 403);
    const { maxItems } = description.components.schemas.EventPage.properties.items;
    assert.equal((await page()).items.length, maxItems);
});

await finish();
