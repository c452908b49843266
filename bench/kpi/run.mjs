// Asks the calls one after another at one size; at the full one prints the table. See run.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const { BASE, PROGRAM, SERVICE_PID, SIZE, SOCKET, VAR, ASKED = "200" } = process.env;
const token = execFileSync(PROGRAM, ["token", "--role", "director"], { encoding: "utf8" }).trim();
const sql = (text) => execFileSync("psql", ["-h", SOCKET, "-U", "postgres", "-d", "asiakkuus", "-AtqX", "-c", text], { encoding: "utf8" }).trim();
const CALLS = {
    dashboard: "/v1/kpi/dashboard",
    "values by month": "/v1/kpi/indicators/override_rate/values?compare=target,previous",
    "values by unit": "/v1/kpi/indicators/override_rate/values?by=unit",
    "values by segment": "/v1/kpi/indicators/assessments_confirmed/values?by=segment",
    "values as CSV": "/v1/kpi/indicators/statutory_deadlines_met/values?by=rule&format=csv",
};
// The same figures asked of the records: 13 months of the override rate.
const PLAIN = `SELECT to_char(confirmed_at AT TIME ZONE 'Europe/Helsinki', 'YYYY-MM'), round(100.0 * count(*) FILTER (WHERE chosen_segment <> computed_segment) / count(*), 2)
    FROM asiakkuus.assessment WHERE area = '90' AND confirmed_at >= date_trunc('month', now()) - interval '12 months' GROUP BY 1`;
const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
const ask = async (path, tell = () => {}) => {
    const began = performance.now(), answer = await fetch(BASE + path, { headers: { Authorization: `Bearer ${token}` } });
    tell((await answer.arrayBuffer()).byteLength);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
    return performance.now() - began;
};
// Reads by key: descents into an index (idx_scan), whatever the table; a range that is read in one go is one.
// And whole reads of tables that grow. A backend tells its counts when it ends, else up to ten seconds after
// its last statement; nothing else reads meanwhile (WORKERS=0).
const GROWING = ["assessment", "contact", "referral", "client", "deadline", "move", "event", "kpi_cell", "kpi_figure"];
const reads = async () => {
    sql("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'asiakkuus_app'");
    const counts = sql(`SELECT sum(idx_scan), coalesce(sum(seq_scan) FILTER (WHERE relname IN ('${GROWING.join("','")}')), 0) FROM pg_stat_user_tables`).split("|").map(Number);
    await ask("/v1/segments"); // connects again
    return counts;
};

// What the service and its backends have worked, in ms: beside the time, which other work on the machine makes
// longer.
const worked = () => {
    const pids = sql("SELECT pid FROM pg_stat_activity WHERE usename = 'asiakkuus_app'").split("\n").concat(SERVICE_PID);
    return pids.map((pid) => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ")).reduce((sum, fields) => sum + 10 * (Number(fields[11]) + Number(fields[12])), 0);
};

const told = {};
for (const [name, path] of Object.entries(CALLS)) {
    for (let i = 0; i < 20; i++) await ask(path);
    const times = [], COUNTED = 20;
    let bytes = 0;
    const began = worked();
    for (let i = 0; i < Number(ASKED); i++) times.push(await ask(path, (length) => { bytes = length; }));
    const cpu = (worked() - began) / Number(ASKED), before = await reads();
    for (let i = 0; i < COUNTED; i++) await ask(path);
    const after = await reads();
    told[name] = { ms: median(times), cpu, bytes, keys: (after[0] - before[0]) / COUNTED, whole: after[1] - before[1] };
}
const plain = [1, 2, 3].map(() => {
    const began = performance.now();
    sql(PLAIN);
    return performance.now() - began;
});
told["plain SQL of one indicator"] = { ms: median(plain) };
writeFileSync(`${VAR}/kpi-${SIZE}.json`, JSON.stringify(told));
if (SIZE === "full") {
    const small = JSON.parse(readFileSync(`${VAR}/kpi-small.json`, "utf8")), sqlTime = told["plain SQL of one indicator"].ms;
    const size = sql("SELECT (SELECT count(*) FROM asiakkuus.assessment), (SELECT count(*) FROM asiakkuus.referral)").split("|");
    console.log(`${size[0]} assessments, ${size[1]} referrals`);
    console.log("call | small ms | full ms | full / small (goal 1.3) | CPU ms small | CPU ms full | bytes small | bytes full | reads by key (goal 20) | whole reads | plain SQL / call (goal 40)");
    for (const [name, { ms, cpu, bytes, keys, whole }] of Object.entries(told))
        console.log([name, small[name].ms.toFixed(1), ms.toFixed(1), (ms / small[name].ms).toFixed(2), small[name].cpu?.toFixed(2) ?? "", cpu?.toFixed(2) ?? "", small[name].bytes ?? "", bytes ?? "", keys?.toFixed(1) ?? "", whole ?? "", keys === undefined ? "" : (sqlTime / ms).toFixed(0)].join(" | "));
}
