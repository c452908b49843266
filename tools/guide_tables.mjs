// The tables of problems, field errors, settings and limits in docs/guide, from the service's own.
//   node tools/guide_tables.mjs           writes them
//   node tools/guide_tables.mjs --check   compares
// It also holds the description against the service's tables: every code is told in both.
import { readFileSync, writeFileSync } from "node:fs";

const read = (name) => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
const guides = ["docs/guide/integrators.md", "docs/guide/operators.md"];

// The rows of an X-macro table; strings hold no unescaped quotes.
function rows(name, macro) {
    const text = read(`service/tables/${name}.def`).replace(/\/\*[\s\S]*?\*\//g, "");
    const pattern = new RegExp(`${macro}\\(((?:[^()"]|"(?:[^"\\\\]|\\\\.)*")*)\\)`, "g");
    return [...text.matchAll(pattern)].map(([, inside]) =>
        [...inside.matchAll(/"((?:[^"\\]|\\.)*)"|([^\s,"]+)/g)].map(([, quoted, bare]) => quoted ?? bare),
    );
}

// The moves of a kind of record as a diagram: what changes the state, with who makes it. A row of some
// records alone has their kind before the rest.
function diagram(name) {
    const SIDES = { SENDER: "sender", RECEIVER: "receiver", EITHER: "either side" };
    const lines = new Map();
    for (const row of rows(`../domain/${name}/${name}_moves`, "MOVE(?:_OF)?")) {
        const [from, action, to, , , side] = row.slice(-7), kind = row.length > 7 && row[0] === "HANDED" ? ", of one handed over" : "";
        if (from === to) continue;
        const arrow = `    ${from === "NULL" ? "[*]" : from} --> ${to}`;
        lines.set(arrow, [...(lines.get(arrow) ?? []), `${action} (${SIDES[side]}${kind})`]);
    }
    return ["```mermaid", "stateDiagram-v2", ...[...lines].map(([arrow, words]) => `${arrow}: ${words.join(", ")}`), "```"].join("\n");
}

const HOW = {
    malformed: "Send JSON; `line` and `column` tell where reading stopped.",
    invalid: "Fix the fields named in `errors`.",
    bad_request: "The message itself can't be read: fix how it is built.",
    unauthenticated: "Get a new token.",
    forbidden: "Ask for the permission told in `detail`.",
    not_found: "There is none, or you may not know of it.",
    method_not_allowed: "See `Allow`.",
    not_acceptable: "Accept `application/json`.",
    conflict: "Read again: the state does not allow this any more.",
    key_in_use: "Wait, then repeat with the same key.",
    stale: "Read again and decide again.",
    too_large: "Send less: 64 KiB unless the operation says otherwise.",
    target_too_long: "Send a shorter path and query, with fewer parameters.",
    unsupported_media_type: "Send `Content-Type: application/json`.",
    rule_broken: "Fix the fields named in `errors`.",
    key_reused: "Use a new key for a new request.",
    precondition_missing: "Send `If-Match` with the version you read.",
    too_many_requests: "Wait for `Retry-After`.",
    headers_too_large: "Send shorter headers.",
    internal: "Tell the operator the `instance`.",
    version_not_supported: "Speak HTTP/1.1; the proxy in front may speak later ones.",
    unavailable: "Wait for `Retry-After`, then repeat.",
};

function table(head, lines) {
    return [head, head.replace(/[^|]+/g, "---"), ...lines].join("\n");
}

const problems = rows("problems", "PROBLEM");
const errors = rows("errors", "ERROR");
const settings = ["STRING", "INT", "BOOL"].flatMap((kind) =>
    rows("settings", `SETTING_${kind}`).map(([, name, fallback, ...rest]) => ({
        name,
        fallback,
        range: kind === "INT" ? `${rest[0]}-${rest[1]}` : "",
        meaning: rest.at(-1),
    })),
);
const tables = {
    settings: table(
        "| setting | default | range | meaning |",
        settings.map(
            ({ name, fallback, range, meaning }) =>
                `| \`${name}\` | ${fallback === "" ? "" : `\`${fallback}\``} | ${range} | ${meaning} |`,
        ),
    ),
    limits: table(
        "| limit | value | meaning |",
        rows("limits", "LIMIT").map(
            ([name, value, unit, meaning]) => `| \`${name}\` | ${Number(value).toLocaleString("en")} ${unit} | ${meaning} |`,
        ),
    ),
    problems: table(
        "| `urn:asiakkuus:problem:`... | status | what to do |",
        problems.map(([code, status]) => `| \`${code}\` | ${status} | ${HOW[code] ?? ""} |`),
    ),
    errors: table(
        "| `code` | English `detail` |",
        errors.map(([code, , , english]) => `| \`${code}\` | ${english.replace("%s", "…")} |`),
    ),
    referral_moves: diagram("referral"),
};

const written = (guide) =>
    Object.entries(tables).reduce(
        (text, [name, lines]) =>
            text.replace(
                new RegExp(`(<!-- ${name}: begin -->\n)[\\s\\S]*?(<!-- ${name}: end -->)`),
                (_, begin, end) => `${begin}${lines}\n${end}`,
            ),
        read(guide),
    );

const faults = [];
const described = read("api-spec/problems.yaml");
const listed = read("api-spec/schemas/problem.yaml");
for (const [code] of problems) {
    if (!HOW[code]) faults.push(`tools/guide_tables.mjs does not say what to do about ${code}`);
    if (code !== "method_not_allowed" && !described.includes(`\`${code}\``))
        faults.push(`api-spec/problems.yaml does not tell of ${code}`);
}
for (const [code] of errors)
    if (!listed.includes(`- ${code}\n`)) faults.push(`api-spec/schemas/problem.yaml does not list ${code}`);
for (const [, code] of listed.matchAll(/^ {8}- ([a-z_0-9]+)$/gm))
    if (!errors.some(([known]) => known === code)) faults.push(`${code} is no field error of the service`);

for (const guide of guides) {
    const text = written(guide);
    if (!process.argv.includes("--check")) writeFileSync(new URL(`../${guide}`, import.meta.url), text);
    else if (text !== read(guide)) faults.push(`${guide} is not what the tables give: run tools/openapi build`);
}
for (const fault of faults) console.error(`FAILED ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;
