// A reference vector: what is known of a client, and what the slow scorer of this folder, which tries
// every completion of it, makes of that. Members in the order of RFC 8785, as the files have them.
import { createHash } from "node:crypto";
import { evaluate } from "./scorer.mjs";

function sorted(value) {
    if (Array.isArray(value)) return value.map(sorted);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]));
}

export const canonical = (value) => JSON.stringify(sorted(value));

// Every segment of `possible` was reached by a completion, so the vector is exact.
export const vectorOf = (model, given, then = evaluate(model, given)) => canonical({ given, then: { ...then, exact: true } });

export const hashOf = (model) =>
    canonical({ code: model.code, hash: createHash("sha256").update(canonical(model)).digest("hex"), version: model.version });

// ---- Inputs by chance ----

function answersOf(model, item) {
    if (item.kind === "count") return item.bands;
    return (item.scale ? model.scales[item.scale] : item.options).map(({ value }) => value);
}

function viewOf(model, { any, random }, judged, unknown) {
    const items = model.items.filter((item) => !judged.some((axis) => axis.code === item.axis));
    return Object.fromEntries(items.filter(() => random() >= unknown).map((item) => [item.code, any(answersOf(model, item))]));
}

// By judgement, by answers, or both; complete and with unknowns, by one view and by two.
export function givenByChance(model, luck) {
    const { any, random } = luck;
    const unknown = any([0, 0, 0.05, 0.15]), judged = model.axes.filter(() => random() < 0.3);
    const view = () => viewOf(model, luck, judged, unknown);
    const given = Object.fromEntries(judged.map((axis) => [axis.code, any(axis.states).code]));
    const answers = { professional: view(), ...(random() < 0.3 ? { client: view() } : {}) };
    const named = Object.entries(answers).filter(([, each]) => Object.keys(each).length > 0);
    if (named.length > 0) given.answers = Object.fromEntries(named);
    if (model.duration && random() < 0.8) given.duration = any(model.duration.states).code;
    if (random() < 0.7) given.age = Math.floor(random() * 100);
    const flags = (model.flags ?? []).filter(() => random() < 0.8).map(({ code }) => [code, random() < 0.5]);
    if (flags.length > 0) given.flags = Object.fromEntries(flags);
    return given;
}
