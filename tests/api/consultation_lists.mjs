#!/usr/bin/env node
// The lists of consultations and of their messages: each direction and state for everybody, against a
// plain filter over all rows; paging while some come, move and go; and what each side reads of the other.
import { chance } from "../contract/chance.mjs";
import { assert, expectProblem, expectStatus, finish, get, newClient, post, test } from "./service.mjs";
import { code, unit } from "./referral_world.mjs";
import { pages, holdFilters } from "./filters.mjs";
import { description, sql } from "./support.mjs";

const area = "16", ward = unit(code("ward"), { area, register: "health" }), desk = unit(code("desk"), { area, register: "health" }), office = unit(code("office"), { area, register: "social" });
const person = (sub, of, register = "health") => ({ sub, register, area, ...(of && { unit: of.code }) });
const asker = person("asker", ward), mate = person("mate", ward), expert = person("expert", desk), named = person("named"), worker = person("worker", office, "social"), alone = person("alone");
const people = { asker, "a colleague": mate, "who is asked": expert, "who is named": named, "the other register": worker, "who is of no unit": alone };

const rows = [], dice = chance(11);
const act = async (as, one, action, body = {}) => expectStatus(await post(`/v1/consultations/${one.id}/${action}`, body, { as, headers: { "if-match": "*" } }), 200);
const clients = await Promise.all([newClient(asker), newClient(asker)]);
for (let i = 0; i < 48; i++) {
    const as = dice.any([asker, mate, alone]), anonymous = dice.random() < 0.5;
    const to = dice.any([{ group: desk.code }, { group: ward.code }, { sub: "named" }, ...(anonymous ? [{ group: office.code }] : [])]);
    const one = expectStatus(await post("/v1/consultations", { to, question: `Kysymys ${i}?`, anonymous, ...(anonymous ? {} : { client_id: dice.any(clients).id }), urgency: dice.any(["urgent", "non_urgent"]) }, { as }), 201);
    const receiver = to.group === desk.code ? expert : to.group === ward.code ? mate : to.sub ? named : worker;
    const way = dice.any([[], [], ["assign"], ["ask_more"], ["ask_more", "give_more"], ["answer"], ["answer", "close"], ["withdraw"]]);
    const BODY = { answer: { kind: "advice", text: "Neuvo." }, ask_more: { text: "Kauanko?" }, give_more: { text: "Viikon." } };
    let now = one;
    for (const action of way) now = await act(["give_more", "close", "withdraw"].includes(action) ? as : receiver, one, action, BODY[action]);
    rows.unshift({ ...now, asked_unit: as.unit, to_unit: to.group });
}

const sees = (row, as) => !row.client_id || as.register === "health";
const sideOf = (row, as) => [(row.asked_by.sub === as.sub || (as.unit && row.asked_unit === as.unit)) && "asked", (row.to.sub === as.sub || (as.unit && row.to_unit === as.unit)) && "received"];
const fits = (row, { direction = "received", state }, as) => sees(row, as) && sideOf(row, as).includes(direction) && (!state || row.state === state);
const values = { direction: ["asked", "received"], state: description.components.schemas.ConsultationState.enum };

for (const [name, as] of Object.entries(people))
    test(`consultation_list__of_${name.replaceAll(" ", "_")}_finds_by_direction_and_state`, async () => {
        const all = {};
        for (const wishes of [{}, ...values.direction.map((direction) => ({ direction })), ...values.state.flatMap((state) => [{ state }, ...values.direction.map((direction) => ({ direction, state }))])])
            for (const limit of [2, 200]) {
                all[limit] = (await pages("/v1/consultations", as, wishes, limit)).map(({ id }) => id);
                assert.deepEqual(all[limit], rows.filter((row) => fits(row, wishes, as)).map(({ id }) => id), `${JSON.stringify(wishes)} by ${limit}`);
            }
    });

test("consultation_list__of_a_crowd_finds_by_every_two_filters", () => holdFilters("/v1/consultations", mate, values, rows, (row, wishes) => fits(row, wishes, mate)));

test("consultation_list__tells_of_each_row_what_the_record_tells", async () => {
    for (const as of [mate, expert, named])
        for (const direction of values.direction)
            for (const item of await pages("/v1/consultations", as, { direction })) {
                const record = expectStatus(await get(`/v1/consultations/${item.id}`, { as }), 200);
                for (const [name, value] of Object.entries(item)) assert.deepEqual(value, record[name], `${name} of ${item.state}`);
            }
});

test("consultation_get__is_for_who_stands_on_a_side_and_for_nobody_else", async () => {
    for (const as of Object.values(people))
        for (const row of rows) {
            const answer = await get(`/v1/consultations/${row.id}`, { as }), [asked, received] = sideOf(row, as), there = sees(row, as) && Boolean(asked || received);
            assert.equal(answer.status, there ? 200 : 404, `${row.state} by ${as.sub}`);
            if (there) continue;
            assert.deepEqual([answer.headers.get("etag"), answer.text.includes(row.id)], [null, false]);
            for (const path of ["messages", "read", "answer", "withdraw"])
                assert.equal((await (path === "messages" ? get(`/v1/consultations/${row.id}/messages`, { as }) : post(`/v1/consultations/${row.id}/${path}`, path === "read" ? { up_to: 1 } : path === "answer" ? { kind: "advice", text: "x" } : {}, { as, headers: { "if-match": '"9"' } }))).status, 404, path);
        }
});

test("consultation_list__shows_what_stays_once_while_some_come_and_are_answered", async () => {
    const team = unit(code("team"), { area, register: "health" }), one = person("one", team), left = new Set(), begun = [];
    for (let i = 0; i < 14; i++) begun.push(expectStatus(await post("/v1/consultations", { to: { group: team.code }, question: "Miten?", anonymous: true }, { as: asker }), 201));
    const seen = await pages("/v1/consultations", one, { state: "asked" }, 3, async (items) => {
        await post("/v1/consultations", { to: { group: team.code }, question: "Entä nyt?", anonymous: true }, { as: asker });
        for (const gone of [items.at(-1), dice.any(begun)].filter(({ id }) => !left.has(id))) {
            left.add(gone.id);
            await act(one, gone, "answer", { kind: "advice", text: "Näin." });
        }
    });
    const ids = seen.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(begun.filter(({ id }) => !left.has(id) && !ids.includes(id)), [], "none that stayed is missed");
});

test("consultation_list__of_one_moment_shows_each_once", async () => {
    const team = unit(code("team"), { area, register: "health" }), one = person("two", team), ids = [];
    for (let i = 0; i < 9; i++) ids.push(expectStatus(await post("/v1/consultations", { to: { group: team.code }, question: "Miten?", anonymous: true }, { as: asker }), 201).id);
    sql(`UPDATE consultation SET asked_at = now() WHERE id IN (${ids.map((id) => `'${id}'`)})`);
    for (const limit of [1, 4, 8, 9]) assert.deepEqual((await pages("/v1/consultations", one, {}, limit)).map(({ id }) => id), [...ids].sort().reverse(), String(limit));
});

test("consultation_message_list__grows_behind_who_reads_and_shows_each_once", async () => {
    const made = expectStatus(await post("/v1/consultations", { to: { group: desk.code }, question: "Miten?", anonymous: true }, { as: asker }), 201), path = `/v1/consultations/${made.id}/messages`;
    const say = async (as, text = "Viesti.") => expectStatus(await post(path, { text }, { as }), 201).number;
    for (let i = 0; i < 7; i++) await say(i % 2 ? asker : expert);
    let more = 2;
    const seen = await pages(path, mate, {}, 3, async () => more-- > 0 && say(expert));
    assert.deepEqual(seen.map(({ number }) => number), Array.from({ length: seen.length }, (_, i) => i + 1));
    assert.equal(seen.length, 9, "the two that came before the last page too");
    assert.deepEqual(seen.map(({ side, by }) => `${side} ${by.sub}`).slice(0, 2), ["receiver expert", "asker asker"]);
});

test("consultation__within_one_unit_speaks_as_who_asked_but_for_what_is_the_experts", async () => {
    const made = expectStatus(await post("/v1/consultations", { to: { group: ward.code }, question: "Miten?", anonymous: true }, { as: asker }), 201);
    assert.deepEqual(made.available_actions, ["answer", "ask_more", "withdraw", "assign"], "both sides are open");
    for (const as of [asker, mate]) expectStatus(await post(`/v1/consultations/${made.id}/messages`, { text: "Viesti." }, { as }), 201);
    await act(mate, made, "ask_more", { text: "Kauanko?" });
    await act(asker, made, "give_more", { text: "Viikon." });
    await act(mate, made, "answer", { kind: "advice", text: "Näin." });
    const said = expectStatus(await get(`/v1/consultations/${made.id}/messages`, { as: asker }), 200).items;
    assert.deepEqual(said.map(({ kind, side }) => `${kind} ${side}`), ["message asker", "message asker", "ask_more receiver", "give_more asker", "answer receiver"]);
});

test("consultation_read__is_each_ones_own_and_counts_what_others_said_since", async () => {
    const made = expectStatus(await post("/v1/consultations", { to: { group: desk.code }, question: "Miten?", anonymous: true }, { as: asker }), 201);
    const say = async (as) => expectStatus(await post(`/v1/consultations/${made.id}/messages`, { text: "Viesti." }, { as }), 201);
    for (const as of [expert, expert, asker, mate, expert]) await say(as);
    const unread = async () => Promise.all([asker, mate, expert].map(async (as) => expectStatus(await get(`/v1/consultations/${made.id}`, { as }), 200).unread));
    const read = async (as, up_to) => (await post(`/v1/consultations/${made.id}/read`, { up_to }, { as })).status;
    assert.deepEqual(await unread(), [4, 4, 2]);
    assert.equal(await read(asker, 3), 200);
    assert.deepEqual(await unread(), [2, 4, 2], "a colleague has not read it");
    assert.deepEqual([await read(asker, 1), await read(mate, 5), await read(mate, 6), await read(mate, 0)], [200, 200, 422, 400]);
    assert.deepEqual(await unread(), [2, 0, 2]);
    await Promise.all([read(asker, 5), read(asker, 4), read(asker, 2)]);
    assert.deepEqual(await unread(), [0, 0, 2], "of several at once the furthest stays");
});

test("consultation_create__promises_the_soonest_of_what_is_urgent_and_what_the_service_promises", async () => {
    const made = [];
    for (const [promise, urgency, hours] of [[undefined, undefined, 120], [undefined, "urgent", 24], [undefined, "emergency", 2], [48, "non_urgent", 48], [200, "non_urgent", 200], [48, "urgent", 24], [24, "urgent", 24], [12, "urgent", 12], [1, "emergency", 1], [2, "emergency", 2], [3, "emergency", 2], [0, "urgent", 24], [99999, "non_urgent", 8760]]) {
        const id = sql(`INSERT INTO service (area, id, code, unit_id, names, sort_key, kind, register, weight, consultation, created_at, updated_at) VALUES ('${area}', gen_random_uuid(), '${code("s")}', '${desk.id}', '{"fi": "x"}', 'x', 'health', 'health', 1,
            ${promise === undefined ? "NULL" : `'{"contacts": [], "answer_within_hours": ${promise}}'`}, now(), now()) RETURNING id`).split("\n")[0];
        const one = expectStatus(await post("/v1/consultations", { to: { service_id: id }, question: "Milloin?", anonymous: true, urgency }, { as: asker }), 201);
        made.push([promise, urgency, (Date.parse(one.due_at) - Date.parse(one.asked_at)) / 3600e3 === hours]);
    }
    assert.deepEqual(made.filter(([, , right]) => !right), []);
});

test("consultation_list__refuses_what_is_no_filter", async () => {
    for (const [name, value] of [["direction", "up"], ["state", "lost"], ["limit", "0"], ["limit", "201"], ["cursor", "x"], ["client_id", clients[0].id]])
        expectProblem(await get(`/v1/consultations?${name}=${value}`, { as: asker }), 400, "invalid");
    const { next_cursor } = expectStatus(await get("/v1/consultations?direction=asked&limit=1", { as: asker }), 200);
    for (const [as, query] of [[mate, "direction=asked"], [asker, "direction=received"], [asker, "direction=asked&state=asked"]])
        expectProblem(await get(`/v1/consultations?${query}&limit=1&cursor=${encodeURIComponent(next_cursor)}`, { as }), 400, "invalid", { cursor: "bad_cursor" });
});

await finish();
