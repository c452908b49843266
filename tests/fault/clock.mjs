#!/usr/bin/env node
// The clock of the service's machine is set, forward and back, while it works. The database's clock and
// the callers' go on as they are. ROUNDS (2) says how often it is set under load.
import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { end, equal, get, identifier, judged, key, newClient, post, signed, start, stop, test, token } from "../api/support.mjs";
import { underLoad } from "./load.mjs";

const { BUILD, VAR } = process.env;
const HOUR = 3600, DAY = 24 * HOUR;
const file = `${VAR}/clock-step`, professional = token();

// Of the issuer, good from one week ago until in one week.
const now = Math.floor(Date.now() / 1000);
const claims = JSON.parse(Buffer.from(professional.split(".")[1], "base64url"));
const lasting = signed({ ...claims, iat: now - 7 * DAY, nbf: now - 7 * DAY, exp: now + 7 * DAY });

function set(seconds) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(seconds));
    const place = openSync(file, "r+");
    writeSync(place, bytes, 0, 8, 0); // in its place: the service has the file in its memory
    closeSync(place);
}

async function startWithClock(environment = {}) {
    writeFileSync(file, Buffer.alloc(8));
    return start({ LD_PRELOAD: `${BUILD}/tests/libclock_step.so`, CLOCK_STEP: file, ...environment });
}

await test("clock__set_under_load_loses_nothing_doubles_nothing_and_holds_nobody_up", async () => {
    const service = await startWithClock({ RATE_LIMIT: "5000", RATE_BURST: "5000" }), { port } = service;
    const load = await underLoad(async (load) => {
        for (const step of [-DAY, 0, -HOUR, DAY, -DAY, 20, -20, 0]) {
            set(step);
            await load.more(20);
            const { status, json } = await get("/readyz", { port });
            equal([status, ...Object.values(json.checks ?? {}).filter((check) => check !== "ok")], [200]);
        }
    }, { port, bearer: lasting });
    equal(load.writes.flatMap(({ answers }) => answers).filter((status) => status !== 201), [], "answers other than 201:");
    equal((await stop(service)).code, 0, "it stops in its time:");
});

await test("clock__decides_from_when_until_when_a_token_is_good", async () => {
    const service = await startWithClock(), { port } = service;
    const brief = signed({ ...claims, iat: now, nbf: now, exp: now + HOUR });
    const status = async () => (await get("/v1/clients/01890a5d-ac96-774b-bcce-b302099a8057", { port, token: brief })).status;
    const seen = [];
    for (const step of [0, 2 * HOUR, 0, -2 * HOUR, 0]) {
        set(step);
        seen.push(await status());
    }
    equal(seen, [404, 401, 404, 401, 404]);
    await stop(service);
});

// A key is kept for days: neither a step forward nor one back makes a second record of it.
await test("clock__set_between_a_call_and_its_repetition_gives_the_first_answer", async () => {
    const service = await startWithClock(), { port } = service;
    const { id } = await newClient({ token: lasting, port });
    const options = { token: lasting, port, headers: { "Idempotency-Key": key() } };
    const body = { ...judged, register: "health", participants: [{ role: "nurse" }] };
    const texts = [];
    for (const step of [0, DAY, -DAY, 0]) {
        set(step);
        const answer = await post(`/v1/clients/${id}/assessments`, body, options);
        equal(answer.status, 201, answer.text);
        texts.push(answer.text);
    }
    equal(new Set(texts).size, 1, "answers:");
    await stop(service);
});

// Made by a clock that was ahead, then changed by one that was set right: the history stands in the order
// in which it happened, and nothing is refused for a time that lies before another.
await test("clock__set_back_between_the_steps_of_a_record_leaves_their_order", async () => {
    const service = await startWithClock(), { port } = service, options = { token: lasting, port };
    set(DAY);
    const client = await post("/v1/clients", identifier(), options);
    const path = `/v1/clients/${client.json.id}/assessments`;
    const proposed = await post(path, { ...judged, register: "health", participants: [{ role: "nurse" }] }, options);
    set(-HOUR);
    const confirmed = await post(`/v1/assessments/${proposed.json.id}/confirm`, { client_present: true }, { ...options, headers: { "If-Match": `"${proposed.json.version}"` } });
    set(0);
    const shown = await get(`/v1/assessments/${proposed.json.id}`, options);
    equal([client.status, proposed.status, confirmed.status, shown.status], [201, 201, 200, 200], confirmed.text);
    const { history } = shown.json;
    equal(history.map(({ version }) => version), [1, 2], JSON.stringify(history));
    equal(history[1].from, history[0].to);
    await stop(service);
});
end();
