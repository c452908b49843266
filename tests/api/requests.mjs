#!/usr/bin/env node
// Requests good and bad, each with the answer that the description promises.
import { gunzipSync } from "node:zlib";
import { base, call, description, end, equal, get, hetu, holds, identifier, judged, key, newClient, pause, post, raw, sql, start, stop, test, token } from "./support.mjs";

const professional = token();
const as = { token: professional };

function problem(answer, status, code) {
    equal(answer.status, status, `${code}: ${answer.text}`);
    equal(answer.headers["content-type"], "application/problem+json");
    equal(answer.json.type, `urn:asiakkuus:problem:${code}`);
    equal(answer.json.status, status);
    equal(answer.json.instance, answer.headers["x-request-id"]);
    return answer.json;
}

function field(answer, where, code) {
    const errors = answer.json.errors ?? [];
    const found = errors.find((error) => (error.pointer ?? error.parameter) === where && error.code === code);
    holds(found, `no ${code} at ${where} in ${answer.text}`);
    holds(found.detail?.length > 0, "no detail");
}

// --- the service about itself ---

await test("health_get__answers_without_a_token", async () => {
    const answer = await get("/healthz");
    equal(answer.status, 200);
    equal(answer.json, { status: "ok" });
});

await test("ready_get__looks_at_database_migrations_and_a_write", async () => {
    const answer = await get("/readyz");
    equal([answer.status, answer.json.status], [200, "ok"]);
});

await test("metrics_get__counts_requests_by_operation", async () => {
    const answer = await get("/metrics");
    equal(answer.status, 200);
    holds(answer.headers["content-type"].startsWith("text/plain"), "content type");
    holds(/^http_requests_total\{operation="health_get",status="200"\} [1-9]/m.test(answer.text), "no count");
});

await test("openapi_get__is_the_description_in_both_forms", async () => {
    equal((await get("/openapi.json")).json.info.title, description.info.title);
    const yaml = await get("/openapi.yaml");
    equal([yaml.status, yaml.headers["content-type"]], [200, "application/yaml"]);
});

await test("docs_get__page_and_its_files_with_a_policy", async () => {
    const page = await get("/docs");
    equal(page.status, 200);
    holds(page.headers["content-security-policy"].includes("default-src 'none'"), "policy");
    const files = [...page.text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path);
    holds(files.some((path) => path.endsWith(".js")) && files.some((path) => path.endsWith(".css")), files.join());
    for (const path of files) equal((await get(path)).status, 200, path);
});

for (const path of ["/docs/..%2f..%2fsql%2fmanifest", "/docs/%2e%2e", "/docs/.index.html", "/docs/index.html%00.js", "/docs//index.html", "/docs/x/../index.html", "/docs/none.js"])
    await test(`docs_file_get__nothing_outside_its_folder: ${path}`, async () => {
        const { status } = await get(path);
        holds(status === 404 || status === 400, `status ${status}`);
    });

// --- messages ---

for (const [name, method, path, status, code] of [
    ["unknown path", "GET", "/v1/nothing", 404, "not_found"],
    ["trailing slash", "GET", "/v1/segments/", 404, "not_found"],
    ["doubled slash", "GET", "//v1/segments", 404, "not_found"],
    ["escaped literal", "GET", "/v1/%73egments", 404, "not_found"],
    ["undecodable path", "GET", "/v1/clients/%zz", 400, "bad_request"],
    ["undecodable query", "GET", "/v1/segments?x=%ff", 400, "bad_request"],
    ["NUL in the path", "GET", "/v1/clients/%00", 400, "bad_request"],
    ["wrong method", "DELETE", "/v1/segments", 405, "method_not_allowed"],
    ["fixed path before parameter", "GET", "/v1/clients/search", 405, "method_not_allowed"],
    ["no UUID", "GET", "/v1/clients/7", 404, "not_found"],
    ["injection instead of a UUID", "GET", "/v1/clients/'%20OR%20'1'%3D'1", 404, "not_found"],
])
    await test(`message__${name}`, async () => problem(await call(method, path, as), status, code));

await test("message__method_override_is_not_known", async () => {
    const answer = await get("/v1/segments", { ...as, headers: { "X-HTTP-Method-Override": "DELETE" } });
    equal(answer.status, 200);
});

await test("message__405_tells_what_is_allowed", async () => {
    equal((await call("DELETE", "/v1/models", as)).headers.allow, "GET, HEAD, POST, OPTIONS");
});

await test("head__is_get_without_its_body", async () => {
    const full = await get("/v1/segments", as), head = await call("HEAD", "/v1/segments", as);
    equal([head.status, head.text, head.headers["content-length"]], [200, "", full.headers["content-length"]]);
});

await test("options__tells_the_methods", async () => {
    const answer = await call("OPTIONS", "/v1/clients");
    equal([answer.status, answer.headers.allow], [204, "GET, HEAD, POST, OPTIONS"]);
});

const smuggling = {
    "no Host": "GET /healthz HTTP/1.1\r\n\r\n",
    "two Hosts": "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "length beside chunked": "POST /v1/segmentations HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
    "two lengths": "POST /v1/segmentations HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 40\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
    "two lengths, names in other cases": "POST /v1/segmentations HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\ncontent-length: 40\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
    "unknown coding": "POST /v1/segmentations HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
    "coding twice": "POST /v1/segmentations HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
    "negative length": "POST /v1/segmentations HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
};
for (const [name, bytes] of Object.entries(smuggling))
    await test(`smuggling__${name}_is_refused_and_nothing_behind_it_answered`, async () => {
        const text = await raw(bytes);
        // Nothing at all: the message has no end until its sender closes, or is cut off.
        holds(text === "" || /^HTTP\/1\.1 400 /.test(text), `answered ${text.slice(0, 200)}`);
        holds(!text.includes('{"status":"ok"}'), "a second request was answered");
    });

await test("message__headers_beyond_all_measure_are_refused", async () => {
    const text = await raw(`GET /healthz HTTP/1.1\r\nHost: a\r\nX: ${"a".repeat(100000)}\r\n\r\n`);
    holds(text === "" || /^HTTP\/1\.1 (431|400|414) /.test(text), text.slice(0, 100));
});

// As the integrators' guide tells: below the API there are no problem documents.
await test("message__what_the_library_refuses_is_told_by_its_status", async () => {
    const create = "POST /v1/clients HTTP/1.1\r\nHost: a\r\n";
    const refused = {
        [`GET /${"x".repeat(40000)} HTTP/1.1\r\nHost: a\r\n\r\n`]: 414,
        [`GET /healthz HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(40000)}\r\n\r\n`]: 431,
        [`${create}Content-Length: ${"9".repeat(30)}\r\n\r\n`]: 413,
        [`${create}Content-Length: many\r\n\r\n`]: 400,
        [`${create}Transfer-Encoding: chunked\r\n\r\nzz\r\n`]: 400,
        "GET /healthz HTTP/9.9\r\nHost: a\r\n\r\n": 505,
    };
    for (const [bytes, status] of Object.entries(refused)) {
        const text = await raw(bytes);
        holds(text.startsWith(`HTTP/1.1 ${status} `) && /^Connection: close\r$/m.test(text), `${status}: ${text.slice(0, 100)}`);
    }
});

await test("message__expect_is_answered_100_and_too_long_a_body_413", async () => {
    const body = " ".repeat(70000);
    const text = await raw(`POST /v1/segmentations HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${professional}\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    holds(/HTTP\/1\.1 413 /.test(text) && text.includes("urn:asiakkuus:problem:too_large"), text.slice(0, 300));
});

await test("message__garbage_leaves_the_service_alive", async () => {
    for (const bytes of ["\r\n\r\n", "\0\0\0\0", "GET\r\n\r\n", "GET / HTTP/9.9\r\nHost: a\r\n\r\n", "GET /healthz HTTP/1.1\nHost: a\n\n", `${"A".repeat(5000)}\r\n\r\n`])
        await raw(bytes, { silent_ms: 100 }).catch(() => "");
    equal((await get("/healthz")).status, 200);
});

await test("message__blanks_around_a_value_are_no_part_of_it", async () => {
    const text = await raw(`GET /v1/segments HTTP/1.1\r\nHost: a \t\r\nX-Request-Id:  mine \r\nAuthorization: Bearer ${professional} \r\n\r\n`);
    holds(/^HTTP\/1\.1 200 /.test(text) && text.includes("X-Request-Id: mine\r\n"), text.slice(0, 300));
});

// A number from 0 to `below`, the same sequence on every run.
let state = 20261122;
function draw(below) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
}

function mutate(bytes) {
    const changed = Buffer.from(bytes);
    for (let i = 0; i <= draw(6); i++) changed[draw(changed.length)] = draw(256);
    return draw(4) === 0 ? changed.subarray(0, draw(changed.length)) : changed;
}

await test("message__mutated_ones_are_answered_without_a_5xx", async () => {
    const body = JSON.stringify(judged);
    const good = Buffer.from(`POST /v1/segmentations?trace=true HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${professional}\r\nContent-Type: application/json\r\nAccept-Language: sv;q=0.5\r\nIf-None-Match: "1"\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    let answered = 0;
    for (let round = 0; round < 30; round++) {
        const batch = Array.from({ length: 20 }, () => mutate(good));
        const texts = await Promise.all(batch.map((bytes) => raw(bytes, { silent_ms: 60 }).catch(() => "")));
        // 501 and 505 are the listener's own words for another HTTP.
        const worse = texts.find((text) => /^HTTP\/1\.1 5(?!01|05)/.test(text));
        holds(!worse, worse);
        answered += texts.filter((text) => text.startsWith("HTTP/1.1 ")).length;
    }
    holds(answered > 0, "none was answered");
    equal((await get("/healthz")).status, 200);
});

await test("request_id__is_given_back_or_made", async () => {
    equal((await get("/healthz", { headers: { "X-Request-Id": "my-1.2:3" } })).headers["x-request-id"], "my-1.2:3");
    for (const bad of ["a b", "x".repeat(129), "<script>"]) {
        const made = (await get("/healthz", { headers: { "X-Request-Id": bad } })).headers["x-request-id"];
        holds(/^[0-9a-f-]{36}$/.test(made), made);
    }
});

// --- what is asked for ---

await test("accept__that_leaves_out_json_is_406", async () =>
    problem(await get("/v1/segments", { ...as, headers: { Accept: "text/html" } }), 406, "not_acceptable"));

for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1", "multipart/form-data; boundary=x"])
    await test(`content_type__${type}_is_415`, async () =>
        problem(await post("/v1/segmentations", judged, { ...as, type }), 415, "unsupported_media_type"));

await test("gzip__where_it_is_asked_for", async () => {
    const plain = await get("/v1/segments", as);
    const packed = await get("/v1/segments", { ...as, headers: { "Accept-Encoding": "gzip" } });
    equal(packed.headers["content-encoding"], "gzip");
    equal(gunzipSync(packed.bytes).toString(), plain.text);
    holds(packed.bytes.length < plain.bytes.length, "not shorter");
});

await test("etag__of_gzip_and_of_plain_bytes_differ_and_both_are_known", async () => {
    const path = "/v1/models/helsinki@1", packed = { "Accept-Encoding": "gzip" };
    const plain = await get(path, as), coded = await get(path, { ...as, headers: packed });
    equal([coded.headers["content-encoding"], coded.headers.etag], ["gzip", plain.headers.etag.replace(/"$/, '-gzip"')]);
    for (const headers of [{}, packed])
        for (const etag of [plain.headers.etag, coded.headers.etag]) {
            const again = await get(path, { ...as, headers: { ...headers, "If-None-Match": etag } });
            equal([again.status, again.text, again.headers.etag], [304, "", etag]);
        }
});

await test("headers__no_answer_is_kept_or_sniffed", async () => {
    const { headers } = await get("/v1/segments", as);
    equal([headers["cache-control"], headers["x-content-type-options"]], ["no-store", "nosniff"]);
    holds(headers.vary.includes("Accept-Language"), "Vary");
});

const languages = { fi: /virheellisiä/, sv: /felaktiga/, en: /invalid/ };
for (const [language, title] of Object.entries(languages))
    await test(`problem__speaks_${language}`, async () => {
        const answer = await post("/v1/segmentations", { colour: 1 }, { ...as, headers: { "Accept-Language": language } });
        const body = problem(answer, 400, "invalid");
        holds(title.test(body.title), body.title);
        equal(answer.headers["content-language"], language);
    });

// --- bodies ---

const deep = (levels) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
const bodies = [
    ["no JSON", "{coping}", "malformed", "syntax"],
    ["empty", "", "malformed", "syntax"],
    ["something behind", '{"need":"few"} x', "malformed", "syntax"],
    ["duplicate key", '{"need":"few","need":"many"}', "malformed", "duplicate_key"],
    ["escaped duplicate key", '{"need":"few","\\u006eeed":"many"}', "malformed", "duplicate_key"],
    ["bad UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), "malformed", "bad_utf8"],
    ["lone surrogate", '{"need":"\\ud800"}', "malformed", null],
    ["NUL between tokens", '{"age":12\0}', "malformed", "syntax"],
    ["NUL in a string", '{"need":"\0"}', "malformed", "syntax"],
    ["escaped NUL in a name", '{"need\\u0000":1}', "malformed", "control_character"],
    ["too deep", `{"answers":${deep(200)}}`, "malformed", "too_deep"],
    ["very deep", deep(30000), "malformed", "too_deep"],
    ["NaN", '{"age":NaN}', "malformed", "syntax"],
    ["beyond a double", '{"age":1e999}', "malformed", "syntax"],
    ["beyond 64 bits", '{"age":99999999999999999999999}', "malformed", "syntax"],
    ["byte order mark", "\ufeff{}", "malformed", "syntax"],
    ["an array", "[]", "invalid", null],
    ["a string", '"x"', "malformed", null],
    ["null", "null", "malformed", null],
];
for (const [path, method] of [["/v1/segmentations", "POST"], ["/v1/clients", "POST"], ["/v1/clients/search", "POST"]])
    for (const [name, body, code, error] of bodies)
        await test(`body__${name}: ${path}`, async () => {
            const answer = await call(method, path, { ...as, body });
            const told = problem(answer, 400, code);
            if (!error) return;
            equal(told.errors[0].code, error);
            holds(Number.isInteger(told.errors[0].offset) && told.errors[0].line >= 1, "no place");
        });

const fields = [
    ["unknown member", "/v1/segmentations", { ...judged, colour: "red" }, 400, "invalid", "/colour", "unknown_member"],
    ["mass assignment", "/v1/clients", { ...identifier(), area: "91", id: "x", version: 9, created_at: "x" }, 400, "invalid", "/area", "unknown_member"],
    ["wrong type", "/v1/segmentations", { ...judged, age: "47" }, 400, "invalid", "/age", "wrong_type"],
    ["out of range", "/v1/segmentations", { ...judged, age: 151 }, 400, "invalid", "/age", "out_of_range"],
    ["not a day", "/v1/segmentations", { ...judged, as_of: "2026-02-30" }, 400, "invalid", "/as_of", "bad_format"],
    ["unknown member below", "/v1/clients", { identifier: { system: "hetu", value: "010594Y9032", extra: 1 } }, 400, "invalid", "/identifier/extra", "unknown_member"],
    ["missing", "/v1/clients", {}, 400, "invalid", "/identifier", "required"],
    ["too long", "/v1/clients", { ...identifier(), home_unit: "x".repeat(65) }, 400, "invalid", "/home_unit", "too_long"],
    ["unknown system", "/v1/clients", { identifier: { system: "ssn", value: "1" } }, 400, "invalid", "/identifier/system", "not_in_list"],
    ["bad check character", "/v1/clients", { identifier: { system: "hetu", value: "010594Y9033" } }, 422, "rule_broken", "/identifier/value", "bad_identifier"],
    ["bad hetu", "/v1/clients/search", { identifier: { system: "hetu", value: "310294-9999" } }, 422, "rule_broken", "/identifier/value", "bad_identifier"],
    ["unknown question", "/v1/segmentations", { answers: { professional: { d99: 1 } } }, 422, "rule_broken", "/answers/professional/d99", "unknown_item"],
    ["unknown model", "/v1/segmentations", { ...judged, model: "none" }, 422, "rule_broken", "/model", "unknown_model"],
];
for (const [name, path, body, status, code, where, error] of fields)
    await test(`field__${name}`, async () => {
        const answer = await post(path, body, as);
        problem(answer, status, code);
        field(answer, where, error);
    });

await test("field__escaped_nul_is_a_control_character", async () => {
    for (const [body, where] of [['{"need":"few\\u0000"}', "/need"], ['{"answers":{"client":{"x":"\\u0000"}}}', "/answers/client/x"]]) {
        const answer = await call("POST", "/v1/segmentations", { ...as, body });
        problem(answer, 400, "invalid");
        field(answer, where, "control_character");
    }
});

await test("field__whole_numbers_are_taken_in_every_form", async () => {
    for (const age of ["47", "47.0", "4.7e1", "470e-1"])
        equal((await call("POST", "/v1/segmentations", { ...as, body: `{"coping":"easy","need":"few","age":${age}}` })).status, 200, age);
    field(await call("POST", "/v1/segmentations", { ...as, body: '{"age":47.5}' }), "/age", "wrong_type");
});

await test("field__pointer_is_cut_at_a_character_and_no_longer_than_promised", async () => {
    for (const path of ["/v1/segmentations", "/v1/clients"])
        for (const name of ["é", "€", "😀", "~", "/", "x"].flatMap((one) => [200, 255, 256, 300, 511, 512, 2000].map((count) => one.repeat(count)))) {
            const answer = await post(path, { [name]: 1 }, as);
            problem(answer, 400, "invalid");
            equal(answer.bytes.toString("utf8").includes("\ufffd"), false, "broken UTF-8:");
            for (const { pointer } of answer.json.errors) {
                holds(pointer === undefined || [...pointer].length <= 512, `${[...pointer].length} characters`);
                holds(pointer === undefined || !/~(?![01])/.test(pointer), "a cut escape");
            }
        }
});

await test("field__every_fault_at_once", async () => {
    const answer = await post("/v1/segmentations", { age: -1, colour: 1, as_of: "x" }, as);
    for (const [where, code] of [["/age", "out_of_range"], ["/colour", "unknown_member"], ["/as_of", "bad_format"]])
        field(answer, where, code);
});

await test("field__the_value_itself_is_never_told", async () => {
    const secret = "010594Y9033";
    const answer = await post("/v1/clients", { identifier: { system: "hetu", value: secret }, colour: secret }, as);
    holds(!answer.text.includes(secret), answer.text);
});

await test("body__as_long_as_the_limit_is_read_and_longer_is_413", async () => {
    const limit = 65536, filler = (length) => `{"need":"${"x".repeat(length - 11)}"}`;
    equal((await call("POST", "/v1/segmentations", { ...as, body: filler(limit) })).status !== 413, true);
    problem(await call("POST", "/v1/segmentations", { ...as, body: filler(limit + 1) }), 413, "too_large");
    problem(await call("POST", "/v1/segmentations", { ...as, body: `${JSON.stringify(judged)}${" ".repeat(limit)}` }), 413, "too_large");
    problem(await call("POST", "/v1/segmentations", { ...as, body: filler(1000000) }), 413, "too_large");
});

await test("body__chunked_beyond_the_limit_is_413", async () => {
    const chunk = `8000\r\n${"x".repeat(0x8000)}\r\n`;
    const text = await raw(`POST /v1/segmentations HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${professional}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(3)}0\r\n\r\n`, { silent_ms: 1500 });
    holds(/^HTTP\/1\.1 413 /.test(text), text.slice(0, 100));
});

// --- evaluating ---

const published = [["easy", "few", "occasional", "omatoimi"], ["temporarily_difficult", "few", "temporary", "tuki"], ["easy", "many", "continuous", "yhteistyo"], ["difficult", "many", "continuous", "huolenpito"]];
for (const [coping, need, duration, segment] of published)
    await test(`segmentation_evaluate__${coping}_${need}_${duration}_is_${segment}`, async () => {
        const answer = await post("/v1/segmentations", { coping, need, duration }, as);
        equal([answer.status, answer.json.segment], [200, segment]);
    });

await test("segmentation_evaluate__trace_must_be_true_or_false", async () => {
    const answer = await post("/v1/segmentations?trace=maybe", judged, as);
    problem(answer, 400, "invalid");
    field(answer, "trace", "not_in_list");
    holds((await post("/v1/segmentations?trace=true", judged, as)).json.trace.length > 0, "no trace");
});

// --- models ---

await test("segment_list__names_the_four_and_knows_its_version", async () => {
    const answer = await get("/v1/segments", as);
    equal(answer.json.items.map(({ code }) => code).sort(), ["huolenpito", "omatoimi", "tuki", "yhteistyo"]);
});

await test("model_get__is_304_while_it_is_the_same", async () => {
    const { items } = (await get("/v1/models", as)).json;
    holds(items.length > 0, "no model");
    const path = `/v1/models/${items[0].code}@${items[0].version}`;
    const full = await get(path, as);
    equal(full.status, 200);
    const again = await get(path, { ...as, headers: { "If-None-Match": full.headers.etag } });
    equal([again.status, again.text, again.headers.etag], [304, "", full.headers.etag]);
    equal((await get(path, { ...as, headers: { "If-None-Match": '"999"' } })).status, 200);
});

await test("model_list__counts_when_asked_to", async () => {
    const { items, total } = (await get("/v1/models?total=true", as)).json;
    equal(total, items.length);
});

for (const [query, where, code] of [["limit=0", "limit", "out_of_range"], ["limit=201", "limit", "out_of_range"], ["limit=x", "limit", "wrong_type"], ["limit=1e1", "limit", "wrong_type"], ["cursor=AAAA", "cursor", "bad_cursor"], ["cursor='", "cursor", "bad_cursor"]])
    await test(`page__${query}_is_refused`, async () => {
        const answer = await get(`/v1/models?${query}`, as);
        problem(answer, 400, "invalid");
        field(answer, where, code);
    });

// --- a client and its assessments ---

const client = await newClient(as);
const clientPath = `/v1/clients/${client.id}`;

await test("client_create__one_that_exists_is_given_back", async () => {
    const body = identifier();
    const first = await post("/v1/clients", body, as), second = await post("/v1/clients", body, as);
    equal([first.status, second.status, second.json.id], [201, 200, first.json.id]);
    equal(first.headers.location, `/v1/clients/${first.json.id}`);
    holds(!first.text.includes(body.identifier.value), "the identity code comes back");
});

await test("client_create__at_the_same_time_is_one_client", async () => {
    const body = identifier();
    const answers = await Promise.all(Array.from({ length: 8 }, () => post("/v1/clients", body, as)));
    holds(answers.every(({ status }) => status === 200 || status === 201), answers.map(({ status }) => status).join());
    equal(new Set(answers.map(({ json }) => json.id)).size, 1);
});

await test("client_get__by_id_with_its_version", async () => {
    const answer = await get(clientPath, as);
    equal([answer.status, answer.json.id, answer.headers.etag], [200, client.id, '"1"']);
    equal((await get(clientPath, { ...as, headers: { "If-None-Match": '"1"' } })).status, 304);
});

await test("client_search__finds_one_or_none", async () => {
    const body = identifier();
    equal((await post("/v1/clients/search", body, as)).json.items, []);
    const { id } = (await post("/v1/clients", body, as)).json;
    equal((await post("/v1/clients/search", body, as)).json.items.map((item) => item.id), [id]);
});

const assessment = { ...judged, register: "health", participants: [{ role: "nurse" }] };

await test("assessment__is_proposed_confirmed_and_stands", async () => {
    const created = await post(`${clientPath}/assessments`, assessment, as);
    equal([created.status, created.json.status, created.json.segment], [201, "proposed", "huolenpito"], created.text);
    const path = created.headers.location, confirm = `${path}/confirm`;
    equal((await get(path, as)).json, created.json);
    problem(await post(confirm, { client_present: true }, as), 428, "precondition_missing");
    problem(await post(confirm, { client_present: true }, { ...as, headers: { "If-Match": "1" } }), 400, "invalid");
    problem(await post(confirm, { client_present: true }, { ...as, headers: { "If-Match": '"99"' } }), 412, "stale");
    problem(await post(confirm, { client_present: true }, { ...as, headers: { "If-Match": 'W/"1"' } }), 412, "stale");
    const absent = await post(confirm, { client_present: false }, { ...as, headers: { "If-Match": '"1"' } });
    problem(absent, 422, "rule_broken");
    const changed = await post(confirm, { client_present: true, chosen_segment: "yhteistyo" }, { ...as, headers: { "If-Match": '"1"' } });
    problem(changed, 422, "rule_broken");
    field(changed, "/override_reason", "reason_required");
    const good = { client_present: true, chosen_segment: "yhteistyo", override_reason: "Sovittu yhdessä." };
    const confirmed = await post(confirm, good, { ...as, headers: { "If-Match": '"1"' } });
    equal([confirmed.status, confirmed.json.status, confirmed.json.segment, confirmed.json.chosen_segment], [200, "confirmed", "huolenpito", "yhteistyo"], confirmed.text);
    equal((await get(`${clientPath}/segment`, as)).json.segment, "yhteistyo");
    const again = await post(confirm, good, { ...as, headers: { "If-Match": confirmed.headers.etag } });
    problem(again, 409, "conflict");
});

await test("assessment_list__pages_give_every_row_once", async () => {
    const { id } = await newClient(as), path = `/v1/clients/${id}/assessments`;
    const made = [];
    for (let i = 0; i < 5; i++) made.push((await post(path, assessment, as)).json.id);
    const seen = [];
    let next = `${path}?limit=2`, pages = 0;
    while (next && pages++ < 9) {
        const page = await get(next, as);
        equal(page.status, 200, page.text);
        seen.push(...page.json.items.map((item) => item.id));
        const link = page.headers.link?.match(/^<([^>]+)>; rel="next"$/)?.[1];
        equal(Boolean(link), page.json.next_cursor !== null, "Link and next_cursor:");
        next = link;
    }
    equal([...seen].sort(), [...made].sort());
    equal(pages, 3);
    const { next_cursor } = (await get(`${path}?limit=2`, as)).json;
    equal((await get(`${path}?limit=2`, as)).json.total, undefined);
    equal((await get(`${path}?limit=2&total=true`, as)).json.total, 5);
    equal((await get(`${path}?total=true`, { token: token("--register", "social") })).json.total, 0);
    field(await get(`${path}?total=yes`, as), "total", "not_in_list");
    problem(await get(`/v1/models?cursor=${next_cursor}`, as), 400, "invalid");
});

await test("if_match__takes_the_tag_of_gzip", async () => {
    const { id } = await newClient(as), body = { ...assessment, flags: { special_support: false } };
    const path = `/v1/assessments/${(await post(`/v1/clients/${id}/assessments`, body, as)).json.id}`;
    const read = await get(path, { ...as, headers: { "Accept-Encoding": "gzip", "Accept-Language": "en" } });
    equal(read.headers.etag, '"1-en-gzip"');
    const confirmed = await post(`${path}/confirm`, { client_present: true }, { ...as, headers: { "If-Match": read.headers.etag } });
    equal(confirmed.status, 200);
});

// --- Idempotency-Key ---

await test("idempotency__a_replay_gives_the_first_answer", async () => {
    const options = { ...as, headers: { "Idempotency-Key": key() } }, path = `${clientPath}/assessments`;
    const first = await post(path, assessment, options), second = await post(path, assessment, options);
    equal([first.status, second.status, second.text], [201, 201, first.text]);
    equal([first.headers["idempotency-replayed"], second.headers["idempotency-replayed"]], [undefined, "true"]);
    equal([second.headers.location, second.headers.etag], [first.headers.location, first.headers.etag]);
    const unquoted = await post(path, assessment, { ...as, headers: { "Idempotency-Key": options.headers["Idempotency-Key"].slice(1, -1) } });
    equal(unquoted.headers["idempotency-replayed"], "true");
});

await test("idempotency__another_body_or_path_is_422", async () => {
    const options = { ...as, headers: { "Idempotency-Key": key() } };
    equal((await post(`${clientPath}/assessments`, assessment, options)).status, 201);
    problem(await post(`${clientPath}/assessments`, { ...assessment, need: "few" }, options), 422, "key_reused");
    const other = await newClient(as);
    problem(await post(`/v1/clients/${other.id}/assessments`, assessment, options), 422, "key_reused");
});

await test("idempotency__belongs_to_caller_and_area", async () => {
    const body = identifier(), headers = { "Idempotency-Key": key() };
    const first = await post("/v1/clients", body, { ...as, headers });
    const colleague = await post("/v1/clients", body, { token: token("--sub", "another"), headers });
    const elsewhere = await post("/v1/clients", body, { token: token("--area", "09"), headers });
    equal([colleague.status, colleague.headers["idempotency-replayed"]], [200, undefined]);
    equal(elsewhere.status, 201);
    holds(elsewhere.json.id !== first.json.id, "the same client in two areas");
});

await test("idempotency__belongs_to_the_client_and_register_of_the_token", async () => {
    const headers = { "Idempotency-Key": key() }, path = `${clientPath}/assessments`, sub = "guardian";
    const own = (id) => ({ token: token("--role", "client", "--client", id, "--sub", sub), headers });
    const view = { register: "health", answers: { client: { d5_self_care: 2 } } };
    equal((await post(path, view, own(client.id))).status, 201);
    problem(await post(path, view, own((await newClient(as)).id)), 422, "key_reused");
    problem(await post(path, view, { token: token("--register", "social", "--sub", sub), headers }), 422, "key_reused");
});

await test("idempotency__a_replay_has_the_language_and_the_tag_of_the_first_answer", async () => {
    const headers = { "Idempotency-Key": key(), "Accept-Language": "sv" }, path = `${clientPath}/assessments`;
    const first = await post(path, assessment, { ...as, headers });
    equal([first.headers["content-language"], first.headers.etag], ["sv", '"1-sv"']);
    const again = await post(path, assessment, { ...as, headers: { ...headers, "Accept-Language": "en" } });
    equal([again.headers["idempotency-replayed"], again.text], ["true", first.text]);
    for (const name of ["content-language", "etag", "location", "content-type"])
        equal(again.headers[name], first.headers[name]);
});

await test("idempotency__at_the_same_time_is_done_once", async () => {
    const { id } = await newClient(as), options = { ...as, headers: { "Idempotency-Key": key() } };
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(`/v1/clients/${id}/assessments`, assessment, options)));
    holds(answers.every(({ status }) => status === 201 || status === 409), answers.map(({ status }) => status).join());
    equal(new Set(answers.filter(({ status }) => status === 201).map(({ json }) => json.id)).size, 1);
    equal((await get(`/v1/clients/${id}/assessments`, as)).json.items.length, 1);
});

await test("idempotency__what_is_sealed_at_rest_is_sealed_in_a_kept_answer_too", async () => {
    const name = `Salainen${Date.now()}`, options = { ...as, headers: { "Idempotency-Key": key() } };
    const body = { ...identifier(), names: { given: "Testi", family: name } };
    const first = await post("/v1/clients", body, options), second = await post("/v1/clients", body, options);
    equal([second.headers["idempotency-replayed"], second.text], ["true", first.text]);
    const rows = "SELECT count(*) FROM asiakkuus.idempotency_key AS k WHERE k::text LIKE '%" + name + "%'";
    equal(sql(rows), "0");
});

await test("idempotency__what_people_wrote_is_sealed_in_a_kept_answer_too", async () => {
    const { id } = await newClient(as), word = `Salainen${Date.now()}`;
    const unit = sql("SELECT id FROM asiakkuus.unit WHERE area = '90' AND code = 'kallio'");
    const bodies = {
        [`/v1/clients/${id}/assessments`]: { ...assessment, chosen_segment: "tuki", override_reason: word },
        [`/v1/clients/${id}/consents`]: { kind: "consent", from_register: "health", to_register: "social", purpose: word, given_by: "client" },
        "/v1/referrals": { client_id: id, kind: "guidance", to: { unit_id: unit }, need: word, urgency: "urgent", from_register: "health" },
    };
    for (const [path, body] of Object.entries(bodies)) {
        const options = { ...as, headers: { "Idempotency-Key": key() } };
        const first = await post(path, body, options), second = await post(path, body, options);
        equal([first.status, second.headers["idempotency-replayed"], second.text], [201, "true", first.text], first.text);
        holds(first.text.includes(word), first.text);
        equal(sql(`SELECT (k::text LIKE '%${word}%') || ' ' || (body_sealed IS NOT NULL) FROM asiakkuus.idempotency_key AS k WHERE key = '${options.headers["Idempotency-Key"].slice(1, -1)}'`), "false true", path);
    }
});

await test("idempotency__a_refusal_is_not_kept", async () => {
    const options = { ...as, headers: { "Idempotency-Key": key() } };
    problem(await post("/v1/clients", {}, options), 400, "invalid");
    equal((await post("/v1/clients", identifier(), options)).status, 201);
});

for (const bad of ['""', '"a', "a b", `"${"x".repeat(256)}"`])
    await test(`idempotency__key_${bad.slice(0, 8)}_is_refused`, async () => {
        const answer = await post("/v1/clients", identifier(), { ...as, headers: { "Idempotency-Key": bad } });
        problem(answer, 400, "invalid");
        field(answer, "Idempotency-Key", "bad_format");
    });

// --- how many ---

await test("rate__beyond_the_burst_is_429_with_the_time_to_wait_until_some_come_back", async () => {
    const service = await start({ RATE_LIMIT: "1", RATE_BURST: "3", CORS_ORIGINS: "https://a.example" });
    const ask = (token) => get("/v1/segments", { token, port: service.port, headers: { Origin: "https://a.example" } });
    const answers = [];
    for (let i = 0; i < 8; i++) answers.push(await ask(professional));
    const [first] = answers, last = answers.at(-1);
    equal([first.status, first.headers.ratelimit, first.headers["ratelimit-policy"]], [200, '"caller";r=2;t=1', '"caller";q=3;w=3']);
    problem(last, 429, "too_many_requests");
    equal([last.headers["retry-after"], last.headers["ratelimit"].split(";")[1]], ["1", "r=0"]);
    holds(/RateLimit/.test(last.headers["access-control-expose-headers"]), "CORS");
    for (const other of [token("--sub", "another"), token("--area", "09")]) equal((await ask(other)).status, 200);
    equal((await get("/healthz", { port: service.port })).status, 200);
    for (let i = 0; (await ask(professional)).status !== 200; i++) {
        holds(i < 100, "no request came back");
        await pause(200);
    }
    await stop(service);
});

await test("rate__without_a_bound_nothing_is_told", async () =>
    equal((await get("/v1/segments", as)).headers.ratelimit, undefined));

await test("root_get__leads_to_the_page", async () => {
    const answer = await get("/");
    equal([answer.status, answer.headers.location], [302, "/docs"]);
    equal((await get(answer.headers.location)).status, 200);
});

// --- other origins ---

await test("cors__listed_origins_may_read_every_answer_and_others_none", async () => {
    const service = await start({ CORS_ORIGINS: "https://a.example, https://b.example" });
    const { port } = service, origin = { Origin: "https://b.example" };
    const preflight = await call("OPTIONS", "/v1/clients", { port, headers: { ...origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization" } });
    equal([preflight.status, preflight.headers["access-control-allow-origin"]], [204, "https://b.example"]);
    holds(preflight.headers["access-control-allow-methods"].includes("POST"), "methods");
    holds(/idempotency-key/i.test(preflight.headers["access-control-allow-headers"]), "headers");
    for (const path of ["/v1/segments", "/v1/none", "/healthz"]) {
        const answer = await get(path, { port, headers: origin });
        equal(answer.headers["access-control-allow-origin"], "https://b.example", path);
        holds(answer.headers.vary.includes("Origin"), "Vary");
    }
    const asks = { ...origin, "Access-Control-Request-Method": "DELETE", "Access-Control-Request-Headers": "tracestate" };
    for (const path of ["/v1/none", "/v1/segments", "/v1/%zz"]) {
        const { status, headers } = await call("OPTIONS", path, { port, headers: asks });
        equal([path, status, headers["access-control-allow-origin"]], [path, 204, "https://b.example"]);
        for (const [header, word] of [["methods", "DELETE"], ["headers", "tracestate"], ["headers", "traceparent"]])
            holds(headers[`access-control-allow-${header}`].includes(word), `${path} ${word}`);
    }
    for (const other of ["https://evil.example", "https://b.example.evil", "null", "https://a.example, https://b.example"])
        equal((await get("/healthz", { port, headers: { Origin: other } })).headers["access-control-allow-origin"], undefined, other);
    equal((await stop(service)).code, 0);
});

// The page may read whatever the description says of an answer, and what proxies and later versions add.
await test("cors__every_header_of_an_answer_may_be_read", async () => {
    const service = await start({ CORS_ORIGINS: "https://a.example" });
    const { headers } = await get("/v1/none", { port: service.port, headers: { Origin: "https://a.example" } });
    const exposed = headers["access-control-expose-headers"].toLowerCase().split(", ");
    await stop(service);
    const named = new Set(["deprecation", "sunset"]);
    const answers = Object.values(description.paths).flatMap((item) => Object.values(item)).flatMap((operation) => Object.values(operation.responses ?? {}));
    for (const answer of [...answers, ...Object.values(description.components.responses)])
        for (const name of Object.keys(answer.headers ?? {})) named.add(name.toLowerCase());
    for (const free of ["cache-control", "content-language", "content-type", "expires", "last-modified", "content-security-policy", "vary", "access-control-allow-origin"]) named.delete(free);
    equal([...named].filter((name) => !exposed.includes(name)), []);
});

await test("metrics_get__only_on_its_own_port_where_there_is_one", async () => {
    const probe = await start();
    await stop(probe);
    const service = await start({ METRICS_PORT: String(probe.port) });
    problem(await get("/metrics", { port: service.port }), 404, "not_found");
    equal((await get("/metrics", { port: probe.port })).status, 200);
    equal((await get("/healthz", { port: probe.port })).status, 200);
    problem(await get("/v1/segments", { ...as, port: probe.port }), 404, "not_found");
    await stop(service);
});

await test("log__holds_neither_identity_codes_nor_tokens_nor_paths", async () => {
    const service = await start({ LOG_LEVEL: "debug" });
    const value = hetu(), own = { ...as, port: service.port };
    const { id } = (await post("/v1/clients", { ...identifier(value), names: { given: "Testi", family: "Salainen" } }, own)).json;
    await get(`/v1/clients/${id}?secret=hush`, own);
    await get("/v1/none%0d%0ainjected", { ...own, headers: { "X-Request-Id": 'x"}\\n{"' } });
    await stop(service);
    for (const secret of [value, "Salainen", professional, "hush", "injected"])
        holds(!service.log.includes(secret), `the log holds ${secret}`);
    for (const line of service.log.trim().split("\n")) JSON.parse(line);
});

equal(base.hostname, "127.0.0.1");
end();
