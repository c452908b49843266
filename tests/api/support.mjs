// What the API tests share: requests that are written down, tokens good and bad, raw sockets, and
// services of a test's own. Runs beside an instance made by tools/with-instance.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHmac, createPrivateKey, generateKeyPairSync, randomBytes, randomUUID, sign } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { isDeepStrictEqual } from "node:util";
import { remember, unexpected } from "./left.mjs";
import { sql } from "./psql.mjs";

const { BASE_URL, ASIAKKUUSD, VAR, SOURCE_DIR, EXCHANGES } = process.env;
export const base = new URL(BASE_URL);
export const description = JSON.parse(readFileSync(`${SOURCE_DIR}/api-spec/dist/openapi.json`, "utf8"));

// The service's day, so many days from now: Finland's, which is not UTC's for some hours each night.
export function today(days = 0) {
    const now = new Date().toLocaleDateString("sv", { timeZone: "Europe/Helsinki" });
    return new Date(Date.parse(now) + days * 86400000).toISOString().slice(0, 10);
}

let passed = 0, failed = 0;
const running = new Set(); // services of the tests' own
const ours = new Set([base.port]); // ports of services on the instance's own database

// One case. Throwing, or an assertion that doesn't hold, fails it.
export async function test(name, body) {
    try {
        await body();
        passed++;
    } catch (error) {
        failed++;
        console.log(`FAILED ${name}\n    ${String(error.message).split("\n").join("\n    ")}`);
    }
}

export async function end() {
    await test("ledger__every_answer_left_what_its_operation_leaves", () => {
        const lines = unexpected();
        holds(lines.length === 0, `not in left.json:\n${lines.join("\n")}`);
    });
    console.log(`${passed} passed, ${failed} failed`);
    running.forEach((child) => child.kill("SIGKILL"));
    process.exit(failed === 0 ? 0 : 1);
}

function show(value) {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return text === undefined ? "undefined" : text.slice(0, 600);
}

export function equal(actual, expected, about = "") {
    if (!isDeepStrictEqual(actual, expected))
        throw new Error(`${about} expected ${show(expected)}, not ${show(actual)}`);
}

export function holds(condition, about) {
    if (!condition) throw new Error(about);
}

function record(method, path, answer) {
    if (!EXCHANGES) return;
    const { status, headers, text } = answer;
    const line = { method, path, status, content_type: headers["content-type"], headers, body: text };
    appendFileSync(EXCHANGES, `${JSON.stringify(line)}\n`);
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

// One exchange: { status, headers, text, json }. `json` in the options is sent as such; `body` as it
// is, with `type` as its media type.
export function call(method, path, options = {}) {
    const headers = { ...options.headers };
    let body = options.body;
    if (options.token) headers.Authorization = `Bearer ${options.token}`;
    if (options.json !== undefined) body = JSON.stringify(options.json);
    if (body !== undefined) {
        headers["Content-Type"] ??= options.type ?? "application/json";
        headers["Content-Length"] ??= Buffer.byteLength(body);
    }
    const to = { host: base.hostname, port: options.port ?? base.port, method, path, headers, agent };
    return new Promise((resolve, reject) => {
        const request = http.request(to, (response) => {
            const pieces = [];
            response.on("error", reject);
            response.on("data", (piece) => pieces.push(piece));
            response.on("end", () => {
                const bytes = Buffer.concat(pieces);
                const answer = { status: response.statusCode, headers: response.headers, bytes, text: bytes.toString() };
                if (!answer.headers["content-encoding"]) record(method, path, answer);
                if (ours.has(String(to.port))) remember(description, method, path, answer);
                resolve({ ...answer, get json() { return JSON.parse(answer.text); } });
            });
        });
        // A kept connection may have been closed while a test waited for a command.
        request.on("error", (error) => (request.reusedSocket && error.code === "ECONNRESET" ? resolve(call(method, path, options)) : reject(error)));
        request.end(body);
    });
}

export const get = (path, options) => call("GET", path, options);
export const post = (path, json, options) => call("POST", path, { json, ...options });

// The bytes that come back for the bytes sent, until the other side closes or is silent.
export function raw(bytes, { port = base.port, silent_ms = 400 } = {}) {
    return new Promise((resolve, reject) => {
        const socket = net.connect(Number(port), base.hostname, () => socket.write(bytes));
        let text = "";
        socket.setTimeout(silent_ms, () => socket.destroy());
        socket.on("data", (piece) => (text += piece.toString("latin1")));
        socket.on("error", (error) => (text ? resolve(text) : reject(error)));
        socket.on("close", () => resolve(text));
    });
}

// --- tokens ---

// A program is started for each: what was given once serves again, for the hour it holds.
const given = new Map();
export function token(...options) {
    const wanted = JSON.stringify(options);
    if (!given.has(wanted)) given.set(wanted, execFileSync(ASIAKKUUSD, ["token", ...options], { encoding: "utf8" }).trim());
    return given.get(wanted);
}

const issuerPem = readFileSync(`${VAR}/keys/issuer.pem`, "utf8");
const issuerKey = createPrivateKey(issuerPem);
const [publicJwk] = JSON.parse(readFileSync(`${VAR}/keys/jwks.json`, "utf8")).keys;
const base64 = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

function es256(header, claims, key = issuerKey) {
    const input = `${base64(header)}.${base64(claims)}`;
    return `${input}.${sign("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}

// The claims of `good` under another key.
export function signedBy(good, privateKey, kid) {
    return es256({ alg: "ES256", kid }, JSON.parse(Buffer.from(good.split(".")[1], "base64url")), privateKey);
}

// Any claims, under the issuer's own key.
export const signed = (claims) => es256({ alg: "ES256", kid: publicJwk.kid }, claims);

// Every way a token can be bad, each made from what would be a good one.
export function badTokens(good) {
    const header = { alg: "ES256", kid: publicJwk.kid };
    const claims = JSON.parse(Buffer.from(good.split(".")[1], "base64url"));
    const now = Math.floor(Date.now() / 1000);
    const [head, payload, signature] = good.split(".");
    const hmac = (secret) => {
        const input = `${base64({ ...header, alg: "HS256" })}.${payload}`;
        return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
    };
    const publicPem = createPrivateKeyPublic();
    const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" });
    return {
        none: undefined,
        garbage: "x.y.z",
        expired: es256(header, { ...claims, exp: now - 3600 }),
        not_yet_valid: es256(header, { ...claims, nbf: now + 3600 }),
        other_audience: es256(header, { ...claims, aud: "another" }),
        other_issuer: es256(header, { ...claims, iss: "https://evil.example" }),
        alg_none: `${base64({ alg: "none" })}.${payload}.`,
        hs256_with_public_jwk: hmac(JSON.stringify(publicJwk)),
        hs256_with_public_pem: hmac(publicPem),
        unknown_kid: es256({ ...header, kid: "unknown" }, claims),
        embedded_key: es256({ ...header, jwk: stranger.publicKey.export({ format: "jwk" }) }, claims, stranger.privateKey),
        foreign_jku: es256({ ...header, jku: "https://evil.example/jwks" }, claims),
        signed_by_another: es256(header, claims, stranger.privateKey),
        tampered: `${head}.${base64({ ...claims, area: "91" })}.${signature}`,
        area_of_three_digits: es256(header, { ...claims, area: "900" }),
    };
}

function createPrivateKeyPublic() {
    return execFileSync("openssl", ["ec", "-pubout"], { input: issuerPem, encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] });
}

// --- data ---

const CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY";
let person = Math.floor(Math.random() * 20000);

// An artificial identity code (individual number 900-949: from 950 on are the demo's) that no other call has given.
export function hetu() {
    person++;
    const day = String(1 + (person % 28)).padStart(2, "0");
    const month = String(1 + (Math.floor(person / 28) % 12)).padStart(2, "0");
    const year = String(20 + (Math.floor(person / 336) % 60)).padStart(2, "0");
    const number = String(900 + Math.floor(Math.random() * 50));
    const check = CHECK[Number(`${day}${month}${year}${number}`) % 31];
    return `${day}${month}${year}-${number}${check}`;
}

export const identifier = (value = hetu()) => ({ identifier: { system: "hetu", value } });
export const key = () => `"${randomUUID()}"`;
export const judged = { coping: "difficult", need: "many", duration: "continuous" };

// Events that callers asked for: reminders come by themselves, at their time.
export const ASKED_FOR = "type !~ '(deadline_near|overdue|waiting)$'";

export async function newClient(options) {
    const answer = await post("/v1/clients", identifier(), options);
    equal(answer.status, 201, "a new client:");
    return answer.json;
}

// --- services of a test's own, on the instance's database ---

function freePort() {
    return new Promise((resolve) => {
        const server = net.createServer().listen(0, "127.0.0.1", () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });
}

async function await_ready(service, is_up) {
    for (let i = 0; i < 200; i++) {
        if (service.process.exitCode !== null) break;
        try {
            if (is_up(await get("/readyz", { port: service.port }))) return;
        } catch {
            // not listening yet
        }
        await pause(50);
    }
    throw new Error(`a service of the test's own did not start: ${service.log}`);
}

// The instance's database as its superuser: what no operation gives, and what a test must see of the rows.
export { sql };

// The same with any number of statements, by standard input.
export const PSQL = [`${SOURCE_DIR}/tools/postgres.sh`, ["psql", "-d", "asiakkuus", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1"]];
export const script = (text) => execFileSync(...PSQL, { input: `SET search_path = asiakkuus;\n${text}`, encoding: "utf8", maxBuffer: 1 << 28 }).trim();

// Another database on the instance's server, empty but for the roles: the settings of a service on it,
// and `sql`, which asks it as the superuser.
export function database() {
    const name = `asiakkuus_${randomBytes(4).toString("hex")}`;
    const psql = (...words) => execFileSync(`${SOURCE_DIR}/tools/postgres.sh`, ["psql", "-At", ...words], { encoding: "utf8" }).trim();
    psql("-d", "postgres", "-c", `CREATE DATABASE ${name}`);
    psql("-d", name, "-f", `${SOURCE_DIR}/sql/roles.sql`);
    const on = (setting) => process.env[setting].replace("dbname=asiakkuus ", `dbname=${name} `);
    const settings = { DATABASE_URL: on("DATABASE_URL"), MIGRATE_DATABASE_URL: on("MIGRATE_DATABASE_URL") };
    return { settings, sql: (text) => psql("-d", name, "-c", text), drop: () => psql("-d", "postgres", "-c", `DROP DATABASE ${name} WITH (FORCE)`) };
}

// A sub-command of asiakkuusd: { code, said }.
export function command(words, environment = {}) {
    const { status, stdout, stderr } = spawnSync(ASIAKKUUSD, words, { env: { ...process.env, ...environment }, encoding: "utf8" });
    return { code: status, said: stdout + stderr };
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Makes a job of area 90 due at once, and waits until it has run well.
export async function runJob(kind) {
    const since = sql("SELECT clock_timestamp()");
    sql(`UPDATE job_schedule SET next_at = now(), lease_until = NULL WHERE area = '90' AND kind = '${kind}'`);
    for (let i = 0; i < 1200; i++) {
        if (sql(`SELECT count(*) FROM job_schedule WHERE area = '90' AND kind = '${kind}' AND last_at > '${since}' AND last_problem IS NULL`) === "1") return;
        await pause(50);
    }
    throw new Error(`${kind} does not run: ${sql(`SELECT last_problem FROM job_schedule WHERE area = '90' AND kind = '${kind}'`)}`);
}

// { port, process, log, ended }; `environment` adds settings, `is_up` looks at an answer of /readyz.
export async function start(environment = {}, is_up = ({ status }) => status === 200) {
    const port = await freePort();
    const child = spawn(ASIAKKUUSD, ["serve"], { env: { ...process.env, ...environment, PORT: String(port) } });
    const service = { port, process: child, log: "" };
    child.stdout.on("data", (piece) => (service.log += piece));
    child.stderr.on("data", (piece) => (service.log += piece));
    service.ended = new Promise((resolve) => child.on("exit", (code, signal) => resolve({ code, signal })));
    running.add(child);
    if (!environment.DATABASE_URL) ours.add(String(port));
    child.on("exit", () => running.delete(child));
    await await_ready(service, is_up);
    return service;
}

export async function stop(service, signal = "SIGTERM") {
    service.process.kill(signal);
    return service.ended;
}
