// A second implementation of libsegment/MODEL.md, written from that page alone. Small, slow and
// obvious: it tries every completion of what is unknown, where the engine reasons.
import {
    NOT_APPLICABLE, TRUE, UNKNOWN, applyRules, axisOutcomes, bandStates, cellSegment, combine, disagree,
    fullScore, greatestSum, holds, moveBy, prepare, rulesHeld, scoredItems, toLevel,
} from "./language.mjs";

const product = (lists) =>
    lists.reduce((all, list) => all.flatMap((before) => list.map((each) => [...before, each])), [[]]);
const collect = (model, value) => Object.fromEntries(model.axes.map((axis, n) => [axis.code, value(axis, n)]));
const unique = (list) => [...new Map(list.map((each) => [JSON.stringify(each), each])).values()];
const known = (value, all) => (value === undefined || value === null ? all : [value]);

// Every value of a member of this name, at any depth.
function mentions(value, name) {
    if (value === null || typeof value !== "object") return [];
    const here = !Array.isArray(value) && name in value ? [value[name]] : [];
    return [...here, ...Object.values(value).flatMap((each) => mentions(each, name))];
}

// ---- What is known ----

function gather(document, given) {
    const model = prepare(document);
    const judged = new Set(model.axes.map((axis) => axis.code).filter((code) => (given[code] ?? null) !== null));
    const answers = {};
    let disagreements = 0;
    for (const item of model.items) {
        const [professional, client] = ["professional", "client"]
            .map((view) => toLevel(item, given.answers?.[view]?.[item.code]));
        answers[item.code] = combine(item, item.policy ?? model.views.policy, professional, client);
        disagreements += disagree(model, item, professional, client) ? 1 : 0;
    }
    const open = model.items.filter((item) => answers[item.code] === UNKNOWN && !judged.has(item.axis));
    return {
        model, given, judged, answers, disagreements,
        unanswered: new Set(open.map((item) => item.code)),
        missing: open.filter((item) => item.scored).length,
        levels: Object.fromEntries(model.items.map((item) => [item.code, completions(item, answers[item.code])])),
        flags: Object.fromEntries(model.flags.map(({ code }) => [code, known(given.flags?.[code], [true, false])])),
        durations: known(given.duration, model.duration?.states.map((state) => state.code) ?? [null]),
        ages: known(given.age, Array.from({ length: 151 }, (_, age) => age)),
    };
}

const completions = (item, answer) =>
    answer !== UNKNOWN ? [answer] : [...item.values, ...(item.not_applicable ? [NOT_APPLICABLE] : [])];

// ---- Every completion ----

// All that the items of an axis can add up to, with the greatest sum of those that apply.
function axisSums(model, axis, answers) {
    let pairs = [[0, 0]];
    for (const item of scoredItems(model, axis)) {
        const next = new Map();
        for (const [sum, max] of pairs)
            for (const level of completions(item, answers[item.code])) {
                const pair = level === NOT_APPLICABLE ? [sum, max] : [sum + item.worth[level], max + item.most];
                next.set(pair[1] * 1e6 + pair[0], pair);
            }
        pairs = [...next.values()];
    }
    return pairs;
}

// Every outcome of an axis. The same answers come again and again, so what they give is kept for each model.
const outcomesOf = new WeakMap();
function axisPossible(facts, axis, answers) {
    const { model } = facts;
    if (facts.judged.has(axis.code)) return [{ state: facts.given[axis.code], score: null }];
    const read = [...scoredItems(model, axis).map(({ code }) => code), ...mentions(axis.bands, "by")];
    const key = JSON.stringify([axis.code, ...read.map((code) => answers[code])]);
    if (!outcomesOf.has(model)) outcomesOf.set(model, new Map());
    const kept = outcomesOf.get(model);
    if (!kept.has(key)) {
        const found = new Map();
        for (const [sum, max] of axisSums(model, axis, answers))
            for (const outcome of axisOutcomes(axis, answers, sum, max)) found.set(Object.values(outcome).join(), outcome);
        kept.set(key, [...found.values()]);
    }
    return kept.get(key);
}

// Items that a rule or band reads by name are tried one by one, the others by their sums.
function itemsApart({ model }) {
    const names = new Set([...mentions(model.rules.map((rule) => rule.when), "item"), ...mentions(model.axes, "by")]);
    return model.items.filter((item) => names.has(item.code));
}

function* completeAnswers(facts) {
    const apart = itemsApart(facts);
    for (const chosen of product(apart.map((item) => facts.levels[item.code])))
        yield { ...facts.answers, ...Object.fromEntries(apart.map((item, n) => [item.code, chosen[n]])) };
}

// Ages between two bounds that rules name make no difference.
function agesThatDiffer({ model, ages }) {
    const bounds = mentions(model.rules, "age").flatMap(({ from = 0, below = 0 }) => [from, below]);
    return ages.length === 1 ? ages : ages.filter((age) => age === 0 || bounds.includes(age));
}

function tryAll(facts) {
    const { model } = facts;
    const readScores = mentions(model.rules, "score");
    const found = { cells: new Set(), segments: new Set(), axes: collect(model, () => []) };
    const others = product([facts.durations, agesThatDiffer(facts), product(Object.values(facts.flags))]);
    for (const answers of completeAnswers(facts)) {
        const outcomes = model.axes.map((axis) => axisPossible(facts, axis, answers));
        model.axes.forEach((axis, n) => found.axes[axis.code].push(...outcomes[n]));
        const telling = outcomes.map((list, n) => (readScores.includes(model.axes[n].code) ? list
            : unique(list.map(({ state }) => ({ state, score: null })))));
        for (const axes of product(telling))
            for (const [duration, age, flags] of others) tryOne(facts, found, answers, axes, duration, age, flags);
    }
    return found;
}

// The score of an axis that is judged, or of which nothing applies, may be any.
const interval = (model, axis, low, high) => (low === null ? [0, fullScore(model, axis)] : [low, high]);

function tryOne(facts, found, answers, axes, duration, age, flags) {
    const { model } = facts;
    const cell = cellSegment(model, collect(model, (_, n) => axes[n].state), duration);
    const level = (code) => (answers[code] === UNKNOWN ? facts.levels[code] : [answers[code]]);
    found.cells.add(cell);
    found.segments.add(applyRules(model, cell, {
        ...facts,
        states: collect(model, (_, n) => [axes[n].state]),
        scores: collect(model, (axis, n) => interval(model, axis, axes[n].score, axes[n].score)),
        levels: Object.fromEntries(Object.keys(answers).map((code) => [code, level(code)])),
        flags: Object.fromEntries(Object.keys(facts.flags).map((code, n) => [code, [flags[n]]])),
        durations: [duration], ages: [age],
    }));
}

// ---- The result ----

// Every state of the interval, also of those scores in it that no answers add up to.
function intervalStates(facts, axis, outcomes) {
    if (outcomes.some(({ score }) => score === null)) return new Set(axis.states.map((state) => state.code));
    const bands = outcomes.map(({ band }) => band);
    const passed = axis.bands.slice(Math.min(...bands), Math.max(...bands) + 1);
    return new Set(passed.flatMap((band) => bandStates(band, facts.answers)));
}

function axisResult(facts, axis, outcomes) {
    const judged = facts.judged.has(axis.code), scale = fullScore(facts.model, axis);
    const states = judged ? new Set([facts.given[axis.code]]) : intervalStates(facts, axis, outcomes);
    const applies = scoredItems(facts.model, axis).some((item) => facts.answers[item.code] !== NOT_APPLICABLE);
    return {
        assessed: judged || applies, judged, scale,
        low: judged ? null : Math.min(...outcomes.map(({ score }) => score ?? 0)),
        high: judged ? null : Math.max(...outcomes.map(({ score }) => score ?? scale)),
        states: axis.states.map((state) => state.code).filter((code) => states.has(code)),
    };
}

function itemReasons({ model, judged, answers }) {
    const list = model.axes.filter((axis) => !judged.has(axis.code)).flatMap((axis) => {
        const ratio = axis.method === "ratio";
        const applying = ratio ? scoredItems(model, axis).filter((item) => answers[item.code] !== NOT_APPLICABLE)
            .reduce((sum, item) => sum + item.most, 0) : greatestSum(model, axis);
        const points = (item) => (ratio ? axis.scale ?? 1000 : 1000) * item.worth[answers[item.code]];
        return scoredItems(model, axis).filter((item) => item.worth[answers[item.code]] > 0)
            .map((item) => ({ item, axis: axis.code, points: points(item), of: applying }));
    });
    const place = ({ item }) => model.items.indexOf(item);
    list.sort((a, b) => b.points * a.of - a.points * b.of || place(a) - place(b));
    return list.map(({ item, axis, points, of }) =>
        ({ axis, code: item.code, item: item.code, contribution: Math.floor(points / of) }));
}

function consequences(segment, signals) {
    if (!segment) return null;
    const months = [segment, ...signals].map((each) => each.review_months).filter(Boolean);
    const values = Object.entries(segment.consequences).map(([code, { value }]) => [code, value]);
    return { ...Object.fromEntries(values), ...(months.length ? { review_months: Math.min(...months) } : {}) };
}

export function evaluate(document, given, ask = true) {
    const facts = gather(document, given), { model } = facts;
    const found = tryAll(facts);
    const scores = collect(model, (axis) => axisResult(facts, axis, found.axes[axis.code]));
    const general = {
        ...facts,
        states: collect(model, (axis) => scores[axis.code].states),
        scores: collect(model, (axis) => interval(model, axis, scores[axis.code].low, scores[axis.code].high)),
    };
    const certain = found.segments.size === 1;
    const held = rulesHeld(model, [...found.cells], general);
    const so = moveBy(model, [...found.cells][0], held);
    const guessed = found.cells.size === 1 && found.segments.has(so) ? so : null;
    const code = certain ? [...found.segments][0] : guessed;
    const segment = model.segments.find((each) => each.code === code);
    const signals = model.signals
        .filter((signal) => holds(signal.when, { ...general, segments: [...found.segments] }) === TRUE);
    const result = {
        segment: code, certain, scores, process: segment?.process ?? null,
        possible: model.segments.map((each) => each.code).filter((each) => found.segments.has(each)),
        missing: model.items.filter((item) => item.scored && facts.unanswered.has(item.code)).map((item) => item.code),
        signals: signals.map((signal) => ({ code: signal.code })),
        consequences: consequences(segment, signals),
        reasons: [...held.map((rule) => ({ code: rule, rule })), ...itemReasons(facts)],
    };
    const next = ask && !certain ? nextQuestion(document, facts, result) : null;
    return next ? { ...result, next_question: next } : result;
}

// ---- What to ask next ----

const width = (result) => Object.values(result.scores).reduce((sum, { judged, low, high, scale }) =>
    sum + (judged || scale === 0 ? 0 : Math.floor((high - low) * 1000 / scale)), 0);

// Every open question, with what would be given after each of its answers.
function openQuestions(facts) {
    const { model, given, unanswered } = facts;
    const answer = (item, level) => ({
        ...given,
        answers: {
            ...given.answers,
            professional: { ...given.answers?.professional, [item.code]: item.kind === "count" ? item.bands[level] : level },
        },
    });
    const items = model.items.filter((item) => unanswered.has(item.code))
        .map((item) => ({ name: { item: item.code }, then: item.values.map((value) => answer(item, value)) }));
    const read = new Set(mentions([model.rules, model.signals], "flag"));
    const flags = model.flags.filter(({ code }) => read.has(code) && (given.flags?.[code] ?? null) === null)
        .map(({ code }) => ({
            name: { flag: code },
            then: [false, true].map((value) => ({ ...given, flags: { ...given.flags, [code]: value } })),
        }));
    const duration = facts.durations.length < 2 ? [] : [{
        name: { duration: true }, then: model.duration.states.map(({ code }) => ({ ...given, duration: code })),
    }];
    return [...items, ...flags, ...duration];
}

// About how many completions, and sums of answers, have to be tried for a case and for what it leaves to ask.
export function effort(document, given) {
    const facts = gather(document, given), { model } = facts;
    const times = (list, count) => list.reduce((so, each) => so * count(each), 1);
    const sums = (axis) => {
        const open = scoredItems(model, axis).filter((item) => facts.unanswered.has(item.code));
        const range = (items) => items.reduce((sum, { most }) => sum + most, 1);
        return range(open) * range(open.filter((item) => item.not_applicable));
    };
    const readScores = mentions(model.rules, "score");
    const outcomes = (axis) => (facts.judged.has(axis.code) ? 1 : readScores.includes(axis.code) ? sums(axis) : axis.states.length);
    const tried = times(itemsApart(facts), (item) => facts.levels[item.code].length) * times(Object.values(facts.flags), ({ length }) => length) *
        facts.durations.length * agesThatDiffer(facts).length * times(model.axes, outcomes);
    const asked = openQuestions(facts).reduce((sum, { then }) => sum + then.length, 1);
    return asked * (tried + model.axes.reduce((sum, axis) => sum + sums(axis), 0));
}

// What would be given after each answer to each open question of a case.
export const followUps = (document, given) => openQuestions(gather(document, given)).flatMap(({ then }) => then);

function nextQuestion(document, facts, now) {
    let best = null;
    for (const { name, then } of openQuestions(facts)) {
        const results = then.map((given) => evaluate(document, given, false));
        const gone = results.reduce((sum, each) => sum + now.possible.length - each.possible.length, 0);
        const settles = gone / results.length;
        const narrows = results.reduce((sum, each) => sum + width(now) - width(each), 0) / results.length;
        const better = !best || settles > best.settles || (settles === best.settles && narrows > best.narrows);
        if (better) best = { name, settles, narrows };
    }
    if (!best || (best.settles <= 0 && best.narrows <= 0)) return null;
    const settles = Math.max(0, Math.floor(best.settles * 1000 / (now.possible.length - 1)));
    return { ...best.name, settles, ...(settles ? {} : { narrows: Math.max(0, Math.floor(best.narrows)) }) };
}
