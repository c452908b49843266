// One decision at a time, proof, and comparison of versions; started by ./single.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, writeFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { goal, interleave, measured, median, table } from '../rounds.mjs';

const ROWS = Number(process.env.ROWS ?? 1_000_000), ROUNDS = Number(process.env.ROUNDS ?? 5), FEW = 4096;
const here = fileURLToPath(new URL('.', import.meta.url)), programs = process.env.PROGRAMS;
const segment = `${programs}/../libsegment/segment`;
const helsinki = fileURLToPath(new URL('../../libsegment/models/helsinki.json', import.meta.url));
const folder = process.env.OUT ?? mkdtempSync(`${tmpdir()}/bench-single-`);
mkdirSync(folder, { recursive: true });
const at = (name) => `${folder}/${name}`;
const run = (words) => execFileSync(words[0], words.slice(1), { encoding: 'utf8' });

// ---- One decision -----------------------------------------------------------------------------
run(['node', `${here}make_model.mjs`, at('bench.json')]);
const cases = [
  ['bench, complete', at('bench.json'), 'make_rows.mjs', 'ndjson'],
  ['bench, 2 % unknown', at('bench.json'), 'make_rows.mjs', 'ndjson_blanks'],
  ['helsinki, complete', helsinki, 'make_helsinki_rows.mjs', 'ndjson'],
  ['helsinki, 2 % unknown', helsinki, 'make_helsinki_rows.mjs', 'ndjson_blanks'],
].map(([name, model, script, kind], n) => ({ name, model, script, kind, rows: at(`few${n}.ndjson`), answers: at(`few${n}.answers`) }));
for (const c of cases) {
  run(['node', `${here}${c.script}`, FEW, c.kind, c.rows]);
  run([`${programs}/single`, c.model, c.rows, c.answers]);
}
const ours = cases.map(() => []), engines = [], helsinkiEngines = [], plain = [];
for (let round = 0; round < ROUNDS; round++) {
  process.stderr.write(`round ${round + 1}\n`);
  cases.forEach((c, n) => ours[n].push(Number(run([`${programs}/single`, c.model, c.rows]))));
  if (round < 2) engines.push(JSON.parse(run(['node', `${here}peers/engines.mjs`, cases[0].rows, cases[0].answers])));
  if (round < 2) helsinkiEngines.push(JSON.parse(run(['node', `${here}peers/helsinki_engines.mjs`, cases[2].rows, cases[2].answers])));
  plain.push(Number(run(['node', `${here}peers/helsinki_single.mjs`, cases[2].rows, cases[2].answers])));
}
const nanoseconds = new Map(cases.map((c, n) => [`seg_evaluate, ${c.name}`, median(ours[n])]));
for (const name of Object.keys(engines[0])) nanoseconds.set(name, median(engines.map((e) => e[name])));
nanoseconds.set('helsinki, javascript', median(plain));
for (const name of Object.keys(helsinkiEngines[0])) nanoseconds.set(`helsinki, ${name}`, median(helsinkiEngines.map((e) => e[name])));
const one = nanoseconds.get('seg_evaluate, bench, complete'), another = nanoseconds.get('seg_evaluate, helsinki, complete');

// ---- Proof and comparison ----------------------------------------------------------------------
const changed = JSON.parse(readFileSync(at('bench.json'), 'utf8'));
changed.version = 2;
changed.axes[0].bands[1].from = 320;
writeFileSync(at('bench2.json'), JSON.stringify(changed));
run(['node', `${here}make_rows.mjs`, ROWS, 'csv', at('rows.csv')]);
const whole = interleave([
  { name: 'segment score', words: [segment, 'score', '-q', '-t', '1', '-m', at('bench.json'), '-o', '/dev/null', at('rows.csv')] },
  { name: 'segment check bench', words: [segment, 'check', at('bench.json')] },
  { name: 'segment check helsinki', words: [segment, 'check', helsinki] },
  { name: 'segment compare', words: [segment, 'compare', at('bench.json'), at('bench2.json'), at('rows.csv')] },
], ROUNDS, (c) => measured(programs, folder, ['sh', '-c', '"$@" >/dev/null', 'sh', ...c.words]));
const pass = whole.get('segment score').cpu;

// ---- The report --------------------------------------------------------------------------------
const goals = [
  goal('one decision with reasons, of the native time of zen-engine (without reasons)', nanoseconds.get('zen-engine, its own native time') / one, { least: 900 }),
  goal('one decision with reasons, of JavaScript as one writes it', nanoseconds.get('javascript, plain') / one, { least: 25 }),
  goal('helsinki, of the native time of zen-engine', nanoseconds.get('helsinki, zen-engine, its own native time') / another, { least: 900 }),
  goal('helsinki, of JavaScript as one writes it', nanoseconds.get('helsinki, javascript') / another, { least: 25 }),
  goal('exact proof of bench, of scoring all rows', whole.get('segment check bench').cpu / pass, { most: 1 }),
  goal('exact proof of helsinki, of scoring all rows', whole.get('segment check helsinki').cpu / pass, { most: 1 }),
  goal('two versions over all rows, of one scoring pass', whole.get('segment compare').cpu / pass, { most: 1.5 }),
];
const report = `# One decision, a proof, a comparison

${ROWS} rows, medians of ${ROUNDS} rounds, ${cpus().length} x ${cpus()[0].model}, ${process.version}.

${table(['goal', 'ratio', 'aim', ''], goals)}
${table(['one decision', 'nanoseconds', 'of seg_evaluate, complete, same model'], [...nanoseconds].map(([name, n]) => [name, n.toFixed(1), (n / (name.includes('helsinki') ? another : one)).toFixed(1)]))}
${table(['whole files', 'CPU ms', 'most MiB'], [...whole].map(([name, r]) => [name, (r.cpu * 1000).toFixed(1), (r.kib / 1024).toFixed(1)]))}
Every engine gave the same segments and scores; the reasons were compared where an engine gives any.
`;
writeFileSync(at('report-single.md'), report);
process.stdout.write(`${report}\n${at('report-single.md')}\n`);
rmSync(at('rows.csv'));
