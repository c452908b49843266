// What the tests of the domains share, over support.mjs: tokens by wishes, calls by a caller's
// wishes, what an answer must be, clients with artificial identity codes.
import assert from "node:assert/strict";
import { call as exchange, end, hetu, test as run, token as issue } from "./support.mjs";

export { assert };

const known = new Map();
// token({ area: "09", register: "social", client: "<uuid>", scope: "...", role: "..." })
export function token(wishes = {}) {
    const words = Object.entries(wishes).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const key = words.join(" ");
    if (!known.has(key)) known.set(key, issue(...words));
    return known.get(key);
}

// One call with the token of these wishes. Gives { status, headers, text, json }; json is undefined
// where the answer is none.
export async function call(method, path, { as = {}, body, headers = {} } = {}) {
    const { status, headers: found, text } = await exchange(method, path, { token: token(as), json: body, headers });
    const isJson = /[/+]json$/.test(found["content-type"] ?? "");
    return { status, text, headers: new Headers(found), json: isJson && text ? JSON.parse(text) : undefined };
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

// An artificial identity code (individual number 900-999), another one for every call and every test
// of one instance.
export const identityCode = hetu;

export async function newClient(as = {}, more = {}) {
    const body = { identifier: { system: "hetu", value: identityCode() }, ...more };
    return expectStatus(await post("/v1/clients", body, { as }), 201);
}

const tests = [];
// test("referral_send__twice_is_conflict", async () => { ... })
export function test(name, body) {
    tests.push([name, body]);
}

// Runs what was registered, in order.
export async function finish() {
    for (const [name, body] of tests) await run(name, body);
    end();
}
