// One decision of `helsinki` after another by hand: helsinki_single.mjs ROWS ANSWERS. Compares with
// ANSWERS first; prints nanoseconds a decision.
import { readFileSync } from 'node:fs';
import { median } from '../../rounds.mjs';
import { decide, items, levelOf, model } from './helsinki.mjs';

const lines = (path) => readFileSync(path, 'utf8').trim().split('\n');
const level = (item, n, given) => (item.kind === 'count' ? levelOf(n, given) : given);
const rows = lines(process.argv[2]).map((line) => JSON.parse(line)).map((row) => ({
  answers: model.items.map((item, n) => level(item, n, row.answers.professional[items[n]])),
  duration: row.duration, special: row.flags.special_support,
}));
lines(process.argv[3]).forEach((line, n) => {
  const d = decide(rows[n].answers, rows[n].duration, rows[n].special);
  const text = [d.segment ?? '', ...d.scores, ...d.reasons].join();
  if (text !== line) throw new Error(`row ${n + 1}: ${text}, not ${line}`);
});
const rounds = [];
for (let round = 0; round < 5; round++) {
  const start = process.hrtime.bigint();
  for (let n = 0; n < 10; n++) for (const row of rows) decide(row.answers, row.duration, row.special);
  rounds.push(Number(process.hrtime.bigint() - start) / (10 * rows.length));
}
console.log(median(rounds));
