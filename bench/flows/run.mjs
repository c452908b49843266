// The comparison of referrals, worklists and consultations; started by ./run, which prepares the cluster.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { ROUNDS, ask, at, comparable, head, lines, number, pgbench, quoted, report, servers, statement as plain, warmUp, wrk } from '../contest.mjs';
import { goal, interleave } from '../rounds.mjs';

const env = process.env, here = fileURLToPath(new URL('.', import.meta.url)), LIMIT = 20;
const port = Number(env.PORT ?? 18290);
const { base, start, stopAll } = servers({
  ours: { words: [`${env.PROGRAMS}/../service/asiakkuusd`, 'serve'], port, probe: '/readyz', more: { WORKERS: '0' } },
  fastify: { words: ['node', `${here}peer.mjs`, String(port + 1), env.SOCKET, env.JWKS_FILE, env.JWT_ISSUER, env.JWT_AUDIENCE], port: port + 1, probe: '/readyz' },
});
const tokens = { token: lines('token')[0], expert: lines('expert')[0], maker: lines('maker')[0] };
const asking = { 'create a referral': 'maker', answer: 'expert' };
const clients = lines('clients'), questions = lines('questions');

const bodies = {
  create: { client_id: '%s', kind: 'guidance', to: { unit_id: env.UNIT_ID }, need: 'Tukea arkeen.', urgency: 'urgent', from_register: 'health' },
  urgency: { urgency: 'urgent', reason: 'Kiire.' }, route: { need_classes: ['s3_economy'], segment: 'tuki', language: 'fi' },
  ask: { to: { group: 'kalasatama' }, question: 'Mikä palvelu sopii unettomuuteen?', anonymous: true }, answer: { kind: 'advice', text: 'Ryhmä sopii.' },
};
for (const [name, body] of Object.entries(bodies)) writeFileSync(at(`${name}.json`), JSON.stringify(body));

// ---- The same answers ----
const call = (who, method, path, body, as = 'token') => ask(base(who) + path, method,
  { authorization: `Bearer ${tokens[as]}`, ...(body && { 'content-type': 'application/json', 'idempotency-key': `"${who}${Math.random()}"`, 'if-match': '*' }) }, body && JSON.stringify(body));
const own = new Set(['id', 'at', 'created_at', 'waiting_since', 'asked_at', 'starts_at', 'due_at', 'answered_at', 'met_at', 'updated_at', 'next_cursor']);
const told = (value, kept = false) => comparable(value, kept ? new Set(['next_cursor']) : own);
async function same() {
  const [first, second] = lines('referrals');
  for (const [what, paths, body, as] of [
    ['create', ['/v1/referrals', '/v1/referrals'], { ...bodies.create, client_id: clients[0] }, 'maker'], ['route', ['/v1/referrals/route', '/v1/referrals/route'], bodies.route], ['ask', ['/v1/consultations', '/v1/consultations'], bodies.ask],
    ['answer', [`/v1/consultations/${questions[0]}/answer`, `/v1/consultations/${questions[1]}/answer`], bodies.answer, 'expert'],
    ['list', Array(2).fill(`/v1/consultations?direction=received&limit=${LIMIT}`)], ['worklist', Array(2).fill(`/v1/worklists/referrals?limit=${LIMIT}`)]]) {
    const [a, b] = [await call('ours', body ? 'POST' : 'GET', paths[0], body, as), await call('fastify', body ? 'POST' : 'GET', paths[1], body, as)].map((one) => told(one, !body));
    if (a !== b) throw new Error(`${what} differs:\n${a}\n${b}`);
  }
  const [a, b] = [await call('ours', 'POST', `/v1/referrals/${first}/urgency`, bodies.urgency), await call('fastify', 'POST', `/v1/referrals/${second}/urgency`, bodies.urgency)];
  const alike = (one) => told({ ...one, client_id: '', duplicates: one.duplicates.length });
  if (alike(a) !== alike(b)) throw new Error(`urgency differs:\n${told(a)}\n${told(b)}`);
}

// ---- Load ----
let slice = 2;
function load(who, request, body, ids, as) {
  if (ids === 'questions') { // each is answered once
    const most = Math.floor((questions.length - 2) / (2 * (ROUNDS + 1)));
    writeFileSync(at('slice'), questions.slice(slice, slice + most).join('\n'));
    slice += most;
  }
  const got = wrk(base(who), request, [as, body ?? 'answer.json', ids === 'questions' ? 'slice' : ids], { ifMatch: ['*'], badOf: 1000 });
  return { rate: got.requests / got.seconds, p50: got.p50, p99: got.p99 };
}

const common = {
  area: `'90'`, sub: `'bench'`, unit: `'kallio'`, now: 'now()', today: 'current_date', register: `'health'`, registers: `ARRAY['health']`, language: `'fi'`, manages: 'true', anywhere: 'false', here: 'true',
  limit_plus_one: String(LIMIT + 1), wanted_lists: `ARRAY['referrals']`, ground: `'own_register'`, actor_role: `'coordinator'`, request_id: number(0), reads_across: 'true', glass_broken: 'false', noun: `'referral'`,
  wanted_state: `ARRAY['asked','more_asked','answered','closed','withdrawn','converted']`, key: `('bench'||:n::text)`, body_hash: `decode('${'ab'.repeat(32)}', 'hex')`, status: '201', etag: '1', content_type: `'application/json'`,
  body: `repeat('x', 700)`, own_client_id: 'NULL::uuid', version: '1', state: `'asked'`,
};
const statement = (file, name, more, end) => plain(file, name, { ...common, ...more }, end);
const audits = (ids, more) => ids.map((id, i) => statement('ledger/ledger.sql', 'audit_event_insert', { id: number(10 + i), client_id: id ?? 'NULL', ...more })).join('');
function ledger(resource, client, type, operation, { id = number(1), action = 'create', from = 'NULL', version = '1' } = {}) {
  const of = { resource: `'${resource}'`, resource_id: id, version };
  return statement('ledger/moves.sql', 'move_insert', { ...of, action: `'${action}'`, from_status: from, to_status: `'x'` })
    + audits([client], { ...of, kind: `'${action === 'create' ? 'create' : 'change'}'`, operation: `'${operation}'` }) + statement('ledger/ledger.sql', 'event_insert', { ...of, id: number(2), type: `'${type}'` });
}
const keyed = (operation, inside) => head + statement('http/idempotency.sql', 'idempotency_find', { operation: `'${operation}'` }) + inside + statement('http/idempotency.sql', 'idempotency_insert', { operation: `'${operation}'` }) + 'COMMIT;\n';
function scripts(page, routed) {
  const best = `ARRAY[${routed.items.map(({ service }) => quoted(service.id))}]`;
  const shown = [...new Map(page.items.map((item) => [item.client.id, item.id]))], each = (value) => `ARRAY[${shown.map(value)}]`;
  const reads = { operation: `'worklist_get'`, each_area: each(() => `'90'`), each_id: each((_, i) => number(10 + i)), each_client_id: `${each(([client]) => quoted(client))}::uuid[]`,
    each_resource: each(() => `'referral'`), each_resource_id: `${each(([, id]) => quoted(id))}::uuid[]`, each_ground: each(() => `'own_register'`) };
  writeFileSync(at('worklist.sql'), head + statement('domain/worklist/worklist.sql', 'worklist_page_referrals_in') + statement('ledger/ledger.sql', 'audit_event_insert_reads', reads) + 'COMMIT;\n');
  writeFileSync(at('list.sql'), head + statement('domain/consultation/consultation.sql', 'consultation_select_received') + 'COMMIT;\n');
  writeFileSync(at('route.sql'), head + statement('domain/directory/need_class.sql', 'need_class_select_all') + statement('domain/routing/routing.sql', 'routing_rule_select') + statement('domain/directory/service.sql', 'service_select_for_needs', { need_terms: `ARRAY['need'||chr(58)||'s3_economy']`, terms: `'{}'` })
    + statement('domain/routing/routing.sql', 'routing_wait_select', { service_ids: best }) + statement('domain/directory/service.sql', 'service_select_many', { service_ids: best }) + 'COMMIT;\n');
  const of = { resource: `'referral'`, resource_id: number(1) };
  const client = `('00000000-0000-7000-b000-'||lpad(to_hex(:c::bigint), 12, '0'))::uuid`;
  writeFileSync(at('create.sql'), `\\set c random(1, ${env.CLIENTS})\n${keyed('referral_create', statement('domain/deadline/deadline.sql', 'deadline_rule_select', of)
    + statement('domain/client/client.sql', 'client_lock_core', { id: client }) + statement('domain/referral/referral.sql', 'referral_select_target', { client_id: client, to_unit_id: quoted(env.UNIT_ID), need_classes: `'{}'` })
    + statement('domain/referral/referral.sql', 'referral_insert', { id: number(1), sub: `'bench-maker'`, client_id: client, kind: `'guidance'`, urgency: `'urgent'`, need: `'Tukea arkeen.'`, need_classes: `'{}'`, from_register: `'health'`, to_register: `'health'`, from_unit_id: quoted(env.UNIT_ID), to_unit_id: quoted(env.UNIT_ID), rules: `'{}'`, attachments: `'{}'` })
    + ledger('referral', client, 'referral.created', 'referral_create'))}`);
  writeFileSync(at('ask.sql'), keyed('consultation_create', statement('domain/consultation/consultation.sql', 'consultation_select_group', { group: `'kalasatama'` })
    + statement('domain/consultation/consultation.sql', 'consultation_insert', { id: number(1), anonymous: 'true', to_group: `'kalasatama'`, receiver_unit: `'kalasatama'`, question: `'Mikä palvelu sopii unettomuuteen?'`, urgency: `'non_urgent'`, authorised_to_convert: 'false', round: '1', answer_within_hours: '120', starts_at: 'now()', due_at: `now() + interval '5 days'` })
    + ledger('consultation', null, 'consultation.asked', 'consultation_create')));
  // Any of the thousand referrals, and of the questions that are kept for this, as they were made (see run).
  const past = (id, resource) => statement('ledger/moves.sql', 'move_select', { resource: `'${resource}'`, resource_id: id });
  const one = `('00000000-0000-7000-9000-'||lpad(to_hex(:k::bigint), 12, '0'))::uuid`, ofOne = { resource: `'referral'`, resource_id: one };
  writeFileSync(at('move.sql'), `\\set k random(1, 1000)\n${keyed('referral_move', past(one, 'referral') + ['deadline_select', 'deadline_stop_select', 'deadline_rule_select'].map((name) => statement('domain/deadline/deadline.sql', name, ofOne)).join('')
    + statement('domain/referral/referral.sql', 'referral_select', { id: one }, ' \\gset seen_')
    + statement('domain/referral/referral.sql', 'referral_update', { id: one, version: ':seen_version', kind: `'guidance'`, state: `'sent'`, urgency: `'urgent'`, need: `'Tukea arkeen.'`, need_classes: `'{}'`, to_register: `'health'`, to_unit_id: quoted(env.UNIT_ID), rules: `'{}'`, attachments: `'{}'`, unseen: 'NULL', waiting_since: 'now()', sent_at: 'now()' })
    + ledger('referral', quoted(clients[0]), 'referral.urgency_changed', 'referral_move', { id: one, action: 'urgency', from: `'sent'`, version: ':seen_version + 1 + (:n::bigint)' }))}`);
  const asked = `('00000000-0000-7000-a000-'||lpad(to_hex(:k::bigint), 12, '0'))::uuid`;
  writeFileSync(at('answer.sql'), `\\set k random(1, ${env.KEPT})\n${keyed('consultation_answer', past(asked, 'consultation') + statement('domain/consultation/consultation.sql', 'consultation_select_clocks', { id: asked })
    + statement('domain/consultation/consultation.sql', 'consultation_select', { id: asked, noun: `'consultation'`, sub: `'bench-expert'`, unit: `'kalasatama'` }, ' \\gset seen_')
    + statement('domain/consultation/consultation.sql', 'consultation_update', { id: asked, added: '1', version: ':seen_version', state: `'answered'`, answer_kind: `'advice'`, answered_at: 'now()', answered_by_sub: `'bench'`, round: '1', answer_within_hours: '120', starts_at: 'now()', due_at: `now() + interval '5 days'`, met_at: 'now()' })
    + ledger('consultation', null, 'consultation.answered', 'consultation_answer', { id: asked, action: 'answer', from: `'asked'`, version: ':seen_version + 1 + (:n::bigint)' })
    + statement('domain/consultation/consultation.sql', 'consultation_insert_message', { consultation_id: asked, number: '1 + :n::bigint', kind: `'answer'`, side: `'receiver'`, text: `'Ryhmä sopii.'` }))}`);
}

// ---- The whole ----
try {
  await start('ours');
  await start('fastify');
  await wait(1500);
  await same();
  scripts(await call('ours', 'GET', `/v1/worklists/referrals?limit=${LIMIT}`), await call('ours', 'POST', '/v1/referrals/route', bodies.route));
  const kinds = [
    ['worklist page', `GET /v1/worklists/referrals?limit=${LIMIT}`, null, 'referrals', 'worklist', 'read'],
    ['routing', 'POST /v1/referrals/route', 'route.json', 'referrals', 'route', 'read'],
    ['list of consultations', `GET /v1/consultations?direction=received&limit=${LIMIT}`, null, 'referrals', 'list', 'read'],
    ['create a referral', 'POST /v1/referrals', 'create.json', 'clients', 'create', 'write'],
    ['move a referral', 'POST /v1/referrals/%s/urgency', 'urgency.json', 'referrals', 'move', 'write'],
    ['ask', 'POST /v1/consultations', 'ask.json', 'referrals', 'ask', 'write'],
    ['answer', 'POST /v1/consultations/%s/answer', 'answer.json', 'questions', 'answer', 'write'],
  ];
  const contenders = kinds.flatMap(([name, request, body, ids, script]) => [
    ...['ours', 'fastify'].map((who) => ({ name: `${name}: ${who}`, run: () => load(who, request, body, ids, asking[name] ?? 'token') })),
    { name: `${name}: pgbench`, run: () => pgbench([`${script}.sql`]) }]);
  warmUp(contenders);
  const results = interleave(contenders, ROUNDS, (c) => c.run(), (round, name) => process.stderr.write(`round ${round + 1}: ${name}\n`));
  const rate = (name) => results.get(name).rate;
  const goals = kinds.flatMap(([name, , , , , kind]) => [goal(`${name}, of fastify`, rate(`${name}: ours`) / rate(`${name}: fastify`), { least: kind === 'read' ? 2.5 : 2 }),
    goal(`${name}, of pgbench`, rate(`${name}: ours`) / rate(`${name}: pgbench`), { least: kind === 'read' ? 0.5 : 0.7 })]);
  report('report-flows.md', 'Referrals, worklists and consultations beside others', goals, results);
} finally {
  await stopAll();
}
