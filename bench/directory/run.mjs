// Fills the directory of one area, asks for pages of searches and prints the table. See run.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { median } from "../rounds.mjs";

const { ASIAKKUUSD, BASE_URL, TEST_DATABASE_URL, SERVICES = "20000", ASKED = "60" } = process.env;
const AREA = "05", PART = 500, PAGE = 50;
const token = execFileSync(ASIAKKUUSD, ["token", "--role", "director", "--area", AREA], { encoding: "utf8" }).trim();
const psql = (input) => execFileSync("psql", [TEST_DATABASE_URL.replace("dbname=postgres", "dbname=asiakkuus"), "-AtqX", "-v", "ON_ERROR_STOP=1"], { encoding: "utf8", input }).trim();

async function call(path, body) {
    const began = performance.now();
    const answer = await fetch(BASE_URL + path, { method: body ? "POST" : "GET", body, headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) } });
    const text = await answer.text(), took = performance.now() - began;
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${text}`);
    return { took, json: JSON.parse(text) };
}

// Eight names in turn, each with a number; half of the services are of mornings, half of evenings, which
// are two frequent words that never meet.
const NAMES = ["Aikuissosiaalityö", "Fysioterapia", "Kerho ikäihmisille", "Lastenneuvola", "Neuvola", "Päihdeneuvonta", "Ryhmä omaisille", "Velkaneuvonta"];
const service = (i) => ({
    id: randomUUID(), type: "Service", publishingStatus: "Published", languages: i % 3 ? ["fi"] : ["fi", "sv"],
    serviceNames: [{ language: "fi", value: `${NAMES[i % 8]} ${(i >> 3) % 2 ? "aamuisin" : "iltaisin"} ${i}`, type: "Name" }],
    serviceDescriptions: [{ language: "fi", value: "Palvelun kuvaus. ".repeat(20), type: "Description" }],
    areaType: "LimitedType", areas: [{ type: "Municipality", municipalities: [{ code: (i >> 4) % 2 ? "091" : "049" }] }],
    serviceClasses: NAMES[i % 8].endsWith("neuvola") || NAMES[i % 8] === "Neuvola" ? [{ uri: "http://uri.suomi.fi/codelist/ptv/ptvserclass2/code/P0.1", name: [{ language: "fi", value: "Neuvolapalvelut" }] }] : [],
});

// Words of a name are looked for by their beginnings, as the service does; the cursor's place in the list.
const SEARCHES = [
    { q: "ke" }, { q: "ry" }, { q: "fysio" }, { q: "neuv" }, { q: "päihde" }, { q: "velkaneuvonta 13" }, { q: "aamuisin iltaisin" }, { q: "neuvola iltaisin 1" }, { q: "1" },
    { q: "neuv", also: "&need=s7_child_development&language=sv&municipality=091", where: "AND 's7_child_development' = ANY (source_needs) AND 'sv' = ANY (languages) AND '091' = ANY (municipalities)" },
    { q: "neuv", also: "&language=sv&kind=digital", where: "AND 'sv' = ANY (languages) AND kind = 'digital'" },
    { q: "neuv", also: "&municipality=999", where: "AND '999' = ANY (municipalities)" },
    { q: "päihde", page: 2 }, { q: "päihde", page: 40 }, { q: "1", page: 40 }, { q: "xyz" },
];

async function fill() {
    for (let from = 0; from < Number(SERVICES); from += PART) {
        const items = Array.from({ length: Math.min(PART, Number(SERVICES) - from) }, (_, i) => service(from + i));
        const { json } = await call("/v1/directory/imports", JSON.stringify({ source: "ptv", items }));
        if (json.created !== items.length) throw new Error(JSON.stringify(json));
    }
    psql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements; VACUUM ANALYZE;");
}

async function pathOf({ q, also = "", page = 1 }) {
    const path = `/v1/services?q=${encodeURIComponent(q)}${also}&limit=${PAGE}`;
    let cursor = "";
    for (let i = 1; i < page; i++) cursor = `&cursor=${encodeURIComponent((await call(path + cursor)).json.next_cursor)}`;
    return path + cursor;
}

// What the service's backends have worked, in ms: beside the time, which other work on the machine makes longer.
const worked = () => psql("SELECT pid FROM pg_stat_activity WHERE usename = 'asiakkuus_app'").split("\n")
    .map((pid) => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ")).reduce((sum, fields) => sum + 10 * (Number(fields[11]) + Number(fields[12])), 0);

// Repeated calls and their pages; of the service only what was asked each time counts.
async function measureService(path) {
    for (let i = 0; i < 10; i++) await call(path);
    psql("SELECT pg_stat_statements_reset();");
    const times = [], before = worked();
    let found = [];
    for (let i = 0; i < Number(ASKED); i++) {
        const { took, json } = await call(path);
        times.push(took);
        found = json.items.map((item) => item.source_id);
    }
    const cpu = (worked() - before) / Number(ASKED);
    const pages = psql(`SELECT round(coalesce(sum(shared_blks_hit + shared_blks_read), 0) / ${ASKED}) FROM pg_stat_statements WHERE userid = 'asiakkuus_app'::regrole AND calls >= ${ASKED}`);
    return { ms: median(times), cpu, pages: Number(pages), found };
}

function measurePlain({ q, where = "", page = 1 }) {
    const words = q.split(" ").map((word) => `AND ' ' || (names->>'fi') ILIKE '% ${word}%'`).join(" ");
    const statement = `SELECT * FROM asiakkuus.service WHERE area = '${AREA}' ${words} ${where} AND coalesce(valid_to, 'infinity') >= current_date ORDER BY sort_key, id LIMIT ${PAGE} OFFSET ${(page - 1) * PAGE};`;
    const found = psql(statement.replace("*", "source_id")).split("\n").filter(Boolean);
    const timed = psql(`\\timing on\n\\o /dev/null\n${`${statement}\n`.repeat(Number(ASKED))}`);
    const times = [...timed.matchAll(/^Time: ([\d.]+) ms/gm)].map(([, ms]) => Number(ms));
    const plan = JSON.parse(psql(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${statement}`))[0].Plan;
    return { ms: median(times), pages: plan["Shared Hit Blocks"] + plan["Shared Read Blocks"], found };
}

await fill();
console.log("search | found | ms | CPU ms of the database | plain SQL ms | plain SQL / search | pages | plain SQL pages");
for (const search of SEARCHES) {
    const ours = await measureService(await pathOf(search)), plain = measurePlain(search);
    if (String(ours.found) !== String(plain.found)) throw new Error(`${JSON.stringify(search)}: ${ours.found.length} found, ${plain.found.length} by plain SQL`);
    const name = `${search.q}${search.also ?? ""}${search.page ? `, page ${search.page}` : ""}`;
    console.log([name, ours.found.length, ours.ms.toFixed(1), ours.cpu.toFixed(1), plain.ms.toFixed(1), (plain.ms / ours.ms).toFixed(1), ours.pages, plain.pages].join(" | "));
}
if (process.env.HOLD) await new Promise((resolve) => setTimeout(resolve, Number(process.env.HOLD) * 1000));
