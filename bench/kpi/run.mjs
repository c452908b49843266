// Asks two instances, over few and over many records, the same calls in turn, and prints how they grow. See run.
import { readFileSync } from "node:fs";
import { beside } from "../pair.mjs";
import { median } from "../rounds.mjs";

const { VAR, PORT, ASKED = "200" } = process.env, COUNTED = 20;
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
const timed = async (work) => {
    const began = performance.now();
    await work();
    return performance.now() - began;
};

function instance(size, port) {
    const folder = `${VAR}/${size}`, { psql, token } = beside(folder, ["--role", "director"]);
    return {
        sql: psql,
        service: readFileSync(`${folder}/asiakkuusd.pid`, "utf8").trim(),
        // The bytes of the answer.
        ask: async (path) => {
            const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${token}` } });
            if (answer.status !== 200) throw new Error(`${size} ${path}: ${answer.status}`);
            return (await answer.arrayBuffer()).byteLength;
        },
    };
}
const both = { small: instance("small", Number(PORT)), full: instance("full", Number(PORT) + 1) };

// Reads by key: descents into an index (idx_scan), whatever the table; a range that is read in one go is one.
// And whole reads of tables that grow. A backend tells its counts when it ends, else up to ten seconds after
// its last statement; nothing else reads meanwhile (WORKERS=0).
const GROWING = ["assessment", "contact", "referral", "client", "deadline", "move", "event", "kpi_cell", "kpi_figure"];
const reads = async ({ sql, ask }) => {
    sql("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'asiakkuus_app'");
    const counts = sql(`SELECT sum(idx_scan), coalesce(sum(seq_scan) FILTER (WHERE relname IN ('${GROWING.join("','")}')), 0) FROM pg_stat_user_tables`).split("|").map(Number);
    await ask("/v1/segments"); // connects again
    return counts;
};

// What the service and its backends have worked, in ms: beside the time, which other work on the machine makes
// longer.
const worked = ({ sql, service }) => {
    const pids = sql("SELECT pid FROM pg_stat_activity WHERE usename = 'asiakkuus_app'").split("\n").concat(service);
    return pids.map((pid) => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ")).reduce((sum, fields) => sum + 10 * (Number(fields[11]) + Number(fields[12])), 0);
};

async function measure(path) {
    const told = {};
    for (const [size, at] of Object.entries(both)) {
        for (let i = 0; i < 20; i++) await at.ask(path);
        told[size] = { times: [], bytes: await at.ask(path), worked: worked(at) };
    }
    for (let i = 0; i < Number(ASKED); i++)
        for (const [size, at] of Object.entries(both)) told[size].times.push(await timed(() => at.ask(path)));
    for (const [size, at] of Object.entries(both)) {
        told[size].cpu = (worked(at) - told[size].worked) / Number(ASKED);
        told[size].ms = median(told[size].times);
    }
    const before = await reads(both.full);
    for (let i = 0; i < COUNTED; i++) await both.full.ask(path);
    const after = await reads(both.full);
    return { ...told, keys: (after[0] - before[0]) / COUNTED, whole: after[1] - before[1] };
}

const plain = [];
for (let i = 0; i < 3; i++) plain.push(await timed(() => both.full.sql(PLAIN)));
const slow = median(plain), [assessments, referrals] = both.full.sql("SELECT (SELECT count(*) FROM asiakkuus.assessment), (SELECT count(*) FROM asiakkuus.referral)").split("|");
console.log(`${assessments} assessments, ${referrals} referrals; plain SQL of one indicator ${slow.toFixed(0)} ms`);
console.log("call | small ms | full ms | full / small (goal 1.3) | CPU ms small | CPU ms full | bytes small | bytes full | reads by key (goal 20) | whole reads | plain SQL / call (goal 40)");
for (const [name, path] of Object.entries(CALLS)) {
    const { small, full, keys, whole } = await measure(path);
    console.log([name, small.ms.toFixed(2), full.ms.toFixed(2), (full.ms / small.ms).toFixed(2), small.cpu.toFixed(2), full.cpu.toFixed(2), small.bytes, full.bytes, keys.toFixed(1), whole, (slow / full.ms).toFixed(0)].join(" | "));
}
