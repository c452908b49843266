// Calls of the description's operations with its own examples, each written down for
// validate_exchanges.mjs, and tokens of every kind, made with the demo issuer's key.
import { appendFileSync, readFileSync } from "node:fs";
import { createHmac, createPublicKey, sign } from "node:crypto";
import { execFileSync } from "node:child_process";
import { operations, resolve } from "./description.mjs";

const base = process.env.BASE_URL;
const SECOND = 1;
const HOUR = 3600 * SECOND;

export function issued(...words) {
    return execFileSync(process.env.ASIAKKUUSD, ["token", ...words], { encoding: "utf8" }).trim();
}

const encoded = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const decoded = (part) => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));

const key = readFileSync(`${process.env.VAR}/keys/issuer.pem`, "utf8");
const [goodHeader, goodClaims] = issued().split(".").slice(0, 2).map(decoded);

function joined(header, claims, signature) {
    const head = `${encoded(header)}.${encoded(claims)}`;
    return `${head}.${signature(head)}`;
}

const byIssuer = (head) => sign("sha256", Buffer.from(head), { key, dsaEncoding: "ieee-p1363" }).toString("base64url");
const publicKey = createPublicKey(key).export({ type: "spki", format: "pem" });
const byPublicKey = (head) => createHmac("sha256", publicKey).update(head).digest("base64url");
const left = (object, name) => Object.fromEntries(Object.entries(object).filter(([member]) => member !== name));

// Tokens that let nobody in, by what is wrong with them.
export function badTokens(permission) {
    const now = Math.floor(Date.now() / 1000);
    const claims = { ...goodClaims, exp: now + HOUR, scope: permission };
    const signed = (change) => joined(goodHeader, { ...claims, ...change }, byIssuer);
    const headed = (change, signature = byIssuer) => joined({ ...goodHeader, ...change }, claims, signature);
    const [head, body, signature] = signed({}).split(".");
    const jwk = createPublicKey(key).export({ format: "jwk" });
    return {
        expired: signed({ exp: now - 120 }),
        not_yet_valid: signed({ nbf: now + 300 }),
        wrong_audience: signed({ aud: "somebody-else" }),
        wrong_issuer: signed({ iss: "https://elsewhere.invalid" }),
        no_expiry: joined(goodHeader, left(claims, "exp"), byIssuer),
        no_area: joined(goodHeader, left(claims, "area"), byIssuer),
        bad_area: signed({ area: "9" }),
        alg_none: headed({ alg: "none" }, () => ""),
        alg_none_keeping_its_signature: headed({ alg: "none" }),
        hs256_with_the_public_key: headed({ alg: "HS256" }, byPublicKey),
        unknown_kid: headed({ kid: "nobody" }),
        no_kid: joined(left(goodHeader, "kid"), claims, byIssuer),
        key_of_its_own: joined({ alg: goodHeader.alg, typ: "JWT", kid: "own", jwk }, claims, byIssuer),
        tampered: `${head}.${encoded({ ...claims, area: "01" })}.${signature}`,
        cut: `${head}.${body}.${signature.slice(0, -4)}`,
        two_parts: `${head}.${body}`,
        garbage: "x.y.z",
    };
}

// Everything that may be done, but this.
export function allBut(permission) {
    const all = [...operations.values()].map((operation) => operation["x-permission"]);
    return [...new Set(all)].filter((each) => each !== permission && each !== "public").join(" ");
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

// Calls an operation with a body (unless given, its first example) and what goes in for {id}.
export async function call(id, { token, names = {}, body, headers = {}, authorization } = {}) {
    const operation = operations.get(id);
    const path = operation.path.replace(/\{([a-z_]+)\}/g, (_, name) => encodeURIComponent(names[name]));
    const sent = body ?? examplesOf(operation)[0]?.[1];
    const all = { "accept-language": "en", ...headers };
    if (token !== undefined) all.authorization = `Bearer ${token}`;
    if (authorization !== undefined) all.authorization = authorization;
    if (operation["x-precondition"] && !("if-match" in all)) all["if-match"] = '"1"';
    if (sent !== undefined) all["content-type"] = "application/json";
    const request = new Request(base + path, {
        method: operation.method,
        headers: all,
        body: sent === undefined ? undefined : JSON.stringify(sent),
    });
    const answer = await fetch(request);
    const text = await answer.text();
    written(request, answer, text);
    const json = (answer.headers.get("content-type") ?? "").includes("json") ? JSON.parse(text) : undefined;
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
