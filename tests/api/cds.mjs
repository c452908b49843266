#!/usr/bin/env node
// CDS Hooks: what a record system sees of a client, whom it must be to see it, and what it tells afterwards.
// Two record systems with keys of their own (RS384 and ES384, on a server of 127.0.0.1), each for a register.
import { createHmac, generateKeyPairSync, randomUUID } from "node:crypto";
import http from "node:http";
import { signedJwt } from "../ehr.mjs";
import { call, description, end, equal, get, hetu, holds, judged, pause, post, sql, start, stop, test, today, token } from "./support.mjs";

const PUBLIC = "https://asiakkuus.test", SERVICE = "/cds-services/asiakkuus-segment", FEEDBACK = `${SERVICE}/feedback`;
const HETU = "urn:oid:1.2.246.21", REASONS = "urn:asiakkuus:cds:override-reason";
const now = () => Math.floor(Date.now() / 1000);

// --- record systems ---

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }), rsaAgain = generateKeyPairSync("rsa", { modulusLength: 2048 });
const p384 = generateKeyPairSync("ec", { namedCurve: "P-384" }), stranger = generateKeyPairSync("ec", { namedCurve: "P-384" });
const jwk = ({ publicKey }, kid, alg) => ({ ...publicKey.export({ format: "jwk" }), kid, ...(alg && { alg }), use: "sig" });
const KID = "Zm9v+bar/baz==";
const served = { "/epic.json": [jwk(rsa, KID)], "/sandbox.json": [jwk(p384, "sandbox", "ES384")] };
const fetched = [];
const keyServer = http.createServer((request, response) => {
    fetched.push(request.url);
    response.writeHead(served[request.url] ? 200 : 404, { "Content-Type": "application/json" });
    response.end(JSON.stringify({ keys: served[request.url] ?? [] }));
});
await new Promise((resolve) => keyServer.listen(0, "127.0.0.1", resolve));
const keys = `http://127.0.0.1:${keyServer.address().port}`;

const LINK = "https://assess.example/clients/{client_id}?from=ehr";
const ISSUERS = [
    { name: "epic", iss: "https://epic.test/oauth2", jku: `${keys}/epic.json`, area: "90", register: "health", unit: "kalasatama", role: "professional", link: LINK, link_type: "smart" },
    { name: "sandbox", iss: "https://sandbox.test", jku: `${keys}/sandbox.json`, area: "90", register: "social", language: "sv", link: "https://assess.example/" },
    { name: "health_of_two", iss: "https://two.test", tenant: "health", jku: `${keys}/sandbox.json`, area: "90", register: "health" },
    { name: "social_of_two", iss: "https://two.test", tenant: "social", jku: `${keys}/sandbox.json`, area: "90", register: "social" },
    { name: "elsewhere", iss: "https://elsewhere.test", jku: `${keys}/sandbox.json`, area: "09", register: "health" },
];
const settings = { PUBLIC_URL: PUBLIC, CDS_ISSUERS: JSON.stringify({ issuers: ISSUERS }), CORS_ORIGINS: "https://ehr.example" };
const service = await start(settings), twin = await start(settings);
const { port } = service;

const claimsFor = (path, iss = ISSUERS[0].iss) => ({ iss, aud: PUBLIC + path, iat: now(), exp: now() + 300, jti: randomUUID() });
// Tokens as each of them makes them: `claims` and `header` go over what is good.
const epic = (path = SERVICE, claims = {}, header = {}, { privateKey } = rsa) =>
    signedJwt({ alg: "RS384", typ: "JWT", kid: KID, jku: `${keys}/epic.json`, ...header }, { ...claimsFor(path), ...claims }, privateKey);
const sandbox = (path = SERVICE, claims = {}, header = {}, { privateKey } = p384) =>
    signedJwt({ alg: "ES384", typ: "JWT", kid: "sandbox", ...header }, { ...claimsFor(path, "https://sandbox.test"), ...claims }, privateKey);

const coded = (value, more = {}) => ({ system: HETU, value, ...more });
function hook(identifiers, more = {}) {
    const patient = { resourceType: "Patient", id: "p1", active: true, name: [{ family: "Esimerkki" }], ...(identifiers && { identifier: identifiers }) };
    return { hook: "patient-view", hookInstance: randomUUID(), context: { userId: "Practitioner/77", patientId: "p1", encounterId: "e1" }, prefetch: { patient }, fhirServer: "https://fhir.example", extension: { x: 1 }, ...more };
}
const see = (body, bearer = epic(), options = {}) => post(SERVICE, body, { port, token: bearer, ...options });
const card = async (identifier, bearer, options) => {
    const answer = await see(hook([coded(identifier)]), bearer, options);
    equal(answer.status, 200, answer.text);
    equal(answer.json.cards.length, 1, answer.text);
    return answer.json.cards[0];
};
const NONE = '{"cards":[]}';

// --- clients ---

const nurse = { token: token("--sub", "nurse", "--scope", "client:* assessment:* consent:* plan:* care_team:* recall:*", "--unit", "kalasatama") };
async function made(more = {}) {
    const value = hetu();
    const answer = await post("/v1/clients", { identifier: { system: "hetu", value }, ...more }, nurse);
    equal(answer.status, 201, answer.text);
    return { ...answer.json, hetu: value };
}
async function assessed(more, judgement = judged, confirm = true) {
    const client = await made(more);
    const { json, status, text } = await post(`/v1/clients/${client.id}/assessments`, { ...judgement, register: "health" }, nurse);
    equal(status, 201, text);
    if (confirm) equal((await post(`/v1/assessments/${json.id}/confirm`, { client_present: true }, { ...nurse, headers: { "If-Match": '"1"' } })).status, 200);
    return { ...client, assessment: json.id };
}
const rows = (request) => sql(`SELECT concat_ws(' ', kind, operation, ground, resource, resource_id, client_id, sub, unit, role, register, reason) FROM audit_event WHERE request_id = '${request}'`).split("\n").filter(Boolean);
const taken = (jti) => sql(`SELECT count(*) FROM token_use WHERE token_hash = sha256('${`${ISSUERS[0].iss.length} ${ISSUERS[0].iss} ${jti}`}'::bytea)`);

// Nothing is to be done for such a client.
const settled = { coping: "easy", need: "few", duration: "occasional", flags: { special_support: false } };
const client = await assessed();

// Nothing is null, "" or empty but `cards` and `services`.
function emptyOnes(value, name = "") {
    if (value === null || value === "") return [name];
    if (Array.isArray(value)) return value.length === 0 && !["cards", "services"].includes(name) ? [name] : value.flatMap((each) => emptyOnes(each, name));
    return typeof value === "object" ? Object.entries(value).flatMap(([key, each]) => emptyOnes(each, key)) : [];
}

// --- what there is ---

await test("cds_service_list__is_open_and_says_what_to_send_along", async () => {
    const answer = await get("/cds-services", { port });
    equal([answer.status, answer.json], [200, { services: [{
        hook: "patient-view", title: "Asiakkuussegmentti", description: "Näyttää asiakkaan asiakkuussegmentin ja avoimet tehtävät.",
        id: "asiakkuus-segment", prefetch: { patient: "Patient/{{context.patientId}}" } }] }]);
    equal(emptyOnes(answer.json), []);
    for (const [language, title] of [["sv", "Klientsegment"], ["en", "Client segment"]]) {
        const other = await get("/cds-services", { port, headers: { "Accept-Language": language } });
        equal([other.json.services[0].title, other.headers["content-language"]], [title, language]);
    }
});

// --- cards ---

await test("cds_segment_card__shows_segment_state_and_duties_to_an_rs384_caller", async () => {
    const shown = await card(client.hetu);
    const standing = (await get(`/v1/clients/${client.id}/segment`, nurse)).json;
    equal(shown.summary, `${standing.segment_name} - ei nimettyä yhteyshenkilöä (+${standing.open_duties.length - 1})`);
    holds([...shown.summary].length < 140, shown.summary);
    const day = (text) => text.split("-").reverse().map(Number).join(".");
    equal(shown.detail, [`**Tila:** vahvistettu, alkaen ${day(today())}`, "", `**Seuraava tarkistus:** ${day(standing.next_review)}`, "", "**Tehtävä:**", "",
        ...standing.open_duties.map(({ text, since }) => `- ${text} (alkaen ${day(since)})`)].join("\n"));
    equal([shown.indicator, shown.source], ["warning", { label: "Asiakkuus" }]);
    equal(shown.links, [{ label: "Avaa arvio", url: `https://assess.example/clients/${client.id}?from=ehr`, type: "smart", appContext: client.id }]);
    equal(shown.overrideReasons.map(({ code }) => code), ["known", "in_hand", "not_now", "not_mine", "wrong", "client_declines"]);
    equal(new Set(shown.overrideReasons.map(({ system }) => system)), new Set([REASONS]));
    equal(emptyOnes(shown), []);
    equal(Object.keys(shown).sort(), ["detail", "indicator", "links", "overrideReasons", "source", "summary", "uuid"]);
});

await test("cds_segment_card__is_in_the_language_asked_for_else_in_that_of_the_setting", async () => {
    const shared = await assessed();
    equal((await post(`/v1/clients/${shared.id}/consents`, { kind: "consent", from_register: "health", to_register: "social", purpose: "x", given_by: "client" }, nurse)).status, 201);
    const said = async (headers) => {
        const answer = await see(hook([coded(shared.hetu)]), sandbox(), { headers });
        return [answer.json.cards[0].detail.split(",")[0], answer.json.cards[0].overrideReasons[0].display, answer.headers["content-language"]];
    };
    equal(await said({}), ["**Läge:** bekräftat", "Redan känd", "sv"].map((each, i) => (i === 1 ? "Saken är redan känd" : each)));
    equal(await said({ "Accept-Language": "en-GB, sv;q=0.5" }), ["**State:** confirmed", "Already known", "en"]);
    equal(await said({ "Accept-Language": "fi" }), ["**Tila:** vahvistettu", "Asia on jo tiedossa", "fi"]);
    const english = await see(hook([coded(shared.hetu)]), sandbox(), { headers: { "Accept-Language": "en" } });
    holds(english.json.cards[0].detail.includes(`since ${today()}`), english.text);
    equal(english.json.cards[0].links, [{ label: "Open the assessment", url: "https://assess.example/", type: "absolute" }]);
});

await test("cds_segment_card__warns_where_a_client_waits_and_informs_else", async () => {
    const quiet = await assessed({}, settled);
    const shown = await card(quiet.hetu);
    const standing = (await get(`/v1/clients/${quiet.id}/segment`, nurse)).json;
    equal([shown.indicator, shown.summary, standing.open_duties], ["info", standing.segment_name, []]);
    holds(!shown.detail.includes("Tehtävä"), shown.detail);
    const proposed = await assessed({}, settled, false);
    const waiting = await card(proposed.hetu);
    equal([waiting.indicator, waiting.summary], ["info", `${standing.segment_name} - arviota ei ole vahvistettu`]);
    holds(waiting.detail.startsWith("**Tila:** ehdotettu, alkaen "), waiting.detail);
    const open = await assessed({}, { coping: "difficult" }, false);
    equal((await card(open.hetu)).summary, "Asiakkuussegmentti ei ole vielä selvillä - arviota ei ole vahvistettu");
});

await test("cds_segment_card__of_a_review_that_is_late_warns", async () => {
    const late = await assessed({}, settled);
    sql(`UPDATE client_standing SET review_due = '2026-01-02' WHERE area = '90' AND client_id = '${late.id}'`);
    const shown = await card(late.hetu);
    equal([shown.indicator, shown.summary.endsWith(" - segmentin tarkistus myöhässä")], ["warning", true], shown.summary);
    holds(shown.detail.includes("**Seuraava tarkistus:** 2.1.2026"), shown.detail);
});

await test("cds_segment_card__has_fewer_than_140_characters_whatever_a_segment_is_called", async () => {
    for (const language of ["fi", "sv", "en"]) {
        const { summary } = await card(client.hetu, epic(), { headers: { "Accept-Language": language } });
        holds([...summary].length < 140, summary);
    }
});

await test("cds_segment_card__finds_by_the_code_alone_and_tells_nothing_else_apart", async () => {
    const bare = await made(), gone = await assessed(), away = await assessed(), second = await assessed();
    for (const [{ id }, status] of [[gone, "deceased"], [away, "moved_away"]])
        equal((await post(`/v1/clients/${id}/status`, { status, on: today() }, { ...nurse, headers: { "If-Match": '"1"' } })).status, 200);
    const nobody = {
        "an unknown code": [coded(hetu())], "a client without an assessment": [coded(bare.hetu)], "one who died": [coded(gone.hetu)], "one who moved away": [coded(away.hetu)],
        "no code": [coded(undefined)], "no identifier": undefined, "an empty list": [], "a malformed code": [coded("010594Y903X")], "an empty code": [coded("")],
        "a number for a code": [coded(7)], "another system": [coded(client.hetu, { system: "urn:oid:1.2.3" })], "a code that is old": [coded(client.hetu, { use: "old" })],
        "two codes": [coded(client.hetu), coded(second.hetu)], "more identifiers than are looked at": [...Array.from({ length: 64 }, () => coded("x", { system: "y" })), coded(client.hetu)],
        "identifiers that are no list": { system: HETU, value: client.hetu }, "odd identifiers": [null, 7, "x", []],
    };
    const headers = ({ headers: { date, "x-request-id": request, ...rest } }) => rest;
    let first;
    for (const [what, identifiers] of Object.entries(nobody)) {
        const answer = await see(hook(identifiers));
        first ??= headers(answer);
        equal([answer.status, answer.text], [200, NONE], what);
        equal(headers(answer), first, what);
        equal(rows(answer.headers["x-request-id"]), [], what);
    }
    equal((await see(hook([coded("x", { system: "urn:oid:1.2.3" }), coded(client.hetu, { use: "official" }), coded(client.hetu)]))).json.cards.length, 1);
    equal((await see(hook([coded(client.hetu.toLowerCase())]))).json.cards.length, 1);
});

await test("cds_segment_card__of_another_area_or_register_is_none", async () => {
    equal((await see(hook([coded(client.hetu)]), sandbox(SERVICE, { iss: "https://elsewhere.test" }))).text, NONE);
    equal((await see(hook([coded(client.hetu)]), sandbox())).text, NONE);
    equal((await see(hook([coded(client.hetu)]), sandbox(), { headers: { "Break-Glass": '"Asiakas ei ole tavoitettavissa"' } })).text, NONE);
    equal(sql(`SELECT count(*) FROM audit_event WHERE ground = 'break_glass' AND operation LIKE 'cds%'`), "0");
});

await test("cds_segment_card__of_two_registers_under_one_issuer_is_told_by_the_tenant", async () => {
    const two = (tenant) => see(hook([coded(client.hetu)]), sandbox(SERVICE, { iss: "https://two.test", ...(tenant && { tenant }) }));
    equal((await two("health")).json.cards.length, 1);
    equal((await two("social")).text, NONE);
    equal([(await two("third")).status, (await two()).status], [401, 401]);
});

await test("cds_segment_card__leaves_one_row_in_the_access_log_with_the_user_and_the_ground", async () => {
    const shared = await assessed();
    const consent = await post(`/v1/clients/${shared.id}/consents`, { kind: "consent", from_register: "health", to_register: "social", purpose: "x", given_by: "client" }, nurse);
    equal(consent.status, 201, consent.text);
    const own = await see(hook([coded(shared.hetu)])), across = await see(hook([coded(shared.hetu)]), sandbox());
    const row = (ground, rest) => [`read cds_segment_card ${ground} client_segment ${shared.assessment} ${shared.id} ${rest}`];
    equal(rows(own.headers["x-request-id"]), row("own_register", "epic:Practitioner/77 kalasatama professional health"));
    equal(rows(across.headers["x-request-id"]), row("consent", "sandbox:Practitioner/77 social"));
    equal((await post(`/v1/clients/${shared.id}/consents/${consent.json.id}/withdraw`, {}, { ...nurse, headers: { "If-Match": '"1"' } })).status, 200);
    equal((await see(hook([coded(shared.hetu)]), sandbox())).text, NONE);
});

await test("cds_segment_card__has_nothing_of_a_client_with_a_non_disclosure_order_but_the_segment", async () => {
    const names = { given: "Salattu", family: "Turvakieltonen" };
    const hidden = await assessed({ names, home_unit: "kalasatama", non_disclosure: true });
    const { text, json } = await see(hook([coded(hidden.hetu)]));
    equal(json.cards.length, 1);
    for (const word of [names.given, names.family, "kalasatama", hidden.hetu, hidden.birth_date]) holds(!text.includes(word), `${word}: ${text}`);
});

await test("cds_segment_card__takes_one_transaction", async () => {
    const committed = async () => Number(/^db_transactions_total\{result="committed"\} (\d+)$/m.exec((await get("/metrics", { port: quiet.port })).text)[1]);
    const quiet = await start({ ...settings, WORKERS: "0" }), look = () => see(hook([coded(client.hetu)]), epic(), { port: quiet.port });
    await look(); // reads the model
    const before = await committed();
    for (let i = 0; i < 5; i++) equal((await look()).json.cards.length, 1);
    equal(await committed() - before, 5);
    await stop(quiet);
});

// --- what is wrong with a call ---

await test("cds_segment_card__without_the_patient_is_412_with_an_operation_outcome", async () => {
    for (const prefetch of [undefined, null, {}, { patient: null }, { patient: { resourceType: "OperationOutcome", id: "p1" } }, { patient: [] }, { other: {} }]) {
        const answer = await see(hook([], { prefetch }));
        equal([answer.status, answer.headers["content-type"]], [412, "application/fhir+json"], answer.text);
        equal(answer.json, { resourceType: "OperationOutcome", issue: [{ severity: "error", code: "required", details: { text: "Potilaan tiedot puuttuvat: prefetch.patient on annettava." }, expression: ["prefetch.patient"] }] });
    }
});

await test("cds_segment_card__that_is_no_hook_is_400_with_every_fault", async () => {
    const faults = async (body) => {
        const { status, json, text } = await see(body);
        equal([status, json.type], [400, "urn:asiakkuus:problem:invalid"], text);
        return json.errors.map(({ pointer, code }) => `${pointer} ${code}`);
    };
    equal(await faults({}), ["/hook required", "/hookInstance required", "/context required"]);
    equal(await faults(hook([], { hook: "order-sign" })), ["/hook not_in_list"]);
    equal(await faults(hook([], { hookInstance: "x" })), ["/hookInstance bad_format"]);
    equal(await faults(hook([], { context: {} })), ["/context/userId required", "/context/patientId required"]);
    equal(await faults(hook([], { context: { userId: "", patientId: 7 } })), ["/context/userId too_short", "/context/patientId wrong_type"]);
    equal(await faults(hook([], { context: { userId: "x".repeat(129), patientId: "p\u0001" } })), ["/context/userId too_long", "/context/patientId control_character"]);
    const other = hook([coded(client.hetu)]);
    other.prefetch.patient.id = "p2";
    equal(await faults(other), ["/prefetch/patient/id other_client"]);
    delete other.prefetch.patient.id;
    equal(await faults(other), ["/prefetch/patient/id required"]);
    equal((await call("POST", SERVICE, { port, token: epic(), body: "{" })).json.type, "urn:asiakkuus:problem:malformed");
    equal((await call("POST", SERVICE, { port, token: epic(), body: "<x/>", type: "text/xml" })).status, 415);
    equal((await see(hook([], { note: "x".repeat(262144) }))).status, 413);
    equal((await see(hook([coded(client.hetu)], { note: "x".repeat(200000) }))).status, 200);
});

// --- who may call ---

const hs384 = (secret) => {
    const input = [{ alg: "HS384", kid: KID }, claimsFor(SERVICE)].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
    return `${input}.${createHmac("sha384", secret).update(input).digest("base64url")}`;
};
const without = (name) => ({ [name]: undefined });
const parts = epic().split(".");
const REFUSED = {
    "no token": () => ({}),
    "no JWT": () => "x.y.z",
    "a token of the service's own issuer": () => nurse.token,
    "an issuer that is not on the list": () => epic(SERVICE, { iss: "https://evil.example" }),
    "no issuer": () => epic(SERVICE, without("iss")),
    "the key of another issuer on the list": () => signedJwt({ alg: "ES384", kid: "sandbox" }, claimsFor(SERVICE), p384.privateKey),
    "a jku that is not the issuer's": () => epic(SERVICE, {}, { jku: `${keys}/evil.json` }),
    "the jku of another issuer on the list": () => epic(SERVICE, {}, { jku: `${keys}/sandbox.json` }),
    "a jku in another case": () => epic(SERVICE, {}, { jku: `${keys}/EPIC.json` }),
    "another URL": () => epic(SERVICE, { aud: `${PUBLIC}/cds-services` }),
    "the URL of the feedback": () => epic(SERVICE, { aud: PUBLIC + FEEDBACK }),
    "the URL with a slash more": () => epic(SERVICE, { aud: `${PUBLIC}${SERVICE}/` }),
    "no audience": () => epic(SERVICE, without("aud")),
    "an empty list of audiences": () => epic(SERVICE, { aud: [] }),
    "a number for an audience": () => epic(SERVICE, { aud: 7 }),
    "a time that is over": () => epic(SERVICE, { iat: now() - 400, exp: now() - 31 }),
    "no end": () => epic(SERVICE, without("exp")),
    "an end as text": () => epic(SERVICE, { exp: String(now() + 300) }),
    "no beginning": () => epic(SERVICE, without("iat")),
    "a beginning to come": () => epic(SERVICE, { iat: now() + 60, exp: now() + 300 }),
    "a life of more than an hour": () => epic(SERVICE, { exp: now() + 3700 }),
    "an end before its beginning": () => epic(SERVICE, { iat: now() + 20, exp: now() + 10 }),
    "a time to come": () => epic(SERVICE, { nbf: now() + 60 }),
    "no jti": () => epic(SERVICE, without("jti")),
    "an empty jti": () => epic(SERVICE, { jti: "" }),
    "a number for a jti": () => epic(SERVICE, { jti: 7 }),
    "an unknown kid": () => epic(SERVICE, {}, { kid: "Zm9v bar/baz" }),
    "a kid cut at its padding": () => epic(SERVICE, {}, { kid: KID.slice(0, -1) }),
    "no kid": () => epic(SERVICE, {}, without("kid")),
    "another key under a known kid": () => epic(SERVICE, {}, {}, rsaAgain),
    "a curve's key under a known kid": () => sandbox(SERVICE, {}, {}, stranger),
    "RS384 under an ES384 key": () => signedJwt({ alg: "RS384", kid: "sandbox" }, claimsFor(SERVICE, "https://sandbox.test"), rsa.privateKey),
    "ES384 under an RS384 key": () => signedJwt({ alg: "ES384", kid: KID }, claimsFor(SERVICE), p384.privateKey),
    "an algorithm of others (RS256)": () => epic(SERVICE, {}, { alg: "RS256" }),
    "no algorithm": () => `${Buffer.from('{"alg":"none"}').toString("base64url")}.${parts[1]}.`,
    "HS384 with the public key": () => hs384(rsa.publicKey.export({ type: "spki", format: "pem" })),
    "a key of its own": () => sandbox(SERVICE, {}, { jwk: stranger.publicKey.export({ format: "jwk" }) }, stranger),
    "a certificate's address": () => epic(SERVICE, {}, { x5u: `${keys}/evil.json` }),
    "critical rules": () => epic(SERVICE, {}, { crit: ["exp"] }),
    "claims that were changed": () => [parts[0], Buffer.from(JSON.stringify(claimsFor(SERVICE))).toString("base64url"), parts[2]].join("."),
    "a signature cut short": () => epic().slice(0, -8),
    "a scheme that is none": () => ({ headers: { Authorization: `JWT ${epic()}` } }),
};
for (const [what, make] of Object.entries(REFUSED))
    await test(`cds_segment_card__with_${what.replaceAll(" ", "_")}_is_401`, async () => {
        const bearer = make(), options = typeof bearer === "string" ? { token: bearer } : bearer;
        const answer = await post(SERVICE, hook([coded(client.hetu)]), { port, ...options });
        equal([answer.status, answer.json.type], [401, "urn:asiakkuus:problem:unauthenticated"], answer.text);
        holds(answer.headers["www-authenticate"]?.startsWith("Bearer"), "WWW-Authenticate");
        equal(rows(answer.headers["x-request-id"]), []);
        for (const word of [client.id, client.hetu, "epic.test"]) holds(!answer.text.includes(word), word);
    });

await test("cds_segment_card__asks_no_url_that_only_a_token_names", () =>
    equal(new Set(fetched), new Set(["/epic.json", "/sandbox.json"])));

await test("cds_segment_card__takes_every_good_form_of_a_token", async () => {
    const good = {
        "a list of audiences": epic(SERVICE, { aud: ["https://another.example", PUBLIC + SERVICE] }), "no jku": epic(SERVICE, {}, without("jku")),
        "no typ": epic(SERVICE, {}, without("typ")), "an hour's life": epic(SERVICE, { exp: now() + 3600, iat: now() }), "a clock ahead": epic(SERVICE, { iat: now() + 20 }),
        "a clock behind": epic(SERVICE, { iat: now() - 300, exp: now() - 10 }), "a tenant nobody asks for": epic(SERVICE, { tenant: "any" }), "a sub": epic(SERVICE, { sub: "someone", fhirUser: "x" }),
    };
    for (const [what, bearer] of Object.entries(good)) equal((await see(hook([coded(client.hetu)]), bearer)).status, 200, what);
});

await test("cds_segment_card__takes_a_token_once", async () => {
    const jti = randomUUID(), bearer = epic(SERVICE, { jti });
    const first = await see(hook([coded(client.hetu)]), bearer), again = await see(hook([coded(client.hetu)]), bearer);
    equal([first.status, again.status, again.json.type], [200, 401, "urn:asiakkuus:problem:unauthenticated"]);
    equal([rows(first.headers["x-request-id"]).length, rows(again.headers["x-request-id"])], [1, []]);
    equal((await see(hook([coded(client.hetu)]), epic(SERVICE, { jti, exp: now() + 200 }))).status, 401, "another token with the jti");
    equal((await see(hook([coded(client.hetu)]), sandbox(SERVICE, { jti }))).status, 200, "the jti of another issuer");
    for (const body of [hook([coded(hetu())]), hook([], { prefetch: undefined })]) {
        const once = epic();
        equal([(await see(body, once)).status < 500, (await see(body, once)).status], [true, 401], "an answer without a card");
    }
    equal(taken(jti), "1");
});

await test("cds_segment_card__takes_a_token_once_of_two_instances_at_the_same_time", async () => {
    for (let i = 0; i < 5; i++) {
        const bearer = epic(), body = hook([coded(client.hetu)]);
        const answers = await Promise.all([port, twin.port, port, twin.port].map((each) => see(body, bearer, { port: each })));
        equal(answers.map(({ status }) => status).sort(), [200, 401, 401, 401]);
        equal(answers.flatMap(({ headers }) => rows(headers["x-request-id"])).length, 1);
    }
});

await test("cds_segment_card__takes_a_key_that_was_made_since", async () => {
    const fresh = generateKeyPairSync("ec", { namedCurve: "P-384" });
    served["/sandbox.json"].push(jwk(fresh, "fresh"));
    const ask = () => see(hook([coded(client.hetu)]), sandbox(SERVICE, {}, { kid: "fresh" }, fresh));
    for (let i = 0; (await ask()).status !== 200; i++) {
        holds(i < 150, "the new key is not taken");
        await pause(200);
    }
});

await test("token_use_forget__takes_those_whose_time_is_over", async () => {
    const jti = randomUUID(), other = randomUUID();
    for (const each of [jti, other]) equal((await see(hook([coded(client.hetu)]), epic(SERVICE, { jti: each }))).status, 200);
    sql(`UPDATE token_use SET until = now() - interval '1 second' WHERE token_hash = sha256('${`${ISSUERS[0].iss.length} ${ISSUERS[0].iss} ${jti}`}'::bytea)`);
    sql("UPDATE job_schedule SET next_at = now(), lease_until = NULL WHERE area = '90' AND kind = 'token_use_forget'");
    for (let i = 0; taken(jti) !== "0"; i++) {
        holds(i < 1200, "it is not forgotten");
        await pause(50);
    }
    equal(taken(other), "1");
});

// --- feedback ---

const tell = (feedback, bearer = epic(FEEDBACK), options = {}) => post(FEEDBACK, { feedback: [feedback].flat() }, { port, token: bearer, ...options });
const overridden = (more = {}) => ({ card: randomUUID(), outcome: "overridden", overrideReason: { reason: { code: "in_hand", system: REASONS, display: "Asiaa hoidetaan jo" }, userComment: "Matti Meikäläinen soitti jo" }, outcomeTimestamp: new Date().toISOString(), ...more });
const accepted = (more = {}) => ({ card: randomUUID(), outcome: "accepted", outcomeTimestamp: new Date().toISOString(), ...more });
const kept = (id) => sql(`SELECT concat_ws(' ', area, outcome, on_day, issuer, register, reason) FROM cds_feedback WHERE card_id = '${id}' ORDER BY outcome`).split("\n").filter(Boolean);
const counted = async (outcome) => Number(new RegExp(`^cds_feedback_total\\{outcome="${outcome}"\\} (\\d+)$`, "m").exec((await get("/metrics", { port })).text)?.[1] ?? 0);

await test("cds_feedback_give__keeps_each_card_and_outcome_once_and_nothing_personal", async () => {
    const { uuid } = await card(client.hetu);
    const before = [await counted("overridden"), await counted("accepted")];
    const one = overridden({ card: uuid }), two = accepted({ acceptedSuggestions: [{ id: "s1" }] });
    for (let i = 0; i < 3; i++) {
        const answer = await tell([one, two]);
        equal([answer.status, answer.text, rows(answer.headers["x-request-id"])], [200, "", []]);
    }
    equal((await tell([one, one, { ...one, overrideReason: { reason: { code: "wrong" } } }])).status, 200);
    equal(kept(uuid), [`90 overridden ${today()} epic health in_hand`]);
    equal(kept(two.card), [`90 accepted ${today()} epic health`]);
    equal([await counted("overridden"), await counted("accepted")], [before[0] + 1, before[1] + 1]);
    equal((await tell(accepted({ card: uuid }))).status, 200);
    equal(kept(uuid).length, 2);
    equal(sql("SELECT count(*) FROM cds_feedback f WHERE f::text ~* 'meikäläinen|practitioner'"), "0");
});

await test("cds_feedback_give__of_a_card_leads_to_no_reading", async () => {
    const { uuid } = await card(client.hetu);
    const moment = parseInt(uuid.replaceAll("-", "").slice(0, 12), 16);
    equal(new Date(moment).toLocaleTimeString("sv", { timeZone: "Europe/Helsinki" }), "00:00:00");
    equal(sql(`SELECT count(*) FROM audit_event a WHERE a::text LIKE '%${uuid}%'`), "0");
});

await test("cds_feedback_give__looks_at_every_member", async () => {
    const faults = async (feedback) => {
        const answer = await tell(feedback);
        equal([answer.status, answer.json.type], [400, "urn:asiakkuus:problem:invalid"], answer.text);
        return answer.json.errors.map(({ pointer, code }) => `${pointer} ${code}`);
    };
    equal(await faults({}), ["/feedback/0/card required", "/feedback/0/outcome required", "/feedback/0/outcomeTimestamp required"]);
    equal(await faults(overridden({ outcome: "ignored" })), ["/feedback/0/outcome not_in_list"]);
    equal(await faults(overridden({ card: "x" })), ["/feedback/0/card bad_format"]);
    equal(await faults(overridden({ outcomeTimestamp: "today" })), ["/feedback/0/outcomeTimestamp bad_format"]);
    equal(await faults(overridden({ outcomeTimestamp: new Date(Date.now() + 60000).toISOString() })), ["/feedback/0/outcomeTimestamp in_the_future"]);
    equal(await faults(overridden({ overrideReason: { reason: { code: "because" } } })), ["/feedback/0/overrideReason/reason/code not_in_list"]);
    equal(await faults(overridden({ overrideReason: { reason: { code: "known", system: "urn:x" } } })), ["/feedback/0/overrideReason/reason/system not_in_list"]);
    equal(await faults(overridden({ overrideReason: { reason: {} } })), ["/feedback/0/overrideReason/reason/code required"]);
    equal(await faults(accepted({ overrideReason: { reason: { code: "known" } } })), ["/feedback/0/overrideReason other_outcome"]);
    equal(await faults(overridden({ acceptedSuggestions: [{ id: "x" }] })), ["/feedback/0/acceptedSuggestions other_outcome"]);
    equal(await faults(accepted({ acceptedSuggestions: [] })), ["/feedback/0/acceptedSuggestions too_short"]);
    equal(await faults(accepted({ colour: "x" })), ["/feedback/0/colour unknown_member"]);
    equal((await faults(Array.from({ length: 101 }, () => accepted())))[0], "/feedback too_many");
    equal((await post(FEEDBACK, { feedback: [] }, { port, token: epic(FEEDBACK) })).status, 400);
    const good = accepted();
    equal((await tell([good, accepted({ card: "x" })])).status, 400);
    equal(kept(good.card), [], "nothing of a document that is at fault is kept");
    for (const plain of [overridden({ overrideReason: undefined }), overridden({ overrideReason: { userComment: "x" } }), overridden({ outcomeTimestamp: "2026-02-11T02:00:00+02:00" })]) equal((await tell(plain)).status, 200);
});

await test("cds_feedback_give__is_for_its_own_url_and_takes_a_token_once", async () => {
    const bearer = epic(FEEDBACK);
    equal((await tell(accepted(), epic(SERVICE))).status, 401);
    equal([(await tell(accepted(), bearer)).status, (await tell(accepted(), bearer)).status], [200, 401]);
    equal((await tell(accepted(), nurse.token)).status, 401);
});

// --- the rest of what every route does ---

await test("cds__answers_pages_of_allowed_origins_preflight_and_faults_too", async () => {
    const Origin = "https://ehr.example";
    for (const path of ["/cds-services", SERVICE, FEEDBACK]) {
        const { status, headers } = await call("OPTIONS", path, { port, headers: { Origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization, content-type" } });
        equal([status, headers["access-control-allow-origin"]], [204, Origin], path);
    }
    const refused = await post(SERVICE, hook([]), { port, headers: { Origin } });
    equal([refused.status, refused.headers["access-control-allow-origin"]], [401, Origin]);
    equal((await call("GET", SERVICE, { port })).headers.allow, "POST, OPTIONS");
    equal((await get("/cds-services", { port, headers: { Accept: "text/html" } })).status, 406);
});

await test("cds__bounds_how_often_a_record_system_calls", async () => {
    const bounded = await start({ ...settings, RATE_LIMIT: "1", RATE_BURST: "3" });
    const answers = [];
    for (let i = 0; i < 6; i++) answers.push(await see(hook([coded(hetu())]), epic(), { port: bounded.port }));
    equal([answers[0].status, answers.at(-1).status, answers.at(-1).headers["retry-after"]], [200, 429, "1"]);
    equal((await see(hook([coded(hetu())]), sandbox(), { port: bounded.port })).status, 200);
    await stop(bounded);
});

await test("cds__without_settings_is_described_and_lets_nobody_in", async () => {
    const bare = await start({ CDS_ISSUERS: "", SMART_CLIENTS: "", PUBLIC_URL: "" });
    equal((await get("/cds-services", { port: bare.port })).status, 200);
    equal((await see(hook([coded(client.hetu)]), epic(), { port: bare.port })).status, 401);
    await stop(bare);
});

await test("cds__faults_of_the_setting_are_told_before_the_service_starts", async () => {
    const [one] = ISSUERS;
    const rowsOf = (...issuers) => JSON.stringify({ issuers });
    const faulty = {
        "not JSON": "{", "needs PUBLIC_URL": undefined, "/issuers: ": "{}", "/issuers/0/area: ": rowsOf({ ...one, area: "9" }), "/issuers/0/register: ": rowsOf({ ...one, register: "both" }),
        "/issuers/0/secret: ": rowsOf({ ...one, secret: "x" }), "two issuers have this name": rowsOf(one, { ...one, iss: "https://b.test" }),
        "issuers of the same iss need a tenant each": rowsOf(one, { ...one, name: "b", tenant: "t" }), "one of jku and jwks_file": rowsOf({ ...one, jku: undefined }),
        "must be https, or http on this machine": rowsOf({ ...one, jku: "http://evil.example/jwks" }), "link must be https": rowsOf({ ...one, link: "javascript:alert(1)" }),
        "the file can't be opened": rowsOf({ ...one, jku: undefined, jwks_file: "/nowhere/jwks.json" }),
    };
    const slash = await start({ ...settings, CDS_ISSUERS: rowsOf(one), PUBLIC_URL: "https://asiakkuus.example/" }).then(() => "it starts", ({ message }) => message);
    holds(slash.includes("does not end with a slash"), slash);
    for (const [words, text] of Object.entries(faulty)) {
        const error = await start({ ...settings, CDS_ISSUERS: text ?? rowsOf(one), ...(text === undefined && { PUBLIC_URL: "" }) }).then(() => "it starts", ({ message }) => message);
        holds(error.includes("CDS_ISSUERS") && error.includes(words), `${words}: ${error}`);
    }
});

await test("cds__every_answer_is_described", () => {
    for (const path of ["/cds-services", SERVICE, FEEDBACK]) holds(description.paths[path], path);
});

await Promise.all([service, twin].map((each) => stop(each)));
keyServer.close();
end();
