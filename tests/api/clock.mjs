// A service whose clock stands still at an instant, on the instance's database and without workers: what
// depends on the day is asked on each of them.
import { call as exchange, signed, start, stop, today } from "./support.mjs";
import { token } from "./service.mjs";

// The token of these wishes, given at that instant for an hour.
function tokenAt(wishes, instant) {
    const claims = JSON.parse(Buffer.from(token(wishes).split(".")[1], "base64url"));
    const now = Math.floor(Date.parse(instant) / 1000);
    return signed({ ...claims, iat: now, nbf: now, exp: now + 3600 });
}

// body({ get, post, call }), each as those of service.mjs are; what it gives is given back.
export async function at(instant, body) {
    const service = await start({ CLOCK_AT: instant, WORKERS: "0" });
    async function call(method, path, { as = {}, body: json, headers = {} } = {}) {
        const { status, headers: found, text } = await exchange(method, path, { token: tokenAt(as, instant), port: service.port, json, headers });
        const isJson = /[/+]json$/.test(found["content-type"] ?? "");
        return { status, text, headers: new Headers(found), json: isJson && text ? JSON.parse(text) : undefined };
    }
    try {
        return await body({ call, get: (path, options) => call("GET", path, options), post: (path, json, options) => call("POST", path, { ...options, body: json }) });
    } finally {
        await stop(service);
    }
}

// Numbers below `below`, the same for the same seed.
export function drawing(seed) {
    let state = seed >>> 0;
    const draw = (below) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return Math.floor((state / 4294967296) * below);
    };
    return Object.assign(draw, { of: (list) => list[draw(list.length)], some: (list, most) => list.filter(() => draw(list.length) < most) });
}

// The last minute of a Helsinki day and the first of the next, in UTC, by its offset from UTC then.
export const lastMinute = (day, hours) => new Date(Date.parse(`${day}T23:59:00Z`) - hours * 3600000).toISOString().replace(".000", "");
export const firstMinute = (day, hours) => new Date(Date.parse(`${day}T00:00:00Z`) - hours * 3600000).toISOString().replace(".000", "");

// The next days on which Helsinki's clocks are changed, the last Sundays of March and October, with the
// day after and the hours from UTC from the change on: of 23 and of 25 hours.
export const clockChanges = [[3, 3], [10, 2]].map(([month, hours]) => {
    const sunday = (year) => {
        const last = new Date(Date.UTC(year, month, 0));
        return new Date(last.getTime() - last.getUTCDay() * 86400000).toISOString().slice(0, 10);
    };
    const year = Number(today().slice(0, 4)), day = sunday(year) > today(1) ? sunday(year) : sunday(year + 1);
    return { day, next: new Date(Date.parse(day) + 86400000).toISOString().slice(0, 10), hours };
});
