#!/usr/bin/env node
// The list of clients, and where clients stand as it is kept beside their assessments.
import { execFileSync } from "node:child_process";
import { call, end, equal, get, holds, identifier, judged, key, post, sql, test, token } from "./support.mjs";

const everything = "client:read client:write client:names assessment:read assessment:write assessment:import contact:* consent:* client:break_glass";
const as = { token: token("--scope", everything) }, social = { token: token("--scope", everything, "--register", "social") };
const reader = { token: token("--scope", "client:read assessment:read") };
const path = "/v1/clients";

const make = async (more = {}) => (await post(path, { ...identifier(), ...more }, as)).json;
const axes = { huolenpito: { coping: "difficult", need: "many" }, omatoimi: { coping: "easy", need: "few", duration: "occasional" } };
async function assess(client, segment, options = as, more = {}) {
    const register = options === social ? "social" : "health";
    const answer = await post(`${path}/${client.id}/assessments`, { ...judged, ...axes[segment], flags: { special_support: false }, register, ...more }, options);
    equal(answer.status, 201, answer.text);
    return answer.json;
}
async function confirm({ id }, options = as) {
    const answer = await post(`/v1/assessments/${id}/confirm`, { client_present: true }, { ...options, headers: { "If-Match": '"1"', "Idempotency-Key": key() } });
    equal(answer.status, 200, answer.text);
    return answer.json;
}
const standing = async (client, options = as) => (await get(`${path}/${client.id}/segment`, options)).json;
async function pages(query, options = as, limit = 3) {
    const items = [];
    for (let cursor = ""; cursor !== null;) {
        const answer = await get(`${path}?limit=${limit}${query}${cursor}`, options);
        equal(answer.status, 200, answer.text);
        items.push(...answer.json.items);
        cursor = answer.json.next_cursor ? `&cursor=${answer.json.next_cursor}` : null;
    }
    return items;
}
const listed = async (query, options) => (await pages(query, options, 200)).map(({ id }) => id);
const compared = () => execFileSync(process.env.ASIAKKUUSD, ["standings", "compare", "90"], { encoding: "utf8" });

const names = { given: "Aino", family: "Esimerkki" };
const plain = await make({ names, home_unit: "kallio", language: "fi" }), secret = await make({ names, home_unit: "kallio", non_disclosure: true });
const cared = await make({ home_unit: "kallio" }), asked = await make();
const confirmed = await confirm(await assess(cared, "huolenpito"));
await confirm(await assess(secret, "huolenpito"));
const proposed = await assess(asked, "omatoimi");

await test("client_list__shows_every_client_once_the_newest_first", async () => {
    const ids = (await pages("")).map(({ id }) => id);
    equal(new Set(ids).size, ids.length);
    equal(ids.slice(0, 4), [asked, cared, secret, plain].map(({ id }) => id));
    equal(ids, [...ids].sort().reverse());
});
await test("client_list__tells_where_each_stands", async () => {
    const [item] = (await pages("&home_unit=kallio&segment=huolenpito")).filter(({ id }) => id === cared.id);
    const { segment, status, since, assessment_id, next_review } = await standing(cared);
    equal(item.standing, { segment, status, since, assessment_id, next_review });
    equal((await pages("")).find(({ id }) => id === plain.id).standing, undefined);
});
await test("client_list__is_narrowed_by_segment_and_status", async () => {
    const ids = await listed("&segment=omatoimi&status=proposed");
    holds(ids.includes(asked.id) && !ids.includes(cared.id), ids);
    const cares = await listed("&segment=huolenpito");
    holds(cares.includes(cared.id) && cares.includes(secret.id) && !cares.includes(asked.id), cares);
    const all = await listed("&status=confirmed");
    holds(all.includes(cared.id) && !all.includes(asked.id), all);
    const open = await listed("&status=proposed&segment=huolenpito");
    holds(!open.includes(cared.id) && !open.includes(asked.id), open);
});
await test("client_list__of_a_unit_is_narrowed_by_segment_and_status", async () => {
    const holding = async (query) => [cared, plain, secret, asked].map(({ id }) => id).filter(((ids) => (id) => ids.includes(id))(await listed(query)));
    equal(await holding("&home_unit=kallio"), [cared.id, plain.id]);
    for (const query of ["&segment=huolenpito", "&status=confirmed", "&status=confirmed&segment=huolenpito"])
        equal(await holding(`&home_unit=kallio${query}`), [cared.id], query);
    for (const query of ["&segment=omatoimi", "&status=proposed", "&status=proposed&segment=huolenpito"])
        equal(await holding(`&home_unit=kallio${query}`), [], query);
});
await test("client_list__of_a_unit_follows_a_client_who_moves_or_is_hidden", async () => {
    const lists = ["", "&segment=huolenpito", "&status=confirmed", "&review_due_from=2020-01-01"];
    const moving = await make({ home_unit: "kallio" });
    await confirm(await assess(moving, "huolenpito"));
    const on = async (unit) => Promise.all(lists.map(async (query) => (await listed(`&home_unit=${unit}${query}`)).includes(moving.id)));
    const change = async (version, json) => equal((await call("PATCH", `/v1/clients/${moving.id}`, { token: as.token, json, headers: { "If-Match": `"${version}"` } })).status, 200);
    const yes = lists.map(() => true), no = lists.map(() => false);
    equal([await on("kallio"), await on("vuosaari")], [yes, no]);
    await change(1, { home_unit: "vuosaari" });
    equal([await on("kallio"), await on("vuosaari")], [no, yes]);
    await change(2, { non_disclosure: true });
    equal([await on("kallio"), await on("vuosaari")], [no, no]);
    await change(3, { non_disclosure: false });
    equal([await on("kallio"), await on("vuosaari")], [no, yes]);
    await change(4, { home_unit: null });
    equal([await on("kallio"), await on("vuosaari")], [no, no]);
    holds(/, of 0 another/.test(compared()), "kept otherwise");
});
await test("client_list__by_review_days_is_in_their_order_and_holds_both_days", async () => {
    const day = confirmed.review_due, before = new Date(Date.parse(day) - 86400000).toISOString().slice(0, 10);
    const due = (await pages(`&review_due_until=${day}`)).map(({ standing: { next_review } }) => next_review);
    equal(due, [...due].sort());
    holds((await listed(`&review_due_from=${day}&review_due_until=${day}`)).includes(cared.id), "the day itself");
    holds(!(await listed(`&review_due_until=${before}`)).includes(cared.id), "the day before");
    holds((await listed(`&review_due_until=${day}&home_unit=kallio&segment=huolenpito`)).includes(cared.id), "with a unit");
    equal(await listed(`&review_due_until=${day}&home_unit=vuosaari&segment=huolenpito&review_due_from=${day}`), []);
});
await test("client_list__tells_no_name_without_the_permission", async () => {
    const seen = (items) => items.find(({ id }) => id === plain.id).names;
    equal(seen(await pages("", as)), names);
    equal(seen(await pages("", reader)), undefined);
});
await test("client_list__hides_what_a_non_disclosure_order_hides", async () => {
    const item = (await pages("")).find(({ id }) => id === secret.id);
    equal([item.names, item.home_unit, item.non_disclosure], [undefined, undefined, true]);
    holds(!(await listed("&home_unit=kallio")).includes(secret.id), "a list of the unit tells where the client is served");
    holds(!(await listed("&home_unit=kallio&review_due_from=2020-01-01")).includes(secret.id), "by review as well");
});
await test("client_list__without_assessment_read_tells_nothing_of_them", async () => {
    const only = { token: token("--scope", "client:read") };
    equal((await pages("", only)).filter(({ standing }) => standing), []);
    for (const query of ["segment=tuki", "status=proposed", "review_due_from=2026-01-01"]) {
        const answer = await get(`${path}?${query}`, only);
        equal([answer.status, answer.text.includes("assessment:read")], [403, true], answer.text);
    }
});
await test("client_list__knows_what_its_own_register_knows", async () => {
    holds(!(await listed("&segment=huolenpito", social)).includes(cared.id), "the other register's assessment shows");
    equal((await pages("", social)).find(({ id }) => id === cared.id).standing, undefined);
});
await test("client_list__is_not_for_a_client", async () =>
    equal((await get(path, { token: token("--client", plain.id, "--scope", "client:* assessment:*") })).status, 403));
await test("client_list__faults_are_told_at_their_parameter", async () => {
    const answer = await get(`${path}?status=open&review_due_from=2026-02-30&home_unit=`, as);
    equal([answer.status, answer.json.errors.map(({ parameter }) => parameter)], [400, ["status", "review_due_from", "home_unit"]], answer.text);
});
await test("client_list__leaves_a_row_for_each_client_and_each_standing", async () => {
    const request = key().replaceAll('"', "");
    const { json } = await call("GET", `${path}?limit=2`, { ...as, headers: { "X-Request-Id": request } });
    const text = `SELECT concat_ws(' ', kind, operation, ground, resource, resource_id, client_id) FROM asiakkuus.audit_event WHERE request_id = '${request}' ORDER BY id`;
    const rows = sql(text).split("\n");
    equal(rows.sort(), json.items.flatMap(({ id, standing: { assessment_id } }) => [
        `read client_list own_register client ${id} ${id}`, `read client_list own_register client_segment ${assessment_id} ${id}`]).sort());
});

// --- what is kept ---

await test("standing__of_both_registers_together_is_seen_by_who_sees_both", async () => {
    const client = await make(), own = { token: token("--client", client.id) };
    const day = (ago) => new Date(Date.now() - ago * 86400000).toISOString().slice(0, 10);
    const evening = (ago) => `${day(ago + 1)}T2`; // midnight in Helsinki
    for (const [ago, segment, options] of [[30, "huolenpito", as], [20, "omatoimi", social], [10, "huolenpito", as]])
        await confirm(await assess(client, segment, options, { assessed_at: `${day(ago)}T09:00:00Z`, as_of: day(ago) }), options);
    const [health, theirs, both] = await Promise.all([as, social, own].map((options) => standing(client, options)));
    equal([health.segment, health.since.slice(0, 12)], ["huolenpito", evening(30)]);
    equal([theirs.segment, theirs.since.slice(0, 12)], ["omatoimi", evening(20)]);
    equal([both.segment, both.since.slice(0, 12)], ["huolenpito", evening(10)]);
    const broken = await standing(client, { ...as, headers: { "Break-Glass": "an emergency" } });
    equal([broken.segment, broken.since.slice(0, 12)], ["huolenpito", evening(10)]);
});
await test("standing__of_many_confirmed_at_once_is_that_of_the_latest", async () => {
    const client = await make(), made = [];
    for (let i = 0; i < 12; i++) made.push(await assess(client, i % 2 ? "omatoimi" : "huolenpito"));
    await Promise.all(made.map((each) => confirm(each)));
    const all = (await get(`${path}/${client.id}/assessments?limit=200`, as)).json.items;
    const [latest] = all.sort((a, b) => (a.confirmed_at + a.id < b.confirmed_at + b.id ? 1 : -1));
    equal((await standing(client)).assessment_id, latest.id);
});
await test("standings__kept_are_what_the_assessments_give", () => holds(/of 0 another/.test(compared()), compared()));
await test("standings__rebuild_puts_right_what_compare_finds", async () => {
    sql(`UPDATE asiakkuus.client_standing SET segment = 'tuki' WHERE area = '90' AND client_id = '${cared.id}';
          DELETE FROM asiakkuus.client_standing WHERE area = '90' AND client_id = '${asked.id}';
          INSERT INTO asiakkuus.client_standing VALUES ('90', '${plain.id}', 'social', 'social', '${plain.id}', 'proposed', '${plain.id}', 'tuki', NULL, now(), NULL, now())`);
    const run = (what) => { try { return execFileSync(process.env.ASIAKKUUSD, ["standings", what, "90"], { encoding: "utf8" }); } catch ({ stdout }) { return stdout; } };
    holds(/of 3 another/.test(run("compare")), "compare");
    holds(/of 3 another/.test(run("rebuild")), "rebuild");
    holds(/of 0 another/.test(compared()), "after it");
    equal([(await standing(cared)).segment, (await standing(asked)).assessment_id], ["huolenpito", proposed.id]);
});
end();
