// The comparison of referrals, worklists and consultations; started by ./run, which prepares the cluster.
import { spawn, spawnSync } from 'node:child_process';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { goal, interleave, table } from '../rounds.mjs';
import { namedStatement } from '../service/statements.mjs';

const env = process.env, here = fileURLToPath(new URL('.', import.meta.url));
const ROUNDS = Number(env.ROUNDS ?? 3), SECONDS = Number(env.DURATION ?? 5), CONNECTIONS = Number(env.CONNECTIONS ?? 16), LIMIT = 20;
const port = Number(env.PORT ?? 18290), ports = { ours: port, fastify: port + 1 };
const base = (who) => `http://127.0.0.1:${ports[who]}`, at = (name) => `${env.VAR}/${name}`;
const lines = (name) => readFileSync(at(name), 'utf8').trim().split('\n');
const tokens = { token: lines('token')[0], expert: lines('expert')[0] };
const clients = lines('clients'), questions = lines('questions');

const bodies = {
  create: { client_id: clients[0], kind: 'guidance', to: { unit_id: env.UNIT_ID }, need: 'Tukea arkeen.', urgency: 'urgent', from_register: 'health' },
  urgency: { urgency: 'urgent', reason: 'Kiire.' }, route: { need_classes: ['s3_economy'], segment: 'tuki', language: 'fi' },
  ask: { to: { group: 'kalasatama' }, question: 'Mikä palvelu sopii unettomuuteen?', anonymous: true }, answer: { kind: 'advice', text: 'Ryhmä sopii.' },
};
for (const [name, body] of Object.entries(bodies)) writeFileSync(at(`${name}.json`), JSON.stringify(body));

// ---- Processes ----
const running = new Map();
const commands = {
  ours: [`${env.PROGRAMS}/../service/asiakkuusd`, 'serve'],
  fastify: ['node', `${here}peer.mjs`, String(ports.fastify), env.SOCKET, env.JWKS_FILE, env.JWT_ISSUER, env.JWT_AUDIENCE],
};
async function start(who) {
  const log = openSync(at(`${who}.log`), 'a');
  const child = spawn(commands[who][0], commands[who].slice(1), { stdio: ['ignore', log, log], env: { ...env, PORT: String(ports[who]), WORKERS: '0' } });
  running.set(who, child);
  for (let n = 0; n < 3000; n++) {
    const answer = await fetch(`${base(who)}/readyz`).catch(() => null);
    if (answer && answer.status < 500) return;
    if (child.exitCode !== null) break;
    await wait(5);
  }
  throw new Error(`${who} is not ready, see ${at(`${who}.log`)}`);
}
process.once('exit', () => { for (const child of running.values()) child.kill('SIGTERM'); });

// ---- The same answers ----
async function call(who, method, path, body, as = 'token') {
  const headers = { authorization: `Bearer ${tokens[as]}`, ...(body && { 'content-type': 'application/json', 'idempotency-key': `"${who}${Math.random()}"`, 'if-match': '*' }) };
  const answer = await fetch(base(who) + path, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${who} ${method} ${path}: ${answer.status} ${await answer.text()}`);
  return await answer.json();
}
const own = new Set(['id', 'at', 'created_at', 'waiting_since', 'asked_at', 'starts_at', 'due_at', 'answered_at', 'met_at', 'updated_at']);
const comparable = (value, kept = false) => JSON.stringify(value, (key, v) => (!kept && own.has(key) || key === 'next_cursor' ? undefined : v && typeof v === 'object' && !Array.isArray(v)
  ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v)).replaceAll(/(\.\d*?)0+(?=Z")/g, '$1');
async function same() {
  const [first, second] = lines('referrals');
  for (const [what, paths, body, as] of [
    ['create', ['/v1/referrals', '/v1/referrals'], bodies.create], ['route', ['/v1/referrals/route', '/v1/referrals/route'], bodies.route], ['ask', ['/v1/consultations', '/v1/consultations'], bodies.ask],
    ['answer', [`/v1/consultations/${questions[0]}/answer`, `/v1/consultations/${questions[1]}/answer`], bodies.answer, 'expert'],
    ['list', Array(2).fill(`/v1/consultations?direction=received&limit=${LIMIT}`)], ['worklist', Array(2).fill(`/v1/worklists/referrals?limit=${LIMIT}`)]]) {
    const [a, b] = [await call('ours', body ? 'POST' : 'GET', paths[0], body, as), await call('fastify', body ? 'POST' : 'GET', paths[1], body, as)].map((one) => comparable(one, !body));
    if (a !== b) throw new Error(`${what} differs:\n${a}\n${b}`);
  }
  const [a, b] = [await call('ours', 'POST', `/v1/referrals/${first}/urgency`, bodies.urgency), await call('fastify', 'POST', `/v1/referrals/${second}/urgency`, bodies.urgency)];
  const alike = (one) => comparable({ ...one, client_id: '', duplicates: one.duplicates.length });
  if (alike(a) !== alike(b)) throw new Error(`urgency differs:\n${comparable(a)}\n${comparable(b)}`);
}

// ---- Load ----
let slice = 2;
function wrk(who, request, body, ids, as = 'token') {
  if (ids === 'questions') { // each is answered once
    const most = Math.floor((questions.length - 2) / (2 * ROUNDS));
    writeFileSync(at('slice'), questions.slice(slice, slice + most).join('\n'));
    slice += most;
  }
  const run = spawnSync('wrk', ['-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`, '-s', `${here}../service/load.lua`, base(who), '--', request, at(as), at(body ?? 'answer.json'), at(ids === 'questions' ? 'slice' : ids), '*'], { encoding: 'utf8' });
  const line = run.stdout.split('\n').find((text) => text.startsWith('{'));
  if (!line) throw new Error(`wrk: ${run.stdout}${run.stderr}`);
  const got = JSON.parse(line);
  if (got.bad > got.requests / 1000) throw new Error(`${who} ${request}: ${got.bad} bad answers of ${got.requests}`);
  return { rate: got.requests / got.seconds, p50: got.p50, p99: got.p99 };
}

// The service's own statements as scripts of pgbench; what a request computes stands there ready.
const quoted = (text) => `'${String(text).replaceAll("'", "''")}'`;
const number = (offset) => `('00000000-0000-7000-8000-'||lpad(to_hex(:n::bigint + ${offset}), 12, '0'))::uuid`;
const common = {
  area: `'90'`, sub: `'bench'`, unit: `'kallio'`, now: 'now()', today: 'current_date', register: `'health'`, registers: `ARRAY['health']`, language: `'fi'`, manages: 'true', anywhere: 'false', here: 'true',
  limit_plus_one: String(LIMIT + 1), wanted_lists: `ARRAY['referrals']`, ground: `'own_register'`, actor_role: `'coordinator'`, request_id: number(0), reads_across: 'true', glass_broken: 'false', noun: `'referral'`,
  wanted_state: `ARRAY['asked','more_asked','answered','closed','withdrawn','converted']`, key: `('bench'||:n::text)`, body_hash: `decode('${'ab'.repeat(32)}', 'hex')`, status: '201', etag: '1', content_type: `'application/json'`,
  body: `repeat('x', 700)`, own_client_id: 'NULL::uuid', version: '1', state: `'asked'`,
};
function statement(file, name, more = {}) {
  const values = { ...common, ...more };
  return `${namedStatement(file, name).replace(/--.*$/gm, '').replace(/\s+/g, ' ').trim().replace(/(^|[^:]):([a-z_0-9]+)/g, (_, before, word) => `${before}${values[word] ?? 'NULL'}`)};\n`;
}
const head = `\\set n random(1000, 140000000000000)\nBEGIN;\nSET LOCAL app.area = '90';\n`;
const audits = (ids, more) => ids.map((id, i) => statement('ledger/ledger.sql', 'audit_event_insert', { id: number(10 + i), client_id: id === null ? 'NULL' : quoted(id), ...more })).join('');
const ledger = (resource, client, type, operation) => statement('ledger/moves.sql', 'move_insert', { resource: `'${resource}'`, resource_id: number(1), action: `'create'`, to_status: `'x'` })
  + audits([client], { kind: `'create'`, operation: `'${operation}'`, resource: `'${resource}'`, resource_id: number(1) }) + statement('ledger/ledger.sql', 'event_insert', { id: number(2), type: `'${type}'`, resource: `'${resource}'`, resource_id: number(1) });
const keyed = (operation, inside) => head + statement('http/idempotency.sql', 'idempotency_find', { operation: `'${operation}'` }) + inside + statement('http/idempotency.sql', 'idempotency_insert', { operation: `'${operation}'` }) + 'COMMIT;\n';
function scripts(page) {
  const shown = [...new Set(page.items.map((item) => item.client.id))];
  writeFileSync(at('worklist.sql'), head + statement('domain/worklist/worklist.sql', 'worklist_page_referrals') + audits(shown, { kind: `'read'`, operation: `'worklist_get'`, resource: `'referral'` }) + 'COMMIT;\n');
  writeFileSync(at('list.sql'), head + statement('domain/consultation/consultation.sql', 'consultation_select_received') + 'COMMIT;\n');
  writeFileSync(at('route.sql'), head + statement('domain/routing/routing.sql', 'routing_rule_select') + statement('domain/directory/service.sql', 'service_select_for_needs', { need_terms: `ARRAY['need'||chr(58)||'s3_economy']`, terms: `'{}'` })
    + 'COMMIT;\n');
  const of = { resource: `'referral'`, resource_id: number(1) };
  writeFileSync(at('create.sql'), keyed('referral_create', ['deadline_select', 'deadline_stop_select', 'deadline_rule_select'].map((name) => statement('domain/deadline/deadline.sql', name, of)).join('')
    + statement('domain/client/client.sql', 'client_select_core', { id: quoted(clients[0]) }) + statement('domain/referral/referral.sql', 'referral_select_target', { client_id: quoted(clients[0]), to_unit_id: quoted(env.UNIT_ID), need_classes: `'{}'` })
    + statement('domain/referral/referral.sql', 'referral_insert', { id: number(1), client_id: quoted(clients[0]), kind: `'guidance'`, urgency: `'urgent'`, need: `'Tukea arkeen.'`, need_classes: `'{}'`, from_register: `'health'`, to_register: `'health'`, from_unit_id: quoted(env.UNIT_ID), to_unit_id: quoted(env.UNIT_ID), rules: `'{}'`, attachments: `'{}'` })
    + ledger('referral', clients[0], 'referral.created', 'referral_create')));
  writeFileSync(at('ask.sql'), keyed('consultation_create', statement('domain/consultation/consultation.sql', 'consultation_select_group', { group: `'kalasatama'` })
    + statement('domain/consultation/consultation.sql', 'consultation_insert', { id: number(1), anonymous: 'true', to_group: `'kalasatama'`, receiver_unit: `'kalasatama'`, question: `'Mikä palvelu sopii unettomuuteen?'`, urgency: `'non_urgent'`, authorised_to_convert: 'false', round: '1', answer_within_hours: '120', starts_at: 'now()', due_at: `now() + interval '5 days'` })
    + ledger('consultation', null, 'consultation.asked', 'consultation_create')));
}
function pgbench(kind) {
  const words = ['-n', '-M', 'prepared', '-c', String(CONNECTIONS), '-j', '1', '-T', String(SECONDS), '-h', env.SOCKET, '-U', 'asiakkuus_app', '-f', at(`${kind}.sql`), 'asiakkuus'];
  const run = spawnSync('pgbench', words, { encoding: 'utf8', env: { ...env, PGOPTIONS: '-c search_path=asiakkuus -c plan_cache_mode=force_generic_plan' } });
  const rate = /tps = ([\d.]+)/.exec(run.stdout);
  if (!rate || run.status !== 0) throw new Error(`pgbench ${kind}: ${run.stdout.slice(0, 500)}${run.stderr.slice(0, 2000)}`);
  return { rate: Number(rate[1]), p50: Number(/latency average = ([\d.]+)/.exec(run.stdout)[1]), p99: NaN };
}

// ---- The whole ----
try {
  await start('ours');
  await start('fastify');
  await wait(1500);
  await same();
  scripts(await call('ours', 'GET', `/v1/worklists/referrals?limit=${LIMIT}`));
  const kinds = [
    ['worklist page', `GET /v1/worklists/referrals?limit=${LIMIT}`, null, 'referrals', 'worklist', 'read'],
    ['routing', 'POST /v1/referrals/route', 'route.json', 'referrals', 'route', 'read'],
    ['list of consultations', `GET /v1/consultations?direction=received&limit=${LIMIT}`, null, 'referrals', 'list', 'read'],
    ['create a referral', 'POST /v1/referrals', 'create.json', 'referrals', 'create', 'write'],
    ['move a referral', 'POST /v1/referrals/%s/urgency', 'urgency.json', 'referrals', null, 'write'],
    ['ask', 'POST /v1/consultations', 'ask.json', 'referrals', 'ask', 'write'],
    ['answer', 'POST /v1/consultations/%s/answer', 'answer.json', 'questions', null, 'write'],
  ];
  const contenders = kinds.flatMap(([name, request, body, ids, script]) => [
    ...['ours', 'fastify'].map((who) => ({ name: `${name}: ${who}`, run: () => wrk(who, request, body, ids, ids === 'questions' ? 'expert' : 'token') })),
    ...(script ? [{ name: `${name}: pgbench`, run: () => pgbench(script) }] : [])]);
  const results = interleave(contenders, ROUNDS, (c) => c.run(), (round, name) => process.stderr.write(`round ${round + 1}: ${name}\n`));
  const rate = (name) => results.get(name).rate;
  const goals = kinds.flatMap(([name, , , , script, kind]) => [goal(`${name}, of fastify`, rate(`${name}: ours`) / rate(`${name}: fastify`), { least: kind === 'read' ? 2.5 : 2 }),
    ...(script ? [goal(`${name}, of pgbench`, rate(`${name}: ours`) / rate(`${name}: pgbench`), { least: kind === 'read' ? 0.5 : 0.7 })] : [])]);
  const figure = (n, digits = 0) => (Number.isNaN(n) ? '' : n.toFixed(digits));
  const report = `# Referrals, worklists and consultations beside others

${CONNECTIONS} connections, ${SECONDS} s, medians of ${ROUNDS} interleaved rounds, ${cpus().length} x ${cpus()[0].model}, ${process.version}; load, servers and database share the machine.

${table(['goal (requests per second)', 'ratio', 'aim', ''], goals)}
${table(['who', 'requests/s', 'p50 ms', 'p99 ms'], [...results].map(([name, r]) => [name, figure(r.rate), figure(r.p50, 2), figure(r.p99, 2)]))}`;
  writeFileSync(`${env.OUT}/report-flows.md`, report);
  process.stdout.write(report);
} finally {
  for (const child of running.values()) child.kill('SIGTERM');
}
