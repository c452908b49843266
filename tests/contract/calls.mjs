// Calls of the description's operations with its own examples, each written down for
// validate_exchanges.mjs.
import { appendFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { ehrToken } from "../ehr.mjs";
import { operations, resolve } from "./description.mjs";

const base = process.env.BASE_URL;

export function issued(...words) {
    return execFileSync(process.env.ASIAKKUUSD, ["token", ...words], { encoding: "utf8" }).trim();
}

function written(request, answer, body) {
    const line = {
        method: request.method,
        path: new URL(request.url).pathname,
        status: answer.status,
        content_type: answer.headers.get("content-type") ?? "",
        headers: Object.fromEntries(answer.headers.entries()),
        body,
    };
    if (process.env.EXCHANGES) appendFileSync(process.env.EXCHANGES, `${JSON.stringify(line)}\n`);
}

export function examplesOf(operation) {
    const content = operation.requestBody?.content["application/json"];
    return Object.entries(content?.examples ?? {}).map(([name, example]) => [name, resolve(example).value]);
}

// Calls an operation with a body (unless given, its first example) and what goes in for {id}, or at a `place`.
// `form`: the parameters of a form instead.
export async function call(id, { token, names = {}, body, form, headers = {}, authorization, query = "", place } = {}) {
    const operation = operations.get(id);
    const path = (place ?? operation.path).replace(/\{([a-z_]+)\}/g, (_, name) => encodeURIComponent(names[name])) + query;
    const sent = body ?? examplesOf(operation)[0]?.[1];
    const all = { "accept-language": "en", ...headers };
    // A record system's token is for one call: whoever would be let in elsewhere calls with one.
    if (token !== undefined) all.authorization = `Bearer ${operation["x-ehr"] ? ehrToken(path) : token}`;
    if (authorization !== undefined) all.authorization = authorization;
    if (operation["x-precondition"] && !("if-match" in all) && !("if-none-match" in all)) all["if-match"] = '"1"';
    if (sent !== undefined) all["content-type"] = "application/json";
    if (form) all["content-type"] = "application/x-www-form-urlencoded";
    const request = new Request(base + path, {
        method: operation.method,
        headers: all,
        body: form ? String(new URLSearchParams(form)) : sent === undefined ? undefined : JSON.stringify(sent),
    });
    const answer = await fetch(request);
    const text = await answer.text();
    written(request, answer, text);
    const json = /[/+]json\b/.test(answer.headers.get("content-type") ?? "") ? JSON.parse(text) : undefined;
    return { status: answer.status, headers: answer.headers, text, json };
}

// An artificial personal identity code: individual numbers 900-999 are given to nobody.
export function artificialHetu() {
    const any = (from, to) => from + Math.floor(Math.random() * (to - from + 1));
    const two = (number) => String(number).padStart(2, "0");
    const day = `${two(any(1, 28))}${two(any(1, 12))}${two(any(40, 99))}`;
    const number = String(any(900, 999));
    return `${day}-${number}${"0123456789ABCDEFHJKLMNPRSTUVWXY"[Number(day + number) % 31]}`;
}
