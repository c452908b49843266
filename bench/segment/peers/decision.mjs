// The comparison's decision, written by hand for this one model.
import { cell, cuts, durations, segments, weights } from '../make_model.mjs';

const HALF = 8;
const sum = (list) => list.reduce((a, b) => a + 4 * b, 0);
const greatest = [sum(weights.slice(0, HALF)), sum(weights.slice(HALF))];
const limits = Object.values(cuts);
// A share of one axis is points / greatest: times both greatest sums it is a whole number, and the
// order of the items decides ties: the key of an answer of 1 is unit, of 3 three times that.
const unit = weights.map((w, i) => w * greatest[i < HALF ? 1 : 0] * 32);
const process = ['SPT', 'SPT', 'PPT', 'PPT'];
const item = weights.map((_, i) => `q${i + 1}`);
const reasons = ['', '', ''];

const score = (points, axis) => Math.floor((points * 1000) / greatest[axis]);
const state = (points, axis) =>
  (points * 1000 >= limits[axis][0] * greatest[axis] ? 1 : 0) + (points * 1000 >= limits[axis][1] * greatest[axis] ? 1 : 0);

/** answers: sixteen numbers; duration: 0, 1, 2. Gives the same object at every call. */
const out = { segment: '', process: '', coping: 0, need: 0, reasons };
export function decide(answers, duration) {
  let coping = 0, need = 0, first = 31, second = 31, third = 31;
  for (let i = 0; i < HALF; i++) coping += weights[i] * answers[i];
  for (let i = HALF; i < 16; i++) need += weights[i] * answers[i];
  for (let i = 0; i < 16; i++) {
    const key = answers[i] * unit[i] + 16 - i;
    if (key <= third || answers[i] === 0) continue;
    if (key > first) { third = second; second = first; first = key; }
    else if (key > second) { third = second; second = key; }
    else third = key;
  }
  out.coping = score(coping, 0);
  out.need = score(need, 1);
  let segment = segments.indexOf(cell(state(coping, 0), state(need, 1), duration));
  let held = 0;
  if (answers[11] >= 4) { reasons[held++] = 'acute'; if (segment < 2) segment = 2; }
  if (answers[4] >= 4 && answers[8] >= 4) { reasons[held++] = 'two_severe'; segment = 3; }
  if (out.coping >= 700 && duration === 2) { reasons[held++] = 'lasting'; segment = 3; }
  for (const key of [first, second, third]) {
    if (held === 3) break;
    reasons[held++] = key === 31 ? '' : item[16 - (key & 31)];
  }
  out.segment = segments[segment];
  out.process = process[segment];
  return out;
}

/** The same as one writes it first: an object of answers by code in, a new object out. */
export function decidePlainly(answers, duration) {
  const sums = [0, 0], shares = [];
  for (let i = 0; i < 16; i++) {
    const points = weights[i] * answers[item[i]], axis = i < HALF ? 0 : 1;
    sums[axis] += points;
    if (points > 0) shares.push({ code: item[i], order: i, share: points / greatest[axis] });
  }
  shares.sort((a, b) => b.share - a.share || a.order - b.order);
  const scores = sums.map((points, axis) => score(points, axis));
  let segment = cell(state(sums[0], 0), state(sums[1], 1), durations.indexOf(duration));
  const held = [];
  if (answers.q12 >= 4) { held.push('acute'); if (segments.indexOf(segment) < 2) segment = segments[2]; }
  if (answers.q5 >= 4 && answers.q9 >= 4) { held.push('two_severe'); segment = segments[3]; }
  if (scores[0] >= 700 && duration === 'continuous') { held.push('lasting'); segment = segments[3]; }
  return { segment, process: process[segments.indexOf(segment)], coping: scores[0], need: scores[1], reasons: [...held, ...shares.map((s) => s.code)] };
}
