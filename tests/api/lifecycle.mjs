#!/usr/bin/env node
// The process itself: killed between replays, stopped under load, held by slow clients.
import { execFileSync, spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { base, command, database, end, equal, get, holds, identifier, judged, key, newClient, pause, post, signedBy, sql, start, stop, test, token } from "./support.mjs";

const professional = token();
const assessment = { ...judged, register: "health", participants: [{ role: "nurse" }] };

await test("idempotency__three_posts_with_kills_between_store_one_assessment", async () => {
    const { id } = await newClient({ token: professional });
    const options = { token: professional, headers: { "Idempotency-Key": key() } }, path = `/v1/clients/${id}/assessments`;
    const answers = [];
    for (let i = 0; i < 3; i++) {
        const service = await start();
        answers.push(await post(path, assessment, { ...options, port: service.port }));
        equal((await stop(service, "SIGKILL")).signal, "SIGKILL");
    }
    equal(answers.map(({ status }) => status), [201, 201, 201]);
    equal(new Set(answers.map(({ text }) => text)).size, 1, "answers:");
    equal(answers.map(({ headers }) => headers["idempotency-replayed"]), [undefined, "true", "true"]);
    equal((await get(path, { token: professional })).json.items.length, 1, "stored:");
    equal((await get(`/v1/clients/${id}/segment`, { token: professional })).json.segment, "huolenpito");
});

await test("idempotency__killed_in_the_middle_is_done_once_in_the_end", async () => {
    const { id } = await newClient({ token: professional }), path = `/v1/clients/${id}/assessments`;
    const options = { token: professional, headers: { "Idempotency-Key": key() } };
    for (let i = 0; i < 5; i++) {
        const service = await start();
        const under_way = post(path, assessment, { ...options, port: service.port }).catch(() => undefined);
        await pause(i * 2);
        await stop(service, "SIGKILL");
        await under_way;
    }
    // The database may still be at work for the one that was killed.
    let answer = await post(path, assessment, options);
    for (let i = 0; i < 50 && answer.status === 409; i++) {
        await pause(100);
        answer = await post(path, assessment, options);
    }
    equal(answer.status, 201);
    equal((await get(path, { token: professional })).json.items.length, 1, "stored:");
});

// Waits for what happens; how long that takes decides nothing but a hang.
async function until(happens, words) {
    for (let i = 0; i < 1200; i++) {
        if (await happens()) return;
        await pause(50);
    }
    throw new Error(`not within a minute: ${words}`);
}

await test("sigterm__under_load_answers_all_that_was_read", async () => {
    const service = await start(), { port } = service;
    const load = { answered: 0, refused: 0, lost: 0, stopping: false };
    async function client() {
        for (;;) {
            try {
                const answer = await post("/v1/clients", identifier(), { token: professional, port, headers: { "Idempotency-Key": key() } });
                holds(answer.status === 201 || answer.status === 200, `${answer.status} ${answer.text}`);
                load.answered++;
            } catch (error) {
                // Refused before it was sent, or an idle connection closed as it was reused.
                if (error.code === "ECONNREFUSED" || load.stopping) load.refused++;
                else load.lost++;
                return;
            }
        }
    }
    const clients = Array.from({ length: 16 }, client);
    await until(() => load.answered > 50, "too few are answered");
    load.stopping = true;
    const { code } = await stop(service);
    await Promise.all(clients);
    equal([code, load.lost], [0, 0]);
});

// Sends what was read whole, stops, and takes the answers: each connection has one request on it.
await test("sigterm__every_request_on_its_way_gets_its_answer", async () => {
    const service = await start(), { port } = service;
    const body = JSON.stringify(judged);
    const message = `POST /v1/segmentations HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${professional}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const sockets = await Promise.all(Array.from({ length: 100 }, () => new Promise((resolve, reject) => {
        const socket = net.connect(port, base.hostname, () => resolve(socket));
        socket.on("error", reject);
    })));
    await pause(200); // all accepted
    const texts = sockets.map((socket) => new Promise((resolve) => {
        let text = "";
        socket.on("data", (piece) => (text += piece));
        socket.on("close", () => resolve(text));
        socket.write(message);
    }));
    await pause(1);
    const ended = stop(service);
    const answers = await Promise.all(texts);
    equal((await ended).code, 0);
    equal(answers.filter((text) => text.startsWith("HTTP/1.1 200 ")).length, 100);
});

// A session that holds the table of clients until it is told to end.
async function holdClients() {
    const lock = spawn(`${process.env.SOURCE_DIR}/tools/postgres.sh`, ["psql", "-d", "asiakkuus"], { stdio: ["pipe", "ignore", "ignore"] });
    lock.stdin.write("BEGIN; LOCK TABLE asiakkuus.client IN ACCESS EXCLUSIVE MODE;\n");
    await until(() => sql("SELECT count(*) FROM pg_locks WHERE relation = 'asiakkuus.client'::regclass AND mode = 'AccessExclusiveLock' AND granted") === "1", "no lock");
    return lock;
}
const lockWaits = (count) => Number(sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'asiakkuusd' AND wait_event_type = 'Lock'")) >= count;

// A thread that waits for a lock longer than the stop may take: the lock is let go only when the process has ended.
await test("sigterm__ends_within_its_time_whatever_a_request_waits_for", async () => {
    const service = await start({ STOP_TIMEOUT: "2", WORKERS: "0", LOCK_TIMEOUT_MS: "600000", STATEMENT_TIMEOUT_MS: "600000" });
    const lock = await holdClients();
    const waiting = post("/v1/clients", identifier(), { token: professional, port: service.port }).catch(() => undefined);
    await until(() => lockWaits(1), "nobody waits");
    equal((await stop(service)).code, 1);
    holds(service.log.includes("not stopped within STOP_TIMEOUT"), service.log);
    await waiting;
    lock.stdin.end("ROLLBACK;\n");
});

// Neither until they are too long at rest, nor until STOP_TIMEOUT, whose code is 1.
await test("sigterm__idle_connections_don_t_hold_it_up", async () => {
    const service = await start({ CONNECTION_TIMEOUT: "600", REQUEST_TIMEOUT: "600" });
    const idle = net.connect(service.port, base.hostname);
    idle.on("error", () => {});
    await pause(100);
    equal((await stop(service)).code, 0);
    holds(!service.log.includes("not stopped within STOP_TIMEOUT"), service.log);
    idle.destroy();
});

// What is said to one who sends a piece a second, until he is cut off: nothing.
function drip(port, first, piece) {
    return new Promise((resolve) => {
        let said = "";
        const socket = net.connect(port, base.hostname, () => socket.write(first));
        const timer = setInterval(() => socket.write(piece), 1000);
        const hang = setTimeout(() => {
            said = "not cut off";
            socket.destroy();
        }, 60000);
        socket.on("error", () => {});
        socket.on("data", (bytes) => (said += bytes));
        socket.on("close", () => {
            clearInterval(timer);
            clearTimeout(hang);
            resolve(said);
        });
    });
}

await test("slow_clients__are_cut_off_and_hold_nobody_up", async () => {
    const service = await start({ REQUEST_TIMEOUT: "2", CONNECTION_TIMEOUT: "3" }), { port } = service;
    const head = "POST /v1/segmentations HTTP/1.1\r\nHost: a\r\n";
    const drips = [
        ...Array.from({ length: 60 }, () => drip(port, head, "X: y\r\n")),
        ...Array.from({ length: 60 }, () => drip(port, `${head}Content-Length: 5000\r\n\r\n`, "{")),
        ...Array.from({ length: 20 }, () => drip(port, "P", "O")),
    ];
    await pause(500);
    equal((await get("/healthz", { port })).status, 200);
    equal([...new Set(await Promise.all(drips))], [""]);
    equal((await get("/healthz", { port })).status, 200);
    equal((await stop(service)).code, 0);
});

await test("connections__thousand_at_once_are_served", async () => {
    const service = await start(), { port } = service;
    const sockets = Array.from({ length: 1000 }, () => net.connect(port, base.hostname).on("error", () => {}));
    await pause(500);
    const answer = await get("/healthz", { port });
    equal(answer.status, 200);
    sockets.forEach((socket) => socket.destroy());
    equal((await stop(service)).code, 0);
});

await test("sighup__reads_keys_again_and_serves_on", async () => {
    const service = await start();
    service.process.kill("SIGHUP");
    await pause(300);
    equal((await get("/v1/segments", { port: service.port, token: professional })).status, 200);
    equal((await stop(service)).code, 0);
});

await test("sighup__a_new_vault_key_is_used_and_the_old_ones_still_read", async () => {
    const folder = mkdtempSync(`${process.env.VAR}/vault-`), file = `${folder}/vault.keys`;
    const before = readFileSync(process.env.VAULT_KEYS_FILE, "utf8");
    const added = `next ${randomBytes(32).toString("hex")}\n`;
    const write = (text) => (writeFileSync(`${file}.new`, text, { mode: 0o400 }), renameSync(`${file}.new`, file));
    const found = async ({ port }, body) => (await post("/v1/clients/search", body, { token: professional, port })).json.items.length;
    const [early, late] = [identifier(), identifier()];
    write(before);
    const own_base = database(), settings = { ...own_base.settings, VAULT_KEYS_FILE: file };
    equal(command(["migrate"], settings).code, 0);
    let service = await start(settings);
    const own = { token: professional, port: service.port };
    const names = { given: "Aino", family: "Malli" };
    const made = await post("/v1/clients", { ...early, names }, own);
    for (const unusable of ["", added]) {
        write(unusable);
        service.process.kill("SIGHUP");
        await until(() => service.log.split("could not be read").length >= (unusable ? 3 : 2), "the file is taken");
        if (unusable) holds(service.log.includes("a key in use is missing"), service.log);
        equal(await found(service, early), 1);
    }
    write(added + before);
    service.process.kill("SIGHUP");
    await pause(300);
    equal((await post("/v1/clients", late, own)).status, 201);
    equal((await post("/v1/clients", early, own)).json.id, made.json.id);
    equal((await get(`/v1/clients/${made.json.id}`, own)).json.names, names);
    equal((await stop(service)).code, 0);
    write(before + added); // the order says which one seals from now on, nothing else
    service = await start(settings);
    equal([await found(service, early), await found(service, late)], [1, 1]);
    await stop(service);
    own_base.drop();
});

// An issuer on this machine whose answer a test can change: { url, asked, answer }.
async function issuer() {
    const own = { asked: 0, answer: (response) => response.end(readFileSync(process.env.JWKS_FILE)) };
    own.server = http.createServer((request, response) => {
        own.asked++;
        own.answer(response, request);
    });
    await new Promise((resolve) => own.server.listen(0, "127.0.0.1", resolve));
    own.url = `http://127.0.0.1:${own.server.address().port}/jwks`;
    return own;
}

await test("jwks_url__keys_rotate_and_a_broken_issuer_leaves_the_old_ones", async () => {
    const own = await issuer(), next = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const service = await start({ JWKS_FILE: "", JWKS_URL: own.url, JWKS_REFRESH: "86400" }), { port } = service;
    const status = async (bearer) => (await get("/v1/segments", { port, token: bearer })).status;
    const rotated = signedBy(professional, next.privateKey, "next");
    const refusals = () => service.log.split("The key set could not be read").length;
    equal([await status(professional), await status(rotated), own.asked], [200, 401, 1]);
    for (const broken of [(response) => response.writeHead(500).end(), (response) => response.end("{"), (response) => response.end("x".repeat(1000000)), (response) => response.writeHead(302, { Location: own.url }).end(), (response) => response.destroy()]) {
        const before = refusals();
        own.answer = broken;
        service.process.kill("SIGHUP");
        await until(() => refusals() > before, `it is taken: ${broken}`);
        equal(await status(professional), 200);
    }
    const keys = [{ ...next.publicKey.export({ format: "jwk" }), kid: "next" }];
    own.answer = (response) => response.end(JSON.stringify({ keys }));
    service.process.kill("SIGHUP");
    await until(async () => (await status(rotated)) === 200, "the new key is not taken");
    equal([await status(professional), await status(rotated)], [401, 200]);
    await stop(service);
    own.server.close();
});

await test("jwks_url__unknown_kids_cause_few_readings", async () => {
    const own = await issuer(), stranger = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const service = await start({ JWKS_FILE: "", JWKS_URL: own.url });
    const tokens = Array.from({ length: 60 }, (_, i) => signedBy(professional, stranger.privateKey, `unknown-${i}`));
    const answers = await Promise.all(tokens.map((bearer) => get("/v1/segments", { port: service.port, token: bearer })));
    holds(answers.every(({ status }) => status === 401), "one was taken");
    holds(own.asked <= 2, `${own.asked} readings`);
    await stop(service);
    own.server.close();
});

await test("jwks_url__an_issuer_that_does_not_answer_holds_up_few_callers", async () => {
    const own = await issuer(), stranger = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const service = await start({ JWKS_FILE: "", JWKS_URL: own.url });
    const tokens = Array.from({ length: 40 }, (_, i) => signedBy(professional, stranger.privateKey, `unknown-${i}`));
    let readings = 0, meanwhile = 0;
    own.answer = (response) => {
        readings++;
        response.on("close", () => readings--);
    };
    // One after the other and each on a connection of its own, so that they do not meet in the threads that wait.
    const ask = async (bearer, i) => {
        await pause(10 * i);
        equal((await get("/v1/segments", { port: service.port, token: bearer, headers: { Connection: "close" } })).status, 401);
        meanwhile += readings > 0;
    };
    // Once more where this machine was so slow that the issuer was given up before anybody asked.
    for (let round = 0; round < 5 && meanwhile === 0; round++) {
        service.process.kill("SIGHUP");
        for (let i = 0; i < 200 && readings === 0; i++) await pause(20);
        await Promise.all(tokens.map(ask));
    }
    holds(meanwhile > 0, "nobody was answered before the issuer was given up");
    await stop(service);
    own.server.close();
});

await test("jwks_url__not_read_yet_is_503_and_readyz_names_it", async () => {
    const own = await issuer();
    own.answer = (response) => response.writeHead(500).end();
    const service = await start({ JWKS_FILE: "", JWKS_URL: own.url }, ({ status }) => status === 503), { port } = service;
    const before = await get("/v1/segments", { port, token: professional });
    equal(before.status, 503, before.text);
    holds(Number(before.headers["retry-after"]) > 0, "no Retry-After");
    equal((await get("/v1/segments", { port })).status, 401, "without a token:");
    const ready = await get("/readyz", { port });
    equal([ready.status, ready.json.checks.issuer_keys, ready.json.checks.database], [503, "failed", "ok"], ready.text);
    own.answer = (response) => response.end(readFileSync(process.env.JWKS_FILE));
    service.process.kill("SIGHUP");
    for (let i = 0; i < 100 && (await get("/readyz", { port })).status !== 200; i++) await pause(50);
    equal((await get("/v1/segments", { port, token: professional })).status, 200);
    await stop(service);
    own.server.close();
});

await test("jwks_url__elsewhere_without_tls_is_refused_at_the_start", async () => {
    let words = "";
    await start({ JWKS_FILE: "", JWKS_URL: "http://192.0.2.1/jwks" }).catch((error) => (words = error.message));
    holds(words.includes("https"), words);
});

await test("database__away_is_503_and_back_is_200_by_itself", async () => {
    const postgres = (...words) => execFileSync(`${process.env.SOURCE_DIR}/tools/postgres.sh`, words, { stdio: "ignore" });
    const service = await start({ DATABASE_WAIT_MS: "300" }), { port } = service;
    const seen = new Map();
    let going = true;
    async function client() {
        while (going) {
            const answer = await post("/v1/clients", identifier(), { token: professional, port });
            seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
            if (answer.status === 503) {
                equal(answer.headers["content-type"], "application/problem+json");
                holds(Number(answer.headers["retry-after"]) > 0, "no Retry-After");
                await pause(20);
            }
        }
    }
    const clients = Array.from({ length: 8 }, client);
    await until(() => seen.get(201) > 0, "nothing is stored");
    postgres("stop", "immediate");
    await until(async () => seen.get(503) > 0 && (await get("/readyz", { port })).status === 503, "nobody is told to wait");
    equal([(await get("/readyz", { port })).status, (await get("/healthz", { port })).status], [503, 200]);
    postgres("start");
    const stored = seen.get(201);
    await until(async () => (await get("/readyz", { port })).status === 200 && seen.get(201) > stored, "it does not come back");
    going = false;
    await Promise.all(clients);
    equal((await post("/v1/clients", identifier(), { token: professional, port })).status, 201);
    holds([...seen.keys()].every((status) => status === 201 || status === 200 || status === 503), JSON.stringify([...seen]));
    equal((await stop(service)).code, 0);
    const lines = service.log.trim().split("\n").map((line) => JSON.parse(line));
    const told = lines.filter(({ message, status }) => message === "request" && status === 503);
    const counted = lines.filter(({ message }) => message === "requests without a line").map(({ count }) => count);
    holds(told.length + counted.reduce((sum, count) => sum + count, 0) >= seen.get(503), `${told.length} told, ${counted} of ${seen.get(503)}`);
    for (let i = 1; i < told.length; i++) holds(Date.parse(told[i].time) - Date.parse(told[i - 1].time) > 4900, "two lines at once");
});

// Models are known for a while without the database; what is evaluated by them can't be stored.
await test("database__away_an_evaluation_is_answered_and_an_assessment_is_503", async () => {
    const postgres = (...words) => execFileSync(`${process.env.SOURCE_DIR}/tools/postgres.sh`, words, { stdio: "ignore" });
    const service = await start(), own = { token: professional, port: service.port };
    const { id } = await newClient(own), body = { coping: "easy", need: "few" };
    const store = () => post(`/v1/clients/${id}/assessments`, { ...body, register: "health" }, own);
    equal((await store()).status, 201);
    postgres("stop", "immediate");
    await pause(5200); // until the models would be looked at again
    const stored = await store(), evaluated = await post("/v1/segmentations", body, own);
    postgres("start");
    equal([stored.status, evaluated.status], [503, 200], stored.text);
    for (let i = 0; i < 100 && (await store()).status !== 201; i++) await pause(100);
    equal((await store()).status, 201);
    equal((await stop(service)).code, 0);
});

// Both connections are held by requests that wait for a lock: whoever comes meanwhile is told to come again,
// and is not kept; those who wait get their answers once the lock is gone.
await test("pool__exhausted_is_503_with_retry_after_and_never_a_hang", async () => {
    const service = await start({ DATABASE_POOL: "2", WORKERS: "0", DATABASE_WAIT_MS: "200", LOCK_TIMEOUT_MS: "60000", STATEMENT_TIMEOUT_MS: "60000" }), { port } = service;
    const store = () => post("/v1/clients", identifier(), { token: professional, port });
    const lock = await holdClients();
    let answered = 0;
    const held = [store(), store()];
    held.forEach((one) => one.then(() => answered++));
    await until(() => lockWaits(2), "they do not wait");
    const others = await Promise.all(Array.from({ length: 12 }, store));
    equal([...new Set(others.map(({ status }) => status)), answered], [503, 0]);
    holds(others.every(({ headers }) => Number(headers["retry-after"]) > 0), "no Retry-After");
    equal((await get("/healthz", { port })).status, 200);
    holds(service.log.includes("no connection came free in time"), service.log);
    lock.stdin.end("COMMIT;\n");
    equal((await Promise.all(held)).map(({ status }) => status), [201, 201]);
    equal((await store()).status, 201);
    equal((await stop(service)).code, 0);
});

await test("start__without_a_database_fails_with_words", async () => {
    let words = "";
    await start({ DATABASE_URL: "" }).catch((error) => (words = error.message));
    holds(words.includes("DATABASE_URL"), `not told what is missing: ${words}`);
});

end();
