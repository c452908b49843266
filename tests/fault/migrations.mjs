#!/usr/bin/env node
// Migrations that are killed half-way, and programs of another version than their database. ROUNDS (2)
// says how many databases are migrated with interruptions.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { command, database, end, equal, get, holds, identifier, pause, post, start, stop, test, token } from "../api/support.mjs";
import { ROUNDS } from "./load.mjs";

const { ASIAKKUUSD, SOURCE_DIR, VAR, TEST_DATABASE_URL } = process.env;
const manifest = readFileSync(`${SOURCE_DIR}/sql/manifest`, "utf8").split("\n").filter((line) => line && !line.startsWith("#"));
const professional = token();

// A DATA_DIR that knows the first `count` migrations only: what a program of an earlier day had.
function dataOf(count) {
    const folder = `${VAR}/data-${count}`;
    mkdirSync(`${folder}/sql`, { recursive: true });
    for (const name of ["api-spec", "pages", "libsegment"]) symlinkSync(`${SOURCE_DIR}/${name}`, `${folder}/${name}`);
    for (const name of ["migrations", "bootstrap.sql", "roles.sql"]) symlinkSync(`${SOURCE_DIR}/sql/${name}`, `${folder}/sql/${name}`);
    writeFileSync(`${folder}/sql/manifest`, `${manifest.slice(0, count).join("\n")}\n`);
    return folder;
}
const earlier = dataOf(manifest.length - 3);

const programs = execFileSync("sh", ["-c", "ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1"], { encoding: "utf8" }).trim();
function schemaOf({ settings }) {
    const name = /dbname=(\S+)/.exec(settings.DATABASE_URL)[1];
    const words = ["--schema-only", "-d", TEST_DATABASE_URL.replace("dbname=postgres", `dbname=${name}`)];
    return execFileSync(`${programs}/pg_dump`, words, { encoding: "utf8", maxBuffer: 1 << 28 }).replace(/^\\(un)?restrict .*$/gm, "");
}

function migrate(settings) {
    const child = spawn(ASIAKKUUSD, ["migrate"], { env: { ...process.env, ...settings }, stdio: "ignore" });
    return { child, ended: new Promise((resolve) => child.on("exit", (code, signal) => resolve(signal ?? code))) };
}

const applied = (own) =>
    own.sql("SELECT to_regclass('asiakkuus.migration') IS NOT NULL") === "t"
        ? own.sql("SELECT name FROM asiakkuus.migration ORDER BY applied_at, name").split("\n").filter(Boolean)
        : [];

const whole = database();
const from = Date.now();
equal(command(["migrate"], whole.settings).code, 0);
const took_ms = Date.now() - from, wanted = schemaOf(whole);
whole.drop();

const end_session = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'asiakkuusd migrate' AND datname = current_database()";

// Killed in turn: the program, and the server's process that works for it.
await test("migrate__killed_at_any_moment_goes_on_where_it_was_and_ends_alike", async () => {
    let killed = 0;
    for (let round = 0; round < ROUNDS; round++) {
        const own = database();
        for (let i = 0; i < 6; i++) {
            const before = applied(own), run = migrate(own.settings);
            await pause((Math.random() * took_ms) / 3);
            if (i % 2) run.child.kill("SIGKILL");
            else while (run.child.exitCode === null && own.sql(end_session) === "0") await pause(5);
            killed += (await run.ended) !== 0;
            const after = applied(own);
            equal(after, manifest.slice(0, after.length), "in order and without a gap:");
            holds(after.length >= before.length, `${before.length} migrations and then ${after.length}`);
        }
        const last = command(["migrate"], own.settings);
        equal(last.code, 0, last.said);
        equal(applied(own), manifest);
        holds(schemaOf(own) === wanted, "the schema is another than that of one run");
        own.drop();
    }
    holds(killed > 0, "nothing was interrupted");
    console.log(`    ${killed} runs interrupted of ${ROUNDS * 6}, ${manifest.length} migrations in order, schemas alike`);
});

const store = (service) => post("/v1/clients", identifier(), { token: professional, port: service.port });

await test("start__of_a_newer_program_on_an_older_database_says_so_and_stores_nothing", async () => {
    const own = database();
    equal(command(["migrate"], { ...own.settings, DATA_DIR: earlier }).code, 0);
    const service = await start(own.settings, ({ status }) => status === 503), { port } = service;
    const words = `migrations are missing: ${manifest.length - 3} of ${manifest.length} applied`;
    for (let i = 0; i < 5; i++) {
        const ready = await get("/readyz", { port });
        equal([ready.status, ready.json.checks.database, ready.json.checks.migrations], [503, "ok", "failed"], ready.text);
        const refused = await store(service);
        equal(refused.status, 503, refused.text);
        holds(Number(refused.headers["retry-after"]) > 0, "no Retry-After");
    }
    holds(service.log.includes(`"the database can't be used yet","cause":"${words}"`), service.log);
    equal([(await get("/healthz", { port })).status, own.sql("SELECT count(*) FROM asiakkuus.client")], [200, "0"]);
    for (const verb of ["demo", "verify-assessments"]) {
        const { code, said } = command([verb, ...(verb === "demo" ? [] : ["90"])], own.settings);
        equal(code, 1, said);
        holds(said.includes(words), said);
    }
    // Once it is migrated the same process serves, and its jobs are planned.
    equal(command(["migrate"], own.settings).code, 0);
    for (let i = 0; i < 200 && (await get("/readyz", { port })).status !== 200; i++) await pause(50);
    equal((await store(service)).status, 201);
    for (let i = 0; i < 300 && own.sql("SELECT count(*) > 0 FROM asiakkuus.job_schedule WHERE area = '91'") !== "t"; i++) await pause(100);
    equal(own.sql("SELECT count(*) > 0 FROM asiakkuus.job_schedule WHERE area = '91'"), "t", "jobs are planned:");
    await stop(service);
    own.drop();
});

await test("start__of_an_older_program_on_a_newer_database_says_so_and_serves_what_is_sent", async () => {
    const own = database(), older = { ...own.settings, DATA_DIR: earlier };
    equal(command(["migrate"], own.settings).code, 0);
    const service = await start(older, ({ status }) => status === 503), { port } = service;
    const ready = await get("/readyz", { port });
    equal([ready.status, ready.json.checks.migrations], [503, "failed"], ready.text);
    equal((await store(service)).status, 201);
    holds(service.log.includes(`the database is newer: ${manifest.length} migrations, ${manifest.length - 3} known`), service.log);
    await stop(service);
    const { code, said } = command(["migrate"], older);
    equal(code, 0, said);
    holds(said.includes("the database is newer: it has 3 more than this program knows of"), said);
    for (const verb of [["demo"], ["verify-assessments", "90"], ["kpi", "refresh", "90"]]) {
        const told = command(verb, older);
        equal(told.code, 1, told.said);
        holds(told.said.includes(`another version of this program: the database is newer: ${manifest.length} migrations, ${manifest.length - 3} known`), told.said);
    }
    own.drop();
});
end();
