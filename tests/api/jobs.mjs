#!/usr/bin/env node
// Jobs over the API: asked for, looked at, cancelled; two instances on one database; a process killed.
import { spawn } from "node:child_process";
import { end, equal, get, holds, judged, key, newClient, pause, post, PSQL, start, stop, test, token } from "./support.mjs";

const owner = token("--role", "model_owner"), as = { token: owner };
const compare = { from: "helsinki", to: "helsinki@1", on: "stored" };

async function ended(id, options = as) {
    for (let i = 0; i < 1200; i++) {
        const answer = await get(`/v1/jobs/${id}`, options);
        equal(answer.status, 200, answer.text);
        if (!["queued", "running"].includes(answer.json.state)) return answer.json;
        await pause(50);
    }
    throw new Error("the job does not end");
}

await test("model_compare__answers_202_with_a_job_and_where_to_look", async () => {
    const answer = await post("/v1/models/compare", compare, as);
    equal(answer.status, 202, answer.text);
    equal(answer.headers.location, `/v1/jobs/${answer.json.id}`);
    equal([answer.json.kind, answer.json.available_actions], ["model_compare", ["cancel"]]);
});

await test("model_compare__of_a_version_with_itself_moves_nobody", async () => {
    const { json } = await post("/v1/models/compare", compare, as);
    const job = await ended(json.id);
    equal(job.state, "done", JSON.stringify(job));
    const { checked, same, moves, from, to } = job.result;
    holds(checked > 20 && same === checked && moves.length === 0, JSON.stringify(job.result));
    equal([from, to], ["helsinki@1", "helsinki@1"]);
    equal(job.available_actions, []);
});

await test("model_compare__counts_every_move_of_what_is_stored", async () => {
    const professional = { token: token() };
    const client = await newClient(professional);
    equal((await post(`/v1/clients/${client.id}/assessments`, { ...judged, register: "health" }, professional)).status, 201);
    const { json } = await post("/v1/models/compare", { from: "helsinki@1", to: "lace" }, as);
    const job = await ended(json.id);
    equal(job.state, "done", JSON.stringify(job));
    const { checked, same, unreadable, moves } = job.result;
    equal(moves.reduce((sum, { count }) => sum + count, same), checked);
    holds(checked + unreadable > 20, JSON.stringify(job.result));
});

await test("model_compare__of_versions_that_are_not_there_names_both", async () => {
    const answer = await post("/v1/models/compare", { from: "nowhere", to: "helsinki@99" }, as);
    equal(answer.status, 422, answer.text);
    equal(answer.json.errors.map(({ pointer, code }) => `${pointer} ${code}`), ["/from unknown_model", "/to unknown_model"]);
});

await test("model_compare__sent_twice_with_one_key_is_one_job", async () => {
    const headers = { "Idempotency-Key": key() };
    const first = await post("/v1/models/compare", compare, { ...as, headers });
    const second = await post("/v1/models/compare", compare, { ...as, headers });
    equal([second.status, second.json.id], [202, first.json.id]);
});

await test("job_get__of_another_caller_or_area_is_404", async () => {
    const { json } = await post("/v1/models/compare", compare, as);
    for (const stranger of [token("--role", "model_owner", "--sub", "another"), token("--role", "model_owner", "--area", "09")])
        equal((await get(`/v1/jobs/${json.id}`, { token: stranger })).status, 404);
});

await test("job_cancel__of_one_that_has_ended_is_409_and_changes_nothing", async () => {
    const { json } = await post("/v1/models/compare", compare, as);
    const job = await ended(json.id);
    const answer = await post(`/v1/jobs/${json.id}/cancel`, undefined, as);
    equal(answer.status, 409, answer.text);
    equal((await get(`/v1/jobs/${json.id}`, as)).json, job);
});

// The one worker waits for a table that is held: all the other jobs wait behind it.
await test("job_cancel__of_one_that_waits_is_never_done", async () => {
    const holder = spawn(...PSQL, { stdio: ["pipe", "pipe", "inherit"] });
    const held = new Promise((resolve) => ["data", "end"].forEach((event) => holder.stdout.once(event, resolve)));
    holder.stdin.write("BEGIN; LOCK TABLE asiakkuus.assessment IN ACCESS EXCLUSIVE MODE;\n\\echo held\n");
    await held;
    const asked = await Promise.all(Array.from({ length: 40 }, () => post("/v1/models/compare", compare, as)));
    const last = asked.at(-1).json.id;
    const answer = await post(`/v1/jobs/${last}/cancel`, undefined, as);
    holder.stdin.end("COMMIT;\n");
    equal(answer.status, 200, answer.text);
    for (const { json } of asked) {
        const job = await ended(json.id);
        equal([job.state, job.result === undefined], json.id === last ? ["cancelled", true] : ["done", false], JSON.stringify(job));
    }
});

await test("jobs__of_two_instances_are_each_done_once_though_one_is_killed", async () => {
    const service = await start({ WORKERS: "2" });
    const asked = await Promise.all(Array.from({ length: 30 }, (_, i) => post("/v1/models/compare", compare, { ...as, port: i % 2 ? service.port : undefined })));
    await stop(service, "SIGKILL");
    for (const { json } of asked) {
        const job = await ended(json.id);
        equal(job.state, "done", JSON.stringify(job));
    }
});
end();
