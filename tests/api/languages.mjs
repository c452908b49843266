#!/usr/bin/env node
// Every code of a field error, and every detail, as a Finnish, a Swedish and an English reader sees
// it: no word of one language inside a sentence of another.
import { readdirSync } from "node:fs";
import { call, description, end, equal, holds, identifier, judged, newClient, post, test, token } from "./support.mjs";

const own = token(), client = await newClient({ token: own });
const asClient = token("--role", "client", "--client", client.id);
const assessed = await post(`/v1/clients/${client.id}/assessments`, { ...judged, register: "health" }, { token: own });
equal(assessed.status, 201, assessed.text);
const open = await post(`/v1/clients/${client.id}/assessments`, { register: "health", answers: {} }, { token: own });
equal(open.status, 201, open.text);

const child = await post("/v1/clients", identifier("020526A9013"), { token: own }); // born on 2 May 2026
holds(child.status < 300, child.text);

const evaluate = (json, also) => ({ method: "POST", path: "/v1/segmentations", json, ...also });
const clients = (json, also) => ({ method: "POST", path: "/v1/clients", json, ...also });
const assess = (json, also) => ({ method: "POST", path: `/v1/clients/${client.id}/assessments`, json: { ...judged, register: "health", ...json }, ...also });
const confirm = (json, id, headers = { "If-Match": '"1"' }) => ({ method: "POST", path: `/v1/assessments/${id}/confirm`, json, headers });
const list = (query) => ({ method: "GET", path: `/v1/clients/${client.id}/assessments?${query}` });
const professional = (answers) => evaluate({ answers: { professional: answers } });

const requests = {
    required: [clients({}), confirm({}, open.json.id)],
    unknown_member: [clients({ ...identifier(), area: "90" }), evaluate({ cooping: "easy" })],
    unknown_parameter: [list("limt=2"), { method: "GET", path: "/v1/segments?a=1" }],
    wrong_type: [
        clients({ identifier: "hetu" }), clients({ ...identifier(), names: [] }), clients({ ...identifier(), non_disclosure: "no" }),
        clients({ identifier: { system: 1, value: 2 } }), clients([]), evaluate([]), evaluate({ model: 7 }), evaluate({ age: "x" }),
        evaluate({ answers: [] }), evaluate({ flags: [] }), evaluate({ flags: { special_support: 1 } }), evaluate({ duration: 1 }),
        evaluate({ coping: 1 }), evaluate({ as_of: 1 }), professional({ d5_self_care: "x" }), professional({ coping_outlook: 1 }),
        professional({ d5_self_care: {} }), assess({ participants: {} }), assess({ register: 1 }), list("limit=many"),
    ],
    too_short: [clients({ ...identifier(), home_unit: "" })],
    too_long: [clients({ ...identifier(), home_unit: "x".repeat(65) })],
    too_many: [assess({ participants: Array(17).fill({ role: "nurse" }) })],
    out_of_range: [evaluate({ age: 999 }), professional({ d5_self_care: 7 }), list("limit=0")],
    not_in_list: [evaluate({ coping: "hard" }), evaluate({ duration: "ever" }), assess({ register: "both" }), list("total=perhaps"), list("status=open"), clients({ identifier: { system: "passport", value: "1" } })],
    bad_format: [
        evaluate({ model: "helsinki@@" }), evaluate({ as_of: "22.11.2026" }), clients({ ...identifier(), language: "SV" }), list("review_due_until=today"),
        clients({ identifier: { system: "Hetu", value: "1" } }), assess({ chosen_segment: "Tuki" }),
        clients(identifier(), { headers: { "Idempotency-Key": '"a b"c' } }), confirm({ client_present: true }, open.json.id, { "If-Match": "7" }),
    ],
    bad_identifier: [clients(identifier("010190-999K"))],
    control_character: [clients({ ...identifier(), home_unit: "a\u0007" })],
    duplicate_key: [list("limit=2&limit=3"), clients(undefined, { body: '{"identifier":{},"identifier":{}}' })],
    syntax: ["", "{", "{} {}", "[1e400]", "[123456789012345678901234567890]", "not", "[1,]"].map((body) => clients(undefined, { body })),
    too_deep: [clients(undefined, { body: "[".repeat(40) + "]".repeat(40) })],
    bad_utf8: [clients(undefined, { body: Buffer.from([0x22, 0xff, 0x22]) })],
    unknown_item: [professional({ d0_nothing: 1 })],
    unknown_flag: [evaluate({ flags: { nothing: true } })],
    axis_given_twice: [evaluate({ coping: "easy", answers: { professional: { d5_self_care: 1 } } })],
    unknown_model: [evaluate({ ...judged, model: "nowhere" })],
    unknown_segment: [assess({ chosen_segment: "nothing" })],
    unknown_unit: [clients({ ...identifier(), home_unit: "NOWHERE" })],
    reason_required: [assess({ chosen_segment: "tuki" })],
    client_not_present: [confirm({ client_present: false }, assessed.json.id)],
    other_register: [assess({ register: "social" })],
    segment_open: [confirm({ client_present: true }, open.json.id)],
    in_the_future: [assess({ as_of: "2999-01-01" })],
    before_birth: [assess({ as_of: "2026-01-02" }, { path: `/v1/clients/${child.json.id}/assessments` })],
    bad_cursor: [list("cursor=nothing")],
    not_applicable_refused: [professional({ resources: 9 })],
    own_view_only: [assess({}, { token: asClient })],
};
// No request of today meets these.
const unmet = ["read_only", "unknown_axis"];

// Each file gives { requests, unmet?, names? }: more requests by code, codes that no request meets yet,
// words that stand for themselves.
const names = [];
for (const file of readdirSync(new URL("languages/", import.meta.url)).sort()) {
    const { prepare } = await import(`./languages/${file}`);
    const room = await prepare({ own, client });
    for (const [code, each] of Object.entries(room.requests)) (requests[code] ??= []).push(...each);
    unmet.push(...(room.unmet ?? []));
    names.push(...(room.names ?? []));
}

// What stands for itself in every language: names, formats, codes of the API and of the model.
const NAMES = new Set(("json nul utf uuid rfc bcp idempotency key if match version hetu true false health social register " +
    "easy temporarily_difficult difficult few many occasional temporary continuous code fi sv en mm dd a z _ status segment " +
    "review_due_until limit cursor total proposed confirmed").split(" ").concat(names));
// The same word in Swedish and English.
const COGNATES = new Set(["format", "segment", "parameter", "person"]);
const words = (text) => text.toLowerCase().match(/[\p{L}_]+/gu) ?? [];

async function details({ token: bearer = own, ...request }) {
    const texts = {};
    for (const language of ["fi", "sv", "en"]) {
        const { method, path, ...options } = request;
        const answer = await call(method, path, { token: bearer, ...options, headers: { ...request.headers, "Accept-Language": language } });
        holds(answer.status >= 400 && answer.status < 500, `${path}: ${answer.status} ${answer.text}`);
        equal(answer.headers["content-language"], language);
        texts[language] = { title: answer.json.title, detail: answer.json.detail, errors: answer.json.errors ?? [] };
    }
    return texts;
}

function areApart(fi, sv, en) {
    for (const [text, other] of [[fi, en], [sv, en], [fi, sv]]) {
        const shared = words(text).filter((word) => words(other).includes(word) && !NAMES.has(word) && !(text === sv && COGNATES.has(word)));
        equal(shared, [], `"${text}" beside "${other}":`);
    }
}

for (const [code, each] of Object.entries(requests))
    for (const [index, request] of each.entries())
        await test(`languages__${code}_${index}_is_told_in_each`, async () => {
            const { fi, sv, en } = await details(request);
            holds(en.errors.some((error) => error.code === code), `not met: ${JSON.stringify(en)}`);
            en.errors.forEach((error, i) => {
                areApart(fi.errors[i].detail, sv.errors[i].detail, error.detail);
                holds(!/\?|%/.test(error.detail), error.detail);
            });
            areApart(fi.title, sv.title, en.title);
        });

await test("languages__every_code_is_met", async () => {
    const codes = description.components.schemas.FieldError?.properties.code["x-extensible-enum"];
    equal(codes.filter((code) => !requests[code] && !unmet.includes(code)), []);
});

await test("languages__details_of_a_whole_call_are_told_in_each", async () => {
    for (const bearer of [token("--scope", " "), token("--area", "55")]) {
        const { fi, sv, en } = await details({ method: "GET", path: "/v1/models", token: bearer });
        holds(fi.detail && sv.detail && en.detail, "detail");
        NAMES.add("model").add("read");
        areApart(fi.detail, sv.detail, en.detail);
    }
});

end();
