#!/usr/bin/env node
// What is forgotten by itself after its time: the texts of cases, topics and anonymous consultations;
// the figures stay. The jobs are made due, and what they look at old.
import { assert, expectStatus, finish, get, post, test } from "./service.mjs";
import { pause, sql, today } from "./support.mjs";
import { world } from "./referral_world.mjs";

// Makes a job due at once, and waits until it has run.
async function run(kind) {
    const since = sql("SELECT clock_timestamp()");
    sql(`UPDATE job_schedule SET next_at = now(), lease_until = NULL WHERE area = '90' AND kind = '${kind}'`);
    for (let i = 0; i < 1200; i++) {
        if (sql(`SELECT count(*) FROM job_schedule WHERE area = '90' AND kind = '${kind}' AND last_at > '${since}' AND last_problem IS NULL`) === "1") return;
        await pause(50);
    }
    throw new Error(`${kind} does not run`);
}

const good = async (as, path, body, headers = {}, status = 200) => expectStatus(await post(path, body, { as, headers }), status);
const version = (record) => ({ "if-match": `"${record.version}"` });

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
    assert.equal(before.discussed ?? before.cases, before.discussed ?? 7);
    const old = "brought_at = now() - interval '366 days'";
    sql(`UPDATE meeting_case SET ${old} WHERE id IN (${cases.map(({ id }) => `'${id}'`)}); UPDATE meeting_topic SET ${old} WHERE id = '${topic.id}'`);
    await run("meeting_forget");
    for (const { id } of cases) {
        const now = expectStatus(await get(`${at}/cases/${id}`, { as: w.lead }), 200);
        for (const member of ["title", "question", "advice", "next_step", "follow_up_text", "brought_by"]) assert.equal(now[member], undefined, member);
        assert.deepEqual([now.forgotten, now.state, now.available_actions], [true, "discussed", undefined]);
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
    sql(`UPDATE consultation SET ended_at = now() - interval '181 days' WHERE id = '${now.id}'`);
    await run("consultation_forget");
    for (const table of ["consultation", "consultation_message", "move", "event", "audit_event"])
        assert.equal(sql(`SELECT count(*) FROM ${table} t WHERE to_jsonb(t)::text LIKE '%${word}%'`), "0", table);
    const shown = expectStatus(await get(`/v1/consultations/${now.id}`, { as: w.nurse }), 200);
    assert.deepEqual([shown.question, shown.state, shown.deadlines.length, shown.history.map(({ action }) => action)], [undefined, "withdrawn", 2, ["create", "answer", "reopen", "withdraw"]]);
});

await finish();
