// Writes the tables of the shipped model `helsinki` as a C header, for the programs that have it
// compiled in: helsinki_header.mjs OUT.
import { writeFileSync } from 'node:fs';
import { axes, bands, choices, durations, flags, items, model, name, NOT_APPLICABLE, outcomes, scored, steps } from './helsinki_table.mjs';

const TOP = scored[0].top;
if (scored.some((item) => item.top !== TOP) || axes.length !== 2 || bands.some((b) => b.length !== 2) || choices.length !== 1 || flags.length !== 1)
  throw new Error('helsinki_header: the programs in C are not written for a model of this shape');
const text = (word) => JSON.stringify(word);
const upper = (codes, prefix) => `enum { ${codes.map((code) => prefix + code.toUpperCase()).join(', ')} };`;
const list = (values) => `{${values.join(', ')}}`;
const texts = (what, values) => `static const char *const ${what}[] = ${list(values.map(text))};`;

const count = (list) => list.reduce((sum, one) => sum + one, 0);
const mostWeight = Math.max(...axes.map((_, a) => count(scored.filter((i) => i.axis === a).map((i) => i.weight))));
const item = (i) => i.words
  ? list([text(i.code), 'CHOICE', ...Array(5).fill(0), '{0}'])
  : list([text(i.code), i.from ? 'COUNT' : 'LEVEL', i.axis, i.weight, +i.reversed, +i.open, i.from?.length ?? 0, list(i.from ?? [0])]);

// The cells as a table by the states of the axes, for those who follow the rules by themselves.
const segments = model.segments.map((s) => s.code), [first, second] = model.axes.map((axis) => axis.states.map((s) => s.code));
const fits = (row, axis, state) => row[axis] === undefined || [].concat(row[axis]).includes(state);
const cell = (c, n) => segments.indexOf(model.cells.rows.find((row) => fits(row, axes[0], c) && fits(row, axes[1], n) && row.duration === undefined).segment);

// What stands before the scores, among the reasons and behind them, of every combination of facts.
const outcome = (o) => list([
  text(`,${[o.segment ?? '', o.certain, o.possible.join(';'), o.process ?? ''].join(',')},`),
  text(o.reasons.map((code) => `${code},`).join('')), text(`${o.signals.join(';')},${name}\n`), o.reasons.length,
]);

writeFileSync(process.argv[2], `/* Made from the model file; not to be edited. */
enum { ITEMS = ${items.length}, TOP = ${TOP}, NOT_APPLICABLE = ${NOT_APPLICABLE}, SCALE = ${model.axes[0].scale}, MOST_WEIGHT = ${mostWeight}, OUTLOOK = ${choices[0].column}, REASONS = 3 };
enum { LEVEL, COUNT, CHOICE };
static const struct item { const char *code; int kind, axis, weight, reversed, open, levels, from[8]; } items[ITEMS] = {
${items.map(item).join(',\n')}};
static const int cut[] = ${list(bands.map((b) => b[1]))};
${upper(segments, '')}
${upper(first, '')}
${upper(second, '')}
${upper(durations, '')}
${texts('segment_codes', segments)}
${texts('process_codes', model.segments.map((s) => s.process))}
${texts('duration_codes', durations)}
${upper(choices[0].words, '')}
${texts('outlook_codes', choices[0].words)}
static const int cells[][${second.length}] = ${list(first.map((c) => list(second.map((n) => cell(c, n)))))};
static const char model_name[] = ${text(name)};
static const char header_in[] = ${text(`${['id', 'duration', ...flags.map((f) => `flag.${f}`), ...items.map((i) => i.code)].join(',')}\n`)};
static const char header_out[] = ${text(`id,segment,certain,possible,process,${axes.join(',')},reason1,reason2,reason3,signals,model\n`)};
static const int steps[] = ${list(steps)};
static const struct outcome { const char *before, *reasons, *behind; int held; } outcomes[] = {
${outcomes.map(outcome).join(',\n')}};
`);
