#!/usr/bin/env node
// Webhooks, as an integrator lives with them: who is told, in which order, signed how, and what becomes of those
// who do not answer.
// Long: it waits for senders.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { randomUUID } from "node:crypto";
import { assert, call, expectProblem, expectStatus, finish, get, newClient, post, test } from "./service.mjs";
import { holding, receiver } from "./webhook_receiver.mjs";
import { get as exchange, pause, PSQL, sql, start, stop } from "./support.mjs";

const as = { sub: "ehr-hooks", role: "integrator" }, place = "/v1/webhooks";
const at = ({ id }, more = "") => `${place}/${id}${more}`;
const version = (number) => ({ "if-match": `"${number}"` });
const create = async (url, more = {}) => expectStatus(await post(place, { url, types: ["client.created"], ...more }, { as }), 201);
const seen = async (webhook) => expectStatus(await get(at(webhook), { as }), 200);
const put = async (webhook, body) => call("PUT", at(webhook), { as, body, headers: version((await seen(webhook)).version) });
const remove = async (webhook) => expectStatus(await call("DELETE", at(webhook), { as, headers: { "if-match": "*" } }), 204);
const deliveries = async (webhook, query = "") => expectStatus(await get(at(webhook, `/deliveries${query}`), { as }), 200).items;
const hurry = (webhook) => sql(`UPDATE webhook SET next_at = now() WHERE id = '${webhook.id}'`);
const feed = async (after) => expectStatus(await get(`/v1/events?limit=200&after=${after}`, { as }), 200);

async function until(what, about) {
    for (let i = 0; i < 600; i++) {
        const found = await what();
        if (found) return found;
        await pause(50);
    }
    assert.fail(`never: ${about}`);
}
const attempts = (webhook, count) => until(async () => (await seen(webhook)).failed_attempts === count, `${count} attempts have failed`);

// A webhook of new clients with its receiver, gone afterwards.
const told = (name, body, { answer, ...more } = {}) =>
    test(name, async () => {
        const ear = await receiver(answer), webhook = await create(ear.url, more);
        try {
            await body(ear, webhook);
        } finally {
            await remove(webhook);
            await ear.close();
        }
    });

// --- the record ---

told("webhook_create__shows_the_secret_once_and_keeps_it_sealed", async (ear, made) => {
    assert.match(made.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    const { secret, ...shown } = made;
    assert.deepEqual(await seen(made), shown);
    const listed = expectStatus(await get(place, { as }), 200);
    assert.deepEqual(listed.items.find(({ id }) => id === made.id), shown);
    assert.equal(sql(`SELECT position('${secret.slice(6, 30)}' IN encode(secret_sealed, 'escape')) FROM webhook WHERE id = '${made.id}'`), "0");
    assert.deepEqual([shown.version, shown.enabled, shown.sequence, shown.failed_attempts, shown.created_by.sub], [1, true, 0, 0, "ehr-hooks"]);
});

test("webhook_create__twice_with_one_key_is_one_webhook_with_one_secret_kept_sealed", async () => {
    const key = randomUUID(), headers = { "idempotency-key": `"${key}"` }, body = { url: "https://ehr.example/hook", types: ["client.merged"] };
    const [one, other] = [await post(place, body, { as, headers }), await post(place, body, { as, headers })];
    assert.deepEqual(expectStatus(other, 201), expectStatus(one, 201));
    assert.equal(sql(`SELECT body IS NULL AND body_sealed IS NOT NULL FROM idempotency_key WHERE key = '${key}'`), "t");
    await remove(one.json);
});

for (const [url, code] of [
    ["http://ehr.example/hook", "https_needed"], ["http://10.0.0.1/", "https_needed"], ["https://user@ehr.example/", "bad_url"], ["https://u:p@ehr.example/", "bad_url"], ["https://ehr.example/#x", "bad_url"], ["https://", "bad_url"], ["https://ehr.example:99999/", "bad_url"],
    ["https://10.0.0.1/", "address_refused"], ["https://192.168.1.1:8443/", "address_refused"], ["https://172.16.0.1/", "address_refused"], ["https://169.254.169.254/latest/meta-data", "address_refused"],
    ["https://[::1]/", "address_refused"], ["https://[fd00::1]/", "address_refused"], ["https://[::ffff:10.0.0.1]/", "address_refused"], ["https://127.0.0.2/", "address_refused"], ["https://0/", "address_refused"], ["https://0x0a000001/", "address_refused"], ["https://[64:ff9b::a00:1]/", "address_refused"],
])
    test(`webhook_create__${url}_is_422`, async () => expectProblem(await post(place, { url }, { as }), 422, "rule_broken", { "/url": code }));
for (const url of ["ftp://ehr.example/", "ehr.example", "https://ehr.example/a b", "https://ehr.example/\n"])
    test(`webhook_create__${JSON.stringify(url)}_is_400`, async () => assert.equal((await post(place, { url }, { as })).status, 400));
test("webhook_create__names_only_types_that_there_are", async () => {
    expectProblem(await post(place, { url: "https://ehr.example/hook", types: ["client.created", "client.eaten"] }, { as }), 422, "rule_broken", { "/types/1": "unknown_event" });
    expectProblem(await post(place, { url: "https://ehr.example/hook", types: [] }, { as }), 400, "invalid", { "/types": "too_short" });
});
test("webhook__takes_no_member_that_is_not_the_callers_to_set", async () => {
    for (const more of [{ area: "09" }, { secret: "whsec_x" }, { sequence: 1 }, { id: randomUUID() }, { position: "1" }])
        assert.equal((await post(place, { url: "https://ehr.example/hook", ...more }, { as })).status, 400);
});
test("webhook__is_managed_only_with_its_permission_and_in_its_area", async () => {
    const made = await create("https://ehr.example/hook", { types: ["client.merged"] });
    assert.equal((await get(place, { as: { role: "professional" } })).status, 403);
    for (const [method, more] of [["GET", ""], ["PUT", ""], ["DELETE", ""], ["POST", "/rotate"], ["POST", "/test"], ["POST", "/resend"], ["GET", "/deliveries"]])
        assert.equal((await call(method, at(made, more), { as: { ...as, area: "09" }, headers: version(1), body: method === "PUT" ? { url: "https://ehr.example/" } : more === "/resend" ? { after: made.position } : undefined })).status, 404, `${method} ${more}`);
    await remove(made);
});
test("webhook_replace__wants_the_version_that_stands", async () => {
    const made = await create("https://ehr.example/hook", { types: ["client.merged"] }), body = { url: "https://ehr.example/other" };
    assert.equal((await call("PUT", at(made), { as, body })).status, 428);
    const changed = expectStatus(await call("PUT", at(made), { as, body, headers: version(1) }), 200);
    assert.deepEqual([changed.version, changed.url, changed.types, changed.secret], [2, "https://ehr.example/other", undefined, undefined]);
    expectProblem(await call("PUT", at(made), { as, body, headers: version(1) }), 412, "stale");
    expectProblem(await call("DELETE", at(made), { as, headers: version(1) }), 412, "stale");
    expectProblem(await post(at(made, "/rotate"), {}, { as, headers: version(1) }), 412, "stale");
    await remove(made);
    assert.equal((await get(at(made), { as })).status, 404);
    assert.equal((await get(at(made, "/deliveries"), { as })).status, 404);
});
test("webhook_create__of_more_than_an_area_can_have_is_409_however_many_come_at_once", async () => {
    const wide = { ...as, area: "08" }, url = "https://ehr.example/hook", types = ["client.merged"];
    const answers = await Promise.all(Array.from({ length: 26 }, () => post(place, { url, types, enabled: false }, { as: wide })));
    const made = answers.filter(({ status }) => status === 201);
    assert.equal(made.length, 20);
    for (const answer of answers.filter(({ status }) => status !== 201)) expectProblem(answer, 409, "conflict", { "": "too_many_webhooks" });
    const first = expectStatus(await get(`${place}?limit=15`, { as: wide }), 200), rest = expectStatus(await get(`${place}?limit=15&cursor=${first.next_cursor}`, { as: wide }), 200);
    assert.deepEqual(new Set([...first.items, ...rest.items].map(({ id }) => id)), new Set(made.map(({ json }) => json.id)));
    for (const { json } of made) await call("DELETE", at(json), { as: wide, headers: version(1) });
});

// --- what is sent ---

told("webhook__is_told_of_each_event_as_the_feed_has_it_signed_in_order_and_numbered", async (ear, made) => {
    const ids = [];
    for (let i = 0; i < 8; i++) ids.push((await newClient()).id);
    await ear.until(8);
    assert.deepEqual(ear.heard.map(({ event }) => event.resource_id), ids);
    assert.deepEqual(ear.heard.map(({ sequence }) => sequence), [1, 2, 3, 4, 5, 6, 7, 8]);
    const events = (await feed(made.position)).items.filter(({ resource_id }) => ids.includes(resource_id));
    assert.deepEqual(ear.heard.map(({ event }) => event), events, "the event of the feed and nothing else");
    for (const one of ear.heard) {
        assert.equal(holding(one, made.secret).length, 1, "one signature, and it holds");
        assert.equal(holding({ ...one, body: `${one.body} ` }, made.secret).length, 0);
        assert.deepEqual([one.method, one.path, one.headers["content-type"], one.id], ["POST", "/hook", "application/json", one.event.id]);
        assert.ok(Math.abs(Date.now() / 1000 - one.timestamp) < 300);
    }
    const after = await until(async () => { const now = await seen(made); return now.sequence === 8 && now; }, "eight are taken");
    assert.deepEqual([after.version, after.failed_attempts], [1, 0]);
    assert.deepEqual((await feed(after.position)).items.filter(({ resource_id }) => ids.includes(resource_id)), [], "it stands behind them");
    assert.deepEqual((await deliveries(made)).map(({ sequence, status, attempt, event_id, type }) => [sequence, status, attempt, event_id, type]), events.map((event, i) => [i + 1, 204, 1, event.id, "client.created"]).reverse());
    assert.equal(ear.most, 1, "one at a time");
});

told("webhook__of_all_types_is_told_of_everything_and_of_some_moves_past_the_others", async (ear, made) => {
    const other = await receiver(), few = await create(other.url, { types: ["webhook.deleted"] });
    await newClient();
    await remove(await create("https://ehr.example/hook", { types: ["client.merged"] }));
    await other.until(1);
    await until(async () => ["client.created", "webhook.created", "webhook.deleted"].every((type) => ear.heard.some(({ event }) => event.type === type)), "everything");
    assert.deepEqual(other.heard.map(({ event }) => event.type), ["webhook.deleted"]);
    const numbers = ear.heard.map(({ sequence }) => sequence);
    assert.deepEqual(numbers, numbers.map((_, i) => i + 1));
    await remove(few);
    await other.close();
    assert.ok(made.types === undefined);
}, { types: undefined });

told("webhook__while_many_write_is_told_of_each_once_in_the_order_of_the_feed", async (ear, made) => {
    const ids = (await Promise.all(Array.from({ length: 6 }, async () => { const mine = []; for (let i = 0; i < 6; i++) mine.push((await newClient()).id); return mine; }))).flat();
    await ear.until(36);
    assert.deepEqual([...ids].sort(), ear.heard.map(({ event }) => event.resource_id).sort());
    const order = (await feed(made.position)).items.filter(({ type }) => type === "client.created").map(({ id }) => id);
    assert.deepEqual(ear.heard.map(({ id }) => id), order);
});

told("webhook__begins_with_what_comes_after_it", async (ear, made) => {
    const { id } = await newClient();
    await ear.until(1);
    assert.equal(ear.heard[0].event.resource_id, id);
    assert.ok(made.position);
});

// --- who does not take it ---

told("webhook__next_event_is_not_sent_before_the_one_before_was_taken", async (ear, made) => {
    const [one, two] = [await newClient(), await newClient()];
    await ear.until(1);
    await attempts(made, 1);
    const { next_attempt_at } = await seen(made), wait = (Date.parse(next_attempt_at) - Date.now()) / 1000;
    assert.ok(wait > 0 && wait <= 5, `${wait}`);
    hurry(made);
    await attempts(made, 2);
    assert.deepEqual(ear.heard.map(({ event, sequence }) => [event.resource_id, sequence]), [[one.id, 1], [one.id, 1]]);
    assert.equal(new Set(ear.heard.map(({ id }) => id)).size, 1, "an attempt again has the same id");
    ear.answer = 200;
    hurry(made);
    await ear.until(4);
    assert.deepEqual(ear.heard.slice(2).map(({ event, sequence }) => [event.resource_id, sequence]), [[one.id, 1], [two.id, 2]]);
    assert.deepEqual((await until(async () => { const all = await deliveries(made); return all.length === 4 && all; }, "four")).map(({ status, attempt, sequence }) => [status, attempt, sequence]), [[200, 1, 2], [200, 3, 1], [500, 2, 1], [500, 1, 1]]);
    assert.deepEqual([(await seen(made)).failed_attempts, (await seen(made)).next_attempt_at], [0, undefined]);
}, { answer: 500 });

told("webhook__is_tried_again_by_the_table_and_disabled_after_the_last", async (ear, made) => {
    const { position } = made;
    await newClient();
    for (const [i, seconds] of [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400].entries()) {
        await attempts(made, i + 1);
        const waits = Number(sql(`SELECT extract(epoch FROM next_at - clock_timestamp()) FROM webhook WHERE id = '${made.id}'`));
        assert.ok(waits > seconds - 60 && waits <= seconds, `after attempt ${i + 1}: ${waits} s`);
        hurry(made);
    }
    const after = await until(async () => { const now = await seen(made); return !now.enabled && now; }, "it is disabled");
    assert.deepEqual([after.disabled_reason, after.failed_attempts, after.version, after.sequence], ["exhausted", 10, 2, 0]);
    assert.equal(ear.heard.length, 10);
    const disabled = await until(async () => (await feed(position)).items.find(({ type, resource_id }) => type === "webhook.disabled" && resource_id === made.id), "an event");
    assert.equal(disabled.version, 2);
    assert.equal(sql(`SELECT concat_ws(' ', kind, operation, sub, resource) FROM audit_event WHERE resource_id = '${made.id}' AND sub = 'asiakkuus'`), "change webhook_deliver asiakkuus webhook");
    ear.answer = 200;
    expectStatus(await put(made, { url: ear.url, types: ["client.created"] }), 200);
    await ear.until(11);
    assert.equal(ear.heard[10].id, ear.heard[0].id, "nothing was lost");
}, { answer: 503 });

told("webhook__that_answers_410_is_disabled_at_once", async (ear, made) => {
    await newClient();
    const after = await until(async () => { const now = await seen(made); return !now.enabled && now; }, "it is disabled");
    assert.deepEqual([after.disabled_reason, ear.heard.length], ["gone", 1]);
    await newClient();
    await pause(2500);
    assert.equal(ear.heard.length, 1);
}, { answer: 410 });

told("webhook__redirect_is_not_followed", async (ear, made) => {
    const other = await receiver(200);
    for (const status of [301, 302, 303, 307, 308]) {
        ear.answer = (_, response) => response.writeHead(status, { Location: other.url }).end();
        if (status === 301) await newClient();
        else hurry(made);
        await until(async () => (await deliveries(made))[0]?.status === status, `${status} is told`);
    }
    assert.equal(other.heard.length, 0);
    assert.equal((await seen(made)).failed_attempts, 5);
    await other.close();
});

told("webhook__that_hangs_holds_up_no_other_and_nothing_in_the_database", async (ear, made) => {
    const quick = await receiver(), other = await create(quick.url);
    let open;
    ear.answer = (_, response) => { open = response; };
    await newClient();
    await ear.until(1);
    await quick.until(1);
    for (let i = 0; i < 20; i++) {
        const held = sql("SELECT count(*) FROM pg_stat_activity WHERE usename = 'asiakkuus_app' AND xact_start < now() - interval '1 second'");
        assert.equal(held, "0", "no transaction is open while it is waited for");
        await pause(50);
    }
    await newClient();
    await quick.until(2);
    const [attempt] = await until(async () => { const all = await deliveries(made); return all.length > 0 && all; }, "it is given up");
    assert.deepEqual([attempt.reason, attempt.status], ["timed_out", undefined]);
    assert.ok(attempt.duration_ms >= 9000, `${attempt.duration_ms}`);
    open.end();
    await remove(other);
    await quick.close();
});

told("webhook__answer_that_does_not_end_is_not_read", async (ear, made) => {
    ear.answer = (_, response) => {
        response.writeHead(200);
        const more = () => { while (!response.destroyed && response.write("x".repeat(65536))); };
        response.on("drain", more);
        more();
    };
    await newClient();
    const [attempt] = await until(async () => { const all = await deliveries(made); return all.length > 0 && all; }, "it is told");
    assert.equal(attempt.status, 200);
});

told("webhook__what_is_no_answer_is_told_as_such", async (ear, made) => {
    ear.answer = (_, response) => response.socket.end("hello\r\n");
    await newClient();
    await attempts(made, 1);
    ear.answer = (_, response) => response.socket.destroy();
    hurry(made);
    await attempts(made, 2);
    await ear.close();
    hurry(made);
    await attempts(made, 3);
    assert.deepEqual((await deliveries(made)).map(({ reason }) => reason), ["unreachable", "broken", "broken"]);
});

// As where the vault key that sealed it was taken away.
const spoil = (webhook, column) => sql(`UPDATE webhook SET ${column} = set_byte(${column}, length(${column}) - 1, get_byte(${column}, length(${column}) - 1) # 1) WHERE id = '${webhook.id}'`);

told("webhook__whose_secret_cannot_be_opened_fails_as_one_that_does_not_answer", async (ear, made) => {
    spoil(made, "secret_sealed");
    await newClient();
    for (let i = 1; i <= 9; i++) {
        await attempts(made, i);
        hurry(made);
    }
    const after = await until(async () => { const now = await seen(made); return !now.enabled && now; }, "it is disabled");
    assert.deepEqual([after.disabled_reason, after.failed_attempts, after.sequence, ear.heard.length], ["exhausted", 10, 0, 0]);
    assert.deepEqual((await deliveries(made)).map(({ attempt, reason, status }) => [attempt, reason, status]), Array.from({ length: 10 }, (_, i) => [10 - i, "secret_unreadable", undefined]));
    expectStatus(await post(at(made, "/test"), undefined, { as }), 202);
    const [ping] = await until(async () => { const all = await deliveries(made); return all.length === 11 && all; }, "a ping is told of too");
    assert.deepEqual([ping.type, ping.reason], ["webhook.ping", "secret_unreadable"]);
    const rotated = expectStatus(await post(at(made, "/rotate"), undefined, { as, headers: version(2) }), 200);
    expectStatus(await put(made, { url: ear.url, types: ["client.created"] }), 200);
    const [one] = await ear.until(1);
    assert.deepEqual([one.sequence, one.signatures.length, holding(one, rotated.secret).length], [1, 1, 1], "by the new secret alone");
});

// --- changing it ---

told("webhook_rotate__signs_by_both_until_the_old_secret_ends", async (ear, made) => {
    const rotated = expectStatus(await post(at(made, "/rotate"), { keep_old_hours: 2 }, { as, headers: version(1) }), 200);
    assert.notEqual(rotated.secret, made.secret);
    const lasts = (Date.parse(rotated.old_secret_until) - Date.now()) / 3600000;
    assert.ok(lasts > 1.9 && lasts <= 2.01, `${lasts}`);
    assert.equal((await seen(made)).secret, undefined);
    await newClient();
    await ear.until(1);
    assert.deepEqual([ear.heard[0].signatures.length, holding(ear.heard[0], rotated.secret), holding(ear.heard[0], made.secret)], [2, [ear.heard[0].signatures[0]], [ear.heard[0].signatures[1]]]);
    sql(`UPDATE webhook SET old_secret_until = now() - interval '1 second' WHERE id = '${made.id}'`);
    assert.equal((await seen(made)).old_secret_until, undefined);
    await newClient();
    await ear.until(2);
    assert.deepEqual([ear.heard[1].signatures.length, holding(ear.heard[1], rotated.secret).length, holding(ear.heard[1], made.secret).length], [1, 1, 0]);
    const last = expectStatus(await post(at(made, "/rotate"), { keep_old_hours: 0 }, { as, headers: version(2) }), 200);
    assert.equal(last.old_secret_until, undefined);
    await newClient();
    await ear.until(3);
    assert.deepEqual([ear.heard[2].signatures.length, holding(ear.heard[2], last.secret).length], [1, 1]);
    const kept = expectStatus(await post(at(made, "/rotate"), undefined, { as, headers: version(3) }), 200);
    assert.ok(Math.abs(Date.parse(kept.old_secret_until) - Date.now() - 24 * 3600000) < 600000, "a day where nothing is said");
    expectProblem(await post(at(made, "/rotate"), { keep_old_hours: 169 }, { as, headers: version(4) }), 400, "invalid", { "/keep_old_hours": "out_of_range" });
});

told("webhook_test__sends_a_ping_to_it_alone_also_where_it_is_disabled", async (ear, made) => {
    const other = await receiver(), all = await create(other.url, { types: undefined });
    const { event_id } = expectStatus(await post(at(made, "/test"), undefined, { as }), 202);
    const [ping] = await ear.until(1);
    assert.deepEqual([ping.id, ping.event.id, ping.event.type, ping.event.resource_id, ping.sequence], [event_id, event_id, "webhook.ping", made.id, undefined]);
    assert.equal(holding(ping, made.secret).length, 1);
    await until(async () => (await deliveries(made)).length === 1, "it is noted");
    expectStatus(await put(made, { url: ear.url, types: ["client.created"], enabled: false }), 200);
    ear.answer = 500;
    expectStatus(await post(at(made, "/test"), undefined, { as }), 202);
    await ear.until(2);
    const [last] = await until(async () => { const now = await deliveries(made); return now.length === 2 && now; }, "it is noted");
    assert.deepEqual([last.status, last.attempt, last.sequence, last.type], [500, 1, undefined, "webhook.ping"]);
    const now = await seen(made);
    assert.deepEqual([now.sequence, now.failed_attempts, now.disabled_reason], [0, 0, undefined]);
    assert.deepEqual(other.heard.filter(({ event }) => event.type === "webhook.ping"), []);
    await remove(all);
    await other.close();
});

told("webhook_resend__sends_again_from_a_position_with_the_same_ids_and_new_numbers", async (ear, made) => {
    for (let i = 0; i < 3; i++) await newClient();
    await ear.until(3);
    await until(async () => (await seen(made)).sequence === 3, "three are taken");
    const resent = expectStatus(await post(at(made, "/resend"), { after: ear.heard[0].event.position }, { as }), 200);
    assert.equal(resent.version, 2);
    await ear.until(5);
    assert.deepEqual(ear.heard.map(({ sequence }) => sequence), [1, 2, 3, 4, 5]);
    assert.deepEqual(ear.heard.slice(3).map(({ id }) => id), ear.heard.slice(1, 3).map(({ id }) => id));
    for (const after of ["9999999999999999999.0197a3c0-0000-7000-8000-00000000dead", `${BigInt(made.position.split(".")[0]) + 100000n}.0197a3c0-0000-7000-8000-00000000dead`])
        expectProblem(await post(at(made, "/resend"), { after }, { as }), 422, "rule_broken", { "/after": "bad_cursor" });
    expectProblem(await post(at(made, "/resend"), { after: "x".repeat(40) }, { as }), 400, "invalid", { "/after": "bad_cursor" });
});

told("webhook_resend__while_a_request_is_on_its_way_is_right_against_it", async (ear, made) => {
    const ids = [(await newClient()).id, (await newClient()).id];
    await ear.until(2);
    await until(async () => (await seen(made)).sequence === 2, "two are taken");
    let open;
    ear.answer = (_, response) => { open = response; };
    ids.push((await newClient()).id);
    await ear.until(3);
    expectStatus(await post(at(made, "/resend"), { after: made.position }, { as }), 200);
    ear.answer = 200;
    open.writeHead(200).end();
    await ear.until(6);
    assert.deepEqual(ear.heard.map(({ event, sequence }) => [event.resource_id, sequence]), [...ids, ...ids].map((id, i) => [id, i + 1]));
});

told("webhook_replace__while_a_request_fails_is_right_against_it", async (ear, made) => {
    let open;
    ear.answer = (_, response) => { open = response; };
    await newClient();
    await ear.until(1);
    const other = await receiver();
    expectStatus(await put(made, { url: other.url, types: ["client.created"] }), 200);
    open.writeHead(410).end();
    await other.until(1);
    const now = await until(async () => { const now = await seen(made); return now.sequence === 1 && now; }, "it is taken at the new place");
    assert.deepEqual([now.enabled, now.version, now.failed_attempts], [true, 2, 0]);
    expectStatus(await put(made, { url: ear.url, types: ["client.created"] }), 200);
    await other.close();
});

test("webhook_delete__while_a_request_is_on_its_way_leaves_nothing", async () => {
    let open;
    const ear = await receiver((_, response) => { open = response; }), made = await create(ear.url);
    await newClient();
    await ear.until(1);
    await remove(made);
    open.writeHead(200).end();
    await newClient();
    await pause(2500);
    assert.equal(ear.heard.length, 1);
    assert.equal(sql(`SELECT count(*) FROM webhook_delivery WHERE webhook_id = '${made.id}'`), "0");
    await ear.close();
});

test("webhook_delete__while_a_delivery_is_being_noted_waits_for_it", async () => {
    const made = await create("https://ehr.example/hook", { types: ["client.merged"] }), noting = spawn(...PSQL, { stdio: ["pipe", "pipe", "inherit"] }), written = once(noting.stdout, "data"), over = once(noting, "exit");
    noting.stdin.write(`BEGIN; INSERT INTO asiakkuus.webhook_delivery (area, webhook_id, id, at, event_id, type, sequence, attempt, status, duration_ms) VALUES ('90', '${made.id}', '${made.id}', now(), '${made.id}', 'client.merged', 1, 1, 200, 1) RETURNING 1;\n`);
    await written;
    const removed = remove(made);
    await until(() => sql("SELECT count(*) FROM pg_stat_activity WHERE usename = 'asiakkuus_app' AND wait_event_type = 'Lock'") !== "0", "it waits");
    noting.stdin.end("COMMIT;\n");
    await removed;
    await over;
    assert.equal(sql(`SELECT count(*) FROM webhook_delivery WHERE webhook_id = '${made.id}'`), "0");
});

told("webhook__disabled_and_enabled_again_goes_on_where_it_stood", async (ear, made) => {
    const body = { url: ear.url, types: ["client.created"] };
    expectStatus(await put(made, { ...body, enabled: false }), 200);
    const ids = [(await newClient()).id, (await newClient()).id];
    await pause(2500);
    assert.equal(ear.heard.length, 0);
    expectStatus(await put(made, body), 200);
    await ear.until(2);
    assert.deepEqual(ear.heard.map(({ event }) => event.resource_id), ids);
});

told("webhook_replace__of_one_that_waits_for_its_next_attempt_tries_at_once_at_the_new_place", async (ear, made) => {
    await newClient();
    await attempts(made, 1);
    hurry(made);
    await attempts(made, 2);
    const other = await receiver();
    expectStatus(await put(made, { url: other.url, types: ["client.created"] }), 200);
    await other.until(1);
    assert.equal(other.heard[0].id, ear.heard[0].id);
    expectStatus(await put(made, { url: ear.url, types: ["client.created"] }), 200);
    await other.close();
}, { answer: 500 });

// --- the log, and figures ---

told("webhook_delivery_list__is_paged_and_bounded_by_number_and_age", async (ear, made) => {
    sql(`INSERT INTO webhook_delivery (area, webhook_id, id, at, event_id, type, sequence, attempt, status, duration_ms)
         SELECT '90', '${made.id}', ('0197a3c0-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, now() - CASE WHEN n % 2 = 0 AND n > 1190 THEN interval '15 days' ELSE interval '1 hour' END, '${made.id}', 'client.created', n, 1, 200, 1 FROM generate_series(1, 1200) n`);
    const first = expectStatus(await get(at(made, "/deliveries?limit=3"), { as }), 200), next = expectStatus(await get(at(made, `/deliveries?limit=3&cursor=${first.next_cursor}`), { as }), 200);
    assert.deepEqual([...first.items, ...next.items].map(({ sequence }) => sequence), [1200, 1199, 1198, 1197, 1196, 1195]);
    sql("UPDATE job_schedule SET next_at = now() WHERE kind = 'webhook_forget'");
    await until(() => sql(`SELECT count(*) FROM webhook_delivery WHERE webhook_id = '${made.id}'`) === "995", "old ones and those beyond a thousand are forgotten");
    assert.equal(sql(`SELECT min(sequence) FROM webhook_delivery WHERE webhook_id = '${made.id}'`), "201");
});

told("webhook__is_counted_by_outcome", async (ear, made) => {
    const figures = async () => Object.fromEntries([...(await exchange("/metrics")).text.matchAll(/^(webhook_\w+)\{\w+="(\w+)"\} (\d+)/gm)].map(([, name, label, value]) => [`${name} ${label}`, Number(value)]));
    const before = await figures();
    await newClient();
    await attempts(made, 1);
    await until(async () => (await figures())["webhook_oldest_waiting_seconds 90"] >= 1, "an event waits");
    ear.answer = 200;
    hurry(made);
    await until(async () => (await seen(made)).sequence === 1, "it is taken");
    const after = await figures();
    for (const outcome of ["refused", "taken"]) assert.ok(after[`webhook_deliveries_total ${outcome}`] > (before[`webhook_deliveries_total ${outcome}`] ?? 0), outcome);
}, { answer: 500 });

// --- several instances, and one that is killed ---

told("webhook__that_another_holds_is_left_to_it_until_its_time_is_over", async (ear, webhook) => {
    const another = randomUUID();
    sql(`UPDATE webhook SET worker = '${another}', lease_until = clock_timestamp() + interval '1 hour' WHERE id = '${webhook.id}'`);
    await newClient();
    await pause(3000); // The senders look each second.
    assert.deepEqual([ear.heard.length, sql(`SELECT worker FROM webhook WHERE id = '${webhook.id}'`)], [0, another]);
    sql(`UPDATE webhook SET lease_until = now() WHERE id = '${webhook.id}'`);
    await ear.until(1);
});

test("webhook__of_two_instances_is_sent_by_one_at_a_time_each_event_once_and_in_order", async () => {
    const service = await start(), slow = (_, response) => setTimeout(() => response.writeHead(204).end(), 150);
    const ears = await Promise.all(Array.from({ length: 4 }, () => receiver(slow))), made = [];
    for (const ear of ears) made.push(await create(ear.url));
    const ids = [];
    for (let i = 0; i < 15; i++) ids.push((await newClient()).id);
    for (const ear of ears) {
        await ear.until(15);
        assert.deepEqual(ear.heard.map(({ event, sequence }) => [event.resource_id, sequence]), ids.map((id, i) => [id, i + 1]));
        assert.equal(ear.most, 1, "never two at once");
    }
    await stop(service);
    for (const [i, ear] of ears.entries()) {
        await remove(made[i]);
        await ear.close();
    }
});

await finish();
