#!/usr/bin/env node
// What is forgotten by itself after its time: answers kept by their key, jobs that ended, the texts of
// cases, topics and anonymous consultations; the figures stay. The jobs are made due, and what they look at old.
import { assert, expectStatus, finish, get, newClient, post, test } from "./service.mjs";
import { judged, key, runJob as run, sql, today } from "./support.mjs";
import { world } from "./referral_world.mjs";

const good = async (as, path, body, headers = {}, status = 200) => expectStatus(await post(path, body, { as, headers }), status);
const version = (record) => ({ "if-match": `"${record.version}"` });

test("idempotency_forget__takes_answers_older_than_two_days_and_keeps_younger_ones", async () => {
    const client = await newClient(), keys = [key(), key(), key()];
    const assess = (headers) => post(`/v1/clients/${client.id}/assessments`, { ...judged, register: "health" }, { headers });
    const send = (which) => assess({ "idempotency-key": keys[which] });
    const kept = () => keys.map((one) => sql(`SELECT count(*) FROM idempotency_key WHERE key = '${one.slice(1, -1)}'`));
    const first = [];
    for (const which of keys.keys()) first.push(expectStatus(await send(which), 201));
    const age = (which, interval) => sql(`UPDATE idempotency_key SET created_at = now() - interval '${interval}' WHERE key = '${keys[which].slice(1, -1)}'`);
    age(0, "48 hours 1 minute");
    age(1, "47 hours 50 minutes");
    assert.deepEqual(kept(), ["1", "1", "1"]);
    await run("idempotency_forget");
    assert.deepEqual(kept(), ["0", "1", "1"]);
    for (const which of [1, 2]) {
        const replayed = await send(which);
        assert.deepEqual([expectStatus(replayed, 201), replayed.headers.get("idempotency-replayed")], [first[which], "true"]);
    }
    const made = await send(0);
    assert.notEqual(expectStatus(made, 201).id, first[0].id);
    assert.equal(made.headers.get("idempotency-replayed"), null);
});

test("idempotency_forget__of_many_goes_on_the_next_time_until_all_old_ones_are_gone", async () => {
    const count = () => Number(sql("SELECT count(*) FROM idempotency_key WHERE sub = 'forgotten'"));
    sql(`INSERT INTO idempotency_key (area, sub, operation, key, body_hash, status, content_type, language, body, created_at)
         SELECT '90', 'forgotten', 'client_create', i, sha256(''), 200, 'application/json', 'fi', '{}', now() - interval '3 days' + i * interval '1 second'
         FROM generate_series(1, 2500) AS i`);
    await run("idempotency_forget");
    assert.ok(count() <= 500, "the schedule's own run may have come between");
    await run("idempotency_forget");
    assert.equal(count(), 0);
});

test("job_forget__takes_what_ended_a_month_ago_and_nothing_that_waits", async () => {
    const states = ["done", "failed", "cancelled", "queued"].map((state, i) => `('90', gen_random_uuid(), 1, 'forgotten_${i}', '${state}', '{}', 0, 0, '2999-01-01', now(), 'x', now() - interval '31 days')`);
    const young = "('90', gen_random_uuid(), 1, 'forgotten_young', 'done', '{}', 0, 0, now(), now(), 'x', now() - interval '29 days')";
    sql(`INSERT INTO job (area, id, version, kind, state, input, done, attempts, due_at, created_at, created_by, updated_at) VALUES ${[...states, young]}`);
    await run("job_forget");
    assert.equal(sql("SELECT string_agg(kind, ' ' ORDER BY kind) FROM job WHERE kind LIKE 'forgotten%'"), "forgotten_3 forgotten_young");
    sql("DELETE FROM job WHERE kind LIKE 'forgotten%'");
});

test("meeting_forget__takes_the_texts_of_old_cases_and_topics_and_leaves_the_figures", async () => {
    const w = world();
    const series = { unit_id: w.centre.id, names: { fi: "PPT", sv: "PPT", en: "PPT" }, rule: "FREQ=DAILY", starts_at: `${today(-20)}T09:00`, on_holiday: "next_working_day" };
    const meeting = await good(w.lead, "/v1/consultation-meetings", series, {}, 201), path = `/v1/consultation-meetings/${meeting.id}`;
    const at = `${path}/occurrences/${today(-7)}`, cases = [];
    for (let i = 0; i < 6; i++) {
        const brought = await good(w.nurse, `${at}/cases`, { title: "Kissankello", question: "Miten jatketaan?" }, {}, 201);
        const told = { advice: "Kotikäynti.", next_step: "Soitto.", follow_up_on: today(-1) };
        const discussed = await good(w.lead, `${at}/cases/${brought.id}/outcome`, told, version(brought));
        cases.push(i === 0 ? await good(w.lead, `${at}/cases/${brought.id}/follow-up`, { text: "Sujuu." }, version(discussed)) : discussed);
    }
    const topic = await good(w.nurse, `${at}/topics`, { kind: "phenomenon", title: "Kissankello", text: "Jonot." }, {}, 201);
    const young = await good(w.nurse, `${path}/occurrences/${today(-6)}/cases`, { title: "Voikukka", question: "Miten jatketaan?" }, {}, 201);
    const statistics = async () => expectStatus(await get(`${path}/statistics?from=${today(-20)}&to=${today()}`, { as: w.lead }), 200);
    const before = await statistics();
    assert.deepEqual([before.cases, before.discussed], [7, null], "one that is not discussed would follow from six that are");
    for (const table of ["meeting_case", "meeting_topic"])
        assert.notEqual(sql(`SELECT count(*) FROM ${table} t WHERE to_jsonb(t)::text LIKE '%Kissankello%'`), "0", table);
    const old = "brought_at = now() - interval '366 days'";
    sql(`UPDATE meeting_case SET ${old} WHERE id IN (${cases.map(({ id }) => `'${id}'`)}); UPDATE meeting_topic SET ${old} WHERE id = '${topic.id}'`);
    await run("meeting_forget");
    for (const { id } of cases) {
        const now = expectStatus(await get(`${at}/cases/${id}`, { as: w.lead }), 200);
        for (const member of ["title", "question", "advice", "next_step", "follow_up_text", "brought_by"]) assert.equal(now[member], undefined, member);
        assert.deepEqual([now.forgotten, now.state, now.available_actions], [true, "discussed", []]);
    }
    assert.equal(expectStatus(await get(`${path}/occurrences/${today(-6)}/cases/${young.id}`, { as: w.lead }), 200).title, "Voikukka");
    assert.deepEqual(await statistics(), before);
    for (const table of ["meeting_case", "meeting_topic", "move", "event", "audit_event", "idempotency_key"])
        assert.equal(sql(`SELECT count(*) FROM ${table} t WHERE to_jsonb(t)::text LIKE '%Kissankello%'`), "0", table);
    assert.deepEqual((await get("/v1/worklists/follow_ups?limit=200", { as: w.nurse })).json.items, [], "nobody is asked about what is forgotten");
});

test("consultation_forget__takes_all_words_of_anonymous_ones_also_why_they_were_reopened", async () => {
    const w = world(), word = "Rantakäpälä";
    const step = (as, record, action, body) => good(as, `/v1/consultations/${record.id}/${action}`, body, version(record));
    let now = await good(w.nurse, "/v1/consultations", { to: { group: w.centre.code }, question: `${word}?`, anonymous: true, acknowledged: ["/question"] }, {}, 201);
    now = await step(w.doctor, now, "answer", { kind: "advice", text: `${word}.`, acknowledged: ["/text"] });
    now = await step(w.nurse, now, "reopen", { reason: `${word} jatkuu.`, acknowledged: ["/reason"] });
    now = await step(w.nurse, now, "withdraw", {});
    for (const table of ["consultation", "consultation_message"])
        assert.notEqual(sql(`SELECT count(*) FROM ${table} t WHERE to_jsonb(t)::text LIKE '%${word}%'`), "0", table);
    sql(`UPDATE consultation SET ended_at = now() - interval '181 days' WHERE id = '${now.id}'`);
    await run("consultation_forget");
    for (const table of ["consultation", "consultation_message", "move", "event", "audit_event"])
        assert.equal(sql(`SELECT count(*) FROM ${table} t WHERE to_jsonb(t)::text LIKE '%${word}%'`), "0", table);
    const shown = expectStatus(await get(`/v1/consultations/${now.id}`, { as: w.nurse }), 200);
    assert.deepEqual([shown.question, shown.state, shown.deadlines.length, shown.history.map(({ action }) => action)], [undefined, "withdrawn", 2, ["create", "answer", "reopen", "withdraw"]]);
});

await finish();
