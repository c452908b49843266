// What the fault tests share: a database server that goes and comes, and writers whose every write is
// kept with its answers. Runs beside an instance made by tools/with-instance.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { equal, get, holds, judged, key, newClient, pause, post, sql, token } from "../api/support.mjs";

const { SOURCE_DIR, VAR } = process.env;
export const ROUNDS = Number(process.env.ROUNDS ?? 2);
export const WRITERS = 8;
const professional = token();
const assessment = { ...judged, register: "health", participants: [{ role: "nurse" }] };

export const postgres = (...words) => execFileSync(`${SOURCE_DIR}/tools/postgres.sh`, words, { encoding: "utf8" });

// The server is gone without a word; its last children may still hold its memory when it is started.
export async function killDatabase() {
    const pid = Number(readFileSync(`${VAR}/postgres/data/postmaster.pid`, "utf8").split("\n")[0]);
    process.kill(pid, "SIGKILL");
    await pause(300);
}

// `options` more for the server, until it is started the next time.
export async function startDatabase(options = "") {
    const env = { ...process.env, PG_OPTIONS: `${process.env.PG_OPTIONS ?? ""} ${options}` };
    for (let i = 0; i < 50; i++) {
        if (spawnSync(`${SOURCE_DIR}/tools/postgres.sh`, ["start"], { env }).status === 0) return;
        await pause(200);
    }
    throw new Error("the database did not come back");
}

const send = (write, { port, bearer = professional }) =>
    post(write.path, assessment, { token: bearer, port, headers: { "Idempotency-Key": write.key } });

// Writers that post without pause, each write with a key of its own, until `stopped`. Every write is
// kept with its answers: a status, or "lost" where the connection broke.
export class Load {
    writes = [];
    stopped = false;

    // `to`: { port, bearer }, the instance's own service and the professional where nothing is said.
    static async begin(to = {}) {
        const load = new Load();
        load.to = { ...to };
        load.clients = await Promise.all(Array.from({ length: WRITERS }, () => newClient({ token: professional, port: to.port })));
        load.running = load.clients.map((client) => load.write(client));
        return load;
    }

    at = (port) => (this.to.port = port);

    async write(client) {
        while (!this.stopped) {
            const write = { path: `/v1/clients/${client.id}/assessments`, key: key(), answers: [] };
            this.writes.push(write);
            await this.send(write);
            if (write.answers.at(-1) !== 201) await pause(100);
        }
    }

    async send(write) {
        try {
            const answer = await send(write, this.to);
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

    // Until that holds of the writes since `before`; it waits for a hang only.
    async until(holds_of, before = 0) {
        for (let i = 0; i < 600; i++) {
            if (holds_of(this.writes.slice(before))) return;
            await pause(50);
        }
        throw new Error(`not within 30 s: ${holds_of}`);
    }

    // Until so many more have been stored.
    more(count) {
        const before = this.writes.length;
        return this.until((writes) => writes.filter(({ id }) => id).length >= count, before);
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
export function expectEachOnce(load) {
    const stored = sql(`SELECT id FROM assessment WHERE client_id IN (${load.clients.map(({ id }) => `'${id}'`)})`).split("\n");
    equal([...stored].sort(), [...new Set(load.writes.map(({ id }) => id))].sort(), "assessments stored:");
    equal(stored.length, load.writes.length, "keys and assessments:");
}

// The fault is made `rounds` times under writes; then nothing acknowledged is lost and nothing is there twice.
export async function underLoad(fault, { port, bearer, rounds = ROUNDS } = {}) {
    const load = await Load.begin({ port, bearer });
    for (let round = 0; round < rounds; round++) {
        await pause(300 + Math.random() * 300);
        await fault(load);
    }
    await load.end();
    await load.replay();
    expectEachOnce(load);
    console.log(`    ${load.writes.length} writes, ${load.count(503)} told to wait, ${load.count("lost")} unanswered, 0 lost, 0 twice`);
    return load;
}

export async function awaitService(port) {
    for (let i = 0; i < 200; i++) {
        if ((await get("/readyz", { port }).catch(() => ({}))).status === 200) return;
        await pause(100);
    }
    throw new Error("not ready again");
}
