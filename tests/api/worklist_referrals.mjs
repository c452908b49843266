#!/usr/bin/env node
// Every worklist that referrals stand on, for everybody and with every filter, against a plain reading of
// all rows: who has to do something, in which order, how many, and what they may do.
import { assert, expectProblem, expectStatus, finish, get, test } from "./service.mjs";
import { moved } from "./referral_world.mjs";
import { crowd } from "./referral_crowd.mjs";
import { reason } from "./referral_model.mjs";
import { pages } from "./filters.mjs";
import { today } from "./support.mjs";

const { w, area, other, ehr, rows } = await crowd("17", 5, 70);
const LISTS = ["referrals", "unassigned", "asked", "follow_ups", "overdue"];
const unitOf = { [w.centre.code]: w.centre.id, [w.social.code]: w.social.id, [other.code]: other.id };
const callers = { "a sender": w.nurse, "a receiver": w.socialWorker, "who has some": w.coordinator, "a coordinator": w.lead, "another unit": { sub: "far", unit: other.code, register: "social", area },
    "a system": ehr, "a system of the other register": { sub: "ehr-s", register: "social", area }, "nobody's unit": { sub: "ghost", unit: "no-such-unit", register: "social", area } };
const FILTERS = [{}, { mine: true }, { overdue: true }, { overdue: false }, { unit_id: w.social.id }, { unit_id: w.centre.id, mine: true }, { unit_id: other.id, overdue: true }, { mine: true, overdue: false }];

// On which lists of this caller a referral stands.
function listsOf(row, as, { mine, unit_id }) {
    const forAny = !as.unit || as.role === "coordinator", here = !unit_id, handed = row.kind === "third_sector";
    const units = unit_id ? [unit_id] : as.unit ? [unitOf[as.unit]] : Object.values(unitOf);
    const away = ["sent", "redirected", "received", "accepted", "in_progress"].includes(row.state), due = handed && row.state === "sent" ? row.follow_up_on : row.due_on;
    const incoming = row.to_register === as.register && !handed && (away || (row.state === "cancelled" && row.unseen === "receiver"))
        && (units.includes(row.to_unit_id) || (here && mine && row.assignee === as.sub)) && (!mine || row.assignee === as.sub);
    const asked = row.register === as.register && (away || ["draft", "returned"].includes(row.state) || row.unseen === "sender")
        && (units.includes(row.from_unit_id) || (here && (row.created_by === as.sub || (!row.from_unit_id && forAny)))) && (!mine || row.created_by === as.sub);
    const late = due !== null && due < today();
    return { due, late, lists: [incoming && "referrals", incoming && away && !row.assignee && "unassigned", asked && (handed && row.state === "sent" ? "follow_ups" : "asked"), (incoming || asked) && late && "overdue"].filter(Boolean) };
}
const URGENCY = ["emergency", "urgent", "non_urgent"];
const key = ({ late, due, row }) => [late ? due : "9999", URGENCY.indexOf(row.urgency), row.waiting_since, row.id];
const compare = (a, b) => key(a).map((part, i) => (part < key(b)[i] ? -1 : part > key(b)[i] ? 1 : 0)).find((order) => order !== 0) ?? 0;
const expectedOn = (list, as, filter) => rows.map((row) => ({ row, ...listsOf(row, as, filter) }))
    .filter(({ lists, late }) => lists.includes(list) && (filter.overdue === undefined || filter.overdue === late)).sort(compare);

for (const [name, as] of Object.entries(callers))
    test(`worklists__of_${name.replaceAll(/\W/g, "_")}_hold_the_referrals_that_wait_for_them_the_most_urgent_first`, async () => {
        for (const filter of FILTERS) {
            const about = `${name} ${JSON.stringify(filter)}`, { overdue: unused, ...others } = filter;
            const counts = Object.fromEntries(expectStatus(await get(`/v1/worklists?${new URLSearchParams(others)}`, { as }), 200).items.map((item) => [item.code, item]));
            for (const list of LISTS) {
                const expected = expectedOn(list, as, filter), found = await pages(`/v1/worklists/${list}`, as, filter);
                assert.deepEqual(found.map(({ id }) => id), expected.map(({ row }) => row.id), `${list} ${about}`);
                assert.deepEqual(found.map(({ due_on, overdue }) => [due_on ?? null, overdue]), expected.map(({ due, late }) => [due, late]), `${list} ${about}`);
                if (filter.overdue !== undefined) continue;
                assert.deepEqual([counts[list].count, counts[list].overdue], [expected.length, expected.filter(({ late }) => late).length], `count of ${list} ${about}`);
            }
        }
    });

test("worklists__come_in_one_order_in_every_size_of_page", async () => {
    for (const as of [w.nurse, w.coordinator, ehr])
        for (const list of LISTS) {
            const all = (await pages(`/v1/worklists/${list}`, as)).map(({ id }) => id);
            for (const limit of [1, 2, 7]) assert.deepEqual((await pages(`/v1/worklists/${list}`, as, {}, limit)).map(({ id }) => id), all, `${list} of ${as.sub} by ${limit}`);
        }
});

test("worklists__offer_of_a_referral_what_the_record_offers", async () => {
    for (const as of [w.nurse, w.coordinator, w.lead, callers["another unit"], ehr])
        for (const list of ["referrals", "asked", "follow_ups"])
            for (const item of await pages(`/v1/worklists/${list}`, as)) {
                const record = expectStatus(await get(`/v1/referrals/${item.id}`, { as }), 200);
                // Whether a clock stands still, only the record tells.
                assert.deepEqual(item.available_actions, record.available_actions.filter((action) => !["pause", "resume"].includes(action)), `${list} ${item.state} of ${as.sub}`);
                assert.deepEqual([item.state, item.urgency, item.assignee, item.unseen, item.client.id], [record.state, record.urgency, record.assignee, record.unseen, record.client_id]);
            }
});

test("worklists__follow_a_referral_from_hand_to_hand", async () => {
    const row = rows.find(({ state, to_unit_id, assignee, register }) => state === "sent" && to_unit_id === w.social.id && !assignee && register === "health");
    const stands = async (as, wishes = {}) => (await Promise.all(LISTS.slice(0, 3).map(async (list) => [(await pages(`/v1/worklists/${list}`, as, wishes)).some(({ id }) => id === row.id), list]))).filter(([there]) => there).map(([, list]) => list);
    let referral = { id: row.id, version: expectStatus(await get(`/v1/referrals/${row.id}`, { as: w.lead }), 200).version };
    assert.deepEqual([await stands(w.socialWorker), await stands(w.socialWorker, { mine: true })], [["referrals", "unassigned"], []]);
    referral = await moved(w.socialWorker, referral, "assign");
    assert.deepEqual([await stands(w.colleague), await stands(w.socialWorker, { mine: true }), await stands(w.colleague, { mine: true })], [["referrals"], ["referrals"], []]);
    referral = await moved(w.socialWorker, referral, "redirect", { ...reason, to: { unit_id: other.id } });
    assert.deepEqual([await stands(w.socialWorker), await stands(w.socialWorker, { mine: true }), await stands(callers["another unit"])], [[], [], ["referrals", "unassigned"]]);
    referral = await moved(callers["another unit"], referral, "return", reason);
    assert.deepEqual([await stands(callers["another unit"]), await stands(w.lead)], [[], ["asked"]]);
});

test("worklists__refuse_what_is_no_filter", async () => {
    for (const [name, value] of [["unit_id", "x"], ["mine", "maybe"], ["overdue", "yes"], ["limit", "0"], ["limit", "201"], ["cursor", "!"], ["state", "sent"]])
        expectProblem(await get(`/v1/worklists/referrals?${name}=${value}`, { as: w.nurse }), 400, "invalid");
    assert.equal((await get("/v1/worklists/referrals", { as: { ...w.nurse, scope: "client:read" } })).status, 403);
});

await finish();
