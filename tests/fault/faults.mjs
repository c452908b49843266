#!/usr/bin/env node
// What fails around the service, while it is written to: no acknowledged write is lost, none is
// there twice, and it serves again by itself. ROUNDS (2) says how often each fault is made.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { end, equal, get, holds, judged, key, newClient, pause, post, start, stop, test, token } from "../api/support.mjs";

const { SOURCE_DIR, VAR } = process.env;
const ROUNDS = Number(process.env.ROUNDS ?? 2);
const WRITERS = 8;
const professional = token();
const assessment = { ...judged, register: "health", participants: [{ role: "nurse" }] };

const postgres = (...words) => execFileSync(`${SOURCE_DIR}/tools/postgres.sh`, words, { encoding: "utf8" });
const sql = (text) => postgres("psql", "-d", "asiakkuus", "-At", "-c", text).trim();

// The server is gone without a word; its last children may still hold its memory when it is started.
async function killDatabase() {
    const pid = Number(readFileSync(`${VAR}/postgres/data/postmaster.pid`, "utf8").split("\n")[0]);
    process.kill(pid, "SIGKILL");
    await pause(300);
}

async function startDatabase() {
    for (let i = 0; i < 50; i++) {
        if (spawnSync(`${SOURCE_DIR}/tools/postgres.sh`, ["start"]).status === 0) return;
        await pause(200);
    }
    throw new Error("the database did not come back");
}

const send = (write, port) =>
    post(write.path, assessment, { token: professional, port, headers: { "Idempotency-Key": write.key } });

// Writers that post without pause, each write with a key of its own, until `stopped`. Every write is
// kept with its answers: a status, or "lost" where the connection broke.
class Load {
    writes = [];
    stopped = false;

    constructor(clients) {
        this.running = clients.map((client) => this.write(client));
    }

    at = (port) => (this.port = port);

    async write(client) {
        while (!this.stopped) {
            const write = { path: `/v1/clients/${client.id}/assessments`, key: key(), answers: [] };
            this.writes.push(write);
            await this.send(write);
            if (write.answers.at(-1) !== 201) await pause(20);
        }
    }

    async send(write) {
        try {
            const answer = await send(write, this.port);
            write.answers.push(answer.status);
            write.id = answer.status === 201 ? answer.json.id : write.id;
            write.retry_after = answer.headers["retry-after"];
        } catch {
            write.answers.push("lost");
        }
    }

    async end() {
        this.stopped = true;
        await Promise.all(this.running);
    }

    count = (status) => this.writes.filter(({ answers }) => answers.includes(status)).length;

    // Sends again what was not acknowledged, under the same keys, until it is.
    async replay() {
        for (const write of this.writes.filter(({ id }) => !id)) {
            for (let i = 0; i < 100 && !write.id; i++) {
                await this.send(write);
                if (!write.id) await pause(100);
            }
            holds(write.id, `never acknowledged: ${write.answers.slice(-3)}`);
        }
    }
}

// Every key has one assessment, and nothing else is there.
function expectEachOnce(load, clients) {
    const stored = sql(`SELECT id FROM asiakkuus.assessment WHERE client_id IN (${clients.map(({ id }) => `'${id}'`)})`).split("\n");
    equal([...stored].sort(), [...new Set(load.writes.map(({ id }) => id))].sort(), "assessments stored:");
    equal(stored.length, load.writes.length, "keys and assessments:");
}

async function underLoad(fault, port) {
    const clients = await Promise.all(Array.from({ length: WRITERS }, () => newClient({ token: professional })));
    const load = new Load(clients);
    load.at(port);
    for (let round = 0; round < ROUNDS; round++) {
        await pause(300 + Math.random() * 300);
        await fault(load);
    }
    await load.end();
    await load.replay();
    expectEachOnce(load, clients);
    console.log(`    ${load.writes.length} writes, ${load.count(503)} told to wait, ${load.count("lost")} unanswered, 0 lost, 0 twice`);
    return load;
}

async function awaitService(port) {
    for (let i = 0; i < 200; i++) {
        if ((await get("/readyz", { port }).catch(() => ({}))).status === 200) return;
        await pause(100);
    }
    throw new Error("not ready again");
}

await test("service__killed_under_load_loses_nothing_and_doubles_nothing", async () => {
    let service = await start();
    await underLoad(async (load) => {
        await stop(service, "SIGKILL");
        service = await start();
        load.at(service.port);
    }, service.port);
    await stop(service);
});

await test("database__killed_under_load_loses_nothing_and_doubles_nothing", () =>
    underLoad(async () => {
        await killDatabase();
        await startDatabase();
        await awaitService();
    }));

await test("database__restarted_under_load_is_503_meanwhile_and_service_by_itself", async () => {
    const load = await underLoad(async () => {
        postgres("stop");
        await pause(500);
        await startDatabase();
        await awaitService();
    });
    holds(load.count(503) > 0, "nobody was told to wait");
    const others = load.writes.flatMap(({ answers }) => answers).filter((answer) => answer !== 201 && answer !== 503);
    equal(others, [], "answers other than 201 and 503:");
});

await test("database__away_is_503_with_retry_after_and_the_process_lives", async () => {
    postgres("stop");
    const answer = await get("/v1/models", { token: professional });
    const [ready, alive] = [await get("/readyz"), await get("/healthz")];
    const write = await post("/v1/clients/search", { identifier: { system: "hetu", value: "010594Y9032" } }, { token: professional });
    await startDatabase();
    equal([ready.status, alive.status, write.status], [503, 200, 503]);
    holds(Number(write.headers["retry-after"]) > 0, "no Retry-After");
    holds(answer.status === 200 || answer.status === 503, `models: ${answer.status}`);
    await awaitService();
});

await test("database__read_only_is_not_ready_and_refuses_writes", async () => {
    postgres("psql", "-c", "ALTER SYSTEM SET default_transaction_read_only = on", "-c", "SELECT pg_reload_conf()");
    await pause(500);
    const ready = await get("/readyz");
    const client = await post("/v1/clients", { identifier: { system: "hetu", value: "010594Y9032" } }, { token: professional });
    postgres("psql", "-c", "SET default_transaction_read_only = off", "-c", "ALTER SYSTEM RESET default_transaction_read_only", "-c", "SELECT pg_reload_conf()");
    await awaitService();
    equal([ready.status, client.status], [503, 503]);
});
end();
