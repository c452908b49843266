#!/usr/bin/env node
// Notices, as a unit's people see them: filters and pages, a step with its version, and the job that ends them.
import { assert, expectProblem, expectStatus, finish, get, post, test } from "./service.mjs";
import { pause, sql, today } from "./support.mjs";

const as = { role: "director" };
const [unit, other] = sql("SELECT id FROM unit WHERE area = '90' ORDER BY id LIMIT 2").split("\n");
const put = async (unit_id, title) => expectStatus(await post("/v1/notices", { unit_id, title, last_day: today(1) }, { as }), 201);
const withdraw = (notice, options = {}) => post(`/v1/notices/${notice.id}/withdraw`, { reason: "Väärä päivä." }, { as, headers: { "if-match": `"${notice.version}"`, ...options } });
const titles = async (query) => expectStatus(await get(`/v1/notices?${query}`, { as }), 200).items.map(({ title }) => title);

test("notice_list__by_unit_and_state_a_page_at_a_time", async () => {
    for (const title of ["1", "2", "3"]) await put(unit, title);
    expectStatus(await withdraw(await put(unit, "4")), 200);
    await put(other, "5");
    assert.deepEqual(await titles(`unit_id=${unit}&status=shown`), ["3", "2", "1"]);
    assert.deepEqual(await titles(`unit_id=${unit}&status=withdrawn`), ["4"]);
    assert.deepEqual(await titles("status=shown"), ["5", "3", "2", "1"]);
    const { items, next_cursor } = (await get("/v1/notices?limit=2", { as })).json;
    assert.deepEqual([...items.map(({ title }) => title), ...(await titles(`limit=200&cursor=${next_cursor}`))], ["5", "4", "3", "2", "1"]);
    expectProblem(await get("/v1/notices?status=lost&unit=x", { as }), 400, "invalid");
});

test("notice_withdraw__once_of_the_version_seen_with_a_step_an_event_and_an_audit_row", async () => {
    const notice = await put(unit, "6");
    assert.deepEqual(notice.available_actions, ["withdraw"]);
    expectProblem(await withdraw({ ...notice, version: 7 }), 412, "stale");
    const gone = expectStatus(await withdraw(notice), 200);
    assert.deepEqual([gone.status, gone.version, gone.available_actions], ["withdrawn", 2, []]);
    expectProblem(await withdraw(gone), 409, "conflict");
    expectProblem(await post("/v1/notices", { unit_id: unit, title: "x", last_day: today(-1) }, { as }), 422, "rule_broken", { "/last_day": "out_of_range" });
    assert.equal((await get("/v1/notices", { as: { role: "auditor" } })).status, 403);
    assert.equal(sql(`SELECT string_agg(action || ' ' || to_status || coalesce(' ' || reason, ''), ', ' ORDER BY version) FROM move WHERE resource_id = '${notice.id}'`), "create shown, withdraw withdrawn Väärä päivä.");
});

test("notice_end__ends_what_is_over_its_last_day_once", async () => {
    const over = await put(unit, "7"), stays = await put(unit, "8");
    sql(`UPDATE notice SET last_day = '${today(-1)}' WHERE id = '${over.id}'; UPDATE job_schedule SET next_at = now() WHERE kind = 'notice_end'`);
    for (let i = 0; i < 1200 && (await titles("status=ended")).length === 0; i++) await pause(50);
    assert.deepEqual(await titles("status=ended"), ["7"]);
    assert.ok((await titles(`unit_id=${unit}&status=shown`)).includes("8"), stays.id);
    assert.equal(sql(`SELECT string_agg(type, ' ' ORDER BY version) FROM event WHERE resource_id = '${over.id}'`), "notice.created notice.ended");
});

await finish();
