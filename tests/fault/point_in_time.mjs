#!/usr/bin/env node
// The database is brought back to a moment before a mistake, by the commands of docs/guide/operators.md: what
// was stored at that moment is there, byte for byte, and nothing of later.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { command, end, equal, get, holds, pause, sql, start, stop, test, token } from "../api/support.mjs";
import { awaitService, expectEachOnce, Load, postgres } from "./load.mjs";

const { SOURCE_DIR, VAR } = process.env;
const professional = token();
const socket = postgres("socket").trim(), cluster = `${postgres("home").trim()}/data`;
const env = { ...process.env, PGHOST: socket, PGUSER: "postgres", PGDATABASE: "postgres" };
const server = `${SOURCE_DIR}/tools/postgres.sh`;

// The commands behind that mark, for the instance's cluster and folders.
function commandsOf(mark, moment = "") {
    const guide = readFileSync(`${SOURCE_DIR}/docs/guide/operators.md`, "utf8");
    const [, text] = new RegExp(`<!-- ${mark} -->\n\`\`\`sh\n([^]*?)\`\`\``).exec(guide);
    const ours = text
        .replaceAll("/var/backups/asiakkuus", `${VAR}/backups`)
        .replaceAll(/\/var\/lib\/postgresql\/\d+\/main/g, cluster)
        .replaceAll("systemctl restart postgresql", `${server} stop && ${server} start`)
        .replaceAll(/systemctl (start|stop) postgresql/g, `${server} $1`)
        .replaceAll(/(?<=recovery_target_time = ').*(?=')/g, moment);
    return process.getuid() === 0 ? ours : ours.replaceAll("runuser -u postgres -- ", "").replaceAll("-o postgres -g postgres ", "");
}

function run(mark, moment) {
    const { status, stderr, stdout } = spawnSync("bash", ["-euo", "pipefail", "-c", commandsOf(mark, moment)], { env, cwd: "/", encoding: "utf8" });
    equal(status, 0, `${mark}: ${stdout}${stderr}`);
}

// Every row of every table, whatever its place in its file.
function content() {
    const rows = execFileSync("pg_dump", ["--data-only", "-n", "asiakkuus", "-d", "asiakkuus"], { env, encoding: "utf8", maxBuffer: 1 << 29, stdio: ["ignore", "pipe", "ignore"] });
    const lines = rows.split("\n").filter((line) => line && !/^(--|\\|SET |SELECT pg_catalog)/.test(line));
    return { lines: lines.length, digest: createHash("sha256").update(lines.sort().join("\n")).digest("hex") };
}

// Nobody writes any more, neither callers nor jobs.
async function silence() {
    sql("ALTER ROLE asiakkuus_app NOLOGIN");
    const sessions = "FROM pg_stat_activity WHERE usename = 'asiakkuus_app'";
    for (let i = 0; i < 100 && sql(`SELECT count(*) ${sessions}`) !== "0"; i++) {
        sql(`SELECT pg_terminate_backend(pid) ${sessions}`);
        await pause(50);
    }
}
const speak = () => sql("ALTER ROLE asiakkuus_app LOGIN");

await test("restore__to_a_point_in_time_has_what_was_there_then_and_nothing_of_later", async () => {
    run("archive"); // restarts the server
    await awaitService();
    const kept = await Load.begin();
    await kept.more(100);
    await kept.end();
    await kept.replay();
    await silence();
    const before = content(), moment = sql("SELECT clock_timestamp()");
    await pause(50);
    speak();
    await awaitService();

    const service = await start({ DATABASE_URL: process.env.DATABASE_URL }); // of whose answers nothing will be left
    const lost = await Load.begin({ port: service.port });
    await lost.more(100);
    await lost.end();
    await stop(service);
    sql("DELETE FROM move"); // the mistake
    holds(content().digest !== before.digest, "nothing was changed after that moment");

    run("restore to a point in time", moment);
    for (let i = 0; i < 300 && sql("SELECT pg_is_in_recovery()") !== "f"; i++) await pause(100);
    await silence();
    equal(content(), before, "rows and their digest:");
    speak();
    await awaitService();
    expectEachOnce(kept);
    const { id } = lost.writes.find((write) => write.id);
    equal((await get(`/v1/assessments/${id}`, { token: professional })).status, 404);
    const { code, said } = command(["verify-assessments", "90"]);
    equal(code, 0, said);
    console.log(`    ${before.lines} rows alike; ${kept.writes.length} writes kept, ${lost.count(201)} of later gone; ${said.trim()}`);
});
end();
