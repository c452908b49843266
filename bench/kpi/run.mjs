// Asks the calls one after another at one size; at the full one prints the table. See run.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const { BASE, PROGRAM, SIZE, SOCKET, VAR, ASKED = "200" } = process.env;
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
const ask = async (path) => {
    const began = performance.now(), answer = await fetch(BASE + path, { headers: { Authorization: `Bearer ${token}` } });
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
    return performance.now() - began;
};
// Index scans of the tables of figures, and whole reads of those that grow.
const reads = () => {
    sql("SELECT pg_stat_force_next_flush()");
    return sql("SELECT coalesce(sum(idx_scan) FILTER (WHERE relname <> 'job_schedule'), 0), coalesce(sum(seq_scan) FILTER (WHERE relname IN ('assessment', 'contact', 'referral', 'kpi_cell', 'kpi_figure', 'client')), 0) FROM pg_stat_user_tables WHERE relname LIKE 'kpi_%' OR relname IN ('assessment', 'contact', 'referral', 'client', 'unit')").split("|").map(Number);
};

const told = {};
for (const [name, path] of Object.entries(CALLS)) {
    for (let i = 0; i < 20; i++) await ask(path);
    await new Promise((resolve) => setTimeout(resolve, 1500)); // a backend tells its counts when it rests
    const before = reads(), times = [];
    for (let i = 0; i < Number(ASKED); i++) times.push(await ask(path));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const after = reads();
    told[name] = { ms: median(times), keys: (after[0] - before[0]) / Number(ASKED), whole: after[1] - before[1] };
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
    console.log("call | small ms | full ms | full / small (goal 1.3) | reads by key (goal 20) | whole reads | plain SQL / call (goal 40)");
    for (const [name, { ms, keys, whole }] of Object.entries(told))
        console.log([name, small[name].ms.toFixed(1), ms.toFixed(1), (ms / small[name].ms).toFixed(2), keys?.toFixed(1) ?? "", whole ?? "", keys === undefined ? "" : (sqlTime / ms).toFixed(0)].join(" | "));
}
