// The same endpoints in Fastify and pg, two processes: peer.mjs PORT SOCKET_FOLDER JWKS ISSUER
// AUDIENCE MODEL_ID HASH, as ./run starts it. Its statements are the service's own.
import cluster from 'node:cluster';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fastJson from 'fast-json-stringify';
import { bodySchema, segmentation, shownSchema } from './answer.mjs';
import { frame, helsinkiDay, uuid } from './frame.mjs';

const [port, socket, jwksPath, issuer, audience, modelId, hash] = process.argv.slice(2);
if (cluster.isPrimary) {
  for (let n = 0; n < 2; n++) cluster.fork();
} else {
  await serve();
}

async function serve() {
  const named = { code: 'helsinki', hash, version: 1 };
  const { app, allow, transaction, run, caller, audit } = frame({ socket, jwksPath, issuer, audience, files: {
    find: ['http/idempotency.sql', 'idempotency_find'], keep: ['http/idempotency.sql', 'idempotency_insert'],
    core: ['domain/client/client.sql', 'client_lock_core'],
    steps: ['domain/assessment/standing.sql', 'standing_select_steps'], settle: ['domain/assessment/standing.sql', 'standing_put'], insert: ['domain/assessment/assessment.sql', 'assessment_insert'],
    history: ['ledger/moves.sql', 'move_insert'], audit: ['ledger/ledger.sql', 'audit_event_insert'], event: ['ledger/ledger.sql', 'event_insert'],
    standing: ['domain/assessment/standing.sql', 'standing_select'], standing_audit: ['domain/assessment/standing.sql', 'standing_audit_read'],
    select: ['domain/assessment/assessment.sql', 'assessment_select'], select_audit: ['domain/assessment/assessment.sql', 'assessment_audit_read'],
    past: ['ledger/moves.sql', 'move_select'], facts: ['domain/duty/duty.sql', 'duty_select_facts'],
  } });

  app.post('/v1/segmentations', {
    preValidation: allow('segmentation:evaluate'),
    schema: { body: bodySchema(), querystring: { type: 'object', properties: { what_if: { type: 'string' } } }, response: { 200: shownSchema } },
  }, async (request) => segmentation(request.body, named).shown);

  const age = (birth, day) => {
    const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
    return day.slice(5, 10) < birth.slice(5, 10) ? years - 1 : years;
  };
  app.post('/v1/clients/:id/assessments', {
    preValidation: allow('assessment:write'),
    schema: {
      params: { type: 'object', properties: { id: { type: 'string', format: 'uuid' } } },
      headers: { type: 'object', properties: { 'idempotency-key': { type: 'string', minLength: 1, maxLength: 255 } }, required: ['idempotency-key'] },
      body: bodySchema({ register: { enum: ['health', 'social'] } }, ['register']),
    },
  }, async (request, reply) => {
    const { area, sub } = request.claims, key = request.headers['idempotency-key'], operation = 'assessment_create';
    if (request.body.register !== request.claims.register) return reply.code(403).send();
    const bodyHash = createHash('sha256').update(JSON.stringify(request.body)).digest();
    const answered = await transaction(area, async (client) => {
      const kept = (await run(client, 'find', { area, sub, operation, key })).rows[0];
      if (kept.body_hash) return kept.body_hash.equals(bodyHash) ? kept : { status: 422 };
      if (!kept.taken) return { status: 409 };
      const found = (await run(client, 'core', { area, id: request.params.id })).rows[0];
      if (!found) return { status: 404 };
      const steps = (await run(client, 'steps', { area, client_ids: [found.id] })).rows;
      return await store(client, request, found, steps, key, bodyHash);
    });
    if (!answered.fresh) return reply.code(Number(answered.status)).type('application/json').send(answered.body ?? '{}');
    reply.code(201).header('etag', '"1"').header('location', answered.location).type('application/json; charset=utf-8').serializer((text) => text);
    return answered.body;
  });
  const created = fastJson(createdSchema(shownSchema));

  async function store(client, request, found, steps, key, bodyHash) {
    const { area, sub, unit } = request.claims, now = request.at, id = uuid();
    const result = segmentation(request.body, named);
    const professional = Object.fromEntries(Object.entries(request.body.answers.professional).sort(([a], [b]) => (a < b ? -1 : 1)));
    const input = { age: age(found.birth_date, now), answers: { professional }, duration: request.body.duration, flags: request.body.flags };
    await run(client, 'insert', {
      area, id, client_id: found.id, register: request.body.register, model_id: modelId, model_code: 'helsinki', model_version: 1, model_hash: hash,
      as_of: helsinkiDay(now), input: JSON.stringify(input), stored_result: JSON.stringify(result.plain), result_hash: result.plain.result_hash, segment: result.segment,
      certain: result.certain, possible: result.possible, chosen_segment: result.segment, participants: '[]', own_view: false, assessed_at: now, now, sub, unit,
    });
    const step = { client_id: found.id, id, model_id: modelId, register: request.body.register, status: 'proposed', segment: result.segment, as_of: helsinkiDay(now), review_due: null, settled_at: now, own_view: false, unit };
    await run(client, 'settle', columns(area, standings([...steps, step])));
    await run(client, 'history', { area, resource: 'assessment', resource_id: id, now, sub, action: 'create', to_status: 'proposed', detail: result.segment, version: 1 });
    await audit(client, request, { kind: 'create', operation: 'assessment_create', client_id: found.id, resource: 'assessment', resource_id: id });
    await run(client, 'event', { area, id: uuid(), now, type: 'assessment.created', resource: 'assessment', resource_id: id, version: 1 });
    const body = created({
      id, client_id: found.id, version: 1, status: 'proposed', register: request.body.register,
      as_of: helsinkiDay(now), chosen_segment: result.segment, client_present: false, assessed_at: now, recorded_at: now, assessed_by: { sub },
      participants: [], input, ...result.shown, chosen: chosenOf(result.shown), available_actions: ['confirm'], history: [{ version: 1, at: now, by: { sub }, action: 'create', to: 'proposed', detail: result.segment }],
    });
    const location = `/v1/assessments/${id}`;
    await run(client, 'keep', { area, sub, operation: 'assessment_create', key, body_hash: bodyHash, status: 201, content_type: 'application/json', etag: 1, location, language: 'fi', body, now });
    return { fresh: true, body, location };
  }

  const names = Object.fromEntries(shownNames());
  app.get('/v1/clients/:id/segment', { preValidation: allow('assessment:read'), schema: { response: { 200: standingSchema() } } }, async (request, reply) => {
    const { area, register } = request.claims;
    // Both reads write their audit row by a statement of its own, with the same values.
    const given = { ...caller(request), client_id: request.params.id, registers: [register], fresh_id: uuid(), operation: 'client_segment_get' };
    const row = await transaction(area, async (client) => {
      const facts = (await run(client, 'facts', { ...given, today: helsinkiDay(request.at) })).rows[0];
      const found = (await run(client, 'standing', given)).rows[0];
      await run(client, 'standing_audit', given);
      return found && { ...found, facts };
    });
    if (!row) return reply.code(404).send();
    return { client_id: row.client_id, segment: row.segment, segment_name: names[row.segment], status: row.status, since: row.since, assessment_id: row.assessment_id, next_review: row.next_review, open_duties: dutiesOf(row, helsinkiDay(request.at)) };
  });
  app.get('/v1/assessments/:id', { preValidation: allow('assessment:read') }, async (request, reply) => {
    const { area, register } = request.claims;
    const given = { ...caller(request), id: request.params.id, registers: [register], fresh_id: uuid(), operation: 'assessment_get' };
    const found = await transaction(area, async (client) => {
      const row = (await run(client, 'select', given)).rows[0];
      await run(client, 'select_audit', given);
      return row && { row, past: (await run(client, 'past', { area, resource: 'assessment', resource_id: row.id })).rows };
    });
    if (!found) return reply.code(404).send();
    reply.header('etag', `"${found.row.version}"`).type('application/json; charset=utf-8').serializer((text) => text);
    const { row, past } = found, { input } = row, parsed = JSON.parse(input), { shown } = segmentation(parsed, named);
    return created({
      ...row, version: Number(row.version), client_present: false,
      assessed_by: { sub: row.assessed_by_sub }, input: parsed, ...shown, chosen: chosenOf(shown), available_actions: ['confirm'],
      history: past.map((move) => ({ version: Number(move.version), at: move.at, by: { sub: move.by_sub }, action: move.action, to: move.to, detail: move.detail })),
    });
  });

  await app.listen({ port: Number(port), host: '127.0.0.1' });
}

// Where a client stands by their assessments, as service/domain/assessment/standing_rule.h has it.
const rank = (step) => (step.status === 'confirmed' ? 0 : step.own_view ? 2 : 1);
const descending = (a, b) => (a < b ? 1 : a > b ? -1 : 0);
const later = (a, b) => descending(b.as_of, a.as_of) || descending(b.settled_at, a.settled_at);
const fromThen = (step) => (step.as_of < helsinkiDay(step.settled_at) ? startOf(step.as_of) : step.settled_at);
// Its midnight in Helsinki, two or three hours before that of UTC.
const startOf = (on) => [3, 2].map((hours) => new Date(Date.parse(`${on}T00:00:00Z`) - hours * 3600_000).toISOString()).find((at) => helsinkiDay(at) === on);
function standings(steps) {
  const ordered = steps.sort((a, b) => rank(a) - rank(b) || later(b, a) || descending(a.id, b.id));
  const by = (scope) => {
    const own = ordered.filter(({ register }) => scope === 'both' || register === scope), [top] = own;
    if (!top) return [];
    const ends = own.findIndex(({ status, segment }) => status !== 'confirmed' || segment !== top.segment);
    const first = own[ends < 0 ? own.length - 1 : Math.max(ends - 1, 0)];
    const waiting = own.find((step) => step.status === 'proposed' && !step.own_view && (top.status === 'proposed' || later(step, top) > 0));
    const { client_id, id: assessment_id, model_id, register, status, segment, review_due, settled_at, unit } = top;
    return [{ client_id, assessment_id, model_id, scope, register, status, segment, review_due, settled_at, unit, since: fromThen(first),
      proposal_id: waiting?.id, proposal_unit: waiting?.unit, proposal_at: waiting?.settled_at, wants_person: false, wants_team: false }];
  };
  const each = [...by('health'), ...by('social')];
  return each.length > 1 ? [...each, ...by('both')] : each;
}
const columns = (area, rows) => ({ area, each_area: rows.map(() => area), ...Object.fromEntries(Object.keys(rows[0]).map((name) => [`each_${name}`, rows.map((row) => row[name] ?? null)])) });

// What is due where a segment asks for nothing.
function dutiesOf({ facts, status, since, next_review }, today) {
  if (facts.closed) return [];
  const rows = [
    ['confirmation_missing', status === 'proposed', since], ['review_overdue', next_review && next_review < today, next_review],
    ['plan_review_overdue', facts.plan_review_on && facts.plan_review_on < today, facts.plan_review_on], ['agreement_missing', facts.agreement_missing, since],
    ['recall_due', facts.recall_on && facts.recall_on <= today, facts.recall_on],
  ];
  return rows.filter(([, open]) => open).map(([code, , from]) => ({ code, since: from }));
}

function shownNames() {
  const model = JSON.parse(readFileSync(new URL('../../libsegment/models/helsinki.json', import.meta.url)));
  return model.segments.map((s) => [s.code, s.names.fi]);
}

// What follows from the segment, which is the one chosen.
const chosenOf = ({ consequences, process, segment, segment_name }) => ({ consequences, process, segment, segment_name });

function chosenSchema({ properties: { consequences, process, segment, segment_name } }) {
  return { type: 'object', properties: { consequences, process, segment, segment_name } };
}

function createdSchema(result) {
  const s = { type: 'string' }, n = { type: 'integer' }, sub = { type: 'object', properties: { sub: s } };
  return {
    type: 'object',
    properties: {
      id: s, client_id: s, version: n, status: s, register: s, as_of: s,
      chosen_segment: s, client_present: { type: 'boolean' }, assessed_at: s, recorded_at: s, assessed_by: sub, participants: { type: 'array', items: s },
      input: { type: 'object', additionalProperties: true }, ...result.properties, chosen: chosenSchema(result), available_actions: { type: 'array', items: s },
      history: { type: 'array', items: { type: 'object', properties: { version: { type: 'integer' }, at: s, by: sub, action: s, to: s, detail: s } } },
    },
  };
}

function standingSchema() {
  const s = { type: 'string' };
  return { type: 'object', properties: { client_id: s, segment: s, segment_name: s, status: s, since: s, assessment_id: s, next_review: { type: ['string', 'null'] }, open_duties: { type: 'array', items: s } } };
}
