// What every answer left behind: the rows of the access log, with their ground, and the events that
// were written with it. left.json says for each operation and status (an empty list has one of its
// own) which sets of rows there may be; a refusal leaves one row that says so, or none, and never an
// event. Every file of the API tests holds what it asked against it.
import { readFileSync } from "node:fs";
import { sql } from "./psql.mjs";
import { routesOf } from "./routes.mjs";

const known = JSON.parse(readFileSync(new URL("left.json", import.meta.url)));
const asked = new Map(); // by request id; false where an id was used twice

let operationOf;
export function remember(description, method, path, { status, headers, text }) {
    operationOf ??= routesOf(description);
    const operation = operationOf(method, path), request = headers["x-request-id"];
    const outcome = text.startsWith('{"items":[]') ? `${status} empty` : status;
    if (operation && request) asked.set(request, asked.has(request) ? false : { operation, status: outcome });
}

// Lines "request, operation, what": an event belongs to the request whose rows came with its transaction.
const statement = (requests) => `
    WITH row AS (SELECT request_id, xmin::text AS transaction, operation, concat_ws(' ', kind, coalesce(ground, '-'), resource) AS said
                 FROM asiakkuus.audit_event WHERE request_id = ANY ('{${requests.join()}}'))
    SELECT request_id, operation, said FROM row
    UNION ALL
    SELECT request_id, operation, 'event ' || type FROM asiakkuus.event
    JOIN (SELECT DISTINCT request_id, operation, transaction FROM row WHERE said NOT LIKE 'refused%') one ON one.transaction = event.xmin::text`;

// What was read is told once, however many rows a list has; of all else, whether it is more than one.
function told(lines) {
    const counts = new Map();
    for (const line of lines) counts.set(line, /^(read|search) /.test(line) ? 1 : (counts.get(line) ?? 0) + 1);
    return [...counts].map(([line, count]) => (count > 1 ? `n ${line}` : line)).sort().join(", ");
}

// An operation that shows whatever there is (a worklist, an overview) may leave any of its lines.
function fits(rule, left) {
    return Array.isArray(rule) ? rule.includes(left) : left.split(", ").every((line) => rule?.any.includes(line));
}

// The answers that left something else than is known, each as a line; [] where all is well.
export function unexpected() {
    const requests = [...asked].filter(([request, one]) => one && /^[\w-]+$/.test(request));
    if (!requests.length) return [];
    const rows = new Map();
    const lines = sql(statement(requests.map(([request]) => request))).split("\n").filter(Boolean);
    for (const [request, operation, said] of lines.map((line) => line.split("|")))
        rows.set(request, [...(rows.get(request) ?? []), operation === asked.get(request).operation ? said : `${said} of ${operation}`]);
    const wrong = new Set();
    for (const [request, { operation, status }] of requests) {
        const left = told(rows.get(request) ?? []);
        const right = parseInt(status) < 300 || parseInt(status) > 301 && parseInt(status) < 400 ? fits(known[operation]?.[status], left) : left === "" || /^refused - \w+$/.test(left);
        if (!right) wrong.add(`${operation} ${status} left: ${left || "nothing"}`);
    }
    return [...wrong].sort();
}
