// What the comparisons of servers share: processes, the same answers, load by wrk, pgbench, the report.
import { spawn, spawnSync } from 'node:child_process';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { namedStatement } from './service/statements.mjs';
import { interleave, table } from './rounds.mjs';

const env = process.env, loadScript = fileURLToPath(new URL('service/load.lua', import.meta.url));
export const ROUNDS = Number(env.ROUNDS ?? 3), SECONDS = Number(env.DURATION ?? 5), CONNECTIONS = Number(env.CONNECTIONS ?? 16);
export const at = (name) => `${env.VAR}/${name}`;
export const lines = (name) => readFileSync(at(name), 'utf8').trim().split('\n');

/** Servers by name, each on a port: { words, port, probe: what answers when it is ready, more: environment }. */
export function servers(all) {
  const running = new Map();
  process.once('exit', () => { for (const child of running.values()) child.kill('SIGTERM'); });
  const base = (who) => `http://127.0.0.1:${all[who].port}`;
  /** The milliseconds until it was ready. */
  async function start(who) {
    const { words, port, probe, more } = all[who], log = openSync(at(`${who}.log`), 'a'), began = performance.now();
    const child = spawn(words[0], words.slice(1), { stdio: ['ignore', log, log], env: { ...env, PORT: String(port), ...more } });
    running.set(who, child);
    for (let n = 0; n < 5000 && child.exitCode === null; n++) {
      const answer = await fetch(base(who) + probe).catch(() => null);
      if (answer && answer.status < 500) return performance.now() - began;
      await wait(2);
    }
    throw new Error(`${who} is not ready, see ${at(`${who}.log`)}`);
  }
  async function stop(who) {
    const child = running.get(who);
    running.delete(who);
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
  const stopAll = async () => { for (const who of [...running.keys()]) await stop(who); };
  return { base, start, stop, stopAll, pid: (who) => running.get(who).pid };
}

/** One request; the answer's JSON. */
export async function ask(url, method, headers, body) {
  const answer = await fetch(url, { method, headers, body });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  return await answer.json();
}

/** An answer as text, its members in order, without those of `own`, which are new at every call; the noughts
 * at the end of a fraction of a second say nothing. */
export const comparable = (value, own) => JSON.stringify(value, (key, v) => (own.has(key) ? undefined : v && typeof v === 'object' && !Array.isArray(v)
  ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v)).replaceAll(/(\.\d*?)0+(?=Z")/g, '$1');

/** wrk's figures; `files`: of the token, the body and the ids. At most one answer of `badOf` may be a bad one. */
export function wrk(base, request, files, { ifMatch = [], badOf = Infinity } = {}) {
  const run = spawnSync('wrk', ['-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`, '--timeout', '30s', '-s', loadScript, base, '--', request, ...files.map(at), ...ifMatch], { encoding: 'utf8' });
  const line = run.stdout.split('\n').find((text) => text.startsWith('{'));
  if (!line) throw new Error(`wrk: ${run.stdout}${run.stderr}`);
  const got = JSON.parse(line);
  if (got.bad > got.requests / badOf) throw new Error(`${base} ${request}: ${got.bad} bad answers of ${got.requests}`);
  return got;
}

/** A round of all that is not counted: servers are warm, and tables that began empty have rows. Then the
 * database looks at its tables again, and makes every plan again that was made for an empty one. */
export function warmUp(contenders) {
  interleave(contenders, 1, (one) => one.run(), (_, name) => process.stderr.write(`warming up: ${name}\n`));
  const words = ['psql', '-d', 'asiakkuus', '-q', '-c', 'VACUUM ANALYZE', '-c', 'CHECKPOINT'];
  const done = spawnSync(fileURLToPath(new URL('../tools/postgres.sh', import.meta.url)), words, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`VACUUM: ${done.stderr}`);
}

// ---- The service's own statements as scripts of pgbench; what a request computes stands there ready ----
export const quoted = (text) => `'${String(text).replaceAll("'", "''").replaceAll(':', "'||chr(58)||'")}'`;
export const number = (offset) => `('00000000-0000-7000-8000-'||lpad(to_hex(:n::bigint + ${offset}), 12, '0'))::uuid`;
export const head = `\\set n random(1000, 140000000000000)\nBEGIN;\nSET LOCAL app.area = '90';\n`;
/** With its values; `end`: ";", or what pgbench shall do with the row. */
export function statement(file, name, values, end = ';') {
  const text = namedStatement(file, name).replace(/--.*$/gm, '').replace(/\s+/g, ' ').trim();
  return `${text.replace(/(^|[^:]):([a-z_0-9]+)/g, (_, before, word) => `${before}${values[word] ?? 'NULL'}`)}${end}\n`;
}
export function pgbench(files, more = []) {
  const words = ['-n', '-M', 'prepared', '-c', String(CONNECTIONS), '-j', '1', '-T', String(SECONDS), '-h', env.SOCKET, '-U', 'asiakkuus_app', ...more, ...files.flatMap((file) => ['-f', at(file)]), 'asiakkuus'];
  const run = spawnSync('pgbench', words, { encoding: 'utf8', env: { ...env, PGOPTIONS: '-c search_path=asiakkuus -c plan_cache_mode=force_generic_plan -c jit=off' } });
  const rate = /tps = ([\d.]+)/.exec(run.stdout);
  if (!rate || run.status !== 0) throw new Error(`pgbench ${files}: ${run.stdout.slice(0, 500)}${run.stderr.slice(0, 2000)}`);
  return { rate: Number(rate[1]), p50: Number(/latency average = ([\d.]+)/.exec(run.stdout)[1]), p99: NaN };
}

// ---- The report ----
export const figure = (n, digits = 0) => (Number.isNaN(n) ? '' : n.toFixed(digits));
export function report(name, title, goals, results, { columns = [], below = '' } = {}) {
  const text = `# ${title}

${CONNECTIONS} connections, ${SECONDS} s, medians of ${ROUNDS} interleaved rounds, ${cpus().length} x ${cpus()[0].model}, ${process.version}; load, servers and database share the machine.

${table(['goal (requests per second)', 'ratio', 'aim', ''], goals)}
${table(['who', 'requests/s', 'p50 ms', 'p99 ms', ...columns.map(([word]) => word)], [...results].map(([who, r]) => [who, figure(r.rate), figure(r.p50, 2), figure(r.p99, 2), ...columns.map(([, key]) => figure(r[key] ?? NaN))]))}${below}`;
  writeFileSync(`${env.OUT}/${name}`, text);
  process.stdout.write(text);
}
