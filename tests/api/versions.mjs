#!/usr/bin/env node
// Two versions of one model in an area: before the second holds, on the day it does, and after it is retired.
// What was decided by a version stays what it was, and says by which.
import { execFileSync } from "node:child_process";
import { call, end, equal, identifier, pause, start, stop, test } from "./support.mjs";

const { ASIAKKUUSD, SOURCE_DIR } = process.env;
const AREA = "14", BEFORE = "2026-12-31T10:00:00Z", AFTER = "2027-01-02T10:00:00Z";
const models = `${SOURCE_DIR}/libsegment/models`;
let service, tokens;

async function at(CLOCK_AT) {
    if (service) await stop(service);
    service = await start({ CLOCK_AT });
    const env = { ...process.env, CLOCK_AT };
    const token = (role) => execFileSync(ASIAKKUUSD, ["token", "--area", AREA, "--role", role], { env, encoding: "utf8" }).trim();
    tokens = { professional: token("professional"), owner: token("model_owner") };
}
async function send(method, path, json, status, { token = tokens.professional, headers = {} } = {}) {
    const answer = await call(method, path, { token, port: service.port, json, headers: { "Accept-Language": "en", ...headers } });
    equal(answer.status, status, `${method} ${path}: ${answer.text.slice(0, 400)}`);
    return answer.json;
}
const read = (path) => send("GET", path, undefined, 200);
const operator = (...words) => execFileSync(ASIAKKUUSD, words, { encoding: "utf8" });

// Everything answered, nothing weighs but violence; the first version does not know the last two questions.
const zero = ["d1_learning", "d2_tasks", "d3_communication", "d4_mobility", "d5_self_care", "d6_domestic_life", "d7_relationships",
    "d8_major_life_areas", "d9_community_life", "s1_daily_life", "s2_housing", "s3_economy", "s4_exclusion", "s6_crisis",
    "s7_child_development", "s8_health_and_substances", "s9_functional_capacity", "s10_close_people", "h1_long_term_illness", "h2_visits",
    "h3_services_in_use", "h4_unplanned_care"];
const answers = { ...Object.fromEntries(zero.map((code) => [code, 0])), s5_violence: 4, resources: 4, coping_outlook: "passing" };
const body = (more = {}) => ({
    register: "health", duration: "occasional", flags: { special_support: false }, participants: [{ role: "client" }],
    answers: { professional: { ...answers, ...more } },
});
const assess = (client, more) => send("POST", `/v1/clients/${client.id}/assessments`, body(more), 201);
const signals = ({ signals: list }) => list.map(({ code }) => code);
const versions = (list) => list.map(({ model }) => model.version);

operator("publish", AREA, `${models}/helsinki.json`);
await at(BEFORE);
const client = await send("POST", "/v1/clients", identifier(), 201);
const first = await assess(client);
await send("POST", `/v1/clients/${client.id}/assessments`, { ...body(), answers: undefined, coping: "easy", need: "many" }, 201);
// Just under the cut-off, unless the client is heard first.
const { professional } = body({ d2_tasks: 4, d5_self_care: 4, d4_mobility: 2 }).answers;
await send("POST", `/v1/clients/${client.id}/assessments`, { ...body(), answers: { professional, client: { resources: 2 } } }, 201);

await test("model_publish__of_a_version_to_come_changes_nothing_yet", async () => {
    equal(operator("publish", AREA, `${models}/helsinki@2.json`), "helsinki@2 published\n");
    await at(BEFORE);
    equal([(await read("/v1/models/helsinki")).version, (await read("/v1/models/helsinki@2")).valid_from], [1, "2027-01-01"]);
    const now = await assess(client);
    equal([now.model.version, now.segment, signals(now)], [1, "omatoimi", []]);
    await send("POST", `/v1/clients/${client.id}/assessments`, { ...body(), model: "helsinki@2" }, 422);
});

await test("model_compare__shows_what_a_version_to_come_would_do", async () => {
    const asked = { token: tokens.owner };
    let job = await send("POST", "/v1/models/compare", { from: "helsinki@1", to: "helsinki@2", on: "stored" }, 202, asked);
    for (let i = 0; i < 1200 && ["queued", "running"].includes(job.state); i++) {
        await pause(50);
        job = await send("GET", `/v1/jobs/${job.id}`, undefined, 200, asked);
    }
    const { checked, same, unreadable, moves } = job.result ?? {};
    equal([job.state, checked, same, unreadable, moves], ["done", 4, 3, 0, [{ from: "omatoimi", to: "tuki", count: 1 }]], JSON.stringify(job));
});

await test("segmentation_evaluate__goes_by_the_version_of_the_day_asked_for", async () => {
    const on = async (as_of) => {
        const { register: _, participants: __, ...rest } = body();
        return send("POST", "/v1/segmentations", { ...rest, as_of }, 200);
    };
    const [last, next] = [await on("2026-12-31"), await on("2027-01-01")];
    equal([last.model.version, signals(last), last.consequences.review_months], [1, [], 24]);
    equal([next.model.version, signals(next).includes("acute_need"), next.missing], [2, true, ["self_efficacy"]]);
    equal(next.consequences.review_months, 1);
});

await at(AFTER);
let second;

await test("assessment_create__goes_by_the_next_version_from_its_day_on", async () => {
    equal((await read("/v1/models/helsinki")).version, 2);
    second = await assess(client, { self_efficacy: 4, h5_months_since_contact: 0 });
    equal([second.model.version, second.segment, signals(second)], [2, "omatoimi", ["acute_need"]]);
});

await test("assessment_get__of_an_older_version_is_still_explained_by_it", async () => {
    const then = await read(`/v1/assessments/${first.id}`);
    for (const member of ["model", "result_hash", "segment", "signals", "reasons", "consequences"]) equal(then[member], first[member], member);
    equal((await read("/v1/models/helsinki@1")).hash, first.model.hash);
    const confirmed = await send("POST", `/v1/assessments/${first.id}/confirm`, { client_present: true }, 200, { headers: { "If-Match": '"1"' } });
    equal([confirmed.model, confirmed.result_hash], [first.model, first.result_hash]);
});

await test("assessment_list__has_both_versions_side_by_side", async () => {
    const { items } = await read(`/v1/clients/${client.id}/assessments`);
    equal(versions(items).sort(), [1, 1, 1, 1, 2]);
});

await test("model_retire__of_the_next_version_brings_the_one_before_back_and_explains_what_it_decided", async () => {
    equal(operator("retire", AREA, "helsinki@2"), "helsinki@2 retired\n");
    await at(AFTER);
    equal((await assess(client)).model.version, 1);
    const then = await read(`/v1/assessments/${second.id}`);
    equal([then.model, then.result_hash, signals(then)], [second.model, second.result_hash, ["acute_need"]]);
});

await test("verify__gives_the_bytes_of_either_version_again", () => {
    equal(operator("verify-assessments", AREA), "6 checked, 0 different\n");
});

await end();
