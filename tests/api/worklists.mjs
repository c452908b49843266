#!/usr/bin/env node
// Worklists: what waits for whom, in which order, page by page, and that nothing waits on no list.
import { assert, call, expectProblem, expectStatus, finish, get, post, test } from "./service.mjs";
import { description, pause, start } from "./support.mjs";
import { clientOf, code, contactTo, move, moved, outcome, send, service, sql, unit, world } from "./referral_world.mjs";

const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Helsinki" }).format(new Date());
const plus = (day, days) => new Date(Date.parse(day) + days * 86400000).toISOString().slice(0, 10);
const CODES = ["contacts", "referrals", "asked", "unassigned", "overdue", "reviews", "duties", "consultations", "risks", "follow_ups"];
const reason = { reason: "Perustelu." };

async function pages(as, list, query = "", limit = 200, between = async () => {}) {
    const items = [];
    for (let cursor = ""; cursor !== null;) {
        const page = expectStatus(await get(`/v1/worklists/${list}?limit=${limit}${query}${cursor}`, { as }), 200);
        items.push(...page.items);
        cursor = page.next_cursor && `&cursor=${page.next_cursor}`;
        if (cursor) await between(page.items);
    }
    return items;
}
const counts = async (as, query = "") =>
    Object.fromEntries(expectStatus(await get(`/v1/worklists${query}`, { as }), 200).items.map((item) => [item.code, item]));
const on = async (as, list, referral) => (await pages(as, list)).find((item) => item.id === referral.id);

test("worklist_list__counts_what_the_pages_hold", async () => {
    const w = world(), client = await clientOf(w.nurse);
    const made = [];
    for (let i = 0; i < 7; i++) made.push(await send(w.nurse, contactTo(client, { unit_id: w.social.id }, { rule: "helsinki_seven_days", starts_on: plus(today, -2 * i) })));
    await moved(w.socialWorker, made[0], "assign");
    await moved(w.coordinator, made[1], "assign", { assignee: w.colleague.sub });
    await moved(w.nurse, made[2], "cancel", reason);
    await moved(w.socialWorker, made[3], "decline", reason);
    expectStatus(await post("/v1/contacts", { register: "health", channel: "phone", client_id: client.id, unit_id: w.centre.id, urgency: "urgent", need: { classes: ["s3_economy"] } }, { as: w.nurse }), 201);
    const stranger = { sub: "stranger", unit: unit(code("far"), { register: "social" }).code, register: "social" };
    for (const as of [w.nurse, w.doctor, w.socialWorker, w.colleague, w.coordinator, w.lead, stranger, { register: "health" }, { register: "social" }, { register: "social", role: "coordinator" }]) {
        for (const query of ["", "mine=true", `unit_id=${w.social.id}`, `unit_id=${w.centre.id}&mine=true`]) {
            const told = await counts(as, query && `?${query}`);
            for (const list of CODES.filter((list) => told[list])) {
                const items = await pages(as, list, query && `&${query}`);
                assert.equal(told[list].count, items.length, `${list} ${query} ${JSON.stringify(as)}`);
                assert.equal(told[list].overdue, items.filter((item) => item.overdue).length, list);
                assert.equal((await pages(as, list, `${query && `&${query}`}&overdue=true`)).length, told[list].overdue, list);
                assert.equal(new Set(items.map((item) => item.id)).size, items.length);
            }
        }
    }
    const told = await counts(w.socialWorker);
    assert.deepEqual(["referrals", "unassigned", "asked", "overdue"].map((list) => told[list].count), [6, 3, 0, 3]);
    assert.deepEqual((await counts(w.nurse)).asked.count, 6);
    assert.deepEqual((await counts(w.nurse)).contacts.count, 1);
    assert.deepEqual(told.referrals.names.fi, "Saapuneet lähetteet");
});

test("worklist_get__comes_most_urgent_first_and_pages_ties_once", async () => {
    const w = world(), client = await clientOf(w.nurse);
    const wishes = [["non_urgent", 0], ["urgent", 0], ["emergency", 0], ["non_urgent", -8], ["urgent", -20], ["non_urgent", -20]];
    const made = [];
    for (const [urgency, starts] of wishes)
        made.push(await send(w.nurse, contactTo(client, { unit_id: w.social.id }, { urgency, rule: "helsinki_seven_days", starts_on: plus(today, starts) })));
    const ties = [];
    for (let i = 0; i < 5; i++) ties.push(await send(w.nurse, contactTo(client, { unit_id: w.social.id })));
    sql(`UPDATE referral SET waiting_since = now() WHERE id IN (${ties.map((tie) => `'${tie.id}'`).join(",")})`);
    const items = await pages(w.socialWorker, "referrals", "", 2);
    const expected = [made[4], made[5], made[3], made[2], made[1], made[0]].map((referral) => referral.id);
    assert.deepEqual(items.slice(0, 6).map((item) => item.id), expected);
    assert.deepEqual(items.slice(6).map((item) => item.id), ties.map((tie) => tie.id).sort());
    assert.deepEqual(items.map((item) => item.id), (await pages(w.socialWorker, "referrals")).map((item) => item.id));
    assert.equal(items[0].title, w.social.code);
});

test("worklist_get__loses_no_row_while_rows_are_handled", async () => {
    const w = world(), client = await clientOf(w.nurse);
    const made = await Promise.all(Array.from({ length: 30 }, () => send(w.nurse, contactTo(client, { unit_id: w.social.id }))));
    const seen = await pages(w.socialWorker, "unassigned", "", 10, async (items) => {
        for (const item of items) expectStatus(await post(`/v1/referrals/${item.id}/assign`, {}, { as: w.socialWorker, headers: { "if-match": "*" } }), 200);
    });
    assert.deepEqual(seen.map((item) => item.id).sort(), made.map((referral) => referral.id).sort());
});

test("worklist_get__a_cursor_is_its_callers_and_its_lists", async () => {
    const w = world(), client = await clientOf(w.nurse);
    for (let i = 0; i < 3; i++) await send(w.nurse, contactTo(client, { unit_id: w.social.id }));
    const { next_cursor } = expectStatus(await get("/v1/worklists/referrals?limit=1", { as: w.socialWorker }), 200);
    for (const [as, path] of [[w.colleague, "referrals?"], [w.socialWorker, "unassigned?"], [w.socialWorker, "referrals?mine=true&"]])
        expectProblem(await get(`/v1/worklists/${path}limit=1&cursor=${next_cursor}`, { as }), 400, "invalid", { cursor: "bad_cursor" });
    assert.equal((await get("/v1/worklists/lost", { as: w.nurse })).status, 404);
    assert.equal((await get("/v1/worklists/referrals?state=sent", { as: w.nurse })).status, 400);
});

// How to bring a referral into each state, and who has to do something about it then.
const WAYS = {
    draft: { to: async (w, draft) => draft(false), who: "nurse", list: "asked" },
    sent: { steps: [], who: "socialWorker", list: "referrals" },
    redirected: { steps: [["socialWorker", "redirect"]], who: "other", list: "referrals" },
    received: { steps: [["socialWorker", "receive"]], who: "socialWorker", list: "referrals" },
    accepted: { steps: [["socialWorker", "receive"], ["socialWorker", "accept"]], who: "socialWorker", list: "referrals" },
    in_progress: { steps: [["socialWorker", "receive"], ["socialWorker", "accept"], ["socialWorker", "start"]], who: "socialWorker", list: "referrals" },
    returned: { steps: [["socialWorker", "return"]], who: "nurse", list: "asked" },
    completed: { steps: [["socialWorker", "receive"], ["socialWorker", "accept"], ["socialWorker", "start"], ["socialWorker", "complete"]], who: "nurse", list: "asked" },
    declined: { steps: [["socialWorker", "decline"]], who: "nurse", list: "asked" },
    cancelled: { steps: [["nurse", "cancel"]], who: "socialWorker", list: "referrals" },
};

test("worklists__hold_every_state_for_somebody_who_can_act", async () => {
    assert.deepEqual(Object.keys(WAYS).sort(), [...description.components.schemas.ReferralState.enum].sort(), "a new state needs a list");
    const w = world(), other = unit(code("other"), { register: "social" });
    w.other = { sub: "other", unit: other.code, register: "social" };
    const bodies = { complete: { outcome }, redirect: { ...reason, to: { unit_id: other.id } }, return: reason, decline: reason, cancel: reason };
    for (const [state, way] of Object.entries(WAYS)) {
        const body = contactTo(await clientOf(w.nurse), { unit_id: w.social.id });
        let referral = state === "draft" ? expectStatus(await post("/v1/referrals", body, { as: w.nurse }), 201) : await send(w.nurse, body);
        for (const [who, action] of way.steps ?? []) referral = await moved(w[who], referral, action, bodies[action]);
        assert.equal(referral.state, state);
        const item = await on(w[way.who], way.list, referral);
        assert.ok(item, `${state} is on ${way.list} of ${way.who}`);
        assert.ok(item.available_actions.length > 0, state);
        for (const action of item.available_actions)
            assert.ok(expectStatus(await get(`/v1/referrals/${referral.id}`, { as: w[way.who] }), 200).available_actions.includes(action), `${state}: ${action}`);
    }
});

test("worklists__a_closed_referral_leaves_them_when_it_has_been_seen", async () => {
    const w = world();
    let referral = await send(w.nurse, contactTo(await clientOf(w.nurse), { unit_id: w.social.id }));
    referral = await moved(w.socialWorker, referral, "decline", reason);
    assert.deepEqual([(await on(w.nurse, "asked", referral)).unseen, await on(w.socialWorker, "referrals", referral)], ["sender", undefined]);
    await moved(w.nurse, referral, "acknowledge");
    assert.equal(await on(w.nurse, "asked", referral), undefined);
});

test("worklists__work_of_somebody_who_left_stays_the_units", async () => {
    const w = world();
    let referral = await send(w.nurse, contactTo(await clientOf(w.nurse), { unit_id: w.social.id }));
    referral = await moved(w.colleague, referral, "assign");
    assert.equal((await on(w.socialWorker, "referrals", referral)).assignee, w.colleague.sub);
    assert.deepEqual((await pages(w.socialWorker, "referrals", "&mine=true")).map((item) => item.id), []);
    const item = await on(w.coordinator, "referrals", referral);
    assert.ok(item.available_actions.includes("release") && item.available_actions.includes("assign"));
    assert.ok(await on(w.doctor, "asked", referral), "the sender's unit has it, whoever sent it");
});

test("worklists__a_sender_without_a_unit_has_it_and_so_has_whoever_acts_for_others", async () => {
    const w = world(), alone = { sub: `alone-${code("x")}`, register: "health" };
    let referral = await send(alone, contactTo(await clientOf(alone), { unit_id: w.social.id }));
    referral = await moved(w.socialWorker, referral, "return", reason);
    assert.ok(await on(alone, "asked", referral));
    assert.equal(await on(w.nurse, "asked", referral), undefined);
    assert.ok((await on(w.lead, "asked", referral)).available_actions.includes("resend"));
});

test("worklists__the_last_day_is_in_time_and_a_stopped_clock_is_not_late", async () => {
    const w = world(), client = await clientOf(w.nurse);
    const at = (starts) => send(w.nurse, contactTo(client, { unit_id: w.social.id }, { rule: "helsinki_seven_days", starts_on: plus(today, starts) }));
    const [last, late, still] = [await at(-7), await at(-8), await at(-8)];
    await moved(w.socialWorker, still, "pause", { stop: { from: plus(today, -5), reason: "client_wish" } });
    assert.deepEqual([(await on(w.socialWorker, "referrals", last)).overdue, (await on(w.socialWorker, "referrals", last)).due_on], [false, today]);
    assert.deepEqual((await pages(w.socialWorker, "overdue")).map((item) => item.id), [late.id]);
    assert.deepEqual((await pages(w.nurse, "overdue")).map((item) => item.id), [late.id], "the asker sees it too");
});

test("worklists__follow_ups_ask_how_it_went", async () => {
    const w = world();
    const group = service(code("group"), w.centre, { kind: "third_sector", takes_referrals: false });
    const referral = await send(w.nurse, contactTo(await clientOf(w.nurse), { service_id: group.id }, { kind: "third_sector", follow_up_on: plus(today, -1) }));
    const item = await on(w.nurse, "follow_ups", referral);
    assert.deepEqual([item.overdue, item.available_actions], [true, ["complete", "cancel", "urgency"]]);
    assert.equal(await on(w.nurse, "asked", referral), undefined);
});

test("worklists__assessments_wait_to_be_confirmed_and_reviewed", async () => {
    const w = world(), client = await clientOf(w.nurse);
    const body = { register: "health", coping: "easy", need: "many", duration: "continuous", flags: { special_support: false } };
    const assessment = expectStatus(await post(`/v1/clients/${client.id}/assessments`, body, { as: w.nurse }), 201);
    const item = await on(w.nurse, "duties", assessment);
    assert.deepEqual([item.resource, item.state, item.available_actions], ["assessment", "proposed", ["confirm"]]);
    expectStatus(await post(`/v1/assessments/${assessment.id}/confirm`, { client_present: true }, { as: w.nurse, headers: { "if-match": '"1"' } }), 200);
    assert.equal(await on(w.nurse, "duties", assessment), undefined);
    assert.equal(await on(w.nurse, "reviews", assessment), undefined, "not due for a year");
    sql(`UPDATE assessment SET review_due = '${plus(today, 30)}' WHERE id = '${assessment.id}'`);
    assert.equal((await on(w.nurse, "reviews", assessment)).due_on, plus(today, 30));
    assert.equal(await on(w.socialWorker, "reviews", assessment), undefined);
});

test("worklist_get__tells_the_access_log_of_every_client_shown", async () => {
    const w = world(), clients = [];
    for (let i = 0; i < 3; i++) clients.push(await clientOf(w.nurse));
    for (const client of [...clients, clients[0]]) await send(w.nurse, contactTo(client, { unit_id: w.social.id }));
    await pages(w.socialWorker, "referrals");
    const rows = sql(`SELECT count(*) || ' ' || count(DISTINCT client_id) || ' ' || min(ground) FROM audit_event WHERE operation = 'worklist_get' AND sub = '${w.socialWorker.sub}'`);
    assert.equal(rows, "3 3 referral");
});

test("worklists__scan_no_growing_table", async () => {
    const area = "21", w = world({ area });
    const client = await clientOf(w.nurse);
    sql(`INSERT INTO referral (area, id, version, client_id, kind, state, urgency, need, register, to_register, from_unit_id, to_unit_id, outcome_kind, closed_on,
            waiting_since, created_at, created_by, updated_at)
        SELECT '${area}', gen_random_uuid(), 2, '${client.id}', 'social_contact', CASE WHEN n % 20 = 0 THEN 'sent' ELSE 'completed' END, 'urgent', 'x', 'health', 'social',
            '${w.centre.id}', '${w.social.id}', CASE WHEN n % 20 > 0 THEN 'other' END, CASE WHEN n % 20 > 0 THEN date '2026-01-01' END, now(), now(), 'x', now()
        FROM generate_series(1, 20000) AS g(n);
        ANALYZE referral; ANALYZE assessment; ANALYZE client; ANALYZE contact; ANALYZE deadline`);
    const scans = () => sql("SELECT string_agg(relname || ' ' || seq_scan, ', ' ORDER BY relname) FROM pg_stat_user_tables WHERE schemaname = 'asiakkuus' AND relname IN ('referral', 'client')");
    const own = await start(); // its plans are made now
    await pause(1500);
    const before = scans();
    const { base } = await import("./support.mjs"), port = base.port;
    base.port = own.port;
    try {
        for (const list of ["referrals", "asked", "unassigned", "overdue", "follow_ups"]) await get(`/v1/worklists/${list}?limit=50`, { as: list === "asked" ? w.nurse : w.socialWorker });
        assert.equal((await counts(w.socialWorker)).referrals.count, 1000);
        await get("/v1/referrals?direction=incoming", { as: w.socialWorker });
        await get("/v1/referrals?direction=outgoing", { as: w.nurse });
        await get(`/v1/referrals?client_id=${client.id}`, { as: w.nurse });
    } finally {
        base.port = port;
    }
    await pause(1500);
    assert.equal(scans(), before);
    own.process.kill("SIGTERM");
});

await finish();
