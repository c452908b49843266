#!/usr/bin/env node
// The service is killed while referrals are moved and consultations become referrals: what a record
// is, its history, the access log and the feed agree, and a conversion happens once, however often it
// is tried again. ROUNDS (2) says how often it is killed.
import { ASKED_FOR, end, equal, holds, identifier, key, pause, post, sql, start, stop, test, token } from "../api/support.mjs";
import { code, service as serviceOf, world } from "../api/referral_world.mjs";

const ROUNDS = Number(process.env.ROUNDS ?? 2), MATTERS = 8, CALLERS = 3;
const health = world({ register: "health" });
const mover = { token: token("--sub", "mover", "--role", "coordinator") };
const list = (ids) => ids.map((id) => `'${id}'`).join(",");

async function good(path, body, status = 201) {
    const answer = await post(path, body, mover);
    equal(answer.status, status, `${path}: ${answer.text}`);
    return answer.json;
}

// Sends one change again and again under its key, until somebody answers; `ports` are those of the
// services that live at the moment.
async function insist(live, path, body, headers) {
    for (let i = 0; i < 600; i++) {
        try {
            const answer = await post(path, body, { ...mover, headers, port: live.port });
            if (answer.status !== 503) return answer;
        } catch {
            // killed
        }
        await pause(25);
    }
    throw new Error(`never answered: ${path}`);
}

// Kills the service again and again under the work, which ends by itself once `live.stopped`.
async function killedUnder(work) {
    const live = { stopped: false };
    let running = await start();
    live.port = running.port;
    const works = work(live);
    for (let round = 0; round < ROUNDS; round++) {
        await pause(200 + Math.random() * 300);
        await stop(running, "SIGKILL");
        running = await start();
        live.port = running.port;
    }
    live.stopped = true;
    const done = await Promise.all(works);
    await stop(running);
    return done;
}

// Version, steps, their chain, rows of the access log and of the feed, record by record.
function expectAgreement(table, ids, moves) {
    const found = sql(`SELECT r.id || ' ' || r.version || ' ' || r.state
            || ' ' || (SELECT count(*) || ' ' || max(version) || ' ' || (array_agg(to_status ORDER BY version DESC))[1] FROM move m WHERE m.area = '90' AND m.resource = '${table}' AND m.resource_id = r.id)
            || ' ' || (SELECT count(*) FROM (SELECT from_status, lag(to_status) OVER (ORDER BY version) AS before FROM move m WHERE m.area = '90' AND m.resource = '${table}' AND m.resource_id = r.id) s
                       WHERE from_status IS DISTINCT FROM before)
            || ' ' || (SELECT count(*) FROM audit_event a WHERE a.area = '90' AND a.resource = '${table}' AND a.resource_id = r.id AND a.kind IN ('create', 'change'))
            || ' ' || (SELECT count(*) || ' ' || count(DISTINCT version) FROM event e WHERE e.area = '90' AND e.resource = '${table}' AND e.resource_id = r.id AND e.${ASKED_FOR})
        FROM ${table} r WHERE r.area = '90' AND r.id IN (${list(ids)})`).split("\n");
    equal(found.length, ids.length, "records:");
    for (const line of found) {
        const [id, version, state, count, latest, to, breaks, audits, events, versions] = line.split(" ");
        equal([count, latest, audits, events, versions], [version, version, version, version, version], `${table} ${line}:`);
        equal([to, breaks], [state, "0"], `${table} ${line}:`);
        if (moves) equal(Number(version), moves.get(id), `${id}: versions and moves that were answered:`);
    }
}

await test("referral_moves__killed_in_the_middle_agree_with_history_access_log_and_feed", async () => {
    const client = await good("/v1/clients", identifier()), moves = new Map();
    for (let i = 0; i < MATTERS; i++) {
        const referral = await good("/v1/referrals", { client_id: client.id, kind: "guidance", to: { unit_id: health.centre.id }, need: "Tukea.", urgency: "urgent", from_register: "health", rule: "helsinki_seven_days", send: true });
        moves.set(referral.id, referral.version);
    }
    const steps = ["receive", "assign", "accept", "start", "complete", "reopen", "release", "urgency"];
    const bodies = { complete: { outcome: { kind: "other", text: "Hoidettu." } }, reopen: { reason: "Jatkuu." }, urgency: { urgency: "emergency", reason: "Kiire." } };
    const done = await killedUnder((live) => [...moves.keys()].map(async (id) => {
        let made = 0;
        for (let i = 0; !live.stopped || i < steps.length; i++) {
            const action = i < steps.length ? steps[i] : ["assign", "release", "complete", "reopen"][i % 4];
            const answer = await insist(live, `/v1/referrals/${id}/${action}`, bodies[action] ?? {}, { "If-Match": `"${moves.get(id)}"`, "Idempotency-Key": key() });
            equal(answer.status, 200, `${action} of version ${moves.get(id)}: ${answer.text}`);
            equal(answer.json.version, moves.get(id) + 1, action);
            moves.set(id, answer.json.version);
            made++;
        }
        return made;
    }));
    expectAgreement("referral", [...moves.keys()], moves);
    const clocks = sql(`SELECT count(*) FROM deadline d JOIN referral r ON r.area = d.area AND r.id = d.resource_id WHERE r.id IN (${list([...moves.keys()])}) AND (d.ended_on IS NULL AND d.met_on IS NULL) AND r.state = 'completed'`);
    equal(clocks, "0", "clocks that run in a closed matter:");
    console.log(`    ${done.reduce((a, b) => a + b, 0)} moves, killed ${ROUNDS} times`);
});

await test("consultation_convert__killed_and_tried_again_makes_one_referral_each", async () => {
    const client = await good("/v1/clients", identifier());
    const service = serviceOf(code("convert"), health.centre, { referral_kinds: ["health_referral"] });
    const ids = [];
    const ask = () => good("/v1/consultations", { to: { service_id: service.id }, question: "Voiko tästä tulla lähete?", anonymous: false, client_id: client.id, authorised_to_convert: true });
    for (let i = 0; i < MATTERS * 5 * ROUNDS; i++) ids.push((await ask()).id);
    const expert = { token: token("--sub", "expert", "--role", "professional", "--unit", health.centre.code) };
    const answers = await killedUnder((live) => Array.from({ length: CALLERS }, async () => {
        const got = [];
        for (const id of ids) {
            // A key of its own, so that this is another caller's try and no repetition; sent again where
            // nobody answered.
            const headers = { "If-Match": '"1"', "Idempotency-Key": key() };
            for (let i = 0; i < 600; i++) {
                const answer = await post(`/v1/consultations/${id}/convert`, { kind: "health_referral" }, { ...expert, headers, port: live.port }).catch(() => ({ status: 503 }));
                if (answer.status !== 503) {
                    got.push([id, answer.status, answer.json.referral_id ?? answer.json.errors?.[0]?.detail ?? ""]);
                    break;
                }
                await pause(20);
            }
        }
        return got;
    }));
    for (const [id, status, told] of answers.flat()) {
        holds(status === 200 || status === 409, `${id}: ${status} ${told}`);
        const referral = sql(`SELECT id FROM referral WHERE area = '90' AND consultation_id = '${id}'`);
        holds(/^[0-9a-f-]{36}$/.test(referral) && told.includes(referral), `${id}: ${status} tells ${told}, there is ${referral}`);
    }
    equal(answers.map((each) => each.length), Array(CALLERS).fill(ids.length), "everybody was answered:");
    const [count, pairs] = sql(`SELECT count(*) || ' ' || count(*) FILTER (WHERE c.state = 'converted' AND c.referral_id = r.id AND c.client_id = r.client_id)
        FROM referral r JOIN consultation c ON c.area = r.area AND c.id = r.consultation_id WHERE c.id IN (${list(ids)})`).split(" ").map(Number);
    equal([count, pairs], [ids.length, ids.length], "referrals of the consultations, and those both point to:");
    equal(sql(`SELECT count(*) FROM event WHERE area = '90' AND type = 'consultation.converted' AND resource_id IN (${list(ids)})`), String(ids.length), "events:");
    expectAgreement("consultation", ids);
    expectAgreement("referral", sql(`SELECT id FROM referral WHERE consultation_id IN (${list(ids)})`).split("\n"));
    console.log(`    ${ids.length} consultations, ${answers.flat().filter(([, status]) => status === 200).length} answers of 200, killed ${ROUNDS} times`);
});
end();
