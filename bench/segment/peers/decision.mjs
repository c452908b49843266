// The comparison's decision, written by hand for this one model.
import { cell, cuts, segments, states, weights } from '../make_model.mjs';

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
export { states };
