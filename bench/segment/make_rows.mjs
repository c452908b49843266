// Writes N rows of the comparison's population: make_rows.mjs N csv|ndjson|ndjson_blanks|shuffled|blanks OUT.
// `shuffled` has the columns in another order and some cells quoted; `blanks` 2 % of answers empty.
import { openSync, writeSync, closeSync } from 'node:fs';
import { durations } from './make_model.mjs';

const [count, kind, out] = [Number(process.argv[2]), process.argv[3], process.argv[4]];
let seed = 88172645463325252n & 0xffffffffn;
let state = Number(seed) >>> 0 || 1;
const dice = (n) => { state ^= state << 13; state >>>= 0; state ^= state >>> 17; state ^= state << 5; state >>>= 0; return state % n; };
const items = Array.from({ length: 16 }, (_, i) => `q${i + 1}`);
const file = openSync(out, 'w');
let lines = [];
const flush = () => { writeSync(file, lines.join('')); lines = []; };

if (kind === 'csv' || kind === 'blanks') lines.push(`id,duration,${items.join(',')}\n`);
if (kind === 'shuffled') lines.push(`${items.slice(8).join(',')},duration,${items.slice(0, 8).reverse().join(',')},id\n`);
for (let row = 0; row < count; row++) {
  const duration = durations[dice(3)];
  const answers = items.map(() => dice(5));
  const id = 1000000 + row;
  if (kind.startsWith('ndjson'))
    lines.push(`{"id":${id},"duration":"${duration}","answers":{"professional":{${answers.map((a, i) => `"${items[i]}":${kind === 'ndjson' || dice(50) ? a : null}`).join(',')}}}}\n`);
  else if (kind === 'shuffled')
    lines.push(`${answers.slice(8).join(',')},${row % 20 ? duration : `"${duration}"`},${answers.slice(0, 8).reverse().join(',')},${id}\n`);
  else
    lines.push(`${id},${duration},${answers.map((a) => (kind === 'blanks' && dice(50) === 0 ? '' : a)).join(',')}\n`);
  if (lines.length === 20000) flush();
}
flush();
closeSync(file);
