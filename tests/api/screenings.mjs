#!/usr/bin/env node
// Screenings (RET): rows under pseudonyms, a run, candidates with reasons, and what becomes of them.
import { randomUUID } from "node:crypto";
import { spawn } from "node:child_process";
import net from "node:net";
import { base, call, end, equal, get, holds, key, pause, post, PSQL, raw, sql, test, today, token } from "./support.mjs";

const director = token("--role", "director"), as = { token: director };
const coordinator = token("--role", "coordinator");
const ALL = ["frequent_visits", "frequent_gp_visits", "lace", "drop_out"];

async function make(body = {}, options = as) {
    const answer = await post("/v1/screenings", { rules: ALL, ...body }, options);
    equal(answer.status, 201, answer.text);
    return answer.json;
}
const lines = (rows) => rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row))).join("\n");
const send = (screening, rows, options = as) => call("POST", `/v1/screenings/${screening.id}/rows`, { ...options, body: Array.isArray(rows) ? lines(rows) : rows, type: "application/x-ndjson" });
async function deliver(screening, rows) {
    const answer = await send(screening, rows);
    equal(answer.status, 200, answer.text);
    return answer.json;
}
const look = async (screening, options = as) => (await get(`/v1/screenings/${screening.id}`, options)).json;

async function ended(id, options = as) {
    for (let i = 0; i < 2400; i++) {
        const answer = await get(`/v1/jobs/${id}`, options);
        equal(answer.status, 200, answer.text);
        if (!["queued", "running"].includes(answer.json.state)) return answer.json;
        await pause(25);
    }
    throw new Error("the job does not end");
}
async function run(screening) {
    const answer = await post(`/v1/screenings/${screening.id}/run`, undefined, as);
    equal(answer.status, 202, answer.text);
    return ended(answer.json.id);
}
async function screen(rows, body) {
    const screening = await make(body);
    await deliver(screening, rows);
    const job = await run(screening);
    equal(job.state, "done", JSON.stringify(job));
    return { screening, job };
}
const candidates = async (screening, query = "", options = as) => {
    const answer = await get(`/v1/screenings/${screening.id}/candidates${query}`, options);
    equal(answer.status, 200, answer.text);
    return answer.json.items;
};
const close = (candidate, body, options = {}) => post(`/v1/candidates/${candidate.id}/outcome`, body, { token: coordinator, headers: { "If-Match": `"${candidate.version}"` }, ...options });

// --- the rules ---

await test("screening_rule_list__names_every_rule_with_its_source_and_limits", async () => {
    const { json } = await get("/v1/screening-rules", as);
    equal(json.items.map(({ code }) => code), ALL);
    const rules = Object.fromEntries(json.items.map((rule) => [rule.code, rule]));
    equal(rules.frequent_visits.conditions, [{ fact: "face_to_face_visits", at_least: 8 }]);
    equal(rules.frequent_gp_visits.conditions, [{ fact: "gp_visits", at_least: 10 }]);
    equal(rules.lace.levels.map(({ code, from }) => [code, from]), [["low", 0], ["moderate", 5], ["high", 10]]);
    equal([rules.lace.basis, rules.drop_out.basis], ["published", "own"]);
    for (const { names, source } of json.items) holds(names.fi && names.sv && names.en && source, JSON.stringify(names));
    for (const { fact } of json.items.flatMap(({ conditions }) => conditions)) holds(fact === "points" || json.facts.some(({ code }) => code === fact), fact);
});

// --- making ---

await test("screening_create__tells_what_it_was_made_with", async () => {
    const { status, json, headers } = await post("/v1/screenings", { rules: ["lace"], name: "Syksy", as_of: today(-3) }, as);
    equal([status, headers.location, headers.etag], [201, `/v1/screenings/${json.id}`, '"1"']);
    equal([json.state, json.register, json.rules, json.name, json.as_of, json.row_count], ["collecting", "health", ["lace"], "Syksy", today(-3), 0]);
    equal([json.available_actions, json.history.map(({ action }) => action)], [[], ["create"]]);
    equal(await look(json), json);
});

await test("screening_create__unknown_rules_other_days_and_units_are_told_all_at_once", async () => {
    const { status, json } = await post("/v1/screenings", { rules: ["lace", "guess", "lace"], as_of: today(1), unit_id: randomUUID() }, as);
    equal([status, json.errors.map(({ pointer, code }) => `${pointer} ${code}`).sort()], [422, ["/as_of in_the_future", "/rules/1 unknown_screening_rule", "/rules/2 given_twice", "/unit_id unknown_unit"]]);
    equal((await post("/v1/screenings", { rules: [] }, as)).status, 400);
    equal((await post("/v1/screenings", { rules: ["lace"], rows: [] }, as)).status, 400);
});

await test("screening_create__sent_twice_with_one_key_is_one", async () => {
    const headers = { "Idempotency-Key": key() };
    const [first, second] = [await make({}, { ...as, headers }), await make({}, { ...as, headers })];
    equal(second.id, first.id);
});

// --- rows ---

await test("screening_row_deliver__every_line_counts_once_and_a_bad_one_is_told_in_its_place", async () => {
    const screening = await make();
    const answer = await deliver(screening, [
        '{"client_ref":"a","gp_visits":12}',
        '{"a":1}{"a":2}',
        '{"client_ref":"b","gp_visits":-1}',
        "",
        '{"client_ref":"c","gp_vists":3}',
        '{"client_ref":"010594Y9032","gp_visits":3}',
        '{"client_ref":"x/010594y9032","gp_visits":3}',
        '{"client_ref":"d e","gp_visits":3}',
        "[1]", "1", "not json",
        '{"client_ref":"d","client_ref":"e"}',
        `{"client_ref":"e","last_contact_on":"${today(1)}"}`,
        `{"client_ref":"f","unit_id":"${randomUUID()}"}`,
        '{"gp_visits":3}',
        '{"client_ref":"g","gp_visits":null}',
        '{"client_ref":"a","gp_visits":12}',
        '{"client_ref":"a","gp_visits":13}',
    ]);
    equal([answer.accepted, answer.unchanged, answer.revised, answer.refused.length, answer.row_count, answer.complete], [2, 1, 1, 13, 2, true]);
    equal(answer.refused.map(({ line, code }) => [line, code]), [
        [2, "syntax"], [3, "out_of_range"], [5, "unknown_member"], [6, "identifying_text"], [7, "identifying_text"], [8, "bad_format"],
        [9, "wrong_type"], [10, "syntax"], [11, "syntax"], [12, "duplicate_key"], [13, "after_as_of"], [14, "unknown_unit"], [15, "required"],
    ]);
    holds(answer.refused.every(({ detail }) => detail), "a refusal without words");
    equal(answer.refused[1].member, "gp_visits");
    equal(sql(`SELECT string_agg(client_ref || coalesce(' ' || gp_visits, ''), ', ' ORDER BY client_ref) FROM screening_row WHERE screening_id = '${screening.id}'`), "a 13, g");
});

await test("screening_row_deliver__takes_the_same_rows_as_one_value", async () => {
    const screening = await make();
    const { status, json } = await post(`/v1/screenings/${screening.id}/rows`, { items: [{ client_ref: "a", gp_visits: 1 }, { client_ref: "b", gp_visits: "1" }, 7] }, as);
    equal([status, json.accepted, json.refused.map(({ line, code, member }) => [line, code, member])], [200, 1, [[2, "wrong_type", "gp_visits"], [3, "wrong_type", undefined]]]);
    for (const body of [{}, { items: [] }, { items: 1 }, [], { items: [{ client_ref: "c" }], more: 1 }]) equal((await post(`/v1/screenings/${screening.id}/rows`, body, as)).status, 400, JSON.stringify(body));
});

await test("screening_row_deliver__bad_bytes_refuse_their_line_alone", async () => {
    const screening = await make();
    const body = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('{"client_ref":"a"}\r\n{"client_ref":"'), Buffer.from([0xe4]), Buffer.from('"}\n{"client_ref":"b"}')]);
    const { json } = await send(screening, body);
    equal([json.accepted, json.refused.map(({ line, code }) => [line, code])], [2, [[2, "bad_utf8"]]]);
});

await test("screening_row_deliver__the_same_again_changes_nothing", async () => {
    const screening = await make(), rows = Array.from({ length: 1000 }, (_, i) => ({ client_ref: `p${i}`, face_to_face_visits: i % 20 }));
    equal((({ accepted, unchanged, revised }) => [accepted, unchanged, revised])(await deliver(screening, rows)), [1000, 0, 0]);
    equal((({ accepted, unchanged, revised }) => [accepted, unchanged, revised])(await deliver(screening, rows)), [0, 1000, 0]);
    equal((({ accepted, unchanged, revised }) => [accepted, unchanged, revised])(await deliver(screening, rows.map((row) => ({ ...row, face_to_face_visits: 3 })))), [0, 50, 950]);
    equal((await look(screening)).row_count, 1000);
});

await test("screening_row_deliver__of_a_call_that_was_cut_off_nothing_is_kept_and_the_same_body_is_taken", async () => {
    const screening = await make(), body = lines(Array.from({ length: 1000 }, (_, i) => ({ client_ref: `p${i}`, gp_visits: 1 })));
    const half = body.split("\n").slice(0, 500).join("\n");
    await new Promise((resolve, reject) => {
        const socket = net.connect(Number(base.port), base.hostname, () => {
            socket.write(`POST /v1/screenings/${screening.id}/rows HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${director}\r\nContent-Type: application/x-ndjson\r\nContent-Length: ${body.length}\r\n\r\n${half}`, () => socket.destroy());
        });
        socket.on("error", reject);
        socket.on("close", resolve);
    });
    const answer = await deliver(screening, body);
    equal([answer.accepted, answer.unchanged, answer.row_count], [1000, 0, 1000]);
});

await test("screening_row_deliver__many_at_once_lose_no_row", async () => {
    const screening = await make();
    await Promise.all(Array.from({ length: 8 }, (_, part) => deliver(screening, Array.from({ length: 200 }, (_, i) => ({ client_ref: `p${part % 4}-${i}`, gp_visits: i })))));
    equal([(await look(screening)).row_count, sql(`SELECT count(*) FROM screening_row WHERE screening_id = '${screening.id}'`)], [800, "800"]);
});

await test("screening_row_deliver__more_lines_than_a_call_may_have_are_refused_as_a_whole", async () => {
    const screening = await make();
    const answer = await send(screening, Array.from({ length: 10001 }, (_, i) => ({ client_ref: `${i}` })));
    equal([answer.status, answer.json.errors[0].code, (await look(screening)).row_count], [400, "too_many", 0]);
    equal((await send(screening, Buffer.alloc(1048577, " "))).status, 413);
    equal((await send(screening, "\n \n")).status, 400);
    equal((await call("POST", `/v1/screenings/${screening.id}/rows`, { ...as, body: "a", type: "text/csv" })).status, 415);
});

await test("screening_row_deliver__what_no_rule_looks_at_is_not_kept", async () => {
    const screening = await make({ rules: ["frequent_visits"] });
    await deliver(screening, [{ client_ref: "a", face_to_face_visits: 9, gp_visits: 11, charlson_index: 4, continuing_need: true, last_contact_on: today(-400), long_term_illnesses: 3 }]);
    equal(sql(`SELECT face_to_face_visits, gp_visits, charlson_index, continuing_need, last_contact_on, long_term_illnesses FROM screening_row WHERE screening_id = '${screening.id}'`), "9|||||");
    equal((await deliver(screening, [{ client_ref: "a", face_to_face_visits: 9, gp_visits: 2 }])).unchanged, 1);
});

// --- the run ---

const rows = [
    { client_ref: "visits", face_to_face_visits: 14, gp_visits: 0, stay_days: 0, acute_admission: false, charlson_index: 0, emergency_visits: 0, continuing_need: false },
    { client_ref: "seven", face_to_face_visits: 7, gp_visits: 9, stay_days: 0, acute_admission: false, charlson_index: 0, emergency_visits: 0, continuing_need: false },
    { client_ref: "lace", face_to_face_visits: 1, gp_visits: 1, stay_days: 14, acute_admission: true, charlson_index: 2, emergency_visits: 1, continuing_need: false },
    { client_ref: "open", face_to_face_visits: 1, gp_visits: 1, stay_days: 5, acute_admission: true, charlson_index: null, emergency_visits: 1, continuing_need: false },
    { client_ref: "lost", face_to_face_visits: 0, gp_visits: 0, stay_days: 0, acute_admission: false, charlson_index: 0, emergency_visits: 0, services_in_use: 1, last_contact_on: "2024-02-29" },
];

await test("screening_run__finds_who_has_met_a_rule_and_who_may_have_and_nobody_else", async () => {
    const { screening, job } = await screen(rows);
    equal([job.kind, job.done, job.total, job.result.screening_id], ["screening_run", 5, 5, screening.id]);
    equal(job.result.rules.map(({ rule, met, uncertain, not_met }) => [rule, met, uncertain, not_met]), [["frequent_visits", 1, 0, 4], ["frequent_gp_visits", 0, 0, 5], ["lace", 1, 1, 3], ["drop_out", 1, 0, 4]]);
    const done = await look(screening);
    equal([done.state, done.result, done.available_actions, done.job.state], ["done", job.result, [], "done"]);
    equal(done.history.map(({ action, to }) => [action, to]), [["create", "collecting"], ["run", "collecting"], ["complete", "done"]]);
    const found = await candidates(screening, "", { token: coordinator, headers: { "Accept-Language": "en" } });
    equal(found.map(({ client_ref, certain }) => [client_ref, certain]), [["lost", true], ["visits", true], ["lace", true], ["open", false]]);
    const [, visits, lace, open] = found;
    equal([visits.state, visits.version, visits.available_actions, visits.register], ["open", 1, ["outcome"], "health"]);
    equal(visits.reasons, [{ rule: "frequent_visits", certain: true, low: 14, high: 14, limit: 8, missing: [], text: "Many visits: face-to-face visits in 12 months 14 (limit 8)" }]);
    equal([lace.reasons[0].low, lace.reasons[0].level], [13, "high"]);
    equal(open.reasons, [{ rule: "lace", certain: false, low: 8, high: 13, limit: 10, level: "moderate", level_high: "high", missing: ["charlson_index"], text: "Not certain: High risk of returning to hospital: points 8–13 (limit 10), moderate–high; not known: Charlson index" }]);
    equal((await get(`/v1/candidates/${visits.id}`, { ...as, headers: { "Accept-Language": "sv" } })).json.reasons[0].text, "Många besök: mottagningsbesök under 12 månader 14 (gräns 8)");
    equal((await get(`/v1/candidates/${visits.id}`, as)).json.reasons[0].text, "Paljon käyntejä: käyntejä vastaanotolla 12 kuukauden aikana 14 (raja 8)");
});

await test("screening_run__leaves_out_the_uncertain_where_that_was_asked_for_and_counts_them", async () => {
    const { screening, job } = await screen(rows, { rules: ["lace"], include_uncertain: false });
    equal([(await candidates(screening)).map(({ client_ref }) => client_ref), job.result.rules[0].uncertain], [["lace"], 1]);
});

await test("candidate_list__by_unit_state_certainty_and_rule_a_page_at_a_time", async () => {
    const unit = sql("SELECT id FROM unit WHERE area = '90' ORDER BY id LIMIT 1");
    const { screening } = await screen(rows.map((row, i) => (i % 2 ? row : { ...row, unit_id: unit })));
    equal((await candidates(screening, `?unit_id=${unit}`)).map(({ client_ref }) => client_ref), ["lost", "visits", "lace"]);
    equal((await candidates(screening, "?certain=false")).map(({ client_ref }) => client_ref), ["open"]);
    equal((await candidates(screening, "?rule=lace&state=open")).map(({ client_ref }) => client_ref), ["lace"]);
    equal((await candidates(screening, "?state=closed")), []);
    const seen = [];
    for (let path = `/v1/screenings/${screening.id}/candidates?limit=1`; path;) {
        const { json } = await get(path, as);
        seen.push(...json.items.map(({ client_ref }) => client_ref));
        path = json.next_cursor && `/v1/screenings/${screening.id}/candidates?limit=1&cursor=${json.next_cursor}`;
    }
    equal(seen, ["lost", "visits", "lace", "open"]);
    equal((await get(`/v1/screenings/${screening.id}/candidates?unit=x`, as)).status, 400);
});

await test("screening_run__ties_are_shown_once_each_over_the_pages", async () => {
    const { screening } = await screen(Array.from({ length: 25 }, (_, i) => ({ client_ref: `t${i}`, face_to_face_visits: 10 })), { rules: ["frequent_visits"] });
    const seen = [];
    for (let cursor = ""; cursor !== null;) {
        const { json } = await get(`/v1/screenings/${screening.id}/candidates?limit=4${cursor && `&cursor=${cursor}`}`, as);
        seen.push(...json.items.map(({ client_ref }) => client_ref));
        cursor = json.next_cursor;
    }
    equal([seen.length, new Set(seen).size], [25, 25]);
});

await test("screening_run__of_none_or_of_one_that_is_done_is_409_and_a_done_one_takes_no_rows", async () => {
    const empty = await make();
    equal((await post(`/v1/screenings/${empty.id}/run`, undefined, as)).status, 409);
    const { screening } = await screen(rows);
    equal((await post(`/v1/screenings/${screening.id}/run`, undefined, as)).status, 409);
    equal((await send(screening, rows)).status, 409);
});

// With the table of candidates held: a run has looked at every row, and can't publish. Or with another lock.
async function held(body, lock = "LOCK TABLE asiakkuus.candidate IN EXCLUSIVE MODE") {
    const holder = spawn(...PSQL, { stdio: ["pipe", "pipe", "inherit"] });
    const there = new Promise((resolve) => ["data", "end"].forEach((event) => holder.stdout.once(event, resolve)));
    holder.stdin.write(`BEGIN; ${lock};\n\\echo held\n`);
    await there;
    try {
        return await body();
    } finally {
        const gone = new Promise((resolve) => holder.on("exit", resolve));
        holder.stdin.end("COMMIT;\n");
        await gone;
    }
}

const lockOf = ({ id }) => `SELECT 1 FROM asiakkuus.screening WHERE id = '${id}' FOR UPDATE`;
const lockOfRow = ({ id }, reference) => `SELECT 1 FROM asiakkuus.screening_row WHERE screening_id = '${id}' AND client_ref = '${reference}' FOR UPDATE`;

// Until so many statements wait for a lock; no longer than they may.
async function waiting(count) {
    for (let i = 0; i < 40 && Number(sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ~ 'screening'")) < count; i++) await pause(10);
}

await test("screening_run__asked_for_twice_at_once_is_one_run", async () => {
    const screening = await make();
    await deliver(screening, rows);
    const { asked } = await held(async () => {
        const asked = [1, 2].map(() => post(`/v1/screenings/${screening.id}/run`, undefined, as));
        await waiting(2);
        return { asked };
    }, lockOf(screening));
    const answers = (await Promise.all(asked)).map(({ status }) => status);
    // 503: it waited too long.
    holds(answers.filter((status) => status === 202).length <= 1 && answers.every((status) => [202, 409, 503].includes(status)), answers.join());
    holds(Number(sql(`SELECT count(*) FROM job WHERE kind = 'screening_run' AND input ->> 'screening_id' = '${screening.id}'`)) <= 1, "two runs");
});

await test("screening_run__cancelled_with_all_rows_looked_at_has_no_candidates_and_can_be_run_again", async () => {
    const screening = await make();
    await deliver(screening, rows);
    let asked;
    await held(async () => {
        let job;
        asked = (await post(`/v1/screenings/${screening.id}/run`, undefined, as)).json;
        for (let i = 0; i < 1200 && job?.done !== 5; i++) {
            job = (await get(`/v1/jobs/${asked.id}`, as)).json;
            await pause(10);
        }
        equal([job.state, job.done, job.total], ["running", 5, 5]);
        const now = await look(screening);
        equal([now.state, now.job.state, now.job.done, now.available_actions], ["collecting", "running", 5, []]);
        equal((await send(screening, rows)).status, 409);
        equal((await post(`/v1/screenings/${screening.id}/run`, undefined, as)).status, 409);
        equal((await post(`/v1/jobs/${asked.id}/cancel`, undefined, as)).status, 200);
    });
    equal((await ended(asked.id)).state, "cancelled");
    // The worker finds it out at its last statement.
    await pause(300);
    equal([(await candidates(screening)).length, (await look(screening)).state, (await look(screening)).job.state], [0, "collecting", "cancelled"]);
    equal((await look(screening)).available_actions, ["run"]);
    await deliver(screening, [{ ...rows[0], face_to_face_visits: 2 }]);
    const job = await run(screening);
    equal([job.state, (await candidates(screening)).map(({ client_ref }) => client_ref)], ["done", ["lost", "lace", "open"]]);
    equal((await post(`/v1/jobs/${job.id}/cancel`, undefined, as)).status, 409);
});

// --- candidates ---

await test("candidate_close__tells_the_outcome_of_the_version_seen_and_once_more", async () => {
    const { screening } = await screen(rows, { name: "Syksy" });
    const [candidate] = await candidates(screening);
    equal((await close(candidate, { kind: "contacted" }, { headers: {} })).status, 428);
    equal((await close({ ...candidate, version: 7 }, { kind: "contacted" })).status, 412);
    equal((await close(candidate, { kind: "cured" })).status, 400);
    const named = await close(candidate, { kind: "contacted", text: "Soitettu numeroon 040 123 4567." });
    equal([named.status, named.json.errors[0].code, named.json.errors[0].pointer], [422, "identifying_text", "/text"]);
    const first = await close(candidate, { kind: "unreached", text: "Ei vastannut." });
    equal([first.status, first.json.state, first.json.version, first.json.outcome, first.headers.etag], [200, "closed", 2, { kind: "unreached", text: "Ei vastannut." }, '"2"']);
    const again = await close(first.json, { kind: "contacted" });
    equal([again.status, again.json.outcome, again.json.version], [200, { kind: "contacted" }, 3]);
    const { json } = await get(`/v1/candidates/${candidate.id}`, as);
    equal(json.history.map(({ version, action, from, to, detail }) => [version, action, from, to, detail]), [[1, "find", undefined, "open", undefined], [2, "outcome", "open", "closed", "unreached"], [3, "outcome", "closed", "closed", "contacted"]]);
    equal(json, again.json);
    equal((await candidates(screening, "?state=closed")).length, 1);
});

await test("candidate_close__of_two_at_a_time_one_wins", async () => {
    const { screening } = await screen(rows);
    for (const candidate of await candidates(screening)) {
        const answers = await Promise.all(["contacted", "no_need", "already_known"].map((kind) => close(candidate, { kind })));
        equal(answers.map(({ status }) => status).sort(), [200, 412, 412]);
    }
});

await test("candidates__of_the_other_register_or_area_are_not_there", async () => {
    const { screening } = await screen(rows);
    const [candidate] = await candidates(screening);
    for (const stranger of [token("--role", "director", "--register", "social"), token("--role", "director", "--area", "09")]) {
        const options = { token: stranger, headers: { "If-Match": '"1"' } };
        equal((await get(`/v1/screenings/${screening.id}`, options)).status, 404);
        equal((await get(`/v1/screenings/${screening.id}/candidates`, options)).status, 404);
        equal((await send(screening, rows, { token: stranger })).status, 404);
        equal((await post(`/v1/screenings/${screening.id}/run`, undefined, options)).status, 404);
        equal((await get(`/v1/candidates/${candidate.id}`, options)).status, 404);
        equal((await post(`/v1/candidates/${candidate.id}/outcome`, { kind: "contacted" }, options)).status, 404);
        holds(!(await get("/v1/screenings?limit=200", options)).json.items.some(({ id }) => id === screening.id), "listed");
    }
    equal((await get(`/v1/screenings/${screening.id}`, { token: token() })).status, 403);
});

// --- the worklist ---

await test("worklist_risks__shows_what_waits_for_a_unit_the_most_urgent_first", async () => {
    const [unit, code] = sql("SELECT id, code FROM unit WHERE area = '90' ORDER BY id DESC LIMIT 1").split("|");
    const { screening } = await screen(rows, { unit_id: unit, name: "Syksy" });
    const own = { token: token("--role", "coordinator", "--unit", code) };
    const list = (await get(`/v1/worklists/risks?limit=3&unit_id=${unit}`, own)).json;
    const found = await candidates(screening);
    equal(list.items.map(({ id }) => id), found.slice(0, 3).map(({ id }) => id));
    equal((({ resource, state, title, overdue, available_actions }) => [resource, state, title, overdue, available_actions])(list.items[0]), ["candidate", "open", "Syksy", false, ["outcome"]]);
    const rest = (await get(`/v1/worklists/risks?limit=3&unit_id=${unit}&cursor=${list.next_cursor}`, own)).json;
    equal([rest.items.map(({ id }) => id), rest.next_cursor], [[found[3].id], null]);
    const count = async () => (await get(`/v1/worklists?unit_id=${unit}`, own)).json.items.find(({ code: list }) => list === "risks").count;
    equal(await count(), 4);
    equal((await close(found[0], { kind: "no_need" })).status, 200);
    equal([await count(), (await get(`/v1/worklists/risks?unit_id=${unit}`, own)).json.items.length], [3, 3]);
    for (const query of ["mine", "overdue"]) equal((await get(`/v1/worklists/risks?unit_id=${unit}&${query}=true`, own)).json.items, []);
});

// --- forgetting ---

async function forget() {
    sql("UPDATE job_schedule SET next_at = now() WHERE kind = 'screening_forget' AND area = '90'");
    for (let i = 0; i < 1200; i++) {
        if (sql("SELECT count(*) FROM job_schedule WHERE kind = 'screening_forget' AND area = '90' AND next_at < now() + interval '1 minute'") === "0") return;
        await pause(50);
    }
    throw new Error("screening_forget does not run");
}

await test("screening_forget__rows_after_their_days_and_then_who_it_was", async () => {
    const { screening } = await screen(rows), fresh = await make(), left = await make();
    await deliver(fresh, rows);
    await deliver(left, rows);
    const [first, second] = await candidates(screening);
    equal((await close(first, { kind: "no_need", text: "Tilanne kunnossa." })).status, 200);
    sql(`UPDATE screening SET changed_at = now() - interval '8 days' WHERE id IN ('${screening.id}', '${left.id}')`);
    await forget();
    const count = ({ id }) => sql(`SELECT count(*) FROM screening_row WHERE screening_id = '${id}'`);
    equal([count(screening), count(left), count(fresh)], ["0", "0", "5"]);
    equal([(await look(screening)).state, (await look(left)).state, (await look(fresh)).state], ["done", "expired", "collecting"]);
    holds((await look(screening)).rows_forgotten_at && (await candidates(screening)).length === 4, "the candidates stay");
    equal((await send(left, rows)).status, 409);
    sql(`UPDATE candidate SET found_at = now() - interval '181 days' WHERE screening_id = '${screening.id}'`);
    await forget();
    const closed = (await get(`/v1/candidates/${first.id}`, as)).json, open = (await get(`/v1/candidates/${second.id}`, as)).json;
    equal([closed.state, closed.client_ref, closed.reasons, closed.outcome, closed.available_actions], ["closed", undefined, [], { kind: "no_need" }, []]);
    equal([open.state, open.client_ref, open.version, open.history.at(-1).action], ["expired", undefined, 2, "expire"]);
    equal((await close(open, { kind: "contacted" })).status, 409);
    equal((await close(closed, { kind: "contacted" })).status, 409);
    // The history, which is never changed, never had it.
    equal(closed.history.map(({ action, detail, reason }) => [action, detail, reason]), [["find", undefined, undefined], ["outcome", "no_need", undefined]]);
    equal(sql("SELECT count(*) FROM move m WHERE m::text LIKE '%Tilanne kunnossa.%'"), "0");
    const answers = [await get(`/v1/candidates/${first.id}`, as), await get(`/v1/screenings/${screening.id}`, as), await get(`/v1/screenings/${screening.id}/candidates`, as)];
    for (const { status, text } of answers) holds(status === 200 && !text.includes("Tilanne kunnossa."), text);
});

const old = (screening) => sql(`UPDATE screening SET changed_at = now() - interval '8 days' WHERE id = '${screening.id}'`);
const rowsOf = ({ id }) => sql(`SELECT count(*) FROM screening_row WHERE screening_id = '${id}'`);
const problem = () => sql("SELECT last_problem FROM job_schedule WHERE kind = 'screening_forget' AND area = '90'");

await test("screening_forget__what_is_half_forgotten_is_neither_run_nor_delivered_to", async () => {
    const left = await make();
    await deliver(left, Array.from({ length: 2500 }, (_, i) => ({ client_ref: `p${String(i).padStart(4, "0")}`, gp_visits: 12 })));
    old(left);
    await held(async () => {
        await forget(); // the second portion waits for a row, and gives up
        holds(problem() !== "", "the second portion came to its end");
        const half = await look(left);
        equal([rowsOf(left), half.state, half.version, half.rows_forgotten_at, half.available_actions, half.history.at(-1).action], ["500", "expired", 2, undefined, [], "expire"]);
        equal((await send(left, rows)).status, 409);
        equal((await post(`/v1/screenings/${left.id}/run`, undefined, as)).status, 409);
        equal(rowsOf(left), "500");
    }, lockOfRow(left, "p2499"));
    await forget();
    const gone = await look(left);
    equal([rowsOf(left), gone.state, gone.version, problem()], ["0", "expired", 2, ""]);
    holds(gone.rows_forgotten_at, "not told");
});

await test("screening_forget__a_delivery_that_comes_meanwhile_is_refused", async () => {
    const left = await make();
    await deliver(left, rows);
    old(left);
    const { sent } = await held(async () => {
        sql("UPDATE job_schedule SET next_at = now() WHERE kind = 'screening_forget' AND area = '90'");
        for (let i = 0; i < 1200 && sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ~ '^DELETE FROM screening_row'") === "0"; i++) await pause(10);
        const sent = send(left, [{ client_ref: "late", gp_visits: 12 }]);
        await waiting(2);
        return { sent };
    }, lockOfRow(left, "lost"));
    const { status } = await sent;
    // 503: it waited too long.
    holds([409, 503].includes(status), `${status}`);
    await forget();
    equal([rowsOf(left), (await look(left)).state], ["0", "expired"]);
});

await test("screening_forget__what_somebody_is_at_is_not_left_alone", async () => {
    const left = await make();
    await deliver(left, rows);
    old(left);
    await held(async () => {
        await forget();
        equal([rowsOf(left), (await look(left)).state, problem()], ["5", "collecting", ""]);
    }, lockOf(left));
    equal((await deliver(left, rows)).unchanged, 5);
    await forget();
    equal([rowsOf(left), (await look(left)).state], ["5", "collecting"]);
});

end();
