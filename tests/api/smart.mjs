#!/usr/bin/env node
// SMART Backend Services: how a system gets a token, what it may ask for, and what it then reads. Two systems with
// keys of their own (RS384 and ES384, on a server of 127.0.0.1), each for a register, and one of another area.
import { createHmac, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import http from "node:http";
import { signedJwt } from "../ehr.mjs";
import { call, description, end, equal, get, holds, judged, newClient, pause, post, signed, sql, start, stop, test, token } from "./support.mjs";

const PUBLIC = "https://asiakkuus.test", TOKEN = "/oauth/token", URL = PUBLIC + TOKEN, CONFIGURATION = "/fhir/.well-known/smart-configuration";
const now = () => Math.floor(Date.now() / 1000);
const pem = ({ privateKey }) => privateKey.export({ type: "pkcs8", format: "pem" });
const part = (text, index) => JSON.parse(Buffer.from(text.split(".")[index], "base64url"));

// --- systems ---

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }), rsaAgain = generateKeyPairSync("rsa", { modulusLength: 2048 });
const p384 = generateKeyPairSync("ec", { namedCurve: "P-384" }), stranger = generateKeyPairSync("ec", { namedCurve: "P-384" });
const jwk = ({ publicKey }, kid, alg) => ({ ...publicKey.export({ format: "jwk" }), kid, ...(alg && { alg }), use: "sig" });
const KID = "Zm9v+bar/baz==";
const served = { "/platform.json": [jwk(rsa, KID)], "/registry.json": [jwk(p384, "registry", "ES384")] }, fetched = [];
const keyServer = http.createServer((request, response) => {
    fetched.push(request.url);
    response.writeHead(served[request.url] ? 200 : 404, { "Content-Type": "application/json" });
    response.end(JSON.stringify({ keys: served[request.url] ?? [] }));
});
await new Promise((resolve) => keyServer.listen(0, "127.0.0.1", resolve));
const keys = `http://127.0.0.1:${keyServer.address().port}`;

const CLIENTS = [
    { client_id: "platform", jku: `${keys}/platform.json`, area: "90", register: "health", unit: "kalasatama", role: "integrator", scope: "system/Observation.rs system/CareTeam.rs system/Measure.r" },
    { client_id: "registry", jku: `${keys}/registry.json`, area: "90", register: "social", scope: "system/*.rs" },
    { client_id: "elsewhere", jku: `${keys}/registry.json`, area: "09", register: "health", scope: "system/*.rs" },
    { client_id: "away", jku: "http://127.0.0.1:9/keys.json", area: "90", register: "health", scope: "system/*.rs" },
];
const own = generateKeyPairSync("ec", { namedCurve: "P-256" }), ownNext = generateKeyPairSync("ec", { namedCurve: "P-256" });
const settings = { PUBLIC_URL: PUBLIC, SMART_CLIENTS: JSON.stringify({ clients: CLIENTS }), SMART_KEYS: pem(own) + pem(ownNext) };
const service = await start({ ...settings, CDS_ISSUERS: "" }), twin = await start({ ...settings, CDS_ISSUERS: "", SMART_KEYS: pem(ownNext) + pem(own) });
const { port } = service;

const claimsFor = (id) => ({ iss: id, sub: id, aud: URL, iat: now(), exp: now() + 300, jti: randomUUID() });
// Assertions as each of them makes them: `claims` and `header` go over what is good.
const platform = (claims = {}, header = {}, { privateKey } = rsa) =>
    signedJwt({ alg: "RS384", typ: "JWT", kid: KID, jku: `${keys}/platform.json`, ...header }, { ...claimsFor("platform"), ...claims }, privateKey);
const registry = (claims = {}, header = {}, { privateKey } = p384) =>
    signedJwt({ alg: "ES384", typ: "JWT", kid: "registry", ...header }, { ...claimsFor("registry"), ...claims }, privateKey);

const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const formFor = (client_assertion, scope, more = {}) => ({ grant_type: "client_credentials", client_assertion_type: JWT_BEARER, client_assertion, scope, ...more });
const send = (body, options = {}) => call("POST", TOKEN, { port, type: "application/x-www-form-urlencoded", ...options, body: typeof body === "string" ? body : String(new URLSearchParams(Object.entries(body).filter(([, value]) => value !== undefined))) });
const ask = (assertion, scope = "system/Observation.rs", options = {}) => send(formFor(assertion, scope), options);
async function given(assertion, scope, options) {
    const answer = await ask(assertion, scope, options);
    equal(answer.status, 200, answer.text);
    return answer.json;
}
const failed = (answer) => [answer.status, answer.json.error, Object.keys(answer.json), answer.headers["content-type"], answer.headers["cache-control"], answer.headers.pragma, answer.headers["www-authenticate"]];
const failure = (status, error) => [status, error, ["error", "error_description"], "application/json", "no-store", "no-cache", undefined];
const count = async (outcome, at = port) => Number(new RegExp(`^smart_tokens_total\\{outcome="${outcome}"\\} (\\d+)$`, "m").exec((await get("/metrics", { port: at })).text)?.[1] ?? 0);

// --- clients ---

const nurse = { token: token("--sub", "nurse", "--scope", "client:* assessment:* consent:* care_team:*", "--unit", "kalasatama") };
const client = await newClient(nurse);
const assessment = await post(`/v1/clients/${client.id}/assessments`, { ...judged, register: "health" }, nurse);
equal(assessment.status, 201, assessment.text);
const reads = (bearer, path, at = port) => get(path, { port: at, token: bearer });
const SEGMENT = `/v1/clients/${client.id}/segment`;

// --- what there is ---

const TABLE = { AuditEvent: "audit:read", CareTeam: "care_team:read", Communication: "consultation:read", Consent: "consent:read", Flag: "assessment:read", Measure: "kpi:read", MeasureReport: "kpi:read",
    Observation: "assessment:read", Patient: "client:read", Questionnaire: "model:read", QuestionnaireResponse: "assessment:read", ServiceRequest: "referral:read", Task: "referral:read" };
const everything = Object.keys(TABLE).map((resource) => `system/${resource}.rs`).join(" ");

await test("smart_configuration_get__is_open_and_says_where_and_how", async () => {
    const answer = await get(CONFIGURATION, { port });
    equal([answer.status, answer.headers["content-type"], answer.json], [200, "application/json", {
        token_endpoint: URL, grant_types_supported: ["client_credentials"], token_endpoint_auth_methods_supported: ["private_key_jwt"],
        token_endpoint_auth_signing_alg_values_supported: ["RS384", "ES384"], scopes_supported: everything.split(" "), capabilities: ["client-confidential-asymmetric", "permission-v2"] }]);
});

await test("smart__is_not_there_where_nobody_is_set_up", async () => {
    const bare = await start({ PUBLIC_URL: PUBLIC, SMART_CLIENTS: "", SMART_KEYS: "", CDS_ISSUERS: "" });
    equal((await get(CONFIGURATION, { port: bare.port })).status, 404);
    equal(failed(await ask(platform(), undefined, { port: bare.port })), failure(404, "invalid_request"));
    const { access_token } = await given(platform());
    equal((await reads(access_token, SEGMENT, bare.port)).status, 401);
    await stop(bare);
});

// --- tokens ---

await test("smart_token_create__gives_a_token_to_an_rs384_and_an_es384_client", async () => {
    const before = await count("given");
    for (const [assertion, scope] of [[platform(), "system/Observation.rs system/CareTeam.rs"], [registry(), "system/Observation.rs"]]) {
        const answer = await ask(assertion, scope);
        equal([answer.status, answer.headers["content-type"], answer.headers["cache-control"], answer.headers.pragma], [200, "application/json", "no-store", "no-cache"], answer.text);
        const { access_token, ...rest } = answer.json;
        equal(rest, { token_type: "bearer", expires_in: 300, scope: scope.split(" ").sort().join(" ") });
        holds(access_token.split(".").length === 3, access_token);
    }
    equal(await count("given") - before, 2);
});

await test("smart_token_create__says_in_the_token_what_is_set_up_and_nothing_else", async () => {
    const { access_token } = await given(platform(), "system/Observation.rs system/CareTeam.rs");
    const { iat, exp, jti, ...claims } = part(access_token, 1), { kid, ...header } = part(access_token, 0);
    equal(header, { alg: "ES256", typ: "JWT" });
    equal(claims, { iss: `${PUBLIC}/oauth`, aud: PUBLIC, sub: "smart:platform", area: "90", register: "health", unit: "kalasatama", role: "integrator", scope: "care_team:read assessment:read" });
    equal([exp - iat, Math.abs(iat - now()) < 5, kid.length, jti.length], [300, true, 43, 36]);
    const { unit, role, sub } = part((await given(registry())).access_token, 1);
    equal([unit, role, sub], [undefined, undefined, "smart:registry"]);
});

await test("smart_token_create__takes_every_good_form_of_an_assertion", async () => {
    const good = {
        "a list of audiences": platform({ aud: ["https://another.example", URL] }), "no jku": platform({}, { jku: undefined }), "no typ": platform({}, { typ: undefined }), "no iat": platform({ iat: undefined }),
        "a clock ahead": platform({ iat: now() + 20, exp: now() + 320 }), "a clock behind": platform({ iat: now() - 310, exp: now() - 10 }), "claims nobody asks for": platform({ nbf: now(), name: "x" }),
    };
    for (const [what, assertion] of Object.entries(good)) equal((await ask(assertion)).status, 200, what);
    equal((await send(formFor(platform(), "system/Observation.rs", { client_id: "platform", resource: "x" }))).status, 200);
    equal((await send(formFor(platform(), "system/Observation.rs"), { type: "application/x-www-form-urlencoded; charset=UTF-8" })).status, 200);
});

// --- scopes ---

const permissionsOf = (json) => part(json.access_token, 1).scope.split(" ").sort();
await test("smart_token_create__gives_for_each_scope_the_permission_of_the_table", async () => {
    for (const [resource, permission] of Object.entries(TABLE)) {
        const json = await given(registry(), `system/${resource}.rs`);
        equal([json.scope, permissionsOf(json)], [`system/${resource}.rs`, [permission]]);
    }
    const all = await given(registry(), "system/*.rs");
    equal([all.scope, permissionsOf(all)], [everything, [...new Set(Object.values(TABLE))].sort()]);
});

await test("smart_token_create__narrows_what_is_asked_to_what_is_allowed", async () => {
    const narrowed = {
        "system/Observation.rs": "system/Observation.rs", "system/*.rs": "system/CareTeam.rs system/Measure.r system/Observation.rs", "system/*.s": "system/CareTeam.s system/Observation.s",
        "system/Observation.rs system/Flag.rs system/Patient.rs": "system/Observation.rs", "system/Measure.rs": "system/Measure.r", "system/Observation.cruds": "system/Observation.rs",
        "system/Observation.r system/Observation.s": "system/Observation.rs", "system/Observation.s": "system/Observation.s", "  system/CareTeam.r  system/CareTeam.r ": "system/CareTeam.r",
        "openid launch patient/Observation.rs user/Observation.rs system/Observation.rs": "system/Observation.rs",
    };
    for (const [asked, scope] of Object.entries(narrowed)) equal((await given(platform(), asked)).scope, scope, asked);
});

await test("smart_token_create__without_a_scope_that_can_be_given_is_invalid_scope", async () => {
    const before = await count("invalid_scope"), nothing = [undefined, "", " ", "system/Flag.rs", "system/Measure.s", "system/Encounter.rs", "system/Observation.cud", "system/Observation.sr", "system/Observation.rr",
        "system/Observation.", "system/Observation", "system/observation.rs", "system/.rs", "system/Observation.rs?category=x", "system/Observation.read", "Observation.rs", "patient/*.rs", "assessment:read", "*"];
    for (const scope of nothing) equal(failed(await ask(platform(), scope === undefined ? "" : scope)), failure(400, "invalid_scope"), scope);
    equal(await count("invalid_scope") - before, nothing.length);
    const assertion = platform();
    equal([(await ask(assertion, "system/Flag.rs")).status, (await ask(assertion)).status], [400, 200], "an assertion that got nothing is still good");
});

// --- what the token opens ---

await test("smart__token_reads_for_its_area_and_register_and_nothing_else", async () => {
    const { access_token: health } = await given(platform(), "system/Observation.rs system/CareTeam.rs");
    const seen = await reads(health, SEGMENT);
    equal([seen.status, seen.json.status], [200, "proposed"], seen.text);
    equal((await reads(health, `/v1/assessments/${assessment.json.id}`)).status, 200);
    equal((await reads(health, `/v1/clients/${client.id}/care-team`)).status, 404, "there is none, but it may be asked for");
    for (const path of [`/v1/clients/${client.id}`, `/v1/clients/${client.id}/consents`, "/v1/models", "/v1/audit-events", "/v1/events", "/v1/kpi/indicators"]) equal((await reads(health, path)).status, 403, path);
    for (const [path, body] of [["/v1/clients", { identifier: { system: "hetu", value: "010594Y9032" } }], [`/v1/clients/${client.id}/assessments`, { ...judged, register: "health" }]])
        equal((await post(path, body, { port, token: health })).status, 403, path);
    equal((await call("GET", SEGMENT, { port, token: health, headers: { "Break-Glass": '"asiakas ei ole tavoitettavissa"' } })).status, 403);
    const { access_token: social } = await given(registry(), "system/*.rs"), { access_token: elsewhere } = await given(registry({ iss: "elsewhere", sub: "elsewhere" }), "system/*.rs");
    equal([(await reads(social, `/v1/clients/${client.id}`)).status, (await reads(social, `/v1/assessments/${assessment.json.id}`)).status], [200, 404]);
    equal([(await reads(elsewhere, `/v1/clients/${client.id}`)).status, (await reads(elsewhere, SEGMENT)).status], [404, 404]);
});

// A permission is looked at before anything else of a call, so any path and body will do.
await test("smart__token_for_everything_opens_no_operation_but_those_of_the_table", async () => {
    const { access_token } = await given(registry(), "system/*.rs"), opened = new Set(Object.values(TABLE)), wrong = [];
    const operations = Object.entries(description.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })));
    const guarded = operations.filter(({ operation }) => operation.operationId && operation["x-permission"] !== "public" && !operation["x-ehr"]);
    await Promise.all(guarded.map(async ({ path, method, operation }) => {
        const { status } = await call(method, path.replace(/\{[a-z_]+\}/g, randomUUID()), { port, token: access_token, ...(method !== "GET" && { json: {} }) });
        if ((status === 403) === opened.has(operation["x-permission"]) || status === 401 || status >= 500) wrong.push(`${operation.operationId} ${operation["x-permission"]} ${status}`);
    }));
    holds(guarded.length > 150, `${guarded.length} operations`);
    equal(wrong, []);
});

await test("smart__readings_stand_in_the_access_log_under_the_client", async () => {
    const { access_token } = await given(platform());
    const { headers } = await reads(access_token, SEGMENT);
    equal(sql(`SELECT concat_ws(' ', kind, operation, ground, sub, unit, role, register) FROM audit_event WHERE request_id = '${headers["x-request-id"]}'`), "read client_segment_get own_register smart:platform kalasatama integrator health");
});

await test("smart__token_ends_after_300_seconds_to_the_second", async () => {
    const { access_token } = await given(platform()), { iat } = part(access_token, 1);
    for (const [seconds, status] of [[299, 200], [300, 401]]) {
        const later = await start({ ...settings, CDS_ISSUERS: "", WORKERS: "0", CLOCK_AT: new Date((iat + seconds) * 1000).toISOString() });
        equal((await reads(access_token, SEGMENT, later.port)).status, status, `${seconds} s later`);
        await stop(later);
    }
});

await test("smart__token_of_one_instance_is_taken_by_another_whichever_key_signs_there", async () => {
    const here = (await given(platform())).access_token, there = (await given(platform(), undefined, { port: twin.port })).access_token;
    holds(part(here, 0).kid !== part(there, 0).kid, "two keys sign");
    equal([(await reads(here, SEGMENT, twin.port)).status, (await reads(there, SEGMENT)).status], [200, 200]);
    const without = await start({ ...settings, CDS_ISSUERS: "", WORKERS: "0", SMART_KEYS: pem(ownNext) });
    equal([(await reads(here, SEGMENT, without.port)).status, (await reads(there, SEGMENT, without.port)).status], [401, 200], "a key that was taken out");
    await stop(without);
});

await test("smart__own_key_and_issuers_key_sign_for_nobody_else", async () => {
    const { access_token } = await given(platform()), [head, , signature] = access_token.split("."), claims = part(access_token, 1), header = part(access_token, 0);
    const es256 = (head_, claims_, { privateKey } = own) => {
        const input = [head_, claims_].map((each) => Buffer.from(JSON.stringify(each)).toString("base64url")).join(".");
        return `${input}.${sign("sha256", Buffer.from(input), { key: privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
    };
    equal((await reads(es256(header, claims), SEGMENT)).status, 200, "as it is");
    const hmac = (secret) => {
        const input = [{ ...header, alg: "HS256" }, claims].map((each) => Buffer.from(JSON.stringify(each)).toString("base64url")).join(".");
        return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
    };
    const refused = {
        "the area's issuer by our key": es256(header, { ...claims, iss: process.env.JWT_ISSUER, aud: process.env.JWT_AUDIENCE }), "the area's audience": es256(header, { ...claims, aud: process.env.JWT_AUDIENCE }),
        "our issuer by the area's key": signed({ ...claims }), "our issuer and kid by another key": es256(header, claims, generateKeyPairSync("ec", { namedCurve: "P-256" })),
        "our kid in another case": es256({ ...header, kid: header.kid.toLowerCase() }, claims), "claims that were changed": [head, Buffer.from(JSON.stringify({ ...claims, area: "09" })).toString("base64url"), signature].join("."),
        "HS256 with our public key": hmac(own.publicKey.export({ type: "spki", format: "pem" })), "none": `${Buffer.from(JSON.stringify({ ...header, alg: "none" })).toString("base64url")}.${access_token.split(".")[1]}.`,
        "an assertion": registry(),
    };
    for (const [what, bearer] of Object.entries(refused)) equal((await reads(bearer, SEGMENT)).status, 401, what);
    equal(failed(await ask(access_token)), failure(401, "invalid_client"), "a token as an assertion");
});

// --- who gets none ---

const without = (name) => ({ [name]: undefined });
const hs384 = (secret) => {
    const input = [{ alg: "HS384", kid: KID }, claimsFor("platform")].map((each) => Buffer.from(JSON.stringify(each)).toString("base64url")).join(".");
    return `${input}.${createHmac("sha384", secret).update(input).digest("base64url")}`;
};
const parts = platform().split(".");
const REFUSED = {
    "no JWT": () => "x.y.z",
    "a token of the area's issuer": () => nurse.token,
    "a client that nobody knows": () => platform({ iss: "nobody", sub: "nobody" }),
    "another client's name": () => platform({ iss: "registry", sub: "registry" }),
    "iss and sub that differ": () => platform({ sub: "registry" }),
    "no iss": () => platform(without("iss")),
    "no sub": () => platform(without("sub")),
    "a jku that is not the client's": () => platform({}, { jku: `${keys}/evil.json` }),
    "the jku of another client": () => platform({}, { jku: `${keys}/registry.json` }),
    "another URL": () => platform({ aud: PUBLIC }),
    "the URL with a slash more": () => platform({ aud: `${URL}/` }),
    "no audience": () => platform(without("aud")),
    "an empty list of audiences": () => platform({ aud: [] }),
    "a time that is over": () => platform({ iat: now() - 331, exp: now() - 31 }),
    "no end": () => platform(without("exp")),
    "an end as text": () => platform({ exp: String(now() + 300) }),
    "an end more than five minutes ahead": () => platform({ exp: now() + 302 }),
    "an end more than five minutes ahead without iat": () => platform({ iat: undefined, exp: now() + 304 }),
    "a beginning to come": () => platform({ iat: now() + 60, exp: now() + 300 }),
    "a time to come": () => platform({ nbf: now() + 60 }),
    "no jti": () => platform(without("jti")),
    "an empty jti": () => platform({ jti: "" }),
    "an unknown kid": () => platform({}, { kid: "Zm9v bar/baz" }),
    "a kid cut at its padding": () => platform({}, { kid: KID.slice(0, -1) }),
    "no kid": () => platform({}, without("kid")),
    "another key under a known kid": () => platform({}, {}, rsaAgain),
    "a curve's key under a known kid": () => registry({}, {}, stranger),
    "RS384 under an ES384 key": () => signedJwt({ alg: "RS384", kid: "registry" }, claimsFor("registry"), rsa.privateKey),
    "ES384 under an RS384 key": () => signedJwt({ alg: "ES384", kid: KID }, claimsFor("platform"), p384.privateKey),
    "an algorithm of others (RS256)": () => platform({}, { alg: "RS256" }),
    "a typ of others": () => platform({}, { typ: "at+jwt" }),
    "no algorithm": () => `${Buffer.from('{"alg":"none"}').toString("base64url")}.${parts[1]}.`,
    "HS384 with the public key": () => hs384(rsa.publicKey.export({ type: "spki", format: "pem" })),
    "a key of its own": () => registry({}, { jwk: stranger.publicKey.export({ format: "jwk" }) }, stranger),
    "a certificate's address": () => platform({}, { x5u: `${keys}/evil.json` }),
    "critical rules": () => platform({}, { crit: ["exp"] }),
    "claims that were changed": () => [parts[0], Buffer.from(JSON.stringify(claimsFor("platform"))).toString("base64url"), parts[2]].join("."),
    "a signature cut short": () => platform().slice(0, -8),
    "a text that is too long": () => `${platform()}${"A".repeat(9000)}`,
};
const ALIKE = { error: "invalid_client", error_description: "The client could not be authenticated." };
for (const [what, make] of Object.entries(REFUSED))
    await test(`smart_token_create__with_${what.replaceAll(" ", "_")}_is_invalid_client`, async () => {
        const answer = await ask(make());
        equal(failed(answer), failure(401, "invalid_client"), answer.text);
        equal(answer.json, ALIKE);
    });

await test("smart_token_create__of_another_client_id_is_invalid_client", async () => {
    for (const client_id of ["registry", "nobody", "Platform"]) equal((await send(formFor(platform(), "system/Observation.rs", { client_id }))).json, ALIKE, client_id);
});

await test("smart_token_create__asks_no_url_that_only_an_assertion_names_and_none_for_each", async () => {
    equal(new Set(fetched), new Set(["/platform.json", "/registry.json"]));
    const before = fetched.length;
    for (let i = 0; i < 30; i++) equal((await ask(platform({}, { kid: `unknown ${i}` }))).status, 401);
    holds(fetched.length - before <= 2, `${fetched.length - before} readings of keys`);
});

await test("smart_token_create__while_a_clients_keys_are_away_is_503", async () => {
    const answer = await ask(registry({ iss: "away", sub: "away" }));
    equal([failed(answer), answer.headers["retry-after"] > 0], [failure(503, "temporarily_unavailable"), true], answer.text);
});

await test("smart_token_create__while_the_database_is_away_is_503_and_leaves_the_assertion_good", async () => {
    const cut = await start({ ...settings, CDS_ISSUERS: "", DATABASE_URL: "host=/nowhere dbname=x", WORKERS: "0" }, () => true), assertion = platform();
    const answer = await ask(assertion, undefined, { port: cut.port });
    equal([failed(answer), answer.headers["retry-after"] > 0], [failure(503, "temporarily_unavailable"), true], answer.text);
    equal((await ask(assertion)).status, 200);
    await stop(cut);
});

await test("smart_token_create__takes_an_assertion_once", async () => {
    const jti = randomUUID(), assertion = platform({ jti });
    equal([(await ask(assertion)).status, (await ask(assertion)).json, (await ask(platform({ jti, exp: now() + 200 }))).json], [200, ALIKE, ALIKE]);
    equal((await ask(registry({ jti }))).status, 200, "the jti of another client");
});

await test("smart_token_create__takes_an_assertion_once_of_two_instances_at_the_same_time", async () => {
    for (let i = 0; i < 5; i++) {
        const assertion = registry(), answers = await Promise.all([port, twin.port, port, twin.port].map((each) => ask(assertion, undefined, { port: each })));
        equal(answers.map(({ status }) => status).sort(), [200, 401, 401, 401]);
        for (const { status, json } of answers) if (status === 401) equal(json, ALIKE);
    }
});

// --- what is wrong with a request ---

const good = () => formFor(platform(), "system/Observation.rs");
const encoded = (more) => `${new URLSearchParams(good())}${more}`;
const WRONG = {
    "no body": [() => "", 400, "invalid_request"],
    "no grant_type": [() => ({ ...good(), grant_type: undefined }), 400, "invalid_request"],
    "an empty grant_type": [() => ({ ...good(), grant_type: "" }), 400, "invalid_request"],
    "another grant_type": [() => ({ ...good(), grant_type: "authorization_code" }), 400, "unsupported_grant_type"],
    "a parameter twice": [() => encoded("&scope=system%2FFlag.rs"), 400, "invalid_request"],
    "another assertion type": [() => ({ ...good(), client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:saml2-bearer" }), 401, "invalid_client"],
    "no assertion type": [() => ({ ...good(), client_assertion_type: undefined }), 401, "invalid_client"],
    "no assertion": [() => ({ ...good(), client_assertion: undefined }), 401, "invalid_client"],
    "a secret beside it": [() => ({ ...good(), client_secret: "x" }), 400, "invalid_request"],
    "escapes that are none": [() => encoded("&x=%zz"), 400, "invalid_request"],
    "a NUL": [() => encoded("\0&x=y"), 400, "invalid_request"],
    "bytes that are no UTF-8": [() => encoded("&x=%ff"), 400, "invalid_request"],
    "more parameters than are read": [() => encoded("&x=1".repeat(40)), 400, "invalid_request"],
    "a form that is too long": [() => encoded(`&x=${"y".repeat(16384)}`), 413, "invalid_request"],
};
for (const [what, [make, status, error]] of Object.entries(WRONG))
    await test(`smart_token_create__with_${what.replaceAll(" ", "_")}_is_${error}`, async () => {
        const answer = await send(make());
        equal(failed(answer), failure(status, error), answer.text);
        holds(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/.test(answer.json.error_description), answer.text);
    });

await test("smart_token_create__of_another_form_or_place_is_invalid_request", async () => {
    const form = String(new URLSearchParams(good()));
    equal(failed(await send(form, { type: "application/json" })), failure(400, "invalid_request"));
    equal(failed(await send(form, { type: "text/plain" })), failure(400, "invalid_request"));
    equal(failed(await call("POST", `${TOKEN}?${form}`, { port })), failure(400, "invalid_request"));
    equal(failed(await send(good(), { headers: { Authorization: "Basic cGxhdGZvcm06eA==" } })), failure(400, "invalid_request"));
    equal((await get(TOKEN, { port })).status, 405);
});

await test("smart_token_create__tells_errors_in_english_whatever_is_asked_for", async () => {
    for (const language of ["fi", "sv", "en"]) {
        const answer = await ask("x", undefined, { headers: { "Accept-Language": language } });
        equal([answer.json, answer.headers["content-language"]], [ALIKE, "en"]);
    }
});

// --- how much ---

await test("smart_token_create__is_bounded_for_each_client_and_not_by_others_failures", async () => {
    const tight = await start({ ...settings, CDS_ISSUERS: "", RATE_LIMIT: "1", RATE_BURST: "3", WORKERS: "0" }), at = { port: tight.port };
    for (let i = 0; i < 5; i++) equal((await ask(platform({}, {}, rsaAgain), undefined, at)).status, 401);
    const statuses = [];
    for (let i = 0; i < 5; i++) statuses.push(await ask(platform(), undefined, at));
    const last = statuses.at(-1);
    equal([failed(last), last.headers["retry-after"] > 0, statuses[0].headers["ratelimit-policy"]], [failure(429, "temporarily_unavailable"), true, '"caller";q=3;w=3']);
    equal((await ask(registry(), undefined, at)).status, 200, "another client");
    await stop(tight);
});

await test("smart_token_create__is_not_on_the_internal_listener", async () => {
    const metrics = await new Promise((resolve) => { const probe = http.createServer().listen(0, "127.0.0.1", () => { const found = probe.address().port; probe.close(() => resolve(found)); }); });
    const inner = await start({ ...settings, CDS_ISSUERS: "", METRICS_PORT: String(metrics), WORKERS: "0" });
    equal([(await ask(platform(), undefined, { port: metrics })).status, (await ask(platform(), undefined, { port: inner.port })).status], [404, 200]);
    await stop(inner);
});

await test("smart_token_create__logs_that_a_token_was_given_and_never_what", async () => {
    const assertion = platform(), answer = await ask(assertion), bad = platform({}, {}, rsaAgain), refused = await ask(bad);
    for (let i = 0; i < 100 && !service.log.includes(refused.headers["x-request-id"]); i++) await pause(20);
    const lines = service.log.split("\n").filter(Boolean).map((line) => JSON.parse(line));
    const [line] = lines.filter(({ message, request_id }) => message === "A token was given" && request_id === answer.headers["x-request-id"]);
    equal([line?.client, line?.area, line?.operation], ["smart:platform", "90", "smart_token_create"]);
    const [cause] = lines.filter(({ request_id }) => request_id === refused.headers["x-request-id"]);
    equal([cause?.status, cause?.cause], [401, "token: the signature does not hold"]);
    for (const secret of [assertion, bad, answer.json.access_token]) for (const piece of secret.split(".")) holds(!service.log.includes(piece.slice(0, 40)) || piece.length < 40, "a piece of a token");
});

// --- settings ---

await test("smart__faults_of_the_settings_are_told_before_the_service_starts_all_at_once", async () => {
    const [one] = CLIENTS, rowsOf = (...clients) => JSON.stringify({ clients });
    const told = async (more) => start({ ...settings, CDS_ISSUERS: "", ...more }).then(() => "it starts", ({ message }) => message);
    const faulty = {
        "not JSON": "{", "/clients: ": "{}", "/clients/0/area: ": rowsOf({ ...one, area: "9" }), "/clients/0/register: ": rowsOf({ ...one, register: "both" }), "/clients/0/secret: ": rowsOf({ ...one, secret: "x" }),
        "there is no such area": rowsOf({ ...one, area: "99" }), "two clients have this client_id": rowsOf(one, one), "visible ASCII": rowsOf({ ...one, client_id: "a b" }), "role client is": rowsOf({ ...one, role: "client" }),
        "one of jku and jwks_file": rowsOf({ ...one, jku: undefined }), "jku: must be https": rowsOf({ ...one, jku: "http://evil.example/jwks" }), "jwks_file: the file can't be opened": rowsOf({ ...one, jku: undefined, jwks_file: "/nowhere" }),
        "scope: system/Encounter.rs is not given": rowsOf({ ...one, scope: "system/Observation.rs system/Encounter.rs" }), "scope: system/Observation.crs is": rowsOf({ ...one, scope: "system/Observation.crs" }), "scope: names none": rowsOf({ ...one, scope: " " }),
    };
    const every = (rows, each) => Promise.all(rows.map(each));
    await every(Object.entries(faulty), async ([words, text]) => {
        const error = await told({ SMART_CLIENTS: text });
        holds(error.includes("asiakkuusd: SMART_CLIENTS: ") && error.includes(words), `${words}: ${error}`);
    });
    const p384Pem = pem(p384), broken = pem(own).replace(/\n.{20}/, "\n!!!!");
    const faultyKeys = [["must be set where", ""], ["no private key", "x"], ["no private key", own.publicKey.export({ type: "spki", format: "pem" })], ["no EC key of P-256", p384Pem], ["no EC key of P-256", pem(own) + pem(rsa)], ["the same key twice", pem(own) + pem(own)], ["can't be read", pem(own) + broken], ["can't be read", own.privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" })]];
    await every(faultyKeys, async ([words, text]) => {
        const error = await told({ SMART_KEYS: text });
        holds(error.includes("asiakkuusd: SMART_KEYS: ") && error.includes(words), `${words}: ${error}`);
    });
    const all = await told({ PUBLIC_URL: "https://x.example/", CDS_ISSUERS: "{", SMART_KEYS: "x", SMART_CLIENTS: rowsOf({ ...one, area: "99", scope: "x" }, { ...one, jku: undefined }) });
    for (const words of ["CDS_ISSUERS: ", "does not end with a slash", "there is no such area", "scope: x is not", "two clients have", "one of jku and", "SMART_KEYS: holds no"]) holds(all.includes(words), `${words}: ${all}`);
});

await test("smart__every_answer_is_described", () => {
    for (const path of [CONFIGURATION, TOKEN]) holds(description.paths[path], path);
});

await Promise.all([service, twin].map((each) => stop(each)));
keyServer.close();
end();
