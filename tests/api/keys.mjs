#!/usr/bin/env node
// The keys of identifiers and the database belong together: no start, migration or demo with others.
import { randomBytes } from "node:crypto";
import { mkdtempSync, renameSync, writeFileSync } from "node:fs";
import { command, database, end, equal, get, holds, identifier, pause, post, start, stop, test, token } from "./support.mjs";

const professional = token(), folder = mkdtempSync(`${process.env.VAR}/keys-`), file = `${folder}/vault.keys`;
const line = (id, secret = randomBytes(32).toString("hex")) => `${id} ${secret}\n`;
const write = (...lines) => (writeFileSync(`${file}.new`, lines.join(""), { mode: 0o400 }), renameSync(`${file}.new`, file));
const old = line("old"), next = line("next"), person = identifier();

// A database with one client, sealed by the key `old`.
async function sealed() {
    const own = database();
    own.settings.VAULT_KEYS_FILE = file;
    write(old);
    equal(command(["migrate"], own.settings).code, 0);
    const service = await start(own.settings);
    equal((await post("/v1/clients", person, { token: professional, port: service.port })).status, 201);
    await stop(service);
    return own;
}
const own = await sealed();
const clients = () => own.sql("SELECT count(*) FROM asiakkuus.client");

for (const [name, lines, words] of [
    ["another_file", [line("new")], "the key old sealed data of this database, and is not in the file"],
    ["the_same_name_with_other_bytes", [line("old")], "the key old has other bytes"],
    ["a_new_key_and_without_the_old_one", [next], "the key old sealed data"],
    ["other_bytes_behind_a_new_key", [next, line("old")], "the key old has other bytes"],
])
    for (const verb of ["serve", "migrate", "demo"])
        await test(`keys__${verb}_with_${name}_is_refused`, async () => {
            write(...lines);
            const { code, said } = command([verb], { ...own.settings, PORT: "1" });
            equal(code, 1, said);
            holds(said.includes("VAULT_KEYS_FILE") && said.includes(words), said);
            equal([clients(), own.sql("SELECT string_agg(id, ' ') FROM asiakkuus.vault_key")], ["1", "old"]);
        });

await test("keys__migrate_without_any_is_refused", async () => {
    const { code, said } = command(["migrate"], { ...own.settings, VAULT_KEYS_FILE: "" });
    equal(code, 1, said);
    holds(said.includes("no keys are given"), said);
});

await test("keys__that_fit_find_the_client_again", async () => {
    write(next, old);
    const service = await start(own.settings);
    equal((await post("/v1/clients", person, { token: professional, port: service.port })).status, 200);
    equal(own.sql("SELECT string_agg(id, ' ' ORDER BY id) FROM asiakkuus.vault_key"), "next old");
    await stop(service);
    write(old);
    equal(command(["migrate"], own.settings).code, 1, "the newer key is needed too:");
});

// What is recorded is no secret, and is not in the file either.
await test("keys__check_values_tell_nothing", async () => {
    const [recorded] = own.sql("SELECT encode(check_value, 'hex') FROM asiakkuus.vault_key WHERE id = 'old'").split("\n");
    equal([recorded.length, old.includes(recorded)], [64, false]);
});

await test("keys__that_were_there_before_they_were_recorded_are_known_by_name", async () => {
    own.sql("DELETE FROM asiakkuus.vault_key; INSERT INTO asiakkuus.vault_key (id, check_value) VALUES ('old', '')");
    write(line("new"));
    equal(command(["demo"], own.settings).code, 1);
    write(old);
    await stop(await start(own.settings));
    write(line("old"));
    equal(command(["demo"], own.settings).code, 1, "other bytes, once they are known:");
    write(old);
});

// A running service whose database is replaced by one sealed with other keys.
await test("readyz__names_keys_that_differ_and_nothing_is_stored", async () => {
    const service = await start(own.settings), { port } = service;
    own.sql("UPDATE asiakkuus.vault_key SET check_value = sha256('x') WHERE id = 'old' AND check_value <> ''");
    let ready = await get("/readyz", { port });
    for (let i = 0; i < 50 && ready.status === 200; i++) await pause(50).then(async () => (ready = await get("/readyz", { port })));
    equal([ready.status, ready.json.checks], [503, { database: "ok", migrations: "ok", write: "ok", keys: "failed", issuer_keys: "ok" }]);
    holds(Number(ready.headers["retry-after"]) > 0, "no Retry-After");
    const refused = await post("/v1/clients", identifier(), { token: professional, port });
    equal([refused.status, clients()], [503, "1"], refused.text);
    equal((await get("/healthz", { port })).status, 200);
    await stop(service);
});

// Two that start at once on an empty database with a key of their own each: one of them is wrong.
await test("keys__of_two_first_services_one_is_refused", async () => {
    const empty = database(), other = `${folder}/other.keys`;
    write(line("one"));
    writeFileSync(other, line("two"), { mode: 0o400 });
    equal(command(["migrate"], { ...empty.settings, VAULT_KEYS_FILE: file }).code, 0);
    const started = await Promise.allSettled([file, other].map((keys) => start({ ...empty.settings, VAULT_KEYS_FILE: keys })));
    equal(started.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    await stop(started.find(({ status }) => status === "fulfilled").value);
    empty.drop();
});

// --- the other checks of /readyz ---

// What /readyz says and what storing answers while something is wrong (storing first, where it is what
// tells), and what /readyz says after.
const failing = async (change, back, stored_first = false) => {
    const some = database();
    write(old);
    some.settings.VAULT_KEYS_FILE = file;
    equal(command(["migrate"], some.settings).code, 0);
    const service = await start(some.settings), { port } = service;
    some.sql(change);
    await pause(300);
    const store = () => post("/v1/clients", identifier(), { token: professional, port });
    const early = stored_first ? await store() : undefined;
    const bad = await get("/readyz", { port });
    const stored = early ?? (await store());
    some.sql(back);
    let good = await get("/readyz", { port });
    for (let i = 0; i < (stored_first ? 0 : 100) && good.status !== 200; i++) await pause(50).then(async () => (good = await get("/readyz", { port })));
    await stop(service);
    some.drop();
    return { bad, stored, good };
};

await test("readyz__names_the_access_log_that_can_not_be_written", async () => {
    const { bad, stored, good } = await failing("REVOKE INSERT ON asiakkuus.audit_event FROM asiakkuus_app", "GRANT INSERT ON asiakkuus.audit_event TO asiakkuus_app");
    equal([bad.status, bad.json.checks.write, bad.json.checks.database, good.status], [503, "failed", "ok", 200], bad.text);
    holds(stored.status >= 500, `stored without its row: ${stored.status}`);
});

// As from a full disk: what a caller writes finds no room, where the probe's own row still does.
await test("readyz__names_a_write_that_found_no_room", async () => {
    const { bad, stored } = await failing(
        `CREATE FUNCTION asiakkuus.full() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION USING ERRCODE = ''53100''; END';
         CREATE TRIGGER full_disk BEFORE INSERT ON asiakkuus.client FOR EACH ROW EXECUTE FUNCTION asiakkuus.full()`,
        "DROP TRIGGER full_disk ON asiakkuus.client", true);
    equal([stored.status, bad.status, bad.json.checks.write], [503, 503, "failed"], bad.text);
});

await test("readyz__leaves_no_row_in_the_access_log", async () => {
    for (let i = 0; i < 3; i++) equal((await get("/readyz")).status, 200);
    const some = database();
    some.settings.VAULT_KEYS_FILE = file;
    equal(command(["migrate"], some.settings).code, 0);
    await stop(await start(some.settings));
    equal(some.sql("SELECT count(*) FROM asiakkuus.audit_event"), "0");
    some.drop();
});

await test("readyz__names_a_database_that_is_newer_than_the_program", async () => {
    const { bad, good } = await failing("INSERT INTO asiakkuus.migration VALUES ('9999_later.sql', repeat('0', 64), now())", "DELETE FROM asiakkuus.migration WHERE name = '9999_later.sql'");
    equal([bad.status, bad.json.checks], [503, { database: "ok", migrations: "failed", write: "unknown", keys: "unknown", issuer_keys: "ok" }]);
    equal(good.status, 200);
});

own.drop();
end();
