#!/usr/bin/env node
// Webhooks where things go wrong: a process that is killed between sending and noting, names that lead where they
// must not, certificates that nobody vouches for. Each on a database of its own, with services of its own.
// Long: it waits for retries and for the end of turns.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command, database, end, equal, get, holds, identifier, pause, post, start, stop, test, token } from "./support.mjs";
import { holding, receiver } from "./webhook_receiver.mjs";

const integrator = token("--role", "integrator", "--sub", "ehr-hooks"), professional = token();
const types = ["client.created"];

async function until(what, about) {
    for (let i = 0; i < 600; i++) {
        const found = await what();
        if (found) return found;
        await pause(50);
    }
    throw new Error(`never: ${about}`);
}

// A case with an empty database: `on` starts a service there.
const apart = (name, body) =>
    test(name, async () => {
        const own = database();
        try {
            const { code, said } = command(["migrate"], own.settings);
            equal(code, 0, said);
            await body({ ...own, sql: (text) => own.sql(`SET search_path = asiakkuus; ${text}`).replace(/^SET\n?/, ""), on: (more = {}) => start({ ...own.settings, WEBHOOK_NETWORKS: "127.0.0.1", ...more }) });
        } finally {
            own.drop();
        }
    });

async function subscribe({ port }, url) {
    const made = await post("/v1/webhooks", { url, types }, { port, token: integrator });
    equal(made.status, 201, made.text);
    return made.json;
}
async function newClient({ port }) {
    const made = await post("/v1/clients", identifier(), { port, token: professional });
    equal(made.status, 201, made.text);
    return made.json.id;
}
const deliveries = async ({ port }, { id }) => (await get(`/v1/webhooks/${id}/deliveries`, { port, token: integrator })).json.items;

await apart("webhook__of_a_process_killed_between_sending_and_noting_is_sent_again_and_nothing_is_lost", async ({ on, sql }) => {
    const ear = await receiver(), first = await on(), webhook = await subscribe(first, ear.url), ids = [];
    for (let round = 0; round < 5; round++) {
        const service = round === 0 ? first : await on(), from = ear.heard.length;
        // Answered, and dead before it could note that.
        let killed;
        ear.answer = (one, response) => {
            if (!killed && one.event.resource_id === ids.at(-2)) killed = stop(service, "SIGKILL");
            response.writeHead(204).end();
        };
        for (let i = 0; i < 3; i++) ids.push(await newClient(service));
        await until(() => killed, "it is killed");
        await killed;
        ear.answer = 204;
        sql("UPDATE webhook SET lease_until = now()");
        const next = await on();
        await until(() => ear.heard.length >= from + 3 && ear.heard.at(-1).event.resource_id === ids.at(-1), "the last one");
        await until(async () => sql("SELECT sequence FROM webhook") === String(ids.length), "it is noted");
        await stop(next);
    }
    const once = ear.heard.filter((one, i) => ear.heard.findIndex(({ id }) => id === one.id) === i);
    equal(once.map(({ event }) => event.resource_id), ids, "each, in order");
    equal(once.map(({ sequence }) => sequence), ids.map((_, i) => i + 1));
    for (const one of ear.heard) {
        equal(one.sequence, once.find(({ id }) => id === one.id).sequence, "again with the same number");
        equal(holding(one, webhook.secret).length, 1);
    }
    await ear.close();
});

await apart("webhook__that_a_dead_process_holds_goes_on_in_another_when_its_time_is_over", async ({ on, sql }) => {
    const ear = await receiver((_, response) => response), first = await on();
    await subscribe(first, ear.url);
    const id = await newClient(first);
    await ear.until(1);
    await stop(first, "SIGKILL");
    const second = await on();
    await pause(2500);
    equal(ear.heard.length, 1, "not before");
    ear.answer = 204;
    sql("UPDATE webhook SET lease_until = lease_until - interval '30 seconds'");
    await ear.until(2);
    equal(ear.heard.map(({ event, sequence }) => [event.resource_id, sequence]), [[id, 1], [id, 1]]);
    await stop(second);
    await ear.close();
});

await apart("webhook__with_a_backlog_leaves_the_only_sender_to_others_in_turn", async ({ on }) => {
    const waiting = 13, slow = (_, response) => setTimeout(() => response.writeHead(204).end(), 1000), ears = [await receiver(slow), await receiver(slow), await receiver()], first = await on({ WEBHOOK_SENDERS: "0" });
    for (const ear of ears) await subscribe(first, ear.url);
    for (let i = 0; i < waiting; i++) await newClient(first);
    await stop(first);
    const second = await on({ WEBHOOK_SENDERS: "1" });
    await ears[2].until(1);
    for (const ear of ears.slice(0, 2)) holds(ear.heard.length > 0 && ear.heard.length < waiting / 2 + 1, `${ear.heard.length}: a turn each`);
    await ears[0].until(waiting);
    equal(ears[0].heard.map(({ sequence }) => sequence), Array.from({ length: waiting }, (_, i) => i + 1), "and goes on where it was");
    await stop(second);
    for (const ear of ears) await ear.close();
});

await apart("webhook__whose_name_leads_to_this_machine_is_refused_at_the_connection", async ({ on }) => {
    const ear = await receiver(), service = await on({ WEBHOOK_NETWORKS: "" });
    const refused = await post("/v1/webhooks", { url: ear.url, types }, { port: service.port, token: integrator });
    equal([refused.status, refused.json.errors.map(({ pointer, code }) => [pointer, code])], [422, [["/url", "address_refused"]]]);
    // A name like any other to whoever only reads it.
    const webhook = await subscribe(service, ear.url.replace("http://127.0.0.1", "https://LOCALHOST"));
    await newClient(service);
    const [attempt] = await until(async () => { const all = await deliveries(service, webhook); return all.length > 0 && all; }, "it is tried");
    equal([attempt.reason, ear.heard.length], ["address_refused", 0]);
    await stop(service);
    await ear.close();
});

await apart("webhook__certificate_that_nobody_vouches_for_is_not_trusted", async ({ on }) => {
    const folder = mkdtempSync(join(tmpdir(), "asiakkuus-hook-")), [key, cert] = ["key", "cert"].map((name) => join(folder, name));
    execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"], { stdio: "ignore" });
    let heard = 0;
    const server = https.createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) => { heard++; response.end(); });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const service = await on(), webhook = await subscribe(service, `https://127.0.0.1:${server.address().port}/`);
    await newClient(service);
    const [attempt] = await until(async () => { const all = await deliveries(service, webhook); return all.length > 0 && all; }, "it is tried");
    equal([attempt.reason, heard], ["untrusted", 0]);
    await stop(service);
    server.close();
    rmSync(folder, { recursive: true });
});

await apart("webhook__secret_and_url_stand_in_no_log_line", async ({ on }) => {
    const ear = await receiver(500), service = await on({ LOG_LEVEL: "debug" }), webhook = await subscribe(service, `${ear.url}?key=hidden`);
    const rotated = await post(`/v1/webhooks/${webhook.id}/rotate`, undefined, { port: service.port, token: integrator, headers: { "If-Match": '"1"' } });
    equal(rotated.status, 200, rotated.text);
    await newClient(service);
    await until(async () => (await deliveries(service, webhook)).length > 0, "it is tried");
    await stop(service);
    for (const word of ["whsec_", webhook.secret.slice(6), rotated.json.secret.slice(6), "hidden"]) holds(!service.log.includes(word), word);
    await ear.close();
});

await apart("serve__ends_in_time_while_a_receiver_hangs_and_gives_the_webhook_back", async ({ on, sql }) => {
    const ear = await receiver((_, response) => response), service = await on({ STOP_TIMEOUT: "4" }), webhook = await subscribe(service, ear.url);
    await newClient(service);
    await ear.until(1);
    equal((await stop(service)).code, 0, service.log);
    holds(!service.log.includes("not stopped within"), service.log);
    equal(sql(`SELECT concat_ws(' ', worker IS NULL, attempts, sequence) FROM webhook WHERE id = '${webhook.id}'`), "t 0 0");
    await ear.close();
});

await apart("serve__that_ends_begins_no_event_behind_the_one_on_its_way", async ({ on, sql }) => {
    let open;
    const ear = await receiver((_, response) => { open ??= response; }), service = await on();
    await subscribe(service, ear.url);
    await newClient(service);
    await ear.until(1);
    ear.answer = 204;
    open.writeHead(204).end();
    await until(() => sql("SELECT sequence FROM webhook") === "1", "it is taken");
    // Two in one turn, the first of which is on its way when the process is told to end.
    sql("UPDATE webhook SET next_at = now() + interval '1 hour'");
    for (let i = 0; i < 2; i++) await newClient(service);
    let late;
    ear.answer = (_, response) => { late = response; };
    sql("UPDATE webhook SET next_at = now()");
    await ear.until(2);
    const ended = stop(service);
    // Its port is closed behind that.
    await until(async () => get("/v1/webhooks", { port: service.port, token: integrator }).then(() => false, () => true), "it ends");
    late.writeHead(204).end();
    equal((await ended).code, 0, service.log);
    equal([ear.heard.length, sql("SELECT concat_ws(' ', worker IS NULL, sequence) FROM webhook")], [2, "t 2"]);
    await ear.close();
});

await apart("serve__of_networks_that_are_none_says_so", async ({ settings }) => {
    const { code, said } = command(["serve"], { ...settings, WEBHOOK_NETWORKS: "10.0.0.1/8" });
    holds(code !== 0 && said.includes("WEBHOOK_NETWORKS: must be networks"), `${code} ${said}`);
});

// The sample of the guide, as a reader would copy it.
await apart("guide__sample_takes_what_the_service_sends_and_nothing_else", async ({ on }) => {
    const [, sample] = readFileSync(`${process.env.SOURCE_DIR}/docs/guide/webhooks.md`, "utf8").match(/```js\n([\s\S]*?)```/);
    const { verify } = await import(`data:text/javascript,${encodeURIComponent(sample)}`);
    const ear = await receiver(), service = await on(), webhook = await subscribe(service, ear.url);
    const rotated = await post(`/v1/webhooks/${webhook.id}/rotate`, undefined, { port: service.port, token: integrator, headers: { "If-Match": '"1"' } });
    const id = await newClient(service);
    const [{ headers, body }] = await ear.until(1);
    for (const secret of [webhook.secret, rotated.json.secret]) equal(verify(headers, body, secret).resource_id, id);
    const refuses = (...words) => { try { verify(...words); } catch { return true; } };
    holds(refuses(headers, `${body} `, webhook.secret), "another body");
    holds(refuses({ ...headers, "webhook-id": "x" }, body, webhook.secret), "another id");
    holds(refuses(headers, body, `whsec_${"A".repeat(43)}=`), "another secret");
    holds(refuses(headers, body, webhook.secret, Date.now() / 1000 + 400), "another time");
    await stop(service);
    await ear.close();
});
end();
