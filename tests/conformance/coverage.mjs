// What the vectors of a model have to show, each by a name, and which of it they do not show. Read off the
// vectors as they stand: how they were made is not asked.
import { NOT_APPLICABLE, UNKNOWN, combine, prepare, scoredItems, toLevel } from "./language.mjs";
import { cutOffsOf, readsAge, sumsAround } from "./inputs.mjs";

const answersOf = (given, item) => ["professional", "client"].map((view) => given.answers?.[view]?.[item.code]);
const levelOf = (model, given, item) =>
    combine(item, item.policy ?? model.views.policy, ...answersOf(given, item).map((answer) => toLevel(item, answer)));
const isJudged = (given, axis) => (given[axis] ?? null) !== null;

// The sum of an axis' answers, and which items they are of; null where one is not known.
function sumOf(model, given, axis) {
    const levels = scoredItems(model, axis).map((item) => [item, levelOf(model, given, item)]);
    if (isJudged(given, axis.code) || levels.some(([, level]) => level === UNKNOWN)) return null;
    const apply = levels.filter(([, level]) => level !== NOT_APPLICABLE);
    return { sum: apply.reduce((sum, [item, level]) => sum + item.worth[level], 0), items: apply.map(([item]) => item) };
}

function cutOffs(model) {
    return model.axes.flatMap((axis) => cutOffsOf(model, axis).flatMap((from) => {
        const places = sumsAround(axis, from, scoredItems(model, axis));
        return Object.keys(places).filter((place) => places[place] !== undefined).map((place) => [
            `the score of ${axis.code} ${place} ${from}`,
            ({ given }) => {
                const found = sumOf(model, given, axis);
                return found !== null && sumsAround(axis, from, found.items)[place] === found.sum;
            },
        ]);
    }));
}

function questions(model) {
    return model.items.flatMap((item) => {
        const asked = ({ given }) => !isJudged(given, item.axis);
        const level = ({ given }) => levelOf(model, given, item);
        const given = (answer) => (vector) => answersOf(vector.given, item).includes(answer);
        return [
            [`${item.code} not known`, (vector) => asked(vector) && level(vector) === UNKNOWN],
            ...(item.not_applicable ? [[`${item.code} not applicable`, (vector) => level(vector) === NOT_APPLICABLE]] : []),
            ...(item.kind === "count" ? item.bands.slice(1) : []).flatMap((from) => [from - 1, from])
                .map((count) => [`${item.code} of ${count}`, given(count)]),
            ...(item.kind === "choice" ? item.values : []).map((value) => [`${item.code} ${value}`, given(value)]),
            [`${item.code} by both views`, (vector) => answersOf(vector.given, item).every((answer) => toLevel(item, answer) !== UNKNOWN)],
        ];
    });
}

const members = (model) => [
    ...model.flags.flatMap(({ code }) => [true, false, undefined].map((value) =>
        [`flag ${code} ${value ?? "not known"}`, ({ given }) => (given.flags?.[code] ?? undefined) === value])),
    ...(model.duration?.states ?? []).map(({ code }) => [`duration ${code}`, ({ given }) => given.duration === code]),
    ...["answers", "flags", ...(model.duration ? ["duration"] : []), ...(readsAge(model) ? ["age"] : [])]
        .map((member) => [`${member} missing`, ({ given }) => !(member in given)]),
    ["only the client's view", ({ given }) => given.answers?.client !== undefined && given.answers.professional === undefined],
    ...model.axes.flatMap((axis) => axis.states.map(({ code }) =>
        [`${axis.code} judged ${code}`, ({ given }) => given[axis.code] === code])),
];

const outcomes = (model) => [
    ...model.segments.map(({ code }) => [`segment ${code}`, ({ then }) => then.certain && then.segment === code]),
    ...(model.segments.length > 1 ? [["an open result", ({ then }) => !then.certain]] : []),
    ...model.rules.flatMap(({ code }) => {
        const holds = ({ then }) => then.reasons.some(({ rule }) => rule === code);
        return [[`rule ${code} holds`, holds], [`rule ${code} does not hold`, (vector) => vector.then.certain && !holds(vector)]];
    }),
    ...model.signals.flatMap(({ code }) => {
        const isGiven = ({ then }) => then.signals.some((signal) => signal.code === code);
        return [[`signal ${code} given`, isGiven], [`signal ${code} not given`, (vector) => !isGiven(vector)]];
    }),
];

// [name, what shows it] of everything that the vectors of the model have to show.
export function goalsOf(document) {
    const model = prepare(document);
    return [...outcomes(model), ...cutOffs(model), ...questions(model), ...members(model)];
}

export const notShown = (goals, vectors) => goals.filter(([, shows]) => !vectors.some(shows)).map(([name]) => name);
