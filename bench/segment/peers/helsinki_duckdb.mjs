// The shipped model `helsinki` as one statement of SQL: helsinki_duckdb.mjs THREADS IN OUT (CSV).
// Complete rows. Weights, limits and outcomes are the model file's; the outcomes are looked up.
import { DuckDBInstance } from '@duckdb/node-api';
import { axes, bands, choices, durations, flags, greatest, items, model, name, NOT_APPLICABLE, outcomes, scored, steps } from './helsinki_table.mjs';

const [threads, from, to] = process.argv.slice(2);
const REASONS = [1, 2, 3], BITS = 32; // the lowest bits of a key name the item
const all = (list, each) => list.map(each).join(', ');
const onAxis = (a) => scored.filter((item) => item.axis === a);
const text = (word) => (word ? `'${word}'` : 'NULL');

// ---- What a column adds: points, and what it takes from the greatest sum --------------------------
const steeply = (item) => item.from.map((count, level) => (level ? `CAST(${item.code} >= ${count} AS INTEGER)` : '0')).join(' + ');
const level = (item) => (item.from ? `(${steeply(item)})` : item.reversed ? `(${item.top} - ${item.code})` : item.code);
const points = (item) => (item.open ? `CASE WHEN ${item.code} = ${NOT_APPLICABLE} THEN 0 ELSE ${item.weight} * ${level(item)} END` : `${item.weight} * ${level(item)}`);
const lost = (item) => `CASE WHEN ${item.code} = ${NOT_APPLICABLE} THEN ${item.weight * item.top} ELSE 0 END`;
const sum = (a) => onAxis(a).map((item) => `p_${item.code}`).join(' + ');
const most = (a) => [greatest[a], ...onAxis(a).filter((item) => item.open).map(lost)].join(' - ');

// A share of one axis is points / its greatest sum: times the other's, shares compare as whole numbers.
const key = (item, n) => `p_${item.code} * unit_${axes[item.axis]} + ${scored.length - n}`;
const band = (a) => bands[a].slice(1).map((limit) => `CAST(sum_${axes[a]} * ${model.axes[a].scale} >= ${limit} * most_${axes[a]} AS INTEGER)`).join(' + ');
const indexOf = (code, words) => `CASE ${words.map((word, i) => `WHEN ${code} = '${word}' THEN ${i}`).join(' ')} END`;

const kind = (item) => (item.words ? 'VARCHAR' : 'INTEGER');
const columns = [['id', 'INTEGER'], ['duration', 'VARCHAR'], ...flags.map((f) => [`flag.${f}`, 'BOOLEAN']), ...items.map((i) => [i.code, kind(i)])];
const source = `SELECT * FROM read_csv('${from}', header = true, auto_detect = false, delim = ',', quote = '"',
  columns = {${all(columns, ([code, type]) => `'${code}': '${type}'`)}})`;
const counted = `SELECT *, ${all(scored, (item) => `${points(item)} AS p_${item.code}`)}, ${all(axes, (code, a) => `${most(a)} AS most_${code}`)} FROM (${source})`;
const summed = `SELECT *, ${all(axes, (code, a) => `${sum(a)} AS sum_${code}, most_${axes[1 - a]} * ${BITS} AS unit_${code}`)} FROM (${counted})`;
const keyed = `SELECT *, ${all(scored, (item, n) => `${key(item, n)} AS k_${item.code}`)} FROM (${summed})`;
// The greatest of all that are less than the one before, three times: half the cost of a sorted list.
const below = (n) => (n === 1 ? (item) => `k_${item.code}` : (item) => `CASE WHEN k_${item.code} < key${n - 1} THEN k_${item.code} ELSE 0 END`);
const ranked = REASONS.reduce((rest, n) => `SELECT *, greatest(${all(scored, below(n))}) AS key${n} FROM (${rest})`, keyed);
const dimensions = [...axes.map((_, a) => band(a)), ...choices.map((c) => indexOf(c.code, c.words)), indexOf('duration', durations), ...flags.map((f) => `CAST("flag.${f}" AS INTEGER)`)];
const placed = `SELECT *, ${dimensions.map((at, n) => `${steps[n]} * (${at})`).join(' + ')} AS place FROM (${ranked})`;

// ---- What is said of it ---------------------------------------------------------------------------
const told = { segment: (o) => text(o.segment), certain: (o) => o.certain, possible: (o) => text(o.possible.join(';')), process: (o) => text(o.process), held: (o) => o.reasons.length, signals: (o) => text(o.signals.join(';')) };
for (const n of REASONS) told[`rule${n}`] = (o) => text(o.reasons[n - 1]);
const looked = all(Object.entries(told), ([column, of]) => `[${all(outcomes, of)}][place + 1] AS ${column}`);
const codes = `[${all([...scored].reverse(), (item) => text(item.code))}]`;
const itemReason = (n) => `CASE WHEN key${n} >= ${BITS} THEN ${codes}[key${n} % ${BITS}] END`;
const reason = (n) => `CASE ${REASONS.filter((held) => held <= n).map((held) => `WHEN held = ${held - 1} THEN ${itemReason(n - held + 1)}`).join(' ')} ELSE rule${n} END`;
const scores = all(axes, (code) => `sum_${code} * ${model.axes[0].scale} // most_${code} AS ${code}`);
const answer = `SELECT id, segment, certain, possible, process, ${scores}, ${all(REASONS, (n) => `${reason(n)} AS reason${n}`)}, signals, '${name}' AS model
  FROM (SELECT *, ${looked} FROM (${placed}))`;

const instance = await DuckDBInstance.create(':memory:', { threads });
const connection = await instance.connect();
await connection.run(`COPY (${answer}) TO '${to}' (FORMAT csv, HEADER true)`);
process.exit(0);
