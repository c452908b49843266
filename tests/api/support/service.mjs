// The service under test, as an integrator sees it: tokens, calls, and a runner that counts.
//
// tools/with-instance gives BASE_URL, ASIAKKUUSD and the settings that `asiakkuusd token` reads.
// With EXCHANGES=FILE every exchange is written there, to be held against the API description.
import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import assert from "node:assert/strict";

export { assert };
export const base = process.env.BASE_URL;
const program = process.env.ASIAKKUUSD;

const known = new Map();
// token({ area: "09", register: "social", client: "<uuid>", scope: "...", role: "..." })
export function token(wishes = {}) {
    const words = Object.entries(wishes).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const key = words.join(" ");
    if (!known.has(key))
        known.set(key, execFileSync(program, ["token", ...words], { encoding: "utf8" }).trim());
    return known.get(key);
}

function record(method, path, answer, text) {
    if (!process.env.EXCHANGES) return;
    const line = {
        method, path, status: answer.status,
        content_type: answer.headers.get("content-type") ?? "",
        headers: Object.fromEntries(answer.headers), body: text,
    };
    appendFileSync(process.env.EXCHANGES, `${JSON.stringify(line)}\n`);
}

// One call. `as` are a token's wishes, a token, or null for none; `body` is sent as JSON unless it
// is a string. Gives { status, headers, text, json }.
export async function call(method, path, { as = {}, body, headers = {} } = {}) {
    const all = { ...headers };
    if (as !== null) all.authorization ??= `Bearer ${typeof as === "string" ? as : token(as)}`;
    if (body !== undefined) all["content-type"] ??= "application/json";
    const sent = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const answer = await fetch(base + path, { method, headers: all, body: sent });
    const text = await answer.text();
    record(method, path, answer, text);
    let json;
    try {
        json = JSON.parse(text);
    } catch {
        json = undefined;
    }
    return { status: answer.status, headers: answer.headers, text, json };
}

export const get = (path, options) => call("GET", path, options);
export const post = (path, body, options) => call("POST", path, { ...options, body });

export function expectStatus(answer, status) {
    assert.equal(answer.status, status, `${answer.status} instead of ${status}: ${answer.text}`);
    return answer.json;
}

// A problem document of this code; `fields` are pointers (or parameters) with their codes.
export function expectProblem(answer, status, code, fields = {}) {
    const problem = expectStatus(answer, status);
    assert.match(answer.headers.get("content-type"), /^application\/problem\+json/);
    assert.equal(problem.type, `urn:asiakkuus:problem:${code}`);
    assert.equal(problem.status, status);
    assert.ok(problem.instance && problem.title);
    const found = Object.fromEntries((problem.errors ?? []).map((error) => [error.pointer ?? error.parameter, error.code]));
    for (const [pointer, wanted] of Object.entries(fields)) assert.equal(found[pointer], wanted, `${pointer}: ${answer.text}`);
    return problem;
}

// An artificial identity code (individual number 900-999), another one for every call.
let codes = process.pid % 20000;
export function identityCode() {
    const number = codes++;
    const day = new Date(Date.UTC(1940, 0, 1 + number));
    const two = (value) => String(value).padStart(2, "0");
    const digits = two(day.getUTCDate()) + two(day.getUTCMonth() + 1) + two(day.getUTCFullYear() % 100);
    const individual = 900 + (number % 50);
    const check = "0123456789ABCDEFHJKLMNPRSTUVWXY"[Number(digits + individual) % 31];
    return `${digits}${day.getUTCFullYear() < 2000 ? "Y" : "B"}${individual}${check}`;
}

export async function newClient(as = {}, more = {}) {
    const body = { identifier: { system: "hetu", value: identityCode() }, ...more };
    return expectStatus(await post("/v1/clients", body, { as }), 201);
}

const tests = [];
// test("referral_send__twice_is_conflict", async () => { ... })
export function test(name, run) {
    tests.push({ name, run });
}

// Runs what was registered, in order; prints failures and one line of counts.
export async function finish() {
    let failed = 0;
    for (const { name, run } of tests) {
        try {
            await run();
        } catch (error) {
            failed++;
            console.log(`FAILED: ${name}\n    ${String(error.stack ?? error).replaceAll("\n", "\n    ")}`);
        }
    }
    console.log(`${tests.length - failed} passed, ${failed} failed`);
    process.exitCode = failed === 0 ? 0 : 1;
}
