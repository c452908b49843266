// The whole job for `helsinki` in plain JavaScript: helsinki_script.mjs IN OUT, complete rows.
import { createReadStream, openSync, writeSync, closeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { decide, items, levelOf, model } from './helsinki.mjs';

const [from, to] = process.argv.slice(2);
const out = openSync(to, 'w');
let text = 'id,segment,certain,possible,process,coping,need,reason1,reason2,reason3,signals,model\n', header = true;
const kinds = model.items.map((i) => i.kind ?? 'level');
const answers = new Array(items.length);
for await (const line of createInterface({ input: createReadStream(from, { highWaterMark: 1 << 18 }) })) {
  if (header) { header = false; continue; }
  const cells = line.split(',');
  for (let i = 0; i < items.length; i++) {
    const cell = cells[i + 3];
    answers[i] = kinds[i] === 'choice' ? cell : kinds[i] === 'count' ? levelOf(i, +cell) : +cell;
  }
  const d = decide(answers, cells[1], cells[2] === 'true');
  const [r1 = '', r2 = '', r3 = ''] = d.reasons;
  text += `${cells[0]},${d.segment ?? ''},${d.certain},${d.possible.join(';')},${d.process ?? ''},${d.scores[0]},${d.scores[1]},${r1},${r2},${r3},${d.signals.join(';')},helsinki@1\n`;
  if (text.length > 1 << 18) { writeSync(out, text); text = ''; }
}
writeSync(out, text);
closeSync(out);
