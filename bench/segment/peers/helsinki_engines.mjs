// The shipped model `helsinki` in other engines, one decision at a time: helsinki_engines.mjs ROWS
// ANSWERS (complete rows). They give the segment, none where it stays open, and the scores; reasons,
// signals and what else is possible are left out. Prints JSON: nanoseconds a decision by name.
import { Engine } from 'json-rules-engine';
import { axes, bands, choices, flags, greatest, model, NOT_APPLICABLE, outcomes, scored } from './helsinki_table.mjs';
import { readAnswers, readRows, timed } from './timed.mjs';
import { decision, expressions, table } from './zen.mjs';

const [from, answersPath] = process.argv.slice(2);
const rows = readRows(from).map((row) => ({ duration: row.duration, ...row.flags, ...row.answers.professional }));
const expected = readAnswers(answersPath);
const onAxis = (a) => scored.filter((item) => item.axis === a), scale = model.axes[0].scale;
const [outlook] = choices, [flag] = flags;

// ---- The segment by bands, choice and flag: the duration has no part in it -------------------------
const unlike = (list, of) => [...new Map(list.map((one) => [of(one), one])).values()];
const facts = (o) => [...axes.map((code) => o.facts.band[code]), o.facts.choice[outlook.code], o.facts.flag[flag], o.segment].join();
const ways = unlike(outcomes, facts);
if (unlike(ways, (o) => facts({ ...o, segment: '' })).length !== ways.length) throw new Error('the duration leads to a segment');
// Where every choice leads to the same, it is not asked.
const others = (o) => ways.filter((w) => axes.every((code) => w.facts.band[code] === o.facts.band[code]) && w.facts.flag[flag] === o.facts.flag[flag]);
const chooses = (o) => others(o).some((w) => w.segment !== o.segment);
const cells = unlike(ways.map((o) => ({ band: axes.map((code) => o.facts.band[code]), choice: chooses(o) ? o.facts.choice[outlook.code] : null, flag: o.facts.flag[flag], segment: o.segment })), JSON.stringify);

// ---- zen-engine: expressions for what is added, a table for the segment ----------------------------
const steeply = (item) => item.from.reduce((rest, count, level) => (level ? `${item.code} >= ${count} ? ${level} : ${rest}` : '0'), '');
const level = (item) => (item.from ? `(${steeply(item)})` : item.reversed ? `(${item.top} - ${item.code})` : item.code);
const unless = (item, value) => (item.open ? `(${item.code} == ${NOT_APPLICABLE} ? 0 : ${value})` : value);
const sum = (a) => onAxis(a).map((item) => unless(item, `${item.weight} * ${level(item)}`)).join(' + ');
const most = (a) => `${greatest[a]} - (${onAxis(a).filter((item) => item.open).map((item) => `(${item.code} == ${NOT_APPLICABLE} ? ${item.weight * item.top} : 0)`).join(' + ')})`;
const inBand = (a, at) => (at === 0 ? `< ${bands[a][1]}` : `>= ${bands[a][at]}`);
const zen = decision([
  expressions('scores', axes.map((code, a) => [code, `floor((${sum(a)}) * ${scale} / (${most(a)}))`])),
  table('cells', [...axes, outlook.code, flag], 'segment',
    cells.map((c) => [[...axes.map((_, a) => inBand(a, c.band[a])), c.choice ? `"${c.choice}"` : '', String(c.flag)], c.segment ? `"${c.segment}"` : 'null'])),
]);

// ---- json-rules-engine: a rule a cell ----------------------------------------------------------------
const rules = new Engine([], { allowUndefinedFacts: true });
const levelOf = (item, answer) => (item.from ? item.from.findLastIndex((count) => answer >= count) : item.reversed ? item.top - answer : answer);
async function scoreOf(a, almanac) {
  const answers = await Promise.all(onAxis(a).map((item) => almanac.factValue(item.code)));
  let points = 0, whole = 0;
  onAxis(a).forEach((item, n) => {
    if (item.open && answers[n] === NOT_APPLICABLE) return;
    points += item.weight * levelOf(item, answers[n]);
    whole += item.weight * item.top;
  });
  return Math.floor((points * scale) / whole);
}
axes.forEach((code, a) => rules.addFact(code, (params, almanac) => scoreOf(a, almanac)));
const equal = (fact, value) => ({ fact, operator: 'equal', value });
for (const c of cells) {
  const band = axes.map((fact, a) => (c.band[a] === 0 ? { fact, operator: 'lessThan', value: bands[a][1] } : { fact, operator: 'greaterThanInclusive', value: bands[a][1] }));
  const all = [...band, equal(flag, c.flag), ...(c.choice ? [equal(outlook.code, c.choice)] : [])];
  rules.addRule({ conditions: { all }, event: { type: 'cell', params: { segment: c.segment } } });
}
async function byRules(row) {
  const { events, almanac } = await rules.run(row);
  const [coping, need] = await Promise.all(axes.map((code) => almanac.factValue(code)));
  return { segment: events[0].params.segment, coping, need };
}

const out = await timed([
  { name: 'zen-engine', rows: rows.slice(0, 1024), of: (row) => zen.evaluate(row), times: 3, reasons: 0, async: true },
  { name: 'json-rules-engine', rows: rows.slice(0, 256), of: byRules, times: 3, reasons: 0, async: true },
], expected);
out['zen-engine, its own native time'] = zen.native();
console.log(JSON.stringify(out));
