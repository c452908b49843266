// The result of a segmentation, hand-written for `helsinki`: what the service answers, member by
// member, in one language.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { items, levelOf, model } from '../segment/peers/helsinki.mjs';
import { decide } from '../segment/peers/helsinki.mjs';

const COUNT = items.length, CODES = ['coping', 'need'];
const kinds = model.items.map((i) => i.kind ?? 'level');
const weights = model.items.map((i) => (i.kind === 'choice' ? 0 : i.weight ?? 1));
const reversed = model.items.map((i) => i.reversed === true);
const axis = model.items.map((i) => (i.axis === 'coping' ? 0 : 1));
const index = Object.fromEntries(items.map((code, i) => [code, i]));
const segments = Object.fromEntries(model.segments.map((s) => [s.code, s]));
const signals = Object.fromEntries(model.signals.map((s) => [s.code, s]));
const rules = Object.fromEntries(model.rules.map((r) => [r.code, r]));
const optionTexts = model.items.map((i) => (i.options ?? model.scales[i.scale]).map((o) => o.text.fi));

export const loadModel = (hash) => ({ code: 'helsinki', hash, version: 1 });

function consequences(segment, review, texts) {
  const all = segments[segment].consequences, out = {};
  for (const code of Object.keys(all).sort()) out[code] = all[code].value;
  out.review_months = review;
  if (texts) out.texts = Object.fromEntries(Object.keys(all).sort().map((code) => [code, all[code].text.fi]));
  return out;
}

function reason(code, levels, most, texts) {
  const i = index[code];
  if (i === undefined) return texts ? { code, rule: code, text: rules[code].text.fi } : { code, rule: code };
  const points = weights[i] * (reversed[i] ? 4 - levels[i] : levels[i]);
  const out = { axis: CODES[axis[i]], code, contribution: Math.floor((1000 * points) / most[axis[i]]), item: code };
  if (texts) out.text = `${model.items[i].text.fi}: ${optionTexts[i][levels[i]]}`;
  return out;
}

/** body: complete answers of the professional, counts as given. */
export function segmentation(body, named) {
  const given = body.answers.professional, levels = new Array(COUNT), most = [0, 0];
  for (let i = 0; i < COUNT; i++) {
    const answer = given[items[i]];
    levels[i] = kinds[i] === 'count' ? levelOf(i, answer) : answer;
    if (weights[i] && answer !== 9) most[axis[i]] += 4 * weights[i];
    else if (weights[i] && kinds[i] === 'count') most[axis[i]] += 4 * weights[i];
  }
  const d = decide(levels, body.duration, body.flags.special_support);
  let review = segments[d.segment].review_months;
  for (const code of d.signals) review = Math.min(review, signals[code].review_months ?? review);
  const of = (texts) => {
    const out = {
      certain: d.certain, consequences: consequences(d.segment, review, texts), exact: true, missing: [], model: named,
      possible: d.possible, process: d.process, reasons: d.reasons.map((code) => reason(code, levels, most, texts)),
    };
    out.scores = Object.fromEntries(CODES.map((code, a) => [code, { assessed: true, high: d.scores[a], judged: false, low: d.scores[a], scale: 1000, states: [a ? d.need : d.coping] }]));
    out.segment = d.segment;
    if (texts) out.segment_name = segments[d.segment].names.fi;
    out.signals = d.signals.map((code) => (texts ? { code, text: signals[code].text.fi } : { code }));
    return out;
  };
  // The hash is of the result without texts, as it is stored.
  const plain = of(false), hash = createHash('sha256').update(JSON.stringify(plain)).digest('hex');
  const sealed = ({ scores, segment, segment_name, signals, ...rest }) =>
    ({ ...rest, result_hash: hash, scores, segment, ...(segment_name ? { segment_name } : {}), signals });
  return { plain: sealed(plain), shown: sealed(of(true)), segment: d.segment, certain: d.certain, possible: d.possible };
}

export function bodySchema(more = {}, required = []) {
  const item = (i) => {
    if (i.kind === 'choice') return { type: 'string', enum: i.options.map((o) => o.value) };
    if (i.kind === 'count') return { type: 'integer', minimum: 0, maximum: 9999 };
    return i.not_applicable ? { anyOf: [{ type: 'integer', minimum: 0, maximum: 4 }, { const: 9 }] } : { type: 'integer', minimum: 0, maximum: 4 };
  };
  return {
    type: 'object', additionalProperties: false, required: ['answers', 'duration', 'flags', ...required],
    properties: {
      duration: { enum: model.duration.states.map((s) => s.code) },
      flags: { type: 'object', additionalProperties: false, required: ['special_support'], properties: { special_support: { type: 'boolean' } } },
      answers: {
        type: 'object', additionalProperties: false, required: ['professional'],
        properties: { professional: { type: 'object', additionalProperties: false, required: items, properties: Object.fromEntries(model.items.map((i) => [i.code, item(i)])) } },
      },
      ...more,
    },
  };
}
export const shownSchema = JSON.parse(readFileSync(new URL('./answer_schema.json', import.meta.url)));
