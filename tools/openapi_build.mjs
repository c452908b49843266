// Makes everything that follows from the API description:
//   api-spec/dist/openapi.json, openapi.yaml   one file each, as the service serves them
//   service/tables/routes.def                  the service's routes
//
//   node tools/openapi_build.mjs           writes them
//   node tools/openapi_build.mjs --check   compares them with what is committed, and writes nothing
//
// The results are committed: building the service needs no Node.
import { readFileSync, writeFileSync, mkdirSync, existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle, createConfig } from "@redocly/openapi-core";
import { parse, stringify } from "yaml";
import { tellCaller, tellValues } from "./openapi_tell.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const METHODS = ["get", "put", "post", "delete", "patch"];
// Members of an operation that are for the service, and the bit of enum route_flag they set.
const FLAGS = {
    "x-idempotent": "ROUTE_IDEMPOTENT",
    "x-precondition": "ROUTE_PRECONDITION",
    "x-client-may": "ROUTE_CLIENT_MAY",
    "x-no-database": "ROUTE_NO_DATABASE",
    "x-makes-first": "ROUTE_MAKES_FIRST",
    "x-ehr": "ROUTE_EHR",
    "x-oauth": "ROUTE_OAUTH",
};
const MEMBERS = [...Object.keys(FLAGS), "x-permission", "x-body-limit"];

export async function bundled() {
    const config = await createConfig({});
    const ref = join(root, "api-spec", "openapi.yaml");
    const { bundle: result, problems } = await bundle({ ref, config });
    const faults = problems.filter((problem) => problem.severity === "error");
    if (faults.length > 0)
        throw new Error(faults.map((fault) => fault.message).join("\n"));
    return complete(result.parsed);
}

// The keywords that say something of one type alone.
const KEYWORDS = {
    string: ["minLength", "maxLength", "pattern", "format"],
    array: ["items", "minItems", "maxItems", "uniqueItems"],
    object: ["properties", "required", "additionalProperties", "propertyNames", "minProperties", "maxProperties"],
    number: ["minimum", "maximum", "multipleOf"],
};
KEYWORDS.integer = KEYWORDS.number;

const typeOf = (value) => (value === null ? "null" : Array.isArray(value) ? "array" : Number.isInteger(value) ? "integer" : typeof value);

// `type: [integer, string]` is lost on many generators of clients: oneOf, with what belongs to each. One type
// or null stays, which all of them know.
function splitTypes(schema) {
    if (!Array.isArray(schema.type) || schema.type.filter((type) => type !== "null").length < 2) return;
    const { type: types, enum: words } = schema;
    delete schema.type;
    delete schema.enum;
    schema.oneOf = types.map((type) => {
        const one = { type };
        for (const keyword of KEYWORDS[type] ?? []) if (keyword in schema) one[keyword] = schema[keyword];
        if (words) one.enum = words.filter((word) => typeOf(word) === type);
        return one;
    });
    for (const type of types) for (const keyword of KEYWORDS[type] ?? []) delete schema[keyword];
}

// An object made of others is written out: many generators lose the members of one part, or see no object.
function writeOut(document, schema) {
    if (!schema.allOf) return schema;
    const parts = schema.allOf.map((part) => writeOut(document, part.$ref ? document.components.schemas[part.$ref.split("/").pop()] : part));
    if (!parts.every((part) => part.properties)) return schema;
    const { allOf, ...own } = schema;
    const all = [...parts, own];
    const whole = { type: "object", ...own, properties: Object.assign({}, ...all.map((part) => part.properties ?? {})) };
    const required = new Set(all.flatMap((part) => part.required ?? []));
    if (required.size > 0) whole.required = [...required];
    whole["x-made-of"] = allOf.flatMap((part) => part.$ref?.split("/").pop() ?? []);
    for (const key of Object.keys(schema)) delete schema[key];
    return Object.assign(schema, whole);
}

function eachSchema(value, visit) {
    if (typeof value !== "object" || value === null) return;
    if (!Array.isArray(value)) visit(value);
    for (const [name, each] of Object.entries(value)) if (!["example", "examples", "enum", "const"].includes(name)) eachSchema(each, visit);
}

// The problems and the headers that follow from what an operation is; what it says of them itself stays.
const PROBLEMS = {
    always: { 400: "bad_request", 401: "unauthenticated", 403: "forbidden", 404: "not_found", 406: "not_acceptable", 429: "too_many_requests", 500: "internal", 503: "unavailable" },
    body: { 413: "too_large", 415: "unsupported_media_type", 422: "rule_broken" },
    idempotent: { 409: "conflict", 422: "rule_broken" },
    precondition: { 409: "conflict", 412: "stale", 428: "precondition_missing" },
};

// Under /fhir the same problems are told as OperationOutcomes; what lies under .well-known tells of tokens.
const isFhir = (path) => path.startsWith("/fhir/") && !path.startsWith("/fhir/.well-known/");
function problemOf(document, path, name) {
    if (!isFhir(path)) return name;
    const { responses } = document.components;
    const { description, headers } = responses[name];
    responses[`fhir_${name}`] ??= { description, headers: { ...headers }, content: { "application/fhir+json": { schema: { $ref: "#/components/schemas/FhirOperationOutcome" } } } };
    return `fhir_${name}`;
}

function fillInOpen(document, path, operation) {
    for (const [status, name] of [[400, "bad_request"], [406, "not_acceptable"]]) operation.responses[status] ??= { $ref: `#/components/responses/${problemOf(document, path, name)}` };
}

function fillIn(document, path, operation) {
    const is = { always: true, body: operation.requestBody, idempotent: operation["x-idempotent"], precondition: operation["x-precondition"] };
    for (const kind of Object.keys(PROBLEMS).filter((each) => is[each]))
        for (const [status, name] of Object.entries(PROBLEMS[kind])) operation.responses[status] ??= { $ref: `#/components/responses/${problemOf(document, path, name)}` };
    const headers = { "X-Request-Id": "RequestId" };
    if (takes(document, operation, "limit")) headers.Link = "Link";
    if (is.idempotent) headers["Idempotency-Replayed"] = "IdempotencyReplayed";
    if (is.precondition) headers.ETag = "ETag";
    for (const [status, answer] of Object.entries(operation.responses))
        if (status.startsWith("2") && !answer.$ref)
            for (const [name, key] of Object.entries(headers))
                // What is gone has no version any more.
                if (status !== "204" || name === "X-Request-Id") (answer.headers ??= {})[name] ??= { $ref: `#/components/headers/${key}` };
}

// The answers of the examples are those that the service gave (tools/openapi examples).
function addAnswers(document) {
    const recorded = parse(readFileSync(join(root, "api-spec", "examples", "recorded.yaml"), "utf8"));
    for (const { operation } of operations(document))
        for (const [status, { content }] of Object.entries(operation.responses)) {
            const value = recorded[`${operation.operationId}_${status}`];
            for (const type of ["application/json", "application/fhir+json"])
                if (value && content?.[type]) content[type].examples = { answer: { summary: "As the service answers", value } };
        }
    for (const [name, { content }] of Object.entries(document.components.responses))
        for (const code of name === "bad_request" ? ["invalid", "malformed"] : name === "fhir_bad_request" ? ["fhir_invalid"] : [name]) {
            const value = recorded[`${code}_problem`];
            const type = name.startsWith("fhir_") ? "application/fhir+json" : "application/problem+json";
            if (value) (content[type].examples ??= {})[code] = { summary: value.title ?? value.issue[0].details.text, value };
        }
}

// What every answer carries is said once: the origin that may read it, and to a caller the bound on calls.
function addHeaders(document) {
    const bound = { "RateLimit-Policy": "RateLimitPolicy", RateLimit: "RateLimit" };
    const put = (answers, names) => {
        for (const answer of Object.values(answers).filter((each) => !each.$ref)) {
            answer.headers ??= {};
            for (const [name, key] of Object.entries(names)) answer.headers[name] ??= { $ref: `#/components/headers/${key}` };
        }
    };
    const { headers, responses } = document.components;
    headers.AllowedOrigin = parse(readFileSync(join(root, "api-spec", "headers.yaml"), "utf8")).AllowedOrigin;
    put(responses, { ...bound, "Access-Control-Allow-Origin": "AllowedOrigin" });
    for (const { operation } of operations(document))
        put(operation.responses, { ...(operation["x-permission"] === "public" ? {} : bound), "Access-Control-Allow-Origin": "AllowedOrigin" });
}

function complete(document) {
    for (const { path, operation } of operations(document))
        if (operation["x-permission"] !== "public") fillIn(document, path, operation);
        else if (isFhir(path)) fillInOpen(document, path, operation);
    addHeaders(document);
    eachSchema(document, (schema) => {
        writeOut(document, schema);
        splitTypes(schema);
        // Generators put patterns between slashes, and some make of \u0000 the character itself.
        if (typeof schema.pattern === "string") schema.pattern = schema.pattern.replace(/\\u00([0-9a-f]{2})/g, "\\x$1");
    });
    addAnswers(document);
    for (const { operation } of operations(document)) tellCaller(operation);
    // What was only there to be part of others.
    const used = JSON.stringify(document);
    for (const name of Object.keys(document.components.schemas))
        if (!used.includes(`"#/components/schemas/${name}"`)) delete document.components.schemas[name];
    tellValues(document);
    return document;
}

export function* operations(document) {
    for (const [path, item] of Object.entries(document.paths))
        for (const method of METHODS)
            if (item[method]) yield { path, method, operation: item[method] };
}

function takes(document, operation, name) {
    return (operation.parameters ?? []).some((parameter) => {
        const key = parameter.$ref?.split("/").pop();
        return (key ? document.components.parameters[key] : parameter).name === name;
    });
}

// What an operation lacks to become a route.
function faultsOf(document, { path, method, operation }) {
    const faults = [];
    const say = (text) => faults.push(`${method.toUpperCase()} ${path}: ${text}`);
    if (!/^[a-z][a-z0-9_]*$/.test(operation.operationId ?? ""))
        say("no operationId that can be a C function");
    const permission = operation["x-permission"];
    if (!/^(public|[a-z_]+:[a-z]+)$/.test(permission ?? "")) say("no x-permission");
    if ((permission === "public") !== (operation.security?.length === 0))
        say("x-permission public and an empty security go together");
    if (Boolean(operation["x-ehr"]) !== (operation.security ?? []).some((scheme) => "ehr" in scheme)) say("x-ehr and the security ehr go together");
    for (const member of Object.keys(operation))
        if (member.startsWith("x-") && !MEMBERS.includes(member)) say(`unknown ${member}`);
    for (const member of Object.keys(FLAGS))
        if (![undefined, true].includes(operation[member])) say(`${member} is true or left out`);
    const limit = operation["x-body-limit"] ?? 0;
    if (!Number.isInteger(limit) || limit < 0 || limit > 1 << 20) say("bad x-body-limit");
    const pairs = { "x-idempotent": "Idempotency-Key", "x-precondition": "If-Match" };
    for (const [member, header] of Object.entries(pairs))
        if (Boolean(operation[member]) !== takes(document, operation, header))
            say(`${member} and the parameter ${header} go together`);
    // A GET takes If-None-Match as well, and means something else.
    if (method !== "get" && Boolean(operation["x-makes-first"]) !== takes(document, operation, "If-None-Match"))
        say("x-makes-first and the parameter If-None-Match go together");
    if (operation["x-makes-first"] && !operation["x-precondition"]) say("x-makes-first goes with x-precondition");
    if (method === "get" && Boolean(operation.responses?.["304"]) !== takes(document, operation, "If-None-Match"))
        say("the answer 304 and the parameter If-None-Match go together");
    if (method !== "get" && takes(document, operation, "Break-Glass")) say("Break-Glass is for reading");
    return faults;
}

// The names of the query parameters, each with a blank on both sides.
function queryOf(document, { operation }) {
    const names = (operation.parameters ?? [])
        .map((parameter) => {
            const key = parameter.$ref?.split("/").pop();
            return key ? document.components.parameters[key] : parameter;
        })
        .filter((parameter) => parameter.in === "query")
        .map((parameter) => parameter.name);
    return names.length > 0 ? ` ${names.join(" ")} ` : "";
}

// The media types of good answers, as they are written; JSON where an answer has no content.
function produces(document, operation) {
    const types = new Set();
    for (const [status, answer] of Object.entries(operation.responses ?? {})) {
        if (!status.startsWith("2")) continue;
        const key = answer.$ref?.split("/").pop();
        const { content = {} } = key ? document.components.responses[key] : answer;
        for (const type of Object.keys(content)) types.add(type.split(";")[0].trim());
    }
    if (types.size === 0) types.add("application/json");
    return [...types].join(" ");
}

function row(document, { path, method, operation }) {
    const flags = Object.entries(FLAGS)
        .filter(([member]) => operation[member])
        .map(([, flag]) => flag);
    if (operation.responses?.["304"]) flags.push("ROUTE_NOT_MODIFIED");
    if (takes(document, operation, "Break-Glass")) flags.push("ROUTE_BREAK_GLASS");
    const values = [
        operation.operationId,
        method.toUpperCase(),
        JSON.stringify(path),
        JSON.stringify(operation["x-permission"]),
        flags.join(" | ") || "0",
        operation["x-body-limit"] ?? 0,
        JSON.stringify(queryOf(document, { operation })),
        JSON.stringify(produces(document, operation)),
    ];
    return `ROUTE(${values.join(", ")})`;
}

export function routes(document) {
    const all = [...operations(document)];
    const faults = all.flatMap((each) => faultsOf(document, each));
    const ids = all.map(({ operation }) => operation.operationId);
    for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index)))
        faults.push(`${id}: two operations have this operationId`);
    if (faults.length > 0) throw new Error(faults.join("\n"));
    return [
        "/* operationId, method, path, permission, flags, body limit in bytes (0: the default), query",
        " * parameters, media types of a good answer.",
        " * Made from api-spec by tools/openapi_build.mjs: change that, not this. */",
        ...all.map((each) => row(document, each)),
        "",
    ].join("\n");
}

export async function products() {
    const document = await bundled();
    return {
        "service/tables/routes.def": routes(document),
        "api-spec/dist/openapi.json": JSON.stringify(document, null, 1) + "\n",
        "api-spec/dist/openapi.yaml": stringify(document, { aliasDuplicateObjects: false, lineWidth: 100 }),
    };
}

async function main(check) {
    let stale = 0;
    for (const [name, text] of Object.entries(await products())) {
        const path = join(root, name);
        const same = existsSync(path) && readFileSync(path, "utf8") === text;
        if (same) continue;
        if (check) {
            console.error(`FAILED ${name} is not what api-spec gives: run tools/openapi build`);
            stale++;
            continue;
        }
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
        console.log(`written: ${relative(root, path)}`);
    }
    return stale;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    try {
        process.exitCode = (await main(process.argv.includes("--check"))) > 0 ? 1 : 0;
    } catch (fault) {
        console.error(fault.message);
        process.exitCode = 1;
    }
}
