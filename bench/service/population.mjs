// Asks a small area and a county every operation ASKED times, one after the other and all in turn, of
// clients from all over the table; writes the times in milliseconds. Started by ./population.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beside } from '../pair.mjs';

const env = process.env, ASKED = Number(env.ASKED ?? 300), SAMPLE = 200, WARM = Math.min(30, ASKED);
const root = fileURLToPath(new URL('../..', import.meta.url));
const uid = (kind, n) => `0190000${kind}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const codes = Array.from({ length: 16 }, (_, i) => {
  const body = `0101${String(50 + i)}`, serial = String(900 + i), check = '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(body + serial) % 31];
  return `${body}-${serial}${check}`;
});

// A psql that stays: what each statement answers, one after the other.
function counter(env) {
  const child = spawn(`${root}/tools/postgres.sh`, ['psql', '-d', 'asiakkuus', '-Atq'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  let told = '', waiting;
  child.stdout.setEncoding('utf8').on('data', (text) => {
    told += text;
    if (!told.includes('@@\n')) return;
    waiting(told.split('@@\n')[0].trim());
    told = '';
  });
  return { end: () => child.stdin.end(), ask: (text) => new Promise((resolve) => {
    waiting = resolve;
    child.stdin.write(`${text};\n\\echo @@\n`);
  }) };
}

// One of the two: its port, a token of its own issuer, and whom to ask about.
function area(size, count, port) {
  const scope = 'client:read client:write assessment:read contact:read referral:read referral:write consultation:read care_team:read care_team:write plan:read consent:read directory:read kpi:read model:read';
  const { env: at, psql, token: bearer } = beside(`${env.VAR}/${size}`, ['--unit', 'kalasatama', '--scope', scope]);
  const shown = Math.min(SAMPLE, Math.floor(count / 100)), step = Math.max(1, Math.floor(count / 100 / shown));
  return {
    size, bearer, counter: counter(at), base: `http://127.0.0.1:${port}`, unit: psql(`SELECT id FROM asiakkuus.unit WHERE area = '90' AND code = 'kalasatama'`),
    clients: Array.from({ length: shown }, (_, i) => 1 + 100 * i * step), times: {},
  };
}
const areas = [area('small', Number(env.SMALL), Number(env.PORT)), area('full', Number(env.CLIENTS), Number(env.PORT) + 1)];
const soon = new Date(Date.now() + 30 * 86400000).toISOString().slice(0, 10);

async function ask({ base, bearer }, [method, path, body]) {
  const began = performance.now();
  const answer = await fetch(base + path, { method, headers: { authorization: `Bearer ${bearer}`, ...(body ? { 'content-type': 'application/json' } : {}) }, body: body && JSON.stringify(body) });
  const text = await answer.text(), took = performance.now() - began;
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 500)}`);
  return { took, json: JSON.parse(text) };
}
const identifier = (value) => ({ identifier: { system: 'hetu', value } });
for (const at of areas) for (const code of codes) await ask(at, ['POST', '/v1/clients', identifier(code)]);

const number = (at, i) => at.clients[i % at.clients.length];
const of = (end) => (at, i) => ['GET', `/v1/clients/${uid(1, number(at, i))}${end}`];
const same = (path) => () => ['GET', path];
const route = { need_classes: ['s3_economy'], segment: 'tuki', language: 'fi' };
const operations = {
  'what no table holds': same('/v1/segments'),
  'client by key': of(''),
  'client by identity code': (_, i) => ['POST', '/v1/clients/search', identifier(codes[i % codes.length])],
  'clients': same('/v1/clients'),
  'clients of a segment': same('/v1/clients?segment=huolenpito'),
  'clients of a unit and segment': same('/v1/clients?home_unit=kalasatama&segment=huolenpito'),
  'clients to review': same(`/v1/clients?review_due_until=${soon}`),
  'segment': of('/segment'),
  'segment, of 500 assessments': same(`/v1/clients/${uid(1, 2)}/segment`),
  'overview': of('/overview'),
  'journey': of('/journey'),
  'care team with duties': (at, i) => ['GET', `/v1/clients/${uid(1, number(at, i) + ((3 - (number(at, i) % 3)) % 3))}/care-team`],
  'assessments of a client': of('/assessments'),
  'assessments, of 500': same(`/v1/clients/${uid(1, 2)}/assessments`),
  'assessment by id': (at, i) => ['GET', `/v1/assessments/${uid(2, number(at, i) * 2)}`],
  'contacts of a client': (at, i) => ['GET', `/v1/contacts?client_id=${uid(1, number(at, i))}`],
  'contacts of a unit': (at) => ['GET', `/v1/contacts?unit_id=${at.unit}`],
  'contacts': same('/v1/contacts'),
  'referral by id': (at, i) => ['GET', `/v1/referrals/${uid(4, number(at, i) * 2)}`],
  'referrals of a client': (at, i) => ['GET', `/v1/referrals?client_id=${uid(1, number(at, i))}`],
  'referrals that came in': same('/v1/referrals?direction=incoming'),
  'referrals that came in, open': same('/v1/referrals?direction=incoming&state=sent&limit=20'),
  'referrals that went out, open': same('/v1/referrals?direction=outgoing&state=sent&limit=20'),
  'referrals, open': same('/v1/referrals?state=sent&limit=20'),
  'care teams of a person': (at, i) => ['GET', `/v1/care-teams?sub=worker-${3 * (i % 50)}&limit=10`],
  ...Object.fromEntries(['referrals', 'asked', 'unassigned', 'overdue', 'contacts', 'reviews', 'duties', 'consultations', 'follow_ups'].map((code) => [`worklist ${code}`, same(`/v1/worklists/${code}?limit=20`)])),
  'worklists, counted': same('/v1/worklists'),
  'routing': () => ['POST', '/v1/referrals/route', route],
  'kpi values': same('/v1/kpi/indicators/contacts/values?bucket=month&from=2026-01-01&to=2026-10-31'),
  'kpi dashboard': same('/v1/kpi/dashboard'),
};

for (let i = -WARM; i < ASKED; i++)
  for (const [name, request] of Object.entries(operations))
    for (const at of areas) {
      const told = (at.times[name] ??= { times: [] });
      if (told.failed) continue;
      try {
        const { took, json } = await ask(at, request(at, i + WARM));
        told.items = json.items?.length ?? null;
        if (i >= 0) told.times.push(took);
      } catch (error) {
        told.failed = error.message;
        process.stderr.write(`${at.size}: ${error.message}\n`);
      }
    }
// The pages that a request looks at: the least of some rounds, as the service has work of its own beside it,
// whose statements are not there ten times.
const looked = `SELECT coalesce(sum(shared_blks_hit + shared_blks_read), 0) FROM pg_stat_statements WHERE userid = 'asiakkuus_app'::regrole AND calls % 10 = 0`;
for (const [name, request] of Object.entries(operations))
  for (const at of areas) {
    at.times[name].pages = Infinity;
    for (let round = 0; round < 3 && !at.times[name].failed; round++) {
      await at.counter.ask('SELECT pg_stat_statements_reset()');
      for (let i = 0; i < 10; i++) await ask(at, request(at, i));
      at.times[name].pages = Math.min(at.times[name].pages, Math.round(Number(await at.counter.ask(looked)) / 10));
    }
  }
for (const { size, times, counter } of areas) {
  counter.end();
  writeFileSync(`${env.VAR}/${size}.json`, JSON.stringify(times));
}
