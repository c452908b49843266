#!/usr/bin/env node
// The life of a model: drafted by one person, proven, published by another, retired; its days and its bytes.
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import { call, end, equal, holds, key, newClient, pause, post, sql, start, stop, test, today, token } from "./support.mjs";

const { ASIAKKUUSD, SOURCE_DIR } = process.env;
const AREA = "16"; // an area of this test's own: its versions are counted
const person = (sub, ...more) => token("--area", AREA, "--role", "model_owner", "--sub", sub, ...more);
const writer = person("writer"), publisher = person("publisher"), reader = token("--area", AREA, "--scope", "model:read segmentation:evaluate");
const file = (name) => JSON.parse(readFileSync(`${SOURCE_DIR}/libsegment/models/${name}.json`, "utf8"));
const operator = (...words) => execFileSync(ASIAKKUUSD, words, { encoding: "utf8" });
const codes = ({ json }) => (json?.errors ?? []).map(({ pointer, parameter, code }) => [pointer ?? parameter, code]);
const later = (days) => today(days);

async function ask(method, path, json, { as = writer, match, status, headers = {}, port } = {}) {
    const answer = await call(method, path, { token: as, json, port, headers: { "Accept-Language": "en", ...(match ? { "If-Match": match } : {}), ...headers } });
    if (status) equal(answer.status, status, `${method} ${path}: ${answer.text.slice(0, 500)}`);
    return answer;
}
// A model of another code, so that each test has a history of its own.
let codesMade = 0;
function fresh(change = (document) => document) {
    const document = file("lace");
    document.code = `test${++codesMade}`;
    return change(document) ?? document;
}
const draft = async (body, as = writer) => {
    const answer = await ask("POST", "/v1/models", body, { as, status: 201 });
    return { id: answer.json.id, etag: answer.headers.etag, json: answer.json };
};
const publish = (made, valid_from = today(), { as = publisher, match = made.etag, ...more } = {}) => ask("POST", `/v1/models/${made.id}/publish`, { valid_from, ...more.body }, { as, match, status: more.status });
async function published(document, valid_from = today(), more = {}) {
    const made = await draft({ document });
    const answer = await publish(made, valid_from, { status: 200, ...more });
    return { ...made, etag: answer.headers.etag, json: answer.json };
}
const retire = (made, valid_to, { match = made.etag, as = publisher, status, ...body } = {}) => ask("POST", `/v1/models/${made.id}/retire`, { valid_to, ...body }, { as, match, status });
const version = async (code, on) => {
    const answer = await ask("GET", `/v1/models/${code}${on ? `?on=${on}` : ""}`);
    return answer.status === 200 ? answer.json.version : answer.status;
};

operator("publish", AREA, `${SOURCE_DIR}/libsegment/models/helsinki.json`);

// --- drafts ---

await test("model_create__of_a_document_is_a_draft_that_nobody_is_placed_by", async () => {
    const document = fresh(), { json, etag } = await draft({ document });
    equal([json.status, json.code, json.valid_to], ["draft", document.code, null]);
    equal(json.available_actions, ["replace", "discard"], "the writer does not publish");
    equal(json.history.map(({ version, action, from, to, by }) => [version, action, from, to, by.sub]), [[1, "create", undefined, "draft", "writer"]]);
    const again = await ask("GET", `/v1/models/${json.id}?document=true`, undefined, { as: reader, status: 200 });
    equal([again.headers.etag, again.json.document], [etag, document]);
    equal((await ask("GET", `/v1/models/${json.id}`, undefined, { as: publisher })).json.available_actions, ["replace", "discard", "publish"]);
    equal((await ask("GET", `/v1/models/${json.id}`, undefined, { as: reader })).json.available_actions, []);
    for (const name of [document.code, `${document.code}@1`]) {
        equal((await ask("GET", `/v1/models/${name}`)).status, 404);
        equal(codes(await ask("POST", "/v1/segmentations", { model: name })), [["/model", "unknown_model"]]);
    }
    holds(!(await ask("GET", "/v1/models?limit=200")).text.includes(json.id), "not among what is published");
});

await test("model_create__of_a_base_and_a_patch_changes_that_and_nothing_else", async () => {
    const base = (await ask("GET", "/v1/models/helsinki@1?document=true")).json;
    const { id, json } = await draft({ base: "helsinki@1", patch: [{ op: "test", path: "/code", value: "helsinki" }, { op: "replace", path: "/segments/0/review_months", value: 18 }] });
    const { document } = (await ask("GET", `/v1/models/${id}?document=true`)).json;
    base.document.segments[0].review_months = 18;
    equal(document, base.document);
    equal(json.segments[0].review_months, 18);
    equal((await ask("GET", "/v1/models/helsinki@1")).json.hash, base.hash, "the base stays");
    const [item] = (await ask("GET", "/v1/model-drafts?limit=1", undefined, { status: 200 })).json.items;
    equal([item.id, item.base, item.version, item.written_by.sub], [id, "helsinki@1", 1, "writer"]);
    await ask("DELETE", `/v1/models/${id}`, undefined, { match: '"1"', status: 204 });
});

await test("model_create__takes_a_document_or_a_base", async () => {
    const document = fresh();
    equal(codes(await ask("POST", "/v1/models", {}, { status: 422 })), [["", "only_one"]]);
    equal(codes(await ask("POST", "/v1/models", { document, base: "helsinki" }, { status: 422 })), [["", "only_one"]]);
    equal(codes(await ask("POST", "/v1/models", { document, patch: [] }, { status: 422 })), [["/base", "required"]]);
    equal(codes(await ask("POST", "/v1/models", { base: "Helsinki" }, { status: 400 })), [["/base", "bad_format"]]);
    equal(codes(await ask("POST", "/v1/models", { base: "helsinki@99" }, { status: 422 })), [["/base", "unknown_model"]]);
    equal(codes(await ask("POST", "/v1/models", { document, typo: 1 }, { status: 400 })), [["/typo", "unknown_member"]]);
});

await test("model_create__tells_every_fault_at_its_place", async () => {
    const document = fresh((it) => { delete it.segments[0].names.sv; it.axes[0].typo = 1; it.items[0].code = "No"; });
    const answer = await ask("POST", "/v1/models", { document }, { status: 422 });
    const places = codes(answer).map(([pointer]) => pointer);
    holds(places.length >= 3 && codes(answer).every(([, code]) => code === "model_fault"), answer.text);
    for (const place of ["/document/segments/0/names", "/document/axes/0", "/document/items/0/code"]) holds(places.some((each) => each.startsWith(place)), `${place} in ${places}`);
    for (const odd of [[], "x", 1, null, {}]) holds([400, 422].includes((await ask("POST", "/v1/models", { document: odd })).status), JSON.stringify(odd));
    const texts = await Promise.all(["fi", "sv", "en"].map(async (language) => (await ask("POST", "/v1/models", { document }, { headers: { "Accept-Language": language } })).json.errors[0].detail));
    equal(new Set(texts).size, 3);
});

await test("model_create__a_patch_that_can_not_be_done_says_which_operation", async () => {
    const wrong = async (...patch) => codes(await ask("POST", "/v1/models", { base: "helsinki@1", patch }, { status: 422 }));
    const good = { op: "replace", path: "/segments/0/review_months", value: 18 };
    equal(await wrong(good, { op: "replace", path: "/nowhere", value: 1 }), [["/patch/1", "patch_failed"]]);
    equal(await wrong({ op: "test", path: "/code", value: "other" }), [["/patch/0", "patch_failed"]]);
    for (const odd of [{}, { op: "x", path: "/code" }, { op: "add", path: "/a" }, { op: "move", path: "/a" }, { op: "remove", path: "" }, 7, null, { op: "add", path: "code", value: 1 }])
        equal(await wrong(odd), [["/patch/0", "patch_failed"]], JSON.stringify(odd));
    equal(codes(await ask("POST", "/v1/models", { base: "helsinki@1", patch: {} }, { status: 422 })), [["/patch/0", "patch_failed"]]);
    equal(codes(await ask("POST", "/v1/models", { base: "helsinki@1", patch: Array(1001).fill(good) }, { status: 422 })), [["/patch/0", "patch_failed"]]);
});

await test("model_create__a_patch_that_grows_without_end_is_refused", async () => {
    const doubling = Array.from({ length: 40 }, (_, i) => ({ op: "copy", from: "", path: `/x${i}` }));
    const large = [{ op: "add", path: "/x", value: "x".repeat(400000) }, ...Array.from({ length: 900 }, (_, i) => ({ op: "copy", from: "/x", path: `/y${i}` }))];
    const deep = Array.from({ length: 900 }, (_, i) => ({ op: "add", path: `/x${"/x".repeat(i)}`, value: {} }));
    for (const patch of [doubling, large, deep]) {
        const [[pointer, code]] = codes(await ask("POST", "/v1/models", { base: "helsinki@1", patch }, { status: 422 }));
        equal(code, "patch_failed");
        holds(Number(pointer.split("/")[2]) < 100, pointer);
    }
});

await test("model_create__once_for_a_key", async () => {
    const document = fresh(), headers = { "Idempotency-Key": key() };
    const [first, second] = [await ask("POST", "/v1/models", { document }, { headers }), await ask("POST", "/v1/models", { document }, { headers })];
    equal([first.status, second.status, second.json.id, second.headers["idempotency-replayed"]], [201, 201, first.json.id, "true"]);
    equal((await ask("POST", "/v1/models", { document: fresh() }, { headers })).status, 422);
});

await test("model_replace__of_the_version_that_was_seen", async () => {
    const document = fresh(), made = await draft({ document });
    document.description.en = "Another.";
    const second = await ask("PUT", `/v1/models/${made.id}`, { document }, { match: made.etag, status: 200 });
    equal(second.json.description, "Another.");
    equal((await ask("PUT", `/v1/models/${made.id}`, { document }, { match: made.etag })).status, 412);
    equal((await ask("PUT", `/v1/models/${made.id}`, { document })).status, 428);
    const third = await ask("PUT", `/v1/models/${made.id}`, { patch: [{ op: "replace", path: "/description/en", value: "A third." }] }, { as: publisher, match: second.headers.etag, status: 200 });
    equal(third.json.history.map(({ version, action, by }) => [version, action, by.sub]), [[1, "create", "writer"], [2, "replace", "writer"], [3, "replace", "publisher"]]);
    equal(third.json.available_actions, ["replace", "discard"], "who wrote last");
    equal((await ask("GET", `/v1/models/${made.id}`)).json.available_actions, ["replace", "discard", "publish"]);
    equal(codes(await ask("PUT", `/v1/models/${made.id}`, { document: fresh() }, { match: third.headers.etag, status: 422 })), [["/document/code", "code_stays"]]);
    equal(codes(await ask("PUT", `/v1/models/${made.id}`, {}, { match: third.headers.etag, status: 422 })), [["", "only_one"]]);
    equal((await ask("GET", `/v1/models/${made.id}`)).headers.etag, third.headers.etag, "what was refused changed nothing");
});

await test("model_discard__is_gone_and_its_steps_stay", async () => {
    const made = await draft({ document: fresh() });
    equal((await ask("DELETE", `/v1/models/${made.id}`)).status, 428);
    equal((await ask("DELETE", `/v1/models/${made.id}`, undefined, { match: '"9"' })).status, 412);
    await ask("DELETE", `/v1/models/${made.id}`, undefined, { match: made.etag, status: 204 });
    for (const [method, path] of [["GET", ""], ["DELETE", ""], ["POST", "/check"]]) equal((await ask(method, `/v1/models/${made.id}${path}`, undefined, { match: made.etag })).status, 404);
    equal((await publish(made)).status, 404);
    equal(sql(`SELECT string_agg(action || ' ' || to_status, ', ' ORDER BY version) FROM move WHERE resource_id = '${made.id}'`), "create draft, discard discarded");
    equal(sql(`SELECT count(*) FROM audit_event WHERE resource_id = '${made.id}'`), "2");
});

await test("model_draft_list__goes_page_by_page_newest_first", async () => {
    const made = [];
    for (let i = 0; i < 3; i++) made.unshift((await draft({ document: fresh() })).id);
    const seen = [];
    let cursor = "";
    do {
        const { json } = await ask("GET", `/v1/model-drafts?limit=2&total=true${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, undefined, { as: reader, status: 200 });
        seen.push(...json.items.map(({ id }) => id));
        cursor = json.next_cursor;
        equal(json.total, Number(sql(`SELECT count(*) FROM model_draft WHERE area = '${AREA}'`)));
    } while (cursor);
    equal([seen.slice(0, 3), new Set(seen).size], [made, seen.length]);
});

// --- the proof ---

await test("model_check__tells_what_segment_check_finds", async () => {
    const command = `${process.env.ASIAKKUUSD.replace("service/asiakkuusd", "libsegment/segment")}`;
    for (const name of ["helsinki", "lace", "paijathame"]) {
        const document = { ...file(name), code: `test${++codesMade}` };
        const { id } = await draft({ document });
        const { json } = await ask("POST", `/v1/models/${id}/check`, undefined, { status: 200 });
        const said = execFileSync(command, ["check", name], { encoding: "utf8", cwd: SOURCE_DIR });
        const [, faults, undecided, inputs] = said.match(/: (\d+) faults, (\d+) undecided, over (\d+|2\^64)/);
        equal([json.faults, json.undecided, json.inputs], [Number(faults), Number(undecided), inputs === "2^64" ? null : inputs]);
        equal(json.items.length + json.left_out, (said.match(/^note: /gm) ?? []).length, said);
        equal(json.hash, (await ask("GET", `/v1/models/${id}`)).json.hash);
    }
    equal((await ask("POST", "/v1/models/helsinki@1/check", undefined, { status: 200 })).json.faults, 0);
});

// Two segments of the same need change places: worse answers lead to a lighter one.
function faulty(document) {
    const { rows } = document.cells, [first, last] = [rows[0], rows.at(-1)];
    [first.segment, last.segment] = [last.segment, first.segment];
}

await test("model_check__shows_inputs_that_prove_a_fault", async () => {
    const made = await draft({ document: fresh(faulty) });
    const { json } = await ask("POST", `/v1/models/${made.id}/check`, undefined, { status: 200 });
    const fault = json.items.find(({ fault: is, after }) => is && after);
    holds(json.faults > 0 && fault, JSON.stringify(json).slice(0, 600));
    equal([fault.code, typeof fault.text, typeof fault.fix, fault.pointer.startsWith("/")], ["worse_is_lighter", "string", "string", true]);
    holds(JSON.stringify(fault.before) !== JSON.stringify(fault.after), "two inputs");
    equal(codes(await publish(made, today(), { status: 422 })), [["", "findings_left"]]);
});

// --- publishing ---

await test("model_publish__gives_number_and_days_and_keeps_the_id", async () => {
    const document = fresh((it) => { it.version = 77; it.valid_from = "2001-01-01"; }), made = await draft({ document });
    const { json, headers } = await publish(made, today(), { status: 200 });
    equal([json.id, json.version, json.status, json.valid_from, json.valid_to], [made.id, 1, "published", today(), null]);
    equal(json.history.map(({ version, action, from, to, by, detail }) => [version, action, from, to, by.sub, detail]).at(-1), [2, "publish", "draft", "published", "publisher", `${document.code}@1`]);
    equal(json.available_actions, ["retire"]);
    for (const name of [made.id, `${document.code}@1`, document.code]) {
        const again = await ask("GET", `/v1/models/${name}?document=true`, undefined, { status: 200 });
        equal([again.headers.etag, again.json.document], [headers.etag, { ...document, version: 1, valid_from: today() }]);
    }
    equal((await ask("POST", "/v1/segmentations", { model: document.code }, { as: reader, status: 200 })).json.model, { code: document.code, version: 1, hash: json.hash });
    equal(sql(`SELECT count(*) FROM model_draft WHERE id = '${made.id}'`), "0");
    equal(sql(`SELECT string_agg(type, ' ') FROM event WHERE resource_id = '${made.id}'`), "model.published");
});

await test("model_publish__takes_four_eyes", async () => {
    const document = fresh(), made = await draft({ document });
    const own = await publish(made, today(), { as: writer, status: 409 });
    equal(codes(own), [["", "four_eyes"]]);
    equal((await publish(made, today(), { as: person("third", "--scope", "model:read model:write") })).status, 403);
    const touched = await ask("PUT", `/v1/models/${made.id}`, { document }, { as: publisher, match: made.etag, status: 200 });
    equal(codes(await publish(made, today(), { match: touched.headers.etag, status: 409 })), [["", "four_eyes"]], "who wrote last");
    equal((await publish(made, today(), { as: writer, match: touched.headers.etag })).status, 200);
});

await test("model_publish__is_of_what_the_publisher_has_seen", async () => {
    const document = fresh(), made = await draft({ document });
    await ask("PUT", `/v1/models/${made.id}`, { patch: [{ op: "add", path: "/description/en", value: "Slipped in." }] }, { match: made.etag, status: 200 });
    equal((await publish(made)).status, 412);
    equal((await ask("POST", `/v1/models/${made.id}/publish`, { valid_from: today() }, { as: publisher })).status, 428);
});

await test("model_publish__what_is_published_never_changes", async () => {
    const made = await published(fresh()), before = (await ask("GET", `/v1/models/${made.id}?document=true`)).json;
    for (const [method, path, body] of [["PUT", "", { patch: [] }], ["DELETE", ""], ["POST", "/publish", { valid_from: today(1) }]])
        equal(codes(await ask(method, `/v1/models/${made.id}${path}`, body, { as: publisher, match: made.etag, status: 409 })), [["", "action_not_open"]]);
    const next = await published({ ...before.document, description: { ...before.document.description, en: "Next." } }, later(10));
    await retire(next, later(20), { reason: "A trial." });
    const after = (await ask("GET", `/v1/models/${before.code}@1?document=true`)).json;
    equal([after.hash, after.document], [before.hash, before.document], "by its hash, whatever follows it");
    equal(sql(`SELECT encode(sha256(convert_to(document, 'UTF8')), 'hex') = hash FROM model WHERE id = '${made.id}'`), "t");
});

await test("model_publish__days_are_today_or_later", async () => {
    const made = await draft({ document: fresh((it) => { it.valid_to = later(30); }) });
    equal(codes(await publish(made, later(-1), { status: 422 })), [["/valid_from", "in_the_past"]]);
    equal(codes(await publish(made, later(31), { status: 422 })), [["/valid_from", "ends_before_start"]]);
    for (const odd of ["x", "2026-02-30", 1, null]) equal((await publish(made, odd)).status, 400, odd);
    const { json } = await publish(made, later(30), { status: 200 });
    equal([json.valid_from, json.valid_to], [later(30), later(30)]);
});

await test("model_publish__a_version_takes_its_days_from_the_one_before", async () => {
    const document = fresh(), first = await published(document), second = await published(document, later(30));
    equal(second.json.version, 2);
    const ended = await ask("GET", `/v1/models/${first.id}`);
    equal([ended.json.status, ended.json.valid_to], ["published", later(29)]);
    equal(ended.json.history.at(-1), { ...ended.json.history.at(-1), action: "succeed", from: "published", to: "published", detail: `${document.code}@2` });
    holds(ended.headers.etag !== first.etag, "its answer is another");
    equal([await version(document.code), await version(document.code, later(29)), await version(document.code, later(30)), await version(document.code, later(-1))], [1, 1, 2, 404]);
    equal((await ask("POST", "/v1/segmentations", { model: document.code, as_of: later(30) }, { status: 200 })).json.model.version, 2);
    const days = sql(`SELECT string_agg(valid_from || ' ' || coalesce(valid_to::text, '-'), ', ' ORDER BY version) FROM model WHERE area = '${AREA}' AND code = '${document.code}'`);
    equal(days, `${today()} ${later(29)}, ${later(30)} -`, "each day has one");
    for (const day of [later(30), later(29), later(1)]) {
        const made = await draft({ document });
        equal(codes(await publish(made, day, { status: 422 })), [["/valid_from", "overlaps_version"]], day);
    }
    const third = await published(document, later(31));
    equal([third.json.version, await version(document.code, later(30)), await version(document.code, later(31))], [3, 2, 3]);
});

await test("model_publish__leaves_no_days_without_a_version_unexplained", async () => {
    const document = fresh((it) => { it.valid_to = later(10); });
    await published(document);
    delete document.valid_to;
    const made = await draft({ document }), refused = await publish(made, later(12), { status: 422 });
    equal(codes(refused), [["/reason", "leaves_gap"]]);
    holds(refused.json.errors[0].detail.includes(`${later(11)} - ${later(11)}`), refused.text);
    const { json } = await publish(made, later(12), { status: 200, body: { reason: "The pilot begins after the holiday." } });
    equal(json.history.at(-1).reason, "The pilot begins after the holiday.");
    equal([await version(document.code, later(10)), await version(document.code, later(11)), await version(document.code, later(12))], [1, 404, 2]);
    const close = fresh((it) => { it.valid_to = later(10); });
    await published(close);
    delete close.valid_to;
    equal((await publish(await draft({ document: close }), later(11))).status, 200, "the day after leaves none");
});

await test("model_publish__by_many_at_once_gives_each_number_once", async () => {
    const document = fresh();
    await published(document);
    const drafts = await Promise.all(Array.from({ length: 6 }, () => draft({ document })));
    const answers = await Promise.all(drafts.map((made, i) => publish(made, later(10 + i))));
    const good = answers.filter(({ status }) => status === 200).map(({ json }) => json.version).sort();
    holds(good.length >= 1, answers.map(({ status }) => status).join());
    equal(good, good.map((_, i) => i + 2));
    for (const { status, text } of answers) holds([200, 409, 422, 503].includes(status), text);
    equal(sql(`SELECT count(*) FROM model a JOIN model b USING (area, code) WHERE area = '${AREA}' AND code = '${document.code}' AND a.version < b.version AND daterange(a.valid_from, a.valid_to, '[]') && daterange(b.valid_from, b.valid_to, '[]')`), "0", "no day has two");
    const made = await draft({ document: fresh() });
    const twice = await Promise.all([publish(made), publish(made), publish(made, today(), { as: person("another") })]);
    equal(twice.filter(({ status }) => status === 200).length, 1, twice.map(({ status }) => status).join());
    equal(sql(`SELECT count(*) FROM event WHERE resource_id = '${made.id}'`), "1");
});

await test("model_publish__is_seen_by_every_instance", async () => {
    const service = await start(), document = fresh();
    const other = (path) => ask("GET", path, undefined, { port: service.port });
    equal((await other(`/v1/models/${document.code}`)).status, 404);
    const first = await published(document);
    const sees = async (wanted, look) => {
        for (let i = 0; i < 400; i++) {
            if (JSON.stringify(await look()) === JSON.stringify(wanted)) return;
            await pause(50);
        }
        equal(await look(), wanted);
    };
    const evaluated = async () => (await ask("POST", "/v1/segmentations", { model: document.code }, { port: service.port })).json.model?.version;
    await sees(1, evaluated);
    await published(document, later(1));
    await sees([1, 2], async () => [await evaluated(), (await other(`/v1/models/${document.code}?on=${later(1)}`)).json.version]);
    equal((await other(`/v1/models/${first.id}`)).json.valid_to, today(), "read as it stands, at once");
    await stop(service);
});

await test("model_publish__of_the_first_model_of_an_area_makes_it_the_area_s_own", async () => {
    const AREA2 = "17", as = (sub) => token("--area", AREA2, "--role", "model_owner", "--sub", sub);
    equal((await ask("POST", "/v1/segmentations", {}, { as: as("a") })).status, 422);
    const made = await ask("POST", "/v1/models", { document: fresh() }, { as: as("a"), status: 201 });
    await ask("POST", `/v1/models/${made.json.id}/publish`, { valid_from: today() }, { as: as("b"), match: made.headers.etag, status: 200 });
    equal((await ask("POST", "/v1/segmentations", {}, { as: as("a"), status: 200 })).json.model.code, made.json.code);
    equal(sql(`SELECT string_agg(type, ' ' ORDER BY type) FROM event WHERE resource_id = '${made.json.id}'`), "model.activated model.published");
    equal((await ask("GET", `/v1/models/${made.json.id}`)).status, 404, "another area's");
});

// --- retiring ---

await test("model_retire__holds_until_its_last_day_and_explains_what_it_decided", async () => {
    const document = fresh(), made = await published(document);
    equal(codes(await retire(made, later(5), { status: 422 })), [["/reason", "leaves_gap"]]);
    const { json, headers } = await retire(made, later(5), { reason: "The pilot ends.", status: 200 });
    equal([json.status, json.valid_to, json.available_actions], ["retired", later(5), []]);
    equal(json.history.at(-1), { ...json.history.at(-1), action: "retire", from: "published", to: "retired", reason: "The pilot ends.", detail: later(5) });
    holds(headers.etag !== made.etag, "another version");
    equal([await version(document.code), await version(document.code, later(5)), await version(document.code, later(6)), await version(`${document.code}@1`, later(6))], [1, 1, 404, 1]);
    equal(codes(await ask("POST", "/v1/segmentations", { model: document.code, as_of: later(6) }, { status: 422 })), [["/model", "unknown_model"]]);
    equal((await ask("POST", "/v1/segmentations", { model: document.code, as_of: later(5) })).status, 200);
    equal(codes(await retire({ id: made.id, etag: headers.etag }, later(5), { status: 409 })), [["", "action_not_open"]]);
    equal(sql(`SELECT string_agg(type, ' ' ORDER BY at) FROM event WHERE resource_id = '${made.id}'`), "model.published model.retired");
    equal((await ask("GET", `/v1/models/${made.id}`, undefined, { headers: { "If-None-Match": made.etag } })).status, 200, "no 304 of what it was");
    equal((await ask("GET", `/v1/models/${made.id}`, undefined, { headers: { "If-None-Match": headers.etag } })).status, 304);
});

await test("model_retire__of_the_area_s_own_model_needs_another_version", async () => {
    const helsinki = await ask("GET", "/v1/models/helsinki@1");
    const own = { id: helsinki.json.id, etag: helsinki.headers.etag };
    equal(helsinki.json.history.map(({ version, action }) => [version, action]), [[1, "publish"]], "from a file");
    equal(codes(await retire(own, later(40), { reason: "No more.", status: 422 })), [["/valid_to", "only_model"]]);
    const next = await published((await ask("GET", "/v1/models/helsinki@1?document=true")).json.document, later(60));
    equal(next.json.version, 2);
    const ended = await ask("GET", "/v1/models/helsinki@1");
    equal([ended.json.valid_to, ended.json.history.map(({ action }) => action)], [later(59), ["publish", "succeed"]]);
    equal(codes(await retire({ id: own.id, etag: ended.headers.etag }, later(40), { reason: "Sooner.", status: 422 })), [["/valid_to", "only_model"]]);
    equal((await retire({ id: own.id, etag: own.etag }, later(59))).status, 412);
    equal((await retire({ id: own.id, etag: ended.headers.etag }, later(59))).status, 200, "the next one holds on the day after");
    equal([await version("helsinki"), await version("helsinki", later(60))], [1, 2]);
});

await test("model_retire__days_fit_those_of_the_version", async () => {
    const made = await published(fresh((it) => { it.valid_to = later(20); }), later(5));
    equal(codes(await retire(made, later(-1), { reason: "x", status: 422 })), [["/valid_to", "in_the_past"], ["/valid_to", "ends_before_start"]]);
    equal(codes(await retire(made, later(4), { reason: "x", status: 422 })), [["/valid_to", "ends_before_start"]]);
    equal(codes(await retire(made, later(21), { reason: "x", status: 422 })), [["/valid_to", "out_of_range"]]);
    equal((await retire(made, later(5), { reason: "One day is enough." })).status, 200);
    const unpublished = await draft({ document: fresh() });
    equal(codes(await retire(unpublished, later(5), { status: 409 })), [["", "action_not_open"]]);
});

await test("model_retire__what_was_decided_by_it_stays_explained", async () => {
    const document = fresh(), made = await published(document), client = await newClient({ token: token("--area", AREA, "--role", "professional") });
    const as = token("--area", AREA, "--role", "professional");
    const stored = await ask("POST", `/v1/clients/${client.id}/assessments`, { register: "health", model: document.code, answers: { professional: {} } }, { as, status: 201 });
    const ended = await retire(made, today(), { reason: "Today is the last day.", status: 200 });
    const again = await ask("GET", `/v1/assessments/${stored.json.id}`, undefined, { as, status: 200 });
    equal([again.json.model, again.json.result_hash], [stored.json.model, stored.json.result_hash]);
    equal(ended.json.hash, stored.json.model.hash);
});

await test("model_retire__by_the_command_is_at_once_and_gives_the_days_back", async () => {
    const document = fresh(), first = await published(document);
    await published(document, later(3));
    equal(operator("retire", AREA, `${document.code}@2`), `${document.code}@2 retired\n`);
    equal((await ask("GET", `/v1/models/${first.id}`)).json.valid_to, null);
    const gone = await ask("GET", `/v1/models/${document.code}@2`);
    equal([gone.json.status, gone.json.history.at(-1).action, gone.json.history.at(-1).by.sub], ["retired", "withdraw", "operator"]);
    for (let i = 0; i < 200 && (await version(document.code, later(3))) !== 1; i++) await pause(50);
    equal(await version(document.code, later(3)), 1);
    equal(operator("retire", AREA, `${document.code}@2`), `${document.code}@2 was retired before\n`);
});

// What a withdrawal leaves of the others: their days, and what their history says last.
const withdraw = (document, number) => equal(operator("retire", AREA, `${document.code}@${number}`), `${document.code}@${number} retired\n`);
const stands = async ({ id }) => {
    const { headers, json } = await ask("GET", `/v1/models/${id}`, undefined, { status: 200 });
    const { action, detail } = json.history.at(-1);
    return { etag: headers.etag, last: json.valid_to, step: [action, detail], status: json.status };
};
const recorded = ({ id }) => sql(`SELECT (SELECT count(*) FROM move WHERE resource_id = '${id}') || ' ' || (SELECT count(*) FROM audit_event WHERE resource_id = '${id}') || ' ' || (SELECT count(*) FROM event WHERE resource_id = '${id}')`).split(" ").map(Number);
const ending = (document, valid_to) => ({ ...document, valid_to });

await test("model_withdraw__gives_no_days_to_one_that_gave_none_up", async () => {
    const document = fresh(), first = await published(ending(document, later(9)));
    await published(document, later(10));
    const before = [await stands(first), recorded(first)];
    withdraw(document, 2);
    equal([await stands(first), recorded(first)], before);
    equal(before[0].last, later(9));
});

await test("model_withdraw__gives_back_no_more_than_the_document_has", async () => {
    const document = fresh(), first = await published(ending(document, later(30)));
    await published(document, later(10));
    const [steps, audits, events] = recorded(first), before = await stands(first);
    equal(before.last, later(9));
    withdraw(document, 2);
    const after = await stands(first);
    equal([after.last, after.step, after.status], [later(30), ["restore", `${document.code}@2`], "published"]);
    holds(after.etag !== before.etag, "its answer is another");
    equal(recorded(first), [steps + 1, audits + 1, events], "as when its days were taken");
});

await test("model_withdraw__gives_back_all_that_was_taken_whatever_the_end_of_the_one_withdrawn", async () => {
    const document = fresh(), first = await published(document);
    await published(ending(document, later(30)), later(10));
    withdraw(document, 2);
    equal((await stands(first)).last, null);
});

await test("model_withdraw__gives_days_back_up_to_the_next_version_that_holds", async () => {
    const document = fresh(), first = await published(document), second = await published(document, later(10));
    await published(document, later(20));
    withdraw(document, 2);
    equal([(await stands(first)).last, (await stands(second)).last], [later(19), later(19)]);
    withdraw(document, 3);
    equal([(await stands(first)).last, (await stands(second)).step[0]], [null, "withdraw"]);
});

await test("model_withdraw__of_the_successor_of_a_retired_version_keeps_the_day_of_its_retirement", async () => {
    const document = fresh(), first = await published(document);
    await retire(first, later(30), { reason: "The pilot ends.", status: 200 });
    await published(document, later(10));
    equal((await stands(first)).last, later(9));
    withdraw(document, 2);
    const after = await stands(first);
    equal([after.last, after.step, after.status], [later(30), ["restore", `${document.code}@2`], "retired"]);
});

await test("model_withdraw__of_a_retired_version_is_recorded_like_any_other", async () => {
    const document = fresh(), made = await published(document);
    await retire(made, later(5), { reason: "The pilot ends.", status: 200 });
    const [steps, audits, events] = recorded(made);
    withdraw(document, 1);
    equal(recorded(made), [steps + 1, audits + 1, events + 1]);
    const { json } = await ask("GET", `/v1/models/${made.id}`);
    equal(json.history.map(({ version, action, to, by }) => [version, action, to, by.sub]).slice(-2), [[3, "retire", "retired", "publisher"], [4, "withdraw", "retired", "operator"]]);
});

// --- many at once ---

await test("model_activate__of_many_at_once_leaves_one_code_active", async () => {
    const AREA2 = "19", folder = mkdtempSync(`${tmpdir()}/models-`), run = promisify(execFile);
    const active = () => sql(`SELECT count(DISTINCT code) FROM model WHERE area = '${AREA2}' AND is_active`);
    const codesOf = Array.from({ length: 6 }, () => {
        const document = fresh();
        writeFileSync(`${folder}/${document.code}.json`, JSON.stringify(document));
        return document.code;
    });
    await Promise.all(codesOf.map((code) => run(ASIAKKUUSD, ["publish", AREA2, `${folder}/${code}.json`])));
    equal(active(), "1", "of files that are the first of an area");
    for (let i = 0; i < 3; i++) {
        await Promise.all(codesOf.map((code) => run(ASIAKKUUSD, ["switch", AREA2, code])));
        equal(active(), "1", "of switches");
    }
    rmSync(folder, { recursive: true });
});

await test("model_create__of_more_than_an_area_can_have_is_409_however_many_come_at_once", async () => {
    const as = token("--area", "18", "--role", "model_owner");
    const answers = await Promise.all(Array.from({ length: 54 }, () => ask("POST", "/v1/models", { document: fresh() }, { as })));
    const made = answers.filter(({ status }) => status === 201);
    equal(made.length, 50, answers.map(({ status }) => status).join());
    for (const answer of answers.filter(({ status }) => status !== 201)) equal([answer.status, codes(answer)], [409, [["", "too_many_drafts"]]]);
    await ask("DELETE", `/v1/models/${made[0].json.id}`, undefined, { as, match: made[0].headers.etag, status: 204 });
    await ask("POST", "/v1/models", { document: fresh() }, { as, status: 201 });
});

// --- who may ---

await test("model_life__is_of_the_area_and_of_those_who_may", async () => {
    const made = await draft({ document: fresh() }), unknown = "0197a3c0-0000-7000-8000-00000000dead";
    const foreign = token("--area", "09", "--role", "model_owner"), client = token("--area", AREA, "--client", unknown, "--scope", "model:read model:write model:publish");
    for (const [method, path, body] of [["GET", ""], ["PUT", "", { patch: [] }], ["DELETE", ""], ["POST", "/check"], ["POST", "/publish", { valid_from: today() }], ["POST", "/retire", { valid_to: today() }]]) {
        const hidden = await ask(method, `/v1/models/${made.id}${path}`, body, { as: foreign, match: '"1"' }), missing = await ask(method, `/v1/models/${unknown}${path}`, body, { as: foreign, match: '"1"' });
        equal([hidden.status, { ...hidden.json, instance: "" }], [404, { ...missing.json, instance: "" }], `${method} ${path}`);
        holds([403, 404].includes((await ask(method, `/v1/models/${made.id}${path}`, body, { as: client, match: '"1"' })).status), `${method} ${path}`);
        if (method !== "GET") equal((await ask(method, `/v1/models/${made.id}${path}`, body, { as: reader, match: '"1"' })).status, 403, `${method} ${path}`);
    }
    for (const name of ["helsinki", "nowhere@1", "x".repeat(90)]) equal((await ask("DELETE", `/v1/models/${name}`, undefined, { match: '"1"' })).status, 404, name);
    equal((await post("/v1/segmentations", {}, { token: reader })).status, 200);
});

await end();
