// The comparison of the service; started by ./run, which prepares the cluster.
import { spawn, spawnSync } from 'node:child_process';
import { openSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { goal, interleave, median, table } from '../rounds.mjs';
import { shownSchema } from './answer.mjs';
import { namedStatement } from './statements.mjs';

const env = process.env, here = fileURLToPath(new URL('.', import.meta.url));
const ROUNDS = Number(env.ROUNDS ?? 3), SECONDS = Number(env.DURATION ?? 5), CONNECTIONS = Number(env.CONNECTIONS ?? 16);
const port = Number(env.PORT), ports = { ours: port, fastify: port + 1, plain: port + 2 };
const base = (who) => `http://127.0.0.1:${ports[who]}`;
const at = (name) => `${env.VAR}/${name}`;
const token = readFileSync(at('token'), 'utf8').trim();
const clients = readFileSync(at('clients'), 'utf8').trim().split('\n');
const readers = readFileSync(at('readers'), 'utf8').trim().split('\n');
const assessments = [];
const tell = (text) => process.stderr.write(`${text}\n`);

// ---- Bodies -------------------------------------------------------------------------------------
const given = {
  duration: 'temporary', flags: { special_support: false },
  answers: { professional: {
    d1_learning: 3, d2_tasks: 2, d3_communication: 1, d4_mobility: 4, d5_self_care: 9, d6_domestic_life: 4, d7_relationships: 4, d8_major_life_areas: 1,
    d9_community_life: 3, resources: 1, coping_outlook: 'passing', s1_daily_life: 4, s2_housing: 2, s3_economy: 4, s4_exclusion: 0, s5_violence: 0, s6_crisis: 4,
    s7_child_development: 2, s8_health_and_substances: 1, s9_functional_capacity: 2, s10_close_people: 4, h1_long_term_illness: 6, h2_visits: 1,
    h3_services_in_use: 13, h4_unplanned_care: 3 } },
};
writeFileSync(at('segmentation.json'), JSON.stringify(given));
writeFileSync(at('assessment.json'), JSON.stringify({ register: 'health', ...given }));

// ---- Processes ------------------------------------------------------------------------------------
const running = new Map();
const commands = {
  ours: [`${env.PROGRAMS}/../service/asiakkuusd`, 'serve'],
  fastify: ['node', `${here}peer.mjs`, String(ports.fastify), env.SOCKET, env.JWKS_FILE, env.JWT_ISSUER, env.JWT_AUDIENCE, env.MODEL_ID, env.MODEL_HASH],
  plain: [`${env.PROGRAMS}/plain`, String(ports.plain), at('answer.json')],
};
const probe = { ours: '/readyz', fastify: '/nothing', plain: '/' };
async function start(who) {
  const log = openSync(at(`${who}.log`), 'a'), began = performance.now();
  const child = spawn(commands[who][0], commands[who].slice(1), { stdio: ['ignore', log, log] });
  running.set(who, child);
  for (let n = 0; n < 2000; n++) {
    try {
      const answer = await fetch(base(who) + probe[who]);
      if (answer.status < 500) return performance.now() - began;
    } catch { /* not yet */ }
    if (child.exitCode !== null) throw new Error(`${who} ended, see ${at(`${who}.log`)}`);
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
process.once('exit', () => { for (const child of running.values()) child.kill('SIGTERM'); });

function family(pid) {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((name) => {
    try { return Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1].split(' ')[1]) === pid; } catch { return false; }
  }).map(Number);
  return [pid, ...children];
}
const ticks = (pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).reduce((a, b) => a + Number(b), 0);
const cpuOf = (who) => family(running.get(who).pid).reduce((sum, pid) => sum + ticks(pid), 0) * 10; // ms: 100 ticks a second
const residentOf = (who) => family(running.get(who).pid).reduce((sum, pid) => sum + Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]), 0) / 1024;

// ---- The same answers ----------------------------------------------------------------------------
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
async function call(who, method, path, file) {
  const answer = await fetch(base(who) + path, {
    method, headers: method === 'POST' ? { ...headers, 'idempotency-key': `${who}${Math.random()}` } : { authorization: headers.authorization },
    body: file && readFileSync(at(file)),
  });
  if (!answer.ok) throw new Error(`${who} ${method} ${path}: ${answer.status} ${await answer.text()}`);
  return await answer.json();
}
const own = new Set(['id', 'at', 'assessed_at', 'recorded_at']); // a new one at every call
const comparable = (value) => JSON.stringify(value, (key, v) => (own.has(key) ? undefined : v && typeof v === 'object' && !Array.isArray(v)
  ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v));
async function same() {
  for (const [method, path, file] of [
    ['POST', '/v1/segmentations?what_if=false', 'segmentation.json'], ['POST', `/v1/clients/${clients[0]}/assessments`, 'assessment.json'],
    ['GET', `/v1/clients/${readers[0]}/segment`], ['GET', `/v1/assessments/${assessments[0]}`]]) {
    const [a, b] = [await call('ours', method, path, file), await call('fastify', method, path, file)].map(comparable);
    if (a !== b) throw new Error(`${method} ${path} differs:\n${a}\n${b}`);
  }
}

// ---- Load -------------------------------------------------------------------------------------------
function wrk(who, request, body, ids = 'clients') {
  const before = cpuOf(who);
  const run = spawnSync('wrk', ['-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`, '-s', `${here}load.lua`, base(who), '--', request, at('token'), at(body), at(ids)], { encoding: 'utf8' });
  const line = run.stdout.split('\n').find((text) => text.startsWith('{'));
  if (!line) throw new Error(`wrk: ${run.stdout}${run.stderr}`);
  const got = JSON.parse(line);
  if (got.bad > 0) throw new Error(`${who} ${request}: ${got.bad} bad answers`);
  return { rate: got.requests / got.seconds, p50: got.p50, p99: got.p99, us: ((cpuOf(who) - before) * 1000) / got.requests };
}

// The service's own statements as scripts of pgbench; what a request computes stands there ready.
function statement(file, name, values) {
  const text = namedStatement(file, name);
  return `${text.replace(/\s+/g, ' ').trim().replace(/(^|[^:]):([a-z_0-9]+)/g, (_, before, word) => `${before}${values[word] ?? 'NULL'}`)};\n`;
}
const quoted = (text) => `'${String(text).replaceAll("'", "''").replaceAll(':', "'||chr(58)||'")}'`;
async function scripts() {
  const shown = await call('ours', 'POST', `/v1/clients/${clients[0]}/assessments`, 'assessment.json');
  const result = Object.fromEntries(Object.keys(shownSchema.properties).sort().map((name) => [name, shown[name]]));
  const plain = JSON.stringify(result, (key, value) => (['text', 'texts', 'segment_name'].includes(key) ? undefined : value));
  const number = (offset) => `('00000000-0000-7000-8000-'||lpad(to_hex(:n::bigint + ${offset}), 12, '0'))::uuid`;
  const constant = [['input', JSON.stringify(shown.input)], ['stored_result', plain], ['body', JSON.stringify(shown)]];
  const common = {
    area: `'90'`, sub: `'professional'`, now: 'now()', assessed_at: 'now()', language: `'fi'`, operation: `'assessment_create'`, key: `('bench'||:n::text)`, register: `'health'`, registers: `ARRAY['health']`, own_client_id: 'NULL::uuid',
    model_id: quoted(env.MODEL_ID), model_code: `'helsinki'`, model_version: '1', model_hash: quoted(env.MODEL_HASH), as_of: 'current_date',
    result_hash: quoted(shown.result_hash), segment: quoted(shown.segment), chosen_segment: quoted(shown.segment), certain: 'true',
    possible: `ARRAY[${shown.possible.map(quoted)}]`, own_view: 'false', participants: `'[]'`, action: `'create'`, to_status: `'proposed'`, version: '1',
    actor_role: `'professional'`, request_id: number(0), type: `'assessment.created'`, body_hash: `decode('${'ab'.repeat(32)}', 'hex')`, status: '201',
    content_type: `'application/json'`, etag: '1', location: quoted('/v1/assessments/00000000-0000-7000-8000-000000000000'),
    ...Object.fromEntries(constant.map(([name]) => [name, `:${name}`])),
  };
  const head = `\\set n random(1000, 140000000000000)\nBEGIN;\nSET LOCAL app.area = '90';\n`;
  clients.slice(0, 16).forEach((client, i) => {
    const of = (more) => ({ ...common, client_id: quoted(client), ...more });
    writeFileSync(at(`store${i}.sql`), head + statement('http/idempotency.sql', 'idempotency_find', common)
      + statement('domain/client/client.sql', 'client_select_core', of({ id: quoted(client) }))
      + statement('domain/assessment/standing.sql', 'standing_lock', of({ client_ids: `ARRAY[${quoted(client)}]` }))
      + statement('domain/assessment/assessment.sql', 'assessment_insert', of({ id: number(0) }))
      + statement('domain/assessment/standing.sql', 'standing_settle', of({ client_ids: `ARRAY[${quoted(client)}]` }))
      + statement('ledger/moves.sql', 'move_insert', of({ resource: `'assessment'`, resource_id: number(0) }))
      + statement('ledger/ledger.sql', 'audit_event_insert', of({ id: number(2), kind: `'create'`, resource: `'assessment'`, resource_id: number(0) }))
      + statement('ledger/ledger.sql', 'event_insert', of({ id: number(3), resource: `'assessment'`, resource_id: number(0) }))
      + statement('http/idempotency.sql', 'idempotency_insert', common) + 'COMMIT;\n');
    const standing = of({ client_id: quoted(readers[i % readers.length]), fresh_id: number(2), operation: `'client_segment_get'`, ground: `'own_register'` });
    writeFileSync(at(`segment${i}.sql`), head + statement('domain/assessment/standing.sql', 'standing_select', standing)
      + statement('domain/assessment/standing.sql', 'standing_audit_read', standing) + 'COMMIT;\n');
    const one = of({ id: quoted(assessments[i]), fresh_id: number(2), operation: `'assessment_get'`, ground: `'own_register'` });
    writeFileSync(at(`assessment${i}.sql`), head + statement('domain/assessment/assessment.sql', 'assessment_select', one)
      + statement('domain/assessment/assessment.sql', 'assessment_audit_read', one)
      + statement('ledger/moves.sql', 'move_select', of({ resource: `'assessment'`, resource_id: quoted(assessments[i]) })) + 'COMMIT;\n');
  });
  return constant.flatMap(([name, value]) => ['-D', `${name}=${value}`]);
}
function pgbench(kind, constants) {
  const files = Array.from({ length: 16 }, (_, i) => ['-f', at(`${kind}${i}.sql`)]).flat();
  const words = ['-n', '-M', 'prepared', '-c', String(CONNECTIONS), '-j', '1', '-T', String(SECONDS), '-h', env.SOCKET, '-U', 'asiakkuus_app', ...constants, ...files, 'asiakkuus'];
  const run = spawnSync('pgbench', words, { encoding: 'utf8', env: { ...env, PGOPTIONS: '-c search_path=asiakkuus -c plan_cache_mode=force_generic_plan' } });
  const rate = /tps = ([\d.]+)/.exec(run.stdout);
  if (!rate || run.status !== 0) throw new Error(`pgbench: ${run.stdout.slice(0, 500)}${run.stderr.slice(0, 2000)}`);
  return { rate: Number(rate[1]), p50: Number(/latency average = ([\d.]+)/.exec(run.stdout)[1]), p99: NaN, us: NaN };
}

// ---- The whole ------------------------------------------------------------------------------------
const ready = [], readyPlain = [];
try {
  await start('ours');
  writeFileSync(at('answer.json'), JSON.stringify(await call('ours', 'POST', '/v1/segmentations?what_if=false', 'segmentation.json')));
  for (const client of clients) assessments.push((await call('ours', 'POST', `/v1/clients/${client}/assessments`, 'assessment.json')).id);
  writeFileSync(at('assessments'), assessments.join('\n'));
  await stop('ours');
  for (let n = 0; n < 5; n++) {
    ready.push(await start('ours'));
    if (n < 4) await stop('ours');
    readyPlain.push(await start('plain'));
    if (n < 4) await stop('plain');
  }
  await start('fastify');
  await wait(1500);
  const resting = { ours: residentOf('ours'), fastify: residentOf('fastify'), plain: residentOf('plain') };
  await same();
  const constants = await scripts();
  const segmentations = 'POST /v1/segmentations?what_if=false', store = 'POST /v1/clients/%s/assessments', standing = 'GET /v1/clients/%s/segment', one = 'GET /v1/assessments/%s';
  const load = (name, who, request, body, ids) => ({ name, run: () => wrk(who, request, body, ids) });
  const contenders = [
    load('segmentations: service', 'ours', segmentations, 'segmentation.json'),
    load('segmentations, what_if: service', 'ours', 'POST /v1/segmentations', 'segmentation.json'),
    load('segmentations: fastify', 'fastify', segmentations, 'segmentation.json'),
    load('segmentations: plain ulfius', 'plain', segmentations, 'segmentation.json'),
    load('assessments: service', 'ours', store, 'assessment.json'),
    load('assessments: fastify', 'fastify', store, 'assessment.json'),
    { name: 'assessments: pgbench', run: () => pgbench('store', constants) },
    load("client's segment: service", 'ours', standing, 'segmentation.json', 'readers'),
    load("client's segment: fastify", 'fastify', standing, 'segmentation.json', 'readers'),
    { name: "client's segment: pgbench", run: () => pgbench('segment', constants) },
    load('assessment by id: service', 'ours', one, 'segmentation.json', 'assessments'),
    load('assessment by id: fastify', 'fastify', one, 'segmentation.json', 'assessments'),
    { name: 'assessment by id: pgbench', run: () => pgbench('assessment', constants) },
  ];
  const results = interleave(contenders, ROUNDS, (c) => c.run(), (round, name) => tell(`round ${round + 1}: ${name}`));
  const rate = (name) => results.get(name).rate;
  const over = (what, who, least) => goal(`${what}, of ${who}`, rate(`${what}: service`) / rate(`${what}: ${who}`), { least });
  const goals = [
    over('segmentations', 'fastify', 2.5), over('segmentations', 'plain ulfius', 0.8), over('assessments', 'fastify', 2), over('assessments', 'pgbench', 0.7),
    over("client's segment", 'fastify', 2.5), over("client's segment", 'pgbench', 0.5), over('assessment by id', 'fastify', 2.5), over('assessment by id', 'pgbench', 0.5),
    goal('resident memory at rest, of fastify', resting.ours / resting.fastify, { most: 0.3 }),
    goal('start to ready, of a bare Ulfius', median(ready) / median(readyPlain), { most: 3 }),
  ];
  const figure = (n, digits = 0) => (Number.isNaN(n) ? '' : n.toFixed(digits));
  const report = `# The service beside others

${CONNECTIONS} connections, ${SECONDS} s, medians of ${ROUNDS} interleaved rounds, ${cpus().length} x ${cpus()[0].model}, ${process.version}; load, servers and database share the machine.

${table(['goal (requests per second)', 'ratio', 'aim', ''], goals)}
${table(['who', 'requests/s', 'p50 ms', 'p99 ms', 'CPU us a request, server only'], [...results].map(([name, r]) => [name, figure(r.rate), figure(r.p50, 2), figure(r.p99, 2), figure(r.us)]))}
At rest: service ${figure(resting.ours, 1)} MiB, fastify (2 processes and their parent) ${figure(resting.fastify, 1)} MiB, plain Ulfius ${figure(resting.plain, 1)} MiB. Start to ready: service ${figure(median(ready))} ms, plain Ulfius ${figure(median(readyPlain))} ms.
`;
  writeFileSync(`${env.OUT}/report-service.md`, report);
  process.stdout.write(report);
} finally {
  for (const who of [...running.keys()]) await stop(who);
}
