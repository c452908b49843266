// Engines that take one decision after another: checked against what is expected, then timed.
import { readFileSync } from 'node:fs';
import { median } from '../../rounds.mjs';

const lines = (path) => readFileSync(path, 'utf8').trim().split('\n');
export const readRows = (path) => lines(path).map((line) => JSON.parse(line));
/** Segment (empty where none), scores, reasons: as `single` writes them. */
export const readAnswers = (path) => lines(path).map((line) => line.split(','));

function same(out, [segment, coping, need, ...reasons], count) {
  return (out.segment ?? '') === segment && out.coping === +coping && out.need === +need
    && (count === 0 || out.reasons.filter(Boolean).join() === reasons.slice(0, count).join());
}

async function time(one) {
  const start = process.hrtime.bigint();
  for (let n = 0; n < one.times; n++)
    if (one.async) for (const row of one.rows) await one.of(row);
    else for (const row of one.rows) one.of(row);
  return Number(process.hrtime.bigint() - start) / (one.times * one.rows.length);
}

/** Nanoseconds a decision by name; `reasons` says how many of them a contender gives. */
export async function timed(contenders, expected) {
  const out = {};
  for (const one of contenders)
    for (let i = 0; i < one.rows.length; i++)
      if (!same(await one.of(one.rows[i]), expected[i], one.reasons)) throw new Error(`${one.name} answers otherwise in row ${i + 1}`);
  for (const one of contenders) {
    const rounds = [];
    for (let n = 0; n < 5; n++) rounds.push(await time(one));
    out[one.name] = median(rounds);
  }
  return out;
}
