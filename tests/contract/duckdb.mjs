// A flat CSV of two years and of many indicators goes into DuckDB with the right types by itself: days are days,
// numbers are numbers (negative ones too), an empty cell is no zero, and text is text.
//   node tests/contract/duckdb.mjs http://127.0.0.1:8080
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";

const require = createRequire(new URL("../../tools/package.json", import.meta.url));
const { DuckDBInstance } = require("@duckdb/node-api");
const base = process.argv[2] ?? process.env.BASE_URL;
const token = execFileSync(process.env.ASIAKKUUSD, ["token", "--role", "director"], { encoding: "utf8" }).trim();
const headers = { Authorization: `Bearer ${token}` };
let passed = 0, failed = 0;

function check(name, actual, expected) {
    const [told, wanted] = [actual, expected].map((value) => JSON.stringify(value, (_, each) => (typeof each === "bigint" ? Number(each) : each)));
    if (told === wanted) return passed++;
    failed++;
    console.log(`FAILED ${name}: expected ${wanted}, not ${told}`);
}
const get = async (path) => (await fetch(base + path, { headers })).text();
const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Helsinki" }).format(new Date());
const span = `from=${today.slice(0, 4) - 1}-01-01&to=${today.slice(0, 4)}-12-31`;

await fetch(`${base}/v1/kpi/observations`, {
    method: "POST", headers: { ...headers, "Content-Type": "application/json" },
    body: JSON.stringify([{ indicator: "net_cost_per_resident", year: today.slice(0, 4) - 1, value: -12.5 }]),
});
const queries = ["assessments_confirmed/values?bucket=month", "assessments_confirmed/values?bucket=month&by=segment", "override_rate/values?bucket=month&by=unit",
    "client_solved/values?bucket=month&compare=target,previous", "statutory_deadlines_met/values?bucket=quarter&by=rule", "child_welfare_in_time/values?bucket=month", "net_cost_per_resident/values?bucket=year"];
const parts = await Promise.all(queries.map((query) => get(`/v1/kpi/indicators/${query}&${span}&format=csv`)));
const [head] = parts[0].split("\r\n");
check("csv__has_one_header", parts.map((part) => part.split("\r\n")[0] === head), parts.map(() => true));
const lines = parts.flatMap((part) => part.trimEnd().split("\r\n").slice(1));
check("csv__has_lines", lines.length > 100, true);

const folder = mkdtempSync(`${tmpdir()}/asiakkuus-duckdb.`);
try {
    writeFileSync(`${folder}/flat.csv`, [head, ...lines].join("\r\n"));
    writeFileSync(`${folder}/finnish.csv`, await get(`/v1/kpi/indicators/client_solved/values?bucket=month&${span}&format=csv-fi`));
    const database = await (await DuckDBInstance.create(":memory:")).connect();
    const ask = async (text) => (await database.runAndReadAll(text)).getRowsJson();
    await ask(`CREATE TABLE figures AS SELECT * FROM read_csv('${folder}/flat.csv', sample_size = -1)`);
    const types = Object.fromEntries((await ask("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'figures'")));
    for (const [column, type] of Object.entries({ indicator: "VARCHAR", label: "VARCHAR", from: "DATE", to: "DATE", unit_id: "UUID", segment: "VARCHAR", rule: "VARCHAR", value: "DOUBLE", suppressed: "BOOLEAN" }))
        check(`duckdb__reads_${column}_as_${type.toLowerCase()}`, [type, ...(type === "UUID" ? ["VARCHAR"] : [])].includes(types[column]) ? type : types[column], type);
    check("duckdb__reads_counts_as_numbers", ["numerator", "denominator", "target", "interval_low"].map((column) => /BIGINT|DOUBLE/.test(types[column])), [true, true, true, true]);
    check("duckdb__has_every_line", Number((await ask("SELECT count(*) FROM figures"))[0][0]), lines.length);
    check("duckdb__takes_no_hidden_figure_for_zero", (await ask("SELECT count(*) > 0, count(value) + count(numerator) + count(denominator) FROM figures WHERE suppressed"))[0].map(Number), [1, 0]);
    check("duckdb__knows_true_zeros", Number((await ask("SELECT count(*) FROM figures WHERE indicator = 'assessments_confirmed' AND value = 0"))[0][0]) > 0, true);
    check("duckdb__reads_a_negative_number", (await ask("SELECT min(value) FROM figures WHERE indicator = 'net_cost_per_resident'"))[0], [-12.5]);
    check("duckdb__spans_two_years", (await ask("SELECT min(\"from\")::VARCHAR, max(\"to\")::VARCHAR FROM figures"))[0], [`${today.slice(0, 4) - 1}-01-01`, `${today.slice(0, 4)}-12-31`]);
    await ask(`CREATE TABLE finnish AS SELECT * FROM read_csv('${folder}/finnish.csv', delim = ';', decimal_separator = ',', sample_size = -1)`);
    check("duckdb__reads_the_finnish_form", Number((await ask("SELECT count(value) FROM finnish"))[0][0]) > 0, true);
    check("duckdb__reads_the_finnish_form_alike", await ask("SELECT label, value::DOUBLE FROM finnish ORDER BY label"), await ask("SELECT label, value::DOUBLE FROM figures WHERE indicator = 'client_solved' ORDER BY label"));
} finally {
    rmSync(folder, { recursive: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
