// The shipped model `helsinki` as columns of polars: helsinki_polars.mjs IN OUT (CSV, complete rows).
// Weights, limits and outcomes are the model file's; the outcomes are joined.
import pl from 'nodejs-polars';
import { axes, bands, choices, durations, flags, greatest, items, model, name, NOT_APPLICABLE, outcomes, scored, steps } from './helsinki_table.mjs';

const [from, to] = process.argv.slice(2);
const { col, lit, when } = pl;
const REASONS = [1, 2, 3], BITS = 32; // the remainder of a key names the item
const choose = (condition, then, otherwise) => when(condition).then(then).otherwise(otherwise);
const number = (condition) => choose(condition, lit(1), lit(0));
const add = (list) => list.reduce((a, b) => a.plus(b));
const onAxis = (a) => scored.filter((item) => item.axis === a);

// ---- What a column adds: points, and what it takes from the greatest sum --------------------------
const level = (item) => (item.from ? add(item.from.slice(1).map((count) => number(col(item.code).gtEq(lit(count))))) : item.reversed ? lit(item.top).minus(col(item.code)) : col(item.code));
const absent = (item) => col(item.code).eq(lit(NOT_APPLICABLE));
const points = (item) => { const all = level(item).mul(item.weight); return (item.open ? choose(absent(item), lit(0), all) : all).alias(`p_${item.code}`); };
const most = (code, a) => lit(greatest[a]).minus(add(onAxis(a).filter((i) => i.open).map((i) => choose(absent(i), lit(i.weight * i.top), lit(0))))).alias(`most_${code}`);
const sum = (code, a) => add(onAxis(a).map((item) => col(`p_${item.code}`))).alias(`sum_${code}`);
const key = (item, n) => col(`p_${item.code}`).mul(col(`most_${axes[1 - item.axis]}`)).mul(BITS).plus(scored.length - n).alias(`p_${item.code}`);

const keys = scored.map((item) => `p_${item.code}`);
const whole = (of, by) => of.minus(of.modulo(by)).div(by).cast(pl.Int64);
const score = (code, a) => whole(col(`sum_${code}`).mul(model.axes[a].scale), col(`most_${code}`)).alias(code);
const band = (code, a) => add(bands[a].slice(1).map((limit) => number(col(`sum_${code}`).mul(model.axes[a].scale).gtEq(col(`most_${code}`).mul(limit)))));
const indexOf = (code, words) => words.slice(0, -1).reduceRight((rest, word, i) => choose(col(code).eq(lit(word)), lit(i), rest), lit(words.length - 1));
const dimensions = [...axes.map(band), ...choices.map((c) => indexOf(c.code, c.words)), indexOf('duration', durations), ...flags.map((f) => number(col(`flag.${f}`)))];
const place = add(dimensions.map((at, n) => at.mul(steps[n]))).cast(pl.Int64).alias('place');

// ---- What is said of it ---------------------------------------------------------------------------
const integers = (list) => pl.Series('numbers', list, pl.Int64), words = (list) => pl.Series('words', list, pl.Utf8);
const texts = (of) => words(outcomes.map((o) => of(o) || null));
const told = pl.DataFrame({
  place: integers(outcomes.map((_, i) => i)), segment: texts((o) => o.segment), certain: pl.Series(outcomes.map((o) => o.certain)),
  possible: texts((o) => o.possible.join(';')), process: texts((o) => o.process), signals: texts((o) => o.signals.join(';')),
  held: integers(outcomes.map((o) => o.reasons.length)), ...Object.fromEntries(REASONS.map((n) => [`rule${n}`, texts((o) => o.reasons[n - 1])])),
}).lazy();
const codes = pl.DataFrame({ left: integers(scored.map((_, n) => scored.length - n)), code: words(scored.map((i) => i.code)) });
const codeOf = (n) => codes.rename({ left: `left${n}`, code: `item${n}` }).lazy();
const left = (n) => choose(col(`key${n}`).gtEq(lit(BITS)), col(`key${n}`).modulo(BITS), lit(0)).cast(pl.Int64).alias(`left${n}`);
const reason = (n) => REASONS.slice(0, n).reduce((rest, held) => choose(col('held').eq(lit(held - 1)), col(`item${n - held + 1}`), rest), col(`rule${n}`)).alias(`reason${n}`);

const counted = Object.fromEntries(scored.map((item) => [item.code, pl.Int64]));
let frame = pl.readCSV(from, { dtypes: counted }).lazy()
  .withColumns(...scored.map(points), ...axes.map(most))
  .withColumns(...axes.map(sum))
  .withColumns(...scored.map(key), ...axes.map(score), place);
for (const n of REASONS)
  frame = frame.withColumn(pl.maxHorizontal(keys.map((k) => col(k))).alias(`key${n}`))
    .withColumns(...keys.map((k) => choose(col(k).eq(col(`key${n}`)), lit(0), col(k)).alias(k)));
frame = frame.withColumns(...REASONS.map(left)).join(told, { on: 'place', how: 'left' });
for (const n of REASONS) frame = frame.join(codeOf(n), { on: `left${n}`, how: 'left' });
frame.select(...['id', 'segment', 'certain', 'possible', 'process', ...axes].map((c) => col(c)), ...REASONS.map(reason), col('signals'), lit(name).alias('model'))
  .collectSync().writeCSV(to, { includeHeader: true });
