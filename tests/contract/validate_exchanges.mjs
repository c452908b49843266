// Holds every exchange that the tests have seen against the API description.
//   node tests/contract/validate_exchanges.mjs [--partial] FILE.ndjson
//
// One JSON object a line: { "method", "path", "operation"?, "status", "content_type", "headers",
// "body" }. `path` may be the one asked for (with its query) or the description's template;
// `operation` is the operationId, where the recorder knows it. `headers` are the answer's, by name;
// `body` is the answer's text, or already the JSON value.
//
// Fails on a status, media type, missing header or body that the description does not give, and on
// an operation of which no good answer was seen (with --partial, not).
import { readFileSync } from "node:fs";
import { routesOf } from "../api/routes.mjs";
import { counter, document, faults, operations, resolve } from "./description.mjs";
import { fhirFaults } from "./fhir_valid.mjs";

// A failure has the form of the face it is of.
const PROBLEM = { type: "application/problem+json", schema: { $ref: "#/components/schemas/Problem" } };
const OUTCOME = { type: "application/fhir+json", schema: { $ref: "#/components/schemas/FhirOperationOutcome" } };
// What lies under .well-known tells of tokens, not of FHIR.
const isFhir = ({ path = "" }) => /^\/fhir([/?]|$)/.test(path) && !path.startsWith("/fhir/.well-known/");

const idOf = routesOf(document);

function operationOf(exchange) {
    if (exchange.operation) return exchange.operation;
    return idOf(exchange.method === "HEAD" ? "GET" : exchange.method, exchange.path ?? exchange.path_template ?? "");
}

function bodyOf(exchange, mediaType) {
    if (typeof exchange.body !== "string" || !/[/+]json$/.test(mediaType)) return exchange.body;
    try {
        return JSON.parse(exchange.body);
    } catch {
        return undefined;
    }
}

function headerFaults(response, headers) {
    const given = new Map(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]));
    return Object.entries(response.headers ?? {}).flatMap(([name, ref]) => {
        const header = resolve(ref);
        const value = given.get(name.toLowerCase());
        if (value === undefined) return header.required ? [`header ${name} is missing`] : [];
        const typed = header.schema.type === "integer" ? Number(value) : value;
        return faults(header.schema, typed).map((fault) => `header ${name}: ${fault}`);
    });
}

function bodyFaults(response, exchange) {
    const mediaType = (exchange.content_type ?? "").split(";")[0].trim().toLowerCase();
    if (!response.content) return exchange.body ? ["a body where there should be none"] : [];
    if (exchange.method === "HEAD") return exchange.body ? ["HEAD was answered with a body"] : [];
    const content = response.content[mediaType];
    if (!content) return [`content type ${mediaType || "(none)"} is not in the description`];
    return faults(content.schema, bodyOf(exchange, mediaType));
}

// Without an operation (an unknown path, a wrong method, a preflight) only problems have a form.
function strayFaults(exchange) {
    if (exchange.method === "OPTIONS" || exchange.status < 400) return [];
    if (exchange.method === "HEAD") return [];
    const mediaType = (exchange.content_type ?? "").split(";")[0];
    const { type, schema } = isFhir(exchange) ? OUTCOME : PROBLEM;
    if (mediaType !== type) return [`content type ${mediaType} of a problem`];
    return faults(schema, bodyOf(exchange, mediaType));
}

function exchangeFaults(exchange) {
    const operation = operations.get(operationOf(exchange));
    if (!operation || exchange.method === "OPTIONS" || exchange.status === 405) return strayFaults(exchange);
    const response = resolve(operation.responses[exchange.status]);
    if (!response) return [`status ${exchange.status} is not in the description`];
    const about = response.content?.["application/problem+json"] ? statusFaults(exchange) : [];
    const body = isFhir(exchange) && exchange.body ? bodyOf(exchange, "application/fhir+json") : undefined;
    return [...about, ...(body ? fhirOf(body) : []), ...headerFaults(response, exchange.headers), ...bodyFaults(response, exchange)];
}

// A resource is looked at once, however often it was seen, and a bundle with what it holds.
const looked = new Map();
function fhirOf(body) {
    const text = JSON.stringify(body);
    if (!looked.has(text)) looked.set(text, fhirFaults(body));
    return looked.get(text);
}

// A problem's status is the answer's.
function statusFaults(exchange) {
    const told = bodyOf(exchange, "application/problem+json")?.status;
    return exchange.method === "HEAD" || told === exchange.status ? [] : [`problem says status ${told}`];
}

const partial = process.argv.includes("--partial");
const file = process.argv.slice(2).find((word) => !word.startsWith("--")) ?? process.env.EXCHANGES;
if (!file) {
    console.error("usage: node tests/contract/validate_exchanges.mjs FILE.ndjson");
    process.exit(2);
}
const lines = readFileSync(file, "utf8").split("\n").filter((line) => line.trim() !== "");
const { check, counts, end } = counter();
const answered = new Set();
for (const [index, line] of lines.entries()) {
    const exchange = JSON.parse(line);
    const id = operationOf(exchange);
    if (exchange.status >= 200 && exchange.status < 303) answered.add(id);
    const name = `line ${index + 1}: ${exchange.method} ${exchange.path ?? exchange.path_template} ${exchange.status}`;
    check(name, exchangeFaults(exchange));
}
const before = counts.failed;
for (const id of partial ? [] : operations.keys())
    check(`${id}: a good answer was seen`, answered.has(id) ? [] : ["none in the recording"]);
if (counts.failed > before) console.log(`Operations in the description: ${operations.size} of version ${document.info.version}`);
end();
