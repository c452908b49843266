// What the peers in Fastify and pg share: verified tokens, headers and one log line a request, the
// transaction of an area, the service's own named statements, the access log.
import { createPublicKey, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createVerifier } from 'fast-jwt';
import Fastify from 'fastify';
import pg from 'pg';
import { namedStatement } from './statements.mjs';

// Days are Helsinki's, also between its midnight and that of UTC.
const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Helsinki', dateStyle: 'short' });
export const helsinkiDay = (instant) => day.format(new Date(instant));

// RFC 9562, version 7.
export function uuid() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 15) | 112;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

// A named statement of the service's own files, its parameters numbered.
function statement(file, name) {
  const text = namedStatement(file, name);
  const names = [];
  const numbered = text.replace(/(^|[^:]):([a-z_0-9]+)/g, (_, before, word) => {
    if (!names.includes(word)) names.push(word);
    return `${before}$${names.indexOf(word) + 1}`;
  });
  return { text: numbered, names };
}

// `files`: { name: [file, statement] }.
export function frame({ socket, jwksPath, issuer, audience, files }) {
  const { keys } = JSON.parse(readFileSync(jwksPath, 'utf8'));
  const key = createPublicKey({ key: keys[0], format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const verify = createVerifier({ key, algorithms: ['ES256'], allowedIss: issuer, allowedAud: audience, cache: 1000, cacheTTL: 60_000 });
  const pool = new pg.Pool({ host: socket, user: 'asiakkuus_app', database: 'asiakkuus', options: '-c search_path=asiakkuus -c plan_cache_mode=force_generic_plan -c jit=off', max: 8 });
  const app = Fastify({ logger: { level: 'info' }, disableRequestLogging: true, bodyLimit: 65536, ajv: { customOptions: { coerceTypes: false, removeAdditional: false } } });
  pg.types.setTypeParser(1082, (text) => text);
  pg.types.setTypeParser(1184, (text) => `${text.slice(0, 10)}T${text.slice(11).replace('+00', 'Z')}`);

  const allow = (scope) => async (request, reply) => {
    const header = request.headers.authorization;
    if (!header?.startsWith('Bearer ')) return reply.code(401).send();
    try {
      request.claims = verify(header.slice(7));
    } catch {
      return reply.code(401).send();
    }
    const [noun] = scope.split(':');
    if (!request.claims.scope.split(' ').some((held) => held === scope || held === `${noun}:*`)) return reply.code(403).send();
    request.at = new Date().toISOString();
    request.uuid = uuid();
  };
  app.addHook('onSend', async (request, reply) => {
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff').header('x-request-id', request.uuid ?? uuid())
      .header('content-language', 'fi').header('vary', 'Accept-Language, Accept-Encoding');
  });
  app.addHook('onResponse', async (request, reply) => {
    request.log.info({ request_id: request.uuid, operation: request.routeOptions.url, status: reply.statusCode, ms: reply.elapsedTime }, 'request');
  });

  const query = (client, name, text, values) => client.query({ name, text, values });
  async function transaction(area, work) {
    const client = await pool.connect();
    try {
      await query(client, 'begin', 'BEGIN', []);
      await query(client, `area_${area}`, `SET LOCAL app.area = '${area}'`, []);
      const result = await work(client);
      await query(client, 'commit', 'COMMIT', []);
      return result;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }
  const sql = Object.fromEntries(Object.entries(files).map(([name, [file, of]]) => [name, statement(file, of)]));
  const run = (client, name, given) => query(client, name, sql[name].text, sql[name].names.map((n) => given[n] ?? null));
  const caller = (request) => ({
    area: request.claims.area, now: request.at, sub: request.claims.sub, unit: request.claims.unit, actor_role: request.claims.role,
    register: request.claims.register, request_id: request.uuid, ground: 'own_register',
  });
  const audit = (client, request, more) => run(client, 'audit', { ...caller(request), id: uuid(), ...more });
  return { app, allow, transaction, run, caller, audit };
}
