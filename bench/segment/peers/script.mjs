// The whole job in plain JavaScript: script.mjs FROM TO IN OUT; FROM and TO are csv or ndjson.
import { createReadStream, openSync, writeSync, closeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { durations } from '../make_model.mjs';
import { decide } from './decision.mjs';

const [form, answer, from, to] = process.argv.slice(2);
const out = openSync(to, 'w');
let text = answer === 'csv' ? 'id,segment,certain,possible,process,coping,need,reason1,reason2,reason3,signals,model\n' : '';
let header = form === 'csv';
const answers = new Array(16).fill(0);

function csv(line) {
  const cells = line.split(',');
  for (let i = 0; i < 16; i++) answers[i] = +cells[i + 2];
  return shown(+cells[0], decide(answers, durations.indexOf(cells[1])));
}

function ndjson(line) {
  const row = JSON.parse(line), given = row.answers.professional;
  for (let i = 0; i < 16; i++) answers[i] = given[`q${i + 1}`];
  return shown(row.id, decide(answers, durations.indexOf(row.duration)));
}

function asCsv(id, d) {
  return `${id},${d.segment},true,${d.segment},${d.process},${d.coping},${d.need},${d.reasons[0]},${d.reasons[1]},${d.reasons[2]},,bench@1\n`;
}

function asNdjson(id, d) {
  return `${JSON.stringify({
    id, segment: d.segment, certain: true, possible: [d.segment], process: d.process,
    scores: { coping: { low: d.coping, high: d.coping }, need: { low: d.need, high: d.need } },
    reasons: d.reasons.filter(Boolean), signals: [], model: 'bench@1',
  })}\n`;
}

const one = form === 'csv' ? csv : ndjson;
const shown = answer === 'csv' ? asCsv : asNdjson;
for await (const line of createInterface({ input: createReadStream(from, { highWaterMark: 1 << 18 }) })) {
  if (header) { header = false; continue; }
  text += one(line);
  if (text.length > 1 << 18) { writeSync(out, text); text = ''; }
}
writeSync(out, text);
closeSync(out);
