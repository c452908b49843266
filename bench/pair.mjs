// What stands beside one instance of a pair (see pair.sh): its database, and a token of its own issuer.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const postgres = fileURLToPath(new URL('../tools/postgres.sh', import.meta.url));

export function beside(folder, words) {
  const env = { ...process.env, VAR: folder };
  const said = (program, args, more) => execFileSync(program, args, { encoding: 'utf8', env: { ...env, ...more } }).trim();
  return {
    env,
    psql: (text) => said(postgres, ['psql', '-d', 'asiakkuus', '-AtqX', '-c', text]),
    token: said(env.PROGRAM, ['token', '--ttl', '7200', ...words], {
      DEMO_ISSUER_KEY_FILE: `${folder}/keys/issuer.pem`, JWT_ISSUER: 'https://issuer.asiakkuus.invalid', JWT_AUDIENCE: 'asiakkuus' }),
  };
}
