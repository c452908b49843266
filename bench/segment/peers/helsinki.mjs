// The shipped model `helsinki` written by hand: scores, states, segment, rules, signals, reasons.
// `decide` gives codes; consequences and review follow from the segment and the signals.
import { readFileSync } from 'node:fs';

export const model = JSON.parse(readFileSync(new URL('../../../libsegment/models/helsinki.json', import.meta.url)));
export const items = model.items.map((i) => i.code);
export const durations = model.duration.states.map((s) => s.code);
const CUT = 400, NOT_APPLICABLE = 9;
const axis = model.items.map((i) => (i.axis === 'coping' ? 0 : 1));
const weight = model.items.map((i) => (i.kind === 'choice' ? 0 : i.weight ?? 1));
const reversed = model.items.map((i) => i.reversed === true);
const bands = model.items.map((i) => i.bands);
const outlook = items.indexOf('coping_outlook');
const COUNT = items.length;

export function levelOf(item, count) {
  const from = bands[item];
  let level = 0;
  while (level + 1 < from.length && count >= from[level + 1]) level++;
  return level;
}

const cell = { easy: ['omatoimi', 'yhteistyo'], temporarily_difficult: ['tuki', 'huolenpito'], difficult: ['tuki', 'huolenpito'] };
const fits = { omatoimi: 'occasional', tuki: 'temporary', yhteistyo: 'continuous', huolenpito: 'continuous' };
const process = Object.fromEntries(model.segments.map((s) => [s.code, s.process]));
const lift = (segment, to) => (to === 'huolenpito' || segment === 'omatoimi' || (segment === 'tuki' && to === 'huolenpito') ? to : segment === 'tuki' ? to : segment);

function states(out, score, answers) {
  const hard = score[0] >= CUT;
  out.coping = !hard ? 'easy' : answers[outlook] === 'passing' ? 'temporarily_difficult' : answers[outlook] === 'lasting' ? 'difficult' : null;
  out.need = score[1] >= CUT ? 'many' : 'few';
}

function signals(out, duration, special) {
  const list = [], { possible, coping, need } = out;
  if (possible.every((segment) => fits[segment] !== duration)) list.push('duration_mismatch');
  if (coping === 'difficult' && need === 'few') list.push('lasting_difficulty_low_need');
  if (coping === 'temporarily_difficult' && need === 'many') list.push('temporary_difficulty_high_need');
  if (duration === 'occasional' && need === 'many') list.push('occasional_high_need');
  if (duration === 'continuous' && need === 'few') list.push('continuous_low_need');
  if (coping === null) list.push('outlook_unknown');
  if (special) list.push('special_support');
  return list;
}

/** Every item answered (a level, a count already turned into one, a word); 9: does not apply. */
export function decide(answers, duration, special) {
  const sum = [0, 0], most = [0, 0], shares = [];
  for (let i = 0; i < COUNT; i++) {
    if (weight[i] === 0 || answers[i] === NOT_APPLICABLE) continue;
    const points = weight[i] * (reversed[i] ? 4 - answers[i] : answers[i]);
    sum[axis[i]] += points;
    most[axis[i]] += 4 * weight[i];
    if (points > 0) shares.push({ item: i, points });
  }
  const score = [Math.floor((sum[0] * 1000) / most[0]), Math.floor((sum[1] * 1000) / most[1])];
  const out = { scores: score, segment: null, certain: false, possible: [], process: null, reasons: [], signals: [] };
  states(out, score, answers);
  shares.sort((a, b) => b.points * most[1 - axis[b.item]] - a.points * most[1 - axis[a.item]] || a.item - b.item);
  const from = out.coping === null ? ['temporarily_difficult', 'difficult'] : [out.coping];
  const known = cell[from[0]][out.need === 'many' ? 1 : 0]; // both difficult states have the same cells
  for (const state of from) {
    let segment = known;
    if (special) segment = lift(segment, state === 'difficult' ? 'huolenpito' : 'yhteistyo');
    if (!out.possible.includes(segment)) out.possible.push(segment);
  }
  out.segment = out.possible.length === 1 ? out.possible[0] : out.possible.includes(known) ? known : null;
  out.certain = out.possible.length === 1;
  if (special && out.coping !== null) out.reasons.push(out.coping === 'difficult' ? 'special_support_difficult' : 'special_support');
  for (const share of shares) out.reasons.push(items[share.item]);
  out.process = process[out.segment] ?? null;
  out.signals = signals(out, duration, special);
  return out;
}
