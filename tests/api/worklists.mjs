#!/usr/bin/env node
// Worklists: what waits for whom, in which order, page by page, and that nothing waits on no list.
import { readFileSync, statSync } from "node:fs";
import { assert, call, expectProblem, expectStatus, finish, get, post, test } from "./service.mjs";
import { description, sql, start, stop, today } from "./support.mjs";
import { clientOf, code, contactTo, move, moved, outcome, send, service, unit, world } from "./referral_world.mjs";

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
// What a list tells of how many it holds: exact as far as it counts.
const counted = ({ count, overdue, more }) => [count, overdue, more];
const countedOf = (items) => [Math.min(items.length, 100), Math.min(items.filter((item) => item.overdue).length, 100), items.length > 100];
// An assessment that is to be looked at again on a day, as it is kept and where its client stands.
const reviewDue = (id, day) => sql(`UPDATE assessment SET review_due = '${day}' WHERE id = '${id}'; UPDATE client_standing SET review_due = '${day}' WHERE assessment_id = '${id}'`);
const on = async (as, list, referral) => (await pages(as, list)).find((item) => item.id === referral.id);

test("worklist_list__counts_what_the_pages_hold", async () => {
    const w = world(), client = await clientOf(w.nurse);
    const made = [];
    for (let i = 0; i < 7; i++) made.push(await send(w.nurse, contactTo(client, { unit_id: w.social.id }, { rule: "helsinki_seven_days", starts_on: today(-2 * i) })));
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
                const late = items.filter((item) => item.overdue).length;
                assert.deepEqual(counted(told[list]), countedOf(items), `${list} ${query} ${JSON.stringify(as)}`);
                assert.equal((await pages(as, list, `${query && `&${query}`}&overdue=true`)).length, late, list);
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
        made.push(await send(w.nurse, contactTo(client, { unit_id: w.social.id }, { urgency, rule: "helsinki_seven_days", starts_on: today(starts) })));
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

test("worklist_get__a_row_that_moves_ahead_between_two_pages_hides_no_other", async () => {
    const w = world(), client = await clientOf(w.nurse), made = [];
    for (let i = 0; i < 12; i++) made.push(await send(w.nurse, contactTo(client, { unit_id: w.social.id })));
    const order = (await pages(w.socialWorker, "referrals")).map(({ id }) => id), of = (id) => made.find((referral) => referral.id === id);
    let turns = 0;
    const seen = await pages(w.socialWorker, "referrals", "", 4, async (items) => {
        // One from behind goes to the front, and the one that the cursor stands at leaves the list.
        if (turns++ > 0) return;
        await moved(w.nurse, of(order[9]), "urgency", { ...reason, urgency: "emergency" });
        await moved(w.socialWorker, of(items.at(-1).id), "decline", reason);
    });
    const others = order.filter((id) => id !== order[9]);
    assert.deepEqual(seen.map(({ id }) => id).filter((id) => id !== order[9]), others);
    assert.equal((await pages(w.socialWorker, "referrals"))[0].id, order[9], "the next run begins with it");
});

test("worklists__a_unit_that_closed_and_a_client_who_died_leave_nothing_on_no_list", async () => {
    const w = world(), client = await clientOf(w.nurse);
    const waits = await send(w.nurse, contactTo(client, { unit_id: w.social.id }));
    const begun = await moved(w.socialWorker, await moved(w.socialWorker, await moved(w.socialWorker, await send(w.nurse, contactTo(client, { unit_id: w.social.id })), "receive"), "accept"), "start");
    const back = await moved(w.socialWorker, await send(w.nurse, contactTo(client, { unit_id: w.social.id })), "return", reason);
    const over = await moved(w.socialWorker, await send(w.nurse, contactTo(client, { unit_id: w.social.id })), "decline", reason);
    const asked = await ask(w.nurse, { group: w.social.code });
    const contact = expectStatus(await post("/v1/contacts", { register: "health", channel: "phone", client_id: client.id, unit_id: w.centre.id, urgency: "urgent", need: { classes: ["s3_economy"] } }, { as: w.nurse }), 201);
    const stand = async (about) => {
        for (const [as, list, record] of [[w.socialWorker, "referrals", waits], [w.socialWorker, "referrals", begun], [w.nurse, "asked", waits], [w.nurse, "asked", back], [w.nurse, "asked", over], [w.socialWorker, "consultations", asked], [w.doctor, "contacts", contact]])
            assert.ok((await on(as, list, record))?.available_actions.length > 0, `${about}: ${list} of ${record.state ?? record.status}`);
    };
    await stand("before");
    expectStatus(await post(`/v1/clients/${client.id}/status`, { status: "deceased" }, { as: w.lead, headers: { "if-match": "*" } }), 200);
    assert.equal((await on(w.socialWorker, "referrals", waits)).client.status, "deceased");
    await stand("the client died");
    sql(`UPDATE unit SET valid_to = date '${today(-1)}' WHERE id IN ('${w.social.id}', '${w.centre.id}')`);
    await stand("the units closed");
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
    assert.ok(await on(w.doctor, "asked", referral), "the sender's unit has it, no matter who sent it");
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
    const at = (starts) => send(w.nurse, contactTo(client, { unit_id: w.social.id }, { rule: "helsinki_seven_days", starts_on: today(starts) }));
    const [last, late, still] = [await at(-7), await at(-8), await at(-8)];
    await moved(w.socialWorker, still, "pause", { stop: { from: today(-5), reason: "client_wish" } });
    assert.deepEqual([(await on(w.socialWorker, "referrals", last)).overdue, (await on(w.socialWorker, "referrals", last)).due_on], [false, today()]);
    assert.deepEqual((await pages(w.socialWorker, "overdue")).map((item) => item.id), [late.id]);
    assert.deepEqual((await pages(w.nurse, "overdue")).map((item) => item.id), [late.id], "the asker sees it too");
});

test("worklists__follow_ups_ask_how_it_went", async () => {
    const w = world();
    const group = service(code("group"), w.centre, { kind: "third_sector", takes_referrals: false });
    const referral = await send(w.nurse, contactTo(await clientOf(w.nurse), { service_id: group.id }, { kind: "third_sector", follow_up_on: today(-1) }));
    const item = await on(w.nurse, "follow_ups", referral);
    assert.deepEqual([item.overdue, item.available_actions], [true, ["complete", "cancel", "urgency"]]);
    assert.equal(await on(w.nurse, "asked", referral), undefined);
    const later = await send(w.nurse, contactTo(await clientOf(w.nurse), { service_id: group.id }, { kind: "third_sector" }));
    const waits = (await on(w.nurse, "asked", later)) ?? (await on(w.nurse, "follow_ups", later));
    assert.deepEqual([waits?.overdue, waits?.due_on, waits?.available_actions], [false, today(14), ["complete", "cancel", "urgency"]], "before its day too it is on a list");
});

test("worklists__assessments_wait_to_be_confirmed_and_reviewed", async () => {
    const w = world(), client = await clientOf(w.nurse);
    const body = { register: "health", coping: "easy", need: "many", duration: "continuous", flags: { special_support: false } };
    const assessment = expectStatus(await post(`/v1/clients/${client.id}/assessments`, body, { as: w.nurse }), 201);
    const item = await on(w.nurse, "duties", assessment);
    assert.deepEqual([item.resource, item.state, item.available_actions], ["assessment", "proposed", ["confirm"]]);
    expectStatus(await post(`/v1/assessments/${assessment.id}/confirm`, { client_present: true }, { as: w.nurse, headers: { "if-match": '"1"' } }), 200);
    assert.equal((await on(w.nurse, "duties", assessment)).resource, "client_segment", "confirmed; what the segment asks for is another row");
    assert.equal(await on(w.nurse, "reviews", assessment), undefined, "not due for a year");
    reviewDue(assessment.id, today(30));
    assert.equal((await on(w.nurse, "reviews", assessment)).due_on, today(30));
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

// --- what stands on several kinds of records ---

const partnership = { register: "health", coping: "easy", need: "many", duration: "continuous", flags: { special_support: false } };
const anonymous = (to, more = {}) => ({ to, question: "Mikä palvelu sopii unettomuuteen?", anonymous: true, ...more });
const ask = async (as, to, more) => expectStatus(await post("/v1/consultations", anonymous(to, more), { as }), 201);
const turn = async (as, consultation, action, body = {}) =>
    expectStatus(await post(`/v1/consultations/${consultation.id}/${action}`, body, { as, headers: { "if-match": `"${consultation.version}"` } }), 200);

// A client whose confirmed segment asks for a contact person, an own team and a plan.
async function partner(as) {
    const client = await clientOf(as);
    const assessment = expectStatus(await post(`/v1/clients/${client.id}/assessments`, partnership, { as }), 201);
    expectStatus(await post(`/v1/assessments/${assessment.id}/confirm`, { client_present: true }, { as, headers: { "if-match": '"1"' } }), 200);
    return { ...client, assessment_id: assessment.id };
}
const setTeam = async (as, client, members, more = {}) =>
    call("PUT", `/v1/clients/${client.id}/care-team`, { as: { ...as, role: "coordinator" }, body: { members, ...more }, headers: { "if-none-match": "*" } });
const contactPerson = (sub, from, to) => ({ role: "contact_person", person: { sub, name: "Aino Esimerkki" }, from, ...(to && { to }) });

// A meeting of the unit on every day, so that one was yesterday and one is tomorrow.
async function meetingOf(as, of) {
    const body = { unit_id: of.id, names: { fi: "PPT", sv: "PPT", en: "PPT" }, rule: "FREQ=DAILY", starts_at: `${today(-30)}T09:00`, duration_minutes: 60, on_holiday: "skip" };
    return expectStatus(await post("/v1/consultation-meetings", body, { as }), 201);
}
const bring = async (as, meeting, day) =>
    expectStatus(await post(`/v1/consultation-meetings/${meeting.id}/occurrences/${day}/cases`, { title: "Asumisen tuki", question: "Miten jatketaan?", service_needs: [] }, { as }), 201);

async function workingDay(meeting, as, from, to) {
    const { items } = expectStatus(await get(`/v1/consultation-meetings/${meeting.id}/occurrences?from=${from}&to=${to}`, { as }), 200);
    return items.at(-1).date;
}

test("worklists__what_was_asked_of_others_is_asked_whatever_its_kind", async () => {
    const w = world(), client = await clientOf(w.nurse);
    const consultation = await ask(w.nurse, { group: w.social.code });
    const referral = await send(w.nurse, contactTo(client, { unit_id: w.social.id }));
    const second = await ask(w.nurse, { group: w.social.code }, { urgency: "emergency" });
    const asked = await pages(w.doctor, "asked", "", 1);
    assert.deepEqual(asked.map((item) => [item.resource, item.id]), [["consultation", second.id], ["consultation", consultation.id], ["referral", referral.id]]);
    assert.deepEqual(asked[0].available_actions, ["withdraw"]);
    assert.deepEqual((await pages(w.socialWorker, "unassigned", "", 1)).map((item) => item.id), [second.id, consultation.id, referral.id]);
    assert.equal((await counts(w.doctor)).asked.count, 3);
    const without = { ...w.doctor, scope: "referral:read referral:write" };
    assert.deepEqual((await pages(without, "asked")).map((item) => item.id), [referral.id], "what may not be read is not told");
    assert.equal((await counts(without)).asked.count, 1);
    sql(`UPDATE consultation SET starts_at = now() - interval '9 days', due_at = now() - interval '3 days' WHERE id = '${consultation.id}'`);
    assert.deepEqual((await pages(w.socialWorker, "overdue")).map((item) => item.id), [consultation.id]);
});

test("worklists__a_page_of_several_kinds_of_records_comes_in_one_order_and_loses_none", async () => {
    const w = world(), client = await clientOf(w.nurse), all = [];
    for (let i = 0; i < 6; i++) {
        all.push((await ask(w.nurse, { group: w.social.code }, { urgency: ["urgent", "non_urgent"][i % 2] })).id);
        all.push((await send(w.nurse, contactTo(client, { unit_id: w.social.id }, { urgency: ["non_urgent", "urgent"][i % 2] }))).id);
    }
    sql(`UPDATE consultation SET starts_at = date_trunc('hour', now()) WHERE id IN (${all.map((id) => `'${id}'`)});
        UPDATE referral SET waiting_since = date_trunc('hour', now()) WHERE id IN (${all.map((id) => `'${id}'`)})`);
    const whole = (await pages(w.nurse, "asked")).map((item) => item.id);
    assert.deepEqual([...whole].sort(), [...all].sort());
    for (const limit of [1, 2, 5, 11, 12]) assert.deepEqual((await pages(w.nurse, "asked", "", limit)).map((item) => item.id), whole, `limit ${limit}`);
});

test("worklists__duties_show_whose_segment_asks_for_what_is_not_there", async () => {
    const w = world(), client = await partner(w.nurse);
    const item = (await pages(w.nurse, "duties")).find((item) => item.client.id === client.id);
    assert.deepEqual([item.resource, item.state, item.duties], ["client_segment", "incomplete", ["contact_person_missing", "own_team_missing", "plan_missing"]]);
    const shown = expectStatus(await get(`/v1/clients/${client.id}/segment`, { as: w.nurse }), 200).open_duties.map((duty) => duty.code);
    assert.deepEqual(item.duties, shown, "the client's own page says the same");
    expectStatus(await setTeam(w.nurse, client, [contactPerson("someone", today(-1))], { template: "omatiimi" }), 201);
    const plan = { kind: "joint", goals: [], services: [], review_on: today(90), client_agrees: false };
    expectStatus(await call("PUT", `/v1/clients/${client.id}/plan`, { as: w.nurse, body: plan, headers: { "if-none-match": "*" } }), 201);
    const left = (await pages(w.nurse, "duties")).filter((item) => item.client.id === client.id);
    assert.deepEqual(left.map((item) => [item.resource, item.duties]), [["plan", ["agreement_missing"]]]);
    assert.equal((await counts(w.nurse)).duties.count, 1);
    assert.deepEqual(await pages(w.socialWorker, "duties"), [], "of another unit");
});

test("worklists__a_plan_is_reviewed_as_an_assessment_is", async () => {
    const w = world(), client = await partner(w.nurse);
    const plan = { kind: "support", goals: [], services: [], review_on: today(20), client_agrees: true };
    const put = expectStatus(await call("PUT", `/v1/clients/${client.id}/plan`, { as: w.nurse, body: plan, headers: { "if-none-match": "*" } }), 201);
    const item = await on(w.nurse, "reviews", put);
    assert.deepEqual([item.resource, item.due_on, item.overdue, item.duties], ["plan", today(20), false, undefined]);
    sql(`UPDATE plan SET review_on = '${today(-1)}' WHERE id = '${put.id}'`);
    assert.equal((await on(w.nurse, "reviews", put)).overdue, true);
});

test("worklists__own_duties_are_those_of_a_team_that_is_the_callers_today", async () => {
    const w = world(), mine = async (as) => (await pages(as, "duties", "&mine=true")).map((item) => item.client.id);
    const [left, comes, is] = [await partner(w.nurse), await partner(w.nurse), await partner(w.nurse)];
    expectStatus(await setTeam(w.nurse, left, [contactPerson(w.doctor.sub, today(-9), today(-1))]), 201);
    expectStatus(await setTeam(w.nurse, comes, [contactPerson(w.doctor.sub, today(1))]), 201);
    expectStatus(await setTeam(w.nurse, is, [contactPerson(w.doctor.sub, today(-9), today())]), 201);
    assert.deepEqual(await mine(w.doctor), [is.id], "neither who has left nor who is to come");
    const units = await pages(w.doctor, "duties");
    const of = (client) => units.find((item) => item.client.id === client.id).duties;
    assert.ok(of(left).includes("contact_person_missing") && of(comes).includes("contact_person_missing"), "it is the unit's again");
    assert.ok(!of(is).includes("contact_person_missing"));
});

test("worklists__a_client_who_is_gone_is_on_none_and_one_who_comes_back_is_again", async () => {
    const w = world(), client = await partner(w.nurse), lists = async () => [(await on(w.nurse, "duties", { id: client.assessment_id }))?.id, (await on(w.nurse, "reviews", { id: client.assessment_id }))?.id];
    const set = async (status) => {
        const { version } = expectStatus(await get(`/v1/clients/${client.id}`, { as: w.nurse }), 200);
        return expectStatus(await post(`/v1/clients/${client.id}/status`, { status, reason: "Muutto." }, { as: w.nurse, headers: { "if-match": `"${version}"` } }), 200);
    };
    reviewDue(client.assessment_id, today(3));
    assert.deepEqual(await lists(), [client.assessment_id, client.assessment_id]);
    await set("moved_away");
    assert.deepEqual(await lists(), [undefined, undefined]);
    await set("active");
    assert.deepEqual(await lists(), [client.assessment_id, client.assessment_id]);
});

test("worklists__reviews_come_by_their_day_whatever_kind_they_are", async () => {
    const w = world(), all = [];
    for (const days of [9, -3, 30, 0, -20, 1]) {
        const client = await partner(w.nurse);
        reviewDue(client.assessment_id, today(days));
        const plan = { kind: "support", goals: [], services: [], review_on: today(days + 1), client_agrees: true };
        all.push([days, client.assessment_id], [days + 1, expectStatus(await call("PUT", `/v1/clients/${client.id}/plan`, { as: w.nurse, body: plan, headers: { "if-none-match": "*" } }), 201).id]);
    }
    const expected = all.filter(([days]) => days <= 30).sort(([a, x], [b, y]) => a - b || (x < y ? -1 : 1)).map(([, id]) => id);
    for (const limit of [1, 2, 5, 11]) assert.deepEqual((await pages(w.nurse, "reviews", "", limit)).map((item) => item.id), expected, `limit ${limit}`);
    const late = (overdue) => pages(w.nurse, "reviews", `&overdue=${overdue}`, 2);
    assert.deepEqual([...(await late(true)), ...(await late(false))].map((item) => item.id), expected);
    const told = (await counts(w.nurse)).reviews;
    assert.deepEqual([told.count, told.overdue, told.more], [11, 4, false]);
});

test("worklists__a_proposal_waits_until_a_later_one_or_its_confirmation", async () => {
    const w = world(), client = await clientOf(w.nurse), waiting = async () => (await pages(w.nurse, "duties")).filter((item) => item.state === "proposed").map((item) => item.id);
    const propose = async (as) => expectStatus(await post(`/v1/clients/${client.id}/assessments`, partnership, { as }), 201);
    const first = await propose(w.nurse), second = await propose(w.doctor);
    assert.deepEqual(await waiting(), [second.id], "the later one has replaced it");
    assert.deepEqual((await pages(w.nurse, "duties", "&mine=true")).map((item) => item.id), []);
    assert.deepEqual((await pages(w.doctor, "duties", "&mine=true")).map((item) => item.id), [second.id]);
    expectStatus(await post(`/v1/assessments/${first.id}/confirm`, { client_present: true }, { as: w.nurse, headers: { "if-match": '"1"' } }), 200);
    assert.deepEqual(await waiting(), [], "of one day what was confirmed last holds");
    const third = await propose(w.nurse);
    assert.deepEqual(await waiting(), [third.id]);
});

test("worklists__cases_wait_for_their_outcome_and_are_asked_about_afterwards", async () => {
    const w = world(), meeting = await meetingOf(w.lead, w.centre);
    const day = await workingDay(meeting, w.lead, today(-10), today(-1));
    const brought = await bring(w.nurse, meeting, day), later = await bring(w.nurse, meeting, await workingDay(meeting, w.lead, today(1), today(9)));
    const item = await on(w.doctor, "consultations", brought);
    assert.deepEqual([item.resource, item.client, item.state, item.due_on, item.overdue, item.meeting], ["meeting_case", undefined, "open", day, true, { id: meeting.id, date: day }]);
    assert.equal((await on(w.doctor, "consultations", later)).overdue, false);
    assert.equal(await on(w.socialWorker, "consultations", brought), undefined);
    const path = `/v1/consultation-meetings/${meeting.id}/occurrences/${day}/cases/${brought.id}`;
    const told = await post(`${path}/outcome`, { advice: "Tuki kotiin.", next_step: "Soitto", follow_up_on: today() }, { as: w.lead, headers: { "if-match": `"${brought.version}"` } });
    const discussed = expectStatus(told, 200);
    assert.equal(await on(w.doctor, "consultations", brought), undefined);
    const asked = await on(w.doctor, "follow_ups", brought);
    assert.deepEqual([asked.state, asked.due_on, asked.overdue], ["discussed", today(), false]);
    assert.deepEqual(asked.available_actions, [], "who neither brought it nor leads the meeting looks");
    assert.ok((await on(w.nurse, "follow_ups", brought)).available_actions.includes("follow_up"));
    expectStatus(await post(`${path}/follow-up`, { text: "Sujuu." }, { as: w.lead, headers: { "if-match": `"${discussed.version}"` } }), 200);
    assert.equal(await on(w.doctor, "follow_ups", brought), undefined);
});

test("worklists__a_case_that_is_to_be_asked_about_on_another_day_is_asked_about_again", async () => {
    const w = world(), meeting = await meetingOf(w.lead, w.centre), day = await workingDay(meeting, w.lead, today(-10), today(-1));
    const brought = await bring(w.nurse, meeting, day), path = `/v1/consultation-meetings/${meeting.id}/occurrences/${day}/cases/${brought.id}`;
    const step = async (action, body, { version }) => expectStatus(await post(`${path}/${action}`, body, { as: w.lead, headers: { "if-match": `"${version}"` } }), 200);
    const told = (follow_up_on) => ({ advice: "Tuki kotiin.", next_step: "Soitto", follow_up_on });
    let now = await step("follow-up", { text: "Sujuu." }, await step("outcome", told(today()), brought));
    now = await step("outcome", told(today()), now);
    assert.equal(await on(w.doctor, "follow_ups", brought), undefined, "the same day has been asked about");
    now = await step("outcome", told(today(20)), now);
    const asked = await on(w.doctor, "follow_ups", brought);
    assert.deepEqual([asked?.due_on, now.followed_up_at, now.follow_up_text], [today(20), undefined, "Sujuu."]);
    await step("follow-up", { text: "Sujuu yhä." }, now);
    assert.equal(await on(w.doctor, "follow_ups", brought), undefined);
});

test("worklists__ones_own_are_what_was_asked_of_one_by_name_and_what_one_has_elsewhere", async () => {
    const w = world(), mine = async (as, list, query = "") => (await pages(as, list, `&mine=true${query}`)).map(({ id }) => id);
    const asked = await ask(w.nurse, { sub: w.doctor.sub }), ofUnit = await ask(w.nurse, { group: w.centre.code });
    assert.deepEqual(await mine(w.doctor, "consultations"), [asked.id]);
    assert.ok((await pages(w.doctor, "consultations")).some(({ id }) => id === ofUnit.id));
    const elsewhere = { sub: `rover-${code("x")}`, unit: unit(code("elsewhere"), { register: "social" }).code, register: "social" };
    const referral = await moved(w.coordinator, await send(w.nurse, contactTo(await clientOf(w.nurse), { unit_id: w.social.id })), "assign", { assignee: elsewhere.sub });
    assert.deepEqual(await mine(elsewhere, "referrals"), [referral.id]);
    assert.ok((await pages(elsewhere, "referrals", "&mine=true"))[0].available_actions.includes("receive"));
    assert.deepEqual([(await counts(elsewhere, "?mine=true")).referrals.count, (await counts(w.doctor, "?mine=true")).consultations.count], [1, 1]);
    assert.deepEqual(await mine(elsewhere, "referrals", `&unit_id=${w.centre.id}`), [], "of another unit than was asked for");
});

test("worklists__count_what_the_pages_hold_for_every_role_register_and_filter", async () => {
    const w = world(), client = await partner(w.nurse);
    await ask(w.nurse, { group: w.social.code });
    await ask(w.socialWorker, { group: w.centre.code }, { urgency: "urgent" });
    await ask(w.nurse, { sub: w.doctor.sub });
    await send(w.nurse, contactTo(client, { unit_id: w.social.id }, { rule: "helsinki_seven_days", starts_on: today(-9) }));
    const meeting = await meetingOf(w.lead, w.centre);
    await bring(w.nurse, meeting, await workingDay(meeting, w.lead, today(-10), today(-1)));
    const plan = { kind: "joint", goals: [], services: [], review_on: today(3), client_agrees: false };
    expectStatus(await call("PUT", `/v1/clients/${client.id}/plan`, { as: w.nurse, body: plan, headers: { "if-none-match": "*" } }), 201);
    for (const role of ["professional", "coordinator", "integrator"]) {
        for (const person of [w.nurse, w.doctor, w.socialWorker, { sub: "rover", register: "health" }, { sub: "rover", register: "social" }]) {
            for (const query of ["", "mine=true", `unit_id=${w.centre.id}`, `unit_id=${w.social.id}`]) {
                const as = { ...person, role }, told = await counts(as, query && `?${query}`);
                for (const [list, of] of Object.entries(told)) {
                    const items = await pages(as, list, query && `&${query}`);
                    assert.deepEqual(counted(of), countedOf(items), `${list} ${query} ${JSON.stringify(as)}`);
                }
            }
        }
    }
});

// --- every state of every machine ---

// The states that a table of moves leaves: what is not over.
function openStates(path) {
    const moves = [...readFileSync(`${process.env.SOURCE_DIR}/service/domain/${path}`, "utf8").matchAll(/^MOVE(?:_OF)?\((?:[A-Z]+, )?"?(\w+)"?, (\w+), "(\w+)"/gm)].map(([, from, , to]) => ({ from, to }));
    const states = [...new Set(moves.map(({ to }) => to))];
    return states.filter((state) => moves.some(({ from, to }) => from === state && to !== state)).sort();
}

const CONSULTATION_WAYS = {
    asked: { steps: [], who: "socialWorker", also: "nurse" },
    more_asked: { steps: [["socialWorker", "ask_more", { text: "Mitä on kokeiltu?" }]], who: "nurse", also: "socialWorker" },
    answered: { steps: [["socialWorker", "answer", { kind: "advice", text: "Ryhmä sopii." }]], who: "nurse" },
    closed: { over: true },
};

test("worklists__hold_every_state_that_a_table_of_moves_leaves", async () => {
    const w = world();
    assert.deepEqual(openStates("contact/contact_moves.def"), ["open"]);
    const contact = expectStatus(await post("/v1/contacts", { register: "health", channel: "phone", client_id: (await clientOf(w.nurse)).id, unit_id: w.centre.id, urgency: "urgent", need: { classes: ["s3_economy"] } }, { as: w.nurse }), 201);
    assert.ok((await on(w.doctor, "contacts", contact)).available_actions.length > 0);
    assert.deepEqual(openStates("assessment/assessment_moves.def"), ["proposed"]);
    assert.deepEqual(openStates("meeting/case_moves.def"), ["open"]);
    for (const state of openStates("referral/referral_moves.def")) assert.ok(WAYS[state], `a referral ${state} needs a list`);
    assert.deepEqual(openStates("consultation/consultation_moves.def"), Object.keys(CONSULTATION_WAYS).sort(), "a new state needs a list");
    for (const [state, way] of Object.entries(CONSULTATION_WAYS).filter(([, way]) => !way.over)) {
        let consultation = await ask(w.nurse, { group: w.social.code });
        for (const [who, action, body] of way.steps) consultation = await turn(w[who], consultation, action, body);
        assert.equal(consultation.state, state);
        const item = await on(w[way.who], "consultations", consultation);
        assert.ok(item?.available_actions.length > 0, `${state} is on a list of whose turn it is`);
        assert.ok(await on(w.nurse, "asked", consultation), `${state} is on the asker's list`);
        for (const action of item.available_actions)
            assert.ok(expectStatus(await get(`/v1/consultations/${consultation.id}`, { as: w[way.who] }), 200).available_actions.includes(action), `${state}: ${action}`);
        if (way.also) assert.ok(await on(w[way.also], way.also === "nurse" ? "asked" : "consultations", consultation));
    }
});

test("worklists__an_assignee_who_left_and_one_named_alone_leave_nothing_on_no_list", async () => {
    const w = world();
    const taken = await turn(w.colleague, await ask(w.nurse, { group: w.social.code }), "assign");
    const item = await on(w.socialWorker, "consultations", taken);
    assert.ok(item.available_actions.includes("release"), "anyone who is of the unit can take it on");
    const alone = await ask(w.nurse, { sub: `gone-${code("x")}` });
    assert.deepEqual((await on(w.doctor, "asked", alone)).available_actions, ["withdraw"], "the asking unit has it");
});

// --- on which ground ---

test("worklist_get__tells_the_access_log_the_ground_of_every_row", async () => {
    const w = world();
    const grounds = (as, list) => sql(`SELECT string_agg(DISTINCT resource || ' ' || ground, ', ' ORDER BY resource || ' ' || ground) FROM audit_event WHERE operation = 'worklist_get' AND sub = '${as.sub}'`);
    const shared = { sub: `both-${code("x")}`, register: "social", unit: w.centre.code };
    const client = await partner(w.nurse);
    const give = (resources) => post(`/v1/clients/${client.id}/consents`, { kind: "consent", from_register: "health", to_register: "social", purpose: "Yhteinen suunnitelma", given_by: "client", scope: { resources } }, { as: w.nurse });
    reviewDue(client.assessment_id, today(3));
    assert.deepEqual(await pages(shared, "reviews"), [], "no ground");
    expectStatus(await give(["referral"]), 201);
    assert.deepEqual(await pages(shared, "reviews"), [], "a consent to other records is none");
    expectStatus(await give(["assessment"]), 201);
    assert.deepEqual((await pages(shared, "reviews")).map((item) => item.id), [client.assessment_id]);
    assert.equal(grounds(shared), "assessment consent");
    await pages(w.nurse, "reviews");
    await pages(w.nurse, "duties");
    assert.equal(grounds(w.nurse), "assessment own_register, client_segment own_register");
    await send(w.nurse, contactTo(client, { unit_id: w.social.id }));
    await pages(w.socialWorker, "referrals");
    await pages(w.doctor, "asked");
    assert.deepEqual([grounds(w.socialWorker), grounds(w.doctor)], ["referral referral", "referral own_register"]);
});

test("worklists__a_proposal_of_the_other_register_is_shown_on_a_ground_and_offers_what_it_offers_itself", async () => {
    const w = world(), client = await clientOf(w.nurse), shared = { sub: `both-${code("x")}`, register: "social", unit: w.centre.code };
    const made = expectStatus(await post(`/v1/clients/${client.id}/assessments`, partnership, { as: w.nurse }), 201);
    expectStatus(await post(`/v1/clients/${client.id}/consents`, { kind: "consent", from_register: "health", to_register: "social", purpose: "Yhteinen suunnitelma", given_by: "client" }, { as: w.nurse }), 201);
    for (const [as, actions] of [[w.nurse, ["confirm"]], [shared, []]]) {
        assert.deepEqual(expectStatus(await get(`/v1/assessments/${made.id}`, { as }), 200).available_actions, actions);
        assert.deepEqual((await on(as, "duties", made)).available_actions, actions);
    }
});

test("worklists__a_consultation_of_the_other_register_needs_a_ground_and_tells_it", async () => {
    const w = world(), client = await clientOf(w.nurse);
    const consultation = expectStatus(await post("/v1/consultations", { to: { group: w.social.code }, question: "Miten jatketaan?", anonymous: false, client_id: client.id }, { as: w.nurse }), 201);
    assert.equal(await on(w.socialWorker, "consultations", consultation), undefined);
    expectStatus(await post(`/v1/clients/${client.id}/consents`, { kind: "consent", from_register: "health", to_register: "social", purpose: "Konsultaatio", given_by: "client" }, { as: w.nurse }), 201);
    assert.deepEqual((await on(w.socialWorker, "consultations", consultation)).available_actions, []);
    assert.equal(sql(`SELECT DISTINCT ground FROM audit_event WHERE operation = 'worklist_get' AND sub = '${w.socialWorker.sub}'`), "consent");
});

test("worklist_get__a_ground_that_is_withdrawn_between_two_pages_shows_no_more", async () => {
    const w = world(), shared = { sub: `both-${code("x")}`, register: "social", unit: w.centre.code }, grounds = new Map();
    for (let i = 0; i < 2; i++) {
        const client = await partner(w.nurse);
        reviewDue(client.assessment_id, today(3));
        const given = { kind: "consent", from_register: "health", to_register: "social", purpose: "Yhteinen suunnitelma", given_by: "client" };
        grounds.set(client.id, expectStatus(await post(`/v1/clients/${client.id}/consents`, given, { as: w.nurse }), 201));
    }
    const seen = await pages(shared, "reviews", "", 1, async ([item]) => {
        for (const [id, ground] of grounds)
            if (id !== item.client.id) expectStatus(await post(`/v1/clients/${id}/consents/${ground.id}/withdraw`, {}, { as: w.nurse, headers: { "if-match": `"${ground.version}"` } }), 200);
    });
    assert.equal(seen.length, 1);
});

// The plans of what the service really asks, as the server writes them down. Where autovacuum comes and goes
// as it likes, so do the plans: everything is looked at once (`rows`), and then not again.
async function plansOf(rows, work) {
    sql("ALTER SYSTEM SET autovacuum = off; SELECT pg_reload_conf()");
    sql(`${rows}; VACUUM (ANALYZE)`);
    sql("ALTER ROLE asiakkuus_app SET session_preload_libraries = 'auto_explain'; ALTER ROLE asiakkuus_app SET auto_explain.log_min_duration = 0; ALTER ROLE asiakkuus_app SET auto_explain.log_analyze = on");
    const log = `${process.env.VAR}/postgres/server.log`, from = statSync(log).size;
    const own = await start({ WORKERS: "0" }); // its plans are made now
    const { base } = await import("./support.mjs"), port = base.port;
    base.port = own.port;
    try {
        await work();
    } finally {
        base.port = port;
        sql("ALTER ROLE asiakkuus_app RESET ALL; ALTER SYSTEM RESET autovacuum; SELECT pg_reload_conf()");
        await stop(own);
    }
    return readFileSync(log).subarray(from).toString();
}

test("worklists__scan_no_growing_table", async () => {
    const area = "21", w = world({ area });
    const client = await clientOf(w.nurse);
    const plans = await plansOf(`INSERT INTO client (area, id, created_at, created_by, updated_at) SELECT '${area}', gen_random_uuid(), now(), 'x', now() FROM generate_series(1, 20000);
        INSERT INTO referral (area, id, version, client_id, kind, state, urgency, need, register, to_register, from_unit_id, to_unit_id, outcome_kind, closed_on,
            waiting_since, created_at, created_by, updated_at)
        SELECT '${area}', gen_random_uuid(), 2, '${client.id}', 'social_contact', CASE WHEN n % 20 = 0 THEN 'sent' ELSE 'completed' END, 'urgent', 'x', 'health', 'social',
            '${w.centre.id}', '${w.social.id}', CASE WHEN n % 20 > 0 THEN 'other' END, CASE WHEN n % 20 > 0 THEN date '2026-01-01' END, now(), now(), 'x', now()
        FROM generate_series(1, 20000) AS g(n)`, async () => {
        for (const list of ["referrals", "asked", "unassigned", "overdue", "follow_ups"]) await get(`/v1/worklists/${list}?limit=50`, { as: list === "asked" ? w.nurse : w.socialWorker });
        const told = (await counts(w.socialWorker)).referrals;
        assert.deepEqual([told.count, told.more], [100, true], "counted as far as a page goes");
        assert.equal(new Set((await pages(w.socialWorker, "referrals")).map((item) => item.id)).size, 1000, "and shown to the last");
        await get("/v1/referrals?direction=incoming", { as: w.socialWorker });
        await get("/v1/referrals?direction=outgoing", { as: w.nurse });
        await get(`/v1/referrals?client_id=${client.id}`, { as: w.nurse });
    });
    for (const index of ["referral_in_turn", "referral_out_turn", "referral_to_unit"]) assert.ok(plans.includes(`using ${index} on referral`), `no plan follows ${index}`);
    assert.deepEqual([...new Set(plans.match(/Seq Scan on (referral|client)\b.*/g))], []);
});

test("worklist_get__of_ones_own_reads_no_more_than_its_page_shows", async () => {
    const area = "20", w = world({ area }), client = await clientOf(w.nurse), elsewhere = unit(code("elsewhere"), { area, register: "health" });
    const made = (kind, count, more) => `INSERT INTO referral (area, id, version, client_id, kind, state, urgency, need, register, to_register, from_unit_id, to_unit_id, due_on, follow_up_on,
            waiting_since, created_at, created_by, updated_at)
        SELECT '${area}', gen_random_uuid(), 2, '${client.id}', '${kind}', 'sent', (ARRAY['emergency', 'urgent', 'non_urgent'])[1 + n % 3], 'x', 'health', 'social', '${elsewhere.id}', '${w.social.id}',
            ${more}, now() - n * interval '1 minute', now(), '${w.nurse.sub}', now() FROM generate_series(1, ${count}) AS g(n)`;
    const late = `current_date + (n % 40) - 20`;
    const all = { asked: [], follow_ups: [], overdue: [] };
    const plans = await plansOf(`${made("social_contact", 2000, `CASE WHEN n % 2 = 0 THEN ${late} END, NULL`)}; ${made("digital", 500, `NULL, ${late}`)}`, async () => {
        for (const list of Object.keys(all)) {
            await get(`/v1/worklists/${list}?limit=20`, { as: w.nurse });
            await get(`/v1/worklists/${list}?limit=20&mine=true`, { as: w.nurse });
        }
    });
    const read = [...plans.matchAll(/on referral \w+ .*actual time=\S+ rows=(\d+)/g)].map(([, rows]) => Number(rows));
    assert.ok(plans.includes("using referral_own_due on referral") && plans.includes("using referral_own_turn on referral"));
    assert.ok(read.length > 0 && Math.max(...read) <= 21, `a walk read ${Math.max(...read)} rows for a page of 20`);
    for (const list of Object.keys(all)) all[list] = await pages(w.nurse, list, "&mine=true", 150);
    assert.deepEqual([all.asked, all.follow_ups].map((items) => new Set(items.map(({ id }) => id)).size), [2000, 500]);
    const due = ({ due_on, overdue }) => (overdue ? due_on : "later"), turn = ({ urgency }) => ["emergency", "urgent", "non_urgent"].indexOf(urgency);
    const before = (a, b) => (due(a) === due(b) ? turn(a) - turn(b) || (a.waiting_since < b.waiting_since ? -1 : 1) : due(a) < due(b) ? -1 : 1);
    for (const items of Object.values(all)) assert.deepEqual(items.map(({ id }) => id), [...items].sort(before).map(({ id }) => id));
    assert.deepEqual(all.overdue.map(({ id }) => id).sort(), [...all.asked, ...all.follow_ups].filter(({ overdue }) => overdue).map(({ id }) => id).sort());
});

await finish();
