// Strange requests to every operation: a body, parameters and headers that would do, each changed in a
// few places, and positions in lists that nobody was given. Whatever comes, it is never the service
// that fails; the form of the answers is checked by strange.sh.
//   SEED=7 ROUNDS=500 node tests/contract/strange.mjs      another run; the seed is told
import { createHash, randomUUID } from "node:crypto";
import { all, client, operations, other, owned, stranger } from "../api/operations.mjs";
import { call, description, end, test, token } from "../api/support.mjs";
import { ehrToken } from "../ehr.mjs";
import { chance, isObject, places, put } from "./chance.mjs";

const SEED = Number(process.env.SEED ?? 20261128), ROUNDS = Number(process.env.ROUNDS ?? 25);

const { random, any } = chance(SEED);

const resolve = (value) => (value?.$ref ? value.$ref.slice(2).split("/").reduce((at, name) => at[name], description) : value);
const lastOf = (path) => path.split("/").pop();

// Ids of every kind of record that there is, so that each stands where another is meant.
const IDS = [randomUUID(), "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", client.id, stranger.id, ...Object.values(owned).map(lastOf)];
const DATES = ["0001-01-01", "1899-12-31", "2000-02-29", "2026-11-28", "2100-12-31", "9999-12-31", "0000-00-00", "10000-01-01"];
const INSTANTS = ["0001-01-01T00:00:00Z", "2026-11-28T12:00:00Z", "9999-12-31T23:59:59Z", "2026-11-28T23:59:60Z", "2026-11-28T12:00:00+14:00", "9999-12-31T23:59:59-14:00"];
const NUMBERS = [0, -0, -1, 1, 2, 100, 101, 32768, 2147483647, 2147483648, -2147483649, 9007199254740993, 9223372036854775807, 1e19, 1e300, -1e300, 0.1, 1e-300];
const TEXTS = ["", " ", "\t", "a", "ä".repeat(200), "x".repeat(5000), "\u0000", "a\nb", "a\u007fb", "\u202e", "\ufeff", "\ud800", "😀".repeat(70), "'", "\\", "{}", "{a,b}", "%", "_", "NULL",
    "health", "social", "both", "draft", "sent", "true", "null", "infinity", "-infinity", "NaN", "now", "epoch"];
const STRANGE = [null, true, false, ...NUMBERS, ...TEXTS, ...IDS, ...DATES, ...INSTANTS, [], {}, [null], [[]], [{}], { "": 1 }, { a: { b: [] } }, Array.from({ length: 300 }, () => "a"), IDS];
const NAMES = ["id", "version", "area", "state", "status", "register", "client_id", "unit_id", "__proto__", "constructor", "", "a".repeat(300)];

const SAME_KIND = [[/^[0-9a-f]{8}-/, IDS], [/^\d{4}-\d\d-\d\dT/, INSTANTS], [/^\d{4}-\d\d-\d\d$/, DATES]];

// What is likely to get past the first look: another value of the same kind.
function similar(value) {
    if (typeof value === "number") return any(NUMBERS);
    if (typeof value !== "string") return any(STRANGE);
    return any(SAME_KIND.find(([pattern]) => pattern.test(value))?.[1] ?? TEXTS);
}

const CHANGES = [
    (container, key) => put(container, key, structuredClone(any(STRANGE))),
    (container, key) => put(container, key, similar(container[key])),
    (container, key) => (Array.isArray(container) ? container.push(container[key], container[key]) : delete container[key]),
    (container) => isObject(container) && put(container, any(NAMES), structuredClone(any(STRANGE))),
];

// Members that the example leaves out and the schema has, with something in them.
function fuller(schema, body, depth = 0) {
    const { properties = {}, allOf = [] } = resolve(schema) ?? {};
    for (const part of allOf) fuller(part, body, depth);
    for (const [name, raw] of Object.entries(properties)) {
        const member = resolve(raw);
        if (isObject(body[name]) && depth < 4) fuller(member, body[name], depth + 1);
        if (name in body || random() > 0.15) continue;
        const of = resolve(member.items ?? member);
        const value = of.enum ? any(of.enum) : of.format === "uuid" ? any(IDS) : of.format === "date" ? any(DATES)
            : of.format === "date-time" ? any(INSTANTS) : of.type === "integer" ? any(NUMBERS) : of.type === "boolean" ? true : any(TEXTS);
        put(body, name, member.items ? [value] : value);
    }
}

function bodiesOf(operation) {
    const { requestBody } = description.paths[operation.path][operation.method.toLowerCase()];
    const { examples = {}, schema } = requestBody?.content?.["application/json"] ?? {};
    const bodies = Object.values(examples).map((example) => resolve(example).value);
    return { schema, bodies: operation.body === undefined ? bodies : [operation.body, operation.body, ...bodies] };
}

function bodyOf({ schema, bodies }) {
    if (bodies.length === 0) return random() < 0.1 ? any(STRANGE) : undefined;
    const body = structuredClone(any(bodies));
    if (!isObject(body)) return body;
    for (const [container, key] of places(body)) if (/^[0-9a-f]{8}-.{27}$/.test(container[key])) container[key] = any(IDS);
    if (random() < 0.5) fuller(schema, body);
    for (let left = any([0, 1, 1, 1, 2, 3]); left > 0 && places(body).length > 0; left--) any(CHANGES)(...any(places(body)));
    return body;
}

// A position that is rightly marked and says something else: the mark is no secret.
function forged(operation, path, sub, filters) {
    const values = Array.from({ length: any([1, 2, 2, 3, 6]) }, () => any(["", "x", "infinity", "0", "99999999999999999999", "ä", "\u0001", ...IDS.slice(0, 3), ...INSTANTS, ...DATES, "1 year", "'"]));
    const position = random() < 0.1 ? Buffer.from([0xff, 0xfe, 0x1f, 0xc3, 0x1f]) : Buffer.from(values.map((value) => value + any(["\x1f", "\x1f", "\x1e"])).join(""));
    const binding = [`${operation.id} ${path} 90 ${sub}`, ...filters.map(([name, value]) => `${name}=${value}`).sort()].join("\n");
    const tag = createHash("sha256").update(Buffer.concat([position, Buffer.from([0]), Buffer.from(binding)])).digest().subarray(0, 8);
    return Buffer.concat([tag, position]).toString("base64url");
}

const subOf = (bearer) => JSON.parse(Buffer.from(bearer.split(".")[1], "base64url")).sub;

function valueFor(parameter) {
    const schema = resolve(parameter.schema) ?? {};
    const of = resolve(schema.items) ?? schema;
    if (random() < 0.3) return String(any([...TEXTS.filter((text) => text.isWellFormed()), ...NUMBERS, ...IDS, ...DATES]));
    if (of.enum) return any(of.enum);
    if (of.format === "uuid") return any(IDS);
    if (of.format === "date") return any(DATES);
    if (of.format === "date-time") return any(INSTANTS);
    return String(of.type === "integer" ? any(NUMBERS) : of.type === "boolean" ? any([true, false]) : any(TEXTS.filter((text) => text.isWellFormed())));
}

function targetOf(operation, bearer) {
    const declared = description.paths[operation.path][operation.method.toLowerCase()].parameters ?? [];
    const parameters = declared.map(resolve).filter(({ in: place }) => place === "query");
    const start = random() < 0.85 ? operation.resource ?? operation.path : operation.path;
    const path = start.replace(/\{[a-z_]+\}/g, (gap) => {
        const schema = resolve(resolve(declared.map(resolve).find(({ name }) => `{${name}}` === gap))?.schema);
        return encodeURIComponent(schema?.enum && random() < 0.9 ? any(schema.enum) : any([...IDS, "x", "helsinki@1", "helsinki", "..", "é", "0"]));
    });
    const given = parameters.filter(({ name, required }) => name !== "cursor" && (required || random() < 0.35)).map((parameter) => [parameter.name, valueFor(parameter)]);
    const filters = given.filter(([name]) => !["limit", "total"].includes(name));
    const cursor = parameters.some(({ name }) => name === "cursor") && random() < 0.5 ? [["cursor", forged(operation, path, subOf(bearer), filters)]] : [];
    const query = [...given, ...cursor].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
    return query ? `${path}?${query}`.slice(0, 2000) : path;
}

const own = token("--client", client.id), social = token("--register", "social", "--role", "coordinator");

function headersOf(operation) {
    const headers = {};
    if (operation.precondition && random() < 0.95) headers["If-Match"] = any(['"1"', '"1"', '"1"', "*", '"2", "1"', '"99999999999999999999"', "W/\"1\"", '""', "x"]);
    if (random() < 0.15) headers["Idempotency-Key"] = any([`"${randomUUID()}"`, "x", '""', `"${"k".repeat(300)}"`]);
    if (random() < 0.1) headers["If-None-Match"] = any(["*", '"1"', "x"]);
    if (random() < 0.1) headers["Break-Glass"] = any(['"asiakas on tajuton"', "x", "", '"'.padEnd(600, "a"), "a\u00ff".repeat(6)]);
    if (random() < 0.1) headers.Accept = any(["text/csv", "application/json;q=0", "*/*;q=0.1", "x"]);
    headers["Accept-Language"] = any(["fi", "sv", "en", "xx", "*;q=0"]);
    return headers;
}

for (const operation of operations) {
    const bodies = bodiesOf(operation);
    const tries = Array.from({ length: operation.permission === "public" && !operation.path.startsWith("/v1/") ? 2 : ROUNDS }, () => {
        const bearer = any([all, all, all, all, all, all, social, own, other]);
        return [targetOf(operation, bearer), { token: operation.ehr ? ehrToken(operation.path) : bearer, json: bodyOf(bodies), headers: headersOf(operation) }];
    });
    const one = async ([target, options]) => {
        const answer = await call(operation.method, target, options);
        if (answer.status < 500) return;
        throw new Error(`${answer.status} for ${operation.method} ${target} ${JSON.stringify(options.headers)} ${JSON.stringify(options.json)?.slice(0, 900)} request ${answer.headers["x-request-id"]}`);
    };
    for (let i = 0; i < tries.length; i += 8)
        await Promise.all(tries.slice(i, i + 8).map((each, j) => test(`${operation.id}__strange_request_${i + j}_is_answered`, () => one(each))));
}
console.log(`SEED=${SEED} ROUNDS=${ROUNDS}`);
end();
