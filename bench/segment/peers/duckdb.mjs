// The decision as one statement of SQL: duckdb.mjs FROM TO THREADS IN OUT [tuned]; FROM and TO are csv
// or ndjson. Tuned, the three weightiest reasons are found by three passes instead of a sorted list.
import { DuckDBInstance } from '@duckdb/node-api';
import { cuts, durations, segments, weights } from '../make_model.mjs';

const [form, answer, threads, from, to, tuned] = process.argv.slice(2);
const items = weights.map((_, i) => `q${i + 1}`);
const list = (each) => items.map(each);
const greatest = [0, 8].map((at) => weights.slice(at, at + 8).reduce((a, b) => a + 4 * b, 0));
const points = (at) => items.slice(at, at + 8).map((q, i) => `${weights[at + i]} * ${q}`).join(' + ');
// A key a reason: greater is weightier; its lowest bits name the item, so no two are the same.
const key = (q, i) => `CASE WHEN ${q} > 0 THEN ${q} * ${weights[i] * greatest[i < 8 ? 1 : 0] * 32} + ${16 - i} ELSE 0 END`;
const state = (sum, axis) => `CASE WHEN ${sum} * 1000 >= ${Object.values(cuts)[axis][1] * greatest[axis]} THEN 2
  WHEN ${sum} * 1000 >= ${Object.values(cuts)[axis][0] * greatest[axis]} THEN 1 ELSE 0 END`;
const rules = ['acute', 'two_severe', 'lasting'];

const csvColumns = `{'id': 'INTEGER', 'duration': 'VARCHAR', ${list((q) => `'${q}': 'INTEGER'`).join(', ')}}`;
const jsonColumns = `{'id': 'INTEGER', 'duration': 'VARCHAR', 'answers': 'STRUCT(professional STRUCT(${list((q) => `${q} INTEGER`).join(', ')}))'}`;
const source = form === 'csv'
  ? `SELECT * FROM read_csv('${from}', header = true, auto_detect = false, delim = ',', quote = '"', columns = ${csvColumns})`
  : `SELECT id, duration, ${list((q) => `answers.professional.${q} AS ${q}`).join(', ')}
     FROM read_ndjson('${from}', columns = ${jsonColumns})`;

const summed = `${points(0)} AS sum_coping, ${points(8)} AS sum_need`;
const sorted = `SELECT *, ${summed}, list_reverse_sort([${list(key).join(', ')}])[1:3] AS keys FROM (${source})`;
const below = (at) => (q) => (at === 1 ? `key_${q}` : `CASE WHEN key_${q} < top${at - 1} THEN key_${q} ELSE 0 END`);
const passes = [1, 2, 3].reduce((rest, at) => `SELECT *, greatest(${list(below(at)).join(', ')}) AS top${at} FROM (${rest})`,
  `SELECT *, ${summed}, ${list((q, i) => `${key(q, i)} AS key_${q}`).join(', ')} FROM (${source})`);
const keyed = tuned ? passes : sorted;
const top = (at) => (tuned ? `top${at}` : `keys[${at}]`);
const lifted = `SELECT *, sum_coping * 1000 // ${greatest[0]} AS coping, sum_need * 1000 // ${greatest[1]} AS need,
  ${state('sum_coping', 0)} AS c, ${state('sum_need', 1)} AS n,
  q12 >= 4 AS acute, q5 >= 4 AND q9 >= 4 AS two_severe,
  sum_coping * 1000 // ${greatest[0]} >= 700 AND duration = '${durations[2]}' AS lasting FROM (${keyed})`;
const decided = `SELECT *, CASE WHEN two_severe OR lasting THEN 3
  WHEN acute THEN greatest(2, least(3, (c + n + CAST(duration = '${durations[2]}' AS INTEGER) + 1) >> 1))
  ELSE least(3, (c + n + CAST(duration = '${durations[2]}' AS INTEGER) + 1) >> 1) END AS s,
  CAST(acute AS INTEGER) + CAST(two_severe AS INTEGER) + CAST(lasting AS INTEGER) AS held FROM (${lifted})`;
const code = (list) => `CASE ${list.map((name, i) => `WHEN s = ${i} THEN '${name}'`).join(' ')} END`;
const itemReason = (at) => `CASE WHEN ${top(at)} > 0 THEN 'q' || (17 - (${top(at)} & 31)) END`;
const ruleReason = [
  `CASE WHEN acute THEN 'acute' WHEN two_severe THEN 'two_severe' WHEN lasting THEN 'lasting' END`,
  `CASE WHEN acute AND two_severe THEN 'two_severe' ELSE 'lasting' END`,
  `'lasting'`,
];
const reason = (at) => `CASE WHEN held > ${at} THEN ${ruleReason[at]}
  ${[0, 1, 2].filter((h) => h <= at).map((h) => `WHEN held = ${h} THEN ${itemReason(at - h + 1)}`).join(' ')} END`;
const shown = `SELECT id, ${code(segments)} AS segment, ${code(['SPT', 'SPT', 'PPT', 'PPT'])} AS process, coping, need,
  ${[0, 1, 2].map((at) => `${reason(at)} AS reason${at + 1}`).join(', ')} FROM (${decided})`;

const csv = `COPY (SELECT id, segment, true AS certain, segment AS possible, process, coping, need, reason1, reason2, reason3,
  NULL AS signals, 'bench@1' AS model FROM (${shown})) TO '${to}' (FORMAT csv, HEADER true)`;
const ndjson = `COPY (SELECT id, segment, true AS certain, [segment] AS possible, process,
  {'coping': {'low': coping, 'high': coping}, 'need': {'low': need, 'high': need}} AS scores,
  list_filter([reason1, reason2, reason3], lambda r: r IS NOT NULL) AS reasons, CAST([] AS VARCHAR[]) AS signals, 'bench@1' AS model
  FROM (${shown})) TO '${to}' (FORMAT json)`;

const instance = await DuckDBInstance.create(':memory:', { threads });
const connection = await instance.connect();
await connection.run(answer === 'csv' ? csv : ndjson);
process.exit(0);
