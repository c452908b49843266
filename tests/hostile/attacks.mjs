#!/usr/bin/env node
// What a hostile client tries, without a token. After each attack the service answers, its memory is
// back, and in the end its log has only whole lines without a person's identity code.
import { readFileSync } from "node:fs";
import net from "node:net";
import { base, call, end, equal, get, holds, pause, raw, start, stop, test, token } from "../api/support.mjs";

// Bounds of a hang, no measure of speed: the figures that are printed are far below.
const CONNECTS_WITHIN_MS = 5000, ANSWERS_WITHIN_MS = 60000, ATTACK_LASTS_MS = 240000;
const MEMORY_SHARE = 1.2, MEMORY_NOISE_KB = 12000;

const settings = { LOG_LEVEL: "debug", REQUEST_TIMEOUT: "2", STOP_TIMEOUT: "10" };
const service = await start(settings);
const { port } = service;

const resident_kb = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${service.process.pid}/status`, "utf8"))[1]);

// A connection that sends `bytes`; it neither reads nor minds its end.
function connect(bytes = "") {
    return new Promise((resolve) => {
        const socket = net.connect(port, base.hostname);
        socket.on("connect", () => (bytes ? socket.write(bytes, () => resolve(socket)) : resolve(socket)));
        socket.on("error", () => resolve(socket));
        setTimeout(() => resolve(socket), CONNECTS_WITHIN_MS).unref();
        socket.pause();
    });
}

async function health_ms() {
    const from = performance.now();
    const text = await raw("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", { port, silent_ms: ANSWERS_WITHIN_MS });
    holds(text.startsWith("HTTP/1.1 200 "), `/healthz: ${text.slice(0, 200)}`);
    return performance.now() - from;
}

function within(ms, promise, words) {
    const late = pause(ms).then(() => Promise.reject(new Error(words)));
    late.catch(() => {});
    return Promise.race([promise, late]);
}

// Fails where the service hangs.
async function healthy() {
    return within(ANSWERS_WITHIN_MS, health_ms(), "the service does not answer");
}

async function attack(name, body) {
    await test(name, async () => {
        await within(ATTACK_LASTS_MS, body(), "the attack does not end");
        const first = await healthy(), again = await healthy();
        console.log(`    ${name}: /healthz in ${first.toFixed(1)} and ${again.toFixed(1)} ms, ${Math.round(resident_kb() / 1024)} MB`);
    });
}

// A sanitizer keeps what was freed for a while, to find who uses it still.
const sanitized = /(asan|tsan)$/.test(process.env.BUILD);

async function memory_returns(before_kb) {
    if (sanitized) return;
    const most = before_kb * MEMORY_SHARE + MEMORY_NOISE_KB;
    for (let i = 0; i < 600 && resident_kb() > most; i++) await pause(100);
    holds(resident_kb() <= most, `${before_kb} kB became ${resident_kb()} kB`);
}

// --- connections ---

await attack("connections__more_than_there_are_places_come_and_go", async () => {
    for (let round = 0; round < 4; round++) {
        const sockets = await Promise.all(Array.from({ length: 1930 }, () => connect()));
        sockets.forEach((socket) => socket.destroy());
    }
});

await attack("connections__half_requests_in_turn_leave_their_places", async () => {
    for (let i = 0; i < 17000; i += 100) {
        const sockets = await Promise.all(Array.from({ length: 100 }, () => connect("GET /heal")));
        sockets.forEach((socket) => socket.destroy());
    }
});

// --- framing ---

const post_head = "POST /v1/segmentations HTTP/1.1\r\nHost: a\r\n";
const smuggled = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
const code = "131052-900W"; // an identity code; it must not get into the log
const hidden = `${code} /healthz HTTP/1.1\r\nHost: a\r\n\r\n`;
const framing = [
    ["blank before a colon", `${post_head}Content-Length : ${hidden.length}\r\n\r\n${hidden}`, 400],
    ["tab before a colon", `${post_head}Content-Length\t: ${hidden.length}\r\n\r\n${hidden}`, 400],
    ["folded length", `${post_head}Content-Length:\r\n ${hidden.length}\r\n\r\n${hidden}`, 400],
    ["folded coding", `${post_head}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n${smuggled}`, 400],
    ["folded first header", `GET /healthz HTTP/1.1\r\n Host: a\r\n\r\n${smuggled}`, 400],
    ["bare LF", `GET /healthz HTTP/1.1\nHost: a\n\n${smuggled}`, 400],
    ["bare LF behind a header", `GET /healthz HTTP/1.1\r\nHost: a\nX: y\r\n\r\n${smuggled}`, 400],
    ["bare CR", `GET /healthz HTTP/1.1\r\nHost: a\r\nX: y\rContent-Length: 5\r\n\r\n${smuggled}`, 400],
    ["NUL in a value", `GET /healthz HTTP/1.1\r\nHost: a\r\nX: y\0z\r\n\r\n${smuggled}`, 400],
    ["NUL in a name", `GET /healthz HTTP/1.1\r\nHost: a\r\nX\0: y\r\n\r\n${smuggled}`, 400],
    ["NUL in the target", `GET /health\0z HTTP/1.1\r\nHost: a\r\n\r\n${smuggled}`, 400],
    ["no name", `GET /healthz HTTP/1.1\r\nHost: a\r\n: y\r\n\r\n${smuggled}`, 400],
    ["no colon", `GET /healthz HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n${smuggled}`, 400],
    ...["identity", "xchunked", "gzip, chunked", "chunked, chunked", "chunked;x", "", "\x0bchunked"].map((coding) => [`coding ${coding}`, `${post_head}Transfer-Encoding: ${coding}\r\n\r\n0\r\n\r\n${smuggled}`, 400]),
    ["coding in HTTP/1.0", `POST /v1/segmentations HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`, 400],
    ["length beside coding", `${post_head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`, 400],
    ["two lengths", `${post_head}Content-Length: 5\r\nContent-Length: 5\r\n\r\n{"a"}${smuggled}`, 400],
    ...["+5", "-5", "0x5", "5,5", "5 5", "", "1e1"].map((length) => [`length ${length}`, `${post_head}Content-Length: ${length}\r\n\r\n{"a"}${smuggled}`, 400]),
    ["blank behind a length", `${post_head}Content-Length: 5 \r\n\r\n{"a"}${smuggled}`, 400],
    ["blank behind a coding", `${post_head}Transfer-Encoding: chunked\t\r\n\r\n0\r\n\r\n${smuggled}`, 400],
    ["length beyond all", `${post_head}Content-Length: ${"9".repeat(30)}\r\n\r\n`, 413],
    ["length of 2^64", `${post_head}Content-Length: 18446744073709551616\r\n\r\n`, 413],
    ["chunk without a size", `${post_head}Transfer-Encoding: chunked\r\n\r\n\r\n${smuggled}`, 400],
    ["chunk size no number", `${post_head}Transfer-Encoding: chunked\r\n\r\nzz\r\n${smuggled}`, 400],
    ["chunk size of many digits", `${post_head}Transfer-Encoding: chunked\r\n\r\n0000000000000005\r\n${smuggled}`, 400],
    ["chunk size with a blank", `${post_head}Transfer-Encoding: chunked\r\n\r\n5 \r\nabcde\r\n0\r\n\r\n${smuggled}`, 400],
    ["chunk longer than told", `${post_head}Transfer-Encoding: chunked\r\n\r\n2\r\nabcde\r\n0\r\n\r\n${smuggled}`, 400],
    ["chunk ending in LF", `${post_head}Transfer-Encoding: chunked\r\n\r\n2\r\nab\n0\r\n\r\n${smuggled}`, 400],
    ["length in a trailer", `${post_head}Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n\r\n${smuggled}`, 400],
    ["chunks beyond all", `${post_head}Transfer-Encoding: chunked\r\n\r\nffffffff\r\n`, 413],
    ["two blanks in the request line", `GET  /healthz HTTP/1.1\r\nHost: a\r\n\r\n${smuggled}`, 400],
    ["tab in the request line", `GET\t/healthz HTTP/1.1\r\nHost: a\r\n\r\n${smuggled}`, 400],
    ["blanks behind the version", `GET /healthz HTTP/1.1 \r\nHost: a\r\n\r\n${smuggled}`, 400],
    ["blank before the method", ` GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n${smuggled}`, 400],
    ["no version", `GET /healthz\r\n\r\n${smuggled}`, 400],
    ["a method with an identity code in brackets", `(${code}) /healthz HTTP/1.1\r\nHost: a\r\n\r\n`, 400],
    ["HTTP/2", `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`, 505],
    ["HTTP/9.9", `GET /healthz HTTP/9.9\r\nHost: a\r\n\r\n${smuggled}`, 505],
    ["a target too long", `GET /${"x".repeat(40000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 414],
    ["600 parameters", `GET /healthz?a${"&a".repeat(599)} HTTP/1.1\r\nHost: a\r\n\r\n`, 414],
    ["a header too long", `GET /healthz HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(40000)}\r\n\r\n`, 431],
    ["too many headers", `GET /healthz HTTP/1.1\r\nHost: a\r\n${"X: y\r\n".repeat(500)}\r\n`, 431],
    ["too many cookies", `GET /healthz HTTP/1.1\r\nHost: a\r\nCookie: ${"a=1;".repeat(2000)}\r\n\r\n`, 431],
    ["TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400],
];

// One answer, a problem document, and the connection's end: nothing behind it was believed.
function refused(text, status) {
    holds(text.startsWith(`HTTP/1.1 ${status} `), `${status} expected: ${text.slice(0, 200)}`);
    equal(text.split("HTTP/1.1 ").length, 2, "answers:");
    const [head, body] = text.split("\r\n\r\n");
    holds(/^Connection: close\r?$/m.test(head) && /^Content-Type: application\/problem\+json\r?$/m.test(head), head);
    equal(JSON.parse(body).status, status);
}

for (const [name, bytes, status] of framing)
    await test(`framing__${name}_is_${status}`, async () => refused(await raw(Buffer.from(bytes, "latin1"), { port, silent_ms: 1000 }), status));

await test("framing__byte_by_byte_is_refused_alike", async () => {
    const byte_by_byte = async ([name, bytes, status]) => {
        if (bytes.length > 400) return;
        let text = "";
        const socket = await connect();
        socket.on("data", (piece) => (text += piece.toString("latin1")));
        const closed = new Promise((resolve) => socket.on("close", resolve));
        socket.on("end", () => socket.destroy());
        socket.setNoDelay(true);
        socket.resume();
        for (const byte of Buffer.from(bytes, "latin1")) {
            if (!socket.writable || text) break;
            socket.write(Buffer.from([byte]));
            await pause(1);
        }
        await Promise.race([closed, pause(3000)]);
        try { refused(text, status); } catch (error) { throw new Error(`${name}: ${error.message}`); }
    };
    await Promise.all(framing.map(byte_by_byte));
});

const good = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
const body = '{"coping":"easy"}';
for (const [name, bytes, statuses] of [
    ["one behind another", good.repeat(3), [200, 200, 200]],
    ["a bad one behind good ones", `${good}${good}GET  /healthz HTTP/1.1\r\n\r\n${good}`, [200, 200, 400]],
    ["an empty line before", `\r\n${good}`, [200]],
    ["a chunked body and one behind it", `${post_head}Transfer-Encoding: Chunked\r\nContent-Type: application/json\r\n\r\n5\r\n${body.slice(0, 5)}\r\nc\r\n${body.slice(5)}\r\n0\r\n\r\n${good}`, [401, 200]],
    ["a body by length and one behind it", `${post_head}Content-Length:  017\r\n\r\n${body}${good}`, [401, 200]],
    ["HTTP/1.0", "GET /healthz HTTP/1.0\r\n\r\n", [200]],
    ["absolute form", "GET http://host.example:8080/healthz HTTP/1.1\r\nHost: host.example\r\n\r\n", [200]],
    ["absolute form with a query", "GET https://host.example/v1/segments?limit=1 HTTP/1.1\r\nHost: host.example\r\n\r\n", [401]],
    ["absolute form without a path", "GET http://host.example HTTP/1.1\r\nHost: host.example\r\n\r\n", [302]],
    ["asterisk form", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", [404]],
    ["method in lower case", "get /healthz HTTP/1.1\r\nHost: a\r\n\r\n", [405]],
    ["identity code as a method", `${code} /healthz HTTP/1.1\r\nHost: a\r\n\r\n`, [405]],
    ["identity code as a path", `GET /v1/${code} HTTP/1.1\r\nHost: a\r\n\r\n`, [404]],
    ["identity code as request id", `GET /v1/none HTTP/1.1\r\nHost: a\r\nX-Request-Id: ${code}\r\n\r\n`, [404]],
])
    await test(`framing__${name}_is_${statuses}`, async () => {
        const text = await raw(Buffer.from(bytes, "latin1"), { port, silent_ms: 700 });
        equal([...text.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status)), statuses, text.slice(0, 900));
    });

// --- bodies ---

const own = { token: token(), port };
for (const [name, body, type] of [
    ["NUL between tokens", '{"age":12\0}', "malformed"],
    ["NUL behind the value", "{}\0", "malformed"],
    ["escaped NUL", '{"need":"few\\u0000"}', "invalid"],
    ...["é", "€", "😀"].flatMap((one) => [200, 256, 511, 2000].map((count) => [`${count} times ${one}`, `{"${one.repeat(count)}":1}`, "invalid"])),
])
    await test(`body__${name}_is_a_whole_problem_document`, async () => {
        const answer = await call("POST", "/v1/segmentations", { ...own, body });
        equal([answer.status, answer.json.type], [400, `urn:asiakkuus:problem:${type}`]);
        const text = new TextDecoder("utf-8", { fatal: true }).decode(answer.bytes);
        for (const { pointer = "" } of JSON.parse(text).errors) holds([...pointer].length <= 512, "a pointer too long");
    });

// --- memory ---

// Many at a time, `count` in all, each with its own connection.
async function flood(count, at_a_time, one) {
    for (let i = 0; i < count; i += at_a_time) await Promise.all(Array.from({ length: Math.min(at_a_time, count - i) }, one));
}

for (const parameters of [600, 12000])
    await attack(`memory__targets_of_${parameters}_parameters_are_refused_and_forgotten`, async () => {
        const bytes = `GET /healthz?a${"&a".repeat(parameters - 1)} HTTP/1.1\r\nHost: a\r\n\r\n`;
        const one = async () => holds(/^HTTP\/1\.1 4(14|31) /.test(await raw(bytes, { port, silent_ms: 5000 })), "not refused");
        await flood(100, 20, one);
        const before = resident_kb();
        await flood(2000, 50, one);
        await memory_returns(before);
    });

await attack("memory__callers_who_do_not_read_hold_little", async () => {
    const before = resident_kb();
    const path = (await get("/docs", { port })).text.match(/src="(\/[^"]+\.js)"/)[1];
    const sockets = await Promise.all(Array.from({ length: 1500 }, () => connect(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`)));
    await pause(500);
    const most = resident_kb();
    console.log(`    ${Math.round(before / 1024)} MB became ${Math.round(most / 1024)} MB while 1,500 did not read`);
    holds(most < before + 150000, `${before} kB became ${most} kB`);
    console.log(`    /healthz meanwhile in ${(await healthy()).toFixed(1)} ms`);
    sockets.forEach((socket) => socket.destroy());
    await memory_returns(before);
});

// --- time ---

await attack("time__drips_are_cut_off_and_hold_nobody_up", async () => {
    const drip = async (first, piece) => {
        const socket = await connect(first);
        let said = "";
        socket.on("data", (bytes) => (said += bytes));
        socket.resume();
        const timer = setInterval(() => socket.write(piece), 1000);
        await new Promise((resolve) => socket.on("close", resolve));
        clearInterval(timer);
        return said;
    };
    const drips = [];
    for (let i = 0; i < 200; i++) drips.push(drip("G", "E"), drip("GET /healthz HTTP/1.1\r\n", "X: y\r\n"), drip(`${post_head}Content-Length: 60000\r\n\r\n`, "x"), drip(`${post_head}Transfer-Encoding: chunked\r\n\r\n`, "1\r\nx\r\n"));
    await pause(1000);
    console.log(`    /healthz meanwhile in ${(await healthy()).toFixed(1)} ms`);
    // Cut off without a word: an answer would tell that another bound ended them (so many headers, so long a method).
    equal([...new Set(await Promise.all(drips))], [""]);
});

await attack("time__silent_connections_give_way_to_those_who_ask", async () => {
    const sockets = await Promise.all(Array.from({ length: 2100 }, () => connect()));
    console.log(`    /healthz meanwhile in ${(await healthy()).toFixed(1)} ms`);
    sockets.forEach((socket) => socket.destroy());
});

await test("log__has_whole_lines_and_no_identity_code", async () => {
    const { code: ended } = await within(15000, stop(service), "SIGTERM does not end it");
    const lines = service.log.trim().split("\n");
    const other = lines.filter((line) => !line.startsWith("{"));
    equal(other, [], other.slice(0, 60).join("\n"));
    equal(ended, 0);
    for (const line of lines) JSON.parse(line);
    holds(!service.log.includes(code), service.log.split("\n").find((line) => line.includes(code)));
    const methods = new Set(lines.map((line) => JSON.parse(line).method).filter(Boolean));
    for (const method of methods) holds(/^(GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS|other|none)$/.test(method), method);
    console.log(`    ${lines.length} lines of the log`);
});

end();
