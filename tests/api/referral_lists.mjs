#!/usr/bin/env node
// The lists of referrals and of their messages: every filter and every two together against a plain
// filter over all rows, for everybody; and paging while rows come, move and go.
import { chance } from "../contract/chance.mjs";
import { assert, call, expectProblem, expectStatus, finish, get, post, test } from "./service.mjs";
import { clientOf, contactTo, move, send, world } from "./referral_world.mjs";
import { crowd } from "./referral_crowd.mjs";
import { pages, holdFilters } from "./filters.mjs";
import { description, sql } from "./support.mjs";

const { w, area, other, office, clinic, group, ehr, clients, rows } = await crowd("19", 41, 60);
const ghost = { sub: "ghost", unit: "no-such-unit", register: "social", area };

const unitOf = { [w.centre.code]: w.centre.id, [w.social.code]: w.social.id };
const visible = (row, { register }) => row.register === register || (row.state !== "draft" && row.to_register === register);
// What the description says of the list.
function fits(row, { client_id, state, direction, unit_id, service_id, assignee, overdue }, as) {
    const of = unit_id ?? (direction && as.unit ? unitOf[as.unit] ?? "none" : undefined);
    const came = row.to_register === as.register && row.state !== "draft" && (!of || row.to_unit_id === of), went = row.register === as.register && (!of || row.from_unit_id === of);
    const side = direction === "incoming" ? came : direction === "outgoing" ? went : !of || row.to_unit_id === of || row.from_unit_id === of;
    return visible(row, as) && side && (!client_id || row.client_id === client_id) && (!state || row.state === state) && (!service_id || row.to_service_id === service_id)
        && (!assignee || row.assignee === assignee) && (overdue === undefined || row.overdue === overdue);
}

const values = {
    client_id: [clients[0].id, clients[1].id], state: description.components.schemas.ReferralState.enum, direction: ["incoming", "outgoing"],
    unit_id: [w.centre.id, w.social.id, other.id], service_id: [office.id, clinic.id, group.id], assignee: [w.coordinator.sub, w.lead.sub, "nobody"], overdue: [true, false],
};
test("referral_list__is_looked_at_over_rows_of_every_kind", () => {
    assert.equal(rows.length, 60);
    assert.ok(new Set(rows.map(({ state }) => state)).size >= 8, "of many states");
    assert.ok(rows.filter(({ overdue }) => overdue).length > 5 && rows.filter(({ assignee }) => assignee).length > 5);
});

for (const [name, as] of Object.entries({ sender: w.nurse, receiver: w.socialWorker, "a system": ehr, "a coordinator": w.coordinator }))
    test(`referral_list__of_${name.replace(" ", "_")}_finds_by_every_filter_and_every_two`, async () => {
        assert.deepEqual((await pages("/v1/referrals", as)).map(({ id }) => id), rows.filter((row) => fits(row, {}, as)).map(({ id }) => id));
        await holdFilters("/v1/referrals", as, values, rows, (row, wanted) => fits(row, wanted, as));
    });

test("referral_list__of_who_is_of_no_unit_that_is_there_has_no_side", async () => {
    for (const direction of ["incoming", "outgoing"])
        for (const more of [{}, { client_id: clients[0].id }, { service_id: office.id }, { assignee: w.coordinator.sub }])
            assert.deepEqual(await pages("/v1/referrals", ghost, { direction, ...more }), [], `${direction} ${JSON.stringify(more)}`);
});

test("referral_list__of_several_filters_finds_what_fits_all", async () => {
    const dice = chance(7), names = Object.keys(values);
    for (let i = 0; i < 60; i++) {
        const as = dice.any([w.nurse, w.socialWorker, ehr, w.lead]), wanted = Object.fromEntries(names.filter(() => dice.random() < 0.5).map((name) => [name, dice.any(values[name])]));
        const expected = rows.filter((row) => fits(row, wanted, as)).map(({ id }) => id);
        assert.deepEqual((await pages("/v1/referrals", as, wanted, 3)).map(({ id }) => id), expected, `${JSON.stringify(wanted)} by ${as.sub}`);
    }
});

test("referral_list__tells_of_each_row_what_the_record_tells", async () => {
    for (const as of [w.nurse, w.socialWorker])
        for (const item of await pages("/v1/referrals", as)) {
            const record = expectStatus(await get(`/v1/referrals/${item.id}`, { as }), 200);
            for (const [name, value] of Object.entries(item)) assert.deepEqual(value, record[name], `${name} of ${item.state}`);
        }
});

test("referral_list__shows_nothing_of_another_area_nor_to_who_may_not_read", async () => {
    assert.deepEqual(await pages("/v1/referrals", { register: "health", area: "18" }, { client_id: clients[0].id }), []);
    assert.equal((await get("/v1/referrals", { as: { ...w.nurse, scope: "client:read" } })).status, 403);
    for (const [name, value] of [["client_id", "x"], ["state", "lost"], ["direction", "up"], ["unit_id", "1"], ["service_id", ""], ["assignee", ""], ["assignee", "x".repeat(256)], ["overdue", "maybe"], ["limit", "0"], ["limit", "201"], ["cursor", "x"], ["colour", "red"]])
        expectProblem(await get(`/v1/referrals?${name}=${value}`, { as: w.nurse }), 400, "invalid");
});

// --- paging while it changes ---

test("referral_list__shows_what_stays_once_whatever_comes_and_goes_between_pages", async () => {
    const here = world({ area }), client = await clientOf(here.nurse), dice = chance(3);
    const begun = await Promise.all(Array.from({ length: 24 }, () => send(here.nurse, contactTo(client, { unit_id: here.social.id }))));
    const left = new Set(), seen = await pages("/v1/referrals", here.nurse, { client_id: client.id, state: "sent" }, 4, async (items) => {
        await send(here.nurse, contactTo(client, { unit_id: here.social.id }));
        // One that was shown, one that is still to come, and the one that the cursor stands at leave the list.
        for (const gone of [items.at(-1), dice.any(items), dice.any(begun)].filter(({ id }) => !left.has(id))) {
            left.add(gone.id);
            await move(here.socialWorker, gone, "receive", {}, { "if-match": "*" });
        }
    });
    const ids = seen.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, "none twice");
    assert.deepEqual(begun.map(({ id }) => id).filter((id) => !left.has(id) && !ids.includes(id)), [], "none that stayed is missed");
    assert.deepEqual(ids.filter((id) => !begun.some((each) => each.id === id)), [], "what came later is on the next run");
});

test("referral_list__of_one_moment_shows_each_once_in_every_size_of_page", async () => {
    const here = world({ area }), client = await clientOf(here.nurse);
    const ids = (await Promise.all(Array.from({ length: 11 }, () => send(here.nurse, contactTo(client, { unit_id: here.social.id }))))).map(({ id }) => id).sort().reverse();
    sql(`UPDATE referral SET created_at = now() WHERE client_id = '${client.id}'`);
    for (const [as, wanted] of [[here.nurse, { client_id: client.id }], [here.nurse, { direction: "outgoing" }], [here.socialWorker, { direction: "incoming", state: "sent" }], [here.lead, { unit_id: here.social.id }]])
        for (const limit of [1, 2, 5, 10, 11, 12]) assert.deepEqual((await pages("/v1/referrals", as, wanted, limit)).map(({ id }) => id), ids, `${JSON.stringify(wanted)} by ${limit}`);
});

test("referral_message_list__grows_behind_who_reads_and_shows_each_once", async () => {
    const referral = await send(w.nurse, contactTo(clients[0], { unit_id: w.social.id })), path = `/v1/referrals/${referral.id}/messages`, said = [];
    const say = async (as) => said.push(expectStatus(await post(path, { text: `Viesti ${said.length}.` }, { as }), 201).id);
    for (let i = 0; i < 7; i++) await say(i % 2 ? w.nurse : w.socialWorker);
    let more = 3;
    const seen = await pages(path, w.nurse, {}, 3, async () => more-- > 0 && say(w.doctor));
    assert.deepEqual(seen.map(({ id }) => id), said, "in the order they were said, the new ones too");
    assert.deepEqual([...new Set(seen.map(({ side }) => side))].sort(), ["receiver", "sender"]);
    sql(`UPDATE referral_message SET at = now() WHERE referral_id = '${referral.id}'`);
    assert.deepEqual((await pages(path, w.socialWorker, {}, 2)).map(({ id }) => id).sort(), [...said].sort());
    const draft = expectStatus(await call("POST", "/v1/referrals", { as: w.nurse, body: contactTo(clients[0], { unit_id: w.social.id }) }), 201);
    expectProblem(await post(`/v1/referrals/${draft.id}/messages`, { text: "Hei." }, { as: w.nurse }), 409, "conflict");
});

await finish();
