// Writes N complete rows of the shipped model `helsinki`: make_helsinki_rows.mjs N csv|blanks|ndjson|ndjson_blanks OUT.
import { readFileSync, openSync, writeSync, closeSync } from 'node:fs';

const [count, kind, out] = [Number(process.argv[2]), process.argv[3], process.argv[4]];
const model = JSON.parse(readFileSync(new URL('../../libsegment/models/helsinki.json', import.meta.url)));
let state = 2463534242;
const dice = (n) => { state ^= state << 13; state >>>= 0; state ^= state >>> 17; state ^= state << 5; state >>>= 0; return state % n; };
const options = (item) => (item.options ?? model.scales[item.scale]).map((o) => o.value);
const durations = model.duration.states.map((s) => s.code);

function answer(item) {
  if (kind.endsWith('blanks') && dice(50) === 0) return '';
  if (item.kind === 'choice') return options(item)[dice(options(item).length)];
  if (item.kind === 'count') return dice(16);
  if (item.not_applicable && dice(40) === 0) return 9;
  return dice(5);
}

const file = openSync(out, 'w');
const json = kind.startsWith('ndjson');
const text = (id, duration, special, answers) => json
  ? JSON.stringify({ id, duration, flags: { special_support: special }, answers: { professional: Object.fromEntries(model.items.map((item, i) => [item.code, answers[i]]).filter(([, a]) => a !== '')) } }) + '\n'
  : `${id},${duration},${special},${answers}\n`;
let lines = json ? [] : [`id,duration,flag.special_support,${model.items.map((i) => i.code).join(',')}\n`];
const flush = () => { writeSync(file, lines.join('')); lines = []; };
for (let row = 0; row < count; row++) {
  lines.push(text(1000000 + row, durations[dice(3)], dice(12) === 0, model.items.map(answer)));
  if (lines.length === 20000) flush();
}
flush();
closeSync(file);
