#!/usr/bin/env node
// Seals of the access log: what was written is sealed, and whatever is done to it later shows. The digests are
// worked out again here, from the tables, by other code than the service's.
// Long: it waits for a job many times.
import { createHash } from "node:crypto";
import { spawn } from "node:child_process";
import { assert, expectProblem, expectStatus, finish, get, test } from "./service.mjs";
import { call, command, PSQL, runJob, sql, start, stop, token } from "./support.mjs";

const auditor = { sub: "auditor-1", role: "auditor" }, path = "/v1/audit/verify";
const ask = (query = "") => get(`${path}${query}`, { as: auditor });
const report = async (query) => expectStatus(await ask(query), 200);
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const rowsOf = (text) => (text ? text.split("\n") : []);
const seals = () => rowsOf(sql("SELECT row_to_json(s) FROM audit_seal s WHERE area = '90' ORDER BY number")).map((line) => JSON.parse(line));
const used = (count, at = "now()") => sql(`INSERT INTO audit_event (area, at, id, kind, operation, sub, client_id, resource, reason) SELECT '90', ${at}, gen_random_uuid(), 'read', 'client_get', 'nurse-' || i, gen_random_uuid(), 'client', 'ä "\\" ' || i FROM generate_series(1, ${count}) i`);
const last = () => Number(sql("SELECT coalesce(max(number), 0) FROM audit_seal WHERE area = '90'"));

// Runs the job until nothing is left: it waits for what is being written, other jobs' work too.
async function sealed() {
    const unsealed = () => sql("SELECT count(*) FROM audit_event e WHERE e.area = '90' AND (e.transaction, e.id) > (SELECT to_transaction, to_id FROM audit_seal WHERE area = '90' UNION ALL SELECT '0'::xid8, '00000000-0000-0000-0000-000000000000' ORDER BY 1 DESC, 2 DESC LIMIT 1)");
    for (let i = 0; i < 60 && unsealed() !== "0"; i++) await runJob("audit_seal");
    assert.equal(unsealed(), "0");
}

// What is done between is undone, whatever shows; `work` looks at the damage.
async function damaged(statements, work) {
    sql("DROP TABLE IF EXISTS kept_rows, kept_seals; CREATE TABLE kept_rows AS TABLE audit_event; CREATE TABLE kept_seals AS TABLE audit_seal");
    try {
        sql(statements);
        await work();
    } finally {
        sql("DELETE FROM audit_event e WHERE EXISTS (SELECT FROM kept_rows k WHERE k.area = e.area AND (k.id = e.id OR (k.transaction, k.at) = (e.transaction, e.at))) OR e.sub = 'intruder';"
            + " INSERT INTO audit_event SELECT * FROM kept_rows ON CONFLICT DO NOTHING; DELETE FROM audit_seal; INSERT INTO audit_seal SELECT * FROM kept_seals");
    }
}
const faults = async (query) => (await report(query)).faults.map(({ number, fault }) => `${number} ${fault}`);
// A row in the middle of a seal.
const inside = (number, offset = 3) => sql(`SELECT e.id FROM audit_event e JOIN audit_seal s ON s.area = e.area AND s.number = ${number} AND (e.transaction, e.id) > (s.from_transaction, s.from_id) AND (e.transaction, e.id) <= (s.to_transaction, s.to_id) WHERE e.area = '90' ORDER BY e.transaction, e.id OFFSET ${offset} LIMIT 1`);

// What a seal is to hold, from the tables.
const utc = (column) => `regexp_replace(to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '\\.000000$', '') || 'Z'`;
const rowsDigest = (seal) => sha256(rowsOf(sql(`SELECT json_build_array(transaction::text, id, ${utc("at")}, ${utc("recorded_at")}, kind, operation, sub, name, unit, role, register, client_id, resource, resource_id, ground, request_id, reason)
    FROM audit_event WHERE area = '90' AND (transaction, id) > ('${seal.from_transaction}'::xid8, '${seal.from_id}') AND (transaction, id) <= ('${seal.to_transaction}'::xid8, '${seal.to_id}') ORDER BY transaction, id`)).map((line) => JSON.parse(line)).map((row) => `${JSON.stringify(row)}\n`).join(""));
const timesOf = (seal) => sql(`SELECT ${utc("sealed_at")} || ' ' || ${utc("first_at")} FROM audit_seal WHERE area = '90' AND number = ${seal.number}`).split(" ");

test("audit_seal__covers_every_row_in_portions_and_is_whole", async () => {
    await report();
    used(2500);
    await sealed();
    const made = seals(), covered = made.reduce((sum, { row_count }) => sum + row_count, 0);
    const { to_transaction, to_id } = made.at(-1);
    assert.equal(String(covered), sql(`SELECT count(*) FROM audit_event WHERE area = '90' AND (transaction, id) <= ('${to_transaction}'::xid8, '${to_id}')`));
    assert.ok(covered > 2500 && made.length >= 3);
    assert.deepEqual(made.map(({ number }) => number), made.map((_, i) => i + 1));
    assert.ok(made.every(({ row_count }) => row_count <= 1000));
    const { whole, seals: looked, rows, forgotten, faults: found, head, next } = await report("?limit=200");
    assert.deepEqual([whole, looked, rows, forgotten, found, next], [true, made.length, covered, 0, [], undefined]);
    assert.deepEqual([head.number, head.digest], [made.length, made.at(-1).digest]);
});

test("audit_seal__digests_are_worked_out_by_anybody_from_the_tables", async () => {
    let previous = "";
    for (const seal of seals()) {
        assert.equal(rowsDigest(seal), seal.rows_digest);
        const [sealed_at, first_at] = timesOf(seal);
        const uuid = (id) => (/^[0-]+$/.test(id) ? null : id);
        const line = ["90", String(seal.number), sealed_at, String(seal.from_transaction), uuid(seal.from_id), String(seal.to_transaction), uuid(seal.to_id), String(seal.row_count), first_at, seal.rows_digest, previous];
        assert.equal(sha256(`${JSON.stringify(line)}\n`), seal.digest);
        assert.equal(seal.previous, previous);
        previous = seal.digest;
    }
});

test("audit_seal__of_nothing_new_is_none", async () => {
    await sealed();
    const before = last();
    await runJob("audit_seal");
    assert.equal(last(), before);
});

// Who begins first may end last: no seal goes past what is not over.
test("audit_seal__waits_for_what_is_being_written", async () => {
    const open = spawn(...PSQL, { stdio: ["pipe", "pipe", "inherit"] }), written = new Promise((resolve) => open.stdout.once("data", resolve));
    open.stdin.write("SET search_path = asiakkuus; BEGIN; INSERT INTO audit_event (area, at, id, kind, operation, sub, resource) VALUES ('90', now(), gen_random_uuid(), 'read', 'x', 'late', 'client');\n\\echo written\n");
    await written;
    used(3);
    await runJob("audit_seal");
    const covered = (sub) => sql(`SELECT count(*) FROM audit_event e JOIN (SELECT * FROM audit_seal WHERE area = '90' ORDER BY number DESC LIMIT 1) s ON (e.transaction, e.id) <= (s.to_transaction, s.to_id) WHERE e.area = '90' AND e.sub = '${sub}'`);
    assert.equal(sql(`SELECT count(*) FROM audit_event e WHERE e.area = '90' AND e.sub = 'nurse-3' AND (e.transaction, e.id) > (SELECT to_transaction, to_id FROM audit_seal WHERE area = '90' ORDER BY number DESC LIMIT 1)`), "1", "held back");
    const over = new Promise((resolve) => open.on("exit", resolve));
    open.stdin.end("COMMIT;\n");
    await over;
    await sealed();
    assert.equal(covered("late"), "1");
    assert.equal((await report("?limit=200")).whole, true);
});

for (const column of ["at = at + interval '1 microsecond'", "recorded_at = recorded_at + interval '1 s'", "kind = 'search'", "operation = 'x'", "sub = 'x'", "name = 'x'", "unit = 'x'", "role = 'x'", "register = 'social'", "client_id = NULL", "resource = 'x'", "resource_id = id", "ground = 'x'", "request_id = 'x'", "reason = NULL"])
    test(`audit_verify__shows_a_row_whose_${column.split(" ")[0]}_was_changed`, () => damaged(`UPDATE audit_event SET ${column} WHERE id = '${inside(2)}'`, async () => {
        assert.deepEqual(await faults("?limit=200"), ["2 rows_changed"]);
        assert.equal((await report("?limit=200")).whole, false);
    }));

test("audit_verify__shows_a_row_that_was_removed", () => damaged(`DELETE FROM audit_event WHERE id = '${inside(1)}'`, async () => assert.deepEqual(await faults("?limit=200"), ["1 rows_missing"])));

test("audit_verify__shows_a_row_that_was_put_in", () => {
    const beside = inside(2, 5), id = beside.slice(0, -1) + (beside.endsWith("f") ? "e" : "f");
    return damaged(`INSERT INTO audit_event (area, at, id, kind, operation, sub, resource, transaction) SELECT area, at, '${id}', kind, operation, 'intruder', resource, transaction FROM audit_event WHERE id = '${beside}'`, async () => assert.deepEqual(await faults("?limit=200"), ["2 rows_added"]));
});

test("audit_verify__shows_two_rows_that_changed_places", () => {
    const [a, b] = [inside(2, 1), inside(2, 5)], temporary = "00000000-0000-4000-8000-0000000000ff";
    return damaged([[a, temporary], [b, a], [temporary, b]].map(([from, to]) => `UPDATE audit_event SET id = '${to}' WHERE id = '${from}'`).join(";"), async () => assert.deepEqual(await faults("?limit=200"), ["2 rows_changed"]));
});

for (const column of ["sealed_at = now()", "row_count = row_count + 1", "first_at = now()", "rows_digest = repeat('0', 64)", "previous = repeat('0', 64)", "digest = repeat('0', 64)", "proof = repeat('0', 64)", "from_id = to_id", "to_id = from_id"])
    test(`audit_verify__shows_a_seal_whose_${column.split(" ")[0]}_was_changed`, () => damaged(`UPDATE audit_seal SET ${column} WHERE area = '90' AND number = 2`, async () => assert.equal((await faults("?limit=200"))[0], "2 seal_changed")));

test("audit_verify__shows_a_seal_that_was_removed", () => damaged("DELETE FROM audit_seal WHERE area = '90' AND number = 2", async () => {
    assert.equal((await faults("?limit=200"))[0], "2 seal_missing");
    assert.equal((await faults("?after=2&limit=200"))[0], "2 seal_missing");
}));

test("audit_verify__names_a_key_that_the_service_does_not_have", () => damaged("UPDATE audit_seal SET key_id = 'another' WHERE area = '90' AND number = 2", async () => assert.deepEqual(await faults("?limit=200"), ["2 key_unknown"])));

// Who changes a row and works out all digests again has everything but the key.
test("audit_verify__shows_a_chain_that_was_made_to_fit_again", async () => {
    const [seal] = seals().slice(-1);
    const row = inside(seal.number, 0);
    await damaged(`UPDATE audit_event SET sub = 'somebody-else' WHERE id = '${row}'`, async () => {
        const digest = rowsDigest(seal);
        const [sealed_at, first_at] = timesOf(seal);
        const whole = sha256(`${JSON.stringify(["90", String(seal.number), sealed_at, String(seal.from_transaction), seal.from_id, String(seal.to_transaction), seal.to_id, String(seal.row_count), first_at, digest, seal.previous])}\n`);
        sql(`UPDATE audit_seal SET rows_digest = '${digest}', digest = '${whole}' WHERE area = '90' AND number = ${seal.number}`);
        assert.deepEqual(await faults("?limit=200"), [`${seal.number} seal_changed`]);
    });
});

test("audit_verify__shows_by_a_head_kept_elsewhere_that_the_end_was_cut_off", async () => {
    const { head } = await report("?limit=1"), kept = `${head.number}.${head.digest}`;
    assert.deepEqual(await faults(`?limit=200&expect=${kept}`), []);
    await damaged(`DELETE FROM audit_event e USING audit_seal s WHERE s.area = '90' AND s.number = ${head.number} AND e.area = '90' AND (e.transaction, e.id) > (s.from_transaction, s.from_id); DELETE FROM audit_seal WHERE area = '90' AND number = ${head.number}`, async () => {
        assert.equal((await report("?limit=200")).whole, true, "by itself nothing shows");
        assert.deepEqual(await faults(`?limit=200&expect=${kept}`), [`${head.number} head_missing`]);
    });
    await damaged("DELETE FROM audit_seal; DELETE FROM audit_event", async () => assert.deepEqual(await faults(`?expect=${kept}`), [`${head.number} head_missing`]));
    assert.deepEqual(await faults(`?limit=200&expect=${head.number}.${"0".repeat(64)}`), [`${head.number} head_differs`]);
});

test("audit_verify__goes_on_behind_the_last_seal_looked_at", async () => {
    const all = last();
    let after = 0, looked = 0;
    for (let page = await report("?limit=1"); ; page = await report(`?limit=1&after=${after}`)) {
        assert.equal(page.whole, true);
        looked += page.seals;
        if (!page.next) break;
        assert.ok(page.next > after);
        after = page.next;
    }
    assert.equal(looked, all);
    assert.deepEqual(await faults(`?after=${all + 5}`), [`${all + 5} seal_missing`]);
});

test("audit_verify__refuses_what_is_no_head_and_no_number", async () => {
    for (const [query, parameter, code] of [["?expect=1", "expect", "too_short"], [`?expect=${"x".repeat(70)}`, "expect", "bad_format"], [`?expect=1.${"G".repeat(64)}`, "expect", "bad_format"], [`?expect=1.${"a".repeat(65)}`, "expect", "bad_format"],
        [`?expect=.${"a".repeat(65)}`, "expect", "bad_format"], ["?after=-1", "after", "out_of_range"], ["?after=x", "after", "wrong_type"], ["?limit=0", "limit", "out_of_range"], ["?limit=201", "limit", "out_of_range"], ["?before=1", "before", "unknown_parameter"]])
        expectProblem(await ask(query), 400, "invalid", { [parameter]: code });
});

test("audit_verify__is_of_the_callers_area_alone", async () => {
    const { head, rows } = expectStatus(await get(path, { as: { ...auditor, area: "09" } }), 200);
    assert.ok(head.number < last() || rows < 2500);
    assert.notEqual(head.digest, seals().at(-1).digest);
});

test("audit_seal__that_is_broken_is_counted_by_the_next_run", async () => {
    const broken = async () => Number(/audit_seals_total\{result="broken"\} (\d+)/.exec((await call("GET", "/metrics")).text)?.[1] ?? 0), before = await broken();
    await runJob("audit_seal");
    assert.equal(await broken(), before);
    await damaged(`UPDATE audit_event SET sub = 'somebody-else' WHERE id = '${inside(last(), 0)}'`, () => runJob("audit_seal"));
    assert.equal(await broken(), before + 1);
});

// A month that is no longer kept is no fault where the setting says so; where it does not, it is one.
test("audit_verify__of_months_that_are_no_longer_kept_is_forgotten_by_the_setting_alone", async () => {
    await sealed();
    used(2, "'2008-03-01'");
    await sealed();
    const number = last(), own = await start({ AUDIT_MONTHS: "144" });
    try {
        await damaged("DELETE FROM audit_event WHERE at < '2009-01-01'", async () => {
            assert.deepEqual(await faults("?limit=200"), [`${number} rows_missing`]);
            const { json } = await call("GET", `${path}?limit=200`, { port: own.port, token: token("--role", "auditor", "--sub", "auditor-1") });
            assert.deepEqual([json.whole, json.forgotten], [true, 1]);
        });
    } finally {
        await stop(own);
    }
});

test("verify_audit__prints_the_counts_and_each_fault", async () => {
    const { head } = await report("?limit=1");
    const good = command(["verify-audit", "90", `${head.number}.${head.digest}`]);
    assert.equal(good.code, 0, good.said);
    assert.match(good.said, new RegExp(`^${head.number} seals, \\d+ rows, 0 forgotten: whole$`, "m"));
    await damaged(`DELETE FROM audit_event WHERE id = '${inside(2)}'`, async () => {
        const { code, said } = command(["verify-audit", "90"]);
        assert.equal(code, 1);
        assert.match(said, /^seal 2: rows_missing$/m);
        assert.match(said, /NOT WHOLE$/m);
    });
    assert.equal(command(["verify-audit", "99"]).code, 2);
    assert.equal(command(["verify-audit", "90", "1.x"]).code, 1);
});

await finish();
