// An integrator's first day: every operation called through a client that was generated from the
// API description, the good ways and the refusals. What is not typed as the description says does
// not compile; what does not answer so fails.
import { randomUUID } from "node:crypto";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";
import { recorded } from "./exchange.js";

const base = process.env["BASE_URL"] ?? "";
type Problem = components["schemas"]["Problem"];

let passed = 0;
let failed = 0;

function check(name: string, holds: boolean, detail: unknown = ""): void {
    if (holds) {
        passed++;
        return;
    }
    failed++;
    console.log(`FAILED ${name}: ${typeof detail === "string" ? detail : JSON.stringify(detail)}`);
}

function same(name: string, actual: unknown, expected: unknown): void {
    check(name, JSON.stringify(actual) === JSON.stringify(expected), { actual, expected });
}

function caller(token: string | undefined) {
    const headers: Record<string, string> = { "accept-language": "en" };
    if (token) headers["authorization"] = `Bearer ${token}`;
    return createClient<paths>({ baseUrl: base, headers, fetch: recorded });
}

const professional = caller(process.env["TOKEN"]);
const stranger = caller(process.env["TOKEN_OTHER_AREA"]);
const director = caller(process.env["TOKEN_DIRECTOR"]);
const reader = caller(process.env["TOKEN_READER"]);
const nobody = caller(undefined);
const nowhere = "0197a3c0-0000-7000-8000-000000000000";

// A raw call, for what the types forbid.
async function raw(method: string, path: string, body?: string, headers: Record<string, string> = {}) {
    const all: Record<string, string> = { authorization: `Bearer ${process.env["TOKEN"]}`, ...headers };
    if (body !== undefined && !("content-type" in all)) all["content-type"] = "application/json";
    return recorded(new Request(base + path, body === undefined ? { method, headers: all } : { method, headers: all, body }));
}

async function refused(name: string, answer: Response, status: number, code: string, pointer?: string) {
    const problem = (await answer.json().catch(() => ({}))) as Partial<Problem>;
    same(`${name}__status`, [answer.status, problem.type?.split(/[:/]/).pop()], [status, code]);
    if (pointer !== undefined)
        check(`${name}__pointer`, (problem.errors ?? []).some((error) => error.pointer === pointer), problem);
}

// An artificial personal identity code: individual numbers 900-999 are given to nobody.
function artificialHetu(): string {
    const two = (number: number) => String(number).padStart(2, "0");
    const any = (from: number, to: number) => from + Math.floor(Math.random() * (to - from + 1));
    const day = `${two(any(1, 28))}${two(any(1, 12))}${two(any(40, 99))}`;
    const number = String(any(900, 999));
    const check_character = "0123456789ABCDEFHJKLMNPRSTUVWXY"[Number(day + number) % 31];
    return `${day}-${number}${check_character}`;
}

async function operations(): Promise<void> {
    same("health_get", (await nobody.GET("/healthz")).data?.status, "ok");
    same("ready_get", (await nobody.GET("/readyz")).data?.status, "ok");
    const metrics = await nobody.GET("/metrics", { parseAs: "text" });
    check("metrics_get", String(metrics.data).includes("http_requests_total"), metrics.data);
    check("openapi_json_get", (await nobody.GET("/openapi.json")).data?.openapi === "3.1.0");
    const yaml = await nobody.GET("/openapi.yaml", { parseAs: "text" });
    check("openapi_yaml_get", String(yaml.data).startsWith("openapi: 3.1.0"));
    const page = await nobody.GET("/docs", { parseAs: "text" });
    check("docs_get", String(page.data).includes("<html"));
    const script = await nobody.GET("/docs/{file}", { params: { path: { file: "page.js" } }, parseAs: "text" });
    check("docs_file_get", String(script.data).includes("Redoc.init"));
}

async function models(): Promise<void> {
    const segments = await professional.GET("/v1/segments");
    same("segment_list", segments.data?.items.map((each) => each.code).sort(), ["huolenpito", "omatoimi", "tuki", "yhteistyo"]);
    const page = await professional.GET("/v1/models", { params: { query: { limit: 1 } } });
    check("model_list", page.data?.items.length === 1, page.error);
    const path = { id: "helsinki@1" };
    const model = await professional.GET("/v1/models/{id}", { params: { path, query: { document: true } } });
    check("model_get__has_the_questions", (model.data?.items.length ?? 0) > 20, model.error);
    check("model_get__has_the_document", model.data?.document !== undefined);
    const first = model.data?.items[0];
    check("model_get__options_have_texts", (first?.options[0]?.text ?? "") !== "", first);
    const by_id = await professional.GET("/v1/models/{id}", { params: { path: { id: model.data?.id ?? nowhere } } });
    same("model_get__by_id", by_id.data?.hash, model.data?.hash);
    const etag = model.response.headers.get("etag") ?? "";
    const again = await professional.GET("/v1/models/{id}", { params: { path, header: { "If-None-Match": etag } } });
    same("model_get__unchanged_is_304", again.response.status, 304);
    const none = await professional.GET("/v1/models/{id}", { params: { path: { id: "nowhere@1" } } });
    same("model_get__unknown_is_404", none.response.status, 404);
}

const PUBLISHED = [
    ["easy", "few", "occasional", "omatoimi"],
    ["temporarily_difficult", "few", "temporary", "tuki"],
    ["easy", "many", "continuous", "yhteistyo"],
    ["difficult", "many", "continuous", "huolenpito"],
] as const;

async function segmentations(): Promise<void> {
    for (const [coping, need, duration, segment] of PUBLISHED) {
        const body = { coping, need, duration, flags: { special_support: false } };
        const result = await professional.POST("/v1/segmentations", { body });
        same(`segmentation_evaluate__${segment}`, [result.data?.segment, result.data?.certain], [segment, true]);
    }
    const answers = {
        professional: { d2_tasks: 3, d5_self_care: 4, coping_outlook: "lasting" },
        client: { d2_tasks: 1, d5_self_care: 4 },
    };
    const query = { trace: true, what_if: true };
    const open = await professional.POST("/v1/segmentations", { params: { query }, body: { answers } });
    check("segmentation_evaluate__unknown_is_not_zero", open.data?.certain === false, open.error);
    check("segmentation_evaluate__names_a_next_question", (open.data?.next_question?.settles ?? -1) >= 0);
    check("segmentation_evaluate__traces", (open.data?.trace?.length ?? 0) > 0);
    check("segmentation_evaluate__shows_both_views", open.data?.views !== undefined);
    const evaluate = (body: unknown) => raw("POST", "/v1/segmentations", JSON.stringify(body));
    await refused("segmentation_evaluate__unknown_item", await evaluate({ answers: { professional: { d5_selfcare: 1 } } }), 422, "rule_broken", "/answers/professional/d5_selfcare");
    await refused("segmentation_evaluate__axis_twice", await evaluate({ coping: "easy", answers: { professional: { d5_self_care: 1 } } }), 422, "rule_broken");
    await refused("segmentation_evaluate__bad_age", await evaluate({ age: 151 }), 400, "invalid", "/age");
    await refused("segmentation_evaluate__unknown_model", await evaluate({ model: "nowhere" }), 422, "rule_broken", "/model");
}

async function newClient(): Promise<components["schemas"]["Client"] | undefined> {
    const identifier = { system: "hetu", value: artificialHetu() } as const;
    const body = { identifier, names: { given: "Testi", family: "Asiakas" }, language: "fi" };
    const header = { "Idempotency-Key": `"${randomUUID()}"` };
    const made = await professional.POST("/v1/clients", { params: { header }, body });
    same("client_create__new_is_201", made.response.status, 201);
    const replayed = await professional.POST("/v1/clients", { params: { header }, body });
    same("client_create__replay_gives_the_first_answer", [replayed.response.status, replayed.data?.id], [201, made.data?.id]);
    const known = await professional.POST("/v1/clients", { body });
    same("client_create__known_is_200", [known.response.status, known.data?.id], [200, made.data?.id]);
    const other = { identifier: { system: "hetu", value: artificialHetu() } } as const;
    const reused = await professional.POST("/v1/clients", { params: { header }, body: other });
    same("client_create__key_with_another_body_is_422", reused.response.status, 422);
    const found = await professional.POST("/v1/clients/search", { body: { identifier } });
    same("client_search__finds_it", found.data?.items.map((each) => each.id), [made.data?.id]);
    check("client_search__never_shows_the_identifier", !JSON.stringify(found.data ?? {}).includes(identifier.value));
    return made.data;
}

async function clients(client: components["schemas"]["Client"]): Promise<void> {
    const path = { id: client.id };
    const read = await professional.GET("/v1/clients/{id}", { params: { path } });
    same("client_get", read.data?.id, client.id);
    const etag = read.response.headers.get("etag") ?? "";
    const again = await professional.GET("/v1/clients/{id}", { params: { path, header: { "If-None-Match": etag } } });
    same("client_get__unchanged_is_304", again.response.status, 304);
    same("client_get__other_area_is_404", (await stranger.GET("/v1/clients/{id}", { params: { path } })).response.status, 404);
    same("client_get__without_token_is_401", (await nobody.GET("/v1/clients/{id}", { params: { path } })).response.status, 401);
    same("client_get__without_permission_is_403", (await reader.GET("/v1/clients/{id}", { params: { path } })).response.status, 403);
    const bad = { identifier: { system: "hetu", value: "010594Y903X" } };
    await refused("client_create__bad_identifier", await raw("POST", "/v1/clients", JSON.stringify(bad)), 422, "rule_broken", "/identifier/value");
}

async function assessments(client: components["schemas"]["Client"]): Promise<void> {
    const path = { id: client.id };
    const none = await professional.GET("/v1/clients/{id}/segment", { params: { path } });
    same("client_segment_get__not_assessed_is_404", none.response.status, 404);
    const header = { "Idempotency-Key": randomUUID() };
    const body = {
        register: "health" as const,
        participants: [{ role: "client" }, { role: "nurse" }],
        coping: "easy",
        need: "many",
        duration: "continuous",
        flags: { special_support: false },
    };
    const made = await professional.POST("/v1/clients/{id}/assessments", { params: { path, header }, body });
    same("assessment_create", [made.response.status, made.data?.segment, made.data?.status], [201, "yhteistyo", "proposed"]);
    const replayed = await professional.POST("/v1/clients/{id}/assessments", { params: { path, header }, body });
    same("assessment_create__replay_gives_the_first_answer", replayed.data?.id, made.data?.id);
    const list = await professional.GET("/v1/clients/{id}/assessments", { params: { path } });
    same("assessment_list__stored_once", list.data?.items.map((each) => each.id), [made.data?.id]);
    const standing = await professional.GET("/v1/clients/{id}/segment", { params: { path } });
    same("client_segment_get__proposed", [standing.data?.segment, standing.data?.status], ["yhteistyo", "proposed"]);
    if (made.data) await confirmation(made.data, made.response.headers.get("etag") ?? "");
    const confirmed = await professional.GET("/v1/clients/{id}/segment", { params: { path } });
    same("client_segment_get__shows_the_override", [confirmed.data?.segment, confirmed.data?.status], ["huolenpito", "confirmed"]);
    const other = await stranger.POST("/v1/clients/{id}/assessments", { params: { path }, body });
    same("assessment_create__other_area_is_404", other.response.status, 404);
}

async function confirmation(assessment: components["schemas"]["Assessment"], etag: string): Promise<void> {
    const path = { id: assessment.id };
    const url = `/v1/assessments/${assessment.id}/confirm`;
    const choice = { chosen_segment: "huolenpito", client_present: true };
    const confirm = (body: unknown, match: string) =>
        professional.POST("/v1/assessments/{id}/confirm", {
            params: { path, header: { "If-Match": match } },
            body: body as components["schemas"]["AssessmentConfirm"],
        });
    await refused("assessment_confirm__without_if_match", await raw("POST", url, JSON.stringify(choice)), 428, "precondition_missing");
    same("assessment_confirm__stale_is_412", (await confirm(choice, '"999"')).response.status, 412);
    same("assessment_confirm__without_reason_is_422", (await confirm(choice, etag)).response.status, 422);
    same("assessment_confirm__without_client_is_422", (await confirm({ ...choice, client_present: false, override_reason: "x" }, etag)).response.status, 422);
    const done = await confirm({ ...choice, override_reason: "Support at home has ended." }, etag);
    same("assessment_confirm", [done.data?.status, done.data?.segment, done.data?.chosen_segment], ["confirmed", "yhteistyo", "huolenpito"]);
    const again = await confirm({ ...choice, override_reason: "Once more." }, done.response.headers.get("etag") ?? "");
    same("assessment_confirm__twice_is_409", again.response.status, 409);
    const read = await professional.GET("/v1/assessments/{id}", { params: { path } });
    same("assessment_get__history", read.data?.history.map((move) => move.to), ["proposed", "confirmed"]);
    same("assessment_get__same_result", read.data?.result_hash, assessment.result_hash);
    same("assessment_get__other_area_is_404", (await stranger.GET("/v1/assessments/{id}", { params: { path } })).response.status, 404);
}

async function refusals(): Promise<void> {
    const post = (body: string, headers: Record<string, string> = {}) => raw("POST", "/v1/segmentations", body, headers);
    await refused("no_json", await post("{"), 400, "malformed");
    await refused("duplicate_key", await post('{"age":1,"age":2}'), 400, "malformed");
    await refused("bad_utf8", await post('{"coping":"\\ud800"}'), 400, "malformed");
    await refused("not_an_object", await post("[]"), 400, "invalid");
    await refused("too_large", await post(JSON.stringify({ coping: "x".repeat(70000) })), 413, "too_large");
    await refused("other_media_type", await post("{}", { "content-type": "text/plain" }), 415, "unsupported_media_type");
    await refused("not_acceptable", await raw("GET", "/v1/segments", undefined, { accept: "text/csv" }), 406, "not_acceptable");
    await refused("unknown_path", await raw("GET", "/v1/nothing"), 404, "not_found");
    await refused("other_method", await raw("DELETE", "/v1/segments"), 405, "method_not_allowed");
    await refused("bad_cursor", await raw("GET", "/v1/models?cursor=x"), 400, "invalid");
    await refused("bad_limit", await raw("GET", "/v1/models?limit=0"), 400, "invalid");
    await refused("unknown_client", await raw("GET", `/v1/clients/${nowhere}`), 404, "not_found");
}

async function directory(): Promise<components["schemas"]["Service"] | undefined> {
    const classes = await professional.GET("/v1/need-classes");
    check("need_class_list", (classes.data?.items.length ?? 0) > 20, classes.error);
    const code = `tour-${randomUUID()}`;
    const unit = await director.POST("/v1/units", { params: {}, body: { code, names: { fi: "Äänekoski", sv: "Äänekoski" }, kind: "place" } });
    same("unit_create", [unit.response.status, unit.data?.version], [201, 1]);
    const unit_id = unit.data?.id ?? nowhere;
    const match = { "If-Match": '"1"' };
    const renamed = await director.PUT("/v1/units/{id}", { params: { path: { id: unit_id }, header: match }, body: { code, names: { fi: "Äkäslompolo" }, kind: "place" } });
    same("unit_replace", renamed.data?.names, { fi: "Äkäslompolo" });
    const stale = await director.PUT("/v1/units/{id}", { params: { path: { id: unit_id }, header: match }, body: { code, names: { fi: "X" }, kind: "place" } });
    same("unit_replace__stale_is_412", stale.response.status, 412);
    same("unit_get", (await professional.GET("/v1/units/{id}", { params: { path: { id: unit_id } } })).data, renamed.data);
    const units = await professional.GET("/v1/units", { params: { query: { q: "ÄKÄS" } } });
    same("unit_list__finds_by_a_word", units.data?.items.map((each) => each.id), [unit_id]);
    const written = { code, unit_id, names: { fi: "Velkaneuvonta" }, kind: "social" as const, weight: 1, needs: ["s3_economy"] };
    const made = await director.POST("/v1/services", { params: {}, body: written });
    same("service_create", [made.response.status, made.data?.register], [201, "social"]);
    const path = { id: made.data?.id ?? nowhere };
    const changed = await director.PUT("/v1/services/{id}", { params: { path, header: match }, body: { ...written, weight: 2 } });
    same("service_replace", [changed.data?.version, changed.data?.weight], [2, 2]);
    same("service_get", (await professional.GET("/v1/services/{id}", { params: { path } })).data, changed.data);
    const found = await professional.GET("/v1/services", { params: { query: { unit_id, need: "s3_economy" } } });
    same("service_list", found.data?.items.map((each) => each.id), [path.id]);
    const taken = await director.POST("/v1/directory/imports", { params: {}, body: { source: "servicemap", items: [{ id: 1, name_fi: "Kirjasto" }, {}] } });
    same("directory_import", [taken.data?.created, taken.data?.refused.length], [1, 1]);
    const forbidden = await professional.POST("/v1/units", { params: {}, body: { code: "x", names: { fi: "X" }, kind: "place" } });
    same("unit_create__without_permission_is_403", forbidden.response.status, 403);
    return changed.data;
}

async function contacts(client: components["schemas"]["Client"], service: components["schemas"]["Service"]): Promise<void> {
    const body = { register: "health" as const, channel: "phone" as const, client_id: client.id, need: { classes: ["s3_economy"], text: "Laskut" }, urgency: "non_urgent" as const };
    const made = await professional.POST("/v1/contacts", { params: {}, body });
    same("contact_create", [made.response.status, made.data?.status, made.data?.available_actions], [201, "open", ["outcome"]]);
    const path = { id: made.data?.id ?? nowhere };
    const closed = await professional.POST("/v1/contacts/{id}/outcome", { params: { path, header: { "If-Match": '"1"' } }, body: { kind: "guided", service_id: service.id } });
    same("contact_outcome", [closed.data?.status, closed.data?.outcome?.service_id], ["closed", service.id]);
    same("contact_get", (await professional.GET("/v1/contacts/{id}", { params: { path } })).data, closed.data);
    const list = await professional.GET("/v1/contacts", { params: { query: { client_id: client.id, open: false } } });
    same("contact_list", list.data?.items.map((each) => each.id), [path.id]);
    same("contact_get__other_area_is_404", (await stranger.GET("/v1/contacts/{id}", { params: { path } })).response.status, 404);
}

await operations();
await models();
await segmentations();
const client = await newClient();
if (client) {
    await clients(client);
    await assessments(client);
    const service = await directory();
    if (service) await contacts(client, service);
}
await refusals();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
