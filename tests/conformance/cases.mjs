// The cases of a model's reference vectors, made from the model alone: no clock, and chance with a fixed seed.
import { chance } from "../contract/chance.mjs";
import { prepare, scoredItems } from "./language.mjs";
import {
    answerAt, answered, apart, aroundCondition, combinations, conditionsOf, cutOffsOf, flagged, heaviest, judged, quiet, readsAge,
    scored, sumsAround, takesEight, told, waysToApply, without,
} from "./inputs.mjs";
import { effort } from "./scorer.mjs";
import { givenByChance } from "./vector.mjs";

const BY_CHANCE = 40;
// A case that leaves more than this to be tried is not made: the slow scorer would take many seconds for it.
const EFFORT_MOST = 5_000_000;

// Every combination by judgement, with no flag; and every state of the axes with each flag, raised and not known.
function byJudgement(model) {
    const all = combinations(model).map(({ states, duration }) => told(judged(model, quiet(model), states), "duration", duration));
    const first = model.duration?.states[0].code;
    const bare = all.filter(({ duration }) => duration === first);
    return [...all, ...model.flags.flatMap(({ code }) => bare.flatMap((given) => [flagged(given, code, true), flagged(given, code)]))];
}

function aroundCutOffs(model) {
    return model.axes.flatMap((axis) => cutOffsOf(model, axis).flatMap((from) => waysToApply(model, axis, from).flatMap((leftOut) => {
        const items = scoredItems(model, axis).filter((item) => !leftOut.includes(item));
        const sums = Object.entries(sumsAround(axis, from, items)).filter(([, sum]) => sum !== undefined);
        return sums.flatMap(([place, sum]) => {
            const given = scored(model, quiet(model), axis, sum, leftOut);
            const by = place === "at" && leftOut.length === 0 && axis.bands.find((band) => band.from === from)?.by;
            const options = by ? model.items.find(({ code }) => code === by).values : [];
            return [given, ...[...options, undefined].filter(() => by).map((value) => answered(given, by, value))];
        });
    })));
}

// Each question alone: its heaviest answer, every option, or both sides of each step of a count.
function eachQuestion(model) {
    const values = (item) => {
        if (item.kind === "count") return [...item.bands.slice(1).flatMap((from) => [from - 1, from]), 9999];
        if (item.kind === "choice" || item.options.some(({ points }) => points !== undefined)) return item.values;
        return item.scored ? [answerAt(item, heaviest(item))] : item.values;
    };
    return model.items.flatMap((item) => values(item).map((value) => answered(quiet(model), item.code, value)));
}

// Near a cut-off, where one answer decides.
function near(model, item) {
    const axis = model.axes.find(({ code }) => code === item.axis), [from] = axis ? cutOffsOf(model, axis) : [];
    const { at, under } = from === undefined ? {} : sumsAround(axis, from, scoredItems(model, axis));
    const sum = item.scored ? under : at;
    return sum === undefined ? quiet(model) : scored(model, quiet(model), axis, sum);
}

// Each question left out, null, or 8 in turn; each that may not apply as 9; duration and age left out.
function eachUnknown(model) {
    const unknown = model.items.map((item, n) => {
        const forms = [undefined, null, takesEight(item) ? 8 : null];
        return answered(near(model, item), item.code, forms[n % forms.length]);
    });
    const notApplicable = model.items.filter((item) => item.not_applicable).map((item) => answered(near(model, item), item.code, 9));
    const flags = model.flags.map(({ code }) => flagged(quiet(model), code, null));
    const rest = [...(model.duration ? ["duration"] : []), ...(readsAge(model) ? ["age"] : [])];
    return [...unknown, ...notApplicable, ...flags, ...rest.flatMap((member) => [without, told].map((how) => how(quiet(model), member, null)))];
}

// Each section missing: nothing at all, one view, one axis, and each member.
function missingSections(model) {
    const all = quiet(model), { professional } = all.answers;
    const others = (axis) => model.items.filter((item) => item.axis === axis.code).reduce((so, { code }) => answered(so, code), all);
    return [
        {}, { ...all, answers: { client: professional } }, { ...all, answers: { professional, client: professional } },
        { answers: all.answers }, ...Object.keys(all).map((member) => without(all, member)),
        ...model.axes.flatMap((axis) => axis.states.flatMap(({ code }) => {
            const states = { [axis.code]: code };
            return [states, judged(model, all, states)];
        })),
        ...model.axes.map(others),
    ];
}

// The two views of each question as far apart as makes a disagreement, one less, and one of them without a word.
function twoViews(model) {
    const most = model.views.disagreement ?? 2, all = quiet(model);
    // The steps of a count that adds nothing show only here.
    const steps = (item) => (item.kind === "count" && !item.scored ? item.bands.slice(1).map((_, level) => level) : []);
    return model.items.flatMap((item) => [
        ...[most, most - 1].filter((levels) => levels > 0).map((levels) => apart(model, all, item, levels)),
        ...steps(item).map((level) => answered(answered(all, item.code, answerAt(item, level)), item.code, answerAt(item, level + 1), "client")),
        ...(item.not_applicable ? [answered(answered(all, item.code, 9), item.code, answerAt(item, heaviest(item)), "client")] : []),
    ]);
}

// What is judged of an input, its answers taken out: both for one axis is an error.
const statesOf = (model, given) =>
    Object.fromEntries(model.axes.map(({ code }) => [code, given[code]]).filter(([, state]) => state !== undefined));

export function casesOf(document) {
    const model = prepare(document), luck = chance(1);
    const all = [
        ...byJudgement(model), ...aroundCutOffs(model), ...eachQuestion(model), ...eachUnknown(model), ...missingSections(model),
        ...twoViews(model), ...conditionsOf(model).flatMap((when) => aroundCondition(model, when)),
        ...Array.from({ length: BY_CHANCE }, () => givenByChance(document, luck)),
    ];
    const good = all.map((given) => judged(model, given, statesOf(model, given)));
    const each = [...new Map(good.map((given) => [JSON.stringify(given), given])).values()];
    return each.filter((given) => effort(document, given) <= EFFORT_MOST);
}
