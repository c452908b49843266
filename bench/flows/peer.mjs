// Referrals, worklists, routing and consultations in Fastify and pg, two processes: peer.mjs PORT
// SOCKET_FOLDER JWKS ISSUER AUDIENCE, as ./run starts it. Its statements are the service's own; it knows
// the cases that are compared: a referral within one register, a question without a client.
import cluster from 'node:cluster';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { frame, helsinkiDay, uuid } from '../service/frame.mjs';

const [port, socket, jwksPath, issuer, audience] = process.argv.slice(2);
if (cluster.isPrimary) {
  for (let n = 0; n < 2; n++) cluster.fork();
} else {
  await serve();
}

// Left out where it is not there, as the service does.
const told = (record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null && value !== undefined));
const read = (file) => readFileSync(new URL(`../../service/${file}`, import.meta.url), 'utf8');
const SIDES = { SENDER: 1, RECEIVER: 2, EITHER: 3 };
function movesOf(file) {
  return [...read(file).matchAll(/^MOVE\((?:"(\w+)"|NULL), (\w+), "(\w+)", "[\w:]+", (\w+), (\w+), /gm)]
    .map(([, from, action, to, event, side]) => ({ from, action, to, event, side: SIDES[side] }));
}
const eventType = Object.fromEntries([...read('tables/events.def').matchAll(/^EVENT\((\w+), "([\w.]+)"/gm)].map(([, name, type]) => [name, type]));
const moves = { referral: movesOf('domain/referral/referral_moves.def'), consultation: movesOf('domain/consultation/consultation_moves.def') };
const routing = [...read('tables/routing.def').matchAll(/^ROUTING\((\w+), (\d+), "([^"]*)"/gm)].map(([, code, points, text]) => ({ code, points: Number(points), text }));

function referralActions(row, sides) {
  return moves.referral.filter((move) => move.from === row.state && move.side & sides && !['pause', 'resume', 'acknowledge'].includes(move.action)
    && !(move.action === 'complete' && row.state === 'sent') && !(move.action === 'release' && !row.assignee)).map(({ action }) => action);
}
function consultationActions(row, sides) {
  return moves.consultation.filter((move) => move.from === row.state && move.side & sides && move.action !== 'convert'
    && !(move.action === 'release' && !row.assignee_sub) && !(move.action === 'assign' && row.assignee_sub)).map(({ action }) => action);
}

async function serve() {
  const { app, allow, transaction, run, caller, audit } = frame({ socket, jwksPath, issuer, audience, files: {
    find: ['http/idempotency.sql', 'idempotency_find'], keep: ['http/idempotency.sql', 'idempotency_insert'],
    audit: ['ledger/ledger.sql', 'audit_event_insert'], audits: ['ledger/ledger.sql', 'audit_event_insert_reads'], event: ['ledger/ledger.sql', 'event_insert'],
    history: ['ledger/moves.sql', 'move_insert'], past: ['ledger/moves.sql', 'move_select'], core: ['domain/client/client.sql', 'client_lock_core'],
    clocks: ['domain/deadline/deadline.sql', 'deadline_select'], stops: ['domain/deadline/deadline.sql', 'deadline_stop_select'], rules: ['domain/deadline/deadline.sql', 'deadline_rule_select'],
    target: ['domain/referral/referral.sql', 'referral_select_target'], refer: ['domain/referral/referral.sql', 'referral_insert'],
    referral: ['domain/referral/referral.sql', 'referral_select'], change: ['domain/referral/referral.sql', 'referral_update'],
    worklist: ['domain/worklist/worklist.sql', 'worklist_page_referrals_in'],
    services: ['domain/directory/service.sql', 'service_select_for_needs'], points: ['domain/routing/routing.sql', 'routing_rule_select'], waits: ['domain/routing/routing.sql', 'routing_wait_select'], whole: ['domain/directory/service.sql', 'service_select_many'], classes: ['domain/directory/need_class.sql', 'need_class_select_all'],
    group: ['domain/consultation/consultation.sql', 'consultation_select_group'], ask: ['domain/consultation/consultation.sql', 'consultation_insert'],
    question: ['domain/consultation/consultation.sql', 'consultation_select'], before: ['domain/consultation/consultation.sql', 'consultation_select_clocks'],
    move: ['domain/consultation/consultation.sql', 'consultation_update'],
    message: ['domain/consultation/consultation.sql', 'consultation_insert_message'], received: ['domain/consultation/consultation.sql', 'consultation_select_received'],
  } });
  const given = (request, more) => ({ ...caller(request), today: helsinkiDay(request.at), registers: [request.claims.register], reads_across: true, glass_broken: false, noun: 'referral', ...more });

  // A write under its Idempotency-Key; `make` gives the status, the body and the version.
  async function once(request, reply, operation, make) {
    const { area, sub } = request.claims, key = request.headers['idempotency-key'];
    const body_hash = createHash('sha256').update(JSON.stringify(request.body)).digest();
    const answer = await transaction(area, async (client) => {
      const kept = (await run(client, 'find', { area, sub, operation, key })).rows[0];
      if (kept.body_hash) return kept.body_hash.equals(body_hash) ? { status: kept.status, body: kept.body } : { status: 422, body: '{}' };
      if (!kept.taken) return { status: 409, body: '{}' };
      const made = await make(client);
      const body = JSON.stringify(made.record);
      await run(client, 'keep', { area, sub, operation, key, body_hash, status: made.status, content_type: 'application/json', etag: made.record.version, language: 'fi', body, now: request.at });
      return { status: made.status, body, version: made.record.version };
    });
    reply.code(Number(answer.status)).header('etag', `"${answer.version}"`).type('application/json; charset=utf-8').serializer((text) => text);
    return answer.body;
  }
  async function record(client, request, resource, move, row, more = {}) {
    const step = { area: request.claims.area, resource, resource_id: row.id, version: row.version, now: request.at, sub: request.claims.sub, action: move.action, from_status: move.from, to_status: move.to, ...more };
    await run(client, 'history', step);
    await audit(client, request, { kind: move.from ? 'change' : 'create', operation: `${resource}_${move.action}`, client_id: row.client_id, resource, resource_id: row.id, ground: row.client_id ? 'own_register' : null });
    await run(client, 'event', { area: request.claims.area, id: uuid(), now: request.at, type: eventType[move.event], resource, resource_id: row.id, version: row.version });
    return told({ version: row.version, at: request.at, by: { sub: request.claims.sub }, action: move.action, from: move.from, to: move.to, ...more });
  }
  const stepOf = (row) => told({ version: Number(row.version), at: row.at, by: { sub: row.by_sub }, action: row.action, from: row.from, to: row.to, reason: row.reason, detail: row.detail });

  // ---- Referrals ----
  const shownReferral = (row, history, sides, today) => told({
    id: row.id, client_id: row.client_id, version: Number(row.version), kind: row.kind, state: row.state, urgency: row.urgency, need: row.need, need_classes: row.need_classes,
    from_register: row.from_register, to_register: row.to_register, from_unit_id: row.from_unit_id, to: told({ service_id: row.to_service_id, unit_id: row.to_unit_id }),
    due_on: row.due_on, overdue: Boolean(row.due_on && row.due_on < today), waiting_since: row.waiting_since, sent_at: row.sent_at, created_at: row.created_at, created_by: { sub: row.created_by_sub },
    deadlines: [], duplicates: row.duplicates, available_actions: row.state === 'draft' ? ['edit', 'send', 'cancel'] : referralActions(row, sides), history, client_status: row.client_status });
  const clocks = async (client, request, id) => {
    const of = { area: request.claims.area, resource: 'referral', resource_id: id };
    for (const name of ['clocks', 'stops', 'rules']) await run(client, name, of);
  };
  app.post('/v1/referrals', {
    preValidation: allow('referral:write'),
    schema: { body: { type: 'object', required: ['client_id', 'kind', 'to', 'need', 'urgency', 'from_register'], additionalProperties: false, properties: {
      client_id: { type: 'string', format: 'uuid' }, kind: { enum: ['guidance'] }, to: { type: 'object', properties: { unit_id: { type: 'string', format: 'uuid' } } },
      need: { type: 'string', minLength: 1, maxLength: 4000 }, urgency: { enum: ['emergency', 'urgent', 'non_urgent'] }, from_register: { enum: ['health', 'social'] } } } },
  }, (request, reply) => once(request, reply, 'referral_create', async (client) => {
    const { body } = request, { area } = request.claims, id = uuid();
    await run(client, 'rules', { area });
    const person = (await run(client, 'core', { area, id: body.client_id })).rows[0];
    const target = (await run(client, 'target', given(request, { client_id: body.client_id, to_unit_id: body.to.unit_id, need_classes: [] }))).rows[0];
    const row = { id, client_id: body.client_id, version: 1, kind: body.kind, state: 'draft', urgency: body.urgency, need: body.need, need_classes: [], from_register: body.from_register, to_register: target.unit_register ?? body.from_register,
      from_unit_id: target.caller_unit_id, to_unit_id: body.to.unit_id, waiting_since: request.at, created_at: request.at, created_by_sub: request.claims.sub, duplicates: target.duplicates, client_status: person.status };
    await run(client, 'refer', { ...given(request, row), rules: [], attachments: '{"attachments":[]}' });
    const step = await record(client, request, 'referral', moves.referral[0], row);
    return { status: 201, record: shownReferral(row, [step], 3, helsinkiDay(request.at)) };
  }));
  app.post('/v1/referrals/:id/urgency', {
    preValidation: allow('referral:write'),
    schema: { body: { type: 'object', required: ['urgency', 'reason'], additionalProperties: false, properties: { urgency: { enum: ['emergency', 'urgent', 'non_urgent'] }, reason: { type: 'string', minLength: 1, maxLength: 2000 } } } },
  }, (request, reply) => once(request, reply, 'referral_move', async (client) => {
    const { area } = request.claims, { id } = request.params;
    const past = (await run(client, 'past', { area, resource: 'referral', resource_id: id })).rows;
    await clocks(client, request, id);
    const row = (await run(client, 'referral', given(request, { id }))).rows[0];
    const move = moves.referral.find((one) => one.from === row.state && one.action === 'urgency');
    row.urgency = request.body.urgency;
    const changed = await run(client, 'change', given(request, { ...row, attachments: JSON.stringify(row.attachments) }));
    if (changed.rowCount === 0) throw new Error('another made a move first');
    row.version = Number(row.version) + 1;
    const step = await record(client, request, 'referral', move, row, { reason: request.body.reason, detail: request.body.urgency });
    return { status: 200, record: shownReferral(row, [...past.map(stepOf), step], 3, helsinkiDay(request.at)) };
  }));

  // ---- A page of a worklist ----
  app.get('/v1/worklists/referrals', { preValidation: allow('referral:read') }, async (request) => {
    const limit = Number(request.query.limit ?? 50), { area } = request.claims;
    const rows = await transaction(area, async (client) => {
      const found = (await run(client, 'worklist', given(request, { wanted_lists: ['referrals'], manages: true, anywhere: false, language: 'fi', limit_plus_one: limit + 1 }))).rows;
      const seen = new Map();
      for (const row of found.slice(0, limit)) if (!seen.has(row.client_id)) seen.set(row.client_id, row);
      const shown = [...seen.values()], each = (value) => shown.map(value);
      await run(client, 'audits', { ...caller(request), operation: 'worklist_get', each_area: each(() => area), each_id: each(() => uuid()), each_client_id: each((row) => row.client_id),
        each_resource: each(() => 'referral'), each_resource_id: each((row) => row.id), each_ground: each((row) => row.ground) });
      return found;
    });
    const last = rows[limit - 1];
    return {
      items: rows.slice(0, limit).map((row) => told({ resource: row.resource, id: row.id, client: { id: row.client_id, status: row.client_status }, state: row.state, title: row.title, urgency: row.urgency, due_on: row.due_on,
        overdue: row.overdue, waiting_since: row.waiting_since, assignee: row.assignee, unseen: row.unseen, available_actions: referralActions(row, Number(row.sides)) })),
      next_cursor: rows.length > limit ? Buffer.from(JSON.stringify([last.sort_due, last.sort_next, last.waiting_since, last.id])).toString('base64url') : null,
    };
  });

  // ---- Routing ----
  function rank(request, services, points, waits) {
    const { need_classes: needs, segment, language } = request.body;
    const own = new Map(points.map((row) => [row.code, Number(row.points)]));
    const rule = Object.fromEntries(routing.map((one) => [one.code, { ...one, points: own.get(one.code) ?? one.points }]));
    const since = new Map(waits.filter((row) => row.waiting_since).map((row) => [row.service_id, row.waiting_since]));
    return services.map((row) => {
      const reasons = [], answered = needs.filter((need) => row.needs.includes(need)).length, selfReliant = segment === 'omatoimi' && (row.kind === 'digital' || row.self_referral);
      const add = (code, given) => { if (given > 0) reasons.push({ code, text: rule[code].text, points: given }); };
      const days = since.has(row.id) ? (Date.parse(helsinkiDay(request.at)) - Date.parse(helsinkiDay(since.get(row.id)))) / 86_400_000 : 0;
      add('need_matched', Math.trunc((rule.need_matched.points * answered) / needs.length));
      add('whole_need', answered === needs.length ? rule.whole_need.points : 0);
      add('lightest', rule.lightest.points * (5 - Number(row.weight ?? 3)));
      add('self_service', selfReliant ? rule.self_service.points : 0);
      add('segment', row.segments.includes(segment) ? rule.segment.points : 0);
      add('takes_referrals', row.takes_referrals ? rule.takes_referrals.points : 0);
      add('language', row.languages.includes(language) ? rule.language.points : 0);
      add('short_wait', row.takes_referrals ? rule.short_wait.points - days : 0);
      return { row, score: reasons.reduce((sum, reason) => sum + reason.points, 0), reasons };
    }).sort((a, b) => b.score - a.score || (a.row.sort_key < b.row.sort_key ? -1 : 1)).slice(0, 20);
  }
  app.post('/v1/referrals/route', {
    preValidation: allow('referral:read'),
    schema: { body: { type: 'object', required: ['need_classes'], additionalProperties: false, properties: { need_classes: { type: 'array', items: { type: 'string' } }, segment: { type: 'string' }, language: { type: 'string' } } } },
  }, async (request) => {
    const { area } = request.claims, { need_classes: needs } = request.body;
    const items = await transaction(area, async (client) => {
      const classes = new Set((await run(client, 'classes', {})).rows.map(({ code }) => code));
      if (!needs.every((need) => classes.has(need))) throw new Error('no such class of need');
      const points = (await run(client, 'points', given(request))).rows;
      const services = (await run(client, 'services', given(request, { need_terms: needs.map((need) => `need:${need}`), terms: [] }))).rows;
      const waits = (await run(client, 'waits', { area, service_ids: services.map(({ id }) => id) })).rows;
      const best = rank(request, services, points, waits);
      const whole = new Map((await run(client, 'whole', { area, service_ids: best.map(({ row }) => row.id) })).rows.map((row) => [row.id, row]));
      return best.map((item) => ({ ...item, row: whole.get(item.row.id) }));
    });
    return { items: items.map(({ row, score, reasons }) => {
      const { channels, consultation } = JSON.parse(row.details);
      return { service: told({ id: row.id, version: Number(row.version), code: row.code, unit_id: row.unit_id, names: told({ fi: row.names_fi, sv: row.names_sv, en: row.names_en }), kind: row.kind, register: row.register,
        needs: row.needs, segments: row.segments, languages: row.languages, municipalities: row.municipalities, age: row.age_min === null && row.age_max === null ? null : told({ min: row.age_min === null ? null : Number(row.age_min), max: row.age_max === null ? null : Number(row.age_max) }),
        referral_kinds: row.referral_kinds, takes_referrals: row.takes_referrals, self_referral: row.self_referral, weight: Number(row.weight), channels, consultation, url: row.url, updated_at: row.updated_at }), score, reasons };
    }) };
  });

  // ---- Consultations ----
  const sidesOf = (row) => (row.is_asker ? 1 : 0) | (row.is_receiver ? 2 : 0);
  const summary = (row, now) => told({
    id: row.id, version: Number(row.version), state: row.state, anonymous: row.anonymous, register: row.register, to: told({ service_id: row.to_service_id, group: row.to_group, sub: row.to_sub }), question: row.question, urgency: row.urgency,
    authorised_to_convert: row.authorised_to_convert, asked_at: row.asked_at, asked_by: told({ sub: row.asked_by_sub, unit: row.asked_by_unit }), answer_kind: row.answer_kind, answered_at: row.answered_at, due_at: row.due_at,
    overdue: row.met_at === null && row.stopped_at === null && Date.parse(row.due_at) < Date.parse(now), message_count: Number(row.message_count), unread: Number(row.unread), available_actions: consultationActions(row, sidesOf(row)),
    answered_by: row.answered_by_sub ? { sub: row.answered_by_sub } : null });
  const whole = (row, history, now) => ({ ...summary(row, now), deadlines: [told({ rule: 'consultation_answer', basis: 'own', round: Number(row.round), starts_at: row.starts_at, due_at: row.due_at, met_at: row.met_at,
    state: row.met_at ? 'met' : Date.parse(row.due_at) < Date.parse(now) ? 'overdue' : 'running', in_time: row.met_at ? Date.parse(row.met_at) <= Date.parse(row.due_at) : null })], history });
  app.post('/v1/consultations', {
    preValidation: allow('consultation:write'),
    schema: { body: { type: 'object', required: ['to', 'question', 'anonymous'], additionalProperties: false, properties: { to: { type: 'object', properties: { group: { type: 'string' } } }, question: { type: 'string', minLength: 1, maxLength: 4000 }, anonymous: { const: true } } } },
  }, (request, reply) => once(request, reply, 'consultation_create', async (client) => {
    const { area, sub, unit, register } = request.claims, { body } = request;
    const desk = (await run(client, 'group', { area, group: body.to.group })).rows[0];
    const due_at = new Date(Date.parse(request.at) + 120 * 3_600_000).toISOString();
    const row = { id: uuid(), version: 1, state: 'asked', anonymous: true, client_id: null, register, to_service_id: null, to_group: body.to.group, to_sub: null, receiver_unit: desk.unit, question: body.question, urgency: 'non_urgent',
      authorised_to_convert: false, asked_at: request.at, asked_by_sub: sub, asked_by_unit: unit, round: 1, answer_within_hours: 120, starts_at: request.at, due_at, met_at: null, stopped_at: null, message_count: 0, unread: 0, is_asker: true, is_receiver: desk.unit === unit };
    await run(client, 'ask', { ...given(request, row), group: row.to_group });
    const step = await record(client, request, 'consultation', moves.consultation[0], row);
    return { status: 201, record: whole(row, [step], request.at) };
  }));
  app.post('/v1/consultations/:id/answer', {
    preValidation: allow('consultation:write'),
    schema: { body: { type: 'object', required: ['kind', 'text'], additionalProperties: false, properties: { kind: { enum: ['advice', 'joint_appointment', 'take_over'] }, text: { type: 'string', minLength: 1, maxLength: 4000 } } } },
  }, (request, reply) => once(request, reply, 'consultation_answer', async (client) => {
    const { area, unit } = request.claims, { id } = request.params, { body } = request;
    const past = (await run(client, 'past', { area, resource: 'consultation', resource_id: id })).rows;
    await run(client, 'before', { area, id });
    const row = (await run(client, 'question', given(request, { id, noun: 'consultation' }))).rows[0];
    const move = moves.consultation.find((one) => one.from === row.state && one.action === 'answer');
    Object.assign(row, { state: move.to, answer_kind: body.kind, answered_at: request.at, answered_by_sub: request.claims.sub, met_at: request.at });
    const changed = await run(client, 'move', given(request, { ...row, added: 1 }));
    if (changed.rowCount === 0) throw new Error('another was first');
    row.version = Number(row.version) + 1;
    const step = await record(client, request, 'consultation', move, row);
    const number = changed.rows[0].count;
    await run(client, 'message', { area, consultation_id: id, number, kind: 'answer', now: request.at, sub: request.claims.sub, unit, side: 'receiver', text: body.text });
    row.message_count = number;
    return { status: 200, record: whole(row, [...past.map(stepOf), step], request.at) };
  }));
  app.get('/v1/consultations', { preValidation: allow('consultation:read') }, async (request) => {
    const limit = Number(request.query.limit ?? 50);
    const rows = await transaction(request.claims.area, async (client) => (await run(client, 'received', given(request, { noun: 'consultation', limit_plus_one: limit + 1,
      wanted_state: ['asked', 'more_asked', 'answered', 'closed', 'withdrawn', 'converted'] }))).rows);
    const last = rows[limit - 1];
    return { items: rows.slice(0, limit).map((row) => summary(row, request.at)), next_cursor: rows.length > limit ? Buffer.from(`${last.asked_at} ${last.id}`).toString('base64url') : null };
  });

  await app.listen({ port: Number(port), host: '127.0.0.1' });
}
