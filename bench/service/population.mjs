// Asks every operation ASKED times, one after another and all in turn, of clients from all over the
// table; writes the times in milliseconds. Started by ./population, beside a running service.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const env = process.env, ASKED = Number(env.ASKED ?? 300), CLIENTS = Number(env.CLIENTS), SAMPLE = 200, WARM = 30;
const root = fileURLToPath(new URL('../..', import.meta.url));
const psql = (text) => execFileSync(`${root}/tools/postgres.sh`, ['psql', '-d', 'asiakkuus', '-At', '-c', text], { encoding: 'utf8' }).trim().split('\n');
const token = (...words) => execFileSync(env.PROGRAM, ['token', '--unit', 'kalasatama', '--ttl', '7200', ...words], { encoding: 'utf8' }).trim();
const uid = (kind, n) => `0190000${kind}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

const bearer = token('--scope', 'client:read client:write assessment:read contact:read referral:read referral:write consultation:read care_team:read plan:read consent:read directory:read kpi:read');
const [unit] = psql(`SELECT id FROM asiakkuus.unit WHERE area = '90' AND code = 'kalasatama'`);
const step = Math.max(1, Math.floor(CLIENTS / 100 / SAMPLE));
const clients = Array.from({ length: Math.min(SAMPLE, Math.floor(CLIENTS / 100)) }, (_, i) => 1 + 100 * i * step);
const codes = Array.from({ length: 16 }, (_, i) => {
  const body = `0101${String(50 + i)}`, serial = String(900 + i), check = '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(body + serial) % 31];
  return `${body}-${serial}${check}`;
});
const soon = new Date(Date.now() + 30 * 86400000).toISOString().slice(0, 10);

async function ask([method, path, body]) {
  const began = performance.now();
  const answer = await fetch(env.BASE + path, { method, headers: { authorization: `Bearer ${bearer}`, ...(body ? { 'content-type': 'application/json' } : {}) }, body: body && JSON.stringify(body) });
  const text = await answer.text(), took = performance.now() - began;
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 500)}`);
  return { took, json: JSON.parse(text) };
}
const identifier = (value) => ({ identifier: { system: 'hetu', value } });
for (const code of codes) await ask(['POST', '/v1/clients', identifier(code)]);

const of = (end) => (i) => ['GET', `/v1/clients/${uid(1, clients[i % clients.length])}${end}`];
const same = (path) => () => ['GET', path];
const route = { need_classes: ['s3_economy'], segment: 'tuki', language: 'fi' };
const operations = {
  'client by key': of(''),
  'client by identity code': (i) => ['POST', '/v1/clients/search', identifier(codes[i % codes.length])],
  'clients': same('/v1/clients'),
  'clients of a segment': same('/v1/clients?segment=huolenpito'),
  'clients of a unit and segment': same('/v1/clients?home_unit=kalasatama&segment=huolenpito'),
  'clients to review': same(`/v1/clients?review_due_until=${soon}`),
  'segment': of('/segment'),
  'segment, of 500 assessments': same(`/v1/clients/${uid(1, 2)}/segment`),
  'overview': of('/overview'),
  'journey': of('/journey'),
  'care team with duties': (i) => ['GET', `/v1/clients/${uid(1, clients[i % clients.length] + ((3 - (clients[i % clients.length] % 3)) % 3))}/care-team`],
  'assessments of a client': of('/assessments'),
  'assessments, of 500': same(`/v1/clients/${uid(1, 2)}/assessments`),
  'assessment by id': (i) => ['GET', `/v1/assessments/${uid(2, clients[i % clients.length] * 2)}`],
  'contacts of a client': (i) => ['GET', `/v1/contacts?client_id=${uid(1, clients[i % clients.length])}`],
  'contacts of a unit': same(`/v1/contacts?unit_id=${unit}`),
  'contacts': same('/v1/contacts'),
  'referral by id': (i) => ['GET', `/v1/referrals/${uid(4, clients[i % clients.length] * 2)}`],
  'referrals of a client': (i) => ['GET', `/v1/referrals?client_id=${uid(1, clients[i % clients.length])}`],
  'referrals that came in': same('/v1/referrals?direction=incoming'),
  ...Object.fromEntries(['referrals', 'asked', 'unassigned', 'overdue', 'contacts', 'reviews', 'duties', 'consultations'].map((code) => [`worklist ${code}`, same(`/v1/worklists/${code}`)])),
  'worklists, counted': same('/v1/worklists'),
  'routing': () => ['POST', '/v1/referrals/route', route],
  'kpi values': same('/v1/kpi/indicators/contacts/values?bucket=month&from=2026-01-01&to=2026-10-31'),
  'kpi dashboard': same('/v1/kpi/dashboard'),
};

const times = Object.fromEntries(Object.keys(operations).map((name) => [name, { times: [], items: null }]));
for (let i = -WARM; i < ASKED; i++)
  for (const [name, request] of Object.entries(operations)) {
    if (times[name].failed) continue;
    try {
      const { took, json } = await ask(request(i + WARM));
      times[name].items = json.items?.length ?? null;
      if (i >= 0) times[name].times.push(took);
    } catch (error) {
      times[name].failed = error.message;
      process.stderr.write(`${error.message}\n`);
    }
  }
writeFileSync(`${env.VAR}/${env.SIZE}.json`, JSON.stringify(times));
