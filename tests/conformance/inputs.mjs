// Inputs of a model, built part by part: what a client would have to answer so that a score stands just
// under a cut-off, at it, just over it; so that a condition holds, just does not, or is not known.
import { fullScore, scoredItems } from "./language.mjs";

// ---- Parts of an input ----

const changed = (given, change) => {
    const copy = structuredClone(given);
    change(copy);
    return copy;
};

export const answered = (given, code, value, view = "professional") => changed(given, (copy) => {
    if (value === undefined && copy.answers?.[view]?.[code] === undefined) return;
    copy.answers = { ...copy.answers, [view]: { ...copy.answers?.[view] } };
    if (value === undefined) delete copy.answers[view][code];
    else copy.answers[view][code] = value;
    if (Object.keys(copy.answers[view]).length === 0) delete copy.answers[view];
});
export const without = (given, member) => changed(given, (copy) => delete copy[member]);
export const told = (given, member, value) => (value === undefined ? without(given, member) : { ...given, [member]: value });
export const flagged = (given, code, value) => changed(given, (copy) => {
    copy.flags = { ...copy.flags, [code]: value };
    if (value === undefined) delete copy.flags[code];
});

// An axis that is judged takes no answer to any of its items.
export function judged(model, given, states) {
    const items = model.items.filter((item) => states[item.axis] !== undefined);
    const bare = items.reduce((so, { code }) => answered(answered(so, code), code, undefined, "client"), given);
    return { ...bare, ...states };
}

// ---- Answers ----

export const answerAt = (item, level) => (item.kind === "count" ? item.bands[level] : item.values[level]);
const lightest = (item) => (item.scored ? item.worth.indexOf(Math.min(...item.worth)) : 0);
export const heaviest = (item) => item.worth.indexOf(item.most);
// 8, "not specified", is taken by levels of at most eight options.
export const takesEight = (item) => item.kind === "level" && item.values.length <= 8;

export function mentions(value, name) {
    if (value === null || typeof value !== "object") return [];
    const here = !Array.isArray(value) && name in value ? [value] : [];
    return [...here, ...Object.values(value).flatMap((each) => mentions(each, name))];
}
export const conditionsOf = (model) => [...model.rules, ...model.signals].map(({ when }) => when);
export const readsAge = (model) => mentions(conditionsOf(model), "age").length > 0;

// Everything known, and nothing that weighs.
export function quiet(model) {
    return {
        answers: { professional: Object.fromEntries(model.items.map((item) => [item.code, answerAt(item, lightest(item))])) },
        ...(model.duration ? { duration: model.duration.states[0].code } : {}),
        ...(readsAge(model) ? { age: 40 } : {}),
        flags: Object.fromEntries(model.flags.map(({ code }) => [code, false])),
    };
}

// ---- Scores ----

// The levels of the items that add up to the sum, the first items heaviest; null where none do.
function levelsOf(items, sum) {
    const reach = [new Set([0])];
    for (const item of [...items].reverse())
        reach.unshift(new Set([...reach[0]].flatMap((rest) => item.worth.map((worth) => rest + worth))));
    if (!reach[0].has(sum)) return null;
    let left = sum;
    return items.map((item, n) => {
        const level = item.worth.findLastIndex((worth) => reach[n + 1].has(left - worth));
        left -= item.worth[level];
        return level;
    });
}

const sumsOf = (items) => {
    let sums = new Set([0]);
    for (const { worth } of items) sums = new Set([...sums].flatMap((sum) => worth.map((each) => sum + each)));
    return [...sums].sort((a, b) => a - b);
};

// Where scores are cut: by the bands of the axis, and by conditions that read its score.
export function cutOffsOf(model, axis) {
    const read = mentions(conditionsOf(model), "score").filter(({ score }) => score === axis.code)
        .flatMap(({ from = 0, below = 0 }) => [from, below]);
    return [...new Set([...axis.bands.map(({ from }) => from), ...read])].filter((from) => from > 0).sort((a, b) => a - b);
}

// Does a sum of a greatest sum come to the cut-off? On whole numbers, never on a rounded score.
const comesTo = (axis, from, max) => (sum) => (axis.method === "ratio" ? sum * (axis.scale ?? 1000) >= from * max : sum >= from);

// The greatest sum below the cut-off, the least that comes to it, and the one after that.
export function sumsAround(axis, from, items) {
    const reaches = comesTo(axis, from, items.reduce((sum, { most }) => sum + most, 0));
    const sums = sumsOf(items), at = sums.findIndex(reaches);
    return { under: sums[at < 0 ? sums.length - 1 : at - 1], at: sums[at], over: at < 0 ? undefined : sums[at + 1] };
}

// The given with answers to the items of an axis that add up to the sum; those left out do not apply.
export function scored(model, given, axis, sum, leftOut = []) {
    const items = scoredItems(model, axis), apply = items.filter((item) => !leftOut.includes(item));
    const levels = levelsOf(apply, sum);
    const so = leftOut.reduce((before, { code }) => answered(before, code, 9), without(given, axis.code));
    return apply.reduce((before, item, n) => answered(before, item.code, answerAt(item, levels[n])), so);
}

// Which items to take out as not applicable: none; the first; and so few that a score can be the cut-off itself.
export function waysToApply(model, axis, from) {
    const items = scoredItems(model, axis), some = items.filter((item) => item.not_applicable);
    const sets = [[], ...some.map((item) => [item]), ...some.flatMap((a, n) => some.slice(n + 1).map((b) => [a, b]))]
        .filter((set) => set.length < items.length);
    const most = (set) => fullOf(items) - fullOf(set);
    const even = sets.find((set) => axis.method === "ratio" && most(set) > 0 && (from * most(set)) % (axis.scale ?? 1000) === 0);
    return [...new Set([sets[0], sets.find((set) => set.length === 1), even].filter(Boolean))];
}
const fullOf = (items) => items.reduce((sum, { most }) => sum + most, 0);

// The given scored so that the axis has this state; null where no answers lead there.
function inState(model, given, axis, state) {
    for (const band of axis.bands) {
        const option = Object.keys(band.states ?? {}).find((each) => [band.states[each]].flat().includes(state));
        if (band.state !== state && option === undefined) continue;
        const { at } = band.from === 0 ? { at: 0 } : sumsAround(axis, band.from, scoredItems(model, axis));
        if (at === undefined || !sumsOf(scoredItems(model, axis)).includes(at)) continue;
        const so = scored(model, given, axis, at);
        return option === undefined ? so : answered(so, band.by, option);
    }
    return null;
}

// ---- Conditions ----

// Every way to set what a condition reads: just under, at and just over its bounds, each word, not known.
// Those that meet it come first.
function settings(model, when) {
    const item = model.items.find(({ code }) => code === (when.item ?? when.unanswered));
    const axis = model.axes.find(({ code }) => code === (when.axis ?? when.score));
    const by = (values, meets, set) => [...values.filter(meets), ...values.filter((value) => !meets(value))]
        .map((value) => (given) => set(given, value) ?? given);
    const within = ({ from = 0, below = Infinity }) => (value) => value >= from && value < below;
    const edges = ({ from, below }, most) => [...new Set([from - 1, from, from + 1, below - 1, below])]
        .filter((value) => value >= 0 && value <= most);
    const range = (bounds, most, set) => [...by(edges(bounds, most), within(bounds), set), (given) => set(given, undefined)];
    if (when.axis)
        return by(axis.states.map(({ code }) => code), (code) => when.in.includes(code),
            (given, state) => inState(model, given, axis, state) ?? judged(model, given, { [axis.code]: state }));
    if (when.score) return scoreSettings(model, axis, when);
    if (when.item && item.kind === "choice")
        return [...by(item.values, (value) => when.in.includes(value), (given, value) => answered(given, item.code, value)),
            (given) => answered(given, item.code)];
    if (when.item)
        return range(when, item.values.length - 1, (given, level) =>
            answered(given, item.code, level === undefined ? level : answerAt(item, level)));
    if (when.flag)
        return [...by([true, false], (value) => value === (when.is ?? true), (given, value) => flagged(given, when.flag, value)),
            (given) => flagged(given, when.flag)];
    if (when.duration)
        return [...by(model.duration.states.map(({ code }) => code), (code) => when.duration.includes(code),
            (given, code) => told(given, "duration", code)), (given) => without(given, "duration")];
    if (when.age) return range(when.age, 150, (given, age) => told(given, "age", age));
    if (when.segment)
        return by(combinations(model), (each) => when.segment.includes(each.segment), (given, { states, duration }) =>
            told(judged(model, given, states), "duration", duration ?? given.duration));
    if (when.unanswered)
        return [(given) => answered(given, item.code), (given) => answered(given, item.code, answerAt(item, 0))];
    const items = model.items.filter(({ scored: counts }) => counts);
    if (when.missing)
        return by(edges(when.missing, items.length), within(when.missing), (given, count) =>
            items.slice(0, count).reduce((so, { code }) => answered(so, code), given));
    return by(edges(when.disagreements, items.length), within(when.disagreements), (given, count) =>
        items.slice(0, count).reduce((so, each) => apart(model, so, each, model.views.disagreement ?? 2), given));
}

function scoreSettings(model, axis, { from = 0, below = Infinity }) {
    const sums = [from, below].filter((cut) => cut > 0 && cut <= fullScore(model, axis))
        .flatMap((cut) => Object.values(sumsAround(axis, cut, scoredItems(model, axis))))
        .filter((sum) => sum !== undefined);
    const max = fullOf(scoredItems(model, axis));
    const meets = (sum) => comesTo(axis, from, max)(sum) && !(below < Infinity && comesTo(axis, below, max)(sum));
    return [...sums.filter(meets), ...sums.filter((sum) => !meets(sum))].map((sum) => (given) => scored(model, given, axis, sum));
}

// The two views of an item so many levels apart, where it has as many.
export function apart(model, given, item, levels) {
    if (item.kind === "choice") return answered(answered(given, item.code, item.values[0]), item.code, item.values[1], "client");
    if (item.values.length <= levels) return given;
    return answered(answered(given, item.code, answerAt(item, 0)), item.code, answerAt(item, levels), "client");
}

const met = (model, given, when) => {
    if (when.all) return when.all.reduce((so, each) => met(model, so, each), given);
    if (when.any) return met(model, given, when.any[0]);
    return when.not ? given : (settings(model, when)[0] ?? ((same) => same))(given);
};

// Each part of a condition set in every way, while the parts beside it are met.
export function aroundCondition(model, when, base = quiet(model)) {
    if (when.all)
        return when.all.flatMap((each) => aroundCondition(model, each,
            when.all.filter((other) => other !== each).reduce((so, other) => met(model, so, other), base)));
    if (when.any) return when.any.flatMap((each) => aroundCondition(model, each, base));
    if (when.not) return aroundCondition(model, when.not, base);
    return settings(model, when).map((set) => set(base));
}

// ---- Combinations of the cell table ----

const product = (lists) => lists.reduce((all, list) => all.flatMap((before) => list.map((each) => [...before, each])), [[]]);

// All states and durations that the cell table tells apart, with their segment; of a large table as many as it has rows.
export function combinations(model) {
    const axes = model.axes.map(({ states }) => states.map(({ code }) => code));
    const durations = model.duration?.states.map(({ code }) => code) ?? [undefined];
    const row = ({ states, duration }) => model.cells.rows.findIndex((each) => model.cells.by.every((by) => each[by] === undefined ||
        [each[by]].flat().includes(by === "duration" ? duration : states[by])));
    const all = product([...axes, durations]).map((words) => {
        const states = Object.fromEntries(model.axes.map(({ code }, n) => [code, words[n]]));
        const each = { states, duration: words.at(-1) };
        return { ...each, row: row(each), segment: model.cells.rows[row(each)].segment };
    });
    return all.length <= 64 ? all : all.filter((each, n) => all.findIndex((other) => other.row === each.row) === n);
}

