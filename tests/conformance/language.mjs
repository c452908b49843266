// The parts of the model language (libsegment/MODEL.md, sections 3 to 7), each as the page tells it.
export const UNKNOWN = null;
export const NOT_APPLICABLE = "not applicable";

// What a condition can still be, as a set.
export const TRUE = 1, FALSE = 2, OPEN = 3;

// The document with what it leaves unsaid: options of scales, points, the order of the segments. Once for each.
const prepared = new WeakMap();
export function prepare(document) {
    if (!prepared.has(document)) prepared.set(document, complete(document));
    return prepared.get(document);
}

function complete(document) {
    const items = document.items.map((item) => prepareItem(item, document.scales));
    const heavier = {};
    const below = (code) => heavier[code] ??= new Set(document.segments
        .find((segment) => segment.code === code).above.flatMap((lighter) => [lighter, ...below(lighter)]));
    document.segments.forEach((segment) => below(segment.code));
    return { ...document, items, heavier };
}

function prepareItem(item, scales) {
    const options = item.options ?? scales[item.scale];
    const kind = item.kind ?? "level";
    const points = options.map((option) => option.points ?? option.value);
    const greatest = Math.max(...points);
    const worth = points.map((each) => (item.weight ?? 1) * (item.reversed ? greatest - each : each));
    return {
        ...item, options, kind, worth,
        most: Math.max(...worth),
        scored: kind !== "choice" && item.axis !== undefined,
        values: options.map((option) => option.value),
    };
}

// ---- Answers ----

export function toLevel(item, answer) {
    if (answer === undefined || answer === null) return UNKNOWN;
    if (item.kind === "choice") return answer;
    if (item.kind === "count") return item.bands.findLastIndex((from) => answer >= from);
    if (item.options.length > 8) return answer;
    return answer === 8 ? UNKNOWN : answer === 9 ? NOT_APPLICABLE : answer;
}

export function combine(item, policy, professional, client) {
    const views = policy === "client_first" ? [client, professional] : [professional, client];
    const [first, second] = views;
    if (first === UNKNOWN) return second;
    if (second === UNKNOWN || policy.endsWith("_first") || item.kind === "choice") return first;
    if (policy === "worst" && !item.scored) return first;
    if (first === NOT_APPLICABLE) return second;
    if (second === NOT_APPLICABLE) return first;
    if (policy === "worst") return item.worth[second] > item.worth[first] ? second : first;
    const low = Math.floor((first + second) / 2), high = Math.ceil((first + second) / 2);
    return item.worth[high] > item.worth[low] ? high : low;
}

export function disagree(model, item, professional, client) {
    if ([professional, client].some((each) => each === UNKNOWN || each === NOT_APPLICABLE)) return false;
    if (item.kind === "choice") return professional !== client;
    return Math.abs(professional - client) >= (model.views.disagreement ?? 2);
}

// ---- Axes ----

export const scoredItems = (model, axis) => model.items.filter((item) => item.scored && item.axis === axis.code);
export const greatestSum = (model, axis) => scoredItems(model, axis).reduce((sum, item) => sum + item.most, 0);
// What a full score is.
export const fullScore = (model, axis) =>
    axis.method === "ratio" ? axis.scale ?? 1000 : greatestSum(model, axis);

export const bandStates = (band, answers) =>
    (band.state ? [band.state] : [band.states[answers[band.by]] ?? Object.values(band.states)].flat());

// The states that a sum of a greatest sum can give; a score of null is the whole interval.
export function axisOutcomes(axis, answers, sum, max) {
    if (max === 0) return axis.states.map((state) => ({ state: state.code, score: null }));
    const ratio = axis.method === "ratio", scale = axis.scale ?? 1000;
    const reaches = ({ from }) => (ratio ? sum * scale >= from * max : sum >= from);
    const band = axis.bands.findLastIndex(reaches);
    const score = ratio ? Math.floor(sum * scale / max) : sum;
    return bandStates(axis.bands[band], answers).map((state) => ({ state, score, band }));
}

// ---- Conditions, in Kleene's logic ----

const read = (values, test) => values.reduce((set, value) => set | (test(value) ? TRUE : FALSE), 0);
const within = ({ from = 0, below = Infinity }) => (value) => value >= from && value < below;
const readInterval = ([low, high], { from = 0, below = Infinity }) =>
    (low < below && high >= from ? TRUE : 0) | (low < from || high >= below ? FALSE : 0);
const opposite = (set) => (set & TRUE ? FALSE : 0) | (set & FALSE ? TRUE : 0);
const both = (a, b) => (a & b & TRUE) | ((a | b) & FALSE);

// `facts` has, for each thing, the list of what it can still be.
export function holds(when, facts) {
    if (when.all) return when.all.map((each) => holds(each, facts)).reduce(both, TRUE);
    if (when.any) return opposite(holds({ all: when.any.map((each) => ({ not: each })) }, facts));
    if (when.not) return opposite(holds(when.not, facts));
    if (when.axis) return read(facts.states[when.axis], (state) => when.in.includes(state));
    if (when.score) return readInterval(facts.scores[when.score], when);
    if (when.item) return read(facts.levels[when.item], (level) => answers(when, level));
    if (when.flag) return read(facts.flags[when.flag], (flag) => flag === (when.is ?? true));
    if (when.duration) return read(facts.durations, (duration) => when.duration.includes(duration));
    if (when.age) return read(facts.ages, within(when.age));
    if (when.segment) return read(facts.segments, (segment) => when.segment.includes(segment));
    if (when.unanswered) return facts.unanswered.has(when.unanswered) ? TRUE : FALSE;
    if (when.missing) return within(when.missing)(facts.missing) ? TRUE : FALSE;
    return within(when.disagreements)(facts.disagreements) ? TRUE : FALSE;
}

const answers = (when, level) =>
    level !== NOT_APPLICABLE && (when.in ? when.in.includes(level) : within(when)(level));

// ---- Cells and rules ----

export function cellSegment(model, states, duration) {
    const matches = (row) => model.cells.by.every((by) => row[by] === undefined ||
        [row[by]].flat().includes(by === "duration" ? duration : states[by]));
    return model.cells.rows.find(matches).segment;
}

const after = (model, rule, segment) => {
    const there = segment === rule.at_least || model.heavier[segment].has(rule.at_least);
    return rule.set || !there ? rule.set ?? rule.at_least : segment;
};

// A cell's segment, moved by those rules alone.
export function moveBy(model, segment, codes) {
    return model.rules.filter((rule) => codes.includes(rule.code))
        .reduce((so, rule) => after(model, rule, so), segment);
}

// The segment after the rules that surely hold; the others are passed over.
export function applyRules(model, segment, facts) {
    for (const rule of model.rules) {
        if (holds(rule.when, { ...facts, segments: [segment] }) !== TRUE) continue;
        segment = after(model, rule, segment);
        if (rule.final) break;
    }
    return segment;
}

// The rules that surely hold and are surely tried, where the segment so far is known as a set only.
export function rulesHeld(model, segments, facts) {
    const held = [];
    for (const rule of model.rules) {
        const value = segments.reduce((set, each) => set | holds(rule.when, { ...facts, segments: [each] }), 0);
        if (value === TRUE) held.push(rule.code);
        if (value !== FALSE && rule.final) break;
        const changed = value === FALSE ? [] : segments.map((segment) => after(model, rule, segment));
        segments = [...new Set([...(value === TRUE ? [] : segments), ...changed])];
    }
    return held;
}
