// The comparison of the service; started by ./run, which prepares the cluster.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { ROUNDS, ask, at, comparable, figure, head, lines, number, pgbench, quoted, report, servers, statement, warmUp, wrk } from '../contest.mjs';
import { goal, interleave, median } from '../rounds.mjs';
import { shownSchema } from './answer.mjs';

const env = process.env, here = fileURLToPath(new URL('.', import.meta.url));
const port = Number(env.PORT);
const token = lines('token')[0], clients = lines('clients'), readers = lines('readers');
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
const { base, start, stop, stopAll, pid } = servers({
  ours: { words: [`${env.PROGRAMS}/../service/asiakkuusd`, 'serve'], port, probe: '/readyz' },
  fastify: { words: ['node', `${here}peer.mjs`, String(port + 1), env.SOCKET, env.JWKS_FILE, env.JWT_ISSUER, env.JWT_AUDIENCE, env.MODEL_ID, env.MODEL_HASH], port: port + 1, probe: '/nothing' },
  plain: { words: [`${env.PROGRAMS}/plain`, String(port + 2), at('answer.json')], port: port + 2, probe: '/' },
});

function family(parent) {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((name) => {
    try { return Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1].split(' ')[1]) === parent; } catch { return false; }
  }).map(Number);
  return [parent, ...children];
}
const ticks = (pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).reduce((a, b) => a + Number(b), 0);
const cpuOf = (who) => family(pid(who)).reduce((sum, pid) => sum + ticks(pid), 0) * 10; // ms: 100 ticks a second
const residentOf = (who) => family(pid(who)).reduce((sum, pid) => sum + Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]), 0) / 1024;

// ---- The same answers ----------------------------------------------------------------------------
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
const call = (who, method, path, file) => ask(base(who) + path, method,
  method === 'POST' ? { ...headers, 'idempotency-key': `${who}${Math.random()}` } : { authorization: headers.authorization }, file && readFileSync(at(file)));
const own = new Set(['id', 'at', 'assessed_at', 'recorded_at']); // a new one at every call
async function same() {
  for (const [method, path, file] of [
    ['POST', '/v1/segmentations?what_if=false', 'segmentation.json'], ['POST', `/v1/clients/${clients[0]}/assessments`, 'assessment.json'],
    ['GET', `/v1/clients/${readers[0]}/segment`], ['GET', `/v1/assessments/${assessments[0]}`]]) {
    const [a, b] = [await call('ours', method, path, file), await call('fastify', method, path, file)].map((one) => comparable(one, own));
    if (a !== b) throw new Error(`${method} ${path} differs:\n${a}\n${b}`);
  }
}

// ---- Load -------------------------------------------------------------------------------------------
function load(who, request, body, ids = 'clients') {
  const before = cpuOf(who), got = wrk(base(who), request, ['token', body, ids]);
  return { rate: got.requests / got.seconds, p50: got.p50, p99: got.p99, us: ((cpuOf(who) - before) * 1000) / got.requests };
}

async function scripts() {
  const shown = await call('ours', 'POST', `/v1/clients/${clients[0]}/assessments`, 'assessment.json');
  const result = Object.fromEntries(Object.keys(shownSchema.properties).sort().map((name) => [name, shown[name]]));
  const plain = JSON.stringify(result, (key, value) => (['text', 'texts', 'segment_name'].includes(key) ? undefined : value));
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
  const client = `('00000000-0000-7000-b000-'||lpad(to_hex(:c::bigint), 12, '0'))::uuid`;
  const store = (more) => ({ ...common, client_id: client, client_ids: `ARRAY[${client}]`, ...more });
  // What the rule says of the latest assessment, an array a column.
  const settled = Object.fromEntries(Object.entries({
    area: `'90'`, client_id: client, assessment_id: number(0), model_id: quoted(env.MODEL_ID), scope: `'health'`, register: `'health'`, status: `'proposed'`,
    segment: quoted(shown.segment), review_due: 'NULL', since: 'now()', settled_at: 'now()', unit: 'NULL', proposal_id: number(0), proposal_unit: 'NULL',
    proposal_at: 'now()', wants_person: 'false', wants_team: 'false',
  }).map(([name, value]) => [`each_${name}`, `ARRAY[${value}]`]));
  writeFileSync(at('store.sql'), `\\set c random(1, ${env.CLIENTS})\n${head}${statement('http/idempotency.sql', 'idempotency_find', common)}`
    + statement('domain/client/client.sql', 'client_lock_core', store({ id: client }))
    + statement('domain/assessment/standing.sql', 'standing_select_steps', store())
    + statement('domain/assessment/assessment.sql', 'assessment_insert', store({ id: number(0) }))
    + statement('domain/assessment/standing.sql', 'standing_put', store(settled))
    + statement('ledger/moves.sql', 'move_insert', store({ resource: `'assessment'`, resource_id: number(0) }))
    + statement('ledger/ledger.sql', 'audit_event_insert', store({ id: number(2), kind: `'create'`, resource: `'assessment'`, resource_id: number(0) }))
    + statement('ledger/ledger.sql', 'event_insert', store({ id: number(3), resource: `'assessment'`, resource_id: number(0) }))
    + statement('http/idempotency.sql', 'idempotency_insert', common) + 'COMMIT;\n');
  assessments.forEach((assessment, i) => {
    const of = (more) => ({ ...common, ...more });
    const standing = of({ client_id: quoted(readers[i % readers.length]), fresh_id: number(2), operation: `'client_segment_get'`, ground: `'own_register'` });
    writeFileSync(at(`segment${i}.sql`), head + statement('domain/duty/duty.sql', 'duty_select_facts', { ...standing, today: 'current_date' })
      + statement('domain/assessment/standing.sql', 'standing_select', standing)
      + statement('domain/assessment/standing.sql', 'standing_audit_read', standing) + 'COMMIT;\n');
    const one = of({ id: quoted(assessment), fresh_id: number(2), operation: `'assessment_get'`, ground: `'own_register'` });
    writeFileSync(at(`assessment${i}.sql`), head + statement('domain/assessment/assessment.sql', 'assessment_select', one)
      + statement('domain/assessment/assessment.sql', 'assessment_audit_read', one)
      + statement('ledger/moves.sql', 'move_select', of({ resource: `'assessment'`, resource_id: quoted(assessment) })) + 'COMMIT;\n');
  });
  return constant.flatMap(([name, value]) => ['-D', `${name}=${value}`]);
}
const ours = (kind, constants) => pgbench(Array.from({ length: 16 }, (_, i) => `${kind}${i}.sql`), constants);

// ---- The whole ------------------------------------------------------------------------------------
const ready = [], readyPlain = [];
try {
  await start('ours');
  writeFileSync(at('answer.json'), JSON.stringify(await call('ours', 'POST', '/v1/segmentations?what_if=false', 'segmentation.json')));
  for (const client of clients.slice(0, 16)) assessments.push((await call('ours', 'POST', `/v1/clients/${client}/assessments`, 'assessment.json')).id);
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
  const loaded = (name, who, request, body, ids) => ({ name, run: () => load(who, request, body, ids) });
  const contenders = [
    loaded('segmentations: service', 'ours', segmentations, 'segmentation.json'),
    loaded('segmentations, what_if: service', 'ours', 'POST /v1/segmentations', 'segmentation.json'),
    loaded('segmentations: fastify', 'fastify', segmentations, 'segmentation.json'),
    loaded('segmentations: plain ulfius', 'plain', segmentations, 'segmentation.json'),
    loaded('assessments: service', 'ours', store, 'assessment.json'),
    loaded('assessments: fastify', 'fastify', store, 'assessment.json'),
    { name: 'assessments: pgbench', run: () => pgbench(['store.sql'], constants) },
    loaded("client's segment: service", 'ours', standing, 'segmentation.json', 'readers'),
    loaded("client's segment: fastify", 'fastify', standing, 'segmentation.json', 'readers'),
    { name: "client's segment: pgbench", run: () => ours('segment', constants) },
    loaded('assessment by id: service', 'ours', one, 'segmentation.json', 'assessments'),
    loaded('assessment by id: fastify', 'fastify', one, 'segmentation.json', 'assessments'),
    { name: 'assessment by id: pgbench', run: () => ours('assessment', constants) },
  ];
  warmUp(contenders);
  const results = interleave(contenders, ROUNDS, (c) => c.run(), (round, name) => tell(`round ${round + 1}: ${name}`));
  const rate = (name) => results.get(name).rate;
  const over = (what, who, least) => goal(`${what}, of ${who}`, rate(`${what}: service`) / rate(`${what}: ${who}`), { least });
  const goals = [
    over('segmentations', 'fastify', 2.5), over('segmentations', 'plain ulfius', 0.8), over('assessments', 'fastify', 2), over('assessments', 'pgbench', 0.7),
    over("client's segment", 'fastify', 2.5), over("client's segment", 'pgbench', 0.5), over('assessment by id', 'fastify', 2.5), over('assessment by id', 'pgbench', 0.5),
    goal('resident memory at rest, of fastify', resting.ours / resting.fastify, { most: 0.3 }),
    goal('start to ready, of a bare Ulfius', median(ready) / median(readyPlain), { most: 3 }),
  ];
  const below = `At rest: service ${figure(resting.ours, 1)} MiB, fastify (2 processes and their parent) ${figure(resting.fastify, 1)} MiB, plain Ulfius ${figure(resting.plain, 1)} MiB. Start to ready: service ${figure(median(ready))} ms, plain Ulfius ${figure(median(readyPlain))} ms.\n`;
  report('report-service.md', 'The service beside others', goals, results, { columns: [['CPU us a request, server only', 'us']], below });
} finally {
  await stopAll();
}
