// A service of the tests' own whose clock stands still, and who calls it: for all that is held, due or
// overdue on days.
import { execFileSync } from "node:child_process";
import { call, equal, start, stop } from "./support.mjs";

const { ASIAKKUUSD } = process.env;
export const base = "/v1/consultation-meetings";

let running, tokens = {};
const callers = {
    chair: ["--role", "coordinator", "--unit", "kallio", "--sub", "chair", "--name", "Puheen Johtaja"],
    pro: ["--role", "professional", "--unit", "kallio", "--sub", "pro"],
    invited: ["--role", "professional", "--unit", "aikuissosiaalityo", "--sub", "invited"],
    stranger: ["--role", "professional", "--unit", "vuosaari", "--sub", "stranger"],
    reader: ["--scope", "meeting:read", "--unit", "kallio", "--sub", "reader"],
    nurse: ["--role", "professional", "--unit", "kallio", "--sub", "day-nurse", "--register", "health"],
    expert: ["--role", "professional", "--unit", "kalasatama", "--sub", "day-expert", "--register", "health"],
    worker: ["--role", "professional", "--unit", "aikuissosiaalityo", "--sub", "day-worker", "--register", "social"],
    elsewhere: ["--role", "coordinator", "--area", "09", "--sub", "elsewhere"],
};
export const logs = [];

// It is this instant from now on.
export async function at(instant) {
    await leave();
    running = await start({ CLOCK_AT: instant });
    const env = { ...process.env, CLOCK_AT: instant };
    for (const [name, words] of Object.entries(callers))
        tokens[name] = execFileSync(ASIAKKUUSD, ["token", ...words], { env, encoding: "utf8" }).trim();
}

export async function leave() {
    if (!running) return;
    await stop(running);
    logs.push(running.log);
    running = undefined;
}

export function send(who, method, path, json, headers = {}) {
    return call(method, path, { token: tokens[who], port: running.port, json, headers: { "Accept-Language": "en", ...headers } });
}
export async function good(status, who, method, path, json, headers) {
    const answer = await send(who, method, path, json, headers);
    equal(answer.status, status, `${method} ${path}: ${answer.text}`);
    return answer;
}
export const read = async (path, who = "chair") => (await good(200, who, "GET", path)).json;
export const faults = (answer) => (answer.json.errors ?? []).map(({ pointer, parameter, code }) => `${pointer ?? parameter} ${code}`);
export const matching = (version) => ({ "If-Match": `"${version}"` });
