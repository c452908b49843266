// Writes the model of the comparison: 16 items of 0-4 on two weighted axes with two cut-offs each,
// a duration class, a 27-cell table and three overrides. Codes only as long as a real model's.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const text = (t) => ({ fi: t, sv: t, en: t });
export const weights = [5, 3, 4, 2, 5, 3, 2, 4, 5, 4, 3, 5, 2, 3, 4, 2];
export const cuts = { coping: [300, 600], need: [350, 650] };
export const segments = ['self_reliant', 'supported', 'partnership', 'care_managed'];
export const states = ['low', 'middle', 'high'];
export const durations = ['occasional', 'temporary', 'continuous'];
// The cell table: heavier with every axis and with the duration.
export const cell = (c, n, d) => segments[Math.min(3, (c + n + (d === 2 ? 1 : 0) + 1) >> 1)];

const axis = (code) => ({
  code, names: text(code), method: 'ratio', scale: 1000,
  states: states.map((s) => ({ code: s, names: text(s) })),
  bands: [{ from: 0, state: 'low' }, { from: cuts[code][0], state: 'middle' }, { from: cuts[code][1], state: 'high' }],
});
const item = (i) => ({ code: `q${i + 1}`, axis: i < 8 ? 'coping' : 'need', weight: weights[i], scale: 'level', text: text(`Question ${i + 1}`) });
const rows = [];
for (let c = 0; c < 3; c++) for (let n = 0; n < 3; n++) for (let d = 0; d < 3; d++)
  rows.push({ coping: states[c], need: states[n], duration: durations[d], segment: cell(c, n, d) });
const rule = (code, when, at_least) => ({ code, when, at_least, names: text(code), text: text(code) });

export const model = {
  format: 1, code: 'bench', version: 1, valid_from: '2026-01-01', names: text('Bench'),
  description: text('The model of the comparison'), sources: ['own'],
  segments: segments.map((code, i) => ({
    code, names: text(code), description: text(code), process: i < 2 ? 'SPT' : 'PPT', review_months: 12, above: i ? [segments[i - 1]] : [], consequences: {},
  })),
  axes: [axis('coping'), axis('need')],
  scales: { level: [0, 1, 2, 3, 4].map((value) => ({ value, text: text(String(value)) })) },
  items: weights.map((_, i) => item(i)),
  duration: { names: text('Duration'), states: durations.map((code) => ({ code, names: text(code) })) },
  flags: [], views: { policy: 'professional_first', disagreement: 2 },
  cells: { by: ['coping', 'need', 'duration'], hit: 'unique', rows },
  rules: [
    rule('acute', { item: 'q12', from: 4 }, 'partnership'),
    rule('two_severe', { all: [{ item: 'q5', from: 4 }, { item: 'q9', from: 4 }] }, 'care_managed'),
    rule('lasting', { all: [{ score: 'coping', from: 700 }, { duration: ['continuous'] }] }, 'care_managed'),
  ],
  signals: [],
};
if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2])
  writeFileSync(process.argv[2], JSON.stringify(model, null, 1) + '\n');
