// The decision as columns of polars: polars.mjs IN OUT (CSV).
import pl from 'nodejs-polars';
import { cuts, durations, segments, weights } from '../make_model.mjs';

const [from, to] = process.argv.slice(2);
const { col, lit, when } = pl;
const items = weights.map((_, i) => `q${i + 1}`);
const keys = items.map((q) => `key_${q}`);
const greatest = [0, 8].map((at) => weights.slice(at, at + 8).reduce((a, b) => a + 4 * b, 0));
const sum = (at) => items.slice(at, at + 8).map((q, i) => col(q).mul(weights[at + i])).reduce((a, b) => a.plus(b));
const choose = (condition, then, otherwise) => when(condition).then(then).otherwise(otherwise);
const number = (condition) => choose(condition, lit(1), lit(0));
const word = (column, list) => list.slice(0, -1).reduceRight((rest, text, i) => choose(col(column).eq(lit(i)), lit(text), rest), lit(list.at(-1)));
// A key a reason: greater is weightier; its remainder by 32 names the item.
const key = (q, i) => choose(col(q).gt(lit(0)), col(q).mul(weights[i] * greatest[i < 8 ? 1 : 0] * 32).plus(16 - i), lit(0)).alias(`key_${q}`);
const state = (axis) => Object.values(cuts)[axis]
  .map((cut) => number(col(`sum${axis}`).mul(1000).gtEq(lit(cut * greatest[axis])))).reduce((a, b) => a.plus(b));
const score = (axis) => col(`sum${axis}`).mul(1000).minus(col(`sum${axis}`).mul(1000).modulo(greatest[axis])).div(greatest[axis]).cast(pl.Int64);
const itemCode = (top) => choose(col(top).gt(lit(0)), pl.concatString([lit('q'), lit(17).minus(col(top).modulo(32)).cast(pl.Int64).cast(pl.Utf8)], ''), lit(null));

let frame = pl.readCSV(from, { dtypes: Object.fromEntries(items.map((q) => [q, pl.Int64])) }).lazy()
  .withColumns(sum(0).alias('sum0'), sum(8).alias('sum1'), ...items.map(key));
for (const top of ['top0', 'top1', 'top2'])
  frame = frame.withColumn(pl.maxHorizontal(keys.map((name) => col(name))).alias(top))
    .withColumns(...keys.map((name) => choose(col(name).eq(col(top)), lit(0), col(name)).alias(name)));
frame = frame
  .withColumns(score(0).alias('coping'), score(1).alias('need'), state(0).alias('c'), state(1).alias('n'),
    number(col('duration').eq(lit(durations[2]))).alias('d'), col('q12').gtEq(lit(4)).alias('acute'),
    col('q5').gtEq(lit(4)).and(col('q9').gtEq(lit(4))).alias('two_severe'))
  .withColumns(col('coping').gtEq(lit(700)).and(col('d').eq(lit(1))).alias('lasting'),
    col('c').plus(col('n')).plus(col('d')).plus(1).alias('twice'))
  .withColumn(choose(col('twice').gtEq(lit(6)), lit(3), choose(col('twice').gtEq(lit(4)), lit(2), choose(col('twice').gtEq(lit(2)), lit(1), lit(0)))).alias('cell'))
  .withColumns(
    choose(col('two_severe').or(col('lasting')), lit(3), choose(col('acute').and(col('cell').lt(lit(2))), lit(2), col('cell'))).alias('s'),
    number(col('acute')).plus(number(col('two_severe'))).plus(number(col('lasting'))).alias('held'),
    itemCode('top0').alias('item0'), itemCode('top1').alias('item1'), itemCode('top2').alias('item2'));
const rule = [
  choose(col('acute'), lit('acute'), choose(col('two_severe'), lit('two_severe'), lit('lasting'))),
  choose(col('acute').and(col('two_severe')), lit('two_severe'), lit('lasting')),
  lit('lasting'),
];
const reason = (at) => {
  let out = col('item0');
  for (let held = at; held >= 0; held--) out = held === at ? choose(col('held').eq(lit(at)), col('item0'), rule[at]) : choose(col('held').eq(lit(held)), col(`item${at - held}`), out);
  return out.alias(`reason${at + 1}`);
};
const out = frame.select(col('id'), word('s', segments).alias('segment'), lit(true).alias('certain'), word('s', segments).alias('possible'),
  word('s', ['SPT', 'SPT', 'PPT', 'PPT']).alias('process'), col('coping'), col('need'), reason(0), reason(1), reason(2),
  lit(null).cast(pl.Utf8).alias('signals'), lit('bench@1').alias('model')).collectSync();
out.writeCSV(to, { includeHeader: true });
