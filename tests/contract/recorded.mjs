// The answers of the description's examples, as the service gave them: api-spec/examples/recorded.yaml, by
// operation and status, and the problems by their code. What differs from one run to the next (ids, instants, cursors, links) is replaced by
// artificial values that are always the same. An answer that has the members of the recorded one is that one:
// recording again changes nothing until the service answers otherwise.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../tools/package.json", import.meta.url));
const { parse, stringify } = require("yaml");
const file = new URL("../../api-spec/examples/recorded.yaml", import.meta.url);
const HEAD = `# The answers of the examples, as the service gave them; tools/openapi examples writes them, and the contract
# tests hold them against what it answers. Ids, instants, cursors and links are artificial.
`;

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const LONG = 6; // items
const BEGIN = Date.parse("2026-11-22T08:00:00Z");

// The same value for the same one within an answer, in the order in which they come (instants: in time).
function artificial(value) {
    const ids = new Map(), instants = [];
    const see = (each) => {
        if (typeof each === "string") {
            for (const [id] of each.matchAll(UUID)) if (!ids.has(id)) ids.set(id, `0197a3c0-1111-7000-8000-${String(ids.size + 1).padStart(12, "0")}`);
            if (INSTANT.test(each) && !instants.includes(each)) instants.push(each);
        } else if (each && typeof each === "object") Object.values(each).forEach(see);
    };
    see(value);
    instants.sort();
    const fixed = (each, name) => {
        if (typeof each === "string") {
            if (INSTANT.test(each)) return new Date(BEGIN + instants.indexOf(each) * 60000).toISOString().replace(".000Z", "Z");
            if (name === "next_cursor") return "eyJ2IjoxfQ";
            if (name === "position") return `1000.${ids.get(each.split(".")[1]) ?? each.split(".")[1]}`;
            if (name === "access_token") return "eyJhbGciOiJFUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiJzbWFydDpkZW1vLWVociJ9.c2lnbmF0dXJl";
            if (name === "token_endpoint") return "https://asiakkuus.example/oauth/token";
            if (name === "secret") return `whsec_${"A".repeat(43)}=`;
            if (name === "url" && each.includes("/feedback#")) return "https://asiakkuus.example/feedback#eyJ2IjoxfQ";
            const linked = each.replace(/http:\/\/127\.0\.0\.1:\d+/g, "https://asiakkuus.example").replace(/_cursor=[^&]+/, "_cursor=eyJ2IjoxfQ");
            return linked.replace(UUID, (id) => ids.get(id));
        }
        if (Array.isArray(each)) return each.map((one) => fixed(one, name));
        if (each && typeof each === "object") return Object.fromEntries(Object.entries(each).map(([key, one]) => [key, fixed(one, key)]));
        return each;
    };
    return fixed(value);
}

// A long list is cut to what shows something: its first items, and those with a member that none before had.
function cut(value) {
    if (value === null || typeof value !== "object") return value;
    if (!Array.isArray(value)) return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, cut(each)]));
    const seen = new Set(), items = value.map(cut);
    return items.length <= LONG ? items : items.filter((each, index) => {
        const places = [...membersOf(each).keys()].filter((place) => !seen.has(place));
        places.forEach((place) => seen.add(place));
        return index < 2 || (places.length > 0 && typeof each === "object");
    });
}

// Every member with its types, as lines; the items of a list are one. null says only that the member is there.
function membersOf(value, place = "", found = new Map()) {
    const type = Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
    found.set(place, new Set([...(found.get(place) ?? []), type]));
    if (type === "array") value.forEach((each) => membersOf(each, `${place}[]`, found));
    else if (type === "object") for (const [name, each] of Object.entries(value)) membersOf(each, `${place}.${name}`, found);
    return found;
}

// Whether a place lies in something that the other has not (an empty list, null): nothing to compare with.
function isHidden(place, other) {
    const parts = place.match(/\.[^.[]+|\[\]/g) ?? [];
    for (let n = parts.length - 1; n >= 0; n--) {
        const types = other.get(parts.slice(0, n).join(""));
        if (types) return [...types].every((type) => type === "null") || (parts[n] === "[]" && !other.has(parts.slice(0, n + 1).join("")));
    }
    return false;
}

function differences(kept, answered) {
    const [one, other] = [membersOf(kept), membersOf(answered)];
    const lacks = (from, to, words) => [...from.keys()].filter((place) => !to.has(place) && !isHidden(place, to)).map((place) => `${place} ${words}`);
    const typed = [...one].filter(([place, types]) => {
        const others = other.get(place);
        return others && !types.has("null") && !others.has("null") && ![...types].some((type) => others.has(type));
    });
    return [...lacks(one, other, "is recorded, and not answered"), ...lacks(other, one, "is answered, and not recorded"), ...typed.map(([place]) => `${place} has another type`)];
}

export function recorder(writes) {
    const kept = existsSync(file) ? parse(readFileSync(file, "utf8")) ?? {} : {};
    const seen = new Set();
    let changed = 0;
    return {
        // The first answer of each status of an operation is the one that is recorded; [] where it is as recorded.
        compare(id, { status, json }) {
            const key = `${id}_${status}`;
            if (json === undefined || (seen.has(key) && status !== "problem")) return [];
            seen.add(key);
            const value = cut(artificial(json));
            const faults = kept[key] ? differences(kept[key], value) : ["nothing is recorded"];
            if (faults.length === 0 || !writes) return faults;
            kept[key] = value;
            changed++;
            return [];
        },
        // What is recorded and was not answered this time.
        untold: () => Object.keys(kept).filter((key) => !seen.has(key) && !key.endsWith("_problem")).map((key) => `${key} was not answered`),
        write() {
            if (!writes || changed === 0) return;
            const sorted = Object.fromEntries(Object.entries(kept).filter(([key]) => seen.has(key)).sort(([a], [b]) => (a < b ? -1 : 1)));
            writeFileSync(file, HEAD + stringify(sorted, { aliasDuplicateObjects: false, lineWidth: 110, version: "1.1" }));
            console.log(`${changed} answers written to api-spec/examples/recorded.yaml`);
        },
    };
}
