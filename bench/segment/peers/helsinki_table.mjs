// The shipped model `helsinki` as tables, for the peers that are given tables: its scored items, its
// choices, and what comes out of every combination of the facts its cells, rules and signals read.
// All of it is read from the model file; a condition that these tables can't hold ends the run.
import { readFileSync } from 'node:fs';

export const model = JSON.parse(readFileSync(new URL('../../../libsegment/models/helsinki.json', import.meta.url)));
export const name = `${model.code}@${model.version}`;
export const axes = model.axes.map((axis) => axis.code);
export const NOT_APPLICABLE = 9;
const options = (item) => item.options ?? model.scales[item.scale];
const top = (item) => options(item).length - 1;

/** Every column of answers, in order: the scored ones have a weight, the choices have words. */
export const items = model.items.map((item) => item.kind === 'choice'
  ? { code: item.code, words: options(item).map((o) => o.value) }
  : { code: item.code, axis: axes.indexOf(item.axis), weight: item.weight ?? 1, top: top(item), reversed: item.reversed === true, open: item.not_applicable === true, from: item.bands });
export const scored = items.map((item, column) => ({ ...item, column })).filter((item) => item.weight);
export const choices = items.map((item, column) => ({ ...item, column })).filter((item) => item.words);
export const greatest = axes.map((_, a) => scored.filter((i) => i.axis === a).reduce((sum, i) => sum + i.weight * i.top, 0));
export const bands = model.axes.map((axis) => axis.bands.map((band) => band.from));
export const durations = model.duration.states.map((s) => s.code);
export const flags = model.flags.map((f) => f.code);

// ---- One combination of facts: a band an axis, an option a choice, a duration, the flags ---------
const listed = (value) => (value === undefined ? [] : [].concat(value));
const oneOf = (value, list) => listed(list).includes(value);
const need = (fact, why) => { if (!fact) throw new Error(`helsinki_table: ${why}`); };

function statesOf(axis, facts) {
  const band = axis.bands[facts.band[axis.code]];
  const given = band.by && band.states[facts.choice[band.by]];
  return band.state ? [band.state] : given ? [given] : Object.values(band.states);
}

// A limit of a score is a limit of its bands here, so the band tells whether it holds.
function between(code, facts, { from, below }) {
  const limits = bands[axes.indexOf(code)], at = facts.band[code];
  for (const limit of [from, below]) need(limit === undefined || limits.includes(limit), `no band of ${code} starts at ${limit}`);
  return (from === undefined || limits[at] >= from) && (below === undefined || limits[at] < below);
}

function holds(when, now) {
  if (when.all) return when.all.every((one) => holds(one, now));
  if (when.any) return when.any.some((one) => holds(one, now));
  if (when.axis) return oneOf(now.state[when.axis], when.in);
  if (when.score) return between(when.score, now.facts, when);
  if (when.flag) return now.facts.flag[when.flag] === (when.is ?? true);
  if (when.duration) return oneOf(now.facts.duration, when.duration);
  if (when.segment) return oneOf(now.segment, when.segment);
  if (when.item && when.in) return oneOf(now.facts.choice[when.item], when.in);
  need(when.unanswered || when.missing || when.disagreements, `no such condition here: ${JSON.stringify(when)}`);
  return false; // the rows are complete, and have one view
}

const segmentOf = (code) => model.segments.find((s) => s.code === code);
const reaches = (from, to) => from === to || segmentOf(from).above.some((lighter) => reaches(lighter, to));
function cellOf(now) {
  const value = (by) => (by === 'duration' ? now.facts.duration : now.state[by]);
  return model.cells.rows.find((row) => model.cells.by.every((by) => row[by] === undefined || oneOf(value(by), row[by]))).segment;
}
function follow(segment, rule) {
  need(rule.at_least && !rule.final, `rule ${rule.code} does not only lift`);
  return reaches(segment, rule.at_least) ? segment : rule.at_least;
}

const combined = (lists) => lists.reduce((all, list) => all.flatMap((one) => list.map((each) => [...one, each])), [[]]);
function completed(facts) {
  return combined(model.axes.map((axis) => statesOf(axis, facts))).map((states) => {
    const now = { facts, state: Object.fromEntries(axes.map((code, a) => [code, states[a]])) };
    now.cell = cellOf(now);
    now.rules = model.rules.filter((rule) => holds(rule.when, now));
    now.segment = now.rules.reduce(follow, now.cell);
    now.signals = model.signals.filter((signal) => holds(signal.when, now));
    return now;
  });
}

function outcome(facts) {
  const all = completed(facts), everywhere = (key) => all[0][key].filter((one) => all.every((now) => now[key].includes(one)));
  const rules = everywhere('rules'), known = rules.reduce(follow, all[0].cell);
  const possible = model.segments.map((s) => s.code).filter((code) => all.some((now) => now.segment === code));
  const sure = possible.length === 1, single = all.every((now) => now.cell === all[0].cell);
  const segment = sure ? possible[0] : single && possible.includes(known) ? known : null;
  return {
    facts, segment, certain: sure, possible, process: segmentOf(segment)?.process ?? null,
    reasons: rules.map((r) => r.code), signals: everywhere('signals').map((s) => s.code),
  };
}

// ---- All combinations; the first dimension counts slowest ----------------------------------------
const radix = [...bands.map((b) => b.length), ...choices.map((c) => c.words.length), durations.length, ...flags.map(() => 2)];
const indices = (size) => Array.from({ length: size }, (_, i) => i);
const pairs = (keys, values) => Object.fromEntries(keys.map((key, i) => [key, values[i]]));
function factsOf(digits) {
  const [a, c] = [axes.length, choices.length], rest = digits.slice(a + c);
  return {
    band: pairs(axes, digits), choice: pairs(choices.map((i) => i.code), choices.map((i, n) => i.words[digits[a + n]])),
    duration: durations[rest[0]], flag: pairs(flags, rest.slice(1).map(Boolean)),
  };
}
export const outcomes = combined(radix.map(indices)).map((digits) => outcome(factsOf(digits)));
/** What one step in each dimension adds to the index of an outcome. */
export const steps = radix.map((_, i) => radix.slice(i + 1).reduce((a, b) => a * b, 1));
