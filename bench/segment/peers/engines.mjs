// The comparison's decision in other engines, one at a time: engines.mjs ROWS ANSWERS.
// Checks each engine's segment, scores (and reasons, where it can give them) against ANSWERS, then
// times it. Prints JSON: nanoseconds a decision by name.
import { Engine } from 'json-rules-engine';
import { LogicEngine } from 'json-logic-engine';
import { cell, cuts, durations, segments, weights } from '../make_model.mjs';
import { decide, decidePlainly } from './decision.mjs';
import { readAnswers, readRows, timed } from './timed.mjs';
import { decision, expressions, table } from './zen.mjs';

const [from, answersPath] = process.argv.slice(2);
const rows = readRows(from), expected = readAnswers(answersPath);
const items = weights.map((_, i) => `q${i + 1}`);
const greatest = [0, 8].map((at) => weights.slice(at, at + 8).reduce((a, b) => a + 4 * b, 0));
const codes = Object.keys(cuts);
const flat = rows.map((row) => ({ duration: row.duration, ...row.answers.professional }));
const arrays = flat.map((row) => ({ answers: items.map((q) => row[q]), duration: durations.indexOf(row.duration) }));

// ---- zen-engine: expressions for the scores and rules, tables for the states and the cells ------
const sum = (at) => items.slice(at, at + 8).map((q, i) => `${weights[at + i]} * ${q}`).join(' + ');
const score = (axis) => `floor((${sum(axis * 8)}) * 1000 / ${greatest[axis]})`;
const stateOf = (axis) => `${codes[axis]} >= ${cuts[codes[axis]][1]} ? 2 : ${codes[axis]} >= ${cuts[codes[axis]][0]} ? 1 : 0`;
const cells = [];
for (let c = 0; c < 3; c++) for (let n = 0; n < 3; n++) for (let d = 0; d < 3; d++)
  cells.push([[String(c), String(n), `"${durations[d]}"`], segments.indexOf(cell(c, n, d))]);
const zen = decision([
  expressions('scores', [[codes[0], score(0)], [codes[1], score(1)]]),
  expressions('states', [['c', stateOf(0)], ['n', stateOf(1)]]),
  table('cells', ['c', 'n', 'duration'], 'cell', cells),
  expressions('rules', [['segment', `(q5 >= 4 and q9 >= 4) or (coping >= 700 and duration == "continuous") ? 3 : q12 >= 4 and cell < 2 ? 2 : cell`]]),
]);
async function byZen(row) {
  const { segment, coping, need } = await zen.evaluate(row);
  return { segment: segments[segment], coping, need };
}

// ---- json-rules-engine: a rule a cell, a rule a rule -------------------------------------------
const rules = new Engine([], { allowUndefinedFacts: true });
const addUp = (axis) => (params, almanac) => Promise.all(items.slice(axis * 8, axis * 8 + 8).map((q) => almanac.factValue(q)))
  .then((list) => Math.floor((list.reduce((a, v, i) => a + v * weights[axis * 8 + i], 0) * 1000) / greatest[axis]));
rules.addFact('coping', addUp(0));
rules.addFact('need', addUp(1));
const band = (axis, at) => [
  ...(at > 0 ? [{ fact: codes[axis], operator: 'greaterThanInclusive', value: cuts[codes[axis]][at - 1] }] : []),
  ...(at < 2 ? [{ fact: codes[axis], operator: 'lessThan', value: cuts[codes[axis]][at] }] : []),
];
for (let c = 0; c < 3; c++) for (let n = 0; n < 3; n++) for (let d = 0; d < 3; d++)
  rules.addRule({ conditions: { all: [...band(0, c), ...band(1, n), { fact: 'duration', operator: 'equal', value: durations[d] }] }, event: { type: 'cell', params: { segment: segments.indexOf(cell(c, n, d)) } } });
const raise = (segment, all) => rules.addRule({ conditions: { all }, event: { type: 'rule', params: { segment } } });
raise(2, [{ fact: 'q12', operator: 'greaterThanInclusive', value: 4 }]);
raise(3, [{ fact: 'q5', operator: 'greaterThanInclusive', value: 4 }, { fact: 'q9', operator: 'greaterThanInclusive', value: 4 }]);
raise(3, [{ fact: 'coping', operator: 'greaterThanInclusive', value: 700 }, { fact: 'duration', operator: 'equal', value: 'continuous' }]);
async function byRules(row) {
  const { events, almanac } = await rules.run(row);
  return {
    segment: segments[Math.max(...events.map((e) => e.params.segment))],
    coping: await almanac.factValue('coping'), need: await almanac.factValue('need'),
  };
}

// ---- json-logic-engine, compiled ---------------------------------------------------------------
const logic = new LogicEngine();
logic.addMethod('floor', ([x]) => Math.floor(x), { sync: true });
const v = (name) => ({ var: name });
const logicScore = (axis) => ({ floor: [{ '/': [{ '*': [{ '+': items.slice(axis * 8, axis * 8 + 8).map((q, i) => ({ '*': [v(q), weights[axis * 8 + i]] })) }, 1000] }, greatest[axis]] }] });
const scoresOf = logic.build([logicScore(0), logicScore(1)]);
const logicState = (axis) => ({ if: [{ '>=': [v(codes[axis]), cuts[codes[axis]][1]] }, 2, { '>=': [v(codes[axis]), cuts[codes[axis]][0]] }, 1, 0] });
const twice = { '+': [logicState(0), logicState(1), { if: [{ '===': [v('duration'), 'continuous'] }, 1, 0] }, 1] };
const logicCell = { min: [3, { floor: [{ '/': [twice, 2] }] }] };
const segmentOf = logic.build({ if: [
  { or: [{ and: [{ '>=': [v('q5'), 4] }, { '>=': [v('q9'), 4] }] }, { and: [{ '>=': [v('coping'), 700] }, { '===': [v('duration'), 'continuous'] }] }] }, 3,
  { '>=': [v('q12'), 4] }, { max: [2, logicCell] }, logicCell] });
function byLogic(row) {
  const [coping, need] = scoresOf(row);
  return { segment: segments[segmentOf({ ...row, coping, need })], coping, need };
}

// ---- Equal, then timed ---------------------------------------------------------------------------
const contenders = [
  { name: 'javascript, careful', rows: arrays, of: (row) => decide(row.answers, row.duration), times: 60, reasons: 3 },
  { name: 'javascript, plain', rows: flat, of: (row) => decidePlainly(row, row.duration), times: 15, reasons: Infinity },
  { name: 'json-logic-engine, compiled', rows: flat, of: byLogic, times: 8, reasons: 0 },
  { name: 'zen-engine', rows: flat.slice(0, 1024), of: byZen, times: 3, reasons: 0, async: true },
  { name: 'json-rules-engine', rows: flat.slice(0, 256), of: byRules, times: 3, reasons: 0, async: true },
];
const out = await timed(contenders, expected);
out['zen-engine, its own native time'] = zen.native();
console.log(JSON.stringify(out));
