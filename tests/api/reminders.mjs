#!/usr/bin/env node
// Reminders by the job: late clocks and answers waited for, each told once by several instances of
// which some are killed in the middle of telling.
import { assert, expectStatus, finish, post, test } from "./service.mjs";
import { pause, sql, start, stop } from "./support.mjs";
import { clientOf, code, contactTo, send, world } from "./referral_world.mjs";

const REFERRALS = 120, CONSULTATIONS = 30, KILLED = 3;
const daysAgo = (days) => new Date(Date.now() - days * 86400000).toISOString().slice(0, 10);
const list = (ids) => ids.map((id) => `'${id}'`).join(",");

async function until(holds, about) {
    for (let i = 0; i < 900; i++) {
        if (holds()) return;
        await pause(50);
    }
    throw new Error(about);
}

const due = () => sql("UPDATE job_schedule SET next_at = now(), lease_until = NULL WHERE area = '90' AND kind = 'reminder_tell'");
const isTelling = () => sql("SELECT count(*) FROM job_schedule WHERE area = '90' AND kind = 'reminder_tell' AND lease_until > now() AND next_at <= now()") === "1";
const hasRun = (since) => sql(`SELECT count(*) FROM job_schedule WHERE area = '90' AND kind = 'reminder_tell' AND last_at > '${since}' AND last_problem IS NULL`) === "1";
const told = (ids) => sql(`SELECT type || ' ' || count(*) || ' ' || count(DISTINCT resource_id) FROM event WHERE resource_id IN (${list(ids)})
    AND type ~ 'deadline_near|overdue|waiting' GROUP BY type ORDER BY type`).split("\n").filter(Boolean);

async function lateMatters() {
    const w = world(), client = await clientOf(w.nurse), referrals = [], consultations = [];
    for (let i = 0; i < REFERRALS; i++) {
        const referral = await send(w.nurse, contactTo(client, { unit_id: w.social.id }, { rule: "helsinki_seven_days", starts_on: daysAgo(30) }));
        referrals.push(referral.id);
    }
    for (let i = 0; i < CONSULTATIONS; i++) {
        const asked = await post("/v1/consultations", { to: { group: w.social.code }, question: "Mikä palvelu sopii?", anonymous: true }, { as: w.nurse });
        consultations.push(expectStatus(asked, 201).id);
    }
    sql(`UPDATE referral SET waiting_since = now() - interval '20 days' WHERE id IN (${list(referrals)});
        UPDATE consultation SET starts_at = now() - interval '6 days', due_at = now() - interval '1 day' WHERE id IN (${list(consultations)})`);
    return [...referrals, ...consultations];
}

test("reminder_tell__by_several_instances_of_which_some_are_killed_tells_each_once", async () => {
    const ids = await lateMatters();
    let died = 0;
    for (let round = 0; round < KILLED; round++) {
        const pair = await Promise.all([start({ WORKERS: "4" }), start({ WORKERS: "4" })]);
        due();
        await until(() => isTelling() || hasRun(new Date(Date.now() - 1000).toISOString()), "the job does not begin");
        died += isTelling() ? 1 : 0;
        await Promise.all(pair.map((service) => stop(service, "SIGKILL")));
    }
    for (let round = 0; round < 2; round++) {
        const since = sql("SELECT clock_timestamp()");
        due();
        await until(() => hasRun(since), "the job does not end");
    }
    console.log(`    ${died} of ${KILLED} pairs killed in the middle`);
    assert.deepEqual(told(ids), [`consultation.overdue ${CONSULTATIONS} ${CONSULTATIONS}`, `referral.overdue ${REFERRALS} ${REFERRALS}`, `referral.waiting ${REFERRALS} ${REFERRALS}`]);
    assert.equal(sql(`SELECT count(*) FROM reminder WHERE resource_id IN (${list(ids)})`), String(2 * REFERRALS + CONSULTATIONS));
});

test("reminder_tell__puts_nothing_personal_into_the_feed", async () => {
    const columns = sql("SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'reminder'::regclass AND attnum > 0");
    assert.equal(columns, "area resource resource_id type slot told_at");
    assert.equal(sql(`SELECT count(*) FROM reminder WHERE slot !~ '^([a-z_0-9]+#[0-9]+ |asked |more_asked |answered )?[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+Z)?$'`), "0");
});

await finish();
