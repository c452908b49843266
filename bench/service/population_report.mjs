// The ratios of ./population, and what the plans of the service's statements read in the loaded database.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { goal, median, table } from '../rounds.mjs';
import { allStatements } from './statements.mjs';

const env = process.env, root = fileURLToPath(new URL('../..', import.meta.url));
const [small, full] = ['small', 'full'].map((size) => JSON.parse(readFileSync(`${env.VAR}/${size}.json`, 'utf8')));
const late = (times) => [...times].sort((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1];

// ---- Ratios -----------------------------------------------------------------------------------------
const rows = Object.keys(full).map((name) => {
  const [a, b] = [small[name].times, full[name].times];
  if (!a.length || !b.length) return [name, '', '', '', '', '', '', '', full[name].failed ?? small[name].failed];
  // A page with fewer rows than the one beside it proves nothing.
  const fewer = Number(full[name].items) < Number(small[name].items) && 'fewer rows';
  const [, ratio, , met] = goal(name, median(b) / median(a), { most: 1.3 }), [, tail, , tailMet] = goal(name, late(b) / late(a), { most: 2 });
  return [name, median(a).toFixed(2), median(b).toFixed(2), `${ratio} ${fewer || met}`, late(b).toFixed(2), `${tail} ${fewer || tailMet}`,
    full[name].pages, (full[name].pages / Math.max(1, small[name].pages)).toFixed(2), `${small[name].items ?? ''}/${full[name].items ?? ''}`];
});

// ---- Plans ------------------------------------------------------------------------------------------
// What has been loaded: small tables are read whole, and rightly.
const psql = (words, input) => execFileSync(`${root}/tools/postgres.sh`, ['psql', '-d', 'asiakkuus', ...words], { input, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['pipe', 'pipe', 'ignore'], env: { ...env, VAR: `${env.VAR}/full` } });
const growing = new Set(psql(['-At', '-c', `SELECT relname FROM pg_class WHERE relnamespace = 'asiakkuus'::regnamespace AND reltuples > 10000`]).trim().split('\n'));
// Whole tables by design: what is counted of a month, and commands of the operator.
const whole = /^kpi_(cells|cell|touched|first)_/;
const holds = new Set(['Sort', 'Aggregate', 'WindowAgg', 'Hash', 'Incremental Sort', 'Unique']);

/** What a plan reads that grows with the table: a scan of it, or a walk through all of an area that no LIMIT ends. */
function* reads(node, limited = false) {
  const name = node['Relation Name'];
  const bounded = node['Node Type'] === 'Limit' ? true : holds.has(node['Node Type']) ? false : limited;
  if (name && growing.has(name)) {
    const by = node['Index Cond'] ?? node.Plans?.[0]?.['Index Cond'];
    if (node['Node Type'] === 'Seq Scan') yield `scans ${name}`;
    else if (/Index/.test(node['Node Type']) && (!by || /^\(area = [^()]*\)$/.test(by)) && !bounded) yield `walks an area's ${name} (${node['Index Name']})`;
  }
  for (const below of node.Plans ?? []) yield* reads(below, bounded);
}
function explain(statements) {
  const script = ['\\set ON_ERROR_STOP off', 'SET ROLE asiakkuus_app;', 'SET search_path = asiakkuus;', 'SET plan_cache_mode = force_generic_plan;', `SET app.area = '90';`, ...statements.flatMap(({ name, text, count }) => [
    `PREPARE "${name}" AS ${text};`, `SELECT '@@${name}';`, `EXPLAIN (FORMAT JSON) EXECUTE "${name}"${count ? `(${Array(count).fill('NULL').join(',')})` : ''};`])].join('\n');
  const out = psql(['-Atq'], script);
  return out.split('@@').slice(1).map((part) => {
    const end = part.indexOf('\n');
    return { name: part.slice(0, end), plan: part.slice(end + 1).trim() };
  });
}
const found = [], plans = explain(allStatements());
for (const { name, plan } of plans) {
  if (!plan.startsWith('[')) continue;
  const what = [...new Set(reads(JSON.parse(plan)[0].Plan))];
  if (what.length && !whole.test(name)) found.push([name, what.join(', ')]);
}

const report = `# How the service's answers grow

${env.CLIENTS} clients against ${env.SMALL}; one request at a time, in turn; goals: 1.3 at the median, 2 at the 99th percentile.
Pages: those of the database that all statements of a request looked at; no noise of the machine is in them.

${table(['operation', 'small, ms', 'full, ms', 'ratio', 'p99, ms', 'ratio', 'pages', 'ratio', 'rows'], rows)}
Of ${plans.length} statements ${found.length} read what grows:
${found.length ? `\n${table(['statement', 'reads'], found)}` : ''}`;
mkdirSync(env.OUT, { recursive: true });
writeFileSync(`${env.OUT}/report-population.md`, report);
process.stdout.write(report);
process.exitCode = found.length ? 1 : 0;
