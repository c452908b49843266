// The comparison of whole files; started by ./run, which builds what is called here.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { goal, interleave, measured, table } from '../rounds.mjs';

const ROWS = Number(process.env.ROWS ?? 1_000_000), ROUNDS = Number(process.env.ROUNDS ?? 5);
const here = fileURLToPath(new URL('.', import.meta.url)), programs = process.env.PROGRAMS;
const segment = `${programs}/../libsegment/segment`;
const folder = process.env.OUT ?? mkdtempSync(`${tmpdir()}/bench-segment-`);
mkdirSync(folder, { recursive: true });
const at = (name) => `${folder}/${name}`;
const node = (script, ...words) => ['node', `${here}peers/${script}`, ...words];
const tell = (text) => process.stderr.write(`${text}\n`);

// ---- What is read ---------------------------------------------------------------------------
function make() {
  execFileSync('node', [`${here}make_model.mjs`, at('bench.json')]);
  for (const [kind, name] of [['csv', 'rows.csv'], ['ndjson', 'rows.ndjson'], ['shuffled', 'shuffled.csv'], ['blanks', 'blanks.csv']])
    execFileSync('node', [`${here}make_rows.mjs`, ROWS, kind, at(name)]);
  for (const kind of ['csv', 'blanks'])
    execFileSync('node', [`${here}make_helsinki_rows.mjs`, ROWS, kind, at(`helsinki_${kind}.csv`)]);
}

// ---- Who runs -------------------------------------------------------------------------------
const helsinki = fileURLToPath(new URL('../../libsegment/models/helsinki.json', import.meta.url));
const score = (from, out, ...options) =>
  [segment, 'score', '--quiet', '--model', from.startsWith('helsinki') ? helsinki : at('bench.json'), ...options, '--output', out, at(from)];
const file = (name) => at(`out-${name.replaceAll(/[^a-z0-9]+/gi, '-')}`);
const ours = (name, from, ...options) => ({ name, words: (out) => score(from, out, ...options) });
const once = 2; // the slow ones run twice only, the check of their answers being once: their spread is small beside the distance

const contenders = [
  ours('segment csv', 'rows.csv', '--threads', '1'),
  ours('segment csv, 2 threads', 'rows.csv', '--threads', '2'),
  ours('segment csv, compact', 'rows.csv', '--threads', '1', '--compact'),
  ours('segment csv, counts', 'rows.csv', '--threads', '1', '--counts'),
  ours('segment csv, scalar kernel', 'rows.csv', '--threads', '1', '--kernel', 'scalar'),
  { ...ours('segment csv to /dev/null', 'rows.csv', '--threads', '1'), out: '/dev/null' },
  { ...ours('segment csv to /dev/null, 2 threads', 'rows.csv', '--threads', '2'), out: '/dev/null' },
  ours('segment shuffled csv', 'shuffled.csv', '--threads', '1'),
  ours('segment csv with blanks', 'blanks.csv', '--threads', '1'),
  ours('segment ndjson', 'rows.ndjson', '--threads', '1', '--to', 'ndjson'),
  ours('segment ndjson to csv', 'rows.ndjson', '--threads', '1', '--to', 'csv'),
  { ...ours('segment ndjson to /dev/null', 'rows.ndjson', '--threads', '1'), out: '/dev/null' },
  ours('segment helsinki', 'helsinki_csv.csv', '--threads', '1'),
  ours('segment helsinki, 2 threads', 'helsinki_csv.csv', '--threads', '2'),
  ours('segment helsinki, scalar kernel', 'helsinki_csv.csv', '--threads', '1', '--kernel', 'scalar'),
  ours('segment helsinki with blanks', 'helsinki_blanks.csv', '--threads', '1'),
  { name: 'helsinki, careful C', words: (out) => [`${programs}/helsinki_careful`, at('helsinki_csv.csv'), out] },
  { name: 'helsinki, naive C', words: (out) => [`${programs}/helsinki_naive`, at('helsinki_csv.csv'), out] },
  { name: 'helsinki, duckdb, 1 thread', words: (out) => node('helsinki_duckdb.mjs', '1', at('helsinki_csv.csv'), out), rounds: once },
  { name: 'helsinki, duckdb, 2 threads', words: (out) => node('helsinki_duckdb.mjs', '2', at('helsinki_csv.csv'), out), rounds: once },
  { name: 'helsinki, polars', words: (out) => node('helsinki_polars.mjs', at('helsinki_csv.csv'), out), rounds: once },
  { name: 'careful C', words: (out) => [`${programs}/careful`, at('rows.csv'), out] },
  { name: 'careful C to /dev/null', words: (out) => [`${programs}/careful`, at('rows.csv'), out], out: '/dev/null' },
  { name: 'naive C', words: (out) => [`${programs}/naive`, at('rows.csv'), out] },
  { name: 'cat to /dev/null', words: (out) => ['sh', '-c', `exec cat '${at('rows.csv')}' > '${out}'`], out: '/dev/null' },
  { name: 'cat', words: (out) => ['sh', '-c', `exec cat '${at('rows.csv')}' > '${out}'`] },
  { name: 'cp', words: (out) => ['cp', at('rows.csv'), out] },
  { name: 'duckdb csv, 1 thread', words: (out) => node('duckdb.mjs', 'csv', 'csv', '1', at('rows.csv'), out), rounds: once },
  { name: 'duckdb csv, 2 threads', words: (out) => node('duckdb.mjs', 'csv', 'csv', '2', at('rows.csv'), out), rounds: once },
  { name: 'duckdb csv, tuned, 1 thread', words: (out) => node('duckdb.mjs', 'csv', 'csv', '1', at('rows.csv'), out, 'tuned'), rounds: once },
  { name: 'duckdb ndjson to csv, tuned, 1 thread', words: (out) => node('duckdb.mjs', 'ndjson', 'csv', '1', at('rows.ndjson'), out, 'tuned'), rounds: once },
  { name: 'duckdb ndjson, 1 thread', words: (out) => node('duckdb.mjs', 'ndjson', 'ndjson', '1', at('rows.ndjson'), out), rounds: once },
  { name: 'duckdb ndjson, 2 threads', words: (out) => node('duckdb.mjs', 'ndjson', 'ndjson', '2', at('rows.ndjson'), out), rounds: once },
  { name: 'duckdb ndjson to csv, 1 thread', words: (out) => node('duckdb.mjs', 'ndjson', 'csv', '1', at('rows.ndjson'), out), rounds: once },
  { name: 'duckdb ndjson to csv, 2 threads', words: (out) => node('duckdb.mjs', 'ndjson', 'csv', '2', at('rows.ndjson'), out), rounds: once },
  { name: 'polars', words: (out) => node('polars.mjs', at('rows.csv'), out), rounds: once },
  { name: 'javascript csv', words: (out) => node('script.mjs', 'csv', 'csv', at('rows.csv'), out), rounds: once },
  { name: 'javascript ndjson', words: (out) => node('script.mjs', 'ndjson', 'ndjson', at('rows.ndjson'), out), rounds: once },
  { name: 'javascript ndjson to csv', words: (out) => node('script.mjs', 'ndjson', 'csv', at('rows.ndjson'), out), rounds: once },
  { name: 'javascript helsinki', words: (out) => node('helsinki_script.mjs', at('helsinki_csv.csv'), out), rounds: once },
];

// The output is removed before: making room in a file that is there is none of the work. Its pages
// are written out after, so that nobody pays for the one before.
function run(contender) {
  const out = contender.out ?? file(contender.name);
  if (!contender.out) rmSync(out, { force: true });
  execFileSync('sync', ['-f', folder]);
  return measured(programs, folder, contender.words(out));
}

// ---- The same answers, before anything is timed ----------------------------------------------
const groups = {
  csv: ['segment csv', 'segment csv, 2 threads', 'segment csv, scalar kernel', 'careful C', 'naive C', 'duckdb csv, 1 thread', 'duckdb csv, 2 threads', 'duckdb csv, tuned, 1 thread', 'duckdb ndjson to csv, tuned, 1 thread', 'polars', 'javascript csv',
    'segment ndjson to csv', 'duckdb ndjson to csv, 1 thread', 'duckdb ndjson to csv, 2 threads', 'javascript ndjson to csv'],
  shuffled: ['segment csv', 'segment shuffled csv'],
  ndjson: ['segment ndjson', 'duckdb ndjson, 1 thread', 'duckdb ndjson, 2 threads', 'javascript ndjson'],
  helsinki: ['segment helsinki', 'segment helsinki, 2 threads', 'segment helsinki, scalar kernel', 'helsinki, careful C', 'helsinki, naive C', 'helsinki, duckdb, 1 thread', 'helsinki, duckdb, 2 threads', 'helsinki, polars', 'javascript helsinki'],
};
function sameAnswers(usable) {
  const rows = [];
  for (const [group, names] of Object.entries(groups)) {
    const [first, ...rest] = names.filter((name) => usable.has(name));
    const expected = readFileSync(file(first));
    for (const name of rest) {
      const same = readFileSync(file(name)).equals(expected);
      rows.push([group, first, name, same ? 'byte for byte' : 'DIFFERENT']);
    }
  }
  return rows;
}

make();
const usable = new Set(), checked = new Map();
for (const contender of contenders) {
  tell(`once: ${contender.name}`);
  try {
    checked.set(contender.name, run(contender));
    usable.add(contender.name);
  } catch (error) {
    tell(`  does not run here: ${error.message.split('\n')[0]}`);
  }
}
const same = sameAnswers(usable);
for (const contender of contenders) if (!contender.out) rmSync(file(contender.name), { force: true });
if (same.some((row) => row[3] === 'DIFFERENT')) {
  tell(table(['answers', 'of', 'and of', 'are'], same));
  process.exit(1);
}
function again(contender) {
  const before = contender.rounds ? checked.get(contender.name) : undefined;
  checked.delete(contender.name);
  return before ?? run(contender);
}
const results = interleave(contenders.filter((c) => usable.has(c.name)), ROUNDS, again, (round, name) => tell(`round ${round + 1}: ${name}`));

// ---- The report -----------------------------------------------------------------------------
const cpu = (name) => results.get(name)?.cpu ?? NaN, clock = (name) => results.get(name)?.clock ?? NaN;
const least = (...values) => Math.min(...values.filter((v) => !Number.isNaN(v)));
const duckCpu = least(cpu('duckdb csv, 1 thread'), cpu('duckdb csv, 2 threads'));
const duckJson = least(cpu('duckdb ndjson, 1 thread'), cpu('duckdb ndjson, 2 threads'));
const duckJsonCsv = least(cpu('duckdb ndjson to csv, 1 thread'), cpu('duckdb ndjson to csv, 2 threads'));
const duckHelsinki = least(cpu('helsinki, duckdb, 1 thread'), cpu('helsinki, duckdb, 2 threads'));
const fastest = least(clock('segment csv'), clock('segment csv, 2 threads'));
const goals = [
  goal('CSV, per CPU second, of DuckDB', duckCpu / cpu('segment csv'), { least: 30 }),
  goal('CSV, per CPU second, of DuckDB with a tuned query', cpu('duckdb csv, tuned, 1 thread') / cpu('segment csv')),
  goal('CSV, per CPU second, of polars', cpu('polars') / cpu('segment csv'), { least: 20 }),
  goal('CSV, per CPU second, of naive C', cpu('naive C') / cpu('segment csv'), { least: 15 }),
  goal('CSV, per CPU second, of careful C', cpu('careful C') / cpu('segment csv'), { least: 2 }),
  goal('CSV, compact, per CPU second, of DuckDB (a stretch)', duckCpu / cpu('segment csv, compact'), { least: 60 }),
  goal('CSV by the clock, 2 threads, of DuckDB', least(clock('duckdb csv, 1 thread'), clock('duckdb csv, 2 threads')) / fastest, { least: 15 }),
  goal('CSV to /dev/null by the clock, 2 threads, of cat', clock('cat to /dev/null') / clock('segment csv to /dev/null, 2 threads'), { least: 0.2 }),
  goal('the same from NDJSON, per CPU second, of DuckDB', duckJsonCsv / cpu('segment ndjson to csv'), { least: 35 }),
  goal('the same, of DuckDB with a tuned query', cpu('duckdb ndjson to csv, tuned, 1 thread') / cpu('segment ndjson to csv')),
  goal('NDJSON to NDJSON, per CPU second, of DuckDB', duckJson / cpu('segment ndjson'), { least: 35 }),
  goal('helsinki, CSV, per CPU second, of DuckDB', duckHelsinki / cpu('segment helsinki'), { least: 30 }),
  goal('helsinki, CSV, per CPU second, of polars', cpu('helsinki, polars') / cpu('segment helsinki'), { least: 20 }),
  goal('helsinki, CSV, per CPU second, of naive C', cpu('helsinki, naive C') / cpu('segment helsinki'), { least: 15 }),
  goal('helsinki, CSV, per CPU second, of careful C', cpu('helsinki, careful C') / cpu('segment helsinki'), { least: 2 }),
  goal('2 % of answers unknown, cost of complete rows', cpu('segment csv with blanks') / cpu('segment csv'), { most: 2 }),
  goal('the same, helsinki', cpu('segment helsinki with blanks') / cpu('segment helsinki'), { most: 2 }),
  goal('most memory of the command, MiB', Math.max(...[...results].filter(([n]) => n.startsWith('segment')).map(([, r]) => r.kib)) / 1024, { most: 16 }),
];
const lines = [...results].map(([name, r]) => [
  name, (r.cpu * 1000).toFixed(1), (r.clock * 1000).toFixed(1), (ROWS / r.cpu / 1e6).toFixed(2), (r.kib / 1024).toFixed(1), (r.cpu / cpu('segment csv')).toFixed(2),
]);
const report = `# segment score beside others

${ROWS} rows, medians of ${ROUNDS} interleaved rounds, ${cpus().length} x ${cpus()[0].model}, ${process.version}.

${table(['goal', 'ratio', 'aim', ''], goals)}
${table(['who', 'CPU ms', 'clock ms', 'million rows per CPU second', 'most MiB', 'CPU of `segment csv`'], lines)}
${table(['answers', 'of', 'and of', 'are'], same)}`;
writeFileSync(at('report-segment.md'), report);
process.stdout.write(`${report}\n${at('report-segment.md')}\n`);
for (const name of ['rows.csv', 'rows.ndjson', 'shuffled.csv', 'blanks.csv', 'helsinki_csv.csv', 'helsinki_blanks.csv']) rmSync(at(name), { force: true });
for (const contender of contenders) if (!contender.out) rmSync(file(contender.name), { force: true });
