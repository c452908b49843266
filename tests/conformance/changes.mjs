// Every small change of a model that decides otherwise: each number one step off, each word another, each part
// left out. The vectors of the model have to tell each of them from the model itself.
import { prepare, scoredItems } from "./language.mjs";
import { conditionsOf, cutOffsOf, mentions, sumsAround } from "./inputs.mjs";

const changed = (document, change) => {
    const copy = structuredClone(document);
    change(copy);
    return copy;
};

// A cut-off moved so far that one sum more, or one less, comes to it.
function cutOffMoves(document) {
    const model = prepare(document);
    return model.axes.flatMap((axis, a) => cutOffsOf(model, axis).flatMap((from) => {
        const items = scoredItems(model, axis), max = items.reduce((sum, { most }) => sum + most, 0);
        const score = (sum) => (axis.method === "ratio" ? Math.floor((sum * (axis.scale ?? 1000)) / max) : sum);
        const { under, at } = sumsAround(axis, from, items), band = axis.bands.findIndex((each) => each.from === from);
        if (band < 0 || under === undefined || at === undefined) return [];
        return [score(under), score(at) + 1].map((to) =>
            [`${axis.code} from ${from} to ${to}`, changed(document, (copy) => (copy.axes[a].bands[band].from = to))]);
    }));
}

function itemChanges(document) {
    return prepare(document).items.flatMap((item, n) => [
        ...(item.scored ? [
            [`${item.code} one heavier`, changed(document, (copy) => (copy.items[n].weight = (item.weight ?? 1) + 1))],
            [`${item.code} turned round`, changed(document, (copy) => (copy.items[n].reversed = !item.reversed))],
            ...["professional_first", "client_first", "worst"].filter((policy) => policy !== (item.policy ?? document.views.policy))
                .map((policy) => [`${item.code} ${policy}`, changed(document, (copy) => (copy.items[n].policy = policy))]),
        ] : []),
        ...(item.bands ?? []).slice(1).map((from, band) =>
            [`${item.code} band ${band + 1}`, changed(document, (copy) => copy.items[n].bands[band + 1]++)])
            .filter(([, { items }]) => new Set(items[n].bands).size === items[n].bands.length),
    ]);
}

const other = (list, code) => list.find((each) => each.code !== code)?.code;

function outcomeChanges(document) {
    const { segments, cells, signals } = document;
    return [
        ...cells.rows.map((row, n) => [`row ${n + 1}`, changed(document, (copy) => (copy.cells.rows[n].segment = other(segments, row.segment)))]),
        ...segments.flatMap(({ code, consequences }, n) => [
            [`${code} reviewed later`, changed(document, (copy) => (copy.segments[n].review_months = (copy.segments[n].review_months ?? 0) + 1))],
            ...Object.keys(consequences).map((name) => [`${code} ${name}`, changed(document, (copy) => (copy.segments[n].consequences[name].value = "other"))]),
        ]),
        ...signals.filter((signal) => signal.review_months).map((signal) => [`signal ${signal.code} reviewed sooner`,
            changed(document, (copy) => copy.signals.find(({ code }) => code === signal.code).review_months--)]),
    ];
}

// A condition with one part of it otherwise.
function* conditionChanges(when) {
    for (const group of ["all", "any"]) {
        for (const [n, each] of (when[group] ?? []).entries()) {
            for (const so of conditionChanges(each)) yield { [group]: when[group].map((old, at) => (at === n ? so : old)) };
            if (when[group].length > 1) yield { [group]: when[group].filter((_, at) => at !== n) };
        }
    }
    if (when.not) for (const so of conditionChanges(when.not)) yield { not: so };
    if (when.flag) yield { ...when, is: !(when.is ?? true) };
    const bounded = ["age", "missing", "disagreements"].find((name) => when[name]);
    const bounds = bounded ? when[bounded] : when;
    for (const bound of ["from", "below"].filter((name) => typeof bounds[name] === "number" && !when.score))
        for (const step of [-1, 1].filter((by) => bounds[bound] + by >= 0)) {
            const moved = { ...bounds, [bound]: bounds[bound] + step };
            yield bounded ? { ...when, [bounded]: moved } : moved;
        }
    for (const list of ["in", "duration", "segment"].filter((name) => Array.isArray(when[name]) && when[name].length > 1))
        for (const code of when[list]) yield { ...when, [list]: when[list].filter((each) => each !== code) };
}

function ruleChanges(document) {
    return ["rules", "signals"].flatMap((kind) => document[kind].flatMap((each, n) => [
        [`${kind} without ${each.code}`, changed(document, (copy) => copy[kind].splice(n, 1))],
        ...[...conditionChanges(each.when)].map((when) =>
            [`${each.code} when ${JSON.stringify(when)}`, changed(document, (copy) => (copy[kind][n].when = when))]),
    ]));
}

// [name, the changed model] of each.
export const changesOf = (document) => [
    ...cutOffMoves(document), ...itemChanges(document), ...outcomeChanges(document), ...ruleChanges(document),
    ...[-1, 1].filter(() => mentions(conditionsOf(document), "disagreements").length > 0).map((step) => [`disagreement ${step}`, changed(document, (copy) => (copy.views.disagreement = (copy.views.disagreement ?? 2) + step))]),
];
